//! The namespaces and names of EWS. Exact strings: one that starts with `https` is another one.

use xml::Name;

/// The namespace of operations and their messages.
pub const MESSAGES: &str = "http://schemas.microsoft.com/exchange/services/2006/messages";
/// The namespace of the types that messages are made of.
pub const TYPES: &str = "http://schemas.microsoft.com/exchange/services/2006/types";
/// The namespace of the details of faults.
pub const ERRORS: &str = "http://schemas.microsoft.com/exchange/services/2006/errors";
/// The namespace of `xsi:type` and its like.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of the schema language's own types.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The SOAPAction of the operation (EWS-014).
pub const SOAP_ACTION: &str =
    "http://schemas.microsoft.com/exchange/services/2006/messages/GetClientAccessToken";

/// The SOAPAction of GetAppManifests.
pub(crate) const MANIFESTS_ACTION: &str =
    "http://schemas.microsoft.com/exchange/services/2006/messages/GetAppManifests";
/// Where the service is.
pub const PATH: &str = "/EWS/Exchange.asmx";
/// The header block with which a client states its version.
pub(crate) const REQUEST_VERSION: Name<'static> = types("RequestServerVersion");
/// The header block with which a server states its version.
pub(crate) const SERVER_VERSION: Name<'static> = types("ServerVersionInfo");

/// A name in the messages namespace.
pub(crate) const fn message(local: &str) -> Name<'_> {
    Name::new(MESSAGES, local)
}

/// A name in the types namespace.
pub(crate) const fn types(local: &str) -> Name<'_> {
    Name::new(TYPES, local)
}
