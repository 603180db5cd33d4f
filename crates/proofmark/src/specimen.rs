//! `proofmark specimen`: one of our own as an adapter, sound or with a defect, to try a set-up with.

use std::io::{BufRead, Write};
use std::time::Duration;

use conformance::{Answer, Defect, Rules, Subject};
use serde_json::{Value, json};
use specimens::Specimen;
use subjects::{Address, CONTRACT, Http, Trust};

/// The operations that a specimen has.
const OPERATIONS: [&str; 18] = [
    "http",
    "given",
    "now",
    "wait",
    "verify",
    "readXml",
    "getClientAccessToken",
    "converse",
    "register",
    "authorizationRequest",
    "authorizationResponse",
    "refreshRequest",
    "tokenResponse",
    "takeToken",
    "resourceRequest",
    "resourceResponse",
    "readMetadata",
    "readChallenges",
];

/// How long a specimen that came to be asked waits for that.
const WAITS: Duration = Duration::from_secs(300);

/// One of our own, to whoever speaks the contract.
pub(crate) struct Speaker<'p> {
    defect: Option<&'static Defect>,
    profile: &'p str,
    specimen: Option<Specimen>,
    server: Option<Http>,
}

impl<'p> Speaker<'p> {
    /// One with this defect or none.
    pub(crate) const fn new(defect: Option<&'static Defect>, profile: &'p str) -> Self {
        Self {
            defect,
            profile,
            specimen: None,
            server: None,
        }
    }

    /// Answers requests, one a line, until there are no more.
    pub(crate) fn read(
        mut self,
        input: impl BufRead,
        mut output: impl Write,
    ) -> Result<(), String> {
        for line in input.lines() {
            let line = line.map_err(|error| error.to_string())?;
            let answer = self.answer(&line)?;
            writeln!(output, "{answer}")
                .and_then(|()| output.flush())
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Goes to where proofmark listens, and answers until there is nothing left to be asked.
    pub(crate) fn call(mut self, place: &str) -> Result<(), String> {
        let address = Address::read(place).map_err(|error| error.to_string())?;
        let mut listener = Http::new(address).with_patience(WAITS);
        let mut said = String::new();
        loop {
            listener.begin();
            let post = json!({ "request": { "method": "POST", "target": "/", "body": said } });
            let told = match listener.perform("http", &post, &mut |_| Value::Null) {
                Answer::Done(told) => told,
                Answer::Lost(why) | Answer::Unsupported(why) => return Err(why),
                Answer::Failed(why) => return Err(why.to_string()),
            };
            said = match (told["status"].as_u64(), told["body"].as_str()) {
                (Some(204), _) => return Ok(()),
                (Some(200), Some(request)) => self.answer(request)?.to_string(),
                _ => return Err(format!("{place} is not where proofmark listens")),
            };
        }
    }

    fn answer(&mut self, message: &str) -> Result<Value, String> {
        let message: Value = serde_json::from_str(message)
            .map_err(|error| format!("this is no message of the contract: {error}"))?;
        let arguments = &message["args"];
        let mut answer = match message["op"].as_str().unwrap_or_default() {
            "hello" => hello(&message, self.defect),
            "configure" => {
                let role = arguments["role"].as_str().unwrap_or_default();
                let held = protocols::default_profile(role);
                let held = protocols::parse_profile(held, self.profile);
                let held = held.map_err(|error| error.to_string())?;
                self.specimen = Some(Specimen::new(Rules {
                    flaw: self.defect.map(|defect| defect.flaw),
                    ..Rules::sound(held)
                }));
                self.server = peer(arguments)?;
                json!({ "ok": null })
            }
            operation => match &mut self.specimen {
                Some(specimen) => perform(specimen, self.server.as_mut(), operation, arguments),
                None => json!({ "err": { "code": "notConfigured" } }),
            },
        };
        answer["id"] = message["id"].clone();
        Ok(answer)
    }
}

fn hello(message: &Value, defect: Option<&Defect>) -> Value {
    if message["contract"] != CONTRACT {
        return json!({ "err": { "code": "contract", "speaks": CONTRACT } });
    }
    let roles: Vec<&str> = protocols::ROLES.iter().map(|role| role.role.0).collect();
    json!({ "ok": {
        "name": defect.map_or("sound specimen", |defect| defect.name),
        "version": env!("CARGO_PKG_VERSION"),
        "roles": roles,
        "ops": OPERATIONS,
    } })
}

/// The server that a client asks.
fn peer(arguments: &Value) -> Result<Option<Http>, String> {
    let (Some(url), Some(ca)) = (arguments["ewsUrl"].as_str(), arguments["caFile"].as_str()) else {
        return Ok(None);
    };
    let address = Address::read(url).map_err(|error| error.to_string())?;
    let pem = std::fs::read(ca).map_err(|error| format!("{ca}: {error}"))?;
    let trust = Trust::in_pem(&pem).map_err(|error| format!("{ca}: {error}"))?;
    let http = Http::new(address).standing_for("/EWS/Exchange.asmx");
    Ok(Some(http.trusting(Some(trust))))
}

fn perform(
    specimen: &mut Specimen,
    mut server: Option<&mut Http>,
    operation: &str,
    arguments: &Value,
) -> Value {
    let mut ask = |request: &Value| {
        let Some(server) = server.as_mut() else {
            return Value::Null;
        };
        let request = json!({ "request": request });
        match server.perform("http", &request, &mut |_| Value::Null) {
            Answer::Done(response) => response,
            _ => Value::Null,
        }
    };
    match specimen.perform(operation, arguments, &mut ask) {
        Answer::Done(value) => json!({ "ok": value }),
        Answer::Failed(value) => json!({ "err": value }),
        Answer::Unsupported(why) => json!({ "unsupported": why }),
        Answer::Lost(why) => json!({ "err": { "code": "broken", "message": why } }),
    }
}
