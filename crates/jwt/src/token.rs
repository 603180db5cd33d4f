//! A token: a JWS in compact serialization, taken apart. Nothing of it is verified yet.

use conformance::{Refusal, Rules};

use crate::base64url::Part;
use crate::defects::SKIPS_EMPTY_SIGNATURES;
use crate::requirements::{JWT_001, JWT_005, JWT_009, JWT_033, JWT_034, JWT_035, JWT_036};
use crate::text::Place;
use crate::{Claims, Header};

/// What a reader bears. Checked before the cost is incurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest token.
    pub length_bytes: usize,
    /// The deepest nesting of arrays and objects.
    pub depth: u32,
    /// The most values in the header or the claims, names counted like values.
    pub values: u32,
}

impl Limits {
    /// Several times what Entra issues for a user with as many groups as fit.
    pub const DEFAULT: Self = Self {
        length_bytes: 64 * 1024,
        depth: 32,
        values: 8 * 1024,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A token whose parts were decoded. It borrows from its text and from the room lent to its reader.
#[derive(Clone, Debug)]
pub struct Token<'a> {
    /// Its header.
    pub header: Header<'a>,
    signing_input: &'a [u8],
    payload: Payload<'a>,
    payload_place: Place,
    signature: &'a [u8],
    signature_start: usize,
    limits: Limits,
}

/// The decoded payload.
#[derive(Clone, Copy, Debug)]
enum Payload<'a> {
    Text(&'a str),
    /// Not UTF-8, from this byte on.
    Bytes(&'a [u8], usize),
}

/// Takes a token apart. Its parts are decoded into `room`, from which the token then borrows.
pub fn parse<'a>(
    text: &'a [u8],
    limits: &Limits,
    room: &'a mut Vec<u8>,
    rules: &Rules,
) -> Result<Token<'a>, Refusal> {
    if text.len() > limits.length_bytes {
        let message = "the token is longer than any that is accepted";
        rules.refuse(JWT_033, limits.length_bytes, message)?;
    }
    let (text, skipped) = without_white_space(text, rules)?;
    let [header, payload, signature] = split(text, skipped, rules)?;
    room.clear();
    room.reserve(text.len());
    header.decode(room, rules)?;
    let header_end = room.len();
    payload.decode(room, rules)?;
    let payload_end = room.len();
    signature.decode(room, rules)?;
    if room.len() == payload_end && !rules.does(SKIPS_EMPTY_SIGNATURES) {
        rules.refuse(JWT_009, signature.start, "the signature is empty")?;
    }
    if let Err(error) = std::str::from_utf8(&room[..header_end]) {
        let offset = Place::Part(header.start).of(error.valid_up_to());
        rules.refuse(JWT_005, offset, "the header is not UTF-8")?;
        make_utf8(&mut room[..header_end]);
    }
    if !rules.demand(JWT_034) {
        make_utf8(&mut room[header_end..payload_end]);
    }
    let room: &'a [u8] = room;
    let header_text = std::str::from_utf8(&room[..header_end]).expect("this was seen above");
    let payload_bytes = &room[header_end..payload_end];
    Ok(Token {
        header: Header::read(header_text, Place::Part(header.start), limits, rules)?,
        signing_input: &text[..payload.start - skipped + payload.text.len()],
        payload: match std::str::from_utf8(payload_bytes) {
            Ok(text) => Payload::Text(text),
            Err(error) => Payload::Bytes(payload_bytes, error.valid_up_to()),
        },
        payload_place: Place::Part(payload.start),
        signature: &room[payload_end..],
        signature_start: signature.start,
        limits: *limits,
    })
}

impl<'a> Token<'a> {
    /// What the signature is about.
    pub const fn signing_input(&self) -> &'a [u8] {
        self.signing_input
    }

    /// The decoded payload, whatever it is.
    pub const fn payload(&self) -> &'a [u8] {
        match self.payload {
            Payload::Text(text) => text.as_bytes(),
            Payload::Bytes(bytes, _) => bytes,
        }
    }

    /// The decoded signature.
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Reads the payload as claims. Whether to trust them is another matter.
    pub fn claims(&self, rules: &Rules) -> Result<Claims<'a>, Refusal> {
        let text = match self.payload {
            Payload::Text(text) => text,
            Payload::Bytes(_, valid_up_to) => {
                let offset = self.payload_place.of(valid_up_to);
                return Err(Refusal::new(JWT_034, offset, "the claims are not UTF-8"));
            }
        };
        Claims::read(text, self.payload_place, &self.limits, rules)
    }

    /// The character of the token at which the signature begins.
    pub(crate) const fn signature_start(&self) -> usize {
        self.signature_start
    }

    /// The character of the token at which the payload begins.
    pub(crate) const fn payload_start(&self) -> usize {
        self.payload_place.of(0)
    }
}

/// The text without white space around it, and how much stood before it.
fn without_white_space<'a>(text: &'a [u8], rules: &Rules) -> Result<(&'a [u8], usize), Refusal> {
    let bare = text.trim_ascii();
    if bare.len() == text.len() {
        return Ok((text, 0));
    }
    let before = text.len() - text.trim_ascii_start().len();
    let offset = if before > 0 { 0 } else { bare.len() };
    let message = "white space stands around the token";
    rules.refuse(JWT_001, offset, message)?;
    Ok((bare, before))
}

/// The three parts of a token, `skipped` bytes after its beginning.
fn split<'a>(text: &'a [u8], skipped: usize, rules: &Rules) -> Result<[Part<'a>; 3], Refusal> {
    if text.first() == Some(&b'{') {
        let message = "this is a JWS in JSON serialization, and a compact one was due";
        rules.refuse(JWT_035, skipped, message)?;
    }
    let mut dots = memchr::memchr_iter(b'.', text);
    let (first, second, third) = (dots.next(), dots.next(), dots.next());
    if let Some(third) = third {
        if dots.next().is_some() && dots.next().is_none() {
            let message = "five parts make a JWE, which is no JWS that could be verified";
            rules.refuse(JWT_036, skipped + third, message)?;
        } else {
            let message = "more than three parts are no compact JWS";
            rules.refuse(JWT_001, skipped + third, message)?;
        }
    }
    if first.is_none() || second.is_none() {
        let message = "fewer than three parts are no compact JWS";
        rules.refuse(JWT_001, skipped + text.len(), message)?;
    }
    if first == Some(0) {
        rules.refuse(JWT_001, skipped, "the header is empty")?;
    }
    let end = third.unwrap_or(text.len());
    let first = first.unwrap_or(end);
    let second = second.unwrap_or(end);
    let part = |start: usize, end: usize, is_signature| Part {
        text: text.get(start..end).unwrap_or_default(),
        start: skipped + start.min(text.len()),
        is_signature,
    };
    Ok([
        part(0, first, false),
        part(first + 1, second, false),
        part(second + 1, end, true),
    ])
}

/// Puts a question mark in place of each byte that is no part of UTF-8.
fn make_utf8(bytes: &mut [u8]) {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        from += error.valid_up_to();
        bytes[from] = b'?';
        from += 1;
    }
}
