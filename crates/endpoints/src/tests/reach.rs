//! How a server is reached: by TLS, by name, by pages, beside other mocks, and for long.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use wire::Response;
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use super::client::{Client, ask, read};
use super::{TENANT, server};
use crate::{Face, Fault, Listen, Server, StartError, World, fault};

/// Asks by TLS, trusting the authority of the server and nobody else.
fn ask_by_tls(server: &Server, name: &str, target: &str) -> std::io::Result<Response> {
    let mut roots = RootCertStore::empty();
    let der = server.authority().unwrap().der().to_vec();
    roots.add(CertificateDer::from(der)).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let port = server.addresses().https.unwrap();
    let socket = TcpStream::connect(("127.0.0.1", port))?;
    let asked = ServerName::try_from(name.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), asked).unwrap();
    let mut stream = StreamOwned::new(connection, socket);
    let host = if name.contains(':') {
        format!("[{name}]")
    } else {
        name.to_owned()
    };
    let text = format!("GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(text.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(read(&bytes).unwrap_or_default())
}

#[test]
fn names_of_the_certificate_are_addresses() {
    let mut listen = Listen::anywhere();
    listen.names.push("login.contoso.example".to_owned());
    let server = Server::start(&World::standard(1), &listen).unwrap();
    let port = server.addresses().https.unwrap();
    let target = format!("/{TENANT}/v2.0/.well-known/openid-configuration");
    for (name, host) in [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("localhost", "localhost"),
        ("login.contoso.example", "login.contoso.example"),
    ] {
        let answer = ask_by_tls(&server, name, &target).expect(name);
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            text.contains(&format!(
                "\"issuer\":\"https://{host}:{port}/{TENANT}/v2.0\""
            )),
            "{text}"
        );
    }
    ask_by_tls(&server, "other.example", &target).expect_err("no certificate is for this name");
}

#[test]
fn a_token_had_in_the_open_is_good_by_tls() {
    let server = server();
    server.world().root().with(|settings| {
        assert!(settings.authority.base.is_empty(), "nobody asked yet");
    });
    let token = Client::new(&server.http()).sign_in("User.Read");
    let token = token["access_token"].as_str().unwrap();
    let me = wire::Request::new("GET", "/v1.0/me")
        .with_header("Authorization", format!("Bearer {token}"));
    let via = crate::Via {
        scheme: crate::Scheme::Https,
        ..crate::Via::DIRECT
    };
    assert_eq!(server.world().answer(me, via).response.status, 200);
}

#[test]
fn connections_by_tls_suffer_too() {
    let server = server();
    let target = "/common/discovery/v2.0/keys";
    let whole = ask_by_tls(&server, "localhost", target).unwrap().body.len();
    let next = |fault| server.world().next(Face::Keys, Fault::Connection(fault));
    next(crate::ConnectionFault::CutAfter(400));
    assert!(ask_by_tls(&server, "localhost", target).unwrap().body.len() < whole);
    next(crate::ConnectionFault::Reset);
    let error = ask_by_tls(&server, "localhost", target).expect_err("it is reset");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let server = server();
    let listen = Listen {
        http: server.addresses().http,
        ..Listen::default()
    };
    let error = Server::start(&World::standard(1), &listen).expect_err("it is taken");
    assert!(matches!(error, StartError::Address(..)));
    let port = listen.http.unwrap();
    assert!(
        error
            .to_string()
            .starts_with(&format!("port {port} is taken")),
        "{error}"
    );
}

#[test]
fn only_this_machine_controls_a_world() {
    let server = server();
    let status = |host: &str, more: &str| {
        let mut socket = TcpStream::connect(server.http().replace("http://", "")).unwrap();
        let text = format!(
            "GET /proofmark/world HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
        );
        socket.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        socket.read_to_end(&mut bytes).unwrap();
        read(&bytes).unwrap().status
    };
    let own = server.http().replace("http://", "");
    assert_eq!(status(&own, ""), 200);
    assert_eq!(
        status("evil.example", ""),
        403,
        "a name that was bound to this machine"
    );
    assert_eq!(
        status(&own, "Origin: https://evil.example\r\n"),
        403,
        "a page"
    );
    let via = crate::Via {
        is_local: false,
        ..crate::Via::DIRECT
    };
    let request = wire::Request::new("GET", "/proofmark/world").with_header("Host", own);
    assert_eq!(
        server.world().answer(request, via).response.status,
        403,
        "another machine"
    );
    // And nobody passes for the front.
    assert_eq!(
        status("evil.example", "proofmark-carries-via: 1 http local\r\n"),
        403
    );
}

#[test]
fn pages_may_ask_what_real_services_let_them() {
    let server = server();
    let origin = ("Origin", "https://page.example");
    let asks = [
        origin,
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "x-client"),
    ];
    let token = format!("/{TENANT}/oauth2/v2.0/token");
    let answer = ask(&server.http(), "OPTIONS", &token, &asks, "");
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.headers.one("access-control-allow-headers"),
        Some("x-client")
    );
    assert_eq!(
        answer.headers.one("access-control-allow-origin"),
        Some("https://page.example")
    );
    assert!(
        server.world().journal().is_empty(),
        "to ask whether one may ask is no request"
    );
    let answer = ask(
        &server.http(),
        "GET",
        "/common/discovery/v2.0/keys",
        &[origin],
        "",
    );
    assert_eq!(
        answer.headers.one("access-control-allow-origin"),
        Some("https://page.example")
    );
    let authorize = format!("/{TENANT}/oauth2/v2.0/authorize");
    let answer = ask(&server.http(), "GET", &authorize, &[origin], "");
    assert!(!answer.headers.has("access-control-allow-origin"));
}

#[tokio::test]
async fn mocks_stand_beside_a_world() {
    let server = server();
    let mock = Mock::given(method("GET")).and(path("/v1.0/me"));
    mock.respond_with(ResponseTemplate::new(299))
        .expect(1)
        .mount(server.wiremock())
        .await;
    assert_eq!(ask(&server.http(), "GET", "/v1.0/me", &[], "").status, 299);
    assert_eq!(
        ask(&server.http(), "GET", "/v1.0/other", &[], "").status,
        404
    );
}

#[tokio::test]
#[should_panic(expected = "Verifications failed")]
async fn what_mocks_expect_is_verified_when_the_server_is_dropped() {
    let server = server();
    let mock = Mock::given(path("/never")).respond_with(ResponseTemplate::new(200));
    mock.expect(1).mount(server.wiremock()).await;
    drop(server);
}

#[test]
fn carriers_are_replaced_and_nobody_notices() {
    let server = server();
    let host = server.http().replace("http://", "");
    let mut socket = TcpStream::connect(&host).unwrap();
    socket.set_nodelay(true).unwrap();
    server.world().next(
        Face::Graph,
        Fault::Aadsts(fault::Aadsts {
            code: 50076,
            suberror: None,
            claims: None,
        }),
    );
    let mut answer = [0; 4096];
    // Twice as many requests, on one connection, as a carrier carries.
    for number in 0..9000 {
        let text = format!("GET /v1.0/me HTTP/1.1\r\nHost: {host}\r\nX-Number: {number}\r\n\r\n");
        socket.write_all(text.as_bytes()).unwrap();
        let mut length = 0;
        while !answer[..length].ends_with(b"\"}}") {
            length += socket.read(&mut answer[length..]).unwrap();
        }
        assert!(answer.starts_with(b"HTTP/1.1 401"), "{number}");
    }
    assert_eq!(server.world().requests(), 9000);
}
