//! The pure engine: `decide(rules, record, command, facts) -> events | refusal | ask`, `apply`,
//! time limits, settling by law. No I/O, no clock: everything it needs is an argument.

pub mod model;

pub use model::*;
