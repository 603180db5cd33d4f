//! A sound authority: what it answers to a request, given what it knows and remembers.

mod assertion;
mod discovery;
mod failure;
mod issue;
mod permission;
mod sign_in;
mod state;
mod token;

use conformance::{Chance, Now, Refusal, Rules};
use jwt::{Algorithm, KeySet, Version};

use crate::authority::failure::Failure;
use crate::authority::state::Memory;
use crate::directory::{Directory, TenantName};
use crate::form::Form;
use crate::html::Page;
use crate::metadata::is_guid;
use crate::requirements::{ENTRA_018, OAUTH_001};

pub(crate) use assertion::own_tokens;
pub use permission::GRAPH;
pub use state::{Endpoint, Fault, FaultAnswer, State};

/// What an authority answers, and why, if it refuses.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it answers.
    pub response: wire::Response,
    /// The requirement that the request breaks.
    pub refusal: Option<Refusal>,
}

/// What an authority answers to a request.
pub fn handle(
    state: &mut State,
    now: Now,
    chance: &mut Chance,
    request: &wire::Request,
    rules: &Rules,
) -> wire::Response {
    answer(state, now, chance, request, rules).response
}

/// What an authority answers to a request, and why.
pub fn answer(
    state: &mut State,
    now: Now,
    chance: &mut Chance,
    request: &wire::Request,
    rules: &Rules,
) -> Answer {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let Some(route) = Route::of(path) else {
        return Answer {
            response: wire::Response::new(404),
            refusal: None,
        };
    };
    let mut rules = *rules;
    let fault = state.next_fault(route.endpoint());
    if let Some(FaultAnswer::Flaw(flaw)) = fault {
        rules = Rules::flawed(rules.profile, flaw);
    }
    let (correlation_id, returns_correlation_id) = correlation(request, query, chance, &rules);
    let mut exchange = Exchange {
        base: &state.base,
        other_bases: &state.other_bases,
        directory: &state.directory,
        published: &state.keys,
        aliases: &state.aliases,
        memory: &mut state.memory,
        now,
        trace_id: chance.guid(),
        chance,
        request,
        query,
        rules: &rules,
        correlation_id,
        returns_correlation_id,
    };
    match fault {
        Some(FaultAnswer::Response(response)) => Answer {
            response,
            refusal: None,
        },
        Some(FaultAnswer::Error {
            code,
            suberror,
            claims,
        }) => exchange.fail_on_demand(&route, Failure::on_demand(code, suberror, claims)),
        Some(FaultAnswer::Flaw(_)) | None => exchange.follow(&route),
    }
}

/// One request, and all that is needed to answer it.
struct Exchange<'e> {
    base: &'e str,
    other_bases: &'e [String],
    directory: &'e Directory,
    /// The keys that are published. The first signs.
    published: &'e [String],
    aliases: &'e [String],
    memory: &'e mut Memory,
    now: Now,
    chance: &'e mut Chance,
    request: &'e wire::Request,
    query: &'e str,
    rules: &'e Rules,
    /// The request, to the authority.
    trace_id: String,
    /// The request, to the client.
    correlation_id: String,
    /// Whether the client wants to see that in a header.
    returns_correlation_id: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route<'p> {
    Instances,
    Metadata(&'p str, Version),
    Rfc8414(&'p str, Version),
    Keys(&'p str, Version),
    Authorize(&'p str, Version),
    /// Where the page for signing in is posted.
    SignIn(&'p str),
    /// Where the page for consenting is posted.
    Consent(&'p str),
    Token(&'p str, Version),
    Logout(&'p str),
}

impl<'p> Route<'p> {
    fn of(path: &'p str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        if let Some(rest) = path.strip_prefix(".well-known/oauth-authorization-server/") {
            let second = rest
                .strip_suffix("/v2.0")
                .map(|tenant| (tenant, Version::V2));
            let (tenant, version) = second.unwrap_or((rest, Version::V1));
            return Some(Self::Rfc8414(tenant, version));
        }
        let (tenant, rest) = path.split_once('/')?;
        Some(match rest {
            "discovery/instance" => Self::Instances,
            ".well-known/openid-configuration" => Self::Metadata(tenant, Version::V1),
            "v2.0/.well-known/openid-configuration" => Self::Metadata(tenant, Version::V2),
            "discovery/keys" => Self::Keys(tenant, Version::V1),
            "discovery/v2.0/keys" => Self::Keys(tenant, Version::V2),
            "oauth2/authorize" => Self::Authorize(tenant, Version::V1),
            "oauth2/v2.0/authorize" => Self::Authorize(tenant, Version::V2),
            "login" => Self::SignIn(tenant),
            "consent" => Self::Consent(tenant),
            "oauth2/token" => Self::Token(tenant, Version::V1),
            "oauth2/v2.0/token" => Self::Token(tenant, Version::V2),
            "oauth2/logout" | "oauth2/v2.0/logout" => Self::Logout(tenant),
            _ => return None,
        })
    }

    const fn endpoint(&self) -> Endpoint {
        match self {
            Self::Instances | Self::Metadata(..) | Self::Rfc8414(..) => Endpoint::Metadata,
            Self::Keys(..) => Endpoint::Keys,
            Self::Authorize(..) | Self::SignIn(_) | Self::Consent(_) => Endpoint::Authorize,
            Self::Token(..) => Endpoint::Token,
            Self::Logout(_) => Endpoint::Logout,
        }
    }
}

impl<'e> Exchange<'e> {
    fn follow(&mut self, route: &Route<'_>) -> Answer {
        match *route {
            Route::Instances => self.instances(),
            Route::Metadata(tenant, version) => self.metadata(tenant, version),
            Route::Rfc8414(tenant, version) => self.rfc8414_metadata(tenant, version),
            Route::Keys(tenant, version) => self.keys(tenant, version),
            Route::Authorize(tenant, version) => self.authorize(tenant, version),
            Route::SignIn(tenant) => self.signed_in(tenant),
            Route::Consent(tenant) => self.consented(tenant),
            Route::Token(tenant, version) => self.token(tenant, version),
            Route::Logout(tenant) => self.logout(tenant),
        }
    }

    /// The answer to a request that is to fail because somebody asked for that.
    fn fail_on_demand(&mut self, route: &Route<'_>, failure: Failure) -> Answer {
        match *route {
            Route::Authorize(tenant, version) => self.authorize_failing(tenant, version, failure),
            Route::Token(..) => self.refused_token(&failure, false),
            Route::Instances | Route::Metadata(..) | Route::Rfc8414(..) | Route::Keys(..) => {
                self.refused_document(&failure)
            }
            Route::SignIn(_) | Route::Consent(_) | Route::Logout(_) => self.show_failure(&failure),
        }
    }

    /// The page that tells a user what went wrong, where there is nowhere safe to redirect to.
    fn show_failure(&self, failure: &Failure) -> Answer {
        let page = Page::new("That did not work").say(&self.describe(failure));
        let response = self.mark(page.answer(400));
        Answer {
            response,
            refusal: failure.refusal.clone(),
        }
    }

    /// The answer to a request for a document that failed.
    fn refused_document(&self, failure: &Failure) -> Answer {
        let body = self.token_error(failure).print();
        Answer {
            response: self.json(400, body),
            refusal: failure.refusal.clone(),
        }
    }

    /// The answer to a token request that failed.
    fn refused_token(&self, failure: &Failure, basic: bool) -> Answer {
        let response = self.answer_token_error(failure, basic);
        Answer {
            response,
            refusal: failure.refusal.clone(),
        }
    }

    /// Refuses a method that is not among these.
    fn check_method(&self, allowed: &[&str]) -> Result<(), Failure> {
        if allowed.contains(&self.request.method.as_str()) {
            return Ok(());
        }
        let refused = self
            .rules
            .refuse(OAUTH_001, 0, "this endpoint takes another method");
        refused.map_err(|refusal| Failure::of(900_561, refusal))
    }

    /// The parameters of the request: in the body of a POST, in the query otherwise.
    fn parameters(&self) -> Result<Form<'e>, Failure> {
        let (request, query) = (self.request, self.query);
        let text = if request.method == "POST" {
            let media = request
                .headers
                .one("content-type")
                .and_then(wire::MediaType::parse);
            if !media.is_some_and(|media| media.is("application", "x-www-form-urlencoded")) {
                let message = "a form is sent as `application/x-www-form-urlencoded`";
                return Err(Failure::new(9_002_313, crate::OAUTH_037, message));
            }
            request.body.as_slice()
        } else {
            query.as_bytes()
        };
        Form::read(text, self.rules).map_err(|refusal| Failure::of(9_002_313, refusal))
    }

    /// What the path names where a tenant stands.
    fn tenant(&self, name: &str) -> Result<TenantName<'e>, Failure> {
        self.directory
            .tenant(name)
            .ok_or_else(|| Failure::plain(90_002))
    }

    /// The issuer of this tenant's tokens.
    fn issuer(&self, tenant: &str, version: Version) -> String {
        issuer(self.base, tenant, version)
    }

    /// An answer that sends the browser elsewhere.
    fn redirect(&self, location: String) -> wire::Response {
        let status = if self.request.method == "POST" {
            303
        } else {
            302
        };
        self.mark(
            wire::Response::new(status)
                .with_header("Location", location)
                .with_header("Cache-Control", "no-store"),
        )
    }
}

/// The client's name for its request, and whether it wants that back in a header.
fn correlation(
    request: &wire::Request,
    query: &str,
    chance: &mut Chance,
    rules: &Rules,
) -> (String, bool) {
    const NAME: &str = "client-request-id";
    let in_form = |text: &[u8]| -> Option<String> {
        let form = Form::read(text, rules).ok()?;
        form.find(NAME, rules).map(|id| id.clone().into_owned())
    };
    let given = request.headers.one(NAME).map(str::to_owned);
    let given = given.or_else(|| in_form(query.as_bytes()));
    // What is no GUID is not repeated: nobody knows what it would do where it is shown.
    let given = given.filter(|id| is_guid(id) && rules.demand(ENTRA_018));
    let returns = request.headers.one("return-client-request-id");
    let returns = returns.is_some_and(|value| value.eq_ignore_ascii_case("true"));
    (given.unwrap_or_else(|| chance.guid()), returns)
}

/// The issuer of a tenant's tokens at an authority.
pub(crate) fn issuer(base: &str, tenant: &str, version: Version) -> String {
    match version {
        Version::V1 => format!("{base}/{tenant}/"),
        Version::V2 => format!("{base}/{tenant}/v2.0"),
    }
}

/// The keys with which tokens of this authority are verified.
pub(crate) fn key_set(published: &[String], rules: &Rules) -> KeySet {
    let keys: Vec<String> = published
        .iter()
        .filter_map(|name| {
            let part = |what: &str| jwt::fill(&format!("${name}.{what}")).ok();
            let (kid, n, e) = (part("x5t")?, part("n")?, part("e")?);
            Some(format!(
                r#"{{"kty":"RSA","use":"sig","kid":"{kid}","n":"{n}","e":"{e}"}}"#
            ))
        })
        .collect();
    let text = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    KeySet::read(&text, &[Algorithm::RS256], rules).unwrap_or_default()
}
