//! The list of case files, so that the program carries the suite within itself.

use std::path::Path;

use crate::{Derived, entries};

/// `crates/protocols/src/corpus.rs`, with a line for every file of `corpus/cases`.
pub(crate) fn derive(root: &Path) -> Result<Derived, String> {
    let cases = root.join("corpus/cases");
    let mut topics = Vec::new();
    for protocol in entries(&cases)?.iter().filter(|path| path.is_dir()) {
        for file in entries(protocol)? {
            let topic = file
                .strip_prefix(&cases)
                .unwrap_or(&file)
                .with_extension("");
            if file.extension().is_none_or(|ending| ending != "toml") {
                return Err(format!("{}: case files end with .toml", file.display()));
            }
            topics.push(topic.display().to_string());
        }
    }
    let mut text = String::from(
        "//! Written from `corpus/cases` by `cargo xtask generate`; not edited by hand.\n\n\
         /// Every topic file: its path below `corpus/cases`, and its text.\n\
         pub(crate) static TOPICS: &[(&str, &str)] = &[\n",
    );
    for topic in topics {
        let line =
            format!("    (\"{topic}\", include_str!(\"../../../corpus/cases/{topic}.toml\")),\n");
        text.push_str(&line);
    }
    text.push_str("];\n");
    Ok(Derived {
        path: root.join("crates/protocols/src/corpus.rs"),
        text,
    })
}
