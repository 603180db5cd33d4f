//! What an authority gives out: access tokens, id tokens, refresh tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt::{Recipe, Version};

use crate::authority::Exchange;
use crate::authority::permission::{Asked, DEFAULT, GRAPH, usual_name};
use crate::authority::state::{Delegation, RefreshToken};
use crate::defects::{
    ADDRESSES_GRAPH_WITHOUT_EXCHANGE, KEEPS_QUIET_ABOUT_THE_SCOPE,
    LETS_THE_ENDPOINT_CHOOSE_THE_VERSION, LIVES_FOR_AN_HOUR,
};
use crate::directory::{Account, App};
use crate::document::Writer;
use crate::pkce::sha256;
use crate::{ClientInfo, RedirectKind, Secret, TokenSuccess};
use conformance::Now;

/// Whom an access token is for, by whom it was asked for and about whom it is.
pub(crate) struct Subject<'s> {
    pub(crate) client: &'s App,
    /// The user; nobody, if the client acts for itself.
    pub(crate) account: Option<&'s Account>,
    pub(crate) resource: &'s App,
    /// The name by which the resource was asked for.
    pub(crate) asked_by: &'s str,
    /// The permissions: scopes of a user, roles of an app.
    pub(crate) permissions: Vec<String>,
    /// Whether the client authenticated.
    pub(crate) confidential: bool,
    /// How the client spelled that it can take a claims challenge, if it did.
    pub(crate) capability: Option<String>,
    /// The form that the endpoint is of. Only defective authorities go by it.
    pub(crate) endpoint: Version,
}

/// A token and for how long it is good, in seconds.
pub(crate) struct Issued {
    pub(crate) token: String,
    pub(crate) lifetime_s: u32,
}

impl Exchange<'_> {
    /// Makes an access token. Its form is the one that the resource asked for.
    pub(super) fn access_token(&mut self, subject: &Subject<'_>) -> Issued {
        let Some(resource) = &subject.resource.resource else {
            return Issued {
                token: String::new(),
                lifetime_s: 0,
            };
        };
        let version = if self.rules.does(LETS_THE_ENDPOINT_CHOOSE_THE_VERSION) {
            subject.endpoint
        } else {
            resource.version
        };
        let lifetime_s = self.lifetime_s(subject.capability.is_some());
        let tenant = subject
            .account
            .map_or(&subject.client.tenant, |account| &account.tenant);
        let audience = match version {
            _ if self.rules.does(ADDRESSES_GRAPH_WITHOUT_EXCHANGE) => GRAPH,
            Version::V2 => &subject.resource.id,
            Version::V1 if subject.asked_by.is_empty() => usual_name(subject.resource),
            Version::V1 => subject.asked_by,
        };
        let (client, strength) = match version {
            Version::V1 => ("appid", "appidacr"),
            Version::V2 => ("azp", "azpacr"),
        };
        let mut claims = Writer::default()
            .string("aud", audience)
            .string("iss", &self.issuer(tenant, version));
        claims = self.dates(claims, lifetime_s);
        claims = claims
            .string("aio", "opaque")
            .string(client, &subject.client.id)
            .string(strength, if subject.confidential { "1" } else { "0" });
        claims = match subject.account {
            Some(account) => {
                let name = match version {
                    Version::V1 => "unique_name",
                    Version::V2 => "preferred_username",
                };
                claims
                    .string("name", &account.name)
                    .string("oid", &account.id)
                    .string(name, &account.username)
                    .string("scp", &subject.permissions.join(" "))
                    .string("sub", &pairwise(&account.id, &subject.resource.id))
            }
            None => claims
                .string("idtyp", "app")
                .string("oid", &subject.client.id)
                .strings("roles", &subject.permissions)
                .string("sub", &subject.client.id),
        };
        claims = claims
            .string("rh", "0.opaque.")
            .string("tid", tenant)
            .string("ver", version.ver());
        if let Some(capability) = &subject.capability {
            claims = claims.strings("xms_cc", &[capability]);
        }
        Issued {
            token: self.sign(&claims.finish(), version),
            lifetime_s,
        }
    }

    /// How long an access token lives, drawn at random as documented.
    fn lifetime_s(&mut self, takes_challenges: bool) -> u32 {
        if self.rules.does(LIVES_FOR_AN_HOUR) {
            return 3_600;
        }
        let draw = |chance: &mut conformance::Chance, from: u32, to: u32| {
            from + (chance.next_u64() % u64::from(to - from + 1)) as u32
        };
        if takes_challenges {
            return draw(self.chance, 20 * 3_600, 28 * 3_600);
        }
        draw(self.chance, 60 * 60, 90 * 60)
    }

    fn dates(&self, claims: Writer, lifetime_s: u32) -> Writer {
        let now_s = self.now.seconds();
        let exp = now_s.saturating_add(i64::from(lifetime_s));
        claims
            .raw("iat", &now_s.to_string())
            .raw("nbf", &now_s.to_string())
            .raw("exp", &exp.to_string())
    }

    /// Makes an id token for a client.
    pub(super) fn id_token(
        &mut self,
        client: &App,
        account: &Account,
        nonce: Option<&str>,
        version: Version,
    ) -> String {
        let claims = Writer::default()
            .string("aud", &client.id)
            .string("iss", &self.issuer(&account.tenant, version));
        let claims = self.dates(claims, 3_600);
        let claims = claims
            .string("name", &account.name)
            .maybe("nonce", nonce)
            .string("oid", &account.id)
            .string("preferred_username", &account.username)
            .string("rh", "0.opaque.")
            .string("sub", &pairwise(&account.id, &client.id))
            .string("tid", &account.tenant)
            .string("ver", version.ver());
        self.sign(&claims.finish(), version)
    }

    /// Signs claims, or makes a token that says nothing where there is no key.
    fn sign(&mut self, claims: &str, version: Version) -> String {
        let Some(key) = self.published.first() else {
            return format!("2.{}", URL_SAFE_NO_PAD.encode(self.chance.bytes::<32>()));
        };
        let named = match version {
            Version::V1 => format!(r#""x5t":"${key}.x5t","kid":"${key}.x5t""#),
            Version::V2 => format!(r#""kid":"${key}.x5t""#),
        };
        let recipe = Recipe {
            header: format!(r#"{{"typ":"JWT","alg":"RS256",{named}}}"#),
            // A dollar sign would be taken for the name of a test key.
            payload: claims.replace('$', "\\u0024"),
            sign: key.clone(),
            secret: None,
            with: None,
            spoil: Vec::new(),
        };
        recipe.mint().unwrap_or_default()
    }

    /// Keeps a refresh token for this delegation.
    pub(super) fn refresh_token(&mut self, signed_in: Now, delegation: Delegation) -> String {
        let token = format!("1.{}", URL_SAFE_NO_PAD.encode(self.chance.bytes::<48>()));
        let record = RefreshToken {
            signed_in,
            issued: self.now,
            rotated: false,
            ended: false,
            delegation,
        };
        self.memory.refresh_tokens.put(token.clone(), record);
        token
    }

    /// The success that tells a client of what a user lets it do.
    pub(super) fn grant_delegation(
        &mut self,
        delegation: &Delegation,
        asked: &Asked,
        about: &About<'_>,
    ) -> Option<TokenSuccess<'static>> {
        let directory = self.directory;
        let client = directory.app(&delegation.client)?;
        let account = directory.account(&delegation.account)?;
        let graph = directory.resource(GRAPH);
        let named = asked.first_resource().and_then(|id| directory.app(id));
        let resource = named.or(graph.map(|(app, _)| app))?;
        let (permissions, mut scope) = self.permitted(delegation, asked, &resource.id);
        let asked_by = asked
            .permissions
            .first()
            .map_or("", |first| first.asked_by.as_str());
        let issued = self.access_token(&Subject {
            client,
            account: Some(account),
            resource,
            asked_by,
            permissions,
            confidential: about.confidential,
            capability: delegation.capability.clone(),
            endpoint: about.version,
        });
        let openid = asked
            .openid
            .iter()
            .filter(|scope| **scope != "offline_access");
        scope.extend(openid.map(|scope| (*scope).to_owned()));
        let id_token = (asked.has("openid") && !self.published.is_empty())
            .then(|| self.id_token(client, account, about.nonce, about.version));
        let refresh_token = about
            .refreshable
            .then(|| self.refresh_token(about.signed_in, delegation.clone()));
        let spa_life_s =
            (delegation.kind == RedirectKind::Spa && refresh_token.is_some()).then(|| {
                let passed_s = self.now.seconds().saturating_sub(about.signed_in.seconds());
                u32::try_from(super::token::SPA_LIFE_S.saturating_sub(passed_s)).unwrap_or(0)
            });
        let info = ClientInfo {
            uid: account.id.clone(),
            utid: account.tenant.clone(),
        };
        Some(TokenSuccess {
            scope: (!self.rules.does(KEEPS_QUIET_ABOUT_THE_SCOPE)).then(|| scope.join(" ").into()),
            refresh_token: refresh_token.map(Secret::new),
            refresh_token_expires_in: spa_life_s,
            id_token: id_token.map(Secret::new),
            client_info: about.client_info.then(|| info.print().into()),
            ..success(issued)
        })
    }

    /// What a client may do at a resource: as the token says it, and as the client is told.
    fn permitted(
        &self,
        delegation: &Delegation,
        asked: &Asked,
        resource: &str,
    ) -> (Vec<String>, Vec<String>) {
        let (mut permissions, mut scope) = (Vec::new(), Vec::new());
        if asked.permissions.is_empty() {
            let openid = asked
                .openid
                .iter()
                .filter(|scope| **scope != "offline_access");
            permissions.extend(openid.map(|scope| (*scope).to_owned()));
        }
        for permission in asked
            .permissions
            .iter()
            .filter(|held| held.resource == resource)
        {
            if permission.name == DEFAULT {
                let (account, client) = (&delegation.account, &delegation.client);
                let names = self
                    .memory
                    .consented_names(account, client, resource, self.directory);
                let spelled = names
                    .iter()
                    .map(|name| format!("{}/{name}", permission.asked_by));
                scope.extend(spelled);
                permissions.extend(names);
            } else {
                permissions.push(permission.name.clone());
            }
            scope.push(permission.spelled.clone());
        }
        permissions.dedup();
        (permissions, scope)
    }
}

/// What an issuer has to know besides what a user lets a client do.
pub(crate) struct About<'a> {
    /// When the user signed in.
    pub(crate) signed_in: Now,
    /// Whether the client may come back for more.
    pub(crate) refreshable: bool,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) version: Version,
    /// Whether the client authenticated.
    pub(crate) confidential: bool,
    /// Whether the client asked who the user is.
    pub(crate) client_info: bool,
}

/// The success that a token makes by itself.
pub(crate) fn success(issued: Issued) -> TokenSuccess<'static> {
    const LONG_S: u32 = 7_200;
    TokenSuccess {
        token_type: "Bearer".into(),
        access_token: Secret::new(issued.token),
        scope: None,
        expires_in: Some(issued.lifetime_s),
        ext_expires_in: Some(issued.lifetime_s),
        refresh_in: (issued.lifetime_s >= LONG_S).then_some(issued.lifetime_s / 2),
        refresh_token: None,
        refresh_token_expires_in: None,
        id_token: None,
        client_info: None,
        foci: None,
    }
}

/// The name of a user to one app, which no other app knows the user by.
fn pairwise(account: &str, app: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(&format!("{account}/{app}")))
}
