//! What the founding documents say, sentence by sentence, and the requirements that stand for it.

use serde::Deserialize;

/// A sentence of a founding document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// The document's title.
    pub document: String,
    /// Where in the document it stands.
    pub place: String,
    /// What it says, in our words.
    pub gist: String,
    /// The requirements that stand for it, of whichever protocol.
    pub ids: Vec<String>,
    /// Why none does.
    pub why: Option<String>,
}

/// Every sentence, in the order of the documents.
pub fn sentences() -> Vec<Sentence> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        sentence: Vec<Sentence>,
    }
    let file: File = toml::from_str(include_str!("../documents.toml"))
        .expect("the file is part of the crate, and a test reads it");
    file.sentence
}
