//! What real implementations get wrong, as people read it: made of what is known of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use conformance::Level;
use serde::Deserialize;

/// How the document begins.
pub(crate) const PREFACE: &str = "\
# Findings

What libraries by others get wrong, by distinct cause. It is written by `cargo xtask real --findings`
from the known departures in `adapters/known`, whose every entry is held against the library by
`cargo xtask real`. The causes in the token libraries of Python and npm and in the XML readers of npm were
looked at in the library itself, without this suite; the others by their sources, or by what went over the table.

A *bug* breaks the sentence that is quoted, and no documentation says that it should. A *choice* breaks
it too, and is documented, defended by its authors, or plain from how the library is made. Departures
from *our profile* are no fault of the library: the suite asks for more than its sources do, or for
something else. Where a public report was found, it is linked.
";

#[derive(Deserialize)]
struct Known {
    known: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    requirement: String,
    case: String,
    reason: String,
    issue: Option<String>,
}

/// How many bugs there are, by distinct cause.
#[derive(Default)]
pub(crate) struct Count {
    bugs: usize,
    /// Those that break a sentence that says must.
    of_must: usize,
}

impl Count {
    /// All of them in a sentence.
    pub(crate) fn told(&self) -> String {
        format!(
            "\n{} bugs in all, {} of which break a sentence that says must.\n",
            self.bugs, self.of_must
        )
    }
}

/// What is known of one implementation. Its bugs are counted.
pub(crate) fn section(
    name: &str,
    version: &str,
    known: &str,
    count: &mut Count,
) -> Result<String, String> {
    let known: Known = toml::from_str(known).map_err(|error| format!("{name}: {error}"))?;
    let mut causes: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in &known.known {
        match causes
            .iter_mut()
            .find(|(reason, _)| *reason == entry.reason)
        {
            Some((_, entries)) => entries.push(entry),
            None => causes.push((&entry.reason, vec![entry])),
        }
    }
    let of = |kind: &str| {
        let of_kind = causes.iter().filter(|(reason, _)| reason.starts_with(kind));
        of_kind.collect::<Vec<_>>()
    };
    let (bugs, choices, ours) = (of("their bug"), of("their choice"), of("our profile"));
    let says_must = |entry: &&Entry| {
        let requirement = protocols::requirement(&entry.requirement);
        requirement.is_some_and(|requirement| requirement.row().level == Level::Must)
    };
    let of_must = |(_, entries): &&&(&str, Vec<&Entry>)| entries.iter().any(says_must);
    count.bugs += bugs.len();
    count.of_must += bugs.iter().filter(of_must).count();
    let mut text = format!(
        "\n## {name} {version}\n\n{} bugs, {} choices; {} causes are our profile.\n",
        bugs.len(),
        choices.len(),
        ours.len()
    );
    for (reason, entries) in bugs.iter().chain(&choices) {
        let (kind, cause) = reason.split_once(": ").unwrap_or(("", reason));
        let kind = kind.trim_start_matches("their ");
        write!(text, "\n- **{kind}**: {cause}.\n").expect("a string takes all text");
        text.push_str(&told(name, entries));
    }
    if !ours.is_empty() {
        text.push_str("\nOur profile:");
        for (reason, entries) in ours {
            let cause = reason.trim_start_matches("our profile: ");
            let cases = match entries.len() {
                1 => "1 case".to_owned(),
                count => format!("{count} cases"),
            };
            write!(text, "\n- {cause} ({cases}).").expect("a string takes all text");
        }
        text.push('\n');
    }
    Ok(text)
}

/// The sentences that a cause breaks, and how to see it.
fn told(name: &str, entries: &[&Entry]) -> String {
    let mut text = String::new();
    let mut cases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        cases
            .entry(&entry.requirement)
            .or_default()
            .push(&entry.case);
    }
    for id in cases.keys() {
        if let Some(requirement) = protocols::requirement(id) {
            let row = requirement.row();
            writeln!(
                text,
                "  {id} ({}): {} [{}]",
                row.level.word(),
                row.says,
                row.source
            )
            .expect("a string takes all text");
        }
    }
    let first = entries.first().map_or("", |entry| entry.case.as_str());
    let more = match entries.len() {
        1 => String::new(),
        2 => " and 1 more case".to_owned(),
        count => format!(" and {} more cases", count - 1),
    };
    writeln!(
        text,
        "  See it: `cargo xtask real {name} --trace --only {first}`{more}."
    )
    .expect("a string takes all text");
    if let Some(issue) = entries.iter().find_map(|entry| entry.issue.as_deref()) {
        writeln!(text, "  Public: <{issue}>.").expect("a string takes all text");
    }
    text
}
