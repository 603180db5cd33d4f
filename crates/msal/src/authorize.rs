//! The authorization end point: what is asked there, and what a window brings back.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use conformance::{Chance, Quirk, Rules};
use json::{Item, Json, Options};
use oauth::{Method, Secret, Verifier};

use crate::cache::Account;
use crate::event::Window;
use crate::failure::{Class, Failure};
use crate::request::{Configuration, Request, print_form};
use crate::token_response::{ServerError, decode};
use crate::{Library, MSAL_031, MSAL_050, MSAL_052, MSAL_053, MSAL_055, MSAL_056, claims, scopes};

pub(crate) const ASKS_AS_THE_CALLER_SAYS: Quirk = Quirk("asks-as-the-caller-says");
pub(crate) const HINTS_AT_THE_NAME_FIRST: Quirk = Quirk("hints-at-the-name-first");
pub(crate) const SENDS_THE_VERIFIER_AHEAD: Quirk = Quirk("sends-the-verifier-ahead");
pub(crate) const CHALLENGES_IN_HEXADECIMAL: Quirk = Quirk("challenges-in-hexadecimal");
pub(crate) const USES_ONE_VERIFIER: Quirk = Quirk("uses-one-verifier");
pub(crate) const IGNORES_THE_KIND_OF_INTERACTION: Quirk = Quirk("ignores-the-kind-of-interaction");
pub(crate) const TAKES_RESPONSES_WITHOUT_STATE: Quirk = Quirk("takes-responses-without-state");
pub(crate) const TAKES_THE_FIRST_OF_TWO_MEMBERS: Quirk = Quirk("takes-the-first-of-two-members");

/// What an authorization request was made of, for when its response comes.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) window: Window,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: Verifier<'static>,
    pub(crate) redirect_uri: String,
}

/// Where the user is sent back, unless the caller says otherwise.
const REDIRECT_URI: &str = "https://app.example/";

/// How the kind of a window is named in a state.
const fn interaction(window: Window) -> &'static str {
    match window {
        Window::Iframe => "silent",
        Window::Popup => "popup",
        Window::Redirect => "redirect",
    }
}

impl Asked {
    /// What is fresh in each request.
    pub(crate) fn fresh(
        window: Window,
        request: &Request,
        chance: &mut Chance,
        rules: &Rules,
    ) -> Self {
        let state = match Library::of(&rules.profile) {
            Library::Js => {
                let id = chance.guid();
                let kind = interaction(window);
                let json = format!(r#"{{"id":"{id}","meta":{{"interactionType":"{kind}"}}}}"#);
                match &request.call.state {
                    Some(of_user) => format!("{}|{of_user}", STANDARD.encode(json)),
                    None => STANDARD.encode(json),
                }
            }
            Library::Python => chance.guid(),
        };
        let nonce = match Library::of(&rules.profile) {
            Library::Js => chance.guid(),
            Library::Python => hexadecimal(&chance.guid()),
        };
        let verifier = match rules.does(USES_ONE_VERIFIER) {
            true => Verifier::from_chance(&mut Chance::from_number(0)),
            false => Verifier::from_chance(chance),
        };
        let redirect_uri = request.call.redirect_uri.as_deref();
        Self {
            window,
            state,
            nonce,
            verifier,
            redirect_uri: redirect_uri.unwrap_or(REDIRECT_URI).to_owned(),
        }
    }
}

fn hexadecimal(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The URL at which a window is opened.
pub(crate) fn url(
    endpoint: &str,
    asked: &Asked,
    request: &Request,
    account: Option<&Account>,
    correlation_id: &str,
    configuration: &Configuration,
    rules: &Rules,
) -> Result<String, Failure> {
    let library = Library::of(&rules.profile);
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    add("client_id", &configuration.client);
    add("scope", &scopes::sent(&request.scopes, rules));
    add("redirect_uri", &asked.redirect_uri);
    if library == Library::Js {
        add("client-request-id", correlation_id);
        add("response_mode", "fragment");
        add("clidata", "1");
    }
    add("client_info", "1");
    let prompt = prompt(asked.window, request, rules);
    if let Some(prompt) = &prompt {
        add("prompt", prompt);
    }
    if let Some(domain) = &request.call.domain_hint {
        add("domain_hint", domain);
    }
    if let Some((name, hint)) = hint(prompt.as_deref(), request, account, rules) {
        add(name, &hint);
    }
    add("nonce", &asked.nonce);
    add("state", &asked.state);
    let wanted = request.call.claims.as_deref();
    let sent = match claims::merged(wanted, &configuration.capabilities, rules)? {
        Some(claims) => Some(claims),
        None => (library == Library::Js).then(|| "{}".to_owned()),
    };
    if let Some(claims) = sent {
        add("claims", &claims::with_defaults(&claims, library));
    }
    if library == Library::Js {
        let (name, version) = configuration.library(library);
        add("x-client-SKU", name);
        add("x-client-VER", version);
    }
    add("response_type", "code");
    if rules.demand(MSAL_052) {
        let sound = rules.made_sound();
        let challenge = match rules.does(SENDS_THE_VERIFIER_AHEAD) {
            true => (asked.verifier.reveal().to_owned(), "plain"),
            false if rules.does(CHALLENGES_IN_HEXADECIMAL) => {
                let hash = hexadecimal(asked.verifier.reveal());
                (URL_SAFE_NO_PAD.encode(hash), "S256")
            }
            false => {
                let made = asked.verifier.challenge(Method::S256, &sound);
                (made.text.reveal().to_owned(), "S256")
            }
        };
        add("code_challenge", &challenge.0);
        add("code_challenge_method", challenge.1);
    }
    add_extra(&mut fields, &request.call.extra, rules);
    let form = print_form(&fields, &rules.made_sound());
    Ok(format!("{endpoint}?{form}"))
}

/// Adds parameters that the library does not set itself.
pub(crate) fn add_extra(
    fields: &mut Vec<(String, String)>,
    extra: &BTreeMap<String, String>,
    rules: &Rules,
) {
    let python = Library::of(&rules.profile) == Library::Python;
    for (name, value) in extra {
        match fields.iter_mut().find(|(held, _)| held == name) {
            Some(_) if python || rules.demand(MSAL_050) => {}
            Some((_, held)) => held.clone_from(value),
            None => fields.push((name.clone(), value.clone())),
        }
    }
}

fn prompt(window: Window, request: &Request, rules: &Rules) -> Option<String> {
    let asked = request.call.prompt.as_deref();
    if window != Window::Iframe || rules.does(ASKS_AS_THE_CALLER_SAYS) {
        return asked.map(str::to_owned);
    }
    let prompt = match asked {
        Some("no_session") => "no_session",
        _ => "none",
    };
    Some(prompt.to_owned())
}

/// Who the user is, as far as it is known.
fn hint(
    prompt: Option<&str>,
    request: &Request,
    account: Option<&Account>,
    rules: &Rules,
) -> Option<(&'static str, String)> {
    let call = &request.call;
    if prompt == Some("select_account") || !rules.demand(MSAL_031) {
        // MSAL Python passes on what the caller says.
        let hint = call.login_hint.clone();
        return hint
            .filter(|_| prompt != Some("select_account"))
            .map(|h| ("login_hint", h));
    }
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let none = prompt == Some("none");
    let of_account = |part: fn(&Account) -> &str| account.and_then(|account| given(part(account)));
    let name = of_account(|account| &account.username).map(|hint| ("login_hint", hint));
    if rules.does(HINTS_AT_THE_NAME_FIRST) && name.is_some() {
        return name;
    }
    let sid = call.sid.clone().filter(|_| none).map(|sid| ("sid", sid));
    let hinted = of_account(|account| &account.login_hint);
    let hinted = hinted.filter(|_| call.domain_hint.is_none());
    let hinted = hinted.map(|hint| ("login_hint", hint));
    let session = of_account(|account| &account.sid).filter(|_| none);
    let session = session.map(|sid| ("sid", sid));
    let asked = call.login_hint.clone().map(|hint| ("login_hint", hint));
    sid.or(hinted).or(session).or(asked).or(name)
}

/// What a window brought: a code, or why there is none.
pub(crate) fn read_response(
    text: &str,
    asked: &Asked,
    rules: &Rules,
) -> Result<Secret<'static>, Failure> {
    let library = Library::of(&rules.profile);
    let failure = |class, code: &str| match library {
        Library::Js => Failure::new(class, code),
        Library::Python => Failure::new(Class::ValueError, ""),
    };
    if text.is_empty() {
        return Err(failure(Class::BrowserAuth, "hash_empty_error").because(MSAL_055));
    }
    let begins = ["#/", "#", "?"];
    let begins = begins.iter().find_map(|begin| text.strip_prefix(begin));
    let inner = match rules.demand(MSAL_055) || library == Library::Python {
        true => begins.unwrap_or(text),
        false => text.strip_prefix('#').unwrap_or(text),
    };
    let members: Vec<(String, String)> = form_urlencoded::parse(inner.as_bytes())
        .into_owned()
        .collect();
    let find = |name: &str| {
        let named = |held: &&(String, String)| held.0 == name && !held.1.is_empty();
        let held = match rules.does(TAKES_THE_FIRST_OF_TWO_MEMBERS) {
            true => members.iter().find(named),
            false => members.iter().rfind(named),
        };
        held.map(|(_, value)| value.as_str())
    };
    let known = ["code", "ear_jwe", "error", "error_description", "state"];
    if !known.iter().any(|name| find(name).is_some()) && rules.demand(MSAL_055) {
        let failure = failure(Class::BrowserAuth, "hash_does_not_contain_known_properties");
        return Err(failure.because(MSAL_055));
    }
    if rules.demand(MSAL_053) {
        judge_state(find("state"), asked, rules)?;
    }
    let said = |name| find(name).unwrap_or_default().to_owned();
    let error = ServerError {
        error: said("error"),
        error_description: said("error_description"),
        suberror: said("suberror"),
        timestamp: said("timestamp"),
        trace_id: said("trace_id"),
        claims: said("claims"),
        ..ServerError::default()
    };
    if !(error.error.is_empty() && error.error_description.is_empty() && error.suberror.is_empty())
    {
        return Err(Failure::of_server(&error, rules));
    }
    match find("code") {
        Some(code) => Ok(Secret::new(code.to_owned())),
        None if rules.demand(MSAL_056) || library == Library::Python => {
            let code = "authorization_code_missing_from_server_response";
            Err(failure(Class::ClientAuth, code).because(MSAL_056))
        }
        None => Ok(Secret::new("")),
    }
}

fn judge_state(state: Option<&str>, asked: &Asked, rules: &Rules) -> Result<(), Failure> {
    let refuse = |class, code: &str| {
        let failure = match Library::of(&rules.profile) {
            Library::Js => Failure::new(class, code),
            Library::Python => Failure::new(Class::ValueError, ""),
        };
        Err(failure.because(MSAL_053))
    };
    let Some(state) = state else {
        if rules.does(TAKES_RESPONSES_WITHOUT_STATE) {
            return Ok(());
        }
        return refuse(Class::BrowserAuth, "no_state_in_hash");
    };
    if Library::of(&rules.profile) == Library::Js {
        let Some(kind) = interaction_in(state) else {
            return refuse(Class::ClientAuth, "invalid_state");
        };
        let same = kind == interaction(asked.window);
        if rules.does(IGNORES_THE_KIND_OF_INTERACTION) {
            return Ok(());
        }
        if !same {
            return refuse(Class::BrowserAuth, "state_interaction_type_mismatch");
        }
    }
    if state != asked.state {
        return refuse(Class::ClientAuth, "state_mismatch");
    }
    Ok(())
}

/// The kind of interaction that a state names, if it can be decoded.
fn interaction_in(state: &str) -> Option<String> {
    let of_library = state.split('|').next()?;
    let text = String::from_utf8(decode(of_library)?).ok()?;
    let json = Json::parse(&text, &Options::default()).ok()?;
    let kind = json.root().last("meta")?.last("interactionType")?;
    Item::as_str(kind).map(str::to_owned)
}
