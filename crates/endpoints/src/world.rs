//! A world: sites that share one clock, one set of keys and one order of events.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use conformance::{Chance, Now};
use wire::Request;

use crate::site::{Asked, Place};
use crate::{Authority, Carried, Clock, Entry, Face, Fault, Queued, Scheme, Settings, Site, Via};

/// Sites that share one clock and one set of keys. A clone is the same world.
#[derive(Clone)]
pub struct World(Arc<Shared>);

struct Shared {
    clock: Mutex<Clock>,
    root: Site,
    others: RwLock<BTreeMap<String, Site>>,
    addresses: RwLock<Addresses>,
    authority: RwLock<Option<Authority>>,
    requests: AtomicU64,
    chance: Mutex<Chance>,
}

/// So many sites a world has at most.
const SITES: usize = 4096;
/// The test keys that take turns at signing.
const KEYS: [&str; 2] = ["rsa", "rsa-other"];

/// Why a site cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The name is not one segment of letters, digits, `-`, `.` and `_`.
    Name(String),
    /// Another site, or the root, has what is there.
    Taken(String),
    /// There are too many sites.
    Full,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(
                f,
                "a site's name is one segment of letters, digits, `-`, `.` and `_`, not `{name}`"
            ),
            Self::Taken(name) => write!(f, "`{name}` is taken"),
            Self::Full => write!(f, "a world has no more than {SITES} sites"),
        }
    }
}

impl std::error::Error for OpenError {}

/// What paths of the root begin with, and no other site may.
const TAKEN: [&str; 10] = [
    ".well-known",
    "autodiscover",
    "common",
    "consumers",
    "ews",
    "office",
    "office.js",
    "organizations",
    "proofmark",
    "v1.0",
];

impl World {
    /// A world whose root is the standard site, at the machine's time. All that is drawn by lot in
    /// it comes from this number.
    pub fn standard(chance: u64) -> Self {
        let clock = Clock::default();
        let settings = Settings::standard(clock.now());
        Self::new(settings, clock, chance)
    }

    /// A world whose root is a site with these settings.
    pub fn new(settings: Settings, clock: Clock, chance: u64) -> Self {
        let mut settings = settings;
        settings.authority.keys = KEYS.map(str::to_owned).to_vec();
        let mut chance = Chance::from_number(chance);
        let root = Site::new(
            Place::Root,
            settings,
            Chance::from_number(chance.next_u64()),
        );
        Self(Arc::new(Shared {
            clock: Mutex::new(clock),
            root,
            others: RwLock::default(),
            addresses: RwLock::default(),
            authority: RwLock::default(),
            requests: AtomicU64::new(0),
            chance: Mutex::new(chance),
        }))
    }

    /// The site at the root.
    pub fn root(&self) -> &Site {
        &self.0.root
    }

    /// Opens a site under a path of one segment, like `/case-7`.
    pub fn open(&self, path: &str, settings: Settings) -> Result<Site, OpenError> {
        let name = path.strip_prefix('/').unwrap_or(path);
        self.add(name, Place::Path(format!("/{name}")), settings)
    }

    /// Opens a site for a tenant: whatever path begins with this GUID is its own. The first tenant
    /// of the settings goes by the GUID from then on.
    pub fn open_tenant(&self, id: &str, settings: Settings) -> Result<Site, OpenError> {
        self.add(id, Place::Tenant(id.to_owned()), settings.with_tenant(id))
    }

    fn add(&self, name: &str, place: Place, settings: Settings) -> Result<Site, OpenError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if name.is_empty() || name.len() > 100 || !name.bytes().all(fits) {
            return Err(OpenError::Name(name.to_owned()));
        }
        let key = name.to_ascii_lowercase();
        let is_tenant = matches!(place, Place::Tenant(_));
        let at_root = self.0.root.with(|root| {
            let mut tenants = root.authority.directory.tenants.iter();
            tenants.any(|tenant| tenant.id == key || tenant.domains.contains(&key))
        });
        if TAKEN.contains(&key.as_str()) || (at_root && !is_tenant) {
            return Err(OpenError::Taken(name.to_owned()));
        }
        let mut settings = settings;
        settings.authority.keys = self.0.root.with(|root| root.authority.keys.clone());
        let chance = Chance::from_number(lock(&self.0.chance).next_u64());
        let mut others = write(&self.0.others);
        if others.len() >= SITES {
            return Err(OpenError::Full);
        }
        if others.contains_key(&key) {
            return Err(OpenError::Taken(name.to_owned()));
        }
        let site = Site::new(place, settings, chance);
        others.insert(key, site.clone());
        Ok(site)
    }

    /// Closes a site, by its name. Whoever holds it may still read its journal.
    pub fn close(&self, name: &str) -> bool {
        let name = name.strip_prefix('/').unwrap_or(name);
        write(&self.0.others)
            .remove(&name.to_ascii_lowercase())
            .is_some()
    }

    /// The site of this name; the root's is empty.
    pub fn site(&self, name: &str) -> Option<Site> {
        let name = name.strip_prefix('/').unwrap_or(name);
        if name.is_empty() {
            return Some(self.0.root.clone());
        }
        read(&self.0.others)
            .get(&name.to_ascii_lowercase())
            .cloned()
    }

    /// Every site, the root first.
    pub fn sites(&self) -> Vec<Site> {
        let others = read(&self.0.others);
        [&self.0.root]
            .into_iter()
            .chain(others.values())
            .cloned()
            .collect()
    }

    /// Lets the next answer of a face go wrong, at the root.
    pub fn next(&self, face: Face, fault: Fault) {
        self.0.root.next(face, fault);
    }

    /// Lets answers go wrong, at the root. Whether there was room for that.
    pub fn queue(&self, queued: Queued) -> bool {
        self.0.root.queue(queued)
    }

    /// What every site was asked and answered, in order, as far as it is kept.
    pub fn journal(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.sites().iter().flat_map(Site::journal).collect();
        entries.sort_by_key(|entry| entry.number);
        entries
    }

    /// What the clock shows.
    pub fn now(&self) -> Now {
        lock(&self.0.clock).now()
    }

    /// The clock, to be set, advanced, stopped or let run.
    pub fn clock<T>(&self, change: impl FnOnce(&mut Clock) -> T) -> T {
        change(&mut lock(&self.0.clock))
    }

    /// Moves the clock by so many seconds.
    pub fn advance_s(&self, seconds: i64) {
        self.clock(|clock| clock.advance_ms(seconds.saturating_mul(1000)));
    }

    /// Lets another key sign from now on. The one before stays published.
    pub fn rotate_keys(&self) {
        for site in self.sites() {
            site.with(|settings| settings.authority.keys.rotate_left(1));
        }
    }

    /// How many requests were answered.
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// The addresses under which the world is reached.
    pub fn addresses(&self) -> Addresses {
        read(&self.0.addresses).clone()
    }

    pub(crate) fn set_addresses(&self, addresses: Addresses) {
        *write(&self.0.addresses) = addresses;
    }

    /// The authority whose certificate clients are to trust, if the world is reached by TLS.
    pub fn authority(&self) -> Option<Authority> {
        read(&self.0.authority).clone()
    }

    pub(crate) fn set_authority(&self, authority: Option<Authority>) {
        *write(&self.0.authority) = authority;
    }

    /// Whether the host of a request is one of the world's: another is a page that plays tricks.
    pub(crate) fn is_own_host(&self, request: &Request, scheme: Scheme) -> bool {
        let host = request.headers.one("host").unwrap_or_default();
        let asked = format!("{}://{}", scheme.name(), host.to_ascii_lowercase());
        let addresses = read(&self.0.addresses);
        addresses.all().any(|base| base == asked)
    }

    /// Whether an origin is one of the world's.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        let addresses = read(&self.0.addresses);
        let origin = origin.to_ascii_lowercase();
        addresses.all().any(|base| base == origin)
    }

    /// Answers a request, whatever it is.
    pub fn answer(&self, request: Request, via: Via) -> Carried {
        if let Some(answered) = crate::control::answer(self, &request, via) {
            return answered.into();
        }
        let bases = read(&self.0.addresses).bases(&request, via.scheme);
        let (site, request) = self.find(request);
        let mut rotates_keys = false;
        let carried = site.answer(Asked {
            request,
            via,
            now: self.now(),
            number: self.0.requests.fetch_add(1, Ordering::Relaxed) + 1,
            bases: &bases,
            rotates_keys: &mut rotates_keys,
        });
        if rotates_keys {
            let held = site.with(|settings| settings.authority.keys.clone());
            for other in self.sites() {
                other.with(|settings| settings.authority.keys.clone_from(&held));
            }
        }
        carried
    }

    /// The site that a request is for, and the request as that site sees it.
    fn find(&self, request: Request) -> (Site, Request) {
        const BETWEEN: &str = "/.well-known/oauth-authorization-server";
        let mut request = request;
        let others = read(&self.0.others);
        if others.is_empty() {
            return (self.0.root.clone(), request);
        }
        let (well_known, path) = match request.target.strip_prefix(BETWEEN) {
            Some(rest) => (BETWEEN, rest),
            None => ("", request.target.as_str()),
        };
        let rest = path.strip_prefix('/').unwrap_or(path);
        let segment = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let Some(site) = others.get(&segment.to_ascii_lowercase()) else {
            return (self.0.root.clone(), request);
        };
        let after = &rest[segment.len()..];
        let strips = match site.place() {
            Place::Root => false,
            Place::Path(_) => true,
            Place::Tenant(_) => {
                let path = &after[..after.find(['?', '#']).unwrap_or(after.len())];
                matches!(
                    Face::of(path),
                    Face::Exchange | Face::Autodiscover | Face::Graph | Face::Office
                )
            }
        };
        if strips {
            let slash = if after.starts_with('/') { "" } else { "/" };
            request.target = format!("{well_known}{slash}{after}");
        }
        (site.clone(), request)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now())
            .field("sites", &self.sites())
            .finish_non_exhaustive()
    }
}

/// A lock that a panic elsewhere did not spoil: what it guards is whole after every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// The addresses under which a world is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// The port in the open, if there is one.
    pub http: Option<u16>,
    /// The port by TLS, if there is one.
    pub https: Option<u16>,
    /// The names for which the certificate is, besides those of this machine.
    pub names: Vec<String>,
}

/// The names of this machine.
pub(crate) const OWN_NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The addresses of a world as one request sees them: the one it was sent to first.
pub(crate) struct Bases(Vec<String>);

impl Bases {
    /// The addresses of a site under this path.
    pub(crate) fn of_site(&self, path: &str) -> Vec<String> {
        self.0.iter().map(|base| format!("{base}{path}")).collect()
    }
}

impl Addresses {
    fn port(&self, scheme: Scheme) -> Option<u16> {
        match scheme {
            Scheme::Http => self.http,
            Scheme::Https => self.https,
        }
    }

    /// The address of this scheme, if there is one.
    pub fn base(&self, scheme: Scheme) -> Option<String> {
        let port = self.port(scheme)?;
        Some(format!("{}://{}:{port}", scheme.name(), OWN_NAMES[0]))
    }

    /// Every address: names of others go without a port too, for whoever maps them here.
    fn all(&self) -> impl Iterator<Item = String> + '_ {
        [Scheme::Https, Scheme::Http]
            .into_iter()
            .flat_map(move |scheme| {
                let port = self.port(scheme);
                let own = OWN_NAMES.into_iter().map(move |name| (name, false));
                let names = own.chain(self.names.iter().map(|name| (name.as_str(), true)));
                names.flat_map(move |(name, is_mapped)| {
                    let at_port = port.map(|port| format!("{}://{name}:{port}", scheme.name()));
                    let bare = port
                        .filter(|_| is_mapped)
                        .map(|_| format!("{}://{name}", scheme.name()));
                    at_port.into_iter().chain(bare)
                })
            })
    }

    /// The addresses as a request sees them. A host that is not one of them counts for nothing.
    fn bases(&self, request: &Request, scheme: Scheme) -> Bases {
        let mut all: Vec<String> = self.all().collect();
        let host = request.headers.one("host").unwrap_or_default();
        let asked = format!("{}://{}", scheme.name(), host.to_ascii_lowercase());
        let first = all.iter().position(|base| *base == asked);
        let first = first.or_else(|| {
            let own = self.base(scheme)?;
            all.iter().position(|base| *base == own)
        });
        match first {
            Some(first) => all.swap(0, first),
            None if all.is_empty() => all.push("http://127.0.0.1".to_owned()),
            None => {}
        }
        Bases(all)
    }
}
