//! A case about the token calls: a conversation as data, and the trace that it must lead to.

use conformance::{
    Answer, Case, Defect, Facts, Gap, Id, Law, Profile, Protocol, Reading, Role, Rules, Subject,
};
use serde_json::{Value, json};

use crate::event::{Event, traces_agree};
use crate::session::Session;
use crate::step::Step;
use crate::{DEFECTS, LAWS, REQUIREMENTS};

/// The subject is a host, or a shim or mock of one.
pub const OFFICE_HOST: Role = Role("office-host");

/// The subject is code that makes the calls.
pub const ADD_IN: Role = Role("add-in");

/// The token calls of Office.js.
pub struct Office;

impl Protocol for Office {
    const NAME: &'static str = "office";
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

    /// A conversation with a foreign host or add-in is one operation, `converse`: it is told the
    /// `steps` as JSON and comes back with the `trace` of what it saw.
    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        _: &Facts,
        profile: &Profile,
    ) -> Result<Vec<Event>, Gap> {
        let edition = crate::Edition::of(profile).choice().value;
        let arguments = json!({ "steps": case.steps, "edition": edition, "role": case.role });
        match subject.perform("converse", &arguments, &mut |_| Value::Null) {
            Answer::Done(done) => serde_json::from_value(done["trace"].clone())
                .map_err(|error| Gap::Lost(format!("the trace cannot be read: {error}"))),
            other => match other.settled()? {
                Ok(_) => Ok(Vec::new()),
                Err(failure) => Err(Gap::Blocked(format!("`converse` failed: {failure}"))),
            },
        }
    }

    /// Why a text is refused, only a model says.
    fn agrees_from_outside(expected: &Vec<Event>, seen: &Vec<Event>) -> bool {
        let bare = |events: &[Event]| -> Vec<Event> {
            let bare = |event: &Event| match event {
                Event::Read(Reading::Refused(_)) => Event::Read(Reading::Refused(String::new())),
                other => other.clone(),
            };
            events.iter().map(bare).collect()
        };
        traces_agree(&bare(expected), &bare(seen))
    }
}
