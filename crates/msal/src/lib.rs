//! MSAL's acquireToken calls, as a state machine driven by calls, answers and a clock.
//!
//! A [`Client`] has no sockets and no clock. Calls, answers, windows and moments go in, and
//! [effects](Effect) come out: requests to send, windows to open, calls that end. Where libraries
//! differ, the [rules](conformance::Rules) say whose behaviour it is.
//!
//! A [`Session`] plays a script, which a case file writes down:
//!
//! ```
//! use conformance::{Profile, Rules};
//! use msal::event::Event;
//! use msal::{MSAL_JS, Session, read_steps};
//!
//! let steps = read_steps(
//!     r#"
//!     steps = [
//!         { signed_in = { refresh_token = "rt" } },
//!         { cached = { token = "at", scopes = ["User.Read"], lasts_s = 300 } },
//!         { call = { scopes = ["user.read"] } },
//!         { wait_s = 1 },
//!         { call = { scopes = ["user.read"] } },
//!     ]
//!     "#,
//! )
//! .unwrap();
//! let rules = Rules::sound(Profile::of(&[MSAL_JS]));
//! let trace = Session::play(&steps, &rules);
//! assert!(matches!(&trace[0], Event::Result(gained) if gained.from_cache == Some(true)));
//! assert!(matches!(&trace[1], Event::Sent(sent) if sent.form["grant_type"] == "refresh_token"));
//! ```

pub mod application;
mod authority;
mod authorize;
pub mod cache;
mod case;
mod claims;
mod client;
mod defects;
pub mod event;
mod failure;
mod generators;
mod laws;
mod library;
mod policy;
mod reference;
mod request;
#[rustfmt::skip]
mod requirements;
mod result;
mod scopes;
mod session;
pub mod step;
pub mod tables;
mod telemetry;
mod throttle;
mod token_response;

pub use authority::Authority;
pub use case::{Msal, TOKEN_CLIENT};
pub use client::{Client, Effect, Reply};
pub use defects::DEFECTS;
pub use failure::{Class, Failure, Said};
pub use laws::LAWS;
pub use library::{Home, Library, MSAL_JS, MSAL_PYTHON};
pub use policy::Policy;
pub use request::Configuration;
pub use requirements::*;
pub use result::AuthenticationResult;
pub use session::{BEGINS, Session};
pub use step::{print_steps, read_steps};

#[cfg(test)]
mod tests;
