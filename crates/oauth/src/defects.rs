//! The ways of being wrong about OAuth that the suite must see.

use conformance::Quirk;

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
}
