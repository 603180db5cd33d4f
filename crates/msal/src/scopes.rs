//! Scopes: the permissions that a call asks for, and how a library compares them.

use conformance::{Quirk, Rules};

use crate::{Library, MSAL_001, MSAL_005, MSAL_008};

/// The scopes that the libraries add by themselves.
pub(crate) const RESERVED: [&str; 3] = ["openid", "profile", "offline_access"];

/// The scopes of OpenID Connect, which no access token is looked up by.
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

pub(crate) const PUTS_RESERVED_SCOPES_FIRST: Quirk = Quirk("puts-reserved-scopes-first");
pub(crate) const WANTS_EXACTLY_THE_SCOPES: Quirk = Quirk("wants-exactly-the-scopes");
pub(crate) const LOOKS_FOR_OPENID_SCOPES: Quirk = Quirk("looks-for-openid-scopes");

/// The caller's entries trimmed, without blank and repeated ones.
pub(crate) fn tidied(entries: &[String], rules: &Rules) -> Vec<String> {
    if Library::of(&rules.profile) == Library::Js && !rules.demand(MSAL_001) {
        return entries.to_vec();
    }
    let mut scopes: Vec<String> = Vec::new();
    for entry in entries.iter().map(|entry| entry.trim()) {
        if !entry.is_empty() && !scopes.iter().any(|held| held == entry) {
            scopes.push(entry.to_owned());
        }
    }
    scopes
}

/// What is sent for the caller's scopes.
pub(crate) fn sent(scopes: &[String], rules: &Rules) -> String {
    let mut all: Vec<&str> = scopes.iter().map(String::as_str).collect();
    if rules.demand(MSAL_005) {
        for reserved in RESERVED {
            if !all.contains(&reserved) {
                all.push(reserved);
            }
        }
    }
    if rules.does(PUTS_RESERVED_SCOPES_FIRST) {
        all.sort_by_key(|scope| !RESERVED.contains(scope));
    }
    all.join(" ")
}

/// Whether two scopes are one.
pub(crate) fn same(one: &str, other: &str, rules: &Rules) -> bool {
    let by_case = Library::of(&rules.profile) == Library::Python;
    if by_case == rules.demand(MSAL_008) {
        one == other
    } else {
        one.to_lowercase() == other.to_lowercase()
    }
}

/// Whether a token with the scopes `held` serves a call for `wanted`.
pub(crate) fn serve(held: &[String], wanted: &[String], rules: &Rules) -> bool {
    let holds = |scope: &String| held.iter().any(|have| same(have, scope, rules));
    if rules.does(WANTS_EXACTLY_THE_SCOPES) && held.len() != wanted.len() {
        return false;
    }
    searched(wanted, rules).into_iter().all(holds)
}

/// Whether MSAL Python keeps tokens with either scopes under the same key: keys know no case.
pub(crate) fn share_a_key(one: &[String], other: &[String], rules: &Rules) -> bool {
    let sorted = |scopes: &[String]| {
        let mut scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        scopes.join(" ").to_lowercase()
    };
    Library::of(&rules.profile) == Library::Python && sorted(one) == sorted(other)
}

/// What is looked for: in MSAL.js without the scopes of OpenID Connect, unless there are no others.
fn searched<'s>(wanted: &'s [String], rules: &Rules) -> Vec<&'s String> {
    let is_openid = |scope: &&String| OPENID.iter().any(|known| same(known, scope, rules));
    let leaves_out = Library::of(&rules.profile) == Library::Js
        && rules.demand(MSAL_008)
        && !rules.does(LOOKS_FOR_OPENID_SCOPES)
        && !wanted.iter().all(|scope| is_openid(&scope));
    let kept = |scope: &&String| !leaves_out || !is_openid(scope);
    wanted.iter().filter(kept).collect()
}

/// Whether two sets have a scope in common.
pub(crate) fn meet(one: &[String], other: &[String], rules: &Rules) -> bool {
    let mut one = one.iter();
    one.any(|scope| other.iter().any(|held| same(held, scope, rules)))
}
