//! A history: what a naive party remembers of the steps before, and what it owes to the next. It is
//! written from the sentences, knows nothing of messages, and has no opinion about steps that are
//! beyond it.

use std::collections::{BTreeMap, BTreeSet};

use conformance::Id;

use crate::case::{Authorize, BASE, ClientGiven, Given, Returned, Step, Tell, Token};
use crate::reference::{self, NoOpinion};
use crate::requirements::*;

/// Whether nothing else stands in a step.
fn only(rest: &Step) -> Result<(), NoOpinion> {
    if *rest == Step::default() {
        Ok(())
    } else {
        Err(NoOpinion)
    }
}

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
const SCOPES: [&str; 5] = [
    "openid",
    "profile",
    "offline_access",
    "User.Read",
    "Mail.Read",
];
/// A scope to which nobody consented.
const STRANGE: &str = "${stranger.scope}";
const DAY_S: i64 = 86_400;

/// The step that `${4.code}` names.
fn step_of(text: &str, what: &str) -> Option<usize> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    let digits = name.strip_suffix(what)?.strip_suffix('.')?;
    let number: usize = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

fn scopes(text: &str) -> Result<BTreeSet<String>, NoOpinion> {
    let tokens: Vec<&str> = text.split(' ').collect();
    let known = tokens.iter().all(|token| SCOPES.contains(token));
    if known {
        Ok(tokens.into_iter().map(str::to_owned).collect())
    } else {
        Err(NoOpinion)
    }
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
        }
    }

    /// What is due to the next step.
    pub(crate) fn next(&mut self, step: &Step) -> Result<Due, NoOpinion> {
        self.step += 1;
        let mut rest = step.clone();
        if let Some(seconds) = rest.wait_s.take() {
            only(&rest)?;
            // Time does not run backwards, and no history lasts for a lifetime.
            self.now_s += if (0..=1_000_000_000).contains(&seconds) {
                seconds
            } else {
                return Err(NoOpinion);
            };
            return Ok(Due::Nothing);
        }
        if let Some(authorize) = rest.authorize.take() {
            only(&rest)?;
            return self.authorize(authorize);
        }
        let token = rest.token.take().ok_or(NoOpinion)?;
        only(&rest)?;
        let due = match token.grant.as_deref() {
            None | Some("code") => self.redeem(token)?,
            Some("refresh") => self.refresh(token)?,
            Some(_) => return Err(NoOpinion),
        };
        if let Due::Token(true) = due {
            self.last_token = Some(self.step);
        }
        Ok(due)
    }

    fn authorize(&mut self, step: Authorize) -> Result<Due, NoOpinion> {
        let Authorize {
            client,
            mut set,
            drop,
            fresh: _,
            ..
        } = step.clone();
        let plain = Authorize {
            client: None,
            set: BTreeMap::new(),
            drop: vec![],
            fresh: false,
            ..step
        };
        let client = client.unwrap_or_else(|| "native".to_owned());
        let dropped = |name: &str| drop.iter().any(|held| held == name);
        let challenged = !dropped("code_challenge");
        let scope = set
            .remove("scope")
            .unwrap_or_else(|| "openid profile offline_access User.Read".to_owned());
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
            Some((name, value))
                if name == "Origin" && value.is_empty() && step.headers.len() == 1 =>
            {
                false
            }
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
        if step.drop.iter().any(|name| step.set.contains_key(name)) {
            return Err(NoOpinion);
        }
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
            let family = self
                .tokens
                .values_mut()
                .filter(|token| token.family == number);
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
        let scope = code.scope.clone();
        Ok(self.issue(number, client, scope))
    }

    /// Gives out what comes of the code that this step brought.
    fn issue(&mut self, number: usize, client: String, scope: BTreeSet<String>) -> Due {
        let refreshable = scope.contains("offline_access");
        let token = Refresh {
            client,
            signed_in_s: self.now_s,
            issued_s: self.now_s,
            family: number,
            rotated: false,
            ended: false,
            scope,
        };
        if refreshable {
            self.tokens.insert(self.step, token);
        }
        Due::Token(refreshable)
    }

    fn refresh(&mut self, mut step: Token) -> Result<Due, NoOpinion> {
        let (client, from_page) = self.client(&step)?;
        let number = match step.set.remove("refresh_token") {
            None => self.last_token,
            Some(text) => Some(step_of(&text, "refresh_token").ok_or(NoOpinion)?),
        };
        let beyond_consent = step.set.get("scope").is_some_and(|scope| scope == STRANGE);
        if beyond_consent {
            step.set.remove("scope");
        }
        let scope = step
            .set
            .remove("scope")
            .map(|scope| scopes(&scope))
            .transpose()?;
        if !step.set.is_empty() || !step.drop.is_empty() {
            return Err(NoOpinion);
        }
        let Some(number) = number else {
            return Ok(Due::Error(BTreeSet::from([OAUTH_017])));
        };
        let (now_s, entra) = (self.now_s, self.entra);
        let token = self.tokens.get_mut(&number).ok_or(NoOpinion)?;
        let nameless = Ok(Due::Error(BTreeSet::new()));
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
            let family = self
                .tokens
                .values_mut()
                .filter(|token| token.family == gone);
            family.for_each(|token| token.ended = true);
            return Ok(Due::Error(BTreeSet::from([OAUTH_041])));
        }
        if token.ended {
            return nameless;
        }
        if beyond_consent {
            return Ok(Due::Error(BTreeSet::from([OAUTH_019])));
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

/// A browser before an authority, naively: who is signed in, and what was consented to.
#[derive(Default)]
pub(crate) struct Browser {
    signed_in: BTreeSet<String>,
    /// The accounts that let the client read mail, besides the one that always did.
    consented: BTreeSet<String>,
}

/// One request for a code, and what its user does.
struct Visit {
    who: String,
    fresh: bool,
    prompt: String,
    hint: Option<String>,
    wants_mail: bool,
    cancels: bool,
    typed_wrong: bool,
}

impl Visit {
    fn of(step: &Step) -> Result<Self, NoOpinion> {
        let mut rest = step.clone();
        let mut asked = rest.authorize.take().ok_or(NoOpinion)?;
        only(&rest)?;
        let who = asked.account.take().unwrap_or_else(|| CAREFUL.to_owned());
        let fresh = std::mem::take(&mut asked.fresh);
        let prompt = asked.set.remove("prompt").unwrap_or_default();
        let hint = asked.set.remove("login_hint");
        let scope = asked.set.remove("scope");
        let cancels = match asked.fill.remove("action").as_deref() {
            None => false,
            Some("cancel") => true,
            Some(_) => return Err(NoOpinion),
        };
        let typed_wrong = match asked.fill.remove("password").as_deref() {
            None => false,
            Some("wrong") => true,
            Some(_) => return Err(NoOpinion),
        };
        if asked != Authorize::default() || !(who == "nobody" || ACCOUNTS.contains(&who.as_str())) {
            return Err(NoOpinion);
        }
        let wants_mail = match scope.as_deref() {
            None | Some("openid User.Read") => false,
            Some("openid Mail.Read") => true,
            Some(_) => return Err(NoOpinion),
        };
        Ok(Self {
            who,
            fresh,
            prompt,
            hint,
            wants_mail,
            cancels,
            typed_wrong,
        })
    }
}

/// What is due to somebody who asks for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// A code.
    Code,
    /// A page that asks something.
    Page,
    /// An error with one of these codes.
    Error(&'static [&'static str]),
}

const ACCOUNTS: [&str; 3] = ["organizational", "personal", "revoked"];
/// The account that has a password, and that consented to everything.
const CAREFUL: &str = ACCOUNTS[0];
const NOBODY_THERE: &[&str] = &["login_required", "interaction_required"];
const SEVERAL: &[&str] = &["account_selection_required", "interaction_required"];
const CONSENT: &[&str] = &["consent_required", "interaction_required"];
const DECLINED: &[&str] = &["access_denied"];

impl Browser {
    /// What is due to the next step.
    pub(crate) fn next(&mut self, step: &Step) -> Result<Turn, NoOpinion> {
        let Visit {
            who,
            fresh,
            prompt,
            hint,
            wants_mail,
            cancels,
            typed_wrong,
        } = Visit::of(step)?;
        if fresh {
            self.signed_in.clear();
        }
        let meant = |account: &&str| {
            let name = format!("${{{account}.username}}");
            hint.is_none() || hint.as_deref() == Some(name.as_str())
        };
        if hint.is_some() && !ACCOUNTS.iter().any(&meant) {
            return Err(NoOpinion);
        }
        let there: Vec<&str> = ACCOUNTS
            .into_iter()
            .filter(|held| self.signed_in.contains(*held))
            .filter(meant)
            .collect();
        let asks_consent = |browser: &Self, account: &str| {
            wants_mail && account != CAREFUL && !browser.consented.contains(account)
        };
        let account = match (prompt.as_str(), there.as_slice()) {
            ("none", []) => return Ok(Turn::Error(NOBODY_THERE)),
            ("none", [_, _, ..]) => return Ok(Turn::Error(SEVERAL)),
            ("none", [only]) if asks_consent(self, only) => return Ok(Turn::Error(CONSENT)),
            ("none", [_]) => return Ok(Turn::Code),
            ("" | "consent", [only]) => (*only).to_owned(),
            ("" | "consent" | "login" | "select_account", _) => {
                if who == "nobody" {
                    return Ok(Turn::Page);
                }
                if cancels {
                    return Ok(Turn::Error(DECLINED));
                }
                if typed_wrong && who == CAREFUL {
                    return Ok(Turn::Page);
                }
                self.signed_in.insert(who.clone());
                who.clone()
            }
            _ => return Err(NoOpinion),
        };
        if prompt == "consent" || asks_consent(self, &account) {
            if who == "nobody" {
                return Ok(Turn::Page);
            }
            if cancels {
                return Ok(Turn::Error(DECLINED));
            }
            if wants_mail {
                self.consented.insert(account);
            }
        }
        Ok(Turn::Code)
    }
}

/// What a client owes to a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owed {
    /// What it makes of what it was told.
    pub(crate) takes: Option<String>,
    /// The requirement for which it refuses.
    pub(crate) refused: Option<Id>,
    /// What its message has under these names; nothing, where it must lack them.
    pub(crate) says: BTreeMap<&'static str, Option<String>>,
}

fn takes(what: &str) -> Result<Owed, NoOpinion> {
    Ok(Owed {
        takes: Some(what.to_owned()),
        ..Owed::default()
    })
}

/// What a client remembers, naively.
#[derive(Default)]
pub(crate) struct Client {
    secret: Option<String>,
    announces_iss: bool,
    /// Whether it asked for a code and waits for the answer.
    waits: bool,
    access_token: Option<String>,
    refresh_token: Option<String>,
    claims: Option<String>,
}

impl Client {
    /// What is due to the next step.
    pub(crate) fn next(&mut self, step: &Step) -> Result<Owed, NoOpinion> {
        let mut rest = step.clone();
        let (client, tell) = (rest.client.take(), rest.tell.take());
        let (handed, returned) = (rest.handed.take(), rest.returned.take());
        let (answer, served) = (rest.answer.take(), rest.served.take());
        only(&rest)?;
        match (client, tell, handed, returned, answer, served) {
            (Some(given), None, None, None, None, None) if given.secret.as_deref() != Some("") => {
                Ok(self.begin(given))
            }
            (None, Some(tell), None, None, None, None) => Ok(self.tell(tell)),
            (None, None, Some(token), None, None, None) => {
                self.access_token = Some(token);
                Ok(Owed::default())
            }
            (None, None, None, Some(returned), None, None) => self.returned(returned),
            (None, None, None, None, Some(answer), None) => self.answered(answer),
            (None, None, None, None, None, Some(served)) => self.served(served),
            _ => Err(NoOpinion),
        }
    }

    fn begin(&mut self, given: ClientGiven) -> Owed {
        *self = Self {
            secret: given.secret,
            announces_iss: given.announces_iss,
            ..Self::default()
        };
        Owed::default()
    }

    fn tell(&mut self, tell: Tell) -> Owed {
        let own = |token: &str| Some(token.to_owned());
        match (tell, &self.refresh_token, &self.access_token) {
            (Tell::Ask, ..) => {
                self.waits = true;
                let says = [
                    ("code_challenge_method", own("S256")),
                    ("client_secret", None),
                    ("claims", self.claims.clone()),
                ];
                Owed {
                    says: says.into(),
                    ..Owed::default()
                }
            }
            (Tell::Refresh, Some(token), _) => Owed {
                says: self.token_request([("refresh_token", own(token))]),
                ..Owed::default()
            },
            (Tell::Use, _, Some(token)) => Owed {
                says: [
                    ("authorization", Some(format!("Bearer {token}"))),
                    ("target", own("/v1.0/me")),
                ]
                .into(),
                ..Owed::default()
            },
            _ => Owed {
                takes: Some("nothing".to_owned()),
                ..Owed::default()
            },
        }
    }

    /// What a token request says besides this.
    fn token_request(
        &self,
        own: [(&'static str, Option<String>); 1],
    ) -> BTreeMap<&'static str, Option<String>> {
        let mut says: BTreeMap<_, _> = own.into();
        says.insert("claims", self.claims.clone());
        says.insert("client_secret", None);
        says.insert(
            "authorization",
            self.secret.as_ref().map(|secret| format!("Basic {secret}")),
        );
        says
    }

    fn returned(&mut self, mut step: Returned) -> Result<Owed, NoOpinion> {
        let plain = ["code", "state", "iss"];
        if step.also.is_some() || !step.drop.iter().all(|name| plain.contains(&name.as_str())) {
            return Err(NoOpinion);
        }
        let dropped = |name: &str| step.drop.iter().any(|held| held == name);
        let set: Vec<Option<String>> = ["code", "state", "iss", "error"]
            .map(|name| step.set.remove(name))
            .into();
        let [code, state, iss, error] = set.as_slice() else {
            return Err(NoOpinion);
        };
        let strange = |text: &String| text.is_empty() || text.contains("${");
        // It may be the authority itself, spelled out.
        let is_own = iss.as_ref().is_some_and(|iss| iss.starts_with(BASE));
        if is_own || !step.set.is_empty() || set.iter().flatten().any(strange) {
            return Err(NoOpinion);
        }
        let refused = |id| {
            Ok(Owed {
                refused: Some(id),
                ..Owed::default()
            })
        };
        let has_code = code.is_some() || !dropped("code");
        if !self.waits || !(has_code || error.is_some()) {
            return refused(OAUTH_006);
        }
        self.waits = false;
        // A state that is set here is not the one that the client made up.
        if state.is_some() || dropped("state") {
            return refused(OAUTH_006);
        }
        if self.announces_iss && (iss.is_some() || dropped("iss")) {
            return refused(OAUTH_032);
        }
        if let Some(error) = error {
            return takes(&format!("error {error}"));
        }
        let code = code.clone().unwrap_or_else(|| "code-1".to_owned());
        Ok(Owed {
            takes: Some("code".to_owned()),
            says: self.token_request([("code", Some(code))]),
            ..Owed::default()
        })
    }

    fn answered(&mut self, answer: Given) -> Result<Owed, NoOpinion> {
        let plain = Given {
            status: None,
            set: None,
            drop: Vec::new(),
            ..answer.clone()
        };
        let drops = answer.drop.iter().all(|name| name == "refresh_token");
        if plain != Given::default() || !drops {
            return Err(NoOpinion);
        }
        let set = answer.set.as_deref().unwrap_or("{}");
        if set.contains("${") {
            return Err(NoOpinion);
        }
        let mut set: BTreeMap<String, String> = serde_json::from_str(set).map_err(|_| NoOpinion)?;
        if set.values().any(String::is_empty) {
            return Err(NoOpinion);
        }
        match answer.status {
            None | Some(200) => {
                let token = set
                    .remove("access_token")
                    .unwrap_or_else(|| "a.t.1".to_owned());
                let refresh = set.remove("refresh_token").or(Some("rt-1".to_owned()));
                if !set.is_empty() {
                    return Err(NoOpinion);
                }
                self.access_token = Some(token);
                // Without another refresh token, the one before goes on.
                self.refresh_token = match answer.drop.is_empty() {
                    true => refresh,
                    false => self.refresh_token.take(),
                };
                self.claims = None;
                takes("token")
            }
            Some(400) => {
                let error = set
                    .remove("error")
                    .unwrap_or_else(|| "invalid_grant".to_owned());
                let known = ["invalid_grant", "invalid_scope", "invalid_request"];
                if !set.is_empty() || !known.contains(&error.as_str()) {
                    return Err(NoOpinion);
                }
                takes(&format!("error {error}"))
            }
            Some(_) => Err(NoOpinion),
        }
    }

    fn served(&mut self, served: Given) -> Result<Owed, NoOpinion> {
        let plain = Given {
            status: None,
            challenges: Vec::new(),
            ..served.clone()
        };
        let [line] = served.challenges.as_slice() else {
            let served = plain == Given::default() && served == Given::default();
            return if served {
                takes("served")
            } else {
                Err(NoOpinion)
            };
        };
        if plain != Given::default() || served.status != Some(401) || line.contains("${") {
            return Err(NoOpinion);
        }
        let challenges = reference::challenges(line).ok_or(NoOpinion)?;
        let [(scheme, None, parameters)] = challenges.as_slice() else {
            return Err(NoOpinion);
        };
        let find = |name: &str| {
            let mut parameters = parameters.iter();
            let held = parameters.find(|(held, _)| held.eq_ignore_ascii_case(name));
            held.map(|(_, value)| value.as_str())
        };
        if scheme != "Bearer" || find("authorization_uri").is_none() {
            return Err(NoOpinion);
        }
        let (Some("insufficient_claims"), Some(encoded)) = (find("error"), find("claims")) else {
            let none = find("error").is_none_or(|error| error == "invalid_token");
            return if none {
                takes("refused 401")
            } else {
                Err(NoOpinion)
            };
        };
        let claims = reference::claims(encoded)?.map_err(|_| NoOpinion)?;
        self.access_token = None;
        self.claims = Some(claims.clone());
        takes(&format!("claims {claims}"))
    }
}
