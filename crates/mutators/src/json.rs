//! Changes to JSON: members, types, numbers, escapes and duplicates. The text may be nearly JSON.

use crate::Dice;
use crate::words::WORDS;

/// A value, with the name before it if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    /// Where the name begins, or else the value.
    start: usize,
    /// Where the value begins.
    value: usize,
    end: usize,
    /// Which node it stands in.
    parent: Option<usize>,
}

/// A way to change JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A member or item goes, with its comma.
    Remove,
    /// A member or item stands a second time, before or after its neighbours.
    Duplicate,
    /// A member stands a second time under the same name with another value.
    Contradict,
    /// Two members or items change places.
    Swap,
    /// A value gives way to another one of the same text.
    Copy,
    /// A value gives way to one of another type.
    Retype,
    /// A value gives way to a word that it may be confused with.
    Replace,
    /// A character of a string or name is written as an escape.
    Escape,
    /// A name gives way to another, or changes its case.
    Rename,
    /// A member or item is added.
    Insert,
    /// A value stands within an array or object.
    Wrap,
    /// A number is changed a little, or spelled differently.
    Number,
    /// A string is changed a little.
    Text,
    /// White space, a byte order mark, or something after the end.
    Around,
}

impl Edit {
    /// Every way.
    pub const ALL: [Self; 14] = [
        Self::Remove,
        Self::Duplicate,
        Self::Contradict,
        Self::Swap,
        Self::Copy,
        Self::Retype,
        Self::Replace,
        Self::Escape,
        Self::Rename,
        Self::Insert,
        Self::Wrap,
        Self::Number,
        Self::Text,
        Self::Around,
    ];
}

/// The text after one change. JSON within a string is changed there now and then.
pub fn change(text: &str, dice: &mut Dice) -> Option<String> {
    if dice.one_in(3)
        && let Some(changed) = change_within(text, dice)
    {
        return Some(changed);
    }
    (0..4).find_map(|_| {
        let edit = *dice.choose(&Edit::ALL)?;
        apply(edit, text, dice)
    })
}

/// Changes JSON that stands in a string of this JSON.
fn change_within(text: &str, dice: &mut Dice) -> Option<String> {
    let nodes = scan(text);
    let holds_json = |node: &&Node| text[node.value..node.end].starts_with("\"{");
    let strings: Vec<&Node> = nodes.iter().filter(holds_json).collect();
    let node = dice.choose(&strings)?;
    let inner = inside(text, node)?
        .replace("\\\"", "\"")
        .replace("\\\\", "\\");
    let edit = *dice.choose(&Edit::ALL)?;
    let inner = apply(edit, &inner, dice)?;
    let inner = inner
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    Some(with(text, node.value + 1..node.end - 1, &inner))
}

/// The text after this change, if it fits.
pub fn apply(edit: Edit, text: &str, dice: &mut Dice) -> Option<String> {
    let nodes = scan(text);
    let inner: Vec<Node> = nodes
        .iter()
        .filter(|node| node.parent.is_some())
        .copied()
        .collect();
    let whole = |node: Node| &text[node.start..node.end];
    let value = |node: Node| &text[node.value..node.end];
    match edit {
        Edit::Remove => {
            let node = *dice.choose(&inner)?;
            Some(without(text, node))
        }
        Edit::Duplicate => {
            let node = *dice.choose(&inner)?;
            let others: Vec<Node> = inner
                .iter()
                .filter(|o| o.parent == node.parent)
                .copied()
                .collect();
            let beside = *dice.choose(&others)?;
            Some(with(
                text,
                beside.end..beside.end,
                &format!(",{}", whole(node)),
            ))
        }
        Edit::Contradict => {
            let node = *dice.choose(&inner)?;
            let other = other_value(dice)?;
            let name = &text[node.start..node.value];
            let (place, member) = match dice.one_in(2) {
                true => (node.end, format!(",{name}{other}")),
                false => (node.start, format!("{name}{other},")),
            };
            Some(with(text, place..place, &member))
        }
        Edit::Swap => {
            let (one, other) = (*dice.choose(&inner)?, *dice.choose(&inner)?);
            let (one, other) = if one.start < other.start {
                (one, other)
            } else {
                (other, one)
            };
            if one.end > other.start {
                return None;
            }
            let between = &text[one.end..other.start];
            let swapped = format!("{}{between}{}", whole(other), whole(one));
            Some(with(text, one.start..other.end, &swapped))
        }
        Edit::Copy => {
            let (one, other) = (*dice.choose(&nodes)?, *dice.choose(&nodes)?);
            Some(with(text, one.value..one.end, value(other)))
        }
        Edit::Retype => {
            let node = *dice.choose(&nodes)?;
            let values = [
                "null", "true", "false", "0", "7", "-1", "\"\"", "\"x\"", "[]", "{}",
            ];
            let more = ["[1]", "[\"x\"]", "{\"x\":1}", "1.5", "1e400", "[null]"];
            let all = [&values[..], &more[..]].concat();
            Some(with(text, node.value..node.end, dice.choose(&all)?))
        }
        Edit::Replace => {
            let node = *dice.choose(&inner)?;
            Some(with(text, node.value..node.end, &other_value(dice)?))
        }
        Edit::Escape => escape(text, &nodes, dice),
        Edit::Rename => rename(text, &inner, dice),
        Edit::Insert => insert(text, &nodes, dice),
        Edit::Wrap => {
            let node = *dice.choose(&nodes)?;
            let held = value(node);
            let depth = *dice.choose(&[1, 1, 1, 2, 33, 64])?;
            let wrapped = match dice.one_in(3) {
                true => format!("{{\"x\":{held}}}"),
                false => format!("{}{held}{}", "[".repeat(depth), "]".repeat(depth)),
            };
            Some(with(text, node.value..node.end, &wrapped))
        }
        Edit::Number => number(text, &nodes, dice),
        Edit::Text => string(text, &nodes, dice),
        Edit::Around => {
            let node = *dice.choose(&nodes)?;
            let space = *dice.choose(&[" ", "\n", "\t", "\r\n", "\u{a0}", "\u{c}"])?;
            Some(match dice.below(5) {
                0 => format!("\u{feff}{text}"),
                1 => format!("{text}{}", dice.choose(&["{}", "x", ",", "\0", " ", "\n"])?),
                2 => with(text, node.end..node.end, space),
                3 => with(text, node.end..node.end, ","),
                _ => with(text, node.start..node.start, space),
            })
        }
    }
}

/// The text with a value of the other in the place of one of its own, or a member added.
pub fn cross(one: &str, other: &str, dice: &mut Dice) -> Option<String> {
    let (nodes, others) = (scan(one), scan(other));
    let (node, source) = (*dice.choose(&nodes)?, *dice.choose(&others)?);
    let member = &other[source.start..source.end];
    if node.parent.is_some() && (source.start < source.value) == (node.start < node.value) {
        return Some(match dice.one_in(2) {
            true => with(one, node.end..node.end, &format!(",{member}")),
            false => with(one, node.start..node.end, member),
        });
    }
    Some(with(
        one,
        node.value..node.end,
        &other[source.value..source.end],
    ))
}

fn other_value(dice: &mut Dice) -> Option<String> {
    if dice.one_in(3) {
        return Some(format!(
            "\"{}\"",
            dice.choose(&WORDS.plain)?.escape_default()
        ));
    }
    dice.choose(&WORDS.values).cloned()
}

fn escape(text: &str, nodes: &[Node], dice: &mut Dice) -> Option<String> {
    let node = *dice.choose(nodes)?;
    let (start, end) = match text[node.start..].starts_with('"') {
        true if node.start < node.value && dice.one_in(2) => {
            let name = text[node.start + 1..].find('"')?;
            (node.start + 1, node.start + 1 + name)
        }
        _ if text[node.value..].starts_with('"') => (node.value + 1, node.end - 1),
        _ => return None,
    };
    let (place, character) = text.get(start..end)?.char_indices().nth(dice.below(12))?;
    if character == '\\' || text[..start + place].ends_with('\\') {
        return None;
    }
    let mut units = [0; 2];
    let escaped: String = character
        .encode_utf16(&mut units)
        .iter()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let escaped = match dice.below(8) {
        0 => "\\ud800".to_owned(),
        1 => escaped.to_uppercase().replace("\\U", "\\u"),
        2 => "\\q".to_owned(),
        3 => "\\u0000".to_owned(),
        _ => escaped,
    };
    let place = start + place;
    Some(with(text, place..place + character.len_utf8(), &escaped))
}

fn rename(text: &str, inner: &[Node], dice: &mut Dice) -> Option<String> {
    let members: Vec<Node> = inner
        .iter()
        .filter(|node| node.start < node.value)
        .copied()
        .collect();
    let node = *dice.choose(&members)?;
    let name = &text[node.start..node.value];
    let other = dice.choose(&members)?;
    let renamed = match dice.below(6) {
        0 => name.to_uppercase(),
        1 => name.replacen('"', "\" ", 1),
        2 => text[other.start..other.value].to_owned(),
        3 => name.replacen('"', "\"x", 1),
        _ => dice.choose(&WORDS.members)?.clone(),
    };
    Some(with(text, node.start..node.value, &renamed))
}

fn insert(text: &str, nodes: &[Node], dice: &mut Dice) -> Option<String> {
    let is_open = |node: &&Node| text[node.value..].starts_with(['{', '[']);
    let containers: Vec<&Node> = nodes.iter().filter(is_open).collect();
    let node = dice.choose(&containers)?;
    let is_object = text[node.value..].starts_with('{');
    let value = match dice.one_in(3) {
        true => {
            let source = dice.choose(nodes)?;
            text[source.value..source.end].to_owned()
        }
        false => other_value(dice)?,
    };
    let member = match is_object {
        true => format!("{}{value}", dice.choose(&WORDS.members)?),
        false => value,
    };
    let is_empty = text[node.value + 1..].trim_start().starts_with(['}', ']']);
    let comma = if is_empty { "" } else { "," };
    let first = node.value + 1;
    if is_empty || dice.one_in(2) {
        return Some(with(text, first..first, &format!("{member}{comma}")));
    }
    let last = node.end - 1;
    if last < first || !text.is_char_boundary(last) {
        return None;
    }
    Some(with(text, last..last, &format!("{comma}{member}")))
}

fn number(text: &str, nodes: &[Node], dice: &mut Dice) -> Option<String> {
    let bare = |node: &Node| text[node.value..node.end].trim_matches('"').to_owned();
    let is_number = |node: &&Node| bare(node).parse::<f64>().is_ok();
    let numbers: Vec<&Node> = nodes.iter().filter(is_number).collect();
    let node = dice.choose(&numbers)?;
    let old = bare(node);
    let step = *dice.choose(&[1, -1, 1, -1, 60, -60, 300, -301, 3600, -3600, 86_400])?;
    let near = old
        .parse::<i64>()
        .ok()
        .map(|number| number.wrapping_add(step).to_string());
    let new = match dice.below(12) {
        0..=4 => near?,
        5 => format!("{old}.0"),
        6 => format!("{old}e0"),
        7 => format!("-{old}"),
        8 => format!("0{old}"),
        9 => format!("\"{old}\""),
        10 => format!("{old}.5"),
        _ => dice
            .choose(&["1e400", "-0", "18446744073709551616", "9007199254740993"])?
            .to_string(),
    };
    Some(with(text, node.value..node.end, &new))
}

fn string(text: &str, nodes: &[Node], dice: &mut Dice) -> Option<String> {
    let is_string =
        |node: &&Node| text[node.value..].starts_with('"') && node.end - node.value >= 2;
    let strings: Vec<&Node> = nodes.iter().filter(is_string).collect();
    let node = dice.choose(&strings)?;
    let old = inside(text, node)?;
    let place = dice.place(old);
    let other = dice.choose(&strings)?;
    let new = match dice.below(12) {
        0 => old.to_uppercase(),
        1 => old.to_lowercase(),
        2 => old[..place].to_owned(),
        3 => old[place..].to_owned(),
        4 => format!(
            "{old}{}",
            dice.choose(&["/", " ", "x", ".", "=", "\\u0000", "\\n", ".evil"])?
        ),
        5 => format!(
            "{}{old}",
            dice.choose(&[" ", "x", "/", "https://", "http://", "api://"])?
        ),
        6 => format!(
            "{}{}{}",
            &old[..place],
            dice.choose(&WORDS.plain)?.escape_default(),
            &old[place..]
        ),
        7 => inside(text, other)?.to_owned(),
        8 => format!("{old} {old}"),
        9 => format!("{} {old}", dice.choose(&WORDS.plain)?.escape_default()),
        10 => old.replace("https", "http"),
        _ => {
            let character = old[place..].chars().next()?;
            let flip = *dice.choose(&["A", "a", "0", "-", "_", "é", "\\\"", "%"])?;
            with(old, place..place + character.len_utf8(), flip)
        }
    };
    Some(with(text, node.value + 1..node.end - 1, &new))
}

/// What a string holds, as it is written.
fn inside<'t>(text: &'t str, node: &Node) -> Option<&'t str> {
    text.get(node.value + 1..node.end - 1)
}

/// The text without a node and one comma beside it.
fn without(text: &str, node: Node) -> String {
    let after = &text[node.end..];
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        return format!("{}{}", &text[..node.start], rest);
    }
    let before = text[..node.start].trim_end();
    format!("{}{after}", before.strip_suffix(',').unwrap_or(before))
}

/// The text with this in the place of that range.
fn with(text: &str, range: std::ops::Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

/// Every value of a text that is JSON or nearly so, containers before what they contain.
fn scan(text: &str) -> Vec<Node> {
    let bytes = text.as_bytes();
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut name: Option<usize> = None;
    let mut place = 0;
    while place < bytes.len() {
        let start = name.unwrap_or(place);
        let parent = open.last().copied();
        let mut node = |end: usize| {
            nodes.push(Node {
                start,
                value: place,
                end,
                parent,
            });
            nodes.len() - 1
        };
        match bytes[place] {
            b'{' | b'[' => {
                let index = node(text.len());
                open.push(index);
                name = None;
                place += 1;
            }
            b'}' | b']' => {
                place += 1;
                if let Some(index) = open.pop() {
                    nodes[index].end = place;
                }
                name = None;
            }
            b'"' => {
                let end = end_of_string(bytes, place);
                let after = bytes[end..].trim_ascii_start();
                if name.is_none() && after.first() == Some(&b':') {
                    name = Some(place);
                    place = text.len() - after.len() + 1;
                    // White space after the colon belongs to the name.
                    place += bytes[place..].len() - bytes[place..].trim_ascii_start().len();
                } else {
                    node(end);
                    name = None;
                    place = end;
                }
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => place += 1,
            _ => {
                let is_end = |byte: &u8| b",:]} \t\n\r\"[{".contains(byte);
                let length = bytes[place..]
                    .iter()
                    .position(is_end)
                    .unwrap_or(bytes.len() - place);
                let end = place + length.max(1);
                node(end);
                name = None;
                place = end;
            }
        }
    }
    nodes
}

/// Where the string that begins here ends.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut place = start + 1;
    while place < bytes.len() {
        match bytes[place] {
            b'\\' => place += 2,
            b'"' => return place + 1,
            _ => place += 1,
        }
    }
    bytes.len()
}
