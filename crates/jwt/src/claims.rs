//! The claims of a token, with the registered ones typed.

use std::borrow::Cow;

use conformance::{Flaw, Refusal, Rules};
use json::{Item, Json, Kind};

use crate::defects::{READS_AN_ARRAY_AS_CLAIMS, ROUNDS_DATES, WRAPS_DATES};
use crate::requirements::{ENTRA_031, JWT_007, JWT_024, JWT_025, JWT_029, JWT_041};
use crate::text::{Place, pick, read_object};
use crate::{Date, Limits, Shape};

/// The claims of a token. Whether somebody trustworthy made them is another matter.
#[derive(Clone, Debug)]
pub struct Claims<'a> {
    text: &'a str,
    json: Json<'a>,
    place: Place,
}

/// The registered claims, typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered<'a> {
    /// Who issued the token.
    pub iss: Option<Cow<'a, str>>,
    /// Whom it is about.
    pub sub: Option<Cow<'a, str>>,
    /// Whom it is for.
    pub aud: Option<Audience<'a>>,
    /// From when on it is void.
    pub exp: Option<Date>,
    /// From when on it is valid.
    pub nbf: Option<Date>,
    /// When it was issued.
    pub iat: Option<Date>,
}

/// Whom a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience<'a> {
    /// One name.
    One(Cow<'a, str>),
    /// An array of names.
    Many(Vec<Cow<'a, str>>),
}

impl Audience<'_> {
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        };
        names.iter().map(AsRef::as_ref)
    }
}

/// How a kind of token writes its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// As JSON numbers, as the RFC says.
    Rfc,
    /// As strings of digits or as numbers, by the shape of the Exchange identity token.
    Exchange(Shape),
}

impl DateForm {
    /// Whether a date of this form is a string.
    const fn is_string(self) -> bool {
        matches!(self, Self::Exchange(Shape::Documented))
    }
}

impl<'a> Claims<'a> {
    /// Reads claims and judges their shape.
    pub(crate) fn read(
        text: &'a str,
        place: Place,
        limits: &Limits,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let array = rules.does(READS_AN_ARRAY_AS_CLAIMS) && text.starts_with('[');
        let shape_rules = if array {
            Rules::flawed(rules.profile, Flaw::Lacks(JWT_024))
        } else {
            *rules
        };
        let json = read_object(text, place, (JWT_024, JWT_007), limits, &shape_rules)?;
        Ok(Self { text, json, place })
    }

    /// The claims as they were written.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Everything that was claimed, in the order in which it stands.
    pub const fn json(&self) -> &Json<'a> {
        &self.json
    }

    /// The value of a claim.
    pub fn find(&self, name: &str, rules: &Rules) -> Option<Item<'_, 'a>> {
        let [value] = self.pick([name], rules);
        value
    }

    /// The text of a claim that is a string.
    pub(crate) fn string(&self, name: &str, rules: &Rules) -> Option<&str> {
        self.find(name, rules).and_then(Item::as_str)
    }

    /// The character of the token at which a claim's value begins, or else the payload.
    pub(crate) fn at(&self, name: &str) -> usize {
        let value = self.json.root().last(name);
        self.place.of(value.map_or(0, Item::offset))
    }

    /// The registered claims, or why they are not of their types.
    pub fn registered(&self, rules: &Rules) -> Result<Registered<'a>, Refusal> {
        self.registered_with(DateForm::Rfc, rules)
    }

    pub(crate) fn registered_with(
        &self,
        form: DateForm,
        rules: &Rules,
    ) -> Result<Registered<'a>, Refusal> {
        let names = ["exp", "nbf", "sub", "iss", "aud", "iat"];
        let [exp, nbf, sub, iss, aud, iat] = self.pick(names, rules);
        let date = |item| self.date(item, form, rules);
        Ok(Registered {
            iss: self.typed_string(iss, rules)?,
            sub: self.typed_string(sub, rules)?,
            aud: self.audience(aud, rules)?,
            exp: date(exp)?,
            nbf: date(nbf)?,
            iat: date(iat)?,
        })
    }

    fn pick<const COUNT: usize>(
        &self,
        names: [&str; COUNT],
        rules: &Rules,
    ) -> [Option<Item<'_, 'a>>; COUNT] {
        let root = self.json.root();
        if root.kind() == Kind::Array && rules.does(READS_AN_ARRAY_AS_CLAIMS) {
            return names.map(|name| {
                let place = POSITIONS.iter().position(|held| *held == name)?;
                root.items().nth(place)
            });
        }
        pick(root, names, rules)
    }

    fn typed_string(
        &self,
        item: Option<Item<'_, 'a>>,
        rules: &Rules,
    ) -> Result<Option<Cow<'a, str>>, Refusal> {
        let Some(item) = item else { return Ok(None) };
        let text = item.text();
        if text.is_none() {
            let message = "`iss` and `sub` are strings";
            rules.refuse(JWT_041, self.place.of(item.offset()), message)?;
        }
        Ok(text)
    }

    fn audience(
        &self,
        item: Option<Item<'_, 'a>>,
        rules: &Rules,
    ) -> Result<Option<Audience<'a>>, Refusal> {
        let Some(item) = item else { return Ok(None) };
        if let Some(name) = item.text() {
            return Ok(Some(Audience::One(name)));
        }
        let names: Option<Vec<_>> = item.items().map(Item::text).collect();
        if let Some(names) = names
            && item.kind() == Kind::Array
        {
            return Ok(Some(Audience::Many(names)));
        }
        let message = "`aud` is a string or an array of strings";
        rules.refuse(JWT_029, self.place.of(item.offset()), message)?;
        Ok(None)
    }

    fn date(
        &self,
        item: Option<Item<'_, 'a>>,
        form: DateForm,
        rules: &Rules,
    ) -> Result<Option<Date>, Refusal> {
        let Some(item) = item else { return Ok(None) };
        let offset = self.place.of(item.offset());
        let (date, is_string) = match (item.as_number(), item.as_str()) {
            (Some(number), _) => (Some(Date::from_number(number)), false),
            (None, Some(text)) => (Date::from_digits(text), true),
            (None, None) => (None, false),
        };
        let Some(date) = date.filter(|_| form != DateForm::Rfc || !is_string) else {
            let message = "`exp`, `nbf` and `iat` are JSON numbers";
            return rules.refuse(JWT_025, offset, message).map(|()| None);
        };
        if is_string != form.is_string() {
            let message = "a date is not written as the chosen shape has it";
            rules.refuse(ENTRA_031, offset, message)?;
        }
        Ok(Some(distorted(date, rules)))
    }
}

/// The claims that an array stands for, in the order of a positional reader's fields.
const POSITIONS: [&str; 5] = ["exp", "nbf", "sub", "iss", "aud"];

/// What a reader who converts dates badly makes of one.
fn distorted(date: Date, rules: &Rules) -> Date {
    if rules.does(WRAPS_DATES) {
        return Date::from_seconds(i64::from(date.floor() as u32));
    }
    if rules.does(ROUNDS_DATES) {
        // To the nearest, whichever side that is on.
        return Date::from_seconds(date.ceiling_ms().saturating_add(499).div_euclid(1000));
    }
    date
}
