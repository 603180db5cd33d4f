//! Libraries by others under test. Preparing installs what the manifests of the adapters pin, into
//! a folder that is ignored; running downloads nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::clients::{copy, finish};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Install what the adapters need, and do nothing else
    #[arg(long)]
    prepare: bool,
    /// Write the findings anew from what is known, and do nothing else
    #[arg(long)]
    findings: bool,
    /// The cases to play, by a glob
    #[arg(long, default_value = "*")]
    only: String,
    /// Show what went over the table
    #[arg(long)]
    trace: bool,
    /// The implementations; all of them unless said otherwise
    names: Vec<String>,
}

/// The files that say what is installed.
const MANIFESTS: [&str; 2] = ["python/requirements.txt", "node/package-lock.json"];

/// 0: every implementation departs only as it is known to. 1: one does not. 3: one did not run.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode, String> {
    let folder = root.join("target/real");
    let adapters = folder.join("adapters");
    copy(&root.join("crates/subjects/adapters"), &adapters)?;
    let stamp = folder.join("installed");
    let pinned = MANIFESTS.map(|manifest| fs::read_to_string(adapters.join(manifest)));
    let pinned: String = pinned
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|error| format!("the manifests: {error}"))?;
    if arguments.prepare {
        install(&adapters)?;
        fs::write(&stamp, pinned).map_err(|error| error.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        let hint = "hint: run `cargo xtask real --prepare`";
        return Err(format!("what the adapters need is not installed\n{hint}"));
    }
    let mut build = Command::new(env!("CARGO"));
    build.args([
        "build",
        "--quiet",
        "--package",
        "proofmark-adapters",
        "--bins",
    ]);
    build.args(["--package", "proofmark", "--example", "real"]);
    finish(build.current_dir(root)).map_err(|why| format!("it does not build: {why}"))?;
    let binaries = root.join("target/debug");
    let start = || {
        let mut command = Command::new(binaries.join("examples/real"));
        command.arg("--adapters").arg(&adapters);
        command.arg("--binaries").arg(&binaries);
        command.arg("--out").arg(folder.join("reports"));
        command
    };
    let findings = root.join("crates/subjects/FINDINGS.md");
    let derived = folder.join("FINDINGS.md");
    finish(start().arg("--findings").arg(&derived)).map_err(|why| format!("findings: {why}"))?;
    if arguments.findings {
        fs::copy(&derived, &findings).map_err(|error| error.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = |path| fs::read_to_string(path).map_err(|error| error.to_string());
    if text(&derived)? != text(&findings)? {
        let hint = "hint: run `cargo xtask real --findings`";
        return Err(format!("the findings are not what is known\n{hint}"));
    }
    let status = start()
        .args(["--only", &arguments.only])
        .args(arguments.trace.then_some("--trace"))
        .args(&arguments.names)
        .env("PYTHONWARNINGS", "ignore")
        .status()
        .map_err(|error| format!("it does not start: {error}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn install(adapters: &Path) -> Result<(), String> {
    let python = adapters.join("python");
    let mut create = Command::new("python3");
    create.args(["-m", "venv", "venv"]).current_dir(&python);
    finish(&mut create).map_err(|why| format!("python3 makes no environment: {why}"))?;
    let mut pip = Command::new(python.join("venv/bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "-r", "requirements.txt"]);
    finish(pip.current_dir(&python)).map_err(|why| format!("pip could not install: {why}"))?;
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--ignore-scripts",
        "--no-fund",
        "--no-audit",
        "--silent",
    ]);
    let node = adapters.join("node");
    finish(npm.current_dir(node)).map_err(|why| format!("npm could not install: {why}"))
}
