//! What went over the table, as it may be shown: messages by what `endpoints` shows of them, and
//! secrets by their fingerprint.

use endpoints::redact;
use serde_json::{Map, Value};

/// The members whose text is a secret or a token.
const SECRET: [&str; 8] = [
    "access_token",
    "accessToken",
    "id_token",
    "password",
    "refresh_token",
    "secret",
    "token",
    "value",
];

/// A value as people read it.
pub(crate) fn json(value: &Value) -> String {
    shown(value, None).to_string()
}

fn shown(value: &Value, name: Option<&str>) -> Value {
    match value {
        Value::Object(members) if members.contains_key("headers") => message(members),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), shown(value, Some(name))))
            .collect(),
        Value::Array(items) => items.iter().map(|item| shown(item, name)).collect(),
        Value::String(text) if name.is_some_and(|name| SECRET.contains(&name)) => {
            redact::secret(text).into()
        }
        Value::String(text) => tokens_within(text).into(),
        other => other.clone(),
    }
}

/// A request or a response.
fn message(members: &Map<String, Value>) -> Value {
    let lines = members["headers"].as_array().into_iter().flatten();
    let lines: Vec<(&str, &str)> = lines
        .filter_map(|line| Some((line[0].as_str()?, line[1].as_str()?)))
        .collect();
    let media = lines
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media = media.map(|(_, value)| *value);
    let headers: Vec<Value> = lines
        .iter()
        .map(|(name, value)| Value::from(vec![*name, &redact::header(name, value)]))
        .collect();
    members
        .iter()
        .map(|(name, value)| {
            let value = match (name.as_str(), value.as_str()) {
                ("headers", _) => headers.clone().into(),
                ("target", Some(target)) => redact::target(target).into(),
                ("body", Some(body)) => redact::body(media, body.as_bytes()).into(),
                _ => value.clone(),
            };
            (name.clone(), value)
        })
        .collect()
}

/// A text in which whatever looks like a token is shown by its fingerprint.
pub(crate) fn tokens_within(text: &str) -> String {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let end = rest[at..]
            .find(|held| !is_part(held))
            .map_or(rest.len(), |end| at + end);
        shown.push_str(&rest[..at]);
        let word = &rest[at..end];
        if word.matches('.').count() >= 2 {
            shown.push_str(&redact::secret(word));
        } else {
            shown.push_str(word);
        }
        rest = &rest[end..];
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn no_token_or_secret_is_shown_whole() {
        #[track_caller]
        fn check(value: &serde_json::Value, hidden: &str) {
            let shown = super::json(value);
            assert!(!shown.contains(hidden), "{shown}");
            assert!(shown.contains('#'), "{shown}");
        }
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.hushhush";
        check(&json!({ "token": token }), "hushhush");
        check(
            &json!({ "steps": [{ "said": format!("Bearer {token}!") }] }),
            "hushhush",
        );
        let headers = json!([["Authorization", "Basic aHVzaDpodXNo"]]);
        check(
            &json!({ "method": "GET", "headers": headers }),
            "aHVzaDpodXNo",
        );
        let headers = json!([["Content-Type", "application/x-www-form-urlencoded"]]);
        let body = "grant_type=x&client_secret=hushhush";
        check(
            &json!({ "status": 200, "headers": headers, "body": body }),
            "hushhush",
        );
    }
}
