//! xml (once xml-rs) as its documentation has it: an `EventReader` until the document ends.

use adapters::reader::{named, start, text_of};
use adapters::{NotDone, serve};
use serde_json::{Value, json};
use xml_rs::Encoding;
use xml_rs::name::OwnedName;
use xml_rs::reader::{EventReader, ParserConfig, XmlEvent};

fn main() {
    let operations: &[adapters::Operation] = &[("readXml", read)];
    serve("xml", &["ews-server", "ews-client"], operations);
}

fn read(arguments: &Value) -> Result<Value, NotDone> {
    let text = text_of(arguments)?;
    let clark = |name: &OwnedName| named(name.namespace.as_deref(), &name.local_name);
    let mut parts = Vec::new();
    let mut config = ParserConfig::new();
    config.override_encoding = arguments["charset"].is_string().then_some(Encoding::Utf8);
    for event in EventReader::new_with_config(text.as_bytes(), config) {
        match event.map_err(|error| NotDone::Refused(error.to_string()))? {
            XmlEvent::StartElement {
                name, attributes, ..
            } => {
                let attributes = attributes
                    .iter()
                    .map(|attribute| (clark(&attribute.name), attribute.value.clone()));
                parts.push(start(clark(&name), attributes));
            }
            XmlEvent::EndElement { .. } => parts.push(json!(["end"])),
            XmlEvent::Characters(text) | XmlEvent::CData(text) | XmlEvent::Whitespace(text) => {
                parts.push(json!(["text", text]));
            }
            _ => {}
        }
    }
    Ok(json!({ "parts": parts }))
}
