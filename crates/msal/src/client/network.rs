//! What goes over the network: discovery and tokens, and what becomes of their answers.

use conformance::{Quirk, Rules};

use super::{Client, Effect, Exchange, Stage, api};
use crate::authority::{KEEPS_METADATA_FOR_EVER, METADATA_S};
use crate::failure::{Class, Failure};
use crate::request::{Along, Grant, token_request};
use crate::throttle::{Parts, stops_for_s};
use crate::token_response::{self, ServerError};
use crate::{Home, Library, MSAL_043};

pub(crate) const NEVER_SENDS_AGAIN: Quirk = Quirk("never-sends-again");
pub(crate) const SAYS_THE_CODE_WHILE_THROTTLED: Quirk = Quirk("says-the-code-while-throttled");

/// How an exchange ended.
#[derive(Clone, PartialEq, Eq)]
pub enum Reply {
    /// With an answer.
    Answer {
        /// The status.
        status: u16,
        /// The header `Retry-After`.
        retry_after: Option<String>,
        /// The body.
        body: Vec<u8>,
    },
    /// Without one: there is no network.
    Offline,
    /// Without one, for another reason.
    Broken,
}

/// Shows the status, and nothing of the body: MSAL-079.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answer { status, body, .. } => {
                write!(f, "Answer({status}, {} bytes)", body.len())
            }
            Self::Offline => f.write_str("Offline"),
            Self::Broken => f.write_str("Broken"),
        }
    }
}

impl Client {
    /// Finds out where to go for tokens.
    pub(super) fn resolve_authority(&mut self, flight: usize, rules: &Rules) {
        let authority = &self.flights[flight].request.authority;
        if let Some(endpoints) = authority.endpoints() {
            return self.proceed(flight, endpoints, rules);
        }
        if let Some(endpoints) = self.kept_metadata(flight, rules) {
            return self.proceed(flight, endpoints, rules);
        }
        let configured = &self.configuration.known_authorities;
        if authority.is_unknown(configured, rules) {
            let url = authority.instance_discovery(Library::of(&rules.profile));
            self.flights[flight].stage = Stage::Instance;
            return self.send(flight, wire::Request::new("GET", url), Vec::new());
        }
        self.fetch_metadata(flight);
    }

    fn kept_metadata(&self, flight: usize, rules: &Rules) -> Option<crate::authority::Endpoints> {
        let url = &self.flights[flight].request.authority.url;
        let (_, at, endpoints) = self.metadata.iter().rfind(|(held, ..)| held == url)?;
        let fresh = self.now < at.plus_seconds(METADATA_S) || rules.does(KEEPS_METADATA_FOR_EVER);
        fresh.then(|| endpoints.clone())
    }

    fn fetch_metadata(&mut self, flight: usize) {
        let url = self.flights[flight].request.authority.metadata();
        self.flights[flight].stage = Stage::Metadata;
        self.send(flight, wire::Request::new("GET", url), Vec::new());
    }

    fn send(&mut self, flight: usize, request: wire::Request, throttle: Vec<String>) {
        self.exchanges.push(Exchange {
            flight,
            sent: self.now,
            open: true,
            deadline: None,
            again: None,
            tried: 1,
            request: Some(request.clone()),
            throttle,
        });
        let number = self.exchanges.len();
        self.effects.push(Effect::Send { number, request });
    }

    /// Sends again what did not come through.
    pub(super) fn send_again(&mut self, place: usize) {
        let exchange = &mut self.exchanges[place];
        exchange.again = None;
        exchange.open = true;
        exchange.tried += 1;
        if let Some(request) = exchange.request.clone() {
            let number = place + 1;
            self.effects.push(Effect::Send { number, request });
        }
    }

    /// Asks for a token, unless that is stopped.
    pub(super) fn send_grant(&mut self, flight: usize, grant: &Grant<'_>, rules: &Rules) {
        let held = &self.flights[flight];
        let endpoints = held.endpoints.clone();
        let endpoint = endpoints.map(|held| held.token).unwrap_or_default();
        let along = Along {
            configuration: &self.configuration,
            correlation_id: held
                .members
                .first()
                .map_or("", |member| &member.correlation_id),
            telemetry: &self.telemetry,
            api: api(held.kind, held.asked.is_some(), Library::of(&rules.profile)),
            reason: held.reason,
        };
        let made = token_request(&endpoint, grant, &held.request, &along, rules);
        let request = match made {
            Ok(request) => request,
            Err(failure) => return self.finish(flight, Err(failure), rules),
        };
        let (credential, _) = match grant {
            Grant::Code { code, .. } => (code.reveal(), ()),
            Grant::Refresh(token) => (token.reveal(), ()),
        };
        let key = Parts {
            client: &self.configuration.client,
            authority: &held.request.authority.url,
            scope: &held.request.scopes.join(" "),
            claims: held.request.call.claims.as_deref().unwrap_or_default(),
            account: &held.request.home_account_id,
            credential,
        }
        .key(rules);
        if let Some(reply) = self.throttle.stopped(&key, self.now, rules).cloned() {
            return self.replay(flight, &reply, rules);
        }
        let line = format!("request {}: {endpoint}", self.exchanges.len() + 1);
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let said = match rules.demand(crate::MSAL_079) {
            true => String::new(),
            false => format!(" {body}"),
        };
        self.note(&(line + &said));
        self.send(flight, request, key);
    }

    /// Says of a request that is stopped what its answer was.
    fn replay(&mut self, flight: usize, reply: &Reply, rules: &Rules) {
        let Reply::Answer { status, body, .. } = reply else {
            return;
        };
        let failure = match token_response::read(*status, body, rules) {
            Ok(Err(error)) => throttled(&error, rules),
            Ok(Ok(_)) => Failure::new(Class::Server, ""),
            Err(failure) => self.unread(failure, rules),
        };
        self.failed_token(flight, failure, rules);
    }

    /// A request was answered, or did not come through.
    pub fn answer(&mut self, number: usize, reply: &Reply, rules: &Rules) -> Vec<Effect> {
        let place = number.wrapping_sub(1);
        let takes = |exchange: &Exchange| exchange.open && exchange.request.is_some();
        if self.exchanges.get(place).is_some_and(takes) {
            self.exchanges[place].open = false;
            let flight = self.exchanges[place].flight;
            if self.flights[flight].stage != Stage::Done {
                self.answered(place, flight, reply, rules);
            }
        }
        std::mem::take(&mut self.effects)
    }

    fn answered(&mut self, place: usize, flight: usize, reply: &Reply, rules: &Rules) {
        let (status, retry_after, body) = match reply {
            Reply::Answer {
                status,
                retry_after,
                body,
            } => (*status, retry_after, body),
            Reply::Offline | Reply::Broken => return self.lost(place, flight, reply, rules),
        };
        let authority = self.flights[flight].request.authority.clone();
        match self.flights[flight].stage {
            Stage::Instance => match authority.judge_instance(body, rules) {
                Ok(()) => self.fetch_metadata(flight),
                Err(failure) => self.finish(flight, Err(failure), rules),
            },
            Stage::Metadata => {
                let known = &self.configuration.known_authorities;
                match authority.judge_metadata(body, known, rules) {
                    Ok(endpoints) => {
                        self.metadata
                            .push((authority.url, self.now, endpoints.clone()));
                        self.proceed(flight, endpoints, rules);
                    }
                    Err(failure) => self.finish(flight, Err(failure), rules),
                }
            }
            _ => {
                if let Some(seconds) = stops_for_s(status, retry_after.as_deref(), rules) {
                    let key = self.exchanges[place].throttle.clone();
                    self.throttle.stop(key, self.now, seconds, reply.clone());
                }
                match token_response::read(status, body, rules) {
                    Ok(Ok(response)) => self.succeeded(flight, place, &response, rules),
                    Ok(Err(error)) => {
                        let failure = Failure::of_server(&error, rules);
                        let text = String::from_utf8_lossy(body).into_owned();
                        self.failed_token(flight, failure.repeating(&text, rules), rules);
                    }
                    Err(failure) => {
                        let failure = self.unread(failure, rules);
                        self.failed_token(flight, failure, rules);
                    }
                }
            }
        }
    }

    /// A body that cannot be read, as it is told where the client runs.
    fn unread(&self, failure: Failure, rules: &Rules) -> Failure {
        if !self.is_in_node(rules) {
            return failure;
        }
        let because = failure.because;
        Failure {
            because,
            ..Failure::new(Class::Auth, "token_parsing_error")
        }
    }

    fn is_in_node(&self, rules: &Rules) -> bool {
        Library::of(&rules.profile) == Library::Js && self.configuration.home == Home::Node
    }

    /// A token was asked for in vain.
    pub(super) fn failed_token(&mut self, flight: usize, failure: Failure, rules: &Rules) {
        match self.flights[flight].stage {
            Stage::Code => self.code_failed(flight, failure, rules),
            _ => self.refresh_failed(flight, failure, rules),
        }
    }

    /// A request did not come through: once, it is sent again.
    fn lost(&mut self, place: usize, flight: usize, reply: &Reply, rules: &Rules) {
        let library = Library::of(&rules.profile);
        let retries =
            rules.demand(MSAL_043) && !self.is_in_node(rules) || library == Library::Python;
        let hopeless = library == Library::Js && *reply == Reply::Offline;
        if self.exchanges[place].tried == 1
            && retries
            && !hopeless
            && !rules.does(NEVER_SENDS_AGAIN)
        {
            match library {
                Library::Js => self.exchanges[place].again = Some(self.now.plus_ms(100)),
                Library::Python => self.send_again(place),
            }
            return;
        }
        let failure = match (library, reply) {
            (Library::Js, _) if self.is_in_node(rules) => {
                Failure::new(Class::Auth, "network_error")
            }
            (Library::Python, _) => Failure::new(Class::RequestException, ""),
            (Library::Js, Reply::Offline) => {
                Failure::new(Class::BrowserAuth, "no_network_connectivity")
            }
            (Library::Js, _) => Failure::new(Class::BrowserAuth, "post_request_failed"),
        };
        match self.flights[flight].stage {
            Stage::Instance | Stage::Metadata => self.finish(flight, Err(failure), rules),
            _ => self.failed_token(flight, failure, rules),
        }
    }
}

/// What is said of a request that is stopped: MSAL.js names the numbers, MSAL Python repeats.
fn throttled(error: &ServerError, rules: &Rules) -> Failure {
    if Library::of(&rules.profile) == Library::Python || rules.does(SAYS_THE_CODE_WHILE_THROTTLED) {
        return Failure::of_server(error, rules);
    }
    let codes: Vec<String> = error.error_codes.iter().map(i64::to_string).collect();
    let mut failure = Failure::new(Class::Server, &codes.join(" "));
    failure.suberror.clone_from(&error.suberror);
    failure
}
