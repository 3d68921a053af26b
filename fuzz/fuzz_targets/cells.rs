//! Cells and whole files for the importer.
#![no_main]
#![allow(dead_code, reason = "the modules are shared with the tests")]

#[path = "../../crates/import/tests/it/corpus.rs"]
mod corpus;
#[path = "../../crates/import/tests/it/help.rs"]
mod help;

libfuzzer_sys::fuzz_target!(
    // The importer catches panics of the readers of foreign formats itself; the fuzzer's own hook
    // would end the process at the first of them. One that nobody catches still ends it.
    init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))),
    |bytes: &[u8]| corpus::cells(bytes)
);
