//! A history: what a naive party remembers of the steps before, and what it owes to the next. It is
//! written from the sentences, knows nothing of messages, and has no opinion about steps that are
//! beyond it.

use std::collections::{BTreeMap, BTreeSet};

use conformance::Id;

use crate::case::{Authorize, ClientGiven, Given, Returned, Step, Tell, Token};
use crate::reference::NoOpinion;
use crate::requirements::*;

/// What an authority owes to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A code.
    Code,
    /// A token, and whether a refresh token comes with it.
    Token(bool),
    /// An error, for one of these reasons or, if there is none, for one that has no name.
    Error(BTreeSet<Id>),
    /// Nothing: time passed.
    Nothing,
}

/// What an authority remembers, naively.
pub(crate) struct Authority {
    entra: bool,
    now_s: i64,
    step: usize,
    codes: BTreeMap<usize, Code>,
    /// The refresh tokens, by the step that brought them.
    tokens: BTreeMap<usize, Refresh>,
    /// The client that asked last, and the steps that brought the last code and refresh token.
    client: String,
    last_code: Option<usize>,
    last_token: Option<usize>,
    /// The step of the last authorization request, whose verifier the conversation keeps.
    verifier: usize,
    asked: String,
}

#[derive(Clone)]
struct Code {
    client: String,
    issued_s: i64,
    redirect_named: bool,
    challenged: bool,
    used: bool,
    scope: BTreeSet<String>,
}

#[derive(Clone)]
struct Refresh {
    client: String,
    signed_in_s: i64,
    issued_s: i64,
    /// The step that brought the code of which it came.
    family: usize,
    rotated: bool,
    ended: bool,
    scope: BTreeSet<String>,
}

const KNOWN: [&str; 3] = ["native", "web", "spa"];
const SCOPES: [&str; 5] = ["openid", "profile", "offline_access", "User.Read", "Mail.Read"];
const DAY_S: i64 = 86_400;

/// The step that `${4.code}` names.
fn step_of(text: &str, what: &str) -> Option<usize> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    name.strip_suffix(what)?.strip_suffix('.')?.parse().ok()
}

fn scopes(text: &str) -> Result<BTreeSet<String>, NoOpinion> {
    let tokens: Vec<&str> = text.split(' ').collect();
    let known = tokens.iter().all(|token| SCOPES.contains(token));
    if known { Ok(tokens.into_iter().map(str::to_owned).collect()) } else { Err(NoOpinion) }
}

impl Authority {
    pub(crate) fn new(entra: bool) -> Self {
        Self {
            entra,
            now_s: 0,
            step: 0,
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
            client: "native".to_owned(),
            last_code: None,
            last_token: None,
            verifier: 0,
            asked: String::new(),
        }
    }

    /// What is due to the next step.
    pub(crate) fn next(&mut self, step: &Step) -> Result<Due, NoOpinion> {
        self.step += 1;
        let only = |rest: &Step| if *rest == Step::default() { Ok(()) } else { Err(NoOpinion) };
        let mut rest = step.clone();
        if let Some(seconds) = rest.wait_s.take() {
            only(&rest)?;
            // Time does not run backwards, and no history lasts for a lifetime.
            self.now_s += if (0..=1_000_000_000).contains(&seconds) { seconds } else { return Err(NoOpinion) };
            return Ok(Due::Nothing);
        }
        if let Some(authorize) = rest.authorize.take() {
            only(&rest)?;
            return self.authorize(authorize);
        }
        let token = rest.token.take().ok_or(NoOpinion)?;
        only(&rest)?;
        let mut due = match token.grant.as_deref() {
            None | Some("code") => self.redeem(token)?,
            Some("refresh") => self.refresh(token)?,
            Some(_) => return Err(NoOpinion),
        };
        if let Due::Token(true) = due {
            self.last_token = Some(self.step);
        }
        if let Due::Error(reasons) = &mut due
            && reasons.remove(&NAMELESS)
        {
            reasons.clear();
        }
        Ok(due)
    }

    fn authorize(&mut self, step: Authorize) -> Result<Due, NoOpinion> {
        let Authorize { client, mut set, drop, fresh: _, .. } = step.clone();
        let plain = Authorize { client: None, set: BTreeMap::new(), drop: vec![], fresh: false, ..step };
        let client = client.unwrap_or_else(|| "native".to_owned());
        let dropped = |name: &str| drop.iter().any(|held| held == name);
        let challenged = !dropped("code_challenge");
        let scope = set.remove("scope").unwrap_or_else(|| "openid profile offline_access User.Read".to_owned());
        let droppable = ["code_challenge", "code_challenge_method", "redirect_uri"];
        if plain != Authorize::default()
            || !set.is_empty()
            || !KNOWN.contains(&client.as_str())
            || !drop.iter().all(|name| droppable.contains(&name.as_str()))
            || challenged == dropped("code_challenge_method")
            || (dropped("redirect_uri") && client == "native")
        {
            return Err(NoOpinion);
        }
        let scope = scopes(&scope)?;
        self.client.clone_from(&client);
        self.verifier = self.step;
        if !challenged && (client == "spa" || (client == "native" && !self.entra)) {
            return Ok(Due::Error(BTreeSet::from([OAUTH_012])));
        }
        let code = Code {
            client,
            issued_s: self.now_s,
            redirect_named: !dropped("redirect_uri"),
            challenged,
            used: false,
            scope,
        };
        self.codes.insert(self.step, code);
        self.last_code = Some(self.step);
        Ok(Due::Code)
    }

    /// The client of a token request, and whether it comes from a page as it should.
    fn client(&self, step: &Token) -> Result<(String, bool), NoOpinion> {
        let plain = Token {
            client: None,
            grant: None,
            set: BTreeMap::new(),
            drop: vec![],
            headers: BTreeMap::new(),
            ..step.clone()
        };
        let origin = match step.headers.iter().next() {
            None => true,
            Some((name, value)) if name == "Origin" && value.is_empty() && step.headers.len() == 1 => false,
            Some(_) => return Err(NoOpinion),
        };
        let client = step.client.clone().unwrap_or_else(|| self.client.clone());
        if plain != Token::default() || !KNOWN.contains(&client.as_str()) {
            return Err(NoOpinion);
        }
        let from_page = origin || client != "spa";
        Ok((client, from_page))
    }

    fn redeem(&mut self, mut step: Token) -> Result<Due, NoOpinion> {
        let (client, from_page) = self.client(&step)?;
        let number = match step.set.remove("code") {
            None => self.last_code,
            Some(text) => Some(step_of(&text, "code").ok_or(NoOpinion)?),
        };
        let verifier_is_right = match step.set.remove("code_verifier").as_deref() {
            None => number == Some(self.verifier),
            Some(WRONG_VERIFIER) => false,
            Some(_) => return Err(NoOpinion),
        };
        let redirect_is_own = match step.set.remove("redirect_uri").as_deref() {
            None => None,
            Some("${native.redirect_uri}") => Some("native"),
            Some("${web.redirect_uri}") => Some("web"),
            Some("${spa.redirect_uri}") => Some("spa"),
            Some(_) => return Err(NoOpinion),
        };
        let named_by = redirect_is_own.unwrap_or(client.as_str()).to_owned();
        let dropped = |name: &str| step.drop.iter().any(|held| held == name);
        let others = |name: &String| !["code_verifier", "redirect_uri"].contains(&name.as_str());
        if !step.set.is_empty() || step.drop.iter().any(others) {
            return Err(NoOpinion);
        }
        let Some(number) = number else {
            return Ok(Due::Error(BTreeSet::from([OAUTH_017])));
        };
        let code = self.codes.get_mut(&number).ok_or(NoOpinion)?;
        let mut reasons = BTreeSet::new();
        if code.client != client {
            return Ok(Due::Error(BTreeSet::from([OAUTH_007, ENTRA_020])));
        }
        if client == "spa" && !from_page {
            return Ok(Due::Error(BTreeSet::from([ENTRA_020])));
        }
        if code.used {
            reasons.insert(OAUTH_007);
            let family = self.tokens.values_mut().filter(|token| token.family == number);
            family.for_each(|token| token.ended = true);
        }
        if self.now_s - code.issued_s >= 600 {
            reasons.insert(OAUTH_040);
        }
        let redirect_named = !dropped("redirect_uri");
        if redirect_named != code.redirect_named && !redirect_named
            || (redirect_named && named_by != code.client)
        {
            reasons.insert(OAUTH_008);
        }
        match (code.challenged, !dropped("code_verifier")) {
            (true, true) if !verifier_is_right => reasons.extend([OAUTH_012]),
            (true, false) | (false, true) => reasons.extend([OAUTH_009]),
            _ => {}
        }
        if !reasons.is_empty() {
            return Ok(Due::Error(reasons));
        }
        code.used = true;
        let refreshable = code.scope.contains("offline_access");
        let token = Refresh {
            client,
            signed_in_s: self.now_s,
            issued_s: self.now_s,
            family: number,
            rotated: false,
            ended: false,
            scope: code.scope.clone(),
        };
        if refreshable {
            self.tokens.insert(self.step, token);
        }
        Ok(Due::Token(refreshable))
    }

    fn refresh(&mut self, mut step: Token) -> Result<Due, NoOpinion> {
        let (client, from_page) = self.client(&step)?;
        let number = match step.set.remove("refresh_token") {
            None => self.last_token,
            Some(text) => Some(step_of(&text, "refresh_token").ok_or(NoOpinion)?),
        };
        let scope = step.set.remove("scope").map(|scope| scopes(&scope)).transpose()?;
        if !step.set.is_empty() || !step.drop.is_empty() {
            return Err(NoOpinion);
        }
        let Some(number) = number else {
            return Ok(Due::Error(BTreeSet::from([OAUTH_017])));
        };
        let (now_s, entra) = (self.now_s, self.entra);
        let token = self.tokens.get_mut(&number).ok_or(NoOpinion)?;
        let nameless = Ok(Due::Error(BTreeSet::from([NAMELESS])));
        if token.client != client {
            return nameless;
        }
        if !from_page {
            return Ok(Due::Error(BTreeSet::from([ENTRA_020])));
        }
        if client == "spa" && now_s - token.signed_in_s >= DAY_S {
            return Ok(Due::Error(BTreeSet::from([ENTRA_020])));
        }
        if client != "spa" && now_s - token.issued_s >= 90 * DAY_S {
            return nameless;
        }
        if token.rotated {
            let gone = token.family;
            let family = self.tokens.values_mut().filter(|token| token.family == gone);
            family.for_each(|token| token.ended = true);
            return Ok(Due::Error(BTreeSet::from([OAUTH_041])));
        }
        if token.ended {
            return nameless;
        }
        // Whoever asks for less may have it, and loses nothing. Entra lets a client have whatever
        // its user consented to, which is everything here.
        if !entra && scope.is_some_and(|scope| !scope.is_subset(&token.scope)) {
            return Ok(Due::Error(BTreeSet::from([OAUTH_019])));
        }
        token.rotated = !entra;
        let next = Refresh {
            issued_s: now_s,
            rotated: false,
            ..token.clone()
        };
        self.tokens.insert(self.step, next);
        Ok(Due::Token(true))
    }
}

/// A verifier that is none of those that conversations make: that of RFC 7636 Appendix B.
pub(crate) const WRONG_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Stands for reasons that no requirement names.
const NAMELESS: Id = OAUTH_040;
