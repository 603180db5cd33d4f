//! A key set, and how one is read: as a JWK set, a single JWK, or PEM.

use std::collections::HashSet;
use std::str::FromStr;

use conformance::{Refusal, Rules};
use json::{Item, Kind};
use jsonwebtoken::Algorithm;

use crate::defects::{REFUSES_SETS_WITH_UNKNOWN_KEYS, TAKES_AN_INDENTED_KEY_FOR_A_SECRET};
use crate::der::{PublicKey, read_pem, without_zeros};
use crate::key::{Material, Unfit};
use crate::requirements::{JWT_011, JWT_017, JWT_020, JWT_033};
use crate::text::{Place, pick, read_object};
use crate::{Key, Limits, base64url};

/// The keys that a validator has, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// What a key set may cost.
const LIMITS: Limits = Limits {
    length_bytes: 1024 * 1024,
    depth: 16,
    values: 64 * 1024,
};

impl KeySet {
    /// The set of these keys.
    pub const fn of(keys: Vec<Key>) -> Self {
        Self { keys }
    }

    /// The keys.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Reads a JWK set, a single JWK, or PEM. A key that does not say its algorithm belongs to the
    /// first of `usable` that fits it. The offset of a refusal is one of this text.
    pub fn read(text: &str, usable: &[Algorithm], rules: &Rules) -> Result<Self, Refusal> {
        check_length(text, &LIMITS, rules)?;
        let begins = if rules.does(TAKES_AN_INDENTED_KEY_FOR_A_SECRET) {
            text
        } else {
            text.trim_ascii_start()
        };
        if begins.starts_with("-----BEGIN ") {
            let key = read_pem(text).map(Material::Public).ok_or_else(|| {
                Refusal::new(
                    JWT_017,
                    0,
                    "this PEM text holds no public key that is known",
                )
            })?;
            let algorithm = choose(&key, usable);
            return Ok(Self::of(vec![Key::of(
                &key,
                algorithm,
                text.as_bytes(),
                rules,
            )]));
        }
        if rules.does(TAKES_AN_INDENTED_KEY_FOR_A_SECRET) && text.contains("-----BEGIN ") {
            return Ok(Self::of(vec![Key::secret(
                text.as_bytes(),
                Algorithm::HS256,
                rules,
            )]));
        }
        let json = read_object(text, Place::Plain, (JWT_017, JWT_017), &LIMITS, rules)?;
        let root = json.root();
        let [keys, kty] = pick(root, ["keys", "kty"], rules);
        let jwks: Vec<Item<'_, '_>> = match (keys, kty) {
            (Some(keys), _) if keys.kind() == Kind::Array => keys.items().collect(),
            (Some(keys), _) => {
                let message = "`keys` is an array";
                return Err(Refusal::new(JWT_017, keys.offset(), message));
            }
            (None, Some(_)) => vec![root],
            (None, None) => {
                let message = "this is neither a JWK set nor a JWK";
                return Err(Refusal::new(JWT_017, root.offset(), message));
            }
        };
        let source = text.as_bytes();
        Self::of_jwks(&jwks, usable, source, rules)
    }

    fn of_jwks(
        jwks: &[Item<'_, '_>],
        usable: &[Algorithm],
        source: &[u8],
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let mut keys: Vec<Key> = Vec::new();
        let mut kids = HashSet::new();
        let (mut secrets, mut publics) = (0, 0);
        for jwk in jwks {
            let [kid] = pick(*jwk, ["kid"], rules).map(|kid| kid.and_then(Item::as_str));
            if kid.is_some_and(|kid| !kids.insert(kid)) {
                let message = "two keys of the set have this `kid`";
                rules.refuse(JWT_017, jwk.offset(), message)?;
            }
            let source = if jwks.len() == 1 { source } else { &[] };
            let Some((key, secret)) = read_jwk(*jwk, usable, source, rules) else {
                if rules.does(REFUSES_SETS_WITH_UNKNOWN_KEYS) {
                    let message = "this key is of an unknown type";
                    return Err(Refusal::new(JWT_017, jwk.offset(), message));
                }
                continue;
            };
            if secret {
                secrets += 1;
            } else {
                publics += 1;
            }
            if secrets > 0 && publics > 0 {
                let message = "the set holds secret keys beside public ones";
                rules.refuse(JWT_017, jwk.offset(), message)?;
            }
            keys.push(key);
        }
        Ok(Self { keys })
    }
}

/// Refuses a text that is longer than any sound one.
pub(crate) fn check_length(text: &str, limits: &Limits, rules: &Rules) -> Result<(), Refusal> {
    if text.len() <= limits.length_bytes {
        return Ok(());
    }
    let message = "the text of the keys is longer than any that is accepted";
    rules.refuse(JWT_033, limits.length_bytes, message)
}

/// The algorithm of a key that does not say it.
fn choose(material: &Material, usable: &[Algorithm]) -> Option<Algorithm> {
    let fitting = material.algorithms();
    let wanted = usable.iter().find(|algorithm| fitting.contains(algorithm));
    wanted.or(fitting.first()).copied()
}

/// A key and whether it is secret, or nothing if its type is unknown or a part is missing.
fn read_jwk(
    jwk: Item<'_, '_>,
    usable: &[Algorithm],
    source: &[u8],
    rules: &Rules,
) -> Option<(Key, bool)> {
    let names = ["alg", "use", "key_ops", "kid", "issuer", "x5t", "d"];
    let [alg, usage, key_ops, kid, issuer, x5t, d] = pick(jwk, names, rules);
    let (material, misspelt) = read_material(jwk, rules)?;
    let owned = |item: Option<Item<'_, '_>>| item.and_then(Item::as_str).map(str::to_owned);
    let mut key = Key::of(&material, choose(&material, usable), source, rules);
    key.kid = owned(kid);
    key.issuer = owned(issuer);
    key.x5t = owned(x5t);
    if let Some(alg) = alg
        && rules.demand(JWT_011)
    {
        let known = alg.as_str().and_then(|name| Algorithm::from_str(name).ok());
        key.algorithm = known.filter(|known| material.algorithms().contains(known));
        key.says_its_algorithm = true;
        key.unfit = material.unfit(key.algorithm, rules);
    }
    let verifies = |item: Item<'_, '_>| item.as_str() == Some("verify");
    let usable_for_verifying = usage.is_none_or(|usage| usage.as_str() == Some("sig"))
        && key_ops.is_none_or(|ops| ops.items().any(verifies))
        && key.algorithm.is_some();
    let mut unfit = |id, message| {
        if key.unfit.is_none() && rules.demand(id) {
            key.unfit = Some(Unfit { id, message });
        }
    };
    if let Some(misspelt) = misspelt {
        unfit(misspelt.id, misspelt.message);
    }
    if !usable_for_verifying {
        let message = "`use`, `key_ops` or `alg` of the key says that it is for something else";
        unfit(JWT_011, message);
    }
    let secret = d.is_some() || matches!(material, Material::Secret(_));
    Some((key, secret))
}

/// What a JWK is made of, and what is wrong with how that is spelled.
fn read_material(jwk: Item<'_, '_>, rules: &Rules) -> Option<(Material, Option<Unfit>)> {
    let names = ["kty", "n", "e", "crv", "x", "y", "k"];
    let [kty, n, e, crv, x, y, k] = pick(jwk, names, rules);
    let bytes = |item: Option<Item<'_, '_>>| base64url::decode(item?.as_str()?);
    match kty?.as_str()? {
        "RSA" => {
            let (n, e) = (bytes(n)?, bytes(e)?);
            let long = n.first() == Some(&0) || e.first() == Some(&0);
            let misspelt = long.then_some(Unfit {
                id: JWT_017,
                message: "a number of the key begins with a zero that means nothing",
            });
            let (n, e) = (without_zeros(&n).to_vec(), without_zeros(&e).to_vec());
            Some((Material::Public(PublicKey::Rsa(n, e)), misspelt))
        }
        "EC" => {
            let size = match crv?.as_str()? {
                "P-256" => 32,
                "P-384" => 48,
                _ => return None,
            };
            let (x, y) = (bytes(x)?, bytes(y)?);
            let misspelt = (x.len() != size || y.len() != size).then_some(Unfit {
                id: JWT_020,
                message: "a coordinate of the key is not as long as its curve asks",
            });
            let point = [&[4], x.as_slice(), y.as_slice()].concat();
            Some((Material::Public(PublicKey::Point(point, size)), misspelt))
        }
        "OKP" => {
            let edwards = crv?.as_str()? == "Ed25519";
            let point = bytes(x)?;
            edwards.then_some((Material::Public(PublicKey::Edwards(point)), None))
        }
        "oct" => Some((Material::Secret(bytes(k)?), None)),
        _ => None,
    }
}
