//! The token calls of Office.js, as hosts answer and add-ins make them: `getAccessTokenAsync`, its
//! draft form `requestAuthTokenAsync`, the promise form, the token calls of Outlook mailboxes, and
//! the run-time check for requirement sets.
//!
//! The sources disagree, so everything depends on an [edition](Edition): the documents that
//! introduced the calls, the documentation that stands now, or what the library does. A
//! [`Session`] is a script, the library and its host together. [Steps](step::Step) go in, and
//! [events](event::Event) come out; both are plain data, which a case file writes down:
//!
//! ```
//! use conformance::{Profile, Rules};
//! use office::event::{Callback, Event};
//! use office::step::{Call, Reply, Step};
//! use office::value::Value;
//! use office::{DOC_2017, OFFICEJS_1_1, Session};
//!
//! let steps = [
//!     Step::Call(Call {
//!         path: "Office.context.auth.getAccessTokenAsync".to_owned(),
//!         arguments: vec![Value::function("f")],
//!     }),
//!     Step::Reply(Reply { to: 1, token: Some(Value::text("t1")), ..Reply::default() }),
//! ];
//! let value = |choice| {
//!     let trace = Session::play(&steps, &Rules::sound(Profile::of(&[choice])));
//!     let Some(Event::Callback(Callback { arguments: Some(given), .. })) = trace.last() else {
//!         panic!("the callback runs last");
//!     };
//!     given[0].member("value").cloned()
//! };
//! assert_eq!(value(DOC_2017), Some(Value::object([("accessToken", Value::text("t1"))])));
//! assert_eq!(value(OFFICEJS_1_1), Some(Value::text("t1")));
//! ```
//!
//! A case without a host in its `given` step plays the host itself, reply by reply. With one, the
//! [host](host::World) answers by what it knows, prompts the user, and remembers.
//!
//! [`manifest`], [`result_text`] and [`identity_token`] read what people have in hand, and
//! [`tables`] prints what the model comes to, row by row.

pub mod account;
pub mod addin;
pub mod application;
pub mod arguments;
pub mod async_result;
mod case;
mod defects;
pub mod documents;
mod edition;
pub mod error_code;
pub mod event;
mod generators;
mod heap;
pub mod host;
pub mod identity_token;
mod laws;
pub mod mailbox;
pub mod manifest;
pub mod options;
mod reference;
#[rustfmt::skip]
mod requirements;
pub mod result_text;
mod session;
pub mod sets;
pub mod step;
pub mod surface;
pub mod tables;
pub mod transport;
pub mod value;

pub use case::{ADD_IN, OFFICE_HOST, Office};
pub use defects::DEFECTS;
pub use edition::{DOC_2017, DOC_2026, Edition, OFFICEJS_1_1};
pub use heap::Heap;
pub use laws::LAWS;
pub use requirements::*;
pub use session::Session;

#[cfg(test)]
mod tests;
