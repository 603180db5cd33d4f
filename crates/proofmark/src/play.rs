//! Plays cases with a subject: what was expected, what was seen, and what went over the table.

use std::time::Instant;

use conformance::{Answer, AnyCase, Facts, Level, Peer, Profile, Subject, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::redact::Secrets;

/// How many entries of a trace are kept, and how long each may be.
const TRACE_ENTRIES: usize = 64;
const ENTRY_BYTES: usize = 8 * 1024;

/// A check: one case played with one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The case, by its path.
    pub case: String,
    /// What the subject plays.
    pub role: String,
    /// The requirements that the case checks.
    pub requirements: Vec<String>,
    /// `conforms`, `departs`, `advises`, `unsupported`, `known` or `blocked`.
    pub verdict: String,
    /// Why it is unsupported, known or blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the case expects, as TOML.
    pub expected: String,
    /// What was seen, as TOML.
    pub seen: String,
    /// What went over the table, in order. No token or secret stands in it whole.
    pub trace: Vec<Exchange>,
    /// How long it took.
    pub micros: u64,
}

/// An operation of the subject, or a message to its peer, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The operation; `→ peer` if the subject sent a message to the other end.
    pub operation: String,
    /// What it was told.
    pub arguments: String,
    /// What came of it.
    pub answer: String,
}

/// A run: the checks of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The subject, as people call it.
    pub subject: String,
    /// The roles that it was held to.
    pub roles: Vec<String>,
    /// The values of the profile, by role.
    pub profiles: Vec<String>,
    /// The command that does it again, without the choice of cases.
    pub command: String,
    /// Every check that was made.
    pub checks: Vec<Check>,
    /// How many there are for the roles and the profile.
    pub of: usize,
    /// How long all of it took.
    pub millis: u64,
    /// The entries of the known departures that no longer hold, each with what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

impl Run {
    /// How many checks have this verdict.
    pub fn count(&self, verdict: &str) -> usize {
        self.checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    }

    /// How many distinct pairs of requirement and stimulus were played.
    pub fn pairs(&self) -> usize {
        let played = self
            .checks
            .iter()
            .filter(|check| check.verdict != "unsupported");
        played.map(|check| check.requirements.len()).sum()
    }
}

/// Plays one case with one subject.
pub fn play(case: &AnyCase, subject: &mut dyn Subject, facts: &Facts, profile: &Profile) -> Check {
    let began = Instant::now();
    subject.begin();
    let mut recorder = Recorder {
        subject,
        trace: Vec::new(),
        secrets: Secrets::default(),
    };
    let played = case.drive(&mut recorder, facts, profile);
    let Recorder { trace, secrets, .. } = recorder;
    let text = |said: &str| text(said, &secrets);
    let is_advice = |level| matches!(level, Level::Should | Level::May);
    let advice = case.checks.iter().all(|id| is_advice(id.row().level));
    let verdict = match played.verdict {
        Verdict::Departs if advice => Verdict::Advises,
        other => other,
    };
    let reason = match &verdict {
        Verdict::Unsupported(why) | Verdict::Known(why) | Verdict::Blocked(why) => Some(text(why)),
        Verdict::Conforms | Verdict::Departs | Verdict::Advises => None,
    };
    Check {
        case: case.id.clone(),
        role: case.role.clone(),
        requirements: case.checks.iter().map(ToString::to_string).collect(),
        verdict: verdict.word().to_owned(),
        reason,
        expected: played.expected,
        seen: text(&played.seen),
        trace,
        micros: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
    }
}

/// A subject whose every operation is written down.
struct Recorder<'s> {
    subject: &'s mut dyn Subject,
    trace: Vec<Exchange>,
    secrets: Secrets,
}

impl Subject for Recorder<'_> {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        let Self {
            subject, secrets, ..
        } = self;
        secrets.learn(arguments);
        let mut heard = Vec::new();
        let mut listening = |message: &Value| {
            let answer = peer(message);
            secrets.learn(message);
            secrets.learn(&answer);
            if heard.len() < TRACE_ENTRIES {
                heard.push(Exchange {
                    operation: "→ peer".to_owned(),
                    arguments: shown(message, secrets),
                    answer: shown(&answer, secrets),
                });
            }
            answer
        };
        let answer = subject.perform(operation, arguments, &mut listening);
        if let Answer::Done(value) = &answer {
            secrets.learn(value);
        }
        let answered = match &answer {
            Answer::Done(value) => format!("done {}", shown(value, secrets)),
            Answer::Failed(value) => format!("failed {}", shown(value, secrets)),
            Answer::Unsupported(why) => format!("unsupported: {}", text(why, secrets)),
            Answer::Lost(why) => format!("lost: {}", text(why, secrets)),
        };
        if self.trace.len() < TRACE_ENTRIES {
            self.trace.push(Exchange {
                operation: operation.to_owned(),
                arguments: shown(arguments, secrets),
                answer: bounded(&answered),
            });
            self.trace.extend(heard);
        }
        answer
    }
}

/// A value as people read it: bounded, and with no token or secret whole.
fn shown(value: &Value, secrets: &Secrets) -> String {
    bounded(&secrets.hidden_in(&crate::redact::json(value)))
}

/// What a subject said in words of its own, which may be somebody's token.
fn text(said: &str, secrets: &Secrets) -> String {
    bounded(&crate::redact::tokens_within(&secrets.hidden_in(said)))
}

fn bounded(text: &str) -> String {
    if text.len() <= ENTRY_BYTES {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(ENTRY_BYTES);
    format!("{}… ({} bytes)", &text[..end], text.len())
}
