//! The kill matrix: every requirement, every specimen that has a defect of it, and the checks that
//! tell it from a sound one. A case sees a specimen from outside, as it would see anybody's
//! subject, or from within, by the requirement for which the model refuses; a law sees it from
//! within.

use conformance::{AnyCase, Facts, Rules, Verdict};
use protocols::coverage::{Catch, Coverage, case_profile};
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
    /// The cases that depart when the model plays them.
    pub from_within: Vec<String>,
    /// The laws that break.
    pub laws: Vec<&'static str>,
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
    pub fn derive(cases: &[AnyCase], coverage: &Coverage) -> Self {
        let facts = specimens::facts();
        let mut matrix = Self {
            kills: Vec::new(),
            without: Vec::new(),
        };
        for row in &coverage.rows {
            let of_row = |catch: &&Catch| catch.defect.of == row.id;
            let before = matrix.kills.len();
            for catch in coverage.catches.iter().filter(of_row) {
                matrix.kills.push(kill(catch, cases, &facts));
            }
            if matrix.kills.len() == before {
                let reason = row.status.reason().unwrap_or("no specimen breaks it");
                matrix.without.push((row.id.as_str(), reason));
            }
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
            "cases outside",
            "within",
            "laws",
            "for instance",
        ];
        let mut lines = vec![names.map(str::to_owned).to_vec()];
        for kill in &self.kills {
            let first = kill.from_outside.iter().chain(&kill.from_within).next();
            let first = first.map(String::as_str).or(kill.laws.first().copied());
            lines.push(vec![
                kill.requirement.to_owned(),
                kill.specimen.to_owned(),
                kill.from_outside.len().to_string(),
                kill.from_within.len().to_string(),
                kill.laws.len().to_string(),
                first.unwrap_or("NOTHING").to_owned(),
            ]);
        }
        let mut text = table(&lines);
        for (requirement, reason) in &self.without {
            text.push_str(&format!("{requirement} has no specimen: {reason}\n"));
        }
        let outside = self
            .kills
            .iter()
            .filter(|kill| !kill.from_outside.is_empty());
        let survive = self.kills.iter().filter(|kill| kill.survives());
        format!(
            "{text}{} specimens: {} seen from outside, {} only from within, {} by nothing\n",
            self.kills.len(),
            outside.clone().count(),
            self.kills.len() - outside.count() - survive.clone().count(),
            survive.count(),
        )
    }
}

impl Kill {
    /// Whether nothing tells the specimen from a sound one.
    pub fn survives(&self) -> bool {
        self.from_outside.is_empty() && self.from_within.is_empty() && self.laws.is_empty()
    }
}

fn kill(catch: &Catch, cases: &[AnyCase], facts: &Facts) -> Kill {
    let defect = catch.defect;
    let departs = |case: &&AnyCase| {
        let profile = case_profile(case);
        let mut specimen = Specimen::new(Rules::flawed(profile, defect.flaw));
        case.checks.contains(&defect.of)
            && case.drive(&mut specimen, facts, &profile).verdict == Verdict::Departs
    };
    Kill {
        requirement: defect.of.as_str(),
        specimen: defect.name,
        from_outside: cases
            .iter()
            .filter(departs)
            .map(|case| case.id.clone())
            .collect(),
        from_within: catch.cases.clone(),
        laws: catch.laws.clone(),
    }
}

#[cfg(test)]
mod tests;
