//! What the reader promises, and that it agrees with `serde_json` wherever both read.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::{FaultKind, Json, Kind, Options};

#[track_caller]
fn check(text: &str, expected: Result<&str, (FaultKind, usize)>) {
    let options = Options {
        depth: 3,
        ..Options::default()
    };
    let seen = Json::parse(text, &options);
    let seen = seen
        .map(|json| json.root().print())
        .map_err(|fault| (fault.kind, fault.offset));
    assert_eq!(seen, expected.map(str::to_owned), "{text}");
}

#[test]
fn values_print_without_white_space() {
    check(" null ", Ok("null"));
    check(
        " { \"a\" : [ 1 , { } , [ ] ] , \"b\" : true }\r\n",
        Ok(r#"{"a":[1,{},[]],"b":true}"#),
    );
    check("[[[]],[],{\"x\":{}}]", Ok("[[[]],[],{\"x\":{}}]"));
    check("[-0, 1e400, 0.10, 1E+2]", Ok("[-0,1e400,0.10,1E+2]"));
    check(r#""\u0041\n\ud83d\ude00\/""#, Ok("\"A\\n😀/\""));
    check(r#"{"a":1,"a":2}"#, Ok(r#"{"a":1,"a":2}"#));
}

#[test]
fn faults_name_the_byte() {
    check("", Err((FaultKind::End, 0)));
    check("[1,2", Err((FaultKind::End, 4)));
    check("[1,]", Err((FaultKind::Unexpected, 3)));
    check("[,1]", Err((FaultKind::Unexpected, 1)));
    check("[1 2]", Err((FaultKind::Unexpected, 3)));
    check("{\"a\" 1}", Err((FaultKind::Unexpected, 5)));
    check("{\"a\":1,}", Err((FaultKind::Unexpected, 7)));
    check("{1:2}", Err((FaultKind::Unexpected, 1)));
    check("{\"a\":}", Err((FaultKind::Unexpected, 5)));
    check("{\"a\":1]", Err((FaultKind::Unexpected, 6)));
    check("1 x", Err((FaultKind::Trailing, 2)));
    check("{}{}", Err((FaultKind::Trailing, 2)));
    check("\u{feff}{}", Err((FaultKind::Unexpected, 0)));
    check("nul", Err((FaultKind::Unexpected, 0)));
    check("01", Err((FaultKind::Number, 0)));
    check("1.", Err((FaultKind::Number, 0)));
    check("+1", Err((FaultKind::Unexpected, 0)));
    check("[1e]", Err((FaultKind::Number, 1)));
    check("-", Err((FaultKind::Number, 0)));
    check("\"a\nb\"", Err((FaultKind::Control, 2)));
    check(r#""\x""#, Err((FaultKind::Escape, 1)));
    check(r#""\u12g4""#, Err((FaultKind::Escape, 1)));
    check(r#""\ud800""#, Err((FaultKind::LoneSurrogate, 1)));
    check(r#""a\ude00\ud83d""#, Err((FaultKind::LoneSurrogate, 2)));
    check(r#""\ud800\u0041""#, Err((FaultKind::LoneSurrogate, 1)));
    check("[[[[]]]]", Err((FaultKind::Depth, 3)));
}

#[test]
fn a_lone_surrogate_can_be_replaced() {
    let options = Options {
        replace_lone_surrogates: true,
        ..Options::default()
    };
    let json = Json::parse(r#""\ud800\u0041\udc00""#, &options).unwrap();
    assert_eq!(json.root().as_str(), Some("\u{fffd}A\u{fffd}"));
}

#[test]
fn duplicates_are_kept_and_found_at_any_depth_and_number() {
    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        let json = Json::parse(text, &Options::default()).unwrap();
        let seen = json
            .root()
            .duplicate_within()
            .map(|member| member.name_offset);
        assert_eq!(seen, expected, "{text}");
    }
    check(r#"{"a":1,"b":{"a":1}}"#, None);
    check(r#"[{"a":1,"\u0061":2}]"#, Some(8));
    check(r#"{"x":{"y":[{"a":1,"b":2,"a":3}]}}"#, Some(24));
    check(r#"{"ab":1,"":1,"acb":2,"aab":3,"":2}"#, Some(29));
    let many: Vec<String> = (0..80).map(|n| format!("\"k{n}\":0")).collect();
    check(&format!("{{{}}}", many.join(",")), None);
    check(
        &format!("{{{},\"k7\":1}}", many.join(",")),
        Some(many.join(",").len() + 2),
    );
    let json = Json::parse(r#"{"a":1,"a":2}"#, &Options::default()).unwrap();
    assert_eq!(json.root().first("a").unwrap().print(), "1");
    assert_eq!(json.root().last("a").unwrap().print(), "2");
}

#[test]
fn numbers_round_down_and_saturate() {
    #[track_caller]
    fn check(text: &str, expected: i64) {
        let json = Json::parse(text, &Options::default()).unwrap();
        assert_eq!(json.root().as_number().unwrap().floor(), expected, "{text}");
    }
    check("12", 12);
    check("-0", 0);
    check("1.9", 1);
    check("-1.1", -2);
    check("1e3", 1000);
    check("1e400", i64::MAX);
    check("-1e400", i64::MIN);
    check("18446744073709551616", i64::MAX);
    check("9223372036854775807", i64::MAX);
    check("9007199254740993", 9_007_199_254_740_993);
}

#[test]
fn values_are_counted_with_their_names() {
    let options = |values| Options {
        values,
        ..Options::default()
    };
    let text = r#"{"a":[1,true]}"#;
    assert!(Json::parse(text, &options(5)).is_ok());
    let fault = Json::parse(text, &options(4)).unwrap_err();
    assert_eq!((fault.kind, fault.offset), (FaultKind::Values, 8));
}

#[test]
fn nesting_costs_no_stack() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let options = Options {
        depth: 2_000_000,
        ..Options::default()
    };
    let json = Json::parse(&deep, &options).unwrap();
    assert_eq!(json.root().kind(), Kind::Array);
    assert_eq!(json.root().print(), deep);
    assert_eq!(
        Json::parse(&deep, &Options::default()).unwrap_err().kind,
        FaultKind::Depth
    );
}

/// Text that is JSON or nearly so.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[\\[\\]{},:]",
        2 => r#""[a-c]{0,2}""#,
        1 => r#""(\\[nu"\\]|\\u[0-9d][8-9a-f0]0[0-9])*""#,
        2 => "-?[0-9]{1,2}(\\.[0-9])?(e[0-9])?",
        1 => "true|false|null",
        1 => "[ \t\n]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_serde_json(text in nearly_json()) {
        let ours = Json::parse(&text, &Options::default()).is_ok();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        // Ignoring a value, serde_json does not look at surrogates; `Value` does.
        let theirs = theirs && serde_json::from_str::<serde_json::Value>(&text)
            .map_or_else(|error| error.to_string().contains("number out of range"), |_| true);
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn printing_and_reading_agree(text in nearly_json()) {
        let Ok(json) = Json::parse(&text, &Options::default()) else { return Ok(()) };
        let printed = json.root().print();
        let again = Json::parse(&printed, &Options::default()).unwrap();
        prop_assert_eq!(again.root().print(), printed);
    }
}
