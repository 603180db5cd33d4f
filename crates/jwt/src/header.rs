//! The header of a token: what it says about itself before anybody vouches for it.

use std::borrow::Cow;
use std::str::FromStr;

use conformance::{Refusal, Rules};
use json::{Item, Json, Kind};
use jsonwebtoken::Algorithm;

use crate::Limits;
use crate::defects::{COMPARES_ALG_WITHOUT_CASE, REFUSES_ONLY_LOWER_CASE_NONE};
use crate::requirements::{
    JWT_005, JWT_006, JWT_008, JWT_009, JWT_012, JWT_013, JWT_015, JWT_022, JWT_023, JWT_036,
    JWT_042,
};
use crate::text::{Place, pick, read_object};

/// The longest `kid` that is looked up. Real ones are thumbprints and GUIDs.
const KID_BYTES: usize = 1024;

/// The names that the specifications of JWS and JWA define, which `crit` may not hold.
const REGISTERED: [&str; 20] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc",
    "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// The header of a token. Nothing in it is to be trusted.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// Its algorithm; none if it is one that this crate does not know.
    pub algorithm: Option<Algorithm>,
    /// Whether its algorithm is `none`. Sound rules refuse it before anybody can ask.
    pub(crate) unsecured: bool,
    /// Which key made the signature.
    pub kid: Option<Cow<'a, str>>,
    /// What the token is.
    pub typ: Option<Cow<'a, str>>,
    /// What its payload is.
    pub cty: Option<Cow<'a, str>>,
    /// The thumbprint of the certificate whose key made the signature.
    pub x5t: Option<Cow<'a, str>>,
    json: Json<'a>,
    place: Place,
}

impl<'a> Header<'a> {
    /// Reads a header and judges what needs no policy and no key.
    pub(crate) fn read(
        text: &'a str,
        place: Place,
        limits: &Limits,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let json = read_object(text, place, (JWT_005, JWT_006), limits, rules)?;
        let root = json.root();
        let names = ["alg", "kid", "typ", "cty", "x5t", "crit", "b64", "enc"];
        let [alg, kid, typ, cty, x5t, crit, b64, enc] = pick(root, names, rules);
        let at = |item: Item<'_, '_>| place.of(item.offset());
        if let Some(enc) = enc {
            rules.refuse(JWT_036, at(enc), "`enc` makes this the header of a JWE")?;
        }
        let (algorithm, unsecured) = algorithm(alg, place, rules)?;
        if let Some(crit) = crit {
            check_crit(root, crit, place, rules)?;
        }
        if let Some(b64) = b64
            && b64.as_bool() != Some(true)
        {
            rules.refuse(JWT_013, at(b64), "`b64` of a JWT can only be true")?;
        }
        let string = |item: Option<Item<'_, 'a>>, id, message| match item {
            None => Ok(None),
            Some(item) => match item.text() {
                Some(text) => Ok(Some(text)),
                None => rules.refuse(id, at(item), message).map(|()| None),
            },
        };
        if let Some(kid) = kid
            && kid.as_str().is_some_and(|text| text.len() > KID_BYTES)
        {
            rules.refuse(JWT_015, at(kid), "this `kid` is longer than any key's name")?;
        }
        Ok(Self {
            algorithm,
            unsecured,
            kid: string(kid, JWT_015, "`kid` is a string")?,
            typ: string(typ, JWT_022, "`typ` is a string")?,
            cty: string(cty, JWT_023, "`cty` is a string")?,
            x5t: x5t.and_then(Item::text),
            json,
            place,
        })
    }

    /// Everything that it holds, in the order in which it stands.
    pub fn json(&self) -> &Json<'a> {
        &self.json
    }

    /// Whether its payload is said to be a token of its own.
    pub fn nests_a_token(&self) -> bool {
        self.cty.as_deref().is_some_and(|cty| same_type(cty, "JWT"))
    }

    /// The character of the token at which a member's value begins, or else the header.
    pub(crate) fn at(&self, name: &str) -> usize {
        let value = self.json.root().last(name);
        self.place.of(value.map_or(0, Item::offset))
    }
}

/// Whether two media types are one: case and the prefix `application/` do not count.
pub(crate) fn same_type(given: &str, expected: &str) -> bool {
    fn bare(name: &str) -> &str {
        match name.split_at_checked("application/".len()) {
            Some((prefix, rest))
                if prefix.eq_ignore_ascii_case("application/") && !rest.contains('/') =>
            {
                rest
            }
            _ => name,
        }
    }
    bare(given).eq_ignore_ascii_case(bare(expected))
}

/// The algorithm, and whether it is `none`.
fn algorithm(
    alg: Option<Item<'_, '_>>,
    place: Place,
    rules: &Rules,
) -> Result<(Option<Algorithm>, bool), Refusal> {
    let offset = place.of(alg.map_or(0, Item::offset));
    let Some(name) = alg.and_then(Item::as_str) else {
        rules.refuse(JWT_008, offset, "the header names no algorithm")?;
        return Ok((None, false));
    };
    if let Ok(algorithm) = Algorithm::from_str(name) {
        return Ok((Some(algorithm), false));
    }
    if !name.eq_ignore_ascii_case("none") {
        let upper = rules
            .does(COMPARES_ALG_WITHOUT_CASE)
            .then(|| name.to_ascii_uppercase());
        return Ok((
            upper.and_then(|name| Algorithm::from_str(&name).ok()),
            false,
        ));
    }
    if name == "none" || !rules.does(REFUSES_ONLY_LOWER_CASE_NONE) {
        rules.refuse(JWT_009, offset, "a token without signature is not accepted")?;
    }
    Ok((None, true))
}

fn check_crit(
    root: Item<'_, '_>,
    crit: Item<'_, '_>,
    place: Place,
    rules: &Rules,
) -> Result<(), Refusal> {
    let refuse = |id, item: Item<'_, '_>, message: &'static str| {
        rules.refuse(id, place.of(item.offset()), message)
    };
    if crit.kind() != Kind::Array {
        return refuse(JWT_042, crit, "`crit` is an array of names");
    }
    if crit.items().next().is_none() {
        return refuse(JWT_042, crit, "`crit` names at least one extension");
    }
    for (position, item) in crit.items().enumerate() {
        match item.as_str() {
            None => refuse(JWT_042, item, "`crit` holds names, and this is no string")?,
            Some(name) if REGISTERED.contains(&name) => refuse(
                JWT_042,
                item,
                "`crit` may not hold a name that the specification defines",
            )?,
            Some("b64") if position > 0 => refuse(JWT_042, item, "`crit` holds a name twice")?,
            Some("b64") if root.last("b64").is_none() => {
                refuse(JWT_042, item, "`crit` names a member that the header lacks")?;
            }
            Some("b64") => {}
            Some(_) => refuse(
                JWT_012,
                item,
                "`crit` names an extension that is not understood",
            )?,
        }
    }
    Ok(())
}
