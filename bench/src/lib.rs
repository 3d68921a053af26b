//! Benchmarks: what the program must reach on a machine with two cores, measured and compared with
//! its limit. `bench/run` runs all of them and prints one table; `docs/benchmarks.md` says what
//! each measures. The small ones are also divan benches under `bench/benches/`.

pub mod chain;
pub mod child;
pub mod decide;
pub mod figures;
pub mod grow;
pub mod http;
pub mod import;
pub mod ledgers;
pub mod peer;
pub mod plain;
pub mod sample;
pub mod size;
pub mod table;
pub mod verify;
pub mod work;
pub mod year;

/// What goes wrong in a benchmark is told and ends it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
