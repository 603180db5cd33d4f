//! What a connection can suffer, and how a request came.

use serde::{Deserialize, Serialize};

/// What a connection suffers. Bytes are counted from the first of the answer's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionFault {
    /// It is closed in order, and there is no answer.
    CloseBeforeAnswer,
    /// It is reset, and there is no answer.
    Reset,
    /// It is closed in order after so many bytes of the answer.
    CutAfter(usize),
    /// It is reset after so many bytes of the answer.
    ResetAfter(usize),
    /// Nothing comes for so many milliseconds; then the answer comes.
    StallMs(u64),
    /// The answer stops after so many bytes for so many milliseconds, and then goes on.
    StallAfter(usize, u64),
    /// The answer comes so many bytes at a time, with so many milliseconds between.
    Drip(usize, u64),
}

/// Whether a request came in the open or by TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// In the open.
    Http,
    /// By TLS.
    Https,
}

impl Scheme {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// How a request came.
#[derive(Clone, Copy, Debug)]
pub struct Via {
    /// The number of the connection.
    pub connection: u64,
    /// Whether it came in the open.
    pub scheme: Scheme,
    /// Whether it came from this machine.
    pub is_local: bool,
}

impl Via {
    /// A request that did not come through the front.
    pub const DIRECT: Self = Self {
        connection: 0,
        scheme: Scheme::Http,
        is_local: true,
    };
}

/// An answer, and what its connection suffers.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The answer.
    pub response: wire::Response,
    /// What the connection suffers, if anything.
    pub connection: Option<ConnectionFault>,
}

impl From<wire::Response> for Carried {
    fn from(response: wire::Response) -> Self {
        Self {
            response,
            connection: None,
        }
    }
}
