//! The ways of being wrong about tokens that the suite must see.

use conformance::{Defect, Quirk};

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
    SKIPS_EMPTY_SIGNATURES = "skips-a-signature-that-is-empty";
    COMPARES_ALG_WITHOUT_CASE = "compares-alg-without-case";
    COMPARES_KID_WITHOUT_CASE = "compares-kid-without-case";
    OPENS_THE_FILE_THAT_KID_NAMES = "opens-the-file-that-kid-names";
    TAKES_AN_INDENTED_KEY_FOR_A_SECRET = "takes-an-indented-key-for-a-secret";
    REFUSES_SETS_WITH_UNKNOWN_KEYS = "refuses-sets-with-unknown-keys";
    READS_AN_ARRAY_AS_CLAIMS = "reads-an-array-as-claims";
    WRAPS_DATES = "wraps-dates-to-32-bits";
    ROUNDS_DATES = "rounds-fractions-of-dates-up";
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
    JOINS_USERS_WITHOUT_A_BOUNDARY = "joins-users-without-a-boundary";
}

/// The ways of being wrong about tokens that the suite must see.
pub static DEFECTS: &[Defect] = &[];
