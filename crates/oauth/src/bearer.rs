//! A bearer token: how a client presents one, and how a resource finds it (RFC 6750 §2).

use conformance::{Refusal, Rules};

use crate::defects::{
    COMPARES_BEARER_WITH_CASE, PRESENTS_TOKENS_IN_THE_QUERY, TAKES_THE_REST_FOR_A_TOKEN,
};
use crate::form::{Form, push_field};
use crate::{OAUTH_022, OAUTH_023, OAUTH_024, OAUTH_025, Secret};

/// The request with this token, as a client presents it.
#[must_use]
pub fn present(request: wire::Request, token: &str, rules: &Rules) -> wire::Request {
    if rules.does(PRESENTS_TOKENS_IN_THE_QUERY) {
        let mut target = request.target.clone();
        target.push(if target.contains('?') { '&' } else { '?' });
        push_field(&mut target, "access_token", token, rules);
        return wire::Request { target, ..request };
    }
    request.with_header("Authorization", format!("Bearer {token}"))
}

/// The token that a request brings; nothing if it brings none.
pub fn find_token(
    request: &wire::Request,
    rules: &Rules,
) -> Result<Option<Secret<'static>>, Refusal> {
    let mut found: Vec<Secret<'static>> = Vec::new();
    for value in request.headers.all("authorization") {
        found.extend(read_header(value, rules)?.map(Secret::into_owned));
    }
    if let Some((_, query)) = request.target.split_once('?')
        && let Some((token, offset)) = find_in_query(query, rules)?
    {
        if found.is_empty() {
            rules.refuse(OAUTH_024, offset, "a token in the query is not taken")?;
        }
        found.push(token);
    }
    if is_form(&request.headers) {
        // A body that is no form at all brings no token, and is somebody else's business.
        let form = Form::read(&request.body, rules);
        let token = form
            .as_ref()
            .ok()
            .and_then(|form| form.find("access_token", rules));
        let means_something = !matches!(request.method.as_str(), "GET" | "HEAD" | "TRACE");
        if let Some(token) = token
            && (means_something || !rules.demand(OAUTH_025))
        {
            found.push(Secret::new(token.clone().into_owned()));
        }
    }
    if found.len() > 1 {
        rules.refuse(OAUTH_023, 0, "the request brings more than one token")?;
    }
    Ok(found.into_iter().next())
}

/// The token in a query, and the byte at which it stands. A query that is no form at all, as those
/// of other protocols are, brings none unless others would find one in it.
fn find_in_query(query: &str, rules: &Rules) -> Result<Option<(Secret<'static>, usize)>, Refusal> {
    const NAME: &str = "access_token";
    match Form::read(query.as_bytes(), rules) {
        Ok(form) => Ok(form.find(NAME, rules).map(|token| {
            let token = Secret::new(token.clone().into_owned());
            (token, form.offset(NAME))
        })),
        Err(refusal) => {
            let mut names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
            if names.any(|name| name == NAME) {
                let message = "the query brings a token and cannot be read";
                rules.refuse(OAUTH_023, refusal.offset, message)?;
            }
            Ok(None)
        }
    }
}

fn is_form(headers: &wire::Headers) -> bool {
    let media = headers.one("content-type").and_then(wire::MediaType::parse);
    media.is_some_and(|media| media.is("application", "x-www-form-urlencoded"))
}

/// The token in the value of an `Authorization` header; nothing if that is of another scheme.
fn read_header<'v>(value: &'v str, rules: &Rules) -> Result<Option<Secret<'v>>, Refusal> {
    let value = value.trim_matches([' ', '\t']);
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    let bearer = if rules.does(COMPARES_BEARER_WITH_CASE) {
        scheme == "Bearer"
    } else {
        scheme.eq_ignore_ascii_case("bearer")
    };
    if !bearer {
        return Ok(None);
    }
    let token = rest.trim_start_matches(' ');
    if !is_token68(token) && !rules.does(TAKES_THE_REST_FOR_A_TOKEN) {
        let offset = value.len() - token.len();
        rules.refuse(OAUTH_022, offset, "a token is a token68")?;
    }
    Ok(Some(Secret::new(token)))
}

/// Whether a text is letters, digits and `-._~+/`, at least one, and then equals signs.
pub(crate) fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(allowed)
}
