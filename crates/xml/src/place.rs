//! A place in a text as people count it. Off the path of reading: it decodes once more.

/// A text as people read it, and a place in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The characters; bytes that form none are replaced.
    pub text: String,
    /// The byte of these characters at which the place is.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place at this byte of a document, such as a refusal names.
    pub fn at(bytes: &[u8], offset: usize) -> Self {
        let (mark_bytes, decode): (usize, fn(&[u8]) -> String) = match bytes {
            [0xef, 0xbb, 0xbf, ..] => (3, utf8),
            [0xff, 0xfe, ..] => (2, utf16_le),
            [0xfe, 0xff, ..] => (2, utf16_be),
            [b'<', 0, ..] => (0, utf16_le),
            [0, b'<', ..] => (0, utf16_be),
            _ => (0, utf8),
        };
        let (before, after) = bytes.split_at(offset.clamp(mark_bytes, bytes.len()));
        let mut text = decode(&before[mark_bytes..]);
        let offset = text.len();
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        let line = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = text[line_start..].chars().count() + 1;
        text.push_str(&decode(after));
        Self {
            text,
            offset,
            line,
            column,
        }
    }
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn utf16_le(bytes: &[u8]) -> String {
    utf16(bytes, u16::from_le_bytes)
}

fn utf16_be(bytes: &[u8]) -> String {
    utf16(bytes, u16::from_be_bytes)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}
