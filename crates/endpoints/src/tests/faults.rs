//! What every fault does: the answer that suffers it, and the one after.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wire::Response;

use super::client::{Client, ask};
use super::{TENANT, faces, server};
use crate::{ADD_IN_ID, Fault, Server};

/// A fault as somebody would write it.
fn fault(value: Value) -> Fault {
    serde_json::from_value(value).expect("this is how a fault is written")
}

fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

fn object(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

/// The claims, or the header, of a token in an answer.
fn part(response: &Response, of: &str, place: usize) -> Value {
    use base64::Engine as _;
    let token = object(response)[of].as_str().unwrap_or_default().to_owned();
    let part = token.split('.').nth(place).unwrap_or_default();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part);
    serde_json::from_slice(&bytes.unwrap_or_default()).unwrap_or_default()
}

/// Queues a fault by HTTP, and asks thrice: the first answer is spoilt, the next is not.
#[track_caller]
fn check(
    server: &Server,
    face: &str,
    written: Value,
    ask_face: &dyn Fn() -> Response,
    is_spoilt: &dyn Fn(&Response) -> bool,
) {
    assert!(
        !is_spoilt(&ask_face()),
        "{written}: it is so without the fault"
    );
    let body = json!({ "face": face, "fault": written }).to_string();
    let queued = ask(&server.http(), "POST", "/proofmark/faults", &[], &body);
    assert_eq!(queued.status, 200, "{}", text(&queued));
    let spoilt = ask_face();
    assert!(
        is_spoilt(&spoilt),
        "{written}: {spoilt:?} {}",
        text(&spoilt)
    );
    assert!(!is_spoilt(&ask_face()), "{written}: it lasts");
    let journal = server.world().journal();
    let told = journal.iter().rev().find_map(|entry| entry.fault.clone());
    assert!(
        !told.is_some_and(|told| told.contains("nothing to spoil")),
        "{written}"
    );
}

#[test]
fn token_answers_suffer() {
    let server = server();
    let client = Client::new(&server.http());
    let ask = || client.credentials();
    let check = |written, is_spoilt: &dyn Fn(&Response) -> bool| {
        check(&server, "token", written, &ask, is_spoilt);
    };
    check(json!({"aadsts": {"code": 50079}}), &|answer| {
        answer.status == 400 && object(answer)["error_codes"] == json!([50079])
    });
    check(
        json!({"aadsts": {"code": 65001, "suberror": "bad_token", "claims": "{}"}}),
        &|answer| object(answer)["suberror"] == "bad_token" && object(answer)["claims"] == "{}",
    );
    check(json!({"error": "interaction_required"}), &|answer| {
        object(answer)["error"] == "interaction_required"
    });
    check(
        json!({"status": {"status": 429, "retry_after": "soon"}}),
        &|answer| answer.status == 429 && answer.headers.one("retry-after") == Some("soon"),
    );
    check(
        json!({"status": {"status": 503, "body": "<h1>", "content_type": "text/html"}}),
        &|answer| answer.status == 503 && text(answer) == "<h1>",
    );
    check(json!({"defect": "lets-tokens-be-stored"}), &|answer| {
        !answer.headers.has("cache-control")
    });
    check(json!({"content-type": "text/html"}), &|answer| {
        answer.headers.one("content-type") == Some("text/html")
    });
    check(json!({"body": "empty"}), &|answer| {
        answer.status == 200 && answer.body.is_empty()
    });
    check(json!({"body": {"truncated": 20}}), &|answer| {
        answer.body.len() == 20
    });
    check(json!({"body": "malformed"}), &|answer| {
        object(answer).is_null()
    });
    check(json!({"body": "doubled"}), &|answer| {
        let (first, second) = answer.body.split_at(answer.body.len() / 2);
        first == second
    });
    check(json!({"body": {"enormous": 3_000_000}}), &|answer| {
        answer.body.len() > 3_000_000
    });
    check(json!({"body": {"text": "{}"}}), &|answer| {
        text(answer) == "{}"
    });
    check(json!({"without": "expires_in"}), &|answer| {
        object(answer)["expires_in"].is_null()
    });
    check(
        json!({"member": {"name": "expires_in", "value": "soon"}}),
        &|answer| object(answer)["expires_in"] == "soon",
    );
    let claim = json!({"claim": {"of": "access_token", "name": "aud", "value": "another"}});
    check(claim, &|answer| {
        part(answer, "access_token", 1)["aud"] == "another"
    });
    let claim = json!({"claim": {"of": "access_token", "name": "iss"}});
    check(claim, &|answer| {
        part(answer, "access_token", 1)["iss"].is_null()
    });
    let header = json!({"token-header": {"of": "access_token", "name": "kid", "value": "another"}});
    check(header, &|answer| {
        part(answer, "access_token", 0)["kid"] == "another"
    });
}

#[test]
fn every_error_of_the_catalogue_is_to_be_had() {
    let server = server();
    let client = Client::new(&server.http());
    for row in oauth::CATALOGUE.values() {
        let written = fault(json!({"aadsts": {"code": row.code}}));
        server.world().next(crate::Face::Token, written);
        let told = object(&client.credentials());
        assert_eq!(told["error_codes"], json!([row.code]));
        assert_eq!(told["error"], row.error.as_str());
        let suberror = told["suberror"].as_str();
        assert_eq!(suberror, row.suberror.as_deref(), "{}", row.code);
        assert_eq!(told["claims"].is_string(), row.claims, "{}", row.code);
    }
}

#[test]
fn answers_about_users_suffer() {
    let server = server();
    let client = Client::new(&server.http());
    let ask = || client.redeem(&client.authorize("User.Read openid", &[]));
    let check = |written, is_spoilt: &dyn Fn(&Response) -> bool| {
        check(&server, "token", written, &ask, is_spoilt);
    };
    let nonce = json!({"claim": {"of": "id_token", "name": "nonce", "value": "another"}});
    check(nonce, &|answer| {
        part(answer, "id_token", 1)["nonce"] == "another"
    });
    let info = json!({"member": {"name": "client_info", "value": "%%"}});
    check(info, &|answer| object(answer)["client_info"] == "%%");
    let kid = json!({"token-header": {"of": "id_token", "name": "kid", "value": "another"}});
    check(kid, &|answer| {
        part(answer, "id_token", 0)["kid"] == "another"
    });
}

#[test]
fn a_signature_is_another() {
    let server = server();
    let client = Client::new(&server.http());
    let me = || {
        let token = client.sign_in("User.Read");
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        ask(
            &server.http(),
            "GET",
            "/v1.0/me",
            &[("Authorization", &bearer)],
            "",
        )
    };
    let written = json!({"token-signature": "access_token"});
    check(&server, "token", written, &me, &|answer| {
        answer.status == 401
    });
}

#[test]
fn redirections_suffer() {
    let server = server();
    let client = Client::new(&server.http());
    let ask = || Response::new(302).with_header("Location", client.authorize("User.Read", &[]));
    let parameter = |answer: &Response, name: &str| {
        let location = answer
            .headers
            .one("location")
            .unwrap_or_default()
            .to_owned();
        let query = location
            .split_once('?')
            .map_or("", |(_, query)| query)
            .to_owned();
        let mut pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        pairs.find(|(held, _)| held == name).map(|(_, value)| value)
    };
    // The browser asks three times before it is sent back.
    for (value, expected) in [(Some("another"), Some("another".to_owned())), (None, None)] {
        let spoilt = fault(json!({"redirect": {"name": "state", "value": value}}));
        assert_eq!(parameter(&ask(), "state"), Some("a state".to_owned()));
        let queued = crate::Queued::next(crate::Face::Authorize, spoilt).after(1);
        server.world().queue(queued);
        assert_eq!(parameter(&ask(), "state"), expected);
    }
    server.world().next(
        crate::Face::Authorize,
        fault(json!({"aadsts": {"code": 65004}})),
    );
    assert_eq!(parameter(&ask(), "error"), Some("access_denied".to_owned()));
}

#[test]
fn keys_change() {
    let server = server();
    let client = Client::new(&server.http());
    let kid = || part(&client.credentials(), "access_token", 0)["kid"].clone();
    let first = kid();
    server.world().next(crate::Face::Token, Fault::RotateKeys);
    let second = kid();
    assert_ne!(first, second);
    assert_eq!(kid(), second, "it lasts until the keys change again");
    let published = ask(
        &server.http(),
        "GET",
        "/common/discovery/v2.0/keys",
        &[],
        "",
    );
    for kid in [first, second] {
        assert!(
            text(&published).contains(kid.as_str().unwrap()),
            "both are published"
        );
    }
}

#[test]
fn answers_of_exchange_suffer() {
    let server = server();
    server
        .world()
        .root()
        .with(|settings| settings.exchange_needs_credentials = false);
    let xml = [("Content-Type", "text/xml; charset=utf-8")];
    let ask = || {
        ask(
            &server.http(),
            "POST",
            ews::PATH,
            &xml,
            &faces::token_request(),
        )
    };
    let check = |written, is_spoilt: &dyn Fn(&Response) -> bool| {
        check(&server, "exchange", written, &ask, is_spoilt);
    };
    assert!(text(&ask()).contains(ADD_IN_ID));
    check(
        json!({"ews": {"code": "ErrorServerBusy", "values": [["BackOffMilliseconds", "70"]]}}),
        &|answer| {
            let said = text(answer);
            answer.status == 500 && said.contains("ErrorServerBusy") && said.contains(">70<")
        },
    );
    check(
        json!({"ews": {"code": "ErrorExtensionNotFound", "in_message": true}}),
        &|answer| answer.status == 200 && text(answer).contains(">ErrorExtensionNotFound<"),
    );
    check(
        json!({"ews": {"code": "ErrorInternalServerError", "in_message": true,
            "values": [["InnerErrorMessageText", "a < b"]]}}),
        &|answer| {
            text(answer).contains(r#"<t:Value Name="InnerErrorMessageText">a &lt; b</t:Value>"#)
        },
    );
    check(
        json!({"ews": {"code": "ErrorBatchProcessingStopped", "in_message": true}}),
        &|answer| text(answer).contains(r#"ResponseClass="Warning""#),
    );
    check(json!({"soap": "soap12"}), &|answer| {
        text(answer).contains("2003/05/soap-envelope")
            && answer.headers.one("content-type") == Some("application/soap+xml; charset=utf-8")
    });
    check(json!({"soap": "without-namespaces"}), &|answer| {
        text(answer).contains("<TokenValue>")
    });
    check(json!({"soap": "comment-in-token"}), &|answer| {
        text(answer).contains("<!-- -->")
    });
    check(json!({"soap": "two-tokens"}), &|answer| {
        text(answer).matches("<m:Token>").count() == 2
    });
    check(json!({"soap": "fault-with200"}), &|answer| {
        answer.status == 200 && text(answer).contains("faultcode")
    });
    check(json!({"soap": "success-with500"}), &|answer| {
        answer.status == 500 && text(answer).contains("TokenValue")
    });
    check(json!({"defect": "puts-the-token-first"}), &|answer| {
        let said = text(answer);
        said.find("<m:Token>") < said.find("<m:ResponseCode>")
    });
}

#[test]
fn connections_suffer() {
    let server = server();
    let keys = || {
        ask(
            &server.http(),
            "GET",
            "/common/discovery/v2.0/keys",
            &[],
            "",
        )
    };
    let whole = keys().body.len();
    let check = |written, is_spoilt: &dyn Fn(&Response) -> bool| {
        check(&server, "keys", written, &keys, is_spoilt);
    };
    check(json!({"connection": "close-before-answer"}), &|answer| {
        answer.status == 0
    });
    check(json!({"connection": "reset"}), &|answer| answer.status == 0);
    let is_cut = |answer: &Response| answer.status == 200 && answer.body.len() < whole;
    check(json!({"connection": {"cut-after": 400}}), &is_cut);
    check(json!({"connection": {"reset-after": 400}}), &is_cut);
    let waits = |written| {
        server.world().next(crate::Face::Keys, fault(written));
        let began = Instant::now();
        assert_eq!(keys().body.len(), whole);
        assert!(began.elapsed() >= Duration::from_millis(60));
    };
    waits(json!({"connection": {"stall-ms": 60}}));
    waits(json!({"connection": {"stall-after": [100, 60]}}));
    waits(json!({"connection": {"drip": [200, 10]}}));
}

#[test]
fn a_fault_waits_for_its_turn_and_its_tenant() {
    let server = server();
    let client = Client::new(&server.http());
    let busy = || fault(json!({"status": {"status": 503}}));
    let queue = |queued| assert!(server.world().queue(queued));
    let statuses =
        |count: usize| -> Vec<u16> { (0..count).map(|_| client.credentials().status).collect() };
    let next = || crate::Queued::next(crate::Face::Token, busy());
    queue(next().after(2).times(2));
    assert_eq!(statuses(6), [200, 200, 503, 503, 200, 200]);
    queue(next().of_tenant("fabrikam.example"));
    assert_eq!(statuses(2), [200, 200]);
    let other = || {
        ask(
            &server.http(),
            "POST",
            "/fabrikam.example/oauth2/v2.0/token",
            &[],
            "",
        )
        .status
    };
    assert_eq!([other(), other()], [503, 400]);
    queue(next().always());
    assert_eq!(statuses(3), [503, 503, 503]);
    server.world().root().clear_faults();
    assert_eq!(statuses(1), [200]);
    let keys = format!("/{TENANT}/discovery/v2.0/keys");
    assert_eq!(ask(&server.http(), "GET", &keys, &[], "").status, 200);
}

#[test]
fn what_can_strike_nothing_is_refused() {
    let server = server();
    let check = |face: &str, written: Value, expected: &str| {
        let body = json!({ "face": face, "fault": written }).to_string();
        let told = ask(&server.http(), "POST", "/proofmark/faults", &[], &body);
        assert_eq!(told.status, 400, "{body}");
        assert!(text(&told).contains(expected), "{}", text(&told));
    };
    check("token", json!({"aadsts": {"code": 1}}), "with number 1");
    check("token", json!({"error": "no_such"}), "named `no_such`");
    check("token", json!({"defect": "is-late"}), "named `is-late`");
    check(
        "office",
        json!({"aadsts": {"code": 50076}}),
        "the authority",
    );
    check("token", json!({"soap": "soap12"}), "`exchange`");
    check("keys", json!({"office": "twice"}), "`office`");
    check(
        "token",
        json!({"redirect": {"name": "state"}}),
        "`authorize`",
    );
    check("nowhere", json!("rotate-keys"), "unknown variant");
    assert!(server.world().root().faults().is_empty());
}
