use super::*;
use crate::play::Exchange;

/// A check as a subject would bring it about.
fn check(case: &str, requirement: &str, verdict: &str) -> Check {
    let reason = match verdict {
        "unsupported" => Some("needs the fact `installed`".to_owned()),
        "known" => Some("the appliance sorts".to_owned()),
        "blocked" => Some("`configure` failed".to_owned()),
        _ => None,
    };
    Check {
        case: case.to_owned(),
        role: "ews-client".to_owned(),
        requirements: vec![requirement.to_owned()],
        verdict: verdict.to_owned(),
        reason,
        expected: "expect = { refused = \"EWS-024\" }\n".to_owned(),
        seen: "expect = \"accepted\"\n".to_owned(),
        trace: vec![Exchange {
            operation: "getClientAccessToken".to_owned(),
            arguments: "{}".to_owned(),
            answer: "done {}".to_owned(),
        }],
        micros: 1_500,
    }
}

fn run(checks: Vec<Check>) -> Run {
    Run {
        subject: "mine".to_owned(),
        roles: vec!["ews-client".to_owned()],
        profiles: vec!["xsd-2016, wire-strict".to_owned()],
        command: "proofmark run ews-client -- ./adapter --fast".to_owned(),
        of: checks.len(),
        checks,
        millis: 1_234,
        stale: Vec::new(),
    }
}

/// One check of each verdict.
fn one_of_each() -> Run {
    let each = Word::ALL.map(|word| {
        let case = format!("ews/response/{}", word.as_str());
        check(&case, "EWS-024", word.as_str())
    });
    run(each.to_vec())
}

/// A run in which the subject says whatever could do harm.
fn hostile() -> Run {
    let harm = "</pre><script>alert(1)</script>\u{1b}[31m\u{202e}]]>\u{0}\n```\n'\"&\u{ffff}|";
    let mut held = check("ews/response/x", "EWS-024", "departs");
    harm.clone_into(&mut held.seen);
    held.reason = Some(harm.to_owned());
    held.role = harm.to_owned();
    held.case = harm.to_owned();
    held.requirements.push(harm.to_owned());
    held.trace.push(Exchange {
        operation: harm.to_owned(),
        arguments: harm.to_owned(),
        answer: harm.to_owned(),
    });
    let mut unplayed = check("ews/response/y", "EWS-024", "unsupported");
    unplayed.reason = Some(harm.to_owned());
    Run {
        subject: harm.to_owned(),
        command: harm.to_owned(),
        stale: vec![harm.to_owned()],
        ..run(vec![held, unplayed])
    }
}

const FORMS: [Form; 6] = [
    Form::Text,
    Form::Json,
    Form::Jsonl,
    Form::Junit,
    Form::Markdown,
    Form::Html,
];

#[test]
fn runs_end_as_their_checks_call_for() {
    #[track_caller]
    fn ends(verdicts: &[&str], exit_code: u8) {
        let held = verdicts
            .iter()
            .map(|verdict| check("a", "EWS-024", verdict));
        assert_eq!(
            exit(&[run(held.collect())]).number(),
            exit_code,
            "{verdicts:?}"
        );
    }
    ends(&["conforms", "unsupported", "known", "advises"], 0);
    ends(&["conforms", "departs"], 1);
    ends(&["conforms", "blocked"], 1);
    ends(&["conforms", "no such verdict"], 1);
    ends(&["unsupported", "unsupported"], 4);
    ends(&[], 4);
    let stale = Run {
        stale: vec!["EWS-024 in `a` did not occur".to_owned()],
        ..run(vec![check("a", "EWS-024", "conforms")])
    };
    let sound = run(vec![check("a", "EWS-024", "conforms")]);
    assert_eq!(exit(&[sound.clone(), stale]).number(), 1);
    let departs = run(vec![check("a", "EWS-024", "departs")]);
    assert_eq!(exit(&[sound, departs]).number(), 1);
}

#[test]
fn parts_of_a_run_come_together() {
    let part = |checks: Vec<Check>| Run {
        of: 3,
        ..run(checks)
    };
    let other = Run {
        subject: "other".to_owned(),
        ..run(vec![])
    };
    let first = part(vec![
        check("c", "EWS-024", "conforms"),
        check("a", "EWS-024", "departs"),
    ]);
    let second = part(vec![
        check("a", "EWS-024", "conforms"),
        check("b", "EWS-024", "known"),
    ]);
    let merged = merge(vec![first, other.clone(), second]);
    let told = |check: &Check| format!("{} {}", check.case, check.verdict);
    let checks: Vec<String> = merged[0].checks.iter().map(told).collect();
    assert_eq!(checks, ["a departs", "b known", "c conforms"]);
    assert_eq!((merged[0].of, merged[0].millis), (3, 2 * 1_234));
    assert_eq!(merged[1..], [other]);
}

#[test]
fn advice_is_a_failure_where_that_is_asked_for() {
    let mut held = run(vec![check("a", "EWS-024", "advises")]);
    assert_eq!(exit(std::slice::from_ref(&held)).number(), 0);
    hold_to_advice(&mut held);
    assert_eq!(exit(&[held]).number(), 1);
}

#[test]
fn an_operation_that_the_role_must_have_is_missed() {
    let mut lacks = check("a", "EWS-024", "unsupported");
    "unsupported: no such operation".clone_into(&mut lacks.trace[0].answer);
    let mut other = check("b", "EWS-024", "unsupported");
    other.trace.clear();
    let mut held = run(vec![lacks, other]);
    let before = held.clone();
    hold_to_operations(&mut held, |_, operation| operation == "other");
    assert_eq!(held, before);
    hold_to_operations(&mut held, |role, operation| {
        role == "ews-client" && operation == "getClientAccessToken"
    });
    let verdicts: Vec<&str> = held.checks.iter().map(|check| &*check.verdict).collect();
    assert_eq!(verdicts, ["departs", "unsupported"]);
    // Who does it once has the operation.
    let mut has = before.clone();
    let mut done = has.checks[0].clone();
    "failed {}".clone_into(&mut done.trace[0].answer);
    has.checks.push(done);
    let before = has.clone();
    hold_to_operations(&mut has, |_, _| true);
    assert_eq!(has, before);
}

#[test]
fn the_last_line_says_how_many_of_how_many() {
    #[track_caller]
    fn says(held: &[Run], expected: &str) {
        let text = Form::Text.write(held);
        assert_eq!(text.lines().last(), Some(expected), "{text}");
    }
    says(
        &[run(vec![check("a", "EWS-024", "conforms")])],
        "played 1 of 1: 1 conforms",
    );
    says(
        &[one_of_each()],
        "played 4 of 6: 1 conforms, 1 departs, 1 misses advice, 1 known (1 blocked, 1 unsupported: \
         1 because “`configure` failed”, the rest for 1 other reason)",
    );
    let left_out = Run {
        of: 9,
        ..one_of_each()
    };
    let all = [left_out, one_of_each()];
    let text = Form::Text.write(&all);
    assert!(
        text.contains("played 8 of 15: 2 conform, 2 depart,"),
        "{text}"
    );
    assert!(
        text.contains("3 left out, 2 blocked, 2 unsupported:"),
        "{text}"
    );
}

#[test]
fn a_departure_tells_all_in_every_form_for_people() {
    let mut held = run(vec![check("ews/response/a", "EWS-024", "departs")]);
    "ready".clone_into(&mut held.subject);
    for form in [Form::Text, Form::Junit, Form::Markdown, Form::Html] {
        let written = form.write(std::slice::from_ref(&held));
        for told in [
            "EWS-024",
            "in this order, each at most once",
            "GetClientAccessToken operation",
            "ews/response/a",
            "getClientAccessToken",
            "accepted",
            "proofmark run ews-client --only ews/response/a -- ./adapter --fast",
        ] {
            let told_so = written.contains(told) || written.contains(&told.replace('>', "&gt;"));
            assert!(told_so, "{form:?} lacks {told}\n{written}");
        }
    }
}

#[test]
fn a_report_reads_back() {
    let runs = [one_of_each(), hostile(), run(vec![])];
    for form in [Form::Json, Form::Jsonl] {
        let written = form.write(&runs);
        assert_eq!(read(&written).unwrap(), runs);
    }
    let events = Form::Jsonl.write(&runs);
    #[track_caller]
    fn refuses(text: &str, expected: &str) {
        let error = read(text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let cut_short = events.trim_end().rsplit_once('\n').unwrap().0;
    refuses(cut_short, "breaks off");
    refuses("", "no report");
    refuses("{}", "missing field `runs`");
    refuses(
        &events.replace("\"departs\"", "\"passes\""),
        "`passes` is no verdict",
    );
    let twice = events.replacen("{\"event\":\"check\"", "{\"event\":\"end\",\"played\":0,\"pairs\":0,\"stale\":[],\"millis\":0}\n{\"event\":\"check\"", 1);
    refuses(&twice, "a run begins, makes checks and ends");
    refuses(
        &events.replacen("\"of\"", "\"off\"", 1),
        "line 1 of the report",
    );
}

#[test]
fn a_subject_cannot_steer_who_reads_of_it() {
    for form in FORMS {
        let written = form.write(&[hostile()]);
        assert!(
            !written.contains(['\u{1b}', '\u{202e}', '\u{0}', '\u{ffff}']),
            "{form:?}: {written}"
        );
        if matches!(form, Form::Html | Form::Junit) {
            assert!(!written.contains("<script>alert"), "{form:?}: {written}");
        }
    }
    let markdown = Form::Markdown.write(&[hostile()]);
    let fenced = markdown.split("````").collect::<Vec<_>>();
    let outside: String = fenced.iter().step_by(2).copied().collect();
    assert!(!outside.contains("<script>"), "{outside}");
    let again = again(&hostile(), &check("a'; rm -rf ~ #", "EWS-024", "departs"));
    assert!(again.contains(r"--only 'a'\''; rm -rf ~ #'"), "{again}");
}

#[test]
fn a_report_is_bounded() {
    let mut long = check("a", "EWS-024", "departs");
    long.seen = "x".repeat(1_000_000);
    long.reason = Some("é".repeat(1_000_000));
    long.trace = vec![
        Exchange {
            operation: "o".repeat(100_000),
            arguments: "a".repeat(100_000),
            answer: "b".repeat(100_000),
        };
        64
    ];
    for form in [Form::Text, Form::Junit, Form::Markdown, Form::Html] {
        let length = form.write(&[run(vec![long.clone()])]).len();
        assert!(length < 1_200_000, "{form:?}: {length}");
    }
}

#[test]
fn junit_is_xml_that_counts() {
    let written = Form::Junit.write(&[one_of_each(), hostile()]);
    let report = quick_junit::Report::deserialize_from_str(&written).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (9, 3, 1));
    // The reader that wrote it may forgive itself.
    let (rules, limits) = (conformance::Rules::default(), xml::Limits::FILE);
    let text = xml::Text::decode(written.as_bytes(), xml::Label::File, &rules, &limits).unwrap();
    let document = xml::Document::read(&text, &rules, &limits).unwrap();
    let suites = document.root().children();
    assert_eq!(
        suites
            .map(|suite| suite.name().local)
            .collect::<Vec<_>>()
            .len(),
        4
    );
}

#[test]
fn a_page_loads_nothing_and_runs_its_own_script_only() {
    let page = Form::Html.write(&[one_of_each(), hostile()]);
    assert!(
        page.contains("default-src 'none'; style-src 'sha256-"),
        "{page}"
    );
    for loads in [
        "src=",
        "<link",
        "@import",
        "url(",
        "fetch(",
        "<iframe",
        "javascript:",
    ] {
        assert!(!page.contains(loads), "{loads}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<details class=\"check\"").count(), 8);
    let sources = page.matches("getclientaccesstoken-operation\"").count();
    assert!(sources >= 6, "{sources}");
}

#[test]
fn sources_lead_to_what_can_be_read() {
    #[track_caller]
    fn leads(source: &str, expected: &[Option<&str>]) {
        let found: Vec<Option<String>> = source::parts(source).map(|(_, to)| to).collect();
        let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expected);
    }
    leads(
        "RFC 7515 §4.1.11; measured: schema validation",
        &[
            Some("https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11"),
            None,
        ],
    );
    leads(
        "RFC 7515 §A",
        &[Some("https://www.rfc-editor.org/rfc/rfc7515")],
    );
    leads("RFC x", &[None]);
    leads(
        "SOAP 1.1 §4; office-js issue 6340: a trace",
        &[
            Some("https://www.w3.org/TR/2000/NOTE-SOAP-20000508/"),
            Some("https://github.com/OfficeDev/office-js/issues/6340"),
        ],
    );
    leads(
        "Microsoft Entra documentation, access token claims and optional claims",
        &[Some(
            "https://learn.microsoft.com/en-us/entra/identity-platform/\
             access-token-claims-reference",
        )],
    );
    leads("EWS reference, samples", &[None]);
}

#[test]
fn a_matrix_shows_the_gravest() {
    let mut other = one_of_each();
    other.checks.retain(|check| check.verdict != "departs");
    other.checks[0].requirements[0] = "EWS-023".to_owned();
    "a|b".clone_into(&mut other.subject);
    let shown = matrix(&[one_of_each(), other]);
    let rows: Vec<&str> = shown.lines().filter(|line| line.contains("EWS-")).collect();
    // The other's first check was taken out, and its second is of another requirement.
    assert_eq!(
        rows,
        [
            "| EWS-023     |      | ■   |",
            "| EWS-024     | ✗    | △   |"
        ]
    );
    assert!(
        shown.starts_with("| requirement | mine | a/b |\n"),
        "{shown}"
    );
}

#[test]
fn a_long_message_keeps_its_token() {
    let token = "<token #00000000 {\"crit\":[\"x\"]} {}>";
    let arguments = serde_json::json!({ "keys": "n".repeat(5000), "token": token }).to_string();
    let check = Check {
        trace: vec![Exchange {
            operation: "verify".to_owned(),
            arguments,
            answer: "done {}".to_owned(),
        }],
        ..check("a/b", "JWT-012", "departs")
    };
    let [asked, answered] = exchanges(&check).next().unwrap();
    assert!(asked.len() < 1000 && asked.contains("crit"), "{asked}");
    assert_eq!(answered, "← done {}");
}
