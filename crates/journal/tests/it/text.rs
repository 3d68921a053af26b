//! Bytes as text.

use fadu_journal::text::{base64, from_base64, from_hex, hex};
use proptest::prelude::*;

#[test]
fn known_forms() {
    assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    assert_eq!(base64(b"fooba"), "Zm9vYmE");
    assert_eq!(base64(b"foob"), "Zm9vYg");
    assert_eq!(base64(&[0xfb, 0xff]), "-_8");
    assert_eq!(hex(&[0, 0xab]), "00ab");
    for bad in ["A", "Zg==", "Zh", "Zm9", "Z m9", "é", "+/8"] {
        assert_eq!(from_base64(bad), None, "{bad}");
    }
    assert!(from_hex("0").is_none() && from_hex("0A").is_none() && from_hex("é").is_none());
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(from_base64(&base64(&bytes)), Some(bytes.clone()));
        prop_assert_eq!(from_hex(&hex(&bytes)), Some(bytes));
    }

    #[test]
    fn one_text_for_each(text in "[A-Za-z0-9_-]{0,12}") {
        if let Some(bytes) = from_base64(&text) {
            prop_assert_eq!(base64(&bytes), text);
        }
    }
}
