//! What a token request says.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Place, RESERVED, begin, failed, is_plain, plain_sign_in, tidy};
use crate::event::{Event, Sent};
use crate::failure::Class;
use crate::step::{Call, Given, Step};
use crate::{Library, Policy};

/// What one call sends, or why it sends nothing.
pub(crate) fn requests(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (given, place, rest) = begin(steps, library);
    let plain = Given {
        home: None,
        capabilities: Vec::new(),
        ..given.clone()
    };
    let [Step::SignedIn(signed_in), Step::Call(call)] = rest else {
        return None;
    };
    let (_, token) = plain_sign_in(signed_in).filter(|(account, _)| account == "u1.t1")?;
    let rest = Call {
        without_request: false,
        scopes: None,
        claims: None,
        redirect_uri: None,
        extra: BTreeMap::new(),
        force_refresh: false,
        policy: None,
        ..call.clone()
    };
    let forced = call.force_refresh && call.policy == Some(Policy::RefreshToken);
    let entries = call.scopes.clone().unwrap_or_default();
    let untidy = |entry: &String| entry.contains(|c: char| c.is_control() || !c.is_ascii());
    if plain != Given::default() || !is_plain(&rest) || !forced || entries.iter().any(untidy) {
        return None;
    }
    let refused = |class, code| Some(vec![failed(1, class, code)]);
    let mut scopes = tidy(&entries);
    if place == Place::Python {
        if scopes
            .iter()
            .any(|scope| RESERVED.contains(&scope.as_str()))
        {
            return refused(Class::ValueError, "");
        }
    } else if call.without_request {
        return refused(Class::ClientConfiguration, "token_request_empty");
    } else if call.scopes.as_deref() == Some(&[]) {
        scopes = RESERVED.map(str::to_owned).to_vec();
    } else if scopes.is_empty() {
        return refused(Class::ClientConfiguration, "empty_input_scopes_error");
    }
    for reserved in RESERVED {
        if !scopes.iter().any(|scope| scope == reserved) {
            scopes.push(reserved.to_owned());
        }
    }
    let mut form: BTreeMap<String, String> = [
        ("client_id", "client-a"),
        ("scope", &scopes.join(" ")),
        ("grant_type", "refresh_token"),
        ("refresh_token", &token),
        ("client_info", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(uri) = &call.redirect_uri {
        form.insert("redirect_uri".to_owned(), uri.clone());
    }
    match claims(call.claims.as_deref(), &given.capabilities)? {
        Ok(None) => {}
        Ok(Some(merged)) => {
            form.insert("claims".to_owned(), merged);
        }
        Err(()) if place == Place::Python => return refused(Class::ValueError, ""),
        Err(()) => return refused(Class::ClientConfiguration, "invalid_claims"),
    }
    let named = |name: &String| name.starts_with("x-") || name.is_empty();
    if call.extra.keys().any(named) {
        return None;
    }
    for (name, value) in &call.extra {
        form.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut headers = BTreeMap::new();
    let charset = if place == Place::Python {
        ""
    } else {
        ";charset=utf-8"
    };
    let kind = format!("application/x-www-form-urlencoded{charset}");
    headers.insert("Content-Type".to_owned(), kind);
    let into = match place {
        Place::Python => &mut headers,
        Place::Browser | Place::Node => &mut form,
    };
    let capability = "retry-after, h429".to_owned();
    into.insert("x-ms-lib-capability".to_owned(), capability);
    let lacks = [
        "response_type",
        "code",
        "code_verifier",
        "redirect_uri",
        "claims",
    ];
    let lacks = lacks.into_iter().filter(|name| !form.contains_key(*name));
    let lacks = lacks.map(str::to_owned).collect();
    Some(vec![Event::Sent(Sent {
        request: 1,
        form,
        headers,
        lacks,
        ..Sent::default()
    })])
}

/// The caller's claims with the capabilities, in the order in which serde_json prints members; an
/// error if they are no object. Nothing if this reference does not judge them.
fn claims(claims: Option<&str>, capabilities: &[String]) -> Option<Result<Option<String>, ()>> {
    let text = claims.filter(|text| !text.is_empty());
    if text.is_none() && capabilities.is_empty() {
        return Some(Ok(None));
    }
    let mut value: Value = match serde_json::from_str(text.unwrap_or("{}")) {
        Ok(value) => value,
        Err(_) => return Some(Err(())),
    };
    if !is_exact(&value) {
        return None;
    }
    let Some(members) = value.as_object_mut() else {
        return Some(Err(()));
    };
    if !capabilities.is_empty() {
        let token = members
            .entry("access_token")
            .or_insert(Value::Object(serde_json::Map::new()));
        let token = token
            .as_object_mut()
            .filter(|token| !token.contains_key("xms_cc"))?;
        token.insert(
            "xms_cc".to_owned(),
            serde_json::json!({ "values": capabilities }),
        );
    }
    Some(Ok(Some(value.to_string())))
}

/// Whether every number is whole: others are printed in more than one way.
fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
