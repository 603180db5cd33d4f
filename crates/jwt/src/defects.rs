//! The ways of being wrong about tokens that the suite must see.

use conformance::{Defect, Quirk};

use crate::requirements::*;

macro_rules! quirks {
    ($($name:ident = $spelling:literal;)*) => {
        $(pub(crate) const $name: Quirk = Quirk($spelling);)*
    };
}

quirks! {
    LENIENT_ABOUT_SIGNATURES = "decodes-the-signature-leniently";
    DROPS_FOREIGN_CHARACTERS = "drops-characters-outside-base64url";
    FIRST_OF_DUPLICATES_COUNTS = "keeps-the-first-of-two-names";
    REFUSES_ONLY_LOWER_CASE_NONE = "refuses-none-in-lower-case-only";
    COMPARES_WHAT_THERE_IS_OF_A_SIGNATURE = "compares-what-there-is-of-a-signature";
    SKIPS_EMPTY_SIGNATURES = "skips-a-signature-that-is-empty";
    COMPARES_ALG_WITHOUT_CASE = "compares-alg-without-case";
    COMPARES_KID_WITHOUT_CASE = "compares-kid-without-case";
    OPENS_THE_FILE_THAT_KID_NAMES = "opens-the-file-that-kid-names";
    TAKES_AN_INDENTED_KEY_FOR_A_SECRET = "takes-an-indented-key-for-a-secret";
    REFUSES_SETS_WITH_UNKNOWN_KEYS = "refuses-sets-with-unknown-keys";
    READS_AN_ARRAY_AS_CLAIMS = "reads-an-array-as-claims";
    WRAPS_DATES = "wraps-dates-to-32-bits";
    ROUNDS_DATES = "rounds-fractions-of-dates";
    GRANTS_ANY_LEEWAY = "grants-any-leeway";
    TAKES_A_MISSING_AUDIENCE = "takes-a-missing-audience";
    FINDS_NAMES_IN_PART = "finds-the-audience-in-part";
    MATCHES_ISSUER_IN_PART = "matches-the-issuer-in-part";
    JUDGES_CLAIMS_FIRST = "judges-claims-before-the-signature";
    MATCHES_ISSUER_BY_ITS_START = "matches-the-issuer-by-its-start";
    NEVER_FETCHES_AGAIN = "never-fetches-keys-again";
    FORGETS_KEYS_IN_AN_OUTAGE = "forgets-keys-in-an-outage";
    KEEPS_KEYS_FOR_EVER = "keeps-keys-for-ever";
    FINDS_SCOPES_IN_PART = "finds-scopes-in-part";
    TAKES_A_MISSING_SCOPE_FOR_AN_APP = "takes-a-missing-scope-for-an-app";
    KEEPS_DATA_UNDER_ADDRESSES = "keeps-data-under-addresses";
    ASSUMES_AN_HOUR = "assumes-an-hour-of-life";
    REFUSES_UNKNOWN_CLAIMS = "refuses-unknown-claims";
    LEAVES_KEY_SIZES_TO_THE_LIBRARY = "leaves-key-sizes-to-the-library";
    JOINS_USERS_WITHOUT_A_BOUNDARY = "joins-users-without-a-boundary";
}

/// The claims that a validator with [`REFUSES_UNKNOWN_CLAIMS`] has heard of.
pub(crate) const HEARD_OF: [&str; 25] = [
    "aud",
    "iss",
    "iat",
    "nbf",
    "exp",
    "ver",
    "tid",
    "oid",
    "sub",
    "name",
    "preferred_username",
    "azp",
    "azpacr",
    "appid",
    "appidacr",
    "scp",
    "roles",
    "idtyp",
    "groups",
    "_claim_names",
    "_claim_sources",
    "nonce",
    "appctx",
    "expires",
    "xms_cc",
];

const JSONWEBTOKEN: &str = "measured: jsonwebtoken 11.1";

/// The ways of being wrong about tokens that the suite must see.
pub static DEFECTS: &[Defect] = &[
    // Shape.
    Defect::lacks("takes-any-number-of-parts", JWT_001),
    Defect::lacks("repairs-base64url", JWT_002),
    Defect::lacks("ignores-unused-bits", JWT_003),
    Defect::does(LENIENT_ABOUT_SIGNATURES, JWT_004),
    Defect::lacks("takes-any-header", JWT_005),
    Defect::lacks("keeps-the-last-of-two-headers", JWT_006).seen(JSONWEBTOKEN),
    Defect::lacks("keeps-the-last-of-two-claims", JWT_007).seen(JSONWEBTOKEN),
    Defect::lacks("bears-any-size", JWT_033)
        .seen("CVE-2025-30204: golang-jwt split a text at every dot there was"),
    Defect::lacks("bears-what-is-no-utf-8", JWT_034),
    Defect::lacks("takes-json-serialization", JWT_035),
    Defect::lacks("takes-five-parts-for-three", JWT_036),
    Defect::does(DROPS_FOREIGN_CHARACTERS, JWT_039)
        .seen("Wycheproof: cases 372 and 373 are labelled valid as such a reader finds them"),
    // Header.
    Defect::lacks("lets-the-token-choose-its-algorithm", JWT_008),
    Defect::does(COMPARES_ALG_WITHOUT_CASE, JWT_008),
    Defect::lacks("takes-tokens-without-signature", JWT_009).seen("CVE-2026-23993: HarbourJwt"),
    Defect::does(REFUSES_ONLY_LOWER_CASE_NONE, JWT_009)
        .seen("Auth0's authentication API in 2020, found by Insomnia Security"),
    Defect::does(SKIPS_EMPTY_SIGNATURES, JWT_009),
    Defect::lacks("uses-a-key-with-any-algorithm", JWT_010)
        .seen("CVE-2022-29217: PyJWT; CVE-2023-48223: fast-jwt; CVE-2026-22817: Hono"),
    Defect::does(TAKES_AN_INDENTED_KEY_FOR_A_SECRET, JWT_010)
        .seen("CVE-2026-34950: white space defeated how fast-jwt recognised public keys"),
    Defect::lacks("ignores-what-a-key-is-for", JWT_011).seen(JSONWEBTOKEN),
    Defect::lacks("ignores-crit", JWT_012)
        .seen("CVE-2025-59420: Authlib; CVE-2026-32597: PyJWT; GHSA-hm7r-c7qw-ghp6: fast-jwt"),
    Defect::lacks("takes-crit-in-any-form", JWT_042),
    Defect::lacks("ignores-b64", JWT_013).seen(JSONWEBTOKEN),
    Defect::lacks("trusts-a-key-that-the-token-brings", JWT_014).seen("CVE-2018-0114: node-jose"),
    Defect::lacks("takes-any-key-for-an-unknown-kid", JWT_015),
    Defect::does(COMPARES_KID_WITHOUT_CASE, JWT_015),
    Defect::does(OPENS_THE_FILE_THAT_KID_NAMES, JWT_015),
    Defect::lacks("takes-any-type", JWT_022).seen(JSONWEBTOKEN),
    Defect::lacks("takes-the-outer-signature-for-the-inner", JWT_023)
        .seen("CVE-2026-29000: pac4j, and GHSA-c8v6-786g-vjx6: json-jwt, after decryption"),
    // Keys.
    Defect::lacks("fetches-keys-for-every-unknown-kid", JWT_016),
    Defect::does(NEVER_FETCHES_AGAIN, JWT_016),
    Defect::lacks("takes-any-key-set", JWT_017).seen(JSONWEBTOKEN),
    Defect::does(REFUSES_SETS_WITH_UNKNOWN_KEYS, JWT_017),
    Defect::lacks("takes-short-secrets", JWT_018).seen(JSONWEBTOKEN),
    Defect::lacks("takes-weak-rsa-keys", JWT_019)
        .seen("measured: jsonwebtoken 11.1 with rust_crypto takes 512 bits"),
    Defect::does(LEAVES_KEY_SIZES_TO_THE_LIBRARY, JWT_040)
        .seen("measured: jsonwebtoken 11.1, whose back ends differ"),
    Defect::lacks("takes-ecdsa-signatures-of-any-shape", JWT_020)
        .seen("CVE-2022-21449: Java took zeros for a signature of everything"),
    Defect::lacks("looks-for-the-hash-only", JWT_021)
        .seen("CVE-2006-4339: OpenSSL did not look behind the hash"),
    Defect::lacks("checks-no-signature", JWT_037),
    Defect::does(JUDGES_CLAIMS_FIRST, JWT_037),
    Defect::does(COMPARES_WHAT_THERE_IS_OF_A_SIGNATURE, JWT_038)
        .seen("CVE-2020-28042: ServiceStack compared no more bytes than the signature had"),
    // Claims.
    Defect::lacks("takes-any-claims", JWT_024),
    Defect::does(READS_AN_ARRAY_AS_CLAIMS, JWT_024).seen(JSONWEBTOKEN),
    Defect::does(FIRST_OF_DUPLICATES_COUNTS, JWT_007).with_collateral(&[JWT_006, JWT_017]),
    Defect::lacks("passes-over-mistyped-dates", JWT_025)
        .seen("CVE-2026-25537: jsonwebtoken before 10.3.0"),
    Defect::does(WRAPS_DATES, JWT_026),
    Defect::does(ROUNDS_DATES, JWT_026).seen(JSONWEBTOKEN),
    Defect::lacks("ignores-the-time", JWT_027),
    Defect::does(GRANTS_ANY_LEEWAY, JWT_027),
    Defect::lacks("takes-tokens-from-the-future", JWT_028).seen(JSONWEBTOKEN),
    Defect::lacks("takes-tokens-for-others", JWT_029).seen(JSONWEBTOKEN),
    Defect::does(TAKES_A_MISSING_AUDIENCE, JWT_029).seen(JSONWEBTOKEN),
    Defect::lacks("takes-any-issuer", JWT_030),
    Defect::does(FINDS_NAMES_IN_PART, JWT_030),
    Defect::does(MATCHES_ISSUER_IN_PART, JWT_030)
        .seen("CVE-2024-53861: PyJWT 2.10.0 looked for one text within the other"),
    Defect::lacks("takes-any-issuers-key", JWT_031),
    Defect::lacks("takes-one-kind-of-token-for-another", JWT_032),
    Defect::lacks("passes-over-missing-claims", JWT_041).seen(JSONWEBTOKEN),
    // Entra.
    Defect::lacks("takes-tokens-for-other-resources", ENTRA_002),
    Defect::lacks("takes-any-tenant", ENTRA_003),
    Defect::lacks("takes-uris-in-version-two", ENTRA_004),
    Defect::lacks("takes-any-tenants-key", ENTRA_006)
        .seen("Storm-0558 in 2023: Exchange Online took a consumer key for an organisation's"),
    Defect::lacks("tries-any-key", ENTRA_007),
    Defect::does(FORGETS_KEYS_IN_AN_OUTAGE, ENTRA_008),
    Defect::does(KEEPS_KEYS_FOR_EVER, ENTRA_008),
    Defect::lacks("grants-what-is-not-permitted", ENTRA_009),
    Defect::does(FINDS_SCOPES_IN_PART, ENTRA_009),
    Defect::lacks("serves-users-as-apps", ENTRA_010),
    Defect::does(TAKES_A_MISSING_SCOPE_FOR_AN_APP, ENTRA_010),
    Defect::lacks("takes-any-client", ENTRA_011),
    Defect::lacks("does-not-tell-users-apart", ENTRA_012),
    Defect::does(KEEPS_DATA_UNDER_ADDRESSES, ENTRA_012)
        .seen("nOAuth, described by Descope in 2023"),
    Defect::lacks("takes-too-many-groups-for-all", ENTRA_013),
    Defect::lacks("takes-personal-accounts-for-work", ENTRA_014),
    Defect::does(ASSUMES_AN_HOUR, ENTRA_015),
    Defect::does(REFUSES_UNKNOWN_CLAIMS, ENTRA_016),
    // Office and Exchange.
    Defect::lacks("takes-any-token-for-office", ENTRA_026),
    Defect::lacks("takes-any-client-for-office", ENTRA_027),
    Defect::lacks("takes-what-looks-like-entra", ENTRA_028),
    Defect::does(MATCHES_ISSUER_BY_ITS_START, ENTRA_028)
        .seen("Office Add-ins documentation, SSO in Office Add-ins, which advises it")
        .with_collateral(&[ENTRA_006]),
    Defect::lacks("takes-any-exchange-token", ENTRA_029),
    Defect::lacks("fetches-from-any-address", ENTRA_030),
    Defect::lacks("takes-either-shape", ENTRA_031),
    Defect::lacks("does-not-tell-exchange-users-apart", ENTRA_032),
    Defect::does(JOINS_USERS_WITHOUT_A_BOUNDARY, ENTRA_032).seen(
        "Office Add-ins documentation, validate an Exchange identity token, which advises it",
    ),
];
