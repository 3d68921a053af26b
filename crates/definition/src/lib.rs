//! The definition language: text → resolved, typed, checked definitions.
//!
//! Reading never stops at the first problem: [`read`] gives the definitions *and* every
//! diagnostic, each with its place and a help. Only definitions without an error may run.

pub mod capability;
pub mod expr;
pub mod model;

pub use expr::{Expr, ExprKind};
pub use model::*;
