//! A policy: what a validator accepts, as a value. Made before any token is seen.

use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};

use crate::Limits;

/// What a validator accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Any JWT by the RFCs.
    Generic(Generic),
    /// An access token of Microsoft Entra.
    Entra(Entra),
    /// The token that an Office host hands to an add-in for single sign-on.
    OfficeSso(OfficeSso),
    /// The identity token that Exchange hands to an Outlook add-in.
    ExchangeIdentity(ExchangeIdentity),
}

/// The largest leeway that is granted, in seconds. Clocks that differ by more are broken.
pub const LEEWAY_CAP_S: u32 = 300;

/// What a validator by the RFCs accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Generic {
    /// The algorithms that are accepted.
    pub algorithms: Vec<Algorithm>,
    /// The types that are accepted, and one of which is asked for; any if there are none.
    pub types: Vec<String>,
    /// The issuers that are trusted, one of which is asked for; any if there are none.
    pub issuers: Vec<String>,
    /// The names of the validator, one of which is asked for. A validator without a name refuses
    /// every token that is for somebody.
    pub audiences: Vec<String>,
    /// The claims that are asked for besides.
    pub requires: Vec<String>,
    /// How far clocks may differ, in seconds; never more than [`LEEWAY_CAP_S`].
    pub leeway_s: u32,
    /// What is accepted within a token whose payload is a token; none such if there is nothing.
    pub nested: Option<Box<Policy>>,
}

impl Default for Generic {
    /// RS256 with an expiry: no issuer and no audience is known yet.
    fn default() -> Self {
        Self {
            algorithms: vec![Algorithm::RS256],
            types: Vec::new(),
            issuers: Vec::new(),
            audiences: Vec::new(),
            requires: vec!["exp".to_owned()],
            leeway_s: 60,
            nested: None,
        }
    }
}

/// Which form of Entra's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// Issued by `sts.windows.net`.
    #[serde(rename = "1.0")]
    V1,
    /// Issued by `login.microsoftonline.com`.
    #[serde(rename = "2.0")]
    V2,
}

impl Version {
    /// What `ver` says.
    pub const fn ver(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }

    /// The issuer of a tenant's tokens.
    pub fn issuer(self, tenant: &str) -> String {
        match self {
            Self::V1 => format!("https://sts.windows.net/{tenant}/"),
            Self::V2 => format!("https://login.microsoftonline.com/{tenant}/v2.0"),
        }
    }
}

/// Whose accounts are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tenants {
    /// Those of this tenant.
    One(String),
    /// Those of any organisation.
    Organizations,
    /// Personal ones.
    Consumers,
    /// All.
    Common,
}

/// The tenant of personal accounts.
pub const CONSUMER_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// What a resource behind Microsoft Entra accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entra {
    /// The form of the tokens, which the resource's registration decides.
    pub version: Version,
    /// Whose accounts are accepted.
    pub tenants: Tenants,
    /// The resource's client id.
    pub app_id: String,
    /// Its App ID URI.
    #[serde(default)]
    pub app_id_uri: Option<String>,
    /// The permission that a user's token needs; users are refused if only `role` is set.
    #[serde(default)]
    pub scope: Option<String>,
    /// The permission that an app's own token needs; apps are refused if there is none.
    #[serde(default)]
    pub role: Option<String>,
    /// The clients that are accepted; any if there are none.
    #[serde(default)]
    pub clients: Vec<String>,
    /// The group that the user must be in.
    #[serde(default)]
    pub group: Option<String>,
    /// How far clocks may differ, in seconds; never more than [`LEEWAY_CAP_S`].
    #[serde(default = "five_minutes")]
    pub leeway_s: u32,
}

impl Entra {
    /// A resource that asks for no particular permission, client or group.
    pub fn new(version: Version, tenants: Tenants, app_id: impl Into<String>) -> Self {
        Self {
            version,
            tenants,
            app_id: app_id.into(),
            app_id_uri: None,
            scope: None,
            role: None,
            clients: Vec::new(),
            group: None,
            leeway_s: LEEWAY_CAP_S,
        }
    }
}

/// What the service of an Office add-in accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OfficeSso {
    /// Whose accounts are accepted.
    pub tenants: Tenants,
    /// The add-in's app id.
    pub app_id: String,
    /// Its App ID URI, like `api://localhost:44355/` and the app id.
    #[serde(default)]
    pub app_id_uri: Option<String>,
    /// The clients that are accepted; any if there are none.
    #[serde(default)]
    pub clients: Vec<String>,
    /// How far clocks may differ, in seconds; never more than [`LEEWAY_CAP_S`].
    #[serde(default = "five_minutes")]
    pub leeway_s: u32,
}

impl OfficeSso {
    /// An add-in that takes tokens from any client.
    pub fn new(tenants: Tenants, app_id: impl Into<String>) -> Self {
        Self {
            tenants,
            app_id: app_id.into(),
            app_id_uri: None,
            clients: Vec::new(),
            leeway_s: LEEWAY_CAP_S,
        }
    }
}

/// The ids under which Office itself is registered as a client, as documented.
pub const OFFICE_CLIENTS: [&str; 4] = [
    // All of Office.
    "ea5a67f6-b6f3-4338-b240-c655ddc3cc8e",
    // Office on the desktop.
    "d3590ed6-52b3-4102-aeff-aad2292ab01c",
    // Office on the web.
    "93d53678-613d-4013-afc1-62e9e444a0a5",
    // Outlook on the web.
    "bc59ab01-8403-45c6-8796-ac3ef710b3e3",
];

/// Which shape of the Exchange identity token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// As the documentation shows it: dates are strings, `appctx` is an object.
    Documented,
    /// As a server was seen to send it: dates are numbers, `appctx` is a string of JSON.
    Observed,
}

/// What the service of an Outlook add-in accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExchangeIdentity {
    /// The address of the add-in's page, which is the audience.
    pub add_in_url: String,
    /// The addresses from which authentication metadata may be fetched.
    pub metadata_urls: Vec<String>,
    /// The shape that is accepted.
    pub shape: Shape,
    /// How far clocks may differ, in seconds; never more than [`LEEWAY_CAP_S`].
    #[serde(default = "five_minutes")]
    pub leeway_s: u32,
}

impl ExchangeIdentity {
    /// An add-in whose mailboxes are those of Exchange Online.
    pub fn new(add_in_url: impl Into<String>, shape: Shape) -> Self {
        Self {
            add_in_url: add_in_url.into(),
            metadata_urls: vec![EXCHANGE_ONLINE_METADATA.to_owned()],
            shape,
            leeway_s: LEEWAY_CAP_S,
        }
    }
}

/// The address of Exchange Online's authentication metadata.
pub const EXCHANGE_ONLINE_METADATA: &str =
    "https://outlook.office365.com:443/autodiscover/metadata/json/1";

const fn five_minutes() -> u32 {
    LEEWAY_CAP_S
}

impl Policy {
    /// The algorithms that are accepted.
    pub fn algorithms(&self) -> &[Algorithm] {
        match self {
            Self::Generic(generic) => &generic.algorithms,
            Self::Entra(_) | Self::OfficeSso(_) | Self::ExchangeIdentity(_) => &[Algorithm::RS256],
        }
    }

    /// The types that are accepted; any if there are none.
    pub(crate) fn types(&self) -> Vec<&str> {
        match self {
            Self::Generic(generic) => generic.types.iter().map(String::as_str).collect(),
            Self::Entra(_) | Self::OfficeSso(_) => vec!["JWT", "at+jwt"],
            Self::ExchangeIdentity(_) => vec!["JWT"],
        }
    }

    /// What a reader of its tokens bears.
    pub const fn limits(&self) -> Limits {
        Limits::DEFAULT
    }
}
