//! The kill matrix: every requirement, every specimen that has a defect of it, and the checks that
//! tell it from a sound one. A case sees a specimen from outside, as it would see anybody's
//! subject. Where none does, cases and laws see the model from within.

use conformance::{AnyCase, Defect, Facts, Rules, Standing, Verdict};
use protocols::coverage::{case_profile, catch};
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
    /// Lets every specimen play the cases that name its requirement.
    pub fn derive(cases: &[AnyCase]) -> Self {
        let facts = specimens::facts();
        let mut matrix = Self {
            kills: Vec::new(),
            without: Vec::new(),
        };
        for id in protocols::requirements() {
            let specimens = protocols::defects().filter(|defect| defect.of == id);
            let kills: Vec<Kill> = specimens.map(|held| kill(held, cases, &facts)).collect();
            if kills.is_empty() {
                let reason = match id.row().standing {
                    Standing::Waiting(reason) | Standing::Excluded(reason) => reason,
                    Standing::Expected => "none breaks it, which is a bug",
                };
                matrix.without.push((id.as_str(), reason));
            }
            matrix.kills.extend(kills);
        }
        matrix
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

fn kill(defect: &'static Defect, cases: &[AnyCase], facts: &Facts) -> Kill {
    let departs = |case: &&AnyCase| {
        let profile = case_profile(case);
        let mut specimen = Specimen::new(Rules::flawed(profile, defect.flaw));
        case.checks.contains(&defect.of)
            && case.drive(&mut specimen, facts, &profile).verdict == Verdict::Departs
    };
    let departing = cases.iter().filter(departs);
    let from_outside: Vec<String> = departing.map(|case| case.id.clone()).collect();
    let mut from_within = Vec::new();
    if from_outside.is_empty() {
        let caught = catch(defect, cases);
        from_within = caught.cases;
        from_within.extend(caught.laws.iter().map(|law| format!("law {law}")));
    }
    Kill {
        requirement: defect.of.as_str(),
        specimen: defect.name,
        from_outside,
        from_within,
    }
}

#[cfg(test)]
mod tests;
