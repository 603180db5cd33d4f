//! The register: the only crate that names every protocol. It holds their requirements, laws,
//! cases and defects together, and derives from them what checks what.

#[rustfmt::skip]
mod corpus;
pub mod coverage;
mod documents;
pub mod laws;
mod profiles;
mod readers;

use conformance::{AnyCase, CaseError, Defect, Id, Law, Protocol, read_cases};

pub use documents::{FOUNDING_DOCUMENTS, sentences};
pub use profiles::{
    AXES, Axis, ROLES, RoleDefaults, UnknownValue, default_profile, every_profile, parse_profile,
    role,
};
pub use readers::{READERS, Reader};

/// One protocol, as the register sees it.
pub struct Entry {
    /// Its name, which is its folder's name.
    pub name: &'static str,
    /// The protocols whose models its own model uses.
    pub built_on: &'static [&'static str],
    /// Its sentences.
    pub requirements: &'static [Id],
    /// The ways of being wrong about it that the suite must see.
    pub defects: &'static [Defect],
    /// Its laws.
    pub laws: &'static [Law],
    read_cases: fn(&str, &str) -> Result<Vec<AnyCase>, CaseError>,
}

impl Entry {
    const fn of<P: Protocol>() -> Self {
        Self {
            name: P::NAME,
            built_on: P::BUILT_ON,
            requirements: P::REQUIREMENTS,
            defects: P::DEFECTS,
            laws: P::LAWS,
            read_cases: |topic, text| read_cases::<P>(topic, text, requirement),
        }
    }
}

/// Every protocol.
pub static PROTOCOLS: &[Entry] = &[
    Entry::of::<xml::Xml>(),
    Entry::of::<jwt::Jwt>(),
    Entry::of::<soap::Soap>(),
    Entry::of::<ews::Ews>(),
    Entry::of::<oauth::Oauth>(),
    Entry::of::<msal::Msal>(),
    Entry::of::<office::Office>(),
];

/// Every requirement, in the order of the protocols.
pub fn requirements() -> impl Iterator<Item = Id> {
    PROTOCOLS
        .iter()
        .flat_map(|protocol| protocol.requirements.iter().copied())
}

/// The requirement with this spelling.
pub fn requirement(spelling: &str) -> Option<Id> {
    requirements().find(|id| id.as_str() == spelling)
}

/// Every defect, in the order of the protocols.
pub fn defects() -> impl Iterator<Item = &'static Defect> {
    PROTOCOLS.iter().flat_map(|protocol| protocol.defects)
}

/// The protocols in which a defect can show: the one that lists it, and those built on that one.
pub fn affected_by(defect: &Defect) -> Vec<&'static str> {
    above(|protocol| protocol.defects.iter().any(|held| held.name == defect.name))
}

/// The protocol that lists something, and those that are built on it.
fn above(lists: impl Fn(&Entry) -> bool) -> Vec<&'static str> {
    let Some(owner) = PROTOCOLS.iter().find(|protocol| lists(protocol)) else {
        return Vec::new();
    };
    let shows =
        |protocol: &&Entry| protocol.name == owner.name || protocol.built_on.contains(&owner.name);
    PROTOCOLS
        .iter()
        .filter(shows)
        .map(|protocol| protocol.name)
        .collect()
}

/// Every law, in the order of the protocols.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    PROTOCOLS.iter().flat_map(|protocol| protocol.laws)
}

/// Every case of the corpus, in the order of the files.
pub fn cases() -> Result<Vec<AnyCase>, CaseError> {
    let mut cases = Vec::new();
    for (topic, text) in corpus::TOPICS {
        let name = topic.split('/').next().unwrap_or_default();
        let protocol = PROTOCOLS.iter().find(|protocol| protocol.name == name);
        let protocol = protocol.ok_or_else(|| CaseError {
            topic: (*topic).to_owned(),
            message: format!("no protocol is named `{name}`"),
        })?;
        cases.extend((protocol.read_cases)(topic, text)?);
    }
    Ok(cases)
}
