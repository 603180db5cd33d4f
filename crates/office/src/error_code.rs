//! The codes that a result's error may carry. Their texts are nobody's contract and are not kept.

use crate::edition::Edition;

/// A code.
#[derive(Clone, Copy, Debug)]
pub struct ErrorCode {
    /// The number that callers go by.
    pub code: i64,
    /// The error's name in English, where the library has one (observed).
    pub name: Option<&'static str>,
    /// When it occurs.
    pub about: &'static str,
    /// Whether the documentation lists it.
    pub is_documented: bool,
    /// Whether it occurs on the web only (documented).
    pub is_web_only: bool,
}

/// The name of an error whose code has none (observed, OFFICE-053).
pub const INTERNAL_ERROR: &str = "Internal Error";

/// Every code that is known, in ascending order.
pub static ERROR_CODES: &[ErrorCode] = &[
    observed(
        5001,
        Some(INTERNAL_ERROR),
        "anything else, a lost transport, or a dialog in the way",
    ),
    observed(
        5007,
        Some("Unsupported Enumeration"),
        "`accountTypeFilter` names no filter",
    ),
    observed(5010, None, "the native host refuses a parameter"),
    observed(
        5100,
        Some("API Call Failed"),
        "the native host's queue is full",
    ),
    observed(
        7000,
        Some("Permission Denied"),
        "the add-in lacks the permission",
    ),
    mailbox(9017, "AccessRestricted", "the mailbox or its host refuses"),
    mailbox(
        9018,
        "GenericTokenError",
        "no token, for a reason that is not told",
    ),
    mailbox(
        9030,
        "APICallFailedDueToItemChange",
        "the user went on to another item",
    ),
    mailbox(
        9040,
        "HTTPRequestFailure",
        "Exchange answered with an error of HTTP",
    ),
    mailbox(9041, "NetworkError", "Exchange was not reached"),
    mailbox(9042, "InternalServerError", "Exchange failed"),
    mailbox(
        9048,
        "TokenAccessDenied",
        "there is no item to which the token could belong",
    ),
    documented(
        13000,
        "API Not Supported",
        "the add-in is not set up for single sign-on",
    ),
    documented(
        13001,
        "No user is signed into Office.",
        "nobody is signed in",
    ),
    documented(
        13002,
        "User aborted the consent request.",
        "the user declined or went away",
    ),
    documented(
        13003,
        "User identity type is not supported.",
        "an account that Entra lacks",
    ),
    documented(
        13004,
        "Invalid application resource Url provided.",
        "`Resource` is wrong",
    ),
    documented(
        13005,
        "Preauthorization missing.",
        "Office or the user has not consented",
    ),
    web_only(
        13006,
        "Error occurred in the authentication request from Office.",
    ),
    documented(
        13007,
        "Error occurred in the authentication provider.",
        "no token for the add-in's service",
    ),
    web_only(13008, "Add-in is already requesting an access token."),
    observed(
        13009,
        Some("This add-in does not support user consent."),
        "documented from 2017 to 2019 only",
    ),
    web_only(13010, "A connection was lost during the sign in process."),
    observed(13011, None, "the resource is not allowed"),
    documented(
        13012,
        "API Not Supported",
        "the platform lacks the call, or Graph the consent",
    ),
    documented(13013, "API Call Failed", "too many calls"),
    observed(13990, None, "access denied"),
    observed(13991, None, "a failure of any kind"),
    ErrorCode {
        code: 50001,
        name: None,
        about: "the library is stale or Office too old; documented only",
        is_documented: true,
        is_web_only: false,
    },
];

const fn observed(code: i64, name: Option<&'static str>, about: &'static str) -> ErrorCode {
    ErrorCode {
        code,
        name,
        about,
        is_documented: false,
        is_web_only: false,
    }
}

const fn documented(code: i64, name: &'static str, about: &'static str) -> ErrorCode {
    ErrorCode {
        code,
        name: Some(name),
        about,
        is_documented: true,
        is_web_only: false,
    }
}

const fn web_only(code: i64, name: &'static str) -> ErrorCode {
    let about = "on the web only";
    ErrorCode {
        code,
        name: Some(name),
        about,
        is_documented: true,
        is_web_only: true,
    }
}

const fn mailbox(code: i64, name: &'static str, about: &'static str) -> ErrorCode {
    ErrorCode {
        code,
        name: Some(name),
        about,
        is_documented: true,
        is_web_only: false,
    }
}

/// The code with this number.
pub fn find(code: i64) -> Option<&'static ErrorCode> {
    let place = ERROR_CODES.binary_search_by_key(&code, |known| known.code);
    place.ok().map(|place| &ERROR_CODES[place])
}

/// The name that an edition gives to an error with this code, of a mailbox call or of another; none
/// where it promises none. Only the part of the library that serves Outlook knows the names that
/// belong to mailboxes.
pub fn name(code: i64, of_mailbox: bool, edition: Edition) -> Option<&'static str> {
    let is_known = |known: &&ErrorCode| of_mailbox || !(9000..10_000).contains(&known.code);
    let known = find(code).filter(is_known).and_then(|known| known.name);
    (edition == Edition::Shipped).then(|| known.unwrap_or(INTERNAL_ERROR))
}
