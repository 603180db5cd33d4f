//! Requests that were turned away, and how long they stay unsent.

use super::{Place, asked, begin_plainly, is_plain, plain_sign_in, plain_token};
use crate::event::{Event, Failed, Gained};
use crate::step::{Answer, Call, Step};
use crate::{Library, Policy};

/// By what a request is told from others.
type Key = (String, Vec<String>, String);

/// A client, as a list of what was stopped.
struct Client {
    place: Place,
    now_ms: i128,
    tokens: Vec<(String, String)>,
    /// The requests that are stopped, until when, and what their answer was.
    stopped: Vec<(Key, i128, Refusal)>,
    /// The call that waits, its request and its key.
    waits: Option<(usize, usize, Key)>,
    calls: usize,
    requests: usize,
    events: Vec<Event>,
}

/// What is said of a call that the server refused.
#[derive(Clone)]
struct Refusal {
    error: String,
    numbers: Vec<i64>,
}

/// What each step comes to.
pub(crate) fn throttling(steps: &[Step], library: Library) -> Option<Vec<Event>> {
    let (place, rest) = begin_plainly(steps, library)?;
    let mut client = Client {
        place,
        now_ms: 0,
        tokens: Vec::new(),
        stopped: Vec::new(),
        waits: None,
        calls: 0,
        requests: 0,
        events: Vec::new(),
    };
    for step in rest {
        match step {
            Step::SignedIn(signed_in) => {
                let (account, token) = plain_sign_in(signed_in)?;
                client.tokens.retain(|(held, _)| *held != account);
                client.tokens.push((account, token));
            }
            Step::WaitS(seconds) if (0..=100_000).contains(seconds) => {
                client.now_ms += i128::from(*seconds) * 1000;
            }
            Step::WaitMs(ms) if (0..=100_000).contains(ms) => client.now_ms += i128::from(*ms),
            Step::Call(call) => client.call(call)?,
            Step::Answer(answer) => client.answer(answer)?,
            _ => return None,
        }
    }
    (client.calls > 0).then_some(client.events)
}

impl Client {
    fn call(&mut self, call: &Call) -> Option<()> {
        let rest = Call {
            scopes: None,
            account: None,
            authority: None,
            policy: None,
            claims: None,
            ..call.clone()
        };
        let scopes = call.scopes.clone()?;
        let known = [
            &["Mail.Read"][..],
            &["User.Read"],
            &["Mail.Read", "User.Read"],
        ];
        let authorities = [None, Some("https://login.microsoftonline.com/t2")];
        let claims = [None, Some(r#"{"a":1}"#), Some(r#"{"a":2}"#)];
        let forced = call.force_refresh && call.policy == Some(Policy::RefreshToken);
        if !is_plain(&Call {
            force_refresh: false,
            ..rest
        }) || !known.iter().any(|held| scopes == *held)
            || !authorities.contains(&call.authority.as_deref())
            || !claims.contains(&call.claims.as_deref())
            || !forced
            || self.waits.is_some()
        {
            return None;
        }
        let account = call.account.clone()?;
        let (_, token) = self.tokens.iter().find(|(held, _)| *held == account)?;
        self.calls += 1;
        let told = match self.place {
            Place::Python => token.clone(),
            Place::Browser | Place::Node => call.claims.clone().unwrap_or_default(),
        };
        let key = (call.authority.clone().unwrap_or_default(), scopes, told);
        let mut stopped = self.stopped.iter();
        let stopped = stopped.find(|(held, until, _)| *held == key && self.now_ms < *until);
        if let Some((.., refusal)) = stopped {
            let numbers: Vec<String> = refusal.numbers.iter().map(i64::to_string).collect();
            let code = match self.place {
                Place::Python => refusal.error.clone(),
                Place::Browser | Place::Node => numbers.join(" "),
            };
            self.events.push(refused(self.calls, code));
            return Some(());
        }
        self.requests += 1;
        self.events.push(asked(self.requests));
        self.waits = Some((self.calls, self.requests, key));
        Some(())
    }

    fn answer(&mut self, answer: &Answer) -> Option<()> {
        let (call, request, key) = self.waits.take()?;
        let rest = Answer {
            to: 0,
            token: None,
            error: None,
            status: None,
            retry_after: None,
            ..answer.clone()
        };
        if answer.to != request || rest != Answer::default() {
            return None;
        }
        let status = answer.status?;
        if answer.token.is_some() {
            let token = plain_token(answer)?;
            let plain = status == 200 && answer.error.is_none() && answer.retry_after.is_none();
            self.events.push(Event::Result(Gained {
                call,
                token: Some(token),
                ..Gained::default()
            }));
            return plain.then_some(());
        }
        let refusal = refusal(answer)?;
        self.events.push(refused(call, refusal.error.clone()));
        if let Some(seconds) = stops_for_s(self.place, status, answer.retry_after.as_deref())? {
            self.stopped.retain(|(held, ..)| *held != key);
            let until = self.now_ms + i128::from(seconds) * 1000;
            self.stopped.push((key, until, refusal));
        }
        Some(())
    }
}

fn refused(call: usize, code: String) -> Event {
    Event::Error(Failed {
        call,
        code: Some(code),
        ..Failed::default()
    })
}

fn refusal(answer: &Answer) -> Option<Refusal> {
    let table = answer.error.as_ref()?;
    let error = table.get("error")?.as_str()?.to_owned();
    let known = ["temporarily_unavailable", "server_error", "invalid_scope"];
    let numbers = match table.get("error_codes") {
        None => Some(Vec::new()),
        Some(held) => {
            let items = held.as_array()?.iter();
            items.map(toml::Value::as_integer).collect()
        }
    };
    let named = |name: &String| name == "error" || name == "error_codes";
    let sound = known.contains(&error.as_str()) && table.keys().all(named);
    Some(Refusal {
        error,
        numbers: numbers.filter(|_| sound)?,
    })
}

/// For how long an answer stops its request, if it does; nothing if that is not said.
fn stops_for_s(place: Place, status: u16, retry_after: Option<&str>) -> Option<Option<i64>> {
    if !(200..600).contains(&status) {
        return None;
    }
    let python = place == Place::Python;
    if status == 400 && python {
        // Which of the two rules goes first is not said.
        return retry_after.is_none().then_some(Some(60));
    }
    let turned_away = status == 429 || status >= 500 || (status >= 300 && retry_after.is_some());
    if !turned_away {
        return Some(None);
    }
    let text = retry_after.unwrap_or("none");
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.contains('_') {
        return None;
    }
    let text = text.trim_matches(' ');
    let (minus, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let end = digits.bytes().take_while(u8::is_ascii_digit).count();
    let significant = digits[..end].trim_start_matches('0');
    // What has more digits than this is more than an hour.
    let number: i64 = match significant.len() {
        0 => 0,
        1..=9 => significant.parse().ok()?,
        _ => 999_999_999,
    };
    let number = if minus { -number } else { number };
    Some(match python {
        true if end == 0 || end < digits.len() => Some(60),
        true => Some(number.min(3600)).filter(|number| *number > 0),
        false if number > 0 => Some(number.min(3600)),
        false => Some(60),
    })
}
