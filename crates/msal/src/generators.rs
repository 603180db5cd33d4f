//! Choices become scripts, about half of them such as a caller would write. Nothing here judges.

use std::collections::BTreeMap;

use conformance::arbitrary::{Result, Unstructured};

use crate::step::{Answer, Cached, Call, Given, Kind, Look, Returned, SignedIn, Step};
use crate::{Home, Policy, print_steps};

type Choices<'c, 'd> = &'c mut Unstructured<'d>;

/// Whether something happens that happens once in so many times.
fn one_in(choices: Choices<'_, '_>, times: u8) -> Result<bool> {
    choices.ratio(1, times)
}

/// One of some words. One that stands more often is chosen more often.
fn word(choices: Choices<'_, '_>, words: &str) -> Result<String> {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    choices.choose(&words).map(|word| (*word).to_owned())
}

fn one_of<T: Clone>(choices: Choices<'_, '_>, things: &[T]) -> Result<T> {
    choices.choose(things).cloned()
}

/// Something, once in so many times.
fn maybe<T>(
    choices: Choices<'_, '_>,
    times: u8,
    make: impl FnOnce(Choices<'_, '_>) -> Result<T>,
) -> Result<Option<T>> {
    if one_in(choices, times)? {
        make(choices).map(Some)
    } else {
        Ok(None)
    }
}

fn told(steps: &[Step]) -> Vec<u8> {
    print_steps(steps).into_bytes()
}

fn home(choices: Choices<'_, '_>) -> Result<Step> {
    let home = maybe(choices, 2, |_| Ok(Home::Node))?;
    Ok(Step::Given(Given {
        home,
        ..Given::default()
    }))
}

fn signed_in(account: &str, token: &str) -> Step {
    Step::SignedIn(SignedIn {
        account: Some(account.to_owned()),
        refresh_token: Some(token.to_owned()),
        ..SignedIn::default()
    })
}

fn read() -> Option<Vec<String>> {
    Some(vec!["User.Read".to_owned()])
}

/// A call that asks the server, and never by an iframe.
fn forced() -> Call {
    Call {
        scopes: read(),
        policy: Some(Policy::RefreshToken),
        force_refresh: true,
        ..Call::default()
    }
}

fn token(access_token: &str) -> toml::Table {
    let mut table = toml::Table::new();
    table.insert("access_token".to_owned(), access_token.into());
    table.insert("token_type".to_owned(), "Bearer".into());
    table.insert("expires_in".to_owned(), 3600.into());
    table
}

fn error(error: &str, suberror: Option<&str>) -> toml::Table {
    let mut table = toml::Table::new();
    table.insert("error".to_owned(), error.into());
    if let Some(suberror) = suberror {
        table.insert("suberror".to_owned(), suberror.into());
    }
    table
}

/// A time at which something may just have ended, or not yet.
fn about(choices: Choices<'_, '_>, ends_s: &[i64]) -> Result<i64> {
    let end = one_of(choices, ends_s)?;
    Ok((end + choices.int_in_range(-1..=1)?).max(0))
}

const SCOPES: &str = "User.Read User.Read Mail.Read user.read MAIL.READ openid profile email \
    offline_access";

fn scopes(choices: Choices<'_, '_>) -> Result<Vec<String>> {
    let count = choices.int_in_range(1..=3)?;
    (0..count)
        .map(|_| {
            let scope = word(choices, SCOPES)?;
            let spaced = one_in(choices, 12)?;
            Ok(if spaced { format!(" {scope} ") } else { scope })
        })
        .collect()
}

fn components(choices: Choices<'_, '_>) -> Result<BTreeMap<String, String>> {
    let sets = [
        vec![],
        vec![],
        vec![],
        vec![("a", "bc")],
        vec![("ab", "c")],
        vec![("a", "b"), ("c", "d")],
        vec![("a", "bcd")],
    ];
    let set = one_of(choices, &sets)?;
    let pairs = set.into_iter();
    Ok(pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
}

const CLAIMS: [&str; 10] = [
    "",
    "{}",
    "[]",
    "null",
    "{",
    "not json",
    "7",
    r#"{"a":1}"#,
    r#"{"access_token":{"nbf":null}}"#,
    "[{}]",
];

/// Users, tokens that are kept, and calls that the cache alone must serve.
pub(crate) fn cache(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let given = Given {
        home: maybe(choices, 3, |_| Ok(Home::Node))?,
        uninitialized: one_in(choices, 16)?,
        renewal_offset_s: maybe(choices, 6, |choices| about(choices, &[0, 60, 3600]))?,
        ..Given::default()
    };
    let mut steps = vec![Step::Given(given)];
    if !one_in(choices, 8)? {
        steps.push(Step::SignedIn(SignedIn {
            account: maybe(choices, 4, |choices| word(choices, "u1.t1 u2.t1 u2.t2"))?,
            tenant: maybe(choices, 4, |choices| word(choices, "t2 T1"))?,
            inactive: one_in(choices, 8)?,
            ..SignedIn::default()
        }));
    }
    for place in 0..choices.int_in_range(1..=3)? {
        steps.push(Step::Cached(kept(choices, place)?));
    }
    for _ in 0..choices.int_in_range(1..=4)? {
        if one_in(choices, 4)? {
            let ends = [300, 3300, 3600, 299];
            steps.push(Step::WaitS(about(choices, &ends)?));
        }
        steps.push(Step::Call(cache_call(choices)?));
    }
    Ok(told(&steps))
}

fn kept(choices: Choices<'_, '_>, place: usize) -> Result<Cached> {
    let ends = [300, 600, 3600, 20 * 365 * 86_400];
    let hosts = "login.microsoftonline.com login.windows.net STS.windows.net login.other.example";
    Ok(Cached {
        token: format!("at{place}"),
        scopes: scopes(choices)?,
        lasts_s: maybe(choices, 2, |choices| about(choices, &ends))?,
        kept_for_s: maybe(choices, 6, |choices| choices.int_in_range(-1..=1))?,
        account: maybe(choices, 6, |choices| word(choices, "u1.t1 u2.t1 U1.t1"))?,
        client: maybe(choices, 8, |choices| word(choices, "client-a client-b"))?,
        realm: maybe(choices, 6, |choices| word(choices, "t1 T1 t2"))?,
        environment: maybe(choices, 5, |choices| word(choices, hosts))?,
        token_type: maybe(choices, 6, |choices| word(choices, "bearer pop"))?,
        components: components(choices)?,
        refresh_in_s: None,
    })
}

fn cache_call(choices: Choices<'_, '_>) -> Result<Call> {
    let lists = [
        vec![],
        vec![" ".to_owned()],
        vec!["User.Read".to_owned()],
        vec!["Mail.Read".to_owned()],
    ];
    Ok(Call {
        without_request: one_in(choices, 30)?,
        scopes: match choices.int_in_range(0..=15)? {
            0 => None,
            1..=4 => Some(one_of(choices, &lists)?),
            _ => Some(scopes(choices)?),
        },
        account: maybe(choices, 5, |choices| word(choices, "u1.t1 u2.t1 nobody"))?,
        authority: maybe(choices, 6, |choices| {
            word(
                choices,
                "https://login.microsoftonline.com/t2 https://login.microsoftonline.com/common",
            )
        })?,
        policy: Some(Policy::AccessToken),
        force_refresh: one_in(choices, 10)?,
        claims: maybe(choices, 6, |choices| {
            one_of(choices, &CLAIMS).map(str::to_owned)
        })?,
        token_type: maybe(choices, 10, |choices| word(choices, "bearer pop"))?,
        components: components(choices)?,
        ..Call::default()
    })
}

const ERRORS: &str = "invalid_grant invalid_grant invalid_grant interaction_required \
    consent_required login_required bad_token ui_not_allowed ux_not_allowed interrupted_user \
    invalid_client invalid_scope temporarily_unavailable no_tokens_found token_refresh_required \
    refresh_token_expired";

const SUBERRORS: &str = "bad_token bad_token consent_required basic_action additional_action \
    message_only user_password_expired client_mismatch protection_policy_required ui_not_allowed \
    interrupted_user token_expired";

/// Calls under policies, and servers that refuse.
pub(crate) fn policies(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let sign_in = SignedIn {
        refresh_token: (!one_in(choices, 5)?).then(|| "rt1".to_owned()),
        refresh_lasts_s: maybe(choices, 4, |choices| about(choices, &[300, 600, 3600]))?,
        ..SignedIn::default()
    };
    let mut steps = vec![home(choices)?, Step::SignedIn(sign_in)];
    if one_in(choices, 2)? {
        steps.push(Step::Cached(Cached {
            token: "at0".to_owned(),
            scopes: vec!["User.Read".to_owned()],
            lasts_s: maybe(choices, 2, |choices| about(choices, &[300, 600]))?,
            ..Cached::default()
        }));
    }
    let mut answers = 0;
    for _ in 0..choices.int_in_range(0..=2)? {
        if one_in(choices, 6)? {
            steps.push(Step::WaitS(about(choices, &[1, 300, 600])?));
        }
        // Most of these ask the server, which refuses.
        let asks = !one_in(choices, 3)?;
        let served = [Policy::AccessToken, Policy::AccessToken, Policy::Default];
        let policies: &[Policy] = if asks { &Policy::ALL[2..5] } else { &served };
        let mut call = policy_call(choices, policies)?;
        call.force_refresh |= asks;
        steps.push(Step::Call(call));
        if asks {
            answers += 1;
            steps.push(Step::Answer(refused(choices, answers)?));
        }
    }
    steps.push(Step::Call(policy_call(choices, &Policy::ALL)?));
    if one_in(choices, 2)? {
        steps.push(Step::Answer(refused(choices, answers + 1)?));
    }
    Ok(told(&steps))
}

fn policy_call(choices: Choices<'_, '_>, policies: &[Policy]) -> Result<Call> {
    Ok(Call {
        scopes: read(),
        policy: Some(one_of(choices, policies)?),
        force_refresh: one_in(choices, 4)?,
        refresh_token_offset_s: maybe(choices, 4, |choices| about(choices, &[0, 60, 600]))?,
        ..Call::default()
    })
}

fn refused(choices: Choices<'_, '_>, to: usize) -> Result<Answer> {
    let suberror = maybe(choices, 2, |choices| word(choices, SUBERRORS))?;
    Ok(Answer {
        to,
        error: Some(error(&word(choices, ERRORS)?, suberror.as_deref())),
        status: Some(403),
        ..Answer::default()
    })
}

/// Calls at the same time, and their answers.
pub(crate) fn sharing(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = vec![home(choices)?];
    let accounts = ["u1.t1", "u2.t1"];
    for account in accounts {
        steps.push(signed_in(account, &format!("rt-{account}")));
    }
    let usual = Call {
        account: one_in(choices, 2)?.then(|| "u1.t1".to_owned()),
        scopes: Some(vec!["User.Read".to_owned(), "Mail.Read".to_owned()]),
        ..forced()
    };
    let mut requests = 0;
    for place in 0..choices.int_in_range(2..=6)? {
        if place > 1 && one_in(choices, 3)? {
            requests += 1;
            steps.push(Step::Answer(ends(choices, requests)?));
            continue;
        }
        let mut call = usual.clone();
        if one_in(choices, 2)? {
            differ(choices, &mut call)?;
        }
        call.correlation_id = maybe(choices, 2, |_| Ok(format!("id-{place}")))?;
        call.state = maybe(choices, 2, |_| Ok(format!("state-{place}")))?;
        steps.push(Step::Call(call));
    }
    Ok(told(&steps))
}

fn ends(choices: Choices<'_, '_>, to: usize) -> Result<Answer> {
    let refused = one_in(choices, 3)?;
    Ok(Answer {
        to,
        token: (!refused).then(|| token(&format!("at{to}"))),
        error: refused.then(|| error("invalid_scope", None)),
        status: refused.then_some(403),
        ..Answer::default()
    })
}

/// Lets a call differ in one member.
fn differ(choices: Choices<'_, '_>, call: &mut Call) -> Result<()> {
    match choices.int_in_range(0..=10)? {
        0 => call.account = Some("u2.t1".to_owned()),
        1 => call.scopes = read(),
        2 | 3 => call.scopes = Some(vec!["Mail.Read".to_owned(), "User.Read".to_owned()]),
        4 => call.scopes = Some(vec!["user.read".to_owned(), "Mail.Read".to_owned()]),
        5 => call.claims = Some(one_of(choices, &[r#"{"a":1}"#, r#"{"a":2}"#])?.to_owned()),
        6 => call.authority = Some("https://login.microsoftonline.com/t2".to_owned()),
        7 => call.policy = Some(Policy::RefreshTokenAndNetwork),
        8 => call.force_refresh = false,
        9 => call.token_type = Some("pop".to_owned()),
        _ => {
            call.extra.insert("dc".to_owned(), word(choices, "a b")?);
        }
    }
    Ok(())
}

const RETRY_AFTER: [&str; 16] = [
    "0",
    "1",
    "5",
    "10",
    "60",
    "120",
    "3600",
    "3601",
    "7200",
    "-1",
    "soon",
    "",
    "Fri, 31 Dec 1999 23:59:59 GMT",
    "2.5",
    "99999999999999999999",
    " 30 ",
];

/// Calls that are answered, and that are made again after a while.
pub(crate) fn throttling(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = vec![home(choices)?];
    for account in ["u1.t1", "u2.t1"] {
        steps.push(signed_in(account, &format!("rt-{account}")));
    }
    let usual = Call {
        account: Some("u1.t1".to_owned()),
        ..forced()
    };
    let mut waits_for = Vec::new();
    for place in 1..=choices.int_in_range(2..=4)? {
        let mut call = usual.clone();
        match choices.int_in_range(0..=7)? {
            0 => call.account = Some("u2.t1".to_owned()),
            1 => call.scopes = Some(vec!["Mail.Read".to_owned()]),
            2 => call.claims = Some(r#"{"a":1}"#.to_owned()),
            3 => call.authority = Some("https://login.microsoftonline.com/t2".to_owned()),
            _ => {}
        }
        steps.push(Step::Call(call));
        if place == 1 || one_in(choices, 3)? {
            let (answer, seconds) = turned_away(choices, waits_for.len() + 1)?;
            waits_for.push(seconds);
            steps.push(Step::Answer(answer));
        }
        match choices.int_in_range(0..=3)? {
            0 => {}
            1 => steps.push(Step::WaitMs(one_of(
                choices,
                &[999, 1000, 1001, 4999, 59_999],
            )?)),
            _ => {
                let ends = [waits_for.last().copied().unwrap_or(60), 5, 60, 3600];
                steps.push(Step::WaitS(about(choices, &ends)?));
            }
        }
    }
    Ok(told(&steps))
}

fn turned_away(choices: Choices<'_, '_>, to: usize) -> Result<(Answer, i64)> {
    let status = one_of(choices, &[429, 429, 500, 503, 403, 400, 200])?;
    let retry_after = maybe(choices, 2, |choices| one_of(choices, &RETRY_AFTER))?;
    let mut table = error(
        &word(choices, "temporarily_unavailable server_error")?,
        None,
    );
    if one_in(choices, 2)? {
        let numbers = one_of(choices, &[vec![90_055], vec![50_196, 90_014], vec![]])?;
        table.insert("error_codes".to_owned(), numbers.into());
    }
    if status == 200 && one_in(choices, 2)? {
        let answer = Answer {
            to,
            token: Some(token("at")),
            status: Some(200),
            ..Answer::default()
        };
        return Ok((answer, 0));
    }
    let seconds = retry_after.and_then(|text| text.trim().parse().ok());
    let answer = Answer {
        to,
        error: Some(table),
        status: Some(status),
        retry_after: retry_after.map(str::to_owned),
        ..Answer::default()
    };
    Ok((answer, seconds.unwrap_or(60).clamp(0, 3600)))
}

/// A lifetime as servers write it.
fn lifetime(choices: Choices<'_, '_>) -> Result<toml::Value> {
    let numbers = [
        3599,
        3600,
        300,
        299,
        301,
        600,
        0,
        -1,
        i64::MAX,
        i64::MIN,
        86_400,
    ];
    let texts = ["3600", "600", "0", "", "3600s", "1h", "600.5"];
    Ok(match choices.int_in_range(0..=2)? {
        0 => one_of(choices, &texts)?.into(),
        _ => one_of(choices, &numbers)?.into(),
    })
}

/// A token that is asked for, waited for, and asked for again.
pub(crate) fn lifetimes(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let call = Call {
        policy: None,
        ..forced()
    };
    let mut steps = vec![home(choices)?, signed_in("u1.t1", "rt1"), Step::Call(call)];
    for _ in 0..choices.int_in_range(0..=1)? {
        steps.push(Step::WaitMs(one_of(
            choices,
            &[499, 500, 1000, 7000, 90_000],
        )?));
    }
    let mut members = toml::Table::new();
    members.insert("access_token".to_owned(), "at1".into());
    for name in ["expires_in", "ext_expires_in"] {
        if !one_in(choices, 4)? {
            members.insert(name.to_owned(), lifetime(choices)?);
        }
    }
    if one_in(choices, 3)? {
        members.insert("scope".to_owned(), "User.Read Mail.Read".into());
    }
    steps.push(Step::Answer(Answer {
        to: 1,
        token: Some(members),
        ..Answer::default()
    }));
    for _ in 0..choices.int_in_range(1..=3)? {
        match choices.int_in_range(0..=3)? {
            0 => {}
            1 => steps.push(Step::WaitMs(one_of(choices, &[499, 500, 501, 999])?)),
            _ => {
                let ends = [0, 300, 1, 3300, 3299, 86_100];
                steps.push(Step::WaitS(about(choices, &ends)?));
            }
        }
        steps.push(Step::Call(Call {
            scopes: read(),
            policy: Some(Policy::AccessToken),
            ..Call::default()
        }));
    }
    Ok(told(&steps))
}

/// A token that is due for renewal, or soon will be.
pub(crate) fn renewals(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let refresh_in_s = one_of(choices, &[3600, 1800, 600])?;
    let cached = Cached {
        token: "at1".to_owned(),
        scopes: vec!["User.Read".to_owned()],
        lasts_s: Some(7200),
        refresh_in_s: Some(refresh_in_s),
        ..Cached::default()
    };
    let mut steps = vec![
        home(choices)?,
        signed_in("u1.t1", "rt1"),
        Step::Cached(cached),
    ];
    let call = Call {
        scopes: read(),
        ..Call::default()
    };
    let before_s = one_of(choices, &[0, 1, 299, 300, 301])?;
    steps.push(Step::WaitS(refresh_in_s - before_s));
    steps.push(Step::Call(call.clone()));
    if one_in(choices, 4)? {
        return Ok(told(&steps));
    }
    steps.push(Step::WaitS(
        before_s + one_of(choices, &[0, 1, 1, 2, 3000])?,
    ));
    steps.push(Step::Call(call));
    let refused = one_in(choices, 2)?;
    let suberror = maybe(choices, 3, |choices| word(choices, SUBERRORS))?;
    let table = error(&word(choices, ERRORS)?, suberror.as_deref());
    steps.push(Step::Answer(Answer {
        to: 1,
        token: (!refused).then(|| token("at2")),
        error: refused.then_some(table),
        ..Answer::default()
    }));
    Ok(told(&steps))
}

/// Texts that tempt somebody to change them.
const VALUES: [&str; 10] = [
    "a",
    "a b",
    "a+b",
    "a%2Bb",
    "1&2=3",
    "\u{e4}\u{20ac}\u{1f600}",
    "line\r\nend",
    "\"quoted\" !*'()~",
    "https://a.example/b?c=d#e",
    "=",
];

/// One call, with all that can be said in one.
pub(crate) fn requests(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let given = Given {
        home: maybe(choices, 3, |_| Ok(Home::Node))?,
        capabilities: match choices.int_in_range(0..=2)? {
            0 => vec!["CP1".to_owned()],
            _ => vec![],
        },
        ..Given::default()
    };
    let texts = [
        r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}},"z":[1,null]}"#,
        r#"{"id_token":{"auth_time":{"essential":true}}}"#,
        "[1]",
        "{",
        "7",
        r#"{"access_token":null}"#,
    ];
    let mut call = forced();
    call.without_request = one_in(choices, 20)?;
    call.scopes = match choices.int_in_range(0..=9)? {
        0 => None,
        1 => Some(vec![]),
        2 => Some(vec![" ".to_owned(), String::new()]),
        3 => Some(vec![format!("api://x/{}", one_of(choices, &VALUES)?)]),
        _ => Some(scopes(choices)?),
    };
    call.claims = maybe(choices, 2, |choices| {
        one_of(choices, &texts).map(str::to_owned)
    })?;
    call.redirect_uri = maybe(choices, 3, |choices| {
        one_of(choices, &VALUES).map(str::to_owned)
    })?;
    let names = "dc slice client_id scope grant_type refresh_token response_type claims";
    for _ in 0..choices.int_in_range(0..=2)? {
        let value = one_of(choices, &VALUES)?.to_owned();
        call.extra.insert(word(choices, names)?, value);
    }
    let token = one_of(choices, &VALUES)?;
    Ok(told(&[
        Step::Given(given),
        signed_in("u1.t1", token),
        Step::Call(call),
    ]))
}

/// A refresh, and an answer in some words.
pub(crate) fn errors(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut members = serde_json::Map::new();
    let mut put = |name: &str, value: serde_json::Value| {
        members.insert(name.to_owned(), value);
    };
    if !one_in(choices, 3)? {
        put("error", word(choices, ERRORS)?.into());
    }
    if one_in(choices, 2)? {
        put("suberror", word(choices, SUBERRORS)?.into());
    }
    if one_in(choices, 2)? {
        let words = format!(
            "AADSTS50076: {} is what {}",
            word(choices, ERRORS)?,
            one_of(choices, &VALUES)?
        );
        put("error_description", words.into());
    }
    if one_in(choices, 2)? {
        let numbers = [vec![50_076], vec![65_001, 50_076], vec![], vec![-1]];
        put("error_codes", one_of(choices, &numbers)?.into());
        put("timestamp", "2027-01-15 08:00:00Z".into());
        put("trace_id", "0000aaaa-11bb-cccc-dd22-eeeeee333333".into());
    }
    if one_in(choices, 4)? {
        put("claims", r#"{"access_token":{"nbf":null}}"#.into());
    }
    if one_in(choices, 3)? {
        put("access_token", "at1".into());
    }
    if one_in(choices, 16)? {
        put("error", serde_json::Value::Null);
    }
    let pages = ["<html>busy</html>", "", "<", ". . ."];
    let body = match one_in(choices, 8)? {
        true => one_of(choices, &pages)?.to_owned(),
        false => serde_json::Value::Object(members).to_string(),
    };
    let answer = Answer {
        to: 1,
        body: Some(body),
        status: maybe(choices, 2, |choices| {
            one_of(choices, &[200, 400, 401, 429, 500])
        })?,
        ..Answer::default()
    };
    Ok(told(&[
        home(choices)?,
        signed_in("u1.t1", "rt1"),
        Step::Call(forced()),
        Step::Answer(answer),
    ]))
}

/// A popup, what it brings, and the answer to its code.
pub(crate) fn windows(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let call = Call {
        kind: Some(Kind::Popup),
        scopes: read(),
        state: maybe(choices, 3, |_| Ok("of-the-caller".to_owned()))?,
        redirect_uri: maybe(choices, 4, |_| Ok("https://app.example/back".to_owned()))?,
        ..Call::default()
    };
    let begin = one_of(choices, &["#", "#", "#/", "?", ""])?;
    let mut parts = Vec::new();
    if !one_in(choices, 6)? {
        parts.push("code=c1".to_owned());
    }
    if one_in(choices, 8)? {
        parts.push("code=c2".to_owned());
    }
    if one_in(choices, 8)? {
        parts.push(format!("error={}", word(choices, ERRORS)?));
    }
    let states = [
        "eyJpZCI6IngiLCJtZXRhIjp7ImludGVyYWN0aW9uVHlwZSI6InBvcHVwIn19",
        "eyJpZCI6IngiLCJtZXRhIjp7ImludGVyYWN0aW9uVHlwZSI6InNpbGVudCJ9fQ",
        "none",
        "e30",
    ];
    match choices.int_in_range(0..=9)? {
        0 => {}
        1 | 2 => parts.push(format!("state={}", one_of(choices, &states)?)),
        _ => parts.push("state={state}".to_owned()),
    }
    if one_in(choices, 10)? {
        parts = vec!["unknown=1".to_owned()];
    }
    let text = match one_in(choices, 20)? {
        true => String::new(),
        false => format!("{begin}{}", parts.join("&")),
    };
    let returned = Returned {
        to: 1,
        text: Some(text),
        ..Returned::default()
    };
    let mut steps = vec![home(choices)?, Step::Call(call), Step::Returned(returned)];
    if one_in(choices, 2)? {
        steps.push(Step::Answer(Answer {
            to: 2,
            token: Some(signed_in_token(choices)?),
            ..Answer::default()
        }));
    }
    Ok(told(&steps))
}

fn signed_in_token(choices: Choices<'_, '_>) -> Result<toml::Table> {
    let mut table = token("at1");
    if one_in(choices, 6)? {
        return Ok(table);
    }
    let mut claims = toml::Table::new();
    claims.insert("sub".to_owned(), "s1".into());
    match choices.int_in_range(0..=3)? {
        0 => {}
        1 => {
            claims.insert("nonce".to_owned(), "another".into());
        }
        _ => {
            claims.insert("nonce".to_owned(), "{nonce}".into());
        }
    }
    table.insert("id_token".to_owned(), claims.into());
    Ok(table)
}

/// Calls without a refresh token, some at the same time.
pub(crate) fn iframes(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = vec![Step::SignedIn(SignedIn::default())];
    let (mut calls, mut windows) = (0, 0);
    for _ in 0..choices.int_in_range(2..=6)? {
        match choices.int_in_range(0..=6)? {
            0 | 1 if calls > 0 => {
                windows += 1;
                let errors = "login_required interaction_required access_denied server_error";
                steps.push(Step::Returned(Returned {
                    to: windows,
                    error: Some(word(choices, errors)?),
                    ..Returned::default()
                }));
            }
            2 if calls > 0 => {
                let waits = [10_000, 9999, 5999, 6000, 1];
                steps.push(Step::WaitMs(one_of(choices, &waits)?));
            }
            _ => {
                calls += 1;
                let policies = [None, None, Some(Policy::Default), Some(Policy::Skip)];
                steps.push(Step::Call(Call {
                    scopes: read(),
                    policy: one_of(choices, &policies)?,
                    claims: Some(format!(r#"{{"call":{calls}}}"#)),
                    ..Call::default()
                }));
            }
        }
    }
    Ok(told(&steps))
}

/// Refreshes by a client of a family, or by one of none; accounts that go.
pub(crate) fn refresh_tokens(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = vec![home(choices)?];
    let of_family = one_in(choices, 2)?;
    let mut accounts = vec!["u1.t1", "u2.t1", "u11.t1", "xu1.t1"];
    accounts.truncate(choices.int_in_range(1..=4)?);
    for account in &accounts {
        steps.push(Step::SignedIn(SignedIn {
            account: Some((*account).to_owned()),
            refresh_token: Some(format!("own-{account}")),
            family_token: of_family.then(|| format!("family-{account}")),
            ..SignedIn::default()
        }));
    }
    let mut requests = 0;
    for _ in 0..choices.int_in_range(1..=4)? {
        let mut call = forced();
        let account = one_of(choices, &accounts)?;
        call.account = Some(account.to_owned());
        call.scopes = Some(vec![word(choices, "User.Read User.Read Mail.Read")?]);
        call.authority = maybe(choices, 6, |_| {
            Ok("https://login.microsoftonline.com/t2".to_owned())
        })?;
        steps.push(Step::Call(call));
        if one_in(choices, 8)? {
            steps.push(Step::RemoveAccount(account.to_owned()));
        }
        requests += 1;
        steps.push(Step::Answer(refreshed(choices, requests, of_family)?));
        if of_family && one_in(choices, 3)? {
            requests += 1;
            steps.push(Step::Answer(refreshed(choices, requests, false)?));
        }
        if one_in(choices, 5)? {
            let gone = one_of(choices, &accounts)?;
            steps.push(Step::RemoveAccount(gone.to_owned()));
        }
    }
    Ok(told(&steps))
}

fn refreshed(choices: Choices<'_, '_>, to: usize, by_family: bool) -> Result<Answer> {
    if one_in(choices, 2)? {
        let mut table = token(&format!("at{to}"));
        if one_in(choices, 2)? {
            table.insert("refresh_token".to_owned(), format!("new-{to}").into());
        }
        if by_family {
            table.insert("foci".to_owned(), "1".into());
        }
        return Ok(Answer {
            to,
            token: Some(table),
            ..Answer::default()
        });
    }
    let suberror = word(
        choices,
        "client_mismatch client_mismatch bad_token basic_action",
    )?;
    let code = word(choices, "invalid_grant invalid_grant invalid_scope")?;
    Ok(Answer {
        to,
        error: Some(error(&code, Some(&suberror))),
        status: Some(403),
        ..Answer::default()
    })
}

/// An authority, and what is answered about it.
pub(crate) fn authorities(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let hosts = "login.microsoftonline.com LOGIN.microsoftonline.com sts.windows.net \
        login.contoso.example login.contoso.example Login.Contoso.example t1.ciamlogin.com \
        login.microsoftonline.com.evil.example";
    let host = word(choices, hosts)?;
    let scheme = one_of(
        choices,
        &["https", "https", "https", "https", "HTTPS", "http"],
    )?;
    let slash = one_of(choices, &["", "/"])?;
    let known = "login.contoso.example LOGIN.contoso.example other.example";
    let given = Given {
        authority: Some(format!("{scheme}://{host}/t1{slash}")),
        known_authorities: maybe(choices, 2, |choices| word(choices, known))?
            .into_iter()
            .collect(),
        ..Given::default()
    };
    let mut steps = vec![
        Step::Given(given),
        signed_in("u1.t1", "rt1"),
        Step::Call(forced()),
    ];
    let bodies = [
        r#"{"tenant_discovery_endpoint":"https://x.example"}"#,
        r#"{"error":"invalid_instance"}"#,
        r#"{"error":"server_error"}"#,
    ];
    let mut to = 0;
    let asks = !host.eq_ignore_ascii_case("login.microsoftonline.com");
    if asks && one_in(choices, 2)? {
        to += 1;
        steps.push(answered(to, one_of(choices, &bodies)?.to_owned()));
    }
    if asks && !one_in(choices, 4)? {
        to += 1;
        steps.push(answered(to, metadata(choices)?));
    }
    Ok(told(&steps))
}

fn answered(to: usize, body: String) -> Step {
    Step::Answer(Answer {
        to,
        body: Some(body),
        ..Answer::default()
    })
}

fn metadata(choices: Choices<'_, '_>) -> Result<String> {
    let issuers = [
        "https://login.contoso.example/t1",
        "https://login.contoso.example/t1",
        "https://sts.windows.net/t1/",
        "https://westeurope.login.microsoftonline.com/t1",
        "https://a.b.login.microsoftonline.com/t1",
        "https://evillogin.microsoftonline.com/t1",
        "https://t1.ciamlogin.com/t1",
        "https://elsewhere.example",
        "http://login.contoso.example/t1",
    ];
    let mut members = serde_json::Map::new();
    for (name, value) in [
        ("authorization_endpoint", "https://login.contoso.example/a"),
        (
            "token_endpoint",
            "https://login.contoso.example/{tenantid}/t",
        ),
        ("issuer", one_of(choices, &issuers)?),
        ("jwks_uri", "https://login.contoso.example/k"),
    ] {
        if !one_in(choices, 16)? {
            members.insert(name.to_owned(), value.into());
        }
    }
    Ok(serde_json::Value::Object(members).to_string())
}

/// Scripts with secrets in them, and a look into what was printed.
pub(crate) fn secrets(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let refresh = "a-refresh-token-of-some-length";
    let mut steps = vec![
        home(choices)?,
        Step::SignedIn(SignedIn {
            refresh_token: Some(refresh.to_owned()),
            family_token: maybe(choices, 2, |_| {
                Ok("a-family-token-of-some-length".to_owned())
            })?,
            ..SignedIn::default()
        }),
        Step::Cached(Cached {
            token: "an-access-token-of-some-length".to_owned(),
            scopes: vec!["User.Read".to_owned()],
            ..Cached::default()
        }),
    ];
    let mut requests = 0;
    for _ in 0..choices.int_in_range(1..=3)? {
        if one_in(choices, 4)? {
            requests += 1;
            steps.push(Step::Call(Call {
                kind: Some(Kind::Popup),
                scopes: read(),
                ..Call::default()
            }));
            steps.push(Step::Returned(Returned {
                to: requests,
                code: Some("a-code-of-some-length".to_owned()),
                ..Returned::default()
            }));
        } else {
            let silent = one_in(choices, 3)?;
            steps.push(Step::Call(Call {
                force_refresh: !silent,
                ..forced()
            }));
        }
        requests += 1;
        let mut table = token("a-new-access-token-of-some-length");
        table.insert(
            "refresh_token".to_owned(),
            "a-new-refresh-token-of-some-length".into(),
        );
        let refused = one_in(choices, 3)?;
        let mut error = error("invalid_grant", None);
        error.insert(
            "error_description".to_owned(),
            format!("`{refresh}` is no token").into(),
        );
        steps.push(Step::Answer(Answer {
            to: requests,
            token: (!refused).then_some(table),
            error: refused.then_some(error),
            ..Answer::default()
        }));
    }
    steps.push(Step::Look(Look::Log));
    Ok(told(&steps))
}

/// Calls that fail, with ids and codes of all kinds, and the request after them.
pub(crate) fn telemetry(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let given = Given {
        telemetry: true,
        ..Given::default()
    };
    let mut steps = vec![Step::Given(given), signed_in("u1.t1", "rt1")];
    let ids = [
        "a",
        "a,b",
        "|",
        "0000aaaa-11bb-cccc-dd22-eeeeee333333",
        "\u{e4}",
    ];
    for _ in 0..choices.int_in_range(0..=12)? {
        if one_in(choices, 4)? {
            steps.push(Step::Cached(Cached {
                token: "at".to_owned(),
                scopes: vec!["Mail.Read".to_owned()],
                ..Cached::default()
            }));
        }
        steps.push(Step::Call(Call {
            scopes: Some(vec![word(choices, "Mail.Read Files.Read")?]),
            policy: Some(Policy::AccessToken),
            correlation_id: Some(one_of(choices, &ids)?.to_owned()),
            ..Call::default()
        }));
    }
    for number in 1..=choices.int_in_range(1..=3)? {
        steps.push(Step::Call(forced()));
        let codes = ["invalid_scope", "a,b|c", "\u{20ac}\u{20ac}", "x\r\ny", ","];
        steps.push(Step::Answer(Answer {
            to: number,
            error: Some(error(one_of(choices, &codes)?, None)),
            status: Some(403),
            ..Answer::default()
        }));
    }
    Ok(told(&steps))
}

/// An application with a token, and where it goes with it.
pub(crate) fn presented(choices: Choices<'_, '_>) -> Result<Vec<u8>> {
    let of = one_of(
        choices,
        &[
            "User.Read",
            "https://graph.microsoft.com/Mail.Read",
            "https://api.contoso.example/x",
            "api://5f0c1f04/access_as_user",
        ],
    )?;
    let mut steps = vec![
        Step::SignedIn(SignedIn::default()),
        Step::Cached(Cached {
            token: "at1".to_owned(),
            scopes: vec![of.to_owned()],
            ..Cached::default()
        }),
        Step::Call(Call {
            scopes: Some(vec![of.to_owned()]),
            ..Call::default()
        }),
    ];
    let hosts = "graph.microsoft.com graph.microsoft.com api.contoso.example \
        GRAPH.microsoft.com:443 graph.microsoft.com.evil.example graph.microsoft.com:8443";
    for _ in 0..choices.int_in_range(1..=3)? {
        let scheme = one_of(choices, &["https", "https", "https", "http"])?;
        let url = format!("{scheme}://{}/v1.0/me", word(choices, hosts)?);
        steps.push(match one_in(choices, 2)? {
            true => Step::Present(url),
            false => Step::Redirected(url),
        });
    }
    Ok(told(&steps))
}
