//! What is measured by hand, because it builds everything anew.

/// How to measure the times of the clean build and of the tests.
pub const HOW: &str = "\
clean release build (at most 6 minutes on 2 cores):
    cargo clean && time cargo build --release --bin fadu
all checks and tests (at most 20 minutes on 2 cores):
    cargo clean && time ./test";
