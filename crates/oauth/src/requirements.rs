//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// The authorization endpoint takes GET, and may take POST; the token endpoint takes POST alone.
pub const OAUTH_001: Id = Id::of(&Requirement {
    id: "OAUTH-001",
    level: Level::Must,
    says: "The authorization endpoint takes GET, and may take POST; the token endpoint takes POST alone.",
    source: "RFC 6749 §3.1 and §3.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A parameter that is not known is passed over, one without a value counts as absent, and one that stands twice is an error; an answer repeats none either.
pub const OAUTH_002: Id = Id::of(&Requirement {
    id: "OAUTH-002",
    level: Level::Must,
    says: "A parameter that is not known is passed over, one without a value counts as absent, and one that stands twice is an error; an answer repeats none either.",
    source: "RFC 6749 §3.1 and §3.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// Parameters are form-encoded UTF-8: each percent sign begins two hexadecimal digits, a plus sign is a space, what is not ASCII is encoded, and the decoded bytes are UTF-8.
pub const OAUTH_037: Id = Id::of(&Requirement {
    id: "OAUTH-037",
    level: Level::Must,
    says: "Parameters are form-encoded UTF-8: each percent sign begins two hexadecimal digits, a plus sign is a space, what is not ASCII is encoded, and the decoded bytes are UTF-8.",
    source: "RFC 6749 Appendix B; WHATWG URL §5.1, which would repair what this suite refuses",
    profiles: &[],
    standing: Standing::Expected,
});

/// Whatever a party reads is bounded: parameters, header lines, documents and lists that are longer or more than any real one are refused before they cost anything.
pub const OAUTH_038: Id = Id::of(&Requirement {
    id: "OAUTH-038",
    level: Level::Derived,
    says: "Whatever a party reads is bounded: parameters, header lines, documents and lists that are longer or more than any real one are refused before they cost anything.",
    source: "RFC 6749 §5.1, which leaves sizes open; no real party sends as much",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// No message, page or trace repeats a secret: not a password, a client secret, a code, a verifier or a token.
pub const OAUTH_039: Id = Id::of(&Requirement {
    id: "OAUTH-039",
    level: Level::Derived,
    says: "No message, page or trace repeats a secret: not a password, a client secret, a code, a verifier or a token.",
    source: "RFC 6749 §10.3; RFC 9700 §4.2",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// If the client or its redirect URI is missing, unknown or wrong, the authority tells the user and never redirects.
pub const OAUTH_003: Id = Id::of(&Requirement {
    id: "OAUTH-003",
    level: Level::Must,
    says: "If the client or its redirect URI is missing, unknown or wrong, the authority tells the user and never redirects.",
    source: "RFC 6749 §4.1.2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A redirect URI is one of those registered, character for character; only the port of a native app's loopback address may differ.
pub const OAUTH_004: Id = Id::of(&Requirement {
    id: "OAUTH-004",
    level: Level::Must,
    says: "A redirect URI is one of those registered, character for character; only the port of a native app's loopback address may differ.",
    source: "RFC 9700 §2.1; RFC 8252 §7.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// A redirect URI is absolute and has no fragment.
pub const OAUTH_005: Id = Id::of(&Requirement {
    id: "OAUTH-005",
    level: Level::Must,
    says: "A redirect URI is absolute and has no fragment.",
    source: "RFC 6749 §3.1.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// The state comes back as it was sent, byte for byte, with a code as with an error, in every response mode.
pub const OAUTH_006: Id = Id::of(&Requirement {
    id: "OAUTH-006",
    level: Level::Must,
    says: "The state comes back as it was sent, byte for byte, with a code as with an error, in every response mode.",
    source: "RFC 6749 §4.1.2 and §4.1.2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// The answer comes back in the response mode that was asked for, and in the query where none was; a mode that nobody knows is an error.
pub const OAUTH_045: Id = Id::of(&Requirement {
    id: "OAUTH-045",
    level: Level::Must,
    says: "The answer comes back in the response mode that was asked for, and in the query where none was; a mode that nobody knows is an error.",
    source: "OAuth 2.0 Multiple Response Type Encoding Practices §2.1; OAuth 2.0 Form Post Response Mode §2",
    profiles: &[],
    standing: Standing::Expected,
});

/// The id token that comes of an authorization request repeats its `nonce`, character for character.
pub const OAUTH_043: Id = Id::of(&Requirement {
    id: "OAUTH-043",
    level: Level::Must,
    says: "The id token that comes of an authorization request repeats its `nonce`, character for character.",
    source: "OpenID Connect Core 1.0 §2 and §3.1.2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// There is no code until the authority has made sure who the user is and the user has let the client have what it asks for; a user who declines is `access_denied`.
pub const OAUTH_046: Id = Id::of(&Requirement {
    id: "OAUTH-046",
    level: Level::Must,
    says: "There is no code until the authority has made sure who the user is and the user has let the client have what it asks for; a user who declines is `access_denied`.",
    source: "RFC 6749 §3.1, §4.1.1 and §4.1.2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// If the metadata announces `iss` in authorization responses, every one of them has it, errors too, and a client goes no further unless it equals the issuer, character for character.
pub const OAUTH_032: Id = Id::of(&Requirement {
    id: "OAUTH-032",
    level: Level::Must,
    says: "If the metadata announces `iss` in authorization responses, every one of them has it, errors too, and a client goes no further unless it equals the issuer, character for character.",
    source: "RFC 9207 §2.3 and §2.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// A response that has `error` is an error, and whatever code stands beside it is not redeemed.
pub const OAUTH_047: Id = Id::of(&Requirement {
    id: "OAUTH-047",
    level: Level::Derived,
    says: "A response that has `error` is an error, and whatever code stands beside it is not redeemed.",
    source: "RFC 6749 §4.1.2.1, whose responses have the one or the other",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// Every address is https but the loopback redirect of a native app, and the authority redirects nowhere that was not registered, after signing out no more than before signing in.
pub const OAUTH_034: Id = Id::of(&Requirement {
    id: "OAUTH-034",
    level: Level::Must,
    says: "Every address is https but the loopback redirect of a native app, and the authority redirects nowhere that was not registered, after signing out no more than before signing in.",
    source: "RFC 9700 §2.1 and §4.11; RFC 8252 §7.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// A code is good for one use, by the client to which it was issued, and expires soon.
pub const OAUTH_007: Id = Id::of(&Requirement {
    id: "OAUTH-007",
    level: Level::Must,
    says: "A code is good for one use, by the client to which it was issued, and expires soon.",
    source: "RFC 6749 §4.1.2 and §10.5",
    profiles: &[],
    standing: Standing::Expected,
});

/// A code lives for ten minutes at most, and when one comes back the refresh tokens that came of it end.
pub const OAUTH_040: Id = Id::of(&Requirement {
    id: "OAUTH-040",
    level: Level::Should,
    says: "A code lives for ten minutes at most, and when one comes back the refresh tokens that came of it end.",
    source: "RFC 6749 §4.1.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// Where the authorization request named a redirect URI, the token request names the same.
pub const OAUTH_008: Id = Id::of(&Requirement {
    id: "OAUTH-008",
    level: Level::Must,
    says: "Where the authorization request named a redirect URI, the token request names the same.",
    source: "RFC 6749 §4.1.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// Public clients use PKCE; an authority that was sent a challenge asks for its verifier, and refuses a verifier for which there was no challenge.
pub const OAUTH_009: Id = Id::of(&Requirement {
    id: "OAUTH-009",
    level: Level::Must,
    says: "Public clients use PKCE; an authority that was sent a challenge asks for its verifier, and refuses a verifier for which there was no challenge.",
    source: "RFC 9700 §2.1.1 and §4.8.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A verifier is 43 to 128 letters, digits, hyphens, dots, underscores and tildes, and its S256 challenge is the base64url of its SHA-256 without padding, 43 characters.
pub const OAUTH_010: Id = Id::of(&Requirement {
    id: "OAUTH-010",
    level: Level::Must,
    says: "A verifier is 43 to 128 letters, digits, hyphens, dots, underscores and tildes, and its S256 challenge is the base64url of its SHA-256 without padding, 43 characters.",
    source: "RFC 7636 §4.1 and §4.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A challenge without a method is plain; an authority knows S256, and a client that can compute S256 uses it.
pub const OAUTH_011: Id = Id::of(&Requirement {
    id: "OAUTH-011",
    level: Level::Must,
    says: "A challenge without a method is plain; an authority knows S256, and a client that can compute S256 uses it.",
    source: "RFC 7636 §4.2 and §4.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// A challenge that is required and missing is `invalid_request`, a wrong verifier is `invalid_grant`, and the pair that the RFC prints verifies.
pub const OAUTH_012: Id = Id::of(&Requirement {
    id: "OAUTH-012",
    level: Level::Must,
    says: "A challenge that is required and missing is `invalid_request`, a wrong verifier is `invalid_grant`, and the pair that the RFC prints verifies.",
    source: "RFC 7636 §4.4.1, §4.6 and Appendix B",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token is answered with 200 and one JSON object with `access_token` and `token_type` as strings, under `Cache-Control: no-store` and `Pragma: no-cache`.
pub const OAUTH_013: Id = Id::of(&Requirement {
    id: "OAUTH-013",
    level: Level::Must,
    says: "A token is answered with 200 and one JSON object with `access_token` and `token_type` as strings, under `Cache-Control: no-store` and `Pragma: no-cache`.",
    source: "RFC 6749 §5.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A number in an answer is a JSON number; Entra's first endpoint sends it as a string of digits, which a client for Entra bears.
pub const OAUTH_042: Id = Id::of(&Requirement {
    id: "OAUTH-042",
    level: Level::Must,
    says: "A number in an answer is a JSON number; Entra's first endpoint sends it as a string of digits, which a client for Entra bears.",
    source: "RFC 6749 §4.2.2 and §5.1; Microsoft identity platform documentation of the v1.0 endpoint",
    profiles: &["rfc"],
    standing: Standing::Expected,
});

/// The token type compares without case, and a client does not use a token of a type that it does not know.
pub const OAUTH_014: Id = Id::of(&Requirement {
    id: "OAUTH-014",
    level: Level::Must,
    says: "The token type compares without case, and a client does not use a token of a type that it does not know.",
    source: "RFC 6749 §5.1 and §7.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A client passes over members that it does not know and assumes nothing about how long a value is.
pub const OAUTH_015: Id = Id::of(&Requirement {
    id: "OAUTH-015",
    level: Level::Must,
    says: "A client passes over members that it does not know and assumes nothing about how long a value is.",
    source: "RFC 6749 §5.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// The scope comes back where it differs from what was asked; a scope token has no space, quotation mark, backslash, control character or anything beyond ASCII.
pub const OAUTH_016: Id = Id::of(&Requirement {
    id: "OAUTH-016",
    level: Level::Must,
    says: "The scope comes back where it differs from what was asked; a scope token has no space, quotation mark, backslash, control character or anything beyond ASCII.",
    source: "RFC 6749 §3.3 and §5.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// Scope tokens compare with case: one that is spelled otherwise is another. Entra compares without, as samples of MSAL that ask for `user.read` show, and answers in its own spelling.
pub const OAUTH_044: Id = Id::of(&Requirement {
    id: "OAUTH-044",
    level: Level::Must,
    says: "Scope tokens compare with case: one that is spelled otherwise is another. Entra compares without, as samples of MSAL that ask for `user.read` show, and answers in its own spelling.",
    source: "RFC 6749 §3.3",
    profiles: &["rfc"],
    standing: Standing::Expected,
});

/// A refused token request is answered with 400 and JSON with one of the registered error codes; `invalid_client` may be 401, and is 401 with `WWW-Authenticate` where the client had used the `Authorization` header.
pub const OAUTH_017: Id = Id::of(&Requirement {
    id: "OAUTH-017",
    level: Level::Must,
    says: "A refused token request is answered with 400 and JSON with one of the registered error codes; `invalid_client` may be 401, and is 401 with `WWW-Authenticate` where the client had used the `Authorization` header.",
    source: "RFC 6749 §5.2 and §8.5",
    profiles: &[],
    standing: Standing::Expected,
});

/// `error` and `error_description` are printable ASCII without quotation mark and backslash. Entra was seen to break the lines of its descriptions, which a client for Entra bears.
pub const OAUTH_018: Id = Id::of(&Requirement {
    id: "OAUTH-018",
    level: Level::Must,
    says: "`error` and `error_description` are printable ASCII without quotation mark and backslash. Entra was seen to break the lines of its descriptions, which a client for Entra bears.",
    source: "RFC 6749 §5.2; Microsoft Entra documentation, error codes",
    profiles: &[],
    standing: Standing::Expected,
});

/// A refresh asks for no scope that was not granted at first; without a scope it means what was granted.
pub const OAUTH_019: Id = Id::of(&Requirement {
    id: "OAUTH-019",
    level: Level::Must,
    says: "A refresh asks for no scope that was not granted at first; without a scope it means what was granted.",
    source: "RFC 6749 §6",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every refresh gives a public client another refresh token, which it uses instead of the one before.
pub const OAUTH_020: Id = Id::of(&Requirement {
    id: "OAUTH-020",
    level: Level::Must,
    says: "Every refresh gives a public client another refresh token, which it uses instead of the one before.",
    source: "RFC 9700 §2.2.2 and §4.14",
    profiles: &[],
    standing: Standing::Expected,
});

/// Once a refresh token was rotated it is worth nothing, and if it comes back all that came of it end. Entra lets it live on.
pub const OAUTH_041: Id = Id::of(&Requirement {
    id: "OAUTH-041",
    level: Level::Must,
    says: "Once a refresh token was rotated it is worth nothing, and if it comes back all that came of it end. Entra lets it live on.",
    source: "RFC 9700 §4.14.2; Microsoft Entra documentation, refresh tokens",
    profiles: &["rfc"],
    standing: Standing::Expected,
});

/// A client secret never stands in a URI; in the `Authorization` header the client id and the secret are form-encoded before base64.
pub const OAUTH_021: Id = Id::of(&Requirement {
    id: "OAUTH-021",
    level: Level::Must,
    says: "A client secret never stands in a URI; in the `Authorization` header the client id and the secret are form-encoded before base64.",
    source: "RFC 6749 §2.3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// There is no password grant, and the authorization endpoint gives out no access token.
pub const OAUTH_033: Id = Id::of(&Requirement {
    id: "OAUTH-033",
    level: Level::Must,
    says: "There is no password grant, and the authorization endpoint gives out no access token.",
    source: "RFC 9700 §2.1.2 and §2.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// The token that an Office host returns is for the add-in's own service, which exchanges it on behalf of the user (grant `jwt-bearer`, `assertion`, `requested_token_use=on_behalf_of`, its own credentials, Graph scopes); Graph refuses it unexchanged.
pub const OAUTH_035: Id = Id::of(&Requirement {
    id: "OAUTH-035",
    level: Level::Must,
    says: "The token that an Office host returns is for the add-in's own service, which exchanges it on behalf of the user (grant `jwt-bearer`, `assertion`, `requested_token_use=on_behalf_of`, its own credentials, Graph scopes); Graph refuses it unexchanged.",
    source: "auth.getAccessTokenAsync method; Microsoft Entra documentation, on-behalf-of flow",
    profiles: &[],
    standing: Standing::Expected,
});

/// An assertion that has expired, is for another audience or is not a user's access token is `invalid_grant`; where consent is missing it is `invalid_grant` with the suberror `consent_required`.
pub const OAUTH_036: Id = Id::of(&Requirement {
    id: "OAUTH-036",
    level: Level::Must,
    says: "An assertion that has expired, is for another audience or is not a user's access token is `invalid_grant`; where consent is missing it is `invalid_grant` with the suberror `consent_required`.",
    source: "Microsoft Entra documentation, on-behalf-of flow",
    profiles: &[],
    standing: Standing::Expected,
});

/// A resource takes a token in the `Authorization` header: the scheme `Bearer` in any case, a space, and a token68.
pub const OAUTH_022: Id = Id::of(&Requirement {
    id: "OAUTH-022",
    level: Level::Must,
    says: "A resource takes a token in the `Authorization` header: the scheme `Bearer` in any case, a space, and a token68.",
    source: "RFC 6750 §2.1; RFC 9110 §11.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request brings its token in one way; in two ways, or twice, it is `invalid_request` with 400.
pub const OAUTH_023: Id = Id::of(&Requirement {
    id: "OAUTH-023",
    level: Level::Must,
    says: "A request brings its token in one way; in two ways, or twice, it is `invalid_request` with 400.",
    source: "RFC 6750 §2 and §3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token in the query is neither sent by a client nor taken by a resource.
pub const OAUTH_024: Id = Id::of(&Requirement {
    id: "OAUTH-024",
    level: Level::Must,
    says: "A token in the query is neither sent by a client nor taken by a resource.",
    source: "RFC 9700 §4.3.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token may stand in a form-encoded body of one part, if the method gives the body a meaning; with GET it counts for nothing.
pub const OAUTH_025: Id = Id::of(&Requirement {
    id: "OAUTH-025",
    level: Level::May,
    says: "A token may stand in a form-encoded body of one part, if the method gives the body a meaning; with GET it counts for nothing.",
    source: "RFC 6750 §2.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request whose credentials are missing or of no use is answered with a Bearer challenge that has at least one parameter, and with 401 if there are none.
pub const OAUTH_026: Id = Id::of(&Requirement {
    id: "OAUTH-026",
    level: Level::Must,
    says: "A request whose credentials are missing or of no use is answered with a Bearer challenge that has at least one parameter, and with 401 if there are none.",
    source: "RFC 6750 §3; RFC 9110 §15.5.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// The challenge to a request that brought no credentials has no error.
pub const OAUTH_027: Id = Id::of(&Requirement {
    id: "OAUTH-027",
    level: Level::Should,
    says: "The challenge to a request that brought no credentials has no error.",
    source: "RFC 6750 §3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// `invalid_request` is 400, `invalid_token` 401 and `insufficient_scope` 403; no parameter of a challenge stands twice.
pub const OAUTH_028: Id = Id::of(&Requirement {
    id: "OAUTH-028",
    level: Level::Must,
    says: "`invalid_request` is 400, `invalid_token` 401 and `insufficient_scope` 403; no parameter of a challenge stands twice.",
    source: "RFC 6750 §3 and §3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A reader of challenges understands commas and equals signs within quotation marks, escaped characters, token68, several challenges in one header line, and several lines.
pub const OAUTH_029: Id = Id::of(&Requirement {
    id: "OAUTH-029",
    level: Level::Must,
    says: "A reader of challenges understands commas and equals signs within quotation marks, escaped characters, token68, several challenges in one header line, and several lines.",
    source: "RFC 9110 §11.2, §11.3, §11.6.1 and §5.6.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// An issuer is https without query and fragment; its metadata is found by putting the well-known path between host and path, and states that same issuer, character for character.
pub const OAUTH_030: Id = Id::of(&Requirement {
    id: "OAUTH-030",
    level: Level::Must,
    says: "An issuer is https without query and fragment; its metadata is found by putting the well-known path between host and path, and states that same issuer, character for character.",
    source: "RFC 8414 §2, §3.1 and §3.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// OpenID metadata, which is Entra's, is found by putting the well-known path after the issuer; an authority serves it there too.
pub const OAUTH_031: Id = Id::of(&Requirement {
    id: "OAUTH-031",
    level: Level::Must,
    says: "OpenID metadata, which is Entra's, is found by putting the well-known path after the issuer; an authority serves it there too.",
    source: "OpenID Connect Discovery §4; Microsoft Entra documentation, OpenID Connect",
    profiles: &[],
    standing: Standing::Expected,
});

/// The version of a token follows the setting of the resource and not the endpoint that was asked.
pub const ENTRA_005: Id = Id::of(&Requirement {
    id: "ENTRA-005",
    level: Level::Must,
    says: "The version of a token follows the setting of the resource and not the endpoint that was asked.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// The body of an error has `error`, `error_description`, `error_codes` as numbers, `timestamp`, `trace_id` and `correlation_id`, and may have `suberror`, `claims` and `error_uri`; a client decides by `error` alone.
pub const ENTRA_017: Id = Id::of(&Requirement {
    id: "ENTRA-017",
    level: Level::Must,
    says: "The body of an error has `error`, `error_description`, `error_codes` as numbers, `timestamp`, `trace_id` and `correlation_id`, and may have `suberror`, `claims` and `error_uri`; a client decides by `error` alone.",
    source: "Microsoft Entra documentation, error codes",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `client-request-id` comes back as `correlation_id` of an error, and as a header when the client asks for that; a client that sees another one only logs it.
pub const ENTRA_018: Id = Id::of(&Requirement {
    id: "ENTRA-018",
    level: Level::Observed,
    says: "A `client-request-id` comes back as `correlation_id` of an error, and as a header when the client asks for that; a client that sees another one only logs it.",
    source: "MSAL for .NET at 39d20011, OAuth2Client",
    profiles: &["entra"],
    standing: Standing::Expected,
});

/// Asked with `prompt=none` and no session, the authority redirects with `login_required` or `interaction_required` and never shows a page.
pub const ENTRA_019: Id = Id::of(&Requirement {
    id: "ENTRA-019",
    level: Level::Must,
    says: "Asked with `prompt=none` and no session, the authority redirects with `login_required` or `interaction_required` and never shows a page.",
    source: "Microsoft Entra documentation, authorization code flow",
    profiles: &[],
    standing: Standing::Expected,
});

/// A redirect URI of a single-page app asks for an `Origin` and takes no client credentials; its refresh tokens die 24 hours after the first of them, rotated or not.
pub const ENTRA_020: Id = Id::of(&Requirement {
    id: "ENTRA-020",
    level: Level::Must,
    says: "A redirect URI of a single-page app asks for an `Origin` and takes no client credentials; its refresh tokens die 24 hours after the first of them, rotated or not.",
    source: "Microsoft Entra documentation, authorization code flow and refresh tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// The scopes of a token request are of one resource, besides those of OpenID; a refresh for several yields the first.
pub const ENTRA_021: Id = Id::of(&Requirement {
    id: "ENTRA-021",
    level: Level::Must,
    says: "The scopes of a token request are of one resource, besides those of OpenID; a refresh for several yields the first.",
    source: "Microsoft Entra documentation, authorization code flow",
    profiles: &[],
    standing: Standing::Expected,
});

/// Asked which hosts are the same authority as the host of an authorization endpoint, the authority tells those, and where the metadata is; a host that is no authority, however it looks, is `invalid_instance`.
pub const ENTRA_035: Id = Id::of(&Requirement {
    id: "ENTRA-035",
    level: Level::Observed,
    says: "Asked which hosts are the same authority as the host of an authorization endpoint, the authority tells those, and where the metadata is; a host that is no authority, however it looks, is `invalid_instance`.",
    source: "msal-common 16.16 and MSAL for Python 1.39, instance discovery",
    profiles: &["entra"],
    standing: Standing::Expected,
});

/// Each published key says in `issuer` whose tokens it signs; where it signs those of many tenants, the tenant's place is held by `{tenantid}`.
pub const ENTRA_036: Id = Id::of(&Requirement {
    id: "ENTRA-036",
    level: Level::Must,
    says: "Each published key says in `issuer` whose tokens it signs; where it signs those of many tenants, the tenant's place is held by `{tenantid}`.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &["entra"],
    standing: Standing::Expected,
});

/// To a client an access token is opaque; only the resource that it is for validates it.
pub const ENTRA_001: Id = Id::of(&Requirement {
    id: "ENTRA-001",
    level: Level::Must,
    says: "To a client an access token is opaque; only the resource that it is for validates it.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// A claims challenge is a 401 with one Bearer challenge that has `authorization_uri`, the error `insufficient_claims` and `claims`, which is base64 of JSON with `access_token` on top; parameters in any order, each once.
pub const ENTRA_022: Id = Id::of(&Requirement {
    id: "ENTRA-022",
    level: Level::Must,
    says: "A claims challenge is a 401 with one Bearer challenge that has `authorization_uri`, the error `insufficient_claims` and `claims`, which is base64 of JSON with `access_token` on top; parameters in any order, each once.",
    source: "Microsoft Entra documentation, claims challenge",
    profiles: &[],
    standing: Standing::Expected,
});

/// A client that is challenged drops its token and acquires one with those claims until it succeeds once, and then sends them no more.
pub const ENTRA_023: Id = Id::of(&Requirement {
    id: "ENTRA-023",
    level: Level::Must,
    says: "A client that is challenged drops its token and acquires one with those claims until it succeeds once, and then sends them no more.",
    source: "Microsoft Entra documentation, claims challenge",
    profiles: &[],
    standing: Standing::Expected,
});

/// Only clients that declared the capability `cp1`, in whatever case and place, are challenged.
pub const ENTRA_024: Id = Id::of(&Requirement {
    id: "ENTRA-024",
    level: Level::Must,
    says: "Only clients that declared the capability `cp1`, in whatever case and place, are challenged.",
    source: "Microsoft Entra documentation, claims challenge",
    profiles: &[],
    standing: Standing::Expected,
});

/// A reader of challenges takes padded and unpadded base64 of both alphabets, or refuses cleanly; it never cuts a value off at an equals sign.
pub const ENTRA_025: Id = Id::of(&Requirement {
    id: "ENTRA-025",
    level: Level::Derived,
    says: "A reader of challenges takes padded and unpadded base64 of both alphabets, or refuses cleanly; it never cuts a value off at an equals sign.",
    source: "measured: the documented helper and msal-common 16.16 cut it off, MSAL for .NET leaves unpadded text undecoded",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// An Exchange callback token is opaque: nothing depends on what is in it.
pub const ENTRA_033: Id = Id::of(&Requirement {
    id: "ENTRA-033",
    level: Level::Must,
    says: "An Exchange callback token is opaque: nothing depends on what is in it.",
    source: "Microsoft 365 developer blog, 2023-10-26",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    OAUTH_001,
    OAUTH_002,
    OAUTH_037,
    OAUTH_038,
    OAUTH_039,
    OAUTH_003,
    OAUTH_004,
    OAUTH_005,
    OAUTH_006,
    OAUTH_045,
    OAUTH_043,
    OAUTH_046,
    OAUTH_032,
    OAUTH_047,
    OAUTH_034,
    OAUTH_007,
    OAUTH_040,
    OAUTH_008,
    OAUTH_009,
    OAUTH_010,
    OAUTH_011,
    OAUTH_012,
    OAUTH_013,
    OAUTH_042,
    OAUTH_014,
    OAUTH_015,
    OAUTH_016,
    OAUTH_044,
    OAUTH_017,
    OAUTH_018,
    OAUTH_019,
    OAUTH_020,
    OAUTH_041,
    OAUTH_021,
    OAUTH_033,
    OAUTH_035,
    OAUTH_036,
    OAUTH_022,
    OAUTH_023,
    OAUTH_024,
    OAUTH_025,
    OAUTH_026,
    OAUTH_027,
    OAUTH_028,
    OAUTH_029,
    OAUTH_030,
    OAUTH_031,
    ENTRA_005,
    ENTRA_017,
    ENTRA_018,
    ENTRA_019,
    ENTRA_020,
    ENTRA_021,
    ENTRA_035,
    ENTRA_036,
    ENTRA_001,
    ENTRA_022,
    ENTRA_023,
    ENTRA_024,
    ENTRA_025,
    ENTRA_033,
];
