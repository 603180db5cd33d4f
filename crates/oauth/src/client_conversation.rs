//! A conversation with a client: the suite plays authority and resource, and looks at what the
//! client makes of their answers and what it sends.

use std::collections::BTreeMap;

use conformance::{Case, Chance, Id, Refusal, Rules};
use serde_json::{Map, Value, json};

use crate::case::{BASE, Expect, Given, MetadataGiven, Oauth, Returned, Step, Tell};
use crate::challenge::read_challenges;
use crate::conversation::fill;
use crate::form::push_field;
use crate::requirements::{OAUTH_021, OAUTH_024};
use crate::standard::Facts;
use crate::token_request::Basic;
use crate::{
    AuthorizeRequest, Client, Form, Learnt, Metadata, Placement, Registration, Secret, TokenRequest,
};

/// A client that is talked to.
struct Talk<'c> {
    /// What is looked at. Nothing else that the client does wrong is reported.
    checks: &'c [Id],
    facts: &'c Facts,
    rules: &'c Rules,
    client: Client,
    chance: Chance,
}

/// What comes of the last step.
pub(crate) fn play(case: &Case<Oauth>, facts: &Facts, rules: &Rules) -> Expect {
    let mut broken = None;
    let mut last = Expect::default();
    for seen in play_each(&case.steps, &case.checks, facts, rules) {
        broken = broken.or_else(|| seen.breaks.clone());
        last = seen;
    }
    Expect {
        breaks: broken,
        ..last
    }
}

/// What comes of each step.
pub(crate) fn play_each(
    steps: &[Step],
    checks: &[Id],
    facts: &Facts,
    rules: &Rules,
) -> Vec<Expect> {
    let mut talk = Talk {
        checks,
        facts,
        rules,
        client: Client::new(registration(facts, None, false)),
        chance: Chance::from_number(3),
    };
    let refused = |refusal: Refusal| Expect {
        refused: Some(refusal.id.to_string()),
        ..Expect::default()
    };
    let each = steps
        .iter()
        .map(|step| talk.step(step).unwrap_or_else(refused));
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
    fn step(&mut self, step: &Step) -> Result<Expect, Refusal> {
        if let Some(given) = &step.client {
            let secret = given.secret.as_deref();
            self.client = Client::new(registration(self.facts, secret, given.announces_iss));
            return Ok(Expect::default());
        }
        if let Some(tell) = step.tell {
            return Ok(self.tell(tell));
        }
        if let Some(returned) = &step.returned {
            return self.returned(returned);
        }
        if let Some(token) = &step.handed {
            self.client.hand(token, self.rules)?;
            return Ok(Expect::default());
        }
        if let Some(answer) = &step.answer {
            let response = self.token_answer(answer);
            let learnt = self.client.answered(&response, self.rules)?;
            return Ok(takes(&learnt));
        }
        if let Some(served) = &step.served {
            let response = self.resource_answer(served);
            let learnt = self.client.called(&response, self.rules)?;
            return Ok(takes(&learnt));
        }
        if let Some(metadata) = &step.metadata {
            return self.metadata(metadata);
        }
        let lines = step.challenges.iter().flatten();
        let lines: Vec<String> = lines.map(|line| self.fill(line)).collect();
        let challenges = read_challenges(lines.iter().map(String::as_str), self.rules)?;
        let reads = challenges.iter().map(crate::Challenge::print).collect();
        Ok(Expect {
            reads,
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

    fn tell(&mut self, tell: Tell) -> Expect {
        let nothing = || Expect {
            takes: Some("nothing".to_owned()),
            ..Expect::default()
        };
        match tell {
            Tell::Ask => {
                let request = self.client.ask(&mut self.chance, self.rules);
                let public = self.client.registration.secret.is_none();
                self.judge_authorize(&request, public)
            }
            Tell::Refresh => match self.client.refresh(self.rules) {
                Some(request) => self.judge_token_request(&request),
                None => nothing(),
            },
            Tell::Use => match self.client.call(self.rules) {
                Some(request) => self.judge_call(&request),
                None => nothing(),
            },
        }
    }

    fn judge_authorize(&self, request: &AuthorizeRequest<'_>, public: bool) -> Expect {
        let sound = self.rules.made_sound();
        let text = request.print(self.rules);
        let refusals = Form::read(text.as_bytes(), &sound).err();
        let refusals = refusals
            .into_iter()
            .chain(request.check(public, &sound).err());
        Expect {
            breaks: self.breaks(refusals),
            has: decoded(text.as_bytes()),
            ..Expect::default()
        }
    }

    fn judge_token_request(&self, request: &wire::Request) -> Expect {
        let sound = self.rules.made_sound();
        let mut refusals: Vec<Refusal> = Vec::new();
        match Form::read(&request.body, &sound) {
            Ok(form) => refusals.extend(TokenRequest::of(&form, &sound).check(&sound).err()),
            Err(refusal) => refusals.push(refusal),
        }
        let mut has = decoded(&request.body);
        if let Some(value) = request.headers.one("authorization") {
            match Basic::read(value, &sound) {
                Ok(basic) => {
                    let known = self.client.registration.secret.as_ref();
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

    fn returned(&mut self, returned: &Returned) -> Result<Expect, Refusal> {
        let state = self.client.state().unwrap_or_default().to_owned();
        let mut sound = vec![("code", "code-1".to_owned()), ("state", state)];
        if self.client.registration.announces_iss {
            sound.push(("iss", self.facts.issuer.clone()));
        }
        let rules = self.rules.made_sound();
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
        match self.client.returned(&text, self.rules)? {
            Ok(request) => {
                let seen = self.judge_token_request(&request);
                Ok(Expect {
                    takes: Some("code".to_owned()),
                    ..seen
                })
            }
            Err(error) => Ok(Expect {
                takes: Some(format!("error {error}")),
                ..Expect::default()
            }),
        }
    }

    fn metadata(&self, given: &MetadataGiven) -> Result<Expect, Refusal> {
        let issuer = given.issuer.as_deref().unwrap_or(&self.facts.issuer);
        let placement = if given.rfc8414 {
            Placement::Rfc8414
        } else {
            Placement::Oidc
        };
        let place = placement.locate(issuer, self.rules)?;
        let host = BASE;
        let sound = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{host}/authorize"),
            "token_endpoint": format!("{host}/token"),
            "jwks_uri": format!("{host}/keys"),
            "response_types_supported": ["code"],
        });
        let body = changed(sound, given.set.as_deref(), &given.drop);
        Metadata::read_body(body.as_bytes(), issuer, placement, self.rules)?;
        let has = BTreeMap::from([("place".to_owned(), place)]);
        Ok(Expect {
            takes: Some("metadata".to_owned()),
            has,
            ..Expect::default()
        })
    }
}

fn takes(learnt: &Learnt) -> Expect {
    let takes = match learnt {
        Learnt::Token(_) => "token".to_owned(),
        Learnt::Error(error) => format!("error {error}"),
        Learnt::Served => "served".to_owned(),
        Learnt::Claims(claims) => format!("claims {claims}"),
        Learnt::Refused(status) => format!("refused {status}"),
    };
    Expect {
        takes: Some(takes),
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
