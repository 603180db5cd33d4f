//! What may be shown of a message: secrets by their fingerprint, tokens by their claims.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Words in the names of what is not shown, wherever they stand in a form, a query, a document or
/// a header.
const SECRET_WORDS: [&str; 12] = [
    "apikey",
    "api_key",
    "assertion",
    "cookie",
    "credential",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "token",
    "verifier",
];
/// Whole names of what is not shown.
const SECRET_NAMES: [&str; 8] = [
    "authorization",
    "client_info",
    "code",
    "device_code",
    "flow",
    "logout_hint",
    "nonce",
    "state",
];
/// How names end that say something about a secret, and do not hold one.
const PUBLIC_ENDS: [&str; 6] = [
    "_endpoint",
    "_method",
    "_supported",
    "_type",
    "_uri",
    "_use",
];

/// Whether what goes by this name is not shown.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let has_word = SECRET_WORDS.iter().any(|word| name.contains(word));
    (has_word || SECRET_NAMES.contains(&name.as_str()))
        && !PUBLIC_ENDS.iter().any(|end| name.ends_with(end))
}

/// Whether a token stands somewhere in a text.
fn holds_token(text: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.split(|c| !is_of_token(c))
        .any(|word| contents(word).is_some())
}

/// The longest body that is looked into.
const BODY_BYTES: usize = 64 * 1024;

/// A few digits that tell secrets apart and give none away.
pub fn fingerprint(secret: &[u8]) -> String {
    let hash = digest(&SHA256, secret);
    hash.as_ref()[..4].iter().fold(String::new(), |mut hex, b| {
        write!(hex, "{b:02x}").expect("a string takes every text");
        hex
    })
}

/// A secret, by its fingerprint; a token, by its header and claims too.
pub fn secret(text: &str) -> String {
    let mark = fingerprint(text.as_bytes());
    match contents(text) {
        Some(contents) => format!("<token #{mark} {contents}>"),
        None => format!("<secret #{mark}>"),
    }
}

/// The header and the claims of what looks like a token.
fn contents(text: &str) -> Option<String> {
    let mut parts = text.split('.');
    let (header, payload) = (parts.next()?, parts.next()?);
    parts.next().filter(|_| header.starts_with("ey"))?;
    let read = |part| -> Option<Value> {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        let members: serde_json::Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
        Some(members.into_iter().map(shown_of_token).collect())
    };
    let claims = read(payload)?;
    Some(match read(header) {
        Some(header) => format!("{header} {claims}"),
        None => claims.to_string(),
    })
}

/// A member of a token's header or claims. Some tie it to a secret, or hold a key.
fn shown_of_token((name, value): (String, Value)) -> (String, Value) {
    let value = match name.as_str() {
        "nonce" | "at_hash" | "c_hash" | "jwk" => secret(&value.to_string()).into(),
        _ => value,
    };
    (name, value)
}

/// A form or a query.
pub fn form(text: &str) -> String {
    let pairs = text.split('&').map(|pair| {
        let Some((name, _)) = pair.split_once('=') else {
            return match pair.len() {
                0..=40 if !holds_token(pair) => pair.to_owned(),
                _ => secret(pair),
            };
        };
        let mut read = form_urlencoded::parse(pair.as_bytes());
        match read.next() {
            Some((held, value)) if is_secret(&held) || holds_token(&value) => {
                format!("{name}={}", secret(&value))
            }
            _ => pair.to_owned(),
        }
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A target or an address.
pub fn target(text: &str) -> String {
    match text.split_once(['?', '#']) {
        Some((before, rest)) => {
            let mark = text.as_bytes()[before.len()] as char;
            format!("{}{mark}{}", path(before), form(rest))
        }
        None => path(text),
    }
}

/// A path, no segment of which should be a token.
fn path(text: &str) -> String {
    let segments = text.split('/').map(|segment| match holds_token(segment) {
        true => secret(segment),
        false => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The value of a header line.
pub fn header(name: &str, value: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "authorization" | "proxy-authorization" => match value.split_once(' ') {
            Some((scheme, rest)) => format!("{scheme} {}", secret(rest)),
            None => secret(value),
        },
        "x-user-identity" => secret(value),
        "location" | "referer" => target(value),
        name if is_secret(name) || holds_token(value) => secret(value),
        _ => value.to_owned(),
    }
}

/// A body of this media type.
pub fn body(content_type: Option<&str>, body: &[u8]) -> String {
    let hidden = || format!("<{} bytes>", body.len());
    if body.is_empty() {
        return String::new();
    }
    let Some(text) = std::str::from_utf8(body)
        .ok()
        .filter(|text| text.len() <= BODY_BYTES)
    else {
        return hidden();
    };
    let media = content_type.unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    match media.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => form(text),
        "application/json" => match serde_json::from_str(text) {
            Ok(value) => document(value, false).to_string(),
            Err(_) => hidden(),
        },
        "text/xml" | "application/soap+xml" => envelope(text),
        _ => hidden(),
    }
}

/// A document, or what stands in one: the code of an error says which, and is no secret.
fn document(value: Value, is_error: bool) -> Value {
    match value {
        Value::Object(members) => {
            let shown = members.into_iter().map(|(name, value)| {
                let shown = match value {
                    Value::String(text) if is_secret(&name) && !(is_error && name == "code") => {
                        Value::from(secret(&text))
                    }
                    other => document(other, name == "error"),
                };
                (name, shown)
            });
            Value::Object(shown.collect())
        }
        Value::Array(items) => {
            let shown = items.into_iter().map(|item| document(item, false));
            Value::Array(shown.collect())
        }
        Value::String(text) if holds_token(&text) => Value::from(secret(&text)),
        other => other,
    }
}

/// An envelope. A document that hides its tokens from this way of looking is shown by its size.
fn envelope(text: &str) -> String {
    const NAME: &str = "TokenValue>";
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(NAME) {
        let Some(end) = after.find("</") else {
            return format!("<{} bytes>", text.len());
        };
        shown.push_str(before);
        shown.push_str(NAME);
        shown.push_str(&secret(&after[..end]));
        let closed = after[end..]
            .find('>')
            .map_or(after.len(), |at| end + at + 1);
        shown.push_str(&after[end..closed]);
        rest = &after[closed..];
    }
    let others = ["Password", "SecurityToken", "Assertion", "Secret"];
    let hides = rest.contains("eyJ")
        || rest.contains("TokenValue")
        || others.iter().any(|name| text.contains(name));
    if hides {
        return format!("<{} bytes>", text.len());
    }
    shown + rest
}
