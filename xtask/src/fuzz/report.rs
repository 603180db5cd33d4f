//! What remains of a run: a table, and summaries as JSON, JUnit and Markdown.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::display::minutes;
use super::{Kit, Outcome};

/// A run, ready to be told.
pub(crate) struct Report<'r> {
    sanitizer: &'static str,
    outcomes: Vec<&'r Outcome>,
    took: Duration,
}

impl<'r> Report<'r> {
    pub(crate) fn new(kit: &Kit, outcomes: &'r [Outcome], took: Duration) -> Self {
        let mut outcomes: Vec<&Outcome> = outcomes.iter().collect();
        outcomes.sort_by_key(|outcome| (!outcome.is_core, outcome.law.name.clone()));
        Self {
            sanitizer: kit.sanitizer(),
            outcomes,
            took,
        }
    }

    /// 1 if something was found, 3 if a target executed nothing, unless somebody interrupted.
    pub(crate) fn exit_code(&self, was_interrupted: bool) -> u8 {
        let found = self
            .outcomes
            .iter()
            .any(|outcome| !outcome.findings.is_empty());
        let idle = self.outcomes.iter().any(|outcome| {
            outcome.trouble.is_some() || (outcome.stats.executions == 0 && !was_interrupted)
        });
        match (found, idle) {
            (true, _) => 1,
            (false, true) => 3,
            (false, false) => 0,
        }
    }

    fn totals(&self) -> String {
        let executions: u64 = self
            .outcomes
            .iter()
            .map(|outcome| outcome.stats.executions)
            .sum();
        let findings: usize = self
            .outcomes
            .iter()
            .map(|outcome| outcome.findings.len())
            .sum();
        format!(
            "{} targets, {executions} executions, {findings} findings in {} minutes, sanitizer {}",
            self.outcomes.len(),
            minutes(self.took),
            self.sanitizer
        )
    }

    pub(crate) fn table(&self) -> String {
        let mut text = format!(
            "{:<42} {:>5} {:>11} {:>8} {:>8} {:>7}  {}\n",
            "law", "time", "executions", "a second", "coverage", "corpus", "ended"
        );
        for outcome in &self.outcomes {
            let (stats, core) = (&outcome.stats, if outcome.is_core { "*" } else { "" });
            writeln!(
                text,
                "{:<42} {:>5} {:>11} {:>8} {:>8} {:>7}  {}",
                format!("{}{core}", outcome.law.name),
                minutes(Duration::from_secs_f64(outcome.seconds)),
                stats.executions,
                per_second(outcome),
                stats.coverage,
                stats.corpus,
                ended(outcome)
            )
            .expect("a string takes every text");
        }
        text.push_str(&self.totals());
        text
    }

    fn json(&self) -> Value {
        let targets: Vec<Value> = self
            .outcomes
            .iter()
            .map(|outcome| target(outcome))
            .collect();
        json!({
            "sanitizer": self.sanitizer,
            "seconds": self.took.as_secs(),
            "targets": targets,
        })
    }

    fn markdown(&self) -> String {
        let mut text = format!(
            "# Fuzzing\n\n{}\n\n| law | executions | a second | coverage | ended |\n\
             |---|---:|---:|---:|---|\n",
            self.totals()
        );
        for outcome in &self.outcomes {
            let (law, stats) = (&outcome.law.name, &outcome.stats);
            let (speed, ended) = (per_second(outcome), ended(outcome).replace('|', "\\|"));
            let (executions, coverage) = (stats.executions, stats.coverage);
            let row = format!("| {law} | {executions} | {speed} | {coverage} | {ended} |\n");
            text.push_str(&row);
        }
        for finding in self.outcomes.iter().flat_map(|outcome| &outcome.findings) {
            let (law, cause, said) = (&finding.law, &finding.cause, &finding.said);
            let line = &finding.reproduction;
            let part = format!("\n## {law}: {cause}\n\n```\n{said}\n```\n\n```\n{line}\n```\n");
            text.push_str(&part);
        }
        text
    }

    fn junit(&self) -> String {
        let (mut cases, mut failures, mut errors) = (String::new(), 0, 0);
        for outcome in &self.outcomes {
            let (law, seconds) = (xml(&outcome.law.name), outcome.seconds);
            let head =
                format!("    <testcase classname=\"fuzz\" name=\"{law}\" time=\"{seconds:.1}\">");
            cases.push_str(&head);
            if !outcome.findings.is_empty() {
                failures += 1;
            } else if let Some(trouble) = &outcome.trouble {
                errors += 1;
                cases.push_str(&format!("<error message=\"{}\"/>", xml(trouble)));
            }
            for finding in &outcome.findings {
                let (cause, text) = (xml(&finding.cause), xml(&finding.text()));
                cases.push_str(&format!("<failure message=\"{cause}\">{text}</failure>"));
            }
            cases.push_str("</testcase>\n");
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"fuzz\" \
             tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{}\">\n{cases}  \
             </testsuite>\n</testsuites>\n",
            self.outcomes.len(),
            self.took.as_secs()
        )
    }

    /// Writes `summary.json`, `junit.xml` and `summary.md` into this folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), String> {
        let json = format!("{:#}\n", self.json());
        let files = [
            ("summary.json", json),
            ("junit.xml", self.junit()),
            ("summary.md", self.markdown()),
        ];
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

fn target(outcome: &Outcome) -> Value {
    let stats = &outcome.stats;
    let findings: Vec<Value> = outcome
        .findings
        .iter()
        .map(|finding| {
            json!({
                "cause": finding.cause,
                "said": finding.said,
                "artefact": finding.artefact,
                "reproduction": finding.reproduction,
            })
        })
        .collect();
    json!({
        "law": outcome.law.name,
        "sentence": outcome.law.sentence,
        "core": outcome.is_core,
        "seconds": outcome.seconds,
        "executions": stats.executions,
        "coverage": stats.coverage,
        "features": stats.features,
        "corpus": stats.corpus,
        "findings": findings,
        "trouble": outcome.trouble,
    })
}

fn per_second(outcome: &Outcome) -> u64 {
    (outcome.stats.executions as f64 / outcome.seconds.max(0.001)) as u64
}

fn ended(outcome: &Outcome) -> String {
    let causes: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.cause.as_str())
        .collect();
    match (&outcome.trouble, causes.is_empty()) {
        (_, false) => format!("FOUND {}", causes.join("; ")),
        (Some(trouble), true) => format!("TROUBLE {trouble}"),
        (None, true) => "well".to_owned(),
    }
}

/// A text within XML; what XML cannot say is left out.
fn xml(text: &str) -> String {
    let is_sayable = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().filter(is_sayable) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(character),
        }
    }
    escaped
}
