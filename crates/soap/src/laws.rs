//! What holds of envelopes, faults and requests, whatever the input.

use arbitrary::Unstructured;
use conformance::{Outcome, Refusal, Rules};
use wire::{Request, Response};
use xml::{Document, Label, Limits, Name, Text, respell};

use crate::case::{SERVICE, understands};
use crate::http::{Rejection, Reply, read_response, receive};
use crate::reference::{due_statuses, envelope_faults, fault_said, read_request};
use crate::requirements::*;
use crate::{CLIENT, Envelope, FAULT, NewFault, SERVER, WIRE_STRICT, fault_response, generators};

conformance::laws! {
    /// An envelope is read unless a naive reader finds something wrong with it, and refused for one
    /// of the things that are wrong.
    envelopes_are_refused_for_what_is_wrong: text generators::envelopes =>
        envelopes_are_refused_for_what_is_wrong,
        checks(SOAP_001, SOAP_002, SOAP_003, SOAP_006, SOAP_007, SOAP_008, SOAP_009, SOAP_010,
            SOAP_011, SOAP_012, SOAP_070, SOAP_071);
    /// An envelope says the same in other words: other prefixes, comments, references, white space.
    envelopes_say_the_same_in_other_words: text generators::sound_envelopes =>
        envelopes_say_the_same_in_other_words, checks(SOAP_004);
    /// A fault says what a naive reader finds in it, whatever the status, and is refused for one of
    /// the things that are wrong.
    faults_say_what_they_say: text generators::faults => faults_say_what_they_say,
        checks(SOAP_013, SOAP_014, SOAP_015, SOAP_016, SOAP_017, SOAP_072);
    /// A fault that is sent comes with status 500 and says on arrival what it said.
    faults_arrive_as_they_were_sent: text generators::strings => faults_arrive_as_they_were_sent,
        checks(SOAP_018);
    /// A request gets the status that its head calls for.
    requests_get_the_status_they_call_for: text generators::requests =>
        requests_get_the_status_they_call_for,
        checks(SOAP_020, SOAP_021, SOAP_022, SOAP_023, SOAP_024, SOAP_025, SOAP_027, SOAP_028,
            SOAP_029);
    /// No answer and no debugging view repeats the credentials of a request.
    credentials_never_come_back: text generators::requests => credentials_never_come_back,
        checks(SOAP_077);
    /// A fault has detail exactly when what is wrong is in the body.
    detail_is_about_the_body: text generators::envelopes => detail_is_about_the_body,
        checks(SOAP_019);
}

fn text_of(input: &[u8]) -> Option<Text<'_>> {
    let input = Some(input).filter(|input| input.len() <= Limits::MESSAGE.size_bytes)?;
    std::str::from_utf8(input).ok().map(Text::from)
}

fn envelopes_are_refused_for_what_is_wrong(input: &[u8], rules: &Rules) -> Outcome {
    let Some(text) = text_of(input) else {
        return Outcome::Irrelevant;
    };
    let sound = rules.made_sound();
    if Document::read(&text, &sound, &Limits::MESSAGE).is_err() {
        return Outcome::Irrelevant;
    }
    let Some(wrong) = envelope_faults(text.as_str()) else {
        return Outcome::Irrelevant;
    };
    let seen = Envelope::read(&text, rules, &Limits::MESSAGE, understands);
    let is_due = match &seen {
        Ok(_) => wrong.is_empty(),
        Err(refusal) => wrong.contains(&refusal.id),
    };
    if is_due {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!(
        "wrong with it: {wrong:?}, and saw {:?}",
        seen.map(|_| ())
    ))
}

/// The choices for the other words are the bytes of these.
fn envelopes_say_the_same_in_other_words(input: &[u8], rules: &Rules) -> Outcome {
    let Some(text) = text_of(input) else {
        return Outcome::Irrelevant;
    };
    let sound = rules.made_sound();
    let Ok(envelope) = Envelope::read(&text, &sound, &Limits::MESSAGE, understands) else {
        return Outcome::Irrelevant;
    };
    let Ok(other) = respell(envelope.document(), &mut Unstructured::new(input)) else {
        return Outcome::Irrelevant;
    };
    // Other words may be more words than a limit allows.
    let other = Text::from(other.as_str());
    if Document::read(&other, &sound, &Limits::MESSAGE).is_err() {
        return Outcome::Irrelevant;
    }
    let said = |envelope: Envelope<'_>| {
        let blocks = envelope.blocks().map(|block| block.name().to_string());
        let blocks: Vec<String> = blocks.collect();
        let content = envelope.content().map(|content| content.name().to_string());
        (blocks, content, envelope.document().meaning())
    };
    let seen = Envelope::read(&other, rules, &Limits::MESSAGE, understands).map(said);
    let expected = Ok(said(envelope));
    if seen == expected {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!(
        "{:?}: expected {expected:?}, saw {seen:?}",
        other.as_str()
    ))
}

fn carried(status: u16, body: impl Into<Vec<u8>>) -> Response {
    Response::new(status)
        .with_header("Content-Type", "text/xml; charset=utf-8")
        .with_body(body)
}

/// The code and the string of a fault; nothing if there is no fault.
fn said(response: &Response, rules: &Rules) -> Result<Option<(String, String)>, Refusal> {
    let Some(answered) = read_response(response, Limits::MESSAGE, rules)? else {
        return Ok(None);
    };
    let envelope = answered.envelope(rules, understands)?;
    Ok(
        match answered.reply(&envelope, Name::bare("response"), rules)? {
            Reply::Fault(fault) => Some((fault.code().to_string(), fault.string.into_owned())),
            Reply::Content(_) => None,
        },
    )
}

fn faults_say_what_they_say(input: &[u8], rules: &Rules) -> Outcome {
    let Some(text) = text_of(input) else {
        return Outcome::Irrelevant;
    };
    let sound = rules.made_sound();
    if Document::read(&text, &sound, &Limits::MESSAGE).is_err() {
        return Outcome::Irrelevant;
    }
    let is_strict = rules.profile.chooses(WIRE_STRICT.value);
    let Some(expected) = fault_said(text.as_str(), is_strict) else {
        return Outcome::Irrelevant;
    };
    for status in [500, 200] {
        let seen = said(&carried(status, input), rules);
        let is_due = match (&expected, &seen) {
            (Ok(expected), Ok(seen)) => seen.as_ref() == Some(expected),
            (Err(wrong), Err(refusal)) => wrong.contains(&refusal.id),
            _ => false,
        };
        if !is_due {
            return Outcome::Breaks(format!("{status}: expected {expected:?}, saw {seen:?}"));
        }
    }
    Outcome::Holds
}

fn faults_arrive_as_they_were_sent(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(string) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    for code in [CLIENT, SERVER, Name::new("urn:x", "Trouble")] {
        let fault = NewFault {
            code,
            string,
            language: Some("en"),
        };
        let Ok(response) = fault_response(rules, &fault, None) else {
            return Outcome::Irrelevant;
        };
        let expected = (500, Ok(Some((code.to_string(), string.to_owned()))));
        let seen = (response.status, said(&response, rules));
        if seen != expected {
            return Outcome::Breaks(format!("expected {expected:?}, saw {seen:?}"));
        }
    }
    Outcome::Holds
}

/// What the service of the cases answers.
fn served(request: &Request, views: &mut String, rules: &Rules) -> Result<(), Rejection> {
    let asked = receive(request, SERVICE, rules)?;
    let envelope = asked.envelope(rules, understands)?;
    views.push_str(&format!("{asked:?}{envelope:?}"));
    asked.operation(&envelope, rules).map(|_| ())
}

fn requests_get_the_status_they_call_for(input: &[u8], rules: &Rules) -> Outcome {
    let Some(request) = std::str::from_utf8(input).ok().and_then(read_request) else {
        return Outcome::Irrelevant;
    };
    let is_strict = rules.profile.chooses(WIRE_STRICT.value);
    let Some(due) = due_statuses(&request, is_strict) else {
        return Outcome::Irrelevant;
    };
    let served = served(&request, &mut String::new(), rules);
    let seen = served
        .as_ref()
        .map_or_else(|rejection| rejection.response(rules).status, |()| 200);
    // Of what carries an envelope, the envelope decides.
    let sound = rules.made_sound();
    let label = Label::Charset("utf-8");
    let text = Text::decode(&request.body, label, &sound, &Limits::MESSAGE);
    let envelope = text
        .as_ref()
        .map(|text| Envelope::read(text, &sound, &Limits::MESSAGE, understands));
    let envelope = envelope.ok().and_then(Result::ok);
    let is_sound = envelope.is_some();
    let content = envelope.as_ref().and_then(Envelope::content);
    let operation = SERVICE
        .operations
        .iter()
        .find(|(name, _)| content.is_some_and(|content| content.is(*name)));
    let stated = request.headers.one("soapaction");
    let is_named =
        operation.is_none_or(|(_, action)| stated == Some(format!("\"{action}\"").as_str()));
    let must_succeed = due == [200, 500] && is_sound && (!is_strict || is_named);
    if !due.contains(&seen) || (must_succeed && seen != 200) || (!is_sound && seen == 200) {
        return Outcome::Breaks(format!("expected one of {due:?}, saw {seen}: {served:?}"));
    }
    Outcome::Holds
}

fn credentials_never_come_back(input: &[u8], rules: &Rules) -> Outcome {
    const SECRET: &str = "planted-5c1d9e0b";
    let Some(request) = std::str::from_utf8(input).ok().and_then(read_request) else {
        return Outcome::Irrelevant;
    };
    if input.escape_ascii().to_string().contains(SECRET) || request.headers.has("authorization") {
        return Outcome::Irrelevant;
    }
    let request = request.with_header("Authorization", format!("Bearer {SECRET}"));
    let mut views = format!("{request:?}");
    if let Err(rejection) = served(&request, &mut views, rules) {
        let response = rejection.response(rules);
        views.push_str(&format!("{rejection:?}{response:?}"));
        views.push_str(&String::from_utf8_lossy(&response.body));
    }
    Outcome::same(
        "whether the credentials come back",
        &false,
        &views.contains(SECRET),
    )
}

fn detail_is_about_the_body(input: &[u8], rules: &Rules) -> Outcome {
    let Some(text) = text_of(input) else {
        return Outcome::Irrelevant;
    };
    if Document::read(&text, &rules.made_sound(), &Limits::MESSAGE).is_err() {
        return Outcome::Irrelevant;
    }
    let Some(wrong) = envelope_faults(text.as_str()) else {
        return Outcome::Irrelevant;
    };
    let request = crate::request(SERVICE.path, "urn:x", text.as_str().to_owned());
    let Err(rejection) = served(&request, &mut String::new(), rules) else {
        return Outcome::Irrelevant;
    };
    let response = rejection.response(rules);
    let body = Text::from(std::str::from_utf8(&response.body).unwrap_or_default());
    let Ok(envelope) = Envelope::read(&body, rules, &Limits::MESSAGE, |_| true) else {
        return Outcome::Irrelevant;
    };
    let fault = envelope.content().filter(|content| content.is(FAULT));
    let has_detail =
        fault.is_some_and(|fault| fault.children().any(|part| part.is(Name::bare("detail"))));
    // If more than one thing is wrong, either may have been found first.
    let of_body = wrong.iter().filter(|id| **id == SOAP_003).count();
    let is_due = match of_body {
        0 => !has_detail,
        count if count == wrong.len() => has_detail,
        _ => true,
    };
    if is_due {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!(
        "wrong with it: {wrong:?}, and detail: {has_detail}"
    ))
}
