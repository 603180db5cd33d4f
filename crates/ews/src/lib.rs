//! The EWS operation GetClientAccessToken as executable specification: what a server answers, what
//! a client makes of it, and all the ways in which either can be wrong.
//!
//! ```
//! use conformance::{Chance, Now, Profile, Rules};
//! use ews::{App, Answer, Client, Outcome, State, TokenRequest, TokenType, Version};
//!
//! let rules = Rules::sound(Profile::of(&[ews::XSD_2016, soap::WIRE_STRICT]));
//! let (now, mut chance) = (Now::from_seconds(0), Chance::from_number(1));
//! let app = App { id: "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01".into(), permits: vec![TokenType::CallerIdentity] };
//! let wanted = TokenRequest::new(app.id.clone(), TokenType::CallerIdentity);
//!
//! let mut server = State::new(vec![app]);
//! let mut client = Client::new(Version::EXCHANGE_2013);
//! let request = client.ask(vec![wanted], now, &rules)?.expect("nobody asked to wait");
//! let response = ews::handle(&mut server, now, &mut chance, &request, &rules);
//! let Outcome::Answers(answers) = client.interpret(&response, now, &rules)? else { panic!() };
//! assert!(matches!(answers[..], [Answer::Token { ttl_minutes: 480, .. }]));
//! # Ok::<(), conformance::Refusal>(())
//! ```

mod app;
mod case;
mod client;
mod defects;
pub mod drive;
mod fault;
mod generators;
pub mod judge;
mod laws;
mod names;
mod reference;
mod request;
#[rustfmt::skip]
mod requirements;
mod response;
mod response_code;
mod schema;
mod secret;
mod sequence;
mod server;

pub use app::App;
pub use case::{Ask, Ews, Expect, Given, Post, SoapAnswer, Step};
pub use client::{Answer, Client, Outcome, read_manifests};
pub use defects::DEFECTS;
pub use fault::Received;
pub use laws::LAWS;
pub use names::{ERRORS, MESSAGES, PATH, SOAP_ACTION, TYPES};
pub use request::TokenRequest;
pub use requirements::*;
pub use response::Class;
pub use schema::{Schema, TokenType, Version, XSD_2013, XSD_2016, XSD_SE};
pub use secret::Secret;
pub use server::{Caller, Load, State, handle};

use conformance::{Refusal, Rules};
use xml::{Label, Limits, Text};

/// Reads a request that stands in a file.
pub fn read_request(bytes: &[u8], rules: &Rules) -> Result<Vec<TokenRequest<'static>>, Refusal> {
    let text = Text::decode(bytes, Label::File, rules, &Limits::MESSAGE)?;
    let understands = |name: xml::Name<'_>| name == names::REQUEST_VERSION;
    let envelope = soap::Envelope::read(&text, rules, &Limits::MESSAGE, understands)?;
    let version = request::read_version(envelope.block(names::REQUEST_VERSION), rules)?;
    let operation = names::message("GetClientAccessToken");
    let content = envelope.content().filter(|content| content.is(operation));
    let Some(content) = content else {
        let offset = envelope
            .content()
            .map_or(envelope.body().offset(), xml::Element::offset);
        rules.refuse(EWS_001, offset, "the body holds no `GetClientAccessToken`")?;
        return Ok(Vec::new());
    };
    let asked = request::read_asked(content, version, rules)?;
    Ok(asked.into_iter().map(TokenRequest::into_owned).collect())
}

/// Reads an answer that stands in a file, whatever was asked: a response or a fault.
pub fn read_response(bytes: &[u8], rules: &Rules) -> Result<(), Refusal> {
    let text = Text::decode(bytes, Label::File, rules, &Limits::MESSAGE)?;
    let understands = |name: xml::Name<'_>| name == names::SERVER_VERSION;
    let envelope = soap::Envelope::read(&text, rules, &Limits::MESSAGE, understands)?;
    if let Some(version) = envelope.block(names::SERVER_VERSION) {
        client::read_server_version(version, rules)?;
    }
    let Some(content) = envelope.content() else {
        return rules.refuse(
            soap::SOAP_030,
            envelope.body().offset(),
            "the body is empty",
        );
    };
    if content.is(soap::FAULT) {
        return fault::read(&soap::Fault::read(content, rules)?, rules).map(|_| ());
    }
    if !content.is(names::message("GetClientAccessTokenResponse")) {
        let message = "the body holds no `GetClientAccessTokenResponse`";
        return rules.refuse(soap::SOAP_030, content.offset(), message);
    }
    response::read(content, rules).map(|_| ())
}
