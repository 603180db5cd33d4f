//! The chores of proofmark: `cargo xtask <chore>`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

mod corpus;
mod requirements;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "The chores of proofmark",
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write everything that is derived: requirement constants, the list of case files.
    Generate {
        /// Write nothing; fail if anything differs from what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Measure our parsers beside other people's, in one run.
    Bench,
}

/// A file that is derived from others.
struct Derived {
    path: PathBuf,
    text: String,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Generate { check } => generate(&root(), check),
        Chore::Bench => bench(&root()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .parent()
        .expect("xtask is a folder of the workspace")
        .to_owned()
}

fn generate(root: &Path, check: bool) -> Result<(), String> {
    let mut derived = requirements::derive(root)?;
    derived.push(corpus::derive(root)?);
    let mut stale = Vec::new();
    for Derived { path, text } in derived {
        if std::fs::read_to_string(&path).is_ok_and(|held| held == text) {
            continue;
        }
        let shown = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .display()
            .to_string();
        if check {
            stale.push(shown);
        } else {
            std::fs::write(&path, text).map_err(|error| format!("{shown}: {error}"))?;
            println!("wrote {shown}");
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not as derived: {}\nhint: run `cargo xtask generate`",
        stale.join(", ")
    ))
}

/// Runs the benchmark of the register, which knows every parser.
fn bench(root: &Path) -> Result<(), String> {
    let arguments = [
        "bench",
        "--quiet",
        "--package",
        "proofmark-protocols",
        "--bench",
        "speed",
    ];
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err("the benchmark did not end well".to_owned())
}
