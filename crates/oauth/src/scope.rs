//! A scope: the permissions that are asked for or granted, as words parted by single spaces.

use std::borrow::Cow;

use conformance::{Refusal, Rules};

use crate::OAUTH_016;

/// The scopes that OpenID Connect defines. Every other belongs to a resource.
pub const OPENID_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Scope tokens in the order in which they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    tokens: Vec<Cow<'a, str>>,
}

impl<'a> Scope<'a> {
    /// The scope of these tokens.
    pub fn of<T: Into<Cow<'a, str>>>(tokens: impl IntoIterator<Item = T>) -> Self {
        Self {
            tokens: tokens.into_iter().map(Into::into).collect(),
        }
    }

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
                tokens.push(Cow::Borrowed(token));
            }
            place += token.len() + 1;
        }
        Ok(Self { tokens })
    }

    /// The tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(AsRef::as_ref)
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The tokens, parted by spaces.
    pub fn print(&self) -> String {
        self.tokens.join(" ")
    }

    /// The same scope as an owner of its texts.
    pub fn into_owned(self) -> Scope<'static> {
        Scope::of(self.tokens.into_iter().map(Cow::into_owned))
    }
}

/// Whether a byte may stand in a scope token, an error code or, with the space, a description.
pub(crate) const fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}
