//! One call after another, each under a policy: which of cache, refresh token and iframe are tried.

use super::{
    LONG_S, Place, begin_plainly, failed, gained, is_plain, needs_the_user, opened, plain_error,
    refreshed,
};
use crate::event::{Event, Window};
use crate::failure::Class;
use crate::step::{Answer, Cached, Call, SignedIn, Step};
use crate::{Library, Policy};

/// The table: cache, refresh token, iframe.
const fn row(policy: Policy) -> (bool, bool, bool) {
    match policy {
        Policy::Default => (true, true, true),
        Policy::AccessToken => (true, false, false),
        Policy::AccessTokenAndRefreshToken => (true, true, false),
        Policy::RefreshToken => (false, true, false),
        Policy::RefreshTokenAndNetwork => (false, true, true),
        Policy::Skip => (false, false, true),
    }
}

/// What a client has, and when it is.
struct Client {
    place: Place,
    now_s: i64,
    /// The cached token, and until when it lasts.
    token: Option<(String, i64)>,
    /// The refresh token, and until when it lasts if that was said.
    refresh: Option<(String, Option<i64>)>,
    calls: usize,
    requests: usize,
    events: Vec<Event>,
}

/// What each call comes to.
pub(crate) fn policies(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let mut client = Client {
        place,
        now_s: 0,
        token: None,
        refresh: None,
        calls: 0,
        requests: 0,
        events: Vec::new(),
    };
    let (Step::SignedIn(signed_in), mut rest) = rest.split_first()? else {
        return None;
    };
    client.sign_in(signed_in)?;
    if let Some((Step::Cached(cached), after)) = rest.split_first() {
        client.keep(cached)?;
        rest = after;
    }
    while let Some((step, after)) = rest.split_first() {
        rest = after;
        match step {
            Step::WaitS(seconds) if (0..=LONG_S).contains(seconds) => client.now_s += seconds,
            Step::Call(call) => {
                let answer = match rest.split_first() {
                    Some((Step::Answer(answer), after)) => {
                        rest = after;
                        Some(answer)
                    }
                    _ => None,
                };
                let ended = client.call(call, answer)?;
                if !ended && !rest.is_empty() {
                    return None;
                }
            }
            _ => return None,
        }
    }
    (client.calls > 0).then_some(client.events)
}

impl Client {
    fn sign_in(&mut self, signed_in: &SignedIn) -> Option<()> {
        let rest = SignedIn {
            refresh_token: None,
            refresh_lasts_s: None,
            ..signed_in.clone()
        };
        let lasts_s = signed_in.refresh_lasts_s;
        if rest != SignedIn::default() || lasts_s.is_some_and(|s| !(0..=LONG_S).contains(&s)) {
            return None;
        }
        let token = signed_in.refresh_token.clone();
        self.refresh = token.map(|token| (token, lasts_s));
        Some(())
    }

    fn keep(&mut self, cached: &Cached) -> Option<()> {
        let rest = Cached {
            token: String::new(),
            scopes: Vec::new(),
            lasts_s: None,
            ..cached.clone()
        };
        let lasts_s = cached.lasts_s.unwrap_or(3600);
        let known = cached.scopes == ["User.Read"] && (0..=LONG_S).contains(&lasts_s);
        self.token = Some((cached.token.clone(), lasts_s));
        (rest == Cached::default() && known).then_some(())
    }

    /// Makes a call; whether it came to its end.
    fn call(&mut self, call: &Call, answer: Option<&Answer>) -> Option<bool> {
        let rest = Call {
            scopes: None,
            policy: None,
            force_refresh: false,
            refresh_token_offset_s: None,
            ..call.clone()
        };
        let scopes = call.scopes.as_deref() == Some(&["User.Read".to_owned()]);
        let offset_s = call.refresh_token_offset_s.filter(|offset| *offset != 0);
        let offset_s = offset_s.unwrap_or(300);
        if !is_plain(&rest) || !scopes || !(0..=LONG_S).contains(&offset_s) {
            return None;
        }
        self.calls += 1;
        let js = self.place != Place::Python;
        let policy = call.policy.filter(|_| js).unwrap_or_default();
        let (reads, refreshes, _) = row(policy);
        let token = self.token.clone().filter(|(_, until)| {
            let reads = reads && !call.force_refresh;
            reads && until - self.now_s >= 300
        });
        if let Some((token, _)) = token {
            self.events.push(gained(self.calls, &token, true));
            return Some(true);
        }
        let refresh = self.refresh.clone();
        let (class, code, suberror) = match refresh {
            _ if !refreshes => (
                Class::ClientAuth,
                "token_refresh_required".to_owned(),
                String::new(),
            ),
            None if !js => (Class::None, String::new(), String::new()),
            None => (
                Class::InteractionRequired,
                "no_tokens_found".to_owned(),
                String::new(),
            ),
            Some((_, Some(until))) if js && until - self.now_s < offset_s => (
                Class::InteractionRequired,
                "refresh_token_expired".to_owned(),
                String::new(),
            ),
            Some((token, _)) => {
                self.requests += 1;
                self.events.push(refreshed(self.requests, &token));
                let Some(answer) = answer else {
                    return Some(false);
                };
                return self.answered(policy, answer);
            }
        };
        self.fell(policy, class, &code, &suberror)
    }

    /// The server refused.
    fn answered(&mut self, policy: Policy, answer: &Answer) -> Option<bool> {
        let (error, suberror) = plain_error(answer)?;
        let rest = Answer {
            to: 0,
            error: None,
            status: None,
            ..answer.clone()
        };
        let known = matches!(answer.status, Some(401 | 403 | 404));
        if rest != Answer::default() || answer.to != self.requests || !known {
            return None;
        }
        let class = match needs_the_user(&error, &suberror) {
            _ if self.place == Place::Python => Class::Returned,
            true => Class::InteractionRequired,
            false => Class::Server,
        };
        if class == Class::InteractionRequired && suberror == "bad_token" {
            self.refresh = None;
        }
        self.fell(policy, class, &error, &suberror)
    }

    /// There is no token so far: the iframe may bring one. Whether the call came to its end.
    fn fell(&mut self, policy: Policy, class: Class, code: &str, suberror: &str) -> Option<bool> {
        let (.., iframe) = row(policy);
        let resolvable = match code {
            "no_tokens_found" | "refresh_token_expired" => true,
            "invalid_grant" | "token_refresh_required" => {
                !(class == Class::InteractionRequired && suberror != "bad_token")
            }
            _ => false,
        };
        if iframe && resolvable && self.place == Place::Browser {
            self.requests += 1;
            self.events.push(opened(self.requests, Window::Iframe));
            return Some(false);
        }
        self.events.push(failed(self.calls, class, code));
        Some(true)
    }
}
