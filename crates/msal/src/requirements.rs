//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// Every acquireToken call carries scopes: entries are trimmed, blank ones dropped and repeated ones kept once, and a set that ends empty is refused with `empty_input_scopes_error`.
pub const MSAL_001: Id = Id::of(&Requirement {
    id: "MSAL-001",
    level: Level::Must,
    says: "Every acquireToken call carries scopes: entries are trimmed, blank ones dropped and repeated ones kept once, and a set that ends empty is refused with `empty_input_scopes_error`.",
    source: "Acquiring and Using an Access Token; msal-common 16.16.1, ScopeSet",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An empty array of scopes in a silent call looks for `openid profile offline_access`.
pub const MSAL_002: Id = Id::of(&Requirement {
    id: "MSAL-002",
    level: Level::Observed,
    says: "An empty array of scopes in a silent call looks for `openid profile offline_access`.",
    source: "measured: msal-common 16.16.1, ScopeSet.createSearchScopes",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A silent call needs an account, the request's or else the active one; without any it fails before anything is looked up, with `no_account_error` in a browser and `no_account_in_silent_request` elsewhere.
pub const MSAL_003: Id = Id::of(&Requirement {
    id: "MSAL-003",
    level: Level::Must,
    says: "A silent call needs an account, the request's or else the active one; without any it fails before anything is looked up, with `no_account_error` in a browser and `no_account_in_silent_request` elsewhere.",
    source: "msal-browser 5.29.0, StandardController; msal-common 16.16.1, SilentFlowClient",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A call before the client was initialised fails with `uninitialized_public_client_application` and sends nothing.
pub const MSAL_004: Id = Id::of(&Requirement {
    id: "MSAL-004",
    level: Level::Must,
    says: "A call before the client was initialised fails with `uninitialized_public_client_application` and sends nothing.",
    source: "MSAL.js documentation, errors",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The scope that is sent is the caller's scopes followed by `openid`, `profile` and `offline_access`, each once.
pub const MSAL_005: Id = Id::of(&Requirement {
    id: "MSAL-005",
    level: Level::Must,
    says: "The scope that is sent is the caller's scopes followed by `openid`, `profile` and `offline_access`, each once.",
    source: "MSAL.js documentation, resources and scopes; msal-common 16.16.1, RequestParameterBuilder",
    profiles: &[],
    standing: Standing::Expected,
});

/// MSAL Python refuses a caller who names a reserved scope; MSAL.js takes it.
pub const MSAL_006: Id = Id::of(&Requirement {
    id: "MSAL-006",
    level: Level::Observed,
    says: "MSAL Python refuses a caller who names a reserved scope; MSAL.js takes it.",
    source: "measured: MSAL Python 1.39.0; msal-common 16.16.1",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// A cached token is a hit only if client, home account, realm in any case, an alias of the environment, kind of credential and type of token are those asked for, and its scopes hold all that are asked for.
pub const MSAL_007: Id = Id::of(&Requirement {
    id: "MSAL-007",
    level: Level::Must,
    says: "A cached token is a hit only if client, home account, realm in any case, an alias of the environment, kind of credential and type of token are those asked for, and its scopes hold all that are asked for.",
    source: "msal-common 16.16.1, CacheManager; MSAL Python 1.39.0, token_cache",
    profiles: &[],
    standing: Standing::Expected,
});

/// Scopes compare without case in MSAL.js and with case in MSAL Python, unless they are the same but for case; in MSAL.js the OpenID scopes are left out of the search unless they are all that is asked for.
pub const MSAL_008: Id = Id::of(&Requirement {
    id: "MSAL-008",
    level: Level::Observed,
    says: "Scopes compare without case in MSAL.js and with case in MSAL Python, unless they are the same but for case; in MSAL.js the OpenID scopes are left out of the search unless they are all that is asked for.",
    source: "measured: msal-common 16.16.1, ScopeSet; MSAL Python 1.39.0, token_cache",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// If several cached access tokens fit, MSAL.js deletes them all and goes on as if there were none; MSAL Python takes the one whose key is exact, or else the first.
pub const MSAL_009: Id = Id::of(&Requirement {
    id: "MSAL-009",
    level: Level::Observed,
    says: "If several cached access tokens fit, MSAL.js deletes them all and goes on as if there were none; MSAL Python takes the one whose key is exact, or else the first.",
    source: "measured: msal-common 16.16.1, CacheManager; MSAL Python 1.39.0, application",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// The realm that is searched is the account's tenant, or else the authority's, and a token whose id token names a tenant is kept under that tenant and never under `common`, `organizations` or `consumers`.
pub const MSAL_010: Id = Id::of(&Requirement {
    id: "MSAL-010",
    level: Level::Must,
    says: "The realm that is searched is the account's tenant, or else the authority's, and a token whose id token names a tenant is kept under that tenant and never under `common`, `organizations` or `consumers`.",
    source: "msal-common 16.16.1, SilentFlowClient; MSAL.js documentation, authority",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An entry with further key components is found by a request with the same components only, and the hash of components differs wherever their names or values do.
pub const MSAL_011: Id = Id::of(&Requirement {
    id: "MSAL-011",
    level: Level::Observed,
    says: "An entry with further key components is found by a request with the same components only, and the hash of components differs wherever their names or values do.",
    source: "measured: msal-common 16.16.1, CacheManager; msal-node 7.2.1, CacheHelpers; MSAL Python 1.39.0, token_cache",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// A cached token is returned only while now and the renewal offset, 300 seconds unless configured, do not lie after its expiry: with exactly that much left it is still returned.
pub const MSAL_012: Id = Id::of(&Requirement {
    id: "MSAL-012",
    level: Level::Must,
    says: "A cached token is returned only while now and the renewal offset, 300 seconds unless configured, do not lie after its expiry: with exactly that much left it is still returned.",
    source: "msal-common 16.16.1, TimeUtils; MSAL Python 1.39.0, application; MSAL.js documentation, token lifetimes",
    profiles: &[],
    standing: Standing::Expected,
});

/// MSAL.js passes over a cached token that says it was cached later than now.
pub const MSAL_013: Id = Id::of(&Requirement {
    id: "MSAL-013",
    level: Level::Observed,
    says: "MSAL.js passes over a cached token that says it was cached later than now.",
    source: "measured: msal-common 16.16.1, TimeUtils",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A token expires `expires_in` after the moment before its request in MSAL.js, and after the moment at which it is kept in MSAL Python; a numeric string is a number, and what is no number counts as 0 in MSAL.js and as 600 in MSAL Python.
pub const MSAL_014: Id = Id::of(&Requirement {
    id: "MSAL-014",
    level: Level::Observed,
    says: "A token expires `expires_in` after the moment before its request in MSAL.js, and after the moment at which it is kept in MSAL Python; a numeric string is a number, and what is no number counts as 0 in MSAL.js and as 600 in MSAL Python.",
    source: "measured: msal-common 16.16.1, ResponseHandler; MSAL Python 1.39.0, token_cache",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Extended expiry is `ext_expires_in` after the expiry in MSAL.js, and after the moment at which the token is kept in MSAL Python.
pub const MSAL_015: Id = Id::of(&Requirement {
    id: "MSAL-015",
    level: Level::Observed,
    says: "Extended expiry is `ext_expires_in` after the expiry in MSAL.js, and after the moment at which the token is kept in MSAL Python.",
    source: "measured: msal-common 16.16.1, ResponseHandler; MSAL Python 1.39.0, token_cache",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// `forceRefresh` passes over the cached access tokens, and over nothing else.
pub const MSAL_016: Id = Id::of(&Requirement {
    id: "MSAL-016",
    level: Level::Must,
    says: "`forceRefresh` passes over the cached access tokens, and over nothing else.",
    source: "msal-common 16.16.1, SilentFlowClient; MSAL.js documentation, token lifetimes",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request for claims passes over the cached access tokens.
pub const MSAL_017: Id = Id::of(&Requirement {
    id: "MSAL-017",
    level: Level::Must,
    says: "A request for claims passes over the cached access tokens.",
    source: "msal-common 16.16.1, SilentFlowClient; MSAL Python 1.39.0, application",
    profiles: &[],
    standing: Standing::Expected,
});

/// Claims count as asked for if they parse as JSON that has a key: empty ones and malformed ones leave the cache in use, and malformed ones fail with `invalid_claims` once a request is made.
pub const MSAL_018: Id = Id::of(&Requirement {
    id: "MSAL-018",
    level: Level::Observed,
    says: "Claims count as asked for if they parse as JSON that has a key: empty ones and malformed ones leave the cache in use, and malformed ones fail with `invalid_claims` once a request is made.",
    source: "measured: msal-common 16.16.1, StringUtils and RequestParameterBuilder",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// Access tokens are not kept apart by the claims that were asked for, as they could be up to 15.x.
pub const MSAL_019: Id = Id::of(&Requirement {
    id: "MSAL-019",
    level: Level::Observed,
    says: "Access tokens are not kept apart by the claims that were asked for, as they could be up to 15.x.",
    source: "measured: msal-common 16.16.1; msal-common 15.17.0",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A token that should be renewed soon is still returned: a browser does nothing more, Node.js first awaits a refresh, and MSAL Python returns what the refresh brings; a refresh that fails never fails the call.
pub const MSAL_020: Id = Id::of(&Requirement {
    id: "MSAL-020",
    level: Level::Observed,
    says: "A token that should be renewed soon is still returned: a browser does nothing more, Node.js first awaits a refresh, and MSAL Python returns what the refresh brings; a refresh that fails never fails the call.",
    source: "measured: msal-browser 5.29.0, SilentCacheClient; msal-node 7.2.1, ClientApplication; MSAL Python 1.39.0, application",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// The moment from which a token should be renewed is what the answer said, without any jitter.
pub const MSAL_021: Id = Id::of(&Requirement {
    id: "MSAL-021",
    level: Level::Observed,
    says: "The moment from which a token should be renewed is what the answer said, without any jitter.",
    source: "measured: msal-common 16.16.1; MSAL Python 1.39.0; MSAL.NET moves it by up to 300 seconds",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Which of cached access token, refresh token and hidden iframe are tried, in this order, is fixed by the cache lookup policy.
pub const MSAL_022: Id = Id::of(&Requirement {
    id: "MSAL-022",
    level: Level::Must,
    says: "Which of cached access token, refresh token and hidden iframe are tried, in this order, is fixed by the cache lookup policy.",
    source: "MSAL.js documentation, token lifetimes; msal-browser 5.29.0, StandardController",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// Under the policy AccessToken a miss is the ClientAuthError `token_refresh_required`, which is no InteractionRequiredAuthError.
pub const MSAL_023: Id = Id::of(&Requirement {
    id: "MSAL-023",
    level: Level::Observed,
    says: "Under the policy AccessToken a miss is the ClientAuthError `token_refresh_required`, which is no InteractionRequiredAuthError.",
    source: "measured: msal-browser 5.29.0, StandardController",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A refresh token is found by home account, environment and client alone, whatever the scopes and the tenant.
pub const MSAL_024: Id = Id::of(&Requirement {
    id: "MSAL-024",
    level: Level::Must,
    says: "A refresh token is found by home account, environment and client alone, whatever the scopes and the tenant.",
    source: "msal-common 16.16.1, CacheManager; Microsoft identity platform, refresh tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// A client that is known to be of a family tries the family's refresh token first; on `no_tokens_found`, or `invalid_grant` with `client_mismatch`, it falls back to its own, and every other error is final.
pub const MSAL_025: Id = Id::of(&Requirement {
    id: "MSAL-025",
    level: Level::Observed,
    says: "A client that is known to be of a family tries the family's refresh token first; on `no_tokens_found`, or `invalid_grant` with `client_mismatch`, it falls back to its own, and every other error is final.",
    source: "measured: msal-common 16.16.1, RefreshTokenClient",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// Without a refresh token a refresh fails as InteractionRequiredAuthError `no_tokens_found` and sends nothing.
pub const MSAL_026: Id = Id::of(&Requirement {
    id: "MSAL-026",
    level: Level::Must,
    says: "Without a refresh token a refresh fails as InteractionRequiredAuthError `no_tokens_found` and sends nothing.",
    source: "msal-common 16.16.1, RefreshTokenClient",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A refresh token that came with a lifetime, and has less than the offset left, is `refresh_token_expired` without traffic; the offset is 300 seconds unless asked for otherwise, 0 counts as 300, and without a lifetime nothing is looked at.
pub const MSAL_027: Id = Id::of(&Requirement {
    id: "MSAL-027",
    level: Level::Observed,
    says: "A refresh token that came with a lifetime, and has less than the offset left, is `refresh_token_expired` without traffic; the offset is 300 seconds unless asked for otherwise, 0 counts as 300, and without a lifetime nothing is looked at.",
    source: "measured: msal-common 16.16.1, RefreshTokenClient; MSAL.js documentation, token lifetimes",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An InteractionRequiredAuthError with suberror `bad_token` deletes the refresh token, and no other error does; MSAL Python deletes none.
pub const MSAL_028: Id = Id::of(&Requirement {
    id: "MSAL-028",
    level: Level::Observed,
    says: "An InteractionRequiredAuthError with suberror `bad_token` deletes the refresh token, and no other error does; MSAL Python deletes none.",
    source: "measured: msal-common 16.16.1, RefreshTokenClient; MSAL Python 1.39.0, application",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// A new refresh token takes the place of the old one.
pub const MSAL_029: Id = Id::of(&Requirement {
    id: "MSAL-029",
    level: Level::Must,
    says: "A new refresh token takes the place of the old one.",
    source: "MSAL.js documentation, token lifetimes; RFC 6749 §6",
    profiles: &[],
    standing: Standing::Expected,
});

/// A failed refresh falls back to the iframe exactly if the policy knows the iframe and the error is `no_tokens_found`, `refresh_token_expired`, or one of `invalid_grant` and `token_refresh_required` that does not call for interaction for a reason other than `bad_token`.
pub const MSAL_030: Id = Id::of(&Requirement {
    id: "MSAL-030",
    level: Level::Must,
    says: "A failed refresh falls back to the iframe exactly if the policy knows the iframe and the error is `no_tokens_found`, `refresh_token_expired`, or one of `invalid_grant` and `token_refresh_required` that does not call for interaction for a reason other than `bad_token`.",
    source: "msal-browser 5.29.0, checkIfRefreshTokenErrorCanBeResolvedSilently",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The iframe asks with `prompt=none`, or `no_session` if the caller says so, and with one hint: the request's sid, the account's login hint unless a domain is hinted at, the account's sid, the request's login hint, or the account's name, whichever is there first.
pub const MSAL_031: Id = Id::of(&Requirement {
    id: "MSAL-031",
    level: Level::Must,
    says: "The iframe asks with `prompt=none`, or `no_session` if the caller says so, and with one hint: the request's sid, the account's login hint unless a domain is hinted at, the account's sid, the request's login hint, or the account's name, whichever is there first.",
    source: "msal-browser 5.29.0, SilentIframeClient; msal-common 16.16.1, Authorize",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// `invalid_grant` for a code that the iframe brought leads to one more iframe; any other error does not.
pub const MSAL_032: Id = Id::of(&Requirement {
    id: "MSAL-032",
    level: Level::Observed,
    says: "`invalid_grant` for a code that the iframe brought leads to one more iframe; any other error does not.",
    source: "measured: msal-browser 5.29.0, SilentIframeClient",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An iframe is waited for 10000 ms, a popup 60000 ms and a redirect to leave the page 30000 ms; then the call fails with `timed_out`.
pub const MSAL_033: Id = Id::of(&Requirement {
    id: "MSAL-033",
    level: Level::Observed,
    says: "An iframe is waited for 10000 ms, a popup 60000 ms and a redirect to leave the page 30000 ms; then the call fails with `timed_out`.",
    source: "measured: msal-browser 5.29.0, Configuration and IframeMonitor",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// Silent calls that are made at the same time and ask for the same share one exchange; calls that differ in anything asked for never do, and what they share ends with success and with failure.
pub const MSAL_034: Id = Id::of(&Requirement {
    id: "MSAL-034",
    level: Level::Must,
    says: "Silent calls that are made at the same time and ask for the same share one exchange; calls that differ in anything asked for never do, and what they share ends with success and with failure.",
    source: "msal-browser 5.29.0, StandardController; msal-node 7.2.1, SilentRequestCoalescer",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// For sharing, the order of scopes counts in a browser and not in Node.js; MSAL Python shares nothing.
pub const MSAL_035: Id = Id::of(&Requirement {
    id: "MSAL-035",
    level: Level::Observed,
    says: "For sharing, the order of scopes counts in a browser and not in Node.js; MSAL Python shares nothing.",
    source: "measured: msal-browser 5.29.0, StandardController; msal-node 7.2.1, SilentRequestCoalescer; MSAL Python 1.39.0",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Each caller of a shared exchange gets its own correlation id with the result, and in a browser its own state; an error is the same for all of them, under the id of the first.
pub const MSAL_036: Id = Id::of(&Requirement {
    id: "MSAL-036",
    level: Level::Must,
    says: "Each caller of a shared exchange gets its own correlation id with the result, and in a browser its own state; an error is the same for all of them, under the id of the first.",
    source: "msal-browser 5.29.0, StandardController; msal-node 7.2.1, SilentRequestCoalescer",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// One iframe runs at a time: who needs one meanwhile waits, tries cache and refresh token again if it succeeds, and fails with its own error if it fails; only the policy Skip does not wait.
pub const MSAL_037: Id = Id::of(&Requirement {
    id: "MSAL-037",
    level: Level::Observed,
    says: "One iframe runs at a time: who needs one meanwhile waits, tries cache and refresh token again if it succeeds, and fails with its own error if it fails; only the policy Skip does not wait.",
    source: "measured: msal-browser 5.29.0, StandardController",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An error is an InteractionRequiredAuthError exactly if its code is one of six, its suberror one of eight, or a code is found in the description.
pub const MSAL_038: Id = Id::of(&Requirement {
    id: "MSAL-038",
    level: Level::Must,
    says: "An error is an InteractionRequiredAuthError exactly if its code is one of six, its suberror one of eight, or a code is found in the description.",
    source: "msal-common 16.16.1, InteractionRequiredAuthError",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A code of interaction anywhere in the text of `error_description` makes an InteractionRequiredAuthError.
pub const MSAL_039: Id = Id::of(&Requirement {
    id: "MSAL-039",
    level: Level::Observed,
    says: "A code of interaction anywhere in the text of `error_description` makes an InteractionRequiredAuthError.",
    source: "measured: msal-common 16.16.1, InteractionRequiredAuthError",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// `invalid_grant` by itself calls for no interaction.
pub const MSAL_040: Id = Id::of(&Requirement {
    id: "MSAL-040",
    level: Level::Observed,
    says: "`invalid_grant` by itself calls for no interaction.",
    source: "measured: msal-common 16.16.1; MSAL.NET takes nearly every one for UI required",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An InteractionRequiredAuthError carries error code, suberror, timestamp, trace id, claims and correlation id, as the server sent them.
pub const MSAL_041: Id = Id::of(&Requirement {
    id: "MSAL-041",
    level: Level::Must,
    says: "An InteractionRequiredAuthError carries error code, suberror, timestamp, trace id, claims and correlation id, as the server sent them.",
    source: "msal-common 16.16.1, InteractionRequiredAuthError; Microsoft identity platform, error codes",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An answer is an error exactly if `error`, `error_description` or `suberror` is there and not empty, whatever the status.
pub const MSAL_042: Id = Id::of(&Requirement {
    id: "MSAL-042",
    level: Level::Observed,
    says: "An answer is an error exactly if `error`, `error_description` or `suberror` is there and not empty, whatever the status.",
    source: "measured: msal-common 16.16.1, ResponseHandler",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A body that is no JSON is `failed_to_parse_response`; a request that does not come through is sent once more 100 ms later, and then is `post_request_failed`; without network it is `no_network_connectivity` at once. In Node.js they are `token_parsing_error` and, at once, `network_error`.
pub const MSAL_043: Id = Id::of(&Requirement {
    id: "MSAL-043",
    level: Level::Observed,
    says: "A body that is no JSON is `failed_to_parse_response`; a request that does not come through is sent once more 100 ms later, and then is `post_request_failed`; without network it is `no_network_connectivity` at once. In Node.js they are `token_parsing_error` and, at once, `network_error`.",
    source: "measured: msal-browser 5.29.0, FetchClient; msal-node 7.2.1, HttpClient",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A code is redeemed with client_id, redirect_uri, scope, code, code_verifier, grant_type=authorization_code and client_info=1.
pub const MSAL_044: Id = Id::of(&Requirement {
    id: "MSAL-044",
    level: Level::Must,
    says: "A code is redeemed with client_id, redirect_uri, scope, code, code_verifier, grant_type=authorization_code and client_info=1.",
    source: "msal-common 16.16.1, AuthorizationCodeClient; Microsoft identity platform, authorization code flow",
    profiles: &[],
    standing: Standing::Expected,
});

/// A refresh is asked for with client_id, scope, grant_type=refresh_token, refresh_token and client_info=1, with redirect_uri only if the caller gave one, and never with response_type, code or verifier.
pub const MSAL_045: Id = Id::of(&Requirement {
    id: "MSAL-045",
    level: Level::Must,
    says: "A refresh is asked for with client_id, scope, grant_type=refresh_token, refresh_token and client_info=1, with redirect_uri only if the caller gave one, and never with response_type, code or verifier.",
    source: "msal-common 16.16.1, RefreshTokenClient",
    profiles: &[],
    standing: Standing::Expected,
});

/// Token requests are posted as `application/x-www-form-urlencoded` in UTF-8, and each value comes out as it went in.
pub const MSAL_046: Id = Id::of(&Requirement {
    id: "MSAL-046",
    level: Level::Must,
    says: "Token requests are posted as `application/x-www-form-urlencoded` in UTF-8, and each value comes out as it went in.",
    source: "msal-common 16.16.1, UrlUtils; RFC 6749 Appendix B",
    profiles: &[],
    standing: Standing::Expected,
});

/// Each request has a correlation id: in the query as MSAL.js sends it, in a header as MSAL Python does.
pub const MSAL_047: Id = Id::of(&Requirement {
    id: "MSAL-047",
    level: Level::Observed,
    says: "Each request has a correlation id: in the query as MSAL.js sends it, in a header as MSAL Python does.",
    source: "measured: msal-common 16.16.1; MSAL Python 1.39.0",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Name and version of the library and `x-ms-lib-capability: retry-after, h429` are sent, by MSAL.js in the body and by MSAL Python as headers.
pub const MSAL_048: Id = Id::of(&Requirement {
    id: "MSAL-048",
    level: Level::Observed,
    says: "Name and version of the library and `x-ms-lib-capability: retry-after, h429` are sent, by MSAL.js in the body and by MSAL Python as headers.",
    source: "measured: msal-common 16.16.1; MSAL Python 1.39.0",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Telemetry keeps its format, and at most 80 bytes of the current and 330 of the last requests, whatever texts the errors hold.
pub const MSAL_049: Id = Id::of(&Requirement {
    id: "MSAL-049",
    level: Level::Observed,
    says: "Telemetry keeps its format, and at most 80 bytes of the current and 330 of the last requests, whatever texts the errors hold.",
    source: "measured: msal-common 16.16.1, ServerTelemetryManager; MSAL Python 1.39.0, telemetry",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Extra parameters never replace one that the library sets.
pub const MSAL_050: Id = Id::of(&Requirement {
    id: "MSAL-050",
    level: Level::Must,
    says: "Extra parameters never replace one that the library sets.",
    source: "msal-common 16.16.1, addExtraParameters",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The claims that are sent are the caller's, merged with the capabilities as `access_token.xms_cc`, with every member of the caller's kept; claims that are no JSON object are `invalid_claims`.
pub const MSAL_051: Id = Id::of(&Requirement {
    id: "MSAL-051",
    level: Level::Must,
    says: "The claims that are sent are the caller's, merged with the capabilities as `access_token.xms_cc`, with every member of the caller's kept; claims that are no JSON object are `invalid_claims`.",
    source: "msal-common 16.16.1, buildMergedClaims; Microsoft identity platform, claims challenge",
    profiles: &[],
    standing: Standing::Expected,
});

/// Each authorization request has a challenge of its own, made by S256 of a verifier of 43 to 128 unreserved characters.
pub const MSAL_052: Id = Id::of(&Requirement {
    id: "MSAL-052",
    level: Level::Must,
    says: "Each authorization request has a challenge of its own, made by S256 of a verifier of 43 to 128 unreserved characters.",
    source: "msal-common 16.16.1; RFC 7636 §4",
    profiles: &[],
    standing: Standing::Expected,
});

/// An authorization response without state, or with one that is unknown, cannot be decoded or is of another kind of interaction, is refused before its code is used.
pub const MSAL_053: Id = Id::of(&Requirement {
    id: "MSAL-053",
    level: Level::Must,
    says: "An authorization response without state, or with one that is unknown, cannot be decoded or is of another kind of interaction, is refused before its code is used.",
    source: "msal-common 16.16.1, Authorize; msal-browser 5.29.0, ResponseHandler",
    profiles: &[],
    standing: Standing::Expected,
});

/// If a nonce was sent, the id token must hold the same text; otherwise the answer is refused with `nonce_mismatch`.
pub const MSAL_054: Id = Id::of(&Requirement {
    id: "MSAL-054",
    level: Level::Must,
    says: "If a nonce was sent, the id token must hold the same text; otherwise the answer is refused with `nonce_mismatch`.",
    source: "msal-common 16.16.1, ResponseHandler; OpenID Connect Core 1.0 §3.1.3.7",
    profiles: &[],
    standing: Standing::Expected,
});

/// A response is read from after `#`, `#/` or `?`, is refused unless it has a member that a response has, and of two members of one name the last counts.
pub const MSAL_055: Id = Id::of(&Requirement {
    id: "MSAL-055",
    level: Level::Observed,
    says: "A response is read from after `#`, `#/` or `?`, is refused unless it has a member that a response has, and of two members of one name the last counts.",
    source: "measured: msal-common 16.16.1, UrlUtils",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A response without error and without code is `authorization_code_missing_from_server_response`.
pub const MSAL_056: Id = Id::of(&Requirement {
    id: "MSAL-056",
    level: Level::Must,
    says: "A response without error and without code is `authorization_code_missing_from_server_response`.",
    source: "msal-common 16.16.1, Authorize",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A success keeps account, id token, access token and refresh token, unless `storeInCache` leaves one out; a new access token takes the place of those with which it shares a scope.
pub const MSAL_057: Id = Id::of(&Requirement {
    id: "MSAL-057",
    level: Level::Observed,
    says: "A success keeps account, id token, access token and refresh token, unless `storeInCache` leaves one out; a new access token takes the place of those with which it shares a scope.",
    source: "measured: msal-common 16.16.1, CacheManager",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// If the account is gone when a refresh succeeds, the tokens are returned and not kept.
pub const MSAL_058: Id = Id::of(&Requirement {
    id: "MSAL-058",
    level: Level::Observed,
    says: "If the account is gone when a refresh succeeds, the tokens are returned and not kept.",
    source: "measured: msal-common 16.16.1, ResponseHandler; MSAL Python 1.39.0 leaves out the account alone",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// The home account is `uid.utid` of `client_info`, or else the subject; a `client_info` that cannot be read fails nothing.
pub const MSAL_059: Id = Id::of(&Requirement {
    id: "MSAL-059",
    level: Level::Must,
    says: "The home account is `uid.utid` of `client_info`, or else the subject; a `client_info` that cannot be read fails nothing.",
    source: "msal-common 16.16.1, AccountEntityUtils",
    profiles: &[],
    standing: Standing::Expected,
});

/// A result has the members of AuthenticationResult, with the scopes of the answer or else of the request, and says truly whether it is from the cache.
pub const MSAL_060: Id = Id::of(&Requirement {
    id: "MSAL-060",
    level: Level::Must,
    says: "A result has the members of AuthenticationResult, with the scopes of the answer or else of the request, and says truly whether it is from the cache.",
    source: "msal-common 16.16.1, AuthenticationResult",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An id token is decoded without looking at its signature: three parts, of which header and signature may be empty; any other is `token_parsing_error`.
pub const MSAL_061: Id = Id::of(&Requirement {
    id: "MSAL-061",
    level: Level::Observed,
    says: "An id token is decoded without looking at its signature: three parts, of which header and signature may be empty; any other is `token_parsing_error`.",
    source: "measured: msal-common 16.16.1, AuthToken",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// An authority is an https URL; case of its host and a slash at its end make no difference.
pub const MSAL_062: Id = Id::of(&Requirement {
    id: "MSAL-062",
    level: Level::Must,
    says: "An authority is an https URL; case of its host and a slash at its end make no difference.",
    source: "msal-common 16.16.1, UrlString; MSAL Python 1.39.0, authority",
    profiles: &[],
    standing: Standing::Expected,
});

/// A host that is neither well known nor configured is checked by instance discovery, and `invalid_instance` ends the call before any credential is sent.
pub const MSAL_063: Id = Id::of(&Requirement {
    id: "MSAL-063",
    level: Level::Must,
    says: "A host that is neither well known nor configured is checked by instance discovery, and `invalid_instance` ends the call before any credential is sent.",
    source: "msal-common 16.16.1, Authority; MSAL Python 1.39.0, authority",
    profiles: &[],
    standing: Standing::Expected,
});

/// Metadata without authorization_endpoint, token_endpoint, issuer or jwks_uri is refused; what is taken is kept for 24 hours.
pub const MSAL_064: Id = Id::of(&Requirement {
    id: "MSAL-064",
    level: Level::Must,
    says: "Metadata without authorization_endpoint, token_endpoint, issuer or jwks_uri is refused; what is taken is kept for 24 hours.",
    source: "msal-common 16.16.1, OpenIdConfigResponse and Constants",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The issuer of metadata must have the authority's origin, be a known host of Microsoft's or a region of one, be the tenant's in CIAM, or be a host that is configured.
pub const MSAL_065: Id = Id::of(&Requirement {
    id: "MSAL-065",
    level: Level::Observed,
    says: "The issuer of metadata must have the authority's origin, be a known host of Microsoft's or a region of one, be the tenant's in CIAM, or be a host that is configured.",
    source: "measured: msal-common 16.16.1, Authority",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A failure with 429, with 5xx or with Retry-After stops the same request until its time is over: nothing is sent meanwhile. MSAL Python stops after 400 as well.
pub const MSAL_066: Id = Id::of(&Requirement {
    id: "MSAL-066",
    level: Level::Observed,
    says: "A failure with 429, with 5xx or with Retry-After stops the same request until its time is over: nothing is sent meanwhile. MSAL Python stops after 400 as well.",
    source: "measured: msal-common 16.16.1, ThrottlingUtils; MSAL Python 1.39.0, throttled_http_client",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Retry-After counts in seconds up to 3600: in MSAL.js 0, negative, and what is no number are 60; in a public client of MSAL Python 0 and negative stop nothing and what is no number is 60.
pub const MSAL_067: Id = Id::of(&Requirement {
    id: "MSAL-067",
    level: Level::Observed,
    says: "Retry-After counts in seconds up to 3600: in MSAL.js 0, negative, and what is no number are 60; in a public client of MSAL Python 0 and negative stop nothing and what is no number is 60.",
    source: "measured: msal-common 16.16.1, ThrottlingUtils; MSAL Python 1.39.0, throttled_http_client",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// What MSAL.js stops is told apart by client, authority, scopes and claims and not by account; MSAL Python tells apart by the refresh token.
pub const MSAL_068: Id = Id::of(&Requirement {
    id: "MSAL-068",
    level: Level::Observed,
    says: "What MSAL.js stops is told apart by client, authority, scopes and claims and not by account; MSAL Python tells apart by the refresh token.",
    source: "measured: msal-common 16.16.1, ThrottlingUtils; MSAL Python 1.39.0, throttled_http_client",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// An interactive call while another is under way fails with `interaction_in_progress`.
pub const MSAL_069: Id = Id::of(&Requirement {
    id: "MSAL-069",
    level: Level::Must,
    says: "An interactive call while another is under way fails with `interaction_in_progress`.",
    source: "MSAL.js documentation, errors",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The access token is sent as `Authorization: Bearer` and the token, to the resource for which it was issued.
pub const MSAL_070: Id = Id::of(&Requirement {
    id: "MSAL-070",
    level: Level::Must,
    says: "The access token is sent as `Authorization: Bearer` and the token, to the resource for which it was issued.",
    source: "Acquiring and Using an Access Token; RFC 6750 §2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// Removing an account removes every token whose key contains its id, those of an account whose id contains it included.
pub const MSAL_071: Id = Id::of(&Requirement {
    id: "MSAL-071",
    level: Level::Observed,
    says: "Removing an account removes every token whose key contains its id, those of an account whose id contains it included.",
    source: "measured: msal-common 16.16.1, CacheManager",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A popup brings the result to the call that opened it; a redirect leaves the page, and the result is handed out once, by the redirect handler after the return.
pub const MSAL_072: Id = Id::of(&Requirement {
    id: "MSAL-072",
    level: Level::Must,
    says: "A popup brings the result to the call that opened it; a redirect leaves the page, and the result is handed out once, by the redirect handler after the return.",
    source: "Acquiring and Using an Access Token",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A silent call presupposes a session that a login or an interactive call made; without one it asks for interaction and sends nothing.
pub const MSAL_073: Id = Id::of(&Requirement {
    id: "MSAL-073",
    level: Level::Must,
    says: "A silent call presupposes a session that a login or an interactive call made; without one it asks for interaction and sends nothing.",
    source: "Acquiring and Using an Access Token",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every acquireToken call takes a request object with scopes; a missing object or missing scopes is an error of configuration before any traffic.
pub const MSAL_074: Id = Id::of(&Requirement {
    id: "MSAL-074",
    level: Level::Must,
    says: "Every acquireToken call takes a request object with scopes; a missing object or missing scopes is an error of configuration before any traffic.",
    source: "Acquiring and Using an Access Token",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A silent call whose iframe fails because scopes were revoked, tokens are too old or the password was changed ends as InteractionRequiredAuthError.
pub const MSAL_075: Id = Id::of(&Requirement {
    id: "MSAL-075",
    level: Level::Must,
    says: "A silent call whose iframe fails because scopes were revoked, tokens are too old or the password was changed ends as InteractionRequiredAuthError.",
    source: "Acquiring and Using an Access Token",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// While the session stands, the iframe brings a new code that is traded for a token at once and without interaction.
pub const MSAL_076: Id = Id::of(&Requirement {
    id: "MSAL-076",
    level: Level::Must,
    says: "While the session stands, the iframe brings a new code that is traded for a token at once and without interaction.",
    source: "Acquiring and Using an Access Token",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// A caller tries silently first and falls back to interaction for InteractionRequiredAuthError alone; every other error reaches the caller's error handling.
pub const MSAL_077: Id = Id::of(&Requirement {
    id: "MSAL-077",
    level: Level::Should,
    says: "A caller tries silently first and falls back to interaction for InteractionRequiredAuthError alone; every other error reaches the caller's error handling.",
    source: "Acquiring and Using an Access Token",
    profiles: &["msal-js"],
    standing: Standing::Expected,
});

/// The token goes to the resource for which it was obtained and to no other origin, not even when redirected.
pub const MSAL_078: Id = Id::of(&Requirement {
    id: "MSAL-078",
    level: Level::Must,
    says: "The token goes to the resource for which it was obtained and to no other origin, not even when redirected.",
    source: "Acquiring and Using an Access Token; RFC 6750 §5.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// No error, log line or debug print shows a token, a code or a verifier.
pub const MSAL_079: Id = Id::of(&Requirement {
    id: "MSAL-079",
    level: Level::Derived,
    says: "No error, log line or debug print shows a token, a code or a verifier.",
    source: "RFC 6749 §10.3; RFC 9700 §4.2",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Times and lifetimes saturate: no number of an answer makes a token live longer than it says, or the client fail.
pub const MSAL_080: Id = Id::of(&Requirement {
    id: "MSAL-080",
    level: Level::Derived,
    says: "Times and lifetimes saturate: no number of an answer makes a token live longer than it says, or the client fail.",
    source: "RFC 6749 §5.1, which bounds no lifetime",
    profiles: &["msal-js", "msal-python"],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    MSAL_001,
    MSAL_002,
    MSAL_003,
    MSAL_004,
    MSAL_005,
    MSAL_006,
    MSAL_007,
    MSAL_008,
    MSAL_009,
    MSAL_010,
    MSAL_011,
    MSAL_012,
    MSAL_013,
    MSAL_014,
    MSAL_015,
    MSAL_016,
    MSAL_017,
    MSAL_018,
    MSAL_019,
    MSAL_020,
    MSAL_021,
    MSAL_022,
    MSAL_023,
    MSAL_024,
    MSAL_025,
    MSAL_026,
    MSAL_027,
    MSAL_028,
    MSAL_029,
    MSAL_030,
    MSAL_031,
    MSAL_032,
    MSAL_033,
    MSAL_034,
    MSAL_035,
    MSAL_036,
    MSAL_037,
    MSAL_038,
    MSAL_039,
    MSAL_040,
    MSAL_041,
    MSAL_042,
    MSAL_043,
    MSAL_044,
    MSAL_045,
    MSAL_046,
    MSAL_047,
    MSAL_048,
    MSAL_049,
    MSAL_050,
    MSAL_051,
    MSAL_052,
    MSAL_053,
    MSAL_054,
    MSAL_055,
    MSAL_056,
    MSAL_057,
    MSAL_058,
    MSAL_059,
    MSAL_060,
    MSAL_061,
    MSAL_062,
    MSAL_063,
    MSAL_064,
    MSAL_065,
    MSAL_066,
    MSAL_067,
    MSAL_068,
    MSAL_069,
    MSAL_070,
    MSAL_071,
    MSAL_072,
    MSAL_073,
    MSAL_074,
    MSAL_075,
    MSAL_076,
    MSAL_077,
    MSAL_078,
    MSAL_079,
    MSAL_080,
];
