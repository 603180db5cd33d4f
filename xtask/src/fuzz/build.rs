//! How targets are built: with which toolchain, watched by what, and to where.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Sanitizer, Slice};
use crate::laws::Law;

/// No input may take longer than this.
const TIMEOUT_S: u32 = 10;
/// No process may hold more than this.
const MEMORY_LIMIT_MB: u32 = 2048;
/// No single allocation may be larger than this.
const ALLOCATION_LIMIT_MB: u32 = 256;
/// No input is longer than this: twice what the longest readable seed needs.
const INPUT_LIMIT_BYTES: u32 = 8192;

/// A toolchain with a sanitizer, or without one.
pub(crate) struct Kit {
    pub(crate) root: PathBuf,
    is_nightly: bool,
    sanitizer: &'static str,
    target: String,
}

impl Kit {
    /// What this machine has.
    pub(crate) fn choose(root: &Path, wanted: Sanitizer) -> Result<Self, String> {
        let is_nightly = succeeds(Command::new("cargo").args(["+nightly", "--version"]));
        let sanitizer = match (wanted, is_nightly) {
            (Sanitizer::None, _) => "none",
            (_, true) => "address",
            (Sanitizer::Auto, false) => {
                eprintln!(
                    "no nightly toolchain is installed: fuzzing on stable, without a sanitizer\n\
                     hint: `rustup toolchain install nightly`"
                );
                "none"
            }
            (Sanitizer::Address, false) => {
                return Err("AddressSanitizer needs a nightly toolchain\n\
                     hint: `rustup toolchain install nightly`, or `--sanitizer none`"
                    .to_owned());
            }
        };
        if !succeeds(Command::new("cargo").args(["fuzz", "--version"])) {
            eprintln!("installing cargo-fuzz, which is missing");
            if !ran(Command::new("cargo").args(["install", "cargo-fuzz", "--locked"])) {
                return Err("cargo-fuzz could not be installed".to_owned());
            }
        }
        let rustc = Command::new("rustc").arg("-vV").output();
        let said = rustc.map_err(|error| format!("rustc: {error}"))?.stdout;
        let said = String::from_utf8_lossy(&said);
        let host = said.lines().find_map(|line| line.strip_prefix("host: "));
        Ok(Self {
            root: root.to_owned(),
            is_nightly,
            sanitizer,
            target: host.ok_or("rustc does not name its host")?.to_owned(),
        })
    }

    /// What watches memory.
    pub(crate) fn sanitizer(&self) -> &'static str {
        self.sanitizer
    }

    /// Builds the targets of these laws: one or two alone, more together with all others.
    pub(crate) fn build(&self, laws: &[Law]) -> Result<(), String> {
        let names: Vec<&str> = match laws {
            few if few.len() <= 2 => few.iter().map(|law| law.name.as_str()).collect(),
            _ => vec![""],
        };
        names
            .into_iter()
            .try_for_each(|name| self.build_target(name))
    }

    /// Builds one target, or all if the name is empty.
    pub(crate) fn build_target(&self, name: &str) -> Result<(), String> {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).args(self.words("build"));
        if !name.is_empty() {
            command.arg(name);
        }
        match ran(&mut command) {
            true => Ok(()),
            false => Err("the targets could not be built".to_owned()),
        }
    }

    /// The words after `cargo` that do this with a target.
    fn words(&self, verb: &str) -> Vec<String> {
        let toolchain = self.is_nightly.then(|| "+nightly".to_owned());
        let words = format!(
            "fuzz {verb} --fuzz-dir fuzz --sanitizer {} --target-dir target/fuzz/{}",
            self.sanitizer, self.sanitizer
        );
        toolchain
            .into_iter()
            .chain(words.split(' ').map(str::to_owned))
            .collect()
    }

    /// The one line that reproduces what an input leads to.
    pub(crate) fn reproduction(&self, law: &str, input: &Path) -> String {
        let input = super::relative(&self.root, input);
        format!(
            "cargo {} {law} {}",
            self.words("run").join(" "),
            input.display()
        )
    }

    /// The program of a target.
    pub(crate) fn binary(&self, law: &str) -> PathBuf {
        let folder = format!("target/fuzz/{}/{}/release", self.sanitizer, self.target);
        self.root.join(folder).join(law)
    }

    /// Where libFuzzer puts what it finds on its way; ignored by git.
    pub(crate) fn found(&self, law: &str) -> PathBuf {
        self.root.join("fuzz/found").join(law)
    }

    /// The committed seeds.
    pub(crate) fn seeds(&self, law: &str) -> PathBuf {
        self.root.join("corpus/seeds").join(law)
    }

    /// Where inputs that broke a law are kept; ignored by git.
    pub(crate) fn artefacts(&self, law: &str) -> PathBuf {
        self.root.join("fuzz/artifacts").join(law)
    }

    /// Fuzzing a law for so long. New inputs go to the ignored folder, which stands first; the
    /// committed seeds are only read.
    pub(crate) fn slice(&self, law: &Law, seconds: u32) -> Slice {
        let (found, seeds) = (self.found(&law.name), self.seeds(&law.name));
        let artefacts = self.artefacts(&law.name);
        for folder in [&found, &artefacts] {
            // If this fails, the process says so.
            std::fs::create_dir_all(folder).unwrap_or_default();
        }
        let mut arguments = Self::limits();
        arguments.push(format!("-max_len={INPUT_LIMIT_BYTES}"));
        arguments.push(format!("-max_total_time={seconds}"));
        arguments.push("-print_final_stats=1".to_owned());
        arguments.push(format!("-artifact_prefix={}/", artefacts.display()));
        // libFuzzer does not know the spelling of seeds that are no text.
        for (name, bytes) in crate::home::escaped_seeds(&seeds) {
            std::fs::write(found.join(name), bytes).unwrap_or_default();
        }
        let dictionary = self.root.join(crate::targets::dictionary(law));
        if dictionary.is_file() {
            arguments.push(format!("-dict={}", dictionary.display()));
        }
        let folders = [found, seeds].into_iter().filter(|folder| folder.is_dir());
        arguments.extend(folders.map(|folder| folder.display().to_string()));
        Slice {
            law: law.name.clone(),
            binary: self.binary(&law.name),
            arguments,
            environment: Vec::new(),
            seconds,
        }
    }

    /// What no input may exceed, as libFuzzer's flags.
    pub(crate) fn limits() -> Vec<String> {
        vec![
            format!("-timeout={TIMEOUT_S}"),
            format!("-rss_limit_mb={MEMORY_LIMIT_MB}"),
            format!("-malloc_limit_mb={ALLOCATION_LIMIT_MB}"),
        ]
    }
}

/// Whether a command ends well; it is not heard.
fn succeeds(command: &mut Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether a command ends well; what it says is seen.
fn ran(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}
