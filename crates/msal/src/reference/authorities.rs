//! Where a client goes for tokens, and whom it asks before.

use serde_json::Value;

use super::{Place, are_plain, asked, begin, failed, plain_sign_in};
use crate::event::{Event, Sent};
use crate::failure::Class;
use crate::step::{Answer, Call, Given, Step};
use crate::{Library, Policy};

const PUBLIC: &str = "login.microsoftonline.com login.windows.net login.microsoft.com \
    sts.windows.net";
const OTHERS: &str = "login.microsoftonline.us login.partner.microsoftonline.cn \
    login.usgovcloudapi.net login.sovcloud-identity.fr login.sovcloud-identity.de \
    login.sovcloud-identity.sg";

fn is_known(host: &str) -> bool {
    let mut hosts = PUBLIC.split(' ').chain(OTHERS.split(' '));
    hosts.any(|held| held == host)
}

/// What one call comes to whose authority this is.
pub(crate) fn authorities(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (given, place, rest) = begin(steps, library);
    let plain = Given {
        home: None,
        authority: None,
        known_authorities: Vec::new(),
        ..given.clone()
    };
    let [Step::SignedIn(signed_in), Step::Call(call), answers @ ..] = rest else {
        return None;
    };
    plain_sign_in(signed_in).filter(|(account, _)| account == "u1.t1")?;
    let wanted = Call {
        scopes: Some(vec!["User.Read".to_owned()]),
        policy: Some(Policy::RefreshToken),
        force_refresh: true,
        ..Call::default()
    };
    let are_known = are_plain(&given.known_authorities);
    if plain != Given::default() || *call != wanted || !are_known {
        return None;
    }
    let url = given.authority.as_deref()?;
    let js = place != Place::Python;
    let refused = |class, code| failed(1, if js { class } else { Class::ValueError }, code);
    let of = |code| if js { code } else { "" };
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, tenant) = rest.split_once('/')?;
    let word = |text: &str| {
        let mut bytes = text.bytes();
        !text.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !host.split('.').all(word) || !host.contains('.') || !word(tenant) || !word(scheme) {
        return None;
    }
    if !scheme.eq_ignore_ascii_case("https") {
        let known = scheme == "http";
        let event = refused(Class::ClientConfiguration, of("authority_uri_insecure"));
        return (known && answers.is_empty()).then(|| vec![event]);
    }
    let host = host.to_ascii_lowercase();
    let base = format!("https://{host}/{tenant}/");
    if is_known(&host) {
        let event = went(1, &format!("{base}oauth2/v2.0/token"));
        return answers.is_empty().then(|| vec![event]);
    }
    let configured = |host: &str| {
        let mut known = given.known_authorities.iter();
        known.any(|held| held.eq_ignore_ascii_case(host))
    };
    let mut events = Vec::new();
    let mut answers = answers.iter();
    if !configured(&host) {
        events.push(went(
            1,
            "https://login.microsoftonline.com/common/discovery/instance",
        ));
        let Some(step) = answers.next() else {
            return Some(events);
        };
        let body = body(step, 1)?;
        if body.get("error").and_then(Value::as_str) == Some("invalid_instance") {
            events.push(refused(Class::ClientAuth, of("endpoints_resolution_error")));
            return answers.next().is_none().then_some(events);
        }
    }
    let number = events.len() + 1;
    events.push(went(
        number,
        &format!("{base}v2.0/.well-known/openid-configuration"),
    ));
    let Some(step) = answers.next() else {
        return Some(events);
    };
    let body = body(step, number)?;
    let member = |name: &str| body.get(name).and_then(Value::as_str);
    let names = [
        "authorization_endpoint",
        "token_endpoint",
        "issuer",
        "jwks_uri",
    ];
    let complete = names.iter().all(|name| member(name).is_some());
    if js && !complete {
        events.push(refused(Class::ClientAuth, "endpoints_resolution_error"));
        return answers.next().is_none().then_some(events);
    }
    // Which metadata MSAL Python takes is not said.
    let token = member("token_endpoint").filter(|_| complete)?;
    if js && !is_issuer(member("issuer")?, &host, tenant, configured)? {
        events.push(refused(Class::ClientAuth, "endpoints_resolution_error"));
        return answers.next().is_none().then_some(events);
    }
    let token = token
        .replace("{tenantid}", tenant)
        .replace("{tenant}", tenant);
    if token.contains(['?', '#']) {
        return None;
    }
    events.push(went(number + 1, &token));
    answers.next().is_none().then_some(events)
}

fn went(request: usize, url: &str) -> Event {
    let Event::Sent(sent) = asked(request) else {
        return asked(request);
    };
    Event::Sent(Sent {
        url: Some(url.to_owned()),
        ..sent
    })
}

/// The object that a server answers, if that is what it does.
fn body(step: &Step, to: usize) -> Option<Value> {
    let Step::Answer(answer) = step else {
        return None;
    };
    let rest = Answer {
        to: 0,
        body: None,
        ..answer.clone()
    };
    let text = answer.body.as_deref()?;
    // Readers differ on what stands twice; an endpoint is never long.
    let value: Value = serde_json::from_str(text).ok()?;
    let members = value.as_object()?;
    let texts = members.values().all(Value::is_string);
    let plain = rest == Answer::default() && answer.to == to && texts && text.is_ascii();
    plain.then_some(value)
}

/// Whether one of the five rules lets the issuer pass; nothing if it is no plain URL.
fn is_issuer(
    issuer: &str,
    host: &str,
    tenant: &str,
    configured: impl Fn(&str) -> bool,
) -> Option<bool> {
    let rest = match issuer.split_once("://") {
        Some(("https", rest)) => rest,
        Some(("http", _)) => return Some(false),
        _ => return None,
    };
    let of = rest.split('/').next()?;
    let word = |text: &str| {
        let mut bytes = text.bytes();
        !text.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=".contains(&byte);
    if !of.split('.').all(word) || !rest.bytes().all(plain) {
        return None;
    }
    let of = of.to_ascii_lowercase();
    let of_region = match of.split_once('.') {
        Some((_, known)) => is_known(known),
        None => false,
    };
    let of_customers = of == format!("{}.ciamlogin.com", tenant.to_ascii_lowercase());
    Some(of == host || is_known(&of) || of_region || of_customers || configured(&of))
}
