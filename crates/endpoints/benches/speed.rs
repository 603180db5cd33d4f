//! How fast a server answers, how soon, and how much memory that takes: `cargo xtask bench endpoints`.
//!
//! The server is a process of its own, `proofmark serve` as people run it. Of npm's
//! `oauth2-mock-server` the same is asked in the same run. A bound that is missed is an error.
#![expect(clippy::print_stdout, reason = "a benchmark talks to people")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// A request that is asked again and again, and what its answer begins with.
struct Question {
    name: &'static str,
    text: String,
    status: &'static str,
}

fn post(name: &'static str, path: &str, fields: &[(&str, &str)]) -> Question {
    let mut body = form_urlencoded::Serializer::new(String::new());
    let body = body.extend_pairs(fields).finish();
    let head = format!("POST {path} HTTP/1.1\r\nHost: HOST\r\n");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    Question {
        name,
        text: format!("{head}{form}Content-Length: {}\r\n\r\n{body}", body.len()),
        status: "HTTP/1.1 200",
    }
}

/// A process that serves on a port.
struct Process {
    child: Child,
    port: u16,
    first_answer: Duration,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// Starts a command with a free port in place of `PORT`, and waits for its first answer.
    fn start(command: &str) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .ok()?
            .local_addr()
            .ok()?
            .port();
        let command = command.replace("PORT", &port.to_string());
        let mut words = command.split(' ');
        let began = Instant::now();
        let child = Command::new(words.next()?)
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut process = Self {
            child,
            port,
            first_answer: Duration::ZERO,
        };
        while began.elapsed() < Duration::from_secs(20) {
            if process.is_answered() {
                process.first_answer = began.elapsed();
                return Some(process);
            }
            thread::sleep(Duration::from_micros(200));
        }
        None
    }

    fn is_answered(&self) -> bool {
        let Ok(mut socket) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        let text = format!("GET /x HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        let mut first = [0; 8];
        socket.write_all(text.as_bytes()).is_ok() && socket.read_exact(&mut first).is_ok()
    }

    /// How much memory it holds, in KiB.
    fn resident_kib(&self) -> usize {
        let place = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(place).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
        number.unwrap_or_default()
    }
}

/// A connection that asks one question over and over.
struct Asker<'q> {
    socket: TcpStream,
    text: String,
    question: &'q Question,
    buffer: Vec<u8>,
}

impl<'q> Asker<'q> {
    fn new(port: u16, question: &'q Question) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
        socket.set_nodelay(true).expect("a socket takes options");
        let text = question.text.replace("HOST", &format!("127.0.0.1:{port}"));
        Self {
            socket,
            text,
            question,
            buffer: vec![0; 64 * 1024],
        }
    }

    fn ask(&mut self) {
        self.socket
            .write_all(self.text.as_bytes())
            .expect("the server reads");
        let mut length = 0;
        loop {
            let read = self
                .socket
                .read(&mut self.buffer[length..])
                .expect("the server answers");
            assert!(read > 0, "the server hangs up");
            length += read;
            if let Some(whole) = whole(&self.buffer[..length])
                && length >= whole
            {
                break;
            }
        }
        assert!(
            self.buffer.starts_with(self.question.status.as_bytes()),
            "{}: {}",
            self.question.name,
            String::from_utf8_lossy(&self.buffer[..length.min(400)])
        );
    }
}

/// How long an answer is, once its head is there. Chunks count as one, as small servers send them.
fn whole(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end])
        .ok()?
        .to_ascii_lowercase();
    let length = head
        .split("\r\n")
        .find_map(|line| line.strip_prefix("content-length: "));
    Some(end + length?.trim().parse::<usize>().ok()?)
}

/// The median time of an answer, one after the other.
fn one_by_one(port: u16, question: &Question, times: usize) -> Duration {
    let mut asker = Asker::new(port, question);
    for _ in 0..times / 10 {
        asker.ask();
    }
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let began = Instant::now();
            asker.ask();
            began.elapsed()
        })
        .collect();
    took.sort();
    took[times / 2]
}

/// How many answers a second come over 16 connections.
fn at_once(port: u16, question: &Question, times: usize) -> f64 {
    let left = Arc::new(AtomicUsize::new(times));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..16 {
            let left = Arc::clone(&left);
            scope.spawn(move || {
                let mut asker = Asker::new(port, question);
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                    .is_ok()
                {
                    asker.ask();
                }
            });
        }
    });
    times as f64 / began.elapsed().as_secs_f64()
}

/// What was measured of one question, and whether it kept within its bounds.
fn measure(name: &str, port: u16, question: &Question, times: usize) -> (f64, f64) {
    let median_ms = one_by_one(port, question, times / 4).as_secs_f64() * 1e3;
    let rate = at_once(port, question, times);
    println!(
        "{name:<20} {:<42} p50 {median_ms:>7.3} ms {rate:>8.0} a second",
        question.name
    );
    (median_ms, rate)
}

/// The bounds, and those that were missed.
#[derive(Default)]
struct Bounds(bool);

impl Bounds {
    fn hold(&mut self, says: &str, holds: bool) {
        let word = if holds { "kept" } else { "MISSED" };
        println!("{:<20} {says}: {word}", "");
        self.0 |= !holds;
    }
}

/// Asks for a token of an app.
fn credentials(name: &'static str) -> Question {
    let facts = oauth::standard_facts("");
    let web = &facts.clients["web"];
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", web.id.as_str()),
        ("client_secret", web.secret.as_deref().unwrap_or_default()),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    post(name, &format!("/{TENANT}/oauth2/v2.0/token"), &fields)
}

/// What a signature takes by itself, on this machine and now.
fn bare_signature() -> Duration {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("keys are to be had");
    let random = SystemRandom::new();
    let mut signature = vec![0; pair.public_modulus_len()];
    let mut took: Vec<Duration> = (0..500_u32)
        .map(|number| {
            let began = Instant::now();
            let signed = pair.sign(
                &RSA_PKCS1_SHA256,
                &random,
                &number.to_be_bytes(),
                &mut signature,
            );
            signed.expect("the key signs");
            began.elapsed()
        })
        .collect();
    took.sort();
    took[took.len() / 2]
}

/// Stops the clock of the world: tokens that say the same are signed but once.
fn stop_the_clock(port: u16) {
    let body = r#"{"stop":true}"#;
    let head = "POST /proofmark/clock HTTP/1.1\r\nHost: HOST\r\n";
    let stop = Question {
        name: "stop",
        text: format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()),
        status: "HTTP/1.1 200",
    };
    Asker::new(port, &stop).ask();
}

fn ours(binary: &str, folder: &str, bounds: &mut Bounds) {
    let name = "proofmark";
    let command = format!("{binary} serve --http PORT --https 0 --ca-file {folder}/ca.pem");
    // The first start reads the program from the disk.
    drop(Process::start(&command));
    let process = Process::start(&command).expect("proofmark starts");
    let port = process.port;
    let first_ms = process.first_answer.as_secs_f64() * 1e3;
    println!("{name:<20} first answer after {first_ms:.1} ms");
    bounds.hold("under 50 ms", first_ms < 50.0);
    let bare_ms = bare_signature().as_secs_f64() * 1e3;
    println!(
        "{name:<20} {:<42} p50 {bare_ms:>7.3} ms",
        "a bare signature of RSA 2048"
    );
    let signed = credentials("a token, signed anew each time");
    let (median_ms, _) = measure(name, port, &signed, 4_000);
    bounds.hold(
        "p50 under 0.5 ms and its signature",
        median_ms < 0.5 + bare_ms,
    );
    stop_the_clock(port);
    let known = credentials("a token, the clock stopped");
    // Until every token was signed once.
    at_once(port, &known, 30_000);
    let (median_ms, rate) = measure(name, port, &known, 40_000);
    bounds.hold("p50 under 0.5 ms", median_ms < 0.5);
    bounds.hold("10,000 a second", rate >= 10_000.0);
    let keys = Question {
        name: "the keys",
        text: format!("GET /{TENANT}/discovery/v2.0/keys HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        status: "HTTP/1.1 200",
    };
    measure(name, port, &keys, 40_000);
    let target = format!("/{TENANT}/oauth2/v2.0/token");
    let refused = Question {
        status: "HTTP/1.1 400",
        ..post("a request that is refused", &target, &[("grant_type", "x")])
    };
    measure(name, port, &refused, 40_000);
    at_once(port, &known, 20_000);
    let before = process.resident_kib();
    let mut marks = Vec::new();
    for _ in 0..4 {
        at_once(port, &known, 50_000);
        marks.push(process.resident_kib());
    }
    println!("{name:<20} memory {before} KiB; after each 50,000 requests {marks:?} KiB");
    let last = marks.last().copied().unwrap_or_default();
    bounds.hold("flat, to a tenth", last <= before + before / 10);
}

fn peer(script: &str) {
    let name = "oauth2-mock-server";
    let command = format!("node {script} -a 127.0.0.1 -p PORT");
    let Some(process) = Process::start(&command) else {
        println!("{name:<20} NOT RUN: it does not start");
        return;
    };
    let first_ms = process.first_answer.as_secs_f64() * 1e3;
    println!("{name:<20} first answer after {first_ms:.1} ms");
    let fields = [("grant_type", "client_credentials"), ("scope", "x")];
    let question = post("a token, signed anew each time", "/token", &fields);
    measure(name, process.port, &question, 4_000);
    let before = process.resident_kib();
    at_once(process.port, &question, 20_000);
    let after = process.resident_kib();
    println!("{name:<20} memory {before} KiB; after 20,000 requests {after} KiB");
}

fn main() -> ExitCode {
    let variable = |name| std::env::var(name).ok();
    let (Some(binary), Some(folder)) = (variable("PROOFMARK_BINARY"), variable("PROOFMARK_FOLDER"))
    else {
        println!("nothing is measured; `cargo xtask bench endpoints` says where proofmark is");
        return ExitCode::FAILURE;
    };
    let mut bounds = Bounds::default();
    ours(&binary, &folder, &mut bounds);
    match variable("PROOFMARK_PEER") {
        Some(script) => peer(&script),
        None => println!(
            "oauth2-mock-server   NOT RUN: {}",
            variable("PROOFMARK_NO_PEER").unwrap_or_default()
        ),
    }
    ExitCode::from(u8::from(bounds.0))
}
