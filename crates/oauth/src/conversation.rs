//! A conversation with an authority and the resource beside it: makes of each step the requests
//! that a browser and a client would send, and of the answers what a case can expect.
//!
//! Whoever carries the messages may do so within the process or over a network: a foreign authority
//! is put to the same steps, with facts of its own.

use std::collections::BTreeMap;

use conformance::{Chance, Id, Now, Profile, Rules};
use serde_json::Value;

use crate::case::{Authorize, Call, Expect, Fetch, Step, Token};
use crate::form::push_field;
use crate::html::read_forms;
use crate::judge::Judge;
use crate::pkce::{Method, Verifier};
use crate::standard::{ClientFacts, Facts};
use crate::token_request::Basic;
use crate::{ON_BEHALF_OF, Placement, Secret};

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The authority.
    Authority,
    /// The resource.
    Resource,
}

/// What came back for a message.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The answer.
    pub response: wire::Response,
    /// The requirement for which the party refused, if it says so. Only our own does.
    pub refused: Option<String>,
}

/// Whoever carries a message to a party at this time, and brings the answer or why there is none.
pub type Carry<'c> = dyn FnMut(Party, &wire::Request, Now) -> Result<Reply, String> + 'c;

/// How many pages a user answers before giving up.
const PAGES: usize = 6;

/// A conversation under way.
pub struct Conversation<'c> {
    facts: &'c Facts,
    judge: Judge<'c>,
    now: Now,
    chance: Chance,
    rules: Rules,
    /// What the answers brought, by name: for `${…}`.
    captured: BTreeMap<String, String>,
    cookies: BTreeMap<String, String>,
    /// The client that asked for a code last.
    client: String,
    /// The scope for which it asked.
    scope: Option<String>,
}

/// Why a conversation comes to no end.
type Blocked = String;

impl<'c> Conversation<'c> {
    /// A conversation that begins at this time. Of the subject's own messages, only what breaks one
    /// of these requirements is reported.
    pub fn new(facts: &'c Facts, profile: Profile, checks: &'c [Id], begins: Now) -> Self {
        let rules = Rules::sound(profile);
        Self {
            facts,
            judge: Judge { checks, rules },
            now: begins,
            chance: Chance::from_number(1),
            rules,
            captured: BTreeMap::new(),
            cookies: BTreeMap::new(),
            client: "native".to_owned(),
            scope: None,
        }
    }

    /// Goes through the steps, and says what the last one brought.
    pub fn play(self, steps: &[Step], carry: &mut Carry<'_>) -> Expect {
        let mut broken = None;
        let mut last = Expect::default();
        for seen in self.play_each(steps, carry) {
            broken = broken.or_else(|| seen.breaks.clone());
            last = seen;
        }
        let breaks = broken.filter(|_| last.blocked.is_none());
        Expect { breaks, ..last }
    }

    /// Goes through the steps, and says what each one brought. One that is blocked is the last.
    pub fn play_each(mut self, steps: &[Step], carry: &mut Carry<'_>) -> Vec<Expect> {
        let mut each = Vec::with_capacity(steps.len());
        for (place, step) in (1..).zip(steps) {
            match self.step(step, carry) {
                Ok(mut seen) => {
                    self.capture(place, &mut seen);
                    each.push(seen);
                }
                Err(blocked) => {
                    each.push(Expect {
                        blocked: Some(format!("step {place}: {blocked}")),
                        ..Expect::default()
                    });
                    break;
                }
            }
        }
        each
    }

    /// Keeps what later steps may ask for, and leaves no token where people read (OAUTH-039).
    fn capture(&mut self, step: usize, seen: &mut Expect) {
        for name in ["code", "access_token", "refresh_token", "id_token"] {
            let Some(value) = seen.has.get_mut(name) else {
                continue;
            };
            let shown = format!("({} bytes)", value.len());
            let value = std::mem::replace(value, shown);
            self.captured
                .insert(format!("{step}.{name}"), value.clone());
            self.captured.insert(name.to_owned(), value);
        }
    }

    fn step(&mut self, step: &Step, carry: &mut Carry<'_>) -> Result<Expect, Blocked> {
        if let Some(seconds) = step.wait_s {
            self.now = self.now.plus_seconds(seconds);
            return Ok(Expect::default());
        }
        if let Some(authorize) = &step.authorize {
            return self.authorize(authorize, carry);
        }
        if let Some(token) = &step.token {
            return self.token(token, carry);
        }
        if let Some(fetch) = &step.fetch {
            return self.fetch(fetch, carry);
        }
        if let Some(call) = &step.call {
            return self.call(call, carry);
        }
        Err("this step is not one of a conversation with a server".to_owned())
    }

    fn client(&self, name: &str) -> Result<&'c ClientFacts, Blocked> {
        self.facts
            .clients
            .get(name)
            .ok_or_else(|| format!("needs the client `{name}`"))
    }

    fn target(&self, name: &str) -> Result<String, Blocked> {
        let target = self.facts.targets.get(name).cloned();
        target.ok_or_else(|| format!("needs the target `{name}`"))
    }

    /// A text with `${…}` filled in.
    fn fill(&self, text: &str) -> Result<String, Blocked> {
        fill(text, |name| self.value(name))
    }

    fn value(&self, name: &str) -> Option<String> {
        if let Some(value) = self.captured.get(name) {
            return Some(value.clone());
        }
        if let Some(target) = self.facts.targets.get(name) {
            return Some(target.clone());
        }
        let (what, of) = name.rsplit_once('.').unwrap_or((name, ""));
        let client = self.facts.clients.get(what);
        let account = self.facts.accounts.get(what);
        match (of, client, account) {
            ("id", Some(client), _) => Some(client.id.clone()),
            ("redirect_uri", Some(client), _) => Some(client.redirect_uri.clone()),
            ("secret", Some(client), _) => client.secret.clone(),
            ("tenant", _, Some(account)) => Some(account.tenant.clone()),
            (field, _, Some(account)) => account.fields.get(field).cloned(),
            ("scope", ..) => self.facts.scopes.get(what).cloned(),
            ("", ..) if what == "base" => Some(self.facts.base.clone()),
            ("", ..) if what == "tenant" => Some(self.facts.tenant.clone()),
            ("", ..) if what == "issuer" => Some(self.facts.issuer.clone()),
            _ => None,
        }
    }

    /// The form that a sound client would send, changed as the step says.
    fn form(
        &self,
        sound: &[(&str, String)],
        set: &BTreeMap<String, String>,
        drop: &[String],
        also: Option<&str>,
    ) -> Result<String, Blocked> {
        let mut form = String::new();
        for (name, value) in sound {
            if !set.contains_key(*name) && !drop.iter().any(|dropped| dropped == name) {
                push_field(&mut form, name, value, &self.rules);
            }
        }
        for (name, value) in set {
            push_field(&mut form, name, &self.fill(value)?, &self.rules);
        }
        if let Some(also) = also {
            form.push('&');
            form.push_str(&self.fill(also)?);
        }
        Ok(form)
    }

    fn authorize(&mut self, step: &Authorize, carry: &mut Carry<'_>) -> Result<Expect, Blocked> {
        if step.fresh {
            self.cookies.clear();
        }
        let name = step.client.as_deref().unwrap_or("native");
        let client = self.client(name)?;
        self.client = name.to_owned();
        let verifier = Verifier::from_chance(&mut self.chance);
        let challenge = verifier.challenge(Method::S256, &self.rules);
        self.captured
            .insert("verifier".to_owned(), verifier.reveal().to_owned());
        let graph = self.value("graph.scope").unwrap_or_default();
        let sound = [
            ("client_id", client.id.clone()),
            ("response_type", "code".to_owned()),
            ("redirect_uri", client.redirect_uri.clone()),
            (
                "scope",
                format!("openid profile offline_access {graph}")
                    .trim()
                    .to_owned(),
            ),
            ("state", "af0ifjsldkj".to_owned()),
            ("nonce", "n-0S6_WzA2Mj".to_owned()),
            ("code_challenge", challenge.text.reveal().to_owned()),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let form = self.form(&sound, &step.set, &step.drop, step.also.as_deref())?;
        let target = self.target(step.target.as_deref().unwrap_or("authorize"))?;
        let mut request = match step.method.as_deref() {
            Some("POST") => post_form(&target, &form),
            method => wire::Request::new(method.unwrap_or("GET"), format!("{target}?{form}")),
        };
        let value_of = |name: &str| {
            let set = step.set.get(name).map(|value| self.fill(value));
            let sound = sound.iter().find(|(held, _)| *held == name);
            let sound = || sound.map(|(_, value)| value.clone());
            let dropped = step.drop.iter().any(|dropped| dropped == name);
            Ok::<_, Blocked>(if dropped {
                None
            } else {
                set.transpose()?.or_else(sound)
            })
        };
        let scope = value_of("scope")?;
        let asked = Asked {
            redirect_uri: value_of("redirect_uri")?.unwrap_or(client.redirect_uri.clone()),
            state: value_of("state")?.filter(|state| !state.is_empty()),
            issuer: self.facts.issuer.clone(),
        };
        self.scope = scope;
        for _ in 0..PAGES {
            let reply = self.browse(&request, carry)?;
            if let Some(seen) = self.arrived(&reply, &asked) {
                return Ok(seen);
            }
            let text = String::from_utf8_lossy(&reply.response.body).into_owned();
            let form = read_forms(&text).into_iter().find(|form| form.posts);
            let (Some(form), true) = (form, reply.response.status == 200) else {
                return Ok(Expect {
                    answer: Some(kind_of_refusal(&reply.response)),
                    status: Some(reply.response.status.to_string()),
                    refused: reply.refused,
                    ..Expect::default()
                });
            };
            let who = step.account.as_deref().unwrap_or("organizational");
            if who == "nobody" {
                return Ok(a_page());
            }
            let account = self.facts.accounts.get(who);
            let account = account.ok_or_else(|| format!("needs the account `{who}`"))?;
            let mut fields = form.fields.clone();
            for (name, value) in account.fields.iter().chain(&step.fill) {
                match fields.iter_mut().find(|(held, _)| held == name) {
                    Some(held) => held.1.clone_from(value),
                    None => fields.push((name.clone(), value.clone())),
                }
            }
            let fields = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            let body = crate::form::print(fields, &self.rules);
            request = post_form(&target_of(&form.action), &body);
        }
        Ok(a_page())
    }

    /// Sends a browser's request with its cookies, and keeps those that come.
    fn browse(&mut self, request: &wire::Request, carry: &mut Carry<'_>) -> Result<Reply, Blocked> {
        let mut request = request.clone();
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request.headers.add("Cookie", cookies.join("; "));
        }
        let reply = carry(Party::Authority, &request, self.now)?;
        for line in reply.response.headers.all("set-cookie") {
            let mut parts = line.split(';');
            if let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) {
                if value.is_empty() || parts.any(|part| part.trim() == "Max-Age=0") {
                    self.cookies.remove(name.trim());
                } else {
                    self.cookies
                        .insert(name.trim().to_owned(), value.trim().to_owned());
                }
            }
        }
        Ok(reply)
    }

    /// What came back to the client, if the browser was sent there or anywhere else.
    fn arrived(&self, reply: &Reply, asked: &Asked) -> Option<Expect> {
        let (uri, text, mode) = match reply.response.status {
            300..=399 => {
                let location = reply.response.headers.one("location")?;
                let place = location.find(['?', '#']).unwrap_or(location.len());
                let mode = match location.as_bytes().get(place) {
                    Some(b'#') => "fragment",
                    _ => "query",
                };
                let text = location.get(place + 1..).unwrap_or_default();
                (location[..place].to_owned(), text.to_owned(), mode)
            }
            200 => {
                let page = String::from_utf8_lossy(&reply.response.body);
                let form = read_forms(&page).into_iter().find(|form| form.posts)?;
                let answers = |(name, _): &(String, String)| name == "code" || name == "error";
                form.fields.iter().any(answers).then_some(())?;
                let fields = form.fields.iter().filter(|(name, _)| !name.is_empty());
                let fields = fields.map(|(name, value)| (name.as_str(), value.as_str()));
                (
                    form.action,
                    crate::form::print(fields, &self.rules),
                    "form_post",
                )
            }
            _ => return None,
        };
        let mut seen = self.judge.response(&text, asked);
        let place = asked
            .redirect_uri
            .find(['?', '#'])
            .unwrap_or(asked.redirect_uri.len());
        if uri != asked.redirect_uri[..place] {
            seen.answer = Some("redirect".to_owned());
        }
        seen.mode = Some(mode.to_owned());
        seen.status = Some(reply.response.status.to_string());
        seen.refused.clone_from(&reply.refused);
        Some(seen)
    }

    fn token(&mut self, step: &Token, carry: &mut Carry<'_>) -> Result<Expect, Blocked> {
        let name = step.client.clone().unwrap_or_else(|| self.client.clone());
        let client = self.client(&name)?;
        let captured = |name: &str| self.captured.get(name).cloned().unwrap_or_default();
        let mut sound = vec![("client_id", client.id.clone())];
        match step.grant.as_deref().unwrap_or("code") {
            "code" => sound.extend([
                ("grant_type", "authorization_code".to_owned()),
                ("code", captured("code")),
                ("redirect_uri", client.redirect_uri.clone()),
                ("code_verifier", captured("verifier")),
            ]),
            "refresh" => sound.extend([
                ("grant_type", "refresh_token".to_owned()),
                ("refresh_token", captured("refresh_token")),
            ]),
            "itself" => sound.extend([
                ("grant_type", "client_credentials".to_owned()),
                ("scope", "https://graph.microsoft.com/.default".to_owned()),
            ]),
            "assertion" => sound.extend([
                ("grant_type", ON_BEHALF_OF.to_owned()),
                ("assertion", captured("access_token")),
                ("requested_token_use", "on_behalf_of".to_owned()),
                ("scope", self.value("graph.scope").unwrap_or_default()),
            ]),
            other => return Err(format!("there is no grant `{other}`")),
        }
        let mut target = self.target(step.target.as_deref().unwrap_or("token"))?;
        let mut headers = BTreeMap::new();
        if let Some(secret) = &client.secret {
            match step.authenticate.as_deref().unwrap_or("body") {
                "body" => sound.push(("client_secret", secret.clone())),
                "basic" => {
                    let basic = Basic {
                        client_id: client.id.clone(),
                        secret: Secret::new(secret.clone()),
                    };
                    sound.retain(|(name, _)| *name != "client_id");
                    headers.insert("Authorization".to_owned(), basic.print(&self.rules));
                }
                "query" => {
                    target.push('?');
                    push_field(&mut target, "client_secret", secret, &self.rules);
                }
                _ => {}
            }
        }
        if let Some(origin) = &client.origin {
            headers.insert("Origin".to_owned(), origin.clone());
        }
        for (name, value) in &step.headers {
            headers.insert(name.clone(), self.fill(value)?);
        }
        let form = self.form(&sound, &step.set, &step.drop, step.also.as_deref())?;
        let mut request = match step.method.as_deref() {
            None | Some("POST") => post_form(&target, &form),
            Some(method) => wire::Request::new(method, format!("{target}?{form}")),
        };
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request.headers.add(name.as_str(), value.as_str());
        }
        let basic = request.headers.has("authorization");
        let reply = carry(Party::Authority, &request, self.now)?;
        let asked = match step.set.get("scope") {
            Some(scope) => Some(self.fill(scope)?),
            None if step.grant.as_deref().is_none_or(|grant| grant == "code") => self.scope.clone(),
            None => None,
        };
        let mut seen = self
            .judge
            .token_answer(&reply.response, basic, asked.as_deref());
        if request.method != "POST" && reply.response.status == 405 {
            // HTTP has a word of its own for a wrong method, and either will do.
            seen = Expect {
                answer: Some("error".to_owned()),
                ..Expect::default()
            };
        }
        let sent: Vec<&str> = ["code", "code_verifier", "refresh_token", "assertion"]
            .into_iter()
            .filter_map(|name| Some(sound.iter().find(|(held, _)| *held == name)?.1.as_str()))
            .chain(client.secret.as_deref())
            .collect();
        self.judge.secrets(&reply.response, &sent, &mut seen);
        seen.refused = reply.refused;
        Ok(seen)
    }

    fn fetch(&self, step: &Fetch, carry: &mut Carry<'_>) -> Result<Expect, Blocked> {
        let placement = match step.document.as_str() {
            "openid" => Some(Placement::Oidc),
            "rfc8414" => Some(Placement::Rfc8414),
            _ => None,
        };
        let issuer = match &step.issuer {
            Some(issuer) => &self.fill(issuer)?,
            None => &self.facts.issuer,
        };
        let target = match (&step.target, placement) {
            (Some(target), _) => self.fill(target)?,
            (None, Some(placement)) => {
                let place = placement.locate(issuer, &self.rules);
                target_of(&place.map_err(|refusal| refusal.to_string())?)
            }
            (None, None) => return Err("needs a target".to_owned()),
        };
        let method = step.method.as_deref().unwrap_or("GET");
        let request = wire::Request::new(method, target);
        let reply = carry(Party::Authority, &request, self.now)?;
        let mut seen = match (placement, step.document.as_str()) {
            (Some(placement), _) => self.judge.metadata(&reply.response, issuer, placement),
            (None, "page") => page_or_redirect(&reply.response),
            (None, _) => self.judge.document(&reply.response),
        };
        seen.status = Some(reply.response.status.to_string());
        seen.refused = reply.refused;
        Ok(seen)
    }

    fn call(&self, step: &Call, carry: &mut Carry<'_>) -> Result<Expect, Blocked> {
        let mut target = self.target("me")?;
        if let Some(query) = &step.query {
            target.push('?');
            target.push_str(&self.fill(query)?);
        }
        let mut request = wire::Request::new(step.method.as_deref().unwrap_or("GET"), target);
        let usual = vec!["Bearer ${access_token}".to_owned()];
        for value in step.authorization.as_ref().unwrap_or(&usual) {
            request.headers.add("Authorization", self.fill(value)?);
        }
        if let Some(form) = &step.form {
            request
                .headers
                .add("Content-Type", "application/x-www-form-urlencoded");
            request.body = self.fill(form)?.into_bytes();
        }
        let brings_nothing = step.authorization.as_ref().is_some_and(Vec::is_empty)
            && step.query.is_none()
            && step.form.is_none();
        let reply = carry(Party::Resource, &request, self.now)?;
        let mut seen = self.judge.resource_answer(&reply.response, brings_nothing);
        seen.refused = reply.refused;
        Ok(seen)
    }
}

/// A text with `${…}` filled in by what has that name. `${x*99}` is 99 times `x`.
pub(crate) fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, Blocked> {
    /// No case needs a longer text.
    const TIMES: usize = 2_000_000;
    let repeated = |name: &str| {
        let (text, times) = name.rsplit_once('*')?;
        Some(text.repeat(times.parse::<usize>().ok()?.min(TIMES)))
    };
    let mut pieces = text.split("${");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let found = value(name).or_else(|| repeated(name));
        filled.push_str(&found.ok_or_else(|| format!("needs `{name}`"))?);
        filled.push_str(rest);
    }
    Ok(filled)
}

/// What was asked of an authority, as far as its answer has to fit.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) issuer: String,
}

fn post_form(target: &str, form: &str) -> wire::Request {
    wire::Request::post(target)
        .with_header("Content-Type", "application/x-www-form-urlencoded")
        .with_body(form)
}

/// The target of a request for this URI, which may be one already.
fn target_of(uri: &str) -> String {
    let Some(host) = uri.find("://").map(|scheme| scheme + 3) else {
        return uri.to_owned();
    };
    uri[host..]
        .find('/')
        .map_or("/", |path| &uri[host + path..])
        .to_owned()
}

fn a_page() -> Expect {
    Expect {
        answer: Some("page".to_owned()),
        status: Some("200".to_owned()),
        ..Expect::default()
    }
}

fn kind_of_refusal(response: &wire::Response) -> String {
    if (200..300).contains(&response.status) {
        "page"
    } else {
        "refusal"
    }
    .to_owned()
}

fn page_or_redirect(response: &wire::Response) -> Expect {
    let location = response.headers.one("location");
    let answer = match location {
        Some(_) => "redirect".to_owned(),
        None => kind_of_refusal(response),
    };
    let has = location.map(|uri| ("location".to_owned(), uri.to_owned()));
    Expect {
        answer: Some(answer),
        has: has.into_iter().collect(),
        ..Expect::default()
    }
}

/// A JSON value as a case states it: strings as they are, the rest as JSON.
pub(crate) fn stated(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
