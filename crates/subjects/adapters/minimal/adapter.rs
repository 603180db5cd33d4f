//! The smallest adapter: a validator of tokens, with `jsonwebtoken`.
#![expect(clippy::print_stdout, reason = "adapters answer there")]
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, from_str, from_value, json};
type Failure = Box<dyn std::error::Error>;

fn verify(arguments: &Value) -> Result<Value, Failure> {
    let (token, accepts) = (arguments["token"].as_str(), &arguments["accepts"]);
    let token = token.ok_or("no token")?;
    let set: JwkSet = from_str(arguments["keys"].as_str().ok_or("no keys")?)?;
    let kid = decode_header(token)?.kid.ok_or("no kid")?;
    let key = DecodingKey::from_jwk(set.find(&kid).ok_or("no such key")?)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.iss = Some(from_value(accepts["issuers"].clone())?);
    validation.aud = Some(from_value(accepts["audiences"].clone())?);
    validation.validate_exp = false; // The time is that of the case.
    let claims: Value = decode(token, &key, &validation)?.claims;
    let times = [&claims["exp"], &accepts["leewaySeconds"], &arguments["now"]];
    match times.map(Value::as_i64) {
        [Some(exp), Some(leeway), Some(now)] if exp + leeway > now => Ok(claims["sub"].clone()),
        _ => Err("expired".into()),
    }
}

fn main() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let message: Value = from_str(&line).expect("each line is a message");
        let hello = json!({ "name": "minimal", "roles": ["token-validator"], "ops": ["verify"] });
        let (name, said) = match message["op"].as_str() {
            Some("hello" | "configure") => ("ok", hello),
            Some("verify") => verify(&message["args"]).map_or_else(
                |why| ("err", json!({ "code": why.to_string() })),
                |user| ("ok", json!({ "user": user })),
            ),
            _ => ("unsupported", Value::Bool(true)),
        };
        println!("{}", json!({ "id": message["id"], name: said }));
    }
}
