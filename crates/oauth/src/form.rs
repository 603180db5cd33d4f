//! A form: names and values as `application/x-www-form-urlencoded` writes them, in a query, in a
//! fragment or in a body. Read strictly, because what two readers read differently is a hole.

use std::borrow::Cow;

use conformance::{Refusal, Rules};

use crate::defects::{
    DECODES_FORMS_TWICE, EMPTY_COUNTS_AS_PRESENT, FIRST_OF_REPEATED_COUNTS, LEAVES_PLUS_SIGNS,
    WRITES_PLUS_SIGNS_AS_THEY_ARE,
};
use crate::limits::{FORM_BYTES, FORM_FIELDS};
use crate::{OAUTH_002, OAUTH_037, OAUTH_038};

/// Names and values in the order in which they stood.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form<'a> {
    fields: Vec<Field<'a>>,
}

/// A name and its value, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name.
    pub name: Cow<'a, str>,
    /// The value.
    pub value: Cow<'a, str>,
    /// The byte of the form at which the field begins.
    pub offset: usize,
}

impl<'a> Form<'a> {
    /// Reads a form.
    pub fn read(text: &'a [u8], rules: &Rules) -> Result<Self, Refusal> {
        if text.len() > FORM_BYTES {
            rules.refuse(
                OAUTH_038,
                FORM_BYTES,
                "the form is longer than any real one",
            )?;
        }
        let mut fields: Vec<Field<'a>> = Vec::new();
        let mut offset = 0;
        for piece in text.split(|byte| *byte == b'&') {
            let begins = offset;
            offset += piece.len() + 1;
            if piece.is_empty() {
                continue;
            }
            if fields.len() == FORM_FIELDS {
                rules.refuse(
                    OAUTH_038,
                    begins,
                    "the form has more fields than any real one",
                )?;
            }
            let equals = piece.iter().position(|byte| *byte == b'=');
            let (name, value) = piece.split_at(equals.unwrap_or(piece.len()));
            let value = value.get(1..).unwrap_or_default();
            let name = decode(name, begins, rules)?;
            let value = decode(
                value,
                begins + equals.map_or(piece.len(), |at| at + 1),
                rules,
            )?;
            let repeated = || {
                fields
                    .iter()
                    .take(FORM_FIELDS)
                    .any(|field| field.name == name)
            };
            if !rules.does(FIRST_OF_REPEATED_COUNTS) && repeated() {
                rules.refuse(OAUTH_002, begins, "a parameter of this name stood before")?;
            }
            fields.push(Field {
                name,
                value,
                offset: begins,
            });
        }
        Ok(Self { fields })
    }

    /// The value under a name, unless it is empty: then it counts as absent.
    pub fn find(&self, name: &str, rules: &Rules) -> Option<&Cow<'a, str>> {
        let named = |field: &&Field<'a>| field.name == name;
        let field = if rules.does(FIRST_OF_REPEATED_COUNTS) {
            self.fields.iter().find(named)
        } else {
            self.fields.iter().rfind(named)
        };
        let present =
            |value: &&Cow<'a, str>| !value.is_empty() || rules.does(EMPTY_COUNTS_AS_PRESENT);
        field.map(|field| &field.value).filter(present)
    }

    /// The byte of the form at which the field of this name begins, or else the form.
    pub fn offset(&self, name: &str) -> usize {
        let field = self.fields.iter().rfind(|field| field.name == name);
        field.map_or(0, |field| field.offset)
    }

    /// The names and values in the order in which they stood.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }
}

/// Shows the names, and no value: OAUTH-039.
impl std::fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.fields.iter().map(|field| &field.name);
        f.debug_list().entries(names).finish()
    }
}

/// The text that a name or a value stands for.
pub(crate) fn decode<'a>(
    text: &'a [u8],
    offset: usize,
    rules: &Rules,
) -> Result<Cow<'a, str>, Refusal> {
    let decoded = decode_once(text, offset, rules)?;
    if rules.does(DECODES_FORMS_TWICE)
        && let Ok(again) = decode_once(decoded.as_bytes(), offset, rules)
    {
        return Ok(Cow::Owned(again.into_owned()));
    }
    Ok(decoded)
}

fn decode_once<'a>(text: &'a [u8], offset: usize, rules: &Rules) -> Result<Cow<'a, str>, Refusal> {
    let plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'%' | b'+');
    if text.iter().all(plain) {
        let text = std::str::from_utf8(text).expect("ASCII is UTF-8");
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut place = 0;
    while let Some(byte) = text.get(place) {
        let escape = || Some(hex(*text.get(place + 1)?)? << 4 | hex(*text.get(place + 2)?)?);
        match (byte, escape()) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                place += 3;
                continue;
            }
            (b'%', None) => {
                let message = "a percent sign begins two hexadecimal digits";
                rules.refuse(OAUTH_037, offset + place, message)?;
                bytes.push(b'%');
            }
            (b'+', _) if !rules.does(LEAVES_PLUS_SIGNS) => bytes.push(b' '),
            (byte, _) => {
                if !byte.is_ascii() {
                    let message = "what is not ASCII is percent-encoded";
                    rules.refuse(OAUTH_037, offset + place, message)?;
                }
                bytes.push(*byte);
            }
        }
        place += 1;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Owned(text)),
        Err(error) => {
            rules.refuse(OAUTH_037, offset, "the decoded bytes are not UTF-8")?;
            Ok(Cow::Owned(
                String::from_utf8_lossy(error.as_bytes()).into_owned(),
            ))
        }
    }
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Adds a name and its value to a form. A space is `%20`, which is read alike everywhere: in a
/// query, in a fragment and in a body.
pub(crate) fn push_field(form: &mut String, name: &str, value: &str, rules: &Rules) {
    if !form.is_empty() && !form.ends_with(['?', '#', '&']) {
        form.push('&');
    }
    push_encoded(form, name, rules);
    form.push('=');
    push_encoded(form, value, rules);
}

/// Adds a text with everything encoded that is not unreserved.
pub(crate) fn push_encoded(form: &mut String, text: &str, rules: &Rules) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                form.push(char::from(byte));
            }
            b'+' if rules.does(WRITES_PLUS_SIGNS_AS_THEY_ARE) => form.push('+'),
            _ => {
                form.push('%');
                form.push(char::from(DIGITS[usize::from(byte >> 4)]));
                form.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

/// The form of these names and values.
pub(crate) fn print<'f>(
    fields: impl IntoIterator<Item = (&'f str, &'f str)>,
    rules: &Rules,
) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        push_field(&mut form, name, value, rules);
    }
    form
}
