//! A session: a client, and a script that plays its caller, its servers, its windows and its clock.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Chance, Now, Rules};

use crate::application::{self, Reaction};
use crate::client::{Client, Effect, Reply};
use crate::event::{Event, Failed, Gained, Opened, Sent};
use crate::failure::Failure;
use crate::request::Configuration;
use crate::result::AuthenticationResult;
use crate::step::{Answer, Call, Given, Kind, Look, Loss, Returned, Step};

/// When every session begins.
pub const BEGINS: Now = Now::from_seconds(1_800_000_000);

/// A client and what plays its surroundings.
pub struct Session<'r> {
    client: Client,
    rules: &'r Rules,
    calls: usize,
    /// The calls that the application made, and with which request.
    needed: BTreeMap<usize, Call>,
    last: Option<AuthenticationResult>,
    printed: String,
    /// The challenges that were sent, by window.
    challenges: Vec<(usize, String)>,
    trace: Vec<Event>,
}

impl<'r> Session<'r> {
    /// What happens when these steps are taken.
    pub fn play(steps: &[Step], rules: &'r Rules) -> Vec<Event> {
        let given = match steps.first() {
            Some(Step::Given(given)) => given.clone(),
            _ => Given::default(),
        };
        let configuration = Configuration::from(&given);
        let mut session = Self {
            client: Client::new(configuration, BEGINS, Chance::from_number(1)),
            rules,
            calls: 0,
            needed: BTreeMap::new(),
            last: None,
            printed: String::new(),
            challenges: Vec::new(),
            trace: Vec::new(),
        };
        for step in steps {
            session.step(step);
        }
        session.trace
    }

    fn step(&mut self, step: &Step) {
        let rules = self.rules;
        let effects = match step {
            Step::Given(_) => Vec::new(),
            Step::SignedIn(signed_in) => {
                self.client.sign_in(signed_in, rules);
                Vec::new()
            }
            Step::Cached(cached) => {
                self.client.keep(cached, rules);
                Vec::new()
            }
            Step::Call(call) => {
                self.calls += 1;
                self.client.call(call, rules)
            }
            Step::Answer(answer) => {
                let reply = self.reply(answer);
                self.client.answer(answer.to, &reply, rules)
            }
            Step::Returned(returned) => {
                let text = self.response(returned);
                self.client.returned(returned.to, &text, rules)
            }
            Step::Closed(number) => self.client.closed(*number, rules),
            Step::Left(number) => self.client.left(*number, rules),
            Step::WaitS(seconds) => {
                let until = self.client.now().plus_seconds(*seconds);
                self.client.pass(until, rules)
            }
            Step::WaitMs(ms) => {
                let until = self.client.now().plus_ms(*ms);
                self.client.pass(until, rules)
            }
            Step::RemoveAccount(id) => {
                self.client.remove_account(id, rules);
                Vec::new()
            }
            Step::Look(look) => return self.look(*look),
            Step::Need(call) => return self.need(call),
            Step::Present(url) => {
                let presented = application::present(url, self.last.as_ref(), rules);
                return self.trace.push(Event::Presented(presented));
            }
            Step::Redirected(url) => {
                let presented = application::redirected(url, self.last.as_ref(), rules);
                return self.trace.push(Event::Presented(presented));
            }
        };
        self.tell(effects);
    }

    fn need(&mut self, call: &Call) {
        self.calls += 1;
        self.needed.insert(self.calls, call.clone());
        let silent = Call {
            kind: None,
            ..call.clone()
        };
        let effects = self.client.call(&silent, self.rules);
        self.tell(effects);
    }

    fn look(&mut self, look: Look) {
        let rules = self.rules;
        let event = match look {
            Look::Cache => {
                let spelling = self.client.spelling(rules);
                Event::Keys(self.client.cache().keys(spelling))
            }
            Look::Result => {
                let payload = self
                    .last
                    .as_ref()
                    .map(|result| result.payload(self.client.now(), rules));
                Event::Payload(payload.unwrap_or_default())
            }
            Look::Log => {
                let (log, cache) = (self.client.log(), self.client.cache());
                Event::Log(format!("{log}{cache:?}\n{}", self.printed))
            }
        };
        self.trace.push(event);
    }

    fn tell(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { number, request } => {
                    self.print(&format!("{:?}", request.method));
                    let sent = self.sent(number, &request);
                    self.trace.push(Event::Sent(sent));
                }
                Effect::Open {
                    number,
                    window,
                    url,
                } => {
                    self.print(&format!("{url:?}"));
                    let (url, query) = split(url.reveal());
                    if let Some(challenge) = query.get("code_challenge") {
                        self.challenges.push((number, challenge.clone()));
                    }
                    self.trace.push(Event::Opened(Opened {
                        request: number,
                        window,
                        url: Some(url),
                        query,
                        scopes: None,
                        lacks: Vec::new(),
                    }));
                }
                Effect::Finish {
                    call,
                    outcome,
                    correlation_id,
                } => self.finished(call, outcome, correlation_id),
                Effect::Nothing(call) => self.trace.push(Event::Nothing(call)),
            }
        }
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
        self.printed.push('\n');
    }

    fn finished(
        &mut self,
        call: usize,
        outcome: Result<AuthenticationResult, Failure>,
        correlation_id: String,
    ) {
        match outcome {
            Ok(result) => {
                self.print(&format!("{result:?}"));
                let gained = self.gained(call, &result, correlation_id);
                self.trace.push(Event::Result(gained));
                self.last = Some(result);
            }
            Err(failure) => {
                self.print(&format!("{failure:?} {failure}"));
                let Some(request) = self.needed.remove(&call) else {
                    self.trace
                        .push(Event::Error(failed(call, &failure, correlation_id)));
                    return;
                };
                match application::reaction(&failure, self.rules) {
                    Reaction::Interact => {
                        let asking = Call {
                            kind: Some(request.kind.unwrap_or(Kind::Popup)),
                            ..request
                        };
                        self.calls += 1;
                        let effects = self.client.call(&asking, self.rules);
                        self.tell(effects);
                    }
                    Reaction::Report => self.trace.push(Event::Reported(failure.code)),
                    Reaction::Nothing => {}
                }
            }
        }
    }

    fn gained(&self, call: usize, result: &AuthenticationResult, correlation_id: String) -> Gained {
        let now = self.client.now().seconds();
        Gained {
            call,
            token: Some(result.access_token.reveal().to_owned()),
            from_cache: Some(result.from_cache),
            scopes: Some(result.scopes.clone()),
            account: result
                .account
                .as_ref()
                .map(|held| held.home_account_id.clone()),
            tenant: Some(result.tenant_id.clone()),
            lasts_s: Some(result.expires_on_s.saturating_sub(now)),
            extended_lasts_s: Some(result.extended_expires_on_s.saturating_sub(now)),
            correlation_id: Some(correlation_id),
            state: Some(result.state.clone()),
        }
    }

    fn sent(&self, number: usize, request: &wire::Request) -> Sent {
        let (url, query) = split(&request.target);
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let form = fields(&body);
        let lines = request.headers.lines();
        let headers = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let proves = form.get("code_verifier").and_then(|verifier| {
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
            let challenge = URL_SAFE_NO_PAD.encode(digest.as_ref());
            let mut held = self.challenges.iter();
            held.find(|(_, held)| *held == challenge)
                .map(|(window, _)| *window)
        });
        Sent {
            request: number,
            url: Some(url),
            query,
            headers: headers.collect(),
            form,
            scopes: None,
            lacks: Vec::new(),
            body: Some(body),
            proves,
        }
    }

    /// What a server answers, as bytes.
    fn reply(&self, answer: &Answer) -> Reply {
        match answer.fails {
            Some(Loss::Offline) => return Reply::Offline,
            Some(Loss::Broken) => return Reply::Broken,
            None => {}
        }
        let nonce = self
            .client
            .asked(answer.to)
            .map_or("", |asked| &asked.nonce);
        let (default, body) = match (&answer.token, &answer.error, &answer.body) {
            (Some(token), ..) => (200, success(token)),
            (None, Some(error), _) => (400, to_json(error).to_string()),
            (None, None, body) => (200, body.clone().unwrap_or_default()),
        };
        Reply::Answer {
            status: answer.status.unwrap_or(default),
            retry_after: answer.retry_after.clone(),
            body: fill(&body, nonce).into_bytes(),
        }
    }

    /// What stands in the address of a window.
    fn response(&self, returned: &Returned) -> String {
        let state = self
            .client
            .asked(returned.to)
            .map_or("", |asked| &asked.state);
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        if let Some(text) = &returned.text {
            return text.replace("{state}", &encode(state));
        }
        let mut text = String::from("#");
        let members = [
            ("code", &returned.code),
            ("error", &returned.error),
            ("suberror", &returned.suberror),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                text += &format!("{name}={}&", encode(value));
            }
        }
        text + &format!("state={}", encode(state))
    }
}

fn failed(call: usize, failure: &Failure, correlation_id: String) -> Failed {
    let said = failure.said.as_deref().cloned().unwrap_or_default();
    Failed {
        call,
        class: Some(failure.class),
        code: Some(failure.code.clone()),
        suberror: Some(failure.suberror.clone()),
        timestamp: Some(said.timestamp),
        trace_id: Some(said.trace_id),
        claims: Some(said.claims),
        error_no: said.error_no,
        correlation_id: Some(correlation_id),
        because: failure.because.map(|id| id.to_string()),
    }
}

/// A URL without its query, and what stands in the query.
fn split(url: &str) -> (String, BTreeMap<String, String>) {
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    (url.to_owned(), fields(query))
}

fn fields(form: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect()
}

/// A table as JSON.
fn to_json(table: &toml::Table) -> serde_json::Value {
    serde_json::to_value(table).unwrap_or_default()
}

/// The body of a success. An id token may be written as its claims, and client info as an id.
fn success(token: &toml::Table) -> String {
    let mut members = token.clone();
    if let Some(toml::Value::Table(claims)) = token.get("id_token") {
        // The nonce is filled in before the claims are encoded, by who fills in the rest.
        let text = to_json(claims).to_string();
        members.insert(
            "id_token".to_owned(),
            toml::Value::String(format!("{{claims {text}}}")),
        );
    }
    if let Some(toml::Value::String(id)) = token.get("client_info")
        && let Some((uid, utid)) = id.split_once('.')
    {
        let text = format!(r#"{{"uid":"{uid}","utid":"{utid}"}}"#);
        let encoded = URL_SAFE_NO_PAD.encode(text);
        members.insert("client_info".to_owned(), toml::Value::String(encoded));
    }
    to_json(&members).to_string()
}

/// The body with what was sent in the place of what stands for it.
fn fill(body: &str, nonce: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<serde_json::Value>(body) else {
        return body.replace("{nonce}", nonce);
    };
    let Some(serde_json::Value::String(token)) = json.get_mut("id_token") else {
        return body.replace("{nonce}", nonce);
    };
    let claims = token
        .strip_prefix("{claims ")
        .and_then(|text| text.strip_suffix('}'));
    if let Some(claims) = claims.map(|claims| claims.replace("{nonce}", nonce)) {
        *token = format!(".{}.", URL_SAFE_NO_PAD.encode(claims));
        return json.to_string();
    }
    body.replace("{nonce}", nonce)
}
