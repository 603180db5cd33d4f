//! The line protocol of adapters: one JSON object a line, in and out.
//!
//! An adapter hands over what it does by operation. What a caller is told to expect is a refusal; a
//! panic is a crash, and is said to be one.

use std::io::{BufRead as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

pub mod clock;
pub mod reader;
pub mod validator;

/// What an operation came to that was not done.
pub enum NotDone {
    /// The library refused, in its own words.
    Refused(String),
    /// The library has no notion of this.
    Unsupported(String),
}

/// An operation: its name, and what it does.
pub type Operation = (&'static str, fn(&Value) -> Result<Value, NotDone>);

/// Whether this is the twin with the planted defect, which the suite must catch.
pub fn is_twin() -> bool {
    std::env::args().any(|argument| argument == "--twin")
}

/// The version of a package that this workspace builds with: the newest in its lock file.
fn version_of(name: &str) -> &'static str {
    let lock = include_str!("../../../../../Cargo.lock");
    let entry = format!("name = \"{name}\"\nversion = \"");
    let versions = lock.split(&entry).skip(1);
    versions
        .filter_map(|rest| rest.split('"').next())
        .last()
        .unwrap_or("unknown")
}

/// Answers until standard input ends, for the package with this name.
pub fn serve(name: &str, roles: &[&str], operations: &[Operation]) {
    let names: Vec<&str> = operations.iter().map(|(name, _)| *name).collect();
    let hello = json!({ "name": name, "version": version_of(name), "roles": roles, "ops": names });
    let mut stdout = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let message: Value = serde_json::from_str(&line).unwrap_or_default();
        let operation = operations
            .iter()
            .find(|(name, _)| message["op"] == *name)
            .map(|(_, perform)| perform);
        let mut answer = match (message["op"].as_str(), operation) {
            (Some("hello"), _) => json!({ "ok": hello }),
            (Some("configure"), _) => json!({ "ok": null }),
            (_, Some(perform)) => performed(*perform, &message["args"]),
            _ => json!({ "unsupported": true }),
        };
        answer["id"] = message["id"].clone();
        if writeln!(stdout, "{answer}").is_err() || stdout.flush().is_err() {
            break;
        }
    }
}

fn performed(perform: fn(&Value) -> Result<Value, NotDone>, arguments: &Value) -> Value {
    match catch_unwind(AssertUnwindSafe(|| perform(arguments))) {
        Ok(Ok(done)) => json!({ "ok": done }),
        Ok(Err(NotDone::Refused(why))) => json!({ "err": { "code": why } }),
        Ok(Err(NotDone::Unsupported(why))) => json!({ "unsupported": why }),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            json!({ "crashed": format!("panic: {}", said.unwrap_or_default()) })
        }
    }
}
