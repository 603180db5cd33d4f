//! `cargo xtask bench fuzzing`: how many inputs a second libFuzzer gets through our readers, beside
//! other people's and beside whole laws, in one run.

use std::path::Path;

use super::{Ending, Kit, Sanitizer, Slice, session};

/// The target in which any reader is looked at by itself.
const TARGET: &str = "speed";
/// How long each is fuzzed.
const SECONDS: u32 = 30;

/// Our reader, the other, and the law whose seeds both begin with.
const PAIRS: [[&str; 3]; 2] = [
    [
        "soap",
        "quick-xml",
        "envelopes_are_refused_for_what_is_wrong",
    ],
    ["jwt", "jsonwebtoken", "tokens_read_as_they_are_written"],
];

/// Fuzzes each reader and each law, one after the other, and prints their rates.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let kit = Kit::choose(root, Sanitizer::Auto)?;
    for target in [TARGET, PAIRS[0][2], PAIRS[1][2]] {
        kit.build_target(target)?;
    }
    println!(
        "fuzzing for {SECONDS} s each, sanitizer {}",
        kit.sanitizer()
    );
    for [ours, theirs, law] in PAIRS {
        let own = rate(&kit, TARGET, law, ours)?;
        let other = rate(&kit, TARGET, law, theirs)?;
        let whole = rate(&kit, law, law, "")?;
        println!("  {ours}: {own:.0} a second");
        println!(
            "  {theirs}: {other:.0} a second; ours gets {:.2} x",
            own / other
        );
        println!("  {law}, held: {whole:.0} a second");
    }
    Ok(())
}

/// Executions a second of a target that begins with the seeds of a law and keeps nothing.
fn rate(kit: &Kit, target: &str, law: &str, reader: &str) -> Result<f64, String> {
    let seeds = crate::entries(&kit.seeds(law))?;
    let seeds: Vec<String> = seeds
        .iter()
        .map(|seed| seed.display().to_string())
        .collect();
    let mut arguments = Kit::limits();
    arguments.extend([
        "-seed=1".to_owned(),
        "-print_final_stats=1".to_owned(),
        format!("-max_total_time={SECONDS}"),
        format!("-seed_inputs={}", seeds.join(",")),
    ]);
    let session = session::run(
        &Slice {
            law: target.to_owned(),
            binary: kit.binary(target),
            arguments,
            environment: vec![("PROOFMARK_READER".to_owned(), reader.to_owned())],
            seconds: SECONDS,
        },
        |_| (),
    );
    match session.ending {
        Ending::Over => Ok(session.stats.executions as f64 / session.seconds),
        Ending::Found(input) => Err(format!("{target} {reader}: broke on {}", input.display())),
        Ending::Trouble(trouble) => Err(format!("{target} {reader}: {trouble}")),
    }
}
