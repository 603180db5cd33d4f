//! What the chores ask of the laws: `hold LAW FILE…` holds a law against files under every profile;
//! `cover sound|flawed LAW FILE…` runs sound or defective models on files and on what the cases say,
//! and `play sound|flawed` plays the cases, for somebody who counts lines; `reach` says which laws
//! catch which defect. `cargo xtask` starts it, because it links no model itself.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a chore reads files and talks to people"
)]

use std::process::ExitCode;

use conformance::{Asked, Defect, Law, Outcome, Rules};
use protocols::coverage::{broken_by, case_profile};
use protocols::{defects, every_profile, laws};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["hold", law, ref files @ ..] => hold_all(law, files),
        ["cover", "sound", law, ref files @ ..] => cover(law, files, sound),
        ["cover", "flawed", law, ref files @ ..] => cover(law, files, flawed),
        ["play", models @ ("sound" | "flawed")] => play(models == "flawed"),
        ["reach"] => {
            reach();
            Ok(true)
        }
        _ => Err(
            "usage: hold LAW FILE… | cover sound|flawed LAW FILE… | play sound|flawed | reach"
                .to_owned(),
        ),
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

/// Has the law tried on files and on what the cases give it.
fn cover(name: &str, files: &[&str], run: fn(&Law, &[u8]) -> bool) -> Result<bool, String> {
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    let law = find(name)?;
    let mut inputs = laws::inputs_of_cases(law, &cases);
    for file in files {
        let input = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        inputs.push(laws::seed(file, input));
    }
    Ok(inputs.iter().all(|input| run(law, input)))
}

/// Whether the law holds of the input.
fn sound(law: &Law, input: &[u8]) -> bool {
    let breaks = |rules: &Rules| matches!((law.run)(input, rules), Outcome::Breaks(_));
    !every_profile()
        .into_iter()
        .map(Rules::sound)
        .any(|rules| breaks(&rules))
}

/// Runs every model whose defect matters to the input; whether the law holds is no matter.
fn flawed(law: &Law, input: &[u8]) -> bool {
    static ASKED: Asked = Asked::new();
    for profile in every_profile() {
        (law.run)(input, &Rules::sound(profile).watched(&ASKED));
        let asked = ASKED.take();
        for defect in defects().filter(|defect| asked.may_include(defect.flaw)) {
            (law.run)(input, &Rules::flawed(profile, defect.flaw));
        }
    }
    true
}

/// Plays every case, with the sound model or with every one whose defect matters to it.
fn play(is_flawed: bool) -> Result<bool, String> {
    static ASKED: Asked = Asked::new();
    for case in protocols::cases().map_err(|error| error.to_string())? {
        let profile = case_profile(&case);
        case.play(&Rules::sound(profile).watched(&ASKED));
        let asked = ASKED.take();
        let matters = |defect: &&Defect| is_flawed && asked.may_include(defect.flaw);
        for defect in defects().filter(matters) {
            case.play(&Rules::flawed(profile, defect.flaw));
        }
    }
    Ok(true)
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
