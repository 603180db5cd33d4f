//! The client: a state machine that calls, answers, windows and a clock drive. It sends nothing
//! itself; what is to be sent comes out of it as [effects](Effect).

pub(crate) mod interactive;
pub(crate) mod keep;
pub(crate) mod network;
pub(crate) mod silent;

use std::fmt::Write as _;

use conformance::{Chance, Now, Quirk, Rules};
use oauth::Secret;

use crate::authority::{Authority, Endpoints};
use crate::authorize::Asked;
use crate::cache::{AccessToken, Account, Cache, IdToken, RefreshToken, Spelling};
use crate::event::Window;
use crate::failure::{Class, Failure};
use crate::request::{Configuration, Request};
use crate::result::AuthenticationResult;
use crate::step::{Cached, Call, Kind, SignedIn};
use crate::telemetry::{Reason, Telemetry};
use crate::throttle::Throttle;
use crate::{
    Home, Library, MSAL_001, MSAL_002, MSAL_003, MSAL_004, MSAL_006, MSAL_010, MSAL_036, MSAL_069,
    MSAL_073, MSAL_074, cache, scopes,
};

pub use network::Reply;

pub(crate) const SEARCHES_THE_TENANT_OF_THE_AUTHORITY: Quirk =
    Quirk("searches-the-tenant-of-the-authority");
pub(crate) const SHARES_STATE_TOO: Quirk = Quirk("shares-state-too");
pub(crate) const ALWAYS_NAMES_NO_ACCOUNT_ERROR: Quirk = Quirk("always-names-no-account-error");
pub(crate) const TAKES_MISSING_SCOPES_FOR_NONE: Quirk = Quirk("takes-missing-scopes-for-none");

/// Something that a client wants done, or that it tells.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a call has a few of them, and they are consumed at once"
)]
pub enum Effect {
    /// A request is to be sent.
    Send {
        /// Its number.
        number: usize,
        /// The request, with the whole URL as its target.
        request: wire::Request,
    },
    /// A window is to be opened.
    Open {
        /// Its number.
        number: usize,
        /// What it is.
        window: Window,
        /// Where it goes.
        url: Secret<'static>,
    },
    /// A call has come to its end.
    Finish {
        /// The call.
        call: usize,
        /// What it brings.
        outcome: Result<AuthenticationResult, Failure>,
        /// The correlation id that it ends with.
        correlation_id: String,
    },
    /// A call has come to its end, and brought nothing.
    Nothing(usize),
}

/// A call that waits for the end of a flight.
#[derive(Clone, Debug)]
struct Member {
    call: usize,
    correlation_id: String,
    state: String,
}

/// What a flight waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Whether its authority's host is known.
    Instance,
    /// Its authority's metadata.
    Metadata,
    /// The answer to a refresh: with the token of a family, or the client's own.
    Refresh(Option<String>),
    /// The end of another flight's iframe.
    Waits,
    /// A window.
    Window,
    /// The answer to a code.
    Code,
    /// Nothing: it is over.
    Done,
}

/// One exchange with the authority, on behalf of one or more calls.
#[derive(Clone, Debug)]
struct Flight {
    members: Vec<Member>,
    kind: Kind,
    /// Under which calls share it.
    key: Option<Vec<String>>,
    request: Request,
    endpoints: Option<Endpoints>,
    stage: Stage,
    /// Why its own refresh failed.
    own: Option<Failure>,
    /// It waited for an iframe, and opens none itself.
    without_iframe: bool,
    /// The cached token that it is about to renew.
    old: Option<AccessToken>,
    /// Why a token is asked for.
    reason: Option<Reason>,
    asked: Option<Asked>,
    /// Its code was refused once.
    asked_again: bool,
}

/// A request or a window, and what becomes of it.
#[derive(Clone, Debug)]
struct Exchange {
    flight: usize,
    sent: Now,
    open: bool,
    /// When nobody waits for it any longer.
    deadline: Option<Now>,
    /// When it is sent again.
    again: Option<Now>,
    tried: u8,
    request: Option<wire::Request>,
    /// Under which it is stopped, if it must be.
    throttle: Vec<String>,
}

/// A library, as far as it acquires tokens.
pub struct Client {
    configuration: Configuration,
    now: Now,
    chance: Chance,
    cache: Cache,
    active: Option<String>,
    throttle: Throttle<Reply>,
    telemetry: Telemetry,
    metadata: Vec<(String, Now, Endpoints)>,
    flights: Vec<Flight>,
    exchanges: Vec<Exchange>,
    calls: usize,
    /// The flight whose iframe is open.
    iframe: Option<usize>,
    /// The flight that asks the user.
    interaction: Option<usize>,
    /// What a redirect brought back, until it is asked for.
    arrived: Option<(usize, Secret<'static>)>,
    /// What a defective client remembers of flights that failed.
    failed: Vec<(Vec<String>, Failure)>,
    /// What a defective client hands out once more.
    handed: Option<AuthenticationResult>,
    effects: Vec<Effect>,
    log: String,
}

impl Client {
    /// A client that is configured so.
    pub fn new(configuration: Configuration, now: Now, chance: Chance) -> Self {
        Self {
            configuration,
            now,
            chance,
            cache: Cache::default(),
            active: None,
            throttle: Throttle::default(),
            telemetry: Telemetry::default(),
            metadata: Vec::new(),
            flights: Vec::new(),
            exchanges: Vec::new(),
            calls: 0,
            iframe: None,
            interaction: None,
            arrived: None,
            failed: Vec::new(),
            handed: None,
            effects: Vec::new(),
            log: String::new(),
        }
    }

    /// How its keys are spelled.
    pub fn spelling(&self, rules: &Rules) -> Spelling {
        Spelling {
            library: Library::of(&rules.profile),
            home: self.configuration.home,
        }
    }

    /// Its cache.
    pub const fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What it wrote into its log.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// The moment that it takes for now.
    pub const fn now(&self) -> Now {
        self.now
    }

    /// The callers' state and verifier behind a request or window, for who plays the other side.
    pub(crate) fn asked(&self, number: usize) -> Option<&Asked> {
        let exchange = self.exchanges.get(number.checked_sub(1)?)?;
        self.flights[exchange.flight].asked.as_ref()
    }

    /// Now in seconds, rounded as the library rounds.
    fn seconds(&self, rules: &Rules) -> i64 {
        match Library::of(&rules.profile) {
            Library::Js => self.now.plus_ms(500).seconds(),
            Library::Python => self.now.seconds(),
        }
    }

    fn is_browser(&self, rules: &Rules) -> bool {
        Library::of(&rules.profile) == Library::Js && self.configuration.home == Home::Browser
    }

    fn note(&mut self, line: &str) {
        writeln!(self.log, "{line}").expect("texts take what is written");
    }

    /// Keeps what a user has who signed in before.
    pub fn sign_in(&mut self, signed_in: &SignedIn, rules: &Rules) {
        let home = signed_in.account.as_deref().unwrap_or("u1.t1").to_owned();
        let of_account = home.split_once('.').map_or("t1", |(_, tenant)| tenant);
        let tenant = signed_in.tenant.as_deref().unwrap_or(of_account).to_owned();
        let environment = self.environment(rules);
        let client = self.configuration.client.clone();
        let local = home.split('.').next().unwrap_or_default().to_owned();
        self.keep_account(Account {
            home_account_id: home.clone(),
            environment: environment.clone(),
            tenant_id: tenant.clone(),
            username: format!("{local}@contoso.example"),
            name: format!("User {local}"),
            local_account_id: local,
            login_hint: signed_in.login_hint.clone().unwrap_or_default(),
            sid: signed_in.sid.clone().unwrap_or_default(),
        });
        self.cache.id_tokens.push(IdToken {
            home_account_id: home.clone(),
            environment: environment.clone(),
            client_id: client.clone(),
            realm: tenant,
            secret: Secret::new("kept.before."),
            claims: "{}".to_owned(),
        });
        let expires_on_s = signed_in
            .refresh_lasts_s
            .map(|lasts| self.seconds(rules).saturating_add(lasts));
        let tokens = [
            (&signed_in.refresh_token, ""),
            (&signed_in.family_token, "1"),
        ];
        for (token, family) in tokens {
            let Some(token) = token else { continue };
            let token = RefreshToken {
                home_account_id: home.clone(),
                environment: environment.clone(),
                client_id: client.clone(),
                family: family.to_owned(),
                secret: Secret::new(token.clone()),
                expires_on_s,
                target: vec!["User.Read".to_owned()],
            };
            self.cache.keep_refresh_token(token, rules);
        }
        if signed_in.family_token.is_some() {
            self.cache.keep_family(client, environment, "1".to_owned());
        }
        if !signed_in.inactive {
            self.active = Some(home);
        }
    }

    /// Keeps an access token as if it had been got before.
    pub fn keep(&mut self, cached: &Cached, rules: &Rules) {
        let now = self.seconds(rules);
        let text = |held: &Option<String>, default: &str| {
            held.clone().unwrap_or_else(|| default.to_owned())
        };
        let components: Vec<(String, String)> = cached.components.clone().into_iter().collect();
        let expires_on_s = now.saturating_add(cached.lasts_s.unwrap_or(3600));
        let token = AccessToken {
            home_account_id: text(&cached.account, "u1.t1"),
            environment: text(&cached.environment, &self.environment(rules)),
            client_id: text(&cached.client, &self.configuration.client),
            realm: text(&cached.realm, "t1"),
            target: cached.scopes.clone(),
            secret: Secret::new(cached.token.clone()),
            token_type: text(&cached.token_type, "Bearer"),
            cached_at_s: now.saturating_sub(cached.kept_for_s.unwrap_or(0)),
            expires_on_s,
            extended_expires_on_s: expires_on_s,
            refresh_on_s: cached.refresh_in_s.map(|after| now.saturating_add(after)),
            components: cache::components(&components, rules),
        };
        self.cache.access_tokens.push(token);
    }

    /// Removes an account.
    pub fn remove_account(&mut self, id: &str, rules: &Rules) {
        let spelling = self.spelling(rules);
        self.cache.remove_account(id, spelling, rules);
        if self.active.as_deref() == Some(id) {
            self.active = None;
        }
    }

    fn environment(&self, rules: &Rules) -> String {
        let library = Library::of(&rules.profile);
        match Authority::read(&self.configuration.authority, &rules.made_sound()) {
            Ok(authority) => authority.environment(library).to_owned(),
            Err(_) => String::new(),
        }
    }

    fn keep_account(&mut self, account: Account) {
        let mut accounts = self.cache.accounts.iter_mut();
        match accounts.find(|held| held.home_account_id == account.home_account_id) {
            Some(held) => *held = account,
            None => self.cache.accounts.push(account),
        }
    }

    /// Makes a call.
    pub fn call(&mut self, call: &Call, rules: &Rules) -> Vec<Effect> {
        self.calls += 1;
        let number = self.calls;
        let correlation_id = match &call.correlation_id {
            Some(id) => id.clone(),
            None => self.chance.guid(),
        };
        let member = Member {
            call: number,
            correlation_id,
            state: call.state.clone().unwrap_or_default(),
        };
        let kind = call.kind.unwrap_or_default();
        self.note(&format!("call {number}: {kind:?}"));
        if kind == Kind::HandleRedirect {
            self.handle_redirect(member, rules);
            return std::mem::take(&mut self.effects);
        }
        match self.request(call, rules) {
            Ok(request) => self.begin(kind, request, member, rules),
            Err(failure) => self.finish_one(&member, Err(failure)),
        }
        std::mem::take(&mut self.effects)
    }

    /// What a call asks for, if it is sound.
    fn request(&self, call: &Call, rules: &Rules) -> Result<Request, Failure> {
        let silent = call.kind.unwrap_or_default() == Kind::Silent;
        if self.configuration.uninitialized && rules.demand(MSAL_004) {
            let code = "uninitialized_public_client_application";
            return Err(Failure::new(Class::BrowserAuth, code).because(MSAL_004));
        }
        if call.without_request && rules.demand(MSAL_074) {
            let failure = Failure::new(Class::ClientConfiguration, "token_request_empty");
            return Err(failure.because(MSAL_074));
        }
        let scopes = asked_for(call, silent, rules)?;
        let named = call.account.clone().or_else(|| self.active.clone());
        if named.is_none() && silent {
            no_account(self.configuration.home, rules)?;
        }
        if silent && self.interaction.is_some() && rules.does(interactive::BLOCKS_SILENT_CALLS) {
            return Err(Failure::new(Class::BrowserAuth, "interaction_in_progress"));
        }
        let authority = call.authority.as_deref();
        let authority = authority.unwrap_or(&self.configuration.authority);
        let authority = Authority::read(authority, rules)?;
        let home_account_id = named.unwrap_or_default();
        let tenant = self.cache.account(&home_account_id);
        let tenant = tenant.map(|account| account.tenant_id.clone());
        let of_account =
            rules.demand(MSAL_010) && !rules.does(SEARCHES_THE_TENANT_OF_THE_AUTHORITY);
        let realm = tenant.filter(|_| of_account);
        let components: Vec<(String, String)> = call.components.clone().into_iter().collect();
        Ok(Request {
            call: call.clone(),
            scopes,
            home_account_id,
            realm: realm.unwrap_or_else(|| authority.tenant.clone()),
            authority,
            components: cache::components(&components, rules),
        })
    }

    fn begin(&mut self, kind: Kind, request: Request, member: Member, rules: &Rules) {
        if kind != Kind::Silent && self.interaction.is_some() && rules.demand(MSAL_069) {
            let failure = Failure::new(Class::BrowserAuth, "interaction_in_progress");
            return self.finish_one(&member, Err(failure.because(MSAL_069)));
        }
        let key = (kind == Kind::Silent)
            .then(|| self.sharing_key(&request, rules))
            .flatten();
        if let Some(key) = &key {
            if let Some((_, failure)) = self.failed.iter().find(|(held, _)| held == key) {
                let failure = failure.clone();
                return self.finish_one(&member, Err(failure));
            }
            let mut flights = self.flights.iter_mut();
            let shares = |flight: &&mut Flight| {
                flight.stage != Stage::Done && flight.key.as_ref() == Some(key)
            };
            if let Some(flight) = flights.find(shares) {
                flight.members.push(member);
                return;
            }
        }
        self.flights.push(Flight {
            members: vec![member],
            kind,
            key,
            request,
            endpoints: None,
            stage: Stage::Done,
            own: None,
            without_iframe: false,
            old: None,
            reason: None,
            asked: None,
            asked_again: false,
        });
        let flight = self.flights.len() - 1;
        if kind != Kind::Silent {
            self.interaction = Some(flight);
        }
        self.resolve_authority(flight, rules);
    }

    /// Goes on once the end points are known.
    fn proceed(&mut self, flight: usize, endpoints: Endpoints, rules: &Rules) {
        self.flights[flight].endpoints = Some(endpoints);
        match self.flights[flight].kind {
            Kind::Silent => self.look_into_cache(flight, rules),
            Kind::Popup => self.open(flight, Window::Popup, rules),
            Kind::Redirect | Kind::HandleRedirect => self.open(flight, Window::Redirect, rules),
        }
    }

    /// Ends a flight for all its calls.
    fn finish(
        &mut self,
        flight: usize,
        outcome: Result<AuthenticationResult, Failure>,
        rules: &Rules,
    ) {
        let held = &mut self.flights[flight];
        held.stage = Stage::Done;
        let members = std::mem::take(&mut held.members);
        let library = Library::of(&rules.profile);
        let (key, api) = (
            held.key.take(),
            api(held.kind, held.asked.is_some(), library),
        );
        if let (Err(failure), Some(key)) = (&outcome, key)
            && rules.does(silent::SHARES_WHAT_FAILED)
        {
            self.failed.push((key, failure.clone()));
        }
        for member in &members {
            let like = match rules.demand(MSAL_036) || Library::of(&rules.profile) != Library::Js {
                true => member,
                false => &members[0],
            };
            // An error is one thing, which all of them get.
            let like = match (&outcome, Library::of(&rules.profile)) {
                (Err(_), Library::Js) => &members[0],
                _ => like,
            };
            let mut outcome = outcome.clone();
            if let Err(failure) = &outcome {
                self.telemetry
                    .failed(api, &like.correlation_id, &failure.code);
            }
            if let Ok(result) = &mut outcome {
                result.correlation_id.clone_from(&like.correlation_id);
                let state = match rules.does(SHARES_STATE_TOO) {
                    true => &members[0].state,
                    false => &like.state,
                };
                if Library::of(&rules.profile) == Library::Js
                    && self.configuration.home == Home::Browser
                {
                    result.state.clone_from(state);
                }
            }
            let member = Member {
                correlation_id: like.correlation_id.clone(),
                ..member.clone()
            };
            self.finish_one(&member, outcome);
        }
        if self.interaction == Some(flight) {
            self.interaction = None;
        }
        if self.iframe == Some(flight) {
            self.iframe = None;
            self.wake(outcome.is_ok(), rules);
        }
    }

    fn finish_one(&mut self, member: &Member, outcome: Result<AuthenticationResult, Failure>) {
        let line = match &outcome {
            Ok(_) => format!("call {}: a token", member.call),
            Err(failure) => format!("call {}: {failure}", member.call),
        };
        self.note(&line);
        self.effects.push(Effect::Finish {
            call: member.call,
            outcome,
            correlation_id: member.correlation_id.clone(),
        });
    }
}

/// The number of an API, as telemetry knows it.
const fn api(kind: Kind, asked: bool, library: Library) -> u16 {
    match (library, kind) {
        (Library::Python, Kind::Silent) => return 84,
        (Library::Python, _) => return 832,
        (Library::Js, _) => {}
    }
    match kind {
        Kind::Silent if asked => 864,
        Kind::Silent => 61,
        Kind::Popup => 862,
        Kind::Redirect | Kind::HandleRedirect => 861,
    }
}

/// The scopes of a call, if they are sound.
fn asked_for(call: &Call, silent: bool, rules: &Rules) -> Result<Vec<String>, Failure> {
    let empty = || Failure::new(Class::ClientConfiguration, "empty_input_scopes_error");
    let openid = || scopes::RESERVED.map(str::to_owned).to_vec();
    if Library::of(&rules.profile) == Library::Python {
        let scopes = scopes::tidied(call.scopes.as_deref().unwrap_or_default(), rules);
        let reserved = |scope: &String| scopes::RESERVED.contains(&scope.as_str());
        if scopes.iter().any(reserved) && rules.demand(MSAL_006) {
            return Err(Failure::new(Class::ValueError, "").because(MSAL_006));
        }
        return Ok(scopes);
    }
    let Some(entries) = &call.scopes else {
        if rules.demand(MSAL_074) && !rules.does(TAKES_MISSING_SCOPES_FOR_NONE) {
            return Err(empty().because(MSAL_074));
        }
        return Ok(openid());
    };
    if entries.is_empty() && silent {
        return match rules.demand(MSAL_002) {
            true => Ok(openid()),
            false => Err(empty().because(MSAL_001)),
        };
    }
    let scopes = scopes::tidied(entries, rules);
    let reserved = |scope: &String| scopes::RESERVED.contains(&scope.as_str());
    if scopes.iter().any(reserved) && !rules.demand(MSAL_006) {
        return Err(Failure::new(Class::ClientConfiguration, "reserved_scope"));
    }
    if scopes.is_empty() && rules.demand(MSAL_001) {
        return Err(empty().because(MSAL_001));
    }
    Ok(scopes)
}

/// Refuses a silent call of nobody.
fn no_account(home: Home, rules: &Rules) -> Result<(), Failure> {
    if !rules.demand(MSAL_073) {
        return Ok(());
    }
    if Library::of(&rules.profile) == Library::Python {
        return Err(Failure::new(Class::None, "").because(MSAL_073));
    }
    if !rules.demand(MSAL_003) {
        return Ok(());
    }
    let failure = match home {
        Home::Node if !rules.does(ALWAYS_NAMES_NO_ACCOUNT_ERROR) => {
            Failure::new(Class::ClientAuth, "no_account_in_silent_request")
        }
        Home::Browser | Home::Node => Failure::new(Class::BrowserAuth, "no_account_error"),
    };
    Err(failure.because(MSAL_003))
}
