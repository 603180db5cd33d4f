//! `proofmark inspect`: what is wrong with a file, where, and by which rule.

use conformance::{Now, Refusal, Rules};
use jwt::{
    Algorithm, EXCHANGE_ONLINE_METADATA, Entra, ExchangeIdentity, Generic, Key, KeySet, OfficeSso,
    Policy, Shape, Tenants, Version,
};
use protocols::Reader;
use serde::Serialize;

/// What was found out about one file.
pub struct Inspected {
    /// The file's name, `-` for standard input.
    pub file: String,
    /// The file's bytes, as far as they were judged.
    pub bytes: Vec<u8>,
    /// What was wrong.
    pub result: Result<(), Refusal>,
    /// Whether a token's signature and claims were verified; nothing for what is no token.
    pub verified: Option<bool>,
}

impl Inspected {
    /// One JSON object.
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Printed<'i> {
            file: &'i str,
            verdict: &'static str,
            requirement: Option<&'static str>,
            offset: Option<usize>,
            message: Option<&'i str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            verified: Option<bool>,
        }
        let refusal = self.result.as_ref().err();
        let printed = Printed {
            file: &self.file,
            verdict: self.verdict(),
            requirement: refusal.map(|refusal| refusal.id.as_str()),
            offset: refusal.map(|refusal| refusal.offset),
            message: refusal.map(|refusal| refusal.message.as_ref()),
            verified: self.verified,
        };
        serde_json::to_string(&printed).expect("strings and numbers are always JSON")
    }

    /// What people read.
    pub fn text(&self) -> String {
        let name = crate::diagnostic::escaped(&self.file);
        let note = match self.verified {
            Some(true) if self.result.is_ok() => "; signature and claims were verified",
            Some(true) => "",
            Some(false) => "; no key was given, so nothing was verified",
            None => "",
        };
        let line = format!("{name}: {}{note}\n", self.verdict());
        match &self.result {
            Ok(()) => line,
            Err(refusal) => line + &crate::diagnostic::render(&name, &self.bytes, refusal),
        }
    }

    fn verdict(&self) -> &'static str {
        match self.result {
            Ok(()) => "conforms",
            Err(_) => "departs",
        }
    }
}

/// Inspects one file. A token may be verified; every other kind is read.
pub fn inspect(
    reader: &Reader,
    file: String,
    mut bytes: Vec<u8>,
    verification: Option<&Verification>,
    rules: &Rules,
) -> Inspected {
    if reader.kind != "jwt" {
        let result = (reader.read)(&bytes, rules);
        return Inspected {
            file,
            bytes,
            result,
            verified: None,
        };
    }
    // The line end that editors and `echo` add is not part of a token.
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        bytes.pop_if(|byte| *byte == b'\r');
    }
    let result = match verification {
        None => (reader.read)(&bytes, rules),
        Some(Verification { keys, policy, now }) => {
            jwt::verify(&bytes, keys, policy, *now, rules).map(|_| ())
        }
    };
    Inspected {
        file,
        bytes,
        result,
        verified: Some(verification.is_some()),
    }
}

/// What a token is verified with.
pub struct Verification {
    keys: KeySet,
    policy: Policy,
    now: Now,
}

/// What people say about the verification of a token.
#[derive(Clone, Debug, Default)]
pub struct TokenOptions {
    /// The text of a JWK set, a JWK or PEM, with the file's name.
    pub key: Option<(String, String)>,
    /// The bytes of an HMAC's key.
    pub hmac_key: Option<Vec<u8>>,
    /// The one algorithm that is accepted.
    pub algorithm: Option<Algorithm>,
    /// Who the token is for: a name, an app id, or an add-in's address.
    pub audience: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// How far clocks may differ.
    pub leeway_s: Option<u32>,
    /// The moment.
    pub now: Now,
    /// The kind of policy.
    pub policy: PolicyKind,
    /// The address of Exchange's authentication metadata that is trusted.
    pub metadata_url: Option<String>,
    /// Whether an Exchange token is in the shape of its documentation.
    pub is_documented_shape: bool,
}

/// The kinds of policy that people can ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PolicyKind {
    /// Any JWT by the RFCs.
    #[default]
    Generic,
    /// An access token of Entra, version 1.
    EntraV1,
    /// An access token of Entra, version 2.
    EntraV2,
    /// The token of an Office host's single sign-on.
    OfficeSso,
    /// The identity token of Exchange.
    ExchangeIdentity,
}

/// The algorithms of public keys, in the order in which a key that does not say is tried.
const PUBLIC: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

impl TokenOptions {
    /// What to verify with; nothing if no key was given. The error says what is wrong with the
    /// options or with the key.
    pub fn verification(&self, rules: &Rules) -> Result<Option<Verification>, String> {
        let policy = self.policy()?;
        let algorithms = policy.algorithms();
        let keys = match (&self.key, &self.hmac_key) {
            (None, None) => return Ok(None),
            (Some((name, text)), _) => {
                let keys = if self.policy == PolicyKind::ExchangeIdentity
                    && text.contains("\"keyinfo\"")
                {
                    KeySet::read_exchange_metadata(text, rules)
                } else {
                    KeySet::read(text, algorithms, rules)
                };
                let explain = |refusal| crate::diagnostic::render(name, text.as_bytes(), &refusal);
                keys.map_err(explain)?
            }
            (None, Some(secret)) => {
                let algorithm = self.algorithm.unwrap_or(Algorithm::HS256);
                KeySet::of(vec![Key::secret(secret, algorithm, rules)])
            }
        };
        Ok(Some(Verification {
            keys,
            policy,
            now: self.now,
        }))
    }

    fn policy(&self) -> Result<Policy, String> {
        let needs = |what: &str| format!("this policy needs `--audience`: {what}");
        let audience = |what: &str| self.audience.clone().ok_or_else(|| needs(what));
        let leeway_s = self.leeway_s.unwrap_or(jwt::LEEWAY_CAP_S);
        Ok(match self.policy {
            PolicyKind::Generic => Policy::Generic(Generic {
                algorithms: match (self.algorithm, &self.hmac_key) {
                    (Some(algorithm), _) => vec![algorithm],
                    (None, Some(_)) => vec![Algorithm::HS256],
                    (None, None) => PUBLIC.to_vec(),
                },
                issuers: self.issuer.iter().cloned().collect(),
                audiences: self.audience.iter().cloned().collect(),
                leeway_s: self.leeway_s.unwrap_or(60),
                ..Generic::default()
            }),
            kind @ (PolicyKind::EntraV1 | PolicyKind::EntraV2) => {
                let version = if kind == PolicyKind::EntraV1 {
                    Version::V1
                } else {
                    Version::V2
                };
                let app_id = audience("the resource's app id")?;
                Policy::Entra(Entra {
                    version,
                    tenants: self.tenants(version)?,
                    app_id_uri: app_id.contains(':').then(|| app_id.clone()),
                    app_id,
                    scope: None,
                    role: None,
                    clients: Vec::new(),
                    group: None,
                    leeway_s,
                })
            }
            PolicyKind::OfficeSso => {
                let app_id = audience("the add-in's app id")?;
                Policy::OfficeSso(OfficeSso {
                    tenants: self.tenants(Version::V2)?,
                    app_id_uri: app_id.contains(':').then(|| app_id.clone()),
                    app_id,
                    clients: Vec::new(),
                    leeway_s,
                })
            }
            PolicyKind::ExchangeIdentity => {
                let trusted = self
                    .metadata_url
                    .as_deref()
                    .unwrap_or(EXCHANGE_ONLINE_METADATA);
                Policy::ExchangeIdentity(ExchangeIdentity {
                    add_in_url: audience("the address of the add-in's page")?,
                    metadata_urls: vec![trusted.to_owned()],
                    shape: if self.is_documented_shape {
                        Shape::Documented
                    } else {
                        Shape::Observed
                    },
                    leeway_s,
                })
            }
        })
    }

    /// The tenant whose issuer was named; any without one.
    fn tenants(&self, version: Version) -> Result<Tenants, String> {
        let Some(issuer) = &self.issuer else {
            return Ok(Tenants::Common);
        };
        let mut segments = issuer.split('/').filter(|segment| !segment.is_empty());
        let tenant = segments.nth(2).unwrap_or_default();
        if version.issuer(tenant) != *issuer {
            let expected = version.issuer("{tenant}");
            return Err(format!(
                "`--issuer` under this policy is spelled like {expected}"
            ));
        }
        Ok(Tenants::One(tenant.to_owned()))
    }
}
