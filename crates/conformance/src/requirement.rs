//! A requirement is one sentence that a specification, a vendor's document or shipped code imposes.

use std::fmt;

/// One sentence with its level and source. Written in `requirements.toml`, never in code.
#[derive(Debug)]
pub struct Requirement {
    /// The id that people paste, like `JWT-012`.
    pub id: &'static str,
    /// How strongly the source puts it.
    pub level: Level,
    /// The sentence, in our own words.
    pub says: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// The profile values under which it is in force; empty means under all.
    pub profiles: &'static [&'static str],
    /// Whether a check is expected of it.
    pub standing: Standing,
}

/// How strongly a source puts a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A specification or a vendor's document demands it.
    Must,
    /// A specification or a vendor's document advises it.
    Should,
    /// A specification or a vendor's document permits it.
    May,
    /// Shipped code or a live trace does it; nobody promises it.
    Observed,
    /// We conclude it, because the sources leave a gap.
    Derived,
}

impl Level {
    /// The word used in files and output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
            Self::Observed => "observed",
            Self::Derived => "derived",
        }
    }
}

/// Whether a check is expected of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Some check must catch a defect of it.
    Expected,
    /// The role that can show it is not built yet; the reason names the role.
    Waiting(&'static str),
    /// It is not checked, for this reason.
    Excluded(&'static str),
}

/// The name of a requirement, which leads to its row. Ids are equal when their spelling is.
#[derive(Clone, Copy)]
pub struct Id(&'static Requirement);

impl Id {
    /// Names a row; called by generated code only.
    pub const fn of(row: &'static Requirement) -> Self {
        Self(row)
    }

    /// The spelling, like `JWT-012`.
    pub const fn as_str(self) -> &'static str {
        self.0.id
    }

    /// The row it names.
    pub const fn row(self) -> &'static Requirement {
        self.0
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.id.cmp(other.0.id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}
