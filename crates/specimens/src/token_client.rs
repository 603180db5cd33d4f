//! The specimen as a client of an authority: what it is told to do, an operation at a time.

use conformance::{Answer, Chance, Refusal, Rules};
use oauth::{Client, Learnt, Metadata, Placement, Registration, Secret};
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::failed;

/// Performs an operation of a token client; nothing if it is none.
pub(crate) fn perform(
    client: &mut Option<Client>,
    chance: &mut Chance,
    rules: &Rules,
    operation: &str,
    arguments: &Value,
) -> Option<Answer> {
    let text = |name: &str| arguments[name].as_str().unwrap_or_default();
    let done = match (operation, client) {
        ("register", client) => {
            *client = Some(Client::new(registration(arguments)));
            Ok(Value::Null)
        }
        ("readMetadata", _) => read_metadata(arguments, rules),
        ("readChallenges", _) => read_challenges(arguments, rules),
        ("authorizationRequest", Some(client)) => {
            let query = client.ask(chance, rules).print(rules);
            Ok(json!({ "query": query }))
        }
        ("authorizationResponse", Some(client)) => {
            let returned = client.returned(text("query"), rules);
            returned.map(|returned| match returned {
                Ok(request) => sends(Some(request)),
                Err(error) => json!({ "error": error }),
            })
        }
        ("refreshRequest", Some(client)) => Ok(sends(client.refresh(rules))),
        ("resourceRequest", Some(client)) => Ok(sends(client.call(rules))),
        ("takeToken", Some(client)) => client.hand(text("token"), rules).map(|()| Value::Null),
        ("tokenResponse", Some(client)) => {
            let response = Response::from_json(&arguments["response"]).ok()?;
            client
                .answered(&response, rules)
                .map(|learnt| told(&learnt))
        }
        ("resourceResponse", Some(client)) => {
            let response = Response::from_json(&arguments["response"]).ok()?;
            client.called(&response, rules).map(|learnt| told(&learnt))
        }
        _ => return None,
    };
    Some(done.map_or_else(|refusal| failed(&refusal), Answer::Done))
}

fn registration(arguments: &Value) -> Registration {
    let text = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    Registration {
        client_id: text("clientId"),
        redirect_uri: text("redirectUri"),
        secret: arguments["secret"]
            .as_str()
            .map(|_| Secret::new(text("secret"))),
        scope: text("scope"),
        authorization_endpoint: text("authorizationEndpoint"),
        token_target: text("tokenTarget"),
        issuer: text("issuer"),
        announces_iss: arguments["announcesIss"] == true,
        resource_target: text("resourceTarget"),
    }
}

fn sends(request: Option<Request>) -> Value {
    json!({ "request": request.map(|request| request.to_json()) })
}

fn told(learnt: &Learnt) -> Value {
    match learnt {
        Learnt::Token(_) => json!({ "token": true }),
        Learnt::Error(error) => json!({ "error": error }),
        Learnt::Served => json!({ "served": true }),
        Learnt::Claims(claims) => json!({ "claims": claims }),
        Learnt::Refused(status) => json!({ "refused": status }),
    }
}

fn read_metadata(arguments: &Value, rules: &Rules) -> Result<Value, Refusal> {
    let text = |name: &str| arguments[name].as_str().unwrap_or_default();
    let placement = match text("placement") {
        "rfc8414" => Placement::Rfc8414,
        _ => Placement::Oidc,
    };
    let place = placement.locate(text("issuer"), rules)?;
    Metadata::read_body(text("body").as_bytes(), text("issuer"), placement, rules)?;
    Ok(json!({ "place": place }))
}

fn read_challenges(arguments: &Value, rules: &Rules) -> Result<Value, Refusal> {
    let lines = arguments["lines"].as_array().into_iter().flatten();
    let challenges = oauth::read_challenges(lines.filter_map(Value::as_str), rules)?;
    let told = challenges.iter().map(|challenge| {
        json!({
            "scheme": challenge.scheme,
            "token68": challenge.token68,
            "parameters": challenge.parameters,
        })
    });
    Ok(json!({ "challenges": told.collect::<Vec<_>>() }))
}
