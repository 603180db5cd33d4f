//! A judgement: what the verdicts of a run's checks amount to.

use std::collections::BTreeSet;

use std::str::FromStr;

use crate::Exit;
use crate::play::{Check, Run};

/// A verdict by its verb, in the order of concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// The subject did something else.
    Departs,
    /// A prerequisite failed, so nothing was learnt. Counts as failure.
    Blocked,
    /// The subject missed advice.
    Advises,
    /// The subject departs, and is listed as known to.
    Known,
    /// The subject did what the sentence says.
    Conforms,
    /// The subject cannot do this, or a fact that the case needs was not declared.
    Unsupported,
}

impl Word {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Departs,
        Self::Blocked,
        Self::Advises,
        Self::Known,
        Self::Conforms,
        Self::Unsupported,
    ];

    /// The verdict of a check. A word that is no verdict is a failure.
    pub fn of(check: &Check) -> Self {
        check.verdict.parse().unwrap_or(Self::Blocked)
    }

    /// The verb used in files and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Departs => "departs",
            Self::Blocked => "blocked",
            Self::Advises => "advises",
            Self::Known => "known",
            Self::Conforms => "conforms",
            Self::Unsupported => "unsupported",
        }
    }

    /// A sign beside the verb, for who looks over many.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Departs => "✗",
            Self::Blocked => "■",
            Self::Advises => "△",
            Self::Known => "◆",
            Self::Conforms => "✓",
            Self::Unsupported => "○",
        }
    }

    /// So many checks, as a sentence says it.
    pub fn tally(self, number: usize) -> String {
        let verb = match (self, number) {
            (Self::Departs, 1) => "departs",
            (Self::Departs, _) => "depart",
            (Self::Conforms, 1) => "conforms",
            (Self::Conforms, _) => "conform",
            (Self::Advises, 1) => "misses advice",
            (Self::Advises, _) => "miss advice",
            (other, _) => other.as_str(),
        };
        format!("{number} {verb}")
    }

    /// Whether something was learnt of the subject.
    pub fn is_played(self) -> bool {
        !matches!(self, Self::Blocked | Self::Unsupported)
    }

    /// Whether it makes a run fail.
    pub fn fails(self) -> bool {
        matches!(self, Self::Departs | Self::Blocked)
    }
}

impl FromStr for Word {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let spelled = |word: &Self| word.as_str() == text;
        let found = Self::ALL.into_iter().find(spelled);
        found.ok_or_else(|| format!("`{}` is no verdict", crate::diagnostic::escaped(text)))
    }
}

/// How the program ends after these runs.
pub fn exit(runs: &[Run]) -> Exit {
    let words: Vec<Word> = runs
        .iter()
        .flat_map(|run| &run.checks)
        .map(Word::of)
        .collect();
    let is_stale = runs.iter().any(|run| !run.stale.is_empty());
    if is_stale || words.iter().any(|word| word.fails()) {
        Exit::Departs
    } else if words.iter().any(|word| word.is_played()) {
        Exit::Conforms
    } else {
        Exit::NothingRan
    }
}

/// Puts together what was found out of the same subject in parts. Of a check that was made twice
/// the graver verdict stands.
pub fn merge(parts: Vec<Run>) -> Vec<Run> {
    let mut merged: Vec<Run> = Vec::new();
    for part in parts {
        let is_same = |run: &&mut Run| {
            (&run.subject, &run.roles, &run.profiles)
                == (&part.subject, &part.roles, &part.profiles)
        };
        let Some(run) = merged.iter_mut().find(is_same) else {
            merged.push(part);
            continue;
        };
        run.of = run.of.max(part.of);
        run.millis += part.millis;
        run.stale.extend(part.stale);
        run.checks.extend(part.checks);
        run.checks
            .sort_by_cached_key(|check| (check.case.clone(), Word::of(check)));
        run.checks.dedup_by(|later, first| later.case == first.case);
    }
    merged
}

/// Makes a departure of each check that misses advice, as `--strict` asks for.
pub fn hold_to_advice(run: &mut Run) {
    for check in &mut run.checks {
        if Word::of(check) == Word::Advises {
            Word::Departs.as_str().clone_into(&mut check.verdict);
        }
    }
}

/// Makes a departure of each check that is unsupported because the subject lacks an operation that
/// its role must have. `must_have` is asked by role and operation. Who answered to an operation at
/// all has it, and may say of some arguments that it does not support them.
pub fn hold_to_operations(run: &mut Run, must_have: impl Fn(&str, &str) -> bool) {
    let answered = run.checks.iter().flat_map(|check| &check.trace);
    let answered = answered
        .filter(|held| held.answer.starts_with("done ") || held.answer.starts_with("failed "));
    let had: BTreeSet<String> = answered.map(|held| held.operation.clone()).collect();
    for check in &mut run.checks {
        let lacks = |check: &Check| {
            let last = check.trace.iter().rfind(|held| held.operation != "→ peer");
            let last = last.filter(|held| held.answer.starts_with("unsupported: "))?;
            let lacks = !had.contains(&last.operation) && must_have(&check.role, &last.operation);
            lacks.then(|| last.operation.clone())
        };
        if Word::of(check) != Word::Unsupported {
            continue;
        }
        if let Some(operation) = lacks(check) {
            Word::Departs.as_str().clone_into(&mut check.verdict);
            check.seen = format!("no operation `{operation}`, which the role must have\n");
            check.reason = None;
        }
    }
}
