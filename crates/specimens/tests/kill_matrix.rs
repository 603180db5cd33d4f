//! The sound specimen conforms everywhere, seen from outside; and what a defective one shows is
//! seen by some case that names its requirement, on nothing unrelated.

use conformance::{AnyCase, Defect, Facts, Rules, Verdict};
use specimens::Specimen;

fn played(case: &AnyCase, rules: Rules, facts: &Facts) -> (Verdict, String) {
    let profile = protocols::coverage::case_profile(case);
    let played = case.drive(&mut Specimen::new(rules), facts, &profile);
    let shown = format!(
        "{}\nexpected\n{}saw\n{}",
        case.id, played.expected, played.seen
    );
    (played.verdict, shown)
}

#[test]
fn the_sound_specimen_departs_nowhere() {
    let facts = specimens::facts();
    let mut departures = Vec::new();
    let (mut conforms, mut unsupported) = (0, 0);
    for case in protocols::cases().expect("the corpus is sound") {
        let rules = Rules::sound(protocols::coverage::case_profile(&case));
        match played(&case, rules, &facts) {
            (Verdict::Conforms, _) => conforms += 1,
            (Verdict::Unsupported(_), _) => unsupported += 1,
            (verdict, shown) => departures.push(format!("{verdict}: {shown}")),
        }
    }
    assert!(
        departures.is_empty(),
        "{} depart, {conforms} conform, {unsupported} unsupported\n{}",
        departures.len(),
        departures.join("\n")
    );
    assert!(
        conforms > unsupported * 5,
        "{conforms} conform, {unsupported} unsupported"
    );
}

/// A case that fits a profile holds under it, whatever the case was written under.
#[test]
fn the_sound_specimen_departs_under_no_profile() {
    let facts = specimens::facts();
    let cases = protocols::cases().expect("the corpus is sound");
    let mut departures = Vec::new();
    for other in protocols::every_profile() {
        for case in &cases {
            let values: Vec<&str> = other.choices().map(|choice| choice.value).collect();
            let of_role = protocols::default_profile(&case.role);
            let profile = protocols::parse_profile(of_role, &values.join(","));
            let profile = profile.expect("its values are known");
            if !case.fits(&profile) {
                continue;
            }
            let mut sound = Specimen::new(Rules::sound(profile));
            let played = case.drive(&mut sound, &facts, &profile);
            if !matches!(played.verdict, Verdict::Conforms | Verdict::Unsupported(_)) {
                departures.push(format!("{} under {profile}", case.id));
            }
        }
    }
    assert!(departures.is_empty(), "{}", departures.join("\n"));
}

/// The defects that no case sees from outside: each is caught by the register's driver from within.
fn unseen(cases: &[AnyCase]) -> Vec<&'static str> {
    let facts = specimens::facts();
    let sees = |defect: &'static Defect| {
        let mut named = cases.iter().filter(|case| case.checks.contains(&defect.of));
        named.any(|case| {
            let profile = protocols::coverage::case_profile(case);
            let rules = Rules::flawed(profile, defect.flaw);
            played(case, rules, &facts).0 == Verdict::Departs
        })
    };
    protocols::defects()
        .filter(|defect| !sees(defect))
        .map(|defect| defect.name)
        .collect()
}

#[test]
fn most_defects_show_from_outside() {
    let cases = protocols::cases().expect("the corpus is sound");
    let unseen = unseen(&cases);
    let all = protocols::defects().count();
    assert!(
        unseen.len() * 10 < all * 4,
        "{} of {all} defects do not show: {}",
        unseen.len(),
        unseen.join(", ")
    );
}
