//! The conversation with a foreign server or client.
//!
//! A server performs `http`. A client performs `getClientAccessToken`: it is told the `version` and
//! the `tokens` (`id`, `tokenType`, and `scope` where there is one), sends its request to the peer,
//! and comes back with `answers`, one a token: `{"id", "tokenType", "value", "ttlMinutes"}`,
//! `{"error": code}` or `{"notTried": code}`. Or it fails, with a `code` if the server sent one.
//!
//! A foreign server has apps of its own. Their identifiers are exchanged for those of the suite on
//! the way, in both directions.

use std::fmt::Display;

use conformance::{Case, Facts, Gap, Now, Peer, Profile, Rules, Subject};
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::case::{APPS, Ask, Ews, Expect, Post, SoapAnswer, Step, Table, app_name};
use crate::client::{Answer, Client, Outcome};
use crate::schema::Version;

/// The operation of whatever is reached by HTTP.
pub const HTTP: &str = "http";
/// The operation of a client.
pub const GET_CLIENT_ACCESS_TOKEN: &str = "getClientAccessToken";

pub(crate) fn drive(
    case: &Case<Ews>,
    subject: &mut dyn Subject,
    facts: &Facts,
    profile: &Profile,
) -> Result<Expect, Gap> {
    // Not every server has the second operation.
    let asks_for_manifests = |step: &Step| step.post.as_ref().is_some_and(Post::is_for_manifests);
    if case.steps.iter().any(asks_for_manifests) {
        facts.find("manifests")?;
    }
    // Whose manifests are listed can be told of declared apps only.
    for name in &case.expect.manifests {
        facts.find(name)?;
    }
    let rules = Rules::sound(*profile);
    let mut table = Table::new(&case.checks, &rules);
    let other_name =
        |(name, _): (&'static str, &str)| Some((name, facts.find(name).ok()?.to_owned()));
    table.other_names = APPS.into_iter().filter_map(other_name).collect();
    for (place, step) in case.steps.iter().enumerate() {
        if step.given.is_some() {
            perform(subject, "given", &json!(step.given), &mut |_| Value::Null)?.ok();
        }
        if let Some(wait_ms) = step.wait_ms {
            let arguments = json!({ "ms": wait_ms });
            perform(subject, "wait", &arguments, &mut |_| Value::Null)?.ok();
        }
        if let Some(post) = &step.post {
            let request = post.request();
            let response = exchange(subject, &request, facts)?;
            table.look_at(&request, &response);
        }
        if let Some(ask) = &step.ask {
            let rest = &case.steps[place + 1..];
            let until_next = rest.iter().take_while(|step| step.ask.is_none());
            let answer = until_next
                .into_iter()
                .find_map(|step: &Step| step.answer.as_ref());
            ask_for(
                &mut table,
                subject,
                ask,
                answer.map(SoapAnswer::response).as_ref(),
                &rules,
            )?;
        }
    }
    Ok(table.seen)
}

fn perform(
    subject: &mut dyn Subject,
    operation: &str,
    arguments: &Value,
    peer: &mut Peer<'_>,
) -> Result<Result<Value, Value>, Gap> {
    subject.perform(operation, arguments, peer).settled()
}

/// Sends a request to a server that knows the apps by other identifiers.
fn exchange(subject: &mut dyn Subject, request: &Request, facts: &Facts) -> Result<Response, Gap> {
    let mut body = String::from_utf8_lossy(&request.body).into_owned();
    for (name, ours) in APPS {
        if body.contains(ours) {
            body = body.replace(ours, facts.find(name)?);
        }
    }
    let request = Request {
        body: body.into_bytes(),
        ..request.clone()
    };
    let arguments = json!({ "request": request.to_json() });
    let done = perform(subject, HTTP, &arguments, &mut |_| Value::Null)?;
    let lost = |why: &dyn Display| Gap::Lost(format!("no HTTP response came: {why}"));
    let done = done.map_err(|failure| lost(&failure))?;
    let mut response = Response::from_json(&done).map_err(|error| lost(&error))?;
    if let Ok(text) = std::str::from_utf8(&response.body) {
        let text = APPS.iter().fold(text.to_owned(), |text, (name, ours)| {
            facts
                .find(name)
                .map_or(text.clone(), |theirs| text.replace(theirs, ours))
        });
        response.body = text.into_bytes();
    }
    Ok(response)
}

/// Tells a client to ask, answers it, and keeps what it made of the answer. Without an answer in
/// the case, all that matters is whether it asks at all, and what.
fn ask_for(
    table: &mut Table<'_>,
    subject: &mut dyn Subject,
    ask: &Ask,
    answer: Option<&Response>,
    rules: &Rules,
) -> Result<(), Gap> {
    let tokens: Vec<Value> = ask
        .tokens()
        .iter()
        .map(|token| {
            let mut json = json!({ "id": token.id, "tokenType": token.token_type.as_str() });
            if let Some(scope) = &token.scope {
                json["scope"] = json!(scope);
            }
            json
        })
        .collect();
    if let Some(response) = answer
        && !Response::FINAL.contains(&response.status)
    {
        let why = format!("no answer has the status {}", response.status);
        return Err(Gap::Blocked(why));
    }
    let version = ask.version.as_deref().unwrap_or("Exchange2013_SP1");
    let arguments = json!({ "version": version, "tokens": tokens });
    let is_again = table.seen != Expect::default();
    let mut asked = false;
    let mut peer = |message: &Value| {
        asked = true;
        if let Ok(request) = Request::from_json(message) {
            table.look_at_request(&request);
        }
        answer.map_or_else(|| Response::new(503).to_json(), Response::to_json)
    };
    let done = perform(subject, GET_CLIENT_ACCESS_TOKEN, &arguments, &mut peer)?;
    table.seen.asks_again = is_again.then_some(asked);
    let Some(answer) = answer else {
        if let (Err(failure), false) = (&done, asked) {
            table.seen.refused = failure["code"].as_str().map(str::to_owned);
        }
        return Ok(());
    };
    if done.is_ok() && !asked && !is_again {
        let why = "it comes back with an answer and did not ask";
        return Err(Gap::Lost(why.to_owned()));
    }
    let breaks = table.seen.breaks.take();
    let issued = issued(ask, answer, rules);
    table.seen = match done {
        Ok(done) => Expect {
            messages: done["answers"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|told| line(told, &issued))
                .collect(),
            ..Expect::default()
        },
        Err(failure) => {
            let code = failure["code"].as_str().unwrap_or("refused");
            match is_one_error(ask, answer, rules) {
                // Of the one error of an answer a client may tell by failing with its code.
                true => Expect {
                    messages: vec![format!("error {code}")],
                    ..Expect::default()
                },
                false => Expect {
                    refused: Some(code.to_owned()),
                    ..Expect::default()
                },
            }
        }
    };
    table.seen.breaks = breaks;
    Ok(())
}

/// What an answer says, as a sound client reads it; nothing if it refuses it.
fn read(ask: &Ask, answer: &Response, rules: &Rules) -> Vec<Answer> {
    let mut client = Client::new(Version::EXCHANGE_2013_SP1);
    client.expect(ask.tokens());
    match client.interpret(answer, Now::from_seconds(0), rules) {
        Ok(Outcome::Answers(answers)) => answers,
        _ => Vec::new(),
    }
}

/// The tokens of an answer.
fn issued(ask: &Ask, answer: &Response, rules: &Rules) -> Vec<String> {
    let answers = read(ask, answer, rules).into_iter();
    let tokens = answers.filter_map(|answer| match answer {
        Answer::Token { value, .. } => Some(value.reveal().to_owned()),
        _ => None,
    });
    tokens.collect()
}

/// Whether an answer says nothing but that it is an error.
fn is_one_error(ask: &Ask, answer: &Response, rules: &Rules) -> bool {
    matches!(read(ask, answer, rules)[..], [Answer::Refused { .. }])
}

/// What one answer of a client says, as cases spell it. A token is one of those that were issued.
fn line(answer: &Value, issued: &[String]) -> String {
    let text = |name: &str| answer[name].as_str();
    if let Some(code) = text("error") {
        return format!("error {code}");
    }
    if let Some(code) = text("notTried") {
        return format!("warning {code}");
    }
    let is_other = |value: &str| !issued.is_empty() && !issued.iter().any(|held| held == value);
    if text("value").is_none_or(is_other) {
        return "token with a value that was not issued".to_owned();
    }
    let ttl = match &answer["ttlMinutes"] {
        Value::Null => String::new(),
        minutes => format!(" {minutes} min"),
    };
    let app = app_name(text("id").unwrap_or_default());
    format!("token {app} {}{ttl}", text("tokenType").unwrap_or_default())
}

/// Whether what a subject shows is what was expected. A client fails alike for a fault, for a
/// status without message and for an answer that it refuses: it may or may not repeat the code.
pub(crate) fn agrees(expected: &Expect, seen: &Expect) -> bool {
    let is_client = seen.status.is_none();
    if !is_client {
        return <Ews as conformance::Protocol>::agrees(expected, seen);
    }
    let fails = expected.refused.is_some() || expected.fault.is_some() || expected.status.is_some();
    let tells = |line: &String| {
        let begins = |seen: &String| {
            line.strip_prefix(seen.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                || seen
                    .strip_prefix(line.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        seen.messages.iter().any(begins)
    };
    expected.breaks == seen.breaks
        && (expected.asks_again.is_none() || expected.asks_again == seen.asks_again)
        && (fails || expected.messages.iter().all(tells))
        && (expected.asks_again == Some(false)
            || fails == seen.refused.is_some()
            || only_requests(expected))
}

/// Whether the case is about what the client sends, and not about what it makes of an answer.
fn only_requests(expected: &Expect) -> bool {
    expected.messages.is_empty() && expected.refused.is_none() && expected.fault.is_none()
}
