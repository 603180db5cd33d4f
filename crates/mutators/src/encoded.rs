//! Changes to JSON in base64: what it says, and in which alphabet it is spelled.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

use crate::{Dice, json};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Whether a text is base64 of what begins like an object.
pub(crate) fn looks_like(text: &[u8]) -> bool {
    text.starts_with(b"ey") && decode(&String::from_utf8_lossy(text)).is_some()
}

fn decode(text: &str) -> Option<String> {
    let engine = match text.contains(['+', '/']) {
        true => GeneralPurpose::new(&STANDARD, LENIENT),
        false => GeneralPurpose::new(&URL_SAFE, LENIENT),
    };
    String::from_utf8(engine.decode(text.trim()).ok()?).ok()
}

fn encode(text: &str, dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => general_purpose::STANDARD.encode(text),
        1 => general_purpose::STANDARD_NO_PAD.encode(text),
        2 => general_purpose::URL_SAFE.encode(text),
        _ => general_purpose::URL_SAFE_NO_PAD.encode(text),
    }
}

/// The text after one change.
pub(crate) fn change(text: &str, dice: &mut Dice) -> Option<String> {
    let held = decode(text)?;
    let held = match dice.one_in(4) {
        true => held,
        false => json::change(&held, dice)?,
    };
    let mut encoded = encode(&held, dice);
    if dice.one_in(8) {
        let place = dice.place(&encoded);
        encoded.insert(place, *dice.choose(&['=', '~', ' ', '\n', '+', '_', '.'])?);
    }
    Some(encoded)
}

/// What two texts say, put together.
pub(crate) fn cross(one: &str, other: &str, dice: &mut Dice) -> Option<String> {
    let crossed = json::cross(&decode(one)?, &decode(other)?, dice)?;
    Some(encode(&crossed, dice))
}
