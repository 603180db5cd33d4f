//! The accounts with which a user may be signed in. They go by what they are, because a foreign
//! host has accounts of its own.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::value::Token;

/// An account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Account {
    /// An organizational account.
    #[default]
    Work,
    /// An organizational account of another organization.
    OtherWork,
    /// A Microsoft account.
    Personal,
    /// An account of a domain that Entra does not know.
    OnPremises,
}

/// The tenant that tokens of Microsoft accounts name (documented).
pub const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

impl Account {
    /// Every account.
    pub const ALL: [Self; 4] = [
        Self::Work,
        Self::OtherWork,
        Self::Personal,
        Self::OnPremises,
    ];

    /// Its name in cases.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::OtherWork => "other-work",
            Self::Personal => "personal",
            Self::OnPremises => "on-premises",
        }
    }

    /// The tenant that its tokens name: that of consumers, or else the account's own, which goes
    /// by the account's name.
    pub const fn tenant(self) -> &'static str {
        match self {
            Self::Personal => CONSUMERS,
            _ => self.name(),
        }
    }

    /// A token of it.
    pub const fn token(self) -> Token {
        Token {
            account: self,
            tenant: Some(Cow::Borrowed(self.tenant())),
            lasts_s: None,
        }
    }
}
