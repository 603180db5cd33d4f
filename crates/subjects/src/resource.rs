//! A resource is a validator that is reached by its URL: a web API that takes
//! `Authorization: Bearer …`. It is presented with a token, and its status says what it made of it.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use conformance::{Answer, Peer, Subject};
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::client::{Address, Trust, exchange};
use crate::{PATIENCE, Patience};

/// A clock that is further off than this is told of.
const SKEW_S: u64 = 60;

/// Statuses that mean the same: each is a number, or a class like `2xx`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statuses(Vec<String>);

impl Statuses {
    /// These.
    pub fn read(list: &[String]) -> Result<Self, String> {
        let is_status = |text: &&String| {
            let bytes = text.as_bytes();
            matches!(bytes, [b'1'..=b'5', b'x', b'x'])
                || (bytes.len() == 3 && text.parse().is_ok_and(|n: u16| (100..600).contains(&n)))
        };
        match list.iter().find(|text| !is_status(text)) {
            Some(text) => Err(format!("`{text}` is no status like 401 or 2xx")),
            None => Ok(Self(list.to_vec())),
        }
    }

    fn hold(&self, status: u16) -> bool {
        let (number, class) = (status.to_string(), format!("{}xx", status / 100));
        self.0.iter().any(|held| *held == number || *held == class)
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// A web API that takes tokens.
pub struct Resource {
    address: Address,
    trust: Option<Trust>,
    method: String,
    accepted: Statuses,
    refused: Statuses,
    patience: Patience,
}

impl Resource {
    /// The API at this address, which says by these statuses that it accepts or refuses a token.
    pub fn new(
        address: Address,
        trust: Option<Trust>,
        accepted: Statuses,
        refused: Statuses,
    ) -> Self {
        Self {
            address,
            trust,
            method: "GET".to_owned(),
            accepted,
            refused,
            patience: Patience::of(PATIENCE),
        }
    }

    /// The same API, asked by this method.
    #[must_use]
    pub fn asked_by(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// The same API, whose cases may take so long.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Patience::of(patience);
        self
    }

    fn ask(&self, token: Option<&str>) -> Result<Response, String> {
        let target = if self.address.path.is_empty() {
            "/"
        } else {
            ""
        };
        let mut request = Request::new(self.method.clone(), target);
        if let Some(token) = token {
            request = request.with_header("Authorization", format!("Bearer {token}"));
        }
        exchange(&self.address, self.trust.as_ref(), &request, self.patience)
    }

    fn verify(&self, token: &str) -> Answer {
        let response = match self.ask(Some(token)) {
            Ok(response) => response,
            Err(why) => return Answer::Lost(why),
        };
        let status = response.status;
        if self.accepted.hold(status) {
            Answer::Done(json!({ "status": status }))
        } else if self.refused.hold(status) {
            let mut failure = json!({ "code": status.to_string() });
            if let Some(challenge) = response.headers.one("www-authenticate") {
                failure["challenge"] = challenge.into();
            }
            Answer::Failed(failure)
        } else {
            Answer::Lost(self.neither(status))
        }
    }

    fn neither(&self, status: u16) -> String {
        format!(
            "status {status} means neither that the token is accepted ({}) nor that it is \
             refused ({})",
            self.accepted, self.refused
        )
    }

    /// What it does when nobody presents a token.
    fn probe(&self) -> Answer {
        let response = match self.ask(None) {
            Ok(response) => response,
            Err(why) => return Answer::Lost(why),
        };
        let status = response.status;
        if self.accepted.hold(status) {
            let why =
                "without any token it answers as if it had accepted one: it says yes to anybody";
            return Answer::Failed(json!({ "message": format!("{why} (status {status})") }));
        }
        if !self.refused.hold(status) {
            return Answer::Failed(json!({ "message": self.neither(status) }));
        }
        match skew_s(&response, SystemTime::now()) {
            Some((seconds, is)) if seconds > SKEW_S => {
                let why = format!("its clock is {seconds} s {is} ours");
                Answer::Failed(json!({ "message": why }))
            }
            _ => Answer::Done(json!({ "status": status })),
        }
    }
}

/// How far the clock of whoever answered is off, and in which way.
fn skew_s(response: &Response, now: SystemTime) -> Option<(u64, &'static str)> {
    let date = httpdate::parse_http_date(response.headers.one("date")?).ok()?;
    Some(match date.duration_since(now) {
        Ok(ahead) => (ahead.as_secs(), "ahead of"),
        Err(behind) => (behind.duration().as_secs(), "behind"),
    })
}

impl Subject for Resource {
    fn perform(&mut self, operation: &str, arguments: &Value, _: &mut Peer<'_>) -> Answer {
        match operation {
            "verify" => self.verify(arguments["token"].as_str().unwrap_or_default()),
            "now" => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(now) => Answer::Done(json!(now.as_secs())),
                Err(_) => Answer::Lost("it is before 1970".to_owned()),
            },
            "http" if arguments["to"].is_null() => self.probe(),
            "http" => Answer::Unsupported(
                "needs a resource whose authority the case can ask for tokens".to_owned(),
            ),
            other => Answer::Unsupported(format!("a resource is not told to `{other}`")),
        }
    }

    fn begin(&mut self) {
        self.patience.renew();
    }
}
