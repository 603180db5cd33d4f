//! The answer of a token endpoint, read as leniently as the libraries read it.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use conformance::{Quirk, Rules};
use json::{Item, Json, Kind, Options};
use oauth::Secret;

use crate::failure::{Class, Failure};
use crate::throttle::leading_number;
use crate::{Library, MSAL_014, MSAL_042, MSAL_043, MSAL_059, MSAL_061};

pub(crate) const READS_NO_NUMERIC_STRINGS: Quirk = Quirk("reads-no-numeric-strings");
pub(crate) const WANTS_A_SIGNATURE: Quirk = Quirk("wants-a-signature");
pub(crate) const FAILS_FOR_BROKEN_CLIENT_INFO: Quirk = Quirk("fails-for-broken-client-info");
pub(crate) const TAKES_THE_SUBJECT_FOR_THE_ACCOUNT: Quirk =
    Quirk("takes-the-subject-for-the-account");
pub(crate) const KNOWS_ERRORS_BY_STATUS: Quirk = Quirk("knows-errors-by-status");

/// What a server says when it refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerError {
    pub(crate) error: String,
    pub(crate) error_description: String,
    pub(crate) suberror: String,
    pub(crate) timestamp: String,
    pub(crate) trace_id: String,
    pub(crate) claims: String,
    pub(crate) error_codes: Vec<i64>,
    pub(crate) status: u16,
}

/// What a server says when it gives a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TokenResponse {
    pub(crate) token_type: String,
    pub(crate) scope: String,
    pub(crate) access_token: Secret<'static>,
    pub(crate) refresh_token: Option<Secret<'static>>,
    pub(crate) expires_in: Option<i64>,
    pub(crate) ext_expires_in: Option<i64>,
    pub(crate) refresh_in: Option<i64>,
    pub(crate) refresh_token_expires_in: Option<i64>,
    pub(crate) id_token: Option<(Secret<'static>, IdClaims)>,
    pub(crate) home_account_id: Option<String>,
    pub(crate) foci: String,
}

/// What an id token claims, as far as a client looks at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdClaims {
    pub(crate) oid: String,
    pub(crate) sub: String,
    pub(crate) tid: String,
    pub(crate) nonce: Option<String>,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) login_hint: String,
    pub(crate) sid: String,
    /// All of them, as JSON.
    pub(crate) text: String,
}

/// Reads an answer.
pub(crate) fn read(
    status: u16,
    body: &[u8],
    rules: &Rules,
) -> Result<Result<TokenResponse, ServerError>, Failure> {
    let unreadable = || match Library::of(&rules.profile) {
        Library::Js => Failure::new(Class::BrowserAuth, "failed_to_parse_response"),
        Library::Python => Failure::new(Class::RequestException, ""),
    };
    // Deeper than any answer is nested: the libraries' own readers hardly know a limit.
    let options = Options {
        depth: 128,
        replace_lone_surrogates: true,
        ..Options::default()
    };
    let text = String::from_utf8_lossy(body);
    let Ok(json) = Json::parse(&text, &options) else {
        if rules.demand(MSAL_043) || Library::of(&rules.profile) == Library::Python {
            return Err(unreadable().because(MSAL_043));
        }
        return Ok(Err(ServerError {
            status,
            ..ServerError::default()
        }));
    };
    let root = json.root();
    let error = ServerError {
        error: string(root, "error"),
        error_description: string(root, "error_description"),
        suberror: string(root, "suberror"),
        timestamp: string(root, "timestamp"),
        trace_id: string(root, "trace_id"),
        claims: string(root, "claims"),
        error_codes: codes(root),
        status,
    };
    if is_error(&error, rules) {
        return Ok(Err(error));
    }
    success(root, rules).map(Ok)
}

fn is_error(error: &ServerError, rules: &Rules) -> bool {
    if Library::of(&rules.profile) == Library::Python {
        return !error.error.is_empty();
    }
    if rules.does(KNOWS_ERRORS_BY_STATUS) {
        return error.status >= 400;
    }
    let more = rules.demand(MSAL_042)
        && !(error.error_description.is_empty() && error.suberror.is_empty());
    !error.error.is_empty() || more
}

fn codes(root: Item<'_, '_>) -> Vec<i64> {
    let items = root.last("error_codes").into_iter().flat_map(Item::items);
    let number = |item: Item<'_, '_>| match item.as_str() {
        Some(text) => text.parse().ok(),
        None => Some(item.as_number()?.floor()),
    };
    items.filter_map(number).collect()
}

/// A text, or the empty one if there is none.
fn string(root: Item<'_, '_>, name: &str) -> String {
    let held = root.last(name).and_then(Item::as_str);
    held.unwrap_or_default().to_owned()
}

fn success(root: Item<'_, '_>, rules: &Rules) -> Result<TokenResponse, Failure> {
    let secret = |name| Some(Secret::new(string(root, name))).filter(|s| !s.reveal().is_empty());
    let library = Library::of(&rules.profile);
    let refresh_in = root.last("refresh_in");
    if library == Library::Python && refresh_in.is_some_and(|item| item.kind() == Kind::String) {
        // It adds the text to a number.
        return Err(Failure::new(Class::TypeError, ""));
    }
    let id_token = match secret("id_token") {
        Some(token) => {
            let claims = id_claims(token.reveal(), rules)?;
            Some((token, claims))
        }
        None => None,
    };
    let home_account_id = home_account_id(root, id_token.as_ref().map(|(_, c)| c), rules)?;
    Ok(TokenResponse {
        token_type: string(root, "token_type"),
        scope: string(root, "scope"),
        access_token: Secret::new(string(root, "access_token")),
        refresh_token: secret("refresh_token"),
        expires_in: seconds(root, "expires_in", rules),
        ext_expires_in: seconds(root, "ext_expires_in", rules),
        refresh_in: seconds(root, "refresh_in", rules),
        refresh_token_expires_in: seconds(root, "refresh_token_expires_in", rules),
        id_token,
        home_account_id,
        foci: string(root, "foci"),
    })
}

/// A lifetime: a number, or a text that is one.
fn seconds(root: Item<'_, '_>, name: &str, rules: &Rules) -> Option<i64> {
    let item = root.last(name)?;
    match item.as_str() {
        Some(_) if rules.does(READS_NO_NUMERIC_STRINGS) || !rules.demand(MSAL_014) => None,
        Some(text) => match Library::of(&rules.profile) {
            Library::Js => leading_number(text),
            Library::Python => text.trim().parse().ok(),
        },
        None => Some(item.as_number()?.floor()),
    }
}

/// Who the user is: by `client_info`, or else by the id token.
fn home_account_id(
    root: Item<'_, '_>,
    claims: Option<&IdClaims>,
    rules: &Rules,
) -> Result<Option<String>, Failure> {
    let info = root.last("client_info").and_then(Item::as_str);
    let subject = || claims.map(|claims| claims.sub.clone());
    if rules.does(TAKES_THE_SUBJECT_FOR_THE_ACCOUNT) {
        return Ok(subject());
    }
    let by_info = info.and_then(|text| {
        let json = String::from_utf8(decode(text)?).ok()?;
        let json = Json::parse(&json, &Options::default()).ok()?;
        let (uid, utid) = (string(json.root(), "uid"), string(json.root(), "utid"));
        (!uid.is_empty() && !utid.is_empty()).then(|| format!("{uid}.{utid}"))
    });
    let broken = by_info.is_none() && info.is_some_and(|text| !text.is_empty());
    if broken && (rules.does(FAILS_FOR_BROKEN_CLIENT_INFO) || !rules.demand(MSAL_059)) {
        return Err(Failure::new(
            Class::ClientAuth,
            "client_info_decoding_error",
        ));
    }
    Ok(by_info.or_else(subject))
}

/// Bytes from base64 of either alphabet, padded or not.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = |alphabet| GeneralPurpose::new(alphabet, config);
    let url_safe = engine(&URL_SAFE).decode(text);
    url_safe.or_else(|_| engine(&STANDARD).decode(text)).ok()
}

/// What an id token claims. Its signature is not looked at.
fn id_claims(token: &str, rules: &Rules) -> Result<IdClaims, Failure> {
    let failure = || match Library::of(&rules.profile) {
        Library::Js => Failure::new(Class::ClientAuth, "token_parsing_error").because(MSAL_061),
        Library::Python => Failure::new(Class::ValueError, ""),
    };
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return if rules.demand(MSAL_061) || Library::of(&rules.profile) == Library::Python {
            Err(failure())
        } else {
            Ok(IdClaims::default())
        };
    };
    if signature.is_empty() && rules.does(WANTS_A_SIGNATURE) {
        return Err(failure());
    }
    let text = decode(payload).filter(|bytes| !bytes.is_empty());
    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(failure)?;
    let json = Json::parse(&text, &Options::default()).map_err(|_| failure())?;
    let root = json.root();
    let claim = |name| string(root, name);
    Ok(IdClaims {
        oid: claim("oid"),
        sub: claim("sub"),
        tid: claim("tid"),
        nonce: root.last("nonce").and_then(Item::as_str).map(str::to_owned),
        username: claim("preferred_username"),
        name: claim("name"),
        login_hint: claim("login_hint"),
        sid: claim("sid"),
        text: root.print(),
    })
}
