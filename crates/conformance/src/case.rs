//! A case is one conversation with a subject, as data, with what it must lead to.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Defect, Facts, Gap, Id, Law, Profile, Refusal, Rules, Subject, Verdict};

/// What a subject plays, by name, like `ews-server`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role(pub &'static str);

/// A protocol: its sentences, its conversations as data, and its model.
pub trait Protocol: Sized + 'static {
    /// Its name, which is its folder's name.
    const NAME: &'static str;
    /// The protocols whose models its own model uses, whose defects it therefore has.
    const BUILT_ON: &'static [&'static str] = &[];
    /// Its sentences.
    const REQUIREMENTS: &'static [Id];
    /// The ways of being wrong about it that the suite must see.
    const DEFECTS: &'static [Defect];
    /// Its laws.
    const LAWS: &'static [Law];

    /// One step of a conversation.
    type Step: Serialize + DeserializeOwned + fmt::Debug + Send + Sync;
    /// What a conversation leads to.
    type Expect: Serialize + DeserializeOwned + fmt::Debug + Send + Sync;

    /// What a party that follows these rules does with the case's steps.
    fn play(case: &Case<Self>, rules: &Rules) -> Self::Expect;

    /// Whether what was seen is what was expected.
    fn agrees(expected: &Self::Expect, seen: &Self::Expect) -> bool;

    /// Plays the case with a subject, of which only what it shows can be seen.
    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &Facts,
        profile: &Profile,
    ) -> Result<Self::Expect, Gap> {
        let _ = (case, subject, facts, profile);
        Err(Gap::Unsupported(format!(
            "no subject can be put to {} yet",
            Self::NAME
        )))
    }

    /// What a model did, as foreign subjects are asked to do it: without what each has of its own.
    fn asked_of_others(done: Self::Expect) -> Self::Expect {
        done
    }

    /// What can be expected of a sound subject, of what two of them did that differ in their luck
    /// only. Nothing, if they did not do alike.
    fn common(one: Self::Expect, other: &Self::Expect) -> Option<Self::Expect> {
        Self::agrees_from_outside(&one, other).then_some(one)
    }

    /// Whether what can be seen from outside is what was expected.
    fn agrees_from_outside(expected: &Self::Expect, seen: &Self::Expect) -> bool {
        Self::agrees(expected, seen)
    }
}

/// One conversation and what it must lead to. Its id is its path: `<protocol>/<topic>/<name>`.
#[derive(Debug)]
pub struct Case<P: Protocol> {
    /// Its path.
    pub id: String,
    /// What the subject plays.
    pub role: String,
    /// The values it is meant for, one an axis; empty means that it is meant for all.
    pub profile: Vec<String>,
    /// The requirements it checks.
    pub checks: Vec<Id>,
    /// The conversation.
    pub steps: Vec<P::Step>,
    /// What it must lead to.
    pub expect: P::Expect,
}

/// What a reader did with a text: the usual expectation of a case about a parser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// It took the text.
    Accepted,
    /// It refused the text because of this requirement.
    Refused(String),
}

impl<T> From<&Result<T, Refusal>> for Reading {
    fn from(read: &Result<T, Refusal>) -> Self {
        read.as_ref()
            .map_or_else(|e| Self::Refused(e.id.to_string()), |_| Self::Accepted)
    }
}

/// A topic file as it is written. Key order is the order of thought.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic<S, E> {
    case: Vec<Written<S, E>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<S, E> {
    name: String,
    role: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    profile: Vec<String>,
    checks: Vec<String>,
    steps: Vec<S>,
    expect: E,
}

/// Why a topic file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// The file's path below `corpus/cases`, without its ending.
    pub topic: String,
    /// What was wrong.
    pub message: String,
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "corpus/cases/{}.toml: {}", self.topic, self.message)
    }
}

impl std::error::Error for CaseError {}

/// A case of any protocol, ready to be played.
pub struct AnyCase {
    /// Its path.
    pub id: String,
    /// What the subject plays.
    pub role: String,
    /// The values it is meant for.
    pub profile: Vec<String>,
    /// The requirements it checks.
    pub checks: Vec<Id>,
    /// The TOML to paste.
    pub source: String,
    play: Box<dyn Fn(&Rules) -> Played + Send + Sync>,
    drive: Box<Drive>,
    steps: Box<dyn Fn() -> Value + Send + Sync>,
    vary: Box<Vary>,
}

type Drive = dyn Fn(&mut dyn Subject, &Facts, &Profile) -> Played + Send + Sync;
type Vary = dyn Fn(Value, Models<'_>, &Facts, &Profile) -> Option<AnyCase> + Send + Sync;
/// Two sound subjects that differ in their luck only.
type Models<'m> = [&'m mut dyn Subject; 2];

impl fmt::Debug for AnyCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyCase").field(&self.id).finish()
    }
}

/// What playing a case led to.
#[derive(Clone, Debug)]
pub struct Played {
    /// Whether the model or subject did what the case expects.
    pub verdict: Verdict,
    /// What the case expects.
    pub expected: String,
    /// What the model or subject did.
    pub seen: String,
}

impl AnyCase {
    /// Plays the case against the model that follows these rules.
    pub fn play(&self, rules: &Rules) -> Played {
        (self.play)(rules)
    }

    /// Plays the case with a subject.
    pub fn drive(&self, subject: &mut dyn Subject, facts: &Facts, profile: &Profile) -> Played {
        (self.drive)(subject, facts, profile)
    }

    /// The conversation, as JSON.
    pub fn steps(&self) -> Value {
        (self.steps)()
    }

    /// The case with another conversation, if it is one, whose expectation is what both models do
    /// when they are put to it as subjects.
    pub fn vary(
        &self,
        steps: Value,
        models: [&mut dyn Subject; 2],
        facts: &Facts,
        profile: &Profile,
    ) -> Option<Self> {
        (self.vary)(steps, models, facts, profile)
    }

    /// Whether the case is meant for this profile.
    pub fn fits(&self, profile: &Profile) -> bool {
        self.profile.iter().all(|value| profile.chooses(value))
    }
}

/// Reads a topic file of protocol `P`. `ids` finds the requirement that a spelling names.
pub fn read_cases<P: Protocol>(
    topic: &str,
    text: &str,
    ids: impl Fn(&str) -> Option<Id>,
) -> Result<Vec<AnyCase>, CaseError> {
    let error = |message: String| CaseError {
        topic: topic.to_owned(),
        message,
    };
    let file: Topic<P::Step, P::Expect> = toml::from_str(text).map_err(|e| error(e.to_string()))?;
    let mut cases: Vec<AnyCase> = Vec::with_capacity(file.case.len());
    for written in file.case {
        let id = format!("{topic}/{}", written.name);
        if cases.iter().any(|case| case.id == id) {
            return Err(error(format!("two cases are named `{}`", written.name)));
        }
        let checks = written
            .checks
            .iter()
            .map(|id| ids(id).ok_or_else(|| error(format!("no requirement is named `{id}`"))))
            .collect::<Result<Vec<Id>, CaseError>>()?;
        if checks.is_empty() {
            return Err(error(format!("case `{}` checks nothing", written.name)));
        }
        let case = Case::<P> {
            id,
            role: written.role,
            profile: written.profile,
            checks,
            steps: written.steps,
            expect: written.expect,
        };
        cases.push(any_case(case).map_err(|e| error(e.to_string()))?);
    }
    Ok(cases)
}

/// A case of one protocol as a case of any.
fn any_case<P: Protocol>(case: Case<P>) -> Result<AnyCase, toml::ser::Error> {
    let source = print_case(&case)?;
    let case = Arc::new(case);
    let (driven, told, varied) = (Arc::clone(&case), Arc::clone(&case), Arc::clone(&case));
    Ok(AnyCase {
        id: case.id.clone(),
        role: case.role.clone(),
        profile: case.profile.clone(),
        checks: case.checks.clone(),
        source,
        play: Box::new(move |rules| {
            let seen = P::play(&case, rules);
            played(&case.expect, &seen, P::agrees(&case.expect, &seen))
        }),
        drive: Box::new(move |subject, facts, profile| {
            let expect = &driven.expect;
            match P::drive(&driven, subject, facts, profile) {
                Ok(seen) => played(expect, &seen, P::agrees_from_outside(expect, &seen)),
                Err(gap) => unplayed(expect, gap),
            }
        }),
        steps: Box::new(move || serde_json::to_value(&told.steps).unwrap_or_default()),
        vary: Box::new(move |steps, [model, twin], facts, profile| {
            let expect = serde_json::to_value(&varied.expect).ok()?;
            let mut other = Case::<P> {
                id: varied.id.clone(),
                role: varied.role.clone(),
                profile: varied.profile.clone(),
                checks: varied.checks.clone(),
                steps: serde_json::from_value(steps).ok()?,
                expect: serde_json::from_value(expect).ok()?,
            };
            let one = P::asked_of_others(P::drive(&other, model, facts, profile).ok()?);
            let two = P::asked_of_others(P::drive(&other, twin, facts, profile).ok()?);
            other.expect = P::common(one, &two)?;
            any_case(other).ok()
        }),
    })
}

fn played<E: Serialize>(expected: &E, seen: &E, agrees: bool) -> Played {
    Played {
        verdict: if agrees {
            Verdict::Conforms
        } else {
            Verdict::Departs
        },
        expected: print_expect(expected),
        seen: print_expect(seen),
    }
}

/// A subject that gives no answer does not do what is expected of it, whatever that is.
fn unplayed<E: Serialize>(expected: &E, gap: Gap) -> Played {
    let (verdict, seen) = match gap {
        Gap::Unsupported(why) => (Verdict::Unsupported(why), String::new()),
        Gap::Blocked(why) => (Verdict::Blocked(why), String::new()),
        Gap::Lost(why) => (Verdict::Departs, format!("no answer: {why}\n")),
    };
    Played {
        verdict,
        expected: print_expect(expected),
        seen,
    }
}

/// The TOML to paste.
fn print_case<P: Protocol>(case: &Case<P>) -> Result<String, toml::ser::Error> {
    #[derive(Serialize)]
    struct One<'a, S, E> {
        case: [Written<&'a S, &'a E>; 1],
    }
    let name = case.id.rsplit('/').next().unwrap_or_default();
    let written = Written {
        name: name.to_owned(),
        role: case.role.clone(),
        profile: case.profile.clone(),
        checks: case.checks.iter().map(ToString::to_string).collect(),
        steps: case.steps.iter().collect(),
        expect: &case.expect,
    };
    toml::to_string_pretty(&One { case: [written] })
}

fn print_expect<E: Serialize>(expect: &E) -> String {
    #[derive(Serialize)]
    struct One<'a, E> {
        expect: &'a E,
    }
    toml::to_string(&One { expect }).unwrap_or_else(|error| format!("<not printable: {error}>"))
}
