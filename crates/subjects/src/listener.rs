//! A listener is a place to which subjects come that cannot be started: a page in a browser or in a
//! real host, an app on a device, a person. They speak the contract over HTTP: each posts its last
//! answer, and is told the next request in return.
//!
//! Whoever posts nothing begins anew; whoever is told nothing, with status 204, is done. A person
//! finds a form at the same address, and a page the other end of the contract at `contract.js` below it.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use endpoints::{Listen, Server, Settings, Site, World};
use wire::{Request, Response};

use crate::adapter::{Line, Source};
use crate::page::open;
use crate::{ANSWER_BYTES, Patience};

/// How long somebody who waits for a request is kept. Browsers give up sooner or later.
const KEPT: Duration = Duration::from_secs(240);

/// How long it may take to tell somebody that there is no more to be asked.
const FAREWELL: Duration = Duration::from_secs(1);

/// What a person is shown.
const FORM: &str = include_str!("listener/form.html");
/// What a page loads to speak the contract.
const SCRIPT: &str = include_str!("listener/contract.js");

/// A place to which subjects come.
pub struct Listener {
    server: Server,
    // It answers as long as this is held.
    _site: Site,
    callers: Arc<Callers>,
}

/// Who is there. They are heard one after another: wiremock takes up no request before it answered
/// the last one, so whoever comes second waits until the first is told something.
#[derive(Default)]
struct Callers {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By which whoever waits is told the next request.
    waiting: Option<Sender<Response>>,
    /// What it answered, if nobody heard that yet.
    said: Option<Said>,
    is_over: bool,
}

enum Said {
    /// Nothing: somebody came who was not asked before.
    Hello,
    Answer(String),
    TooMuch,
}

impl Listener {
    /// Listens on this port of the loopback interface; 0 is any that is free.
    pub fn open(port: u16) -> Result<Self, String> {
        let world = World::standard(1);
        let listen = Listen {
            http: Some(port),
            ..Listen::default()
        };
        let server = Server::start(&world, &listen).map_err(|error| error.to_string())?;
        let callers = Arc::new(Callers::default());
        let held = Arc::clone(&callers);
        let site = world
            .open("/subject", Settings::standard(world.now()))
            .map_err(|error| error.to_string())?;
        site.let_answer(Arc::new(move |request| Some(held.answer(request))));
        Ok(Self {
            server,
            _site: site,
            callers,
        })
    }

    /// Where subjects are to come.
    pub fn address(&self) -> String {
        format!("{}/subject/", self.server.http())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut state = self.callers.state();
        state.is_over = true;
        if let Some(waiting) = state.waiting.take() {
            // It may be gone already.
            let _ = waiting.send(Response::new(204));
        }
        drop(state);
        self.server.wait_until_answered(FAREWELL);
    }
}

impl Callers {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request) -> Response {
        let path = request.target.split('?').next().unwrap_or_default();
        let document = |media_type: &str, text: &str| {
            Response::new(200)
                .with_header("Content-Type", media_type)
                .with_body(text)
        };
        let response = match (request.method.as_str(), path) {
            ("OPTIONS", _) => Response::new(204),
            ("POST", "/") => self.next(&request.body),
            ("GET", "/") => document("text/html; charset=utf-8", FORM),
            ("GET", "/contract.js") => document("text/javascript; charset=utf-8", SCRIPT),
            _ => Response::new(404),
        };
        open(request, response)
    }

    /// Takes an answer, and has the next request once there is one.
    fn next(&self, body: &[u8]) -> Response {
        let (sender, told) = channel();
        let mut state = self.state();
        if state.is_over {
            return Response::new(204);
        }
        state.waiting = Some(sender);
        state.said = Some(match body.trim_ascii() {
            b"" => Said::Hello,
            body if body.len() >= ANSWER_BYTES => Said::TooMuch,
            body => Said::Answer(String::from_utf8_lossy(body).into_owned()),
        });
        drop(state);
        self.changed.notify_all();
        told.recv_timeout(KEPT)
            .unwrap_or_else(|_| Response::new(204))
    }
}

impl Source for Arc<Listener> {
    fn open(&mut self, patience: Patience) -> Result<Box<dyn Line>, String> {
        let mut state = self.callers.state();
        while state.waiting.is_none() {
            if patience.is_over() {
                let address = self.address();
                return Err(format!("nobody came to {address} within {patience}"));
            }
            let waited = self.callers.changed.wait_timeout(state, patience.left());
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        // What it says was asked by somebody who gave up waiting for it.
        state.said = None;
        Ok(Box::new(Call(Arc::clone(&self.callers))))
    }
}

/// What is said to one who came.
struct Call(Arc<Callers>);

impl Line for Call {
    fn send(&mut self, request: String) -> Result<(), String> {
        let mut state = self.0.state();
        let gone = || "nobody is there any more to be asked".to_owned();
        let waiting = state.waiting.take().ok_or_else(gone)?;
        state.said = None;
        let response = Response::new(200)
            .with_header("Content-Type", "application/json")
            .with_body(request);
        waiting.send(response).map_err(|_| gone())
    }

    fn receive(&mut self, within: Duration) -> Result<Option<String>, String> {
        let state = self.0.state();
        let has_none = |state: &mut State| state.said.is_none();
        let waited = self.0.changed.wait_timeout_while(state, within, has_none);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        match state.said.take() {
            None => Ok(None),
            Some(Said::Answer(answer)) => Ok(Some(answer)),
            Some(Said::Hello) => Err("it began anew instead of answering".to_owned()),
            Some(Said::TooMuch) => Err("it sent an answer longer than 4 MiB".to_owned()),
        }
    }
}
