//! What can be read by itself: one reader for each kind of file that people look at.

use conformance::{Refusal, Rules};
use xml::{Document, Label, Limits, Text};

/// A reader of one kind of file.
pub struct Reader {
    /// The kind, as people type it.
    pub kind: &'static str,
    /// What such a file is.
    pub about: &'static str,
    /// Reads a whole file.
    pub read: fn(&[u8], &Rules) -> Result<(), Refusal>,
}

/// Every reader.
pub static READERS: &[Reader] = &[
    Reader {
        kind: "jwt",
        about: "a token in compact serialization",
        read: read_jwt,
    },
    Reader {
        kind: "xml",
        about: "an XML document without DTD",
        read: read_xml,
    },
    Reader {
        kind: "soap",
        about: "a SOAP 1.1 envelope",
        read: read_soap,
    },
    Reader {
        kind: "ews-request",
        about: "a request for client access tokens",
        read: |bytes, rules| ews::read_request(bytes, rules).map(|_| ()),
    },
    Reader {
        kind: "ews-response",
        about: "the answer to such a request, or a fault",
        read: ews::read_response,
    },
];

fn read_jwt(bytes: &[u8], rules: &Rules) -> Result<(), Refusal> {
    let mut room = Vec::new();
    let token = jwt::parse(bytes, &jwt::Limits::DEFAULT, &mut room, rules)?;
    let claims = token.claims(rules)?;
    // The documented shape of Exchange's identity token has dates as strings.
    if claims.find("appctx", rules).is_some() {
        return Ok(());
    }
    claims.registered(rules).map(|_| ())
}

fn read_xml(bytes: &[u8], rules: &Rules) -> Result<(), Refusal> {
    let limits = Limits::FILE;
    let text = Text::decode(bytes, Label::File, rules, &limits)?;
    Document::read(&text, rules, &limits).map(|_| ())
}

fn read_soap(bytes: &[u8], rules: &Rules) -> Result<(), Refusal> {
    let limits = Limits::MESSAGE;
    let text = Text::decode(bytes, Label::File, rules, &limits)?;
    let envelope = soap::Envelope::read(&text, rules, &limits, |_| true)?;
    match envelope.content().filter(|content| content.is(soap::FAULT)) {
        Some(fault) => soap::Fault::read(fault, rules).map(|_| ()),
        None => Ok(()),
    }
}
