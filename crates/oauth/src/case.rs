//! One conversation about tokens, as data, with what it must lead to.
//!
//! A step is addressed to an authority (`authorize`, `token`, `fetch`), to a resource (`call`) or
//! to a client (`client`, `tell`, `handed`, `returned`, `answer`, `served`, `metadata`,
//! `challenges`). What a step leaves out is as a sound party would have it. Clients, accounts and
//! scopes go by what they are, because a foreign authority has identifiers of its own: in a text,
//! `${web.id}` stands for the id of the client `web`, `${code}` for the code that came last,
//! `${2.refresh_token}` for the refresh token that the second step brought.

use std::collections::BTreeMap;

use conformance::{Case, Chance, Gap, Id, Now, Profile, Protocol, Rules, Subject};
use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Party, Reply};
use crate::standard::{standard_facts, standard_state};
use crate::{DEFECTS, LAWS, REQUIREMENTS, authority, graph};

/// OAuth 2.0 and Entra's authority.
#[derive(Debug)]
pub struct Oauth;

/// One step of a conversation: one of its members stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// A user asks the authority for a code, and answers whatever its pages ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize: Option<Authorize>,
    /// A client asks the authority for a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// Somebody fetches a document from the authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetch: Option<Fetch>,
    /// Somebody calls the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// So many seconds pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<i64>,
    /// The subject, a client, was registered like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientGiven>,
    /// The subject, a client, is told to do this: `ask`, `refresh` or `use`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tell: Option<Tell>,
    /// A host hands the subject, a client, this token for the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed: Option<String>,
    /// This comes back to the redirect URI of the subject, a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The authority answers the token request of the subject, a client, with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Given>,
    /// The resource answers the subject, a client, with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<Given>,
    /// The subject, a client, reads this as the metadata of an issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<MetadataGiven>,
    /// The subject, a client, reads these `WWW-Authenticate` lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenges: Option<Vec<String>>,
}

/// A user asks the authority for a code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Authorize {
    /// The client; `native` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The user; `organizational` unless said otherwise. `nobody` answers no page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The target by name; `authorize` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The method; GET unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Parameters that are added, or take the place of others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Parameters that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// What follows the form as it stands, after `&`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
    /// What the user fills in instead, by the names of fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fill: BTreeMap<String, String>,
    /// Whether the browser remembers nothing of the steps before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// A client asks the authority for a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Token {
    /// The client; the one that asked for a code last, unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// What it offers: `code` unless said otherwise, `refresh`, `itself`, `assertion`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// How it authenticates: `body` unless said otherwise, `basic`, `query`, `nothing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticate: Option<String>,
    /// The target by name; `token` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The method; POST unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Parameters that are added, or take the place of others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Parameters that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// What follows the form as it stands, after `&`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
    /// Header lines, by name. An empty one is left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// Somebody fetches a document from the authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// What it is: `openid`, `rfc8414`, `keys`, `instances` or `page`.
    pub document: String,
    /// The issuer whose metadata it is, if not that of the tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Its target, if that does not follow from the issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The method; GET unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
}

/// Somebody calls the resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Call {
    /// The values of `Authorization`; `Bearer ${access_token}` unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Vec<String>>,
    /// The method; GET unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What follows the question mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The body, a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// How a client was registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientGiven {
    /// Its secret, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Whether the authority announced `iss`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub announces_iss: bool,
}

/// What a client is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tell {
    /// To ask for a code.
    Ask,
    /// To refresh its token.
    Refresh,
    /// To call the resource.
    Use,
}

/// What comes back to the redirect URI of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Returned {
    /// Parameters that are added, or take the place of others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Parameters that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// What follows the form as it stands, after `&`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
}

/// An answer to a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// The status; 200 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Header lines, by name. An empty one is left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The `WWW-Authenticate` lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub challenges: Vec<String>,
    /// Members that are added to the body, or take the place of others: a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// Members that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// The body, if more than members differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// Metadata that a client reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetadataGiven {
    /// The issuer whose metadata it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Whether it is looked for between host and path.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rfc8414: bool,
    /// Members that are added to the document, or take the place of others: a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// Members that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
}

/// What a conversation leads to: what the last step brought. Members that are not stated are free,
/// and `a or b` states two things of which one has to be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// What kind of answer it was: `code`, `token`, `error`, `page`, `refusal`, `document`,
    /// `served`, `redirect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The code of the error, of an answer or of a challenge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Entra's finer code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// The response mode in which the answer came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Parameters of the answer, or of the last message that the subject, a client, sent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub has: BTreeMap<String, String>,
    /// Parameters that it lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// Claims of the access token that came.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub access_token: BTreeMap<String, String>,
    /// Claims of the id token that came.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, String>,
    /// What the subject, a client, made of it: `token`, `error invalid_grant`, `code`,
    /// `claims {…}`, `metadata`, `nothing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes: Option<String>,
    /// The challenges that the subject, a client, read, in one spelling.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<String>,
    /// The requirement for which the subject refused, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The requirement, of those that the case checks, that the subject's own message breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
    /// Why the conversation came to no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<String>,
}

/// Steps by themselves, as they stand in a case.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    steps: Vec<Step>,
}

/// Reads steps as they stand in a case.
pub fn read_steps(text: &str) -> Result<Vec<Step>, toml::de::Error> {
    toml::from_str(text).map(|script: Script| script.steps)
}

/// Prints steps as they stand in a case.
pub fn print_steps(steps: &[Step]) -> String {
    let script = Script {
        steps: steps.to_vec(),
    };
    toml::to_string(&script).expect("steps are tables, lists and texts")
}

impl Expect {
    /// The same expectation of a subject that does not say why it refuses. Only our own does.
    #[must_use]
    pub fn from_outside(mut self) -> Self {
        self.refused = None;
        self
    }
}

/// Parameters and members of which a sentence says what they are.
const GIVEN: [&str; 3] = ["error", "state", "token_type"];
/// Those that each subject has values of its own for.
const OF_ITS_OWN: [&str; 6] = [
    "access_token",
    "code",
    "id_token",
    "iss",
    "issuer",
    "refresh_token",
];

/// The address of the standard authority in cases.
pub(crate) const BASE: &str = "https://login.proofmark.example";
/// When a case begins, in seconds since the beginning of 1970.
pub(crate) const NOON_S: i64 = 1_700_000_000;

impl Protocol for Oauth {
    const NAME: &'static str = "oauth";
    const BUILT_ON: &'static [&'static str] = &["jwt"];
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [conformance::Defect] = DEFECTS;
    const LAWS: &'static [conformance::Law] = LAWS;

    type Step = Step;
    type Expect = Expect;

    /// What comes of the last step. The party that the role names follows the rules; the others are
    /// sound.
    fn play(case: &Case<Self>, rules: &Rules) -> Expect {
        let begins = Now::from_seconds(NOON_S);
        let facts = standard_facts(BASE);
        if case.role == "token-client" {
            return crate::client_conversation::play(case, &facts, rules);
        }
        let mut state = standard_state(BASE, begins);
        let sound = rules.made_sound();
        let mut chance = Chance::from_number(7);
        let mut carry = |party: Party, request: &wire::Request, now: Now| {
            let answer = match party {
                Party::Authority => {
                    let rules = if case.role == "authority" {
                        rules
                    } else {
                        &sound
                    };
                    authority::answer(&mut state, now, &mut chance, request, rules)
                }
                Party::Resource => {
                    let rules = if case.role == "token-validator" {
                        rules
                    } else {
                        &sound
                    };
                    graph::answer(&mut state, now, &mut chance, request, rules)
                }
            };
            Ok(Reply {
                response: answer.response,
                refused: answer.refusal.map(|refusal| refusal.id.to_string()),
            })
        };
        let profile = rules.profile;
        Conversation::new(&facts, profile, &case.checks, begins).play(&case.steps, &mut carry)
    }

    fn agrees(expected: &Expect, seen: &Expect) -> bool {
        agrees(expected, seen)
    }

    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &conformance::Facts,
        profile: &Profile,
    ) -> Result<Expect, Gap> {
        crate::drive::drive(case, subject, facts, profile)
    }

    /// What a subject says in words of its own is left out, and of what it makes by chance or by
    /// its address only that it is there.
    fn common(mut one: Expect, other: &Expect) -> Option<Expect> {
        one.has.retain(|name, value| {
            let (name, is_its_own) = (name.as_str(), OF_ITS_OWN.contains(&name.as_str()));
            if is_its_own {
                "*".clone_into(value);
            }
            is_its_own || GIVEN.contains(&name)
        });
        one.access_token.clear();
        one.id_token.retain(|name, _| name == "nonce");
        Self::agrees_from_outside(&one, other).then_some(one)
    }

    fn agrees_from_outside(expected: &Expect, seen: &Expect) -> bool {
        // Whoever refuses says why in words of their own.
        let refuses_only = Expect {
            refused: expected.refused.clone(),
            ..Expect::default()
        };
        if expected.refused.is_some() && *expected == refuses_only {
            return seen.refused.is_some();
        }
        if expected.refused.is_none() && seen.refused.is_some() {
            return false;
        }
        let expected = Expect {
            refused: None,
            ..expected.clone()
        };
        agrees(&expected, seen)
    }
}

fn agrees(expected: &Expect, seen: &Expect) -> bool {
    let text = |expected: &Option<String>, seen: &Option<String>| match expected {
        None => true,
        Some(expected) => {
            let seen = seen.as_deref().unwrap_or_default();
            expected.split(" or ").any(|one| one == seen)
        }
    };
    let held = |expected: &BTreeMap<String, String>, seen: &BTreeMap<String, String>| {
        expected.iter().all(|(name, value)| match seen.get(name) {
            // What is merely to be there may have any value.
            Some(seen) => value == "*" || value.split(" or ").any(|one| one == seen),
            None => false,
        })
    };
    text(&expected.answer, &seen.answer)
        && text(&expected.status, &seen.status)
        && text(&expected.error, &seen.error)
        && text(&expected.suberror, &seen.suberror)
        && text(&expected.mode, &seen.mode)
        && held(&expected.has, &seen.has)
        && !expected
            .lacks
            .iter()
            .any(|name| seen.has.contains_key(name))
        && held(&expected.access_token, &seen.access_token)
        && held(&expected.id_token, &seen.id_token)
        && text(&expected.takes, &seen.takes)
        && (expected.reads.is_empty() || expected.reads == seen.reads)
        && text(&expected.refused, &seen.refused)
        && expected.breaks == seen.breaks
        && expected.blocked == seen.blocked
}
