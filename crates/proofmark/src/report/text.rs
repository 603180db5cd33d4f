//! The report for a terminal: what departs in full, the rest in numbers. The last line says how
//! many were played.

use serde_json::Value;

use super::{Summary, Word, again, bare, cut, heading, lasted, quoted, sentences};
use crate::diagnostic::{escaped, escaped_lines};
use crate::play::{Check, Run};

/// How much of a text is shown, and how many exchanges.
const SHOWN_BYTES: usize = 900;
const EXCHANGES: usize = 12;

/// The report in this form.
pub(super) fn text(runs: &[Run]) -> String {
    let mut text = String::new();
    for run in runs {
        let told = |check: &&Check| {
            matches!(
                Word::of(check),
                Word::Departs | Word::Blocked | Word::Advises
            )
        };
        for check in run.checks.iter().filter(told) {
            text.push_str(&about(run, check));
            text.push('\n');
        }
        for stale in &run.stale {
            text.push_str(&format!("✗ known departures: {}\n\n", escaped(stale)));
        }
        text.push_str(&table(run));
        text.push('\n');
    }
    text + &Summary::of(runs).line() + "\n"
}

/// A check as it is told in full: what was expected, what was seen, which sentence says so, what
/// went over the table, and how to do just this again.
pub(crate) fn about(run: &Run, check: &Check) -> String {
    let word = Word::of(check);
    let mut lines = vec![format!(
        "{} {}: {} ({})",
        word.sign(),
        escaped(&check.case),
        word.as_str(),
        escaped(&check.role)
    )];
    let mut entry = |name: &str, said: &str| {
        let said = escaped_lines(&cut(said, SHOWN_BYTES));
        for (place, line) in said.lines().enumerate() {
            let name = if place == 0 { name } else { "" };
            lines.push(format!("  {name:<9} {line}"));
        }
    };
    if let Some(reason) = &check.reason {
        entry("because", reason);
    }
    entry("expected", bare(&check.expected));
    entry("seen", bare(&check.seen));
    for requirement in sentences(check) {
        let (id, level) = (requirement.id, requirement.level.word());
        entry("sentence", &format!("{id} ({level}): {}", requirement.says));
        entry("source", requirement.source);
    }
    for [asked, answered] in exchanges(check) {
        entry("exchange", &asked);
        entry("", &answered);
    }
    if check.trace.len() > EXCHANGES {
        entry("", &format!("and {} more", check.trace.len() - EXCHANGES));
    }
    entry("again", &again(run, check));
    let case = quoted(&check.case);
    entry("whole", &format!("proofmark explain {case}"));
    lines.join("\n") + "\n"
}

/// What went over the table, as far as there is room for it: what was asked, and what was answered.
pub(crate) fn exchanges(check: &Check) -> impl Iterator<Item = [String; 2]> {
    let shown = check.trace.iter().take(EXCHANGES);
    shown.map(|exchange| {
        let asked = format!("{} {}", exchange.operation, brief(&exchange.arguments));
        [asked, format!("← {}", brief(&exchange.answer))]
    })
}

/// A message that fits: what is cut are its longest texts, but no token, which tells more than
/// anything else.
fn brief(message: &str) -> String {
    let (word, json) = match message.split_once(' ') {
        Some((word, json)) if word.bytes().all(|byte| byte.is_ascii_lowercase()) => (word, json),
        _ => ("", message),
    };
    let Ok(value) = serde_json::from_str::<Value>(json) else {
        return message.to_owned();
    };
    let mut texts_bytes = SHOWN_BYTES;
    loop {
        let brief = format!("{word} {}", shortened(&value, texts_bytes));
        texts_bytes /= 2;
        if brief.len() <= SHOWN_BYTES || texts_bytes == 0 {
            return brief.trim_start().to_owned();
        }
    }
}

/// A value whose texts have so many bytes at most.
fn shortened(value: &Value, bytes: usize) -> Value {
    match value {
        Value::String(text) if !text.starts_with("<token ") => cut(text, bytes).into(),
        Value::Array(items) => items.iter().map(|item| shortened(item, bytes)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let shortened = members.map(|(name, value)| (name.clone(), shortened(value, bytes)));
            shortened.collect()
        }
        other => other.clone(),
    }
}

/// The numbers of a run, a line a role.
fn table(run: &Run) -> String {
    let summary = Summary::of(std::slice::from_ref(run));
    let mut lines = vec![format!("{}, {}", heading(run), lasted(run.millis))];
    for (role, verdicts) in &summary.roles {
        let tallies: Vec<String> = verdicts
            .iter()
            .map(|(word, number)| format!("{} {}", word.sign(), word.tally(*number)))
            .collect();
        lines.push(format!("  {:<16} {}", escaped(role), tallies.join("  ")));
    }
    for (reason, number) in summary.reasons.iter().take(EXCHANGES) {
        let reason = escaped(&cut(reason, SHOWN_BYTES));
        lines.push(format!("  {number} not played: {reason}"));
    }
    lines.join("\n") + "\n"
}
