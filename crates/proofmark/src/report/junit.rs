//! The report for tools that collect tests: a suite for each run and role, a `testcase` a check.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::text::about;
use super::{Word, bare, cut, heading};
use crate::diagnostic::escaped;
use crate::play::{Check, Run};

/// How long a message may be, which tools show on a line.
const MESSAGE_BYTES: usize = 300;

/// The report in this form.
pub(super) fn junit(runs: &[Run]) -> String {
    let mut report = Report::new("proofmark");
    for run in runs {
        let mut roles: Vec<&str> = run.checks.iter().map(|check| &*check.role).collect();
        roles.sort_unstable();
        roles.dedup();
        for role in roles {
            let name = format!("{} as {role}", run.subject);
            let mut suite = TestSuite::new(escaped(&name));
            suite.add_property(("subject", &*escaped(&heading(run))));
            let checks = run.checks.iter().filter(|check| check.role == role);
            suite.add_test_cases(checks.map(|check| test_case(run, check)));
            report.add_test_suite(suite);
        }
        if !run.stale.is_empty() {
            let name = format!("{}, known departures", run.subject);
            let mut suite = TestSuite::new(escaped(&name));
            suite.add_test_cases(run.stale.iter().map(|stale| {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message("the list of known departures does not hold");
                TestCase::new(escaped(stale), status)
            }));
            report.add_test_suite(suite);
        }
    }
    report.to_string().expect("a string takes every text")
}

fn test_case(run: &Run, check: &Check) -> TestCase {
    let word = Word::of(check);
    let mut status = match word {
        Word::Departs => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Word::Blocked => TestCaseStatus::non_success(NonSuccessKind::Error),
        Word::Known | Word::Unsupported => TestCaseStatus::skipped(),
        Word::Advises | Word::Conforms => TestCaseStatus::success(),
    };
    let message = match &check.reason {
        Some(reason) => format!("{}: {reason}", word.as_str()),
        None => format!(
            "{}: expected {}, saw {}",
            check.requirements.join(", "),
            bare(&check.expected),
            bare(&check.seen)
        ),
    };
    let message = escaped(&cut(&message, MESSAGE_BYTES));
    if word.fails() {
        status.set_type(word.as_str());
        status
            .set_message(message)
            .set_description(about(run, check));
    } else if matches!(word, Word::Known | Word::Unsupported) {
        status.set_message(message);
    }
    let mut case = TestCase::new(escaped(&check.case), status);
    case.set_classname(escaped(&check.role));
    case.set_time(Duration::from_micros(check.micros));
    if matches!(word, Word::Advises | Word::Known) {
        case.set_system_out(about(run, check));
    }
    case
}
