//! One value of a JSON text, and what may be asked of it.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::read::{Content, Json};
use crate::{Number, write};

/// One value of a JSON text.
#[derive(Clone, Copy)]
pub struct Item<'j, 'a> {
    pub(crate) json: &'j Json<'a>,
    pub(crate) place: u32,
}

/// The six kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member<'j, 'a> {
    /// Its name, with escapes undone.
    pub name: &'j str,
    /// The byte at which its name begins.
    pub name_offset: usize,
    /// Its value.
    pub value: Item<'j, 'a>,
}

impl<'j, 'a> Item<'j, 'a> {
    /// What it is.
    pub fn kind(self) -> Kind {
        match self.content() {
            Content::Null => Kind::Null,
            Content::Bool(_) => Kind::Bool,
            Content::Number(_) => Kind::Number,
            Content::String(_) => Kind::String,
            Content::Array => Kind::Array,
            Content::Object => Kind::Object,
        }
    }

    /// The byte at which it begins.
    pub fn offset(self) -> usize {
        self.json.nodes[self.place as usize].offset as usize
    }

    /// The text of a string, with escapes undone.
    pub fn as_str(self) -> Option<&'j str> {
        match self.content() {
            Content::String(text) => Some(text),
            _ => None,
        }
    }

    /// The same text, which outlives the reading where nothing had to be undone.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.content() {
            Content::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A number, as it was spelled.
    pub fn as_number(self) -> Option<Number<'a>> {
        match self.content() {
            Content::Number(text) => Some(Number(text)),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub fn as_bool(self) -> Option<bool> {
        match self.content() {
            Content::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of an array; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Item<'j, 'a>> {
        let is_array = self.kind() == Kind::Array;
        let mut place = if is_array {
            self.place + 1
        } else {
            self.next()
        };
        std::iter::from_fn(move || {
            let item = Item {
                json: self.json,
                place,
            };
            (place < self.next()).then(|| {
                place = item.next();
                item
            })
        })
    }

    /// The members of an object in the order in which they stand, duplicates included; none of
    /// anything else.
    pub fn members(self) -> impl Iterator<Item = Member<'j, 'a>> {
        let is_object = self.kind() == Kind::Object;
        let mut place = if is_object {
            self.place + 1
        } else {
            self.next()
        };
        std::iter::from_fn(move || {
            let name = Item {
                json: self.json,
                place,
            };
            (place < self.next()).then(|| {
                let value = Item {
                    json: self.json,
                    place: place + 1,
                };
                place = value.next();
                let text = name.as_str().expect("a name stands before each value");
                Member {
                    name: text,
                    name_offset: name.offset(),
                    value,
                }
            })
        })
    }

    /// The first member with this name.
    pub fn first(self, name: &str) -> Option<Item<'j, 'a>> {
        self.members()
            .find(|member| member.name == name)
            .map(|member| member.value)
    }

    /// The last member with this name.
    pub fn last(self, name: &str) -> Option<Item<'j, 'a>> {
        self.members()
            .filter(|member| member.name == name)
            .last()
            .map(|member| member.value)
    }

    /// The first member whose name stood before in this object.
    pub fn duplicate(self) -> Option<Member<'j, 'a>> {
        /// Up to here, comparing is faster than hashing.
        const FEW: usize = 64;
        // One bit for every kind of name seen so far: names of different kinds differ.
        let mut kinds: u64 = 0;
        for (place, member) in self.members().enumerate() {
            if place == FEW {
                let mut seen = HashSet::new();
                return self.members().find(|member| !seen.insert(member.name));
            }
            let kind = 1 << kind_of_name(member.name);
            let mut earlier = self.members().take(place);
            if kinds & kind != 0 && earlier.any(|earlier| earlier.name == member.name) {
                return Some(member);
            }
            kinds |= kind;
        }
        None
    }

    /// The first duplicate in this value or in any value within it.
    pub fn duplicate_within(self) -> Option<Member<'j, 'a>> {
        let json = self.json;
        (self.place..self.next())
            .map(|place| Item { json, place })
            .filter(|item| item.kind() == Kind::Object)
            .find_map(Item::duplicate)
    }

    /// This value as JSON without white space.
    pub fn print(self) -> String {
        let mut text = String::new();
        write::push_item(&mut text, self);
        text
    }

    pub(crate) fn content(self) -> &'j Content<'a> {
        &self.json.nodes[self.place as usize].content
    }

    fn next(self) -> u32 {
        self.json.nodes[self.place as usize].next
    }
}

/// A number below 64 that is the same for equal names and seldom for others.
fn kind_of_name(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let ends = match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => u64::from(*first) << 8 | u64::from(*last),
        _ => 0,
    };
    let spread = (ends << 16 | bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    spread >> 58
}

/// Two values are equal if they print alike: order of members and spelling of numbers count.
impl PartialEq for Item<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.print() == other.print()
    }
}

impl std::fmt::Debug for Item<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.print())
    }
}
