//! Every case is played, and every defect is let loose on the checks that name its requirement.

use conformance::arbitrary::Unstructured;
use conformance::{
    AnyCase, Chance, Defect, Id, Law, Outcome, Profile, Rules, Standing, Verdict, read_cases,
};

use crate::documents::sentences;
use crate::edition::Edition;
use crate::value::Value;
use crate::{DEFECTS, LAWS, Office, REQUIREMENTS, tables};

/// The topic files.
const TOPICS: &[&str] = &[
    include_str!("../../../corpus/cases/office/add-in.toml"),
    include_str!("../../../corpus/cases/office/arguments.toml"),
    include_str!("../../../corpus/cases/office/async-result.toml"),
    include_str!("../../../corpus/cases/office/callback.toml"),
    include_str!("../../../corpus/cases/office/concurrency.toml"),
    include_str!("../../../corpus/cases/office/consent-and-accounts.toml"),
    include_str!("../../../corpus/cases/office/get-access-token-of-2017.toml"),
    include_str!("../../../corpus/cases/office/identity-token.toml"),
    include_str!("../../../corpus/cases/office/mailbox.toml"),
    include_str!("../../../corpus/cases/office/manifest.toml"),
    include_str!("../../../corpus/cases/office/promise.toml"),
    include_str!("../../../corpus/cases/office/request-auth-token.toml"),
    include_str!("../../../corpus/cases/office/requirement-sets.toml"),
    include_str!("../../../corpus/cases/office/result-text.toml"),
    include_str!("../../../corpus/cases/office/transport.toml"),
];

fn cases() -> Vec<AnyCase> {
    let id = |spelling: &str| {
        REQUIREMENTS
            .iter()
            .copied()
            .find(|id| id.as_str() == spelling)
    };
    let read =
        |(place, text): (usize, &&str)| match read_cases::<Office>(&place.to_string(), text, id) {
            Ok(cases) => cases,
            Err(error) => panic!("{error}"),
        };
    TOPICS.iter().enumerate().flat_map(read).collect()
}

/// The profiles in which a case is played: its own, or every one.
fn profiles(case: &AnyCase) -> Vec<Profile> {
    let all = Edition::ALL.map(|edition| Profile::of(&[edition.choice()]));
    all.into_iter()
        .filter(|profile| case.fits(profile))
        .collect()
}

#[test]
fn the_model_does_what_the_cases_expect() {
    let mut wrong = Vec::new();
    for case in cases() {
        for profile in profiles(&case) {
            let played = case.play(&Rules::sound(profile));
            if played.verdict != Verdict::Conforms {
                let (expected, seen) = (played.expected, played.seen);
                wrong.push(format!(
                    "{} ({profile})\n{expected}--- but\n{seen}",
                    case.id
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn every_defect_is_caught_by_a_case_and_trips_no_other() {
    let cases = cases();
    let mut wrong = Vec::new();
    for defect in DEFECTS {
        let mut caught = false;
        for case in &cases {
            for profile in profiles(case) {
                let played = case.play(&Rules::flawed(profile, defect.flaw));
                if played.verdict == Verdict::Conforms {
                    continue;
                }
                let related = |id: &Id| *id == defect.of || defect.collateral.contains(id);
                caught |= case.checks.contains(&defect.of);
                if !case.checks.iter().any(related) {
                    wrong.push(format!("{} trips {}", defect.name, case.id));
                }
            }
        }
        if !caught {
            wrong.push(format!("{} is not caught", defect.name));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_requirement_has_a_defect_and_a_case() {
    let cases = cases();
    let lacks = |id: &&Id| {
        let expected = id.row().standing == Standing::Expected;
        let checked = cases.iter().any(|case| case.checks.contains(id));
        expected && !(checked && DEFECTS.iter().any(|defect| defect.of == **id))
    };
    let lacking: Vec<_> = REQUIREMENTS.iter().filter(lacks).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn every_requirement_of_a_document_stands_for_a_sentence_of_it() {
    let sentences = sentences();
    for title in [
        "auth.getAccessTokenAsync method",
        "requestAuthTokenAsync method",
    ] {
        let of_title = || {
            sentences
                .iter()
                .filter(|sentence| sentence.document == title)
        };
        let said: Vec<&String> = of_title().flat_map(|sentence| &sentence.ids).collect();
        for id in REQUIREMENTS
            .iter()
            .filter(|id| id.row().source.contains(title))
        {
            assert!(
                said.iter().any(|said| *said == id.as_str()),
                "{title}: {id}"
            );
        }
    }
    for sentence in &sentences {
        let place = format!("{}, {}", sentence.document, sentence.place);
        assert_eq!(sentence.ids.is_empty(), sentence.why.is_some(), "{place}");
        for id in sentence.ids.iter().filter(|id| id.starts_with("OFFICE-")) {
            assert!(
                REQUIREMENTS.iter().any(|held| held.as_str() == id),
                "{place}: {id}"
            );
        }
    }
}

#[test]
fn no_row_of_a_founding_document_is_excluded() {
    for id in REQUIREMENTS {
        assert!(!matches!(id.row().standing, Standing::Excluded(_)), "{id}");
    }
}

/// The inputs that a law makes from numbers.
fn inputs(law: &'static Law, count: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..count).filter_map(|number| {
        let mut chance = Chance::from_number(number);
        let choices: Vec<u8> = (0..24).flat_map(|_| chance.bytes::<32>()).collect();
        (law.generate)(&mut Unstructured::new(&choices)).ok()
    })
}

#[test]
fn every_law_holds_in_every_edition() {
    for law in LAWS {
        for edition in Edition::ALL {
            let rules = Rules::sound(Profile::of(&[edition.choice()]));
            let (mut tried, mut irrelevant) = (0, 0);
            for input in inputs(law, 1_000) {
                tried += 1;
                match (law.run)(&input, &rules) {
                    Outcome::Holds => {}
                    Outcome::Irrelevant => irrelevant += 1,
                    Outcome::Breaks(message) => {
                        let shown = String::from_utf8_lossy(&input);
                        panic!("{} ({edition:?}): {message}\n{shown}", law.name);
                    }
                }
            }
            let (name, edition) = (law.name, edition.choice().value);
            assert!(
                irrelevant * 10 < tried * 7,
                "{name} ({edition}): {irrelevant} of {tried}"
            );
        }
    }
}

#[test]
fn every_law_catches_what_no_other_does() {
    let profile = |id: Id| match id.row().profiles {
        profiles if profiles.contains(&"officejs-1.1") || profiles.is_empty() => Edition::Shipped,
        profiles if profiles.contains(&"doc-2017") => Edition::Doc2017,
        _ => Edition::Doc2026,
    };
    let mut caught: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut idle = Vec::new();
    for law in LAWS {
        let mut catches = Vec::new();
        for id in law.checks {
            let of_id: Vec<&Defect> = DEFECTS.iter().filter(|defect| defect.of == *id).collect();
            let seen: Vec<&str> = of_id
                .into_iter()
                .filter(|defect| {
                    let profile = Profile::of(&[profile(*id).choice()]);
                    let rules = Rules::flawed(profile, defect.flaw);
                    let breaks =
                        |input: Vec<u8>| matches!((law.run)(&input, &rules), Outcome::Breaks(_));
                    inputs(law, 1_000).any(breaks)
                })
                .map(|defect| defect.name)
                .collect();
            if seen.is_empty() {
                idle.push(format!(
                    "{} names {id} and catches no defect of it",
                    law.name
                ));
            }
            catches.extend(seen);
        }
        caught.push((law.name, catches));
    }
    for (name, catches) in &caught {
        let others = caught.iter().filter(|(other, _)| other != name);
        assert!(
            others.clone().all(|(_, other)| other != catches),
            "{name} is another law"
        );
    }
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "seeds are files, and this is a test"
)]
fn every_law_holds_for_its_seeds() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/seeds");
    for law in LAWS {
        let folder = std::fs::read_dir(seeds.join(law.name)).expect("every law has seeds");
        let files: Vec<_> = folder.map(|entry| entry.expect("a file").path()).collect();
        assert!(files.len() >= 3, "{}", law.name);
        for file in files {
            let input = std::fs::read(&file).expect("a seed can be read");
            let outcomes = Edition::ALL
                .map(|edition| (law.run)(&input, &Rules::sound(Profile::of(&[edition.choice()]))));
            let breaks = outcomes
                .iter()
                .find(|held| matches!(held, Outcome::Breaks(_)));
            assert_eq!(breaks, None, "{}", file.display());
            assert!(outcomes.contains(&Outcome::Holds), "{}", file.display());
        }
    }
}

/// A tagged value reads back from JSON and from TOML as it was.
fn check_value(json: &str) {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Holder {
        value: Value,
    }
    let value: Value = serde_json::from_str(json).expect(json);
    assert_eq!(serde_json::to_string(&value).expect(json), json);
    let holder = Holder { value };
    let toml = toml::to_string(&holder).expect(json);
    assert_eq!(
        toml::from_str::<Holder>(&toml).expect(&toml),
        holder,
        "{toml}"
    );
}

#[test]
fn tagged_values_read_back() {
    let values = [
        r#""text""#,
        "true",
        "1.5",
        "-7",
        r#"{"is":"undefined"}"#,
        r#"{"is":"null"}"#,
        r#"{"is":"NaN"}"#,
        r#"{"is":"-Infinity"}"#,
        r#"{"is":"-0"}"#,
        r#"{"is":"promise"}"#,
        r#"{"bigint":"-10"}"#,
        r#"{"symbol":""}"#,
        r#"{"function":"f","throws":true}"#,
        r#"{"object":[["b",{"is":"undefined"}],["a",{"array":[1,{"is":"null"}]}]]}"#,
        r#"{"array":[],"object":[["k",2]],"label":"o"}"#,
        r#"{"object":[],"inherited":[["a",1]],"locked":["a"]}"#,
        r#"{"same":"o"}"#,
        r#"{"any":"nothing"}"#,
        r#"{"token":"personal","tenant":"t","lasts_s":300}"#,
    ];
    values.into_iter().for_each(check_value);
}

#[test]
fn what_is_no_tagged_value_is_refused() {
    let values = [
        "null",
        "[1]",
        "-0.0",
        "{}",
        r#"{"is":"void"}"#,
        r#"{"is":"null","symbol":"s"}"#,
        r#"{"bigint":"1.5"}"#,
        r##"{"same":"#1"}"##,
        r#"{"symbol":"s","label":"o"}"#,
        r#"{"function":"f","tenant":"t"}"#,
        r#"{"object":{"a":1}}"#,
    ];
    for json in values {
        assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
    }
}

#[test]
fn every_case_prints_as_toml_that_reads_back() {
    for case in cases() {
        assert!(
            !case.play(&Rules::default()).seen.contains("not printable"),
            "{}",
            case.id
        );
        let id = |spelling: &str| {
            REQUIREMENTS
                .iter()
                .copied()
                .find(|id| id.as_str() == spelling)
        };
        let again = read_cases::<Office>("again", &case.source, id);
        assert!(
            again.is_ok_and(|again| again[0].source == case.source),
            "{}",
            case.source
        );
    }
}

#[test]
fn every_table_has_rows() {
    let tables = [
        tables::arguments(),
        tables::mailbox_arguments(),
        tables::differences(),
        tables::options(),
        tables::error_codes(),
        tables::hosts(),
        tables::documents(),
        tables::payloads(),
    ];
    assert!(tables.iter().all(|table| table.lines().count() > 8));
}
