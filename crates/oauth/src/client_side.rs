//! What a client is asked to do in a conversation, and who does it: the model, or a subject that is
//! told so by operations.

use conformance::{Chance, Gap, Peer, Refusal, Rules, Subject};
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::challenge::{Challenge, read_challenges};
use crate::{Client, Learnt, Metadata, Placement, Registration};

/// Why a client did not do as it was told.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It refused, for this reason.
    Refused(String),
    /// Nothing can be said of it.
    Gap(Gap),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.id.to_string())
    }
}

/// A client in a conversation.
pub(crate) trait ClientSide {
    /// It was registered like this, and has done nothing yet.
    fn register(&mut self, registration: &Registration) -> Result<(), Stop>;
    /// The query of its request for a code.
    fn authorization_request(&mut self) -> Result<String, Stop>;
    /// What it does with what came to its redirect URI: a token request, or the code of an error.
    fn authorization_response(&mut self, query: &str) -> Result<Result<Request, String>, Stop>;
    /// Its request for another token, if it makes one.
    fn refresh_request(&mut self) -> Result<Option<Request>, Stop>;
    /// What it makes of the answer to a token request, as cases spell it.
    fn token_response(&mut self, response: &Response) -> Result<String, Stop>;
    /// It is handed a token for the resource.
    fn take_token(&mut self, token: &str) -> Result<(), Stop>;
    /// Its call to the resource, if it makes one.
    fn resource_request(&mut self) -> Result<Option<Request>, Stop>;
    /// What it makes of the resource's answer.
    fn resource_response(&mut self, response: &Response) -> Result<String, Stop>;
    /// Where it finds the metadata of an issuer, if it takes this for it.
    fn read_metadata(
        &mut self,
        issuer: &str,
        placement: Placement,
        body: &str,
    ) -> Result<String, Stop>;
    /// The challenges of some header lines, in one spelling.
    fn read_challenges(&mut self, lines: &[String]) -> Result<Vec<String>, Stop>;
}

/// The client that follows these rules.
pub(crate) struct Model<'r> {
    client: Client,
    chance: Chance,
    rules: &'r Rules,
}

impl<'r> Model<'r> {
    pub(crate) const fn new(registration: Registration, rules: &'r Rules) -> Self {
        Self {
            client: Client::new(registration),
            chance: Chance::from_number(3),
            rules,
        }
    }
}

impl ClientSide for Model<'_> {
    fn register(&mut self, registration: &Registration) -> Result<(), Stop> {
        self.client = Client::new(registration.clone());
        Ok(())
    }

    fn authorization_request(&mut self) -> Result<String, Stop> {
        let request = self.client.ask(&mut self.chance, self.rules);
        Ok(request.print(self.rules))
    }

    fn authorization_response(&mut self, query: &str) -> Result<Result<Request, String>, Stop> {
        Ok(self.client.returned(query, self.rules)?)
    }

    fn refresh_request(&mut self) -> Result<Option<Request>, Stop> {
        Ok(self.client.refresh(self.rules))
    }

    fn token_response(&mut self, response: &Response) -> Result<String, Stop> {
        Ok(takes(&self.client.answered(response, self.rules)?))
    }

    fn take_token(&mut self, token: &str) -> Result<(), Stop> {
        Ok(self.client.hand(token, self.rules)?)
    }

    fn resource_request(&mut self) -> Result<Option<Request>, Stop> {
        Ok(self.client.call(self.rules))
    }

    fn resource_response(&mut self, response: &Response) -> Result<String, Stop> {
        Ok(takes(&self.client.called(response, self.rules)?))
    }

    fn read_metadata(
        &mut self,
        issuer: &str,
        placement: Placement,
        body: &str,
    ) -> Result<String, Stop> {
        let place = placement.locate(issuer, self.rules)?;
        Metadata::read_body(body.as_bytes(), issuer, placement, self.rules)?;
        Ok(place)
    }

    fn read_challenges(&mut self, lines: &[String]) -> Result<Vec<String>, Stop> {
        let challenges = read_challenges(lines.iter().map(String::as_str), self.rules)?;
        Ok(challenges.iter().map(Challenge::print).collect())
    }
}

fn takes(learnt: &Learnt) -> String {
    match learnt {
        Learnt::Token(_) => "token".to_owned(),
        Learnt::Error(error) => format!("error {error}"),
        Learnt::Served => "served".to_owned(),
        Learnt::Claims(claims) => format!("claims {claims}"),
        Learnt::Refused(status) => format!("refused {status}"),
    }
}

/// A subject that is told what to do, an operation at a time.
pub(crate) struct Told<'s> {
    pub(crate) subject: &'s mut dyn Subject,
}

impl Told<'_> {
    fn perform(&mut self, operation: &str, arguments: &Value) -> Result<Value, Stop> {
        let peer: &mut Peer<'_> = &mut |_| Value::Null;
        let answer = self.subject.perform(operation, arguments, peer);
        answer.settled().map_err(Stop::Gap)?.map_err(|failure| {
            let said = failure["code"].as_str().or(failure["message"].as_str());
            Stop::Refused(
                said.unwrap_or("for a reason that it does not tell")
                    .to_owned(),
            )
        })
    }

    /// The request in an answer; none if it says that it has nothing to send.
    fn request(&mut self, operation: &str) -> Result<Option<Request>, Stop> {
        let done = self.perform(operation, &json!({}))?;
        if done["request"].is_null() {
            return Ok(None);
        }
        request_in(&done).map(Some)
    }

    fn learns(&mut self, operation: &str, response: &Response) -> Result<String, Stop> {
        let done = self.perform(operation, &json!({ "response": response.to_json() }))?;
        if let Some(error) = done["error"].as_str() {
            return Ok(format!("error {error}"));
        }
        if let Some(claims) = done["claims"].as_str() {
            return Ok(format!("claims {claims}"));
        }
        if let Some(status) = done["refused"].as_u64() {
            return Ok(format!("refused {status}"));
        }
        let word = ["token", "served"];
        let word = word.into_iter().find(|word| done[word] == true);
        word.map(str::to_owned)
            .ok_or_else(|| lost(operation, &done))
    }
}

fn request_in(done: &Value) -> Result<Request, Stop> {
    Request::from_json(&done["request"]).map_err(|_| lost("a request", done))
}

fn lost(what: &str, done: &Value) -> Stop {
    Stop::Gap(Gap::Lost(format!("this is no answer to {what}: {done}")))
}

impl ClientSide for Told<'_> {
    fn register(&mut self, registration: &Registration) -> Result<(), Stop> {
        let mut arguments = json!({
            "clientId": registration.client_id,
            "redirectUri": registration.redirect_uri,
            "scope": registration.scope,
            "authorizationEndpoint": registration.authorization_endpoint,
            "tokenTarget": registration.token_target,
            "issuer": registration.issuer,
            "announcesIss": registration.announces_iss,
            "resourceTarget": registration.resource_target,
        });
        if let Some(secret) = &registration.secret {
            arguments["secret"] = secret.reveal().into();
        }
        match self.perform("register", &arguments) {
            // Whoever only reads header lines or documents needs no registration.
            Ok(_) | Err(Stop::Gap(Gap::Unsupported(_))) => Ok(()),
            Err(stop) => Err(stop),
        }
    }

    fn authorization_request(&mut self) -> Result<String, Stop> {
        let done = self.perform("authorizationRequest", &json!({}))?;
        let query = done["query"].as_str().map(str::to_owned);
        query.ok_or_else(|| lost("authorizationRequest", &done))
    }

    fn authorization_response(&mut self, query: &str) -> Result<Result<Request, String>, Stop> {
        let done = self.perform("authorizationResponse", &json!({ "query": query }))?;
        match done["error"].as_str() {
            Some(error) => Ok(Err(error.to_owned())),
            None => request_in(&done).map(Ok),
        }
    }

    fn refresh_request(&mut self) -> Result<Option<Request>, Stop> {
        self.request("refreshRequest")
    }

    fn token_response(&mut self, response: &Response) -> Result<String, Stop> {
        self.learns("tokenResponse", response)
    }

    fn take_token(&mut self, token: &str) -> Result<(), Stop> {
        self.perform("takeToken", &json!({ "token": token }))
            .map(|_| ())
    }

    fn resource_request(&mut self) -> Result<Option<Request>, Stop> {
        self.request("resourceRequest")
    }

    fn resource_response(&mut self, response: &Response) -> Result<String, Stop> {
        self.learns("resourceResponse", response)
    }

    fn read_metadata(
        &mut self,
        issuer: &str,
        placement: Placement,
        body: &str,
    ) -> Result<String, Stop> {
        let placement = match placement {
            Placement::Oidc => "openid",
            Placement::Rfc8414 => "rfc8414",
        };
        let arguments = json!({ "issuer": issuer, "placement": placement, "body": body });
        let done = self.perform("readMetadata", &arguments)?;
        let place = done["place"].as_str().map(str::to_owned);
        place.ok_or_else(|| lost("readMetadata", &done))
    }

    fn read_challenges(&mut self, lines: &[String]) -> Result<Vec<String>, Stop> {
        let done = self.perform("readChallenges", &json!({ "lines": lines }))?;
        let challenges = done["challenges"].as_array();
        let challenges = challenges.ok_or_else(|| lost("readChallenges", &done))?;
        let printed = challenges.iter().map(|told| {
            let mut challenge = Challenge::new(told["scheme"].as_str()?);
            challenge.token68 = told["token68"].as_str().map(Into::into);
            for parameter in told["parameters"].as_array().into_iter().flatten() {
                challenge = challenge.with(parameter[0].as_str()?, parameter[1].as_str()?);
            }
            Some(challenge.print())
        });
        let printed: Option<Vec<String>> = printed.collect();
        printed.ok_or_else(|| lost("readChallenges", &done))
    }
}
