//! A result written down: the JSON text of an AsyncResult, in the tagged form or as
//! `JSON.stringify` gives it. The latter cannot tell an undefined member from an absent one.

use conformance::{Refusal, Rules};
use json::{Item, Json, Kind, Options};

use crate::edition::Edition;
use crate::{
    OFFICE_040, OFFICE_041, OFFICE_043, OFFICE_044, OFFICE_046, OFFICE_047, OFFICE_048, OFFICE_049,
    OFFICE_056, OFFICE_084, OFFICE_091, OFFICE_099, OFFICE_100,
};

/// What a result tells. It keeps no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A success with so many tokens.
    Succeeded {
        /// How many.
        tokens: usize,
    },
    /// A failure.
    Failed {
        /// The error's code, if it has one.
        code: Option<i64>,
    },
}

/// Reads the JSON text of a result.
pub fn read(bytes: &[u8], rules: &Rules) -> Result<Told, Refusal> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Refusal::new(OFFICE_049, error.valid_up_to(), "no UTF-8"))?;
    let json = Json::parse(text, &Options::default())
        .map_err(|fault| Refusal::new(OFFICE_049, fault.offset, fault.to_string()))?;
    let root = json.root();
    let tagged = root
        .first("object")
        .is_some_and(|held| held.kind() == Kind::Array);
    let result = View { item: root, tagged };
    let Some(members) = result.members() else {
        return Err(Refusal::new(
            OFFICE_049,
            root.offset(),
            "a result is an object of a few members",
        ));
    };
    for (place, (name, value)) in members.iter().enumerate() {
        if members[..place].iter().any(|(held, _)| held == name) {
            let message = "a result has each member once";
            return Err(Refusal::new(OFFICE_049, value.item.offset(), message));
        }
    }
    let succeeded = read_status(result, rules)?;
    let told = match succeeded {
        true => Told::Succeeded {
            tokens: read_success(result, rules)?,
        },
        false => Told::Failed {
            code: read_failure(result, rules)?,
        },
    };
    read_rest(result, told, rules)?;
    Ok(told)
}

/// A value of either form.
#[derive(Clone, Copy)]
struct View<'j, 'a> {
    item: Item<'j, 'a>,
    tagged: bool,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq)]
enum What<'j> {
    Undefined,
    Null,
    False,
    Text(&'j str),
    Number(Option<i64>),
    Object,
    Array,
    Else,
}

impl<'j, 'a> View<'j, 'a> {
    /// The members of an object; none if it is no object, or has more than a result could have a
    /// use for.
    fn members(self) -> Option<Vec<(&'j str, Self)>> {
        const MOST: usize = 64;
        let tagged = self.tagged;
        let view = |item| View { item, tagged };
        let members: Vec<_> = match self.tagged {
            true => {
                let pair = |pair: Item<'j, 'a>| {
                    let mut parts = pair.items();
                    Some((parts.next()?.as_str()?, view(parts.next()?)))
                };
                let pairs = self.item.first("object")?.items().take(MOST + 1);
                pairs.map(pair).collect::<Option<_>>()?
            }
            false if self.item.kind() == Kind::Object => {
                let members = self.item.members().take(MOST + 1);
                members
                    .map(|member| (member.name, view(member.value)))
                    .collect()
            }
            false => return None,
        };
        (members.len() <= MOST).then_some(members)
    }

    fn member(self, name: &str) -> Option<Self> {
        let members = self.members().unwrap_or_default();
        members
            .into_iter()
            .find(|(held, _)| *held == name)
            .map(|(_, value)| value)
    }

    fn items(self) -> Vec<Self> {
        let array = if self.tagged {
            self.item.first("array")
        } else {
            Some(self.item)
        };
        let tagged = self.tagged;
        array
            .into_iter()
            .flat_map(Item::items)
            .map(|item| View { item, tagged })
            .collect()
    }

    fn what(self) -> What<'j> {
        let tag = |name: &str| self.item.first(name);
        match self.item.kind() {
            Kind::Null if !self.tagged => What::Null,
            Kind::Bool if self.item.as_bool() == Some(false) => What::False,
            Kind::Number => What::Number(self.item.as_number().and_then(|held| held.as_i64())),
            Kind::String => What::Text(self.item.as_str().unwrap_or_default()),
            Kind::Array if !self.tagged => What::Array,
            Kind::Object if !self.tagged => What::Object,
            Kind::Object if tag("token").is_some() => What::Text("a token"),
            Kind::Object if tag("array").is_some() => What::Array,
            Kind::Object if tag("object").is_some() => What::Object,
            Kind::Object => match tag("is").and_then(Item::as_str) {
                Some("undefined") => What::Undefined,
                Some("null") => What::Null,
                Some("NaN" | "Infinity" | "-Infinity" | "-0") => What::Number(None),
                _ => What::Else,
            },
            _ => What::Else,
        }
    }

    fn text(self) -> Option<&'j str> {
        match self.what() {
            What::Text(text) => Some(text),
            _ => None,
        }
    }

    fn offset(self) -> usize {
        self.item.offset()
    }
}

fn read_status(result: View<'_, '_>, rules: &Rules) -> Result<bool, Refusal> {
    let status = result.member("status");
    let offset = status.unwrap_or(result).offset();
    match status.map(View::what) {
        Some(What::Text("succeeded")) => Ok(true),
        Some(What::Text("failed")) => Ok(false),
        other => {
            rules.refuse(
                OFFICE_040,
                offset,
                "`status` is neither `succeeded` nor `failed`",
            )?;
            Ok(matches!(
                other,
                Some(What::Text("success") | What::Number(Some(0)))
            ))
        }
    }
}

fn read_success(result: View<'_, '_>, rules: &Rules) -> Result<usize, Refusal> {
    if let Some(error) = result.member("error") {
        let is_nothing = matches!(error.what(), What::Undefined | What::Null);
        if Edition::of(&rules.profile) == Edition::Shipped || !is_nothing {
            rules.refuse(OFFICE_044, error.offset(), "a success has no `error`")?;
        }
    }
    let value = result.member("value").unwrap_or(result);
    let is_there = result.member("value").is_some();
    let what = if is_there {
        value.what()
    } else {
        What::Undefined
    };
    let token = match what {
        What::Array if Edition::of(&rules.profile) == Edition::Doc2017 => {
            return read_identities(value, rules);
        }
        What::Object => {
            rules.refuse(
                OFFICE_041,
                value.offset(),
                "`value` is the token's text itself",
            )?;
            value.member("accessToken")
        }
        What::Undefined | What::Null => None,
        _ => {
            rules.refuse(
                OFFICE_091,
                value.offset(),
                "`value` is an object with `accessToken`",
            )?;
            if !matches!(what, What::Text(_)) {
                rules.refuse(
                    OFFICE_041,
                    value.offset(),
                    "`value` is the token's text itself",
                )?;
            }
            Some(value)
        }
    };
    if token.and_then(View::text).is_none_or(str::is_empty) {
        rules.refuse(OFFICE_084, value.offset(), "a success with no token")?;
    }
    Ok(1)
}

fn read_identities(value: View<'_, '_>, rules: &Rules) -> Result<usize, Refusal> {
    let identities = value.items();
    if identities.is_empty() {
        rules.refuse(OFFICE_099, value.offset(), "no identity")?;
    }
    for identity in &identities {
        if identity.what() != What::Object {
            rules.refuse(OFFICE_056, identity.offset(), "an identity is an object")?;
        }
        for name in ["DirectoryType", "AccessToken"] {
            let held = identity.member(name).and_then(View::text);
            if held.is_none_or(str::is_empty) {
                let message = format!("`{name}` is no text, or missing");
                rules.refuse(OFFICE_099, identity.offset(), message)?;
            }
        }
    }
    Ok(identities.len())
}

fn read_failure(result: View<'_, '_>, rules: &Rules) -> Result<Option<i64>, Refusal> {
    match result.member("value") {
        Some(value) if value.what() != What::Undefined => {
            rules.refuse(
                OFFICE_043,
                value.offset(),
                "the `value` of a failure is undefined",
            )?;
            rules.refuse(
                OFFICE_100,
                value.offset(),
                "the `value` of a failure is undefined",
            )?;
        }
        None if result.tagged => {
            rules.refuse(OFFICE_043, result.offset(), "a result always has a `value`")?;
        }
        _ => {}
    }
    let error = result
        .member("error")
        .filter(|error| error.what() == What::Object);
    let Some(error) = error else {
        rules.refuse(OFFICE_044, result.offset(), "a failure has an `error`")?;
        rules.refuse(OFFICE_100, result.offset(), "a failure has an `error`")?;
        return Ok(None);
    };
    for name in ["name", "message"] {
        if error.member(name).and_then(View::text).is_none() {
            let message = format!("`{name}` is no text, or missing");
            rules.refuse(OFFICE_044, error.offset(), message)?;
        }
    }
    let code = error.member("code").map(View::what);
    let What::Number(code) = code.unwrap_or(What::Undefined) else {
        rules.refuse(
            OFFICE_044,
            error.offset(),
            "`code` is no number, or missing",
        )?;
        rules.refuse(
            OFFICE_100,
            error.offset(),
            "`code` is no number, or missing",
        )?;
        return Ok(None);
    };
    let members = error.members().unwrap_or_default();
    if members.len() > 3 {
        rules.refuse(OFFICE_044, error.offset(), "an error has three members")?;
    }
    Ok(code)
}

fn read_rest(result: View<'_, '_>, told: Told, rules: &Rules) -> Result<(), Refusal> {
    if let Some(context) = result.member("asyncContext") {
        let what = context.what();
        let number = context.item.as_number().map(|number| number.as_f64());
        let false_like = matches!(what, What::Undefined | What::Null | What::False)
            || what == What::Text("")
            || number == Some(0.0);
        if false_like {
            let message = "a false-like `asyncContext` is left out";
            rules.refuse(OFFICE_046, context.offset(), message)?;
        }
    }
    let of_mailbox = matches!(
        told,
        Told::Failed {
            code: Some(9000..=9999)
        }
    );
    if let Some(diagnostics) = result.member("diagnostics")
        && !of_mailbox
    {
        let message = "`diagnostics` belong to mailbox calls";
        rules.refuse(OFFICE_048, diagnostics.offset(), message)?;
    }
    let Some(locked) = result.item.first("locked").filter(|_| result.tagged) else {
        return Ok(());
    };
    for (name, value) in result.members().unwrap_or_default() {
        let mut locked = locked.items().filter_map(Item::as_str);
        if name != "diagnostics" && !locked.any(|held| held == name) {
            let message = format!("`{name}` could be assigned");
            rules.refuse(OFFICE_047, value.offset(), message)?;
        }
    }
    Ok(())
}
