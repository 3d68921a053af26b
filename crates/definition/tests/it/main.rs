//! Integration tests of the definition language.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "tests read their texts from files")]

mod corpus;
mod expr_check;
mod expr_explain;
mod expr_faults;
mod expr_find;
mod expr_parse;
mod expr_rig;
mod graph;
mod model;
mod robust;
mod shipped;
mod suite;
