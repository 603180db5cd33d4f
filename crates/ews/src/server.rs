//! What a sound server does with a request.

use conformance::{Chance, Now, Quirk, Refusal, Rules};
use serde::{Deserialize, Serialize};
use soap::{Part, Rejection, Service};
use wire::{Request, Response};
use xml::{Limits, Name, Place, Writer};

use crate::app::{self, App};
use crate::fault::{Detail, Fault};
use crate::names::{
    MANIFESTS_ACTION, MESSAGES, PATH, REQUEST_VERSION, SOAP_ACTION, TYPES, message, types,
};
use crate::request::{TokenRequest, read_asked, read_version};
use crate::response::Class;
use crate::{
    EWS_001, EWS_009, EWS_043, EWS_044, EWS_052, EWS_054, EWS_055, EWS_056, EWS_062, EWS_063,
};

/// What a server knows. The tokens that it gives out are not kept.
#[derive(Clone, Debug)]
pub struct State {
    /// The apps of the mailbox.
    pub apps: Vec<App>,
    /// Who calls.
    pub caller: Caller,
    /// How the server fares.
    pub load: Load,
    /// How long a token lives.
    pub token_seconds: i64,
    /// Makes the text of a token.
    pub mint: fn(&TokenRequest<'_>, Now, &mut Chance) -> String,
}

/// Who calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// Somebody with a mailbox, signed in.
    #[default]
    Known,
    /// Somebody who did not sign in.
    Anonymous,
    /// Somebody whose account is disabled.
    AccountDisabled,
    /// Somebody without a mailbox.
    NoMailbox,
    /// Somebody without a licence.
    Unlicensed,
    /// Somebody of an organization that may not call.
    OrganizationBlocked,
}

/// How the server fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Load {
    /// It answers.
    #[default]
    Light,
    /// It asks its callers to wait for half a minute.
    Busy,
    /// The caller has too many connections.
    TooManyConnections,
    /// It does not even look at requests.
    Unavailable,
    /// Something broke.
    Broken,
}

impl State {
    /// A server with these apps, where nothing is wrong.
    pub fn new(apps: Vec<App>) -> Self {
        Self {
            apps,
            caller: Caller::Known,
            load: Load::Light,
            token_seconds: 28_800,
            mint: |_, _, chance| format!("opaque-{}", chance.guid()),
        }
    }
}

/// Puts the token before what should precede it.
pub(crate) const TOKEN_FIRST: Quirk = Quirk("puts-the-token-first");
/// Puts the token into the types namespace.
pub(crate) const TOKEN_IN_TYPES: Quirk = Quirk("puts-the-token-into-the-types-namespace");
/// Reports a success with an empty token.
pub(crate) const EMPTY_TOKEN: Quirk = Quirk("reports-success-with-an-empty-token");
/// Answers a batch with one message.
pub(crate) const ONE_MESSAGE: Quirk = Quirk("answers-a-batch-with-one-message");
/// Answers with the same token whatever is asked for.
pub(crate) const CANNED: Quirk = Quirk("answers-with-a-canned-token");
/// Counts the life of a token in seconds.
pub(crate) const SECONDS: Quirk = Quirk("counts-the-life-of-a-token-in-seconds");
/// Leaves `DescriptiveLinkKey` out of errors.
pub(crate) const NO_LINK_KEY: Quirk = Quirk("leaves-the-link-key-out-of-errors");
/// Adds a text to a success.
pub(crate) const TALKS_OF_SUCCESS: Quirk = Quirk("adds-a-text-to-a-success");
/// Leaves out the life of a token.
pub(crate) const NO_TTL: Quirk = Quirk("leaves-out-the-life-of-a-token");
/// Invents a response element of its own.
pub(crate) const OWN_MESSAGE: Quirk = Quirk("invents-a-response-element");
/// Leaves out its version.
pub(crate) const NO_SERVER_VERSION: Quirk = Quirk("leaves-out-its-version");
/// Adds a header that the operation does not bind.
pub(crate) const OWN_HEADER: Quirk = Quirk("adds-a-header-of-its-own");
/// Refuses a batch for one bad request.
pub(crate) const ALL_OR_NOTHING: Quirk = Quirk("refuses-a-batch-for-one-request");
/// Refuses a token that the caller may not have with a general code.
pub(crate) const GENERAL_CODE: Quirk = Quirk("refuses-with-a-general-code");
/// Takes an empty identifier for a violation of the schema.
pub(crate) const EMPTY_ID_IS_A_FAULT: Quirk = Quirk("answers-an-empty-id-with-a-schema-fault");

/// The service, as SOAP sees it. GetAppManifests has no documented action of its own here.
pub(crate) const SERVICE: Service<'static> = Service {
    path: PATH,
    operations: &[
        (message("GetClientAccessToken"), SOAP_ACTION),
        (message("GetAppManifests"), MANIFESTS_ACTION),
    ],
    limits: Limits::MESSAGE,
};

/// The longest request (EWS-054).
const REQUEST_BYTES: usize = 400 * 1024;

/// Why there is no answer to the operation.
enum Trouble {
    Soap(Rejection),
    Fault(Fault),
    Status(u16),
}

impl From<Rejection> for Trouble {
    fn from(rejection: Rejection) -> Self {
        Self::Soap(rejection)
    }
}

/// Answers a request, whatever it is.
pub fn handle(
    state: &mut State,
    now: Now,
    chance: &mut Chance,
    request: &Request,
    rules: &Rules,
) -> Response {
    let answered = answer(state, now, chance, request, rules).or_else(|trouble| match trouble {
        Trouble::Soap(rejection) => Ok(rejection.response(rules)),
        Trouble::Fault(fault) => fault.response(rules),
        Trouble::Status(401) => Ok(Response::new(401)
            .with_header("WWW-Authenticate", "Negotiate")
            .with_header("WWW-Authenticate", "Bearer")),
        Trouble::Status(status) => Ok(Response::new(status)),
    });
    answered.unwrap_or_else(|_| Response::new(500))
}

fn answer(
    state: &mut State,
    now: Now,
    chance: &mut Chance,
    request: &Request,
    rules: &Rules,
) -> Result<Response, Trouble> {
    if request.body.len() > REQUEST_BYTES && rules.demand(EWS_054) {
        let message = "the request is longer than 400 KB";
        return Err(Trouble::Fault(Fault::new(
            "ErrorRequestStreamTooBig",
            message,
        )));
    }
    let asked = soap::receive(request, SERVICE, rules)?;
    look_at_caller(state, rules)?;
    look_at_load(state, rules)?;
    let envelope = asked.envelope(rules, |name| name == REQUEST_VERSION)?;
    let violation = |refusal| violation(refusal, &request.body);
    let operation = asked.operation(&envelope, rules)?;
    let (Some(operation), Some(content)) = (operation, envelope.content()) else {
        if !rules.demand(EWS_055) {
            return Err(Trouble::Status(400));
        }
        let message = "the body is empty";
        return Err(Trouble::Fault(Fault::new("ErrorInvalidRequest", message)));
    };
    if operation.namespace != MESSAGES {
        let message = "the operation stands in the messages namespace";
        rules
            .refuse(EWS_001, content.offset(), message)
            .map_err(violation)?;
    }
    let version = read_version(envelope.block(REQUEST_VERSION), rules).map_err(violation)?;
    let written = match operation.local {
        "GetClientAccessToken" => {
            let asked = read_asked(content, version, rules).map_err(violation)?;
            let results = results(state, now, chance, &asked, rules)?;
            respond(rules, &mut |writer| write_results(&results, writer, rules))
        }
        "GetAppManifests" => {
            app::read_asked(content, rules).map_err(violation)?;
            respond(rules, &mut |writer| app::write(&state.apps, writer, rules))
        }
        _ => {
            let message = "no such operation";
            return Err(Trouble::Fault(Fault::new("ErrorInvalidRequest", message)));
        }
    };
    written.map_err(|_| Trouble::Status(500))
}

fn look_at_caller(state: &State, rules: &Rules) -> Result<(), Trouble> {
    if !rules.demand(EWS_056) {
        return Ok(());
    }
    let (code, message) = match state.caller {
        Caller::Known => return Ok(()),
        Caller::Anonymous => return Err(Trouble::Status(401)),
        Caller::AccountDisabled => ("ErrorAccountDisabled", "the account is disabled"),
        Caller::NoMailbox => ("ErrorNonExistentMailbox", "the caller has no mailbox"),
        Caller::Unlicensed => ("ErrorInvalidLicense", "the caller has no licence"),
        Caller::OrganizationBlocked => (
            "ErrorOrganizationAccessBlocked",
            "the organization may not call",
        ),
    };
    Err(Trouble::Fault(Fault::new(code, message)))
}

fn look_at_load(state: &State, rules: &Rules) -> Result<(), Trouble> {
    let fault = match state.load {
        Load::Light => return Ok(()),
        Load::Unavailable => return Err(Trouble::Status(503)),
        Load::Busy => {
            let fault = Fault::new("ErrorServerBusy", "the server is busy");
            if rules.demand(EWS_052) {
                fault.with(Detail::Value("BackOffMilliseconds", "30000".to_owned()))
            } else {
                fault
            }
        }
        Load::TooManyConnections => {
            let message = "too many connections";
            Fault::new("ErrorExceededConnectionCount", message)
                .with(Detail::Value("Policy", "EWSMaxConcurrency".to_owned()))
                .with(Detail::Value("MaxConcurrencyLimit", "27".to_owned()))
                .with(Detail::Value("ErrorMessage", message.to_owned()))
        }
        Load::Broken => Fault::new("ErrorInternalServerError", "something broke"),
    };
    Err(Trouble::Fault(fault))
}

/// The fault that a violation of the schema or of the version's rules is answered with.
fn violation(refusal: Refusal, body: &[u8]) -> Trouble {
    if refusal.id == EWS_044 {
        return Trouble::Fault(Fault::new("ErrorInvalidServerVersion", refusal.message));
    }
    if [EWS_009, EWS_043].contains(&refusal.id) {
        return Trouble::Fault(Fault::new("ErrorIncorrectSchemaVersion", refusal.message));
    }
    let place = Place::at(body, refusal.offset);
    let fault = Fault::new("ErrorSchemaValidation", refusal.message.clone())
        .with(Detail::Element("LineNumber", place.line.to_string()))
        .with(Detail::Element("LinePosition", place.column.to_string()))
        .with(Detail::Element("Violation", refusal.message.into_owned()));
    Trouble::Fault(fault)
}

/// How a token request went.
enum TokenResult<'r> {
    Issued {
        request: &'r TokenRequest<'r>,
        value: String,
        ttl: i64,
    },
    Refused {
        code: &'static str,
        message: &'static str,
    },
}

/// Looks at each request of a batch by itself (EWS-062, EWS-063).
fn results<'r>(
    state: &State,
    now: Now,
    chance: &mut Chance,
    asked: &'r [TokenRequest<'r>],
    rules: &Rules,
) -> Result<Vec<TokenResult<'r>>, Trouble> {
    let mut results = Vec::with_capacity(asked.len());
    for request in asked {
        if request.id.is_empty() && rules.does(EMPTY_ID_IS_A_FAULT) {
            let message = "the identifier is empty";
            return Err(Trouble::Fault(Fault::new("ErrorSchemaValidation", message)));
        }
        let app = state
            .apps
            .iter()
            .find(|app| app.id.eq_ignore_ascii_case(&request.id));
        let permitted = match app {
            Some(app) => app.permits.contains(&request.token_type) || !rules.demand(EWS_062),
            None => !rules.demand(EWS_063),
        };
        if permitted {
            let value = (state.mint)(request, now, chance);
            let ttl = state.token_seconds / if rules.does(SECONDS) { 1 } else { 60 };
            results.push(TokenResult::Issued {
                request,
                value,
                ttl,
            });
        } else if rules.does(ALL_OR_NOTHING) {
            let message = "a request of the batch is refused";
            return Err(Trouble::Fault(Fault::new("ErrorAccessDenied", message)));
        } else {
            let code = match app {
                _ if rules.does(GENERAL_CODE) => "ErrorAccessDenied",
                Some(_) => "ErrorInvalidClientAccessTokenRequest",
                None => "ErrorExtensionNotFound",
            };
            let message = "this app may not have such a token";
            results.push(TokenResult::Refused { code, message });
        }
    }
    if rules.does(ONE_MESSAGE) {
        results.truncate(1);
    }
    Ok(results)
}

fn respond(
    rules: &Rules,
    body: &mut dyn FnMut(&mut Writer) -> Result<(), Refusal>,
) -> Result<Response, Refusal> {
    let version = [
        (Name::bare("MajorVersion"), "15"),
        (Name::bare("MinorVersion"), "2"),
        (Name::bare("MajorBuildNumber"), "2562"),
        (Name::bare("MinorBuildNumber"), "17"),
        (Name::bare("Version"), "V2017_07_11"),
    ];
    let mut header = |writer: &mut Writer| {
        if rules.does(OWN_HEADER) {
            writer.leaf(types("TimeZoneContext"), &[], "UTC")?;
        }
        writer.leaf(types("ServerVersionInfo"), &version, "")
    };
    let header = (!rules.does(NO_SERVER_VERSION)).then_some(&mut header as Part<'_>);
    let prefixes = [("m", MESSAGES), ("t", TYPES)];
    Ok(soap::response(soap::write_envelope(
        rules, &prefixes, header, body,
    )?))
}

fn write_results(
    results: &[TokenResult<'_>],
    writer: &mut Writer,
    rules: &Rules,
) -> Result<(), Refusal> {
    writer.start(message("GetClientAccessTokenResponse"), &[])?;
    writer.start(message("ResponseMessages"), &[])?;
    let name = if rules.does(OWN_MESSAGE) {
        message("ClientAccessTokenResponse")
    } else {
        message("GetClientAccessTokenResponseMessage")
    };
    for result in results {
        let class = match result {
            TokenResult::Issued { .. } => Class::Success,
            TokenResult::Refused { .. } => Class::Error,
        };
        writer.start(name, &[(Name::bare("ResponseClass"), class.as_str())])?;
        match result {
            TokenResult::Issued {
                request,
                value,
                ttl,
            } => {
                if rules.does(TOKEN_FIRST) {
                    write_token(request, value, *ttl, writer, rules)?;
                }
                if rules.does(TALKS_OF_SUCCESS) {
                    writer.leaf(message("MessageText"), &[], "the token is issued")?;
                }
                writer.leaf(message("ResponseCode"), &[], "NoError")?;
                if !rules.does(TOKEN_FIRST) {
                    write_token(request, value, *ttl, writer, rules)?;
                }
            }
            TokenResult::Refused {
                code,
                message: text,
            } => {
                writer.leaf(message("MessageText"), &[], text)?;
                writer.leaf(message("ResponseCode"), &[], code)?;
                if !rules.does(NO_LINK_KEY) {
                    writer.leaf(message("DescriptiveLinkKey"), &[], "0")?;
                }
            }
        }
        writer.end();
    }
    Ok(())
}

fn write_token(
    request: &TokenRequest<'_>,
    value: &str,
    ttl: i64,
    writer: &mut Writer,
    rules: &Rules,
) -> Result<(), Refusal> {
    let canned = rules.does(CANNED);
    let name = if rules.does(TOKEN_IN_TYPES) {
        types("Token")
    } else {
        message("Token")
    };
    let id = if canned { "canned" } else { &*request.id };
    writer.start(name, &[])?;
    writer.leaf(types("Id"), &[], id)?;
    writer.leaf(types("TokenType"), &[], request.token_type.as_str())?;
    writer.leaf(
        types("TokenValue"),
        &[],
        if rules.does(EMPTY_TOKEN) { "" } else { value },
    )?;
    if !rules.does(NO_TTL) {
        writer.leaf(types("TTL"), &[], &ttl.to_string())?;
    }
    writer.end();
    Ok(())
}
