//! A document: one JSON object, as the bodies of answers, metadata and key sets are.

use std::borrow::Cow;

use conformance::{Id, Refusal, Rules};
use json::{FaultKind, Item, Json, Kind};

use crate::defects::{FIRST_OF_REPEATED_COUNTS, READS_A_DOCUMENT_OF_ANY_TYPE};
use crate::limits::{DOCUMENT_BYTES, DOCUMENT_DEPTH, DOCUMENT_VALUES};
use crate::{OAUTH_002, OAUTH_038, OAUTH_042};

/// One JSON object.
pub(crate) struct Document<'a> {
    json: Json<'a>,
    /// What the document breaks by being malformed.
    shape: Id,
}

impl<'a> Document<'a> {
    /// Reads a document. `shape` is the requirement that it breaks by being none.
    pub(crate) fn read(text: &'a [u8], shape: Id, rules: &Rules) -> Result<Self, Refusal> {
        if text.len() > DOCUMENT_BYTES {
            rules.refuse(
                OAUTH_038,
                DOCUMENT_BYTES,
                "the document is longer than any real one",
            )?;
        }
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => {
                return Err(Refusal::new(
                    shape,
                    error.valid_up_to(),
                    "the document is not UTF-8",
                ));
            }
        };
        let json = read_json(text, shape, rules)?;
        let root = json.root();
        if root.kind() != Kind::Object {
            return Err(Refusal::new(
                shape,
                root.offset(),
                "a JSON object was due here",
            ));
        }
        if let Some(member) = root.duplicate()
            && !rules.does(FIRST_OF_REPEATED_COUNTS)
        {
            let message = "a member of this name stood before";
            rules.refuse(OAUTH_002, member.name_offset, message)?;
        }
        Ok(Self { json, shape })
    }

    /// The object.
    pub(crate) fn root(&self) -> Item<'_, 'a> {
        self.json.root()
    }

    /// A member's value.
    pub(crate) fn find(&self, name: &str, rules: &Rules) -> Option<Item<'_, 'a>> {
        if rules.does(FIRST_OF_REPEATED_COUNTS) {
            return self.root().first(name);
        }
        self.root().last(name)
    }

    /// A member that is a string; an empty one counts as absent.
    pub(crate) fn string(
        &self,
        name: &str,
        rules: &Rules,
    ) -> Result<Option<Cow<'a, str>>, Refusal> {
        let Some(item) = self.find(name, rules) else {
            return Ok(None);
        };
        if let Some(text) = item.text() {
            return Ok((!text.is_empty()).then_some(text));
        }
        let message = format!("`{name}` is a string");
        rules.refuse(self.shape, item.offset(), message)?;
        Ok(item.as_number().map(|number| Cow::Borrowed(number.text())))
    }

    /// A member that is a string and must stand.
    pub(crate) fn required(&self, name: &str, rules: &Rules) -> Result<Cow<'a, str>, Refusal> {
        if let Some(text) = self.string(name, rules)? {
            return Ok(text);
        }
        let message = format!("`{name}` is missing");
        rules.refuse(self.shape, self.root().offset(), message)?;
        Ok(Cow::Borrowed(""))
    }

    /// A member that is a whole number of seconds, which saturates.
    pub(crate) fn seconds(&self, name: &str, rules: &Rules) -> Result<Option<u32>, Refusal> {
        let Some(item) = self.find(name, rules) else {
            return Ok(None);
        };
        let seconds = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        if let Some(number) = item.as_number() {
            return Ok(Some(seconds(number.floor())));
        }
        let digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match item.as_str().filter(digits) {
            Some(text) => {
                let message = format!("`{name}` is a number, not a string of digits");
                rules.refuse(OAUTH_042, item.offset(), message)?;
                Ok(Some(text.parse().unwrap_or(u32::MAX)))
            }
            None => {
                rules.refuse(self.shape, item.offset(), format!("`{name}` is a number"))?;
                Ok(None)
            }
        }
    }
}

fn read_json<'a>(text: &'a str, shape: Id, rules: &Rules) -> Result<Json<'a>, Refusal> {
    let mut options = json::Options {
        depth: DOCUMENT_DEPTH,
        values: DOCUMENT_VALUES,
        ..json::Options::default()
    };
    loop {
        let fault = match Json::parse(text, &options) {
            Ok(json) => return Ok(json),
            Err(fault) => fault,
        };
        let bounded = matches!(fault.kind, FaultKind::Depth | FaultKind::Values);
        let id = if bounded { OAUTH_038 } else { shape };
        let refusal = Refusal::new(id, fault.offset, fault.kind.message());
        // A reader that never heard of the bounds goes on; there is no way on from the rest.
        if !bounded || rules.demand(id) {
            return Err(refusal);
        }
        (options.depth, options.values) = (u32::MAX, u32::MAX);
    }
}

/// Refuses a message whose content type is not JSON.
pub(crate) fn check_json(headers: &wire::Headers, id: Id, rules: &Rules) -> Result<(), Refusal> {
    let media = headers.one("content-type").and_then(wire::MediaType::parse);
    let is_json = media.is_some_and(|media| media.is("application", "json"));
    if is_json || rules.does(READS_A_DOCUMENT_OF_ANY_TYPE) {
        return Ok(());
    }
    rules.refuse(id, 0, "the content type is not `application/json`")
}

/// A document that is being written: members in the order in which they are added.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    /// Adds a member whose value is JSON already.
    pub(crate) fn raw(mut self, name: &str, value: &str) -> Self {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        json::push_string(&mut self.text, name);
        self.text.push(':');
        self.text.push_str(value);
        self
    }

    /// Adds a string.
    pub(crate) fn string(self, name: &str, value: &str) -> Self {
        self.raw(name, &quoted(value))
    }

    /// Adds a string if there is one.
    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.string(name, value),
            None => self,
        }
    }

    /// Adds an array of strings.
    pub(crate) fn strings<T: AsRef<str>>(self, name: &str, values: &[T]) -> Self {
        let values: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
        self.raw(name, &format!("[{}]", values.join(",")))
    }

    /// The document.
    pub(crate) fn finish(mut self) -> String {
        if self.text.is_empty() {
            self.text.push('{');
        }
        self.text.push('}');
        self.text
    }
}

/// A string with its quotes, as JSON has it.
fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    json::push_string(&mut text, value);
    text
}
