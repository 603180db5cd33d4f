//! Add-ins by their page: a sound one, driven by Node in the part of a browser, and defective ones.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// Runs these cases against the add-in with this flaw, on a port of its own.
fn run(name: &str, flaw: &str, only: &str, browser: bool) -> (Option<i32>, String) {
    let free = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = free.local_addr().expect("it listens").port();
    drop(free);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/browser.mjs");
    let words = [
        "node",
        script.to_str().expect("the path is text"),
        "{url}",
        flaw,
    ];
    let browser = if browser {
        toml::Value::from(words.to_vec()).to_string()
    } else {
        "[]".into()
    };
    let text = format!(
        "role = \"add-in\"\nname = \"{name}\"\nurl = \"http://127.0.0.1:{port}/page\"\n\
         timeout-s = 5\n[page]\nport = {port}\nbrowser = {browser}\n"
    );
    let file = folder(name).join("subject.toml");
    std::fs::write(&file, text).expect("it can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_proofmark"))
        .args([
            "run",
            "--subject",
            file.to_str().expect("the path is text"),
            "--only",
            only,
        ])
        .stdin(Stdio::null())
        .output()
        .expect("the program was just built");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Where there is no Node there is nothing to play a browser with; CI has it.
fn has_node() -> bool {
    let node = Command::new("node").arg("--version").output();
    let is_there = node.is_ok_and(|output| output.status.success());
    assert!(is_there || std::env::var_os("CI").is_none(), "CI has Node");
    is_there
}

#[test]
fn a_sound_page_conforms() {
    if !has_node() {
        return;
    }
    let (exit, text) = run("sound", "none", "office/add-in/*", true);
    assert_eq!(exit, Some(0), "{text}");
    assert!(
        text.contains("played 2") && text.contains("needs a page"),
        "{text}"
    );
}

#[test]
fn defective_pages_depart() {
    if !has_node() {
        return;
    }
    for (flaw, case) in [
        (
            "presents-empty-tokens",
            "office/add-in/an-empty-token-is-not-presented",
        ),
        (
            "repeats-without-bound",
            "office/add-in/a-throttled-call-is-repeated-a-few-times",
        ),
        (
            "tidies-the-claims",
            "office/add-in/a-challenge-is-passed-back-byte-for-byte",
        ),
    ] {
        let (exit, text) = run(flaw, flaw, case, true);
        assert_eq!(exit, Some(1), "{text}");
        assert!(text.contains(&format!("✗ {case}: departs")), "{text}");
    }
}

#[test]
fn a_page_that_nobody_opens_is_told_of() {
    let (exit, text) = run("nobody", "none", "office/add-in/*", false);
    assert_eq!(exit, Some(3), "{text}");
    assert!(text.contains("no page loaded http://127.0.0.1:"), "{text}");
}
