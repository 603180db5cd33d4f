//! Silent acquisition: the cache, then a refresh token, then a hidden iframe.

use conformance::{Quirk, Rules};

use super::{Client, Stage};
use crate::cache::{AccessToken, Found, Wanted};
use crate::event::Window;
use crate::failure::{Class, Failure};
use crate::policy::{Policy, falls_back};
use crate::request::{Grant, Request};
use crate::result::{Around, AuthenticationResult};
use crate::telemetry::Reason;
use crate::{
    Home, Library, MSAL_012, MSAL_013, MSAL_016, MSAL_020, MSAL_021, MSAL_022, MSAL_023, MSAL_025,
    MSAL_026, MSAL_027, MSAL_034, MSAL_035, MSAL_037, MSAL_075, MSAL_080, claims,
};

pub(crate) const EXPIRES_AT_THE_BOUNDARY: Quirk = Quirk("expires-at-the-boundary");
pub(crate) const RETURNS_ONE_SECOND_PAST_THE_BOUNDARY: Quirk =
    Quirk("returns-one-second-past-the-boundary");
pub(crate) const RETURNS_TOKENS_UNTIL_EXTENDED_EXPIRY: Quirk =
    Quirk("returns-tokens-until-extended-expiry");
pub(crate) const REFUSES_TOKENS_OF_TEN_YEARS: Quirk = Quirk("refuses-tokens-of-ten-years");
pub(crate) const RETURNS_THE_OLD_TOKEN_IN_PYTHON: Quirk = Quirk("returns-the-old-token-in-python");
pub(crate) const OPENS_AN_IFRAME_WHEN_FORCED: Quirk = Quirk("opens-an-iframe-when-forced");
pub(crate) const RENEWS_IN_THE_BROWSER: Quirk = Quirk("renews-in-the-browser");
pub(crate) const FAILS_WITH_THE_RENEWAL: Quirk = Quirk("fails-with-the-renewal");
pub(crate) const RETURNS_THE_NEW_TOKEN_IN_NODE: Quirk = Quirk("returns-the-new-token-in-node");
pub(crate) const TAKES_ZERO_FOR_NO_OFFSET: Quirk = Quirk("takes-zero-for-no-offset");
pub(crate) const SHARES_WHATEVER_THE_CLAIMS: Quirk = Quirk("shares-whatever-the-claims");
pub(crate) const SHARES_WHATEVER_THE_ACCOUNT: Quirk = Quirk("shares-whatever-the-account");
pub(crate) const SHARES_WHATEVER_IS_FORCED: Quirk = Quirk("shares-whatever-is-forced");
pub(crate) const SHARES_WHAT_FAILED: Quirk = Quirk("shares-what-failed");
pub(crate) const SORTS_SCOPES_EVERYWHERE: Quirk = Quirk("sorts-scopes-everywhere");
pub(crate) const WAITS_UNDER_SKIP: Quirk = Quirk("waits-under-skip");
pub(crate) const RETHROWS_THE_ERROR_OF_THE_IFRAME: Quirk =
    Quirk("rethrows-the-error-of-the-iframe");
pub(crate) const TRIES_THE_OWN_TOKEN_AFTER_ANY_ERROR: Quirk =
    Quirk("tries-the-own-token-after-any-error");

impl Request {
    fn wanted<'w>(&'w self, client_id: &'w str, library: Library) -> Wanted<'w> {
        Wanted {
            home_account_id: &self.home_account_id,
            environment: self.authority.environment(library),
            client_id,
            realm: &self.realm,
            scopes: &self.scopes,
            token_type: self.token_type(),
            components: &self.components,
        }
    }
}

impl Client {
    /// Under which silent calls share a flight; nothing if this one shares none.
    pub(super) fn sharing_key(&self, request: &Request, rules: &Rules) -> Option<Vec<String>> {
        let shares = Library::of(&rules.profile) == Library::Js && rules.demand(MSAL_034);
        if !shares {
            return None;
        }
        let call = &request.call;
        let node = self.configuration.home == Home::Node;
        if node && request.home_account_id.is_empty() {
            return None;
        }
        let mut scopes = request.scopes.clone();
        if (node && rules.demand(MSAL_035)) || rules.does(SORTS_SCOPES_EVERYWHERE) {
            scopes = scopes.iter().map(|scope| scope.to_lowercase()).collect();
            scopes.sort();
        }
        let unless = |quirk, text: String| match rules.does(quirk) {
            true => String::new(),
            false => text,
        };
        let claims = call.claims.clone().unwrap_or_default();
        let forced = call.force_refresh.to_string();
        let account = request.home_account_id.clone();
        let mut key = vec![
            self.configuration.client.clone(),
            request.authority.url.clone(),
            scopes.join(" "),
            unless(SHARES_WHATEVER_THE_ACCOUNT, account),
            unless(SHARES_WHATEVER_THE_CLAIMS, claims),
            request.token_type().to_owned(),
            request.components.clone(),
            unless(SHARES_WHATEVER_IS_FORCED, forced),
            format!("{:?}", call.policy.unwrap_or_default()),
        ];
        key.extend(call.extra.iter().map(|named| format!("{named:?}")));
        if node {
            key.push(request.realm.clone());
            key.push(request.authority.host.clone());
            key.push(format!("{:?}", call.refresh_token_offset_s));
            key.push(call.redirect_uri.clone().unwrap_or_default());
        }
        Some(key)
    }

    fn policy(&self, flight: usize, rules: &Rules) -> Policy {
        let policy = self.flights[flight].request.call.policy.unwrap_or_default();
        policy.followed(rules)
    }

    /// The first step: the access tokens that are kept.
    pub(super) fn look_into_cache(&mut self, flight: usize, rules: &Rules) {
        let library = Library::of(&rules.profile);
        let request = self.flights[flight].request.clone();
        let policy = self.policy(flight, rules);
        let forced = request.call.force_refresh && rules.demand(MSAL_016);
        let claims = claims::pass_over_the_cache(request.call.claims.as_deref(), rules);
        if forced || claims || !policy.reads_the_cache(rules) {
            self.flights[flight].reason = Some(Reason::PassedOver);
            return self.refresh(flight, rules);
        }
        let client = self.configuration.client.clone();
        let token = match self
            .cache
            .access_token(&request.wanted(&client, library), rules)
        {
            Found::One(token) => *token,
            Found::None => {
                self.flights[flight].reason = Some(Reason::NoToken);
                return self.refresh(flight, rules);
            }
            Found::TooMany => {
                let code = "multiple_matching_tokens_detected";
                return self.finish(flight, Err(Failure::new(Class::ClientAuth, code)), rules);
            }
        };
        if !self.is_usable(&token, rules) {
            self.flights[flight].reason = Some(Reason::Expired);
            return self.refresh(flight, rules);
        }
        let due = token.refresh_on_s.is_some_and(|at| self.is_past(at, rules));
        let renews = !self.is_browser(rules) || rules.does(RENEWS_IN_THE_BROWSER);
        if due && renews && rules.demand(MSAL_020) {
            let flight_held = &mut self.flights[flight];
            flight_held.reason = Some(Reason::Proactive);
            flight_held.old = Some(token);
            return self.refresh(flight, rules);
        }
        self.finish_from_cache(flight, &token, rules);
    }

    /// Whether a token may still be returned.
    fn is_usable(&self, token: &AccessToken, rules: &Rules) -> bool {
        let expires = match rules.does(RETURNS_TOKENS_UNTIL_EXTENDED_EXPIRY) {
            true => token.extended_expires_on_s,
            false => token.expires_on_s,
        };
        let lasts = expires.saturating_sub(self.now.seconds());
        if rules.does(REFUSES_TOKENS_OF_TEN_YEARS) && lasts > 10 * 365 * 86_400 {
            return false;
        }
        if Library::of(&rules.profile) == Library::Python {
            let left_ms = expires.saturating_mul(1000).saturating_sub(self.now.ms());
            let offset_ms = if rules.demand(MSAL_012) { 300_000 } else { 0 };
            return left_ms >= offset_ms
                && !(rules.does(EXPIRES_AT_THE_BOUNDARY) && left_ms == offset_ms)
                || (rules.does(RETURNS_ONE_SECOND_PAST_THE_BOUNDARY)
                    && left_ms >= offset_ms - 1000);
        }
        let now = self.seconds(rules);
        let turned_back = token.cached_at_s > now && rules.demand(MSAL_013);
        let offset = match rules.demand(MSAL_012) {
            true => self.configuration.renewal_offset_s,
            false => 0,
        };
        let latest = match rules.demand(MSAL_080) {
            true => now.saturating_add(offset),
            false => now.wrapping_add(offset),
        };
        let expired = match rules.does(EXPIRES_AT_THE_BOUNDARY) {
            true => latest >= expires,
            false if rules.does(RETURNS_ONE_SECOND_PAST_THE_BOUNDARY) => latest - 1 > expires,
            false => latest > expires,
        };
        !expired && !turned_back
    }

    /// Whether the moment from which a token should be renewed lies behind.
    fn is_past(&self, refresh_on_s: i64, rules: &Rules) -> bool {
        // One that moves it about moves it by as much as it may.
        let at = match rules.demand(MSAL_021) {
            true => refresh_on_s,
            false => refresh_on_s.saturating_sub(300),
        };
        match Library::of(&rules.profile) {
            Library::Js => self.seconds(rules) > at,
            Library::Python => self.now.ms() > at.saturating_mul(1000),
        }
    }

    pub(super) fn finish_from_cache(&mut self, flight: usize, token: &AccessToken, rules: &Rules) {
        let request = &self.flights[flight].request;
        let account = self.cache.account(&token.home_account_id);
        let id_token = self
            .cache
            .id_token(&token.home_account_id, &token.client_id);
        let tenant = account.map_or(token.realm.as_str(), |account| &account.tenant_id);
        let around = Around {
            authority: &request.authority.url,
            account,
            id_token: id_token.map(|held| (&held.secret, held.claims.as_str())),
            unique_id: account.map_or("", |account| &account.local_account_id),
            tenant_id: tenant,
            family_id: "",
        };
        let result = AuthenticationResult::of(token, &around, true, &request.scopes, rules);
        self.telemetry.hit();
        self.finish(flight, Ok(result), rules);
    }

    /// The second step: a refresh token.
    fn refresh(&mut self, flight: usize, rules: &Rules) {
        let policy = self.policy(flight, rules);
        let forced = self.flights[flight].request.call.force_refresh;
        let skips = forced && rules.does(OPENS_AN_IFRAME_WHEN_FORCED);
        let renews = self.flights[flight].old.is_some();
        if (!policy.refreshes(rules) && !renews) || skips {
            let class = match rules.demand(MSAL_023) {
                true => Class::ClientAuth,
                false => Class::InteractionRequired,
            };
            let failure = Failure::new(class, "token_refresh_required").because(MSAL_022);
            return self.end_refresh(flight, failure, rules);
        }
        let request = &self.flights[flight].request;
        let environment = request.authority.environment(Library::of(&rules.profile));
        let family = self
            .cache
            .family(&self.configuration.client, environment, rules);
        let knows = rules.demand(MSAL_025) || Library::of(&rules.profile) == Library::Python;
        let family = family.filter(|_| knows).map(str::to_owned);
        self.refresh_with(flight, family, rules);
    }

    fn refresh_with(&mut self, flight: usize, family: Option<String>, rules: &Rules) {
        let library = Library::of(&rules.profile);
        let request = self.flights[flight].request.clone();
        let client = self.configuration.client.clone();
        let wanted = request.wanted(&client, library);
        let found = self.cache.refresh_token(&wanted, family.as_deref(), rules);
        let Some(token) = found.cloned() else {
            if family.is_some() {
                return self.refresh_with(flight, None, rules);
            }
            let failure = match library {
                Library::Js if rules.demand(MSAL_026) => {
                    Failure::new(Class::InteractionRequired, "no_tokens_found").because(MSAL_026)
                }
                Library::Js => Failure::new(Class::ClientAuth, "token_refresh_required"),
                Library::Python => Failure::new(Class::None, ""),
            };
            return self.end_refresh(flight, failure, rules);
        };
        if let Some(expires) = token.expires_on_s.filter(|_| rules.demand(MSAL_027)) {
            let zero_counts = rules.does(TAKES_ZERO_FOR_NO_OFFSET);
            let offset = request.call.refresh_token_offset_s;
            let offset = offset
                .filter(|offset| *offset != 0 || zero_counts)
                .unwrap_or(300);
            if self.seconds(rules).saturating_add(offset) > expires {
                let failure = Failure::new(Class::InteractionRequired, "refresh_token_expired");
                return self.end_refresh(flight, failure.because(MSAL_027), rules);
            }
        }
        self.flights[flight].stage = Stage::Refresh(family);
        self.send_grant(flight, &Grant::Refresh(&token.secret), rules);
    }

    /// A refresh was refused: by the client's own family token, the next one is tried.
    pub(super) fn refresh_failed(&mut self, flight: usize, failure: Failure, rules: &Rules) {
        let Stage::Refresh(family) = self.flights[flight].stage.clone() else {
            return self.finish(flight, Err(failure), rules);
        };
        let mismatch = failure.code == "invalid_grant" && failure.suberror == "client_mismatch";
        let python = Library::of(&rules.profile) == Library::Python;
        let any = python || rules.does(TRIES_THE_OWN_TOKEN_AFTER_ANY_ERROR);
        if family.is_some() && (mismatch || failure.code == "no_tokens_found" || any) {
            return self.refresh_with(flight, None, rules);
        }
        self.drop_bad_token(flight, family.as_deref(), &failure, rules);
        self.end_refresh(flight, failure, rules);
    }

    /// A refresh brought nothing.
    fn end_refresh(&mut self, flight: usize, failure: Failure, rules: &Rules) {
        if let Some(old) = self.flights[flight].old.take() {
            if rules.does(FAILS_WITH_THE_RENEWAL) {
                return self.finish(flight, Err(failure), rules);
            }
            return self.finish_from_cache(flight, &old, rules);
        }
        let policy = self.policy(flight, rules);
        let may = self.is_browser(rules) && !self.flights[flight].without_iframe;
        if !may || !falls_back(policy, &failure, rules) {
            return self.finish(flight, Err(failure), rules);
        }
        let waits = policy != Policy::Skip || rules.does(WAITS_UNDER_SKIP);
        if self.iframe.is_some() && waits && rules.demand(MSAL_037) {
            let held = &mut self.flights[flight];
            held.stage = Stage::Waits;
            held.own = Some(failure);
            return;
        }
        if self.iframe.is_none() {
            self.iframe = Some(flight);
        }
        self.flights[flight].own = Some(failure);
        self.open(flight, Window::Iframe, rules);
    }

    /// Goes on with those who waited for an iframe.
    pub(super) fn wake(&mut self, succeeded: bool, rules: &Rules) {
        let waiting: Vec<usize> = (0..self.flights.len())
            .filter(|flight| self.flights[*flight].stage == Stage::Waits)
            .collect();
        for flight in waiting {
            let own = self.flights[flight].own.take();
            if succeeded {
                self.flights[flight].without_iframe = true;
                self.look_into_cache(flight, rules);
            } else {
                let own = own.unwrap_or_else(|| Failure::new(Class::BrowserAuth, "timed_out"));
                let failure = match rules.does(RETHROWS_THE_ERROR_OF_THE_IFRAME) {
                    true => Failure::new(Class::BrowserAuth, "silent_sso_failed"),
                    false => own,
                };
                self.finish(flight, Err(failure), rules);
            }
        }
    }

    /// An iframe brought no code, or a code that brought no token.
    pub(super) fn iframe_failed(&mut self, flight: usize, failure: Failure, rules: &Rules) {
        let hides = !rules.demand(MSAL_075);
        let failure = match hides && failure.class == Class::InteractionRequired {
            true => Failure::new(Class::BrowserAuth, "silent_sso_failed"),
            false => failure,
        };
        self.finish(flight, Err(failure), rules);
    }
}
