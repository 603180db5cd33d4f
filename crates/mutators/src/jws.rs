//! Changes to tokens: what the parts say, how they are spelled, who signs, and parts of two tokens
//! put together.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt::{Algorithm, Part, Recipe, Spoil};

use crate::{Dice, json};

/// A way to change a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The header says something else, and is signed again.
    Header,
    /// The claims say something else, and are signed again.
    Claims,
    /// The header or the claims say something else under the old signature.
    Unsigned,
    /// The parts are spelled as no sound issuer spells them, and signed like that.
    Spelling,
    /// The signature is another one.
    Signature,
    /// Another key signs, by its own algorithm or by one that the header does not name.
    Key,
    /// A part is left out, doubled, exchanged with another or added.
    Parts,
    /// One character changes, goes or comes.
    Character,
}

impl Edit {
    /// Every way.
    pub const ALL: [Self; 8] = [
        Self::Header,
        Self::Claims,
        Self::Unsigned,
        Self::Spelling,
        Self::Signature,
        Self::Key,
        Self::Parts,
        Self::Character,
    ];
}

/// The token after one change.
pub fn change(token: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let more = [Edit::Header, Edit::Claims, Edit::Header, Edit::Claims];
    (0..4).find_map(|_| {
        let edit = match dice.one_in(3) {
            true => *dice.choose(&more)?,
            false => *dice.choose(&Edit::ALL)?,
        };
        apply(edit, token, dice)
    })
}

/// A token in parts. What cannot be decoded is left as it is.
struct Token<'t> {
    parts: Vec<&'t [u8]>,
    header: Option<String>,
    claims: Option<String>,
}

impl<'t> Token<'t> {
    fn of(token: &'t [u8]) -> Self {
        let parts: Vec<&[u8]> = token.split(|byte| *byte == b'.').collect();
        let decoded = |place: usize| {
            let part = parts.get(place)?.trim_ascii();
            let part: Vec<u8> = part.iter().copied().filter(|byte| *byte != b'=').collect();
            String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        Self {
            header: decoded(0),
            claims: decoded(1),
            parts,
        }
    }

    /// How to make the token again, signed by the key that its header names, or by a usual one.
    fn recipe(&self, dice: &mut Dice) -> Option<Recipe> {
        let header = self.header.clone()?;
        let names = |key: &&&str| header.contains(&format!("\"{key}\""));
        let named = ["hmac-other", "hmac", "ed", "ec", "rsa"].iter().find(names);
        let sign = named.unwrap_or(&"hmac");
        let sign = if dice.one_in(24) { "hmac-other" } else { sign };
        Some(Recipe::signed(header, self.claims.clone()?, sign))
    }
}

/// The token after this change, if it fits.
pub fn apply(edit: Edit, token: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let held = Token::of(token);
    match edit {
        Edit::Header => {
            let mut recipe = held.recipe(dice)?;
            recipe.header = json::change(&recipe.header, dice)?;
            mint(&recipe)
        }
        Edit::Claims => {
            let mut recipe = held.recipe(dice)?;
            recipe.payload = json::change(&recipe.payload, dice)?;
            mint(&recipe)
        }
        Edit::Unsigned => {
            let mut parts: Vec<Vec<u8>> = held.parts.iter().map(|part| part.to_vec()).collect();
            let (place, text) = match dice.one_in(2) {
                true => (0, held.header?),
                false => (1, held.claims?),
            };
            parts[place] = URL_SAFE_NO_PAD
                .encode(json::change(&text, dice)?)
                .into_bytes();
            Some(parts.join(&b'.'))
        }
        Edit::Spelling => {
            let part = *dice.choose(&[Part::Header, Part::Payload, Part::Signature])?;
            let strange = *dice.choose(&["=", "+", "/", " ", "\n", "~", ".", "\0", "é"])?;
            let spoil = match dice.below(9) {
                0 => Spoil::Latin1(part),
                1 => Spoil::Spaces(part, 1 + dice.below(3)),
                2 => Spoil::Pad(part),
                3 => Spoil::UnusedBits(part),
                4 => Spoil::PlainAlphabet(part),
                5 => Spoil::Insert(part, strange.to_owned()),
                6 => Spoil::Omit(part),
                7 => Spoil::Before(strange.to_owned()),
                _ => Spoil::After(strange.to_owned()),
            };
            mint(&held.recipe(dice)?.spoilt(spoil))
        }
        Edit::Signature => {
            let spoils = [
                Spoil::EmptySignature,
                Spoil::ZeroSignature,
                Spoil::ShortSignature,
                Spoil::LongSignature,
                Spoil::DerSignature,
                Spoil::LoosePadding,
                Spoil::Flip(Part::Signature),
                Spoil::UnusedBits(Part::Signature),
                Spoil::Flip(Part::Payload),
            ];
            let spoil = dice.choose(&spoils)?.clone();
            mint(&held.recipe(dice)?.spoilt(spoil))
        }
        Edit::Key => {
            let mut recipe = held.recipe(dice)?;
            let keys = [
                "hmac",
                "hmac-other",
                "hmac-64",
                "hmac-31",
                "ed",
                "ec",
                "rsa",
            ];
            let key = *dice.choose(&keys)?;
            recipe.sign = key.to_owned();
            let algorithms = ["HS256", "HS512", "EdDSA", "ES256", "RS256", "PS256", "none"];
            let own = match key {
                "ed" => "EdDSA",
                "ec" => "ES256",
                "rsa" => "RS256",
                _ => "HS256",
            };
            let stated = if dice.one_in(3) {
                *dice.choose(&algorithms)?
            } else {
                own
            };
            recipe.with = own.parse::<Algorithm>().ok();
            recipe.header = format!("{{\"alg\":\"{stated}\",\"kid\":\"{key}\"}}");
            mint(&recipe)
        }
        Edit::Parts => {
            let mut parts = held.parts;
            let (one, other) = (dice.below(parts.len()), dice.below(parts.len()));
            match dice.below(4) {
                0 => drop(parts.remove(one)),
                1 => parts.insert(other, parts[one]),
                2 => parts.swap(one, other),
                _ => parts.push(b"AAAA"),
            }
            Some(parts.join(&b'.'))
        }
        Edit::Character => character(token, dice),
    }
}

fn mint(recipe: &Recipe) -> Option<Vec<u8>> {
    recipe.mint().ok().map(String::into_bytes)
}

fn character(token: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    const CHARACTERS: &[u8] = b"AQgwBCDE_-.=+/ ~\n\r\t\0\xff0129azZ";
    let mut token = token.to_vec();
    if token.is_empty() {
        return None;
    }
    // The last character of a part is where bits stand that nothing uses.
    let ends: Vec<usize> = (0..token.len())
        .filter(|place| matches!(token.get(place + 1), None | Some(b'.')))
        .collect();
    let place = match dice.one_in(3) {
        true => *dice.choose(&ends)?,
        false => dice.below(token.len()),
    };
    let character = *dice.choose(CHARACTERS)?;
    match dice.below(4) {
        0 => token.insert(place, character),
        1 => drop(token.remove(place)),
        2 => token[place] = token[place].wrapping_add(1),
        _ => token[place] = character,
    }
    Some(token)
}

/// A token of parts of two: under the signature of one of them, or signed again.
pub fn splice(one: &[u8], other: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (first, second) = (Token::of(one), Token::of(other));
    let mut parts = first.parts.clone();
    let place = dice.below(parts.len());
    parts[place] = second.parts.get(place)?;
    let spliced = parts.join(&b'.');
    if dice.one_in(2) {
        return Some(spliced);
    }
    mint(&Token::of(&spliced).recipe(dice)?)
}
