//! A case of this protocol: one request to a service or one response to a client, and what comes of
//! it. What is left out of a message is as a sound sender would have it.
//!
//! In the text of an envelope, `${version}` stands for the block without which no operation is
//! served, `${request}` for an operation that asks for a token, and `${response}` for an answer to
//! it. All declare the namespaces that they use.

use std::fmt::Display;

use conformance::{Case, Defect, Facts, Gap, Id, Law, Profile, Protocol, Refusal, Rules, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::{Request, Response};
use xml::{Limits, Name, Text};

use crate::names::NAMESPACE;
use crate::{
    DEFECTS, Envelope, Fault, LAWS, REQUIREMENTS, Rejection, Reply, Service, read_response, receive,
};

/// SOAP 1.1 over HTTP.
#[derive(Debug)]
pub struct Soap;

/// The one step of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The suite sends this to the subject, a server.
    Post(Post),
    /// The suite answers the subject, a client, with this.
    Answer(SoapAnswer),
}

/// A request to a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Post {
    /// The method, if not POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, if not that of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The media type; empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The `SOAPAction`, with its quotes; empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soap_action: Option<String>,
    /// The cookie, if not one that the service does not know; empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// More header lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// How the envelope is written, if not in UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// A response to a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SoapAnswer {
    /// The status, if not 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The media type; empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// How the envelope is written, if not in UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// How an envelope is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Written {
    /// In UTF-8, after a byte order mark.
    #[serde(rename = "utf-8 with a mark")]
    MarkedUtf8,
    /// In UTF-16 with the lower byte first, after a byte order mark.
    #[serde(rename = "utf-16 with a mark")]
    MarkedUtf16,
    /// In UTF-16 with the lower byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
}

/// What comes of a message. What is left out does not matter, except for `refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Expect {
    /// The status of the server's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The operation that the server was asked for; empty if for none. Without a status SOAP takes
    /// the message, and the operation may still answer with a fault of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_for: Option<String>,
    /// The response element that the client takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes: Option<String>,
    /// The code of the fault that was sent or received; the local name alone if it is SOAP's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What the fault says to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Whether the fault has detail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<bool>,
    /// The methods that the server says it allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow: Option<String>,
    /// A text that occurs neither in the answer nor in a debugging view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hides: Option<String>,
    /// The requirement that the message breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl Protocol for Soap {
    const NAME: &'static str = "soap";
    const BUILT_ON: &'static [&'static str] = &["xml"];
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [Defect] = DEFECTS;
    const LAWS: &'static [Law] = LAWS;

    type Step = Step;
    type Expect = Expect;

    fn play(case: &Case<Self>, rules: &Rules) -> Expect {
        match case.steps.last() {
            Some(Step::Post(post)) => post.play(case.expect.hides.as_deref(), rules),
            Some(Step::Answer(answer)) => answer.play(rules),
            None => Expect::default(),
        }
    }

    fn agrees(expected: &Expect, seen: &Expect) -> bool {
        fn fits<T: PartialEq>(expected: &Option<T>, seen: &Option<T>) -> bool {
            expected.is_none() || expected == seen
        }
        fits(&expected.status, &seen.status)
            && fits(&expected.asks_for, &seen.asks_for)
            && fits(&expected.takes, &seen.takes)
            && fits(&expected.fault, &seen.fault)
            && fits(&expected.says, &seen.says)
            && fits(&expected.detail, &seen.detail)
            && fits(&expected.allow, &seen.allow)
            && fits(&expected.hides, &seen.hides)
            && expected.refused == seen.refused
    }

    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &Facts,
        profile: &Profile,
    ) -> Result<Expect, Gap> {
        match case.steps.last() {
            Some(Step::Post(post)) => {
                let app = facts.find("installed").unwrap_or(APP);
                post.drive(case.expect.hides.as_deref(), app, subject, profile)
            }
            Some(Step::Answer(answer)) => answer.drive(subject),
            None => Ok(Expect::default()),
        }
    }

    /// What a client makes of a message can be seen only as far as it fails or not, and why a
    /// server refuses only by its answer.
    fn agrees_from_outside(expected: &Expect, seen: &Expect) -> bool {
        if seen.status.is_none() {
            return expected.takes.is_some() == seen.takes.is_some();
        }
        if seen.status == Some(401) && expected.hides.is_some() {
            // Who presents a token that nobody issued may be turned away for that alone.
            return expected.hides == seen.hides;
        }
        if expected.refused.is_some() {
            if seen.fault.is_none() && seen.status == Some(200) {
                return false;
            }
        } else if expected.status.is_none() {
            // SOAP takes the message; what the operation makes of it is not SOAP's affair.
            let is_the_operations_own = |fault: &String| fault.starts_with(&format!("{{{TYPES}}}"));
            if seen.fault.as_ref().is_some_and(is_the_operations_own) {
                return expected.hides == seen.hides;
            }
        }
        let expected = Expect {
            refused: None,
            says: None,
            ..expected.clone()
        };
        Self::agrees(&expected, seen)
    }
}

const MESSAGES: &str = "http://schemas.microsoft.com/exchange/services/2006/messages";
pub(crate) const TYPES: &str = "http://schemas.microsoft.com/exchange/services/2006/types";
const PATH: &str = "/EWS/Exchange.asmx";
const TOKEN: Name<'static> = Name::new(MESSAGES, "GetClientAccessToken");
const TOKEN_RESPONSE: Name<'static> = Name::new(MESSAGES, "GetClientAccessTokenResponse");
const TOKEN_ACTION: &str =
    "http://schemas.microsoft.com/exchange/services/2006/messages/GetClientAccessToken";
const APPS: Name<'static> = Name::new(MESSAGES, "GetAppManifests");
const APPS_ACTION: &str =
    "http://schemas.microsoft.com/exchange/services/2006/messages/GetAppManifests";

/// The service of every case.
pub(crate) const SERVICE: Service<'static> = Service {
    path: PATH,
    operations: &[(TOKEN, TOKEN_ACTION), (APPS, APPS_ACTION)],
    limits: Limits::MESSAGE,
};

/// What the service and its clients understand of a header.
pub(crate) fn understands(name: Name<'_>) -> bool {
    name.namespace == TYPES && matches!(name.local, "RequestServerVersion" | "ServerVersionInfo")
}

/// The app that a token is asked for, unless the server is known to have another.
const APP: &str = "00000000-0000-4000-8000-000000000001";

/// The text with its placeholders filled.
pub(crate) fn fill(envelope: &str) -> String {
    fill_for(envelope, APP)
}

fn fill_for(envelope: &str, app: &str) -> String {
    let version = format!("<t:RequestServerVersion xmlns:t=\"{TYPES}\" Version=\"Exchange2013\"/>");
    let request = format!(
        "<m:GetClientAccessToken xmlns:m=\"{MESSAGES}\" xmlns:t=\"{TYPES}\"><m:TokenRequests>\
         <t:TokenRequest><t:Id>{app}</t:Id>\
         <t:TokenType>CallerIdentity</t:TokenType></t:TokenRequest></m:TokenRequests>\
         </m:GetClientAccessToken>"
    );
    let response = format!(
        "<m:GetClientAccessTokenResponse xmlns:m=\"{MESSAGES}\" xmlns:t=\"{TYPES}\">\
         <m:ResponseMessages><m:GetClientAccessTokenResponseMessage ResponseClass=\"Success\">\
         <m:ResponseCode>NoError</m:ResponseCode><m:Token>\
         <t:Id>{APP}</t:Id>\
         <t:TokenType>CallerIdentity</t:TokenType><t:TokenValue>aaa.bbb.ccc</t:TokenValue>\
         <t:TTL>480</t:TTL></m:Token></m:GetClientAccessTokenResponseMessage>\
         </m:ResponseMessages></m:GetClientAccessTokenResponse>"
    );
    envelope
        .replace("${version}", &version)
        .replace("${request}", &request)
        .replace("${response}", &response)
}

fn write(envelope: &str, written: Option<Written>) -> Vec<u8> {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match written {
        None => envelope.as_bytes().to_vec(),
        Some(Written::MarkedUtf8) => format!("\u{feff}{envelope}").into_bytes(),
        Some(Written::MarkedUtf16) => wide(&format!("\u{feff}{envelope}")),
        Some(Written::Utf16Le) => wide(envelope),
    }
}

/// An envelope with this before its body, and this in it.
fn envelope(header: &str, content: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"{NAMESPACE}\">{header}<soap:Body>{content}</soap:Body>\
         </soap:Envelope>"
    )
}

impl Post {
    fn request(&self, app: &str) -> Request {
        let method = self.method.as_deref().unwrap_or("POST");
        let path = self.path.as_deref().unwrap_or(PATH);
        let text = self
            .envelope
            .clone()
            .unwrap_or_else(|| envelope("<soap:Header>${version}</soap:Header>", "${request}"));
        let body = write(&fill_for(&text, app), self.written);
        let request = Request::new(method, path).with_body(body);
        let quoted = format!("\"{TOKEN_ACTION}\"");
        let lines = [
            (
                "Content-Type",
                self.content_type
                    .as_deref()
                    .unwrap_or("text/xml; charset=utf-8"),
            ),
            ("SOAPAction", self.soap_action.as_deref().unwrap_or(&quoted)),
            ("Cookie", self.cookie.as_deref().unwrap_or("suite=1")),
        ];
        let more = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let lines = lines
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .chain(more);
        lines.fold(request, |request, (name, value)| {
            request.with_header(name, value)
        })
    }

    fn play(&self, hides: Option<&str>, rules: &Rules) -> Expect {
        let request = self.request(APP);
        let mut views = format!("{request:?}");
        let mut seen = match serve(&request, &mut views, rules) {
            Ok(operation) => Expect {
                status: Some(200),
                asks_for: Some(operation.unwrap_or_default()),
                ..Expect::default()
            },
            Err(rejection) => {
                views.push_str(&format!("{rejection:?}"));
                let response = rejection.response(rules);
                views.push_str(&String::from_utf8_lossy(&response.body));
                Expect {
                    refused: Some(rejection.refusal.id.to_string()),
                    ..seen_in(&response, rules)
                }
            }
        };
        seen.hides = hides
            .filter(|hidden| !views.contains(hidden))
            .map(str::to_owned);
        seen
    }
}

impl Post {
    /// Posts to a foreign server.
    fn drive(
        &self,
        hides: Option<&str>,
        app: &str,
        subject: &mut dyn Subject,
        profile: &Profile,
    ) -> Result<Expect, Gap> {
        let arguments = json!({ "request": self.request(app).to_json() });
        let answer = subject.perform("http", &arguments, &mut |_| Value::Null);
        let lost = |why: &dyn Display| Gap::Lost(format!("no HTTP response came: {why}"));
        let done = answer.settled()?.map_err(|failure| lost(&failure))?;
        let response = Response::from_json(&done).map_err(|error| lost(&error))?;
        let rules = Rules::sound(*profile);
        let seen = seen_in(&response, &rules);
        let body = String::from_utf8_lossy(&response.body);
        Ok(Expect {
            asks_for: answered_operation(&response, &rules),
            hides: hides
                .filter(|hidden| !body.contains(hidden))
                .map(str::to_owned),
            ..seen
        })
    }
}

impl SoapAnswer {
    /// Answers a foreign client.
    fn drive(&self, subject: &mut dyn Subject) -> Result<Expect, Gap> {
        let arguments = json!({
            "version": "Exchange2013_SP1",
            "tokens": [{
                "id": APP,
                "tokenType": "CallerIdentity",
            }],
        });
        let response = self.response();
        if !Response::FINAL.contains(&response.status) {
            let why = format!("no answer has the status {}", response.status);
            return Err(Gap::Blocked(why));
        }
        let response = response.to_json();
        let mut asked = false;
        let answer = subject.perform("getClientAccessToken", &arguments, &mut |_| {
            asked = true;
            response.clone()
        });
        Ok(match answer.settled()? {
            Ok(_) if !asked => {
                let why = "it comes back with an answer and did not ask";
                return Err(Gap::Lost(why.to_owned()));
            }
            Ok(_) => Expect {
                takes: Some(TOKEN_RESPONSE.to_string()),
                ..Expect::default()
            },
            Err(failure) => Expect {
                refused: Some(failure["code"].as_str().unwrap_or("refused").to_owned()),
                ..Expect::default()
            },
        })
    }
}

/// The operation to which a success answers.
fn answered_operation(response: &Response, rules: &Rules) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body);
    let text = Text::from(body.as_ref());
    let envelope = Envelope::read(&text, rules, &Limits::MESSAGE, |_| true).ok()?;
    let name = envelope.content()?.name();
    let operation = name.local.strip_suffix("Response")?;
    Some(Name::new(name.namespace, operation).to_string())
}

/// What a sound service does, but for the answer to a sound request.
fn serve(
    request: &Request,
    views: &mut String,
    rules: &Rules,
) -> Result<Option<String>, Rejection> {
    let asked = receive(request, SERVICE, rules)?;
    let envelope = asked.envelope(rules, understands)?;
    views.push_str(&format!("{asked:?}{envelope:?}{:?}", envelope.content()));
    let operation = asked.operation(&envelope, rules)?;
    Ok(operation.map(|name| name.to_string()))
}

/// What can be seen of a server's answer that carries a fault or no message.
fn seen_in(response: &Response, rules: &Rules) -> Expect {
    let mut seen = Expect {
        status: Some(response.status),
        allow: response.headers.one("allow").map(str::to_owned),
        ..Expect::default()
    };
    let body = String::from_utf8_lossy(&response.body);
    let text = Text::from(body.as_ref());
    let sound = rules.made_sound();
    let envelope = Envelope::read(&text, &sound, &Limits::MESSAGE, |_| true);
    if let Ok(envelope) = &envelope
        && let Some(content) = envelope.content()
        && let Ok(fault) = Fault::read(content, &sound)
    {
        seen.fault = Some(spell(fault.code()));
        seen.detail = Some(fault.detail.is_some());
    }
    seen
}

/// The local name of SOAP's own codes.
fn spell(code: Name<'_>) -> String {
    match code.namespace {
        NAMESPACE => code.local.to_owned(),
        _ => code.to_string(),
    }
}

impl SoapAnswer {
    fn response(&self) -> Response {
        let text = self
            .envelope
            .clone()
            .unwrap_or_else(|| envelope("", "${response}"));
        let response = Response::new(self.status.unwrap_or(200));
        let response = response.with_body(write(&fill(&text), self.written));
        match self
            .content_type
            .as_deref()
            .unwrap_or("text/xml; charset=utf-8")
        {
            "" => response,
            media_type => response.with_header("Content-Type", media_type),
        }
    }

    fn play(&self, rules: &Rules) -> Expect {
        let response = self.response();
        interpret(&response, rules).unwrap_or_else(|refusal| Expect {
            refused: Some(refusal.id.to_string()),
            ..Expect::default()
        })
    }
}

/// What a sound client makes of an answer to its request for a token.
fn interpret(response: &Response, rules: &Rules) -> Result<Expect, Refusal> {
    let Some(answered) = read_response(response, Limits::MESSAGE, rules)? else {
        return Ok(Expect {
            status: Some(response.status),
            ..Expect::default()
        });
    };
    let envelope = answered.envelope(rules, understands)?;
    Ok(match answered.reply(&envelope, TOKEN_RESPONSE, rules)? {
        Reply::Content(content) => Expect {
            takes: Some(content.name().to_string()),
            ..Expect::default()
        },
        Reply::Fault(fault) => Expect {
            fault: Some(spell(fault.code())),
            says: Some(fault.string.to_string()),
            detail: Some(fault.detail.is_some()),
            ..Expect::default()
        },
    })
}
