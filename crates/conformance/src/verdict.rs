//! A verdict is what playing one check against one subject led to.

use std::fmt;

/// What playing one check against one subject led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The subject did what the sentence says.
    Conforms,
    /// The subject did something else.
    Departs,
    /// The subject missed advice; not a failure unless asked for.
    Advises,
    /// The subject said that it cannot do this, or a fact that the case needs was not declared.
    Unsupported(String),
    /// The subject departs, and is listed as known to, for this reason.
    Known(String),
    /// A prerequisite failed, so nothing was learnt. Counts as failure.
    Blocked(String),
}

impl Verdict {
    /// The verb used in files and output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Departs => "departs",
            Self::Advises => "advises",
            Self::Unsupported(_) => "unsupported",
            Self::Known(_) => "known",
            Self::Blocked(_) => "blocked",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
