//! A specimen is a subject of our own. A sound one plays every role by the models; every other one
//! has one defect, which is a flaw in the same models' rules.
//!
//! It is put to the suite as foreign subjects are: operations on data, of which only the outcome
//! can be seen.
//!
//! ```
//! use conformance::{Facts, Rules, Verdict};
//! use specimens::Specimen;
//!
//! let cases = protocols::cases()?;
//! let case = cases.iter().find(|case| case.id == "jwt/time/expired-without-leeway");
//! let profile = protocols::default_profile("token-validator");
//! let mut sound = Specimen::new(Rules::sound(profile));
//! let played = case.unwrap().drive(&mut sound, &Facts::default(), &profile);
//! assert_eq!(played.verdict, Verdict::Conforms);
//! # Ok::<(), conformance::CaseError>(())
//! ```

mod token_client;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::{Answer, Chance, Defect, Facts, Now, Peer, Profile, Refusal, Rules, Subject};
use ews::{App, Caller, Client, Load, Outcome, TokenRequest, TokenType, Version};
use jwt::{KeySet, Policy};
use serde::Deserialize;
use serde_json::{Value, json};
use wire::{Request, Response};

/// The base of the specimen's authority.
const BASE: &str = "https://login.proofmark.example";
/// When a specimen's clock begins.
const BEGINS: Now = Now::from_seconds(1_700_000_000);

/// What the specimen's authority knows to begin with.
static DIRECTORY: LazyLock<oauth::authority::State> =
    LazyLock::new(|| oauth::standard_state(BASE, BEGINS));

/// The apps of the specimen's Exchange, as subject files name them.
const APPS: [(&str, &str); 3] = [
    ("installed", "7a1c9e52-0f44-4f0b-8b7e-52f1f6b0c101"),
    ("restricted", "7a1c9e52-0f44-4f0b-8b7e-52f1f6b0c102"),
    ("unknown", "7a1c9e52-0f44-4f0b-8b7e-52f1f6b0c103"),
];

/// What a specimen's owner declares of it.
pub fn facts() -> Facts {
    let facts = APPS.map(|(name, id)| (name.to_owned(), id.to_owned()));
    let manifests = ("manifests".to_owned(), "true".to_owned());
    Facts(facts.into_iter().chain([manifests]).collect())
}

/// A subject that follows some rules.
pub struct Specimen {
    rules: Rules,
    now: Now,
    chance: Chance,
    exchange: ews::State,
    client: Option<Client>,
    /// Of its authority, once anybody asked it for anything.
    directory: Option<oauth::authority::State>,
    token_client: Option<oauth::Client>,
}

impl Specimen {
    /// A specimen that follows these rules.
    pub fn new(rules: Rules) -> Self {
        let app = |place: usize, permits: &[TokenType]| App {
            id: APPS[place].1.to_owned(),
            permits: permits.to_vec(),
        };
        Self {
            rules,
            now: BEGINS,
            chance: Chance::from_number(1),
            exchange: ews::State::new(vec![
                app(0, &TokenType::ALL),
                app(1, &[TokenType::CallerIdentity]),
            ]),
            client: None,
            directory: None,
            token_client: None,
        }
    }

    /// The same specimen with other luck: its tokens and identifiers are others.
    #[must_use]
    pub const fn with_chance(mut self, number: u64) -> Self {
        self.chance = Chance::from_number(number);
        self
    }

    /// A specimen with this defect.
    pub fn with_defect(defect: &Defect, profile: Profile) -> Self {
        Self::new(Rules::flawed(profile, defect.flaw))
    }

    fn http(&mut self, arguments: &Value) -> Answer {
        let Ok(request) = Request::from_json(&arguments["request"]) else {
            return Answer::Lost("this is no request".to_owned());
        };
        let (now, chance, rules) = (self.now, &mut self.chance, &self.rules);
        let response: Response = match arguments["to"].as_str() {
            Some("authority") => {
                let directory = self.directory.get_or_insert_with(|| DIRECTORY.clone());
                oauth::authority::handle(directory, now, chance, &request, rules)
            }
            Some("resource") => {
                let directory = self.directory.get_or_insert_with(|| DIRECTORY.clone());
                oauth::graph::handle(directory, now, chance, &request, rules)
            }
            _ => ews::handle(&mut self.exchange, now, chance, &request, rules),
        };
        Answer::Done(response.to_json())
    }

    fn given(&mut self, arguments: &Value) -> Answer {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Given {
            caller: Caller,
            load: Load,
        }
        let given: Given = serde_json::from_value(arguments.clone()).unwrap_or_default();
        self.exchange.caller = given.caller;
        self.exchange.load = given.load;
        Answer::Done(Value::Null)
    }

    fn verify(&self, arguments: &Value) -> Answer {
        let text = |name: &str| arguments[name].as_str().unwrap_or_default();
        let Ok(policy) = serde_json::from_value::<Policy>(arguments["policy"].clone()) else {
            return Answer::Lost("this is no policy".to_owned());
        };
        let rules = &self.rules;
        let keys = match &policy {
            Policy::ExchangeIdentity(_) => KeySet::read_exchange_metadata(text("keys"), rules),
            _ => KeySet::read(text("keys"), policy.algorithms(), rules),
        };
        let now = Now::from_seconds(arguments["now"].as_i64().unwrap_or_default());
        let token = text("token").as_bytes();
        match keys.and_then(|keys| jwt::verify(token, &keys, &policy, now, rules)) {
            Ok(verified) => Answer::Done(json!({ "user": verified.user })),
            Err(refusal) => failed(&refusal),
        }
    }

    fn read_xml(&self, arguments: &Value) -> Answer {
        let bytes = STANDARD.decode(arguments["bytesBase64"].as_str().unwrap_or_default());
        let bytes = bytes.unwrap_or_default();
        let label = match (arguments["charset"].as_str(), arguments["file"].as_bool()) {
            (Some(charset), _) => xml::Label::Charset(charset),
            (None, Some(true)) => xml::Label::File,
            (None, _) => xml::Label::Silent,
        };
        let limits = xml::Limits::MESSAGE;
        let text = xml::Text::decode(&bytes, label, &self.rules, &limits);
        let read = text.and_then(|text| {
            let document = xml::Document::read(&text, &self.rules, &limits)?;
            Ok(document.meaning())
        });
        match read {
            Ok(meaning) => Answer::Done(json!({ "meaning": meaning })),
            Err(refusal) => failed(&refusal),
        }
    }

    fn get_client_access_token(&mut self, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        let version = arguments["version"].as_str().and_then(Version::parse);
        let version = version.unwrap_or(Version::EXCHANGE_2013_SP1);
        let client = self.client.get_or_insert_with(|| Client::new(version));
        let asked = arguments["tokens"].as_array().into_iter().flatten();
        let asked = asked.map(token_request).collect();
        let request = match client.ask(asked, self.now, &self.rules) {
            Ok(Some(request)) => request,
            Ok(None) => return Answer::Failed(json!({ "code": "waits" })),
            Err(refusal) => return failed(&refusal),
        };
        let Ok(response) = Response::from_json(&peer(&request.to_json())) else {
            return Answer::Failed(json!({ "code": "noAnswer" }));
        };
        match client.interpret(&response, self.now, &self.rules) {
            Ok(Outcome::Answers(answers)) => {
                let answers: Vec<Value> = answers.iter().map(told).collect();
                Answer::Done(json!({ "answers": answers }))
            }
            Ok(Outcome::Fault(fault)) => Answer::Failed(json!({ "code": fault.code })),
            Ok(Outcome::Status(status)) => Answer::Failed(json!({ "code": status.to_string() })),
            Err(refusal) => failed(&refusal),
        }
    }

    fn converse(&self, arguments: &Value) -> Answer {
        if arguments["library"].is_string() {
            return self.converse_as_library(arguments);
        }
        let steps: Vec<office::step::Step> =
            match serde_json::from_value(arguments["steps"].clone()) {
                Ok(steps) => steps,
                Err(error) => return Answer::Lost(error.to_string()),
            };
        let trace = office::Session::play(&steps, &self.rules);
        Answer::Done(json!({ "trace": trace }))
    }

    fn converse_as_library(&self, arguments: &Value) -> Answer {
        match serde_json::from_value::<Vec<msal::step::Step>>(arguments["steps"].clone()) {
            Ok(steps) => {
                let trace = msal::Session::play(&steps, &self.rules);
                Answer::Done(json!({ "trace": trace }))
            }
            Err(error) => Answer::Lost(error.to_string()),
        }
    }
}

impl Subject for Specimen {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        match operation {
            "http" => self.http(arguments),
            "given" => self.given(arguments),
            "now" => Answer::Done(json!(self.now.seconds())),
            "wait" => {
                let ms = arguments["ms"].as_i64().unwrap_or_default();
                self.now = self.now.plus_ms(ms);
                Answer::Done(Value::Null)
            }
            "verify" => self.verify(arguments),
            "readXml" => self.read_xml(arguments),
            "getClientAccessToken" => self.get_client_access_token(arguments, peer),
            "converse" => self.converse(arguments),
            other => {
                let (client, chance) = (&mut self.token_client, &mut self.chance);
                let done = token_client::perform(client, chance, &self.rules, other, arguments);
                done.unwrap_or_else(|| Answer::Unsupported(format!("no operation `{other}`")))
            }
        }
    }
}

fn failed(refusal: &Refusal) -> Answer {
    Answer::Failed(json!({ "code": refusal.id.as_str(), "message": refusal.message }))
}

fn token_request(json: &Value) -> TokenRequest<'static> {
    let text = |name: &str| json[name].as_str().map(str::to_owned);
    let spelled = |held: &TokenType| json["tokenType"] == held.as_str();
    let token_type = TokenType::ALL.into_iter().find(spelled);
    TokenRequest {
        scope: text("scope").map(Into::into),
        ..TokenRequest::new(
            text("id").unwrap_or_default(),
            token_type.unwrap_or(TokenType::CallerIdentity),
        )
    }
}

fn told(answer: &ews::Answer) -> Value {
    match answer {
        ews::Answer::Token {
            id,
            token_type,
            value,
            ttl_minutes,
        } => json!({
            "id": id,
            "tokenType": token_type.as_str(),
            "value": value.reveal(),
            "ttlMinutes": ttl_minutes,
        }),
        ews::Answer::Refused { code, .. } => json!({ "error": code }),
        ews::Answer::NotTried(code) => json!({ "notTried": code }),
    }
}
