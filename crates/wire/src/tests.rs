//! What the message types promise.

use super::{JsonError, MediaType, Request, Response};

#[test]
fn media_types_follow_the_grammar() {
    #[track_caller]
    fn check(value: &str, expected: Option<(&str, &str)>) {
        let seen = MediaType::parse(value);
        let seen = seen
            .as_ref()
            .map(|m| (m.is("text", "xml"), m.parameter("charset")));
        let expected = expected
            .map(|(kind, charset)| (kind == "text/xml", (!charset.is_empty()).then_some(charset)));
        assert_eq!(seen, expected, "{value}");
    }
    check("text/xml", Some(("text/xml", "")));
    check("TEXT/XML", Some(("text/xml", "")));
    check("text/xml; charset=utf-8", Some(("text/xml", "utf-8")));
    check("text/xml ;charset=\"utf-8\"", Some(("text/xml", "utf-8")));
    check(
        "text/xml;CHARSET=\"a\\\"b\" ; x=y",
        Some(("text/xml", "a\"b")),
    );
    check("text/plain", Some(("text/plain", "")));
    check("text/xml;", Some(("text/xml", "")));
    check("text/xml; charset", None);
    check("text/xml; charset=", None);
    check("text/xml; charset=\"utf-8", None);
    check("text/xml; charset=utf-8 x", None);
    check("text/xml; charset=utf-8; charset=utf-16", None);
    check("text", None);
    check("/xml", None);
    check("te xt/xml", None);
    check("", None);
}

#[test]
fn headers_are_found_without_case_and_only_when_alone() {
    let request = Request::post("/")
        .with_header("A", "1")
        .with_header("b", "2")
        .with_header("B", "3");
    assert_eq!(request.headers.one("a"), Some("1"));
    assert_eq!(request.headers.one("b"), None);
    assert_eq!(request.headers.all("B").collect::<Vec<_>>(), ["2", "3"]);
    assert!(!request.headers.has("c"));
}

#[test]
fn debug_shows_neither_credentials_nor_bodies() {
    let request = Request::post("/x?code=hush")
        .with_header("authorization", "Bearer hush")
        .with_body("<TokenValue>hush</TokenValue>");
    let shown = format!("{request:?}");
    assert!(!shown.contains("hush"), "{shown}");
    assert!(
        shown.contains("POST") && shown.contains("body_bytes: 29"),
        "{shown}"
    );
}

#[test]
fn messages_survive_json() {
    let request = Request::post("/x?a=b")
        .with_header("A", "1")
        .with_header("a", "2")
        .with_body(b"\xff\x00".to_vec());
    assert_eq!(Request::from_json(&request.to_json()), Ok(request));
    let response = Response::new(401).with_header("A", "1").with_body("text");
    assert_eq!(Response::from_json(&response.to_json()), Ok(response));
    let silent = serde_json::json!({ "status": 204 });
    assert_eq!(Response::from_json(&silent), Ok(Response::new(204)));
    let twice = serde_json::json!({ "status": 200, "body": "a", "bodyBase64": "YQ==" });
    assert_eq!(Response::from_json(&twice), Err(JsonError::Part("body")));
}

#[test]
fn a_status_has_three_digits() {
    let read = |status: u64| Response::from_json(&serde_json::json!({ "status": status }));
    for status in [100, 200, 999] {
        assert_eq!(read(status).map(|read| u64::from(read.status)), Ok(status));
    }
    for status in [0, 99, 1000, 65_736] {
        assert_eq!(read(status), Err(JsonError::Status(status)));
    }
}
