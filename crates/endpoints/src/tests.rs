//! What a server does, seen from outside: every test starts one and speaks to it over a socket.

mod client;
mod faces;
mod faults;
mod office;
mod reach;
mod sites;
mod soak;

use std::io::{Read as _, Write as _};

use crate::{Listen, Server, World};
use client::{Client, ask};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

fn server() -> Server {
    Server::start(&World::standard(1), &Listen::anywhere()).expect("free ports are to be had")
}

#[test]
fn a_token_is_for_its_resource_only() {
    let server = server();
    let client = Client::new(&server.http());
    let graph = client.sign_in("User.Read offline_access");
    let me = |token: &str| {
        ask(
            &server.http(),
            "GET",
            "/v1.0/me",
            &[("Authorization", &format!("Bearer {token}"))],
            "",
        )
    };
    let answer = me(graph["access_token"].as_str().unwrap());
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(
        String::from_utf8(answer.body)
            .unwrap()
            .contains("alice@contoso.example")
    );
    let exchange = client.sign_in("https://outlook.office365.com/EWS.AccessAsUser.All");
    let exchange = exchange["access_token"].as_str().unwrap();
    assert_eq!(me(exchange).status, 401);
    let post = |token: &str| {
        let headers = [
            ("Authorization", &*format!("Bearer {token}")),
            ("Content-Type", "text/xml; charset=utf-8"),
        ];
        ask(
            &server.http(),
            "POST",
            ews::PATH,
            &headers,
            &faces::token_request(),
        )
        .status
    };
    assert_eq!(post(exchange), 200);
    assert_eq!(post(graph["access_token"].as_str().unwrap()), 401);
}

#[test]
fn the_clock_moves_without_a_sleep() {
    let server = server();
    let token = Client::new(&server.http()).sign_in("User.Read");
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let me = || {
        ask(
            &server.http(),
            "GET",
            "/v1.0/me",
            &[("Authorization", &bearer)],
            "",
        )
        .status
    };
    assert_eq!(me(), 200);
    let body = r#"{"advance_s":5401}"#;
    assert_eq!(
        ask(&server.http(), "POST", "/proofmark/clock", &[], body).status,
        200
    );
    assert_eq!(
        me(),
        401,
        "an access token lives for an hour and a half at most"
    );
}

#[test]
fn what_is_no_request_is_told_so() {
    #[track_caller]
    fn check(server: &Server, sent: &[u8], expected: &str) {
        let address = server.http().replace("http://", "");
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        let _ = socket.write_all(sent);
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.starts_with(expected),
            "{:?} -> {answer:?}",
            String::from_utf8_lossy(&sent[..sent.len().min(60)])
        );
    }
    let server = server();
    let close = "Host: a\r\nConnection: close\r\n";
    check(&server, b"\x16\x03\x01\x02\x00\x01\r\n\r\n", "HTTP/1.1 400");
    check(&server, b"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400");
    check(&server, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 400");
    check(
        &server,
        &[b"GET /".as_slice(), &vec![b'a'; 100_000]].concat(),
        "HTTP/1.1 431",
    );
    check(
        &server,
        format!("CONNECT a:1 HTTP/1.1\r\n{close}\r\n").as_bytes(),
        "HTTP/1.1 405",
    );
    check(
        &server,
        format!("POST /x HTTP/1.1\r\n{close}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")
            .as_bytes(),
        "HTTP/1.1 400",
    );
    check(&server, format!("POST /x HTTP/1.1\r\n{close}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").as_bytes(), "HTTP/1.1 400");
    check(
        &server,
        format!("POST /x HTTP/1.1\r\n{close}Transfer-Encoding: chunked\r\n\r\nzz\r\n").as_bytes(),
        "HTTP/1.1 400",
    );
    // These are requests, if odd ones; the authority says what it thinks of them.
    check(
        &server,
        format!("OPTIONS * HTTP/1.1\r\n{close}\r\n").as_bytes(),
        "HTTP/1.1 404",
    );
    check(
        &server,
        format!("GET //x/../..//%2e?? HTTP/1.1\r\n{close}\r\n").as_bytes(),
        "HTTP/1.1 404",
    );
    check(
        &server,
        format!("GET /a|b<c>\\ HTTP/1.1\r\n{close}\r\n").as_bytes(),
        "HTTP/1.1 404",
    );
    check(
        &server,
        format!("GET http://other:99999/a[ HTTP/1.1\r\n{close}\r\n").as_bytes(),
        "HTTP/1.1 404",
    );
    let long = "a".repeat(3_000_000);
    let token = format!(
        "POST /{TENANT}/oauth2/v2.0/token HTTP/1.1\r\n{close}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{long}",
        long.len()
    );
    check(&server, token.as_bytes(), "HTTP/1.1 400");
    let answer = ask(
        &server.http(),
        "GET",
        "/common/discovery/v2.0/keys",
        &[],
        "",
    );
    assert_eq!(answer.status, 200, "and the server lives");
}
