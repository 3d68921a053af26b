//! One value, one sequence of bytes.

use fadu_journal::Json;
use fadu_journal::canonical::{DEPTH, parse, skim};
use proptest::prelude::*;

/// Any value that is not too deep.
fn a_value() -> impl Strategy<Value = Json<'static>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "[\\x00-\\x1f\"\\\\/é䶮𬭎]{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(Json::object),
        ]
    })
}

#[test]
fn keys_are_sorted_by_code_point_and_only_what_must_be_is_escaped() {
    let value = Json::object([("b", Json::from(1)), ("é", Json::Null), ("a", Json::from("\"\\\n\u{1f}/é"))]);
    assert_eq!(
        String::from_utf8(value.to_bytes()).unwrap(),
        "{\"a\":\"\\\"\\\\\\n\\u001f/é\",\"b\":1,\"é\":null}"
    );
    // Beyond the basic plane the order is that of code points, not of 16-bit units.
    let value = Json::object([("𬭎", 1_i64), ("\u{ff0c}", 2)]);
    assert_eq!(String::from_utf8(value.to_bytes()).unwrap(), "{\"\u{ff0c}\":2,\"𬭎\":1}");
}

#[test]
fn members_are_found_and_replaced() {
    let mut value = Json::object([("a", 1_i64), ("a", 2)]);
    assert_eq!(value.get("a").and_then(Json::as_int), Some(2));
    if let Json::Object(object) = &mut value {
        object.set("0", "x");
        assert_eq!(object.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["0", "a"]);
    }
    assert_eq!(value.get("b"), None);
}

#[test]
fn other_bytes_are_refused() {
    let bad: [&[u8]; 40] = [
        b"",
        b" 1",
        b"1 ",
        b"{} ",
        b"01",
        b"-0",
        b"-",
        b"1.0",
        b"1e3",
        b"+1",
        b"9223372036854775808",
        b"nul",
        b"True",
        b"\"",
        b"\"\n\"",
        b"\"\\/\"",
        b"\"\\u0041\"",
        b"\"\\u000a\"",
        b"\"\\u001F\"",
        b"\"\\u00\"",
        b"\"\\ud800\"",
        b"\"\xff\"",
        b"\xef\xbb\xbf1",
        b"[1,]",
        b"[,1]",
        b"[1 ,2]",
        b"[1",
        b"[",
        b"{",
        b"{\"a\"}",
        b"{\"a\":}",
        b"{\"a\":1,}",
        b"{\"b\":1,\"a\":2}",
        b"{\"a\":1,\"a\":2}",
        b"{a:1}",
        b"{\"a\": 1}",
        b"{\"a\":1",
        b"[]]",
        b"'a'",
        b"\"\\",
    ];
    for bytes in bad {
        assert!(parse(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
    }
    let fault = parse(b"{\"b\":1,\"a\":2}").unwrap_err();
    assert_eq!((fault.at, fault.to_string().as_str()), (7, "第8字节：键重复或没有按顺序排列"));
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    assert!(parse(&nested(DEPTH + 1)).is_ok());
    assert!(parse(&nested(DEPTH + 2)).is_err());
    assert!(parse(&b"[".repeat(1_000_000)).is_err());
}

#[test]
fn members_are_skimmed() {
    let bytes = br#"{"a":{"record":"no"},"b":[1,"]"],"c":"\"record\":","record":"yes","seq":12}"#;
    assert_eq!(skim(bytes, ["record", "seq"]), [Some(&b"\"yes\""[..]), Some(&b"12"[..])]);
    assert_eq!(skim(bytes, ["a"]), [Some(&br#"{"record":"no"}"#[..])]);
    assert_eq!(skim(bytes, ["b", "x"]), [Some(&br#"[1,"]"]"#[..]), None]);
    for bad in [
        &b""[..],
        b"{",
        b"{\"",
        b"{\"a\"",
        b"{\"a\":",
        b"{\"a\":[",
        b"{\"a\":\"\\",
        b"{}",
        b"[]",
        b"{\"a\":1]",
    ] {
        assert_eq!(skim(bad, ["b"]), [None]);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in a_value()) {
        let bytes = value.to_bytes();
        prop_assert_eq!(parse(&bytes).unwrap(), value);
    }

    #[test]
    fn what_is_read_is_written_again(bytes in prop::collection::vec(prop::sample::select(&b"{}[]\":,01-ntab\\u/ "[..]), 0..24)) {
        if let Ok(value) = parse(&bytes) {
            prop_assert_eq!(value.to_bytes(), bytes);
        }
    }

    #[test]
    fn skimming_finds_what_reading_finds(members in prop::collection::vec((any::<String>(), a_value()), 0..6)) {
        let value = Json::object(members);
        let bytes = value.to_bytes();
        for (key, member) in value.as_object().unwrap().iter().filter(|(key, _)| Json::from(*key).to_bytes().len() == key.len() + 2) {
            let expected = member.to_bytes();
            prop_assert_eq!(skim(&bytes, [key]), [Some(expected.as_slice())]);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[{}\\[\\]\":,\\\\a1]{0,40}") {
        let _ = (parse(&bytes), skim(&bytes, ["a"]), parse(text.as_bytes()), skim(text.as_bytes(), ["a"]));
    }
}
