//! The doctor finds out, before any case is judged, whether the subject is there and is what it is
//! said to be.

use std::fmt;

use conformance::{Answer, AnyCase};
use serde_json::{Value, json};

use crate::diagnostic::{escaped, escaped_lines};
use crate::play::{Check, play};
use crate::report::{Word, cut, exchanges};
use crate::run::Invited;

/// What the doctor found of a subject that can be put to cases.
#[derive(Debug)]
pub(crate) struct Finding {
    role: &'static str,
    /// The case that was welcomed.
    welcomed: Option<String>,
    /// Whether it took what it should have turned away.
    pub(crate) takes_anything: bool,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.welcomed {
            Some(case) => write!(f, "the subject answers as {} ({case})", self.role)?,
            None => write!(
                f,
                "nothing is known that every {} must do under this profile, so nothing was tried",
                self.role
            )?,
        }
        if self.takes_anything {
            write!(f, "; but it takes what nobody could take for right")?;
        }
        Ok(())
    }
}

/// Plays the cases by which a subject in its role shows that it is there. What is wrong is told in
/// a sentence.
pub(crate) fn examine(invited: &Invited, cases: &[AnyCase]) -> Result<Finding, String> {
    let role = invited.roles.first().copied().unwrap_or_default();
    let defaults = protocols::role(role).ok_or("the subject has no role")?;
    // Where a subject cannot be put to one of them, another does.
    let named = |names: &[&str]| -> Vec<&AnyCase> {
        let found = names
            .iter()
            .filter_map(|name| cases.iter().find(|case| case.id == *name));
        found.filter(|case| case.fits(&invited.profile)).collect()
    };
    let mut subject = invited
        .cast
        .subject("doctor")
        .map_err(|why| format!("the subject cannot be used: {}", told(&why)))?;
    // Whether anybody is there can be found out before anything is known of them.
    let probe = json!({ "request": { "method": "GET", "target": "/" } });
    subject.begin();
    match subject.perform("http", &probe, &mut |_| Value::Null) {
        Answer::Lost(why) => return Err(format!("the subject gives no answer: {}", told(&why))),
        Answer::Failed(failure) => {
            let why = failure["message"].as_str().unwrap_or("it fails");
            return Err(format!("the subject is no {role}: {}", told(why)));
        }
        Answer::Done(_) | Answer::Unsupported(_) => {}
    }
    let mut put = |cases: Vec<&AnyCase>| {
        let mut last = None;
        for case in cases {
            let check = play(
                case,
                subject.as_mut(),
                invited.cast.facts(),
                &invited.profile,
            );
            let is_played = Word::of(&check).is_played();
            last = Some(check);
            if is_played {
                break;
            }
        }
        last
    };
    let mut finding = Finding {
        role,
        welcomed: None,
        takes_anything: false,
    };
    if let Some(check) = put(named(defaults.welcomes)) {
        if Word::of(&check) != Word::Conforms {
            let hint = invited.cast.hint().map(|hint| format!("\nhint: {hint}"));
            return Err(trouble(role, &check) + &hint.unwrap_or_default());
        }
        finding.welcomed = Some(check.case);
    }
    if let Some(check) = put(named(defaults.turns_away)) {
        finding.takes_anything = Word::of(&check) == Word::Departs;
    }
    Ok(finding)
}

/// How much is told of what a subject says in words of its own.
const TOLD_BYTES: usize = 2000;

/// What a subject says in words of its own.
fn told(why: &str) -> String {
    escaped_lines(&cut(why, TOLD_BYTES))
}

/// What is wrong with a subject that does not even do what it is for.
fn trouble(role: &str, check: &Check) -> String {
    let seen = check.seen.trim_end();
    let lines = |toml: &str| -> String {
        let lines = toml.lines().filter(|line| *line != "[expect]");
        lines.map(|line| format!("\n  {}", escaped(line))).collect()
    };
    let case = &check.case;
    match Word::of(check) {
        Word::Unsupported | Word::Blocked => {
            let why = check.reason.as_deref().unwrap_or("it does not say why");
            let hint = match why.strip_prefix("needs the fact ") {
                Some(_) => {
                    "\nhint: `--fact NAME=VALUE`, or `[facts]` in a subject file; `proofmark init` says more"
                }
                None => "",
            };
            let why = escaped(why);
            format!("the first case of {role} could not be played ({case}): {why}{hint}")
        }
        _ => match seen.strip_prefix("no answer: ") {
            Some(why) => format!("the subject gives no answer: {}", escaped(why)),
            None => format!(
                "the subject does not do what {role} is for ({case})\nexpected{}\nseen{}{}",
                lines(&check.expected),
                lines(seen),
                exchanged(check),
            ),
        },
    }
}

/// What was sent and what came back.
fn exchanged(check: &Check) -> String {
    let lines = exchanges(check).flatten();
    let lines: String = lines
        .map(|line| format!("\n  {}", escaped(&line)))
        .collect();
    match lines.as_str() {
        "" => lines,
        _ => format!("\nexchanged{lines}"),
    }
}
