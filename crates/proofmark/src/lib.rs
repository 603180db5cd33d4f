//! The program: what can be typed, what it does, and what it prints.

mod cli;
pub mod diagnostic;
mod exit;
pub mod inspect;
pub mod known;
pub mod play;
mod redact;
pub mod report;
pub mod requirements;
mod serve;
pub mod vectors;

pub use cli::{Arguments, run};
pub use exit::{Exit, TABLE};
