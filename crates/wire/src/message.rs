//! A request and a response.

use std::fmt;
use std::ops::RangeInclusive;

use crate::Headers;

/// What a client sends.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, as it stood.
    pub method: String,
    /// The path and query, as they stood.
    pub target: String,
    /// The header lines.
    pub headers: Headers,
    /// The body, complete and with no transfer coding.
    pub body: Vec<u8>,
}

/// What a server answers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: Headers,
    /// The body, complete and with no transfer coding.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers or body.
    pub fn new(method: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            target: target.into(),
            ..Self::default()
        }
    }

    /// A POST request without headers or body.
    pub fn post(target: impl Into<String>) -> Self {
        Self::new("POST", target)
    }

    /// The same request with one more header line.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.add(name, value);
        self
    }

    /// The same request with this body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

impl Response {
    /// The numbers that are statuses: RFC 9110 §15.
    pub const STATUSES: RangeInclusive<u16> = 100..=999;

    /// The statuses with which an answer is over: those below announce another.
    pub const FINAL: RangeInclusive<u16> = 200..=999;

    /// A response without headers or body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The same response with one more header line.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.add(name, value);
        self
    }

    /// The same response with this body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

/// Shows no body, for bodies hold tokens: SOAP-077.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.target.split('?').next().unwrap_or_default();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &path)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Shows no body, for bodies hold tokens: SOAP-077.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
