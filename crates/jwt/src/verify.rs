//! Verification: which key, whose signature, and only then the claims.

use conformance::{Id, Now, Refusal, Rules};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};

use crate::claims::DateForm;
use crate::defects::{
    COMPARES_KID_WITHOUT_CASE, JUDGES_CLAIMS_FIRST, OPENS_THE_FILE_THAT_KID_NAMES,
    SKIPS_EMPTY_SIGNATURES,
};
use crate::header::same_type;
use crate::requirements::{
    ENTRA_007, ENTRA_029, ENTRA_030, JWT_008, JWT_010, JWT_011, JWT_015, JWT_022, JWT_023, JWT_035,
};
use crate::{
    Claims, Key, KeySet, Policy, Registered, Token, entra, exchange, generic, parse, signature,
};

/// What a token that was accepted says, as far as its policy looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The claims, as they were signed.
    pub claims: String,
    /// A name for the user that no other user has; none if the token is about no user.
    pub user: Option<String>,
    /// The app that asks.
    pub client: Option<String>,
}

/// What outsiders learn of a refusal: nothing but that there was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl From<Refusal> for Refused {
    fn from(_: Refusal) -> Self {
        Self
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the token was refused")
    }
}

impl std::error::Error for Refused {}

/// Everything that the judgement of claims rests on.
pub(crate) struct Matter<'m, 'a> {
    pub(crate) claims: &'m Claims<'a>,
    pub(crate) registered: Registered<'a>,
    /// Who owns the key, as the key says.
    pub(crate) key_issuer: Option<&'m str>,
    pub(crate) now: Now,
    pub(crate) rules: &'m Rules,
}

impl Matter<'_, '_> {
    /// Refuses the token for what this claim says, or for its absence.
    pub(crate) fn refuse(&self, id: Id, claim: &str, message: &'static str) -> Result<(), Refusal> {
        self.rules.refuse(id, self.claims.at(claim), message)
    }

    /// The text of a claim that is a string.
    pub(crate) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.string(claim, self.rules)
    }

    /// Whether a claim is there at all.
    pub(crate) fn has(&self, claim: &str) -> bool {
        self.claims.find(claim, self.rules).is_some()
    }
}

/// Verifies a token from its text to its last claim.
pub fn verify(
    text: &[u8],
    keys: &KeySet,
    policy: &Policy,
    now: Now,
    rules: &Rules,
) -> Result<Verified, Refusal> {
    let mut room = Vec::new();
    if text.first() == Some(&b'{')
        && !rules.demand(JWT_035)
        && let Some(compact) = compact_of(text, rules)
    {
        return parse(compact.as_bytes(), &policy.limits(), &mut room, rules)?
            .verify(keys, policy, now, rules);
    }
    parse(text, &policy.limits(), &mut room, rules)?.verify(keys, policy, now, rules)
}

impl Token<'_> {
    /// Verifies a token that was taken apart by the same rules.
    pub fn verify(
        &self,
        keys: &KeySet,
        policy: &Policy,
        now: Now,
        rules: &Rules,
    ) -> Result<Verified, Refusal> {
        self.judge_header(policy, rules)?;
        if let Policy::ExchangeIdentity(exchange) = policy {
            exchange::check_address(&self.claims(rules)?, exchange, rules)?;
        }
        if rules.does(JUDGES_CLAIMS_FIRST) && !self.header.nests_a_token() {
            let owner = self
                .candidates(keys, policy, rules)?
                .first()
                .and_then(|key| key.issuer.as_deref());
            judge(&self.claims(rules)?, owner, policy, now, rules)?;
        }
        let key = self.find_key(keys, policy, rules)?;
        if self.header.nests_a_token() {
            let message = "a token within the token is not accepted here";
            let nested = match policy {
                Policy::Generic(generic) => generic.nested.as_deref(),
                _ => None,
            };
            match nested {
                Some(inner) => return self.verify_nested(keys, inner, now, rules),
                None => rules.refuse(JWT_023, self.header.at("cty"), message)?,
            }
        }
        let owner = key.and_then(|key| key.issuer.as_deref());
        judge(&self.claims(rules)?, owner, policy, now, rules)
    }

    /// Verifies the token that is this token's payload, by its own rules.
    fn verify_nested(
        &self,
        keys: &KeySet,
        policy: &Policy,
        now: Now,
        rules: &Rules,
    ) -> Result<Verified, Refusal> {
        let outward = |mut refusal: Refusal| {
            refusal.offset = self.payload_start() + refusal.offset / 3 * 4 + refusal.offset % 3;
            refusal
        };
        let mut room = Vec::new();
        if self.payload().first() == Some(&b'{') {
            let message = "`cty` says that the payload is a token, and it is an object";
            rules.refuse(JWT_023, self.payload_start(), message)?;
        }
        let inner = parse(self.payload(), &policy.limits(), &mut room, rules).map_err(outward)?;
        if !rules.demand(JWT_023) {
            // Whoever takes the outer signature for the inner one.
            return judge(&inner.claims(rules)?, None, policy, now, rules);
        }
        inner.verify(keys, policy, now, rules).map_err(outward)
    }

    /// Judges what the header says of algorithm and kind.
    fn judge_header(&self, policy: &Policy, rules: &Rules) -> Result<(), Refusal> {
        let header = &self.header;
        let allowed = |algorithm| policy.algorithms().contains(&algorithm);
        if !header.unsecured && !header.algorithm.is_some_and(allowed) {
            let message = "this algorithm is not among those that are accepted";
            rules.refuse(JWT_008, header.at("alg"), message)?;
        }
        let types = policy.types();
        let expected = |typ: &str| types.iter().any(|expected| same_type(typ, expected));
        if !types.is_empty() && !header.typ.as_deref().is_some_and(expected) {
            let id = match policy {
                Policy::ExchangeIdentity(_) => ENTRA_029,
                _ => JWT_022,
            };
            rules.refuse(
                id,
                header.at("typ"),
                "this type of token is not expected here",
            )?;
        }
        match policy {
            Policy::Generic(_) => {}
            Policy::Entra(_) | Policy::OfficeSso(_) => {
                if header.kid.is_none() {
                    let message = "a token of Entra names its key";
                    rules.refuse(ENTRA_007, header.at("kid"), message)?;
                }
                if header.x5t.is_some() && header.x5t != header.kid {
                    let message = "`x5t` and `kid` name different keys";
                    rules.refuse(ENTRA_007, header.at("x5t"), message)?;
                }
            }
            Policy::ExchangeIdentity(_) => {
                if header.x5t.is_none() {
                    let message = "a token of Exchange names its certificate by `x5t`";
                    rules.refuse(ENTRA_029, header.at("x5t"), message)?;
                }
            }
        }
        Ok(())
    }

    /// The key that made the signature. None only if flawed rules accept a token without one.
    fn find_key<'k>(
        &self,
        keys: &'k KeySet,
        policy: &Policy,
        rules: &Rules,
    ) -> Result<Option<&'k Key>, Refusal> {
        /// A token that does not name its key is not worth more attempts.
        const ATTEMPTS: usize = 16;
        if self.header.unsecured
            || (self.signature().is_empty() && rules.does(SKIPS_EMPTY_SIGNATURES))
        {
            return Ok(None);
        }
        if rules.does(OPENS_THE_FILE_THAT_KID_NAMES)
            && let Some(algorithm) = self.header.algorithm
            && self
                .header
                .kid
                .as_deref()
                .is_some_and(|kid| kid.ends_with("/dev/null"))
        {
            let nothing = DecodingKey::from_secret(&[]);
            return signature::check(self, &nothing, algorithm, rules).map(|()| None);
        }
        let candidates = self.candidates(keys, policy, rules)?;
        let fits = |key: &&Key| key.unfit.is_none() && key.algorithm == self.header.algorithm;
        let (fitting, others): (Vec<&Key>, Vec<&Key>) = candidates.into_iter().partition(fits);
        let mut refusal = None;
        for key in fitting.into_iter().chain(others).take(ATTEMPTS) {
            match self.check_signature(key, rules) {
                Ok(()) => return Ok(Some(key)),
                Err(refused) => refusal.get_or_insert(refused),
            };
        }
        let none = || Refusal::new(JWT_015, self.header.at("kid"), "there is no key to try");
        Err(refusal.unwrap_or_else(none))
    }

    /// The keys that may have made the signature.
    fn candidates<'k>(
        &self,
        keys: &'k KeySet,
        policy: &Policy,
        rules: &Rules,
    ) -> Result<Vec<&'k Key>, Refusal> {
        let exchange = matches!(policy, Policy::ExchangeIdentity(_));
        let (asked, id, member) = if exchange {
            (self.header.x5t.as_deref(), ENTRA_030, "x5t")
        } else {
            (self.header.kid.as_deref(), JWT_015, "kid")
        };
        let Some(asked) = asked else {
            return Ok(keys.keys().iter().collect());
        };
        let named = |key: &&Key| match if exchange { &key.x5t } else { &key.kid } {
            Some(name) if rules.does(COMPARES_KID_WITHOUT_CASE) => name.eq_ignore_ascii_case(asked),
            Some(name) => name == asked,
            None => matches!(policy, Policy::Generic(_)),
        };
        let candidates: Vec<&Key> = keys.keys().iter().filter(named).collect();
        if candidates.is_empty() {
            let message = "no key has this name";
            rules.refuse(id, self.header.at(member), message)?;
            return Ok(keys.keys().iter().collect());
        }
        Ok(candidates)
    }

    fn check_signature(&self, key: &Key, rules: &Rules) -> Result<(), Refusal> {
        if let Some(unfit) = key.unfit {
            let offset = self.header.at("kid");
            return Err(Refusal::new(unfit.id, offset, unfit.message));
        }
        let Some(algorithm) = self.header.algorithm else {
            let message = "no key belongs to this algorithm";
            return Err(Refusal::new(JWT_008, self.header.at("alg"), message));
        };
        if key.algorithm != Some(algorithm) {
            let id = if key.says_its_algorithm {
                JWT_011
            } else {
                JWT_010
            };
            let message = "the key belongs to another algorithm";
            rules.refuse(id, self.header.at("alg"), message)?;
            return signature::check(self, &confused(key, algorithm), algorithm, rules);
        }
        signature::check(self, &key.library, algorithm, rules)
    }
}

/// A key as whoever uses it with any algorithm would use it.
fn confused(key: &Key, algorithm: Algorithm) -> DecodingKey {
    if algorithm.family() == AlgorithmFamily::Hmac && !key.is_secret() {
        return DecodingKey::from_secret(&key.source);
    }
    key.library.clone()
}

/// Judges claims whose signature was checked with a key of this owner.
pub(crate) fn judge(
    claims: &Claims<'_>,
    key_issuer: Option<&str>,
    policy: &Policy,
    now: Now,
    rules: &Rules,
) -> Result<Verified, Refusal> {
    let form = match policy {
        Policy::ExchangeIdentity(exchange) => DateForm::Exchange(exchange.shape),
        _ => DateForm::Rfc,
    };
    let matter = Matter {
        claims,
        registered: claims.registered_with(form, rules)?,
        key_issuer,
        now,
        rules,
    };
    match policy {
        Policy::Generic(generic) => generic::judge(&matter, generic),
        Policy::Entra(entra) => entra::judge(&matter, entra),
        Policy::OfficeSso(office) => entra::judge_office(&matter, office),
        Policy::ExchangeIdentity(exchange) => exchange::judge(&matter, exchange),
    }
}

/// The compact form of a JWS in JSON serialization, for whoever accepts that.
fn compact_of(text: &[u8], rules: &Rules) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let json = json::Json::parse(text, &json::Options::default()).ok()?;
    let root = json.root();
    let signed = root.last("signatures").and_then(|all| all.items().next());
    let signed = signed.unwrap_or(root);
    let [protected, signature] = crate::text::pick(signed, ["protected", "signature"], rules);
    let payload = root.last("payload")?.as_str()?;
    Some([protected?.as_str()?, payload, signature?.as_str()?].join("."))
}
