use conformance::{Answer, Peer, Rules};
use serde_json::Value;
use specimens::Specimen;

use super::*;

/// A validator of our own, sound or with a defect.
fn validators(defect: Option<&str>) -> Suite {
    let defect = defect.map(|name| protocols::defects().find(|held| held.name == name).unwrap());
    suite("token-validator", move || {
        let profile = protocols::default_profile("token-validator");
        let sound = Rules::sound(profile);
        Specimen::new(defect.map_or(sound, |defect| Rules::flawed(profile, defect.flaw)))
    })
}

/// How many of the cases about tokens pass, are ignored and fail.
fn run(suite: Suite) -> (u64, u64, u64) {
    run_those(suite, "jwt/")
}

fn run_those(suite: Suite, filter: &str) -> (u64, u64, u64) {
    // Tests that are to fail would look like failures of this run.
    let said = format!("proofmark-suite-{:?}", std::thread::current().id());
    let said = std::env::temp_dir().join(said);
    let arguments = Arguments {
        quiet: true,
        filter: Some(filter.to_owned()),
        logfile: Some(said.to_string_lossy().into_owned()),
        ..Arguments::default()
    };
    let ended = libtest_mimic::run(&arguments, suite.trials().unwrap());
    std::fs::remove_file(said).unwrap();
    (ended.num_passed, ended.num_ignored, ended.num_failed)
}

#[test]
fn a_sound_subject_passes() {
    let (passed, ignored, failed) = run(validators(None));
    assert!(
        passed > 250 && ignored < 20 && failed == 0,
        "{passed} {ignored} {failed}"
    );
}

#[test]
fn a_defective_subject_fails_unless_that_is_known() {
    let (_, _, failed) = run(validators(Some("ignores-crit")));
    assert!(failed > 0);
    let profile = protocols::default_profile("token-validator");
    let cases = protocols::cases().unwrap();
    let departs = |case: &&AnyCase| {
        let defect = protocols::defects()
            .find(|held| held.name == "ignores-crit")
            .unwrap();
        let mut specimen = Specimen::with_defect(defect, profile);
        case.id.starts_with("jwt/")
            && case.fits(&profile)
            && case.role == "token-validator"
            && Word::of(&play(case, &mut specimen, &Facts::default(), &profile)) == Word::Departs
    };
    let list: String = cases
        .iter()
        .filter(departs)
        .map(|case| {
            let (id, name) = (case.checks[0], &case.id);
            format!(
                "[[known]]\nsubject = \"mine\"\nrequirement = \"{id}\"\ncase = \"{name}\"\n\
                 reason = \"it looks at no crit\"\n"
            )
        })
        .collect();
    let known = |defect| run(validators(defect).with_name("mine").with_known(&list));
    assert_eq!(known(Some("ignores-crit")).2, 0);
    // What is listed and does not occur is a failure too.
    assert_eq!(known(None).2, failed);
}

#[test]
fn what_a_role_is_for_is_not_ignored() {
    struct Nobody;
    impl Subject for Nobody {
        fn perform(&mut self, operation: &str, _: &Value, _: &mut Peer<'_>) -> Answer {
            Answer::Unsupported(format!("no operation `{operation}`"))
        }
    }
    assert_eq!(
        run_those(suite("token-validator", || Nobody), "role/"),
        (0, 0, 1)
    );
    assert_eq!(run_those(validators(None), "role/"), (1, 0, 0));
}

#[test]
fn what_nobody_could_run_is_told() {
    let why = |suite: Suite| suite.trials().err().unwrap();
    assert_eq!(
        why(suite("nobody", || Specimen::new(Rules::default()))),
        "no role is named `nobody`"
    );
    assert!(why(validators(None).with_profile("xsd-1999")).contains("xsd-1999"));
    assert!(why(validators(None).with_known("[[known]]")).contains("missing field"));
}
