//! A client that is started once for each operation: the token on standard output and exit 0, or
//! a refusal and exit 10. Enough for thirty lines in any language.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use conformance::{Answer, Peer, Subject};
use serde_json::{Value, json};

use crate::{ANSWER_BYTES, PATIENCE, Stage};

/// The exit code of a refusal.
const REFUSED: i32 = 10;

/// A command that is run for each operation. In its words `{url}`, `{ca}`, `{id}`, `{type}`,
/// `{scope}` and `{version}` stand for what it is told.
pub struct Exec {
    words: Vec<String>,
    stage: Stage,
}

impl Exec {
    /// This command, split at its spaces, quotes apart.
    pub fn new(command: &str, stage: Stage) -> Result<Self, String> {
        let words = split(command)?;
        if words.is_empty() {
            return Err("the command is empty".to_owned());
        }
        Ok(Self { words, stage })
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
        let stdout = child.stdout.take();
        let reader = thread::spawn(move || {
            let mut text = String::new();
            let limit = u64::try_from(ANSWER_BYTES).unwrap_or(u64::MAX);
            if let Some(stdout) = stdout {
                // What is no text is no token.
                let _ = stdout.take(limit).read_to_string(&mut text);
            }
            text
        });
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            self.stage.serve(peer);
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break status;
            }
            if Instant::now() > deadline {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {} s", PATIENCE.as_secs()));
            }
            thread::park_timeout(Duration::from_millis(1));
        };
        let text = reader
            .join()
            .map_err(|_| "its output could not be read".to_owned())?;
        let value = text.trim_end_matches(['\r', '\n']);
        match status.code() {
            Some(0) => Ok(Answer::Done(json!({
                "answers": [{
                    "id": text_of(token, "id"),
                    "tokenType": text_of(token, "tokenType"),
                    "value": value,
                }],
            }))),
            Some(REFUSED) => Ok(Answer::Failed(json!({ "code": "refused" }))),
            Some(code) => Err(format!(
                "it ended with code {code}, neither 0 nor {REFUSED}"
            )),
            None => Err("it was ended by a signal".to_owned()),
        }
    }
}

fn text_of(token: &Value, name: &str) -> Value {
    token[name].clone()
}

impl Subject for Exec {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        if operation != "getClientAccessToken" {
            return Answer::Unsupported(format!("a command is not told to `{operation}`"));
        }
        self.stage.clear();
        let version = arguments["version"].as_str().unwrap_or_default();
        match arguments["tokens"].as_array().map(Vec::as_slice) {
            Some([token]) => self.run(token, version, peer).unwrap_or_else(Answer::Lost),
            _ => Answer::Unsupported("a command is told of one token at a time".to_owned()),
        }
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
