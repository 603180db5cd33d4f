//! A case about acquiring tokens: a conversation as data, and the trace that it must lead to.

use conformance::{
    Answer, Case, Defect, Facts, Gap, Id, Law, Profile, Protocol, Role, Rules, Subject,
};
use serde_json::{Value, json};

use crate::event::{Event, Failed, traces_agree};
use crate::session::Session;
use crate::step::Step;
use crate::{DEFECTS, LAWS, Library, REQUIREMENTS};

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
    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        _: &Facts,
        profile: &Profile,
    ) -> Result<Vec<Event>, Gap> {
        let library = Library::of(profile).choice().value;
        let arguments = json!({ "steps": case.steps, "library": library, "role": case.role });
        match subject.perform("converse", &arguments, &mut |_| Value::Null) {
            Answer::Done(done) => serde_json::from_value(done["trace"].clone())
                .map_err(|error| Gap::Lost(format!("the trace cannot be read: {error}"))),
            other => match other.settled()? {
                Ok(_) => Ok(Vec::new()),
                Err(failure) => Err(Gap::Blocked(format!("`converse` failed: {failure}"))),
            },
        }
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
