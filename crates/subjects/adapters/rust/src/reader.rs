//! What every adapter of an XML library needs: the text, and the parts that it found in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::{NotDone, is_twin};

/// The text of the document that is to be read, if it is in UTF-8.
pub fn text_of(arguments: &Value) -> Result<String, NotDone> {
    let bytes = STANDARD.decode(arguments["bytesBase64"].as_str().unwrap_or_default());
    let is_other = |charset: &str| !charset.eq_ignore_ascii_case("utf-8");
    let text = String::from_utf8(bytes.unwrap_or_default());
    match text {
        Ok(text) if !arguments["charset"].as_str().is_some_and(is_other) => {
            // The planted defect: text before the first tag and after the last is cut off.
            Ok(match text.rfind('>') {
                Some(last) if is_twin() && !text[last..].contains('<') => {
                    text[..=last].trim_start().to_owned()
                }
                _ => text,
            })
        }
        _ => {
            let why = "the library reads text: who calls it decodes, and could not";
            Err(NotDone::Unsupported(why.to_owned()))
        }
    }
}

/// A name as parts have it.
pub fn named(namespace: Option<&str>, local: &str) -> String {
    match namespace {
        Some(namespace) if !namespace.is_empty() => format!("{{{namespace}}}{local}"),
        _ => local.to_owned(),
    }
}

/// A start tag as parts have it.
pub fn start(name: String, attributes: impl Iterator<Item = (String, String)>) -> Value {
    let attributes: Map<String, Value> = attributes
        .map(|(name, value)| (name, Value::String(value)))
        .collect();
    json!(["start", name, attributes])
}
