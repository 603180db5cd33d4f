//! Which refresh token is sent: one's own or a family's, the last that came, and none that is gone.

use std::collections::BTreeMap;

use super::{Place, begin_plainly, gained, is_plain, needs_the_user, plain_error, refreshed};
use crate::event::{Event, Failed};
use crate::step::{Answer, Call, SignedIn, Step};
use crate::{Library, Policy};

/// The refresh tokens of each account: its own, and its family's.
#[derive(Default)]
struct Client {
    own: BTreeMap<String, String>,
    family: BTreeMap<String, String>,
    /// The accounts that signed in and were not removed.
    accounts: Vec<String>,
    /// The client is known to be of the family.
    is_relative: bool,
}

/// A call that waits for its answer.
struct Waiting {
    call: usize,
    request: usize,
    account: String,
    by_family: bool,
}

/// What each step comes to.
pub(crate) fn refresh_tokens(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let mut client = Client::default();
    let mut events = Vec::new();
    let (mut calls, mut requests) = (0, 0);
    let mut waits: Option<Waiting> = None;
    for step in rest {
        match (step, waits.take()) {
            (Step::SignedIn(signed_in), None) => client.sign_in(signed_in)?,
            (Step::RemoveAccount(id), waiting) if !id.is_empty() => {
                // A part of a key that is no account's id is beyond this.
                if place != Place::Python && !client.accounts.contains(id) {
                    return None;
                }
                waits = waiting;
                client.remove(id, place);
            }
            (Step::Call(call), None) => {
                calls += 1;
                let account = asks_for(call)?;
                let known = client.is_relative && client.family.contains_key(&account);
                let held = if known { &client.family } else { &client.own };
                let Some(token) = held.get(&account).cloned() else {
                    events.push(ended(calls, nothing_found(place)));
                    continue;
                };
                requests += 1;
                events.push(refreshed(requests, &token));
                waits = Some(Waiting {
                    call: calls,
                    request: requests,
                    account,
                    by_family: known,
                });
            }
            // Nobody waits for this answer.
            (Step::Answer(_), None) => {}
            (Step::Answer(answer), Some(waiting)) if answer.to != waiting.request => {
                waits = Some(waiting);
            }
            (Step::Answer(answer), Some(waiting)) => {
                waits = client.answer(answer, waiting, place, &mut requests, &mut events)?;
            }
            _ => return None,
        }
    }
    (calls > 0).then_some(events)
}

/// How a call ends that finds no refresh token.
const fn nothing_found(place: Place) -> &'static str {
    match place {
        Place::Python => "",
        Place::Browser | Place::Node => "no_tokens_found",
    }
}

fn ended(call: usize, code: &str) -> Event {
    Event::Error(Failed {
        call,
        code: Some(code.to_owned()),
        ..Failed::default()
    })
}

/// The account for which a call asks the server, without the iframe.
fn asks_for(call: &Call) -> Option<String> {
    let rest = Call {
        scopes: None,
        account: None,
        authority: None,
        ..call.clone()
    };
    let forced = Call {
        force_refresh: true,
        policy: Some(Policy::RefreshToken),
        ..Call::default()
    };
    let scopes = call.scopes.as_ref()?;
    let known = ["User.Read", "Mail.Read"];
    let authorities = [None, Some("https://login.microsoftonline.com/t2")];
    let sound = rest == forced
        && scopes.len() == 1
        && known.contains(&scopes[0].as_str())
        && authorities.contains(&call.authority.as_deref());
    debug_assert!(
        !sound || !is_plain(call),
        "a forced call is not the plainest"
    );
    call.account.clone().filter(|_| sound)
}

impl Client {
    fn sign_in(&mut self, signed_in: &SignedIn) -> Option<()> {
        let rest = SignedIn {
            account: None,
            refresh_token: None,
            family_token: None,
            ..signed_in.clone()
        };
        let account = signed_in.account.clone()?;
        let plain = account.ends_with(".t1")
            && account
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b"123.".contains(&b));
        let again = self.accounts.contains(&account);
        if rest != SignedIn::default() || !plain || again {
            return None;
        }
        self.accounts.push(account.clone());
        if let Some(token) = &signed_in.refresh_token {
            self.own.insert(account.clone(), token.clone());
        }
        if let Some(token) = &signed_in.family_token {
            self.family.insert(account, token.clone());
            self.is_relative = true;
        }
        Some(())
    }

    /// Every account goes whose id contains this one; in MSAL Python the account itself.
    fn remove(&mut self, id: &str, place: Place) {
        let stays = |account: &String| match place {
            Place::Python => account != id,
            Place::Browser | Place::Node => !account.contains(id),
        };
        self.accounts.retain(&stays);
        self.own.retain(|account, _| stays(account));
        self.family.retain(|account, _| stays(account));
    }

    /// What the answer to a refresh comes to, and what is waited for after it.
    #[expect(
        clippy::option_option,
        reason = "the outer one is that of every reference"
    )]
    fn answer(
        &mut self,
        answer: &Answer,
        waiting: Waiting,
        place: Place,
        requests: &mut usize,
        events: &mut Vec<Event>,
    ) -> Option<Option<Waiting>> {
        let rest = Answer {
            to: 0,
            token: None,
            error: None,
            status: None,
            ..answer.clone()
        };
        if rest != Answer::default() {
            return None;
        }
        if let Some(table) = &answer.token {
            let text = |name: &str| match table.get(name) {
                None => Some(String::new()),
                Some(held) => held.as_str().map(str::to_owned),
            };
            let (token, refresh, family) =
                (text("access_token")?, text("refresh_token")?, text("foci")?);
            let known = [
                "access_token",
                "refresh_token",
                "foci",
                "expires_in",
                "token_type",
            ];
            let plain = table.keys().all(|name| known.contains(&name.as_str()));
            let same = family.is_empty() != waiting.by_family;
            if !plain || token.is_empty() || answer.status.is_some() || !same || family.len() > 1 {
                return None;
            }
            // What a success of its own says of a client of the family is not said.
            if waiting.by_family != self.is_relative || (waiting.by_family && family != "1") {
                return None;
            }
            events.push(gained(waiting.call, &token, false));
            // What comes for an account that is gone is not kept.
            if !refresh.is_empty() && self.accounts.contains(&waiting.account) {
                let held = if waiting.by_family {
                    &mut self.family
                } else {
                    &mut self.own
                };
                held.insert(waiting.account, refresh);
            }
            return Some(None);
        }
        let (error, suberror) = plain_error(answer).filter(|_| answer.status == Some(403))?;
        let mismatch = error == "no_tokens_found"
            || (error == "invalid_grant" && suberror == "client_mismatch");
        if waiting.by_family && (mismatch || place == Place::Python) {
            let Some(own) = self.own.get(&waiting.account) else {
                events.push(ended(waiting.call, nothing_found(place)));
                return Some(None);
            };
            *requests += 1;
            events.push(refreshed(*requests, own));
            return Some(Some(Waiting {
                request: *requests,
                by_family: false,
                ..waiting
            }));
        }
        events.push(ended(waiting.call, &error));
        let bad = needs_the_user(&error, &suberror) && suberror == "bad_token";
        if bad && place != Place::Python {
            let held = if waiting.by_family {
                &mut self.family
            } else {
                &mut self.own
            };
            held.remove(&waiting.account);
        }
        Some(None)
    }
}
