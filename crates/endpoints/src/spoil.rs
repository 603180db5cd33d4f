//! How a sound answer is spoilt. Every function says whether there was something to spoil.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::Rules;
use jwt::{Part, Recipe, Spoil};
use serde_json::{Map, Value};
use wire::Response;

use crate::fault::{Body, Claim, Ews, Parameter, Soap};

/// The same answer with another value under a name that stands once.
pub(crate) fn with_header(response: &Response, name: &str, value: &str) -> Response {
    let mut changed = Response::new(response.status).with_body(response.body.clone());
    for (held, other) in response.headers.lines() {
        if !held.eq_ignore_ascii_case(name) {
            changed.headers.add(held, other);
        }
    }
    changed.headers.add(name, value);
    changed
}

/// The most white space that is added: what a fault asks for is not a way to run out of memory.
const ENORMOUS_BYTES: usize = 64 * 1024 * 1024;

/// Does something to the bytes of a body.
pub(crate) fn body(response: &mut Response, how: &Body) -> bool {
    let body = &mut response.body;
    match how {
        Body::Empty => body.clear(),
        Body::Truncated(bytes) => {
            if *bytes >= body.len() {
                return false;
            }
            body.truncate(*bytes);
        }
        Body::Malformed => match body.last_mut() {
            Some(last) => *last = b'~',
            None => return false,
        },
        Body::Doubled => body.extend_from_within(..),
        Body::Enormous(bytes) => {
            let length = body.len() + *bytes.min(&ENORMOUS_BYTES);
            body.resize(length, b' ');
        }
        Body::Text(text) => *body = text.clone().into_bytes(),
    }
    true
}

/// Gives a member of a JSON document another value, or takes it away.
pub(crate) fn member(response: &mut Response, path: &str, value: Option<&Value>) -> bool {
    let Ok(mut document) = serde_json::from_slice::<Value>(&response.body) else {
        return false;
    };
    let (holder, name) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer: String = holder
        .split('.')
        .filter(|step| !step.is_empty())
        .map(|step| format!("/{step}"))
        .collect();
    let changed = match document.pointer_mut(&pointer) {
        Some(Value::Object(members)) => match value {
            Some(value) => {
                members.insert(name.to_owned(), value.clone());
                true
            }
            None => members.remove(name).is_some(),
        },
        Some(Value::Array(items)) => {
            let place = name
                .parse()
                .ok()
                .filter(|place: &usize| *place < items.len());
            match (place, value) {
                (Some(place), Some(value)) => items[place] = value.clone(),
                (Some(place), None) => drop(items.remove(place)),
                (None, _) => return false,
            }
            true
        }
        _ => false,
    };
    response.body = document.to_string().into_bytes();
    changed
}

/// What is done to a token.
pub(crate) enum Alter<'a> {
    Claim(&'a Claim),
    Header(&'a Claim),
    Signature,
}

/// Changes the token that a member of a JSON document holds, and signs it again.
pub(crate) fn token(
    response: &mut Response,
    of: &str,
    alter: &Alter<'_>,
    key: Option<&String>,
) -> bool {
    let document: Option<Map<String, Value>> = serde_json::from_slice(&response.body).ok();
    let held = document
        .as_ref()
        .and_then(|document| document.get(of)?.as_str());
    let altered = held
        .zip(key)
        .and_then(|(held, key)| altered(held, alter, key));
    altered.is_some_and(|token| member(response, of, Some(&Value::from(token))))
}

fn altered(token: &str, alter: &Alter<'_>, key: &str) -> Option<String> {
    let mut parts = token.split('.');
    let mut part = || -> Option<Map<String, Value>> {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    let (mut header, mut payload) = (part()?, part()?);
    let (members, claim) = match alter {
        Alter::Claim(claim) => (&mut payload, Some(claim)),
        Alter::Header(claim) => (&mut header, Some(claim)),
        Alter::Signature => (&mut payload, None),
    };
    match claim {
        Some(Claim {
            name,
            value: Some(value),
            ..
        }) => drop(members.insert(name.clone(), value.clone())),
        Some(Claim { name, .. }) => drop(members.remove(name)?),
        None => {}
    }
    // A dollar sign would be taken for the name of a test key.
    let text =
        |members: Map<String, Value>| Value::Object(members).to_string().replace('$', "\\u0024");
    let mut recipe = Recipe::signed(text(header), text(payload), key);
    if matches!(alter, Alter::Signature) {
        recipe = recipe.spoilt(Spoil::Flip(Part::Signature));
    }
    recipe.mint().ok()
}

/// Gives a parameter of a redirection another value, or takes it away.
pub(crate) fn redirect(response: &mut Response, parameter: &Parameter) -> bool {
    let Some(location) = response.headers.one("location").map(str::to_owned) else {
        return false;
    };
    let Some((place, rest)) = location.split_once(['?', '#']) else {
        return false;
    };
    let mark = location.as_bytes()[place.len()] as char;
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(rest.as_bytes())
        .into_owned()
        .filter(|(name, _)| *name != parameter.name)
        .collect();
    if let Some(value) = &parameter.value {
        pairs.push((parameter.name.clone(), value.clone()));
    }
    let text = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    *response = with_header(response, "Location", &format!("{place}{mark}{text}"));
    true
}

/// Does something to the envelope of an answer of Exchange.
pub(crate) fn soap(response: &mut Response, how: Soap, rules: &Rules) -> bool {
    const SOAP_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
    const SOAP_12: &str = "http://www.w3.org/2003/05/soap-envelope";
    let Ok(text) = String::from_utf8(response.body.clone()) else {
        return false;
    };
    let changed = match how {
        Soap::Soap12 => {
            let media = "application/soap+xml; charset=utf-8";
            *response = with_header(response, "Content-Type", media);
            Some(text.replace(SOAP_11, SOAP_12))
        }
        Soap::WithoutNamespaces => {
            let mut bare = text.clone();
            for prefix in ["m:", "t:"] {
                bare = bare.replace(&format!("<{prefix}"), "<");
                bare = bare.replace(&format!("</{prefix}"), "</");
            }
            Some(bare)
        }
        Soap::CommentInToken => within(&text, "TokenValue>", |value| {
            let half = value.len() / 2;
            let half = (0..=half).rev().find(|at| value.is_char_boundary(*at))?;
            let (first, second) = value.split_at(half);
            Some(format!("{first}<!-- -->{second}"))
        }),
        Soap::TwoTokens => doubled(&text),
        Soap::FaultWith200 => {
            if response.status == 200 {
                *response = ews_fault("ErrorInternalServerError", &[], rules);
            }
            response.status = 200;
            return true;
        }
        Soap::SuccessWith500 => {
            let was_success = response.status == 200;
            response.status = 500;
            return was_success;
        }
    };
    let changed = changed.filter(|changed| *changed != text);
    let spoilt = changed.is_some();
    response.body = changed.unwrap_or(text).into_bytes();
    spoilt
}

/// The text with the content of the first element whose tags end like this changed.
fn within(text: &str, tag_end: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let start = text.find(tag_end)? + tag_end.len();
    let end = start + text[start..].find("</")?;
    let changed = change(&text[start..end])?;
    Some(format!("{}{changed}{}", &text[..start], &text[end..]))
}

/// The text with its first token twice, the first time with another value.
fn doubled(text: &str) -> Option<String> {
    let (open, close) = ("<m:Token>", "</m:Token>");
    let start = text.find(open)?;
    let end = start + text[start..].find(close)? + close.len();
    let other = within(&text[start..end], "TokenValue>", |_| {
        Some("another".to_owned())
    })?;
    Some(format!("{}{other}{}", &text[..start], &text[start..]))
}

/// The answer of Exchange that fails in this way, given the sound one.
pub(crate) fn ews(response: &mut Response, how: &Ews, rules: &Rules) -> bool {
    let is_name = how
        .code
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name
        || !how
            .code
            .starts_with(|first: char| first.is_ascii_alphabetic())
    {
        return false;
    }
    if !how.in_message {
        *response = ews_fault(&how.code, &how.values, rules);
        return true;
    }
    let Ok(text) = std::str::from_utf8(&response.body) else {
        return false;
    };
    let (open, close) = (
        "<m:GetClientAccessTokenResponseMessage",
        "</m:GetClientAccessTokenResponseMessage>",
    );
    let Some(start) = text.find(open) else {
        return false;
    };
    let Some(length) = text[start..].find(close) else {
        return false;
    };
    // What was abandoned with a batch is a warning (EWS-037).
    let class = match how.code.as_str() {
        "ErrorBatchProcessingStopped" => "Warning",
        _ => "Error",
    };
    let changed = format!(
        "{}{open} ResponseClass=\"{class}\"><m:MessageText>by fault</m:MessageText>\
         <m:ResponseCode>{}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{}{}",
        &text[..start],
        how.code,
        message_xml(&how.values),
        &text[start + length..]
    );
    response.body = changed.into_bytes();
    true
}

/// What a response message says of its error besides.
fn message_xml(values: &[(String, String)]) -> String {
    let escape = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;").replace('"', "&quot;")
    };
    let values: String = values
        .iter()
        .map(|(name, value)| {
            let (name, value) = (escape(name), escape(value));
            format!("<t:Value Name=\"{name}\">{value}</t:Value>")
        })
        .collect();
    match values.is_empty() {
        true => values,
        false => format!("<m:MessageXml>{values}</m:MessageXml>"),
    }
}

/// A fault as Exchange words it.
fn ews_fault(code: &str, values: &[(String, String)], rules: &Rules) -> Response {
    let types = |name| xml::Name::new(ews::TYPES, name);
    let fault = soap::NewFault {
        code: types(code),
        string: "by fault",
        language: Some("en-US"),
    };
    let rules = rules.made_sound();
    let written = soap::fault_response(
        &rules,
        &fault,
        Some(&mut |writer| {
            writer.leaf(xml::Name::new(ews::ERRORS, "ResponseCode"), &[], code)?;
            writer.leaf(xml::Name::new(ews::ERRORS, "Message"), &[], "by fault")?;
            if values.is_empty() {
                return Ok(());
            }
            writer.start(types("MessageXml"), &[])?;
            for (name, value) in values {
                writer.leaf(types("Value"), &[(xml::Name::bare("Name"), name)], value)?;
            }
            writer.end();
            Ok(())
        }),
    );
    written.unwrap_or_else(|_| Response::new(500))
}
