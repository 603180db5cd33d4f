//! The kill matrix: every requirement, every specimen that has a defect of it, and the checks that
//! tell it from a sound one. A case sees a specimen from outside, as it would see anybody's
//! subject. Where none does, cases and laws see the model from within.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use conformance::{AnyCase, Asked, Defect, Facts, Flaw, Rules, Standing, Verdict};
use protocols::coverage::{Bearing, broken_by, case_profile, concerned};
use serde::Serialize;
use specimens::Specimen;

use crate::report::table;

/// A specimen with a defect, and what tells it from a sound one.
#[derive(Debug, Serialize)]
pub struct Kill {
    /// The requirement that it breaks.
    pub requirement: &'static str,
    /// The defect by its name.
    pub specimen: &'static str,
    /// The cases that depart when the specimen plays them.
    pub from_outside: Vec<String>,
    /// The cases and laws that see it otherwise, if none of those does.
    pub from_within: Vec<String>,
    /// The cases that depart although they check something else, and nobody declared that they do.
    pub unrelated: Vec<String>,
}

/// What there is to kill, and what kills it.
#[derive(Serialize)]
pub struct KillMatrix {
    /// Each specimen, in the order of the requirements.
    pub kills: Vec<Kill>,
    /// The requirements without a specimen, each with the reason.
    pub without: Vec<(&'static str, &'static str)>,
}

impl KillMatrix {
    /// Lets every specimen play the cases in which its defect can show.
    pub fn derive(cases: &[AnyCase]) -> Self {
        let defects: Vec<&'static Defect> = protocols::requirements()
            .flat_map(|id| protocols::defects().filter(move |defect| defect.of == id))
            .collect();
        let without = protocols::requirements()
            .filter(|id| !defects.iter().any(|defect| defect.of == *id))
            .map(|id| match id.row().standing {
                Standing::Waiting(reason) | Standing::Excluded(reason) => (id.as_str(), reason),
                Standing::Expected => (id.as_str(), "none breaks it, which is a bug"),
            });
        Self {
            kills: kills(&defects, &Ground::of(cases)),
            without: without.collect(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and lists are always JSON") + "\n"
    }

    /// As a table, with the counts.
    pub fn text(&self) -> String {
        let names = [
            "requirement",
            "specimen",
            "outside",
            "within",
            "for instance",
        ];
        let mut lines = vec![names.map(str::to_owned).to_vec()];
        for kill in &self.kills {
            let first = kill.from_outside.iter().chain(&kill.from_within).next();
            lines.push(vec![
                kill.requirement.to_owned(),
                kill.specimen.to_owned(),
                kill.from_outside.len().to_string(),
                kill.from_within.len().to_string(),
                first.map_or("NOTHING", |first| first).to_owned(),
            ]);
        }
        let mut text = table(&lines);
        for kill in &self.kills {
            for case in &kill.unrelated {
                text.push_str(&format!(
                    "{} trips {case}, which checks others\n",
                    kill.specimen
                ));
            }
        }
        for (requirement, reason) in &self.without {
            text.push_str(&format!("{requirement} has no specimen: {reason}\n"));
        }
        let count = |is_so: fn(&&Kill) -> bool| self.kills.iter().filter(is_so).count();
        format!(
            "{text}{} specimens: {} seen from outside, {} only from within, {} by nothing\n",
            self.kills.len(),
            count(|kill| !kill.from_outside.is_empty()),
            count(|kill| !kill.from_within.is_empty()),
            count(|kill| kill.survives()),
        )
    }
}

impl Kill {
    /// Whether nothing tells the specimen from a sound one.
    pub fn survives(&self) -> bool {
        self.from_outside.is_empty() && self.from_within.is_empty()
    }
}

/// The cases, and what each of them asks a sound specimen about: a defect that it does not ask
/// about cannot show in it.
struct Ground<'c> {
    cases: &'c [AnyCase],
    facts: Facts,
    asked: BTreeMap<&'c str, Asked>,
}

impl<'c> Ground<'c> {
    fn of(cases: &'c [AnyCase]) -> Self {
        // Rules hold on to what watches them for as long as the process lives.
        let asked: &'static Asked = Box::leak(Box::default());
        let facts = specimens::facts();
        let ask = |case: &'c AnyCase| {
            let profile = case_profile(case);
            let mut sound = Specimen::new(Rules::sound(profile).watched(asked));
            case.drive(&mut sound, &facts, &profile);
            (case.id.as_str(), asked.take())
        };
        let asked = cases.iter().map(ask).collect();
        Self {
            cases,
            facts,
            asked,
        }
    }

    fn departs(&self, case: &AnyCase, flaw: Flaw) -> bool {
        let asked = self.asked.get(case.id.as_str());
        if !asked.is_some_and(|asked| asked.may_include(flaw)) {
            return false;
        }
        let profile = case_profile(case);
        let mut specimen = Specimen::new(Rules::flawed(profile, flaw));
        case.drive(&mut specimen, &self.facts, &profile).verdict == Verdict::Departs
    }
}

/// What tells each of these from a sound one. Several are put to it at once.
fn kills(defects: &[&'static Defect], ground: &Ground<'_>) -> Vec<Kill> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut kills = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(defect) = defects.get(place) else {
                return kills;
            };
            kills.push((place, kill(defect, ground)));
        }
    };
    let players = thread::available_parallelism().map_or(1, usize::from);
    let mut kills: Vec<(usize, Kill)> = thread::scope(|scope| {
        let players: Vec<_> = (0..players).map(|_| scope.spawn(work)).collect();
        let done = players.into_iter().map(|player| player.join());
        done.flat_map(|kills| kills.expect("models do not panic"))
            .collect()
    });
    kills.sort_by_key(|(place, _)| *place);
    kills.into_iter().map(|(_, kill)| kill).collect()
}

fn kill(defect: &'static Defect, ground: &Ground<'_>) -> Kill {
    let departs = |case: &AnyCase| ground.departs(case, defect.flaw);
    let mut kill = Kill {
        requirement: defect.of.as_str(),
        specimen: defect.name,
        from_outside: Vec::new(),
        from_within: Vec::new(),
        unrelated: Vec::new(),
    };
    for (case, bearing) in concerned(defect, ground.cases) {
        match bearing {
            Bearing::Named if departs(case) => kill.from_outside.push(case.id.clone()),
            Bearing::Unrelated if departs(case) => kill.unrelated.push(case.id.clone()),
            _ => {}
        }
    }
    if kill.from_outside.is_empty() {
        let sees = |case: &AnyCase| {
            let rules = Rules::flawed(case_profile(case), defect.flaw);
            case.play(&rules).verdict != Verdict::Conforms
        };
        let named = ground.cases.iter();
        let named = named.filter(|case| case.checks.contains(&defect.of));
        kill.from_within
            .extend(named.filter(|case| sees(case)).map(|case| case.id.clone()));
        let laws = protocols::laws().filter(|law| law.checks.contains(&defect.of));
        let breaks = laws.filter(|law| broken_by(law, defect));
        kill.from_within
            .extend(breaks.map(|law| format!("law {}", law.name)));
    }
    kill
}

#[cfg(test)]
mod tests;
