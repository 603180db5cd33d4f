//! Throttling: a request that a server turned away is not sent again before its time.

use conformance::{Now, Quirk, Rules};

use crate::{Library, MSAL_066, MSAL_067, MSAL_068};

pub(crate) const THROTTLES_BY_CLIENT_ALONE: Quirk = Quirk("throttles-by-client-alone");
pub(crate) const THROTTLES_429_ALONE: Quirk = Quirk("throttles-429-alone");
pub(crate) const THROTTLES_WITHOUT_END: Quirk = Quirk("throttles-without-end");
pub(crate) const THROTTLES_400_TOO: Quirk = Quirk("throttles-400-too");
pub(crate) const STOPS_FOR_FIVE_SECONDS: Quirk = Quirk("stops-for-five-seconds");
pub(crate) const STOPS_NOTHING_FOR_ZERO: Quirk = Quirk("stops-nothing-for-zero");
pub(crate) const THROTTLES_BY_CREDENTIAL: Quirk = Quirk("throttles-by-credential");
pub(crate) const TRUSTS_ANY_RETRY_AFTER: Quirk = Quirk("trusts-any-retry-after");

/// No library waits for longer.
const LONGEST_S: i64 = 3600;

/// What tells one request from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts<'p> {
    pub(crate) client: &'p str,
    pub(crate) authority: &'p str,
    pub(crate) scope: &'p str,
    pub(crate) claims: &'p str,
    pub(crate) account: &'p str,
    /// The refresh token or code, which MSAL Python hashes.
    pub(crate) credential: &'p str,
}

impl Parts<'_> {
    /// The key under which the request is stopped.
    pub(crate) fn key(&self, rules: &Rules) -> Vec<String> {
        let mut parts = vec![self.client.to_owned()];
        if rules.does(THROTTLES_BY_CLIENT_ALONE) {
            return parts;
        }
        parts.push(self.authority.to_owned());
        parts.push(self.scope.to_owned());
        match Library::of(&rules.profile) {
            Library::Js if !rules.does(THROTTLES_BY_CREDENTIAL) => {
                parts.push(self.claims.to_owned());
            }
            Library::Js | Library::Python => parts.push(hash(self.credential)),
        }
        if !rules.demand(MSAL_068) {
            parts.push(self.account.to_owned());
        }
        parts
    }
}

/// What cannot be told back from it.
fn hash(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// For how long an answer stops its request, in seconds.
pub(crate) fn stops_for_s(status: u16, retry_after: Option<&str>, rules: &Rules) -> Option<i64> {
    if (200..300).contains(&status) || !rules.demand(MSAL_066) {
        return None;
    }
    let turned_away = match status {
        429 => true,
        500..=599 => !rules.does(THROTTLES_429_ALONE),
        _ => retry_after.is_some() && !rules.does(THROTTLES_429_ALONE),
    };
    match Library::of(&rules.profile) {
        Library::Js if turned_away => {
            let asked = retry_after.and_then(leading_number).unwrap_or(0);
            if asked == 0 && retry_after == Some("0") && rules.does(STOPS_NOTHING_FOR_ZERO) {
                return None;
            }
            let default = if rules.does(STOPS_FOR_FIVE_SECONDS) {
                5
            } else {
                60
            };
            let seconds = if asked > 0 { asked } else { default };
            let capped = rules.demand(MSAL_067) && !rules.does(TRUSTS_ANY_RETRY_AFTER);
            Some(if capped {
                seconds.min(LONGEST_S)
            } else {
                seconds
            })
        }
        Library::Python if turned_away => {
            let asked = retry_after.and_then(|text| whole_number(text.trim()));
            let seconds = asked.unwrap_or(60);
            (seconds > 0).then_some(seconds.min(LONGEST_S))
        }
        Library::Python if status == 400 => Some(60),
        Library::Js if status == 400 && rules.does(THROTTLES_400_TOO) => Some(60),
        Library::Js | Library::Python => None,
    }
}

/// The number that a text is, however large.
fn whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    leading_number(text).filter(|_| whole)
}

/// The number at the beginning of a text, as `parseInt` finds it.
pub(crate) fn leading_number(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    if end == 0 {
        return None;
    }
    let number = digits[..end].parse().unwrap_or(i64::MAX);
    Some(if negative { -number } else { number })
}

/// A request that is stopped, and what its answer was.
#[derive(Clone, Debug)]
pub(crate) struct Stopped<A> {
    key: Vec<String>,
    until: Now,
    pub(crate) answer: A,
}

/// The requests that are stopped.
#[derive(Clone, Debug)]
pub(crate) struct Throttle<A>(Vec<Stopped<A>>);

impl<A> Default for Throttle<A> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<A> Throttle<A> {
    /// Stops the requests with this key for so many seconds.
    pub(crate) fn stop(&mut self, key: Vec<String>, now: Now, seconds: i64, answer: A) {
        self.0.retain(|held| held.key != key);
        let until = now.plus_seconds(seconds);
        self.0.push(Stopped { key, until, answer });
    }

    /// The answer that still stops requests with this key.
    pub(crate) fn stopped(&mut self, key: &[String], now: Now, rules: &Rules) -> Option<&A> {
        self.0
            .retain(|held| now < held.until || rules.does(THROTTLES_WITHOUT_END));
        let mut held = self.0.iter();
        held.find(|held| held.key == key).map(|held| &held.answer)
    }
}
