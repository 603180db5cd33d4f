//! An assertion: the token of a user that a service holds and exchanges.

use jwt::{Algorithm, Generic, Policy, Version};

use crate::authority::Exchange;
use crate::authority::failure::Failure;
use crate::directory::App;
use crate::requirements::OAUTH_036;

impl Exchange<'_> {
    /// The user whose access token for this service the assertion is.
    pub(super) fn user_of(&self, assertion: &str, service: &App) -> Result<String, Failure> {
        let refuse = |code: u32, message: &'static str| {
            let refused = self.rules.refuse(OAUTH_036, 0, message);
            refused.map_err(|refusal| Failure::of(code, refusal).about(assertion))
        };
        let claims = match self.verified_claims(assertion, service) {
            Ok(claims) => claims,
            Err(expired) => {
                let code = if expired { 500_133 } else { 50_013 };
                refuse(code, "the assertion is no valid token for this service")?;
                self.unverified_claims(assertion).ok_or_else(|| {
                    Failure::new(50_013, OAUTH_036, "the assertion is no token at all")
                })?
            }
        };
        let Ok(json) = json::Json::parse(&claims, &json::Options::default()) else {
            return Err(Failure::new(50_013, OAUTH_036, "the claims are no JSON"));
        };
        let text = |name| json.root().last(name).and_then(json::Item::as_str);
        if text("scp").is_none() {
            // An id token of this service is for it too, and so is the token of an app.
            let code = if text("idtyp").is_some() {
                50_013
            } else {
                240_002
            };
            refuse(code, "the assertion is not a user's access token")?;
        }
        let account = text("oid").and_then(|oid| self.directory.account(oid));
        let account = account.ok_or_else(|| {
            Failure::new(
                50_013,
                OAUTH_036,
                "the assertion is about no user that is known",
            )
        })?;
        Ok(account.id.clone())
    }

    /// The claims of a token of ours that is for this app, or whether it merely expired.
    fn verified_claims(&self, token: &str, app: &App) -> Result<String, bool> {
        let mut audiences = vec![app.id.clone()];
        audiences.extend(
            app.resource
                .iter()
                .flat_map(|resource| resource.uris.clone()),
        );
        let keys = crate::authority::key_set(self.published, self.rules);
        let policy = own_tokens(self.base, self.other_bases, self.directory, audiences);
        let verified = jwt::verify(token.as_bytes(), &keys, &policy, self.now, self.rules);
        verified
            .map(|verified| verified.claims)
            .map_err(|refusal| refusal.id == jwt::JWT_027)
    }

    /// The claims of a token that nobody vouches for.
    fn unverified_claims(&self, token: &str) -> Option<String> {
        let mut room = Vec::new();
        let token = jwt::parse(
            token.as_bytes(),
            &jwt::Limits::DEFAULT,
            &mut room,
            self.rules,
        )
        .ok()?;
        String::from_utf8(token.payload().to_vec()).ok()
    }
}

/// What a token of this authority for one of these names is.
pub(crate) fn own_tokens(
    base: &str,
    other_bases: &[String],
    directory: &crate::directory::Directory,
    audiences: Vec<String>,
) -> Policy {
    let tenants = directory.tenants.iter().map(|tenant| tenant.id.as_str());
    let tenants = tenants.chain([jwt::CONSUMER_TENANT]);
    let bases = || {
        [base]
            .into_iter()
            .chain(other_bases.iter().map(String::as_str))
    };
    let issuers = tenants.flat_map(|tenant| {
        bases().flat_map(move |base| {
            [Version::V1, Version::V2]
                .map(|version| crate::authority::issuer(base, tenant, version))
        })
    });
    Policy::Generic(Generic {
        algorithms: vec![Algorithm::RS256],
        types: vec!["JWT".to_owned()],
        issuers: issuers.collect(),
        audiences,
        requires: ["exp", "iss", "aud"].map(str::to_owned).to_vec(),
        leeway_s: 0,
        nested: None,
    })
}
