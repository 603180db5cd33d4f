//! A client that is started once for each operation: the token on standard output and exit 0, or
//! a refusal and exit 10, with the server's code on standard output if it sent one. Enough for
//! thirty lines in any language.

use std::io::Read as _;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use conformance::{Answer, Peer, Subject};
use serde_json::{Value, json};

use crate::{ANSWER_BYTES, Patience, Stage};

/// The exit code of a refusal.
const REFUSED: i32 = 10;

/// A command that is run for each operation. In its words `{url}`, `{ca}`, `{id}`, `{type}`,
/// `{scope}` and `{version}` stand for what it is told.
pub struct Exec {
    words: Vec<String>,
    stage: Stage,
    patience: Patience,
    /// Whether it was started for this case already.
    was_asked: bool,
}

impl Exec {
    /// This command, split at its spaces, quotes apart. A case may take so long.
    pub fn new(command: &str, stage: Stage, patience: Duration) -> Result<Self, String> {
        let words = split(command)?;
        if words.is_empty() {
            return Err("the command is empty".to_owned());
        }
        let patience = Patience::of(patience);
        Ok(Self {
            words,
            stage,
            patience,
            was_asked: false,
        })
    }

    fn run(&self, token: &Value, version: &str, peer: &mut Peer<'_>) -> Result<Answer, String> {
        let text = |name: &str| token[name].as_str().unwrap_or_default();
        let fill = |word: &String| {
            word.replace("{url}", &self.stage.ews_url())
                .replace("{ca}", &self.stage.ca_file().display().to_string())
                .replace("{id}", text("id"))
                .replace("{type}", text("tokenType"))
                .replace("{scope}", text("scope"))
                .replace("{version}", version)
        };
        let words: Vec<String> = self.words.iter().map(fill).collect();
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .envs(self.stage.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{}` does not start: {error}", words[0]))?;
        let stdout = child.stdout.take().ok_or("it has no standard output")?;
        let printed = read(stdout);
        let status = self.wait(&mut child, peer);
        // Whoever the command left behind may hold its output open for ever.
        let text = printed.recv_timeout(self.patience.left());
        let (status, text) = match (status, text) {
            // Whoever prints too much may be ended by that.
            (_, Ok(Err(why))) | (Err(why), _) => return Err(why),
            (Ok(_), Err(_)) => {
                return Err(format!("its output did not end within {}", self.patience));
            }
            (Ok(status), Ok(Ok(text))) => (status, text),
        };
        let value = text.trim_end_matches(['\r', '\n']);
        match status.code() {
            Some(0) if value.is_empty() => {
                Err("it ended with code 0 and printed no token".to_owned())
            }
            Some(0) => Ok(Answer::Done(json!({
                "answers": [{
                    "id": text_of(token, "id"),
                    "tokenType": text_of(token, "tokenType"),
                    "value": value,
                }],
            }))),
            Some(REFUSED) => {
                let code = value.lines().next().unwrap_or("refused");
                Ok(Answer::Failed(json!({ "code": code })))
            }
            Some(code) => Err(format!(
                "it ended with code {code}, neither 0 nor {REFUSED}"
            )),
            None => Err("it was ended by a signal".to_owned()),
        }
    }

    /// How it ends. What it asks meanwhile is answered.
    fn wait(&self, child: &mut Child, peer: &mut Peer<'_>) -> Result<ExitStatus, String> {
        loop {
            self.stage.serve(peer);
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                return Ok(status);
            }
            if self.patience.is_over() {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {}", self.patience));
            }
            thread::park_timeout(Duration::from_millis(1));
        }
    }
}

/// What is printed, whole, if it is a text of bounded length.
fn read(stdout: ChildStdout) -> Receiver<Result<String, String>> {
    let (sender, read) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let limit = u64::try_from(ANSWER_BYTES).unwrap_or(u64::MAX);
        // What was read before a failure is what was printed.
        let _ = stdout.take(limit).read_to_end(&mut bytes);
        let text = match bytes.len() {
            ANSWER_BYTES.. => Err("it printed more than 4 MiB".to_owned()),
            _ => String::from_utf8(bytes).map_err(|_| "it printed what is no text".to_owned()),
        };
        // Nobody may be waiting any more.
        let _ = sender.send(text);
    });
    read
}

fn text_of(token: &Value, name: &str) -> Value {
    token[name].clone()
}

impl Subject for Exec {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        if operation != "getClientAccessToken" {
            return Answer::Unsupported(format!("a command is not told to `{operation}`"));
        }
        if std::mem::replace(&mut self.was_asked, true) {
            let why = "a command that is started anew remembers nothing of what came before";
            return Answer::Unsupported(why.to_owned());
        }
        self.stage.clear();
        let version = arguments["version"].as_str().unwrap_or_default();
        match arguments["tokens"].as_array().map(Vec::as_slice) {
            Some([token]) => self.run(token, version, peer).unwrap_or_else(Answer::Lost),
            _ => Answer::Unsupported("a command is told of one token at a time".to_owned()),
        }
    }

    fn begin(&mut self) {
        self.was_asked = false;
        self.patience.renew();
    }
}

/// The words of a command line. Quotes of either kind keep spaces.
fn split(command: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
pub(crate) fn words(command: &str) -> Result<Vec<String>, String> {
    split(command)
}
