//! A performance: cases are put to a subject, several at once, each with a subject of its own.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use conformance::{AnyCase, Profile, Subject};

use crate::play::{Check, play};
use crate::report::Word;
use crate::subject::Cast;

/// After so many cases in a row without an answer nobody waits for another.
const PATIENCE_CASES: usize = 5;

/// How cases are put to a subject.
pub struct Performance<'p> {
    /// Whom they are put to.
    pub cast: &'p Cast,
    /// The profile that it is held to; a specimen is held to that of each case.
    pub profile: Profile,
    /// How many are played at once.
    pub jobs: usize,
    /// Whether the first failure is the last case.
    pub fails_fast: bool,
    /// Whether to stop, which is somebody else's to say.
    pub stop: &'p AtomicBool,
    /// Is told of each check as it is made.
    pub watch: &'p (dyn Fn(&Check) + Sync),
}

impl Performance<'_> {
    /// Plays these cases. The checks come in the order of the cases.
    pub fn play(&self, cases: &[&AnyCase]) -> Result<Vec<Check>, String> {
        let next = AtomicUsize::new(0);
        let silent = AtomicUsize::new(0);
        let checks: Mutex<Vec<(usize, Check)>> = Mutex::new(Vec::with_capacity(cases.len()));
        let work = |player: usize| {
            let mut subject: Option<Box<dyn Subject>> = None;
            if !self.cast.is_specimen() {
                subject = Some(self.cast.subject(&format!("player-{player}"))?);
            }
            while !self.stop.load(Ordering::Relaxed) {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = cases.get(place) else { break };
                let check = self.check(case, subject.as_deref_mut(), &silent);
                (self.watch)(&check);
                if self.fails_fast && Word::of(&check).fails() {
                    self.stop.store(true, Ordering::Relaxed);
                }
                let mut checks = checks.lock().unwrap_or_else(PoisonError::into_inner);
                checks.push((place, check));
            }
            Ok(())
        };
        let failures: Vec<String> = thread::scope(|scope| {
            let players: Vec<_> = (0..self.jobs.clamp(1, cases.len().max(1)))
                .map(|player| {
                    let work = &work;
                    scope.spawn(move || work(player))
                })
                .collect();
            let ended = players.into_iter().map(|player| match player.join() {
                Ok(worked) => worked.err(),
                Err(_) => Some("a player of cases broke down; this is a bug".to_owned()),
            });
            ended.flatten().collect()
        });
        let mut checks = checks.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = failures.into_iter().next() {
            return Err(why);
        }
        checks.sort_by_key(|(place, _)| *place);
        Ok(checks.into_iter().map(|(_, check)| check).collect())
    }

    fn check(
        &self,
        case: &AnyCase,
        subject: Option<&mut (dyn Subject + 'static)>,
        silent: &AtomicUsize,
    ) -> Check {
        let facts = self.cast.facts();
        if let Some((mut specimen, profile)) = self.cast.specimen_for(case) {
            return play(case, &mut specimen, facts, &profile);
        }
        if silent.load(Ordering::Relaxed) >= PATIENCE_CASES {
            return given_up(case);
        }
        let Some(subject) = subject else {
            return given_up(case);
        };
        let check = play(case, subject, facts, &self.profile);
        if check.seen.starts_with("no answer: ") {
            silent.fetch_add(1, Ordering::Relaxed);
        } else if Word::of(&check).is_played() {
            silent.store(0, Ordering::Relaxed);
        }
        check
    }
}

/// The check of a case that was not put to a subject that fell silent.
fn given_up(case: &AnyCase) -> Check {
    Check {
        case: case.id.clone(),
        role: case.role.clone(),
        requirements: case.checks.iter().map(ToString::to_string).collect(),
        verdict: Word::Blocked.as_str().to_owned(),
        reason: Some(format!(
            "the subject gave no answer to {PATIENCE_CASES} cases in a row"
        )),
        expected: String::new(),
        seen: String::new(),
        trace: Vec::new(),
        micros: 0,
    }
}
