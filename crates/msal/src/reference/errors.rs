//! What the answer to a refresh says: a token, or which error.

use serde_json::Value;

use super::{Place, asked, begin_plainly, failed, needs_the_user, plain_sign_in};
use crate::event::{Event, Failed, Gained};
use crate::failure::Class;
use crate::step::{Answer, Call, Step};
use crate::{Library, Policy};

/// What one call comes to that is answered by some bytes.
pub(crate) fn errors(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [
        Step::SignedIn(signed_in),
        Step::Call(call),
        Step::Answer(answer),
    ] = rest
    else {
        return None;
    };
    plain_sign_in(signed_in)?;
    let wanted = Call {
        scopes: Some(vec!["User.Read".to_owned()]),
        policy: Some(Policy::RefreshToken),
        force_refresh: true,
        ..Call::default()
    };
    let plain = Answer {
        to: 0,
        body: None,
        status: None,
        ..answer.clone()
    };
    if *call != wanted || plain != Answer::default() || answer.to != 1 {
        return None;
    }
    let body = answer.body.as_deref().unwrap_or_default();
    let event = match serde_json::from_str(body) {
        Ok(Value::Object(members)) => said(&members, place)?,
        Ok(_) => return None,
        // What begins like JSON may be read by who is lenient.
        Err(_) if body.trim_ascii().starts_with(['{', '[', '"']) => return None,
        Err(_)
            if body
                .trim_ascii()
                .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') =>
        {
            return None;
        }
        Err(_) if !body.is_ascii() => return None,
        Err(_) if place == Place::Python => failed(1, Class::RequestException, ""),
        Err(_) if place == Place::Node => failed(1, Class::Auth, "token_parsing_error"),
        Err(_) => failed(1, Class::BrowserAuth, "failed_to_parse_response"),
    };
    Some(vec![asked(1), event])
}

fn said(members: &serde_json::Map<String, Value>, place: Place) -> Option<Event> {
    let text = |name: &str| {
        let held = members.get(name).and_then(Value::as_str);
        held.unwrap_or_default().to_owned()
    };
    let (error, suberror) = (text("error"), text("suberror"));
    let words = text("error_description");
    let python = place == Place::Python;
    let is_error = match python {
        true => !error.is_empty(),
        false => !(error.is_empty() && suberror.is_empty() && words.is_empty()),
    };
    if !is_error {
        let known = |name: &String| {
            let known = "access_token token_type timestamp trace_id claims error error_description \
                suberror error_codes";
            known.split_ascii_whitespace().any(|held| held == name)
        };
        let token = text("access_token");
        let plain = members.keys().all(known) && !token.is_empty();
        return plain.then(|| {
            Event::Result(Gained {
                call: 1,
                token: Some(token),
                from_cache: Some(false),
                ..Gained::default()
            })
        });
    }
    let codes = "interaction_required consent_required login_required bad_token ui_not_allowed \
        interrupted_user";
    let in_words = codes
        .split_ascii_whitespace()
        .any(|code| words.contains(code));
    let class = match needs_the_user(&error, &suberror) || in_words {
        _ if python => Class::Returned,
        true => Class::InteractionRequired,
        false => Class::Server,
    };
    let numbers = match members.get("error_codes") {
        None => Vec::new(),
        Some(held) => {
            let items = held.as_array()?.iter();
            items.map(Value::as_i64).collect::<Option<Vec<i64>>>()?
        }
    };
    Some(Event::Error(Failed {
        call: 1,
        class: Some(class),
        code: Some(error),
        suberror: Some(suberror),
        timestamp: Some(text("timestamp")),
        trace_id: Some(text("trace_id")),
        claims: Some(text("claims")),
        error_no: numbers.first().copied(),
        ..Failed::default()
    }))
}
