//! A report tells what runs led to. Every form of it is made of the same [`Run`]s, so no two of
//! them can disagree.
//!
//! What a subject said may be hostile: each form escapes it in its own way, and each is bounded.
//!
//! ```
//! use proofmark::play::Run;
//! use proofmark::report::{self, Form};
//!
//! let runs = [Run { subject: "mine".to_owned(), of: 3, ..Run::default() }];
//! assert_eq!(report::read(&Form::Jsonl.write(&runs)).unwrap(), runs);
//! assert_eq!(report::exit(&runs).number(), 4);
//! assert!(Form::Text.write(&runs).ends_with("played 0 of 3 (3 left out)\n"));
//! ```

mod html;
mod judge;
mod junit;
mod markdown;
mod matrix;
mod source;
mod stream;
mod summary;
mod text;

use clap::ValueEnum;
use conformance::Requirement;

use crate::diagnostic::escaped;
use crate::play::{Check, Run};

pub use judge::{Word, exit, hold_to_advice, hold_to_operations, merge};
pub use matrix::matrix;
pub(crate) use matrix::table;
pub use stream::{begin_event, check_event, end_event, read};
pub use summary::Summary;
pub(crate) use text::{about, exchanges};

/// A form that a report can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For a terminal
    Text,
    /// One JSON object
    Json,
    /// One JSON object a line, for each event
    Jsonl,
    /// XML for the tools that collect tests
    Junit,
    /// For the summary of a job
    Markdown,
    /// One page that needs nothing else
    Html,
}

impl Form {
    /// The form that a file's name asks for.
    pub fn of_file(name: &str) -> Option<Self> {
        Some(match name.rsplit_once('.')?.1 {
            "txt" => Self::Text,
            "json" => Self::Json,
            "jsonl" => Self::Jsonl,
            "xml" => Self::Junit,
            "md" => Self::Markdown,
            "html" => Self::Html,
            _ => return None,
        })
    }

    /// The report in this form.
    pub fn write(self, runs: &[Run]) -> String {
        match self {
            Self::Text => text::text(runs),
            Self::Json => stream::json(runs),
            Self::Jsonl => stream::events(runs),
            Self::Junit => junit::junit(runs),
            Self::Markdown => markdown::markdown(runs),
            Self::Html => html::html(runs),
        }
    }
}

/// The command that plays this check again, and nothing else.
pub fn again(run: &Run, check: &Check) -> String {
    let only = format!(" --only {}", quoted(&check.case));
    match run.command.split_once(" -- ") {
        Some((program, subject)) => format!("{program}{only} -- {subject}"),
        None => format!("{}{only}", run.command),
    }
}

/// A word as a shell takes it for one.
pub fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The requirements that a check is about, as far as they are known.
fn sentences(check: &Check) -> impl Iterator<Item = &'static Requirement> {
    let known = |id: &String| protocols::requirement(id);
    check
        .requirements
        .iter()
        .filter_map(known)
        .map(|id| id.row())
}

/// What is expected or seen, without the name under which a case would hold it.
fn bare(toml: &str) -> &str {
    let toml = toml.trim_end();
    let rest = toml.strip_prefix("expect = ");
    let rest = rest.or_else(|| toml.strip_prefix("[expect]\n"));
    match rest.unwrap_or(toml) {
        "" | "[expect]" => "nothing of the kind",
        said => said,
    }
}

/// At most this many bytes of a text, and how long it was.
pub(crate) fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(bytes);
    format!("{}… ({} bytes)", &text[..end], text.len())
}

/// A number with its noun.
fn counted(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{end}")
}

/// How long a run took, as people say it.
fn lasted(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        _ => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
    }
}

/// The subject with what it was held to, on a line.
fn heading(run: &Run) -> String {
    let roles = run.roles.join(", ");
    let profiles = run.profiles.join("; ");
    escaped(&cut(
        &format!("{} as {roles} ({profiles})", run.subject),
        400,
    ))
}

#[cfg(test)]
mod tests;
