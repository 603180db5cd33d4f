//! Drives every law, case and defect as a test of its own name:
//!
//! - `case/<id>`: the sound model does what the case expects.
//! - `explore/<law>`: the law holds for what proptest makes, and is relevant to enough of it.
//! - `replay/<law>/<seed>`: the law holds for a committed seed.
//! - `reread/<law>`: the law holds for what the cases say.
//! - `defect/<name>`: a check that names its requirement catches it, and nothing unrelated departs.
//! - `canary/<driver>`: the driver sees a law that always breaks.
//! - `register/…`: the tables are what they say they are.
#![expect(
    clippy::disallowed_methods,
    reason = "the stated exception: this binary reads seeds from the corpus"
)]

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use conformance::arbitrary::Unstructured;
use conformance::{AnyCase, Asked, Law, Outcome, Rules, Verdict};
use libtest_mimic::{Arguments, Failed, Trial};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use protocols::coverage::{Catch, Coverage};
use protocols::laws::{canary, inputs_of_cases};
use protocols::{coverage, every_profile};

mod register;

/// How many inputs a law is explored with.
const INPUTS: u32 = 1_000;
/// The largest share of explored inputs, in percent, that a law may call irrelevant.
const IRRELEVANT_PERCENT: u32 = 70;

fn main() {
    let arguments = Arguments::from_args();
    let trials = match protocols::cases() {
        Ok(cases) => trials(Box::leak(cases.into_boxed_slice())),
        Err(error) => vec![Trial::test("case/corpus", move || Err(error.into()))],
    };
    libtest_mimic::run(&arguments, trials).exit();
}

/// Every test. The cases live as long as the process.
fn trials(cases: &'static [AnyCase]) -> Vec<Trial> {
    let mut trials = register::trials(cases);
    trials.extend(cases.iter().map(case_trial));
    trials.extend(protocols::laws().flat_map(law_trials));
    trials.extend(protocols::laws().map(|law| reread_trial(law, cases)));
    let places = 0..protocols::defects().count();
    trials.extend(places.map(|place| defect_trial(place, cases)));
    trials.extend(canary_trials());
    trials
}

fn case_trial(case: &'static AnyCase) -> Trial {
    Trial::test(format!("case/{}", case.id), move || {
        let played = case.play(&Rules::sound(coverage::case_profile(case)));
        if played.verdict == Verdict::Conforms {
            return Ok(());
        }
        let (expected, seen) = (played.expected, played.seen);
        Err(format!("expected\n{expected}\nsaw\n{seen}\nin\n{}", case.source).into())
    })
}

fn law_trials(law: &'static Law) -> Vec<Trial> {
    let mut trials = vec![Trial::test(format!("explore/{}", law.name), || {
        explore(law).map_err(Failed::from)
    })];
    for seed in seeds(law) {
        let name = seed
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let trial = move || replay(law, &seed).map_err(Failed::from);
        trials.push(Trial::test(format!("replay/{}/{name}", law.name), trial));
    }
    trials
}

fn reread_trial(law: &'static Law, cases: &'static [AnyCase]) -> Trial {
    Trial::test(format!("reread/{}", law.name), move || {
        let inputs = inputs_of_cases(law, cases);
        let mut held = inputs.iter().map(|input| hold(law, input));
        held.try_for_each(|held| held.map(drop))
            .map_err(Failed::from)
    })
}

fn defect_trial(place: usize, cases: &'static [AnyCase]) -> Trial {
    let defect = protocols::defects()
        .nth(place)
        .expect("there are as many as counted");
    Trial::test(format!("defect/{}", defect.name), move || {
        let catch = catch(place, cases);
        if !catch.unrelated.is_empty() {
            let unrelated = catch.unrelated.join(", ");
            let of = defect.of;
            return Err(format!("a defect of {of} trips what checks others: {unrelated}").into());
        }
        if !catch.caught() {
            return Err(format!("no check that names {} catches it", defect.of).into());
        }
        match unasked(catch, cases) {
            Some(case) => Err(format!("{case} hangs on it, and the rules were not asked").into()),
            None => Ok(()),
        }
    })
}

/// A case that a defect fails although the sound model is not asked about its flaw there. None is:
/// whoever looks for defects tries none in vain that the model was not asked about.
fn unasked(catch: &'static Catch, cases: &'static [AnyCase]) -> Option<&'static str> {
    let asked: &'static Asked = Box::leak(Box::default());
    let mut caught = catch.cases.iter().map(String::as_str);
    caught.find(|id| {
        if let Some(case) = cases.iter().find(|case| case.id == *id) {
            let rules = Rules::sound(coverage::case_profile(case)).watched(asked);
            case.play(&rules);
        }
        !asked.take().may_include(catch.defect.flaw)
    })
}

/// What catches the defect at this place of the list; found out once in a process.
fn catch(place: usize, cases: &'static [AnyCase]) -> &'static Catch {
    static CATCHES: LazyLock<Vec<OnceLock<Catch>>> =
        LazyLock::new(|| protocols::defects().map(|_| OnceLock::new()).collect());
    let defect = protocols::defects()
        .nth(place)
        .expect("there are as many as counted");
    CATCHES[place].get_or_init(|| coverage::catch(defect, cases))
}

/// What checks what.
fn coverage(cases: &'static [AnyCase]) -> Coverage {
    let places = 0..protocols::defects().count();
    Coverage::of(
        cases,
        places.map(|place| catch(place, cases).clone()).collect(),
    )
}

fn canary_trials() -> Vec<Trial> {
    let seen = |result: Result<(), String>| match result {
        Err(message) if message.contains("the canary saw") => Ok(()),
        other => Err(Failed::from(format!(
            "the driver did not see the canary: {other:?}"
        ))),
    };
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    vec![
        Trial::test("canary/explore", move || seen(explore(canary()))),
        Trial::test("canary/replay", move || seen(replay(canary(), &seed))),
    ]
}

/// Holds a law against what proptest makes, always from the same number, under each profile in
/// turn.
fn explore(law: &Law) -> Result<(), String> {
    let profiles: Vec<Rules> = every_profile().into_iter().map(Rules::sound).collect();
    let config = Config {
        cases: INPUTS,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let (tried, irrelevant) = (Cell::new(0), Cell::new(0));
    let result = TestRunner::new_with_rng(config, rng).run(&vec(any::<u8>(), 0..1024), |choices| {
        let Ok(input) = (law.generate)(&mut Unstructured::new(&choices)) else {
            return Ok(());
        };
        tried.set(tried.get() + 1);
        // By the choices and not by their number, so that what breaks goes on to break as it shrinks.
        let rules = &profiles[choices.len() % profiles.len()];
        match (law.run)(&input, rules) {
            Outcome::Holds => Ok(()),
            Outcome::Irrelevant => {
                irrelevant.set(irrelevant.get() + 1);
                Ok(())
            }
            Outcome::Breaks(message) => Err(TestCaseError::fail(message)),
        }
    });
    match result {
        Err(TestError::Fail(reason, choices)) => {
            let input = (law.generate)(&mut Unstructured::new(&choices)).unwrap_or_default();
            let shown = (law.show)(&input);
            Err(format!(
                "{}\n{reason}\nsmallest input found: {shown}",
                law.sentence
            ))
        }
        Err(TestError::Abort(reason)) => Err(reason.to_string()),
        Ok(()) if tried.get() < INPUTS / 2 => Err(format!(
            "only {} of {INPUTS} choices made an input",
            tried.get()
        )),
        Ok(()) if irrelevant.get() * 100 > tried.get() * IRRELEVANT_PERCENT => {
            let (irrelevant, tried) = (irrelevant.get(), tried.get());
            Err(format!(
                "{irrelevant} of {tried} inputs were irrelevant: it reaches too little"
            ))
        }
        Ok(()) => Ok(()),
    }
}

/// Holds a law against a seed; under some profile it has something to say.
fn replay(law: &Law, seed: &Path) -> Result<(), String> {
    let file = std::fs::read(seed).map_err(|error| error.to_string())?;
    let input = protocols::laws::seed(&seed.to_string_lossy(), file);
    match hold(law, &input)? {
        true => Ok(()),
        false => Err("the law has nothing to say of this seed".to_owned()),
    }
}

/// Holds a law against an input under every profile, and says whether it said anything of it.
fn hold(law: &Law, input: &[u8]) -> Result<bool, String> {
    let mut is_relevant = false;
    for profile in every_profile() {
        match (law.run)(input, &Rules::sound(profile)) {
            Outcome::Holds => is_relevant = true,
            Outcome::Irrelevant => {}
            Outcome::Breaks(message) => {
                let (sentence, shown) = (law.sentence, (law.show)(input));
                return Err(format!(
                    "{sentence}\n{message}\nprofile: {profile}\ninput: {shown}"
                ));
            }
        }
    }
    Ok(is_relevant)
}

/// The committed seeds of a law, by name.
fn seeds(law: &Law) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(corpus().join("seeds").join(law.name));
    let entries = entries.into_iter().flatten().flatten();
    let mut seeds: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    seeds.sort();
    seeds
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}
