//! The three generations of the EWS schema, and what each lets stand: token types and versions.

use conformance::{Choice, Profile};

/// The schema of Exchange 2013 SP1.
pub const XSD_2013: Choice = Choice {
    axis: "schema",
    value: "xsd-2013",
};
/// The schema of Exchange 2016.
pub const XSD_2016: Choice = Choice {
    axis: "schema",
    value: "xsd-2016",
};
/// The schema of Exchange Server SE.
pub const XSD_SE: Choice = Choice {
    axis: "schema",
    value: "xsd-se",
};

/// A generation of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Schema {
    /// Exchange 2013 SP1.
    Xsd2013,
    /// Exchange 2016.
    Xsd2016,
    /// Exchange Server SE.
    XsdSe,
}

impl Schema {
    /// The generation that a profile chooses; 2016 if it chooses none.
    pub fn of(profile: &Profile) -> Self {
        if profile.chooses(XSD_2013.value) {
            Self::Xsd2013
        } else if profile.chooses(XSD_SE.value) {
            Self::XsdSe
        } else {
            Self::Xsd2016
        }
    }
}

/// What a token is for (EWS-008).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// Says who the caller is.
    CallerIdentity,
    /// Lets the app call back into Exchange.
    ExtensionCallback,
    /// As ExtensionCallback, for one scope.
    ScopedToken,
    /// Lets the app call the REST interface.
    ExtensionRestApiCallback,
    /// Not documented.
    Connectors,
    /// Not documented.
    Loki,
    /// Not documented.
    DesktopOutlook,
}

impl TokenType {
    /// Every token type, older ones first.
    pub const ALL: [Self; 7] = [
        Self::CallerIdentity,
        Self::ExtensionCallback,
        Self::ScopedToken,
        Self::ExtensionRestApiCallback,
        Self::Connectors,
        Self::Loki,
        Self::DesktopOutlook,
    ];

    /// Its spelling, which is compared letter for letter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CallerIdentity => "CallerIdentity",
            Self::ExtensionCallback => "ExtensionCallback",
            Self::ScopedToken => "ScopedToken",
            Self::ExtensionRestApiCallback => "ExtensionRestApiCallback",
            Self::Connectors => "Connectors",
            Self::Loki => "Loki",
            Self::DesktopOutlook => "DesktopOutlook",
        }
    }

    /// The generation that brought it.
    pub const fn since(self) -> Schema {
        match self {
            Self::CallerIdentity | Self::ExtensionCallback | Self::ScopedToken => Schema::Xsd2013,
            Self::ExtensionRestApiCallback => Schema::Xsd2016,
            Self::Connectors | Self::Loki | Self::DesktopOutlook => Schema::XsdSe,
        }
    }
}

/// The version for which a request was written, older ones first (EWS-040).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(usize);

/// Every version with the generation that lists it. The last two stand only in a service
/// description of Exchange Online.
const VERSIONS: [(&str, Schema); 21] = [
    ("Exchange2007", Schema::Xsd2013),
    ("Exchange2007_SP1", Schema::Xsd2013),
    ("Exchange2009", Schema::XsdSe),
    ("Exchange2010", Schema::Xsd2013),
    ("Exchange2010_SP1", Schema::Xsd2013),
    ("Exchange2010_SP2", Schema::Xsd2013),
    ("Exchange2012", Schema::XsdSe),
    ("Exchange2013", Schema::Xsd2013),
    ("Exchange2013_SP1", Schema::Xsd2013),
    ("Exchange2015", Schema::XsdSe),
    ("Exchange2016", Schema::Xsd2016),
    ("V2015_10_05", Schema::XsdSe),
    ("V2016_01_06", Schema::XsdSe),
    ("V2016_04_13", Schema::XsdSe),
    ("V2016_07_13", Schema::XsdSe),
    ("V2016_10_10", Schema::XsdSe),
    ("V2017_01_07", Schema::XsdSe),
    ("V2017_04_14", Schema::XsdSe),
    ("V2017_07_11", Schema::XsdSe),
    ("V2017_10_09", Schema::XsdSe),
    ("V2018_01_08", Schema::XsdSe),
];

impl Version {
    /// What a request without a version is read as (EWS-043).
    pub const EXCHANGE_2007: Self = Self(0);
    /// What Outlook states: observed, in no document (EWS-041).
    pub const EXCHANGE_2012: Self = Self(6);
    /// The first documented version that has the operation (EWS-042).
    pub const EXCHANGE_2013: Self = Self(7);
    /// The first version that has `Scope` (EWS-009).
    pub const EXCHANGE_2013_SP1: Self = Self(8);

    /// The version with this spelling, whichever generation lists it.
    pub fn parse(text: &str) -> Option<Self> {
        VERSIONS
            .iter()
            .position(|(spelling, _)| *spelling == text)
            .map(Self)
    }

    /// Its spelling.
    pub const fn as_str(self) -> &'static str {
        VERSIONS[self.0].0
    }

    /// Whether the generation lists it.
    pub fn is_listed_by(self, schema: Schema) -> bool {
        VERSIONS[self.0].1 <= schema
    }
}
