//! Interaction: windows that are opened, what they bring, and the return of a redirect.

use conformance::{Now, Quirk, Rules};
use oauth::Secret;

use super::{Client, Effect, Exchange, Member, Stage};
use crate::authorize::{Asked, read_response, url};
use crate::event::Window;
use crate::failure::{Class, Failure};
use crate::request::Grant;
use crate::step::Kind;
use crate::{MSAL_032, MSAL_033, MSAL_072, MSAL_076};

pub(crate) const TIMES_OUT_AS_THE_MONITOR_OF_3: Quirk = Quirk("times-out-as-the-monitor-of-3");
pub(crate) const WAITS_SIX_SECONDS_FOR_IFRAMES: Quirk = Quirk("waits-six-seconds-for-iframes");
pub(crate) const HANDS_OUT_REDIRECTS_TWICE: Quirk = Quirk("hands-out-redirects-twice");
pub(crate) const RETRIES_EVERY_REFUSED_CODE: Quirk = Quirk("retries-every-refused-code");
pub(crate) const BLOCKS_SILENT_CALLS: Quirk = Quirk("blocks-silent-calls");

/// For how long a window is waited for.
const fn patience_ms(window: Window) -> i64 {
    match window {
        Window::Iframe => 10_000,
        Window::Popup => 60_000,
        Window::Redirect => 30_000,
    }
}

impl Client {
    /// Opens a window for a flight.
    pub(super) fn open(&mut self, flight: usize, window: Window, rules: &Rules) {
        let request = self.flights[flight].request.clone();
        let asked = Asked::fresh(window, &request, &mut self.chance, rules);
        let account = self.cache.account(&request.home_account_id);
        let endpoints = self.flights[flight].endpoints.clone();
        let endpoint = endpoints.map(|held| held.authorization).unwrap_or_default();
        let members = self.flights[flight].members.first();
        let correlation_id = members.map_or("", |member| &member.correlation_id);
        let configuration = &self.configuration;
        let made = url(
            &endpoint,
            &asked,
            &request,
            account,
            correlation_id,
            configuration,
            rules,
        );
        let url = match made {
            Ok(url) => url,
            Err(failure) => return self.finish(flight, Err(failure), rules),
        };
        let patience_ms = match rules.does(WAITS_SIX_SECONDS_FOR_IFRAMES) {
            true => patience_ms(window).min(6000),
            false => patience_ms(window),
        };
        self.exchanges.push(Exchange {
            flight,
            sent: self.now,
            open: true,
            deadline: rules
                .demand(MSAL_033)
                .then(|| self.now.plus_ms(patience_ms)),
            again: None,
            tried: 1,
            request: None,
            throttle: Vec::new(),
        });
        let number = self.exchanges.len();
        self.flights[flight].asked = Some(asked);
        self.flights[flight].stage = Stage::Window;
        self.note(&format!("window {number}: {window:?} at {endpoint}"));
        self.effects.push(Effect::Open {
            number,
            window,
            url: Secret::new(url),
        });
    }

    /// The flight that waits for this window, if it still does.
    fn waits_for(&self, number: usize) -> Option<usize> {
        let exchange = self.exchanges.get(number.checked_sub(1)?)?;
        let waits = self.flights[exchange.flight].stage == Stage::Window;
        (exchange.open && exchange.request.is_none() && waits).then_some(exchange.flight)
    }

    /// A window brought a response.
    pub fn returned(&mut self, number: usize, text: &str, rules: &Rules) -> Vec<Effect> {
        if let Some(flight) = self.waits_for(number) {
            self.exchanges[number - 1].open = false;
            if self.window_of(flight) == Some(Window::Redirect) {
                self.leave(flight);
                self.arrived = Some((flight, Secret::new(text.to_owned())));
            } else {
                self.read(flight, text, rules);
            }
        }
        std::mem::take(&mut self.effects)
    }

    fn window_of(&self, flight: usize) -> Option<Window> {
        self.flights[flight]
            .asked
            .as_ref()
            .map(|asked| asked.window)
    }

    /// A user closed a window.
    pub fn closed(&mut self, number: usize, rules: &Rules) -> Vec<Effect> {
        if let Some(flight) = self.waits_for(number) {
            self.exchanges[number - 1].open = false;
            let failure = Failure::new(Class::BrowserAuth, "user_cancelled");
            self.finish(flight, Err(failure), rules);
        }
        std::mem::take(&mut self.effects)
    }

    /// The page was left for a redirect.
    pub fn left(&mut self, number: usize, rules: &Rules) -> Vec<Effect> {
        if let Some(flight) = self.waits_for(number)
            && self.window_of(flight) == Some(Window::Redirect)
        {
            self.leave(flight);
            self.exchanges[number - 1].deadline = None;
            if !rules.demand(MSAL_072) {
                // One that forgets where it is going waits no longer for what comes back.
                self.exchanges[number - 1].open = false;
            }
        }
        std::mem::take(&mut self.effects)
    }

    /// With the page go all calls that were made in it.
    fn leave(&mut self, redirect: usize) {
        for (place, flight) in self.flights.iter_mut().enumerate() {
            flight.members.clear();
            if place != redirect {
                flight.stage = Stage::Done;
            }
        }
        self.iframe = None;
    }

    /// A page asks, once it is loaded, whether it was returned to.
    pub(super) fn handle_redirect(&mut self, member: Member, rules: &Rules) {
        let Some((flight, text)) = self.arrived.take() else {
            let again = self.handed.clone();
            match again.filter(|_| rules.does(HANDS_OUT_REDIRECTS_TWICE)) {
                Some(result) => self.finish_one(&member, Ok(result)),
                None => self.effects.push(Effect::Nothing(member.call)),
            }
            return;
        };
        let state = self.flights[flight].request.call.state.clone();
        let held = &mut self.flights[flight];
        held.members = vec![Member {
            state: state.unwrap_or_default(),
            ..member
        }];
        held.kind = Kind::HandleRedirect;
        self.read(flight, text.reveal(), rules);
    }

    /// Goes on with what a window brought.
    fn read(&mut self, flight: usize, text: &str, rules: &Rules) {
        let Some(asked) = self.flights[flight].asked.clone() else {
            return;
        };
        let code = match read_response(text, &asked, rules) {
            Ok(code) => code,
            Err(failure) if asked.window == Window::Iframe => {
                return self.iframe_failed(flight, failure, rules);
            }
            Err(failure) => return self.finish(flight, Err(failure), rules),
        };
        if asked.window == Window::Iframe && !rules.demand(MSAL_076) {
            let failure = Failure::new(Class::InteractionRequired, "interaction_required");
            return self.finish(flight, Err(failure), rules);
        }
        self.flights[flight].stage = Stage::Code;
        let grant = Grant::Code {
            code: &code,
            verifier: &asked.verifier,
            redirect_uri: &asked.redirect_uri,
        };
        self.send_grant(flight, &grant, rules);
    }

    /// A code brought no token.
    pub(super) fn code_failed(&mut self, flight: usize, failure: Failure, rules: &Rules) {
        if self.window_of(flight) != Some(Window::Iframe) {
            return self.finish(flight, Err(failure), rules);
        }
        let refused = failure.code == "invalid_grant" || rules.does(RETRIES_EVERY_REFUSED_CODE);
        if refused && !self.flights[flight].asked_again && rules.demand(MSAL_032) {
            self.flights[flight].asked_again = true;
            return self.open(flight, Window::Iframe, rules);
        }
        self.iframe_failed(flight, failure, rules);
    }

    /// Nobody waits for this window any longer.
    pub(super) fn timed_out(&mut self, place: usize, rules: &Rules) {
        self.exchanges[place].open = false;
        let flight = self.exchanges[place].flight;
        let code = match rules.does(TIMES_OUT_AS_THE_MONITOR_OF_3) {
            true => "monitor_window_timeout",
            false => "timed_out",
        };
        let failure = Failure::new(Class::BrowserAuth, code);
        self.finish(flight, Err(failure), rules);
    }

    /// Lets time pass until then, and does on the way what is due.
    pub fn pass(&mut self, until: Now, rules: &Rules) -> Vec<Effect> {
        loop {
            let due = |exchange: &Exchange| {
                let deadline = exchange.deadline.filter(|_| exchange.open);
                [deadline, exchange.again].into_iter().flatten().min()
            };
            let next = self.exchanges.iter().enumerate();
            let next = next
                .filter_map(|(place, held)| Some((due(held)?, place)))
                .min();
            let Some((at, place)) = next.filter(|(at, _)| *at <= until) else {
                break;
            };
            self.now = self.now.max(at);
            if self.exchanges[place].again.is_some() {
                self.send_again(place);
            } else {
                self.timed_out(place, rules);
            }
        }
        self.now = until;
        std::mem::take(&mut self.effects)
    }
}
