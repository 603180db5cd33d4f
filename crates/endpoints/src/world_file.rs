//! A world as a file has it: what is there besides the standard world, and what goes wrong.

use std::fmt;

use conformance::Now;
use jwt::Version;
use oauth::{Account, App, Directory, Resource, Tenant};
use serde::Deserialize;

use crate::settings::UserDoes;
use crate::{Clock, Queued, Settings, Site, World};

/// A world as a TOML file has it.
///
/// ```
/// let file = endpoints::WorldFile::read(r#"
///     [[accounts]]
///     id = "00000000-0000-4000-8000-00000000dab0"
///     tenant = "11111111-2222-4333-8444-555555555555"
///     username = "dave@contoso.example"
///     name = "Dave"
///
///     [[faults]]
///     face = "token"
///     fault = { aadsts = { code = 50076 } }
///     times = "always"
///     after = 3
/// "#)?;
/// let world = file.build(1)?;
/// assert_eq!(world.root().faults().len(), 1);
/// # Ok::<(), endpoints::WorldFileError>(())
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorldFile {
    /// Whether the standard tenants, accounts, apps and add-ins are there too. Graph and Exchange
    /// always are.
    standard: bool,
    /// Values that take the place of the default profile's.
    profile: String,
    /// The defect that the models have, by its name.
    defect: Option<String>,
    /// When the world begins, in seconds since the beginning of 1970.
    now_s: Option<i64>,
    /// Whether the clock stands still.
    clock_stands_still: bool,
    tenants: Vec<Tenant>,
    accounts: Vec<Account>,
    apps: Vec<App>,
    consents: Vec<Consent>,
    add_ins: Vec<AddIn>,
    exchange: ExchangeTable,
    office: OfficeTable,
    faults: Vec<Queued>,
    sites: Vec<SiteTable>,
}

impl Default for WorldFile {
    fn default() -> Self {
        Self {
            standard: true,
            profile: String::new(),
            defect: None,
            now_s: None,
            clock_stands_still: false,
            tenants: Vec::new(),
            accounts: Vec::new(),
            apps: Vec::new(),
            consents: Vec::new(),
            add_ins: Vec::new(),
            exchange: ExchangeTable::default(),
            office: OfficeTable::default(),
            faults: Vec::new(),
            sites: Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    username: String,
    client: String,
    scopes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddIn {
    id: String,
    /// The token types that it may have; all of them unless said otherwise.
    permits: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ExchangeTable {
    caller: ews::Caller,
    load: ews::Load,
    needs_credentials: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OfficeTable {
    application: office::application::Application,
    platform: office::application::Platform,
    host: office::host::World,
    user: UserDoes,
    /// The client id of the service behind the add-in.
    service: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteTable {
    path: Option<String>,
    tenant: Option<String>,
    #[serde(default)]
    profile: String,
    defect: Option<String>,
    #[serde(default)]
    faults: Vec<Queued>,
}

/// Why a file makes no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldFileError(pub String);

impl fmt::Display for WorldFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WorldFileError {}

fn wrong(error: impl ToString) -> WorldFileError {
    WorldFileError(error.to_string())
}

impl WorldFile {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, WorldFileError> {
        toml::from_str(text).map_err(wrong)
    }

    /// Makes the world. All that is drawn by lot in it comes from this number.
    pub fn build(self, chance: u64) -> Result<World, WorldFileError> {
        let mut clock = Clock::default();
        if let Some(seconds) = self.now_s {
            clock.set(Now::from_seconds(seconds));
        }
        if self.clock_stands_still {
            clock.stop();
        }
        let settings = self.settings(clock.now())?;
        let world = World::new(settings, clock, chance);
        fill(world.root(), self.faults)?;
        for table in self.sites {
            let settings = Settings::standard(world.now());
            let settings = settings.following(&table.profile, table.defect.as_deref());
            let settings = settings.map_err(WorldFileError)?;
            let site = match (&table.path, &table.tenant) {
                (Some(path), None) => world.open(path, settings),
                (None, Some(id)) => world.open_tenant(id, settings),
                _ => return Err(wrong("a site has either a `path` or a `tenant`")),
            };
            fill(&site.map_err(wrong)?, table.faults)?;
        }
        Ok(world)
    }

    fn settings(&self, now: Now) -> Result<Settings, WorldFileError> {
        let mut settings = Settings::standard(now)
            .following(&self.profile, self.defect.as_deref())
            .map_err(WorldFileError)?;
        if !self.standard {
            settings.authority.directory = resources(&settings.authority.directory);
            settings.exchange.apps.clear();
        }
        let authority = &mut settings.authority;
        let directory = &mut authority.directory;
        directory.tenants.extend_from_slice(&self.tenants);
        directory.accounts.extend_from_slice(&self.accounts);
        directory.apps.extend_from_slice(&self.apps);
        directory.check(&settings.rules).map_err(wrong)?;
        for consent in &self.consents {
            let account = directory_account(&authority.directory, &consent.username)?;
            let scopes: Vec<&str> = consent.scopes.iter().map(String::as_str).collect();
            authority.consent(&account, &consent.client, &scopes);
        }
        for add_in in &self.add_ins {
            let permits = match &add_in.permits {
                None => ews::TokenType::ALL.to_vec(),
                Some(names) => names
                    .iter()
                    .map(|name| token_type(name))
                    .collect::<Result<_, _>>()?,
            };
            let id = add_in.id.clone();
            settings.exchange.apps.push(ews::App { id, permits });
        }
        settings.exchange.caller = self.exchange.caller;
        settings.exchange.load = self.exchange.load;
        let needs = &mut settings.exchange_needs_credentials;
        *needs = self.exchange.needs_credentials.unwrap_or(*needs);
        let office = &mut settings.office;
        office.application = self.office.application;
        office.platform = self.office.platform;
        office.host = self.office.host.clone();
        office.user = self.office.user;
        if let Some(service) = &self.office.service {
            office.service.clone_from(service);
        }
        Ok(settings)
    }
}

/// Graph and Exchange, and nothing else.
fn resources(directory: &Directory) -> Directory {
    let is_microsofts = |app: &&App| {
        let resource = app.resource.as_ref();
        resource.is_some_and(|Resource { version, .. }| *version == Version::V1)
    };
    Directory {
        apps: directory
            .apps
            .iter()
            .filter(is_microsofts)
            .cloned()
            .collect(),
        ..Directory::default()
    }
}

fn directory_account(directory: &Directory, username: &str) -> Result<String, WorldFileError> {
    let account = directory.account_named(username);
    let account = account.ok_or_else(|| wrong(format!("no account is `{username}`")))?;
    Ok(account.id.clone())
}

fn token_type(name: &str) -> Result<ews::TokenType, WorldFileError> {
    let found = ews::TokenType::ALL
        .into_iter()
        .find(|held| held.as_str() == name);
    found.ok_or_else(|| wrong(format!("no token type is `{name}`")))
}

fn fill(site: &Site, faults: Vec<Queued>) -> Result<(), WorldFileError> {
    for queued in faults {
        if let Some(why) = queued.misfit() {
            return Err(wrong(why));
        }
        if !site.queue(queued) {
            return Err(wrong("too many faults wait, or `times` is 0"));
        }
    }
    Ok(())
}
