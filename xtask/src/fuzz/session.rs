//! A session is one libFuzzer process on one law, and what it said.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// The most of what a process says that is kept, from its end.
const KEPT_LINES: usize = 400;

/// One process to start.
#[derive(Clone)]
pub(crate) struct Slice {
    pub(crate) law: String,
    pub(crate) binary: PathBuf,
    /// Flags, then folders of inputs, the one that is written to first.
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) seconds: u32,
}

/// What libFuzzer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stats {
    pub(crate) executions: u64,
    pub(crate) executions_per_second: u64,
    pub(crate) coverage: u64,
    pub(crate) features: u64,
    pub(crate) corpus: u64,
}

impl Stats {
    /// Takes in what a later session on the same law counted.
    pub(crate) fn add(&mut self, later: &Self) {
        self.executions += later.executions;
        self.executions_per_second = later.executions_per_second;
        self.coverage = self.coverage.max(later.coverage);
        self.features = self.features.max(later.features);
        self.corpus = self.corpus.max(later.corpus);
    }

    /// Takes in a line of libFuzzer's, if it is one of counts.
    pub(crate) fn read(&mut self, line: &str) -> bool {
        if let Some(count) = line.strip_prefix("stat::number_of_executed_units:") {
            self.executions = count.trim().parse().unwrap_or(self.executions);
            return true;
        }
        let Some((count, rest)) = line.strip_prefix('#').and_then(|l| l.split_once('\t')) else {
            return false;
        };
        let Ok(count) = count.parse() else {
            return false;
        };
        self.executions = count;
        let mut words = rest.split_whitespace();
        while let Some(word) = words.next() {
            let place = match word {
                "cov:" => &mut self.coverage,
                "ft:" => &mut self.features,
                "corp:" => &mut self.corpus,
                "exec/s:" => &mut self.executions_per_second,
                _ => continue,
            };
            let number = words
                .next()
                .and_then(|word| word.split('/').next()?.parse().ok());
            *place = number.unwrap_or(*place);
        }
        true
    }
}

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Its time or its number of executions was over, or somebody interrupted it.
    Over,
    /// It found something; the artefact is here.
    Found(PathBuf),
    /// It could not do its work.
    Trouble(String),
}

/// What one process did.
pub(crate) struct Session {
    pub(crate) stats: Stats,
    pub(crate) seconds: f64,
    pub(crate) ending: Ending,
    /// The last lines that it said.
    pub(crate) said: Vec<String>,
}

/// Runs one process to its end and reports its counts on the way.
pub(crate) fn run(slice: &Slice, mut report: impl FnMut(&Stats)) -> Session {
    let began = Instant::now();
    let mut stats = Stats::default();
    let mut said: Vec<String> = Vec::new();
    let child = Command::new(&slice.binary)
        .args(&slice.arguments)
        .envs(slice.environment.iter().cloned())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let code = match child {
        Err(error) => Err(format!("{}: {error}", slice.binary.display())),
        Ok(mut child) => {
            let stderr = child.stderr.take().expect("it was piped");
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if stats.read(&line) {
                    report(&stats);
                    continue;
                }
                if said.len() == KEPT_LINES {
                    said.remove(0);
                }
                said.push(line);
            }
            child.wait().map_err(|error| error.to_string())
        }
    };
    let ending = match code {
        Err(error) => Ending::Trouble(error),
        Ok(status) => ending(status.code(), stats.executions, &said),
    };
    Session {
        stats,
        seconds: began.elapsed().as_secs_f64(),
        ending,
        said,
    }
}

fn ending(code: Option<i32>, executions: u64, said: &[String]) -> Ending {
    let artefact = said.iter().rev().find_map(|line| {
        let (_, path) = line.split_once("Test unit written to ")?;
        Some(PathBuf::from(path.trim()))
    });
    let last = || {
        said.iter()
            .rev()
            .find(|line| !line.trim().is_empty())
            .cloned()
    };
    match (code, artefact) {
        (Some(0), Some(_)) | (Some(0 | 72), None) if executions > 0 => Ending::Over,
        (Some(0), _) => Ending::Trouble("it executed nothing".to_owned()),
        (_, Some(artefact)) => Ending::Found(artefact),
        (code, None) => Ending::Trouble(format!(
            "it ended with {}: {}",
            code.map_or("a signal".to_owned(), |code| format!("exit code {code}")),
            last().unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_a_line() {
        let mut stats = Stats::default();
        let line = "#2048\tNEW    cov: 310 ft: 402 corp: 17/1204b lim: 21 exec/s: 1024 rss: 44Mb";
        assert!(stats.read(line));
        let expected = Stats {
            executions: 2048,
            executions_per_second: 1024,
            coverage: 310,
            features: 402,
            corpus: 17,
        };
        assert_eq!(stats, expected);
        assert!(stats.read("stat::number_of_executed_units: 4096"));
        assert_eq!(stats.executions, 4096);
        assert!(!stats.read("#0 0x55 in main"));
        assert!(!stats.read("INFO: Seed: 1"));
    }

    #[test]
    fn a_session_ends_over_found_or_in_trouble() {
        let said = |line: &str| vec![line.to_owned()];
        let found = said("artifact_prefix='a/'; Test unit written to a/crash-1");
        let path = PathBuf::from("a/crash-1");
        assert_eq!(ending(Some(77), 10, &found), Ending::Found(path));
        assert_eq!(ending(Some(0), 10, &[]), Ending::Over);
        assert_eq!(ending(Some(72), 10, &[]), Ending::Over);
        assert!(matches!(ending(Some(0), 0, &[]), Ending::Trouble(_)));
        assert!(matches!(
            ending(Some(1), 10, &said("no such flag")),
            Ending::Trouble(_)
        ));
        assert!(matches!(ending(None, 10, &[]), Ending::Trouble(_)));
    }
}
