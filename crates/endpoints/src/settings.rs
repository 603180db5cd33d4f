//! The settings of a site: what its services know, and which rules they follow.

use conformance::{Now, Rules};
use jwt::Version;
use oauth::authority::State;
use oauth::{App, Resource, SignInAudience};
use office::host;

/// What the services of a site know, and which rules they follow.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules of every model of the site. With a flaw, the site is a defective specimen.
    pub rules: Rules,
    /// The authority, and Graph beside it.
    pub authority: State,
    /// Exchange.
    pub exchange: ews::State,
    /// Whether Exchange wants to see a token for it, or a user name with its password. Otherwise it
    /// takes everybody for [`ews::State::caller`].
    pub exchange_needs_credentials: bool,
    /// Office.
    pub office: OfficeSettings,
}

/// What the host of an add-in knows and how it is played.
#[derive(Clone, Debug, Default)]
pub struct OfficeSettings {
    /// The application.
    pub application: office::application::Application,
    /// Where it runs.
    pub platform: office::application::Platform,
    /// What it knows.
    pub host: host::World,
    /// What the user does at every prompt.
    pub user: UserDoes,
    /// The client id of the service behind the add-in: tokens are for it.
    pub service: String,
    /// The case that the page plays, if it is proved.
    pub proved: Option<Proved>,
}

/// A case that a page plays: somebody stands in for the host, and hears what the page does.
#[derive(Clone, Debug, Default)]
pub struct Proved {
    /// Its number.
    pub case: u64,
    /// What to click when the page is there, as a selector of CSS.
    pub start: Option<String>,
}

/// What the user does at a prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserDoes {
    /// What is asked.
    #[default]
    Agrees,
    /// Declines.
    Declines,
}

/// The client id of Exchange (documented).
pub const EXCHANGE_ID: &str = "00000002-0000-0ff1-ce00-000000000000";
/// The address by which tokens for Exchange are asked for (documented).
pub const EXCHANGE: &str = "https://outlook.office365.com";
/// The add-in that the standard Exchange knows. The services behind it are those of the standard
/// authority.
pub const ADD_IN_ID: &str = "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01";
/// An add-in that the standard Exchange knows, and gives identity tokens only.
pub const SHY_ADD_IN_ID: &str = "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a02";

impl Settings {
    /// The standard tenants, accounts, apps and add-ins at this time.
    pub fn standard(now: Now) -> Self {
        let profile = protocols::default_profile("");
        let mut authority = oauth::standard_state("", now);
        add_exchange(&mut authority);
        let add_in = |id: &str, permits: &[ews::TokenType]| ews::App {
            id: id.to_owned(),
            permits: permits.to_vec(),
        };
        let add_ins = vec![
            add_in(ADD_IN_ID, &ews::TokenType::ALL),
            add_in(SHY_ADD_IN_ID, &[ews::TokenType::CallerIdentity]),
        ];
        Self {
            rules: Rules::sound(profile.with(soap::WIRE_INTEROP)),
            authority,
            exchange: ews::State::new(add_ins),
            exchange_needs_credentials: true,
            office: OfficeSettings {
                service: oauth::standard_facts("").clients["service"].id.clone(),
                ..OfficeSettings::default()
            },
        }
    }

    /// The same settings under these rules.
    #[must_use]
    pub const fn with_rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The same settings with these values in place of the profile's, and with this defect.
    pub fn following(mut self, profile: &str, defect: Option<&str>) -> Result<Self, String> {
        let parsed = protocols::parse_profile(self.rules.profile, profile);
        self.rules.profile = parsed.map_err(|error| error.to_string())?;
        if let Some(name) = defect {
            let found = protocols::defects().find(|defect| defect.name == name);
            let found = found.ok_or_else(|| format!("no defect is named `{name}`"))?;
            self.rules.flaw = Some(found.flaw);
        }
        Ok(self)
    }

    /// The same settings, with the tenant of this GUID in place of the first one.
    #[must_use]
    pub fn with_tenant(mut self, id: &str) -> Self {
        let directory = &mut self.authority.directory;
        let Some(tenant) = directory.tenants.first_mut() else {
            return self;
        };
        let old = std::mem::replace(&mut tenant.id, id.to_owned());
        let accounts = directory.accounts.iter_mut().map(|held| &mut held.tenant);
        let apps = directory.apps.iter_mut().map(|held| &mut held.tenant);
        for held in accounts.chain(apps).filter(|held| **held == old) {
            id.clone_into(held);
        }
        self
    }
}

/// Lets the standard authority know of Exchange, as a resource.
fn add_exchange(authority: &mut State) {
    let directory = &mut authority.directory;
    let tenant = directory.tenants[0].id.clone();
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    directory.apps.push(App {
        id: EXCHANGE_ID.to_owned(),
        name: "Exchange".to_owned(),
        tenant,
        accounts: SignInAudience::Everybody,
        redirect_uris: Vec::new(),
        secrets: Vec::new(),
        roles: Vec::new(),
        resource: Some(Resource {
            uris: texts(&[EXCHANGE]),
            version: Version::V1,
            scopes: texts(&["EWS.AccessAsUser.All"]),
            roles: texts(&["full_access_as_app"]),
            preauthorized: Vec::new(),
        }),
    });
    let facts = oauth::standard_facts("");
    let web = facts.clients["web"].id.clone();
    for app in directory.apps.iter_mut().filter(|app| app.id == web) {
        app.roles.push(format!("{EXCHANGE}/full_access_as_app"));
    }
    let alice = directory.accounts[0].id.clone();
    for client in ["web", "spa", "native"] {
        let scope = format!("{EXCHANGE}/EWS.AccessAsUser.All");
        authority.consent(&alice, &facts.clients[client].id, &[&scope]);
    }
}
