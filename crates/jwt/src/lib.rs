//! JWS, JWT, JWK and their validation policies as executable specification.
//!
//! A token is taken apart strictly, verified with a key that belongs to one algorithm, and only
//! then asked for its claims, which a [`Policy`] judges. Whatever is refused names the requirement
//! that it breaks and the byte at which it shows.
//!
//! ```
//! use conformance::{Now, Profile, Rules};
//! use jwt::{Algorithm, Generic, Key, KeySet, Policy, verify};
//!
//! let rules = Rules::sound(Profile::of(&[jwt::ENTRA]));
//! let policy = Policy::Generic(Generic {
//!     algorithms: vec![Algorithm::HS256],
//!     issuers: vec!["https://issuer.example".to_owned()],
//!     audiences: vec!["https://api.example".to_owned()],
//!     ..Generic::default()
//! });
//! let secret = b"thirty-two bytes, and no bit less";
//! let keys = KeySet::of(vec![Key::secret(secret, Algorithm::HS256, &rules)]);
//!
//! // The claims would do, but no such signature was made by the key.
//! let token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDM2MDB9.AAAA";
//! let verified = verify(token.as_bytes(), &keys, &policy, Now::from_seconds(0), &rules);
//! let refusal = verified.unwrap_err();
//! assert_eq!((refusal.id, refusal.offset), (jwt::JWT_037, 46));
//! ```
//!
//! Without a key, [`parse`] shows what is written, and [`Token::claims`] what is claimed. Nothing
//! of that is to be trusted. What a sound issuer and what an attacker would write comes from a
//! [`Recipe`]:
//!
//! ```
//! # use conformance::{Profile, Rules};
//! let (header, payload) = (r#"{"alg":"HS256"}"#, r#"{"sub":"alice","sub":"bob"}"#);
//! let recipe = jwt::Recipe::signed(header, payload, "hmac");
//! let token = recipe.mint().unwrap();
//! let (rules, mut room) = (Rules::sound(Profile::of(&[jwt::RFC])), Vec::new());
//! let token = jwt::parse(token.as_bytes(), &jwt::Limits::DEFAULT, &mut room, &rules).unwrap();
//! assert_eq!(token.header.algorithm, Some(jwt::Algorithm::HS256));
//! assert_eq!(token.claims(&rules).unwrap_err().id, jwt::JWT_007);
//! ```

mod base64url;
mod case;
mod claims;
mod date;
mod defects;
mod der;
pub mod drive;
mod entra;
mod exchange;
mod generators;
mod generic;
mod header;
mod key;
mod key_cache;
mod key_set;
mod laws;
mod mint;
mod padding;
mod policy;
mod reference;
#[rustfmt::skip]
mod requirements;
mod resource;
mod signature;
mod test_keys;
mod text;
mod token;
mod verify;

use conformance::Choice;

pub use case::{Accepts, Jwt, Keys, Step, standard_policy};
pub use claims::{Audience, Claims, Registered};
pub use date::Date;
pub use defects::DEFECTS;
pub use header::Header;
pub use jsonwebtoken::Algorithm;
pub use key::Key;
pub use key_cache::KeyCache;
pub use key_set::KeySet;
pub use laws::LAWS;
pub use mint::{MintError, Part, Recipe, Spoil, fill, sound_claims};
pub use policy::{
    CONSUMER_TENANT, EXCHANGE_ONLINE_METADATA, Entra, ExchangeIdentity, Generic, LEEWAY_CAP_S,
    OFFICE_CLIENTS, OfficeSso, Policy, Shape, Tenants, Version,
};
pub use requirements::*;
pub use resource::{IS_RESOURCE, Resource};
pub use token::{Limits, Token, parse};
pub use verify::{Refused, Verified, verify};

/// A validator that knows the RFCs only.
pub const RFC: Choice = Choice {
    axis: "token",
    value: "rfc",
};

/// A validator that knows Microsoft's tokens too.
pub const ENTRA: Choice = Choice {
    axis: "token",
    value: "entra",
};

#[cfg(test)]
mod tests;
