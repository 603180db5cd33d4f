//! What references, line ends and white space in raw characters stand for.

use std::borrow::Cow;

use conformance::Refusal;

use crate::characters::{is_allowed, ncname_end};
use crate::defects::EXPANDS_REFERENCES_TWICE;
use crate::entities::expand_entity;
use crate::read::{Reader, Within};
use crate::requirements::{SOAP_056, SOAP_057, SOAP_058, SOAP_061};

const PREDEFINED: [(&str, &str); 5] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&amp;", "&"),
];

impl<'a> Reader<'a, '_> {
    /// What the raw characters in this range stand for.
    pub(crate) fn expand(
        &self,
        start: usize,
        end: usize,
        within: Within,
    ) -> Result<Cow<'a, str>, Refusal> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut read: Option<String> = None;
        let mut copied = start;
        let mut at = start;
        while at < end {
            let byte = bytes[at];
            let is_special = match byte {
                b'\r' => true,
                b'&' => within != Within::Section,
                b'<' | b'\n' | b'\t' => within == Within::Attribute,
                _ => false,
            };
            if !is_special {
                at += 1;
                continue;
            }
            let out = read.get_or_insert_with(|| String::with_capacity(end - start));
            out.push_str(&text[copied..at]);
            at = match byte {
                b'&' => self.reference(at, end, out)?,
                b'\r' => self.carriage_return(at, end, within, out),
                b'<' => {
                    self.refuse(SOAP_057, at, "`<` stands in an attribute value")?;
                    out.push('<');
                    at + 1
                }
                _ => {
                    out.push(' ');
                    at + 1
                }
            };
            copied = at;
        }
        Ok(match read {
            None => Cow::Borrowed(&text[start..end]),
            Some(mut read) => {
                read.push_str(&text[copied..end]);
                if self.rules.does(EXPANDS_REFERENCES_TWICE) {
                    for (reference, character) in PREDEFINED {
                        read = read.replace(reference, character);
                    }
                }
                Cow::Owned(read)
            }
        })
    }

    /// Reads the line end at `at` and says where what follows it begins.
    fn carriage_return(&self, at: usize, end: usize, within: Within, out: &mut String) -> usize {
        let is_known = self.rules.demand(SOAP_061);
        out.push(match (within, is_known) {
            (Within::Attribute, _) => ' ',
            (_, true) => '\n',
            (_, false) => '\r',
        });
        let is_pair = is_known && self.text[at + 1..end].starts_with('\n');
        at + 1 + usize::from(is_pair)
    }

    /// Reads the reference at `at` and says where what follows it begins.
    fn reference(&self, at: usize, end: usize, out: &mut String) -> Result<usize, Refusal> {
        let inside = &self.text[at + 1..end];
        if let Some(number) = inside.strip_prefix('#') {
            return self.character_reference(at, number, out);
        }
        let length = ncname_end(inside, 0);
        let (name, rest) = inside.split_at(length);
        if name.is_empty() || !rest.starts_with(';') {
            self.refuse(SOAP_057, at, "`&` begins no reference")?;
            out.push('&');
            return Ok(at + 1);
        }
        let after = at + 1 + length + 1;
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                if !expand_entity(&self.entities, name, out) {
                    self.refuse(SOAP_058, at, "this entity is not declared")?;
                    out.push_str(&self.text[at..after]);
                }
                return Ok(after);
            }
        });
        Ok(after)
    }

    fn character_reference(
        &self,
        at: usize,
        number: &str,
        out: &mut String,
    ) -> Result<usize, Refusal> {
        let (digits, radix, begin_bytes) = match number.strip_prefix('x') {
            Some(digits) => (digits, 16, "&#x".len()),
            None => (number, 10, "&#".len()),
        };
        let mut code = 0u32;
        let mut count = 0;
        for digit in digits.chars().map_while(|digit| digit.to_digit(radix)) {
            code = code.saturating_mul(radix).saturating_add(digit);
            count += 1;
        }
        if count == 0 || !digits[count..].starts_with(';') {
            self.refuse(SOAP_057, at, "`&#` begins no character reference")?;
            out.push('&');
            return Ok(at + 1);
        }
        let character = char::from_u32(code);
        if !character.is_some_and(is_allowed) {
            self.refuse(SOAP_056, at, "XML does not allow this character")?;
        }
        out.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(at + begin_bytes + count + 1)
    }
}
