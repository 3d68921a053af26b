//! The tests of the store: statements, figures, and that all evaluations agree.

#![allow(clippy::unwrap_used)]

mod account;
mod choice;
mod codec;
mod differential;
mod differential_cel;
mod differential_engine;
mod differential_expressions;
mod differential_postgres;
mod erase;
mod figures;
mod figures_grouped;
mod figures_identities;
mod journal;
mod list;
mod numbers;
mod registers;
mod replay;
mod search;
mod sql;
mod sql_indexes;
mod sql_kit;
mod sql_matter;
mod sql_shipped;
mod sqlrules;
mod store_kit;
mod upload;
mod verify;
mod work;
mod writer;
