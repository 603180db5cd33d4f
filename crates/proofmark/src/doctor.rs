//! The doctor finds out, before any case is judged, whether the subject is there and is what it is
//! said to be.

use std::fmt;

use conformance::{Answer, AnyCase};
use serde_json::{Value, json};

use crate::diagnostic::escaped;
use crate::play::{Check, play};
use crate::report::Word;
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
    let first = |names: &[&str]| {
        let mut named = names.iter().filter_map(|name| {
            let case = cases.iter().find(|case| case.id == *name)?;
            case.fits(&invited.profile).then_some(case)
        });
        named.next()
    };
    let mut subject = invited
        .cast
        .subject("doctor")
        .map_err(|why| format!("the subject cannot be used: {why}"))?;
    // Whether anybody is there can be found out before anything is known of them.
    let probe = json!({ "request": { "method": "GET", "target": "/" } });
    if let Answer::Lost(why) = subject.perform("http", &probe, &mut |_| Value::Null) {
        return Err(format!("the subject gives no answer: {why}"));
    }
    let mut put = |case: &AnyCase| {
        let facts = invited.cast.facts();
        play(case, subject.as_mut(), facts, &invited.profile)
    };
    let mut finding = Finding {
        role,
        welcomed: None,
        takes_anything: false,
    };
    if let Some(case) = first(defaults.welcomes) {
        let check = put(case);
        if Word::of(&check) != Word::Conforms {
            return Err(trouble(role, &check));
        }
        finding.welcomed = Some(case.id.clone());
    }
    if let Some(case) = first(defaults.turns_away) {
        finding.takes_anything = Word::of(&put(case)) == Word::Departs;
    }
    Ok(finding)
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
                "the subject does not do what {role} is for ({case})\nexpected{}\nseen{}",
                lines(&check.expected),
                lines(seen),
            ),
        },
    }
}
