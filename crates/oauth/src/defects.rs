//! The ways of being wrong about OAuth that the suite must see.

use conformance::{Defect, Quirk};

macro_rules! quirks {
    ($($name:ident = $spelling:literal;)*) => {
        $(pub(crate) const $name: Quirk = Quirk($spelling);)*
    };
}

quirks! {
    EMPTY_COUNTS_AS_PRESENT = "counts-an-empty-parameter-as-present";
    FIRST_OF_REPEATED_COUNTS = "keeps-the-first-of-repeated-parameters";
    LEAVES_PLUS_SIGNS = "leaves-plus-signs-in-forms";
    WRITES_PLUS_SIGNS_AS_THEY_ARE = "writes-plus-signs-as-they-are";
    READS_A_DOCUMENT_OF_ANY_TYPE = "reads-a-document-of-any-type";
    COMPARES_SCOPES_WITHOUT_CASE = "compares-scopes-without-case";
    CHALLENGES_WITH_HEXADECIMAL = "encodes-the-hexadecimal-hash";
    CHALLENGES_IN_STANDARD_BASE64 = "pads-the-challenge";
    COMPARES_CHALLENGES_WITHOUT_CASE = "compares-challenges-without-case";
    MATCHES_REDIRECT_URIS_BY_THEIR_START = "matches-redirect-uris-by-their-start";
    COMPARES_REDIRECT_URIS_WITHOUT_CASE = "compares-redirect-uris-without-case";
    LETS_LOOPBACK_STAND_FOR_ANY_HOST = "lets-loopback-stand-for-any-host";
    TAKES_SUBDOMAINS = "takes-subdomains-of-redirect-uris";
    REFUSES_OTHER_LOOPBACK_PORTS = "refuses-other-loopback-ports";
    FRAGMENT_IN_THE_QUERY = "answers-in-the-query-whatever-the-mode";
    GOES_ON_AFTER_AN_ERROR = "redeems-a-code-beside-an-error";
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
    ANSWERS_EVERY_REFUSAL_WITH_403 = "answers-every-refusal-with-403";
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
}

/// The ways of being wrong that the suite must see.
pub static DEFECTS: &[Defect] = &[];
