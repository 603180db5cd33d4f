//! A stream of events, a line each, from which every report can be made again; and the same run as
//! one JSON object.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::diagnostic::escaped;
use crate::play::{Check, Run};

/// How long a report may be, and how many checks it may hold.
const REPORT_BYTES: usize = 256 * 1024 * 1024;
const CHECKS: usize = 100_000;

/// What happens in a run, in this order: it begins, checks are made, it ends.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase", deny_unknown_fields)]
enum Event<'r> {
    Run {
        subject: Cow<'r, str>,
        roles: Cow<'r, [String]>,
        profiles: Cow<'r, [String]>,
        command: Cow<'r, str>,
        of: usize,
    },
    Check(Cow<'r, Check>),
    End {
        played: usize,
        pairs: usize,
        stale: Cow<'r, [String]>,
        millis: u64,
    },
}

/// The whole run as one JSON object.
pub fn json(run: &Run) -> String {
    serde_json::to_string_pretty(run).expect("strings and lists are always JSON") + "\n"
}

/// The run as events, one JSON object a line. [`schema`] describes them.
pub fn events(run: &Run) -> String {
    let begins = Event::Run {
        subject: (&run.subject).into(),
        roles: (&run.roles[..]).into(),
        profiles: (&run.profiles[..]).into(),
        command: (&run.command).into(),
        of: run.of,
    };
    let ends = Event::End {
        played: super::summary(run).played,
        pairs: run.pairs(),
        stale: (&run.stale[..]).into(),
        millis: run.millis,
    };
    let checks = run.checks.iter().map(|check| Event::Check(Cow::Borrowed(check)));
    let all = std::iter::once(begins).chain(checks).chain([ends]);
    let line = |event| serde_json::to_string(&event).expect("strings and lists are always JSON");
    all.map(|event| line(event) + "\n").collect()
}

/// The JSON Schema of both forms.
pub fn schema() -> &'static str {
    include_str!("schema.json")
}

/// Reads a report of either form. One that breaks off is refused: what it lacks might depart.
pub fn read(text: &str) -> Result<Run, String> {
    if text.len() > REPORT_BYTES {
        return Err(format!("a report has at most {REPORT_BYTES} bytes"));
    }
    let first = text.lines().next().unwrap_or_default();
    let run = if first.starts_with("{\"event\"") {
        read_events(text)?
    } else {
        serde_json::from_str(text).map_err(|error| format!("this is no report: {error}"))?
    };
    if run.checks.len() > CHECKS {
        return Err(format!("a report has at most {CHECKS} checks"));
    }
    for check in &run.checks {
        let word: Result<Word, String> = check.verdict.parse();
        word.map_err(|error| format!("{}: {error}", escaped(&check.case)))?;
    }
    Ok(run)
}

fn read_events(text: &str) -> Result<Run, String> {
    let mut run: Option<Run> = None;
    let mut has_ended = false;
    for (place, line) in text.lines().enumerate() {
        let error = |message: &str| format!("line {} of the report: {message}", place + 1);
        let event: Event<'_> =
            serde_json::from_str(line).map_err(|fault| error(&fault.to_string()))?;
        match (event, &mut run, has_ended) {
            (
                Event::Run {
                    subject,
                    roles,
                    profiles,
                    command,
                    of,
                },
                None,
                false,
            ) => {
                run = Some(Run {
                    subject: subject.into_owned(),
                    roles: roles.into_owned(),
                    profiles: profiles.into_owned(),
                    command: command.into_owned(),
                    of,
                    ..Run::default()
                });
            }
            (Event::Check(check), Some(run), false) => {
                if run.checks.len() >= CHECKS {
                    return Err(format!("a report has at most {CHECKS} checks"));
                }
                run.checks.push(check.into_owned());
            }
            (Event::End { stale, millis, .. }, Some(run), false) => {
                run.stale = stale.into_owned();
                run.millis = millis;
                has_ended = true;
            }
            _ => return Err(error("a run begins, makes checks and ends, in this order")),
        }
    }
    match run {
        Some(run) if has_ended => Ok(run),
        _ => Err("the report breaks off before its run ends".to_owned()),
    }
}
