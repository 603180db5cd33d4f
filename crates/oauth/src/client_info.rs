//! The client info: who the user is, as Entra tells a client that asks with `client_info=1`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Refusal, Rules};

use crate::OAUTH_013;
use crate::document::{Document, Writer};

/// Who the user is: the account within its home tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientInfo {
    /// The account.
    pub uid: String,
    /// Its home tenant.
    pub utid: String,
}

impl ClientInfo {
    /// Reads a client info: base64url of JSON. Not even padding is borne.
    pub fn read(text: &str, rules: &Rules) -> Result<Self, Refusal> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| {
            Refusal::new(OAUTH_013, 0, "`client_info` is base64url without padding")
        })?;
        let inside = |refusal: Refusal| Refusal {
            offset: 0,
            ..refusal
        };
        let document = Document::read(&bytes, OAUTH_013, rules).map_err(inside)?;
        let required = |name| document.required(name, rules).map_err(inside);
        Ok(Self {
            uid: required("uid")?.into_owned(),
            utid: required("utid")?.into_owned(),
        })
    }

    /// The text of it.
    pub fn print(&self) -> String {
        let json = Writer::default()
            .string("uid", &self.uid)
            .string("utid", &self.utid)
            .finish();
        URL_SAFE_NO_PAD.encode(json)
    }
}
