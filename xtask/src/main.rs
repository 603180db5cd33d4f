//! The chores of proofmark: `cargo xtask <chore>`.
//!
//! `fuzz` exits with 0 if all is well, 1 if something was found, and 3 if something did not build or
//! executed nothing; `real-clients` with 1 if a client failed, and 3 if one could not be run; so does
//! `real` with implementations; every other chore with 1 if it failed.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::{Parser, Subcommand, ValueEnum};

mod clients;
mod console;
mod corpus;
mod coverage;
mod endpoints;
mod fuzz;
mod home;
mod laws;
mod real;
mod requirements;
mod targets;

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
    /// Write everything that is derived: requirement constants, the list of case files, targets.
    Generate {
        /// Write nothing; fail if anything differs from what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Measure our parsers, or the endpoints, beside other people's in one run.
    Bench {
        /// What to measure
        #[arg(default_value = "parsers")]
        what: Bench,
    },
    /// Let 64 clients suffer every fault of the endpoints in rotation, and look for what that leaves.
    Soak {
        /// How long it lasts
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Put other people's libraries under test, each by the cases of its role.
    Real(real::Arguments),
    /// Run other people's clients, unmodified, against the endpoints.
    RealClients(clients::Arguments),
    /// Hold the laws against what libFuzzer comes up with.
    Fuzz(fuzz::Arguments),
    /// Show an input as people read it, and whether its law holds of it.
    Show { law: String, file: PathBuf },
    /// Bring an input that broke a law home: write it as a readable seed, which `cargo test` replays.
    Promote {
        law: String,
        file: PathBuf,
        /// What the input does, in words joined by hyphens; the seed's name.
        #[arg(long = "as", value_name = "NAME")]
        name: String,
    },
    /// Show which lines of the models the committed seeds reach.
    Coverage { laws: Vec<String> },
    /// Check that no bug is kept only as bytes.
    Tidy,
}

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// The readers of tokens and envelopes, and what hostile input costs.
    Parsers,
    /// `proofmark serve`: how soon and how fast it answers, and what memory that takes.
    Endpoints,
    /// The readers under libFuzzer, with AddressSanitizer if there is one, for 30 seconds each.
    Fuzzing,
}

/// A file that is derived from others.
struct Derived {
    path: PathBuf,
    text: String,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Generate { check } => generate(&root(), check).map(|()| ExitCode::SUCCESS),
        Chore::Real(arguments) => real::run(&root(), &arguments),
        Chore::RealClients(arguments) => clients::run(&root(), &arguments),
        Chore::Fuzz(arguments) => fuzz::run(&root(), &arguments),
        Chore::Show { law, file } => home::show(&root(), &law, &file),
        Chore::Promote { law, file, name } => home::promote(&root(), &law, &file, &name),
        Chore::Coverage { laws } => coverage::run(&root(), &laws).map(|()| ExitCode::SUCCESS),
        Chore::Tidy => home::tidy(&root()).map(|()| ExitCode::SUCCESS),
        Chore::Bench { what } => match what {
            Bench::Parsers => bench(&root()),
            Bench::Endpoints => endpoints::bench(&root()),
            Bench::Fuzzing => fuzz::speed::run(&root()),
        }
        .map(|()| ExitCode::SUCCESS),
        Chore::Soak { seconds } => endpoints::soak(&root(), seconds).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
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
    let laws = laws::scan(root)?;
    let mut derived = requirements::derive(root)?;
    derived.push(corpus::derive(root)?);
    derived.extend(targets::derive(root, &laws)?);
    let mut stale = Vec::new();
    for path in targets::strays(root, &laws)? {
        let shown = shown(root, &path);
        if check {
            stale.push(shown);
        } else {
            std::fs::remove_file(&path).map_err(|error| format!("{shown}: {error}"))?;
            println!("removed {shown}");
        }
    }
    for Derived { path, text } in derived {
        if std::fs::read_to_string(&path).is_ok_and(|held| held == text) {
            continue;
        }
        let shown = shown(root, &path);
        if check {
            stale.push(shown);
        } else {
            std::fs::write(&path, text).map_err(|error| format!("{shown}: {error}"))?;
            println!("wrote {shown}");
        }
    }
    if !stale.is_empty() {
        return Err(format!(
            "not as derived: {}\nhint: run `cargo xtask generate`",
            stale.join(", ")
        ));
    }
    let missing = targets::missing(root, &laws);
    if check && !missing.is_empty() {
        return Err(missing.join("\n"));
    }
    Ok(())
}

/// Asks the laws themselves, which are not linked here.
fn laws_command(root: &Path, words: &[&str]) -> Command {
    let start = "run --quiet --release --package proofmark-protocols --example laws --";
    let mut command = Command::new("cargo");
    command.current_dir(root).args(start.split(' ')).args(words);
    command
}

/// What the laws answer.
fn ask_laws(root: &Path, words: &[&str]) -> Result<String, String> {
    let mut command = laws_command(root, words);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cargo: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!(
            "the laws could not be asked to {}",
            words.join(" ")
        )),
    }
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// What is in a folder, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(error)?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(error)?;
    paths.sort();
    Ok(paths)
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
