//! What a resource behind Microsoft Entra, or the service of an Office add-in, asks of claims.

use conformance::{Id, Refusal};
use json::Kind;

use crate::defects::{
    ASSUMES_AN_HOUR, FINDS_SCOPES_IN_PART, HEARD_OF, KEEPS_DATA_UNDER_ADDRESSES,
    MATCHES_ISSUER_BY_ITS_START, REFUSES_UNKNOWN_CLAIMS, TAKES_A_MISSING_SCOPE_FOR_AN_APP,
};
use crate::generic::{check_audience, check_required, check_times, user};
use crate::policy::{CONSUMER_TENANT, Tenants, Version};
use crate::requirements::{
    ENTRA_002, ENTRA_003, ENTRA_004, ENTRA_006, ENTRA_009, ENTRA_010, ENTRA_011, ENTRA_012,
    ENTRA_013, ENTRA_014, ENTRA_015, ENTRA_016, ENTRA_026, ENTRA_027, ENTRA_028, JWT_032,
};
use crate::verify::Matter;
use crate::{Entra, OfficeSso, Verified};

/// The resource that a token must be for.
struct Resource<'p> {
    app_id: &'p str,
    app_id_uri: Option<&'p str>,
}

pub(crate) fn judge(matter: &Matter<'_, '_>, policy: &Entra) -> Result<Verified, Refusal> {
    check_kind(matter)?;
    let version = policy.version;
    if matter.text("ver") != Some(version.ver()) {
        matter.refuse(
            ENTRA_003,
            "ver",
            "a token of this version is not accepted here",
        )?;
    }
    let tenant = check_issuer(matter, version, ENTRA_003)?;
    check_tenant(matter, &policy.tenants, tenant, ENTRA_003)?;
    let resource = Resource {
        app_id: &policy.app_id,
        app_id_uri: policy.app_id_uri.as_deref(),
    };
    check_resource(matter, version, &resource, ENTRA_002)?;
    check_life(matter, policy.leeway_s)?;
    let client = check_client(matter, version, &policy.clients, ENTRA_011)?;
    check_permission(matter, policy)?;
    if let Some(group) = &policy.group {
        check_group(matter, group)?;
    }
    verified(matter, tenant, client)
}

pub(crate) fn judge_office(
    matter: &Matter<'_, '_>,
    policy: &OfficeSso,
) -> Result<Verified, Refusal> {
    check_kind(matter)?;
    let version = match matter.text("ver") {
        Some("1.0") => Version::V1,
        Some("2.0") => Version::V2,
        _ => {
            matter.refuse(ENTRA_003, "ver", "`ver` is 1.0 or 2.0")?;
            Version::V2
        }
    };
    let tenant = check_issuer(matter, version, ENTRA_026)?;
    check_tenant(matter, &policy.tenants, tenant, ENTRA_026)?;
    let resource = Resource {
        app_id: &policy.app_id,
        app_id_uri: policy.app_id_uri.as_deref(),
    };
    check_resource(matter, version, &resource, ENTRA_026)?;
    check_life(matter, policy.leeway_s)?;
    let client = check_client(matter, version, &policy.clients, ENTRA_027)?;
    if !has_scope(matter, "access_as_user") {
        matter.refuse(ENTRA_026, "scp", "the scope `access_as_user` is missing")?;
    }
    verified(matter, tenant, client)
}

/// Refuses what is no access token at all.
fn check_kind(matter: &Matter<'_, '_>) -> Result<(), Refusal> {
    if matter.has("appctx") {
        matter.refuse(JWT_032, "appctx", "this is an identity token of Exchange")?;
    }
    let permits = matter.has("scp") || matter.has("roles");
    for claim in ["nonce", "at_hash", "c_hash"] {
        if matter.has(claim) && !permits {
            matter.refuse(JWT_032, claim, "this is an id token, and no access token")?;
        }
    }
    let mut members = matter.claims.json().root().members();
    if matter.rules.does(REFUSES_UNKNOWN_CLAIMS)
        && let Some(unknown) = members.find(|member| !HEARD_OF.contains(&member.name))
    {
        let offset = matter.claims.at(unknown.name);
        return Err(Refusal::new(ENTRA_016, offset, "this claim is not known"));
    }
    Ok(())
}

/// Whether a text is a GUID in its usual spelling.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The tenant, once it is known to be the issuer's and the key's.
fn check_issuer<'m>(
    matter: &'m Matter<'_, '_>,
    version: Version,
    id: Id,
) -> Result<&'m str, Refusal> {
    let tenant = matter.text("tid").unwrap_or_default();
    if !is_guid(tenant) {
        matter.refuse(ENTRA_006, "tid", "`tid` is the GUID of a tenant")?;
    }
    let issuer = matter.registered.iss.as_deref().unwrap_or_default();
    let starts = issuer.starts_with("https://login.microsoftonline.com");
    if starts && matter.rules.does(MATCHES_ISSUER_BY_ITS_START) {
        return Ok(tenant);
    }
    if issuer != version.issuer(tenant) {
        let (id, message) = match read_issuer(issuer) {
            Some((seen, _)) if seen == version => {
                (ENTRA_006, "the issuer is that of another tenant")
            }
            Some(_) => (ENTRA_003, "`ver` and the issuer do not belong together"),
            None if looks_like_entra(issuer) => {
                (ENTRA_028, "the issuer only looks like one of Entra's")
            }
            None => (id, "the issuer is not Entra"),
        };
        matter.refuse(id, "iss", message)?;
    }
    if let Some(owner) = matter.key_issuer {
        // Microsoft's template says `{tenantid}`.
        if owner.replace("{tenantid}", tenant) != issuer {
            matter.refuse(ENTRA_006, "iss", "the key signs for another issuer")?;
        }
    }
    Ok(tenant)
}

/// The version and tenant of which this is exactly the issuer.
fn read_issuer(issuer: &str) -> Option<(Version, &str)> {
    let v1 = || {
        let tenant = issuer.strip_prefix("https://sts.windows.net/")?;
        Some((Version::V1, tenant.strip_suffix('/')?))
    };
    let v2 = || {
        let tenant = issuer.strip_prefix("https://login.microsoftonline.com/")?;
        Some((Version::V2, tenant.strip_suffix("/v2.0")?))
    };
    v1().or_else(v2).filter(|(_, tenant)| is_guid(tenant))
}

/// Whether an issuer that is none of Entra's might pass for one.
fn looks_like_entra(issuer: &str) -> bool {
    let lower = issuer.to_ascii_lowercase();
    lower.contains("login.microsoftonline.com") || lower.contains("sts.windows.net")
}

fn check_tenant(
    matter: &Matter<'_, '_>,
    accepted: &Tenants,
    tenant: &str,
    id: Id,
) -> Result<(), Refusal> {
    if let Tenants::One(one) = accepted {
        if tenant != one {
            matter.refuse(id, "iss", "another tenant's tokens are not accepted")?;
        }
        return Ok(());
    }
    if matter.key_issuer.is_none() {
        let message = "a key that does not say whose it is serves no resource of many tenants";
        matter.refuse(ENTRA_006, "iss", message)?;
    }
    let personal = tenant == CONSUMER_TENANT;
    match accepted {
        Tenants::Organizations if personal => {
            matter.refuse(ENTRA_014, "tid", "personal accounts are not accepted here")
        }
        Tenants::Consumers if !personal => {
            matter.refuse(ENTRA_014, "tid", "only personal accounts are accepted here")
        }
        _ => Ok(()),
    }
}

fn check_resource(
    matter: &Matter<'_, '_>,
    version: Version,
    resource: &Resource<'_>,
    id: Id,
) -> Result<(), Refusal> {
    check_required(matter, ["aud"])?;
    let bare = resource
        .app_id_uri
        .map(|uri| uri.strip_suffix('/').unwrap_or(uri));
    let slashed = bare.map(|uri| format!("{uri}/"));
    let uris: Vec<&str> = bare.into_iter().chain(slashed.as_deref()).collect();
    if version == Version::V1 {
        return check_audience(matter, &[&[resource.app_id], uris.as_slice()].concat(), id);
    }
    let by_uri = matter.registered.aud.as_ref().is_some_and(|aud| {
        aud.names().any(|name| uris.contains(&name))
            && !aud.names().any(|name| name == resource.app_id)
    });
    if by_uri {
        let message = "a 2.0 token names its resource by client id";
        return matter.refuse(ENTRA_004, "aud", message);
    }
    check_audience(matter, &[resource.app_id], id)
}

fn check_life(matter: &Matter<'_, '_>, leeway_s: u32) -> Result<(), Refusal> {
    check_required(matter, ["exp"])?;
    let registered = &matter.registered;
    if let (Some(exp), Some(iat)) = (registered.exp, registered.iat)
        && matter.rules.does(ASSUMES_AN_HOUR)
        && exp.floor().saturating_sub(iat.floor()) > 3600
    {
        let message = "the token lives for longer than an hour";
        return Err(Refusal::new(ENTRA_015, matter.claims.at("exp"), message));
    }
    check_times(matter, leeway_s)
}

fn check_client(
    matter: &Matter<'_, '_>,
    version: Version,
    accepted: &[String],
    id: Id,
) -> Result<Option<String>, Refusal> {
    let (app, strength) = match version {
        Version::V1 => ("appid", "appidacr"),
        Version::V2 => ("azp", "azpacr"),
    };
    if matter.has(strength) && !matches!(matter.text(strength), Some("0" | "1" | "2")) {
        matter.refuse(
            ENTRA_011,
            strength,
            "an app authenticates in the ways 0, 1 and 2",
        )?;
    }
    let mut client = matter.text(app);
    if !matter.rules.demand(ENTRA_011) {
        client = client
            .or_else(|| matter.text("appid"))
            .or_else(|| matter.text("azp"));
    }
    if !accepted.is_empty()
        && !client.is_some_and(|client| accepted.iter().any(|held| held == client))
    {
        matter.refuse(id, app, "this client is not accepted here")?;
    }
    Ok(client.map(str::to_owned))
}

fn has_scope(matter: &Matter<'_, '_>, scope: &str) -> bool {
    let Some(scopes) = matter.text("scp") else {
        return false;
    };
    if matter.rules.does(FINDS_SCOPES_IN_PART) {
        return scopes.contains(scope);
    }
    scopes.split(' ').any(|held| held == scope)
}

fn check_permission(matter: &Matter<'_, '_>, policy: &Entra) -> Result<(), Refusal> {
    let is_app = matter.text("idtyp") == Some("app")
        || (matter.rules.does(TAKES_A_MISSING_SCOPE_FOR_AN_APP) && !matter.has("scp"));
    match (is_app, &policy.scope, &policy.role) {
        (_, None, None) if matter.has("scp") || matter.has("roles") => Ok(()),
        (_, None, None) => matter.refuse(ENTRA_009, "scp", "the token permits nothing at all"),
        (true, _, Some(role)) => {
            let roles = matter.claims.find("roles", matter.rules);
            let mut held = roles.into_iter().flat_map(json::Item::items);
            if held.any(|item| item.as_str() == Some(role)) {
                return Ok(());
            }
            matter.refuse(
                ENTRA_009,
                "roles",
                "the app lacks the role that is asked for",
            )
        }
        (true, _, None) => {
            matter.refuse(ENTRA_009, "scp", "an app's own token is not accepted here")
        }
        (false, Some(scope), _) if has_scope(matter, scope) => Ok(()),
        (false, Some(_), None) => {
            matter.refuse(ENTRA_009, "scp", "the scope that is asked for is missing")
        }
        (false, Some(_), Some(_)) if matter.has("scp") => {
            matter.refuse(ENTRA_009, "scp", "the scope that is asked for is missing")
        }
        (false, _, Some(_)) => {
            let message = "only `idtyp` says that an app acts for itself";
            matter.refuse(ENTRA_010, "idtyp", message)
        }
    }
}

fn check_group(matter: &Matter<'_, '_>, group: &str) -> Result<(), Refusal> {
    let groups = matter.claims.find("groups", matter.rules);
    let listed =
        groups.is_some_and(|groups| groups.items().any(|item| item.as_str() == Some(group)));
    if listed {
        return Ok(());
    }
    let elsewhere = matter.claims.find("_claim_names", matter.rules);
    let elsewhere = elsewhere.filter(|names| names.kind() == Kind::Object);
    if elsewhere.is_some_and(|names| names.last("groups").is_some()) {
        let message = "the groups were too many to list, so this one has to be asked for elsewhere";
        return matter.refuse(ENTRA_013, "_claim_names", message);
    }
    matter.refuse(
        ENTRA_009,
        "groups",
        "the user is not in the group that is asked for",
    )
}

fn verified(
    matter: &Matter<'_, '_>,
    tenant: &str,
    client: Option<String>,
) -> Result<Verified, Refusal> {
    let addresses = ["preferred_username", "upn", "email", "unique_name"];
    let address = addresses.into_iter().find_map(|claim| matter.text(claim));
    let by_address = matter.rules.does(KEEPS_DATA_UNDER_ADDRESSES);
    let name = match (matter.text("oid"), matter.registered.sub.as_deref()) {
        _ if by_address && address.is_some() => address.map(str::to_owned),
        (Some(oid), _) => Some(format!("oid:{oid}")),
        (None, Some(sub)) => Some(format!("sub:{sub}")),
        (None, None) => {
            matter.refuse(
                ENTRA_012,
                "oid",
                "nothing in the token tells this user from others",
            )?;
            None
        }
    };
    Ok(Verified {
        claims: matter.claims.text().to_owned(),
        user: user(Some(tenant), name.as_deref()),
        client,
    })
}
