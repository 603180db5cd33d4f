//! How a subject is reached: a server by its [URL](Http), a web API by
//! [the tokens that it takes](Resource), an add-in by [its page](Page), a client as a [process](Exec) for each
//! operation, anything by an [adapter](Adapter), which is a child process that speaks one JSON
//! object a line, or whoever comes to where we [listen](Listener) and speaks the same.
//!
//! Every subject is hostile: what it sends is bounded in bytes and in time, and what it is is never
//! believed to be an answer unless it has the form of one.

mod adapter;
mod client;
mod exec;
mod http;
mod listener;
mod page;
mod process;
mod resource;
mod stage;

pub use adapter::{Adapter, CONTRACT, Hello};
pub use client::{Address, AddressError, Trust};
pub use exec::Exec;
pub use http::{Credentials, Http};
pub use listener::Listener;
pub use page::{Page, PageSettings, PageStage};
pub use resource::{Resource, Statuses};
pub use stage::Stage;

use std::time::{Duration, Instant};

/// How long a case may take unless somebody says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read.
pub const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The time that a case may take, however many operations it has.
#[derive(Clone, Copy, Debug)]
struct Patience {
    whole: Duration,
    ends: Instant,
}

impl Patience {
    /// So much time, from now on.
    fn of(whole: Duration) -> Self {
        Self {
            whole,
            ends: Instant::now() + whole,
        }
    }

    /// All of it is there again: another case begins.
    fn renew(&mut self) {
        *self = Self::of(self.whole);
    }

    /// What is left.
    fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// As much as starting takes, which may be longer.
    fn to_start(self) -> Self {
        Self::of(self.whole * 3)
    }
}

/// How long, in words.
impl std::fmt::Display for Patience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} s", self.whole.as_secs_f32())
    }
}

#[cfg(test)]
mod tests;
