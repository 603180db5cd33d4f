//! PKCE: a verifier that a client keeps, and the challenge that it sends ahead (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use conformance::{Chance, Refusal, Rules};

use crate::defects::{
    CHALLENGES_IN_STANDARD_BASE64, CHALLENGES_WITH_HEXADECIMAL, COMPARES_CHALLENGES_WITHOUT_CASE,
};
use crate::{OAUTH_010, OAUTH_011, Secret};

/// What a client keeps until it redeems its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier<'a>(Secret<'a>);

/// How a challenge is made of a verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It is the verifier.
    Plain,
    /// It is the base64url of the verifier's SHA-256.
    S256,
}

/// What a client sends ahead. Secret, for a plain one is its verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge<'a> {
    /// Its text.
    pub text: Secret<'a>,
    /// How it was made.
    pub method: Method,
}

impl Method {
    /// Its spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::S256 => "S256",
        }
    }
}

impl<'a> Verifier<'a> {
    /// A fresh verifier of 43 characters.
    pub fn from_chance(chance: &mut Chance) -> Verifier<'static> {
        Verifier(Secret::new(URL_SAFE_NO_PAD.encode(chance.bytes::<32>())))
    }

    /// Reads a verifier that begins at this byte.
    pub fn read(text: &'a str, offset: usize, rules: &Rules) -> Result<Self, Refusal> {
        check_text(text, offset, "a verifier has 43 to 128 characters", rules)?;
        Ok(Self(Secret::new(text)))
    }

    /// Its text.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The challenge that is made of it.
    pub fn challenge(&self, method: Method, rules: &Rules) -> CodeChallenge<'static> {
        let text = match method {
            Method::Plain => self.reveal().to_owned(),
            Method::S256 => {
                let hash = sha256(self.reveal());
                if rules.does(CHALLENGES_WITH_HEXADECIMAL) {
                    let hexadecimal: String =
                        hash.iter().map(|byte| format!("{byte:02x}")).collect();
                    URL_SAFE_NO_PAD.encode(hexadecimal)
                } else if rules.does(CHALLENGES_IN_STANDARD_BASE64) {
                    STANDARD.encode(hash)
                } else {
                    URL_SAFE_NO_PAD.encode(hash)
                }
            }
        };
        CodeChallenge {
            text: Secret::new(text),
            method,
        }
    }
}

impl<'a> CodeChallenge<'a> {
    /// Reads a challenge and its method.
    pub fn read(
        text: &'a str,
        method: Option<&str>,
        offset: usize,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let method = match method {
            Some("S256") => Method::S256,
            Some("plain") => Method::Plain,
            None if rules.demand(OAUTH_011) => Method::Plain,
            None => Method::S256,
            Some(_) => {
                let message = "no challenge is made in this way";
                return Err(Refusal::new(OAUTH_011, offset, message));
            }
        };
        check_text(text, offset, "a challenge has 43 to 128 characters", rules)?;
        if method == Method::S256 && text.len() != 43 {
            rules.refuse(OAUTH_010, offset, "an S256 challenge has 43 characters")?;
        }
        Ok(Self {
            text: Secret::new(text),
            method,
        })
    }

    /// Whether this is the challenge of that verifier.
    pub fn is_of(&self, verifier: &Verifier<'_>, rules: &Rules) -> bool {
        let made = verifier.challenge(self.method, &rules.made_sound());
        if rules.does(COMPARES_CHALLENGES_WITHOUT_CASE) {
            return self.text.reveal().eq_ignore_ascii_case(made.text.reveal());
        }
        self.text.is(made.text.reveal())
    }

    /// The same challenge as an owner of its text.
    pub fn into_owned(self) -> CodeChallenge<'static> {
        CodeChallenge {
            text: self.text.into_owned(),
            method: self.method,
        }
    }
}

fn check_text(
    text: &str,
    offset: usize,
    length: &'static str,
    rules: &Rules,
) -> Result<(), Refusal> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if let Some(place) = text.bytes().position(|byte| !unreserved(byte)) {
        let message = "only letters, digits, `-`, `.`, `_` and `~` stand here";
        rules.refuse(OAUTH_010, offset + place, message)?;
    }
    if !(43..=128).contains(&text.len()) {
        rules.refuse(OAUTH_010, offset, length)?;
    }
    Ok(())
}

/// The SHA-256 of a text.
pub(crate) fn sha256(text: &str) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().try_into().expect("a SHA-256 has 32 bytes")
}
