//! Indexes made from the definitions: for every indicator one that answers it alone, for every
//! look-up one that finds its records, and for what identifies a record.
//!
//! SQLite uses an index on an expression only if the statement has the same text, so both come
//! from the same compiler. Each index holds one type only; conditions without parameters that all
//! its indicators make are part of the index, so that little but the rows counted is read.

use std::collections::BTreeMap;

use fadu_definition::expr::ExprKind;
use fadu_definition::{Definitions, FieldType, Kind, TypeDef};

use crate::figures::measure::{Ask, query};
use crate::sql::sites::{collect, compile};
use crate::sql::{Dialect, Index, Select, is_secret, statement};

/// An index to be created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    table: &'static str,
    ty: String,
    columns: Vec<String>,
    fixed: Vec<String>,
}

/// From how many rows of a type on its indexes are worth their price: each index of a table costs
/// every insertion into it some tenths of a microsecond, whatever the type of the row, while a
/// thousand rows are read through in a millisecond or two.
pub const WORTH: u64 = 1000;

impl Wanted {
    /// The statement that creates it, on both databases.
    pub fn statement(&self) -> String {
        format!("CREATE INDEX IF NOT EXISTS {} ON {}", self.name(), self.content())
    }

    /// The type whose rows it holds.
    pub fn ty(&self) -> &str {
        &self.ty
    }

    /// The table: `record` or `entry`.
    pub fn table(&self) -> &'static str {
        self.table
    }

    fn content(&self) -> String {
        let columns: String = self.columns.iter().map(|column| format!(", {column}")).collect();
        let fixed: String = self.fixed.iter().map(|fixed| format!(" AND {fixed}")).collect();
        format!("{} (district{columns}) WHERE type = '{}'{fixed}", self.table, self.ty)
    }

    /// A name that changes with the content, so that a changed definition gets a new index.
    pub fn name(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in self.content().bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("ix_{}_{:012x}", self.ty, hash & 0xffff_ffff_ffff)
    }

    /// Takes in what another index of the same leading columns holds.
    fn join(&mut self, other: &Self) {
        for column in &other.columns {
            if !self.columns.contains(column) {
                self.columns.push(column.clone());
            }
        }
        self.fixed.retain(|fixed| other.fixed.contains(fixed));
    }

    /// Whether the other answers whatever this one does.
    fn is_within(&self, other: &Self) -> bool {
        self != other
            && self.table == other.table
            && self.ty == other.ty
            && self.fixed == other.fixed
            && other.columns.starts_with(&self.columns)
    }
}

/// The statements that create every index, in a fixed order.
pub fn statements(defs: &Definitions) -> Vec<String> {
    wanted(defs).iter().map(Wanted::statement).collect()
}

/// Names of the indexes that the definitions want, in the order of their statements: others that
/// begin with `ix_` may be dropped.
pub fn names(defs: &Definitions) -> Vec<String> {
    wanted(defs).iter().map(Wanted::name).collect()
}

/// Every index wanted, each once, without those that a longer one serves as well.
pub fn wanted(defs: &Definitions) -> Vec<Wanted> {
    let mut all: BTreeMap<Wanted, ()> = BTreeMap::new();
    let found = of_indicators(defs).into_iter().chain(of_joins(defs)).chain(of_lookups(defs));
    let found = found.chain(of_keys(defs));
    all.extend(found.map(|wanted| (wanted, ())));
    let all: Vec<Wanted> = all.into_keys().collect();
    all.iter().filter(|wanted| !all.iter().any(|other| wanted.is_within(other))).cloned().collect()
}

/// Indicators: everything their statements read, so that the table itself is never touched. Those
/// that search a type by the same columns share an index: each index costs every insertion.
fn of_indicators(defs: &Definitions) -> Vec<Wanted> {
    let mut shared: BTreeMap<Wanted, Wanted> = BTreeMap::new();
    for indicator in defs.indicators.values() {
        let value = query(defs, indicator, Ask::Value)
            .and_then(|query| statement(defs, Dialect::Sqlite, &query).ok());
        let Some(index) = value.map(|statement| statement.index) else { continue };
        // Without a column to search by the whole type is read anyhow.
        if index.leading == 0 || indicator.over.is_some() {
            continue;
        }
        let lead = index.columns.iter().take(index.leading.min(1)).cloned().collect();
        let wanted = whole(index);
        let key = Wanted { columns: lead, fixed: Vec::new(), ..wanted.clone() };
        shared.entry(key).and_modify(|known| known.join(&wanted)).or_insert(wanted);
    }
    shared.into_values().map(covering).collect()
}

fn whole(index: Index) -> Wanted {
    Wanted { table: index.base.table(), ty: index.ty.to_string(), columns: index.columns, fixed: index.fixed }
}

/// The statement names the type, and SQLite reads the table for a column that the index does not
/// hold, even if the index's own condition says what is in it.
fn covering(mut wanted: Wanted) -> Wanted {
    wanted.columns.push("type".to_owned());
    wanted
}

/// Look-ups within indicators, asked once for each record counted: everything they read.
fn of_joins(defs: &Definitions) -> Vec<Wanted> {
    let mut found = Vec::new();
    let queries = defs.indicators.values().filter_map(|indicator| query(defs, indicator, Ask::Records));
    for query in queries {
        let of = if let Select::Records(of) = query.select { of } else { None };
        for expr in query.cond.into_iter().chain(of) {
            expr.walk(&mut |part| {
                if let ExprKind::Find(find) = &part.kind {
                    found.extend(compile(defs, Dialect::Sqlite, find).map(|statement| statement.index));
                }
            });
        }
    }
    found.retain(|index| index.leading > 0);
    found.into_iter().map(|index| covering(whole(index))).collect()
}

/// Look-ups: what they compare with captured values. Those with nothing to go by read the type.
fn of_lookups(defs: &Definitions) -> Vec<Wanted> {
    let compiled = collect(defs).into_iter().filter_map(|find| compile(defs, Dialect::Sqlite, &find).ok());
    let led = compiled.map(|statement| statement.index).filter(|index| index.leading > 0);
    led.map(|mut index| {
        index.columns.truncate(index.leading);
        index.columns.retain(|column| column != "id");
        index.fixed.clear();
        whole(index)
    })
    .filter(|wanted| !wanted.columns.is_empty())
    .collect()
}

/// What identifies a record: `unique` lists, the keys of imports, names. Registers are searched
/// among their entries, and keep their `unique` lists themselves (see `crate::unique`).
fn of_keys(defs: &Definitions) -> Vec<Wanted> {
    let mut found = Vec::new();
    for def in defs.types.values().flatten() {
        let dated = def.kind == Kind::Register && def.valid.is_some();
        let unique = def.unique.iter().filter(|_| !dated).filter_map(|fields| columns(def, fields));
        let keys = def.imports.iter().filter_map(|import| {
            let fields: Option<Vec<u16>> = import.key.iter().map(|id| position(def, id)).collect();
            columns(def, &fields?)
        });
        let names = ["name", "short_name"].iter().filter_map(|id| columns(def, &[position(def, id)?]));
        let lists: Vec<_> = unique.chain(keys).chain(names).filter(|columns| !columns.is_empty()).collect();
        let table = if def.kind == Kind::Register { "entry" } else { "record" };
        found.extend(lists.into_iter().map(|columns| Wanted {
            table,
            ty: def.id.to_string(),
            columns,
            fixed: vec![],
        }));
    }
    found
}

fn position(def: &TypeDef, id: &str) -> Option<u16> {
    let at = def.fields.iter().position(|field| &*field.id == id)?;
    u16::try_from(at).ok()
}

/// The expressions under which fields are compared; none if one of them is a list.
fn columns(def: &TypeDef, fields: &[u16]) -> Option<Vec<String>> {
    let column = |at: &u16| {
        let field = def.fields.get(usize::from(*at)).filter(|field| !field.many)?;
        Some(match &field.ty {
            FieldType::Rows { .. } => return None,
            FieldType::Integer | FieldType::Decimal | FieldType::Money => {
                format!("(CAST(fields ->> '{}' AS BIGINT))", field.id)
            }
            FieldType::Bool => format!("(CAST(fields ->> '{}' AS TEXT))", field.id),
            ty if is_secret(ty) => format!("(fields ->> '{}#')", field.id),
            _ => format!("(fields ->> '{}')", field.id),
        })
    };
    fields.iter().map(column).collect()
}
