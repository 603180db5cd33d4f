use crate::{Dice, Grammar, cross, json, jws, lines, mutate, xml};

/// The first text, of those that so many numbers lead to, that is as wanted.
fn find<T>(wanted: impl Fn(&T) -> bool, make: impl Fn(&mut Dice) -> Option<T>) -> Option<T> {
    (0..100_000).find_map(|number| make(&mut Dice::from_number(number)).filter(&wanted))
}

#[track_caller]
fn check_json(edit: json::Edit, text: &str, expected: &str) {
    let made = find(
        |made| made == expected,
        |dice| json::apply(edit, text, dice),
    );
    assert!(made.is_some(), "{edit:?} of {text} never makes {expected}");
}

#[test]
fn json_is_changed_as_each_edit_says() {
    use json::Edit;
    let text = r#"{"a":"b","c":[1,2]}"#;
    check_json(Edit::Remove, text, r#"{"c":[1,2]}"#);
    check_json(Edit::Remove, text, r#"{"a":"b"}"#);
    check_json(Edit::Duplicate, text, r#"{"a":"b","c":[1,2],"a":"b"}"#);
    check_json(Edit::Contradict, text, r#"{"a":true,"a":"b","c":[1,2]}"#);
    check_json(Edit::Swap, text, r#"{"a":"b","c":[2,1]}"#);
    check_json(Edit::Copy, text, r#"{"a":2,"c":[1,2]}"#);
    check_json(Edit::Retype, text, r#"{"a":null,"c":[1,2]}"#);
    check_json(Edit::Replace, text, r#"{"a":"none","c":[1,2]}"#);
    check_json(Edit::Escape, text, r#"{"\u0061":"b","c":[1,2]}"#);
    check_json(Edit::Escape, text, r#"{"a":"\ud800","c":[1,2]}"#);
    check_json(Edit::Rename, text, r#"{"A":"b","c":[1,2]}"#);
    check_json(Edit::Rename, text, r#"{"alg":"b","c":[1,2]}"#);
    check_json(Edit::Insert, text, r#"{"a":"b","c":[1,2],"kid":1}"#);
    check_json(Edit::Wrap, text, r#"{"a":["b"],"c":[1,2]}"#);
    check_json(Edit::Number, text, r#"{"a":"b","c":[1,3]}"#);
    check_json(Edit::Number, text, r#"{"a":"b","c":[1.0,2]}"#);
    check_json(Edit::Text, text, r#"{"a":"B","c":[1,2]}"#);
    check_json(Edit::Around, text, "\u{feff}{\"a\":\"b\",\"c\":[1,2]}");
}

#[track_caller]
fn check_xml(edit: xml::Edit, text: &str, expected: impl AsRef<[u8]>) {
    let expected = expected.as_ref();
    let made = find(
        |made: &Vec<u8>| made == expected,
        |dice| xml::apply(edit, text, dice),
    );
    let expected = expected.escape_ascii();
    assert!(made.is_some(), "{edit:?} of {text} never makes {expected}");
}

#[test]
fn xml_is_changed_as_each_edit_says() {
    use xml::Edit;
    let text = r#"<a><p:b k="v">x</p:b><c/></a>"#;
    check_xml(Edit::Remove, text, "<a><c/></a>");
    check_xml(
        Edit::Duplicate,
        text,
        r#"<a><p:b k="v">x</p:b><c/><c/></a>"#,
    );
    check_xml(Edit::Swap, text, r#"<a><c/><p:b k="v">x</p:b></a>"#);
    check_xml(Edit::Move, text, r#"<c/><a><p:b k="v">x</p:b></a>"#);
    check_xml(Edit::Unwrap, text, "<a>x<c/></a>");
    check_xml(
        Edit::Wrap,
        text,
        r#"<a><p:b k="v"><p:b>x</p:b></p:b><c/></a>"#,
    );
    check_xml(Edit::Rename, text, r#"<a><p:x k="v">x</p:x><c/></a>"#);
    check_xml(Edit::Reprefix, text, r#"<a><b k="v">x</b><c/></a>"#);
    check_xml(
        Edit::Attribute,
        text,
        r#"<a><p:b k="v" k="v">x</p:b><c/></a>"#,
    );
    check_xml(Edit::Attribute, text, "<a><p:b k = 'v'>x</p:b><c/></a>");
    check_xml(
        Edit::Split,
        text,
        r#"<a><p:b k="v"><![CDATA[x]]></p:b><c/></a>"#,
    );
    check_xml(
        Edit::Split,
        text,
        r#"<a><p:b k="v">x<!-- --></p:b><c/></a>"#,
    );
    check_xml(Edit::Refer, text, r#"<a><p:b k="v">&#x78;</p:b><c/></a>"#);
    check_xml(Edit::Text, text, r#"<a><p:b k="v"></p:b><c/></a>"#);
    check_xml(Edit::Empty, text, r#"<a><p:b k="v"/><c/></a>"#);
    check_xml(Edit::Empty, text, r#"<a><p:b k="v">x</p:b><c></c></a>"#);
    check_xml(Edit::Around, text, format!("<!DOCTYPE a>{text}"));
    check_xml(
        Edit::Around,
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"2.0\"?><a/>",
    );
    check_xml(Edit::Encode, "<a/>", b"\xfe\xff\0<\0a\0/\0>");
    check_xml(Edit::Rebind, r#"<a xmlns="u"/>"#, r#"<a xmlns=""/>"#);
    let markup = find(
        |made: &Vec<u8>| made.starts_with(b"<!--<a>"),
        |dice| xml::apply(Edit::Markup, text, dice),
    );
    assert!(markup.is_some());
}

#[test]
fn a_document_in_utf_16_stays_in_it() {
    let text = b"\xff\xfe<\0a\0/\0>\0";
    let emptied = b"\xff\xfe<\0a\0>\0<\0/\0a\0>\0";
    assert!(
        find(
            |made: &Vec<u8>| made == emptied,
            |dice| xml::change(text, dice)
        )
        .is_some()
    );
}

fn token(header: &str, payload: &str) -> Vec<u8> {
    let recipe = jwt::Recipe::signed(header, payload, "hmac");
    recipe.mint().unwrap().into_bytes()
}

/// What a token says, if its third part is the signature of the key that tests call `hmac`.
fn said(made: &[u8]) -> Option<(String, String)> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let text = std::str::from_utf8(made).ok()?;
    let parts: Vec<&str> = text.split('.').collect();
    let text = |part: &str| String::from_utf8(engine.decode(part).ok()?).ok();
    let (header, payload) = (text(parts.first()?)?, text(parts.get(1)?)?);
    (token(&header, &payload) == made).then_some((header, payload))
}

#[test]
fn tokens_are_changed_as_each_edit_says() {
    use jws::Edit;
    let header = r#"{"alg":"HS256","kid":"hmac"}"#;
    let sound = token(header, r#"{"a":1}"#);
    let made = |edit: Edit, wanted: &dyn Fn(&Vec<u8>) -> bool| {
        let found = find(
            |made| made != &sound && wanted(made),
            |dice| jws::apply(edit, &sound, dice),
        );
        assert!(found.is_some(), "{edit:?} never makes what is wanted");
    };
    let parts = |made: &Vec<u8>| made.split(|byte| *byte == b'.').count();
    let signed = |made: &Vec<u8>| said(made).is_some();
    made(Edit::Header, &|made| {
        said(made)
            .is_some_and(|(header, payload)| header.contains("crit") && payload == r#"{"a":1}"#)
    });
    made(Edit::Claims, &|made| {
        said(made).is_some_and(|(held, payload)| held == header && payload == r#"{"a":1,"a":1}"#)
    });
    made(Edit::Unsigned, &|made| {
        !signed(made) && made.ends_with(&sound[sound.len() - 43..])
    });
    made(Edit::Spelling, &|made| made.contains(&b'='));
    made(Edit::Signature, &|made| made.ends_with(b"."));
    made(Edit::Key, &|made| !signed(made) && parts(made) == 3);
    made(Edit::Parts, &|made| parts(made) == 2);
    made(Edit::Character, &|made| made.len() == sound.len() + 1);
    let other = token(header, r#"{"b":2}"#);
    let spliced = find(
        |made: &Vec<u8>| made != &sound && made != &other,
        |dice| jws::splice(&sound, &other, dice),
    );
    assert!(spliced.is_some_and(|made| !signed(&made)));
}

#[track_caller]
fn check_lines(edit: lines::Edit, text: &str, expected: &str) {
    let made = find(
        |made| made == expected,
        |dice| lines::apply(edit, text, dice),
    );
    assert!(
        made.is_some(),
        "{edit:?} of {text:?} never makes {expected:?}"
    );
}

#[test]
fn lines_are_changed_as_each_edit_says() {
    use lines::Edit;
    check_lines(Edit::Remove, "a\nb", "b");
    check_lines(Edit::Duplicate, "a\nb", "a\na\nb");
    check_lines(Edit::Swap, "a\nb", "b\na");
    check_lines(Edit::Swap, "a\nb\n\nc", "c\n\na\nb");
    check_lines(Edit::Copy, "a of b", "b of b");
    check_lines(Edit::Replace, "a of b", "a of hmac");
    check_lines(Edit::Number, "at 17", "at 18");
    check_lines(Edit::Word, "a of b", "a of bb");
    check_lines(Edit::Retype, "a = \"b\"", "a = true");
    let script = "steps = [\n    { given = {} },\n]\n";
    let longer = find(
        |made: &String| made.contains("reply"),
        |dice| lines::apply(Edit::Step, script, dice),
    );
    assert!(longer.is_some_and(|made| made.starts_with("steps = [") && made.ends_with("]\n")));
}

#[test]
fn a_text_is_changed_by_the_grammar_of_what_it_looks_like() {
    let looks = [
        (&b"{\"a\":1}"[..], Grammar::Json),
        (b"<a/>", Grammar::Xml),
        (b"\xff\xfe<\0", Grammar::Xml),
        (b"eyJhbGciOiJIUzI1NiJ9.e30.AAAA", Grammar::Jws),
        (b"POST /x\nA: b\n\n<a/>", Grammar::Http),
        (b"200\nA: b\n\n{}", Grammar::Http),
        (b"rfc8414 https://a.example\n{\"a\":1}", Grammar::Http),
        (b"eyJ1aWQiOiJhIn0", Grammar::Encoded),
        (b"[[steps]]\na = 1\n\n[[steps]]\nb = 2\n", Grammar::Lines),
        (b"grant_type=x&scope=a+b", Grammar::Form),
        (b"1700000000 a of a", Grammar::Lines),
    ];
    for (text, grammar) in looks {
        assert_eq!(Grammar::of(text), grammar, "{}", text.escape_ascii());
        let other = find(|made: &Vec<u8>| made != text, |dice| mutate(text, dice));
        assert!(other.is_some(), "{grammar:?} is never changed");
        let crossed = find(
            |made: &Vec<u8>| made != text,
            |dice| cross(text, text, dice),
        );
        assert!(crossed.is_some(), "{grammar:?} is never crossed");
    }
}

#[test]
fn whatever_is_changed_again_and_again_stays_a_text() {
    let seeds = [
        &b"{\"a\":[1,\"x\\\"\"],\"b\":{}}"[..],
        b"<a xmlns:p=\"u\"><p:b k='v'>x</p:b><!-- --><![CDATA[y]]></a>",
        b"eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
        b"POST /x\nA: b\n\n{\"a\":1}",
        b"a=b&c=%20d",
        b"200\nA: b\n\n<a/>",
        b"eyJ1aWQiOiJhIn0",
        "steps = [\n  { \u{e9} = 1 },\n]".as_bytes(),
    ];
    for seed in seeds {
        let mut held = seed.to_vec();
        for number in 0..4_000 {
            let mut dice = Dice::from_number(number);
            let changed = mutate(&held, &mut dice);
            assert_eq!(changed, mutate(&held, &mut Dice::from_number(number)));
            let crossed = cross(seed, &held, &mut dice);
            held = changed.or(crossed).unwrap_or_default();
            if held.is_empty() || held.len() > 2_000 {
                held = seed.to_vec();
            }
        }
    }
}
