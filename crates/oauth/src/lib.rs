//! OAuth 2.0, Entra's authority and a bearer resource as executable specification.

#![expect(
    dead_code,
    reason = "the authority, which is not built yet, uses the rest"
)]

mod authorize;
mod bearer;
mod challenge;
mod claims_challenge;
mod client_info;
mod defects;
mod document;
mod form;
mod limits;
mod metadata;
mod pkce;
mod redirect;
#[rustfmt::skip]
mod requirements;
mod scope;
mod secret;
mod token_answer;
mod token_request;
mod uri;

pub use authorize::{
    AuthorizeRequest, AuthorizeResponse, Denied, Granted, ResponseMode, response_text,
};
pub use bearer::{challenge, find_token, present};
pub use challenge::{Challenge, read_challenges};
pub use claims_challenge::{ask_for_claims, decode_claims, read_claims};
pub use client_info::ClientInfo;
pub use form::{Field, Form};
pub use metadata::{Cloud, InstanceDiscovery, Metadata, Placement};
pub use pkce::{CodeChallenge, Method, Verifier};
pub use redirect::{RedirectKind, RedirectUri};
pub use requirements::*;
pub use scope::{OPENID_SCOPES, Scope};
pub use secret::Secret;
pub use token_answer::{TokenAnswer, TokenError, TokenSuccess};
pub use token_request::{Basic, Grant, NoGrant, ON_BEHALF_OF, TokenRequest};
pub use uri::Uri;
