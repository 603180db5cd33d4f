//! The fuzz targets: one for each law, and their list in `fuzz/Cargo.toml`.

use std::path::Path;

use crate::Derived;
use crate::laws::{CANARY, Law};

/// The line of `fuzz/Cargo.toml` after which everything is derived.
const MARK: &str = "# Everything below is written from the laws by `cargo xtask generate`.\n";

/// A target for every law, and the list of them.
pub(crate) fn derive(root: &Path, laws: &[Law]) -> Result<Vec<Derived>, String> {
    let manifest = root.join("fuzz/Cargo.toml");
    let held = std::fs::read_to_string(&manifest)
        .map_err(|error| format!("{}: {error}", manifest.display()))?;
    let Some((own, _)) = held.split_once(MARK) else {
        return Err(format!("fuzz/Cargo.toml: lacks the line `{}`", MARK.trim()));
    };
    let mut names: Vec<&str> = laws.iter().map(|law| law.name.as_str()).collect();
    names.sort_unstable();
    let mut list = format!("{own}{MARK}");
    let mut derived = Vec::new();
    for name in names {
        list.push_str(&format!(
            "\n[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n\
             test = false\nbench = false\ndoc = false\n"
        ));
        derived.push(Derived {
            path: root.join(format!("fuzz/fuzz_targets/{name}.rs")),
            text: target(name),
        });
    }
    derived.push(Derived {
        path: manifest,
        text: list,
    });
    Ok(derived)
}

fn target(name: &str) -> String {
    format!(
        "//! Written from the laws by `cargo xtask generate`; not edited by hand.\n\
         #![no_main]\n\n\
         const LAW: &str = \"{name}\";\n\n\
         libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::hold(LAW, input));\n\
         libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {{\n    \
         fuzz::mutate(LAW, data, size, max, seed)\n\
         }});\n\
         libfuzzer_sys::fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {{\n    \
         fuzz::cross(LAW, one, other, out, seed)\n\
         }});\n"
    )
}

/// Targets that are of no law any more.
pub(crate) fn strays(root: &Path, laws: &[Law]) -> Result<Vec<std::path::PathBuf>, String> {
    let is_stray = |path: &std::path::PathBuf| {
        let stem = path.file_stem().unwrap_or_default();
        !laws.iter().any(|law| stem == law.name.as_str())
    };
    let targets = crate::entries(&root.join("fuzz/fuzz_targets"))?;
    Ok(targets.into_iter().filter(is_stray).collect())
}

/// What a law's target needs and cannot be derived: seeds, and a dictionary where it reads text.
pub(crate) fn missing(root: &Path, laws: &[Law]) -> Vec<String> {
    let mut missing = Vec::new();
    for law in laws.iter().filter(|law| law.name != CANARY) {
        let seeds = format!("corpus/seeds/{}", law.name);
        if crate::entries(&root.join(&seeds)).map_or(0, |seeds| seeds.len()) == 0 {
            missing.push(format!("{seeds}: no seed for this law"));
        }
        let dictionary = dictionary(law);
        if law.is_text && !root.join(&dictionary).is_file() {
            missing.push(format!("{dictionary}: no dictionary for {}", law.name));
        }
    }
    missing.dedup();
    missing
}

/// The dictionary of a law, by its protocol.
pub(crate) fn dictionary(law: &Law) -> String {
    format!("fuzz/dictionaries/{}.dict", law.protocol)
}
