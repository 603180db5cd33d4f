//! Web APIs that take tokens, reached by their URL: a sound one of our own behind a socket, with
//! its keys fetched or read from a file; defective ones; and what only passes for one.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use conformance::{Flaw, Now, Rules, Subject as _};
use jwt::{Generic, KeySet, Policy};
use serde_json::json;
use subjects::{Address, Http};

const ISSUER: &str = "https://login.test.example/contoso";
const AUDIENCE: &str = "api://orders";

#[track_caller]
fn check(arguments: &[&str], exit: i32, says: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_proofmark"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program was just built");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{text}");
    for part in says {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    text
}

/// An API that answers each bearer token, or none, with a status. It ends with the test.
fn api(answer: impl Fn(Option<&str>) -> u16 + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = listener.local_addr().expect("it listens").port();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(stream, &*answer));
        }
    });
    format!("http://127.0.0.1:{port}/orders")
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(Option<&str>) -> u16) {
    let mut token = None;
    let reader = BufReader::new(stream.try_clone().expect("it can be read"));
    for line in reader.lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        if let Some(held) = line.strip_prefix("Authorization: Bearer ") {
            token = Some(held.to_owned());
        }
    }
    let status = answer(token.as_deref());
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n\r\n"
    );
}

/// What a validator that follows these rules answers. Its keys are had when it is first asked.
fn validator(
    rules: Rules,
    policy: Policy,
    keys: impl Fn() -> String + Send + Sync + 'static,
) -> impl Fn(Option<&str>) -> u16 + Send + Sync + 'static {
    let held: OnceLock<String> = OnceLock::new();
    move |token| {
        let Some(token) = token else { return 401 };
        let keys = held.get_or_init(&keys);
        let keys = KeySet::read(keys, policy.algorithms(), &rules).expect("they are sound");
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("it is past 1970");
        let now = Now::from_seconds(i64::try_from(now.as_secs()).expect("it is not that late"));
        match jwt::verify(token.as_bytes(), &keys, &policy, now, &rules) {
            Ok(_) => 200,
            Err(_) => 401,
        }
    }
}

fn sound() -> Rules {
    Rules::sound(protocols::default_profile("token-validator"))
}

fn orders() -> Policy {
    Policy::Generic(Generic {
        issuers: vec![ISSUER.to_owned()],
        audiences: vec![AUDIENCE.to_owned()],
        ..Generic::default()
    })
}

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("resource-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// A subject file for the API at this address.
fn subject(folder: &Path, url: &str, resource: &str, facts: &str) -> String {
    let text = format!(
        "role = \"token-validator\"\nname = \"orders\"\nurl = \"{url}\"\ntimeout-s = 5\n\
         [resource]\n{resource}\n[facts]\n{facts}\n"
    );
    let file = folder.join("subject.toml");
    std::fs::write(&file, text).expect("it can be written");
    file.to_str().expect("the path is text").to_owned()
}

fn of_orders() -> String {
    format!("issuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\n")
}

/// How many cases were played, by the last line of a run.
fn played(text: &str) -> usize {
    let line = text.lines().find_map(|line| line.strip_prefix("played "));
    let number = line.and_then(|line| line.split(' ').next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

/// An API that reads its key from the file that the suite gives it.
fn with_keys_in_a_file(name: &str, rules: Rules) -> String {
    let folder = folder(name);
    let keys = folder.join("keys.json");
    let read = move || std::fs::read_to_string(&keys).expect("the suite wrote it");
    let url = api(validator(rules, orders(), read));
    subject(&folder, &url, "keys-file = \"keys.json\"", &of_orders())
}

#[test]
fn a_sound_api_conforms() {
    let file = with_keys_in_a_file("sound", sound());
    let says = [
        "tells seconds apart",
        "needs a resource",
        "spells its issuer",
    ];
    let text = check(&["run", "--subject", &file], 0, &says);
    assert!(played(&text) >= 100, "{text}");
}

#[test]
fn an_api_that_fetches_its_keys_conforms() {
    let free = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = free.local_addr().expect("it listens").port();
    drop(free);
    let fetch = move |path: &str| {
        let address = format!("http://127.0.0.1:{port}/authority");
        let mut authority = Http::new(Address::read(&address).expect("it is an address"));
        let request = json!({ "request": { "method": "GET", "target": path } });
        match authority.perform("http", &request, &mut |_| json!(null)) {
            conformance::Answer::Done(done) => done["body"].as_str().unwrap_or_default().to_owned(),
            other => panic!("{other:?}"),
        }
    };
    let keys = move || {
        let metadata = fetch("/.well-known/openid-configuration");
        let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("it is JSON");
        assert_eq!(metadata["issuer"], ISSUER);
        assert_eq!(
            metadata["jwks_uri"],
            format!("http://127.0.0.1:{port}/authority/keys")
        );
        fetch("/keys")
    };
    let url = api(validator(sound(), orders(), keys));
    let keys_port = format!("keys-port = {port}");
    let file = subject(&folder("fetches"), &url, &keys_port, &of_orders());
    let text = check(&["run", "--subject", &file], 0, &[]);
    assert!(played(&text) >= 100, "{text}");
}

#[test]
fn an_api_of_entra_conforms() {
    let folder = folder("entra");
    let keys = folder.join("keys.json");
    let read = move || std::fs::read_to_string(&keys).expect("the suite wrote it");
    let policy = jwt::standard_policy("entra-v2").expect("it has a name");
    let url = api(validator(sound(), policy, read));
    let facts = "policy = \"entra-v2\"\nleeway-s = 300";
    let file = subject(&folder, &url, "keys-file = \"keys.json\"", facts);
    let text = check(
        &["run", "--subject", &file],
        0,
        &["jwt/entra/sound-token-of-one-tenant"],
    );
    assert!(played(&text) >= 40, "{text}");
}

#[test]
fn a_defect_shows_by_url() {
    for (id, case) in [
        (jwt::JWT_012, "jwt/header/unknown-extension-is-critical"),
        (jwt::JWT_009, "jwt/algorithm/none"),
    ] {
        let rules = Rules::flawed(sound().profile, Flaw::Lacks(id));
        let file = with_keys_in_a_file(id.as_str(), rules);
        let sentence = format!("sentence  {id}");
        let departs = format!("✗ {case}");
        check(&["run", "--subject", &file], 1, &[&sentence, &departs]);
    }
}

#[test]
fn what_only_passes_for_an_api_is_found_out() {
    for (name, answer, says) in [
        (
            "yes",
            (|_| 200) as fn(Option<&str>) -> u16,
            "it says yes to anybody",
        ),
        ("no", |_| 401, "it is to accept tokens of issuer"),
        ("page", |_| 404, "status 404 means neither"),
        ("broken", |_| 500, "status 500 means neither"),
        (
            "any-token",
            |token| if token.is_some() { 200 } else { 401 },
            "it takes what nobody could take for right",
        ),
    ] {
        let file = subject(&folder(name), &api(answer), "", "");
        let exit = if name == "any-token" { 1 } else { 3 };
        check(&["run", "--subject", &file], exit, &[says]);
    }
    let nowhere = subject(&folder("nowhere"), "http://127.0.0.1:1/", "", "");
    check(
        &["doctor", "--subject", &nowhere],
        3,
        &["nothing listens on"],
    );
    let misspelt = subject(&folder("misspelt"), &api(|_| 401), "refused = [\"4x\"]", "");
    check(&["doctor", "--subject", &misspelt], 2, &["no status"]);
    let misspelt = subject(&folder("policy"), &api(|_| 401), "", "policy = \"mine\"");
    check(
        &["doctor", "--subject", &misspelt],
        2,
        &["`policy` is generic"],
    );
}

#[test]
fn a_clock_that_is_off_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = listener.local_addr().expect("it listens").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
            let _ = BufReader::new(&stream).read_line(&mut String::new());
            let _ = write!(
                stream,
                "HTTP/1.1 401 No\r\n{date}\r\nContent-Length: 0\r\n\r\n"
            );
        }
    });
    let url = format!("http://127.0.0.1:{port}/");
    check(
        &["doctor", "token-validator", "--url", &url],
        3,
        &["s behind ours"],
    );
}
