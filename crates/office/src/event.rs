//! An event is what a script, its host's user or an add-in's judge can see. A trace is a list of
//! them in the order in which they happened.

use std::collections::BTreeSet;

use conformance::Reading;
use serde::{Deserialize, Serialize};

use crate::host::Prompt;
use crate::value::{Kind, Value};

/// Something that happened. In an expectation, a member that is left out is not looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a trace has a few of them, most are large"
)]
pub enum Event {
    /// The host was asked.
    Sent(Sent),
    /// The call returned.
    Returned(Returned),
    /// The call threw.
    Threw(Threw),
    /// A callback ran.
    Callback(Callback),
    /// A promise was kept.
    Resolved(Settled),
    /// A promise was broken.
    Rejected(Settled),
    /// Delivering a result failed: what was to be called back is no function, or threw.
    Uncaught(Threw),
    /// The user was asked something.
    Prompted(Prompted),
    /// The host asked Exchange for a token.
    Ews(Ews),
    /// The members of an object were listed.
    Members(Vec<String>),
    /// An object was looked at.
    Holds(Value),
    /// The sources do not say what the call does, so nothing that it does is looked at.
    Open(Open),
    /// The add-in asked whether a set is supported.
    Checked(Checked),
    /// The add-in asked the host for a token.
    Called(Called),
    /// The add-in repeated its last call.
    Retried(Retried),
    /// The add-in presented a token.
    Bearer(Bearer),
    /// The add-in went another way to sign the user in.
    FellBack,
    /// The add-in told the user something, and gave up for now.
    Message,
    /// A text was read.
    Read(Reading),
}

/// See [`Event::Sent`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sent {
    /// The call, counted from 1.
    pub call: usize,
    /// Some options and what was sent for them, however they were packed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, Value)>,
    /// The whole message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Value>,
}

/// See [`Event::Returned`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Returned {
    /// The call.
    pub call: usize,
    /// What it returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// See [`Event::Threw`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threw {
    /// The call.
    pub call: usize,
    /// The name of the Error that was thrown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether a bare string was thrown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string: Option<bool>,
    /// The requirement for which the arguments were refused. Only a model can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// See [`Event::Callback`]. What was seen has `arguments`; an expectation may pick things out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callback {
    /// The call.
    pub call: usize,
    /// The function that ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// What it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<Value>>,
    /// The `status` of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Value>,
    /// The `value` of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The token within the value, whichever shape the value has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Value>,
    /// The `code` of the result's error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Value>,
    /// The `error` of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Value>,
    /// The `asyncContext` of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Value>,
    /// The `diagnostics` of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics: Option<Value>,
}

/// See [`Event::Resolved`] and [`Event::Rejected`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settled {
    /// The call.
    pub call: usize,
    /// With what, if it is a result's value or error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The `code` of a result's error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Value>,
    /// The name of the Error that the call threw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether the call threw a bare string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string: Option<bool>,
    /// The requirement for which the arguments were refused. Only a model can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// See [`Event::Prompted`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompted {
    /// The call for which the user is asked.
    pub call: usize,
    /// What the user is asked.
    pub prompt: Prompt,
}

/// See [`Event::Ews`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ews {
    /// The call for which the host asks.
    pub call: usize,
    /// The type of token.
    pub token_type: String,
}

/// See [`Event::Open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The call.
    pub call: usize,
}

/// See [`Event::Checked`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The arguments.
    pub arguments: Vec<Value>,
}

/// See [`Event::Called`]. In an expectation the options are some of those that are passed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Called {
    /// Where the add-in found the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The options that it passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, Value)>,
}

/// See [`Event::Retried`]. In an expectation the number is the most that is fine, and none is too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retried {
    /// How often.
    pub times: usize,
}

/// See [`Event::Bearer`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// To whom: `service` is the add-in's own.
    pub to: String,
    /// The token.
    pub token: Value,
}

impl Event {
    /// The call that it belongs to, if to any.
    pub const fn call(&self) -> Option<usize> {
        Some(match self {
            Self::Sent(Sent { call, .. })
            | Self::Returned(Returned { call, .. })
            | Self::Threw(Threw { call, .. })
            | Self::Callback(Callback { call, .. })
            | Self::Resolved(Settled { call, .. })
            | Self::Rejected(Settled { call, .. })
            | Self::Uncaught(Threw { call, .. })
            | Self::Prompted(Prompted { call, .. })
            | Self::Ews(Ews { call, .. })
            | Self::Open(Open { call }) => *call,
            _ => return None,
        })
    }

    /// Whether what was seen is what this, an expectation, asks for.
    pub fn agrees(&self, seen: &Self) -> bool {
        match (self, seen) {
            (Self::Sent(expected), Self::Sent(seen)) => {
                let option = |(name, value): &(String, Value)| {
                    let sent = seen.options.iter().find(|(held, _)| held == name);
                    sent.map_or(*value == Value::Any(Kind::Undefined), |(_, sent)| {
                        value.agrees(sent)
                    })
                };
                expected.call == seen.call
                    && expected.options.iter().all(option)
                    && agree(expected.message.as_ref(), seen.message.as_ref())
            }
            (Self::Returned(expected), Self::Returned(seen)) => {
                expected.call == seen.call && agree(expected.value.as_ref(), seen.value.as_ref())
            }
            (Self::Threw(expected), Self::Threw(seen))
            | (Self::Uncaught(expected), Self::Uncaught(seen)) => {
                expected.call == seen.call
                    && asks_for(&expected.error, &seen.error)
                    && asks_for(&expected.string, &seen.string)
                    && (seen.because.is_none() || asks_for(&expected.because, &seen.because))
            }
            (Self::Callback(expected), Self::Callback(seen)) => expected.agrees(seen),
            (Self::Resolved(expected), Self::Resolved(seen))
            | (Self::Rejected(expected), Self::Rejected(seen)) => {
                let code = seen.value.as_ref().and_then(|error| error.member("code"));
                expected.call == seen.call
                    && agree(expected.value.as_ref(), seen.value.as_ref())
                    && agree(expected.code.as_ref(), code)
                    && asks_for(&expected.error, &seen.error)
                    && asks_for(&expected.string, &seen.string)
                    && (seen.because.is_none() || asks_for(&expected.because, &seen.because))
            }
            (Self::Called(expected), Self::Called(seen)) => {
                let passed = |asked: &(String, Value)| {
                    let mut passed = seen.options.iter();
                    passed.any(|passed| passed.0 == asked.0 && asked.1.agrees(&passed.1))
                };
                asks_for(&expected.path, &seen.path) && expected.options.iter().all(passed)
            }
            (Self::Retried(expected), Self::Retried(seen)) => seen.times <= expected.times,
            (Self::Holds(expected), Self::Holds(seen)) => expected.agrees(seen),
            (Self::Members(expected), Self::Members(seen)) => {
                let (mut expected, mut seen) = (expected.clone(), seen.clone());
                expected.sort();
                seen.sort();
                expected == seen
            }
            (expected, seen) => expected == seen,
        }
    }
}

/// An expectation that is left out agrees with everything.
fn agree(expected: Option<&Value>, seen: Option<&Value>) -> bool {
    expected.is_none_or(|expected| expected.agrees(seen.unwrap_or(&Value::Undefined)))
}

fn asks_for<T: PartialEq>(expected: &Option<T>, seen: &Option<T>) -> bool {
    expected.is_none() || expected == seen
}

impl Callback {
    fn agrees(&self, seen: &Self) -> bool {
        let given = seen.arguments.as_deref().unwrap_or_default();
        let arguments = |expected: &Vec<Value>| {
            expected.len() == given.len() && expected.iter().zip(given).all(|(e, s)| e.agrees(s))
        };
        let result = given.first();
        let member = |name: &str| result.and_then(|result| result.member(name));
        let code = member("error").and_then(|error| error.member("code"));
        self.call == seen.call
            && asks_for(&self.function, &seen.function)
            && self.arguments.as_ref().is_none_or(arguments)
            && agree(self.status.as_ref(), member("status"))
            && agree(self.value.as_ref(), member("value"))
            && agree(self.token.as_ref(), member("value").and_then(token_within))
            && agree(self.code.as_ref(), code)
            && agree(self.error.as_ref(), member("error"))
            && agree(self.context.as_ref(), member("asyncContext"))
            && agree(self.diagnostics.as_ref(), member("diagnostics"))
    }
}

/// The token within the value of a success, in whichever of the shapes that sources know.
pub fn token_within(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(object) => {
            let identity = object.items.as_ref().and_then(|items| items.first());
            let bare = object.member("AccessToken");
            let named = object.member("accessToken").or(bare);
            named.or_else(|| identity.and_then(|identity| identity.member("AccessToken")))
        }
        token => Some(token),
    }
}

/// Whether a trace is what another one, an expectation, asks for.
pub fn traces_agree(expected: &[Event], seen: &[Event]) -> bool {
    let open: BTreeSet<usize> = expected
        .iter()
        .filter_map(|event| match event {
            Event::Open(open) => Some(open.call),
            _ => None,
        })
        .collect();
    let is_said = |event: &&Event| event.call().is_none_or(|call| !open.contains(&call));
    let mut expected_left = expected.iter().filter(is_said).peekable();
    let mut seen_left = seen.iter().filter(is_said).peekable();
    loop {
        match (expected_left.peek(), seen_left.peek()) {
            (None, None) => return true,
            (Some(asked), Some(event)) if asked.agrees(event) => {
                expected_left.next();
                seen_left.next();
            }
            // An add-in need not repeat its call, and may check for support unasked.
            (Some(Event::Retried(_)), _) => {
                expected_left.next();
            }
            (_, Some(Event::Checked(_))) => {
                seen_left.next();
            }
            _ => return false,
        }
    }
}
