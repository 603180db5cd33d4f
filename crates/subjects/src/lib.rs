//! How a subject is reached: a server by its [URL](Http), a client as a [process](Exec) for each
//! operation, anything by an [adapter](Adapter), which is a child process that speaks one JSON
//! object a line.
//!
//! Every subject is hostile: what it sends is bounded in bytes and in time, and what it is is never
//! believed to be an answer unless it has the form of one.

mod adapter;
mod client;
mod exec;
mod http;
mod stage;

pub use adapter::{Adapter, CONTRACT, Hello};
pub use client::{Address, AddressError, Trust};
pub use exec::Exec;
pub use http::{Credentials, Http};
pub use stage::Stage;

use std::time::Duration;

/// How long an operation may take.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read.
pub const ANSWER_BYTES: usize = 4 * 1024 * 1024;

#[cfg(test)]
mod tests;
