//! `cargo xtask coverage`: which lines of the models the committed seeds reach, and the cases.
//! A map, not a gate.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::laws::{self, CANARY};
use crate::{entries, shown};

/// Where bytes from outside are read: crates, and their files.
const PARSERS: [(&str, &[&str]); 6] = [
    ("json", &["item", "number", "read"]),
    (
        "xml",
        &[
            "characters",
            "declaration",
            "document",
            "entities",
            "expand",
            "place",
            "read",
            "tag",
            "text",
        ],
    ),
    (
        "jwt",
        &[
            "base64url",
            "claims",
            "date",
            "header",
            "key",
            "key_set",
            "text",
            "token",
        ],
    ),
    ("soap", &["envelope", "fault", "http"]),
    (
        "ews",
        &["fault", "request", "response", "schema", "sequence"],
    ),
    (
        "oauth",
        &[
            "aadsts",
            "challenge",
            "claims_challenge",
            "client_info",
            "document",
            "form",
            "html",
            "metadata",
            "redirect",
            "scope",
            "token_answer",
            "token_request",
            "uri",
        ],
    ),
];

/// LLVM's tools, of the version that the compiler's profiles are written in.
struct Tools {
    profdata: PathBuf,
    cov: PathBuf,
}

impl Tools {
    /// Those of rustup's component; or else of the system.
    fn find() -> Result<Self, String> {
        let said = output(Command::new("rustc").arg("-vV"))?;
        let field = |name: &str| said.lines().find_map(|line| line.strip_prefix(name));
        let host = field("host: ").unwrap_or_default().to_owned();
        let version = field("LLVM version: ").unwrap_or_default();
        let major = version.split('.').next().unwrap_or_default().to_owned();
        let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let component = PathBuf::from(sysroot.trim())
            .join("lib/rustlib")
            .join(host)
            .join("bin");
        let find = |tool: &str| -> Option<PathBuf> {
            let system = PathBuf::from(format!("{tool}-{major}"));
            let runs = |path: &PathBuf| output(Command::new(path).arg("--version")).is_ok();
            [component.join(tool), system].into_iter().find(runs)
        };
        match (find("llvm-profdata"), find("llvm-cov")) {
            (Some(profdata), Some(cov)) => Ok(Self { profdata, cov }),
            _ => Err(format!(
                "no LLVM tools of version {major}\nhint: `rustup component add llvm-tools`, or \
                 Debian's `llvm-{major}`"
            )),
        }
    }
}

/// What one file is covered by.
#[derive(Default)]
struct Counts {
    lines: u64,
    reached: u64,
    unreached: Vec<u64>,
}

pub(crate) fn run(root: &Path, names: &[String]) -> Result<(), String> {
    let tools = Tools::find()?;
    let folder = root.join("target/coverage");
    let profiles = folder.join("profiles");
    if profiles.is_dir() {
        std::fs::remove_dir_all(&profiles).map_err(|error| error.to_string())?;
    }
    let program = build(root, &folder)?;
    let mut laws = laws::scan(root)?;
    laws.retain(|law| law.name != CANARY && (names.is_empty() || names.contains(&law.name)));
    for models in ["sound", "flawed"] {
        let counts = profiles.join(models).join("%m-%p.profraw");
        let count = |command: &mut Command| {
            command.env("LLVM_PROFILE_FILE", &counts);
            let status = command.stdout(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        for law in &laws {
            let seeds = entries(&root.join("corpus/seeds").join(&law.name))?;
            let mut command = Command::new(&program);
            if !count(command.args(["cover", models, &law.name]).args(seeds)) {
                let name = &law.name;
                return Err(format!(
                    "{name} breaks on a seed or case: `cargo test` says which"
                ));
            }
        }
        if names.is_empty() && !count(Command::new(&program).args(["play", models])) {
            return Err("the cases cannot be played: `cargo test` says why".to_owned());
        }
    }
    let merge = |name: &str, models: &[&str]| {
        let merged = folder.join(name);
        let mut merge = Command::new(&tools.profdata);
        merge.args(["merge", "--sparse", "--output"]).arg(&merged);
        for models in models {
            merge.args(entries(&profiles.join(models))?);
        }
        output(&mut merge).map(|_| merged)
    };
    let export = |merged: &Path, words: &[&str]| {
        let mut command = Command::new(&tools.cov);
        command.args(words).arg("--instr-profile").arg(merged);
        command.arg(&program);
        command.arg("--sources").arg(root.join("crates"));
        output(&mut command)
    };
    let sound = merge("sound.profdata", &["sound"])?;
    let html = format!("--output-dir={}", folder.join("html").display());
    export(&sound, &["show", "--format=html", &html])?;
    let lines = ["export", "--format=lcov"];
    let reached = read(&export(&sound, &lines)?);
    let all = merge("all.profdata", &["sound", "flawed"])?;
    let reached_by_any = read(&export(&all, &lines)?);
    let (summary, unreached) = (
        summary(root, &reached),
        unreached(root, &reached, &reached_by_any),
    );
    for (name, text) in [("summary.txt", &summary), ("unreached.txt", &unreached)] {
        std::fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
    }
    println!("{summary}\nevery line: target/coverage/html/index.html");
    println!("lines of parsers that neither seed nor case reaches: target/coverage/unreached.txt");
    Ok(())
}

/// The program that holds laws against files, counting what it runs.
fn build(root: &Path, folder: &Path) -> Result<PathBuf, String> {
    let start = "build --quiet --package proofmark-protocols --example laws --target-dir";
    let status = Command::new("cargo")
        .current_dir(root)
        .args(start.split(' '))
        .arg(folder)
        .env("RUSTFLAGS", "-Cinstrument-coverage")
        .env("LLVM_PROFILE_FILE", folder.join("build.profraw"))
        .status()
        .map_err(|error| error.to_string())?;
    match status.success() {
        true => Ok(folder.join("debug/examples/laws")),
        false => Err("the laws could not be built".to_owned()),
    }
}

/// The counts of each file, from LLVM's records.
fn read(lcov: &str) -> BTreeMap<PathBuf, Counts> {
    let mut files: BTreeMap<PathBuf, Counts> = BTreeMap::new();
    let mut file = PathBuf::new();
    for line in lcov.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            file = PathBuf::from(path);
        } else if let Some((number, count)) = line
            .strip_prefix("DA:")
            .and_then(|record| record.split_once(','))
        {
            let counts = files.entry(file.clone()).or_default();
            counts.lines += 1;
            match count {
                "0" => counts.unreached.push(number.parse().unwrap_or_default()),
                _ => counts.reached += 1,
            }
        }
    }
    files
}

/// The crate that a file is in.
fn package(root: &Path, file: &Path) -> String {
    let path = file.strip_prefix(root.join("crates")).unwrap_or(file);
    path.iter()
        .next()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Every crate with its files.
fn summary(root: &Path, files: &BTreeMap<PathBuf, Counts>) -> String {
    let mut packages: BTreeMap<String, Vec<(&Path, &Counts)>> = BTreeMap::new();
    for (file, counts) in files {
        packages
            .entry(package(root, file))
            .or_default()
            .push((file, counts));
    }
    let percent = |reached: u64, lines: u64| reached * 100 / lines.max(1);
    let mut text = String::new();
    for (package, files) in packages {
        let lines = files.iter().map(|(_, counts)| counts.lines).sum();
        let reached = files.iter().map(|(_, counts)| counts.reached).sum();
        let all = percent(reached, lines);
        writeln!(text, "{package}: {all} % of {lines} lines").expect("a string takes every text");
        for (file, counts) in files {
            let (share, file) = (percent(counts.reached, counts.lines), shown(root, file));
            writeln!(text, "  {share:>3} % of {:>5}  {file}", counts.lines)
                .expect("a string takes every text");
        }
    }
    text
}

/// The lines of parsers that no seed and no case reaches, a range each: first those that nothing
/// reaches, then those to which only a defective model gets.
fn unreached(
    root: &Path,
    sound: &BTreeMap<PathBuf, Counts>,
    any: &BTreeMap<PathBuf, Counts>,
) -> String {
    let (mut by_none, mut by_flawed) = (String::new(), String::new());
    for (file, counts) in sound {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let package = package(root, file);
        let reads = |(parser, files): &(&str, &[&str])| {
            *parser == package && files.contains(&name.as_ref())
        };
        if !PARSERS.iter().any(reads) {
            continue;
        }
        let never = any
            .get(file)
            .map_or(&[][..], |counts| &counts.unreached[..]);
        let (none, flawed): (Vec<u64>, Vec<u64>) = counts
            .unreached
            .iter()
            .partition(|line| never.contains(line));
        for (text, lines) in [(&mut by_none, none), (&mut by_flawed, flawed)] {
            for (first, last) in ranges(&lines) {
                writeln!(text, "{}:{first}-{last}", shown(root, file))
                    .expect("a string takes every text");
            }
        }
    }
    format!("reached by nothing:\n{by_none}\nreached by defective models only:\n{by_flawed}")
}

/// Numbers in order as ranges of those that follow each other.
fn ranges(numbers: &[u64]) -> Vec<(u64, u64)> {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    ranges
}

/// What a command says, if it ends well.
fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_counted_and_ranges_joined() {
        let file = "SF:/r/crates/jwt/src/token.rs\n";
        let files = read(&format!(
            "{file}DA:1,4\nDA:2,0\nDA:3,0\nDA:7,0\nend_of_record\n"
        ));
        let any = read(&format!(
            "{file}DA:1,4\nDA:2,0\nDA:3,9\nDA:7,0\nend_of_record\n"
        ));
        let counts = &files[Path::new("/r/crates/jwt/src/token.rs")];
        assert_eq!((counts.lines, counts.reached), (4, 1));
        let listed = unreached(Path::new("/r"), &files, &any);
        assert_eq!(
            listed,
            "reached by nothing:\ncrates/jwt/src/token.rs:2-2\ncrates/jwt/src/token.rs:7-7\n\n\
             reached by defective models only:\ncrates/jwt/src/token.rs:3-3\n"
        );
        assert!(summary(Path::new("/r"), &files).starts_with("jwt: 25 % of 4 lines\n"));
    }
}
