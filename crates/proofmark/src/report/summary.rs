//! A summary: how many checks of how many, by role and verdict, and why the rest were not played.

use std::collections::BTreeMap;

use super::{Word, counted};
use crate::play::Run;

/// What runs amount to, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many checks taught something.
    pub played: usize,
    /// How many there are for the roles and the profile.
    pub of: usize,
    /// How many checks have each verdict, in the order of concern. None is zero.
    pub verdicts: Vec<(Word, usize)>,
    /// The same by role.
    pub roles: Vec<(String, Vec<(Word, usize)>)>,
    /// Why checks were not played, the most frequent reason first.
    pub reasons: Vec<(String, usize)>,
    /// How many cases were left out by choice, or by an interrupt.
    pub left_out: usize,
    /// The requirements named by checks that depart, and by how many, the most frequent first.
    pub broken: Vec<(String, usize)>,
    /// How many distinct pairs of requirement and stimulus were played.
    pub pairs: usize,
}

impl Summary {
    /// What these runs amount to.
    pub fn of(runs: &[Run]) -> Self {
        let mut roles: BTreeMap<&str, Vec<Word>> = BTreeMap::new();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        let mut broken: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = Vec::new();
        for check in runs.iter().flat_map(|run| &run.checks) {
            let word = Word::of(check);
            all.push(word);
            roles.entry(&check.role).or_default().push(word);
            if !word.is_played() {
                let reason = check.reason.as_deref().unwrap_or("no reason was given");
                *reasons.entry(reason).or_default() += 1;
            }
            if word == Word::Departs {
                for id in &check.requirements {
                    *broken.entry(id).or_default() += 1;
                }
            }
        }
        let of = runs.iter().map(|run| run.of.max(run.checks.len())).sum();
        Self {
            played: all.iter().filter(|word| word.is_played()).count(),
            of,
            verdicts: tally(&all),
            roles: roles
                .into_iter()
                .map(|(role, words)| (role.to_owned(), tally(&words)))
                .collect(),
            reasons: by_frequency(reasons),
            left_out: of - all.len(),
            broken: by_frequency(broken),
            pairs: runs.iter().map(Run::pairs).sum(),
        }
    }

    /// How many checks have this verdict.
    pub fn count(&self, word: Word) -> usize {
        count(&self.verdicts, word)
    }

    /// The last line of every run: how many of how many were played, and why the rest were not.
    pub fn line(&self) -> String {
        let count = |word| self.count(word);
        let order = [Word::Conforms, Word::Departs, Word::Advises, Word::Known];
        let told = order.map(|word| (word, count(word)));
        let told = told.into_iter().filter(|(_, number)| *number > 0);
        let told: Vec<String> = told.map(|(word, number)| word.tally(number)).collect();
        let mut line = format!("played {} of {}", self.played, self.of);
        if !told.is_empty() {
            line = format!("{line}: {}", told.join(", "));
        }
        let mut rest: Vec<String> = Vec::new();
        if self.left_out > 0 {
            rest.push(format!("{} left out", self.left_out));
        }
        for word in [Word::Blocked, Word::Unsupported] {
            if count(word) > 0 {
                rest.push(word.tally(count(word)));
            }
        }
        if rest.is_empty() {
            return line;
        }
        let mut reasons = self.reasons.iter();
        let first = reasons.next().map(|(reason, number)| {
            let reason = super::cut(&crate::diagnostic::escaped(reason), 120);
            match reasons.len() {
                0 => format!(": {reason}"),
                others => format!(
                    ": {number} because “{reason}”, the rest for {}",
                    counted(others, "other reason")
                ),
            }
        });
        format!("{line} ({}{})", rest.join(", "), first.unwrap_or_default())
    }
}

fn tally(words: &[Word]) -> Vec<(Word, usize)> {
    let count = |word: Word| words.iter().filter(|held| **held == word).count();
    let tallied = Word::ALL.map(|word| (word, count(word)));
    tallied
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .collect()
}

fn by_frequency(counts: BTreeMap<&str, usize>) -> Vec<(String, usize)> {
    let owned = counts
        .into_iter()
        .map(|(name, number)| (name.to_owned(), number));
    let mut sorted: Vec<(String, usize)> = owned.collect();
    sorted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    sorted
}

/// How many checks have this verdict.
pub(super) fn count(tally: &[(Word, usize)], word: Word) -> usize {
    let held = tally.iter().find(|(held, _)| *held == word);
    held.map_or(0, |(_, number)| *number)
}
