//! From a workbook to inputs: files are known by content, sheets by their heads, cells by the
//! types of the definitions' fields. What cannot be read is said in the words of the file.
//! Nothing here knows a particular ledger, a store or the engine.
//!
//! The order of the modules is that of a file's way: [`open`] (bytes → sheets of raw rows),
//! [`table`] (header and records), [`recognise`] (which import), [`cell`] (text → value),
//! [`rows`] (inputs or faults), [`errors`] (the file given back). [`Ledger`] joins them.

mod archive;
mod attach;
pub mod cell;
mod compound;
mod convert;
mod csv_text;
pub mod date;
pub mod errors;
pub mod fault;
mod given;
pub mod ledger;
pub mod limits;
pub mod number;
pub mod open;
pub mod raw;
pub mod recognise;
pub mod resolve;
pub mod route;
pub mod rows;
mod seen;
mod shared;
mod source;
mod spread;
pub mod table;
mod tags;
pub mod text;

pub use attach::Attached;
pub use errors::Returned;
pub use fault::{Fault, Place, Problem};
pub use ledger::Ledger;
pub use open::{Format, Workbook};
pub use recognise::{Role, Sheet};
pub use resolve::{Resolver, resolve};
pub use route::{Column, Route};
pub use rows::{ImportRow, Outcome, Rows};
