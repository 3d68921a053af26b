//! The importer from outside: real ledgers, faulty files, hostile bytes.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad;
mod bombs;
mod cells;
mod corpus;
mod demo;
mod formats;
mod help;
mod hostile;
mod mess;
mod returned;
mod rows;
