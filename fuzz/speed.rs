//! What reading alone costs under libFuzzer: ours, or the reader that it is measured against.
//! `cargo xtask bench fuzzing` starts it; no law is held.
#![no_main]

use std::hint::black_box;
use std::sync::OnceLock;

use conformance::Rules;
use quick_xml::events::Event;

/// A reader, which keeps nothing.
type Reader = fn(&[u8], &Rules);

/// Each reader by the name that `PROOFMARK_READER` gives.
const READERS: [(&str, Reader); 4] = [
    ("soap", soap),
    ("quick-xml", events),
    ("jwt", jwt),
    ("jsonwebtoken", insecure_decode),
];

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    static CHOSEN: OnceLock<(Reader, Rules)> = OnceLock::new();
    let (read, rules) = CHOSEN.get_or_init(|| {
        let name = std::env::var("PROOFMARK_READER").unwrap_or_default();
        let reader = READERS.into_iter().find(|(known, _)| *known == name);
        let (_, read) = reader.expect("PROOFMARK_READER names a reader");
        (read, Rules::sound(protocols::default_profile("")))
    });
    read(input, rules);
});

fn soap(input: &[u8], rules: &Rules) {
    let limits = xml::Limits::MESSAGE;
    let Ok(text) = xml::Text::decode(input, xml::Label::File, rules, &limits) else {
        return;
    };
    let _ = black_box(soap::Envelope::read(&text, rules, &limits, |_| true));
}

fn events(input: &[u8], _: &Rules) {
    let (mut reader, mut room) = (quick_xml::Reader::from_reader(input), Vec::new());
    loop {
        match reader.read_event_into(&mut room) {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => {
                black_box(event);
            }
        }
        room.clear();
    }
}

fn jwt(input: &[u8], rules: &Rules) {
    let mut room = Vec::new();
    if let Ok(token) = jwt::parse(input, &jwt::Limits::DEFAULT, &mut room, rules) {
        let _ = black_box(token.claims(rules));
    }
}

fn insecure_decode(input: &[u8], _: &Rules) {
    use jsonwebtoken::dangerous::insecure_decode;
    let _ = black_box(insecure_decode::<serde_json::Value>(input));
}
