//! The order of the rows of a sheet whose records refer to each other: a row comes after those it
//! names, wherever they stand.

use std::collections::HashMap;

use fadu_base::Value;
use fadu_definition::{FieldType, Given};
use fadu_import::{ImportRow, Outcome, Role, Route};

use super::order::routes;

/// Whether rows of a sheet may name other rows of it.
pub(crate) fn names_itself(role: &Role) -> bool {
    let routes = routes(role);
    let given: Vec<_> = routes.iter().map(|route| &route.def.id).collect();
    routes.iter().any(|route| {
        route.columns.iter().any(|column| match &column.reading.field.ty {
            FieldType::Ref(targets) => targets.iter().any(|target| given.contains(&target)),
            _ => false,
        })
    })
}

/// The rows, each after the rows it names. Rows that name each other in a circle stay as they stand.
pub(crate) fn sorted(rows: Vec<Outcome>) -> Vec<Outcome> {
    let mut at: HashMap<String, usize> = HashMap::new();
    for (index, row) in records(&rows) {
        for name in called(row) {
            at.entry(name.to_owned()).or_insert(index);
        }
    }
    let mut named: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (index, row) in records(&rows) {
        named[index] =
            names(row).filter_map(|name| at.get(name).copied()).filter(|to| *to != index).collect();
    }
    let mut rows: Vec<Option<Outcome>> = rows.into_iter().map(Some).collect();
    after_named(&named).into_iter().filter_map(|index| rows[index].take()).collect()
}

/// Numbers of rows in an order in which each comes after those it names.
fn after_named(named: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(named.len());
    let mut met = vec![false; named.len()];
    for start in 0..named.len() {
        let mut path = vec![(start, 0)];
        while let Some((row, next)) = path.pop() {
            if next == 0 && std::mem::replace(&mut met[row], true) {
                continue;
            }
            match named[row].get(next) {
                Some(to) => path.extend([(row, next + 1), (*to, 0)]),
                None => order.push(row),
            }
        }
    }
    order
}

fn records(rows: &[Outcome]) -> impl Iterator<Item = (usize, &ImportRow)> {
    rows.iter().enumerate().filter_map(|(index, row)| match row {
        Outcome::Record(row) => Some((index, &**row)),
        _ => None,
    })
}

/// The texts by which other rows may name a row: unique fields, its number, its names.
fn called(row: &ImportRow) -> impl Iterator<Item = &str> {
    let def = row.def();
    let unique = def.unique.iter().flatten().filter_map(|at| def.fields.get(usize::from(*at)));
    let ids = unique.map(|field| &*field.id).chain(["no", "name", "short_name"]);
    ids.filter_map(|id| match row.get(id)? {
        Given::Value(Value::Text(text)) => Some(&**text),
        _ => None,
    })
}

/// The texts by which a row names records of its own type.
fn names(row: &ImportRow) -> impl Iterator<Item = &str> {
    let own = |route: &Route, name: &str| match route.column(name).map(|column| &column.reading.field.ty) {
        Some(FieldType::Ref(targets)) => targets.contains(&route.def.id),
        _ => false,
    };
    row.input.iter().filter(move |(name, _)| own(&row.route, name)).flat_map(|(_, given)| texts(given))
}

fn texts(given: &Given) -> Vec<&str> {
    match given {
        Given::Value(Value::Text(text)) => vec![text],
        Given::List(members) => members.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
