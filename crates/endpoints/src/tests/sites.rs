//! Sites of one world, and what is written down of them.

use conformance::{Flaw, Rules};

use super::client::{Client, ask};
use super::{TENANT, server};
use crate::{Face, Fault, OpenError, Settings, fault};

#[test]
fn sites_disturb_each_other_in_nothing() {
    let server = server();
    let world = server.world();
    let settings = || Settings::standard(world.now());
    let first = world.open("/case-1", settings()).unwrap();
    let second = world.open("/case-2", settings()).unwrap();
    let token = |site: &str| {
        let target = format!("{site}/{TENANT}/oauth2/v2.0/token");
        ask(&server.http(), "POST", &target, &[], "").status
    };
    first.next(
        Face::Token,
        Fault::Status(fault::Status {
            status: 503,
            retry_after: None,
            body: String::new(),
            content_type: None,
        }),
    );
    assert_eq!(
        (token("/case-2"), token(""), token("/case-1")),
        (400, 400, 503)
    );
    assert_eq!((first.journal().len(), second.journal().len()), (1, 1));
    assert_eq!(world.journal().len(), 3);
    let metadata = |target: String| {
        String::from_utf8(ask(&server.http(), "GET", &target, &[], "").body).unwrap()
    };
    let issuer = format!("\"issuer\":\"{}/case-1/{TENANT}/v2.0\"", server.http());
    let place = "v2.0/.well-known/openid-configuration";
    assert!(metadata(format!("/case-1/{TENANT}/{place}")).contains(&issuer));
    let between = "/.well-known/oauth-authorization-server";
    assert!(metadata(format!("{between}/case-1/{TENANT}/v2.0")).contains(&issuer));
    assert!(world.close("/case-1"));
    assert_eq!(token("/case-1"), 404);
    assert_eq!(first.journal().len(), 3, "whoever holds it reads on");
}

#[test]
fn a_token_is_of_one_site() {
    let server = server();
    let world = server.world();
    world
        .open("/other", Settings::standard(world.now()))
        .unwrap();
    let token = Client::new(&server.http()).sign_in("User.Read");
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let me = |target: &str| {
        ask(
            &server.http(),
            "GET",
            target,
            &[("Authorization", &bearer)],
            "",
        )
        .status
    };
    assert_eq!((me("/v1.0/me"), me("/other/v1.0/me")), (200, 401));
}

#[test]
fn a_site_for_a_tenant_is_where_the_tenant_is() {
    let server = server();
    let world = server.world();
    let id = "77777777-0000-4000-8000-000000000001";
    let site = world
        .open_tenant(id, Settings::standard(world.now()))
        .unwrap();
    let metadata = ask(
        &server.http(),
        "GET",
        &format!("/{id}/v2.0/.well-known/openid-configuration"),
        &[],
        "",
    );
    let issuer = format!("\"issuer\":\"{}/{id}/v2.0\"", server.http());
    assert!(String::from_utf8(metadata.body).unwrap().contains(&issuer));
    assert_eq!(
        ask(&server.http(), "GET", &format!("/{id}/v1.0/me"), &[], "").status,
        401
    );
    assert_eq!(
        ask(&server.http(), "GET", &format!("/{id}/office.js"), &[], "").status,
        200
    );
    let faces: Vec<Face> = site.journal().iter().map(|entry| entry.face).collect();
    assert_eq!(faces, [Face::Metadata, Face::Graph, Face::Office]);
}

#[test]
fn names_of_sites_are_plain_and_free() {
    let server = server();
    let world = server.world();
    let open = |path: &str| {
        world
            .open(path, Settings::standard(world.now()))
            .map(|_| ())
    };
    assert_eq!(open("/a.b-c_9"), Ok(()));
    assert_eq!(
        open("/A.B-C_9"),
        Err(OpenError::Taken("A.B-C_9".to_owned()))
    );
    for taken in ["/common", "/proofmark", "/v1.0", "/contoso.example", "/EWS"] {
        assert!(matches!(open(taken), Err(OpenError::Taken(_))), "{taken}");
    }
    for bad in ["", "/", "/a/b", "/ä", "/a b", "/a?"] {
        assert!(matches!(open(bad), Err(OpenError::Name(_))), "{bad}");
    }
}

#[test]
fn a_site_may_be_defective() {
    let server = server();
    let world = server.world();
    let settings = Settings::standard(world.now());
    let rules = Rules::flawed(settings.rules.profile, Flaw::Lacks(oauth::OAUTH_013));
    world
        .open("/defective", settings.with_rules(rules))
        .unwrap();
    let keeps = |site: &str| {
        let target = format!("{site}/{TENANT}/oauth2/v2.0/token");
        ask(&server.http(), "POST", &target, &[], "")
            .headers
            .has("cache-control")
    };
    assert!(keeps("") && !keeps("/defective"));
}

#[test]
fn the_journal_keeps_secrets() {
    let server = server();
    let client = Client::new(&server.http());
    let granted = client.sign_in("User.Read offline_access");
    client.credentials();
    let token = granted["access_token"].as_str().unwrap();
    let bearer = format!("Bearer {token}");
    ask(
        &server.http(),
        "GET",
        "/v1.0/me",
        &[("Authorization", &bearer)],
        "",
    );
    let token_by_get = format!("/{TENANT}/oauth2/v2.0/token?code=hush-hush");
    ask(&server.http(), "GET", &token_by_get, &[], "");
    let body = "username=alice%40contoso.example&password=correct+horse";
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    ask(
        &server.http(),
        "POST",
        "/common/login?code=hush-hush",
        &form,
        body,
    );
    let read =
        |target: &str| String::from_utf8(ask(&server.http(), "GET", target, &[], "").body).unwrap();
    let (json, text) = (
        read("/proofmark/journal"),
        read("/proofmark/journal?format=text"),
    );
    let page = read("/");
    let secrets = [
        token,
        token.rsplit('.').next().unwrap(),
        granted["refresh_token"].as_str().unwrap(),
        granted["id_token"].as_str().unwrap(),
        "correct+horse",
        "correct horse",
        "hush-hush",
        "s3cret",
    ];
    for (place, secret) in secrets.iter().enumerate() {
        for shown in [&json, &text, &page] {
            assert!(!shown.contains(secret), "secret {place} is shown");
        }
    }
    // What is shown instead is of use.
    for useful in ["\\\"oid\\\"", "<secret #", "\"broken\":\"OAUTH-001\""] {
        assert!(json.contains(useful), "{useful} in {json}");
    }
    assert!(text.contains("grant_type=authorization_code") && text.contains("token"));
    let shown: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = &shown[0];
    assert_eq!(first["face"], "authorize");
    assert_eq!(first["tenant"], TENANT);
    assert!(first["connection"].as_u64().unwrap() > 0);
}

#[test]
fn the_journal_is_bounded() {
    let server = server();
    let world = server.world();
    let long = "a".repeat(200_000);
    for _ in 0..40 {
        let request = wire::Request::post("/EWS/Exchange.asmx").with_body(long.as_str());
        world.answer(request, crate::Via::DIRECT);
    }
    assert!(
        world.journal().len() <= 21,
        "{} entries of 200 KB",
        world.journal().len()
    );
    for _ in 0..1200 {
        world.answer(wire::Request::new("GET", "/nothing"), crate::Via::DIRECT);
    }
    let journal = world.journal();
    assert_eq!(journal.len(), 1000);
    assert_eq!(journal.last().unwrap().number, 1240);
}
