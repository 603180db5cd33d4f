//! OAuth 2.0, Entra's authority and a bearer resource as executable specification.
//!
//! Every message is read strictly into a type that cannot be wrong, and printed so that everybody
//! reads it alike. Whatever is refused names the requirement that it breaks.
//!
//! ```
//! use conformance::{Profile, Rules};
//! use oauth::{AuthorizeResponse, Form, read_challenges};
//!
//! let rules = Rules::sound(Profile::of(&[jwt::ENTRA]));
//! let form = Form::read(b"code=0.AAA&state=a%2Bb", &rules).unwrap();
//! let response = AuthorizeResponse::of(&form, &rules).unwrap();
//! assert_eq!(response.state.as_deref(), Some("a+b"));
//!
//! // Whoever takes one of two lets others choose which.
//! let refusal = Form::read(b"state=a&code=1&state=b", &rules).unwrap_err();
//! assert_eq!((refusal.id, refusal.offset), (oauth::OAUTH_002, 15));
//!
//! let challenges = read_challenges([r#"Bearer realm="a, b", Basic"#], &rules).unwrap();
//! assert_eq!(challenges[0].find("realm"), Some("a, b"));
//! ```
//!
//! [`authority::handle`] and [`graph::handle`] are a sound authority and a sound resource: pure
//! functions of a state, a time, some chance and a request. A [`Conversation`] makes requests of
//! steps as cases have them, and says what the answers brought:
//!
//! ```
//! use conformance::{Chance, Now, Profile, Rules};
//! use oauth::{Conversation, Reply, authority, read_steps, standard_facts, standard_state};
//!
//! let (base, begins) = ("https://login.example", Now::from_seconds(1_700_000_000));
//! let rules = Rules::sound(Profile::of(&[jwt::RFC]));
//! let (mut state, mut chance) = (standard_state(base, begins), Chance::from_number(1));
//! let mut carry = |_, request: &wire::Request, now| {
//!     let answer = authority::answer(&mut state, now, &mut chance, request, &rules);
//!     let refused = answer.refusal.map(|refusal| refusal.id.to_string());
//!     Ok(Reply { response: answer.response, refused })
//! };
//! let steps = read_steps("steps = [{ authorize = {} }, { token = {} }, { token = {} }]").unwrap();
//! let facts = standard_facts(base);
//! let conversation = Conversation::new(&facts, rules.profile, &[], begins);
//! let seen = conversation.play(&steps, &mut carry);
//! // A code is good for one use.
//! assert_eq!(seen.error.as_deref(), Some("invalid_grant"));
//! assert_eq!(seen.refused.as_deref(), Some("OAUTH-007"));
//! ```

mod aadsts;
pub mod authority;
mod authorize;
mod bearer;
mod case;
mod challenge;
mod claims_challenge;
mod client;
mod client_conversation;
mod client_info;
mod client_side;
mod conversation;
mod defects;
mod directory;
mod document;
mod drive;
mod form;
mod generators;
pub mod graph;
mod history;
mod html;
mod judge;
mod laws;
mod limits;
mod metadata;
mod pkce;
mod redirect;
mod reference;
#[rustfmt::skip]
mod requirements;
mod scope;
mod secret;
mod shelf;
mod standard;
mod token_answer;
mod token_request;
mod uri;

pub use aadsts::{Aadsts, CATALOGUE};
pub use authorize::{
    AuthorizeRequest, AuthorizeResponse, Denied, Granted, ResponseMode, response_text,
};
pub use bearer::{find_token, present};
pub use case::{
    Authorize, Call, ClientGiven, Expect, Fetch, Given, MetadataGiven, Oauth, Returned, Step, Tell,
    Token, print_steps, read_steps,
};
pub use challenge::{Challenge, read_challenges};
pub use claims_challenge::{ask_for_claims, decode_claims, read_claims};
pub use client::{Client, Learnt, Registration};
pub use client_info::ClientInfo;
pub use conversation::{Carry, Conversation, Party, Reply};
pub use defects::DEFECTS;
pub use directory::{Account, App, Directory, Resource, SignInAudience, Tenant};
pub use form::{Field, Form};
pub use html::{PageForm, read_forms};
pub use laws::LAWS;
pub use metadata::{Cloud, InstanceDiscovery, Metadata, Placement};
pub use pkce::{CodeChallenge, Method, Verifier};
pub use redirect::{RedirectKind, RedirectUri};
pub use requirements::*;
pub use scope::{OPENID_SCOPES, Scope};
pub use secret::Secret;
pub use standard::{
    AccountFacts, ClientFacts, Facts, standard_directory, standard_facts, standard_state,
};
pub use token_answer::{TokenAnswer, TokenError, TokenSuccess};
pub use token_request::{Basic, Grant, NoGrant, ON_BEHALF_OF, TokenRequest};
pub use uri::Uri;

#[cfg(test)]
mod tests;
