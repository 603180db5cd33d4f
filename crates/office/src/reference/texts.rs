//! Results and identity tokens, as another JSON reader finds them.

use std::collections::BTreeSet;

use json::{Json as Strict, Options};
use serde_json::{Value as Json, json};

use crate::edition::Edition;

/// What is wrong with the text of a result; none where it is no JSON object at all.
pub(crate) fn result_text(input: &str, edition: Edition) -> Option<BTreeSet<&'static str>> {
    let json: Json = serde_json::from_str(input).ok()?;
    let tagged = json["object"].is_array();
    let result = plain(&json, tagged)?;
    let strict = Strict::parse(input, &Options::default()).ok()?;
    if strict.root().duplicate_within().is_some() {
        return None;
    }
    let members = result.as_object()?;
    // More members than any use of them wants are for the cases to show.
    let is_endless = |held: &Json| held.as_object().is_some_and(|held| held.len() > 64);
    let identities = members.get("value").and_then(Json::as_array);
    let held = ["error", "value"]
        .into_iter()
        .filter_map(|name| members.get(name));
    if held.chain(identities.into_iter().flatten()).any(is_endless) {
        return None;
    }
    let shipped = edition == Edition::Shipped;
    let mut wrong = BTreeSet::new();
    let undefined = json!({"undefined": true});
    let nothing = |value: Option<&Json>| value.is_none_or(|v| v.is_null() || *v == undefined);
    let status = members.get("status").unwrap_or(&Json::Null);
    if *status != json!("succeeded") && *status != json!("failed") {
        wrong.insert("OFFICE-040");
    }
    let value = members.get("value");
    if *status == json!("succeeded") || *status == json!("success") || *status == json!(0) {
        if members.contains_key("error") && shipped {
            wrong.insert("OFFICE-044");
        }
        wrong.extend(value_of_success(value.filter(|_| !nothing(value)), edition));
    } else {
        if value.is_none() && tagged {
            wrong.insert("OFFICE-043");
        }
        if value.is_some() && value != Some(&undefined) {
            wrong.extend(["OFFICE-043", "OFFICE-100"]);
        }
        let error = members.get("error").filter(|error| !nothing(Some(*error)));
        let code = error.map_or(&Json::Null, |error| &error["code"]);
        let length = error
            .and_then(Json::as_object)
            .map_or(0, |error| error.len());
        let sound = error.is_some() && code.is_number();
        let whole = length == 3
            && error.is_some_and(|error| error["name"].is_string() && error["message"].is_string());
        if shipped && !(sound && whole) {
            wrong.insert("OFFICE-044");
        }
        if !shipped && !sound {
            wrong.insert("OFFICE-100");
        }
    }
    let context = members.get("asyncContext");
    let lost = [json!(false), json!(""), Json::Null, undefined.clone()];
    let zero = |context: &Json| context.as_f64() == Some(0.0);
    if context.is_some_and(|context| lost.contains(context) || zero(context)) {
        wrong.insert("OFFICE-046");
    }
    let code = members
        .get("error")
        .and_then(|error| error["code"].as_i64())
        .unwrap_or(0);
    let failed = !wrong.contains("OFFICE-040") && *status == json!("failed");
    if members.contains_key("diagnostics") && !(failed && (9000..10_000).contains(&code)) {
        wrong.insert("OFFICE-048");
    }
    if let Some(locked) = json["locked"].as_array() {
        let names = members.keys().filter(|name| *name != "diagnostics");
        if tagged && names.into_iter().any(|name| !locked.contains(&json!(name))) {
            wrong.insert("OFFICE-047");
        }
    }
    Some(wrong)
}

fn value_of_success(value: Option<&Json>, edition: Edition) -> BTreeSet<&'static str> {
    let mut wrong = BTreeSet::new();
    let token = match value {
        Some(Json::Array(identities)) if edition == Edition::Doc2017 => {
            for identity in identities {
                if !identity.is_object() || *identity == json!({"undefined": true}) {
                    wrong.insert("OFFICE-056");
                }
                let full = |name: &str| identity[name].as_str().is_some_and(|t| !t.is_empty());
                if !full("DirectoryType") || !full("AccessToken") {
                    wrong.insert("OFFICE-099");
                }
            }
            if identities.is_empty() {
                wrong.insert("OFFICE-099");
            }
            return wrong;
        }
        Some(Json::Object(object)) => {
            wrong.insert("OFFICE-041");
            object.get("accessToken")
        }
        Some(value) => {
            wrong.insert("OFFICE-091");
            if !value.is_string() {
                wrong.insert("OFFICE-041");
            }
            Some(value)
        }
        None => None,
    };
    if token.and_then(Json::as_str).is_none_or(str::is_empty) {
        wrong.insert("OFFICE-084");
    }
    wrong
}

/// Tagged JSON as plain JSON, where undefined is an object of its own; none where it holds what a
/// result does not.
fn plain(json: &Json, tagged: bool) -> Option<Json> {
    if !tagged {
        return (!spells_undefined(json)).then(|| json.clone());
    }
    let Json::Object(tags) = json else {
        return (!json.is_array() && !json.is_null()).then(|| json.clone());
    };
    let known = tags
        .keys()
        .all(|tag| ["object", "array", "is", "locked"].contains(&tag.as_str()));
    let odd_lock = tags.get("locked").is_some_and(|held| !held.is_array());
    if !known || odd_lock || tags.len() > 1 + usize::from(tags.contains_key("locked")) {
        return None;
    }
    if let Some(pairs) = json["object"].as_array() {
        let pair = |pair: &Json| {
            let two = pair.as_array().is_some_and(|pair| pair.len() == 2);
            two.then(|| Some((pair[0].as_str()?.to_owned(), plain(&pair[1], true)?)))
                .flatten()
        };
        let members: serde_json::Map<String, Json> =
            pairs.iter().map(pair).collect::<Option<_>>()?;
        let is_sound = members.len() == pairs.len();
        let object = Json::Object(members);
        return (is_sound && object != json!({"undefined": true})).then_some(object);
    }
    if let Some(items) = json["array"].as_array() {
        return items.iter().map(|item| plain(item, true)).collect();
    }
    match json["is"].as_str() {
        Some("undefined") => Some(json!({"undefined": true})),
        Some("null") => Some(Json::Null),
        _ => None,
    }
}

/// Whether a value within reads like the object that stands for undefined.
fn spells_undefined(json: &Json) -> bool {
    *json == json!({"undefined": true})
        || match json {
            Json::Array(items) => items.iter().any(spells_undefined),
            Json::Object(members) => members.values().any(spells_undefined),
            _ => false,
        }
}

/// Whether the parts of an identity token are as documented; none where they are no JSON, or where
/// a date is minus nought, which is whole unless it has a point.
pub(crate) fn identity_token(header: &str, payload: &str) -> Option<bool> {
    for part in [header, payload] {
        let strict = Strict::parse(part, &Options::default()).ok()?;
        if strict.root().duplicate_within().is_some() {
            return None;
        }
    }
    let header: Json = serde_json::from_str(header).ok()?;
    let payload: Json = serde_json::from_str(payload).ok()?;
    let full = |value: &Json| value.as_str().is_some_and(|text| !text.is_empty());
    let date = |value: &Json| match value {
        Json::String(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        value => value.as_i64(),
    };
    let is_minus_nought =
        |name: &str| payload[name].as_i64().is_none() && payload[name].as_f64() == Some(0.0);
    if is_minus_nought("nbf") || is_minus_nought("exp") {
        return None;
    }
    let context = &payload["appctx"];
    let dates: [Option<i64>; 2] = [date(&payload["nbf"]), date(&payload["exp"])];
    let in_order = matches!(dates, [Some(from), Some(to)] if from < to);
    Some(
        header["typ"] == "JWT"
            && header["alg"] == "RS256"
            && full(&header["x5t"])
            && full(&payload["aud"])
            && full(&payload["iss"])
            && in_order
            && full(&context["msexchuid"])
            && full(&context["amurl"])
            && context["version"] == "ExIdTok.V1",
    )
}
