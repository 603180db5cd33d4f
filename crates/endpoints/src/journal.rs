//! The journal: what was asked and what was answered, with secrets kept out of sight.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use conformance::{Id, Now};
use serde_json::{Value, json};

use crate::{Face, Scheme, redact};

/// A request and its answer.
///
/// The messages stand here as they were, so that somebody can judge them. What this prints, as text
/// or as JSON, shows tokens by their claims and secrets by a fingerprint.
#[derive(Clone)]
pub struct Entry {
    /// Its place in the order of all entries of the world, from 1 on.
    pub number: u64,
    /// When it was answered, by the clock of the world.
    pub at: Now,
    /// The connection that it came by; 0 if it did not come through the front.
    pub connection: u64,
    /// Whether it came in the open.
    pub scheme: Scheme,
    /// The site that answered: its path, or its tenant.
    pub site: Arc<str>,
    /// The face that answered.
    pub face: Face,
    /// What was asked, as the site saw it: without its path.
    pub request: wire::Request,
    /// What was answered.
    pub response: wire::Response,
    /// The fault that the answer suffered, by its name.
    pub fault: Option<String>,
    /// The requirement that the request broke, if a model said so.
    pub broken: Option<Id>,
    /// How many bytes the bodies had, of request and response; a long one is not kept whole.
    pub body_bytes: (usize, usize),
}

/// The longest body that is kept.
const BODY_BYTES: usize = 512 * 1024;

impl Entry {
    /// Lets go of what is too long to be kept.
    fn trim(&mut self) {
        self.body_bytes = (self.request.body.len(), self.response.body.len());
        for body in [&mut self.request.body, &mut self.response.body] {
            if body.len() > BODY_BYTES {
                body.truncate(BODY_BYTES);
                body.shrink_to_fit();
            }
        }
    }

    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        let headers = |headers: &wire::Headers| -> usize {
            let lines = headers.lines();
            lines
                .map(|(name, value)| name.len() + value.len() + 64)
                .sum()
        };
        512 + self.request.target.len()
            + self.request.body.len()
            + self.response.body.len()
            + headers(&self.request.headers)
            + headers(&self.response.headers)
    }

    /// The first segment of the path: where an authority names a tenant.
    pub fn tenant(&self) -> &str {
        let path = self
            .request
            .target
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        path.trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default()
    }

    /// It as JSON.
    pub fn to_json(&self) -> Value {
        let headers = |headers: &wire::Headers| -> Value {
            let lines = headers.lines();
            lines
                .map(|(name, value)| json!([name, redact::header(name, value)]))
                .collect()
        };
        let body =
            |headers: &wire::Headers, body: &[u8]| redact::body(headers.one("content-type"), body);
        json!({
            "number": self.number,
            "at_ms": self.at.ms(),
            "connection": self.connection,
            "scheme": self.scheme.name(),
            "site": &*self.site,
            "face": self.face.name(),
            "tenant": self.tenant(),
            "request": {
                "method": self.request.method,
                "target": redact::target(&self.request.target),
                "headers": headers(&self.request.headers),
                "body": body(&self.request.headers, &self.request.body),
                "body_bytes": self.body_bytes.0,
            },
            "response": {
                "status": self.response.status,
                "headers": headers(&self.response.headers),
                "body": body(&self.response.headers, &self.response.body),
                "body_bytes": self.body_bytes.1,
            },
            "fault": self.fault,
            "broken": self.broken.map(|id| id.as_str()),
        })
    }
}

/// One line, and the fault and the broken requirement if there are any.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = redact::target(&self.request.target);
        write!(
            f,
            "{:>5} {} #{} {:<12} {} {}{target} -> {}",
            self.number,
            self.at,
            self.connection,
            self.face.name(),
            self.request.method,
            self.site,
            self.response.status
        )?;
        let form = redact::body(self.request.headers.one("content-type"), &self.request.body);
        if !form.is_empty() {
            write!(f, "\n      {form}")?;
        }
        if let Some(id) = self.broken {
            write!(f, "\n      broke {id}")?;
        }
        if let Some(fault) = &self.fault {
            write!(f, "\n      by fault: {fault}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The last entries of a site, bounded in number and in bytes.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Entry>,
    bytes: usize,
}

/// So many entries a site are kept,
const ENTRIES: usize = 1000;
/// and so many bytes of them.
const BYTES: usize = 4 * 1024 * 1024;

impl Journal {
    pub(crate) fn push(&mut self, mut entry: Entry) {
        entry.trim();
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > ENTRIES || self.bytes > BYTES && self.entries.len() > 1 {
            let gone = self.entries.pop_front();
            self.bytes -= gone.map_or(0, |gone| gone.bytes());
        }
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
