//! A case about the token calls: a conversation as data, and the trace that it must lead to.

use conformance::{Case, Defect, Id, Law, Protocol, Role, Rules};

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
}
