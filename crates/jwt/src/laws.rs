//! What holds for every token, key set and history.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Now, Outcome, Refusal, Rules};
use jsonwebtoken::{DecodingKey, Validation};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::case::{Keys, Step, standard_policy};
use crate::mint::{Recipe, Spoil};
use crate::reference::{self, KnownKey, NoOpinion, Wellformed};
use crate::test_keys::{Padding, test_key};
use crate::text::Place;
use crate::verify::judge;
use crate::*;

conformance::laws! {
    /// A token is well-formed exactly when a naive reading says so, and then it says the same.
    tokens_read_as_they_are_written: text generators::token => tokens_read_as_they_are_written,
        checks(JWT_001, JWT_002, JWT_003, JWT_005, JWT_006, JWT_007, JWT_008, JWT_009, JWT_012,
            JWT_013, JWT_015, JWT_022, JWT_023, JWT_024, JWT_025, JWT_029, JWT_033, JWT_034,
            JWT_036, JWT_041, JWT_042);
    /// A character that is no base64url is refused at its place.
    a_foreign_character_is_pointed_at:
        text generators::token_with_a_foreign_character => a_foreign_character_is_pointed_at,
        checks(JWT_002, JWT_039);
    /// A token verifies exactly when its third part is the one spelling of the signature that its
    /// key makes over the rest, and what comes out is what was signed.
    what_was_signed_verifies: text generators::signed_token => what_was_signed_verifies,
        checks(JWT_003, JWT_004, JWT_037, JWT_038);
    /// As long as the signature is wrong, it does not matter what is claimed.
    claims_wait_for_the_signature: text generators::forged_token => claims_wait_for_the_signature,
        checks(JWT_037);
    /// A token verifies exactly when the key that made its signature is one that the validator
    /// has, fit, under the name that the token gives, and for the algorithm that both allow.
    keys_serve_one_purpose: text generators::confusion => keys_serve_one_purpose,
        checks(JWT_008, JWT_009, JWT_010, JWT_011, JWT_014, JWT_015, JWT_018, JWT_020);
    /// A token within a token is accepted exactly when every layer is signed and there are no more
    /// layers than expected.
    every_layer_is_verified: text generators::layers => every_layer_is_verified,
        checks(JWT_009, JWT_023, JWT_037);
    /// A key set holds the keys that a naive reading finds, fit or unfit alike.
    key_sets_read_as_they_are_written:
        text generators::key_set => key_sets_read_as_they_are_written,
        checks(JWT_010, JWT_011, JWT_017, JWT_018, JWT_019, JWT_020, JWT_040);
    /// Claims are accepted exactly when every sentence of the policy, taken literally, holds.
    policies_mean_what_they_say: text generators::judgement => policies_mean_what_they_say,
        checks(JWT_025, JWT_027, JWT_028, JWT_029, JWT_030, JWT_031, JWT_032, JWT_041, ENTRA_002,
            ENTRA_003, ENTRA_004, ENTRA_006, ENTRA_009, ENTRA_010, ENTRA_011, ENTRA_012,
            ENTRA_013, ENTRA_014, ENTRA_015, ENTRA_016, ENTRA_026, ENTRA_027, ENTRA_028,
            ENTRA_029, ENTRA_030, ENTRA_031, ENTRA_032);
    /// A token is valid at every whole second before its expiry, and from the first one at or after
    /// its beginning, however the date is spelled.
    dates_count_to_the_second: text generators::date_and_time => dates_count_to_the_second,
        checks(JWT_026, JWT_027, JWT_028);
    /// Two tokens give one name to their users exactly when they are about one user.
    users_have_one_name_each: text generators::pair => users_have_one_name_each,
        checks(ENTRA_012, ENTRA_032);
    /// A cache fetches when its history says that it is time to, and serves what came last.
    a_cache_follows_its_history: text generators::history => a_cache_follows_its_history,
        checks(JWT_016, ENTRA_008);
    /// Where jsonwebtoken's verdict differs from ours, the difference is a known one.
    differences_to_jsonwebtoken_are_known:
        text generators::token_for_two => differences_to_jsonwebtoken_are_known,
        checks(JWT_006, JWT_025, JWT_027, JWT_029, JWT_030, JWT_037);
}

fn tokens_read_as_they_are_written(input: &[u8], rules: &Rules) -> Outcome {
    let expected = match reference::token(input) {
        Ok(expected) => expected,
        Err(NoOpinion) => return Outcome::Irrelevant,
    };
    let mut room = Vec::new();
    let seen = parse(input, &Limits::DEFAULT, &mut room, rules).and_then(|token| {
        let claims = token.claims(rules)?;
        claims.registered(rules)?;
        let value = |json: &json::Json<'_>| serde_json::from_str(&json.root().print());
        Ok(Wellformed {
            header: value(token.header.json()).unwrap_or_default(),
            claims: value(claims.json()).unwrap_or_default(),
            signature: token.signature().to_vec(),
        })
    });
    Outcome::same("the token", &expected, &seen.ok())
}

fn a_foreign_character_is_pointed_at(input: &[u8], rules: &Rules) -> Outcome {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let is_short = input.len() <= Limits::DEFAULT.length_bytes;
    let Some(place) = input
        .iter()
        .position(|byte| !belongs(byte))
        .filter(|_| is_short)
    else {
        return Outcome::Irrelevant;
    };
    let mut without = input.to_vec();
    without.remove(place);
    if !matches!(reference::token(&without), Ok(Some(_))) {
        return Outcome::Irrelevant;
    }
    let mut room = Vec::new();
    let seen = parse(input, &Limits::DEFAULT, &mut room, rules).map(|_| ());
    let seen = seen.map_err(|refusal| refusal.offset);
    Outcome::same("the fault", &Err(place), &seen)
}

/// A policy that asks for nothing but a signature.
fn any_claims(algorithms: &[Algorithm]) -> Policy {
    Policy::Generic(Generic {
        algorithms: algorithms.to_vec(),
        requires: Vec::new(),
        ..Generic::default()
    })
}

/// The test keys of these names, as a validator by the RFCs would be given them.
fn keys_named(names: &[&str], rules: &Rules) -> Result<KeySet, Refusal> {
    let mut keys = Vec::new();
    for name in names {
        let jwk = fill(&format!("${name}.jwk")).unwrap_or_default();
        keys.extend_from_slice(KeySet::read(&jwk, &[], rules)?.keys());
    }
    Ok(KeySet::of(keys))
}

/// The time at which laws verify.
const NOON: Now = Now::from_seconds(1_700_000_000);

/// The keys that whoever verifies what was signed has.
const HELD: [&str; 3] = ["hmac", "ed", "rsa"];

fn what_was_signed_verifies(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(expected) = reference::token(input) else {
        return Outcome::Irrelevant;
    };
    // The signature that the key which the header names, or the only one that it can mean, would
    // make over the first two parts.
    let signed = |token: &Wellformed| {
        let only = match token.header["alg"].as_str()? {
            "HS256" => "hmac",
            "EdDSA" => "ed",
            _ => "rsa",
        };
        let named = token.header["kid"].as_str().unwrap_or(only);
        let key = HELD.contains(&named).then(|| test_key(named))??;
        let algorithm = key.algorithm();
        let dot = input.iter().rposition(|byte| *byte == b'.')?;
        let own = token.header["alg"] == format!("{algorithm:?}").as_str();
        let made = key.sign(algorithm, &input[..dot], Padding::Exact)?;
        let payload = std::str::from_utf8(input).ok()?.split('.').nth(1)?;
        let sound = own && made == token.signature && token.claims.get("aud").is_none();
        sound.then(|| base64url::decode(payload)).flatten()
    };
    // What dates say, and what a token within a token needs, is for other laws.
    let is_beside = |token: &Wellformed| {
        let mut dates = ["exp", "nbf", "iat"].into_iter();
        dates.any(|name| token.claims.get(name).is_some()) || is_nested(&token.header)
    };
    if expected.as_ref().is_some_and(is_beside) {
        return Outcome::Irrelevant;
    }
    let expected = expected.as_ref().and_then(signed);
    let policy = any_claims(&[Algorithm::HS256, Algorithm::EdDSA, Algorithm::RS256]);
    let Ok(keys) = keys_named(&HELD, rules) else {
        return Outcome::Irrelevant;
    };
    let seen = verify(input, &keys, &policy, NOON, rules);
    let seen = seen.ok().map(|verified| verified.claims.into_bytes());
    Outcome::same("the claims", &expected, &seen)
}

/// Whether a header says that there is another token within.
fn is_nested(header: &Value) -> bool {
    let kinds = ["jwt", "application/jwt"];
    let kind = header["cty"].as_str();
    kind.is_some_and(|kind| kinds.iter().any(|nested| kind.eq_ignore_ascii_case(nested)))
}

fn claims_wait_for_the_signature(input: &[u8], rules: &Rules) -> Outcome {
    let parts: Vec<&[u8]> = input.split(|byte| *byte == b'.').collect();
    let [header, payload, signature] = parts[..] else {
        return Outcome::Irrelevant;
    };
    // What cannot even be decoded is refused for that, and too long a text for its length.
    if URL_SAFE_NO_PAD.decode(payload).is_err() || input.len() > Limits::DEFAULT.length_bytes {
        return Outcome::Irrelevant;
    }
    let other = [header, b"e30", signature].join(&b'.');
    let (Ok(keys), Some(policy)) = (keys_named(&["hmac"], rules), standard_policy("generic"))
    else {
        return Outcome::Irrelevant;
    };
    let mut policy = policy;
    if let Policy::Generic(generic) = &mut policy {
        generic.algorithms = vec![Algorithm::HS256];
    }
    let why = |token: &[u8]| {
        let seen = verify(token, &keys, &policy, NOON, &rules.made_sound());
        seen.err().map(|refusal| refusal.id)
    };
    if why(&other) != Some(JWT_037) {
        return Outcome::Irrelevant;
    }
    let seen = verify(input, &keys, &policy, NOON, rules);
    let seen = seen.err().map(|refusal| refusal.id);
    // The signature of some other payload may be right for this one.
    let signed = [header, payload].join(&b'.');
    let sound = test_key("hmac").and_then(|key| key.sign(key.algorithm(), &signed, Padding::Exact));
    if sound.is_some() && URL_SAFE_NO_PAD.decode(signature).ok() == sound {
        let is_refused = seen == Some(JWT_037);
        return Outcome::same("whether the signature is refused", &false, &is_refused);
    }
    Outcome::same("the reason", &Some(JWT_037), &seen)
}

fn keys_serve_one_purpose(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(step) = serde_json::from_slice::<Step>(input) else {
        return Outcome::Irrelevant;
    };
    let (Ok(policy), Ok(token), Ok(published)) = (step.policy(), step.token(), step.published())
    else {
        return Outcome::Irrelevant;
    };
    let Some(keys) = step.keys.as_ref() else {
        return Outcome::Irrelevant;
    };
    let expected = match reference::token(token.as_bytes()) {
        // Tokens within tokens, and owners of keys, are for other laws.
        Ok(Some(held)) if is_nested(&held.header) || published.contains("\"issuer\"") => None,
        Ok(Some(held)) if held.claims == json!({}) => {
            is_rightly_signed(&token, &held, keys, &published, &policy)
        }
        Ok(None) => Some(false),
        Ok(Some(_)) | Err(NoOpinion) => None,
    };
    let Some(expected) = expected else {
        return Outcome::Irrelevant;
    };
    if policy != any_claims(policy.algorithms()) {
        return Outcome::Irrelevant;
    }
    let keys = KeySet::read(&published, policy.algorithms(), rules);
    let seen = keys.and_then(|keys| verify(token.as_bytes(), &keys, &policy, NOON, rules));
    Outcome::same("whether it verifies", &expected, &seen.is_ok())
}

/// Whether the one key that the validator has made the signature, by what is published of it.
fn is_rightly_signed(
    text: &str,
    token: &Wellformed,
    keys: &Keys,
    published: &str,
    policy: &Policy,
) -> Option<bool> {
    let alg = token.header["alg"].as_str()?;
    let usable = policy.algorithms().iter();
    let usable: Vec<String> = usable.map(|name| format!("{name:?}")).collect();
    let usable: Vec<&str> = usable.iter().map(String::as_str).collect();
    let name = match keys {
        Keys::Named(names) => names.first()?.as_str(),
        Keys::Text(text) => {
            // The whole of a key, and no part of one within another.
            let name = text.split_once('$')?.1.split_once('.')?.0;
            let mut parts = ["jwk", "members"].into_iter();
            let is_jwk = parts.any(|part| text.contains(&format!("${name}.{part}")));
            let is_pem = text.trim_ascii() == format!("${name}.pem");
            (is_jwk || is_pem).then_some(name)?
        }
    };
    let known = reference::key_set(published, &usable).ok()??;
    let [key] = &known[..] else {
        return None;
    };
    let named = token.header.get("kid").is_none()
        || key.kid.is_none()
        || key.kid.as_deref() == token.header["kid"].as_str();
    let (signed, _) = text.rsplit_once('.')?;
    let made = alg
        .parse()
        .ok()
        .and_then(|alg| test_key(name)?.sign(alg, signed.as_bytes(), Padding::Exact));
    Some(
        key.fit
            && named
            && usable.contains(&alg)
            && key.algorithm.as_deref() == Some(alg)
            && made.as_ref() == Some(&token.signature),
    )
}

fn every_layer_is_verified(input: &[u8], rules: &Rules) -> Outcome {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.lines();
    let expects = lines
        .next()
        .and_then(|line| line.strip_prefix("expects ")?.parse().ok());
    let signers: Vec<&str> = lines.collect();
    let known = |signer: &&str| ["hmac", "hmac-other", "nobody"].contains(signer);
    let Some(expects @ 0..=8) = expects else {
        return Outcome::Irrelevant;
    };
    if !(1..=8).contains(&signers.len()) || !signers.iter().all(known) {
        return Outcome::Irrelevant;
    }
    let mut token = "{}".to_owned();
    for (depth, signer) in signers.iter().rev().enumerate() {
        let alg = if *signer == "nobody" { "none" } else { "HS256" };
        let cty = if depth > 0 { r#","cty":"JWT""# } else { "" };
        let header = format!(r#"{{"alg":"{alg}","kid":"hmac"{cty}}}"#);
        let recipe = match *signer {
            "nobody" => Recipe::signed(header, token, "hmac").spoilt(Spoil::EmptySignature),
            signer => Recipe::signed(header, token, signer),
        };
        token = recipe.mint().unwrap_or_default();
    }
    let mut policy = any_claims(&[Algorithm::HS256]);
    for _ in 0..expects {
        let mut around = any_claims(&[Algorithm::HS256]);
        if let Policy::Generic(generic) = &mut around {
            generic.nested = Some(Box::new(policy));
        }
        policy = around;
    }
    let Ok(keys) = keys_named(&["hmac"], rules) else {
        return Outcome::Irrelevant;
    };
    let expected = signers.len() <= expects + 1 && signers.iter().all(|signer| *signer == "hmac");
    let seen = verify(token.as_bytes(), &keys, &policy, NOON, rules);
    Outcome::same("whether it verifies", &expected, &seen.is_ok())
}

fn key_sets_read_as_they_are_written(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(text) = std::str::from_utf8(input) else {
        return Outcome::Irrelevant;
    };
    let usable = [Algorithm::RS512, Algorithm::ES256];
    let Ok(expected) = reference::key_set(text, &["RS512", "ES256"]) else {
        return Outcome::Irrelevant;
    };
    let seen = KeySet::read(text, &usable, rules).ok().map(|set| {
        let known = |key: &Key| KnownKey {
            kid: key.kid.clone(),
            algorithm: key.algorithm.map(|name| format!("{name:?}")),
            fit: key.unfit.is_none(),
        };
        set.keys().iter().map(known).collect::<Vec<_>>()
    });
    Outcome::same("the keys", &expected, &seen)
}

/// What a policy is asked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judgement {
    pub(crate) policy: Policy,
    pub(crate) owner: Option<String>,
    pub(crate) now: i64,
    pub(crate) claims: Value,
}

fn policies_mean_what_they_say(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(judgement) = serde_json::from_slice::<Judgement>(input) else {
        return Outcome::Irrelevant;
    };
    let Judgement {
        policy,
        owner,
        now,
        claims,
    } = &judgement;
    if !claims.is_object() || !(0..1_000_000_000_000).contains(now) {
        return Outcome::Irrelevant;
    }
    let owner = owner.as_deref();
    let Ok(expected) = reference::accepts(policy, claims, owner, *now) else {
        return Outcome::Irrelevant;
    };
    let seen = judged(claims, owner, policy, Now::from_seconds(*now), rules);
    match seen {
        Ok(_) if expected => Outcome::Holds,
        Err(_) if !expected => Outcome::Holds,
        Ok(_) => Outcome::Breaks("no sentence permits this, and it was accepted".to_owned()),
        Err(refusal) => Outcome::Breaks(format!("every sentence permits this, but: {refusal}")),
    }
}

/// What the model says of claims whose signature was checked.
fn judged(
    claims: &Value,
    owner: Option<&str>,
    policy: &Policy,
    now: Now,
    rules: &Rules,
) -> Result<Verified, Refusal> {
    let text = claims.to_string();
    let claims = Claims::read(&text, Place::Plain, &Limits::DEFAULT, rules)?;
    if let Policy::ExchangeIdentity(exchange) = policy {
        exchange::check_address(&claims, exchange, rules)?;
    }
    judge(&claims, owner, policy, now, rules)
}

fn dates_count_to_the_second(input: &[u8], rules: &Rules) -> Outcome {
    let text = String::from_utf8_lossy(input);
    let words: Vec<&str> = text.split(' ').collect();
    let [claim @ ("exp" | "nbf" | "iat"), date, "at", now] = words[..] else {
        return Outcome::Irrelevant;
    };
    let (Some([_, ceiling]), Ok(now @ -1_000_000_000_000..1_000_000_000_000)) =
        (whole_seconds(date), now.parse::<i64>())
    else {
        return Outcome::Irrelevant;
    };
    let claims = format!(r#"{{"{claim}":{date}}}"#);
    let policy = Policy::Generic(Generic {
        requires: Vec::new(),
        leeway_s: 0,
        ..Generic::default()
    });
    let seen = Claims::read(&claims, Place::Plain, &Limits::DEFAULT, rules)
        .and_then(|claims| judge(&claims, None, &policy, Now::from_seconds(now), rules));
    let now = i128::from(now);
    let expected = if claim == "exp" {
        now < ceiling
    } else {
        now >= ceiling
    };
    Outcome::same("whether it is valid", &expected, &seen.is_ok())
}

/// The whole seconds around a decimal number, by long arithmetic; the ends of what `i128` holds
/// beyond it. Nothing if this is no number, or an absurdly long one.
fn whole_seconds(date: &str) -> Option<[i128; 2]> {
    let date = date.trim_ascii();
    json::Json::parse(date, &json::Options::default())
        .ok()?
        .root()
        .as_number()?;
    let (negative, number) = match date.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, date),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if number.len() > 2_000 {
        return None;
    }
    let digits = BigUint::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
    // So many digits are beyond everything that can be told apart.
    let scale = match exponent.parse::<i64>() {
        Ok(exponent) => exponent.clamp(-2_500, 2_500) - fraction.len() as i64,
        Err(_) if exponent.starts_with('-') => -2_500,
        Err(_) => 2_500,
    };
    let power = BigUint::from(10_u32).pow(scale.unsigned_abs() as u32);
    let (quotient, exact) = if scale >= 0 {
        (digits * power, true)
    } else {
        let quotient = &digits / &power;
        let exact = &quotient * &power == digits;
        (quotient, exact)
    };
    let below = i128::try_from(quotient).unwrap_or(i128::MAX / 2);
    let above = below + i128::from(!exact);
    Some(if negative {
        [-above, -below]
    } else {
        [below, above]
    })
}

/// The claims of two tokens under one policy.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub(crate) policy: String,
    pub(crate) first: Value,
    pub(crate) second: Value,
}

fn users_have_one_name_each(input: &[u8], rules: &Rules) -> Outcome {
    let Ok(Pair {
        policy,
        first,
        second,
    }) = serde_json::from_slice::<Pair>(input)
    else {
        return Outcome::Irrelevant;
    };
    let Some(policy) = standard_policy(&policy) else {
        return Outcome::Irrelevant;
    };
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
    let user = |claims: &Value| {
        let verified = judged(claims, Some(template), &policy, NOON, rules).ok()?;
        verified.user
    };
    let (Some(of_first), Some(of_second)) = (user(&first), user(&second)) else {
        return Outcome::Irrelevant;
    };
    let (Ok(first), Ok(second)) = (reference::identity(&first), reference::identity(&second))
    else {
        return Outcome::Irrelevant;
    };
    let expected = first == second;
    Outcome::same(
        "whether they are one user",
        &expected,
        &(of_first == of_second),
    )
}

fn a_cache_follows_its_history(input: &[u8], rules: &Rules) -> Outcome {
    let text = String::from_utf8_lossy(input);
    let mut cache = KeyCache::default();
    // When keys were asked for, and what came and when.
    let (mut asked, mut came): (Vec<i64>, Vec<(i64, Vec<String>)>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [now, kid, "of", published] = words[..] else {
            return Outcome::Irrelevant;
        };
        let Ok(now @ 0..1_000_000_000_000) = now.parse::<i64>() else {
            return Outcome::Irrelevant;
        };
        if asked.last().is_some_and(|last| *last > now) {
            return Outcome::Irrelevant;
        }
        let recent = |then: i64, seconds: i64| now - then < seconds;
        let known = came
            .last()
            .is_some_and(|(_, keys)| keys.iter().any(|key| key == kid));
        let fresh = came.last().is_some_and(|(then, _)| recent(*then, 3600));
        let fetches = asked.iter().all(|then| !recent(*then, 300)) && (!known || !fresh);
        let published = (published != "outage").then(|| published.split(',').map(str::to_owned));
        let published: Option<Vec<String>> = published.map(Iterator::collect);
        if fetches {
            asked.push(now);
            came.extend(published.clone().map(|keys| (now, keys)));
        }
        let usable = came.last().filter(|(then, _)| recent(*then, 86_400));
        let serves = usable.is_some_and(|(_, keys)| keys.iter().any(|key| key == kid));

        let at = Now::from_seconds(now);
        let seen_to_fetch = cache.should_fetch(Some(kid), at, rules);
        if seen_to_fetch {
            cache.fetched(published.map(|kids| set_of(&kids, rules)), at, rules);
        }
        let named = |key: &Key| key.kid.as_deref() == Some(kid);
        let seen_to_serve = cache
            .keys(at, rules)
            .is_some_and(|set| set.keys().iter().any(named));
        let same = Outcome::same(
            &format!("fetching and serving at `{line}`"),
            &(fetches, serves),
            &(seen_to_fetch, seen_to_serve),
        );
        if same != Outcome::Holds {
            return same;
        }
    }
    Outcome::Holds
}

fn set_of(kids: &[String], rules: &Rules) -> KeySet {
    let key = |kid: &String| {
        let mut key = Key::secret(&[0; 32], Algorithm::HS256, rules);
        key.kid = Some(kid.clone());
        key
    };
    KeySet::of(kids.iter().map(key).collect())
}

/// A way in which jsonwebtoken differs from us, and when it does.
struct Difference {
    /// What jsonwebtoken does.
    _does: &'static str,
    when: fn(&Value, &Value) -> bool,
}

/// Where jsonwebtoken 11.1 accepts what we refuse.
static THEY_ACCEPT: &[Difference] = &[
    Difference {
        _does: "never looks at `crit`, `b64` or `enc`",
        when: |header, _| {
            ["crit", "b64", "enc"]
                .iter()
                .any(|name| header.get(name).is_some())
        },
    },
    Difference {
        _does: "never looks at `cty`",
        when: |header, _| is_nested(header),
    },
    Difference {
        _does: "never looks at `kid`, for its caller chooses the key",
        when: |header, _| header.get("kid").is_some_and(|kid| kid != "hmac"),
    },
    Difference {
        _does: "takes a token without `aud` or `iss`",
        when: |_, claims| claims.get("aud").is_none() || claims.get("iss").is_none(),
    },
    Difference {
        _does: "passes over an `aud` that is no string and no array of strings",
        when: |_, claims| !claims["aud"].is_string() && !is_list_of_strings(&claims["aud"]),
    },
    Difference {
        _does: "passes over an `iss` or `sub` that is no string, and takes an array of issuers",
        when: |_, claims| {
            let is_string = |name: &str| claims.get(name).is_none_or(Value::is_string);
            !is_string("iss") || !is_string("sub")
        },
    },
    Difference {
        _does: "does not validate `nbf` unless told to, and `iat` never",
        when: |_, claims| claims.get("nbf").is_some() || claims.get("iat").is_some(),
    },
    Difference {
        _does: "reads an array as claims by position",
        when: |_, claims| claims.is_array(),
    },
];

/// Where jsonwebtoken 11.1 refuses what we accept.
static THEY_REFUSE: &[Difference] = &[
    Difference {
        _does: "cannot hold an `exp` beyond 64 bits, where we saturate",
        when: |_, claims| {
            claims["exp"]
                .as_f64()
                .is_some_and(|exp| exp >= u64::MAX as f64)
        },
    },
    Difference {
        _does: "insists on the types of members of the header that nobody asks for",
        when: |header, _| serde_json::from_value::<jsonwebtoken::Header>(header.clone()).is_err(),
    },
];

fn is_list_of_strings(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().all(Value::is_string))
}

fn differences_to_jsonwebtoken_are_known(input: &[u8], rules: &Rules) -> Outcome {
    let parts: Vec<&[u8]> = input.split(|byte| *byte == b'.').collect();
    let value = |part: &[u8]| {
        let text = base64url::decode(std::str::from_utf8(part).ok()?)?;
        // The last of two members of one name, as jsonwebtoken reads what it has no field for.
        serde_json::from_slice::<Value>(&text).ok()
    };
    let [header, claims, _] = parts[..] else {
        return Outcome::Irrelevant;
    };
    let (Some(header), Some(claims)) = (value(header), value(claims)) else {
        return Outcome::Irrelevant;
    };
    // It looks at the clock itself, so only dates far from any present can be compared.
    let present = |name: &str| {
        claims[name]
            .as_f64()
            .is_some_and(|date| (1e9..8e9).contains(&date))
    };
    if ["exp", "nbf", "iat"].into_iter().any(present) {
        return Outcome::Irrelevant;
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&["https://api.example"]);
    validation.set_issuer(&["https://issuer.example"]);
    let secret = fill("$hmac.k")
        .ok()
        .and_then(|secret| base64url::decode(&secret));
    let key = DecodingKey::from_secret(&secret.unwrap_or_default());
    let theirs = jsonwebtoken::decode::<Value>(input, &key, &validation).is_ok();

    let Some(Policy::Generic(generic)) = standard_policy("generic") else {
        return Outcome::Irrelevant;
    };
    let policy = Policy::Generic(Generic {
        algorithms: vec![Algorithm::HS256],
        ..generic
    });
    let ours = keys_named(&["hmac"], rules)
        .and_then(|keys| verify(input, &keys, &policy, NOON, rules))
        .is_ok();
    let explained = match (ours, theirs) {
        (true, false) => THEY_REFUSE,
        (false, true) => THEY_ACCEPT,
        _ => return Outcome::Holds,
    }
    .iter()
    .any(|difference| (difference.when)(&header, &claims));
    // A name that stands twice where jsonwebtoken has no field for it: the last one counts there.
    let repeated = !ours && matches!(reference::token(input), Ok(None));
    if explained || repeated {
        return Outcome::Holds;
    }
    Outcome::Breaks(format!(
        "we say {ours}, jsonwebtoken says {theirs}, and nobody knows why"
    ))
}
