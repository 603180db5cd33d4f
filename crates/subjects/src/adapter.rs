//! The contract: what a subject is asked and answers, in messages of JSON. Requests go one way,
//! answers the other, and each answer has the number of its request.
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

use std::sync::Arc;
use std::time::Duration;

use conformance::{Answer, Peer, Subject};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::process::Process;
use crate::{Listener, Patience, Stage};

/// The version of the contract.
pub const CONTRACT: u32 = 1;
/// How often whoever is lost is sought again in a row.
const LIVES: u32 = 3;

/// Where those who speak the contract come from.
pub(crate) trait Source: Send {
    /// Somebody new, to whom nothing was said yet.
    fn open(&mut self, patience: Patience) -> Result<Box<dyn Line>, String>;
}

/// What carries messages to somebody and back.
pub(crate) trait Line: Send {
    /// Sends a request.
    fn send(&mut self, request: String) -> Result<(), String>;

    /// The next answer; none if none came in this time.
    fn receive(&mut self, within: Duration) -> Result<Option<String>, String>;

    /// What was said to nobody before it failed.
    fn last_words(&self) -> String {
        String::new()
    }
}

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

/// A subject that speaks the contract.
pub struct Adapter {
    source: Box<dyn Source>,
    stage: Option<Stage>,
    configure: Value,
    spoken: Option<Conversation>,
    /// How often one was lost, in a row.
    losses: u32,
    hello: Hello,
    /// Whether it was told to do anything since it was configured.
    is_used: bool,
    /// Why it could not be told of the case that began.
    unprepared: Option<String>,
    patience: Patience,
}

/// What is said to one and the same, from hello on.
struct Conversation {
    line: Box<dyn Line>,
    last_id: u64,
}

impl Adapter {
    /// Starts a child process that speaks the contract, one message a line. A case may take so long.
    pub fn start(
        words: Vec<String>,
        stage: Option<Stage>,
        role: &str,
        patience: Duration,
    ) -> Result<Self, String> {
        let environment = stage.as_ref().map(Stage::environment);
        let process = Process::new(words, environment.into_iter().flatten())?;
        Self::of(Box::new(process), stage, role, patience)
    }

    /// Waits for somebody to come to where we listen. A case may take so long.
    pub fn listen(
        listener: &Arc<Listener>,
        stage: Option<Stage>,
        role: &str,
        patience: Duration,
    ) -> Result<Self, String> {
        Self::of(Box::new(Arc::clone(listener)), stage, role, patience)
    }

    /// Hears what the subject is, and lets it fail at an operation that nobody has.
    fn of(
        source: Box<dyn Source>,
        stage: Option<Stage>,
        role: &str,
        patience: Duration,
    ) -> Result<Self, String> {
        let mut configure = json!({ "role": role });
        if let Some(stage) = &stage {
            configure["url"] = json!(stage.base());
            configure["ewsUrl"] = json!(stage.ews_url());
            configure["plainUrl"] = json!(stage.plain_base());
            configure["caFile"] = json!(stage.ca_file());
        }
        let mut adapter = Self {
            source,
            stage,
            configure,
            spoken: None,
            losses: 0,
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

    /// Sees to it that there is somebody who said hello.
    fn ready(&mut self) -> Result<(), String> {
        if self.spoken.is_some() {
            return Ok(());
        }
        if self.losses >= LIVES {
            return Err(format!(
                "it was lost {LIVES} times in a row, and is not sought again"
            ));
        }
        let line = self.source.open(self.patience.to_start())?;
        self.spoken = Some(Conversation { line, last_id: 0 });
        self.greet()
    }

    /// Hears who it is, and tells it what it plays.
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

    /// Tells it what it plays, and where. It forgets what it was told before.
    fn configure(&mut self) -> Result<(), String> {
        let configure = json!({ "args": self.configure });
        let patience = self.patience.to_start();
        match self.converse("configure", &configure, patience, &mut |_| Value::Null)? {
            Answer::Done(_) | Answer::Unsupported(_) => Ok(()),
            Answer::Failed(failure) => Err(format!("it cannot be configured: {failure}")),
            Answer::Lost(why) => Err(why),
        }
    }

    /// Sends one message and waits for its answer. Whoever fails here is sought anew.
    fn converse(
        &mut self,
        operation: &str,
        message: &Value,
        patience: Patience,
        peer: &mut Peer<'_>,
    ) -> Result<Answer, String> {
        let (stage, Some(spoken)) = (self.stage.as_ref(), self.spoken.as_mut()) else {
            return Err("there is no adapter".to_owned());
        };
        let answer = spoken.ask(operation, message, patience, stage, peer);
        if let Err(why) = &answer {
            let said = spoken.line.last_words();
            let why = format!("{why}{said}");
            self.spoken = None;
            self.losses += 1;
            return Err(why);
        }
        answer
    }
}

impl Conversation {
    fn ask(
        &mut self,
        operation: &str,
        message: &Value,
        patience: Patience,
        stage: Option<&Stage>,
        peer: &mut Peer<'_>,
    ) -> Result<Answer, String> {
        self.last_id += 1;
        let mut request = json!({ "id": self.last_id, "op": operation });
        for (name, value) in message.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        self.line.send(request.to_string())?;
        loop {
            if let Some(stage) = stage {
                stage.serve(peer);
            }
            if patience.is_over() {
                return Err(format!("it did not answer within {patience}"));
            }
            let wait = Duration::from_millis(if stage.is_some() { 1 } else { 200 });
            if let Some(answer) = self.line.receive(wait.min(patience.left()))? {
                return self.understand(&answer);
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
                self.losses = 0;
                answer
            }
            Err(why) => Answer::Lost(why),
        }
    }

    fn begin(&mut self) {
        // Whoever comes for a case begins with it anyway.
        self.unprepared = None;
        if self.spoken.is_some() && self.is_used {
            self.unprepared = self.configure().err();
        }
        self.is_used = false;
        self.patience.renew();
    }
}
