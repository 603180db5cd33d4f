//! Changes to messages of HTTP and the like: the lines of the head, or the body by its own grammar.

use crate::words::WORDS;
use crate::{Dice, change as change_text};

/// Where the body of a message begins: after an empty line, or where a document does.
fn body(message: &[u8]) -> Option<usize> {
    let pairs = message.windows(2);
    let starts = pairs.map(|pair| match pair {
        b"\n\n" => Some(2),
        b"\n{" | b"\n<" => Some(1),
        _ => None,
    });
    starts
        .enumerate()
        .find_map(|(place, after)| Some(place + after?))
}

/// Whether a text begins like a request or an answer, or has a document below other lines.
pub(crate) fn is_message(text: &[u8]) -> bool {
    if body(text).is_some_and(|start| matches!(text.get(start), Some(b'{' | b'<'))) {
        return true;
    }
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let is_method = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_status = first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_digit());
    (is_method && second.starts_with(['/', 'h', '*'])) || is_status
}

/// The message after one change.
pub(crate) fn change(message: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (head, body) = message.split_at(body(message).unwrap_or(message.len()));
    if !body.is_empty() && dice.one_in(2) {
        return Some([head, &change_text(body, dice)?].concat());
    }
    let head = String::from_utf8_lossy(head);
    let mut lines: Vec<String> = head
        .trim_end_matches('\n')
        .split('\n')
        .map(str::to_owned)
        .collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(9) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(other.max(1), lines[one].clone()),
        2 => lines.swap(one, other),
        3 => lines[one] = cased(&lines[one], dice),
        4 => {
            let (name, _) = lines[one].split_once(": ")?;
            lines[one] = format!("{name}: {}", dice.choose(&WORDS.plain)?);
        }
        5 => {
            let line = format!(
                "{}{}",
                dice.choose(&WORDS.fields)?,
                dice.choose(&WORDS.plain)?
            );
            lines.push(line);
        }
        6 => {
            let (_, value) = lines[other].split_once(": ")?;
            let value = value.to_owned();
            let (name, _) = lines[one].split_once(": ")?;
            lines[one] = format!("{name}: {value}");
        }
        7 => {
            let methods = ["GET", "POST", "PUT", "HEAD", "post", "OPTIONS"];
            let (_, rest) = lines[0].split_once(' ')?;
            lines[0] = format!("{} {rest}", dice.choose(&methods)?);
        }
        _ => {
            let place = dice.place(&lines[one]);
            lines[one].insert_str(place, dice.choose(&WORDS.plain)?);
        }
    }
    let gap = &head[head.trim_end_matches('\n').len()..];
    Some([lines.join("\n").as_bytes(), gap.as_bytes(), body].concat())
}

fn cased(line: &str, dice: &mut Dice) -> String {
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    let changed = |text: &str, upper: bool| match upper {
        true => text.to_uppercase(),
        false => text.to_lowercase(),
    };
    match dice.below(4) {
        0 => format!("{}:{value}", changed(name, true)),
        1 => format!("{}:{value}", changed(name, false)),
        2 => format!("{name}:{}", changed(value, true)),
        _ => format!("{name} :{value}"),
    }
}
