//! A request: what a call asks for, once it is known to be sound, and what is sent for it.

use conformance::{Quirk, Rules};
use oauth::{Secret, Verifier};

use crate::authority::Authority;
use crate::authorize::add_extra;
use crate::failure::Failure;
use crate::step::{Call, Given};
use crate::telemetry::{Reason, Telemetry};
use crate::{Home, Library, MSAL_044, MSAL_045, MSAL_046, MSAL_047, MSAL_048, claims, scopes};

pub(crate) const REDEEMS_WITHOUT_REDIRECT_URI: Quirk = Quirk("redeems-without-redirect-uri");
pub(crate) const REDEEMS_WITHOUT_VERIFIER: Quirk = Quirk("redeems-without-verifier");
pub(crate) const REFRESHES_WITH_REDIRECT_URI: Quirk = Quirk("refreshes-with-redirect-uri");
pub(crate) const REFRESHES_WITH_RESPONSE_TYPE: Quirk = Quirk("refreshes-with-response-type");
pub(crate) const LEAVES_PLUS_SIGNS_IN_FORMS: Quirk = Quirk("leaves-plus-signs-in-token-requests");
pub(crate) const SWAPS_QUERY_AND_HEADER: Quirk = Quirk("swaps-query-and-header");

/// How a client is configured.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Where MSAL.js runs.
    pub home: Home,
    /// The client's id.
    pub client: String,
    /// The authority.
    pub authority: String,
    /// Nobody has called `initialize`.
    pub uninitialized: bool,
    /// For how long before its expiry a token is not returned.
    pub renewal_offset_s: i64,
    /// The hosts that are trusted without asking.
    pub known_authorities: Vec<String>,
    /// What the client is capable of.
    pub capabilities: Vec<String>,
    /// Whether telemetry is sent.
    pub telemetry: bool,
}

impl From<&Given> for Configuration {
    fn from(given: &Given) -> Self {
        let text = |held: &Option<String>, default: &str| {
            held.clone().unwrap_or_else(|| default.to_owned())
        };
        Self {
            home: given.home.unwrap_or_default(),
            client: text(&given.client, "client-a"),
            authority: text(&given.authority, "https://login.microsoftonline.com/t1"),
            uninitialized: given.uninitialized,
            renewal_offset_s: given.renewal_offset_s.unwrap_or(300),
            known_authorities: given.known_authorities.clone(),
            capabilities: given.capabilities.clone(),
            telemetry: given.telemetry,
        }
    }
}

impl Configuration {
    /// How the library names itself.
    pub(crate) const fn library(&self, library: Library) -> (&'static str, &'static str) {
        match (library, self.home) {
            (Library::Js, Home::Browser) => ("msal.js.browser", "5.29.0"),
            (Library::Js, Home::Node) => ("msal.js.node", "7.2.1"),
            (Library::Python, _) => ("MSAL.Python", "1.39.0"),
        }
    }
}

/// What a call asks for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) call: Call,
    pub(crate) scopes: Vec<String>,
    pub(crate) home_account_id: String,
    pub(crate) authority: Authority,
    /// The realm that is searched.
    pub(crate) realm: String,
    /// The hash of further components.
    pub(crate) components: String,
}

impl Request {
    /// The type of token that is asked for.
    pub(crate) fn token_type(&self) -> &str {
        self.call.token_type.as_deref().unwrap_or("Bearer")
    }
}

/// What a token is asked for with.
pub(crate) enum Grant<'g> {
    /// A code, and the verifier that proves it.
    Code {
        code: &'g Secret<'static>,
        verifier: &'g Verifier<'static>,
        redirect_uri: &'g str,
    },
    /// A refresh token.
    Refresh(&'g Secret<'static>),
}

/// What goes along with a token request.
pub(crate) struct Along<'a> {
    pub(crate) configuration: &'a Configuration,
    pub(crate) correlation_id: &'a str,
    pub(crate) telemetry: &'a Telemetry,
    pub(crate) api: u16,
    pub(crate) reason: Option<Reason>,
}

/// The request to a token end point.
pub(crate) fn token_request(
    endpoint: &str,
    grant: &Grant<'_>,
    request: &Request,
    along: &Along<'_>,
    rules: &Rules,
) -> Result<wire::Request, Failure> {
    let library = Library::of(&rules.profile);
    let mut fields = fields(grant, request, along, rules)?;
    let mut headers: Vec<(String, String)> = Vec::new();
    let (name, version) = along.configuration.library(library);
    let mut more = vec![
        ("x-client-SKU", name.to_owned()),
        ("x-client-VER", version.to_owned()),
    ];
    more.push(("x-ms-lib-capability", "retry-after, h429".to_owned()));
    if along.configuration.telemetry {
        let current = Telemetry::current(along.api, along.reason, rules);
        more.push(("x-client-current-telemetry", current));
        more.push(("x-client-last-telemetry", along.telemetry.last(rules)));
    }
    if !rules.demand(MSAL_048) {
        more.clear();
    }
    let more = more
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    match library {
        Library::Js => fields.extend(more),
        Library::Python => headers.extend(more),
    }
    add_extra(&mut fields, &request.call.extra, rules);
    let id = (
        "client-request-id".to_owned(),
        along.correlation_id.to_owned(),
    );
    let in_query = (library == Library::Js) != rules.does(SWAPS_QUERY_AND_HEADER);
    let target = match in_query && rules.demand(MSAL_047) {
        true => {
            let query = print_form(std::slice::from_ref(&id), &rules.made_sound());
            format!("{endpoint}?{query}")
        }
        false => endpoint.to_owned(),
    };
    if !in_query && rules.demand(MSAL_047) {
        headers.push(id);
    }
    let kind = match (rules.demand(MSAL_046), library) {
        (true, Library::Js) => "application/x-www-form-urlencoded;charset=utf-8",
        (true, Library::Python) => "application/x-www-form-urlencoded",
        (false, _) => "text/plain",
    };
    let mut sent = wire::Request::post(target).with_header("Content-Type", kind);
    for (name, value) in headers {
        sent = sent.with_header(name, value);
    }
    Ok(sent.with_body(print_form(&fields, rules)))
}

fn fields(
    grant: &Grant<'_>,
    request: &Request,
    along: &Along<'_>,
    rules: &Rules,
) -> Result<Vec<(String, String)>, Failure> {
    let configuration = along.configuration;
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    add("client_id", &configuration.client);
    match grant {
        Grant::Code {
            code,
            verifier,
            redirect_uri,
        } => {
            if !rules.does(REDEEMS_WITHOUT_REDIRECT_URI) {
                add("redirect_uri", redirect_uri);
            }
            add("scope", &scopes::sent(&request.scopes, rules));
            add("code", code.reveal());
            if rules.demand(MSAL_044) && !rules.does(REDEEMS_WITHOUT_VERIFIER) {
                add("code_verifier", verifier.reveal());
            }
            add("grant_type", "authorization_code");
        }
        Grant::Refresh(token) => {
            let by_default = rules
                .does(REFRESHES_WITH_REDIRECT_URI)
                .then(|| "https://app.example/".to_owned());
            if let Some(uri) = request.call.redirect_uri.clone().or(by_default) {
                add("redirect_uri", &uri);
            }
            if rules.does(REFRESHES_WITH_RESPONSE_TYPE) {
                add("response_type", "code");
            }
            if rules.demand(MSAL_045) {
                add("scope", &scopes::sent(&request.scopes, rules));
            }
            add("grant_type", "refresh_token");
            add("refresh_token", token.reveal());
        }
    }
    add("client_info", "1");
    let wanted = request.call.claims.as_deref();
    if let Some(claims) = claims::merged(wanted, &configuration.capabilities, rules)? {
        add("claims", &claims);
    }
    Ok(fields)
}

/// Names and values as a form, spelled as the library spells them.
pub(crate) fn print_form(fields: &[(String, String)], rules: &Rules) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        push_encoded(&mut form, name, rules);
        form.push('=');
        push_encoded(&mut form, value, rules);
    }
    form
}

fn push_encoded(form: &mut String, text: &str, rules: &Rules) {
    let library = Library::of(&rules.profile);
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || b"-_.~".contains(&byte)
            || (library == Library::Js && b"!*'()".contains(&byte))
            || (byte == b'+' && rules.does(LEAVES_PLUS_SIGNS_IN_FORMS))
            || (byte.is_ascii_graphic() && !rules.demand(MSAL_046));
        match byte {
            b' ' if library == Library::Python => form.push('+'),
            byte if plain => form.push(char::from(byte)),
            byte => {
                form.push('%');
                form.push_str(&format!("{byte:02X}"));
            }
        }
    }
}
