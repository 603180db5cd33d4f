//! Requirement constants from `crates/*/requirements.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::Derived;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirement: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    level: Level,
    says: String,
    source: String,
    #[serde(default)]
    profiles: Vec<String>,
    waiting: Option<String>,
    excluded: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Must,
    Should,
    May,
    Observed,
    Derived,
}

/// A `src/requirements.rs` for every crate that has a `requirements.toml`.
pub(crate) fn derive(root: &Path) -> Result<Vec<Derived>, String> {
    let mut derived = Vec::new();
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    let crates = std::fs::read_dir(root.join("crates")).map_err(|error| error.to_string())?;
    let mut folders: Vec<_> = crates
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    folders.sort();
    for folder in folders {
        let source = folder.join("requirements.toml");
        let Ok(text) = std::fs::read_to_string(&source) else {
            continue;
        };
        let shown = source
            .strip_prefix(root)
            .unwrap_or(&source)
            .display()
            .to_string();
        let file: File = toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
        for row in &file.requirement {
            check(row).map_err(|error| format!("{shown}: {}: {error}", row.id))?;
            if let Some(other) = homes.insert(row.id.clone(), shown.clone()) {
                return Err(format!("{shown}: {} stands in {other} already", row.id));
            }
        }
        derived.push(Derived {
            path: folder.join("src/requirements.rs"),
            text: print(&file),
        });
    }
    Ok(derived)
}

fn check(row: &Row) -> Result<(), String> {
    let spelled = row.id.split_once('-').is_some_and(|(letters, digits)| {
        letters.bytes().all(|b| b.is_ascii_uppercase())
            && digits.len() == 3
            && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if !spelled {
        return Err("an id is spelled like `JWT-012`".to_owned());
    }
    if !row.says.ends_with('.') {
        return Err("`says` is a sentence and ends with a full stop".to_owned());
    }
    if matches!(row.level, Level::Observed | Level::Derived) && row.profiles.is_empty() {
        return Err("an observed or derived row names the profile values it is for".to_owned());
    }
    if row.waiting.is_some() && row.excluded.is_some() {
        return Err("a row is not both waiting and excluded".to_owned());
    }
    Ok(())
}

fn print(file: &File) -> String {
    let mut text = String::from(
        "//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.\n\n\
         use conformance::{Id, Level, Requirement, Standing};\n",
    );
    let mut names = Vec::new();
    for row in &file.requirement {
        let name = row.id.replace('-', "_");
        let standing = match (&row.waiting, &row.excluded) {
            (Some(reason), _) => format!("Standing::Waiting({reason:?})"),
            (None, Some(reason)) => format!("Standing::Excluded({reason:?})"),
            (None, None) => "Standing::Expected".to_owned(),
        };
        let says = row
            .says
            .replace('[', "\\[")
            .replace(']', "\\]")
            .replace('<', "\\<");
        write!(
            text,
            "\n/// {says}\npub const {name}: Id = Id::of(&Requirement {{\n    \
             id: {:?},\n    level: Level::{:?},\n    says: {:?},\n    source: {:?},\n    \
             profiles: &{:?},\n    standing: {standing},\n}});\n",
            row.id, row.level, row.says, row.source, row.profiles,
        )
        .expect("a string takes every text");
        names.push(name);
    }
    write!(
        text,
        "\n/// Every row, in the order of the file.\npub static REQUIREMENTS: &[Id] = &[\n    {},\n];\n",
        names.join(",\n    ")
    )
    .expect("a string takes every text");
    text
}
