//! The identity token of Exchange: what the service of an Outlook add-in asks of it, and the
//! metadata that holds its keys.

use std::borrow::Cow;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conformance::{Refusal, Rules};
use json::{Item, Json, Kind};
use jsonwebtoken::Algorithm;

use crate::defects::JOINS_USERS_WITHOUT_A_BOUNDARY;
use crate::der::read_certificate;
use crate::generic::{check_audience, check_required, check_times, user};
use crate::key::{Material, Unfit};
use crate::key_set::check_length;
use crate::requirements::{ENTRA_029, ENTRA_030, ENTRA_031, ENTRA_032, JWT_017, JWT_032};
use crate::text::{Place, pick, read_object};
use crate::verify::Matter;
use crate::{Claims, ExchangeIdentity, Key, KeySet, Limits, Shape, Verified, base64url};

/// What the context of an Exchange identity token says.
#[derive(Default)]
struct Context {
    is_string: bool,
    msexchuid: Option<String>,
    version: Option<String>,
    amurl: Option<String>,
}

impl Context {
    /// Reads `appctx` in either shape.
    fn read(claims: &Claims<'_>, rules: &Rules) -> Option<Self> {
        let appctx = claims.find("appctx", rules)?;
        let text: Cow<'_, str> = match appctx.as_str() {
            Some(text) => text.into(),
            None => appctx.print().into(),
        };
        // A context in a string costs no more than the claims around it, and says no name twice.
        let options = json::Options {
            depth: Limits::DEFAULT.depth,
            values: Limits::DEFAULT.values,
            ..json::Options::default()
        };
        let json = Json::parse(&text, &options).ok()?;
        let root = json.root();
        if root.kind() != Kind::Object || root.duplicate_within().is_some() {
            return None;
        }
        let members = pick(root, ["msexchuid", "version", "amurl"], rules);
        let [msexchuid, version, amurl] =
            members.map(|item| item.and_then(Item::as_str).map(str::to_owned));
        Some(Self {
            is_string: appctx.kind() == Kind::String,
            msexchuid,
            version,
            amurl,
        })
    }
}

/// Judges the one thing that must be known before the keys can be fetched: from where. The token
/// is not verified yet, so nothing may happen but a look at a list.
pub(crate) fn check_address(
    claims: &Claims<'_>,
    policy: &ExchangeIdentity,
    rules: &Rules,
) -> Result<(), Refusal> {
    let amurl = Context::read(claims, rules).and_then(|context| context.amurl);
    let trusted = amurl.is_some_and(|amurl| policy.metadata_urls.contains(&amurl));
    if trusted {
        return Ok(());
    }
    let message = "the address of the metadata is not a trusted one";
    rules.refuse(ENTRA_030, claims.at("appctx"), message)
}

pub(crate) fn judge(
    matter: &Matter<'_, '_>,
    policy: &ExchangeIdentity,
) -> Result<Verified, Refusal> {
    for claim in ["scp", "roles", "ver"] {
        if matter.has(claim) {
            matter.refuse(
                JWT_032,
                claim,
                "this is a token of Entra, and none of Exchange",
            )?;
        }
    }
    let Some(context) = Context::read(matter.claims, matter.rules) else {
        let message = "the token has no `appctx` that could be read";
        matter.refuse(ENTRA_029, "appctx", message)?;
        return Ok(Verified::default());
    };
    check_shape(matter, &context, policy.shape)?;
    if context.version.as_deref() != Some("ExIdTok.V1") {
        matter.refuse(ENTRA_029, "appctx", "`version` in `appctx` is ExIdTok.V1")?;
    }
    check_required(matter, ["aud", "nbf", "exp"])?;
    check_audience(matter, &[&policy.add_in_url], ENTRA_029)?;
    check_times(matter, policy.leeway_s)?;
    let (amurl, msexchuid) = (context.amurl.as_deref(), context.msexchuid.as_deref());
    if msexchuid.is_none_or(str::is_empty) {
        matter.refuse(
            ENTRA_032,
            "appctx",
            "`appctx` does not say which user this is",
        )?;
    }
    let user = if matter.rules.does(JOINS_USERS_WITHOUT_A_BOUNDARY) {
        amurl
            .zip(msexchuid)
            .map(|(amurl, msexchuid)| format!("{amurl}{msexchuid}"))
    } else {
        user(amurl, msexchuid)
    };
    Ok(Verified {
        claims: matter.claims.text().to_owned(),
        user,
        client: None,
    })
}

fn check_shape(matter: &Matter<'_, '_>, context: &Context, shape: Shape) -> Result<(), Refusal> {
    let (is_string, words) = match shape {
        Shape::Documented => (false, ["true", "false"]),
        Shape::Observed => (true, ["True", "False"]),
    };
    if context.is_string != is_string {
        let message = "`appctx` is not written as the chosen shape has it";
        matter.refuse(ENTRA_031, "appctx", message)?;
    }
    if let Some(hosted) = matter.claims.find("isbrowserhostedapp", matter.rules)
        && !hosted
            .as_str()
            .is_some_and(|hosted| words.contains(&hosted))
    {
        let message = "`isbrowserhostedapp` is not written as the chosen shape has it";
        matter.refuse(ENTRA_031, "isbrowserhostedapp", message)?;
    }
    Ok(())
}

/// What the metadata of an Exchange server may cost.
const LIMITS: Limits = Limits {
    length_bytes: 1024 * 1024,
    depth: 16,
    values: 16 * 1024,
};

impl KeySet {
    /// Reads the authentication metadata of an Exchange server, which holds certificates. The
    /// offset of a refusal is one of this text.
    pub fn read_exchange_metadata(text: &str, rules: &Rules) -> Result<Self, Refusal> {
        check_length(text, &LIMITS, rules)?;
        let json = read_object(text, Place::Plain, (JWT_017, JWT_017), &LIMITS, rules)?;
        let root = json.root();
        let Some(keys) = root.last("keys").filter(|keys| keys.kind() == Kind::Array) else {
            let message = "metadata has an array `keys`";
            return Err(Refusal::new(ENTRA_030, root.offset(), message));
        };
        let keys = keys.items().filter_map(|item| read_key(item, rules));
        Ok(Self::of(keys.collect()))
    }
}

/// The key of a certificate in the metadata; nothing if a part is missing or cannot be read.
fn read_key(item: Item<'_, '_>, rules: &Rules) -> Option<Key> {
    let x5t = item.last("keyinfo")?.last("x5t")?.as_str()?;
    let value = item.last("keyvalue")?.last("value")?.as_str()?;
    let certificate = STANDARD.decode(value).ok()?;
    let material = Material::Public(read_certificate(&certificate)?);
    let mut key = Key::of(&material, Some(Algorithm::RS256), &certificate, rules);
    key.x5t = Some(x5t.to_owned());
    let thumbprint = digest(&SHA1_FOR_LEGACY_USE_ONLY, &certificate);
    let id = ENTRA_030;
    if base64url::encode(thumbprint) != x5t && key.unfit.is_none() && rules.demand(id) {
        let message = "the certificate is not the one that its `x5t` names";
        key.unfit = Some(Unfit { id, message });
    }
    Some(key)
}
