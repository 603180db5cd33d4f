//! The application: what a sound one does with a client's errors, and with the token.

use conformance::{Quirk, Rules};
use oauth::Uri;

use crate::event::Presented;
use crate::failure::{Class, Failure};
use crate::result::AuthenticationResult;
use crate::{MSAL_070, MSAL_077, MSAL_078};

pub(crate) const SWALLOWS_OTHER_ERRORS: Quirk = Quirk("swallows-other-errors");
pub(crate) const TAKES_THE_TOKEN_ALONG: Quirk = Quirk("takes-the-token-along");
pub(crate) const SENDS_THE_BARE_TOKEN: Quirk = Quirk("sends-the-bare-token");

/// What an application does when a silent call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// It asks the user.
    Interact,
    /// It handles the error.
    Report,
    /// It does nothing. A sound one never does.
    Nothing,
}

/// What it does when a silent call fails.
pub fn reaction(failure: &Failure, rules: &Rules) -> Reaction {
    let asks = failure.class == Class::InteractionRequired;
    if asks || (!rules.demand(MSAL_077) && rules.profile.chooses("msal-js")) {
        Reaction::Interact
    } else if rules.does(SWALLOWS_OTHER_ERRORS) {
        Reaction::Nothing
    } else {
        Reaction::Report
    }
}

/// Sends its token along with a request.
pub fn present(url: &str, result: Option<&AuthenticationResult>, rules: &Rules) -> Presented {
    let token = result.filter(|result| {
        let meant = resource(&result.scopes);
        origin(url) == Some(meant) || !rules.demand(MSAL_078)
    });
    let authorization = token.map(|result| {
        let token = result.access_token.reveal();
        match rules.demand(MSAL_070) && !rules.does(SENDS_THE_BARE_TOKEN) {
            true => format!("Bearer {token}"),
            false => token.to_owned(),
        }
    });
    Presented {
        url: url.to_owned(),
        authorization: Some(authorization.unwrap_or_default()),
    }
}

/// Follows where the resource redirects it.
pub fn redirected(url: &str, result: Option<&AuthenticationResult>, rules: &Rules) -> Presented {
    if rules.does(TAKES_THE_TOKEN_ALONG)
        && let Some(result) = result
    {
        let authorization = format!("Bearer {}", result.access_token.reveal());
        return Presented {
            url: url.to_owned(),
            authorization: Some(authorization),
        };
    }
    present(url, result, rules)
}

/// The origin of the resource for which scopes are: the one that they name, or else Graph's.
fn resource(scopes: &[String]) -> (String, String) {
    let named = scopes.iter().find_map(|scope| origin(scope));
    named.unwrap_or_else(|| ("https".to_owned(), "graph.microsoft.com".to_owned()))
}

/// Scheme, and host with its port.
fn origin(url: &str) -> Option<(String, String)> {
    let uri = Uri::read(url)?;
    let authority = uri.authority?.to_lowercase();
    let authority = authority.strip_suffix(":443").unwrap_or(&authority);
    Some((uri.scheme.to_lowercase(), authority.to_owned()))
}
