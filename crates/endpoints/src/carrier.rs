//! Carriers: the wiremock servers through which answers go.
//!
//! A mock of wiremock keeps every request that it matched, for good. So that a world can run for
//! long, a carrier is replaced after some thousand requests, unless somebody mounted mocks of their
//! own on it: those count on their requests being kept.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wire::{Request, Response};
use wiremock::http::{HeaderName, HeaderValue};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{Carried, Scheme, Via, World};

/// What the names of all header lines begin with that the front and a carrier exchange.
pub(crate) const PREFIX: &str = "proofmark-carries-";
/// The header line with which a carrier tells the front what a connection suffers.
pub(crate) const NOTE: &str = "proofmark-carries-fault";
const VIA: &str = "proofmark-carries-via";
const TARGET: &str = "proofmark-carries-target";

/// So many requests a carrier carries.
const REQUESTS: usize = 4096;
/// Mocks of users come before ours, whatever their priority.
const LAST: u8 = u8::MAX;

/// One wiremock server with a world mounted on it.
pub(crate) struct Carrier {
    server: MockServer,
    requests: AtomicUsize,
}

impl Carrier {
    /// Starts a carrier for a world.
    pub(crate) async fn start(world: &World) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let server = MockServer::builder()
            .listener(listener)
            .disable_request_recording()
            .start()
            .await;
        let world = world.clone();
        let respond = move |request: &wiremock::Request| respond(&world, request);
        let all = Mock::given(wiremock::matchers::any()).respond_with(respond);
        all.with_priority(LAST).mount(&server).await;
        Ok(Self {
            server,
            requests: AtomicUsize::new(0),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        *self.server.address()
    }

    pub(crate) const fn server(&self) -> &MockServer {
        &self.server
    }
}

/// The carriers of a world: the first, which is the user's too, and the one that carries now.
pub(crate) struct Carriers {
    world: World,
    first: SocketAddr,
    first_requests: AtomicUsize,
    /// Whether somebody mounted mocks on the first.
    is_shared: AtomicBool,
    current: Mutex<Option<Arc<Carrier>>>,
}

impl Carriers {
    pub(crate) fn new(world: World, first: &Carrier) -> Self {
        Self {
            world,
            first: first.address(),
            first_requests: AtomicUsize::new(0),
            is_shared: AtomicBool::new(false),
            current: Mutex::new(None),
        }
    }

    /// Lets the first carry everything from now on.
    pub(crate) fn share(&self) {
        self.is_shared.store(true, Ordering::Release);
    }

    /// The carrier of the next request: its address, and what keeps it alive.
    pub(crate) async fn next(&self) -> io::Result<(SocketAddr, Option<Arc<Carrier>>)> {
        if self.is_shared.load(Ordering::Acquire)
            || self.first_requests.fetch_add(1, Ordering::Relaxed) < REQUESTS
        {
            return Ok((self.first, None));
        }
        let held = || {
            let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            current.clone()
        };
        if let Some(carrier) = held()
            && carrier.requests.fetch_add(1, Ordering::Relaxed) < REQUESTS
        {
            return Ok((carrier.address(), Some(carrier)));
        }
        // Several may get here at once; each starts one, the last stays, and all of them serve.
        let carrier = Arc::new(Carrier::start(&self.world).await?);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::clone(&carrier));
        Ok((carrier.address(), Some(carrier)))
    }
}

/// What wiremock is to answer.
fn respond(world: &World, request: &wiremock::Request) -> ResponseTemplate {
    let (request, via) = read(request);
    let Carried {
        response,
        connection,
    } = world.answer(request, via);
    // wiremock comes down over a number that is no status.
    let status = if Response::STATUSES.contains(&response.status) {
        response.status
    } else {
        500
    };
    let mut template = ResponseTemplate::new(status);
    for (name, value) in response.headers.lines() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        // What no header line can say is left out; the body says what went wrong.
        if let (Ok(name), Ok(value)) = (name, value) {
            template = template.append_header(name, value);
        }
    }
    if let Some(note) = connection.and_then(|fault| serde_json::to_string(&fault).ok()) {
        template = template.append_header(NOTE, note.as_str());
    }
    template.set_body_bytes(response.body)
}

/// The request that the front received, from what wiremock made of it.
fn read(received: &wiremock::Request) -> (Request, Via) {
    let url = &received.url;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::new(received.method.as_str(), target);
    request.body.clone_from(&received.body);
    let mut via = Via::DIRECT;
    for (name, value) in &received.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        match name.as_str() {
            TARGET => request.target = value.into_owned(),
            VIA => via = read_via(&value).unwrap_or(via),
            name => request.headers.add(name, value),
        }
    }
    (request, via)
}

fn read_via(text: &str) -> Option<Via> {
    let mut words = text.split(' ');
    Some(Via {
        connection: words.next()?.parse().ok()?,
        scheme: match words.next()? {
            "https" => Scheme::Https,
            _ => Scheme::Http,
        },
        is_local: words.next()? == "local",
    })
}

/// The bytes of a request on their way to a carrier.
pub(crate) fn write(request: &Request, via: Via) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024 + request.body.len());
    let mut line = |text: &[&str]| {
        for piece in text {
            bytes.extend_from_slice(piece.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
    };
    // wiremock comes down over targets that it cannot read, and tidies others up. So it is told of
    // unusual ones beside.
    let is_usual = request
        .target
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~?&=%+:@!,;*$()'".contains(&byte))
        && !request.target.contains("/.")
        && !request.target.starts_with("//")
        && !request.target.contains("%2");
    line(&[
        &request.method,
        " ",
        if is_usual { &request.target } else { "/" },
        " HTTP/1.1",
    ]);
    if !is_usual {
        line(&[TARGET, ": ", &request.target]);
    }
    let place = if via.is_local { "local" } else { "remote" };
    let connection = via.connection.to_string();
    line(&[VIA, ": ", &connection, " ", via.scheme.name(), " ", place]);
    for (name, value) in request.headers.lines() {
        // The connection between front and carrier is one of its own.
        let is_ours = [
            "connection",
            "keep-alive",
            "upgrade",
            "expect",
            "te",
            "trailer",
        ];
        if !is_ours.iter().any(|held| held.eq_ignore_ascii_case(name)) {
            line(&[name, ": ", value]);
        }
    }
    if !request.headers.has("host") {
        line(&["host: localhost"]);
    }
    line(&["content-length: ", &request.body.len().to_string()]);
    line(&[]);
    bytes.extend_from_slice(&request.body);
    bytes
}
