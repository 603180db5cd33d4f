//! Strict namespace-aware XML over quick-xml, and a writer that cannot emit an ill-formed document.
//!
//! Other readers each let some ill-formed text through, and none says which sentence a text breaks.
//! This one refuses by requirement and byte, takes limits, expands no entity, and keeps the whole
//! document as one flat list that is walked in any order.
//!
//! Bytes become a [`Text`], a text becomes a [`Document`], and handles to its [`Element`]s compare
//! names by namespace:
//!
//! ```
//! use conformance::Rules;
//! use xml::{Document, Label, Limits, Name, Text};
//!
//! let (rules, limits) = (Rules::default(), Limits::MESSAGE);
//! let bytes = b"<a xmlns='urn:x'><b>ad<!-- -->min</b></a>";
//! let text = Text::decode(bytes, Label::Charset("utf-8"), &rules, &limits)?;
//! let document = Document::read(&text, &rules, &limits)?;
//! let b = document.root().children().next().unwrap();
//! assert!(b.is(Name::new("urn:x", "b")));
//! assert_eq!(b.text(), "admin");
//!
//! let text = Text::from("<a><b></a>");
//! let refusal = Document::read(&text, &rules, &limits).unwrap_err();
//! assert_eq!((refusal.id, refusal.offset), (xml::SOAP_051, 6));
//! # Ok::<(), conformance::Refusal>(())
//! ```
//!
//! [`Writer`] goes the other way:
//!
//! ```
//! # use conformance::Rules;
//! # use xml::{Name, Writer};
//! let root = Name::new("urn:x", "a");
//! let mut writer = Writer::new(&Rules::default(), &[("x", "urn:x")], root, &[])?;
//! writer.leaf(Name::bare("b"), &[], "1 < 2")?;
//! assert!(writer.leaf(Name::bare("b"), &[], "\u{0}").is_err());
//! assert!(writer.finish().ends_with(r#"<x:a xmlns:x="urn:x"><b>1 &lt; 2</b></x:a>"#));
//! # Ok::<(), conformance::Refusal>(())
//! ```

mod case;
mod characters;
mod declaration;
mod defects;
mod differences;
mod document;
mod entities;
mod expand;
mod generators;
mod laws;
mod limits;
mod name;
mod place;
mod read;
mod reference;
#[rustfmt::skip]
mod requirements;
mod spelling;
mod tag;
mod text;
mod write;

use conformance::Choice;

pub use case::{Expect, Step, Xml};
pub use defects::{DEFECTS, LOCAL_NAMES_ONLY, READS_ONLY_THE_FIRST_TEXT};
pub use differences::{DIFFERENCES, Difference, Way};
pub use document::{Attribute, Child, Document, Element, Mark};
pub use laws::LAWS;
pub use limits::Limits;
pub use name::{Name, XML_NAMESPACE};
pub use place::Place;
pub use requirements::*;
pub use spelling::respell;
pub use text::{Encoding, Label, Text};
pub use write::Writer;

/// What SOAP 1.1, WS-I Basic Profile 1.1 and the schemas say.
pub const WIRE_STRICT: Choice = Choice {
    axis: "wire",
    value: "wire-strict",
};

/// What Exchange and Outlook really send and accept.
pub const WIRE_INTEROP: Choice = Choice {
    axis: "wire",
    value: "wire-interop",
};

#[cfg(test)]
mod tests;
