//! An Exchange identity token, by its header and its claims. Its signature is for others to check.

use conformance::{Quirk, Refusal, Rules};
use json::{Item, Json, Kind, Options};

use crate::OFFICE_088;

/// Takes dates only as RFC 7519 has them.
pub(crate) const WANTS_DATES_AS_NUMBERS: Quirk = Quirk("wants-dates-as-numbers");

/// What an identity token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityToken {
    /// The address of the add-in.
    pub audience: String,
    /// When its validity begins, in seconds since the beginning of 1970.
    pub not_before: i64,
    /// When it ends.
    pub expires: i64,
}

/// Reads the JSON texts of a token's header and of its claims.
pub fn read(header: &str, payload: &str, rules: &Rules) -> Result<IdentityToken, Refusal> {
    let header = parse(header)?;
    let header = object(header.root(), rules)?;
    for (name, value) in [("typ", "JWT"), ("alg", "RS256")] {
        if text(header, name) != Some(value) {
            let message = format!("`{name}` is not `{value}`");
            rules.refuse(OFFICE_088, header.offset(), message)?;
        }
    }
    if text(header, "x5t").is_none_or(str::is_empty) {
        rules.refuse(OFFICE_088, header.offset(), "`x5t` is missing")?;
    }
    let payload = parse(payload)?;
    let payload = object(payload.root(), rules)?;
    let required = |item: Item<'_, '_>, name: &'static str| -> Result<String, Refusal> {
        let held = text(item, name).filter(|text| !text.is_empty());
        if held.is_none() {
            let message = format!("`{name}` is no text, or missing");
            rules.refuse(OFFICE_088, item.offset(), message)?;
        }
        Ok(held.unwrap_or_default().to_owned())
    };
    let audience = required(payload, "aud")?;
    required(payload, "iss")?;
    let not_before = date(payload, "nbf", rules)?;
    let expires = date(payload, "exp", rules)?;
    if expires <= not_before {
        rules.refuse(
            OFFICE_088,
            payload.offset(),
            "it expires before it is valid",
        )?;
    }
    match payload
        .first("appctx")
        .filter(|context| context.kind() == Kind::Object)
    {
        None => rules.refuse(OFFICE_088, payload.offset(), "`appctx` is no object")?,
        Some(context) => {
            required(context, "msexchuid")?;
            required(context, "amurl")?;
            if text(context, "version") != Some("ExIdTok.V1") {
                let message = "`version` is not `ExIdTok.V1`";
                rules.refuse(OFFICE_088, context.offset(), message)?;
            }
        }
    }
    Ok(IdentityToken {
        audience,
        not_before,
        expires,
    })
}

fn parse(text: &str) -> Result<Json<'_>, Refusal> {
    Json::parse(text, &Options::default())
        .map_err(|fault| Refusal::new(OFFICE_088, fault.offset, fault.to_string()))
}

fn object<'j, 'a>(item: Item<'j, 'a>, rules: &Rules) -> Result<Item<'j, 'a>, Refusal> {
    if item.kind() != Kind::Object {
        rules.refuse(OFFICE_088, item.offset(), "no JSON object")?;
    }
    if let Some(repeated) = item.duplicate_within() {
        rules.refuse(OFFICE_088, repeated.name_offset, "a member stands twice")?;
    }
    Ok(item)
}

fn text<'j>(item: Item<'j, '_>, name: &str) -> Option<&'j str> {
    item.first(name).and_then(Item::as_str)
}

/// A date as a number, or as the digits of one within a string.
fn date(payload: Item<'_, '_>, name: &'static str, rules: &Rules) -> Result<i64, Refusal> {
    let held = payload.first(name);
    let number = held.and_then(|held| match held.kind() {
        Kind::Number => held.as_number()?.as_i64(),
        Kind::String if !rules.does(WANTS_DATES_AS_NUMBERS) => {
            let digits = held.as_str()?;
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten()
        }
        _ => None,
    });
    if number.is_none() {
        let message = format!("`{name}` is no date");
        rules.refuse(
            OFFICE_088,
            held.map_or(payload.offset(), Item::offset),
            message,
        )?;
    }
    Ok(number.unwrap_or_default())
}
