//! What the model promises, shown on small inputs.

use conformance::{Profile, Rules, Verdict, read_cases};

use crate::{Library, Msal, REQUIREMENTS};

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the corpus")]
fn cases_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/msal");
    let mut failures = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let topic = format!("msal/{}", path.file_stem().unwrap().to_string_lossy());
        let text = std::fs::read_to_string(&path).unwrap();
        let id = |spelling: &str| {
            REQUIREMENTS
                .iter()
                .copied()
                .find(|id| id.as_str() == spelling)
        };
        let cases = read_cases::<Msal>(&topic, &text, id).unwrap_or_else(|e| panic!("{e}"));
        for case in cases {
            for library in Library::ALL {
                let profile = Profile::of(&[library.choice()]);
                if !case.fits(&profile) {
                    continue;
                }
                let played = case.play(&Rules::sound(profile));
                if played.verdict != Verdict::Conforms {
                    failures += &format!(
                        "{} {library:?}\n{}SAW\n{}\n",
                        case.id, played.expected, played.seen
                    );
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
