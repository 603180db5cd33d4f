//! Changes to forms: which fields there are, how often, and how they are spelled.

use crate::Dice;
use crate::words::WORDS;

/// Names and values, joined by `&`.
pub struct Form;

impl Form {
    /// Whether a text is fields and nothing else.
    pub(crate) fn looks_like(text: &[u8]) -> bool {
        text.contains(&b'=')
            && !text
                .iter()
                .any(|byte| byte.is_ascii_whitespace() || b"<>{}\"".contains(byte))
            && text.first().is_some_and(u8::is_ascii_alphabetic)
    }

    /// The form after one change.
    pub fn change(text: &str, dice: &mut Dice) -> Option<String> {
        let mut fields: Vec<String> = text.split('&').map(str::to_owned).collect();
        let (one, other) = (dice.below(fields.len()), dice.below(fields.len()));
        match dice.below(9) {
            0 => drop(fields.remove(one)),
            1 => fields.insert(other, fields[one].clone()),
            2 => fields.swap(one, other),
            3 => {
                let value = value(&fields[other]).to_owned();
                fields[one] = format!("{}={value}", name(&fields[one]));
            }
            4 => {
                let word = dice.choose(&WORDS.plain)?.replace(' ', "+");
                fields[one] = format!("{}={word}", name(&fields[one]));
            }
            5 => {
                let word = dice.choose(&WORDS.plain)?.replace(' ', "+");
                fields.insert(other, format!("{}{word}", dice.choose(&WORDS.parameters)?));
            }
            6 => fields[one] = recoded(&fields[one], dice)?,
            7 => fields[one] = name(&fields[one]).to_owned() + dice.choose(&["", "="])?,
            _ => {
                let field = &fields[one];
                let place = dice.place(field);
                let piece =
                    *dice.choose(&["%", "%0", "%zz", "%00", "%ff", "+", "=", ";", "%20"])?;
                fields[one] = format!("{}{piece}{}", &field[..place], &field[place..]);
            }
        }
        Some(fields.join("&"))
    }

    /// The fields of one form with some of another's among them.
    pub fn cross(one: &str, other: &str, dice: &mut Dice) -> String {
        let mut fields: Vec<&str> = one.split('&').collect();
        for field in other.split('&').filter(|_| dice.one_in(2)) {
            fields.push(field);
        }
        fields.join("&")
    }
}

fn name(field: &str) -> &str {
    field.split_once('=').map_or(field, |(name, _)| name)
}

fn value(field: &str) -> &str {
    field.split_once('=').map_or("", |(_, value)| value)
}

/// A field one of whose characters is written by its code, or by itself.
fn recoded(field: &str, dice: &mut Dice) -> Option<String> {
    if let Some(place) = field.find('%')
        && let Some(code) = field.get(place + 1..place + 3)
        && dice.one_in(2)
    {
        let plain = u8::from_str_radix(code, 16).ok()?;
        let shown = match dice.below(3) {
            0 => code.to_lowercase(),
            1 => code.to_uppercase(),
            _ => char::from(plain).to_string(),
        };
        let percent = if shown == char::from(plain).to_string() {
            ""
        } else {
            "%"
        };
        return Some(format!(
            "{}{percent}{shown}{}",
            &field[..place],
            &field[place + 3..]
        ));
    }
    let place = dice.below(field.len().max(1));
    let byte = *field.as_bytes().get(place)?;
    let (before, after) = (field.get(..place)?, field.get(place + 1..)?);
    Some(format!("{before}%{byte:02X}{after}"))
}
