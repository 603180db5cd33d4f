//! A known departure is one that somebody listed, with a reason. A listed departure that does not
//! occur fails the run, so a list cannot outlive what it excuses.
//!
//! ```toml
//! [[known]]
//! subject = "our gateway"
//! requirement = "EWS-024"
//! case = "ews/response/*"
//! reason = "the appliance in front sorts the elements"
//! issue = "https://tracker.example/17"
//! expires = 2027-03-31
//! ```

use conformance::{AnyCase, Now};
use serde::{Deserialize, Serialize};
use toml::value::{Date, Datetime};

use crate::diagnostic::escaped;
use crate::glob;
use crate::play::{Check, Run};
use crate::report::Word;

/// The known departures of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Each of them.
    #[serde(default)]
    known: Vec<Entry>,
}

/// Departures of one subject from one requirement, and why they are borne.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The subject as its run names it; `*` stands for any text.
    subject: String,
    /// The requirement.
    requirement: String,
    /// The case by its path; `*` stands for any text.
    case: String,
    /// Why the departure is borne.
    reason: String,
    /// Since when it is so: a version or a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Where it is being worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issue: Option<String>,
    /// The last day on which it is borne.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Datetime>,
}

impl Known {
    /// Reads a file of known departures. What names no requirement, or no case that checks it, is
    /// refused: it could never be found stale.
    pub fn read(text: &str, cases: &[AnyCase]) -> Result<Self, String> {
        let known: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for entry in &known.known {
            let id = escaped(&entry.requirement);
            let Some(requirement) = protocols::requirement(&entry.requirement) else {
                return Err(format!("no requirement is named `{id}`"));
            };
            let checks_it = |case: &AnyCase| {
                glob::matches(&entry.case, &case.id) && case.checks.contains(&requirement)
            };
            let case = escaped(&entry.case);
            if !cases.iter().any(checks_it) {
                return Err(format!("no case like `{case}` checks {id}"));
            }
            if entry.reason.trim().is_empty() {
                return Err(format!("{id} in `{case}` needs a reason"));
            }
            let is_day = |at: &Datetime| at.date.is_some() && at.time.is_none();
            if entry.expires.is_some_and(|at| !is_day(&at)) {
                return Err(format!("{id} in `{case}` expires on a day like 2027-03-31"));
            }
        }
        Ok(known)
    }

    /// Calls known what is listed, and notes in the run which entries are stale: those that have
    /// expired, and those of which every check that was played went well. An entry that is about a
    /// case that was left out, of all of these, is not judged: the departure may be there.
    pub fn apply(&self, run: &mut Run, cases: &[AnyCase], now: Now) {
        let was_played = |case: &AnyCase| run.checks.iter().any(|check| check.case == case.id);
        let is_left_out = |case: &&AnyCase| run.roles.contains(&case.role) && !was_played(case);
        let is_whole = run.checks.len() >= run.of;
        let left_out: Vec<&AnyCase> = match is_whole {
            true => Vec::new(),
            false => cases.iter().filter(is_left_out).collect(),
        };
        for entry in &self.known {
            if !glob::matches(&entry.subject, &run.subject) {
                continue;
            }
            let about = format!("{} in `{}`", entry.requirement, entry.case);
            let listed = |check: &&mut Check| {
                glob::matches(&entry.case, &check.case)
                    && check.requirements.contains(&entry.requirement)
            };
            let listed: Vec<&mut Check> = run.checks.iter_mut().filter(listed).collect();
            let departs = |check: &Check| matches!(Word::of(check), Word::Departs | Word::Advises);
            let is_news = |check: &Check| departs(check) || Word::of(check) == Word::Known;
            let occurred = listed.iter().any(|check| is_news(check));
            if let Some(on) = entry
                .expires
                .and_then(|at| at.date)
                .filter(|on| is_over(*on, now))
            {
                if occurred {
                    run.stale.push(format!("{about} expired on {on}"));
                }
                continue;
            }
            let is_about = |case: &&AnyCase| {
                let mut checks = case.checks.iter();
                glob::matches(&entry.case, &case.id)
                    && checks.any(|id| id.as_str() == entry.requirement)
            };
            let is_decided = !left_out.iter().any(is_about);
            let was_played = listed.iter().any(|check| Word::of(check).is_played());
            if !occurred && was_played && is_decided {
                run.stale
                    .push(format!("{about} did not occur: {}", entry.reason));
            }
            for check in listed.into_iter().filter(|check| departs(check)) {
                Word::Known.as_str().clone_into(&mut check.verdict);
                check.reason = Some(entry.told());
            }
        }
    }
}

impl Entry {
    /// The reason, and where it is being worked on.
    fn told(&self) -> String {
        let mut told = self.reason.clone();
        for (name, held) in [("since", &self.since), ("see", &self.issue)] {
            if let Some(held) = held {
                told = format!("{told}, {name} {held}");
            }
        }
        told
    }
}

/// The departures of these runs as entries to paste, the reasons left to be filled in.
pub fn print(runs: &[Run]) -> String {
    let mut known = Known::default();
    for run in runs {
        let departs = |check: &&Check| Word::of(check) == Word::Departs;
        for check in run.checks.iter().filter(departs) {
            // One entry does for a case, whichever of its sentences it is listed under.
            let Some(requirement) = check.requirements.first() else {
                continue;
            };
            known.known.push(Entry {
                subject: run.subject.clone(),
                requirement: requirement.clone(),
                case: check.case.clone(),
                reason: String::new(),
                since: None,
                issue: None,
                expires: None,
            });
        }
    }
    if known.known.is_empty() {
        return String::new();
    }
    toml::to_string(&known).expect("an entry is a table of strings")
}

/// Whether the day is past.
fn is_over(day: Date, now: Now) -> bool {
    const DAY_MS: i64 = 86_400_000;
    now.ms().div_euclid(DAY_MS) > days_since_1970(day)
}

/// The days from the beginning of 1970 to this one. The year is taken to begin in March, so that
/// the day that leap years add is its last.
fn days_since_1970(day: Date) -> i64 {
    let (year, month) = (i64::from(day.year), i64::from(day.month));
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day.day) - 1;
    let leaps = year / 4 - year / 100 + year / 400;
    // So many days lie between the first of March of the year 0 and the beginning of 1970.
    365 * year + leaps + day_of_year - 719_468
}

#[cfg(test)]
mod tests;
