//! Claims that a caller asks for, and the capabilities that a client announces with them.

use conformance::{Quirk, Rules};
use serde_json::{Map, Value};

use crate::failure::{Class, Failure};
use crate::{Library, MSAL_017, MSAL_018, MSAL_051};

pub(crate) const REPLACES_THE_CALLERS_CLAIMS: Quirk = Quirk("replaces-the-callers-claims");
pub(crate) const SENDS_NO_CAPABILITIES: Quirk = Quirk("sends-no-capabilities");

/// Whether the claims are such that a cached token does not serve them.
pub(crate) fn pass_over_the_cache(claims: Option<&str>, rules: &Rules) -> bool {
    let Some(claims) = claims.filter(|claims| !claims.is_empty()) else {
        return false;
    };
    if !rules.demand(MSAL_017) {
        return false;
    }
    if Library::of(&rules.profile) == Library::Python || !rules.demand(MSAL_018) {
        return true;
    }
    // What `Object.keys` of the parsed text would find.
    match serde_json::from_str(claims) {
        Ok(Value::Object(members)) => !members.is_empty(),
        Ok(Value::Array(items)) => !items.is_empty(),
        Ok(Value::String(text)) => !text.is_empty(),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_)) | Err(_) => false,
    }
}

/// The caller's claims with the capabilities, or nothing if there are none.
pub(crate) fn merged(
    claims: Option<&str>,
    capabilities: &[String],
    rules: &Rules,
) -> Result<Option<String>, Failure> {
    let claims = claims.filter(|claims| !claims.is_empty());
    if claims.is_none() && capabilities.is_empty() {
        return Ok(None);
    }
    let mut members = match claims.map(serde_json::from_str) {
        None => Map::new(),
        Some(Ok(Value::Object(members))) => members,
        Some(_) if rules.demand(MSAL_051) => {
            let failure = match Library::of(&rules.profile) {
                Library::Js => Failure::new(Class::ClientConfiguration, "invalid_claims"),
                Library::Python => Failure::new(Class::ValueError, ""),
            };
            return Err(failure.because(MSAL_051));
        }
        Some(_) => return Ok(claims.map(str::to_owned)),
    };
    if !capabilities.is_empty() && !rules.does(SENDS_NO_CAPABILITIES) {
        if rules.does(REPLACES_THE_CALLERS_CLAIMS) {
            members.remove("access_token");
        }
        let token = members
            .entry("access_token")
            .or_insert_with(|| Value::Object(Map::new()));
        if !token.is_object() {
            *token = Value::Object(Map::new());
        }
        if let Value::Object(token) = token {
            let values = serde_json::json!({ "values": capabilities });
            token.insert("xms_cc".to_owned(), values);
        }
    }
    Ok(Some(Value::Object(members).to_string()))
}

/// The claims of an authorization request: MSAL.js always asks for three in the id token.
pub(crate) fn with_defaults(claims: &str, library: Library) -> String {
    let Ok(Value::Object(mut members)) = serde_json::from_str(claims) else {
        return claims.to_owned();
    };
    if library == Library::Js {
        let token = members
            .entry("id_token")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(token) = token {
            for name in ["signin_state", "login_hint", "tenant_region_sub_scope"] {
                let optional = serde_json::json!({ "essential": false });
                token.entry(name).or_insert(optional);
            }
        }
    }
    Value::Object(members).to_string()
}
