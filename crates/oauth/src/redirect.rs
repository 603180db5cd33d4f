//! A redirect URI: where an authority sends a browser with its answer, and nowhere else.

use conformance::{Refusal, Rules};
use serde::{Deserialize, Serialize};

use crate::defects::{
    COMPARES_REDIRECT_URIS_WITHOUT_CASE, LETS_LOOPBACK_STAND_FOR_ANY_HOST,
    MATCHES_REDIRECT_URIS_BY_THEIR_START, REFUSES_OTHER_LOOPBACK_PORTS, TAKES_SUBDOMAINS,
};
use crate::{OAUTH_004, OAUTH_005, OAUTH_034, Uri};

/// A redirect URI as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectUri {
    /// Its text.
    pub uri: String,
    /// What listens there.
    pub kind: RedirectKind,
}

/// What listens at a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RedirectKind {
    /// A server that can keep a secret.
    Web,
    /// A script in a browser.
    Spa,
    /// An app on the user's machine.
    Native,
}

impl RedirectUri {
    /// A redirect URI that was not looked at yet.
    pub fn new(uri: impl Into<String>, kind: RedirectKind) -> Self {
        Self {
            uri: uri.into(),
            kind,
        }
    }

    /// Refuses a redirect URI that nobody may register.
    pub fn check(&self, rules: &Rules) -> Result<(), Refusal> {
        let Some(uri) = Uri::read(&self.uri) else {
            return rules.refuse(OAUTH_005, 0, "a redirect URI is absolute");
        };
        if let Some(fragment) = uri.fragment {
            let offset = self.uri.len() - fragment.len() - 1;
            rules.refuse(OAUTH_005, offset, "a redirect URI has no fragment")?;
        }
        let native = self.kind == RedirectKind::Native;
        // Documented: Entra registers `http://localhost` for every kind of app.
        let loopback = uri.is_loopback() && (native || rules.profile.chooses("entra"));
        let private = native && uri.scheme.contains('.') && !uri.is_https();
        let secure = uri.is_https() && uri.host().is_some_and(|host| !host.is_empty());
        if !(secure || loopback || private) {
            let message = "a redirect URI is https, or leads to this machine or to a native app";
            rules.refuse(OAUTH_034, 0, message)?;
        }
        Ok(())
    }

    /// Whether a request that names `asked` means this one.
    pub(crate) fn is(&self, asked: &str, rules: &Rules) -> bool {
        if self.uri == asked {
            return true;
        }
        if !rules.demand(OAUTH_005)
            && let Some((asked, _)) = asked.split_once('#')
            && self.is(asked, rules)
        {
            return true;
        }
        if rules.does(MATCHES_REDIRECT_URIS_BY_THEIR_START) && asked.starts_with(&self.uri) {
            return true;
        }
        if rules.does(COMPARES_REDIRECT_URIS_WITHOUT_CASE) && self.uri.eq_ignore_ascii_case(asked) {
            return true;
        }
        let (Some(held), Some(asked)) = (Uri::read(&self.uri), Uri::read(asked)) else {
            return false;
        };
        if rules.does(LETS_LOOPBACK_STAND_FOR_ANY_HOST) && asked.is_loopback() {
            return held.path == asked.path;
        }
        if rules.does(TAKES_SUBDOMAINS)
            && let (Some(held), Some(asked)) = (held.host(), asked.host())
            && asked
                .strip_suffix(held)
                .is_some_and(|before| before.ends_with('.'))
        {
            return true;
        }
        self.kind == RedirectKind::Native
            && held.is_loopback()
            && asked.is_loopback()
            && !rules.does(REFUSES_OTHER_LOOPBACK_PORTS)
            && held.host() == asked.host()
            && (held.path, held.query) == (asked.path, asked.query)
            && held.scheme == asked.scheme
            && asked.fragment.is_none()
    }
}

/// The registered redirect URI that a request means by this text.
pub(crate) fn find<'r>(
    registered: &'r [RedirectUri],
    asked: &str,
    rules: &Rules,
) -> Result<Option<&'r RedirectUri>, Refusal> {
    if Uri::read(asked).is_none() {
        rules.refuse(OAUTH_005, 0, "a redirect URI is absolute")?;
    }
    if let Some(place) = asked.find('#') {
        rules.refuse(OAUTH_005, place, "a redirect URI has no fragment")?;
    }
    if let Some(found) = registered.iter().find(|held| held.is(asked, rules)) {
        return Ok(Some(found));
    }
    rules.refuse(OAUTH_004, 0, "this redirect URI is not registered")?;
    // Whoever never heard of registration redirects to wherever it is told.
    Ok(None)
}
