//! One conversation about a client access token, as data, with what it must lead to.
//!
//! Apps go by what they are to the server (`installed`, `restricted`, `unknown`), because a foreign
//! server has identifiers of its own. In the text of an envelope, `${installed}` stands for the
//! identifier.

use conformance::{
    Case, Chance, Facts, Flaw, Gap, Id, Now, Profile, Protocol, Refusal, Rules, Subject,
};
use serde::{Deserialize, Serialize};
use wire::{Request, Response};

use crate::client::{Answer, Client, Outcome};
use crate::request::TokenRequest;
use crate::schema::{TokenType, Version};
use crate::server::{Caller, Load, State, handle};
use crate::{DEFECTS, LAWS, REQUIREMENTS};

/// The operation GetClientAccessToken of Exchange Web Services.
pub struct Ews;

/// One step of a conversation: one of its members stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// What is so before the conversation begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// The suite posts this to the subject, a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// The subject, a client, is told to ask for these tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// The suite answers the subject, a client, with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<SoapAnswer>,
    /// So many milliseconds pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<i64>,
}

/// What is so at the server before the conversation begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// Who calls: `known` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// How the server fares: `light` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
}

/// A request to a server. What is left out is as a sound client would have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Post {
    /// The version that the header states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What stands in the header, if not just a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What stands in the body; the prefixes `m` and `t` are declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The whole text, if more than header and body differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// The SOAPAction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soap_action: Option<String>,
    /// So many spaces follow the envelope.
    #[serde(
        deserialize_with = "conformance::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub padding_bytes: Option<usize>,
}

/// What a client is told to ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The version for which it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// App, token type, and optionally a scope, for each token.
    pub tokens: Vec<Vec<String>>,
}

/// An answer to a client. What is left out is as a sound server would have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoapAnswer {
    /// The status: 200 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What stands in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What stands in `ResponseMessages`; the prefixes `m` and `t` are declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<String>,
    /// What stands in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The whole text, if more than header and body differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
}

/// What a conversation leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// The status of the server's last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The code of the fault that the last answer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What each message of the last answer says, like `token installed CallerIdentity 480 min` or
    /// `error ErrorAccessDenied`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
    /// The apps whose manifests the last answer holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<String>,
    /// How long the client is to wait before it asks again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<i64>,
    /// Whether the client, told to ask again, sent something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_again: Option<bool>,
    /// The requirement for which the client refuses the answer, or to ask at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The requirement that the subject's own message breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
}

impl Protocol for Ews {
    const NAME: &'static str = "ews";
    const BUILT_ON: &'static [&'static str] = &["soap", "xml"];
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [conformance::Defect] = DEFECTS;
    const LAWS: &'static [conformance::Law] = LAWS;

    type Step = Step;
    type Expect = Expect;

    fn play(case: &Case<Self>, rules: &Rules) -> Expect {
        let mut table = Table::new(&case.checks, rules);
        for step in &case.steps {
            table.play(step);
        }
        table.seen
    }

    fn agrees(expected: &Expect, seen: &Expect) -> bool {
        let begins = |expected: &String, seen: &String| {
            seen.strip_prefix(expected.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let faults = expected.fault.as_deref().map(|words| words.split(" or "));
        let fault = match (faults, seen.fault.as_deref()) {
            (None, None) => true,
            (Some(mut faults), Some(seen)) => faults.any(|fault| fault == seen),
            _ => false,
        };
        let messages = expected.messages.len() == seen.messages.len()
            && expected
                .messages
                .iter()
                .zip(&seen.messages)
                .all(|(a, b)| begins(a, b));
        fault
            && messages
            && expected
                .status
                .is_none_or(|status| seen.status == Some(status))
            && expected
                .wait_ms
                .is_none_or(|wait_ms| seen.wait_ms == Some(wait_ms))
            && expected.manifests == seen.manifests
            && expected.asks_again == seen.asks_again
            && expected.refused == seen.refused
            && expected.breaks == seen.breaks
    }

    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &Facts,
        profile: &Profile,
    ) -> Result<Expect, Gap> {
        crate::drive::drive(case, subject, facts, profile)
    }

    fn agrees_from_outside(expected: &Expect, seen: &Expect) -> bool {
        crate::drive::agrees(expected, seen)
    }
}

/// The apps by which cases go, with their identifiers on our own server.
pub(crate) const APPS: [(&str, &str); 3] = [
    ("installed", "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01"),
    ("restricted", "0b9d5f53-3b0c-4d9c-8a5e-7f2d4d0c9e02"),
    ("unknown", "c4b7e1a2-91d8-4f7e-b0c3-2a6e8d5f4b03"),
];

/// A server on which the first two apps are installed, the second without most permissions.
pub(crate) fn server() -> State {
    let app = |place: usize, permits: &[TokenType]| crate::App {
        id: APPS[place].1.to_owned(),
        permits: permits.to_vec(),
    };
    State::new(vec![
        app(0, &TokenType::ALL),
        app(1, &[TokenType::CallerIdentity]),
    ])
}

/// The two ends of a conversation, one of which is the subject.
pub(crate) struct Table<'r> {
    /// What the case is about. Whatever else the subject breaks is another case's business.
    checks: &'r [Id],
    rules: &'r Rules,
    server: State,
    client: Client,
    chance: Chance,
    now: Now,
    pub(crate) seen: Expect,
    /// What the subject calls the apps, where that is not what we call them.
    pub(crate) other_names: Vec<(&'static str, String)>,
}

impl<'r> Table<'r> {
    pub(crate) fn new(checks: &'r [Id], rules: &'r Rules) -> Self {
        Self {
            checks,
            rules,
            server: server(),
            client: Client::new(Version::EXCHANGE_2013_SP1),
            chance: Chance::from_number(1),
            now: Now::from_seconds(1_800_000_000),
            seen: Expect::default(),
            other_names: Vec::new(),
        }
    }

    fn play(&mut self, step: &Step) {
        if let Some(given) = &step.given {
            self.server.caller = given.caller.unwrap_or_default();
            self.server.load = given.load.unwrap_or_default();
        }
        if let Some(post) = &step.post {
            self.post(post);
        }
        if let Some(ask) = &step.ask {
            self.ask(ask);
        }
        if let Some(answer) = &step.answer {
            self.answer(answer);
        }
        if let Some(wait_ms) = step.wait_ms {
            self.now = self.now.plus_ms(wait_ms);
        }
    }
}

impl Post {
    /// Whether it asks for manifests, and not for tokens.
    pub(crate) fn is_for_manifests(&self) -> bool {
        self.envelope().contains("GetAppManifests")
    }

    /// What is posted.
    pub(crate) fn request(&self) -> Request {
        let mut envelope = self.envelope();
        envelope.extend(std::iter::repeat_n(' ', self.padding_bytes.unwrap_or(0)));
        let action = match &self.soap_action {
            Some(action) => action,
            None if self.is_for_manifests() => crate::names::MANIFESTS_ACTION,
            None => crate::SOAP_ACTION,
        };
        soap::request(crate::PATH, action, envelope)
    }
}

impl<'r> Table<'r> {
    /// Posts to the subject, a server.
    fn post(&mut self, post: &Post) {
        let request = post.request();
        let response = handle(
            &mut self.server,
            self.now,
            &mut self.chance,
            &request,
            self.rules,
        );
        self.look_at(&request, &response);
    }

    fn app_name(&self, id: &str) -> String {
        let mut others = self.other_names.iter();
        let other = others.find(|(_, other)| other == id);
        other.map_or(app_name(id), |(name, _)| name).to_owned()
    }

    /// Reads what the subject, a server, answers as a sound client does.
    pub(crate) fn look_at(&mut self, request: &Request, response: &Response) {
        self.seen = Expect {
            status: Some(response.status),
            ..Expect::default()
        };
        let is_manifests = request
            .body
            .windows(15)
            .any(|text| text == b"GetAppManifests");
        if is_manifests && response.status == 200 {
            match self.read(|rules| crate::read_manifests(response, rules)) {
                Ok(ids) => {
                    let ids = ids.unwrap_or_default();
                    self.seen.manifests = ids.iter().map(|id| self.app_name(id)).collect();
                }
                Err(id) => self.seen.breaks = Some(id.to_string()),
            }
            return;
        }
        let asked = crate::read_request(&request.body, &self.rules.made_sound());
        let mut client = Client::new(Version::EXCHANGE_2013_SP1);
        client.expect(asked.unwrap_or_default());
        let now = self.now;
        let outcome = self.read(|rules| {
            let mut client = client.clone();
            let outcome = client.interpret(response, now, rules)?;
            Ok((outcome, client))
        });
        match outcome {
            Ok((outcome, client)) => self.tell(&outcome, &client),
            Err(id) => self.seen.breaks = Some(id.to_string()),
        }
        if let Err(id) = self.read(|rules| crate::judge::response(response, rules)) {
            self.seen.breaks.get_or_insert(id.to_string());
        }
    }

    /// Reads what the subject sent by sound rules. If it breaks a requirement that the case is not
    /// about, it is read once more as if nobody had heard of that one.
    fn read<T>(&self, read: impl Fn(&Rules) -> Result<T, Refusal>) -> Result<T, Id> {
        let sound = self.rules.made_sound();
        let first = read(&sound).map_err(|refusal| refusal.id);
        match first {
            Err(id) if !self.checks.contains(&id) => {
                let lenient = Rules::flawed(sound.profile, Flaw::Lacks(id));
                read(&lenient).map_err(|refusal| refusal.id)
            }
            first => first,
        }
    }

    /// Tells the subject, a client, to ask, and reads its request as a sound server does.
    fn ask(&mut self, ask: &Ask) {
        if let Some(version) = ask.version.as_deref().and_then(Version::parse) {
            self.client = Client::new(version);
        }
        let is_again = self.client.has_asked();
        match self.client.ask(ask.tokens(), self.now, self.rules) {
            Err(refusal) => self.seen.refused = Some(refusal.id.to_string()),
            Ok(request) => {
                if is_again {
                    self.seen.asks_again = Some(request.is_some());
                }
                if let Some(request) = request {
                    self.look_at_request(&request);
                }
            }
        }
    }

    /// Reads what the subject, a client, asks as a sound server does.
    pub(crate) fn look_at_request(&mut self, request: &Request) {
        if let Err(id) = self.read(|rules| crate::judge::request(request, rules)) {
            self.seen.breaks = Some(id.to_string());
        }
    }

    /// Answers the subject, a client.
    fn answer(&mut self, answer: &SoapAnswer) {
        let response = answer.response();
        match self.client.interpret(&response, self.now, self.rules) {
            Ok(outcome) => {
                let client = self.client.clone();
                self.tell(&outcome, &client);
            }
            Err(refusal) => self.seen.refused = Some(refusal.id.to_string()),
        }
    }

    fn tell(&mut self, outcome: &Outcome, client: &Client) {
        let waits = client
            .wait_until()
            .map(|until| until.ms().saturating_sub(self.now.ms()));
        match outcome {
            Outcome::Status(status) => self.seen.status = Some(*status),
            Outcome::Fault(fault) => {
                self.seen.fault = Some(fault.code.clone());
                self.seen.wait_ms = waits;
            }
            Outcome::Answers(answers) => {
                self.seen.messages = answers.iter().map(line).collect();
                self.seen.wait_ms = waits;
            }
        }
    }
}

/// What one message says, as cases spell it.
pub(crate) fn line(answer: &Answer) -> String {
    match answer {
        Answer::Token {
            id,
            token_type,
            ttl_minutes,
            ..
        } => {
            format!(
                "token {} {} {ttl_minutes} min",
                app_name(id),
                token_type.as_str()
            )
        }
        Answer::Refused { code, .. } => format!("error {code}"),
        Answer::NotTried(code) => format!("warning {code}"),
    }
}

pub(crate) fn app_name(id: &str) -> &'static str {
    APPS.iter()
        .find(|(_, held)| *held == id)
        .map_or("of-another-app", |(name, _)| name)
}

/// The text with the identifiers of the apps in the place of their names.
fn with_identifiers(text: &str) -> String {
    APPS.iter().fold(text.to_owned(), |text, (name, id)| {
        text.replace(&format!("${{{name}}}"), id)
    })
}

/// An envelope with this header and body, in which the prefixes of EWS are declared.
fn envelope(header: &str, body: &str) -> String {
    let header = if header.is_empty() {
        String::new()
    } else {
        format!("<soap:Header>{header}</soap:Header>")
    };
    format!(
        "<soap:Envelope xmlns:soap=\"{}\" xmlns:m=\"{}\" xmlns:t=\"{}\">{header}\
         <soap:Body>{body}</soap:Body></soap:Envelope>",
        soap::NAMESPACE,
        crate::MESSAGES,
        crate::TYPES,
    )
}

/// The body of a request that nothing is wrong with.
const GOOD_BODY: &str = "<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest>\
     <t:Id>${installed}</t:Id><t:TokenType>CallerIdentity</t:TokenType>\
     </t:TokenRequest></m:TokenRequests></m:GetClientAccessToken>";

impl Post {
    /// The text that is posted.
    pub fn envelope(&self) -> String {
        if let Some(envelope) = &self.envelope {
            return with_identifiers(envelope);
        }
        let version = self.version.as_deref().unwrap_or("Exchange2013_SP1");
        let version = format!("<t:RequestServerVersion Version=\"{version}\"/>");
        let header = self.header.as_deref().unwrap_or(&version);
        with_identifiers(&envelope(header, self.body.as_deref().unwrap_or(GOOD_BODY)))
    }
}

impl SoapAnswer {
    /// What is answered.
    pub(crate) fn response(&self) -> Response {
        let status = self.status.unwrap_or(200);
        let response = Response::new(status);
        match &self.envelope {
            Some(text) if status >= 300 && !text.contains('<') => response.with_body(text.as_str()),
            _ => response
                .with_header("Content-Type", "text/xml; charset=utf-8")
                .with_body(self.envelope()),
        }
    }

    /// The text that is answered.
    pub fn envelope(&self) -> String {
        if let Some(envelope) = &self.envelope {
            return with_identifiers(envelope);
        }
        let version = "<t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"2\" \
                       MajorBuildNumber=\"2562\" MinorBuildNumber=\"17\" Version=\"V2017_07_11\"/>";
        let header = self.header.as_deref().unwrap_or(version);
        let messages = self.messages.as_deref().unwrap_or_default();
        let messages = format!(
            "<m:GetClientAccessTokenResponse><m:ResponseMessages>{messages}\
             </m:ResponseMessages></m:GetClientAccessTokenResponse>"
        );
        with_identifiers(&envelope(header, self.body.as_deref().unwrap_or(&messages)))
    }
}

impl Ask {
    /// The tokens, with the identifiers of the apps in the place of their names.
    pub fn tokens(&self) -> Vec<TokenRequest<'static>> {
        let token = |words: &Vec<String>| {
            let word = |place: usize| words.get(place).map(String::as_str);
            let app = word(0).unwrap_or_default();
            let id = APPS
                .iter()
                .find(|(name, _)| *name == app)
                .map_or(app, |(_, id)| id);
            let spelled = |held: &TokenType| Some(held.as_str()) == word(1);
            let token_type = TokenType::ALL.into_iter().find(spelled);
            let token_type = token_type.unwrap_or(TokenType::CallerIdentity);
            let scope = word(2).map(|scope| scope.to_owned().into());
            TokenRequest {
                scope,
                ..TokenRequest::new(id.to_owned(), token_type)
            }
        };
        self.tokens.iter().map(token).collect()
    }
}
