//! The store: the journal of a district, the projections that lists and figures read, the keys
//! and the attachments, in one folder.
//!
//! Everything is written by one thread through [`Txn`]; events only by [`Txn::append`], which
//! writes journal and projections in one transaction. The engine's queries are answered by
//! [`Source`]. `verify` proves that nothing was altered, `replay` rebuilds the projections.

pub mod account;
mod append;
pub mod attachments;
pub mod attempt;
pub mod audit;
mod cache;
pub mod choice;
pub mod codec;
pub mod concern;
pub mod counter;
pub mod draft;
pub mod driver;
pub mod due;
pub mod entry;
mod erase;
pub mod error;
pub mod event;
pub mod figures;
pub mod file;
pub mod hide;
pub mod import_file;
pub mod indexes;
pub mod job;
pub mod journal;
pub mod keys;
pub mod list;
pub mod list_view;
pub mod lookup;
pub mod meta;
pub mod notice;
pub mod publication;
mod readers;
pub mod record;
pub mod record_key;
mod registers;
pub mod replay;
mod rewind;
pub mod schema;
pub mod sealed;
pub mod search;
pub mod session;
pub mod sign_code;
pub mod span;
pub mod sql;
mod store;
pub mod term;
mod txn;
pub mod unique;
pub mod upload;
pub mod verify;
mod view;
pub mod work;
mod writer;

pub use append::Appended;
pub use error::{Result, StoreError};
pub use meta::Meta;
pub use store::{DATABASE, FILES, Shared, Store};
pub use txn::Txn;
pub use view::{Reader, Source, View};
