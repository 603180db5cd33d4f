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
    /// The most values, names counted like values.
    pub values: u32,
    /// Reads an escaped surrogate without its other half as U+FFFD, as careless readers do.
    pub replace_lone_surrogates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            depth: 64,
            values: u32::MAX,
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
    /// There are more values than allowed.
    Values,
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
            Self::Values => "there are more values than are allowed",
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
        let end = reader.at_token();
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

/// The container around `at`, while it is open. Its node's `next` then is the place of the
/// container around it, so that nesting needs no memory of its own.
#[derive(Clone, Copy)]
struct Open {
    place: u32,
    object: bool,
}

/// The place of no node.
const NOWHERE: u32 = u32::MAX;

impl<'a> Reader<'a, '_> {
    /// One value, with its content, without recursion.
    fn document(&mut self) -> Result<(), Fault> {
        let mut open = Open {
            place: NOWHERE,
            object: false,
        };
        let mut depth = 0;
        loop {
            let start = self.at_token();
            let content = match self.peek() {
                Some(b'"') => Content::String(self.string()?),
                Some(b'-' | b'0'..=b'9') => Content::Number(self.number()?),
                Some(b'{') => Content::Object,
                Some(b'[') => Content::Array,
                Some(b't') => self.word("true", Content::Bool(true))?,
                Some(b'f') => self.word("false", Content::Bool(false))?,
                Some(b'n') => self.word("null", Content::Null)?,
                Some(_) => return Err(self.fault(FaultKind::Unexpected)),
                None => return Err(self.fault(FaultKind::End)),
            };
            let object = matches!(content, Content::Object);
            let opens = object || matches!(content, Content::Array);
            self.add(content, start)?;
            if opens {
                if depth >= self.options.depth {
                    return Err(self.fault(FaultKind::Depth));
                }
                depth += 1;
                self.at += 1;
                let place = self.nodes.len() as u32 - 1;
                self.nodes[place as usize].next = open.place;
                open = Open { place, object };
                self.at_token();
                if !self.at_end_of(open) {
                    self.name_if_in(open)?;
                    continue;
                }
            }
            loop {
                if open.place == NOWHERE {
                    return Ok(());
                }
                self.at_token();
                if !self.at_end_of(open) {
                    break;
                }
                self.at += 1;
                depth -= 1;
                open = self.close(open);
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(_) => return Err(self.fault(FaultKind::Unexpected)),
                None => return Err(self.fault(FaultKind::End)),
            }
            self.at_token();
            self.name_if_in(open)?;
        }
    }

    /// Whether the bracket that closes this container stands at `at`.
    fn at_end_of(&self, open: Open) -> bool {
        self.peek() == Some(if open.object { b'}' } else { b']' })
    }

    /// Closes a container, and returns the one around it.
    fn close(&mut self, open: Open) -> Open {
        let end = self.nodes.len() as u32;
        let around = std::mem::replace(&mut self.nodes[open.place as usize].next, end);
        let content = self.nodes.get(around as usize).map(|node| &node.content);
        Open {
            place: around,
            object: matches!(content, Some(Content::Object)),
        }
    }

    /// In an object, a name and a colon stand before each value.
    fn name_if_in(&mut self, open: Open) -> Result<(), Fault> {
        if !open.object {
            return Ok(());
        }
        let start = self.at;
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return Err(self.fault(FaultKind::Unexpected)),
            None => return Err(self.fault(FaultKind::End)),
        }
        let name = self.string()?;
        self.add(Content::String(name), start)?;
        self.at_token();
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
            self.plain_text();
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

    /// Goes on to the next byte that does not stand for itself within a string, or to the end.
    fn plain_text(&mut self) {
        while let Some(eight) = self.bytes.get(self.at..self.at + 8) {
            let eight = u64::from_le_bytes(eight.try_into().expect("these are eight bytes"));
            let special = not_plain(eight);
            if special != 0 {
                self.at += (special.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
        while let Some(0x20..=0x21 | 0x23..=0x5b | 0x5d..) = self.peek() {
            self.at += 1;
        }
    }

    #[cold]
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

    /// Goes on to the next byte that is not white space, and returns its place.
    fn at_token(&mut self) -> usize {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.at
    }

    fn add(&mut self, content: Content<'a>, start: usize) -> Result<(), Fault> {
        let place = self.nodes.len() as u32;
        if place >= self.options.values {
            return Err(Fault {
                kind: FaultKind::Values,
                offset: start,
            });
        }
        self.nodes.push(Node {
            content,
            offset: start as u32,
            next: place + 1,
        });
        Ok(())
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

/// The high bit of each byte that does not stand for itself within a string: a quotation mark, a
/// backslash or a control character. Above the lowest such byte there may be wrong ones.
const fn not_plain(eight: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let quotation = eight ^ (ONES * b'"' as u64);
    let backslash = eight ^ (ONES * b'\\' as u64);
    let control = eight.wrapping_sub(ONES * 0x20) & !eight;
    let zero =
        (quotation.wrapping_sub(ONES) & !quotation) | (backslash.wrapping_sub(ONES) & !backslash);
    (zero | control) & (ONES * 0x80)
}
