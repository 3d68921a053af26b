//! Tests of the journal crate, in one binary.
#![allow(clippy::unwrap_used)]

mod canonical;
mod chain;
mod fixtures;
mod seal;
mod text;
mod verify;
