//! The conversation with a foreign validator: one operation, `verify`, for each token that is
//! presented.
//!
//! The validator is told everything that it may need, the time included: `token`, `keys` (the text
//! in which the authority publishes them), `now` in seconds, and the policy, of which `accepts`
//! spells out what every library knows. It does it (`{"user": …}`, if it can tell users apart) or
//! it fails.

use conformance::{Case, Gap, Peer, Reading, Subject};
use serde_json::{Value, json};

use crate::case::{Jwt, Step};
use crate::mint::MintError;
use crate::policy::Policy;

/// The operation of a validator.
pub const VERIFY: &str = "verify";

pub(crate) fn drive(case: &Case<Jwt>, subject: &mut dyn Subject) -> Result<Reading, Gap> {
    let hands_keys = case.steps.len() == 1 || case.steps.iter().any(|step| step.for_the_first_user);
    if !hands_keys || case.steps.iter().any(|step| step.outage) {
        let needs = "needs a validator that fetches its keys, and this one is handed them";
        return Err(Gap::Unsupported(needs.to_owned()));
    }
    let mut first_user = Value::Null;
    let mut last = Reading::Accepted;
    for (place, step) in case.steps.iter().enumerate() {
        let arguments = arguments(step).map_err(|error| Gap::Blocked(error.to_string()))?;
        let peer: &mut Peer<'_> = &mut |_| Value::Null;
        let done = subject.perform(VERIFY, &arguments, peer).settled()?;
        last = match &done {
            Ok(_) => Reading::Accepted,
            Err(failure) => Reading::Refused(reason(failure)),
        };
        let user = done.map_or(Value::Null, |done| done["user"].clone());
        if place == 0 {
            first_user = user;
        } else if step.for_the_first_user && last == Reading::Accepted {
            if user.is_null() {
                let needs = "needs a validator that tells users apart";
                return Err(Gap::Unsupported(needs.to_owned()));
            }
            if user != first_user {
                last = Reading::Refused("another user".to_owned());
            }
        }
    }
    Ok(last)
}

/// Why the validator refused, in its own words.
pub(crate) fn reason(failure: &Value) -> String {
    let said = failure["code"].as_str().or(failure["message"].as_str());
    said.unwrap_or("for a reason that it does not tell")
        .to_owned()
}

fn arguments(step: &Step) -> Result<Value, MintError> {
    let policy = step.policy()?;
    let kind = match &policy {
        Policy::Generic(_) => "generic",
        Policy::Entra(_) => "entra",
        Policy::OfficeSso(_) => "office-sso",
        Policy::ExchangeIdentity(_) => "exchange-identity",
    };
    let mut arguments = json!({
        "token": step.token()?,
        "keys": step.published()?,
        "now": step.now().seconds(),
        "kind": kind,
        "policy": policy,
    });
    if let Policy::Generic(generic) = &policy {
        arguments["accepts"] = json!({
            "algorithms": generic.algorithms,
            "types": generic.types,
            "issuers": generic.issuers,
            "audiences": generic.audiences,
            "requires": generic.requires,
            "leewaySeconds": generic.leeway_s,
            "nested": generic.nested.is_some(),
        });
    }
    Ok(arguments)
}

/// Whether a validator accepts what is to be accepted. Why it refuses is its own affair: each case
/// that is refused has a twin that differs in one property and is accepted.
pub(crate) fn agrees(expected: &Reading, seen: &Reading) -> bool {
    matches!(
        (expected, seen),
        (Reading::Accepted, Reading::Accepted) | (Reading::Refused(_), Reading::Refused(_))
    )
}
