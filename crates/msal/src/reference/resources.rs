//! Where an application takes its token.

use super::{Place, begin_plainly, gained, is_plain};
use crate::Library;
use crate::event::{Event, Presented};
use crate::step::{Cached, Call, SignedIn, Step};

/// Scheme and host of a plain URL.
fn origin(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    let plain = |text: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        !text.is_empty() && text.bytes().all(known)
    };
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, port),
        None => (host, "443"),
    };
    let numeric = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let rest_is_plain = rest
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte));
    if scheme.is_empty()
        || !plain(name)
        || !numeric
        || !rest_is_plain
        || !scheme.bytes().all(|b| b.is_ascii_lowercase())
    {
        return None;
    }
    let host = match port {
        "443" => name.to_ascii_lowercase(),
        port => format!("{name}:{port}").to_ascii_lowercase(),
    };
    Some((scheme.to_owned(), host))
}

/// What is sent along with each request of an application that has one token.
pub(crate) fn presented(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [
        Step::SignedIn(signed_in),
        Step::Cached(cached),
        Step::Call(call),
        rest @ ..,
    ] = rest
    else {
        return None;
    };
    let plain = Cached {
        token: String::new(),
        scopes: Vec::new(),
        ..cached.clone()
    };
    let rest_of_call = Call {
        scopes: None,
        ..call.clone()
    };
    let [scope] = cached.scopes.as_slice() else {
        return None;
    };
    let reserved = ["openid", "profile", "offline_access"].contains(&scope.as_str());
    let untidy = scope.trim_matches(' ') != scope || scope.is_empty() || !scope.is_ascii();
    let same = call.scopes.as_deref() == Some(&cached.scopes);
    if *signed_in != SignedIn::default()
        || plain != Cached::default()
        || !is_plain(&rest_of_call)
        || !same
        || untidy
        || cached.token.is_empty()
        || scope.chars().any(char::is_control)
        || (reserved && place == Place::Python)
    {
        return None;
    }
    let resource = match scope.contains(':') {
        true => origin(scope)?,
        false => ("https".to_owned(), "graph.microsoft.com".to_owned()),
    };
    let mut events = vec![gained(1, &cached.token, true)];
    for step in rest {
        let (Step::Present(url) | Step::Redirected(url)) = step else {
            return None;
        };
        let authorization = match origin(url)? == resource {
            true => format!("Bearer {}", cached.token),
            false => String::new(),
        };
        events.push(Event::Presented(Presented {
            url: url.clone(),
            authorization: Some(authorization),
        }));
    }
    Some(events)
}
