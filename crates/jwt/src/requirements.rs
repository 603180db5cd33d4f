//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// A compact JWS is exactly three parts with a dot between each two; another count, an empty header, or white space around it is refused.
pub const JWT_001: Id = Id::of(&Requirement {
    id: "JWT-001",
    level: Level::Must,
    says: "A compact JWS is exactly three parts with a dot between each two; another count, an empty header, or white space around it is refused.",
    source: "RFC 7515 §3.1 and §7.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A part is base64url without padding, white space, line ends or any character outside that alphabet, and of a possible length.
pub const JWT_002: Id = Id::of(&Requirement {
    id: "JWT-002",
    level: Level::Must,
    says: "A part is base64url without padding, white space, line ends or any character outside that alphabet, and of a possible length.",
    source: "RFC 7515 §2",
    profiles: &[],
    standing: Standing::Expected,
});

/// The bits that the last character of a part leaves over are zero, so that every token has one spelling.
pub const JWT_003: Id = Id::of(&Requirement {
    id: "JWT-003",
    level: Level::Should,
    says: "The bits that the last character of a part leaves over are zero, so that every token has one spelling.",
    source: "RFC 4648 §3.5, which permits the refusal; Wycheproof JSON web signature cases 374 and 375",
    profiles: &[],
    standing: Standing::Expected,
});

/// All three parts are decoded strictly, even when the signature over the text as it stands is right.
pub const JWT_004: Id = Id::of(&Requirement {
    id: "JWT-004",
    level: Level::Must,
    says: "All three parts are decoded strictly, even when the signature over the text as it stands is right.",
    source: "RFC 7515 §5.2; Wycheproof JSON web signature cases 365 to 371",
    profiles: &[],
    standing: Standing::Expected,
});

/// The header is one JSON object in UTF-8 with nothing before or after it: no byte order mark, array, scalar or invalid byte.
pub const JWT_005: Id = Id::of(&Requirement {
    id: "JWT-005",
    level: Level::Must,
    says: "The header is one JSON object in UTF-8 with nothing before or after it: no byte order mark, array, scalar or invalid byte.",
    source: "RFC 7515 §5.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// No name stands twice in an object of the header; names compare after their escapes are undone. The RFC lets a reader refuse them or keep the last; never the first, or a mixture.
pub const JWT_006: Id = Id::of(&Requirement {
    id: "JWT-006",
    level: Level::Should,
    says: "No name stands twice in an object of the header; names compare after their escapes are undone. The RFC lets a reader refuse them or keep the last; never the first, or a mixture.",
    source: "RFC 7515 §4, §5.3 and §10.12",
    profiles: &[],
    standing: Standing::Expected,
});

/// No name stands twice in an object of the claims, be it a registered claim or a private one. The RFC lets a reader refuse them or keep the last.
pub const JWT_007: Id = Id::of(&Requirement {
    id: "JWT-007",
    level: Level::Should,
    says: "No name stands twice in an object of the claims, be it a registered claim or a private one. The RFC lets a reader refuse them or keep the last.",
    source: "RFC 7519 §4; measured: jsonwebtoken 11.1 refuses some duplicates and takes the last of others",
    profiles: &[],
    standing: Standing::Expected,
});

/// The header names its algorithm, letter for letter, and it is one of those that the validator had chosen before it saw the token.
pub const JWT_008: Id = Id::of(&Requirement {
    id: "JWT-008",
    level: Level::Must,
    says: "The header names its algorithm, letter for letter, and it is one of those that the validator had chosen before it saw the token.",
    source: "RFC 7515 §4.1.1; RFC 8725 §3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token whose algorithm is `none`, in whatever case, or whose signature is empty, is not accepted.
pub const JWT_009: Id = Id::of(&Requirement {
    id: "JWT-009",
    level: Level::Must,
    says: "A token whose algorithm is `none`, in whatever case, or whose signature is empty, is not accepted.",
    source: "RFC 7518 §3.6; RFC 8725 §3.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A key is used with one algorithm only; above all, a public key never serves as the secret of an HMAC.
pub const JWT_010: Id = Id::of(&Requirement {
    id: "JWT-010",
    level: Level::Must,
    says: "A key is used with one algorithm only; above all, a public key never serves as the secret of an HMAC.",
    source: "RFC 8725 §3.1; Wycheproof JSON web crypto case 31",
    profiles: &[],
    standing: Standing::Expected,
});

/// What a JWK says in `alg`, `use` and `key_ops` is honoured: a key that is not for verifying with this algorithm is not used.
pub const JWT_011: Id = Id::of(&Requirement {
    id: "JWT-011",
    level: Level::Must,
    says: "What a JWK says in `alg`, `use` and `key_ops` is honoured: a key that is not for verifying with this algorithm is not used.",
    source: "RFC 7517 §4.2, §4.3 and §4.4; Wycheproof JSON web signature cases 353 to 356",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `crit` that names an extension which is not understood is refused.
pub const JWT_012: Id = Id::of(&Requirement {
    id: "JWT-012",
    level: Level::Must,
    says: "A `crit` that names an extension which is not understood is refused.",
    source: "RFC 7515 §4.1.11",
    profiles: &[],
    standing: Standing::Expected,
});

/// A JWT never says `b64` false, and `b64` is a boolean; false would need `crit` besides.
pub const JWT_013: Id = Id::of(&Requirement {
    id: "JWT-013",
    level: Level::Must,
    says: "A JWT never says `b64` false, and `b64` is a boolean; false would need `crit` besides.",
    source: "RFC 7797 §6 and §7",
    profiles: &[],
    standing: Standing::Expected,
});

/// A key that the token itself brings or points to (`jwk`, `jku`, `x5u`, `x5c`) is never trusted for that, and nothing is fetched because of it.
pub const JWT_014: Id = Id::of(&Requirement {
    id: "JWT-014",
    level: Level::Must,
    says: "A key that the token itself brings or points to (`jwk`, `jku`, `x5u`, `x5c`) is never trusted for that, and nothing is fetched because of it.",
    source: "RFC 8725 §3.10; RFC 7515 §4.1.2 to §4.1.6",
    profiles: &[],
    standing: Standing::Expected,
});

/// `kid` is a string that nobody vouches for, and is compared letter for letter: a path, a query, a NUL, a megabyte or no string at all leads to a plain refusal.
pub const JWT_015: Id = Id::of(&Requirement {
    id: "JWT-015",
    level: Level::Must,
    says: "`kid` is a string that nobody vouches for, and is compared letter for letter: a path, a query, a NUL, a megabyte or no string at all leads to a plain refusal.",
    source: "RFC 8725 §3.10; RFC 7515 §4.1.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `kid` that is not known makes the validator fetch the keys anew at most once, and not again until some time has passed.
pub const JWT_016: Id = Id::of(&Requirement {
    id: "JWT-016",
    level: Level::Should,
    says: "A `kid` that is not known makes the validator fetch the keys anew at most once, and not again until some time has passed.",
    source: "Microsoft Entra documentation, signing key rollover",
    profiles: &[],
    standing: Standing::Expected,
});

/// A key set is a JSON object whose keys of unknown type or with missing members are passed over; one that has a `kid` twice, or holds public keys beside secret ones, is refused.
pub const JWT_017: Id = Id::of(&Requirement {
    id: "JWT-017",
    level: Level::Should,
    says: "A key set is a JSON object whose keys of unknown type or with missing members are passed over; one that has a `kid` twice, or holds public keys beside secret ones, is refused.",
    source: "RFC 7517 §5; Wycheproof JSON web key cases 1 and 4",
    profiles: &[],
    standing: Standing::Expected,
});

/// The key of an HMAC is at least as long as its hash; an empty one is never accepted.
pub const JWT_018: Id = Id::of(&Requirement {
    id: "JWT-018",
    level: Level::Must,
    says: "The key of an HMAC is at least as long as its hash; an empty one is never accepted.",
    source: "RFC 7518 §3.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// An RSA key has 2048 bits or more; this suite also refuses more than 8192 bits, an exponent that is 1, even or above 2^33, and the fingerprint of ROCA.
pub const JWT_019: Id = Id::of(&Requirement {
    id: "JWT-019",
    level: Level::Must,
    says: "An RSA key has 2048 bits or more; this suite also refuses more than 8192 bits, an exponent that is 1, even or above 2^33, and the fingerprint of ROCA.",
    source: "RFC 7518 §3.3; Wycheproof JSON web key cases 7 to 9; CVE-2017-15361",
    profiles: &[],
    standing: Standing::Expected,
});

/// An ECDSA signature is R and S side by side, each as long as the curve asks, within range and not zero, never DER; and the key is a point on the curve.
pub const JWT_020: Id = Id::of(&Requirement {
    id: "JWT-020",
    level: Level::Must,
    says: "An ECDSA signature is R and S side by side, each as long as the curve asks, within range and not zero, never DER; and the key is a point on the curve.",
    source: "RFC 7518 §3.4; RFC 8725 §3.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// The salt of RSASSA-PSS is as long as the hash, and the padding of RSASSA-PKCS1-v1_5 is exact to the byte.
pub const JWT_021: Id = Id::of(&Requirement {
    id: "JWT-021",
    level: Level::Must,
    says: "The salt of RSASSA-PSS is as long as the hash, and the padding of RSASSA-PKCS1-v1_5 is exact to the byte.",
    source: "RFC 7518 §3.3 and §3.5; Wycheproof JSON web signature groups for RS256 and PS256",
    profiles: &[],
    standing: Standing::Expected,
});

/// `typ` is one of the types that the validator expects; case and the prefix `application/` do not count.
pub const JWT_022: Id = Id::of(&Requirement {
    id: "JWT-022",
    level: Level::Should,
    says: "`typ` is one of the types that the validator expects; case and the prefix `application/` do not count.",
    source: "RFC 8725 §3.11; RFC 7515 §4.1.9",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `cty` of JWT means that the payload is a token of its own, which is validated whole by its own rules; how deep tokens may nest is bounded.
pub const JWT_023: Id = Id::of(&Requirement {
    id: "JWT-023",
    level: Level::Must,
    says: "A `cty` of JWT means that the payload is a token of its own, which is validated whole by its own rules; how deep tokens may nest is bounded.",
    source: "RFC 7519 §5.2 and §7.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// The claims are one JSON object with nothing before or after it; an array, a scalar or an empty payload is refused.
pub const JWT_024: Id = Id::of(&Requirement {
    id: "JWT-024",
    level: Level::Must,
    says: "The claims are one JSON object with nothing before or after it; an array, a scalar or an empty payload is refused.",
    source: "RFC 7519 §7.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// `exp`, `nbf` and `iat` are JSON numbers; anything else is an error and never passed over.
pub const JWT_025: Id = Id::of(&Requirement {
    id: "JWT-025",
    level: Level::Must,
    says: "`exp`, `nbf` and `iat` are JSON numbers; anything else is an error and never passed over.",
    source: "RFC 7519 §2; CVE-2026-25537",
    profiles: &[],
    standing: Standing::Expected,
});

/// A date that is a fraction, negative, huge, written with an exponent or minus zero neither panics nor wraps, and never makes a token valid for longer.
pub const JWT_026: Id = Id::of(&Requirement {
    id: "JWT-026",
    level: Level::Must,
    says: "A date that is a fraction, negative, huge, written with an exponent or minus zero neither panics nor wraps, and never makes a token valid for longer.",
    source: "RFC 7519 §2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token is refused from its `exp` on and before its `nbf`, give or take a leeway of a few minutes at most; the arithmetic saturates.
pub const JWT_027: Id = Id::of(&Requirement {
    id: "JWT-027",
    level: Level::Must,
    says: "A token is refused from its `exp` on and before its `nbf`, give or take a leeway of a few minutes at most; the arithmetic saturates.",
    source: "RFC 7519 §4.1.4 and §4.1.5",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token that was issued in the future, beyond the leeway, is refused by this suite; the RFC only informs.
pub const JWT_028: Id = Id::of(&Requirement {
    id: "JWT-028",
    level: Level::Should,
    says: "A token that was issued in the future, beyond the leeway, is refused by this suite; the RFC only informs.",
    source: "RFC 7519 §4.1.6",
    profiles: &[],
    standing: Standing::Expected,
});

/// `aud` is a string or an array of strings and names the validator; a validator that asks for it refuses a token without it.
pub const JWT_029: Id = Id::of(&Requirement {
    id: "JWT-029",
    level: Level::Must,
    says: "`aud` is a string or an array of strings and names the validator; a validator that asks for it refuses a token without it.",
    source: "RFC 7519 §4.1.3; RFC 8725 §3.9",
    profiles: &[],
    standing: Standing::Expected,
});

/// `iss` and `aud` compare letter for letter: no prefix, no part, no change of case, no normalisation.
pub const JWT_030: Id = Id::of(&Requirement {
    id: "JWT-030",
    level: Level::Must,
    says: "`iss` and `aud` compare letter for letter: no prefix, no part, no change of case, no normalisation.",
    source: "RFC 7519 §7.3; RFC 8725 §3.8",
    profiles: &[],
    standing: Standing::Expected,
});

/// The key that verifies a token belongs to the issuer that the token names.
pub const JWT_031: Id = Id::of(&Requirement {
    id: "JWT-031",
    level: Level::Must,
    says: "The key that verifies a token belongs to the issuer that the token names.",
    source: "RFC 8725 §3.8",
    profiles: &[],
    standing: Standing::Expected,
});

/// The rules for different kinds of token exclude each other: an id token, an access token and an Exchange identity token are never taken for one another.
pub const JWT_032: Id = Id::of(&Requirement {
    id: "JWT-032",
    level: Level::Should,
    says: "The rules for different kinds of token exclude each other: an id token, an access token and an Exchange identity token are never taken for one another.",
    source: "RFC 8725 §3.12",
    profiles: &[],
    standing: Standing::Expected,
});

/// Length, nesting and number of values are bounded, and time and memory grow no faster than the text, be it dots, brackets or one long string.
pub const JWT_033: Id = Id::of(&Requirement {
    id: "JWT-033",
    level: Level::Should,
    says: "Length, nesting and number of values are bounded, and time and memory grow no faster than the text, be it dots, brackets or one long string.",
    source: "CVE-2025-30204; CVE-2025-27144",
    profiles: &[],
    standing: Standing::Expected,
});

/// Claims are UTF-8, and no string of a token holds half of a surrogate pair.
pub const JWT_034: Id = Id::of(&Requirement {
    id: "JWT-034",
    level: Level::Should,
    says: "Claims are UTF-8, and no string of a token holds half of a surrogate pair.",
    source: "RFC 8725 §3.7; RFC 7519 §7.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A JWS in JSON serialization is not taken where a compact one is due.
pub const JWT_035: Id = Id::of(&Requirement {
    id: "JWT-035",
    level: Level::Must,
    says: "A JWS in JSON serialization is not taken where a compact one is due.",
    source: "Wycheproof flag JsonSerialization; RFC 7519 §1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A JWE, or anything of five parts, is never taken for a JWS that was verified.
pub const JWT_036: Id = Id::of(&Requirement {
    id: "JWT-036",
    level: Level::Must,
    says: "A JWE, or anything of five parts, is never taken for a JWS that was verified.",
    source: "CVE-2026-29000; RFC 8725 §3.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// The signature is checked, before any claim is used; a token whose signature its key did not make is refused, and every failure looks the same from outside.
pub const JWT_037: Id = Id::of(&Requirement {
    id: "JWT-037",
    level: Level::Must,
    says: "The signature is checked, before any claim is used; a token whose signature its key did not make is refused, and every failure looks the same from outside.",
    source: "RFC 8725 §3.3; RFC 7515 §5.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// What was signed verifies and yields the same claims, and a token in which any single character was changed is refused.
pub const JWT_038: Id = Id::of(&Requirement {
    id: "JWT-038",
    level: Level::Derived,
    says: "What was signed verifies and yields the same claims, and a token in which any single character was changed is refused.",
    source: "RFC 7515 §5.2; that one character is enough is ours",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// Wycheproof's labels for JSON web signatures are followed but for eight, where the specification decides: cases 367 and 370 are sound; 346, 347, 350 and 351 break JWT-011, and 372 and 373 break JWT-002.
pub const JWT_039: Id = Id::of(&Requirement {
    id: "JWT-039",
    level: Level::Observed,
    says: "Wycheproof's labels for JSON web signatures are followed but for eight, where the specification decides: cases 367 and 370 are sound; 346, 347, 350 and 351 break JWT-011, and 372 and 373 break JWT-002.",
    source: "measured: Wycheproof JSON web signature vectors at dac1dd47",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// The back ends of a library agree on everything but the size of RSA keys, so the validator judges that size itself and asks the back end afterwards.
pub const JWT_040: Id = Id::of(&Requirement {
    id: "JWT-040",
    level: Level::Observed,
    says: "The back ends of a library agree on everything but the size of RSA keys, so the validator judges that size itself and asks the back end afterwards.",
    source: "measured: jsonwebtoken 11.1 with rust_crypto takes 512 and 1024 bits and no 8192, with aws_lc_rs the reverse",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// A validator adds what its library leaves out: the claims that it relies on are there and of their type, dates included, whatever the library's defaults are.
pub const JWT_041: Id = Id::of(&Requirement {
    id: "JWT-041",
    level: Level::Observed,
    says: "A validator adds what its library leaves out: the claims that it relies on are there and of their type, dates included, whatever the library's defaults are.",
    source: "measured: jsonwebtoken 11.1 passes over claims that are missing or of a wrong type",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// A `crit` that is no array, is empty, or holds what is no name, a name twice, a registered name or a name that the header lacks is refused.
pub const JWT_042: Id = Id::of(&Requirement {
    id: "JWT-042",
    level: Level::May,
    says: "A `crit` that is no array, is empty, or holds what is no name, a name twice, a registered name or a name that the header lacks is refused.",
    source: "RFC 7515 §4.1.11, which forbids it to producers and permits recipients to refuse it",
    profiles: &[],
    standing: Standing::Expected,
});

/// A resource accepts only a token whose `aud` is one of its own identifiers.
pub const ENTRA_002: Id = Id::of(&Requirement {
    id: "ENTRA-002",
    level: Level::Must,
    says: "A resource accepts only a token whose `aud` is one of its own identifiers.",
    source: "Microsoft Entra documentation, access tokens and claims validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// `ver` and `iss` belong together: 1.0 is issued by `https://sts.windows.net/` with the tenant, 2.0 by `https://login.microsoftonline.com/` with the tenant and `/v2.0`.
pub const ENTRA_003: Id = Id::of(&Requirement {
    id: "ENTRA-003",
    level: Level::Must,
    says: "`ver` and `iss` belong together: 1.0 is issued by `https://sts.windows.net/` with the tenant, 2.0 by `https://login.microsoftonline.com/` with the tenant and `/v2.0`.",
    source: "Microsoft Entra documentation, access tokens; the issuer of 1.0 is seen in its example",
    profiles: &[],
    standing: Standing::Expected,
});

/// The `aud` of a 2.0 token is the resource's client id; that of a 1.0 token may be its client id or its App ID URI, with or without a slash at the end.
pub const ENTRA_004: Id = Id::of(&Requirement {
    id: "ENTRA-004",
    level: Level::Must,
    says: "The `aud` of a 2.0 token is the resource's client id; that of a 1.0 token may be its client id or its App ID URI, with or without a slash at the end.",
    source: "Microsoft Entra documentation, access token claims and optional claims",
    profiles: &[],
    standing: Standing::Expected,
});

/// A resource of many tenants checks that `tid` is a GUID, that `iss` is the template with that tenant, and that the key's own `issuer`, filled in likewise, is that `iss`; a key of one tenant signs for that tenant only.
pub const ENTRA_006: Id = Id::of(&Requirement {
    id: "ENTRA-006",
    level: Level::Must,
    says: "A resource of many tenants checks that `tid` is a GUID, that `iss` is the template with that tenant, and that the key's own `issuer`, filled in likewise, is that `iss`; a key of one tenant signs for that tenant only.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// The key is chosen by `kid`; a 1.0 token has an `x5t` that says the same, a 2.0 token has none.
pub const ENTRA_007: Id = Id::of(&Requirement {
    id: "ENTRA-007",
    level: Level::Must,
    says: "The key is chosen by `kid`; a 1.0 token has an `x5t` that says the same, a 2.0 token has none.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &[],
    standing: Standing::Expected,
});

/// Keys are kept for 24 hours and fetched anew every hour; for an unknown `kid` they are fetched at most every five minutes; a fetch that fails leaves the last good set in place.
pub const ENTRA_008: Id = Id::of(&Requirement {
    id: "ENTRA-008",
    level: Level::Should,
    says: "Keys are kept for 24 hours and fetched anew every hour; for an unknown `kid` they are fetched at most every five minutes; a fetch that fails leaves the last good set in place.",
    source: "Microsoft Entra documentation, signing key rollover",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token for a user carries its permissions in `scp`, parted by spaces, one for an app in `roles` without `scp`; each is asked for where it belongs, and a missing `scp` grants nothing.
pub const ENTRA_009: Id = Id::of(&Requirement {
    id: "ENTRA-009",
    level: Level::Must,
    says: "A token for a user carries its permissions in `scp`, parted by spaces, one for an app in `roles` without `scp`; each is asked for where it belongs, and a missing `scp` grants nothing.",
    source: "Microsoft Entra documentation, access token claims and claims validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// That an app acts for itself is known by `idtyp` being `app`, and not by a missing `scp`.
pub const ENTRA_010: Id = Id::of(&Requirement {
    id: "ENTRA-010",
    level: Level::Should,
    says: "That an app acts for itself is known by `idtyp` being `app`, and not by a missing `scp`.",
    source: "Microsoft Entra documentation, claims validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// The app that asks is read from `azp` in a 2.0 token and from `appid` in a 1.0 token, and how it authenticated from `azpacr` or `appidacr`, which is 0, 1 or 2.
pub const ENTRA_011: Id = Id::of(&Requirement {
    id: "ENTRA-011",
    level: Level::Must,
    says: "The app that asks is read from `azp` in a 2.0 token and from `appid` in a 1.0 token, and how it authenticated from `azpacr` or `appidacr`, which is 0, 1 or 2.",
    source: "Microsoft Entra documentation, access token claims",
    profiles: &[],
    standing: Standing::Expected,
});

/// A user's data is kept under `tid` with `oid`, or `tid` with `sub`, never under a name or address, which can pass to another user.
pub const ENTRA_012: Id = Id::of(&Requirement {
    id: "ENTRA-012",
    level: Level::Must,
    says: "A user's data is kept under `tid` with `oid`, or `tid` with `sub`, never under a name or address, which can pass to another user.",
    source: "Microsoft Entra documentation, claims validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token whose groups were too many to list says so in `_claim_names`; that is no proof of membership, and the address it gives is not followed for it.
pub const ENTRA_013: Id = Id::of(&Requirement {
    id: "ENTRA-013",
    level: Level::Must,
    says: "A token whose groups were too many to list says so in `_claim_names`; that is no proof of membership, and the address it gives is not followed for it.",
    source: "Microsoft Entra documentation, access token claims",
    profiles: &[],
    standing: Standing::Expected,
});

/// Personal accounts are those of tenant 9188040d-6c67-4c5b-b112-36a304b66dad, and a resource that is not for them refuses it.
pub const ENTRA_014: Id = Id::of(&Requirement {
    id: "ENTRA-014",
    level: Level::Must,
    says: "Personal accounts are those of tenant 9188040d-6c67-4c5b-b112-36a304b66dad, and a resource that is not for them refuses it.",
    source: "Microsoft Entra documentation, access token claims",
    profiles: &[],
    standing: Standing::Expected,
});

/// An access token lives for 60 to 90 minutes, drawn at random, and for 20 to 28 hours under continuous evaluation; nothing may rest on an hour.
pub const ENTRA_015: Id = Id::of(&Requirement {
    id: "ENTRA-015",
    level: Level::Observed,
    says: "An access token lives for 60 to 90 minutes, drawn at random, and for 20 to 28 hours under continuous evaluation; nothing may rest on an hour.",
    source: "Microsoft Entra documentation, access tokens",
    profiles: &["entra"],
    standing: Standing::Expected,
});

/// Claims that are opaque (`aio`, `rh`) or unknown are borne, whatever their type.
pub const ENTRA_016: Id = Id::of(&Requirement {
    id: "ENTRA-016",
    level: Level::Must,
    says: "Claims that are opaque (`aio`, `rh`) or unknown are borne, whatever their type.",
    source: "Microsoft Entra documentation, access token claims",
    profiles: &[],
    standing: Standing::Expected,
});

/// An Office single sign-on token is sound, comes from the exact issuer of an accepted tenant, is for the add-in's app id (2.0) or its App ID URI (1.0), and has `access_as_user` as a whole word in `scp`.
pub const ENTRA_026: Id = Id::of(&Requirement {
    id: "ENTRA-026",
    level: Level::Must,
    says: "An Office single sign-on token is sound, comes from the exact issuer of an accepted tenant, is for the add-in's app id (2.0) or its App ID URI (1.0), and has `access_as_user` as a whole word in `scp`.",
    source: "Office Add-ins documentation, SSO in Office Add-ins",
    profiles: &[],
    standing: Standing::Expected,
});

/// An add-in that chose to trust certain clients only accepts tokens whose `azp` is one of them, such as the ids under which Office is registered.
pub const ENTRA_027: Id = Id::of(&Requirement {
    id: "ENTRA-027",
    level: Level::Should,
    says: "An add-in that chose to trust certain clients only accepts tokens whose `azp` is one of them, such as the ids under which Office is registered.",
    source: "Office Add-ins documentation, register an SSO add-in",
    profiles: &[],
    standing: Standing::Expected,
});

/// An issuer that merely looks like Entra's, by a longer host, user information, another case or a longer path, is refused, although the documentation speaks of how the issuer starts.
pub const ENTRA_028: Id = Id::of(&Requirement {
    id: "ENTRA-028",
    level: Level::Derived,
    says: "An issuer that merely looks like Entra's, by a longer host, user information, another case or a longer path, is refused, although the documentation speaks of how the issuer starts.",
    source: "Office Add-ins documentation, SSO in Office Add-ins; RFC 8725 §3.8",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// An Exchange user identity token has `typ` JWT, `alg` RS256 and an `x5t`; its `aud` is the add-in's address, it is valid now, and `version` in its `appctx` is ExIdTok.V1.
pub const ENTRA_029: Id = Id::of(&Requirement {
    id: "ENTRA-029",
    level: Level::Must,
    says: "An Exchange user identity token has `typ` JWT, `alg` RS256 and an `x5t`; its `aud` is the add-in's address, it is valid now, and `version` in its `appctx` is ExIdTok.V1.",
    source: "Office Add-ins documentation, validate an Exchange identity token",
    profiles: &[],
    standing: Standing::Expected,
});

/// `amurl` is looked up in a list of trusted addresses before anything is fetched; the metadata there holds the certificate that `x5t` names.
pub const ENTRA_030: Id = Id::of(&Requirement {
    id: "ENTRA-030",
    level: Level::Must,
    says: "`amurl` is looked up in a list of trusted addresses before anything is fetched; the metadata there holds the certificate that `x5t` names.",
    source: "Office Add-ins documentation, validate an Exchange identity token",
    profiles: &[],
    standing: Standing::Expected,
});

/// Of the two shapes of an Exchange identity token, the documented (`appctx` an object, dates strings, `true`) and the observed (`appctx` a string of JSON, dates numbers, `True`), exactly the one that was chosen is accepted.
pub const ENTRA_031: Id = Id::of(&Requirement {
    id: "ENTRA-031",
    level: Level::Derived,
    says: "Of the two shapes of an Exchange identity token, the documented (`appctx` an object, dates strings, `true`) and the observed (`appctx` a string of JSON, dates numbers, `True`), exactly the one that was chosen is accepted.",
    source: "Office Add-ins documentation, inside the Exchange identity token; a token of 2019 in OfficeDev/outlook-dev-docs issue 695",
    profiles: &["rfc", "entra"],
    standing: Standing::Expected,
});

/// The user of an Exchange identity token is known by `amurl` with `msexchuid`, joined so that no two pairs give one name.
pub const ENTRA_032: Id = Id::of(&Requirement {
    id: "ENTRA-032",
    level: Level::Must,
    says: "The user of an Exchange identity token is known by `amurl` with `msexchuid`, joined so that no two pairs give one name.",
    source: "Office Add-ins documentation, validate an Exchange identity token",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    JWT_001,
    JWT_002,
    JWT_003,
    JWT_004,
    JWT_005,
    JWT_006,
    JWT_007,
    JWT_008,
    JWT_009,
    JWT_010,
    JWT_011,
    JWT_012,
    JWT_013,
    JWT_014,
    JWT_015,
    JWT_016,
    JWT_017,
    JWT_018,
    JWT_019,
    JWT_020,
    JWT_021,
    JWT_022,
    JWT_023,
    JWT_024,
    JWT_025,
    JWT_026,
    JWT_027,
    JWT_028,
    JWT_029,
    JWT_030,
    JWT_031,
    JWT_032,
    JWT_033,
    JWT_034,
    JWT_035,
    JWT_036,
    JWT_037,
    JWT_038,
    JWT_039,
    JWT_040,
    JWT_041,
    JWT_042,
    ENTRA_002,
    ENTRA_003,
    ENTRA_004,
    ENTRA_006,
    ENTRA_007,
    ENTRA_008,
    ENTRA_009,
    ENTRA_010,
    ENTRA_011,
    ENTRA_012,
    ENTRA_013,
    ENTRA_014,
    ENTRA_015,
    ENTRA_016,
    ENTRA_026,
    ENTRA_027,
    ENTRA_028,
    ENTRA_029,
    ENTRA_030,
    ENTRA_031,
    ENTRA_032,
];
