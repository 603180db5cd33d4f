//! The program: what can be typed, what it does, and what it prints.

mod cli;
pub mod diagnostic;
mod doctor;
mod exit;
pub mod explore;
pub mod glob;
mod init;
pub mod inspect;
pub mod kill_matrix;
pub mod known;
pub mod perform;
pub mod play;
mod redact;
pub mod report;
pub mod requirements;
mod run;
pub mod schema;
mod serve;
mod show;
mod specimen;
pub mod subject;
pub mod vectors;

pub use cli::{Arguments, run};
pub use exit::{Exit, TABLE};
