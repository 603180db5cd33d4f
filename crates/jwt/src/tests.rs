//! What the model promises, shown on small inputs.

use std::fmt::Write as _;

use conformance::arbitrary::Unstructured;
use conformance::{AnyCase, Chance, Law, Outcome, Profile, Rules, Verdict, read_cases};

use crate::*;

/// Until `protocols` plays them: every case.
#[expect(clippy::disallowed_methods, reason = "a test reads the corpus")]
fn cases() -> Vec<AnyCase> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/jwt");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let topic = format!("jwt/{}", path.file_stem().unwrap().to_string_lossy());
        let text = std::fs::read_to_string(&path).unwrap();
        let id = |spelling: &str| {
            REQUIREMENTS
                .iter()
                .copied()
                .find(|id| id.as_str() == spelling)
        };
        cases
            .extend(read_cases::<Jwt>(&topic, &text, id).unwrap_or_else(|error| panic!("{error}")));
    }
    cases
}

#[test]
fn cases_hold() {
    let mut failures = String::new();
    for case in cases() {
        let played = case.play(&Rules::sound(Profile::of(&[ENTRA])));
        if played.verdict != Verdict::Conforms {
            writeln!(
                failures,
                "{}: {} saw {}",
                case.id, played.expected, played.seen
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn defects_are_caught_by_cases_that_name_them() {
    let cases = cases();
    let mut failures = String::new();
    for defect in DEFECTS {
        let rules = Rules::flawed(Profile::of(&[ENTRA]), defect.flaw);
        let mut caught = 0;
        for case in &cases {
            let played = case.play(&rules);
            if played.verdict == Verdict::Conforms {
                continue;
            }
            if case.checks.contains(&defect.of) {
                caught += 1;
            } else if !case.checks.iter().any(|id| defect.collateral.contains(id)) {
                writeln!(
                    failures,
                    "{} ({}) trips {} saw {}",
                    defect.name, defect.of, case.id, played.seen
                )
                .unwrap();
            }
        }
        if caught == 0 {
            writeln!(failures, "{} ({}) is not caught", defect.name, defect.of).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Until `protocols` drives them: the input that a law makes from a number.
fn input(law: &Law, number: u64) -> Option<Vec<u8>> {
    let mut chance = Chance::from_number(number);
    let length = 8 + (chance.next_u64() % (32 << (number % 6))) as usize;
    let mut choices = Vec::with_capacity(length + 8);
    while choices.len() < length {
        choices.extend(chance.next_u64().to_le_bytes());
    }
    (law.generate)(&mut Unstructured::new(&choices)).ok()
}

#[test]
fn laws_hold_and_reach_enough() {
    let mut failures = String::new();
    for law in LAWS {
        let rules = Rules::sound(Profile::of(&[ENTRA]));
        let (mut held, mut irrelevant) = (0, 0);
        for input in (0..3000).filter_map(|number| input(law, number)) {
            match (law.run)(&input, &rules) {
                Outcome::Holds => held += 1,
                Outcome::Irrelevant => irrelevant += 1,
                Outcome::Breaks(message) => {
                    let shown = (law.show)(&input);
                    writeln!(failures, "{}: {message}\n    {shown}", law.name).unwrap();
                    break;
                }
            }
        }
        if irrelevant * 10 > (held + irrelevant) * 7 {
            writeln!(
                failures,
                "{}: {irrelevant} irrelevant, {held} held",
                law.name
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn laws_catch_what_they_check() {
    let mut failures = String::new();
    for law in LAWS {
        for id in law.checks {
            let mut of_id = 0;
            for defect in DEFECTS.iter().filter(|defect| defect.of == *id) {
                let rules = Rules::flawed(Profile::of(&[ENTRA]), defect.flaw);
                let mut inputs = (0..4000).filter_map(|number| input(law, number));
                if inputs.any(|input| matches!((law.run)(&input, &rules), Outcome::Breaks(_))) {
                    of_id += 1;
                }
            }
            if of_id == 0 {
                writeln!(failures, "{} catches nothing of {id}", law.name).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Whether what a generator makes is accepted by sound rules.
#[track_caller]
fn check_reach(law: &str, accepts: impl Fn(&[u8]) -> bool) {
    let law = LAWS.iter().find(|held| held.name == law).unwrap();
    let inputs: Vec<Vec<u8>> = (0..2000).filter_map(|number| input(law, number)).collect();
    let accepted = inputs.iter().filter(|input| accepts(input)).count();
    let percent = accepted * 100 / inputs.len();
    assert!(
        (20..=80).contains(&percent),
        "{}: {percent} % are accepted",
        law.name
    );
}

#[test]
fn generators_reach_both_verdicts() {
    check_reach("tokens_read_as_they_are_written", |input| {
        matches!(reference::token(input), Ok(Some(_)))
    });
    check_reach("policies_mean_what_they_say", |input| {
        let judgement: laws::Judgement = serde_json::from_slice(input).unwrap();
        let laws::Judgement {
            policy,
            owner,
            now,
            claims,
        } = judgement;
        reference::accepts(&policy, &claims, owner.as_deref(), now)
    });
    check_reach("key_sets_read_as_they_are_written", |input| {
        let text = std::str::from_utf8(input).unwrap();
        reference::key_set(text, &[]).is_some_and(|keys| keys.iter().any(|key| key.fit))
    });
    check_reach("keys_serve_one_purpose", |input| {
        let step: Step = serde_json::from_slice(input).unwrap();
        let (policy, token) = (step.policy().unwrap(), step.token().unwrap());
        let rules = Rules::sound(Profile::of(&[ENTRA]));
        let keys = KeySet::read(&step.published().unwrap(), policy.algorithms(), &rules);
        keys.is_ok_and(|keys| verify(token.as_bytes(), &keys, &policy, step.now(), &rules).is_ok())
    });
}
