//! The conversation with a foreign authority, and with the resource beside it: both perform `http`,
//! told apart by `to`, which is `authority` or `resource`. A foreign client is told what to do step
//! by step, by the operations of `client_side`.

use conformance::{Case, Gap, Now, Peer, Profile, Subject};
use serde_json::{Value, json};
use wire::Response;

use crate::case::{BASE, Expect, NOON_S, Oauth};
use crate::conversation::{Conversation, Party, Reply};
use crate::standard::{Facts, standard_facts};

pub(crate) fn drive(
    case: &Case<Oauth>,
    subject: &mut dyn Subject,
    facts: &conformance::Facts,
    profile: &Profile,
) -> Result<Expect, Gap> {
    if case.role == "token-client" {
        let facts = standard_facts(BASE);
        return crate::client_conversation::drive(case, subject, &facts, *profile);
    }
    let facts = read_facts(facts)?;
    let peer: &mut Peer<'_> = &mut |_| Value::Null;
    let begins = match subject.perform("now", &Value::Null, peer).settled() {
        Ok(Ok(now)) => now
            .as_i64()
            .map_or(Now::from_seconds(NOON_S), Now::from_seconds),
        _ => Now::from_seconds(NOON_S),
    };
    let (mut gap, mut waited) = (None, begins);
    let mut carry = |party: Party, request: &wire::Request, now: Now| {
        let mut perform = |operation: &str, arguments: &Value| {
            let answer = subject.perform(operation, arguments, &mut |_| Value::Null);
            answer.settled().map_err(|reason| {
                gap = Some(reason);
                "the subject did not go on".to_owned()
            })
        };
        if now != waited {
            let ms = now.ms().saturating_sub(waited.ms());
            perform("wait", &json!({ "ms": ms }))?.ok();
            waited = now;
        }
        let to = match party {
            Party::Authority => "authority",
            Party::Resource => "resource",
        };
        let arguments = json!({ "to": to, "request": request.to_json() });
        let done = perform("http", &arguments)?.map_err(|failure| failure.to_string())?;
        let response = Response::from_json(&done)
            .map_err(|error| format!("no HTTP response came: {error}"))?;
        Ok(Reply {
            response,
            refused: None,
        })
    };
    let conversation = Conversation::new(&facts, *profile, &case.checks, begins);
    let seen = conversation.play(&case.steps, &mut carry);
    match (gap, &seen.blocked) {
        (Some(gap), _) => Err(gap),
        (None, Some(blocked)) if case.expect.blocked.is_none() => {
            Err(Gap::Blocked(blocked.clone()))
        }
        (None, _) => Ok(seen),
    }
}

/// The facts of a subject, as TOML under the name `authority`; our own if nothing is declared.
fn read_facts(facts: &conformance::Facts) -> Result<Facts, Gap> {
    let Ok(text) = facts.find("authority") else {
        return Ok(standard_facts(BASE));
    };
    toml::from_str(text).map_err(|error| Gap::Blocked(format!("the fact `authority`: {error}")))
}
