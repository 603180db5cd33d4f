//! What the sentences say, once more, as plainly as they can be put. It knows the data of steps and
//! values, and nothing of the model: laws hold one against the other. What is to happen is told in
//! lines of text, and of what may be wrong with a text all reasons are told.

mod addin;
mod domain;
mod host;
mod manifest;
mod texts;

use std::collections::BTreeMap;

use crate::edition::Edition;
use crate::generators::{ASYNC, CALLBACK_TOKEN, DRAFT, EWS, IDENTITY, PROMISE};
use crate::step::{Given, Loss, Reply, Step};
use crate::value::{Kind, Object, Value};

pub(crate) use addin::addin;
pub(crate) use domain::{Topic, speaks_of};
pub(crate) use host::history;
pub(crate) use manifest::manifest;
pub(crate) use texts::{identity_token, result_text};

pub(crate) fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Whether JavaScript takes a value for true, by its spelling.
pub(crate) fn counts_as_true(value: &Value) -> bool {
    const FALSE: [&str; 7] = [
        "false",
        "0",
        r#""""#,
        r#"{"is":"undefined"}"#,
        r#"{"is":"null"}"#,
        r#"{"is":"NaN"}"#,
        r#"{"is":"-0"}"#,
    ];
    let is_nought = |digits: &str| digits.trim_matches(['-', '0']).is_empty();
    let is_big_nought = matches!(value, Value::BigInt(digits) if is_nought(digits));
    !is_big_nought && !FALSE.contains(&text(value).as_str())
}

/// The options, in the order in which the library fills them in: name, type, and default.
const FILLED: [(&str, &str, &str); 8] = [
    ("forceConsent", "boolean", "false"),
    ("forceAddAccount", "boolean", "false"),
    ("authChallenge", "string", r#""""#),
    ("allowConsentPrompt", "boolean", "false"),
    ("forMSGraphAccess", "boolean", "false"),
    ("allowSignInPrompt", "boolean", "false"),
    ("enableNewHosts", "number", "0"),
    ("accountTypeFilter", "string", r#""noFilter""#),
];

/// What an options object of sound types asks for, in the order of the options.
pub(crate) fn wishes(options: &Object) -> Vec<(&'static str, Value)> {
    let wish = |(name, _, default): &(&'static str, &str, &str)| {
        let default = || serde_json::from_str(default).unwrap_or(Value::Undefined);
        (*name, options.own(name).cloned().unwrap_or_else(default))
    };
    FILLED.iter().map(wish).collect()
}

/// How many of the options an edition knows.
const fn known(edition: Edition) -> usize {
    match edition {
        Edition::Doc2017 => 3,
        Edition::Doc2026 => 6,
        Edition::Shipped => 8,
    }
}

fn kind(value: &Value) -> &'static str {
    match value.kind() {
        Kind::Boolean => "boolean",
        Kind::String => "string",
        Kind::Number => "number",
        Kind::Function => "function",
        Kind::Object => "object",
        _ => "else",
    }
}

/// What the arguments of each call lead to.
pub(crate) fn arguments(steps: &[Step], edition: Edition) -> Vec<String> {
    let mut objects: BTreeMap<String, Object> = BTreeMap::new();
    let mut lines = Vec::new();
    for step in steps {
        match step {
            Step::Call(call) => {
                let arguments: Vec<Value> = call.arguments.clone();
                for argument in &arguments {
                    if let Value::Object(Object {
                        label: Some(label), ..
                    }) = argument
                    {
                        let Value::Object(object) = argument else {
                            continue;
                        };
                        objects.insert(
                            label.clone(),
                            Object {
                                label: None,
                                ..object.clone()
                            },
                        );
                    }
                }
                let line = match (call.path.as_str(), edition) {
                    (ASYNC, Edition::Shipped) => shipped(&arguments, &mut objects),
                    (PROMISE, Edition::Shipped) => promised(&arguments, &mut objects),
                    (ASYNC, _) => documented(&arguments, edition, &objects),
                    (PROMISE, Edition::Doc2026) => documented_promise(&arguments, &objects),
                    (DRAFT, Edition::Doc2017) => drafted(&arguments),
                    _ => "throws TypeError".to_owned(),
                };
                lines.push(line);
            }
            Step::Look(label) => {
                let object = objects.get(label).cloned().unwrap_or_default();
                lines.push(format!("holds {}", text(&Value::Object(object))));
            }
            _ => {}
        }
    }
    lines
}

/// The table of the library, pair by pair.
fn shipped(arguments: &[Value], objects: &mut BTreeMap<String, Object>) -> String {
    const COUNT: &str = "throws Sys.ParameterCountException";
    const ODD: &str = "throws Sys.ArgumentException";
    let letter = |value: &Value| match value {
        Value::Null => 'n',
        value if kind(value) == "object" => 'o',
        value if kind(value) == "function" => 'f',
        _ => 'x',
    };
    let letters: String = arguments.iter().map(letter).collect();
    match letters.as_str() {
        "" | "n" | "o" | "f" | "on" | "nn" | "of" | "fo" | "nf" | "fn" => {}
        "oo" | "no" | "ff" => return COUNT.to_owned(),
        letters if letters.len() < 3 => return ODD.to_owned(),
        _ => return COUNT.to_owned(),
    }
    let options = arguments.iter().find(|argument| letter(argument) == 'o');
    let callback = arguments.iter().find(|argument| letter(argument) == 'f');
    let (label, mut object) = match options {
        Some(Value::Same(label)) => (
            Some(label.clone()),
            objects.get(label).cloned().unwrap_or_default(),
        ),
        Some(Value::Object(object)) => (object.label.clone(), object.clone()),
        _ => (None, Object::default()),
    };
    object.label = None;
    for (name, _, default) in FILLED {
        if object.member(name).is_none() {
            let default = serde_json::from_str(default).unwrap_or(Value::Undefined);
            object.members.push((name.to_owned(), default));
        }
    }
    let twice = callback.is_some() && object.member("callback").is_some_and(counts_as_true);
    if let Some(callback) = callback.filter(|_| !twice) {
        object.set("callback", callback.clone());
    }
    let line = if twice {
        "throws a string".to_owned()
    } else {
        shipped_types(&object)
    };
    if let Some(label) = label {
        objects.insert(label, object);
    }
    line
}

fn shipped_types(object: &Object) -> String {
    let mut unknown_filter = false;
    let mut asked = Vec::new();
    for (name, wanted, _) in FILLED {
        let Some(value) = object.member(name) else {
            continue;
        };
        let filters = [r#""noFilter""#, r#""aad""#, r#""msa""#];
        let of_filter = name == "accountTypeFilter";
        if of_filter && (kind(value) == "string" || *value == Value::Undefined) {
            unknown_filter = !filters.contains(&text(value).as_str());
        } else if kind(value) != wanted {
            return "throws a string".to_owned();
        }
        asked.push(text(value));
    }
    match unknown_filter {
        true => "fails with 5007 at once".to_owned(),
        false => format!("asks {}", asked[..6].join(" ")),
    }
}

fn promised(arguments: &[Value], objects: &mut BTreeMap<String, Object>) -> String {
    let none = Value::Object(Object::default());
    let first = arguments
        .first()
        .filter(|first| counts_as_true(first))
        .unwrap_or(&none);
    let line = shipped(&[first.clone(), Value::Any(Kind::Function)], objects);
    match line.strip_prefix("throws") {
        Some(thrown) => format!("rejects{thrown}"),
        None => line,
    }
}

fn documented(arguments: &[Value], edition: Edition, objects: &BTreeMap<String, Object>) -> String {
    let modern = edition == Edition::Doc2026;
    let kinds: Vec<&str> = arguments.iter().map(kind).collect();
    let undefined = |place: usize| arguments.get(place) == Some(&Value::Undefined);
    match kinds.as_slice() {
        [] if modern => asks(None, false, edition),
        ["object"] if modern => options(&arguments[0], false, edition, objects),
        ["function"] => asks(None, true, edition),
        [_] if modern && undefined(0) => "open".to_owned(),
        [_] => "throws".to_owned(),
        ["object", "function"] => options(&arguments[0], true, edition, objects),
        [_, "function"] => "open".to_owned(),
        [_, _] if modern && undefined(1) => "open".to_owned(),
        [_, _] => "throws".to_owned(),
        _ => "open".to_owned(),
    }
}

fn documented_promise(arguments: &[Value], objects: &BTreeMap<String, Object>) -> String {
    match arguments.first().filter(|first| counts_as_true(first)) {
        None => asks(None, true, Edition::Doc2026),
        Some(first) if kind(first) == "object" => options(first, true, Edition::Doc2026, objects),
        Some(_) => "open".to_owned(),
    }
}

fn options(
    given: &Value,
    has_callback: bool,
    edition: Edition,
    objects: &BTreeMap<String, Object>,
) -> String {
    let object = match given {
        Value::Same(label) => objects.get(label).cloned().unwrap_or_default(),
        Value::Object(object) => object.clone(),
        _ => return "open".to_owned(),
    };
    if object.items.is_some() || !object.inherited.is_empty() {
        return "open".to_owned();
    }
    asks(Some(&object), has_callback, edition)
}

fn asks(object: Option<&Object>, has_callback: bool, edition: Edition) -> String {
    let mut asked = Vec::new();
    for (name, wanted, default) in &FILLED[..known(edition)] {
        match object.and_then(|object| object.own(name)) {
            None => asked.push((*default).to_owned()),
            Some(value) if kind(value) == *wanted => asked.push(text(value)),
            Some(_) => return "open".to_owned(),
        }
    }
    let callback = object.and_then(|object| object.own("callback"));
    let fine = callback.is_none_or(|callback| {
        edition == Edition::Doc2026 && !has_callback && kind(callback) == "function"
    });
    if fine {
        format!("asks {}", asked.join(" "))
    } else {
        "open".to_owned()
    }
}

fn drafted(arguments: &[Value]) -> String {
    let (callback, action) = match arguments {
        [] => return "throws".to_owned(),
        [callback] => (callback, &Value::Undefined),
        [callback, action] => (callback, action),
        _ => return "open".to_owned(),
    };
    if kind(callback) != "function" {
        return "throws".to_owned();
    }
    let forced = match text(action).as_str() {
        r#""forceAddinConsent""# => ["true", "false"],
        r#""forceAddAccount""# => ["false", "true"],
        r#"{"is":"undefined"}"# => ["false", "false"],
        _ => return "throws".to_owned(),
    };
    format!("asks {} \"\"", forced.join(" "))
}

/// What a reply says of a token.
pub(crate) fn told(reply: &Reply, on_web: bool, edition: Edition) -> String {
    let shipped = edition == Edition::Shipped;
    match (reply.lost, reply.code, &reply.token) {
        (Some(_), _, _) if !shipped => "some code".to_owned(),
        (Some(Loss::AccessDenied), _, _) => "code 7000".to_owned(),
        (Some(Loss::Other), _, _) => "code 5001".to_owned(),
        (None, Some(code), _) => format!("code {code}"),
        (None, None, token) => {
            let token = token.as_ref().unwrap_or(&Value::Undefined);
            let is_empty = !counts_as_true(token);
            match is_empty && !shipped {
                true => "some code".to_owned(),
                false if *token == Value::Null && !on_web => told_undefined(),
                false => format!("token {}", text(token)),
            }
        }
    }
}

fn told_undefined() -> String {
    format!("token {}", text(&Value::Undefined))
}

/// Which calls get which reply, where the first counts and, natively, every one does.
pub(crate) fn replies(steps: &[Step], edition: Edition) -> Vec<String> {
    let on_web = given(steps).is_some_and(|given| given.platform.is_some_and(|p| p.is_web()));
    let every = edition == Edition::Shipped && !on_web;
    let mut calls: Vec<(bool, bool, usize)> = Vec::new();
    let mut lines = Vec::new();
    for step in steps {
        match step {
            Step::Call(call) => {
                let promise = call.path == PROMISE;
                let number = calls.len() + 1;
                let is_there = !promise || edition != Edition::Doc2017;
                calls.push((promise, is_there, 0));
                lines.push(match is_there {
                    true => format!("{number} is sent"),
                    false => format!("{number} throws"),
                });
            }
            Step::Reply(reply) => {
                let Some(call) = reply.to.checked_sub(1).and_then(|at| calls.get_mut(at)) else {
                    continue;
                };
                call.2 += 1;
                if call.1 && (call.2 == 1 || (every && !call.0)) {
                    let context = if call.0 { 0 } else { reply.to };
                    lines.push(format!(
                        "{} gets {}, {context}",
                        reply.to,
                        told(reply, on_web, edition)
                    ));
                }
            }
            _ => {}
        }
    }
    lines
}

fn given(steps: &[Step]) -> Option<&Given> {
    match steps.first() {
        Some(Step::Given(given)) => Some(given),
        _ => None,
    }
}

/// What comes of an answer at once, natively.
pub(crate) fn at_once(steps: &[Step], edition: Edition) -> Option<Vec<&'static str>> {
    let [Step::Given(given), Step::Change(change), Step::Call(call)] = steps else {
        return None;
    };
    let first = match (change.throws, edition) {
        (Some(_), Edition::Doc2017 | Edition::Doc2026) => "some code",
        (Some(number), Edition::Shipped) => match format!("{:08X}", number as u32).as_str() {
            "800A0046" => "7000",
            "80043200" => "5100",
            "800A0005" | "8004307F" => "5010",
            _ => "5001",
        },
        (None, _) => "t1",
    };
    let function = call
        .arguments
        .iter()
        .find(|argument| kind(argument) == "function");
    let throws = function.is_some_and(|function| text(function).contains("throws"));
    let options = call
        .arguments
        .iter()
        .any(|argument| kind(argument) == "object");
    let lines = match (call.path.as_str(), edition) {
        (PROMISE, Edition::Doc2017) => vec!["threw"],
        (PROMISE, _) => vec!["sent", "returned", first],
        // A callback of the options that is no function.
        (_, Edition::Doc2017) if options => vec!["threw"],
        (_, Edition::Doc2026) if options => vec!["open"],
        (_, Edition::Shipped) if options => vec!["sent", "threw"],
        (_, Edition::Doc2017) if function.is_none() => vec!["open"],
        _ if function.is_none() => vec!["sent", "returned"],
        (_, Edition::Shipped) if throws && change.throws.is_some() => vec!["sent", first, "threw"],
        (_, Edition::Shipped) if throws => vec!["sent", first, "5001", "threw"],
        (_, Edition::Shipped) => vec!["sent", first, "returned"],
        _ if throws => vec!["sent", "returned", first, "uncaught"],
        _ => vec!["sent", "returned", first],
    };
    // A host on the web answers nothing at once.
    let on_web = given.platform.is_some_and(|platform| platform.is_web());
    Some(match lines[0] {
        "sent" if on_web => vec!["sent", "returned"],
        _ => lines,
    })
}

/// Whether each check for a set says yes; none where the reference has no opinion.
pub(crate) fn checks(steps: &[Step], edition: Edition) -> Option<Vec<String>> {
    let given = given(steps)?;
    // What there is on each platform is for the cases to say.
    if given.sets.is_none() && !given.announces_nothing && given.platform.is_some() {
        return None;
    }
    let application = given.application.unwrap_or_default().name();
    let listed = match &given.sets {
        _ if given.announces_nothing => Vec::new(),
        Some(sets) => sets
            .iter()
            .map(|(name, version)| (name.clone(), text(version)))
            .collect(),
        None => of_application(application, edition),
    };
    let mut lines = Vec::new();
    for step in steps {
        let Step::Call(call) = step else { continue };
        let name = call.arguments.first()?;
        let name = match name {
            Value::Undefined | Value::Null => {
                lines.push("says false".to_owned());
                continue;
            }
            Value::String(name) => name.to_lowercase(),
            _ => {
                lines.push("throws".to_owned());
                continue;
            }
        };
        if given.announces_nothing && !["identityapi", "ssoaddin"].contains(&name.as_str()) {
            lines.push("open".to_owned());
            continue;
        }
        let held = listed.iter().find(|(held, _)| held.to_lowercase() == name);
        let asked = match call.arguments.get(1)? {
            Value::Undefined | Value::Null => Some((0, 0)),
            Value::Boolean(_) => None,
            version => numbers(text(version).trim_matches('"'))?,
        };
        let says = match (held, asked) {
            (Some((_, held)), Some(asked)) => {
                let held = numbers(held.trim_matches('"'))??;
                held.0 > 0 && held >= asked
            }
            _ => false,
        };
        lines.push(format!("says {says}"));
    }
    Some(lines)
}

fn of_application(application: &str, edition: Edition) -> Vec<(String, String)> {
    let mut listed = Vec::new();
    let sound = ["Excel", "Outlook", "PowerPoint", "Word"].contains(&application);
    match edition {
        Edition::Doc2017 if application != "Project" => {
            listed.push(("IdentityAPI", "1.1"));
            if application != "Outlook" {
                listed.push(("SSOAddin", "1.1"));
            }
        }
        Edition::Doc2026 | Edition::Shipped if sound => listed.push(("IdentityAPI", "1.3")),
        _ => {}
    }
    match application {
        "Excel" => listed.push(("ExcelApi", "1.10")),
        "Outlook" => listed.push(("Mailbox", "1.4")),
        _ => {}
    }
    listed
        .iter()
        .map(|(name, version)| ((*name).to_owned(), (*version).to_owned()))
        .collect()
}

/// The two numbers of a version that is one; no numbers of a text that is none; no opinion of the
/// rest.
fn numbers(version: &str) -> Option<Option<(u32, u32)>> {
    match version {
        "" => return Some(Some((0, 0))),
        " 1.1 " => return Some(Some((1, 1))),
        "1." => return Some(Some((1, 0))),
        "x" | "1.x" | "1,1" => return Some(None),
        _ => {}
    }
    let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts.map(|parts| Some((parts[0], parts.get(1).copied().unwrap_or(0))))
}

/// What a mailbox call leads to; none where the documents do not say.
pub(crate) fn mailbox(steps: &[Step], edition: Edition) -> Option<String> {
    let [Step::Given(given), Step::Call(call)] = steps else {
        return None;
    };
    let mailbox = serde_json::to_value(given.mailbox?).ok()?;
    let shipped = edition == Edition::Shipped;
    let of_ews = call.path == EWS;
    let permission = mailbox["permission"].as_str()?;
    let permitted = match of_ews {
        true => permission == "ReadWriteMailbox",
        false => permission != "Restricted",
    };
    let enforced = edition != Edition::Doc2017;
    match permitted {
        false if shipped => return Some("throws Error".to_owned()),
        false => return None,
        true => {}
    }
    let rest = if of_ews {
        call.arguments.get(1..).unwrap_or_default()
    } else {
        &call.arguments
    };
    let kinds: Vec<&str> = rest.iter().map(kind).collect();
    let thrown = match kinds.as_slice() {
        ["function"] | ["function", _] => None,
        ["object", "function"] if shipped => None,
        [] if !shipped => Some(""),
        _ if !shipped => return None,
        [] | ["object"] => Some(" Sys.ArgumentNullException"),
        [_] => Some(" Sys.ArgumentTypeException"),
        [_, _] => Some(" Sys.ArgumentException"),
        _ => Some(" Sys.ParameterCountException"),
    };
    if let Some(thrown) = thrown {
        return Some(format!("throws{thrown}"));
    }
    let fails_so = match mailbox["home"].as_str() {
        Some("exchange-online") => "gets one of [9017, 9018]",
        _ => "gets some code",
    };
    let fails = enforced && mailbox["home"] != "on-premises";
    Some(match call.path.as_str() {
        EWS => {
            let body = call.arguments.first()?;
            let Value::String(body) = body else {
                let missing = matches!(body, Value::Null | Value::Undefined);
                return shipped.then(|| match missing {
                    true => "throws Sys.ArgumentNullException".to_owned(),
                    false => "throws Sys.ArgumentTypeException".to_owned(),
                });
            };
            let long = body.encode_utf16().count() > 1_000_000;
            let operation = body
                .split("<m:")
                .nth(1)
                .and_then(|rest| rest.split(' ').next());
            let carried = crate::mailbox::OPERATIONS.contains(&operation.unwrap_or_default());
            match (long, carried) {
                (true, _) if shipped => "throws Sys.ArgumentException".to_owned(),
                (true, _) => "throws".to_owned(),
                (false, true) => "gets a response".to_owned(),
                (false, false) => "gets some code".to_owned(),
            }
        }
        IDENTITY if fails => format!("asks CallerIdentity, {fails_so}"),
        _ if fails => fails_so.to_owned(),
        CALLBACK_TOKEN => "gets a token for 300 s".to_owned(),
        IDENTITY if enforced => "asks CallerIdentity, gets a token".to_owned(),
        _ => "gets a token".to_owned(),
    })
}
