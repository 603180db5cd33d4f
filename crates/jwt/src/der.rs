//! The little DER that public keys and certificates ask for: a walk along one known path, without
//! recursion. What it cannot follow is no key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A public key as its DER spells it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// Modulus and exponent, without leading zeros.
    Rsa(Vec<u8>, Vec<u8>),
    /// A point of P-256 or P-384, by the length of a coordinate.
    Point(Vec<u8>, usize),
    /// A point of Ed25519.
    Edwards(Vec<u8>),
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const VERSION_OF_CERTIFICATE: u8 = 0xa0;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ELLIPTIC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P_384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Values that stand one after the other.
struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    /// The content of the next value, if it has this tag.
    fn next(&mut self, tag: u8) -> Option<&'a [u8]> {
        let [seen, length, rest @ ..] = self.0 else {
            return None;
        };
        let (length, rest) = match length {
            0..=0x7f => (usize::from(*length), rest),
            0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
                let length = digits
                    .iter()
                    .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
                (length, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (*seen == tag).then_some(content)
    }

    /// The values within the next value, if it is a sequence.
    fn sequence(&mut self) -> Option<Self> {
        self.next(SEQUENCE).map(Values)
    }
}

/// The key in PEM text: a public key, an RSA public key or a certificate.
pub(crate) fn read_pem(text: &str) -> Option<PublicKey> {
    let (_, text) = text.split_once("-----BEGIN ")?;
    let (label, text) = text.split_once("-----")?;
    let (body, text) = text.split_once("-----END ")?;
    let (end, _) = text.split_once("-----")?;
    if end != label {
        return None;
    }
    let body: String = body.split_ascii_whitespace().collect();
    let der = STANDARD.decode(body).ok()?;
    match label {
        "PUBLIC KEY" => read_public_key(&mut Values(&der)),
        "RSA PUBLIC KEY" => read_rsa(&der),
        "CERTIFICATE" => read_certificate(&der),
        _ => None,
    }
}

/// The key that a certificate is about. Nothing else in it is looked at, and nobody vouches for it.
pub(crate) fn read_certificate(der: &[u8]) -> Option<PublicKey> {
    let mut body = Values(der).sequence()?.sequence()?;
    if body.0.first() == Some(&VERSION_OF_CERTIFICATE) {
        body.next(VERSION_OF_CERTIFICATE)?;
    }
    body.next(INTEGER)?;
    // The algorithm, the issuer, the validity and the subject.
    for _ in 0..4 {
        body.sequence()?;
    }
    read_public_key(&mut body)
}

fn read_public_key(values: &mut Values<'_>) -> Option<PublicKey> {
    let mut key = values.sequence()?;
    let mut algorithm = key.sequence()?;
    let [0, bits @ ..] = key.next(BIT_STRING)? else {
        return None;
    };
    match algorithm.next(OBJECT_IDENTIFIER)? {
        RSA => read_rsa(bits),
        ED25519 => Some(PublicKey::Edwards(bits.to_vec())),
        ELLIPTIC => match algorithm.next(OBJECT_IDENTIFIER)? {
            P_256 => Some(PublicKey::Point(bits.to_vec(), 32)),
            P_384 => Some(PublicKey::Point(bits.to_vec(), 48)),
            _ => None,
        },
        _ => None,
    }
}

fn read_rsa(der: &[u8]) -> Option<PublicKey> {
    let mut key = Values(der).sequence()?;
    let modulus = key.next(INTEGER)?;
    let exponent = key.next(INTEGER)?;
    Some(PublicKey::Rsa(
        without_zeros(modulus).to_vec(),
        without_zeros(exponent).to_vec(),
    ))
}

/// A number without the zeros before its first digit.
pub(crate) fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// Two numbers in a sequence, as an ECDSA signature in DER has them, side by side and each of so
/// many bytes.
pub(crate) fn read_two_numbers(der: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut numbers = Values(der).sequence()?;
    let mut fixed = Vec::with_capacity(2 * size);
    for _ in 0..2 {
        let number = without_zeros(numbers.next(INTEGER)?);
        fixed.extend(std::iter::repeat_n(0, size.checked_sub(number.len())?));
        fixed.extend(number);
    }
    Some(fixed)
}

/// Two numbers as an ECDSA signature in DER has them.
pub(crate) fn write_two_numbers(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    for number in [first, second].map(without_zeros) {
        // A number that begins with its highest bit would be negative.
        let zero = number.first().is_none_or(|byte| byte & 0x80 != 0);
        content.extend([INTEGER, number.len() as u8 + u8::from(zero)]);
        content.extend(zero.then_some(0));
        content.extend(number);
    }
    let mut der = vec![SEQUENCE, content.len() as u8];
    der.extend(content);
    der
}
