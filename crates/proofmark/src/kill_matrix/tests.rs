use super::*;

fn derived(id: &str, cases: &[AnyCase]) -> KillMatrix {
    let coverage = Coverage::about(protocols::requirement(id).unwrap(), cases);
    KillMatrix::derive(cases, &coverage)
}

#[test]
fn a_specimen_is_killed_by_cases_that_name_its_requirement() {
    let cases = protocols::cases().unwrap();
    let matrix = derived("EWS-024", &cases);
    assert!(!matrix.kills.is_empty() && matrix.without.is_empty());
    for kill in &matrix.kills {
        assert!(!kill.survives(), "{kill:?}");
        assert!(!kill.from_outside.is_empty(), "{kill:?}");
    }
    assert!(matrix.text().contains("0 by nothing"), "{}", matrix.text());
}

#[test]
fn without_cases_a_specimen_survives_them() {
    let all = protocols::cases().unwrap();
    let mut coverage = Coverage::about(protocols::requirement("EWS-024").unwrap(), &all);
    for catch in &mut coverage.catches {
        catch.cases.clear();
        catch.laws.clear();
    }
    let matrix = KillMatrix::derive(&[], &coverage);
    assert!(matrix.kills.iter().all(Kill::survives));
    assert!(matrix.text().contains("NOTHING"), "{}", matrix.text());
    assert!(
        !matrix.text().contains(" 0 by nothing"),
        "{}",
        matrix.text()
    );
}
