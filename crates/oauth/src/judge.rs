//! A judge: what the suite sees in an answer of an authority or a resource, and which of the
//! requirements that a case checks the answer itself breaks.
//!
//! What it sees is read leniently and by other people's libraries; what is wrong is found by our
//! strict readers.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Id, Refusal, Rules};
use serde_json::Value;

use crate::case::Expect;
use crate::challenge::{Challenge, read_challenges};
use crate::claims_challenge::read_claims;
use crate::conversation::{Asked, stated};
use crate::requirements::{
    ENTRA_036, OAUTH_006, OAUTH_016, OAUTH_026, OAUTH_027, OAUTH_028, OAUTH_030, OAUTH_031,
    OAUTH_032, OAUTH_039, OAUTH_042,
};
use crate::token_answer::check_error_text;
use crate::{
    ClientInfo, Form, InstanceDiscovery, Metadata, OPENID_SCOPES, Placement, TokenAnswer,
    TokenError,
};

/// What the suite goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judge<'c> {
    /// What the case checks. Nothing else is reported.
    pub(crate) checks: &'c [Id],
    pub(crate) rules: Rules,
}

impl Judge<'_> {
    /// What the first of these refusals is about that the case checks.
    fn breaks(&self, refusals: impl IntoIterator<Item = Refusal>) -> Option<String> {
        let mut refusals = refusals.into_iter();
        let found = refusals.find(|refusal| self.checks.contains(&refusal.id))?;
        Some(found.id.to_string())
    }

    /// What came back to a redirect URI.
    pub(crate) fn response(&self, text: &str, asked: &Asked) -> Expect {
        let has: BTreeMap<String, String> = form_urlencoded::parse(text.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let mut refusals: Vec<Refusal> = Vec::new();
        refusals.extend(Form::read(text.as_bytes(), &self.rules).err());
        if has.get("state") != asked.state.as_ref() {
            refusals.push(Refusal::new(
                OAUTH_006,
                0,
                "this is not the state that was sent",
            ));
        }
        for name in ["error", "error_description"] {
            let words = has.get(name).map_or("", String::as_str);
            refusals.extend(check_error_text(words, 0, false, &self.rules).err());
        }
        let announces = !self.rules.profile.chooses("entra");
        if announces && has.get("iss") != Some(&asked.issuer) {
            refusals.push(Refusal::new(
                OAUTH_032,
                0,
                "`iss` was announced and is not the issuer",
            ));
        }
        if let Some(info) = has.get("client_info") {
            refusals.extend(ClientInfo::read(info, &self.rules).err());
        }
        let answer = match (has.get("code"), has.get("error")) {
            (_, Some(_)) => "error",
            (Some(_), None) => "code",
            (None, None) => "redirect",
        };
        Expect {
            answer: Some(answer.to_owned()),
            error: has.get("error").cloned(),
            suberror: has.get("suberror").cloned(),
            breaks: self.breaks(refusals),
            has,
            ..Expect::default()
        }
    }

    /// The answer to a token request.
    pub(crate) fn token_answer(
        &self,
        response: &wire::Response,
        basic: bool,
        asked: Option<&str>,
    ) -> Expect {
        let has = members(&response.body);
        let read = TokenAnswer::read(response, basic, &self.rules);
        let mut refusals: Vec<Refusal> = Vec::new();
        match read {
            Err(refusal) => refusals.push(refusal),
            Ok(TokenAnswer::Error(error)) => refusals.extend(self.entra_error(&error)),
            Ok(TokenAnswer::Success(success)) => {
                let told = success.scope.is_some();
                if !told && asked.is_some_and(|asked| differs(asked, success.access_token.reveal()))
                {
                    let message = "the scope is not what was asked, and is not told";
                    refusals.push(Refusal::new(OAUTH_016, 0, message));
                }
                let info = success.client_info.as_deref();
                refusals.extend(info.and_then(|info| ClientInfo::read(info, &self.rules).err()));
            }
        }
        let numbers = ["expires_in", "ext_expires_in"].map(|name| find(&response.body, name));
        if numbers.iter().flatten().any(Value::is_string) && self.rules.demand(OAUTH_042) {
            refusals.push(Refusal::new(OAUTH_042, 0, "a number is a string"));
        }
        let answer = if has.contains_key("error") {
            "error"
        } else if has.contains_key("access_token") {
            "token"
        } else {
            "refusal"
        };
        let token = |name: &str| has.get(name).map(|token| claims(token)).unwrap_or_default();
        Expect {
            answer: Some(answer.to_owned()),
            status: Some(response.status.to_string()),
            error: has.get("error").cloned(),
            suberror: has.get("suberror").cloned(),
            access_token: token("access_token"),
            id_token: token("id_token"),
            breaks: self.breaks(refusals),
            has: with_headers(has, response),
            ..Expect::default()
        }
    }

    fn entra_error(&self, error: &TokenError<'_>) -> Option<Refusal> {
        error.check_entra(&self.rules).err()
    }

    /// Metadata of this issuer.
    pub(crate) fn metadata(
        &self,
        response: &wire::Response,
        issuer: &str,
        placement: Placement,
    ) -> Expect {
        let read = Metadata::read(response, issuer, placement, &self.rules);
        let mut refusals: Vec<Refusal> = Vec::new();
        let here = match placement {
            Placement::Oidc => OAUTH_031,
            Placement::Rfc8414 => OAUTH_030,
        };
        let served = response.status == 200;
        if !served {
            refusals.push(Refusal::new(here, 0, "there is no metadata at this place"));
        }
        refusals.extend(read.err());
        let answer = if served { "document" } else { "refusal" };
        Expect {
            answer: Some(answer.to_owned()),
            has: members(&response.body),
            breaks: self.breaks(refusals),
            ..Expect::default()
        }
    }

    /// Some other document: keys, or which hosts are the same authority.
    pub(crate) fn document(&self, response: &wire::Response) -> Expect {
        let has = members(&response.body);
        let instances = has.contains_key("tenant_discovery_endpoint");
        let read = instances.then(|| InstanceDiscovery::read(&response.body, &self.rules).err());
        let keys = find(&response.body, "keys");
        let keys = keys.as_ref().and_then(Value::as_array);
        let owned = |key: &Value| key["issuer"].as_str().is_some_and(is_issuer);
        let unowned = keys.is_some_and(|keys| !keys.iter().all(owned));
        let message = "a key does not say whose tokens it signs";
        let unowned = unowned.then(|| Refusal::new(ENTRA_036, 0, message));
        let answer = if response.status == 200 {
            "document"
        } else {
            "refusal"
        };
        Expect {
            answer: Some(answer.to_owned()),
            error: has.get("error").cloned(),
            breaks: self.breaks(read.flatten().into_iter().chain(unowned)),
            has,
            ..Expect::default()
        }
    }

    /// The answer of a resource. `brings_nothing` says that the request had no credentials.
    pub(crate) fn resource_answer(
        &self,
        response: &wire::Response,
        brings_nothing: bool,
    ) -> Expect {
        let lines: Vec<&str> = response.headers.all("www-authenticate").collect();
        let mut refusals: Vec<Refusal> = Vec::new();
        let challenges = match read_challenges(lines.iter().copied(), &self.rules) {
            Ok(challenges) => challenges,
            Err(refusal) => {
                refusals.push(refusal);
                // What is wrong is known; what it says is read all the same.
                let lenient = conformance::Flaw::Lacks(OAUTH_028);
                let lenient = Rules::flawed(self.rules.profile, lenient);
                read_challenges(lines.iter().copied(), &lenient).unwrap_or_default()
            }
        };
        let bearer = challenges.iter().find(|challenge| challenge.is_bearer());
        let error = bearer.and_then(|challenge| challenge.find("error"));
        let served = (200..300).contains(&response.status) || response.status == 405;
        if !served {
            refusals.extend(self.denial(response.status, bearer, brings_nothing));
        }
        let answer = if served { "served" } else { "refusal" };
        let parameters = bearer
            .into_iter()
            .flat_map(|challenge| &challenge.parameters);
        let parameters = parameters.map(|(name, value)| (name.to_lowercase(), value.to_string()));
        Expect {
            answer: Some(answer.to_owned()),
            status: Some(response.status.to_string()),
            error: error.map(str::to_owned),
            has: parameters.collect(),
            takes: self.claims_of(bearer, &mut refusals),
            breaks: self.breaks(refusals),
            ..Expect::default()
        }
    }

    /// The claims that a challenge asks for.
    fn claims_of(
        &self,
        bearer: Option<&Challenge<'_>>,
        refusals: &mut Vec<Refusal>,
    ) -> Option<String> {
        match read_claims(bearer?, &self.rules) {
            Ok(claims) => claims.map(|claims| format!("claims {claims}")),
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        }
    }

    /// What is wrong with the way in which a request was denied.
    fn denial(
        &self,
        status: u16,
        bearer: Option<&Challenge<'_>>,
        brings_nothing: bool,
    ) -> Option<Refusal> {
        let Some(bearer) = bearer.filter(|bearer| !bearer.parameters.is_empty()) else {
            let message = "there is no Bearer challenge with a parameter";
            return Some(Refusal::new(OAUTH_026, 0, message));
        };
        let error = bearer.find("error");
        if brings_nothing && status != 401 {
            let message = "missing credentials are answered with 401";
            return Some(Refusal::new(OAUTH_026, 0, message));
        }
        if brings_nothing && error.is_some() {
            let message = "there were no credentials, and so no error";
            return Some(Refusal::new(OAUTH_027, 0, message));
        }
        let fits = match error {
            Some("invalid_request") => status == 400,
            Some("invalid_token" | "insufficient_claims") => status == 401,
            Some("insufficient_scope") => status == 403,
            Some(_) | None => true,
        };
        let refusal = || Refusal::new(OAUTH_028, 0, "the status does not go with the error");
        (!fits).then(refusal)
    }

    /// Reports an answer that repeats a secret of the request.
    pub(crate) fn secrets(&self, response: &wire::Response, sent: &[&str], seen: &mut Expect) {
        let body = String::from_utf8_lossy(&response.body);
        let told = |secret: &&str| secret.len() > 7 && body.contains(*secret);
        if response.status != 200 && sent.iter().any(told) && seen.breaks.is_none() {
            let refusal = Refusal::new(OAUTH_039, 0, "a secret of the request is repeated");
            seen.breaks = self.breaks([refusal]);
        }
    }
}

/// The members of a JSON object, as a case states them.
fn members(body: &[u8]) -> BTreeMap<String, String> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members
            .iter()
            .map(|(name, value)| (name.clone(), stated(value)))
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn find(body: &[u8], name: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get(name).cloned()
}

/// Whether a key may name this issuer: a tenant's, or the template of one.
fn is_issuer(text: &str) -> bool {
    let filled = text.replace("{tenantid}", "tenant");
    crate::Uri::read(&filled).is_some_and(|uri| uri.is_https())
}

/// Whether a token permits something else than was asked for. Nobody knows of a token that does not
/// say what it permits.
fn differs(asked: &str, token: &str) -> bool {
    let claims = claims(token);
    let Some(granted) = claims.get("scp") else {
        return false;
    };
    let name = |scope: &str| scope.rsplit('/').next().unwrap_or_default().to_lowercase();
    let asked = asked
        .split(' ')
        .filter(|scope| !OPENID_SCOPES.contains(scope));
    let asked: BTreeSet<String> = asked.map(name).collect();
    asked != granted.split(' ').map(name).collect()
}

/// The header lines of a token answer that a case may ask for, beside the members of its body.
fn with_headers(
    mut has: BTreeMap<String, String>,
    response: &wire::Response,
) -> BTreeMap<String, String> {
    for name in ["client-request-id", "www-authenticate"] {
        if let Some(value) = response.headers.one(name) {
            has.insert(name.to_owned(), value.to_owned());
        }
    }
    has
}

/// The claims of a token, read without verifying anything, and for how long it is good.
fn claims(token: &str) -> BTreeMap<String, String> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
    let mut claims = members(&payload);
    let seconds = |name: &str| claims.get(name).and_then(|text| text.parse::<i64>().ok());
    if let (Some(exp), Some(iat)) = (seconds("exp"), seconds("iat")) {
        let minutes = exp.saturating_sub(iat) / 60;
        let lives = match minutes {
            60 if exp.saturating_sub(iat) == 3_600 => "an hour",
            60..=90 => "60 to 90 minutes",
            1_200..=1_680 => "20 to 28 hours",
            _ => "otherwise",
        };
        claims.insert("lives".to_owned(), lives.to_owned());
    }
    claims
}
