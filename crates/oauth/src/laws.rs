//! What holds for every form, answer, document, header and history.
//!
//! An HTTP message is a text: the line that begins it, its header lines, an empty line, the body.
//! A history is the steps of a case as TOML. Where the naive reading has no opinion, no law says
//! anything.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conformance::{Chance, Now, Outcome, Refusal, Rules};
use serde_json::{Value, json};

use crate::case::{BASE, read_steps};
use crate::history::{self, Due, Turn};
use crate::html::Page;
use crate::limits::FORM_BYTES;
use crate::reference::{self, Brought, NoOpinion, Said};
use crate::*;

conformance::laws! {
    /// A form says what other people's reader finds in it, unless it has something on which readers
    /// differ: then it is refused for that.
    forms_read_as_they_are_written: text generators::form => forms_read,
        checks(OAUTH_002, OAUTH_037, OAUTH_038);
    /// Requests and responses keep every parameter, in the query, in the fragment and in a form
    /// that is posted.
    parameters_survive_every_encoding: text generators::parameters => parameters_survive,
        checks(OAUTH_002, OAUTH_037, OAUTH_045, OAUTH_047);
    /// The answer to a token request is taken exactly if a naive reading finds nothing wrong, and
    /// then it says the same, printed again too.
    token_answers_read_as_they_are_written:
        text generators::token_answer => token_answers_read,
        checks(OAUTH_002, OAUTH_013, OAUTH_014, OAUTH_015, OAUTH_016, OAUTH_017, OAUTH_018,
            OAUTH_038, OAUTH_042, ENTRA_017);
    /// What a client posts for a token offers what a naive reading finds in it, printed again too,
    /// or is refused for what no sound client sends.
    token_requests_read_as_they_are_written:
        text generators::token_request => token_requests_read,
        checks(OAUTH_002, OAUTH_010, OAUTH_016, OAUTH_017, OAUTH_021, OAUTH_033, OAUTH_037);
    /// Metadata is where its issuer says, and is believed of that issuer alone; and a document on
    /// which hosts are one authority says what a naive reading finds in it.
    metadata_is_its_issuers_own: text generators::metadata => metadata_is_its_issuers_own,
        checks(OAUTH_002, OAUTH_030, OAUTH_031, OAUTH_034);
    /// Header lines hold the challenges that a naive reading finds, printed again too.
    challenges_read_as_they_are_written: text generators::challenges => challenges_read,
        checks(OAUTH_028, OAUTH_029, OAUTH_038);
    /// The claims of a challenge are the same in either alphabet, padded or not.
    claims_survive_either_alphabet: text generators::claims => claims_survive,
        checks(OAUTH_002, ENTRA_022, ENTRA_025);
    /// A client info says who the user is exactly if it is base64url of JSON that says so.
    client_infos_read_as_they_are_written: text generators::client_info => client_infos_read,
        checks(OAUTH_002, OAUTH_013);
    /// A redirect URI may be registered, and means a registered one, exactly if the sentences taken
    /// literally say so.
    redirect_uris_compare_by_character: text generators::redirect_uris => redirect_uris_compare,
        checks(OAUTH_004, OAUTH_005, OAUTH_034);
    /// A verifier is that of a challenge exactly if a hash computed bit by bit says so.
    verifiers_fit_their_own_challenge: text generators::pkce => verifiers_fit,
        checks(OAUTH_010, OAUTH_011, OAUTH_012);
    /// A resource finds the one token of a request where it may stand, and denies all else in the
    /// way it is due.
    resources_find_the_one_token: text generators::call => resources_find_the_one_token,
        checks(OAUTH_022, OAUTH_023, OAUTH_024, OAUTH_025, OAUTH_026, OAUTH_027, OAUTH_028);
    /// State and nonce come back as they were sent, in the response mode that was asked for, with a
    /// code as with an error.
    state_and_nonce_come_back: text generators::requests_with_state => state_and_nonce_come_back,
        checks(OAUTH_006, OAUTH_043, OAUTH_045);
    /// A page is shown exactly if there is something to ask and somebody may be asked.
    pages_are_shown_when_they_are_due: text generators::sign_ins => pages_are_shown,
        checks(OAUTH_046, ENTRA_019);
    /// Codes and refresh tokens are good for what their history says, and for nothing else.
    authorities_follow_their_history: text generators::grants => authorities_follow,
        checks(OAUTH_007, OAUTH_008, OAUTH_009, OAUTH_012, OAUTH_019, OAUTH_020, OAUTH_040,
            OAUTH_041, ENTRA_020);
    /// A client sends and takes what its history says, and looks into no token.
    clients_follow_their_history: text generators::client_history => clients_follow,
        checks(OAUTH_006, OAUTH_009, OAUTH_011, OAUTH_020, OAUTH_021, OAUTH_024, OAUTH_032,
            OAUTH_047, ENTRA_001, ENTRA_023, ENTRA_033);
    /// No error, and nothing that a developer prints, has a secret of the request in it.
    secrets_are_shown_nowhere: text generators::secrets => secrets_are_shown_nowhere,
        checks(OAUTH_018, OAUTH_039);
}

/// Longer inputs are for others to weigh.
const INPUT_BYTES: usize = 256 * 1024;

/// What comes of comparing what was said with what was due: where it is refused, it is refused for
/// one of the reasons.
fn agree<T: PartialEq + std::fmt::Debug>(
    what: &str,
    due: &Said<T>,
    seen: &Result<T, Refusal>,
) -> Outcome {
    match (due, seen) {
        (Ok(due), Ok(seen)) => Outcome::same(what, due, seen),
        (Err(reasons), Err(refusal)) if reasons.contains(&refusal.id) => Outcome::Holds,
        _ => Outcome::Breaks(format!("{what}: expected {due:?}, saw {seen:?}")),
    }
}

/// The first of these that does not hold.
fn all(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let mut outcomes = outcomes.into_iter();
    let broken = outcomes.find(|outcome| *outcome != Outcome::Holds);
    broken.unwrap_or(Outcome::Holds)
}

fn text(input: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(input).ok()?;
    (text.len() <= INPUT_BYTES).then_some(text)
}

fn is_entra(rules: &Rules) -> bool {
    rules.profile.chooses("entra")
}

fn forms_read(input: &[u8], rules: &Rules) -> Outcome {
    if input.len() > INPUT_BYTES {
        return Outcome::Irrelevant;
    }
    let due = reference::form(input);
    let form = Form::read(input, rules);
    let pair = |field: &Field<'_>| (field.name.to_string(), field.value.to_string());
    let seen = form
        .as_ref()
        .map(|form| form.fields().iter().map(pair).collect::<Vec<_>>());
    let read = agree("the form", &due, &seen.map_err(Clone::clone));
    let (Ok(due), Ok(form)) = (due, form) else {
        let Outcome::Breaks(message) = read else {
            return read;
        };
        return Outcome::Breaks(format!("{message}: {}", reference::why(input)));
    };
    let find = |(name, value): &(String, String)| {
        let due = Some(value.as_str()).filter(|value| !value.is_empty());
        let seen = form.find(name, rules).map(AsRef::as_ref);
        Outcome::same("a parameter", &due, &seen)
    };
    all([read].into_iter().chain(due.iter().map(find)))
}

/// Names and values, without those that have no value.
type Parameters = BTreeMap<String, String>;

fn parameters(form: &[u8]) -> Parameters {
    let fields = form_urlencoded::parse(form).into_owned();
    fields.filter(|(_, value)| !value.is_empty()).collect()
}

fn parameters_survive(input: &[u8], rules: &Rules) -> Outcome {
    let (Ok(_), Ok(form)) = (reference::form(input), Form::read(input, rules)) else {
        return Outcome::Irrelevant;
    };
    let due = parameters(input);
    let authorize = AuthorizeRequest::of(&form, rules).print(rules);
    let token = TokenRequest::of(&form, rules).post("/token", rules).body;
    let requests = [
        Outcome::same(
            "a request for a code",
            &due,
            &parameters(authorize.as_bytes()),
        ),
        Outcome::same("a token request", &due, &parameters(&token)),
    ];
    let response = AuthorizeResponse::of(&form, rules);
    let due = response_parameters(&due);
    let responses = match &response {
        None => vec![Outcome::same("a response", &due, &None)],
        Some(response) => {
            let uris = ["https://a.example/b", "https://a.example/b?c=d"];
            let each = uris.into_iter().flat_map(|uri| {
                ResponseMode::ALL.map(|mode| {
                    let seen = carried(response, uri, mode, rules);
                    Outcome::same(mode.as_str(), &due, &seen)
                })
            });
            each.collect()
        }
    };
    all(requests.into_iter().chain(responses))
}

/// What a client finds at its redirect URI.
fn carried(
    response: &AuthorizeResponse<'_>,
    uri: &str,
    mode: ResponseMode,
    rules: &Rules,
) -> Option<Parameters> {
    let mark = match mode {
        ResponseMode::FormPost => {
            let page = Page::new("Working").form(uri, &response.fields(), "");
            let body = String::from_utf8(page.answer(200).body).ok()?;
            let form = read_forms(&body).pop()?;
            let other = read_forms(&page_by_another_hand(uri, &response.fields())).pop()?;
            let same = form.action == uri && form == other;
            return same.then(|| form.fields.into_iter().collect());
        }
        ResponseMode::Query => '?',
        ResponseMode::Fragment => '#',
    };
    let location = response.locate(uri, mode, rules);
    let text = location.strip_prefix(uri)?;
    // A redirect URI with a query of its own keeps it, and goes on.
    let text = match text
        .strip_prefix('&')
        .filter(|_| mark == '?' && uri.contains('?'))
    {
        Some(text) => text,
        None => text.strip_prefix(mark)?,
    };
    Some(parameters(text.as_bytes()))
}

/// A page with the same form as ours, written as others write pages: by capitals, without quotes,
/// with attributes that have no value, and with signs as numbers of one base or the other.
fn page_by_another_hand(uri: &str, fields: &[(&str, &str)]) -> String {
    let spelled = |text: &str| -> String {
        let next = text.chars().skip(1).map(Some).chain([None]);
        let sign = |(place, (c, next)): (usize, (char, Option<char>))| match c {
            c if c.is_ascii_alphanumeric() => c.to_string(),
            '&' if !next.is_some_and(|next| next.is_ascii_alphanumeric()) => "&".to_owned(),
            c if place % 2 == 0 => format!("&#x{:X};", u32::from(c)),
            c => format!("&#{};", u32::from(c)),
        };
        text.chars().zip(next).enumerate().map(sign).collect()
    };
    let mut page = format!("<FORM Action={} novalidate Method=POST>", spelled(uri));
    for (name, value) in fields {
        let name = spelled(name);
        let value = match spelled(value) {
            value if value.is_empty() => "value".to_owned(),
            value => format!("value = '{value}'"),
        };
        page.push_str(&format!("<INPUT hidden {value} name={name}>"));
    }
    page.push_str("<INPUT type=submit></FORM>");
    page
}

/// The parameters that a response has, if these make one.
fn response_parameters(all: &Parameters) -> Option<Parameters> {
    let outcome: &[&str] = match (all.contains_key("error"), all.contains_key("code")) {
        (true, _) => &["error", "error_description", "error_uri", "suberror"],
        (false, true) => &["code", "client_info", "session_state"],
        (false, false) => return None,
    };
    let of_response = |name: &str| outcome.contains(&name) || ["state", "iss"].contains(&name);
    let held = all.iter().filter(|(name, _)| of_response(name));
    Some(
        held.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The line that begins a message, its header lines, and its body.
fn message(input: &[u8]) -> Option<(&str, wire::Headers, &[u8])> {
    if input.len() > INPUT_BYTES {
        return None;
    }
    let gap = input.windows(2).position(|pair| pair == b"\n\n")?;
    let head = std::str::from_utf8(&input[..gap]).ok()?;
    let mut lines = head.split('\n');
    let first = lines.next()?;
    let mut headers = wire::Headers::default();
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        headers.add(name, value);
    }
    Some((first, headers, &input[gap + 2..]))
}

fn request(input: &[u8]) -> Option<wire::Request> {
    let (first, headers, body) = message(input)?;
    let (method, target) = first.split_once(' ')?;
    let mut request = wire::Request::new(method, target).with_body(body);
    request.headers = headers;
    Some(request)
}

fn token_answers_read(input: &[u8], rules: &Rules) -> Outcome {
    let response = message(input).and_then(|(status, headers, body)| {
        let mut response = wire::Response::new(status.parse().ok()?).with_body(body);
        response.headers = headers;
        Some(response)
    });
    let Some(response) = response else {
        return Outcome::Irrelevant;
    };
    let Ok(due) = reference::token_answer(&response, is_entra(rules)) else {
        return Outcome::Irrelevant;
    };
    let answer = TokenAnswer::read(&response, false, rules);
    let seen = answer
        .as_ref()
        .map(|answer| lines(answer, due.as_ref().ok()));
    let read = agree("the answer", &due, &seen.map_err(Clone::clone));
    let (Ok(due), Ok(answer)) = (&due, &answer) else {
        return read;
    };
    let body = match answer {
        TokenAnswer::Success(success) => success.print(),
        TokenAnswer::Error(error) => error.print(),
    };
    let printed = reference::token_answer(&response.clone().with_body(body), is_entra(rules));
    let printed = match printed {
        Err(NoOpinion) => return read,
        Ok(Ok(lines)) => lines
            .into_iter()
            .zip(due)
            .map(|(line, due)| blurred(line, due))
            .collect(),
        other => vec![format!("{other:?}")],
    };
    all([read, Outcome::same("the answer, printed", due, &printed)])
}

fn token_requests_read(input: &[u8], rules: &Rules) -> Outcome {
    let Some(request) = request(input) else {
        return Outcome::Irrelevant;
    };
    let due = reference::token_request(&request);
    let seen = offered(&request, rules);
    let printed = seen.as_ref().ok().map(|(_, printed)| printed.clone());
    let read = agree("the request", &due, &seen.map(|(offers, _)| offers));
    let Some(printed) = printed else {
        return read;
    };
    if printed.body.len() > FORM_BYTES {
        return read; // escapes are longer than what they stand for
    }
    let again = reference::token_request(&printed);
    all([read, Outcome::same("the request, printed", &due, &again)])
}

/// What a token request offers, line by line, as [`reference::token_request`] does; and the request
/// once more, printed.
fn offered(
    request: &wire::Request,
    rules: &Rules,
) -> Result<(Vec<String>, wire::Request), Refusal> {
    let form = Form::read(&request.body, rules)?;
    let asked = TokenRequest::of(&form, rules);
    asked.check(rules)?;
    let mut lines = match asked.grant() {
        Ok(Grant::Code {
            code,
            redirect_uri,
            verifier,
        }) => vec![
            format!("code {}", code.reveal()),
            format!("redirect_uri {redirect_uri:?}"),
            format!("code_verifier {:?}", verifier.map(Secret::reveal)),
        ],
        Ok(Grant::Refresh(token)) => vec![format!("refresh_token {}", token.reveal())],
        Ok(Grant::ClientCredentials) => vec!["itself".to_owned()],
        Ok(Grant::OnBehalfOf(assertion)) => vec![format!("assertion {}", assertion.reveal())],
        Err(NoGrant::Lacks(name)) => vec![format!("no {name}")],
        Err(NoGrant::Unknown(grant)) => vec![format!("unknown {grant}")],
    };
    lines.push(format!("scope {:?}", asked.scope.as_deref()));
    let mut printed = asked.post(&request.target, rules);
    if let Some(value) = request.headers.one("authorization") {
        let basic = Basic::read(value, rules)?;
        lines.push(format!("id {}", basic.client_id));
        lines.push(format!("secret {}", basic.secret.reveal()));
        printed = printed.with_header("Authorization", basic.print(rules));
    }
    Ok((lines, printed))
}

/// The same line; where the line that is due knows no number, without one.
fn blurred(line: String, due: &str) -> String {
    let number = line
        .rsplit_once(' ')
        .is_some_and(|(_, number)| number.parse::<u32>().is_ok());
    if due.ends_with(" ?") && number {
        due.to_owned()
    } else {
        line
    }
}

/// What an answer says, line by line, as [`reference::token_answer`] does.
fn lines(answer: &TokenAnswer<'_>, due: Option<&Vec<String>>) -> Vec<String> {
    let maybe = |text: &Option<std::borrow::Cow<'_, str>>| format!("{:?}", text.as_deref());
    let secret = |text: &Option<Secret<'_>>| format!("{:?}", text.as_ref().map(Secret::reveal));
    let seconds = |value: Option<u32>| value.map_or("nothing".to_owned(), |held| held.to_string());
    let lines = match answer {
        TokenAnswer::Success(success) => vec![
            format!("token_type {}", success.token_type),
            format!("access_token {}", success.access_token.reveal()),
            format!("scope {}", maybe(&success.scope)),
            format!("expires_in {}", seconds(success.expires_in)),
            format!("ext_expires_in {}", seconds(success.ext_expires_in)),
            format!("refresh_in {}", seconds(success.refresh_in)),
            format!(
                "refresh_token_expires_in {}",
                seconds(success.refresh_token_expires_in)
            ),
            format!("refresh_token {}", secret(&success.refresh_token)),
            format!("id_token {}", secret(&success.id_token)),
            format!("client_info {}", maybe(&success.client_info)),
            format!("foci {}", maybe(&success.foci)),
        ],
        TokenAnswer::Error(error) => vec![
            format!("error {}", error.error),
            format!("error_description {}", maybe(&error.error_description)),
            format!("error_codes {:?}", error.error_codes),
            format!("suberror {}", maybe(&error.suberror)),
            format!("timestamp {}", maybe(&error.timestamp)),
            format!("trace_id {}", maybe(&error.trace_id)),
            format!("correlation_id {}", maybe(&error.correlation_id)),
            format!("claims {}", maybe(&error.claims)),
            format!("error_uri {}", maybe(&error.error_uri)),
        ],
    };
    match due {
        Some(due) if due.len() == lines.len() => lines
            .into_iter()
            .zip(due)
            .map(|(line, due)| blurred(line, due))
            .collect(),
        _ => lines,
    }
}

fn metadata_is_its_issuers_own(input: &[u8], rules: &Rules) -> Outcome {
    let Some((first, body)) = text(input).and_then(|text| text.split_once('\n')) else {
        return Outcome::Irrelevant;
    };
    if first == "instances" {
        return instances_read(body, rules);
    }
    let (placement, issuer) = match first.split_once(' ') {
        Some(("openid", issuer)) => (Placement::Oidc, issuer),
        Some(("rfc8414", issuer)) => (Placement::Rfc8414, issuer),
        _ => return Outcome::Irrelevant,
    };
    let (Ok(place), Ok(due)) = (
        reference::place(issuer, placement),
        reference::metadata(body.as_bytes(), issuer, placement, is_entra(rules)),
    ) else {
        return Outcome::Irrelevant;
    };
    let place = place.ok_or_else(|| BTreeSet::from([OAUTH_030]));
    let found = agree("the place", &place, &placement.locate(issuer, rules));
    let read = |body: &str| -> Result<Value, Refusal> {
        let document = Metadata::read_body(body.as_bytes(), issuer, placement, rules)?;
        Ok(serde_json::from_str(&document.print()).unwrap_or_default())
    };
    let seen = read(body);
    let said = seen.clone().map(|document| {
        let names = [
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
        ];
        names.map(|name| document[name].as_str().unwrap_or_default().to_owned())
    });
    let outcome = all([found, agree("the metadata", &due, &said)]);
    let (Outcome::Holds, Ok(document)) = (&outcome, seen) else {
        return outcome;
    };
    // Whatever is printed stood there, and reads as the same.
    let held: Value = serde_json::from_str(body).unwrap_or_default();
    let printed = document.as_object().into_iter().flatten();
    let kept = printed.map(|(name, value)| Outcome::same(name, &held[name], value));
    let again = Outcome::same(
        "the metadata, again",
        &Ok(&document),
        &read(&document.to_string()).as_ref(),
    );
    all(kept.chain([again]))
}

fn instances_read(body: &str, rules: &Rules) -> Outcome {
    let Ok(due) = reference::instances(body.as_bytes()) else {
        return Outcome::Irrelevant;
    };
    let read = InstanceDiscovery::read(body.as_bytes(), rules);
    let printed = read.as_ref().ok().map(InstanceDiscovery::print);
    let seen = read.map(|read| {
        let clouds = read.clouds.iter().map(|cloud| {
            let hosts = [&cloud.preferred_network, &cloud.preferred_cache].map(Some);
            let aliases: Vec<Value> = cloud.aliases.iter().map(|host| json!(host)).collect();
            format!("{hosts:?} {:?}", Some(aliases))
        });
        let endpoint = read.tenant_discovery_endpoint.to_string();
        [endpoint].into_iter().chain(clouds).collect()
    });
    let outcome = agree("the hosts", &due, &seen);
    match printed.map(|printed| reference::instances(printed.as_bytes())) {
        Some(Ok(again)) => all([outcome, Outcome::same("the hosts, again", &due, &again)]),
        _ => outcome,
    }
}

/// A challenge as it was read: scheme, token68, parameters.
fn plainly(challenge: &Challenge<'_>) -> reference::Challenge {
    let parameters = challenge.parameters.iter();
    (
        challenge.scheme.to_string(),
        challenge.token68.as_deref().map(str::to_owned),
        parameters
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
    )
}

fn challenges_read(input: &[u8], rules: &Rules) -> Outcome {
    /// As many challenges as are read, and as many bytes.
    const BOUNDS: (usize, usize) = (32, 64 * 1024);
    let Some(text) = text(input) else {
        return Outcome::Irrelevant;
    };
    let lines: Vec<&str> = text.split('\n').collect();
    if lines.join(", ").len() > BOUNDS.1 {
        return Outcome::Irrelevant;
    }
    let each = lines.iter().map(|line| reference::challenges(line));
    let due: Option<Vec<reference::Challenge>> =
        each.collect::<Option<Vec<_>>>().map(|lines| lines.concat());
    let due = due.filter(|due| due.len() <= BOUNDS.0);
    let due = due.ok_or_else(|| BTreeSet::from([OAUTH_028, OAUTH_029, OAUTH_038]));
    let seen = read_challenges(lines, rules);
    let plain: Result<Vec<_>, _> = seen
        .as_ref()
        .map(|seen| seen.iter().map(plainly).collect())
        .map_err(Clone::clone);
    let read = agree("the challenges", &due, &plain);
    let (Ok(due), Ok(seen)) = (due, seen) else {
        return read;
    };
    let printed: Vec<String> = seen.iter().map(Challenge::print).collect();
    let again = reference::challenges(&printed.join(", "));
    all([
        read,
        Outcome::same("the challenges, printed", &Some(due), &again),
    ])
}

fn claims_survive(input: &[u8], rules: &Rules) -> Outcome {
    let Some(encoded) = text(input).filter(|text| text.len() < 16 * 1024) else {
        return Outcome::Irrelevant;
    };
    let Ok(due) = reference::claims(encoded) else {
        return Outcome::Irrelevant;
    };
    let read = agree("the claims", &due, &decode_claims(encoded, rules));
    let (Outcome::Holds, Ok(claims)) = (&read, due) else {
        return read;
    };
    let asked = ask_for_claims("https://a.example/authorize", &claims).print();
    let seen = read_challenges([asked.as_str()], rules).and_then(|challenges| {
        challenges
            .first()
            .map_or(Ok(None), |one| read_claims(one, rules))
    });
    Outcome::same("the claims of a challenge", &Ok(Some(claims)), &seen)
}

fn client_infos_read(input: &[u8], rules: &Rules) -> Outcome {
    let Some(encoded) = text(input).filter(|text| text.len() < 16 * 1024) else {
        return Outcome::Irrelevant;
    };
    let Ok(due) = reference::client_info(encoded) else {
        return Outcome::Irrelevant;
    };
    let plain = |info: &ClientInfo| [info.uid.clone(), info.utid.clone()];
    let info = ClientInfo::read(encoded, rules);
    let read = agree(
        "the user",
        &due,
        &info.as_ref().map(plain).map_err(Clone::clone),
    );
    let (Ok(due), Ok(info)) = (due, info) else {
        return read;
    };
    let Ok(again) = reference::client_info(&info.print()) else {
        return read;
    };
    all([read, Outcome::same("the user, printed", &Ok(due), &again)])
}

fn redirect_uris_compare(input: &[u8], rules: &Rules) -> Outcome {
    let lines: Option<Vec<&str>> = text(input).map(|text| text.split('\n').collect());
    let Some([kind, registered, asked]) = lines.as_deref() else {
        return Outcome::Irrelevant;
    };
    let kind = match *kind {
        "web" => RedirectKind::Web,
        "spa" => RedirectKind::Spa,
        "native" => RedirectKind::Native,
        _ => return Outcome::Irrelevant,
    };
    let held = RedirectUri::new(*registered, kind);
    let may = reference::may_register(registered, kind, is_entra(rules));
    let checked = agree("registering", &may, &held.check(rules));
    if checked != Outcome::Holds || may.is_err() {
        return checked;
    }
    let due = reference::is_registered(asked, registered, kind).map(|()| true);
    let seen = redirect::find(std::slice::from_ref(&held), asked, rules);
    agree("asking", &due, &seen.map(|found| found.is_some()))
}

fn verifiers_fit(input: &[u8], rules: &Rules) -> Outcome {
    let lines: Option<Vec<&str>> = text(input).map(|text| text.split('\n').collect());
    let Some([method, challenge, verifier]) = lines.as_deref() else {
        return Outcome::Irrelevant;
    };
    let method = Some(*method).filter(|method| !method.is_empty());
    let due = reference::pkce(verifier, method, challenge);
    let read = || -> Result<bool, Refusal> {
        let challenge = CodeChallenge::read(challenge, method, 0, rules)?;
        let verifier = Verifier::read(verifier, 0, rules)?;
        Ok(challenge.is_of(&verifier, rules))
    };
    let made = || {
        let verifier = Verifier::read(verifier, 0, rules).ok()?;
        Some(
            verifier
                .challenge(Method::S256, rules)
                .text
                .reveal()
                .to_owned(),
        )
    };
    let fits = agree("whether they fit", &due, &read());
    if due.is_err() {
        return fits;
    }
    all([
        fits,
        Outcome::same("the challenge", &Some(reference::s256(verifier)), &made()),
    ])
}

fn resources_find_the_one_token(input: &[u8], rules: &Rules) -> Outcome {
    let Some(request) = request(input) else {
        return Outcome::Irrelevant;
    };
    let brought = reference::brought(&request);
    let due = match &brought {
        Brought::Nothing => Ok(None),
        Brought::Token(token) => Ok(Some(token.clone())),
        Brought::Refused(reasons) => Err(reasons.clone()),
    };
    let seen = find_token(&request, rules);
    let seen = seen.map(|token| token.map(|token| token.reveal().to_owned()));
    let found = agree("the token", &due, &seen);
    if found != Outcome::Holds || !request.target.starts_with("/v1.0/me?") {
        return found;
    }
    let malformed = seen.is_err_and(|refusal| refusal.id == OAUTH_022);
    // No token verifies here, for there are no keys.
    let due = match brought {
        Brought::Nothing => (401, None),
        Brought::Refused(_) if !malformed => (400, Some("invalid_request")),
        Brought::Refused(_) | Brought::Token(_) => (401, Some("invalid_token")),
    };
    let mut state = standard_state(BASE, NOON);
    state.keys.clear();
    let response = graph::handle(
        &mut state,
        NOON,
        &mut Chance::from_number(1),
        &request,
        rules,
    );
    let challenge = response
        .headers
        .one("www-authenticate")
        .and_then(reference::challenges);
    let Some([(scheme, None, parameters)]) = challenge.as_deref() else {
        return Outcome::Breaks(format!(
            "there is not one challenge: {:?}",
            response.headers
        ));
    };
    let error = parameters.iter().find(|(name, _)| name == "error");
    let seen = (response.status, error.map(|(_, value)| value.as_str()));
    all([
        Outcome::same("the denial", &due, &seen),
        Outcome::same(
            "a Bearer challenge",
            &("Bearer", false),
            &(scheme.as_str(), parameters.is_empty()),
        ),
    ])
}

/// When histories begin.
const NOON: Now = Now::from_seconds(1_700_000_000);

/// The steps of a history that is short enough to be told.
fn steps(input: &[u8]) -> Option<Vec<Step>> {
    let text = text(input).filter(|text| text.len() <= 8 * 1024)?;
    read_steps(text).ok()
}

/// What each of these steps brings from the standard authority. Without keys it is quick, for
/// nothing is signed.
fn converse(steps: &[Step], keys: bool, rules: &Rules) -> Vec<Expect> {
    let facts = standard_facts(BASE);
    let mut state = standard_state(BASE, NOON);
    if !keys {
        state.keys.clear();
    }
    let mut chance = Chance::from_number(7);
    let mut carry = |_: Party, request: &wire::Request, now: Now| {
        let answer = authority::answer(&mut state, now, &mut chance, request, rules);
        Ok(Reply {
            response: answer.response,
            refused: answer.refusal.map(|refusal| refusal.id.to_string()),
        })
    };
    Conversation::new(&facts, rules.profile, &[], NOON).play_each(steps, &mut carry)
}

/// What holds of the steps up to the first of which nothing is known.
fn each(outcomes: impl IntoIterator<Item = Option<Outcome>>) -> Outcome {
    let outcomes: Vec<Outcome> = outcomes.into_iter().map_while(|outcome| outcome).collect();
    if outcomes.is_empty() {
        Outcome::Irrelevant
    } else {
        all(outcomes)
    }
}

/// The state, the nonce, the response mode and the scope for which a step asks, if it asks for
/// nothing else. A request that is too long is another matter.
fn asked(step: &Step) -> Option<[String; 4]> {
    let mut rest = step.clone();
    let asked = rest.authorize.as_mut()?;
    let values = [
        ("state", "af0ifjsldkj"),
        ("nonce", "n-0S6_WzA2Mj"),
        ("response_mode", "query"),
        ("scope", "openid User.Read"),
    ]
    .map(|(name, usual)| asked.set.remove(name).unwrap_or_else(|| usual.to_owned()));
    let plain = Step {
        authorize: Some(Authorize::default()),
        ..Step::default()
    };
    let fits = |text: &String| text.len() < 1024 && !text.contains("${");
    (rest == plain && values.iter().all(fits)).then_some(values)
}

fn state_and_nonce_come_back(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    let Some([state, nonce, mode, scope]) = steps.first().and_then(asked) else {
        return Outcome::Irrelevant;
    };
    let redeemed = Step {
        token: Some(Token::default()),
        ..Step::default()
    };
    let redeems = steps.get(1) == Some(&redeemed);
    let known = ["openid User.Read", "nobody.knows"].contains(&scope.as_str());
    if !known || steps.len() > 1 + usize::from(redeems) {
        return Outcome::Irrelevant;
    }
    let seen = converse(&steps, redeems && scope.starts_with("openid"), rules);
    // A parameter without a value is none.
    let mode = Some(mode).filter(|mode| !mode.is_empty());
    let mode = mode.unwrap_or_else(|| "query".to_owned());
    let knows_mode = ResponseMode::ALL.iter().any(|held| held.as_str() == mode);
    let answer = if knows_mode && scope.starts_with("openid") {
        "code"
    } else {
        "error"
    };
    let due = Expect {
        answer: Some(answer.to_owned()),
        mode: Some(if knows_mode { mode } else { "query".to_owned() }),
        ..Expect::default()
    };
    let first = Expect {
        answer: seen[0].answer.clone(),
        mode: seen[0].mode.clone(),
        ..Expect::default()
    };
    let present = |text: String| Some(text).filter(|text| !text.is_empty());
    let come_back = [
        Outcome::same("the answer", &due, &first),
        Outcome::same(
            "the state",
            &present(state),
            &seen[0].has.get("state").cloned(),
        ),
    ];
    let of_token = seen.get(1).filter(|_| answer == "code" && redeems);
    let of_token = of_token.map(|token| {
        Outcome::same(
            "the nonce",
            &present(nonce),
            &token.id_token.get("nonce").cloned(),
        )
    });
    all(come_back.into_iter().chain(of_token))
}

fn pages_are_shown(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    let mut browser = history::Browser::default();
    let dues: Vec<Turn> = steps
        .iter()
        .map_while(|step| browser.next(step).ok())
        .collect();
    let seen = converse(&steps[..dues.len()], false, rules);
    each(dues.iter().zip(seen).map(|(due, seen)| {
        let (answer, error) = (seen.answer.as_deref(), seen.error.as_deref());
        let fits = match due {
            Turn::Code => answer == Some("code"),
            Turn::Page => answer == Some("page"),
            Turn::Error(errors) => {
                answer == Some("error") && error.is_some_and(|error| errors.contains(&error))
            }
        };
        Some(if fits {
            Outcome::Holds
        } else {
            Outcome::Breaks(format!("expected {due:?}, saw {seen:?}"))
        })
    }))
}

fn authorities_follow(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    let mut history = history::Authority::new(is_entra(rules));
    let dues: Vec<Due> = steps
        .iter()
        .map_while(|step| history.next(step).ok())
        .collect();
    let seen = converse(&steps[..dues.len()], false, rules);
    each(dues.iter().zip(seen).map(|(due, seen)| {
        let answer = seen.answer.as_deref();
        let refreshable = seen.has.contains_key("refresh_token");
        let fits = match due {
            Due::Code => answer == Some("code"),
            Due::Token(refresh) => answer == Some("token") && refreshable == *refresh,
            Due::Error(reasons) => {
                let refused = seen.refused.as_deref();
                let named = reasons.iter().any(|id| refused == Some(id.as_str()));
                answer == Some("error") && (named || (reasons.is_empty() && refused.is_none()))
            }
            Due::Nothing => seen == Expect::default(),
        };
        Some(if fits {
            Outcome::Holds
        } else {
            Outcome::Breaks(format!("expected {due:?}, saw {seen:?}"))
        })
    }))
}

fn clients_follow(input: &[u8], rules: &Rules) -> Outcome {
    let Some(steps) = steps(input) else {
        return Outcome::Irrelevant;
    };
    let mut history = history::Client::default();
    let dues: Vec<history::Owed> = steps
        .iter()
        .map_while(|step| history.next(step).ok())
        .collect();
    let facts = standard_facts(BASE);
    let seen = client_conversation::play_each(&steps[..dues.len()], &[], &facts, rules);
    each(dues.into_iter().zip(seen).map(|(due, seen)| {
        let says = due.says.keys().map(|name| {
            let value = seen.has.get(*name).map(|value| match *name {
                "authorization" => basic_secret(value),
                _ => value.clone(),
            });
            (*name, value)
        });
        let told = history::Owed {
            takes: seen.takes.clone(),
            refused: due
                .refused
                .filter(|id| seen.refused.as_deref() == Some(id.as_str())),
            says: says.collect(),
        };
        if due.refused.is_none() && seen.refused.is_some() {
            return Some(Outcome::Breaks(format!("expected {due:?}, saw {seen:?}")));
        }
        Some(Outcome::same("the step", &due, &told))
    }))
}

/// The secret that stands in the value of an `Authorization` header, which is form-encoded there;
/// any other text as it is.
fn basic_secret(value: &str) -> String {
    let secret = || {
        let decoded = STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
        let decoded = String::from_utf8(decoded).ok()?;
        let (_, secret) = decoded.split_once(':')?;
        let mut fields =
            form_urlencoded::parse(secret.as_bytes()).map(|(name, _)| name.into_owned());
        Some(format!("Basic {}", fields.next()?))
    };
    secret().unwrap_or_else(|| value.to_owned())
}

/// The parameters of a token request that are secrets.
const SECRETS: [&str; 7] = [
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "assertion",
    "password",
    "unknown",
];

fn secrets_are_shown_nowhere(input: &[u8], rules: &Rules) -> Outcome {
    let (Ok(fields), true) = (reference::form(input), input.len() <= INPUT_BYTES) else {
        return Outcome::Irrelevant;
    };
    let is_secret = |(name, value): &(String, String)| {
        SECRETS.contains(&name.as_str()) && value.len() >= 12 && value.is_ascii()
    };
    if !fields.iter().any(is_secret) {
        return Outcome::Irrelevant;
    }
    // What is shown whatever the secrets are is none.
    let mut others = form_urlencoded::Serializer::new(String::new());
    for field in &fields {
        let other = is_secret(field).then(|| "x".repeat(field.1.len()));
        others.append_pair(&field.0, other.as_deref().unwrap_or(&field.1));
    }
    let shown = printed(input, rules);
    let shown_anyway = printed(others.finish().as_bytes(), rules);
    for (_, secret) in fields.iter().filter(|field| is_secret(field)) {
        if shown.contains(secret) && !shown_anyway.contains(secret) {
            return Outcome::Breaks(format!("`{secret}` is shown: {shown}"));
        }
    }
    Outcome::Holds
}

/// What is told of a token request: to whoever sent it, and to whoever develops.
fn printed(form: &[u8], rules: &Rules) -> String {
    let mut state = standard_state(BASE, NOON);
    state.keys.clear();
    let request = wire::Request::post("/common/oauth2/v2.0/token")
        .with_header("Content-Type", "application/x-www-form-urlencoded")
        .with_body(form);
    let mut chance = Chance::from_number(1);
    let response = authority::handle(&mut state, NOON, &mut chance, &request, rules);
    let told = String::from_utf8_lossy(&response.body).into_owned();
    let Ok(form) = Form::read(form, rules) else {
        return told;
    };
    let (token, authorize) = (
        TokenRequest::of(&form, rules),
        AuthorizeRequest::of(&form, rules),
    );
    let answer = AuthorizeResponse::of(&form, rules);
    format!("{told}\n{form:?}\n{token:?}\n{authorize:?}\n{answer:?}\n{state:?}")
}
