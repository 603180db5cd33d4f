//! A failure: how a call ends that brings no token, and into which class its error falls.

use std::fmt;

use conformance::{Id, Quirk, Rules};
use serde::{Deserialize, Serialize};

use crate::token_response::ServerError;
use crate::{Library, MSAL_038, MSAL_039, MSAL_040, MSAL_041, MSAL_079};

pub(crate) const KNOWS_CODES_OF_14: Quirk = Quirk("knows-codes-of-14");
pub(crate) const CALLS_THEM_UX_NOT_ALLOWED: Quirk = Quirk("calls-them-ux-not-allowed");
pub(crate) const COMPARES_SUBERRORS_ALONE: Quirk = Quirk("compares-suberrors-alone");

/// The class of an error, as the libraries name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    /// The user has to take part.
    #[serde(rename = "InteractionRequiredAuthError")]
    InteractionRequired,
    /// The server refused.
    #[serde(rename = "ServerError")]
    Server,
    /// The client could not go on.
    #[serde(rename = "ClientAuthError")]
    ClientAuth,
    /// The caller or the configuration is wrong.
    #[serde(rename = "ClientConfigurationError")]
    ClientConfiguration,
    /// The browser, or what happens in it, does not allow to go on.
    #[serde(rename = "BrowserAuthError")]
    BrowserAuth,
    /// In Node.js: the request did not come through, or its answer cannot be read.
    #[serde(rename = "AuthError")]
    Auth,
    /// In Node.js: the caller or the configuration is wrong.
    #[serde(rename = "NodeAuthError")]
    NodeAuth,
    /// MSAL Python: the caller is wrong.
    ValueError,
    /// MSAL Python: what the server brought does not belong to what was asked.
    RuntimeError,
    /// What was handed over or read has a type that cannot be worked with.
    TypeError,
    /// MSAL Python: the request did not come through, or its answer cannot be read.
    RequestException,
    /// MSAL Python: the answer of the server, returned as it is.
    #[serde(rename = "error")]
    Returned,
    /// MSAL Python: nothing is returned, so that the caller goes on to interaction.
    None,
}

/// How a call ends that brings no token. Holds nothing secret, and no words of the server's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The class.
    pub class: Class,
    /// The code, by which callers decide.
    pub code: String,
    /// The suberror, or nothing.
    pub suberror: String,
    /// What else the server said, if it was the server that refused.
    pub said: Option<Box<Said>>,
    /// The sentence for which a model refused to go on.
    pub because: Option<Id>,
}

/// What a server says besides its codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// When it happened, or nothing.
    pub timestamp: String,
    /// The server's trace, or nothing.
    pub trace_id: String,
    /// The claims that the server wants to see, or nothing.
    pub claims: String,
    /// The first of the server's numbers.
    pub error_no: Option<i64>,
    /// The status of the answer, 0 if it came through a window.
    pub status: u16,
    /// What a careless client repeats of it: kept out by MSAL-079.
    pub(crate) repeated: String,
}

impl Failure {
    pub(crate) fn new(class: Class, code: &str) -> Self {
        Self {
            class,
            code: code.to_owned(),
            suberror: String::new(),
            said: None,
            because: None,
        }
    }

    /// The same failure, for this sentence.
    pub(crate) fn because(mut self, id: Id) -> Self {
        self.because = Some(id);
        self
    }

    /// The failure that an answer of the server tells of.
    pub(crate) fn of_server(error: &ServerError, rules: &Rules) -> Self {
        let class = match Library::of(&rules.profile) {
            Library::Js if calls_for_interaction(error, rules) => Class::InteractionRequired,
            Library::Js => Class::Server,
            Library::Python => Class::Returned,
        };
        let mut failure = Self::new(class, &error.error);
        failure.suberror.clone_from(&error.suberror);
        let mut said = Said {
            error_no: error.error_codes.first().copied(),
            status: error.status,
            ..Said::default()
        };
        if class != Class::InteractionRequired || rules.demand(MSAL_041) {
            said.timestamp.clone_from(&error.timestamp);
            said.trace_id.clone_from(&error.trace_id);
            said.claims.clone_from(&error.claims);
        }
        failure.said = Some(Box::new(said));
        failure
    }

    /// The same failure, with what must not be repeated if nothing forbids it.
    pub(crate) fn repeating(mut self, text: &str, rules: &Rules) -> Self {
        if let Some(said) = self.said.as_mut().filter(|_| !rules.demand(MSAL_079)) {
            text.clone_into(&mut said.repeated);
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: `{}`", self.class, self.code)?;
        if !self.suberror.is_empty() {
            write!(f, " ({})", self.suberror)?;
        }
        f.write_str(self.said.as_ref().map_or("", |said| &said.repeated))
    }
}

impl std::error::Error for Failure {}

/// The codes that call for interaction.
const CODES: [&str; 6] = [
    "interaction_required",
    "consent_required",
    "login_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
];

/// The suberrors that do.
const SUBERRORS: [&str; 8] = [
    "message_only",
    "additional_action",
    "basic_action",
    "user_password_expired",
    "consent_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
];

fn calls_for_interaction(error: &ServerError, rules: &Rules) -> bool {
    if !rules.demand(MSAL_040) && error.error == "invalid_grant" {
        let kept = ["client_mismatch", "protection_policy_required"];
        return !kept.contains(&error.suberror.as_str());
    }
    let known = |code: &&&str| match **code {
        "ui_not_allowed" | "interrupted_user" => !rules.does(KNOWS_CODES_OF_14),
        _ => true,
    };
    let named = |code: &str| match code {
        "ui_not_allowed" if rules.does(CALLS_THEM_UX_NOT_ALLOWED) => "ux_not_allowed".to_owned(),
        code => code.to_owned(),
    };
    let codes: Vec<String> = CODES.iter().filter(known).map(|code| named(code)).collect();
    let by_code = codes.contains(&error.error) && !rules.does(COMPARES_SUBERRORS_ALONE);
    let mut suberrors = SUBERRORS.iter().filter(known);
    let by_suberror =
        rules.demand(MSAL_038) && suberrors.any(|suberror| named(suberror) == error.suberror);
    let mut codes = codes.iter();
    let by_words =
        rules.demand(MSAL_039) && codes.any(|code| error.error_description.contains(code.as_str()));
    by_code || by_suberror || by_words
}
