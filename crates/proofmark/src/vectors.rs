//! A vector is a case for who cannot run this program: what a subject is told, to the byte, and
//! what it must lead to, as JSON for unit tests in any language.
//!
//! Tokens are minted as vectors are made. Signatures of ECDSA and RSA-PSS hold chance, so those
//! differ each time.

use std::collections::BTreeMap;

use conformance::{Answer, AnyCase, Peer, Rules, Subject, Verdict};
use protocols::coverage::case_profile;
use serde::Serialize;
use serde_json::Value;
use specimens::Specimen;

/// Vectors, in the order of the corpus.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    schema: &'static str,
    generator: &'static str,
    count: usize,
    requirements: BTreeMap<&'static str, Sentence>,
    groups: Vec<Group>,
    left_out: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Sentence {
    level: &'static str,
    says: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct Group {
    topic: String,
    role: String,
    vectors: Vec<Vector>,
}

#[derive(Serialize)]
struct Vector {
    id: String,
    requirements: Vec<&'static str>,
    profile: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
    expect: Value,
    steps: Value,
    conversation: Vec<Exchange>,
}

/// An operation of the subject, and what came of it.
#[derive(Serialize)]
struct Exchange {
    operation: String,
    arguments: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    peer: Vec<Heard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<Value>,
}

#[derive(Serialize)]
struct Heard {
    said: Value,
    answered: Value,
}

/// These cases as vectors.
pub fn json<'c>(cases: impl IntoIterator<Item = &'c AnyCase>) -> String {
    let mut vectors = Vectors {
        schema: "proofmark vectors 1",
        generator: concat!("proofmark ", env!("CARGO_PKG_VERSION")),
        count: 0,
        requirements: BTreeMap::new(),
        groups: Vec::new(),
        left_out: BTreeMap::new(),
    };
    for case in cases {
        match vector(case) {
            Ok(vector) => vectors.add(case, vector),
            Err(why) => {
                vectors.left_out.insert(case.id.clone(), why);
            }
        }
    }
    serde_json::to_string_pretty(&vectors).expect("JSON is always JSON") + "\n"
}

impl Vectors {
    fn add(&mut self, case: &AnyCase, vector: Vector) {
        for id in &case.checks {
            let row = id.row();
            let sentence = Sentence {
                level: row.level.word(),
                says: row.says,
                source: row.source,
            };
            self.requirements.insert(row.id, sentence);
        }
        self.count += 1;
        let topic = case.id.rsplit_once('/').map_or("", |(topic, _)| topic);
        let is_its = |group: &&mut Group| group.topic == topic && group.role == case.role;
        match self.groups.iter_mut().find(is_its) {
            Some(group) => group.vectors.push(vector),
            None => self.groups.push(Group {
                topic: topic.to_owned(),
                role: case.role.clone(),
                vectors: vec![vector],
            }),
        }
    }
}

/// The case as a vector; why not, if what it is about cannot be seen from outside.
fn vector(case: &AnyCase) -> Result<Vector, String> {
    let profile = case_profile(case);
    let mut listener = Listener {
        subject: Specimen::new(Rules::sound(profile)),
        conversation: Vec::new(),
    };
    let played = case.drive(&mut listener, &specimens::facts(), &profile);
    match played.verdict {
        Verdict::Conforms => {}
        Verdict::Unsupported(why) | Verdict::Blocked(why) | Verdict::Known(why) => return Err(why),
        Verdict::Departs | Verdict::Advises => {
            return Err("our sound specimen departs, which is a bug".to_owned());
        }
    }
    let written: toml::Value = toml::from_str(&case.source).map_err(|error| error.to_string())?;
    let mut written = serde_json::to_value(written).map_err(|error| error.to_string())?;
    let mut written = written["case"][0].take();
    let expect = written["expect"].take();
    Ok(Vector {
        id: case.id.clone(),
        requirements: case.checks.iter().map(|id| id.as_str()).collect(),
        profile: case.profile.clone(),
        result: result(&expect).filter(|_| listener.conversation.len() == 1),
        expect,
        steps: written["steps"].take(),
        conversation: listener.conversation,
    })
}

/// Whether a message is to be taken, as far as the case says so.
fn result(expect: &Value) -> Option<&'static str> {
    let has = |name: &str| expect.get(name).is_some();
    if has("refused") {
        return Some("invalid");
    }
    (expect == "accepted" || has("means") || has("takes")).then_some("valid")
}

/// A specimen whose every word is written down.
struct Listener {
    subject: Specimen,
    conversation: Vec<Exchange>,
}

impl Subject for Listener {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        let mut heard = Vec::new();
        let mut listening = |said: &Value| {
            let answered = peer(said);
            heard.push(Heard {
                said: said.clone(),
                answered: answered.clone(),
            });
            answered
        };
        let answer = self.subject.perform(operation, arguments, &mut listening);
        let (done, failed) = match &answer {
            Answer::Done(value) => (Some(value.clone()), None),
            Answer::Failed(value) => (None, Some(value.clone())),
            Answer::Unsupported(_) | Answer::Lost(_) => (None, None),
        };
        self.conversation.push(Exchange {
            operation: operation.to_owned(),
            arguments: arguments.clone(),
            peer: heard,
            done,
            failed,
        });
        answer
    }
}

#[cfg(test)]
mod tests;
