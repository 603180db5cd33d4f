//! A server that is reached by its URL.

use std::fmt;
use std::time::Duration;

use conformance::{Answer, Peer, Subject};
use serde_json::Value;
use wire::{Headers, Request, Response};

use crate::client::{Address, Trust, exchange};
use crate::{PATIENCE, Patience};

/// A server. Requests go below its address; those for the resource below that of the resource.
pub struct Http {
    address: Address,
    resource: Option<Address>,
    /// The path that the suite's requests begin with and the address has already.
    strips: &'static str,
    trust: Option<Trust>,
    credentials: Option<Credentials>,
    patience: Patience,
}

/// What is sent along with every request that says nothing of the kind itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the header line.
    pub header: String,
    /// Its value.
    pub value: String,
    /// What it proves to know.
    pub secret: String,
}

/// Shows no value.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// A server at this address.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            resource: None,
            strips: "",
            trust: None,
            credentials: None,
            patience: Patience::of(PATIENCE),
        }
    }

    /// The same server, whose address is that of the service that the suite calls so.
    #[must_use]
    pub fn standing_for(mut self, path: &'static str) -> Self {
        match self.address.path.strip_suffix(path) {
            Some(base) => self.address.path = base.to_owned(),
            None => self.strips = path,
        }
        self
    }

    /// The same server, trusted by these certificates.
    #[must_use]
    pub fn trusting(mut self, trust: Option<Trust>) -> Self {
        self.trust = trust;
        self
    }

    /// The same server, with these credentials.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Option<Credentials>) -> Self {
        self.credentials = credentials;
        self
    }

    /// The same server, whose cases may take so long.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Patience::of(patience);
        self
    }

    /// The same server, with its resource elsewhere.
    #[must_use]
    pub fn with_resource(mut self, resource: Option<Address>) -> Self {
        self.resource = resource;
        self
    }
}

/// Shorter texts stand in answers by chance.
const SECRET_BYTES: usize = 6;

impl Credentials {
    /// A text in which these credentials are not sent back to us.
    fn hidden_in(&self, text: &str) -> String {
        let sent = self.value.rsplit(' ').next().unwrap_or_default();
        let secrets = [sent, &self.secret].into_iter();
        let secrets = secrets.filter(|secret| secret.len() >= SECRET_BYTES);
        secrets.fold(text.to_owned(), |text, secret| {
            text.replace(secret, "<credentials>")
        })
    }

    fn hide(&self, response: &mut Response) {
        let mut headers = Headers::default();
        for (name, value) in response.headers.lines() {
            headers.add(name, self.hidden_in(value));
        }
        response.headers = headers;
        if let Ok(text) = std::str::from_utf8(&response.body) {
            response.body = self.hidden_in(text).into_bytes();
        }
    }
}

/// Why no message of HTTP says this request as it stands.
fn unsayable(request: &Request) -> Option<String> {
    const FRAMING: [&str; 9] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let is_token = |text: &str| {
        let is_of_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_of_token)
    };
    let is_visible = |byte: u8| byte.is_ascii_graphic();
    let is_line = |text: &str| {
        let inner = |byte: u8| is_visible(byte) || byte == b' ' || byte == b'\t';
        text.trim() == text && text.bytes().all(inner)
    };
    if request.method == "CONNECT" {
        return Some("`CONNECT` asks for no answer to a message".to_owned());
    }
    let is_target = request.target.starts_with('/') && request.target.bytes().all(is_visible);
    if !is_token(&request.method) || !is_target {
        return Some("no message of HTTP begins like that".to_owned());
    }
    for (name, value) in request.headers.lines() {
        if !is_token(name) || !is_line(value) {
            return Some("no message of HTTP has such a header line".to_owned());
        }
        if FRAMING.iter().any(|held| held.eq_ignore_ascii_case(name)) {
            return Some(format!("`{name}` is for HTTP itself"));
        }
    }
    None
}

impl Subject for Http {
    fn perform(&mut self, operation: &str, arguments: &Value, _: &mut Peer<'_>) -> Answer {
        if operation != "http" {
            return Answer::Unsupported(format!("a server is not told to `{operation}`"));
        }
        let Ok(mut request) = Request::from_json(&arguments["request"]) else {
            return Answer::Lost("this is no request".to_owned());
        };
        if let Some(why) = unsayable(&request) {
            return Answer::Unsupported(why);
        }
        let resource = self
            .resource
            .as_ref()
            .filter(|_| arguments["to"] == "resource");
        if let Some(rest) = request.target.strip_prefix(self.strips) {
            request.target = rest.to_owned();
        }
        let mut brings_its_own = false;
        if let Some(credentials) = &self.credentials {
            brings_its_own = request.headers.has(&credentials.header);
            if !brings_its_own {
                request.headers.add(&credentials.header, &credentials.value);
            }
        }
        let address = resource.unwrap_or(&self.address);
        match exchange(address, self.trust.as_ref(), &request, self.patience) {
            Ok(response) if response.status == 401 && brings_its_own => {
                let why = "needs a server that knows the credentials of the case";
                Answer::Unsupported(why.to_owned())
            }
            Ok(mut response) => {
                if let Some(credentials) = &self.credentials {
                    credentials.hide(&mut response);
                }
                Answer::Done(response.to_json())
            }
            Err(why) => Answer::Lost(why),
        }
    }

    fn begin(&mut self) {
        self.patience.renew();
    }
}
