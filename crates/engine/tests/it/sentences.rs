//! Every sentence that the engine makes itself is listed in `tests/refusals.txt`.

use fadu_engine::refusal::Sentence;

#[test]
fn every_sentence_is_listed() {
    let listed = include_str!("../refusals.txt");
    let made: Vec<String> = Sentence::ALL
        .iter()
        .map(|sentence| {
            let (id, kind, say, remedy) = sentence.parts();
            format!("{id} | {kind:?} | {say} | {remedy}")
        })
        .collect();
    let made = made.join("\n") + "\n";
    assert!(listed == made, "tests/refusals.txt should read:\n{made}");
}

#[test]
fn every_sentence_says_what_to_do() {
    for sentence in Sentence::ALL {
        let (_, _, say, remedy) = sentence.parts();
        assert!(!say.is_empty() && !remedy.is_empty(), "{sentence:?}");
    }
}
