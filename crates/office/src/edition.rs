//! The three values of the axis `office`: which of the disagreeing sources is followed.

use conformance::{Choice, Profile};

/// The documents that introduced the calls, in 2016 and 2017.
pub const DOC_2017: Choice = Choice {
    axis: "office",
    value: "doc-2017",
};

/// The documentation that stands now.
pub const DOC_2026: Choice = Choice {
    axis: "office",
    value: "doc-2026",
};

/// What version 1.1 of the library does, as measured on 1.1.110.
pub const OFFICEJS_1_1: Choice = Choice {
    axis: "office",
    value: "officejs-1.1",
};

/// Which of the sources is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// [`DOC_2017`]
    Doc2017,
    /// [`DOC_2026`]
    Doc2026,
    /// [`OFFICEJS_1_1`]
    Shipped,
}

impl Edition {
    /// Every edition, in the order of their appearance.
    pub const ALL: [Self; 3] = [Self::Doc2017, Self::Doc2026, Self::Shipped];

    /// The one that a profile chooses; today's documentation if it chooses none.
    pub fn of(profile: &Profile) -> Self {
        let chosen = Self::ALL
            .into_iter()
            .find(|edition| profile.chooses(edition.choice().value));
        chosen.unwrap_or(Self::Doc2026)
    }

    /// Its value of the axis.
    pub const fn choice(self) -> Choice {
        match self {
            Self::Doc2017 => DOC_2017,
            Self::Doc2026 => DOC_2026,
            Self::Shipped => OFFICEJS_1_1,
        }
    }
}
