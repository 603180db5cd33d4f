//! Recipes for tokens: what the header and the claims say, which test key signs, and how the
//! token is spoilt. Minting one twice makes the same token.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::der::write_two_numbers;
use crate::test_keys::{Padding, mac, test_key};
use crate::{
    Algorithm, CONSUMER_TENANT, ExchangeIdentity, OFFICE_CLIENTS, Policy, Shape, Tenants, Version,
    base64url,
};

/// How to make a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Recipe {
    /// The text of the header. `$rsa.jwk` and the like stand for a part of a test key.
    pub header: String,
    /// The text of the payload, with the same abbreviations.
    pub payload: String,
    /// The test key that signs.
    pub sign: String,
    /// A text that signs instead, as the secret of an HMAC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The algorithm it signs with, if not its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Algorithm>,
    /// What is done to the token that no sound issuer does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoil: Vec<Spoil>,
}

/// One of the three parts of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

/// Something that no sound issuer does to a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spoil {
    /// The text of the part is written in Latin-1 instead of UTF-8.
    Latin1(Part),
    /// So many spaces follow the text of the part.
    Spaces(
        Part,
        #[serde(deserialize_with = "conformance::count")] usize,
    ),
    /// Base64 padding follows the part. What is before the signature is signed like that.
    Pad(Part),
    /// The unused bits of the part's last character are set. Parts without any are left alone.
    UnusedBits(Part),
    /// The part is in the alphabet of plain base64.
    PlainAlphabet(Part),
    /// These characters stand in the middle of the part, and are signed there.
    Insert(Part, String),
    /// The lowest bit of the part's last byte is flipped after signing.
    Flip(Part),
    /// The part, with the dot after or before it, is left out.
    Omit(Part),
    /// There is no signature.
    EmptySignature,
    /// The ECDSA signature is in DER.
    DerSignature,
    /// The signature is all zeros.
    ZeroSignature,
    /// The last byte of the signature is missing.
    ShortSignature,
    /// A zero stands before each half of the signature.
    LongSignature,
    /// The RSASSA-PSS salt has so many bytes.
    Salt(#[serde(deserialize_with = "conformance::count")] usize),
    /// The RSASSA-PKCS1-v1_5 padding is short, and something follows the hash.
    LoosePadding,
    /// This text stands before the token.
    Before(String),
    /// This text stands after the token.
    After(String),
    /// The token is in flattened JSON serialization.
    JsonSerialization,
}

/// Why a recipe makes no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MintError(pub String);

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MintError {}

impl Recipe {
    /// A token with this header and payload, signed soundly by this test key.
    pub fn signed(
        header: impl Into<String>,
        payload: impl Into<String>,
        sign: impl Into<String>,
    ) -> Self {
        Self {
            header: header.into(),
            payload: payload.into(),
            sign: sign.into(),
            secret: None,
            with: None,
            spoil: Vec::new(),
        }
    }

    /// The same recipe, with the token spoilt like this.
    #[must_use]
    pub fn spoilt(mut self, spoil: Spoil) -> Self {
        self.spoil.push(spoil);
        self
    }

    /// Makes the token.
    pub fn mint(&self) -> Result<String, MintError> {
        let mut parts = [
            self.encode(Part::Header, fill(&self.header)?.into_bytes()),
            self.encode(Part::Payload, fill(&self.payload)?.into_bytes()),
            String::new(),
        ];
        let input = parts[..2].join(".");
        parts[2] = self.encode(Part::Signature, self.signature(&input)?);
        for spoil in &self.spoil {
            if let Spoil::Flip(part) = spoil {
                let mut bytes = base64url::decode(&parts[*part as usize]).unwrap_or_default();
                if let Some(last) = bytes.last_mut() {
                    *last ^= 1;
                }
                parts[*part as usize] = base64url::encode(bytes);
            }
        }
        let omitted = |part| self.spoil.contains(&Spoil::Omit(part));
        let all = [Part::Header, Part::Payload, Part::Signature];
        let kept = all
            .into_iter()
            .zip(&parts)
            .filter(|(part, _)| !omitted(*part));
        let kept: Vec<&str> = kept.map(|(_, text)| text.as_str()).collect();
        let mut token = kept.join(".");
        for spoil in &self.spoil {
            match spoil {
                Spoil::Before(text) => token = format!("{text}{token}"),
                Spoil::After(text) => token.push_str(text),
                Spoil::JsonSerialization => {
                    let [protected, payload, signature] = &parts;
                    let whole = json!({
                        "payload": payload,
                        "protected": protected,
                        "signature": signature,
                    });
                    token = whole.to_string();
                }
                _ => {}
            }
        }
        Ok(token)
    }

    /// A part as base64url, spoilt as the recipe says.
    fn encode(&self, part: Part, bytes: Vec<u8>) -> String {
        let mut bytes = bytes;
        if self.spoil.contains(&Spoil::Latin1(part)) {
            let text = String::from_utf8_lossy(&bytes);
            bytes = text.chars().map(|character| character as u8).collect();
        }
        for spoil in &self.spoil {
            if let Spoil::Spaces(spoilt, count) = spoil
                && *spoilt == part
            {
                bytes.extend(std::iter::repeat_n(b' ', *count));
            }
        }
        let mut text = base64url::encode(bytes);
        for spoil in &self.spoil {
            match spoil {
                Spoil::Pad(spoilt) if *spoilt == part => {
                    text.push_str(["=", "", "==", "="][text.len() % 4]);
                }
                Spoil::UnusedBits(spoilt) if *spoilt == part && !text.len().is_multiple_of(4) => {
                    let last = text.pop().unwrap_or('A');
                    text.push(char::from(last as u8 + 1));
                }
                Spoil::PlainAlphabet(spoilt) if *spoilt == part => {
                    text = text.replace('-', "+").replace('_', "/");
                }
                Spoil::Insert(spoilt, inserted) if *spoilt == part => {
                    text.insert_str(text.len() / 2, inserted);
                }
                _ => {}
            }
        }
        text
    }

    fn signature(&self, input: &str) -> Result<Vec<u8>, MintError> {
        if let Some(secret) = &self.secret {
            let algorithm = self.with.unwrap_or_default();
            return Ok(mac(algorithm, fill(secret)?.as_bytes(), input.as_bytes()));
        }
        let key = test_key(&self.sign)
            .ok_or_else(|| MintError(format!("no test key is named `{}`", self.sign)))?;
        let algorithm = self.with.unwrap_or(key.algorithm());
        let padding = self.spoil.iter().find_map(|spoil| match spoil {
            Spoil::Salt(length) => Some(Padding::Salt(*length)),
            Spoil::LoosePadding => Some(Padding::Loose),
            _ => None,
        });
        let signature = key.sign(algorithm, input.as_bytes(), padding.unwrap_or_default());
        let message = || MintError(format!("`{}` cannot sign with {algorithm:?}", self.sign));
        let mut signature = signature.ok_or_else(message)?;
        for spoil in &self.spoil {
            let half = signature.len() / 2;
            match spoil {
                Spoil::EmptySignature => signature.clear(),
                Spoil::DerSignature => {
                    let (r, s) = signature.split_at(half);
                    signature = write_two_numbers(r, s);
                }
                Spoil::ZeroSignature => signature.fill(0),
                Spoil::ShortSignature => signature.truncate(signature.len().saturating_sub(1)),
                Spoil::LongSignature => {
                    signature.insert(half, 0);
                    signature.insert(0, 0);
                }
                _ => {}
            }
        }
        Ok(signature)
    }
}

/// A text in which `$rsa.n` and the like stand for a part of a test key: a member of its JWK,
/// `jwk` for its public JWK, `members` for what is in it, `pem` or `x5c` for a certificate.
pub fn fill(text: &str) -> Result<String, MintError> {
    let mut pieces = text.split('$');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let unknown = || {
            let start: String = piece.chars().take(20).collect();
            MintError(format!("`${start}` names no part of a test key"))
        };
        let (name, rest) = piece.split_once('.').ok_or_else(unknown)?;
        let is_word = |character: char| character.is_ascii_alphanumeric();
        let end = rest
            .find(|character| !is_word(character))
            .unwrap_or(rest.len());
        let key = test_key(name).ok_or_else(unknown)?;
        filled.push_str(&key.text(&rest[..end]).ok_or_else(unknown)?);
        filled.push_str(&rest[end..]);
    }
    Ok(filled)
}

/// The header that a sound issuer would write for this policy.
pub(crate) fn sound_header(policy: &Policy, algorithm: Algorithm, key: &str) -> String {
    match policy {
        Policy::Entra(entra) if entra.version == Version::V1 => {
            format!(r#"{{"typ":"JWT","alg":"{algorithm:?}","x5t":"{key}","kid":"{key}"}}"#)
        }
        Policy::ExchangeIdentity(_) => {
            format!(r#"{{"typ":"JWT","alg":"{algorithm:?}","x5t":"${key}.x5t"}}"#)
        }
        _ => format!(r#"{{"typ":"JWT","alg":"{algorithm:?}","kid":"{key}"}}"#),
    }
}

/// The tenant of the sound tokens, unless their policy names another.
pub(crate) const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// The claims that a sound issuer would make for this policy at this time.
pub fn sound_claims(policy: &Policy, now_s: i64) -> Map<String, Value> {
    let claims = match policy {
        Policy::Generic(generic) => {
            let mut claims = json!({ "sub": "alice" });
            if let Some(iss) = generic.issuers.first() {
                claims["iss"] = json!(iss);
            }
            if let Some(aud) = generic.audiences.first() {
                claims["aud"] = json!(aud);
            }
            claims
        }
        Policy::Entra(entra) => {
            let mut claims = entra_claims(entra.version, &entra.tenants, &entra.app_id);
            if let (None, Some(role)) = (&entra.scope, &entra.role) {
                claims["roles"] = json!([role]);
                claims["idtyp"] = json!("app");
            } else {
                claims["scp"] = json!(entra.scope.as_deref().unwrap_or("access_as_user"));
            }
            if let Some(group) = &entra.group {
                claims["groups"] = json!([group]);
            }
            if let Some(client) = entra.clients.first() {
                let app = if entra.version == Version::V1 {
                    "appid"
                } else {
                    "azp"
                };
                claims[app] = json!(client);
            }
            claims
        }
        Policy::OfficeSso(office) => {
            let mut claims = entra_claims(Version::V2, &office.tenants, &office.app_id);
            claims["scp"] = json!("openid access_as_user profile");
            claims["azp"] = json!(OFFICE_CLIENTS[0]);
            claims
        }
        Policy::ExchangeIdentity(exchange) => exchange_claims(exchange, now_s),
    };
    let Value::Object(mut claims) = claims else {
        return Map::new();
    };
    if !matches!(policy, Policy::ExchangeIdentity(_)) {
        for (date, seconds) in [("iat", now_s), ("nbf", now_s), ("exp", now_s + 60 * 60)] {
            claims.insert(date.to_owned(), json!(seconds));
        }
    }
    claims
}

fn entra_claims(version: Version, tenants: &Tenants, app_id: &str) -> Value {
    let tenant = match tenants {
        Tenants::One(tenant) => tenant,
        Tenants::Consumers => CONSUMER_TENANT,
        Tenants::Organizations | Tenants::Common => TENANT,
    };
    let (app, strength) = match version {
        Version::V1 => ("appid", "appidacr"),
        Version::V2 => ("azp", "azpacr"),
    };
    json!({
        "aud": app_id,
        "iss": version.issuer(tenant),
        "ver": version.ver(),
        "tid": tenant,
        "oid": "00000000-0000-4000-8000-00000000a11c",
        "sub": "alice-at-this-resource",
        "name": "Alice",
        "preferred_username": "alice@contoso.example",
        app: "00000000-0000-4000-8000-00000000c11e",
        strength: "0",
    })
}

fn exchange_claims(exchange: &ExchangeIdentity, now_s: i64) -> Value {
    let appctx = json!({
        "msexchuid": "00000000-0000-4000-8000-00000000a11c@mail.contoso.example",
        "version": "ExIdTok.V1",
        "amurl": exchange.metadata_urls.first(),
    });
    let (nbf, exp) = (now_s, now_s + 8 * 60 * 60);
    let common = |nbf: Value, exp: Value, appctx: Value, hosted: &str| {
        json!({
            "aud": exchange.add_in_url,
            "iss": "00000002-0000-0ff1-ce00-000000000000@mail.contoso.example",
            "nbf": nbf,
            "exp": exp,
            "appctxsender": "00000002-0000-0ff1-ce00-000000000000@mail.contoso.example",
            "isbrowserhostedapp": hosted,
            "appctx": appctx,
        })
    };
    match exchange.shape {
        Shape::Documented => common(
            json!(nbf.to_string()),
            json!(exp.to_string()),
            appctx,
            "true",
        ),
        Shape::Observed => common(json!(nbf), json!(exp), json!(appctx.to_string()), "True"),
    }
}
