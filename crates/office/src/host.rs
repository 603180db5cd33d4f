//! The host: what it knows of the user and the add-in, and how it answers a request for a token.
//!
//! A request goes through the same questions in the same order each time. A question that only the
//! user can answer is a prompt, and the request goes on from there when the user acts.

use conformance::{Quirk, Rules};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::application::{Application, Offer, Platform, offer};
use crate::edition::Edition;
use crate::options::Wishes;
use crate::{
    OFFICE_020, OFFICE_021, OFFICE_023, OFFICE_024, OFFICE_025, OFFICE_029, OFFICE_076, OFFICE_079,
    OFFICE_080, OFFICE_090, OFFICE_102,
};

/// Asks for consent only where none stands, although consent is forced.
pub(crate) const SKIPS_CONSENT_THAT_STANDS: Quirk = Quirk("skips-consent-that-stands");
/// Forgets that the user consented.
pub(crate) const FORGETS_CONSENT: Quirk = Quirk("forgets-consent");
/// Answers 13005 where the user declined.
pub(crate) const TAKES_DECLINING_FOR_MISSING_CONSENT: Quirk =
    Quirk("takes-declining-for-missing-consent");
/// Gives a token of the account that was there before the user chose another.
pub(crate) const KEEPS_THE_OLD_ACCOUNT: Quirk = Quirk("keeps-the-old-account");
/// Gives no tokens of Microsoft accounts.
pub(crate) const KNOWS_WORK_ACCOUNTS_ONLY: Quirk = Quirk("knows-work-accounts-only");
/// Names the same tenant in the tokens of all accounts.
pub(crate) const NAMES_THE_HOME_TENANT_FOR_CONSUMERS: Quirk =
    Quirk("names-the-home-tenant-for-consumers");
/// Asks for consent to Graph as well.
pub(crate) const CONSENTS_TO_GRAPH_TOO: Quirk = Quirk("consents-to-graph-too");
/// Prompts for a sign-in even where somebody is signed in.
pub(crate) const PROMPTS_BEFORE_TRYING_SILENTLY: Quirk = Quirk("prompts-before-trying-silently");
/// Prompts for consent even where it stands, because it may.
pub(crate) const PROMPTS_FOR_CONSENT_THAT_STANDS: Quirk = Quirk("prompts-for-consent-that-stands");
/// Ignores the claims of a challenge.
pub(crate) const IGNORES_CHALLENGES: Quirk = Quirk("ignores-challenges");
/// Answers 13008 on the desktop too.
pub(crate) const GIVES_13008_ON_THE_DESKTOP: Quirk = Quirk("gives-13008-on-the-desktop");
/// Looks at the sideloaded add-ins of Outlook as at any others.
pub(crate) const GRAPHS_SIDELOADED_OUTLOOK: Quirk = Quirk("graphs-sideloaded-outlook");

/// What the host knows. The defaults are those of a sound set-up with somebody signed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct World {
    /// Who is signed in.
    pub user: User,
    /// Whether the user's consent to the add-in stands.
    pub consent: Consent,
    /// Whether somebody consented to the add-in's scopes of Graph.
    pub graph_consent: bool,
    /// How the add-in is set up.
    pub set_up: SetUp,
    /// Which options the host honours; by default the ones of its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// Whether a dialog of the add-in is open.
    pub dialog_open: bool,
    /// Whether the add-in has called too often.
    pub throttled: bool,
    /// The code with which every request fails, whatever else is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<i64>,
    /// How the host's answers come.
    pub answers: Answers,
}

/// Who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum User {
    /// Nobody.
    Nobody,
    /// Somebody, with this account.
    #[serde(untagged)]
    Is(Account),
}

impl Default for User {
    fn default() -> Self {
        Self::Is(Account::Work)
    }
}

/// The user's consent to the add-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// It was given.
    #[default]
    Stands,
    /// It never was.
    Missing,
    /// It was taken back.
    Revoked,
    /// The add-in's permissions have changed since.
    Outdated,
}

/// How the add-in is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetUp {
    /// As it should be.
    #[default]
    Sound,
    /// The manifest has no `WebApplicationInfo`.
    NoWebApplication,
    /// `Resource` is not the add-in's domain.
    WrongResource,
    /// Office is not allowed to ask for the add-in's tokens.
    NotPreauthorized,
    /// The service for which the add-in wants tokens is not known.
    UnknownService,
    /// It was sideloaded.
    Sideloaded,
    /// It is opened for editing within Teams.
    WithinTeams,
}

/// Which options a host honours (OFFICE-029).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generation {
    /// Those that force.
    Older,
    /// Those that allow.
    Newer,
}

/// How the host's answers come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// Once the script that asked has run.
    #[default]
    Later,
    /// So many milliseconds after the host is asked.
    AfterMs(i64),
    /// Twice, once the script that asked has run.
    Twice,
    /// Never.
    Never,
}

/// What a user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prompt {
    /// To sign in.
    SignIn,
    /// To add an account or to choose another.
    Account,
    /// To prove more than before, because of a challenge.
    Proof,
    /// To consent to what the add-in wants.
    Consent,
}

/// What a user does at a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Does what is asked: signs in, chooses, proves, consents.
    Agrees,
    /// Declines, cancels, or closes the prompt.
    Declines,
}

/// Where the host stands with a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Stand {
    /// It asks the user.
    Asks(Prompt),
    /// It gives a token of this account.
    Gives(Account, &'static str),
    /// It fails with this code.
    Fails(i64),
}

/// A request that the host has taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What it asks for.
    pub wishes: Wishes,
    account_done: bool,
    proof_done: bool,
    consent_done: bool,
    asking: Option<Prompt>,
}

impl Request {
    /// A request for this.
    pub const fn new(wishes: Wishes) -> Self {
        Self {
            wishes,
            account_done: false,
            proof_done: false,
            consent_done: false,
            asking: None,
        }
    }
}

/// A host of some kind, and what it knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// The application.
    pub application: Application,
    /// Where it runs.
    pub platform: Platform,
    /// What it knows.
    pub world: World,
}

impl Host {
    /// Takes a request up, while so many others of the add-in are open.
    pub fn take(&mut self, request: &mut Request, others: usize, rules: &Rules) -> Stand {
        if let Some(code) = self.refusal(others, rules) {
            return Stand::Fails(code);
        }
        self.go_on(request, rules)
    }

    /// The user acts at the prompt of a request.
    pub fn act(
        &mut self,
        request: &mut Request,
        deed: Deed,
        account: Option<Account>,
        rules: &Rules,
    ) -> Option<Stand> {
        let asking = request.asking.take()?;
        if deed == Deed::Declines {
            let forgets = rules.does(TAKES_DECLINING_FOR_MISSING_CONSENT);
            let code = if forgets && asking == Prompt::Consent {
                13005
            } else {
                13002
            };
            return Some(Stand::Fails(code));
        }
        match asking {
            Prompt::SignIn | Prompt::Account => {
                request.account_done = true;
                if !rules.does(KEEPS_THE_OLD_ACCOUNT) || self.world.user == User::Nobody {
                    self.world.user = User::Is(account.unwrap_or_default());
                }
            }
            Prompt::Proof => request.proof_done = true,
            Prompt::Consent => {
                request.consent_done = true;
                if !rules.does(FORGETS_CONSENT) {
                    self.world.consent = Consent::Stands;
                }
                if rules.does(CONSENTS_TO_GRAPH_TOO) {
                    self.world.graph_consent = true;
                }
            }
        }
        Some(self.go_on(request, rules))
    }

    /// Why the host does not even look at what a request asks for.
    fn refusal(&self, others: usize, rules: &Rules) -> Option<i64> {
        if self.world.fails.is_some() {
            return self.world.fails;
        }
        let edition = Edition::of(&rules.profile);
        let mut offered = offer(self.application, self.platform, edition) != Offer::No;
        if edition == Edition::Doc2017 {
            offered |= self.application == Application::Project && !rules.demand(OFFICE_090);
            offered &= self.platform != Platform::Ipad || rules.demand(OFFICE_102);
        } else {
            offered |= !rules.demand(OFFICE_079);
        }
        let within_teams = self.world.set_up == SetUp::WithinTeams;
        if !offered || (within_teams && rules.demand(OFFICE_079)) {
            return Some(if edition == Edition::Doc2017 {
                13000
            } else {
                13012
            });
        }
        let on_web = self.platform.is_web();
        if self.world.dialog_open
            && on_web
            && self.application == Application::Outlook
            && rules.demand(OFFICE_080)
        {
            return Some(5001);
        }
        let crowded = on_web || rules.does(GIVES_13008_ON_THE_DESKTOP);
        if others > 0 && crowded && rules.demand(OFFICE_076) {
            return Some(13008);
        }
        if self.world.throttled {
            return Some(13013);
        }
        match self.world.set_up {
            SetUp::NoWebApplication => Some(13000),
            SetUp::WrongResource => Some(13004),
            SetUp::NotPreauthorized => Some(13005),
            SetUp::UnknownService => Some(13007),
            SetUp::Sound | SetUp::Sideloaded | SetUp::WithinTeams => None,
        }
    }

    /// The next question that has no answer yet, or the answer to the request.
    fn go_on(&mut self, request: &mut Request, rules: &Rules) -> Stand {
        if let Some(stand) = self.ask_who(request, rules) {
            return stand;
        }
        let User::Is(account) = self.world.user else {
            return Stand::Fails(13001);
        };
        if account == Account::OnPremises
            || (account == Account::Personal && rules.does(KNOWS_WORK_ACCOUNTS_ONLY))
        {
            return Stand::Fails(13003);
        }
        let challenged = request.wishes.value("authChallenge").as_text();
        if challenged.is_some_and(|claims| !claims.is_empty())
            && !request.proof_done
            && !rules.does(IGNORES_CHALLENGES)
        {
            return Self::ask(request, Prompt::Proof);
        }
        if let Some(stand) = self.ask_consent(request, rules) {
            return stand;
        }
        let sideloaded = self.world.set_up == SetUp::Sideloaded
            && self.application == Application::Outlook
            && !rules.does(GRAPHS_SIDELOADED_OUTLOOK);
        if request.wishes.asks_for("forMSGraphAccess")
            && (!self.world.graph_consent || sideloaded)
            && rules.demand(OFFICE_025)
        {
            return Stand::Fails(13012);
        }
        let tenant = match rules.does(NAMES_THE_HOME_TENANT_FOR_CONSUMERS) {
            true => Account::Work.tenant(),
            false => account.tenant(),
        };
        Stand::Gives(account, tenant)
    }

    fn ask_who(&self, request: &mut Request, rules: &Rules) -> Option<Stand> {
        if request.account_done {
            return None;
        }
        let nobody = self.world.user == User::Nobody;
        if self.forces("forceAddAccount", request, rules) && rules.demand(OFFICE_021) {
            return Some(Self::ask(request, Prompt::Account));
        }
        let allowed = self.allows("allowSignInPrompt", request, rules) && rules.demand(OFFICE_023);
        if allowed && (nobody || rules.does(PROMPTS_BEFORE_TRYING_SILENTLY)) {
            return Some(Self::ask(request, Prompt::SignIn));
        }
        nobody.then_some(Stand::Fails(13001))
    }

    fn ask_consent(&self, request: &mut Request, rules: &Rules) -> Option<Stand> {
        if request.consent_done {
            return None;
        }
        let stands = self.world.consent == Consent::Stands;
        let forced = self.forces("forceConsent", request, rules) && rules.demand(OFFICE_020);
        if forced && !(stands && rules.does(SKIPS_CONSENT_THAT_STANDS)) {
            return Some(Self::ask(request, Prompt::Consent));
        }
        let allowed = self.allows("allowConsentPrompt", request, rules) && rules.demand(OFFICE_024);
        if allowed && (!stands || rules.does(PROMPTS_FOR_CONSENT_THAT_STANDS)) {
            return Some(Self::ask(request, Prompt::Consent));
        }
        (!stands).then_some(Stand::Fails(13005))
    }

    fn ask(request: &mut Request, prompt: Prompt) -> Stand {
        request.asking = Some(prompt);
        Stand::Asks(prompt)
    }

    fn forces(&self, option: &str, request: &Request, rules: &Rules) -> bool {
        let honoured = self.generation(rules) == Generation::Older || honours_both(rules);
        honoured && request.wishes.asks_for(option)
    }

    fn allows(&self, option: &str, request: &Request, rules: &Rules) -> bool {
        let honoured = self.generation(rules) == Generation::Newer || honours_both(rules);
        honoured && request.wishes.asks_for(option)
    }

    fn generation(&self, rules: &Rules) -> Generation {
        let of_its_time = match Edition::of(&rules.profile) {
            Edition::Doc2017 => Generation::Older,
            Edition::Doc2026 | Edition::Shipped => Generation::Newer,
        };
        self.world.generation.unwrap_or(of_its_time)
    }
}

/// A host that never heard of OFFICE-029.
fn honours_both(rules: &Rules) -> bool {
    Edition::of(&rules.profile) != Edition::Doc2017 && !rules.demand(OFFICE_029)
}
