//! Test keys, both halves of each, and signatures that come out the same every time. Never to be
//! trusted: the private halves are in the repository.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{LazyLock, Mutex, PoisonError};

use aws_lc_rs::digest::{SHA512, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair,
};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use num_bigint::BigUint;
use serde_json::{Map, Value};

use crate::base64url;
use crate::padding::{hash, is_pss, pkcs1, power, pss};
use crate::signature::{P_256_ORDER, P_384_ORDER};

/// A key with both its halves.
pub(crate) struct TestKey {
    members: Map<String, Value>,
    /// The library's form of an RSA key that the library bears.
    rsa: Option<RsaKeyPair>,
    /// What it signed before. That is slow, and cases are played many times.
    signed: Mutex<HashMap<Signed, Vec<u8>>>,
}

/// What was signed, and how.
type Signed = (Algorithm, Padding, Vec<u8>);

/// So many signatures are remembered: more than there are lives of a token (ENTRA-015), so that a
/// world whose clock stands still signs each but once.
const REMEMBERED: usize = 4096;

static TEST_KEYS: LazyLock<Vec<TestKey>> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(include_str!("keys/test-keys.json"))
        .expect("the file of test keys is JSON");
    let keys = file["keys"].as_array().into_iter().flatten();
    let members = keys.filter_map(Value::as_object).cloned();
    members.map(TestKey::of).collect()
});

/// The test key of this name.
pub(crate) fn test_key(name: &str) -> Option<&'static TestKey> {
    TEST_KEYS.iter().find(|key| key.field("kid") == Some(name))
}

/// How RSA pads what it signs, if not exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Padding {
    #[default]
    Exact,
    /// A salt of so many bytes.
    Salt(usize),
    /// Little filling, and something after the hash.
    Loose,
}

impl TestKey {
    fn of(members: Map<String, Value>) -> Self {
        let mut key = Self {
            members,
            rsa: None,
            signed: Mutex::default(),
        };
        let components = KeyPairComponents {
            public_key: PublicKeyComponents {
                n: key.bytes("n"),
                e: key.bytes("e"),
            },
            d: key.bytes("d"),
            p: key.bytes("p"),
            q: key.bytes("q"),
            dP: key.bytes("dp"),
            dQ: key.bytes("dq"),
            qInv: key.bytes("qi"),
        };
        if key.field("p").is_some() {
            key.rsa = RsaKeyPair::from_components(&components).ok();
        }
        key
    }

    /// The text of a member of its JWK.
    fn field(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// The bytes that a member of its JWK spells.
    fn bytes(&self, name: &str) -> Vec<u8> {
        self.field(name)
            .and_then(base64url::decode)
            .unwrap_or_default()
    }

    /// The algorithm that it belongs to.
    pub(crate) fn algorithm(&self) -> Algorithm {
        let named = self.field("alg").map(Algorithm::from_str);
        named.and_then(Result::ok).unwrap_or_default()
    }

    /// Something of it as text, for use in a header or a key set.
    pub(crate) fn text(&self, what: &str) -> Option<String> {
        let private = ["d", "p", "q", "dp", "dq", "qi", "pem", "x5c", "x5t"];
        match what {
            "members" => {
                let public = self
                    .members
                    .iter()
                    .filter(|(name, _)| !private.contains(&name.as_str()));
                let public =
                    public.map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
                Some(public.collect::<Vec<_>>().join(","))
            }
            "jwk" => Some(format!("{{{},\"use\":\"sig\"}}", self.text("members")?)),
            "x5c" => Some(self.members.get("x5c")?.get(0)?.as_str()?.to_owned()),
            _ => self.field(what).map(str::to_owned),
        }
    }

    /// The signature over this input. Nothing if the key cannot make one.
    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        input: &[u8],
        padding: Padding,
    ) -> Option<Vec<u8>> {
        if algorithm.family() == AlgorithmFamily::Hmac {
            return Some(mac(algorithm, &self.bytes("k"), input));
        }
        let signed = || self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = (algorithm, padding, input.to_vec());
        if let Some(signature) = signed().get(&asked) {
            return Some(signature.clone());
        }
        let signature = match algorithm.family() {
            AlgorithmFamily::Ed => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&self.bytes("d")).ok()?;
                pair.sign(input).as_ref().to_vec()
            }
            AlgorithmFamily::Ec => self.sign_on_curve(algorithm, input)?,
            _ => self.sign_by_rsa(algorithm, input, padding)?,
        };
        let mut signed = signed();
        if signed.len() >= REMEMBERED {
            signed.clear();
        }
        signed.insert(asked, signature.clone());
        Some(signature)
    }

    fn sign_by_rsa(&self, algorithm: Algorithm, input: &[u8], padding: Padding) -> Option<Vec<u8>> {
        if let (Some(pair), Some(encoding), Padding::Exact) =
            (&self.rsa, library_padding(algorithm), padding)
        {
            let mut signature = vec![0; pair.public_modulus_len()];
            let random = SystemRandom::new();
            pair.sign(encoding, &random, input, &mut signature).ok()?;
            return Some(signature);
        }
        let (n, hash) = (self.bytes("n"), hash(algorithm));
        let block = match padding {
            Padding::Loose => {
                let mut block = pkcs1(input, hash, hash.output_len() + 19 + 3 + 8)?;
                block.resize(n.len(), 0xaa);
                block
            }
            Padding::Salt(length) => pss(input, hash, &vec![0x5a; length], n.len())?,
            Padding::Exact if is_pss(algorithm) => {
                pss(input, hash, &vec![0x5a; hash.output_len()], n.len())?
            }
            Padding::Exact => pkcs1(input, hash, n.len())?,
        };
        power(&block, &self.bytes("d"), &n)
    }

    /// ECDSA with a nonce that comes from the key and the input, so that it never varies.
    fn sign_on_curve(&self, algorithm: Algorithm, input: &[u8]) -> Option<Vec<u8>> {
        let curve = Curve::of(algorithm);
        let hashed = digest(hash(algorithm), input);
        let d = self.bytes("d");
        let message = BigUint::from_bytes_be(hashed.as_ref());
        let nonce = digest(&SHA512, &[d.as_slice(), hashed.as_ref()].concat());
        let k = BigUint::from_bytes_be(nonce.as_ref()) % &curve.order;
        let r = curve.multiply_base(&k)? % &curve.order;
        let inverse = k.modpow(&(&curve.order - 2_u32), &curve.order);
        let s = inverse * (message + &r * BigUint::from_bytes_be(&d)) % &curve.order;
        let mut signature = Vec::new();
        for number in [r, s].map(|number| number.to_bytes_be()) {
            signature.extend(std::iter::repeat_n(0, d.len().checked_sub(number.len())?));
            signature.extend(number);
        }
        Some(signature)
    }
}

/// The HMAC of an input under any secret.
pub(crate) fn mac(algorithm: Algorithm, secret: &[u8], input: &[u8]) -> Vec<u8> {
    let kind = match algorithm {
        Algorithm::HS384 => hmac::HMAC_SHA384,
        Algorithm::HS512 => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    hmac::sign(&hmac::Key::new(kind, secret), input)
        .as_ref()
        .to_vec()
}

fn library_padding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    match algorithm {
        Algorithm::RS256 => Some(&RSA_PKCS1_SHA256),
        Algorithm::RS384 => Some(&RSA_PKCS1_SHA384),
        Algorithm::RS512 => Some(&RSA_PKCS1_SHA512),
        // The salt would vary.
        _ => None,
    }
}

/// A curve of NIST: y² = x³ − 3x + b modulo a prime.
struct Curve {
    prime: BigUint,
    order: BigUint,
    base: [BigUint; 2],
}

/// A point as x/z², y/z³; the point at infinity has z = 0.
type Point = [BigUint; 3];

impl Curve {
    fn of(algorithm: Algorithm) -> Self {
        let number = |digits: &str| {
            BigUint::parse_bytes(digits.as_bytes(), 16).expect("these are hexadecimal digits")
        };
        match algorithm {
            Algorithm::ES384 => Self {
                prime: number(concat!(
                    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe",
                    "ffffffff0000000000000000ffffffff"
                )),
                order: BigUint::from_bytes_be(&P_384_ORDER),
                base: [
                    number(concat!(
                        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38",
                        "5502f25dbf55296c3a545e3872760ab7"
                    )),
                    number(concat!(
                        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0",
                        "0a60b1ce1d7e819d7a431d7c90ea0e5f"
                    )),
                ],
            },
            _ => Self {
                prime: number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
                order: BigUint::from_bytes_be(&P_256_ORDER),
                base: [
                    number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                    number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
                ],
            },
        }
    }

    fn minus(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.prime - b % &self.prime) % &self.prime
    }

    fn times(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.prime
    }

    fn double(&self, [x, y, z]: &Point) -> Point {
        let zz = self.times(z, z);
        let yy = self.times(y, y);
        let slope = BigUint::from(3_u32) * self.minus(x, &zz) * (x + zz) % &self.prime;
        let xyy = BigUint::from(4_u32) * self.times(x, &yy);
        let doubled_x = self.minus(&self.times(&slope, &slope), &(&xyy * 2_u32));
        let yyyy = BigUint::from(8_u32) * self.times(&yy, &yy);
        let doubled_y = self.minus(&self.times(&slope, &self.minus(&xyy, &doubled_x)), &yyyy);
        let doubled_z = BigUint::from(2_u32) * self.times(y, z) % &self.prime;
        [doubled_x, doubled_y, doubled_z]
    }

    /// A point and the base point, which is neither the same nor its opposite.
    fn add_base(&self, [x, y, z]: &Point) -> Point {
        let [base_x, base_y] = &self.base;
        if z.bits() == 0 {
            return [base_x.clone(), base_y.clone(), BigUint::from(1_u32)];
        }
        let zz = self.times(z, z);
        let h = self.minus(&self.times(base_x, &zz), x);
        let rise = self.minus(&self.times(&self.times(base_y, &zz), z), y);
        let hh = self.times(&h, &h);
        let hhh = self.times(&h, &hh);
        let xhh = self.times(x, &hh);
        let square = self.times(&rise, &rise);
        let sum_x = self.minus(&self.minus(&square, &hhh), &(&xhh * 2_u32));
        let sum_y = self.minus(
            &self.times(&rise, &self.minus(&xhh, &sum_x)),
            &self.times(y, &hhh),
        );
        [sum_x, sum_y, self.times(z, &h)]
    }

    /// The first coordinate of so many times the base point.
    fn multiply_base(&self, times: &BigUint) -> Option<BigUint> {
        let zero = BigUint::default;
        let mut point = [zero(), zero(), zero()];
        for bit in (0..times.bits()).rev() {
            point = self.double(&point);
            if times.bit(bit) {
                point = self.add_base(&point);
            }
        }
        let [x, _, z] = point;
        let inverse = z.modpow(&(&self.prime - 2_u32), &self.prime);
        (z.bits() > 0).then(|| self.times(&x, &self.times(&inverse, &inverse)))
    }
}
