//! A face is one of the services that a site plays.

use serde::{Deserialize, Serialize};

/// A service, or a part of one that can fail by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// The authority: metadata at any place, and instance discovery.
    Metadata,
    /// The authority: its keys.
    Keys,
    /// The authority: where codes are had, and the pages that come before.
    Authorize,
    /// The authority: where tokens are had.
    Token,
    /// The authority: where a user signs out.
    Logout,
    /// Exchange: its web service.
    Exchange,
    /// Exchange: the keys of its identity tokens.
    Autodiscover,
    /// Graph.
    Graph,
    /// Office: the host shim, and what it asks.
    Office,
}

impl Face {
    /// Every face.
    pub const ALL: [Self; 9] = [
        Self::Metadata,
        Self::Keys,
        Self::Authorize,
        Self::Token,
        Self::Logout,
        Self::Exchange,
        Self::Autodiscover,
        Self::Graph,
        Self::Office,
    ];

    /// Its name in files and requests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Keys => "keys",
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Logout => "logout",
            Self::Exchange => "exchange",
            Self::Autodiscover => "autodiscover",
            Self::Graph => "graph",
            Self::Office => "office",
        }
    }

    /// The face to which a path leads. What nobody serves is left to the authority, which says so.
    pub fn of(path: &str) -> Self {
        if path.eq_ignore_ascii_case(ews::PATH) {
            return Self::Exchange;
        }
        match path {
            "/autodiscover/metadata/json/1" => Self::Autodiscover,
            "/office.js" => Self::Office,
            _ if path.starts_with("/office/") => Self::Office,
            _ if path == "/v1.0" || path.starts_with("/v1.0/") => Self::Graph,
            _ if path.contains("/discovery/") && path.ends_with("/keys") => Self::Keys,
            _ if path.ends_with("/token") => Self::Token,
            _ if path.ends_with("/logout") => Self::Logout,
            _ if ["/authorize", "/login", "/consent"]
                .iter()
                .any(|end| path.ends_with(end)) =>
            {
                Self::Authorize
            }
            _ => Self::Metadata,
        }
    }

    /// The part of the authority, or of the resource beside it, that this is.
    pub(crate) const fn endpoint(self) -> Option<oauth::authority::Endpoint> {
        use oauth::authority::Endpoint;
        Some(match self {
            Self::Metadata => Endpoint::Metadata,
            Self::Keys => Endpoint::Keys,
            Self::Authorize => Endpoint::Authorize,
            Self::Token => Endpoint::Token,
            Self::Logout => Endpoint::Logout,
            Self::Graph => Endpoint::Graph,
            Self::Exchange | Self::Autodiscover | Self::Office => return None,
        })
    }

    /// Whether pages of other origins may read its answers, as with the real services.
    pub(crate) const fn is_open_to_pages(self) -> bool {
        !matches!(self, Self::Authorize | Self::Logout)
    }
}
