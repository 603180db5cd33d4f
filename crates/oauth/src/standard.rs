//! The standard authority: what a world knows unless it is told otherwise, and what a conversation
//! has to know of it.

use std::collections::BTreeMap;

use conformance::Now;
use jwt::{CONSUMER_TENANT, OFFICE_CLIENTS, Version};
use serde::{Deserialize, Serialize};

use crate::authority::{GRAPH, State};
use crate::{Account, App, Directory, RedirectKind, RedirectUri, Resource, SignInAudience, Tenant};

/// What a conversation has to know of an authority and of the resource beside it. A fact that a
/// case asks for and nobody stated makes the case unsupported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// The address of the authority, without a slash at the end.
    pub base: String,
    /// The tenant, as paths name it.
    pub tenant: String,
    /// The issuer of that tenant's tokens.
    pub issuer: String,
    /// Targets by name: `authorize`, `token`, `logout`, `me`.
    pub targets: BTreeMap<String, String>,
    /// The clients by what they are: `web`, `spa`, `native`, `office`, `service`, `stranger`.
    pub clients: BTreeMap<String, ClientFacts>,
    /// The accounts by what they are: `organizational`, `personal`, `revoked`.
    pub accounts: BTreeMap<String, AccountFacts>,
    /// Scopes by what they are for: `graph`, `mail`, `service`, `files`.
    pub scopes: BTreeMap<String, String>,
}

/// What a conversation has to know of a client.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientFacts {
    /// Its id.
    pub id: String,
    /// Where codes for it are sent.
    pub redirect_uri: String,
    /// Its secret, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The origin that its requests come from, if it is a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// Shows no secret.
impl std::fmt::Debug for ClientFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientFacts")
            .field("id", &self.id)
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// What a conversation has to know of an account.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountFacts {
    /// The GUID of its home tenant.
    pub tenant: String,
    /// What is filled in wherever a page asks: values by the names of fields.
    pub fields: BTreeMap<String, String>,
}

/// Shows no password.
impl std::fmt::Debug for AccountFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountFacts")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

const CONTOSO: &str = "11111111-2222-4333-8444-555555555555";
const FABRIKAM: &str = "22222222-3333-4444-8555-666666666666";
const ALICE: &str = "00000000-0000-4000-8000-00000000a11c";
const BOB: &str = "00000000-0000-4000-8000-000000000b0b";
const CAROL: &str = "00000000-0000-4000-8000-0000000ca201";
const WEB: &str = "00000000-0000-4000-8000-0000000003eb";
const SPA: &str = "00000000-0000-4000-8000-00000000059a";
const NATIVE: &str = "00000000-0000-4000-8000-00000000a71e";
const SERVICE: &str = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const STRANGER: &str = "00000000-0000-4000-8000-000000057a6e";
const FILES: &str = "00000000-0000-4000-8000-0000000f11e5";

/// The standard authority at this address. The time is when it begins.
pub fn standard_state(base: &str, now: Now) -> State {
    let mut state = State::new(base, standard_directory());
    for client in [WEB, SPA, NATIVE, SERVICE] {
        for account in [ALICE, BOB, CAROL] {
            state.consent(account, client, &["User.Read"]);
        }
    }
    for client in [WEB, SPA, NATIVE] {
        state.consent(
            ALICE,
            client,
            &["Mail.Read", &files_scope(), &service_scope()],
        );
    }
    state.revoke(CAROL, now.plus_seconds(24 * 3_600));
    state
}

/// What the standard authority knows.
pub fn standard_directory() -> Directory {
    let tenant = |id: &str, domain: &str| Tenant {
        id: id.to_owned(),
        domains: vec![domain.to_owned()],
    };
    Directory {
        tenants: vec![
            tenant(CONTOSO, "contoso.example"),
            tenant(FABRIKAM, "fabrikam.example"),
        ],
        accounts: vec![
            account(
                ALICE,
                CONTOSO,
                "alice@contoso.example",
                "Alice",
                Some("correct horse"),
            ),
            account(BOB, CONSUMER_TENANT, "bob@outlook.example", "Bob", None),
            account(CAROL, CONTOSO, "carol@contoso.example", "Carol", None),
        ],
        apps: apps(),
    }
}

fn account(id: &str, tenant: &str, username: &str, name: &str, password: Option<&str>) -> Account {
    Account {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        username: username.to_owned(),
        name: name.to_owned(),
        password: password.map(str::to_owned),
    }
}

fn apps() -> Vec<App> {
    let app = |id: &str, name: &str| App {
        id: id.to_owned(),
        name: name.to_owned(),
        tenant: CONTOSO.to_owned(),
        accounts: SignInAudience::Everybody,
        redirect_uris: Vec::new(),
        secrets: Vec::new(),
        roles: Vec::new(),
        resource: None,
    };
    let at = |uris: &[&str], kind| {
        uris.iter()
            .map(|uri| RedirectUri::new(*uri, kind))
            .collect::<Vec<_>>()
    };
    let resource = |uri: String, version, scopes: &[&str], preauthorized: &[&str]| {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Some(Resource {
            uris: vec![uri],
            version,
            scopes: own(scopes),
            roles: own(&["User.Read.All"]),
            preauthorized: own(preauthorized),
        })
    };
    vec![
        App {
            resource: resource(
                GRAPH.to_owned(),
                Version::V1,
                &["User.Read", "Mail.Read"],
                &[],
            ),
            ..app("00000003-0000-0000-c000-000000000000", "Microsoft Graph")
        },
        App {
            redirect_uris: at(&["https://web.example/callback"], RedirectKind::Web),
            secrets: vec![SECRET.to_owned()],
            roles: vec![format!("{GRAPH}/User.Read.All")],
            ..app(WEB, "Web app")
        },
        App {
            redirect_uris: at(&["https://spa.example/callback"], RedirectKind::Spa),
            ..app(SPA, "Page")
        },
        App {
            redirect_uris: at(
                &["http://localhost/callback", "http://127.0.0.1/callback"],
                RedirectKind::Native,
            ),
            ..app(NATIVE, "App on a machine")
        },
        App {
            redirect_uris: at(
                &["https://add-in.contoso.example/callback"],
                RedirectKind::Web,
            ),
            secrets: vec![SECRET.to_owned()],
            resource: resource(
                service_uri(),
                Version::V2,
                &["access_as_user"],
                &OFFICE_CLIENTS,
            ),
            ..app(SERVICE, "Service of an add-in")
        },
        App {
            redirect_uris: at(&["http://localhost/office"], RedirectKind::Native),
            ..app(OFFICE_CLIENTS[0], "Office")
        },
        App {
            secrets: vec![SECRET.to_owned()],
            resource: resource(
                format!("api://stranger.example/{STRANGER}"),
                Version::V2,
                &["access_as_user"],
                &OFFICE_CLIENTS,
            ),
            ..app(STRANGER, "Service without consent")
        },
        App {
            resource: resource(files_uri(), Version::V2, &["Files.Read"], &[]),
            ..app(FILES, "Files")
        },
    ]
}

/// A secret with every character that a form or base64 would change.
const SECRET: &str = "s3cret: 100% +/&=~ ä";

fn service_uri() -> String {
    format!("api://add-in.contoso.example/{SERVICE}")
}

fn service_scope() -> String {
    format!("{}/access_as_user", service_uri())
}

fn files_uri() -> String {
    format!("api://files.contoso.example/{FILES}")
}

fn files_scope() -> String {
    format!("{}/Files.Read", files_uri())
}

/// What a conversation has to know of the standard authority at this address.
pub fn standard_facts(base: &str) -> Facts {
    let client =
        |id: &str, redirect_uri: &str, secret: Option<&str>, origin: Option<&str>| ClientFacts {
            id: id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            secret: secret.map(str::to_owned),
            origin: origin.map(str::to_owned),
        };
    let account = |tenant: &str, username: &str, password: &str| AccountFacts {
        tenant: tenant.to_owned(),
        fields: [
            ("username", username),
            ("password", password),
            ("action", "accept"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    };
    let secret = Some(SECRET);
    let clients = [
        (
            "web",
            client(WEB, "https://web.example/callback", secret, None),
        ),
        (
            "spa",
            client(
                SPA,
                "https://spa.example/callback",
                None,
                Some("https://spa.example"),
            ),
        ),
        (
            "native",
            client(NATIVE, "http://localhost/callback", None, None),
        ),
        (
            "service",
            client(
                SERVICE,
                "https://add-in.contoso.example/callback",
                secret,
                None,
            ),
        ),
        (
            "office",
            client(OFFICE_CLIENTS[0], "http://localhost/office", None, None),
        ),
        ("stranger", client(STRANGER, "", secret, None)),
    ];
    let targets = [
        ("authorize", "common/oauth2/v2.0/authorize"),
        ("authorize_v1", "common/oauth2/authorize"),
        (
            "tenant_authorize",
            "11111111-2222-4333-8444-555555555555/oauth2/v2.0/authorize",
        ),
        ("token", "common/oauth2/v2.0/token"),
        ("token_v1", "common/oauth2/token"),
        ("tenant_token", "contoso.example/oauth2/v2.0/token"),
        ("logout", "common/oauth2/v2.0/logout"),
        ("me", "v1.0/me"),
    ];
    let scopes = [
        ("graph", "User.Read".to_owned()),
        ("mail", "Mail.Read".to_owned()),
        ("service", service_scope()),
        (
            "stranger",
            format!("api://stranger.example/{STRANGER}/access_as_user"),
        ),
        ("files", files_scope()),
    ];
    Facts {
        base: base.to_owned(),
        tenant: CONTOSO.to_owned(),
        issuer: format!("{base}/{CONTOSO}/v2.0"),
        targets: targets
            .map(|(name, path)| (name.to_owned(), format!("/{path}")))
            .into(),
        clients: clients.map(|(name, facts)| (name.to_owned(), facts)).into(),
        accounts: [
            (
                "organizational",
                account(CONTOSO, "alice@contoso.example", "correct horse"),
            ),
            (
                "personal",
                account(CONSUMER_TENANT, "bob@outlook.example", ""),
            ),
            ("revoked", account(CONTOSO, "carol@contoso.example", "")),
        ]
        .map(|(name, facts)| (name.to_owned(), facts))
        .into(),
        scopes: scopes.map(|(name, scope)| (name.to_owned(), scope)).into(),
    }
}
