//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// The body of a request is `GetClientAccessToken` in the messages namespace, compared letter for letter; a namespace that starts with `https` is another one.
pub const EWS_001: Id = Id::of(&Requirement {
    id: "EWS-001",
    level: Level::Must,
    says: "The body of a request is `GetClientAccessToken` in the messages namespace, compared letter for letter; a namespace that starts with `https` is another one.",
    source: "GetClientAccessToken operation; MS-OXWSCEXT §3.1.4.4.2.1",
    profiles: &[],
    standing: Standing::Expected,
});

/// `GetClientAccessToken` holds exactly one `TokenRequests` in the messages namespace, and nothing else.
pub const EWS_002: Id = Id::of(&Requirement {
    id: "EWS-002",
    level: Level::Must,
    says: "`GetClientAccessToken` holds exactly one `TokenRequests` in the messages namespace, and nothing else.",
    source: "MS-OXWSCEXT §3.1.4.4.3.1; EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// `TokenRequests` holds one or more `TokenRequest` in the types namespace.
pub const EWS_003: Id = Id::of(&Requirement {
    id: "EWS-003",
    level: Level::Must,
    says: "`TokenRequests` holds one or more `TokenRequest` in the types namespace.",
    source: "EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `TokenRequest` is `Id`, `TokenType`, and optionally `Scope` and `ResourceUri`, each at most once and in this order; the first two are required.
pub const EWS_004: Id = Id::of(&Requirement {
    id: "EWS-004",
    level: Level::Must,
    says: "A `TokenRequest` is `Id`, `TokenType`, and optionally `Scope` and `ResourceUri`, each at most once and in this order; the first two are required.",
    source: "GetClientAccessToken operation; EWS schemas of 2016 and SE; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// The identifier of a token request is spelled `Id` and stands in the types namespace; `ID`, or `Id` in the messages namespace, is another element.
pub const EWS_005: Id = Id::of(&Requirement {
    id: "EWS-005",
    level: Level::Must,
    says: "The identifier of a token request is spelled `Id` and stands in the types namespace; `ID`, or `Id` in the messages namespace, is another element.",
    source: "EWS schema of 2016; measured: schema validation. The page that the operation's page links to describes the `ID` of another operation",
    profiles: &[],
    standing: Standing::Expected,
});

/// An empty `Id` satisfies the schema, so a server refuses it in a response message and not with a schema fault.
pub const EWS_006: Id = Id::of(&Requirement {
    id: "EWS-006",
    level: Level::Derived,
    says: "An empty `Id` satisfies the schema, so a server refuses it in a response message and not with a schema fault.",
    source: "EWS schema of 2016; measured: schema validation",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// `TokenType` is compared letter for letter; lower case or surrounding white space makes another value, which is a schema violation.
pub const EWS_007: Id = Id::of(&Requirement {
    id: "EWS-007",
    level: Level::Must,
    says: "`TokenType` is compared letter for letter; lower case or surrounding white space makes another value, which is a schema violation.",
    source: "EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// The token types are CallerIdentity, ExtensionCallback and ScopedToken in the schema of 2013, with ExtensionRestApiCallback in that of 2016, and with Connectors, Loki and DesktopOutlook in that of SE; any other is a schema violation.
pub const EWS_008: Id = Id::of(&Requirement {
    id: "EWS-008",
    level: Level::Must,
    says: "The token types are CallerIdentity, ExtensionCallback and ScopedToken in the schema of 2013, with ExtensionRestApiCallback in that of 2016, and with Connectors, Loki and DesktopOutlook in that of SE; any other is a schema violation.",
    source: "EWS schemas of 2013 SP1, 2016 and SE; EWS reference, TokenType",
    profiles: &[],
    standing: Standing::Expected,
});

/// `Scope` needs Exchange 2013 SP1 and `ResourceUri` needs the schema of SE; under an older stated version or schema they are refused.
pub const EWS_009: Id = Id::of(&Requirement {
    id: "EWS-009",
    level: Level::Must,
    says: "`Scope` needs Exchange 2013 SP1 and `ResourceUri` needs the schema of SE; under an older stated version or schema they are refused.",
    source: "EWS reference, Scope (ClientAccessTokenRequestType); EWS schema of SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// A client leaves an empty `Scope` out instead of sending an empty element.
pub const EWS_010: Id = Id::of(&Requirement {
    id: "EWS-010",
    level: Level::Should,
    says: "A client leaves an empty `Scope` out instead of sending an empty element.",
    source: "ews-managed-api, GetClientAccessTokenRequest; ews-javascript-api does the same",
    profiles: &[],
    standing: Standing::Expected,
});

/// The elements of the operation bear no attributes beyond those that are named, hold no text between their children, and are not nil.
pub const EWS_011: Id = Id::of(&Requirement {
    id: "EWS-011",
    level: Level::Must,
    says: "The elements of the operation bear no attributes beyond those that are named, hold no text between their children, and are not nil.",
    source: "measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A receiver asks for no `xsi:type`; one that is there names the declared type or one derived from it.
pub const EWS_012: Id = Id::of(&Requirement {
    id: "EWS-012",
    level: Level::Must,
    says: "A receiver asks for no `xsi:type`; one that is there names the declared type or one derived from it.",
    source: "WS-I Basic Profile 1.1 R1017; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A comment within `Id` or `TokenType` does not change its value.
pub const EWS_013: Id = Id::of(&Requirement {
    id: "EWS-013",
    level: Level::Derived,
    says: "A comment within `Id` or `TokenType` does not change its value.",
    source: "XML 1.0 §2.5; measured: schema validation",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// The SOAPAction of the operation is the messages namespace, a slash and `GetClientAccessToken`.
pub const EWS_014: Id = Id::of(&Requirement {
    id: "EWS-014",
    level: Level::Must,
    says: "The SOAPAction of the operation is the messages namespace, a slash and `GetClientAccessToken`.",
    source: "MS-OXWSCEXT §3.1.4.4; service description of Exchange SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// The operation binds one request header, `RequestServerVersion`, and one response header, `ServerVersionInfo`; each party sends no other.
pub const EWS_015: Id = Id::of(&Requirement {
    id: "EWS-015",
    level: Level::Must,
    says: "The operation binds one request header, `RequestServerVersion`, and one response header, `ServerVersionInfo`; each party sends no other.",
    source: "GetClientAccessToken operation; MS-OXWSCEXT §3.1.4.4.1.1; service description of Exchange SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// The body of a response is `GetClientAccessTokenResponse` with exactly one `ResponseMessages`, which holds one or more messages.
pub const EWS_020: Id = Id::of(&Requirement {
    id: "EWS-020",
    level: Level::Must,
    says: "The body of a response is `GetClientAccessTokenResponse` with exactly one `ResponseMessages`, which holds one or more messages.",
    source: "MS-OXWSCEXT §3.1.4.4.3; EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every message of the response is a `GetClientAccessTokenResponseMessage`; the schema alone would let the messages of other operations stand there.
pub const EWS_021: Id = Id::of(&Requirement {
    id: "EWS-021",
    level: Level::Derived,
    says: "Every message of the response is a `GetClientAccessTokenResponseMessage`; the schema alone would let the messages of other operations stand there.",
    source: "EWS schemas of 2016 and SE; measured: schema validation",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A response holds one message for each token request, in the order of the requests; a single error message may stand for the whole batch.
pub const EWS_022: Id = Id::of(&Requirement {
    id: "EWS-022",
    level: Level::Derived,
    says: "A response holds one message for each token request, in the order of the requests; a single error message may stand for the whole batch.",
    source: "MS-OXWSCDATA §2.2.4.65; ews-managed-api, MultiResponseServiceRequest",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A response message bears `ResponseClass`, which is Success, Warning or Error, letter for letter.
pub const EWS_023: Id = Id::of(&Requirement {
    id: "EWS-023",
    level: Level::Must,
    says: "A response message bears `ResponseClass`, which is Success, Warning or Error, letter for letter.",
    source: "EWS schema of 2016; EWS reference, GetClientAccessTokenResponseMessage",
    profiles: &[],
    standing: Standing::Expected,
});

/// In a response message `MessageText`, `ResponseCode`, `DescriptiveLinkKey` and `MessageXml` stand in this order, each at most once, and `Token` comes last.
pub const EWS_024: Id = Id::of(&Requirement {
    id: "EWS-024",
    level: Level::Must,
    says: "In a response message `MessageText`, `ResponseCode`, `DescriptiveLinkKey` and `MessageXml` stand in this order, each at most once, and `Token` comes last.",
    source: "GetClientAccessToken operation; EWS schema of 2016; measured: schema validation. The syntax block of the element's page prints the token first",
    profiles: &[],
    standing: Standing::Expected,
});

/// `Token` stands in the messages namespace and its children in the types namespace.
pub const EWS_025: Id = Id::of(&Requirement {
    id: "EWS-025",
    level: Level::Must,
    says: "`Token` stands in the messages namespace and its children in the types namespace.",
    source: "GetClientAccessToken operation; EWS schema of 2016; measured: schema validation. The element's page names the other namespace",
    profiles: &[],
    standing: Standing::Expected,
});

/// A `Token` is `Id`, `TokenType`, `TokenValue` and `TTL`, each exactly once and in this order.
pub const EWS_026: Id = Id::of(&Requirement {
    id: "EWS-026",
    level: Level::Must,
    says: "A `Token` is `Id`, `TokenType`, `TokenValue` and `TTL`, each exactly once and in this order.",
    source: "GetClientAccessToken operation; EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A message of class Success has the code NoError and a token that is not empty; one of class Error has another code and no token.
pub const EWS_027: Id = Id::of(&Requirement {
    id: "EWS-027",
    level: Level::Derived,
    says: "A message of class Success has the code NoError and a token that is not empty; one of class Error has another code and no token.",
    source: "GetClientAccessToken operation; measured: the schema admits every violation",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// The `Id` and `TokenType` of a token are those that were asked for.
pub const EWS_028: Id = Id::of(&Requirement {
    id: "EWS-028",
    level: Level::Derived,
    says: "The `Id` and `TokenType` of a token are those that were asked for.",
    source: "GetClientAccessToken operation; ews-managed-api takes them from the response without looking",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// `TTL` is a whole number of any size; a sign, leading zeros and surrounding white space are allowed, a fraction, an exponent or nothing at all is not.
pub const EWS_029: Id = Id::of(&Requirement {
    id: "EWS-029",
    level: Level::Must,
    says: "`TTL` is a whole number of any size; a sign, leading zeros and surrounding white space are allowed, a fraction, an exponent or nothing at all is not.",
    source: "EWS schema of 2016; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// `TTL` counts minutes.
pub const EWS_030: Id = Id::of(&Requirement {
    id: "EWS-030",
    level: Level::Must,
    says: "`TTL` counts minutes.",
    source: "EWS managed API reference, GetClientAccessTokenResponse.TTL; a real token of 28,800 s came with a value near 480",
    profiles: &[],
    standing: Standing::Expected,
});

/// `TTL` is not negative, and a client bears one that no machine number can hold.
pub const EWS_031: Id = Id::of(&Requirement {
    id: "EWS-031",
    level: Level::Derived,
    says: "`TTL` is not negative, and a client bears one that no machine number can hold.",
    source: "ews-managed-api reads 32 bits",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// An error message holds `MessageText`, `ResponseCode` and `DescriptiveLinkKey`; without any of them Microsoft's own client fails.
pub const EWS_032: Id = Id::of(&Requirement {
    id: "EWS-032",
    level: Level::Must,
    says: "An error message holds `MessageText`, `ResponseCode` and `DescriptiveLinkKey`; without any of them Microsoft's own client fails.",
    source: "GetClientAccessToken operation; EWS reference, DescriptiveLinkKey; ews-managed-api, ServiceResponse",
    profiles: &["wire-interop"],
    standing: Standing::Expected,
});

/// A message of class Success holds neither `MessageText` nor `DescriptiveLinkKey`.
pub const EWS_033: Id = Id::of(&Requirement {
    id: "EWS-033",
    level: Level::Should,
    says: "A message of class Success holds neither `MessageText` nor `DescriptiveLinkKey`.",
    source: "GetClientAccessToken operation; ews-managed-api",
    profiles: &[],
    standing: Standing::Expected,
});

/// `ResponseCode` is one of a closed list in each schema generation, letter for letter: 459 in 2013 SP1, 470 in 2016, 521 in SE.
pub const EWS_034: Id = Id::of(&Requirement {
    id: "EWS-034",
    level: Level::Must,
    says: "`ResponseCode` is one of a closed list in each schema generation, letter for letter: 459 in 2013 SP1, 470 in 2016, 521 in SE.",
    source: "EWS schemas of 2013 SP1, 2016 and SE; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// A token that the caller may not have is refused with ErrorInvalidClientAccessTokenRequest, or in SE with ErrorUnauthorizedClientAccessTokenRequest.
pub const EWS_035: Id = Id::of(&Requirement {
    id: "EWS-035",
    level: Level::Must,
    says: "A token that the caller may not have is refused with ErrorInvalidClientAccessTokenRequest, or in SE with ErrorUnauthorizedClientAccessTokenRequest.",
    source: "GetClientAccessToken operation; EWS reference, ResponseCode; EWS schema of SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// An unknown code, token type or element in a response is an error that the client reports; it brings the client down in no case.
pub const EWS_036: Id = Id::of(&Requirement {
    id: "EWS-036",
    level: Level::Derived,
    says: "An unknown code, token type or element in a response is an error that the client reports; it brings the client down in no case.",
    source: "ews-managed-api throws and ews-rs fails on an unknown code",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A message of class Warning with ErrorBatchProcessingStopped carries no token: its request was not tried.
pub const EWS_037: Id = Id::of(&Requirement {
    id: "EWS-037",
    level: Level::Must,
    says: "A message of class Warning with ErrorBatchProcessingStopped carries no token: its request was not tried.",
    source: "EWS reference, ResponseCode; ews-managed-api",
    profiles: &[],
    standing: Standing::Expected,
});

/// `MessageXml` may hold any elements; among them `Value` with a `Name`, and the code and text of an inner error.
pub const EWS_038: Id = Id::of(&Requirement {
    id: "EWS-038",
    level: Level::Must,
    says: "`MessageXml` may hold any elements; among them `Value` with a `Name`, and the code and text of an inner error.",
    source: "EWS schema of 2016; exchangelib, services/common",
    profiles: &[],
    standing: Standing::Expected,
});

/// `RequestServerVersion` bears `Version`, one of the versions that the schema generation lists.
pub const EWS_040: Id = Id::of(&Requirement {
    id: "EWS-040",
    level: Level::Must,
    says: "`RequestServerVersion` bears `Version`, one of the versions that the schema generation lists.",
    source: "GetClientAccessToken operation; EWS reference, RequestServerVersion; EWS schemas of 2013 SP1, 2016 and SE; service description of Exchange Online",
    profiles: &[],
    standing: Standing::Expected,
});

/// Outlook states the version Exchange2012, which no document lists, and a server answers it.
pub const EWS_041: Id = Id::of(&Requirement {
    id: "EWS-041",
    level: Level::Observed,
    says: "Outlook states the version Exchange2012, which no document lists, and a server answers it.",
    source: "office-js issue 6340: a trace of Outlook 16.0.19231",
    profiles: &["wire-interop"],
    standing: Standing::Expected,
});

/// The operation needs the version Exchange2013 or a later one, and a client does not ask for it under an older one.
pub const EWS_042: Id = Id::of(&Requirement {
    id: "EWS-042",
    level: Level::Must,
    says: "The operation needs the version Exchange2013 or a later one, and a client does not ask for it under an older one.",
    source: "GetClientAccessToken operation; ews-managed-api, GetClientAccessTokenRequest",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request without a version is read as one for Exchange 2007, which does not have the operation, and is refused.
pub const EWS_043: Id = Id::of(&Requirement {
    id: "EWS-043",
    level: Level::Must,
    says: "A request without a version is read as one for Exchange 2007, which does not have the operation, and is refused.",
    source: "EWS reference of 2009, RequestServerVersion; EWS reference, RequestServerVersion",
    profiles: &[],
    standing: Standing::Expected,
});

/// A version that is not listed is answered with the fault ErrorInvalidServerVersion, and a request that its stated version does not have with ErrorIncorrectSchemaVersion.
pub const EWS_044: Id = Id::of(&Requirement {
    id: "EWS-044",
    level: Level::Must,
    says: "A version that is not listed is answered with the fault ErrorInvalidServerVersion, and a request that its stated version does not have with ErrorIncorrectSchemaVersion.",
    source: "EWS reference, ResponseCode",
    profiles: &[],
    standing: Standing::Expected,
});

/// `RequestServerVersion` may bear attributes of the SOAP namespace, and no others beside `Version`.
pub const EWS_045: Id = Id::of(&Requirement {
    id: "EWS-045",
    level: Level::Must,
    says: "`RequestServerVersion` may bear attributes of the SOAP namespace, and no others beside `Version`.",
    source: "EWS schemas of 2016 and SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// All attributes of `ServerVersionInfo` are optional; four are whole numbers of 32 bits and `Version` is any string.
pub const EWS_046: Id = Id::of(&Requirement {
    id: "EWS-046",
    level: Level::Must,
    says: "All attributes of `ServerVersionInfo` are optional; four are whole numbers of 32 bits and `Version` is any string.",
    source: "EWS schemas of 2016 and SE",
    profiles: &[],
    standing: Standing::Expected,
});

/// Servers state versions that are not valid in a request, and numbers with leading zeros; a client reads them and does not send them back.
pub const EWS_047: Id = Id::of(&Requirement {
    id: "EWS-047",
    level: Level::Observed,
    says: "Servers state versions that are not valid in a request, and numbers with leading zeros; a client reads them and does not send them back.",
    source: "EWS reference, samples; office-js issue 6340; exchangelib, version",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A success states `ServerVersionInfo` in its header; a fault usually has no header at all, and a client reads both.
pub const EWS_048: Id = Id::of(&Requirement {
    id: "EWS-048",
    level: Level::Must,
    says: "A success states `ServerVersionInfo` in its header; a fault usually has no header at all, and a client reads both.",
    source: "GetClientAccessToken operation; measured: ews-rs panics on a success without header; ews-managed-api, ReadSoapHeader",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request that violates the schema is answered with HTTP 500 and the fault ErrorSchemaValidation in the types namespace, whose detail holds `ResponseCode` and `Message` in the errors namespace and `MessageXml` with line, position and violation.
pub const EWS_050: Id = Id::of(&Requirement {
    id: "EWS-050",
    level: Level::Must,
    says: "A request that violates the schema is answered with HTTP 500 and the fault ErrorSchemaValidation in the types namespace, whose detail holds `ResponseCode` and `Message` in the errors namespace and `MessageXml` with line, position and violation.",
    source: "EWS reference, ResponseCode; ews-rs and exchangelib, recorded faults; ews-managed-api, SoapFaultDetails",
    profiles: &[],
    standing: Standing::Expected,
});

/// The `MessageXml` of a fault stands in the types or in the errors namespace, by age of the server; a client finds it by its local name.
pub const EWS_051: Id = Id::of(&Requirement {
    id: "EWS-051",
    level: Level::Observed,
    says: "The `MessageXml` of a fault stands in the types or in the errors namespace, by age of the server; a client finds it by its local name.",
    source: "ews-managed-api, SoapFaultDetails",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A server that is too busy answers with ErrorServerBusy and the milliseconds to wait, with HTTP 503, or with an internal error whose inner code is ErrorServerBusy; the client waits before it asks again.
pub const EWS_052: Id = Id::of(&Requirement {
    id: "EWS-052",
    level: Level::Must,
    says: "A server that is too busy answers with ErrorServerBusy and the milliseconds to wait, with HTTP 503, or with an internal error whose inner code is ErrorServerBusy; the client waits before it asks again.",
    source: "EWS reference, throttling; exchangelib",
    profiles: &[],
    standing: Standing::Expected,
});

/// The fault ErrorExceededConnectionCount names the policy, the limit and a message.
pub const EWS_053: Id = Id::of(&Requirement {
    id: "EWS-053",
    level: Level::Must,
    says: "The fault ErrorExceededConnectionCount names the policy, the limit and a message.",
    source: "EWS reference, throttling; ews-rs, recorded fault",
    profiles: &[],
    standing: Standing::Expected,
});

/// A request of more than 400 KB is answered with ErrorRequestStreamTooBig.
pub const EWS_054: Id = Id::of(&Requirement {
    id: "EWS-054",
    level: Level::Must,
    says: "A request of more than 400 KB is answered with ErrorRequestStreamTooBig.",
    source: "EWS reference, ResponseCode",
    profiles: &[],
    standing: Standing::Expected,
});

/// The operation is taken from the name of the body's child, whatever SOAPAction says; an empty body is answered with ErrorInvalidRequest.
pub const EWS_055: Id = Id::of(&Requirement {
    id: "EWS-055",
    level: Level::Must,
    says: "The operation is taken from the name of the body's child, whatever SOAPAction says; an empty body is answered with ErrorInvalidRequest.",
    source: "EWS reference, ResponseCode",
    profiles: &[],
    standing: Standing::Expected,
});

/// A caller whose account or mailbox may not be used is refused with the code that says why, and one who did not sign in with HTTP 401 and no SOAP.
pub const EWS_056: Id = Id::of(&Requirement {
    id: "EWS-056",
    level: Level::Must,
    says: "A caller whose account or mailbox may not be used is refused with the code that says why, and one who did not sign in with HTTP 401 and no SOAP.",
    source: "EWS reference, ResponseCode; office-js issue 6340",
    profiles: &[],
    standing: Standing::Expected,
});

/// The response to GetAppManifests bears the class and the code itself, without `ResponseMessages`, and holds the manifests in base64: `Manifests`, or in SE `Apps` as well.
pub const EWS_060: Id = Id::of(&Requirement {
    id: "EWS-060",
    level: Level::Must,
    says: "The response to GetAppManifests bears the class and the code itself, without `ResponseMessages`, and holds the manifests in base64: `Manifests`, or in SE `Apps` as well.",
    source: "EWS reference, GetAppManifests operation; EWS schemas of 2016 and SE; measured: schema validation",
    profiles: &[],
    standing: Standing::Expected,
});

/// The identifier of an app is the GUID in the `Id` of its manifest.
pub const EWS_061: Id = Id::of(&Requirement {
    id: "EWS-061",
    level: Level::Derived,
    says: "The identifier of an app is the GUID in the `Id` of its manifest.",
    source: "GetClientAccessToken operation; office-js issue 6340",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Permission is by app and token type: a request without it gets an error message with ErrorInvalidClientAccessTokenRequest under HTTP 200, while the other requests of the batch succeed.
pub const EWS_062: Id = Id::of(&Requirement {
    id: "EWS-062",
    level: Level::Must,
    says: "Permission is by app and token type: a request without it gets an error message with ErrorInvalidClientAccessTokenRequest under HTTP 200, while the other requests of the batch succeed.",
    source: "GetClientAccessToken operation; EWS reference, ResponseCode",
    profiles: &[],
    standing: Standing::Expected,
});

/// The identifier is one that GetAppManifests lists; an unknown one is refused in a response message and never answered with a token.
pub const EWS_063: Id = Id::of(&Requirement {
    id: "EWS-063",
    level: Level::Must,
    says: "The identifier is one that GetAppManifests lists; an unknown one is refused in a response message and never answered with a token.",
    source: "GetClientAccessToken operation; the code is inferred: ErrorExtensionNotFound, ErrorInvalidExtensionId or ErrorInvalidClientAccessTokenRequest",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    EWS_001,
    EWS_002,
    EWS_003,
    EWS_004,
    EWS_005,
    EWS_006,
    EWS_007,
    EWS_008,
    EWS_009,
    EWS_010,
    EWS_011,
    EWS_012,
    EWS_013,
    EWS_014,
    EWS_015,
    EWS_020,
    EWS_021,
    EWS_022,
    EWS_023,
    EWS_024,
    EWS_025,
    EWS_026,
    EWS_027,
    EWS_028,
    EWS_029,
    EWS_030,
    EWS_031,
    EWS_032,
    EWS_033,
    EWS_034,
    EWS_035,
    EWS_036,
    EWS_037,
    EWS_038,
    EWS_040,
    EWS_041,
    EWS_042,
    EWS_043,
    EWS_044,
    EWS_045,
    EWS_046,
    EWS_047,
    EWS_048,
    EWS_050,
    EWS_051,
    EWS_052,
    EWS_053,
    EWS_054,
    EWS_055,
    EWS_056,
    EWS_060,
    EWS_061,
    EWS_062,
    EWS_063,
];
