//! A sheet is known by its heads, not by its name or place (M14).

use std::sync::Arc;

use fadu_definition::{Definitions, RefusalKind};

use crate::fault::{Fault, Place, Problem};
use crate::open::Workbook;
use crate::route::{Candidate, Fit, Route};
use crate::table::{Header, headers};

/// A sheet and what is done with it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name; empty for CSV.
    pub name: Arc<str>,
    /// Its header, if it has one.
    pub header: Option<Header>,
    /// What is done with it.
    pub role: Role,
}

/// What is done with a sheet.
#[derive(Clone, Debug)]
pub enum Role {
    /// Each row is a record, by the route whose `only` it meets. Routes with a rows field take rows
    /// of the same sheet as rows of its records.
    Records(Vec<Arc<Route>>),
    /// Each row belongs to a rows field of a record of another sheet.
    Rows(Arc<Route>),
    /// Nothing, and why (Chinese): it has no table, or no definition knows it.
    Skipped(String),
    /// It was known, but columns are missing.
    Faulty(Vec<Fault>),
}

/// Of a sheet of a known kind with a column missing, so much of both sides must still agree:
/// required columns found, and heads of the sheet understood. Below that it is another ledger.
const REQUIRED_PERCENT: usize = 60;
const UNDERSTOOD_PERCENT: usize = 50;

/// Looks at every sheet.
pub(crate) fn recognise(book: &mut Workbook, definitions: &Definitions) -> Result<Vec<Sheet>, Box<Fault>> {
    let candidates = Candidate::all(definitions.types.values());
    let names = book.sheets().to_vec();
    let mut sheets = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let found = headers(book.rows(index)?)?;
        sheets.push(sheet(name, found, &candidates));
    }
    Ok(sheets)
}

fn sheet(name: Arc<str>, headers: Vec<Header>, candidates: &[Candidate]) -> Sheet {
    let Some(first) = headers.first().cloned() else {
        return Sheet {
            name, header: None, role: Role::Skipped("没有表头，不是数据表".to_owned())
        };
    };
    let mut near: Option<(Header, Vec<Fault>)> = None;
    for header in headers {
        let fits: Vec<Fit> = candidates.iter().map(|candidate| candidate.fit(&name, &header)).collect();
        if let Some(role) = complete(&fits) {
            let twice = twice(&role, &name, &header);
            let role = if twice.is_empty() { role } else { Role::Faulty(twice) };
            return Sheet { name, header: Some(header), role };
        }
        if near.is_none()
            && let Some(faults) = incomplete(&fits, &name, &header)
        {
            near = Some((header, faults));
        }
    }
    match near {
        Some((header, faults)) => Sheet { name, header: Some(header), role: Role::Faulty(faults) },
        None => Sheet {
            name,
            role: Role::Skipped(format!("没有业务类型使用这样的表头：{}", first.line())),
            header: Some(first),
        },
    }
}

/// The import with all required columns that understands most of the heads; the others that take
/// the rest of the rows, if it takes only some; and those that take rows of it as rows of its
/// records.
fn complete(fits: &[Fit]) -> Option<Role> {
    let whole = || fits.iter().filter(|fit| fit.missing.is_empty() && fit.route.columns.len() >= 2);
    let of_records = |fit: &&Fit| fit.route.import().rows.is_none();
    // The first of equals: definitions come in a fixed order.
    let most = |fit: &&Fit| (fit.route.columns.len(), fit.found);
    let widest = whole().rev().max_by_key(most)?;
    let same_type = |fit: &&Fit| Arc::ptr_eq(&fit.route.def, &widest.route.def);
    let Some(best) = whole().rev().filter(of_records).filter(same_type).max_by_key(most) else {
        return Some(Role::Rows(Arc::new(widest.route.clone())));
    };
    let mut routes = vec![Arc::new(best.route.clone())];
    let beside =
        whole().filter(|fit| partner(&best.route, &fit.route) || of_its_rows(&best.route, &fit.route));
    routes.extend(beside.map(|fit| Arc::new(fit.route.clone())));
    Some(Role::Records(routes))
}

/// Whether another import takes other rows of the same sheet: it looks at the same columns.
fn partner(best: &Route, other: &Route) -> bool {
    let same = Arc::ptr_eq(&best.def, &other.def) && best.import == other.import;
    let columns = |route: &Route| route.only.iter().map(|(at, _)| *at).collect::<Vec<_>>();
    let some_only = !best.only.is_empty() && columns(best) == columns(other);
    !same && other.import().rows.is_none() && some_only
}

/// Whether another import takes rows of the same sheet as rows of the records of the first.
fn of_its_rows(best: &Route, other: &Route) -> bool {
    Arc::ptr_eq(&best.def, &other.def) && other.import().rows.is_some()
}

/// Heads that are needed and stand twice: nobody can know which column is meant.
fn twice(role: &Role, sheet: &Arc<str>, header: &Header) -> Vec<Fault> {
    let routes: &[Arc<Route>] = match role {
        Role::Records(routes) => routes,
        Role::Rows(route) => std::slice::from_ref(route),
        _ => &[],
    };
    let used = |at: usize| routes.iter().any(|route| route.columns.iter().any(|column| column.at == at));
    let names: Vec<_> = header.names().collect();
    let again = names
        .iter()
        .filter(|(at, _, name)| used(*at) && names.iter().any(|(other, _, same)| other > at && same == name));
    let faults = again.map(|(_, _, name)| {
        let problem = Problem::format(
            "header",
            format!("列名“{name}”出现了不止一次"),
            "请删去多余的一列，或改用不同的列名",
        );
        problem.at(Place::sheet(sheet).row(header.row).column(name.as_str()))
    });
    faults.collect()
}

/// What is missing of the import that the sheet must have been meant for, if there is one.
fn incomplete(fits: &[Fit], sheet: &Arc<str>, header: &Header) -> Option<Vec<Fault>> {
    let heads = header.names().count();
    let meant = fits.iter().filter(|fit| {
        let required = fit.found + fit.missing.len();
        fit.found * 100 >= required * REQUIRED_PERCENT
            && fit.route.columns.len() * 100 >= heads * UNDERSTOOD_PERCENT
    });
    let best = meant.rev().max_by_key(|fit| (fit.route.columns.len(), fit.found))?;
    let faults = best.missing.iter().map(|missing| {
        let what = format!("缺少必需的列“{missing}”；表中找到的列：{}", header.line());
        let remedy = format!("请补上“{missing}”列；若列名不同，请改为“{missing}”");
        let place = Place::sheet(sheet).row(header.row).column(missing.as_str());
        Problem::new(RefusalKind::FieldMissing, "E27", what, remedy).at(place)
    });
    Some(faults.collect())
}
