//! The paddings of RSA signatures, and the bare operation under them. Sound verification does not
//! come here: this is for making signatures that are wrong in one way, for saying in which way a
//! refused one is wrong, and for validators that would not notice.

use aws_lc_rs::digest::{self, digest};
use jsonwebtoken::Algorithm;
use num_bigint::BigUint;

/// The hash that an algorithm uses.
pub(crate) fn hash(algorithm: Algorithm) -> &'static digest::Algorithm {
    match algorithm {
        Algorithm::HS384 | Algorithm::ES384 | Algorithm::RS384 | Algorithm::PS384 => {
            &digest::SHA384
        }
        Algorithm::HS512 | Algorithm::RS512 | Algorithm::PS512 => &digest::SHA512,
        _ => &digest::SHA256,
    }
}

/// Whether an algorithm pads by RSASSA-PSS.
pub(crate) const fn is_pss(algorithm: Algorithm) -> bool {
    matches!(
        algorithm,
        Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512
    )
}

/// `base` to the power of `exponent` modulo `modulus`, as long as the modulus. Nothing if the base
/// is not below the modulus.
pub(crate) fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let [base, exponent, number] = [base, exponent, modulus].map(BigUint::from_bytes_be);
    if base >= number {
        return None;
    }
    let power = base.modpow(&exponent, &number).to_bytes_be();
    let mut padded = vec![0; modulus.len().saturating_sub(power.len())];
    padded.extend(power);
    Some(padded)
}

/// The DER that stands before a hash of this length in RSASSA-PKCS1-v1_5.
fn digest_info(hash: &digest::Algorithm) -> [u8; 19] {
    let length = hash.output_len() as u8;
    // The last arc of the hash's object identifier: 1, 2 and 3 for SHA-256, SHA-384 and SHA-512.
    let arc = length / 16 - 1;
    [
        0x30,
        17 + length,
        0x30,
        13,
        0x06,
        9,
        0x60,
        0x86,
        0x48,
        1,
        0x65,
        3,
        4,
        2,
        arc,
        0x05,
        0,
        0x04,
        length,
    ]
}

/// A message as RSASSA-PKCS1-v1_5 pads it to this length. Nothing if it is too short for that.
pub(crate) fn pkcs1(
    message: &[u8],
    hash: &'static digest::Algorithm,
    length: usize,
) -> Option<Vec<u8>> {
    let tail = [
        &[0],
        digest_info(hash).as_slice(),
        digest(hash, message).as_ref(),
    ]
    .concat();
    let filling = length.checked_sub(tail.len() + 2)?;
    Some([&[0, 1], vec![0xff; filling].as_slice(), &tail].concat())
}

/// A message as RSASSA-PSS pads it to a modulus of so many bytes, with this salt. Nothing if that
/// is too short for it.
pub(crate) fn pss(
    message: &[u8],
    hash: &'static digest::Algorithm,
    salt: &[u8],
    length: usize,
) -> Option<Vec<u8>> {
    let h = pss_hash(message, hash, salt);
    let filling = length.checked_sub(salt.len() + h.len() + 2)?;
    let mut block = [vec![0; filling].as_slice(), &[1], salt].concat();
    mask(&mut block, hash, &h);
    block[0] &= 0x7f;
    Some([block.as_slice(), &h, &[0xbc]].concat())
}

/// Whether a padded block holds the hash of this message at all: in a PSS block with a salt of any
/// length, or anywhere.
pub(crate) fn holds_hash(block: &[u8], message: &[u8], hash: &'static digest::Algorithm) -> bool {
    let plain = digest(hash, message);
    if block
        .windows(hash.output_len())
        .any(|window| window == plain.as_ref())
    {
        return true;
    }
    let Some((front, &[0xbc])) = block.split_last_chunk::<1>() else {
        return false;
    };
    let Some(split) = front.len().checked_sub(hash.output_len()) else {
        return false;
    };
    let (masked, h) = front.split_at(split);
    let mut unmasked = masked.to_vec();
    mask(&mut unmasked, hash, h);
    if let Some(first) = unmasked.first_mut() {
        *first &= 0x7f;
    }
    let Some(one) = unmasked.iter().position(|byte| *byte != 0) else {
        return false;
    };
    unmasked[one] == 1 && pss_hash(message, hash, &unmasked[one + 1..]) == h
}

fn pss_hash(message: &[u8], hash: &'static digest::Algorithm, salt: &[u8]) -> Vec<u8> {
    let hashed = digest(hash, message);
    let whole = [&[0; 8], hashed.as_ref(), salt].concat();
    digest(hash, &whole).as_ref().to_vec()
}

/// The mask generation function of PKCS #1, laid over a block.
fn mask(block: &mut [u8], hash: &'static digest::Algorithm, seed: &[u8]) {
    for (counter, chunk) in block.chunks_mut(hash.output_len()).enumerate() {
        let seeded = [seed, &(counter as u32).to_be_bytes()].concat();
        let bytes = digest(hash, &seeded);
        for (byte, masking) in chunk.iter_mut().zip(bytes.as_ref()) {
            *byte ^= masking;
        }
    }
}
