//! What windows bring, and who waits for whom.

use super::{Place, begin_plainly, failed, is_plain, opened};
use crate::event::{Event, Gained, Sent, Window};
use crate::failure::Class;
use crate::step::{Answer, Call, Kind, Returned, Step};
use crate::{Library, Policy};

/// What a popup comes to whose state this is.
pub(crate) fn windows(steps: &[Step], state: &str, library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [Step::Call(call), Step::Returned(returned), rest @ ..] = rest else {
        return None;
    };
    let rest_of_call = Call {
        kind: None,
        scopes: None,
        state: None,
        redirect_uri: None,
        ..call.clone()
    };
    let plain = Returned {
        to: 1,
        text: returned.text.clone(),
        ..Returned::default()
    };
    let scopes = call.scopes.as_deref() == Some(&["User.Read".to_owned()]);
    if !is_plain(&rest_of_call) || call.kind != Some(Kind::Popup) || *returned != plain || !scopes {
        return None;
    }
    let text = returned
        .text
        .as_deref()
        .filter(|text| !text.contains('\u{1}'))?;
    let mut events = vec![opened(1, Window::Popup)];
    let code = match brought(text, state, place)? {
        Err(event) => {
            events.push(*event);
            return rest.is_empty().then_some(events);
        }
        Ok(code) => code,
    };
    let uri = call
        .redirect_uri
        .as_deref()
        .unwrap_or("https://app.example/");
    let form = [
        ("client_id", "client-a"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", uri),
        ("code", &code),
        ("client_info", "1"),
    ];
    events.push(Event::Sent(Sent {
        request: 2,
        form: form
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        proves: Some(1),
        lacks: vec!["code_challenge".to_owned(), "response_type".to_owned()],
        ..Sent::default()
    }));
    match rest {
        [] => {}
        [Step::Answer(answer)] => events.push(signed_in(answer, place)?),
        _ => return None,
    }
    Some(events)
}

/// The code that a window brought, or how the call ends.
fn brought(text: &str, state: &str, place: Place) -> Option<Result<String, Box<Event>>> {
    let python = place == Place::Python;
    let end = |class, code: &str| match python {
        true => Err(Box::new(failed(1, Class::ValueError, ""))),
        false => Err(Box::new(failed(1, class, code))),
    };
    if text.is_empty() {
        return Some(end(Class::BrowserAuth, "hash_empty_error"));
    }
    let begun = text.strip_prefix("#/").or_else(|| text.strip_prefix('#'));
    let inner = begun.or_else(|| text.strip_prefix('?'))?;
    let inner = inner.replace("{state}", "\u{1}");
    let mut members: Vec<(&str, &str)> = Vec::new();
    for part in inner.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte > b' ' && !b"%+#\x7f".contains(&byte))
        };
        let whole = value == "\u{1}" || (plain(value) && !value.is_empty());
        if !plain(name) || !whole {
            return None;
        }
        if python && members.iter().any(|(held, _)| *held == name) {
            return None;
        }
        members.push((name, value));
    }
    let last = |name: &str| {
        members
            .iter()
            .rev()
            .find(|held| held.0 == name)
            .map(|held| held.1)
    };
    let known = ["code", "ear_jwe", "error", "error_description", "state"];
    if !python && !known.iter().any(|name| last(name).is_some()) {
        let code = "hash_does_not_contain_known_properties";
        return Some(end(Class::BrowserAuth, code));
    }
    let sent = match last("state") {
        None => return Some(end(Class::BrowserAuth, "no_state_in_hash")),
        Some("\u{1}") => state,
        Some(other) => other,
    };
    if sent != state {
        // Which of three codes it is depends on how far the state can be read.
        let mut failure = failed(1, Class::ValueError, "");
        if let (Event::Error(failure), false) = (&mut failure, python) {
            failure.class = None;
            failure.code = None;
            failure.because = Some("MSAL-053".to_owned());
        }
        return Some(Err(Box::new(failure)));
    }
    let said = ["error", "error_description", "suberror"];
    if said
        .iter()
        .filter_map(|name| last(name))
        .any(|value| value.contains('\u{1}'))
    {
        return None;
    }
    if said.iter().any(|name| last(name).is_some()) {
        let mut failure = failed(1, Class::Server, last("error").unwrap_or_default());
        if let Event::Error(failure) = &mut failure {
            failure.class = None;
        }
        return Some(Err(Box::new(failure)));
    }
    match last("code") {
        Some(code) if !code.contains('\u{1}') => Some(Ok(code.to_owned())),
        Some(_) => None,
        None => {
            let code = "authorization_code_missing_from_server_response";
            Some(end(Class::ClientAuth, code))
        }
    }
}

/// What the answer to a code comes to: the nonce must come back.
fn signed_in(answer: &Answer, place: Place) -> Option<Event> {
    let rest = Answer {
        to: 0,
        token: None,
        ..answer.clone()
    };
    let table = answer.token.as_ref()?;
    let known = ["access_token", "token_type", "expires_in", "id_token"];
    let token = table.get("access_token")?.as_str()?.to_owned();
    if rest != Answer::default()
        || answer.to != 2
        || token.is_empty()
        || token.contains("{nonce}")
        || !table.keys().all(|name| known.contains(&name.as_str()))
    {
        return None;
    }
    let claims = match table.get("id_token") {
        None => None,
        Some(held) => Some(held.as_table()?),
    };
    let sound = match claims {
        None => place == Place::Python,
        Some(claims) => {
            let texts = claims.values().all(toml::Value::is_str);
            let repeats = |name: &String| name == "nonce";
            let plain = claims.iter().filter(|(name, _)| !repeats(name));
            let plain = plain.into_iter().all(|(_, value)| {
                let text = value.as_str().unwrap_or_default();
                !text.contains(['{', '}', '"', '\\'])
            });
            if !texts || !plain {
                return None;
            }
            match claims.get("nonce").and_then(toml::Value::as_str) {
                Some("{nonce}") => true,
                Some(other) if other.contains(['{', '}', '"', '\\']) => return None,
                // It may be the one that was sent, spelled out.
                Some(other) if other.len() >= 32 => return None,
                _ => false,
            }
        }
    };
    Some(match (sound, place) {
        (true, _) => Event::Result(Gained {
            call: 1,
            token: Some(token),
            from_cache: Some(false),
            ..Gained::default()
        }),
        (false, Place::Python) => failed(1, Class::RuntimeError, ""),
        (false, _) => failed(1, Class::ClientAuth, "nonce_mismatch"),
    })
}

/// A call that waits in a queue of one iframe at a time.
struct Waiting {
    call: usize,
    skips: bool,
}

/// What silent calls come to that have no refresh token, in a browser.
pub(crate) fn iframes(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [Step::SignedIn(signed_in), rest @ ..] = rest else {
        return None;
    };
    if place != Place::Browser || *signed_in != crate::step::SignedIn::default() {
        return None;
    }
    let mut events = Vec::new();
    let (mut calls, mut requests, mut now_ms) = (0, 0, 0);
    // The windows that are open: number, call, when each is given up, and whether it is the one.
    let mut open: Vec<(usize, usize, i64, bool)> = Vec::new();
    let mut waiting: Vec<Waiting> = Vec::new();
    for step in rest {
        match step {
            Step::Call(call) => {
                calls += 1;
                let skips = asks_by_iframe(call, calls)?;
                let runs = open.iter().any(|(.., is_the_one)| *is_the_one);
                if runs && !skips {
                    waiting.push(Waiting { call: calls, skips });
                    continue;
                }
                requests += 1;
                events.push(opened(requests, Window::Iframe));
                open.push((requests, calls, now_ms + 10_000, !runs));
            }
            Step::WaitMs(ms) if (0..=100_000).contains(ms) => {
                let until = now_ms + ms;
                loop {
                    let due = open.iter().filter(|held| held.2 <= until);
                    let Some(due) = due.min_by_key(|held| (held.2, held.0)).copied() else {
                        break;
                    };
                    open.retain(|held| held.0 != due.0);
                    events.push(failed(due.1, Class::BrowserAuth, "timed_out"));
                    if due.3 {
                        events.extend(given_up(&mut waiting));
                    }
                }
                now_ms = until;
            }
            Step::Returned(returned) => {
                let at = open.iter().position(|held| held.0 == returned.to)?;
                let (_, call, _, is_the_one) = open.remove(at);
                let plain = Returned {
                    to: returned.to,
                    error: returned.error.clone(),
                    ..Returned::default()
                };
                let error = returned.error.as_deref()?;
                let class = match error {
                    "login_required" | "interaction_required" => Class::InteractionRequired,
                    "access_denied" | "server_error" => Class::Server,
                    _ => return None,
                };
                if *returned != plain {
                    return None;
                }
                events.push(failed(call, class, error));
                if is_the_one {
                    events.extend(given_up(&mut waiting));
                }
            }
            _ => return None,
        }
    }
    (calls > 0).then_some(events)
}

/// Whether a call skips all but the iframe. Each call is told from the others by a claim.
fn asks_by_iframe(call: &Call, number: usize) -> Option<bool> {
    let rest = Call {
        scopes: None,
        policy: None,
        claims: None,
        ..call.clone()
    };
    let claims = format!(r#"{{"call":{number}}}"#);
    let scopes = call.scopes.as_deref() == Some(&["User.Read".to_owned()]);
    let skips = match call.policy {
        None | Some(Policy::Default | Policy::RefreshTokenAndNetwork) => false,
        Some(Policy::Skip) => true,
        Some(_) => return None,
    };
    let plain = is_plain(&rest) && scopes && call.claims.as_deref() == Some(&claims);
    plain.then_some(skips)
}

/// Those who waited for an iframe that failed fail with their own error: they had no token.
fn given_up(waiting: &mut Vec<Waiting>) -> Vec<Event> {
    let end = |held: Waiting| {
        debug_assert!(!held.skips, "who skips does not wait");
        failed(held.call, Class::InteractionRequired, "no_tokens_found")
    };
    waiting.drain(..).map(end).collect()
}
