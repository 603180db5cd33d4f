//! A report tells what a run led to. Every form of it is made of the same [`Run`], so no two of
//! them can disagree.
//!
//! What a subject said may be hostile: each form escapes it in its own way, and each is bounded.

mod html;
mod judge;
mod junit;
mod markdown;
mod matrix;
mod source;
mod stream;
mod summary;
mod text;

pub use html::html;
pub use judge::{Word, exit, hold_to_operations};
pub use junit::junit;
pub use markdown::markdown;
pub use matrix::Matrix;
pub use stream::{events, json, read, schema};
pub use summary::{Summary, summary};
pub use text::text;

use crate::play::{Check, Run};

/// The command that plays this check again, and nothing else.
pub fn again(run: &Run, check: &Check) -> String {
    let only = format!(" --only {}", check.case);
    match run.command.split_once(" -- ") {
        Some((program, subject)) => format!("{program}{only} -- {subject}"),
        None => format!("{}{only}", run.command),
    }
}

/// What is expected or seen, without the name under which a case would hold it.
fn bare(toml: &str) -> &str {
    let toml = toml.trim_end();
    let rest = toml.strip_prefix("expect = ");
    let rest = rest.or_else(|| toml.strip_prefix("[expect]\n"));
    rest.unwrap_or(toml)
}

/// At most this many bytes of a text, and how long it was.
fn cut(text: &str, bytes: usize) -> String {
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

#[cfg(test)]
mod tests;
