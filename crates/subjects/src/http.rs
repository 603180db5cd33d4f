//! A server that is reached by its URL.

use std::fmt;

use conformance::{Answer, Peer, Subject};
use serde_json::Value;
use wire::Request;

use crate::client::{Address, Trust, exchange};

/// A server. Requests go below its address; those for the resource below that of the resource.
pub struct Http {
    address: Address,
    resource: Option<Address>,
    /// The path that the suite's requests begin with and the address has already.
    strips: &'static str,
    trust: Option<Trust>,
    credentials: Option<Credentials>,
}

/// What is sent along with every request that says nothing of the kind itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the header line.
    pub header: String,
    /// Its value.
    pub value: String,
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
    pub const fn new(address: Address) -> Self {
        Self {
            address,
            resource: None,
            strips: "",
            trust: None,
            credentials: None,
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

    /// The same server, with its resource elsewhere.
    #[must_use]
    pub fn with_resource(mut self, resource: Option<Address>) -> Self {
        self.resource = resource;
        self
    }
}

impl Subject for Http {
    fn perform(&mut self, operation: &str, arguments: &Value, _: &mut Peer<'_>) -> Answer {
        if operation != "http" {
            return Answer::Unsupported(format!("a server is not told to `{operation}`"));
        }
        let Some(mut request) = Request::from_json(&arguments["request"]) else {
            return Answer::Lost("this is no request".to_owned());
        };
        let resource = self
            .resource
            .as_ref()
            .filter(|_| arguments["to"] == "resource");
        if let Some(rest) = request.target.strip_prefix(self.strips) {
            request.target = rest.to_owned();
        }
        if let Some(credentials) = &self.credentials
            && !request.headers.has(&credentials.header)
        {
            request.headers.add(&credentials.header, &credentials.value);
        }
        let address = resource.unwrap_or(&self.address);
        match exchange(address, self.trust.as_ref(), &request) {
            Ok(response) => Answer::Done(response.to_json()),
            Err(why) => Answer::Lost(why),
        }
    }
}
