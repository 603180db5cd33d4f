//! A secret: a password, a code, a verifier, a token. Read by whom it is meant for, shown to nobody.

use std::borrow::Cow;
use std::fmt;

/// A text that `Debug` does not show (OAUTH-039).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<'a>(Cow<'a, str>);

impl<'a> Secret<'a> {
    /// Keeps this text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The same secret as an owner of its text.
    pub fn into_owned(self) -> Secret<'static> {
        Secret(Cow::Owned(self.0.into_owned()))
    }

    /// Whether this is the text, in a time that does not depend on where they differ.
    pub fn is(&self, text: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.0.as_bytes(), text.as_bytes())
            .is_ok()
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes, not shown)", self.0.len())
    }
}

impl<'a> From<Cow<'a, str>> for Secret<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self(text)
    }
}
