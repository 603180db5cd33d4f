//! How an input that broke a law comes home: seen, written as a readable seed, and not kept as bytes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::laws::{self, CANARY};
use crate::{entries, laws_command, shown};

/// The ending of a seed that is no text: it is written with escapes, and read back from them.
const ESCAPED: &str = "escaped";

/// Shows an input; exits as the laws do: 0 if the law holds, 1 if it breaks.
pub(crate) fn show(root: &Path, law: &str, file: &Path) -> Result<ExitCode, String> {
    let file = std::path::absolute(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let file = file.display().to_string();
    let status = laws_command(root, &["hold", law, &file]).status();
    let status = status.map_err(|error| format!("cargo: {error}"))?;
    Ok(ExitCode::from(status.code().map_or(2, |code| code as u8)))
}

/// Writes an input among the seeds of its law, and takes it away from where it was if that is among
/// the artefacts.
pub(crate) fn promote(root: &Path, law: &str, file: &Path, name: &str) -> Result<ExitCode, String> {
    let known = laws::scan(root)?;
    if law == CANARY || !known.iter().any(|held| held.name == law) {
        return Err(format!("no law is named `{law}`"));
    }
    let is_word = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
    };
    if !name.bytes().all(is_word) || is_nameless(name) {
        return Err(format!(
            "`{name}` does not say what the input does, in words and hyphens"
        ));
    }
    let input = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let folder = root.join("corpus/seeds").join(law);
    let (seed, text) = match is_readable(&input) {
        true => (folder.join(name), input),
        false => {
            let escaped = input.escape_ascii().to_string().into_bytes();
            (folder.join(name).with_extension(ESCAPED), escaped)
        }
    };
    if seed.exists() {
        return Err(format!("{}: is there already", shown(root, &seed)));
    }
    let error = |error: std::io::Error| format!("{}: {error}", shown(root, &seed));
    std::fs::create_dir_all(&folder).map_err(error)?;
    std::fs::write(&seed, text).map_err(error)?;
    println!("wrote {}", shown(root, &seed));
    let file = std::path::absolute(file).map_err(error)?;
    if file.starts_with(root.join("fuzz/artifacts")) {
        std::fs::remove_file(&file).map_err(error)?;
    }
    let replay = seed.file_name().unwrap_or_default().to_string_lossy();
    println!("replay it with: cargo test -p proofmark-protocols -- replay/{law}/{replay}");
    Ok(ExitCode::SUCCESS)
}

/// Fails if an input is kept only as bytes: among the artefacts, or among the seeds under a name
/// that a program gave it or in a spelling that nobody reads.
pub(crate) fn tidy(root: &Path) -> Result<(), String> {
    let mut faults = Vec::new();
    for law in folders(&root.join("fuzz/artifacts"))? {
        let name = law.file_name().unwrap_or_default().to_string_lossy();
        let inputs = entries(&law)?;
        if name != CANARY && !inputs.is_empty() {
            let count = inputs.len();
            faults.push(format!(
                "{}: {count} inputs have not come home\nhint: `cargo xtask show {name} FILE`, then \
                 `cargo xtask promote {name} FILE --as NAME`; delete those of the same cause",
                shown(root, &law)
            ));
        }
    }
    for law in folders(&root.join("corpus/seeds"))? {
        for seed in entries(&law)? {
            let bytes = std::fs::read(&seed).map_err(|error| error.to_string())?;
            let name = seed.file_name().unwrap_or_default().to_string_lossy();
            if is_nameless(&name) {
                faults.push(format!("{}: say what it does", shown(root, &seed)));
            }
            if !is_readable(&bytes) {
                faults.push(format!(
                    "{}: is no text\nhint: write it with escapes, as `{name}.{ESCAPED}`",
                    shown(root, &seed)
                ));
            }
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.join("\n")),
    }
}

/// Whether a name is one that libFuzzer gives: a kind and a hash, or a hash alone.
fn is_nameless(name: &str) -> bool {
    let last = name.rsplit('-').next().unwrap_or_default();
    last.len() == 40 && last.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether an input is text, control characters being as good as any.
fn is_readable(input: &[u8]) -> bool {
    std::str::from_utf8(input).is_ok_and(|text| !text.contains('\0'))
}

/// The seeds of a folder that are written with escapes: the name of each, and what it stands for.
pub(crate) fn escaped_seeds(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let seeds = entries(folder).unwrap_or_default();
    let escaped = seeds.iter().filter_map(|seed| {
        let name = seed.file_name()?.to_str()?.strip_suffix(".escaped")?;
        Some((name.to_owned(), unescaped(&std::fs::read(seed).ok()?)))
    });
    escaped.collect()
}

/// What `escape_ascii` made a text of. Line ends are there for the reader.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\n', _) => {}
            (b'\\', [b'x', hex @ ..]) if hex.len() >= 2 => {
                let digits = std::str::from_utf8(&hex[..2]).unwrap_or_default();
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or_default());
                rest = &hex[2..];
            }
            (b'\\', [escaped, after @ ..]) => {
                let plain = [(b'n', b'\n'), (b'r', b'\r'), (b't', b'\t')];
                let plain = plain.iter().find(|(letter, _)| letter == escaped);
                bytes.push(plain.map_or(*escaped, |(_, byte)| *byte));
                rest = after;
            }
            _ => bytes.push(*byte),
        }
    }
    bytes
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut folders = entries(folder)?;
    folders.retain(|path| path.is_dir());
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_an_input_does() {
        assert!(is_nameless(
            "crash-da39a3ee5e6b4b0d3255bfef95601890afd80709"
        ));
        assert!(is_nameless("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
        assert!(!is_nameless("a-token-and-no-more"));
        assert!(is_readable("caf\u{e9}\r\n".as_bytes()));
        assert!(!is_readable(b"caf\xe9"));
        assert!(!is_readable(b"<\0"));
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let every: Vec<u8> = (0..=255).collect();
        let escaped = every.escape_ascii().to_string() + "\n";
        assert_eq!(unescaped(escaped.as_bytes()), every);
    }
}
