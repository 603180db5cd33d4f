//! Subjects that come to where proofmark listens: sound, defective, none, and no subject at all.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};

use subjects::{Address, Http};

const PROGRAM: &str = env!("CARGO_BIN_EXE_proofmark");

/// A run that listens, and where.
struct Listening {
    run: Child,
    address: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Listening {
    fn start(arguments: &[&str]) -> Self {
        let mut run = Command::new(PROGRAM)
            .arg("run")
            .args(arguments)
            .args(["--listen", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was just built");
        let mut stderr = BufReader::new(run.stderr.take().expect("it is piped"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("it says where");
        let address = line.strip_prefix("listening on ").unwrap_or_default();
        let address = address.split(',').next().unwrap_or_default().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line}");
        Self {
            run,
            address,
            stderr,
        }
    }

    /// How it ended, and what it said.
    fn end(mut self) -> (Option<i32>, String) {
        let mut text = String::new();
        let mut stdout = self.run.stdout.take().expect("it is piped");
        stdout.read_to_string(&mut text).expect("it says text");
        self.stderr.read_to_string(&mut text).expect("it says text");
        let status = self.run.wait().expect("it ends");
        (status.code(), text)
    }
}

fn specimen(name: &str, address: &str) -> Output {
    Command::new(PROGRAM)
        .args(["specimen", name, "--calls", address])
        .stdin(Stdio::null())
        .output()
        .expect("the program was just built")
}

/// The line of a run that says how many cases conform.
fn played(text: &str) -> &str {
    let line = text.lines().find(|line| line.starts_with("played "));
    line.unwrap_or_else(|| panic!("nothing was played: {text}"))
}

#[test]
fn whoever_comes_is_put_to_the_cases_of_an_adapter() {
    for role in ["ews-client", "office-host", "token-client"] {
        let behind_a_pipe = Command::new(PROGRAM)
            .args(["run", role, "--", PROGRAM, "specimen"])
            .stdin(Stdio::null())
            .output()
            .expect("the program was just built");
        let behind_a_pipe = String::from_utf8_lossy(&behind_a_pipe.stdout).into_owned();
        let listening = Listening::start(&[role]);
        let came = specimen("sound", &listening.address);
        let (exit, text) = listening.end();
        assert_eq!(exit, Some(0), "{text}");
        assert!(came.status.success(), "{came:?}");
        assert_eq!(played(&text), played(&behind_a_pipe));
    }
}

#[test]
fn a_defect_departs_wherever_it_comes_from() {
    let case = "jwt/header/unknown-extension-is-critical";
    let listening = Listening::start(&["token-validator", "--only", case]);
    specimen("ignores-crit", &listening.address);
    let (exit, text) = listening.end();
    assert_eq!(exit, Some(1), "{text}");
    assert!(text.contains(&format!("✗ {case}: departs")), "{text}");
}

#[test]
fn that_nobody_comes_is_told_of() {
    let listening = Listening::start(&["office-host", "--timeout", "1"]);
    let address = listening.address.clone();
    let (exit, text) = listening.end();
    assert_eq!(exit, Some(3), "{text}");
    let expected = format!("nobody came to {address} within 3 s");
    assert!(text.contains(&expected), "{text}");
}

/// Posts to where a run listens as long as it is told something, and what each request is answered.
fn post(address: &str, mut answer: impl FnMut(&serde_json::Value) -> String) {
    use conformance::{Answer, Subject as _};
    let mut http = Http::new(Address::read(address).expect("it is an address"));
    let mut body = String::new();
    loop {
        http.begin();
        let request = serde_json::json!({
            "request": { "method": "POST", "target": "/", "body": body }
        });
        let Answer::Done(told) = http.perform("http", &request, &mut |_| serde_json::Value::Null)
        else {
            break;
        };
        if told["status"] != 200 {
            break;
        }
        let request = told["body"].as_str().unwrap_or_default();
        body = answer(&serde_json::from_str(request).expect("it is JSON"));
    }
}

fn hello(id: &serde_json::Value) -> String {
    serde_json::json!({ "id": id, "ok": { "name": "x", "roles": ["office-host"] } }).to_string()
}

#[test]
fn whoever_says_yes_to_anything_is_no_subject() {
    let listening = Listening::start(&["office-host"]);
    post(&listening.address, |request| match request["op"].as_str() {
        Some("hello") => hello(&request["id"]),
        _ => serde_json::json!({ "id": request["id"], "ok": {} }).to_string(),
    });
    let (exit, text) = listening.end();
    assert_eq!(exit, Some(3), "{text}");
    assert!(text.contains("says yes to anything"), "{text}");
}

#[test]
fn garbage_is_no_answer() {
    let listening = Listening::start(&["office-host"]);
    post(&listening.address, |_| "<p>".to_owned());
    let (exit, text) = listening.end();
    assert_eq!(exit, Some(3), "{text}");
    assert!(text.contains("this is no answer: <p>"), "{text}");
}

#[test]
fn a_page_speaks_the_contract_by_our_script() {
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "CI has Node");
        return;
    }
    let case = "jwt/header/unknown-extension-is-critical";
    let listening = Listening::start(&["token-validator", "--only", case]);
    let page = "
        const at = process.argv[1];
        const script = await (await fetch(new URL('contract.js', at))).text();
        const { subject, Unsupported } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
        const verify = ({ token, accepts }) => {
          if (!accepts) throw new Unsupported('only any token');
          const header = JSON.parse(atob(token.split('.')[0]));
          if (header.crit) throw Object.assign(new Error('crit'), { code: 'crit' });
          return { user: 'anybody' };
        };
        await subject({ name: 'page', version: '1', roles: ['token-validator'], operations: { verify }, at });
    ";
    let came = Command::new("node")
        .args(["--input-type=module", "-e", page, &listening.address])
        .output()
        .expect("it was there a moment ago");
    let (exit, text) = listening.end();
    // It takes every other token, which the doctor tells.
    assert_eq!(exit, Some(0), "{text}\n{came:?}");
    assert!(came.status.success(), "{came:?}");
    assert!(
        text.contains("it takes what nobody could take for right"),
        "{text}"
    );
    assert!(text.contains("played 1 of "), "{text}");
}
