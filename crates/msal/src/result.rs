//! A result: what a call brings that succeeds, and how it is handed out.

use std::fmt::Write as _;

use conformance::{Now, Quirk, Rules};
use oauth::Secret;
use serde_json::{Map, Value};

use crate::cache::{AccessToken, Account};
use crate::{Library, MSAL_060};

pub(crate) const SAYS_NOTHING_IS_FROM_THE_CACHE: Quirk = Quirk("says-nothing-is-from-the-cache");
pub(crate) const NAMES_THE_SCOPES_ASKED_FOR: Quirk = Quirk("names-the-scopes-asked-for");

/// What a call brings that succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationResult {
    /// The authority.
    pub authority: String,
    /// The id of the user, or nothing.
    pub unique_id: String,
    /// The tenant, or nothing.
    pub tenant_id: String,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The account.
    pub account: Option<Account>,
    /// The id token, or nothing.
    pub id_token: Option<Secret<'static>>,
    /// What the id token claims, as JSON.
    pub id_token_claims: Secret<'static>,
    /// The token.
    pub access_token: Secret<'static>,
    /// Whether it is from the cache.
    pub from_cache: bool,
    /// When it expires, in seconds.
    pub expires_on_s: i64,
    /// When it expires if the server cannot be reached.
    pub extended_expires_on_s: i64,
    /// When it should be renewed.
    pub refresh_on_s: Option<i64>,
    /// Its type.
    pub token_type: String,
    /// The id of what belongs together.
    pub correlation_id: String,
    /// What the caller wanted back.
    pub state: String,
    /// The family, or nothing.
    pub family_id: String,
}

/// What a result is made from besides the token.
pub(crate) struct Around<'a> {
    pub(crate) authority: &'a str,
    pub(crate) account: Option<&'a Account>,
    pub(crate) id_token: Option<(&'a Secret<'static>, &'a str)>,
    pub(crate) unique_id: &'a str,
    pub(crate) tenant_id: &'a str,
    pub(crate) family_id: &'a str,
}

impl AuthenticationResult {
    pub(crate) fn of(
        token: &AccessToken,
        around: &Around<'_>,
        from_cache: bool,
        asked_for: &[String],
        rules: &Rules,
    ) -> Self {
        let from_cache = from_cache && !rules.does(SAYS_NOTHING_IS_FROM_THE_CACHE);
        let scopes = match rules.does(NAMES_THE_SCOPES_ASKED_FOR) {
            true => asked_for,
            false => &token.target,
        };
        Self {
            authority: around.authority.to_owned(),
            unique_id: around.unique_id.to_owned(),
            tenant_id: around.tenant_id.to_owned(),
            scopes: scopes.to_vec(),
            account: around.account.cloned(),
            id_token: around.id_token.map(|(token, _)| token.clone()),
            id_token_claims: Secret::new(
                around
                    .id_token
                    .map_or("{}", |(_, claims)| claims)
                    .to_owned(),
            ),
            access_token: token.secret.clone(),
            from_cache,
            expires_on_s: token.expires_on_s,
            extended_expires_on_s: token.extended_expires_on_s,
            refresh_on_s: token.refresh_on_s,
            token_type: token.token_type.clone(),
            correlation_id: String::new(),
            state: String::new(),
            family_id: around.family_id.to_owned(),
        }
    }

    /// The result as it is handed out, as JSON.
    pub fn payload(&self, now: Now, rules: &Rules) -> String {
        match Library::of(&rules.profile) {
            Library::Js => self.payload_of_js(rules),
            Library::Python => self.payload_of_python(now),
        }
    }

    fn payload_of_js(&self, rules: &Rules) -> String {
        let account = self.account.as_ref().map_or(Value::Null, |account| {
            serde_json::json!({
                "homeAccountId": account.home_account_id,
                "environment": account.environment,
                "tenantId": account.tenant_id,
                "username": account.username,
                "localAccountId": account.local_account_id,
                "name": account.name,
            })
        });
        let claims = serde_json::from_str(self.id_token_claims.reveal());
        let mut members = vec![
            ("authority", Value::from(self.authority.as_str())),
            ("uniqueId", Value::from(self.unique_id.as_str())),
            ("tenantId", Value::from(self.tenant_id.as_str())),
            ("scopes", Value::from(self.scopes.clone())),
            ("account", account),
            (
                "idToken",
                Value::from(self.id_token.as_ref().map_or("", |token| token.reveal())),
            ),
            (
                "idTokenClaims",
                claims.unwrap_or_else(|_| Value::Object(Map::new())),
            ),
            ("accessToken", Value::from(self.access_token.reveal())),
            ("fromCache", Value::from(self.from_cache)),
            ("expiresOn", date(self.expires_on_s)),
            ("extExpiresOn", date(self.extended_expires_on_s)),
        ];
        if let Some(refresh_on) = self.refresh_on_s {
            members.push(("refreshOn", date(refresh_on)));
        }
        members.push(("tokenType", Value::from(self.token_type.as_str())));
        members.push(("correlationId", Value::from(self.correlation_id.as_str())));
        if !self.state.is_empty() {
            members.push(("state", Value::from(self.state.as_str())));
        }
        members.push(("familyId", Value::from(self.family_id.as_str())));
        if !rules.demand(MSAL_060) {
            members.retain(|(name, _)| !matches!(*name, "uniqueId" | "extExpiresOn"));
        }
        object(&members)
    }

    fn payload_of_python(&self, now: Now) -> String {
        let lasts = self.expires_on_s.saturating_sub(now.seconds());
        let source = match self.from_cache {
            true => "cache",
            false => "identity_provider",
        };
        let mut members = vec![("access_token", Value::from(self.access_token.reveal()))];
        if !self.from_cache {
            members.push(("scope", Value::from(self.scopes.join(" "))));
        }
        members.push(("token_type", Value::from(self.token_type.as_str())));
        members.push(("expires_in", Value::from(lasts)));
        if let Some(refresh_on) = self.refresh_on_s.filter(|_| self.from_cache) {
            members.push(("refresh_on", Value::from(refresh_on)));
        }
        members.push(("token_source", Value::from(source)));
        object(&members)
    }
}

/// An object with its members in this order.
fn object(members: &[(&str, Value)]) -> String {
    let mut text = String::from("{");
    for (place, (name, value)) in members.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(text, "{comma}\"{name}\":{value}").expect("texts take what is written");
    }
    text.push('}');
    text
}

/// A moment as `JSON.stringify` writes a date; nothing if no date is so far away.
fn date(seconds: i64) -> Value {
    /// The furthest moment that a date of JavaScript knows.
    const FURTHEST_S: i64 = 8_640_000_000_000;
    if !(-FURTHEST_S..=FURTHEST_S).contains(&seconds) {
        return Value::Null;
    }
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days are counted from the first of March in the year 0, so that leap days come last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ if year < 0 => format!("-{:06}", -year),
        _ => format!("+{year:06}"),
    };
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    Value::from(format!(
        "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z"
    ))
}
