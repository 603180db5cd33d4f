//! The program: what can be typed, what it does, and what it prints.

mod cli;
pub mod diagnostic;
mod exit;
pub mod glob;
pub mod inspect;
pub mod kill_matrix;
pub mod known;
pub mod play;
mod redact;
pub mod report;
pub mod requirements;
pub mod schema;
mod serve;
pub mod vectors;

pub use cli::{Arguments, run};
pub use exit::{Exit, TABLE};
