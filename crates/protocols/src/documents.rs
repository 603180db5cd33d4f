//! What the founding documents say, sentence by sentence, and the requirements that stand for it.

use office::documents::Sentence;
use serde::Deserialize;

/// The documents that the project began from. What they say is never excluded.
pub const FOUNDING_DOCUMENTS: [&str; 4] = [
    "auth.getAccessTokenAsync method",
    "requestAuthTokenAsync method",
    "Acquiring and Using an Access Token",
    "GetClientAccessToken operation",
];

/// Every sentence, in the order of the documents.
pub fn sentences() -> Vec<Sentence> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        sentence: Vec<Sentence>,
    }
    let file: File = toml::from_str(include_str!("../documents.toml"))
        .expect("the file is part of the crate, and a test reads it");
    let mut sentences = office::documents::sentences();
    sentences.extend(file.sentence);
    sentences
}
