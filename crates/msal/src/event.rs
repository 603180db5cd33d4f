//! An event is what a caller, a server or a window can see. A trace is a list of them in the order
//! in which they happened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Class;

/// Something that happened. In an expectation, a member that is left out is not looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A request was sent.
    Sent(Sent),
    /// A window was opened, or the page was about to be left.
    Opened(Opened),
    /// A call brought a token.
    Result(Gained),
    /// A call failed.
    Error(Failed),
    /// A call brought nothing, and did not fail.
    Nothing(usize),
    /// The keys of the cache.
    Keys(Vec<String>),
    /// The last result, as it is handed out.
    Payload(String),
    /// What the client wrote into its log, and what its errors and results print.
    Log(String),
    /// The application sent a request.
    Presented(Presented),
    /// The application was told of an error.
    Reported(String),
}

/// See [`Event::Sent`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sent {
    /// Its number.
    pub request: usize,
    /// Where it went, without query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What stood in the query.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// The header lines.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What stood in the form.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, String>,
    /// The scopes that stood in the form, whatever their order. Only an expectation says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// What stood neither in the query nor in the headers nor in the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// The form, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The window whose challenge was made of the verifier that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proves: Option<usize>,
}

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// A hidden iframe.
    Iframe,
    /// A popup.
    Popup,
    /// The page itself.
    Redirect,
}

/// See [`Event::Opened`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Its number.
    pub request: usize,
    /// What it is.
    pub window: Window,
    /// Where it went, without query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What stood in the query.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// The scopes that stood there, whatever their order. Only an expectation says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// What did not stand there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// See [`Event::Result`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gained {
    /// The call.
    pub call: usize,
    /// The access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Whether it is from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_cache: Option<bool>,
    /// The scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// In how many seconds the token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts_s: Option<i64>,
    /// In how many seconds it expires if the server cannot be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_lasts_s: Option<i64>,
    /// The correlation id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// See [`Event::Error`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Failed {
    /// The call.
    pub call: usize,
    /// The class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The suberror.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// When the server says that it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The server's trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// The claims that the server wants to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// The first of the server's numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_no: Option<i64>,
    /// The correlation id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The sentence for which the call was refused. Only a model can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// See [`Event::Presented`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Presented {
    /// Where the request went.
    pub url: String,
    /// The header `Authorization`, empty if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
}

/// Whether a trace is what was expected. Calls that end together end in any order.
pub fn traces_agree(expected: &[Event], seen: &[Event]) -> bool {
    let (expected, seen) = (in_order_of_calls(expected), in_order_of_calls(seen));
    let mut pairs = expected.iter().zip(&seen);
    expected.len() == seen.len() && pairs.all(|(expected, seen)| agree(expected, seen))
}

/// The events, where calls that end next to each other stand in the order in which they began.
fn in_order_of_calls(events: &[Event]) -> Vec<&Event> {
    let ends = |event: &&Event| match event {
        Event::Result(gained) => Some(gained.call),
        Event::Error(failed) => Some(failed.call),
        _ => None,
    };
    let mut events: Vec<&Event> = events.iter().collect();
    for run in events.chunk_by_mut(|one, other| ends(one).is_some() && ends(other).is_some()) {
        run.sort_by_key(ends);
    }
    events
}

fn agree(expected: &Event, seen: &Event) -> bool {
    match (expected, seen) {
        (Event::Sent(expected), Event::Sent(seen)) => sent_agree(expected, seen),
        (Event::Opened(expected), Event::Opened(seen)) => {
            expected.request == seen.request
                && expected.window == seen.window
                && fits(&expected.url, &seen.url)
                && holds(&expected.query, &seen.query)
                && asks_for(&expected.scopes, &seen.query)
                && !expected
                    .lacks
                    .iter()
                    .any(|name| seen.query.contains_key(name))
        }
        (Event::Result(expected), Event::Result(seen)) => {
            expected.call == seen.call
                && fits(&expected.token, &seen.token)
                && fits(&expected.from_cache, &seen.from_cache)
                && fits(&expected.scopes, &seen.scopes)
                && fits(&expected.account, &seen.account)
                && fits(&expected.tenant, &seen.tenant)
                && fits(&expected.lasts_s, &seen.lasts_s)
                && fits(&expected.extended_lasts_s, &seen.extended_lasts_s)
                && fits(&expected.correlation_id, &seen.correlation_id)
                && fits(&expected.state, &seen.state)
        }
        (Event::Error(expected), Event::Error(seen)) => {
            expected.call == seen.call
                && fits(&expected.class, &seen.class)
                && fits(&expected.code, &seen.code)
                && fits(&expected.suberror, &seen.suberror)
                && fits(&expected.timestamp, &seen.timestamp)
                && fits(&expected.trace_id, &seen.trace_id)
                && fits(&expected.claims, &seen.claims)
                && fits(&expected.error_no, &seen.error_no)
                && fits(&expected.correlation_id, &seen.correlation_id)
                && fits(&expected.because, &seen.because)
        }
        (Event::Presented(expected), Event::Presented(seen)) => {
            expected.url == seen.url && fits(&expected.authorization, &seen.authorization)
        }
        (expected, seen) => expected == seen,
    }
}

fn sent_agree(expected: &Sent, seen: &Sent) -> bool {
    let stands = |name: &String| {
        seen.query.contains_key(name)
            || header(seen, name).is_some()
            || seen.form.contains_key(name)
    };
    expected.request == seen.request
        && fits(&expected.url, &seen.url)
        && holds(&expected.query, &seen.query)
        && expected
            .headers
            .iter()
            .all(|(name, value)| header(seen, name) == Some(value))
        && holds(&expected.form, &seen.form)
        && asks_for(&expected.scopes, &seen.form)
        && fits(&expected.body, &seen.body)
        && fits(&expected.proves, &seen.proves)
        && !expected.lacks.iter().any(stands)
}

/// What was expected, if anything was, is what was seen.
fn fits<T: PartialEq>(expected: &Option<T>, seen: &Option<T>) -> bool {
    expected.is_none() || expected == seen
}

/// The header line with this name, in any case.
fn header<'s>(seen: &'s Sent, name: &str) -> Option<&'s String> {
    let mut lines = seen.headers.iter();
    lines
        .find(|(held, _)| held.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Exactly the scopes that were expected are asked for, if any were expected.
fn asks_for(expected: &Option<Vec<String>>, seen: &BTreeMap<String, String>) -> bool {
    let Some(expected) = expected else {
        return true;
    };
    let sorted = |mut scopes: Vec<String>| {
        scopes.sort();
        scopes
    };
    let seen = seen.get("scope").map(String::as_str).unwrap_or_default();
    let seen = seen.split_whitespace().map(str::to_owned).collect();
    sorted(expected.clone()) == sorted(seen)
}

/// Each name has the value that was expected. Of claims others may be asked for too.
fn holds(expected: &BTreeMap<String, String>, seen: &BTreeMap<String, String>) -> bool {
    expected.iter().all(|(name, value)| match seen.get(name) {
        Some(seen) if name == "claims" => {
            let json = serde_json::from_str::<Value>;
            match (json(value), json(seen)) {
                (Ok(expected), Ok(seen)) => json_holds(&expected, &seen),
                _ => value == seen,
            }
        }
        seen => seen == Some(value),
    })
}

/// Whether everything that was expected stands in what was seen.
fn json_holds(expected: &Value, seen: &Value) -> bool {
    let mut open = vec![(expected, seen)];
    while let Some((expected, seen)) = open.pop() {
        let (Value::Object(members), Value::Object(held)) = (expected, seen) else {
            if expected == seen {
                continue;
            }
            return false;
        };
        for (name, value) in members {
            match held.get(name) {
                Some(held) => open.push((value, held)),
                None => return false,
            }
        }
    }
    true
}
