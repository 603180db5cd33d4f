//! What went over the table, as it may be shown: messages by what `endpoints` shows of them, and
//! secrets by their fingerprint.

use std::collections::BTreeSet;

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

/// Shorter texts are no secrets, or stand in others by chance.
const SECRET_BYTES: usize = 8;

/// The secrets that went over the table. A subject may say them again wherever it likes.
#[derive(Debug, Default)]
pub(crate) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Keeps the secrets of what was sent.
    pub(crate) fn learn(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(text) if is_secret(name) => self.keep(text),
                        Value::String(text) if name == "body" => self.learn_body(text),
                        Value::Array(lines) if name == "headers" => self.learn_headers(lines),
                        other => self.learn(other),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => {}
        }
    }

    fn learn_headers(&mut self, lines: &[Value]) {
        let lines = lines.iter();
        for (name, value) in lines.filter_map(|line| Some((line[0].as_str()?, line[1].as_str()?))) {
            if name.eq_ignore_ascii_case("authorization") {
                let held = value.split_once(' ').map_or(value, |(_, held)| held);
                self.keep(held.trim());
            } else if name.to_ascii_lowercase().contains("cookie") {
                self.keep(value.split(';').next().unwrap_or_default());
            }
        }
    }

    /// A document, an envelope or a form.
    fn learn_body(&mut self, text: &str) {
        if text.starts_with('{') {
            if let Ok(value) = serde_json::from_str(text) {
                self.learn(&value);
            }
        } else if text.contains('<') {
            let values = text.split("TokenValue>").skip(1).step_by(2);
            for value in values {
                self.keep(value.split('<').next().unwrap_or_default().trim());
            }
        } else {
            for (name, value) in form_urlencoded::parse(text.as_bytes()) {
                if is_secret(&name) || name == "code" {
                    self.keep(&value);
                }
            }
        }
    }

    fn keep(&mut self, secret: &str) {
        if secret.len() >= SECRET_BYTES {
            self.0.insert(secret.to_owned());
        }
    }

    /// A text in which each of them is shown by its fingerprint, as it is or as JSON and TOML
    /// spell it.
    pub(crate) fn hidden_in(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.0 {
            let spelt = Value::from(secret.as_str()).to_string();
            for spelling in [secret.as_str(), &spelt[1..spelt.len() - 1]] {
                if shown.contains(spelling) {
                    shown = shown.replace(spelling, &redact::secret(secret));
                }
            }
        }
        shown
    }
}

/// Whether a member of a message holds a secret, and nothing else.
fn is_secret(name: &str) -> bool {
    const OTHERS: [&str; 5] = [
        "assertion",
        "client_assertion",
        "client_secret",
        "code_verifier",
        "refreshToken",
    ];
    (SECRET.contains(&name) && name != "value") || OTHERS.contains(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_token_is_shown_by_what_it_says_of_itself() {
        // {"alg":"none","crit":["x"]} and {"sub":"a"}
        let token = "eyJhbGciOiJub25lIiwiY3JpdCI6WyJ4Il19.eyJzdWIiOiJhIn0.hushhush";
        let shown = super::json(&json!({ "token": token }));
        for said in [r#"\"crit\":[\"x\"]"#, r#"\"sub\":\"a\""#] {
            assert!(shown.contains(said), "{shown}");
        }
    }

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
        // {"alg":"none","nonce":"hushhush","jwk":"hushhush"}
        let header = "eyJhbGciOiJub25lIiwibm9uY2UiOiJodXNoaHVzaCIsImp3ayI6Imh1c2hodXNoIn0";
        check(&json!({ "token": format!("{header}.e30.x") }), "hushhush");
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
