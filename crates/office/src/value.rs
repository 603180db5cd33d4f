#![doc = include_str!("tagged-values.md")]

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::account::Account;

/// A JavaScript value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A whole number of any size, by its decimal digits.
    BigInt(String),
    /// A string of whole characters.
    String(String),
    /// A symbol, by its description.
    Symbol(String),
    /// A function.
    Function(Function),
    /// An object, an array included.
    Object(Object),
    /// The object that was labelled so.
    Same(String),
    /// A promise.
    Promise,
    /// A string that is a token.
    Token(Token),
    /// Any value of this kind.
    Any(Kind),
    /// A number that is one of these codes.
    OneOf(Vec<i64>),
}

/// A number. Two are equal if `Object.is` says so: NaN is itself, and -0 is not 0.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits() || (self.0.is_nan() && other.0.is_nan())
    }
}

/// A function of the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name, which is its identity.
    pub name: String,
    /// Whether it throws an Error whenever it is called.
    pub throws: bool,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The items, if it is an array.
    pub items: Option<Vec<Value>>,
    /// Own enumerable members in their order; an array's items are not among them.
    pub members: Vec<(String, Value)>,
    /// The enumerable members of its prototype.
    pub inherited: Vec<(String, Value)>,
    /// The name under which it is met again.
    pub label: Option<String>,
    /// The members that can be neither assigned nor redefined, in the order of their definition.
    pub locked: Option<Vec<String>>,
}

impl Object {
    /// An object with these members.
    pub fn of<'n>(members: impl IntoIterator<Item = (&'n str, Value)>) -> Self {
        let members = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self {
            members: members.collect(),
            ..Self::default()
        }
    }

    /// Its own member of this name.
    pub fn own(&self, name: &str) -> Option<&Value> {
        self.members
            .iter()
            .find(|(held, _)| held == name)
            .map(|(_, value)| value)
    }

    /// Its own member of this name, or its prototype's.
    pub fn member(&self, name: &str) -> Option<&Value> {
        let inherited = || self.inherited.iter().find(|(held, _)| held == name);
        self.own(name)
            .or_else(|| inherited().map(|(_, value)| value))
    }

    /// Assigns an own member.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.members.iter_mut().find(|(held, _)| held == name) {
            Some((_, held)) => *held = value,
            None => self.members.push((name.to_owned(), value)),
        }
    }
}

/// What a token says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is.
    pub account: Account,
    /// The tenant that it names; nothing said if none.
    pub tenant: Option<Cow<'static, str>>,
    /// For how long it is valid; nothing said if none.
    pub lasts_s: Option<u32>,
}

/// A kind of value: the words of `typeof`, and two that are wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Undefined, or not there at all.
    Undefined,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A big integer.
    BigInt,
    /// A string.
    String,
    /// A symbol.
    Symbol,
    /// A function.
    Function,
    /// An object; null is one.
    Object,
    /// Undefined, null, or not there at all.
    Nothing,
    /// Whatever there is.
    Anything,
}

impl Value {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// A number.
    pub fn number(number: impl Into<f64>) -> Self {
        Self::Number(Number(number.into()))
    }

    /// A function of this name.
    pub fn function(name: &str) -> Self {
        Self::Function(Function {
            name: name.to_owned(),
            throws: false,
        })
    }

    /// An object with these members.
    pub fn object<'n>(members: impl IntoIterator<Item = (&'n str, Value)>) -> Self {
        Self::Object(Object::of(members))
    }

    /// What `typeof` says of it.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Undefined => Kind::Undefined,
            Self::Boolean(_) => Kind::Boolean,
            Self::Number(_) | Self::OneOf(_) => Kind::Number,
            Self::BigInt(_) => Kind::BigInt,
            Self::String(_) | Self::Token(_) => Kind::String,
            Self::Symbol(_) => Kind::Symbol,
            Self::Function(_) => Kind::Function,
            Self::Null | Self::Object(_) | Self::Same(_) | Self::Promise => Kind::Object,
            Self::Any(kind) => *kind,
        }
    }

    /// Whether it counts as true in a condition.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null | Self::Any(Kind::Undefined | Kind::Nothing) => false,
            Self::Boolean(held) => *held,
            Self::Number(Number(number)) => !number.is_nan() && *number != 0.0,
            Self::BigInt(digits) => digits
                .bytes()
                .any(|digit| digit.is_ascii_digit() && digit != b'0'),
            Self::String(text) => !text.is_empty(),
            _ => true,
        }
    }

    /// Whether it is undefined or null.
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number that is whole and fits.
    pub fn as_code(&self) -> Option<i64> {
        match self {
            Self::Number(Number(number)) if number.fract() == 0.0 && number.abs() < SAFE => {
                Some(*number as i64)
            }
            _ => None,
        }
    }

    /// The member of this name, of an object that is written out.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(object) => object.member(name),
            _ => None,
        }
    }

    /// Whether a value is what this one, an expectation, asks for. Members may come in any order.
    pub fn agrees(&self, seen: &Self) -> bool {
        match (self, seen) {
            (Self::Any(Kind::Anything), _) => true,
            (Self::Any(Kind::Nothing), seen) => {
                seen.is_nothing() || matches!(seen.kind(), Kind::Nothing | Kind::Undefined)
            }
            (Self::Any(kind), seen) => *kind == seen.kind(),
            (Self::OneOf(codes), Self::Number(_)) => {
                seen.as_code().is_some_and(|code| codes.contains(&code))
            }
            (Self::Object(expected), Self::Object(seen)) => objects_agree(expected, seen),
            (Self::Token(expected), Self::Token(seen)) => {
                expected.account == seen.account
                    && (expected.tenant.is_none() || expected.tenant == seen.tenant)
                    && (expected.lasts_s.is_none() || expected.lasts_s == seen.lasts_s)
            }
            (expected, seen) => expected == seen,
        }
    }
}

/// Nesting is bounded by the reader that made the values, so this recursion is.
fn objects_agree(expected: &Object, seen: &Object) -> bool {
    let items = match (&expected.items, &seen.items) {
        (None, None) => true,
        (Some(expected), Some(seen)) => {
            expected.len() == seen.len() && expected.iter().zip(seen).all(|(e, s)| e.agrees(s))
        }
        _ => false,
    };
    let asked_for = |(name, expected): &(String, Value)| match seen.own(name) {
        Some(seen) => expected.agrees(seen),
        None => matches!(
            expected,
            Value::Any(Kind::Undefined | Kind::Nothing | Kind::Anything)
        ),
    };
    // A model says so of a member that may be there or not.
    let is_open = |value: &Value| matches!(value, Value::Any(Kind::Undefined | Kind::Nothing));
    let listed = |(name, seen): &(String, Value)| expected.own(name).is_some() || is_open(seen);
    let locked = |locked: &Vec<String>| seen.locked.as_ref() == Some(locked);
    items
        && expected.members.iter().all(asked_for)
        && seen.members.iter().all(listed)
        && expected.inherited == seen.inherited
        && expected.locked.as_ref().is_none_or(locked)
}

/// Whole numbers below this are exact.
const SAFE: f64 = 9_007_199_254_740_992.0;

/// A value that is written as an object, as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    is: Option<String>,
    bigint: Option<String>,
    symbol: Option<String>,
    function: Option<String>,
    throws: bool,
    object: Option<Vec<(String, Value)>>,
    array: Option<Vec<Value>>,
    inherited: Vec<(String, Value)>,
    label: Option<String>,
    locked: Option<Vec<String>>,
    same: Option<String>,
    any: Option<Kind>,
    one_of: Option<Vec<i64>>,
    token: Option<Account>,
    tenant: Option<String>,
    lasts_s: Option<u32>,
}

impl Written {
    /// Whether it says once what it is, and no more than belongs to that.
    fn check(&self) -> Result<(), &'static str> {
        let claims = [
            self.is.is_some(),
            self.bigint.is_some(),
            self.symbol.is_some(),
            self.function.is_some(),
            self.object.is_some() || self.array.is_some(),
            self.same.is_some(),
            self.any.is_some(),
            self.one_of.is_some(),
            self.token.is_some(),
        ];
        if claims.iter().filter(|claim| **claim).count() != 1 {
            return Err("a tagged value says once what it is");
        }
        let is_object = self.object.is_some() || self.array.is_some();
        let of_objects =
            !self.inherited.is_empty() || self.label.is_some() || self.locked.is_some();
        let of_tokens = self.tenant.is_some() || self.lasts_s.is_some();
        if (of_objects && !is_object)
            || (of_tokens && self.token.is_none())
            || (self.throws && self.function.is_none())
        {
            return Err("a tagged value says no more than belongs to what it is");
        }
        let labelled = self.label.iter().chain(&self.same);
        if labelled
            .into_iter()
            .any(|label| label.is_empty() || label.starts_with('#'))
        {
            return Err("a label is not empty and does not begin with `#`");
        }
        Ok(())
    }

    fn read(self) -> Result<Value, &'static str> {
        self.check()?;
        if let Some(name) = &self.is {
            return singleton(name).ok_or("`is` names no value");
        }
        if let Some(digits) = self.bigint {
            let number = digits.strip_prefix('-').unwrap_or(&digits);
            let sound = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
            return sound
                .then_some(Value::BigInt(digits))
                .ok_or("a bigint is decimal digits");
        }
        let simple = self
            .symbol
            .map(Value::Symbol)
            .or(self.same.map(Value::Same));
        let simple = simple.or(self.any.map(Value::Any));
        let simple = simple.or(self.one_of.map(Value::OneOf));
        if let Some(value) = simple {
            return Ok(value);
        }
        if let Some(name) = self.function {
            return Ok(Value::Function(Function {
                name,
                throws: self.throws,
            }));
        }
        if let Some(account) = self.token {
            let tenant = self.tenant.map(Cow::Owned);
            return Ok(Value::Token(Token {
                account,
                tenant,
                lasts_s: self.lasts_s,
            }));
        }
        Ok(Value::Object(Object {
            items: self.array,
            members: self.object.unwrap_or_default(),
            inherited: self.inherited,
            label: self.label,
            locked: self.locked,
        }))
    }
}

fn singleton(name: &str) -> Option<Value> {
    Some(match name {
        "undefined" => Value::Undefined,
        "null" => Value::Null,
        "promise" => Value::Promise,
        "NaN" => Value::number(f64::NAN),
        "Infinity" => Value::number(f64::INFINITY),
        "-Infinity" => Value::number(f64::NEG_INFINITY),
        "-0" => Value::number(-0.0),
        _ => return None,
    })
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a boolean, a finite number, or a tagged value")
    }

    fn visit_bool<E>(self, held: bool) -> Result<Value, E> {
        Ok(Value::Boolean(held))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        let is_plain = number.is_finite() && number.to_bits() != (-0.0f64).to_bits();
        let plain = is_plain.then(|| Value::number(number));
        plain.ok_or_else(|| E::custom("write NaN, infinities and -0 as `is`"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let written = Written::deserialize(MapAccessDeserializer::new(map))?;
        written.read().map_err(A::Error::custom)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(held) => serializer.serialize_bool(*held),
            Self::String(text) => serializer.serialize_str(text),
            Self::Number(Number(number)) => match (self.as_code(), number.is_finite()) {
                _ if number.to_bits() == (-0.0f64).to_bits() => tag(serializer, "is", "-0"),
                (Some(whole), _) => serializer.serialize_i64(whole),
                (None, true) => serializer.serialize_f64(*number),
                (None, false) => {
                    let sign = if number.is_nan() { "NaN" } else { "Infinity" };
                    let name = if *number < 0.0 { "-Infinity" } else { sign };
                    tag(serializer, "is", name)
                }
            },
            Self::Undefined => tag(serializer, "is", "undefined"),
            Self::Null => tag(serializer, "is", "null"),
            Self::Promise => tag(serializer, "is", "promise"),
            Self::BigInt(digits) => tag(serializer, "bigint", digits),
            Self::Symbol(name) => tag(serializer, "symbol", name),
            Self::Same(label) => tag(serializer, "same", label),
            Self::Any(kind) => tag(serializer, "any", kind),
            Self::OneOf(codes) => tag(serializer, "one_of", codes),
            Self::Function(function) => function.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::Token(token) => token.serialize(serializer),
        }
    }
}

fn tag<S: Serializer, V: Serialize + ?Sized>(
    serializer: S,
    name: &str,
    value: &V,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("function", &self.name)?;
        if self.throws {
            map.serialize_entry("throws", &true)?;
        }
        map.end()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(items) = &self.items {
            map.serialize_entry("array", items)?;
        }
        if self.items.is_none() || !self.members.is_empty() {
            map.serialize_entry("object", &self.members)?;
        }
        if !self.inherited.is_empty() {
            map.serialize_entry("inherited", &self.inherited)?;
        }
        if let Some(label) = &self.label {
            map.serialize_entry("label", label)?;
        }
        if let Some(locked) = &self.locked {
            map.serialize_entry("locked", locked)?;
        }
        map.end()
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("token", &self.account)?;
        if let Some(tenant) = &self.tenant {
            map.serialize_entry("tenant", tenant)?;
        }
        if let Some(lasts_s) = &self.lasts_s {
            map.serialize_entry("lasts_s", lasts_s)?;
        }
        map.end()
    }
}
