//! The keys that a validator keeps between tokens, and when it fetches them anew.

use conformance::{Now, Rules};

use crate::KeySet;
use crate::defects::{FORGETS_KEYS_IN_AN_OUTAGE, KEEPS_KEYS_FOR_EVER, NEVER_FETCHES_AGAIN};
use crate::requirements::JWT_016;

/// The keys of one authority. It fetches nothing itself: it says when to, and is told what came.
#[derive(Clone, Debug, Default)]
pub struct KeyCache {
    keys: KeySet,
    /// When the keys came.
    good: Option<Now>,
    /// When they were last asked for, in vain or not.
    asked: Option<Now>,
}

/// From this age on, keys are due to be fetched anew.
const FRESH_S: i64 = 60 * 60;
/// From this age on, keys are not used any more.
const USABLE_S: i64 = 24 * 60 * 60;
/// Nobody can make the validator ask more often than this.
const PAUSE_S: i64 = 5 * 60;

impl KeyCache {
    /// Whether to fetch the keys before a token that names this one is verified.
    pub fn should_fetch(&self, kid: Option<&str>, now: Now, rules: &Rules) -> bool {
        let since = |then: Option<Now>| then.map(|then| now.ms().saturating_sub(then.ms()));
        // A clock that was turned back says nothing about the past.
        let within = |then: Option<Now>, seconds: i64| {
            since(then).is_some_and(|ms| (0..seconds * 1000).contains(&ms))
        };
        let known = |kid| {
            self.keys
                .keys()
                .iter()
                .any(|key| key.kid.as_deref() == Some(kid))
        };
        let unknown = kid.is_some_and(|kid| !known(kid));
        if unknown && !rules.demand(JWT_016) {
            return true;
        }
        if rules.does(NEVER_FETCHES_AGAIN) && self.good.is_some() {
            return false;
        }
        if within(self.asked, PAUSE_S) {
            return false;
        }
        unknown || !within(self.good, FRESH_S)
    }

    /// Takes what a fetch brought: keys, or nothing.
    pub fn fetched(&mut self, keys: Option<KeySet>, now: Now, rules: &Rules) {
        self.asked = Some(now);
        match keys {
            Some(keys) => {
                self.keys = keys;
                self.good = Some(now);
            }
            None if rules.does(FORGETS_KEYS_IN_AN_OUTAGE) => self.keys = KeySet::default(),
            None => {}
        }
    }

    /// The keys, unless they are too old.
    pub fn keys(&self, now: Now, rules: &Rules) -> Option<&KeySet> {
        let age_ms = now.ms().saturating_sub(self.good?.ms());
        let usable = age_ms < USABLE_S * 1000 || rules.does(KEEPS_KEYS_FOR_EVER);
        usable.then_some(&self.keys)
    }
}
