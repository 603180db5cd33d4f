//! The ways of being wrong about envelopes, faults and their transport that the suite must see.

use conformance::{Defect, Quirk};
use xml::LOCAL_NAMES_ONLY;

use crate::requirements::*;

/// Sends faults with status 200.
pub(crate) const SENDS_FAULTS_WITH_200: Quirk = Quirk("sends-faults-with-200");
/// Sends faults with status 400.
pub(crate) const SENDS_FAULTS_WITH_400: Quirk = Quirk("sends-faults-with-400");
/// Does not look for a fault in what came with status 200.
pub(crate) const BELIEVES_THE_STATUS: Quirk = Quirk("believes-the-status");
/// Does what the `SOAPAction` says.
pub const DISPATCHES_BY_ACTION: Quirk = Quirk("dispatches-by-soapaction");
/// Does nothing for those who send no `SOAPAction`.
pub(crate) const NEEDS_AN_ACTION: Quirk = Quirk("needs-a-soapaction");
/// Does nothing for those who send no cookie.
pub(crate) const NEEDS_A_COOKIE: Quirk = Quirk("needs-a-cookie");
/// Takes no byte order mark.
pub(crate) const REFUSES_BYTE_ORDER_MARKS: Quirk = Quirk("refuses-byte-order-marks");
/// Leaves the detail out of every fault.
pub(crate) const OMITS_DETAIL: Quirk = Quirk("omits-detail");
/// Adds detail to every fault.
pub(crate) const DETAILS_EVERYTHING: Quirk = Quirk("adds-detail-to-header-faults");
/// Repeats credentials in faults.
pub(crate) const QUOTES_CREDENTIALS: Quirk = Quirk("quotes-credentials");
/// Reads nothing where `xsi:nil` says that there is nothing.
pub(crate) const HONOURS_NIL: Quirk = Quirk("honours-nil");
/// Wants faults to hold no more than the four elements and their text.
pub(crate) const REFUSES_WHAT_FAULTS_MAY_HOLD: Quirk = Quirk("refuses-what-faults-may-hold");
/// Knows an envelope by the prefix of its root.
pub(crate) const LOOKS_FOR_THE_PREFIX_SOAP: Quirk = Quirk("looks-for-the-prefix-soap");
/// Takes the last of two headers or bodies.
pub(crate) const TAKES_THE_LAST_BODY: Quirk = Quirk("takes-the-last-of-two-bodies");
/// Takes the first body that it finds, wherever it stands.
pub(crate) const FINDS_A_BODY_ANYWHERE: Quirk = Quirk("finds-a-body-anywhere");
/// Wants every block of a header to be understood.
pub(crate) const REFUSES_UNKNOWN_BLOCKS: Quirk = Quirk("refuses-unknown-blocks");

/// The ways of being wrong about envelopes, faults and their transport that the suite must see.
pub static DEFECTS: &[Defect] = &[
    Defect::lacks("takes-envelopes-of-any-namespace", SOAP_001)
        .seen("measured: ews-rs reads envelopes of SOAP 1.2, of no namespace and of another name"),
    Defect::lacks("takes-parts-in-any-order", SOAP_002)
        .seen("measured: ews-rs reads a body that stands before the header"),
    Defect::lacks("takes-the-first-of-several-operations", SOAP_003),
    Defect::does(LOOKS_FOR_THE_PREFIX_SOAP, SOAP_004)
        .seen("measured: exchange_gateway looks for substrings of a request"),
    Defect::lacks("takes-document-types", SOAP_005)
        .seen("measured: ews-rs reads envelopes with a document type declaration"),
    Defect::lacks("takes-instructions", SOAP_006)
        .seen("measured: quick-xml, roxmltree and xml-rs pass over processing instructions"),
    Defect::lacks("passes-over-encodingStyle", SOAP_007),
    Defect::lacks("takes-any-attribute-of-soap", SOAP_008),
    Defect::lacks("takes-blocks-of-no-namespace", SOAP_009),
    Defect::lacks("reads-mustUnderstand-as-a-boolean", SOAP_010),
    Defect::lacks("passes-over-what-must-be-understood", SOAP_011),
    Defect::does(REFUSES_UNKNOWN_BLOCKS, SOAP_012),
    Defect::lacks("takes-faults-of-any-shape", SOAP_013),
    Defect::lacks("takes-a-word-for-a-fault-code", SOAP_014)
        .seen("measured: grommunio sends fault codes without a namespace"),
    Defect::lacks("takes-fault-codes-with-dots", SOAP_015),
    Defect::does(REFUSES_WHAT_FAULTS_MAY_HOLD, SOAP_016),
    Defect::does(BELIEVES_THE_STATUS, SOAP_017),
    Defect::lacks("takes-content-with-a-status-of-failure", SOAP_018),
    Defect::does(SENDS_FAULTS_WITH_200, SOAP_018)
        .felt_above()
        .seen("measured: grommunio sends some of its faults with 200"),
    Defect::does(SENDS_FAULTS_WITH_400, SOAP_018)
        .felt_above()
        .seen("measured: exchange_gateway sends faults with 400"),
    Defect::does(OMITS_DETAIL, SOAP_019),
    Defect::does(DETAILS_EVERYTHING, SOAP_019),
    Defect::lacks("takes-any-method", SOAP_020),
    Defect::lacks("takes-any-media-type", SOAP_021),
    Defect::lacks("needs-a-charset", SOAP_022),
    Defect::lacks("takes-any-soapaction", SOAP_023),
    Defect::does(DISPATCHES_BY_ACTION, SOAP_024).with_collateral(&[SOAP_003, SOAP_023]),
    Defect::does(NEEDS_AN_ACTION, SOAP_024).with_collateral(&[SOAP_023]),
    Defect::lacks("takes-any-charset", SOAP_025),
    Defect::does(REFUSES_BYTE_ORDER_MARKS, SOAP_026),
    Defect::lacks("answers-what-it-does-not-take-with-500", SOAP_027),
    Defect::does(NEEDS_A_COOKIE, SOAP_028).felt_above(),
    Defect::lacks("finds-its-path-by-case", SOAP_029),
    Defect::lacks("takes-any-response", SOAP_030),
    Defect::lacks("takes-the-first-of-two-bodies", SOAP_070),
    Defect::does(TAKES_THE_LAST_BODY, SOAP_070),
    Defect::lacks("takes-parts-of-any-namespace", SOAP_071),
    Defect::does(LOCAL_NAMES_ONLY, SOAP_071)
        .with_collateral(&[SOAP_001, SOAP_013])
        .seen("measured: grommunio strips prefixes; ews-rs matches local names"),
    Defect::does(HONOURS_NIL, SOAP_072),
    Defect::does(FINDS_A_BODY_ANYWHERE, SOAP_073)
        .seen("McIntosh and Austel, XML signature element wrapping attacks, 2005"),
    Defect::does(QUOTES_CREDENTIALS, SOAP_077),
];
