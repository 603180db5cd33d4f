//! What the register's driver does not do: every case and law in every edition that it fits, and
//! what the documents, values and tables come to.

use conformance::arbitrary::Unstructured;
use conformance::{AnyCase, Chance, Law, Outcome, Profile, Rules, Verdict, read_cases};

use crate::documents::sentences;
use crate::edition::Edition;
use crate::value::Value;
use crate::{LAWS, Office, REQUIREMENTS, tables};

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

/// Of objects with one label nobody knows which is met again, so the laws have no opinion of them.
#[test]
fn objects_of_one_label_are_left_to_others() {
    let law = LAWS
        .iter()
        .find(|law| law.name == "arguments_lead_where_the_table_says")
        .unwrap();
    let outcome = |[first, second]: [&str; 2]| {
        let script = format!(
            r#"steps = [
                {{ call = {{ path = "OfficeRuntime.auth.getAccessToken", arguments = [{{ object = [], label = "{first}" }}] }} }},
                {{ call = {{ path = "OfficeRuntime.auth.getAccessToken", arguments = [{{ object = [], label = "{second}" }}] }} }},
                {{ look = "{first}" }},
            ]"#
        );
        (law.run)(script.as_bytes(), &Rules::sound(Profile::default()))
    };
    assert_eq!(outcome(["first", "second"]), Outcome::Holds);
    assert_eq!(outcome(["first", "first"]), Outcome::Irrelevant);
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
        tables::documents(sentences()),
        tables::payloads(),
    ];
    assert!(tables.iter().all(|table| table.lines().count() > 8));
}
