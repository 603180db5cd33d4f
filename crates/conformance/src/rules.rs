//! Rules are what a model follows: a profile, and at most one flaw. The sound model, the profiles
//! and the defective specimens are one piece of code with other rules.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Id, Profile};

/// What a model follows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Which of the disagreeing sources to follow.
    pub profile: Profile,
    /// The one thing that a defective model gets wrong.
    pub flaw: Option<Flaw>,
    /// Where it is noted which flaws mattered, if somebody wants to know.
    pub asked: Option<&'static Asked>,
}

/// The one thing that a defective model gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It does not enforce this requirement.
    Lacks(Id),
    /// It does this instead of what is right.
    Does(Quirk),
}

/// A wrong thing that a defective model does, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirk(pub &'static str);

impl Rules {
    /// The rules of a model without flaw under this profile.
    pub const fn sound(profile: Profile) -> Self {
        Self {
            profile,
            flaw: None,
            asked: None,
        }
    }

    /// The rules of a model with one flaw under this profile.
    pub const fn flawed(profile: Profile, flaw: Flaw) -> Self {
        Self {
            profile,
            flaw: Some(flaw),
            asked: None,
        }
    }

    /// The same rules, which note what they are asked.
    #[must_use]
    pub const fn watched(self, asked: &'static Asked) -> Self {
        Self {
            asked: Some(asked),
            ..self
        }
    }

    /// The same profile without the flaw.
    #[must_use]
    pub const fn made_sound(self) -> Self {
        Self::sound(self.profile)
    }

    /// Whether the requirement is in force: the profile calls for it and no flaw lacks it.
    pub fn demand(&self, id: Id) -> bool {
        let profiles = id.row().profiles;
        let called_for =
            profiles.is_empty() || profiles.iter().any(|value| self.profile.chooses(value));
        called_for && !self.lacks(id)
    }

    /// Whether a defective model does not enforce this, whatever the profile. The sound one lacks
    /// nothing.
    pub fn lacks(&self, id: Id) -> bool {
        self.has(Flaw::Lacks(id))
    }

    /// Whether a defective model does this. The sound one never does.
    pub fn does(&self, quirk: Quirk) -> bool {
        self.has(Flaw::Does(quirk))
    }

    /// The only place that looks at the flaw, and so knows what was asked.
    fn has(&self, flaw: Flaw) -> bool {
        if let Some(asked) = self.asked {
            asked.note(flaw);
        }
        self.flaw == Some(flaw)
    }

    /// Refuses the input at this byte, unless the requirement is not in force; then the model goes
    /// on as one that never heard of it would.
    #[cold]
    pub fn refuse(
        &self,
        id: Id,
        offset: usize,
        message: impl Into<Cow<'static, str>>,
    ) -> Result<(), Refusal> {
        if self.demand(id) {
            Err(Refusal::new(id, offset, message))
        } else {
            Ok(())
        }
    }
}

/// Which flaws a model was asked about. As long as it is not asked about a flaw, a defective model
/// does what the sound one does, and need not be tried.
#[derive(Debug, Default)]
pub struct Asked([AtomicU64; 8]);

impl Asked {
    /// Nothing was asked yet.
    pub const fn new() -> Self {
        Self([const { AtomicU64::new(0) }; 8])
    }

    /// Begins anew, and says what was asked before.
    pub fn take(&self) -> Self {
        Self(
            self.0
                .each_ref()
                .map(|word| AtomicU64::new(word.swap(0, Ordering::Relaxed))),
        )
    }

    /// Whether the flaw was asked about. It may say so of one that was not, and never the reverse.
    pub fn may_include(&self, flaw: Flaw) -> bool {
        let (word, bit) = self.place(flaw);
        word.load(Ordering::Relaxed) & bit != 0
    }

    fn note(&self, flaw: Flaw) {
        let (word, bit) = self.place(flaw);
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// The bit that stands for a flaw, and for some others.
    fn place(&self, flaw: Flaw) -> (&AtomicU64, u64) {
        let (name, start) = match flaw {
            Flaw::Lacks(id) => (id.as_str(), 1),
            Flaw::Does(Quirk(name)) => (name, 2),
        };
        let mix = |hash: usize, byte: &u8| (hash ^ usize::from(*byte)).wrapping_mul(0x0100_0193);
        let hash = name.as_bytes().iter().fold(start, mix);
        (&self.0[hash >> 6 & 7], 1 << (hash & 63))
    }
}

/// A rejection: the requirement that the input breaks, where, and what was seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The requirement that the input breaks.
    pub id: Id,
    /// The byte of the input at which it shows.
    pub offset: usize,
    /// What was expected and what was seen, without repeating the input.
    pub message: Cow<'static, str>,
}

impl Refusal {
    /// A rejection that no rule can switch off, because nothing sensible could follow it.
    #[cold]
    pub fn new(id: Id, offset: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            id,
            offset,
            message: message.into(),
        }
    }

    /// The same rejection seen from a text in which this one begins later.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        self.offset = self.offset.saturating_add(by);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}: {}", self.id, self.offset, self.message)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_noted_until_it_is_taken() {
        static ASKED: Asked = Asked::new();
        let (asked, unasked) = (Quirk("counts-from-one"), Quirk("counts-from-two"));
        let rules = Rules::sound(Profile::default()).watched(&ASKED);
        assert!(!ASKED.may_include(Flaw::Does(asked)));
        assert!(!rules.does(asked));
        assert!(ASKED.may_include(Flaw::Does(asked)));
        assert!(!ASKED.may_include(Flaw::Does(unasked)));
        assert!(ASKED.take().may_include(Flaw::Does(asked)));
        assert!(!ASKED.may_include(Flaw::Does(asked)));
    }
}
