//! A case of this protocol: what the bytes of one document are, or what is to be written, and what
//! a reader makes of it. Its texts come from the other side of the wire, so both who serve and who
//! ask have to read them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::{Case, Defect, Facts, Gap, Id, Law, Profile, Protocol, Refusal, Rules, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::reference;
use crate::spelling::Part;
use crate::{DEFECTS, Document, LAWS, Label, Limits, Name, REQUIREMENTS, Text, Writer};

/// XML as a reader or writer of messages needs it.
#[derive(Debug)]
pub struct Xml;

/// A piece of a document, in their order, or something about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// These characters come next.
    Text(String),
    /// These characters come next, so many times.
    Times(
        #[serde(deserialize_with = "conformance::count")] usize,
        String,
    ),
    /// These bytes come next, as pairs of hexadecimal digits.
    Bytes(String),
    /// The characters that follow are written in this encoding, not in UTF-8.
    Encoding(Written),
    /// The media type of the message has this `charset`, not none.
    Charset(String),
    /// The document is a file, not a message.
    File,
    /// Nothing is read; an element with this text and attribute value is written and read back.
    Write(String),
    /// Nothing is read; an element with this local name is written and read back.
    WriteName(String),
}

/// An encoding in which a case is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Written {
    /// UTF-16 with the lower byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16 with the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// UTF-32 with the lower byte first.
    #[serde(rename = "utf-32le")]
    Utf32Le,
}

/// What a reader makes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expect {
    /// It takes the document.
    Accepted,
    /// It takes the document, and the document says this: see `Document::meaning`.
    Means(String),
    /// It takes the document, and keeps at most so many parts of it.
    KeepsAtMost(usize),
    /// It refuses the document because of this requirement.
    Refused(String),
}

impl Protocol for Xml {
    const NAME: &'static str = "xml";
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [Defect] = DEFECTS;
    const LAWS: &'static [Law] = LAWS;

    type Step = Step;
    type Expect = Expect;

    fn play(case: &Case<Self>, rules: &Rules) -> Expect {
        play(case, rules).unwrap_or_else(|refusal| Expect::Refused(refusal.id.to_string()))
    }

    fn agrees(expected: &Expect, seen: &Expect) -> bool {
        match (expected, seen) {
            (Expect::KeepsAtMost(most), Expect::KeepsAtMost(kept)) => kept <= most,
            _ => expected == seen,
        }
    }

    /// A foreign reader performs `readXml`: it is told the `bytesBase64`, the `charset` of the media
    /// type where there is one, and whether it is a `file`. It fails, or it does it, and can say
    /// what it read: the `meaning` as we write it, or the `parts` from which that is written.
    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        _: &Facts,
        _: &Profile,
    ) -> Result<Expect, Gap> {
        let stage = Stage::of(&case.steps);
        if stage.writes.is_some() || matches!(case.expect, Expect::KeepsAtMost(_)) {
            let needs = "needs a look into the writer or the memory of the subject";
            return Err(Gap::Unsupported(needs.to_owned()));
        }
        let mut arguments = json!({ "bytesBase64": STANDARD.encode(&stage.bytes) });
        match stage.label {
            Label::Charset(charset) => arguments["charset"] = json!(charset),
            Label::File => arguments["file"] = json!(true),
            Label::Silent => {}
        }
        let answer = subject.perform("readXml", &arguments, &mut |_| Value::Null);
        Ok(match (answer.settled()?, &case.expect) {
            (Ok(done), Expect::Means(_)) if done["meaning"].is_string() => {
                Expect::Means(done["meaning"].as_str().unwrap_or_default().to_owned())
            }
            (Ok(done), Expect::Means(_)) if done["parts"].is_array() => {
                Expect::Means(meaning_of(&done["parts"]))
            }
            (Ok(_), Expect::Means(means)) => Expect::Means(means.clone()),
            (Ok(_), _) => Expect::Accepted,
            (Err(_), _) => Expect::Refused(String::new()),
        })
    }

    fn agrees_from_outside(expected: &Expect, seen: &Expect) -> bool {
        match (expected, seen) {
            (Expect::Refused(_), Expect::Refused(_)) => true,
            _ => Self::agrees(expected, seen),
        }
    }
}

/// The meaning of parts in their order: `["start", name, {attribute: value}]`, `["text", text]` and
/// `["end"]`, where a name with a namespace is `{namespace}local`.
fn meaning_of(parts: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = |name: &str| match name
        .strip_prefix('{')
        .and_then(|name| name.rsplit_once('}'))
    {
        Some((namespace, local)) => (namespace.to_owned(), local.to_owned()),
        None => (String::new(), name.to_owned()),
    };
    let parts = parts.as_array().into_iter().flatten();
    let parts: Vec<Part> = parts
        .map(|part| match part[0].as_str() {
            Some("start") => {
                let attributes = part[2].as_object().into_iter().flatten();
                let attributes = attributes.map(|(name, value)| (named(name), text(value)));
                Part::Start(named(&text(&part[1])), attributes.collect())
            }
            Some("text") => Part::Text(text(&part[1])),
            _ => Part::End,
        })
        .collect();
    reference::meaning(&parts)
}

/// What the steps come to.
struct Stage<'s> {
    bytes: Vec<u8>,
    label: Label<'s>,
    /// What is to be written instead: a local name, and a text and attribute value.
    writes: Option<(&'s str, &'s str)>,
}

impl<'s> Stage<'s> {
    fn of(steps: &'s [Step]) -> Self {
        let mut stage = Self {
            bytes: Vec::new(),
            label: Label::Silent,
            writes: None,
        };
        let mut written = None;
        for step in steps {
            match step {
                Step::Text(text) => spell(text, written, &mut stage.bytes),
                Step::Times(count, text) => {
                    spell(&text.repeat(*count), written, &mut stage.bytes);
                }
                Step::Bytes(digits) => stage.bytes.extend(from_digits(digits)),
                Step::Encoding(encoding) => written = Some(*encoding),
                Step::Charset(charset) => stage.label = Label::Charset(charset),
                Step::File => stage.label = Label::File,
                Step::Write(value) => stage.writes = Some(("a", value)),
                Step::WriteName(name) => stage.writes = Some((name, "")),
            }
        }
        stage
    }
}

fn play(case: &Case<Xml>, rules: &Rules) -> Result<Expect, Refusal> {
    let stage = Stage::of(&case.steps);
    let bytes = match stage.writes {
        Some((name, value)) => write(name, value, rules)?.into_bytes(),
        None => stage.bytes,
    };
    let limits = Limits::MESSAGE;
    let text = Text::decode(&bytes, stage.label, rules, &limits)?;
    let document = Document::read(&text, rules, &limits)?;
    Ok(match &case.expect {
        Expect::Means(_) => Expect::Means(document.meaning()),
        Expect::KeepsAtMost(_) => Expect::KeepsAtMost(document.part_count()),
        Expect::Accepted | Expect::Refused(_) => Expect::Accepted,
    })
}

fn write(name: &str, value: &str, rules: &Rules) -> Result<String, Refusal> {
    let attribute = (Name::bare("k"), value);
    let mut writer = Writer::new(rules, &[], Name::bare(name), &[attribute])?;
    writer.text(value)?;
    Ok(writer.finish())
}

fn spell(text: &str, written: Option<Written>, bytes: &mut Vec<u8>) {
    match written {
        None => bytes.extend(text.bytes()),
        Some(Written::Utf16Le) => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Some(Written::Utf16Be) => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Some(Written::Utf32Le) => {
            bytes.extend(
                text.chars()
                    .flat_map(|character| u32::from(character).to_le_bytes()),
            );
        }
    }
}

/// The bytes that these digits spell; what is no pair of digits is left out.
fn from_digits(digits: &str) -> Vec<u8> {
    let pairs = digits.split_ascii_whitespace();
    pairs
        .filter_map(|pair| u8::from_str_radix(pair, 16).ok())
        .collect()
}
