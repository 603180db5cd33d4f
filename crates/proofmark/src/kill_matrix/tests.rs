use super::*;

fn killed(defect: &str, cases: &[AnyCase]) -> Kill {
    let defect = protocols::defects()
        .find(|held| held.name == defect)
        .unwrap();
    kill(defect, &Ground::of(cases))
}

#[test]
fn a_specimen_is_killed_by_cases_that_name_its_requirement() {
    let cases = protocols::cases().unwrap();
    let kill = killed("puts-the-token-first", &cases);
    assert_eq!(kill.requirement, "EWS-024");
    assert!(
        !kill.from_outside.is_empty() && kill.from_within.is_empty(),
        "{kill:?}"
    );
    let named = cases
        .iter()
        .filter(|case| case.checks.iter().any(|id| id.as_str() == "EWS-024"));
    let named: Vec<&String> = named.map(|case| &case.id).collect();
    assert!(
        kill.from_outside.iter().all(|case| named.contains(&case)),
        "{kill:?}"
    );
}

#[test]
fn what_no_case_sees_from_outside_is_seen_from_within() {
    let kill = killed("puts-the-token-first", &[]);
    assert!(kill.from_outside.is_empty(), "{kill:?}");
    assert!(
        kill.from_within
            .iter()
            .all(|check| check.starts_with("law ")),
        "{kill:?}"
    );
}

#[test]
fn survivors_are_named() {
    let matrix = KillMatrix {
        kills: vec![
            Kill {
                requirement: "EWS-024",
                specimen: "puts-the-token-first",
                from_outside: vec![],
                from_within: vec![],
                unrelated: vec![],
            },
            Kill {
                requirement: "EWS-024",
                specimen: "sorts",
                from_outside: vec!["ews/a/b".to_owned()],
                from_within: vec![],
                unrelated: vec!["ews/c/d".to_owned()],
            },
        ],
        without: vec![("EWS-023", "role ews-server")],
    };
    let text = matrix.text();
    assert!(
        text.contains("| puts-the-token-first | 0       | 0      | NOTHING "),
        "{text}"
    );
    assert!(
        text.contains("EWS-023 has no specimen: role ews-server\n"),
        "{text}"
    );
    assert!(
        text.contains("sorts trips ews/c/d, which checks others\n"),
        "{text}"
    );
    let counts = "2 specimens: 1 seen from outside, 0 only from within, 1 by nothing\n";
    assert!(text.ends_with(counts), "{text}");
    assert!(matrix.kills[0].survives() && !matrix.kills[1].survives());
}
