//! Messages as JSON, for whoever stands on the other side of a process boundary.
//!
//! A body that is UTF-8 is a text under `body`; any other is base64 under `bodyBase64`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::{Headers, Request, Response};

/// Why JSON says no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// This part is missing, or of another form.
    Part(&'static str),
    /// No answer has such a status: one has three digits.
    Status(u64),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(name) => write!(f, "the message has no `{name}` of the right form"),
            Self::Status(status) => write!(f, "no answer has the status {status}"),
        }
    }
}

impl std::error::Error for JsonError {}

impl Request {
    /// The request as JSON.
    pub fn to_json(&self) -> Value {
        let mut json = json!({
            "method": self.method,
            "target": self.target,
            "headers": lines(&self.headers),
        });
        insert_body(&mut json, &self.body);
        json
    }

    /// The request that this JSON says.
    pub fn from_json(json: &Value) -> Result<Self, JsonError> {
        let text = |name| json[name].as_str().ok_or(JsonError::Part(name));
        let mut request = Self::new(text("method")?, text("target")?);
        read_lines(&json["headers"], &mut request.headers).ok_or(JsonError::Part("headers"))?;
        request.body = read_body(json).ok_or(JsonError::Part("body"))?;
        Ok(request)
    }
}

impl Response {
    /// The response as JSON.
    pub fn to_json(&self) -> Value {
        let mut json = json!({ "status": self.status, "headers": lines(&self.headers) });
        insert_body(&mut json, &self.body);
        json
    }

    /// The response that this JSON says.
    pub fn from_json(json: &Value) -> Result<Self, JsonError> {
        let status = json["status"].as_u64().ok_or(JsonError::Part("status"))?;
        let read = u16::try_from(status)
            .ok()
            .filter(|it| Self::STATUSES.contains(it));
        let mut response = Self::new(read.ok_or(JsonError::Status(status))?);
        read_lines(&json["headers"], &mut response.headers).ok_or(JsonError::Part("headers"))?;
        response.body = read_body(json).ok_or(JsonError::Part("body"))?;
        Ok(response)
    }
}

fn lines(headers: &Headers) -> Value {
    headers
        .lines()
        .map(|(name, value)| json!([name, value]))
        .collect()
}

fn read_lines(json: &Value, headers: &mut Headers) -> Option<()> {
    if json.is_null() {
        return Some(());
    }
    for line in json.as_array()? {
        headers.add(line[0].as_str()?, line[1].as_str()?);
    }
    Some(())
}

fn insert_body(json: &mut Value, body: &[u8]) {
    let members: Option<&mut Map<String, Value>> = json.as_object_mut();
    let (name, text) = match std::str::from_utf8(body) {
        Ok(text) => ("body", text.to_owned()),
        Err(_) => ("bodyBase64", STANDARD.encode(body)),
    };
    if let Some(members) = members {
        members.insert(name.to_owned(), Value::String(text));
    }
}

fn read_body(json: &Value) -> Option<Vec<u8>> {
    match (&json["body"], &json["bodyBase64"]) {
        (Value::String(text), Value::Null) => Some(text.clone().into_bytes()),
        (Value::Null, Value::String(text)) => STANDARD.decode(text).ok(),
        (Value::Null, Value::Null) => Some(Vec::new()),
        _ => None,
    }
}
