//! An adapter is a child process that speaks one JSON object a line: requests come on its standard
//! input, answers go to its standard output, and its standard error is its own affair.
//!
//! ```text
//! > {"id":1,"op":"hello","contract":1}
//! < {"id":1,"ok":{"name":"my-library","version":"1.2.3","roles":["token-validator"],"ops":["verify"]}}
//! > {"id":2,"op":"verify","args":{"token":"…","keys":"…","now":1700000000}}
//! < {"id":2,"err":{"code":"TokenExpired"}}
//! ```
//!
//! `err` is a refusal: what callers of the library are told to expect. An adapter whose library
//! does something else instead, such as an error that its documentation does not have, says
//! `{"id":2,"crashed":"…"}` and need not end.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use conformance::{Answer, Peer, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{ANSWER_BYTES, Patience, Stage};

/// The version of the contract.
pub const CONTRACT: u32 = 1;
/// How often a dead child is started again in a row.
const LIVES: u32 = 3;
/// How much of what the child last said to nobody is kept.
const STDERR_LINES: usize = 20;
/// How much of it is read at a time.
const STDERR_BYTES: u64 = 64 * 1024;
/// How many lines wait to be read by either side. Whoever sends more waits.
const WAITING_LINES: usize = 16;

/// What an adapter says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hello {
    /// What it adapts.
    pub name: String,
    /// The version of that.
    pub version: String,
    /// The roles that it plays.
    pub roles: Vec<String>,
    /// The operations that it knows.
    pub ops: Vec<String>,
}

/// A subject behind a child process.
pub struct Adapter {
    words: Vec<String>,
    stage: Option<Stage>,
    configure: Value,
    child: Option<Running>,
    /// Why the last child died, in a row.
    deaths: u32,
    hello: Hello,
    /// Whether the child was told to do anything since it was configured.
    is_used: bool,
    /// Why it could not be told of the case that began.
    unprepared: Option<String>,
    patience: Patience,
}

struct Running {
    child: Child,
    /// Lines for the child, which may not read them.
    requests: SyncSender<String>,
    lines: Receiver<Result<String, String>>,
    stderr: Arc<Mutex<VecDeque<String>>>,
    last_id: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Adapter {
    /// Starts an adapter, hears what it is, and lets it fail at an operation that nobody has. A
    /// case may take so long.
    pub fn start(
        words: Vec<String>,
        stage: Option<Stage>,
        role: &str,
        patience: Duration,
    ) -> Result<Self, String> {
        if words.is_empty() {
            return Err("there is no command".to_owned());
        }
        let mut configure = json!({ "role": role });
        if let Some(stage) = &stage {
            configure["url"] = json!(stage.base());
            configure["ewsUrl"] = json!(stage.ews_url());
            configure["caFile"] = json!(stage.ca_file());
        }
        let mut adapter = Self {
            words,
            stage,
            configure,
            child: None,
            deaths: 0,
            hello: Hello::default(),
            is_used: false,
            unprepared: None,
            patience: Patience::of(patience),
        };
        adapter.ready()?;
        if !adapter.hello.roles.iter().any(|held| held == role) {
            let roles = adapter.hello.roles.join(", ");
            return Err(format!("the adapter plays {roles}, and not {role}"));
        }
        let decoy = format!(
            "decoy{:08x}",
            std::process::id().wrapping_mul(2_654_435_761)
        );
        adapter.patience.renew();
        match adapter.perform(&decoy, &Value::Null, &mut |_| Value::Null) {
            Answer::Unsupported(_) => Ok(adapter),
            Answer::Lost(why) => Err(why),
            Answer::Done(_) | Answer::Failed(_) => Err(
                "the adapter claims an operation that nobody has: it says yes to anything"
                    .to_owned(),
            ),
        }
    }

    /// What the adapter said of itself.
    pub const fn hello(&self) -> &Hello {
        &self.hello
    }

    /// Sees to it that there is a child that said hello.
    fn ready(&mut self) -> Result<(), String> {
        if self.child.is_some() {
            return Ok(());
        }
        if self.deaths >= LIVES {
            return Err(format!(
                "it died {LIVES} times in a row, and is not started again"
            ));
        }
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]);
        if let Some(stage) = &self.stage {
            command.envs(stage.environment());
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("`{}` does not start: {error}", self.words[0]))?;
        let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = taken else {
            return Err("the adapter has no standard streams".to_owned());
        };
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&said);
        thread::spawn(move || keep_last_lines(stderr, &kept));
        self.child = Some(Running {
            child,
            requests: write_lines(stdin),
            lines: read_lines(stdout),
            stderr: said,
            last_id: 0,
        });
        self.greet()
    }

    /// Hears what the child is, and tells it what it plays.
    fn greet(&mut self) -> Result<(), String> {
        let hello = json!({ "contract": CONTRACT });
        let nobody: &mut Peer<'_> = &mut |_| Value::Null;
        match self.converse("hello", &hello, self.patience.to_start(), nobody)? {
            Answer::Done(hello) => {
                self.hello = serde_json::from_value(hello)
                    .map_err(|error| format!("its hello cannot be read: {error}"))?;
            }
            other => return Err(format!("it does not say hello: {other:?}")),
        }
        self.configure()
    }

    /// Tells the child what it plays, and where. It forgets what it was told before.
    fn configure(&mut self) -> Result<(), String> {
        let configure = json!({ "args": self.configure });
        let patience = self.patience.to_start();
        match self.converse("configure", &configure, patience, &mut |_| Value::Null)? {
            Answer::Done(_) | Answer::Unsupported(_) => Ok(()),
            Answer::Failed(failure) => Err(format!("it cannot be configured: {failure}")),
            Answer::Lost(why) => Err(why),
        }
    }

    /// Sends one message and waits for its answer. Whoever fails here is started anew.
    fn converse(
        &mut self,
        operation: &str,
        message: &Value,
        patience: Patience,
        peer: &mut Peer<'_>,
    ) -> Result<Answer, String> {
        let (stage, Some(running)) = (self.stage.as_ref(), self.child.as_mut()) else {
            return Err("there is no adapter".to_owned());
        };
        let answer = running.converse(operation, message, patience, stage, peer);
        if let Err(why) = &answer {
            let said = running.last_words();
            let why = format!("{why}{said}");
            self.child = None;
            self.deaths += 1;
            return Err(why);
        }
        answer
    }
}

impl Running {
    fn converse(
        &mut self,
        operation: &str,
        message: &Value,
        patience: Patience,
        stage: Option<&Stage>,
        peer: &mut Peer<'_>,
    ) -> Result<Answer, String> {
        self.last_id += 1;
        let mut line = json!({ "id": self.last_id, "op": operation });
        for (name, value) in message.as_object().into_iter().flatten() {
            line[name] = value.clone();
        }
        match self.requests.try_send(line.to_string()) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err("it does not read what it is sent".to_owned()),
            Err(TrySendError::Disconnected(_)) => {
                return Err("it ended instead of answering".to_owned());
            }
        }
        loop {
            if let Some(stage) = stage {
                stage.serve(peer);
            }
            if patience.is_over() {
                return Err(format!("it did not answer within {patience}"));
            }
            let wait = Duration::from_millis(if stage.is_some() { 1 } else { 200 });
            match self.lines.recv_timeout(wait.min(patience.left())) {
                Ok(line) => return self.understand(&line?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("it ended instead of answering".to_owned());
                }
            }
        }
    }

    fn understand(&self, line: &str) -> Result<Answer, String> {
        let shown: String = line.chars().take(80).collect();
        let garbage = || format!("this is no answer: {}", shown.escape_debug());
        let answer: Value = serde_json::from_str(line).map_err(|_| garbage())?;
        if answer["id"] != self.last_id {
            return Err(format!(
                "it answers {}, and was asked {}",
                answer["id"], self.last_id
            ));
        }
        let members = answer.as_object().ok_or_else(garbage)?;
        match (
            members.get("ok"),
            members.get("err"),
            members.get("unsupported"),
            members.get("crashed"),
        ) {
            (Some(ok), None, None, None) => Ok(Answer::Done(ok.clone())),
            (None, Some(err), None, None) => Ok(Answer::Failed(err.clone())),
            (None, None, None, Some(how)) => {
                let how = how.as_str().unwrap_or("it does not say how");
                Ok(Answer::Lost(format!("it crashed: {how}")))
            }
            (None, None, Some(why), None) => {
                let why = why.as_str().unwrap_or("the adapter does not support this");
                Ok(Answer::Unsupported(why.to_owned()))
            }
            _ => Err(garbage()),
        }
    }

    /// What it said to nobody before it failed.
    fn last_words(&self) -> String {
        // The thread that reads them may be a moment behind.
        thread::park_timeout(Duration::from_millis(50));
        let said = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_empty() {
            return String::new();
        }
        let lines: Vec<&str> = said.iter().map(String::as_str).collect();
        format!("; on standard error:\n{}", lines.join("\n"))
    }
}

/// Writes lines one after the other, each at once, as long as there is somebody who reads them.
fn write_lines(mut stdin: ChildStdin) -> SyncSender<String> {
    let (sender, lines) = sync_channel::<String>(WAITING_LINES);
    thread::spawn(move || {
        for line in lines {
            let written = writeln!(stdin, "{line}").and_then(|()| stdin.flush());
            if written.is_err() {
                break;
            }
        }
    });
    sender
}

/// The lines that come, or why there is none that can be read.
fn read_lines(stdout: ChildStdout) -> Receiver<Result<String, String>> {
    let (sender, lines) = sync_channel(WAITING_LINES);
    thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        while let Some(line) = read_line(&mut reader) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// Keeps the last of what comes, whatever it is. All of it is read, lest the child wait for that.
fn keep_last_lines(stderr: impl Read, kept: &Mutex<VecDeque<String>>) {
    let mut reader = BufReader::new(stderr);
    let mut bytes = Vec::new();
    while let Ok(1..) = reader
        .by_ref()
        .take(STDERR_BYTES)
        .read_until(b'\n', &mut bytes)
    {
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end().chars().take(400).collect();
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(line);
        if kept.len() > STDERR_LINES {
            kept.pop_front();
        }
        bytes.clear();
    }
}

/// A line without its end; why not, if it is too long or no text; none at the end.
fn read_line(reader: &mut impl std::io::BufRead) -> Option<Result<String, String>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(ANSWER_BYTES).unwrap_or(u64::MAX);
    match reader.by_ref().take(limit).read_until(b'\n', &mut bytes) {
        Err(_) | Ok(0) => return None,
        Ok(read) if read == ANSWER_BYTES => {
            return Some(Err("it sent a line longer than 4 MiB".to_owned()));
        }
        Ok(_) => {}
    }
    let line = String::from_utf8(bytes).map_err(|_| "it sent what is no text".to_owned());
    Some(line.map(|line| line.trim_end_matches(['\r', '\n']).to_owned()))
}

impl Subject for Adapter {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        if let Some(why) = self.unprepared.take() {
            return Answer::Lost(why);
        }
        if let Err(why) = self.ready() {
            return Answer::Lost(why);
        }
        if let Some(stage) = &self.stage {
            stage.clear();
        }
        self.is_used = true;
        let message = json!({ "args": arguments });
        match self.converse(operation, &message, self.patience, peer) {
            Ok(answer) => {
                self.deaths = 0;
                answer
            }
            Err(why) => Answer::Lost(why),
        }
    }

    fn begin(&mut self) {
        // A child that is started for a case begins with it anyway.
        self.unprepared = None;
        if self.child.is_some() && self.is_used {
            self.unprepared = self.configure().err();
        }
        self.is_used = false;
        self.patience.renew();
    }
}
