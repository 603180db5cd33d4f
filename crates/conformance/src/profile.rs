//! A profile is one value on each axis along which the sources disagree.

use std::fmt;

/// One value of one axis, like `xsd-2016` of `schema`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The axis along which sources disagree.
    pub axis: &'static str,
    /// The value chosen; no two axes share a value.
    pub value: &'static str,
}

/// The most axes that a profile can hold. `protocols` names five.
const AXES: usize = 6;

/// At most one choice an axis.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Profile {
    choices: [Option<Choice>; AXES],
}

impl Profile {
    /// No choice made.
    pub const NONE: Self = Self {
        choices: [None; AXES],
    };

    /// The profile that makes these choices, the last one on an axis counting.
    pub fn of(choices: &[Choice]) -> Self {
        choices
            .iter()
            .fold(Self::NONE, |profile, choice| profile.with(*choice))
    }

    /// This profile with another choice on that choice's axis.
    #[must_use]
    pub fn with(mut self, choice: Choice) -> Self {
        let place = self
            .choices
            .iter_mut()
            .find(|place| place.is_none_or(|held| held.axis == choice.axis))
            .expect("a profile has a place for every axis");
        *place = Some(choice);
        self
    }

    /// Whether this value was chosen.
    pub fn chooses(&self, value: &str) -> bool {
        self.choices().any(|choice| choice.value == value)
    }

    /// The choices, in the order in which they were made.
    pub fn choices(&self) -> impl Iterator<Item = Choice> + '_ {
        self.choices.iter().map_while(|choice| *choice)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, choice) in self.choices().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}", choice.value)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({self})")
    }
}
