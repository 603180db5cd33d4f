//! A token's value: read by whoever was given it, shown to nobody.

use std::borrow::Cow;
use std::fmt;

/// A text that `Debug` does not show (SOAP-077).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<'d>(Cow<'d, str>);

impl<'d> Secret<'d> {
    /// Keeps this text.
    pub fn new(text: impl Into<Cow<'d, str>>) -> Self {
        Self(text.into())
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes, not shown)", self.0.len())
    }
}
