//! What checks what, derived by letting every defect loose on the checks that name its requirement.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use conformance::{
    AnyCase, Asked, Defect, Flaw, Id, Law, Outcome, Profile, Rules, Standing, Verdict,
};

use crate::laws::input;
use crate::{AXES, affected_by, default_profile, defects, laws, requirements};

/// How many inputs a law is given to catch a defect.
const TRIES: u64 = 4_000;

/// Which checks caught a defect.
#[derive(Clone)]
pub struct Catch {
    /// The defect.
    pub defect: &'static Defect,
    /// The cases that name its requirement and departed.
    pub cases: Vec<String>,
    /// The laws that name its requirement and broke.
    pub laws: Vec<&'static str>,
    /// The cases that departed although neither the defect's requirement nor its declared
    /// collateral is among what they check.
    pub unrelated: Vec<String>,
}

impl Catch {
    /// Whether any check caught it.
    pub fn caught(&self) -> bool {
        !self.cases.is_empty() || !self.laws.is_empty()
    }
}

/// Whether a requirement is checked, and why not otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// A defect of it is caught by a check that names it.
    Checked,
    /// Its role is not built yet.
    Waiting(&'static str),
    /// It is not checked, for this reason.
    Excluded(&'static str),
    /// It should be checked, and is not. A bug of ours.
    Unproved,
}

impl Status {
    /// The word used in files and output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Waiting(_) => "waiting",
            Self::Excluded(_) => "excluded",
            Self::Unproved => "unproved",
        }
    }

    /// Why it is not checked.
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Waiting(reason) | Self::Excluded(reason) => Some(reason),
            Self::Checked | Self::Unproved => None,
        }
    }
}

/// A requirement and what is known of its checks.
pub struct Row {
    /// The requirement.
    pub id: Id,
    /// Whether it is checked.
    pub status: Status,
    /// The cases and laws that name it.
    pub checks: Vec<String>,
    /// The defects of it that were caught, each with the checks that caught it.
    pub caught_by: Vec<(&'static str, Vec<String>)>,
}

/// The whole derivation.
pub struct Coverage {
    /// What caught each defect.
    pub catches: Vec<Catch>,
    /// Every requirement.
    pub rows: Vec<Row>,
}

impl Coverage {
    /// Plays every case and explores every law against every defect that concerns it.
    pub fn derive(cases: &[AnyCase]) -> Self {
        Self::of(
            cases,
            defects().map(|defect| catch(defect, cases)).collect(),
        )
    }

    /// As much of the derivation as one requirement needs: its row and its defects.
    pub fn about(id: Id, cases: &[AnyCase]) -> Self {
        let of_id = defects().filter(|defect| defect.of == id);
        let mut coverage = Self::of(cases, of_id.map(|defect| catch(defect, cases)).collect());
        coverage.rows.retain(|row| row.id == id);
        coverage
    }

    /// The derivation from what caught each defect.
    pub fn of(cases: &[AnyCase], catches: Vec<Catch>) -> Self {
        let mut named: BTreeMap<Id, Vec<String>> = BTreeMap::new();
        for case in cases {
            for id in &case.checks {
                named.entry(*id).or_default().push(case.id.clone());
            }
        }
        for law in laws() {
            for id in law.checks {
                named
                    .entry(*id)
                    .or_default()
                    .push(format!("law {}", law.name));
            }
        }
        let rows = requirements()
            .map(|id| row(id, &catches, &mut named))
            .collect();
        Self { catches, rows }
    }
}

fn row(id: Id, catches: &[Catch], named: &mut BTreeMap<Id, Vec<String>>) -> Row {
    let of_id = catches
        .iter()
        .filter(|catch| catch.defect.of == id && catch.caught());
    let caught_by: Vec<(&'static str, Vec<String>)> = of_id
        .map(|catch| {
            let laws = catch.laws.iter().map(|law| format!("law {law}"));
            (
                catch.defect.name,
                catch.cases.iter().cloned().chain(laws).collect(),
            )
        })
        .collect();
    let status = match id.row().standing {
        Standing::Waiting(reason) => Status::Waiting(reason),
        Standing::Excluded(reason) => Status::Excluded(reason),
        Standing::Expected if caught_by.is_empty() => Status::Unproved,
        Standing::Expected => Status::Checked,
    };
    Row {
        id,
        status,
        checks: named.remove(&id).unwrap_or_default(),
        caught_by,
    }
}

/// Lets one defect loose on the checks.
pub fn catch(defect: &'static Defect, cases: &[AnyCase]) -> Catch {
    let mut caught = Catch {
        defect,
        cases: vec![],
        laws: vec![],
        unrelated: vec![],
    };
    for (case, bearing) in concerned(defect, cases) {
        let rules = Rules::flawed(case_profile(case), defect.flaw);
        if bearing == Bearing::Declared || case.play(&rules).verdict == Verdict::Conforms {
            continue;
        }
        match bearing {
            Bearing::Named => caught.cases.push(case.id.clone()),
            _ => caught.unrelated.push(case.id.clone()),
        }
    }
    for law in laws().filter(|law| law.checks.contains(&defect.of)) {
        if broken_by(law, defect) {
            caught.laws.push(law.name);
        }
    }
    caught
}

/// What it means for a defect that a case departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// The case names the defect's requirement: it catches the defect.
    Named,
    /// The defect is known to show there too.
    Declared,
    /// The case checks something else: it departs for no reason of its own.
    Unrelated,
}

/// The cases in which a defect can show, and what it means if it does.
pub fn concerned<'c>(
    defect: &'static Defect,
    cases: &'c [AnyCase],
) -> impl Iterator<Item = (&'c AnyCase, Bearing)> {
    // The first of those affected is the protocol that lists the defect.
    let affected = affected_by(defect);
    cases.iter().filter_map(move |case| {
        let protocol = case.id.split('/').next().unwrap_or_default();
        let place = affected.iter().position(|held| *held == protocol)?;
        let is_declared = (defect.is_felt_above && place > 0)
            || case.checks.iter().any(|id| defect.collateral.contains(id));
        Some(match case.checks.contains(&defect.of) {
            true => (case, Bearing::Named),
            false if is_declared => (case, Bearing::Declared),
            false => (case, Bearing::Unrelated),
        })
    })
}

/// Whether some input shows the law that a model with this defect is wrong.
pub fn broken_by(law: &Law, defect: &Defect) -> bool {
    let rules = Rules::flawed(profile_for(defect.of), defect.flaw);
    let asked = AskedBy::of(law, rules.profile);
    (0..TRIES).any(|number| {
        asked.may_include(number, defect.flaw)
            && input(law, number)
                .is_some_and(|input| matches!((law.run)(&input, &rules), Outcome::Breaks(_)))
    })
}

/// What the inputs that a law makes ask of the sound model: most defects have nothing to do with
/// most inputs, and are spared them.
struct AskedBy {
    law: Law,
    profile: Profile,
    /// By the number of the input, as far as anybody wanted to know.
    known: Mutex<Vec<Asked>>,
}

impl AskedBy {
    fn of(law: &Law, profile: Profile) -> Arc<Self> {
        static ALL: Mutex<Vec<Arc<AskedBy>>> = Mutex::new(Vec::new());
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |held: &&Arc<Self>| held.law.name == law.name && held.profile == profile;
        if let Some(held) = all.iter().find(is_it) {
            return Arc::clone(held);
        }
        let new = Arc::new(Self {
            law: *law,
            profile,
            known: Mutex::default(),
        });
        all.push(Arc::clone(&new));
        new
    }

    fn may_include(&self, number: u64, flaw: Flaw) -> bool {
        thread_local! {
            static ASKED: &'static Asked = Box::leak(Box::default());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        while known.len() as u64 <= number {
            let asked = ASKED.with(|asked| *asked);
            if let Some(input) = input(&self.law, known.len() as u64) {
                (self.law.run)(&input, &Rules::sound(self.profile).watched(asked));
            }
            known.push(asked.take());
        }
        usize::try_from(number).is_ok_and(|number| known[number].may_include(flaw))
    }
}

/// The profile in which a case is played: its role's defaults and its own values.
pub fn case_profile(case: &AnyCase) -> Profile {
    with_values(
        default_profile(&case.role),
        case.profile.iter().map(String::as_str),
    )
}

/// A profile under which the requirement is in force.
pub fn profile_for(id: Id) -> Profile {
    let profile = default_profile("");
    let values = id.row().profiles;
    if values.is_empty() || values.iter().any(|value| profile.chooses(value)) {
        return profile;
    }
    with_values(profile, values.first().copied())
}

fn with_values<'v>(profile: Profile, values: impl IntoIterator<Item = &'v str>) -> Profile {
    let choice = |value: &str| {
        AXES.iter()
            .flat_map(|axis| axis.values)
            .find(|choice| choice.value == value)
    };
    values
        .into_iter()
        .filter_map(choice)
        .fold(profile, |profile, choice| profile.with(*choice))
}
