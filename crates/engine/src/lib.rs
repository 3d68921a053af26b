//! The pure engine: `decide(rules, record, command, facts) -> events | refusal | ask`, `apply`,
//! time limits, settling by law. No I/O, no clock: everything it needs is an argument.

pub mod capability;
pub mod cases;
pub mod decide;
pub mod eval;
pub mod facts;
pub mod model;
pub mod number;
pub mod open_actions;
pub mod outbox;
pub mod record;
pub mod refusal;
pub mod schedule;
pub mod settle;
pub mod sites;
pub mod text;
pub mod time_limit;
pub mod waiting;
pub mod world;

pub use decide::{decide, field_refuses, recused};
pub use model::*;
pub use open_actions::{OpenAction, concerned, concerns, open_actions};
pub use record::apply;
pub use settle::{Settled, settle};
pub use time_limit::{LimitState, limits};
pub use waiting::{Waiting, Whose, waiting};
