//! The ways of being wrong about GetClientAccessToken that the suite must see.

use conformance::{Defect, Flaw};
use soap::DISPATCHES_BY_ACTION;
use xml::{LOCAL_NAMES_ONLY, READS_ONLY_THE_FIRST_TEXT};

use crate::app::{DISPLAY_NAMES, WRAPS_MANIFESTS};
use crate::client::{
    COMES_DOWN, ECHOES_THE_VERSION, IGNORES_INNER_ERRORS, IMPERSONATES, NEEDS_A_HEADER,
    NEVER_WAITS, OTHER_SOAP_ACTION, SENDS_EMPTY_SCOPES,
};
use crate::fault::{BARE_FAULT_CODE, DETAILS_IN_TYPES_ONLY, NO_LIMIT, NO_POSITION};
use crate::response::TTL_IN_32_BITS;
use crate::sequence::FIRST_OF_TWO;
use crate::server::{
    ALL_OR_NOTHING, CANNED, EMPTY_ID_IS_A_FAULT, EMPTY_TOKEN, GENERAL_CODE, NO_LINK_KEY,
    NO_SERVER_VERSION, NO_TTL, ONE_MESSAGE, OWN_HEADER, OWN_MESSAGE, SECONDS, TALKS_OF_SUCCESS,
    TOKEN_FIRST, TOKEN_IN_TYPES,
};
use crate::*;

const GATEWAY: &str = "exchange_gateway, a server in Rust: measured against the schema";
const EMA: &str = "ews-managed-api, Microsoft's own client, read";
const EWS_RS: &str = "ews-rs, Thunderbird's client: measured";

/// Every defect of this protocol.
pub static DEFECTS: &[Defect] = &[
    Defect::lacks("answers-operations-of-any-namespace", EWS_001)
        .seen("grommunio strips all prefixes before it looks at names"),
    // The reader that both ends stand on: what is shown here is that an operation suffers by it.
    Defect::by_flaw(
        "reads-the-token-type-up-to-a-comment",
        EWS_013,
        Flaw::Does(READS_ONLY_THE_FIRST_TEXT),
    )
    .seen("roxmltree's `Node::text()`: measured")
    .with_collateral(&[xml::SOAP_062]),
    Defect::by_flaw(
        "reads-elements-by-local-name",
        EWS_005,
        Flaw::Does(LOCAL_NAMES_ONLY),
    )
    .seen("grommunio and ews-rs: measured")
    .with_collateral(&[
        EWS_001,
        EWS_003,
        EWS_025,
        EWS_061,
        soap::SOAP_001,
        soap::SOAP_071,
    ]),
    Defect::lacks("takes-what-follows-the-list", EWS_002),
    Defect::lacks("takes-an-empty-list", EWS_003),
    Defect::lacks("takes-a-token-request-in-any-order", EWS_004)
        .seen("ews-javascript-api reads from an object without order"),
    Defect::by_flaw(FIRST_OF_TWO.0, EWS_026, Flaw::Does(FIRST_OF_TWO))
        .seen("ews-javascript-api and readers on serde: one of two wins")
        .with_collateral(&[EWS_002, EWS_004, EWS_020, EWS_024, soap::SOAP_070]),
    Defect::lacks("takes-an-id-of-any-namespace", EWS_005),
    Defect::does(EMPTY_ID_IS_A_FAULT, EWS_006),
    Defect::lacks("takes-token-types-of-any-case", EWS_007),
    Defect::lacks("takes-token-types-of-any-generation", EWS_008).with_collateral(&[EWS_036]),
    Defect::lacks("takes-scopes-under-any-version", EWS_009),
    Defect::does(SENDS_EMPTY_SCOPES, EWS_010)
        .seen("the opposite is what ews-managed-api takes care of"),
    Defect::lacks("takes-attributes-and-stray-text", EWS_011)
        .seen("exchange_gateway reads `Id` from an attribute: measured")
        .with_collateral(&[soap::SOAP_072]),
    Defect::lacks("takes-any-declared-type", EWS_012).with_collateral(&[soap::SOAP_072]),
    Defect::does(OTHER_SOAP_ACTION, EWS_014),
    Defect::does(OWN_HEADER, EWS_015),
    Defect::does(IMPERSONATES, EWS_015),
    Defect::lacks("takes-any-number-of-message-lists", EWS_020),
    Defect::lacks("takes-messages-of-other-operations", EWS_021),
    Defect::does(OWN_MESSAGE, EWS_021).seen(GATEWAY),
    Defect::lacks("takes-any-number-of-messages", EWS_022),
    Defect::does(ONE_MESSAGE, EWS_022).seen(GATEWAY),
    Defect::lacks("takes-any-class", EWS_023),
    Defect::lacks("takes-a-message-in-any-order", EWS_024),
    Defect::does(TOKEN_FIRST, EWS_024).seen("the syntax block of the element's own page"),
    Defect::lacks("takes-tokens-of-any-namespace", EWS_025),
    Defect::does(TOKEN_IN_TYPES, EWS_025).seen("the namespace row of the element's own page"),
    Defect::lacks("takes-incomplete-tokens", EWS_026).with_collateral(&[EWS_036]),
    Defect::does(NO_TTL, EWS_026).seen(GATEWAY),
    Defect::lacks("takes-contradictions", EWS_027),
    Defect::does(EMPTY_TOKEN, EWS_027).seen(GATEWAY),
    Defect::lacks("takes-answers-for-others", EWS_028).seen(EMA),
    Defect::does(CANNED, EWS_028).seen("ews-middleware answers with two fixed tokens: read"),
    Defect::lacks("takes-any-text-for-a-life", EWS_029),
    Defect::does(SECONDS, EWS_030),
    Defect::lacks("takes-lives-below-nought", EWS_031),
    Defect::does(TTL_IN_32_BITS, EWS_031).seen(EMA),
    Defect::lacks("takes-incomplete-errors", EWS_032),
    Defect::does(NO_LINK_KEY, EWS_032),
    Defect::does(TALKS_OF_SUCCESS, EWS_033),
    Defect::lacks("takes-any-code", EWS_034).with_collateral(&[EWS_036]),
    Defect::does(GENERAL_CODE, EWS_035),
    Defect::does(COMES_DOWN, EWS_036)
        .seen("ews-managed-api throws out of its parser: read")
        .with_collateral(&[EWS_008, EWS_034]),
    Defect::lacks("takes-a-token-that-was-not-tried-for", EWS_037),
    Defect::does(IGNORES_INNER_ERRORS, EWS_038).with_collateral(&[EWS_052]),
    Defect::lacks("takes-a-header-without-version", EWS_040),
    Defect::lacks("refuses-the-version-of-outlook", EWS_041)
        .seen("a server that goes by the documents breaks Outlook: office-js issue 6340"),
    Defect::lacks("asks-under-any-version", EWS_042),
    Defect::lacks("answers-without-a-version", EWS_043),
    Defect::lacks("answers-versions-that-nobody-lists", EWS_044).with_collateral(&[EWS_040]),
    Defect::lacks("takes-any-attribute-on-the-version", EWS_045),
    Defect::lacks("takes-builds-that-are-no-numbers", EWS_046),
    Defect::does(ECHOES_THE_VERSION, EWS_047)
        .seen("exchangelib guards against it: servers state versions that requests may not"),
    Defect::does(NEEDS_A_HEADER, EWS_048)
        .seen(EWS_RS)
        .with_collateral(&[EWS_050, EWS_051, EWS_052, EWS_053]),
    Defect::does(NO_SERVER_VERSION, EWS_048),
    Defect::lacks("takes-a-schema-fault-without-position", EWS_050),
    Defect::does(NO_POSITION, EWS_050).with_collateral(&[
        EWS_001,
        EWS_002,
        EWS_003,
        EWS_004,
        EWS_005,
        EWS_007,
        EWS_008,
        EWS_009,
        EWS_011,
        EWS_012,
        EWS_040,
        EWS_045,
        EWS_060,
        soap::SOAP_070,
        soap::SOAP_071,
        soap::SOAP_072,
    ]),
    Defect::does(BARE_FAULT_CODE, EWS_050)
        .seen("grommunio writes the code without a namespace: read")
        .with_collateral(&[
            EWS_001,
            EWS_002,
            EWS_003,
            EWS_004,
            EWS_005,
            EWS_007,
            EWS_008,
            EWS_009,
            EWS_011,
            EWS_012,
            EWS_040,
            EWS_043,
            EWS_044,
            EWS_045,
            EWS_052,
            EWS_053,
            EWS_054,
            EWS_055,
            EWS_056,
            EWS_060,
            soap::SOAP_014,
            soap::SOAP_070,
            soap::SOAP_071,
            soap::SOAP_072,
        ]),
    Defect::does(DETAILS_IN_TYPES_ONLY, EWS_051)
        .seen("Exchange 2007 and 2010 differ: ews-managed-api takes care of it"),
    Defect::does(NEVER_WAITS, EWS_052).with_collateral(&[EWS_038]),
    Defect::lacks("says-busy-without-a-time", EWS_052),
    Defect::lacks("takes-a-connection-fault-without-limit", EWS_053),
    Defect::does(NO_LIMIT, EWS_053),
    Defect::lacks("reads-requests-of-any-length", EWS_054),
    Defect::lacks("answers-an-empty-body-with-400", EWS_055).seen(GATEWAY),
    Defect::by_flaw(
        "takes-the-operation-from-soapaction",
        EWS_055,
        Flaw::Does(DISPATCHES_BY_ACTION),
    )
    .with_collateral(&[soap::SOAP_023, soap::SOAP_024, soap::SOAP_071, EWS_001]),
    Defect::lacks("answers-whoever-calls", EWS_056),
    Defect::lacks("takes-any-member-of-an-app-request", EWS_060),
    Defect::does(WRAPS_MANIFESTS, EWS_060)
        .seen(GATEWAY)
        .with_collateral(&[EWS_061]),
    Defect::does(DISPLAY_NAMES, EWS_061),
    Defect::lacks("gives-every-app-every-token", EWS_062).with_collateral(&[EWS_022, EWS_035]),
    Defect::does(ALL_OR_NOTHING, EWS_062)
        .with_collateral(&[EWS_006, EWS_022, EWS_028, EWS_032, EWS_035, EWS_063]),
    Defect::lacks("gives-tokens-to-unknown-apps", EWS_063).with_collateral(&[EWS_006]),
];
