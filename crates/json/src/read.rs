//! From text to a flat list of nodes.

use std::borrow::Cow;
use std::fmt;

use crate::Item;

/// A JSON text that was read whole.
#[derive(Clone, Debug)]
pub struct Json<'a> {
    /// Each value in the order in which it stood; a container before its content, a name before
    /// its value.
    pub(crate) nodes: Vec<Node<'a>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) content: Content<'a>,
    /// The byte at which it begins.
    pub(crate) offset: u32,
    /// The place of the first node that is not part of it.
    pub(crate) next: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Content<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    String(Cow<'a, str>),
    Array,
    Object,
}

/// What a reader bears.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The deepest nesting of arrays and objects.
    pub depth: u32,
    /// Reads an escaped surrogate without its other half as U+FFFD, as careless readers do.
    pub replace_lone_surrogates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            depth: 64,
            replace_lone_surrogates: false,
        }
    }
}

/// Why a text is not JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What was wrong.
    pub kind: FaultKind,
    /// The byte at which it shows.
    pub offset: usize,
}

/// What was wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The text ends before its value does.
    End,
    /// Something else was due here.
    Unexpected,
    /// Something follows the value.
    Trailing,
    /// A number is not spelled as JSON spells numbers.
    Number,
    /// A string holds a control character that is not escaped.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// An escaped surrogate stands without its other half.
    LoneSurrogate,
    /// Arrays and objects are nested deeper than allowed.
    Depth,
    /// The text is longer than offsets can count.
    Length,
}

impl FaultKind {
    /// What was expected and what was seen.
    pub const fn message(self) -> &'static str {
        match self {
            Self::End => "the JSON text ends before its value does",
            Self::Unexpected => "something else was due here in a JSON text",
            Self::Trailing => "something follows the JSON value",
            Self::Number => "this is not how JSON spells a number",
            Self::Control => "a control character stands in a string without an escape",
            Self::Escape => "JSON has no such escape",
            Self::LoneSurrogate => "an escaped surrogate stands without its other half",
            Self::Depth => "arrays and objects are nested deeper than is allowed",
            Self::Length => "the JSON text is longer than 4 GiB",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind.message(), self.offset)
    }
}

impl std::error::Error for Fault {}

impl<'a> Json<'a> {
    /// Reads a text that is one value with nothing but white space around it.
    pub fn parse(text: &'a str, options: &Options) -> Result<Self, Fault> {
        let (json, end) = Self::parse_prefix(text, options)?;
        if end < text.len() {
            return Err(Fault {
                kind: FaultKind::Trailing,
                offset: end,
            });
        }
        Ok(json)
    }

    /// Reads the value at the start of a text, and says where what follows it begins.
    pub fn parse_prefix(text: &'a str, options: &Options) -> Result<(Self, usize), Fault> {
        if u32::try_from(text.len()).is_err() {
            return Err(Fault {
                kind: FaultKind::Length,
                offset: 0,
            });
        }
        let mut reader = Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            options,
            nodes: Vec::with_capacity(text.len().min(1024) / 8 + 1),
        };
        reader.document()?;
        reader.white_space();
        let end = reader.at;
        Ok((
            Self {
                nodes: reader.nodes,
            },
            end,
        ))
    }

    /// The value that the text is.
    pub fn root(&self) -> Item<'_, 'a> {
        Item {
            json: self,
            place: 0,
        }
    }
}

struct Reader<'a, 'o> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    options: &'o Options,
    nodes: Vec<Node<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// One value, with its content, without recursion: `open` holds the containers around `at`.
    fn document(&mut self) -> Result<(), Fault> {
        let mut open: Vec<u32> = Vec::new();
        loop {
            self.white_space();
            if self.opens_container()? {
                if open.len() >= self.options.depth as usize {
                    return Err(self.fault(FaultKind::Depth));
                }
                open.push(self.last());
                self.at += 1;
                self.white_space();
                if !self.closes(&mut open) {
                    self.name_if_in_object(&open)?;
                    continue;
                }
            }
            loop {
                if open.is_empty() {
                    return Ok(());
                }
                self.white_space();
                if self.closes(&mut open) {
                    continue;
                }
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(_) => return Err(self.fault(FaultKind::Unexpected)),
                    None => return Err(self.fault(FaultKind::End)),
                }
                self.white_space();
                self.name_if_in_object(&open)?;
                break;
            }
        }
    }

    /// Adds the value at `at`. A container is added and left open: then `at` is at its bracket.
    fn opens_container(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let content = match self.peek() {
            None => return Err(self.fault(FaultKind::End)),
            Some(b'{') => Content::Object,
            Some(b'[') => Content::Array,
            Some(b'"') => Content::String(self.string()?),
            Some(b't') => self.word("true", Content::Bool(true))?,
            Some(b'f') => self.word("false", Content::Bool(false))?,
            Some(b'n') => self.word("null", Content::Null)?,
            Some(b'-' | b'0'..=b'9') => Content::Number(self.number()?),
            Some(_) => return Err(self.fault(FaultKind::Unexpected)),
        };
        let container = matches!(content, Content::Object | Content::Array);
        self.add(content, start);
        Ok(container)
    }

    /// Closes the innermost container if its bracket stands at `at`.
    fn closes(&mut self, open: &mut Vec<u32>) -> bool {
        let Some(&container) = open.last() else {
            return false;
        };
        let bracket = match self.nodes[container as usize].content {
            Content::Object => b'}',
            _ => b']',
        };
        let closed = self.peek() == Some(bracket);
        if closed {
            self.at += 1;
            open.pop();
            self.nodes[container as usize].next = self.last() + 1;
        }
        closed
    }

    /// In an object, a name and a colon stand before each value.
    fn name_if_in_object(&mut self, open: &[u32]) -> Result<(), Fault> {
        let object = open
            .last()
            .is_some_and(|place| matches!(self.nodes[*place as usize].content, Content::Object));
        if !object {
            return Ok(());
        }
        let start = self.at;
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return Err(self.fault(FaultKind::Unexpected)),
            None => return Err(self.fault(FaultKind::End)),
        }
        let name = self.string()?;
        self.add(Content::String(name), start);
        self.white_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.fault(FaultKind::Unexpected)),
            None => return Err(self.fault(FaultKind::End)),
        }
        Ok(())
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.at += 1;
        let start = self.at;
        let mut unescaped: Option<String> = None;
        let mut copied = start;
        loop {
            while self.peek().is_some_and(|byte| PLAIN[byte as usize]) {
                self.at += 1;
            }
            match self.peek() {
                None => return Err(self.fault(FaultKind::End)),
                Some(b'"') => {
                    let tail = &self.text[copied..self.at];
                    self.at += 1;
                    return Ok(match unescaped {
                        None => Cow::Borrowed(tail),
                        Some(mut text) => {
                            text.push_str(tail);
                            Cow::Owned(text)
                        }
                    });
                }
                Some(b'\\') => {
                    let text = unescaped.get_or_insert_default();
                    text.push_str(&self.text[copied..self.at]);
                    let character = self.escape()?;
                    unescaped.get_or_insert_default().push(character);
                    copied = self.at;
                }
                Some(_) => return Err(self.fault(FaultKind::Control)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let letter = *self.bytes.get(start + 1).ok_or(self.fault_at_end())?;
        self.at += 2;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(start),
            _ => {
                return Err(Fault {
                    kind: FaultKind::Escape,
                    offset: start,
                });
            }
        })
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Fault> {
        let first = self.four_digits(start)?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        let second_stands = first < 0xdc00 && self.bytes[self.at..].starts_with(b"\\u");
        if second_stands {
            let resume = self.at;
            self.at += 2;
            let second = self.four_digits(resume)?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).expect("two halves make a character"));
            }
            self.at = resume;
        }
        if self.options.replace_lone_surrogates {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        Err(Fault {
            kind: FaultKind::LoneSurrogate,
            offset: start,
        })
    }

    fn four_digits(&mut self, start: usize) -> Result<u32, Fault> {
        let digits = self
            .bytes
            .get(self.at..self.at + 4)
            .ok_or(self.fault_at_end())?;
        let mut code = 0;
        for digit in digits {
            let value = (*digit as char).to_digit(16);
            code = code * 16
                + value.ok_or(Fault {
                    kind: FaultKind::Escape,
                    offset: start,
                })?;
        }
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits(start)?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits(start)?;
        }
        if self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        {
            return Err(Fault {
                kind: FaultKind::Number,
                offset: start,
            });
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self, start: usize) -> Result<(), Fault> {
        let first = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == first {
            return Err(Fault {
                kind: FaultKind::Number,
                offset: start,
            });
        }
        Ok(())
    }

    fn word(&mut self, word: &str, content: Content<'a>) -> Result<Content<'a>, Fault> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault(FaultKind::Unexpected));
        }
        self.at += word.len();
        Ok(content)
    }

    fn white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn add(&mut self, content: Content<'a>, start: usize) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node {
            content,
            offset: start as u32,
            next,
        });
    }

    fn last(&self) -> u32 {
        self.nodes.len() as u32 - 1
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        Fault {
            kind,
            offset: self.at,
        }
    }

    fn fault_at_end(&self) -> Fault {
        Fault {
            kind: FaultKind::End,
            offset: self.bytes.len(),
        }
    }
}

/// Bytes that stand for themselves within a string.
static PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};
