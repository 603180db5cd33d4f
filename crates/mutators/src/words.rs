//! The words that are put into texts: those of the fuzzer's dictionaries, so that a word is written
//! down once.

use std::sync::LazyLock;

static DICTIONARIES: &[&str] = &[
    include_str!("../../../fuzz/dictionaries/jwt.dict"),
    include_str!("../../../fuzz/dictionaries/oauth.dict"),
    include_str!("../../../fuzz/dictionaries/msal.dict"),
    include_str!("../../../fuzz/dictionaries/office.dict"),
    include_str!("../../../fuzz/dictionaries/xml.dict"),
    include_str!("../../../fuzz/dictionaries/soap.dict"),
    include_str!("../../../fuzz/dictionaries/ews.dict"),
];

/// The words of the dictionaries by what can be done with them.
pub(crate) struct Words {
    /// Names of members, with their quotes.
    pub(crate) members: Vec<String>,
    /// Values of JSON.
    pub(crate) values: Vec<String>,
    /// Names of elements, without prefix.
    pub(crate) elements: Vec<String>,
    /// Attributes with their values.
    pub(crate) attributes: Vec<String>,
    /// Names of header fields, with colon and space.
    pub(crate) fields: Vec<String>,
    /// Names of parameters, with `=`.
    pub(crate) parameters: Vec<String>,
    /// Steps of scripts.
    pub(crate) steps: Vec<String>,
    /// What contains no markup of any grammar: the text of a value.
    pub(crate) plain: Vec<String>,
    /// Everything.
    pub(crate) all: Vec<String>,
}

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut all: Vec<String> = DICTIONARIES.iter().flat_map(|text| words(text)).collect();
    all.sort_unstable();
    all.dedup();
    let those = |is: fn(&str) -> bool| -> Vec<String> {
        all.iter().filter(|word| is(word)).cloned().collect()
    };
    let element = |word: &String| {
        let name = word.strip_prefix('<')?.split(['>', ' ', '/']).next()?;
        let local = name.rsplit(':').next()?;
        local
            .starts_with(|c: char| c.is_ascii_alphabetic())
            .then(|| local.to_owned())
    };
    Words {
        members: those(|word| word.len() > 3 && word.starts_with('"') && word.ends_with("\":")),
        values: those(is_value),
        elements: all.iter().filter_map(element).collect(),
        attributes: those(|word| word.contains("=\"") && word.ends_with('"')),
        fields: those(|word| word.ends_with(": ")),
        parameters: those(|word| word.ends_with('=') && word.len() > 1),
        steps: those(|word| word.trim_start().starts_with("{ ")),
        plain: those(|word| !word.contains(['"', '<', '>', '{', '}', '&', '=', '\n'])),
        all,
    }
});

fn is_value(word: &str) -> bool {
    let quoted = word.len() >= 2 && word.starts_with('"') && word.ends_with('"');
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let number = number && word.bytes().all(|byte| b"0123456789-+.eE".contains(&byte));
    quoted || number || matches!(word, "true" | "false" | "null")
}

/// The words of a dictionary; what is not UTF-8 is left to libFuzzer.
fn words(dictionary: &str) -> Vec<String> {
    let lines = dictionary
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    lines
        .filter_map(|line| String::from_utf8(unescaped(line)).ok())
        .collect()
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\\', [b'x', hex @ ..]) if hex.len() >= 2 => {
                let digits = std::str::from_utf8(&hex[..2]).unwrap_or_default();
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or_default());
                rest = &hex[2..];
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => bytes.push(*byte),
        }
    }
    bytes
}
