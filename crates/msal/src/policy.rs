//! The cache lookup policy of MSAL.js: which of cached token, refresh token and iframe are tried.

use conformance::{Quirk, Rules};
use serde::{Deserialize, Serialize};

use crate::failure::{Class, Failure};
use crate::{Library, MSAL_022, MSAL_030};

pub(crate) const REFRESHES_UNDER_ACCESS_TOKEN: Quirk = Quirk("refreshes-under-access-token");
pub(crate) const FALLS_BACK_UNDER_REFRESH_TOKEN: Quirk = Quirk("falls-back-under-refresh-token");
pub(crate) const READS_THE_CACHE_UNDER_REFRESH_TOKEN: Quirk =
    Quirk("reads-the-cache-under-refresh-token");
pub(crate) const FALLS_BACK_WHENEVER_THE_GRANT_IS_INVALID: Quirk =
    Quirk("falls-back-whenever-the-grant-is-invalid");
pub(crate) const NEVER_FALLS_BACK_FOR_BAD_TOKENS: Quirk = Quirk("never-falls-back-for-bad-tokens");

/// Which of cached access token, refresh token and hidden iframe are tried, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Policy {
    /// All three.
    #[default]
    Default,
    /// The cache.
    AccessToken,
    /// The cache, then the refresh token.
    AccessTokenAndRefreshToken,
    /// The refresh token.
    RefreshToken,
    /// The refresh token, then the iframe.
    RefreshTokenAndNetwork,
    /// The iframe.
    Skip,
}

impl Policy {
    /// Every policy, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Default,
        Self::AccessToken,
        Self::AccessTokenAndRefreshToken,
        Self::RefreshToken,
        Self::RefreshTokenAndNetwork,
        Self::Skip,
    ];

    /// The one that is followed: where there are no policies, or they are not known, the default.
    pub(crate) fn followed(self, rules: &Rules) -> Self {
        let follows = Library::of(&rules.profile) == Library::Js && rules.demand(MSAL_022);
        if follows { self } else { Self::Default }
    }

    /// Whether the cached access tokens are looked at.
    pub(crate) fn reads_the_cache(self, rules: &Rules) -> bool {
        match self {
            Self::Default | Self::AccessToken | Self::AccessTokenAndRefreshToken => true,
            Self::RefreshToken => rules.does(READS_THE_CACHE_UNDER_REFRESH_TOKEN),
            Self::RefreshTokenAndNetwork | Self::Skip => false,
        }
    }

    /// Whether a refresh token is used.
    pub(crate) fn refreshes(self, rules: &Rules) -> bool {
        match self {
            Self::AccessToken => rules.does(REFRESHES_UNDER_ACCESS_TOKEN),
            Self::Skip => false,
            _ => true,
        }
    }

    /// Whether an iframe is opened.
    fn opens_an_iframe(self, rules: &Rules) -> bool {
        matches!(
            self,
            Self::Default | Self::RefreshTokenAndNetwork | Self::Skip
        ) || (self == Self::RefreshToken && rules.does(FALLS_BACK_UNDER_REFRESH_TOKEN))
    }
}

/// Whether the iframe may bring what the refresh did not.
pub(crate) fn falls_back(policy: Policy, failure: &Failure, rules: &Rules) -> bool {
    let resolvable = match failure.code.as_str() {
        "no_tokens_found" | "refresh_token_expired" => true,
        "invalid_grant" if rules.does(FALLS_BACK_WHENEVER_THE_GRANT_IS_INVALID) => true,
        "invalid_grant" | "token_refresh_required" => {
            let bad =
                failure.suberror == "bad_token" && !rules.does(NEVER_FALLS_BACK_FOR_BAD_TOKENS);
            failure.class != Class::InteractionRequired || bad
        }
        _ => !rules.demand(MSAL_030),
    };
    policy.opens_an_iframe(rules) && resolvable
}
