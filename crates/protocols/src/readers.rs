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
    Reader {
        kind: "token-response",
        about: "the body of the answer to a token request",
        read: |bytes, rules| oauth::TokenAnswer::read_body(bytes, rules).map(|_| ()),
    },
    Reader {
        kind: "challenge",
        about: "`WWW-Authenticate` lines, one challenge for claims or any others",
        read: read_challenge,
    },
    Reader {
        kind: "metadata",
        about: "the metadata of an authority",
        read: |bytes, rules| oauth::Metadata::read_alone(bytes, rules).map(|_| ()),
    },
    Reader {
        kind: "async-result",
        about: "the AsyncResult of a call of Office.js, tagged or as JSON.stringify gives it",
        read: |bytes, rules| office::result_text::read(bytes, rules).map(|_| ()),
    },
    Reader {
        kind: "manifest",
        about: "the manifest of an add-in, or a bare `Requirements` element",
        read: |bytes, rules| office::manifest::Manifest::read(bytes, rules).map(|_| ()),
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

/// Reads lines with the name of their header or without.
fn read_challenge(bytes: &[u8], rules: &Rules) -> Result<(), Refusal> {
    const NAME: &str = "WWW-Authenticate:";
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = "a header line is ASCII or, for want of better, UTF-8";
        Refusal::new(oauth::OAUTH_029, error.valid_up_to(), message)
    })?;
    let mut begins = 0;
    let mut found = false;
    for line in text.split('\n') {
        let value = match line.get(..NAME.len()) {
            Some(name) if name.eq_ignore_ascii_case(NAME) => &line[NAME.len()..],
            _ => line,
        };
        let offset = begins + line.len() - value.len();
        let value = value.strip_suffix('\r').unwrap_or(value);
        let here = |refusal: Refusal| refusal.shifted(offset);
        for challenge in oauth::read_challenges([value], rules).map_err(here)? {
            oauth::read_claims(&challenge, rules).map_err(here)?;
            found = true;
        }
        begins += line.len() + 1;
    }
    if found {
        return Ok(());
    }
    let message = "a challenge was due here";
    Err(Refusal::new(oauth::OAUTH_029, 0, message))
}
