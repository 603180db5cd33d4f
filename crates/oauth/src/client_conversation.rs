//! A conversation with a client: the suite plays authority and resource, and looks at what the
//! client makes of their answers and what it sends.

use std::collections::BTreeMap;

use conformance::{Case, Gap, Id, Profile, Refusal, Rules, Subject};
use serde_json::{Map, Value, json};

use crate::case::{BASE, Expect, Given, MetadataGiven, Oauth, Returned, Step, Tell};
use crate::client_side::{ClientSide, Model, Stop, Told};
use crate::conversation::fill;
use crate::form::push_field;
use crate::requirements::{OAUTH_021, OAUTH_024};
use crate::standard::Facts;
use crate::token_request::Basic;
use crate::{AuthorizeRequest, Form, Placement, Registration, Secret, TokenRequest};

/// A client that is talked to.
struct Talk<'c> {
    /// What is looked at. Nothing else that the client does wrong is reported.
    checks: &'c [Id],
    facts: &'c Facts,
    sound: Rules,
    client: &'c mut dyn ClientSide,
    registration: Registration,
    /// What the client sent to be sent back.
    state: String,
}

/// What comes of the last step, with a client that follows these rules.
pub(crate) fn play(case: &Case<Oauth>, facts: &Facts, rules: &Rules) -> Expect {
    last(play_each(&case.steps, &case.checks, facts, rules))
}

/// What comes of the last step, with a subject.
pub(crate) fn drive(
    case: &Case<Oauth>,
    subject: &mut dyn Subject,
    facts: &Facts,
    profile: Profile,
) -> Result<Expect, Gap> {
    let mut told = Told { subject };
    let sound = Rules::sound(profile);
    talk(&case.steps, &case.checks, facts, sound, &mut told).map(last)
}

fn last(each: Vec<Expect>) -> Expect {
    let broken = each.iter().find_map(|seen| seen.breaks.clone());
    let last = each.into_iter().next_back().unwrap_or_default();
    Expect {
        breaks: broken,
        ..last
    }
}

/// What comes of each step, with a client that follows these rules.
pub(crate) fn play_each(
    steps: &[Step],
    checks: &[Id],
    facts: &Facts,
    rules: &Rules,
) -> Vec<Expect> {
    let mut model = Model::new(registration(facts, None, false), rules);
    // The model leaves no gap.
    talk(steps, checks, facts, rules.made_sound(), &mut model).unwrap_or_default()
}

fn talk(
    steps: &[Step],
    checks: &[Id],
    facts: &Facts,
    sound: Rules,
    client: &mut dyn ClientSide,
) -> Result<Vec<Expect>, Gap> {
    let mut talk = Talk {
        checks,
        facts,
        sound,
        client,
        registration: registration(facts, None, false),
        state: String::new(),
    };
    let registered = talk.client.register(&talk.registration);
    let refused = |stop| match stop {
        Stop::Gap(gap) => Err(gap),
        Stop::Refused(reason) => Ok(Expect {
            refused: Some(reason),
            ..Expect::default()
        }),
    };
    if let Err(stop) = registered {
        refused(stop)?;
    }
    let each = steps.iter().map(|step| talk.step(step).or_else(refused));
    each.collect()
}

fn registration(facts: &Facts, secret: Option<&str>, announces_iss: bool) -> Registration {
    let client = facts.clients.get("native").cloned().unwrap_or_default();
    let target = |name: &str| facts.targets.get(name).cloned().unwrap_or_default();
    Registration {
        client_id: client.id,
        redirect_uri: client.redirect_uri,
        secret: secret.map(|secret| Secret::new(secret.to_owned())),
        scope: "openid offline_access User.Read".to_owned(),
        authorization_endpoint: target("authorize"),
        token_target: target("token"),
        issuer: facts.issuer.clone(),
        announces_iss,
        resource_target: target("me"),
    }
}

impl Talk<'_> {
    fn step(&mut self, step: &Step) -> Result<Expect, Stop> {
        if let Some(given) = &step.client {
            let secret = given.secret.as_deref();
            self.registration = registration(self.facts, secret, given.announces_iss);
            self.client.register(&self.registration)?;
            return Ok(Expect::default());
        }
        if let Some(tell) = step.tell {
            return self.tell(tell);
        }
        if let Some(returned) = &step.returned {
            return self.returned(returned);
        }
        if let Some(token) = &step.handed {
            self.client.take_token(token)?;
            return Ok(Expect::default());
        }
        if let Some(answer) = &step.answer {
            let response = self.token_answer(answer);
            return Ok(takes(self.client.token_response(&response)?));
        }
        if let Some(served) = &step.served {
            let response = self.resource_answer(served);
            return Ok(takes(self.client.resource_response(&response)?));
        }
        if let Some(metadata) = &step.metadata {
            return self.metadata(metadata);
        }
        let lines = step.challenges.iter().flatten();
        let lines: Vec<String> = lines.map(|line| self.fill(line)).collect();
        Ok(Expect {
            reads: self.client.read_challenges(&lines)?,
            ..Expect::default()
        })
    }

    /// A text with `${…}` filled in; one that names something else stays as it is.
    fn fill(&self, text: &str) -> String {
        let issuer = |name: &str| (name == "issuer").then(|| self.facts.issuer.clone());
        fill(text, issuer).unwrap_or_else(|_| text.to_owned())
    }

    /// The first of these that the case checks.
    fn breaks(&self, refusals: impl IntoIterator<Item = Refusal>) -> Option<String> {
        let mut refusals = refusals.into_iter();
        let found = refusals.find(|refusal| self.checks.contains(&refusal.id))?;
        Some(found.id.to_string())
    }

    fn tell(&mut self, tell: Tell) -> Result<Expect, Stop> {
        let nothing = || takes("nothing".to_owned());
        Ok(match tell {
            Tell::Ask => {
                let query = self.client.authorization_request()?;
                self.judge_authorize(&query)
            }
            Tell::Refresh => match self.client.refresh_request()? {
                Some(request) => self.judge_token_request(&request),
                None => nothing(),
            },
            Tell::Use => match self.client.resource_request()? {
                Some(request) => self.judge_call(&request),
                None => nothing(),
            },
        })
    }

    fn judge_authorize(&mut self, query: &str) -> Expect {
        let sound = self.sound;
        let public = self.registration.secret.is_none();
        let refusal = match Form::read(query.as_bytes(), &sound) {
            Ok(form) => AuthorizeRequest::of(&form, &sound)
                .check(public, &sound)
                .err(),
            Err(refusal) => Some(refusal),
        };
        let has = decoded(query.as_bytes());
        self.state = has.get("state").cloned().unwrap_or_default();
        Expect {
            breaks: self.breaks(refusal),
            has,
            ..Expect::default()
        }
    }

    fn judge_token_request(&self, request: &wire::Request) -> Expect {
        let sound = self.sound;
        let mut refusals: Vec<Refusal> = Vec::new();
        match Form::read(&request.body, &sound) {
            Ok(form) => refusals.extend(TokenRequest::of(&form, &sound).check(&sound).err()),
            Err(refusal) => refusals.push(refusal),
        }
        let mut has = decoded(&request.body);
        if let Some(value) = request.headers.one("authorization") {
            match Basic::read(value, &sound) {
                Ok(basic) => {
                    let known = self.registration.secret.as_ref();
                    if known.is_some_and(|secret| !secret.is(basic.secret.reveal())) {
                        let message = "the secret does not arrive as it is";
                        refusals.push(Refusal::new(OAUTH_021, 0, message));
                    }
                }
                Err(refusal) => refusals.push(refusal),
            }
            has.insert("authorization".to_owned(), value.to_owned());
        }
        Expect {
            breaks: self.breaks(refusals),
            has,
            ..Expect::default()
        }
    }

    fn judge_call(&self, request: &wire::Request) -> Expect {
        let refusal = || Refusal::new(OAUTH_024, 0, "a token stands in the query");
        let refusals = request.target.contains("access_token=").then(refusal);
        let mut has = BTreeMap::from([("target".to_owned(), request.target.clone())]);
        if let Some(value) = request.headers.one("authorization") {
            has.insert("authorization".to_owned(), value.to_owned());
        }
        Expect {
            breaks: self.breaks(refusals),
            has,
            ..Expect::default()
        }
    }

    fn returned(&mut self, returned: &Returned) -> Result<Expect, Stop> {
        let state = self.state.clone();
        let mut sound = vec![("code", "code-1".to_owned()), ("state", state)];
        if self.registration.announces_iss {
            sound.push(("iss", self.facts.issuer.clone()));
        }
        let rules = self.sound;
        let mut text = String::new();
        for (name, value) in &sound {
            if !returned.set.contains_key(*name) && !returned.drop.iter().any(|held| held == name) {
                push_field(&mut text, name, value, &rules);
            }
        }
        for (name, value) in &returned.set {
            push_field(&mut text, name, &self.fill(value), &rules);
        }
        if let Some(also) = &returned.also {
            text.push('&');
            text.push_str(&self.fill(also));
        }
        match self.client.authorization_response(&text)? {
            Ok(request) => {
                let seen = self.judge_token_request(&request);
                Ok(Expect {
                    takes: Some("code".to_owned()),
                    ..seen
                })
            }
            Err(error) => Ok(takes(format!("error {error}"))),
        }
    }

    fn metadata(&mut self, given: &MetadataGiven) -> Result<Expect, Stop> {
        let issuer = given.issuer.as_deref().unwrap_or(&self.facts.issuer);
        let placement = if given.rfc8414 {
            Placement::Rfc8414
        } else {
            Placement::Oidc
        };
        let host = BASE;
        let sound = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{host}/authorize"),
            "token_endpoint": format!("{host}/token"),
            "jwks_uri": format!("{host}/keys"),
            "response_types_supported": ["code"],
        });
        let body = changed(sound, given.set.as_deref(), &given.drop);
        let place = self.client.read_metadata(issuer, placement, &body)?;
        let has = BTreeMap::from([("place".to_owned(), place)]);
        Ok(Expect {
            takes: Some("metadata".to_owned()),
            has,
            ..Expect::default()
        })
    }
}

fn takes(what: String) -> Expect {
    Expect {
        takes: Some(what),
        ..Expect::default()
    }
}

/// The names and values of a form, read by other people's code.
fn decoded(form: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(form)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// A JSON object with some members changed.
fn changed(sound: Value, set: Option<&str>, drop: &[String]) -> String {
    let Value::Object(mut members) = sound else {
        return String::new();
    };
    if let Some(set) = set {
        let set: Map<String, Value> = serde_json::from_str(set).unwrap_or_default();
        members.extend(set);
    }
    members.retain(|name, _| !drop.contains(name));
    Value::Object(members).to_string()
}

impl Talk<'_> {
    /// The answer to a token request that a step describes.
    fn token_answer(&self, given: &Given) -> wire::Response {
        let status = given.status.unwrap_or(200);
        let sound = if status == 200 {
            json!({
                "token_type": "Bearer",
                "scope": "User.Read",
                "expires_in": 4500,
                "access_token": "a.t.1",
                "refresh_token": "rt-1",
            })
        } else {
            json!({ "error": "invalid_grant", "error_description": "AADSTS70000: no" })
        };
        let headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Pragma", "no-cache"),
        ];
        self.answer(given, status, sound, &headers)
    }

    /// The answer of a resource that a step describes.
    fn resource_answer(&self, given: &Given) -> wire::Response {
        let headers = [("Content-Type", "application/json")];
        self.answer(given, given.status.unwrap_or(200), json!({}), &headers)
    }

    fn answer(
        &self,
        given: &Given,
        status: u16,
        sound: Value,
        headers: &[(&str, &str)],
    ) -> wire::Response {
        let mut response = wire::Response::new(status);
        let sound_lines = headers.iter().map(|(name, value)| (*name, *value));
        let sound_lines = sound_lines.filter(|(name, _)| !given.headers.contains_key(*name));
        let own = given
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in sound_lines
            .chain(own)
            .filter(|(_, value)| !value.is_empty())
        {
            response.headers.add(name, value);
        }
        for line in &given.challenges {
            response.headers.add("WWW-Authenticate", self.fill(line));
        }
        let body = match &given.body {
            Some(body) => self.fill(body),
            None => {
                let set = given.set.as_deref().map(|set| self.fill(set));
                changed(sound, set.as_deref(), &given.drop)
            }
        };
        response.with_body(body)
    }
}
