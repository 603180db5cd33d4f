//! Sites of one world, and what is written down of them.

use std::sync::Arc;

use conformance::{Flaw, Rules};
use serde_json::json;
use wire::Response;

use super::client::{Client, ask};
use super::{TENANT, server};
use crate::{Face, Fault, Listen, OpenError, Server, Settings, WorldFile, fault};

#[test]
fn a_number_that_is_no_status_is_a_fault_of_the_server() {
    let server = server();
    let site = server
        .world()
        .open("/odd", Settings::standard(server.world().now()));
    let site = site.unwrap();
    for (status, expected) in [(0, 500), (99, 500), (1000, 500), (999, 999), (204, 204)] {
        site.let_answer(Arc::new(move |_| Some(Response::new(status))));
        let answer = ask(&server.http(), "GET", "/odd/x", &[], "");
        assert_eq!(answer.status, expected, "{status}");
    }
}

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
    // Where nobody should put them.
    ask(
        &server.http(),
        "GET",
        &format!("/{TENANT}/{token}/me?{token}&session_id=hush-hush"),
        &[("X-Api-Key", "hush-hush"), ("X-Forwarded-Access", token)],
        "",
    );
    let json = [("Content-Type", "application/json")];
    let body = format!("{{\"clientSecret\":\"hush-hush\",\"note\":\"see {token}\"}}");
    ask(&server.http(), "POST", "/nowhere", &json, &body);
    let xml = [("Content-Type", "text/xml")];
    let body = "<a><wsse:Password Type='x'>hush-hush</wsse:Password></a>";
    ask(&server.http(), "POST", "/nowhere", &xml, body);
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
    let useful = [
        "\\\"oid\\\"",
        "<secret #",
        "\"broken\":\"OAUTH-001\"",
        "\\\"token_type\\\":\\\"Bearer\\\"",
    ];
    for useful in useful {
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

#[test]
fn the_world_of_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```toml\n").expect("it shows a world");
    let (text, _) = rest.split_once("```").unwrap();
    let world = WorldFile::read(text).and_then(|file| file.build(1));
    let world = world.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(world.now().ms(), 1_700_000_000_000);
    let server = Server::start(&world, &Listen::anywhere()).unwrap();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = "grant_type=client_credentials&client_id=77777777-0000-4000-8000-0000000000bb\
                &client_secret=no+secret&scope=https://graph.microsoft.com/.default";
    let target = "/wingtip.example/oauth2/v2.0/token";
    let token = || ask(&server.http(), "POST", target, &form, body).status;
    assert_eq!([token(), token(), token()], [200, 200, 200]);
    assert_eq!(
        [token(), token()],
        [400, 400],
        "a fault that comes after three"
    );
    let busy = ask(&server.http(), "POST", "/busy/EWS/Exchange.asmx", &[], "");
    assert!(String::from_utf8_lossy(&busy.body).contains("ErrorServerBusy"));
    let (token, host) = ("POST", json!({ "call": "getAccessTokenAsync" }).to_string());
    let personal = ask(&server.http(), token, "/office/ask", &[], &host);
    assert_eq!(personal.status, 200);
    let script = ask(&server.http(), "GET", "/office.js", &[], "");
    let script = String::from_utf8(script.body).unwrap();
    assert!(script.contains(r#""edition":"doc-2017""#) && script.contains(r#""Word""#));
}

#[test]
fn what_makes_no_world_says_why() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let made = WorldFile::read(text).and_then(|file| file.build(1));
        let error = made.expect_err("it makes no world").to_string();
        assert!(error.contains(expected), "{error}");
    }
    check("tenant = 1", "unknown field `tenant`");
    check("profile = \"doc-1999\"", "doc-1999");
    check("defect = \"is-late\"", "no defect is named `is-late`");
    check(
        "[[faults]]\nface = \"token\"\nfault = \"rotate-keys\"\ntimes = 0",
        "`times` is 0",
    );
    check(
        "[[faults]]\nface = \"token\"\nfault = { aadsts = { code = 1 } }",
        "no error of Entra with number 1",
    );
    check("[[sites]]\n", "either a `path` or a `tenant`");
    check("[[sites]]\npath = \"/common\"", "`common` is taken");
    check(
        "[[consents]]\nusername = \"eve\"\nclient = \"x\"\nscopes = []",
        "no account is `eve`",
    );
    check(
        "[[add_ins]]\nid = \"x\"\npermits = [\"Everything\"]",
        "no token type is `Everything`",
    );
}
