//! The result that a callback is given, in its exact shape: which members there are, in which
//! order, and which of them are absent, undefined or null.

use conformance::{Quirk, Rules};

use crate::edition::Edition;
use crate::error_code;
use crate::surface::Surface;
use crate::value::{Kind, Object, Value};
use crate::{
    OFFICE_041, OFFICE_043, OFFICE_044, OFFICE_045, OFFICE_046, OFFICE_047, OFFICE_056, OFFICE_091,
    OFFICE_100,
};

/// Tells success from failure by the numbers of the type declarations.
pub(crate) const NUMBERS_THE_STATUS: Quirk = Quirk("numbers-the-status");
/// Says `success`, as an old example compares.
pub(crate) const SAYS_SUCCESS: Quirk = Quirk("says-success");
/// Has diagnostics in the failures of every call.
pub(crate) const ADDS_DIAGNOSTICS: Quirk = Quirk("adds-diagnostics");
/// Keeps the diagnostics of a mailbox call to itself.
pub(crate) const KEEPS_DIAGNOSTICS_BACK: Quirk = Quirk("keeps-diagnostics-back");
/// Replaces a code that it does not know by that of an internal error.
pub(crate) const TURNS_UNKNOWN_CODES_INTO_5001: Quirk = Quirk("turns-unknown-codes-into-5001");
/// Has null for the value of a failure.
pub(crate) const FAILS_WITH_A_NULL_VALUE: Quirk = Quirk("fails-with-a-null-value");
/// Leaves the error of a failed draft call out.
pub(crate) const LEAVES_THE_ERROR_OUT: Quirk = Quirk("leaves-the-error-out");
/// Gives the account's directory type, but calls it by another name.
pub(crate) const NAMES_THE_DIRECTORY_TYPE_ITSELF: Quirk = Quirk("names-the-directory-type-itself");
/// Gives a lone identity without the array around it.
pub(crate) const GIVES_ONE_IDENTITY_BARE: Quirk = Quirk("gives-one-identity-bare");

/// How an operation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// With this value: a token, or a list of identities.
    Succeeded(Gain),
    /// With an error.
    Failed(Failure),
}

/// What an operation gained.
#[derive(Clone, Debug, PartialEq)]
pub enum Gain {
    /// A token, or whatever the host gave for one.
    Token(Value),
    /// Directory types and tokens.
    Identities(Vec<(String, Value)>),
}

/// How an operation failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failure {
    /// The code; none where no source names one.
    pub code: Option<i64>,
    /// The codes of which it is one, where a source names several.
    pub among: &'static [i64],
    /// What else the host said.
    pub diagnostics: Option<Value>,
}

impl Outcome {
    /// A failure with this code.
    pub const fn failed(code: i64) -> Self {
        Self::Failed(Failure {
            code: Some(code),
            among: &[],
            diagnostics: None,
        })
    }

    /// A failure with one of these codes.
    pub const fn failed_with_one_of(codes: &'static [i64]) -> Self {
        Self::Failed(Failure {
            code: None,
            among: codes,
            diagnostics: None,
        })
    }

    /// A failure for which no source names a code.
    pub const fn failed_somehow() -> Self {
        Self::Failed(Failure {
            code: None,
            among: &[],
            diagnostics: None,
        })
    }
}

/// The result of a call that ended so.
pub fn build(
    outcome: &Outcome,
    context: Option<&Value>,
    surface: Surface,
    rules: &Rules,
) -> Object {
    let edition = Edition::of(&rules.profile);
    let shipped = edition == Edition::Shipped;
    let mut members: Vec<(&str, Value)> = Vec::new();
    match outcome {
        Outcome::Succeeded(gain) => members.push(("value", value(gain, surface, rules))),
        Outcome::Failed(_) => members.extend(value_of_failure(surface, rules)),
    }
    members.push(("status", status(outcome, rules)));
    members.extend(shown_context(context, rules));
    let failure = match outcome {
        Outcome::Succeeded(_) => None,
        Outcome::Failed(failure) => Some(failure),
    };
    match failure {
        Some(_)
            if surface == Surface::RequestAuthTokenAsync && rules.does(LEAVES_THE_ERROR_OUT) => {}
        Some(failure) => members.push(("error", error(failure, surface, rules))),
        None if !shipped => members.push(("error", Value::Any(Kind::Nothing))),
        None if rules.demand(OFFICE_044) => {}
        None => members.push(("error", Value::Null)),
    }
    let mut result = Object::of(members);
    if shipped {
        result.locked = Some(locked(&result, rules));
    }
    let diagnostics = match failure {
        Some(failure) if surface.is_of_mailbox() && !rules.does(KEEPS_DIAGNOSTICS_BACK) => {
            failure.diagnostics.clone()
        }
        Some(_) if shipped && rules.does(ADDS_DIAGNOSTICS) => Some(Value::object([])),
        _ => None,
    };
    if let Some(diagnostics) = diagnostics {
        result.set("diagnostics", diagnostics);
    }
    result
}

fn locked(object: &Object, rules: &Rules) -> Vec<String> {
    let names = object.members.iter().map(|(name, _)| name.clone());
    if rules.demand(OFFICE_047) {
        names.collect()
    } else {
        Vec::new()
    }
}

fn value(gain: &Gain, surface: Surface, rules: &Rules) -> Value {
    match gain {
        Gain::Token(token) if surface.is_of_mailbox() => token.clone(),
        Gain::Token(token) if rules.demand(OFFICE_091) || !bare(rules) => {
            Value::object([("accessToken", token.clone())])
        }
        Gain::Token(token) => token.clone(),
        Gain::Identities(identities) => {
            let name = match rules.does(NAMES_THE_DIRECTORY_TYPE_ITSELF) {
                true => "accountType",
                false => "DirectoryType",
            };
            let identity = |(directory, token): &(String, Value)| {
                Value::object([
                    (name, Value::text(directory)),
                    ("AccessToken", token.clone()),
                ])
            };
            let mut identities: Vec<Value> = identities.iter().map(identity).collect();
            if !rules.demand(OFFICE_056)
                || (rules.does(GIVES_ONE_IDENTITY_BARE) && identities.len() == 1)
            {
                return identities.pop().unwrap_or(Value::Undefined);
            }
            Value::Object(Object {
                items: Some(identities),
                ..Object::default()
            })
        }
    }
}

/// Whether the value of a success is the token itself.
fn bare(rules: &Rules) -> bool {
    Edition::of(&rules.profile) == Edition::Doc2017 || rules.demand(OFFICE_041)
}

fn value_of_failure(surface: Surface, rules: &Rules) -> Option<(&'static str, Value)> {
    let of_draft = surface == Surface::RequestAuthTokenAsync;
    let value = match Edition::of(&rules.profile) {
        Edition::Shipped if rules.does(FAILS_WITH_A_NULL_VALUE) => Value::Null,
        Edition::Shipped if rules.demand(OFFICE_043) => Value::Undefined,
        Edition::Shipped => return None,
        _ if of_draft && rules.demand(OFFICE_100) => Value::Undefined,
        _ if of_draft => Value::Object(Object {
            items: Some(Vec::new()),
            ..Object::default()
        }),
        _ => Value::Any(Kind::Nothing),
    };
    Some(("value", value))
}

fn status(outcome: &Outcome, rules: &Rules) -> Value {
    let succeeded = matches!(outcome, Outcome::Succeeded(_));
    match succeeded {
        _ if rules.does(NUMBERS_THE_STATUS) => Value::number(u8::from(!succeeded)),
        true if rules.does(SAYS_SUCCESS) => Value::text("success"),
        true => Value::text("succeeded"),
        false => Value::text("failed"),
    }
}

/// OFFICE-045 and OFFICE-046 differ about what is false-like.
fn shown_context(context: Option<&Value>, rules: &Rules) -> Option<(&'static str, Value)> {
    let shipped = Edition::of(&rules.profile) == Edition::Shipped;
    let loses = if shipped {
        rules.demand(OFFICE_046)
    } else {
        !rules.demand(OFFICE_045)
    };
    match context {
        Some(context) if !loses || context.is_truthy() => Some(("asyncContext", context.clone())),
        None if !shipped => Some(("asyncContext", Value::Any(Kind::Nothing))),
        _ => None,
    }
}

fn error(failure: &Failure, surface: Surface, rules: &Rules) -> Value {
    let edition = Edition::of(&rules.profile);
    let mut code = failure.code;
    if rules.does(TURNS_UNKNOWN_CODES_INTO_5001)
        && code.is_some_and(|code| error_code::find(code).is_none_or(|known| known.name.is_none()))
    {
        code = Some(5001);
    }
    let name = code.and_then(|code| error_code::name(code, surface.is_of_mailbox(), edition));
    let mut error = Object::of([
        ("name", name.map_or(Value::Any(Kind::String), Value::text)),
        ("message", Value::Any(Kind::String)),
        (
            "code",
            match code {
                Some(code) => Value::number(code as f64),
                None if failure.among.is_empty() => Value::Any(Kind::Number),
                None => Value::OneOf(failure.among.to_vec()),
            },
        ),
    ]);
    if edition == Edition::Shipped {
        error.locked = Some(locked(&error, rules));
    }
    Value::Object(error)
}
