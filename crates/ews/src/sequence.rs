//! A schema sequence: which children an element holds, in which order, and how often.

use conformance::{Id, Quirk, Refusal, Rules};
use xml::{Element, Name};

use crate::names::{TYPES, XSD, XSI};
use crate::{EWS_011, EWS_012};

/// Reads the first of two elements of one name and never looks for a second.
pub(crate) const FIRST_OF_TWO: Quirk = Quirk("takes-the-first-of-two-elements");

/// How often a child stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occurs {
    Once,
    AtMostOnce,
}

/// The children of an element by the places of a sequence. Whatever the sequence does not let
/// stand breaks the requirement `of`.
pub(crate) fn sequence<'d, 'a, const N: usize>(
    parent: Element<'d, 'a>,
    places: &[(Name<'_>, Occurs); N],
    of: Id,
    rules: &Rules,
) -> Result<[Option<Element<'d, 'a>>; N], Refusal> {
    let mut found = [None; N];
    let mut furthest = 0;
    for child in parent.children() {
        let Some(place) = places.iter().position(|(name, _)| child.is(*name)) else {
            let message = format!("`{}` does not belong here", child.name().local);
            rules.refuse(of, child.offset(), message)?;
            continue;
        };
        if found[place].is_some() {
            if rules.does(FIRST_OF_TWO) {
                continue;
            }
            let message = format!("a second `{}`", child.name().local);
            rules.refuse(of, child.offset(), message)?;
        } else if place < furthest {
            let after = places[furthest].0.local;
            let message = format!("`{}` stands after `{after}`", child.name().local);
            rules.refuse(of, child.offset(), message)?;
        }
        furthest = furthest.max(place);
        found[place] = Some(child);
    }
    for (place, (name, occurs)) in places.iter().enumerate() {
        if *occurs == Occurs::Once && found[place].is_none() {
            rules.refuse(of, parent.offset(), format!("`{}` is missing", name.local))?;
        }
    }
    Ok(found)
}

/// Refuses text between the children of an element.
pub(crate) fn no_text(parent: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
    match parent.stray_text() {
        Some(offset) => rules.refuse(EWS_011, offset, "text stands between elements"),
        None => Ok(()),
    }
}

/// Refuses child elements where the schema has text only.
pub(crate) fn no_children(parent: Element<'_, '_>, of: Id, rules: &Rules) -> Result<(), Refusal> {
    match parent.children().next() {
        Some(child) => rules.refuse(of, child.offset(), "an element stands within a text"),
        None => Ok(()),
    }
}

/// Refuses the attributes that the schema does not let stand: all but those named, and but the
/// schema's own: the type, which must be the declared one or one derived from it, and where a schema
/// is to be found.
pub(crate) fn attributes(
    element: Element<'_, '_>,
    allowed: &[Name<'_>],
    declared: Declared,
    rules: &Rules,
) -> Result<(), Refusal> {
    for attribute in element.attributes() {
        let name = attribute.name();
        let offset = attribute.offset();
        if name.namespace == XSI && name.local == "type" {
            let named = element.resolve(attribute.value().trim_ascii());
            if !named.is_some_and(|named| declared.covers(named)) {
                rules.refuse(
                    EWS_012,
                    offset,
                    "not the declared type, nor one derived from it",
                )?;
            }
        } else if name.namespace == XSI && name.local == "nil" {
            rules.refuse(EWS_011, offset, "nothing here may be nil")?;
        } else if !LOCATIONS.contains(&name) && !allowed.contains(&name) {
            rules.refuse(
                EWS_011,
                offset,
                format!("no attribute `{}` here", name.local),
            )?;
        }
    }
    Ok(())
}

/// The declared type of an element.
#[derive(Clone, Copy)]
pub(crate) enum Declared {
    /// A string of the schema language.
    Text,
    /// A whole number of the schema language, of any size or of 32 bits.
    Integer { any_size: bool },
    /// This type in the types namespace, from which none is derived.
    Type(&'static str),
    /// This type in the messages namespace, from which none is derived.
    Message(&'static str),
    /// A type without a name, which nobody can state.
    Nameless,
}

impl Declared {
    fn covers(self, name: Name<'_>) -> bool {
        match self {
            Self::Text => name.namespace == XSD && STRINGS.contains(&name.local),
            Self::Integer { any_size } => {
                let names = if any_size {
                    &INTEGERS[..]
                } else {
                    &INTEGERS[SIZED..]
                };
                name.namespace == XSD && names.contains(&name.local)
            }
            Self::Type(declared) => name == Name::new(TYPES, declared),
            Self::Message(declared) => name == Name::new(crate::names::MESSAGES, declared),
            Self::Nameless => false,
        }
    }
}

/// Where a schema is to be found, which any element may say.
const LOCATIONS: [Name<'_>; 2] = [
    Name::new(XSI, "schemaLocation"),
    Name::new(XSI, "noNamespaceSchemaLocation"),
];

/// `xs:string` and what the schema language derives from it.
const STRINGS: [&str; 10] = [
    "string",
    "normalizedString",
    "token",
    "language",
    "NMTOKEN",
    "Name",
    "NCName",
    "ID",
    "IDREF",
    "ENTITY",
];

/// `xs:integer` and what the schema language derives from it, `xs:int` and what it derives last.
const INTEGERS: [&str; 13] = [
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "nonNegativeInteger",
    "positiveInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "long",
    "int",
    "short",
    "byte",
];

/// Where in [`INTEGERS`] those begin that `xs:int` covers.
const SIZED: usize = 10;
