//! Calls at the same time: which of them share an exchange.

use std::collections::BTreeMap;

use super::{Place, begin_plainly, plain_error, plain_sign_in, plain_token, tidy};
use crate::event::{Event, Failed, Gained, Sent};
use crate::step::{Answer, Call, Step};
use crate::{Library, Policy};

/// Calls that wait for one answer.
struct Exchange {
    request: usize,
    asks_for: Call,
    /// The calls, with their correlation ids and states.
    calls: Vec<(usize, Option<String>, Option<String>)>,
}

/// What each step comes to.
pub(crate) fn sharing(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let mut tokens: BTreeMap<String, String> = BTreeMap::new();
    let mut active = None;
    let mut open: Vec<Exchange> = Vec::new();
    let (mut calls, mut requests) = (0, 0);
    let mut events = Vec::new();
    for step in rest {
        match step {
            Step::SignedIn(signed_in) => {
                let (account, token) = plain_sign_in(signed_in)?;
                tokens.insert(account.clone(), token);
                active = Some(account);
            }
            Step::Call(call) => {
                calls += 1;
                let mut asks_for = asks_for(call, place)?;
                let account = asks_for.account.take().or_else(|| active.clone())?;
                tokens.get(&account)?;
                asks_for.account = Some(account);
                let (id, state) = (call.correlation_id.clone(), call.state.clone());
                let member = (calls, id.clone(), state);
                let shared = open.iter_mut().find(|held| held.asks_for == asks_for);
                if let Some(held) = shared.filter(|_| place != Place::Python) {
                    held.calls.push(member);
                    continue;
                }
                requests += 1;
                events.push(sent(requests, id, place));
                open.push(Exchange {
                    request: requests,
                    asks_for,
                    calls: vec![member],
                });
            }
            Step::Answer(answer) => {
                let Some(at) = open.iter().position(|held| held.request == answer.to) else {
                    continue;
                };
                let exchange = open.remove(at);
                events.extend(ends(&exchange, answer, place)?);
            }
            _ => return None,
        }
    }
    (calls > 1).then_some(events)
}

/// What a call asks for, without what each caller has for itself.
fn asks_for(call: &Call, place: Place) -> Option<Call> {
    let mut scopes = tidy(call.scopes.as_deref()?);
    let mut folded: Vec<String> = scopes
        .iter()
        .map(|scope| scope.to_ascii_lowercase())
        .collect();
    folded.sort();
    let count = folded.len();
    folded.dedup();
    let words = "user.read mail.read calendars.read files.read";
    let known = |scope: &String| words.split(' ').any(|word| word == scope);
    if scopes.is_empty() || folded.len() < count || !folded.iter().all(known) {
        return None;
    }
    if place == Place::Node {
        scopes = folded;
    }
    let claims = [None, Some(r#"{"a":1}"#), Some(r#"{"a":2}"#)];
    let authorities = [None, Some("https://login.microsoftonline.com/t2")];
    let policies = [Policy::RefreshToken, Policy::RefreshTokenAndNetwork];
    let of_node = call.redirect_uri.is_some() || call.refresh_token_offset_s.is_some();
    let sound = claims.contains(&call.claims.as_deref())
        && authorities.contains(&call.authority.as_deref())
        && (call.force_refresh
            || (place != Place::Python
                && call.policy.is_some_and(|held| policies.contains(&held))))
        && !matches!(call.policy, Some(Policy::AccessToken | Policy::Skip))
        && [None, Some("pop")].contains(&call.token_type.as_deref())
        && !call
            .extra
            .keys()
            .any(|name| name.starts_with("x-") || !name.starts_with("dc"))
        && (place == Place::Node || !of_node);
    let rest = Call {
        scopes: None,
        account: None,
        authority: None,
        policy: None,
        force_refresh: false,
        claims: None,
        correlation_id: None,
        state: None,
        refresh_token_offset_s: None,
        redirect_uri: None,
        token_type: None,
        extra: BTreeMap::new(),
        components: BTreeMap::new(),
        ..call.clone()
    };
    (sound && rest == Call::default()).then(|| Call {
        scopes: Some(scopes),
        policy: Some(call.policy.unwrap_or_default()),
        redirect_uri: Some(call.redirect_uri.clone().unwrap_or_default()),
        correlation_id: None,
        state: None,
        ..call.clone()
    })
}

/// A request, which names the correlation id of the call that made it.
fn sent(request: usize, id: Option<String>, place: Place) -> Event {
    let named: BTreeMap<String, String> = id
        .map(|id| ("client-request-id".to_owned(), id))
        .into_iter()
        .collect();
    let (query, headers) = match place {
        Place::Python => (BTreeMap::new(), named),
        Place::Browser | Place::Node => (named, BTreeMap::new()),
    };
    Event::Sent(Sent {
        request,
        query,
        headers,
        ..Sent::default()
    })
}

/// Each call ends as the answer says: with a result under its own correlation id.
fn ends(exchange: &Exchange, answer: &Answer, place: Place) -> Option<Vec<Event>> {
    let rest = Answer {
        to: 0,
        token: None,
        error: None,
        status: None,
        ..answer.clone()
    };
    let refused = answer.error.is_some();
    let known = match answer.status {
        None | Some(200) => !refused,
        Some(403) => refused,
        Some(_) => false,
    };
    if rest != Answer::default() || !known {
        return None;
    }
    let token = match refused {
        true => {
            let error = plain_error(answer)?;
            let is_plain = error.0 == "invalid_scope" && error.1.is_empty();
            (is_plain && answer.token.is_none()).then_some(None)?
        }
        false => Some(plain_token(answer)?),
    };
    // MSAL.js hands the same error to everybody.
    let first = exchange.calls.first().and_then(|(_, id, _)| id.clone());
    let end = |(call, id, state): &(usize, Option<String>, Option<String>)| match &token {
        None => Event::Error(Failed {
            call: *call,
            code: Some("invalid_scope".to_owned()),
            correlation_id: first.clone(),
            ..Failed::default()
        }),
        Some(token) => Event::Result(Gained {
            call: *call,
            token: Some(token.clone()),
            from_cache: Some(false),
            correlation_id: id.clone(),
            state: (place == Place::Browser).then(|| state.clone().unwrap_or_default()),
            ..Gained::default()
        }),
    };
    Some(exchange.calls.iter().map(end).collect())
}
