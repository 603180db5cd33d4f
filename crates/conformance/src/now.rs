//! The moment at which a model is asked something. Models never look at a clock.

use std::fmt;

/// Milliseconds since the beginning of 1970, UTC. Arithmetic saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Now(i64);

impl Now {
    /// The moment this many milliseconds after the beginning of 1970.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// The moment this many seconds after the beginning of 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the beginning of 1970.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since the beginning of 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment so many seconds later, or earlier if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_ms(seconds.saturating_mul(1000))
    }

    /// The moment so many milliseconds later, or earlier if negative.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl fmt::Display for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{:03} s",
            self.0.div_euclid(1000),
            self.0.rem_euclid(1000)
        )
    }
}
