//! The answer to a token request: a token, or an error with Entra's members.

use std::borrow::Cow;
use std::fmt;

use conformance::{Refusal, Rules};
use json::{Item, Kind};

use crate::defects::{
    BRANCHES_ON_WORDS, COMPARES_TOKEN_TYPES_WITH_CASE, IGNORES_THE_STATUS, REFUSES_LONG_VALUES,
    REFUSES_UNKNOWN_MEMBERS,
};
use crate::document::{Document, Writer, check_json};
use crate::scope::{Scope, is_scope_character};
use crate::{ENTRA_017, OAUTH_013, OAUTH_014, OAUTH_015, OAUTH_017, OAUTH_018, Secret};

/// A token, and what came with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenSuccess<'a> {
    /// What kind of token it is: `Bearer`.
    pub token_type: Cow<'a, str>,
    /// The token.
    pub access_token: Secret<'a>,
    /// What it permits.
    pub scope: Option<Cow<'a, str>>,
    /// For how many seconds it is good.
    pub expires_in: Option<u32>,
    /// For how many seconds it may serve while the authority is out of reach.
    pub ext_expires_in: Option<u32>,
    /// After how many seconds a client had better refresh it.
    pub refresh_in: Option<u32>,
    /// What another token is had for.
    pub refresh_token: Option<Secret<'a>>,
    /// For how many seconds the refresh token is good.
    pub refresh_token_expires_in: Option<u32>,
    /// Who the user is, for the client.
    pub id_token: Option<Secret<'a>>,
    /// Who the user is, as Entra tells a client that asks.
    pub client_info: Option<Cow<'a, str>>,
    /// The family of apps that share the refresh token.
    pub foci: Option<Cow<'a, str>>,
}

/// Why there is no token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenError<'a> {
    /// The code of the error, by which alone a client decides.
    pub error: Cow<'a, str>,
    /// Words for a developer.
    pub error_description: Option<Cow<'a, str>>,
    /// The numbers of Entra's catalogue.
    pub error_codes: Vec<u32>,
    /// Entra's finer code.
    pub suberror: Option<Cow<'a, str>>,
    /// When it happened.
    pub timestamp: Option<Cow<'a, str>>,
    /// The request, to Entra.
    pub trace_id: Option<Cow<'a, str>>,
    /// The request, to the client.
    pub correlation_id: Option<Cow<'a, str>>,
    /// Claims with which to ask again, as JSON.
    pub claims: Option<Cow<'a, str>>,
    /// A page about it.
    pub error_uri: Option<Cow<'a, str>>,
}

/// What an authority answers to a token request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenAnswer<'a> {
    /// A token.
    Success(TokenSuccess<'a>),
    /// Why there is none.
    Error(TokenError<'a>),
}

/// The error codes that are registered for the token endpoint: six of RFC 6749, four of RFC 8628,
/// one of RFC 8707.
const REGISTERED: [&str; 11] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "invalid_target",
];

/// The error codes that Entra sends besides, as documented.
const OF_ENTRA: [&str; 6] = [
    "interaction_required",
    "consent_required",
    "login_required",
    "invalid_resource",
    "temporarily_unavailable",
    "server_error",
];

impl<'a> TokenAnswer<'a> {
    /// Reads an answer. `basic` says whether the client had used the `Authorization` header. The
    /// offset of a refusal is one of the body.
    pub fn read(response: &'a wire::Response, basic: bool, rules: &Rules) -> Result<Self, Refusal> {
        if response.status == 200 || rules.does(IGNORES_THE_STATUS) {
            return read_success(response, rules).map(Self::Success);
        }
        read_error(response, basic, rules).map(Self::Error)
    }

    /// Reads the body of an answer by itself: a token, or an error if it says that it is one.
    pub fn read_body(body: &'a [u8], rules: &Rules) -> Result<Self, Refusal> {
        let document = Document::read(body, OAUTH_013, rules)?;
        if document.find("error", rules).is_some() {
            return TokenError::of(&document, rules).map(Self::Error);
        }
        TokenSuccess::of(&document, rules).map(Self::Success)
    }
}

fn read_success<'a>(
    response: &'a wire::Response,
    rules: &Rules,
) -> Result<TokenSuccess<'a>, Refusal> {
    check_json(&response.headers, OAUTH_013, rules)?;
    check_not_stored(&response.headers, rules)?;
    let document = Document::read(&response.body, OAUTH_013, rules)?;
    TokenSuccess::of(&document, rules)
}

fn check_not_stored(headers: &wire::Headers, rules: &Rules) -> Result<(), Refusal> {
    let says = |name: &str, word: &str| {
        let mut words = headers.all(name).flat_map(|line| line.split(','));
        words.any(|held| held.trim_matches([' ', '\t']).eq_ignore_ascii_case(word))
    };
    if !says("cache-control", "no-store") {
        rules.refuse(
            OAUTH_013,
            0,
            "a token is answered under `Cache-Control: no-store`",
        )?;
    }
    if !says("pragma", "no-cache") {
        rules.refuse(OAUTH_013, 0, "a token is answered under `Pragma: no-cache`")?;
    }
    Ok(())
}

impl<'a> TokenSuccess<'a> {
    fn of(document: &Document<'a>, rules: &Rules) -> Result<Self, Refusal> {
        if let Some(error) = document.find("error", rules) {
            let message = "an error is not answered with 200";
            rules.refuse(OAUTH_017, error.offset(), message)?;
        }
        check_members(document, rules)?;
        let string = |name| document.string(name, rules);
        let token_type = document.required("token_type", rules)?;
        let known = if rules.does(COMPARES_TOKEN_TYPES_WITH_CASE) {
            token_type == "Bearer"
        } else {
            token_type.eq_ignore_ascii_case("bearer")
        };
        if !known {
            let offset = document.find("token_type", rules).map_or(0, Item::offset);
            rules.refuse(OAUTH_014, offset, "a token of this type is of no use")?;
        }
        let scope = string("scope")?;
        if let Some(scope) = &scope {
            let offset = document.find("scope", rules).map_or(0, Item::offset);
            // The offset of a character within an escaped string is not known: the string's is.
            Scope::read(scope, 0, rules).map_err(|refusal| Refusal { offset, ..refusal })?;
        }
        Ok(Self {
            token_type,
            access_token: Secret::new(document.required("access_token", rules)?),
            scope,
            expires_in: document.seconds("expires_in", rules)?,
            ext_expires_in: document.seconds("ext_expires_in", rules)?,
            refresh_in: document.seconds("refresh_in", rules)?,
            refresh_token: string("refresh_token")?.map(Secret::new),
            refresh_token_expires_in: document.seconds("refresh_token_expires_in", rules)?,
            id_token: string("id_token")?.map(Secret::new),
            client_info: string("client_info")?,
            foci: string("foci")?,
        })
    }

    /// The same success as an owner of its texts.
    pub fn into_owned(self) -> TokenSuccess<'static> {
        let own = |text: Cow<'_, str>| -> Cow<'static, str> { Cow::Owned(text.into_owned()) };
        TokenSuccess {
            token_type: own(self.token_type),
            access_token: self.access_token.into_owned(),
            scope: self.scope.map(own),
            refresh_token: self.refresh_token.map(Secret::into_owned),
            id_token: self.id_token.map(Secret::into_owned),
            client_info: self.client_info.map(own),
            foci: self.foci.map(own),
            expires_in: self.expires_in,
            ext_expires_in: self.ext_expires_in,
            refresh_in: self.refresh_in,
            refresh_token_expires_in: self.refresh_token_expires_in,
        }
    }

    /// The body of the answer.
    pub fn print(&self) -> String {
        let numbers = |writer: Writer, name: &str, value: Option<u32>| match value {
            Some(value) => writer.raw(name, &value.to_string()),
            None => writer,
        };
        let secret = |secret: &Option<Secret<'_>>| secret.as_ref().map(|s| s.reveal().to_owned());
        let mut writer = Writer::default()
            .string("token_type", &self.token_type)
            .maybe("scope", self.scope.as_deref());
        writer = numbers(writer, "expires_in", self.expires_in);
        writer = numbers(writer, "ext_expires_in", self.ext_expires_in);
        writer = numbers(writer, "refresh_in", self.refresh_in);
        writer = writer
            .string("access_token", self.access_token.reveal())
            .maybe("refresh_token", secret(&self.refresh_token).as_deref());
        writer = numbers(
            writer,
            "refresh_token_expires_in",
            self.refresh_token_expires_in,
        );
        writer
            .maybe("id_token", secret(&self.id_token).as_deref())
            .maybe("client_info", self.client_info.as_deref())
            .maybe("foci", self.foci.as_deref())
            .finish()
    }
}

/// Refuses members as a client does that is too particular. The sound one passes them over.
fn check_members(document: &Document<'_>, rules: &Rules) -> Result<(), Refusal> {
    const KNOWN: [&str; 13] = [
        "token_type",
        "scope",
        "expires_in",
        "ext_expires_in",
        "refresh_in",
        "access_token",
        "refresh_token",
        "refresh_token_expires_in",
        "id_token",
        "client_info",
        "foci",
        "error",
        "error_description",
    ];
    for member in document.root().members() {
        if rules.does(REFUSES_UNKNOWN_MEMBERS) && !KNOWN.contains(&member.name) {
            return Err(Refusal::new(
                OAUTH_015,
                member.name_offset,
                "an unknown member",
            ));
        }
        let long = member.value.as_str().is_some_and(|text| text.len() > 255);
        if rules.does(REFUSES_LONG_VALUES) && long {
            return Err(Refusal::new(
                OAUTH_015,
                member.value.offset(),
                "a value is too long",
            ));
        }
    }
    Ok(())
}

fn read_error<'a>(
    response: &'a wire::Response,
    basic: bool,
    rules: &Rules,
) -> Result<TokenError<'a>, Refusal> {
    check_json(&response.headers, OAUTH_017, rules)?;
    let document = Document::read(&response.body, OAUTH_017, rules)?;
    let error = TokenError::of(&document, rules)?;
    let challenged = response.headers.has("www-authenticate");
    let invalid_client = error.error == "invalid_client";
    if invalid_client && basic && !(response.status == 401 && challenged) {
        let message = "a client that used the `Authorization` header is answered with 401 and \
                       `WWW-Authenticate`";
        rules.refuse(OAUTH_017, 0, message)?;
    }
    let entra = rules.profile.chooses("entra");
    let fits = match response.status {
        400 => true,
        401 => invalid_client,
        // Entra answers so where the service and not the request is at fault.
        429 | 500..=599 => entra,
        _ => false,
    };
    if !fits {
        rules.refuse(OAUTH_017, 0, "a refused token request is answered with 400")?;
    }
    Ok(error)
}

impl<'a> TokenError<'a> {
    fn of(document: &Document<'a>, rules: &Rules) -> Result<Self, Refusal> {
        let offset = |name| document.find(name, rules).map_or(0, Item::offset);
        let string = |name| document.string(name, rules);
        let error = document.required("error", rules)?;
        let entra = rules.profile.chooses("entra");
        check_error_text(&error, offset("error"), false, rules)?;
        let known =
            REGISTERED.contains(&error.as_ref()) || (entra && OF_ENTRA.contains(&error.as_ref()));
        if !known {
            rules.refuse(OAUTH_017, offset("error"), "no such error is registered")?;
        }
        let error_description = string("error_description")?;
        if let Some(words) = &error_description {
            check_error_text(words, offset("error_description"), entra, rules)?;
        }
        let error = match &error_description {
            Some(words) if rules.does(BRANCHES_ON_WORDS) => error_in_words(words).unwrap_or(error),
            _ => error,
        };
        let read = Self {
            error,
            error_description,
            error_codes: read_codes(document, rules)?,
            suberror: string("suberror")?,
            timestamp: string("timestamp")?,
            trace_id: string("trace_id")?,
            correlation_id: string("correlation_id")?,
            claims: string("claims")?,
            error_uri: string("error_uri")?,
        };
        Ok(read)
    }

    /// Refuses an error that lacks what Entra says of each.
    pub fn check_entra(&self, rules: &Rules) -> Result<(), Refusal> {
        let members = [
            ("error_description", self.error_description.is_some()),
            ("error_codes", !self.error_codes.is_empty()),
            ("timestamp", self.timestamp.is_some()),
            ("trace_id", self.trace_id.is_some()),
            ("correlation_id", self.correlation_id.is_some()),
        ];
        for (name, stands) in members {
            if !stands {
                rules.refuse(ENTRA_017, 0, format!("`{name}` is missing"))?;
            }
        }
        Ok(())
    }

    /// The body of the answer.
    pub fn print(&self) -> String {
        let mut writer = Writer::default()
            .string("error", &self.error)
            .maybe("error_description", self.error_description.as_deref());
        if !self.error_codes.is_empty() {
            let codes: Vec<String> = self.error_codes.iter().map(u32::to_string).collect();
            writer = writer.raw("error_codes", &format!("[{}]", codes.join(",")));
        }
        writer
            .maybe("timestamp", self.timestamp.as_deref())
            .maybe("trace_id", self.trace_id.as_deref())
            .maybe("correlation_id", self.correlation_id.as_deref())
            .maybe("error_uri", self.error_uri.as_deref())
            .maybe("suberror", self.suberror.as_deref())
            .maybe("claims", self.claims.as_deref())
            .finish()
    }
}

/// The code that occurs in the words for a developer, for a client that looks there.
fn error_in_words<'a>(words: &str) -> Option<Cow<'a, str>> {
    let codes = ["interaction_required", "consent_required", "login_required"];
    codes
        .into_iter()
        .find(|code| words.contains(code))
        .map(Cow::Borrowed)
}

fn read_codes(document: &Document<'_>, rules: &Rules) -> Result<Vec<u32>, Refusal> {
    let Some(item) = document.find("error_codes", rules) else {
        return Ok(Vec::new());
    };
    let refuse = |item: Item<'_, '_>| {
        rules.refuse(
            ENTRA_017,
            item.offset(),
            "`error_codes` is an array of numbers",
        )
    };
    if item.kind() != Kind::Array {
        refuse(item)?;
    }
    let mut codes = Vec::new();
    for code in item.items() {
        match code
            .as_number()
            .and_then(|number| u32::try_from(number.as_i64()?).ok())
        {
            Some(code) => codes.push(code),
            None => {
                refuse(code)?;
                codes.extend(code.as_str().and_then(|text| text.parse::<u32>().ok()));
            }
        }
    }
    Ok(codes)
}

/// Refuses a character that no error has. `lines` permits line ends.
pub(crate) fn check_error_text(
    text: &str,
    offset: usize,
    lines: bool,
    rules: &Rules,
) -> Result<(), Refusal> {
    let allowed = |byte: u8| {
        is_scope_character(byte) || byte == b' ' || (lines && matches!(byte, b'\r' | b'\n'))
    };
    if text.bytes().all(allowed) {
        return Ok(());
    }
    rules.refuse(
        OAUTH_018,
        offset,
        "an error is printable ASCII without `\"` and `\\`",
    )
}

/// Shows an answer by what kind it is.
impl fmt::Display for TokenAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success(_) => f.write_str("token"),
            Self::Error(error) => write!(f, "error {}", error.error),
        }
    }
}
