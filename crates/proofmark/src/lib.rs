//! The program: what can be typed, what it does, and what it prints.
//!
//! An implementation in Rust is put to the suite within its own `cargo test`, by a test of its own
//! for which `Cargo.toml` says `harness = false`. Each case is a test by its name:
//!
//! ```no_run
//! use proofmark::{Answer, Peer, Subject, Value, suite};
//!
//! struct MyValidator;
//!
//! impl Subject for MyValidator {
//!     fn perform(&mut self, operation: &str, told: &Value, _: &mut Peer<'_>) -> Answer {
//!         match (operation, verify(&told["token"], &told["keys"], &told["now"])) {
//!             ("verify", Ok(())) => Answer::Done(Value::Null),
//!             ("verify", Err(why)) => Answer::Failed(why.into()),
//!             _ => Answer::Unsupported(operation.to_owned()),
//!         }
//!     }
//! }
//! # fn verify(_: &Value, _: &Value, _: &Value) -> Result<(), String> { Ok(()) }
//!
//! fn main() -> std::process::ExitCode {
//!     suite("token-validator", || MyValidator).run()
//! }
//! ```
//!
//! What a role is told to do, and with what, is what adapters are told: `proofmark schema` has it.
//! Departures that are known are listed [by `with_known`](Suite::with_known). What the subject does
//! not support is ignored, with the reason; what the role is for is not.

#[macro_use]
mod out;

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
mod suite;
mod variation;
pub mod vectors;

pub use cli::{Arguments, run};
pub use conformance::{Answer, Peer, Subject};
pub use exit::{Exit, TABLE};
pub use serde_json::Value;
pub use suite::{Suite, suite};
