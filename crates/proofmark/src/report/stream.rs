//! A stream of events, a line each, from which every report can be made again; and the same runs
//! as one JSON object.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::diagnostic::{escaped, escaped_json};
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

/// Runs as one JSON object.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report<'r> {
    runs: Cow<'r, [Run]>,
}

/// The runs as one JSON object.
pub(super) fn json(runs: &[Run]) -> String {
    let report = Report { runs: runs.into() };
    let json = serde_json::to_string_pretty(&report).expect("strings and lists are always JSON");
    escaped_json(&json) + "\n"
}

/// The runs as events, one JSON object a line.
pub(super) fn events(runs: &[Run]) -> String {
    let each = |run: &Run| {
        let checks: String = run.checks.iter().map(check_event).collect();
        begin_event(run) + &checks + &end_event(run)
    };
    runs.iter().map(each).collect()
}

/// The line with which a run begins, for whoever writes the stream while the run goes on.
pub fn begin_event(run: &Run) -> String {
    line(&Event::Run {
        subject: (&run.subject).into(),
        roles: (&run.roles[..]).into(),
        profiles: (&run.profiles[..]).into(),
        command: (&run.command).into(),
        of: run.of,
    })
}

/// The line of a check.
pub fn check_event(check: &Check) -> String {
    line(&Event::Check(Cow::Borrowed(check)))
}

/// The line with which a run ends.
pub fn end_event(run: &Run) -> String {
    let summary = super::Summary::of(std::slice::from_ref(run));
    line(&Event::End {
        played: summary.played,
        pairs: summary.pairs,
        stale: (&run.stale[..]).into(),
        millis: run.millis,
    })
}

fn line(event: &Event<'_>) -> String {
    let json = serde_json::to_string(event).expect("strings and lists are always JSON");
    escaped_json(&json) + "\n"
}

/// Reads a report, as one JSON object or as events. One that breaks off is refused: what it lacks
/// might depart.
pub fn read(text: &str) -> Result<Vec<Run>, String> {
    if text.len() > REPORT_BYTES {
        return Err(format!("a report has at most {REPORT_BYTES} bytes"));
    }
    let first = text.lines().next().unwrap_or_default();
    let runs = if first.starts_with("{\"event\"") {
        read_events(text)?
    } else {
        let report: Result<Report<'_>, _> = serde_json::from_str(text);
        let report = report.map_err(|error| format!("this is no report: {error}"))?;
        report.runs.into_owned()
    };
    let checks = || runs.iter().flat_map(|run| &run.checks);
    if checks().count() > CHECKS {
        return Err(format!("a report has at most {CHECKS} checks"));
    }
    for check in checks() {
        let word: Result<Word, String> = check.verdict.parse();
        word.map_err(|error| format!("{}: {error}", escaped(&check.case)))?;
    }
    Ok(runs)
}

fn read_events(text: &str) -> Result<Vec<Run>, String> {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for (place, line) in text.lines().enumerate() {
        let error = |message: &str| format!("line {} of the report: {message}", place + 1);
        let event: Event<'_> =
            serde_json::from_str(line).map_err(|fault| error(&fault.to_string()))?;
        match (event, runs.last_mut().filter(|_| is_open)) {
            (
                Event::Run {
                    subject,
                    roles,
                    profiles,
                    command,
                    of,
                },
                None,
            ) => {
                is_open = true;
                runs.push(Run {
                    subject: subject.into_owned(),
                    roles: roles.into_owned(),
                    profiles: profiles.into_owned(),
                    command: command.into_owned(),
                    of,
                    ..Run::default()
                });
            }
            (Event::Check(check), Some(run)) => run.checks.push(check.into_owned()),
            (Event::End { stale, millis, .. }, Some(run)) => {
                is_open = false;
                run.stale = stale.into_owned();
                run.millis = millis;
            }
            _ => return Err(error("a run begins, makes checks and ends, in this order")),
        }
    }
    if is_open || runs.is_empty() {
        return Err("the report breaks off before its run ends".to_owned());
    }
    Ok(runs)
}
