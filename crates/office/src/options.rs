//! The options of the token calls: types, defaults, and which edition knows which.

use crate::edition::Edition;
use crate::value::{Kind, Value};

/// An option.
#[derive(Clone, Copy, Debug)]
pub struct CallOption {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub of: OptionType,
    /// The editions that know it.
    pub editions: &'static [Edition],
    /// Whether the documentation of now calls it deprecated.
    pub is_deprecated: bool,
    /// Its place in the array that a native host is sent.
    pub place: Option<usize>,
    /// Whether it is part of the JSON text that newer hosts are sent.
    pub in_json: bool,
}

/// The type of an option, and with it what it is if left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionType {
    /// A boolean; false.
    Boolean,
    /// A string; empty.
    String,
    /// A number; 0.
    Number,
    /// One of [`ACCOUNT_TYPE_FILTERS`]; the first.
    AccountTypeFilter,
}

/// What `accountTypeFilter` may be (observed).
pub const ACCOUNT_TYPE_FILTERS: [&str; 3] = ["noFilter", "aad", "msa"];

const ALWAYS: &[Edition] = &Edition::ALL;
const SINCE_2026: &[Edition] = &[Edition::Doc2026, Edition::Shipped];
const SHIPPED: &[Edition] = &[Edition::Shipped];

/// Every option that is checked and sent, in the order in which the library does both.
pub static OPTIONS: &[CallOption] = &[
    CallOption {
        is_deprecated: true,
        ..option("forceConsent", OptionType::Boolean, ALWAYS, Some(0), false)
    },
    CallOption {
        is_deprecated: true,
        ..option(
            "forceAddAccount",
            OptionType::Boolean,
            ALWAYS,
            Some(1),
            false,
        )
    },
    option("authChallenge", OptionType::String, ALWAYS, Some(2), true),
    option(
        "allowConsentPrompt",
        OptionType::Boolean,
        SINCE_2026,
        Some(3),
        true,
    ),
    option(
        "forMSGraphAccess",
        OptionType::Boolean,
        SINCE_2026,
        Some(4),
        true,
    ),
    option(
        "allowSignInPrompt",
        OptionType::Boolean,
        SINCE_2026,
        Some(5),
        true,
    ),
    option("enableNewHosts", OptionType::Number, SHIPPED, None, true),
    option(
        "accountTypeFilter",
        OptionType::AccountTypeFilter,
        SHIPPED,
        None,
        true,
    ),
];

const fn option(
    name: &'static str,
    of: OptionType,
    editions: &'static [Edition],
    place: Option<usize>,
    in_json: bool,
) -> CallOption {
    CallOption {
        name,
        of,
        editions,
        is_deprecated: false,
        place,
        in_json,
    }
}

impl CallOption {
    /// The options that an edition knows.
    pub fn of(edition: Edition) -> impl Iterator<Item = &'static Self> {
        OPTIONS
            .iter()
            .filter(move |option| option.editions.contains(&edition))
    }

    /// What it is if left out.
    pub fn default(&self) -> Value {
        match self.of {
            OptionType::Boolean => Value::Boolean(false),
            OptionType::String => Value::text(""),
            OptionType::Number => Value::number(0),
            OptionType::AccountTypeFilter => Value::text(ACCOUNT_TYPE_FILTERS[0]),
        }
    }

    /// Whether a value is of its type; an unknown filter is.
    pub const fn takes(&self, kind: Kind) -> bool {
        match self.of {
            OptionType::Boolean => matches!(kind, Kind::Boolean),
            OptionType::Number => matches!(kind, Kind::Number),
            OptionType::String | OptionType::AccountTypeFilter => matches!(kind, Kind::String),
        }
    }
}

/// What a caller asks of the host: one value for each option that the edition knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes(pub Vec<(&'static str, Value)>);

impl Wishes {
    /// Nothing but defaults.
    pub fn none(edition: Edition) -> Self {
        Self(
            CallOption::of(edition)
                .map(|option| (option.name, option.default()))
                .collect(),
        )
    }

    /// Sets an option.
    pub fn set(&mut self, name: &'static str, value: Value) {
        match self.0.iter_mut().find(|(held, _)| *held == name) {
            Some((_, held)) => *held = value,
            None => self.0.push((name, value)),
        }
    }

    /// The value of an option; undefined if the edition does not know it.
    pub fn value(&self, name: &str) -> &Value {
        let held = self.0.iter().find(|(held, _)| *held == name);
        held.map_or(&Value::Undefined, |(_, value)| value)
    }

    /// Whether an option is true.
    pub fn asks_for(&self, name: &str) -> bool {
        *self.value(name) == Value::Boolean(true)
    }
}
