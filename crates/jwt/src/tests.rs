//! What the model promises, shown on small inputs.

use conformance::arbitrary::Unstructured;
use conformance::{Chance, Law, Profile, Rules};

use crate::*;

fn sound() -> Rules {
    Rules::sound(Profile::of(&[ENTRA]))
}

/// Parses a token and reads its claims; a refusal is its id and offset.
fn read(text: &[u8]) -> Result<String, (&'static str, usize)> {
    let mut room = Vec::new();
    let token = parse(text, &Limits::DEFAULT, &mut room, &sound());
    let printed = token.and_then(|token| {
        let claims = token.claims(&sound())?;
        claims.registered(&sound())?;
        Ok(claims.json().root().print())
    });
    printed.map_err(|refusal| (refusal.id.as_str(), refusal.offset))
}

/// A token with these parts, and a signature of three zeros.
fn unsigned(header: &str, claims: &str) -> String {
    [header, claims].map(base64url::encode).join(".") + ".AAAA"
}

#[test]
fn refusals_point_at_the_character() {
    #[track_caller]
    fn check(text: &str, expected: Result<&str, (&'static str, usize)>) {
        assert_eq!(read(text.as_bytes()), expected.map(str::to_owned), "{text}");
    }
    #[track_caller]
    fn check_parts(
        header: &str,
        claims: &str,
        id: &'static str,
        of_claims: bool,
        character: usize,
    ) {
        let start = if of_claims {
            base64url::encode(header).len() + 1
        } else {
            0
        };
        check(&unsigned(header, claims), Err((id, start + character)));
    }
    let alg = r#"{"alg":"RS256"}"#;
    check(&unsigned(alg, r#"{"a": 1}"#), Ok(r#"{"a":1}"#));
    check("", Err(("JWT-001", 0)));
    check("a.b", Err(("JWT-001", 3)));
    check("a.b.c.d", Err(("JWT-001", 5)));
    check("a.b.c.d.e", Err(("JWT-036", 5)));
    check(".e30.AAAA", Err(("JWT-001", 0)));
    check(" e30.e30.AAAA", Err(("JWT-001", 0)));
    check("e30.e30.AAAA\n", Err(("JWT-001", 12)));
    check("e30.e3=.AAAA", Err(("JWT-002", 6)));
    check("e30.e30.AAAAA", Err(("JWT-002", 12)));
    check("e31.e30.AAAA", Err(("JWT-003", 2)));
    check("e30.e30.", Err(("JWT-009", 8)));
    check("e30.e30.AAAA", Err(("JWT-008", 0)));
    check("{\"payload\":\"\"}", Err(("JWT-035", 0)));
    // A byte of what is decoded is found at the character that holds its first bit.
    check_parts("{\"alg\":\"RS256\",}", "{}", "JWT-005", false, 20);
    check_parts("[]", "{}", "JWT-005", false, 0);
    check_parts(r#"{"alg":"none"}"#, "{}", "JWT-009", false, 9);
    check_parts(r#"{"alg":7}"#, "{}", "JWT-008", false, 9);
    check_parts(
        r#"{"alg":"RS256","alg":"RS256"}"#,
        "{}",
        "JWT-006",
        false,
        20,
    );
    check_parts(
        r#"{"alg":"RS256","crit":["x"]}"#,
        "{}",
        "JWT-012",
        false,
        30,
    );
    check_parts(r#"{"alg":"RS256","b64":false}"#, "{}", "JWT-013", false, 28);
    check_parts(r#"{"alg":"RS256","kid":7}"#, "{}", "JWT-015", false, 28);
    check_parts(r#"{"alg":"RS256","enc":"x"}"#, "{}", "JWT-036", false, 28);
    check_parts(alg, r#"{"a":1,"\u0061":2}"#, "JWT-007", true, 9);
    check_parts(alg, "7", "JWT-024", true, 0);
    check_parts(alg, "", "JWT-024", true, 0);
    check_parts(alg, r#"{"exp":"1"}"#, "JWT-025", true, 9);
    check_parts(alg, r#"{"aud":[7]}"#, "JWT-029", true, 9);
    check_parts(alg, r#"{"iss":7}"#, "JWT-041", true, 9);
    check_parts(alg, r#"{"a":"\ud800"}"#, "JWT-034", true, 8);
    let deep = format!(r#"{{"a":{}"#, "[".repeat(32));
    check_parts(alg, &deep, "JWT-033", true, 48);
    check(&"A".repeat(65_537), Err(("JWT-033", 65_536)));
}

#[test]
fn dots_and_brackets_cost_no_more_than_they_are_long() {
    let bytes_for = |text: &[u8]| {
        let limits = Limits {
            length_bytes: usize::MAX,
            ..Limits::DEFAULT
        };
        let read = || {
            let mut room = Vec::new();
            let token = parse(text, &limits, &mut room, &sound());
            let claims = token.and_then(|token| token.claims(&sound()).map(|_| ()));
            assert!(claims.is_err());
        };
        allocation_counter::measure(read).bytes_max
    };
    assert!(bytes_for(&vec![b'.'; 20_000_000]) < 1_000);
    assert!(bytes_for(&vec![b'A'; 20_000_000]) < 1_000);
    let brackets = unsigned(r#"{"alg":"RS256"}"#, &"[".repeat(3_000_000));
    assert!(bytes_for(brackets.as_bytes()) < 2 * brackets.len() as u64);
    let zeros = unsigned(
        r#"{"alg":"RS256"}"#,
        &format!("[{}1]", "0,".repeat(3_000_000)),
    );
    assert!(bytes_for(zeros.as_bytes()) < 2 * zeros.len() as u64);
}

#[test]
fn a_token_costs_a_small_multiple_of_its_length() {
    let members: Vec<String> = (0..2_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let text = unsigned(r#"{"alg":"RS256"}"#, &format!("{{{}}}", members.join(",")));
    let cost = allocation_counter::measure(|| assert!(read(text.as_bytes()).is_ok()));
    assert!(
        cost.bytes_max < 20 * text.len() as u64,
        "{} bytes",
        cost.bytes_max
    );
}

#[test]
fn dates_neither_round_nor_wrap() {
    #[track_caller]
    fn check(text: &str, floor: i64, ceiling: i64) {
        let json = json::Json::parse(text, &json::Options::default()).unwrap();
        let date = Date::from_number(json.root().as_number().unwrap());
        assert_eq!((date.floor(), date.ceiling()), (floor, ceiling), "{text}");
    }
    check("1700000000", 1_700_000_000, 1_700_000_000);
    check("-0", 0, 0);
    check("0.000", 0, 0);
    check("1.5", 1, 2);
    check("-1.5", -2, -1);
    check("1.7e9", 1_700_000_000, 1_700_000_000);
    check("17000000005e-1", 1_700_000_000, 1_700_000_001);
    check(
        "1700000000.99999999999999999999",
        1_700_000_000,
        1_700_000_001,
    );
    check("0.0000000001e10", 1, 1);
    check("1e-400", 0, 1);
    check("-1e-400", -1, 0);
    check("1e400", i64::MAX, i64::MAX);
    check("-1e400", -i64::MAX, -i64::MAX);
    check("18446744073709551616", i64::MAX, i64::MAX);
    check("9223372036854775807", i64::MAX, i64::MAX);
    check("-9223372036854775808", i64::MIN, i64::MIN);
    check("1e99999999999999999999", i64::MAX, i64::MAX);
    check("0e99999999999999999999", 0, 0);
    check("1e-99999999999999999999", 0, 1);
}

#[test]
fn types_compare_as_media_types() {
    #[track_caller]
    fn check(given: &str, expected: &str, same: bool) {
        assert_eq!(
            header::same_type(given, expected),
            same,
            "{given} {expected}"
        );
    }
    check("JWT", "jwt", true);
    check("application/JWT", "jwt", true);
    check("Application/at+jwt", "AT+JWT", true);
    check("application/at+jwt", "jwt", false);
    check("application/x/jwt", "x/jwt", false);
    check("jwt ", "jwt", false);
}

#[test]
fn one_key_is_the_same_in_every_form() {
    #[track_caller]
    fn check(name: &str) {
        let read = |text: &str| {
            let set = KeySet::read(&fill(text).unwrap(), &[], &sound()).unwrap();
            set.keys()[0].library.clone()
        };
        let (pem, jwk) = (read(&format!("${name}.pem")), read(&format!("${name}.jwk")));
        let material = |key: &jsonwebtoken::DecodingKey| match key.kind() {
            jsonwebtoken::DecodingKeyKind::SecretOrDer(der) => der.clone(),
            jsonwebtoken::DecodingKeyKind::RsaModulusExponent { n, e } => {
                [n.clone(), e.clone()].concat()
            }
        };
        assert_eq!(material(&pem), material(&jwk), "{name}");
    }
    check("rsa");
    check("ec");
    check("ec-384");
    check("ed");
    let certificate = "-----BEGIN CERTIFICATE-----\n$rsa.x5c\n-----END CERTIFICATE-----\n";
    assert!(KeySet::read(&fill(certificate).unwrap(), &[], &sound()).is_ok());
}

#[test]
fn what_is_no_key_is_refused_without_panic() {
    #[track_caller]
    fn check(text: &str) {
        let refusal = KeySet::read(&fill(text).unwrap(), &[], &sound()).unwrap_err();
        assert_eq!(refusal.id, JWT_017, "{text}");
    }
    check("");
    check("{}");
    check("7");
    check("-----BEGIN PUBLIC KEY-----");
    check("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----");
    check("-----BEGIN PUBLIC KEY-----\nMIL/////\n-----END PUBLIC KEY-----");
    check("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    check(&" ".repeat(1_000));
    check("-----BEGIN CERTIFICATE-----\n$rsa.n\n-----END CERTIFICATE-----");
    let pem = fill("$rsa.pem").unwrap();
    for end in 0..pem.len() - 1 {
        if let Ok(set) = KeySet::read(&pem[..end], &[], &sound()) {
            assert_eq!(set.keys().len(), 0, "a key was made of {end} characters");
        }
    }
}

#[test]
fn minting_is_the_same_every_time_and_verifies() {
    for (sign, with) in [
        ("rsa", Algorithm::RS256),
        ("rsa", Algorithm::RS384),
        ("rsa", Algorithm::RS512),
        ("rsa", Algorithm::PS256),
        ("rsa", Algorithm::PS384),
        ("rsa", Algorithm::PS512),
        ("ec", Algorithm::ES256),
        ("ec-384", Algorithm::ES384),
        ("ed", Algorithm::EdDSA),
        ("hmac-64", Algorithm::HS256),
        ("hmac-64", Algorithm::HS384),
        ("hmac-64", Algorithm::HS512),
    ] {
        let generic = Generic {
            algorithms: vec![with],
            requires: vec![],
            ..Generic::default()
        };
        let step = Step {
            header: Some(format!(r#"{{"alg":"{with:?}"}}"#)),
            claims: Some(r#"{"sub":"alice"}"#.to_owned()),
            sign: Some(sign.to_owned()),
            with: Some(with),
            keys: Some(Keys::Text(match sign {
                "hmac-64" => r#"{"kty":"oct","k":"$hmac-64.k"}"#.to_owned(),
                _ => format!("${sign}.pem"),
            })),
            policy: Some(Accepts::Given(Policy::Generic(generic))),
            ..Step::default()
        };
        let token = step.token().unwrap();
        assert_eq!(token, step.token().unwrap());
        let (policy, keys) = (step.policy().unwrap(), step.published().unwrap());
        let keys = KeySet::read(&keys, policy.algorithms(), &sound()).unwrap();
        let verified = verify(token.as_bytes(), &keys, &policy, step.now(), &sound());
        assert_eq!(
            verified.unwrap().claims,
            r#"{"sub":"alice"}"#,
            "{sign} {with:?}"
        );
    }
}

#[test]
fn every_failure_looks_the_same_from_outside() {
    let refusals = [
        (JWT_027, "expired"),
        (JWT_037, "forged"),
        (JWT_001, "no token"),
    ];
    let outside =
        refusals.map(|(id, message)| Refused::from(conformance::Refusal::new(id, 7, message)));
    let shown = outside.map(|refused| format!("{refused} {refused:?}"));
    assert!(
        shown
            .iter()
            .all(|text| text == "the token was refused Refused"),
        "{shown:?}"
    );
}

#[test]
fn debug_shows_no_secret() {
    let set = KeySet::read(&fill("$hmac.jwk").unwrap(), &[], &sound()).unwrap();
    let shown = format!("{set:?}");
    assert!(
        shown.contains("hmac") && !shown.contains(&fill("$hmac.k").unwrap()),
        "{shown}"
    );
    assert!(
        !shown.contains("TEST SECRET") && !shown.contains("84, 69, 83, 84"),
        "{shown}"
    );
}

/// Until `protocols` drives them: the input that a law makes from a number.
fn input(law: &Law, number: u64) -> Option<Vec<u8>> {
    let mut chance = Chance::from_number(number);
    let length = 8 + (chance.next_u64() % (32 << (number % 6))) as usize;
    let mut choices = Vec::with_capacity(length + 8);
    while choices.len() < length {
        choices.extend(chance.next_u64().to_le_bytes());
    }
    (law.generate)(&mut Unstructured::new(&choices)).ok()
}

/// Whether what a generator makes is accepted by sound rules.
#[track_caller]
fn check_reach(law: &str, accepts: impl Fn(&[u8]) -> bool) {
    let law = LAWS.iter().find(|held| held.name == law).unwrap();
    let inputs: Vec<Vec<u8>> = (0..2000).filter_map(|number| input(law, number)).collect();
    let accepted = inputs.iter().filter(|input| accepts(input)).count();
    let percent = accepted * 100 / inputs.len();
    assert!(
        (20..=80).contains(&percent),
        "{}: {percent} % are accepted",
        law.name
    );
}

#[test]
fn generators_reach_both_verdicts() {
    check_reach("tokens_read_as_they_are_written", |input| {
        matches!(reference::token(input), Ok(Some(_)))
    });
    check_reach("policies_mean_what_they_say", |input| {
        let judgement: laws::Judgement = serde_json::from_slice(input).unwrap();
        let laws::Judgement {
            policy,
            owner,
            now,
            claims,
        } = judgement;
        reference::accepts(&policy, &claims, owner.as_deref(), now) == Ok(true)
    });
    check_reach("key_sets_read_as_they_are_written", |input| {
        let text = std::str::from_utf8(input).unwrap();
        let keys = reference::key_set(text, &[]).ok().flatten();
        keys.is_some_and(|keys| keys.iter().any(|key| key.fit))
    });
    check_reach("keys_serve_one_purpose", |input| {
        let step: Step = serde_json::from_slice(input).unwrap();
        let (policy, token) = (step.policy().unwrap(), step.token().unwrap());
        let rules = sound();
        let keys = KeySet::read(&step.published().unwrap(), policy.algorithms(), &rules);
        keys.is_ok_and(|keys| verify(token.as_bytes(), &keys, &policy, step.now(), &rules).is_ok())
    });
}
