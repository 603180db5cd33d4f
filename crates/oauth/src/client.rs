//! A sound client, as far as that is protocol: what it asks, what it makes of the answers, and how
//! it uses the token. What it keeps and for how long is another matter.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Chance, Refusal, Rules};

use crate::bearer::present;
use crate::challenge::read_challenges;
use crate::claims_challenge::read_claims;
use crate::defects::{
    ASKS_WITHOUT_CHALLENGE, CHALLENGES_IN_PLAIN, FORGETS_THE_CLAIMS, IGNORES_THE_ISSUER,
    IGNORES_THE_STATE, KEEPS_ASKING_FOR_CLAIMS, KEEPS_THE_CHALLENGED_TOKEN,
    KEEPS_THE_FIRST_REFRESH_TOKEN, PUTS_ITS_SECRET_IN_THE_QUERY, READS_ACCESS_TOKENS,
    READS_CALLBACK_TOKENS,
};
use crate::form::Form;
use crate::pkce::{Method, Verifier};
use crate::requirements::{ENTRA_001, ENTRA_033, OAUTH_006, OAUTH_032};
use crate::token_request::Basic;
use crate::{AuthorizeRequest, AuthorizeResponse, Secret, TokenAnswer, TokenRequest, TokenSuccess};

/// What a client was told before it began.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its id.
    pub client_id: String,
    /// Where codes for it are sent.
    pub redirect_uri: String,
    /// Its secret, if it has one, which it sends in the `Authorization` header.
    pub secret: Option<Secret<'static>>,
    /// What it asks for.
    pub scope: String,
    /// Where it has codes.
    pub authorization_endpoint: String,
    /// Where it has tokens, as the target of a request.
    pub token_target: String,
    /// The authority's issuer.
    pub issuer: String,
    /// Whether the authority announced `iss` in authorization responses.
    pub announces_iss: bool,
    /// The resource that it calls, as the target of a request.
    pub resource_target: String,
}

/// A client, and what it remembers.
#[derive(Clone, Debug)]
pub struct Client {
    /// What it was told before it began.
    pub registration: Registration,
    pending: Option<Pending>,
    access_token: Option<Secret<'static>>,
    refresh_token: Option<Secret<'static>>,
    /// The claims that the resource asked for, until a token with them came.
    claims: Option<String>,
}

/// An authorization request that was not answered yet.
#[derive(Clone, Debug)]
struct Pending {
    state: String,
    verifier: Verifier<'static>,
}

/// What a client has learnt from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learnt {
    /// A token.
    Token(TokenSuccess<'static>),
    /// There is none, for this reason.
    Error(String),
    /// The resource served the request.
    Served,
    /// The resource asks for these claims, given as JSON.
    Claims(String),
    /// The resource does not serve the request.
    Refused(u16),
}

impl Client {
    /// A client that has done nothing yet.
    pub const fn new(registration: Registration) -> Self {
        Self {
            registration,
            pending: None,
            access_token: None,
            refresh_token: None,
            claims: None,
        }
    }

    /// The request for a code, which a browser carries.
    pub fn ask(&mut self, chance: &mut Chance, rules: &Rules) -> AuthorizeRequest<'static> {
        let verifier = Verifier::from_chance(chance);
        let state = URL_SAFE_NO_PAD.encode(chance.bytes::<16>());
        let plain = rules.does(CHALLENGES_IN_PLAIN);
        let challenge = verifier.challenge(if plain { Method::Plain } else { Method::S256 }, rules);
        let sends = !rules.does(ASKS_WITHOUT_CHALLENGE);
        let registration = &self.registration;
        let mut request = AuthorizeRequest {
            client_id: Some(registration.client_id.clone().into()),
            response_type: Some("code".into()),
            redirect_uri: Some(registration.redirect_uri.clone().into()),
            scope: Some(registration.scope.clone().into()),
            state: Some(state.clone().into()),
            claims: self.claims.clone().map(Into::into),
            code_challenge: sends.then(|| challenge.text.clone()),
            code_challenge_method: sends.then(|| challenge.method.as_str().into()),
            ..AuthorizeRequest::default()
        };
        if let Some(secret) = &registration.secret
            && rules.does(PUTS_ITS_SECRET_IN_THE_QUERY)
        {
            let secret = secret.reveal().to_owned();
            request
                .others
                .push(("client_secret".into(), Secret::new(secret)));
        }
        self.pending = Some(Pending { state, verifier });
        request
    }

    /// The state that the client waits for.
    pub fn state(&self) -> Option<&str> {
        self.pending.as_ref().map(|pending| pending.state.as_str())
    }

    /// What the client does with the response that came to its redirect URI: a token request, or
    /// the code of an error.
    pub fn returned(
        &mut self,
        text: &str,
        rules: &Rules,
    ) -> Result<Result<wire::Request, String>, Refusal> {
        let form = Form::read(text.as_bytes(), rules)?;
        let message = "nothing was asked, or this is no answer";
        let strange = || Refusal::new(OAUTH_006, 0, message);
        let response = AuthorizeResponse::of(&form, rules).ok_or_else(strange)?;
        let pending = self.pending.take().ok_or_else(strange)?;
        if response.state.as_deref() != Some(pending.state.as_str())
            && !rules.does(IGNORES_THE_STATE)
        {
            rules.refuse(
                OAUTH_006,
                form.offset("state"),
                "this is not the state that was sent",
            )?;
        }
        if self.registration.announces_iss && !rules.does(IGNORES_THE_ISSUER) {
            if response.iss.is_none() {
                rules.refuse(OAUTH_032, 0, "`iss` was announced and is missing")?;
            } else if response.iss.as_deref() != Some(self.registration.issuer.as_str()) {
                rules.refuse(OAUTH_032, form.offset("iss"), "another authority answers")?;
            }
        }
        Ok(match response.outcome {
            Err(denied) => Err(denied.error.into_owned()),
            Ok(granted) => {
                let request = TokenRequest {
                    grant_type: Some("authorization_code".into()),
                    code: Some(granted.code.into_owned()),
                    redirect_uri: Some(self.registration.redirect_uri.clone().into()),
                    code_verifier: Some(Secret::new(pending.verifier.reveal().to_owned())),
                    ..TokenRequest::default()
                };
                Ok(self.post(request, rules))
            }
        })
    }

    /// The request for another token, if the client has what it takes.
    pub fn refresh(&self, rules: &Rules) -> Option<wire::Request> {
        let request = TokenRequest {
            grant_type: Some("refresh_token".into()),
            refresh_token: Some(self.refresh_token.clone()?),
            ..TokenRequest::default()
        };
        Some(self.post(request, rules))
    }

    fn post(&self, request: TokenRequest<'static>, rules: &Rules) -> wire::Request {
        let registration = &self.registration;
        let mut request = TokenRequest {
            claims: self.claims.clone().map(Into::into),
            ..request
        };
        let Some(secret) = &registration.secret else {
            request.client_id = Some(registration.client_id.clone().into());
            return request.post(&registration.token_target, rules);
        };
        let client_id = registration.client_id.clone();
        let basic = Basic {
            client_id,
            secret: secret.clone(),
        };
        request
            .post(&registration.token_target, rules)
            .with_header("Authorization", basic.print(rules))
    }

    /// What the client makes of the answer to a token request.
    pub fn answered(
        &mut self,
        response: &wire::Response,
        rules: &Rules,
    ) -> Result<Learnt, Refusal> {
        let basic = self.registration.secret.is_some();
        match TokenAnswer::read(response, basic, rules)? {
            TokenAnswer::Error(error) => Ok(Learnt::Error(error.error.into_owned())),
            TokenAnswer::Success(success) => {
                let success = success.into_owned();
                let token = success.access_token.reveal();
                if rules.does(READS_ACCESS_TOKENS) && token.split('.').count() != 3 {
                    let message = "the access token is no JWT";
                    return Err(Refusal::new(ENTRA_001, 0, message));
                }
                self.access_token = Some(success.access_token.clone());
                let keeps = rules.does(KEEPS_THE_FIRST_REFRESH_TOKEN);
                if let Some(token) = &success.refresh_token
                    && !(keeps && self.refresh_token.is_some())
                {
                    self.refresh_token = Some(token.clone());
                }
                if !rules.does(KEEPS_ASKING_FOR_CLAIMS) {
                    self.claims = None;
                }
                Ok(Learnt::Token(success))
            }
        }
    }

    /// Takes a token that a host hands over, for the resource: what is in it is nobody's business.
    pub fn hand(&mut self, token: &str, rules: &Rules) -> Result<(), Refusal> {
        if rules.does(READS_CALLBACK_TOKENS) && token.split('.').count() != 3 {
            return Err(Refusal::new(ENTRA_033, 0, "the callback token is no JWT"));
        }
        self.access_token = Some(Secret::new(token.to_owned()));
        Ok(())
    }

    /// The call to the resource, if the client has a token for it.
    pub fn call(&self, rules: &Rules) -> Option<wire::Request> {
        let token = self.access_token.as_ref()?;
        let request = wire::Request::new("GET", self.registration.resource_target.as_str());
        Some(present(request, token.reveal(), rules))
    }

    /// What the client makes of the resource's answer.
    pub fn called(&mut self, response: &wire::Response, rules: &Rules) -> Result<Learnt, Refusal> {
        if response.status != 401 {
            return Ok(match response.status {
                200..=299 => Learnt::Served,
                status => Learnt::Refused(status),
            });
        }
        let challenges = read_challenges(response.headers.all("www-authenticate"), rules)?;
        for challenge in &challenges {
            if let Some(claims) = read_claims(challenge, rules)? {
                if !rules.does(KEEPS_THE_CHALLENGED_TOKEN) {
                    self.access_token = None;
                }
                if !rules.does(FORGETS_THE_CLAIMS) {
                    self.claims = Some(claims.clone());
                }
                return Ok(Learnt::Claims(claims));
            }
        }
        Ok(Learnt::Refused(401))
    }
}
