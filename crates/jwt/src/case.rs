//! A case of this protocol: tokens that are presented to a validator one after the other.

use conformance::{
    Case, Defect, Facts, Gap, Id, Law, Now, Profile, Protocol, Reading, Refusal, Rules, Subject,
};
use serde::{Deserialize, Serialize};

use crate::mint::{MintError, Recipe, Spoil, TENANT, fill, sound_claims, sound_header};
use crate::requirements::{ENTRA_008, ENTRA_012, ENTRA_032, JWT_037};
use crate::resource::IS_RESOURCE;
use crate::test_keys::test_key;
use crate::{
    Algorithm, DEFECTS, Entra, ExchangeIdentity, Generic, KeyCache, KeySet, LAWS, OfficeSso,
    Policy, REQUIREMENTS, Shape, Tenants, Verified, Version, parse,
};

/// JSON Web Tokens, their keys and their validators.
#[derive(Debug)]
pub struct Jwt;

/// One token that is presented, and what the validator has then. What a step leaves out is sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Step {
    /// The token, if it is not minted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The claims, or whatever else the payload is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// Members that are added to the claims, or take the place of theirs: a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// Claims that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// The token that is the payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<Recipe>,
    /// The test key that signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign: Option<String>,
    /// A text that signs instead, as the secret of an HMAC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The algorithm it signs with, if not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<Algorithm>,
    /// What is done to the token.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spoil: Vec<Spoil>,
    /// The keys that the authority publishes at this time; the one that signs, unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Keys>,
    /// Whether the authority is out of reach at this time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outage: bool,
    /// What the validator accepts; `generic` unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Accepts>,
    /// The time, in seconds since the beginning of 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
    /// Whether the token is presented for what belongs to the user of the first step.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub for_the_first_user: bool,
}

/// The keys that an authority publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Keys {
    /// Test keys by name, in the form that the policy's authority uses.
    Named(Vec<String>),
    /// A text: a JWK set, a JWK, PEM or the metadata of Exchange, with `$rsa.n` and the like.
    Text(String),
}

/// What a validator accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Accepts {
    /// A standard policy by name.
    Named(String),
    /// Any policy.
    Given(Policy),
}

/// The resource of the standard policies.
const APP_ID: &str = "66666666-7777-4888-8999-aaaaaaaaaaaa";

/// The policies that cases refer to by name.
pub fn standard_policy(name: &str) -> Option<Policy> {
    let entra = |version, tenants| {
        Policy::Entra(Entra {
            app_id_uri: Some(format!("api://api.contoso.example/{APP_ID}")),
            ..Entra::new(version, tenants, APP_ID)
        })
    };
    let exchange = |shape| {
        let metadata = "https://mail.contoso.example/autodiscover/metadata/json/1";
        Policy::ExchangeIdentity(ExchangeIdentity {
            metadata_urls: vec![metadata.to_owned(), format!("{metadata}2")],
            ..ExchangeIdentity::new("https://add-in.contoso.example/pane.html", shape)
        })
    };
    let one = Tenants::One(TENANT.to_owned());
    Some(match name {
        "generic" => Policy::Generic(Generic {
            issuers: vec!["https://issuer.example".to_owned()],
            audiences: vec!["https://api.example".to_owned()],
            ..Generic::default()
        }),
        "entra-v1" => entra(Version::V1, one),
        "entra-v2" => entra(Version::V2, one),
        "entra-organizations" => entra(Version::V2, Tenants::Organizations),
        "entra-consumers" => entra(Version::V2, Tenants::Consumers),
        "entra-common" => entra(Version::V2, Tenants::Common),
        "office-sso" => Policy::OfficeSso(OfficeSso {
            app_id_uri: Some(format!("api://add-in.contoso.example/{APP_ID}")),
            ..OfficeSso::new(Tenants::Common, APP_ID)
        }),
        "exchange-documented" => exchange(Shape::Documented),
        "exchange-observed" => exchange(Shape::Observed),
        _ => return None,
    })
}

/// The time of a step that does not say.
const NOON_S: i64 = 1_700_000_000;

impl Step {
    /// What the validator accepts.
    pub fn policy(&self) -> Result<Policy, MintError> {
        let name = match &self.policy {
            Some(Accepts::Given(policy)) => return Ok(policy.clone()),
            Some(Accepts::Named(name)) => name,
            None => "generic",
        };
        standard_policy(name).ok_or_else(|| MintError(format!("no policy is named `{name}`")))
    }

    /// The time.
    pub fn now(&self) -> Now {
        Now::from_seconds(self.now.unwrap_or(NOON_S))
    }

    /// The token that is presented.
    pub fn token(&self) -> Result<String, MintError> {
        match &self.token {
            Some(token) => Ok(token.clone()),
            None => self.recipe()?.mint(),
        }
    }

    /// How the token is made.
    pub fn recipe(&self) -> Result<Recipe, MintError> {
        let policy = self.policy()?;
        let sign = self.signer();
        let key = test_key(&sign).filter(|_| self.secret.is_none());
        let algorithm = self.with.or(key.map(|key| key.algorithm()));
        let header = || sound_header(&policy, algorithm.unwrap_or_default(), &sign);
        let payload = match (&self.nested, &self.claims) {
            (Some(nested), _) => nested.mint()?,
            (None, Some(claims)) => claims.clone(),
            (None, None) => self.changed_claims(&policy)?,
        };
        Ok(Recipe {
            header: self.header.clone().unwrap_or_else(header),
            payload,
            sign,
            secret: self.secret.clone(),
            with: self.with,
            spoil: self.spoil.clone(),
        })
    }

    /// The sound claims with what the step sets and drops.
    fn changed_claims(&self, policy: &Policy) -> Result<String, MintError> {
        let mut claims = sound_claims(policy, NOON_S);
        if let Some(set) = &self.set {
            let set = serde_json::from_str::<serde_json::Map<_, _>>(&fill(set)?);
            claims.extend(set.map_err(|error| MintError(format!("`set`: {error}")))?);
        }
        claims.retain(|name, _| !self.drop.contains(name));
        Ok(serde_json::Value::Object(claims).to_string())
    }

    fn signer(&self) -> String {
        self.sign.clone().unwrap_or_else(|| "rsa".to_owned())
    }

    /// The text in which the authority publishes its keys.
    pub fn published(&self) -> Result<String, MintError> {
        let names = match &self.keys {
            Some(Keys::Text(text)) => return fill(text),
            Some(Keys::Named(names)) => names.clone(),
            None => vec![self.signer()],
        };
        let policy = self.policy()?;
        let keys: Vec<String> = names
            .iter()
            .map(|name| published_form(&policy, name))
            .collect();
        fill(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
    }

    /// What a validator that follows these rules does with the token.
    fn present(&self, cache: &mut KeyCache, rules: &Rules) -> Result<Verified, Refusal> {
        let now = self.now();
        let policy = self.policy().map_err(misspelt)?;
        let token = self.token().map_err(misspelt)?;
        let mut room = Vec::new();
        let kid = parse(token.as_bytes(), &policy.limits(), &mut room, rules)
            .ok()
            .and_then(|token| token.header.kid.map(String::from));
        if cache.should_fetch(kid.as_deref(), now, rules) {
            let published = self.published().map_err(misspelt)?;
            let read = || match &policy {
                Policy::ExchangeIdentity(_) => KeySet::read_exchange_metadata(&published, rules),
                _ => KeySet::read(&published, policy.algorithms(), rules),
            };
            let keys = if self.outage { None } else { Some(read()?) };
            cache.fetched(keys, now, rules);
        }
        let none = || Refusal::new(ENTRA_008, 0, "there are no keys that are fresh enough");
        let keys = cache.keys(now, rules).ok_or_else(none)?;
        crate::verify(token.as_bytes(), keys, &policy, now, rules)
    }
}

/// A recipe that cannot be followed. No case expects that.
fn misspelt(error: MintError) -> Refusal {
    Refusal::new(
        JWT_037,
        0,
        format!("the recipe cannot be followed: {error}"),
    )
}

/// A test key as the authority of this policy's tokens publishes it.
fn published_form(policy: &Policy, name: &str) -> String {
    let issuer = match policy {
        Policy::Generic(_) => return format!("${name}.jwk"),
        Policy::Entra(entra) => entra.version.issuer("{tenantid}"),
        Policy::OfficeSso(_) => Version::V2.issuer("{tenantid}"),
        Policy::ExchangeIdentity(_) => {
            return format!(
                r#"{{"keyinfo":{{"x5t":"${name}.x5t"}},"keyvalue":{{"value":"${name}.x5c"}}}}"#
            );
        }
    };
    format!(r#"{{${name}.members,"use":"sig","issuer":"{issuer}"}}"#)
}

impl Protocol for Jwt {
    const NAME: &'static str = "jwt";
    const REQUIREMENTS: &'static [Id] = REQUIREMENTS;
    const DEFECTS: &'static [Defect] = DEFECTS;
    const LAWS: &'static [Law] = LAWS;

    type Step = Step;
    type Expect = Reading;

    /// What comes of the last step. The ones before it set the stage.
    fn play(case: &Case<Self>, rules: &Rules) -> Reading {
        let mut cache = KeyCache::default();
        let mut first_user = None;
        let mut last = Reading::Accepted;
        for (place, step) in case.steps.iter().enumerate() {
            let presented = step.present(&mut cache, rules).and_then(|verified| {
                if place == 0 {
                    first_user.clone_from(&verified.user);
                } else if step.for_the_first_user && verified.user != first_user {
                    let id = match step.policy() {
                        Ok(Policy::ExchangeIdentity(_)) => ENTRA_032,
                        _ => ENTRA_012,
                    };
                    rules.refuse(id, 0, "this belongs to another user")?;
                }
                Ok(verified)
            });
            last = Reading::from(&presented);
        }
        last
    }

    fn agrees(expected: &Reading, seen: &Reading) -> bool {
        expected == seen
    }

    fn drive(
        case: &Case<Self>,
        subject: &mut dyn Subject,
        facts: &Facts,
        _: &Profile,
    ) -> Result<Reading, Gap> {
        if facts.find(IS_RESOURCE).is_ok() {
            return crate::resource::drive(case, subject, facts);
        }
        crate::drive::drive(case, subject)
    }

    fn agrees_from_outside(expected: &Reading, seen: &Reading) -> bool {
        crate::drive::agrees(expected, seen)
    }
}
