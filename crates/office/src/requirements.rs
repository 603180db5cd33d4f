//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// The token calls are offered in Excel, Outlook, PowerPoint, Word and OneNote; any other application reports the set as unsupported, and the caller takes its alternate path.
pub const OFFICE_090: Id = Id::of(&Requirement {
    id: "OFFICE-090",
    level: Level::Must,
    says: "The token calls are offered in Excel, Outlook, PowerPoint, Word and OneNote; any other application reports the set as unsupported, and the caller takes its alternate path.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The `value` of a success is an object whose `accessToken` is the token's text.
pub const OFFICE_091: Id = Id::of(&Requirement {
    id: "OFFICE-091",
    level: Level::Must,
    says: "The `value` of a success is an object whose `accessToken` is the token's text.",
    source: "auth.getAccessTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The callback is a function, although one document's table calls it a string and the other's an object; anything else in its place is refused before the host is asked.
pub const OFFICE_092: Id = Id::of(&Requirement {
    id: "OFFICE-092",
    level: Level::Derived,
    says: "The callback is a function, although one document's table calls it a string and the other's an object; anything else in its place is refused before the host is asked.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method",
    profiles: &["doc-2017", "doc-2026"],
    standing: Standing::Expected,
});

/// Forcing consent shows the consent experience even if consent stands; granting it makes this call and later ones succeed, after a revocation or a change of permissions too, and declining it fails with 13002.
pub const OFFICE_093: Id = Id::of(&Requirement {
    id: "OFFICE-093",
    level: Level::Must,
    says: "Forcing consent shows the consent experience even if consent stands; granting it makes this call and later ones succeed, after a revocation or a change of permissions too, and declining it fails with 13002.",
    source: "auth.getAccessTokenAsync method; Office Add-ins documentation, Troubleshoot error messages for single sign-on",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// Forcing an account asks the user to add one, or to switch if one is there already; the token then belongs to the account that was chosen.
pub const OFFICE_094: Id = Id::of(&Requirement {
    id: "OFFICE-094",
    level: Level::Must,
    says: "Forcing an account asks the user to add one, or to switch if one is there already; the token then belongs to the account that was chosen.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// Organizational and Microsoft accounts both obtain tokens, and a token of the latter names the tenant of consumers.
pub const OFFICE_095: Id = Id::of(&Requirement {
    id: "OFFICE-095",
    level: Level::Must,
    says: "Organizational and Microsoft accounts both obtain tokens, and a token of the latter names the tenant of consumers.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method",
    profiles: &[],
    standing: Standing::Expected,
});

/// `requestAuthTokenAsync` takes the callback, which is required, and then at most one string that forces an action, in this order.
pub const OFFICE_096: Id = Id::of(&Requirement {
    id: "OFFICE-096",
    level: Level::Must,
    says: "`requestAuthTokenAsync` takes the callback, which is required, and then at most one string that forces an action, in this order.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The forced action `forceAddinConsent` shows the consent experience, and `forceAddAccount` asks for an account.
pub const OFFICE_097: Id = Id::of(&Requirement {
    id: "OFFICE-097",
    level: Level::Must,
    says: "The forced action `forceAddinConsent` shows the consent experience, and `forceAddAccount` asks for an account.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// Any other forced action, of whatever type, is refused as an argument; it never quietly means that none is forced.
pub const OFFICE_098: Id = Id::of(&Requirement {
    id: "OFFICE-098",
    level: Level::Derived,
    says: "Any other forced action, of whatever type, is refused as an argument; it never quietly means that none is forced.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// A success of `requestAuthTokenAsync` holds at least one identity, each with `DirectoryType` and `AccessToken`; the former is one of two values, for organizational and for Microsoft accounts, whose spelling was never published and is configured.
pub const OFFICE_099: Id = Id::of(&Requirement {
    id: "OFFICE-099",
    level: Level::Must,
    says: "A success of `requestAuthTokenAsync` holds at least one identity, each with `DirectoryType` and `AccessToken`; the former is one of two values, for organizational and for Microsoft accounts, whose spelling was never published and is configured.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// A failure of `requestAuthTokenAsync` has the status of failure, an error and no value, like a failure of any other call.
pub const OFFICE_100: Id = Id::of(&Requirement {
    id: "OFFICE-100",
    level: Level::Derived,
    says: "A failure of `requestAuthTokenAsync` has the status of failure, an error and no value, like a failure of any other call.",
    source: "requestAuthTokenAsync method; Office JavaScript reference, AsyncResult",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// Where one document names three versions for one method, the run-time check answers by the row of the host: SSOAddin 1.1 in Word, Excel and PowerPoint, Mailbox 1.4 in Outlook.
pub const OFFICE_101: Id = Id::of(&Requirement {
    id: "OFFICE-101",
    level: Level::Must,
    says: "Where one document names three versions for one method, the run-time check answers by the row of the host: SSOAddin 1.1 in Word, Excel and PowerPoint, Mailbox 1.4 in Outlook.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The call works in all five applications on the Windows desktop, in Office Online, on the iPad and in OWA for Devices.
pub const OFFICE_102: Id = Id::of(&Requirement {
    id: "OFFICE-102",
    level: Level::Must,
    says: "The call works in all five applications on the Windows desktop, in Office Online, on the iPad and in OWA for Devices.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The least permission is Restricted, and the types of add-in are content, task pane and Outlook.
pub const OFFICE_103: Id = Id::of(&Requirement {
    id: "OFFICE-103",
    level: Level::Must,
    says: "The least permission is Restricted, and the types of add-in are content, task pane and Outlook.",
    source: "requestAuthTokenAsync method",
    profiles: &[],
    standing: Standing::Expected,
});

/// The run-time check that both documents show, which passes the version as the number 1.1, works as shown.
pub const OFFICE_104: Id = Id::of(&Requirement {
    id: "OFFICE-104",
    level: Level::Must,
    says: "The run-time check that both documents show, which passes the version as the number 1.1, works as shown.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// `Office.context.auth` offers `getAccessTokenAsync`, which takes a callback, or options and a callback.
pub const OFFICE_001: Id = Id::of(&Requirement {
    id: "OFFICE-001",
    level: Level::Must,
    says: "`Office.context.auth` offers `getAccessTokenAsync`, which takes a callback, or options and a callback.",
    source: "auth.getAccessTokenAsync method; Office JavaScript reference, Office.Auth",
    profiles: &[],
    standing: Standing::Expected,
});

/// `Office.context.auth` carries `getAccessTokenAsync` alone, and `Office.auth` is `OfficeRuntime.auth`, which carries the promise form alone; the current example calls `Office.auth.getAccessTokenAsync`, which is not there.
pub const OFFICE_002: Id = Id::of(&Requirement {
    id: "OFFICE-002",
    level: Level::Observed,
    says: "`Office.context.auth` carries `getAccessTokenAsync` alone, and `Office.auth` is `OfficeRuntime.auth`, which carries the promise form alone; the current example calls `Office.auth.getAccessTokenAsync`, which is not there.",
    source: "measured: office-js 1.1.110; contradicts Office JavaScript reference, Office.Auth",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// `requestAuthTokenAsync` and its forced actions exist in no published version of the library.
pub const OFFICE_003: Id = Id::of(&Requirement {
    id: "OFFICE-003",
    level: Level::Observed,
    says: "`requestAuthTokenAsync` and its forced actions exist in no published version of the library.",
    source: "measured: ten versions of office-js from 0.1.0-beta.9 to 1.1.110; requestAuthTokenAsync method",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// The asynchronous calls return nothing, so a variable that an example assigns the call to stays undefined; the token comes through the callback only.
pub const OFFICE_004: Id = Id::of(&Requirement {
    id: "OFFICE-004",
    level: Level::Must,
    says: "The asynchronous calls return nothing, so a variable that an example assigns the call to stays undefined; the token comes through the callback only.",
    source: "Office JavaScript reference, Office.Auth; measured: office-js 1.1.110; contradicts requestAuthTokenAsync method",
    profiles: &[],
    standing: Standing::Expected,
});

/// All arguments may be left out; without a callback the host is asked all the same, and its answer is dropped.
pub const OFFICE_005: Id = Id::of(&Requirement {
    id: "OFFICE-005",
    level: Level::Observed,
    says: "All arguments may be left out; without a callback the host is asked all the same, and its answer is dropped.",
    source: "measured: office-js 1.1.110; Office JavaScript reference, Office.Auth; contradicts auth.getAccessTokenAsync method",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// Arguments are told apart by type, so a callback before the options works like one after them.
pub const OFFICE_006: Id = Id::of(&Requirement {
    id: "OFFICE-006",
    level: Level::Observed,
    says: "Arguments are told apart by type, so a callback before the options works like one after them.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// More than two arguments make the call throw `Sys.ParameterCountException` at once.
pub const OFFICE_007: Id = Id::of(&Requirement {
    id: "OFFICE-007",
    level: Level::Observed,
    says: "More than two arguments make the call throw `Sys.ParameterCountException` at once.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Two objects make the call throw `Sys.ParameterCountException`; arguments are looked at from the last to the first, and null is an object that is forgotten at once, so that an object before null passes and null before an object does not.
pub const OFFICE_008: Id = Id::of(&Requirement {
    id: "OFFICE-008",
    level: Level::Observed,
    says: "Two objects make the call throw `Sys.ParameterCountException`; arguments are looked at from the last to the first, and null is an object that is forgotten at once, so that an object before null passes and null before an object does not.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Two functions make the call throw `Sys.ParameterCountException`.
pub const OFFICE_009: Id = Id::of(&Requirement {
    id: "OFFICE-009",
    level: Level::Observed,
    says: "Two functions make the call throw `Sys.ParameterCountException`.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// An argument that is neither an object nor a function, undefined included, makes the call throw `Sys.ArgumentException`, while null in its place is fine.
pub const OFFICE_010: Id = Id::of(&Requirement {
    id: "OFFICE-010",
    level: Level::Observed,
    says: "An argument that is neither an object nor a function, undefined included, makes the call throw `Sys.ArgumentException`, while null in its place is fine.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The callback may be the member `callback` of the options instead of an argument.
pub const OFFICE_011: Id = Id::of(&Requirement {
    id: "OFFICE-011",
    level: Level::May,
    says: "The callback may be the member `callback` of the options instead of an argument.",
    source: "Office Add-ins documentation, Asynchronous programming in Office Add-ins",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// A callback both as an argument and among the options makes the call throw a bare string, which is no Error.
pub const OFFICE_012: Id = Id::of(&Requirement {
    id: "OFFICE-012",
    level: Level::Observed,
    says: "A callback both as an argument and among the options makes the call throw a bare string, which is no Error.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The caller's options object is written to: every option left out gets its default, and the callback becomes its member, so that a second call with the same object and a callback throws.
pub const OFFICE_013: Id = Id::of(&Requirement {
    id: "OFFICE-013",
    level: Level::Observed,
    says: "The caller's options object is written to: every option left out gets its default, and the callback becomes its member, so that a second call with the same object and a callback throws.",
    source: "measured: office-js 1.1.110; OfficeDev/office-js issue 1389",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// An option counts as given if an enumerable member of the object's prototype gives it.
pub const OFFICE_014: Id = Id::of(&Requirement {
    id: "OFFICE-014",
    level: Level::Observed,
    says: "An option counts as given if an enumerable member of the object's prototype gives it.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// An option of the wrong type, an explicit undefined or null included, makes the call throw a bare string.
pub const OFFICE_015: Id = Id::of(&Requirement {
    id: "OFFICE-015",
    level: Level::Observed,
    says: "An option of the wrong type, an explicit undefined or null included, makes the call throw a bare string.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Members of the options object that name no option are neither looked at nor sent.
pub const OFFICE_016: Id = Id::of(&Requirement {
    id: "OFFICE-016",
    level: Level::Observed,
    says: "Members of the options object that name no option are neither looked at nor sent.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// `asyncContext` is never looked at: every type passes.
pub const OFFICE_017: Id = Id::of(&Requirement {
    id: "OFFICE-017",
    level: Level::Observed,
    says: "`asyncContext` is never looked at: every type passes.",
    source: "measured: office-js 1.1.110; auth.getAccessTokenAsync method",
    profiles: &["doc-2017", "doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// A `callback` among the options that is true-like and no function passes, and fails with a TypeError only when the answer is delivered.
pub const OFFICE_018: Id = Id::of(&Requirement {
    id: "OFFICE-018",
    level: Level::Observed,
    says: "A `callback` among the options that is true-like and no function passes, and fails with a TypeError only when the answer is delivered.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// An `accountTypeFilter` that is an unknown string or an explicit undefined is not thrown at the caller: the callback gets code 5007 before the call returns, and the host is not asked.
pub const OFFICE_019: Id = Id::of(&Requirement {
    id: "OFFICE-019",
    level: Level::Observed,
    says: "An `accountTypeFilter` that is an unknown string or an explicit undefined is not thrown at the caller: the callback gets code 5007 before the call returns, and the host is not asked.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The option `forceConsent` is a boolean, false if left out, and shows the consent experience.
pub const OFFICE_020: Id = Id::of(&Requirement {
    id: "OFFICE-020",
    level: Level::Must,
    says: "The option `forceConsent` is a boolean, false if left out, and shows the consent experience.",
    source: "auth.getAccessTokenAsync method; Office JavaScript reference, Office.AuthOptions",
    profiles: &[],
    standing: Standing::Expected,
});

/// The option `forceAddAccount` is a boolean, false if left out, and asks the user to add an account or to switch to another; one document's table calls its like an object.
pub const OFFICE_021: Id = Id::of(&Requirement {
    id: "OFFICE-021",
    level: Level::Must,
    says: "The option `forceAddAccount` is a boolean, false if left out, and asks the user to add an account or to switch to another; one document's table calls its like an object.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method; Office JavaScript reference, Office.AuthOptions",
    profiles: &[],
    standing: Standing::Expected,
});

/// The option `authChallenge` is a string, empty if left out, and takes the claims that Entra demanded byte for byte to the sign-in of the second call.
pub const OFFICE_022: Id = Id::of(&Requirement {
    id: "OFFICE-022",
    level: Level::Must,
    says: "The option `authChallenge` is a string, empty if left out, and takes the claims that Entra demanded byte for byte to the sign-in of the second call.",
    source: "auth.getAccessTokenAsync method; Office Add-ins documentation, Troubleshoot error messages for single sign-on",
    profiles: &[],
    standing: Standing::Expected,
});

/// The option `allowSignInPrompt` is a boolean, false if left out: the host tries silently first, and only then shows the sign-in if it is true, or fails.
pub const OFFICE_023: Id = Id::of(&Requirement {
    id: "OFFICE-023",
    level: Level::Must,
    says: "The option `allowSignInPrompt` is a boolean, false if left out: the host tries silently first, and only then shows the sign-in if it is true, or fails.",
    source: "Office JavaScript reference, Office.AuthOptions",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// The option `allowConsentPrompt` is a boolean, false if left out: the host asks for consent only after a silent attempt failed for want of it, and such consent reaches the profile scope, never those of Graph.
pub const OFFICE_024: Id = Id::of(&Requirement {
    id: "OFFICE-024",
    level: Level::Must,
    says: "The option `allowConsentPrompt` is a boolean, false if left out: the host asks for consent only after a silent attempt failed for want of it, and such consent reaches the profile scope, never those of Graph.",
    source: "Office JavaScript reference, Office.AuthOptions; Office Add-ins documentation, Authorize to Microsoft Graph",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// The option `forMSGraphAccess` is a boolean, false if left out, and makes the call fail early with 13012 if consent to Graph is missing, and always in a sideloaded Outlook add-in.
pub const OFFICE_025: Id = Id::of(&Requirement {
    id: "OFFICE-025",
    level: Level::Must,
    says: "The option `forMSGraphAccess` is a boolean, false if left out, and makes the call fail early with 13012 if consent to Graph is missing, and always in a sideloaded Outlook add-in.",
    source: "Office JavaScript reference, Office.AuthOptions; Office Add-ins documentation, Authorize to Microsoft Graph",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// The option `asyncContext` is whatever the caller likes and comes back as the same thing, not as a copy.
pub const OFFICE_026: Id = Id::of(&Requirement {
    id: "OFFICE-026",
    level: Level::Must,
    says: "The option `asyncContext` is whatever the caller likes and comes back as the same thing, not as a copy.",
    source: "auth.getAccessTokenAsync method; Office JavaScript reference, Office.AuthOptions",
    profiles: &[],
    standing: Standing::Expected,
});

/// Two more options exist undocumented, `enableNewHosts`, a number, 0 if left out, and `accountTypeFilter`, one of noFilter, aad and msa; within the single sign-on hosts of Office on the web the library adds an `addinTrustId` of its own.
pub const OFFICE_027: Id = Id::of(&Requirement {
    id: "OFFICE-027",
    level: Level::Observed,
    says: "Two more options exist undocumented, `enableNewHosts`, a number, 0 if left out, and `accountTypeFilter`, one of noFilter, aad and msa; within the single sign-on hosts of Office on the web the library adds an `addinTrustId` of its own.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A host that announces the set JsonPayloadSSO is sent one JSON text with six of the options; `forceConsent` and `forceAddAccount` are silently left behind.
pub const OFFICE_028: Id = Id::of(&Requirement {
    id: "OFFICE-028",
    level: Level::Observed,
    says: "A host that announces the set JsonPayloadSSO is sent one JSON text with six of the options; `forceConsent` and `forceAddAccount` are silently left behind.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Newer hosts ignore the options that force and older hosts those that allow, so a caller that needs an effect in both passes both.
pub const OFFICE_029: Id = Id::of(&Requirement {
    id: "OFFICE-029",
    level: Level::Observed,
    says: "Newer hosts ignore the options that force and older hosts those that allow, so a caller that needs an effect in both passes both.",
    source: "Office Add-ins documentation, Identity API requirement sets as of 2019-11-03",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// A native host is sent an array: forceConsent, forceAddAccount, authChallenge, allowConsentPrompt, forMSGraphAccess, allowSignInPrompt; a host on the web is sent an object with named members, the method's number 98 and no time limit.
pub const OFFICE_030: Id = Id::of(&Requirement {
    id: "OFFICE-030",
    level: Level::Observed,
    says: "A native host is sent an array: forceConsent, forceAddAccount, authChallenge, allowConsentPrompt, forMSGraphAccess, allowSignInPrompt; a host on the web is sent an object with named members, the method's number 98 and no time limit.",
    source: "measured: office-js 1.1.110, on Windows by running it and on the web by reading it",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The `status` of a result is the string succeeded or failed, neither a number, as the type declarations suggest, nor success, as an old example compares.
pub const OFFICE_040: Id = Id::of(&Requirement {
    id: "OFFICE-040",
    level: Level::Must,
    says: "The `status` of a result is the string succeeded or failed, neither a number, as the type declarations suggest, nor success, as an old example compares.",
    source: "Office JavaScript reference, Office.AsyncResultStatus; measured: office-js 1.1.110",
    profiles: &[],
    standing: Standing::Expected,
});

/// The `value` of a success is the token's text itself; looking for `accessToken` in it finds nothing.
pub const OFFICE_041: Id = Id::of(&Requirement {
    id: "OFFICE-041",
    level: Level::Must,
    says: "The `value` of a success is the token's text itself; looking for `accessToken` in it finds nothing.",
    source: "Office JavaScript reference, Office.Auth; contradicts auth.getAccessTokenAsync method",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// The value is taken from the member `accessToken` of a reply on the web, and is the payload itself of a native one; version 1.1.2 gave the whole reply instead.
pub const OFFICE_042: Id = Id::of(&Requirement {
    id: "OFFICE-042",
    level: Level::Observed,
    says: "The value is taken from the member `accessToken` of a reply on the web, and is the payload itself of a native one; version 1.1.2 gave the whole reply instead.",
    source: "measured: office-js 1.1.2, 1.1.4 and 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A result always has the member `value`, which is undefined on failure.
pub const OFFICE_043: Id = Id::of(&Requirement {
    id: "OFFICE-043",
    level: Level::Observed,
    says: "A result always has the member `value`, which is undefined on failure.",
    source: "measured: office-js 1.1.110; a result published in issue 13 of an ASP.NET single sign-on sample",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The member `error` is missing from a success, and not null; in a failure it has `name`, `message` and `code`, and nothing else.
pub const OFFICE_044: Id = Id::of(&Requirement {
    id: "OFFICE-044",
    level: Level::Observed,
    says: "The member `error` is missing from a success, and not null; in a failure it has `name`, `message` and `code`, and nothing else.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// `asyncContext` comes back in the state in which it was passed, null and undefined and every other false-like value included.
pub const OFFICE_045: Id = Id::of(&Requirement {
    id: "OFFICE-045",
    level: Level::Must,
    says: "`asyncContext` comes back in the state in which it was passed, null and undefined and every other false-like value included.",
    source: "Office JavaScript reference, Office.AsyncResult; auth.getAccessTokenAsync method",
    profiles: &["doc-2017", "doc-2026"],
    standing: Standing::Expected,
});

/// `asyncContext` comes back only if it is true-like; zero, an empty string, false, NaN and null come back as a missing member.
pub const OFFICE_046: Id = Id::of(&Requirement {
    id: "OFFICE-046",
    level: Level::Observed,
    says: "`asyncContext` comes back only if it is true-like; zero, an empty string, false, NaN and null come back as a missing member.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The members of a result and of its error are enumerable and can be neither assigned nor redefined, while members may be added.
pub const OFFICE_047: Id = Id::of(&Requirement {
    id: "OFFICE-047",
    level: Level::Observed,
    says: "The members of a result and of its error are enumerable and can be neither assigned nor redefined, while members may be added.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The result of `getAccessTokenAsync` has no `diagnostics`; those belong to the token calls of Outlook.
pub const OFFICE_048: Id = Id::of(&Requirement {
    id: "OFFICE-048",
    level: Level::Observed,
    says: "The result of `getAccessTokenAsync` has no `diagnostics`; those belong to the token calls of Outlook.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The callback is given one argument, the result, once the operation is done, while the script that made the call went on.
pub const OFFICE_049: Id = Id::of(&Requirement {
    id: "OFFICE-049",
    level: Level::Must,
    says: "The callback is given one argument, the result, once the operation is done, while the script that made the call went on.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method; Office Add-ins documentation, Asynchronous programming in Office Add-ins",
    profiles: &[],
    standing: Standing::Expected,
});

/// The callback runs exactly once for each call that the host answers: it is not lost when there is no end point or the reply is null, nor run again for a second reply or because it threw.
pub const OFFICE_050: Id = Id::of(&Requirement {
    id: "OFFICE-050",
    level: Level::Derived,
    says: "The callback runs exactly once for each call that the host answers: it is not lost when there is no end point or the reply is null, nor run again for a second reply or because it threw.",
    source: "Office Add-ins documentation, Asynchronous programming in Office Add-ins; OfficeDev/office-js issue 4274; contradicted by measured: office-js 1.1.110",
    profiles: &["doc-2017", "doc-2026"],
    standing: Standing::Expected,
});

/// The callback may run before the call returns, when the native host throws or answers at once, and runs again for a second native reply, or because it threw at such an answer.
pub const OFFICE_051: Id = Id::of(&Requirement {
    id: "OFFICE-051",
    level: Level::Observed,
    says: "The callback may run before the call returns, when the native host throws or answers at once, and runs again for a second native reply, or because it threw at such an answer.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// An exception of the native host becomes a code: 0x800A0046 is 7000, 0x80043200 is 5100, 0x800A0005 and 0x8004307F are 5010, anything else is 5001; on the web denied access is 7000 and any other failure to get through is 5001.
pub const OFFICE_052: Id = Id::of(&Requirement {
    id: "OFFICE-052",
    level: Level::Observed,
    says: "An exception of the native host becomes a code: 0x800A0046 is 7000, 0x80043200 is 5100, 0x800A0005 and 0x8004307F are 5010, anything else is 5001; on the web denied access is 7000 and any other failure to get through is 5001.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A code that the library does not know keeps its number and gets the name Internal Error; 13011, 13990, 13991 and 50001 are such codes.
pub const OFFICE_053: Id = Id::of(&Requirement {
    id: "OFFICE-053",
    level: Level::Observed,
    says: "A code that the library does not know keeps its number and gets the name Internal Error; 13011, 13990, 13991 and 50001 are such codes.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A caller decides by the error's `code`; its `name` and `message` are texts for people, in 143 languages.
pub const OFFICE_054: Id = Id::of(&Requirement {
    id: "OFFICE-054",
    level: Level::Should,
    says: "A caller decides by the error's `code`; its `name` and `message` are texts for people, in 143 languages.",
    source: "measured: office-js 1.1.110; a German result published in issue 13 of an ASP.NET single sign-on sample",
    profiles: &[],
    standing: Standing::Expected,
});

/// `OfficeRuntime.auth.getAccessToken` resolves with the value, and rejects with the error or with whatever the call threw, a bare string included.
pub const OFFICE_055: Id = Id::of(&Requirement {
    id: "OFFICE-055",
    level: Level::Observed,
    says: "`OfficeRuntime.auth.getAccessToken` resolves with the value, and rejects with the error or with whatever the call threw, a bare string included.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// The `value` of a success of `requestAuthTokenAsync` is an array of identity objects, each with a directory type and an access token that was issued to the add-in's own service.
pub const OFFICE_056: Id = Id::of(&Requirement {
    id: "OFFICE-056",
    level: Level::Must,
    says: "The `value` of a success of `requestAuthTokenAsync` is an array of identity objects, each with a directory type and an access token that was issued to the add-in's own service.",
    source: "requestAuthTokenAsync method",
    profiles: &["doc-2017"],
    standing: Standing::Expected,
});

/// The requirement set is named IdentityAPI: version 1.1 in the documents of 2017, version 1.3 alone today.
pub const OFFICE_060: Id = Id::of(&Requirement {
    id: "OFFICE-060",
    level: Level::Must,
    says: "The requirement set is named IdentityAPI: version 1.1 in the documents of 2017, version 1.3 alone today.",
    source: "auth.getAccessTokenAsync method; Office JavaScript reference, Identity API requirement sets",
    profiles: &[],
    standing: Standing::Expected,
});

/// Names of sets are compared without regard to case, so the two spellings SSOAddIn and SSOAddin of one document are one set, which only the draft knows.
pub const OFFICE_061: Id = Id::of(&Requirement {
    id: "OFFICE-061",
    level: Level::Observed,
    says: "Names of sets are compared without regard to case, so the two spellings SSOAddIn and SSOAddin of one document are one set, which only the draft knows.",
    source: "requestAuthTokenAsync method; measured: office-js 1.1.110",
    profiles: &["doc-2017", "officejs-1.1"],
    standing: Standing::Expected,
});

/// A set without a name is not supported; without a version, or with an empty one, any version of the set will do.
pub const OFFICE_062: Id = Id::of(&Requirement {
    id: "OFFICE-062",
    level: Level::Observed,
    says: "A set without a name is not supported; without a version, or with an empty one, any version of the set will do.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Versions are compared as two numbers, so 1.10 is above 1.9; a third number counts for nothing, and a set of version 0 is never supported.
pub const OFFICE_063: Id = Id::of(&Requirement {
    id: "OFFICE-063",
    level: Level::Observed,
    says: "Versions are compared as two numbers, so 1.10 is above 1.9; a third number counts for nothing, and a set of version 0 is never supported.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A version passed as a number loses its last zeros, so 1.10 asks for 1.1; today it is passed as a string.
pub const OFFICE_064: Id = Id::of(&Requirement {
    id: "OFFICE-064",
    level: Level::Observed,
    says: "A version passed as a number loses its last zeros, so 1.10 asks for 1.1; today it is passed as a string.",
    source: "measured: office-js 1.1.110; Office JavaScript reference, Office.RequirementSetSupport",
    profiles: &["doc-2017", "doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// A version that is no number makes the answer false, and a name that is no string makes the check throw a TypeError.
pub const OFFICE_065: Id = Id::of(&Requirement {
    id: "OFFICE-065",
    level: Level::Observed,
    says: "A version that is no number makes the answer false, and a name that is no string makes the check throw a TypeError.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// Where the host announces no sets, those built into the library hold, and IdentityAPI is not among them.
pub const OFFICE_066: Id = Id::of(&Requirement {
    id: "OFFICE-066",
    level: Level::Observed,
    says: "Where the host announces no sets, those built into the library hold, and IdentityAPI is not among them.",
    source: "measured: office-js 1.1.110",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// `Requirements` holds `Sets`, which holds one `Set` or more; each has a `Name`, and a `MinVersion` like 1.1 that outdoes the `DefaultMinVersion` of `Sets`, which is 1.1 if left out.
pub const OFFICE_067: Id = Id::of(&Requirement {
    id: "OFFICE-067",
    level: Level::Must,
    says: "`Requirements` holds `Sets`, which holds one `Set` or more; each has a `Name`, and a `MinVersion` like 1.1 that outdoes the `DefaultMinVersion` of `Sets`, which is 1.1 if left out.",
    source: "auth.getAccessTokenAsync method; requestAuthTokenAsync method; Office JavaScript reference, Sets and Set elements",
    profiles: &[],
    standing: Standing::Expected,
});

/// The manifest of an Outlook add-in does not require IdentityAPI; such an add-in checks at run time.
pub const OFFICE_068: Id = Id::of(&Requirement {
    id: "OFFICE-068",
    level: Level::Must,
    says: "The manifest of an Outlook add-in does not require IdentityAPI; such an add-in checks at run time.",
    source: "Office JavaScript reference, Set element",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// `WebApplicationInfo` holds `Id`, `Resource` and `Scopes` with one `Scope` or more, and is the last child of `VersionOverrides`, of version 1.1 in an Outlook manifest and of version 1.0 in any other.
pub const OFFICE_069: Id = Id::of(&Requirement {
    id: "OFFICE-069",
    level: Level::Must,
    says: "`WebApplicationInfo` holds `Id`, `Resource` and `Scopes` with one `Scope` or more, and is the last child of `VersionOverrides`, of version 1.1 in an Outlook manifest and of version 1.0 in any other.",
    source: "Office JavaScript reference, WebApplicationInfo element; Office Add-ins documentation, Enable single sign-on",
    profiles: &[],
    standing: Standing::Expected,
});

/// `Resource` is api:// with the domain and port of the add-in and the application id, `Id` is that application id, and the scopes include profile and openid.
pub const OFFICE_070: Id = Id::of(&Requirement {
    id: "OFFICE-070",
    level: Level::Must,
    says: "`Resource` is api:// with the domain and port of the add-in and the application id, `Id` is that application id, and the scopes include profile and openid.",
    source: "Office Add-ins documentation, Enable single sign-on, and Troubleshoot error messages for single sign-on",
    profiles: &[],
    standing: Standing::Expected,
});

/// A caller shows a message for 13001, 13002, 13006, 13008 and 13010, and falls back to another sign-in for every other code, known or not.
pub const OFFICE_075: Id = Id::of(&Requirement {
    id: "OFFICE-075",
    level: Level::Must,
    says: "A caller shows a message for 13001, 13002, 13006, 13008 and 13010, and falls back to another sign-in for every other code, known or not.",
    source: "Office Add-ins documentation, Troubleshoot error messages for single sign-on; the template of OfficeDev/Office-Addin-Scripts",
    profiles: &[],
    standing: Standing::Expected,
});

/// On the web a second call while one is pending fails with 13008, and the caller leaves it to the user to try again.
pub const OFFICE_076: Id = Id::of(&Requirement {
    id: "OFFICE-076",
    level: Level::Must,
    says: "On the web a second call while one is pending fails with 13008, and the caller leaves it to the user to try again.",
    source: "Office Add-ins documentation, Troubleshoot error messages for single sign-on",
    profiles: &[],
    standing: Standing::Expected,
});

/// 13008 comes from the host: the library passes every call on, and on the desktop calls that overlap may all succeed.
pub const OFFICE_077: Id = Id::of(&Requirement {
    id: "OFFICE-077",
    level: Level::Observed,
    says: "13008 comes from the host: the library passes every call on, and on the desktop calls that overlap may all succeed.",
    source: "measured: office-js 1.1.110; OfficeDev/office-js issues 340, 3298 and 4274",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A caller that is told 13013, too many calls, repeats the call a bounded number of times and then falls back.
pub const OFFICE_078: Id = Id::of(&Requirement {
    id: "OFFICE-078",
    level: Level::Must,
    says: "A caller that is told 13013, too many calls, repeats the call a bounded number of times and then falls back.",
    source: "Office Add-ins documentation, Troubleshoot error messages for single sign-on",
    profiles: &[],
    standing: Standing::Expected,
});

/// A call that failed with 13001 succeeds when it is repeated with `allowSignInPrompt` and the user signs in; 13006, 13008 and 13010 occur on the web only; 13012 is the answer of a platform that lacks the call, and within Teams.
pub const OFFICE_079: Id = Id::of(&Requirement {
    id: "OFFICE-079",
    level: Level::Must,
    says: "A call that failed with 13001 succeeds when it is repeated with `allowSignInPrompt` and the user signs in; 13006, 13008 and 13010 occur on the web only; 13012 is the answer of a platform that lacks the call, and within Teams.",
    source: "Office Add-ins documentation, Troubleshoot error messages for single sign-on",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// While a dialog of the add-in is open, Outlook on the web answers 5001.
pub const OFFICE_080: Id = Id::of(&Requirement {
    id: "OFFICE-080",
    level: Level::Observed,
    says: "While a dialog of the add-in is open, Outlook on the web answers 5001.",
    source: "Office JavaScript reference, Office.Auth; OfficeDev/office-js issue 3097",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// `getUserIdentityTokenAsync` and `getCallbackTokenAsync` need a callback, and without one throw `Sys.ArgumentNullException`; the `value` of a success is the token's text.
pub const OFFICE_081: Id = Id::of(&Requirement {
    id: "OFFICE-081",
    level: Level::Must,
    says: "`getUserIdentityTokenAsync` and `getCallbackTokenAsync` need a callback, and without one throw `Sys.ArgumentNullException`; the `value` of a success is the token's text.",
    source: "Office JavaScript reference, Office.Mailbox; measured: office-js 1.1.110",
    profiles: &[],
    standing: Standing::Expected,
});

/// The mailbox calls go by place: options before the callback, or a context after it. One argument of another type throws `Sys.ArgumentTypeException`, two in other places throw `Sys.ArgumentException`, three throw `Sys.ParameterCountException`.
pub const OFFICE_082: Id = Id::of(&Requirement {
    id: "OFFICE-082",
    level: Level::Observed,
    says: "The mailbox calls go by place: options before the callback, or a context after it. One argument of another type throws `Sys.ArgumentTypeException`, two in other places throw `Sys.ArgumentException`, three throw `Sys.ParameterCountException`.",
    source: "measured: office-js 1.1.110, by reading it",
    profiles: &["officejs-1.1"],
    standing: Standing::Expected,
});

/// A failed mailbox call hands on the host's `diagnostics` beside its error: 9040 HTTPRequestFailure, 9041 NetworkError, 9042 InternalServerError, 9018 GenericTokenError, 9017 AccessRestricted, 9048 TokenAccessDenied.
pub const OFFICE_083: Id = Id::of(&Requirement {
    id: "OFFICE-083",
    level: Level::Must,
    says: "A failed mailbox call hands on the host's `diagnostics` beside its error: 9040 HTTPRequestFailure, 9041 NetworkError, 9042 InternalServerError, 9018 GenericTokenError, 9017 AccessRestricted, 9048 TokenAccessDenied.",
    source: "Office JavaScript reference, Office.AsyncResult; measured: office-js 1.1.110, by reading it",
    profiles: &[],
    standing: Standing::Expected,
});

/// Success comes with a token that is not empty: results with an empty, null or missing one were reported from the field, so a host does not let them through and a caller looks.
pub const OFFICE_084: Id = Id::of(&Requirement {
    id: "OFFICE-084",
    level: Level::Observed,
    says: "Success comes with a token that is not empty: results with an empty, null or missing one were reported from the field, so a host does not let them through and a caller looks.",
    source: "OfficeDev/office-js issues 1081, 4269 and 4583; contradicted by measured: office-js 1.1.110",
    profiles: &["doc-2017", "doc-2026"],
    standing: Standing::Expected,
});

/// The mailbox calls need the permission ReadItem and a mailbox of one's own Exchange: Outlook.com, Gmail and, by now, Exchange Online give no such token; a callback token lasts 5 minutes.
pub const OFFICE_085: Id = Id::of(&Requirement {
    id: "OFFICE-085",
    level: Level::Must,
    says: "The mailbox calls need the permission ReadItem and a mailbox of one's own Exchange: Outlook.com, Gmail and, by now, Exchange Online give no such token; a callback token lasts 5 minutes.",
    source: "Office JavaScript reference, Office.Mailbox; Office Add-ins documentation, legacy Exchange tokens",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// `getUserIdentityTokenAsync` makes the host send one GetClientAccessToken request with the token type CallerIdentity and the add-in's own id.
pub const OFFICE_086: Id = Id::of(&Requirement {
    id: "OFFICE-086",
    level: Level::Observed,
    says: "`getUserIdentityTokenAsync` makes the host send one GetClientAccessToken request with the token type CallerIdentity and the add-in's own id.",
    source: "OfficeDev/office-js issue 6340, a trace",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// `makeEwsRequestAsync` carries a closed list of operations, among which GetClientAccessToken and GetAppManifests are not, in a body of at most 1,000,000 characters.
pub const OFFICE_087: Id = Id::of(&Requirement {
    id: "OFFICE-087",
    level: Level::Must,
    says: "`makeEwsRequestAsync` carries a closed list of operations, among which GetClientAccessToken and GetAppManifests are not, in a body of at most 1,000,000 characters.",
    source: "Office Add-ins documentation, Call web services from an Outlook add-in; measured: office-js 1.1.110, by reading it",
    profiles: &[],
    standing: Standing::Expected,
});

/// An Exchange identity token has the header JWT, RS256 and x5t, and the claims aud, iss, nbf, exp and appctx with msexchuid, version ExIdTok.V1 and amurl; its dates may be numbers or, as documented, numbers within strings.
pub const OFFICE_088: Id = Id::of(&Requirement {
    id: "OFFICE-088",
    level: Level::Must,
    says: "An Exchange identity token has the header JWT, RS256 and x5t, and the claims aud, iss, nbf, exp and appctx with msexchuid, version ExIdTok.V1 and amurl; its dates may be numbers or, as documented, numbers within strings.",
    source: "Office Add-ins documentation, Inside the Exchange identity token, and Validate an Exchange identity token; GetClientAccessToken operation",
    profiles: &[],
    standing: Standing::Expected,
});

/// Exchange tokens are turned off in Exchange Online and remain on premises; where they are off, asking for one fails with 9017 or 9018.
pub const ENTRA_034: Id = Id::of(&Requirement {
    id: "ENTRA-034",
    level: Level::Observed,
    says: "Exchange tokens are turned off in Exchange Online and remain on premises; where they are off, asking for one fails with 9017 or 9018.",
    source: "Office Add-ins documentation, nested app authentication and Outlook legacy tokens",
    profiles: &["doc-2026", "officejs-1.1"],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    OFFICE_090,
    OFFICE_091,
    OFFICE_092,
    OFFICE_093,
    OFFICE_094,
    OFFICE_095,
    OFFICE_096,
    OFFICE_097,
    OFFICE_098,
    OFFICE_099,
    OFFICE_100,
    OFFICE_101,
    OFFICE_102,
    OFFICE_103,
    OFFICE_104,
    OFFICE_001,
    OFFICE_002,
    OFFICE_003,
    OFFICE_004,
    OFFICE_005,
    OFFICE_006,
    OFFICE_007,
    OFFICE_008,
    OFFICE_009,
    OFFICE_010,
    OFFICE_011,
    OFFICE_012,
    OFFICE_013,
    OFFICE_014,
    OFFICE_015,
    OFFICE_016,
    OFFICE_017,
    OFFICE_018,
    OFFICE_019,
    OFFICE_020,
    OFFICE_021,
    OFFICE_022,
    OFFICE_023,
    OFFICE_024,
    OFFICE_025,
    OFFICE_026,
    OFFICE_027,
    OFFICE_028,
    OFFICE_029,
    OFFICE_030,
    OFFICE_040,
    OFFICE_041,
    OFFICE_042,
    OFFICE_043,
    OFFICE_044,
    OFFICE_045,
    OFFICE_046,
    OFFICE_047,
    OFFICE_048,
    OFFICE_049,
    OFFICE_050,
    OFFICE_051,
    OFFICE_052,
    OFFICE_053,
    OFFICE_054,
    OFFICE_055,
    OFFICE_056,
    OFFICE_060,
    OFFICE_061,
    OFFICE_062,
    OFFICE_063,
    OFFICE_064,
    OFFICE_065,
    OFFICE_066,
    OFFICE_067,
    OFFICE_068,
    OFFICE_069,
    OFFICE_070,
    OFFICE_075,
    OFFICE_076,
    OFFICE_077,
    OFFICE_078,
    OFFICE_079,
    OFFICE_080,
    OFFICE_081,
    OFFICE_082,
    OFFICE_083,
    OFFICE_084,
    OFFICE_085,
    OFFICE_086,
    OFFICE_087,
    OFFICE_088,
    ENTRA_034,
];
