//! From a text to a document.
//!
//! quick-xml's parsers find where each piece of markup ends; everything that they let through is
//! judged here. Its event reader is left out: it copies every name and checks UTF-8 once more,
//! which took more than a third of the time.

use std::borrow::Cow;

use conformance::{Id, Refusal, Rules};
use memchr::memmem;
use quick_xml::parser::{CommentParser, ElementParser, Parser, PiParser};

use crate::characters::{first_forbidden, is_white, ncname_end};
use crate::declaration::declared_encoding;
use crate::defects::{
    BELIEVES_THE_DECLARATION, EXPANDS_INTERNAL_ENTITIES, IGNORES_XMLNS_SCOPE, LOCAL_NAMES_ONLY,
    READS_ONLY_THE_FIRST_TEXT, TAKES_ANY_VERSION,
};
use crate::document::{Binding, Content, Document, HeldElement, Instruction, NOTHING, Node};
use crate::entities::declared_entities;
use crate::limits::insist;
use crate::requirements::{
    SOAP_050, SOAP_051, SOAP_055, SOAP_056, SOAP_057, SOAP_059, SOAP_063, SOAP_069, SOAP_074,
};
use crate::text::Encoding;
use crate::{Limits, Text, XML_NAMESPACE};

impl<'a> Document<'a> {
    /// Reads a whole text.
    ///
    /// Every refusal goes through the rule that demands it. With a flaw in the rules the reader
    /// goes on as one that never heard of that rule.
    pub fn read(text: &'a Text<'a>, rules: &Rules, limits: &Limits) -> Result<Self, Refusal> {
        let reader = Reader::new(text, rules, limits);
        reader.read().map_err(|mut refusal| {
            refusal.offset = text.original(refusal.offset);
            refusal
        })
    }
}

pub(crate) struct Reader<'a, 'r> {
    pub(crate) text: &'a str,
    pub(crate) rules: &'r Rules,
    pub(crate) limits: &'r Limits,
    pub(crate) document: Document<'a>,
    /// The elements that are open, outermost first.
    pub(crate) open: Vec<Open<'a>>,
    /// The innermost binding in scope.
    pub(crate) scope: u32,
    /// What entities a document type declaration declared, for a reader that expands them.
    pub(crate) entities: Vec<(&'a str, &'a str)>,
    /// Names of the attributes of one tag, with their places.
    pub(crate) names: Vec<(&'a str, u32)>,
    /// Whether the last node is a text to which more may be joined.
    joining: Joining,
    /// How much was joined to it, as it is written.
    joined_bytes: usize,
    /// The first place with a character that XML does not allow; the end if there is none.
    forbidden: usize,
    has_carriage_returns: bool,
    has_section_ends: bool,
}

/// An element that is open.
pub(crate) struct Open<'a> {
    place: u32,
    /// Its name as it is spelled.
    name: &'a str,
    /// The innermost binding in scope within it.
    scope: u32,
}

/// What to do with a piece of text.
#[derive(Clone, Copy, PartialEq)]
enum Joining {
    /// It begins a text.
    No,
    /// It goes on with the last text.
    Yes,
    /// A careless reader has left this text already.
    Left,
}

/// Where characters stand, which decides what is special among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    Text,
    Section,
    Attribute,
}

/// What begins at a place of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Markup {
    Text,
    Start,
    End,
    Section,
    Comment,
    Instruction,
    DocumentType,
    Unknown,
}

impl Markup {
    fn at(rest: &[u8]) -> Self {
        match rest {
            [b'<', b'/', ..] => Self::End,
            [b'<', b'?', ..] => Self::Instruction,
            [b'<', b'!', b'-', b'-', ..] => Self::Comment,
            [b'<', b'!', inside @ ..] if inside.starts_with(b"[CDATA[") => Self::Section,
            [b'<', b'!', inside @ ..] if inside.starts_with(b"DOCTYPE") => Self::DocumentType,
            [b'<', b'!', ..] => Self::Unknown,
            [b'<', ..] => Self::Start,
            _ => Self::Text,
        }
    }

    /// How long it is, if it ends.
    fn length(self, rest: &[u8]) -> Option<usize> {
        match self {
            Self::Text => Some(memchr::memchr(b'<', rest).unwrap_or(rest.len())),
            Self::Start | Self::End => Some(ElementParser::Outside.feed(rest)? + 1),
            Self::Instruction => Some("<?".len() + PiParser(false).feed(&rest["<?".len()..])? + 1),
            Self::Comment => Some("<!--".len() + CommentParser::Seen0.feed(&rest["<!--".len()..])?),
            Self::Section => Some(memmem::find(rest, b"]]>")? + "]]>".len()),
            Self::Unknown => Some(memchr::memchr(b'>', rest)? + 1),
            // Only a reader that does not refuse it asks.
            Self::DocumentType => {
                let mut reader = quick_xml::Reader::from_reader(rest);
                reader.read_event().ok()?;
                Some(reader.buffer_position() as usize)
            }
        }
    }
}

impl<'a, 'r> Reader<'a, 'r> {
    fn new(text: &'a Text<'a>, rules: &'r Rules, limits: &'r Limits) -> Self {
        let characters = text.as_str();
        let bytes = characters.as_bytes();
        let forbidden = first_forbidden(characters).filter(|_| rules.demand(SOAP_056));
        let mut bindings = Vec::with_capacity(8);
        bindings.push(Binding {
            prefix: "xml",
            uri: Cow::Borrowed(XML_NAMESPACE),
            outer: NOTHING,
            count: 0,
        });
        Self {
            text: characters,
            rules,
            limits,
            document: Document {
                text,
                nodes: Vec::with_capacity(bytes.len().min(8 * 1024) / 32 + 1),
                attributes: Vec::with_capacity(8),
                bindings,
                instructions: Vec::new(),
                is_blind: rules.does(LOCAL_NAMES_ONLY),
            },
            open: Vec::with_capacity(16),
            scope: 0,
            entities: Vec::new(),
            names: Vec::with_capacity(8),
            joining: Joining::No,
            joined_bytes: 0,
            forbidden: forbidden.unwrap_or(bytes.len()),
            has_carriage_returns: memchr::memchr(b'\r', bytes).is_some(),
            has_section_ends: memmem::find(bytes, b"]]>").is_some(),
        }
    }

    fn read(mut self) -> Result<Document<'a>, Refusal> {
        let bytes = self.text.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let markup = Markup::at(&bytes[start..]);
            if markup == Markup::DocumentType && !self.rules.does(EXPANDS_INTERNAL_ENTITIES) {
                self.refuse(SOAP_063, start, "there is a document type declaration")?;
            }
            let Some(length) = markup.length(&bytes[start..]) else {
                self.forbid_up_to(bytes.len())?;
                self.refuse(SOAP_051, start, "the text ends within a piece of markup")?;
                break;
            };
            let end = start + length;
            self.forbid_up_to(end)?;
            match markup {
                Markup::Text => self.characters(start, end)?,
                Markup::Start => self.start_tag(start, end)?,
                Markup::End => self.end_tag(start, end)?,
                Markup::Section => self.section(start, end)?,
                Markup::Comment => self.comment(start, end)?,
                Markup::Instruction => self.instruction(start, end)?,
                Markup::DocumentType => self.entities = declared_entities(&self.text[start..end]),
                Markup::Unknown => self.refuse(SOAP_057, start, "no markup begins like this")?,
            }
            start = end;
        }
        self.end()
    }

    /// Refuses a character that XML does not allow before this place.
    fn forbid_up_to(&mut self, end: usize) -> Result<(), Refusal> {
        if self.forbidden >= end {
            return Ok(());
        }
        let at = std::mem::replace(&mut self.forbidden, self.text.len());
        self.refuse(SOAP_056, at, "XML does not allow this character")
    }

    /// Refuses at this byte, unless the rule is not in force.
    #[cold]
    pub(crate) fn refuse(
        &self,
        id: Id,
        offset: usize,
        message: &'static str,
    ) -> Result<(), Refusal> {
        self.rules.refuse(id, offset, message)
    }

    /// Refuses at this byte under every profile, unless this very rule is lacking.
    #[cold]
    pub(crate) fn insist(
        &self,
        id: Id,
        offset: usize,
        message: &'static str,
    ) -> Result<(), Refusal> {
        insist(self.rules, id, offset, message)
    }

    fn end_tag(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        let written = &self.text[start + "</".len()..end - ">".len()];
        let Some(open) = self.open.last() else {
            return self.refuse(SOAP_051, start, "an end tag closes nothing");
        };
        if written != open.name && written.trim_end_matches([' ', '\t', '\n', '\r']) != open.name {
            let message = "the end tag has another name than the start tag";
            self.refuse(SOAP_051, start, message)?;
        }
        self.close(end);
        Ok(())
    }

    /// Ends the innermost element at this place.
    pub(crate) fn close(&mut self, end: usize) {
        let next = self.document.nodes.len() as u32;
        if let Some(open) = self.open.pop() {
            let node = &mut self.document.nodes[open.place as usize];
            node.next = next;
            if let Content::Element(element) = &mut node.content {
                element.end = end as u32;
            }
        }
        self.joining = Joining::No;
        if !self.rules.does(IGNORES_XMLNS_SCOPE) {
            self.scope = self.open.last().map_or(0, |open| open.scope);
        }
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, element: HeldElement<'a>, start: usize) {
        let place = self.document.nodes.len() as u32;
        self.open.push(Open {
            place,
            name: element.spelling.whole,
            scope: element.scope,
        });
        self.document.nodes.push(Node {
            content: Content::Element(element),
            offset: start as u32,
            next: place + 1,
        });
        self.joining = Joining::No;
    }

    /// Text between tags, or one reference.
    fn characters(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        let text = self.text;
        let raw = &text[start..end];
        if self.open.is_empty() {
            if !is_white(raw) {
                self.refuse(SOAP_050, start, "text stands outside the root element")?;
            }
            return Ok(());
        }
        if self.has_section_ends
            && let Some(at) = memmem::find(raw.as_bytes(), b"]]>")
        {
            self.refuse(SOAP_057, start + at, "`]]>` stands in text")?;
        }
        let special = self.has_carriage_returns || memchr::memchr(b'&', raw.as_bytes()).is_some();
        self.join(start, end, special.then_some(Within::Text))
    }

    fn section(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        if self.open.is_empty() {
            return self.refuse(SOAP_050, start, "CDATA stands outside the root element");
        }
        let (start, end) = (start + "<![CDATA[".len(), end - "]]>".len());
        let special = self.has_carriage_returns.then_some(Within::Section);
        self.join(start, end, special)
    }

    /// Joins a piece of text to the text before it, or begins a new one.
    fn join(&mut self, start: usize, end: usize, special: Option<Within>) -> Result<(), Refusal> {
        if start == end || self.joining == Joining::Left {
            return Ok(());
        }
        if self.joining == Joining::No {
            self.joined_bytes = 0;
        }
        self.joined_bytes += end - start;
        if self.joined_bytes > self.limits.text_bytes {
            self.insist(SOAP_069, start, "a text is longer than is allowed")?;
        }
        let text = self.text;
        let piece = match special {
            None => Cow::Borrowed(&text[start..end]),
            Some(within) => self.expand(start, end, within)?,
        };
        match self.document.nodes.last_mut() {
            Some(Node {
                content: Content::Text(text),
                ..
            }) if self.joining == Joining::Yes => text.to_mut().push_str(&piece),
            _ => {
                let next = self.document.nodes.len() as u32 + 1;
                self.document.nodes.push(Node {
                    content: Content::Text(piece),
                    offset: start as u32,
                    next,
                });
            }
        }
        self.joining = Joining::Yes;
        Ok(())
    }

    /// A careless reader stops reading a text where a comment or instruction stands in it.
    fn interrupt(&mut self) {
        if self.rules.does(READS_ONLY_THE_FIRST_TEXT) && self.joining == Joining::Yes {
            self.joining = Joining::Left;
        }
    }

    fn comment(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        // With the first hyphen of the end, so that a hyphen right before it shows as well.
        let first = start + "<!--".len();
        let inside = &self.text.as_bytes()[first..end - "->".len()];
        if let Some(at) = memmem::find(inside, b"--") {
            self.refuse(SOAP_057, first + at, "`--` stands in a comment")?;
        }
        self.interrupt();
        Ok(())
    }

    fn instruction(&mut self, start: usize, end: usize) -> Result<(), Refusal> {
        let text = self.text;
        let inside = &text[start + "<?".len()..end - "?>".len()];
        let length = ncname_end(inside, 0);
        let (target, rest) = inside.split_at(length);
        let is_set_apart = rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']);
        if target.is_empty() || !is_set_apart {
            let message = "a processing instruction begins with a name without a colon";
            self.refuse(SOAP_055, start, message)?;
        }
        if target == "xml" && start == 0 {
            return self.declaration(&text[start..end]);
        }
        if target.eq_ignore_ascii_case("xml") {
            let message = "an XML declaration stands at the very start only, in small letters";
            self.refuse(SOAP_059, start, message)?;
        }
        self.document.instructions.push(Instruction {
            target,
            offset: start as u32,
        });
        self.interrupt();
        Ok(())
    }

    /// Reads the declaration at the very start of the text.
    fn declaration(&mut self, declaration: &str) -> Result<(), Refusal> {
        let encoding = match declared_encoding(declaration, self.rules.does(TAKES_ANY_VERSION)) {
            Ok(encoding) => encoding,
            Err(misspelt) => return self.refuse(SOAP_059, misspelt.offset, misspelt.message),
        };
        let has_a_say = self.document.text.is_file || self.rules.does(BELIEVES_THE_DECLARATION);
        if let Some((name, at)) = encoding
            && has_a_say
        {
            let own: &[&str] = match self.document.text.encoding() {
                Encoding::Utf8 => &["utf-8"],
                Encoding::Utf16Le => &["utf-16", "utf-16le"],
                Encoding::Utf16Be => &["utf-16", "utf-16be"],
            };
            if !own.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                let message = "the declaration names another encoding than the bytes have";
                self.insist(SOAP_074, at, message)?;
            }
        }
        Ok(())
    }

    fn end(mut self) -> Result<Document<'a>, Refusal> {
        let length = self.text.len();
        while !self.open.is_empty() {
            self.refuse(SOAP_051, length, "the text ends within an element")?;
            self.close(length);
        }
        if self.document.nodes.is_empty() {
            return Err(Refusal::new(SOAP_050, length, "there is no root element"));
        }
        Ok(self.document)
    }
}
