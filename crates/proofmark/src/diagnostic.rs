//! A rejection as people read it: where in the input, a caret below the place, which sentence.
//!
//! The input may be hostile and may hold a token. So a diagnostic shows a window around the place,
//! never the whole input, and every character that could steer a terminal is escaped.

use std::fmt::Write as _;

use conformance::Refusal;
use xml::Place;

/// How many characters are shown on either side of the place.
const WINDOW: usize = 30;

/// The rejection with its place, its sentence and its source.
pub fn render(name: &str, source: &[u8], refusal: &Refusal) -> String {
    let place = Place::at(source, refusal.offset);
    let requirement = refusal.id.row();
    let (before, after) = window(&place);
    let caret = " ".repeat(before.chars().count());
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let mut text = String::new();
    write!(
        text,
        "{id}: {message}\n\
         {margin}--> {name}:{number}:{column} (byte {offset})\n\
         {margin} |\n\
         {number} | {before}{after}\n\
         {margin} | {caret}^\n\
         {margin} = {says}\n\
         {margin} = source: {from}\n",
        id = requirement.id,
        message = escaped(&refusal.message),
        column = place.column,
        offset = refusal.offset,
        says = requirement.says,
        from = requirement.source,
    )
    .expect("a string takes every text");
    text
}

/// What stands around the place on its line.
fn window(place: &Place) -> (String, String) {
    let (before, after) = place.text.split_at(place.offset);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .nth(WINDOW - 1)
        .map_or(0, |(at, _)| at);
    let end = after
        .char_indices()
        .nth(WINDOW)
        .map_or(after.len(), |(at, _)| at);
    (escaped(&before[start..]), escaped(&after[..end]))
}

/// Text on its own lines that cannot steer a terminal or reorder what is read.
pub fn escaped_lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

/// Text that cannot steer a terminal or reorder what is read.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// JSON that cannot either, and says the same.
pub(crate) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        // Between the values of JSON stand no such characters but the ends of lines.
        if steers(character) && character != '\n' {
            safe.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Whether a character steers a terminal, or reorders or hides what is read.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
