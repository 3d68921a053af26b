//! The definition language: text → resolved, typed, checked definitions.
//!
//! Reading never stops at the first problem: [`read`] gives the definitions *and* every
//! diagnostic, each with its place and a help. Only definitions without an error may run.

mod action;
pub mod adopt;
mod by_name;
pub mod capability;
mod case;
mod check;
mod coverage;
mod document;
pub mod expr;
mod field;
mod filter;
mod given;
pub mod graph;
mod import;
mod indicator;
mod keys;
mod limit;
pub mod model;
mod number;
mod outline;
mod param;
mod place;
mod planned;
mod publication;
mod punctuation;
mod read;
mod refuse;
mod render;
mod report;
mod roles;
mod schedule;
mod set;
mod source;
mod step;
mod system;
mod then;
mod type_;

pub use by_name::ByName;
pub use expr::{Expr, ExprKind};
pub use filter::filter;
pub use model::*;
pub use read::read;
pub use render::{line, render};
pub use source::SourceFile;
