//! What every driver of laws needs: inputs from numbers, and a law that always breaks.

use std::collections::BTreeSet;

use conformance::arbitrary::{self, Unstructured};
use conformance::{AnyCase, Chance, Law, Outcome, Rules};
use serde_json::{Value, json};

use crate::{above, default_profile};

conformance::laws! {
    /// Nothing holds. This law exists to be seen failing by every driver.
    canary: text any_bytes => nothing_holds, checks();
}

/// The law that always breaks.
pub fn canary() -> &'static Law {
    &LAWS[0]
}

fn any_bytes(choices: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    Ok(choices.bytes(choices.len())?.to_vec())
}

fn nothing_holds(input: &[u8], _: &Rules) -> Outcome {
    Outcome::Breaks(format!(
        "the canary saw {} bytes, as it should",
        input.len()
    ))
}

/// The input that a law makes from a number: the same number makes the same input.
pub fn input(law: &Law, number: u64) -> Option<Vec<u8>> {
    let mut chance = Chance::from_number(number);
    let length = 8 + (chance.next_u64() % (32 << (number % 6))) as usize;
    let mut choices = Vec::with_capacity(length + 8);
    while choices.len() < length {
        choices.extend(chance.next_u64().to_le_bytes());
    }
    (law.generate)(&mut Unstructured::new(&choices)).ok()
}

/// What the cases give a law to be held against: every text that stands in one of the law's protocol,
/// or of one that is built on it, and every conversation as a script; each once, and only those of
/// which the law says anything.
pub fn inputs_of_cases(law: &Law, cases: &[AnyCase]) -> Vec<Vec<u8>> {
    let mut inputs = BTreeSet::new();
    let protocols = above(|protocol| protocol.laws.iter().any(|held| held.name == law.name));
    let is_of_those = |case: &&AnyCase| {
        let protocol = case.id.split('/').next().unwrap_or_default();
        protocols.contains(&protocol)
    };
    for case in cases.iter().filter(is_of_those) {
        let steps = case.steps();
        texts(&steps, &mut inputs);
        if let Ok(script) = toml::to_string(&json!({ "steps": steps })) {
            inputs.insert(script.into_bytes());
        }
    }
    let rules = Rules::sound(default_profile(""));
    let is_relevant = |input: &Vec<u8>| (law.run)(input, &rules) != Outcome::Irrelevant;
    inputs.into_iter().filter(is_relevant).collect()
}

/// Every text within a value.
fn texts(value: &Value, found: &mut BTreeSet<Vec<u8>>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                found.insert(text.clone().into_bytes());
            }
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
}

/// The input that a seed's file holds: its bytes; or, where they would be no text and the name ends
/// in `.escaped`, what they stand for.
pub fn seed(name: &str, file: Vec<u8>) -> Vec<u8> {
    if !name.ends_with(".escaped") {
        return file;
    }
    let mut bytes = Vec::with_capacity(file.len());
    let mut rest = &file[..];
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            // Line ends are there for the reader.
            (b'\n', _) => {}
            (b'\\', [b'x', hex @ ..]) if hex.len() >= 2 => {
                let digits = std::str::from_utf8(&hex[..2]).unwrap_or_default();
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or_default());
                rest = &hex[2..];
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                rest = after;
            }
            _ => bytes.push(*byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::seed;

    #[test]
    fn an_escaped_seed_is_what_it_stands_for() {
        let every: Vec<u8> = (0..=255).collect();
        let escaped = every.escape_ascii().to_string() + "\n";
        assert_eq!(
            seed("every-byte.escaped", escaped.clone().into_bytes()),
            every
        );
        let plain = escaped.into_bytes();
        assert_eq!(seed("every-byte", plain.clone()), plain);
    }
}
