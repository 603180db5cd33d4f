//! The directory: the tenants, accounts and apps that an authority knows.

use conformance::{Refusal, Rules};
use jwt::{CONSUMER_TENANT, Version};
use serde::{Deserialize, Serialize};

use crate::RedirectUri;

/// What an authority knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directory {
    /// The organisations, and the tenant of personal accounts if there are any.
    pub tenants: Vec<Tenant>,
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The apps: those that ask for tokens and those that tokens are for.
    pub apps: Vec<App>,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// Its GUID.
    pub id: String,
    /// The names by which it goes besides.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// A user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its GUID.
    pub id: String,
    /// The GUID of its home tenant.
    pub tenant: String,
    /// What the user types to sign in.
    pub username: String,
    /// What the user is called.
    pub name: String,
    /// What the user types besides, if anything is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// An app: a client, a resource, or both.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// Its client id, a GUID.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The GUID of the tenant that registered it.
    pub tenant: String,
    /// Whose accounts it is for.
    #[serde(default)]
    pub accounts: SignInAudience,
    /// Where codes for it are sent.
    #[serde(default)]
    pub redirect_uris: Vec<RedirectUri>,
    /// Its secrets; a public client has none.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The permissions that it was granted as an app, as full scopes.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What it is as a resource, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
}

/// Whose accounts an app is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInAudience {
    /// Those of the tenant that registered it.
    OneTenant,
    /// Those of any organisation.
    Organizations,
    /// Those of any organisation, and personal ones.
    #[default]
    Everybody,
    /// Personal ones.
    Consumers,
}

/// What an app is as a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its App ID URIs.
    pub uris: Vec<String>,
    /// The form of the tokens that it takes.
    pub version: Version,
    /// The permissions that users can grant.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The permissions that apps can be granted.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The client ids of the apps for which no user is asked.
    #[serde(default)]
    pub preauthorized: Vec<String>,
}

/// Shows no password.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("tenant", &self.tenant)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Shows no secret.
impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("redirect_uris", &self.redirect_uris)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// Whether it is a personal one, a Microsoft account.
    pub fn is_personal(&self) -> bool {
        self.tenant == CONSUMER_TENANT
    }
}

impl App {
    /// Whether it has no secret to keep.
    pub fn is_public(&self) -> bool {
        self.secrets.is_empty()
    }
}

/// What a path names where a tenant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TenantName<'d> {
    /// Any organisation, and personal accounts.
    Common,
    /// Any organisation.
    Organizations,
    /// Personal accounts.
    Consumers,
    /// One organisation.
    One(&'d Tenant),
}

impl TenantName<'_> {
    /// What an issuer says in its place.
    pub(crate) fn in_issuer(&self) -> &str {
        match self {
            Self::Common | Self::Organizations => "{tenantid}",
            Self::Consumers => CONSUMER_TENANT,
            Self::One(tenant) => &tenant.id,
        }
    }

    /// Whether this account may sign in there.
    pub(crate) fn has(&self, account: &Account) -> bool {
        match self {
            Self::Common => true,
            Self::Organizations => !account.is_personal(),
            Self::Consumers => account.is_personal(),
            Self::One(tenant) => account.tenant == tenant.id,
        }
    }
}

impl Directory {
    /// Refuses apps with a redirect URI that nobody may register.
    pub fn check(&self, rules: &Rules) -> Result<(), Refusal> {
        let mut redirect_uris = self.apps.iter().flat_map(|app| &app.redirect_uris);
        redirect_uris.try_for_each(|uri| uri.check(rules))
    }

    /// What a path names by this.
    pub(crate) fn tenant(&self, name: &str) -> Option<TenantName<'_>> {
        match name {
            "common" => Some(TenantName::Common),
            "organizations" => Some(TenantName::Organizations),
            "consumers" | CONSUMER_TENANT => Some(TenantName::Consumers),
            _ => {
                let named = |tenant: &&Tenant| {
                    let mut names = tenant.domains.iter().chain([&tenant.id]);
                    names.any(|held| held.eq_ignore_ascii_case(name))
                };
                self.tenants.iter().find(named).map(TenantName::One)
            }
        }
    }

    /// The app of this client id.
    pub fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == id)
    }

    /// The account of this GUID.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account that signs in by this name.
    pub fn account_named(&self, username: &str) -> Option<&Account> {
        let named = |account: &&Account| account.username.eq_ignore_ascii_case(username);
        self.accounts.iter().find(named)
    }

    /// The resource that goes by this URI or client id, with or without a slash at the end.
    pub(crate) fn resource(&self, name: &str) -> Option<(&App, &Resource)> {
        let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        let name = bare(name);
        let resources = self
            .apps
            .iter()
            .filter_map(|app| Some((app, app.resource.as_ref()?)));
        resources.into_iter().find(|(app, resource)| {
            app.id == name || resource.uris.iter().any(|uri| bare(uri) == name)
        })
    }
}
