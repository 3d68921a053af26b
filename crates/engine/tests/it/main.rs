//! Tests of the engine over the shipped definitions and over small ones of its own.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // tests read the repository

mod access;
mod adopt;
mod behaviour;
mod computed;
mod definitions;
mod expressions;
mod properties;
mod sentences;
mod shipped;
mod small;
mod time_limits;
