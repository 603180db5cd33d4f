//! The authorization endpoint: who the user is, what the user lets the client do, and the answer
//! that the browser carries back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use json::{Item, Json};
use jwt::Version;

use crate::authority::failure::Failure;
use crate::authority::permission::{Asked, GRAPH, Unknown};
use crate::authority::state::{AnswerTo, Code, Delegation, Session, SignIn};
use crate::authority::{Answer, Exchange};
use crate::defects::{
    CHANGES_THE_STATE, DROPS_THE_STATE_OF_ERRORS, FORGETS_THE_NONCE, SHOWS_A_PAGE_FOR_PROMPT_NONE,
    SIGNS_IN_WITHOUT_A_PASSWORD, TRIMS_THE_STATE,
};
use crate::directory::{Account, App, SignInAudience, TenantName};
use crate::form::Form;
use crate::html::{Page, button, text_field};
use crate::limits::AUTHORIZE_BYTES;
use crate::pkce::CodeChallenge;
use crate::requirements::{
    OAUTH_003, OAUTH_010, OAUTH_012, OAUTH_033, OAUTH_034, OAUTH_038, OAUTH_045, OAUTH_046,
};
use crate::{
    AuthorizeRequest, AuthorizeResponse, ClientInfo, Denied, Granted, RedirectKind, ResponseMode,
    Secret,
};

/// How long a sign-in may take, in seconds.
const SIGN_IN_S: i64 = 15 * 60;
/// The name of the cookie that holds a session.
const COOKIE: &str = "session";
/// How many accounts a page offers.
const OFFERED: usize = 20;

/// Why an authorization request leads to no page and no code.
enum Stop {
    /// There is nowhere safe to say so but here.
    Here(Failure),
    /// The client can be told.
    There(Box<AnswerTo>, Failure),
}

/// What the user is to be asked.
#[derive(Clone, Copy, Debug, Default)]
struct Prompt {
    none: bool,
    login: bool,
    select_account: bool,
    consent: bool,
}

impl<'e> Exchange<'e> {
    /// Answers an authorization request.
    pub(super) fn authorize(&mut self, tenant: &str, version: Version) -> Answer {
        let answer = self
            .start(tenant, version)
            .and_then(|(sign_in, app, tenant_name, prompt)| {
                self.find_user(sign_in, app, tenant, &tenant_name, prompt)
            });
        self.or_stop(answer)
    }

    /// Answers an authorization request that is to fail in this way.
    pub(super) fn authorize_failing(
        &mut self,
        tenant: &str,
        version: Version,
        failure: Failure,
    ) -> Answer {
        let answer = self.start(tenant, version);
        self.or_stop(
            answer.and_then(|(sign_in, ..)| Err(Stop::There(Box::new(sign_in.answer_to), failure))),
        )
    }

    fn or_stop(&self, answer: Result<Answer, Stop>) -> Answer {
        match answer {
            Ok(answer) => answer,
            Err(Stop::Here(failure)) => self.show_failure(&failure),
            Err(Stop::There(answer_to, failure)) => self.deny(&answer_to, &failure),
        }
    }

    /// Reads an authorization request up to where a user comes in.
    fn start(
        &mut self,
        tenant: &str,
        version: Version,
    ) -> Result<(SignIn, &'e App, TenantName<'e>, Prompt), Stop> {
        self.check_method(&["GET", "POST"]).map_err(Stop::Here)?;
        if self.query.len().max(self.request.body.len()) > AUTHORIZE_BYTES {
            let message = "the request is longer than any real one";
            let refused = self.rules.refuse(OAUTH_038, AUTHORIZE_BYTES, message);
            refused.map_err(|refusal| Stop::Here(Failure::of(90_015, refusal)))?;
        }
        let form = self.parameters().map_err(Stop::Here)?;
        let request = AuthorizeRequest::of(&form, self.rules);
        let tenant = self.tenant(tenant).map_err(Stop::Here)?;
        let app = self.client_of(&request).map_err(Stop::Here)?;
        let answer_to = self.answer_to(&request, app, &tenant, version)?;
        let there = |failure| Stop::There(Box::new(answer_to.clone()), failure);
        check_audience(app, &tenant).map_err(there)?;
        let read = self.read_request(&request, &answer_to, app, version);
        let (asked, prompt) = read.map_err(there)?;
        let sign_in = SignIn {
            began: self.now,
            request: request.into_owned(),
            answer_to,
            asked,
            account: None,
        };
        Ok((sign_in, app, tenant, prompt))
    }

    fn client_of(&self, request: &AuthorizeRequest<'_>) -> Result<&'e App, Failure> {
        let Some(id) = request.client_id.as_deref() else {
            return Err(Failure::new(900_144, OAUTH_003, "`client_id` is missing"));
        };
        let message = "there is no such client";
        self.directory
            .app(id)
            .ok_or_else(|| Failure::new(700_016, OAUTH_003, message).about(id))
    }

    /// Where the answer is safe to be sent.
    fn answer_to(
        &self,
        request: &AuthorizeRequest<'_>,
        app: &App,
        tenant: &TenantName<'_>,
        version: Version,
    ) -> Result<AnswerTo, Stop> {
        let mode = request.response_mode.as_deref();
        let answer_to = |uri: &str, kind| AnswerTo {
            redirect_uri: uri.to_owned(),
            kind,
            mode: mode.and_then(ResponseMode::read).unwrap_or_default(),
            state: request.state.as_deref().map(str::to_owned),
            iss: self.response_issuer(tenant, version),
        };
        let Some(asked) = request.redirect_uri.as_deref() else {
            return match app.redirect_uris.as_slice() {
                [only] => Ok(answer_to(&only.uri, only.kind)),
                _ => {
                    let message = "the redirect URI is missing";
                    Err(Stop::Here(Failure::new(900_971, OAUTH_003, message)))
                }
            };
        };
        match crate::redirect::find(&app.redirect_uris, asked, self.rules) {
            Ok(found) => Ok(answer_to(
                asked,
                found.map_or(RedirectKind::Web, |held| held.kind),
            )),
            Err(refusal) => {
                let failure = Failure::of(50_011, refusal).about(asked);
                if self.rules.demand(OAUTH_003) {
                    return Err(Stop::Here(failure));
                }
                let answer_to = answer_to(asked, RedirectKind::Web);
                Err(Stop::There(Box::new(answer_to), failure))
            }
        }
    }

    /// Reads what a client may get wrong and be told of.
    fn read_request(
        &self,
        request: &AuthorizeRequest<'_>,
        answer_to: &AnswerTo,
        app: &App,
        version: Version,
    ) -> Result<(Asked, Prompt), Failure> {
        match request.response_type.as_deref() {
            Some("code") => {}
            None => return Err(Failure::plain(900_144)),
            Some(_) => {
                let refused = self
                    .rules
                    .refuse(OAUTH_033, 0, "only codes are had from here");
                refused.map_err(|refusal| Failure::of(70_005, refusal))?;
            }
        }
        let mode = request.response_mode.as_deref();
        if mode.is_some_and(|mode| ResponseMode::read(mode).is_none()) {
            let refused = self
                .rules
                .refuse(OAUTH_045, 0, "there is no such response mode");
            refused.map_err(|refusal| Failure::of(70_007, refusal))?;
        }
        self.read_challenge(request, answer_to, app)?;
        if let Some(claims) = request.claims.as_deref() {
            read_claims_parameter(claims)?;
        }
        Ok((
            self.asked(
                request.scope.as_deref(),
                request.resource.as_deref(),
                version,
            )?,
            read_prompt(request.prompt.as_deref())?,
        ))
    }

    fn read_challenge(
        &self,
        request: &AuthorizeRequest<'_>,
        answer_to: &AnswerTo,
        app: &App,
    ) -> Result<(), Failure> {
        let Some(challenge) = &request.code_challenge else {
            let spa = answer_to.kind == RedirectKind::Spa;
            // Entra asks single-page apps for a challenge, and others for none.
            let required = spa || (app.is_public() && !self.rules.profile.chooses("entra"));
            if required {
                let refused = self
                    .rules
                    .refuse(OAUTH_012, 0, "a code challenge is required");
                refused.map_err(|refusal| Failure::of(9_002_325, refusal))?;
            }
            return Ok(());
        };
        let method = request.code_challenge_method.as_deref();
        let read = CodeChallenge::read(challenge.reveal(), method, 0, self.rules);
        read.map(|_| ()).map_err(|refusal| {
            let code = if refusal.id == OAUTH_010 {
                501_491
            } else {
                50_147
            };
            Failure::of(code, refusal)
        })
    }

    /// What a request asks for, by scope or, at the first endpoint, by resource.
    pub(super) fn asked(
        &self,
        scope: Option<&str>,
        resource: Option<&str>,
        version: Version,
    ) -> Result<Asked, Failure> {
        let asked = match (scope, resource, version) {
            (_, Some(resource), Version::V1) => {
                Asked::of_resource(resource, self.directory, self.rules)
            }
            (Some(scope), ..) => Asked::read(scope, self.directory, self.rules),
            (None, None, Version::V1) => Asked::of_resource(GRAPH, self.directory, self.rules),
            (None, ..) => return Err(Failure::plain(900_144)),
        };
        asked.map_err(|unknown| match unknown {
            Unknown::Malformed(refusal) => {
                Failure::of(70_011, refusal).about(scope.unwrap_or_default())
            }
            Unknown::Resource(name) => Failure::plain(500_011).about(&name),
            Unknown::Scope(name) => Failure::plain(70_011).about(&name),
        })
    }

    /// Finds out who the user is, or asks.
    fn find_user(
        &mut self,
        sign_in: SignIn,
        app: &App,
        segment: &str,
        tenant: &TenantName<'_>,
        prompt: Prompt,
    ) -> Result<Answer, Stop> {
        let signed_in = self.signed_in_accounts(&sign_in.request, tenant);
        let deny = |failure| Err(Stop::There(Box::new(sign_in.answer_to.clone()), failure));
        let silent = prompt.none && !self.rules.does(SHOWS_A_PAGE_FOR_PROMPT_NONE);
        let chosen = match signed_in.as_slice() {
            [only] if !prompt.login && !prompt.select_account => *only,
            [] if silent => return deny(Failure::plain(50_058)),
            [_, _, ..] if silent => return deny(Failure::plain(16_000)),
            _ => return Ok(self.ask_who(sign_in, app, segment, tenant, None)),
        };
        let sign_in = SignIn {
            account: Some(chosen.id.clone()),
            ..sign_in
        };
        if prompt.consent || !self.has_consent(&sign_in, app) {
            if silent {
                let failure = Failure::plain(65_001).with_error("consent_required");
                return Err(Stop::There(Box::new(sign_in.answer_to), failure));
            }
            return Ok(self.ask_consent(sign_in, app, segment, chosen));
        }
        Ok(self.give_code(&sign_in, app, chosen))
    }

    /// The accounts of this browser that the request may mean.
    fn signed_in_accounts(
        &self,
        request: &AuthorizeRequest<'_>,
        tenant: &TenantName<'_>,
    ) -> Vec<&'e Account> {
        let session = self
            .cookie()
            .and_then(|cookie| self.memory.sessions.find(cookie));
        let ids = session.map_or(&[] as &[String], |session| &session.accounts);
        let accounts = ids.iter().filter_map(|id| self.directory.account(id));
        let meant = accounts.filter(|account| tenant.has(account) && is_meant(account, request));
        meant.collect()
    }

    /// The session that the browser brings.
    fn cookie(&self) -> Option<&'e str> {
        let request = self.request;
        let pairs = request
            .headers
            .all("cookie")
            .flat_map(|line| line.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value)
    }

    fn has_consent(&self, sign_in: &SignIn, app: &App) -> bool {
        let Some(account) = &sign_in.account else {
            return false;
        };
        if !self.rules.demand(OAUTH_046) {
            return true;
        }
        let given = |permission| {
            self.memory
                .consented(account, &app.id, permission, self.directory)
        };
        sign_in.asked.permissions.iter().all(given)
    }

    /// The page on which a user says who they are.
    fn ask_who(
        &mut self,
        sign_in: SignIn,
        app: &App,
        segment: &str,
        tenant: &TenantName<'_>,
        complaint: Option<&str>,
    ) -> Answer {
        let hint = sign_in
            .request
            .login_hint
            .as_deref()
            .unwrap_or_default()
            .to_owned();
        let offered = self
            .directory
            .accounts
            .iter()
            .filter(|account| tenant.has(account) && is_meant(account, &sign_in.request));
        let offered: Vec<&Account> = offered.take(OFFERED).collect();
        let flow = self.keep(sign_in);
        let action = format!("{}/{segment}/login", self.base);
        let mut page =
            Page::new("Sign in").say(&format!("{} wants to know who you are.", app.name));
        if let Some(complaint) = complaint {
            page = page.say(complaint);
        }
        let typed = text_field("User name", "text", "username", &hint)
            + &text_field("Password", "password", "password", "")
            + &button("Sign in", "action", "sign-in")
            + &button("Cancel", "action", "cancel");
        page = page.form(&action, &[("flow", &flow)], &typed);
        for account in offered {
            let password = match account.password {
                Some(_) => text_field("Password", "password", "password", ""),
                None => String::new(),
            };
            let inside = password + &button(&account.username, "action", "sign-in");
            let hidden = [
                ("flow", flow.as_str()),
                ("username", account.username.as_str()),
            ];
            page = page.form(&action, &hidden, &inside);
        }
        self.show(page)
    }

    /// The page on which a user lets the client do something.
    fn ask_consent(
        &mut self,
        sign_in: SignIn,
        app: &App,
        segment: &str,
        account: &Account,
    ) -> Answer {
        let mut page = Page::new("Permissions requested").say(&format!(
            "{} asks {} to let it:",
            app.name, account.username
        ));
        for permission in &sign_in.asked.permissions {
            page = page.say(&format!("\u{2022} {}", permission.spelled));
        }
        let flow = self.keep(sign_in);
        let action = format!("{}/{segment}/consent", self.base);
        let buttons = button("Accept", "action", "accept") + &button("Cancel", "action", "cancel");
        self.show(page.form(&action, &[("flow", &flow)], &buttons))
    }

    /// A page that no other site may show as its own.
    fn show(&self, page: Page) -> Answer {
        let response = page.answer(200);
        let response = response.with_header("Content-Security-Policy", "frame-ancestors 'none'");
        Answer {
            response: self.mark(response),
            refusal: None,
        }
    }

    /// Remembers a sign-in under a name that nobody guesses.
    fn keep(&mut self, sign_in: SignIn) -> String {
        let flow = URL_SAFE_NO_PAD.encode(self.chance.bytes::<24>());
        self.memory.sign_ins.put(flow.clone(), sign_in);
        flow
    }

    /// The sign-in of a form that a page posted.
    fn resume(&mut self, form: &Form<'_>) -> Result<(SignIn, &'e App), Failure> {
        let gone = || Failure::plain(50_089);
        let flow = form.find("flow", self.rules).ok_or_else(gone)?;
        let sign_in = self.memory.sign_ins.take(flow).ok_or_else(gone)?;
        let began_s = sign_in.began.seconds();
        if self.now.seconds().saturating_sub(began_s) > SIGN_IN_S {
            return Err(gone());
        }
        let client = sign_in.request.client_id.as_deref().unwrap_or_default();
        let app = self.directory.app(client).ok_or_else(gone)?;
        Ok((sign_in, app))
    }

    /// Answers what the page for signing in posts.
    pub(super) fn signed_in(&mut self, segment: &str) -> Answer {
        let answer = self.sign_in(segment);
        self.or_stop(answer)
    }

    fn sign_in(&mut self, segment: &str) -> Result<Answer, Stop> {
        let form = self
            .check_method(&["POST"])
            .and_then(|()| self.parameters());
        let form = form.map_err(Stop::Here)?;
        let tenant = self.tenant(segment).map_err(Stop::Here)?;
        let (sign_in, app) = self.resume(&form).map_err(Stop::Here)?;
        if form
            .find("action", self.rules)
            .is_some_and(|action| action == "cancel")
        {
            return Err(declined(sign_in));
        }
        let find = |name| form.find(name, self.rules).map(AsRef::as_ref);
        let account = find("username").and_then(|name| self.directory.account_named(name));
        let account = account.filter(|account| tenant.has(account));
        let Some(account) = account else {
            let complaint = "There is no such account here.";
            return Ok(self.ask_who(sign_in, app, segment, &tenant, Some(complaint)));
        };
        let proved = match &account.password {
            None => true,
            Some(password) => {
                self.rules.does(SIGNS_IN_WITHOUT_A_PASSWORD)
                    || find("password").is_some_and(|typed| Secret::new(password).is(typed))
            }
        };
        if !proved {
            let complaint = "The password is wrong.";
            return Ok(self.ask_who(sign_in, app, segment, &tenant, Some(complaint)));
        }
        let cookie = self.add_to_session(account);
        let sign_in = SignIn {
            account: Some(account.id.clone()),
            ..sign_in
        };
        let prompt = read_prompt(sign_in.request.prompt.as_deref()).unwrap_or_default();
        let mut answer = if prompt.consent || !self.has_consent(&sign_in, app) {
            self.ask_consent(sign_in, app, segment, account)
        } else {
            self.give_code(&sign_in, app, account)
        };
        answer.response.headers.add("Set-Cookie", cookie);
        Ok(answer)
    }

    /// Adds an account to the browser's session. A session gets a new name whenever that happens,
    /// so that nobody can have put the name there before.
    fn add_to_session(&mut self, account: &Account) -> String {
        let held = self
            .cookie()
            .and_then(|cookie| self.memory.sessions.take(cookie));
        let mut session: Session = held.unwrap_or_default();
        session.accounts.retain(|id| *id != account.id);
        session.accounts.push(account.id.clone());
        let name = URL_SAFE_NO_PAD.encode(self.chance.bytes::<24>());
        self.memory.sessions.put(name.clone(), session);
        format!("{COOKIE}={name}; Path=/; HttpOnly; {}", self.cookie_scope())
    }

    /// A page within another site's frame has its cookies only if they say so, which asks for TLS.
    fn cookie_scope(&self) -> &'static str {
        if self.base.starts_with("https://") {
            "Secure; SameSite=None"
        } else {
            "SameSite=Lax"
        }
    }

    /// Answers what the page for consenting posts.
    pub(super) fn consented(&mut self, segment: &str) -> Answer {
        let answer = self.consent(segment);
        self.or_stop(answer)
    }

    fn consent(&mut self, segment: &str) -> Result<Answer, Stop> {
        let form = self
            .check_method(&["POST"])
            .and_then(|()| self.parameters());
        let form = form.map_err(Stop::Here)?;
        self.tenant(segment).map_err(Stop::Here)?;
        let (sign_in, app) = self.resume(&form).map_err(Stop::Here)?;
        let action = form.find("action", self.rules).map(AsRef::as_ref);
        if action != Some("accept") {
            return Err(declined(sign_in));
        }
        let account = sign_in
            .account
            .as_deref()
            .and_then(|id| self.directory.account(id));
        let gone = || Stop::Here(Failure::plain(50_089));
        let account = account.ok_or_else(gone)?;
        let permissions = &sign_in.asked.permissions;
        self.memory
            .consent(&account.id, &app.id, permissions, self.directory);
        Ok(self.give_code(&sign_in, app, account))
    }

    /// The answer with a code.
    fn give_code(&mut self, sign_in: &SignIn, app: &App, account: &Account) -> Answer {
        let code = format!("0.{}", URL_SAFE_NO_PAD.encode(self.chance.bytes::<48>()));
        let request = &sign_in.request;
        let challenge = request.code_challenge.as_ref().and_then(|challenge| {
            let method = request.code_challenge_method.as_deref();
            let read = CodeChallenge::read(challenge.reveal(), method, 0, self.rules);
            read.ok().map(CodeChallenge::into_owned)
        });
        let claims = request.claims.as_deref();
        let nonce = request
            .nonce
            .as_deref()
            .filter(|_| !self.rules.does(FORGETS_THE_NONCE));
        let record = Code {
            issued: self.now,
            redeemed: false,
            delegation: Delegation {
                client: app.id.clone(),
                account: account.id.clone(),
                kind: sign_in.answer_to.kind,
                asked: sign_in.asked.clone(),
                capability: claims.and_then(capability),
                family: self.chance.next_u64(),
            },
            redirect_uri: sign_in.answer_to.redirect_uri.clone(),
            redirect_uri_was_named: request.redirect_uri.is_some(),
            challenge,
            nonce: nonce.map(str::to_owned),
        };
        self.memory.codes.put(code.clone(), record);
        let info = ClientInfo {
            uid: account.id.clone(),
            utid: account.tenant.clone(),
        };
        let wants_info = request.client_info.as_deref() == Some("1");
        let outcome = Ok(Granted {
            code: Secret::new(code),
            client_info: wants_info.then(|| info.print().into()),
            session_state: Some(self.chance.guid().into()),
        });
        let response = self.deliver(&sign_in.answer_to, outcome);
        Answer {
            response,
            refusal: None,
        }
    }

    /// The answer that tells a client why it has no code.
    fn deny(&self, answer_to: &AnswerTo, failure: &Failure) -> Answer {
        let error = self.token_error(failure);
        let outcome = Err(Denied {
            error: error.error,
            error_description: error.error_description,
            error_uri: error.error_uri,
            suberror: error.suberror,
        });
        let response = self.deliver(answer_to, outcome);
        Answer {
            response,
            refusal: failure.refusal.clone(),
        }
    }

    /// Sends an answer back to the client by way of the browser.
    fn deliver(
        &self,
        answer_to: &AnswerTo,
        outcome: Result<Granted<'_>, Denied<'_>>,
    ) -> wire::Response {
        let mut state = answer_to.state.clone();
        if outcome.is_err() && self.rules.does(DROPS_THE_STATE_OF_ERRORS) {
            state = None;
        }
        if self.rules.does(TRIMS_THE_STATE) {
            state = state.map(|state| state.trim().to_owned());
        }
        if self.rules.does(CHANGES_THE_STATE) {
            state = state.map(|state| state.replace(' ', "+"));
        }
        let response = AuthorizeResponse {
            outcome,
            state: state.map(Into::into),
            iss: answer_to.iss.as_deref().map(Into::into),
        };
        let uri = &answer_to.redirect_uri;
        if answer_to.mode == ResponseMode::FormPost {
            let go_on = button("Continue", "", "");
            let page = Page::new("Working").form(uri, &response.fields(), &go_on);
            return self.mark(page.post_at_once().answer(200));
        }
        self.redirect(response.locate(uri, answer_to.mode, self.rules))
    }

    /// Signs a user out, and redirects if that is safe.
    pub(super) fn logout(&mut self, tenant: &str) -> Answer {
        let form = self
            .check_method(&["GET", "POST"])
            .and_then(|()| self.parameters());
        let form = match form.and_then(|form| self.tenant(tenant).map(|_| form)) {
            Ok(form) => form,
            Err(failure) => return self.show_failure(&failure),
        };
        if let Some(cookie) = self.cookie() {
            self.memory.sessions.take(cookie);
        }
        let gone = format!(
            "{COOKIE}=; Path=/; Max-Age=0; HttpOnly; {}",
            self.cookie_scope()
        );
        let Some(uri) = form.find("post_logout_redirect_uri", self.rules) else {
            let mut answer = self.show(Page::new("You are signed out"));
            answer.response.headers.add("Set-Cookie", gone);
            return answer;
        };
        let mut registered = self
            .directory
            .apps
            .iter()
            .flat_map(|app| &app.redirect_uris);
        if !registered.any(|held| held.uri == **uri) {
            let refused = self
                .rules
                .refuse(OAUTH_034, 0, "this address is not registered");
            if let Err(refusal) = refused {
                let mut answer = self.show_failure(&Failure::of(50_061, refusal));
                answer.response.headers.add("Set-Cookie", gone);
                return answer;
            }
        }
        let mut location = uri.clone().into_owned();
        if let Some(state) = form.find("state", self.rules) {
            location.push(if location.contains('?') { '&' } else { '?' });
            crate::form::push_field(&mut location, "state", state, self.rules);
        }
        let response = self.redirect(location).with_header("Set-Cookie", gone);
        Answer {
            response,
            refusal: None,
        }
    }
}

/// Whether a request may mean this account.
fn is_meant(account: &Account, request: &AuthorizeRequest<'_>) -> bool {
    let by_name = request.login_hint.as_deref();
    let by_name = by_name.is_none_or(|hint| account.username.eq_ignore_ascii_case(hint));
    let by_domain = request
        .domain_hint
        .as_deref()
        .is_none_or(|hint| match hint {
            "consumers" => account.is_personal(),
            "organizations" => !account.is_personal(),
            domain => {
                let held = account.username.rsplit_once('@').map(|(_, held)| held);
                held.is_some_and(|held| held.eq_ignore_ascii_case(domain))
            }
        });
    by_name && by_domain
}

/// Refuses a tenant whose accounts the app is not for.
fn check_audience(app: &App, tenant: &TenantName<'_>) -> Result<(), Failure> {
    let fits = match app.accounts {
        SignInAudience::Everybody => true,
        SignInAudience::OneTenant => {
            matches!(tenant, TenantName::One(tenant) if tenant.id == app.tenant)
        }
        SignInAudience::Organizations => {
            matches!(tenant, TenantName::Organizations | TenantName::One(_))
        }
        SignInAudience::Consumers => *tenant == TenantName::Consumers,
    };
    if fits {
        return Ok(());
    }
    Err(Failure::plain(50_194))
}

fn read_prompt(text: Option<&str>) -> Result<Prompt, Failure> {
    let mut prompt = Prompt::default();
    let words = text
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty());
    let mut others = false;
    for word in words {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "select_account" => prompt.select_account = true,
            "consent" => prompt.consent = true,
            _ => return Err(Failure::plain(90_023)),
        }
        others |= word != "none";
    }
    if prompt.none && others {
        return Err(Failure::plain(90_023));
    }
    Ok(prompt)
}

fn declined(sign_in: SignIn) -> Stop {
    Stop::There(Box::new(sign_in.answer_to), Failure::plain(65_004))
}

/// Refuses a `claims` parameter that is no JSON object.
pub(super) fn read_claims_parameter(claims: &str) -> Result<(), Failure> {
    let malformed = || Failure::plain(9_002_313);
    let json = Json::parse(claims, &json::Options::default()).map_err(|_| malformed())?;
    if json.root().kind() == json::Kind::Object {
        Ok(())
    } else {
        Err(malformed())
    }
}

/// How a `claims` parameter spells the capability `cp1`, if it declares it.
pub(super) fn capability(claims: &str) -> Option<String> {
    let json = Json::parse(claims, &json::Options::default()).ok()?;
    let wanted = json
        .root()
        .last("access_token")
        .and_then(|claims| claims.last("xms_cc"));
    let values = wanted.and_then(|wanted| wanted.last("values"));
    let mut values = values
        .into_iter()
        .flat_map(Item::items)
        .filter_map(Item::as_str);
    values
        .find(|value| value.eq_ignore_ascii_case("cp1"))
        .map(str::to_owned)
}
