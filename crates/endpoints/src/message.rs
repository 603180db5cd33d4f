//! HTTP/1.1 messages on a connection, as far as a front has to understand them: where they begin
//! and end, and how much of them is borne.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use wire::Request;

/// The longest head.
const HEAD_BYTES: usize = 64 * 1024;
/// The most header lines.
const HEADERS: usize = 128;
/// As much of a body is kept: more than any model bears, so that the model says what it thinks.
const BODY_BYTES: usize = 1024 * 1024;
/// As much of a body is read and let go, before the connection is given up.
const DISCARDED_BYTES: u64 = 64 * 1024 * 1024;
/// How long a connection may idle.
const IDLE: Duration = Duration::from_secs(120);
/// How long the pieces of one message may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no request.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The client has gone, or said nothing for too long.
    Gone,
    /// The client sent what is no request; this is what it is told.
    Bad(u16),
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A request, and what is to become of its connection.
pub(crate) struct Received {
    pub(crate) request: Request,
    /// Whether another request may follow.
    pub(crate) goes_on: bool,
}

/// A connection with what was read of it and not used yet.
pub(crate) struct Incoming<S> {
    pub(crate) stream: S,
    buffer: Vec<u8>,
}

/// How the end of a body is known.
enum Framing {
    Length(u64),
    Chunked,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Incoming<S> {
    pub(crate) const fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Reads more; whether there was more.
    async fn fill(&mut self, patience: Duration) -> Result<(), Broken> {
        let read = timeout(patience, self.stream.read_buf(&mut self.buffer)).await;
        match read {
            Ok(Ok(1..)) => Ok(()),
            _ => Err(Broken::Gone),
        }
    }

    /// The next request.
    pub(crate) async fn request(&mut self) -> Result<Received, Broken> {
        let length = self.head().await?;
        let (request, framing, goes_on) = read_head(&self.buffer[..length])?;
        self.buffer.drain(..length);
        let mut received = Received { request, goes_on };
        let expected = received.request.headers.one("expect").unwrap_or_default();
        let has_body = !matches!(framing, Framing::Length(0));
        if has_body && expected.eq_ignore_ascii_case("100-continue") {
            self.stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .await?;
            self.stream.flush().await?;
        }
        let mut left = DISCARDED_BYTES;
        let whole = match framing {
            Framing::Length(length) => {
                self.take(length, &mut received.request.body, &mut left)
                    .await?
            }
            Framing::Chunked => self.chunks(&mut received.request.body, &mut left).await?,
        };
        received.goes_on &= whole;
        Ok(received)
    }

    /// Waits for a whole head, and says how long it is.
    async fn head(&mut self) -> Result<usize, Broken> {
        let mut looked_at = 0;
        loop {
            // Empty lines before a request are borne.
            while self
                .buffer
                .first()
                .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
            {
                self.buffer.remove(0);
                looked_at = 0;
            }
            let from = looked_at.min(self.buffer.len());
            if let Some(length) = end_of_head(&self.buffer, from) {
                return Ok(length);
            }
            looked_at = self.buffer.len().saturating_sub(3);
            if self.buffer.len() > HEAD_BYTES {
                return Err(Broken::Bad(431));
            }
            let is_new = self.buffer.is_empty();
            self.fill(if is_new { IDLE } else { PATIENCE }).await?;
        }
    }

    /// Takes so many bytes, and keeps as many of them as are borne. Whether the end was reached.
    async fn take(
        &mut self,
        length: u64,
        body: &mut Vec<u8>,
        left: &mut u64,
    ) -> Result<bool, Broken> {
        let mut missing = length;
        while missing > 0 {
            if self.buffer.is_empty() {
                self.fill(PATIENCE).await?;
            }
            let here = self
                .buffer
                .len()
                .min(usize::try_from(missing).unwrap_or(usize::MAX));
            let kept = here.min((BODY_BYTES + 1).saturating_sub(body.len()));
            body.extend_from_slice(&self.buffer[..kept]);
            self.buffer.drain(..here);
            missing -= here as u64;
            *left = left.saturating_sub((here - kept) as u64);
            if *left == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the chunks of a body.
    async fn chunks(&mut self, body: &mut Vec<u8>, left: &mut u64) -> Result<bool, Broken> {
        loop {
            let line = self.line().await?;
            let digits = line.split(';').next().unwrap_or_default().trim();
            let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let length = u64::from_str_radix(digits, 16).ok().filter(|_| is_hex);
            let Some(length) = length else {
                return Err(Broken::Bad(400));
            };
            if length == 0 {
                // Trailers, up to an empty line.
                while !self.line().await?.is_empty() {}
                return Ok(true);
            }
            if !self.take(length, body, left).await? {
                return Ok(false);
            }
            if !self.line().await?.is_empty() {
                return Err(Broken::Bad(400));
            }
        }
    }

    /// A line of what frames chunks.
    async fn line(&mut self) -> Result<String, Broken> {
        const LINE_BYTES: usize = 8 * 1024;
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.buffer.len() > LINE_BYTES {
                return Err(Broken::Bad(400));
            }
            self.fill(PATIENCE).await?;
        }
    }
}

/// Where a head ends: after its empty line.
fn end_of_head(buffer: &[u8], from: usize) -> Option<usize> {
    let from = from.saturating_sub(3);
    let found = buffer[from..]
        .windows(4)
        .position(|four| four == b"\r\n\r\n");
    found.map(|at| from + at + 4)
}

fn read_head(bytes: &[u8]) -> Result<(Request, Framing, bool), Broken> {
    let mut lines = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut lines);
    match head.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Broken::Bad(431)),
        Ok(httparse::Status::Partial) | Err(_) => return Err(Broken::Bad(400)),
    }
    let method = head.method.unwrap_or_default();
    // No proxy is here, and hyper would take it for a change of protocol.
    if method == "CONNECT" {
        return Err(Broken::Bad(405));
    }
    let target = origin_form(head.path.unwrap_or_default());
    let mut request = Request::new(method, target);
    let (mut lengths, mut is_chunked) = (Vec::new(), false);
    let mut goes_on = head.version == Some(1);
    for line in head.headers.iter() {
        let value = String::from_utf8_lossy(line.value).into_owned();
        match line.name.to_ascii_lowercase().as_str() {
            "content-length" => lengths.push(value),
            "transfer-encoding" => {
                if !value.trim().eq_ignore_ascii_case("chunked") || is_chunked {
                    return Err(Broken::Bad(501));
                }
                is_chunked = true;
            }
            "connection" => {
                let has = |word: &str| {
                    value
                        .split(',')
                        .any(|held| held.trim().eq_ignore_ascii_case(word))
                };
                goes_on = (goes_on || has("keep-alive")) && !has("close");
                request.headers.add(line.name, value);
            }
            name if name.starts_with(crate::carrier::PREFIX) => {}
            _ => request.headers.add(line.name, value),
        }
    }
    let framing = match (lengths.as_slice(), is_chunked) {
        ([], false) => Framing::Length(0),
        ([], true) => Framing::Chunked,
        ([first, others @ ..], false) if others.iter().all(|other| other == first) => {
            let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
            let length = first.parse().ok().filter(|_| is_number);
            Framing::Length(length.ok_or(Broken::Bad(400))?)
        }
        // Who says both, or contradicts themselves, is smuggling.
        _ => return Err(Broken::Bad(400)),
    };
    Ok((request, framing, goes_on))
}

/// The path and query of a target, whatever its form.
fn origin_form(target: &str) -> String {
    let rest = ["http://", "https://"]
        .into_iter()
        .find_map(|scheme| {
            target
                .get(..scheme.len())
                .filter(|held| held.eq_ignore_ascii_case(scheme))
        })
        .map(|scheme| &target[scheme.len()..]);
    match rest {
        Some(rest) => match rest.find(['/', '?']) {
            Some(at) if rest.as_bytes()[at] == b'/' => rest[at..].to_owned(),
            Some(at) => format!("/{}", &rest[at..]),
            None => "/".to_owned(),
        },
        None if target.starts_with('/') => target.to_owned(),
        None => format!("/{target}"),
    }
}

/// The answer of one that carries: its head, without what is not for the client, and its body.
pub(crate) struct Answered {
    pub(crate) bytes: Vec<u8>,
    /// The value of the line that tells the front what the connection suffers.
    pub(crate) note: Option<String>,
}

/// The longest answer.
const ANSWER_BYTES: usize = 128 * 1024 * 1024;

impl<S: AsyncRead + AsyncWrite + Unpin> Incoming<S> {
    /// The next answer to a request with this method.
    pub(crate) async fn answer(&mut self, method: &str) -> io::Result<Answered> {
        const PATIENCE: Duration = Duration::from_secs(60);
        let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let mut looked_at = 0;
        let length = loop {
            if let Some(length) = end_of_head(&self.buffer, looked_at) {
                break length;
            }
            looked_at = self.buffer.len();
            self.fill(PATIENCE).await.map_err(|_| short())?;
        };
        let mut lines = [httparse::EMPTY_HEADER; 2 * HEADERS];
        let mut head = httparse::Response::new(&mut lines);
        let parsed = head.parse(&self.buffer[..length]);
        parsed.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let status = head.code.unwrap_or_default();
        let (mut note, mut body_length) = (None, 0_usize);
        let mut bytes = Vec::with_capacity(length + 1024);
        let reason = head.reason.unwrap_or_default();
        bytes.extend_from_slice(format!("HTTP/1.1 {status} {reason}\r\n").as_bytes());
        for line in head.headers.iter() {
            if line.name.eq_ignore_ascii_case(crate::carrier::NOTE) {
                note = Some(String::from_utf8_lossy(line.value).into_owned());
                continue;
            }
            if line.name.eq_ignore_ascii_case("content-length") {
                let text = String::from_utf8_lossy(line.value);
                body_length = text.parse().unwrap_or_default();
            }
            bytes.extend_from_slice(line.name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(line.value);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        self.buffer.drain(..length);
        let has_body = method != "HEAD" && status != 204 && status != 304 && status >= 200;
        let mut missing = if has_body {
            body_length.min(ANSWER_BYTES)
        } else {
            0
        };
        while missing > 0 {
            if self.buffer.is_empty() {
                self.fill(PATIENCE).await.map_err(|_| short())?;
            }
            let here = self.buffer.len().min(missing);
            bytes.extend_from_slice(&self.buffer[..here]);
            self.buffer.drain(..here);
            missing -= here;
        }
        Ok(Answered { bytes, note })
    }
}
