//! What holds of reading and writing, whatever the input.

use arbitrary::Unstructured;
use conformance::{Outcome, Refusal, Rules};

use crate::differences::{LIMITS, ROXMLTREE, XML_RS, compare};
use crate::generators;
use crate::name::XMLNS_NAMESPACE;
use crate::reference::{Measures, meaning, measure, roxmltree_parts, xml_rs_parts};
use crate::requirements::*;
use crate::spelling::{Part, spell};
use crate::{Document, Label, Limits, Name, Place, Text, Writer, XML_NAMESPACE};

conformance::laws! {
    /// A text is read or refused as roxmltree does it, but for differences that have a reason.
    agrees_with_roxmltree: text generators::documents => agrees_with_roxmltree,
        checks(SOAP_050, SOAP_051, SOAP_052, SOAP_053, SOAP_055, SOAP_056, SOAP_057, SOAP_058,
            SOAP_059, SOAP_061, SOAP_062, SOAP_063);
    /// Bytes are read or refused as xml-rs does it, but for differences that have a reason.
    agrees_with_xml_rs: text generators::encoded_documents => agrees_with_xml_rs,
        checks(SOAP_054, SOAP_056, SOAP_060, SOAP_074);
    /// A document says the same whatever prefixes, quotes, references, comments and white space it
    /// is written with.
    respelling_changes_nothing: text generators::sound_documents => respelling_changes_nothing,
        checks(SOAP_053, SOAP_061, SOAP_062);
    /// What is written reads back as it was, and what XML cannot say is not written.
    what_is_written_reads_back: text generators::values => what_is_written_reads_back,
        checks(SOAP_075);
    /// A text is read or refused alike in UTF-8 and in UTF-16, at the same character.
    encodings_read_alike: text generators::documents => encodings_read_alike, checks(SOAP_074);
    /// What is kept of a text is no more than the text has room for.
    what_is_kept_was_written: text generators::sprawling_documents => what_is_kept_was_written,
        checks(SOAP_064, SOAP_076);
    /// A document within every limit is read, and one beyond a limit is refused for that limit.
    limits_are_where_they_are: text generators::sprawling_documents => limits_are_where_they_are,
        checks(SOAP_065, SOAP_066, SOAP_067, SOAP_068, SOAP_069);
}

pub(crate) fn read(bytes: &[u8], label: Label<'_>, rules: &Rules) -> Result<String, Refusal> {
    let text = Text::decode(bytes, label, rules, &Limits::FILE)?;
    Ok(Document::read(&text, rules, &Limits::FILE)?.meaning())
}

fn agrees_with_roxmltree(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    let ours = read(input, Label::Silent, rules);
    compare(text, &ours, &roxmltree_parts(text), ROXMLTREE)
}

fn agrees_with_xml_rs(input: &[u8], rules: &Rules) -> Outcome {
    let ours = read(input, Label::File, rules);
    // Good enough to look for ASCII in, whatever the encoding.
    let text = String::from_utf8_lossy(input).replace('\0', "");
    compare(&text, &ours, &xml_rs_parts(input), XML_RS)
}

/// The choices for the new spelling are the bytes of the old one.
fn respelling_changes_nothing(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    if read(input, Label::Silent, &rules.made_sound()).is_err() {
        return Outcome::Irrelevant;
    }
    let Ok(parts) = roxmltree_parts(text) else {
        return Outcome::Irrelevant;
    };
    let Ok(respelled) = spell(&parts, true, &mut Unstructured::new(input)) else {
        return Outcome::Irrelevant;
    };
    let seen = read(respelled.as_bytes(), Label::Silent, rules);
    // In other words it may be more than a limit allows.
    if matches!(&seen, Err(refusal) if LIMITS.contains(&refusal.id)) {
        return Outcome::Irrelevant;
    }
    if seen.as_ref() == Ok(&meaning(&parts)) {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!(
        "{respelled:?}: expected {}, saw {seen:?}",
        meaning(&parts)
    ))
}

/// The input is tried as a text, as the value of an attribute, as a namespace and as a name.
fn what_is_written_reads_back(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(value) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    let own = |namespace: &str, local: &str| (namespace.to_owned(), local.to_owned());
    let is_name = roxmltree_parts(&format!("<{value}/>"))
        .is_ok_and(|parts| parts == [Part::Start(own("", value), vec![]), Part::End]);
    if Writer::new(rules, &[], Name::bare(value), &[]).is_ok() != is_name {
        return Outcome::Breaks(format!(
            "{value:?} is taken for a name where roxmltree differs"
        ));
    }
    // roxmltree knows the prefix `xml` for attributes only.
    if value == XML_NAMESPACE {
        return Outcome::Irrelevant;
    }
    let root = Name::new(value, "a");
    let written = Writer::new(rules, &[], root, &[(Name::bare("k"), value)]);
    let written = written.and_then(|mut writer| {
        writer.text(value)?;
        Ok(writer.finish())
    });
    let is_forbidden = |character: char| match character {
        '\t' | '\n' | '\r' => false,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    };
    // No element is of the namespace of `xmlns`.
    let expected = if value.contains(is_forbidden) || value == XMLNS_NAMESPACE {
        None
    } else {
        let start = Part::Start(own(value, "a"), vec![(own("", "k"), value.to_owned())]);
        Some(meaning(&[start, Part::Text(value.to_owned()), Part::End]))
    };
    let seen = written
        .as_ref()
        .ok()
        .map(|text| match roxmltree_parts(text) {
            Ok(parts) => meaning(&parts),
            Err(error) => error,
        });
    Outcome::same("what was written", &expected, &seen)
}

fn encodings_read_alike(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    // At the start, these make a byte order mark in one encoding or the other.
    let mut units = text.encode_utf16();
    let is_marked = units.next() == Some(0xefbb) && units.next().is_some_and(|u| u >> 8 == 0xbf);
    if is_marked || text.starts_with(['\u{feff}', '\u{fffe}', '\0']) {
        return Outcome::Irrelevant;
    }
    let alike = |refusal: Refusal, bytes_of: fn(&str) -> usize| {
        let before = text.get(..refusal.offset).map(bytes_of);
        (refusal.id, before)
    };
    let units = |text: &str| 2 * text.encode_utf16().count();
    let expected = read(input, Label::Charset("utf-8"), rules).map_err(|e| alike(e, units));
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let seen = read(&big, Label::Charset("utf-16be"), rules);
    let seen = seen.map_err(|refusal| (refusal.id, Some(refusal.offset)));
    if seen != expected {
        return Outcome::same("in UTF-16 by its label", &expected, &seen);
    }
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
    let seen = read(&marked, Label::Silent, rules);
    let seen = seen.map_err(|refusal| (refusal.id, refusal.offset.checked_sub(2)));
    match &seen {
        Err((_, Some(offset))) if seen == expected => places_are_alike(text, *offset),
        _ => Outcome::same("in UTF-16 by its mark", &expected, &seen),
    }
}

/// Whether people are shown one place, whatever the encoding; it is this many bytes into the text
/// in UTF-16.
fn places_are_alike(text: &str, offset: usize) -> Outcome {
    let place = |bytes: &[u8], offset| {
        let place = Place::at(bytes, offset);
        (place.line, place.column, place.text)
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    let before = units.get(..offset / 2).map(String::from_utf16_lossy);
    let due = before.map(|before| place(format!("\u{feff}{text}").as_bytes(), 3 + before.len()));
    let mut outcomes = [u16::to_le_bytes, u16::to_be_bytes]
        .into_iter()
        .flat_map(|to_bytes| {
            let bytes =
                |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(to_bytes).collect() };
            let marked = place(&bytes(&format!("\u{feff}{text}")), offset + 2);
            let bare = text.starts_with('<').then(|| place(&bytes(text), offset));
            [Some(marked), bare].into_iter().flatten()
        });
    let other = outcomes.find(|seen| due.as_ref() != Some(seen));
    Outcome::same("a place in UTF-16", &due, &other.or(due.clone()))
}

fn what_is_kept_was_written(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    let text = Text::from(text);
    let Ok(document) = Document::read(&text, rules, &Limits::FILE) else {
        return Outcome::Irrelevant;
    };
    // The shortest part is one character of text, which needs a tag of four on one side.
    let room = text.as_str().len() / 2 + 2;
    if document.part_count() > room {
        return Outcome::Breaks(format!("{} parts, room for {room}", document.part_count()));
    }
    let texts = document.elements().map(|element| element.text().len());
    let values = document.elements().flat_map(|element| element.attributes());
    let kept: usize = texts
        .chain(values.map(|attribute| attribute.value().len()))
        .sum();
    if kept > text.as_str().len() {
        return Outcome::Breaks(format!("{kept} bytes, from {}", text.as_str().len()));
    }
    Outcome::Holds
}

fn limits_are_where_they_are(input: &[u8], rules: &Rules) -> Outcome {
    const LIMITS: Limits = Limits {
        size_bytes: 900,
        depth: 7,
        attributes: 24,
        attributes_in_all: 40,
        bindings: 20,
        text_bytes: 12,
    };
    if read(input, Label::Silent, &rules.made_sound()).is_err() {
        return Outcome::Irrelevant;
    }
    let Some(measures) = std::str::from_utf8(input).ok().and_then(measure) else {
        return Outcome::Irrelevant;
    };
    let beyond = |seen: usize, limit: usize, id| (seen > limit).then_some(id);
    let Measures {
        depth,
        attributes,
        attributes_in_all,
        bindings,
        text_bytes,
    } = measures;
    let broken = [
        beyond(input.len(), LIMITS.size_bytes, SOAP_068),
        beyond(depth, LIMITS.depth, SOAP_065),
        beyond(attributes, LIMITS.attributes, SOAP_066),
        beyond(attributes_in_all, LIMITS.attributes_in_all, SOAP_066),
        beyond(bindings, LIMITS.bindings, SOAP_067),
        beyond(text_bytes, LIMITS.text_bytes, SOAP_069),
    ];
    let seen = Text::decode(input, Label::Silent, rules, &LIMITS)
        .and_then(|text| Document::read(&text, rules, &LIMITS).map(|_| ()));
    let is_due = match &seen {
        Ok(()) => broken == [None; 6],
        Err(refusal) => broken.contains(&Some(refusal.id)),
    };
    if is_due {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!("beyond the limits of {broken:?}, and saw {seen:?}"))
}
