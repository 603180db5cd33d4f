//! A finding is an input that broke something: minimised, named by its cause, and reproducible.

use std::path::{Path, PathBuf};

use super::{Ending, Kit, Session, Slice, session};

/// How long something smaller is looked for, at each step.
const MINIMISE_S: u32 = 5;

/// An input that broke something.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) law: String,
    /// What went wrong, in words that are the same for every input that it goes wrong with.
    pub(crate) cause: String,
    /// What the target said, the law's sentence and the decoded input among it.
    pub(crate) said: String,
    /// The smallest such input that was found.
    pub(crate) artefact: PathBuf,
    /// The same, as people type it from the root.
    pub(crate) shown: PathBuf,
    /// The line that reproduces it.
    pub(crate) reproduction: String,
}

impl Finding {
    /// What people read of it.
    pub(crate) fn text(&self) -> String {
        let artefact = self.shown.display();
        format!(
            "== {}: {}\n{}\n\nreproduce: {}\nbring home: cargo xtask promote {} {artefact} --as NAME\n",
            self.law, self.cause, self.said, self.reproduction, self.law
        )
    }
}

/// What a session found, if anything.
pub(crate) fn of(kit: &Kit, slice: &Slice, session: &Session) -> Option<Finding> {
    let Ending::Found(artefact) = &session.ending else {
        return None;
    };
    let (mut cause, mut said) = (cause(&session.said), message(&session.said));
    let mut kept = artefact.clone();
    if let Some((smaller, session)) = minimise(kit, slice, artefact, &cause) {
        (cause, said) = (self::cause(&session.said), message(&session.said));
        kept = smaller;
    }
    Some(Finding {
        law: slice.law.clone(),
        reproduction: kit.reproduction(&slice.law, &kept),
        cause,
        said,
        shown: super::relative(&kit.root, &kept),
        artefact: kept,
    })
}

/// A smaller input with the same cause, and what the target said of it.
fn minimise(kit: &Kit, slice: &Slice, artefact: &Path, cause: &str) -> Option<(PathBuf, Session)> {
    let name = artefact.file_name()?.to_string_lossy();
    let smaller = artefact.with_file_name(format!("minimised-{name}"));
    let mut arguments = Kit::limits();
    arguments.extend([
        "-minimize_crash=1".to_owned(),
        format!("-max_total_time={MINIMISE_S}"),
        format!("-exact_artifact_path={}", smaller.display()),
        artefact.display().to_string(),
    ]);
    session::run(&with(slice, arguments), |_| ());
    if !smaller.is_file() {
        return None;
    }
    let mut arguments = Kit::limits();
    arguments.push(format!(
        "-artifact_prefix={}/again-",
        kit.artefacts(&slice.law).display()
    ));
    arguments.push(smaller.display().to_string());
    let again = session::run(&with(slice, arguments), |_| ());
    (self::cause(&again.said) == cause).then_some((smaller, again))
}

fn with(slice: &Slice, arguments: Vec<String>) -> Slice {
    Slice {
        arguments,
        ..slice.clone()
    }
}

/// The lines from the panic or the report up to libFuzzer's own.
fn message(said: &[String]) -> String {
    let is_begin = |line: &String| {
        line.contains("panicked at ") || line.contains("ERROR: ") || line.contains("SUMMARY: ")
    };
    let begin = said.iter().position(is_begin).unwrap_or(0);
    let is_end = |line: &&String| {
        let own = ["==", "note: run with", "stack backtrace:", "MS: "];
        !own.iter().any(|start| line.starts_with(start))
    };
    let first = said.get(begin).cloned();
    let rest = said.iter().skip(begin + 1).take_while(is_end).cloned();
    let lines: Vec<String> = first.into_iter().chain(rest).take(60).collect();
    lines.join("\n").trim_end().to_owned()
}

/// What went wrong: where the panic was; what a law says it compared, if it was a law that broke;
/// or the sanitizer's summary.
fn cause(said: &[String]) -> String {
    let panic = said.iter().position(|line| line.contains("panicked at "));
    if let Some(place) = panic {
        let at = said[place].split("panicked at ").nth(1).unwrap_or_default();
        if !at.starts_with("fuzz/src/") {
            return format!("a panic at {}", at.trim_end_matches(':'));
        }
        let compared = said.get(place + 2).map_or("", String::as_str);
        let what = compared.split(": expected").next().unwrap_or(compared);
        let what: String = what
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .take(80)
            .collect();
        return what.trim().to_owned();
    }
    let summary = said.iter().find_map(|line| line.split_once("SUMMARY: "));
    let summary = summary.map(|(_, summary)| summary.trim().to_owned());
    summary.unwrap_or_else(|| "an end without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_broken_law_is_named_by_what_it_compared() {
        let said = lines(
            "INFO: Loaded 1 modules\n\
             thread '<unnamed>' (7) panicked at fuzz/src/lib.rs:22:9:\n\
             A token is a token.\n\
             the token of 17: expected None, saw Some(1)\n\
             input: x\n\
             note: run with `RUST_BACKTRACE=1`\n\
             ==1== ERROR: libFuzzer: deadly signal\n\
             SUMMARY: libFuzzer: deadly signal",
        );
        assert_eq!(cause(&said), "the token of");
        assert!(message(&said).ends_with("input: x"));
    }

    #[test]
    fn a_panic_is_named_by_its_place_and_a_report_by_its_summary() {
        let said = lines("thread 'main' panicked at crates/jwt/src/a.rs:1:2:\nindex out of bounds");
        assert_eq!(cause(&said), "a panic at crates/jwt/src/a.rs:1:2");
        let said = lines("==1== ERROR: libFuzzer: timeout\nSUMMARY: libFuzzer: timeout");
        assert_eq!(cause(&said), "libFuzzer: timeout");
    }
}
