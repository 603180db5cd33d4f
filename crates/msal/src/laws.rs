//! What holds for every script of calls, answers, windows and clocks.
//!
//! A script is the steps of a case as TOML. Where the naive reading has no opinion, no law says
//! anything.

use conformance::{Outcome, Rules};

use crate::event::{Event, traces_agree};
use crate::session::Session;
use crate::step::{Step, print_steps, read_steps};
use crate::*;

conformance::laws! {
    /// A call that the cache alone must serve brings the one token that is for all it asks, before
    /// its boundary, or nothing; whatever calls and times came before.
    cached_tokens_serve_what_they_are_for: text generators::cache => cached_tokens_serve,
        checks(MSAL_001, MSAL_002, MSAL_003, MSAL_004, MSAL_007, MSAL_008, MSAL_009, MSAL_010,
            MSAL_011, MSAL_012, MSAL_013, MSAL_016, MSAL_017, MSAL_018, MSAL_023, MSAL_073,
            MSAL_074, MSAL_080);
    /// Each policy tries what its row of the table says, in that order, and a refresh that fails
    /// loses no token that still serves.
    policies_try_what_their_row_says: text generators::policies => policies_try,
        checks(MSAL_016, MSAL_022, MSAL_023, MSAL_026, MSAL_027, MSAL_028, MSAL_030, MSAL_038,
            MSAL_040);
    /// Calls at the same time share one exchange if they ask for the same, and never otherwise, and
    /// each ends under its own id.
    equal_calls_share_one_exchange: text generators::sharing => equal_calls_share,
        checks(MSAL_034, MSAL_035, MSAL_036, MSAL_047);
    /// What was turned away stays unsent until its time is over, and nothing else does.
    what_is_stopped_stays_unsent: text generators::throttling => what_is_stopped_stays_unsent,
        checks(MSAL_066, MSAL_067, MSAL_068);
    /// A token lasts as long as its answer says, reckoned without end.
    tokens_last_as_long_as_is_said: text generators::lifetimes => tokens_last,
        checks(MSAL_012, MSAL_014, MSAL_015, MSAL_060, MSAL_080);
    /// A token that is due for renewal is renewed as the library does it, and no call fails for it.
    renewals_fail_no_call: text generators::renewals => renewals_fail_no_call,
        checks(MSAL_020, MSAL_021);
    /// A refresh says what the caller asked for, each value as it went in, and nothing twice.
    requests_say_what_was_asked: text generators::requests => requests_say,
        checks(MSAL_001, MSAL_002, MSAL_005, MSAL_006, MSAL_045, MSAL_046, MSAL_048, MSAL_050,
            MSAL_051, MSAL_074);
    /// An answer is a token or an error of the class that other people's reader finds in it.
    answers_are_what_they_say: text generators::errors => answers_are_what_they_say,
        checks(MSAL_038, MSAL_039, MSAL_040, MSAL_041, MSAL_042, MSAL_043);
    /// A code is redeemed if it came in the response to its own request, and its token is taken if
    /// the nonce came back.
    codes_are_of_their_own_request: text generators::windows => codes_are_of_their_own_request,
        checks(MSAL_044, MSAL_052, MSAL_053, MSAL_054, MSAL_055, MSAL_056);
    /// One iframe runs at a time, is waited for as long as is said, and fails nobody with another's
    /// error.
    iframes_run_one_at_a_time: text generators::iframes => iframes_run_one_at_a_time,
        checks(MSAL_033, MSAL_037, MSAL_075);
    /// The refresh token that is sent is the last that came, of the family or the client's own, and
    /// none that is gone.
    refresh_tokens_follow_their_history:
        text generators::refresh_tokens => refresh_tokens_follow,
        checks(MSAL_024, MSAL_025, MSAL_028, MSAL_029, MSAL_058, MSAL_071);
    /// A client goes to authorities that are known or were asked about, and believes metadata of
    /// their own.
    authorities_are_asked_about: text generators::authorities => authorities_are_asked_about,
        checks(MSAL_062, MSAL_063, MSAL_064, MSAL_065);
    /// An application takes its token to the origin for which it is, and nowhere else.
    tokens_go_to_their_resource: text generators::presented => tokens_go_to_their_resource,
        checks(MSAL_070, MSAL_078);
    /// Telemetry keeps its format and its bounds whatever failed before.
    telemetry_keeps_its_format: text generators::telemetry => telemetry_keeps_its_format,
        checks(MSAL_049);
    /// No log, error or result prints a token or a code.
    tokens_are_printed_nowhere: text generators::secrets => tokens_are_printed_nowhere,
        checks(MSAL_079);
}

/// Longer scripts are for others to weigh.
const INPUT_BYTES: usize = 16 * 1024;

/// The steps of a script that is short enough to be told.
fn steps(input: &[u8]) -> Option<Vec<Step>> {
    let text = std::str::from_utf8(input).ok();
    read_steps(text.filter(|text| text.len() <= INPUT_BYTES)?).ok()
}

/// Whether what happens is what is due, where something is.
fn follows(
    input: &[u8],
    rules: &Rules,
    due: fn(&[Step], Library) -> Option<Vec<Event>>,
) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    // What stands for the nonce is filled in, of which these readings know nothing.
    if print_steps(&steps).contains("{nonce}") {
        return Outcome::Irrelevant;
    }
    match due(&steps, Library::of(&rules.profile)) {
        Some(due) => same(&due, &Session::play(&steps, rules)),
        None => Outcome::Irrelevant,
    }
}

fn same(due: &[Event], seen: &[Event]) -> Outcome {
    if traces_agree(due, seen) {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!("expected {due:?}, saw {seen:?}"))
}

fn cached_tokens_serve(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::cache)
}

fn policies_try(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::policies)
}

fn equal_calls_share(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::sharing)
}

fn what_is_stopped_stays_unsent(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::throttling)
}

fn tokens_last(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::lifetimes)
}

fn renewals_fail_no_call(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::renewals)
}

fn answers_are_what_they_say(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::errors)
}

fn iframes_run_one_at_a_time(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::iframes)
}

fn refresh_tokens_follow(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::refresh_tokens)
}

fn authorities_are_asked_about(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::authorities)
}

fn requests_say(input: &[u8], rules: &Rules) -> Outcome {
    let outcome = follows(input, rules, reference::requests);
    let (Outcome::Holds, Some(steps)) = (&outcome, steps(input)) else {
        return outcome;
    };
    let trace = Session::play(&steps, rules);
    let Some(Event::Sent(sent)) = trace.first() else {
        return outcome;
    };
    let body = sent.body.as_deref().unwrap_or_default();
    let names = form_urlencoded::parse(body.as_bytes()).count();
    match body.is_ascii() {
        true => Outcome::same("the number of members", &sent.form.len(), &names),
        false => Outcome::Breaks(format!("a form is ASCII: {body}")),
    }
}

fn codes_are_of_their_own_request(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    let seen = Session::play(&steps, rules);
    let state = seen.iter().find_map(|event| match event {
        Event::Opened(opened) => opened.query.get("state"),
        _ => None,
    });
    let state = state.map_or("", String::as_str);
    let Some(due) = reference::windows(&steps, state, Library::of(&rules.profile)) else {
        return Outcome::Irrelevant;
    };
    let verifier = seen.iter().find_map(|event| match event {
        Event::Sent(sent) => sent.form.get("code_verifier"),
        _ => None,
    });
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_sound = |text: &String| (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
    if verifier.is_some_and(|verifier| !is_sound(verifier)) {
        return Outcome::Breaks("a verifier has 43 to 128 unreserved characters".to_owned());
    }
    same(&due, &seen)
}

fn tokens_go_to_their_resource(input: &[u8], rules: &Rules) -> Outcome {
    follows(input, rules, reference::presented)
}

fn telemetry_keeps_its_format(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    // What the application says in its own name is its own.
    let is_own = |name: &String| name.ends_with("-telemetry");
    let speaks_itself = |step: &Step| match step {
        Step::Call(call) | Step::Need(call) => call.extra.keys().any(is_own),
        _ => false,
    };
    if steps.iter().any(speaks_itself) {
        return Outcome::Irrelevant;
    }
    let mut is_relevant = false;
    for event in Session::play(&steps, rules) {
        let Event::Sent(sent) = event else { continue };
        let find = |name: &str| sent.form.get(name).or_else(|| sent.headers.get(name));
        if let Some(current) = find("x-client-current-telemetry") {
            is_relevant = true;
            let parts: Vec<&str> = current.split('|').collect();
            if current.len() > 80 || !["4", "5"].contains(&parts[0]) || !is_printable(current) {
                return Outcome::Breaks(format!("the current request: {current}"));
            }
        }
        if let Some(last) = find("x-client-last-telemetry")
            && !is_last(last)
        {
            return Outcome::Breaks(format!("the last requests: {last}"));
        }
    }
    match is_relevant {
        true => Outcome::Holds,
        false => Outcome::Irrelevant,
    }
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a text tells of the last requests: hits, two words for each that failed, one for each
/// error, and how many there are.
fn is_last(text: &str) -> bool {
    let parts: Vec<&str> = text.split('|').collect();
    let [version, hits, failed, errors, end] = parts.as_slice() else {
        return false;
    };
    let (count, overflow) = match end.split_once(',') {
        Some((count, overflow)) => (count.to_owned(), overflow),
        // MSAL Python does not count.
        None if *version == "4" && end.is_empty() && failed.is_empty() => ("0".to_owned(), "0"),
        None if *version == "4" && end.is_empty() => {
            ((failed.split(',').count() / 2).to_string(), "0")
        }
        None => return false,
    };
    let words = |text: &str, count: usize| match count {
        0 => text.is_empty(),
        _ => text.split(',').count() == count,
    };
    let count: Result<usize, _> = count.parse();
    count.is_ok_and(|count| words(failed, 2 * count) && words(errors, count))
        && ["4", "5"].contains(version)
        && hits.parse::<u64>().is_ok()
        && ["0", "1"].contains(&overflow)
        && text.len() <= 330
        && is_printable(text)
}

/// Puts something else in the place of each secret, and keeps what it was.
fn replace_secrets(steps: &mut [Step], kept: &mut Vec<String>) {
    let mut replace = |text: &mut String| {
        if text.len() >= 12 && text.is_ascii() {
            kept.push(std::mem::replace(text, "x".repeat(text.len())));
        }
    };
    for step in steps {
        match step {
            Step::SignedIn(held) => {
                let tokens = [&mut held.refresh_token, &mut held.family_token];
                tokens.into_iter().flatten().for_each(&mut replace);
            }
            Step::Cached(held) => replace(&mut held.token),
            Step::Returned(held) => held.code.iter_mut().for_each(&mut replace),
            Step::Answer(held) => {
                let table = held.token.iter_mut().flat_map(toml::Table::iter_mut);
                let tokens = table.filter(|(name, _)| name.ends_with("_token"));
                for (_, token) in tokens {
                    if let toml::Value::String(token) = token {
                        replace(token);
                    }
                }
            }
            _ => {}
        }
    }
}

fn tokens_are_printed_nowhere(input: &[u8], rules: &Rules) -> Outcome {
    let Some(mut steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    steps.push(Step::Look(step::Look::Log));
    let shown = printed(&steps, rules);
    let mut secrets = Vec::new();
    replace_secrets(&mut steps, &mut secrets);
    // What is shown whatever the secrets are is none.
    let shown_anyway = printed(&steps, rules);
    // What stands elsewhere in the script too is no secret.
    let told = format!("{steps:?}");
    for secret in &secrets {
        if shown.contains(secret) && !shown_anyway.contains(secret) && !told.contains(secret) {
            return Outcome::Breaks(format!("`{secret}` is shown: {shown}"));
        }
    }
    match secrets.is_empty() {
        true => Outcome::Irrelevant,
        false => Outcome::Holds,
    }
}

fn printed(steps: &[Step], rules: &Rules) -> String {
    let logs = Session::play(steps, rules)
        .into_iter()
        .map(|event| match event {
            Event::Log(text) => text,
            _ => String::new(),
        });
    logs.collect()
}
