//! The values of the axis `msal`: whose behaviour is followed where libraries differ.

use conformance::{Choice, Profile};
use serde::{Deserialize, Serialize};

/// MSAL.js as it is now: msal-browser 5, msal-node 7, msal-common 16.
pub const MSAL_JS: Choice = Choice {
    axis: "msal",
    value: "msal-js",
};

/// MSAL Python as it is now: 1.39.
pub const MSAL_PYTHON: Choice = Choice {
    axis: "msal",
    value: "msal-python",
};

/// A library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// [`MSAL_JS`]
    Js,
    /// [`MSAL_PYTHON`]
    Python,
}

impl Library {
    /// Every library.
    pub const ALL: [Self; 2] = [Self::Js, Self::Python];

    /// The one that a profile chooses; MSAL.js if it chooses none.
    pub fn of(profile: &Profile) -> Self {
        if profile.chooses(MSAL_PYTHON.value) {
            Self::Python
        } else {
            Self::Js
        }
    }

    /// Its value of the axis.
    pub const fn choice(self) -> Choice {
        match self {
            Self::Js => MSAL_JS,
            Self::Python => MSAL_PYTHON,
        }
    }
}

/// Where MSAL.js runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Home {
    /// In a page: there are iframes, popups and redirects.
    #[default]
    Browser,
    /// In Node.js.
    Node,
}
