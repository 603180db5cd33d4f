//! Base64url, strictly: every sequence of bytes has one spelling, and no other text is one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Refusal, Rules};

use crate::defects::{DROPS_FOREIGN_CHARACTERS, LENIENT_ABOUT_SIGNATURES};
use crate::requirements::{JWT_002, JWT_003};

/// What stands for a character outside the alphabet.
const FOREIGN: u32 = 1 << 31;

/// The six bits that a character stands for, shifted to where they belong among the 24 that four
/// characters make.
static SIX_BITS: [[u32; 256]; 4] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut tables = [[FOREIGN; 256]; 4];
    let mut place = 0;
    while place < alphabet.len() {
        let character = alphabet[place] as usize;
        tables[0][character] = (place as u32) << 18;
        tables[1][character] = (place as u32) << 12;
        tables[2][character] = (place as u32) << 6;
        tables[3][character] = place as u32;
        place += 1;
    }
    tables
};

/// These bytes in base64url without padding.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes that a text stands for, if it is their one spelling.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    decode_soundly(text.as_bytes(), &mut bytes).then_some(bytes)
}

/// A text that is to be decoded, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The text.
    pub(crate) text: &'a [u8],
    /// Where it begins in the token.
    pub(crate) start: usize,
    /// Whether it is the signature.
    pub(crate) is_signature: bool,
}

impl Part<'_> {
    /// Adds the bytes that the part stands for to `room`.
    pub(crate) fn decode(&self, room: &mut Vec<u8>, rules: &Rules) -> Result<(), Refusal> {
        let before = room.len();
        if decode_soundly(self.text, room) {
            return Ok(());
        }
        room.truncate(before);
        self.refuse(rules)?;
        decode_somehow(self.text, room);
        Ok(())
    }

    /// Names the first character at which the text is not the one spelling of its bytes.
    #[cold]
    fn refuse(&self, rules: &Rules) -> Result<(), Refusal> {
        if self.is_signature && rules.does(LENIENT_ABOUT_SIGNATURES) {
            return Ok(());
        }
        let foreign = |byte: &u8| SIX_BITS[3][*byte as usize] == FOREIGN;
        if let Some(place) = self.text.iter().position(foreign) {
            if rules.does(DROPS_FOREIGN_CHARACTERS) {
                return Ok(());
            }
            let message = "this character is not in the base64url alphabet";
            return rules.refuse(JWT_002, self.start + place, message);
        }
        let end = self.start + self.text.len();
        let last = end.saturating_sub(1);
        if self.text.len() % 4 == 1 {
            return rules.refuse(
                JWT_002,
                last,
                "no bytes have a base64url text of this length",
            );
        }
        rules.refuse(
            JWT_003,
            last,
            "the last character has bits that nothing uses",
        )
    }
}

/// Adds the bytes if the text is their one spelling. Otherwise what was added means nothing.
fn decode_soundly(text: &[u8], room: &mut Vec<u8>) -> bool {
    let before = room.len();
    let (eights, rest) = text.split_at(text.len() / 8 * 8);
    room.resize(before + eights.len() / 8 * 6, 0);
    let mut seen = 0;
    for (eight, six) in eights
        .chunks_exact(8)
        .zip(room[before..].chunks_exact_mut(6))
    {
        let (first, second) = (four(&eight[..4]), four(&eight[4..]));
        seen |= first | second;
        let bits = u64::from(first) << 24 | u64::from(second);
        six.copy_from_slice(&bits.to_be_bytes()[2..]);
    }
    for characters in rest.chunks(4) {
        let mut padded = [b'A'; 4];
        padded[..characters.len()].copy_from_slice(characters);
        let bits = four(&padded);
        let bytes = characters.len() * 3 / 4;
        let unused = bits & (0x00ff_ffff >> (8 * bytes));
        seen |= bits | if unused == 0 && bytes > 0 { 0 } else { FOREIGN };
        room.extend_from_slice(&bits.to_be_bytes()[1..=bytes]);
    }
    seen & FOREIGN == 0
}

/// The 24 bits that four characters stand for, or something with [`FOREIGN`].
fn four(characters: &[u8]) -> u32 {
    let bits = |place: usize| SIX_BITS[place][characters[place] as usize];
    bits(0) | bits(1) | bits(2) | bits(3)
}

/// Adds what a careless reader makes of a text: both alphabets, everything else passed over.
fn decode_somehow(text: &[u8], room: &mut Vec<u8>) {
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text {
        let six = match byte {
            b'+' => 62,
            b'/' => 63,
            byte => SIX_BITS[3][*byte as usize],
        };
        if six == FOREIGN {
            continue;
        }
        bits = bits << 6 | six;
        held += 6;
        if held >= 8 {
            held -= 8;
            room.push((bits >> held) as u8);
        }
    }
}
