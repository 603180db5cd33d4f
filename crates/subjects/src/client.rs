//! A small HTTP/1.1 client that sends exactly what it is given and bounds what it reads. Libraries
//! for the purpose tidy requests up, which would hide what a server does with untidy ones.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use wire::{Request, Response};

use crate::{ANSWER_BYTES, Patience};

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    is_tls: bool,
    host: String,
    port: u16,
    /// The path that stands before every target, without a slash at the end.
    pub path: String,
}

/// Why an address is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError(String);

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Reads an address like `https://host:port/path`.
    pub fn read(text: &str) -> Result<Self, AddressError> {
        let error = |why: &str| AddressError(format!("`{text}` is no address: {why}"));
        let (is_tls, rest) = match text.split_once("://") {
            Some(("http", rest)) => (false, rest),
            Some(("https", rest)) => (true, rest),
            _ => return Err(error("it begins with http:// or https://")),
        };
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let after_bracket = authority.rfind(']').unwrap_or_default();
        let (host, port) = match authority[after_bracket..].rfind(':') {
            Some(colon) => {
                let (host, port) = authority.split_at(after_bracket + colon);
                (
                    host,
                    port[1..]
                        .parse()
                        .map_err(|_| error("the port is no number"))?,
                )
            }
            None => (authority, if is_tls { 443 } else { 80 }),
        };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_plain) {
            return Err(error("there is no host"));
        }
        if path.contains(['?', '#', ' ']) || path.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(error("what follows the host is a path"));
        }
        Ok(Self {
            is_tls,
            host: host.to_owned(),
            port,
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

/// Whom a client trusts by TLS.
#[derive(Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// The certificates of a file in PEM.
    pub fn in_pem(pem: &[u8]) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| error.to_string())?;
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
        if roots.is_empty() {
            return Err("it holds no certificate".to_owned());
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A connection on which nothing takes longer than there is patience for, however little of it
/// comes at a time: TLS waits for many pieces before it has one to show.
struct Timed {
    tcp: TcpStream,
    patience: Patience,
}

impl Timed {
    fn left(&self) -> io::Result<Duration> {
        let left = self.patience.left();
        match left.is_zero() {
            true => Err(ErrorKind::TimedOut.into()),
            false => Ok(left),
        }
    }
}

impl Read for Timed {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(Some(self.left()?))?;
        self.tcp.read(room)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(Some(self.left()?))?;
        self.tcp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// Sends a request and reads the answer. Why there is none is told in a sentence.
pub(crate) fn exchange(
    address: &Address,
    trust: Option<&Trust>,
    request: &Request,
    patience: Patience,
) -> Result<Response, String> {
    let host = address.bare_host();
    let tcp = connect(host, address.port, patience)?;
    let timed = Timed { tcp, patience };
    let mut stream: Box<dyn Stream> = match (address.is_tls, trust) {
        (false, _) => Box::new(timed),
        (true, None) => {
            return Err("the address is https, and no `ca` says whom to trust".to_owned());
        }
        (true, Some(trust)) => {
            let name = ServerName::try_from(host.to_owned())
                .map_err(|_| format!("`{host}` is no name for a certificate"))?;
            let connection = ClientConnection::new(Arc::clone(&trust.0), name)
                .map_err(|error| error.to_string())?;
            Box::new(StreamOwned::new(connection, timed))
        }
    };
    let explained = |error: &io::Error| explained(error, address, patience);
    let bytes = written(address, request);
    // A server may answer before it has read everything: what it said is worth reading.
    let sent = stream.write_all(&bytes).and_then(|()| stream.flush());
    let answer = read_response(&mut *stream, &request.method);
    match (sent, answer) {
        (_, Ok(response)) => Ok(response),
        (Err(error), Err(_)) => Err(explained(&error)),
        (Ok(()), Err(why)) => Err(why.unwrap_or_else(|error| explained(&error))),
    }
}

/// A connection to whichever of the host's addresses somebody listens on.
fn connect(host: &str, port: u16, patience: Patience) -> Result<TcpStream, String> {
    let sockets = (host, port)
        .to_socket_addrs()
        .map_err(|error| format!("{host} cannot be found: {error}"))?;
    let mut failure = format!("{host} cannot be found");
    for socket in sockets {
        if patience.is_over() {
            break;
        }
        match TcpStream::connect_timeout(&socket, patience.left()) {
            Ok(tcp) => return Ok(tcp),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                failure = format!("nothing listens on {socket}");
            }
            Err(error) => failure = format!("{socket} cannot be reached: {error}"),
        }
    }
    Err(failure)
}

/// What is usually behind an error.
fn explained(error: &io::Error, address: &Address, patience: Patience) -> String {
    let text = error.to_string();
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            format!("no whole answer came within {patience}")
        }
        ErrorKind::InvalidData if text.contains("certificate") => {
            format!("the certificate is not one that `ca` vouches for: {text}")
        }
        ErrorKind::InvalidData if address.is_tls => format!("this is not TLS: {text}"),
        ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => {
            "the connection was closed before the answer was whole".to_owned()
        }
        _ => text,
    }
}

fn written(address: &Address, request: &Request) -> Vec<u8> {
    // An address without a path is that of the root.
    let target = format!("{}{}", address.path, request.target);
    let slash = if target.starts_with('/') { "" } else { "/" };
    let mut head = format!("{} {slash}{target} HTTP/1.1\r\n", request.method);
    if !request.headers.has("host") {
        head.push_str(&format!("Host: {}:{}\r\n", address.host, address.port));
    }
    for (name, value) in request.headers.lines() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let has_body = !request.body.is_empty() || request.method == "POST";
    if has_body && !request.headers.has("content-length") {
        head.push_str(&format!("Content-Length: {}\r\n", request.body.len()));
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&request.body);
    bytes
}

/// Why an answer could not be read: in a sentence, or as the system says it.
type Unread = Result<String, io::Error>;

fn said<T>(why: &str) -> Result<T, Unread> {
    Err(Ok(why.to_owned()))
}

fn read_response(stream: &mut dyn Stream, method: &str) -> Result<Response, Unread> {
    let mut bytes = Vec::new();
    let (response, body_at, length) = loop {
        if fill(stream, &mut bytes)? == 0 {
            return said(if bytes.is_empty() {
                "the connection was closed without an answer"
            } else {
                "the connection was closed within the header"
            });
        }
        match read_head(&bytes) {
            Ok(Some((response, _, _))) if (100..200).contains(&response.status) => {
                return said("an interim answer came, and none was asked for");
            }
            Ok(Some(head)) => break head,
            Ok(None) if bytes.len() > 256 * 1024 => return said("the header does not end"),
            Ok(None) => {}
            // A record of TLS: an alert, or a greeting.
            Err(_) if matches!(bytes[..], [0x15 | 0x16, 3, ..]) => {
                return said("it speaks TLS: the address begins with https://");
            }
            Err(why) => return said(why),
        }
    };
    if method == "HEAD" || matches!(response.status, 204 | 304) {
        return Ok(response);
    }
    let mut body = bytes.split_off(body_at);
    let whole = |body: &[u8]| match length {
        Length::Bytes(length) => body.len() >= length,
        Length::Chunked => dechunked(body).is_some(),
        Length::UntilClosed => false,
    };
    while !whole(&body) {
        if body.len() > ANSWER_BYTES {
            return said("the answer is longer than 4 MiB");
        }
        if fill(stream, &mut body)? == 0 {
            if matches!(length, Length::UntilClosed) {
                break;
            }
            return said("the connection was closed within the body");
        }
    }
    let body = match length {
        Length::Bytes(length) => body[..length].to_vec(),
        Length::Chunked => dechunked(&body).unwrap_or_default(),
        Length::UntilClosed => body,
    };
    Ok(response.with_body(body))
}

/// Reads some more; how much.
fn fill(stream: &mut dyn Stream, bytes: &mut Vec<u8>) -> Result<usize, Unread> {
    let mut room = [0; 16 * 1024];
    let read = loop {
        match stream.read(&mut room) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Some servers end TLS without saying so.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break 0,
            Err(error) => return Err(Err(error)),
            Ok(read) => break read,
        }
    };
    bytes.extend_from_slice(&room[..read]);
    Ok(read)
}

/// How the end of a body is found.
#[derive(Clone, Copy)]
enum Length {
    Bytes(usize),
    Chunked,
    UntilClosed,
}

fn read_head(bytes: &[u8]) -> Result<Option<(Response, usize, Length)>, &'static str> {
    let mut room = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Response::new(&mut room);
    let end = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(end)) => end,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err("there are more than 128 header lines"),
        Err(_) => return Err("what came is no HTTP answer"),
    };
    let mut response = Response::new(parsed.code.unwrap_or_default());
    for header in parsed.headers.iter() {
        response
            .headers
            .add(header.name, String::from_utf8_lossy(header.value));
    }
    let is_chunked = response.headers.all("transfer-encoding").any(|value| {
        value
            .rsplit(',')
            .next()
            .is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked"))
    });
    let length = match response.headers.one("content-length") {
        _ if is_chunked => Length::Chunked,
        Some(length) => match length.trim().parse() {
            Ok(length) if length <= ANSWER_BYTES => Length::Bytes(length),
            Ok(_) => return Err("the answer is longer than 4 MiB"),
            Err(_) => return Err("the length of the answer is no number"),
        },
        None => Length::UntilClosed,
    };
    Ok(Some((response, end, length)))
}

/// The body within its chunks; none if it is not whole yet.
fn dechunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let mut rest = bytes;
    loop {
        let (start, length) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(size)) => size,
            _ => return None,
        };
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length <= ANSWER_BYTES)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(start..start.checked_add(length)?)?);
        rest = rest.get(start + length + 2..)?;
    }
}
