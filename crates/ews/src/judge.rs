//! What a message breaks although its receiver can live with it.

use conformance::{Id, Refusal, Rules};
use soap::Reply;
use wire::{Request, Response};
use xml::{Limits, Name};

use crate::names::{PATH, REQUEST_VERSION, SERVER_VERSION, SOAP_ACTION, message};
use crate::request::{TokenRequest, read_asked, read_version};
use crate::{EWS_010, EWS_014, EWS_015, EWS_033, EWS_048};

/// Reads a client's request as a sound server does, and more sternly.
pub fn request(request: &Request, rules: &Rules) -> Result<Vec<TokenRequest<'static>>, Refusal> {
    let operation = message("GetClientAccessToken");
    let service = soap::Service {
        path: PATH,
        operations: &[(operation, SOAP_ACTION)],
        limits: Limits::MESSAGE,
    };
    let stated = request
        .headers
        .one("soapaction")
        .map(|action| action.trim_matches('"'));
    if stated.is_some_and(|action| action != SOAP_ACTION) {
        rules.refuse(EWS_014, 0, "the SOAPAction is not that of the operation")?;
    }
    let asked = soap::receive(request, service, rules).map_err(|rejection| rejection.refusal)?;
    let envelope = asked.envelope(rules, |name| name == REQUEST_VERSION);
    let envelope = envelope.map_err(|rejection| rejection.refusal)?;
    check_header(&envelope, REQUEST_VERSION, rules)?;
    let version = read_version(envelope.block(REQUEST_VERSION), rules)?;
    let Some(content) = envelope.content() else {
        return Ok(Vec::new());
    };
    if !content.is(operation) {
        rules.refuse(
            crate::EWS_001,
            content.offset(),
            "this is another operation",
        )?;
    }
    let tokens = read_asked(content, version, rules)?;
    if tokens
        .iter()
        .any(|token| token.scope.as_deref() == Some(""))
    {
        rules.refuse(EWS_010, content.offset(), "an empty `Scope` is sent")?;
    }
    Ok(tokens.into_iter().map(TokenRequest::into_owned).collect())
}

/// What a server's answer breaks, though a sound client reads it.
pub fn response(response: &Response, rules: &Rules) -> Result<(), Refusal> {
    let Some(answered) = soap::read_response(response, Limits::MESSAGE, rules)? else {
        return Ok(());
    };
    let envelope = answered.envelope(rules, |name| name == SERVER_VERSION)?;
    check_header(&envelope, SERVER_VERSION, rules)?;
    let expected = envelope
        .content()
        .map_or(soap::BODY, |content| content.name());
    let Reply::Content(content) = answered.reply(&envelope, expected, rules)? else {
        return Ok(());
    };
    if envelope.block(SERVER_VERSION).is_none() {
        rules.refuse(
            EWS_048,
            content.offset(),
            "a success without `ServerVersionInfo`",
        )?;
    }
    let messages = content.children().flat_map(|messages| messages.children());
    for held in messages.filter(|held| held.attribute(Name::bare("ResponseClass")).is_some()) {
        let is_success = held.attribute(Name::bare("ResponseClass")) == Some("Success");
        let talks = |name: &str| held.children().any(|child| child.is(message(name)));
        if is_success && (talks("MessageText") || talks("DescriptiveLinkKey")) {
            rules.refuse(
                EWS_033,
                held.offset(),
                "a success with a text or a link key",
            )?;
        }
    }
    Ok(())
}

fn check_header(
    envelope: &soap::Envelope<'_>,
    bound: Name<'_>,
    rules: &Rules,
) -> Result<(), Refusal> {
    let id: Id = EWS_015;
    match envelope.blocks().find(|block| !block.is(bound)) {
        Some(other) => rules.refuse(id, other.offset(), "the operation binds no such header"),
        None => Ok(()),
    }
}
