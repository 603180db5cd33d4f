//! What the writers promise, and what the laws see.

use arbitrary::Unstructured;
use conformance::{Chance, Law, Outcome, Profile, Rules};
use xml::Name;

use crate::{CLIENT, NewFault, WIRE_INTEROP, WIRE_STRICT, fault_response, request, write_envelope};

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

/// The input that a law makes from a number.
fn input(law: &Law, number: u64) -> Option<Vec<u8>> {
    let mut chance = Chance::from_number(number);
    let length = 8 + (chance.next_u64() % (32 << (number % 6))) as usize;
    let choices: Vec<u8> = (0..length)
        .map(|_| chance.next_u64().to_le_bytes()[0])
        .collect();
    (law.generate)(&mut Unstructured::new(&choices)).ok()
}

#[test]
fn laws_hold() {
    for law in crate::LAWS {
        for wire in [WIRE_STRICT, WIRE_INTEROP] {
            let rules = Rules::sound(Profile::of(&[wire]));
            for made in (0..2_000).filter_map(|number| input(law, number)) {
                if let Outcome::Breaks(message) = (law.run)(&made, &rules) {
                    panic!("{}: {message}", (law.show)(&made));
                }
            }
        }
    }
}

#[test]
fn laws_catch_a_defect_of_each_requirement_that_they_name() {
    for law in crate::LAWS {
        for id in law.checks {
            let of_id = crate::DEFECTS.iter().filter(|defect| defect.of == *id);
            let strict = id.row().profiles.is_empty() || id.row().profiles.contains(&"wire-strict");
            let wire = if strict { WIRE_STRICT } else { WIRE_INTEROP };
            let is_caught = |flaw| {
                let rules = Rules::flawed(Profile::of(&[wire]), flaw);
                let mut made = (0..4_000).filter_map(|number| input(law, number));
                made.any(|made| matches!((law.run)(&made, &rules), Outcome::Breaks(_)))
            };
            assert!(
                of_id.map(|defect| defect.flaw).any(is_caught),
                "{} {id}",
                law.name
            );
        }
    }
}
