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

/// `protocols` plays a case in one profile: its role's, unless it names another.
#[test]
fn cases_hold_in_both_profiles() {
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
