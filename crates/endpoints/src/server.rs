//! A server: a world that can be reached, from its start to its end.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use wiremock::MockServer;

use crate::carrier::{Carrier, Carriers};
use crate::front::Front;
use crate::{Addresses, Authority, Scheme, World};

/// Where a server listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listen {
    /// The port in the open; 0 is any that is free.
    pub http: Option<u16>,
    /// The port by TLS; 0 is any that is free.
    pub https: Option<u16>,
    /// Names for which the certificate is, besides 127.0.0.1, ::1 and localhost.
    pub names: Vec<String>,
    /// Where others can reach it. Nothing here is a secret worth keeping, and whoever reaches the
    /// server gets tokens from it. Without this it listens on the loopback interface only.
    pub open_to_network: Option<IpAddr>,
}

impl Listen {
    /// Free ports on the loopback interface, one in the open and one by TLS.
    pub fn anywhere() -> Self {
        Self {
            http: Some(0),
            https: Some(0),
            ..Self::default()
        }
    }
}

/// Why a server does not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be had.
    Address(SocketAddr, io::Error),
    /// The certificate cannot be made: a name is no name, most likely.
    Certificate(String),
    /// The machine has no threads or sockets left.
    Machine(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "port {} is taken: something listens on {address} already",
                    address.port()
                )
            }
            Self::Address(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Certificate(why) => write!(f, "cannot make a certificate: {why}"),
            Self::Machine(error) => write!(f, "cannot start: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A world that can be reached. It ends when this is dropped, and then the expectations of the
/// mocks that were mounted beside the world are verified.
#[derive(Debug)]
pub struct Server {
    world: World,
    addresses: Addresses,
    authority: Option<Authority>,
    // Before `first`, so that nothing is answered any more while expectations are verified.
    running: Running,
    first: First,
}

struct Running {
    front: Arc<Front>,
    end: watch::Sender<()>,
    runtime: Option<Runtime>,
}

struct First(Carrier);

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").finish_non_exhaustive()
    }
}

impl fmt::Debug for First {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("First").field(&self.0.address()).finish()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end.send(());
        if let Some(runtime) = self.runtime.take() {
            // The server may be dropped where waiting is forbidden.
            runtime.shutdown_background();
        }
    }
}

impl Running {
    /// Takes connections on these sockets from now on.
    fn take(&self, bound: Option<Bound>, ends: &watch::Receiver<()>) -> Result<(), StartError> {
        let (Some(bound), Some(runtime)) = (bound, &self.runtime) else {
            return Ok(());
        };
        let _guard = runtime.enter();
        for listener in bound.listeners {
            let listener =
                tokio::net::TcpListener::from_std(listener).map_err(StartError::Machine)?;
            let front = Arc::clone(&self.front);
            runtime.spawn(front.listen(listener, bound.scheme, ends.clone()));
        }
        Ok(())
    }
}

impl Server {
    /// Starts a server for a world. It has threads of its own, so it may be started and dropped
    /// inside and outside of async code.
    pub fn start(world: &World, listen: &Listen) -> Result<Self, StartError> {
        let bound = |scheme, port| bind(listen.open_to_network, scheme, port);
        let http = listen
            .http
            .map(|port| bound(Scheme::Http, port))
            .transpose()?;
        let https = listen
            .https
            .map(|port| bound(Scheme::Https, port))
            .transpose()?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("proofmark-front")
            .enable_all()
            .build()
            .map_err(StartError::Machine)?;
        let port = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.port);
        let addresses = Addresses {
            http: port(&http),
            https: port(&https),
            names: listen
                .names
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
        };
        world.set_addresses(addresses.clone());
        let (sender, receiver) = mpsc::channel();
        let mounted = world.clone();
        runtime.spawn(async move { sender.send(Carrier::start(&mounted).await) });
        let first = receiver
            .recv()
            .unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into()))
            .map_err(StartError::Machine)?;
        let (end, ends) = watch::channel(());
        let running = Running {
            front: Arc::new(Front::new(Carriers::new(world.clone(), &first))),
            end,
            runtime: Some(runtime),
        };
        running.take(http, &ends)?;
        // Whoever asks in the open need not wait for the keys of a certificate.
        let authority = match &https {
            Some(_) => {
                let (authority, tls) = Authority::create(&listen.names)?;
                let _ = running.front.tls.set(tls);
                Some(authority)
            }
            None => None,
        };
        world.set_authority(authority.clone());
        running.take(https, &ends)?;
        Ok(Self {
            world: world.clone(),
            addresses,
            authority,
            running,
            first: First(first),
        })
    }

    /// Starts a server for a standard world, on free ports of the loopback interface.
    pub fn standard() -> Result<Self, StartError> {
        Self::start(&World::standard(1), &Listen::anywhere())
    }

    /// The world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The address in the open, without a slash at the end; empty if there is none.
    pub fn http(&self) -> String {
        self.addresses.base(Scheme::Http).unwrap_or_default()
    }

    /// The address by TLS, without a slash at the end; empty if there is none.
    pub fn https(&self) -> String {
        self.addresses.base(Scheme::Https).unwrap_or_default()
    }

    /// Waits until every request that came has its answer, but not for longer than this. It is not
    /// for async code.
    pub fn wait_until_answered(&self, patience: Duration) {
        let Some(runtime) = &self.running.runtime else {
            return;
        };
        let mut answering = self.running.front.answering.subscribe();
        let all_are = answering.wait_for(|count| *count == 0);
        // Who is not done by then is left.
        let _ = runtime.block_on(async { tokio::time::timeout(patience, all_are).await.is_ok() });
    }

    /// Every address that clients may use.
    pub const fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The authority whose certificate clients are to trust, if there is TLS.
    pub const fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// Waits until somebody interrupts the program, by Ctrl-C or by asking it to end. Not for use
    /// in async code.
    pub fn wait_for_interrupt(&self) {
        let Some(runtime) = &self.running.runtime else {
            return;
        };
        runtime.block_on(async {
            #[cfg(unix)]
            {
                use tokio::signal::unix::{SignalKind, signal};
                if let Ok(mut terminated) = signal(SignalKind::terminate()) {
                    tokio::select! {
                        _ = tokio::signal::ctrl_c() => {}
                        _ = terminated.recv() => {}
                    }
                    return;
                }
            }
            let _ = tokio::signal::ctrl_c().await;
        });
    }

    /// The wiremock server that carries the answers, for mocks of your own: they come before the
    /// world, and their expectations are verified when the server is dropped. From then on this
    /// one carries everything, and wiremock keeps every request of a mock.
    pub fn wiremock(&self) -> &MockServer {
        self.running.front.carriers.share();
        self.first.0.server()
    }
}

/// Sockets on one port.
struct Bound {
    scheme: Scheme,
    port: u16,
    listeners: Vec<TcpListener>,
}

fn bind(open_to_network: Option<IpAddr>, scheme: Scheme, port: u16) -> Result<Bound, StartError> {
    let listen = |address: SocketAddr| -> Result<TcpListener, StartError> {
        let refused = |error| StartError::Address(address, error);
        let listener = TcpListener::bind(address).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        Ok(listener)
    };
    let first = open_to_network.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let asked = port;
    let first = listen(SocketAddr::from((first, asked)))?;
    let port = first.local_addr().map_err(StartError::Machine)?.port();
    let mut listeners = vec![first];
    if open_to_network.is_none() {
        match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok(second) => listeners.push(second),
            // A machine may well be without IPv6; but half a port would be a trap.
            Err(StartError::Address(address, error))
                if error.kind() == io::ErrorKind::AddrInUse =>
            {
                if asked == 0 {
                    return bind(open_to_network, scheme, 0);
                }
                return Err(StartError::Address(address, error));
            }
            Err(_) => {}
        }
    }
    Ok(Bound {
        scheme,
        port,
        listeners,
    })
}
