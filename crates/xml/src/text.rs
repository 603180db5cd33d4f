//! A text is what the bytes of a document spell: UTF-8, with the way back to the bytes.
//!
//! Three things can speak about the encoding of a document: a byte order mark, a label that came
//! with it (the `charset` of a media type) and the declaration within it. Each combination has one
//! outcome (SOAP-074). A mark is believed; a label must agree with it; the declaration must agree
//! with the bytes of a file and is ignored in a message. `?` stands for anything:
//!
#![doc = include_str!("encodings.md")]

use std::borrow::Cow;
use std::fmt;

use conformance::{Refusal, Rules};

use crate::Limits;
use crate::limits::insist;
use crate::requirements::{SOAP_060, SOAP_068, SOAP_074};

/// What came with the bytes of a document to say how they are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'c> {
    /// Nothing, and nothing could have: the document is a file.
    File,
    /// A media type without `charset`.
    Silent,
    /// A media type with this `charset`.
    Charset(&'c str),
}

/// How the bytes of a document spell characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16 with the lower byte first.
    Utf16Le,
    /// UTF-16 with the higher byte first.
    Utf16Be,
}

/// The characters of a document, and where in its bytes each of them stood.
#[derive(Clone)]
pub struct Text<'b> {
    text: Cow<'b, str>,
    encoding: Encoding,
    /// The bytes of the byte order mark.
    mark_bytes: usize,
    /// Places of UTF-16 text in characters and in bytes, one every [`ANCHOR_BYTES`] or so: without
    /// them, many offsets of one long text would cost a walk each.
    anchors: Vec<(u32, u32)>,
    /// Whether the declaration has to agree with the encoding.
    pub(crate) is_file: bool,
}

/// About so many bytes of characters lie between two anchors.
const ANCHOR_BYTES: usize = 512;

impl<'b> Text<'b> {
    /// Finds out how the bytes are encoded and decodes them.
    pub fn decode(
        bytes: &'b [u8],
        label: Label<'_>,
        rules: &Rules,
        limits: &Limits,
    ) -> Result<Self, Refusal> {
        if bytes.len() > limits.size_bytes {
            insist(rules, SOAP_068, limits.size_bytes, "the text is too long")?;
        }
        // UTF-16 grows by a half at most, and offsets are kept in 32 bits.
        if bytes.len() > (u32::MAX / 2) as usize {
            return Err(Refusal::new(SOAP_068, 0, "the text is longer than 2 GiB"));
        }
        let (encoding, mark_bytes) = recognise(bytes, label, rules)?;
        let body = &bytes[mark_bytes..];
        let mut anchors = Vec::new();
        let text = match encoding {
            Encoding::Utf8 => decode_utf8(body, rules),
            Encoding::Utf16Le => decode_utf16(body, u16::from_le_bytes, &mut anchors, rules),
            Encoding::Utf16Be => decode_utf16(body, u16::from_be_bytes, &mut anchors, rules),
        };
        Ok(Self {
            text: text.map_err(|refusal| refusal.shifted(mark_bytes))?,
            encoding,
            mark_bytes,
            anchors,
            is_file: label == Label::File,
        })
    }

    /// The characters, without the byte order mark.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How the bytes were encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The place in the bytes of what stands at this place of the characters.
    pub fn original(&self, offset: usize) -> usize {
        if self.encoding == Encoding::Utf8 {
            return self.mark_bytes + offset;
        }
        let before = self
            .anchors
            .partition_point(|(characters, _)| *characters as usize <= offset);
        let (start, bytes) = match before.checked_sub(1) {
            Some(place) => self.anchors[place],
            None => (0, 0),
        };
        let end = self.text.floor_char_boundary(offset);
        let units = self.text[start as usize..end].encode_utf16().count();
        self.mark_bytes + bytes as usize + 2 * units
    }
}

/// A text whose characters are known already, as a message without a label.
impl<'b> From<&'b str> for Text<'b> {
    fn from(text: &'b str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            encoding: Encoding::Utf8,
            mark_bytes: 0,
            anchors: Vec::new(),
            is_file: false,
        }
    }
}

/// Shows no character: SOAP-077.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("encoding", &self.encoding)
            .field("characters_bytes", &self.text.len())
            .finish()
    }
}

/// The encoding that mark and label agree on, and the length of the mark.
fn recognise(bytes: &[u8], label: Label<'_>, rules: &Rules) -> Result<(Encoding, usize), Refusal> {
    let marked = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            insist(rules, SOAP_074, 0, "the byte order mark is that of UTF-32")?;
            None
        }
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    };
    let Label::Charset(charset) = label else {
        return match marked {
            Some(marked) => Ok(marked),
            None => unmarked(bytes, rules),
        };
    };
    let labelled: &[Encoding] = match charset.to_ascii_lowercase().as_str() {
        "utf-8" => &[Encoding::Utf8],
        "utf-16" => &[Encoding::Utf16Le, Encoding::Utf16Be],
        "utf-16le" => &[Encoding::Utf16Le],
        "utf-16be" => &[Encoding::Utf16Be],
        _ => {
            insist(
                rules,
                SOAP_074,
                0,
                "the label names neither UTF-8 nor UTF-16",
            )?;
            &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        }
    };
    match (marked, labelled) {
        (Some(marked), labelled) => {
            if !labelled.contains(&marked.0) {
                insist(
                    rules,
                    SOAP_074,
                    0,
                    "the byte order mark contradicts the label",
                )?;
            }
            Ok(marked)
        }
        (None, [only]) => Ok((*only, 0)),
        (None, _) => {
            insist(
                rules,
                SOAP_074,
                0,
                "UTF-16 of either byte order needs a mark",
            )?;
            unmarked(bytes, rules)
        }
    }
}

/// The encoding of bytes of which nothing is known but that they begin a document.
fn unmarked(bytes: &[u8], rules: &Rules) -> Result<(Encoding, usize), Refusal> {
    let guess = match bytes {
        [b'<', 0, ..] => Encoding::Utf16Le,
        [0, b'<', ..] => Encoding::Utf16Be,
        // `<` in UTF-32 with the higher bytes first, and `<?xm` in EBCDIC.
        [0, 0, 0, b'<', ..] | [0x4c, 0x6f, 0xa7, 0x94, ..] => Encoding::Utf8,
        _ => return Ok((Encoding::Utf8, 0)),
    };
    insist(
        rules,
        SOAP_074,
        0,
        "neither a byte order mark nor a label says how this is encoded, and it is not UTF-8",
    )?;
    Ok((guess, 0))
}

fn decode_utf8<'b>(bytes: &'b [u8], rules: &Rules) -> Result<Cow<'b, str>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            rules.refuse(SOAP_060, error.valid_up_to(), "these bytes are not UTF-8")?;
            Ok(String::from_utf8_lossy(bytes))
        }
    }
}

fn decode_utf16(
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    anchors: &mut Vec<(u32, u32)>,
    rules: &Rules,
) -> Result<Cow<'static, str>, Refusal> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for read in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if read.is_err() {
            rules.refuse(SOAP_060, at, "half of a surrogate pair stands alone")?;
        }
        if text.len() >= (anchors.len() + 1) * ANCHOR_BYTES {
            anchors.push((text.len() as u32, at as u32));
        }
        let character = read.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(character);
        at += 2 * character.len_utf16();
    }
    if !rest.is_empty() {
        rules.refuse(SOAP_060, at, "the last character of UTF-16 lacks a byte")?;
    }
    Ok(Cow::Owned(text))
}
