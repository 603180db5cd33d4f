//! What an authority remembers: who is signed in, what was consented to, which codes and refresh
//! tokens are about.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use conformance::{Flaw, Now};

use crate::authority::permission::{Asked, DEFAULT, Permission};
use crate::directory::Directory;
use crate::pkce::CodeChallenge;
use crate::shelf::Shelf;
use crate::{AuthorizeRequest, RedirectKind, ResponseMode};

/// How many things of each kind are remembered.
const REMEMBERED: usize = 10_000;

/// What an authority, and the resource beside it, know and remember.
#[derive(Clone, Debug)]
pub struct State {
    /// Its address, without a slash at the end: `https://127.0.0.1:40443`.
    pub base: String,
    /// The addresses by which the same authority goes besides. Tokens issued under them are its own.
    pub other_bases: Vec<String>,
    /// The tenants, accounts and apps.
    pub directory: Directory,
    /// The test keys that it publishes, by name. The first signs; without any, access tokens say
    /// nothing to anybody and there are no id tokens.
    pub keys: Vec<String>,
    /// The hosts that are the same authority, its own besides.
    pub aliases: Vec<String>,
    /// What the next answers are to be, whatever the requests.
    pub faults: VecDeque<Fault>,
    pub(crate) memory: Memory,
}

/// What an authority remembers of the requests before.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    /// What each account consented to, by account and client.
    consents: BTreeMap<(String, String), BTreeSet<String>>,
    /// When the tokens of an account were revoked.
    pub(crate) revoked: BTreeMap<String, Now>,
    /// Who is signed in, by cookie.
    pub(crate) sessions: Shelf<Session>,
    /// The sign-ins that are under way, by the name in their page.
    pub(crate) sign_ins: Shelf<SignIn>,
    pub(crate) codes: Shelf<Code>,
    pub(crate) refresh_tokens: Shelf<RefreshToken>,
}

/// What the next answers are to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Whose answers.
    pub at: Endpoint,
    /// How many requests go by before.
    pub after: u32,
    /// How many answers.
    pub times: u32,
    /// What they are.
    pub answer: FaultAnswer,
}

/// A place to which requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Metadata, at any place, and instance discovery.
    Metadata,
    /// The keys.
    Keys,
    /// Where codes are had, and the pages that come before.
    Authorize,
    /// Where tokens are had.
    Token,
    /// Where a user signs out.
    Logout,
    /// The resource.
    Graph,
}

/// What an answer is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultAnswer {
    /// An error of the catalogue, with another suberror or with claims if there are any.
    Error {
        /// Its number.
        code: u32,
        /// Instead of what the catalogue says.
        suberror: Option<String>,
        /// Claims with which to ask again, as JSON.
        claims: Option<String>,
    },
    /// This.
    Response(wire::Response),
    /// What a model with this flaw answers.
    Flaw(Flaw),
}

/// A browser in which somebody signed in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    /// The accounts that signed in, by GUID, the last one last.
    pub(crate) accounts: Vec<String>,
}

/// A sign-in that is under way.
#[derive(Clone, Debug)]
pub(crate) struct SignIn {
    pub(crate) began: Now,
    pub(crate) request: AuthorizeRequest<'static>,
    pub(crate) answer_to: AnswerTo,
    pub(crate) asked: Asked,
    /// Who signed in, once somebody did.
    pub(crate) account: Option<String>,
}

/// Where and how an authorization request is answered, once that is known to be safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnswerTo {
    pub(crate) redirect_uri: String,
    pub(crate) kind: RedirectKind,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    /// Who answers.
    pub(crate) iss: Option<String>,
}

/// What an account lets a client do.
#[derive(Clone, Debug)]
pub(crate) struct Delegation {
    pub(crate) client: String,
    pub(crate) account: String,
    pub(crate) kind: RedirectKind,
    pub(crate) asked: Asked,
    /// How the client spelled that it can take a claims challenge, if it did.
    pub(crate) capability: Option<String>,
    /// All that came of one code share this.
    pub(crate) family: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) issued: Now,
    pub(crate) redeemed: bool,
    pub(crate) delegation: Delegation,
    pub(crate) redirect_uri: String,
    /// Whether the request named the redirect URI.
    pub(crate) redirect_uri_was_named: bool,
    pub(crate) challenge: Option<CodeChallenge<'static>>,
    pub(crate) nonce: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    /// When the user signed in.
    pub(crate) signed_in: Now,
    /// When it was issued.
    pub(crate) issued: Now,
    /// Whether another took its place.
    pub(crate) rotated: bool,
    /// Whether all of its family are void.
    pub(crate) ended: bool,
    pub(crate) delegation: Delegation,
}

impl State {
    /// An authority at this address that remembers nothing yet. Its keys are test keys.
    pub fn new(base: impl Into<String>, directory: Directory) -> Self {
        Self {
            base: base.into(),
            other_bases: Vec::new(),
            directory,
            keys: vec!["rsa".to_owned()],
            aliases: Vec::new(),
            faults: VecDeque::new(),
            memory: Memory {
                consents: BTreeMap::new(),
                revoked: BTreeMap::new(),
                sessions: Shelf::of(REMEMBERED),
                sign_ins: Shelf::of(REMEMBERED),
                codes: Shelf::of(REMEMBERED),
                refresh_tokens: Shelf::of(REMEMBERED),
            },
        }
    }

    /// Lets an account consent to full scopes, like `https://graph.microsoft.com/User.Read`.
    /// Those that no resource has are passed over.
    pub fn consent(&mut self, account: &str, client: &str, scopes: &[&str]) {
        let rules = conformance::Rules::default();
        for scope in scopes {
            if let Ok(asked) = Asked::read(scope, &self.directory, &rules) {
                self.memory
                    .consent(account, client, &asked.permissions, &self.directory);
            }
        }
    }

    /// Takes back all that an account consented to for a client.
    pub fn withdraw_consent(&mut self, account: &str, client: &str) {
        self.memory
            .consents
            .remove(&(account.to_owned(), client.to_owned()));
    }

    /// Makes void what was issued for an account before this moment: the password changed, say.
    pub fn revoke(&mut self, account: &str, now: Now) {
        self.memory.revoked.insert(account.to_owned(), now);
    }

    /// Ends every session, as if all browsers had lost their cookies.
    pub fn sign_everybody_out(&mut self) {
        self.memory.sessions = Shelf::of(REMEMBERED);
    }

    /// The fault that is due for a request to this endpoint.
    pub(crate) fn next_fault(&mut self, at: Endpoint) -> Option<FaultAnswer> {
        let place = self.faults.iter().position(|fault| fault.at == at)?;
        let fault = &mut self.faults[place];
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        let answer = fault.answer.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            self.faults.remove(place);
        }
        Some(answer)
    }
}

impl Memory {
    /// Keeps consent to these permissions. To consent to `.default` is to consent to all there are.
    pub(crate) fn consent(
        &mut self,
        account: &str,
        client: &str,
        asked: &[Permission],
        directory: &Directory,
    ) {
        let given = self
            .consents
            .entry((account.to_owned(), client.to_owned()))
            .or_default();
        for permission in asked {
            let resource = directory.app(&permission.resource);
            match resource.and_then(|app| app.resource.as_ref()) {
                Some(resource) if permission.name == DEFAULT => {
                    let key = |scope| format!("{}/{scope}", permission.resource);
                    given.extend(resource.scopes.iter().map(key));
                }
                _ => {
                    given.insert(format!("{}/{}", permission.resource, permission.name));
                }
            }
        }
    }

    /// Whether an account has let a client have this.
    pub(crate) fn consented(
        &self,
        account: &str,
        client: &str,
        permission: &Permission,
        directory: &Directory,
    ) -> bool {
        let names = self.consented_names(account, client, &permission.resource, directory);
        // `.default` asks for whatever was consented to, if that is anything.
        names
            .iter()
            .any(|name| *name == permission.name || permission.name == DEFAULT)
    }

    /// The names of the scopes of a resource that an account let a client have.
    pub(crate) fn consented_names(
        &self,
        account: &str,
        client: &str,
        app: &str,
        directory: &Directory,
    ) -> Vec<String> {
        let resource = directory.app(app).and_then(|app| app.resource.as_ref());
        if let Some(resource) = resource
            && resource.preauthorized.iter().any(|held| held == client)
        {
            return resource.scopes.clone();
        }
        let prefix = format!("{app}/");
        let given = self.consents.get(&(account.to_owned(), client.to_owned()));
        let names = given
            .into_iter()
            .flatten()
            .filter_map(|key| key.strip_prefix(&prefix));
        names.map(str::to_owned).collect()
    }

    /// Makes void whatever came of one code.
    pub(crate) fn end_family(&mut self, family: u64) {
        for token in self.refresh_tokens.values_mut() {
            if token.delegation.family == family {
                token.ended = true;
            }
        }
    }
}
