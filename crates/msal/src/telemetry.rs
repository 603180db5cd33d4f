//! Telemetry: what a library tells the server of this request and of those before.

use conformance::{Quirk, Rules};

use crate::{Library, MSAL_049};

pub(crate) const CUTS_TELEMETRY_NOWHERE: Quirk = Quirk("cuts-telemetry-nowhere");

/// The most bytes of each text, and the most errors that are remembered.
const CURRENT_BYTES: usize = 80;
const LAST_BYTES: usize = 330;
const ERRORS: usize = 50;

/// Why a token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The cache was passed over.
    PassedOver = 1,
    /// There was no token.
    NoToken = 2,
    /// The token was too old.
    Expired = 3,
    /// The token should be renewed.
    Proactive = 4,
}

/// What is remembered between requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Telemetry {
    hits: u64,
    /// What failed: API, correlation id and code.
    failed: Vec<[String; 3]>,
    forgotten: usize,
}

impl Telemetry {
    /// A token came from the cache.
    pub(crate) fn hit(&mut self) {
        self.hits = self.hits.saturating_add(1);
    }

    /// A call failed.
    pub(crate) fn failed(&mut self, api: u16, correlation_id: &str, code: &str) {
        if self.failed.len() == ERRORS {
            self.failed.remove(0);
            self.forgotten = self.forgotten.saturating_add(1);
        }
        let parts = [&api.to_string(), correlation_id, code].map(str::to_owned);
        self.failed.push(parts);
    }

    /// A request succeeded: what was told need not be told again.
    pub(crate) fn told(&mut self) {
        *self = Self::default();
    }

    /// What is said of the request itself.
    pub(crate) fn current(api: u16, reason: Option<Reason>, rules: &Rules) -> String {
        let reason = reason.map_or(0, |reason| reason as u8);
        match Library::of(&rules.profile) {
            Library::Js => cut(format!("5|{api},{reason},,,|,"), CURRENT_BYTES, rules),
            Library::Python => format!("4|{api},{reason}|"),
        }
    }

    /// What is said of those before, as far as there is room.
    pub(crate) fn last(&self, rules: &Rules) -> String {
        let tidy = |text: &str| -> String {
            let letter = |c: char| if matches!(c, ',' | '|') { '_' } else { c };
            if rules.demand(MSAL_049) {
                let printable = |c: &char| matches!(c, ' '..='~');
                text.chars().filter(printable).map(letter).collect()
            } else {
                text.to_owned()
            }
        };
        let spell = |failed: &[[String; 3]], forgotten: usize| {
            let requests: Vec<String> = failed
                .iter()
                .map(|[api, id, _]| format!("{api},{}", tidy(id)))
                .collect();
            let errors: Vec<String> = failed.iter().map(|[_, _, code]| tidy(code)).collect();
            let (requests, errors) = (requests.join(","), errors.join(","));
            let overflow = u8::from(forgotten > 0);
            let count = failed.len();
            match Library::of(&rules.profile) {
                Library::Js => {
                    format!("5|{}|{requests}|{errors}|{count},{overflow}", self.hits)
                }
                Library::Python => format!("4|{}|{requests}|{errors}|", self.hits),
            }
        };
        let mut from = 0;
        let mut text = spell(&self.failed, self.forgotten);
        let cuts = rules.demand(MSAL_049) && !rules.does(CUTS_TELEMETRY_NOWHERE);
        while cuts && text.len() > LAST_BYTES && from < self.failed.len() {
            from += 1;
            text = spell(&self.failed[from..], self.forgotten + from);
        }
        text
    }
}

fn cut(mut text: String, bytes: usize, rules: &Rules) -> String {
    if rules.demand(MSAL_049) {
        text.truncate(bytes);
    }
    text
}
