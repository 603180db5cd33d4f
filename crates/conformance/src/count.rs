//! Counts in cases: how often something is written. What people write down is small; what chance
//! makes of it must not fill the memory.

use serde::de::{Deserialize, Deserializer, Error};

/// Nothing is written more often.
const MOST: usize = 1 << 20;

/// Reads a count for `#[serde(deserialize_with = "…")]`; one that is too great is an error.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Spaces(#[serde(deserialize_with = "conformance::count")] usize);
/// assert!(serde_json::from_str::<Spaces>("400000").is_ok());
/// assert!(serde_json::from_str::<Spaces>("1700000000").is_err());
/// ```
pub fn count<'de, D: Deserializer<'de>, T: From<usize>>(deserializer: D) -> Result<T, D::Error> {
    let held = usize::deserialize(deserializer)?;
    if held > MOST {
        return Err(D::Error::custom(format!(
            "{held} is too often: nothing is written more than {MOST} times"
        )));
    }
    Ok(held.into())
}
