//! What the model comes to, row by row, as Markdown tables. Each is computed by running the model.

use conformance::{Profile, Rules, table};
use serde::Deserialize;

use crate::event::{Event, Window};
use crate::session::Session;
use crate::step::Step;
use crate::{Library, Policy, read_steps};

/// What the tables are made of, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    conversation: Vec<Conversation>,
}

/// A conversation that shows what a library is like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    shown: String,
    steps: Vec<Step>,
}

fn conversations() -> Vec<Conversation> {
    let file: File = toml::from_str(include_str!("../conversations.toml"))
        .expect("the file is part of the crate, and a test reads it");
    file.conversation
}

fn play(steps: &[Step], library: Library) -> Vec<Event> {
    Session::play(steps, &Rules::sound(Profile::of(&[library.choice()])))
}

fn script(steps: &str) -> Vec<Step> {
    read_steps(&format!("steps = [{steps}]")).expect("these are steps")
}

/// What each cache lookup policy tries in a browser: with a token that serves, with one that does
/// not, and with nothing but an account.
pub fn policies() -> String {
    const KEPT: &str = r#"{ cached = { token = "at", scopes = ["User.Read"] } },"#;
    const OLD: &str = r#"{ cached = { token = "at", scopes = ["User.Read"], lasts_s = 299 } },"#;
    let of_policy = |policy: Policy| {
        let call = |before: &str, refresh: &str, forced: bool| {
            let text = format!(
                r#"{{ signed_in = {{ {refresh} }} }}, {before}
                   {{ call = {{ scopes = ["User.Read"], policy = "{policy:?}",
                      force_refresh = {forced} }} }}"#
            );
            told(&play(&script(&text), Library::Js))
        };
        let refresh = r#"refresh_token = "rt""#;
        vec![
            format!("{policy:?}"),
            call(KEPT, refresh, false),
            call(KEPT, refresh, true),
            call(OLD, refresh, false),
            call("", "", false),
        ]
    };
    let head = [
        "policy",
        "a token that serves",
        "the same, forced",
        "a token of 299 s",
        "neither token nor refresh token",
    ];
    table(&head.map(str::to_owned), Policy::ALL.map(of_policy))
}

/// What becomes of a refresh that the server refuses, in a browser under the default policy.
pub fn fallback() -> String {
    let answers = [
        ("invalid_grant", ""),
        ("invalid_grant", "bad_token"),
        ("invalid_grant", "consent_required"),
        ("invalid_grant", "basic_action"),
        ("invalid_grant", "additional_action"),
        ("invalid_grant", "message_only"),
        ("invalid_grant", "user_password_expired"),
        ("interaction_required", ""),
        ("login_required", ""),
        ("consent_required", ""),
        ("invalid_client", ""),
        ("invalid_scope", ""),
        ("temporarily_unavailable", ""),
    ];
    let rows = answers.map(|(error, suberror)| {
        let of_policy = |policy: &str| {
            let text = format!(
                r#"{{ signed_in = {{ refresh_token = "rt" }} }},
                   {{ call = {{ scopes = ["User.Read"], policy = "{policy}" }} }},
                   {{ answer = {{ to = 1, error = {{ error = "{error}",
                      suberror = "{suberror}" }} }} }}"#
            );
            told(&play(&script(&text), Library::Js)[1..])
        };
        let ways = [
            of_policy("RefreshTokenAndNetwork"),
            of_policy("RefreshToken"),
        ];
        [error.to_owned(), suberror.to_owned()]
            .into_iter()
            .chain(ways)
            .collect()
    });
    let head = [
        "error",
        "suberror",
        "RefreshTokenAndNetwork",
        "RefreshToken",
    ];
    table(&head.map(str::to_owned), rows)
}

/// Whether a cached token is returned with so many seconds left.
pub fn boundary() -> String {
    let rows = [0, 1, 299, 300, 301, 3600].map(|left_s| {
        let of_library = |library| {
            let text = format!(
                r#"{{ signed_in = {{}} }},
                   {{ cached = {{ token = "at", scopes = ["User.Read"], lasts_s = {left_s} }} }},
                   {{ call = {{ scopes = ["User.Read"], policy = "AccessToken" }} }}"#
            );
            told(&play(&script(&text), library))
        };
        let cells = Library::ALL.map(of_library);
        std::iter::once(left_s.to_string()).chain(cells).collect()
    });
    table(&head("seconds left"), rows)
}

/// Where the libraries differ. A conversation on which they agree is left out.
pub fn differences() -> String {
    let rows = conversations().into_iter().map(|held| {
        let cells = Library::ALL.map(|library| told(&play(&held.steps, library)));
        let row: Vec<String> = std::iter::once(held.shown).chain(cells).collect();
        row
    });
    table(&head("conversation"), rows.filter(|row| row[1] != row[2]))
}

/// Every request, result and key of the conversations, each as it goes out.
pub fn payloads() -> String {
    let mut text = String::new();
    for Conversation { shown, mut steps } in conversations() {
        steps.push(Step::Look(crate::step::Look::Result));
        steps.push(Step::Look(crate::step::Look::Cache));
        for library in Library::ALL {
            text += &format!("# {shown}: {}\n", library.choice().value);
            for event in play(&steps, library) {
                text += &payload(&event);
            }
            text.push('\n');
        }
    }
    text
}

fn payload(event: &Event) -> String {
    let members = |held: &std::collections::BTreeMap<String, String>| -> String {
        let lines = held.iter();
        lines
            .map(|(name, value)| format!("  {name} = {value}\n"))
            .collect()
    };
    match event {
        Event::Sent(sent) => {
            let url = sent.url.as_deref().unwrap_or_default();
            let (query, headers) = (members(&sent.query), members(&sent.headers));
            let body = sent.body.as_deref().unwrap_or_default();
            format!("send {url}\n{query}{headers}  {body}\n")
        }
        Event::Opened(opened) => {
            let url = opened.url.as_deref().unwrap_or_default();
            format!("open {:?} {url}\n{}", opened.window, members(&opened.query))
        }
        Event::Payload(payload) if payload.is_empty() => String::new(),
        Event::Payload(payload) => format!("result {payload}\n"),
        Event::Keys(keys) => keys.iter().map(|key| format!("key {key}\n")).collect(),
        _ => String::new(),
    }
}

fn head(first: &str) -> Vec<String> {
    let libraries = Library::ALL.map(|library| library.choice().value);
    std::iter::once(first)
        .chain(libraries)
        .map(str::to_owned)
        .collect()
}

/// A trace in a few words.
fn told(events: &[Event]) -> String {
    let said: Vec<String> = events.iter().map(say).collect();
    said.join("; ")
}

fn say(event: &Event) -> String {
    match event {
        Event::Sent(sent) => match sent.form.get("grant_type").map(String::as_str) {
            Some("refresh_token") => "refreshes".to_owned(),
            Some("authorization_code") => "redeems the code".to_owned(),
            _ => {
                let url = sent.url.as_deref().unwrap_or_default();
                format!("asks {}", url.split('/').nth(2).unwrap_or_default())
            }
        },
        Event::Opened(opened) => match opened.window {
            Window::Iframe => "opens an iframe".to_owned(),
            Window::Popup => "opens a popup".to_owned(),
            Window::Redirect => "redirects".to_owned(),
        },
        Event::Result(gained) => {
            let token = gained.token.as_deref().unwrap_or_default();
            let from = match gained.from_cache {
                Some(true) => " from the cache",
                _ => "",
            };
            let lasts_s = gained.lasts_s.unwrap_or_default();
            let extended_s = gained.extended_lasts_s.unwrap_or_default();
            format!("`{token}`{from}, for {lasts_s} s, extended {extended_s} s")
        }
        Event::Error(failed) => {
            let class = failed.class.map(|class| format!("{class:?}"));
            let code = failed.code.as_deref().unwrap_or_default();
            format!("{} `{code}`", class.unwrap_or_default())
        }
        Event::Nothing(_) => "nothing".to_owned(),
        Event::Keys(keys) => format!("{} keys", keys.len()),
        Event::Payload(text) | Event::Log(text) | Event::Reported(text) => text.clone(),
        Event::Presented(presented) => {
            let sent = presented.authorization.as_deref().unwrap_or_default();
            format!("sends `{sent}`")
        }
    }
}
