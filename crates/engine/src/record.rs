//! Records: how an event changes one, how one was at a moment, and what others read of it.

pub mod apply;
pub mod snapshot;
pub mod view;

pub use apply::{advance, apply};
