//! Many ways to write one document: which prefixes, quotes, references, CDATA, comments and white
//! space it is written with is left to choices, what it says is not.

use arbitrary::{Result, Unstructured};

use crate::document::Content;
use crate::{Document, Mark, Name, XML_NAMESPACE};

/// A part of a document, without a trace of how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A start tag: the name, and the attributes with their values.
    Start(Named, Vec<(Named, String)>),
    /// Text up to the next tag.
    Text(String),
    /// An end tag.
    End,
}

/// A namespace and a local name.
pub(crate) type Named = (String, String);

/// Writes a document anew in one of many ways, without processing instructions.
///
/// ```
/// use conformance::{Rules, arbitrary::Unstructured};
/// use xml::{Document, Limits, Text, respell};
///
/// let (rules, limits) = (Rules::default(), Limits::MESSAGE);
/// let text = Text::from("<a xmlns='urn:x'>1 &lt; 2</a>");
/// let document = Document::read(&text, &rules, &limits)?;
/// let text = respell(&document, &mut Unstructured::new(b"any choices")).unwrap();
/// let text = Text::from(text.as_str());
/// assert_eq!(Document::read(&text, &rules, &limits)?.meaning(), document.meaning());
/// # Ok::<(), conformance::Refusal>(())
/// ```
pub fn respell(document: &Document<'_>, choices: &mut Unstructured<'_>) -> Result<String> {
    spell(&document.parts(), false, choices)
}

/// Writes the document in one of many ways.
pub(crate) fn spell(
    parts: &[Part],
    has_instructions: bool,
    choices: &mut Unstructured<'_>,
) -> Result<String> {
    let mut speller = Speller {
        choices,
        has_instructions,
        text: String::new(),
        scopes: vec![vec![("xml".to_owned(), XML_NAMESPACE.to_owned())]],
        open: Vec::new(),
    };
    if speller.perhaps(4)? {
        speller
            .text
            .push_str(speller.choices.choose(&DECLARATIONS)?);
    }
    speller.gap()?;
    for (place, part) in parts.iter().enumerate() {
        match part {
            Part::Start(name, attributes) => {
                let is_empty = parts.get(place + 1) == Some(&Part::End);
                speller.start(name, attributes, is_empty)?;
            }
            Part::Text(text) => speller.characters(text)?,
            Part::End => speller.end()?,
        }
    }
    speller.gap()?;
    Ok(speller.text)
}

const DECLARATIONS: [&str; 4] = [
    "<?xml version='1.0'?>",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
    "<?xml\tversion = '1.0'\r\nencoding='UTF-8' standalone='yes' ?>",
    "<?xml version='1.0' standalone=\"no\"?>\r\n",
];
const GAPS: [&str; 6] = [
    " ",
    "\n",
    "\t ",
    "<!---->",
    "<!-- <a> & ]]> - -->",
    "<?p <a> & ? ?>",
];
const INTERRUPTIONS: [&str; 4] = ["<!---->", "<!-- ]]> -->", "<![CDATA[]]>", "<?p?>"];
const PREFIXES: [&str; 4] = ["p", "q", "soap", "é"];

impl Document<'_> {
    /// The parts of the document.
    fn parts(&self) -> Vec<Part> {
        let own = |name: Name<'_>| (name.namespace.to_owned(), name.local.to_owned());
        let mut parts = Vec::new();
        let mut ends: Vec<u32> = Vec::new();
        for (place, node) in (0..).zip(&self.nodes) {
            while ends.pop_if(|end| *end == place).is_some() {
                parts.push(Part::End);
            }
            if let Content::Text(text) = &node.content {
                parts.push(Part::Text(text.clone().into_owned()));
            }
            if let Some(element) = self.element(Mark(place)) {
                let attributes = element.attributes();
                let attributes = attributes.map(|held| (own(held.name()), held.value().to_owned()));
                parts.push(Part::Start(own(element.name()), attributes.collect()));
                ends.push(node.next);
            }
        }
        parts.extend(ends.iter().map(|_| Part::End));
        parts
    }
}

struct Speller<'c, 'b> {
    choices: &'c mut Unstructured<'b>,
    has_instructions: bool,
    text: String,
    /// Prefixes and namespaces in scope, innermost last; the empty prefix is the default.
    scopes: Vec<Vec<(String, String)>>,
    /// The end tags that are due; nothing for an element that was written without one.
    open: Vec<Option<String>>,
}

impl Speller<'_, '_> {
    fn perhaps(&mut self, of: u8) -> Result<bool> {
        Ok(self.choices.int_in_range(0..=of)? == 0)
    }

    /// One of these, the last of which is an instruction.
    fn one_of(&mut self, from: &[&'static str]) -> Result<&'static str> {
        let count = from.len() - usize::from(!self.has_instructions);
        Ok(self.choices.choose(&from[..count])?)
    }

    /// White space, comments and instructions outside the root.
    fn gap(&mut self) -> Result<()> {
        while self.perhaps(2)? && !self.choices.is_empty() {
            let gap = self.one_of(&GAPS)?;
            self.text.push_str(gap);
        }
        Ok(())
    }

    fn white(&mut self) -> Result<()> {
        self.text
            .push_str(self.choices.choose(&[" ", " ", "\n", "\t", " \r\n "])?);
        Ok(())
    }

    fn start(
        &mut self,
        name: &Named,
        attributes: &[(Named, String)],
        is_empty: bool,
    ) -> Result<()> {
        let mut declared = Vec::new();
        let mut reused = Vec::new();
        let spelled = self.qualified(name, true, &mut declared, &mut reused)?;
        let mut written = Vec::new();
        for (attribute, value) in attributes {
            let spelled = self.qualified(attribute, false, &mut declared, &mut reused)?;
            written.push((spelled, value.clone()));
        }
        for (prefix, namespace) in &declared {
            let colon = if prefix.is_empty() { "" } else { ":" };
            written.push((format!("xmlns{colon}{prefix}"), namespace.clone()));
        }
        self.text.push('<');
        self.text.push_str(&spelled);
        while !written.is_empty() {
            let place = self.choices.choose_index(written.len())?;
            let (name, value) = written.swap_remove(place);
            self.white()?;
            self.text.push_str(&name);
            self.text
                .push_str(self.choices.choose(&["=", "=", " =", "=\n"])?);
            self.value(&value)?;
        }
        if self.perhaps(4)? {
            self.white()?;
        }
        if is_empty && self.choices.ratio(1, 2)? {
            self.text.push_str("/>");
            self.open.push(None);
        } else {
            self.text.push('>');
            self.open.push(Some(spelled));
        }
        self.scopes.push(declared);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.scopes.pop();
        let Some(Some(name)) = self.open.pop() else {
            return Ok(());
        };
        if self.perhaps(4)? {
            let interruption = self.one_of(&INTERRUPTIONS)?;
            self.text.push_str(interruption);
        }
        self.text.push_str("</");
        self.text.push_str(&name);
        if self.perhaps(6)? {
            self.white()?;
        }
        self.text.push('>');
        Ok(())
    }

    /// The namespace that the prefix stands for, once these are declared too.
    fn bound<'s>(&'s self, prefix: &str, declared: &'s [(String, String)]) -> Option<&'s str> {
        let scopes = self.scopes.iter().map(Vec::as_slice).chain([declared]);
        let all: Vec<_> = scopes.flatten().collect();
        let found = all.into_iter().rev().find(|(held, _)| held == prefix);
        found.map(|(_, namespace)| namespace.as_str())
    }

    /// The name with a prefix that stands for its namespace, declared here if need be. A prefix that
    /// was reused in this tag already cannot be declared in it any more.
    fn qualified(
        &mut self,
        (namespace, local): &Named,
        is_element: bool,
        declared: &mut Vec<(String, String)>,
        reused: &mut Vec<String>,
    ) -> Result<String> {
        if !is_element && namespace.is_empty() {
            return Ok(local.clone());
        }
        let first = self.choices.choose_index(PREFIXES.len())?;
        let mut candidates: Vec<&str> = (0..PREFIXES.len())
            .map(|place| PREFIXES[(first + place) % PREFIXES.len()])
            .chain(["xml", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"])
            .collect();
        if is_element && (namespace.is_empty() || self.choices.ratio(1, 3)?) {
            candidates.insert(0, "");
        }
        if namespace.is_empty() {
            candidates.truncate(1);
        }
        let stands_for_it = |prefix: &&str| match self.bound(prefix, declared) {
            None => prefix.is_empty() && namespace.is_empty(),
            bound => bound == Some(namespace),
        };
        let is_free = |prefix: &&str| {
            let is_taken = declared.iter().any(|(held, _)| held == prefix);
            *prefix != "xml" && !is_taken && !reused.iter().any(|held| held == prefix)
        };
        let bound = candidates.iter().copied().find(stands_for_it);
        let free = candidates.iter().copied().find(is_free);
        let reuses = namespace == XML_NAMESPACE || free.is_none() || self.choices.ratio(2, 3)?;
        let prefix = match (bound, free) {
            (Some(prefix), _) if reuses => {
                reused.push(prefix.to_owned());
                prefix
            }
            (_, Some(prefix)) => {
                declared.push((prefix.to_owned(), namespace.clone()));
                prefix
            }
            _ => return Err(arbitrary::Error::IncorrectFormat),
        };
        let colon = if prefix.is_empty() { "" } else { ":" };
        Ok(format!("{prefix}{colon}{local}"))
    }

    fn value(&mut self, value: &str) -> Result<()> {
        let quote = *self.choices.choose(&['"', '\''])?;
        self.text.push(quote);
        for character in value.chars() {
            let is_special =
                character == quote || matches!(character, '\t' | '\n' | '\r' | '<' | '&');
            if is_special || self.perhaps(15)? {
                self.reference(character)?;
            } else if character == ' ' {
                self.text
                    .push_str(self.choices.choose(&[" ", " ", "\t", "\n", "\r\n"])?);
            } else {
                self.text.push(character);
            }
        }
        self.text.push(quote);
        Ok(())
    }

    fn characters(&mut self, text: &str) -> Result<()> {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let begin = rest;
            rest = &rest[character.len_utf8()..];
            match self.choices.int_in_range(0..=31u8)? {
                0 => {
                    let interruption = self.one_of(&INTERRUPTIONS)?;
                    self.text.push_str(interruption);
                    rest = begin;
                    // Without choices left this would go on for ever.
                    if self.choices.is_empty() {
                        rest = &begin[character.len_utf8()..];
                        self.reference(character)?;
                    }
                }
                1 => self.reference(character)?,
                2 | 3 if character != '\r' => {
                    self.text.push_str(&format!("<![CDATA[{character}]]>"));
                }
                4 if character == '\n' => self.text.push_str("\r\n"),
                5 if character == '\n' && !rest.starts_with('\n') => {
                    self.text.push_str("\r<!---->");
                }
                _ if matches!(character, '<' | '&' | '>' | '\r') => self.reference(character)?,
                _ => self.text.push(character),
            }
        }
        Ok(())
    }

    fn reference(&mut self, character: char) -> Result<()> {
        let named = match character {
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '&' => Some("&amp;"),
            '"' => Some("&quot;"),
            '\'' => Some("&apos;"),
            _ => None,
        };
        let code = character as u32;
        match (self.choices.int_in_range(0..=2u8)?, named) {
            (0, Some(named)) => self.text.push_str(named),
            (1, _) => self.text.push_str(&format!("&#{code:03};")),
            _ => self.text.push_str(&format!("&#x{code:X};")),
        }
        Ok(())
    }
}
