//! JWS, JWT, JWK and their validation policies as executable specification.
mod base64url;
mod case;
mod claims;
mod date;
mod defects;
mod der;
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
pub use mint::{MintError, Part, Recipe, Spoil, fill};
pub use policy::{
    CONSUMER_TENANT, EXCHANGE_ONLINE_METADATA, Entra, ExchangeIdentity, Generic, LEEWAY_CAP_S,
    OFFICE_CLIENTS, OfficeSso, Policy, Shape, Tenants, Version,
};
pub use requirements::*;
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
