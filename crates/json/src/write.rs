//! From values to text.

use std::fmt::Write as _;

use crate::Item;
use crate::read::Content;

/// Adds a string with its quotes, escaping what JSON demands.
pub fn push_string(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..='\u{1f}' => {
                write!(text, "\\u{:04x}", character as u32).expect("a string takes every text");
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

/// A container that is being written.
struct Open {
    end: u32,
    object: bool,
    first: bool,
    name_is_next: bool,
}

/// Adds a value without white space, without recursion.
pub(crate) fn push_item(text: &mut String, item: Item<'_, '_>) {
    let nodes = &item.json.nodes;
    let end = nodes[item.place as usize].next;
    let mut open: Vec<Open> = Vec::new();
    for place in item.place..end {
        while open.last().is_some_and(|container| container.end == place) {
            close(text, open.pop());
        }
        let node = &nodes[place as usize];
        let mut is_name = false;
        if let Some(container) = open.last_mut() {
            is_name = container.object && container.name_is_next;
            if (is_name || !container.object) && !container.first {
                text.push(',');
            }
            container.first = false;
            container.name_is_next = !is_name;
        }
        match &node.content {
            Content::Null => text.push_str("null"),
            Content::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Content::Number(spelling) => text.push_str(spelling),
            Content::String(value) => push_string(text, value),
            Content::Array => text.push('['),
            Content::Object => text.push('{'),
        }
        if is_name {
            text.push(':');
        }
        if let Content::Array | Content::Object = node.content {
            let object = matches!(node.content, Content::Object);
            open.push(Open {
                end: node.next,
                object,
                first: true,
                name_is_next: true,
            });
        }
    }
    while let Some(container) = open.pop() {
        close(text, Some(container));
    }
}

fn close(text: &mut String, container: Option<Open>) {
    let object = container.is_some_and(|container| container.object);
    text.push(if object { '}' } else { ']' });
}
