//! The laws, as their tables name them. The tables are read as text, because what is derived from
//! them must be there before a model compiles; `register/every_law_has_a_target` compares what was
//! read with what is registered.

use std::path::{Path, PathBuf};

/// A law, as far as its table's text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Law {
    pub(crate) name: String,
    pub(crate) sentence: String,
    /// The protocol's folder.
    pub(crate) protocol: String,
    /// Whether the input is the wire text itself.
    pub(crate) is_text: bool,
}

/// The law that always breaks, by name.
pub(crate) const CANARY: &str = "canary";

/// Every law of every registered protocol, and the canary first.
pub(crate) fn scan(root: &Path) -> Result<Vec<Law>, String> {
    let register = root.join("crates/protocols/src/lib.rs");
    let text = read(&register)?;
    let registered = text.lines().filter_map(|line| {
        let (_, entry) = line.split_once("Entry::of::<")?;
        entry.split_once("::").map(|(folder, _)| folder.to_owned())
    });
    let mut laws = Vec::new();
    for protocol in std::iter::once("protocols".to_owned()).chain(registered) {
        for file in rust_files(&root.join("crates").join(&protocol).join("src"))? {
            laws.extend(table(&read(&file)?, &protocol));
        }
    }
    Ok(laws)
}

/// The laws of the table in this text.
fn table(text: &str, protocol: &str) -> Vec<Law> {
    let mut laws = Vec::new();
    let (mut sentence, mut row) = (String::new(), String::new());
    let lines = text.lines().map(str::trim_end);
    let within = lines
        .skip_while(|line| *line != "conformance::laws! {")
        .skip(1)
        .take_while(|line| *line != "}");
    for line in within.map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            sentence.push(' ');
            sentence.push_str(words.trim());
            continue;
        }
        row.push_str(line);
        row.push(' ');
        if !line.ends_with(';') {
            continue;
        }
        if let Some((name, rest)) = row.split_once(':') {
            laws.push(Law {
                name: name.trim().to_owned(),
                sentence: sentence.trim().to_owned(),
                protocol: protocol.to_owned(),
                is_text: rest.trim_start().starts_with("text "),
            });
        }
        sentence.clear();
        row.clear();
    }
    laws
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in crate::entries(folder)? {
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_is_written() {
        let text = "
conformance::laws! {
    /// Either it holds; or
    /// it breaks.
    it_holds:
        text generators::any => it_holds, checks(A_001,
            A_002);
    /// Scripts end.
    scripts_end: script generators::scripts => scripts_end, checks();
}
";
        let law = |name: &str, sentence: &str, is_text| Law {
            name: name.to_owned(),
            sentence: sentence.to_owned(),
            protocol: "p".to_owned(),
            is_text,
        };
        let expected = [
            law("it_holds", "Either it holds; or it breaks.", true),
            law("scripts_end", "Scripts end.", false),
        ];
        assert_eq!(table(text, "p"), expected);
    }
}
