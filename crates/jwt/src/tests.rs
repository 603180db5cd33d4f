//! What the model promises, shown on small inputs.

use std::fmt::Write as _;

use conformance::{AnyCase, Profile, Rules, Verdict, read_cases};

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
