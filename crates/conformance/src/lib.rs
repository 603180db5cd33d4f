//! The kernel: what a requirement, a rule, a profile, a role, a case, a law and a verdict are.
//!
//! It names no protocol and touches nothing outside its arguments. A protocol crate states its
//! sentences as [`Requirement`]s, runs every refusal of its model through [`Rules`], and proves
//! itself by [`Case`]s and [`Law`]s; `protocols` puts them together.

mod case;
mod chance;
mod count;
mod defect;
mod law;
mod now;
mod profile;
mod requirement;
mod rules;
mod subject;
mod table;
mod verdict;

pub use arbitrary;
pub use case::{AnyCase, Case, CaseError, Played, Protocol, Reading, Role, read_cases};
pub use chance::Chance;
pub use count::count;
pub use defect::{Defect, Origin};
pub use law::{Input, Law, Outcome};
pub use now::Now;
pub use profile::{Choice, Profile};
pub use requirement::{Id, Level, Requirement, Standing};
pub use rules::{Asked, Flaw, Quirk, Refusal, Rules};
pub use subject::{Answer, Facts, Gap, Peer, Subject};
pub use table::table;
pub use verdict::Verdict;
