//! The authorization request, which a browser carries to the authority, and the response, which it
//! carries back.

use std::borrow::Cow;

use conformance::{Refusal, Rules};

use crate::defects::{ANSWERS_IN_THE_QUERY, REDEEMS_A_CODE_BESIDE_AN_ERROR};
use crate::form::{Form, push_field};
use crate::pkce::CodeChallenge;
use crate::scope::Scope;
use crate::{
    OAUTH_009, OAUTH_011, OAUTH_021, OAUTH_033, OAUTH_034, RedirectKind, RedirectUri, Secret, Uri,
};

/// What a client asks of the authorization endpoint, as it stood. An absent parameter and an empty
/// one are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizeRequest<'a> {
    /// The client's id.
    pub client_id: Option<Cow<'a, str>>,
    /// What is to come back: `code`.
    pub response_type: Option<Cow<'a, str>>,
    /// Where it is to come back.
    pub redirect_uri: Option<Cow<'a, str>>,
    /// In which way it is to come back.
    pub response_mode: Option<Cow<'a, str>>,
    /// The permissions that are asked for.
    pub scope: Option<Cow<'a, str>>,
    /// What is to come back unchanged.
    pub state: Option<Cow<'a, str>>,
    /// What the id token is to repeat.
    pub nonce: Option<Cow<'a, str>>,
    /// What the user is to be asked.
    pub prompt: Option<Cow<'a, str>>,
    /// Who the user probably is.
    pub login_hint: Option<Cow<'a, str>>,
    /// Whose user it probably is.
    pub domain_hint: Option<Cow<'a, str>>,
    /// Claims that are asked for, as JSON.
    pub claims: Option<Cow<'a, str>>,
    /// The challenge whose verifier will follow.
    pub code_challenge: Option<Secret<'a>>,
    /// How the challenge was made.
    pub code_challenge_method: Option<Cow<'a, str>>,
    /// The resource, which Entra's first endpoint knows in place of scopes.
    pub resource: Option<Cow<'a, str>>,
    /// Whether `client_info` is asked for: `1`.
    pub client_info: Option<Cow<'a, str>>,
    /// Parameters that the authority does not know. Their values may be secret all the same.
    pub others: Vec<(Cow<'a, str>, Secret<'a>)>,
}

impl<'a> AuthorizeRequest<'a> {
    /// The request that a form makes.
    pub fn of(form: &Form<'a>, rules: &Rules) -> Self {
        let find = |name| form.find(name, rules).cloned();
        let others = form
            .fields()
            .iter()
            .filter(|field| !KNOWN.contains(&field.name.as_ref()) && !field.value.is_empty());
        Self {
            client_id: find("client_id"),
            response_type: find("response_type"),
            redirect_uri: find("redirect_uri"),
            response_mode: find("response_mode"),
            scope: find("scope"),
            state: find("state"),
            nonce: find("nonce"),
            prompt: find("prompt"),
            login_hint: find("login_hint"),
            domain_hint: find("domain_hint"),
            claims: find("claims"),
            code_challenge: find("code_challenge").map(Secret::new),
            code_challenge_method: find("code_challenge_method"),
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
            &self.client_id,
            &self.response_type,
            &self.redirect_uri,
            &self.response_mode,
            &self.scope,
            &self.state,
            &self.nonce,
            &self.prompt,
            &self.login_hint,
            &self.domain_hint,
            &self.claims,
            &self.code_challenge_method,
            &self.resource,
            &self.client_info,
        ];
        let known = known.map(|value| value.as_deref());
        let challenge = self.code_challenge.as_ref().map(Secret::reveal);
        let known = KNOWN.into_iter().zip(known.into_iter().chain([challenge]));
        let known = known.filter_map(|(name, value)| Some((name, value?)));
        known.chain(
            self.others
                .iter()
                .map(|(name, value)| (name.as_ref(), value.reveal())),
        )
    }

    /// The form of it, which goes after the endpoint's question mark.
    pub fn print(&self, rules: &Rules) -> String {
        crate::form::print(self.fields(), rules)
    }

    /// The same request as an owner of its texts.
    pub fn into_owned(self) -> AuthorizeRequest<'static> {
        let own = |text: Cow<'_, str>| -> Cow<'static, str> { Cow::Owned(text.into_owned()) };
        let maybe = |text: Option<Cow<'_, str>>| text.map(own);
        AuthorizeRequest {
            client_id: maybe(self.client_id),
            response_type: maybe(self.response_type),
            redirect_uri: maybe(self.redirect_uri),
            response_mode: maybe(self.response_mode),
            scope: maybe(self.scope),
            state: maybe(self.state),
            nonce: maybe(self.nonce),
            prompt: maybe(self.prompt),
            login_hint: maybe(self.login_hint),
            domain_hint: maybe(self.domain_hint),
            claims: maybe(self.claims),
            code_challenge: self.code_challenge.map(Secret::into_owned),
            code_challenge_method: maybe(self.code_challenge_method),
            resource: maybe(self.resource),
            client_info: maybe(self.client_info),
            others: self
                .others
                .into_iter()
                .map(|(name, value)| (own(name), value.into_owned()))
                .collect(),
        }
    }

    /// Refuses what a sound client never sends.
    pub fn check(&self, public: bool, rules: &Rules) -> Result<(), Refusal> {
        let response_types = self.response_type.as_deref().unwrap_or_default();
        if response_types.split(' ').any(|word| word == "token") {
            rules.refuse(
                OAUTH_033,
                0,
                "an access token is not asked of this endpoint",
            )?;
        }
        if self.others.iter().any(|(name, _)| name == "client_secret") {
            rules.refuse(OAUTH_021, 0, "a client secret stands in a URI")?;
        }
        if let Some(uri) = &self.redirect_uri {
            RedirectUri::new(uri.clone(), RedirectKind::Native).check(rules)?;
        }
        if let Some(scope) = &self.scope {
            Scope::read(scope, 0, rules)?;
        }
        let method = self.code_challenge_method.as_deref();
        match &self.code_challenge {
            None if public => {
                rules.refuse(OAUTH_009, 0, "a public client sends a challenge")?;
            }
            None => {}
            Some(challenge) => {
                CodeChallenge::read(challenge.reveal(), method, 0, rules)?;
                if method != Some("S256") {
                    rules.refuse(OAUTH_011, 0, "a client that knows S256 uses it")?;
                }
            }
        }
        Ok(())
    }
}

/// The parameters in the order in which they are printed.
const KNOWN: [&str; 15] = [
    "client_id",
    "response_type",
    "redirect_uri",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "login_hint",
    "domain_hint",
    "claims",
    "code_challenge_method",
    "resource",
    "client_info",
    "code_challenge",
];

/// In which way an answer comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// After a question mark.
    #[default]
    Query,
    /// After a number sign, where no server sees it.
    Fragment,
    /// In the body of a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Query, Self::Fragment, Self::FormPost];

    /// Its spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// The one with this spelling.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What comes back to the redirect URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizeResponse<'a> {
    /// A code, or why there is none.
    pub outcome: Result<Granted<'a>, Denied<'a>>,
    /// What the request said it was.
    pub state: Option<Cow<'a, str>>,
    /// Who answers.
    pub iss: Option<Cow<'a, str>>,
}

/// A code, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted<'a> {
    /// The code.
    pub code: Secret<'a>,
    /// Who the user is, as Entra tells a client that asks.
    pub client_info: Option<Cow<'a, str>>,
    /// The session at the authority.
    pub session_state: Option<Cow<'a, str>>,
}

/// Why there is no code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denied<'a> {
    /// The code of the error.
    pub error: Cow<'a, str>,
    /// Words for a developer.
    pub error_description: Option<Cow<'a, str>>,
    /// A page about it.
    pub error_uri: Option<Cow<'a, str>>,
    /// Entra's finer code.
    pub suberror: Option<Cow<'a, str>>,
}

impl<'a> AuthorizeResponse<'a> {
    /// The response that a form makes; nothing if it has neither code nor error.
    pub fn of(form: &Form<'a>, rules: &Rules) -> Option<Self> {
        let find = |name| form.find(name, rules).cloned();
        let error = find("error").filter(|_| !rules.does(REDEEMS_A_CODE_BESIDE_AN_ERROR));
        let outcome = match error {
            Some(error) => Err(Denied {
                error,
                error_description: find("error_description"),
                error_uri: find("error_uri"),
                suberror: find("suberror"),
            }),
            None => Ok(Granted {
                code: Secret::new(find("code")?),
                client_info: find("client_info"),
                session_state: find("session_state"),
            }),
        };
        Some(Self {
            outcome,
            state: find("state"),
            iss: find("iss"),
        })
    }

    /// The parameters that stand, in the order in which they are printed.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let outcome: [(&'static str, Option<&str>); 4] = match &self.outcome {
            Ok(granted) => [
                ("code", Some(granted.code.reveal())),
                ("client_info", granted.client_info.as_deref()),
                ("session_state", granted.session_state.as_deref()),
                ("", None),
            ],
            Err(denied) => [
                ("error", Some(denied.error.as_ref())),
                ("error_description", denied.error_description.as_deref()),
                ("error_uri", denied.error_uri.as_deref()),
                ("suberror", denied.suberror.as_deref()),
            ],
        };
        let common = [
            ("state", self.state.as_deref()),
            ("iss", self.iss.as_deref()),
        ];
        let all = outcome.into_iter().chain(common);
        all.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The URI to which a browser is sent with it. Whatever query that has stays.
    pub fn locate(&self, redirect_uri: &str, mode: ResponseMode, rules: &Rules) -> String {
        let mut uri = redirect_uri.to_owned();
        let fragment = mode == ResponseMode::Fragment && !rules.does(ANSWERS_IN_THE_QUERY);
        uri.push(match (fragment, uri.contains('?')) {
            (true, _) => '#',
            (false, true) => '&',
            (false, false) => '?',
        });
        for (name, value) in self.fields() {
            push_field(&mut uri, name, value, rules);
        }
        uri
    }
}

/// The part of a redirect's target that holds the response, for a redirect URI without a query of
/// its own or with one.
pub fn response_text(uri: &str, mode: ResponseMode) -> Option<&str> {
    let mark = match mode {
        ResponseMode::Query => '?',
        ResponseMode::Fragment => '#',
        ResponseMode::FormPost => return None,
    };
    let (_, text) = uri.split_once(mark)?;
    let end = if mode == ResponseMode::Query {
        text.find('#')
    } else {
        None
    };
    Some(&text[..end.unwrap_or(text.len())])
}

/// Refuses an endpoint that is not reached by https.
pub(crate) fn check_endpoint(uri: &str, offset: usize, rules: &Rules) -> Result<(), Refusal> {
    if Uri::read(uri).is_some_and(|uri| uri.is_https()) {
        return Ok(());
    }
    rules.refuse(OAUTH_034, offset, "an endpoint is reached by https")
}
