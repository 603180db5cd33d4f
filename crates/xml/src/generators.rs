//! Choices become texts: documents in many spellings, documents with something wrong, documents
//! that sprawl, and strings that somebody might want to write. Nothing is judged here.

use arbitrary::{Result, Unstructured};

use crate::XML_NAMESPACE;
use crate::spelling::{Named, Part, spell};

/// A document, half of the time with one to three things wrong. What is wrong is chosen first,
/// because a long document leaves no choices.
pub(crate) fn documents(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let count = choices.int_in_range(-3..=3i8)?;
    let mistakes = (0..count)
        .map(|_| mistake(choices))
        .collect::<Result<Vec<_>>>()?;
    let parts = parts(choices, 3)?;
    let mut text = spell(&parts, true, choices)?;
    for mistake in mistakes {
        spoil(&mut text, mistake);
    }
    Ok(text.into_bytes())
}

/// A well-formed document.
pub(crate) fn sound_documents(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let parts = parts(choices, 3)?;
    Ok(spell(&parts, true, choices)?.into_bytes())
}

/// A document as bytes: with or without a mark, in one of several encodings, now and then cut or
/// with a byte changed.
pub(crate) fn encoded_documents(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mistake = if choices.ratio(1, 2)? {
        Some(mistake(choices)?)
    } else {
        None
    };
    let encoding = choices.int_in_range(0..=5u8)?;
    let marking = choices.int_in_range(0..=7u8)?;
    let foreign: [&[u8]; 6] = [
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xe9",
        b"\xf5\x80\x80\x80",
        b"\xc3",
        b"\x80",
    ];
    let foreign = if choices.ratio(1, 3)? {
        *choices.choose(&foreign)?
    } else {
        b""
    };
    let foreign_place: u16 = choices.arbitrary()?;
    let parts = parts(choices, 2)?;
    let mut text = spell(&parts, true, choices)?;
    if let Some(mistake) = mistake {
        spoil(&mut text, mistake);
    }
    let mut bytes: Vec<u8> = match encoding {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.into_bytes(),
    };
    let is_wide = bytes.contains(&0);
    let mark: &[u8] = match (marking, is_wide) {
        (0, _) => b"",
        (1, _) => b"\xfe\xff",
        (2, _) => b"\xef\xbb\xbf",
        (_, true) if bytes.first() == Some(&0) => b"\xfe\xff",
        (_, true) => b"\xff\xfe",
        (_, false) => b"",
    };
    bytes.splice(0..0, mark.iter().copied());
    let at = foreign_place as usize % (bytes.len() + 1);
    bytes.splice(at..at, foreign.iter().copied());
    Ok(bytes)
}

/// A document that is deep, or broad, or long, or declares much.
pub(crate) fn sprawling_documents(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut text = String::new();
    if choices.ratio(1, 6)? {
        text.push_str("<!DOCTYPE a [<!ENTITY x 'much longer than it looks'>");
        text.push_str("<!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;'>]>");
    }
    text.push_str("<a");
    for place in 0..choices.int_in_range(0..=30)? {
        text.push_str(&format!(" xmlns:n{place}='urn:{place}'"));
    }
    text.push('>');
    let mut open = 0;
    let mut names = 0;
    for _ in 0..choices.int_in_range(0..=40)? {
        let count = choices.int_in_range(1..=6)?;
        match choices.int_in_range(0..=10u8)? {
            0 => {
                text.push_str(&"<b>".repeat(count));
                open += count;
            }
            1 if open > 0 => {
                text.push_str("</b>");
                open -= 1;
            }
            2 => text.push_str(&"<c/>".repeat(count)),
            3 => text.push_str(&"x".repeat(count * 3)),
            4 => text.push_str(&"<c xmlns:m='urn:m'/>".repeat(count * 4)),
            5 => {
                text.push_str("<c");
                for place in 0..count * 2 {
                    text.push_str(&format!(" k{place}='{}'", "v".repeat(place)));
                }
                text.push_str("/>");
            }
            6 => {
                names += 1;
                text.push_str(&format!("<b xmlns:d{names}='urn:d'>"));
                open += 1;
            }
            7 => text.push_str("<![CDATA[<]]>&#65;<!-- -->"),
            8 => text.push_str(choices.choose(&["&lt;", "&y;", "<?p?>"])?),
            9 => text.push_str(&format!("<!--{}-->", " ".repeat(count * 100))),
            _ => text.push('\n'),
        }
    }
    text.push_str(&"</b>".repeat(open));
    text.push_str("</a>");
    Ok(text.into_bytes())
}

/// A string that may or may not be a name or a text of XML.
pub(crate) fn values(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut value = text(choices)?;
    if choices.ratio(1, 3)? {
        value = (*choices.choose(&NAMES)?).to_owned() + &value;
    }
    if choices.ratio(1, 3)? {
        value.push_str(choices.choose(&FORBIDDEN)?);
    }
    if choices.ratio(1, 6)? {
        value.push(choices.arbitrary()?);
    }
    Ok(value.into_bytes())
}

const NAMES: [&str; 8] = ["a", "b", "Body", "é", "_x-1.", "a:b", "1a", ""];
const LOCALS: [&str; 5] = ["a", "b", "Body", "é", "_x-1."];
const NAMESPACES: [&str; 6] = ["", "", "urn:x", "urn:y", "<&>\"'", "https://x.example/?a=1"];
const FORBIDDEN: [&str; 5] = ["\0", "\u{1}", "\u{1f}", "\u{fffe}", "\u{ffff}"];
const PIECES: [&str; 26] = [
    "a", "admin", " ", "  ", "\n", "\n\n", "\r", "\t", "<", "&", ">", "]]>", "]]", "--", "-->",
    "?>", "<!--", "'", "\"", "&amp;", "é", "😀", "\u{85}", "\u{2028}", "\u{fffd}", "\u{feff}",
];

/// Elements with attributes and texts.
fn parts(choices: &mut Unstructured<'_>, depth: usize) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    element(choices, depth, &mut parts)?;
    Ok(parts)
}

fn element(choices: &mut Unstructured<'_>, depth: usize, parts: &mut Vec<Part>) -> Result<()> {
    let name = named(choices)?;
    let mut attributes: Vec<(Named, String)> = Vec::new();
    for _ in 0..choices.int_in_range(0..=3u8)? {
        let mut name = named(choices)?;
        if choices.ratio(1, 8)? {
            name = (XML_NAMESPACE.to_owned(), "lang".to_owned());
        }
        if attributes.iter().all(|(held, _)| *held != name) {
            attributes.push((name, text(choices)?));
        }
    }
    parts.push(Part::Start(name, attributes));
    for _ in 0..choices.int_in_range(0..=3u8)? {
        if depth > 0 && choices.ratio(1, 2)? {
            element(choices, depth - 1, parts)?;
        } else {
            parts.push(Part::Text(text(choices)?));
        }
    }
    parts.push(Part::End);
    Ok(())
}

fn named(choices: &mut Unstructured<'_>) -> Result<Named> {
    let namespace = *choices.choose(&NAMESPACES)?;
    let local = *choices.choose(&LOCALS)?;
    Ok((namespace.to_owned(), local.to_owned()))
}

fn text(choices: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..choices.int_in_range(0..=4u8)? {
        text.push_str(choices.choose(&PIECES)?);
    }
    Ok(text)
}

/// What is wrong with a text when it stands in the wrong place, or anywhere.
const WRONG: [&str; 45] = [
    "<",
    ">",
    "&",
    "]]>",
    "'",
    "\"",
    "/",
    "=",
    ":",
    "1",
    "-",
    "?",
    "\0",
    "\u{1}",
    "\u{fffe}",
    "\u{feff}",
    "&x;",
    "&;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&#xFFFF;",
    "&#;",
    "&#x;",
    "&#12",
    "<b>",
    "</b>",
    "<b/>",
    "<1/>",
    "<b:c:d/>",
    "<q1:b/>",
    "<b q1:c=''/>",
    "<b c='1' c='2'/>",
    "<b xmlns:xmlns='u'/>",
    "<b xmlns:xml='u'/>",
    "<b xmlns:q2=''/>",
    "<b c='<'/>",
    "<b c=1/>",
    "<b c='1'd='2'/>",
    "<!-- -- -->",
    "<?xml version='1.0'?>",
    "<?XML?>",
    "<!DOCTYPE a>",
    "<b xmlns:q3='u' xmlns:q4='u' q3:c='' q4:c=''/>",
    "<b xmlns:q5='u' q5:xmlns='v'/>",
];

/// One thing that is done to a text.
struct Mistake {
    kind: u8,
    wrong: &'static str,
    /// Places, as far as the text goes.
    places: [u16; 2],
}

fn mistake(choices: &mut Unstructured<'_>) -> Result<Mistake> {
    Ok(Mistake {
        kind: choices.int_in_range(0..=7u8)?,
        wrong: choices.choose(&WRONG)?,
        places: choices.arbitrary()?,
    })
}

/// Makes one thing wrong, or at least different.
fn spoil(text: &mut String, mistake: Mistake) {
    let pick = |from: &[usize], place: u16| from[place as usize % from.len()];
    let edges: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let [at, end] = mistake.places.map(|place| pick(&edges, place));
    match mistake.kind {
        0 => text.replace_range(at.min(end)..at.max(end), ""),
        1 => {
            let end = edges.iter().copied().find(|edge| *edge > at).unwrap_or(at);
            text.replace_range(at..end, "");
        }
        2 | 3 => text.insert_str(at, mistake.wrong),
        4 => {
            let versions = ["'1.1'", "\"2\"", "'1.0' x"];
            *text = text.replacen("'1.0'", versions[end % versions.len()], 1);
        }
        5 => text.push_str(mistake.wrong),
        _ => {
            // What is whole by itself is wrong for a reason of its own only between tags.
            let ends = text.match_indices('>').map(|(at, _)| at + 1);
            let between: Vec<usize> = ends.chain([0]).collect();
            text.insert_str(pick(&between, mistake.places[0]), mistake.wrong);
        }
    }
}
