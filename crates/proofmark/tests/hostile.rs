//! What subjects may try to do to whoever proves them: talk without end, say nothing, steer a
//! terminal, write markup into a page. Each is bounded, escaped and told in a sentence; none is
//! ever found to conform.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use endpoints::{Listen, Server, World};

const PROGRAM: &str = env!("CARGO_BIN_EXE_proofmark");
/// A hang would take until somebody ended it; what is bounded takes a few seconds.
const HANGS: Duration = Duration::from_secs(40);

/// The run ends so, soon, and says each of these.
#[track_caller]
fn check(arguments: &[&str], exit: i32, says: &[&str]) -> String {
    let began = Instant::now();
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program was just built");
    let text = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    assert_eq!(status.code(), Some(exit), "{text}");
    assert!(began.elapsed() < HANGS, "it took {:?}", began.elapsed());
    for part in says {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    text
}

/// A server that does this with every connection. It ends with the test.
fn server(answer: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = listener.local_addr().expect("it listens").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || answer(stream));
        }
    });
    format!("http://127.0.0.1:{port}")
}

/// Writes this again and again until nobody reads any more, or a gigabyte is written.
fn without_end(mut stream: TcpStream, start: &str, again: &[u8]) {
    let _ = stream.read(&mut [0; 4096]);
    let mut sent = stream.write(start.as_bytes()).unwrap_or_default();
    while sent < 1 << 30 && stream.write_all(again).is_ok() {
        sent += again.len();
    }
}

fn block() -> Vec<u8> {
    vec![b'x'; 256 * 1024]
}

/// A byte now and then.
fn drip(mut stream: TcpStream, start: &[u8]) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(start);
    while stream.write_all(b"x").is_ok() {
        thread::park_timeout(Duration::from_millis(100));
    }
}

#[track_caller]
fn is_found_out_by_url(url: &str, says: &str) {
    let arguments = ["run", "ews-server", "--url", url, "--timeout", "1"];
    let fact = ["--fact", "installed=a"];
    check(&[&arguments[..], &fact].concat(), 3, &["error: ", says]);
}

#[test]
fn a_gigabyte_by_http_is_cut_short() {
    const TOO_LONG: &str = "the answer is longer than 4 MiB";
    for start in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n",
    ] {
        let url = server(move |stream| without_end(stream, start, &block()));
        is_found_out_by_url(&url, TOO_LONG);
    }
    let chunk = [&b"40000\r\n"[..], &block(), b"\r\n"].concat();
    let start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let url = server(move |stream| without_end(stream, start, &chunk));
    is_found_out_by_url(&url, TOO_LONG);
}

#[test]
fn a_header_without_end_is_cut_short() {
    for (start, again, says) in [
        ("HTTP/1.1 200 OK\r\nX: ", "x", "the header does not end"),
        (
            "HTTP/1.1 200 OK\r\n",
            "X: y\r\n",
            "more than 128 header lines",
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", "", "an interim answer"),
        ("", "x", "no HTTP answer"),
    ] {
        let again = again.repeat(1024).into_bytes();
        let url = server(move |stream| {
            if again.is_empty() {
                drip(stream, start.as_bytes());
            } else {
                without_end(stream, start, &again);
            }
        });
        is_found_out_by_url(&url, says);
    }
}

#[test]
fn a_drip_is_waited_for_no_longer_than_a_case_may_take() {
    const LATE: &str = "no whole answer came within 1 s";
    let starts: [&[u8]; 3] = [
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
    ];
    for start in starts {
        is_found_out_by_url(&server(move |stream| drip(stream, start)), LATE);
    }
    // Nothing at all, and a record of TLS that never ends.
    let silent = server(|stream| {
        thread::park_timeout(HANGS);
        drop(stream);
    });
    is_found_out_by_url(&silent, LATE);
    let ca = folder("drip").join("ca.pem");
    let trusted = Server::start(&World::standard(1), &Listen::anywhere()).expect("it starts");
    let pem = trusted.authority().expect("it has a certificate").pem();
    std::fs::write(&ca, pem).expect("it can be written");
    let url = server(|stream| drip(stream, &[0x16, 3, 3, 0x3f, 0xff]));
    let url = url.replace("http:", "https:");
    let ca = ca.to_str().expect("the path is text");
    let arguments = ["doctor", "authority", "--url", &url, "--ca", ca];
    check(&[&arguments[..], &["--timeout", "1"]].concat(), 3, &[LATE]);
}

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// A validator in shell: says hello, is configured, denies the decoy and the doctor's probe, and
/// then does this with each line that comes.
fn adapter(then: &str) -> String {
    format!(
        r#"say() {{ printf '%s\n' "{{\"id\":$id,$1}}"; }}
        while read -r line; do
            id=${{line#*'"id":'}}; id=${{id%%[!0-9]*}}
            case $line in
            *'"op":"hello"'*)
                say '"ok":{{"name":"x","version":"1","roles":["token-validator"],"ops":["verify"]}}' ;;
            *'"op":"verify"'*) {then} ;;
            *'"op":"configure"'*) say '"ok":null' ;;
            *) say '"unsupported":true' ;;
            esac
        done"#
    )
}

#[track_caller]
fn is_found_out(script: &str, says: &str) {
    let start = ["run", "token-validator", "--timeout", "1", "--"];
    check(&[&start[..], &["sh", "-c", script]].concat(), 3, &[says]);
}

#[test]
fn adapters_that_talk_without_end_or_not_at_all_are_found_out() {
    let endless = "head -c 1073741824 /dev/zero | tr '\\0' x";
    is_found_out(&adapter(endless), "a line longer than 4 MiB");
    is_found_out(&adapter("yes '{\"id\":99,\"ok\":{}}'"), "was asked");
    is_found_out(&adapter("sleep 60"), "did not answer within");
    is_found_out("sleep 60", "did not answer within");
    is_found_out(&adapter("kill $$"), "it ended instead of answering");
    is_found_out(&adapter("say '\"ok\":{},\"err\":{}'"), "this is no answer");
    // Whoever says yes to every token, and whoever says no.
    let yes = adapter("say '\"ok\":{}'");
    let whole = ["run", "token-validator", "--", "sh", "-c", &yes];
    check(
        &whole,
        1,
        &["takes what nobody could take for right", "depart"],
    );
    let no = adapter("say '\"err\":{\"code\":\"no\"}'");
    is_found_out(&no, "does not do what token-validator is for");
}

/// Whoever denies the decoy and says yes to all else plays no role.
#[test]
fn yes_to_all_but_the_decoy_is_found_out() {
    let script = r#"while read -r line; do
        id=${line#*'"id":'}; id=${id%%[!0-9]*}
        case $line in
        *'"op":"decoy'*) echo "{\"id\":$id,\"unsupported\":true}" ;;
        *) echo "{\"id\":$id,\"ok\":{\"roles\":[\"ROLE\"],\"trace\":[],\"answers\":[]}}" ;;
        esac
    done"#;
    for role in ["token-client", "office-host", "add-in", "ews-client"] {
        let script = script.replace("ROLE", role);
        check(&["run", role, "--", "sh", "-c", &script], 3, &["error: "]);
    }
}

#[test]
fn an_adapter_may_say_anything_to_nobody() {
    // Much of what is no text and holds no end of a line, before each answer.
    let flood = "head -c 8000000 /dev/zero | tr '\\0' '\\377' >&2; say '\"err\":{\"code\":\"no\"}'";
    is_found_out(&adapter(flood), "does not do what token-validator is for");
    let last_words = "printf '\\033]0;owned\\007<b>%s\\n' done >&2; exit 1";
    let start = ["run", "token-validator", "--", "sh", "-c"];
    let text = check(
        &[&start[..], &[&adapter(last_words)]].concat(),
        3,
        &["on standard error", "<b>done"],
    );
    assert!(!text.contains(['\u{1b}', '\u{7}']), "{text}");
}

/// The sound specimen for so many messages, and then something else.
fn sound_for(messages: usize, then: &str) -> String {
    format!("sed -u {messages}q | {PROGRAM} specimen; {then}")
}

#[test]
fn subjects_that_turn_hostile_once_the_doctor_is_gone_depart() {
    for (then, says) in [
        ("yes | tr -d '\\n'", "a line longer than 4 MiB"),
        ("sleep 60", "did not answer within"),
        ("exit 0", "it ended instead of answering"),
    ] {
        // Hello, configuration, decoy, probe, and two cases with a configuration between them.
        let script = sound_for(7, then);
        let start = ["run", "token-validator", "--jobs", "2", "--timeout", "1"];
        let rest = ["--only", "jwt/time/*", "--", "sh", "-c", &script];
        check(&[&start[..], &rest].concat(), 1, &[says, "depart"]);
    }
}

#[test]
fn commands_that_talk_without_end_or_not_at_all_are_found_out() {
    let folder = folder("commands");
    for (name, script, says) in [
        ("endless", "head -c 1073741824 /dev/zero", "more than 4 MiB"),
        ("hangs", "sleep 60", "it did not end within 1 s"),
        ("no-text", "printf '\\377\\376'", "what is no text"),
        ("left-behind", "sleep 60 & exit 0", "its output did not end"),
        ("other-code", "exit 7", "neither 0 nor 10"),
        ("nothing", "exit 0", "printed no token"),
        ("guesses", "echo eyJ.e30.", "did not ask"),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, script).expect("it can be written");
        let command = format!("sh {}", file.display());
        let arguments = ["run", "ews-client", "--timeout", "1", "--exec", &command];
        check(&arguments, 3, &[says]);
    }
}

const FORMS: [&str; 6] = ["txt", "json", "jsonl", "xml", "md", "html"];

/// A run of which every form of the report is kept.
fn reports(name: &str, arguments: &[&str], exit: i32) -> Vec<(String, String)> {
    let folder = folder(name);
    let files: Vec<String> = FORMS
        .iter()
        .map(|form| format!("{}/report.{form}", folder.display()))
        .collect();
    let mut words = vec!["run"];
    for file in &files {
        words.extend(["--report", file]);
    }
    check(&[&words[..], arguments].concat(), exit, &[]);
    let read = |file: &String| std::fs::read_to_string(file).expect("it was written");
    let mut reports: Vec<(String, String)> = Vec::new();
    for (form, file) in FORMS.iter().zip(&files) {
        reports.push(((*form).to_owned(), read(file)));
    }
    reports
}

/// Whatever a subject says, in every form it is text and nothing else.
#[test]
fn nothing_that_is_said_steers_whoever_reads_it() {
    let said = r"\u001b[2J\u001b]8;;https:\/\/evil.example\u0007\u202e\u0000<\/pre><\/script>"
        .to_owned()
        + r#"<script>alert(1)<\/script><img src=x onerror=alert(1)>]]>&amp;|`\n# heading\n![x](y)"#;
    // It knows the token that the doctor tries first, and refuses all others in such words.
    let script = adapter(&format!(
        "case $line in *jwt-is-sound*) say '\"ok\":{{}}' ;; *) say '\"err\":{{\"code\":\"{said}\"}}' ;; esac"
    ));
    let first = doctors_first_token();
    let script = script.replace("jwt-is-sound", &first);
    let words = ["token-validator", "--name", "<b>\u{1b}[31m|`x`", "--"];
    let arguments = [&words[..], &["sh", "-c", &script]].concat();
    for (form, report) in reports("steers", &arguments, 1) {
        let steers = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}')
        };
        let found = report
            .find(steers)
            .map(|at| &report[at.saturating_sub(40)..=at]);
        assert_eq!(found, None, "in {form}");
        assert!(report.contains("alert(1)"), "{form} does not show it");
        let markup = ["<script>alert", "<img src=x", "<b>\u{1b}"];
        let report = match form.as_str() {
            "html" | "xml" => report,
            "md" => unfenced(&report),
            _ => continue,
        };
        for part in markup {
            assert!(!report.contains(part), "{form} holds {part}");
        }
    }
}

/// Markdown without what stands in fences, where nothing is markup.
fn unfenced(report: &str) -> String {
    let mut fence = None;
    let mut kept = String::new();
    for line in report.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks > 2 => fence = Some(ticks),
            None => kept = kept + line + "\n",
            Some(opened) if ticks >= opened => fence = None,
            Some(_) => {}
        }
    }
    kept
}

/// What the token of the first case that the doctor plays ends with.
fn doctors_first_token() -> String {
    let folder = folder("first");
    let seen = folder.join("seen");
    let _ = std::fs::remove_file(&seen);
    let then = format!(r#"printf '%s\n' "$line" >> {}; exit 1"#, seen.display());
    is_found_out(&adapter(&then), "it ended instead of answering");
    let seen = std::fs::read_to_string(seen).expect("the adapter wrote it");
    tokens(&seen).remove(0)
}

/// The tokens in messages of the contract.
fn tokens(messages: &str) -> Vec<String> {
    let messages = messages.lines().map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).expect("it is a message");
        message["args"]["token"].as_str().map(str::to_owned)
    });
    messages.flatten().collect()
}

/// A validator that says every token again, and keeps what it was sent where the test can see it.
#[test]
fn no_token_stands_whole_in_any_report() {
    let seen = folder("tokens").join("seen");
    let _ = std::fs::remove_file(&seen);
    let mut then = format!("printf '%s\\n' \"$line\" >> {};", seen.display());
    let _ = write!(
        then,
        " t=${{line#*'\"token\":\"'}}; t=${{t%%'\"'*}};
        case $line in *{}*) say '\"ok\":{{}}' ;;
        *) say \"\\\"err\\\":{{\\\"code\\\":\\\"$t\\\",\\\"message\\\":\\\"no: $t.\\\"}}\" ;; esac",
        doctors_first_token()
    );
    // A command is told in reports as it is, so the token that it knows stands in a file.
    let script = folder("tokens").join("adapter");
    std::fs::write(&script, adapter(&then)).expect("it can be written");
    let script = script.to_str().expect("the path is text");
    let arguments = ["token-validator", "--", "sh", script];
    let reports = reports("tokens", &arguments, 1);
    let seen = std::fs::read_to_string(seen).expect("the adapter wrote it");
    let tokens: Vec<String> = tokens(&seen).into_iter().filter(|t| t.len() > 20).collect();
    assert!(tokens.len() > 200, "{} tokens", tokens.len());
    for (form, report) in &reports {
        for token in &tokens {
            assert!(!report.contains(token), "{form} holds {token}");
        }
    }
}

/// The world's secrets, and those that go over the table with our own authority and Exchange.
#[test]
fn no_secret_stands_whole_in_any_report() {
    let server = Server::start(&World::standard(7), &Listen::anywhere()).expect("it starts");
    let folder = folder("secrets");
    let ca = folder.join("ca.pem");
    let pem = server.authority().expect("it has a certificate").pem();
    std::fs::write(&ca, pem).expect("it can be written");
    let (https, ca) = (server.https(), ca.to_str().expect("the path is text"));
    // Held to the wrong profile, much of it departs and is told in full.
    let words = ["authority", "--url", &https, "--ca", ca, "--profile", "rfc"];
    let facts = oauth::standard_facts(&https);
    let passwords = facts.accounts.values();
    let passwords = passwords.filter_map(|account| account.fields.get("password").cloned());
    let secrets = facts.clients.values();
    let secrets = secrets.filter_map(|client| client.secret.clone());
    let known: Vec<String> = passwords.chain(secrets).filter(|s| s.len() > 7).collect();
    assert!(!known.is_empty(), "{facts:?}");
    for (form, report) in reports("secrets", &words, 1) {
        for secret in &known {
            assert!(!report.contains(secret.as_str()), "{form} holds {secret}");
        }
        let words = report.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
        let token = words.into_iter().find(|word| {
            word.starts_with("eyJ") && word.split('.').filter(|part| part.len() > 8).count() > 2
        });
        assert_eq!(token, None, "in {form}");
    }
}
