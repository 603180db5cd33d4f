//! The report for the summary of a job: a table by role, and what departs folded in.

use super::text::about;
use super::{Summary, Word, counted, heading};
use crate::diagnostic::escaped;
use crate::play::{Check, Run};

/// How many departures are told in full: the summary of a job has a limit.
const TOLD: usize = 100;

/// The report in this form.
pub(super) fn markdown(runs: &[Run]) -> String {
    let summary = Summary::of(runs);
    let mut text = format!("# proofmark\n\n**{}**\n", plain(&summary.line()));
    for run in runs {
        text.push_str(&section(run));
    }
    text
}

fn section(run: &Run) -> String {
    let summary = Summary::of(std::slice::from_ref(run));
    let mut text = format!("\n## {}\n\n| role |", plain(&heading(run)));
    for word in Word::ALL {
        text.push_str(&format!(" {} {} |", word.sign(), word.as_str()));
    }
    text.push_str("\n|---|");
    text.push_str(&"---:|".repeat(Word::ALL.len()));
    text.push('\n');
    for (role, verdicts) in &summary.roles {
        text.push_str(&format!("| {} |", plain(role)));
        for word in Word::ALL {
            text.push_str(&format!(" {} |", super::summary::count(verdicts, word)));
        }
        text.push('\n');
    }
    for stale in &run.stale {
        text.push_str(&format!("\n✗ known departures: {}\n", plain(stale)));
    }
    let told = |check: &&Check| Word::of(check).fails();
    for check in run.checks.iter().filter(told).take(TOLD) {
        text.push_str(&folded(run, check));
    }
    let more = run.checks.iter().filter(told).count().saturating_sub(TOLD);
    if more > 0 {
        text.push_str(&format!("\nand {}\n", counted(more, "further departure")));
    }
    text
}

/// A check whose details open on demand.
fn folded(run: &Run, check: &Check) -> String {
    let word = Word::of(check);
    let details = about(run, check);
    let fence = "`".repeat(longest_run(&details).max(2) + 1);
    format!(
        "\n<details><summary>{} {} {}: {}</summary>\n\n{fence}text\n{details}{fence}\n\n</details>\n",
        word.sign(),
        word.as_str(),
        plain(&check.case),
        plain(&check.requirements.join(", ")),
    )
}

/// The longest run of backticks, which a fence must exceed.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`');
    runs.map(str::len).max().unwrap_or_default()
}

/// Text in which nothing is markup, on a line.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in escaped(text).chars() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' | '@' => {
                shown.push_str(&format!("&#{};", u32::from(character)));
            }
            other => shown.push(other),
        }
    }
    shown
}
