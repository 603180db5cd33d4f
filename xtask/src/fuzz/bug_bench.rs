//! `--bug-bench`: looks with every law's target for the defects that the law can see, and counts the
//! executions until each is found. This is the figure by which the harness is judged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::json;

use super::display::minutes;
use super::{Ending, Kit, Slice, in_parallel, session};
use crate::entries;
use crate::laws::Law;

/// No defect is looked for longer than this.
const BUDGET: u64 = 500_000;
/// The seeds of libFuzzer's chance.
const SEEDS: [u32; 3] = [1, 2, 3];
/// A search is given up after this time even if executions are left, and counts as one that found
/// nothing.
const PATIENCE_S: u32 = 45;

/// A defect and the laws that catch it.
struct Defect {
    name: String,
    breaks: String,
    laws: Vec<String>,
}

/// A defect, the law that is to find it, and the executions that it took for each seed.
struct Row<'d> {
    defect: &'d Defect,
    law: &'d str,
    /// With the grammar mutators, and without.
    with: Vec<Option<u64>>,
    without: Vec<Option<u64>>,
}

/// The search for every defect that one law is to find, in one way.
///
/// All are looked for in the same process: what libFuzzer comes up with follows the sound model, of
/// which a defective one is the same code until it is found.
struct Search<'k> {
    kit: &'k Kit,
    law: &'k Law,
    /// The rows of the defects, and their names.
    defects: Vec<(usize, &'k str)>,
    knows_grammar: bool,
}

impl Search<'_> {
    /// The executions until each defect was found, for each seed. Once two seeds have missed one,
    /// the middle of all three is known, and the last one is spared.
    fn run(&self) -> Vec<Vec<Option<u64>>> {
        let mut found: Vec<Vec<Option<u64>>> = vec![Vec::new(); self.defects.len()];
        for seed in SEEDS {
            let missed = |found: &[Option<u64>]| found.iter().filter(|one| one.is_none()).count();
            let is_open = |place: &usize| missed(&found[*place]) < 2;
            let open: Vec<usize> = (0..self.defects.len()).filter(is_open).collect();
            let names: Vec<&str> = open.iter().map(|place| self.defects[*place].1).collect();
            let mut counts = self.hunt(seed, names);
            for (place, (_, name)) in self.defects.iter().enumerate() {
                found[place].push(counts.remove(*name));
            }
        }
        found
    }

    /// The executions until each of these defects was found. Where a defective model panics the
    /// process ends, and another one looks for the rest, from the beginning.
    fn hunt<'n>(&self, seed: u32, mut names: Vec<&'n str>) -> BTreeMap<&'n str, u64> {
        let mut all = BTreeMap::new();
        while !names.is_empty() {
            let session = session::run(&self.slice(seed, &names), |_| ());
            let found: BTreeMap<&str, u64> =
                session.said.iter().filter_map(|line| read(line)).collect();
            let before = names.len();
            names.retain(|name| match found.get(name) {
                Some(count) => {
                    all.insert(*name, *count);
                    false
                }
                None => true,
            });
            match &session.ending {
                Ending::Over => break,
                Ending::Found(artefact) => std::fs::remove_file(artefact).unwrap_or_default(),
                Ending::Trouble(trouble) => eprintln!("{}: {trouble}", self.law.name),
            }
            if names.len() == before {
                let last = session.said.iter().rev().take(12).rev();
                let last: Vec<&str> = last.map(String::as_str).collect();
                eprintln!(
                    "{}: found none of these\n{}",
                    self.law.name,
                    last.join("\n")
                );
                break;
            }
        }
        all
    }

    fn slice(&self, seed: u32, names: &[&str]) -> Slice {
        let mut slice = self.kit.slice(self.law, PATIENCE_S);
        // No folder: what is found on the way stays in memory, and every search begins alike.
        let keeps = |argument: &String| {
            argument.starts_with('-') && !argument.starts_with("-artifact_prefix")
        };
        slice.arguments.retain(keeps);
        let inputs = entries(&self.kit.seeds(&self.law.name)).unwrap_or_default();
        let inputs: Vec<String> = inputs
            .iter()
            .map(|input| input.display().to_string())
            .collect();
        let (name, mutators) = (&self.law.name, self.mutators());
        let scratch = scratch(&self.kit.root);
        slice.arguments.extend([
            format!("-runs={BUDGET}"),
            format!("-seed={seed}"),
            format!("-seed_inputs={}", inputs.join(",")),
            format!(
                "-artifact_prefix={}/{name}-{seed}-{mutators}-",
                scratch.display()
            ),
        ]);
        slice.environment = vec![
            ("PROOFMARK_DEFECTS".to_owned(), names.join(",")),
            ("PROOFMARK_MUTATORS".to_owned(), mutators.to_owned()),
        ];
        slice
    }

    fn mutators(&self) -> &'static str {
        match self.knows_grammar {
            true => "grammar",
            false => "bytes",
        }
    }
}

/// A line with which a target says that it found a defect, and after how many executions.
fn read(line: &str) -> Option<(&str, u64)> {
    let (name, count) = line.strip_prefix("found ")?.split_once(" after ")?;
    Some((name, count.parse().ok()?))
}

fn scratch(root: &Path) -> PathBuf {
    root.join("target/fuzz/bug-bench")
}

/// Looks for every defect, with the grammar mutators and without.
pub(crate) fn run(kit: &Kit, laws: &[Law], jobs: usize) -> Result<(), String> {
    let began = Instant::now();
    let defects = defects(&kit.root)?;
    let (reachable, unreachable): (Vec<&Defect>, Vec<&Defect>) =
        defects.iter().partition(|defect| !defect.laws.is_empty());
    let scratch = scratch(&kit.root);
    std::fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut searches: Vec<(usize, Search<'_>)> = Vec::new();
    for law in laws {
        // Of several laws that see a defect, the first: that of the protocol that lists it.
        let seen = reachable.iter().filter(|defect| defect.laws[0] == law.name);
        let first = rows.len();
        rows.extend(seen.map(|defect| Row {
            defect,
            law: &law.name,
            with: Vec::new(),
            without: Vec::new(),
        }));
        for knows_grammar in [false, true] {
            let names = rows.iter().enumerate().skip(first);
            let search = Search {
                kit,
                law,
                defects: names
                    .map(|(place, row)| (place, row.defect.name.as_str()))
                    .collect(),
                knows_grammar,
            };
            if !search.defects.is_empty() {
                searches.push((searches.len(), search));
            }
        }
    }
    let total = searches.len();
    eprintln!("{} defects, {total} searches", rows.len());
    let ended = AtomicUsize::new(0);
    let done = in_parallel(searches, jobs, |search| {
        let (began, found) = (Instant::now(), search.run());
        let place = ended.fetch_add(1, Ordering::Relaxed) + 1;
        let always = found.iter().filter(|found| is_always_found(found)).count();
        let (law, mutators, count) = (&search.law.name, search.mutators(), found.len());
        let seconds = began.elapsed().as_secs();
        eprintln!("{place}/{total} {law}, {mutators}: always {always} of {count}, {seconds} s");
        let places = search.defects.iter().map(|(place, _)| *place);
        let found: Vec<_> = places.zip(found).collect();
        (search.knows_grammar, found)
    });
    for (_, (knows_grammar, found)) in done {
        for (place, found) in found {
            match knows_grammar {
                true => rows[place].with = found,
                false => rows[place].without = found,
            }
        }
    }
    let table = table(&rows, &unreachable);
    println!("{table}\ntook {} minutes", minutes(began.elapsed()));
    write(&kit.root.join("target/fuzz"), &rows, &table)
}

/// Every defect. The laws that catch it are found out by what their generators make.
fn defects(root: &Path) -> Result<Vec<Defect>, String> {
    let said = crate::ask_laws(root, &["reach"])?;
    let defect = |line: &str| {
        let mut fields = line.split('\t');
        let (name, breaks, laws) = (fields.next()?, fields.next()?, fields.next()?);
        let laws = laws.split(',').filter(|law| !law.is_empty());
        Some(Defect {
            name: name.to_owned(),
            breaks: breaks.to_owned(),
            laws: laws.map(str::to_owned).collect(),
        })
    };
    Ok(said.lines().filter_map(defect).collect())
}

/// The middle of the searches, of which those that found nothing are the longest.
fn median(searches: &[Option<u64>]) -> Option<u64> {
    let mut sorted: Vec<u64> = searches
        .iter()
        .map(|found| found.unwrap_or(u64::MAX))
        .collect();
    sorted.sort_unstable();
    let middle = sorted.get(sorted.len() / 2)?;
    (*middle != u64::MAX).then_some(*middle)
}

fn is_always_found(searches: &[Option<u64>]) -> bool {
    searches.iter().all(Option::is_some)
}

fn table(rows: &[Row<'_>], unreachable: &[&Defect]) -> String {
    let mut text = format!(
        "{:<10} {:<48} {:>9} {:>9}  law\n",
        "breaks", "defect", "with", "without"
    );
    let shown = |searches: &[Option<u64>]| {
        let found = searches.iter().flatten().count();
        let median = median(searches).map_or("-".to_owned(), |median| median.to_string());
        match found == searches.len() {
            true => median,
            false => format!("{median} {found}/{}", searches.len()),
        }
    };
    for row in rows {
        let (with, without) = (shown(&row.with), shown(&row.without));
        let (breaks, name, law) = (&row.defect.breaks, &row.defect.name, row.law);
        text.push_str(&format!(
            "{breaks:<10} {name:<48} {with:>9} {without:>9}  {law}\n"
        ));
    }
    let always = |searches: &&[Option<u64>]| is_always_found(searches);
    let with = rows.iter().map(|row| &row.with[..]).filter(always).count();
    let without = rows.iter().map(|row| &row.without[..]);
    let without = without.filter(always).count();
    let missed = rows.iter().filter(|row| !is_always_found(&row.with));
    let missed: Vec<&str> = missed.map(|row| row.defect.name.as_str()).collect();
    let cases_only: Vec<&str> = unreachable
        .iter()
        .map(|defect| defect.name.as_str())
        .collect();
    text.push_str(&format!(
        "\nfound by all {} seeds within {BUDGET} executions, of {} defects:\n  with the grammar \
         mutators {with}, without {without}\nnot always found with them: {}\nseen by cases only, \
         and not looked for ({}): {}\n",
        SEEDS.len(),
        rows.len(),
        missed.join(", "),
        cases_only.len(),
        cases_only.join(", ")
    ));
    text
}

fn write(folder: &Path, rows: &[Row<'_>], table: &str) -> Result<(), String> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "defect": row.defect.name,
                "breaks": row.defect.breaks,
                "law": row.law,
                "with": row.with,
                "without": row.without,
            })
        })
        .collect();
    let json = format!("{:#}\n", json!({ "budget": BUDGET, "defects": rows }));
    for (name, text) in [("bug-bench.json", json.as_str()), ("bug-bench.txt", table)] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_says_what_it_found() {
        assert_eq!(
            read("found ignores-crit after 17"),
            Some(("ignores-crit", 17))
        );
        assert_eq!(read("found out after all"), None);
        assert_eq!(read("#2 found ignores-crit after 17"), None);
    }

    #[test]
    fn a_search_that_found_nothing_is_the_longest() {
        assert_eq!(median(&[Some(3), Some(9), Some(5)]), Some(5));
        assert_eq!(median(&[None, Some(9), Some(5)]), Some(9));
        assert_eq!(median(&[None, Some(9), None]), None);
    }
}
