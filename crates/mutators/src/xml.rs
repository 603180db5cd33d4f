//! Changes to XML: nodes, names, namespaces, attributes, the pieces of texts, references and
//! encodings. The text may be nearly XML.

use std::ops::Range;

use crate::Dice;
use crate::words::WORDS;

/// An element, from the first byte of its tag to the last one of its end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Element {
    whole: Range<usize>,
    /// The tag that opens it.
    open: Range<usize>,
    /// The tag that closes it, unless the first one does.
    close: Option<Range<usize>>,
    parent: Option<usize>,
}

/// What a text consists of.
#[derive(Default)]
struct Tree {
    elements: Vec<Element>,
    /// Character data between tags.
    texts: Vec<Range<usize>>,
}

/// A way to change XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// An element goes with all that it holds.
    Remove,
    /// An element stands a second time after itself.
    Duplicate,
    /// Two elements change places.
    Swap,
    /// An element moves before another one.
    Move,
    /// An element's tags go, and what it holds stays.
    Unwrap,
    /// An element, or what it holds, stands within a new one.
    Wrap,
    /// An element gets another name.
    Rename,
    /// An element gets another prefix, or none.
    Reprefix,
    /// A prefix is bound to something else, or to nothing.
    Rebind,
    /// An attribute goes, comes, stands twice or says something else.
    Attribute,
    /// A text is split by a comment, an instruction or a section.
    Split,
    /// A character is written as a reference.
    Refer,
    /// A text says something else.
    Text,
    /// An element that holds nothing is written the other way, or loses what it holds.
    Empty,
    /// Something stands before the document or after it.
    Around,
    /// A word of markup stands anywhere.
    Markup,
    /// The document is in another encoding.
    Encode,
}

impl Edit {
    /// Every way.
    pub const ALL: [Self; 17] = [
        Self::Remove,
        Self::Duplicate,
        Self::Swap,
        Self::Move,
        Self::Unwrap,
        Self::Wrap,
        Self::Rename,
        Self::Reprefix,
        Self::Rebind,
        Self::Attribute,
        Self::Split,
        Self::Refer,
        Self::Text,
        Self::Empty,
        Self::Around,
        Self::Markup,
        Self::Encode,
    ];
}

/// The document after one change. One in UTF-16 is changed as a text and stays in UTF-16.
pub fn change(input: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    if let Some((text, big)) = from_utf16(input) {
        let changed = (0..4).find_map(|_| apply(*dice.choose(&Edit::ALL)?, &text, dice))?;
        let changed = String::from_utf8_lossy(&changed).into_owned();
        return Some(to_utf16(&changed, big, input[0] >= 0xfe));
    }
    let text = String::from_utf8_lossy(input);
    (0..4).find_map(|_| apply(*dice.choose(&Edit::ALL)?, &text, dice))
}

/// The document after this change, if it fits.
pub fn apply(edit: Edit, text: &str, dice: &mut Dice) -> Option<Vec<u8>> {
    if edit == Edit::Encode {
        return encode(text, dice);
    }
    let tree = scan(text);
    let changed = match edit {
        Edit::Remove => with(text, dice.choose(&tree.elements)?.whole.clone(), ""),
        Edit::Duplicate => {
            let whole = dice.choose(&tree.elements)?.whole.clone();
            with(text, whole.end..whole.end, &text[whole])
        }
        Edit::Swap => swap(text, &tree, dice)?,
        Edit::Move => {
            let (one, other) = (dice.choose(&tree.elements)?, dice.choose(&tree.elements)?);
            let place = if dice.one_in(2) {
                other.whole.start
            } else {
                other.whole.end
            };
            if one.whole.start < place && place < one.whole.end {
                return None;
            }
            let moved = &text[one.whole.clone()];
            match place <= one.whole.start {
                true => with(&with(text, one.whole.clone(), ""), place..place, moved),
                false => with(&with(text, place..place, moved), one.whole.clone(), ""),
            }
        }
        Edit::Unwrap => {
            let element = dice.choose(&tree.elements)?;
            let close = element.close.clone()?;
            with(&with(text, close, ""), element.open.clone(), "")
        }
        Edit::Wrap => {
            let element = dice.choose(&tree.elements)?;
            let inner = element.open.end..element.close.as_ref()?.start;
            let range = if dice.one_in(2) {
                element.whole.clone()
            } else {
                inner
            };
            let name = tag_name(&text[element.open.clone()]);
            with(
                text,
                range.clone(),
                &format!("<{name}>{}</{name}>", &text[range]),
            )
        }
        Edit::Rename | Edit::Reprefix => rename(edit, text, &tree, dice)?,
        Edit::Rebind | Edit::Attribute => attribute(edit, text, &tree, dice)?,
        Edit::Split => {
            let range = dice.choose(&tree.texts)?.clone();
            let place = range.start + dice.place(&text[range.clone()]);
            let rest = &text[place..range.end];
            match dice.below(5) {
                0 => with(text, place..place, "<!-- -->"),
                1 => with(text, place..place, "<?x y?>"),
                2 => with(text, place..range.end, &format!("<![CDATA[{rest}]]>")),
                3 => with(text, place..place, "<![CDATA[]]>"),
                _ => with(
                    text,
                    place..place,
                    dice.choose(&["<x/>", "<!---->", "<!-- - -->"])?,
                ),
            }
        }
        Edit::Refer => {
            let place = dice.place(text);
            let character = text[place..].chars().next()?;
            let code = character as u32;
            let reference = match dice.below(6) {
                0 => format!("&#x{code:x};"),
                1 => format!("&#{code};"),
                2 => (*dice.choose(&["&x;", "&#0;", "&#xD800;", "&#x110000;", "&amp"])?).to_owned(),
                3 => "&#000000000000000000038;".to_owned(),
                4 => (*dice.choose(&["&lt;", "&amp;", "&gt;", "&quot;", "&apos;"])?).to_owned(),
                _ => format!("&#X{code:x};"),
            };
            with(text, place..place + character.len_utf8(), &reference)
        }
        Edit::Text => words(text, &tree, dice)?,
        Edit::Empty => {
            let element = dice.choose(&tree.elements)?;
            let open = &text[element.open.clone()];
            let name = tag_name(open);
            let start = open.trim_end_matches(['/', '>']);
            let spelled = match element.close.is_some() && dice.one_in(2) {
                true => format!("{start}/>"),
                false => format!("{start}></{name}>"),
            };
            with(text, element.whole.clone(), &spelled)
        }
        Edit::Around => around(text, dice)?,
        Edit::Markup | Edit::Encode => {
            let place = dice.place(text);
            with(text, place..place, dice.choose(&WORDS.all)?)
        }
    };
    Some(changed.into_bytes())
}

/// The first document with an element of the other, in the place of one of its own or beside it.
pub fn cross(one: &str, other: &str, dice: &mut Dice) -> Option<String> {
    let (tree, source) = (scan(one), scan(other));
    let piece = &other[dice.choose(&source.elements)?.whole.clone()];
    let element = dice.choose(&tree.elements)?;
    let range = match (dice.below(3), &element.close) {
        (0, _) => element.whole.clone(),
        (1, Some(close)) => close.start..close.start,
        _ => element.whole.end..element.whole.end,
    };
    Some(with(one, range, piece))
}

fn swap(text: &str, tree: &Tree, dice: &mut Dice) -> Option<String> {
    let one = dice.choose(&tree.elements)?;
    let beside: Vec<&Element> = tree
        .elements
        .iter()
        .filter(|o| o.parent == one.parent)
        .collect();
    let other = dice.choose(&beside)?;
    let (one, other) = match one.whole.start < other.whole.start {
        true => (&one.whole, &other.whole),
        false => (&other.whole, &one.whole),
    };
    if one.end > other.start {
        return None;
    }
    let between = &text[one.end..other.start];
    let (first, second) = (&text[one.clone()], &text[other.clone()]);
    Some(with(
        text,
        one.start..other.end,
        &format!("{second}{between}{first}"),
    ))
}

fn rename(edit: Edit, text: &str, tree: &Tree, dice: &mut Dice) -> Option<String> {
    let element = dice.choose(&tree.elements)?;
    let name = tag_name(&text[element.open.clone()]);
    let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
    let other = tag_name(&text[dice.choose(&tree.elements)?.open.clone()]);
    let (other_prefix, other_local) = other.rsplit_once(':').unwrap_or(("", other));
    let (prefix, local) = match (edit, dice.below(4)) {
        (Edit::Reprefix, 0) => ("", local),
        (Edit::Reprefix, 1) => ("undeclared", local),
        (Edit::Reprefix, _) => (other_prefix, local),
        (_, 0) => (prefix, other_local),
        (_, 1) => (other_prefix, other_local),
        (_, 2) => (prefix, "x"),
        _ => (prefix, dice.choose(&WORDS.elements)?.as_str()),
    };
    let new = match prefix {
        "" => local.to_owned(),
        prefix => format!("{prefix}:{local}"),
    };
    let mut changed = text.to_owned();
    if let Some(close) = &element.close
        && !dice.one_in(16)
    {
        changed.replace_range(close.start + 2..close.start + 2 + name.len(), &new);
    }
    let start = element.open.start + 1;
    changed.replace_range(start..start + name.len(), &new);
    Some(changed)
}

fn attribute(edit: Edit, text: &str, tree: &Tree, dice: &mut Dice) -> Option<String> {
    let element = dice.choose(&tree.elements)?;
    let mut held = attributes(text, &element.open);
    if edit == Edit::Rebind {
        held.retain(|range| text[range.clone()].starts_with("xmlns"));
    }
    let place = element.open.start + 1 + tag_name(&text[element.open.clone()]).len();
    let bindings = |word: &&String| word.contains("://");
    let names: Vec<&String> = WORDS.plain.iter().filter(bindings).collect();
    if held.is_empty() || (edit == Edit::Attribute && dice.one_in(4)) {
        let attribute = match edit {
            Edit::Rebind => {
                let name = dice.choose(&["xmlns", "xmlns:p", "xmlns:s", "xmlns:t", "xmlns:m"])?;
                format!(" {name}=\"{}\"", dice.choose(&names)?)
            }
            _ => format!(" {}", dice.choose(&WORDS.attributes)?.trim()),
        };
        return Some(with(text, place..place, &attribute));
    }
    let range = dice.choose(&held)?.clone();
    let attribute = &text[range.clone()];
    let (name, value) = attribute.split_once('=')?;
    let bare = value.trim().trim_matches(['"', '\'']);
    let new = match (edit, dice.below(7)) {
        (_, 0) => String::new(),
        (Edit::Rebind, 1) => format!("{name}=\"\""),
        (Edit::Rebind, 2) => format!("{name}=\"{bare}/\""),
        (Edit::Rebind, 3) => format!("{name}2=\"{bare}\""),
        (Edit::Rebind, _) => format!("{name}=\"{}\"", dice.choose(&names)?),
        (_, 1) => format!("{attribute} {attribute}"),
        (_, 2) => format!("{name} = '{bare}'"),
        (_, 3) => format!("p:{name}=\"{bare}\""),
        (_, 4) => format!("{name}=\"\""),
        (_, 5) => format!("{name}=\"{}\"", dice.choose(&WORDS.plain)?),
        _ => format!("{name}=\"{bare} \""),
    };
    Some(with(text, range, &new))
}

/// A text gives way to another, or is changed a little.
fn words(text: &str, tree: &Tree, dice: &mut Dice) -> Option<String> {
    let range = dice.choose(&tree.texts)?.clone();
    let (old, other) = (&text[range.clone()], dice.choose(&tree.texts)?.clone());
    let place = dice.place(old);
    let near = old.trim().parse::<i64>().ok();
    let new = match dice.below(9) {
        0 => String::new(),
        1 => text[other].to_owned(),
        2 => format!(" {old}\n"),
        3 => format!(
            "{}{}{}",
            &old[..place],
            dice.choose(&WORDS.plain)?,
            &old[place..]
        ),
        4 => near?
            .wrapping_add(*dice.choose(&[1, -1, 100, -1000])?)
            .to_string(),
        5 => old.to_lowercase(),
        6 => format!("{old}{old}"),
        _ => dice.choose(&WORDS.plain)?.clone(),
    };
    Some(with(text, range, &new))
}

fn around(text: &str, dice: &mut Dice) -> Option<String> {
    let before = [
        "<?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
        "<?xml version=\"1.1\"?>",
        "<?xml version=\"2.0\"?>",
        "<?xml version='1.0' standalone='yes'?>",
        "<?xml encoding=\"utf-8\"?>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]>",
        "<!DOCTYPE a>",
        "<!-- -->",
        "<?x?>",
        "\u{feff}",
        "\n",
        "x",
    ];
    let after = [
        "<!-- -->", "<?x?>", "\n", "x", "<a/>", "&x;", "\0", "<", "]]>",
    ];
    Some(match dice.one_in(3) {
        true => format!("{text}{}", dice.choose(&after)?),
        false => {
            let new = dice.choose(&before)?;
            // A declaration mostly takes the place of the one that is there.
            let declared = (new.starts_with("<?xml") && !dice.one_in(4)).then(|| declaration(text));
            format!("{new}{}", &text[declared.flatten().unwrap_or_default()..])
        }
    })
}

/// Where the declaration of a document ends.
fn declaration(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("<?xml ")?;
    Some(text.len() - rest.len() + rest.find("?>")? + "?>".len())
}

fn encode(text: &str, dice: &mut Dice) -> Option<Vec<u8>> {
    Some(match dice.below(6) {
        0 => to_utf16(text, true, true),
        1 => to_utf16(text, false, true),
        2 => to_utf16(text, false, false),
        3 => text
            .chars()
            .map(|c| u8::try_from(c as u32).unwrap_or(b'?'))
            .collect(),
        4 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        _ => {
            let place = dice.place(text);
            let wrong = [
                &b"\xff"[..],
                b"\xc0\xbc",
                b"\xed\xa0\x80",
                b"\xe9",
                b"\xf4\x90\x80\x80",
            ];
            let (head, tail) = text.as_bytes().split_at(place);
            [head, dice.choose(&wrong)?, tail].concat()
        }
    })
}

fn to_utf16(text: &str, big: bool, has_mark: bool) -> Vec<u8> {
    let mark = has_mark.then_some('\u{feff}');
    let units = mark.into_iter().chain(text.chars()).collect::<String>();
    let bytes = |unit: u16| {
        if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    units.encode_utf16().flat_map(bytes).collect()
}

/// The text of a document in UTF-16, and whether the high byte comes first.
fn from_utf16(input: &[u8]) -> Option<(String, bool)> {
    let (big, start) = match input {
        [0xfe, 0xff, ..] => (true, 2),
        [0xff, 0xfe, ..] => (false, 2),
        [0, b'<', ..] => (true, 0),
        [b'<', 0, ..] => (false, 0),
        _ => return None,
    };
    let units = input[start..].chunks_exact(2).map(|pair| match big {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let text: String = char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Some((text, big))
}

/// The name in a tag that begins with `<`.
fn tag_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name.find(|c: char| c.is_whitespace() || c == '/' || c == '>');
    &name[..end.unwrap_or(name.len())]
}

/// Where the attributes of a tag are.
fn attributes(text: &str, open: &Range<usize>) -> Vec<Range<usize>> {
    let tag = &text.as_bytes()[open.clone()];
    let mut found = Vec::new();
    let (mut start, mut quote) = (None, None);
    for (place, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (Some(held), byte) if held == *byte => {
                quote = None;
                if let Some(begin) = start.take() {
                    found.push(open.start + begin..open.start + place + 1);
                }
            }
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, byte) if byte.is_ascii_whitespace() => start = None,
            (None, _) if start.is_none() && place > 0 && tag[place - 1].is_ascii_whitespace() => {
                start = Some(place);
            }
            _ => {}
        }
    }
    found
}

/// The text with this in the place of that range.
fn with(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

/// What a text that is XML or nearly so consists of.
fn scan(text: &str) -> Tree {
    let mut tree = Tree::default();
    let mut open: Vec<usize> = Vec::new();
    let mut place = 0;
    while place < text.len() {
        let rest = &text[place..];
        let Some(markup) = rest.strip_prefix('<') else {
            let end = place + rest.find('<').unwrap_or(rest.len());
            if !open.is_empty() {
                tree.texts.push(place..end);
            }
            place = end;
            continue;
        };
        let until = |end: &str| place + rest.find(end).map_or(rest.len(), |at| at + end.len());
        if markup.starts_with("!--") {
            place = until("-->");
        } else if markup.starts_with("![CDATA[") {
            place = until("]]>");
        } else if markup.starts_with('?') {
            place = until("?>");
        } else if markup.starts_with('!') {
            place = until(if rest.contains('[') { "]>" } else { ">" });
        } else if markup.starts_with('/') {
            let end = until(">");
            if let Some(index) = open.pop()
                && text[place + 2..].starts_with(tag_name(&text[tree.elements[index].open.clone()]))
            {
                tree.elements[index].close = Some(place..end);
                tree.elements[index].whole.end = end;
            }
            place = end;
        } else {
            let end = place + end_of_tag(rest);
            tree.elements.push(Element {
                whole: place..end,
                open: place..end,
                close: None,
                parent: open.last().copied(),
            });
            if !text[..end].ends_with("/>") {
                open.push(tree.elements.len() - 1);
            }
            place = end;
        }
    }
    tree
}

/// How long the tag is that begins here, its attributes in quotes included.
fn end_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (place, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(held), byte) if held == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return place + 1,
            _ => {}
        }
    }
    rest.len()
}
