//! A mutator changes a text by the grammar of what the text looks like, so that the change gets
//! past the parser. Bytes in, bytes out; the same number, the same change.
//!
//! What a text looks like decides who changes it: no law has to say so.
//!
//! ```
//! let mut dice = mutators::Dice::from_number(7);
//! let changed = mutators::mutate(br#"{"alg":"HS256","kid":"hmac"}"#, &mut dice);
//! assert!(changed.is_some_and(|text| text.starts_with(b"{")));
//! ```

mod dice;
mod encoded;
mod form;
mod http;
pub mod json;
pub mod jws;
pub mod lines;
mod words;
pub mod xml;

pub use dice::Dice;
pub use form::Form;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// A token in compact serialization.
    Jws,
    /// JSON in base64, of either alphabet.
    Encoded,
    /// JSON, perhaps one value a line.
    Json,
    /// XML, in whatever encoding.
    Xml,
    /// A head of lines and a body.
    Http,
    /// Names and values, joined by `&`.
    Form,
    /// Lines of words: histories, scripts, headers.
    Lines,
}

impl Grammar {
    /// What this text looks like.
    pub fn of(input: &[u8]) -> Self {
        let text = input.trim_ascii_start();
        let is_token_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.=".contains(byte);
        match text {
            [b'[', b'[', b'a'..=b'z', ..] => Self::Lines,
            [b'{' | b'[', ..] => Self::Json,
            [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => Self::Xml,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] => Self::Xml,
            _ if http::is_message(text) => Self::Http,
            _ if text.iter().filter(|byte| **byte == b'.').count() >= 2
                && text.iter().filter(|byte| !is_token_byte(byte)).count() <= 2
                && text.starts_with(b"ey") =>
            {
                Self::Jws
            }
            _ if encoded::looks_like(text) => Self::Encoded,
            _ if Form::looks_like(text) => Self::Form,
            _ => Self::Lines,
        }
    }
}

/// The text after one to four changes, or nothing if no change fits.
pub fn mutate(input: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut changed: Option<Vec<u8>> = None;
    for _ in 0..=dice.below(4).min(dice.below(4)) {
        let held = changed.as_deref().unwrap_or(input);
        if let Some(next) = change(held, dice) {
            changed = Some(next);
        }
    }
    changed
}

/// The text after one change.
fn change(input: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let text = || String::from_utf8_lossy(input);
    match Grammar::of(input) {
        Grammar::Jws => jws::change(input, dice),
        Grammar::Encoded => encoded::change(&text(), dice).map(String::into_bytes),
        Grammar::Json => json::change(&text(), dice).map(String::into_bytes),
        Grammar::Xml => xml::change(input, dice),
        Grammar::Http => http::change(input, dice),
        Grammar::Form => Form::change(&text(), dice).map(String::into_bytes),
        Grammar::Lines => lines::change(&text(), dice).map(String::into_bytes),
    }
}

/// A text made of two: a part of the other stands in the first, by the grammar of both.
pub fn cross(one: &[u8], other: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (first, second) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let grammar = Grammar::of(one);
    if grammar != Grammar::of(other) {
        return None;
    }
    match grammar {
        Grammar::Jws => jws::splice(one, other, dice),
        Grammar::Json => json::cross(&first, &second, dice).map(String::into_bytes),
        Grammar::Xml => xml::cross(&first, &second, dice).map(String::into_bytes),
        Grammar::Http | Grammar::Lines => Some(lines::cross(&first, &second, dice).into_bytes()),
        Grammar::Encoded => encoded::cross(&first, &second, dice).map(String::into_bytes),
        Grammar::Form => Some(Form::cross(&first, &second, dice).into_bytes()),
    }
}

#[cfg(test)]
mod tests;
