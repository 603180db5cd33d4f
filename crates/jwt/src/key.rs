//! A key that tokens are verified with, and what makes one unfit for that.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ParsedPublicKey};
use conformance::{Id, Rules};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};

use crate::defects::LEAVES_KEY_SIZES_TO_THE_LIBRARY;
use crate::der::PublicKey;
use crate::requirements::{JWT_018, JWT_019, JWT_020};

/// A key that tokens are verified with. It belongs to one algorithm.
#[derive(Clone)]
pub struct Key {
    /// The name by which tokens refer to it.
    pub kid: Option<String>,
    /// Whose tokens it verifies, as a template with `{tenantid}` or as it stands.
    pub issuer: Option<String>,
    /// The thumbprint of its certificate.
    pub x5t: Option<String>,
    /// The algorithm that it belongs to; none if that is one that this crate does not know.
    pub algorithm: Option<Algorithm>,
    /// Whether its own `alg` said so.
    pub(crate) says_its_algorithm: bool,
    /// Why it is not to be used.
    pub(crate) unfit: Option<Unfit>,
    pub(crate) library: DecodingKey,
    /// The text that it was read from: what a confused validator takes for a secret.
    pub(crate) source: Vec<u8>,
}

/// Why a key is not to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub(crate) id: Id,
    pub(crate) message: &'static str,
}

/// Shows which key it is, and nothing of a secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("kid", &self.kid)
            .field("issuer", &self.issuer)
            .field("algorithm", &self.algorithm)
            .field("unfit", &self.unfit)
            .finish_non_exhaustive()
    }
}

/// What a key is made of.
pub(crate) enum Material {
    Public(PublicKey),
    Secret(Vec<u8>),
}

impl Material {
    /// The algorithms that a key of this kind can belong to, the usual one first.
    pub(crate) const fn algorithms(&self) -> &'static [Algorithm] {
        match self {
            Self::Public(PublicKey::Rsa(..)) => &[
                Algorithm::RS256,
                Algorithm::RS384,
                Algorithm::RS512,
                Algorithm::PS256,
                Algorithm::PS384,
                Algorithm::PS512,
            ],
            Self::Public(PublicKey::Point(_, 48)) => &[Algorithm::ES384],
            Self::Public(PublicKey::Point(..)) => &[Algorithm::ES256],
            Self::Public(PublicKey::Edwards(_)) => &[Algorithm::EdDSA],
            Self::Secret(_) => &[Algorithm::HS256, Algorithm::HS384, Algorithm::HS512],
        }
    }

    /// Why such a key is not to be used with this algorithm.
    pub(crate) fn unfit(&self, algorithm: Option<Algorithm>, rules: &Rules) -> Option<Unfit> {
        let unfit = match self {
            Self::Public(PublicKey::Rsa(n, e)) => unfit_rsa(n, e, rules),
            Self::Public(PublicKey::Point(point, size)) => unfit_point(point, *size),
            Self::Public(PublicKey::Edwards(point)) => (point.len() != 32).then_some(Unfit {
                id: JWT_020,
                message: "a key of Ed25519 has 32 bytes",
            }),
            Self::Secret(secret) => (secret.len() < hash_bytes(algorithm)).then_some(Unfit {
                id: JWT_018,
                message: "the key of an HMAC is at least as long as its hash",
            }),
        };
        unfit.filter(|unfit| rules.demand(unfit.id))
    }

    /// The key in the library's form.
    pub(crate) fn library(&self) -> DecodingKey {
        match self {
            Self::Public(PublicKey::Rsa(n, e)) => DecodingKey::from_rsa_raw_components(n, e),
            Self::Public(PublicKey::Point(point, _)) => DecodingKey::from_ec_der(point),
            Self::Public(PublicKey::Edwards(point)) => DecodingKey::from_ed_der(point),
            Self::Secret(secret) => DecodingKey::from_secret(secret),
        }
    }
}

impl Key {
    /// The key of an HMAC, as it is.
    pub fn secret(secret: &[u8], algorithm: Algorithm, rules: &Rules) -> Self {
        let material = Material::Secret(secret.to_vec());
        Self::of(&material, Some(algorithm), secret, rules)
    }

    /// A key of this material for this algorithm, without a name.
    pub(crate) fn of(
        material: &Material,
        algorithm: Option<Algorithm>,
        source: &[u8],
        rules: &Rules,
    ) -> Self {
        Self {
            kid: None,
            issuer: None,
            x5t: None,
            algorithm,
            says_its_algorithm: false,
            unfit: material.unfit(algorithm, rules),
            library: material.library(),
            source: source.to_vec(),
        }
    }

    /// Whether it must be kept from the public.
    pub fn is_secret(&self) -> bool {
        self.library.family() == AlgorithmFamily::Hmac
    }
}

/// The length of an algorithm's hash.
const fn hash_bytes(algorithm: Option<Algorithm>) -> usize {
    match algorithm {
        Some(Algorithm::HS384) => 48,
        Some(Algorithm::HS512) => 64,
        _ => 32,
    }
}

fn unfit_rsa(n: &[u8], e: &[u8], rules: &Rules) -> Option<Unfit> {
    let unfit = |message| {
        Some(Unfit {
            id: JWT_019,
            message,
        })
    };
    let bits = |number: &[u8]| match number {
        [] => 0,
        [first, rest @ ..] => {
            rest.len() * 8 + first.checked_ilog2().map_or(0, |log| log as usize + 1)
        }
    };
    let judges_sizes = !rules.does(LEAVES_KEY_SIZES_TO_THE_LIBRARY);
    if judges_sizes && bits(n) < 2048 {
        return unfit("an RSA key has at least 2048 bits");
    }
    if judges_sizes && bits(n) > 8192 {
        return unfit("an RSA key of more than 8192 bits is refused");
    }
    if e.last().is_none_or(|byte| byte % 2 == 0) || e == [1] {
        return unfit("the exponent of an RSA key is odd and not 1");
    }
    if bits(e) > 33 {
        return unfit("the exponent of an RSA key has at most 33 bits");
    }
    has_roca_fingerprint(n).then_some(())?;
    unfit("the modulus of this RSA key has the fingerprint of ROCA")
}

/// The odd primes up to 167. A modulus of the broken generator is a power of 65537 by each.
const ROCA_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// The test that the discoverers of CVE-2017-15361 published.
fn has_roca_fingerprint(n: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|prime| {
        let remainder = n
            .iter()
            .fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            power = power * 65537 % prime;
            power == remainder
        })
    })
}

fn unfit_point(point: &[u8], coordinate_bytes: usize) -> Option<Unfit> {
    let algorithm = if coordinate_bytes == 48 {
        &ECDSA_P384_SHA384_FIXED
    } else {
        &ECDSA_P256_SHA256_FIXED
    };
    let uncompressed = point.first() == Some(&4) && point.len() == 1 + 2 * coordinate_bytes;
    let on_curve = uncompressed && ParsedPublicKey::new(algorithm, point).is_ok();
    (!on_curve).then_some(Unfit {
        id: JWT_020,
        message: "the key is no point on its curve",
    })
}
