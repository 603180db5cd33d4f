//! `cargo xtask fuzz`: holds every law against what libFuzzer comes up with.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::laws::{self, CANARY, Law};

mod bug_bench;
mod build;
mod display;
mod finding;
mod minimise;
mod plan;
mod report;
mod session;
pub(crate) mod speed;

pub(crate) use build::Kit;
pub(crate) use session::{Ending, Session, Slice};

/// The laws that get four fifths of the time: one for each kind of text or script that comes from
/// outside. The rest share what is left.
const CORE: [&str; 12] = [
    "tokens_read_as_they_are_written",
    "key_sets_read_as_they_are_written",
    "agrees_with_roxmltree",
    "envelopes_are_refused_for_what_is_wrong",
    "requests_follow_the_schema",
    "answers_follow_the_schema",
    "token_answers_read_as_they_are_written",
    "challenges_read_as_they_are_written",
    "metadata_is_its_issuers_own",
    "manifests_read_as_they_are_written",
    "hosts_answer_as_their_history_says",
    "cached_tokens_serve_what_they_are_for",
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// The laws to fuzz; all of them if none is named.
    laws: Vec<String>,
    /// How long to fuzz in all, builds excluded.
    #[arg(long, default_value_t = 60.0, value_name = "N")]
    minutes: f64,
    /// How many targets run at once; as many as there are processors if not given.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// What watches memory; `auto` is AddressSanitizer where a nightly toolchain is installed.
    #[arg(long, value_enum, default_value_t = Sanitizer::Auto)]
    sanitizer: Sanitizer,
    /// Fuzz the law that always breaks, and succeed exactly if its failure is seen and reported.
    #[arg(long, exclusive = true)]
    check_canary: bool,
    /// Fuzz nothing; reduce what was found so far to the inputs that reach something.
    #[arg(long)]
    minimise: bool,
    /// Let every defect loose in turn, and count the executions until it is found.
    #[arg(long, conflicts_with = "minimise")]
    bug_bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sanitizer {
    Auto,
    Address,
    None,
}

/// What fuzzing one law led to.
pub(crate) struct Outcome {
    pub(crate) law: Law,
    pub(crate) is_core: bool,
    pub(crate) seconds: f64,
    pub(crate) stats: session::Stats,
    pub(crate) findings: Vec<finding::Finding>,
    /// Why it ended otherwise than by time or a finding.
    pub(crate) trouble: Option<String>,
    stalls: u32,
}

impl Outcome {
    fn new(law: Law) -> Self {
        Self {
            is_core: CORE.contains(&law.name.as_str()),
            law,
            seconds: 0.0,
            stats: session::Stats::default(),
            findings: Vec::new(),
            trouble: None,
            stalls: 0,
        }
    }

    fn take(&mut self, session: Session, finding: Option<finding::Finding>) {
        if session.stats.features <= self.stats.features {
            self.stalls += 1;
        }
        self.seconds += session.seconds;
        self.stats.add(&session.stats);
        if let Ending::Trouble(trouble) = session.ending {
            self.trouble = Some(trouble);
        }
        if let Some(finding) = finding
            && !self.findings.iter().any(|held| held.cause == finding.cause)
        {
            self.findings.push(finding);
        }
    }

    fn is_over(&self) -> bool {
        self.trouble.is_some() || self.findings.len() >= 3
    }
}

pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode, String> {
    let all = laws::scan(root)?;
    if arguments.check_canary {
        return check_canary(root, &all);
    }
    let chosen = choose(all, &arguments.laws)?;
    let jobs = arguments
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
        .max(1);
    let sanitizer = match arguments.bug_bench {
        true => Sanitizer::None,
        false => arguments.sanitizer,
    };
    let kit = Kit::choose(root, sanitizer)?;
    if let Err(error) = kit.build(&chosen) {
        eprintln!("error: {error}");
        return Ok(ExitCode::from(3));
    }
    if arguments.minimise {
        return minimise::run(&kit, &chosen).map(|()| ExitCode::SUCCESS);
    }
    if arguments.bug_bench {
        return bug_bench::run(&kit, &chosen, jobs).map(|()| ExitCode::SUCCESS);
    }
    let interrupted = interruption()?;
    let began = Instant::now();
    let outcomes = fuzz(&kit, chosen, arguments.minutes * 60.0, jobs, &interrupted);
    let report = report::Report::new(&kit, &outcomes, began.elapsed());
    report.write(&root.join("target/fuzz"))?;
    println!("{}", report.table());
    for finding in outcomes.iter().flat_map(|outcome| &outcome.findings) {
        println!("{}", finding.text());
    }
    Ok(ExitCode::from(
        report.exit_code(interrupted.load(Ordering::Relaxed)),
    ))
}

fn choose(all: Vec<Law>, names: &[String]) -> Result<Vec<Law>, String> {
    if names.is_empty() {
        let is_real = |law: &Law| law.name != CANARY;
        return Ok(all.into_iter().filter(is_real).collect());
    }
    let find = |name: &String| {
        let found = all.iter().find(|law| law.name == *name).cloned();
        found.ok_or(format!(
            "no law is named `{name}`\nhint: `cargo proofmark list laws` shows them"
        ))
    };
    names.iter().map(find).collect()
}

/// A flag that is raised when somebody interrupts.
fn interruption() -> Result<Arc<AtomicBool>, String> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&flag))
            .map_err(|error| format!("cannot listen for interruptions: {error}"))?;
    }
    Ok(flag)
}

/// Fuzzes round by round, so that targets whose coverage has stalled get less of the next one.
fn fuzz(
    kit: &Kit,
    laws: Vec<Law>,
    seconds: f64,
    jobs: usize,
    interrupted: &AtomicBool,
) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = laws.into_iter().map(Outcome::new).collect();
    let mut left = seconds * jobs.min(outcomes.len()) as f64;
    let rounds = plan::rounds(left, outcomes.len());
    for round in 0..rounds {
        let standings: Vec<plan::Standing> = outcomes
            .iter()
            .map(|outcome| plan::Standing {
                is_core: outcome.is_core,
                is_over: outcome.is_over(),
                stalls: outcome.stalls,
            })
            .collect();
        let shares = plan::shares(left / f64::from(rounds - round), &standings);
        let mut slices: Vec<(usize, Slice)> = shares
            .iter()
            .enumerate()
            .filter(|(_, seconds)| **seconds > 0)
            .map(|(place, seconds)| (place, kit.slice(&outcomes[place].law, *seconds)))
            .collect();
        slices.sort_by_key(|(_, slice)| slice.seconds);
        left -= shares
            .iter()
            .map(|seconds| f64::from(*seconds))
            .sum::<f64>();
        let total = left.max(0.0) / jobs as f64;
        let display = display::Display::new(round + 1, rounds, &slices, jobs, total);
        let done = in_parallel(slices, jobs, |slice| {
            if interrupted.load(Ordering::Relaxed) {
                return None;
            }
            let line = display.begin(slice);
            let session = session::run(slice, |stats| line.update(stats));
            let finding = finding::of(kit, slice, &session);
            line.end(&session, finding.as_ref());
            Some((session, finding))
        });
        for (place, result) in done {
            if let Some((session, finding)) = result {
                outcomes[place].take(session, finding);
            }
        }
        if interrupted.load(Ordering::Relaxed) {
            eprintln!("interrupted; what was found so far is kept in fuzz/found");
            break;
        }
    }
    outcomes
}

/// Does the work of every slice, the last one of the list first, so many at once.
fn in_parallel<T: Send, R: Send>(
    work: Vec<(usize, T)>,
    jobs: usize,
    each: impl Fn(&T) -> R + Sync,
) -> Vec<(usize, R)> {
    let queue = std::sync::Mutex::new(work);
    let next = || queue.lock().ok()?.pop();
    std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((place, item)) = next() {
                done.push((place, each(&item)));
            }
            done
        };
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker does not panic"))
            .collect()
    })
}

/// Fuzzes the canary; that its failure is seen, minimised and reported proves the rest.
fn check_canary(root: &Path, all: &[Law]) -> Result<ExitCode, String> {
    let canary: Vec<Law> = all
        .iter()
        .filter(|law| law.name == CANARY)
        .cloned()
        .collect();
    let kit = Kit::choose(root, Sanitizer::Auto)?;
    if let Err(error) = kit.build(&canary) {
        eprintln!("error: {error}");
        return Ok(ExitCode::from(3));
    }
    let outcomes = fuzz(&kit, canary, 10.0, 1, &AtomicBool::new(false));
    let findings: Vec<_> = outcomes
        .iter()
        .flat_map(|outcome| &outcome.findings)
        .collect();
    for finding in &findings {
        println!("{}", finding.text());
    }
    let seen = findings
        .iter()
        .any(|finding| finding.text().contains("the canary saw") && finding.artefact.is_file());
    if seen {
        println!("the canary's failure was seen and reported");
        Ok(ExitCode::SUCCESS)
    } else {
        println!("the canary's failure was NOT seen: trust no run of this harness");
        Ok(ExitCode::FAILURE)
    }
}

/// A path as people type it from the root.
fn relative(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_of_laws() {
        let laws = laws::scan(&crate::root()).unwrap();
        let is_unknown = |name: &&str| !laws.iter().any(|law| law.name == **name);
        assert_eq!(CORE.iter().find(|name| is_unknown(name)), None);
    }
}
