//! What an expression may name at its place: the contract between the reader of definition files
//! and the expression checker.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::Name;

use super::Ty;
use crate::{Field, Kind};

/// What the checker must know of other types, parameters and indicators.
pub trait Types {
    /// The type (static) of a field of records of a type, all versions joined; also of planned types.
    fn field(&self, ty: &str, field: &str) -> Option<Ty>;
    /// The kind of a type; `None` if nobody defines or plans it.
    fn kind(&self, ty: &str) -> Option<Kind>;
    /// Field ids of a type, to offer the nearest.
    fn field_ids(&self, ty: &str) -> Vec<Name>;
    /// Step ids of a type (empty for planned types, whose steps are unknown).
    fn steps(&self, ty: &str) -> Vec<Name>;
    /// All type ids, to offer the nearest.
    fn type_ids(&self) -> Vec<Name>;
    /// The type of a parameter.
    fn param(&self, id: &str) -> Option<Ty>;
    /// Whether an indicator (or constant) exists; its value's type.
    fn indicator(&self, id: &str) -> Option<Ty>;
    /// Keys and words of a choice field of a
    /// type, so that a word may be written for its key (columns of rows carry theirs).
    fn words(&self, _ty: &str, _field: &str) -> Option<Arc<[(Name, String)]>> {
        None
    }
    /// Parameter ids, to offer the nearest.
    fn param_ids(&self) -> Vec<Name> {
        Vec::new()
    }
    /// Indicator and constant ids, to offer the nearest.
    fn indicator_ids(&self) -> Vec<Name> {
        Vec::new()
    }
}

/// The own type, as far as expressions name it.
#[derive(Clone, Copy)]
pub struct OwnType<'a> {
    /// Type id.
    pub id: &'a Name,
    /// Kind.
    pub kind: Kind,
    /// Fields (signatures suffice: their expressions need not be compiled yet).
    pub fields: &'a [Field],
    /// Action ids by index.
    pub actions: &'a [Name],
    /// Extra inputs of each action, by action index (for `e.input.x`).
    pub inputs: &'a [Vec<Field>],
    /// Limit ids by index, and whether the limit has `each`.
    pub limits: &'a [(Name, bool)],
    /// Step ids.
    pub steps: &'a [Name],
}

/// What is in scope.
#[derive(Clone)]
pub struct Scope<'a> {
    /// Other types.
    pub types: &'a dyn Types,
    /// Own type; `None` in identities and schedules.
    pub own: Option<OwnType<'a>>,
    /// `input`: the extra inputs of the action (its fields are readable through `input` too).
    pub input: Option<&'a [Field]>,
    /// `row`: columns of the row in scope.
    pub row: Option<Arc<[Field]>>,
    /// `value` of a field rule.
    pub value: Option<Ty>,
    /// `rows` of a `say`: the type of the list.
    pub rows: Option<Ty>,
    /// Variables bound outside (`as` of a `then`, of a schedule): name, type; slots 0, 1, …
    pub vars: Vec<(Name, Ty)>,
    /// What else is allowed.
    pub allow: BTreeSet<Allow>,
    /// The type wanted; literals adapt to it (money, choice), anything else must fit it.
    pub want: Option<Ty>,
}

/// Names and functions that only some places may use (E09, E11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allow {
    /// `today`, `now`.
    Clock,
    /// `actor`.
    Actor,
    /// `was`.
    Was,
    /// `find exists count sum`.
    Find,
    /// `today`, `now` in a look-up: only where the answer is used and not kept.
    FindClock,
    /// `period`, `as_of`, `cut_off`, and nothing but the SQL subset (E11).
    Indicator,
    /// Bare indicator ids (`system.name`).
    Indicators,
    /// `did events first last`, limit functions.
    History,
    /// Reading through references, `at`, `in_force`, `param`.
    References,
}

/// What is wrong in an expression; the reader adds file and offset.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// `E06`–`E11`.
    pub code: &'static str,
    /// Bytes of the expression text.
    pub span: std::ops::Range<usize>,
    /// What, one sentence.
    pub what: String,
    /// What to do (nearest name and the like).
    pub help: String,
}
