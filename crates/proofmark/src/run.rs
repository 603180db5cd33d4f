//! `proofmark run`: whom to put which cases to, and what is said of it.
#![expect(clippy::print_stderr, reason = "the program talks to people")]

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use conformance::{AnyCase, Defect, Profile};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::escaped;
use crate::explore::{Difference, Exploration};
use crate::known::{self, Known};
use crate::perform::Performance;
use crate::play::Run;
use crate::report::{self, Form, Word, quoted};
use crate::subject::{Cast, SubjectFile};
use crate::{Exit, doctor, glob};

/// What `proofmark run` and `proofmark doctor` are told of the subject.
#[derive(Args, Clone, Default)]
pub(crate) struct Whom {
    /// What the subject plays; our own specimens play every role if none is named
    pub(crate) role: Option<String>,
    /// A file that describes the subject; `proofmark init ROLE` writes one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["url", "exec", "specimen", "adapter", "listen"])]
    subject: Option<PathBuf>,
    /// Where the subject is, if it is a server
    #[arg(long, conflicts_with_all = ["exec", "specimen", "adapter", "listen"])]
    url: Option<String>,
    /// A command that is started for each operation: it prints the token and ends with 0, or ends
    /// with 10 and prints the code of the server's error if there was one; `{url}`, `{ca}`, `{id}`,
    /// `{type}`, `{scope}` and `{version}` stand for what it is told
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["specimen", "adapter", "listen"])]
    exec: Option<String>,
    /// One of our own with this defect; `proofmark list defects` names them, `sound` has none
    #[arg(long, value_name = "NAME", conflicts_with_all = ["adapter", "listen"])]
    specimen: Option<String>,
    /// Listen on this port of this machine, or on 40183, for whoever cannot be started: a page, an
    /// app, a person
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "40183", conflicts_with = "adapter")]
    listen: Option<u16>,
    /// The certificates to trust, in PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Something that cases must know of the subject
    #[arg(long, value_name = "NAME=VALUE")]
    fact: Vec<String>,
    /// Values that take the place of the role's default profile's, like `xsd-se,wire-interop`
    #[arg(long, value_name = "VALUES")]
    profile: Option<String>,
    /// What to call the subject
    #[arg(long)]
    name: Option<String>,
    /// How long a case may take; ten seconds unless said
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: Option<u64>,
    /// A command that speaks the contract on its standard input and output
    #[arg(last = true, value_name = "COMMAND")]
    adapter: Vec<String>,
}

/// What `proofmark run` is told.
#[derive(Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    whom: Whom,
    /// Only the cases with a path like this; `*` stands for any text. May be given again
    #[arg(long, value_name = "GLOB", help_heading = "Choosing cases")]
    only: Vec<String>,
    /// The k-th of n parts of the cases
    #[arg(long, value_name = "K/N", help_heading = "Choosing cases")]
    shard: Option<Shard>,
    /// Stop at the first failure
    #[arg(long, help_heading = "Choosing cases")]
    fail_fast: bool,
    /// How many cases are played at once; as many as there are processors unless said, and one
    /// where they would share accounts
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Try so many conversations that nobody wrote, made of the cases that the subject passes
    #[arg(long, value_name = "N", help_heading = "Exploring")]
    explore: Option<u64>,
    /// Explore for at most so many minutes
    #[arg(long, value_name = "MINUTES", help_heading = "Exploring")]
    minutes: Option<u64>,
    /// The same number, the same conversations
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1,
        help_heading = "Exploring"
    )]
    seed: u64,
    /// Missed advice is a failure
    #[arg(long, help_heading = "Judging")]
    strict: bool,
    /// A file that lists departures that are known, each with a reason
    #[arg(long, value_name = "FILE", help_heading = "Judging")]
    known: Option<PathBuf>,
    /// Print the departures as entries for such a file, instead of a report
    #[arg(long, help_heading = "Judging", conflicts_with = "format")]
    print_known: bool,
    /// The form of the report on standard output
    #[arg(
        long,
        value_name = "FORM",
        default_value = "text",
        help_heading = "Reporting"
    )]
    format: Form,
    /// A file for the report as well; its ending (.txt .json .jsonl .xml .md .html) chooses the
    /// form. May be given again
    #[arg(long, value_name = "FILE", help_heading = "Reporting")]
    report: Vec<String>,
    /// Show no progress
    #[arg(long, short, help_heading = "Reporting")]
    quiet: bool,
}

/// One part of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    part: usize,
    of: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(part, of)| {
            let (part, of) = (part.parse().ok()?, of.parse().ok()?);
            (1..=of).contains(&part).then_some(Self { part, of })
        });
        parsed.ok_or_else(|| "a part is written like 2/3".to_owned())
    }
}

impl Shard {
    fn holds(self, place: usize) -> bool {
        place % self.of == self.part - 1
    }
}

/// A subject that is ready to be put to cases, and what was said of it.
pub(crate) struct Invited {
    pub(crate) cast: Cast,
    /// The roles that it is held to.
    pub(crate) roles: Vec<&'static str>,
    pub(crate) profile: Profile,
    pub(crate) name: String,
}

impl Whom {
    /// Finds out whom these words mean.
    pub(crate) fn invite(&self) -> Result<Invited, String> {
        let (file, folder) = self.file()?;
        let role = self.role.as_ref().or(file.role.as_ref());
        if let (Some(typed), Some(written)) = (&self.role, &file.role)
            && typed != written
        {
            return Err(format!(
                "the subject's file says that it is {written}, not {typed}"
            ));
        }
        let role = role.map(|name| role_named(name)).transpose()?;
        let defaults = protocols::default_profile(role.unwrap_or_default());
        let values = self.profile.as_ref().or(file.profile.as_ref());
        let profile = protocols::parse_profile(defaults, values.map_or("", String::as_str));
        let profile = profile.map_err(|error| error.to_string())?;
        let is_foreign = file.url.is_some()
            || file.exec.is_some()
            || file.adapter.is_some()
            || file.listen.is_some();
        if !is_foreign && self.subject.is_none() {
            return Ok(Invited {
                cast: Cast::specimen(defect(self.specimen.as_deref().unwrap_or("sound"))?),
                roles: role.map_or_else(
                    || protocols::ROLES.iter().map(|role| role.role.0).collect(),
                    |role| vec![role],
                ),
                profile,
                name: self.name.clone().unwrap_or_else(|| self.specimen_name()),
            });
        }
        let role = role.ok_or("a role is needed: what does the subject play?")?;
        let name = file.name.clone().unwrap_or_else(|| {
            let adapter = file.adapter.as_ref().map(|words| words.join(" "));
            let told = file.url.clone().or(file.exec.clone()).or(adapter);
            told.unwrap_or_else(|| "whoever came".to_owned())
        });
        Ok(Invited {
            cast: Cast::of_file(&file, role, &folder)?,
            roles: vec![role],
            profile,
            name,
        })
    }

    /// The subject's file, with what was typed in place of what it says.
    fn file(&self) -> Result<(SubjectFile, PathBuf), String> {
        let mut folder = PathBuf::new();
        let mut file = SubjectFile::default();
        if let Some(path) = &self.subject {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
            file = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            folder = path.parent().map(Path::to_owned).unwrap_or_default();
        }
        let or = |typed: &Option<String>, written: Option<String>| typed.clone().or(written);
        file.url = or(&self.url, file.url);
        file.exec = or(&self.exec, file.exec);
        file.name = or(&self.name, file.name);
        file.listen = self.listen.or(file.listen);
        file.timeout_s = self.timeout.or(file.timeout_s);
        if !self.adapter.is_empty() {
            file.adapter = Some(self.adapter.clone());
        }
        if let Some(ca) = &self.ca {
            let here = std::path::absolute(ca).map_err(|error| error.to_string())?;
            file.ca_file = Some(here);
        }
        for fact in &self.fact {
            let pair = fact.split_once('=');
            let (name, value) =
                pair.ok_or_else(|| format!("`--fact {fact}`: a fact is written NAME=VALUE"))?;
            file.facts.insert(name.to_owned(), value.into());
        }
        Ok((file, folder))
    }

    fn specimen_name(&self) -> String {
        match self.specimen.as_deref() {
            None | Some("sound") => "sound specimen".to_owned(),
            Some(name) => format!("specimen `{name}`"),
        }
    }

    /// The words that mean the same subject again.
    fn words(&self) -> (String, String) {
        let mut words = String::new();
        let mut word = |flag: &str, value: &str| {
            if !flag.is_empty() {
                words = format!("{words} {flag}");
            }
            words = format!("{words} {}", quoted(value));
        };
        let path = |path: &PathBuf| path.display().to_string();
        if let Some(role) = &self.role {
            word("", role);
        }
        let given = [
            ("--subject", self.subject.as_ref().map(path)),
            ("--url", self.url.clone()),
            ("--exec", self.exec.clone()),
            ("--specimen", self.specimen.clone()),
            ("--listen", self.listen.map(|port| port.to_string())),
            ("--ca", self.ca.as_ref().map(path)),
            ("--profile", self.profile.clone()),
            ("--name", self.name.clone()),
            ("--timeout", self.timeout.map(|seconds| seconds.to_string())),
        ];
        for (flag, value) in given {
            if let Some(value) = value {
                word(flag, &value);
            }
        }
        for fact in &self.fact {
            word("--fact", fact);
        }
        let adapter: Vec<String> = self.adapter.iter().map(|word| quoted(word)).collect();
        (words, adapter.join(" "))
    }
}

/// The role with this name.
pub(crate) fn role_named(name: &str) -> Result<&'static str, String> {
    let found = protocols::role(name).map(|role| role.role.0);
    found.ok_or_else(|| {
        let roles: Vec<&str> = protocols::ROLES.iter().map(|role| role.role.0).collect();
        let roles = roles.join(", ");
        format!("no role is named `{name}`; the roles are {roles}")
    })
}

/// The defect with this name, or none for one who is sound.
pub(crate) fn defect(name: &str) -> Result<Option<&'static Defect>, String> {
    if name == "sound" {
        return Ok(None);
    }
    let found = protocols::defects().find(|defect| defect.name == name);
    found.map(Some).ok_or_else(|| {
        format!("no defect is named `{name}`\nhint: `proofmark list defects` names them")
    })
}

impl Invited {
    /// The cases that are meant for it, in the order of the corpus.
    pub(crate) fn cases<'c>(&self, cases: &'c [AnyCase]) -> Vec<&'c AnyCase> {
        let meant = |case: &&AnyCase| {
            self.roles.contains(&case.role.as_str())
                && (self.cast.is_specimen() || case.fits(&self.profile))
        };
        cases.iter().filter(meant).collect()
    }

    /// What it is held to, in words.
    fn profiles(&self) -> Vec<String> {
        if self.cast.is_specimen() {
            return vec!["the profile of each case".to_owned()];
        }
        vec![self.profile.to_string()]
    }
}

/// What an interruption sets.
struct Signals {
    stop: Arc<AtomicBool>,
    interrupted: Arc<AtomicBool>,
}

impl Signals {
    fn heard() -> Result<Self, String> {
        let signals = Self {
            stop: Arc::default(),
            interrupted: Arc::default(),
        };
        for flag in [&signals.stop, &signals.interrupted] {
            let registered = signal_hook::flag::register(signal_hook::consts::SIGINT, flag.clone());
            registered.map_err(|error| format!("no signal can be heard: {error}"))?;
        }
        Ok(signals)
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

impl RunArguments {
    /// Plays, judges and reports.
    pub(crate) fn run(&self) -> Result<Exit, String> {
        let all = protocols::cases().map_err(|error| error.to_string())?;
        let invited = self.whom.invite()?;
        let known = self.known(&all)?;
        let forms = self.forms()?;
        let meant = invited.cases(&all);
        let of = meant.len();
        let cases = self.choose(meant)?;
        if let Some(instruction) = invited.cast.instruction() {
            self.say(&instruction);
        }
        if !invited.cast.is_specimen() {
            match doctor::examine(&invited, &all) {
                Ok(finding) => self.say(&finding.to_string()),
                Err(trouble) => {
                    eprintln!("error: {trouble}");
                    return Ok(Exit::SetUp);
                }
            }
        }
        let signals = Signals::heard()?;
        let mut run = self.perform(&invited, &cases, &signals)?;
        run.of = of;
        report::hold_to_operations(&mut run, |role, operation| {
            let role = protocols::role(role).filter(|_| !invited.cast.is_page());
            role.is_some_and(|role| role.operations.contains(&operation))
        });
        if self.strict {
            report::hold_to_advice(&mut run);
        }
        if let Some(known) = known {
            known.apply(&mut run, &all, crate::cli::clock());
        }
        let runs = [run];
        for (file, form) in forms {
            std::fs::write(file, form.write(&runs)).map_err(|error| format!("{file}: {error}"))?;
        }
        if self.print_known {
            out!("{}", known::print(&runs));
        } else {
            out!("{}", self.format.write(&runs));
        }
        let mut exit = report::exit(&runs);
        if (self.explore.is_some() || self.minutes.is_some()) && !signals.is_interrupted() {
            let passed = |case: &&&AnyCase| {
                let mut checks = runs.iter().flat_map(|run| &run.checks);
                checks.any(|check| check.case == case.id && Word::of(check) == Word::Conforms)
            };
            let passed: Vec<&AnyCase> = cases.iter().filter(passed).copied().collect();
            if self.explored(&invited, &passed, &signals)? && exit == Exit::Conforms {
                exit = Exit::Departs;
            }
        }
        if signals.is_interrupted() {
            eprintln!("interrupted: the rest was not played");
            return Ok(Exit::Interrupted);
        }
        Ok(exit)
    }

    /// Whether exploring the subject found a difference.
    fn explored(
        &self,
        invited: &Invited,
        cases: &[&AnyCase],
        signals: &Signals,
    ) -> Result<bool, String> {
        let tries = self.explore.unwrap_or(u64::MAX);
        let bar = self.bar(usize::try_from(tries.min(1_000_000)).unwrap_or_default());
        let exploration = Exploration {
            tries,
            time: self
                .minutes
                .map(|minutes| Duration::from_secs(minutes * 60)),
            seed: self.seed,
            facts: invited.cast.facts(),
            profile: invited.profile,
            stop: &signals.stop,
            watch: &|explored| bar.set_position(explored.tried),
        };
        let mut subject = invited.cast.subject_for(invited.profile)?;
        let cases: Vec<&AnyCase> = cases
            .iter()
            .filter(|case| case.fits(&invited.profile))
            .copied()
            .collect();
        let explored = exploration.explore(&cases, subject.as_mut());
        bar.finish_and_clear();
        for difference in &explored.differences {
            let Difference {
                check,
                source,
                number,
            } = difference;
            outln!(
                "\n# conversation {number}, made of {}",
                escaped(&check.case)
            );
            for line in check.seen.lines().filter(|line| *line != "[expect]") {
                outln!("# seen: {}", escaped(line));
            }
            out!("{source}");
        }
        outln!(
            "\nexplored {} conversations, {} of which tell right from wrong: {} differ (seed {})",
            explored.tried,
            explored.judged,
            explored.differences.len(),
            self.seed
        );
        Ok(!explored.differences.is_empty())
    }

    fn perform(
        &self,
        invited: &Invited,
        cases: &[&AnyCase],
        signals: &Signals,
    ) -> Result<Run, String> {
        let began = Instant::now();
        let bar = self.bar(cases.len());
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = match self.jobs {
            _ if invited.cast.is_shared() => 1,
            Some(jobs) => jobs,
            None => processors(),
        };
        let performance = Performance {
            cast: &invited.cast,
            profile: invited.profile,
            jobs,
            fails_fast: self.fail_fast,
            stop: &signals.stop,
            watch: &|check| {
                if Word::of(check).fails() {
                    bar.set_message(check.case.clone());
                }
                bar.inc(1);
            },
        };
        let checks = performance.play(cases)?;
        bar.finish_and_clear();
        let (words, adapter) = self.whom.words();
        let separator = if adapter.is_empty() { "" } else { " -- " };
        Ok(Run {
            subject: invited.name.clone(),
            roles: invited.roles.iter().map(ToString::to_string).collect(),
            profiles: invited.profiles(),
            command: format!("proofmark run{words}{separator}{adapter}"),
            checks,
            of: cases.len(),
            millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            stale: Vec::new(),
        })
    }

    fn choose<'c>(&self, cases: Vec<&'c AnyCase>) -> Result<Vec<&'c AnyCase>, String> {
        let is_chosen = |case: &&AnyCase| {
            self.only.is_empty() || self.only.iter().any(|glob| glob::matches(glob, &case.id))
        };
        let chosen = cases.into_iter().filter(is_chosen).enumerate();
        let in_shard = |place: usize| self.shard.is_none_or(|shard| shard.holds(place));
        let chosen: Vec<&AnyCase> = chosen
            .filter_map(|(place, case)| in_shard(place).then_some(case))
            .collect();
        if chosen.is_empty() && !self.only.is_empty() {
            return Err(format!(
                "no case for this role and profile is like {}\n\
                 hint: `proofmark list cases` names them all",
                self.only.join(" or ")
            ));
        }
        Ok(chosen)
    }

    fn known(&self, cases: &[AnyCase]) -> Result<Option<Known>, String> {
        let Some(file) = &self.known else {
            return Ok(None);
        };
        let failed = |error: String| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        Known::read(&text, cases).map(Some).map_err(failed)
    }

    fn forms(&self) -> Result<Vec<(&str, Form)>, String> {
        let form = |file: &'_ String| {
            Form::of_file(file).ok_or_else(|| {
                format!(
                    "`--report {file}`: no form has that ending (.txt .json .jsonl .xml .md .html)"
                )
            })
        };
        self.report
            .iter()
            .map(|file| Ok((file.as_str(), form(file)?)))
            .collect()
    }

    fn bar(&self, cases: usize) -> ProgressBar {
        let bar = ProgressBar::new(u64::try_from(cases).unwrap_or(u64::MAX));
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}");
        bar.set_style(style.expect("the template is sound"));
        if self.quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar
    }

    fn say(&self, what: &str) {
        if !self.quiet {
            // Nobody may be listening.
            let _ = writeln!(std::io::stderr(), "{what}");
        }
    }
}
