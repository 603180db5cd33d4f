//! What passes between the library and its host, and in which shape: an array to a native host,
//! named members to a host on the web, one JSON text to a host that wants it.

use std::fmt::Write as _;

use conformance::{Quirk, Rules};

use crate::async_result::{Failure, Gain, Outcome};
use crate::edition::Edition;
use crate::options::{CallOption, Wishes};
use crate::step::{Loss, Reply};
use crate::value::{Kind, Number, Object, Value};
use crate::{OFFICE_027, OFFICE_028, OFFICE_050, OFFICE_052};

/// Sends the options to a native host in alphabetical order.
pub(crate) const SORTS_THE_NATIVE_ARRAY: Quirk = Quirk("sorts-the-native-array");
/// Packs the options that force into the JSON text too.
pub(crate) const PACKS_THE_OPTIONS_THAT_FORCE: Quirk = Quirk("packs-the-options-that-force");
/// Tidies the claims of a challenge.
pub(crate) const TIDIES_THE_CHALLENGE: Quirk = Quirk("tidies-the-challenge");
/// Gives the whole reply for the token.
pub(crate) const GIVES_THE_WHOLE_REPLY: Quirk = Quirk("gives-the-whole-reply");

/// Tells nobody of a reply that is null.
pub(crate) const DROPS_NULL_REPLIES: Quirk = Quirk("drops-null-replies");

/// How the library reaches its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Through a window, rather than natively.
    pub is_web: bool,
    /// The host announces JsonPayloadSSO.
    pub wants_json: bool,
    /// The host takes part in the single sign-on of Office on the web.
    pub signs_on: bool,
}

/// What the host is sent: the options that reach it, and the whole message where an edition says
/// how it looks.
pub fn pack(wishes: &Wishes, way: Way, rules: &Rules) -> (Wishes, Option<Value>) {
    let mut wishes = wishes.clone();
    if rules.does(TIDIES_THE_CHALLENGE)
        && let Some(claims) = wishes.value("authChallenge").as_text()
    {
        let tidy: String = claims.split_whitespace().collect();
        wishes.set("authChallenge", Value::String(tidy));
    }
    if Edition::of(&rules.profile) != Edition::Shipped {
        return (wishes, None);
    }
    if !rules.demand(OFFICE_027) {
        wishes
            .0
            .retain(|(name, _)| !matches!(*name, "enableNewHosts" | "accountTypeFilter"));
    }
    let wants_json = way.wants_json && rules.demand(OFFICE_028);
    if wants_json {
        let kept = |name: &str| {
            let option = CallOption::of(Edition::Shipped).find(|option| option.name == name);
            option.is_some_and(|option| option.in_json)
        };
        wishes
            .0
            .retain(|(name, _)| kept(name) || rules.does(PACKS_THE_OPTIONS_THAT_FORCE));
    }
    let message = match (way.is_web, wants_json) {
        (true, false) => web(wishes.0.clone(), way, rules),
        (true, true) => web(vec![("jsonPayload", json(&wishes))], way, rules),
        (false, true) => array(vec![json(&wishes)]),
        (false, false) => array(native(&wishes, rules)),
    };
    if !way.is_web && !wants_json {
        let place = |name: &str| CallOption::of(Edition::Shipped).find(|o| o.name == name);
        wishes
            .0
            .retain(|(name, _)| place(name).is_some_and(|option| option.place.is_some()));
    }
    (wishes, Some(message))
}

fn array(items: Vec<Value>) -> Value {
    Value::Object(Object {
        items: Some(items),
        ..Object::default()
    })
}

fn native(wishes: &Wishes, rules: &Rules) -> Vec<Value> {
    let mut options: Vec<&CallOption> = CallOption::of(Edition::Shipped)
        .filter(|option| option.place.is_some())
        .collect();
    options.sort_by_key(|option| option.place);
    if rules.does(SORTS_THE_NATIVE_ARRAY) {
        options.sort_by_key(|option| option.name);
    }
    options
        .iter()
        .map(|option| wishes.value(option.name).clone())
        .collect()
}

fn web(options: Vec<(&'static str, Value)>, way: Way, rules: &Rules) -> Value {
    let mut members = options;
    if way.signs_on && rules.demand(OFFICE_027) {
        members.push(("addinTrustId", Value::Any(Kind::String)));
    }
    let method = Value::object([
        ("ControlId", Value::Any(Kind::String)),
        ("Version", Value::number(1)),
        ("DispatchId", Value::number(98)),
    ]);
    members.push(("DdaMethod", method));
    members.push(("__timeout__", Value::number(-1)));
    Value::object(members)
}

/// The options as `JSON.stringify` writes them.
fn json(wishes: &Wishes) -> Value {
    let mut text = String::from("{");
    for (name, value) in &wishes.0 {
        if text.len() > 1 {
            text.push(',');
        }
        json::push_string(&mut text, name);
        text.push(':');
        match value {
            Value::Boolean(held) => write!(text, "{held}"),
            Value::Number(Number(number)) if number.is_finite() => {
                write!(text, "{}", number + 0.0)
            }
            Value::String(held) => {
                json::push_string(&mut text, held);
                Ok(())
            }
            _ => write!(text, "null"),
        }
        .expect("a string takes every text");
    }
    text.push('}');
    Value::String(text)
}

/// How a request for a token ended, as the host's reply says.
pub fn outcome(reply: &Reply, is_web: bool, rules: &Rules) -> Outcome {
    let shipped = Edition::of(&rules.profile) == Edition::Shipped;
    let whole = rules.does(GIVES_THE_WHOLE_REPLY);
    if let Some(lost) = reply.lost {
        let denied = lost == Loss::AccessDenied && rules.demand(OFFICE_052);
        return match shipped {
            true => Outcome::failed(if denied { 7000 } else { 5001 }),
            false => Outcome::failed_somehow(),
        };
    }
    if let Some(code) = reply.code {
        return match code {
            0 => Outcome::Succeeded(Gain::Token(Value::Undefined)),
            code => Outcome::failed(code),
        };
    }
    if let Some(payload) = &reply.payload {
        return if is_web {
            from_web(payload, whole)
        } else {
            from_native(payload)
        };
    }
    // A native payload of null is taken for none (observed).
    let dropped = |token: &Value| shipped && !is_web && token.is_nothing();
    let token = reply
        .token
        .clone()
        .filter(|token| !dropped(token))
        .unwrap_or(Value::Undefined);
    if whole && is_web {
        let members = [("Version", Value::number(1)), ("Error", Value::number(0))];
        let members = members.into_iter().chain([("accessToken", token)]);
        return Outcome::Succeeded(Gain::Token(Value::object(members)));
    }
    Outcome::Succeeded(Gain::Token(token))
}

fn from_web(payload: &Value, whole: bool) -> Outcome {
    let error = payload.member("Error").and_then(Value::as_code);
    let token = match whole {
        true => Some(payload),
        false => payload.member("accessToken"),
    };
    match error {
        Some(0) => Outcome::Succeeded(Gain::Token(token.cloned().unwrap_or(Value::Undefined))),
        code => Outcome::failed(code.unwrap_or(5001)),
    }
}

/// A native reply is an array of a code and a payload, or a bare code.
fn from_native(payload: &Value) -> Outcome {
    let items = match payload {
        Value::Object(Object {
            items: Some(items), ..
        }) => items.as_slice(),
        code => std::slice::from_ref(code),
    };
    match items {
        [code, rest @ ..] if code.as_code() == Some(0) => {
            let token = match rest {
                [] | [Value::Null] => Value::Undefined,
                [token] => token.clone(),
                several => array(several.to_vec()),
            };
            Outcome::Succeeded(Gain::Token(token))
        }
        [code, ..] => Outcome::failed(code.as_code().unwrap_or(5001)),
        [] => Outcome::failed(5001),
    }
}

/// How a mailbox call ended, as the host's reply says; none if the library drops the reply.
pub fn mailbox_outcome(reply: &Reply, rules: &Rules) -> Option<Outcome> {
    let shipped = Edition::of(&rules.profile) == Edition::Shipped;
    if reply.payload.as_ref().is_some_and(Value::is_nothing) {
        let is_told = rules.demand(OFFICE_050) && !rules.does(DROPS_NULL_REPLIES);
        return (!shipped && is_told).then(Outcome::failed_somehow);
    }
    if let Some(invoked) = reply.invoke_code.filter(|code| *code != 0) {
        let diagnostics = Value::object([("InvokeCodeResult", Value::number(invoked as f64))]);
        return Some(Outcome::Failed(Failure {
            code: Some(9017),
            among: &[],
            diagnostics: Some(diagnostics),
        }));
    }
    Some(match reply.code {
        Some(code) => Outcome::Failed(Failure {
            code: Some(code),
            among: &[],
            diagnostics: reply.diagnostics.clone(),
        }),
        None => Outcome::Succeeded(Gain::Token(reply.token.clone().unwrap_or(Value::Undefined))),
    })
}

/// The code into which an exception of a native host is turned, by the number that it carries.
pub fn code_of_exception(number: i64, rules: &Rules) -> i64 {
    // Such numbers are written as signed or as unsigned ones of 32 bits.
    match number as u32 {
        _ if !rules.demand(OFFICE_052) => 5001,
        0x800A_0046 => 7000,
        0x8004_3200 => 5100,
        0x800A_0005 | 0x8004_307F => 5010,
        _ => 5001,
    }
}
