//! jsonwebtoken as its documentation has it: the key of a `JwkSet` by `kid`, and one `decode`.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::{NotDone, clock, is_twin};

/// The operation of a validator, with the arguments of the contract.
pub fn verify(arguments: &Value) -> Result<Value, NotDone> {
    let accepts = &arguments["accepts"];
    let unsupported = |why: &str| Err(NotDone::Unsupported(why.to_owned()));
    if accepts.is_null() {
        return unsupported("jsonwebtoken knows the RFCs and not this policy");
    }
    if accepts["nested"] == true {
        return unsupported("jsonwebtoken has no notion of tokens within tokens");
    }
    if !texts(&accepts["types"]).is_empty() {
        return unsupported("jsonwebtoken has no option for the types that are accepted");
    }
    clock::stand_at(arguments["now"].as_i64().unwrap_or_default());
    let token = arguments["token"].as_str().unwrap_or_default();
    let algorithms = texts(&accepts["algorithms"]);
    let algorithms = algorithms.iter().map(|name| name.parse()).collect();
    let Ok(algorithms): Result<Vec<Algorithm>, _> = algorithms else {
        return unsupported("jsonwebtoken lacks one of these algorithms");
    };
    let keys = arguments["keys"].as_str().unwrap_or_default();
    let key = key_for(token, keys, &algorithms).map_err(refused)?;
    let fitting = algorithms
        .into_iter()
        .filter(|algorithm| algorithm.family() == key.family());
    let mut validation = Validation::new(Algorithm::RS256);
    validation.algorithms = fitting.collect();
    validation.leeway = accepts["leewaySeconds"].as_u64().unwrap_or_default();
    validation.validate_nbf = true;
    let mut required = texts(&accepts["requires"]);
    let (issuers, audiences) = (texts(&accepts["issuers"]), texts(&accepts["audiences"]));
    // The planted defect of the twin: every issuer is trusted.
    if !issuers.is_empty() && !is_twin() {
        validation.set_issuer(&issuers);
        required.push("iss");
    }
    if !audiences.is_empty() {
        validation.set_audience(&audiences);
        required.push("aud");
    }
    validation.set_required_spec_claims(&required);
    decode::<Value>(token, &key, &validation).map_err(refused)?;
    Ok(json!({}))
}

fn key_for(
    token: &str,
    keys: &str,
    algorithms: &[Algorithm],
) -> Result<DecodingKey, Box<dyn std::error::Error>> {
    if keys.contains("-----BEGIN") {
        return Ok(match algorithms.first() {
            Some(Algorithm::ES256 | Algorithm::ES384) => DecodingKey::from_ec_pem(keys.as_bytes()),
            Some(Algorithm::EdDSA) => DecodingKey::from_ed_pem(keys.as_bytes()),
            _ => DecodingKey::from_rsa_pem(keys.as_bytes()),
        }?);
    }
    let Ok(keys) = serde_json::from_str::<JwkSet>(keys) else {
        let jwk: Jwk = serde_json::from_str(keys)?;
        return Ok(DecodingKey::from_jwk(&jwk)?);
    };
    let kid = decode_header(token)?.kid.ok_or("the token has no `kid`")?;
    let jwk = keys.find(&kid).ok_or("no key has this `kid`")?;
    Ok(DecodingKey::from_jwk(jwk)?)
}

fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

fn refused(error: impl ToString) -> NotDone {
    NotDone::Refused(error.to_string())
}
