//! Silent calls that the cache alone must serve.

use std::collections::BTreeMap;

use super::{LONG_S, Place, RESERVED, are_plain, begin, failed, gained, is_plain, tidy};
use crate::event::Event;
use crate::failure::Class;
use crate::step::{Cached, Call, Given, SignedIn, Step};
use crate::{Library, Policy};

/// The hosts of the public cloud are one environment.
const PUBLIC: &str = "login.microsoftonline.com login.windows.net login.microsoft.com \
    sts.windows.net";

struct Held {
    token: Cached,
    kept_at_s: i128,
    expires_s: i128,
}

/// A client, as a list of what it was given.
struct Client {
    place: Place,
    given: Given,
    now_s: i128,
    active: Option<String>,
    /// The accounts, and the tenant of each.
    tenants: BTreeMap<String, String>,
    held: Vec<Held>,
}

/// What each call comes to.
pub(crate) fn cache(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (given, place, rest) = begin(steps, library);
    let offset_s = given.renewal_offset_s.unwrap_or(300);
    let plain = Given {
        home: None,
        uninitialized: false,
        renewal_offset_s: None,
        ..given.clone()
    };
    if plain != Given::default() || !(0..=LONG_S).contains(&offset_s) {
        return None;
    }
    let mut client = Client {
        place,
        given,
        now_s: 0,
        active: None,
        tenants: BTreeMap::new(),
        held: Vec::new(),
    };
    let mut events = Vec::new();
    for step in rest {
        match step {
            Step::SignedIn(signed_in) => client.sign_in(signed_in)?,
            Step::Cached(cached) => client.keep(cached)?,
            Step::WaitS(seconds) if (0..=LONG_S).contains(seconds) => {
                client.now_s += i128::from(*seconds);
            }
            Step::Call(call) => events.push(client.call(call, events.len() + 1)?),
            _ => return None,
        }
    }
    (!events.is_empty()).then_some(events)
}

fn one_cloud(one: &str, other: &str) -> bool {
    let is_public = |host: &str| {
        let mut hosts = PUBLIC.split(' ');
        hosts.any(|held| held.eq_ignore_ascii_case(host))
    };
    one.eq_ignore_ascii_case(other) || (is_public(one) && is_public(other))
}

/// The tenant of an authority in the public cloud, if that is all it says.
fn tenant(url: &str) -> Option<String> {
    let tenant = url.strip_prefix("https://login.microsoftonline.com/")?;
    let plain = !tenant.is_empty() && tenant.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| tenant.to_owned())
}

impl Client {
    fn sign_in(&mut self, signed_in: &SignedIn) -> Option<()> {
        let account = signed_in.account.clone();
        let account = account.unwrap_or_else(|| "u1.t1".to_owned());
        let of_account = account.split_once('.').map(|(_, tenant)| tenant.to_owned());
        let rest = SignedIn {
            account: None,
            tenant: None,
            inactive: false,
            ..signed_in.clone()
        };
        let named = signed_in.tenant.iter().chain([&account]);
        if rest != SignedIn::default() || !are_plain(named) {
            return None;
        }
        let tenant = signed_in.tenant.clone().or(of_account)?;
        self.tenants.insert(account.clone(), tenant);
        if !signed_in.inactive {
            self.active = Some(account);
        }
        Some(())
    }

    fn keep(&mut self, cached: &Cached) -> Option<()> {
        let named = [&cached.realm, &cached.environment, &cached.token_type];
        let plain = are_plain(named.into_iter().flatten()) && are_plain(&cached.scopes);
        let (lasts_s, kept_for_s) = (
            cached.lasts_s.unwrap_or(3600),
            cached.kept_for_s.unwrap_or(0),
        );
        if !plain || cached.refresh_in_s.is_some() {
            return None;
        }
        self.held.push(Held {
            token: cached.clone(),
            kept_at_s: self.now_s - i128::from(kept_for_s),
            expires_s: self.now_s + i128::from(lasts_s),
        });
        Some(())
    }

    fn call(&mut self, call: &Call, number: usize) -> Option<Event> {
        let js = self.place != Place::Python;
        let rest = Call {
            without_request: false,
            scopes: None,
            account: None,
            authority: None,
            policy: None,
            force_refresh: false,
            claims: None,
            token_type: None,
            components: BTreeMap::new(),
            ..call.clone()
        };
        let entries = call.scopes.clone().unwrap_or_default();
        let by_cache = !js || call.policy == Some(Policy::AccessToken);
        if !is_plain(&rest) || !by_cache || !are_plain(entries.iter().chain(&call.token_type)) {
            return None;
        }
        let tenant = match &call.authority {
            Some(url) => tenant(url)?,
            None => "t1".to_owned(),
        };
        let passes_over = call.force_refresh || asks_for_claims(call.claims.as_deref(), js)?;
        if let Some((class, code)) = self.refuses(call) {
            return Some(failed(number, class, code));
        }
        let mut scopes = tidy(&entries);
        if js && entries.is_empty() {
            scopes = RESERVED.map(str::to_owned).to_vec();
        }
        let account = call.account.clone().or_else(|| self.active.clone())?;
        let realm = self.tenants.get(&account).filter(|_| js).cloned();
        let realm = realm.unwrap_or(tenant);
        let found = match passes_over {
            true => None,
            false => self.find(call, &scopes, &account, &realm),
        };
        let miss = match js {
            true => failed(number, Class::ClientAuth, "token_refresh_required"),
            false => failed(number, Class::None, ""),
        };
        Some(found.map_or(miss, |token| gained(number, &token, true)))
    }

    /// Why a call is refused before anything is looked up.
    fn refuses(&self, call: &Call) -> Option<(Class, &'static str)> {
        let scopes = call.scopes.as_deref();
        let tidied = tidy(scopes.unwrap_or_default());
        let nobody = call.account.is_none() && self.active.is_none();
        if self.place == Place::Python {
            let reserved = tidied
                .iter()
                .any(|scope| RESERVED.contains(&scope.as_str()));
            return match reserved {
                true => Some((Class::ValueError, "")),
                false => nobody.then_some((Class::None, "")),
            };
        }
        if self.given.uninitialized {
            let code = "uninitialized_public_client_application";
            return Some((Class::BrowserAuth, code));
        }
        if call.without_request {
            return Some((Class::ClientConfiguration, "token_request_empty"));
        }
        if tidied.is_empty() && scopes != Some(&[]) {
            return Some((Class::ClientConfiguration, "empty_input_scopes_error"));
        }
        let refused = match self.place {
            Place::Node => (Class::ClientAuth, "no_account_in_silent_request"),
            _ => (Class::BrowserAuth, "no_account_error"),
        };
        nobody.then_some(refused)
    }

    /// The token that is kept for all this.
    fn find(
        &mut self,
        call: &Call,
        scopes: &[String],
        account: &str,
        realm: &str,
    ) -> Option<String> {
        let js = self.place != Place::Python;
        let openid = "openid profile email offline_access";
        let same = |one: &str, other: &str| match js {
            true => one.eq_ignore_ascii_case(other),
            false => one == other,
        };
        let is_openid = |scope: &str| openid.split(' ').any(|held| same(held, scope));
        let all_openid = scopes.iter().all(|scope| is_openid(scope));
        let left_out = |scope: &str| js && !all_openid && is_openid(scope);
        let text = |held: &Option<String>, usual: &str| {
            let text = held.clone();
            text.unwrap_or_else(|| usual.to_owned())
        };
        let wanted_type = text(&call.token_type, "Bearer");
        let key = |scopes: &[String]| {
            let mut scopes = scopes.to_vec();
            scopes.sort();
            scopes.join(" ").to_lowercase()
        };
        let exact = |held: &Held| !js && key(&held.token.scopes) == key(scopes);
        let fits = |held: &Held| {
            let token = &held.token;
            let holds = |scope: &String| token.scopes.iter().any(|have| same(have, scope));
            let environment = text(&token.environment, "login.windows.net");
            text(&token.account, "u1.t1") == account
                && text(&token.client, "client-a") == "client-a"
                && text(&token.realm, "t1").eq_ignore_ascii_case(realm)
                && text(&token.token_type, "Bearer").eq_ignore_ascii_case(&wanted_type)
                && one_cloud(&environment, "login.windows.net")
                && token.components == call.components
                && (scopes.iter().all(|scope| left_out(scope) || holds(scope)) || exact(held))
        };
        let fitting: Vec<usize> = (0..self.held.len())
            .filter(|place| fits(&self.held[*place]))
            .collect();
        let mut place = *fitting.first()?;
        if js && fitting.len() > 1 {
            for place in fitting.iter().rev() {
                self.held.remove(*place);
            }
            return None;
        }
        if !js {
            let exact = |place: &&usize| exact(&self.held[**place]);
            place = *fitting.iter().find(exact).unwrap_or(&place);
        }
        let held = &self.held[place];
        let offset_s = match js {
            true => i128::from(self.given.renewal_offset_s.unwrap_or(300)),
            false => 300,
        };
        let of_the_future = js && held.kept_at_s > self.now_s;
        let serves = held.expires_s - self.now_s >= offset_s && !of_the_future;
        serves.then(|| held.token.token.clone())
    }
}

/// Whether the claims are some of those that are known to pass over the cache, or not to.
fn asks_for_claims(claims: Option<&str>, js: bool) -> Option<bool> {
    match claims {
        None | Some("") => Some(false),
        Some("{}" | "[]" | "null" | "{" | "not json" | "7") => Some(!js),
        Some(r#"{"a":1}"# | r#"{"access_token":{"nbf":null}}"# | r#"{"":{}}"# | "[{}]") => {
            Some(true)
        }
        Some(_) => None,
    }
}
