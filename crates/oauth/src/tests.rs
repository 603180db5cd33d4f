//! What the model promises, shown on small inputs.

use std::fmt::Write as _;

use conformance::{AnyCase, Choice, Profile, Rules, Verdict, read_cases};

use crate::*;

/// The profiles in which a case is played: its own, or else both.
fn profiles(case: &AnyCase) -> Vec<Profile> {
    let all = [jwt::ENTRA, jwt::RFC];
    let meant = |choice: &Choice| {
        case.profile.is_empty() || case.profile.iter().any(|value| value == choice.value)
    };
    all.into_iter()
        .filter(meant)
        .map(|choice| Profile::of(&[choice]))
        .collect()
}

/// Until `protocols` plays them: every case.
#[expect(clippy::disallowed_methods, reason = "a test reads the corpus")]
fn cases() -> Vec<AnyCase> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/oauth");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let topic = format!("oauth/{}", path.file_stem().unwrap().to_string_lossy());
        let text = std::fs::read_to_string(&path).unwrap();
        let ids = REQUIREMENTS.iter().chain(jwt::REQUIREMENTS).copied();
        let id = |spelling: &str| ids.clone().find(|id| id.as_str() == spelling);
        cases.extend(read_cases::<Oauth>(&topic, &text, id).unwrap_or_else(|e| panic!("{e}")));
    }
    cases
}

#[test]
fn cases_hold() {
    let mut failures = String::new();
    for case in cases() {
        for profile in profiles(&case) {
            let played = case.play(&Rules::sound(profile));
            if played.verdict != Verdict::Conforms {
                let (expected, seen) = (played.expected, played.seen);
                writeln!(
                    failures,
                    "{} under {profile}:\n{expected}\nsaw\n{seen}",
                    case.id
                )
                .unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn defects_are_caught_by_cases_that_name_them() {
    let cases = cases();
    let mut failures = String::new();
    for defect in DEFECTS.iter().chain(jwt::DEFECTS) {
        let mut caught = 0;
        for case in &cases {
            let profile = profiles(case)[0];
            let played = case.play(&Rules::flawed(profile, defect.flaw));
            if played.verdict == Verdict::Conforms {
                continue;
            }
            if case.checks.contains(&defect.of) {
                caught += 1;
            } else if !case.checks.iter().any(|id| defect.collateral.contains(id)) {
                let (name, of, id) = (defect.name, defect.of, &case.id);
                let seen = played.seen;
                writeln!(failures, "{name} ({of}) trips {id}, saw\n{seen}").unwrap();
            }
        }
        if caught == 0 && DEFECTS.iter().any(|held| held.name == defect.name) {
            writeln!(failures, "{} ({}) is not caught", defect.name, defect.of).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
