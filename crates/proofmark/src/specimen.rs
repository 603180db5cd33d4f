//! `proofmark specimen`: one of our own as an adapter, sound or with a defect, to try a set-up with.

use std::io::{BufRead, Write};

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

/// Speaks the contract until nobody asks any more.
pub(crate) fn speak(
    defect: Option<&'static Defect>,
    profile: &str,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<(), String> {
    let mut specimen = None;
    let mut server = None;
    for line in input.lines() {
        let line = line.map_err(|error| error.to_string())?;
        let message: Value = serde_json::from_str(&line)
            .map_err(|error| format!("this is no message of the contract: {error}"))?;
        let arguments = &message["args"];
        let mut answer = match message["op"].as_str().unwrap_or_default() {
            "hello" => hello(&message, defect),
            "configure" => {
                let role = arguments["role"].as_str().unwrap_or_default();
                let held = protocols::default_profile(role);
                let held = protocols::parse_profile(held, profile);
                let held = held.map_err(|error| error.to_string())?;
                specimen = Some(Specimen::new(Rules {
                    flaw: defect.map(|defect| defect.flaw),
                    ..Rules::sound(held)
                }));
                server = peer(arguments)?;
                json!({ "ok": null })
            }
            operation => match &mut specimen {
                Some(specimen) => perform(specimen, server.as_mut(), operation, arguments),
                None => json!({ "err": { "code": "notConfigured" } }),
            },
        };
        answer["id"] = message["id"].clone();
        writeln!(output, "{answer}")
            .and_then(|()| output.flush())
            .map_err(|error| error.to_string())?;
    }
    Ok(())
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
