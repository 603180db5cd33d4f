//! The names of SOAP 1.1.

use xml::Name;

/// The namespace of SOAP 1.1.
pub const NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The actor that every receiver plays.
pub const NEXT_ACTOR: &str = "http://schemas.xmlsoap.org/soap/actor/next";

/// The root of a message.
pub const ENVELOPE: Name<'static> = soap("Envelope");
/// What is said besides the message.
pub const HEADER: Name<'static> = soap("Header");
/// What is said.
pub const BODY: Name<'static> = soap("Body");
/// A body that says that something went wrong.
pub const FAULT: Name<'static> = soap("Fault");

/// The fault code of an envelope in another namespace.
pub const VERSION_MISMATCH: Name<'static> = soap("VersionMismatch");
/// The fault code of a header block that is not known and must be.
pub const MUST_UNDERSTAND: Name<'static> = soap("MustUnderstand");
/// The fault code of a message that its sender has to change.
pub const CLIENT: Name<'static> = soap("Client");
/// The fault code of trouble that is not the sender's.
pub const SERVER: Name<'static> = soap("Server");

/// A name in the namespace of SOAP 1.1.
pub(crate) const fn soap(local: &str) -> Name<'_> {
    Name::new(NAMESPACE, local)
}
