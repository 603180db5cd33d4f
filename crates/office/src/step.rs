//! A step is what a script, its host, its user or an add-in's judge does.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::addin::{Answer, Need, Response};
use crate::application::{Application, Platform};
use crate::host::{Answers, Consent, Deed, SetUp, User, World};
use crate::mailbox::Mailbox;
use crate::value::Value;

/// One step of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a conversation has a few of them"
)]
pub enum Step {
    /// What is so before the conversation begins.
    Given(Given),
    /// The script makes a call. Calls are counted from 1.
    Call(Call),
    /// The script lists the token calls that the object at this path carries.
    Members(String),
    /// The script looks at the object that it labelled so.
    Look(String),
    /// The host answers a call.
    Reply(Reply),
    /// The user acts at the prompt of a call.
    User(Act),
    /// Something changes that the host knows.
    Change(Change),
    /// So many milliseconds pass.
    WaitMs(i64),
    /// The add-in is told to get something that needs a token.
    Need(Need),
    /// The host answers the add-in's last call.
    Answer(Answer),
    /// The add-in's own service answers its last request.
    Service(Response),
    /// The text of a manifest is read.
    Manifest(String),
    /// The JSON text of a result is read: tagged, or as `JSON.stringify` gives it.
    AsyncResult(String),
    /// The JSON texts of an Exchange identity token's two parts are read.
    IdentityToken(IdentityToken),
}

/// Steps as a file writes them down.
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

/// What is so before the conversation begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// The application: Excel unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// Where it runs: Windows unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The sets that the host announces, if not those of its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sets: Option<Vec<(String, Value)>>,
    /// The host announces no sets at all.
    #[serde(skip_serializing_if = "is_false")]
    pub announces_nothing: bool,
    /// On the web, there is no end point through which the host could be asked.
    #[serde(skip_serializing_if = "is_false")]
    pub without_end_point: bool,
    /// On the web, the host takes part in the single sign-on of Office.
    #[serde(skip_serializing_if = "is_false")]
    pub single_sign_on_host: bool,
    /// What the host knows, if it is to answer by itself; otherwise it answers step by step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<World>,
    /// The mailbox, in Outlook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<Mailbox>,
    /// How the directory types are spelled: of organizational, and of Microsoft accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_types: Option<(String, String)>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_false(held: &bool) -> bool {
    !*held
}

/// See [`Step::Call`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Where the script finds the call.
    pub path: String,
    /// What it passes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
}

/// See [`Step::Reply`]. One of `token`, `identities`, `code`, `payload`, `access` and `throws`
/// says what is replied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reply {
    /// The call that is answered.
    pub to: usize,
    /// A success with this token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Value>,
    /// A success of the draft call: whose accounts, and which tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identities: Option<Vec<(Account, String)>>,
    /// A failure with this code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// What the host passes, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Value>,
    /// The reply is lost on its way, because access is denied or for another reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<Loss>,
    /// To a mailbox call: what else the host says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics: Option<Value>,
    /// To a mailbox call: the result of invoking the host, if not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoke_code: Option<i64>,
}

/// Why a reply is lost on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Access is denied.
    AccessDenied,
    /// Any other reason.
    Other,
}

/// See [`Step::User`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The call for which the user was asked.
    pub call: usize,
    /// What the user does.
    pub does: Deed,
    /// With which account, where one is asked for: `work` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
}

/// See [`Step::Change`]. What is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// Whether the user's consent stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// How the add-in is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_up: Option<SetUp>,
    /// Whether a dialog of the add-in is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialog_open: Option<bool>,
    /// Whether the add-in has called too often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttled: Option<bool>,
    /// The code with which every request fails from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<i64>,
    /// How the host's answers come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
    /// The native host throws at the next request, with this number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throws: Option<i64>,
    /// The native host answers the next request with this token while it is being asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_at_once: Option<Value>,
}

/// See [`Step::IdentityToken`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityToken {
    /// The JSON text of the header.
    pub header: String,
    /// The JSON text of the claims.
    pub payload: String,
}
