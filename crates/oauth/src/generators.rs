//! Choices become forms, answers, documents, headers and histories, about half of them sound.
//! Nothing here judges.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use conformance::arbitrary::{Result, Unstructured};
use serde_json::json;

use crate::case::{Authorize, ClientGiven, Given, Returned, Step, Tell, Token, print_steps};
use crate::history::WRONG_VERIFIER;

type Choices<'c, 'd> = &'c mut Unstructured<'d>;

/// Whether something happens that happens once in so many times.
fn one_in(choices: Choices<'_, '_>, times: u8) -> Result<bool> {
    choices.ratio(1, times)
}

/// One of some words. One that stands more often is chosen more often.
fn word<'w>(choices: Choices<'_, '_>, words: &'w str) -> Result<&'w str> {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    choices.choose(&words).copied()
}

/// One of some texts.
fn one_of<'t>(choices: Choices<'_, '_>, texts: &[&'t str]) -> Result<&'t str> {
    choices.choose(texts).copied()
}

/// Values that tempt somebody to change them.
const VALUES: [&str; 14] = [
    "a",
    "a b",
    " a ",
    "a+b",
    "a%2Bb",
    "1&2=3",
    "\u{e4}\u{20ac}\u{1f600}",
    "line\r\nend",
    "\"quoted\" \\ 'text'",
    "<b>&amp;</b>",
    "n-0S6_WzA2Mj~",
    "openid User.Read",
    "https://a.example/b?c=d#e",
    "=",
];

/// Names of parameters, those of one message together.
const NAMES: [&str; 3] = [
    "client_id response_type redirect_uri response_mode scope state nonce prompt login_hint
     domain_hint claims code_challenge code_challenge_method resource client_info unknown x%y",
    "grant_type client_id client_secret code redirect_uri code_verifier refresh_token assertion
     requested_token_use scope claims resource client_info password \u{fc}",
    "code state iss client_info session_state error error_description error_uri suberror code code
     error state",
];

/// A name or a value as a form has it, in one of the ways in which that can be written.
fn encoded(choices: Choices<'_, '_>, text: &str, sound: bool) -> Result<String> {
    if !sound && one_in(choices, 4)? {
        return Ok(text.to_owned());
    }
    let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    Ok(match choices.int_in_range(0..=2)? {
        0 => form,
        1 => form.replace('+', "%20"),
        _ => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
    })
}

fn fields(choices: Choices<'_, '_>, names: &str, sound: bool) -> Result<String> {
    let mut left: Vec<&str> = names.split_ascii_whitespace().collect();
    let mut fields = Vec::new();
    for _ in 0..choices.int_in_range(1..=6)? {
        let place = choices.choose_index(left.len())?;
        let name = left[place];
        if sound || !one_in(choices, 8)? {
            left.retain(|held| *held != name);
        }
        let value = match one_in(choices, 8)? {
            true => "",
            false => one_of(choices, &VALUES)?,
        };
        let (name, value) = (
            encoded(choices, name, sound)?,
            encoded(choices, value, sound)?,
        );
        fields.push(format!("{name}={value}"));
    }
    Ok(fields.join("&"))
}

/// A form, or nearly one.
pub(crate) fn form(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    let names = one_of(choices, &NAMES)?;
    let mut form = fields(choices, names, sound)?.into_bytes();
    if sound {
        return Ok(form);
    }
    if one_in(choices, 6)? {
        let ends = [
            "",
            "&",
            "&&a",
            "&=",
            "&a=b=c",
            "&%",
            "&a=%zz",
            "&a=%f",
            "&a=%ff",
            "&a=%c3%28",
            "?",
        ];
        form.extend_from_slice(one_of(choices, &ends)?.as_bytes());
    }
    if one_in(choices, 12)? {
        let place = choices.choose_index(form.len() + 1)?;
        form.insert(place, *choices.choose(&[0xff, 0xc3, b'%', b'+', b'&', 0])?);
    }
    if one_in(choices, 40)? {
        let count = *choices.choose(&[126_usize, 127, 128, 129, 140])?;
        form = (0..count)
            .map(|number| format!("p{number}=1"))
            .collect::<Vec<_>>()
            .join("&")
            .into();
    }
    if one_in(choices, 100)? {
        let length = *choices.choose(&[128 * 1024_usize, 128 * 1024 + 1])?;
        form.resize(length, b'a');
    }
    Ok(form)
}

/// A form of the parameters of one message.
pub(crate) fn parameters(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let names = one_of(choices, &[NAMES[0], NAMES[1], NAMES[2], NAMES[2]])?;
    Ok(fields(choices, names, true)?.into_bytes())
}

/// Members of an object, as JSON: some that fit, then some that do not.
type Members = [&'static [&'static str]; 2];

const SUCCESS: Members = [
    &[
        r#""scope":"User.Read openid""#,
        r#""scope":"""#,
        r#""expires_in":3599"#,
        r#""expires_in":3.6e3"#,
        r#""expires_in":-1"#,
        r#""expires_in":99999999999"#,
        r#""ext_expires_in":7199"#,
        r#""refresh_in":0"#,
        r#""refresh_in":1800.5"#,
        r#""refresh_token":"1.AAA""#,
        r#""refresh_token_expires_in":86399"#,
        r#""id_token":"e.f.""#,
        r#""client_info":"eyJ1aWQiOiIxIn0""#,
        r#""foci":"1""#,
        r#""unknown":{"x":[1,null,"y"]}"#,
        r#""not_before":"1700000000""#,
    ],
    &[
        r#""token_type":"mac""#,
        r#""access_token":7"#,
        r#""access_token":"""#,
        r#""scope":"a  b""#,
        r#""scope":" a""#,
        r#""scope":"a\"b""#,
        r#""scope":"\u00e4""#,
        r#""scope":["a"]"#,
        r#""expires_in":"3599""#,
        r#""expires_in":"soon""#,
        r#""expires_in":"""#,
        r#""expires_in":null"#,
        r#""refresh_in":true"#,
        r#""ext_expires_in":"99999999999""#,
        r#""refresh_token":7"#,
        r#""error":"invalid_grant""#,
        r#""unknown":1,"unknown":2"#,
        r#""\u0073cope":"a""#,
    ],
];

const ERROR: Members = [
    &[
        r#""error_description":"AADSTS70000: no.""#,
        r#""error_description":"AADSTS50076: interaction_required, not.""#,
        r#""error_codes":[70000]"#,
        r#""error_codes":[50076,1]"#,
        r#""error_codes":[-0]"#,
        r#""suberror":"bad_token""#,
        r#""timestamp":"2023-11-14 22:13:20Z""#,
        r#""trace_id":"t""#,
        r#""correlation_id":"c""#,
        r#""claims":"{\"access_token\":{}}""#,
        r#""error_uri":"https://a.example/error?code=70000""#,
        r#""unknown":[[],{}]"#,
    ],
    &[
        r#""error_description":"a\r\nb""#,
        r#""error_description":"a\tb""#,
        r#""error_description":"\"a\"""#,
        r#""error_description":"\u00e4""#,
        r#""error_description":7"#,
        r#""error_codes":["70000"]"#,
        r#""error_codes":70000"#,
        r#""error_codes":[-1]"#,
        r#""error_codes":[1.5]"#,
        r#""error_codes":[-0.0]"#,
        r#""error_codes":[99999999999]"#,
        r#""error":"again""#,
        r#""suberror":false"#,
    ],
];

/// An object with these members and some of those, or something else.
fn object(
    choices: Choices<'_, '_>,
    first: &[String],
    members: &Members,
    sound: bool,
) -> Result<String> {
    let mut held: Vec<String> = first.to_vec();
    for _ in 0..choices.int_in_range(0..=4)? {
        let fits = sound || !one_in(choices, 3)?;
        let member = one_of(choices, members[usize::from(!fits)])?;
        let name = member.split(':').next().unwrap_or_default();
        if !sound && one_in(choices, 6)? || !held.iter().any(|held| held.starts_with(name)) {
            held.push(member.to_owned());
        }
    }
    if !sound && one_in(choices, 12)? {
        held.remove(choices.choose_index(held.len())?);
    }
    let space = one_of(choices, &["", "", " ", "\n  "])?;
    let text = format!("{{{space}{}{space}}}", held.join(&format!(",{space}")));
    if sound || !one_in(choices, 10)? {
        return Ok(text);
    }
    let (open, close) = ("[".repeat(32), "]".repeat(32));
    Ok(match choices.int_in_range(0..=6)? {
        0 => format!("[{text}]"),
        1 => text[..text.len() - 1].to_owned(),
        2 => format!("{text} {{}}"),
        3 => String::new(),
        4 => format!("\u{feff}{text}"),
        5 => text.replacen('{', &format!("{{\"deep\":{open}{close},"), 1),
        _ => text.replacen(
            '{',
            &format!("{{\"deep\":{}{},", &open[1..], &close[1..]),
            1,
        ),
    })
}

/// The answer to a token request, or nearly one.
pub(crate) fn token_answer(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    let success = choices.arbitrary()?;
    let status = match (sound, success) {
        (true, true) => "200",
        (true, false) => "400",
        (false, _) => word(choices, "200 200 400 400 401 403 429 503 302")?,
    };
    let media = match sound {
        true => one_of(
            choices,
            &["application/json", "application/json; charset=utf-8"],
        )?,
        false => one_of(
            choices,
            &[
                "application/json",
                "Application/JSON;charset=utf-8",
                "application/json",
                "text/json",
                "text/html",
                "",
            ],
        )?,
    };
    let mut head = format!("{status}\nContent-Type: {media}");
    let lines = [
        (
            "\nCache-Control: no-store",
            "\nCache-Control: private, max-age=0",
        ),
        ("\nPragma: no-cache", "\nPragma: none"),
    ];
    for (fits, other) in lines {
        if sound || !one_in(choices, 16)? {
            head.push_str(fits);
        } else if choices.arbitrary()? {
            head.push_str(other);
        }
    }
    let (first, members) = if success {
        let token_types = match sound {
            true => "Bearer Bearer bearer BEARER",
            false => "Bearer Bearer bearer BEARER mac DPoP",
        };
        let token_type = word(choices, token_types)?;
        let token = match one_in(choices, 8)? {
            true => "t".repeat(*choices.choose(&[255_usize, 256, 3000])?),
            false => "e.a.t".to_owned(),
        };
        let first = vec![
            format!(r#""token_type":"{token_type}""#),
            format!(r#""access_token":"{token}""#),
        ];
        (first, &SUCCESS)
    } else {
        let known = "invalid_request invalid_client invalid_grant unauthorized_client
                     unsupported_grant_type invalid_scope authorization_pending invalid_grant";
        let others = "interaction_required consent_required invalid_resource server_error
                      temporarily_unavailable invalid_token \u{e4} nobody_knows";
        let error = match sound || choices.arbitrary()? {
            true => word(choices, known)?,
            false => word(choices, others)?,
        };
        (vec![format!(r#""error":"{error}""#)], &ERROR)
    };
    let body = object(choices, &first, members, sound)?;
    Ok(format!("{head}\n\n{body}").into_bytes())
}

const METADATA: Members = [
    &[
        r#""end_session_endpoint":"https://a.example/logout""#,
        r#""response_types_supported":["code","id_token"]"#,
        r#""response_modes_supported":["query","fragment","form_post"]"#,
        r#""grant_types_supported":[]"#,
        r#""code_challenge_methods_supported":["S256"]"#,
        r#""token_endpoint_auth_methods_supported":["none"]"#,
        r#""scopes_supported":["openid","\u00e4"]"#,
        r#""subject_types_supported":["pairwise"]"#,
        r#""id_token_signing_alg_values_supported":["RS256"]"#,
        r#""authorization_response_iss_parameter_supported":true"#,
        r#""unknown":{}"#,
    ],
    &[
        r#""response_types_supported":"code""#,
        r#""scopes_supported":[1]"#,
        r#""grant_types_supported":{}"#,
        r#""end_session_endpoint":7"#,
        r#""issuer":"https://evil.example""#,
        r#""jwks_uri":"http://a.example/keys""#,
        r#""token_endpoint":"""#,
    ],
];

/// Tenants of an issuer's path, and what else may stand there.
const PATHS: &str = "/contoso.example/v2.0 /common/v2.0 /organizations/v2.0 /{tenantid}/v2.0
    /11111111-2222-4333-8444-555555555555/v2.0 /a/b / /11111111-2222-4333-8444-555555555555/";

/// On which hosts are one authority.
fn instances(choices: Choices<'_, '_>, sound: bool) -> Result<Vec<u8>> {
    let mut members = [json!("https://login.example/"), json!([])];
    for _ in 0..choices.int_in_range(0..=2)? {
        let host = word(choices, "login.example sts.example \u{fc}.example")?;
        let mut cloud = json!({
            "preferred_network": host, "preferred_cache": host, "aliases": [host, "login.example"],
        });
        if !sound && one_in(choices, 2)? {
            let name = word(choices, "preferred_network preferred_cache aliases")?;
            cloud[name] = choices
                .choose(&[json!(null), json!(1), json!([1]), json!("a")])?
                .clone();
        }
        if let Some(clouds) = members[1].as_array_mut() {
            clouds.push(cloud);
        }
    }
    if !sound && one_in(choices, 2)? {
        let place = choices.choose_index(members.len())?;
        let values = [
            json!(null),
            json!({}),
            json!("login.example"),
            json!("http://a.example"),
        ];
        members[place] = choices.choose(&values)?.clone();
    }
    let [endpoint, clouds] = members;
    let text = json!({ "tenant_discovery_endpoint": endpoint, "metadata": clouds }).to_string();
    Ok(format!("instances\n{text}").into_bytes())
}

/// Metadata and the issuer whose it should be.
pub(crate) fn metadata(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    if one_in(choices, 8)? {
        return instances(choices, sound);
    }
    let kind = word(choices, "openid openid rfc8414")?;
    let path = word(choices, PATHS)?;
    let issuer = match sound {
        true => format!("https://login.example{path}"),
        false => {
            let host = word(
                choices,
                "https://login.example https://login.example:8443 https://login.example
                http://login.example https:// HTTPS://login.example https://login.example?x login",
            )?;
            let path = if one_in(choices, 4)? { "" } else { path };
            format!("{host}{path}")
        }
    };
    let stated = match sound || !one_in(choices, 2)? {
        true => issuer.clone(),
        false => match choices.int_in_range(0..=4)? {
            0 => format!("{issuer}/"),
            1 => issuer.trim_end_matches('/').to_owned(),
            2 => issuer.to_uppercase(),
            3 => format!("https://login.example{}", word(choices, PATHS)?),
            _ => "https://other.example/common/v2.0".to_owned(),
        },
    };
    let mut first = vec![format!(r#""issuer":"{stated}""#)];
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let uri = match sound || !one_in(choices, 12)? {
            true => "https://login.example/x",
            false => one_of(
                choices,
                &["http://login.example/x", "/x", "https:x", "https://a b"],
            )?,
        };
        first.push(format!("\"{name}\":\"{uri}\""));
    }
    let body = object(choices, &first, &METADATA, sound)?;
    Ok(format!("{kind} {issuer}\n{body}").into_bytes())
}

/// A parameter of a challenge, or nearly one.
fn challenge_parameter(choices: Choices<'_, '_>, sound: bool) -> Result<String> {
    let name = word(
        choices,
        "realm error error_description scope claims authorization_uri x",
    )?;
    let fits = [
        "=\"\"",
        "=\"a b\"",
        "=\"a, b=c\"",
        "=\"\\\"a\\\" \\\\\"",
        "=token",
        "=\"eyJhIjoxfQ==\"",
        " = \"a\"",
        "=\"\u{e4}\"",
        "=a+b",
    ];
    let others = [
        "=",
        "=\"a",
        "=a b",
        "=\"a\"b",
        "=a=b",
        "",
        "=\"\u{1}\"",
        "=eyJ9==",
        "=\"a\\",
    ];
    let value = match sound || !one_in(choices, 4)? {
        true => one_of(choices, &fits)?,
        false => one_of(choices, &others)?,
    };
    Ok(format!("{name}{value}"))
}

/// Header lines with challenges, or nearly.
pub(crate) fn challenges(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sound = choices.arbitrary()?;
    let mut lines = Vec::new();
    for _ in 0..choices.int_in_range(1..=2)? {
        let mut line = Vec::new();
        for _ in 0..choices.int_in_range(1..=3)? {
            let scheme = word(choices, "Bearer Bearer bearer Basic DPoP Negotiate X!")?;
            let mut parameters: Vec<String> = Vec::new();
            for _ in 0..choices.int_in_range(0..=3)? {
                let made = challenge_parameter(choices, sound)?;
                let name = made.split([' ', '=']).next().unwrap_or_default();
                let stands = |held: &String| held.starts_with(name);
                if !sound && one_in(choices, 3)? || !parameters.iter().any(stands) {
                    parameters.push(made);
                }
            }
            let inside = match parameters.is_empty() {
                true if one_in(choices, 2)? => " dG9rZW42OA==".to_owned(),
                true => String::new(),
                false => format!(
                    " {}",
                    parameters.join(one_of(choices, &[", ", ",", " , "])?)
                ),
            };
            line.push(format!("{scheme}{inside}"));
        }
        let comma = match sound || !one_in(choices, 6)? {
            true => one_of(choices, &[", ", ",", ",, "])?,
            false => one_of(choices, &[" ", ";", "\t,", ",="])?,
        };
        lines.push(line.join(comma));
    }
    if !sound && one_in(choices, 16)? {
        let count = *choices.choose(&[31_usize, 32, 33])?;
        lines = vec![vec!["Basic"; count].join(",")];
    }
    if !sound && one_in(choices, 16)? {
        let count = *choices.choose(&[32_usize, 33])?;
        let each = (0..count).map(|number| format!("p{number}=1"));
        lines = vec![format!("Bearer {}", each.collect::<Vec<_>>().join(","))];
    }
    Ok(lines.join("\n").into_bytes())
}

/// Base64 in one of its spellings, or nearly.
fn base64(choices: Choices<'_, '_>, text: &str) -> Result<String> {
    let mut encoded = match choices.int_in_range(0..=3)? {
        0 => STANDARD.encode(text),
        1 => STANDARD_NO_PAD.encode(text),
        2 => URL_SAFE.encode(text),
        _ => URL_SAFE_NO_PAD.encode(text),
    };
    if one_in(choices, 5)? && !encoded.is_empty() {
        match choices.int_in_range(0..=3)? {
            0 => encoded.push('='),
            1 => encoded.push_str(one_of(choices, &[" ", "\n", "A", "-", "+", "_/"])?),
            2 => drop(encoded.pop()),
            _ => {
                let place = choices.choose_index(encoded.len())?;
                let other = one_of(choices, &["-", "/", "=", "%", "B"])?;
                encoded.replace_range(place..=place, other);
            }
        }
    }
    Ok(encoded)
}

/// Claims as a challenge has them, or nearly.
pub(crate) fn claims(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let inside = one_of(
        choices,
        &[
            r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#,
            r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#,
            r#"{"access_token":{"a":"???>>>"},"id_token":{}}"#,
            r#"{ "access_token" : { "polids":"äöü~~~" } }"#,
            r#"{"access_token":{}}"#,
        ],
    )?;
    let other = one_of(
        choices,
        &[
            r#"{"id_token":{}}"#,
            r#"{"access_token":"x"}"#,
            r#"{"access_token":{},"access_token":{}}"#,
            r#"[{"access_token":{}}]"#,
            "{",
            "",
            "eyJ9",
        ],
    )?;
    let text = if one_in(choices, 4)? { other } else { inside };
    Ok(base64(choices, text)?.into_bytes())
}

/// A client info, or nearly one.
pub(crate) fn client_info(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let (uid, utid) = (
        word(choices, "a \u{e4} 1?>~ 0-0")?,
        word(choices, "t 11-22 ???")?,
    );
    let text = match choices.int_in_range(0..=9)? {
        0..=6 => json!({ "uid": uid, "utid": utid, "x": 1 }).to_string(),
        7 => format!(r#"{{"uid":"{uid}"}}"#),
        8 => format!(r#"{{"uid":"{uid}","uid":"b","utid":"{utid}"}}"#),
        _ => format!(r#"{{"uid":"{uid}","utid":7}}"#),
    };
    match choices.arbitrary()? {
        true => Ok(URL_SAFE_NO_PAD.encode(text).into_bytes()),
        false => Ok(base64(choices, &text)?.into_bytes()),
    }
}

/// A kind of redirect URI, one that is registered, and one that is asked for.
pub(crate) fn redirect_uris(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let kind = word(choices, "web spa native native")?;
    let registered = word(
        choices,
        match kind {
            "native" => {
                "http://localhost/callback http://127.0.0.1/callback http://[::1]/callback?x=y
            http://localhost:8400 com.example.app:/callback https://app.example/callback
            http://app.example/ app:/x http://localhost.evil.example/"
            }
            _ => {
                "https://web.example/callback https://web.example https://web.example/callback?a=b
            https://web.example:8443/ http://localhost/callback http://web.example/callback
            https:///callback /callback https://web.example/#x"
            }
        },
    )?;
    let asked = match choices.int_in_range(0..=11)? {
        0..=2 => registered.to_owned(),
        3 => format!("{registered}{}", word(choices, "/ /more ?x=y #x #")?),
        4 => registered.to_uppercase(),
        5 => registered.replacen("://", "://sub.", 1),
        6 => registered.replacen("://", "://user@", 1),
        7 | 8 => {
            let port = word(choices, ":8400 :0 :65535 :65536 : :+1 :x :8400")?;
            let host = registered.find("://").map_or(0, |place| place + 3);
            let end = registered[host..]
                .find('/')
                .map_or(registered.len(), |path| host + path);
            let bare =
                registered[host..end].trim_end_matches(|c: char| c == ':' || c.is_ascii_digit());
            format!("{}{bare}{port}{}", &registered[..host], &registered[end..])
        }
        9 => registered.replacen("localhost", "127.0.0.1", 1),
        10 => word(
            choices,
            "http://localhost/callback http://127.0.0.1:9/callback x /callback
            https://evil.example/callback \u{e4}:b",
        )?
        .to_owned(),
        _ => registered.replacen("http:", "https:", 1),
    };
    Ok(format!("{kind}\n{registered}\n{asked}").into_bytes())
}

/// A method, a challenge and a verifier.
pub(crate) fn pkce(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let method = one_of(choices, &["S256", "S256", "S256", "plain", "", "s256"])?;
    let length = *choices.choose(&[43_usize, 43, 64, 128, 42, 129])?;
    let letter = word(choices, "a Z 7 - . _ ~ a Z 7 + \u{e4}")?;
    let mut verifier = letter.repeat(length);
    verifier.push_str(one_of(choices, &["", "", "", "x"])?);
    let own = match method {
        "S256" => crate::reference::s256(&verifier),
        _ => verifier.clone(),
    };
    let challenge = match choices.int_in_range(0..=6)? {
        0..=3 => own,
        4 => own.to_lowercase(),
        5 => format!("{own}="),
        _ => "a".repeat(43),
    };
    Ok(format!("{method}\n{challenge}\n{verifier}").into_bytes())
}

/// What a client posts for a token, with its credentials in the header sometimes.
pub(crate) fn token_request(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sound: bool = choices.arbitrary()?;
    let verifier = "v".repeat(*choices.choose(&[43, 43, 128, 42, 129])?);
    let offers = [
        format!("grant_type=authorization_code&code=c%2F1&code_verifier={verifier}"),
        "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fa.example".to_owned(),
        "grant_type=refresh_token&refresh_token=r+t".to_owned(),
        "grant_type=client_credentials".to_owned(),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=e.f.g\
         &requested_token_use=on_behalf_of"
            .to_owned(),
        "grant_type=password&username=u&password=p".to_owned(),
        "grant_type=device_code&device_code=d".to_owned(),
        "grant_type=&code=c".to_owned(),
    ];
    let mut fields: Vec<&str> = choices.choose(&offers)?.split('&').collect();
    if !sound && one_in(choices, 2)? {
        fields.remove(choices.choose_index(fields.len())?);
    }
    let scopes = [
        "scope=openid+User.Read",
        "scope=a++b",
        "scope=%22",
        "scope=",
    ];
    if choices.arbitrary()? {
        fields.push(one_of(choices, &scopes)?);
    }
    let mut text = "POST /token".to_owned();
    if choices.arbitrary()? {
        let [id, secret] = [one_of(choices, &VALUES)?, one_of(choices, &VALUES)?];
        let mut credentials = encoded(choices, id, sound)?;
        credentials.push_str(if sound {
            ":"
        } else {
            one_of(choices, &[":", ":", ""])?
        });
        credentials.push_str(&encoded(choices, secret, sound)?);
        let base64 = match choices.int_in_range(0..=7)? {
            0 if !sound => URL_SAFE.encode(credentials),
            1 if !sound => STANDARD_NO_PAD.encode(credentials),
            _ => STANDARD.encode(credentials),
        };
        let scheme = if sound {
            one_of(choices, &["Basic", "basic"])?
        } else {
            one_of(choices, &["Basic", "Bearer", "Basic "])?
        };
        text.push_str(&format!("\nAuthorization: {scheme} {base64}"));
    }
    Ok(format!("{text}\n\n{}", fields.join("&")).into_bytes())
}

/// A call to the resource, with tokens in any of the ways in which one could be brought.
pub(crate) fn call(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let method = word(choices, "GET GET POST PUT HEAD")?;
    let mut query = Vec::new();
    for _ in 0..choices.int_in_range(0..=2)? {
        query.push(one_of(
            choices,
            &[
                "$select=id",
                "x=%zz",
                "access_token=e.f.g",
                "access%5Ftoken=e",
                "access_token=",
                "",
                "x=\u{e4}",
                "x=1",
                "x=1",
            ],
        )?);
    }
    let mut call = format!("{method} /v1.0/me?{}", query.join("&"));
    for _ in 0..*choices.choose(&[0, 1, 1, 1, 2])? {
        let value = one_of(
            choices,
            &[
                "Bearer e.f.g",
                "bearer e.f.g",
                "BEARER  e.f.g==",
                " Bearer e.f.g ",
                "Basic dXNlcjpwYXNz",
                "Bearer",
                "Bearer e f",
                "Bearer =",
                "Bearer \"e\"",
                "BearerX e.f.g",
                "Bearer\te.f.g",
            ],
        )?;
        call.push_str(&format!("\nAuthorization: {value}"));
    }
    let mut body = "";
    if one_in(choices, 3)? {
        let media = [
            "application/x-www-form-urlencoded",
            "text/plain",
            "application/x-www-form-urlencoded;charset=utf-8",
        ];
        call.push_str(&format!("\nContent-Type: {}", one_of(choices, &media)?));
        body = one_of(
            choices,
            &[
                "access_token=e.f.g",
                "a=b",
                "access_token=%zz",
                "access_token=",
                "",
            ],
        )?;
    }
    Ok(format!("{call}\n\n{body}").into_bytes())
}

/// Steps as they stand in a case.
fn told(steps: &[Step]) -> Vec<u8> {
    print_steps(steps).into_bytes()
}

fn authorize(authorize: Authorize) -> Step {
    Step {
        authorize: Some(authorize),
        ..Step::default()
    }
}

fn token(token: Token) -> Step {
    Step {
        token: Some(token),
        ..Step::default()
    }
}

fn set(set: &mut BTreeMap<String, String>, name: &str, value: impl Into<String>) {
    set.insert(name.to_owned(), value.into());
}

/// A request for a code with a state and a nonce, and sometimes what comes of the code.
pub(crate) fn requests_with_state(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut asked = Authorize::default();
    if !one_in(choices, 8)? {
        set(&mut asked.set, "state", one_of(choices, &VALUES)?);
    }
    if !one_in(choices, 4)? {
        set(&mut asked.set, "nonce", one_of(choices, &VALUES)?);
    }
    if !one_in(choices, 3)? {
        let mode = word(choices, "query fragment form_post form_post none")?;
        set(&mut asked.set, "response_mode", mode);
    }
    if one_in(choices, 4)? {
        set(&mut asked.set, "scope", "nobody.knows");
    } else {
        set(&mut asked.set, "scope", "openid User.Read");
    }
    let mut steps = vec![authorize(asked)];
    if one_in(choices, 4)? {
        steps.push(token(Token::default()));
    }
    Ok(told(&steps))
}

/// Some requests for codes by one browser, and what its users do.
pub(crate) fn sign_ins(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let accounts = "organizational organizational personal revoked nobody nobody";
    let mut steps = Vec::new();
    for _ in 0..choices.int_in_range(1..=4)? {
        let mut asked = Authorize {
            account: Some(word(choices, accounts)?.to_owned()),
            fresh: one_in(choices, 10)?,
            ..Authorize::default()
        };
        if !one_in(choices, 3)? {
            let prompt = word(choices, "none none none login select_account consent")?;
            set(&mut asked.set, "prompt", prompt);
        }
        if one_in(choices, 4)? {
            let who = word(choices, "organizational personal revoked")?;
            set(&mut asked.set, "login_hint", format!("${{{who}.username}}"));
        }
        if one_in(choices, 2)? {
            set(
                &mut asked.set,
                "scope",
                one_of(choices, &["openid Mail.Read", "openid User.Read"])?,
            );
        }
        match choices.int_in_range(0..=9)? {
            0 => set(&mut asked.fill, "action", "cancel"),
            1 => set(&mut asked.fill, "password", "wrong"),
            _ => {}
        }
        steps.push(authorize(asked));
    }
    Ok(told(&steps))
}

/// Codes and refresh tokens, for what they are good and for what not.
pub(crate) fn grants(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    if one_in(choices, 8)? {
        return page_of_a_day(choices);
    }
    let mut steps = Vec::new();
    let (mut codes, mut tokens) = (Vec::new(), Vec::new());
    for place in 1..=choices.int_in_range(2..=7)? {
        let kind = match (codes.is_empty(), tokens.is_empty()) {
            (true, _) => 0,
            (false, true) => choices.int_in_range(1..=6)?,
            (false, false) => choices.int_in_range(1..=11)?,
        };
        steps.push(match kind {
            0 | 1 => {
                codes.push(place);
                grant_code(choices)?
            }
            2..=5 => {
                tokens.push(place);
                redemption(choices, &codes)?
            }
            6 | 11 => Step {
                wait_s: Some(wait(choices)?),
                ..Step::default()
            },
            _ => {
                tokens.push(place);
                refresh(choices, &tokens)?
            }
        });
    }
    Ok(told(&steps))
}

/// A page that refreshes its token for about a day.
fn page_of_a_day(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let page = Authorize {
        client: Some("spa".to_owned()),
        ..Authorize::default()
    };
    let mut steps = vec![authorize(page), token(Token::default())];
    let hours = choices.int_in_range(1..=23)?;
    for wait_s in [
        hours * 3_600,
        (24 - hours) * 3_600 + choices.int_in_range(-1..=1)?,
    ] {
        steps.push(Step {
            wait_s: Some(wait_s),
            ..Step::default()
        });
        let refresh = Token {
            grant: Some("refresh".to_owned()),
            ..Token::default()
        };
        steps.push(token(refresh));
    }
    Ok(told(&steps))
}

fn wait(choices: Choices<'_, '_>) -> Result<i64> {
    let day_s = 86_400;
    let around = [599, 600, day_s - 600, day_s, 90 * day_s, 1];
    Ok(*choices.choose(&around)? + choices.int_in_range(-1..=1)?)
}

fn grant_code(choices: Choices<'_, '_>) -> Result<Step> {
    let mut asked = Authorize {
        client: Some(word(choices, "native native web spa")?.to_owned()),
        ..Authorize::default()
    };
    if one_in(choices, 6)? {
        asked.drop = ["code_challenge", "code_challenge_method"]
            .map(str::to_owned)
            .into();
    }
    if one_in(choices, 6)? && asked.client.as_deref() != Some("native") {
        asked.drop.push("redirect_uri".to_owned());
    }
    if one_in(choices, 3)? {
        let scopes = [
            "offline_access User.Read",
            "openid User.Read",
            "openid offline_access User.Read Mail.Read",
        ];
        set(&mut asked.set, "scope", one_of(choices, &scopes)?);
    }
    Ok(authorize(asked))
}

/// Somebody else than the client that is due, now and then, or from elsewhere than its page.
fn sender(choices: Choices<'_, '_>, step: &mut Token) -> Result<()> {
    if one_in(choices, 10)? {
        step.client = Some(word(choices, "native web spa")?.to_owned());
    }
    if one_in(choices, 10)? {
        set(&mut step.headers, "Origin", "");
    }
    Ok(())
}

fn redemption(choices: Choices<'_, '_>, codes: &[usize]) -> Result<Step> {
    let mut step = Token::default();
    sender(choices, &mut step)?;
    if one_in(choices, 6)? {
        set(
            &mut step.set,
            "code",
            format!("${{{}.code}}", choices.choose(codes)?),
        );
    }
    match choices.int_in_range(0..=11)? {
        0 => set(&mut step.set, "code_verifier", WRONG_VERIFIER),
        1 => step.drop.push("code_verifier".to_owned()),
        2 => step.drop.push("redirect_uri".to_owned()),
        3 => {
            let client = word(choices, "native web spa")?;
            set(
                &mut step.set,
                "redirect_uri",
                format!("${{{client}.redirect_uri}}"),
            );
        }
        _ => {}
    }
    Ok(token(step))
}

fn refresh(choices: Choices<'_, '_>, tokens: &[usize]) -> Result<Step> {
    let mut step = Token {
        grant: Some("refresh".to_owned()),
        ..Token::default()
    };
    sender(choices, &mut step)?;
    // The step itself is the last of these, and brought nothing yet.
    let before = &tokens[..tokens.len() - 1];
    if one_in(choices, 3)? && !before.is_empty() {
        let held = choices.choose(before)?;
        set(
            &mut step.set,
            "refresh_token",
            format!("${{{held}.refresh_token}}"),
        );
    }
    if one_in(choices, 3)? {
        let scopes = [
            "User.Read",
            "openid User.Read",
            "offline_access User.Read Mail.Read",
            "Mail.Read",
            "${stranger.scope}",
        ];
        set(&mut step.set, "scope", one_of(choices, &scopes)?);
    }
    Ok(token(step))
}

/// What a client is told and sent.
pub(crate) fn client_history(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = Vec::new();
    if choices.arbitrary()? {
        let secret = match choices.arbitrary()? {
            true => Some(one_of(choices, &["s3cret", "a b+c%&=:~\u{e4}"])?.to_owned()),
            false => None,
        };
        let client = ClientGiven {
            secret,
            announces_iss: choices.arbitrary()?,
        };
        steps.push(Step {
            client: Some(client),
            ..Step::default()
        });
    }
    for _ in 0..choices.int_in_range(1..=8)? {
        let mut step = Step::default();
        match choices.int_in_range(0..=11)? {
            0..=2 => step.tell = Some(Tell::Ask),
            3 => step.tell = Some(Tell::Refresh),
            4 => step.tell = Some(Tell::Use),
            5 => step.handed = Some(word(choices, "opaque a.b.c a.b.c.d.e")?.to_owned()),
            6 | 7 => step.returned = Some(returned(choices)?),
            8 | 9 => step.answer = Some(answer(choices)?),
            _ => step.served = Some(served(choices)?),
        }
        steps.push(step);
    }
    Ok(told(&steps))
}

fn returned(choices: Choices<'_, '_>) -> Result<Returned> {
    let mut returned = Returned::default();
    match choices.int_in_range(0..=9)? {
        0 => set(&mut returned.set, "state", "another"),
        1 => returned
            .drop
            .push(word(choices, "state iss code")?.to_owned()),
        2 => set(&mut returned.set, "iss", "https://other.example"),
        3 | 4 => set(&mut returned.set, "error", "access_denied"),
        5 => set(&mut returned.set, "code", "c+o/d e"),
        _ => {}
    }
    Ok(returned)
}

fn answer(choices: Choices<'_, '_>) -> Result<Given> {
    let mut answer = Given::default();
    match choices.int_in_range(0..=7)? {
        0 => answer.set = Some(r#"{"access_token":"opaque"}"#.to_owned()),
        1 | 2 => answer.set = Some(r#"{"access_token":"a.t.2","refresh_token":"rt-2"}"#.to_owned()),
        3 => answer.drop.push("refresh_token".to_owned()),
        4 => answer.status = Some(400),
        5 => {
            answer.status = Some(400);
            answer.set = Some(r#"{"error":"invalid_scope"}"#.to_owned());
        }
        _ => {}
    }
    Ok(answer)
}

fn served(choices: Choices<'_, '_>) -> Result<Given> {
    if one_in(choices, 4)? {
        return Ok(Given::default());
    }
    let uri = "https://login.example/common/oauth2/v2.0/authorize";
    let bearer = format!("Bearer realm=\"\", authorization_uri=\"{uri}\"");
    let line = match choices.int_in_range(0..=4)? {
        0 => bearer,
        1 => format!("{bearer}, error=\"invalid_token\""),
        _ => {
            let claims = [
                r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#,
                r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#,
            ];
            let claims = STANDARD.encode(one_of(choices, &claims)?);
            format!("{bearer}, error=\"insufficient_claims\", claims=\"{claims}\"")
        }
    };
    Ok(Given {
        status: Some(401),
        challenges: vec![line],
        ..Given::default()
    })
}

/// A token request that fails, full of secrets.
pub(crate) fn secrets(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let client = word(
        choices,
        "00000000-0000-4000-8000-00000000a71e 00000000-0000-4000-8000-0000000003eb
        nobody",
    )?;
    let kind = word(
        choices,
        "authorization_code authorization_code refresh_token client_credentials
        urn:ietf:params:oauth:grant-type:jwt-bearer password",
    )?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", client)
        .append_pair("grant_type", kind);
    form.append_pair("requested_token_use", "on_behalf_of");
    let names = "client_secret code code_verifier refresh_token assertion password unknown";
    for name in names.split_ascii_whitespace() {
        if !one_in(choices, 4)? {
            let letters = word(choices, "secret hush e.f. +/= s")?;
            let number: u32 = choices.arbitrary()?;
            form.append_pair(name, &format!("{letters}{number:010}{letters}"));
        }
    }
    Ok(form.finish().into_bytes())
}
