//! Requirement sets: which a host announces, and how the run-time check compares versions.

use conformance::{Quirk, Rules};

use crate::application::{Application, Offer, Platform, offer};
use crate::edition::Edition;
use crate::value::{Number, Object, Value};
use crate::{OFFICE_061, OFFICE_090, OFFICE_101, OFFICE_102};

/// Announces every set but the one of single sign-on.
pub(crate) const NEVER_HEARD_OF_IDENTITY_API: Quirk = Quirk("never-heard-of-identity-api");
/// Finds no set supported if no version is asked for.
pub(crate) const WANTS_A_VERSION: Quirk = Quirk("wants-a-version");
/// Compares versions letter by letter.
pub(crate) const COMPARES_VERSIONS_AS_TEXTS: Quirk = Quirk("compares-versions-as-texts");
/// Compares versions as decimal fractions.
pub(crate) const COMPARES_VERSIONS_AS_FRACTIONS: Quirk = Quirk("compares-versions-as-fractions");
/// Writes a version that is a number with two decimals.
pub(crate) const PADS_VERSIONS: Quirk = Quirk("pads-versions");
/// Takes a version that it cannot read for none.
pub(crate) const TAKES_ODD_VERSIONS_FOR_NONE: Quirk = Quirk("takes-odd-versions-for-none");
/// Finds everything supported where the host announces nothing.
pub(crate) const BELIEVES_IN_SETS_UNSEEN: Quirk = Quirk("believes-in-sets-unseen");
/// Refuses a version that is a number.
pub(crate) const WANTS_VERSIONS_AS_TEXTS: Quirk = Quirk("wants-versions-as-texts");

/// What a host announces: names and versions.
pub type Announced = Vec<(String, Value)>;

/// The sets that a host of this kind announces.
pub fn announced(application: Application, platform: Platform, rules: &Rules) -> Announced {
    let edition = Edition::of(&rules.profile);
    let mut sets: Announced = Vec::new();
    let mut add = |name: &str, version: &str| sets.push((name.to_owned(), Value::text(version)));
    let mut offered = offer(application, platform, edition);
    if edition == Edition::Doc2017 {
        if application == Application::Project && !rules.demand(OFFICE_090) {
            offered = Offer::Yes;
        }
        if platform == Platform::Ipad && !rules.demand(OFFICE_102) {
            offered = Offer::No;
        }
    }
    if offered == Offer::Yes {
        match edition {
            _ if rules.does(NEVER_HEARD_OF_IDENTITY_API) => {}
            Edition::Doc2017 => add("IdentityAPI", "1.1"),
            Edition::Doc2026 | Edition::Shipped => add("IdentityAPI", "1.3"),
        }
    }
    if edition == Edition::Doc2017 && offered == Offer::Yes {
        match application {
            _ if !rules.demand(OFFICE_101) => add("SSOAddin", "1.3"),
            Application::Outlook => {}
            _ => add("SSOAddin", "1.1"),
        }
    }
    match application {
        Application::Outlook => add("Mailbox", "1.4"),
        Application::Excel => add("ExcelApi", "1.10"),
        _ => {}
    }
    sets
}

/// What `isSetSupported` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supported {
    /// `true` or `false`.
    Says(bool),
    /// It throws a TypeError.
    Throws,
    /// That depends on what is built into the library, which is not written down here.
    Open,
}

/// Whether a host that announces these sets, or nothing at all, has a set in a version.
pub fn is_supported(
    announced: Option<&Announced>,
    arguments: &[Value],
    rules: &Rules,
) -> Supported {
    let name = arguments.first().unwrap_or(&Value::Undefined);
    if name.is_nothing() {
        return Supported::Says(false);
    }
    let Value::String(name) = name else {
        return Supported::Throws;
    };
    let Some(announced) = announced else {
        let of_sign_on = ["identityapi", "ssoaddin"].contains(&name.to_lowercase().as_str());
        return match of_sign_on {
            true => Supported::Says(rules.does(BELIEVES_IN_SETS_UNSEEN)),
            false => Supported::Open,
        };
    };
    let exact = Edition::of(&rules.profile) != Edition::Doc2026 && !rules.demand(OFFICE_061);
    let same = |held: &str| match exact {
        true => held == name,
        false => held.to_lowercase() == name.to_lowercase(),
    };
    let Some((_, held)) = announced.iter().find(|(held, _)| same(held)) else {
        return Supported::Says(false);
    };
    let asked = match arguments.get(1) {
        None | Some(Value::Undefined | Value::Null) => {
            if rules.does(WANTS_A_VERSION) {
                return Supported::Says(false);
            }
            "0".to_owned()
        }
        Some(Value::Number(_)) if rules.does(WANTS_VERSIONS_AS_TEXTS) => {
            return Supported::Says(false);
        }
        Some(Value::Number(Number(number))) if rules.does(PADS_VERSIONS) => format!("{number:.2}"),
        Some(version) => match written(version) {
            Some(text) => text,
            None => return Supported::Says(false),
        },
    };
    Supported::Says(is_at_least(
        &written(held).unwrap_or_default(),
        &asked,
        rules,
    ))
}

fn is_at_least(held: &str, asked: &str, rules: &Rules) -> bool {
    if rules.does(COMPARES_VERSIONS_AS_TEXTS) {
        return held >= asked;
    }
    if rules.does(COMPARES_VERSIONS_AS_FRACTIONS) {
        return held.parse::<f64>().unwrap_or(0.0) >= asked.parse::<f64>().unwrap_or(0.0);
    }
    let (Some(held), asked) = (version(held), version(asked)) else {
        return false;
    };
    let asked = match asked {
        Some(asked) => asked,
        None if rules.does(TAKES_ODD_VERSIONS_FOR_NONE) => (0.0, 0.0),
        None => return false,
    };
    let above = held.0 > asked.0;
    let level = held.0 == asked.0 && held.1 >= 0.0 && held.1 >= asked.1;
    held.0 > 0.0 && (above || level)
}

/// The first two numbers of a version.
fn version(text: &str) -> Option<(f64, f64)> {
    let mut parts = text.split('.');
    let major = number(parts.next().unwrap_or_default())?;
    let minor = parts.next().map_or(Some(0.0), number)?;
    Some((major, minor))
}

/// A text as JavaScript's `Number` reads it; none where that is NaN.
fn number(text: &str) -> Option<f64> {
    // JavaScript's white space has the byte order mark and lacks the next line.
    let text = text.trim_matches(|c: char| c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}'));
    let radix = |digits: &str, radix: u32| {
        let digits = digits.chars().map(|digit| digit.to_digit(radix));
        digits
            .collect::<Option<Vec<u32>>>()
            .filter(|digits| !digits.is_empty())
            .map(|digits| {
                let radix = f64::from(radix);
                digits
                    .iter()
                    .fold(0.0, |sum, digit| sum * radix + f64::from(*digit))
            })
    };
    match text.as_bytes() {
        [] => Some(0.0),
        [b'0', b'x' | b'X', ..] => radix(&text[2..], 16),
        [b'0', b'o' | b'O', ..] => radix(&text[2..], 8),
        [b'0', b'b' | b'B', ..] => radix(&text[2..], 2),
        _ => {
            let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
            // Rust also reads `inf` and `nan`, in any case.
            let digits = unsigned.bytes().any(|b| b.is_ascii_digit());
            (digits || unsigned == "Infinity")
                .then(|| text.parse().ok())
                .flatten()
        }
    }
}

/// A value as JavaScript writes it when it is added to a text; none where that throws.
fn written(value: &Value) -> Option<String> {
    Some(match value {
        Value::Undefined | Value::Any(_) | Value::OneOf(_) => "undefined".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Boolean(held) => held.to_string(),
        Value::Number(Number(number)) if number.is_nan() => "NaN".to_owned(),
        Value::Number(Number(number)) if number.is_infinite() => {
            let sign = if *number < 0.0 { "-" } else { "" };
            format!("{sign}Infinity")
        }
        // Rust writes no exponent and JavaScript does, but not for numbers that are versions.
        Value::Number(Number(number)) => format!("{}", number + 0.0),
        Value::BigInt(digits) => digits.clone(),
        Value::String(text) => text.clone(),
        Value::Symbol(_) => return None,
        Value::Object(Object {
            items: Some(items), ..
        }) => {
            let item = |item: &Value| match item {
                item if item.is_nothing() => String::new(),
                Value::Object(_) => "[object Object]".to_owned(),
                item => written(item).unwrap_or_default(),
            };
            items.iter().map(item).collect::<Vec<_>>().join(",")
        }
        Value::Object(_) | Value::Same(_) | Value::Promise => "[object Object]".to_owned(),
        Value::Function(_) | Value::Token(_) => "function".to_owned(),
    })
}
