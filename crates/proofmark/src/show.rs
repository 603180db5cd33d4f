//! `proofmark report`, `matrix` and `vectors`: what was found out, or is there to be, in the form
//! that somebody wants.

use clap::Args;
use conformance::AnyCase;

use crate::cli::{clock, read};
use crate::kill_matrix::{Kill, KillMatrix};
use crate::known::Known;
use crate::play::Run;
use crate::report::{self, Form};
use crate::{Exit, glob, vectors};

/// What `proofmark report` is told.
#[derive(Args)]
pub(crate) struct Report {
    /// Reports (.json or .jsonl); `-` is standard input
    #[arg(required = true)]
    reports: Vec<String>,
    /// The form of the new one
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
    /// A file that lists departures that are known, each with a reason
    #[arg(long, value_name = "FILE")]
    known: Option<String>,
    /// Missed advice is a failure
    #[arg(long)]
    strict: bool,
}

impl Report {
    /// Makes one report of several.
    pub(crate) fn show(&self) -> Result<Exit, String> {
        let mut runs = read_reports(&self.reports)?;
        if self.strict {
            runs.iter_mut().for_each(report::hold_to_advice);
        }
        if let Some(file) = &self.known {
            let cases = protocols::cases().map_err(|error| error.to_string())?;
            let known = Known::read(&read_text(file)?, &cases);
            let known = known.map_err(|error| format!("{file}: {error}"))?;
            for run in &mut runs {
                known.apply(run, &cases, clock());
            }
        }
        out!("{}", self.format.write(&runs));
        Ok(report::exit(&runs))
    }
}

/// What `proofmark matrix` is told.
#[derive(Args)]
pub(crate) struct Matrix {
    /// Reports (.json or .jsonl) to put side by side, a column for each subject
    reports: Vec<String>,
    /// Print one JSON object
    #[arg(long, conflicts_with = "reports")]
    json: bool,
}

impl Matrix {
    /// Puts reports side by side, or shows which specimen is caught by what.
    pub(crate) fn show(&self) -> Result<Exit, String> {
        if !self.reports.is_empty() {
            let runs = read_reports(&self.reports)?;
            out!("{}", report::matrix(&runs));
            return Ok(report::exit(&runs));
        }
        let cases = protocols::cases().map_err(|error| error.to_string())?;
        let matrix = KillMatrix::derive(&cases);
        out!(
            "{}",
            if self.json {
                matrix.json()
            } else {
                matrix.text()
            }
        );
        let survives = matrix.kills.iter().any(Kill::survives);
        Ok(if survives {
            Exit::Departs
        } else {
            Exit::Conforms
        })
    }
}

/// What `proofmark vectors` is told.
#[derive(Args)]
pub(crate) struct Vectors {
    /// Only the cases with a path like this; `*` stands for any text. May be given again
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
}

impl Vectors {
    /// Prints cases to the byte.
    pub(crate) fn show(&self) -> Result<Exit, String> {
        let cases = protocols::cases().map_err(|error| error.to_string())?;
        let is_chosen = |case: &&AnyCase| {
            self.only.is_empty() || self.only.iter().any(|glob| glob::matches(glob, &case.id))
        };
        let chosen: Vec<&AnyCase> = cases.iter().filter(is_chosen).collect();
        if chosen.is_empty() {
            return Err(format!("no case is like {}", self.only.join(" or ")));
        }
        out!("{}", vectors::json(chosen));
        Ok(Exit::Conforms)
    }
}

fn read_reports(files: &[String]) -> Result<Vec<Run>, String> {
    let mut runs = Vec::new();
    for file in files {
        let read = report::read(&read_text(file)?);
        runs.extend(read.map_err(|error| format!("{file}: {error}"))?);
    }
    Ok(report::merge(runs))
}

fn read_text(file: &str) -> Result<String, String> {
    String::from_utf8(read(file)?).map_err(|_| format!("{file}: this is no text"))
}
