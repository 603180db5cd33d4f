//! The ways of being wrong about the token calls that the suite must see. Those that were seen were
//! seen in the library, in its documents or in what people reported.

use conformance::Defect;

use crate::addin as a;
use crate::arguments as g;
use crate::async_result as r;
use crate::host as h;
use crate::identity_token as i;
use crate::mailbox as m;
use crate::manifest as x;
use crate::requirements as id;
use crate::session as s;
use crate::sets as v;
use crate::surface as u;
use crate::transport as t;

const SHIPPED: &str = "office-js 1.1.110, measured";

/// The ways of being wrong.
pub static DEFECTS: &[Defect] = &[
    // What the founding documents say.
    Defect::lacks("offers-the-set-in-project", id::OFFICE_090),
    Defect::does(a::CALLS_UNSUPPORTED, id::OFFICE_090),
    Defect::lacks("gives-the-bare-token", id::OFFICE_091).seen(SHIPPED),
    Defect::lacks("takes-anything-for-a-callback", id::OFFICE_092)
        .seen("the tables of both documents, one of which calls it a string, the other an object"),
    Defect::does(h::SKIPS_CONSENT_THAT_STANDS, id::OFFICE_093).with_collateral(&[id::OFFICE_097]),
    Defect::does(h::FORGETS_CONSENT, id::OFFICE_093),
    Defect::does(h::TAKES_DECLINING_FOR_MISSING_CONSENT, id::OFFICE_093),
    Defect::does(h::KEEPS_THE_OLD_ACCOUNT, id::OFFICE_094),
    Defect::does(h::KNOWS_WORK_ACCOUNTS_ONLY, id::OFFICE_095).with_collateral(&[id::OFFICE_099]),
    Defect::does(h::NAMES_THE_HOME_TENANT_FOR_CONSUMERS, id::OFFICE_095),
    Defect::lacks("finds-the-callback-anywhere", id::OFFICE_096),
    Defect::does(g::TAKES_ANY_FORCED_ACTION_FOR_CONSENT, id::OFFICE_097),
    Defect::lacks("ignores-unknown-actions", id::OFFICE_098),
    Defect::lacks("succeeds-with-no-identity", id::OFFICE_099),
    Defect::does(s::KNOWS_ONE_DIRECTORY_TYPE, id::OFFICE_099),
    Defect::does(r::NAMES_THE_DIRECTORY_TYPE_ITSELF, id::OFFICE_099)
        .with_collateral(&[id::OFFICE_056, id::OFFICE_096]),
    Defect::lacks("fails-with-an-empty-array", id::OFFICE_100),
    Defect::does(r::LEAVES_THE_ERROR_OUT, id::OFFICE_100)
        .with_collateral(&[id::OFFICE_099, id::OFFICE_102]),
    Defect::lacks("announces-the-version-of-the-page", id::OFFICE_101)
        .seen("requestAuthTokenAsync method, whose head says 1.3"),
    Defect::lacks("lacks-the-call-on-the-ipad", id::OFFICE_102)
        .seen("Office on the iPad, which today's documentation says lacks it"),
    Defect::lacks("takes-any-kind-of-add-in", id::OFFICE_103),
    Defect::does(v::WANTS_VERSIONS_AS_TEXTS, id::OFFICE_104)
        .seen("Office JavaScript reference, Office.RequirementSetSupport: strings only today")
        .with_collateral(&[id::OFFICE_061, id::OFFICE_064, id::OFFICE_101]),
    // The call.
    Defect::does(u::LACKS_THE_CALL_IN_WORD, id::OFFICE_001),
    Defect::lacks("offers-what-the-example-calls", id::OFFICE_002)
        .seen("Office JavaScript reference, Office.Auth: types and example"),
    Defect::does(a::CALLS_WHERE_THE_EXAMPLE_DOES, id::OFFICE_002)
        .seen("Office JavaScript reference, Office.Auth: example"),
    Defect::lacks("offers-the-draft-call", id::OFFICE_003)
        .seen("requestAuthTokenAsync method, which nothing published has"),
    Defect::does(s::RETURNS_A_PROMISE_TOO, id::OFFICE_004)
        .seen("requestAuthTokenAsync method, whose sample keeps what the call returns"),
    Defect::does(g::THROWS_WITHOUT_ARGUMENTS, id::OFFICE_005)
        .seen("auth.getAccessTokenAsync method, whose syntax requires it"),
    Defect::does(g::MINDS_THE_ORDER_OF_ARGUMENTS, id::OFFICE_006),
    Defect::lacks("ignores-further-arguments", id::OFFICE_007),
    Defect::lacks("takes-the-first-of-two-objects", id::OFFICE_008),
    Defect::lacks("takes-the-first-of-two-functions", id::OFFICE_009),
    Defect::lacks("ignores-arguments-of-odd-types", id::OFFICE_010),
    Defect::lacks("ignores-the-callback-option", id::OFFICE_011)
        .with_collateral(&[id::OFFICE_012, id::OFFICE_013]),
    Defect::lacks("prefers-the-callback-argument", id::OFFICE_012),
    Defect::lacks("leaves-the-options-object-alone", id::OFFICE_013),
    Defect::lacks("reads-own-options-only", id::OFFICE_014),
    Defect::lacks("sends-options-of-any-type", id::OFFICE_015),
    Defect::does(g::REFUSES_UNKNOWN_OPTIONS, id::OFFICE_016),
    Defect::does(g::REFUSES_CONTEXTS_THAT_JSON_LACKS, id::OFFICE_017),
    Defect::lacks("checks-the-callback-option", id::OFFICE_018),
    Defect::lacks("sends-unknown-filters", id::OFFICE_019),
    // The options.
    Defect::lacks("never-shows-consent", id::OFFICE_020)
        .seen("hosts since the options that allow came, which ignore this one")
        .with_collateral(&[id::OFFICE_029, id::OFFICE_093, id::OFFICE_097]),
    Defect::lacks("never-asks-for-an-account", id::OFFICE_021)
        .seen("hosts since the options that allow came, which ignore this one")
        .with_collateral(&[id::OFFICE_094, id::OFFICE_097]),
    Defect::does(g::TAKES_FORCE_ADD_ACCOUNT_FOR_AN_OBJECT, id::OFFICE_021)
        .seen("requestAuthTokenAsync method, whose table says object"),
    Defect::does(t::TIDIES_THE_CHALLENGE, id::OFFICE_022).with_collateral(&[id::OFFICE_028]),
    Defect::does(h::IGNORES_CHALLENGES, id::OFFICE_022)
        .seen("office-js 1.1.2 in Excel, which had no such option"),
    Defect::does(a::TIDIES_THE_CLAIMS, id::OFFICE_022),
    Defect::lacks("never-shows-the-sign-in", id::OFFICE_023)
        .seen("office-js 1.1.29, which had no such option")
        .with_collateral(&[id::OFFICE_076]),
    Defect::does(h::PROMPTS_BEFORE_TRYING_SILENTLY, id::OFFICE_023),
    Defect::lacks("never-asks-for-consent-that-is-allowed", id::OFFICE_024)
        .seen("office-js 1.1.29, which had no such option"),
    Defect::does(h::PROMPTS_FOR_CONSENT_THAT_STANDS, id::OFFICE_024),
    Defect::does(h::CONSENTS_TO_GRAPH_TOO, id::OFFICE_024),
    Defect::lacks("leaves-graph-to-fail-late", id::OFFICE_025)
        .seen("office-js 1.1.29, which had no such option")
        .with_collateral(&[id::OFFICE_024]),
    Defect::does(h::GRAPHS_SIDELOADED_OUTLOOK, id::OFFICE_025),
    Defect::does(s::COPIES_THE_CONTEXT, id::OFFICE_026),
    Defect::lacks("knows-documented-options-only", id::OFFICE_027)
        .seen("Office JavaScript reference, Office.AuthOptions, which lacks two"),
    Defect::lacks("sends-no-json", id::OFFICE_028).seen("office-js 1.1.36, which had no such text"),
    Defect::does(t::PACKS_THE_OPTIONS_THAT_FORCE, id::OFFICE_028),
    Defect::lacks("honours-options-of-both-generations", id::OFFICE_029),
    Defect::does(a::FORCES_WITHOUT_ALLOWING, id::OFFICE_029)
        .seen("auth.getAccessTokenAsync method, which knows no other option"),
    Defect::does(t::SORTS_THE_NATIVE_ARRAY, id::OFFICE_030),
    // The result.
    Defect::does(r::NUMBERS_THE_STATUS, id::OFFICE_040)
        .seen("office-js type declarations, an enumeration without values"),
    Defect::does(r::SAYS_SUCCESS, id::OFFICE_040).seen("an AsyncResult example of 2017"),
    Defect::does(a::COMPARES_THE_STATUS_WITH_SUCCESS, id::OFFICE_040)
        .seen("an AsyncResult example of 2017")
        .with_collateral(&[
            id::OFFICE_022,
            id::OFFICE_041,
            id::OFFICE_056,
            id::OFFICE_078,
            id::OFFICE_079,
            id::OFFICE_091,
        ]),
    Defect::lacks("wraps-the-token", id::OFFICE_041)
        .seen("auth.getAccessTokenAsync method, whose sample unwraps it")
        .with_collateral(&[id::OFFICE_013, id::OFFICE_055]),
    Defect::does(a::LOOKS_FOR_ACCESS_TOKEN_IN_THE_VALUE, id::OFFICE_041)
        .seen("auth.getAccessTokenAsync method, whose sample does")
        .with_collateral(&[id::OFFICE_022, id::OFFICE_078, id::OFFICE_079]),
    Defect::does(t::GIVES_THE_WHOLE_REPLY, id::OFFICE_042)
        .seen("office-js 1.1.2 in Excel on the web"),
    Defect::lacks("leaves-the-value-of-a-failure-out", id::OFFICE_043),
    Defect::does(r::FAILS_WITH_A_NULL_VALUE, id::OFFICE_043),
    Defect::lacks("has-null-for-no-error", id::OFFICE_044),
    Defect::lacks("loses-false-like-contexts", id::OFFICE_045).seen(SHIPPED),
    Defect::lacks("keeps-false-like-contexts", id::OFFICE_046)
        .seen("Office JavaScript reference, Office.AsyncResult, which promises it"),
    Defect::lacks("gives-plain-objects", id::OFFICE_047),
    Defect::does(r::ADDS_DIAGNOSTICS, id::OFFICE_048),
    Defect::does(s::PASSES_THE_TOKEN_BESIDE_THE_RESULT, id::OFFICE_049),
    Defect::does(s::CALLS_BACK_BEFORE_RETURNING, id::OFFICE_049).seen(SHIPPED),
    Defect::lacks("trusts-the-host-to-reply-once", id::OFFICE_050).seen(SHIPPED),
    Defect::does(s::RUNS_A_THROWING_CALLBACK_AGAIN, id::OFFICE_050).seen(SHIPPED),
    Defect::does(s::STAYS_SILENT_WITHOUT_AN_END_POINT, id::OFFICE_050)
        .seen("office-js 1.1.110 on the web, by reading it"),
    Defect::does(t::DROPS_NULL_REPLIES, id::OFFICE_050)
        .seen("office-js 1.1.110 in Outlook, by reading it"),
    Defect::does(s::LOSES_THE_EARLIER_OF_TWO_CALLBACKS, id::OFFICE_050)
        .seen("OfficeDev/office-js issue 4274: calls that overlap hang")
        .with_collateral(&[id::OFFICE_076, id::OFFICE_077, id::OFFICE_079]),
    Defect::does(s::HANDS_REPLIES_TO_THE_LAST_CALL, id::OFFICE_050)
        .with_collateral(&[id::OFFICE_077]),
    Defect::lacks("never-calls-back-before-returning", id::OFFICE_051)
        .seen("Office Add-ins documentation, Asynchronous programming, which promises it"),
    Defect::lacks("knows-one-failure-of-transport", id::OFFICE_052),
    Defect::does(r::TURNS_UNKNOWN_CODES_INTO_5001, id::OFFICE_053)
        .with_collateral(&[id::OFFICE_052]),
    Defect::does(a::GOES_BY_THE_NAME_OF_THE_ERROR, id::OFFICE_054)
        .seen("issue 13 of an ASP.NET single sign-on sample, where the name is German"),
    Defect::does(s::RESOLVES_WITH_THE_RESULT, id::OFFICE_055)
        .with_collateral(&[id::OFFICE_013, id::OFFICE_041]),
    Defect::does(s::THROWS_OUT_OF_THE_PROMISE_FORM, id::OFFICE_055)
        .with_collateral(&[id::OFFICE_012, id::OFFICE_013]),
    Defect::lacks("gives-the-last-identity-alone", id::OFFICE_056)
        .with_collateral(&[id::OFFICE_099]),
    Defect::does(r::GIVES_ONE_IDENTITY_BARE, id::OFFICE_056).with_collateral(&[id::OFFICE_099]),
    Defect::does(a::TAKES_THE_TOKEN_ELSEWHERE, id::OFFICE_056),
    Defect::does(a::PRESENTS_THE_TOKEN_TO_GRAPH, id::OFFICE_056)
        .seen("auth.getAccessTokenAsync method, whose remarks say that tokens reach Graph"),
    // Requirement sets and the manifest.
    Defect::does(v::NEVER_HEARD_OF_IDENTITY_API, id::OFFICE_060),
    Defect::lacks("minds-the-case-of-set-names", id::OFFICE_061),
    Defect::does(v::WANTS_A_VERSION, id::OFFICE_062),
    Defect::does(v::COMPARES_VERSIONS_AS_TEXTS, id::OFFICE_063).with_collateral(&[id::OFFICE_064]),
    Defect::does(v::COMPARES_VERSIONS_AS_FRACTIONS, id::OFFICE_063)
        .with_collateral(&[id::OFFICE_064, id::OFFICE_065]),
    Defect::does(v::PADS_VERSIONS, id::OFFICE_064).with_collateral(&[
        id::OFFICE_060,
        id::OFFICE_061,
        id::OFFICE_101,
        id::OFFICE_104,
    ]),
    Defect::does(a::PASSES_THE_VERSION_AS_A_NUMBER, id::OFFICE_064).seen("both founding documents"),
    Defect::does(v::TAKES_ODD_VERSIONS_FOR_NONE, id::OFFICE_065),
    Defect::does(v::BELIEVES_IN_SETS_UNSEEN, id::OFFICE_066),
    Defect::lacks("takes-any-requirements", id::OFFICE_067),
    Defect::lacks("lets-outlook-require-the-set", id::OFFICE_068),
    Defect::does(x::READS_THE_OUTER_OVERRIDES_ONLY, id::OFFICE_068),
    Defect::lacks("finds-the-application-anywhere", id::OFFICE_069),
    Defect::lacks("takes-any-resource", id::OFFICE_070),
    // Error codes.
    Defect::does(a::FALLS_BACK_ON_EVERY_CODE, id::OFFICE_075).with_collateral(&[
        id::OFFICE_054,
        id::OFFICE_076,
        id::OFFICE_078,
        id::OFFICE_079,
    ]),
    Defect::does(a::STOPS_AT_UNKNOWN_CODES, id::OFFICE_075).with_collateral(&[id::OFFICE_025]),
    Defect::lacks("lets-calls-overlap-on-the-web", id::OFFICE_076)
        .seen("OfficeDev/office-js issue 340"),
    Defect::does(a::CALLS_AGAIN_WHILE_PENDING, id::OFFICE_076),
    Defect::does(s::ANSWERS_13008_ITSELF, id::OFFICE_077)
        .with_collateral(&[id::OFFICE_013, id::OFFICE_076]),
    Defect::does(a::REPEATS_WITHOUT_BOUND, id::OFFICE_078),
    Defect::lacks("has-the-call-everywhere", id::OFFICE_079),
    Defect::does(h::GIVES_13008_ON_THE_DESKTOP, id::OFFICE_079),
    Defect::does(a::NEVER_OFFERS_A_SIGN_IN, id::OFFICE_079).with_collateral(&[id::OFFICE_075]),
    Defect::lacks("answers-beside-a-dialog", id::OFFICE_080),
    // Tokens of Outlook mailboxes.
    Defect::lacks("asks-without-a-callback", id::OFFICE_081),
    Defect::lacks("takes-mailbox-arguments-of-any-type", id::OFFICE_082),
    Defect::does(r::KEEPS_DIAGNOSTICS_BACK, id::OFFICE_083),
    Defect::lacks("succeeds-with-no-token", id::OFFICE_084)
        .seen("OfficeDev/office-js issues 1081, 4269 and 4583"),
    Defect::does(a::PRESENTS_EMPTY_TOKENS, id::OFFICE_084)
        .seen("OfficeDev/office-js issue 1081: code that trusted the status"),
    Defect::lacks("gives-tokens-of-any-mailbox", id::OFFICE_085)
        .seen("Exchange Online, before its legacy tokens were switched off")
        .with_collateral(&[id::ENTRA_034]),
    Defect::does(m::GIVES_LONG_CALLBACK_TOKENS, id::OFFICE_085),
    Defect::lacks("gives-tokens-that-are-off", id::ENTRA_034)
        .seen("Exchange Online, before its legacy tokens were switched off")
        .with_collateral(&[id::OFFICE_085]),
    Defect::does(m::BLAMES_THE_NETWORK_FOR_TOKENS_THAT_ARE_OFF, id::ENTRA_034),
    Defect::lacks("asks-nothing-of-exchange", id::OFFICE_086),
    Defect::does(s::ASKS_FOR_AN_EXTENSION_CALLBACK, id::OFFICE_086),
    Defect::lacks("carries-any-operation", id::OFFICE_087),
    Defect::lacks("takes-any-identity-token", id::OFFICE_088),
    Defect::does(i::WANTS_DATES_AS_NUMBERS, id::OFFICE_088)
        .seen("readers of RFC 7519, which the documented token is not"),
];
