//! A fault is a body that says that something went wrong, with a code, a text and perhaps detail.

use std::borrow::Cow;
use std::fmt;

use conformance::{Refusal, Rules};
use xml::{Element, Name, Writer, XML_NAMESPACE};

use crate::defects::{HONOURS_NIL, REFUSES_WHAT_FAULTS_MAY_HOLD};
use crate::names::{CLIENT, FAULT, MUST_UNDERSTAND, NAMESPACE, SERVER, VERSION_MISMATCH};
use crate::requirements::{SOAP_013, SOAP_014, SOAP_015, SOAP_016};
use crate::write::Part;

/// The attribute that says in which language a text is.
pub(crate) const LANGUAGE: Name<'static> = Name::new(XML_NAMESPACE, "lang");

/// The namespace of `xsi:nil` and its like.
const INSTANCE_NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A fault as it was received.
#[derive(Clone)]
pub struct Fault<'d, 'a> {
    code: (String, String),
    /// What happened, for people.
    pub string: Cow<'d, str>,
    /// The language of that text.
    pub language: Option<&'d str>,
    /// Who says so.
    pub actor: Option<Cow<'d, str>>,
    /// What is wrong with the body; the service decides what it holds.
    pub detail: Option<Element<'d, 'a>>,
}

impl<'d, 'a> Fault<'d, 'a> {
    /// Reads the element in a body.
    pub fn read(fault: Element<'d, 'a>, rules: &Rules) -> Result<Self, Refusal> {
        let [code, string, actor, detail] = parts(fault, rules)?;
        let (Some(code), Some(string)) = (code, string) else {
            let message = "`faultcode` or `faultstring` is missing";
            rules.refuse(SOAP_013, fault.offset(), message)?;
            let string = string.map(Element::text).unwrap_or_default();
            return Ok(Self {
                code: (NAMESPACE.to_owned(), SERVER.local.to_owned()),
                string,
                language: None,
                actor: None,
                detail,
            });
        };
        let code = read_code(code, rules)?;
        let language = string.attribute(LANGUAGE);
        let holds_more = detail.is_some_and(|detail| {
            detail.children().next().is_some() || detail.attributes().next().is_some()
        });
        if rules.does(REFUSES_WHAT_FAULTS_MAY_HOLD) && (language.is_some() || holds_more) {
            return Err(Refusal::new(SOAP_016, fault.offset(), "a fault holds more"));
        }
        let nil = string.attribute(Name::new(INSTANCE_NAMESPACE, "nil"));
        let is_nil = rules.does(HONOURS_NIL) && matches!(nil, Some("true" | "1"));
        Ok(Self {
            code,
            string: if is_nil {
                Cow::Borrowed("")
            } else {
                string.text()
            },
            language,
            actor: actor.map(Element::text),
            detail,
        })
    }

    /// The fault code.
    pub fn code(&self) -> Name<'_> {
        Name::new(&self.code.0, &self.code.1)
    }
}

/// Shows no text, for it may repeat what was sent: SOAP-077.
impl fmt::Debug for Fault<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("code", &self.code())
            .field("detail", &self.detail)
            .finish_non_exhaustive()
    }
}

/// The four parts of a fault.
fn parts<'d, 'a>(
    fault: Element<'d, 'a>,
    rules: &Rules,
) -> Result<[Option<Element<'d, 'a>>; 4], Refusal> {
    const NAMES: [&str; 4] = ["faultcode", "faultstring", "faultactor", "detail"];
    let mut found = [None; 4];
    let mut furthest = 0;
    if let Some(at) = fault.stray_text() {
        rules.refuse(SOAP_013, at, "text stands in the fault")?;
    }
    for child in fault.children() {
        let place = NAMES.iter().position(|name| child.is(Name::bare(name)));
        let Some(place) = place else {
            rules.refuse(SOAP_013, child.offset(), "this is no part of a fault")?;
            continue;
        };
        if found[place].is_some() {
            rules.refuse(SOAP_013, child.offset(), "a part of the fault stands twice")?;
        }
        if place < furthest {
            rules.refuse(
                SOAP_013,
                child.offset(),
                "the parts of the fault are out of order",
            )?;
        }
        furthest = furthest.max(place);
        found[place] = Some(child);
    }
    Ok(found)
}

/// The namespace and the local name of a fault code.
fn read_code(code: Element<'_, '_>, rules: &Rules) -> Result<(String, String), Refusal> {
    let text = code.text();
    let spelled = text.trim_matches([' ', '\t', '\n', '\r']);
    let name = code.resolve(spelled).unwrap_or(Name::bare(spelled));
    let base = name.local.split('.').next().unwrap_or_default();
    let standard = [VERSION_MISMATCH, MUST_UNDERSTAND, CLIENT, SERVER];
    let is_known = match name.namespace {
        "" => false,
        NAMESPACE => standard.iter().any(|name| name.local == base),
        _ => true,
    };
    if !is_known {
        let message = "this is neither a fault code of SOAP nor a name of the service";
        rules.refuse(SOAP_014, code.offset(), message)?;
    }
    if name.local.contains('.') {
        rules.refuse(SOAP_015, code.offset(), "a fault code holds a dot")?;
    }
    Ok((name.namespace.to_owned(), name.local.to_owned()))
}

/// A fault that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewFault<'n> {
    /// Its code.
    pub code: Name<'n>,
    /// What happened, for people. It repeats nothing of what was sent.
    pub string: &'n str,
    /// The language of that text.
    pub language: Option<&'n str>,
}

impl NewFault<'_> {
    /// Writes the fault into a body. `detail` is there exactly when the body was the trouble, and
    /// writes what the service has to say about it.
    pub fn write(&self, writer: &mut Writer, detail: Option<Part<'_>>) -> Result<(), Refusal> {
        writer.start(FAULT, &[])?;
        writer.name_leaf(Name::bare("faultcode"), self.code)?;
        let language = self.language.map(|language| (LANGUAGE, language));
        writer.leaf(Name::bare("faultstring"), language.as_slice(), self.string)?;
        if let Some(detail) = detail {
            writer.start(Name::bare("detail"), &[])?;
            detail(writer)?;
            writer.end();
        }
        writer.end();
        Ok(())
    }
}
