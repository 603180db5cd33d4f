//! What is made of subjects that nobody would think of: judged case by case, in process.

use conformance::{AnyCase, Facts};
use proofmark::play::play;
use proofmark::{Answer, Peer, Subject, Value};
use serde_json::json;

fn case(id: &str) -> AnyCase {
    let cases = protocols::cases().expect("the corpus is sound");
    let found = cases.into_iter().find(|case| case.id == id);
    found.unwrap_or_else(|| panic!("no case is called {id}"))
}

/// The verdict on this subject, and why.
fn verdict(id: &str, subject: &mut dyn Subject, facts: &[(&str, &str)]) -> String {
    let facts = facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let case = case(id);
    let profile = protocols::default_profile(&case.role);
    let check = play(&case, subject, &Facts(facts.collect()), &profile);
    match check.reason {
        Some(reason) => format!("{}: {reason}", check.verdict),
        None => check.verdict,
    }
}

/// A client that asks, and fails with this code whatever it is told.
struct FailsWith(&'static str);

impl Subject for FailsWith {
    fn perform(&mut self, operation: &str, told: &Value, peer: &mut Peer<'_>) -> Answer {
        if operation != "getClientAccessToken" {
            return Answer::Unsupported(operation.to_owned());
        }
        let id = &told["tokens"][0]["id"];
        let body = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\"><s:Header>\
             <t:RequestServerVersion Version=\"Exchange2013_SP1\"/></s:Header><s:Body>\
             <GetClientAccessToken \
             xmlns=\"http://schemas.microsoft.com/exchange/services/2006/messages\">\
             <TokenRequests><t:TokenRequest><t:Id>{}</t:Id><t:TokenType>CallerIdentity\
             </t:TokenType></t:TokenRequest></TokenRequests></GetClientAccessToken></s:Body>\
             </s:Envelope>",
            id.as_str().unwrap_or_default()
        );
        peer(&json!({
            "method": "POST",
            "target": "/EWS/Exchange.asmx",
            "headers": [["Content-Type", "text/xml; charset=utf-8"]],
            "body": body,
        }));
        Answer::Failed(json!({ "code": self.0 }))
    }
}

#[test]
fn a_client_may_tell_an_error_by_failing_with_its_code() {
    let id = "ews/response/a-refusal";
    let code = "ErrorInvalidClientAccessTokenRequest";
    assert_eq!(verdict(id, &mut FailsWith(code), &[]), "conforms");
    assert_eq!(
        verdict(id, &mut FailsWith("ErrorAccessDenied"), &[]),
        "departs"
    );
    assert_eq!(verdict(id, &mut FailsWith("refused"), &[]), "departs");
    // A token is no error, whatever code it is refused with.
    assert_eq!(
        verdict("ews/response/a-token", &mut FailsWith(code), &[]),
        "departs"
    );
}

/// A server that answers everything so.
struct Says(u16, &'static str);

impl Subject for Says {
    fn perform(&mut self, operation: &str, _: &Value, _: &mut Peer<'_>) -> Answer {
        match operation {
            "http" => Answer::Done(json!({
                "status": self.0,
                "headers": [["Content-Type", "text/xml; charset=utf-8"]],
                "body": self.1,
            })),
            other => Answer::Unsupported(other.to_owned()),
        }
    }
}

/// What a server of Exchange says to whoever states no version.
const INVALID: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
    <s:Fault><faultcode xmlns:a=\"http://schemas.microsoft.com/exchange/services/2006/types\">\
    a:ErrorInvalidRequest</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";

#[test]
fn a_server_that_refuses_everything_serves_nothing() {
    let facts = [("installed", "5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01")];
    let mut refusing = Says(500, INVALID);
    for served in [
        "soap/request/sound",
        "soap/spelling/the-prefix-q",
        "soap/header/an-unknown-block",
    ] {
        assert_eq!(
            verdict(served, &mut refusing, &facts),
            "departs",
            "{served}"
        );
    }
    // Without a version SOAP takes the message, and Exchange does not.
    assert_eq!(
        verdict("soap/envelope/body-alone", &mut refusing, &facts),
        "conforms"
    );
    let mut silent = Says(200, "");
    let wrong = "soap/envelope/root-with-another-name";
    assert_eq!(verdict(wrong, &mut refusing, &facts), "conforms");
    assert_eq!(verdict(wrong, &mut silent, &facts), "departs");
}

#[test]
fn what_is_not_known_of_a_server_is_not_played() {
    let mut server = Says(500, INVALID);
    let id = "ews/request/no-type";
    for facts in [&[][..], &[("installed", "")]] {
        let said = verdict(id, &mut server, facts);
        assert_eq!(said, "unsupported: needs the fact `installed`");
    }
    let apps = [("installed", "a"), ("restricted", "b")];
    let said = verdict("ews/http/app-manifests", &mut server, &apps);
    assert_eq!(said, "unsupported: needs the fact `manifests`");
}
