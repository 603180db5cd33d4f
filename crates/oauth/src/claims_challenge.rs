//! A claims challenge: the claims that a resource wants to see in a token, sent with a refusal and
//! taken back by the client to the authority.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use conformance::{Refusal, Rules};
use json::Kind;

use crate::challenge::Challenge;
use crate::defects::{DECODES_WHOLE_GROUPS_ONLY, LEAVES_UNPADDED_CLAIMS_ENCODED};
use crate::document::Document;
use crate::{ENTRA_022, ENTRA_025};

/// The claims of a challenge, as JSON; nothing if it is none for claims.
pub fn read_claims(challenge: &Challenge<'_>, rules: &Rules) -> Result<Option<String>, Refusal> {
    if !challenge.is_bearer() || challenge.find("error") != Some("insufficient_claims") {
        return Ok(None);
    }
    let Some(encoded) = challenge.find("claims") else {
        rules.refuse(ENTRA_022, 0, "a challenge for claims has `claims`")?;
        return Ok(None);
    };
    if challenge.find("authorization_uri").is_none() {
        rules.refuse(
            ENTRA_022,
            0,
            "a challenge for claims has `authorization_uri`",
        )?;
    }
    decode_claims(encoded, rules).map(Some)
}

/// The JSON that `claims` of a challenge stands for. Padding may be there or not, in either
/// alphabet; both are seen.
pub fn decode_claims(encoded: &str, rules: &Rules) -> Result<String, Refusal> {
    let json = decode_base64(encoded, rules)?;
    let document =
        Document::read(json.as_bytes(), ENTRA_022, rules).map_err(|refusal| Refusal {
            offset: 0,
            ..refusal
        })?;
    let wanted = document.find("access_token", rules);
    if !wanted.is_some_and(|wanted| wanted.kind() == Kind::Object) {
        rules.refuse(ENTRA_022, 0, "the claims have `access_token` on top")?;
    }
    Ok(json)
}

fn decode_base64(encoded: &str, rules: &Rules) -> Result<String, Refusal> {
    let refusal = || Refusal::new(ENTRA_025, 0, "the claims are base64 of a text");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|_| refusal());
    if rules.does(LEAVES_UNPADDED_CLAIMS_ENCODED) && !encoded.len().is_multiple_of(4) {
        return Ok(encoded.to_owned());
    }
    let whole = encoded.len() / 4 * 4;
    let encoded = if rules.does(DECODES_WHOLE_GROUPS_ONLY) {
        encoded.get(..whole).unwrap_or(encoded)
    } else {
        encoded
    };
    if encoded.contains('=') && !encoded.len().is_multiple_of(4) {
        return Err(refusal());
    }
    let url_safe = encoded.contains(['-', '_']);
    let alphabet = if url_safe {
        &alphabet::URL_SAFE
    } else {
        &alphabet::STANDARD
    };
    let either =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    text(
        GeneralPurpose::new(alphabet, either)
            .decode(encoded)
            .map_err(|_| refusal())?,
    )
}

/// The challenge with which a resource asks for these claims, given as JSON.
pub fn ask_for_claims(authorization_uri: &str, claims: &str) -> Challenge<'static> {
    Challenge::new("Bearer")
        .with("realm", "")
        .with("authorization_uri", authorization_uri.to_owned())
        .with("error", "insufficient_claims")
        .with("claims", STANDARD.encode(claims))
}
