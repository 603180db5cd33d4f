//! The axes along which the sources disagree, and what each role is held to unless told otherwise.

use std::fmt;

use conformance::{Choice, Profile, Role};

/// An axis along which the sources disagree. Its first value is the default.
pub struct Axis {
    /// Its name.
    pub name: &'static str,
    /// What its values stand for.
    pub about: &'static str,
    /// Its values.
    pub values: &'static [Choice],
}

/// Every axis.
pub static AXES: &[Axis] = &[
    Axis {
        name: "schema",
        about: "the generation of the EWS schema",
        values: &[ews::XSD_2016, ews::XSD_2013, ews::XSD_SE],
    },
    Axis {
        name: "wire",
        about: "SOAP to the letter, or what Exchange and Outlook send and accept",
        values: &[soap::WIRE_STRICT, soap::WIRE_INTEROP],
    },
    Axis {
        name: "token",
        about: "tokens by the RFCs, or as Entra issues them",
        values: &[jwt::ENTRA, jwt::RFC],
    },
    Axis {
        name: "office",
        about: "the documents that introduced the token calls, those that stand now, or the library",
        values: &[office::DOC_2026, office::DOC_2017, office::OFFICEJS_1_1],
    },
    Axis {
        name: "msal",
        about: "the library whose behaviour is followed where libraries differ",
        values: &[msal::MSAL_JS, msal::MSAL_PYTHON],
    },
];

/// What a role is held to unless told otherwise.
pub struct RoleDefaults {
    /// The role.
    pub role: Role,
    /// What a subject in it is.
    pub about: &'static str,
    /// Its choices where they differ from the axis's default.
    pub choices: &'static [Choice],
    /// The operations that a subject in it must have.
    pub operations: &'static [&'static str],
    /// Cases that a subject in it passes by doing what it is for; the first that fits its profile
    /// is played before any other.
    pub welcomes: &'static [&'static str],
    /// Cases that it passes by turning away what nobody could take for right, chosen likewise.
    pub turns_away: &'static [&'static str],
}

/// Every role.
pub static ROLES: &[RoleDefaults] = &[
    RoleDefaults {
        role: Role("token-validator"),
        about: "a web API or library that takes tokens",
        choices: &[],
        operations: &["verify"],
        welcomes: &[
            "jwt/shape/sound-token",
            "jwt/entra/sound-token-of-one-tenant",
            "jwt/entra/sound-token-of-version-one",
        ],
        turns_away: &["jwt/signature/wrong-key", "jwt/entra/for-another-resource"],
    },
    RoleDefaults {
        role: Role("ews-server"),
        about: "an EWS server or gateway",
        choices: &[],
        operations: &["http"],
        welcomes: &["ews/request/identity-of-an-installed-app"],
        turns_away: &["ews/request/empty-list"],
    },
    RoleDefaults {
        role: Role("ews-client"),
        about: "an EWS client library",
        choices: &[],
        operations: &["getClientAccessToken"],
        welcomes: &["ews/response/a-token"],
        turns_away: &["ews/response/empty-response-messages"],
    },
    RoleDefaults {
        role: Role("authority"),
        about: "an identity service, or a mock of one",
        choices: &[],
        operations: &["http"],
        welcomes: &["oauth/token-answer/token"],
        turns_away: &["oauth/token-answer/secret-is-wrong"],
    },
    RoleDefaults {
        role: msal::TOKEN_CLIENT,
        about: "a library that acquires tokens",
        choices: &[],
        operations: &[],
        welcomes: &[
            "msal/request/with-a-session-a-token-comes-silently",
            "oauth/client-takes-tokens/token",
            "oauth/client-reads-metadata/metadata-after-the-issuer",
            "oauth/client-is-challenged/commas-and-equals-signs-within-quotation-marks",
        ],
        turns_away: &[
            "msal/authority/an-authority-is-https",
            "msal/authority/python-wants-https-too",
            "oauth/client-takes-tokens/token-is-missing",
        ],
    },
    RoleDefaults {
        role: office::OFFICE_HOST,
        about: "a host of add-ins, or a mock or shim of one",
        choices: &[],
        operations: &["converse"],
        welcomes: &[
            "office/async-result/a-success-has-two-members",
            "office/async-result/today-the-value-is-the-token",
            "office/get-access-token-of-2017/a-callback-alone-is-called-back",
        ],
        turns_away: &["office/async-result/an-empty-token-is-no-success"],
    },
    RoleDefaults {
        role: office::ADD_IN,
        about: "an add-in that asks for tokens",
        choices: &[],
        operations: &["converse"],
        welcomes: &[
            "office/add-in/a-token-goes-to-the-add-ins-own-service",
            "office/add-in/nobody-signed-in-is-offered-a-sign-in",
            "office/add-in/a-token-of-2017-is-taken-out-of-its-object",
        ],
        turns_away: &["office/add-in/an-empty-token-is-not-presented"],
    },
];

/// The role with this name.
pub fn role(name: &str) -> Option<&'static RoleDefaults> {
    ROLES.iter().find(|role| role.role.0 == name)
}

/// What a role is held to unless told otherwise; the axes' defaults for a role that is not named.
pub fn default_profile(role: &str) -> Profile {
    let defaults: Vec<Choice> = AXES.iter().map(|axis| axis.values[0]).collect();
    let choices = self::role(role).map_or(&[] as &[Choice], |held| held.choices);
    choices
        .iter()
        .fold(Profile::of(&defaults), |profile, choice| {
            profile.with(*choice)
        })
}

/// The profile of defaults, and for each other value of each axis the one that differs in it.
pub fn every_profile() -> Vec<Profile> {
    let default = default_profile("");
    let others = AXES.iter().flat_map(|axis| &axis.values[1..]);
    let others = others.map(|choice| default.with(*choice));
    std::iter::once(default).chain(others).collect()
}

/// A word that is no value of any axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue(pub String);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = AXES
            .iter()
            .flat_map(|axis| axis.values)
            .map(|choice| choice.value)
            .collect();
        write!(
            f,
            "no profile has the value `{}`; the values are {}",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownValue {}

/// The profile with these values, separated by commas, in place of its own.
pub fn parse_profile(profile: Profile, values: &str) -> Result<Profile, UnknownValue> {
    values
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .try_fold(profile, |profile, value| {
            let mut all = AXES.iter().flat_map(|axis| axis.values);
            let choice = all.find(|choice| choice.value == value);
            choice
                .map(|choice| profile.with(*choice))
                .ok_or(UnknownValue(value.to_owned()))
        })
}
