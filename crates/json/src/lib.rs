//! Strict JSON (RFC 8259) that borrows from its text, knows where everything stood, and keeps
//! every duplicate name for its caller to judge.
//!
//! Other readers drop what a conformance suite has to see: which of two members came first, how a
//! number was spelled, at which byte an escape was wrong. Reading is linear, allocates one flat
//! list, and uses no stack in proportion to the input.
//!
//! ```
//! let json = json::Json::parse(r#"{"a": 1, "\u0061": [2]}"#, &json::Options::default()).unwrap();
//! let root = json.root();
//! assert_eq!(root.members().count(), 2);
//! let repeated = root.duplicate().unwrap();
//! assert_eq!((repeated.name, repeated.name_offset), ("a", 9));
//! ```

mod item;
mod number;
mod read;
mod write;

pub use item::{Item, Kind, Member};
pub use number::Number;
pub use read::{Fault, FaultKind, Json, Options};
pub use write::push_string;

#[cfg(test)]
mod tests;
