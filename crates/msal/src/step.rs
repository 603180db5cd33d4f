//! A step is what a caller, a server, a window or the clock does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Home, Policy};

/// One step of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// How the client is configured. Stands first, if at all.
    Given(Given),
    /// A user signed in before.
    SignedIn(SignedIn),
    /// An access token was kept before.
    Cached(Cached),
    /// The caller makes a call. Calls are counted from 1.
    Call(Call),
    /// The server answers a request. Requests and windows are counted together, from 1.
    Answer(Answer),
    /// A window brings the response of the authorization end point.
    Returned(Returned),
    /// The user closes a window.
    Closed(usize),
    /// The page is left for the redirect with this number.
    Left(usize),
    /// So many seconds pass; time is turned back if negative.
    WaitS(i64),
    /// So many milliseconds pass.
    WaitMs(i64),
    /// The caller removes an account.
    RemoveAccount(String),
    /// The caller looks at the keys of the cache, or at the members of the last result.
    Look(Look),
    /// An application needs a token: it calls silently, and asks the user by a call of this kind, or
    /// by a popup, if the library says that it must.
    Need(Call),
    /// The application sends its last token to this URL.
    Present(String),
    /// The resource redirects the application to this URL.
    Redirected(String),
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// The keys of the cache.
    Cache,
    /// The last result, as it is handed out.
    Result,
    /// What the client wrote into its log, and what its errors and results print.
    Log,
}

/// Steps as a file writes them down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    steps: Vec<Step>,
}

/// Reads steps as they stand in a case.
pub fn read_steps(text: &str) -> Result<Vec<Step>, toml::de::Error> {
    toml::from_str(text).map(|script: Script| script.steps)
}

/// Prints steps as they stand in a case.
pub fn print_steps(steps: &[Step]) -> String {
    let script = Script {
        steps: steps.to_vec(),
    };
    toml::to_string(&script).expect("steps are tables, lists and texts")
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_false(held: &bool) -> bool {
    !*held
}

/// How the client is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// Where MSAL.js runs: a browser unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<Home>,
    /// The client's id, `client-a` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The authority, that of tenant `t1` in the public cloud unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Nobody has called `initialize`.
    #[serde(skip_serializing_if = "is_false")]
    pub uninitialized: bool,
    /// For how long before its expiry a token is not returned: 300 seconds unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renewal_offset_s: Option<i64>,
    /// The hosts that are trusted without asking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_authorities: Vec<String>,
    /// What the client is capable of, like `CP1`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
    /// Whether telemetry is sent.
    #[serde(skip_serializing_if = "is_false")]
    pub telemetry: bool,
}

/// A user signed in before: an account, an id token and refresh tokens are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignedIn {
    /// The account, `u1.t1` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The tenant, that of the account unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The hint for signing in that the id token gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The session's id that the id token gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The client's own refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// How long it still lasts, if the server said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_lasts_s: Option<i64>,
    /// The refresh token of family 1, to which the client belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_token: Option<String>,
    /// The account does not become the active one.
    #[serde(skip_serializing_if = "is_false")]
    pub inactive: bool,
}

/// An access token that was kept before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cached {
    /// The token.
    pub token: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// How long it still lasts: an hour unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts_s: Option<i64>,
    /// For how long it has been kept; negative if it says that it will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_for_s: Option<i64>,
    /// In how many seconds it should be renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_in_s: Option<i64>,
    /// Whose it is, `u1.t1` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The client's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The realm, `t1` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realm: Option<String>,
    /// The environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The type, `Bearer` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// Further components of its key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, String>,
}

/// What kind of call it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `acquireTokenSilent`
    #[default]
    Silent,
    /// `acquireTokenPopup`
    Popup,
    /// `acquireTokenRedirect`
    Redirect,
    /// `handleRedirectPromise`, after a page was loaded.
    HandleRedirect,
}

/// A call and its request object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Call {
    /// What kind of call it is: silent unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// There is no request object.
    #[serde(skip_serializing_if = "is_false")]
    pub without_request: bool,
    /// The scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The account, the active one unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The authority, the configured one unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Which of cache, refresh token and iframe are tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Cached access tokens are passed over.
    #[serde(skip_serializing_if = "is_false")]
    pub force_refresh: bool,
    /// The claims that are asked for, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// The caller's id for what belongs together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What the caller wants back with the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// How long before its end a refresh token is not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_offset_s: Option<i64>,
    /// Where the authority sends the user back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// How the authority is to ask the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Who the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// Which session it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Which domain the user is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_hint: Option<String>,
    /// The type of token: `Bearer` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// Further parameters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// Further components of the key under which the token is kept.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<String, String>,
    /// What is not kept: of `account`, `id_token`, `access_token` and `refresh_token`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_kept: Vec<String>,
}

/// What a server answers. One of `token`, `error`, `body` and `fails` says what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The request that is answered.
    pub to: usize,
    /// A success with these members. `id_token` may be a table of claims, `client_info` a text
    /// `uid.utid`; `{nonce}` stands for what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<toml::Table>,
    /// A failure with these members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<toml::Table>,
    /// The body, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The status: 200 for a token and a body, 400 for an error unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    /// The request did not come through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<Loss>,
}

/// Why a request did not come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// There is no network.
    Offline,
    /// Any other reason.
    Broken,
}

/// What a window brings. Without `text`, a response is made of `code`, `error` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Returned {
    /// The window.
    pub to: usize,
    /// What stands in its address, from `#` or `?` on. `{state}` stands for what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The suberror.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
}
