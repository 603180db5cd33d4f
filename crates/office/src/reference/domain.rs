//! Of which scripts the reference has an opinion. It is narrow-minded: of what the generators would
//! not make it says nothing, so that its plain words need not cover it.

use super::{FILLED, kind, text};
use crate::account::Account;
use crate::generators::{ASYNC, CALLBACK_TOKEN, CHECK, DRAFT, EWS, IDENTITY, PROMISE};
use crate::generators::{answered_values, ews_envelope};
use crate::host::{Answers, World};
use crate::mailbox::OPERATIONS;
use crate::step::{Call, Change, Given, Reply, Step};
use crate::value::{Object, Value};

/// What a law is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Arguments,
    Replies,
    AtOnce,
    Contexts,
    Results,
    Messages,
    Checks,
    Histories,
    Mailbox,
    Addins,
}

/// Whether the reference has an opinion of this script.
pub(crate) fn speaks_of(topic: Topic, steps: &[Step]) -> bool {
    let (given, steps) = match steps {
        [Step::Given(given), rest @ ..] => (given.clone(), rest),
        steps => (Given::default(), steps),
    };
    let known = |held: &Given| *held == given;
    let given_of = |given: &Given| Given {
        application: given.application,
        ..Given::default()
    };
    let placed = Given {
        platform: given.platform,
        ..Given::default()
    };
    match topic {
        Topic::Arguments => known(&Given::default()) && steps.iter().all(of_arguments),
        Topic::Replies => {
            let context = |step: &Step, number: usize| of_overlap(step, number);
            let mut calls = 0;
            known(&placed)
                && steps.iter().all(|step| {
                    calls += usize::from(matches!(step, Step::Call(_)));
                    context(step, calls)
                })
        }
        Topic::AtOnce => known(&placed) && of_moment(steps),
        Topic::Contexts => known(&Given::default()) && of_context(steps),
        Topic::Results => {
            let held = Given {
                platform: given.platform,
                ..given_of(&given)
            };
            known(&held)
                && matches!(steps, [call, Step::Reply(reply)]
                if is_call(call, &[ASYNC, DRAFT, IDENTITY, CALLBACK_TOKEN], &[Value::function("f")])
                    && is_reply(reply) && reply.to == 1)
        }
        Topic::Messages => of_message(&given, steps),
        Topic::Checks => steps.iter().all(|step| {
            matches!(step, Step::Call(Call { path, arguments })
                if path == CHECK && arguments.len() == 2)
        }),
        Topic::Histories => of_history(&given, steps),
        Topic::Mailbox => of_mailbox(&given, steps),
        Topic::Addins => known(&given_of(&given)) && of_addin(steps),
    }
}

/// Whether a value says nothing that only expectations say, nor hides an identity within.
fn is_plain(value: &Value) -> bool {
    let text = text(value);
    let odd = [
        r#""any":"#,
        r#""token":"#,
        r#""is":"promise""#,
        r#""label":"#,
        r#""same":"#,
    ];
    !odd.iter().any(|odd| text.contains(odd))
}

/// Whether an object is plain but for its own label, and has each member once.
fn is_plain_object(object: &Object) -> bool {
    let mut names: Vec<&String> = object.members.iter().map(|(name, _)| name).collect();
    names.sort();
    let repeats = names.windows(2).any(|pair| pair[0] == pair[1]);
    !repeats
        && is_plain(&Value::Object(Object {
            label: None,
            ..object.clone()
        }))
}

fn is_call(step: &Step, paths: &[&str], passed: &[Value]) -> bool {
    matches!(step, Step::Call(call)
        if paths.contains(&call.path.as_str()) && call.arguments == passed)
}

fn of_arguments(step: &Step) -> bool {
    match step {
        Step::Look(label) => !label.starts_with('#'),
        Step::Call(Call { path, arguments }) => {
            let plain = |argument: &Value| match argument {
                Value::Object(object) => is_plain_object(object),
                Value::Same(_) => true,
                argument => is_plain(argument),
            };
            [ASYNC, DRAFT, PROMISE].contains(&path.as_str()) && arguments.iter().all(plain)
        }
        _ => false,
    }
}

/// Whether a reply says one thing that the reference knows.
fn is_reply(reply: &Reply) -> bool {
    let token = reply.token.as_ref();
    let known = Reply {
        to: reply.to,
        token: token.filter(|token| is_text_or_nothing(token)).cloned(),
        code: reply
            .code
            .filter(|code| *code != 0 && code.unsigned_abs() < 1_000_000),
        lost: reply.lost,
        identities: reply
            .identities
            .clone()
            .filter(|held| held.iter().all(is_identity)),
        diagnostics: reply.diagnostics.clone().filter(is_plain),
        ..Reply::default()
    };
    let said = [token.is_some(), reply.code.is_some(), reply.lost.is_some()];
    let said = said.iter().filter(|said| **said).count();
    known == *reply && said + usize::from(reply.identities.is_some()) == 1
}

fn is_text_or_nothing(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Null | Value::Undefined)
}

fn is_identity((_, token): &(Account, String)) -> bool {
    !token.is_empty()
}

fn of_overlap(step: &Step, number: usize) -> bool {
    let context = Value::object([("asyncContext", Value::number(number as u32))]);
    match step {
        Step::Call(_) => {
            is_call(step, &[PROMISE], &[])
                || is_call(step, &[ASYNC], &[context, Value::function("f")])
        }
        Step::Reply(reply) => {
            is_reply(reply) && reply.identities.is_none() && reply.diagnostics.is_none()
        }
        Step::WaitMs(_) => true,
        _ => false,
    }
}

fn of_moment(steps: &[Step]) -> bool {
    let [Step::Change(change), call] = steps else {
        return false;
    };
    let throws = Change {
        throws: change.throws,
        ..Change::default()
    };
    let gives = Change {
        answers_at_once: Some(Value::text("t1")),
        ..Change::default()
    };
    let known = (change.throws.is_some() && *change == throws) || *change == gives;
    let f = Value::function("f");
    let mut throwing = f.clone();
    if let Value::Function(function) = &mut throwing {
        function.throws = true;
    }
    let odd = Value::object([("callback", Value::number(5))]);
    let passed = [vec![], vec![f], vec![throwing], vec![odd]];
    known
        && (is_call(call, &[PROMISE], &[])
            || passed.iter().any(|passed| is_call(call, &[ASYNC], passed)))
}

fn of_context(steps: &[Step]) -> bool {
    let [Step::Call(call), Step::Reply(reply)] = steps else {
        return false;
    };
    let [Value::Object(options), callback] = call.arguments.as_slice() else {
        return false;
    };
    let [(name, context)] = options.members.as_slice() else {
        return false;
    };
    let plain = match context {
        Value::Object(object) => is_plain_object(object),
        context => is_plain(context),
    };
    let bare = Object {
        members: options.members.clone(),
        ..Object::default()
    };
    call.path == ASYNC
        && *callback == Value::function("f")
        && bare == *options
        && name == "asyncContext"
        && plain
        && is_reply(reply)
        && reply.to == 1
        && reply.identities.is_none()
}

/// Whether an object has options only, each of its type.
fn has_sound_options(object: &Object) -> bool {
    let sound = |(name, value): &(String, Value)| {
        let option = FILLED.iter().find(|(held, _, _)| held == name);
        let filters = ["noFilter", "aad", "msa"].map(Value::text);
        // Beyond this, readers of JSON differ on which number it is.
        let is_exact = match value {
            Value::Number(number) => !number.0.is_finite() || number.0.abs() < 9e15,
            value => !matches!(value, Value::OneOf(_)),
        };
        option.is_some_and(|(_, wanted, _)| kind(value) == *wanted)
            && is_exact
            && (name != "accountTypeFilter" || filters.contains(value))
    };
    let bare = Object {
        members: object.members.clone(),
        ..Object::default()
    };
    *object == bare && is_plain_object(object) && object.members.iter().all(sound)
}

fn of_message(given: &Given, steps: &[Step]) -> bool {
    let [Step::Call(call)] = steps else {
        return false;
    };
    let [Value::Object(options), callback] = call.arguments.as_slice() else {
        return false;
    };
    let sets = match given.sets.as_deref() {
        None => true,
        Some([(name, version)]) => {
            name == "JsonPayloadSSO" && ["1.1", "0.9"].map(Value::text).contains(version)
        }
        Some(_) => false,
    };
    let known = Given {
        platform: given.platform,
        single_sign_on_host: given.single_sign_on_host,
        sets: given.sets.clone(),
        ..Given::default()
    };
    call.path == ASYNC
        && *callback == Value::function("f")
        && has_sound_options(options)
        && sets
        && known == *given
}

fn of_history(given: &Given, steps: &[Step]) -> bool {
    let known = Given {
        application: given.application,
        platform: given.platform,
        host: given.host.clone(),
        ..Given::default()
    };
    let answers = given.host.as_ref().map(|host| (host.answers, host.fails));
    let soon = match answers {
        Some((Answers::Later, None)) => true,
        Some((Answers::AfterMs(ms), None)) => (0..100_000).contains(&ms),
        _ => false,
    };
    let step = |step: &Step| match step {
        Step::User(_) => true,
        Step::WaitMs(ms) => (0..100_000).contains(ms),
        Step::Change(change) => {
            let known = Change {
                user: change.user,
                consent: change.consent,
                set_up: change.set_up,
                dialog_open: change.dialog_open,
                throttled: change.throttled,
                ..Change::default()
            };
            known == *change
        }
        Step::Call(Call { path, arguments }) => match (path.as_str(), arguments.as_slice()) {
            (ASYNC, [Value::Object(options), callback]) => {
                has_sound_options(options) && *callback == Value::function("f")
            }
            (DRAFT, [callback, Value::String(action)]) => {
                let known = ["forceAddinConsent", "forceAddAccount"].contains(&action.as_str());
                known && *callback == Value::function("f")
            }
            _ => false,
        },
        _ => false,
    };
    known == *given && soon && steps.iter().all(step)
}

fn of_mailbox(given: &Given, steps: &[Step]) -> bool {
    let [Step::Call(call)] = steps else {
        return false;
    };
    let known = Given {
        application: Some(crate::application::Application::Outlook),
        host: Some(World::default()),
        mailbox: given.mailbox,
        ..Given::default()
    };
    let envelope = |text: &String| {
        let odd = ["GetClientAccessToken", "GetAppManifests", "getItem"];
        let mut operations = OPERATIONS.iter().chain(&odd);
        operations.any(|operation| text.trim_end_matches(' ') == ews_envelope(operation))
    };
    let body = match call.arguments.first() {
        Some(Value::String(text)) if call.path == EWS => envelope(text),
        None => call.path != EWS,
        _ => true,
    };
    known == *given
        && given.mailbox.is_some()
        && [IDENTITY, CALLBACK_TOKEN, EWS].contains(&call.path.as_str())
        && call.arguments.iter().all(is_plain)
        && body
}

fn of_addin(steps: &[Step]) -> bool {
    let known = |step: &Step| match step {
        Step::Need(_) | Step::Service(_) => true,
        Step::Answer(answer) => match (&answer.value, answer.code) {
            (Some(value), None) => answered_values().contains(value),
            (value, _) => value.is_none(),
        },
        _ => false,
    };
    let needs = steps
        .iter()
        .filter(|step| matches!(step, Step::Need(_)))
        .count();
    needs == 1 && steps.iter().all(known)
}
