//! Rules are what a model follows: a profile, and at most one flaw. The sound model, the profiles
//! and the defective specimens are one piece of code with other rules.

use std::borrow::Cow;
use std::fmt;

use crate::{Id, Profile};

/// What a model follows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Which of the disagreeing sources to follow.
    pub profile: Profile,
    /// The one thing that a defective model gets wrong.
    pub flaw: Option<Flaw>,
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
        }
    }

    /// The rules of a model with one flaw under this profile.
    pub const fn flawed(profile: Profile, flaw: Flaw) -> Self {
        Self {
            profile,
            flaw: Some(flaw),
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
        called_for && self.flaw != Some(Flaw::Lacks(id))
    }

    /// Whether a defective model does this. The sound one never does.
    pub fn does(&self, quirk: Quirk) -> bool {
        self.flaw == Some(Flaw::Does(quirk))
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
