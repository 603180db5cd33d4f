//! What becomes of a token that the server gave: it is checked, kept and handed out.

use conformance::{Quirk, Rules};
use oauth::Secret;

use super::silent::{RETURNS_THE_NEW_TOKEN_IN_NODE, RETURNS_THE_OLD_TOKEN_IN_PYTHON};
use super::{Client, Stage};
use crate::cache::{AccessToken, Account, IdToken, RefreshToken};
use crate::failure::{Class, Failure};
use crate::request::Request;
use crate::result::{Around, AuthenticationResult};
use crate::step::Kind;
use crate::token_response::TokenResponse;
use crate::{
    Home, Library, MSAL_010, MSAL_014, MSAL_015, MSAL_028, MSAL_054, MSAL_057, MSAL_058, MSAL_080,
};

pub(crate) const COUNTS_FROM_THE_ANSWER: Quirk = Quirk("counts-from-the-answer");
pub(crate) const GIVES_TEN_MINUTES_TO_ALL: Quirk = Quirk("gives-ten-minutes-to-all");
pub(crate) const COMPARES_NONCES_IF_THERE_ARE_TWO: Quirk =
    Quirk("compares-nonces-if-there-are-two");
pub(crate) const FORGETS_THE_TOKEN_WHEN_A_REFRESH_FAILS: Quirk =
    Quirk("forgets-the-token-when-a-refresh-fails");
pub(crate) const DROPS_REFRESH_TOKENS_FOR_ANY_INTERACTION: Quirk =
    Quirk("drops-refresh-tokens-for-any-interaction");
pub(crate) const KEEPS_WHAT_WAS_NOT_TO_BE_KEPT: Quirk = Quirk("keeps-what-was-not-to-be-kept");

/// When a token was got, and until when it serves.
struct Times {
    now_s: i64,
    expires_on_s: i64,
    extended_expires_on_s: i64,
    refresh_on_s: Option<i64>,
    refresh_token_expires_on_s: Option<i64>,
}

impl Times {
    fn of(response: &TokenResponse, sent_s: i64, now_s: i64, rules: &Rules) -> Self {
        let later = |from: i64, by: i64| match rules.demand(MSAL_080) {
            true => from.saturating_add(by),
            false => from.wrapping_add(by),
        };
        let library = Library::of(&rules.profile);
        let base = match library {
            Library::Js if !rules.does(COUNTS_FROM_THE_ANSWER) => sent_s,
            Library::Js | Library::Python => now_s,
        };
        let lasts = match (library, response.expires_in) {
            (_, Some(seconds)) => seconds,
            (_, None) if !rules.demand(MSAL_014) => 3600,
            (Library::Js, None) if !rules.does(GIVES_TEN_MINUTES_TO_ALL) => 0,
            (Library::Js | Library::Python, None) => 600,
        };
        let expires_on_s = later(base, lasts);
        let from_expiry = (library == Library::Js) == rules.demand(MSAL_015);
        let extended_expires_on_s = match from_expiry {
            true => later(expires_on_s, response.ext_expires_in.unwrap_or(0)),
            false => later(now_s, response.ext_expires_in.unwrap_or(lasts)),
        };
        let refresh_in = response.refresh_in.filter(|seconds| *seconds > 0);
        let of_refresh_token = response.refresh_token_expires_in;
        let of_refresh_token = of_refresh_token.filter(|_| library == Library::Js);
        Self {
            now_s,
            expires_on_s,
            extended_expires_on_s,
            refresh_on_s: refresh_in.map(|seconds| later(base, seconds)),
            refresh_token_expires_on_s: of_refresh_token.map(|seconds| later(base, seconds)),
        }
    }
}

impl Client {
    /// The server gave a token.
    pub(super) fn succeeded(
        &mut self,
        flight: usize,
        place: usize,
        response: &TokenResponse,
        rules: &Rules,
    ) {
        if let Err(failure) = self.check_nonce(flight, response, rules) {
            return self.failed_token(flight, failure, rules);
        }
        self.telemetry.told();
        let request = self.flights[flight].request.clone();
        let sent_s = match Library::of(&rules.profile) {
            Library::Js => self.exchanges[place].sent.plus_ms(500).seconds(),
            Library::Python => self.exchanges[place].sent.seconds(),
        };
        let times = Times::of(response, sent_s, self.seconds(rules), rules);
        let home = match (&response.home_account_id, request.home_account_id.as_str()) {
            (Some(home), "") => home.clone(),
            (Some(home), _) if self.flights[flight].stage == Stage::Code => home.clone(),
            (_, held) => held.to_owned(),
        };
        let token = self.token(&request, response, &home, &times, rules);
        let refreshes = matches!(self.flights[flight].stage, Stage::Refresh(_));
        let gone = refreshes && self.cache.account(&home).is_none();
        let fresh = self.fresh_account(&request, response, &home, rules);
        if !(gone && rules.demand(MSAL_058)) {
            self.keep_all(&request, response, &token, fresh.clone(), &times, rules);
        }
        let old = self.flights[flight].old.take();
        let returns_old = match Library::of(&rules.profile) {
            Library::Js => !rules.does(RETURNS_THE_NEW_TOKEN_IN_NODE),
            Library::Python => rules.does(RETURNS_THE_OLD_TOKEN_IN_PYTHON),
        };
        if let Some(old) = old.filter(|_| returns_old) {
            return self.finish_from_cache(flight, &old, rules);
        }
        let account = self.cache.account(&home).cloned().or(fresh);
        let claims = response.id_token.as_ref();
        let around = Around {
            authority: &request.authority.url,
            account: account.as_ref(),
            id_token: claims.map(|(secret, claims)| (secret, claims.text.as_str())),
            unique_id: claims.map_or("", |(_, claims)| match claims.oid.as_str() {
                "" => &claims.sub,
                oid => oid,
            }),
            tenant_id: claims.map_or("", |(_, claims)| &claims.tid),
            family_id: &response.foci,
        };
        let result = AuthenticationResult::of(&token, &around, false, &request.scopes, rules);
        if self.flights[flight].kind == Kind::HandleRedirect {
            self.handed = Some(result.clone());
        }
        self.finish(flight, Ok(result), rules);
    }

    fn check_nonce(
        &self,
        flight: usize,
        response: &TokenResponse,
        rules: &Rules,
    ) -> Result<(), Failure> {
        let held = &self.flights[flight];
        let Some(asked) = held.asked.as_ref().filter(|_| held.stage == Stage::Code) else {
            return Ok(());
        };
        let claims = response.id_token.as_ref().map(|(_, claims)| claims);
        let library = Library::of(&rules.profile);
        if claims.is_none() && library == Library::Python {
            return Ok(());
        }
        let nonce = claims.and_then(|claims| claims.nonce.as_ref());
        let lenient = rules.does(COMPARES_NONCES_IF_THERE_ARE_TWO) && nonce.is_none();
        if nonce == Some(&asked.nonce) || lenient || !rules.demand(MSAL_054) {
            return Ok(());
        }
        let failure = match library {
            Library::Js => Failure::new(Class::ClientAuth, "nonce_mismatch"),
            Library::Python => Failure::new(Class::RuntimeError, ""),
        };
        Err(failure.because(MSAL_054))
    }

    fn token(
        &self,
        request: &Request,
        response: &TokenResponse,
        home: &str,
        times: &Times,
        rules: &Rules,
    ) -> AccessToken {
        let scopes = response.scope.split(' ').filter(|scope| !scope.is_empty());
        let scopes: Vec<String> = scopes.map(str::to_owned).collect();
        let claimed = response
            .id_token
            .as_ref()
            .map(|(_, claims)| claims.tid.clone());
        let claimed = claimed.filter(|tid| !tid.is_empty() && rules.demand(MSAL_010));
        let library = Library::of(&rules.profile);
        let realm = match request.authority.is_for_many() && rules.demand(MSAL_010) {
            true => request.realm.clone(),
            false => request.authority.tenant.clone(),
        };
        let token_type = match response.token_type.as_str() {
            "" => request.token_type(),
            held => held,
        };
        AccessToken {
            home_account_id: home.to_owned(),
            environment: request.authority.environment(library).to_owned(),
            client_id: self.configuration.client.clone(),
            realm: claimed.unwrap_or(realm),
            target: if scopes.is_empty() {
                request.scopes.clone()
            } else {
                scopes
            },
            secret: response.access_token.clone(),
            token_type: token_type.to_owned(),
            cached_at_s: times.now_s,
            expires_on_s: times.expires_on_s,
            extended_expires_on_s: times.extended_expires_on_s,
            refresh_on_s: times.refresh_on_s,
            components: request.components.clone(),
        }
    }

    /// The account that an id token tells of.
    fn fresh_account(
        &self,
        request: &Request,
        response: &TokenResponse,
        home: &str,
        rules: &Rules,
    ) -> Option<Account> {
        let (_, claims) = response.id_token.as_ref()?;
        let local = match claims.oid.as_str() {
            "" => &claims.sub,
            oid => oid,
        };
        let held = self.cache.account(home);
        let or_held = |text: &str, part: fn(&Account) -> &str| match (text, held) {
            ("", Some(held)) => part(held).to_owned(),
            (text, _) => text.to_owned(),
        };
        let library = Library::of(&rules.profile);
        Some(Account {
            home_account_id: home.to_owned(),
            environment: request.authority.environment(library).to_owned(),
            tenant_id: match claims.tid.as_str() {
                "" => request.authority.tenant.clone(),
                tid => tid.to_owned(),
            },
            local_account_id: or_held(local, |held| &held.local_account_id),
            username: or_held(&claims.username, |held| &held.username),
            name: or_held(&claims.name, |held| &held.name),
            login_hint: or_held(&claims.login_hint, |held| &held.login_hint),
            sid: or_held(&claims.sid, |held| &held.sid),
        })
    }

    fn keep_all(
        &mut self,
        request: &Request,
        response: &TokenResponse,
        token: &AccessToken,
        account: Option<Account>,
        times: &Times,
        rules: &Rules,
    ) {
        let spelling = self.spelling(rules);
        let kept = |name: &str| {
            !(rules.demand(MSAL_057)
                && !rules.does(KEEPS_WHAT_WAS_NOT_TO_BE_KEPT)
                && request.call.not_kept.iter().any(|held| held == name))
        };
        if let Some(account) = account.filter(|_| kept("account")) {
            if self.active.is_none() {
                self.active = Some(account.home_account_id.clone());
            }
            self.keep_account(account);
        }
        if let Some((secret, claims)) = response.id_token.as_ref().filter(|_| kept("id_token")) {
            let fresh = IdToken {
                home_account_id: token.home_account_id.clone(),
                environment: token.environment.clone(),
                client_id: token.client_id.clone(),
                realm: token.realm.clone(),
                secret: secret.clone(),
                claims: claims.text.clone(),
            };
            let key = fresh.key(spelling);
            self.cache
                .id_tokens
                .retain(|held| held.key(spelling) != key);
            self.cache.id_tokens.push(fresh);
        }
        if kept("access_token") && !token.secret.reveal().is_empty() {
            let claims = request.call.claims.as_deref();
            self.cache
                .keep_access_token(token.clone(), claims, spelling, rules);
        }
        if let Some(secret) = response
            .refresh_token
            .clone()
            .filter(|_| kept("refresh_token"))
        {
            self.keep_refreshed(secret, response, token, times, rules);
        }
        if spelling.home == Home::Browser || !response.foci.is_empty() {
            let (client, environment) = (token.client_id.clone(), token.environment.clone());
            self.cache
                .keep_family(client, environment, response.foci.clone());
        }
    }

    fn keep_refreshed(
        &mut self,
        secret: Secret<'static>,
        response: &TokenResponse,
        token: &AccessToken,
        times: &Times,
        rules: &Rules,
    ) {
        let fresh = RefreshToken {
            home_account_id: token.home_account_id.clone(),
            environment: token.environment.clone(),
            client_id: token.client_id.clone(),
            family: response.foci.clone(),
            secret,
            expires_on_s: times.refresh_token_expires_on_s,
            target: token.target.clone(),
        };
        self.cache.keep_refresh_token(fresh, rules);
    }

    /// Removes a refresh token of which the server said that it is bad.
    pub(super) fn drop_bad_token(
        &mut self,
        flight: usize,
        family: Option<&str>,
        failure: &Failure,
        rules: &Rules,
    ) {
        let home = self.flights[flight].request.home_account_id.clone();
        if rules.does(FORGETS_THE_TOKEN_WHEN_A_REFRESH_FAILS) {
            self.cache
                .access_tokens
                .retain(|held| held.home_account_id != home);
        }
        let bad = failure.class == Class::InteractionRequired && failure.suberror == "bad_token";
        let any = failure.class == Class::InteractionRequired
            && rules.does(DROPS_REFRESH_TOKENS_FOR_ANY_INTERACTION);
        let python = Library::of(&rules.profile) == Library::Python;
        if !(any || (bad && rules.demand(MSAL_028) && !python)) {
            return;
        }
        let family = family.unwrap_or_default();
        self.cache
            .refresh_tokens
            .retain(|held| held.home_account_id != home || held.family != family);
    }
}
