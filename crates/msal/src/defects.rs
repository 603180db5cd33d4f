//! The ways of being wrong about acquiring tokens that the suite must see. Those that were seen were
//! seen in a library, in an earlier release of one, or in a document.

use conformance::Defect;

use crate::application as p;
use crate::authority as h;
use crate::authorize as w;
use crate::cache as c;
use crate::claims as m;
use crate::client as l;
use crate::client::interactive as i;
use crate::client::keep as k;
use crate::client::network as n;
use crate::client::silent as s;
use crate::failure as f;
use crate::policy as y;
use crate::request as q;
use crate::requirements as id;
use crate::result as r;
use crate::scopes as o;
use crate::telemetry as e;
use crate::throttle as t;
use crate::token_response as a;

const NET: &str = "MSAL.NET, main of July 2026, read";
const PYTHON: &str = "MSAL Python 1.39.0, read";
const OLD: &str = "msal-common 14.15.0, read";

/// The ways of being wrong.
pub static DEFECTS: &[Defect] = &[
    // The request.
    Defect::lacks("leaves-scopes-untidied", id::MSAL_001),
    Defect::lacks("refuses-empty-scopes", id::MSAL_002).seen(OLD),
    Defect::lacks("calls-for-nobody", id::MSAL_003).with_collateral(&[id::MSAL_073]),
    Defect::does(l::ALWAYS_NAMES_NO_ACCOUNT_ERROR, id::MSAL_003),
    Defect::lacks("begins-uninitialized", id::MSAL_004),
    Defect::lacks("sends-the-callers-scopes-alone", id::MSAL_005).with_collateral(&[
        id::MSAL_001,
        id::MSAL_037,
        id::MSAL_044,
        id::MSAL_045,
    ]),
    Defect::does(o::PUTS_RESERVED_SCOPES_FIRST, id::MSAL_005).with_collateral(&[
        id::MSAL_001,
        id::MSAL_037,
        id::MSAL_044,
        id::MSAL_045,
    ]),
    Defect::lacks("takes-the-other-side-on-reserved-scopes", id::MSAL_006)
        .seen("msal-common 16.16.1 and MSAL Python 1.39.0, each beside the other")
        .with_collateral(&[id::MSAL_005, id::MSAL_008]),
    Defect::lacks("looks-for-a-session-of-nobody", id::MSAL_073).with_collateral(&[id::MSAL_003]),
    Defect::lacks("takes-no-request-for-an-empty-one", id::MSAL_074),
    Defect::does(l::TAKES_MISSING_SCOPES_FOR_NONE, id::MSAL_074),
    // The cache.
    Defect::lacks("takes-any-token-with-the-scopes", id::MSAL_007)
        .with_collateral(&[id::MSAL_003, id::MSAL_010]),
    Defect::does(c::IGNORES_THE_CLIENT, id::MSAL_007),
    Defect::does(c::IGNORES_THE_ACCOUNT, id::MSAL_007),
    Defect::does(c::IGNORES_THE_TOKEN_TYPE, id::MSAL_007),
    Defect::does(c::COMPARES_REALMS_BY_CASE, id::MSAL_007),
    Defect::does(c::KNOWS_NO_ALIASES, id::MSAL_007),
    Defect::does(o::WANTS_EXACTLY_THE_SCOPES, id::MSAL_007)
        .with_collateral(&[id::MSAL_008, id::MSAL_009]),
    Defect::lacks("compares-scopes-as-the-other-side-does", id::MSAL_008)
        .seen("msal-common 16.16.1 and MSAL Python 1.39.0, each beside the other"),
    Defect::does(o::LOOKS_FOR_OPENID_SCOPES, id::MSAL_008),
    Defect::lacks("takes-the-first-of-several", id::MSAL_009).seen(PYTHON),
    Defect::does(c::FAILS_FOR_SEVERAL, id::MSAL_009).seen(NET),
    Defect::does(c::TAKES_THE_LAST_OF_SEVERAL, id::MSAL_009),
    Defect::lacks("keeps-tokens-under-common", id::MSAL_010),
    Defect::does(l::SEARCHES_THE_TENANT_OF_THE_AUTHORITY, id::MSAL_010),
    Defect::lacks("ignores-components", id::MSAL_011),
    Defect::does(c::JOINS_COMPONENTS_BARELY, id::MSAL_011),
    Defect::lacks("caches-by-claims", id::MSAL_019)
        .seen("msal-common 15.17.0, claimsBasedCachingEnabled"),
    // Lifetimes.
    Defect::lacks("returns-tokens-until-they-expire", id::MSAL_012).with_collateral(&[
        id::MSAL_022,
        id::MSAL_029,
        id::MSAL_034,
    ]),
    Defect::does(s::EXPIRES_AT_THE_BOUNDARY, id::MSAL_012).seen(NET),
    Defect::does(s::RETURNS_TOKENS_UNTIL_EXTENDED_EXPIRY, id::MSAL_012).seen(NET),
    Defect::does(s::REFUSES_TOKENS_OF_TEN_YEARS, id::MSAL_080).seen(NET),
    Defect::does(s::RETURNS_ONE_SECOND_PAST_THE_BOUNDARY, id::MSAL_012)
        .with_collateral(&[id::MSAL_022]),
    Defect::lacks("trusts-tokens-of-the-future", id::MSAL_013).seen(PYTHON),
    Defect::lacks("gives-tokens-without-lifetime-an-hour", id::MSAL_014),
    Defect::does(k::GIVES_TEN_MINUTES_TO_ALL, id::MSAL_014).seen(PYTHON),
    Defect::does(k::COUNTS_FROM_THE_ANSWER, id::MSAL_014).seen(PYTHON),
    Defect::does(a::READS_NO_NUMERIC_STRINGS, id::MSAL_014)
        .seen("MSAL Python 1.39.0, which fails for a refresh_in that is a string"),
    Defect::lacks("extends-as-the-other-side-does", id::MSAL_015).seen(NET),
    Defect::lacks("wraps-times-around", id::MSAL_080),
    // Passing over the cache, and renewal.
    Defect::lacks("ignores-force-refresh", id::MSAL_016).with_collateral(&[id::MSAL_022]),
    Defect::does(k::FORGETS_THE_TOKEN_WHEN_A_REFRESH_FAILS, id::MSAL_016),
    Defect::does(s::OPENS_AN_IFRAME_WHEN_FORCED, id::MSAL_016).with_collateral(&[id::MSAL_034]),
    Defect::lacks("serves-claims-from-the-cache", id::MSAL_017),
    Defect::lacks("takes-any-claims-for-a-request", id::MSAL_018),
    Defect::lacks("never-renews-early", id::MSAL_020)
        .seen("msal-browser 5.29.0, read")
        .with_collateral(&[id::MSAL_021]),
    Defect::does(s::RENEWS_IN_THE_BROWSER, id::MSAL_020).seen("msal-node 7.2.1, read"),
    Defect::does(s::FAILS_WITH_THE_RENEWAL, id::MSAL_020),
    Defect::does(s::RETURNS_THE_NEW_TOKEN_IN_NODE, id::MSAL_020).seen(PYTHON),
    Defect::does(s::RETURNS_THE_OLD_TOKEN_IN_PYTHON, id::MSAL_020).seen("msal-node 7.2.1, read"),
    Defect::lacks("renews-with-jitter", id::MSAL_021).seen(NET),
    // Policies, refresh tokens and the iframe.
    Defect::lacks("knows-no-policies", id::MSAL_022).with_collateral(&[
        id::MSAL_007,
        id::MSAL_008,
        id::MSAL_009,
        id::MSAL_010,
        id::MSAL_011,
        id::MSAL_023,
        id::MSAL_025,
        id::MSAL_026,
        id::MSAL_027,
        id::MSAL_028,
        id::MSAL_030,
        id::MSAL_031,
        id::MSAL_034,
        id::MSAL_037,
        id::MSAL_038,
        id::MSAL_039,
        id::MSAL_040,
        id::MSAL_042,
        id::MSAL_049,
        id::MSAL_066,
        id::MSAL_077,
        id::MSAL_079,
    ]),
    Defect::does(y::REFRESHES_UNDER_ACCESS_TOKEN, id::MSAL_022).with_collateral(&[id::MSAL_023]),
    Defect::does(y::READS_THE_CACHE_UNDER_REFRESH_TOKEN, id::MSAL_022)
        .with_collateral(&[id::MSAL_049]),
    Defect::lacks("calls-for-interaction-under-access-token", id::MSAL_023)
        .seen("MSAL.js documentation, token lifetimes, whose fallback counts on it")
        .with_collateral(&[id::MSAL_022, id::MSAL_030, id::MSAL_031, id::MSAL_037]),
    Defect::lacks("finds-refresh-tokens-for-the-same-scopes", id::MSAL_024).with_collateral(&[
        id::MSAL_001,
        id::MSAL_002,
        id::MSAL_035,
        id::MSAL_037,
        id::MSAL_043,
        id::MSAL_057,
        id::MSAL_064,
        id::MSAL_068,
    ]),
    Defect::lacks("knows-no-families", id::MSAL_025),
    Defect::does(s::TRIES_THE_OWN_TOKEN_AFTER_ANY_ERROR, id::MSAL_025),
    Defect::lacks("takes-a-missing-refresh-token-for-an-old-one", id::MSAL_026).with_collateral(&[
        id::MSAL_007,
        id::MSAL_008,
        id::MSAL_009,
        id::MSAL_011,
        id::MSAL_022,
        id::MSAL_023,
        id::MSAL_028,
        id::MSAL_030,
        id::MSAL_037,
        id::MSAL_073,
        id::MSAL_077,
    ]),
    Defect::lacks("sends-refresh-tokens-of-any-age", id::MSAL_027).seen(PYTHON),
    Defect::does(s::TAKES_ZERO_FOR_NO_OFFSET, id::MSAL_027),
    Defect::lacks("keeps-bad-refresh-tokens", id::MSAL_028).seen(PYTHON),
    Defect::does(k::DROPS_REFRESH_TOKENS_FOR_ANY_INTERACTION, id::MSAL_028),
    Defect::lacks("keeps-the-old-refresh-token", id::MSAL_029),
    Defect::lacks("opens-an-iframe-for-any-error", id::MSAL_030),
    Defect::does(y::FALLS_BACK_UNDER_REFRESH_TOKEN, id::MSAL_030).with_collateral(&[
        id::MSAL_022,
        id::MSAL_025,
        id::MSAL_027,
        id::MSAL_028,
        id::MSAL_034,
        id::MSAL_038,
        id::MSAL_040,
        id::MSAL_066,
        id::MSAL_079,
    ]),
    Defect::does(y::FALLS_BACK_WHENEVER_THE_GRANT_IS_INVALID, id::MSAL_030)
        .with_collateral(&[id::MSAL_038]),
    Defect::does(y::NEVER_FALLS_BACK_FOR_BAD_TOKENS, id::MSAL_030),
    Defect::lacks("hints-at-nobody", id::MSAL_031),
    Defect::does(w::ASKS_AS_THE_CALLER_SAYS, id::MSAL_031),
    Defect::does(w::HINTS_AT_THE_NAME_FIRST, id::MSAL_031),
    Defect::lacks("gives-up-for-a-refused-code", id::MSAL_032),
    Defect::does(i::RETRIES_EVERY_REFUSED_CODE, id::MSAL_032),
    Defect::lacks("waits-for-windows-without-end", id::MSAL_033),
    Defect::does(i::TIMES_OUT_AS_THE_MONITOR_OF_3, id::MSAL_033).seen("msal-browser 3, read"),
    Defect::does(i::WAITS_SIX_SECONDS_FOR_IFRAMES, id::MSAL_033),
    Defect::lacks("gives-up-what-the-iframe-said", id::MSAL_075).with_collateral(&[id::MSAL_037]),
    Defect::lacks("throws-the-code-of-the-iframe-away", id::MSAL_076)
        .with_collateral(&[id::MSAL_032, id::MSAL_037]),
    // Calls at the same time.
    Defect::lacks("shares-nothing", id::MSAL_034)
        .seen(PYTHON)
        .with_collateral(&[id::MSAL_035]),
    Defect::does(s::SHARES_WHATEVER_THE_CLAIMS, id::MSAL_034),
    Defect::does(s::SHARES_WHATEVER_THE_ACCOUNT, id::MSAL_034),
    Defect::does(s::SHARES_WHATEVER_IS_FORCED, id::MSAL_034),
    Defect::does(s::SHARES_WHAT_FAILED, id::MSAL_034).with_collateral(&[
        id::MSAL_027,
        id::MSAL_028,
        id::MSAL_049,
        id::MSAL_066,
    ]),
    Defect::lacks("minds-the-order-of-scopes-in-node", id::MSAL_035)
        .seen("msal-browser 5.29.0, read"),
    Defect::does(s::SORTS_SCOPES_EVERYWHERE, id::MSAL_035).seen("msal-node 7.2.1, read"),
    Defect::lacks("answers-all-as-the-first", id::MSAL_036),
    Defect::does(l::SHARES_STATE_TOO, id::MSAL_036),
    Defect::lacks("opens-an-iframe-for-each", id::MSAL_037),
    Defect::does(s::WAITS_UNDER_SKIP, id::MSAL_037).with_collateral(&[id::MSAL_031]),
    Defect::does(s::RETHROWS_THE_ERROR_OF_THE_IFRAME, id::MSAL_037),
    // Errors.
    Defect::lacks("knows-no-suberrors", id::MSAL_038).with_collateral(&[
        id::MSAL_030,
        id::MSAL_042,
        id::MSAL_028,
    ]),
    Defect::does(f::KNOWS_CODES_OF_14, id::MSAL_038).seen(OLD),
    Defect::does(f::CALLS_THEM_UX_NOT_ALLOWED, id::MSAL_038).seen("msal-common 15.17.0, read"),
    Defect::does(f::COMPARES_SUBERRORS_ALONE, id::MSAL_038)
        .with_collateral(&[id::MSAL_075, id::MSAL_041]),
    Defect::lacks("reads-no-descriptions", id::MSAL_039)
        .seen("Microsoft identity platform, error codes, which forbid to read them"),
    Defect::lacks("takes-invalid-grants-for-interaction", id::MSAL_040)
        .seen(NET)
        .with_collateral(&[
            id::MSAL_022,
            id::MSAL_028,
            id::MSAL_030,
            id::MSAL_032,
            id::MSAL_038,
            id::MSAL_079,
        ]),
    Defect::lacks("loses-what-the-server-said", id::MSAL_041),
    Defect::lacks("knows-errors-by-their-code-alone", id::MSAL_042),
    Defect::does(a::KNOWS_ERRORS_BY_STATUS, id::MSAL_042),
    Defect::lacks("takes-what-is-no-json-for-an-error", id::MSAL_043),
    Defect::does(n::NEVER_SENDS_AGAIN, id::MSAL_043),
    // What is sent.
    Defect::lacks("redeems-codes-without-proof", id::MSAL_044)
        .with_collateral(&[id::MSAL_032, id::MSAL_052]),
    Defect::does(q::REDEEMS_WITHOUT_REDIRECT_URI, id::MSAL_044),
    Defect::does(q::REDEEMS_WITHOUT_VERIFIER, id::MSAL_044)
        .with_collateral(&[id::MSAL_032, id::MSAL_052]),
    Defect::lacks("refreshes-without-scope", id::MSAL_045).with_collateral(&[
        id::MSAL_001,
        id::MSAL_002,
        id::MSAL_005,
        id::MSAL_037,
    ]),
    Defect::does(q::REFRESHES_WITH_REDIRECT_URI, id::MSAL_045),
    Defect::does(q::REFRESHES_WITH_RESPONSE_TYPE, id::MSAL_045),
    Defect::lacks("writes-forms-as-they-are", id::MSAL_046),
    Defect::does(q::LEAVES_PLUS_SIGNS_IN_FORMS, id::MSAL_046),
    Defect::lacks("sends-no-correlation-id", id::MSAL_047),
    Defect::does(q::SWAPS_QUERY_AND_HEADER, id::MSAL_047)
        .seen("msal-common 16.16.1 and MSAL Python 1.39.0, each beside the other"),
    Defect::lacks("does-not-name-itself", id::MSAL_048).with_collateral(&[id::MSAL_049]),
    Defect::lacks("writes-any-text-into-telemetry", id::MSAL_049),
    Defect::does(e::CUTS_TELEMETRY_NOWHERE, id::MSAL_049),
    Defect::lacks("lets-extra-parameters-win", id::MSAL_050),
    Defect::lacks("sends-any-claims", id::MSAL_051).with_collateral(&[id::MSAL_018]),
    Defect::does(m::REPLACES_THE_CALLERS_CLAIMS, id::MSAL_051),
    Defect::does(m::SENDS_NO_CAPABILITIES, id::MSAL_051),
    Defect::lacks("asks-without-challenge", id::MSAL_052)
        .with_collateral(&[id::MSAL_032, id::MSAL_044]),
    Defect::does(w::SENDS_THE_VERIFIER_AHEAD, id::MSAL_052)
        .with_collateral(&[id::MSAL_032, id::MSAL_044]),
    Defect::does(w::CHALLENGES_IN_HEXADECIMAL, id::MSAL_052)
        .seen("Microsoft identity platform, authorization code flow: the challenge of its sample")
        .with_collateral(&[id::MSAL_032, id::MSAL_044]),
    Defect::does(w::USES_ONE_VERIFIER, id::MSAL_052).with_collateral(&[id::MSAL_032]),
    // What comes back.
    Defect::lacks("takes-any-state", id::MSAL_053),
    Defect::does(w::TAKES_RESPONSES_WITHOUT_STATE, id::MSAL_053),
    Defect::does(w::IGNORES_THE_KIND_OF_INTERACTION, id::MSAL_053),
    Defect::lacks("takes-any-nonce", id::MSAL_054)
        .seen("MSAL Python 1.38, which validates no id token otherwise"),
    Defect::does(k::COMPARES_NONCES_IF_THERE_ARE_TWO, id::MSAL_054).seen(OLD),
    Defect::lacks("reads-fragments-alone", id::MSAL_055),
    Defect::does(w::TAKES_THE_FIRST_OF_TWO_MEMBERS, id::MSAL_055),
    Defect::lacks("redeems-no-code", id::MSAL_056),
    Defect::lacks("keeps-tokens-side-by-side", id::MSAL_057),
    Defect::does(k::KEEPS_WHAT_WAS_NOT_TO_BE_KEPT, id::MSAL_057),
    Defect::lacks("brings-accounts-back", id::MSAL_058),
    Defect::lacks("fails-without-client-info", id::MSAL_059),
    Defect::does(a::FAILS_FOR_BROKEN_CLIENT_INFO, id::MSAL_059),
    Defect::does(a::TAKES_THE_SUBJECT_FOR_THE_ACCOUNT, id::MSAL_059).with_collateral(&[
        id::MSAL_010,
        id::MSAL_037,
        id::MSAL_057,
    ]),
    Defect::lacks("leaves-members-out", id::MSAL_060),
    Defect::does(r::SAYS_NOTHING_IS_FROM_THE_CACHE, id::MSAL_060).with_collateral(&[
        id::MSAL_007,
        id::MSAL_012,
        id::MSAL_019,
        id::MSAL_020,
        id::MSAL_080,
    ]),
    Defect::does(r::NAMES_THE_SCOPES_ASKED_FOR, id::MSAL_060),
    Defect::lacks("takes-any-id-token", id::MSAL_061),
    Defect::does(a::WANTS_A_SIGNATURE, id::MSAL_061).with_collateral(&[
        id::MSAL_010,
        id::MSAL_037,
        id::MSAL_054,
        id::MSAL_057,
        id::MSAL_059,
        id::MSAL_060,
        id::MSAL_072,
        id::MSAL_076,
    ]),
    // Authorities.
    Defect::lacks("goes-to-insecure-authorities", id::MSAL_062),
    Defect::does(h::COMPARES_HOSTS_BY_CASE, id::MSAL_062),
    Defect::lacks("asks-nobody-about-hosts", id::MSAL_063)
        .seen("MSAL Python 1.39.0 with instance_discovery=False")
        .with_collateral(&[id::MSAL_064]),
    Defect::lacks("takes-any-metadata", id::MSAL_064),
    Defect::does(h::WANTS_NO_KEYS, id::MSAL_064),
    Defect::does(h::KEEPS_METADATA_FOR_EVER, id::MSAL_064),
    Defect::lacks("goes-by-metadata-of-any-issuer", id::MSAL_065).seen(OLD),
    Defect::does(h::TAKES_A_SUFFIX_FOR_A_REGION, id::MSAL_065),
    // Throttling.
    Defect::lacks("stops-nothing", id::MSAL_066).with_collateral(&[id::MSAL_067, id::MSAL_068]),
    Defect::does(t::THROTTLES_429_ALONE, id::MSAL_066).with_collateral(&[id::MSAL_067]),
    Defect::does(t::THROTTLES_400_TOO, id::MSAL_066)
        .seen(PYTHON)
        .with_collateral(&[
            id::MSAL_025,
            id::MSAL_027,
            id::MSAL_028,
            id::MSAL_032,
            id::MSAL_034,
            id::MSAL_049,
        ]),
    Defect::does(t::THROTTLES_WITHOUT_END, id::MSAL_066)
        .with_collateral(&[id::MSAL_067, id::MSAL_028]),
    Defect::does(n::SAYS_THE_CODE_WHILE_THROTTLED, id::MSAL_066)
        .seen(PYTHON)
        .with_collateral(&[id::MSAL_067, id::MSAL_068]),
    Defect::lacks("waits-for-as-long-as-is-said", id::MSAL_067),
    Defect::does(t::STOPS_FOR_FIVE_SECONDS, id::MSAL_067).seen(PYTHON),
    Defect::does(t::STOPS_NOTHING_FOR_ZERO, id::MSAL_067).seen(PYTHON),
    Defect::does(t::TRUSTS_ANY_RETRY_AFTER, id::MSAL_067),
    Defect::lacks("throttles-by-account", id::MSAL_068)
        .seen("MSAL.js documentation, throttling, which says so"),
    Defect::does(t::THROTTLES_BY_CREDENTIAL, id::MSAL_068).seen(PYTHON),
    Defect::does(t::THROTTLES_BY_CLIENT_ALONE, id::MSAL_068),
    // Interaction.
    Defect::lacks("interacts-twice-at-once", id::MSAL_069),
    Defect::does(i::BLOCKS_SILENT_CALLS, id::MSAL_069),
    Defect::lacks("sends-tokens-of-no-scheme", id::MSAL_070).with_collateral(&[id::MSAL_078]),
    Defect::does(p::SENDS_THE_BARE_TOKEN, id::MSAL_070).with_collateral(&[id::MSAL_078]),
    Defect::lacks("removes-the-account-alone", id::MSAL_071),
    Defect::lacks("forgets-where-it-redirected", id::MSAL_072),
    Defect::does(i::HANDS_OUT_REDIRECTS_TWICE, id::MSAL_072),
    Defect::lacks("asks-the-user-for-any-error", id::MSAL_077).with_collateral(&[id::MSAL_023]),
    Defect::does(p::SWALLOWS_OTHER_ERRORS, id::MSAL_077)
        .seen("Acquiring and Using an Access Token, whose popup sample does")
        .with_collateral(&[id::MSAL_023]),
    Defect::lacks("gives-the-token-to-anybody", id::MSAL_078).with_collateral(&[id::MSAL_070]),
    Defect::does(p::TAKES_THE_TOKEN_ALONG, id::MSAL_078)
        .seen("CVE-2018-18074: Requests kept the header when redirected"),
    // What the catalogue takes for granted.
    Defect::lacks("writes-requests-into-the-log", id::MSAL_079),
];
