//! What reading costs, beside what it costs others in the same run; and how it grows with hostile
//! input. Times are the best of several interleaved rounds.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and prints"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conformance::{Chance, Now, Rules};
use ews::{App, Client, State, TokenRequest, TokenType, Version};
use jsonwebtoken::{DecodingKey, Validation};
use jwt::{Algorithm, Generic, Key, KeySet, Policy, Recipe};
use quick_xml::events::Event;
use xml::{Document, Label, Limits, Text};

/// Rounds, of which the best counts.
const ROUNDS: usize = 15;
/// How long one measurement takes, about.
const SLICE: Duration = Duration::from_millis(20);
/// What a hostile input past a limit may take.
const REFUSAL: Duration = Duration::from_millis(1);

type Run<'r> = Box<dyn FnMut() + 'r>;

fn main() {
    // `cargo test --benches` asks every bench to run; there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let rules = Rules::sound(protocols::default_profile(""));
    envelopes(&rules);
    tokens(&rules);
    verification(&rules);
    growth(&rules);
}

/// Prints what each contestant takes, and the ratio of the first to each other.
fn compare(title: &str, bytes: usize, contestants: &mut [(&str, Run<'_>)]) {
    let mut best = vec![f64::INFINITY; contestants.len()];
    let counts: Vec<u32> = contestants
        .iter_mut()
        .map(|(_, run)| calibrate(run))
        .collect();
    for _ in 0..ROUNDS {
        for (place, (_, run)) in contestants.iter_mut().enumerate() {
            let nanoseconds = measure(run, counts[place]);
            best[place] = best[place].min(nanoseconds);
        }
    }
    println!("{title} ({bytes} bytes)");
    for (place, (name, _)) in contestants.iter().enumerate() {
        let ratio = best[0] / best[place];
        let ratio = if name.starts_with("proofmark") {
            String::new()
        } else {
            format!("  ours takes {ratio:.2} x")
        };
        println!("  {name:<44} {:>9.0} ns{ratio}", best[place]);
    }
    println!();
}

fn calibrate(run: &mut Run<'_>) -> u32 {
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < SLICE {
        run();
        count += 1;
    }
    count.max(1)
}

/// Nanoseconds that one run takes, over so many.
fn measure(run: &mut Run<'_>, count: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..count {
        run();
    }
    start.elapsed().as_nanos() as f64 / f64::from(count)
}

fn envelopes(rules: &Rules) {
    let answer = answer(rules);
    let text = std::str::from_utf8(&answer).expect("the server writes UTF-8");
    compare(
        "SOAP envelope and typed EWS response",
        answer.len(),
        &mut [
            (
                "proofmark: strict, typed",
                Box::new(|| ews::read_response(black_box(&answer), rules).expect("it is sound")),
            ),
            (
                "proofmark: strict document only",
                Box::new(|| {
                    let decoded =
                        Text::decode(black_box(&answer), Label::File, rules, &Limits::MESSAGE);
                    let decoded = decoded.expect("it is sound");
                    black_box(
                        Document::read(&decoded, rules, &Limits::MESSAGE).expect("it is sound"),
                    );
                }),
            ),
            (
                "roxmltree: parse",
                Box::new(|| {
                    black_box(roxmltree::Document::parse(black_box(text)).expect("it is sound"));
                }),
            ),
            (
                "quick-xml: NsReader with attributes",
                Box::new(|| {
                    let mut reader = quick_xml::NsReader::from_str(black_box(text));
                    loop {
                        match reader.read_resolved_event().expect("it is sound") {
                            (_, Event::Eof) => break,
                            (_, Event::Start(tag) | Event::Empty(tag)) => {
                                for attribute in tag.attributes() {
                                    black_box(attribute.expect("it is sound"));
                                }
                            }
                            event => {
                                black_box(event);
                            }
                        }
                    }
                }),
            ),
            (
                "quick-xml: bare events",
                Box::new(|| {
                    let mut reader = quick_xml::Reader::from_str(black_box(text));
                    loop {
                        match reader.read_event().expect("it is sound") {
                            Event::Eof => break,
                            event => {
                                black_box(event);
                            }
                        }
                    }
                }),
            ),
        ],
    );
}

/// What a server answers to two requests: a token and a refusal.
fn answer(rules: &Rules) -> Vec<u8> {
    let id = "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01";
    let app = App {
        id: id.to_owned(),
        permits: vec![TokenType::CallerIdentity],
    };
    let asked = [TokenType::CallerIdentity, TokenType::ExtensionCallback];
    let asked = asked
        .map(|token_type| TokenRequest::new(id, token_type))
        .to_vec();
    let now = Now::from_seconds(1_800_000_000);
    let request = Client::new(Version::EXCHANGE_2013_SP1).ask(asked, now, rules);
    let request = request.expect("it is sound").expect("nobody asked to wait");
    let mut chance = Chance::from_number(1);
    ews::handle(
        &mut State::new(vec![app]),
        now,
        &mut chance,
        &request,
        rules,
    )
    .body
}

const CLAIMS: &str = r#"{"aud":"66666666-7777-4888-8999-aaaaaaaaaaaa","iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","iat":1800000000,"nbf":1800000000,"exp":1800004500,"aio":"E2NgYDh8d4zb3mNZ8V0rPb5zeF4cAA==","azp":"bbbbbbbb-cccc-4ddd-8eee-ffffffffffff","azpacr":"1","name":"Adele Vance","oid":"99999999-aaaa-4bbb-8ccc-dddddddddddd","preferred_username":"adele@contoso.example","rh":"0.AXoAERERESIiM0OERFVVVVVVVVU.","scp":"access_as_user Mail.Read","sub":"IHRXRoC3kzOlI3mOeK2U4ZVWzXQxXyCEVqUPnmIWmmc","tid":"11111111-2222-4333-8444-555555555555","uti":"4N2kVb4Jr0SXZw","ver":"2.0"}"#;

const SECRET: &str = "TEST KEY, never to be trusted: 0123456789abcdef";

/// How to make the token of these claims.
fn recipe(sign: &str, algorithm: &str) -> Recipe {
    Recipe {
        header: format!("{{\"typ\":\"JWT\",\"alg\":\"{algorithm}\",\"kid\":\"{sign}\"}}"),
        payload: CLAIMS.to_owned(),
        sign: sign.to_owned(),
        secret: None,
        with: None,
        spoil: Vec::new(),
    }
}

fn minted() -> String {
    let recipe = Recipe {
        secret: Some(SECRET.to_owned()),
        ..recipe("hmac", "HS256")
    };
    recipe.mint().expect("it signs")
}

fn tokens(rules: &Rules) {
    let token = minted();
    let padded = token.replacen('.', "=.", 1);
    let limits = jwt::Limits::DEFAULT;
    let mut room = Vec::new();
    let mut other_room = Vec::new();
    compare(
        "strict JWT parse, header and claims typed",
        token.len(),
        &mut [
            (
                "proofmark: strict",
                Box::new(|| {
                    let token = jwt::parse(black_box(token.as_bytes()), &limits, &mut room, rules);
                    let token = token.expect("it is sound");
                    black_box(token.claims(rules).expect("it is sound"));
                }),
            ),
            (
                "jsonwebtoken: insecure_decode into Value",
                Box::new(|| {
                    use jsonwebtoken::dangerous::insecure_decode;
                    let decoded = insecure_decode::<serde_json::Value>(black_box(&token));
                    black_box(decoded.expect("it is sound"));
                }),
            ),
            (
                "proofmark: refusing a padded token",
                Box::new(|| {
                    let token = jwt::parse(
                        black_box(padded.as_bytes()),
                        &limits,
                        &mut other_room,
                        rules,
                    );
                    black_box(token.expect_err("it is padded"));
                }),
            ),
        ],
    );
}

fn verification(rules: &Rules) {
    let now = Now::from_seconds(1_800_000_001);
    let audience = "66666666-7777-4888-8999-aaaaaaaaaaaa";
    let issuer = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0";
    let token = minted();
    let generic = |algorithm| {
        Policy::Generic(Generic {
            algorithms: vec![algorithm],
            audiences: vec![audience.to_owned()],
            issuers: vec![issuer.to_owned()],
            ..Generic::default()
        })
    };
    let theirs = |algorithm| {
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[issuer]);
        // There is no way to tell it the time.
        validation.validate_exp = false;
        validation
    };
    let policy = generic(Algorithm::HS256);
    let keys = KeySet::of(vec![Key::secret(
        SECRET.as_bytes(),
        Algorithm::HS256,
        rules,
    )]);
    let (validation, key) = (
        theirs(Algorithm::HS256),
        DecodingKey::from_secret(SECRET.as_bytes()),
    );
    compare(
        "verify HS256",
        token.len(),
        &mut [
            (
                "proofmark",
                Box::new(|| {
                    let token = black_box(token.as_bytes());
                    let verified = jwt::verify(token, &keys, &policy, now, rules);
                    black_box(verified.expect("it is sound"));
                }),
            ),
            (
                "jsonwebtoken: decode",
                Box::new(|| {
                    let token = black_box(&token);
                    let decoded =
                        jsonwebtoken::decode::<serde_json::Value>(token, &key, &validation);
                    black_box(decoded.expect("it is sound"));
                }),
            ),
        ],
    );
    let fill = |text| jwt::fill(text).expect("the test key is there");
    let token = recipe("rsa", "RS256").mint().expect("it signs");
    let policy = generic(Algorithm::RS256);
    let keys = KeySet::read(&fill("$rsa.jwk"), &[Algorithm::RS256], rules).expect("it is a key");
    let key = DecodingKey::from_rsa_components(&fill("$rsa.n"), &fill("$rsa.e"));
    let key = key.expect("it is a key");
    let validation = theirs(Algorithm::RS256);
    compare(
        "verify RS256",
        token.len(),
        &mut [
            (
                "proofmark",
                Box::new(|| {
                    let token = black_box(token.as_bytes());
                    let verified = jwt::verify(token, &keys, &policy, now, rules);
                    black_box(verified.expect("it is sound"));
                }),
            ),
            (
                "jsonwebtoken: decode",
                Box::new(|| {
                    let token = black_box(&token);
                    let decoded =
                        jsonwebtoken::decode::<serde_json::Value>(token, &key, &validation);
                    black_box(decoded.expect("it is sound"));
                }),
            ),
        ],
    );
}

/// A hostile input of about so many bytes.
type Shape = fn(usize) -> Vec<u8>;

/// How the cost of hostile input grows up to the limit of a message, and past it.
fn growth(rules: &Rules) {
    println!("hostile input: ns per byte at doubling sizes up to the limit; then just past it");
    let read_soap = |bytes: &[u8]| {
        let limits = Limits::MESSAGE;
        let text = Text::decode(bytes, Label::Silent, rules, &limits)?;
        soap::Envelope::read(&text, rules, &limits, |_| true).map(|_| ())
    };
    let read_wide = |bytes: &[u8]| {
        // Only the size is limited: what would the others cost?
        let limits = Limits {
            size_bytes: Limits::MESSAGE.size_bytes,
            ..Limits::FILE
        };
        let text = Text::decode(bytes, Label::Silent, rules, &limits)?;
        Document::read(&text, rules, &limits).map(|_| ())
    };
    let read_token = |bytes: &[u8]| {
        let mut room = Vec::new();
        let token = jwt::parse(bytes, &jwt::Limits::DEFAULT, &mut room, rules)?;
        token.claims(rules).map(|_| ())
    };
    let xml_shapes: [(&str, Shape); 8] = [
        ("depth", |size| nested("<a>", "</a>", size)),
        ("attributes", |size| attributes(size)),
        ("nested bindings", |size| bindings(size)),
        ("comments", |size| envelope(&"<!-- -->".repeat(size / 8))),
        ("references", |size| envelope(&"&#60;".repeat(size / 5))),
        ("undefined entities", |size| {
            envelope(&"&x;".repeat(size / 3))
        }),
        ("empty elements", |size| envelope(&"<a/>".repeat(size / 4))),
        ("text", |size| envelope(&"x".repeat(size))),
    ];
    let limit = Limits::MESSAGE.size_bytes;
    for (name, shape) in xml_shapes {
        grow(&format!("soap: {name}"), shape, limit, &read_soap);
        grow(
            &format!("xml, size limit only: {name}"),
            shape,
            limit,
            &read_wide,
        );
    }
    let token_shapes: [(&str, Shape); 5] = [
        ("dots", |size| ".".repeat(size).into_bytes()),
        ("nesting", |size| {
            token_of(&format!("{{\"a\":{}", "[".repeat(size * 3 / 4)))
        }),
        ("members", |size| {
            let members: Vec<String> = (0..size / 12).map(|n| format!("\"{n}\":0")).collect();
            token_of(&format!("{{{}}}", members.join(",")))
        }),
        ("escapes", |size| {
            token_of(&format!("{{\"a\":\"{}\"}}", "\\u0041".repeat(size / 8)))
        }),
        ("digits", |size| {
            token_of(&format!("{{\"exp\":{}}}", "9".repeat(size * 3 / 4)))
        }),
    ];
    for (name, shape) in token_shapes {
        grow(
            &format!("jwt: {name}"),
            shape,
            jwt::Limits::DEFAULT.length_bytes,
            &read_token,
        );
    }
}

fn grow(
    name: &str,
    shape: Shape,
    limit: usize,
    read: &dyn Fn(&[u8]) -> Result<(), conformance::Refusal>,
) {
    let once = |bytes: &[u8]| {
        let timed = || {
            let start = Instant::now();
            let refusal = black_box(read(black_box(bytes))).err();
            (
                start.elapsed(),
                refusal.map_or("read", |refusal| refusal.id.as_str()),
            )
        };
        (0..5)
            .map(|_| timed())
            .min_by_key(|(time, _)| *time)
            .expect("it ran")
    };
    let sizes = [
        limit / 32,
        limit / 16,
        limit / 8,
        limit / 4,
        limit / 2,
        limit - 512,
    ];
    let mut outcome = "";
    let per_byte: Vec<String> = sizes
        .iter()
        .map(|size| {
            let bytes = shape(*size);
            let (time, seen) = once(&bytes);
            outcome = seen;
            format!("{:>6.2}", time.as_nanos() as f64 / bytes.len() as f64)
        })
        .collect();
    let (time, seen) = once(&shape(limit + 1024));
    let verdict = if time <= REFUSAL { "" } else { "  TOO SLOW" };
    println!(
        "  {name:<42} {} {outcome:<9} past: {:>7.1} us {seen}{verdict}",
        per_byte.join(" "),
        time.as_nanos() as f64 / 1e3
    );
}

fn envelope(content: &str) -> Vec<u8> {
    format!(
        "<s:Envelope xmlns:s=\"{}\"><s:Body><a xmlns=\"urn:a\">{content}</a></s:Body></s:Envelope>",
        soap::NAMESPACE
    )
    .into_bytes()
}

fn nested(open: &str, close: &str, size: usize) -> Vec<u8> {
    let count = size / (open.len() + close.len());
    envelope(&(open.repeat(count) + &close.repeat(count)))
}

fn attributes(size: usize) -> Vec<u8> {
    let attributes: String = (0..size / 12).map(|n| format!(" a{n:07}=\"\"")).collect();
    envelope(&format!("<b{attributes}/>"))
}

/// Elements within elements, each of which declares one more prefix.
fn bindings(size: usize) -> Vec<u8> {
    let count = size / 30;
    let open: String = (0..count)
        .map(|n| format!("<a xmlns:p{n:05}=\"urn:{n:05}\">"))
        .collect();
    envelope(&(open + &"</a>".repeat(count)))
}

fn token_of(claims: &str) -> Vec<u8> {
    let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"HS256\"}");
    format!("{header}.{}.AAAA", URL_SAFE_NO_PAD.encode(claims)).into_bytes()
}
