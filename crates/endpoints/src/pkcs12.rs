//! A store of PKCS#12 (RFC 7292) with one certificate to trust, and no password: neither encrypted
//! nor sealed. A library for the whole format would bring some ninety others.

/// The bytes of one DER element.
fn element(tag: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let mut bytes = vec![tag];
    match content.len() {
        short @ 0..=0x7f => bytes.push(short as u8),
        long => {
            let digits = long.to_be_bytes();
            let from = digits
                .iter()
                .position(|digit| *digit != 0)
                .unwrap_or_default();
            bytes.push(0x80 | (digits.len() - from) as u8);
            bytes.extend_from_slice(&digits[from..]);
        }
    }
    bytes.extend(content);
    bytes
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTETS: u8 = 0x04;
const EXPLICIT: u8 = 0xa0;

/// 1.2.840.113549.1.7.1
const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// 1.2.840.113549.1.12.10.1.3
const CERT_BAG: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 3];
/// 1.2.840.113549.1.9.22.1
const X509: &[u8] = &[6, 10, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 22, 1];
/// 1.2.840.113549.1.9.20
const FRIENDLY_NAME: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 20];
/// 2.16.840.1.113894.746875.1.1, which makes Java trust an entry
const TRUSTED: &[u8] = &[
    6, 12, 0x60, 0x86, 0x48, 1, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 1, 1,
];
/// 2.5.29.37.0
const ANY_USAGE: &[u8] = &[6, 4, 0x55, 0x1d, 0x25, 0];

/// A store with this certificate.
pub(crate) fn trust_store(certificate: &[u8]) -> Vec<u8> {
    let name: Vec<u8> = "proofmark"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let name = element(SET, &[&element(0x1e, &[&name])]);
    let attributes = element(
        SET,
        &[
            &element(SEQUENCE, &[FRIENDLY_NAME, &name]),
            &element(SEQUENCE, &[TRUSTED, &element(SET, &[ANY_USAGE])]),
        ],
    );
    let held = element(EXPLICIT, &[&element(OCTETS, &[certificate])]);
    let bag = element(EXPLICIT, &[&element(SEQUENCE, &[X509, &held])]);
    let contents = element(
        SEQUENCE,
        &[&element(SEQUENCE, &[CERT_BAG, &bag, &attributes])],
    );
    let data = |content: &[u8]| {
        let held = element(EXPLICIT, &[&element(OCTETS, &[content])]);
        element(SEQUENCE, &[DATA, &held])
    };
    let safe = element(SEQUENCE, &[&data(&contents)]);
    element(SEQUENCE, &[&[2, 1, 3], &data(&safe)])
}
