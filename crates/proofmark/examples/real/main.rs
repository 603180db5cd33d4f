//! Puts real implementations under test through their adapters, which `cargo xtask real` installs:
//! each is run, its twin with a planted defect is run, and reports, matrix and findings are written.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Parser;
use conformance::{AnyCase, Facts, Now, Profile};
use proofmark::explore::Exploration;
use proofmark::glob;
use proofmark::known::Known;
use proofmark::play::{Check, Run, play};
use proofmark::report::{Form, Summary, Word, matrix};
use serde::Deserialize;
use subjects::{Adapter, Stage};

mod findings;
mod page;

#[derive(Parser)]
struct Arguments {
    /// The folder with the adapters, installed
    #[arg(long)]
    adapters: PathBuf,
    /// The folder with the adapters in Rust
    #[arg(long)]
    binaries: PathBuf,
    /// Where the reports go
    #[arg(long)]
    out: PathBuf,
    /// The cases to play, by a glob
    #[arg(long, default_value = "*")]
    only: String,
    /// Show what went over the table
    #[arg(long)]
    trace: bool,
    /// Write the findings into this file, from what is known, and do nothing else
    #[arg(long)]
    findings: Option<PathBuf>,
    /// The implementations; all of them unless said otherwise
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    implementation: Vec<Implementation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Implementation {
    name: String,
    version: String,
    role: String,
    /// Values in the place of the role's default profile's.
    #[serde(default)]
    profile: String,
    cases: String,
    /// What cases must know of it.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    adapter: (String, String),
    /// What the defect of its twin is about.
    twin: Vec<String>,
    /// How many conversations are tried when it is explored.
    #[serde(default = "usually_explored")]
    explored: u64,
}

/// How many conversations are tried unless said otherwise.
const fn usually_explored() -> u64 {
    300
}

/// For how long an implementation is explored at most.
const EXPLORED_FOR: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(3)
        }
    }
}

/// Whether every implementation departs only as it is known to, and every twin was caught.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let table = read(&arguments.adapters.join("implementations.toml"))?;
    let table: Table = toml::from_str(&table).map_err(|error| error.to_string())?;
    let is_there = |name: &String| table.implementation.iter().any(|held| held.name == *name);
    if let Some(unknown) = arguments.names.iter().find(|name| !is_there(name)) {
        return Err(format!("no implementation is named `{unknown}`"));
    }
    if let Some(file) = &arguments.findings {
        let mut count = findings::Count::default();
        let mut sections = String::new();
        for implementation in &table.implementation {
            let name = &implementation.name;
            let known = read(&arguments.adapters.join(format!("known/{name}.toml")))?;
            let version = &implementation.version;
            let section = findings::section(name, version, &known, &mut count)?;
            sections.push_str(&section);
        }
        write(
            file,
            &[findings::PREFACE, &count.told(), &sections].concat(),
        )?;
        return Ok(true);
    }
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    fs::create_dir_all(&arguments.out).map_err(|error| error.to_string())?;
    let mut runs = Vec::new();
    let mut is_well = true;
    for implementation in &table.implementation {
        if arguments.names.is_empty() || arguments.names.contains(&implementation.name) {
            let (run, went_well) = implementation.prove(arguments, &cases)?;
            is_well &= went_well;
            runs.push(run);
        }
    }
    println!("{}", Summary::of(&runs).line());
    if arguments.names.is_empty() {
        let page = arguments.out.join("matrix.html");
        write(&arguments.out.join("matrix.md"), &matrix(&runs))?;
        write(&page, &page::page(&runs))?;
        write(&arguments.out.join("all.html"), &Form::Html.write(&runs))?;
        println!("{}", page.display());
    }
    Ok(is_well)
}

/// An adapter that runs, and the server on whose sites it finds what it asks.
struct Started {
    adapter: Adapter,
    // Its stage ends with it.
    _server: endpoints::Server,
}

impl Implementation {
    /// Runs it and its twin, and says what came of it.
    fn prove(&self, arguments: &Arguments, cases: &[AnyCase]) -> Result<(Run, bool), String> {
        let profile = self.profile()?;
        let chosen = |case: &&AnyCase| {
            case.role == self.role
                && glob::matches(&self.cases, &case.id)
                && glob::matches(&arguments.only, &case.id)
                && case.fits(&profile)
        };
        let cases_of_it: Vec<&AnyCase> = cases.iter().filter(chosen).collect();
        let (version, mut run) = self.play(arguments, &cases_of_it, false)?;
        let (_, twin) = self.play(arguments, &cases_of_it, true)?;
        let caught = caught(&run, &twin, &self.twin);
        let known = arguments.adapters.join(format!("known/{}.toml", self.name));
        if known.exists() {
            let known = Known::read(&read(&known)?, cases)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let now = now.map_err(|error| error.to_string())?.as_secs();
            known.apply(&mut run, cases, Now::from_seconds(now.cast_signed()));
        }
        if version != self.version {
            let judged = &self.version;
            return Err(format!(
                "{}: {version} is there, and {judged} was judged",
                self.name
            ));
        }
        let line = Summary::of(std::slice::from_ref(&run)).line();
        println!("{} {version} ({}): {line}", self.name, self.role);
        let is_news = |word| matches!(word, Word::Departs | Word::Advises | Word::Blocked);
        let mut news = 0;
        for check in run.checks.iter().filter(|check| is_news(Word::of(check))) {
            news += usize::from(Word::of(check) != Word::Advises);
            let ids = check.requirements.join(" ");
            let (expected, seen) = (check.expected.trim(), check.seen.trim());
            println!("  {} {} ({ids})", check.verdict, check.case);
            println!("    expected {}", expected.replace('\n', " "));
            println!("    seen     {}", seen.replace('\n', " "));
        }
        if arguments.trace {
            for step in run.checks.iter().flat_map(|check| &check.trace) {
                println!(
                    "  > {} {}\n  < {}",
                    step.operation, step.arguments, step.answer
                );
            }
        }
        if arguments.only != "*" {
            let known = |check: &&Check| Word::of(check) == Word::Known;
            for check in run.checks.iter().filter(known) {
                println!(
                    "  known {}: {}",
                    check.case,
                    check.reason.as_deref().unwrap_or_default()
                );
                println!("    seen {}", check.seen.trim().replace('\n', " "));
            }
        }
        for stale in &run.stale {
            println!("  stale: {stale}");
        }
        let is_whole = arguments.only == "*";
        match &caught {
            Ok(caught) => println!("  its twin is caught: {caught}"),
            Err(why) if is_whole => println!("  ITS TWIN IS NOT CAUGHT: {why}"),
            Err(_) => {}
        }
        if is_whole {
            let passes = |case: &&&AnyCase| {
                let mut checks = run.checks.iter();
                checks.any(|check| check.case == case.id && Word::of(check) == Word::Conforms)
            };
            let passed: Vec<&AnyCase> = cases_of_it.iter().filter(passes).copied().collect();
            println!("  {}", self.explore(arguments, &passed)?);
        }
        for (form, ending) in [(Form::Jsonl, "jsonl"), (Form::Html, "html")] {
            let file = arguments.out.join(format!("{}.{ending}", self.name));
            write(&file, &form.write(std::slice::from_ref(&run)))?;
        }
        let is_stale = is_whole && !run.stale.is_empty();
        let went_well = news == 0 && !is_stale && (caught.is_ok() || !is_whole);
        Ok((run, went_well))
    }

    /// What it is held to.
    fn profile(&self) -> Result<Profile, String> {
        let default = protocols::default_profile(&self.role);
        let profile = protocols::parse_profile(default, &self.profile);
        profile.map_err(|why| format!("{}: {why}", self.name))
    }

    /// Starts it, or its twin.
    fn start(&self, arguments: &Arguments, is_twin: bool) -> Result<Started, String> {
        let (language, file) = (self.adapter.0.as_str(), self.adapter.1.as_str());
        let path = |path: PathBuf| path.display().to_string();
        let folder = arguments.adapters.join(language);
        let mut words = match language {
            "python" => vec![
                path(folder.join("venv/bin/python")),
                path(folder.join(file)),
            ],
            "node" => vec!["node".to_owned(), path(folder.join(file))],
            _ => vec![path(arguments.binaries.join(file))],
        };
        if is_twin {
            words.push("--twin".to_owned());
        }
        let error = |error: &dyn std::fmt::Display| format!("{}: {error}", self.name);
        let server = endpoints::Server::standard().map_err(|why| error(&why))?;
        let ca_file = arguments.out.join("ca.pem");
        let authority = server.authority().ok_or("the endpoint has no TLS")?;
        write(&ca_file, authority.pem())?;
        let is_client = self.role == "ews-client";
        let stage = is_client.then(|| Stage::open(&server, "real", &ca_file));
        let stage = stage.transpose().map_err(|why| error(&why))?;
        let adapter = Adapter::start(words, stage, &self.role, subjects::PATIENCE);
        let adapter = adapter.map_err(|why| error(&why))?;
        Ok(Started {
            adapter,
            _server: server,
        })
    }

    /// Puts changed cases to it, of those that it passes. What it does otherwise then is for people
    /// to look into, and is written down for them.
    fn explore(&self, arguments: &Arguments, cases: &[&AnyCase]) -> Result<String, String> {
        let mut started = self.start(arguments, false)?;
        let stop = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&stop);
        thread::spawn(move || {
            thread::sleep(EXPLORED_FOR);
            over.store(true, Ordering::Relaxed);
        });
        let facts = Facts(self.facts.clone());
        let exploration = Exploration {
            tries: self.explored,
            time: Some(EXPLORED_FOR),
            seed: 1,
            facts: &facts,
            profile: self.profile()?,
            stop: &stop,
            watch: &|_| {},
        };
        let explored = exploration.explore(cases, &mut started.adapter);
        let mut text = String::new();
        for found in &explored.differences {
            let seen = found.check.seen.trim().replace('\n', "\n# ");
            text.push_str(&format!("# seen: {seen}\n{}\n", found.source));
        }
        let file = arguments.out.join(format!("{}.explored.toml", self.name));
        write(&file, &text)?;
        let told = format!(
            "explored: {} conversations tell right from wrong, {} differ, for people to look into",
            explored.judged,
            explored.differences.len(),
        );
        Ok(match explored.differences.is_empty() {
            true => told,
            false => format!("{told}: {}", file.display()),
        })
    }

    fn play(
        &self,
        arguments: &Arguments,
        cases: &[&AnyCase],
        is_twin: bool,
    ) -> Result<(String, Run), String> {
        let began = Instant::now();
        let mut started = self.start(arguments, is_twin)?;
        let adapter = &mut started.adapter;
        let profile = self.profile()?;
        let facts = Facts(self.facts.clone());
        let checks: Vec<_> = cases
            .iter()
            .map(|case| play(case, &mut *adapter, &facts, &profile))
            .collect();
        let version = adapter.hello().version.clone();
        let run = Run {
            subject: self.name.clone(),
            roles: vec![self.role.clone()],
            profiles: vec![profile.to_string()],
            command: format!("cargo xtask real {}", self.name),
            of: checks.len(),
            checks,
            millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..Run::default()
        };
        Ok((version, run))
    }
}

/// How a twin is caught: what it breaks and its sibling does not. It has one defect, so each further
/// departure is of a case that is about that defect.
fn caught(sound: &Run, twin: &Run, about: &[String]) -> Result<String, String> {
    let departs = |check: &&Check| matches!(Word::of(check), Word::Departs | Word::Advises);
    let of_sound: BTreeSet<&str> = sound
        .checks
        .iter()
        .filter(departs)
        .map(|check| check.case.as_str())
        .collect();
    let news: Vec<_> = twin
        .checks
        .iter()
        .filter(departs)
        .filter(|check| !of_sound.contains(check.case.as_str()))
        .collect();
    if news.is_empty() {
        return Err("it departs in no case in which its sibling does not".to_owned());
    }
    let is_about = |check: &&&Check| check.requirements.iter().any(|id| about.contains(id));
    if let Some(stray) = news.iter().find(|check| !is_about(check)) {
        return Err(format!(
            "it departs in {}, which is about something else",
            stray.case
        ));
    }
    Ok(format!(
        "{} more cases, of {}",
        news.len(),
        about.join(" or ")
    ))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
