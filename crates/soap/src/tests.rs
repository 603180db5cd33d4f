//! What the writers promise, and what the laws see.

use conformance::{Profile, Protocol as _, Rules};
use xml::Name;

use crate::case::{Expect, Soap};
use crate::{CLIENT, NewFault, WIRE_STRICT, fault_response, request, write_envelope};

fn rules() -> Rules {
    Rules::sound(Profile::of(&[WIRE_STRICT]))
}

#[test]
fn envelopes_declare_what_they_are_given_on_the_root() {
    let block = Name::new("urn:x", "block");
    let text = write_envelope(
        &rules(),
        &[("x", "urn:x")],
        Some(&mut |writer| writer.leaf(block, &[], "")),
        &mut |writer| writer.leaf(Name::new("urn:y", "do"), &[], "1 < 2"),
    )
    .unwrap();
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope \
         xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:x=\"urn:x\">\
         <soap:Header><x:block/></soap:Header><soap:Body><n1:do xmlns:n1=\"urn:y\">1 &lt; 2</n1:do>\
         </soap:Body></soap:Envelope>"
    );
    let request = request("/", "urn:y", text);
    assert_eq!(request.headers.one("soapaction"), Some("\"urn:y\""));
}

#[test]
fn faults_come_with_status_500_and_declare_their_code() {
    let fault = NewFault {
        code: Name::new("urn:x", "Trouble"),
        string: "no",
        language: None,
    };
    let mut detail = |writer: &mut xml::Writer| writer.leaf(Name::bare("more"), &[], "text");
    let response = fault_response(&rules(), &fault, Some(&mut detail)).unwrap();
    assert_eq!(response.status, 500);
    let body = String::from_utf8(response.body).unwrap();
    assert!(
        body.ends_with(
            "<soap:Body><soap:Fault><faultcode xmlns:n1=\"urn:x\">n1:Trouble</faultcode>\
             <faultstring>no</faultstring><detail><more>text</more></detail></soap:Fault>\
             </soap:Body></soap:Envelope>"
        ),
        "{body}"
    );
    let refused = NewFault {
        code: CLIENT,
        string: "\0",
        language: None,
    };
    assert!(fault_response(&rules(), &refused, None).is_err());
}

#[test]
fn a_fault_for_a_sound_request_is_no_success() {
    #[track_caller]
    fn check(expected: Expect, status: u16, fault: Option<&str>, agrees: bool) {
        let seen = Expect {
            status: Some(status),
            fault: fault.map(str::to_owned),
            asks_for: fault.is_none().then(|| "{urn:x}do".to_owned()),
            ..Expect::default()
        };
        assert_eq!(
            Soap::agrees_from_outside(&expected, &seen),
            agrees,
            "{expected:?} {seen:?}"
        );
    }
    let own = format!("{{{}}}ErrorInvalidRequest", crate::case::TYPES);
    let taken = || Expect {
        asks_for: Some("{urn:x}do".to_owned()),
        ..Expect::default()
    };
    let served = || Expect {
        status: Some(200),
        ..taken()
    };
    let refused = || Expect {
        refused: Some("SOAP-001".to_owned()),
        ..Expect::default()
    };
    check(served(), 200, None, true);
    check(served(), 500, Some(&own), false);
    // The operation may have its reasons where a case cannot be served.
    check(taken(), 200, None, true);
    check(taken(), 500, Some(&own), true);
    check(taken(), 500, Some("Client"), false);
    check(refused(), 500, Some("Client"), true);
    check(refused(), 400, None, true);
    check(refused(), 200, None, false);
}
