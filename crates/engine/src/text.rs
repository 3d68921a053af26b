//! Values as people write them: reading what is given to a field, and showing values in sentences.

pub mod parse;
mod scalar;
pub mod show;

pub use parse::{Fault, Reading, bind, parse, setting};
pub use show::{display, known, plain, record, template};
