//! What a sound add-in does with the answers to its calls. It is judged by the calls that it makes
//! and by where it takes its tokens, because nothing else of it can be seen.

use conformance::{Quirk, Rules};
use serde::{Deserialize, Serialize};

use crate::edition::Edition;
use crate::error_code;
use crate::event::{Bearer, Called, Checked, Event, Retried, token_within};
use crate::sets::{self, Announced, Supported};
use crate::value::Value;

/// Calls where the current example calls.
pub(crate) const CALLS_WHERE_THE_EXAMPLE_DOES: Quirk = Quirk("calls-where-the-example-does");
/// Passes the version of the set as a number.
pub(crate) const PASSES_THE_VERSION_AS_A_NUMBER: Quirk = Quirk("passes-the-version-as-a-number");
/// Calls although the set is not supported.
pub(crate) const CALLS_UNSUPPORTED: Quirk = Quirk("calls-unsupported");
/// Forces consent without allowing it.
pub(crate) const FORCES_WITHOUT_ALLOWING: Quirk = Quirk("forces-without-allowing");
/// Compares the status with `success`.
pub(crate) const COMPARES_THE_STATUS_WITH_SUCCESS: Quirk =
    Quirk("compares-the-status-with-success");
/// Looks for `accessToken` in a value that is the token.
pub(crate) const LOOKS_FOR_ACCESS_TOKEN_IN_THE_VALUE: Quirk =
    Quirk("looks-for-access-token-in-the-value");
/// Presents whatever came with a success.
pub(crate) const PRESENTS_EMPTY_TOKENS: Quirk = Quirk("presents-empty-tokens");
/// Goes by the English name of an error.
pub(crate) const GOES_BY_THE_NAME_OF_THE_ERROR: Quirk = Quirk("goes-by-the-name-of-the-error");
/// Goes another way whatever the code.
pub(crate) const FALLS_BACK_ON_EVERY_CODE: Quirk = Quirk("falls-back-on-every-code");
/// Shows a message and stays where it is for codes that it does not know.
pub(crate) const STOPS_AT_UNKNOWN_CODES: Quirk = Quirk("stops-at-unknown-codes");
/// Calls again at once while a call is pending.
pub(crate) const CALLS_AGAIN_WHILE_PENDING: Quirk = Quirk("calls-again-while-pending");
/// Repeats a throttled call for as long as it is throttled.
pub(crate) const REPEATS_WITHOUT_BOUND: Quirk = Quirk("repeats-without-bound");
/// Does not offer a sign-in to a user who is not signed in.
pub(crate) const NEVER_OFFERS_A_SIGN_IN: Quirk = Quirk("never-offers-a-sign-in");
/// Tidies the claims of a challenge before it passes them on.
pub(crate) const TIDIES_THE_CLAIMS: Quirk = Quirk("tidies-the-claims");
/// Presents the token wherever its service sends it.
pub(crate) const TAKES_THE_TOKEN_ELSEWHERE: Quirk = Quirk("takes-the-token-elsewhere");
/// Presents the token to Graph, for which it was not issued.
pub(crate) const PRESENTS_THE_TOKEN_TO_GRAPH: Quirk = Quirk("presents-the-token-to-graph");

/// What an add-in is told to get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Need {
    /// It needs something of Graph, which its own service gets on the user's behalf.
    pub graph: bool,
    /// Its permissions have changed, so the user is to consent again.
    pub new_consent: bool,
}

/// How the host answers an add-in's last call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// A success with this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// A failure with this code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The error's name, if not the English one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// This many calls in a row are answered so: one unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<usize>,
}

/// How the add-in's own service answers its last request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The claims that Entra demands, which the service hands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// Another origin, to which the answer points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What a sound add-in does about an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Tell the user, and leave it at that.
    Message,
    /// Call once more and allow a sign-in; tell the user if that fails too.
    OfferSignIn,
    /// Call again, but not for ever.
    Repeat,
    /// Sign the user in by other means.
    FallBack,
}

/// How often a throttled call is repeated.
pub const REPEATS: usize = 3;

/// How many challenges in a row are answered.
const CHALLENGES: usize = 2;

/// What a sound add-in does about a code, known or not.
pub const fn reaction(code: i64) -> Reaction {
    match code {
        13001 => Reaction::OfferSignIn,
        13002 | 13006 | 13008 | 13010 => Reaction::Message,
        13013 => Reaction::Repeat,
        _ => Reaction::FallBack,
    }
}

/// An add-in that was told to get something.
#[derive(Clone, Debug)]
pub struct Addin {
    rules: Rules,
    options: Vec<(String, Value)>,
    for_graph: bool,
    offered_sign_in: bool,
    repeats: usize,
    challenges: usize,
    token: Option<Value>,
    waits: bool,
}

impl Addin {
    /// An add-in that has done nothing yet.
    pub const fn new(rules: Rules) -> Self {
        Self {
            rules,
            options: Vec::new(),
            for_graph: false,
            offered_sign_in: false,
            repeats: 0,
            challenges: 0,
            token: None,
            waits: false,
        }
    }

    /// It is told what to get, where the host announces these sets.
    pub fn start(&mut self, need: &Need, sets: Option<&Announced>) -> Vec<Event> {
        let drafted = Edition::of(&self.rules.profile) == Edition::Doc2017;
        let version = match drafted {
            true => Value::number(1.1),
            false if self.rules.does(PASSES_THE_VERSION_AS_A_NUMBER) => Value::number(1.3),
            false => Value::text("1.3"),
        };
        let arguments = vec![Value::text("IdentityAPI"), version];
        let supported = sets::is_supported(sets, &arguments, &self.rules.made_sound());
        let checked = Event::Checked(Checked { arguments });
        if supported != Supported::Says(true) && !self.rules.does(CALLS_UNSUPPORTED) {
            return vec![checked, Event::FellBack];
        }
        self.for_graph = need.graph;
        if need.graph && !drafted {
            self.pass("forMSGraphAccess", Value::Boolean(true));
        }
        if need.new_consent {
            self.pass("forceConsent", Value::Boolean(true));
            if !drafted && !self.rules.does(FORCES_WITHOUT_ALLOWING) {
                self.pass("allowConsentPrompt", Value::Boolean(true));
            }
        }
        vec![checked, self.call()]
    }

    fn pass(&mut self, option: &str, value: Value) {
        self.options.retain(|(held, _)| held != option);
        self.options.push((option.to_owned(), value));
    }

    fn call(&mut self) -> Event {
        self.waits = true;
        let path = match self.rules.does(CALLS_WHERE_THE_EXAMPLE_DOES) {
            true => "Office.auth.getAccessTokenAsync",
            false => "Office.context.auth.getAccessTokenAsync",
        };
        Event::Called(Called {
            path: Some(path.to_owned()),
            options: self.options.clone(),
        })
    }

    /// The host answers.
    pub fn answered(&mut self, answer: &Answer) -> Vec<Event> {
        let mut acts = Vec::new();
        let mut repeated = 0;
        for _ in 0..answer.times.unwrap_or(1) {
            if !std::mem::take(&mut self.waits) {
                break;
            }
            match self.react(answer) {
                Some(act) => acts.push(act),
                None => repeated += 1,
            }
        }
        if repeated > 0 {
            acts.insert(0, Event::Retried(Retried { times: repeated }));
        }
        acts
    }

    /// What it does about one answer; nothing if it repeats its call.
    fn react(&mut self, answer: &Answer) -> Option<Event> {
        let Some(code) = answer.code else {
            return Some(self.use_value(answer.value.as_ref().unwrap_or(&Value::Undefined)));
        };
        let localized = answer.name.as_deref().is_some_and(|name| {
            error_code::find(code).is_some_and(|known| known.name != Some(name))
        });
        let reaction = match reaction(code) {
            _ if self.rules.does(FALLS_BACK_ON_EVERY_CODE) => Reaction::FallBack,
            _ if localized && self.rules.does(GOES_BY_THE_NAME_OF_THE_ERROR) => Reaction::FallBack,
            Reaction::FallBack if self.rules.does(STOPS_AT_UNKNOWN_CODES) => Reaction::Message,
            Reaction::Message if code == 13008 && self.rules.does(CALLS_AGAIN_WHILE_PENDING) => {
                return Some(self.call());
            }
            reaction => reaction,
        };
        match reaction {
            Reaction::Message => Some(Event::Message),
            Reaction::FallBack => Some(Event::FellBack),
            Reaction::Repeat => {
                self.repeats += 1;
                if self.repeats > REPEATS && !self.rules.does(REPEATS_WITHOUT_BOUND) {
                    return Some(Event::FellBack);
                }
                self.waits = true;
                None
            }
            Reaction::OfferSignIn
                if self.offered_sign_in || self.rules.does(NEVER_OFFERS_A_SIGN_IN) =>
            {
                Some(Event::Message)
            }
            Reaction::OfferSignIn => {
                self.offered_sign_in = true;
                let drafted = Edition::of(&self.rules.profile) == Edition::Doc2017;
                let option = if drafted {
                    "forceAddAccount"
                } else {
                    "allowSignInPrompt"
                };
                self.pass(option, Value::Boolean(true));
                Some(self.call())
            }
        }
    }

    fn use_value(&mut self, value: &Value) -> Event {
        if self.rules.does(COMPARES_THE_STATUS_WITH_SUCCESS) {
            return Event::FellBack;
        }
        let wrapped = Edition::of(&self.rules.profile) == Edition::Doc2017;
        let misled = self.rules.does(LOOKS_FOR_ACCESS_TOKEN_IN_THE_VALUE);
        let token = match value {
            Value::Object(_) if wrapped => token_within(value),
            Value::String(_) | Value::Token(_) if !wrapped && !misled => Some(value),
            _ => None,
        };
        let token = token.cloned().unwrap_or(Value::Undefined);
        if !token.is_truthy() && !self.rules.does(PRESENTS_EMPTY_TOKENS) {
            return Event::FellBack;
        }
        self.token = Some(token.clone());
        let graph = self.for_graph && self.rules.does(PRESENTS_THE_TOKEN_TO_GRAPH);
        let to = if graph { "graph" } else { "service" };
        Event::Bearer(Bearer {
            to: to.to_owned(),
            token,
        })
    }

    /// Its service answers.
    pub fn served(&mut self, response: &Response) -> Vec<Event> {
        let Some(token) = self.token.take() else {
            return Vec::new();
        };
        match response {
            Response {
                location: Some(location),
                ..
            } => {
                if self.rules.does(TAKES_THE_TOKEN_ELSEWHERE) {
                    return vec![Event::Bearer(Bearer {
                        to: location.clone(),
                        token,
                    })];
                }
                Vec::new()
            }
            Response {
                claims: Some(claims),
                ..
            } if self.challenges < CHALLENGES => {
                self.challenges += 1;
                let tidies = self.rules.does(TIDIES_THE_CLAIMS);
                let tidy = || claims.split_whitespace().collect::<String>();
                let claims = if tidies { tidy() } else { claims.clone() };
                self.pass("authChallenge", Value::String(claims));
                vec![self.call()]
            }
            Response {
                status: 200..=299, ..
            } => Vec::new(),
            _ => vec![Event::FellBack],
        }
    }
}
