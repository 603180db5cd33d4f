//! OAuth 2.0, Entra's authority and a bearer resource as executable specification.

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
