//! A sound bearer resource: who the user is, as Microsoft Graph answers it at `/v1.0/me`.

use conformance::{Chance, Now, Refusal, Rules};
use json::{Item, Json};

use crate::authority::{Answer, Endpoint, FaultAnswer, GRAPH, State, key_set, own_tokens};
use crate::bearer::find_token;
use crate::challenge::Challenge;
use crate::claims_challenge::ask_for_claims;
use crate::defects::{
    CHALLENGES_EVERY_CLIENT, DENIES_MISSING_CREDENTIALS_WITH_403, DENIES_MISSING_SCOPES_WITH_401,
    FINDS_CAPABILITIES_BY_CASE, REPEATS_PARAMETERS_OF_CHALLENGES, SENDS_CLAIMS_AS_THEY_ARE,
};
use crate::document::Writer;
use crate::requirements::{
    ENTRA_022, ENTRA_024, OAUTH_022, OAUTH_026, OAUTH_027, OAUTH_028, OAUTH_035,
};

/// What the resource answers to a request.
pub fn handle(
    state: &mut State,
    now: Now,
    chance: &mut Chance,
    request: &wire::Request,
    rules: &Rules,
) -> wire::Response {
    answer(state, now, chance, request, rules).response
}

/// What the resource answers to a request, and why.
pub fn answer(
    state: &mut State,
    now: Now,
    _chance: &mut Chance,
    request: &wire::Request,
    rules: &Rules,
) -> Answer {
    let path = request.target.split('?').next().unwrap_or_default();
    if path != "/v1.0/me" {
        return Answer {
            response: wire::Response::new(404),
            refusal: None,
        };
    }
    let mut rules = *rules;
    match state.next_fault(Endpoint::Graph) {
        Some(FaultAnswer::Response(response)) => {
            return Answer {
                response,
                refusal: None,
            };
        }
        Some(FaultAnswer::Flaw(flaw)) => rules = Rules::flawed(rules.profile, flaw),
        Some(FaultAnswer::Error { claims, .. }) => {
            let call = Call {
                state,
                now,
                request,
                rules: &rules,
            };
            let denial = match claims {
                Some(claims) => Denial::Claims(claims),
                None => Denial::Token("the token was revoked"),
            };
            return Answer {
                response: call.deny(&denial),
                refusal: None,
            };
        }
        None => {}
    }
    let call = Call {
        state,
        now,
        request,
        rules: &rules,
    };
    match call.serve() {
        Ok(response) => Answer {
            response,
            refusal: None,
        },
        Err((denial, refusal)) => Answer {
            response: call.deny(&denial),
            refusal,
        },
    }
}

/// One request to the resource.
struct Call<'c> {
    state: &'c State,
    now: Now,
    request: &'c wire::Request,
    rules: &'c Rules,
}

/// Why a request is not served.
enum Denial {
    /// It brings no token.
    Nothing,
    /// It brings tokens in a way that nobody may.
    Request(&'static str),
    /// Its token is of no use.
    Token(&'static str),
    /// Its token does not permit this.
    Scope,
    /// Its token lacks these claims, given as JSON.
    Claims(String),
}

type Denied = (Denial, Option<Refusal>);

impl Call<'_> {
    fn serve(&self) -> Result<wire::Response, Denied> {
        let found = find_token(self.request, self.rules).map_err(|refusal| {
            let denial = if refusal.id == OAUTH_022 {
                Denial::Token("the token is malformed")
            } else {
                Denial::Request("the request brings its token in a wrong way")
            };
            (denial, Some(refusal))
        })?;
        let Some(token) = found else {
            let refusal = Refusal::new(OAUTH_026, 0, "the request brings no token");
            return Err((Denial::Nothing, Some(refusal)));
        };
        let claims = self.verified_claims(token.reveal())?;
        let unreadable = || (Denial::Token("the claims cannot be read"), None);
        let json = Json::parse(&claims, &json::Options::default()).map_err(|_| unreadable())?;
        let text = |name| json.root().last(name).and_then(Item::as_str);
        let account = text("oid").and_then(|oid| self.state.directory.account(oid));
        if let Some(account) = account {
            self.check_revoked(&json, &account.id)?;
        }
        let mut scopes = text("scp").unwrap_or_default().split(' ');
        if !scopes.any(|scope| scope == "User.Read" || scope == "User.ReadWrite") {
            let refused = self
                .rules
                .refuse(OAUTH_028, 0, "the token does not permit this");
            refused.map_err(|refusal| (Denial::Scope, Some(refusal)))?;
        }
        if self.request.method != "GET" {
            return Ok(wire::Response::new(405).with_header("Allow", "GET"));
        }
        let Some(account) = account else {
            return Err((Denial::Scope, None));
        };
        let body = Writer::default()
            .string("id", &account.id)
            .string("displayName", &account.name)
            .string("userPrincipalName", &account.username)
            .finish();
        Ok(wire::Response::new(200)
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_header("Cache-Control", "no-store")
            .with_body(body))
    }

    /// The claims of a token that is for this resource.
    fn verified_claims(&self, token: &str) -> Result<String, Denied> {
        let Some((app, resource)) = self.state.directory.resource(GRAPH) else {
            return Err((Denial::Token("nothing is served here"), None));
        };
        let slashed = resource.uris.iter().map(|uri| format!("{uri}/"));
        let audiences = resource
            .uris
            .iter()
            .cloned()
            .chain(slashed)
            .chain([app.id.clone()]);
        let policy = own_tokens(
            &self.state.base,
            &self.state.other_bases,
            &self.state.directory,
            audiences.collect(),
        );
        let keys = key_set(&self.state.keys, self.rules);
        match jwt::verify(token.as_bytes(), &keys, &policy, self.now, self.rules) {
            Ok(verified) => Ok(verified.claims),
            Err(refusal) if refusal.id == jwt::JWT_029 => {
                let message = "the token is for another resource";
                let denied = |refusal| (Denial::Token(message), Some(refusal));
                self.rules.refuse(OAUTH_035, 0, message).map_err(denied)?;
                self.unverified_claims(token)
                    .ok_or((Denial::Token(message), None))
            }
            Err(refusal) => Err((Denial::Token("the token is not valid"), Some(refusal))),
        }
    }

    /// The claims of a token that nobody vouches for.
    fn unverified_claims(&self, token: &str) -> Option<String> {
        let mut room = Vec::new();
        let limits = jwt::Limits::DEFAULT;
        let token = jwt::parse(token.as_bytes(), &limits, &mut room, self.rules).ok()?;
        String::from_utf8(token.payload().to_vec()).ok()
    }

    /// Refuses a token that was issued before its user's tokens were revoked.
    fn check_revoked(&self, claims: &Json<'_>, account: &str) -> Result<(), Denied> {
        let Some(revoked) = self.state.memory.revoked.get(account) else {
            return Ok(());
        };
        let issued = claims.root().last("iat").and_then(Item::as_number);
        if issued.is_some_and(|issued| issued.floor() > revoked.seconds()) {
            return Ok(());
        }
        let capabilities = claims
            .root()
            .last("xms_cc")
            .into_iter()
            .flat_map(Item::items);
        let mut capabilities = capabilities.filter_map(Item::as_str);
        let takes_challenges = capabilities.any(|held| {
            held.eq_ignore_ascii_case("cp1") && !self.rules.does(FINDS_CAPABILITIES_BY_CASE)
                || held == "cp1"
        });
        if takes_challenges || self.rules.does(CHALLENGES_EVERY_CLIENT) {
            let from_s = revoked.seconds().saturating_add(1);
            let claims =
                format!(r#"{{"access_token":{{"nbf":{{"essential":true,"value":"{from_s}"}}}}}}"#);
            let refusal = Refusal::new(ENTRA_022, 0, "the token was revoked");
            return Err((Denial::Claims(claims), Some(refusal)));
        }
        let refusal = Refusal::new(ENTRA_024, 0, "the token was revoked");
        Err((Denial::Token("the token was revoked"), Some(refusal)))
    }

    /// The answer to a request that is not served.
    fn deny(&self, denial: &Denial) -> wire::Response {
        let authority = format!("{}/common/oauth2/v2.0/authorize", self.state.base);
        let plain = || {
            Challenge::new("Bearer")
                .with("realm", "")
                .with("authorization_uri", authority.clone())
        };
        let with = |error: &'static str, says: &'static str| {
            plain().with("error", error).with("error_description", says)
        };
        let (status, mut challenge) = match denial {
            Denial::Nothing if self.rules.does(DENIES_MISSING_CREDENTIALS_WITH_403) => {
                (403, plain())
            }
            Denial::Nothing if self.rules.demand(OAUTH_027) => (401, plain()),
            Denial::Nothing => (401, with("invalid_token", "there is no token")),
            Denial::Request(says) => (400, with("invalid_request", says)),
            Denial::Token(says) => (401, with("invalid_token", says)),
            Denial::Scope => {
                let says = "the token does not permit this";
                let wrong = self.rules.does(DENIES_MISSING_SCOPES_WITH_401);
                (
                    if wrong { 401 } else { 403 },
                    with("insufficient_scope", says).with("scope", "User.Read"),
                )
            }
            Denial::Claims(claims) if self.rules.does(SENDS_CLAIMS_AS_THEY_ARE) => (
                401,
                plain()
                    .with("error", "insufficient_claims")
                    .with("claims", claims.clone()),
            ),
            Denial::Claims(_) if !self.rules.demand(ENTRA_022) => {
                (401, with("invalid_token", "the token was revoked"))
            }
            Denial::Claims(claims) => (401, ask_for_claims(&authority, claims)),
        };
        if self.rules.does(REPEATS_PARAMETERS_OF_CHALLENGES) {
            challenge = challenge.with("realm", "again");
        }
        let code = if status == 403 {
            "Forbidden"
        } else {
            "InvalidAuthenticationToken"
        };
        let error = Writer::default()
            .string("code", code)
            .string("message", "Access is denied.");
        let body = Writer::default().raw("error", &error.finish()).finish();
        let mut response =
            wire::Response::new(status).with_header("Content-Type", "application/json");
        if self.rules.demand(OAUTH_026) {
            response.headers.add("WWW-Authenticate", challenge.print());
        }
        response.with_body(body)
    }
}
