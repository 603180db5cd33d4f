//! Metadata: what an authority says of itself, where that is found, and which hosts are the same
//! authority.

use std::borrow::Cow;

use conformance::{Refusal, Rules};
use json::{Item, Kind};

use crate::authorize::check_endpoint;
use crate::defects::{
    APPENDS_EVERY_WELL_KNOWN_PATH, COMPARES_ISSUERS_WITHOUT_THE_LAST_SLASH,
    TAKES_ANY_ISSUER_OF_THE_HOST,
};
use crate::document::{Document, Writer, check_json};
use crate::{OAUTH_030, OAUTH_031, Uri};

/// Where metadata is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// After the issuer, as OpenID Connect and Entra have it.
    Oidc,
    /// Between host and path, as RFC 8414 has it.
    Rfc8414,
}

impl Placement {
    /// The well-known path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Oidc => "/.well-known/openid-configuration",
            Self::Rfc8414 => "/.well-known/oauth-authorization-server",
        }
    }

    /// The address of this issuer's metadata.
    pub fn locate(self, issuer: &str, rules: &Rules) -> Result<String, Refusal> {
        check_issuer(issuer, 0, rules)?;
        let bare = issuer.strip_suffix('/').unwrap_or(issuer);
        let host = bare.find("://").map_or(0, |scheme| scheme + 3);
        let path = bare[host..]
            .find('/')
            .map_or(bare.len(), |path| host + path);
        let append = self == Self::Oidc || rules.does(APPENDS_EVERY_WELL_KNOWN_PATH);
        let place = if append { bare.len() } else { path };
        Ok(format!(
            "{}{}{}",
            &bare[..place],
            self.path(),
            &bare[place..]
        ))
    }
}

/// Refuses what cannot be an issuer.
fn check_issuer(issuer: &str, offset: usize, rules: &Rules) -> Result<(), Refusal> {
    // Entra's template of a tenant is no part of a URI.
    let filled = issuer.replace("{tenantid}", "tenant");
    let uri = Uri::read(&filled);
    let host = uri.and_then(|uri| uri.host()).unwrap_or_default();
    let sound = uri.is_some_and(|uri| uri.is_https() && uri.query.or(uri.fragment).is_none());
    if sound && !host.is_empty() {
        return Ok(());
    }
    rules.refuse(
        OAUTH_030,
        offset,
        "an issuer is https without query and fragment",
    )
}

/// What an authority says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// Who it is. Entra fills in a tenant where it says `{tenantid}`.
    pub issuer: Cow<'a, str>,
    /// Where codes are had.
    pub authorization_endpoint: Cow<'a, str>,
    /// Where tokens are had.
    pub token_endpoint: Cow<'a, str>,
    /// Where its keys are.
    pub jwks_uri: Cow<'a, str>,
    /// Where a user signs out.
    pub end_session_endpoint: Option<Cow<'a, str>>,
    /// What may come back from the authorization endpoint.
    pub response_types_supported: Vec<Cow<'a, str>>,
    /// In which ways it may come back.
    pub response_modes_supported: Vec<Cow<'a, str>>,
    /// What a client may have to offer.
    pub grant_types_supported: Vec<Cow<'a, str>>,
    /// The ways in which a challenge may be made.
    pub code_challenge_methods_supported: Vec<Cow<'a, str>>,
    /// The ways in which a client may authenticate.
    pub token_endpoint_auth_methods_supported: Vec<Cow<'a, str>>,
    /// The scopes that are known everywhere.
    pub scopes_supported: Vec<Cow<'a, str>>,
    /// Whether a user is known to every client by the same name.
    pub subject_types_supported: Vec<Cow<'a, str>>,
    /// How id tokens are signed.
    pub id_token_signing_alg_values_supported: Vec<Cow<'a, str>>,
    /// Whether authorization responses have `iss`.
    pub authorization_response_iss_parameter_supported: bool,
}

impl<'a> Metadata<'a> {
    /// Reads an answer with the metadata of this issuer. The offset of a refusal is one of the
    /// body.
    pub fn read(
        response: &'a wire::Response,
        issuer: &str,
        placement: Placement,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let id = placement.requirement();
        if response.status != 200 {
            return Err(Refusal::new(id, 0, "metadata is answered with 200"));
        }
        check_json(&response.headers, id, rules)?;
        Self::read_body(&response.body, issuer, placement, rules)
    }

    /// Reads a document with the metadata of this issuer.
    pub fn read_body(
        body: &'a [u8],
        issuer: &str,
        placement: Placement,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let document = Document::read(body, placement.requirement(), rules)?;
        let offset = |name| document.find(name, rules).map_or(0, Item::offset);
        let stated = document.required("issuer", rules)?;
        check_issuer(&stated, offset("issuer"), rules)?;
        if !is_issuer(&stated, issuer, placement, rules) {
            let message = "the metadata is another issuer's";
            rules.refuse(OAUTH_030, offset("issuer"), message)?;
        }
        let endpoint = |name| -> Result<Cow<'a, str>, Refusal> {
            let uri = document.required(name, rules)?;
            check_endpoint(&uri, offset(name), rules)?;
            Ok(uri)
        };
        let list = |name| strings(&document, name, placement, rules);
        let announces = "authorization_response_iss_parameter_supported";
        Ok(Self {
            authorization_endpoint: endpoint("authorization_endpoint")?,
            token_endpoint: endpoint("token_endpoint")?,
            jwks_uri: endpoint("jwks_uri")?,
            end_session_endpoint: document.string("end_session_endpoint", rules)?,
            response_types_supported: list("response_types_supported")?,
            response_modes_supported: list("response_modes_supported")?,
            grant_types_supported: list("grant_types_supported")?,
            code_challenge_methods_supported: list("code_challenge_methods_supported")?,
            token_endpoint_auth_methods_supported: list("token_endpoint_auth_methods_supported")?,
            scopes_supported: list("scopes_supported")?,
            subject_types_supported: list("subject_types_supported")?,
            id_token_signing_alg_values_supported: list("id_token_signing_alg_values_supported")?,
            authorization_response_iss_parameter_supported: document
                .find(announces, rules)
                .and_then(Item::as_bool)
                .unwrap_or(false),
            issuer: stated,
        })
    }

    /// Reads a document by itself: the metadata of whoever it says it is of.
    pub fn read_alone(body: &'a [u8], rules: &Rules) -> Result<Self, Refusal> {
        let document = Document::read(body, OAUTH_031, rules)?;
        let issuer = document.required("issuer", rules)?;
        Self::read_body(body, &issuer, Placement::Oidc, rules)
    }

    /// The document.
    pub fn print(&self) -> String {
        let lists = [
            ("response_types_supported", &self.response_types_supported),
            ("response_modes_supported", &self.response_modes_supported),
            ("grant_types_supported", &self.grant_types_supported),
            (
                "code_challenge_methods_supported",
                &self.code_challenge_methods_supported,
            ),
            (
                "token_endpoint_auth_methods_supported",
                &self.token_endpoint_auth_methods_supported,
            ),
            ("scopes_supported", &self.scopes_supported),
            ("subject_types_supported", &self.subject_types_supported),
            (
                "id_token_signing_alg_values_supported",
                &self.id_token_signing_alg_values_supported,
            ),
        ];
        let writer = Writer::default()
            .string("issuer", &self.issuer)
            .string("authorization_endpoint", &self.authorization_endpoint)
            .string("token_endpoint", &self.token_endpoint)
            .string("jwks_uri", &self.jwks_uri)
            .maybe("end_session_endpoint", self.end_session_endpoint.as_deref());
        let writer = lists
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .fold(writer, |writer, (name, values)| {
                writer.strings(name, values)
            });
        let announces = self.authorization_response_iss_parameter_supported;
        let writer = if announces {
            writer.raw("authorization_response_iss_parameter_supported", "true")
        } else {
            writer
        };
        writer.finish()
    }
}

impl Placement {
    /// What metadata at this place breaks by being malformed.
    const fn requirement(self) -> conformance::Id {
        match self {
            Self::Oidc => OAUTH_031,
            Self::Rfc8414 => OAUTH_030,
        }
    }
}

/// Whether the metadata of `stated` is that of the issuer whose it should be.
fn is_issuer(stated: &str, issuer: &str, placement: Placement, rules: &Rules) -> bool {
    if stated == issuer {
        return true;
    }
    if rules.does(COMPARES_ISSUERS_WITHOUT_THE_LAST_SLASH)
        && stated.trim_end_matches('/') == issuer.trim_end_matches('/')
    {
        return true;
    }
    let host = |text| Uri::read(text).and_then(|uri| uri.authority);
    if rules.does(TAKES_ANY_ISSUER_OF_THE_HOST) && host(stated) == host(issuer) {
        return true;
    }
    // Documented: Entra's metadata for many tenants has a template where one tenant would stand,
    // and that for a tenant that was named otherwise has its GUID there.
    let (Some((before, asked, after)), Some((held_before, held, held_after))) =
        (around_tenant(issuer), around_tenant(stated))
    else {
        return false;
    };
    let fits = match asked {
        "common" | "organizations" => held == "{tenantid}",
        _ => !is_guid(asked) && is_guid(held),
    };
    placement == Placement::Oidc
        && rules.profile.chooses("entra")
        && (before, after) == (held_before, held_after)
        && fits
}

/// The first segment of a URI's path, and what stands around it.
fn around_tenant(uri: &str) -> Option<(&str, &str, &str)> {
    let host = uri.find("://")? + 3;
    let tenant = host + uri[host..].find('/')? + 1;
    let end = uri[tenant..]
        .find('/')
        .map_or(uri.len(), |end| tenant + end);
    Some((&uri[..tenant], &uri[tenant..end], &uri[end..]))
}

/// Whether a text is a GUID in its usual spelling.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn strings<'a>(
    document: &Document<'a>,
    name: &str,
    placement: Placement,
    rules: &Rules,
) -> Result<Vec<Cow<'a, str>>, Refusal> {
    let Some(item) = document.find(name, rules) else {
        return Ok(Vec::new());
    };
    let texts: Option<Vec<Cow<'a, str>>> = item.items().map(Item::text).collect();
    match texts {
        Some(texts) if item.kind() == Kind::Array => Ok(texts),
        _ => {
            let message = format!("`{name}` is an array of strings");
            rules.refuse(placement.requirement(), item.offset(), message)?;
            Ok(Vec::new())
        }
    }
}

/// Which hosts are the same authority, and where the metadata of one of them is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceDiscovery<'a> {
    /// Where the metadata is.
    pub tenant_discovery_endpoint: Cow<'a, str>,
    /// The clouds, each with the hosts that are one authority.
    pub clouds: Vec<Cloud<'a>>,
}

/// Hosts that are one authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud<'a> {
    /// The host to send requests to.
    pub preferred_network: Cow<'a, str>,
    /// The host under which to keep tokens.
    pub preferred_cache: Cow<'a, str>,
    /// Every host.
    pub aliases: Vec<Cow<'a, str>>,
}

impl<'a> InstanceDiscovery<'a> {
    /// Reads a document.
    pub fn read(body: &'a [u8], rules: &Rules) -> Result<Self, Refusal> {
        let document = Document::read(body, OAUTH_031, rules)?;
        let endpoint = document.required("tenant_discovery_endpoint", rules)?;
        let offset = document
            .find("tenant_discovery_endpoint", rules)
            .map_or(0, Item::offset);
        check_endpoint(&endpoint, offset, rules)?;
        let mut clouds = Vec::new();
        if let Some(metadata) = document.find("metadata", rules) {
            if metadata.kind() != Kind::Array {
                let message = "`metadata` is an array of clouds";
                return Err(Refusal::new(OAUTH_031, metadata.offset(), message));
            }
            for cloud in metadata.items() {
                let message = "a cloud has two preferred hosts and a list of aliases";
                let refusal = || Refusal::new(OAUTH_031, cloud.offset(), message);
                clouds.push(read_cloud(cloud).ok_or_else(refusal)?);
            }
        }
        Ok(Self {
            tenant_discovery_endpoint: endpoint,
            clouds,
        })
    }

    /// The document.
    pub fn print(&self) -> String {
        let clouds: Vec<String> = self
            .clouds
            .iter()
            .map(|cloud| {
                Writer::default()
                    .string("preferred_network", &cloud.preferred_network)
                    .string("preferred_cache", &cloud.preferred_cache)
                    .strings("aliases", &cloud.aliases)
                    .finish()
            })
            .collect();
        Writer::default()
            .string("tenant_discovery_endpoint", &self.tenant_discovery_endpoint)
            .string("api-version", "1.1")
            .raw("metadata", &format!("[{}]", clouds.join(",")))
            .finish()
    }
}

fn read_cloud<'a>(cloud: Item<'_, 'a>) -> Option<Cloud<'a>> {
    let text = |name| cloud.last(name).and_then(Item::text);
    let aliases = cloud.last("aliases")?;
    (aliases.kind() == Kind::Array).then_some(())?;
    Some(Cloud {
        preferred_network: text("preferred_network")?,
        preferred_cache: text("preferred_cache")?,
        aliases: aliases.items().map(Item::text).collect::<Option<_>>()?,
    })
}
