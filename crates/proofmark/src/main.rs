//! `proofmark`: proves token code.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    proofmark::run(proofmark::Arguments::parse()).into()
}
