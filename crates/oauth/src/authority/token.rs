//! The token endpoint: what a client is given for a code, a refresh token, its own credentials or a
//! user's token.

use jwt::Version;

use crate::authority::failure::Failure;
use crate::authority::issue::{About, Subject, success};
use crate::authority::permission::{Asked, DEFAULT};
use crate::authority::sign_in::{capability, read_claims_parameter};
use crate::authority::state::{Delegation, RefreshToken};
use crate::authority::{Answer, Exchange};
use crate::defects::{
    CHECKS_VERIFIERS_THAT_ARE_SENT, CODES_LIVE_ON, EXTENDS_REFRESH_TOKENS_OF_PAGES,
    FORGETS_TO_ROTATE, TAKES_VERIFIERS_WITHOUT_CHALLENGE, WORDS_NUMBERS_AS_STRINGS,
};
use crate::directory::{App, TenantName};
use crate::form::Form;
use crate::requirements::{
    ENTRA_020, ENTRA_021, OAUTH_007, OAUTH_008, OAUTH_009, OAUTH_012, OAUTH_016, OAUTH_017,
    OAUTH_019, OAUTH_020, OAUTH_021, OAUTH_033, OAUTH_036, OAUTH_040, OAUTH_041,
};
use crate::token_request::{Basic, Grant, NoGrant};
use crate::{RedirectKind, TokenRequest, TokenSuccess, Verifier};

/// How long a code lives, in seconds.
const CODE_LIFE_S: i64 = 600;
/// How long the refresh tokens of a single-page app live, from the first of them on, in seconds.
pub(super) const SPA_LIFE_S: i64 = 24 * 3_600;
/// How long other refresh tokens live without being used, in seconds.
const IDLE_LIFE_S: i64 = 90 * 24 * 3_600;

/// The client of a token request, and how it proved that.
struct Client<'e> {
    app: &'e App,
    /// Whether it presented a secret, which was right.
    authenticated: bool,
    version: Version,
}

impl<'e> Exchange<'e> {
    /// Answers a token request.
    pub(super) fn token(&mut self, tenant: &str, version: Version) -> Answer {
        let authorization = self.request.headers.has("authorization");
        match self.try_token(tenant, version) {
            Ok(success) => {
                let body = success.print();
                let strings = version == Version::V1 || self.rules.does(WORDS_NUMBERS_AS_STRINGS);
                let body = if strings {
                    numbers_as_strings(&success)
                } else {
                    body
                };
                Answer {
                    response: self.json(200, body),
                    refusal: None,
                }
            }
            Err(failure) => self.refused_token(&failure, authorization),
        }
    }

    fn try_token(
        &mut self,
        tenant: &str,
        version: Version,
    ) -> Result<TokenSuccess<'static>, Failure> {
        self.check_method(&["POST"])?;
        let query = Form::read(self.query.as_bytes(), self.rules)
            .map_err(|refusal| Failure::of(9_002_313, refusal))?;
        let form = match self.request.method.as_str() {
            "POST" => self.parameters()?,
            // Whoever answers other methods looks where their parameters are.
            _ => Form::read(self.query.as_bytes(), self.rules)
                .map_err(|refusal| Failure::of(9_002_313, refusal))?,
        };
        let mut request = TokenRequest::of(&form, self.rules);
        if let Some(secret) = query.find("client_secret", self.rules) {
            let offset = query.offset("client_secret");
            let refused = self
                .rules
                .refuse(OAUTH_021, offset, "a secret stands in a URI");
            refused.map_err(|refusal| Failure::of(9_002_313, refusal).about(secret))?;
            request.client_secret = Some(crate::Secret::new(secret.clone().into_owned()));
        }
        self.tenant(tenant)?;
        let client = self.authenticate(&request, version)?;
        if let Some(claims) = request.claims.as_deref() {
            read_claims_parameter(claims)?;
        }
        match request.grant() {
            Ok(Grant::Code {
                code,
                redirect_uri,
                verifier,
            }) => {
                let verifier = verifier.map(crate::Secret::reveal);
                self.redeem(code.reveal(), redirect_uri, verifier, &request, &client)
            }
            Ok(Grant::Refresh(token)) => self.refresh(token.reveal(), &request, &client),
            Ok(Grant::ClientCredentials) => self.act_for_itself(tenant, &request, &client),
            Ok(Grant::OnBehalfOf(assertion)) => {
                self.act_on_behalf(assertion.reveal(), &request, &client)
            }
            Err(NoGrant::Lacks(name)) => {
                let message = format!("`{name}` is missing");
                let refused = conformance::Refusal::new(OAUTH_017, 0, message);
                Err(Failure::of(900_144, refused))
            }
            Err(NoGrant::Unknown("password")) => self.take_password(&request, &client),
            Err(NoGrant::Unknown(_)) => Err(Failure::plain(70_003)),
        }
    }

    /// Finds out which client it is, and whether that is true.
    fn authenticate(
        &self,
        request: &TokenRequest<'_>,
        version: Version,
    ) -> Result<Client<'e>, Failure> {
        let basic = match self.request.headers.one("authorization") {
            Some(value) => {
                let read = Basic::read(value, self.rules);
                Some(read.map_err(|refusal| Failure::of(7_000_215, refusal))?)
            }
            None => None,
        };
        let id = request.client_id.as_deref();
        if let (Some(basic), Some(id)) = (&basic, id)
            && basic.client_id != id
        {
            return Err(Failure::new(9_002_313, OAUTH_021, "two clients are named"));
        }
        if basic.is_some() && request.client_secret.is_some() {
            let message = "a client authenticates in one way";
            return Err(Failure::new(9_002_313, OAUTH_021, message));
        }
        let id = basic.as_ref().map(|basic| basic.client_id.as_str()).or(id);
        let id = id.ok_or_else(|| Failure::plain(900_144))?;
        let app = self.directory.app(id).ok_or_else(|| {
            // In the header it is credentials that are wrong, and those are answered with 401.
            let failure = Failure::plain(700_016).about(id);
            if basic.is_some() {
                failure.with_error("invalid_client")
            } else {
                failure
            }
        })?;
        let secret = basic
            .as_ref()
            .map(|basic| &basic.secret)
            .or(request.client_secret.as_ref());
        let authenticated = match secret {
            None => false,
            Some(_) if app.is_public() => return Err(Failure::plain(700_025)),
            Some(secret) if app.secrets.iter().any(|held| secret.is(held)) => true,
            Some(secret) => return Err(Failure::plain(7_000_215).about(secret.reveal())),
        };
        Ok(Client {
            app,
            authenticated,
            version,
        })
    }

    /// Refuses a client that had to authenticate for this kind of redirect URI and did not, or that
    /// did where nobody is to.
    fn check_kind(&self, client: &Client<'_>, kind: RedirectKind) -> Result<(), Failure> {
        match kind {
            RedirectKind::Web if !client.authenticated => Err(Failure::plain(7_000_218)),
            RedirectKind::Spa => {
                if client.authenticated {
                    let message = "a single-page app has no credentials";
                    let refused = self.rules.refuse(ENTRA_020, 0, message);
                    refused.map_err(|refusal| Failure::of(90_023, refusal))?;
                }
                if !self.request.headers.has("origin") {
                    let message = "a single-page app says where it comes from";
                    let refused = self.rules.refuse(ENTRA_020, 0, message);
                    refused.map_err(|refusal| Failure::of(9_002_327, refusal))?;
                }
                Ok(())
            }
            RedirectKind::Native | RedirectKind::Web => Ok(()),
        }
    }

    /// Refuses unless the rules let it go.
    fn refuse(&self, id: conformance::Id, code: u32, message: &'static str) -> Result<(), Failure> {
        let refused = self.rules.refuse(id, 0, message);
        refused.map_err(|refusal| Failure::of(code, refusal))
    }

    fn redeem(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        request: &TokenRequest<'_>,
        client: &Client<'_>,
    ) -> Result<TokenSuccess<'static>, Failure> {
        let unknown = || Failure::new(70_000, OAUTH_007, "there is no such code").about(code);
        let record = self.memory.codes.find(code).ok_or_else(unknown)?.clone();
        if record.delegation.client != client.app.id {
            self.refuse(OAUTH_007, 70_000, "the code was issued to another client")?;
        }
        self.check_kind(client, record.delegation.kind)?;
        if record.redeemed {
            if self.rules.demand(OAUTH_040) {
                self.memory.end_family(record.delegation.family);
            }
            self.refuse(OAUTH_007, 54_005, "the code was redeemed before")?;
        }
        let age_s = self.now.seconds().saturating_sub(record.issued.seconds());
        if age_s >= CODE_LIFE_S && !self.rules.does(CODES_LIVE_ON) {
            self.refuse(OAUTH_040, 70_008, "the code is older than ten minutes")?;
        }
        if redirect_uri.is_some_and(|uri| uri != record.redirect_uri)
            || (redirect_uri.is_none() && record.redirect_uri_was_named)
        {
            self.refuse(
                OAUTH_008,
                500_112,
                "the code was sent to another redirect URI",
            )?;
        }
        self.check_verifier(&record, verifier)?;
        let asked = match &request.scope {
            Some(_) => self.asked(request.scope.as_deref(), None, Version::V2)?,
            None => {
                let all = &record.delegation.asked;
                all.of_one(all.first_resource().unwrap_or_default())
            }
        };
        if asked.has_several_resources() {
            self.refuse(
                ENTRA_021,
                700_022,
                "the scopes are of more than one resource",
            )?;
        }
        let asked = self.with_openid_of(asked, &record.delegation.asked);
        self.check_consent(&record.delegation, &asked)?;
        if let Some(held) = self.memory.codes.find_mut(code) {
            held.redeemed = true;
        }
        let about = About {
            signed_in: self.now,
            refreshable: record.delegation.asked.has("offline_access"),
            nonce: record.nonce.as_deref(),
            version: client.version,
            confidential: client.authenticated,
            client_info: request.client_info.as_deref() == Some("1"),
        };
        let delegation = with_claims(record.delegation.clone(), request);
        let granted = self.grant_delegation(&delegation, &asked, &about);
        granted.ok_or_else(|| Failure::plain(50_034))
    }

    /// What is asked for, with the OpenID scopes that were asked for at first: a token request need
    /// not repeat them.
    fn with_openid_of(&self, asked: Asked, first: &Asked) -> Asked {
        let openid = if asked.openid.is_empty() {
            first.openid.clone()
        } else {
            asked.openid
        };
        Asked { openid, ..asked }
    }

    fn check_verifier(
        &self,
        record: &crate::authority::state::Code,
        verifier: Option<&str>,
    ) -> Result<(), Failure> {
        let Some(challenge) = &record.challenge else {
            if verifier.is_some() && !self.rules.does(TAKES_VERIFIERS_WITHOUT_CHALLENGE) {
                self.refuse(
                    OAUTH_009,
                    501_481,
                    "there was no challenge for this verifier",
                )?;
            }
            return Ok(());
        };
        let Some(text) = verifier else {
            if !self.rules.does(CHECKS_VERIFIERS_THAT_ARE_SENT) {
                self.refuse(OAUTH_009, 501_481, "the verifier is missing")?;
            }
            return Ok(());
        };
        let verifier = Verifier::read(text, 0, self.rules);
        let verifier = verifier.map_err(|refusal| Failure::of(501_481, refusal).about(text))?;
        if !challenge.is_of(&verifier, self.rules) {
            self.refuse(
                OAUTH_012,
                501_481,
                "the verifier does not fit the challenge",
            )
            .map_err(|failure| failure.about(text))?;
        }
        Ok(())
    }

    /// Refuses what the user did not consent to.
    fn check_consent(&self, delegation: &Delegation, asked: &Asked) -> Result<(), Failure> {
        let (account, client) = (&delegation.account, &delegation.client);
        let given = |held| self.memory.consented(account, client, held, self.directory);
        if asked.permissions.iter().all(given) {
            return Ok(());
        }
        Err(Failure::plain(65_001))
    }

    fn refresh(
        &mut self,
        token: &str,
        request: &TokenRequest<'_>,
        client: &Client<'_>,
    ) -> Result<TokenSuccess<'static>, Failure> {
        let unknown = || Failure::plain(70_000).about(token);
        let record = self
            .memory
            .refresh_tokens
            .find(token)
            .ok_or_else(unknown)?
            .clone();
        if record.delegation.client != client.app.id {
            return Err(unknown());
        }
        self.check_kind(client, record.delegation.kind)?;
        self.check_life(&record)?;
        if record.rotated {
            self.memory.end_family(record.delegation.family);
            let message = "another refresh token took the place of this one";
            return Err(Failure::new(70_000, OAUTH_041, message).about(token));
        }
        if record.ended {
            return Err(Failure::plain(70_008).about(token));
        }
        let asked = self.refreshed(&record.delegation, request)?;
        let delegation = with_claims(record.delegation.clone(), request);
        let signed_in = if self.rules.does(EXTENDS_REFRESH_TOKENS_OF_PAGES) {
            self.now
        } else {
            record.signed_in
        };
        let about = About {
            signed_in,
            refreshable: true,
            nonce: None,
            version: client.version,
            confidential: client.authenticated,
            client_info: request.client_info.as_deref() == Some("1"),
        };
        let granted = self.grant_delegation(&delegation, &asked, &about);
        let mut granted = granted.ok_or_else(|| Failure::plain(50_034))?;
        if self.rules.does(FORGETS_TO_ROTATE) || !self.rules.demand(OAUTH_020) {
            granted.refresh_token = None;
        } else if let Some(held) = self.memory.refresh_tokens.find_mut(token) {
            held.rotated = self.rules.demand(OAUTH_041);
        }
        Ok(granted)
    }

    /// Refuses a refresh token that has died.
    fn check_life(&self, record: &RefreshToken) -> Result<(), Failure> {
        let revoked = self.memory.revoked.get(&record.delegation.account);
        if revoked.is_some_and(|revoked| *revoked >= record.signed_in) {
            return Err(Failure::plain(50_173));
        }
        let since_s = |then: conformance::Now| self.now.seconds().saturating_sub(then.seconds());
        if record.delegation.kind == RedirectKind::Spa {
            if since_s(record.signed_in) >= SPA_LIFE_S {
                self.refuse(
                    ENTRA_020,
                    700_084,
                    "a day has passed since the user signed in",
                )?;
            }
        } else if since_s(record.issued) >= IDLE_LIFE_S {
            return Err(Failure::plain(700_082));
        }
        Ok(())
    }

    /// What a refresh is for.
    fn refreshed(
        &self,
        delegation: &Delegation,
        request: &TokenRequest<'_>,
    ) -> Result<Asked, Failure> {
        let first = &delegation.asked;
        let Some(scope) = request.scope.as_deref() else {
            return Ok(first.of_one(first.first_resource().unwrap_or_default()));
        };
        let asked = self.asked(Some(scope), None, Version::V2)?;
        let resource = asked
            .first_resource()
            .or(first.first_resource())
            .unwrap_or_default();
        let mut wanted = asked.of_one(resource);
        if asked.has_several_resources() && !self.rules.demand(ENTRA_021) {
            wanted = asked.clone();
        }
        // Entra lets a client have whatever its user consented to, by this sign-in or another.
        if self.rules.profile.chooses("entra") {
            if self.rules.demand(OAUTH_019) {
                self.check_consent(delegation, &wanted)
                    .map_err(|failure| failure.because(widened()))?;
            }
        } else {
            let held = |permission| first.permissions.contains(permission);
            let held_openid = |scope: &&str| first.openid.contains(scope);
            let narrower =
                wanted.permissions.iter().all(held) && wanted.openid.iter().all(held_openid);
            if !narrower {
                self.refuse(
                    OAUTH_019,
                    70_011,
                    "the scope is wider than what was granted",
                )?;
            }
        }
        Ok(self.with_openid_of(wanted, first))
    }

    fn act_for_itself(
        &mut self,
        tenant: &str,
        request: &TokenRequest<'_>,
        client: &Client<'_>,
    ) -> Result<TokenSuccess<'static>, Failure> {
        if !client.authenticated {
            return Err(Failure::plain(7_000_218));
        }
        if !matches!(self.tenant(tenant)?, TenantName::One(_)) {
            return Err(Failure::plain(9_001_023));
        }
        let resource = request.resource.as_deref();
        let asked = self.asked(request.scope.as_deref(), resource, client.version)?;
        let [permission] = asked.permissions.as_slice() else {
            let code = if asked.has_several_resources() {
                700_022
            } else {
                70_011
            };
            return Err(Failure::plain(code));
        };
        if permission.name != DEFAULT {
            return Err(Failure::new(
                70_011,
                OAUTH_016,
                "an app asks for `.default`",
            ));
        }
        let resource = self.directory.app(&permission.resource);
        let resource = resource.ok_or_else(|| Failure::plain(500_011))?;
        let granted = client
            .app
            .roles
            .iter()
            .filter_map(|role| role.rsplit_once('/'));
        let granted = granted.filter(|(name, _)| {
            self.directory
                .resource(name)
                .is_some_and(|(app, _)| app.id == resource.id)
        });
        let permissions = granted.map(|(_, role)| role.to_owned()).collect();
        let issued = self.access_token(&Subject {
            client: client.app,
            account: None,
            resource,
            asked_by: &permission.asked_by,
            permissions,
            confidential: true,
            capability: request.claims.as_deref().and_then(capability),
            endpoint: client.version,
        });
        Ok(success(issued))
    }

    /// Gives a service what a user lets it do, for the user's token that it holds.
    fn act_on_behalf(
        &mut self,
        assertion: &str,
        request: &TokenRequest<'_>,
        client: &Client<'_>,
    ) -> Result<TokenSuccess<'static>, Failure> {
        if !client.authenticated {
            return Err(Failure::plain(7_000_218));
        }
        let account = self.user_of(assertion, client.app)?;
        let asked = self.asked(request.scope.as_deref(), None, Version::V2)?;
        let Some(resource) = asked.first_resource() else {
            return Err(Failure::plain(28_002));
        };
        if asked.has_several_resources() {
            self.refuse(
                ENTRA_021,
                700_022,
                "the scopes are of more than one resource",
            )?;
        }
        let asked = asked.of_one(resource);
        let delegation = Delegation {
            client: client.app.id.clone(),
            account,
            kind: RedirectKind::Web,
            asked: asked.clone(),
            capability: request.claims.as_deref().and_then(capability),
            family: self.chance.next_u64(),
        };
        if let Err(failure) = self.check_consent(&delegation, &asked) {
            let refused = self
                .rules
                .refuse(OAUTH_036, 0, "the user has not consented");
            refused.map_err(|refusal| failure.because(refusal))?;
        }
        let about = About {
            signed_in: self.now,
            refreshable: asked.has("offline_access"),
            nonce: None,
            version: client.version,
            confidential: true,
            client_info: request.client_info.as_deref() == Some("1"),
        };
        let granted = self.grant_delegation(&delegation, &asked, &about);
        granted.ok_or_else(|| Failure::plain(50_034))
    }

    /// There is no password grant. Whoever has one looks at the password, and no more.
    fn take_password(
        &mut self,
        request: &TokenRequest<'_>,
        client: &Client<'_>,
    ) -> Result<TokenSuccess<'static>, Failure> {
        self.refuse(OAUTH_033, 70_003, "there is no password grant")?;
        let find = |name: &str| {
            let found = request.others.iter().find(|(held, _)| held == name);
            found
                .map(|(_, value)| value.reveal().to_owned())
                .unwrap_or_default()
        };
        let account = self.directory.account_named(&find("username"));
        let typed = find("password");
        let proved = |account: &&crate::directory::Account| {
            account
                .password
                .as_ref()
                .is_none_or(|password| *password == typed)
        };
        let account = account
            .filter(proved)
            .ok_or_else(|| Failure::plain(50_126))?;
        let asked = self.asked(request.scope.as_deref(), None, Version::V2)?;
        let delegation = Delegation {
            client: client.app.id.clone(),
            account: account.id.clone(),
            kind: RedirectKind::Native,
            asked: asked.clone(),
            capability: None,
            family: self.chance.next_u64(),
        };
        let about = About {
            signed_in: self.now,
            refreshable: asked.has("offline_access"),
            nonce: None,
            version: client.version,
            confidential: client.authenticated,
            client_info: false,
        };
        let granted = self.grant_delegation(&delegation, &asked, &about);
        granted.ok_or_else(|| Failure::plain(50_034))
    }
}

fn widened() -> conformance::Refusal {
    conformance::Refusal::new(OAUTH_019, 0, "the scope is wider than what was granted")
}

/// The delegation, with what the token request says of the client.
fn with_claims(delegation: Delegation, request: &TokenRequest<'_>) -> Delegation {
    let declared = request.claims.as_deref().and_then(capability);
    Delegation {
        capability: declared.or(delegation.capability),
        ..delegation
    }
}

/// The body as Entra's first endpoint writes it.
fn numbers_as_strings(success: &TokenSuccess<'_>) -> String {
    let mut body = success.print();
    let numbers = [
        ("expires_in", success.expires_in),
        ("ext_expires_in", success.ext_expires_in),
        ("refresh_in", success.refresh_in),
        ("refresh_token_expires_in", success.refresh_token_expires_in),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            let (number, string) = (
                format!("\"{name}\":{value}"),
                format!("\"{name}\":\"{value}\""),
            );
            body = body.replacen(&number, &string, 1);
        }
    }
    body
}
