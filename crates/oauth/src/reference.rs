//! What messages mean, once more and naively: over other people's readers, by searching whole texts
//! over and over. Slow, and independent of the model. Where a message is refused, every reason for
//! it is listed, for no order among them is right.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use conformance::Id;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use crate::requirements::*;
use crate::{Placement, RedirectKind};

/// What a naive reading leads to: what was said, or the requirements that it breaks.
pub(crate) type Said<T> = Result<T, BTreeSet<Id>>;

/// This reading has no opinion: what stands there is beyond it.
#[derive(Debug)]
pub(crate) struct NoOpinion;

fn said<T>(reasons: BTreeSet<Id>, what: impl FnOnce() -> T) -> Said<T> {
    if reasons.is_empty() {
        Ok(what())
    } else {
        Err(reasons)
    }
}

/// A way in which this suite reads a form and other people's readers do not.
pub(crate) struct Difference {
    /// The requirement for which we refuse it.
    pub(crate) id: Id,
    /// What they do instead, and why we do not.
    pub(crate) because: &'static str,
    /// Whether a form has it.
    pub(crate) applies: fn(&[u8]) -> bool,
}

/// Every difference to form_urlencoded 1.2, which follows WHATWG URL and takes anything.
pub(crate) static FORM_DIFFERENCES: &[Difference] = &[
    Difference {
        id: OAUTH_002,
        because: "it hands both of two alike on, and each reader of it picks one",
        applies: |form| {
            let names: Vec<Vec<u8>> = pieces(form).map(|(name, _)| unescaped(name)).collect();
            names.iter().collect::<BTreeSet<_>>().len() < names.len()
        },
    },
    Difference {
        id: OAUTH_037,
        because: "it leaves a percent sign without two digits standing, where others drop it",
        applies: |form| {
            let digits = |rest: &[u8]| {
                rest.get(..2)
                    .is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
            };
            let mut signs = (0..form.len()).filter(|place| form[*place] == b'%');
            signs.any(|place| !digits(&form[place + 1..]))
        },
    },
    Difference {
        id: OAUTH_037,
        because: "it takes bytes beyond ASCII as they are, which no sound writer sends",
        applies: |form| !form.is_ascii(),
    },
    Difference {
        id: OAUTH_037,
        because: "it puts U+FFFD where the bytes are no UTF-8, so that two texts become one",
        applies: |form| {
            let parts = pieces(form).flat_map(|(name, value)| [name, value]);
            parts
                .map(unescaped)
                .any(|bytes| String::from_utf8(bytes).is_err())
        },
    },
    Difference {
        id: OAUTH_038,
        because: "it reads on and on",
        applies: |form| form.len() > 128 * 1024 || pieces(form).count() > 128,
    },
];

/// The names and values of a form, as they stand.
fn pieces(form: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let pieces = form
        .split(|byte| *byte == b'&')
        .filter(|piece| !piece.is_empty());
    pieces.map(|piece| match piece.iter().position(|byte| *byte == b'=') {
        Some(equals) => (&piece[..equals], &piece[equals + 1..]),
        None => (piece, &piece[piece.len()..]),
    })
}

fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match (first, digits) {
            (b'%', Some(digits)) => {
                bytes.push(u8::from_str_radix(digits, 16).expect("these are digits"));
                rest = &after[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

/// Why a form is not read as other people read it.
pub(crate) fn why(form: &[u8]) -> String {
    let applying = FORM_DIFFERENCES
        .iter()
        .filter(|difference| (difference.applies)(form));
    let reasons: Vec<&str> = applying.map(|difference| difference.because).collect();
    reasons.join("; ")
}

/// The names and values of a form.
pub(crate) fn form(form: &[u8]) -> Said<Vec<(String, String)>> {
    let applying = FORM_DIFFERENCES
        .iter()
        .filter(|difference| (difference.applies)(form));
    said(applying.map(|difference| difference.id).collect(), || {
        form_urlencoded::parse(form).into_owned().collect()
    })
}

/// The members of a JSON object in their order, duplicates included.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Every;
        impl<'de> Visitor<'de> for Every {
            type Value = Members;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Every)
    }
}

/// A document that is being read, and what was found to be wrong with it.
struct Document {
    members: BTreeMap<String, Value>,
    /// What it breaks by being malformed.
    shape: Id,
    reasons: BTreeSet<Id>,
}

impl Document {
    fn read(body: &[u8], shape: Id) -> Result<Self, NoOpinion> {
        // How many values are too many is for the cases to show.
        if (30_000..=1024 * 1024).contains(&body.len()) {
            return Err(NoOpinion);
        }
        let mut document = Self {
            members: BTreeMap::new(),
            shape,
            reasons: BTreeSet::new(),
        };
        if body.len() > 1024 * 1024 || depth(body) > 32 {
            document.reasons.insert(OAUTH_038);
        }
        let members = match serde_json::from_slice(&without_minus_nought(body)) {
            Ok(Members(members)) => members,
            Err(error) if error.to_string().contains("out of range") => return Err(NoOpinion),
            Err(_) => {
                document.reasons.insert(shape);
                Vec::new()
            }
        };
        for (name, value) in members {
            if document.members.insert(name, value).is_some() {
                document.reasons.insert(OAUTH_002);
            }
        }
        Ok(document)
    }

    fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    fn refuse_unless(&mut self, holds: bool, id: Id) {
        if !holds {
            self.reasons.insert(id);
        }
    }

    /// A string, if there is one that is not empty.
    fn string(&mut self, name: &str) -> Option<String> {
        let value = self.members.get(name)?;
        let text = value.as_str().map(str::to_owned);
        self.refuse_unless(text.is_some(), self.shape);
        text.filter(|text| !text.is_empty())
    }

    fn required(&mut self, name: &str) -> String {
        let text = self.string(name);
        self.refuse_unless(text.is_some(), self.shape);
        text.unwrap_or_default()
    }

    /// A number of seconds. Of a fraction, only that it is there.
    fn seconds(&mut self, name: &str, entra: bool) -> Option<Option<u32>> {
        let value = self.members.get(name)?.clone();
        if let Some(number) = value.as_number() {
            let whole = number.as_u64().or(number.as_i64().map(|_| 0));
            return Some(whole.map(|whole| u32::try_from(whole).unwrap_or(u32::MAX)));
        }
        let text = value.as_str().unwrap_or_default();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        self.refuse_unless(digits, self.shape);
        self.refuse_unless(!digits || entra, OAUTH_042);
        digits.then(|| Some(text.parse().unwrap_or(u32::MAX)))
    }
}

/// The bytes that stand outside of strings, and where.
fn outside_strings(body: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let (mut string, mut escaped) = (false, false);
    body.iter().copied().enumerate().filter(move |&(_, byte)| {
        let within = string;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            _ => {}
        }
        !within
    })
}

/// How deeply arrays and objects are nested, by counting brackets outside of strings.
fn depth(body: &[u8]) -> usize {
    let (mut deepest, mut depth) = (0_usize, 0_usize);
    for (_, byte) in outside_strings(body) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The text with `0` for each `-0`, which is whole, but serde_json takes it for a fraction.
fn without_minus_nought(body: &[u8]) -> Vec<u8> {
    let is_of_a_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let is_sign = |place: usize| {
        let begins = place
            .checked_sub(1)
            .is_none_or(|p| !is_of_a_number(&body[p]));
        let ends = body.get(place + 2).is_none_or(|byte| !is_of_a_number(byte));
        begins && ends && body[place..].starts_with(b"-0")
    };
    let signs = outside_strings(body).map(|(place, _)| place);
    let mut signs = signs.filter(|&place| is_sign(place)).peekable();
    let bytes = body.iter().enumerate();
    bytes
        .filter_map(|(place, byte)| signs.next_if_eq(&place).is_none().then_some(*byte))
        .collect()
}

/// What the answer to a token request says, line by line. Numbers that are fractions say `?`.
pub(crate) fn token_answer(
    response: &wire::Response,
    entra: bool,
) -> Result<Said<Vec<String>>, NoOpinion> {
    let success = response.status == 200;
    let shape = if success { OAUTH_013 } else { OAUTH_017 };
    let mut document = Document::read(&response.body, shape)?;
    let media = response
        .headers
        .one("content-type")
        .and_then(wire::MediaType::parse);
    document.refuse_unless(
        media.is_some_and(|media| media.is("application", "json")),
        shape,
    );
    let lines = if success {
        let words = |name: &str| {
            let lines: Vec<&str> = response.headers.all(name).collect();
            lines.join(",").to_ascii_lowercase()
        };
        let says = |name: &str, word: &str| {
            let words = words(name);
            let mut words = words.split(',');
            words.any(|held| held.trim_matches([' ', '\t']) == word)
        };
        document.refuse_unless(says("cache-control", "no-store"), OAUTH_013);
        document.refuse_unless(says("pragma", "no-cache"), OAUTH_013);
        success_lines(&mut document, entra)
    } else {
        error_lines(&mut document, response.status, entra)
    };
    Ok(said(document.reasons, || lines))
}

fn success_lines(document: &mut Document, entra: bool) -> Vec<String> {
    document.refuse_unless(!document.has("error"), OAUTH_017);
    let token_type = document.required("token_type");
    document.refuse_unless(token_type.to_lowercase() == "bearer", OAUTH_014);
    let scope = document.string("scope");
    let sound = scope.as_deref().is_none_or(is_scope);
    document.refuse_unless(sound, OAUTH_016);
    let mut lines = vec![
        format!("token_type {token_type}"),
        format!("access_token {}", document.required("access_token")),
        format!("scope {scope:?}"),
    ];
    for name in [
        "expires_in",
        "ext_expires_in",
        "refresh_in",
        "refresh_token_expires_in",
    ] {
        lines.push(match document.seconds(name, entra) {
            Some(Some(seconds)) => format!("{name} {seconds}"),
            Some(None) => format!("{name} ?"),
            None => format!("{name} nothing"),
        });
    }
    for name in ["refresh_token", "id_token", "client_info", "foci"] {
        lines.push(format!("{name} {:?}", document.string(name)));
    }
    lines
}

/// What a client offers for a token, line by line, and by which name and secret it says who it is.
pub(crate) fn token_request(request: &wire::Request) -> Said<Vec<String>> {
    let fields: BTreeMap<String, String> = form(&request.body)?
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let find = |name: &str| fields.get(name).map(String::as_str);
    let mut reasons = BTreeSet::new();
    let mut lines = Vec::new();
    let grant = find("grant_type").unwrap_or_default();
    let needs: &[&str] = match grant {
        "" => &["grant_type"],
        "authorization_code" => &["code"],
        "refresh_token" => &["refresh_token"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => &["assertion", "requested_token_use"],
        _ => &[],
    };
    if needs.iter().any(|name| find(name).is_none()) {
        reasons.insert(OAUTH_017);
    }
    match grant {
        "authorization_code" => {
            lines.push(format!("code {}", find("code").unwrap_or_default()));
            lines.push(format!("redirect_uri {:?}", find("redirect_uri")));
            lines.push(format!("code_verifier {:?}", find("code_verifier")));
            if !find("code_verifier").is_none_or(is_verifier) {
                reasons.insert(OAUTH_010);
            }
        }
        "refresh_token" => {
            let token = find("refresh_token").unwrap_or_default();
            lines.push(format!("refresh_token {token}"));
        }
        "client_credentials" => lines.push("itself".to_owned()),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
            let assertion = find("assertion").unwrap_or_default();
            lines.push(format!("assertion {assertion}"));
            if find("requested_token_use") != Some("on_behalf_of") {
                reasons.insert(OAUTH_017);
            }
        }
        "password" => {
            reasons.insert(OAUTH_033);
        }
        other => lines.push(format!("unknown {other}")),
    }
    let scope = find("scope");
    lines.push(format!("scope {scope:?}"));
    if !scope.is_none_or(is_scope) {
        reasons.insert(OAUTH_016);
    }
    if let Some(value) = request.headers.one("authorization") {
        match basic(value) {
            Some((id, secret)) => lines.extend([format!("id {id}"), format!("secret {secret}")]),
            None => {
                reasons.insert(OAUTH_021);
            }
        }
    }
    said(reasons, || lines)
}

/// The id and the secret of a client in a header line.
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    let encoded = encoded.trim_ascii();
    let is_whole = encoded.len().is_multiple_of(4) && !encoded.contains(['-', '_']);
    if !scheme.eq_ignore_ascii_case("basic") || !is_whole {
        return None;
    }
    let text = String::from_utf8(base64(encoded)?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| {
        let mut signs = text.match_indices('%').map(|(place, _)| &text[place + 1..]);
        let digits = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        let is_encoded = text.is_ascii() && signs.all(digits);
        is_encoded.then(|| String::from_utf8(unescaped(text.as_bytes())).ok())?
    };
    Some((plain(id)?, plain(secret)?))
}

fn is_scope(scope: &str) -> bool {
    let sound = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    scope
        .split(' ')
        .all(|token| !token.is_empty() && token.chars().all(sound))
}

/// The errors that RFC 6749, RFC 8628 and RFC 8707 register, and then those that Entra adds.
const ERRORS: [&str; 17] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "invalid_target",
    "interaction_required",
    "consent_required",
    "login_required",
    "invalid_resource",
    "temporarily_unavailable",
    "server_error",
];

fn error_lines(document: &mut Document, status: u16, entra: bool) -> Vec<String> {
    let error = document.required("error");
    let description = document.string("error_description");
    let known = if entra { &ERRORS[..] } else { &ERRORS[..11] };
    document.refuse_unless(known.contains(&error.as_str()), OAUTH_017);
    let printable = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    document.refuse_unless(error.chars().all(printable), OAUTH_018);
    let line_end = |c: char| entra && matches!(c, '\r' | '\n');
    let words = description.as_deref().unwrap_or_default();
    document.refuse_unless(
        words.chars().all(|c| printable(c) || line_end(c)),
        OAUTH_018,
    );
    let fits = match status {
        400 => true,
        401 => error == "invalid_client",
        429 | 500..=599 => entra,
        _ => false,
    };
    document.refuse_unless(fits, OAUTH_017);
    let codes = document
        .members
        .get("error_codes")
        .cloned()
        .unwrap_or(Value::Array(vec![]));
    let number = |code: &Value| u32::try_from(code.as_u64()?).ok();
    let codes: Option<Vec<u32>> = codes
        .as_array()
        .and_then(|codes| codes.iter().map(number).collect());
    document.refuse_unless(codes.is_some(), ENTRA_017);
    let mut lines = vec![
        format!("error {error}"),
        format!("error_description {description:?}"),
        format!("error_codes {:?}", codes.unwrap_or_default()),
    ];
    for name in [
        "suberror",
        "timestamp",
        "trace_id",
        "correlation_id",
        "claims",
        "error_uri",
    ] {
        lines.push(format!("{name} {:?}", document.string(name)));
    }
    lines
}

/// Where an issuer's metadata is.
pub(crate) fn place(issuer: &str, placement: Placement) -> Result<Option<String>, NoOpinion> {
    if !is_issuer(issuer)? {
        return Ok(None);
    }
    let (host, path) = around_host(issuer);
    let path = path.strip_suffix('/').unwrap_or(path);
    Ok(Some(match placement {
        Placement::Oidc => format!("{host}{path}/.well-known/openid-configuration"),
        Placement::Rfc8414 => format!("{host}/.well-known/oauth-authorization-server{path}"),
    }))
}

/// A URI up to the end of its host, and the rest.
fn around_host(uri: &str) -> (&str, &str) {
    let host = uri.find("://").map_or(0, |colon| colon + 3);
    let end = uri[host..]
        .find('/')
        .map_or(uri.len(), |slash| host + slash);
    uri.split_at(end)
}

/// Whether a text can be an issuer, Entra's template for a tenant included.
fn is_issuer(text: &str) -> Result<bool, NoOpinion> {
    let text = text.replace("{tenantid}", "tenant");
    if text.contains(['@', '[', ']']) {
        return Err(NoOpinion);
    }
    let sound = |c: char| c.is_ascii_alphanumeric() || "-._~:/!$&'()*+,;=%".contains(c);
    let rest = text
        .get(..8)
        .filter(|start| start.eq_ignore_ascii_case("https://"));
    let host = rest.map_or("", |_| text[8..].split('/').next().unwrap_or_default());
    let has_host = !host.is_empty() && !host.starts_with(':');
    Ok(has_host && text.chars().all(sound))
}

/// Whether a document is the metadata of this issuer, and what it breaks otherwise.
pub(crate) fn metadata(
    body: &[u8],
    issuer: &str,
    placement: Placement,
    entra: bool,
) -> Result<Said<[String; 4]>, NoOpinion> {
    let shape = match placement {
        Placement::Oidc => OAUTH_031,
        Placement::Rfc8414 => OAUTH_030,
    };
    let mut document = Document::read(body, shape)?;
    let stated = document.required("issuer");
    let own = stated == issuer || (entra && placement == Placement::Oidc && fills(issuer, &stated));
    document.refuse_unless(own && is_issuer(&stated)?, OAUTH_030);
    let names = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
    let endpoints = names.map(|name| document.required(name));
    for endpoint in &endpoints {
        document.refuse_unless(is_endpoint(endpoint), OAUTH_034);
    }
    document.string("end_session_endpoint");
    for name in [
        "response_types_supported",
        "response_modes_supported",
        "grant_types_supported",
        "code_challenge_methods_supported",
        "token_endpoint_auth_methods_supported",
        "scopes_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
    ] {
        let list = document.members.get(name);
        let sound = |list: &Value| {
            list.as_array()
                .is_some_and(|list| list.iter().all(Value::is_string))
        };
        document.refuse_unless(list.is_none_or(sound), shape);
    }
    let [authorization, token, keys] = endpoints;
    Ok(said(document.reasons, || {
        [stated, authorization, token, keys]
    }))
}

/// Whether an address may be that of an endpoint.
fn is_endpoint(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !"?#[]@".contains(*c)).collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/!$&'()*+,;=%".contains(c);
    let scheme = text.split(':').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https") && text.contains(':') && bare.chars().all(allowed)
}

/// Where metadata is and which hosts are one authority, line by line.
pub(crate) fn instances(body: &[u8]) -> Result<Said<Vec<String>>, NoOpinion> {
    let mut document = Document::read(body, OAUTH_031)?;
    let endpoint = document.required("tenant_discovery_endpoint");
    document.refuse_unless(is_endpoint(&endpoint), OAUTH_034);
    let none = Vec::new();
    let clouds = document.members.get("metadata").cloned();
    let clouds = match &clouds {
        None => &none,
        Some(clouds) => clouds.as_array().unwrap_or_else(|| {
            document.refuse_unless(false, OAUTH_031);
            &none
        }),
    };
    let mut lines = vec![endpoint];
    for cloud in clouds {
        let hosts = ["preferred_network", "preferred_cache"].map(|name| cloud[name].as_str());
        let aliases = cloud["aliases"].as_array();
        let sound = |aliases: &Vec<Value>| aliases.iter().all(Value::is_string);
        let sound = hosts.iter().all(Option::is_some) && aliases.is_some_and(sound);
        document.refuse_unless(sound, OAUTH_031);
        lines.push(format!("{hosts:?} {aliases:?}"));
    }
    Ok(said(document.reasons, || lines))
}

/// Whether Entra's metadata for `issuer` states `stated`: a template for many tenants, a GUID for a
/// tenant that goes by another name.
fn fills(issuer: &str, stated: &str) -> bool {
    let ((host, path), (held_host, held_path)) = (around_host(issuer), around_host(stated));
    let tenant = |path: &str| -> Option<(String, String)> {
        let path = path.strip_prefix('/')?;
        let (tenant, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        Some((tenant.to_owned(), rest.to_owned()))
    };
    let (Some((asked, rest)), Some((held, held_rest))) = (tenant(path), tenant(held_path)) else {
        return false;
    };
    let guid = |text: &str| {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let digits = |c: char| c.is_ascii_hexdigit() || c == '-';
        lengths == [8, 4, 4, 4, 12] && text.chars().all(digits)
    };
    host == held_host
        && rest == held_rest
        && host.contains("://")
        && match asked.as_str() {
            "common" | "organizations" => held == "{tenantid}",
            _ => !guid(&asked) && guid(&held),
        }
}

/// A challenge as it was read: scheme, token68, parameters.
pub(crate) type Challenge = (String, Option<String>, Vec<(String, String)>);

/// The challenges of one header line; nothing if they break a rule.
pub(crate) fn challenges(line: &str) -> Option<Vec<Challenge>> {
    let mut found: Vec<Challenge> = Vec::new();
    // Whether a parameter that follows belongs to the challenge before it.
    let mut open = false;
    for element in elements(line)? {
        let trimmed = element.trim_matches([' ', '\t']);
        if trimmed.is_empty() {
            continue;
        }
        if open && let Some(parameter) = parameter(trimmed) {
            let (_, _, parameters) = found.last_mut()?;
            let again = |(name, _): &(String, String)| name.eq_ignore_ascii_case(&parameter.0);
            if parameters.iter().any(again) || parameters.len() == 32 {
                return None;
            }
            parameters.push(parameter);
            continue;
        }
        let after = element.trim_start_matches([' ', '\t']);
        let end = after.find([' ', '\t']).unwrap_or(after.len());
        let (scheme, rest) = after.split_at(end);
        if !is_token(scheme) || found.len() == 32 {
            return None;
        }
        open = !rest.is_empty();
        let rest = rest.trim_matches([' ', '\t']);
        let mut challenge = (scheme.to_owned(), None, Vec::new());
        if let Some(parameter) = parameter(rest) {
            challenge.2.push(parameter);
        } else if is_token68(rest) {
            challenge.1 = Some(rest.to_owned());
            open = false;
        } else if !rest.is_empty() {
            return None;
        }
        found.push(challenge);
    }
    Some(found)
}

/// The text between the commas that stand outside of quotation marks; nothing if those do not end.
fn elements(line: &str) -> Option<Vec<String>> {
    let mut elements = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for character in line.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                elements.push(String::new());
                continue;
            }
            _ => {}
        }
        elements.last_mut()?.push(character);
    }
    (!quoted).then_some(elements)
}

/// A name, an equals sign and a value.
fn parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (
        name.trim_end_matches([' ', '\t']),
        value.trim_start_matches([' ', '\t']),
    );
    if !is_token(name) {
        return None;
    }
    if is_token(value) {
        return Some((name.to_owned(), value.to_owned()));
    }
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut undone = String::new();
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        let literal = match character {
            '"' => return None,
            '\\' => characters.next()?,
            other => other,
        };
        if (literal < ' ' && literal != '\t') || literal == '\u{7f}' {
            return None;
        }
        undone.push(literal);
    }
    Some((name.to_owned(), undone))
}

fn is_token(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(allowed)
}

pub(crate) fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    !body.is_empty() && body.chars().all(allowed)
}

/// The claims that a challenge asks for, whatever the spelling of the base64.
pub(crate) fn claims(encoded: &str) -> Result<Said<String>, NoOpinion> {
    let Some(bytes) = base64(encoded) else {
        return Ok(Err(BTreeSet::from([ENTRA_025])));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(Err(BTreeSet::from([ENTRA_025])));
    };
    let mut document = Document::read(text.as_bytes(), ENTRA_022)?;
    let wanted = document
        .members
        .get("access_token")
        .is_some_and(Value::is_object);
    document.refuse_unless(wanted, ENTRA_022);
    Ok(said(document.reasons, || text))
}

/// The account and the tenant that a client info names.
pub(crate) fn client_info(encoded: &str) -> Result<Said<[String; 2]>, NoOpinion> {
    let bytes = if encoded.contains(['+', '/', '=']) {
        None
    } else {
        base64(encoded)
    };
    let Some(bytes) = bytes else {
        return Ok(Err(BTreeSet::from([OAUTH_013])));
    };
    let mut document = Document::read(&bytes, OAUTH_013)?;
    let user = ["uid", "utid"].map(|name| document.required(name));
    Ok(said(document.reasons, || user))
}

/// Base64 of either alphabet, padded entirely or not at all, bit by bit.
fn base64(encoded: &str) -> Option<Vec<u8>> {
    const STANDARD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let body = encoded.trim_end_matches('=');
    let padding = encoded.len() - body.len();
    if padding > 0 && (!encoded.len().is_multiple_of(4) || padding > 2) {
        return None;
    }
    let standard: Cow<'_, str> = match body.contains(['-', '_']) {
        true if body.contains(['+', '/']) => return None,
        true => body.replace('-', "+").replace('_', "/").into(),
        false => body.into(),
    };
    let mut bits = String::new();
    for character in standard.chars() {
        bits.push_str(&format!("{:06b}", STANDARD.find(character)?));
    }
    let whole = bits.len() / 8 * 8;
    if bits.len() - whole == 6 || bits[whole..].contains('1') {
        return None;
    }
    let byte = |place: usize| u8::from_str_radix(&bits[place..place + 8], 2).ok();
    (0..whole).step_by(8).map(byte).collect()
}

/// Whether a redirect URI may be registered.
pub(crate) fn may_register(uri: &str, kind: RedirectKind, entra: bool) -> Said<()> {
    let mut reasons = BTreeSet::new();
    if !is_uri(uri) {
        return Err(BTreeSet::from([OAUTH_005]));
    }
    if uri.contains('#') {
        reasons.insert(OAUTH_005);
    }
    let native = kind == RedirectKind::Native;
    let scheme = uri.split(':').next().unwrap_or_default().to_lowercase();
    let secure = scheme == "https" && !host(uri).is_empty();
    let loopback = is_loopback(uri) && (native || entra);
    let private = native && scheme.contains('.');
    if !(secure || loopback || private) {
        reasons.insert(OAUTH_034);
    }
    said(reasons, || ())
}

/// Whether a request that names `asked` is answered at the registered URI.
pub(crate) fn is_registered(asked: &str, registered: &str, kind: RedirectKind) -> Said<()> {
    let mut reasons = BTreeSet::new();
    if !is_uri(asked) || asked.contains('#') {
        reasons.insert(OAUTH_005);
    }
    let both = is_loopback(asked) && is_loopback(registered);
    let same =
        kind == RedirectKind::Native && both && without_port(asked) == without_port(registered);
    if asked != registered && !same {
        reasons.insert(OAUTH_004);
    }
    said(reasons, || ())
}

fn is_uri(text: &str) -> bool {
    let (scheme, _) = text.split_once(':').unwrap_or(("", ""));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && text.chars().all(allowed)
}

/// What stands between `//` and the path, the query or the fragment.
fn authority(uri: &str) -> &str {
    let (_, rest) = uri.split_once(':').unwrap_or_default();
    let rest = rest.strip_prefix("//").unwrap_or_default();
    &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())]
}

/// The host, without user information and port.
fn host(uri: &str) -> &str {
    let place = authority(uri).rsplit('@').next().unwrap_or_default();
    match place.rfind(']') {
        Some(bracket) => &place[..=bracket],
        None => place.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(uri: &str) -> bool {
    let scheme = uri.split(':').next().unwrap_or_default();
    let port = authority(uri).strip_prefix(host(uri)).unwrap_or("@");
    let digits = port
        .strip_prefix(':')
        .is_some_and(|port| !port.starts_with('+') && port.parse::<u16>().is_ok());
    scheme.eq_ignore_ascii_case("http")
        && ["127.0.0.1", "[::1]", "localhost"].contains(&host(uri))
        && (port.is_empty() || digits)
}

fn without_port(uri: &str) -> String {
    let authority = authority(uri);
    uri.replacen(authority, host(uri), 1)
}

/// The S256 challenge of a verifier, with nothing of the model's.
pub(crate) fn s256(verifier: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    let mut bits: String = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:08b}"))
        .collect();
    bits.push_str("00");
    let place = |six: usize| usize::from_str_radix(&bits[six..six + 6], 2).unwrap_or_default();
    (0..bits.len())
        .step_by(6)
        .map(|six| char::from(ALPHABET[place(six)]))
        .collect()
}

/// Whether a text may be a verifier, or a challenge.
fn is_verifier(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    (43..=128).contains(&text.len()) && text.chars().all(allowed)
}

/// Whether a verifier is that of a challenge, and what they break otherwise.
pub(crate) fn pkce(verifier: &str, method: Option<&str>, challenge: &str) -> Said<bool> {
    let mut reasons = BTreeSet::new();
    if !is_verifier(verifier)
        || !is_verifier(challenge)
        || (method == Some("S256") && challenge.len() != 43)
    {
        reasons.insert(OAUTH_010);
    }
    if !matches!(method, None | Some("plain" | "S256")) {
        reasons.insert(OAUTH_011);
    }
    said(reasons, || match method {
        Some("S256") => s256(verifier) == challenge,
        _ => verifier == challenge,
    })
}

/// What a request brings to a resource: how many tokens in which ways, and the answer that it is
/// due, as a status and an error.
pub(crate) fn brought(request: &wire::Request) -> Brought {
    let mut tokens: Vec<String> = Vec::new();
    for value in request.headers.all("authorization") {
        let value = value.trim_matches([' ', '\t']);
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        if scheme.eq_ignore_ascii_case("bearer") {
            tokens.push(rest.trim_start_matches(' ').to_owned());
        }
    }
    if tokens.iter().any(|token| !is_token68(token)) {
        return Brought::Refused(BTreeSet::from([OAUTH_022, OAUTH_023]));
    }
    let in_header = tokens.len();
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query)
        .as_bytes();
    let fields: Vec<(String, String)> = form_urlencoded::parse(query).into_owned().collect();
    let mut reasons = BTreeSet::new();
    if form(query).is_err() && fields.iter().any(|(name, _)| name == "access_token") {
        reasons.insert(OAUTH_023);
    } else if form(query).is_ok() {
        tokens.extend(fields.into_iter().filter_map(token_field));
    }
    if tokens.len() > in_header {
        reasons.insert(OAUTH_024);
    }
    let media = request
        .headers
        .one("content-type")
        .and_then(wire::MediaType::parse);
    let is_form = media.is_some_and(|media| media.is("application", "x-www-form-urlencoded"));
    // With these methods, a body counts for nothing.
    if is_form && !["GET", "HEAD", "TRACE"].contains(&request.method.as_str()) {
        let fields = form(&request.body).unwrap_or_default();
        tokens.extend(fields.into_iter().filter_map(token_field));
    }
    if tokens.len() > 1 {
        reasons.insert(OAUTH_023);
    }
    match tokens.pop() {
        _ if !reasons.is_empty() => Brought::Refused(reasons),
        Some(token) => Brought::Token(token),
        None => Brought::Nothing,
    }
}

/// What a request brings.
pub(crate) enum Brought {
    /// Nothing.
    Nothing,
    /// One token, as it may.
    Token(String),
    /// Tokens, as it may not.
    Refused(BTreeSet<Id>),
}

fn token_field((name, value): (String, String)) -> Option<String> {
    (name == "access_token" && !value.is_empty()).then_some(value)
}
