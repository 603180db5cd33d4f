//! A scope: the permissions that are asked for or granted, as words parted by single spaces.

use conformance::{Refusal, Rules};

use crate::OAUTH_016;

/// The scopes that OpenID Connect defines. Every other belongs to a resource.
pub const OPENID_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Scope tokens in the order in which they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    tokens: Vec<&'a str>,
}

impl<'a> Scope<'a> {
    /// Reads a scope that begins at this byte.
    pub fn read(text: &'a str, offset: usize, rules: &Rules) -> Result<Self, Refusal> {
        let mut tokens = Vec::new();
        let mut place = 0;
        for token in text.split(' ') {
            if token.is_empty() {
                let message = "scope tokens are parted by single spaces";
                rules.refuse(OAUTH_016, offset + place, message)?;
            } else {
                if let Some(at) = token.bytes().position(|byte| !is_scope_character(byte)) {
                    let message = "no scope token has this character";
                    rules.refuse(OAUTH_016, offset + place + at, message)?;
                }
                tokens.push(token);
            }
            place += token.len() + 1;
        }
        Ok(Self { tokens })
    }

    /// The tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &'a str> {
        self.tokens.iter().copied()
    }
}

/// Whether a byte may stand in a scope token, an error code or, with the space, a description.
pub(crate) const fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}
