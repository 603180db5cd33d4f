//! What the reader and the writer promise.

use conformance::{Profile, Rules};

use crate::differences::{Difference, ROXMLTREE, Theirs, XML_RS, way};
use crate::reference::{roxmltree_parts, xml_rs_parts};
use crate::{Document, Encoding, Label, Limits, Name, Place, Text, WIRE_STRICT, Writer};

fn rules() -> Rules {
    Rules::sound(Profile::of(&[WIRE_STRICT]))
}

/// What the text means, or which requirement it breaks and where.
fn read(bytes: &[u8], label: Label<'_>, limits: &Limits) -> Result<String, (&'static str, usize)> {
    let seen = Text::decode(bytes, label, &rules(), limits)
        .and_then(|text| Ok(Document::read(&text, &rules(), limits)?.meaning()));
    seen.map_err(|refusal| (refusal.id.as_str(), refusal.offset))
}

#[track_caller]
fn check(text: &str, expected: Result<&str, (&'static str, usize)>) {
    let seen = read(text.as_bytes(), Label::Silent, &Limits::MESSAGE);
    assert_eq!(seen, expected.map(str::to_owned), "{text}");
}

#[test]
fn documents_mean_what_they_say() {
    check("<a/>", Ok("a"));
    check("<a></a >", Ok("a"));
    check(
        "<?xml version='1.0'?>\n<!-- c --><?p d?><a/>\n<!----><?p?> ",
        Ok("a"),
    );
    check("<a>x<b/>y<c>z</c></a>", Ok(r#"a("x" b "y" c("z"))"#));
    check(
        "<a>x<!-- - -->y<![CDATA[<&]]>z<?p?>!</a>",
        Ok(r#"a("xy<&z!")"#),
    );
    check(
        "<a>&lt;&#65;&#x1F600;&amp;&quot;&apos;&gt;</a>",
        Ok("a(\"<A😀&\\\"'>\")"),
    );
    check("<a b = '1'\tc=\"'2'\"/>", Ok(r#"a[b="1" c="'2'"]"#));
    check("<a b='\t&#9;\r\n\r&#xd; '/>", Ok(r#"a[b=" \t  \r "]"#));
    check("<a>\r\n\r\r\n&#13;</a>", Ok(r#"a("\n\n\n\r")"#));
    check("<é é='é'>é</é>", Ok("é[é=\"é\"](\"é\")"));
    check("<a>]] > ]]&gt;</a>", Ok(r#"a("]] > ]]>")"#));
}

#[test]
fn namespaces_are_resolved_by_scope() {
    check("<a xmlns='u'><b xmlns=''/><c/></a>", Ok("{u}a(b {u}c)"));
    check(
        "<p:a xmlns:p='u' p:x='1' x='2'><p:a xmlns:p='v'/><p:a/></p:a>",
        Ok(r#"{u}a[x="2" {u}x="1"]({v}a {u}a)"#),
    );
    check("<p:a xmlns:p='&#117;'/>", Ok("{u}a"));
    check(
        "<a xml:lang='en'/>",
        Ok(r#"a[{http://www.w3.org/XML/1998/namespace}lang="en"]"#),
    );
    check(
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        Ok("a"),
    );
    check("<a xmlns='u' b='1'/>", Ok(r#"{u}a[b="1"]"#));
    check("<a xmlns:p='u'/>", Ok("a"));
    check("<a xmlns:p='u'></a><p:b/>", Err(("SOAP-050", 19)));
}

#[test]
fn ill_formed_documents_are_refused_where_they_go_wrong() {
    check("", Err(("SOAP-050", 0)));
    check(" ", Err(("SOAP-050", 1)));
    check("<a/>x", Err(("SOAP-050", 4)));
    check("<a/><![CDATA[]]>", Err(("SOAP-050", 4)));
    check("<a/>&#32;", Err(("SOAP-050", 4)));
    check("\u{feff}\u{feff}<a/>", Err(("SOAP-050", 3)));
    check("<a>", Err(("SOAP-051", 3)));
    check("<a></b>", Err(("SOAP-051", 3)));
    check("</a>", Err(("SOAP-051", 0)));
    check("<a", Err(("SOAP-051", 0)));
    check("<a><!-- ", Err(("SOAP-051", 3)));
    check("<a b='1' c='2' b='3'/>", Err(("SOAP-052", 15)));
    check(
        "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
        Err(("SOAP-052", 34)),
    );
    check("<a xmlns:p='u' xmlns:p='u'/>", Err(("SOAP-052", 15)));
    check("<p:a/>", Err(("SOAP-053", 1)));
    check("<a p:b=''/>", Err(("SOAP-053", 3)));
    check("<a><b xmlns:p='u'/><p:c/></a>", Err(("SOAP-053", 20)));
    check("<a xmlns:xmlns='u'/>", Err(("SOAP-054", 3)));
    check("<a xmlns:xml='u'/>", Err(("SOAP-054", 3)));
    check("<a xmlns:p=''/>", Err(("SOAP-054", 3)));
    check(
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        Err(("SOAP-054", 3)),
    );
    check("<xmlns:a/>", Err(("SOAP-054", 1)));
    check("<a:b:c/>", Err(("SOAP-055", 1)));
    check("<:a/>", Err(("SOAP-055", 1)));
    check("<a 1='x'/>", Err(("SOAP-055", 3)));
    check("<a$/>", Err(("SOAP-055", 1)));
    check("< a/>", Err(("SOAP-055", 1)));
    check("<?p:q?><a/>", Err(("SOAP-055", 0)));
    check("<a>\u{1}</a>", Err(("SOAP-056", 3)));
    check("<a>&#xD800;</a>", Err(("SOAP-056", 3)));
    check("<a>&#0;</a>", Err(("SOAP-056", 3)));
    check("<a>&#x110000;</a>", Err(("SOAP-056", 3)));
    check("<a b='\u{fffe}'/>", Err(("SOAP-056", 6)));
}

#[test]
fn misplaced_markup_is_refused_where_it_stands() {
    check("<a>]]></a>", Err(("SOAP-057", 3)));
    check("<a b='<'/>", Err(("SOAP-057", 6)));
    check("<a>& b</a>", Err(("SOAP-057", 3)));
    check("<a>&;</a>", Err(("SOAP-057", 3)));
    check("<a>&#x;</a>", Err(("SOAP-057", 3)));
    check("<a b='&'/>", Err(("SOAP-057", 6)));
    check("<a><!-- -- --></a>", Err(("SOAP-057", 8)));
    check("<a><!-- ---></a>", Err(("SOAP-057", 8)));
    check("<a b='1'c='2'/>", Err(("SOAP-057", 8)));
    check("<a b/>", Err(("SOAP-057", 3)));
    check("<a b=1/>", Err(("SOAP-057", 5)));
    check("<a><!x></a>", Err(("SOAP-057", 3)));
    check("<a>&b;</a>", Err(("SOAP-058", 3)));
    check(" <?xml version='1.0'?><a/>", Err(("SOAP-059", 1)));
    check("<?xml version='1.0' junk?><a/>", Err(("SOAP-059", 20)));
    check("<?xml version='1.1'?><a/>", Err(("SOAP-059", 15)));
    check("<?xml encoding='utf-8'?><a/>", Err(("SOAP-059", 5)));
    check(
        "<?xml version='1.0'encoding='utf-8'?><a/>",
        Err(("SOAP-059", 19)),
    );
    check("<a><?XML?></a>", Err(("SOAP-059", 3)));
    check("<!DOCTYPE a><a/>", Err(("SOAP-063", 0)));
    check("<!DOCTYPE a [ <!ENTITY", Err(("SOAP-063", 0)));
    check("<!doctype a><a/>", Err(("SOAP-057", 0)));
}

#[test]
fn limits_are_looked_at_before_the_cost() {
    let limits = Limits {
        size_bytes: 100,
        depth: 2,
        attributes: 2,
        attributes_in_all: 3,
        bindings: 2,
        text_bytes: 3,
    };
    #[track_caller]
    fn check(text: &str, limits: &Limits, expected: Result<&str, (&'static str, usize)>) {
        let seen = read(text.as_bytes(), Label::Silent, limits);
        assert_eq!(seen, expected.map(str::to_owned), "{text}");
    }
    check("<a><b/></a>", &limits, Ok("a(b)"));
    check("<a><b><c/></b></a>", &limits, Err(("SOAP-065", 6)));
    check("<a b='' c='' d=''/>", &limits, Err(("SOAP-066", 13)));
    check(
        "<a b='' c=''><b d='' e=''/></a>",
        &limits,
        Err(("SOAP-066", 21)),
    );
    check("<a xmlns:p='u' xmlns:q='v'/>", &limits, Ok("a"));
    check(
        "<a xmlns='u' xmlns:q='v'><b xmlns='w'/></a>",
        &limits,
        Err(("SOAP-067", 28)),
    );
    check("<a>x<!---->yz</a>", &limits, Ok(r#"a("xyz")"#));
    check("<a>x<!---->yz&#33;</a>", &limits, Err(("SOAP-069", 11)));
    check("<a b='1234'/>", &limits, Err(("SOAP-069", 6)));
    check(
        &format!("<a>{}</a>", " ".repeat(94)),
        &limits,
        Err(("SOAP-068", 100)),
    );
}

#[test]
fn no_shape_costs_more_than_a_small_multiple_of_its_size() {
    let names = |count: usize| -> String {
        (0..count)
            .map(|place| format!(" xmlns:p{place}='urn:x'"))
            .collect()
    };
    let (outer, inner) = (names(30), names(30));
    let shapes: [String; 12] = [
        "<a><b/>".repeat(20_000),
        format!("<a>{}</a>", "<b/>".repeat(50_000)),
        format!("<a>{}</a>", "<b/>x".repeat(40_000)),
        format!("<a>{}</a>", "x<!-- -->".repeat(20_000)),
        format!("<a>{}</a>", "&lt;".repeat(50_000)),
        format!("<a>{}</a>", "<![CDATA[]]>x".repeat(15_000)),
        format!("<a>{}</a>", "<?p?>".repeat(40_000)),
        format!(
            "<a {}/>",
            (0..20_000).map(|n| format!("b{n}='' ")).collect::<String>()
        ),
        format!(
            "<a{outer}><a{inner}>{}</a></a>",
            "<a xmlns:q='urn:y'/>".repeat(5_000)
        ),
        (0..10_000)
            .map(|n| format!("<a xmlns:p{n}='urn:x'>"))
            .collect(),
        format!("<!DOCTYPE a [{}]><a/>", "<!ENTITY b 'c'>".repeat(10_000)),
        "<".repeat(200_000),
    ];
    for shape in shapes {
        let limits = Limits {
            size_bytes: usize::MAX,
            ..Limits::FILE
        };
        let cost = allocation_counter::measure(|| {
            drop(read(shape.as_bytes(), Label::Silent, &limits));
        });
        // The meaning that `read` spells out is part of it.
        let most = 64 * shape.len() as u64;
        assert!(
            cost.bytes_max < most,
            "{} of {most}: {:.40}",
            cost.bytes_max,
            shape
        );
    }
}

/// A line of the table in the documentation: the bytes of a document with that mark and spelling.
fn bytes_of(mark: &str, spelling: &str, declared: &str) -> Vec<u8> {
    let text = match declared {
        "none" => "<a/>".to_owned(),
        name => format!("<?xml version='1.0' encoding='{name}'?><a/>"),
    };
    let mut bytes = match mark {
        "none" => vec![],
        "utf-8" => vec![0xef, 0xbb, 0xbf],
        "utf-16le" => vec![0xff, 0xfe],
        "utf-16be" => vec![0xfe, 0xff],
        "utf-32le" => vec![0xff, 0xfe, 0, 0],
        "utf-32be" => vec![0, 0, 0xfe, 0xff],
        _ => panic!("no mark is called {mark}"),
    };
    match spelling {
        "utf-8" => bytes.extend(text.bytes()),
        "utf-16le" => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        "utf-16be" => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        "utf-32le" => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_le_bytes())),
        "utf-32be" => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_be_bytes())),
        "ebcdic" => bytes.extend([0x4c, 0x6f, 0xa7, 0x94, 0x93]),
        _ => panic!("nothing is spelled {spelling}"),
    }
    bytes
}

#[test]
fn the_table_of_encodings_is_what_happens() {
    let lines = include_str!("encodings.md").lines().skip(2);
    let mut count = 0;
    for line in lines {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [mark, label, spelling, declared, outcome] = cells[..] else {
            panic!("{line}");
        };
        let labels: &[&str] = match label {
            "?" => &["file", "silent", "utf-8", "utf-16", "utf-32"],
            _ => &[label],
        };
        let declarations: &[&str] = match declared {
            "?" => &["none", "utf-8", "utf-16", "iso-8859-1"],
            _ => &[declared],
        };
        for label in labels {
            for declared in declarations {
                let label = match *label {
                    "file" => Label::File,
                    "silent" => Label::Silent,
                    charset => Label::Charset(charset),
                };
                let bytes = bytes_of(mark, spelling, declared);
                let seen = read(&bytes, label, &Limits::MESSAGE);
                let seen = seen.as_ref().map_or_else(|(id, _)| *id, |_| "read");
                assert_eq!(seen, outcome, "{line} ({label:?}, declared {declared})");
                count += 1;
            }
        }
    }
    assert!(count > 100, "the table is read");
}

#[test]
fn offsets_count_bytes_as_they_came() {
    #[track_caller]
    fn check(bytes: &[u8], id: &str, offset: usize, line: usize, column: usize) {
        let seen = read(bytes, Label::Silent, &Limits::MESSAGE).unwrap_err();
        assert_eq!(seen, (id, offset));
        let place = Place::at(bytes, offset);
        assert_eq!((place.line, place.column), (line, column));
    }
    check(b"\xef\xbb\xbf<a>\n</b>", "SOAP-051", 7, 2, 1);
    check("<a>é😀\n é</b>".as_bytes(), "SOAP-051", 13, 2, 3);
    let wide = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    check(&wide("<a>é😀\n é</b>"), "SOAP-051", 20, 2, 3);
    check(b"<a>\xc3\x28</a>", "SOAP-060", 3, 1, 4);
    check(b"<a>\xed\xa0\x80</a>", "SOAP-060", 3, 1, 4);
    check(b"\xef\xbb\xbf<a>\xc0\xaf</a>", "SOAP-060", 6, 1, 4);
    check(b"\xff\xfe<\0a\0\x00\xd8/\0>\0", "SOAP-060", 6, 1, 3);
    check(b"\xfe\xff\0<\0a\0/\0>\0", "SOAP-060", 10, 1, 5);
    let long = format!("<a>{}</b>", "é😀x".repeat(1000));
    check(&wide(&long), "SOAP-051", 2 + 2 * (3 + 4 * 1000), 1, 3004);
    let text = Text::decode(&wide("<a/>"), Label::Silent, &rules(), &Limits::MESSAGE)
        .map(|text| text.encoding());
    assert_eq!(text, Ok(Encoding::Utf16Le));
}

#[test]
fn elements_are_walked_in_any_order() {
    let text = Text::from(
        "<p:a xmlns:p='u' xmlns='d' p:k='1' k='2'> <b> x<c/>y </b>\n<p:b>p:t</p:b> z</p:a>",
    );
    let document = Document::read(&text, &rules(), &Limits::MESSAGE).unwrap();
    let root = document.root();
    assert!(root.is(Name::new("u", "a")) && !root.is(Name::bare("a")));
    assert_eq!(
        (root.prefix(), root.offset(), root.end_offset()),
        ("p", 0, text.as_str().len())
    );
    assert_eq!(root.attribute(Name::bare("k")), Some("2"));
    assert_eq!(root.attribute(Name::new("u", "k")), Some("1"));
    assert_eq!(root.attribute(Name::new("d", "k")), None);
    let children: Vec<_> = root.children().collect();
    assert_eq!(children[0].name(), Name::new("d", "b"));
    assert_eq!(children[0].text(), " xy ");
    assert_eq!(children[0].stray_text(), Some(45));
    assert_eq!(children[1].name(), Name::new("u", "b"));
    assert_eq!(
        children[1].resolve(&children[1].text()),
        Some(Name::new("u", "t"))
    );
    assert_eq!(children[1].resolve("t"), Some(Name::new("d", "t")));
    assert_eq!(children[1].resolve("q:t"), None);
    assert_eq!(children[1].resolve(":t"), None);
    assert_eq!(children[1].resolve("p:"), None);
    assert_eq!(root.stray_text(), Some(72));
    assert_eq!(root.children().count(), 2);
}

#[test]
fn debug_shows_no_content() {
    let text = Text::from("<a k='hush'>hush<?hush hush?></a>");
    let document = Document::read(&text, &rules(), &Limits::MESSAGE).unwrap();
    let root = document.root();
    let attributes: Vec<_> = root.attributes().collect();
    let shown = format!("{text:?} {document:?} {root:?} {attributes:?}");
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn the_writer_declares_what_it_uses() {
    let mut writer = Writer::new(
        &rules(),
        &[("p", "u")],
        Name::new("u", "a"),
        &[(Name::new("v", "k"), "\t\n\r\"<&>'")],
    )
    .unwrap();
    writer
        .leaf(Name::bare("b"), &[(Name::bare("k"), "1")], "\t\n\r]]>")
        .unwrap();
    writer.start(Name::new("w", "c"), &[]).unwrap();
    writer
        .name_leaf(Name::new("u", "d"), Name::new("x", "e"))
        .unwrap();
    writer.end();
    writer.end();
    writer.text("").unwrap();
    writer.leaf(Name::new("w", "f"), &[], "").unwrap();
    let text = writer.finish();
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><p:a xmlns:p=\"u\" xmlns:n1=\"v\" \
         n1:k=\"&#9;&#10;&#13;&quot;&lt;&amp;&gt;'\"><b k=\"1\">\t\n&#13;]]&gt;</b>\
         <n2:c xmlns:n2=\"w\"><p:d xmlns:n3=\"x\">n3:e</p:d></n2:c><n4:f xmlns:n4=\"w\"/></p:a>"
    );
    let read = read(text.as_bytes(), Label::File, &Limits::MESSAGE).unwrap();
    assert_eq!(
        read,
        "{u}a[{v}k=\"\\t\\n\\r\\\"<&>'\"](b[k=\"1\"](\"\\t\\n\\r]]>\") \
         {w}c({u}d(\"n3:e\")) {w}f)"
    );
}

#[test]
fn the_writer_refuses_what_xml_cannot_say() {
    let root = Name::bare("a");
    let refused = |result: Result<Writer, conformance::Refusal>| {
        assert_eq!(
            result.map(Writer::finish).unwrap_err().id.as_str(),
            "SOAP-075"
        );
    };
    refused(Writer::new(&rules(), &[("xml", "u")], root, &[]));
    refused(Writer::new(&rules(), &[("p", "")], root, &[]));
    refused(Writer::new(&rules(), &[("p", "u"), ("p", "v")], root, &[]));
    refused(Writer::new(&rules(), &[("p:q", "u")], root, &[]));
    refused(Writer::new(&rules(), &[], Name::bare("a b"), &[]));
    refused(Writer::new(
        &rules(),
        &[],
        Name::new("http://www.w3.org/2000/xmlns/", "a"),
        &[],
    ));
    refused(Writer::new(
        &rules(),
        &[],
        root,
        &[(Name::bare("xmlns"), "u")],
    ));
    refused(Writer::new(&rules(), &[], root, &[(root, ""), (root, "")]));
    refused(Writer::new(&rules(), &[], root, &[(root, "\u{0}")]));
    let mut writer = Writer::new(&rules(), &[], root, &[]).unwrap();
    assert_eq!(writer.text("ab\u{ffff}").unwrap_err().offset, 2);
    assert!(writer.leaf(Name::bare("b"), &[], "\u{1b}").is_err());
    assert!(writer.finish().ends_with("<a/>"));
}

#[test]
fn differences_from_other_readers_are_still_there() {
    let check = |held: &Difference, theirs: Theirs| {
        let ours = crate::laws::read(held.example.as_bytes(), Label::File, &rules());
        assert_eq!(
            way(&ours, &theirs),
            Some(held.way),
            "{}: {ours:?}",
            held.reason
        );
        let error = theirs.as_ref().err().map_or("", String::as_str);
        assert!((held.when)(held.example, error), "{}", held.reason);
    };
    for held in ROXMLTREE {
        check(held, roxmltree_parts(held.example));
    }
    for held in XML_RS {
        check(held, xml_rs_parts(held.example.as_bytes()));
    }
}
