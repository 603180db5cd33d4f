//! The matrix as a page: a row for each requirement, a column for each implementation, by role. Its
//! head and its first column stay in sight.

use std::collections::BTreeMap;

use proofmark::play::Run;
use proofmark::report::Word;

const STYLE: &str = "\
    body{font:14px/1.4 system-ui,sans-serif;margin:1.5em;color:#222}\
    table{border-collapse:separate;border-spacing:0}\
    thead{position:sticky;top:0;background:#fff;z-index:1}\
    thead th{font-weight:normal;vertical-align:bottom;border-bottom:1px solid #999;padding:2px}\
    thead .role th{border:0;font-size:12px;color:#666;text-align:left;white-space:nowrap}\
    thead a{writing-mode:vertical-rl;transform:rotate(180deg);color:inherit}\
    tbody th{position:sticky;left:0;background:#fff;text-align:left;font-weight:normal;padding-right:1em}\
    td{min-width:1.7em;text-align:center;border-bottom:1px solid #eee}\
    .first{border-left:2px solid #999}\
    .departs,.blocked{background:#f6c9c7;color:#8c1512}.known{background:#fbe6bd;color:#7a5200}\
    .advises{background:#e3e8f7;color:#33477f}.conforms{color:#197a3a}.unsupported{color:#aaa}\
    .legend span{padding:1px 6px;margin-right:8px}tbody tr:hover{background:#f3f3f3}";

/// The page. Each implementation's own report lies beside it.
pub(crate) fn page(runs: &[Run]) -> String {
    let mut rows: BTreeMap<&str, Vec<Vec<Word>>> = BTreeMap::new();
    for (column, run) in runs.iter().enumerate() {
        for check in &run.checks {
            for id in &check.requirements {
                let row = rows.entry(id);
                let row = row.or_insert_with(|| vec![Vec::new(); runs.len()]);
                row[column].push(Word::of(check));
            }
        }
    }
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>proofmark: matrix</title>\
         <style>{STYLE}</style><h1>proofmark</h1><p class=legend>"
    );
    for word in Word::ALL {
        let (name, sign) = (word.as_str(), word.sign());
        page.push_str(&format!("<span class={name}>{sign} {name}</span>"));
    }
    page.push_str("</p><table><thead><tr class=role><th>");
    let role = |run: &Run| run.roles.join(" ");
    for of_role in runs.chunk_by(|one, other| role(one) == role(other)) {
        let (count, name) = (of_role.len(), role(&of_role[0]));
        page.push_str(&format!(
            "<th class=first colspan={count}>{}",
            escaped(&name)
        ));
    }
    page.push_str("<tr><th>");
    let begins = |column: usize| column == 0 || role(&runs[column]) != role(&runs[column - 1]);
    let class = |column: usize| if begins(column) { "first " } else { "" };
    for (column, run) in runs.iter().enumerate() {
        let (first, name) = (class(column), escaped(&run.subject));
        page.push_str(&format!(
            "<th class='{first}'><a href='{name}.html'>{name}</a>"
        ));
    }
    page.push_str("</thead>\n<tbody>");
    let is_put = |row: &[Vec<Word>]| row.iter().flatten().any(|word| *word != Word::Unsupported);
    let count = rows.len();
    rows.retain(|_, row| is_put(row));
    let unput = count - rows.len();
    for (id, row) in rows {
        let says = protocols::requirement(id).map_or("", |requirement| requirement.row().says);
        page.push_str(&format!(
            "<tr><th title='{}'>{}",
            escaped(says),
            escaped(id)
        ));
        for (column, words) in row.iter().enumerate() {
            let first = class(column);
            let cell = match words.iter().min() {
                None => format!("<td class='{first}'>"),
                Some(worst) => {
                    let (name, sign) = (worst.as_str(), worst.sign());
                    let told = tallies(words);
                    format!("<td class='{first}{name}' title='{told}'>{sign}")
                }
            };
            page.push_str(&cell);
        }
        page.push('\n');
    }
    page.push_str("</table>");
    if unput > 0 {
        page.push_str(&format!(
            "<p>{unput} sentences could be put to none of them."
        ));
    }
    page.push_str("</html>\n");
    page
}

/// How many checks came to what.
fn tallies(words: &[Word]) -> String {
    let tally = |word: &Word| {
        let number = words.iter().filter(|held| *held == word).count();
        (number > 0).then(|| word.tally(number))
    };
    Word::ALL
        .iter()
        .filter_map(tally)
        .collect::<Vec<_>>()
        .join(", ")
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('\'', "&#39;")
}
