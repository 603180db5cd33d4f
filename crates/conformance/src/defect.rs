//! A defect is rules with one flaw, and the story of where that flaw was seen.

use crate::{Flaw, Id, Quirk};

/// A way of being wrong that the suite must be able to see.
#[derive(Clone, Copy, Debug)]
pub struct Defect {
    /// Its name, a verb phrase like `keeps-the-first-duplicate`.
    pub name: &'static str,
    /// The requirement that it breaks.
    pub of: Id,
    /// What makes a model have it.
    pub flaw: Flaw,
    /// Where it was seen.
    pub origin: Origin,
    /// Other requirements whose checks it may trip, because they share a cause.
    pub collateral: &'static [Id],
    /// Whether it keeps all conversations of the protocols built on its own from getting anywhere,
    /// so that no departure in them is news.
    pub is_felt_above: bool,
}

/// Where a defect was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In somebody's code; the text says whose, by advisory, issue or measurement.
    Seen(&'static str),
    /// Nowhere yet: made by leaving the rule out.
    Made,
}

impl Defect {
    /// A model that does not enforce this requirement.
    pub const fn lacks(name: &'static str, of: Id) -> Self {
        Self::by_flaw(name, of, Flaw::Lacks(of))
    }

    /// A model that does this instead of what the requirement says.
    pub const fn does(quirk: Quirk, of: Id) -> Self {
        Self::by_flaw(quirk.0, of, Flaw::Does(quirk))
    }

    /// A model that breaks the requirement by a flaw that has another name, or is of another
    /// requirement.
    pub const fn by_flaw(name: &'static str, of: Id, flaw: Flaw) -> Self {
        Self {
            name,
            of,
            flaw,
            origin: Origin::Made,
            collateral: &[],
            is_felt_above: false,
        }
    }

    /// The same defect, seen in somebody's code.
    #[must_use]
    pub const fn seen(mut self, at: &'static str) -> Self {
        self.origin = Origin::Seen(at);
        self
    }

    /// The same defect, which may trip the checks of these requirements too.
    #[must_use]
    pub const fn with_collateral(mut self, collateral: &'static [Id]) -> Self {
        self.collateral = collateral;
        self
    }

    /// The same defect, which keeps all conversations of the protocols above from getting anywhere.
    #[must_use]
    pub const fn felt_above(mut self) -> Self {
        self.is_felt_above = true;
        self
    }
}
