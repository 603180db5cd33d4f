//! `proofmark requirements`, `list` and `explain`: what is checked, by what, and why not.

use std::fmt::Write as _;

use conformance::{Id, Origin};
use protocols::coverage::{Catch, Coverage, Row, Status};
use serde::Serialize;

/// A requirement as `requirements --json` prints it.
#[derive(Serialize)]
struct Printed<'r> {
    id: &'static str,
    level: &'static str,
    profiles: &'static [&'static str],
    status: &'static str,
    checks: &'r [String],
    caught_by: Vec<Caught<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    says: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct Caught<'r> {
    defect: &'static str,
    checks: &'r [String],
}

/// Every requirement and every defect, as one JSON object.
pub fn json(coverage: &Coverage) -> String {
    #[derive(Serialize)]
    struct Whole<'r> {
        requirements: Vec<Printed<'r>>,
        defects: Vec<Defect<'r>>,
    }
    #[derive(Serialize)]
    struct Defect<'r> {
        name: &'static str,
        breaks: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        seen: Option<&'static str>,
        cases: &'r [String],
        laws: &'r [&'static str],
    }
    let defects = coverage.catches.iter().map(|catch| Defect {
        name: catch.defect.name,
        breaks: catch.defect.of.as_str(),
        seen: match catch.defect.origin {
            Origin::Seen(at) => Some(at),
            Origin::Made => None,
        },
        cases: &catch.cases,
        laws: &catch.laws,
    });
    let whole = Whole {
        requirements: coverage.rows.iter().map(printed).collect(),
        defects: defects.collect(),
    };
    serde_json::to_string_pretty(&whole).expect("strings and lists are always JSON")
}

fn printed(row: &Row) -> Printed<'_> {
    let requirement = row.id.row();
    Printed {
        id: requirement.id,
        level: requirement.level.word(),
        profiles: requirement.profiles,
        status: row.status.word(),
        checks: &row.checks,
        caught_by: row
            .caught_by
            .iter()
            .map(|(defect, checks)| Caught { defect, checks })
            .collect(),
        reason: row.status.reason(),
        says: requirement.says,
        source: requirement.source,
    }
}

/// Every requirement, a line each, and the counts.
pub fn text(coverage: &Coverage) -> String {
    let mut text = String::new();
    for row in &coverage.rows {
        let requirement = row.id.row();
        let detail = match row.status.reason() {
            Some(reason) => reason.to_owned(),
            None => {
                let defects: Vec<&str> = row.caught_by.iter().map(|(defect, _)| *defect).collect();
                format!(
                    "{} checks; catches {}",
                    row.checks.len(),
                    defects.join(", ")
                )
            }
        };
        let (level, status) = (requirement.level.word(), row.status.word());
        writeln!(
            text,
            "{:<10} {level:<9} {status:<9} {detail}",
            requirement.id
        )
        .expect("a string takes every text");
    }
    let count = |word: &str| {
        coverage
            .rows
            .iter()
            .filter(|row| row.status.word() == word)
            .count()
    };
    let caught = coverage
        .catches
        .iter()
        .filter(|catch| catch.caught())
        .count();
    writeln!(
        text,
        "\n{} requirements: {} checked, {} waiting, {} excluded, {} unproved; \
         {caught} of {} defects caught",
        coverage.rows.len(),
        count("checked"),
        count("waiting"),
        count("excluded"),
        count("unproved"),
        coverage.catches.len(),
    )
    .expect("a string takes every text");
    text
}

/// Each law beside the defects that it catches, and each defect that only cases catch.
pub fn table(coverage: &Coverage) -> String {
    let mut text = String::new();
    let mut line = |shown: String| {
        text.push_str(&shown);
        text.push('\n');
    };
    for law in protocols::laws() {
        line(format!("{}\n  {}", law.name, law.sentence));
        for catch in coverage
            .catches
            .iter()
            .filter(|catch| catch.laws.contains(&law.name))
        {
            line(format!(
                "    catches {:<10} {}",
                catch.defect.of.as_str(),
                catch.defect.name
            ));
        }
    }
    line("\nonly cases catch".to_owned());
    for catch in coverage
        .catches
        .iter()
        .filter(|catch| catch.laws.is_empty())
    {
        let cases = catch.cases.len();
        line(format!(
            "    {:<10} {} ({cases} cases)",
            catch.defect.of.as_str(),
            catch.defect.name
        ));
    }
    text
}

/// Everything that is known of one requirement.
pub fn explain(id: Id, coverage: &Coverage) -> String {
    let requirement = id.row();
    let mut text = format!(
        "{} ({})\n  {}\n\nsource: {}\n",
        requirement.id,
        requirement.level.word(),
        requirement.says,
        requirement.source
    );
    if !requirement.profiles.is_empty() {
        text.push_str(&format!(
            "in force under: {}\n",
            requirement.profiles.join(", ")
        ));
    }
    let Some(row) = coverage.rows.iter().find(|row| row.id == id) else {
        return text;
    };
    match &row.status {
        Status::Waiting(reason) => text.push_str(&format!("waiting: {reason}\n")),
        Status::Excluded(reason) => text.push_str(&format!("excluded: {reason}\n")),
        Status::Checked | Status::Unproved => {}
    }
    if !row.checks.is_empty() {
        text.push_str("\nchecked by:\n");
    }
    for check in &row.checks {
        text.push_str(&format!("  {check}\n"));
    }
    for catch in coverage
        .catches
        .iter()
        .filter(|catch| catch.defect.of == id)
    {
        text.push('\n');
        text.push_str(&explain_defect(catch));
    }
    text
}

/// Everything that is known of one defect.
pub fn explain_defect(catch: &Catch) -> String {
    let origin = match catch.defect.origin {
        Origin::Seen(at) => format!("seen: {at}"),
        Origin::Made => "made by leaving the rule out".to_owned(),
    };
    let laws = catch.laws.iter().map(|law| format!("law {law}"));
    let by: Vec<String> = catch.cases.iter().cloned().chain(laws).collect();
    format!(
        "defect {} of {}\n  {origin}\n  caught by:\n    {}\n",
        catch.defect.name,
        catch.defect.of,
        by.join("\n    ")
    )
}

/// The sentences of these requirements, a line each.
pub fn sentences(ids: &[Id]) -> String {
    ids.iter()
        .map(|id| format!("{id}: {}\n", id.row().says))
        .collect()
}
