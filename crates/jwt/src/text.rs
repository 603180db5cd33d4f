//! A JSON part of a token: where it stands, and how it is read.

use conformance::{Id, Refusal, Rules};
use json::{FaultKind, Item, Json, Kind};

use crate::Limits;
use crate::defects::FIRST_OF_DUPLICATES_COUNTS;
use crate::requirements::{JWT_033, JWT_034};

/// Where a JSON text stands, so that a byte of it can be pointed at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// In base64url from this character on.
    Part(usize),
    /// As it is.
    Plain,
}

impl Place {
    /// The byte of the whole that holds the first bit of this byte of the JSON text.
    pub(crate) const fn of(self, byte: usize) -> usize {
        match self {
            Self::Part(start) => start + byte / 3 * 4 + byte % 3,
            Self::Plain => byte,
        }
    }
}

/// Reads one JSON object with nothing around it. `shape` and `duplicates` are the requirements
/// that this part breaks by being no such object and by saying a name twice.
pub(crate) fn read_object<'a>(
    text: &'a str,
    place: Place,
    (shape, duplicates): (Id, Id),
    limits: &Limits,
    rules: &Rules,
) -> Result<Json<'a>, Refusal> {
    let json = read_json(text, place, shape, limits, rules)?;
    let root = json.root();
    if root.kind() != Kind::Object {
        let message = "a JSON object was due here, and this is something else";
        rules.refuse(shape, place.of(root.offset()), message)?;
    }
    if let Some(member) = root.duplicate_within()
        && !rules.does(FIRST_OF_DUPLICATES_COUNTS)
    {
        let message = "this name stood before in the same object";
        rules.refuse(duplicates, place.of(member.name_offset), message)?;
    }
    Ok(json)
}

fn read_json<'a>(
    text: &'a str,
    place: Place,
    shape: Id,
    limits: &Limits,
    rules: &Rules,
) -> Result<Json<'a>, Refusal> {
    let mut options = json::Options {
        depth: limits.depth,
        values: limits.values,
        replace_lone_surrogates: false,
    };
    let mut text = text;
    loop {
        let fault = match Json::parse(text, &options) {
            Ok(json) => return Ok(json),
            Err(fault) => fault,
        };
        let id = match fault.kind {
            FaultKind::Depth | FaultKind::Values | FaultKind::Length => JWT_033,
            FaultKind::LoneSurrogate => JWT_034,
            _ => shape,
        };
        let refusal = || Refusal::new(id, place.of(fault.offset), fault.kind.message());
        if rules.demand(id) {
            return Err(refusal());
        }
        // A reader that never heard of the rule goes on, where there is a way to go on.
        match fault.kind {
            FaultKind::Depth | FaultKind::Values => {
                (options.depth, options.values) = (u32::MAX, u32::MAX);
            }
            FaultKind::LoneSurrogate => options.replace_lone_surrogates = true,
            FaultKind::Trailing => text = &text[..fault.offset],
            _ => text = text.strip_prefix('\u{feff}').ok_or_else(refusal)?,
        }
    }
}

/// The values under these names. Of two under one name the last counts, as the RFCs permit.
#[inline]
pub(crate) fn pick<'j, 'a, const COUNT: usize>(
    object: Item<'j, 'a>,
    names: [&str; COUNT],
    rules: &Rules,
) -> [Option<Item<'j, 'a>>; COUNT] {
    let keeps_first = rules.does(FIRST_OF_DUPLICATES_COUNTS);
    let mut picked = [None; COUNT];
    for member in object.members() {
        let Some(place) = names.iter().position(|name| *name == member.name) else {
            continue;
        };
        if picked[place].is_none() || !keeps_first {
            picked[place] = Some(member.value);
        }
    }
    picked
}
