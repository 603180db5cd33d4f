//! What hostile servers and adapters come to.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use conformance::{Answer, Subject as _};
use endpoints::{Listen, Server, World};
use serde_json::{Value, json};

use crate::{Adapter, Address, Exec, Http, Listener, Stage, exec};

#[test]
fn addresses_are_read_strictly() {
    #[track_caller]
    fn check(text: &str, path: Option<&str>) {
        assert_eq!(
            Address::read(text).ok().map(|address| address.path),
            path.map(str::to_owned)
        );
    }
    check("http://127.0.0.1:8080", Some(""));
    check("https://[::1]:8080/a/b/", Some("/a/b"));
    check("http://localhost/x", Some("/x"));
    check("localhost:8080", None);
    check("ftp://localhost", None);
    check("http://:80/", None);
    check("http://a b/", None);
    check("http://a/?q", None);
    check("http://a:port/", None);
}

#[test]
fn command_lines_are_split_at_spaces_that_no_quote_keeps() {
    #[track_caller]
    fn check(command: &str, words: Option<&[&str]>) {
        let split = exec::words(command).ok();
        let words = words.map(|words| words.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(split, words);
    }
    check("a  b", Some(&["a", "b"]));
    check("'a b' \"c\"d ''", Some(&["a b", "cd", ""]));
    check("'a", None);
}

/// A server that answers one request with these bytes.
fn once(bytes: &'static [u8]) -> Answer {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(bytes);
    });
    let mut subject = Http::new(Address::read(&format!("http://127.0.0.1:{port}")).unwrap());
    let request = json!({ "request": { "method": "GET", "target": "/" } });
    subject.perform("http", &request, &mut |_| Value::Null)
}

#[test]
fn answers_are_whole_or_none() {
    #[track_caller]
    fn check(bytes: &'static [u8], expected: Result<&str, &str>) {
        match (once(bytes), expected) {
            (Answer::Done(done), Ok(body)) => assert_eq!(done["body"], body),
            (Answer::Lost(why), Err(part)) => assert!(why.contains(part), "{why}"),
            (other, _) => panic!("{other:?}"),
        }
    }
    check(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", Ok("ab"));
    check(b"HTTP/1.1 200 OK\r\n\r\nuntil the end", Ok("until the end"));
    check(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        Ok("ab"),
    );
    check(
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        Err("within the body"),
    );
    check(b"HTTP/1.1 200 OK\r\nContent-Le", Err("within the header"));
    check(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        Err("longer than 4 MiB"),
    );
    check(b"garbage\r\n\r\n", Err("no HTTP answer"));
    check(b"", Err("without an answer"));
    let nothing = Http::new(Address::read("http://127.0.0.1:1").unwrap()).perform(
        "http",
        &json!({ "request": { "method": "GET", "target": "/" } }),
        &mut |_| Value::Null,
    );
    assert_eq!(
        nothing,
        Answer::Lost("nothing listens on 127.0.0.1:1".to_owned())
    );
}

/// An adapter written in a few lines of shell, which reads a line and then prints what it is told.
fn adapter(script: &str) -> Result<Adapter, String> {
    let words = ["sh", "-c", script].map(str::to_owned).to_vec();
    Adapter::start(words, None, "token-validator", crate::PATIENCE)
}

const HELLO: &str = r#"read l; echo '{"id":1,"ok":{"name":"x","roles":["token-validator"]}}';
    read l; echo '{"id":2,"ok":null}';"#;

#[test]
fn adapters_that_are_none_are_told_apart() {
    #[track_caller]
    fn check(script: &str, part: &str) {
        match adapter(script) {
            Ok(_) => panic!("it started"),
            Err(why) => assert!(why.contains(part), "{why}"),
        }
    }
    check("exit 1", "ended instead of answering");
    check("echo oops >&2; exit 1", "oops");
    check("read l; echo garbage", "no answer: garbage");
    check("read l; echo '{\"id\":7,\"ok\":{}}'", "was asked 1");
    check("read l; echo '{\"id\":1}'", "no answer");
    check("read l; echo '{\"id\":1,\"err\":{}}'", "does not say hello");
    check(
        &format!("{HELLO} read l; echo '{{\"id\":3,\"ok\":true}}'"),
        "says yes to anything",
    );
    check(
        "read l; echo '{\"id\":1,\"ok\":{\"roles\":[\"authority\"]}}'; read l; echo '{\"id\":2,\"ok\":0}'",
        "plays authority, and not token-validator",
    );
}

#[test]
fn an_adapter_outlives_a_crash_that_it_reports() {
    let script = format!(
        "{HELLO} read l; echo '{{\"id\":3,\"unsupported\":true}}';
        read l; echo '{{\"id\":4,\"crashed\":\"TypeError\"}}'; read l; echo '{{\"id\":5,\"ok\":1}}'"
    );
    let mut adapter = adapter(&script).unwrap();
    let mut verify = || adapter.perform("verify", &Value::Null, &mut |_| Value::Null);
    assert_eq!(verify(), Answer::Lost("it crashed: TypeError".to_owned()));
    assert_eq!(verify(), Answer::Done(json!(1)));
}

#[test]
fn a_dead_adapter_is_started_again() {
    let script =
        format!("{HELLO} read l; echo '{{\"id\":3,\"unsupported\":true}}'; read l; exit 3");
    let mut adapter = adapter(&script).unwrap();
    let first = adapter.perform("verify", &Value::Null, &mut |_| Value::Null);
    assert!(matches!(first, Answer::Lost(_)), "{first:?}");
    // Its third message is the fourth of the script, so it dies again; and it answered before.
    let second = adapter.perform("verify", &Value::Null, &mut |_| Value::Null);
    assert_eq!(
        second,
        Answer::Unsupported("the adapter does not support this".to_owned())
    );
}

#[test]
fn an_address_without_a_path_is_asked_at_its_root() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = [0; 4096];
        let length = stream.read(&mut bytes).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    });
    let address = Address::read(&format!("http://127.0.0.1:{port}/")).unwrap();
    let mut http = Http::new(address).standing_for("/EWS/Exchange.asmx");
    let request = json!({ "request": { "method": "POST", "target": "/EWS/Exchange.asmx" } });
    http.perform("http", &request, &mut |_| Value::Null);
    let heard = heard.join().unwrap();
    assert!(heard.starts_with("POST / HTTP/1.1\r\n"), "{heard}");
}

#[test]
fn what_http_cannot_say_is_not_sent() {
    let mut nobody = Http::new(Address::read("http://127.0.0.1:1/").unwrap());
    let mut ask = |method: &str, target: &str, headers: Value| {
        let request = json!({ "method": method, "target": target, "headers": headers });
        let arguments = json!({ "request": request });
        match nobody.perform("http", &arguments, &mut |_| Value::Null) {
            Answer::Unsupported(why) => why,
            Answer::Lost(why) => why,
            other => panic!("{other:?}"),
        }
    };
    let sent = ask(
        "PUT",
        "/a?b=%00",
        json!([["SOAPAction", "\"\""], ["X", ""]]),
    );
    assert!(sent.contains("nothing listens"), "{sent}");
    for (method, target) in [
        ("", "/"),
        ("G T", "/"),
        ("GET", ""),
        ("GET", "a"),
        ("GET", "/a b"),
    ] {
        assert_eq!(
            ask(method, target, json!([])),
            "no message of HTTP begins like that"
        );
    }
    for (name, value) in [
        ("", "a"),
        ("a b", "c"),
        ("a", "b\nc"),
        ("a", " b"),
        ("a", "é"),
    ] {
        let why = ask("GET", "/", json!([[name, value]]));
        assert_eq!(why, "no message of HTTP has such a header line");
    }
    let why = ask("GET", "/", json!([["Content-Length", "7"]]));
    assert_eq!(why, "`Content-Length` is for HTTP itself");
}

/// Comes to where we listen, and posts these in turn; what each is told.
fn come(address: &str, posts: &'static [&'static str]) -> thread::JoinHandle<Vec<u64>> {
    let mut there = Http::new(Address::read(address).unwrap());
    thread::spawn(move || {
        let told = posts.iter().map(|body| {
            let post = json!({ "request": { "method": "POST", "target": "/", "body": body } });
            match there.perform("http", &post, &mut |_| Value::Null) {
                Answer::Done(told) => told["status"].as_u64().unwrap(),
                other => panic!("{other:?}"),
            }
        });
        told.collect()
    })
}

#[test]
fn a_page_that_is_loaded_again_gave_no_answer_and_is_asked_on() {
    let listener = Arc::new(Listener::open(0).unwrap());
    let hello = r#"{"id":1,"ok":{"name":"x","roles":["token-validator"]}}"#;
    let configured = r#"{"id":2,"ok":null}"#;
    let decoy = r#"{"id":3,"unsupported":true}"#;
    let posts = [
        "",
        hello,
        configured,
        decoy,
        "",
        hello,
        configured,
        r#"{"id":3,"ok":1}"#,
    ];
    let came = come(&listener.address(), Box::leak(Box::new(posts)));
    let role = "token-validator";
    let mut adapter = Adapter::listen(&listener, None, role, crate::PATIENCE).unwrap();
    let mut verify = || adapter.perform("verify", &Value::Null, &mut |_| Value::Null);
    let anew = "it began anew instead of answering";
    assert_eq!(verify(), Answer::Lost(anew.to_owned()));
    assert_eq!(verify(), Answer::Done(json!(1)));
    drop(adapter);
    drop(listener);
    let told = came.join().unwrap();
    assert_eq!(told, [200, 200, 200, 200, 200, 200, 200, 204]);
}

#[test]
fn a_command_tells_the_code_of_an_error_and_is_asked_once_a_case() {
    let server = Server::start(&World::standard(1), &Listen::anywhere()).unwrap();
    let stage = Stage::open(&server, "one", std::path::Path::new("ca.pem")).unwrap();
    let command = "sh -c 'echo ErrorAccessDenied; exit 10'";
    let mut client = Exec::new(command, stage, crate::PATIENCE).unwrap();
    let told = json!({ "tokens": [{ "id": "a", "tokenType": "CallerIdentity" }] });
    let mut ask = |anew: bool| {
        if anew {
            client.begin();
        }
        client.perform("getClientAccessToken", &told, &mut |_| Value::Null)
    };
    let refused = Answer::Failed(json!({ "code": "ErrorAccessDenied" }));
    assert_eq!(ask(true), refused);
    assert!(matches!(ask(false), Answer::Unsupported(_)));
    assert_eq!(ask(true), refused);
}
