//! The commands as people run them: what they print and how they exit.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn proofmark(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_proofmark"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was just built");
    // A command that stops at its arguments reads nothing.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output().expect("its output is piped")
}

#[track_caller]
fn check(arguments: &[&str], input: &str, exit: i32, expected: &str) {
    let output = proofmark(arguments, input);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit), "{stdout}{stderr}");
    assert!(
        stdout.contains(expected) || stderr.contains(expected),
        "{stdout}{stderr}"
    );
}

/// Header, claims and signature of a token that nobody signed.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA";

#[test]
fn inspect_says_what_is_wrong_and_exits_1() {
    check(&["inspect", "xml", "-"], "<a/>", 0, "-: conforms\n");
    check(&["inspect", "xml", "-"], "<a><b></a>", 1, "SOAP-051");
    check(&["inspect", "xml", "-"], "<!DOCTYPE a><a/>", 1, "SOAP-063");
    check(&["inspect", "soap", "-"], "<a/>", 1, "SOAP-001");
    check(
        &["inspect", "jwt", "-"],
        TOKEN,
        0,
        "no key was given, so nothing was verified",
    );
    check(
        &["inspect", "jwt", "-"],
        &format!("{TOKEN}\r\n"),
        0,
        "conforms",
    );
    check(
        &["inspect", "jwt", "-"],
        &format!("{TOKEN}\n\n"),
        1,
        "JWT-001",
    );
    check(&["inspect", "jwt", "-"], "a.b", 1, "JWT-001");
}

#[test]
fn inspect_knows_the_messages_of_oauth() {
    let token = r#"{"token_type":"Bearer","access_token":"opaque","expires_in":3599}"#;
    let kind = ["inspect", "token-response", "-"];
    check(&kind, &format!("{token}\n"), 0, "-: conforms\n");
    let rfc = ["inspect", "token-response", "-", "--profile", "rfc"];
    check(&kind, &token.replace("3599", "\"3599\""), 0, "conforms");
    check(&rfc, &token.replace("3599", "\"3599\""), 1, "OAUTH-042");
    check(&kind, r#"{"access_token":"opaque"}"#, 1, "OAUTH-013");
    check(&kind, r#"{"error":"invalid_grant"}"#, 0, "conforms");
    check(&kind, r#"{"error":"no_such_error"}"#, 1, "OAUTH-017");

    let bearer = r#"Bearer authorization_uri="https://login.example/authorize""#;
    let kind = ["inspect", "challenge", "-"];
    check(
        &kind,
        &format!("WWW-Authenticate: {bearer}\r\n"),
        0,
        "conforms",
    );
    check(
        &kind,
        &format!("{bearer}, realm=\"a\", Realm=\"b\""),
        1,
        "OAUTH-028",
    );
    check(
        &kind,
        &format!("Negotiate\n{bearer} realm"),
        1,
        "-:2:60 (byte 69)",
    );
    check(&kind, "\n", 1, "OAUTH-029");
    // `{}` in base64, which asks for no claims at all.
    let claims = format!("{bearer}, error=\"insufficient_claims\", claims=\"e30\"");
    check(&kind, &claims, 1, "ENTRA-022");
    check(
        &kind,
        &claims.replace("e30", "eyJhY2Nlc3NfdG9rZW4iOnt9fQ"),
        0,
        "conforms",
    );
    check(&kind, &claims.replace("e30", "e3"), 1, "ENTRA-025");

    let metadata = r#"{"issuer":"https://login.example/tenant/v2.0",
        "authorization_endpoint":"https://login.example/authorize",
        "token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/keys"}"#;
    let kind = ["inspect", "metadata", "-"];
    check(&kind, metadata, 0, "conforms");
    check(&kind, &metadata.replace("/v2.0", "/v2.0?x"), 1, "OAUTH-030");
    check(
        &kind,
        &metadata.replace("https://login.example/k", "http://k"),
        1,
        "OAUTH-034",
    );
    check(&kind, &metadata.replace("jwks_uri", "keys"), 1, "OAUTH-031");
}

#[test]
fn inspect_prints_one_object_a_file() {
    let expected =
        r#"{"file":"-","verdict":"departs","requirement":"SOAP-051","offset":6,"message":""#;
    check(
        &["inspect", "xml", "--json", "-"],
        "<a><b></a>",
        1,
        expected,
    );
    let expected = r#""verdict":"conforms","requirement":null,"offset":null,"message":null}"#;
    check(&["inspect", "xml", "--json", "-"], "<a/>", 0, expected);
}

#[test]
fn inspect_exits_2_when_it_cannot_be_done() {
    check(
        &["inspect", "xml", "/nowhere/at/all"],
        "",
        2,
        "/nowhere/at/all",
    );
    check(&["inspect", "poem", "-"], "", 2, "possible values: jwt");
    check(
        &["inspect", "xml", "-", "--audience", "me"],
        "<a/>",
        2,
        "go with `inspect jwt`",
    );
    check(
        &["inspect", "xml", "-", "--profile", "loose"],
        "<a/>",
        2,
        "`loose`",
    );
    check(
        &["inspect", "jwt", "-", "--audience", "me"],
        TOKEN,
        2,
        "without `--key`",
    );
    check(
        &["inspect", "jwt", "-", "--alg", "HS257", "--key", "-"],
        TOKEN,
        2,
        "HS257",
    );
}

#[test]
fn a_token_is_verified_with_a_key() {
    let folder = std::env::temp_dir().join(format!("proofmark-commands-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let key = folder.join("key");
    std::fs::write(&key, "TEST KEY, never to be trusted: 32").unwrap();
    let key = key.to_str().unwrap();
    let arguments = ["inspect", "jwt", "-", "--hmac-key-file", key, "--now", "0"];
    check(&arguments, TOKEN, 1, "JWT-037");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn no_token_comes_back_whole() {
    let token = TOKEN.replace("AAAA", &"A".repeat(43));
    let output = proofmark(&["inspect", "jwt", "-"], &format!("{token}="));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains("AAAA") && !stdout.contains(&token),
        "{stdout}"
    );
}

#[test]
fn a_terminal_is_not_steered() {
    let output = proofmark(&["inspect", "xml", "-"], "<a>\u{1b}[31m\u{202e}</a>");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(!stdout.contains(['\u{1b}', '\u{202e}']), "{stdout}");
    assert!(stdout.contains("\\u{1b}"), "{stdout}");
}

#[test]
fn explain_knows_requirements_cases_laws_and_defects() {
    check(&["explain", "ews-024"], "", 0, "EWS-024 (must)");
    check(
        &["explain", "ews/response/token-comes-first"],
        "",
        0,
        "[[case]]",
    );
    check(&["explain", "answers_follow_the_schema"], "", 0, "EWS-027");
    check(&["explain", "puts-the-token-first"], "", 0, "caught by");
    check(&["explain", "nothing"], "", 2, "hint:");
}

/// A folder of its own for a test, gone afterwards.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("proofmark-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("it can be made");
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A report of one check with this verdict.
fn report(case: &str, verdict: &str) -> String {
    format!(
        r#"{{"event":"run","subject":"mine","roles":["ews-client"],"profiles":[],"command":"proofmark run ews-client -- ./a","of":2}}
{{"event":"check","case":"ews/response/{case}","role":"ews-client","requirements":["EWS-024"],"verdict":"{verdict}","expected":"","seen":"","trace":[],"micros":1}}
{{"event":"end","played":1,"pairs":1,"stale":[],"millis":1}}
"#
    )
}

#[test]
fn reports_come_together_and_judge() {
    let folder = Folder::new("reports");
    let good = &folder.file("good.jsonl", &report("a-token", "conforms"));
    let bad = &folder.file("bad.jsonl", &report("token-comes-first", "departs"));
    let advice = &folder.file("advice.jsonl", &report("token-comes-first", "advises"));
    check(
        &["report", good],
        "",
        0,
        "played 1 of 2: 1 conforms (1 left out)",
    );
    check(
        &["report", good, bad],
        "",
        1,
        "played 2 of 2: 1 conforms, 1 departs\n",
    );
    let again = "again     proofmark run ews-client --only ews/response/token-comes-first -- ./a";
    check(&["report", bad], "", 1, again);
    check(
        &["report", bad, "--format", "markdown"],
        "",
        1,
        "# proofmark",
    );
    check(
        &["report", bad, "--format", "html"],
        "",
        1,
        "<!DOCTYPE html>",
    );
    check(&["report", advice], "", 0, "1 misses advice");
    check(&["report", advice, "--strict"], "", 1, "1 departs");
    check(
        &["report", "-"],
        &report("a-token", "unsupported"),
        4,
        "played 0 of 2",
    );
    check(&["report", "-"], "{}", 2, "-: this is no report");
    check(&["matrix", good, bad], "", 1, "| EWS-024     | ✗    |");

    let entry = r#"known = [{ subject = "mine", requirement = "EWS-024",
        case = "ews/response/token-comes-first", reason = "it sorts" }]"#;
    let known = &folder.file("known.toml", entry);
    check(&["report", bad, "--known", known], "", 0, "1 known");
    let fixed = &folder.file("fixed.jsonl", &report("token-comes-first", "conforms"));
    let expected = "✗ known departures: EWS-024 in `ews/response/token-comes-first` did not occur";
    check(&["report", fixed, "--known", known], "", 1, expected);
    let stray = &folder.file("stray.toml", &entry.replace("token-comes-first", "nowhere"));
    check(
        &["report", bad, "--known", stray],
        "",
        2,
        "no case like `ews/response/nowhere`",
    );
}

#[test]
fn vectors_and_schemas_are_printed() {
    let arguments = ["vectors", "--only", "jwt/time/*"];
    check(
        &arguments,
        "",
        0,
        "\"id\": \"jwt/time/first-second-after-the-leeway\"",
    );
    check(
        &["vectors", "--only", "nothing/*"],
        "",
        2,
        "no case is like nothing/*",
    );
    for kind in ["report", "events", "contract", "known", "vectors"] {
        let expected = "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
        check(&["schema", kind], "", 0, expected);
    }
    check(
        &["schema", "poem"],
        "",
        2,
        "possible values: report, events",
    );
}

#[test]
fn cases_are_listed_by_role() {
    let all = proofmark(&["list", "cases"], "");
    let some = proofmark(&["list", "cases", "ews-client"], "");
    let (all, some) = (lines(&all), lines(&some));
    assert!(
        !some.is_empty() && some.len() < all.len() / 2,
        "{}",
        some.len()
    );
    assert!(some.iter().all(|case| all.contains(case)));
    assert!(some.contains(&"ews/response/a-refusal".to_owned()));
    assert!(!some.contains(&"ews/request/no-type".to_owned()));
    check(
        &["list", "cases", "nobody"],
        "",
        2,
        "no role is named `nobody`",
    );
    check(
        &["list", "laws", "ews-client"],
        "",
        2,
        "only cases are listed by role",
    );
}

fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}

#[test]
fn whoever_has_read_enough_may_leave() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_proofmark"))
        .args(["vectors"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was just built");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its errors are piped");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*stderr), (Some(0), ""));
}
