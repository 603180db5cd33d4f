//! What the sentences say, once more, as plainly as other people's libraries let us say it. Slow,
//! without offsets, and unaware of the model: laws hold one against the other.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use num_bigint::BigUint;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, json};

use crate::{
    CONSUMER_TENANT, Entra, ExchangeIdentity, Generic, OfficeSso, Policy, Shape, Tenants, Version,
};

/// A token that is well-formed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wellformed {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) signature: Vec<u8>,
}

/// Why the reference has no opinion: a number that its library cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoOpinion;

/// The token, if it is well-formed.
pub(crate) fn token(text: &[u8]) -> Result<Option<Wellformed>, NoOpinion> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Ok(None);
    };
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return Ok(None);
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let (Some(header), Some(claims), Some(signature)) =
        (decode(header), decode(claims), decode(signature))
    else {
        return Ok(None);
    };
    let (Some(header), Some(claims)) = (object(&header)?, object(&claims)?) else {
        return Ok(None);
    };
    let sound = text.len() <= 65536
        && !signature.is_empty()
        && is_sound_header(&header)
        && is_sound_claims(&claims);
    let token = Wellformed {
        header,
        claims,
        signature,
    };
    Ok(sound.then_some(token))
}

/// A JSON object without duplicates, not too deep and not too large.
fn object(text: &[u8]) -> Result<Option<Value>, NoOpinion> {
    Ok(unique(text)?.filter(|value| value.is_object() && is_bearable(value)))
}

fn is_bearable(value: &Value) -> bool {
    depth(value) <= 32 && size(value) <= 8192
}

/// A JSON value without duplicates.
fn unique(text: &[u8]) -> Result<Option<Value>, NoOpinion> {
    match serde_json::from_slice::<Unique>(text) {
        Ok(Unique(value)) => Ok(Some(value)),
        Err(error) if error.to_string().contains("number out of range") => Err(NoOpinion),
        Err(_) => Ok(None),
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(|value| 1 + size(value)).sum::<usize>(),
        _ => 1,
    }
}

fn is_sound_header(header: &Value) -> bool {
    let string_or_nothing = |name: &str| header.get(name).is_none_or(Value::is_string);
    let Some(alg) = header["alg"].as_str() else {
        return false;
    };
    let b64 = header.get("b64");
    let crit = match header.get("crit") {
        None => true,
        Some(crit) => *crit == serde_json::json!(["b64"]) && b64.is_some(),
    };
    !alg.eq_ignore_ascii_case("none")
        && crit
        && b64.is_none_or(|b64| *b64 == Value::Bool(true))
        && header.get("enc").is_none()
        && string_or_nothing("kid")
        && header["kid"].as_str().is_none_or(|kid| kid.len() <= 1024)
        && string_or_nothing("typ")
        && string_or_nothing("cty")
}

fn is_sound_claims(claims: &Value) -> bool {
    let number = |name: &str| claims.get(name).is_none_or(Value::is_number);
    let string = |name: &str| claims.get(name).is_none_or(Value::is_string);
    let audience = match claims.get("aud") {
        None | Some(Value::String(_)) => true,
        Some(Value::Array(names)) => names.iter().all(Value::is_string),
        Some(_) => false,
    };
    ["exp", "nbf", "iat"].into_iter().all(number) && string("iss") && string("sub") && audience
}

/// A JSON value in which no object says a name twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Unique;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E: Error>(self) -> Result<Unique, E> {
                Ok(Unique(Value::Null))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Unique, E> {
                Ok(Unique(value.into()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Unique, E> {
                Ok(Unique(value.into()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Unique, E> {
                Ok(Unique(value.into()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Unique, E> {
                Ok(Unique(value.into()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Unique, E> {
                Ok(Unique(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unique, A::Error> {
                let mut values = Vec::new();
                while let Some(Unique(value)) = items.next_element()? {
                    values.push(value);
                }
                Ok(Unique(values.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Unique, A::Error> {
                let mut values = Map::new();
                while let Some((name, Unique(value))) = members.next_entry::<String, Unique>()? {
                    if values.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Unique(values.into()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Whether a policy accepts these claims from the owner of this key at this time.
pub(crate) fn accepts(
    policy: &Policy,
    claims: &Value,
    owner: Option<&str>,
    now_s: i64,
) -> Result<bool, NoOpinion> {
    // What a date that is no whole number comes to is for another law.
    let is_whole = |name: &&str| claims[*name].as_number().is_none_or(Number::is_i64);
    if !["exp", "nbf", "iat"].iter().all(is_whole) {
        return Err(NoOpinion);
    }
    let accepts = match policy {
        Policy::Generic(generic) => generic_accepts(generic, claims, owner, now_s),
        Policy::Entra(entra) => entra_accepts(entra, claims, owner, now_s),
        Policy::OfficeSso(office) => office_accepts(office, claims, owner, now_s),
        Policy::ExchangeIdentity(exchange) => exchange_accepts(exchange, claims, now_s)?,
    };
    Ok(accepts && is_bearable(claims))
}

fn generic_accepts(policy: &Generic, claims: &Value, owner: Option<&str>, now_s: i64) -> bool {
    let iss = claims["iss"].as_str();
    let knows = |iss| {
        policy
            .issuers
            .iter()
            .any(|known| Some(known.as_str()) == iss)
    };
    is_sound_claims(claims)
        && policy
            .requires
            .iter()
            .all(|name| claims.get(name).is_some())
        && (policy.issuers.is_empty() || knows(iss))
        && (owner.is_none() || owner == iss)
        && match claims.get("aud") {
            None => policy.audiences.is_empty(),
            Some(aud) => policy.audiences.iter().any(|name| names(aud, name)),
        }
        && is_timely(claims, now_s, policy.leeway_s)
}

/// Whether an audience names somebody.
fn names(aud: &Value, name: &str) -> bool {
    aud == name
        || aud
            .as_array()
            .is_some_and(|names| names.iter().any(|held| held == name))
}

fn is_timely(claims: &Value, now_s: i64, leeway_s: u32) -> bool {
    let leeway = i128::from(leeway_s.min(300));
    let now = i128::from(now_s);
    let date = |name: &str| claims[name].as_i64().map(i128::from);
    date("exp").is_none_or(|exp| now < exp + leeway)
        && date("nbf").is_none_or(|nbf| now >= nbf - leeway)
        && date("iat").is_none_or(|iat| now >= iat - leeway)
}

fn is_access_token(claims: &Value) -> bool {
    let has = |name: &str| claims.get(name).is_some();
    let id_token =
        (has("nonce") || has("at_hash") || has("c_hash")) && !has("scp") && !has("roles");
    !has("appctx") && !id_token
}

/// Whether the issuer, the tenant, the version and the owner of the key fit together.
fn is_of_entra(claims: &Value, version: Version, tenants: &Tenants, owner: Option<&str>) -> bool {
    let Some(tid) = claims["tid"].as_str() else {
        return false;
    };
    let lengths: Vec<usize> = tid.split('-').map(str::len).collect();
    let digits = tid.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    let iss = match version {
        Version::V1 => format!("https://sts.windows.net/{tid}/"),
        Version::V2 => format!("https://login.microsoftonline.com/{tid}/v2.0"),
    };
    let ver = match version {
        Version::V1 => "1.0",
        Version::V2 => "2.0",
    };
    lengths == [8, 4, 4, 4, 12]
        && digits
        && claims["ver"] == ver
        && claims["iss"] == iss.as_str()
        && owner.is_none_or(|owner| owner == iss || owner.replace("{tenantid}", tid) == iss)
        && match tenants {
            Tenants::One(one) => tid == one,
            Tenants::Organizations => owner.is_some() && tid != CONSUMER_TENANT,
            Tenants::Consumers => owner.is_some() && tid == CONSUMER_TENANT,
            Tenants::Common => owner.is_some(),
        }
}

fn is_for(claims: &Value, version: Version, app_id: &str, uri: Option<&str>) -> bool {
    let aud = &claims["aud"];
    let by_uri = uri.is_some_and(|uri| {
        let bare = uri.strip_suffix('/').unwrap_or(uri);
        names(aud, bare) || names(aud, &format!("{bare}/"))
    });
    names(aud, app_id) || (version == Version::V1 && by_uri)
}

/// Whether the client authenticated in a known way, and is one of these if there are any.
fn is_from(claims: &Value, version: Version, clients: &[String]) -> bool {
    let (app, strength) = match version {
        Version::V1 => ("appid", "appidacr"),
        Version::V2 => ("azp", "azpacr"),
    };
    let known = |strength: &Value| ["0", "1", "2"].iter().any(|way| strength == way);
    claims.get(strength).is_none_or(known)
        && (clients.is_empty() || clients.iter().any(|client| claims[app] == client.as_str()))
}

fn has_word(claims: &Value, word: &str) -> bool {
    claims["scp"]
        .as_str()
        .is_some_and(|scopes| scopes.split(' ').any(|scope| scope == word))
}

fn holds(list: &Value, wanted: &str) -> bool {
    list.as_array()
        .is_some_and(|items| items.iter().any(|item| item == wanted))
}

fn entra_accepts(policy: &Entra, claims: &Value, owner: Option<&str>, now_s: i64) -> bool {
    let permitted = match (&policy.scope, &policy.role) {
        (None, None) => claims.get("scp").is_some() || claims.get("roles").is_some(),
        (scope, role) => {
            let wanted = if claims["idtyp"] == "app" {
                role.as_ref().map(|role| holds(&claims["roles"], role))
            } else {
                scope.as_ref().map(|scope| has_word(claims, scope))
            };
            wanted == Some(true)
        }
    };
    is_sound_claims(claims)
        && is_access_token(claims)
        && is_of_entra(claims, policy.version, &policy.tenants, owner)
        && is_for(
            claims,
            policy.version,
            &policy.app_id,
            policy.app_id_uri.as_deref(),
        )
        && claims.get("exp").is_some()
        && is_timely(claims, now_s, policy.leeway_s)
        && is_from(claims, policy.version, &policy.clients)
        && permitted
        && policy
            .group
            .as_ref()
            .is_none_or(|group| holds(&claims["groups"], group))
        && (claims["oid"].is_string() || claims.get("sub").is_some())
}

fn office_accepts(policy: &OfficeSso, claims: &Value, owner: Option<&str>, now_s: i64) -> bool {
    let version = if claims["ver"] == "1.0" {
        Version::V1
    } else {
        Version::V2
    };
    is_sound_claims(claims)
        && is_access_token(claims)
        && is_of_entra(claims, version, &policy.tenants, owner)
        && is_for(
            claims,
            version,
            &policy.app_id,
            policy.app_id_uri.as_deref(),
        )
        && claims.get("exp").is_some()
        && is_timely(claims, now_s, policy.leeway_s)
        && is_from(claims, version, &policy.clients)
        && has_word(claims, "access_as_user")
        && (claims["oid"].is_string() || claims.get("sub").is_some())
}

/// What identifies a user, part by part.
pub(crate) fn identity(claims: &Value) -> Result<Vec<Value>, NoOpinion> {
    if let Some(context) = context(claims)? {
        return Ok(vec![context["amurl"].clone(), context["msexchuid"].clone()]);
    }
    Ok(match &claims["oid"] {
        Value::String(oid) => vec![claims["tid"].clone(), oid.as_str().into()],
        _ => vec![claims["tid"].clone(), Value::Null, claims["sub"].clone()],
    })
}

/// What `appctx` says, in either shape.
fn context(claims: &Value) -> Result<Option<Value>, NoOpinion> {
    match &claims["appctx"] {
        Value::String(text) => object(text.as_bytes()),
        context => Ok(Some(context.clone()).filter(Value::is_object)),
    }
}

fn exchange_accepts(
    policy: &ExchangeIdentity,
    claims: &Value,
    now_s: i64,
) -> Result<bool, NoOpinion> {
    let documented = policy.shape == Shape::Documented;
    let Some(appctx) = context(claims)?.filter(|_| claims["appctx"].is_object() == documented)
    else {
        return Ok(false);
    };
    // A documented date becomes the number that it spells.
    let mut dated = claims.clone();
    for name in ["exp", "nbf", "iat"] {
        let Some(date) = claims.get(name) else {
            continue;
        };
        let digits = date
            .as_str()
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let number = match digits {
            Some(digits) if documented && !digits.is_empty() => {
                Some(digits.parse().unwrap_or(i64::MAX))
            }
            None if !documented && date.is_number() => continue,
            _ => None,
        };
        let Some(number) = number else {
            return Ok(false);
        };
        dated[name] = number.into();
    }
    let hosted = if documented {
        ["true", "false"]
    } else {
        ["True", "False"]
    };
    let has = |name: &str| claims.get(name).is_some();
    Ok(is_sound_claims(&dated)
        && !(has("scp") || has("roles") || has("ver"))
        && appctx["version"] == "ExIdTok.V1"
        && appctx["msexchuid"]
            .as_str()
            .is_some_and(|user| !user.is_empty())
        && policy
            .metadata_urls
            .iter()
            .any(|url| appctx["amurl"] == url.as_str())
        && claims
            .get("isbrowserhostedapp")
            .is_none_or(|word| hosted.iter().any(|it| word == it))
        && has("nbf")
        && has("exp")
        && names(&claims["aud"], &policy.add_in_url)
        && is_timely(&dated, now_s, policy.leeway_s))
}

/// A key as a set tells of it: its name, its algorithm, and whether it may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownKey {
    pub(crate) kid: Option<String>,
    pub(crate) algorithm: Option<String>,
    pub(crate) fit: bool,
}

/// The keys of a JWK set, or of PEM text, if it is a sound one.
pub(crate) fn key_set(text: &str, usable: &[&str]) -> Result<Option<Vec<KnownKey>>, NoOpinion> {
    if text.len() > 1024 * 1024 {
        return Ok(None);
    }
    if text.trim_ascii_start().starts_with("-----BEGIN ") {
        return Ok(pem(text, usable));
    }
    let is_bearable = |set: &Value| depth(set) <= 16 && size(set) <= 65536;
    let set = unique(text.as_bytes())?.filter(is_bearable);
    Ok(set.and_then(|set| keys(set, usable)))
}

/// The key of PEM text, as the set that would hold the same key as a JWK.
fn pem(text: &str, usable: &[&str]) -> Option<Vec<KnownKey>> {
    let (label, rest) = text
        .trim_ascii_start()
        .strip_prefix("-----BEGIN ")?
        .split_once("-----")?;
    let (body, end) = rest.split_once("-----END ")?;
    if !end.starts_with(&format!("{label}-----")) {
        return None;
    }
    let digits: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let der = STANDARD.decode(digits).ok()?;
    let spki = match label {
        "PUBLIC KEY" => values(&der).into_iter().next()?,
        "RSA PUBLIC KEY" => return keys(json!({ "keys": [rsa_key(&der)?] }), usable),
        "CERTIFICATE" => {
            let certificate = values(within(values(&der).first(), SEQUENCE)?);
            let mut parts = values(within(certificate.first(), SEQUENCE)?);
            if parts.first()?.0 == 0xa0 {
                parts.remove(0);
            }
            let tags: Vec<u8> = parts.iter().map(|(tag, _)| *tag).take(5).collect();
            if tags != [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
                return None;
            }
            parts.into_iter().nth(5)?
        }
        _ => return None,
    };
    let parts = values(within(Some(&spki), SEQUENCE)?);
    let names: Vec<String> = values(within(parts.first(), SEQUENCE)?)
        .iter()
        .take_while(|(tag, _)| *tag == 0x06)
        .map(|(_, name)| name.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    let bits = within(parts.get(1), 0x03)?.strip_prefix(&[0])?;
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let point = |curve: &str, size: usize| match bits {
        [4, point @ ..] if point.len() == 2 * size => {
            let (x, y) = point.split_at(size);
            json!({ "kty": "EC", "crv": curve, "x": encoded(x), "y": encoded(y) })
        }
        // No JWK could say it.
        _ => json!({ "kty": "EC", "crv": curve, "x": "", "y": "" }),
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let jwk = match names[..] {
        ["2a864886f70d010101", ..] => rsa_key(bits)?,
        ["2b6570", ..] => json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(bits) }),
        ["2a8648ce3d0201", "2a8648ce3d030107", ..] => point("P-256", 32),
        ["2a8648ce3d0201", "2b81040022", ..] => point("P-384", 48),
        _ => return None,
    };
    keys(json!({ "keys": [jwk] }), usable)
}

fn rsa_key(der: &[u8]) -> Option<Value> {
    let parts = values(within(values(der).first(), SEQUENCE)?);
    let number = |place: usize| {
        let digits = within(parts.get(place), INTEGER)?;
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        Some(URL_SAFE_NO_PAD.encode(&digits[zeros..]))
    };
    Some(json!({ "kty": "RSA", "n": number(0)?, "e": number(1)? }))
}

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// What is within a value, if it has this tag.
fn within<'v>(value: Option<&(u8, &'v [u8])>, tag: u8) -> Option<&'v [u8]> {
    value.filter(|held| held.0 == tag).map(|held| held.1)
}

/// The tags and contents of the values that stand one after the other in DER, up to where it is
/// none.
fn values(der: &[u8]) -> Vec<(u8, &[u8])> {
    let mut values = Vec::new();
    let mut rest = der;
    while rest.len() >= 2 {
        // Long lengths say first of how many bytes they are.
        let more = match rest[1] {
            ..=0x7f => 0,
            long @ 0x81..=0x83 => usize::from(long - 0x80),
            _ => break,
        };
        let Some(digits) = rest.get(2..2 + more) else {
            break;
        };
        let length = match digits {
            [] => usize::from(rest[1]),
            digits => digits
                .iter()
                .fold(0, |sum, digit| 256 * sum + usize::from(*digit)),
        };
        let Some(content) = rest.get(2 + more..2 + more + length) else {
            break;
        };
        values.push((rest[0], content));
        rest = &rest[2 + more + length..];
    }
    values
}

fn keys(set: Value, usable: &[&str]) -> Option<Vec<KnownKey>> {
    let jwks = match (set.get("keys"), set.get("kty")) {
        (Some(keys), _) => keys.as_array()?.clone(),
        (None, Some(_)) => vec![set],
        (None, None) => return None,
    };
    let kids: Vec<&str> = jwks.iter().filter_map(|jwk| jwk["kid"].as_str()).collect();
    let repeated = (1..kids.len()).any(|place| kids[..place].contains(&kids[place]));
    let known: Vec<(KnownKey, bool)> = jwks.iter().filter_map(|jwk| key(jwk, usable)).collect();
    let secrets = known.iter().filter(|(_, secret)| *secret).count();
    let sound = !repeated && (secrets == 0 || secrets == known.len());
    sound.then(|| known.into_iter().map(|(key, _)| key).collect())
}

/// A key and whether it is secret; nothing if its type is unknown or a part is missing.
fn key(jwk: &Value, usable: &[&str]) -> Option<(KnownKey, bool)> {
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str()?).ok();
    let number = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
    let (algorithms, sound, secret_bytes): (&[&str], bool, Option<usize>) =
        match jwk["kty"].as_str()? {
            "RSA" => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let minimal = n.first() != Some(&0) && e.first() != Some(&0);
                let sound = minimal && is_sound_rsa(&number(&n), &number(&e));
                (
                    &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
                    sound,
                    None,
                )
            }
            "EC" => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                let (algorithm, length): (&[&str], usize) = match jwk["crv"].as_str()? {
                    "P-256" => (&["ES256"], 32),
                    "P-384" => (&["ES384"], 48),
                    _ => return None,
                };
                let long = x.len() == length && y.len() == length;
                (
                    algorithm,
                    long && is_on_curve(length, &number(&x), &number(&y)),
                    None,
                )
            }
            "OKP" if jwk["crv"] == "Ed25519" => (&["EdDSA"], bytes("x")?.len() == 32, None),
            "oct" => (&["HS256", "HS384", "HS512"], true, Some(bytes("k")?.len())),
            _ => return None,
        };
    let own = jwk
        .get("alg")
        .map(|alg| algorithms.iter().find(|name| alg == *name));
    let chosen = || {
        usable
            .iter()
            .find(|name| algorithms.contains(name))
            .or(algorithms.first())
    };
    let algorithm = own.unwrap_or_else(chosen).map(|name| (*name).to_owned());
    let needed = match algorithm.as_deref() {
        Some("HS384") => 48,
        Some("HS512") => 64,
        _ => 32,
    };
    let fit = sound
        && secret_bytes.is_none_or(|length| length >= needed)
        && algorithm.is_some()
        && jwk.get("use").is_none_or(|usage| usage == "sig")
        && jwk
            .get("key_ops")
            .is_none_or(|operations| holds(operations, "verify"));
    let kid = jwk["kid"].as_str().map(str::to_owned);
    let secret = secret_bytes.is_some() || jwk.get("d").is_some();
    Some((
        KnownKey {
            kid,
            algorithm,
            fit,
        },
        secret,
    ))
}

fn is_sound_rsa(n: &BigUint, e: &BigUint) -> bool {
    let weak = |prime: &u32| {
        let remainder = n % prime;
        let mut power = BigUint::from(1_u32);
        (0..*prime).any(|_| {
            power = &power * 65537_u32 % prime;
            power == remainder
        })
    };
    let is_prime = |number: &u32| (2..*number).all(|factor| !number.is_multiple_of(factor));
    let roca = (3..=167).filter(is_prime).all(|prime| weak(&prime));
    (2048..=8192).contains(&n.bits()) && e.bit(0) && (2..=33).contains(&e.bits()) && !roca
}

/// Whether y² = x³ − 3x + b.
fn is_on_curve(length: usize, x: &BigUint, y: &BigUint) -> bool {
    let hexadecimal = |digits: &str| {
        BigUint::parse_bytes(digits.as_bytes(), 16).expect("these are hexadecimal digits")
    };
    let one = || BigUint::from(1_u32);
    let (p, b) = if length == 32 {
        (
            (one() << 256) - (one() << 224) + (one() << 192) + (one() << 96) - one(),
            hexadecimal("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
        )
    } else {
        (
            (one() << 384) - (one() << 128) - (one() << 96) + (one() << 32) - one(),
            hexadecimal(concat!(
                "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a",
                "c656398d8a2ed19d2a85c8edd3ec2aef"
            )),
        )
    };
    let left = y * y % &p;
    let right = (x * x * x + &p * 3_u32 * x - x * 3_u32 + b) % &p;
    *x < p && *y < p && left == right
}
