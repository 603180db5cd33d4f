//! The report as one page that needs nothing else: it loads nothing, and what stands in it cannot
//! make it do so, because only this style and this script may run. Without the script it is a
//! plain list.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Summary, Word, again, bare, cut, heading, lasted, sentences, source};
use crate::diagnostic::{escaped, escaped_lines};
use crate::play::{Check, Exchange, Run};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// How much of a text is shown of what went well, and of what did not.
const SHORT_BYTES: usize = 400;
const LONG_BYTES: usize = 8 * 1024;
/// How many subjects are told of before their checks.
const FEW: usize = 3;
/// How many of those that fail stand open.
const OPEN: usize = 5;

/// The report in this form.
pub(super) fn html(runs: &[Run]) -> String {
    let summary = Summary::of(runs);
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>proofmark: {line}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>proofmark</h1>\n<p class=\"line\">{line}</p>\n{bar}</header>\n",
        line = text(&summary.line()),
        bar = bar(&summary.verdicts),
    );
    let sections: String = runs.iter().map(about_run).collect();
    page.push_str(&match runs.len() {
        0..=FEW => sections,
        // The checks come first where there are many subjects.
        many => format!("<details><summary>{many} subjects</summary>\n{sections}</details>\n"),
    });
    page.push_str(&filters(runs, &summary));
    page.push_str("<main>\n");
    let mut checks: Vec<(Word, &Run, &Check)> = runs
        .iter()
        .flat_map(|run| {
            run.checks
                .iter()
                .map(move |check| (Word::of(check), run, check))
        })
        .collect();
    checks.sort_by_key(|(word, _, _)| *word);
    for (place, (word, run, check)) in checks.into_iter().enumerate() {
        let is_open = word.fails() && place < OPEN;
        page.push_str(&about(run, check, runs.len() > 1, is_open));
    }
    page.push_str(&format!(
        "</main>\n<p id=\"none\" hidden>Nothing is like this.</p>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n"
    ));
    page
}

/// What a policy calls a style or script by.
fn hash(content: &str) -> String {
    let hash = digest(&SHA256, content.as_bytes());
    format!("sha256-{}", STANDARD.encode(hash))
}

/// The verdicts as shares of a bar, each with its word.
fn bar(verdicts: &[(Word, usize)]) -> String {
    let mut bar = "<ul class=\"bar\">".to_owned();
    for (word, number) in verdicts {
        bar.push_str(&format!(
            "<li class=\"{verdict}\"><b>{number}</b> {} {verdict}</li>",
            word.sign(),
            verdict = word.as_str(),
        ));
    }
    bar + "</ul>\n"
}

fn about_run(run: &Run) -> String {
    let summary = Summary::of(std::slice::from_ref(run));
    let mut section = format!(
        "<section class=\"run\">\n<h2>{}</h2>\n<p>{}, {} distinct pairs of requirement and \
         stimulus</p>\n<p><code>{}</code></p>\n",
        text(&heading(run)),
        lasted(run.millis),
        summary.pairs,
        text(&run.command),
    );
    for stale in &run.stale {
        section.push_str(&format!(
            "<p class=\"departs\">✗ known departures: {}</p>\n",
            text(stale)
        ));
    }
    if !summary.reasons.is_empty() {
        section.push_str("<details><summary>why the rest was not played</summary><ul>");
        for (reason, number) in &summary.reasons {
            section.push_str(&format!(
                "<li>{number}: {}</li>",
                text(&cut(reason, SHORT_BYTES))
            ));
        }
        section.push_str("</ul></details>\n");
    }
    section + "</section>\n"
}

/// What the list can be narrowed by. Shown by the script, for it does the work.
fn filters(runs: &[Run], summary: &Summary) -> String {
    let verdicts = summary
        .verdicts
        .iter()
        .map(|(word, _)| word.as_str().to_owned());
    let mut subjects: Vec<String> = runs.iter().map(|run| run.subject.clone()).collect();
    subjects.dedup();
    let roles = summary.roles.iter().map(|(role, _)| role.clone());
    let checks = runs.iter().flat_map(|run| &run.checks);
    let mut requirements: Vec<String> = checks
        .flat_map(|check| check.requirements.clone())
        .collect();
    requirements.sort();
    requirements.dedup();
    let choice = |name: &str, values: Vec<String>| {
        let options: String = values
            .iter()
            .map(|value| format!("<option>{}</option>", text(value)))
            .collect();
        format!(
            "<label>{name} <select id=\"{name}\"><option value=\"\">any</option>{options}\
             </select></label>\n"
        )
    };
    format!(
        "<search hidden id=\"filters\">\n<label>search <input id=\"words\" type=\"search\" \
         placeholder=\"case, sentence, bytes\"></label>\n{}{}{}{}\
         <output id=\"shown\"></output>\n</search>\n",
        choice("verdict", verdicts.collect()),
        choice("subject", subjects),
        choice("role", roles.collect()),
        choice("requirement", requirements),
    )
}

fn about(run: &Run, check: &Check, names_subject: bool, is_open: bool) -> String {
    let word = Word::of(check);
    let bytes = match word {
        Word::Conforms | Word::Unsupported => SHORT_BYTES,
        Word::Departs | Word::Blocked | Word::Advises | Word::Known => LONG_BYTES,
    };
    let subject = match names_subject {
        true => format!(" · {}", text(&cut(&run.subject, 80))),
        false => String::new(),
    };
    let ids = text(&check.requirements.join(" "));
    let mut entry = format!(
        "<details class=\"check\" data-verdict=\"{verdict}\" data-subject=\"{whose}\" data-role=\"{role}\" \
         data-requirements=\"{ids}\"{open}>\n<summary><span class=\"{verdict}\">{sign} {verdict}\
         </span> <b>{case}</b> <small>{ids} · {role}{subject}</small></summary>\n",
        verdict = word.as_str(),
        whose = text(&run.subject),
        role = text(&check.role),
        open = if is_open { " open" } else { "" },
        sign = word.sign(),
        case = text(&check.case),
    );
    if let Some(reason) = &check.reason {
        entry.push_str(&format!("<p>because: {}</p>\n", text(&cut(reason, bytes))));
    }
    entry.push_str(&format!(
        "<div class=\"beside\"><figure><figcaption>expected</figcaption><pre>{}</pre></figure>\
         <figure><figcaption>seen</figcaption><pre>{}</pre></figure></div>\n",
        lines(&cut(bare(&check.expected), bytes)),
        lines(&cut(bare(&check.seen), bytes)),
    ));
    for requirement in sentences(check) {
        entry.push_str(&format!(
            "<p><b>{}</b> ({}): {}<br><small>source: {}</small></p>\n",
            requirement.id,
            requirement.level.word(),
            text(requirement.says),
            linked(requirement.source),
        ));
    }
    if !check.trace.is_empty() {
        entry.push_str("<ol class=\"trace\">\n");
        let told = |exchange: &Exchange| {
            format!(
                "<li><b>{}</b><pre>{}</pre><span>answer</span><pre>{}</pre></li>\n",
                text(&cut(&exchange.operation, SHORT_BYTES)),
                lines(&cut(&exchange.arguments, bytes)),
                lines(&cut(&exchange.answer, bytes)),
            )
        };
        entry.push_str(&check.trace.iter().map(told).collect::<String>());
        entry.push_str("</ol>\n");
    }
    let again = text(&again(run, check));
    entry + &format!("<p>again: <code>{again}</code></p>\n</details>\n")
}

/// A source, with links to what can be read.
fn linked(source: &str) -> String {
    let part = |(title, address): (&str, Option<String>)| match address {
        Some(address) => format!(
            "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
            text(&address),
            text(title)
        ),
        None => text(title),
    };
    let parts: Vec<String> = source::parts(source).map(part).collect();
    parts.join("; ")
}

/// Text on lines of its own, in which nothing is markup.
fn lines(held: &str) -> String {
    markup_free(&escaped_lines(held))
}

/// Text on a line, in which nothing is markup.
fn text(held: &str) -> String {
    markup_free(&escaped(held))
}

fn markup_free(held: &str) -> String {
    let mut shown = String::with_capacity(held.len());
    for character in held.chars() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            other => shown.push(other),
        }
    }
    shown
}
