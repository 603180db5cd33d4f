//! How long a token lasts, and when it is renewed early.

use super::{
    LONG_S, Place, asked, begin_plainly, failed, gained, plain_error, plain_sign_in, plain_token,
};
use crate::event::{Event, Gained};
use crate::failure::Class;
use crate::step::{Answer, Cached, Call, Step};
use crate::{Library, Policy};

/// Milliseconds before a script begins that have passed since the epoch.
const BEGINS_MS: i128 = 1_800_000_000_000;

fn clamp(number: i128) -> i128 {
    number.clamp(i64::MIN.into(), i64::MAX.into())
}

fn waited_ms(step: &Step) -> Option<i128> {
    match step {
        Step::WaitS(seconds) if (0..=LONG_S).contains(seconds) => Some(i128::from(*seconds) * 1000),
        Step::WaitMs(ms) if (0..=LONG_S).contains(ms) => Some((*ms).into()),
        _ => None,
    }
}

/// A token that is asked for, and asked for again when some time has passed.
pub(crate) fn lifetimes(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [Step::SignedIn(signed_in), Step::Call(call), rest @ ..] = rest else {
        return None;
    };
    plain_sign_in(signed_in)?;
    let python = place == Place::Python;
    let scopes = vec!["User.Read".to_owned()];
    let forced = Call {
        scopes: Some(scopes.clone()),
        force_refresh: true,
        ..Call::default()
    };
    let mut now_ms = BEGINS_MS;
    let mut steps = rest.iter();
    let mut answer = None;
    for step in steps.by_ref() {
        if let Step::Answer(held) = step {
            answer = Some(held);
            break;
        }
        now_ms += waited_ms(step)?;
    }
    let held = answer.filter(|answer| *call == forced && answer.to == 1)?;
    let times = Times::of(held, now_ms, python)?;
    let told = Gained {
        lasts_s: times.left(times.expires_s, now_ms),
        extended_lasts_s: times.left(times.extended_s, now_ms),
        scopes: Some(times.scopes.clone()),
        ..Gained::default()
    };
    let first = Gained {
        call: 1,
        token: Some(times.token.clone()),
        from_cache: Some(false),
        ..told
    };
    let mut events = vec![asked(1), Event::Result(first)];
    let (mut calls, mut requests) = (1, 1);
    for step in steps {
        let Step::Call(call) = step else {
            now_ms += waited_ms(step)?;
            continue;
        };
        let again = Call {
            scopes: Some(scopes.clone()),
            policy: Some(Policy::AccessToken),
            ..Call::default()
        };
        calls += 1;
        if *call != again {
            return None;
        }
        events.push(times.again(calls, now_ms, python, &mut requests));
    }
    Some(events)
}

struct Times {
    token: String,
    scopes: Vec<String>,
    expires_s: i128,
    extended_s: i128,
}

impl Times {
    fn of(answer: &Answer, now_ms: i128, python: bool) -> Option<Self> {
        let rest = Answer {
            to: 0,
            token: None,
            ..answer.clone()
        };
        let table = answer.token.as_ref()?;
        let known = ["access_token", "scope", "expires_in", "ext_expires_in"];
        let named = |name: &String| known.contains(&name.as_str());
        if rest != Answer::default() || !table.keys().all(named) {
            return None;
        }
        let token = table.get("access_token")?.as_str()?.to_owned();
        let scope = table
            .get("scope")
            .map_or(Some("User.Read"), |held| held.as_str())?;
        let scopes: Vec<String> = scope.split(' ').map(str::to_owned).collect();
        let plain = |scope: &String| !scope.is_empty() && scope.is_ascii();
        if token.is_empty()
            || !scopes.contains(&"User.Read".to_owned())
            || !scopes.iter().all(plain)
        {
            return None;
        }
        let lasts = number(table.get("expires_in"), python)?;
        let extended = number(table.get("ext_expires_in"), python)?;
        // MSAL.js rounds the moment at which it asked, which was the first.
        let (base, lasts) = match python {
            true => (now_ms / 1000, lasts.unwrap_or(600)),
            false => (BEGINS_MS / 1000, lasts.unwrap_or(0)),
        };
        let expires_s = clamp(base + lasts);
        let extended_s = match python {
            true => clamp(now_ms / 1000 + extended.unwrap_or(lasts)),
            false => clamp(expires_s + extended.unwrap_or(0)),
        };
        Some(Self {
            token,
            scopes,
            expires_s,
            extended_s,
        })
    }

    fn left(&self, until_s: i128, now_ms: i128) -> Option<i64> {
        i64::try_from(clamp(until_s - now_ms / 1000)).ok()
    }

    fn again(&self, call: usize, now_ms: i128, python: bool, requests: &mut usize) -> Event {
        let usable = match python {
            true => self.expires_s * 1000 - now_ms >= 300_000,
            // Rounded to the nearest second, and half a second up.
            false => self.expires_s - (now_ms + 500) / 1000 >= 300,
        };
        match usable {
            true => Event::Result(Gained {
                call,
                token: Some(self.token.clone()),
                from_cache: Some(true),
                scopes: Some(self.scopes.clone()),
                lasts_s: self.left(self.expires_s, now_ms),
                ..Gained::default()
            }),
            false if python => {
                *requests += 1;
                asked(*requests)
            }
            false => failed(call, Class::ClientAuth, "token_refresh_required"),
        }
    }
}

/// A number, also as a text; nothing if it is left out or is no number. The outer nothing is for
/// what this reference does not judge.
fn number(held: Option<&toml::Value>, python: bool) -> Option<Option<i128>> {
    let text = match held {
        None => return Some(None),
        Some(toml::Value::Integer(number)) => return Some(Some((*number).into())),
        Some(toml::Value::String(text)) if text.is_ascii() && text.len() <= 18 => text,
        Some(_) => return None,
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if !plain {
        return None;
    }
    let whole = digits == text.len();
    Some(text[..digits].parse().ok().filter(|_| whole || !python))
}

/// A token that should be renewed soon, asked for once or more.
pub(crate) fn renewals(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let [Step::SignedIn(signed_in), Step::Cached(cached), rest @ ..] = rest else {
        return None;
    };
    let (account, _) = plain_sign_in(signed_in)?;
    let plain = Cached {
        token: String::new(),
        scopes: Vec::new(),
        lasts_s: None,
        refresh_in_s: None,
        ..cached.clone()
    };
    let (lasts_s, refresh_in_s) = (cached.lasts_s?, cached.refresh_in_s?);
    let known = cached.scopes == ["User.Read"] && !cached.token.is_empty();
    let bounded = (0..=LONG_S).contains(&refresh_in_s) && (0..=LONG_S).contains(&lasts_s);
    // What is kept is the usual account's.
    let is_own = account == "u1.t1";
    if plain != Cached::default() || !known || !bounded || !is_own {
        return None;
    }
    let call = Call {
        scopes: Some(vec!["User.Read".to_owned()]),
        ..Call::default()
    };
    let (mut now_s, mut calls, mut events) = (0, 0, Vec::new());
    let mut steps = rest.iter();
    while let Some(step) = steps.next() {
        match step {
            Step::WaitS(seconds) if (0..=LONG_S).contains(seconds) => now_s += seconds,
            Step::Call(held) if *held == call => {
                calls += 1;
                if lasts_s - now_s < 300 {
                    return None;
                }
                if now_s <= refresh_in_s || place == Place::Browser {
                    events.push(gained(calls, &cached.token, true));
                    continue;
                }
                events.push(asked(1));
                let Some(Step::Answer(answer)) = steps.next() else {
                    return None;
                };
                events.push(renewed(answer, calls, &cached.token, place)?);
                return steps.next().is_none().then_some(events);
            }
            // Nobody waits for this answer.
            Step::Answer(_) => {}
            _ => return None,
        }
    }
    (calls > 0).then_some(events)
}

fn renewed(answer: &Answer, call: usize, old: &str, place: Place) -> Option<Event> {
    let rest = Answer {
        to: 0,
        token: None,
        error: None,
        status: None,
        ..answer.clone()
    };
    if rest != Answer::default() || answer.to != 1 {
        return None;
    }
    let by_python = place == Place::Python;
    if answer.token.is_some() {
        let new = plain_token(answer).filter(|_| matches!(answer.status, None | Some(200)))?;
        return Some(match by_python {
            true => gained(call, &new, false),
            false => gained(call, old, true),
        });
    }
    plain_error(answer)?;
    Some(gained(call, old, true))
}
