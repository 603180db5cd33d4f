//! The program: what can be typed, what it does, and what it prints.

mod cli;
pub mod diagnostic;
mod exit;
pub mod inspect;
pub mod play;
mod redact;
pub mod requirements;
mod serve;

pub use cli::{Arguments, run};
pub use exit::{Exit, TABLE};
