//! Every fault in rotation, from many connections at once: each finds something to spoil, and the
//! answer after it is sound. `cargo xtask soak` makes it last.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use wire::Response;

use super::client::{Client, read};
use super::{TENANT, faces, server};
use crate::fault::{Aadsts, Office};
use crate::{ConnectionFault, Face, Fault, Queued, Server, Settings, Site, WorldFile};

/// Every kind of fault, as a world file has it.
const FILE: &str = include_str!("../../faults.toml");

fn from_file() -> Vec<Queued> {
    let world = WorldFile::read(FILE).and_then(|file| file.build(1));
    world.expect("the file makes a world").root().faults()
}

/// The file, every error of the two catalogues, and every defect that a face can have.
fn faults() -> Vec<Queued> {
    let mut faults = from_file();
    let mut add = |face, fault| faults.push(Queued::next(face, fault));
    for &code in oauth::CATALOGUE.keys() {
        let aadsts = Aadsts {
            code,
            suberror: None,
            claims: None,
        };
        add(Face::Token, Fault::Aadsts(aadsts));
    }
    for known in office::error_code::ERROR_CODES {
        add(Face::Office, Fault::Office(Office::Code(known.code)));
    }
    for defect in protocols::defects() {
        let (protocol, _) = defect.of.as_str().split_once('-').unwrap_or_default();
        let faces = match protocol {
            "EWS" | "SOAP" => [Face::Exchange].as_slice(),
            "OAUTH" | "ENTRA" => &[Face::Metadata, Face::Authorize, Face::Token, Face::Graph],
            "OFFICE" => &[Face::Office],
            _ => &[],
        };
        for face in faces {
            add(*face, Fault::Defect(defect.name.to_owned()));
        }
    }
    faults
}

/// A client of one site, with a connection that it keeps while it can.
struct Asker {
    host: String,
    site: Site,
    socket: Option<TcpStream>,
    access_token: String,
    refresh_token: String,
}

impl Asker {
    fn new(server: &Server, number: usize) -> Self {
        let world = server.world();
        let name = format!("/soak-{number}");
        let opened = world.open(&name, Settings::standard(world.now()));
        let scope = "User.Read offline_access";
        let granted = Client::at(&server.http(), &name).sign_in(scope);
        let text = |member: &str| granted[member].as_str().expect(member).to_owned();
        Self {
            host: server.http().replace("http://", ""),
            site: opened.expect("the name is free"),
            socket: None,
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
        }
    }

    /// Sends a request and reads its answer, as far as that comes.
    fn ask(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Response {
        let host = &self.host;
        let mut socket = self.socket.take().unwrap_or_else(|| {
            let socket = TcpStream::connect(host).expect("the server listens");
            let patience = Some(Duration::from_secs(20));
            socket.set_read_timeout(patience).expect("it is an option");
            socket.set_nodelay(true).expect("it is an option");
            socket
        });
        let length = body.len();
        let text = format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        socket.write_all(text.as_bytes()).expect("the server reads");
        let (mut bytes, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let whole = read(&bytes).filter(|answer| {
                let length = answer.headers.one("content-length").unwrap_or("0");
                length.parse() == Ok(answer.body.len())
            });
            if let Some(answer) = whole {
                self.socket = Some(socket);
                return answer;
            }
            match socket.read(&mut piece) {
                Ok(length @ 1..) => bytes.extend_from_slice(&piece[..length]),
                Ok(0) => break,
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                Err(error) => panic!("{target}: {error} after {} bytes", bytes.len()),
            }
        }
        read(&bytes).unwrap_or_default()
    }

    /// What any client would ask a face.
    fn ask_face(&mut self, face: Face) -> Response {
        let site = self.site.name().to_owned();
        let facts = oauth::standard_facts("");
        let native = &facts.clients["native"];
        let encode = |pairs: &[(&str, &str)]| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs).finish()
        };
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let get = |path: &str| ("GET", format!("{site}{path}"), String::new(), String::new());
        let (method, target, headers, body) = match face {
            Face::Metadata => get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration")),
            Face::Keys => get(&format!("/{TENANT}/discovery/v2.0/keys")),
            Face::Authorize => get(&format!(
                "/{TENANT}/oauth2/v2.0/authorize?{}",
                encode(&[
                    ("client_id", &native.id),
                    ("redirect_uri", &native.redirect_uri),
                    ("response_type", "code"),
                    ("scope", "openid"),
                    ("state", "kept"),
                    ("prompt", "none"),
                ])
            )),
            Face::Token => {
                let fields = encode(&[
                    ("grant_type", "refresh_token"),
                    ("client_id", &native.id),
                    ("refresh_token", &self.refresh_token),
                    ("scope", "User.Read openid"),
                    ("client_info", "1"),
                ]);
                let target = format!("{site}/{TENANT}/oauth2/v2.0/token");
                ("POST", target, form.to_owned(), fields)
            }
            Face::Logout => get(&format!("/{TENANT}/oauth2/v2.0/logout")),
            Face::Exchange => {
                let pair = STANDARD.encode("alice@contoso.example:correct horse");
                let credentials = format!("Authorization: Basic {pair}\r\n");
                let headers = format!("{credentials}Content-Type: text/xml; charset=utf-8\r\n");
                let target = format!("{site}{}", ews::PATH);
                ("POST", target, headers, faces::token_request())
            }
            Face::Autodiscover => get("/autodiscover/metadata/json/1"),
            Face::Graph => {
                let bearer = format!("Authorization: Bearer {}\r\n", self.access_token);
                ("GET", format!("{site}/v1.0/me"), bearer, String::new())
            }
            Face::Office => {
                let body = json!({ "call": "getAccessTokenAsync" }).to_string();
                let target = format!("{site}/office/ask");
                ("POST", target, String::new(), body)
            }
        };
        self.ask(method, &target, &headers, &body)
    }

    /// Asks a face, and looks whether the answer is what it should be.
    #[track_caller]
    fn is_answered_well(&mut self, face: Face, after: &Queued) {
        let answer = self.ask_face(face);
        let text = String::from_utf8_lossy(&answer.body);
        let location = answer.headers.one("location").unwrap_or_default();
        let issuer = format!("http://{}{}/{TENANT}/v2.0\"", self.host, self.site.name());
        let (status, shown, expected) = match face {
            Face::Metadata => (200, &*text, &*issuer),
            Face::Keys => (200, &*text, "\"kid\":"),
            Face::Authorize => (302, location, "state=kept"),
            Face::Token => (200, &*text, "\"id_token\":\"ey"),
            Face::Logout => (200, &*text, "<html"),
            Face::Exchange => (200, &*text, ">NoError<"),
            Face::Autodiscover => (200, &*text, "x509Certificate"),
            Face::Graph => (200, &*text, "alice@contoso.example"),
            Face::Office => (200, &*text, "\"token\":\"ey"),
        };
        assert!(
            answer.status == status && shown.contains(expected),
            "after {after:?} {face:?} answers {} {location} {text}",
            answer.status
        );
    }

    /// Suffers a fault, and then asks again.
    fn suffer(&mut self, queued: &Queued) {
        let body = serde_json::to_string(queued).expect("faults are data");
        let target = format!("/proofmark/faults?site={}", self.site.name());
        let told = self.ask("POST", &target, "", &body);
        assert_eq!(told.status, 200, "{body}: {told:?}");
        let suffered = if queued.fault == Fault::Office(Office::AtOnce) {
            let target = format!("{}/office.js", self.site.name());
            self.ask("GET", &target, "", "")
        } else {
            self.ask_face(queued.face)
        };
        assert_ne!(suffered.status, 502, "{body} brings a carrier down");
        assert!(self.site.faults().is_empty(), "{body} was not suffered");
        self.is_answered_well(queued.face, queued);
    }
}

/// How long it lasts and how many suffer at a time: all faults once, by one, unless told otherwise.
fn plan() -> (Option<Duration>, usize) {
    match std::env::var("PROOFMARK_SOAK_S") {
        Ok(seconds) => {
            let seconds = seconds.parse().expect("a number of seconds");
            (Some(Duration::from_secs(seconds)), 64)
        }
        Err(_) => (None, 4),
    }
}

/// How much memory this program holds, in KiB, and how many files and sockets are open.
fn held() -> (usize, usize) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    let open = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    (kib.unwrap_or_default(), open)
}

#[test]
#[expect(clippy::print_stdout, reason = "`cargo xtask soak` shows it")]
fn every_fault_in_rotation_leaves_nothing_behind() {
    let server = server();
    let (lasts, askers) = plan();
    let (faults, suffered) = (faults(), AtomicUsize::new(0));
    let open_before = held().1;
    let began = Instant::now();
    let mut settled = held();
    std::thread::scope(|scope| {
        for number in 0..askers {
            let (server, faults, suffered) = (&server, &faults, &suffered);
            scope.spawn(move || {
                let mut asker = Asker::new(server, number);
                let begins = number * faults.len() / askers;
                // Once around, or as long as it lasts; without, all of them go once around together.
                let turns = if lasts.is_some() {
                    usize::MAX
                } else {
                    faults.len().div_ceil(askers)
                };
                for (turn, queued) in faults.iter().cycle().skip(begins).take(turns).enumerate() {
                    if lasts.is_some_and(|lasts| began.elapsed() > lasts) {
                        break;
                    }
                    asker.suffer(queued);
                    suffered.fetch_add(1, Ordering::Relaxed);
                    if turn % 100 == 99 {
                        asker.site.clear_journal();
                    }
                }
            });
        }
        if let Some(lasts) = lasts {
            std::thread::sleep(lasts / 3);
            settled = held();
        }
    });
    let requests = server.world().requests();
    let Some(lasts) = lasts else {
        return;
    };
    let (kib, _) = held();
    for number in 0..askers {
        server.world().close(&format!("/soak-{number}"));
    }
    // What was closed is let go of when the server gets to it.
    let patience = Instant::now();
    while held().1 > open_before + 8 && patience.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let open = held().1;
    let suffered = suffered.into_inner();
    println!(
        "{askers} connections for {} s: {suffered} faults of {} kinds suffered, {requests} requests \
         answered, every answer after a fault sound\n\
         memory after a third of the time {} KiB, at the end {kib} KiB; \
         open files and sockets before {open_before}, after {open}",
        lasts.as_secs(),
        faults.len(),
        settled.0,
    );
    assert!(
        kib < settled.0 + settled.0 / 4 + 16 * 1024,
        "memory grows without end"
    );
    assert!(open <= open_before + 8, "connections are left open");
}

#[test]
fn every_fault_of_the_file_finds_something_to_spoil() {
    let server = server();
    let mut asker = Asker::new(&server, 0);
    for queued in from_file() {
        asker.suffer(&queued);
        let journal = asker.site.journal();
        let told = journal.iter().rev().find_map(|entry| entry.fault.as_ref());
        let told = told.unwrap_or_else(|| panic!("{queued:?} is not in the journal"));
        assert!(!told.contains("nothing to spoil"), "{told}");
        asker.site.clear_journal();
    }
}

/// The kind of a fault, by the names under which it is written.
fn kind(fault: &Fault) -> String {
    let written = serde_json::to_value(fault).expect("faults are data");
    let name = |value: &serde_json::Value| match value {
        serde_json::Value::Object(members) => members.keys().next().cloned(),
        serde_json::Value::String(name) => Some(name.clone()),
        _ => None,
    };
    let outer = name(&written).unwrap_or_default();
    match fault {
        Fault::Body(_) | Fault::Soap(_) | Fault::Office(_) | Fault::Connection(_) => {
            format!("{outer} {}", name(&written[&outer]).unwrap_or_default())
        }
        _ => outer,
    }
}

#[test]
fn the_file_has_every_kind_of_fault() {
    let mut held: Vec<String> = from_file().iter().map(|q| kind(&q.fault)).collect();
    held.sort();
    held.dedup();
    // The names that are missing from here are those that the compiler sees first, below.
    let expected = "aadsts, body doubled, body empty, body enormous, body malformed, body text, \
                    body truncated, claim, connection close-before-answer, connection cut-after, \
                    connection drip, connection reset, connection reset-after, \
                    connection stall-after, connection stall-ms, content-type, defect, error, ews, \
                    member, office after-ms, office at-once, office code, office never, \
                    office twice, redirect, rotate-keys, soap comment-in-token, \
                    soap fault-with200, soap soap12, soap success-with500, soap two-tokens, \
                    soap without-namespaces, status, token-header, token-signature, without";
    assert_eq!(held.join(", "), expected);
    for queued in from_file() {
        // Who adds a kind is led here, and so to the file and to the list above.
        match queued.fault {
            Fault::Connection(
                ConnectionFault::CloseBeforeAnswer
                | ConnectionFault::Reset
                | ConnectionFault::CutAfter(_)
                | ConnectionFault::ResetAfter(_)
                | ConnectionFault::StallMs(_)
                | ConnectionFault::StallAfter(..)
                | ConnectionFault::Drip(..),
            )
            | Fault::Aadsts(_)
            | Fault::Error(_)
            | Fault::Status(_)
            | Fault::Defect(_)
            | Fault::ContentType(_)
            | Fault::Body(_)
            | Fault::Without(_)
            | Fault::Member(_)
            | Fault::Claim(_)
            | Fault::TokenHeader(_)
            | Fault::TokenSignature(_)
            | Fault::Redirect(_)
            | Fault::Soap(_)
            | Fault::Ews(_)
            | Fault::RotateKeys
            | Fault::Office(_) => {}
        }
    }
}
