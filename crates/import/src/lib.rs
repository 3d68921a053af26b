//! From a workbook to inputs: files are known by content, sheets by their heads, cells by the
//! types of the definitions' fields. What cannot be read is said in the words of the file.
//! Nothing here knows a particular ledger, a store or the engine.

mod archive;
mod compound;
mod csv_text;
pub mod date;
pub mod fault;
pub mod limits;
pub mod number;
pub mod open;
pub mod raw;
mod source;
mod spread;
pub mod text;

pub use fault::{Fault, Place, Problem};
pub use open::{Format, Workbook};
