//! What other people's readers make of a text, told in the notation of `Document::meaning`.

use quick_xml::events::Event;
use xml_rs::reader::{ParserConfig, XmlEvent};

use crate::spelling::{Named, Part};

/// The notation of `Document::meaning`, written a second time and without regard to cost.
pub(crate) fn meaning(parts: &[Part]) -> String {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Part::Text(more)) if more.is_empty() => {}
            (Some(Part::Text(text)), Part::Text(more)) => text.push_str(more),
            _ => joined.push(part.clone()),
        }
    }
    let mut said = String::new();
    let mut is_first = true;
    for part in &joined {
        let before = match part {
            Part::End if is_first => "",
            Part::End => ")",
            _ if said.is_empty() => "",
            _ if is_first => "(",
            _ => " ",
        };
        said.push_str(before);
        match part {
            Part::Start(name, attributes) => said.push_str(&tag(name, attributes)),
            Part::Text(text) => said.push_str(&format!("{text:?}")),
            Part::End => {}
        }
        is_first = matches!(part, Part::Start(..));
    }
    said
}

fn tag(name: &Named, attributes: &[(Named, String)]) -> String {
    let clark = |(namespace, local): &Named| match namespace.as_str() {
        "" => local.clone(),
        _ => format!("{{{namespace}}}{local}"),
    };
    let said = attributes
        .iter()
        .map(|(name, value)| format!("{}={value:?}", clark(name)));
    let mut said: Vec<String> = said.collect();
    said.sort();
    match said.is_empty() {
        true => clark(name),
        false => format!("{}[{}]", clark(name), said.join(" ")),
    }
}

/// What roxmltree reads.
pub(crate) fn roxmltree_parts(text: &str) -> Result<Vec<Part>, String> {
    let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
    let own = |namespace: Option<&str>, local: &str| {
        (namespace.unwrap_or_default().to_owned(), local.to_owned())
    };
    let mut parts = Vec::new();
    let mut open = Vec::new();
    for node in document.root_element().descendants() {
        while open.last().is_some_and(|held| node.parent() != Some(*held)) {
            open.pop();
            parts.push(Part::End);
        }
        if node.is_element() {
            let name = node.tag_name();
            let attributes = node.attributes().map(|attribute| {
                let name = own(attribute.namespace(), attribute.name());
                (name, attribute.value().to_owned())
            });
            parts.push(Part::Start(
                own(name.namespace(), name.name()),
                attributes.collect(),
            ));
            open.push(node);
        } else if node.is_text() {
            parts.push(Part::Text(node.text().unwrap_or_default().to_owned()));
        }
    }
    parts.extend(open.iter().map(|_| Part::End));
    Ok(parts)
}

/// What xml-rs reads.
pub(crate) fn xml_rs_parts(bytes: &[u8]) -> Result<Vec<Part>, String> {
    let config = ParserConfig::new()
        .cdata_to_characters(true)
        .whitespace_to_characters(true);
    let own = |name: xml_rs::name::OwnedName| (name.namespace.unwrap_or_default(), name.local_name);
    let mut parts = Vec::new();
    for event in config.create_reader(bytes) {
        match event.map_err(|error| error.to_string())? {
            XmlEvent::StartElement {
                name, attributes, ..
            } => {
                let attributes = attributes.into_iter();
                let attributes = attributes.map(|held| (own(held.name), held.value));
                parts.push(Part::Start(own(name), attributes.collect()));
            }
            XmlEvent::EndElement { .. } => parts.push(Part::End),
            XmlEvent::Characters(text) => parts.push(Part::Text(text)),
            _ => {}
        }
    }
    Ok(parts)
}

/// How much there is of what limits are about.
pub(crate) struct Measures {
    pub(crate) depth: usize,
    pub(crate) attributes: usize,
    pub(crate) attributes_in_all: usize,
    pub(crate) bindings: usize,
    pub(crate) text_bytes: usize,
}

/// Measures a well-formed document by the events of quick-xml; nothing if there is a document type
/// declaration or quick-xml refuses it.
pub(crate) fn measure(text: &str) -> Option<Measures> {
    let mut seen = Measures {
        depth: 0,
        attributes: 0,
        attributes_in_all: 0,
        bindings: 0,
        text_bytes: 0,
    };
    let mut bindings = vec![0];
    let mut text_bytes = 0;
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        let event = reader.read_event().ok()?;
        text_bytes = match &event {
            Event::Text(text) => text_bytes + text.len(),
            Event::CData(text) => text_bytes + text.len(),
            Event::GeneralRef(name) => text_bytes + name.len() + "&;".len(),
            Event::Start(_) | Event::Empty(_) | Event::End(_) => 0,
            _ => text_bytes,
        };
        if bindings.len() > 1 {
            seen.text_bytes = seen.text_bytes.max(text_bytes);
        }
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let mut in_scope = *bindings.last()?;
                let mut count = 0;
                for attribute in tag.attributes() {
                    let attribute = attribute.ok()?;
                    count += 1;
                    in_scope += usize::from(attribute.key.as_namespace_binding().is_some());
                    seen.text_bytes = seen.text_bytes.max(attribute.value.len());
                }
                seen.attributes = seen.attributes.max(count);
                seen.attributes_in_all += count;
                seen.bindings = seen.bindings.max(in_scope);
                seen.depth = seen.depth.max(bindings.len());
                if matches!(event, Event::Start(_)) {
                    bindings.push(in_scope);
                }
            }
            Event::End(_) => drop(bindings.pop()),
            Event::DocType(_) => return None,
            Event::Eof => return Some(seen),
            _ => {}
        }
    }
}
