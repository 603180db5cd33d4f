//! What the model promises, shown on small inputs.

use conformance::{Profile, Rules, Verdict, read_cases};

use crate::*;

/// Until `protocols` plays them: every case under sound rules.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the corpus")]
fn cases_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/jwt");
    let mut failures = Vec::new();
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
        for case in read_cases::<Jwt>(&topic, &text, id).unwrap_or_else(|error| panic!("{error}")) {
            let played = case.play(&Rules::sound(Profile::of(&[ENTRA])));
            if played.verdict != Verdict::Conforms {
                failures.push(format!(
                    "{}: {} saw {}",
                    case.id, played.expected, played.seen
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
