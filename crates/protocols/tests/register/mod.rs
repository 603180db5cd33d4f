//! What the tables of the register must satisfy.

use std::collections::BTreeSet;
use std::path::Path;

use conformance::{AnyCase, Id, Level, Origin, Standing};
use libtest_mimic::{Failed, Trial};
use protocols::coverage::{Coverage, Status};
use protocols::{AXES, FOUNDING_DOCUMENTS, PROTOCOLS, ROLES};

type Verdict = Result<(), Failed>;
type CaseTest = fn(&'static [AnyCase]) -> Verdict;
type Named<T> = (&'static str, T);

pub(crate) fn trials(cases: &'static [AnyCase]) -> Vec<Trial> {
    let plain: [Named<fn() -> Verdict>; 7] = [
        ("every_id_of_the_catalogue_is_there", every_id_is_there),
        (
            "no_founding_document_is_excluded",
            no_founding_row_is_excluded,
        ),
        ("every_sentence_has_ids", every_sentence_has_ids),
        ("names_are_unique", names_are_unique),
        ("a_third_of_the_defects_was_seen", a_third_was_seen),
        ("every_seed_folder_is_a_law", every_seed_folder_is_a_law),
        ("every_law_has_a_target", every_law_has_a_target),
    ];
    let of_cases: [Named<CaseTest>; 4] = [
        ("what_checks_what", what_checks_what),
        ("profile_values_are_known", profile_values_are_known),
        ("cases_name_known_roles", cases_name_known_roles),
        ("every_must_has_a_case", every_must_has_a_case),
    ];
    let plain = plain
        .into_iter()
        .map(|(name, run)| Trial::test(format!("register/{name}"), run));
    let of_cases = of_cases
        .into_iter()
        .map(|(name, run)| Trial::test(format!("register/{name}"), move || run(cases)));
    plain.chain(of_cases).collect()
}

fn fail_if_any(what: &str, found: &[String]) -> Verdict {
    if found.is_empty() {
        return Ok(());
    }
    Err(format!("{what}:\n  {}", found.join("\n  ")).into())
}

/// The numbers that the catalogue gives out, by letters.
fn catalogue() -> BTreeSet<String> {
    let numbers = [
        ("JWT", vec![1..=41]),
        ("ENTRA", vec![1..=34]),
        ("SOAP", vec![1..=30, 50..=77]),
        ("EWS", vec![1..=15, 20..=38, 40..=48, 50..=56, 60..=63]),
        ("OFFICE", vec![1..=30, 40..=56, 60..=70, 75..=88, 90..=104]),
        ("MSAL", vec![1..=78]),
    ];
    let spell = |(letters, ranges): (&'static str, Vec<std::ops::RangeInclusive<u32>>)| {
        ranges
            .into_iter()
            .flatten()
            .map(move |number| format!("{letters}-{number:03}"))
    };
    numbers.into_iter().flat_map(spell).collect()
}

fn every_id_is_there() -> Verdict {
    let held: BTreeSet<String> = protocols::requirements().map(|id| id.to_string()).collect();
    let missing: Vec<String> = catalogue().difference(&held).cloned().collect();
    fail_if_any("not in any requirements.toml", &missing)
}

/// Every row is checked, waiting or excluded; every law has work of its own.
fn what_checks_what(cases: &'static [AnyCase]) -> Verdict {
    let coverage = crate::coverage(cases);
    every_row_has_a_status(&coverage)?;
    no_two_laws_catch_the_same(&coverage)?;
    every_law_catches_what_it_names(&coverage)
}

/// A law catches some defect of each requirement that it names.
fn every_law_catches_what_it_names(coverage: &Coverage) -> Verdict {
    let catches = |law: &str, id: Id| {
        let mut of_id = coverage
            .catches
            .iter()
            .filter(|catch| catch.defect.of == id);
        of_id.any(|catch| catch.laws.contains(&law))
    };
    let idle: Vec<String> = protocols::laws()
        .flat_map(|law| law.checks.iter().map(move |id| (law.name, *id)))
        .filter(|(law, id)| !catches(law, *id))
        .map(|(law, id)| format!("{law}: {id}"))
        .collect();
    fail_if_any(
        "laws name requirements of which they catch no defect",
        &idle,
    )
}

fn every_row_has_a_status(coverage: &Coverage) -> Verdict {
    let unproved: Vec<String> = coverage
        .rows
        .iter()
        .filter(|row| row.status == Status::Unproved)
        .map(|row| {
            format!(
                "{}: no defect of it is caught; named by {:?}",
                row.id, row.checks
            )
        })
        .collect();
    fail_if_any("neither checked nor waiting nor excluded", &unproved)
}

fn no_founding_row_is_excluded() -> Verdict {
    let excluded: Vec<String> = protocols::requirements()
        .filter(|id| matches!(id.row().standing, Standing::Excluded(_)))
        .filter(|id| {
            FOUNDING_DOCUMENTS
                .iter()
                .any(|title| id.row().source.contains(title))
        })
        .map(|id| id.to_string())
        .collect();
    fail_if_any("excluded, though a founding document says it", &excluded)
}

/// Each sentence of a founding document names ids that are there, or says why none; and each row
/// that a founding document is the source of is named by a sentence of it.
fn every_sentence_has_ids() -> Verdict {
    let sentences = protocols::sentences();
    let mut faults = Vec::new();
    for sentence in &sentences {
        let at = format!("{}, {}", sentence.document, sentence.place);
        if sentence.ids.is_empty() != sentence.why.is_some() {
            faults.push(format!("{at}: it has either ids or a reason"));
        }
        let unknown = sentence
            .ids
            .iter()
            .filter(|id| protocols::requirement(id).is_none());
        faults.extend(unknown.map(|id| format!("{at}: no requirement is named {id}")));
        if !FOUNDING_DOCUMENTS.contains(&sentence.document.as_str()) {
            faults.push(format!("{at}: no such document"));
        }
    }
    for title in FOUNDING_DOCUMENTS {
        let mut of_it = sentences
            .iter()
            .filter(|sentence| sentence.document == title);
        if of_it.next().is_none() {
            faults.push(format!("{title}: nothing is told of it"));
        }
        let says = |id: &Id| id.row().source.contains(title);
        for id in protocols::requirements().filter(says) {
            let spelling = id.to_string();
            let mut of_it = sentences
                .iter()
                .filter(|sentence| sentence.document == title);
            if !of_it.any(|sentence| sentence.ids.contains(&spelling)) {
                faults.push(format!("{title}: no sentence stands for {id}"));
            }
        }
    }
    fail_if_any("the founding documents are told wrongly", &faults)
}

fn profile_values_are_known(cases: &[AnyCase]) -> Verdict {
    let known: Vec<&str> = AXES
        .iter()
        .flat_map(|axis| axis.values)
        .map(|choice| choice.value)
        .collect();
    let mut unknown = Vec::new();
    for id in protocols::requirements() {
        for value in id
            .row()
            .profiles
            .iter()
            .filter(|value| !known.contains(value))
        {
            unknown.push(format!("{id}: {value}"));
        }
    }
    for case in cases {
        for value in case
            .profile
            .iter()
            .filter(|value| !known.contains(&value.as_str()))
        {
            unknown.push(format!("{}: {value}", case.id));
        }
    }
    fail_if_any("no axis has these values", &unknown)
}

fn names_are_unique() -> Verdict {
    let laws = protocols::laws().map(|law| format!("law {}", law.name));
    let defects = protocols::defects().map(|defect| format!("defect {}", defect.name));
    let values = AXES.iter().flat_map(|axis| axis.values);
    let values = values.map(|choice| format!("profile value {}", choice.value));
    let ids = protocols::requirements().map(|id| format!("requirement {id}"));
    let mut seen = BTreeSet::new();
    let all = laws.chain(defects).chain(values).chain(ids);
    let repeated: Vec<String> = all.filter(|name| !seen.insert(name.clone())).collect();
    fail_if_any("named twice", &repeated)
}

fn a_third_was_seen() -> Verdict {
    let mut poor = Vec::new();
    let seen = protocols::defects()
        .filter(|d| matches!(d.origin, Origin::Seen(_)))
        .count();
    let all = protocols::defects().count();
    if seen * 3 < all {
        poor.push(format!("{seen} of {all}"));
    }
    fail_if_any(
        "fewer than a third of the defects were seen in somebody's code",
        &poor,
    )
}

fn cases_name_known_roles(cases: &[AnyCase]) -> Verdict {
    let known = |role: &str| ROLES.iter().any(|held| held.role.0 == role);
    let unknown: Vec<String> = cases
        .iter()
        .filter(|case| !known(&case.role))
        .map(|case| format!("{}: {}", case.id, case.role))
        .collect();
    fail_if_any("no such role", &unknown)
}

fn every_must_has_a_case(cases: &[AnyCase]) -> Verdict {
    let without: Vec<String> = protocols::requirements()
        .filter(|id| id.row().level == Level::Must && id.row().standing == Standing::Expected)
        .filter(|id| !cases.iter().any(|case| case.checks.contains(id)))
        .map(|id| id.to_string())
        .collect();
    fail_if_any("no hand-written case names them", &without)
}

fn every_seed_folder_is_a_law() -> Verdict {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/seeds");
    let entries = std::fs::read_dir(seeds)?
        .flatten()
        .filter(|entry| entry.path().is_dir());
    let strays: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !protocols::laws().any(|law| law.name == name))
        .collect();
    fail_if_any("corpus/seeds has folders that are no law", &strays)
}

/// The fuzz targets are written from the text of the tables; this is what the tables mean.
fn every_law_has_a_target() -> Verdict {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let entries = std::fs::read_dir(targets)?.flatten();
    let held: BTreeSet<String> = entries
        .filter_map(|entry| Some(entry.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let laws = protocols::laws().chain([protocols::laws::canary()]);
    let due: BTreeSet<String> = laws.map(|law| law.name.to_owned()).collect();
    let differ: Vec<String> = held.symmetric_difference(&due).cloned().collect();
    fail_if_any(
        "laws without target, or targets without law; run `cargo xtask generate`",
        &differ,
    )
}

fn no_two_laws_catch_the_same(coverage: &Coverage) -> Verdict {
    let caught = |name: &str| -> BTreeSet<&str> {
        let by_law = coverage
            .catches
            .iter()
            .filter(|catch| catch.laws.contains(&name));
        by_law.map(|catch| catch.defect.name).collect()
    };
    let mut faults = Vec::new();
    for protocol in PROTOCOLS {
        let laws: Vec<_> = protocol
            .laws
            .iter()
            .map(|law| (law.name, caught(law.name)))
            .collect();
        for (place, (name, defects)) in laws.iter().enumerate() {
            if defects.is_empty() {
                faults.push(format!("{name} catches nothing"));
            }
            for (other, others) in &laws[..place] {
                if !defects.is_empty() && defects == others {
                    faults.push(format!("{name} catches what {other} catches"));
                }
            }
        }
    }
    fail_if_any("laws without work of their own", &faults)
}
