//! A matrix: requirements as rows, runs as columns, in each place the gravest verdict.

use std::collections::BTreeMap;

use super::Word;
use crate::diagnostic::escaped;
use crate::play::Run;

/// The matrix of these runs as a table in Markdown, with a line on what the signs stand for.
pub fn matrix(runs: &[Run]) -> String {
    let mut rows: BTreeMap<&str, Vec<Option<Word>>> = BTreeMap::new();
    for (column, run) in runs.iter().enumerate() {
        for check in &run.checks {
            for id in &check.requirements {
                let row = rows.entry(id).or_insert_with(|| vec![None; runs.len()]);
                let word = Word::of(check);
                row[column] = Some(row[column].map_or(word, |held| held.min(word)));
            }
        }
    }
    let mut header = vec!["requirement".to_owned()];
    header.extend(runs.iter().map(|run| cell(&run.subject)));
    let mut lines = vec![header];
    for (id, words) in rows {
        let mut line = vec![cell(id)];
        line.extend(
            words
                .iter()
                .map(|word| word.map_or("", Word::sign).to_owned()),
        );
        lines.push(line);
    }
    let signs = Word::ALL.map(|word| format!("{} {}", word.sign(), word.as_str()));
    format!("{}\n{}\n", table(&lines), signs.join("  "))
}

/// A table in Markdown whose columns are aligned for who reads it as text.
pub(crate) fn table(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or_default().max(3)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (place, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(&format!("| {cell:<width$} "));
        }
        text.push_str("|\n");
        if place == 0 {
            for width in &widths {
                text.push_str(&format!("|{}", "-".repeat(width + 2)));
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Text for a place in a table.
fn cell(text: &str) -> String {
    escaped(&super::cut(text, 60)).replace('|', "/")
}
