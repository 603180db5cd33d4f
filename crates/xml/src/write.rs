//! A writer that cannot emit an ill-formed document.
//!
//! Names and characters that XML does not allow are refused when they are handed over; the nesting
//! cannot go wrong, because the root is opened first and closed last; namespaces are declared where
//! they are needed. So what comes out always reads back as what was meant (SOAP-075).

use std::fmt::Write as _;
use std::ops::Range;

use conformance::{Refusal, Rules};

use crate::characters::{is_allowed, is_ncname};
use crate::defects::{WRITES_SECTION_ENDS, WRITES_WHITE_SPACE_BARE};
use crate::limits::insist;
use crate::name::XMLNS_NAMESPACE;
use crate::requirements::SOAP_075;
use crate::{Name, XML_NAMESPACE};

/// A document that is being written. Methods that return nothing cannot fail.
#[derive(Clone)]
pub struct Writer {
    rules: Rules,
    text: String,
    /// Prefixes and namespaces in scope, outermost first.
    bindings: Vec<(String, String)>,
    open: Vec<Open>,
    /// Whether the last start tag still lacks its `>`.
    in_tag: bool,
    /// How many prefixes were made up.
    invented: usize,
}

#[derive(Clone)]
struct Open {
    /// Where in the text its name is spelled.
    spelling: Range<usize>,
    /// How many bindings are in scope around it.
    outer_bindings: usize,
}

impl Writer {
    /// Begins a document: the XML declaration and the start tag of the root. The root declares
    /// these prefixes with their namespaces; for any other namespace a prefix is made up where it
    /// is needed.
    pub fn new(
        rules: &Rules,
        prefixes: &[(&str, &str)],
        root: Name<'_>,
        attributes: &[(Name<'_>, &str)],
    ) -> Result<Self, Refusal> {
        let mut writer = Self {
            rules: *rules,
            text: String::from(r#"<?xml version="1.0" encoding="utf-8"?>"#),
            bindings: Vec::new(),
            open: Vec::new(),
            in_tag: false,
            invented: 0,
        };
        for (prefix, namespace) in prefixes {
            writer.check_name(Name::new(namespace, prefix))?;
            let is_repeated = writer.bindings.iter().any(|(held, _)| held == prefix);
            let is_reserved = matches!(*prefix, "xml" | "xmlns") || *namespace == XML_NAMESPACE;
            if namespace.is_empty() || is_reserved || is_repeated {
                writer.refuse(0, "this prefix cannot be declared")?;
            }
            let binding = ((*prefix).to_owned(), (*namespace).to_owned());
            writer.bindings.push(binding);
        }
        writer.open(root, attributes, &[], 0)?;
        Ok(writer)
    }

    /// Begins an element.
    pub fn start(
        &mut self,
        name: Name<'_>,
        attributes: &[(Name<'_>, &str)],
    ) -> Result<(), Refusal> {
        self.open(name, attributes, &[], self.bindings.len())
    }

    /// Ends the innermost element. The root ends with the document, not here.
    pub fn end(&mut self) {
        if self.open.len() > 1 {
            self.close();
        }
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) -> Result<(), Refusal> {
        self.check_characters(text)?;
        if !text.is_empty() {
            self.finish_tag();
            self.escape(text, false);
        }
        Ok(())
    }

    /// An element with nothing but text in it.
    pub fn leaf(
        &mut self,
        name: Name<'_>,
        attributes: &[(Name<'_>, &str)],
        text: &str,
    ) -> Result<(), Refusal> {
        self.check_characters(text)?;
        self.start(name, attributes)?;
        self.text(text)?;
        self.end();
        Ok(())
    }

    /// An element whose text is a qualified name, like a SOAP fault code.
    pub fn name_leaf(&mut self, name: Name<'_>, value: Name<'_>) -> Result<(), Refusal> {
        self.check_name(value)?;
        self.open(name, &[], &[value.namespace], self.bindings.len())?;
        let spelled = self.spell(value);
        self.text(&spelled)?;
        self.end();
        Ok(())
    }

    /// Ends everything that is open and hands the document over.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    /// Writes a start tag that declares `needed` namespaces besides those of its own names.
    fn open(
        &mut self,
        name: Name<'_>,
        attributes: &[(Name<'_>, &str)],
        needed: &[&str],
        outer_bindings: usize,
    ) -> Result<(), Refusal> {
        self.check_name(name)?;
        for (place, (attribute, value)) in attributes.iter().enumerate() {
            self.check_name(*attribute)?;
            self.check_characters(value)?;
            let is_repeated = attributes[..place]
                .iter()
                .any(|(held, _)| held == attribute);
            if *attribute == Name::bare("xmlns") || is_repeated {
                self.refuse(0, "this attribute cannot be written")?;
            }
        }
        self.finish_tag();
        let mut new_bindings = outer_bindings;
        let namespaces = attributes.iter().map(|(attribute, _)| attribute.namespace);
        for namespace in std::iter::once(name.namespace)
            .chain(namespaces)
            .chain(needed.iter().copied())
        {
            self.bind(namespace);
        }
        let spelled = self.spell(name);
        self.text.push('<');
        let start = self.text.len();
        self.text.push_str(&spelled);
        let spelling = start..self.text.len();
        while new_bindings < self.bindings.len() {
            let (prefix, namespace) = self.bindings[new_bindings].clone();
            self.attribute(&format!("xmlns:{prefix}"), &namespace);
            new_bindings += 1;
        }
        for (attribute, value) in attributes {
            let spelled = self.spell(*attribute);
            self.attribute(&spelled, value);
        }
        self.in_tag = true;
        self.open.push(Open {
            spelling,
            outer_bindings,
        });
        Ok(())
    }

    fn attribute(&mut self, spelled: &str, value: &str) {
        self.text.push(' ');
        self.text.push_str(spelled);
        self.text.push_str("=\"");
        self.escape(value, true);
        self.text.push('"');
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if self.in_tag {
            self.text.push_str("/>");
            self.in_tag = false;
        } else {
            self.text.push_str("</");
            self.text.extend_from_within(open.spelling);
            self.text.push('>');
        }
        self.bindings.truncate(open.outer_bindings);
    }

    fn finish_tag(&mut self) {
        if self.in_tag {
            self.text.push('>');
            self.in_tag = false;
        }
    }

    /// Sees to it that the namespace has a prefix. No two bindings share one, so none is hidden.
    fn bind(&mut self, namespace: &str) {
        let is_bound = self.bindings.iter().any(|(_, held)| held == namespace);
        if namespace.is_empty() || namespace == XML_NAMESPACE || is_bound {
            return;
        }
        loop {
            self.invented += 1;
            let prefix = format!("n{}", self.invented);
            if self.bindings.iter().all(|(held, _)| *held != prefix) {
                self.bindings.push((prefix, namespace.to_owned()));
                return;
            }
        }
    }

    fn spell(&self, name: Name<'_>) -> String {
        let bound = self
            .bindings
            .iter()
            .find(|(_, held)| held == name.namespace);
        match (name.namespace, bound) {
            (XML_NAMESPACE, _) => format!("xml:{}", name.local),
            (_, Some((prefix, _))) => format!("{prefix}:{}", name.local),
            (_, None) => name.local.to_owned(),
        }
    }

    fn check_name(&self, name: Name<'_>) -> Result<(), Refusal> {
        if !is_ncname(name.local) {
            self.refuse(0, "this is no local name")?;
        }
        if name.namespace == XMLNS_NAMESPACE {
            self.refuse(0, "no name belongs to this namespace")?;
        }
        self.check_characters(name.namespace)
    }

    fn check_characters(&self, text: &str) -> Result<(), Refusal> {
        let mut characters = text.char_indices();
        match characters.find(|(_, character)| !is_allowed(*character)) {
            None => Ok(()),
            Some((at, _)) => self.refuse(at, "XML does not allow this character"),
        }
    }

    fn refuse(&self, offset: usize, message: &'static str) -> Result<(), Refusal> {
        insist(&self.rules, SOAP_075, offset, message)
    }

    fn is_careless(&self) -> bool {
        self.rules.lacks(SOAP_075)
    }

    fn escape(&mut self, text: &str, is_attribute: bool) {
        let bare_white = self.is_careless() || self.rules.does(WRITES_WHITE_SPACE_BARE);
        let bare_ends = self.is_careless() || self.rules.does(WRITES_SECTION_ENDS);
        for character in text.chars() {
            match character {
                '<' | '&' | '"' if self.is_careless() => self.text.push(character),
                '<' => self.text.push_str("&lt;"),
                '&' => self.text.push_str("&amp;"),
                '>' if !bare_ends => self.text.push_str("&gt;"),
                '"' if is_attribute => self.text.push_str("&quot;"),
                '\r' if !bare_white => self.text.push_str("&#13;"),
                '\n' | '\t' if is_attribute && !bare_white => {
                    write!(self.text, "&#{};", character as u32).expect("a string takes all text");
                }
                _ => self.text.push(character),
            }
        }
    }
}
