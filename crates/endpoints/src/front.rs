//! The front: it takes connections, with or without TLS, bears what clients send, and does to
//! connections what wiremock cannot.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::carrier::{self, Carrier, Carriers};
use crate::message::{Answered, Broken, Incoming, Received};
use crate::{ConnectionFault, Scheme, Via};

/// So many connections are served at a time; others wait.
const CONNECTIONS: usize = 1024;
/// How long a client may take to shake hands, and to take an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest that a fault holds a connection.
const LONGEST: Duration = Duration::from_secs(600);

/// What the listeners of a server share.
pub(crate) struct Front {
    pub(crate) carriers: Carriers,
    pub(crate) tls: OnceLock<TlsAcceptor>,
    pub(crate) connections: AtomicU64,
    pub(crate) places: Arc<Semaphore>,
    /// How many requests are being answered.
    pub(crate) answering: watch::Sender<usize>,
}

/// A request that is being answered, until this is dropped.
struct Answering<'f>(&'f watch::Sender<usize>);

impl<'f> Answering<'f> {
    fn begin(count: &'f watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Front {
    pub(crate) fn new(carriers: Carriers) -> Self {
        Self {
            carriers,
            tls: OnceLock::new(),
            connections: AtomicU64::new(0),
            places: Arc::new(Semaphore::new(CONNECTIONS)),
            answering: watch::Sender::new(0),
        }
    }

    /// Takes connections until the server ends.
    pub(crate) async fn listen(
        self: Arc<Self>,
        listener: TcpListener,
        scheme: Scheme,
        mut end: watch::Receiver<()>,
    ) {
        loop {
            let place = Arc::clone(&self.places).acquire_owned().await;
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = end.changed() => return,
            };
            let Ok((socket, peer)) = accepted else {
                // Out of descriptors, most likely: some connection will end.
                sleep(Duration::from_millis(20)).await;
                continue;
            };
            let (front, mut end) = (Arc::clone(&self), end.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = front.take(socket, peer, scheme) => {}
                    _ = end.changed() => {}
                }
                drop(place);
            });
        }
    }

    async fn take(&self, socket: TcpStream, peer: SocketAddr, scheme: Scheme) {
        // An answer is one write; to wait for more would only be slow.
        let _ = socket.set_nodelay(true);
        let via = Via {
            connection: self.connections.fetch_add(1, Ordering::Relaxed) + 1,
            scheme,
            is_local: peer.ip().to_canonical().is_loopback(),
        };
        match (scheme, self.tls.get()) {
            (Scheme::Https, Some(tls)) => {
                if let Ok(Ok(stream)) = timeout(PATIENCE, tls.accept(socket)).await {
                    self.serve(stream, via).await;
                }
            }
            _ => self.serve(socket, via).await,
        }
    }

    async fn serve<S: Socket>(&self, stream: S, via: Via) {
        let mut client = Incoming::new(stream);
        let mut behind = None;
        loop {
            let received = match client.request().await {
                Ok(received) => received,
                Err(Broken::Gone) => return,
                Err(Broken::Bad(status)) => {
                    let bytes = bad(status);
                    let _ = timeout(PATIENCE, send(&mut client.stream, &bytes)).await;
                    return;
                }
            };
            let _answering = Answering::begin(&self.answering);
            let answered = match self.forward(&received, via, &mut behind).await {
                Ok(answered) => answered,
                Err(_) => Answered {
                    bytes: bad(502),
                    note: None,
                },
            };
            let fault = answered
                .note
                .and_then(|note| serde_json::from_str(&note).ok());
            match answer(&mut client.stream, answered.bytes, fault).await {
                Ok(true) if received.goes_on => {}
                Ok(_) => {
                    let _ = timeout(PATIENCE, client.stream.shutdown()).await;
                    return;
                }
                // To shut down in order would hide a reset.
                Err(_) => return,
            }
        }
    }

    /// Has a request answered by the carrier whose turn it is.
    async fn forward(
        &self,
        received: &Received,
        via: Via,
        behind: &mut Option<Behind>,
    ) -> io::Result<Answered> {
        let (address, carrier) = self.carriers.next().await?;
        let bytes = carrier::write(&received.request, via);
        // A carrier may have closed a connection that idled: then another is opened, once.
        for is_last in [false, true] {
            if behind.as_ref().is_none_or(|held| held.address != address) {
                let socket = TcpStream::connect(address).await?;
                socket.set_nodelay(true)?;
                *behind = Some(Behind {
                    address,
                    incoming: Incoming::new(socket),
                    _carrier: carrier.clone(),
                });
            }
            let Some(held) = behind else {
                continue;
            };
            let sent = send(&mut held.incoming.stream, &bytes).await;
            let answered = match sent {
                Ok(()) => held.incoming.answer(&received.request.method).await,
                Err(error) => Err(error),
            };
            match answered {
                Ok(answered) => return Ok(answered),
                Err(error) if is_last => return Err(error),
                Err(_) => *behind = None,
            }
        }
        Err(io::ErrorKind::NotConnected.into())
    }
}

/// The connection to a carrier.
struct Behind {
    address: SocketAddr,
    incoming: Incoming<TcpStream>,
    /// Kept alive as long as it is connected to.
    _carrier: Option<Arc<Carrier>>,
}

/// A connection to a client, and the socket under it.
trait Socket: AsyncRead + AsyncWrite + Unpin {
    fn socket(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

/// The answer to what is no request.
fn bad(status: u16) -> Vec<u8> {
    let reason = match status {
        400 => "Bad Request",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        _ => "Bad Gateway",
    };
    let head = format!("HTTP/1.1 {status} {reason}\r\n");
    format!("{head}content-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

/// Sends an answer, or does to the connection what the fault says. Whether the connection goes on.
async fn answer<S: Socket>(
    stream: &mut S,
    bytes: Vec<u8>,
    fault: Option<ConnectionFault>,
) -> io::Result<bool> {
    let pause = |ms| sleep(Duration::from_millis(ms).min(LONGEST));
    let (first, ms, resets) = match fault {
        None => {
            let sent = timeout(LONGEST, send(stream, &bytes)).await;
            return sent
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
                .map(|()| true);
        }
        Some(ConnectionFault::StallMs(ms)) => {
            pause(ms).await;
            return send(stream, &bytes).await.map(|()| true);
        }
        Some(ConnectionFault::StallAfter(first, ms)) => (first, ms, false),
        Some(ConnectionFault::Drip(size, ms)) => {
            for piece in bytes.chunks(size.max(1)) {
                send(stream, piece).await?;
                pause(ms).await;
            }
            return Ok(true);
        }
        Some(ConnectionFault::CloseBeforeAnswer) => return Ok(false),
        Some(ConnectionFault::CutAfter(first)) => (first, 0, false),
        Some(ConnectionFault::Reset) => (0, 0, true),
        Some(ConnectionFault::ResetAfter(first)) => (first, 0, true),
    };
    let (now, later) = bytes.split_at(first.min(bytes.len()));
    send(stream, now).await?;
    if matches!(fault, Some(ConnectionFault::StallAfter(..))) {
        pause(ms).await;
        return send(stream, later).await.map(|()| true);
    }
    if resets {
        // What was sent should arrive before the reset does.
        pause(20).await;
        stream.socket().set_zero_linger()?;
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    Ok(false)
}
