//! What the Office face answers, seen without a script engine: the usages that scripts make of it
//! are among the real clients.

use serde_json::{Value, json};

use super::client::{Client, ask};
use super::server;
use crate::{Face, Fault, Queued, Server, UserDoes, fault};

fn ask_host(server: &Server, call: &str, options: Value, others: usize) -> Value {
    let body = json!({ "call": call, "options": options, "others": others }).to_string();
    let answer = ask(&server.http(), "POST", "/office/ask", &[], &body);
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    serde_json::from_slice(&answer.body).unwrap()
}

fn call(server: &Server) -> Value {
    ask_host(server, "getAccessTokenAsync", json!({}), 0)
}

#[test]
fn the_token_of_office_has_to_be_exchanged() {
    let server = server();
    let token = call(&server)["token"].as_str().unwrap().to_owned();
    let me = |token: &str| {
        let bearer = format!("Bearer {token}");
        ask(
            &server.http(),
            "GET",
            "/v1.0/me",
            &[("Authorization", &bearer)],
            "",
        )
        .status
    };
    assert_eq!(me(&token), 401);
    let facts = oauth::standard_facts("");
    let service = &facts.clients["service"];
    let answer = Client::new(&server.http()).token(&[
        ("grant_type", oauth::ON_BEHALF_OF),
        ("requested_token_use", "on_behalf_of"),
        ("client_id", &service.id),
        ("client_secret", service.secret.as_deref().unwrap()),
        ("scope", "https://graph.microsoft.com/User.Read"),
        ("assertion", &token),
    ]);
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(me(answer["access_token"].as_str().unwrap()), 200);
}

#[test]
fn what_the_host_knows_decides() {
    #[track_caller]
    fn check(server: &Server, host: Value, options: Value, others: usize, expected: Option<i64>) {
        let host = serde_json::from_value(host).unwrap();
        server
            .world()
            .root()
            .with(|settings| settings.office.host = host);
        let answer = ask_host(server, "getAccessTokenAsync", options, others);
        assert_eq!(answer["code"].as_i64(), expected, "{answer}");
        assert_eq!(answer["token"].is_string(), expected.is_none());
    }
    let server = server();
    check(&server, json!({}), json!({}), 0, None);
    check(&server, json!({"user": "personal"}), json!({}), 0, None);
    check(
        &server,
        json!({"user": "on-premises"}),
        json!({}),
        0,
        Some(13003),
    );
    check(
        &server,
        json!({"user": "nobody"}),
        json!({}),
        0,
        Some(13001),
    );
    let signs_in = json!({"allowSignInPrompt": true});
    check(
        &server,
        json!({"user": "nobody"}),
        signs_in.clone(),
        0,
        None,
    );
    check(
        &server,
        json!({"consent": "missing"}),
        json!({}),
        0,
        Some(13005),
    );
    check(
        &server,
        json!({"consent": "missing"}),
        json!({"allowConsentPrompt": true}),
        0,
        None,
    );
    check(
        &server,
        json!({"throttled": true}),
        json!({}),
        0,
        Some(13013),
    );
    check(&server, json!({"fails": 13990}), json!({}), 0, Some(13990));
    server
        .world()
        .root()
        .with(|settings| settings.office.user = UserDoes::Declines);
    check(&server, json!({"user": "nobody"}), signs_in, 0, Some(13002));
    let web = office::application::Platform::Web;
    server
        .world()
        .root()
        .with(|settings| settings.office.platform = web);
    check(&server, json!({}), json!({}), 1, Some(13008));
}

#[test]
fn answers_of_the_host_suffer() {
    let server = server();
    let next = |fault| server.world().next(Face::Office, Fault::Office(fault));
    for known in office::error_code::ERROR_CODES {
        next(fault::Office::Code(known.code));
        assert_eq!(call(&server)["code"], known.code);
    }
    assert_eq!(call(&server)["twice"], false);
    next(fault::Office::Twice);
    assert_eq!(call(&server)["twice"], true);
    next(fault::Office::Never);
    assert_eq!(call(&server)["never"], true);
    next(fault::Office::AfterMs(7));
    assert_eq!(call(&server)["afterMs"], 7);
}

#[test]
fn the_script_knows_its_world() {
    let server = server();
    let script = || {
        let answer = ask(
            &server.http(),
            "GET",
            "/office.js",
            &[("Origin", "http://page")],
            "",
        );
        assert_eq!(
            answer.headers.one("access-control-allow-origin"),
            Some("http://page")
        );
        String::from_utf8(answer.body).unwrap()
    };
    let text = script();
    assert!(text.contains(&server.http()) && text.contains(r#""identityapi":"1.3""#));
    assert!(text.contains(r#""atOnce":null"#) && !text.contains("requestAuthTokenAsync\""));
    // An answer for the page to keep, which nothing but the script takes.
    let queued = Queued::next(Face::Office, Fault::Office(fault::Office::AtOnce));
    server.world().queue(queued);
    assert_eq!(call(&server)["twice"], false);
    assert!(!script().contains(r#""atOnce":null"#));
    assert!(script().contains(r#""atOnce":null"#));
    // To load the script takes nothing that calls are to suffer.
    server
        .world()
        .next(Face::Office, Fault::Office(fault::Office::Code(13001)));
    script();
    assert_eq!(call(&server)["code"], 13001);
    let drafted = office::DOC_2017;
    let with_draft = |settings: &mut crate::Settings| {
        settings.rules.profile = settings.rules.profile.with(drafted);
    };
    server.world().root().with(with_draft);
    assert!(script().contains("requestAuthTokenAsync\""));
    let answer = ask_host(&server, "requestAuthTokenAsync", json!({}), 0);
    assert_eq!(answer["identities"][0]["DirectoryType"], "organizational");
}
