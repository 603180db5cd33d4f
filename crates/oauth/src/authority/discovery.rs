//! What an authority says of itself: metadata, keys, and which hosts are the same authority.

use std::borrow::Cow;

use jwt::Version;

use crate::authority::failure::Failure;
use crate::authority::{Answer, Exchange};
use crate::defects::{
    FINDS_HOSTS_IN_PART, FORGETS_TO_SERVE_OPENID_METADATA, KNOWS_EVERY_HOST,
    PUBLISHES_KEYS_OF_NOBODY, STATES_THE_ISSUER_WITH_A_SLASH,
};
use crate::directory::TenantName;
use crate::document::Writer;
use crate::form::Form;
use crate::metadata::{Cloud, InstanceDiscovery, Metadata, is_guid};
use crate::requirements::{ENTRA_035, OAUTH_030, OAUTH_032};
use crate::{Placement, ResponseMode, Uri};

/// The hosts that Microsoft documents as one authority.
const PUBLIC_CLOUD: [&str; 4] = [
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "sts.windows.net",
];

impl Exchange<'_> {
    /// Which hosts are the same authority as the one that is asked about.
    pub(super) fn instances(&self) -> Answer {
        let failed = |message| {
            let failure = Failure::new(50_049, ENTRA_035, message);
            self.refused_document(&failure)
        };
        if let Err(failure) = self.check_method(&["GET"]) {
            return self.refused_document(&failure);
        }
        let form = match Form::read(self.query.as_bytes(), self.rules) {
            Ok(form) => form,
            Err(refusal) => return self.refused_document(&Failure::of(9_002_313, refusal)),
        };
        let asked = form.find("authorization_endpoint", self.rules);
        let asked = asked.and_then(|uri| Uri::read(uri)?.is_https().then_some(uri));
        let Some(asked) = asked.and_then(|uri| Uri::read(uri)) else {
            return failed("the authorization endpoint is missing or not https");
        };
        let own = Uri::read(self.base)
            .and_then(|uri| uri.authority)
            .unwrap_or_default();
        let host = asked.authority.unwrap_or_default();
        let aliases = self.aliases.iter().map(String::as_str);
        let ours: Vec<&str> = [own].into_iter().chain(aliases).collect();
        let is = |held: &&str| {
            let in_part = self.rules.does(FINDS_HOSTS_IN_PART) && host.contains(*held);
            *held == host || in_part || self.rules.does(KNOWS_EVERY_HOST)
        };
        if !ours.iter().any(is) && !PUBLIC_CLOUD.iter().any(is) {
            return failed("this host is not known to be an authority");
        }
        let cloud = |hosts: &[&str], network: &str, cache: &str| Cloud {
            preferred_network: Cow::Owned(network.to_owned()),
            preferred_cache: Cow::Owned(cache.to_owned()),
            aliases: hosts
                .iter()
                .map(|host| Cow::Owned((*host).to_owned()))
                .collect(),
        };
        let mut clouds = vec![cloud(&ours, own, own)];
        if !ours.contains(&PUBLIC_CLOUD[0]) {
            clouds.push(cloud(&PUBLIC_CLOUD, PUBLIC_CLOUD[0], PUBLIC_CLOUD[1]));
        }
        let tenant = asked
            .path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let place = format!("{}/{tenant}/v2.0{}", self.base, Placement::Oidc.path());
        let discovery = InstanceDiscovery {
            tenant_discovery_endpoint: place.into(),
            clouds,
        };
        let response = self.json(200, discovery.print());
        Answer {
            response,
            refusal: None,
        }
    }

    /// Metadata after the issuer.
    pub(super) fn metadata(&self, tenant: &str, version: Version) -> Answer {
        if self.rules.does(FORGETS_TO_SERVE_OPENID_METADATA) {
            return Answer {
                response: wire::Response::new(404),
                refusal: None,
            };
        }
        let document = self.check_method(&["GET"]).and_then(|()| {
            let issuer = self.tenant(tenant)?.in_issuer().to_owned();
            Ok(self.describe_authority(tenant, &self.issuer(&issuer, version), version))
        });
        self.answer_document(document)
    }

    /// Metadata between host and path. A template is no issuer, so there must be one tenant.
    pub(super) fn rfc8414_metadata(&self, tenant: &str, version: Version) -> Answer {
        let known = is_guid(tenant) && matches!(self.tenant(tenant), Ok(TenantName::One(_)));
        if !known || !self.rules.demand(OAUTH_030) {
            return Answer {
                response: wire::Response::new(404),
                refusal: None,
            };
        }
        let document = self
            .check_method(&["GET"])
            .map(|()| self.describe_authority(tenant, &self.issuer(tenant, version), version));
        self.answer_document(document)
    }

    fn answer_document(&self, document: Result<String, Failure>) -> Answer {
        match document {
            Ok(document) => Answer {
                response: self.json(200, document),
                refusal: None,
            },
            Err(failure) => self.refused_document(&failure),
        }
    }

    fn describe_authority(&self, tenant: &str, issuer: &str, version: Version) -> String {
        let path = match version {
            Version::V1 => "oauth2",
            Version::V2 => "oauth2/v2.0",
        };
        let keys = match version {
            Version::V1 => "discovery/keys",
            Version::V2 => "discovery/v2.0/keys",
        };
        let base = self.base;
        let list = |texts: &[&'static str]| texts.iter().map(|text| Cow::Borrowed(*text)).collect();
        let slash = if self.rules.does(STATES_THE_ISSUER_WITH_A_SLASH) {
            "/"
        } else {
            ""
        };
        let endpoint = |name: &str| Cow::Owned(format!("{base}/{tenant}/{path}/{name}"));
        Metadata {
            issuer: Cow::Owned(format!("{issuer}{slash}")),
            authorization_endpoint: endpoint("authorize"),
            token_endpoint: endpoint("token"),
            jwks_uri: Cow::Owned(format!("{base}/{tenant}/{keys}")),
            end_session_endpoint: Some(endpoint("logout")),
            response_types_supported: list(&["code"]),
            response_modes_supported: list(&ResponseMode::ALL.map(ResponseMode::as_str)),
            grant_types_supported: list(&[
                "authorization_code",
                "refresh_token",
                "client_credentials",
                crate::ON_BEHALF_OF,
            ]),
            code_challenge_methods_supported: list(&["plain", "S256"]),
            token_endpoint_auth_methods_supported: list(&[
                "client_secret_post",
                "client_secret_basic",
                "none",
            ]),
            scopes_supported: list(&crate::OPENID_SCOPES),
            subject_types_supported: list(&["pairwise"]),
            id_token_signing_alg_values_supported: list(&["RS256"]),
            authorization_response_iss_parameter_supported: self.sends_iss(),
        }
        .print()
    }

    /// Whether authorization responses have `iss`. Entra's have none.
    pub(super) fn sends_iss(&self) -> bool {
        !self.rules.profile.chooses("entra")
    }

    /// The keys, each with the issuer whose tokens it signs.
    pub(super) fn keys(&self, tenant: &str, version: Version) -> Answer {
        let document = self.check_method(&["GET"]).and_then(|()| {
            let issuer = self.issuer(self.tenant(tenant)?.in_issuer(), version);
            Ok(self.describe_keys(&issuer))
        });
        self.answer_document(document)
    }

    fn describe_keys(&self, issuer: &str) -> String {
        let issuer = (!self.rules.does(PUBLISHES_KEYS_OF_NOBODY)).then_some(issuer);
        let keys: Vec<String> = self
            .published
            .iter()
            .filter_map(|name| {
                let part = |what: &str| jwt::fill(&format!("${name}.{what}")).ok();
                let thumbprint = part("x5t")?;
                let key = Writer::default()
                    .string("kty", "RSA")
                    .string("use", "sig")
                    .string("kid", &thumbprint)
                    .string("x5t", &thumbprint)
                    .string("n", &part("n")?)
                    .string("e", &part("e")?)
                    .strings("x5c", &[part("x5c")?])
                    .maybe("issuer", issuer);
                Some(key.finish())
            })
            .collect();
        format!("{{\"keys\":[{}]}}", keys.join(","))
    }

    /// What `iss` of an authorization response is, for this tenant.
    pub(super) fn response_issuer(
        &self,
        tenant: &TenantName<'_>,
        version: Version,
    ) -> Option<String> {
        let sends = self.sends_iss() && self.rules.demand(OAUTH_032);
        sends.then(|| self.issuer(tenant.in_issuer(), version))
    }
}
