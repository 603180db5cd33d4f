//! What the model comes to, row by row, as Markdown tables. Each is computed by running the model.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use conformance::{Profile, Rules, table};
use serde::Deserialize;

use crate::addin::{Reaction, reaction};
use crate::application::{Application, Offer, Platform, offer};
use crate::documents::Sentence;
use crate::edition::Edition;
use crate::error_code::ERROR_CODES;
use crate::event::{Callback, Event, Returned, Settled, Threw};
use crate::options::{CallOption, OPTIONS};
use crate::session::Session;
use crate::step::{Call, Given, Step};
use crate::value::{Kind, Value};

/// What the tables are made of, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    arguments: Vec<Row>,
    mailbox_arguments: Vec<Row>,
    conversation: Vec<Conversation>,
}

/// Calls with these arguments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    shown: String,
    calls: Vec<Vec<Value>>,
}

/// A conversation that shows what an edition is like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    shown: String,
    steps: Vec<Step>,
}

fn file() -> File {
    toml::from_str(include_str!("../conversations.toml"))
        .expect("the file is part of the crate, and a test reads it")
}

/// What each shape of arguments leads to, in each edition.
pub fn arguments() -> String {
    let path = "Office.context.auth.getAccessTokenAsync";
    of_arguments(path, Given::default(), &file().arguments)
}

/// What each shape of arguments of a mailbox call leads to, in each edition.
pub fn mailbox_arguments() -> String {
    let path = "Office.context.mailbox.getUserIdentityTokenAsync";
    let given = Given {
        application: Some(Application::Outlook),
        ..Given::default()
    };
    of_arguments(path, given, &file().mailbox_arguments)
}

fn of_arguments(path: &str, given: Given, rows: &[Row]) -> String {
    let rows = rows.iter().map(|held| {
        let call = |arguments: &Vec<Value>| {
            Step::Call(Call {
                path: path.to_owned(),
                arguments: arguments.clone(),
            })
        };
        let given = [Step::Given(given.clone())];
        let steps: Vec<Step> = given
            .into_iter()
            .chain(held.calls.iter().map(call))
            .collect();
        row(&held.shown, &steps)
    });
    let (_, name) = path.rsplit_once('.').unwrap_or_default();
    table(&head(name), rows)
}

/// Where the editions differ. A conversation on which all three agree is left out.
pub fn differences() -> String {
    let conversations = file().conversation;
    let rows = conversations
        .iter()
        .map(|held| row(&held.shown, &held.steps));
    let differs = |row: &Vec<String>| row[1..].iter().any(|held| *held != row[1]);
    table(&head("conversation"), rows.filter(differs))
}

/// The options, and which edition knows which.
pub fn options() -> String {
    let head = [
        "option",
        "type",
        "if left out",
        "doc-2017",
        "doc-2026",
        "officejs-1.1",
    ];
    let head = head
        .into_iter()
        .chain(["native place", "in JSON", "deprecated"]);
    let yes = |held: bool| if held { "yes" } else { "" }.to_owned();
    let rows = OPTIONS.iter().map(|option: &CallOption| {
        let place = option.place.map(|place| place.to_string());
        let mut row = vec![
            option.name.to_owned(),
            format!("{:?}", option.of),
            json(&option.default()),
        ];
        row.extend(Edition::ALL.map(|edition| yes(option.editions.contains(&edition))));
        row.extend([
            place.unwrap_or_default(),
            yes(option.in_json),
            yes(option.is_deprecated),
        ]);
        row
    });
    table(&head.map(str::to_owned).collect::<Vec<_>>(), rows)
}

/// The error codes, and what a sound add-in does about each.
pub fn error_codes() -> String {
    let head = [
        "code",
        "name",
        "documented",
        "web only",
        "an add-in",
        "when",
    ]
    .map(str::to_owned);
    let yes = |held: bool| if held { "yes" } else { "" }.to_owned();
    let rows = ERROR_CODES.iter().map(|known| {
        let reaction = match reaction(known.code) {
            Reaction::Message => "tells the user",
            Reaction::OfferSignIn => "offers a sign-in",
            Reaction::Repeat => "repeats its call, within bounds",
            Reaction::FallBack => "falls back",
        };
        vec![
            known.code.to_string(),
            known.name.unwrap_or("(Internal Error)").to_owned(),
            yes(known.is_documented),
            yes(known.is_web_only),
            reaction.to_owned(),
            known.about.to_owned(),
        ]
    });
    table(&head, rows)
}

/// Where the token calls are to be had.
pub fn hosts() -> String {
    let head = ["edition", "application"].map(str::to_owned).into_iter();
    let head: Vec<String> = head
        .chain(Platform::ALL.map(|p| p.name().to_owned()))
        .collect();
    let rows = Edition::ALL.into_iter().flat_map(|edition| {
        Application::ALL.into_iter().map(move |application| {
            let offered = |platform| match offer(application, platform, edition) {
                Offer::Yes => "yes",
                Offer::No => "",
                Offer::Disputed => "disputed",
            };
            let start = [edition.choice().value, application.name()].into_iter();
            let cells = start.chain(Platform::ALL.map(offered));
            cells.map(str::to_owned).collect::<Vec<String>>()
        })
    });
    table(&head, rows)
}

/// What documents say, and the requirements that stand for it.
pub fn documents(sentences: Vec<Sentence>) -> String {
    let head = ["document", "place", "says", "stands for it"].map(str::to_owned);
    let rows = sentences.into_iter().map(|sentence| {
        let none = sentence
            .why
            .map_or_else(String::new, |why| format!("none: {why}"));
        let ids = if sentence.ids.is_empty() {
            none
        } else {
            sentence.ids.join(", ")
        };
        vec![sentence.document, sentence.place, sentence.gist, ids]
    });
    table(&head, rows)
}

/// Every message to a host and every result of a call, as tagged JSON, each once.
pub fn payloads() -> String {
    let mut lines = BTreeSet::new();
    for Conversation { shown, steps } in file().conversation {
        for edition in Edition::ALL {
            for event in play(&steps, edition) {
                let (what, values) = match event {
                    Event::Sent(sent) => ("message", sent.message.into_iter().collect()),
                    Event::Callback(held) => ("result", held.arguments.unwrap_or_default()),
                    _ => continue,
                };
                let edition = edition.choice().value;
                let printed = values.iter().map(json);
                lines
                    .extend(printed.map(|value| format!("{what} | {edition} | {shown} | {value}")));
            }
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn play(steps: &[Step], edition: Edition) -> Vec<Event> {
    Session::play(steps, &Rules::sound(Profile::of(&[edition.choice()])))
}

fn head(first: &str) -> Vec<String> {
    let editions = Edition::ALL.map(|edition| edition.choice().value);
    std::iter::once(first)
        .chain(editions)
        .map(str::to_owned)
        .collect()
}

/// A conversation, and what it leads to in each edition.
fn row(shown: &str, steps: &[Step]) -> Vec<String> {
    let cells = Edition::ALL.map(|edition| {
        let events = play(steps, edition);
        let said: Vec<String> = events.iter().filter_map(say).collect();
        said.join("; ")
    });
    std::iter::once(shown.to_owned()).chain(cells).collect()
}

/// An event in a few words. That a call returns undefined goes without saying.
fn say(event: &Event) -> Option<String> {
    let thrown = |error: &Option<String>, string: Option<bool>| match (error, string) {
        (Some(error), _) => error.clone(),
        (None, Some(true)) => "a string".to_owned(),
        (None, _) => "something".to_owned(),
    };
    Some(match event {
        Event::Sent(_) => "asks the host".to_owned(),
        Event::Returned(Returned {
            value: Some(Value::Undefined),
            ..
        }) => "returns".to_owned(),
        Event::Returned(Returned { value, .. }) => {
            format!("returns {}", value.as_ref().map_or_else(String::new, json))
        }
        Event::Threw(Threw { error, string, .. }) => format!("throws {}", thrown(error, *string)),
        Event::Uncaught(Threw { error, string, .. }) => {
            format!("{} is not caught", thrown(error, *string))
        }
        Event::Callback(Callback { arguments, .. }) => {
            let result = arguments.as_ref().and_then(|arguments| arguments.first());
            format!("calls back: {}", result.map_or_else(String::new, tell))
        }
        Event::Resolved(Settled { value, .. }) => {
            format!(
                "resolves with {}",
                value.as_ref().map_or_else(String::new, json)
            )
        }
        Event::Rejected(Settled {
            value: Some(error), ..
        }) => {
            let code = error.member("code").map_or_else(String::new, json);
            format!("rejects with {code}")
        }
        Event::Rejected(Settled { error, string, .. }) => {
            format!("rejects with {}", thrown(error, *string))
        }
        Event::Prompted(prompted) => format!("prompts: {:?}", prompted.prompt),
        Event::Ews(asked) => format!("asks Exchange for {}", asked.token_type),
        Event::Members(names) => names.join(", "),
        Event::Open(_) => "not said".to_owned(),
        _ => return None,
    })
}

/// A result in a few words.
fn tell(result: &Value) -> String {
    let member = |name: &str| result.member(name);
    let mut told = match member("error").and_then(|error| error.member("code")) {
        Some(Value::Any(Kind::Number)) => "some code".to_owned(),
        Some(code) => json(code),
        None => member("value").map_or_else(String::new, json),
    };
    if let Some(context) = member("asyncContext").filter(|held| !matches!(held, Value::Any(_))) {
        write!(told, ", context {}", json(context)).expect("a string takes every text");
    }
    if let Some(diagnostics) = member("diagnostics") {
        write!(told, ", diagnostics {}", json(diagnostics)).expect("a string takes every text");
    }
    told
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).expect("a tagged value is always JSON")
}
