//! A site is one authority with its Graph, Exchange and Office. A world has one at its root, and
//! may have many more, each under a path or for a tenant of its own.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::{Chance, Defect, Id, Now, Rules};
use jwt::{Algorithm, Generic, KeySet, Policy};
use oauth::authority::FaultAnswer;
use wire::{Request, Response};

use crate::fault::{Queue, Queued, Status};
use crate::journal::Journal;
use crate::spoil::{self, Alter};
use crate::world::Bases;
use crate::{Carried, EXCHANGE, EXCHANGE_ID, Entry, Face, Fault, Settings, Via, cors, office};

/// Where a site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Wherever no other site is.
    Root,
    /// Under this path of one segment, which its addresses have in front.
    Path(String),
    /// Wherever the path begins with this tenant.
    Tenant(String),
}

impl Place {
    /// What stands between the address of the world and the paths of the site.
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Path(path) => path,
            Self::Root | Self::Tenant(_) => "",
        }
    }
}

/// One authority with its Graph, Exchange and Office.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    place: Place,
    name: Arc<str>,
    state: Mutex<State>,
    /// Who answers instead of the models, if anybody.
    stand_in: Mutex<Option<StandIn>>,
}

/// Answers requests instead of the models of a site. What it leaves is theirs.
pub type StandIn = Arc<dyn Fn(&Request) -> Option<Response> + Send + Sync>;

/// What a site knows and remembers.
struct State {
    settings: Settings,
    chance: Chance,
    faults: Queue,
    journal: Journal,
    /// The keys with which tokens for Exchange are verified, and their names.
    verifies_with: (Vec<String>, KeySet),
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Site").field(&self.0.place).finish()
    }
}

/// A request as a site sees it.
pub(crate) struct Asked<'a> {
    pub(crate) request: Request,
    pub(crate) via: Via,
    pub(crate) now: Now,
    /// Its place in the order of all requests.
    pub(crate) number: u64,
    /// The addresses of the world; the first is the one that the request was sent to.
    pub(crate) bases: &'a Bases,
    /// Sets whether the keys of the world are to change.
    pub(crate) rotates_keys: &'a mut bool,
}

impl Site {
    pub(crate) fn new(place: Place, settings: Settings, chance: Chance) -> Self {
        let name = match &place {
            Place::Root => "",
            Place::Path(name) | Place::Tenant(name) => name,
        };
        Self(Arc::new(Inner {
            name: name.into(),
            place,
            state: Mutex::new(State {
                settings,
                chance,
                faults: Queue::default(),
                journal: Journal::default(),
                verifies_with: (Vec::new(), KeySet::default()),
            }),
            stand_in: Mutex::new(None),
        }))
    }

    /// Lets somebody else answer from now on: a suite that plays the other end of a client.
    pub fn let_answer(&self, stand_in: StandIn) {
        let mut held = self
            .0
            .stand_in
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *held = Some(stand_in);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    /// Its path, or the tenant that it is for; nothing at the root.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Lets the next answer of a face go wrong.
    pub fn next(&self, face: Face, fault: Fault) {
        self.queue(Queued::next(face, fault));
    }

    /// Lets answers go wrong. Whether there was room for that: a site holds some thousand faults.
    pub fn queue(&self, queued: Queued) -> bool {
        self.state().faults.push(queued)
    }

    /// The faults that wait.
    pub fn faults(&self) -> Vec<Queued> {
        self.state().faults.waiting().to_vec()
    }

    /// Takes away every fault that waits.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// What was asked and answered, oldest first, as far as it is kept.
    pub fn journal(&self) -> Vec<Entry> {
        self.state().journal.entries().cloned().collect()
    }

    /// Forgets what was asked and answered.
    pub fn clear_journal(&self) {
        self.state().journal.clear();
    }

    /// Looks at or changes what the site knows: consents, revocations, accounts, who calls Exchange.
    pub fn with<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        change(&mut self.state().settings)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, asked: Asked<'_>) -> Carried {
        let stand_in = self
            .0
            .stand_in
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        // Nobody else waits meanwhile: the one who answers may take his time.
        if let Some(response) = stand_in.and_then(|stand_in| stand_in(&asked.request)) {
            return response.into();
        }
        let mut state = self.state();
        let path = asked
            .request
            .target
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        let face = Face::of(path);
        if let Some(response) = cors::preflight(face, &asked.request) {
            return response.into();
        }
        let tenant = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let fault = state.faults.due(face, tenant, path == "/office.js");
        if matches!(fault, Some(Fault::RotateKeys)) {
            state.settings.authority.keys.rotate_left(1);
            *asked.rotates_keys = true;
        }
        let bases = asked.bases.of_site(self.0.place.prefix());
        let mut exchange = Exchange {
            state: &mut state,
            bases,
            now: asked.now,
            request: &asked.request,
            face,
            fault: fault.as_ref(),
            broken: None,
            connection: None,
            spoilt: true,
        };
        let mut response = exchange.answer();
        cors::open(face, &asked.request, &mut response);
        let (broken, connection, spoilt) = (exchange.broken, exchange.connection, exchange.spoilt);
        let fault = fault.map(|fault| {
            let name = serde_json::to_string(&fault).unwrap_or_default();
            let effect = if spoilt {
                ""
            } else {
                " (there was nothing to spoil)"
            };
            format!("{name}{effect}")
        });
        state.journal.push(Entry {
            number: asked.number,
            at: asked.now,
            connection: asked.via.connection,
            scheme: asked.via.scheme,
            site: Arc::clone(&self.0.name),
            face,
            request: asked.request,
            response: response.clone(),
            fault,
            broken,
            body_bytes: (0, 0),
        });
        Carried {
            response,
            connection,
        }
    }
}

/// One request, on its way through a site.
struct Exchange<'e> {
    state: &'e mut State,
    bases: Vec<String>,
    now: Now,
    request: &'e Request,
    face: Face,
    fault: Option<&'e Fault>,
    broken: Option<Id>,
    connection: Option<crate::ConnectionFault>,
    /// Whether the fault found something to spoil.
    spoilt: bool,
}

impl Exchange<'_> {
    fn answer(&mut self) -> Response {
        match self.fault {
            Some(Fault::Status(status)) => return failing(status),
            Some(Fault::Connection(connection)) => self.connection = Some(*connection),
            _ => {}
        }
        let mut rules = self.state.settings.rules;
        if let Some(Fault::Defect(name)) = self.fault {
            match defect(name) {
                Some(defect) => rules.flaw = Some(defect.flaw),
                None => self.spoilt = false,
            }
        }
        let mut response = match self.face {
            Face::Exchange => self.exchange(&rules),
            Face::Autodiscover => self.autodiscover(),
            Face::Office => self.office(&rules),
            Face::Graph => self.graph(&rules),
            _ => self.authority(&rules),
        };
        self.spoil(&mut response, &rules);
        response
    }

    /// Tells the authority under which address it was asked.
    fn settle(&mut self) -> &mut oauth::authority::State {
        let authority = &mut self.state.settings.authority;
        let (base, others) = self.bases.split_first().expect("a world has an address");
        if authority.base != *base {
            authority.base.clone_from(base);
        }
        if authority.other_bases != others {
            authority.other_bases = others.to_vec();
        }
        authority
    }

    /// Puts a fault of the catalogue in front of the model that words it.
    fn put_fault_of_catalogue(&mut self) {
        let Some(at) = self.face.endpoint() else {
            self.spoilt &= !matches!(self.fault, Some(Fault::Aadsts(_) | Fault::Error(_)));
            return;
        };
        let answer = match self.fault {
            Some(Fault::Aadsts(aadsts)) if oauth::CATALOGUE.contains_key(&aadsts.code) => {
                FaultAnswer::Error {
                    code: aadsts.code,
                    suberror: aadsts.suberror.clone(),
                    claims: aadsts.claims.clone(),
                }
            }
            Some(Fault::Error(name)) => {
                match oauth::CATALOGUE.values().find(|row| row.error == *name) {
                    Some(row) => FaultAnswer::Error {
                        code: row.code,
                        suberror: None,
                        claims: None,
                    },
                    None => return self.spoilt = false,
                }
            }
            Some(Fault::Aadsts(_)) => return self.spoilt = false,
            _ => return,
        };
        let fault = oauth::authority::Fault {
            at,
            after: 0,
            times: 1,
            answer,
        };
        self.state.settings.authority.faults.push_front(fault);
    }

    fn authority(&mut self, rules: &Rules) -> Response {
        self.put_fault_of_catalogue();
        self.settle();
        let (state, now) = (&mut *self.state, self.now);
        let authority = &mut state.settings.authority;
        let chance = &mut state.chance;
        let answer = oauth::authority::answer(authority, now, chance, self.request, rules);
        authority.faults.clear();
        self.broken = answer.refusal.map(|refusal| refusal.id);
        answer.response
    }

    fn graph(&mut self, rules: &Rules) -> Response {
        self.put_fault_of_catalogue();
        self.settle();
        let (state, now) = (&mut *self.state, self.now);
        let authority = &mut state.settings.authority;
        let answer = oauth::graph::answer(authority, now, &mut state.chance, self.request, rules);
        authority.faults.clear();
        self.broken = answer.refusal.map(|refusal| refusal.id);
        answer.response
    }

    fn exchange(&mut self, rules: &Rules) -> Response {
        let caller = self.state.settings.exchange.caller;
        let is_known = !self.state.settings.exchange_needs_credentials || self.shows_credentials();
        let state = &mut *self.state;
        if !is_known {
            state.settings.exchange.caller = ews::Caller::Anonymous;
        }
        let exchange = &mut state.settings.exchange;
        let response = ews::handle(exchange, self.now, &mut state.chance, self.request, rules);
        exchange.caller = caller;
        response
    }

    /// Whether the request brings a token for Exchange, or a user name with its password.
    fn shows_credentials(&mut self) -> bool {
        let Some(line) = self.request.headers.one("authorization") else {
            return false;
        };
        match line.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                self.verifies(token.trim())
            }
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => {
                let decoded = STANDARD.decode(pair.trim()).unwrap_or_default();
                let decoded = String::from_utf8(decoded).unwrap_or_default();
                let (username, password) = decoded.split_once(':').unwrap_or_default();
                let directory = &self.state.settings.authority.directory;
                let account = directory.account_named(username);
                account.is_some_and(|held| {
                    held.password.as_deref().is_none_or(|held| held == password)
                })
            }
            _ => false,
        }
    }

    /// Whether this is a token of the authority for Exchange.
    fn verifies(&mut self, token: &str) -> bool {
        self.refresh_keys();
        let state = &*self.state;
        let directory = &state.settings.authority.directory;
        let tenants = directory.tenants.iter().map(|tenant| tenant.id.as_str());
        let issuers = tenants.chain([jwt::CONSUMER_TENANT]).flat_map(|tenant| {
            let bases = self.bases.iter();
            bases.flat_map(move |base| {
                [format!("{base}/{tenant}/"), format!("{base}/{tenant}/v2.0")]
            })
        });
        let policy = Policy::Generic(Generic {
            algorithms: vec![Algorithm::RS256],
            types: vec!["JWT".to_owned()],
            issuers: issuers.collect(),
            audiences: [EXCHANGE, "https://outlook.office365.com/", EXCHANGE_ID]
                .map(str::to_owned)
                .to_vec(),
            requires: ["exp", "iss", "aud"].map(str::to_owned).to_vec(),
            leeway_s: 0,
            nested: None,
        });
        let rules = state.settings.rules.made_sound();
        let keys = &state.verifies_with.1;
        jwt::verify(token.as_bytes(), keys, &policy, self.now, &rules).is_ok()
    }

    /// Reads the keys of the authority, if they are others than before.
    fn refresh_keys(&mut self) {
        let names = &self.state.settings.authority.keys;
        if self.state.verifies_with.0 == *names {
            return;
        }
        let keys = names.iter().filter_map(|name| {
            let part = |what: &str| jwt::fill(&format!("${name}.{what}")).ok();
            Some(serde_json::json!({
                "kty": "RSA", "use": "sig", "kid": part("x5t")?, "n": part("n")?, "e": part("e")?,
            }))
        });
        let text = serde_json::json!({ "keys": keys.collect::<Vec<_>>() }).to_string();
        let rules = self.state.settings.rules.made_sound();
        let keys = KeySet::read(&text, &[Algorithm::RS256], &rules).unwrap_or_default();
        self.state.verifies_with = (names.clone(), keys);
    }

    /// The keys of Exchange's identity tokens, with their certificates.
    fn autodiscover(&self) -> Response {
        let keys = self
            .state
            .settings
            .authority
            .keys
            .iter()
            .filter_map(|name| {
                let part = |what: &str| jwt::fill(&format!("${name}.{what}")).ok();
                Some(serde_json::json!({
                    "usage": "signing",
                    "keyinfo": { "x5t": part("x5t")? },
                    "keyvalue": { "type": "x509Certificate", "value": part("x5c")? },
                }))
            });
        let document = serde_json::json!({
            "version": "1.0",
            "name": "Exchange",
            "serviceName": EXCHANGE_ID,
            "issuer": format!("{EXCHANGE_ID}@*"),
            "keys": keys.collect::<Vec<_>>(),
            "endpoints": [{
                "location": format!("{}/autodiscover/metadata/json/1", self.bases[0]),
                "protocol": "OAuthMetadata",
                "usage": "metadata",
            }],
        });
        Response::new(200)
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_body(document.to_string())
    }

    fn office(&mut self, rules: &Rules) -> Response {
        self.settle();
        let fault = match self.fault {
            Some(Fault::Office(fault)) => Some(*fault),
            _ => None,
        };
        let state = &mut *self.state;
        let mut face = office::Face {
            settings: &mut state.settings,
            chance: &mut state.chance,
            now: self.now,
            base: &self.bases[0],
            rules,
            fault,
        };
        face.answer(self.request)
    }

    /// Does to a sound answer what the fault says.
    fn spoil(&mut self, response: &mut Response, rules: &Rules) {
        let Some(fault) = self.fault else {
            return;
        };
        let key = self.state.settings.authority.keys.first();
        let spoilt = match fault {
            Fault::ContentType(media) => {
                *response = spoil::with_header(response, "Content-Type", media);
                true
            }
            Fault::Body(how) => spoil::body(response, how),
            Fault::Without(name) => spoil::member(response, name, None),
            Fault::Member(member) => spoil::member(response, &member.name, Some(&member.value)),
            Fault::Claim(claim) => spoil::token(response, &claim.of, &Alter::Claim(claim), key),
            Fault::TokenHeader(claim) => {
                spoil::token(response, &claim.of, &Alter::Header(claim), key)
            }
            Fault::TokenSignature(of) => spoil::token(response, of, &Alter::Signature, key),
            Fault::Redirect(parameter) => spoil::redirect(response, parameter),
            Fault::Soap(how) => self.face == Face::Exchange && spoil::soap(response, *how, rules),
            Fault::Ews(how) => self.face == Face::Exchange && spoil::ews(response, how, rules),
            Fault::Office(_) => self.face == Face::Office,
            Fault::Aadsts(_)
            | Fault::Error(_)
            | Fault::Status(_)
            | Fault::Defect(_)
            | Fault::RotateKeys
            | Fault::Connection(_) => true,
        };
        self.spoilt &= spoilt;
    }
}

/// The defect of this name.
fn defect(name: &str) -> Option<&'static Defect> {
    protocols::defects().find(|defect| defect.name == name)
}

/// An answer with this status and nothing of what was asked for.
fn failing(status: &Status) -> Response {
    let mut response = Response::new(status.status.clamp(200, 599));
    if let Some(value) = &status.retry_after {
        response.headers.add("Retry-After", value.as_str());
    }
    if let Some(media) = &status.content_type {
        response.headers.add("Content-Type", media.as_str());
    }
    response.with_body(status.body.clone())
}
