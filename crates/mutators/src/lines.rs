//! Changes to lines: which there are, in which order, and the words in them.

use crate::Dice;
use crate::words::WORDS;

/// A way to change lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A line goes.
    Remove,
    /// A line stands a second time, somewhere.
    Duplicate,
    /// Two lines change places.
    Swap,
    /// A step of a script is added.
    Step,
    /// A word gives way to another one of the same text.
    Copy,
    /// A word gives way to one of the dictionaries.
    Replace,
    /// A number is changed a little.
    Number,
    /// A word goes, or stands twice.
    Word,
    /// A value within quotes changes its type.
    Retype,
}

impl Edit {
    /// Every way.
    pub const ALL: [Self; 9] = [
        Self::Remove,
        Self::Duplicate,
        Self::Swap,
        Self::Step,
        Self::Copy,
        Self::Replace,
        Self::Number,
        Self::Word,
        Self::Retype,
    ];
}

/// The text after one change.
pub fn change(text: &str, dice: &mut Dice) -> Option<String> {
    (0..4).find_map(|_| {
        let edit = *dice.choose(&Edit::ALL)?;
        apply(edit, text, dice)
    })
}

/// The text after this change, if it fits.
pub fn apply(edit: Edit, text: &str, dice: &mut Dice) -> Option<String> {
    // Where paragraphs are, they are what goes, comes and moves, half of the time.
    let end = match text.contains("\n\n") && dice.one_in(2) {
        true => "\n\n",
        false => "\n",
    };
    let mut lines: Vec<&str> = text.split(end).collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match edit {
        Edit::Remove if lines.len() > 1 => drop(lines.remove(one)),
        Edit::Remove => return None,
        Edit::Duplicate => lines.insert(other, lines[one]),
        Edit::Swap => lines.swap(one, other),
        Edit::Step => {
            if !text.contains("steps = [") {
                return None;
            }
            let step = format!("    {},", dice.choose(&WORDS.steps)?.trim());
            lines.insert(other.max(1), &step);
            return Some(lines.join(end));
        }
        Edit::Copy => {
            let words = words(text);
            let (word, source) = (dice.choose(&words)?.clone(), dice.choose(&words)?.clone());
            return Some(with(text, word, &text[source]));
        }
        Edit::Replace => {
            let word = dice.choose(&words(text))?.clone();
            return Some(with(text, word, dice.choose(&WORDS.plain)?));
        }
        Edit::Number => {
            let numbers: Vec<_> = words(text)
                .into_iter()
                .filter(|word| text[word.clone()].parse::<i64>().is_ok())
                .collect();
            let word = dice.choose(&numbers)?.clone();
            let step = *dice.choose(&[1, -1, 2, -2, 60, -60, 299, 300, 3600, 86_400, -86_400])?;
            let number = text[word.clone()].parse::<i64>().ok()?.wrapping_add(step);
            return Some(with(text, word, &number.to_string()));
        }
        Edit::Word => {
            let word = dice.choose(&words(text))?.clone();
            let doubled = match dice.one_in(2) {
                true => String::new(),
                false => text[word.clone()].repeat(2),
            };
            return Some(with(text, word, &doubled));
        }
        Edit::Retype => {
            let mut word = dice.choose(&words(text))?.clone();
            let before = word.start.checked_sub(1)?;
            if text.as_bytes()[before] == b'"' && text[word.end..].starts_with('"') {
                word = before..word.end + 1;
            }
            let values = [
                "true", "false", "0", "-1", "1.5", "\"\"", "\"x\"", "[]", "{}",
            ];
            let more = [
                "{ is = \"null\" }",
                "{ is = \"undefined\" }",
                "{ object = [] }",
            ];
            let all = [&values[..], &more[..]].concat();
            return Some(with(text, word, dice.choose(&all)?));
        }
    }
    Some(lines.join(end))
}

/// The first lines of one text and the last lines of another; frames of scripts are kept.
pub fn cross(one: &str, other: &str, dice: &mut Dice) -> String {
    let (mut first, second): (Vec<&str>, Vec<&str>) =
        (one.split('\n').collect(), other.split('\n').collect());
    let (begin, end) = (dice.below(second.len()), dice.below(second.len()));
    let piece = &second[begin.min(end)..=begin.max(end)];
    let is_frame = |line: &&&str| line.ends_with("= [") || *line == &"]";
    let piece: Vec<&str> = piece
        .iter()
        .filter(|line| !is_frame(line))
        .copied()
        .collect();
    let place = 1.min(first.len() - 1) + dice.below(first.len());
    let place = place.min(first.len());
    first.splice(place..place, piece);
    first.join("\n")
}

/// Where the words of a text are: letters, digits and what joins them.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut start = None;
    for place in 0..=bytes.len() {
        let inner = bytes.get(place).is_some_and(|byte| is_inner(*byte));
        match (start, inner) {
            (None, true) => start = Some(place),
            (Some(begin), false) => {
                words.push(begin..place);
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The text with this in the place of that range.
fn with(text: &str, range: std::ops::Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}
