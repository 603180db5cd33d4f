//! `--minimise`: of what was found so far, keeps what reaches something that nothing smaller does.

use std::collections::HashSet;
use std::path::Path;

use super::{Ending, Kit, Slice, session};
use crate::entries;
use crate::laws::Law;

/// Reduces the found inputs of every law.
pub(crate) fn run(kit: &Kit, laws: &[Law]) -> Result<(), String> {
    for law in laws {
        let found = kit.found(&law.name);
        let before = entries(&found).map_or(0, |inputs| inputs.len());
        if before == 0 {
            println!("{}: nothing was found yet", law.name);
            continue;
        }
        let kept = merge(kit, law, &found)?;
        println!("{}: kept {kept} of {before} inputs", law.name);
    }
    Ok(())
}

/// Merges seeds and found inputs into a new folder, which then takes the place of the old one.
/// Whatever happens on the way, one of the two is whole.
fn merge(kit: &Kit, law: &Law, found: &Path) -> Result<usize, String> {
    let error = |error: std::io::Error| format!("{}: {error}", found.display());
    let fresh = found.with_extension("fresh");
    if fresh.is_dir() {
        std::fs::remove_dir_all(&fresh).map_err(error)?;
    }
    std::fs::create_dir_all(&fresh).map_err(error)?;
    let mut arguments = Kit::limits();
    arguments.push("-merge=1".to_owned());
    for folder in [&fresh, &kit.seeds(&law.name), found] {
        arguments.push(folder.display().to_string());
    }
    let slice = Slice {
        law: law.name.clone(),
        binary: kit.binary(&law.name),
        arguments,
        environment: Vec::new(),
        seconds: 0,
    };
    let session = session::run(&slice, |_| ());
    if let Ending::Found(artefact) = session.ending {
        return Err(format!("{}: breaks on {}", law.name, artefact.display()));
    }
    let seeds: HashSet<Vec<u8>> = entries(&kit.seeds(&law.name))?
        .iter()
        .filter_map(|seed| std::fs::read(seed).ok())
        .collect();
    let mut kept = 0;
    for input in entries(&fresh)? {
        if std::fs::read(&input).is_ok_and(|bytes| seeds.contains(&bytes)) {
            std::fs::remove_file(&input).map_err(error)?;
        } else {
            kept += 1;
        }
    }
    std::fs::remove_dir_all(found).map_err(error)?;
    std::fs::rename(&fresh, found).map_err(error)?;
    Ok(kept)
}
