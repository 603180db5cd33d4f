//! A subject as its owner describes it: where it is, how to get in, and what cases must know of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::explore::AnewEachTime;
use conformance::{AnyCase, Defect, Facts, Profile, Rules, Subject};
use endpoints::{Listen, Server, Settings, Site, World};
use serde::Deserialize;
use specimens::Specimen;
use subjects::{
    Adapter, Address, Credentials, Exec, Http, Listener, PATIENCE, Page, PageSettings, PageStage,
    Resource, Stage, Statuses, Trust,
};

/// A subject file: TOML, written by `proofmark init`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SubjectFile {
    /// What people call it.
    pub name: Option<String>,
    /// What it plays.
    pub role: Option<String>,
    /// Values that take the place of the role's default profile's.
    pub profile: Option<String>,
    /// Where a server is.
    pub url: Option<String>,
    /// Where the resource beside an authority is, if elsewhere.
    pub resource_url: Option<String>,
    /// The certificates to trust, in PEM.
    pub ca_file: Option<PathBuf>,
    /// A command that is started for each operation.
    pub exec: Option<String>,
    /// A command that speaks the contract, in words.
    pub adapter: Option<Vec<String>>,
    /// The port of this machine on which we listen for whoever speaks the contract.
    pub listen: Option<u16>,
    /// How long a case may take, in seconds.
    pub timeout_s: Option<u64>,
    /// What a server asks for before it listens.
    pub credentials: Option<CredentialsFile>,
    /// How a web API that takes tokens says what it made of one, and where it has its keys from.
    pub resource: ResourceFile,
    /// How an add-in's page is opened and begins.
    pub page: PageFile,
    /// What cases must know of it.
    pub facts: BTreeMap<String, toml::Value>,
}

/// A web API that takes tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ResourceFile {
    /// The method by which it is asked.
    method: String,
    /// The statuses that mean that the token is accepted.
    accepted: Vec<String>,
    /// The statuses that mean that it is refused.
    refused: Vec<String>,
    /// The port of this machine on which it finds metadata and keys while it is proved.
    keys_port: Option<u16>,
    /// The file in which it finds the keys.
    keys_file: Option<PathBuf>,
}

/// An add-in's page.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PageFile {
    /// The port of this machine on which it finds our script.
    port: u16,
    /// A command that opens it, word by word; `{url}` stands for its address.
    browser: Vec<String>,
    /// What to click once it is loaded.
    start: Option<String>,
    /// Whether it says that it needs Graph.
    for_graph: bool,
}

impl Default for PageFile {
    fn default() -> Self {
        Self {
            port: 40_182,
            browser: Vec::new(),
            start: None,
            for_graph: false,
        }
    }
}

impl Default for ResourceFile {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            accepted: vec!["2xx".to_owned()],
            refused: vec!["401".to_owned(), "403".to_owned()],
            keys_port: None,
            keys_file: None,
        }
    }
}

/// Credentials, of which no secret stands in the file itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CredentialsFile {
    /// `basic`, `bearer`, or the name of a header line.
    kind: String,
    /// Who it is, for `basic`.
    user: Option<String>,
    /// The environment's variable that holds the secret.
    secret_env: Option<String>,
    /// The file that holds the secret.
    secret_file: Option<PathBuf>,
}

impl CredentialsFile {
    fn read(&self, folder: &Path) -> Result<Credentials, String> {
        let secret = match (&self.secret_env, &self.secret_file) {
            (Some(name), None) => std::env::var(name)
                .map_err(|_| format!("credentials: the environment has no variable `{name}`"))?,
            (None, Some(file)) => {
                let file = folder.join(file);
                let text = std::fs::read_to_string(&file);
                text.map_err(|error| format!("credentials: {}: {error}", file.display()))?
            }
            _ => {
                return Err("credentials: one of `secret-env` and `secret-file` is needed".into());
            }
        };
        let secret = secret.trim_end_matches(['\r', '\n']);
        if secret.is_empty() || secret.contains(['\r', '\n']) {
            return Err("credentials: the secret is one line of text".to_owned());
        }
        let authorization = |value: String| Credentials {
            header: "Authorization".to_owned(),
            value,
            secret: secret.to_owned(),
        };
        Ok(match self.kind.as_str() {
            "basic" => {
                use base64::Engine as _;
                let user = self.user.as_deref().unwrap_or_default();
                let pair = format!("{user}:{secret}");
                let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
                authorization(format!("Basic {encoded}"))
            }
            "bearer" => authorization(format!("Bearer {secret}")),
            header => Credentials {
                header: header.to_owned(),
                value: secret.to_owned(),
                secret: secret.to_owned(),
            },
        })
    }
}

/// How the subject is reached.
#[derive(Clone, Debug)]
pub enum Way {
    /// It is one of our own, with this defect or none.
    Specimen(Option<&'static Defect>),
    /// It is a server.
    Url(Box<Service>),
    /// It is a web API that takes tokens.
    Resource(Box<Api>),
    /// It is an add-in's page.
    Page(OnStage),
    /// It is a command for each operation.
    Exec(String),
    /// It is a child process that speaks the contract.
    Adapter(Vec<String>),
    /// It comes to us, and speaks the contract.
    Listen(Place),
}

/// A server, and what it takes to be let in.
#[derive(Clone, Debug)]
pub struct Service {
    address: Address,
    resource: Option<Address>,
    credentials: Option<Credentials>,
}

/// An add-in's page, where it is proved.
#[derive(Clone)]
pub struct OnStage(Arc<PageStage>);

impl std::fmt::Debug for OnStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OnStage").field(&self.0.script()).finish()
    }
}

/// Where we listen.
#[derive(Clone)]
pub struct Place(Arc<Listener>);

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Place").field(&self.0.address()).finish()
    }
}

/// A web API that takes tokens, and where it has its keys from.
#[derive(Clone, Debug)]
pub struct Api {
    address: Address,
    method: String,
    accepted: Statuses,
    refused: Statuses,
    /// What its owner has to see to.
    hint: String,
    /// The authority whose keys it fetches.
    _authority: Option<Arc<Authority>>,
}

/// An authority that publishes the key of the tokens that the suite makes.
#[derive(Debug)]
struct Authority {
    _server: Server,
    // It answers as long as this is held.
    _site: Site,
}

impl Api {
    fn of_file(
        file: &SubjectFile,
        url: &str,
        facts: &Facts,
        folder: &Path,
    ) -> Result<Self, String> {
        let settings = &file.resource;
        let resource = jwt::Resource::declared(facts)?;
        let mut places = Vec::new();
        if let Some(keys_file) = &settings.keys_file {
            let path = folder.join(keys_file);
            std::fs::write(&path, resource.keys())
                .map_err(|error| format!("{}: {error}", path.display()))?;
            places.push(format!("that stands in {}", path.display()));
        }
        let authority = settings
            .keys_port
            .map(|port| Authority::open(port, &resource));
        let authority = authority.transpose()?;
        if let Some(port) = settings.keys_port {
            let base = Authority::base(port);
            places.push(format!(
                "that is published at {base}/keys, as {base}/.well-known/openid-configuration says"
            ));
        }
        if places.is_empty() {
            places
                .push("that `keys-port` or `keys-file` under `[resource]` lets it have".to_owned());
        }
        Ok(Self {
            address: Address::read(url).map_err(|error| error.to_string())?,
            method: settings.method.clone(),
            accepted: Statuses::read(&settings.accepted)?,
            refused: Statuses::read(&settings.refused)?,
            hint: format!(
                "it is to accept tokens of issuer {} for audience {}, signed with the key {}",
                resource.issuer(),
                resource.audience(),
                places.join(", or ")
            ),
            _authority: authority.map(Arc::new),
        })
    }
}

impl Authority {
    fn base(port: u16) -> String {
        format!("http://127.0.0.1:{port}/authority")
    }

    fn open(port: u16, resource: &jwt::Resource) -> Result<Self, String> {
        let listen = Listen {
            http: Some(port),
            ..Listen::default()
        };
        let world = World::standard(1);
        let server = Server::start(&world, &listen).map_err(|error| error.to_string())?;
        let settings = Settings::standard(world.now());
        let site = world
            .open("/authority", settings)
            .map_err(|error| error.to_string())?;
        let (metadata, keys) = (resource.metadata(&Self::base(port)), resource.keys());
        site.let_answer(Arc::new(move |request| {
            let path = request.target.split('?').next().unwrap_or_default();
            let document = match path.rsplit('/').next() {
                Some("openid-configuration" | "oauth-authorization-server") => &metadata,
                Some("keys") => &keys,
                _ => return Some(wire::Response::new(404)),
            };
            let response = wire::Response::new(200).with_header("Content-Type", "application/json");
            Some(response.with_body(document.clone()))
        }));
        Ok(Self {
            _server: server,
            _site: site,
        })
    }
}

/// Everything that it takes to put cases to a subject.
pub struct Cast {
    way: Way,
    role: String,
    facts: Facts,
    ca_file: Option<PathBuf>,
    stage: Option<Backdrop>,
    patience: Duration,
}

/// The server on whose sites clients find what they ask.
struct Backdrop {
    server: Server,
    ca_file: PathBuf,
}

impl Drop for Backdrop {
    fn drop(&mut self) {
        // What is left of a folder for a certificate harms nobody.
        if let Some(folder) = self.ca_file.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl Cast {
    /// One of our own, with this defect or none.
    pub fn specimen(defect: Option<&'static Defect>) -> Self {
        Self {
            way: Way::Specimen(defect),
            role: String::new(),
            facts: specimens::facts(),
            ca_file: None,
            stage: None,
            patience: PATIENCE,
        }
    }

    /// The subject of a file; paths in it begin at the folder.
    pub fn of_file(file: &SubjectFile, role: &str, folder: &Path) -> Result<Self, String> {
        let ways = [
            file.url.is_some(),
            file.exec.is_some(),
            file.adapter.is_some(),
            file.listen.is_some(),
        ];
        if ways.into_iter().filter(|given| *given).count() != 1 {
            return Err("a subject has one of `url`, `exec`, `adapter` and `listen`".to_owned());
        }
        let mut facts = facts_of(file);
        let way = if let (Some(url), "token-validator") = (&file.url, role) {
            facts
                .0
                .insert(jwt::IS_RESOURCE.to_owned(), "true".to_owned());
            Way::Resource(Box::new(Api::of_file(file, url, &facts, folder)?))
        } else if let (Some(url), "add-in") = (&file.url, role) {
            let settings = PageSettings {
                url: url.clone(),
                port: file.page.port,
                browser: file.page.browser.clone(),
                start: file.page.start.clone(),
                for_graph: file.page.for_graph,
            };
            Way::Page(OnStage(Arc::new(PageStage::open(settings)?)))
        } else if let Some(url) = &file.url {
            if !matches!(role, "ews-server" | "authority") {
                return Err(format!(
                    "{role} is no server: it is reached by `exec`, `adapter` or `listen`"
                ));
            }
            let address = |url: &String| Address::read(url).map_err(|error| error.to_string());
            Way::Url(Box::new(Service {
                address: address(url)?,
                resource: file.resource_url.as_ref().map(address).transpose()?,
                credentials: match &file.credentials {
                    Some(credentials) => Some(credentials.read(folder)?),
                    None => None,
                },
            }))
        } else if let Some(command) = &file.exec {
            if role != "ews-client" {
                return Err(format!(
                    "one command for each operation is enough for ews-client only; {role} is \
                     reached by `adapter` or `listen`"
                ));
            }
            Way::Exec(command.clone())
        } else if let Some(port) = file.listen {
            Way::Listen(Place(Arc::new(Listener::open(port)?)))
        } else {
            Way::Adapter(file.adapter.clone().unwrap_or_default())
        };
        // Of an authority that says nothing of itself it is assumed that it knows our own world.
        if let (Some(url), "authority") = (&file.url, role) {
            let ours = oauth::standard_facts(url.trim_end_matches('/'));
            let ours = toml::to_string(&ours).map_err(|error| error.to_string())?;
            facts.0.entry("authority".to_owned()).or_insert(ours);
        }
        let is_client = matches!(role, "ews-client" | "token-client");
        Ok(Self {
            way,
            role: role.to_owned(),
            facts,
            ca_file: file.ca_file.as_ref().map(|file| folder.join(file)),
            stage: is_client.then(Backdrop::build).transpose()?,
            patience: file.timeout_s.map_or(PATIENCE, Duration::from_secs),
        })
    }

    /// What cases must know of it.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether cases would get into each other's way: accounts of a foreign authority are the same
    /// in all of them.
    pub fn is_shared(&self) -> bool {
        matches!(self.way, Way::Page(_) | Way::Listen(_))
            || (matches!(self.way, Way::Url(_)) && self.role == "authority")
    }

    /// What its owner has to do before anything can be seen of it.
    pub fn instruction(&self) -> Option<String> {
        match &self.way {
            Way::Page(OnStage(stage)) => Some(format!(
                "the page is to load {} in the place of Office's script, and is opened now",
                stage.script()
            )),
            Way::Listen(Place(listener)) => Some(format!(
                "listening on {}, where a page, a program or a person is to come now",
                listener.address()
            )),
            _ => None,
        }
    }

    /// Whether it has whatever operations its role must have, although it leaves some cases out.
    pub const fn is_page(&self) -> bool {
        matches!(self.way, Way::Page(_))
    }

    /// What its owner has to see to, if it does not do what it is for.
    pub fn hint(&self) -> Option<&str> {
        match &self.way {
            Way::Resource(api) => Some(&api.hint),
            _ => None,
        }
    }

    /// Whether it is one of our own, to whom every profile is natural.
    pub const fn is_specimen(&self) -> bool {
        matches!(self.way, Way::Specimen(_))
    }

    /// The subject for one who plays cases beside others, each with a subject of their own.
    pub fn subject(&self, player: &str) -> Result<Box<dyn Subject>, String> {
        match &self.way {
            Way::Specimen(_) => Err("a specimen is made anew for each case".to_owned()),
            Way::Url(service) => {
                let trust = self.ca_file.as_ref().map(|file| trust(file)).transpose()?;
                let stands_for = if self.role == "ews-server" {
                    "/EWS/Exchange.asmx"
                } else {
                    ""
                };
                let http = Http::new(service.address.clone())
                    .standing_for(stands_for)
                    .trusting(trust)
                    .with_resource(service.resource.clone())
                    .with_credentials(service.credentials.clone())
                    .with_patience(self.patience);
                Ok(Box::new(http))
            }
            Way::Resource(api) => {
                let trust = self.ca_file.as_ref().map(|file| trust(file)).transpose()?;
                let (accepted, refused) = (api.accepted.clone(), api.refused.clone());
                let resource = Resource::new(api.address.clone(), trust, accepted, refused)
                    .asked_by(api.method.clone())
                    .with_patience(self.patience);
                Ok(Box::new(resource))
            }
            Way::Page(stage) => Ok(Box::new(Page::new(Arc::clone(&stage.0), self.patience))),
            Way::Exec(command) => {
                let stage = self.stage(player)?.ok_or("nobody set the stage")?;
                Ok(Box::new(Exec::new(command, stage, self.patience)?))
            }
            Way::Listen(Place(listener)) => {
                let stage = self.stage(player)?;
                let came = Adapter::listen(listener, stage, &self.role, self.patience);
                Ok(Box::new(came?))
            }
            Way::Adapter(words) => {
                let stage = self.stage(player)?;
                let started = Adapter::start(words.clone(), stage, &self.role, self.patience);
                Ok(Box::new(started?))
            }
        }
    }

    /// The subject for one who plays alone, held to this profile.
    pub fn subject_for(&self, profile: Profile) -> Result<Box<dyn Subject>, String> {
        match &self.way {
            Way::Specimen(defect) => {
                let flaw = defect.map(|defect| defect.flaw);
                let rules = Rules {
                    flaw,
                    ..Rules::sound(profile)
                };
                Ok(Box::new(AnewEachTime::new(rules)))
            }
            _ => self.subject("alone"),
        }
    }

    /// One of our own for this case.
    pub fn specimen_for(&self, case: &AnyCase) -> Option<(Specimen, Profile)> {
        let Way::Specimen(defect) = &self.way else {
            return None;
        };
        let profile = protocols::coverage::case_profile(case);
        let rules = defect.map_or_else(
            || Rules::sound(profile),
            |defect| Rules::flawed(profile, defect.flaw),
        );
        Some((Specimen::new(rules), profile))
    }

    /// The other end of a client; nothing for others.
    fn stage(&self, player: &str) -> Result<Option<Stage>, String> {
        let open = |backdrop: &Backdrop| Stage::open(&backdrop.server, player, &backdrop.ca_file);
        self.stage.as_ref().map(open).transpose()
    }
}

/// What a file declares.
fn facts_of(file: &SubjectFile) -> Facts {
    let facts = file.facts.iter().map(|(name, value)| {
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Table(table) => table.to_string(),
            other => other.to_string(),
        };
        (name.clone(), text)
    });
    Facts(facts.collect())
}

impl Backdrop {
    fn build() -> Result<Self, String> {
        let server = Server::start(&World::standard(1), &Listen::anywhere());
        let server = server.map_err(|error| error.to_string())?;
        let port = server.addresses().https.unwrap_or_default();
        let name = format!("proofmark-run-{}-{port}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let ca_file = folder.join("ca.pem");
        let pem = server
            .authority()
            .ok_or("the stage has no certificate")?
            .pem();
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&ca_file, pem));
        written.map_err(|error| format!("{}: {error}", ca_file.display()))?;
        Ok(Self { server, ca_file })
    }
}

fn trust(file: &Path) -> Result<Trust, String> {
    let pem = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Trust::in_pem(&pem).map_err(|error| format!("{}: {error}", file.display()))
}
