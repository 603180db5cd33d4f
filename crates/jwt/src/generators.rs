//! Choices become tokens, claims, key sets and histories, about half of them sound. Judges nothing.

use conformance::arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use crate::case::{Accepts, Keys, Step, standard_policy};
use crate::laws::{Judgement, Pair};
use crate::mint::{Part, Recipe, Spoil, sound_claims, sound_header};
use crate::{Algorithm, Policy, base64url};

/// Whether something happens that happens once in so many times.
fn one_in(choices: &mut Unstructured<'_>, times: u8) -> Result<bool> {
    choices.ratio(1, times)
}

/// A text that is a token or nearly so. Nobody signed it.
pub(crate) fn token(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    let header = members(choices, HEADER_MEMBERS, r#""alg":"RS256""#, sound)?;
    let claims = members(choices, CLAIMS, r#""sub":"alice""#, sound)?;
    if sound {
        let signature = *choices.choose(&["AAAA", "_-8", "AQ"])?;
        let parts = [
            &base64url::encode(header),
            &base64url::encode(claims),
            signature,
        ];
        return Ok(parts.join(".").into_bytes());
    }
    let signature = choices.choose(&["AAAA", "AAE", "_-8", "", "AQ"])?;
    let mut parts = [
        spelled(choices, header)?,
        spelled(choices, claims)?,
        (*signature).as_bytes().to_vec(),
    ];
    if one_in(choices, 12)? {
        parts[2] = vec![b'-'; *choices.choose(&[100_usize, 64_000, 65_600])?];
    }
    let mut token = parts.join(&b'.');
    if one_in(choices, 12)? {
        let ends: [&[u8]; 7] = [b"", b" ", b"\n", b".", b".AAAA", b".AAAA.AAAA", b"\t"];
        token = [
            choices.choose(&ends)?,
            token.as_slice(),
            choices.choose(&ends)?,
        ]
        .concat();
    }
    Ok(token)
}

const HEADER_MEMBERS: &[&str] = &[
    r#""typ":"JWT""#,
    r#""kid":"rsa""#,
    r#""cty":"json""#,
    r#""x":{"alg":1}"#,
    r#""crit":["b64"],"b64":true"#,
    r#""alg":"none""#,
    r#""alg":"NONE""#,
    r#""alg":7"#,
    r#""\u0061lg":"RS256""#,
    r#""crit":["exp"]"#,
    r#""crit":["b64"]"#,
    r#""crit":["b64","b64"],"b64":true"#,
    r#""crit":[]"#,
    r#""crit":"b64""#,
    r#""crit":["alg"]"#,
    r#""crit":[1]"#,
    r#""crit":null"#,
    r#""b64":false"#,
    r#""b64":1"#,
    r#""kid":7"#,
    r#""kid":null"#,
    r#""typ":["JWT"]"#,
    r#""cty":false"#,
    r#""enc":"A128GCM""#,
    r#""x":"\ud800""#,
];

const CLAIMS: &[&str] = &[
    r#""iss":"https://issuer.example""#,
    r#""aud":"https://api.example""#,
    r#""aud":["a","b"]"#,
    r#""exp":1700003600"#,
    r#""nbf":17e8"#,
    r#""iat":-0.5"#,
    r#""x":[{"y":null},[true],-1.25e-3,"😀\u00e9"]"#,
    r#""\u0069ss":"x""#,
    r#""iss":7"#,
    r#""sub":null"#,
    r#""aud":7"#,
    r#""aud":[1]"#,
    r#""aud":{}"#,
    r#""exp":"1700003600""#,
    r#""exp":null"#,
    r#""nbf":true"#,
    r#""iat":[]"#,
    r#""x":{"y":1,"y":2}"#,
    r#""x":"\udc00\ud800""#,
    r#""x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"#,
    r#""x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"#,
];

/// The text of an object with this member and some of these, or of something else.
fn members(
    choices: &mut Unstructured<'_>,
    of: &[&str],
    first: &str,
    sound: bool,
) -> Result<Vec<u8>> {
    /// So many of the members are sound as long as no name stands twice.
    const SOUND: usize = 6;
    let of = if sound { &of[..SOUND] } else { of };
    let mut held = vec![first.to_owned()];
    for _ in 0..choices.int_in_range(0..=3)? {
        let member = *choices.choose(of)?;
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
            _ => (*choices.choose(&["", "7", "\"x\"", "null", "nul", "[1,2,3]"])?).to_owned(),
        };
    }
    let mut bytes = text.into_bytes();
    if one_in(choices, 24)? && bytes.len() > 3 {
        let place = choices.int_in_range(0..=bytes.len() - 1)?;
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
    let sign = *choices.choose(&["hmac", "hmac", "hmac", "ed", "rsa"])?;
    let alg = match sign {
        "ed" => "EdDSA",
        "rsa" => "RS256",
        _ => "HS256",
    };
    let padding = "~".repeat(choices.int_in_range(0..=2)?);
    let recipe = Recipe {
        header: format!(r#"{{"alg":"{alg}","kid":"{sign}"}}"#),
        payload: format!(r#"{{"sub":"alice","x":"{padding}"}}"#),
        sign: sign.to_owned(),
        secret: None,
        with: None,
        spoil: Vec::new(),
    };
    let mut token = recipe.mint().unwrap_or_default().into_bytes();
    let place = choices.int_in_range(0..=token.len() - 1)?;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .\n";
    match choices.int_in_range(0..=7)? {
        0 | 1 => {}
        2..=4 => token[place] = *choices.choose(alphabet)?,
        5 => {
            // The last character has bits that nothing uses.
            let last = token.len() - 1;
            token[last] = *choices.choose(&alphabet[..64])?;
        }
        6 => token.insert(place, *choices.choose(alphabet)?),
        _ => {
            token.remove(place);
        }
    }
    Ok(token)
}

/// A sound token in which one character stands that belongs to no alphabet.
pub(crate) fn token_with_a_foreign_character(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let recipe = Recipe {
        header: sound_header(&standard(choices, &["generic"])?, Algorithm::HS256, "hmac"),
        payload: format!(r#"{{"x":"{}"}}"#, "~".repeat(choices.int_in_range(0..=40)?)),
        sign: "hmac".to_owned(),
        secret: None,
        with: None,
        spoil: Vec::new(),
    };
    let mut token = recipe.mint().unwrap_or_default().into_bytes();
    let place = choices.int_in_range(1..=token.len() - 1)?;
    token.insert(place, *choices.choose(b"=+/~!# \r\n\t\x00\x7f\x80\xff")?);
    Ok(token)
}

fn standard(choices: &mut Unstructured<'_>, names: &[&str]) -> Result<Policy> {
    let name = choices.choose(names)?;
    Ok(standard_policy(name).expect("these are names of standard policies"))
}

/// Claims, a policy that judges them, the owner of the key, and the time.
pub(crate) fn judgement(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut policy = standard(
        choices,
        &[
            "generic",
            "generic",
            "generic",
            "entra-v1",
            "entra-v2",
            "entra-organizations",
            "entra-consumers",
            "entra-common",
            "office-sso",
            "exchange-documented",
            "exchange-observed",
        ],
    )?;
    vary(&mut policy, choices)?;
    let mut claims = Value::Object(sound_claims(&policy, 1_700_000_000));
    let reach = choices.int_in_range(0..=3)?;
    for _ in 0..reach {
        let name = *choices.choose(CLAIM_NAMES)?;
        let value = value_for(name, &policy, choices)?;
        match value {
            Some(value) => claims[name] = value,
            None => {
                claims
                    .as_object_mut()
                    .and_then(|claims| claims.remove(name));
            }
        }
    }
    if one_in(choices, 6)? {
        let tenant = *choices.choose(&TENANTS[..3])?;
        claims["tid"] = json!(tenant);
        claims["iss"] = match choices.arbitrary()? {
            true => json!(format!("https://login.microsoftonline.com/{tenant}/v2.0")),
            false => json!(format!("https://sts.windows.net/{tenant}/")),
        };
    }
    if let Some(claims) = claims.as_object_mut()
        && one_in(choices, 6)?
    {
        claims.remove("oid");
        claims.remove("sub");
        if claims.remove("groups").is_some() {
            claims.insert("_claim_names".to_owned(), json!({ "groups": "src1" }));
            claims.insert("oid".to_owned(), json!("alice"));
        }
    }
    let mut owner = match &policy {
        Policy::Generic(_) | Policy::ExchangeIdentity(_) => None,
        Policy::Entra(entra) => Some(entra.version.issuer("{tenantid}")),
        Policy::OfficeSso(_) => {
            Some("https://login.microsoftonline.com/{tenantid}/v2.0".to_owned())
        }
    };
    if one_in(choices, 8)? {
        owner = choices.choose(OWNERS)?.map(str::to_owned);
    }
    let now = *choices.choose(&[
        1_700_000_000_i64,
        1_700_000_000,
        1_700_000_000,
        1_700_000_000,
        1_699_999_700,
        1_699_999_699,
        1_699_999_940,
        1_699_999_939,
        1_700_003_659,
        1_700_003_660,
        1_700_003_899,
        1_700_003_900,
        0,
        -1,
        i64::MAX / 2000,
        i64::MIN / 2000,
    ])?;
    let judgement = Judgement {
        policy,
        owner,
        now,
        claims,
    };
    Ok(serde_json::to_vec(&judgement).expect("a judgement is JSON"))
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
        Policy::Entra(entra) => match choices.int_in_range(0..=7)? {
            0 => entra.scope = Some("Files.Read".to_owned()),
            1 => entra.role = Some("Files.Read.All".to_owned()),
            2 => {
                entra.scope = Some("Files.Read".to_owned());
                entra.role = Some("Files.Read.All".to_owned());
            }
            3 => entra.clients = vec!["cccccccc-0000-4000-8000-000000000003".to_owned()],
            4 => entra.group = Some("eeeeeeee-0000-4000-8000-000000000005".to_owned()),
            _ => {}
        },
        Policy::OfficeSso(office) => {
            if one_in(choices, 4)? {
                office.clients = vec!["ea5a67f6-b6f3-4338-b240-c655ddc3cc8e".to_owned()];
            }
        }
        Policy::ExchangeIdentity(_) => {}
    }
    Ok(())
}

const OWNERS: &[Option<&str>] = &[
    None,
    Some("https://issuer.example"),
    Some("https://other.example"),
    Some("https://sts.windows.net/{tenantid}/"),
    Some("https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0"),
    Some("https://login.microsoftonline.com/22222222-2222-4333-8444-555555555555/v2.0"),
    Some("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"),
];

const CLAIM_NAMES: &[&str] = &[
    "iss",
    "iss",
    "iss",
    "aud",
    "aud",
    "aud",
    "sub",
    "exp",
    "exp",
    "nbf",
    "iat",
    "ver",
    "tid",
    "tid",
    "oid",
    "scp",
    "scp",
    "roles",
    "idtyp",
    "azp",
    "appid",
    "azpacr",
    "appidacr",
    "groups",
    "_claim_names",
    "appctx",
    "appctx",
    "isbrowserhostedapp",
    "nonce",
    "aio",
    "xms_new",
    "preferred_username",
];

/// A value that a claim might have; nothing to leave it out.
fn value_for(name: &str, policy: &Policy, choices: &mut Unstructured<'_>) -> Result<Option<Value>> {
    if one_in(choices, 6)? {
        return Ok(None);
    }
    if one_in(choices, 8)? {
        let odd = [
            json!(null),
            json!(7),
            json!(true),
            json!([]),
            json!({}),
            json!(""),
            json!([7]),
        ];
        return Ok(Some(choices.choose(&odd)?.clone()));
    }
    let texts: &[&str] = match name {
        "iss" => ISSUERS,
        "aud" => AUDIENCES,
        "exp" | "nbf" | "iat" => return date(choices).map(Some),
        "ver" => &["1.0", "2.0", "2"],
        "tid" => TENANTS,
        "scp" => &[
            "Files.Read",
            "Files.ReadWrite",
            "openid access_as_user",
            "access_as_user2",
            "a Files.Read b",
            "files.read",
            " Files.Read",
        ],
        "roles" => {
            let lists = [
                json!(["Files.Read.All"]),
                json!(["Files.Read"]),
                json!("Files.Read.All"),
            ];
            return Ok(Some(choices.choose(&lists)?.clone()));
        }
        "idtyp" => &["app", "user", "App"],
        "azp" | "appid" => &[
            "cccccccc-0000-4000-8000-000000000003",
            "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e",
            "dddddddd-0000-4000-8000-000000000004",
        ],
        "azpacr" | "appidacr" => &["0", "1", "2", "3", "00"],
        "groups" => {
            let lists = [
                json!(["eeeeeeee-0000-4000-8000-000000000005"]),
                json!(["x"]),
            ];
            return Ok(Some(choices.choose(&lists)?.clone()));
        }
        "_claim_names" => return Ok(Some(json!({ "groups": "src1" }))),
        "appctx" => return appctx(policy, choices).map(Some),
        "isbrowserhostedapp" => &["true", "True", "false", "False", "yes"],
        _ => &["x", "alice@contoso.example"],
    };
    Ok(Some(json!(choices.choose(texts)?)))
}

const ISSUERS: &[&str] = &[
    "https://issuer.example",
    "https://other.example",
    "https://issuer.example/",
    "https://issuer",
    "HTTPS://issuer.example",
    "https://sts.windows.net/11111111-2222-4333-8444-555555555555/",
    "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0",
    "https://login.microsoftonline.com/22222222-2222-4333-8444-555555555555/v2.0",
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    "https://login.microsoftonline.com.evil.example/11111111-2222-4333-8444-555555555555/v2.0",
    "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0/",
    "https://login.microsoftonline.com/common/v2.0",
];

const AUDIENCES: &[&str] = &[
    "https://api.example",
    "https://api.example/",
    "https://api",
    "https://evil.example/?https://api.example",
    "66666666-7777-4888-8999-aaaaaaaaaaaa",
    "api://api.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa",
    "api://api.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa/",
    "api://add-in.contoso.example/66666666-7777-4888-8999-aaaaaaaaaaaa",
    "https://add-in.contoso.example/pane.html",
];

const TENANTS: &[&str] = &[
    "11111111-2222-4333-8444-555555555555",
    "22222222-2222-4333-8444-555555555555",
    "9188040d-6c67-4c5b-b112-36a304b66dad",
    "common",
    "11111111-2222-4333-8444-55555555555",
    "111111112-222-4333-8444-555555555555",
];

fn date(choices: &mut Unstructured<'_>) -> Result<Value> {
    let dates = [
        json!(1_700_000_000),
        json!(1_700_000_060),
        json!(1_700_000_061),
        json!(1_700_000_300),
        json!(1_700_000_301),
        json!(1_700_003_600),
        json!(1_700_100_800),
        json!(-1),
        json!(0),
        json!(4_294_967_296_i64),
        json!(u64::MAX),
        json!(1_700_000_000.5),
        json!(1e300),
        json!("1700000000"),
        json!("1700003600"),
        json!("x"),
    ];
    Ok(choices.choose(&dates)?.clone())
}

fn appctx(policy: &Policy, choices: &mut Unstructured<'_>) -> Result<Value> {
    let context = json!({
        "version": choices.choose(&["ExIdTok.V1", "ExIdTok.V1", "ExIdTok.V1", "ExIdTok.V2"])?,
        "msexchuid": choices.choose(&["alice", "alice", "bob", ""])?,
        "amurl": choices.choose(&[
            "https://mail.contoso.example/autodiscover/metadata/json/1",
            "https://mail.contoso.example/autodiscover/metadata/json/12",
            "https://mail.contoso.example.evil.example/autodiscover/metadata/json/1",
        ])?,
    });
    let observed = matches!(policy, Policy::ExchangeIdentity(exchange) if exchange.shape == crate::Shape::Observed);
    let text = observed != one_in(choices, 6)?;
    Ok(if text {
        json!(context.to_string())
    } else {
        context
    })
}

/// A token of some key for a validator that has some keys, in one step.
pub(crate) fn confusion(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let families: &[&[&str]] = &[
        &["hmac", "hmac-other", "hmac-64", "hmac-31", "hmac-empty"],
        &["rsa", "rsa-other"],
        &["ec", "ec-other"],
        &["ed"],
    ];
    let family = *choices.choose(families)?;
    let key = *choices.choose(family)?;
    let sign = if one_in(choices, 6)? {
        *choices.choose(family)?
    } else {
        key
    };
    let own = match key {
        "rsa" | "rsa-other" => "RS256",
        "ec" | "ec-other" => "ES256",
        "ed" => "EdDSA",
        "hmac-64" => "HS512",
        _ => "HS256",
    };
    let others = [
        "HS256", "HS512", "RS256", "RS512", "ES256", "EdDSA", "none", "None", own, "rs256",
    ];
    let alg = if one_in(choices, 4)? {
        *choices.choose(&others)?
    } else {
        own
    };
    let kid = match choices.int_in_range(0..=9)? {
        0 => String::new(),
        1 => format!(r#","kid":"{}""#, key.to_uppercase()),
        2 => r#","kid":"../../dev/null""#.to_owned(),
        _ => format!(r#","kid":"{key}""#),
    };
    let brought = if one_in(choices, 6)? && sign != "hmac-empty" {
        format!(r#","jwk":${sign}.jwk"#)
    } else {
        String::new()
    };
    let lists = ["RS256,ES256,EdDSA", "HS256,HS512,RS256,RS512", own, alg];
    let algorithms = *choices.choose(&lists)?;
    let algorithms: Vec<Algorithm> = algorithms
        .split(',')
        .filter_map(|name| name.parse().ok())
        .collect();
    let (mut secret, mut keys) = (None, Keys::Named(vec![key.to_owned()]));
    if matches!(key, "rsa" | "rsa-other" | "ec" | "ed") && one_in(choices, 4)? {
        let indent = *choices.choose(&["", " ", "\n"])?;
        keys = Keys::Text(format!("{indent}${key}.pem"));
        secret = choices
            .arbitrary::<bool>()?
            .then(|| format!("{indent}${key}.pem"));
    } else if one_in(choices, 6)? {
        let more = *choices.choose(&[
            r#""use":"enc""#,
            r#""use":"sig""#,
            r#""key_ops":["verify"]"#,
            r#""key_ops":["sign"]"#,
            r#""key_ops":"verify""#,
        ])?;
        keys = Keys::Text(format!("{{${key}.members,{more}}}"));
    }
    let spoil = match choices.int_in_range(0..=19)? {
        0 => vec![Spoil::EmptySignature],
        1 => vec![Spoil::ZeroSignature],
        2 => vec![Spoil::DerSignature],
        3 => vec![Spoil::ShortSignature],
        4 => vec![Spoil::LongSignature],
        5 => vec![Spoil::Flip(Part::Signature)],
        _ => Vec::new(),
    };
    let generic = crate::Generic {
        algorithms,
        requires: Vec::new(),
        ..crate::Generic::default()
    };
    let step = Step {
        header: Some(format!(r#"{{"alg":"{alg}"{kid}{brought}}}"#)),
        claims: Some("{}".to_owned()),
        sign: Some(sign.to_owned()),
        with: alg
            .parse()
            .ok()
            .filter(|with: &Algorithm| with.family() == family_of(own)),
        secret,
        spoil,
        keys: Some(keys),
        policy: Some(Accepts::Given(Policy::Generic(generic))),
        ..Step::default()
    };
    Ok(serde_json::to_vec(&step).expect("a step is JSON"))
}

fn family_of(name: &str) -> jsonwebtoken::AlgorithmFamily {
    name.parse::<Algorithm>().unwrap_or_default().family()
}

/// A JWK set or a JWK.
pub(crate) fn key_set(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
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

fn jwk(choices: &mut Unstructured<'_>) -> Result<String> {
    let field = |name: &str, choices: &mut Unstructured<'_>| -> Result<String> {
        let key = *choices.choose(match name {
            "n" => &["rsa", "rsa", "rsa", "rsa-other", "rsa-1024", "rsa-roca"] as &[&str],
            "x" | "y" => &["ec", "ec", "ec", "ec-384"],
            "e" => &["rsa", "rsa", "rsa", "rsa-e3", "rsa-e1"],
            _ => &["hmac", "hmac-64", "hmac-31", "hmac-empty"],
        })?;
        Ok(crate::fill(&format!("${key}.{name}")).unwrap_or_default())
    };
    let kid = format!(r#""kid":"{}""#, choices.choose(&["a", "b", "c"])?);
    let mut members = match choices.int_in_range(0..=7)? {
        0..=2 => vec![
            kid,
            r#""kty":"RSA""#.to_owned(),
            format!(r#""n":"{}""#, field("n", choices)?),
            format!(r#""e":"{}""#, field("e", choices)?),
        ],
        3 | 4 => {
            let curve = *choices.choose(&["P-256", "P-256", "P-256", "P-384", "P-521"])?;
            vec![
                kid,
                r#""kty":"EC""#.to_owned(),
                format!(r#""crv":"{curve}""#),
                format!(r#""x":"{}""#, field("x", choices)?),
                format!(r#""y":"{}""#, field("y", choices)?),
            ]
        }
        5 => vec![
            kid,
            r#""kty":"oct""#.to_owned(),
            format!(r#""k":"{}""#, field("k", choices)?),
        ],
        6 => vec![
            kid,
            r#""kty":"OKP""#.to_owned(),
            format!(
                r#""crv":"{}""#,
                choices.choose(&["Ed25519", "Ed25519", "X25519"])?
            ),
            format!(r#""x":"{}""#, crate::fill("$ed.x").unwrap_or_default()),
        ],
        _ => vec![kid, r#""kty":"AKP","pub":"AAAA""#.to_owned()],
    };
    if one_in(choices, 3)? {
        let more = [
            r#""alg":"RS256""#,
            r#""alg":"HS512""#,
            r#""alg":"ES256""#,
            r#""alg":"RSA-OAEP""#,
            r#""alg":7"#,
            r#""use":"sig""#,
            r#""use":"enc""#,
            r#""use":null"#,
            r#""key_ops":["verify"]"#,
            r#""key_ops":["sign"]"#,
            r#""key_ops":"verify""#,
            r#""d":"AQAB""#,
            r#""e":"AAEAAQ""#,
            r#""e":"AQAA""#,
            r#""e":"AgAAAAE""#,
            r#""n":"A""#,
            r#""kid":7"#,
        ];
        members.push((*choices.choose(&more)?).to_owned());
    }
    if one_in(choices, 8)? {
        let place = choices.int_in_range(0..=members.len() - 1)?;
        members.remove(place);
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// A date as a number, a time, and which claim it is.
pub(crate) fn date_and_time(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let claim = *choices.choose(&["exp", "exp", "nbf", "iat"])?;
    let base = *choices.choose(&[
        "1700000000",
        "1700000001",
        "0",
        "-1",
        "4294967296",
        "18446744073709551616",
        "9223372036854775807",
        "9007199254740993",
        "1",
        "2147483648",
    ])?;
    let shaped = match choices.int_in_range(0..=7)? {
        0 => format!("{base}.5"),
        1 => format!("{base}.{}", "9".repeat(choices.int_in_range(1..=30)?)),
        2 => format!(
            "{base}e{}",
            choices.choose(&["0", "1", "-1", "+2", "400", "-400"])?
        ),
        3 => format!("{base}.000E0"),
        4 => format!(
            "{}e{}",
            choices.choose(&["1.7", "17", "0.17", "1700000.0005"])?,
            choices.choose(&["9", "8", "10", "3"])?
        ),
        _ => base.to_owned(),
    };
    let now = choices.choose(&[
        "1700000000",
        "1699999999",
        "1700000001",
        "0",
        "-1",
        "1",
        "4294967296",
        "9007199254740992",
        "9007199254740993",
        "170000000",
        "17000000000",
    ])?;
    Ok(format!("{claim} {shaped} at {now}").into_bytes())
}

/// A history of a cache: what was asked and what was fetched.
pub(crate) fn history(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut now: i64 = 1_700_000_000;
    let mut lines = String::new();
    for _ in 0..choices.int_in_range(1..=12)? {
        now += *choices.choose(&[
            0, 1, 60, 299, 300, 301, 3599, 3600, 82_799, 82_800, 86_399, 86_400,
        ])?;
        let kid = choices.choose(&["a", "a", "b", "c"])?;
        let published = choices.choose(&["a", "a", "a,b", "b,c", "c", "outage", "outage"])?;
        lines.push_str(&format!("{now} {kid} of {published}\n"));
    }
    Ok(lines.into_bytes())
}

/// The claims of two tokens under one policy.
pub(crate) fn pair(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let name = *choices.choose(&[
        "entra-common",
        "entra-common",
        "exchange-documented",
        "exchange-observed",
        "office-sso",
    ])?;
    let policy = standard_policy(name).expect("this is the name of a standard policy");
    let mut claims = Vec::new();
    for _ in 0..2 {
        let mut one = Value::Object(sound_claims(&policy, 1_700_000_000));
        match &policy {
            Policy::ExchangeIdentity(exchange) => {
                let context = json!({
                    "version": "ExIdTok.V1",
                    "msexchuid": choices.choose(&["alice", "2alice", "bob"])?,
                    "amurl": choices.choose(&exchange.metadata_urls)?,
                });
                let observed = exchange.shape == crate::Shape::Observed;
                one["appctx"] = if observed {
                    json!(context.to_string())
                } else {
                    context
                };
            }
            _ => {
                let tenant = *choices.choose(&TENANTS[..3])?;
                one["tid"] = json!(tenant);
                one["iss"] = json!(format!("https://login.microsoftonline.com/{tenant}/v2.0"));
                one["oid"] = json!(choices.choose(&["1", "2"])?);
                one["sub"] = json!(choices.choose(&["1", "2"])?);
                if one_in(choices, 3)? {
                    one.as_object_mut().and_then(|claims| claims.remove("oid"));
                }
                one["preferred_username"] =
                    json!(choices.choose(&["alice@x.example", "bob@x.example"])?);
            }
        }
        claims.push(one);
    }
    let [second, first] = [claims.pop(), claims.pop()].map(Option::unwrap_or_default);
    let pair = Pair {
        policy: name.to_owned(),
        first,
        second,
    };
    Ok(serde_json::to_vec(&pair).expect("a pair is JSON"))
}

/// Layers of tokens, the outermost first: who signs each, and how deep the validator looks.
pub(crate) fn layers(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut lines = format!("expects {}\n", choices.int_in_range(0..=3)?);
    for _ in 0..choices.int_in_range(1..=4)? {
        let signer = choices.choose(&[
            "hmac",
            "hmac",
            "hmac",
            "hmac",
            "hmac",
            "hmac-other",
            "nobody",
        ])?;
        lines.push_str(signer);
        lines.push('\n');
    }
    Ok(lines.into_bytes())
}

/// A token by a key, whose claims jsonwebtoken judges too.
pub(crate) fn token_for_two(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut header = vec![r#""alg":"HS256""#];
    for _ in 0..choices.int_in_range(0..=2)? {
        header.push(*choices.choose(&[
            r#""typ":"JWT""#,
            r#""typ":"x""#,
            r#""cty":"json""#,
            r#""kid":"hmac""#,
            r#""x":1"#,
            r#""crit":["exp"]"#,
            r#""crit":[]"#,
            r#""crit":["b64"],"b64":true"#,
            r#""b64":false"#,
            r#""enc":"A128GCM""#,
            r#""jku":"https://x.example""#,
            r#""x":2"#,
            r#""alg":"HS256""#,
            r#""kid":7"#,
        ])?);
    }
    let mut claims = vec![
        r#""exp":9000000000"#,
        r#""iss":"https://issuer.example""#,
        r#""aud":"https://api.example""#,
    ];
    for _ in 0..choices.int_in_range(0..=2)? {
        let other = *choices.choose(&[
            r#""aud":["https://api.example"]"#,
            r#""aud":["x"]"#,
            r#""aud":7"#,
            r#""aud":null"#,
            r#""aud":"x""#,
            r#""aud":["https://api.example",7]"#,
            r#""iss":"x""#,
            r#""iss":7"#,
            r#""iss":["https://issuer.example"]"#,
            r#""iss":null"#,
            r#""exp":1"#,
            r#""exp":"9000000000""#,
            r#""exp":9e9"#,
            r#""exp":-1"#,
            r#""exp":null"#,
            r#""exp":1.5"#,
            r#""exp":18446744073709551616"#,
            r#""nbf":1"#,
            r#""nbf":9000000000"#,
            r#""nbf":"x""#,
            r#""iat":9000000000"#,
            r#""iat":true"#,
            r#""sub":"x""#,
            r#""sub":7"#,
            r#""x":1"#,
            r#""x":2"#,
            r#""x":{"y":1,"y":2}"#,
        ])?;
        let name = other.split(':').next().unwrap_or_default();
        if !one_in(choices, 5)? {
            claims.retain(|held| !held.starts_with(name));
        }
        claims.push(other);
    }
    if one_in(choices, 8)? {
        let place = choices.int_in_range(0..=claims.len() - 1)?;
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
    let recipe = Recipe {
        header: format!("{{{}}}", header.join(",")),
        payload,
        sign: sign.to_owned(),
        secret: None,
        with: None,
        spoil: Vec::new(),
    };
    Ok(recipe.mint().unwrap_or_default().into_bytes())
}

/// A token of a known key's name, whose signature is nobody's.
pub(crate) fn forged_token(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let token = token_for_two(choices)?;
    let dot = token
        .iter()
        .rposition(|byte| *byte == b'.')
        .unwrap_or_default();
    Ok([&token[..=dot], &[b'A'; 43]].concat())
}
