//! What proofmark puts on the wire and on the screen, held against reviewed files beside this one.
//!
//! `cargo insta review` shows what a change does to them; without it, `INSTA_UPDATE=always cargo
//! test --package snapshots` rewrites them for `git diff` to show.

use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use conformance::{Chance, Now, Profile, Rules};
use ews::{App, Caller, Client, Load, State, TokenRequest, TokenType, Version};
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
            if let Err(refusal) = (reader.read)(&bytes, &rules()) {
                text += &proofmark::diagnostic::render(&name, &bytes, &refusal);
                text.push('\n');
            }
        }
    }
    golden("diagnostics", kind, &text);
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
