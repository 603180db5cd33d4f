//! What the RFCs ask of claims, and what other kinds of token ask likewise.

use conformance::{Id, Refusal};

use crate::defects::{
    FINDS_NAMES_IN_PART, GRANTS_ANY_LEEWAY, MATCHES_ISSUER_IN_PART, TAKES_A_MISSING_AUDIENCE,
};
use crate::policy::LEEWAY_CAP_S;
use crate::requirements::{JWT_027, JWT_028, JWT_029, JWT_030, JWT_031, JWT_041};
use crate::verify::Matter;
use crate::{Generic, Verified};

pub(crate) fn judge(matter: &Matter<'_, '_>, policy: &Generic) -> Result<Verified, Refusal> {
    let registered = &matter.registered;
    check_required(matter, policy.requires.iter().map(String::as_str))?;
    if !policy.issuers.is_empty() {
        check_required(matter, ["iss"])?;
        let same = |issuer: &String, iss: &str| {
            issuer == iss || (matter.rules.does(MATCHES_ISSUER_IN_PART) && issuer.contains(iss))
        };
        let trusted = |iss: &str| policy.issuers.iter().any(|issuer| same(issuer, iss));
        if !registered.iss.as_deref().is_none_or(trusted) {
            matter.refuse(JWT_030, "iss", "this issuer is not trusted")?;
        }
    }
    if let Some(owner) = matter.key_issuer
        && registered.iss.as_deref() != Some(owner)
    {
        matter.refuse(JWT_031, "iss", "the key belongs to another issuer")?;
    }
    let names: Vec<&str> = policy.audiences.iter().map(String::as_str).collect();
    if matter.has("aud") {
        check_audience(matter, &names, JWT_029)?;
    } else if !names.is_empty() && !matter.rules.does(TAKES_A_MISSING_AUDIENCE) {
        matter.refuse(JWT_029, "aud", "the token does not say whom it is for")?;
    }
    check_times(matter, policy.leeway_s)?;
    Ok(Verified {
        claims: matter.claims.text().to_owned(),
        user: user(registered.iss.as_deref(), registered.sub.as_deref()),
        client: matter.text("azp").map(str::to_owned),
    })
}

/// A name for the user that no other user has: who vouches for the name, and the name.
pub(crate) fn user(namespace: Option<&str>, name: Option<&str>) -> Option<String> {
    let (namespace, name) = (namespace?, name?);
    // With its length before it, the namespace cannot run into the name.
    Some(format!("{}:{namespace}{name}", namespace.len()))
}

/// Refuses a token that lacks one of these claims.
pub(crate) fn check_required<'n>(
    matter: &Matter<'_, '_>,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<(), Refusal> {
    for name in names {
        if !matter.has(name) {
            matter.refuse(
                JWT_041,
                name,
                "a claim that this validator relies on is missing",
            )?;
        }
    }
    Ok(())
}

/// Refuses a token that is for none of these names.
pub(crate) fn check_audience(
    matter: &Matter<'_, '_>,
    mine: &[&str],
    id: Id,
) -> Result<(), Refusal> {
    // A claim of a wrong type was refused before, or else is passed over.
    let Some(audience) = &matter.registered.aud else {
        return Ok(());
    };
    let same = |name: &str, held: &&str| {
        name == *held || (matter.rules.does(FINDS_NAMES_IN_PART) && name.contains(held))
    };
    if audience
        .names()
        .any(|name| mine.iter().any(|held| same(name, held)))
    {
        return Ok(());
    }
    matter.refuse(id, "aud", "the token is for somebody else")
}

/// Refuses a token that is not valid now.
pub(crate) fn check_times(matter: &Matter<'_, '_>, leeway_s: u32) -> Result<(), Refusal> {
    let leeway_s = if matter.rules.does(GRANTS_ANY_LEEWAY) {
        leeway_s
    } else {
        leeway_s.min(LEEWAY_CAP_S)
    };
    let leeway_ms = i64::from(leeway_s) * 1000;
    let now_ms = matter.now.ms();
    let registered = &matter.registered;
    if let Some(exp) = registered.exp
        && now_ms >= exp.ceiling_ms().saturating_add(leeway_ms)
    {
        matter.refuse(JWT_027, "exp", "the token has expired")?;
    }
    if let Some(nbf) = registered.nbf
        && now_ms < nbf.ceiling_ms().saturating_sub(leeway_ms)
    {
        matter.refuse(JWT_027, "nbf", "the token is not valid yet")?;
    }
    if let Some(iat) = registered.iat
        && now_ms < iat.ceiling_ms().saturating_sub(leeway_ms)
    {
        matter.refuse(JWT_028, "iat", "the token was issued in the future")?;
    }
    Ok(())
}
