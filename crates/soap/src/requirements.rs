//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// The root is `Envelope` in the namespace of SOAP 1.1, compared letter for letter; another namespace leads to a `VersionMismatch` fault.
pub const SOAP_001: Id = Id::of(&Requirement {
    id: "SOAP-001",
    level: Level::Must,
    says: "The root is `Envelope` in the namespace of SOAP 1.1, compared letter for letter; another namespace leads to a `VersionMismatch` fault.",
    source: "SOAP 1.1 §4.1.2; WS-I Basic Profile 1.1 R1015, R9980",
    profiles: &[],
    standing: Standing::Expected,
});

/// An envelope holds at most one `Header`, then one `Body`, and nothing else: no other element, no text, nothing after the body.
pub const SOAP_002: Id = Id::of(&Requirement {
    id: "SOAP-002",
    level: Level::Must,
    says: "An envelope holds at most one `Header`, then one `Body`, and nothing else: no other element, no text, nothing after the body.",
    source: "SOAP 1.1 §4; WS-I Basic Profile 1.1 R1011, R9980",
    profiles: &[],
    standing: Standing::Expected,
});

/// A body holds at most one element, which is in a namespace, and no text.
pub const SOAP_003: Id = Id::of(&Requirement {
    id: "SOAP-003",
    level: Level::Must,
    says: "A body holds at most one element, which is in a namespace, and no text.",
    source: "WS-I Basic Profile 1.1 R1014, R2201, R2210",
    profiles: &[],
    standing: Standing::Expected,
});

/// No prefix means anything by itself: any spelling, a default namespace and a redeclaration at any depth are equal.
pub const SOAP_004: Id = Id::of(&Requirement {
    id: "SOAP-004",
    level: Level::Must,
    says: "No prefix means anything by itself: any spelling, a default namespace and a redeclaration at any depth are equal.",
    source: "Namespaces in XML 1.0 (Third Edition) §6; GetClientAccessToken operation; measured: Outlook writes `q`, Exchange `s`, grommunio `SOAP`",
    profiles: &[],
    standing: Standing::Expected,
});

/// A message holds no document type declaration.
pub const SOAP_005: Id = Id::of(&Requirement {
    id: "SOAP-005",
    level: Level::Must,
    says: "A message holds no document type declaration.",
    source: "SOAP 1.1 §3; WS-I Basic Profile 1.1 R1008",
    profiles: &[],
    standing: Standing::Expected,
});

/// A message holds no processing instruction; an XML declaration is none.
pub const SOAP_006: Id = Id::of(&Requirement {
    id: "SOAP-006",
    level: Level::Must,
    says: "A message holds no processing instruction; an XML declaration is none.",
    source: "SOAP 1.1 §3; WS-I Basic Profile 1.1 R1009; WS-I Simple SOAP Binding Profile 1.0 R1010",
    profiles: &[],
    standing: Standing::Expected,
});

/// `encodingStyle` stands neither on the envelope, its header or its body nor on the element within the body.
pub const SOAP_007: Id = Id::of(&Requirement {
    id: "SOAP-007",
    level: Level::Must,
    says: "`encodingStyle` stands neither on the envelope, its header or its body nor on the element within the body.",
    source: "WS-I Basic Profile 1.1 R1005, R1006",
    profiles: &[],
    standing: Standing::Expected,
});

/// The envelope, its header and its body bear no attribute of the namespace of SOAP; attributes of other namespaces or of none are allowed.
pub const SOAP_008: Id = Id::of(&Requirement {
    id: "SOAP-008",
    level: Level::Must,
    says: "The envelope, its header and its body bear no attribute of the namespace of SOAP; attributes of other namespaces or of none are allowed.",
    source: "WS-I Basic Profile 1.1 R1032; SOAP 1.1 §4",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every block of a header is in a namespace, and no text stands between the blocks.
pub const SOAP_009: Id = Id::of(&Requirement {
    id: "SOAP-009",
    level: Level::Must,
    says: "Every block of a header is in a namespace, and no text stands between the blocks.",
    source: "SOAP 1.1 §4.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// `mustUnderstand` is `0` or `1`, not another spelling of a truth value; leaving it out means `0`.
pub const SOAP_010: Id = Id::of(&Requirement {
    id: "SOAP-010",
    level: Level::Must,
    says: "`mustUnderstand` is `0` or `1`, not another spelling of a truth value; leaving it out means `0`.",
    source: "WS-I Basic Profile 1.1 R1013; SOAP 1.1 §4.2.1, §4.2.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// A block that must be understood, is meant for the receiver and is not known to it leads to a `MustUnderstand` fault before anything else is looked at.
pub const SOAP_011: Id = Id::of(&Requirement {
    id: "SOAP-011",
    level: Level::Must,
    says: "A block that must be understood, is meant for the receiver and is not known to it leads to a `MustUnderstand` fault before anything else is looked at.",
    source: "WS-I Basic Profile 1.1 R1025, R1027; SOAP 1.1 §4.2.2, §4.2.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// A block that is not known and need not be understood is passed over.
pub const SOAP_012: Id = Id::of(&Requirement {
    id: "SOAP-012",
    level: Level::Must,
    says: "A block that is not known and need not be understood is passed over.",
    source: "SOAP 1.1 §4.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A fault is the only child of the body and holds `faultcode`, `faultstring`, `faultactor` and `detail`, in no namespace and in this order; the first two are always there, nothing else is.
pub const SOAP_013: Id = Id::of(&Requirement {
    id: "SOAP-013",
    level: Level::Must,
    says: "A fault is the only child of the body and holds `faultcode`, `faultstring`, `faultactor` and `detail`, in no namespace and in this order; the first two are always there, nothing else is.",
    source: "SOAP 1.1 §4.4; WS-I Basic Profile 1.1 R1000, R1001",
    profiles: &[],
    standing: Standing::Expected,
});

/// A fault code is a qualified name that the declarations in scope resolve: one of the four of SOAP, or one in a namespace of the service; a bare word is none.
pub const SOAP_014: Id = Id::of(&Requirement {
    id: "SOAP-014",
    level: Level::Must,
    says: "A fault code is a qualified name that the declarations in scope resolve: one of the four of SOAP, or one in a namespace of the service; a bare word is none.",
    source: "WS-I Basic Profile 1.1 R1004; SOAP 1.1 §4.4.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// A fault code holds no dot.
pub const SOAP_015: Id = Id::of(&Requirement {
    id: "SOAP-015",
    level: Level::Should,
    says: "A fault code holds no dot.",
    source: "WS-I Basic Profile 1.1 R1031",
    profiles: &["wire-strict"],
    standing: Standing::Expected,
});

/// A receiver takes `xml:lang` on `faultstring`, and any element or attribute in `detail`.
pub const SOAP_016: Id = Id::of(&Requirement {
    id: "SOAP-016",
    level: Level::Must,
    says: "A receiver takes `xml:lang` on `faultstring`, and any element or attribute in `detail`.",
    source: "WS-I Basic Profile 1.1 R1002, R1003, R1016",
    profiles: &[],
    standing: Standing::Expected,
});

/// A body whose child is a fault is a fault, whatever the status says.
pub const SOAP_017: Id = Id::of(&Requirement {
    id: "SOAP-017",
    level: Level::Must,
    says: "A body whose child is a fault is a fault, whatever the status says.",
    source: "WS-I Basic Profile 1.1 R1107",
    profiles: &[],
    standing: Standing::Expected,
});

/// A fault travels with status 500, and anything else that succeeded with 200 or another of its class.
pub const SOAP_018: Id = Id::of(&Requirement {
    id: "SOAP-018",
    level: Level::Must,
    says: "A fault travels with status 500, and anything else that succeeded with 200 or another of its class.",
    source: "WS-I Basic Profile 1.1 R1111, R1124, R1126; SOAP 1.1 §6.2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A fault holds `detail` exactly when the body was the trouble.
pub const SOAP_019: Id = Id::of(&Requirement {
    id: "SOAP-019",
    level: Level::Must,
    says: "A fault holds `detail` exactly when the body was the trouble.",
    source: "SOAP 1.1 §4.4",
    profiles: &[],
    standing: Standing::Expected,
});

/// A message is sent with POST and nothing else, the extension framework of HTTP included.
pub const SOAP_020: Id = Id::of(&Requirement {
    id: "SOAP-020",
    level: Level::Must,
    says: "A message is sent with POST and nothing else, the extension framework of HTTP included.",
    source: "WS-I Basic Profile 1.1 R1108, R1132, R1140, R1141",
    profiles: &[],
    standing: Standing::Expected,
});

/// The media type of a message is `text/xml`, and its `charset` states how the bytes are encoded.
pub const SOAP_021: Id = Id::of(&Requirement {
    id: "SOAP-021",
    level: Level::Must,
    says: "The media type of a message is `text/xml`, and its `charset` states how the bytes are encoded.",
    source: "WS-I Simple SOAP Binding Profile 1.0 R1018, R9702, R9703; SOAP 1.1 §6",
    profiles: &[],
    standing: Standing::Expected,
});

/// A media type without `charset` is taken, since Outlook and grommunio send it so.
pub const SOAP_022: Id = Id::of(&Requirement {
    id: "SOAP-022",
    level: Level::Observed,
    says: "A media type without `charset` is taken, since Outlook and grommunio send it so.",
    source: "OfficeDev/office-js issue 6340; measured: grommunio answers `text/xml`",
    profiles: &["wire-interop"],
    standing: Standing::Expected,
});

/// A request states its `SOAPAction` in quotes, equal to what the service description says.
pub const SOAP_023: Id = Id::of(&Requirement {
    id: "SOAP-023",
    level: Level::Must,
    says: "A request states its `SOAPAction` in quotes, equal to what the service description says.",
    source: "SOAP 1.1 §6.1.1; WS-I Basic Profile 1.1 R1109, R2744",
    profiles: &["wire-strict"],
    standing: Standing::Expected,
});

/// What a request asks for is the element in its body; a `SOAPAction` is neither needed nor able to make it something else.
pub const SOAP_024: Id = Id::of(&Requirement {
    id: "SOAP-024",
    level: Level::Observed,
    says: "What a request asks for is the element in its body; a `SOAPAction` is neither needed nor able to make it something else.",
    source: "OfficeDev/office-js issue 6340; ResponseCode (EWS reference), ErrorInvalidRequest; WS-I Basic Profile 1.1 R1119, R1127",
    profiles: &["wire-interop"],
    standing: Standing::Expected,
});

/// A message is XML 1.0 in UTF-8 or UTF-16, and the envelope is all of it.
pub const SOAP_025: Id = Id::of(&Requirement {
    id: "SOAP-025",
    level: Level::Must,
    says: "A message is XML 1.0 in UTF-8 or UTF-16, and the envelope is all of it.",
    source: "WS-I Simple SOAP Binding Profile 1.0 R1012, R9700, R9701",
    profiles: &[],
    standing: Standing::Expected,
});

/// A receiver takes an XML declaration and a byte order mark, and ignores the encoding that the declaration names.
pub const SOAP_026: Id = Id::of(&Requirement {
    id: "SOAP-026",
    level: Level::Must,
    says: "A receiver takes an XML declaration and a byte order mark, and ignores the encoding that the declaration names.",
    source: "WS-I Simple SOAP Binding Profile 1.0 R1010, R1019, R4001",
    profiles: &[],
    standing: Standing::Expected,
});

/// Another method is answered with 405, another media type with 415, a malformed request with 400.
pub const SOAP_027: Id = Id::of(&Requirement {
    id: "SOAP-027",
    level: Level::Should,
    says: "Another method is answered with 405, another media type with 415, a malformed request with 400.",
    source: "WS-I Basic Profile 1.1 R1113, R1114, R1115, R1125",
    profiles: &[],
    standing: Standing::Expected,
});

/// No cookie is needed for a request to be answered.
pub const SOAP_028: Id = Id::of(&Requirement {
    id: "SOAP-028",
    level: Level::Must,
    says: "No cookie is needed for a request to be answered.",
    source: "WS-I Basic Profile 1.1 R1121, R1123",
    profiles: &[],
    standing: Standing::Expected,
});

/// The path of the endpoint is found without regard to case, and a POST with an empty body, the first of a handshake, is answered with 401.
pub const SOAP_029: Id = Id::of(&Requirement {
    id: "SOAP-029",
    level: Level::Observed,
    says: "The path of the endpoint is found without regard to case, and a POST with an empty body, the first of a handshake, is answered with 401.",
    source: "OfficeDev/office-js issue 6340; measured: grommunio",
    profiles: &["wire-interop"],
    standing: Standing::Expected,
});

/// A body that is no fault is the response of the operation that was asked for; anything else is an error.
pub const SOAP_030: Id = Id::of(&Requirement {
    id: "SOAP-030",
    level: Level::Derived,
    says: "A body that is no fault is the response of the operation that was asked for; anything else is an error.",
    source: "concluded from SOAP 1.1 §6.2; measured: exchangelib and ews-rs look for one response element",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// What may stand once and stands twice, such as a header or a body, is an error; neither the first nor the last is taken.
pub const SOAP_070: Id = Id::of(&Requirement {
    id: "SOAP-070",
    level: Level::Must,
    says: "What may stand once and stands twice, such as a header or a body, is an error; neither the first nor the last is taken.",
    source: "SOAP-002; measured: the EWS schemas of Exchange SE refuse every such repetition",
    profiles: &[],
    standing: Standing::Expected,
});

/// An element with the right local name in a wrong namespace or in none is not taken for the right one.
pub const SOAP_071: Id = Id::of(&Requirement {
    id: "SOAP-071",
    level: Level::Must,
    says: "An element with the right local name in a wrong namespace or in none is not taken for the right one.",
    source: "Namespaces in XML 1.0 (Third Edition) §6; measured: grommunio strips prefixes, ews-rs 0.1.1 reads envelopes of SOAP 1.2 and of no namespace",
    profiles: &[],
    standing: Standing::Expected,
});

/// `xsi:type`, `xsi:nil` and `xsi:schemaLocation` change nothing about what a message says and make nobody fetch anything.
pub const SOAP_072: Id = Id::of(&Requirement {
    id: "SOAP-072",
    level: Level::Must,
    says: "`xsi:type`, `xsi:nil` and `xsi:schemaLocation` change nothing about what a message says and make nobody fetch anything.",
    source: "WS-I Basic Profile 1.1 R1017; measured: validation against the EWS schemas of Exchange SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// What is acted upon is the body right within the envelope that is the root; an envelope or body nested anywhere else is never taken for it.
pub const SOAP_073: Id = Id::of(&Requirement {
    id: "SOAP-073",
    level: Level::Derived,
    says: "What is acted upon is the body right within the envelope that is the root; an envelope or body nested anywhere else is never taken for it.",
    source: "the literature on XML signature wrapping",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// No token and no credential comes back in a fault, a diagnostic or a debugging view.
pub const SOAP_077: Id = Id::of(&Requirement {
    id: "SOAP-077",
    level: Level::Derived,
    says: "No token and no credential comes back in a fault, a diagnostic or a debugging view.",
    source: "concluded: faults and logs travel further than tokens may",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    SOAP_001,
    SOAP_002,
    SOAP_003,
    SOAP_004,
    SOAP_005,
    SOAP_006,
    SOAP_007,
    SOAP_008,
    SOAP_009,
    SOAP_010,
    SOAP_011,
    SOAP_012,
    SOAP_013,
    SOAP_014,
    SOAP_015,
    SOAP_016,
    SOAP_017,
    SOAP_018,
    SOAP_019,
    SOAP_020,
    SOAP_021,
    SOAP_022,
    SOAP_023,
    SOAP_024,
    SOAP_025,
    SOAP_026,
    SOAP_027,
    SOAP_028,
    SOAP_029,
    SOAP_030,
    SOAP_070,
    SOAP_071,
    SOAP_072,
    SOAP_073,
    SOAP_077,
];
