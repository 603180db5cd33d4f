//! A child process that speaks the contract: requests come on its standard input, one a line,
//! answers go to its standard output, and its standard error is its own affair.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::adapter::{Line, Source};
use crate::{ANSWER_BYTES, Patience};

/// How much of what the child last said to nobody is kept.
const STDERR_LINES: usize = 20;
/// How much of it is read at a time.
const STDERR_BYTES: u64 = 64 * 1024;
/// How many lines wait to be read by either side. Whoever sends more waits.
const WAITING_LINES: usize = 16;

/// A command that is started for whoever is to answer.
pub(crate) struct Process {
    words: Vec<String>,
    environment: Vec<(&'static str, PathBuf)>,
}

impl Process {
    /// This command, in words, with these variables.
    pub(crate) fn new<'v>(
        words: Vec<String>,
        environment: impl Iterator<Item = (&'static str, &'v Path)>,
    ) -> Result<Self, String> {
        if words.is_empty() {
            return Err("there is no command".to_owned());
        }
        let environment = environment.map(|(name, value)| (name, value.to_owned()));
        let environment = environment.collect();
        Ok(Self { words, environment })
    }
}

struct Running {
    child: Child,
    /// Lines for the child, which may not read them.
    requests: SyncSender<String>,
    lines: Receiver<Result<String, String>>,
    stderr: Arc<Mutex<VecDeque<String>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Source for Process {
    fn open(&mut self, _: Patience) -> Result<Box<dyn Line>, String> {
        let environment = self.environment.iter();
        let mut child = Command::new(&self.words[0])
            .args(&self.words[1..])
            .envs(environment.map(|(name, value)| (name, value)))
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
        Ok(Box::new(Running {
            child,
            requests: write_lines(stdin),
            lines: read_lines(stdout),
            stderr: said,
        }))
    }
}

impl Line for Running {
    fn send(&mut self, request: String) -> Result<(), String> {
        self.requests
            .try_send(request)
            .map_err(|error| match error {
                TrySendError::Full(_) => "it does not read what it is sent".to_owned(),
                TrySendError::Disconnected(_) => "it ended instead of answering".to_owned(),
            })
    }

    fn receive(&mut self, within: Duration) -> Result<Option<String>, String> {
        match self.lines.recv_timeout(within) {
            Ok(line) => line.map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("it ended instead of answering".to_owned()),
        }
    }

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
