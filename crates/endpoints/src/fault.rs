//! A fault is what goes wrong with an answer because somebody asked for it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ConnectionFault, Face};

/// What goes wrong with an answer.
///
/// In a world file and over HTTP a fault is one member, like `{"aadsts":{"code":50076}}`, or its
/// bare name where it says nothing more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// One of Entra's errors, by number. Graph answers it with a challenge.
    Aadsts(Aadsts),
    /// An error of OAuth by its name, with the first of Entra's errors that goes with it.
    Error(String),
    /// Another status, with nothing to say. 429 and 503 are this.
    Status(Status),
    /// What a model with this defect answers; `proofmark list defects` names them.
    Defect(String),
    /// The sound answer under another media type.
    ContentType(String),
    /// The sound answer with something done to its bytes.
    Body(Body),
    /// The sound answer without a member; `.` leads into an object, numbers into a list.
    Without(String),
    /// The sound answer with another value for a member: of another type, or wrong.
    Member(Member),
    /// The sound answer, in which a token says something else, soundly signed.
    Claim(Claim),
    /// The sound answer, in which the header of a token says something else, soundly signed.
    TokenHeader(Claim),
    /// The sound answer, whose token has another signature than its own.
    TokenSignature(String),
    /// The sound redirection with another value for a parameter, or without it.
    Redirect(Parameter),
    /// The sound answer of Exchange with something done to its envelope.
    Soap(Soap),
    /// An answer of Exchange that fails.
    Ews(Ews),
    /// The keys change before the answer is made. Tokens are signed by the new one from then on.
    RotateKeys,
    /// The connection suffers.
    Connection(ConnectionFault),
    /// The answer of the Office host.
    Office(Office),
}

/// See [`Fault::Aadsts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aadsts {
    /// Its number.
    pub code: u32,
    /// Instead of what the catalogue says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// Claims with which to ask again, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
}

/// See [`Fault::Status`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The status, from 200 on.
    pub status: u16,
    /// The value of `Retry-After`, whatever it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    /// What else the answer says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// And what that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// See [`Fault::Body`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// There is none.
    Empty,
    /// Its first bytes only.
    Truncated(usize),
    /// Its last character is another.
    Malformed,
    /// It stands twice.
    Doubled,
    /// So many bytes of white space follow it.
    Enormous(usize),
    /// This, under the same media type.
    Text(String),
}

/// See [`Fault::Member`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The member; `.` leads into an object, numbers into a list.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// See [`Fault::Claim`] and [`Fault::TokenHeader`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The member that holds the token: `access_token` or `id_token`.
    pub of: String,
    /// The claim.
    pub name: String,
    /// Its value; none takes it away.
    #[serde(default)]
    pub value: Option<Value>,
}

/// See [`Fault::Redirect`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The parameter, like `state`.
    pub name: String,
    /// Its value; none takes it away.
    #[serde(default)]
    pub value: Option<String>,
}

/// See [`Fault::Soap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Soap {
    /// The envelope is one of SOAP 1.2, and so is its media type.
    Soap12,
    /// The elements of the message are in no namespace.
    WithoutNamespaces,
    /// A comment stands in the middle of the token.
    CommentInToken,
    /// The token stands twice, with another value the first time.
    TwoTokens,
    /// A fault comes with 200.
    FaultWith200,
    /// A success comes with 500.
    SuccessWith500,
}

/// See [`Fault::Ews`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ews {
    /// The code, like `ErrorServerBusy`.
    pub code: String,
    /// Whether it comes in a response message; otherwise it comes in a fault.
    #[serde(default)]
    pub in_message: bool,
    /// What a fault says of it besides, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

/// See [`Fault::Office`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// The call fails with this code.
    Code(i64),
    /// The callback runs twice.
    Twice,
    /// The callback never runs.
    Never,
    /// The callback runs before the call returns.
    AtOnce,
    /// The callback runs after so many milliseconds.
    AfterMs(u64),
}

/// A fault, and when it is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    /// Whose answers suffer.
    pub face: Face,
    /// What goes wrong.
    pub fault: Fault,
    /// How many answers suffer; none means all of them, written `"always"`.
    #[serde(default = "once", with = "times")]
    pub times: Option<u32>,
    /// How many requests go by before.
    #[serde(default)]
    pub after: u32,
    /// Only requests whose path begins with this segment count: a tenant, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// How often, as a file has it: a number, or `"always"`.
mod times {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Word(Always),
    }

    #[derive(Serialize, Deserialize)]
    enum Always {
        #[serde(rename = "always")]
        Always,
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        clippy::ref_option,
        reason = "serde passes a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        times: &Option<u32>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        times
            .map_or(Written::Word(Always::Always), Written::Number)
            .serialize(serializer)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<Option<u32>, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::Number(times) => Some(times),
            Written::Word(Always::Always) => None,
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is the default of an `Option`")]
const fn once() -> Option<u32> {
    Some(1)
}

impl Queued {
    /// A fault of the next answer.
    pub const fn next(face: Face, fault: Fault) -> Self {
        Self {
            face,
            fault,
            times: Some(1),
            after: 0,
            tenant: None,
        }
    }

    /// The same fault so many times.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The same fault until it is taken away.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// The same fault after so many requests.
    #[must_use]
    pub const fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }

    /// The same fault for requests whose path begins with this segment.
    #[must_use]
    pub fn of_tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }
}

impl Queued {
    /// Why this can strike no answer, if it cannot.
    pub(crate) fn misfit(&self) -> Option<String> {
        let face = self.face;
        let is_known = |code| oauth::CATALOGUE.contains_key(code);
        let mut named = oauth::CATALOGUE.values();
        match &self.fault {
            Fault::Aadsts(Aadsts { code, .. }) if !is_known(code) => {
                Some(format!("no error of Entra with number {code} is known"))
            }
            Fault::Error(name) if !named.any(|row| row.error == *name) => {
                Some(format!("no error of Entra is named `{name}`"))
            }
            Fault::Defect(name) if !protocols::defects().any(|held| held.name == name) => {
                Some(format!("no defect is named `{name}`"))
            }
            Fault::Aadsts(_) | Fault::Error(_) if face.endpoint().is_none() => {
                Some("errors of Entra are for the authority and for Graph".to_owned())
            }
            Fault::Redirect(_) if face != Face::Authorize => {
                Some("redirections are for the face `authorize`".to_owned())
            }
            Fault::Soap(_) | Fault::Ews(_) if face != Face::Exchange => {
                Some("this fault is for the face `exchange`".to_owned())
            }
            Fault::Office(_) if face != Face::Office => {
                Some("this fault is for the face `office`".to_owned())
            }
            _ => None,
        }
    }
}

/// The faults that are waiting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue(Vec<Queued>);

/// So many faults wait at most.
const WAITING: usize = 1024;

impl Queue {
    /// Lets a fault wait; whether there was room.
    pub(crate) fn push(&mut self, queued: Queued) -> bool {
        let has_room = self.0.len() < WAITING && queued.times != Some(0);
        if has_room {
            self.0.push(queued);
        }
        has_room
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn waiting(&self) -> &[Queued] {
        &self.0
    }

    /// The fault of a request to this face: the first that is due. The others count the request.
    /// To load the script of Office counts for nothing but what the page is to have at once.
    pub(crate) fn due(&mut self, face: Face, tenant: &str, is_script: bool) -> Option<Fault> {
        let concerns = |queued: &Queued| {
            let held = queued.tenant.as_deref();
            let is_at_once = queued.fault == Fault::Office(Office::AtOnce);
            queued.face == face
                && is_script == is_at_once
                && held.is_none_or(|held| held.eq_ignore_ascii_case(tenant))
        };
        let is_due = |queued: &Queued| concerns(queued) && queued.after == 0;
        let place = self.0.iter().position(is_due);
        for queued in self.0.iter_mut().filter(|queued| concerns(queued)) {
            queued.after = queued.after.saturating_sub(1);
        }
        let place = place?;
        let queued = &mut self.0[place];
        let fault = queued.fault.clone();
        match &mut queued.times {
            None => {}
            Some(1) => {
                self.0.remove(place);
            }
            Some(times) => *times -= 1,
        }
        Some(fault)
    }
}
