//! SOAP 1.1 envelopes and their HTTP binding as executable specification.
//!
//! A service looks at a request in three steps, each of which may end in a [`Rejection`] that knows
//! its own response: how it came, what envelope it carries, what it asks for.
//!
//! ```
//! use conformance::{Profile, Rules};
//! use soap::{Rejection, Service, WIRE_STRICT};
//! use wire::{Request, Response};
//! use xml::{Limits, Name};
//!
//! const GREET: Name<'static> = Name::new("urn:greet", "Greet");
//! const GREETED: Name<'static> = Name::new("urn:greet", "Greeted");
//! const SERVICE: Service<'static> =
//!     Service { path: "/", operations: &[(GREET, "urn:greet")], limits: Limits::MESSAGE };
//!
//! fn handle(request: &Request, rules: &Rules) -> Response {
//!     answer(request, rules).unwrap_or_else(|rejection| rejection.response(rules))
//! }
//!
//! fn answer(request: &Request, rules: &Rules) -> Result<Response, Rejection> {
//!     let asked = soap::receive(request, SERVICE, rules)?;
//!     let envelope = asked.envelope(rules, |_| false)?;
//!     let whom = match asked.operation(&envelope, rules)? {
//!         Some(GREET) => envelope.content().map(|greet| greet.text()).unwrap_or_default(),
//!         _ => return Ok(Response::new(400)),
//!     };
//!     let greeted = soap::write_envelope(rules, &[("g", "urn:greet")], None, &mut |writer| {
//!         writer.leaf(GREETED, &[], &format!("hello, {whom}"))
//!     })?;
//!     Ok(soap::response(greeted))
//! }
//!
//! let rules = Rules::sound(Profile::of(&[WIRE_STRICT]));
//! let greet = soap::write_envelope(&rules, &[], None, &mut |writer| {
//!     writer.leaf(GREET, &[], "world")
//! })?;
//! let response = handle(&soap::request("/", "urn:greet", greet.clone()), &rules);
//! assert_eq!(handle(&soap::request("/", "urn:other", greet), &rules).status, 500);
//! # client(&response, &rules)?;
//! # fn client(response: &Response, rules: &Rules) -> Result<(), conformance::Refusal> {
//! # use soap::Reply;
//! # let limits = Limits::MESSAGE;
//!
//! // And a client looks at a response.
//! let answered = soap::read_response(response, limits, rules)?.expect("it carries a message");
//! let envelope = answered.envelope(rules, |_| false)?;
//! match answered.reply(&envelope, GREETED, rules)? {
//!     Reply::Content(greeted) => assert_eq!(greeted.text(), "hello, world"),
//!     Reply::Fault(fault) => unreachable!("{fault:?}"),
//! }
//! # Ok(())
//! # }
//! # Ok::<(), conformance::Refusal>(())
//! ```

mod case;
mod defects;
mod envelope;
mod fault;
mod generators;
mod http;
mod laws;
mod names;
mod reference;
#[rustfmt::skip]
mod requirements;
mod write;

pub use case::{Expect, Post, Soap, SoapAnswer, Step, Written};
pub use defects::{DEFECTS, DISPATCHES_BY_ACTION};
pub use envelope::Envelope;
pub use fault::{Fault, NewFault};
pub use http::{Answer, Answered, Asked, Rejection, Reply, Service, read_response, receive};
pub use laws::LAWS;
pub use names::{
    BODY, CLIENT, ENVELOPE, FAULT, HEADER, MUST_UNDERSTAND, NAMESPACE, NEXT_ACTOR, SERVER,
    VERSION_MISMATCH,
};
pub use requirements::*;
pub use write::{Part, fault_response, request, response, write_envelope};
pub use xml::{WIRE_INTEROP, WIRE_STRICT};

#[cfg(test)]
mod tests;
