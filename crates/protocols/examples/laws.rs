//! What the chores ask of the laws: `hold LAW FILE…` holds a law against files under every profile,
//! `reread LAW` against what the cases say, and `reach` says which laws catch which defect. `cargo xtask` starts it, because it links no
//! model itself.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a chore reads files and talks to people"
)]

use std::process::ExitCode;

use conformance::{Law, Outcome, Rules};
use protocols::coverage::broken_by;
use protocols::{defects, every_profile, laws};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["hold", law, ref files @ ..] => hold_all(law, files),
        ["reread", law] => reread(law),
        ["reach"] => {
            reach();
            Ok(true)
        }
        _ => Err("usage: hold LAW FILE… | reread LAW | reach".to_owned()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether the law holds of every file.
fn hold_all(law: &str, files: &[&str]) -> Result<bool, String> {
    let held: Result<Vec<bool>, String> = files.iter().map(|file| hold(law, file)).collect();
    Ok(held?.into_iter().all(|holds| holds))
}

/// Whether the law holds of what the cases give it.
fn reread(name: &str) -> Result<bool, String> {
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    let law = find(name)?;
    let inputs = laws::inputs_of_cases(law, &cases);
    let profiles = every_profile();
    let mut every = inputs
        .iter()
        .flat_map(|input| profiles.iter().map(move |p| (input, p)));
    Ok(every.all(|(input, profile)| {
        !matches!(
            (law.run)(input, &Rules::sound(*profile)),
            Outcome::Breaks(_)
        )
    }))
}

fn find(name: &str) -> Result<&'static Law, String> {
    let mut all = laws().chain([laws::canary()]);
    let law = all.find(|law| law.name == name);
    law.ok_or_else(|| format!("no law is named `{name}`"))
}

/// Shows an input as people read it, and whether the law holds of it.
fn hold(name: &str, file: &str) -> Result<bool, String> {
    let law = find(name)?;
    let input = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let input = laws::seed(file, input);
    println!("{}\n\n{}\n", law.sentence, (law.show)(&input));
    let (mut holds, mut is_relevant) = (true, false);
    for profile in every_profile() {
        match (law.run)(&input, &Rules::sound(profile)) {
            Outcome::Holds => is_relevant = true,
            Outcome::Irrelevant => {}
            Outcome::Breaks(message) => {
                println!("breaks under {profile}\n{message}");
                (holds, is_relevant) = (false, true);
            }
        }
    }
    if holds {
        println!(
            "{}",
            if is_relevant {
                "holds"
            } else {
                "the law has nothing to say of it"
            }
        );
    }
    Ok(holds)
}

/// Each defect, the requirement that it breaks, and the laws that catch it, a line each.
fn reach() {
    for defect in defects() {
        let named = laws().filter(|law| law.checks.contains(&defect.of));
        let seeing: Vec<&str> = named
            .filter(|law| broken_by(law, defect))
            .map(|law| law.name)
            .collect();
        println!("{}\t{}\t{}", defect.name, defect.of, seeing.join(","));
    }
}
