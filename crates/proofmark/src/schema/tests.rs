use conformance::{Answer, Peer, Rules, Subject};
use protocols::coverage::case_profile;
use serde_json::{Map, Value, json};
use specimens::Specimen;

use super::*;
use crate::play::{Check, Exchange, Run};
use crate::report::{Form, Word};

fn read(kind: Kind) -> Value {
    serde_json::from_str(kind.schema()).unwrap()
}

/// Holds a value against a schema, as far as the schemas of this crate go. A word that it does not
/// know panics, so that no schema demands what nobody looks at.
fn validate(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let none = Map::new();
    let members = schema["properties"].as_object().unwrap_or(&none);
    let fit = |held: &Value| {
        let each = held.as_array().unwrap().iter();
        each.filter(|one| validate(root, one, value).is_ok())
            .count()
    };
    for (word, held) in schema.as_object().unwrap() {
        let holds = match word.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "type" => is_of_type(value, held.as_str().unwrap()),
            "const" => value == held,
            "enum" => held.as_array().unwrap().contains(value),
            "minimum" => value
                .as_i64()
                .is_none_or(|number| number >= held.as_i64().unwrap()),
            "minLength" => value != "",
            "anyOf" => fit(held) > 0,
            "oneOf" => fit(held) == 1,
            "required" => held.as_array().unwrap().iter().all(|name| {
                value
                    .as_object()
                    .is_none_or(|value| value.contains_key(name.as_str().unwrap()))
            }),
            "$ref" => {
                let there = root.pointer(held.as_str().unwrap().trim_start_matches('#'));
                validate(root, there.unwrap(), value)?;
                true
            }
            "items" => {
                let mut items = value.as_array().into_iter().flatten();
                items.try_for_each(|item| validate(root, held, item))?;
                true
            }
            "properties" => {
                for (name, held) in members {
                    if let Some(member) = value.get(name) {
                        validate(root, held, member).map_err(|why| format!("{name}: {why}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let value = value.as_object().unwrap_or(&none).iter();
                for (name, member) in value.filter(|(name, _)| !members.contains_key(*name)) {
                    if held == false {
                        return Err(format!("`{name}` is too much"));
                    }
                    validate(root, held, member)?;
                }
                true
            }
            other => panic!("no rule is known for `{other}`"),
        };
        if !holds {
            return Err(format!("{word} {held} does not hold for {value}"));
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type is named {other}"),
    }
}

/// Holds a value against the schema, or against one of its definitions.
fn check(kind: Kind, definition: Option<&str>, value: &Value) -> Result<(), String> {
    let root = read(kind);
    let schema = definition.map_or(&root, |name| &root["$defs"][name]);
    validate(&root, schema, value)
}

fn runs() -> Vec<Run> {
    let exchange = Exchange {
        operation: "verify".to_owned(),
        arguments: "{}".to_owned(),
        answer: "done null".to_owned(),
    };
    let check = |word: Word| Check {
        case: "jwt/a/b".to_owned(),
        role: "token-validator".to_owned(),
        requirements: vec!["JWT-012".to_owned()],
        verdict: word.as_str().to_owned(),
        reason: (word != Word::Departs).then(|| "because".to_owned()),
        expected: "expect = 1".to_owned(),
        seen: String::new(),
        trace: vec![exchange.clone()],
        micros: 1,
    };
    vec![
        Run {
            checks: Word::ALL.map(check).to_vec(),
            stale: vec!["one".to_owned()],
            ..Run::default()
        },
        Run::default(),
    ]
}

#[test]
fn reports_are_as_their_schemas_say() {
    let report: Value = serde_json::from_str(&Form::Json.write(&runs())).unwrap();
    check(Kind::Report, None, &report).unwrap();
    let events = Form::Jsonl.write(&runs());
    for line in events.lines() {
        check(Kind::Events, None, &serde_json::from_str(line).unwrap()).unwrap();
    }
    assert_eq!(events.lines().count(), 10);

    #[track_caller]
    fn refuses(report: &Value, pointer: &str, value: Value, expected: &str) {
        let mut wrong = report.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        let error = check(Kind::Report, None, &wrong).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    refuses(&report, "/runs/0/checks/0/verdict", "passes".into(), "enum");
    refuses(&report, "/runs/0/checks/0/micros", (-1).into(), "minimum");
    refuses(&report, "/runs/0/checks/0/trace/0", json!({}), "required");
    refuses(&report, "/runs/1", json!({"subject": 1}), "subject: type");
    let mut wrong = report.clone();
    wrong["runs"][0]["when"] = "now".into();
    assert!(
        check(Kind::Report, None, &wrong)
            .unwrap_err()
            .contains("`when` is too much")
    );
    assert!(check(Kind::Events, None, &report).is_err());
}

#[test]
fn known_departures_are_as_their_schema_says() {
    let printed = crate::known::print(&runs());
    let printed: toml::Value = toml::from_str(&printed).unwrap();
    let mut printed = serde_json::to_value(printed).unwrap();
    let error = check(Kind::Known, None, &printed).unwrap_err();
    assert!(error.contains("minLength"), "{error}");
    printed["known"][0]["reason"] = "because".into();
    check(Kind::Known, None, &printed).unwrap();
    printed["known"][0]["until"] = "then".into();
    assert!(check(Kind::Known, None, &printed).is_err());
}

#[test]
fn vectors_are_as_their_schema_says() {
    let cases = protocols::cases().unwrap();
    let vectors: Value = serde_json::from_str(&crate::vectors::json(&cases)).unwrap();
    check(Kind::Vectors, None, &vectors).unwrap();
    let mut wrong = vectors;
    wrong["groups"][0]["vectors"][0]["result"] = "acceptable".into();
    assert!(check(Kind::Vectors, None, &wrong).is_err());
}

/// A specimen, and what of the conversation with it is not as the contract says.
struct Overheard {
    specimen: Specimen,
    wrong: Vec<String>,
    operations: Vec<String>,
}

impl Subject for Overheard {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        let contract = read(Kind::Contract);
        let mut hold = |definition: &str, value: &Value| {
            let schema = &contract["$defs"][definition];
            assert!(schema.is_object(), "the contract lacks {definition}");
            if let Err(error) = validate(&contract, schema, value) {
                self.wrong.push(format!("{definition}: {error}"));
            }
        };
        hold(operation, arguments);
        let mut listening = |said: &Value| {
            hold("request", said);
            let answered = peer(said);
            hold("response", &answered);
            answered
        };
        let answer = self.specimen.perform(operation, arguments, &mut listening);
        let line = match &answer {
            Answer::Done(value) => json!({ "id": 1, "ok": value }),
            Answer::Failed(value) => json!({ "id": 1, "err": value }),
            Answer::Unsupported(why) => json!({ "id": 1, "unsupported": why }),
            Answer::Lost(why) => panic!("{operation}: {why}"),
        };
        let result = match operation {
            "http" => Some("response"),
            "verify" => Some("verifyOk"),
            "converse" => Some("converseOk"),
            "authorizationRequest" => Some("authorizationRequestOk"),
            "authorizationResponse" | "refreshRequest" | "resourceRequest" => Some("sends"),
            "tokenResponse" | "resourceResponse" => Some("learns"),
            "readMetadata" => Some("readMetadataOk"),
            "readChallenges" => Some("readChallengesOk"),
            _ => None,
        };
        if let (Answer::Done(value), Some(result)) = (&answer, result) {
            hold(result, value);
        }
        if let Err(error) = validate(&contract, &contract, &line) {
            self.wrong.push(error);
        }
        self.operations.push(operation.to_owned());
        answer
    }
}

#[test]
fn conversations_are_as_the_contract_says() {
    let mut operations = Vec::new();
    for case in protocols::cases().unwrap() {
        let profile = case_profile(&case);
        let mut subject = Overheard {
            specimen: Specimen::new(Rules::sound(profile)),
            wrong: Vec::new(),
            operations: Vec::new(),
        };
        case.drive(&mut subject, &specimens::facts(), &profile);
        assert!(
            subject.wrong.is_empty(),
            "{}: {:#?}",
            case.id,
            subject.wrong
        );
        operations.append(&mut subject.operations);
    }
    operations.sort();
    operations.dedup();
    let expected = [
        "authorizationRequest",
        "authorizationResponse",
        "converse",
        "getClientAccessToken",
        "given",
        "http",
        "now",
        "readChallenges",
        "readMetadata",
        "readXml",
        "refreshRequest",
        "register",
        "resourceRequest",
        "resourceResponse",
        "takeToken",
        "tokenResponse",
        "verify",
        "wait",
    ];
    assert_eq!(operations, expected);
}

#[test]
fn lines_of_the_contract_are_told_apart() {
    for line in [
        json!({"id": 1, "op": "hello", "contract": 1}),
        json!({"id": 2, "op": "configure", "args": {"role": "ews-client", "url": "https://a"}}),
        json!({"id": 3, "ok": {"name": "mine", "roles": ["ews-client"]}}),
        json!({"id": 3, "unsupported": true}),
        json!({"id": 3, "crashed": "TypeError"}),
    ] {
        check(Kind::Contract, None, &line).unwrap();
    }
    for line in [
        json!({"ok": 1}),
        json!({"id": 1}),
        json!({"id": 1, "ok": 1, "err": {}}),
        json!({"id": 1, "op": "hello"}),
        json!({"id": 1, "unsupported": 7}),
    ] {
        assert!(check(Kind::Contract, None, &line).is_err(), "{line}");
    }
}
