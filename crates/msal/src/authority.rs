//! The authority: where tokens are asked for, and what must be known of it before.

use conformance::{Quirk, Rules};
use json::{Item, Json, Options};
use oauth::Uri;

use crate::failure::{Class, Failure};
use crate::{Library, MSAL_062, MSAL_063, MSAL_064, MSAL_065};

pub(crate) const COMPARES_HOSTS_BY_CASE: Quirk = Quirk("compares-hosts-by-case");
pub(crate) const WANTS_NO_KEYS: Quirk = Quirk("wants-no-keys");
pub(crate) const KEEPS_METADATA_FOR_EVER: Quirk = Quirk("keeps-metadata-for-ever");
pub(crate) const TAKES_A_SUFFIX_FOR_A_REGION: Quirk = Quirk("takes-a-suffix-for-a-region");

/// How long metadata is kept.
pub(crate) const METADATA_S: i64 = 24 * 60 * 60;

/// The hosts of Microsoft's public cloud, which are one environment.
const PUBLIC: [&str; 4] = [
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "sts.windows.net",
];

/// The hosts of Microsoft's other clouds.
const OTHERS: [&str; 6] = [
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.usgovcloudapi.net",
    "login.sovcloud-identity.fr",
    "login.sovcloud-identity.de",
    "login.sovcloud-identity.sg",
];

/// The environments that are one with this one.
pub(crate) fn aliases(environment: &str) -> &'static [&'static str] {
    if PUBLIC.contains(&environment) {
        &PUBLIC
    } else {
        &[]
    }
}

fn is_known(host: &str) -> bool {
    PUBLIC.contains(&host) || OTHERS.contains(&host)
}

/// An authority, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its URL, which ends in a slash.
    pub url: String,
    /// Its host and port.
    pub host: String,
    /// Its tenant: a name, an id, or `common` and the like.
    pub tenant: String,
}

/// Why ever discovery fails, MSAL.js says this.
const UNRESOLVED: &str = "endpoints_resolution_error";

impl Authority {
    /// Takes the URL of an authority.
    pub(crate) fn read(text: &str, rules: &Rules) -> Result<Self, Failure> {
        let library = Library::of(&rules.profile);
        let wrong = |code: &str| match library {
            Library::Js => Failure::new(Class::ClientConfiguration, code),
            Library::Python => Failure::new(Class::ValueError, ""),
        };
        let unreadable = || wrong("url_parse_error").because(MSAL_062);
        let uri = Uri::read(text).ok_or_else(unreadable)?;
        if !uri.is_https() && rules.demand(MSAL_062) {
            return Err(wrong("authority_uri_insecure").because(MSAL_062));
        }
        let host = uri.authority.ok_or_else(unreadable)?;
        let host = match rules.does(COMPARES_HOSTS_BY_CASE) {
            true => host.to_owned(),
            false => host.to_lowercase(),
        };
        let mut path = uri.path.split('/').filter(|part| !part.is_empty());
        let tenant = path.next().unwrap_or("common").to_owned();
        let url = format!("{}://{host}/{tenant}/", uri.scheme.to_lowercase());
        Ok(Self { url, host, tenant })
    }

    /// Whether the tenant is no tenant, but says who may sign in.
    pub(crate) fn is_for_many(&self) -> bool {
        matches!(
            self.tenant.as_str(),
            "common" | "organizations" | "consumers"
        )
    }

    /// The environment under which what it issues is kept.
    pub(crate) fn environment(&self, library: Library) -> &str {
        match library {
            Library::Js if PUBLIC.contains(&self.host.as_str()) => "login.windows.net",
            _ => &self.host,
        }
    }

    /// Whether the host must be asked about first.
    pub(crate) fn is_unknown(&self, configured: &[String], rules: &Rules) -> bool {
        let configured = configured
            .iter()
            .any(|host| host.to_lowercase() == self.host);
        !is_known(&self.host) && !configured && rules.demand(MSAL_063)
    }

    /// Whether the end points are known without asking.
    pub(crate) fn endpoints(&self) -> Option<Endpoints> {
        is_known(&self.host).then(|| Endpoints {
            authorization: format!("{}oauth2/v2.0/authorize", self.url),
            token: format!("{}oauth2/v2.0/token", self.url),
        })
    }

    /// Where it is asked whether the host is an authority's.
    pub(crate) fn instance_discovery(&self, library: Library) -> String {
        let version = match library {
            Library::Js => "1.1",
            Library::Python => "1.0",
        };
        let endpoint = format!("{}oauth2/v2.0/authorize", self.url);
        let endpoint: String = form_urlencoded::byte_serialize(endpoint.as_bytes()).collect();
        format!(
            "https://login.microsoftonline.com/common/discovery/instance?api-version={version}\
             &authorization_endpoint={endpoint}"
        )
    }

    /// Where the metadata is.
    pub(crate) fn metadata(&self) -> String {
        format!("{}v2.0/.well-known/openid-configuration", self.url)
    }

    /// The failure that an answer of instance discovery means, if any.
    pub(crate) fn judge_instance(&self, body: &[u8], rules: &Rules) -> Result<(), Failure> {
        let text = String::from_utf8_lossy(body);
        let json = Json::parse(&text, &Options::default());
        let error = json
            .as_ref()
            .ok()
            .and_then(|json| json.root().last("error"));
        if error.and_then(Item::as_str) != Some("invalid_instance") {
            return Ok(());
        }
        let failure = match Library::of(&rules.profile) {
            Library::Js => Failure::new(Class::ClientAuth, UNRESOLVED),
            Library::Python => Failure::new(Class::ValueError, ""),
        };
        Err(failure.because(MSAL_063))
    }

    /// The end points that metadata names.
    pub(crate) fn judge_metadata(
        &self,
        body: &[u8],
        configured: &[String],
        rules: &Rules,
    ) -> Result<Endpoints, Failure> {
        let failure = || match Library::of(&rules.profile) {
            Library::Js => Failure::new(Class::ClientAuth, UNRESOLVED),
            Library::Python => Failure::new(Class::ValueError, ""),
        };
        let text = String::from_utf8_lossy(body);
        let json = Json::parse(&text, &Options::default());
        let json = json.map_err(|_| failure().because(MSAL_064))?;
        let member = |name| json.root().last(name).and_then(Item::as_str);
        let required = [
            "authorization_endpoint",
            "token_endpoint",
            "issuer",
            "jwks_uri",
        ];
        let wanted = |name: &&&str| **name != "jwks_uri" || !rules.does(WANTS_NO_KEYS);
        let complete = required
            .iter()
            .filter(wanted)
            .all(|name| member(name).is_some());
        if !complete && rules.demand(MSAL_064) {
            return Err(failure().because(MSAL_064));
        }
        let issuer = member("issuer").unwrap_or_default();
        if rules.demand(MSAL_065) && !self.accepts_issuer(issuer, configured, rules) {
            return Err(failure().because(MSAL_065));
        }
        // Placeholders stand for the tenant.
        let endpoint = |name| {
            let text = member(name).unwrap_or_default();
            let text = text.replace("{tenantid}", &self.tenant);
            text.replace("{tenant}", &self.tenant)
        };
        Ok(Endpoints {
            authorization: endpoint("authorization_endpoint"),
            token: endpoint("token_endpoint"),
        })
    }

    fn accepts_issuer(&self, issuer: &str, configured: &[String], rules: &Rules) -> bool {
        let Some(uri) = Uri::read(issuer).filter(Uri::is_https) else {
            return false;
        };
        let host = uri.authority.unwrap_or_default().to_lowercase();
        let of_region = |known: &str| {
            let before = host.strip_suffix(known).unwrap_or_default();
            match before.strip_suffix('.') {
                Some(region) => !region.is_empty() && !region.contains('.'),
                None => rules.does(TAKES_A_SUFFIX_FOR_A_REGION) && !before.is_empty(),
            }
        };
        let mut known = PUBLIC.iter().chain(&OTHERS);
        host == self.host
            || is_known(&host)
            || known.any(|known| of_region(known))
            || self.is_customers(&host)
            || configured.iter().any(|held| held.to_lowercase() == host)
    }

    /// Whether a host is that of the tenant's customers: `{tenant}.ciamlogin.com`.
    fn is_customers(&self, host: &str) -> bool {
        let tenant = host.strip_suffix(".ciamlogin.com");
        tenant.is_some_and(|tenant| tenant == self.tenant.to_lowercase())
    }
}

/// Where to go for codes and for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoints {
    pub(crate) authorization: String,
    pub(crate) token: String,
}
