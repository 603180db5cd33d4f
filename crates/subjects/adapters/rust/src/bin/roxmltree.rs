//! roxmltree as its documentation has it: `Document::parse`, which takes no document type.

use adapters::reader::{named, start, text_of};
use adapters::{NotDone, serve};
use roxmltree::{Document, Node};
use serde_json::{Value, json};

fn main() {
    let operations: &[adapters::Operation] = &[("readXml", read)];
    serve("roxmltree", &["ews-server", "ews-client"], operations);
}

fn read(arguments: &Value) -> Result<Value, NotDone> {
    let text = text_of(arguments)?;
    let document = Document::parse(&text).map_err(|error| NotDone::Refused(error.to_string()))?;
    let mut parts = Vec::new();
    let mut open: Vec<Node<'_, '_>> = Vec::new();
    for node in document.root_element().descendants() {
        while open.last().is_some_and(|held| node.parent() != Some(*held)) {
            open.pop();
            parts.push(json!(["end"]));
        }
        if node.is_element() {
            let attributes = node.attributes().map(|attribute| {
                let name = named(attribute.namespace(), attribute.name());
                (name, attribute.value().to_owned())
            });
            let name = node.tag_name();
            parts.push(start(named(name.namespace(), name.name()), attributes));
            open.push(node);
        } else if node.is_text() {
            parts.push(json!(["text", node.text()]));
        }
    }
    parts.extend(open.iter().map(|_| json!(["end"])));
    Ok(json!({ "parts": parts }))
}
