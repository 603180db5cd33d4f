use conformance::Now;

use super::*;
use crate::report;

const FILE: &str = r#"
[[known]]
subject = "mine*"
requirement = "EWS-024"
case = "ews/response/*"
reason = "the appliance sorts"
since = "1.4"
issue = "https://tracker.example/17"
expires = 2027-03-31
"#;

/// The last millisecond of 2027-03-31.
const LAST: Now = Now::from_ms(1_806_537_599_999);

fn known(text: &str) -> Result<Known, String> {
    Known::read(text, &protocols::cases().unwrap())
}

fn check(case: &str, verdict: &str) -> Check {
    Check {
        case: case.to_owned(),
        role: "ews-client".to_owned(),
        requirements: vec!["EWS-027".to_owned(), "EWS-024".to_owned()],
        verdict: verdict.to_owned(),
        reason: None,
        expected: String::new(),
        seen: String::new(),
        trace: Vec::new(),
        micros: 0,
    }
}

fn run(checks: &[(&str, &str)]) -> Run {
    Run {
        subject: "mine at home".to_owned(),
        checks: checks
            .iter()
            .map(|(case, verdict)| check(case, verdict))
            .collect(),
        of: checks.len(),
        ..Run::default()
    }
}

/// What the list makes of the run: its verdicts, what is stale, and how the program ends.
fn after(mut held: Run, now: Now) -> (Vec<String>, Vec<String>, u8) {
    known(FILE).unwrap().apply(&mut held, &[], now);
    let exit = report::exit(std::slice::from_ref(&held)).number();
    let verdicts = held.checks.into_iter().map(|check| check.verdict);
    (verdicts.collect(), held.stale, exit)
}

#[test]
fn what_is_listed_is_borne_and_nothing_else() {
    let held = run(&[
        ("ews/response/a", "departs"),
        ("ews/response/b", "advises"),
        ("ews/response/c", "conforms"),
        ("ews/response/d", "unsupported"),
    ]);
    let (verdicts, stale, exit) = after(held, LAST);
    assert_eq!(verdicts, ["known", "known", "conforms", "unsupported"]);
    assert_eq!((stale.len(), exit), (0, 0));

    let (verdicts, _, exit) = after(run(&[("ews/request/a", "departs")]), LAST);
    assert_eq!((verdicts[0].as_str(), exit), ("departs", 1));
    let (verdicts, _, exit) = after(run(&[("ews/response/a", "blocked")]), LAST);
    assert_eq!((verdicts[0].as_str(), exit), ("blocked", 1));
    let mut other = run(&[("ews/response/a", "departs")]);
    "theirs".clone_into(&mut other.subject);
    assert_eq!(after(other, LAST).2, 1);
    let mut other = run(&[("ews/response/a", "departs")]);
    other.checks[0].requirements.pop();
    assert_eq!(after(other, LAST).2, 1);
}

#[test]
fn a_reason_goes_along() {
    let mut held = run(&[("ews/response/a", "departs")]);
    known(FILE).unwrap().apply(&mut held, &[], LAST);
    let reason = held.checks[0].reason.as_deref();
    let expected = "the appliance sorts, since 1.4, see https://tracker.example/17";
    assert_eq!(reason, Some(expected));
}

#[test]
fn what_does_not_occur_fails_the_run() {
    let (_, stale, exit) = after(run(&[("ews/response/a", "conforms")]), LAST);
    let expected = "EWS-024 in `ews/response/*` did not occur: the appliance sorts";
    assert_eq!((stale, exit), (vec![expected.to_owned()], 1));
    // Nothing can be said of what was not played.
    let held = run(&[("ews/response/a", "unsupported"), ("jwt/a", "conforms")]);
    assert_eq!(
        after(held, LAST),
        (vec!["unsupported".into(), "conforms".into()], vec![], 0)
    );
}

/// Of a part of the cases, only what that part holds whole is judged.
#[test]
fn what_may_be_in_another_part_is_not_stale() {
    let cases = protocols::cases().unwrap();
    let of_id = |case: &&AnyCase| case.checks.iter().any(|id| id.as_str() == "EWS-024");
    let about = |case: &&AnyCase| of_id(case) && case.id.starts_with("ews/response/");
    let stale = |played: &[&str]| {
        let mut part = run(&[]);
        for case in cases
            .iter()
            .filter(|case| played.contains(&case.id.as_str()))
        {
            part.checks.push(check(&case.id, "conforms"));
        }
        part.roles = vec!["ews-client".to_owned()];
        part.of = usize::MAX;
        known(FILE).unwrap().apply(&mut part, &cases, LAST);
        part.stale.len()
    };
    let all: Vec<&str> = cases
        .iter()
        .filter(about)
        .map(|case| case.id.as_str())
        .collect();
    assert!(all.len() > 1);
    assert_eq!((stale(&all), stale(&all[1..]), stale(&[])), (1, 0, 0));
}

#[test]
fn what_expired_is_borne_no_more() {
    let held = run(&[("ews/response/a", "departs")]);
    let (verdicts, stale, exit) = after(held, LAST.plus_ms(1));
    assert_eq!(verdicts, ["departs"]);
    assert_eq!(stale, ["EWS-024 in `ews/response/*` expired on 2027-03-31"]);
    assert_eq!(exit, 1);
}

#[test]
fn a_list_is_refused_that_could_never_be_stale() {
    #[track_caller]
    fn refuses(from: &str, to: &str, expected: &str) {
        assert!(FILE.contains(from));
        let error = known(&FILE.replace(from, to)).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    assert!(known("").is_ok());
    refuses("EWS-024", "EWS-999", "no requirement is named `EWS-999`");
    refuses(
        "ews/response/*",
        "ews/no-such-thing",
        "no case like `ews/no-such-thing`",
    );
    refuses(
        "ews/response/*",
        "jwt/*",
        "no case like `jwt/*` checks EWS-024",
    );
    refuses("the appliance sorts", " ", "needs a reason");
    refuses("2027-03-31", "2027-03-31T12:00:00Z", "expires on a day");
    refuses("since", "sinse", "unknown field `sinse`");
    refuses("reason =", "#", "missing field `reason`");
}

#[test]
fn departures_print_as_entries_to_paste() {
    let case = "ews/response/a-token";
    let mut held = run(&[(case, "departs"), ("ews/response/b", "conforms")]);
    let printed = print(std::slice::from_ref(&held));
    let pasted = printed.replace("reason = \"\"", "reason = \"because\"");
    known(&pasted).unwrap().apply(&mut held, &[], LAST);
    assert_eq!(report::exit(&[held]).number(), 0);
    assert_eq!(print(&[run(&[(case, "conforms")])]), "");
    assert!(known(&printed).unwrap_err().contains("needs a reason"));
}

#[test]
fn days_are_counted_as_calendars_do() {
    #[track_caller]
    fn check(day: &str, expected: i64) {
        let date = day.parse::<Datetime>().unwrap().date.unwrap();
        assert_eq!(days_since_1970(date), expected, "{day}");
    }
    check("1970-01-01", 0);
    check("1969-12-31", -1);
    check("2000-02-29", 11_016);
    check("2000-03-01", 11_017);
    check("2100-03-01", 47_541);
    check("2027-03-31", 20_908);
}
