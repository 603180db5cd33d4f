//! The cache: accounts, id tokens, access tokens, refresh tokens and what is known of the client's
//! family. Every entry has a key; no two entries share one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Quirk, Rules};
use oauth::Secret;

use crate::authority::aliases;
use crate::{
    Home, Library, MSAL_007, MSAL_009, MSAL_011, MSAL_019, MSAL_024, MSAL_029, MSAL_057, MSAL_071,
    scopes,
};

pub(crate) const IGNORES_THE_CLIENT: Quirk = Quirk("ignores-the-client");
pub(crate) const IGNORES_THE_ACCOUNT: Quirk = Quirk("ignores-the-account");
pub(crate) const COMPARES_REALMS_BY_CASE: Quirk = Quirk("compares-realms-by-case");
pub(crate) const KNOWS_NO_ALIASES: Quirk = Quirk("knows-no-aliases");
pub(crate) const IGNORES_THE_TOKEN_TYPE: Quirk = Quirk("ignores-the-token-type");
pub(crate) const JOINS_COMPONENTS_BARELY: Quirk = Quirk("joins-components-barely");
pub(crate) const FAILS_FOR_SEVERAL: Quirk = Quirk("fails-for-several");
pub(crate) const TAKES_THE_LAST_OF_SEVERAL: Quirk = Quirk("takes-the-last-of-several");

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The account within its home tenant: `uid.utid`, or a subject.
    pub home_account_id: String,
    /// The environment in which it signed in.
    pub environment: String,
    /// The tenant in which it is used.
    pub tenant_id: String,
    /// Its id within that tenant.
    pub local_account_id: String,
    /// Its name, as people type it.
    pub username: String,
    /// Its name, as people read it.
    pub name: String,
    /// The hint that the id token gave for signing in, or nothing.
    pub login_hint: String,
    /// The session's id, or nothing.
    pub sid: String,
}

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Whose it is.
    pub home_account_id: String,
    /// Where it is from.
    pub environment: String,
    /// For which client it was issued.
    pub client_id: String,
    /// The tenant.
    pub realm: String,
    /// The scopes.
    pub target: Vec<String>,
    /// The token.
    pub secret: Secret<'static>,
    /// `Bearer`, or another type.
    pub token_type: String,
    /// When it was kept, in seconds.
    pub cached_at_s: i64,
    /// When it expires.
    pub expires_on_s: i64,
    /// When it expires if the server cannot be reached.
    pub extended_expires_on_s: i64,
    /// When it should be renewed.
    pub refresh_on_s: Option<i64>,
    /// What else it is told apart by: the hash of further components, or nothing.
    pub components: String,
}

/// A refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Whose it is.
    pub home_account_id: String,
    /// Where it is from.
    pub environment: String,
    /// For which client it was issued.
    pub client_id: String,
    /// The family whose clients may use it, or nothing.
    pub family: String,
    /// The token.
    pub secret: Secret<'static>,
    /// When it expires, if the server said so.
    pub expires_on_s: Option<i64>,
    /// For what it was asked for. Only a defective client looks at it.
    pub(crate) target: Vec<String>,
}

/// An id token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdToken {
    /// Whose it is.
    pub home_account_id: String,
    /// Where it is from.
    pub environment: String,
    /// For which client it was issued.
    pub client_id: String,
    /// The tenant.
    pub realm: String,
    /// The token.
    pub secret: Secret<'static>,
    /// What it claims, as JSON.
    pub claims: String,
}

/// What a cache is asked for.
pub(crate) struct Wanted<'w> {
    pub(crate) home_account_id: &'w str,
    pub(crate) environment: &'w str,
    pub(crate) client_id: &'w str,
    pub(crate) realm: &'w str,
    pub(crate) scopes: &'w [String],
    pub(crate) token_type: &'w str,
    pub(crate) components: &'w str,
}

/// The entries, each kind in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    pub(crate) accounts: Vec<Account>,
    pub(crate) id_tokens: Vec<IdToken>,
    pub(crate) access_tokens: Vec<AccessToken>,
    pub(crate) refresh_tokens: Vec<RefreshToken>,
    /// The clients that are of a family, by environment.
    pub(crate) families: Vec<(String, String, String)>,
}

/// How keys are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Whose keys they are.
    pub library: Library,
    /// Where that library runs.
    pub home: Home,
}

impl Spelling {
    /// The parts in the spelling of the library: joined, in small letters.
    fn join(self, parts: &[&str]) -> String {
        let joined = match (self.library, self.home) {
            (Library::Js, Home::Browser) => format!("msal.3|{}", parts.join("|")),
            (Library::Js, Home::Node) | (Library::Python, _) => parts.join("-"),
        };
        joined.to_lowercase()
    }
}

/// The scheme as keys name it: nothing for `Bearer`.
fn scheme(token_type: &str) -> &str {
    if token_type.eq_ignore_ascii_case("bearer") {
        ""
    } else {
        token_type
    }
}

impl AccessToken {
    /// The key under which it is kept.
    pub fn key(&self, spelling: Spelling) -> String {
        let target = self.target.join(" ");
        let with_more = !self.components.is_empty();
        let kind = match spelling.library {
            Library::Python if with_more => "atext",
            _ => "accesstoken",
        };
        let mut parts = vec![
            self.home_account_id.as_str(),
            &self.environment,
            kind,
            &self.client_id,
            &self.realm,
            &target,
        ];
        if spelling.library == Library::Js {
            parts.push(scheme(&self.token_type));
        }
        if with_more {
            parts.push(&self.components);
        }
        spelling.join(&parts)
    }
}

impl RefreshToken {
    /// The key under which it is kept.
    pub fn key(&self, spelling: Spelling) -> String {
        let of = match self.family.as_str() {
            "" => self.client_id.as_str(),
            family => family,
        };
        let (home, environment) = (self.home_account_id.as_str(), self.environment.as_str());
        match spelling.library {
            Library::Js => spelling.join(&[home, environment, "refreshtoken", of, "", "", ""]),
            Library::Python => {
                let target = self.target.join(" ");
                spelling.join(&[
                    home,
                    environment,
                    "refreshtoken",
                    &self.client_id,
                    "",
                    &target,
                ])
            }
        }
    }
}

impl IdToken {
    /// The key under which it is kept.
    pub fn key(&self, spelling: Spelling) -> String {
        let mut parts = vec![
            self.home_account_id.as_str(),
            &self.environment,
            "idtoken",
            &self.client_id,
            &self.realm,
            "",
        ];
        if spelling.library == Library::Js {
            parts.push("");
        }
        spelling.join(&parts)
    }
}

impl Account {
    /// The key under which it is kept.
    pub fn key(&self, spelling: Spelling) -> String {
        let home_tenant = match self.home_account_id.split_once('.') {
            Some((_, tenant)) if spelling.library == Library::Js => tenant,
            _ => &self.tenant_id,
        };
        spelling.join(&[&self.home_account_id, &self.environment, home_tenant])
    }
}

/// The hash of further components of a key: each with its length before it, so that no two lists
/// of components are one text.
pub(crate) fn components(held: &[(String, String)], rules: &Rules) -> String {
    if held.is_empty() || !rules.demand(MSAL_011) {
        return String::new();
    }
    let mut sorted: Vec<&(String, String)> = held.iter().collect();
    sorted.sort();
    let mut text = String::new();
    for (name, value) in sorted {
        for part in [name, value] {
            if !rules.does(JOINS_COMPONENTS_BARELY) {
                text += &format!("{}:", part.len());
            }
            text += part;
        }
    }
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.as_ref())
}

/// Whether two environments are one cloud.
fn alias(one: &str, other: &str, rules: &Rules) -> bool {
    let one = one.to_lowercase();
    let other = other.to_lowercase();
    one == other || (!rules.does(KNOWS_NO_ALIASES) && aliases(&one).contains(&other.as_str()))
}

/// What a look into the cache found.
pub(crate) enum Found {
    /// A token that fits.
    One(Box<AccessToken>),
    /// None, or too many.
    None,
    /// Too many, and a client that gives up for that.
    TooMany,
}

impl Cache {
    /// The access token that fits.
    pub(crate) fn access_token(&mut self, wanted: &Wanted<'_>, rules: &Rules) -> Found {
        let fits = |held: &AccessToken| {
            let same_account =
                held.home_account_id == wanted.home_account_id || rules.does(IGNORES_THE_ACCOUNT);
            let same_client = held.client_id == wanted.client_id || rules.does(IGNORES_THE_CLIENT);
            let same_realm = if rules.does(COMPARES_REALMS_BY_CASE) {
                held.realm == wanted.realm
            } else {
                held.realm.to_lowercase() == wanted.realm.to_lowercase()
            };
            let same_type = held.token_type.to_lowercase() == wanted.token_type.to_lowercase()
                || rules.does(IGNORES_THE_TOKEN_TYPE);
            let same_place = alias(&held.environment, wanted.environment, rules);
            let all = same_account && same_client && same_realm && same_type && same_place;
            (all || !rules.demand(MSAL_007))
                && held.components == wanted.components
                && (scopes::serve(&held.target, wanted.scopes, rules)
                    || scopes::share_a_key(&held.target, wanted.scopes, rules))
        };
        let fitting: Vec<usize> = (0..self.access_tokens.len())
            .filter(|place| fits(&self.access_tokens[*place]))
            .collect();
        let Some(first) = fitting.first() else {
            return Found::None;
        };
        if fitting.len() > 1 && rules.does(FAILS_FOR_SEVERAL) {
            return Found::TooMany;
        }
        let chosen = match Library::of(&rules.profile) {
            Library::Js if fitting.len() > 1 && rules.demand(MSAL_009) => {
                let mut place = 0..;
                self.access_tokens
                    .retain(|_| !place.next().is_some_and(|place| fitting.contains(&place)));
                return Found::None;
            }
            Library::Js => *first,
            Library::Python if rules.does(TAKES_THE_LAST_OF_SEVERAL) => fitting[fitting.len() - 1],
            Library::Python => {
                let exact = |place: &&usize| {
                    let held = &self.access_tokens[**place].target;
                    scopes::share_a_key(held, wanted.scopes, rules)
                };
                *fitting.iter().find(exact).unwrap_or(first)
            }
        };
        Found::One(Box::new(self.access_tokens[chosen].clone()))
    }

    /// The refresh token of a family, or the client's own.
    pub(crate) fn refresh_token(
        &self,
        wanted: &Wanted<'_>,
        family: Option<&str>,
        rules: &Rules,
    ) -> Option<&RefreshToken> {
        let fits = |held: &&RefreshToken| {
            let owner = match family {
                Some(family) => held.family == family,
                None => held.client_id == wanted.client_id && held.family.is_empty(),
            };
            let by_scope = !rules.demand(MSAL_024);
            owner
                && held.home_account_id == wanted.home_account_id
                && alias(&held.environment, wanted.environment, rules)
                && (!by_scope || scopes::serve(&held.target, wanted.scopes, rules))
        };
        self.refresh_tokens.iter().find(fits)
    }

    /// The family of a client, as far as it is known.
    pub(crate) fn family(&self, client_id: &str, environment: &str, rules: &Rules) -> Option<&str> {
        let mut held = self.families.iter();
        let held = held.find(|(of, at, _)| of == client_id && alias(at, environment, rules));
        held.map(|(_, _, family)| family.as_str())
            .filter(|family| !family.is_empty())
    }

    /// Keeps that a client is of a family, or of none.
    pub(crate) fn keep_family(&mut self, client_id: String, environment: String, family: String) {
        let same = |held: &(String, String, String)| held.0 == client_id && held.1 == environment;
        self.families.retain(|held| !same(held));
        self.families.push((client_id, environment, family));
    }

    /// The account with this id.
    pub(crate) fn account(&self, home_account_id: &str) -> Option<&Account> {
        let mut accounts = self.accounts.iter();
        accounts.find(|account| account.home_account_id == home_account_id)
    }

    /// The id token of an account.
    pub(crate) fn id_token(&self, home_account_id: &str, client_id: &str) -> Option<&IdToken> {
        let of = |token: &&IdToken| {
            token.home_account_id == home_account_id && token.client_id == client_id
        };
        self.id_tokens.iter().rfind(of)
    }

    /// Keeps an access token.
    pub(crate) fn keep_access_token(
        &mut self,
        mut token: AccessToken,
        claims: Option<&str>,
        spelling: Spelling,
        rules: &Rules,
    ) {
        if let Some(claims) = claims.filter(|_| !rules.demand(MSAL_019)) {
            token.components = components(&[("claims".to_owned(), claims.to_owned())], rules);
        }
        if spelling.library == Library::Js && rules.demand(MSAL_057) {
            self.access_tokens.retain(|held| {
                let same = held.home_account_id == token.home_account_id
                    && held.client_id == token.client_id
                    && held.realm.to_lowercase() == token.realm.to_lowercase()
                    && alias(&held.environment, &token.environment, rules)
                    && held.token_type.to_lowercase() == token.token_type.to_lowercase()
                    && held.components == token.components;
                !(same && scopes::meet(&held.target, &token.target, rules))
            });
        }
        let key = token.key(spelling);
        self.access_tokens.retain(|held| held.key(spelling) != key);
        self.access_tokens.push(token);
    }

    /// Keeps a refresh token in place of the one before it.
    pub(crate) fn keep_refresh_token(&mut self, token: RefreshToken, rules: &Rules) {
        let same = |held: &RefreshToken| {
            held.home_account_id == token.home_account_id
                && held.environment == token.environment
                && held.client_id == token.client_id
                && held.family == token.family
        };
        match self.refresh_tokens.iter_mut().find(|held| same(held)) {
            // One that does not heed the rule keeps the first that it got.
            Some(_) if !rules.demand(MSAL_029) => {}
            Some(held) => *held = token,
            None => self.refresh_tokens.push(token),
        }
    }

    /// Removes an account and what is kept for it.
    pub(crate) fn remove_account(&mut self, id: &str, spelling: Spelling, rules: &Rules) {
        let by_key = spelling.library == Library::Js && rules.demand(MSAL_071);
        let id_in_key = id.to_lowercase();
        let goes = |home: &str, key: String| match by_key {
            true => key.contains(&id_in_key),
            false => home == id,
        };
        self.accounts.retain(|held| held.home_account_id != id);
        self.id_tokens
            .retain(|held| !goes(&held.home_account_id, held.key(spelling)));
        self.access_tokens
            .retain(|held| !goes(&held.home_account_id, held.key(spelling)));
        self.refresh_tokens
            .retain(|held| !goes(&held.home_account_id, held.key(spelling)));
    }

    /// Every key, in order.
    pub fn keys(&self, spelling: Spelling) -> Vec<String> {
        let accounts = self.accounts.iter().map(|held| held.key(spelling));
        let id_tokens = self.id_tokens.iter().map(|held| held.key(spelling));
        let access_tokens = self.access_tokens.iter().map(|held| held.key(spelling));
        let refresh_tokens = self.refresh_tokens.iter().map(|held| held.key(spelling));
        let all = accounts.chain(id_tokens).chain(access_tokens);
        let mut keys: Vec<String> = all.chain(refresh_tokens).collect();
        keys.sort();
        keys
    }
}
