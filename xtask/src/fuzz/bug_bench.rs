//! `--bug-bench`: lets every defect that a law can see loose on that law's target, and counts the
//! executions until it is found. This is the figure by which the harness is judged.

use std::path::Path;
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
const PATIENCE_S: u32 = 60;

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

/// The searches for one defect in one way, a slice for each seed.
struct Search<'d> {
    row: usize,
    defect: &'d str,
    knows_grammar: bool,
    slices: Vec<Slice>,
}

impl Search<'_> {
    /// The executions until it was found, for each seed. Once two seeds have missed, the middle of
    /// all three is known, and the last one is spared.
    fn run(&self) -> Vec<Option<u64>> {
        let mut found: Vec<Option<u64>> = Vec::new();
        for slice in &self.slices {
            let missed = found.iter().filter(|found| found.is_none()).count();
            found.push(match missed {
                0 | 1 => self.run_one(slice),
                _ => None,
            });
        }
        found
    }

    fn run_one(&self, slice: &Slice) -> Option<u64> {
        let session = session::run(slice, |_| ());
        match &session.ending {
            Ending::Found(artefact) => {
                std::fs::remove_file(artefact).unwrap_or_default();
                Some(session.stats.executions.max(1))
            }
            Ending::Over => None,
            Ending::Trouble(trouble) => {
                eprintln!("{} looking for {}: {trouble}", slice.law, self.defect);
                None
            }
        }
    }
}

/// Looks for every defect, with the grammar mutators and without.
pub(crate) fn run(kit: &Kit, laws: &[Law], jobs: usize) -> Result<(), String> {
    let began = Instant::now();
    let defects = defects(&kit.root)?;
    let (reachable, unreachable): (Vec<&Defect>, Vec<&Defect>) =
        defects.iter().partition(|defect| !defect.laws.is_empty());
    let scratch = kit.root.join("target/fuzz/bug-bench");
    std::fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    let (mut rows, mut searches) = (Vec::new(), Vec::new());
    for defect in reachable {
        // Of several laws that see it, the first: that of the protocol that lists the defect.
        let Some(law) = laws.iter().find(|law| law.name == defect.laws[0]) else {
            continue;
        };
        for knows_grammar in [false, true] {
            let slice = |seed| slice(kit, law, &defect.name, seed, knows_grammar, &scratch);
            let search = Search {
                row: rows.len(),
                defect: &defect.name,
                knows_grammar,
                slices: SEEDS.into_iter().map(slice).collect(),
            };
            searches.push((searches.len(), search));
        }
        rows.push(Row {
            defect,
            law: &law.name,
            with: Vec::new(),
            without: Vec::new(),
        });
    }
    let total = searches.len();
    eprintln!("{} defects, {total} searches", rows.len());
    let started = AtomicUsize::new(0);
    let done = in_parallel(searches, jobs, |search| {
        let found = search.run();
        let place = started.fetch_add(1, Ordering::Relaxed) + 1;
        let mode = match search.knows_grammar {
            true => "with",
            false => "without",
        };
        let (defect, found_by) = (search.defect, found.iter().flatten().count());
        let middle = median(&found).map_or("nothing".to_owned(), |median| median.to_string());
        let seeds = SEEDS.len();
        eprintln!("{place}/{total} {mode} {defect}: {middle}, by {found_by} of {seeds} seeds");
        (search.row, search.knows_grammar, found)
    });
    for (_, (row, knows_grammar, found)) in done {
        match knows_grammar {
            true => rows[row].with = found,
            false => rows[row].without = found,
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

fn slice(
    kit: &Kit,
    law: &Law,
    defect: &str,
    seed: u32,
    knows_grammar: bool,
    scratch: &Path,
) -> Slice {
    let mut slice = kit.slice(law, PATIENCE_S);
    // No folder: what is found on the way stays in memory, and every search begins alike.
    slice.arguments.retain(|argument| argument.starts_with('-'));
    slice
        .arguments
        .retain(|argument| !argument.starts_with("-artifact_prefix"));
    let inputs = entries(&kit.seeds(&law.name)).unwrap_or_default();
    let inputs: Vec<String> = inputs
        .iter()
        .map(|input| input.display().to_string())
        .collect();
    slice.arguments.extend([
        format!("-runs={BUDGET}"),
        format!("-seed={seed}"),
        format!("-seed_inputs={}", inputs.join(",")),
        format!(
            "-artifact_prefix={}/{defect}-{seed}-{knows_grammar}-",
            scratch.display()
        ),
    ]);
    let mutators = if knows_grammar { "grammar" } else { "bytes" };
    slice.environment = vec![
        ("PROOFMARK_DEFECT".to_owned(), defect.to_owned()),
        ("PROOFMARK_MUTATORS".to_owned(), mutators.to_owned()),
    ];
    slice
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
    fn a_search_that_found_nothing_is_the_longest() {
        assert_eq!(median(&[Some(3), Some(9), Some(5)]), Some(5));
        assert_eq!(median(&[None, Some(9), Some(5)]), Some(9));
        assert_eq!(median(&[None, Some(9), None]), None);
    }
}
