//! What the model promises, shown on small inputs.

use conformance::{Outcome, Profile, Rules, Verdict, read_cases};

use crate::{LAWS, Library, Msal, REQUIREMENTS};

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

/// What is kept is the usual account's, so of the tokens of another who signed in the law has no
/// opinion.
#[test]
fn renewals_for_another_account_are_left_to_others() {
    let law = LAWS
        .iter()
        .find(|law| law.name == "renewals_fail_no_call")
        .unwrap();
    let outcome = |account: &str| {
        let script = format!(
            r#"steps = [
                {{ given = {{ home = "node" }} }},
                {{ signed_in = {{ account = "{account}", refresh_token = "rt" }} }},
                {{ cached = {{ token = "at1", scopes = ["User.Read"], lasts_s = 7200, refresh_in_s = 3600 }} }},
                {{ wait_s = 3600 }},
                {{ call = {{ scopes = ["User.Read"] }} }},
            ]"#
        );
        (law.run)(script.as_bytes(), &Rules::sound(Profile::default()))
    };
    assert_eq!(outcome("u1.t1"), Outcome::Holds);
    assert_eq!(outcome("u2.t1"), Outcome::Irrelevant);
}
