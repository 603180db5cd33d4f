//! The naive opinion: what a script comes to if the sentences are taken literally. It knows lists
//! and comparisons, shares no code with the client, and has no opinion of scripts beyond it.

mod authorities;
mod cache;
mod errors;
mod lifetimes;
mod policies;
mod refresh_tokens;
mod requests;
mod resources;
mod sharing;
mod throttling;
mod windows;

pub(crate) use authorities::authorities;
pub(crate) use cache::cache;
pub(crate) use errors::errors;
pub(crate) use lifetimes::{lifetimes, renewals};
pub(crate) use policies::policies;
pub(crate) use refresh_tokens::refresh_tokens;
pub(crate) use requests::requests;
pub(crate) use resources::presented;
pub(crate) use sharing::sharing;
pub(crate) use throttling::throttling;
pub(crate) use windows::{iframes, windows};

use crate::event::{Event, Failed, Gained, Opened, Sent, Window};
use crate::failure::Class;
use crate::step::{Answer, Call, Given, SignedIn, Step};
use crate::{Home, Library};

/// What the libraries add to the scopes by themselves.
const RESERVED: [&str; 3] = ["openid", "profile", "offline_access"];

/// No script of a law is about longer times.
const LONG_S: i64 = 1_000_000_000;

/// Where and as what a client runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Browser,
    Node,
    Python,
}

/// How the client is configured, where it runs, and the steps that follow.
fn begin(steps: &[Step], library: Library) -> (Given, Place, &[Step]) {
    let (given, rest) = match steps.split_first() {
        Some((Step::Given(given), rest)) => (given.clone(), rest),
        _ => (Given::default(), steps),
    };
    let place = match (library, given.home) {
        (Library::Python, _) => Place::Python,
        (Library::Js, Some(Home::Node)) => Place::Node,
        (Library::Js, _) => Place::Browser,
    };
    (given, place, rest)
}

/// Where it runs, if nothing else is configured.
fn begin_plainly(steps: &[Step], library: Library) -> Option<(Place, &[Step])> {
    let (given, place, rest) = begin(steps, library);
    let plain = Given {
        home: None,
        ..given
    };
    (plain == Given::default()).then_some((place, rest))
}

/// The caller's scopes: trimmed, without blank and repeated ones.
fn tidy(entries: &[String]) -> Vec<String> {
    let mut tidied: Vec<String> = Vec::new();
    for entry in entries {
        let entry = entry.trim_matches(' ').to_owned();
        if !entry.is_empty() && !tidied.contains(&entry) {
            tidied.push(entry);
        }
    }
    tidied
}

/// Whether texts hold nothing on whose case or white space readers differ.
fn are_plain<'t>(texts: impl IntoIterator<Item = &'t String>) -> bool {
    let mut texts = texts.into_iter();
    texts.all(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')))
}

/// The refresh token of a user who signed in with nothing else; none if there is more to it.
fn plain_sign_in(signed_in: &SignedIn) -> Option<(String, String)> {
    let rest = SignedIn {
        account: None,
        refresh_token: None,
        ..signed_in.clone()
    };
    let account = signed_in.account.clone();
    let account = account.unwrap_or_else(|| "u1.t1".to_owned());
    let token = signed_in.refresh_token.clone()?;
    let tenant = account.split_once('.').map(|(_, tenant)| tenant);
    let sound = rest == SignedIn::default() && tenant == Some("t1");
    sound.then_some((account, token))
}

/// What the server says of an error, in its two members; none if it says more.
fn plain_error(answer: &Answer) -> Option<(String, String)> {
    let table = answer.error.as_ref()?;
    let known = |name: &String| name == "error" || name == "suberror";
    let text = |name: &str| match table.get(name) {
        None => Some(String::new()),
        Some(toml::Value::String(text)) => Some(text.clone()),
        Some(_) => None,
    };
    let error = text("error").filter(|error| !error.is_empty())?;
    table
        .keys()
        .all(known)
        .then_some((error, text("suberror")?))
}

/// The token that the server gives, if it says nothing else of it.
fn plain_token(answer: &Answer) -> Option<String> {
    let table = answer.token.as_ref()?;
    let plain = table.iter().all(|(name, value)| match name.as_str() {
        "access_token" => value.as_str().is_some_and(|text| !text.is_empty()),
        "token_type" => value.as_str() == Some("Bearer"),
        "expires_in" => value.as_integer() == Some(3600),
        _ => false,
    });
    let token = table.get("access_token")?.as_str()?.to_owned();
    (plain && table.len() == 3).then_some(token)
}

/// The codes and suberrors for which the user must take part, as they are documented.
fn needs_the_user(error: &str, suberror: &str) -> bool {
    let codes = "interaction_required consent_required login_required bad_token ui_not_allowed
        interrupted_user";
    let suberrors = "message_only additional_action basic_action user_password_expired
        consent_required bad_token ui_not_allowed interrupted_user";
    let holds = |list: &str, word: &str| list.split_ascii_whitespace().any(|held| held == word);
    holds(codes, error) || holds(suberrors, suberror)
}

/// Whether a call asks for what it may without these members being looked at.
fn is_plain(rest: &Call) -> bool {
    *rest == Call::default()
}

fn gained(call: usize, token: &str, from_cache: bool) -> Event {
    Event::Result(Gained {
        call,
        token: Some(token.to_owned()),
        from_cache: Some(from_cache),
        ..Gained::default()
    })
}

fn failed(call: usize, class: Class, code: &str) -> Event {
    Event::Error(Failed {
        call,
        class: Some(class),
        code: Some(code.to_owned()),
        ..Failed::default()
    })
}

fn asked(request: usize) -> Event {
    Event::Sent(Sent {
        request,
        ..Sent::default()
    })
}

/// A refresh token was sent.
fn refreshed(request: usize, token: &str) -> Event {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    Event::Sent(Sent {
        request,
        form: form
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..Sent::default()
    })
}

fn opened(request: usize, window: Window) -> Event {
    Event::Opened(Opened {
        request,
        window,
        url: None,
        query: std::collections::BTreeMap::new(),
        scopes: None,
        lacks: Vec::new(),
    })
}
