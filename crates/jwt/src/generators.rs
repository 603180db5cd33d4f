//! Choices become tokens, claims, key sets and histories, about half of them sound. Judges nothing.

use conformance::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use crate::case::{Accepts, Keys, Step, standard_policy};
use crate::laws::{Judgement, Pair};
use crate::mint::{Part, Recipe, Spoil, fill, sound_claims};
use crate::{Algorithm, Generic, Policy, Shape, base64url};

/// Whether something happens that happens once in so many times.
fn one_in(choices: &mut Unstructured<'_>, times: u8) -> Result<bool> {
    choices.ratio(1, times)
}

/// One of some words. One that stands more often is chosen more often.
fn word<'w>(choices: &mut Unstructured<'_>, words: &'w str) -> Result<&'w str> {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    choices.choose(&words).copied()
}

/// One of some JSON values without white space.
fn value(choices: &mut Unstructured<'_>, values: &str) -> Result<Value> {
    let text = word(choices, values)?;
    Ok(serde_json::from_str(text).expect("these words are JSON"))
}

/// The token of a recipe that can be followed.
fn mint(recipe: &Recipe) -> Vec<u8> {
    recipe.mint().expect("these keys can sign").into_bytes()
}

/// Members that a sound header may have, and others.
const HEADER_MEMBERS: [&str; 2] = [
    r#""typ":"JWT" "kid":"rsa" "cty":"json" "x":{"alg":1} "crit":["b64"],"b64":true"#,
    r#""alg":"none" "alg":"NONE" "alg":7 "\u0061lg":"RS256" "crit":["exp"] "crit":["b64"] "crit":[]
       "crit":["b64","b64"],"b64":true "crit":"b64" "crit":["alg"] "crit":[1] "crit":null
       "b64":false "b64":1 "kid":7 "kid":null "typ":["JWT"] "cty":false "enc":"A128GCM"
       "x":"\ud800" "x":{"y":1,"y":1}"#,
];

/// Claims that a sound token may have, and others.
const CLAIMS: [&str; 2] = [
    r#""iss":"https://issuer.example" "aud":"https://api.example" "aud":["a","b"] "nbf":17e8
       "exp":1700003600 "iat":-0.5 "x":[{"y":null},[true],-1.25e-3,"😀\u00e9"]"#,
    r#""\u0069ss":"x" "iss":7 "sub":null "aud":7 "aud":[1] "aud":{} "exp":"1700003600" "exp":null
       "nbf":true "iat":[] "x":{"y":1,"y":2} "x":"\udc00\ud800"
       "x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
       "x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"#,
];

/// A text that is a token or nearly so. Nobody signed it.
pub(crate) fn token(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    let header = object(choices, HEADER_MEMBERS, r#""alg":"RS256""#, sound)?;
    let claims = object(choices, CLAIMS, r#""sub":"alice""#, sound)?;
    if sound {
        let parts = [header, claims].map(base64url::encode);
        let signature = word(choices, "AAAA _-8 AQ")?;
        return Ok(format!("{}.{signature}", parts.join(".")).into_bytes());
    }
    let signature = *choices.choose(&["AAAA", "AAE", "_-8", "", "AQ"])?;
    let mut parts = [
        spelled(choices, header)?,
        spelled(choices, claims)?,
        signature.as_bytes().to_vec(),
    ];
    if one_in(choices, 12)? {
        parts[2] = vec![b'-'; *choices.choose(&[100_usize, 64_000, 65_600])?];
    }
    let mut token = parts.join(&b'.');
    if one_in(choices, 12)? {
        let ends: [&[u8]; 7] = [b"", b" ", b"\n", b".", b".AAAA", b".AAAA.AAAA", b"\t"];
        let (before, after) = (*choices.choose(&ends)?, *choices.choose(&ends)?);
        token = [before, &token, after].concat();
    }
    Ok(token)
}

/// The text of an object with this member and some of these, or of something else.
fn object(
    choices: &mut Unstructured<'_>,
    [good, bad]: [&str; 2],
    first: &str,
    sound: bool,
) -> Result<Vec<u8>> {
    let mut held = vec![first.to_owned()];
    for _ in 0..choices.int_in_range(0..=3)? {
        let is_good = sound || choices.arbitrary()?;
        let member = word(choices, if is_good { good } else { bad })?;
        let name = member.split(':').next().unwrap_or_default();
        if !sound || !held.iter().any(|held| held.starts_with(name)) {
            held.push(member.to_owned());
        }
    }
    let space = *choices.choose(&["", "", "", " ", "\n\t\r "])?;
    let separator = format!("{space},{space}");
    if sound {
        return Ok(format!("{{{space}{}{space}}}", held.join(&separator)).into_bytes());
    }
    if one_in(choices, 40)? {
        held.push(format!("\"x\":[{}]", vec!["0"; 8200].join(",")));
    }
    if one_in(choices, 24)? {
        held.remove(0);
    }
    let mut text = format!("{{{space}{}{space}}}", held.join(&separator));
    if one_in(choices, 10)? {
        text = match choices.int_in_range(0..=4)? {
            0 => format!("\u{feff}{text}"),
            1 => format!("{text}{{}}"),
            2 => format!("[{text}]"),
            3 => text[..text.len() - 1].to_owned(),
            _ => word(choices, r#"7 "x" null nul [1,2,3] {"#)?.to_owned(),
        };
    }
    let mut bytes = text.into_bytes();
    if one_in(choices, 24)? {
        let place = choices.choose_index(bytes.len())?;
        bytes[place] = *choices.choose(&[0xff, 0xc3, 0, b'"', b'\\', b' '])?;
    }
    Ok(bytes)
}

/// Bytes as base64url, now and then not quite.
fn spelled(choices: &mut Unstructured<'_>, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let mut text = base64url::encode(bytes).into_bytes();
    if one_in(choices, 16)? {
        let place = choices.int_in_range(0..=text.len())?;
        text.insert(place, *choices.choose(b"=+/ \n?.AZ-_~\xe9")?);
    }
    if one_in(choices, 16)?
        && let Some(last) = text.last_mut()
    {
        // As it may be, the last character has bits that nothing uses.
        *last = last.saturating_add(1);
    }
    Ok(text)
}

/// A token that a test key signed, with at most one character changed, added or removed.
pub(crate) fn signed_token(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let sign = word(choices, "hmac hmac hmac ed rsa")?;
    let header = match sign {
        "ed" => r#"{"alg":"EdDSA","kid":"ed"}"#,
        "rsa" => r#"{"alg":"RS256","kid":"rsa"}"#,
        _ => r#"{"alg":"HS256","kid":"hmac"}"#,
    };
    let filling = "~".repeat(choices.int_in_range(0..=63)?);
    let payload = format!(r#"{{"sub":"alice","x":"{filling}"}}"#);
    let mut token = mint(&Recipe::signed(header, payload, sign));
    let place = choices.choose_index(token.len())?;
    let character = *choices
        .choose(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+ .\n")?;
    match choices.int_in_range(0..=8)? {
        0 | 1 => {}
        2..=4 => token[place] = character,
        // The last character may have bits that nothing uses.
        5 => token.splice(token.len() - 1.., [character]).for_each(drop),
        6 => token.insert(place, character),
        7 => drop(token.remove(place)),
        _ => drop(token.pop()),
    }
    Ok(token)
}

/// A sound token in which one character stands that belongs to no alphabet.
pub(crate) fn token_with_a_foreign_character(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let filling = "~".repeat(choices.int_in_range(0..=40)?);
    let payload = format!(r#"{{"x":"{filling}"}}"#);
    let mut token = mint(&Recipe::signed(r#"{"alg":"HS256"}"#, payload, "hmac"));
    let place = choices.int_in_range(1..=token.len() - 1)?;
    token.insert(place, *choices.choose(b"=+/~!# \r\n\t\x00\x7f\x80\xff")?);
    Ok(token)
}

/// A token whose claims jsonwebtoken judges too.
pub(crate) fn token_for_two(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut header = vec![r#""alg":"HS256""#];
    for _ in 0..choices.int_in_range(0..=2)? {
        header.push(word(
            choices,
            r#""typ":"JWT" "typ":"x" "cty":"json" "kid":"hmac" "kid":7 "x":1 "x":2 "alg":"HS256"
               "crit":["exp"] "crit":[] "crit":["b64"],"b64":true "b64":false "enc":"A128GCM"
               "jku":"https://x.example""#,
        )?);
    }
    let mut claims = vec![
        r#""exp":9000000000"#,
        r#""iss":"https://issuer.example""#,
        r#""aud":"https://api.example""#,
    ];
    for _ in 0..choices.int_in_range(0..=2)? {
        let other = word(
            choices,
            r#""aud":["https://api.example"] "aud":["x"] "aud":7 "aud":null "aud":"x"
               "aud":["https://api.example",7] "iss":"x" "iss":7 "iss":null
               "iss":["https://issuer.example"] "exp":1 "exp":"9000000000" "exp":9e9 "exp":-1
               "exp":null "exp":1.5 "exp":18446744073709551616 "nbf":1 "nbf":9000000000 "nbf":"x"
               "iat":9000000000 "iat":true "sub":"x" "sub":7 "x":1 "x":2 "x":{"y":1,"y":2}"#,
        )?;
        let name = other.split(':').next().unwrap_or_default();
        if !one_in(choices, 5)? {
            claims.retain(|held| !held.starts_with(name));
        }
        claims.push(other);
    }
    if one_in(choices, 8)? {
        let place = choices.choose_index(claims.len())?;
        claims.remove(place);
    }
    let mut payload = format!("{{{}}}", claims.join(","));
    if one_in(choices, 20)? {
        payload =
            r#"[9000000000,1,"alice","https://issuer.example","https://api.example"]"#.to_owned();
    }
    let sign = if one_in(choices, 10)? {
        "hmac-other"
    } else {
        "hmac"
    };
    Ok(mint(&Recipe::signed(
        format!("{{{}}}", header.join(",")),
        payload,
        sign,
    )))
}

/// A token of a known key's name, whose signature is nobody's.
pub(crate) fn forged_token(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut token = token_for_two(choices)?;
    let signature = token.len() - 43;
    token[signature..].fill(b'A');
    Ok(token)
}

/// Layers of tokens, the outermost first: who signs each, and how deep the validator looks.
pub(crate) fn layers(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut lines = format!("expects {}\n", choices.int_in_range(0..=3)?);
    for _ in 0..choices.int_in_range(1..=4)? {
        lines.push_str(word(choices, "hmac hmac hmac hmac hmac hmac-other nobody")?);
        lines.push('\n');
    }
    Ok(lines.into_bytes())
}

/// A token of some key for a validator that has some keys, in one step.
pub(crate) fn confusion(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let family = *choices.choose(&[
        "hmac hmac-other hmac-64 hmac-31 hmac-empty",
        "rsa rsa-other",
        "ec ec-other",
        "ed",
    ])?;
    let key = word(choices, family)?;
    let sign = if one_in(choices, 6)? {
        word(choices, family)?
    } else {
        key
    };
    let own = match key {
        "rsa" | "rsa-other" => Algorithm::RS256,
        "ec" | "ec-other" => Algorithm::ES256,
        "ed" => Algorithm::EdDSA,
        "hmac-64" => Algorithm::HS512,
        _ => Algorithm::HS256,
    };
    let mut alg = format!("{own:?}");
    if one_in(choices, 5)? {
        alg = word(
            choices,
            "HS256 HS512 RS256 RS512 ES256 EdDSA none None rs256",
        )?
        .to_owned();
    }
    let stated: Option<Algorithm> = alg.parse().ok();
    let lists: [&[Algorithm]; 3] = [
        &[own],
        &[
            Algorithm::RS256,
            Algorithm::ES256,
            Algorithm::EdDSA,
            Algorithm::HS256,
        ],
        &[
            Algorithm::HS256,
            Algorithm::HS512,
            Algorithm::RS256,
            Algorithm::RS512,
        ],
    ];
    let algorithms = choices.choose(&lists)?.to_vec();
    let (keys, secret) = keys_and_secret(choices, key)?;
    let spoil = match choices.int_in_range(0..=19)? {
        0 => Some(Spoil::EmptySignature),
        1 => Some(Spoil::ZeroSignature),
        2 => Some(Spoil::DerSignature),
        3 => Some(Spoil::ShortSignature),
        4 => Some(Spoil::LongSignature),
        5 => Some(Spoil::Flip(Part::Signature)),
        _ => None,
    };
    let step = Step {
        header: Some(confused_header(choices, &alg, key, sign)?),
        claims: Some("{}".to_owned()),
        sign: Some(sign.to_owned()),
        with: stated.filter(|stated| stated.family() == own.family()),
        secret,
        spoil: spoil.into_iter().collect(),
        keys: Some(keys),
        policy: Some(Accepts::Given(Policy::Generic(Generic {
            algorithms,
            requires: Vec::new(),
            ..Generic::default()
        }))),
        ..Step::default()
    };
    Ok(serde_json::to_vec(&step).expect("a step is JSON"))
}

/// A header that names a key, more or less, and may bring the one that signs along.
fn confused_header(
    choices: &mut Unstructured<'_>,
    alg: &str,
    key: &str,
    sign: &str,
) -> Result<String> {
    let kid = match choices.int_in_range(0..=9)? {
        0 => String::new(),
        1 => format!(r#","kid":"{}""#, key.to_uppercase()),
        2 => r#","kid":"../../dev/null""#.to_owned(),
        _ => format!(r#","kid":"{key}""#),
    };
    let brought = match one_in(choices, 6)? && sign != "hmac-empty" {
        true => format!(r#","jwk":${sign}.jwk"#),
        false => String::new(),
    };
    Ok(format!(r#"{{"alg":"{alg}"{kid}{brought}}}"#))
}

/// A key as a validator is given it, and the text of it as a secret, if that signs.
fn keys_and_secret(choices: &mut Unstructured<'_>, key: &str) -> Result<(Keys, Option<String>)> {
    if matches!(key, "rsa" | "rsa-other" | "ec" | "ed") && one_in(choices, 4)? {
        let indent = *choices.choose(&["", " ", "\n"])?;
        let text = format!("{indent}${key}.pem");
        let secret = choices.arbitrary::<bool>()?.then(|| text.clone());
        return Ok((Keys::Text(text), secret));
    }
    if one_in(choices, 6)? {
        let member = word(
            choices,
            r#""use":"enc" "use":"sig" "key_ops":["verify"] "key_ops":["sign"] "key_ops":"verify""#,
        )?;
        return Ok((Keys::Text(format!("{{${key}.members,{member}}}")), None));
    }
    Ok((Keys::Named(vec![key.to_owned()]), None))
}

/// A JWK set or a JWK.
pub(crate) fn key_set(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if one_in(choices, 12)? {
        return pem(choices);
    }
    let mut keys = Vec::new();
    for _ in 0..choices.int_in_range(1..=3)? {
        keys.push(jwk(choices)?);
    }
    let text = match choices.int_in_range(0..=19)? {
        0 => keys.concat(),
        1 => format!("[{}]", keys.join(",")),
        2 => format!(r#"{{"keys":{}}}"#, keys[0]),
        3 => r#"{"keys":[]}"#.to_owned(),
        4..=7 => keys[0].clone(),
        _ => format!(r#"{{"keys":[{}]}}"#, keys.join(",")),
    };
    Ok(text.into_bytes())
}

/// PEM text, with something before it or changed in it sometimes.
fn pem(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let text = match word(choices, "rsa rsa-other ec ec-384 ed x5c x5c")? {
        "x5c" => "-----BEGIN CERTIFICATE-----\n$rsa.x5c\n-----END CERTIFICATE-----\n".to_owned(),
        name => format!("${name}.pem"),
    };
    let mut text = fill(&text).expect("these are test keys");
    if one_in(choices, 3)? {
        let place = choices.choose_index(text.len())?;
        text.replace_range(place..=place, word(choices, "A B = / -")?);
    }
    let before = *choices.choose(&["", "", " ", "\n"])?;
    Ok(format!("{before}{text}").into_bytes())
}

fn jwk(choices: &mut Unstructured<'_>) -> Result<String> {
    let template = match choices.int_in_range(0..=7)? {
        0..=2 => {
            let n = word(choices, "rsa rsa rsa rsa-other rsa-1024 rsa-roca")?;
            let e = word(choices, "rsa rsa rsa rsa-e3 rsa-e1")?;
            format!(r#""kty":"RSA" "n":"${n}.n" "e":"${e}.e""#)
        }
        3 | 4 => {
            let curve = word(choices, "P-256 P-256 P-256 P-384 P-521")?;
            let (x, y) = (
                word(choices, "ec ec ec ec-384")?,
                word(choices, "ec ec ec ec-384")?,
            );
            format!(r#""kty":"EC" "crv":"{curve}" "x":"${x}.x" "y":"${y}.y""#)
        }
        5 => {
            let k = word(choices, "hmac hmac-64 hmac-31 hmac-empty")?;
            format!(r#""kty":"oct" "k":"${k}.k""#)
        }
        6 => {
            let curve = word(choices, "Ed25519 Ed25519 X25519")?;
            format!(r#""kty":"OKP" "crv":"{curve}" "x":"$ed.x""#)
        }
        _ => r#""kty":"AKP" "pub":"AAAA""#.to_owned(),
    };
    let filled = fill(&template).expect("these are parts of test keys");
    let kid = format!(r#""kid":"{}""#, word(choices, "a b c")?);
    let mut members: Vec<&str> = filled.split(' ').chain([kid.as_str()]).collect();
    if one_in(choices, 3)? {
        members.push(word(
            choices,
            r#""alg":"RS256" "alg":"HS512" "alg":"ES256" "alg":"RSA-OAEP" "alg":7 "use":"sig"
               "use":"enc" "use":null "key_ops":["verify"] "key_ops":["sign"] "key_ops":"verify"
               "d":"AQAB" "e":"AAEAAQ" "e":"AQAA" "e":"AgAAAAE" "n":"A" "kid":7"#,
        )?);
    }
    if one_in(choices, 8)? {
        let place = choices.choose_index(members.len())?;
        members.remove(place);
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// Names of claims that some policy looks at, and of some that none does.
const CLAIM_NAMES: &str = "iss iss iss aud aud aud sub exp exp nbf iat ver tid tid oid scp scp \
    roles idtyp azp appid azpacr appidacr groups _claim_names appctx appctx isbrowserhostedapp \
    nonce aio xms_new preferred_username";

const TENANTS: &str = "11111111-2222-4333-8444-555555555555 \
    22222222-2222-4333-8444-555555555555 9188040d-6c67-4c5b-b112-36a304b66dad";

/// Claims, a policy that judges them, the owner of the key, and the time.
pub(crate) fn judgement(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let name = word(
        choices,
        "generic generic generic entra-v1 entra-v2 entra-organizations entra-consumers \
         entra-common office-sso exchange-documented exchange-observed",
    )?;
    let mut policy = standard_policy(name).expect("these are names of standard policies");
    vary(&mut policy, choices)?;
    let mut claims = sound_claims(&policy, 1_700_000_000);
    for _ in 0..choices.int_in_range(0..=3)? {
        let name = word(choices, CLAIM_NAMES)?;
        match value_for(name, &policy, choices)? {
            Some(value) => claims.insert(name.to_owned(), value),
            None => claims.remove(name),
        };
    }
    change_together(&mut claims, choices)?;
    let mut owner = match &policy {
        Policy::Generic(_) | Policy::ExchangeIdentity(_) => None,
        Policy::Entra(entra) => Some(entra.version.issuer("{tenantid}")),
        Policy::OfficeSso(_) => Some(crate::Version::V2.issuer("{tenantid}")),
    };
    if one_in(choices, 8)? {
        let owners = "null \"https://issuer.example\" \"https://sts.windows.net/{tenantid}/\" \
            \"https://login.microsoftonline.com/22222222-2222-4333-8444-555555555555/v2.0\" \
            \"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0\"";
        owner = value(choices, owners)?.as_str().map(str::to_owned);
    }
    let now = value(
        choices,
        "1700000000 1700000000 1700000000 1700000000 1699999700 1699999699 1699999940 1699999939
         1700003659 1700003660 1700003899 1700003900 0 -1 4611686018427387 -4611686018427387",
    )?;
    let judgement = Judgement {
        policy,
        owner,
        now: now.as_i64().unwrap_or_default(),
        claims: Value::Object(claims),
    };
    Ok(serde_json::to_vec(&judgement).expect("a judgement is JSON"))
}

/// Changes claims that mean something only together.
fn change_together(claims: &mut Map<String, Value>, choices: &mut Unstructured<'_>) -> Result<()> {
    if one_in(choices, 6)? {
        let tenant = word(choices, TENANTS)?;
        let version = *choices.choose(&[crate::Version::V1, crate::Version::V2])?;
        claims.insert("tid".to_owned(), json!(tenant));
        claims.insert("iss".to_owned(), json!(version.issuer(tenant)));
    }
    if one_in(choices, 6)? {
        if claims.remove("groups").is_some() {
            claims.insert("_claim_names".to_owned(), json!({ "groups": "src1" }));
        } else {
            claims.remove("oid");
            claims.remove("sub");
        }
    }
    Ok(())
}

fn vary(policy: &mut Policy, choices: &mut Unstructured<'_>) -> Result<()> {
    match policy {
        Policy::Generic(generic) => {
            if one_in(choices, 4)? {
                generic.issuers.push("https://other.example".to_owned());
            }
            if one_in(choices, 4)? {
                generic.audiences.clear();
            }
            if one_in(choices, 4)? {
                generic.requires = vec!["sub".to_owned()];
            }
            generic.leeway_s = *choices.choose(&[60, 60, 0, 300, 301, u32::MAX])?;
        }
        Policy::Entra(entra) => {
            let which = choices.int_in_range(0..=7)?;
            entra.scope = matches!(which, 0 | 2).then(|| "Files.Read".to_owned());
            entra.role = matches!(which, 1 | 2).then(|| "Files.Read.All".to_owned());
            entra.group = (which == 3).then(|| "eeeeeeee-0000-4000-8000-000000000005".to_owned());
            if which == 4 {
                entra.clients = vec!["cccccccc-0000-4000-8000-000000000003".to_owned()];
            }
        }
        Policy::OfficeSso(office) => {
            if one_in(choices, 4)? {
                office.clients = vec!["ea5a67f6-b6f3-4338-b240-c655ddc3cc8e".to_owned()];
            }
        }
        Policy::ExchangeIdentity(_) => {}
    }
    Ok(())
}

/// A value that a claim might have; nothing to leave it out.
fn value_for(name: &str, policy: &Policy, choices: &mut Unstructured<'_>) -> Result<Option<Value>> {
    if one_in(choices, 6)? {
        return Ok(None);
    }
    if one_in(choices, 8)? {
        return value(choices, r#"null 7 true [] {} "" [7]"#).map(Some);
    }
    let values = match name {
        "iss" => {
            r#""https://issuer.example" "https://other.example" "https://issuer.example/"
               "https://issuer" "HTTPS://issuer.example"
               "https://sts.windows.net/11111111-2222-4333-8444-555555555555/"
               "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0"
               "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0/"
               "https://login.microsoftonline.com.x/11111111-2222-4333-8444-555555555555/v2.0"
               "https://login.microsoftonline.com/common/v2.0""#
        }
        "aud" => {
            r#""https://api.example" "https://api.example/" "https://api"
               ["x","https://api.example"] "https://add-in.contoso.example/pane.html"
               "https://x.example/?https://api.example" "66666666-7777-4888-8999-aaaaaaaaaaaa"
               "api://api.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa"
               "api://api.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa/"
               "api://add-in.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa""#
        }
        "exp" | "nbf" | "iat" => {
            r#"1700000000 1700000060 1700000061 1700000300 1700000301 1700003600 1700100800 -1 0
               4294967296 18446744073709551615 1700000000.5 1e300 "1700000000" "1700003600" "x""#
        }
        "ver" => r#""1.0" "2.0" "2""#,
        "tid" => {
            r#""22222222-2222-4333-8444-555555555555" "common"
               "11111111-2222-4333-8444-55555555555" "111111112-222-4333-8444-555555555555""#
        }
        "scp" => {
            r#""Files.Read" "Files.ReadWrite" "access_as_user" "access_as_user2" "files.read"
               "a\u0020Files.Read\u0020b" "openid\u0020access_as_user" "\u0020Files.Read""#
        }
        "roles" => r#"["Files.Read.All"] ["Files.Read"] "Files.Read.All""#,
        "idtyp" => r#""app" "user" "App""#,
        "azp" | "appid" => {
            r#""cccccccc-0000-4000-8000-000000000003" "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e"
               "dddddddd-0000-4000-8000-000000000004""#
        }
        "azpacr" | "appidacr" => r#""0" "1" "2" "3" "00""#,
        "groups" => r#"["eeeeeeee-0000-4000-8000-000000000005"] ["x"]"#,
        "_claim_names" => r#"{"groups":"src1"} {}"#,
        "appctx" => return appctx(policy, choices).map(Some),
        "isbrowserhostedapp" => r#""true" "True" "false" "False" "yes""#,
        _ => r#""x" "alice@contoso.example""#,
    };
    value(choices, values).map(Some)
}

/// The context of an Exchange identity token, mostly in the shape that the policy accepts.
fn appctx(policy: &Policy, choices: &mut Unstructured<'_>) -> Result<Value> {
    let context = json!({
        "version": word(choices, "ExIdTok.V1 ExIdTok.V1 ExIdTok.V1 ExIdTok.V2")?,
        "msexchuid": choices.choose(&["alice", "2alice", "bob", ""])?,
        "amurl": word(
            choices,
            "https://mail.contoso.example/autodiscover/metadata/json/1
             https://mail.contoso.example/autodiscover/metadata/json/1
             https://mail.contoso.example/autodiscover/metadata/json/12
             https://mail.contoso.example.x.example/autodiscover/metadata/json/1",
        )?,
    });
    let observed =
        matches!(policy, Policy::ExchangeIdentity(exchange) if exchange.shape == Shape::Observed);
    let is_text = observed != one_in(choices, 6)?;
    Ok(if is_text {
        json!(context.to_string())
    } else {
        context
    })
}

/// The claims of two tokens under one policy.
pub(crate) fn pair(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let name = word(
        choices,
        "entra-common entra-common exchange-documented exchange-observed",
    )?;
    let policy = standard_policy(name).expect("these are names of standard policies");
    let pair = Pair {
        policy: name.to_owned(),
        first: somebody(&policy, choices)?,
        second: somebody(&policy, choices)?,
    };
    Ok(serde_json::to_vec(&pair).expect("a pair is JSON"))
}

/// Sound claims about one of a few users.
fn somebody(policy: &Policy, choices: &mut Unstructured<'_>) -> Result<Value> {
    let mut claims = sound_claims(policy, 1_700_000_000);
    if let Policy::ExchangeIdentity(_) = policy {
        claims.insert("appctx".to_owned(), appctx(policy, choices)?);
        return Ok(Value::Object(claims));
    }
    let tenant = word(choices, TENANTS)?;
    let address = word(choices, "alice@x.example bob@x.example")?;
    let told = [
        ("tid", tenant),
        ("iss", &crate::Version::V2.issuer(tenant)),
        ("oid", word(choices, "1 2")?),
        ("sub", word(choices, "1 2")?),
        ("preferred_username", address),
    ];
    claims.extend(told.map(|(name, text)| (name.to_owned(), json!(text))));
    if one_in(choices, 3)? {
        claims.remove("oid");
    }
    Ok(Value::Object(claims))
}

/// A date as a number, a time, and which claim it is.
pub(crate) fn date_and_time(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let claim = word(choices, "exp exp nbf iat")?;
    let base = word(
        choices,
        "1700000000 1700000001 0 -1 1 2147483648 4294967296 9007199254740993 9223372036854775807
         18446744073709551616",
    )?;
    let date = match choices.int_in_range(0..=7)? {
        0 => format!("{base}.5"),
        1 => format!("{base}.{}", "9".repeat(choices.int_in_range(1..=30)?)),
        2 => format!("{base}e{}", word(choices, "0 1 -1 +2 400 -400")?),
        3 => format!("{base}.000E0"),
        4 => {
            let mantissa = word(choices, "1.7 17 0.17 1700000.0005")?;
            format!("{mantissa}e{}", word(choices, "9 8 10 3")?)
        }
        _ => base.to_owned(),
    };
    let now = word(
        choices,
        "1700000000 1700000000 1699999999 1700000001 0 -1 1 4294967296 170000000 17000000000",
    )?;
    Ok(format!("{claim} {date} at {now}").into_bytes())
}

/// A history of a cache: what was asked for, when, and what was published then.
pub(crate) fn history(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut now: i64 = 1_700_000_000;
    let mut lines = String::new();
    for _ in 0..choices.int_in_range(1..=12)? {
        let seconds = [
            0, 1, 60, 299, 300, 301, 3599, 3600, 82_799, 82_800, 86_399, 86_400,
        ];
        now += *choices.choose(&seconds)?;
        let kid = word(choices, "a a b c")?;
        let published = word(choices, "a a a,b b,c c outage outage")?;
        lines.push_str(&format!("{now} {kid} of {published}\n"));
    }
    Ok(lines.into_bytes())
}
