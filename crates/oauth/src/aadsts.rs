//! The catalogue of Entra's errors, which `aadsts.toml` holds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One of Entra's errors.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aadsts {
    /// Its number.
    #[serde(skip)]
    pub code: u32,
    /// Its name, where one is documented.
    pub name: Option<String>,
    /// The error code of OAuth that it goes with.
    pub error: String,
    /// Entra's finer code.
    pub suberror: Option<String>,
    /// Whether it brings claims with which to ask again.
    #[serde(default)]
    pub claims: bool,
    /// What happened, in our own words.
    pub says: String,
}

/// Every error, by its number.
pub static CATALOGUE: LazyLock<BTreeMap<u32, Aadsts>> = LazyLock::new(|| {
    let rows: BTreeMap<String, Aadsts> =
        toml::from_str(include_str!("aadsts.toml")).expect("the catalogue is TOML of this shape");
    let numbered = rows.into_iter().filter_map(|(number, row)| {
        let code = number.parse().ok()?;
        Some((code, Aadsts { code, ..row }))
    });
    numbered.collect()
});

/// The error of this number, which the model uses.
pub(crate) fn aadsts(code: u32) -> &'static Aadsts {
    CATALOGUE
        .get(&code)
        .expect("every number that the model uses is in the catalogue")
}
