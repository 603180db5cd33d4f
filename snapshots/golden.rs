//! What proofmark puts on the wire and on the screen, held against reviewed files beside this one.
//!
//! `cargo insta review` shows what a change does to them; without it, `INSTA_UPDATE=always cargo
//! test --package snapshots` rewrites them for `git diff` to show.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{CommandFactory as _, ValueEnum as _};
use conformance::{Chance, Now, Profile, Rules};
use ews::{App, Caller, Client, Load, State, TokenRequest, TokenType, Version};
use proofmark::kill_matrix::{Kill, KillMatrix};
use proofmark::known;
use proofmark::play::{Check, Exchange, Run};
use proofmark::report::{Form, Word, matrix};
use protocols::coverage::Coverage;

/// Holds a text against the file `<area>/<name>.snap`.
fn golden(area: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(area);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn rules() -> Rules {
    Rules::sound(protocols::default_profile(""))
}

const NOW: Now = Now::from_seconds(1_800_000_000);
const INSTALLED: &str = "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01";
const RESTRICTED: &str = "0b9d5f53-3b0c-4d9c-8a5e-7f2d4d0c9e02";

fn server() -> State {
    let app = |id: &str, permits: &[TokenType]| App {
        id: id.to_owned(),
        permits: permits.to_vec(),
    };
    State::new(vec![
        app(INSTALLED, &TokenType::ALL),
        app(RESTRICTED, &[TokenType::CallerIdentity]),
    ])
}

fn ask(tokens: Vec<TokenRequest<'static>>) -> wire::Request {
    let mut client = Client::new(Version::EXCHANGE_2013_SP1);
    let request = client.ask(tokens, NOW, &rules());
    request.expect("it is sound").expect("nobody asked to wait")
}

/// A request as it goes over the wire.
fn show_request(request: &wire::Request) -> String {
    let lines = request.headers.lines();
    let headers: String = lines
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let body = String::from_utf8_lossy(&request.body);
    format!("{} {}\n{headers}\n{body}", request.method, request.target)
}

/// A response as it comes over the wire.
fn show_response(response: &wire::Response) -> String {
    let lines = response.headers.lines();
    let headers: String = lines
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    format!(
        "{}\n{headers}\n{}",
        response.status,
        String::from_utf8_lossy(&response.body)
    )
}

#[test]
fn requests_of_ews() {
    let one = TokenRequest::new(INSTALLED, TokenType::CallerIdentity);
    golden("ews", "request", &show_request(&ask(vec![one.clone()])));
    let scope = Some("mail & more".into());
    let scoped = TokenRequest {
        scope,
        ..TokenRequest::new(RESTRICTED, TokenType::ScopedToken)
    };
    golden(
        "ews",
        "request_for_two",
        &show_request(&ask(vec![one, scoped])),
    );
}

#[test]
fn responses_of_ews() {
    let identity = TokenRequest::new(INSTALLED, TokenType::CallerIdentity);
    let refused = TokenRequest::new(RESTRICTED, TokenType::ExtensionCallback);
    let unknown = TokenRequest::new("nowhere", TokenType::CallerIdentity);
    let good = ask(vec![identity.clone()]);
    let check = |name: &str, state: &mut State, request: &wire::Request| {
        let mut chance = Chance::from_number(1);
        let response = ews::handle(state, NOW, &mut chance, request, &rules());
        golden("ews", name, &show_response(&response));
    };
    check("response_token", &mut server(), &good);
    let batch = ask(vec![identity, refused, unknown]);
    check("response_token_refusal_unknown", &mut server(), &batch);
    let manifests = soap::write_envelope(
        &rules(),
        &[("m", ews::MESSAGES), ("t", ews::TYPES)],
        Some(&mut |writer| {
            let version = [(xml::Name::bare("Version"), "Exchange2013_SP1")];
            writer.leaf(
                xml::Name::new(ews::TYPES, "RequestServerVersion"),
                &version,
                "",
            )
        }),
        &mut |writer| writer.leaf(xml::Name::new(ews::MESSAGES, "GetAppManifests"), &[], ""),
    );
    let action = format!("{}/GetAppManifests", ews::MESSAGES);
    let manifests = soap::request(ews::PATH, &action, manifests.expect("it is sound"));
    check("response_manifests", &mut server(), &manifests);

    for (name, load) in [
        ("fault_busy", Load::Busy),
        ("fault_connections", Load::TooManyConnections),
        ("fault_broken", Load::Broken),
        ("status_unavailable", Load::Unavailable),
    ] {
        check(name, &mut State { load, ..server() }, &good);
    }
    for (name, caller) in [
        ("status_anonymous", Caller::Anonymous),
        ("fault_account_disabled", Caller::AccountDisabled),
        ("fault_no_mailbox", Caller::NoMailbox),
        ("fault_no_licence", Caller::Unlicensed),
        ("fault_organization_blocked", Caller::OrganizationBlocked),
    ] {
        check(name, &mut State { caller, ..server() }, &good);
    }
    let text = String::from_utf8_lossy(&good.body).into_owned();
    for (name, from, to) in [
        (
            "fault_schema",
            "<t:TokenType>CallerIdentity</t:TokenType>",
            "",
        ),
        ("fault_version_unlisted", "Exchange2013_SP1", "Exchange2099"),
        (
            "fault_version_without_operation",
            "Exchange2013_SP1",
            "Exchange2010",
        ),
        (
            "fault_version_mismatch",
            soap::NAMESPACE,
            "http://www.w3.org/2003/05/soap-envelope",
        ),
        ("fault_not_well_formed", "</soap:Body>", ""),
    ] {
        assert!(text.contains(from), "{name}");
        let request = soap::request(ews::PATH, ews::SOAP_ACTION, text.replace(from, to));
        check(name, &mut server(), &request);
    }
    let long = soap::request(ews::PATH, ews::SOAP_ACTION, text + &" ".repeat(410_000));
    check("fault_too_big", &mut server(), &long);
    check(
        "status_method",
        &mut server(),
        &wire::Request::new("GET", ews::PATH),
    );
}

/// Conversations with the standard authority and the resource beside it: steps as cases have them.
const CONVERSATIONS: [(&str, &str); 7] = [
    (
        "code",
        r#"steps = [{ authorize = { client = "web", set = { response_mode = "form_post" } } },
            { token = { set = { client_info = "1" } } }, { token = { grant = "refresh" } }]"#,
    ),
    (
        "page",
        r#"steps = [{ authorize = { client = "spa", set = { response_mode = "fragment" } } },
            { token = {} }, { wait_s = 86400 }, { token = { grant = "refresh" } }]"#,
    ),
    (
        "on_behalf_of",
        r#"steps = [{ authorize = { client = "office", set = { scope = "${service.scope}" } } },
            { token = {} },
            { token = { client = "service", grant = "assertion", authenticate = "basic" } },
            { call = {} }]"#,
    ),
    (
        "itself",
        r#"
            [[steps]]
            token = { client = "web", grant = "itself", target = "tenant_token" }
            [[steps]]
            [steps.token]
            client = "web"
            grant = "itself"
            target = "token_v1"
            drop = ["scope"]
            set = { resource = "https://graph.microsoft.com" }
        "#,
    ),
    (
        "errors",
        r#"steps = [{ authorize = { account = "nobody", set = { prompt = "none" } } },
            { authorize = { set = { redirect_uri = "https://elsewhere.example" } } },
            { token = { set = { code = "no-such-code" } } },
            { token = { client = "web", headers = { Authorization = "Basic d3Jvbmc6d3Jvbmc=" } } },
            { token = { set = { grant_type = "password" } } }, { token = { method = "GET" } }]"#,
    ),
    (
        "challenges",
        r#"
            [[steps]]
            call = { authorization = [] }
            [[steps]]
            call = { authorization = ["Bearer no token"] }
            [[steps]]
            call = { authorization = [], query = "access_token=t" }
            [[steps]]
            authorize = { set = { scope = "openid" } }
            [[steps]]
            token = {}
            [[steps]]
            call = {}
            [[steps]]
            authorize = { account = "revoked", fresh = true, set = { scope = "User.Read" } }
            [[steps]]
            token.set.claims = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'
            [[steps]]
            call = {}
        "#,
    ),
    (
        "documents",
        r#"
            [[steps]]
            fetch = { document = "openid" }
            [[steps]]
            fetch = { document = "openid", issuer = "${base}/common/v2.0" }
            [[steps]]
            fetch = { document = "rfc8414" }
            [[steps]]
            fetch = { document = "keys", target = "/common/discovery/v2.0/keys" }
            [[steps]]
            fetch.document = "instances"
            fetch.target = """/common/discovery/instance?authorization_endpoint=\
                https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize"""
        "#,
    ),
];

#[test]
fn conversations_of_oauth() {
    for choice in [jwt::ENTRA, jwt::RFC] {
        let rules = Rules::sound(protocols::default_profile("").with(choice));
        for (name, steps) in CONVERSATIONS {
            let steps = oauth::read_steps(steps).expect("these are steps");
            golden(
                "oauth",
                &format!("{name}_{}", choice.value),
                &transcript(&steps, &rules),
            );
        }
    }
}

/// Every message of a conversation, in order.
fn transcript(steps: &[oauth::Step], rules: &Rules) -> String {
    const BASE: &str = "https://login.proofmark.example";
    let facts = oauth::standard_facts(BASE);
    let mut state = oauth::standard_state(BASE, NOW);
    let mut chance = Chance::from_number(7);
    let mut messages = Vec::new();
    let mut carry = |party: oauth::Party, request: &wire::Request, now: Now| {
        let answer = match party {
            oauth::Party::Authority => oauth::authority::answer,
            oauth::Party::Resource => oauth::graph::answer,
        };
        let answer = answer(&mut state, now, &mut chance, request, rules);
        messages.push(show_request(request));
        messages.push(show_response(&answer.response));
        let refused = answer.refusal.map(|refusal| refusal.id.to_string());
        Ok(oauth::Reply {
            response: answer.response,
            refused,
        })
    };
    let conversation = oauth::Conversation::new(&facts, rules.profile, &[], NOW);
    conversation.play_each(steps, &mut carry);
    without_signatures(&messages.join("\n----\n"))
}

/// A text in which each token is shown by its claims.
fn without_signatures(text: &str) -> String {
    let parts_words = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    let shown = text.split_inclusive(parts_words).map(|piece| {
        let word = piece.trim_end_matches(parts_words);
        let parts: Vec<&str> = word.split('.').collect();
        let [_, claims, _] = parts.as_slice() else {
            return piece.to_owned();
        };
        match URL_SAFE_NO_PAD.decode(claims).map(String::from_utf8) {
            Ok(Ok(claims)) if claims.starts_with('{') => piece.replacen(word, &claims, 1),
            _ => piece.to_owned(),
        }
    });
    shown.collect()
}

/// What the models of Office and MSAL come to, row by row, and all that they put on the wire.
#[test]
fn tables_of_clients() {
    for (name, table) in [
        ("arguments", office::tables::arguments()),
        ("mailbox_arguments", office::tables::mailbox_arguments()),
        ("differences", office::tables::differences()),
        ("options", office::tables::options()),
        ("error_codes", office::tables::error_codes()),
        ("hosts", office::tables::hosts()),
        ("payloads", office::tables::payloads()),
    ] {
        golden("office", name, &table);
    }
    for (name, table) in [
        ("policies", msal::tables::policies()),
        ("fallback", msal::tables::fallback()),
        ("boundary", msal::tables::boundary()),
        ("differences", msal::tables::differences()),
        ("payloads", msal::tables::payloads()),
    ] {
        golden("msal", name, &table);
    }
    let sentences = protocols::sentences();
    golden("tables", "documents", &office::tables::documents(sentences));
}

/// Each kind of token, as its sound issuer makes it.
#[test]
fn tokens() {
    let kinds = [
        "generic",
        "entra-v1",
        "entra-v2",
        "entra-consumers",
        "office-sso",
        "exchange-documented",
        "exchange-observed",
    ];
    for kind in kinds {
        let policy = jwt::standard_policy(kind).expect("the policy has a name");
        let claims = serde_json::Value::from(jwt::sound_claims(&policy, NOW.seconds()));
        let claims = serde_json::to_string_pretty(&claims).expect("claims are JSON");
        golden("tokens", kind, &claims);
    }
}

/// Each refusal as people see it: every committed seed that a reader refuses.
#[test]
fn diagnostics() {
    for (kind, protocol) in [("jwt", "jwt"), ("xml", "xml"), ("soap", "soap")] {
        diagnose(kind, protocol, |_| true);
    }
    for (kind, protocol, of) in [
        ("challenge", "oauth", "challenges_read_as_they_are_written"),
        (
            "token-response",
            "oauth",
            "token_answers_read_as_they_are_written",
        ),
        ("metadata", "oauth", "metadata_is_its_issuers_own"),
        ("async-result", "office", "results_read_as_they_are_written"),
        ("manifest", "office", "manifests_read_as_they_are_written"),
    ] {
        diagnose(kind, protocol, |law| law == of);
    }
    diagnose("ews-request", "ews", |law| {
        law != "answers_follow_the_schema"
    });
    diagnose("ews-response", "ews", |law| {
        law == "answers_follow_the_schema"
    });
}

fn diagnose(kind: &str, protocol: &str, wants: impl Fn(&str) -> bool) {
    let reader = protocols::READERS.iter().find(|reader| reader.kind == kind);
    let reader = reader.expect("the kind has a reader");
    let protocol = protocols::PROTOCOLS
        .iter()
        .find(|held| held.name == protocol);
    let laws = protocol.expect("the protocol is there").laws.iter();
    let mut text = String::new();
    for law in laws.filter(|law| wants(law.name)) {
        for seed in entries(&corpus().join("seeds").join(law.name)) {
            let bytes = std::fs::read(&seed).expect("the seed is there");
            let name = seed
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let bytes = protocols::laws::seed(&name, bytes);
            let bytes = without_head(kind, &bytes);
            if let Err(refusal) = (reader.read)(bytes, &rules()) {
                text += &proofmark::diagnostic::render(&name, bytes, &refusal);
                text.push('\n');
            }
        }
    }
    golden("diagnostics", kind, &text);
}

/// What a reader reads of a seed: laws are told of some documents where they were found.
fn without_head<'b>(kind: &str, bytes: &'b [u8]) -> &'b [u8] {
    let end: &[u8] = match kind {
        "token-response" => b"\n\n",
        "metadata" => b"\n",
        _ => b"",
    };
    let mut places = 0..=bytes.len();
    let at = places.find(|at| bytes[*at..].starts_with(end));
    at.map_or(bytes, |at| &bytes[at + end.len()..])
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn tables() {
    let cases = protocols::cases().expect("the corpus is sound");
    let coverage = Coverage::derive(&cases);
    golden(
        "tables",
        "requirements",
        &proofmark::requirements::text(&coverage),
    );
    golden(
        "tables",
        "law_by_defect",
        &proofmark::requirements::table(&coverage),
    );
    let axes = protocols::AXES.iter().map(|axis| {
        let values: Vec<&str> = axis.values.iter().map(|choice| choice.value).collect();
        format!("{:<8} {}\n", axis.name, values.join(" "))
    });
    let roles = protocols::ROLES.iter().map(|role| {
        let profile: Profile = protocols::default_profile(role.role.0);
        format!("{:<16} {profile}\n", role.role.0)
    });
    golden("tables", "profiles", &axes.chain(roles).collect::<String>());
}

/// Each defective specimen, seen from outside as anybody's subject is: something tells it from a
/// sound one, and it departs on nothing that is unrelated.
#[test]
fn every_specimen_is_told_from_a_sound_one() {
    let cases = protocols::cases().expect("the corpus is sound");
    let matrix = KillMatrix::derive(&cases);
    golden("tables", "kill_matrix", &matrix.text());
    let is_wrong = |kill: &&Kill| kill.survives() || !kill.unrelated.is_empty();
    let wrong: Vec<&Kill> = matrix.kills.iter().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn help() {
    let mut command = proofmark::Arguments::command().term_width(100);
    golden("help", "proofmark", &command.render_long_help().to_string());
    command.build();
    for subcommand in command.get_subcommands_mut() {
        let name = subcommand.get_name().to_owned();
        if name != "help" {
            golden("help", &name, &subcommand.render_long_help().to_string());
        }
    }
}

/// A run with a check of each verdict, and one that brought along what could do harm.
fn report() -> Vec<Run> {
    let harm = "\u{1b}[31m</pre><script>alert(1)</script>\n```";
    let exchange = Exchange {
        operation: "getClientAccessToken".to_owned(),
        arguments: r#"{"tokens":[{"id":"a","tokenType":"CallerIdentity"}]}"#.to_owned(),
        answer: format!("failed {harm}"),
    };
    let check = |word: Word| Check {
        case: format!("ews/response/{}", word.as_str()),
        role: "ews-client".to_owned(),
        requirements: vec!["EWS-024".to_owned()],
        verdict: word.as_str().to_owned(),
        reason: (!word.is_played() || word == Word::Known).then(|| harm.to_owned()),
        expected: "expect = { refused = \"EWS-024\" }\n".to_owned(),
        seen: "[expect]\nmessages = [\"token installed\"]\n".to_owned(),
        trace: vec![exchange.clone()],
        micros: 1_500,
    };
    let run = Run {
        subject: "mine".to_owned(),
        roles: vec!["ews-client".to_owned()],
        profiles: vec!["xsd-2016, wire-strict".to_owned()],
        command: "proofmark run ews-client -- ./adapter --fast".to_owned(),
        checks: Word::ALL.map(check).to_vec(),
        of: 8,
        millis: 1_234,
        stale: vec!["EWS-023 in `ews/*` did not occur: it used to".to_owned()],
    };
    let sound = Run {
        subject: "sound specimen".to_owned(),
        checks: vec![check(Word::Conforms)],
        of: 1,
        stale: Vec::new(),
        ..run.clone()
    };
    vec![run, sound]
}

#[test]
fn reports() {
    let runs = report();
    for form in Form::value_variants() {
        let name = format!("{form:?}").to_lowercase();
        golden("reports", &name, &form.write(&runs));
    }
    golden("reports", "matrix", &matrix(&runs));
    golden("reports", "known", &known::print(&runs));
}
