//! A case about acquiring tokens: a conversation as data, and the trace that it must lead to.

use std::collections::BTreeMap;

use conformance::{
    Answer, Case, Defect, Facts, Gap, Id, Law, Profile, Protocol, Role, Rules, Subject,
};
use serde_json::{Value, json};

use crate::event::{Event, Failed, Gained, Opened, Sent, traces_agree};
use crate::session::Session;
use crate::step::{Given, Step};
use crate::{DEFECTS, Home, LAWS, Library, REQUIREMENTS};

/// The subject is a library that acquires tokens, or an application that uses one.
pub const TOKEN_CLIENT: Role = Role("token-client");

/// MSAL's acquireToken calls.
pub struct Msal;

impl Protocol for Msal {
    const NAME: &'static str = "msal";
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [Defect] = DEFECTS;
    const LAWS: &'static [Law] = LAWS;

    type Step = Step;
    type Expect = Vec<Event>;

    fn play(case: &Case<Self>, rules: &Rules) -> Vec<Event> {
        Session::play(&case.steps, rules)
    }

    fn agrees(expected: &Vec<Event>, seen: &Vec<Event>) -> bool {
        traces_agree(expected, seen)
    }

    /// A conversation with a foreign library or application is one operation, `converse`: whoever
    /// adapts it plays the `steps`, which are JSON, as its caller, its servers, its windows and its
    /// clock, and comes back with the `trace` of what could be seen.
    ///
    /// The fact `home` says where MSAL.js runs: `browser` or `node`. A case that was written for
    /// the other home is played if it comes to the same in this one.
    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &Facts,
        profile: &Profile,
    ) -> Result<Vec<Event>, Gap> {
        let steps = match facts.find("home") {
            Ok(home) => at_home(case, home, profile)?,
            Err(_) => case.steps.clone(),
        };
        let library = Library::of(profile).choice().value;
        let arguments = json!({ "steps": steps, "library": library, "role": case.role });
        match subject.perform("converse", &arguments, &mut |_| Value::Null) {
            Answer::Done(done) => serde_json::from_value(done["trace"].clone())
                .map_err(|error| Gap::Lost(format!("the trace cannot be read: {error}"))),
            other => match other.settled()? {
                Ok(_) => Ok(Vec::new()),
                Err(failure) => Err(Gap::Blocked(format!("`converse` failed: {failure}"))),
            },
        }
    }

    /// How a library names itself, what it keeps count of and what it adds is its own affair.
    fn asked_of_others(done: Vec<Event>) -> Vec<Event> {
        done.into_iter().map(in_essence).collect()
    }

    /// Why a call was refused, only a model says.
    fn agrees_from_outside(expected: &Vec<Event>, seen: &Vec<Event>) -> bool {
        let bare = |event: &Event| match event {
            Event::Error(failed) => Event::Error(Failed {
                because: None,
                ..failed.clone()
            }),
            other => other.clone(),
        };
        traces_agree(&expected.iter().map(bare).collect::<Vec<_>>(), seen)
    }
}

/// The steps of a case, moved to this home.
fn at_home(case: &Case<Msal>, home: &str, profile: &Profile) -> Result<Vec<Step>, Gap> {
    let lives = match home {
        "browser" => Home::Browser,
        "node" => Home::Node,
        _ => {
            let why = format!("the fact `home` is `browser` or `node`, and not `{home}`");
            return Err(Gap::Blocked(why));
        }
    };
    let (mut given, rest) = match case.steps.split_first() {
        Some((Step::Given(given), rest)) => (given.clone(), rest),
        _ => (Given::default(), case.steps.as_slice()),
    };
    if Library::of(profile) == Library::Python || given.home.unwrap_or_default() == lives {
        return Ok(case.steps.clone());
    }
    given.home = Some(lives);
    let steps: Vec<Step> = std::iter::once(Step::Given(given))
        .chain(rest.iter().cloned())
        .collect();
    let there = Session::play(&steps, &Rules::sound(*profile));
    match traces_agree(&case.expect, &there) {
        true => Ok(steps),
        false => Err(Gap::Unsupported(format!(
            "it comes to something else where home is `{home}`"
        ))),
    }
}

/// An event with what every library must show of it.
fn in_essence(event: Event) -> Event {
    let some = |held: BTreeMap<String, String>, names: &[&str]| -> BTreeMap<String, String> {
        let named = |name: &str| names.contains(&name);
        held.into_iter().filter(|(name, _)| named(name)).collect()
    };
    let said = |text: &String| !text.is_empty();
    let scopes = |held: &BTreeMap<String, String>| {
        let scope = held.get("scope")?;
        Some(scope.split_whitespace().map(str::to_owned).collect())
    };
    match event {
        Event::Sent(sent) => Event::Sent(Sent {
            request: sent.request,
            url: sent.url,
            scopes: scopes(&sent.form),
            form: some(
                sent.form,
                &["client_id", "grant_type", "refresh_token", "code", "claims"],
            ),
            proves: sent.proves,
            ..Sent::default()
        }),
        Event::Opened(opened) => Event::Opened(Opened {
            scopes: scopes(&opened.query),
            query: some(opened.query, &["client_id", "response_type", "prompt"]),
            ..opened
        }),
        Event::Result(gained) => Event::Result(Gained {
            call: gained.call,
            token: gained.token,
            from_cache: gained.from_cache,
            ..Gained::default()
        }),
        Event::Error(failed) => Event::Error(Failed {
            call: failed.call,
            class: failed.class,
            code: failed.code.filter(said),
            suberror: failed.suberror.filter(said),
            because: failed.because,
            ..Failed::default()
        }),
        other => other,
    }
}
