//! The ways of being wrong about OAuth that the suite must see.

use conformance::{Defect, Quirk};

use crate::requirements::*;

macro_rules! quirks {
    ($($name:ident = $spelling:literal;)*) => {
        $(pub(crate) const $name: Quirk = Quirk($spelling);)*
    };
}

quirks! {
    EMPTY_COUNTS_AS_PRESENT = "counts-an-empty-parameter-as-present";
    FIRST_OF_REPEATED_COUNTS = "keeps-the-first-of-repeated-parameters";
    LEAVES_PLUS_SIGNS = "leaves-plus-signs-in-forms";
    DECODES_FORMS_TWICE = "decodes-forms-twice";
    WRITES_PLUS_SIGNS_AS_THEY_ARE = "writes-plus-signs-as-they-are";
    READS_A_DOCUMENT_OF_ANY_TYPE = "reads-a-document-of-any-type";
    CHALLENGES_WITH_HEXADECIMAL = "encodes-the-hexadecimal-hash";
    CHALLENGES_IN_STANDARD_BASE64 = "pads-the-challenge";
    COMPARES_CHALLENGES_WITHOUT_CASE = "compares-challenges-without-case";
    MATCHES_REDIRECT_URIS_BY_THEIR_START = "matches-redirect-uris-by-their-start";
    COMPARES_REDIRECT_URIS_WITHOUT_CASE = "compares-redirect-uris-without-case";
    LETS_LOOPBACK_STAND_FOR_ANY_HOST = "lets-loopback-stand-for-any-host";
    TAKES_SUBDOMAINS = "takes-subdomains-of-redirect-uris";
    REFUSES_OTHER_LOOPBACK_PORTS = "refuses-other-loopback-ports";
    ANSWERS_IN_THE_QUERY = "answers-in-the-query-whatever-the-mode";
    REDEEMS_A_CODE_BESIDE_AN_ERROR = "redeems-a-code-beside-an-error";
    BASIC_WITHOUT_FORM_ENCODING = "takes-basic-credentials-as-they-are";
    COMPARES_TOKEN_TYPES_WITH_CASE = "compares-token-types-with-case";
    IGNORES_THE_STATUS = "takes-a-token-whatever-the-status";
    REFUSES_LONG_VALUES = "refuses-long-values";
    REFUSES_UNKNOWN_MEMBERS = "refuses-unknown-members";
    BRANCHES_ON_WORDS = "decides-by-the-words-of-an-error";
    APPENDS_EVERY_WELL_KNOWN_PATH = "appends-every-well-known-path";
    COMPARES_ISSUERS_WITHOUT_THE_LAST_SLASH = "compares-issuers-without-the-last-slash";
    TAKES_ANY_ISSUER_OF_THE_HOST = "takes-any-issuer-of-the-host";
    LEAVES_ESCAPES_IN_CHALLENGES = "leaves-escapes-in-challenges";
    READS_ONE_CHALLENGE = "reads-one-challenge";
    READS_ONE_CHALLENGE_LINE = "reads-one-challenge-line";
    SPLITS_CHALLENGES_AT_COMMAS = "splits-challenges-at-commas";
    LEAVES_UNPADDED_CLAIMS_ENCODED = "leaves-unpadded-claims-encoded";
    DECODES_WHOLE_GROUPS_ONLY = "decodes-whole-groups-only";
    PRESENTS_TOKENS_IN_THE_QUERY = "presents-tokens-in-the-query";
    COMPARES_BEARER_WITH_CASE = "compares-bearer-with-case";
    TAKES_THE_REST_FOR_A_TOKEN = "takes-the-rest-for-a-token";
    ANSWERS_ERRORS_WITH_200 = "answers-errors-with-200";
    BREAKS_DESCRIPTIONS_OF_ERRORS = "quotes-requests-in-errors";
    NUMBERS_ERRORS_WITH_STRINGS = "numbers-errors-with-strings";
    REPEATS_SECRETS_IN_ERRORS = "repeats-secrets-in-errors";
    KEEPS_QUIET_ABOUT_THE_SCOPE = "keeps-quiet-about-the-scope";
    KNOWS_EVERY_HOST = "takes-any-host-for-an-authority";
    PUBLISHES_KEYS_OF_NOBODY = "publishes-keys-of-nobody";
    FINDS_HOSTS_IN_PART = "finds-hosts-in-part";
    FORGETS_TO_SERVE_OPENID_METADATA = "serves-no-openid-metadata";
    STATES_THE_ISSUER_WITH_A_SLASH = "states-the-issuer-with-a-slash";
    ADDRESSES_GRAPH_WITHOUT_EXCHANGE = "addresses-every-token-to-graph";
    LETS_THE_ENDPOINT_CHOOSE_THE_VERSION = "lets-the-endpoint-choose-the-version";
    LIVES_FOR_AN_HOUR = "issues-tokens-for-an-hour";
    CHANGES_THE_STATE = "writes-spaces-of-the-state-as-plus-signs";
    DROPS_THE_STATE_OF_ERRORS = "drops-the-state-of-errors";
    TRIMS_THE_STATE = "trims-the-state";
    FORGETS_THE_NONCE = "forgets-the-nonce";
    SHOWS_A_PAGE_FOR_PROMPT_NONE = "shows-a-page-for-prompt-none";
    SIGNS_IN_WITHOUT_A_PASSWORD = "signs-in-without-a-password";
    CHECKS_VERIFIERS_THAT_ARE_SENT = "checks-verifiers-that-are-sent";
    CODES_LIVE_ON = "lets-codes-live-on";
    EXTENDS_REFRESH_TOKENS_OF_PAGES = "extends-refresh-tokens-of-pages";
    FORGETS_TO_ROTATE = "forgets-to-rotate";
    TAKES_VERIFIERS_WITHOUT_CHALLENGE = "takes-verifiers-without-a-challenge";
    WORDS_NUMBERS_AS_STRINGS = "answers-numbers-as-strings";
    DENIES_MISSING_CREDENTIALS_WITH_403 = "denies-missing-credentials-with-403";
    DENIES_MISSING_SCOPES_WITH_401 = "denies-missing-scopes-with-401";
    CHALLENGES_EVERY_CLIENT = "challenges-every-client";
    FINDS_CAPABILITIES_BY_CASE = "finds-capabilities-by-case";
    REPEATS_PARAMETERS_OF_CHALLENGES = "repeats-parameters-of-challenges";
    SENDS_CLAIMS_AS_THEY_ARE = "sends-claims-as-they-are";
    ASKS_WITHOUT_CHALLENGE = "asks-without-a-challenge";
    CHALLENGES_IN_PLAIN = "challenges-in-plain";
    FORGETS_THE_CLAIMS = "forgets-the-claims-of-a-challenge";
    IGNORES_THE_ISSUER = "ignores-the-issuer-of-a-response";
    IGNORES_THE_STATE = "ignores-the-state-of-a-response";
    KEEPS_ASKING_FOR_CLAIMS = "keeps-asking-for-claims";
    KEEPS_THE_CHALLENGED_TOKEN = "keeps-the-challenged-token";
    KEEPS_THE_FIRST_REFRESH_TOKEN = "keeps-the-first-refresh-token";
    PUTS_ITS_SECRET_IN_THE_QUERY = "puts-its-secret-in-the-query";
    READS_ACCESS_TOKENS = "reads-access-tokens";
    READS_CALLBACK_TOKENS = "reads-callback-tokens";
}

const MOCK: &str = "oauth2-mock-server, a mock of an authority on npm: read";
const MSAL_COMMON: &str = "msal-common 16.16: read";

/// The ways of being wrong about OAuth that the suite must see.
pub static DEFECTS: &[Defect] = &[
    // Endpoints and parameters.
    Defect::lacks("answers-get-with-a-token", OAUTH_001),
    Defect::lacks("keeps-the-last-of-repeated-parameters", OAUTH_002)
        .seen("msal-common 16.16: of two parameters in a response, the last counts"),
    Defect::does(FIRST_OF_REPEATED_COUNTS, OAUTH_002)
        .seen("Java servlets: `getParameter` gives the first"),
    Defect::does(EMPTY_COUNTS_AS_PRESENT, OAUTH_002),
    Defect::lacks("repairs-forms", OAUTH_037)
        .seen("WHATWG URL §5.1 and form_urlencoded 1.2: measured"),
    Defect::does(LEAVES_PLUS_SIGNS, OAUTH_037)
        .seen("JavaScript's `decodeURIComponent`, where it is used for forms"),
    Defect::does(DECODES_FORMS_TWICE, OAUTH_037)
        .seen("CWE-174; CVE-2001-0333: IIS decoded what it had decoded")
        .with_collateral(&[OAUTH_006]),
    Defect::does(WRITES_PLUS_SIGNS_AS_THEY_ARE, OAUTH_037)
        .seen("Spring Authorization Server, issue 875: a state with a plus sign came back changed")
        .with_collateral(&[OAUTH_006, OAUTH_021]),
    Defect::lacks("reads-messages-of-any-size", OAUTH_038),
    Defect::does(REPEATS_SECRETS_IN_ERRORS, OAUTH_039).with_collateral(&[OAUTH_018]),
    // Redirection.
    Defect::lacks("redirects-errors-anywhere", OAUTH_003),
    Defect::lacks("redirects-to-wherever-it-is-told", OAUTH_004).seen(MOCK),
    Defect::does(MATCHES_REDIRECT_URIS_BY_THEIR_START, OAUTH_004)
        .seen("osin, issue 209; hsweb-framework, issue 354"),
    Defect::does(COMPARES_REDIRECT_URIS_WITHOUT_CASE, OAUTH_004),
    Defect::does(LETS_LOOPBACK_STAND_FOR_ANY_HOST, OAUTH_004),
    Defect::does(TAKES_SUBDOMAINS, OAUTH_004)
        .seen("MaxKey, issue 269: it looked how the host ends"),
    Defect::does(REFUSES_OTHER_LOOPBACK_PORTS, OAUTH_004)
        .seen("Gitea, pull request 21293; Coder, pull request 29013"),
    Defect::lacks("drops-fragments-of-redirect-uris", OAUTH_005)
        .seen("node-oauth2-server, issue 637"),
    Defect::does(CHANGES_THE_STATE, OAUTH_006),
    Defect::does(DROPS_THE_STATE_OF_ERRORS, OAUTH_006),
    Defect::does(TRIMS_THE_STATE, OAUTH_006).seen("goiabada, pull request 227"),
    Defect::does(IGNORES_THE_STATE, OAUTH_006)
        .seen("CVE-2023-27490: NextAuth.js did not always look at the state"),
    Defect::does(ANSWERS_IN_THE_QUERY, OAUTH_045).seen(MOCK),
    Defect::lacks("answers-unknown-modes-in-the-query", OAUTH_045).seen(MOCK),
    Defect::does(FORGETS_THE_NONCE, OAUTH_043),
    Defect::does(SIGNS_IN_WITHOUT_A_PASSWORD, OAUTH_046).seen(MOCK),
    Defect::lacks("asks-for-no-consent", OAUTH_046)
        .seen("diaspora, issue 6696: a second request was granted whatever it asked for"),
    Defect::lacks("sends-no-issuer", OAUTH_032),
    Defect::does(IGNORES_THE_ISSUER, OAUTH_032)
        .seen("the mix-up attack that Fett, Küsters and Schmitz described in 2016"),
    Defect::does(REDEEMS_A_CODE_BESIDE_AN_ERROR, OAUTH_047).with_collateral(&[OAUTH_032]),
    Defect::lacks("sends-users-anywhere-after-signing-out", OAUTH_034).seen(MOCK),
    // Codes.
    Defect::lacks("takes-codes-again", OAUTH_007)
        .seen("oauth2orize-examples, issue 16; FOSOAuthServerBundle, issue 143")
        .with_collateral(&[OAUTH_040]),
    Defect::lacks("lets-live-what-came-of-a-stolen-code", OAUTH_040)
        .seen("node-oauth2-server, issue 637; Hydra, issue 693"),
    Defect::does(CODES_LIVE_ON, OAUTH_040),
    Defect::lacks("takes-codes-for-any-redirect-uri", OAUTH_008).seen(MOCK),
    Defect::does(CHECKS_VERIFIERS_THAT_ARE_SENT, OAUTH_009)
        .seen("CVE-2023-48228: authentik asked for no verifier if none was sent"),
    Defect::does(TAKES_VERIFIERS_WITHOUT_CHALLENGE, OAUTH_009)
        .seen("CVE-2024-23647: authentik; Kanidm, issue 1097; Keycloak, pull request 26808"),
    Defect::does(ASKS_WITHOUT_CHALLENGE, OAUTH_009)
        .seen("CVE-2020-7692: google-oauth-client for Java"),
    Defect::lacks("takes-verifiers-of-any-shape", OAUTH_010),
    Defect::does(CHALLENGES_WITH_HEXADECIMAL, OAUTH_010)
        .seen("measured: the example of Entra's own page is base64 of hexadecimal digits"),
    Defect::does(CHALLENGES_IN_STANDARD_BASE64, OAUTH_010),
    Defect::lacks("takes-a-missing-method-for-s256", OAUTH_011),
    Defect::does(CHALLENGES_IN_PLAIN, OAUTH_011),
    Defect::lacks("takes-any-verifier", OAUTH_012),
    Defect::does(COMPARES_CHALLENGES_WITHOUT_CASE, OAUTH_012),
    // Token answers.
    Defect::lacks("lets-tokens-be-stored", OAUTH_013),
    Defect::does(READS_A_DOCUMENT_OF_ANY_TYPE, OAUTH_013),
    Defect::does(WORDS_NUMBERS_AS_STRINGS, OAUTH_042)
        .seen("Entra's first endpoint; MSAL for Python 1.39 cannot add such a `refresh_in`"),
    Defect::lacks("takes-strings-for-numbers", OAUTH_042),
    Defect::lacks("uses-tokens-of-any-type", OAUTH_014),
    Defect::does(COMPARES_TOKEN_TYPES_WITH_CASE, OAUTH_014).seen("carbon-js-sdk, pull request 681"),
    Defect::does(REFUSES_UNKNOWN_MEMBERS, OAUTH_015).with_collateral(&[OAUTH_038]),
    Defect::does(REFUSES_LONG_VALUES, OAUTH_015).with_collateral(&[OAUTH_038]),
    Defect::lacks("takes-any-scope", OAUTH_016),
    Defect::does(KEEPS_QUIET_ABOUT_THE_SCOPE, OAUTH_016)
        .seen("Coder, pull request 28237: the token was narrower than what was asked"),
    Defect::lacks("compares-scopes-without-case", OAUTH_044)
        .seen("Entra, whose samples ask for `user.read`"),
    Defect::lacks("answers-errors-with-403", OAUTH_017),
    Defect::does(ANSWERS_ERRORS_WITH_200, OAUTH_017)
        .seen("GitHub's token endpoint: auth-oauth-app.js, issue 13"),
    Defect::does(IGNORES_THE_STATUS, OAUTH_017)
        .seen(MSAL_COMMON)
        .with_collateral(&[OAUTH_018, ENTRA_017]),
    Defect::lacks("takes-errors-of-any-character", OAUTH_018),
    Defect::does(BREAKS_DESCRIPTIONS_OF_ERRORS, OAUTH_018).with_collateral(&[OAUTH_039]),
    // Refresh tokens and other grants.
    Defect::lacks("widens-the-scope-on-refresh", OAUTH_019).seen("osin, pull request 61"),
    Defect::does(FORGETS_TO_ROTATE, OAUTH_020).with_collateral(&[OAUTH_041]),
    Defect::does(KEEPS_THE_FIRST_REFRESH_TOKEN, OAUTH_020),
    Defect::lacks("lets-rotated-tokens-live", OAUTH_041).seen("Entra, as documented"),
    Defect::lacks("takes-secrets-from-the-query", OAUTH_021),
    Defect::does(BASIC_WITHOUT_FORM_ENCODING, OAUTH_021)
        .seen("requests-oauthlib, pull request 568; AppAuth for iOS, pull request 266"),
    Defect::does(PUTS_ITS_SECRET_IN_THE_QUERY, OAUTH_021),
    Defect::lacks("takes-passwords", OAUTH_033).seen(MOCK),
    Defect::lacks("opens-graph-to-any-token", OAUTH_035),
    Defect::does(ADDRESSES_GRAPH_WITHOUT_EXCHANGE, OAUTH_035).with_collateral(&[OAUTH_036]),
    Defect::lacks("takes-any-assertion", OAUTH_036),
    // Bearer tokens.
    Defect::lacks("takes-any-text-for-a-token", OAUTH_022),
    Defect::does(COMPARES_BEARER_WITH_CASE, OAUTH_022).seen(
        "fastify-bearer-auth, issue 169; Google and Facebook: spring-security-oauth, issue 354",
    ),
    Defect::lacks("takes-one-of-two-tokens", OAUTH_023),
    Defect::lacks("takes-tokens-from-the-query", OAUTH_024),
    Defect::does(PRESENTS_TOKENS_IN_THE_QUERY, OAUTH_024)
        .seen("the browser client of ASP.NET Core SignalR, as documented")
        .with_collateral(&[OAUTH_022, ENTRA_001, ENTRA_033]),
    Defect::lacks("takes-tokens-from-the-body-of-a-get", OAUTH_025),
    Defect::lacks("denies-without-a-challenge", OAUTH_026)
        .with_collateral(&[OAUTH_023, OAUTH_028, OAUTH_035, ENTRA_022, ENTRA_024]),
    Defect::does(DENIES_MISSING_CREDENTIALS_WITH_403, OAUTH_026)
        .seen("FastAPI's `HTTPBearer`, issues 2026 and 10177")
        .with_collateral(&[OAUTH_025]),
    Defect::lacks("finds-fault-with-missing-credentials", OAUTH_027)
        .seen("auth0-fastapi-api, issue 56"),
    Defect::lacks("lets-any-scope-do", OAUTH_028),
    Defect::does(DENIES_MISSING_SCOPES_WITH_401, OAUTH_028),
    Defect::does(REPEATS_PARAMETERS_OF_CHALLENGES, OAUTH_028),
    Defect::does(SPLITS_CHALLENGES_AT_COMMAS, OAUTH_029)
        .seen("msal-common 16.16; MCP's SDK for C#, issue 1088; Docker.Registry.DotNet, issue 7")
        .with_collateral(&[OAUTH_028, OAUTH_038, ENTRA_025]),
    Defect::does(LEAVES_ESCAPES_IN_CHALLENGES, OAUTH_029)
        .seen("MCP's SDK for C#, pull request 1764"),
    Defect::does(READS_ONE_CHALLENGE, OAUTH_029)
        .seen("browsers in 2018, several challenges in one line: httpwg/http-core, issue 136")
        .with_collateral(&[OAUTH_028]),
    Defect::does(READS_ONE_CHALLENGE_LINE, OAUTH_029),
    // Metadata.
    Defect::lacks("believes-any-issuer", OAUTH_030),
    Defect::does(APPENDS_EVERY_WELL_KNOWN_PATH, OAUTH_030)
        .seen("mcp-context-forge, pull request 3207; Okta, by openid-client pull request 103"),
    Defect::does(COMPARES_ISSUERS_WITHOUT_THE_LAST_SLASH, OAUTH_030),
    Defect::does(TAKES_ANY_ISSUER_OF_THE_HOST, OAUTH_030).seen(MSAL_COMMON),
    Defect::does(STATES_THE_ISSUER_WITH_A_SLASH, OAUTH_030),
    Defect::lacks("reads-any-document-as-metadata", OAUTH_031),
    Defect::does(FORGETS_TO_SERVE_OPENID_METADATA, OAUTH_031),
    // Entra's authority.
    Defect::does(LETS_THE_ENDPOINT_CHOOSE_THE_VERSION, ENTRA_005),
    Defect::does(LIVES_FOR_AN_HOUR, jwt::ENTRA_015).seen(MOCK),
    Defect::lacks("answers-with-bare-errors", ENTRA_017)
        .seen(MOCK)
        .with_collateral(&[ENTRA_018]),
    Defect::does(NUMBERS_ERRORS_WITH_STRINGS, ENTRA_017)
        .seen("msal-common 16.16 declares them as strings"),
    Defect::does(BRANCHES_ON_WORDS, ENTRA_017).seen(MSAL_COMMON),
    Defect::lacks("forgets-the-correlation-id", ENTRA_018),
    Defect::does(SHOWS_A_PAGE_FOR_PROMPT_NONE, ENTRA_019),
    Defect::lacks("takes-pages-for-any-client", ENTRA_020),
    Defect::does(EXTENDS_REFRESH_TOKENS_OF_PAGES, ENTRA_020),
    Defect::lacks("mixes-resources", ENTRA_021),
    Defect::does(FINDS_HOSTS_IN_PART, ENTRA_035),
    Defect::does(KNOWS_EVERY_HOST, ENTRA_035),
    Defect::does(PUBLISHES_KEYS_OF_NOBODY, ENTRA_036).seen(MOCK),
    // Entra's clients and resources.
    Defect::does(READS_ACCESS_TOKENS, ENTRA_001),
    Defect::lacks("asks-for-no-claims", ENTRA_022),
    Defect::does(SENDS_CLAIMS_AS_THEY_ARE, ENTRA_022),
    Defect::does(FORGETS_THE_CLAIMS, ENTRA_023),
    Defect::does(KEEPS_ASKING_FOR_CLAIMS, ENTRA_023),
    Defect::does(KEEPS_THE_CHALLENGED_TOKEN, ENTRA_023),
    Defect::does(CHALLENGES_EVERY_CLIENT, ENTRA_024),
    Defect::does(FINDS_CAPABILITIES_BY_CASE, ENTRA_024)
        .seen("the documentation of MSAL.js writes `CP1` where others write `cp1`"),
    Defect::does(LEAVES_UNPADDED_CLAIMS_ENCODED, ENTRA_025).seen("MSAL for .NET at 39d20011: read"),
    Defect::does(DECODES_WHOLE_GROUPS_ONLY, ENTRA_025),
    Defect::does(READS_CALLBACK_TOKENS, ENTRA_033)
        .seen("Microsoft 365 developer blog, 2023-10-26, which warns those that do"),
];
