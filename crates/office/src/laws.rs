//! What holds for every script, result, manifest and token.
//!
//! A script is the steps of a case as TOML. Where the documents leave open what a call does, no law
//! says anything of that call.

use std::collections::BTreeSet;

use conformance::{Outcome, Rules};

use crate::edition::Edition;
use crate::event::{Callback, Event, Returned, Settled, Threw};
use crate::reference::{self, Topic, speaks_of, text};
use crate::step::{Reply, Step, read_steps};
use crate::surface::Surface;
use crate::value::{Kind, Object, Value};
use crate::*;

conformance::laws! {
    /// Each shape of arguments leads where the table of its edition says, the second time with the
    /// same object too.
    arguments_lead_where_the_table_says: text generators::arguments => arguments_lead,
        checks(OFFICE_003, OFFICE_005, OFFICE_006, OFFICE_007, OFFICE_008, OFFICE_009, OFFICE_010,
            OFFICE_012, OFFICE_013, OFFICE_014, OFFICE_015, OFFICE_016, OFFICE_017,
            OFFICE_018, OFFICE_019, OFFICE_092, OFFICE_096, OFFICE_097, OFFICE_098);
    /// In whatever order replies come, late, twice or never, each call is called back with its own
    /// reply, and once in every edition that promises it.
    each_call_gets_its_own_reply: text generators::replies => each_call_gets_its_own_reply,
        checks(OFFICE_050, OFFICE_051, OFFICE_052, OFFICE_077);
    /// An answer at once runs the callback before the return natively, and after it as documented.
    answers_at_once_keep_their_order: text generators::answers_at_once => answers_keep_their_order,
        checks(OFFICE_018, OFFICE_050, OFFICE_051, OFFICE_052);
    /// The context that was passed comes back, as the same thing, unless it is lost for being
    /// false-like.
    contexts_come_back: text generators::contexts => contexts_come_back,
        checks(OFFICE_017, OFFICE_026, OFFICE_045, OFFICE_046);
    /// A result has either an error or a value, and nothing that its edition does not know.
    results_have_an_error_or_a_value: text generators::results => results_have_one,
        checks(OFFICE_040, OFFICE_041, OFFICE_043, OFFICE_044, OFFICE_047, OFFICE_048, OFFICE_049,
            OFFICE_053, OFFICE_056, OFFICE_083, OFFICE_084, OFFICE_091, OFFICE_099, OFFICE_100);
    /// What the host is sent says what the caller asked for, and nothing else.
    messages_say_what_was_asked: text generators::messages => messages_say_what_was_asked,
        checks(OFFICE_021, OFFICE_022, OFFICE_027, OFFICE_028, OFFICE_030);
    /// A set is supported exactly if the two numbers of its version are not below those asked for.
    support_goes_by_two_numbers: text generators::checks => support_goes_by_two_numbers,
        checks(OFFICE_060, OFFICE_061, OFFICE_062, OFFICE_063, OFFICE_064, OFFICE_065, OFFICE_066,
            OFFICE_090, OFFICE_101, OFFICE_104);
    /// A host asks the questions that its state leaves open, keeps the answers, and gives the token
    /// or the code that follows.
    hosts_answer_as_their_history_says: text generators::histories => hosts_answer,
        checks(OFFICE_020, OFFICE_021, OFFICE_022, OFFICE_023, OFFICE_024, OFFICE_025, OFFICE_029,
            OFFICE_076, OFFICE_079, OFFICE_080, OFFICE_090, OFFICE_093, OFFICE_094, OFFICE_095,
            OFFICE_097, OFFICE_102);
    /// A mailbox call goes by the places of its arguments, and its mailbox by where it is kept.
    mailbox_calls_go_by_place: text generators::mailbox_calls => mailbox_calls_go_by_place,
        checks(OFFICE_081, OFFICE_082, OFFICE_085, OFFICE_086, OFFICE_087, ENTRA_034);
    /// An add-in goes by the code and by nothing else, and comes to an end.
    add_ins_go_by_the_code: text generators::answers => add_ins_go_by_the_code,
        checks(OFFICE_022, OFFICE_029, OFFICE_040, OFFICE_041, OFFICE_054, OFFICE_056, OFFICE_075,
            OFFICE_076, OFFICE_078, OFFICE_079, OFFICE_084, OFFICE_090);
    /// The text of a result is refused exactly if a naive reading finds something wrong, and for
    /// something that it finds.
    results_read_as_they_are_written: text generators::result_texts => results_read,
        checks(OFFICE_041, OFFICE_043, OFFICE_044, OFFICE_046, OFFICE_047, OFFICE_084, OFFICE_091,
            OFFICE_099, OFFICE_100);
    /// A manifest is refused exactly if a naive reading finds something wrong, and for something
    /// that it finds.
    manifests_read_as_they_are_written: text generators::manifests => manifests_read,
        checks(OFFICE_067, OFFICE_068, OFFICE_069, OFFICE_070, OFFICE_103);
    /// An identity token is accepted exactly if a naive reading finds all that is documented.
    identity_tokens_read_as_documented: text generators::identity_tokens => identity_tokens_read,
        checks(OFFICE_088);
}

/// Longer inputs are for others to weigh.
const INPUT_BYTES: usize = 2 * 1024 * 1024;

/// The script, if the reference has an opinion of it.
fn script(input: &[u8], topic: Topic) -> Option<Vec<Step>> {
    let text = std::str::from_utf8(input)
        .ok()
        .filter(|text| text.len() <= INPUT_BYTES)?;
    read_steps(text)
        .ok()
        .filter(|steps| speaks_of(topic, steps) && are_told_apart(steps))
}

/// Whether no two objects have one label, under which nobody knows which of them is met again.
fn are_told_apart(steps: &[Step]) -> bool {
    fn note<'v>(value: &'v serde_json::Value, labels: &mut Vec<&'v str>) {
        match value {
            serde_json::Value::Array(items) => items.iter().for_each(|item| note(item, labels)),
            serde_json::Value::Object(members) => {
                labels.extend(members.get("label").and_then(serde_json::Value::as_str));
                members.values().for_each(|member| note(member, labels));
            }
            _ => {}
        }
    }
    let steps = serde_json::to_value(steps).unwrap_or_default();
    let mut labels = Vec::new();
    note(&steps, &mut labels);
    let count = labels.len();
    labels.sort_unstable();
    labels.dedup();
    labels.len() == count
}

fn arguments_lead(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Arguments) else {
        return Outcome::Irrelevant;
    };
    let edition = Edition::of(&rules.profile);
    let mut expected = reference::arguments(&steps, edition);
    let mut seen: Vec<String> = Vec::new();
    let trace = Session::play(&steps, rules);
    for event in &trace {
        match event {
            Event::Sent(sent) => {
                let options = sent.options.iter().map(|(_, value)| text(value));
                seen.push(format!("asks {}", options.collect::<Vec<_>>().join(" ")));
            }
            Event::Threw(threw) => seen.push(format!("throws{}", thrown(threw))),
            Event::Rejected(Settled { value: Some(_), .. }) | Event::Callback(_) => {
                seen.push("fails with 5007 at once".to_owned());
            }
            Event::Rejected(settled) => {
                let threw = Threw {
                    error: settled.error.clone(),
                    string: settled.string,
                    ..Threw::default()
                };
                seen.push(format!("rejects{}", thrown(&threw)));
            }
            Event::Open(_) => seen.push("open".to_owned()),
            Event::Holds(value) => seen.push(format!("holds {}", text(value))),
            _ => {}
        }
    }
    // An unknown filter without a callback is told to nobody.
    let is_silent = |line: &String| line == "fails with 5007 at once";
    if expected.iter().filter(|line| is_silent(line)).count()
        > seen.iter().filter(|line| is_silent(line)).count()
    {
        let calls_back = |step: &Step| match step {
            Step::Call(call) => {
                let text = text(&Value::Object(Object {
                    items: Some(call.arguments.clone()),
                    ..Object::default()
                }));
                text.contains("function") || text.contains("same") || call.path.ends_with("Token")
            }
            _ => false,
        };
        if !steps.iter().any(calls_back) {
            expected.retain(|line| !is_silent(line));
        } else {
            return Outcome::Irrelevant;
        }
    }
    Outcome::same("calls", &expected, &seen)
}

fn thrown(threw: &Threw) -> String {
    match (&threw.error, threw.string) {
        (Some(error), _) => format!(" {error}"),
        (None, Some(true)) => " a string".to_owned(),
        (None, _) => String::new(),
    }
}

/// What a result says of its token, and its context.
fn told(result: &Value) -> String {
    let code = result
        .member("error")
        .and_then(|error| error.member("code"));
    match code {
        Some(Value::Any(Kind::Number)) => "some code".to_owned(),
        Some(Value::OneOf(codes)) => format!("one of {codes:?}"),
        Some(code) => format!("code {}", text(code)),
        None => {
            let value = result.member("value").and_then(event::token_within);
            format!("token {}", text(value.unwrap_or(&Value::Undefined)))
        }
    }
}

fn each_call_gets_its_own_reply(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Replies) else {
        return Outcome::Irrelevant;
    };
    let edition = Edition::of(&rules.profile);
    let expected = reference::replies(&steps, edition);
    if !steps.iter().any(|step| matches!(step, Step::Reply(_))) {
        return Outcome::Irrelevant;
    }
    let mut seen: Vec<String> = Vec::new();
    for event in Session::play(&steps, rules) {
        match event {
            Event::Sent(sent) => seen.push(format!("{} is sent", sent.call)),
            Event::Threw(threw) => seen.push(format!("{} throws", threw.call)),
            Event::Callback(Callback {
                call, arguments, ..
            }) => {
                let result = arguments.unwrap_or_default().into_iter().next();
                let result = result.unwrap_or(Value::Undefined);
                let context = result.member("asyncContext").map_or_else(String::new, text);
                seen.push(format!("{call} gets {}, {context}", told(&result)));
            }
            Event::Resolved(Settled { call, value, .. }) => {
                let value = value.unwrap_or(Value::Undefined);
                seen.push(format!("{call} gets token {}, 0", text(&value)));
            }
            Event::Rejected(Settled {
                call,
                value: Some(error),
                ..
            }) => {
                let told = told(&Value::object([("error", error)]));
                seen.push(format!("{call} gets {told}, 0"));
            }
            _ => {}
        }
    }
    Outcome::same("calls and replies", &expected, &seen)
}

fn answers_keep_their_order(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::AtOnce) else {
        return Outcome::Irrelevant;
    };
    let edition = Edition::of(&rules.profile);
    let Some(expected) = reference::at_once(&steps, edition) else {
        return Outcome::Irrelevant;
    };
    let code = |error: &Value| match error.member("code") {
        Some(Value::Any(_)) => "some code".to_owned(),
        code => code.map_or_else(String::new, text),
    };
    let token = |value: Option<&Value>| {
        let token = value.and_then(event::token_within);
        token
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    let mut seen: Vec<String> = Vec::new();
    for event in Session::play(&steps, rules) {
        seen.push(match event {
            Event::Sent(_) => "sent".to_owned(),
            Event::Returned(Returned { .. }) => "returned".to_owned(),
            Event::Threw(_) => "threw".to_owned(),
            Event::Uncaught(_) => "uncaught".to_owned(),
            Event::Open(_) => "open".to_owned(),
            Event::Callback(Callback {
                arguments: Some(given),
                ..
            }) => {
                let error = given[0]
                    .member("error")
                    .filter(|e| matches!(e, Value::Object(_)));
                error.map_or_else(|| token(given[0].member("value")), code)
            }
            Event::Resolved(settled) => token(settled.value.as_ref()),
            Event::Rejected(settled) => settled.value.as_ref().map_or_else(String::new, code),
            _ => continue,
        });
    }
    Outcome::same(
        "events",
        &expected.iter().map(|e| (*e).to_owned()).collect(),
        &seen,
    )
}

fn contexts_come_back(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Contexts) else {
        return Outcome::Irrelevant;
    };
    let [Step::Call(call), Step::Reply(_)] = steps.as_slice() else {
        return Outcome::Irrelevant;
    };
    let Some(Value::Object(options)) = call.arguments.first() else {
        return Outcome::Irrelevant;
    };
    let Some(passed) = options.own("asyncContext") else {
        return Outcome::Irrelevant;
    };
    let shipped = Edition::of(&rules.profile) == Edition::Shipped;
    let is_kept = !shipped || reference::counts_as_true(passed);
    let expected = match passed {
        Value::Object(Object {
            label: Some(label), ..
        }) => Value::Same(label.clone()),
        passed => passed.clone(),
    };
    let expected = is_kept.then(|| text(&expected));
    let trace = Session::play(&steps, rules);
    let seen = trace.iter().find_map(|event| match event {
        Event::Callback(Callback {
            arguments: Some(given),
            ..
        }) => Some(given.first()?.clone()),
        _ => None,
    });
    let Some(result) = seen else {
        return Outcome::Breaks(format!("no callback in {trace:?}"));
    };
    Outcome::same(
        "context",
        &expected,
        &result.member("asyncContext").map(text),
    )
}

/// What is wrong with a result, by the members that it has.
fn results_have_one(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Results) else {
        return Outcome::Irrelevant;
    };
    let [Step::Given(given), Step::Call(call), Step::Reply(reply)] = steps.as_slice() else {
        return Outcome::Irrelevant;
    };
    let application = given.application.unwrap_or_default();
    let sound = rules.made_sound();
    let Some(surface) = Surface::at(&call.path, application, &sound) else {
        return Outcome::Irrelevant;
    };
    let trace = Session::play(&steps, rules);
    let results: Vec<&Vec<Value>> = trace
        .iter()
        .filter_map(|event| match event {
            Event::Callback(Callback { arguments, .. }) => arguments.as_ref(),
            _ => None,
        })
        .collect();
    let [given] = results.as_slice() else {
        return Outcome::Breaks(format!("{} callbacks", results.len()));
    };
    let [Value::Object(result)] = given.as_slice() else {
        return Outcome::Breaks(format!("the callback is given {given:?}"));
    };
    let edition = Edition::of(&rules.profile);
    match result.own("status").and_then(Value::as_text) {
        Some("succeeded") => success_is_whole(result, surface, edition),
        Some("failed") => failure_is_whole(result, surface, reply, edition),
        status => Outcome::Breaks(format!("status {status:?}")),
    }
}

fn names(object: &Object) -> Vec<&str> {
    object
        .members
        .iter()
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The members that say something: as documented, others may be there or not.
fn told_names(object: &Object, edition: Edition) -> Vec<&str> {
    let said = |(name, value): &(String, Value)| {
        edition == Edition::Shipped
            || !matches!(value, Value::Any(Kind::Nothing))
            || name == "value"
    };
    object
        .members
        .iter()
        .filter(|member| said(member))
        .map(|(name, _)| name.as_str())
        .collect()
}

fn success_is_whole(result: &Object, surface: Surface, edition: Edition) -> Outcome {
    let expected = vec!["value", "status"];
    if told_names(result, edition) != expected {
        return Outcome::same("members", &expected, &told_names(result, edition));
    }
    if edition == Edition::Shipped && result.locked.as_deref() != Some(&owned(&expected)[..]) {
        return Outcome::Breaks(format!("locked: {:?}", result.locked));
    }
    let value = result.own("value").unwrap_or(&Value::Undefined);
    let token = match (edition, surface) {
        (Edition::Doc2017, Surface::GetAccessTokenAsync) => match value {
            Value::Object(object) if names(object) == ["accessToken"] => object.own("accessToken"),
            _ => None,
        },
        (Edition::Doc2017, Surface::RequestAuthTokenAsync) => {
            let Value::Object(Object {
                items: Some(items), ..
            }) = value
            else {
                return Outcome::Breaks(format!("{value:?} is no array"));
            };
            let whole = |identity: &Value| match identity {
                Value::Object(object) => names(object) == ["DirectoryType", "AccessToken"],
                _ => false,
            };
            if items.is_empty() || !items.iter().all(whole) {
                return Outcome::Breaks(format!("identities {items:?}"));
            }
            return Outcome::Holds;
        }
        _ => Some(value),
    };
    let is_there = token
        .and_then(Value::as_text)
        .is_some_and(|token| !token.is_empty());
    match is_there || (edition == Edition::Shipped && !value.is_truthy()) {
        true => Outcome::Holds,
        false => Outcome::Breaks(format!("a success with {value:?}")),
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn failure_is_whole(result: &Object, surface: Surface, reply: &Reply, edition: Edition) -> Outcome {
    let shipped = edition == Edition::Shipped;
    let mut expected = vec!["value", "status", "error"];
    let locked = owned(&expected);
    if surface.is_of_mailbox() && reply.code.is_some() && reply.diagnostics.is_some() {
        expected.push("diagnostics");
    }
    if told_names(result, edition) != expected {
        return Outcome::same("members", &expected, &told_names(result, edition));
    }
    if shipped && result.locked.as_ref() != Some(&locked) {
        return Outcome::Breaks(format!("locked: {:?}", result.locked));
    }
    let value = result.own("value");
    let strict = shipped || surface == Surface::RequestAuthTokenAsync;
    if strict && value != Some(&Value::Undefined) {
        return Outcome::Breaks(format!("a failure with {value:?}"));
    }
    let Some(Value::Object(error)) = result.own("error") else {
        return Outcome::Breaks("a failure without an error".to_owned());
    };
    if names(error) != ["name", "message", "code"] {
        return Outcome::Breaks(format!("an error with {:?}", names(error)));
    }
    let code = error.own("code").and_then(Value::as_code);
    match reply.code.filter(|_| reply.lost.is_none()) {
        Some(replied) => Outcome::same("code", &Some(replied), &code),
        None => Outcome::Holds,
    }
}

fn messages_say_what_was_asked(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Messages) else {
        return Outcome::Irrelevant;
    };
    let [Step::Given(given), Step::Call(call)] = steps.as_slice() else {
        return Outcome::Irrelevant;
    };
    let Some(Value::Object(options)) = call.arguments.first() else {
        return Outcome::Irrelevant;
    };
    let trace = Session::play(&steps, rules);
    let Some(Event::Sent(sent)) = trace.first() else {
        return Outcome::Breaks(format!("nothing is sent: {trace:?}"));
    };
    let named = reference::wishes(options);
    if Edition::of(&rules.profile) != Edition::Shipped {
        let sent = sent
            .options
            .iter()
            .find(|(name, _)| name == "authChallenge");
        return Outcome::same(
            "challenge",
            &Some(&named[2].1),
            &sent.map(|(_, value)| value),
        );
    }
    let Some(Value::Object(message)) = &sent.message else {
        return Outcome::Breaks(format!("the message is {:?}", sent.message));
    };
    let on_web = given.platform.is_some_and(|platform| platform.is_web());
    let wants_json = given
        .sets
        .as_ref()
        .is_some_and(|sets| sets[0].1 == Value::text("1.1"));
    if wants_json {
        let packed = match &message.items {
            Some(items) if !on_web => items.first(),
            _ => message.own("jsonPayload"),
        };
        return packs(
            packed.and_then(Value::as_text).unwrap_or_default(),
            &named[2..],
        );
    }
    if !on_web {
        let expected: Vec<Value> = named[..6].iter().map(|(_, value)| value.clone()).collect();
        return Outcome::same("array", &Some(expected), &message.items);
    }
    let trust = given.single_sign_on_host.then_some("addinTrustId");
    let wished = named.iter().map(|(name, _)| *name);
    let expected: Vec<&str> = wished
        .chain(trust)
        .chain(["DdaMethod", "__timeout__"])
        .collect();
    if names(message) != expected {
        return Outcome::same("members", &expected, &names(message));
    }
    match named
        .iter()
        .find(|(name, value)| message.own(name) != Some(value))
    {
        Some((name, value)) => Outcome::Breaks(format!(
            "{name}: asked {value:?}, sent {:?}",
            message.own(name)
        )),
        None => Outcome::Holds,
    }
}

/// Whether a JSON text holds these options and nothing else.
fn packs(packed: &str, named: &[(&'static str, Value)]) -> Outcome {
    let read: serde_json::Value = serde_json::from_str(packed).unwrap_or_default();
    let plain = |value: &Value| match value {
        // JSON has no NaN and no infinity, and JavaScript writes no minus nought.
        Value::Number(number) if !number.0.is_finite() => serde_json::Value::Null,
        Value::Number(number) if number.0 == 0.0 => serde_json::json!(0),
        value => serde_json::from_str(&text(value)).unwrap_or_default(),
    };
    let named = named
        .iter()
        .map(|(name, value)| ((*name).to_owned(), plain(value)));
    let expected: serde_json::Map<String, serde_json::Value> = named.collect();
    Outcome::same(
        "packed options",
        &serde_json::Value::Object(expected),
        &read,
    )
}

fn support_goes_by_two_numbers(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Checks) else {
        return Outcome::Irrelevant;
    };
    let Some(expected) = reference::checks(&steps, Edition::of(&rules.profile)) else {
        return Outcome::Irrelevant;
    };
    let trace = Session::play(&steps, rules);
    let said = |event: &Event| match event {
        Event::Returned(Returned {
            value: Some(Value::Boolean(says)),
            ..
        }) => {
            format!("says {says}")
        }
        Event::Threw(_) => "throws".to_owned(),
        Event::Open(_) => "open".to_owned(),
        event => format!("{event:?}"),
    };
    Outcome::same("answers", &expected, &trace.iter().map(said).collect())
}

fn hosts_answer(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Histories) else {
        return Outcome::Irrelevant;
    };
    let edition = Edition::of(&rules.profile);
    let Some(expected) = reference::history(&steps, edition) else {
        return Outcome::Irrelevant;
    };
    if expected.is_empty() {
        return Outcome::Irrelevant;
    }
    let mut seen = Vec::new();
    for event in Session::play(&steps, rules) {
        match event {
            Event::Prompted(asked) => seen.push(format!("{} asks {:?}", asked.call, asked.prompt)),
            Event::Threw(threw) => seen.push(format!("{} throws", threw.call)),
            Event::Callback(Callback {
                call,
                arguments: Some(given),
                ..
            }) => {
                let token = given[0].member("value").and_then(event::token_within);
                seen.push(match token {
                    Some(Value::Token(token)) => {
                        let tenant = token.tenant.as_deref().unwrap_or_default();
                        format!("{call} gets token of {} in {tenant}", token.account.name())
                    }
                    _ => format!("{call} gets {}", told(&given[0])),
                });
            }
            _ => {}
        }
    }
    Outcome::same("history", &expected, &seen)
}

fn mailbox_calls_go_by_place(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Mailbox) else {
        return Outcome::Irrelevant;
    };
    let edition = Edition::of(&rules.profile);
    let Some(expected) = reference::mailbox(&steps, edition) else {
        return Outcome::Irrelevant;
    };
    let mut seen = String::new();
    for event in Session::play(&steps, rules) {
        match event {
            Event::Threw(threw) => seen += &format!("throws{}", thrown(&threw)),
            Event::Ews(asked) => seen += &format!("asks {}, ", asked.token_type),
            Event::Callback(Callback {
                arguments: Some(given),
                ..
            }) => {
                let value = given[0].member("value");
                seen += &match value {
                    Some(Value::Token(token)) => match token.lasts_s {
                        Some(lasts_s) => format!("gets a token for {lasts_s} s"),
                        None => "gets a token".to_owned(),
                    },
                    Some(Value::Any(Kind::String)) => "gets a response".to_owned(),
                    _ => format!("gets {}", told(&given[0])),
                };
            }
            _ => {}
        }
    }
    Outcome::same("call", &expected, &seen)
}

fn add_ins_go_by_the_code(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = script(input, Topic::Addins) else {
        return Outcome::Irrelevant;
    };
    if !steps.iter().any(|step| matches!(step, Step::Need(_))) {
        return Outcome::Irrelevant;
    }
    let expected = reference::addin(&steps, Edition::of(&rules.profile));
    let mut seen: Vec<String> = Vec::new();
    for event in Session::play(&steps, rules) {
        match event {
            Event::Called(called) => {
                let options = called.options.iter();
                let options: BTreeSet<String> = options
                    .map(|(name, value)| format!("{name}={}", text(value)))
                    .collect();
                let options: Vec<String> = options.into_iter().collect();
                seen.push(format!("calls with {}", options.join(" ")));
            }
            Event::Retried(retried) => {
                seen.extend((0..retried.times).map(|_| "repeats".to_owned()));
            }
            Event::FellBack => seen.push("falls back".to_owned()),
            Event::Message => seen.push("tells the user".to_owned()),
            Event::Bearer(bearer) if bearer.to == "service" => {
                seen.push(format!(
                    "presents {}",
                    bearer.token.as_text().unwrap_or_default()
                ));
            }
            Event::Bearer(bearer) => seen.push(format!("presents to {}", bearer.to)),
            _ => {}
        }
    }
    Outcome::same("acts", &expected, &seen)
}

/// A reading refuses exactly where something is wrong, and for something that is wrong.
fn refuses_for(wrong: &BTreeSet<&'static str>, refused: Option<&'static str>) -> Outcome {
    match refused {
        None if wrong.is_empty() => Outcome::Holds,
        Some(id) if wrong.contains(id) => Outcome::Holds,
        refused => Outcome::Breaks(format!("wrong is {wrong:?}, refused for {refused:?}")),
    }
}

fn results_read(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    let Some(wrong) = reference::result_text(text, Edition::of(&rules.profile)) else {
        return Outcome::Irrelevant;
    };
    let in_force = |id: &&'static str| {
        let id = REQUIREMENTS.iter().find(|held| held.as_str() == *id);
        id.is_some_and(|id| rules.made_sound().demand(*id))
    };
    let wrong = wrong.into_iter().filter(in_force).collect();
    let read = result_text::read(input, rules);
    if matches!(&read, Err(refusal) if refusal.id == OFFICE_049) {
        return Outcome::Irrelevant;
    }
    refuses_for(&wrong, read.err().map(|refusal| refusal.id.as_str()))
}

fn manifests_read(input: &[u8], rules: &Rules) -> Outcome {
    let text = std::str::from_utf8(input).unwrap_or_default();
    let Some(mut wrong) = reference::manifest(text) else {
        return Outcome::Irrelevant;
    };
    if Edition::of(&rules.profile) == Edition::Doc2017 {
        wrong.remove("OFFICE-068");
    }
    let read = manifest::Manifest::read(input, rules);
    let refused = read.err().map(|refusal| refusal.id.as_str());
    if refused.is_some_and(|id| !id.starts_with("OFFICE")) {
        return Outcome::Irrelevant;
    }
    refuses_for(&wrong, refused)
}

fn identity_tokens_read(input: &[u8], rules: &Rules) -> Outcome {
    let text = std::str::from_utf8(input).unwrap_or_default();
    let Some((header, payload)) = text.split_once('\n') else {
        return Outcome::Irrelevant;
    };
    let Some(expected) = reference::identity_token(header, payload) else {
        return Outcome::Irrelevant;
    };
    let read = identity_token::read(header, payload, rules);
    Outcome::same("accepted", &expected, &read.is_ok())
}
