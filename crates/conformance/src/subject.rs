//! A subject is an implementation under test. It performs operations, by name, on data; how it is
//! reached is somebody else's business.

use std::collections::BTreeMap;

use serde_json::Value;

/// An implementation under test.
pub trait Subject {
    /// Performs an operation. What the subject sends to the other end while it does so goes to
    /// `peer`.
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer;

    /// Another case begins: what an earlier one left behind is forgotten, as far as can be.
    fn begin(&mut self) {}
}

/// The other end of a subject that is a client: takes a message and gives the answer.
pub type Peer<'p> = dyn FnMut(&Value) -> Value + 'p;

/// What became of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was done, and led to this.
    Done(Value),
    /// It was refused, or failed as operations may, with this.
    Failed(Value),
    /// The subject does not have it.
    Unsupported(String),
    /// Nothing that could be called an answer came: the subject could not be reached, broke off,
    /// hung, or talked nonsense.
    Lost(String),
}

impl Answer {
    /// What it led to, or why nothing can be said of the case.
    pub fn settled(self) -> Result<Result<Value, Value>, Gap> {
        match self {
            Self::Done(value) => Ok(Ok(value)),
            Self::Failed(value) => Ok(Err(value)),
            Self::Unsupported(why) => Err(Gap::Unsupported(why)),
            Self::Lost(why) => Err(Gap::Lost(why)),
        }
    }
}

/// Why a case could not be played to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The subject lacks an operation, or a fact that the case needs was not declared.
    Unsupported(String),
    /// Something that must go well before the case means anything did not.
    Blocked(String),
    /// The subject gave nothing that could be called an answer.
    Lost(String),
}

impl Gap {
    /// A fact is missing.
    pub fn needs(fact: &str) -> Self {
        Self::Unsupported(format!("needs the fact `{fact}`"))
    }
}

/// What a subject's owner declares of it, by name: which app is installed, which client may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<String, String>);

impl Facts {
    /// The fact with this name. One that was left empty is not known.
    pub fn find(&self, name: &str) -> Result<&str, Gap> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Gap::needs(name))
    }
}
