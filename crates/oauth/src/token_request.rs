//! The token request: what a client posts to have a token for a code, a refresh token, its own
//! credentials or a user's token.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conformance::{Refusal, Rules};

use crate::defects::BASIC_WITHOUT_FORM_ENCODING;
use crate::form::{Form, decode, push_encoded};
use crate::pkce::Verifier;
use crate::scope::Scope;
use crate::{OAUTH_017, OAUTH_021, OAUTH_033, Secret};

/// The grant by which a service acts for the user whose token it holds.
pub const ON_BEHALF_OF: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What a client posts to the token endpoint, as it stood. An absent parameter and an empty one are
/// the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenRequest<'a> {
    /// What the client has to offer.
    pub grant_type: Option<Cow<'a, str>>,
    /// The client's id.
    pub client_id: Option<Cow<'a, str>>,
    /// The client's secret.
    pub client_secret: Option<Secret<'a>>,
    /// A code.
    pub code: Option<Secret<'a>>,
    /// The redirect URI to which the code was sent.
    pub redirect_uri: Option<Cow<'a, str>>,
    /// The verifier of the challenge that was sent ahead of the code.
    pub code_verifier: Option<Secret<'a>>,
    /// A refresh token.
    pub refresh_token: Option<Secret<'a>>,
    /// A user's token that is for this client.
    pub assertion: Option<Secret<'a>>,
    /// What is to be done with the assertion.
    pub requested_token_use: Option<Cow<'a, str>>,
    /// The permissions that are asked for.
    pub scope: Option<Cow<'a, str>>,
    /// Claims that are asked for, as JSON.
    pub claims: Option<Cow<'a, str>>,
    /// The resource, which Entra's first endpoint knows in place of scopes.
    pub resource: Option<Cow<'a, str>>,
    /// Whether `client_info` is asked for: `1`.
    pub client_info: Option<Cow<'a, str>>,
    /// Parameters that the authority does not know. Their values may be secret all the same.
    pub others: Vec<(Cow<'a, str>, Secret<'a>)>,
}

/// What a client has to offer for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant<'r> {
    /// A code.
    Code {
        /// It.
        code: &'r Secret<'r>,
        /// The redirect URI to which it was sent.
        redirect_uri: Option<&'r str>,
        /// The verifier of the challenge that was sent ahead.
        verifier: Option<&'r Secret<'r>>,
    },
    /// A refresh token.
    Refresh(&'r Secret<'r>),
    /// Nothing but its own credentials.
    ClientCredentials,
    /// A user's token that is for this client.
    OnBehalfOf(&'r Secret<'r>),
}

/// Why a token request has no grant that could be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoGrant<'r> {
    /// This parameter is missing.
    Lacks(&'static str),
    /// There is no such grant type.
    Unknown(&'r str),
}

impl<'a> TokenRequest<'a> {
    /// The request that a form makes.
    pub fn of(form: &Form<'a>, rules: &Rules) -> Self {
        let find = |name| form.find(name, rules).cloned();
        let secret = |name| find(name).map(Secret::new);
        let others = form
            .fields()
            .iter()
            .filter(|field| !KNOWN.contains(&field.name.as_ref()) && !field.value.is_empty());
        Self {
            grant_type: find("grant_type"),
            client_id: find("client_id"),
            client_secret: secret("client_secret"),
            code: secret("code"),
            redirect_uri: find("redirect_uri"),
            code_verifier: secret("code_verifier"),
            refresh_token: secret("refresh_token"),
            assertion: secret("assertion"),
            requested_token_use: find("requested_token_use"),
            scope: find("scope"),
            claims: find("claims"),
            resource: find("resource"),
            client_info: find("client_info"),
            others: others
                .map(|field| (field.name.clone(), Secret::new(field.value.clone())))
                .collect(),
        }
    }

    /// The parameters that stand, in the order in which they are printed.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = [
            self.grant_type.as_deref(),
            self.client_id.as_deref(),
            self.redirect_uri.as_deref(),
            self.requested_token_use.as_deref(),
            self.scope.as_deref(),
            self.claims.as_deref(),
            self.resource.as_deref(),
            self.client_info.as_deref(),
        ];
        let secrets = [
            &self.client_secret,
            &self.code,
            &self.code_verifier,
            &self.refresh_token,
            &self.assertion,
        ];
        let secrets = secrets.map(|secret| secret.as_ref().map(Secret::reveal));
        let known = KNOWN.into_iter().zip(known.into_iter().chain(secrets));
        let known = known.filter_map(|(name, value)| Some((name, value?)));
        known.chain(
            self.others
                .iter()
                .map(|(name, value)| (name.as_ref(), value.reveal())),
        )
    }

    /// The form of it.
    pub fn print(&self, rules: &Rules) -> String {
        crate::form::print(self.fields(), rules)
    }

    /// The message that posts it to this target.
    pub fn post(&self, target: &str, rules: &Rules) -> wire::Request {
        wire::Request::post(target)
            .with_header(
                "Content-Type",
                "application/x-www-form-urlencoded;charset=utf-8",
            )
            .with_body(self.print(rules))
    }

    /// What the client has to offer.
    pub fn grant(&self) -> Result<Grant<'_>, NoGrant<'_>> {
        let lacks = |name| move || NoGrant::Lacks(name);
        match self
            .grant_type
            .as_deref()
            .ok_or(NoGrant::Lacks("grant_type"))?
        {
            "authorization_code" => Ok(Grant::Code {
                code: self.code.as_ref().ok_or_else(lacks("code"))?,
                redirect_uri: self.redirect_uri.as_deref(),
                verifier: self.code_verifier.as_ref(),
            }),
            "refresh_token" => {
                let token = self
                    .refresh_token
                    .as_ref()
                    .ok_or_else(lacks("refresh_token"))?;
                Ok(Grant::Refresh(token))
            }
            "client_credentials" => Ok(Grant::ClientCredentials),
            ON_BEHALF_OF => {
                let assertion = self.assertion.as_ref().ok_or_else(lacks("assertion"))?;
                match self.requested_token_use.as_deref() {
                    Some("on_behalf_of") => Ok(Grant::OnBehalfOf(assertion)),
                    _ => Err(NoGrant::Lacks("requested_token_use")),
                }
            }
            other => Err(NoGrant::Unknown(other)),
        }
    }

    /// Refuses what a sound client never sends.
    pub fn check(&self, rules: &Rules) -> Result<(), Refusal> {
        if self.grant_type.as_deref() == Some("password") {
            rules.refuse(OAUTH_033, 0, "there is no password grant")?;
        }
        let grant = match self.grant() {
            Ok(grant) => Some(grant),
            Err(NoGrant::Lacks(name)) => {
                rules.refuse(OAUTH_017, 0, format!("`{name}` is missing"))?;
                None
            }
            Err(NoGrant::Unknown(_)) => None,
        };
        if let Some(Grant::Code {
            verifier: Some(verifier),
            ..
        }) = grant
        {
            Verifier::read(verifier.reveal(), 0, rules)?;
        }
        if let Some(scope) = &self.scope {
            Scope::read(scope, 0, rules)?;
        }
        Ok(())
    }
}

/// The parameters in the order in which they are printed.
const KNOWN: [&str; 13] = [
    "grant_type",
    "client_id",
    "redirect_uri",
    "requested_token_use",
    "scope",
    "claims",
    "resource",
    "client_info",
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "assertion",
];

/// A client's id and secret in the `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub secret: Secret<'static>,
}

impl Basic {
    /// Reads the value of an `Authorization` header. The offset of a refusal is one of the value.
    pub fn read(value: &str, rules: &Rules) -> Result<Self, Refusal> {
        let refusal = |message: &'static str| Refusal::new(OAUTH_021, 0, message);
        let (scheme, encoded) = value.split_once(' ').unwrap_or((value, ""));
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(refusal("a client authenticates by the scheme `Basic`"));
        }
        let encoded = encoded.trim_ascii();
        let decoded = STANDARD.decode(encoded).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let decoded = decoded.ok_or_else(|| refusal("this is no base64 of a text"))?;
        let (client_id, secret) = decoded
            .split_once(':')
            .ok_or_else(|| refusal("a colon parts the id from the secret"))?;
        let undo = |text: &str| -> Result<String, Refusal> {
            if rules.does(BASIC_WITHOUT_FORM_ENCODING) {
                return Ok(text.to_owned());
            }
            let text = decode(text.as_bytes(), 0, rules);
            text.map(Cow::into_owned)
                .map_err(|_| refusal("the client id and the secret are form-encoded before base64"))
        };
        Ok(Self {
            client_id: undo(client_id)?,
            secret: Secret::new(undo(secret)?),
        })
    }

    /// The value of the `Authorization` header.
    pub fn print(&self, rules: &Rules) -> String {
        let mut text = String::new();
        if rules.does(BASIC_WITHOUT_FORM_ENCODING) {
            text.push_str(&self.client_id);
            text.push(':');
            text.push_str(self.secret.reveal());
        } else {
            push_encoded(&mut text, &self.client_id, rules);
            text.push(':');
            push_encoded(&mut text, self.secret.reveal(), rules);
        }
        format!("Basic {}", STANDARD.encode(text))
    }
}
