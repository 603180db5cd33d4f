//! What people are told to type: the `curl` lines of a document, each with what it prints below it.

use std::path::Path;
use std::process::Command;

/// A line to type, and what it prints; `…` stands for anything.
struct Line {
    typed: String,
    prints: String,
}

/// Types every `curl` line of a document, and looks at what it prints. The addresses and the file
/// that `proofmark serve` has by default are those of the server that runs.
pub(crate) fn play(
    root: &Path,
    shown: &str,
    http: &str,
    https: &str,
    ca_file: &Path,
) -> Result<(), String> {
    let text =
        std::fs::read_to_string(root.join(shown)).map_err(|error| format!("{shown}: {error}"))?;
    let here = |text: &str| {
        text.replace("http://127.0.0.1:40080", http)
            .replace("https://127.0.0.1:40443", https)
            .replace(
                "/tmp/proofmark-40443/ca.pem",
                &ca_file.display().to_string(),
            )
    };
    let lines = lines(&text);
    if lines.is_empty() {
        return Err(format!("{shown} has no `curl` lines"));
    }
    for line in &lines {
        let output = Command::new("sh")
            .args(["-c", &here(&line.typed)])
            .output()
            .map_err(|error| format!("sh: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || !fits(&here(&line.prints), &printed) {
            let typed = &line.typed;
            return Err(format!(
                "`{typed}` printed {printed}and not {}",
                line.prints
            ));
        }
    }
    println!(
        "  {} lines of {shown} print what stands below them",
        lines.len()
    );
    Ok(())
}

/// The `curl` lines in the consoles of a document.
fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut is_console, mut is_ours) = (false, false);
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            (is_console, is_ours) = (language == "console", false);
        } else if let Some(typed) = line.strip_prefix("$ ").filter(|_| is_console) {
            is_ours = typed.starts_with("curl ");
            if is_ours {
                lines.push(Line {
                    typed: typed.to_owned(),
                    prints: String::new(),
                });
            }
        } else if let Some(last) = lines.last_mut().filter(|_| is_ours) {
            // What goes on on the next line is still being typed.
            let is_quoted = last.typed.matches('\'').count() % 2 == 1;
            if last.prints.is_empty() && (is_quoted || last.typed.ends_with('\\')) {
                last.typed = format!("{}\n{line}", last.typed);
            } else {
                last.prints = format!("{}{line}\n", last.prints);
            }
        }
    }
    lines
}

/// Whether what was printed is what was expected, in which `…` stands for anything.
fn fits(expected: &str, printed: &str) -> bool {
    let pieces: Vec<&str> = expected.trim_end().split('…').collect();
    let mut rest = printed.trim_end();
    for (place, piece) in pieces.iter().enumerate() {
        let is_last = place == pieces.len() - 1;
        let found = match (place, is_last) {
            (0, true) => return rest == *piece,
            (0, false) => rest.starts_with(piece).then_some(0),
            (_, true) => return rest.ends_with(piece),
            (_, false) => rest.find(piece),
        };
        let Some(at) = found else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    true
}
