//! Start tags: names, attributes and namespace declarations.

use std::borrow::Cow;

use conformance::Refusal;
use memchr::memchr;

use crate::XML_NAMESPACE;
use crate::characters::{CLASS, PLAIN, WHITE, ncname_end};
use crate::defects::{COMPARES_SPELLED_NAMES_ONLY, COPIES_THE_SCOPE, LEAVES_ATTRIBUTE_PREFIXES};
use crate::document::{Binding, HeldAttribute, HeldElement, NOTHING, Spelling};
use crate::name::XMLNS_NAMESPACE;
use crate::read::{Reader, Within};
use crate::requirements::{
    SOAP_050, SOAP_052, SOAP_053, SOAP_054, SOAP_055, SOAP_057, SOAP_065, SOAP_066, SOAP_067,
    SOAP_069,
};

impl<'a> Reader<'a, '_> {
    /// Reads `<name …>` or `<name …/>`.
    pub(crate) fn start_tag(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        if self.open.is_empty() && !self.document.nodes.is_empty() {
            self.refuse(SOAP_050, start, "there is a second root element")?;
        }
        if self.open.len() >= self.limits.depth {
            self.insist(
                SOAP_065,
                start,
                "elements are nested deeper than is allowed",
            )?;
        }
        let after = end;
        let is_empty = self.text.as_bytes()[after - 2] == b'/';
        let end = after - if is_empty { "/>".len() } else { ">".len() };
        let (spelling, mut at) = self.name(start + 1, end)?;
        let first_attribute = self.document.attributes.len();
        let first_binding = self.document.bindings.len();
        self.names.clear();
        loop {
            let before = at;
            at = self.skip_white(at, end);
            if at >= end {
                break;
            }
            if at == before {
                self.refuse(SOAP_057, at, "white space is missing before an attribute")?;
            }
            at = self.attribute(at, end)?;
        }
        if let Some(at) = repeated(&mut self.names) {
            self.refuse(SOAP_052, at, "an attribute repeats another")?;
        }
        let namespace = self.namespace_of(spelling, start + 1)?;
        if self.document.attributes.len() > first_attribute {
            self.resolve_attributes(first_attribute)?;
        }
        if self.document.bindings.len() > first_binding && self.rules.does(COPIES_THE_SCOPE) {
            self.copy_the_scope();
        }
        let element = HeldElement {
            spelling,
            namespace,
            scope: self.scope,
            attributes: (
                first_attribute as u32,
                self.document.attributes.len() as u32,
            ),
            end: after as u32,
        };
        self.open(element, start);
        if is_empty {
            self.close(after);
        }
        Ok(())
    }

    /// The qualified name at `at`, and where what follows it begins.
    fn name(&self, at: usize, end: usize) -> Result<(Spelling<'a>, usize), Refusal> {
        let text = self.text;
        let bytes = text.as_bytes();
        let first_end = ncname_end(text, at);
        let mut sound = first_end > at;
        let mut name_end = first_end;
        let mut prefix_bytes = 0;
        if first_end < end && bytes[first_end] == b':' {
            name_end = ncname_end(text, first_end + 1);
            sound &= name_end > first_end + 1;
            prefix_bytes = (first_end - at) as u32;
        }
        sound &= name_end == end || bytes[name_end] == b'=' || is_white_byte(bytes[name_end]);
        if sound {
            let spelling = Spelling {
                whole: &text[at..name_end],
                prefix_bytes,
            };
            return Ok((spelling, name_end));
        }
        self.refuse(SOAP_055, at, "this is no qualified name")?;
        let ends = |byte: &u8| *byte == b'=' || is_white_byte(*byte);
        let length = bytes[at..end].iter().position(ends).unwrap_or(end - at);
        let whole = &text[at..at + length];
        let prefix_bytes = match whole.find(':') {
            Some(colon) if colon + 1 < whole.len() => colon as u32,
            _ => 0,
        };
        let spelling = Spelling {
            whole,
            prefix_bytes,
        };
        Ok((spelling, at + length))
    }

    fn skip_white(&self, mut at: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        while at < end && is_white_byte(bytes[at]) {
            at += 1;
        }
        at
    }

    /// Reads the attribute at `start` and says where what follows it begins.
    fn attribute(&mut self, start: usize, end: usize) -> Result<usize, Refusal> {
        let in_all = self.document.attributes.len() + self.document.bindings.len();
        if self.names.len() >= self.limits.attributes || in_all > self.limits.attributes_in_all {
            self.insist(
                SOAP_066,
                start,
                "there are more attributes than are allowed",
            )?;
        }
        let (spelling, name_end) = self.name(start, end)?;
        self.names.push((spelling.whole, start as u32));
        let bytes = self.text.as_bytes();
        let equals = self.skip_white(name_end, end);
        if equals == end || bytes[equals] != b'=' {
            self.refuse(SOAP_057, start, "an attribute has no value")?;
            // At least one byte further, or a lenient reader would never come to an end.
            return Ok(name_end.max(start + 1));
        }
        let quote = self.skip_white(equals + 1, end);
        let (value_start, value_end, after) = match bytes[quote] {
            byte @ (b'"' | b'\'') if quote < end => match memchr(byte, &bytes[quote + 1..end]) {
                Some(length) => (quote + 1, quote + 1 + length, quote + 1 + length + 1),
                None => {
                    self.refuse(SOAP_057, quote, "a quote is missing")?;
                    (quote + 1, end, end)
                }
            },
            _ => {
                self.refuse(SOAP_057, quote, "an attribute value has no quotes")?;
                let white = |byte: &u8| is_white_byte(*byte);
                let length = bytes[quote..end].iter().position(white);
                let value_end = length.map_or(end, |length| quote + length);
                (quote, value_end, value_end)
            }
        };
        if value_end - value_start > self.limits.text_bytes {
            self.insist(
                SOAP_069,
                value_start,
                "an attribute value is longer than is allowed",
            )?;
        }
        let value = self.value(value_start, value_end)?;
        match (spelling.prefix(), spelling.local()) {
            ("", "xmlns") => self.declare("", value, start)?,
            ("xmlns", prefix) => self.declare(prefix, value, start)?,
            _ => self.document.attributes.push(HeldAttribute {
                spelling,
                namespace: NOTHING,
                offset: start as u32,
                value,
            }),
        }
        Ok(after)
    }

    fn value(&self, start: usize, end: usize) -> Result<Cow<'a, str>, Refusal> {
        let text = self.text;
        let plain = |byte: u8| CLASS[byte as usize] & PLAIN != 0;
        if text.as_bytes()[start..end].iter().all(|byte| plain(*byte)) {
            return Ok(Cow::Borrowed(&text[start..end]));
        }
        self.expand(start, end, Within::Attribute)
    }

    fn declare(&mut self, prefix: &'a str, uri: Cow<'a, str>, at: usize) -> Result<(), Refusal> {
        let is_reserved = match prefix {
            "xml" => uri != XML_NAMESPACE,
            "xmlns" => true,
            _ => uri == XML_NAMESPACE || uri == XMLNS_NAMESPACE,
        };
        if is_reserved {
            self.refuse(SOAP_054, at, "this prefix or namespace is reserved")?;
        }
        if uri.is_empty() && !prefix.is_empty() {
            self.refuse(SOAP_054, at, "only the default namespace can be undeclared")?;
        }
        let count = self.document.bindings[self.scope as usize].count + 1;
        if count as usize > self.limits.bindings {
            self.insist(
                SOAP_067,
                at,
                "more namespaces are in scope than are allowed",
            )?;
        }
        self.document.bindings.push(Binding {
            prefix,
            uri,
            outer: self.scope,
            count,
        });
        self.scope = self.document.bindings.len() as u32 - 1;
        Ok(())
    }

    /// The binding of the namespace of an element's name.
    fn namespace_of(&self, spelling: Spelling<'a>, at: usize) -> Result<u32, Refusal> {
        let prefix = spelling.prefix();
        if prefix == "xmlns" {
            self.refuse(SOAP_054, at, "the prefix `xmlns` is not for elements")?;
        }
        match self.document.binding_of(prefix, self.scope) {
            Some(binding) => Ok(binding),
            None if prefix.is_empty() => Ok(NOTHING),
            None => {
                self.refuse(SOAP_053, at, "this prefix is not declared")?;
                Ok(NOTHING)
            }
        }
    }

    /// Finds the namespaces of the attributes from this one on.
    fn resolve_attributes(&mut self, first: usize) -> Result<(), Refusal> {
        let mut prefixed = 0;
        for place in first..self.document.attributes.len() {
            let attribute = &self.document.attributes[place];
            if attribute.spelling.prefix_bytes == 0 {
                continue;
            }
            let at = attribute.offset as usize;
            if self.rules.does(LEAVES_ATTRIBUTE_PREFIXES) {
                continue;
            }
            let namespace = self.namespace_of(attribute.spelling, at)?;
            self.document.attributes[place].namespace = namespace;
            prefixed += 1;
        }
        if prefixed < 2 || self.rules.does(COMPARES_SPELLED_NAMES_ONLY) {
            return Ok(());
        }
        let document = &self.document;
        let mut names: Vec<_> = document.attributes[first..]
            .iter()
            .filter(|attribute| attribute.namespace != NOTHING)
            .map(|held| {
                let name = (held.spelling.local(), document.uri(held.namespace));
                (name, held.offset)
            })
            .collect();
        if let Some(at) = repeated(&mut names) {
            self.refuse(
                SOAP_052,
                at,
                "two prefixes make an attribute repeat another",
            )?;
        }
        Ok(())
    }

    #[cold]
    fn copy_the_scope(&mut self) {
        let mut place = self.scope;
        while place != NOTHING {
            let copy = self.document.bindings[place as usize].clone();
            place = copy.outer;
            self.document.bindings.push(copy);
        }
    }
}

fn is_white_byte(byte: u8) -> bool {
    CLASS[byte as usize] & WHITE != 0
}

/// The place of the first name that stands a second time. Changes the order of many names.
fn repeated<N: Ord>(names: &mut [(N, u32)]) -> Option<usize> {
    /// So many are compared each with each; more are sorted.
    const FEW: usize = 8;
    if names.len() > FEW {
        names.sort_unstable();
        let pairs = names.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        return pairs.map(|pair| pair[1].1 as usize).min();
    }
    let repeats = |place: &usize| names[..*place].iter().any(|held| held.0 == names[*place].0);
    (1..names.len())
        .find(repeats)
        .map(|place| names[place].1 as usize)
}
