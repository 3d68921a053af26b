//! Expressions and texts with slots, in a small fixed scope.
#![no_main]
#![allow(dead_code, reason = "the modules are shared with the tests")]

#[path = "../../crates/definition/tests/it/corpus.rs"]
mod corpus;
#[path = "../../crates/definition/tests/it/expr_rig.rs"]
mod expr_rig;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| corpus::expressions(bytes));
