//! A suite is the cases of a role as tests, each by its name, for `cargo test` of an implementation
//! in Rust.

use std::process::ExitCode;
use std::sync::Arc;

use conformance::{AnyCase, Facts, Profile, Subject};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::known::Known;
use crate::play::{Run, play};
use crate::report::{self, Word};

/// The cases of a role, for a subject within this process.
pub struct Suite {
    role: String,
    subject: Arc<dyn Fn() -> Box<dyn Subject> + Send + Sync>,
    name: String,
    profile: String,
    facts: Facts,
    known: String,
    is_shared: bool,
}

/// The suite for who plays this role. Each case has a subject of its own.
pub fn suite<S: Subject + 'static>(
    role: &str,
    subject: impl Fn() -> S + Send + Sync + 'static,
) -> Suite {
    Suite {
        role: role.to_owned(),
        subject: Arc::new(move || Box::new(subject())),
        name: "subject".to_owned(),
        profile: String::new(),
        facts: Facts::default(),
        known: String::new(),
        is_shared: false,
    }
}

/// What every test of a suite needs.
struct Stage {
    suite: Suite,
    profile: Profile,
    known: Known,
    cases: Vec<AnyCase>,
}

impl Suite {
    /// Calls the subject so, as lists of known departures do. It is `subject` unless said.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Holds the subject to these values, like `xsd-se,wire-interop`, in place of the role's own.
    #[must_use]
    pub fn with_profile(mut self, values: &str) -> Self {
        values.clone_into(&mut self.profile);
        self
    }

    /// Declares something that cases must know of the subject.
    #[must_use]
    pub fn with_fact(mut self, name: &str, value: &str) -> Self {
        self.facts.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Bears the departures that this text lists, which is that of a file for `--known`. A case that
    /// is listed by its whole path and does not depart is a failure.
    #[must_use]
    pub fn with_known(mut self, list: &str) -> Self {
        list.clone_into(&mut self.known);
        self
    }

    /// Plays one case after the other: the subject has something that all of its kind share.
    #[must_use]
    pub const fn one_at_a_time(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// Runs the suite as the arguments of the process ask, as `cargo test` understands them.
    pub fn run(self) -> ExitCode {
        self.run_with(Arguments::from_args())
    }

    /// Runs the suite as these arguments ask.
    pub fn run_with(self, mut arguments: Arguments) -> ExitCode {
        if self.is_shared {
            arguments.test_threads = Some(1);
        }
        let trials = self.trials().unwrap_or_else(|why| {
            let failed: Result<(), Failed> = Err(why.into());
            vec![Trial::test("suite", move || failed)]
        });
        libtest_mimic::run(&arguments, trials).exit_code()
    }

    /// The tests, for who has more of their own beside them.
    pub fn trials(self) -> Result<Vec<Trial>, String> {
        let role = protocols::role(&self.role);
        role.ok_or_else(|| format!("no role is named `{}`", self.role))?;
        let profile = protocols::default_profile(&self.role);
        let profile = protocols::parse_profile(profile, &self.profile);
        let profile = profile.map_err(|error| error.to_string())?;
        let cases = protocols::cases().map_err(|error| error.to_string())?;
        let known = Known::read(&self.known, &cases)?;
        let is_ours = |case: &AnyCase| case.role == self.role && case.fits(&profile);
        let stage = Arc::new(Stage {
            profile,
            known,
            cases: cases.into_iter().filter(is_ours).collect(),
            suite: self,
        });
        let cases = (0..stage.cases.len()).map(|place| {
            let (name, stage) = (stage.cases[place].id.clone(), Arc::clone(&stage));
            Trial::ignorable_test(name, move || stage.test(place))
        });
        let mut trials: Vec<Trial> = cases.collect();
        let name = format!("role/{}", stage.suite.role);
        trials.push(Trial::test(name, move || stage.is_played()));
        Ok(trials)
    }
}

impl Stage {
    /// Plays the case in this place.
    fn test(&self, place: usize) -> Result<Completion, Failed> {
        let mut subject = (self.suite.subject)();
        let facts = &self.suite.facts;
        let check = play(&self.cases[place], subject.as_mut(), facts, &self.profile);
        let mut run = Run {
            subject: self.suite.name.clone(),
            roles: vec![self.suite.role.clone()],
            of: self.cases.len(),
            checks: vec![check],
            ..Run::default()
        };
        self.known.apply(&mut run, &self.cases, crate::cli::clock());
        if let Some(stale) = run.stale.first() {
            return Err(stale.into());
        }
        let check = &run.checks[0];
        match Word::of(check) {
            Word::Departs | Word::Blocked => {
                // `cargo test` says itself how to run a test again.
                let about = report::about(&run, check);
                // The program need not be there.
                let is_of_program =
                    |line: &&str| line.starts_with("  again ") || line.starts_with("  whole ");
                let lines = about.lines().filter(|line| !is_of_program(line));
                Err(lines.collect::<Vec<_>>().join("\n").into())
            }
            Word::Unsupported => {
                let why = check.reason.clone().unwrap_or_default();
                Ok(Completion::ignored_with(why))
            }
            Word::Advises | Word::Known | Word::Conforms => Ok(Completion::Completed),
        }
    }

    /// Fails if the subject supports none of what its role is there to take, or none of what it is
    /// there to turn away: with every case ignored, nothing would be proved.
    fn is_played(&self) -> Result<(), Failed> {
        let Some(role) = protocols::role(&self.suite.role) else {
            return Ok(());
        };
        for names in [role.welcomes, role.turns_away] {
            let is_named = |case: &&AnyCase| names.contains(&case.id.as_str());
            let mut reasons = Vec::new();
            for case in self.cases.iter().filter(is_named) {
                let mut subject = (self.suite.subject)();
                let check = play(case, subject.as_mut(), &self.suite.facts, &self.profile);
                if Word::of(&check) != Word::Unsupported {
                    reasons.clear();
                    break;
                }
                let reason = check.reason.unwrap_or_default();
                reasons.push(format!("{}: {reason}", check.case));
            }
            if !reasons.is_empty() {
                let (role, reasons) = (&self.suite.role, reasons.join("\n"));
                return Err(format!("who plays {role} does one of these:\n{reasons}").into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
