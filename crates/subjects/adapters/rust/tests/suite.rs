//! jsonwebtoken within `cargo test`: every case of a validator is a test by its name, and
//! what is known to depart is borne.

use std::panic::catch_unwind;
use std::process::ExitCode;

use adapters::NotDone;
use adapters::validator::verify;
use proofmark::{Answer, Peer, Subject, Value, suite};

struct Jsonwebtoken;

impl Subject for Jsonwebtoken {
    fn perform(&mut self, operation: &str, told: &Value, _: &mut Peer<'_>) -> Answer {
        match (operation, catch_unwind(|| verify(told))) {
            ("verify", Ok(Ok(done))) => Answer::Done(done),
            ("verify", Ok(Err(NotDone::Refused(why)))) => Answer::Failed(why.into()),
            ("verify", Ok(Err(NotDone::Unsupported(why)))) => Answer::Unsupported(why),
            ("verify", Err(_)) => Answer::Lost("it panicked".to_owned()),
            _ => Answer::Unsupported(format!("no operation `{operation}`")),
        }
    }
}

fn main() -> ExitCode {
    suite("token-validator", || Jsonwebtoken)
        .with_name("jsonwebtoken-rust")
        .with_known(include_str!("../../known/jsonwebtoken-rust.toml"))
        // The clock of the process is put where each case has it.
        .one_at_a_time()
        .run()
}
