//! What a sound client sends, what it makes of an answer, and when it asks again.

use conformance::{Now, Quirk, Refusal, Rules};
use soap::Reply;
use wire::{Request, Response};
use xml::{Element, Limits, Name, Writer};

use crate::app;
use crate::fault::{self, Received};
use crate::names::{
    MESSAGES, PATH, REQUEST_VERSION, SERVER_VERSION, SOAP_ACTION, TYPES, message, types,
};
use crate::request::TokenRequest;
use crate::response::{self, Class, Message};
use crate::schema::{TokenType, Version};
use crate::secret::Secret;
use crate::{EWS_008, EWS_022, EWS_028, EWS_034, EWS_036, EWS_042, EWS_046, EWS_048, EWS_052};

/// Sends an empty `Scope`.
pub(crate) const SENDS_EMPTY_SCOPES: Quirk = Quirk("sends-empty-scopes");
/// States the version that the server stated.
pub(crate) const ECHOES_THE_VERSION: Quirk = Quirk("echoes-the-servers-version");
/// Cannot read an answer without a header.
pub(crate) const NEEDS_A_HEADER: Quirk = Quirk("needs-a-header-in-every-answer");
/// Asks again at once, whatever it was told.
pub(crate) const NEVER_WAITS: Quirk = Quirk("never-waits");
/// Does not look for the inner error of an internal one.
pub(crate) const IGNORES_INNER_ERRORS: Quirk = Quirk("ignores-inner-errors");
/// Sends a SOAPAction that is not the operation's.
pub(crate) const OTHER_SOAP_ACTION: Quirk = Quirk("sends-another-soap-action");
/// Sends a header that the operation does not bind.
pub(crate) const IMPERSONATES: Quirk = Quirk("sends-an-impersonation-header");

/// Comes down on a code or a token type that it does not know.
pub(crate) const COMES_DOWN: Quirk = Quirk("comes-down-on-what-it-does-not-know");

/// How long a client waits when it is told to wait and not how long. Observed: exchangelib.
const DEFAULT_WAIT_MS: i64 = 10_000;

/// A client, and what it keeps between one request and the next.
#[derive(Clone, Debug)]
pub struct Client {
    version: Version,
    asked: Vec<TokenRequest<'static>>,
    wait_until: Option<Now>,
    /// What the server last said of itself. Only a careless client sends it back.
    server_version: Option<String>,
}

/// What a client makes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer to each request, or one error for all.
    Answers(Vec<Answer>),
    /// The request as a whole failed.
    Fault(Received),
    /// No message came, only this status.
    Status(u16),
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A token.
    Token {
        /// The app it was issued for.
        id: String,
        /// What it is for.
        token_type: TokenType,
        /// The token itself.
        value: Secret<'static>,
        /// How long it lives; the largest number that fits if it lives longer.
        ttl_minutes: u64,
    },
    /// The request was refused.
    Refused {
        /// Why, for machines.
        code: String,
        /// Why, for people.
        text: String,
    },
    /// The request was not tried, for the reason that this code says.
    NotTried(String),
}

impl Client {
    /// A client that states this version and has asked for nothing.
    pub fn new(version: Version) -> Self {
        Self {
            version,
            asked: Vec::new(),
            wait_until: None,
            server_version: None,
        }
    }

    /// The request for these tokens; none while the server is to be left alone.
    pub fn ask(
        &mut self,
        tokens: Vec<TokenRequest<'static>>,
        now: Now,
        rules: &Rules,
    ) -> Result<Option<Request>, Refusal> {
        let waits = self.wait_until.is_some_and(|until| now < until);
        if waits && rules.demand(EWS_052) && !rules.does(NEVER_WAITS) {
            return Ok(None);
        }
        if self.version < Version::EXCHANGE_2013 {
            rules.refuse(EWS_042, 0, "the operation came with Exchange 2013")?;
        }
        let echoed = self
            .server_version
            .as_deref()
            .filter(|_| rules.does(ECHOES_THE_VERSION));
        let version = [(
            Name::bare("Version"),
            echoed.unwrap_or(self.version.as_str()),
        )];
        let mut header = |writer: &mut Writer| {
            if rules.does(IMPERSONATES) {
                writer.leaf(types("ExchangeImpersonation"), &[], "somebody")?;
            }
            writer.leaf(REQUEST_VERSION, &version, "")
        };
        let envelope = soap::write_envelope(
            rules,
            &[("m", MESSAGES), ("t", TYPES)],
            Some(&mut header),
            &mut |writer| write_asked(&tokens, writer, rules),
        )?;
        let action = if rules.does(OTHER_SOAP_ACTION) {
            MESSAGES
        } else {
            SOAP_ACTION
        };
        self.asked = tokens;
        Ok(Some(soap::request(PATH, action, envelope)))
    }

    /// What the answer to the last request says.
    pub fn interpret(
        &mut self,
        response: &Response,
        now: Now,
        rules: &Rules,
    ) -> Result<Outcome, Refusal> {
        let outcome = read(response, &self.asked, rules, &mut self.server_version);
        let outcome = outcome.map_err(|refusal| {
            let is_unknown = [EWS_008, EWS_034].contains(&refusal.id);
            if is_unknown && rules.does(COMES_DOWN) {
                return Refusal::new(EWS_036, refusal.offset, "the client comes down");
            }
            refusal
        })?;
        let wait_ms = match &outcome {
            Read {
                outcome: Outcome::Fault(fault),
                ..
            } if fault.code == "ErrorServerBusy" => {
                Some(fault.back_off_ms.unwrap_or(DEFAULT_WAIT_MS))
            }
            Read {
                outcome: Outcome::Status(503),
                ..
            }
            | Read {
                is_busy_within: true,
                ..
            } => Some(DEFAULT_WAIT_MS),
            Read { .. } => None,
        };
        self.wait_until = wait_ms.map(|wait_ms| now.plus_ms(wait_ms));
        Ok(outcome.outcome)
    }

    /// Takes these tokens for what the next answer is about.
    pub(crate) fn expect(&mut self, tokens: Vec<TokenRequest<'static>>) {
        self.asked = tokens;
    }

    pub(crate) fn has_asked(&self) -> bool {
        !self.asked.is_empty()
    }

    /// The moment before which the server is to be left alone.
    pub fn wait_until(&self) -> Option<Now> {
        self.wait_until
    }
}

fn write_asked(
    tokens: &[TokenRequest<'_>],
    writer: &mut Writer,
    rules: &Rules,
) -> Result<(), Refusal> {
    writer.start(message("GetClientAccessToken"), &[])?;
    writer.start(message("TokenRequests"), &[])?;
    for token in tokens {
        writer.start(types("TokenRequest"), &[])?;
        writer.leaf(types("Id"), &[], &token.id)?;
        writer.leaf(types("TokenType"), &[], token.token_type.as_str())?;
        let scope = token.scope.as_deref();
        let scope = scope.filter(|text| !text.is_empty() || rules.does(SENDS_EMPTY_SCOPES));
        if let Some(scope) = scope {
            writer.leaf(types("Scope"), &[], scope)?;
        }
        if let Some(resource_uri) = &token.resource_uri {
            writer.leaf(types("ResourceUri"), &[], resource_uri)?;
        }
        writer.end();
    }
    Ok(())
}

/// An answer that was read, and whether it asks to wait in a roundabout way.
struct Read {
    outcome: Outcome,
    is_busy_within: bool,
}

fn read(
    response: &Response,
    asked: &[TokenRequest<'_>],
    rules: &Rules,
    server_version: &mut Option<String>,
) -> Result<Read, Refusal> {
    let plain = |outcome| {
        Ok(Read {
            outcome,
            is_busy_within: false,
        })
    };
    let Some(answered) = soap::read_response(response, Limits::MESSAGE, rules)? else {
        return plain(Outcome::Status(response.status));
    };
    let envelope = answered.envelope(rules, |name| name == SERVER_VERSION)?;
    if envelope.header().is_none() && rules.does(NEEDS_A_HEADER) {
        return Err(Refusal::new(EWS_048, 0, "the answer has no header"));
    }
    if let Some(version) = envelope.block(SERVER_VERSION) {
        *server_version = read_server_version(version, rules)?;
    }
    match answered.reply(&envelope, message("GetClientAccessTokenResponse"), rules)? {
        Reply::Fault(fault) => plain(Outcome::Fault(fault::read(&fault, rules)?)),
        Reply::Content(content) => {
            let messages = response::read(content, rules)?;
            compare(content, &messages, asked, rules)?;
            let is_busy_within = messages.iter().any(|message| is_busy(message, rules));
            let answers = messages.into_iter().map(answer).collect();
            Ok(Read {
                outcome: Outcome::Answers(answers),
                is_busy_within,
            })
        }
    }
}

/// Reads the identifiers of the apps out of the answer to GetAppManifests.
pub fn read_manifests(response: &Response, rules: &Rules) -> Result<Option<Vec<String>>, Refusal> {
    let Some(answered) = soap::read_response(response, Limits::MESSAGE, rules)? else {
        return Ok(None);
    };
    let envelope = answered.envelope(rules, |name| name == SERVER_VERSION)?;
    match answered.reply(&envelope, message("GetAppManifestsResponse"), rules)? {
        Reply::Fault(_) => Ok(None),
        Reply::Content(content) => app::read(content, rules).map(Some),
    }
}

/// Reads what a server says of itself; its version may be any text (EWS-046, EWS-047).
pub(crate) fn read_server_version(
    version: Element<'_, '_>,
    rules: &Rules,
) -> Result<Option<String>, Refusal> {
    for name in [
        "MajorVersion",
        "MinorVersion",
        "MajorBuildNumber",
        "MinorBuildNumber",
    ] {
        let stated = version.attribute(Name::bare(name));
        if stated.is_some_and(|number| number.trim_ascii().parse::<i32>().is_err()) {
            rules.refuse(
                EWS_046,
                version.offset(),
                format!("`{name}` is a whole number"),
            )?;
        }
    }
    Ok(version.attribute(Name::bare("Version")).map(str::to_owned))
}

/// Whether the messages answer what was asked (EWS-022, EWS-028).
fn compare(
    content: Element<'_, '_>,
    messages: &[Message<'_, '_>],
    asked: &[TokenRequest<'_>],
    rules: &Rules,
) -> Result<(), Refusal> {
    let whole_batch = matches!(
        messages,
        [Message {
            class: Class::Error,
            ..
        }]
    );
    if messages.len() != asked.len() && !whole_batch {
        let seen = format!("{} messages for {} requests", messages.len(), asked.len());
        rules.refuse(EWS_022, content.offset(), seen)?;
    }
    for (message, asked) in messages.iter().zip(asked) {
        let Some(token) = &message.token else {
            continue;
        };
        if token.id != asked.id || token.token_type != asked.token_type {
            let seen = "a token for another app or of another type than was asked for";
            rules.refuse(EWS_028, content.offset(), seen)?;
        }
    }
    Ok(())
}

/// An internal error within which a busy server hides (EWS-052).
fn is_busy(message: &Message<'_, '_>, rules: &Rules) -> bool {
    let inner = message
        .xml
        .and_then(|xml| fault::value(xml, "InnerErrorResponseCode"));
    let is_internal = message.code.as_deref() == Some("ErrorInternalServerError");
    is_internal && inner.as_deref() == Some("ErrorServerBusy") && !rules.does(IGNORES_INNER_ERRORS)
}

fn answer(message: Message<'_, '_>) -> Answer {
    let code = message.code.unwrap_or_default().into_owned();
    match (message.class, message.token) {
        (Class::Warning, _) => Answer::NotTried(code),
        (Class::Success, Some(token)) => Answer::Token {
            id: token.id.into_owned(),
            token_type: token.token_type,
            value: Secret::new(token.value.reveal().to_owned()),
            ttl_minutes: token.ttl_minutes,
        },
        (Class::Success, None) | (Class::Error, _) => Answer::Refused {
            code,
            text: message.text.unwrap_or_default().into_owned(),
        },
    }
}
