//! A case about acquiring tokens: a conversation as data, and the trace that it must lead to.

use conformance::{Case, Defect, Id, Law, Protocol, Role, Rules};

use crate::event::{Event, traces_agree};
use crate::session::Session;
use crate::step::Step;
use crate::{DEFECTS, LAWS, REQUIREMENTS};

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
}
