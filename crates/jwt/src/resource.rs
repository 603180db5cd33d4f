//! A resource that is reached by its URL: a validator that was configured before anybody asked it,
//! with one issuer, one audience, one key, and a clock that nobody can set. The tokens of the cases
//! are made anew for it. Whether a case still means what it says there is told by the model.

use conformance::{Case, Facts, Gap, Now, Peer, Reading, Rules, Subject};
use serde_json::{Value, json};

use crate::case::{Accepts, Jwt, Step, standard_policy};
use crate::drive::{VERIFY, reason};
use crate::mint::{Recipe, TENANT};
use crate::{KeySet, Policy};

/// The fact that says that a validator is such a resource.
pub const IS_RESOURCE: &str = "is-resource";

/// How far its clock may be from ours, and how long a token may be under way.
const CLOCKS_S: i64 = 5;
/// Moments as far from a case's own as this are moved with it.
const NEAR_S: i64 = 400 * 24 * 60 * 60;
/// The longest token that every server takes in a header line.
const TOKEN_BYTES: usize = 6 * 1024;

/// How a resource was configured.
#[derive(Clone, Debug)]
pub struct Resource {
    policy: Policy,
    issuer: String,
    audience: String,
    tenant: String,
}

impl Resource {
    /// A resource of which this is declared: `policy` (`generic`, `entra-v1` or `entra-v2`),
    /// `issuer`, `audience`, `tenant` and `leeway-s`. What is not declared is as in the cases.
    pub fn declared(facts: &Facts) -> Result<Self, String> {
        let fact = |name: &str| facts.find(name).ok();
        let name = fact("policy").unwrap_or("generic");
        let policy = match name {
            "generic" | "entra-v1" | "entra-v2" => standard_policy(name),
            _ => None,
        };
        let mut policy = policy.ok_or_else(|| {
            format!("`policy` is generic, entra-v1 or entra-v2, and not `{name}`")
        })?;
        if let Some(leeway) = fact("leeway-s") {
            let seconds = leeway.parse();
            let seconds = seconds.map_err(|_| format!("`leeway-s`: `{leeway}` is no number"))?;
            match &mut policy {
                Policy::Generic(generic) => generic.leeway_s = seconds,
                Policy::Entra(entra) => entra.leeway_s = seconds,
                Policy::OfficeSso(_) | Policy::ExchangeIdentity(_) => {}
            }
        }
        let (issuer, audience) = names(&policy);
        let named = |name: &str, ours: String| {
            let text = fact(name).map_or(ours, str::to_owned);
            let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '$');
            match !text.is_empty() && text.chars().all(is_plain) {
                true => Ok(text),
                false => Err(format!("`{name}`: `{text}` is no name in one word")),
            }
        };
        Ok(Self {
            issuer: named("issuer", issuer)?,
            audience: named("audience", audience)?,
            tenant: named("tenant", TENANT.to_owned())?,
            policy,
        })
    }

    /// The issuer whose tokens it accepts.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whom they are for.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The key set that its authority publishes.
    pub fn keys(&self) -> String {
        let keys = self.published();
        match &self.policy {
            Policy::Generic(_) => keys,
            policy => keys.replace(&names(policy).0.replace(TENANT, "{tenantid}"), &self.issuer),
        }
    }

    /// The key set with the names of the cases.
    fn published(&self) -> String {
        let step = Step {
            policy: Some(Accepts::Given(self.policy.clone())),
            ..Step::default()
        };
        step.published().unwrap_or_default()
    }

    /// What its authority says of itself at this address.
    pub fn metadata(&self, base: &str) -> String {
        json!({
            "issuer": self.issuer,
            "jwks_uri": format!("{base}/keys"),
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
        .to_string()
    }

    /// What a sound resource so configured does with a token at this time.
    fn reads(&self, token: &str, now_s: i64) -> Reading {
        let rules = Rules::sound(conformance::Profile::of(&[crate::ENTRA]));
        let verified =
            KeySet::read(&self.published(), self.policy.algorithms(), &rules).and_then(|keys| {
                let now = Now::from_seconds(now_s);
                crate::verify(token.as_bytes(), &keys, &self.policy, now, &rules)
            });
        Reading::from(&verified)
    }

    /// The token of a step as this resource may be presented with now, if what must come of it is
    /// what the case expects.
    fn remint(&self, step: &Step, expect: &Reading, now_s: i64) -> Result<String, Gap> {
        let unsupported = |needs: &str| Gap::Unsupported(needs.to_owned());
        let blocked = |error: crate::MintError| Gap::Blocked(error.to_string());
        let then_s = step.now().seconds();
        let token = step.token().map_err(blocked)?;
        if &self.reads(&token, then_s) != expect {
            let policy = step.policy().map_err(blocked)?;
            return Err(unsupported(if policy != self.policy {
                "needs a resource that accepts other tokens"
            } else {
                "needs a resource with other keys"
            }));
        }
        let near = [-CLOCKS_S, CLOCKS_S].map(|s| self.reads(&token, then_s + s));
        if near.iter().any(|seen| seen != expect) {
            return Err(unsupported(
                "tells seconds apart, and the clock of the resource is its own",
            ));
        }
        let is_accepted = *expect == Reading::Accepted;
        if step.token.is_some() {
            return match is_accepted {
                true => Err(unsupported("presents a token that cannot be made anew")),
                false => sendable(token).map_err(unsupported),
            };
        }
        let recipe = step.recipe().map_err(blocked)?;
        let recipe = Recipe {
            header: moved(&recipe.header, then_s, now_s),
            payload: moved(&recipe.payload, then_s, now_s),
            ..recipe
        };
        if &self.reads(&recipe.mint().map_err(blocked)?, now_s) != expect {
            return Err(unsupported("needs a resource whose clock can be set"));
        }
        if is_accepted && !self.names_stand_in(&recipe.payload) {
            return Err(unsupported(
                "spells its issuer or audience in a way of its own",
            ));
        }
        let renamed = Recipe {
            header: self.renamed(&recipe.header),
            payload: self.renamed(&recipe.payload),
            ..recipe
        };
        sendable(renamed.mint().map_err(blocked)?).map_err(unsupported)
    }

    /// Whether the names that are others here stand in a text as they are.
    fn names_stand_in(&self, text: &str) -> bool {
        let (issuer, audience) = names(&self.policy);
        let pairs = [(issuer, &self.issuer), (audience, &self.audience)];
        let stands = |(ours, theirs): (String, &String)| ours == *theirs || text.contains(&ours);
        pairs.into_iter().all(stands)
    }

    /// A text in which the names of the cases are those of the resource.
    fn renamed(&self, text: &str) -> String {
        let (issuer, audience) = names(&self.policy);
        text.replace(&issuer, &self.issuer)
            .replace(&audience, &self.audience)
            .replace(TENANT, &self.tenant)
    }
}

/// The issuer and the audience of the sound tokens of a policy.
fn names(policy: &Policy) -> (String, String) {
    match policy {
        Policy::Generic(generic) => {
            let first = |names: &[String]| names.first().cloned().unwrap_or_default();
            (first(&generic.issuers), first(&generic.audiences))
        }
        Policy::Entra(entra) => (entra.version.issuer(TENANT), entra.app_id.clone()),
        Policy::OfficeSso(_) | Policy::ExchangeIdentity(_) => (String::new(), String::new()),
    }
}

/// A token that arrives as it is in a header line, or why it does not.
fn sendable(token: String) -> Result<String, &'static str> {
    let is_word = |c: char| c.is_ascii_graphic() || c == ' ';
    if token.len() > TOKEN_BYTES {
        Err("is longer than every server takes in a header line")
    } else if !token.chars().all(is_word) || token.trim() != token {
        Err("cannot be sent in a header line as it is")
    } else {
        Ok(token)
    }
}

/// A text in which every moment near this one, in seconds, is as near to the other one.
fn moved(text: &str, then_s: i64, now_s: i64) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[at..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(rest.len(), |end| at + end);
        let digits = &rest[at..end];
        let moment = digits
            .parse::<i64>()
            .ok()
            .filter(|moment| digits.len() == 10 && moment.saturating_sub(then_s).abs() <= NEAR_S);
        moved.push_str(&rest[..at]);
        match moment {
            Some(moment) => moved.push_str(&(moment - then_s + now_s).to_string()),
            None => moved.push_str(digits),
        }
        rest = &rest[end..];
    }
    moved + rest
}

/// Presents the case's token.
pub(crate) fn drive(
    case: &Case<Jwt>,
    subject: &mut dyn Subject,
    facts: &Facts,
) -> Result<Reading, Gap> {
    let resource = Resource::declared(facts).map_err(Gap::Blocked)?;
    let [step] = &case.steps[..] else {
        let needs = "needs a resource that fetches its keys when the case says";
        return Err(Gap::Unsupported(needs.to_owned()));
    };
    let peer: &mut Peer<'_> = &mut |_| Value::Null;
    let now = subject.perform("now", &Value::Null, peer).settled()?;
    let now = now.ok().and_then(|now| now.as_i64());
    let now_s = now.ok_or_else(|| Gap::Lost("it does not tell the time".to_owned()))?;
    let token = resource.remint(step, &case.expect, now_s)?;
    let arguments = json!({ "token": token, "now": now_s });
    let done = subject.perform(VERIFY, &arguments, peer).settled()?;
    Ok(match done {
        Ok(_) => Reading::Accepted,
        Err(failure) => Reading::Refused(reason(&failure)),
    })
}
