//! Whether a key made a signature, and which requirement is broken if it did not.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conformance::{Refusal, Rules};
use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};

use crate::defects::COMPARES_WHAT_THERE_IS_OF_A_SIGNATURE;
use crate::der::read_certificate;
use crate::key::Material;
use crate::padding::{hash, holds_hash, is_pss, pkcs1, power};
use crate::requirements::{JWT_014, JWT_020, JWT_021, JWT_037};
use crate::test_keys::mac;
use crate::{KeySet, Token};

/// Checks the signature of a token against one key.
pub(crate) fn check(
    token: &Token<'_>,
    key: &DecodingKey,
    algorithm: Algorithm,
    rules: &Rules,
) -> Result<(), Refusal> {
    if algorithm.family() == AlgorithmFamily::Ec
        && let Some(message) = misshapen(token.signature(), order(algorithm))
    {
        rules.refuse(JWT_020, token.signature_start(), message)?;
        if is_accepted_anyway(token, key, algorithm) {
            return Ok(());
        }
    }
    if made_by(token.signing_input(), token.signature(), key, algorithm) {
        return Ok(());
    }
    if rules.does(COMPARES_WHAT_THERE_IS_OF_A_SIGNATURE)
        && let DecodingKeyKind::SecretOrDer(secret) = key.kind()
        && mac(algorithm, secret, token.signing_input()).starts_with(token.signature())
    {
        return Ok(());
    }
    refuse(token, key, algorithm, rules)
}

/// Whether the library says that the key made the signature.
fn made_by(input: &[u8], signature: &[u8], key: &DecodingKey, algorithm: Algorithm) -> bool {
    let verifier = (aws_lc::DEFAULT_PROVIDER.verifier_factory)(&algorithm, key);
    verifier.is_ok_and(|verifier| verifier.verify(input, &signature.to_vec()).is_ok())
}

/// Says in which way a signature is wrong.
#[cold]
fn refuse(
    token: &Token<'_>,
    key: &DecodingKey,
    algorithm: Algorithm,
    rules: &Rules,
) -> Result<(), Refusal> {
    let made_by =
        |key: &DecodingKey| made_by(token.signing_input(), token.signature(), key, algorithm);
    if let Some((name, brought)) = brought_along(token, rules)
        && made_by(&brought)
    {
        let message = "the token is signed by a key that it brings along";
        return rules.refuse(JWT_014, token.header.at(name), message);
    }
    let offset = token.signature_start();
    if let DecodingKeyKind::RsaModulusExponent { n, e } = key.kind()
        && let Some(block) = power(token.signature(), e, n)
    {
        let (input, hash) = (token.signing_input(), hash(algorithm));
        if !is_pss(algorithm) && pkcs1(input, hash, n.len()).as_ref() == Some(&block) {
            // The library balks at the key alone. Sound rules have refused such a key before.
            return Ok(());
        }
        if holds_hash(&block, input, hash) {
            let message = "the key made this signature, but its padding or salt is not exact";
            return rules.refuse(JWT_021, offset, message);
        }
    }
    rules.refuse(
        JWT_037,
        offset,
        "no such signature was made by the key over this token",
    )
}

/// The first key that a token brings along, and the member that it stands in.
fn brought_along(token: &Token<'_>, rules: &Rules) -> Option<(&'static str, DecodingKey)> {
    let header = token.header.json().root();
    if let Some(jwk) = header.last("jwk") {
        let set = KeySet::read(&jwk.print(), &[], rules).ok()?;
        return Some(("jwk", set.keys().first()?.library.clone()));
    }
    let certificate = header.last("x5c")?.items().next()?.as_str()?;
    let key = read_certificate(&STANDARD.decode(certificate).ok()?)?;
    Some(("x5c", Material::Public(key).library()))
}

/// The order of the curve's base point: R and S are below it.
const fn order(algorithm: Algorithm) -> &'static [u8] {
    match algorithm {
        Algorithm::ES384 => &P_384_ORDER,
        _ => &P_256_ORDER,
    }
}

pub(crate) const P_256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

pub(crate) const P_384_ORDER: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];

/// What keeps these bytes from being R and S at all.
fn misshapen(signature: &[u8], order: &[u8]) -> Option<&'static str> {
    if signature.len() != 2 * order.len() {
        return Some("an ECDSA signature is R and S side by side, each as long as the curve asks");
    }
    let (r, s) = signature.split_at(order.len());
    if is_zero(r) || is_zero(s) {
        return Some("R and S of an ECDSA signature are not zero");
    }
    (r >= order || s >= order).then_some("R and S of an ECDSA signature are below the order")
}

fn is_zero(number: &[u8]) -> bool {
    number.iter().all(|byte| *byte == 0)
}

/// What a verifier that does not look at the shape would accept: zeros, and the DER of others.
fn is_accepted_anyway(token: &Token<'_>, key: &DecodingKey, algorithm: Algorithm) -> bool {
    let size = order(algorithm).len();
    if token.signature().len() == 2 * size {
        return is_zero(token.signature());
    }
    crate::der::read_two_numbers(token.signature(), size)
        .is_some_and(|fixed| made_by(token.signing_input(), &fixed, key, algorithm))
}
