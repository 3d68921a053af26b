//! Whole statements over one type: counts, sums, lists, groups; and the index each would like.

use fadu_base::Name;
use fadu_definition::expr::{BinOp, Expr, ExprKind, Ty};
use fadu_definition::{Definitions, TypeDef};

use super::compiler::{Base, Compiler, Dialect, Frame, unsupported};
use super::constant::Param;
use super::{Kind, Unsupported, quoted};

/// What is asked of the records of a type.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The type.
    pub ty: &'a Name,
    /// The version whose indexes the expressions use: that of the indicator; none in look-ups.
    pub def: Option<&'a TypeDef>,
    /// The variable of a look-up.
    pub var: Option<u16>,
    /// The condition.
    pub cond: Option<&'a Expr>,
    /// Over the rows of this field instead of the records.
    pub over: Option<u16>,
    /// What is selected.
    pub select: Select<'a>,
    /// Broken down by.
    pub group: Option<&'a Expr>,
    /// Only the first groups.
    pub top: Option<u32>,
}

/// What is selected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Select<'a> {
    /// Number of rows.
    Count,
    /// Sum of a number, and over how many rows that have it.
    Sum(&'a Expr),
    /// Greatest of a number, nought if there is none.
    Max(&'a Expr),
    /// Number of distinct values.
    Distinct(&'a Expr),
    /// A row if there is one.
    Exists,
    /// Ids, by id, at most so many.
    Ids(u32),
    /// The records themselves: id, number of the last event (of the entry read, for registers),
    /// entered as past, addend, and the group if there is one.
    Records(Option<&'a Expr>),
    /// Number of records entered as past.
    Past,
}

/// A statement and its parameters (`$1` first).
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text.
    pub text: String,
    /// The parameters.
    pub params: Vec<Param>,
    /// The index that answers it.
    pub index: Index,
}

/// An index, as far as a statement knows what it should hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The table.
    pub(crate) base: Base,
    /// The type.
    pub ty: Name,
    /// Columns and expressions after `district`, best first.
    pub columns: Vec<String>,
    /// How many of them, from the first, are compared with a parameter.
    pub leading: usize,
    /// Conditions without parameters, for the index's own `WHERE`.
    pub fixed: Vec<String>,
}

/// One condition of a statement and how an index could serve it.
struct Conjunct {
    text: String,
    /// Without parameters or other tables: the text without alias.
    fixed: Option<String>,
    /// The only column it compares with parameters, and whether for equality.
    lead: Option<(String, bool)>,
}

/// Compiles a query.
pub fn statement(defs: &Definitions, dialect: Dialect, query: &Query<'_>) -> Result<Statement, Unsupported> {
    let base = query.cond.map_or(Base::Record, |cond| base_of(cond, query.var));
    let mut compiler = Compiler::new(defs, dialect);
    let mut frame = Frame::of(query.ty, query.def, query.var, base);
    let mut from = format!("{} r", base.table());
    if let Some(rows) = query.over {
        from.push_str(&unnest_rows(&mut compiler, &mut frame, rows)?);
    }
    let conjuncts = conjuncts(&mut compiler, &frame, query.cond)?;
    let group = match query.group {
        Some(group) => Some(grouped(&mut compiler, &frame, group, &mut from)?),
        None => None,
    };
    let measured = match &group {
        Some(group) => {
            measured(&mut compiler, &frame, query.select)?.map(|(of, measure)| (group.clone(), of, measure))
        }
        None => None,
    };
    let (selected, tail) = match &measured {
        Some(_) => Default::default(),
        None => selected(&mut compiler, &frame, query.select)?,
    };
    let wheres: String = conjuncts.iter().map(|conjunct| format!(" AND {}", conjunct.text)).collect();
    let (head, order) = match (group, query.select) {
        (None, _) => (selected, tail),
        (Some(group), Select::Records(_)) => (format!("{selected}, {group}"), tail),
        (Some(group), _) => (format!("{group}, {selected}"), by_size(query.top)),
    };
    let rows = format!("FROM {from} WHERE r.district = $1 AND r.type = {}{wheres}", quoted(query.ty));
    let text = match measured {
        Some((group, of, measure)) => {
            let order = by_size(query.top);
            format!(
                "WITH q AS MATERIALIZED (SELECT {group} AS g, {of} AS v {rows}) SELECT g, {measure} FROM q{order}"
            )
        }
        None => format!("SELECT {head} {rows}{order}"),
    };
    let index = index(base, query.ty, &conjuncts, &compiler.leaves);
    Ok(Statement { text, params: compiler.params, index })
}

/// By id. Ordering by the bare column would lead SQLite to walk a type by its key instead of using
/// the index that finds the few records wanted.
const BY_ID: &str = "ORDER BY coalesce(r.id, '')";

/// The largest groups first, equal ones by name.
fn by_size(top: Option<u32>) -> String {
    let limit = top.map_or(String::new(), |top| format!(" LIMIT {top}"));
    format!(" GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST{limit}")
}

/// Entries are searched if the condition demands validity on a day; else records as they are now.
pub(crate) fn base_of(cond: &Expr, var: Option<u16>) -> Base {
    let demands = |part: &Expr| match &part.kind {
        ExprKind::InForce(None, _) => true,
        ExprKind::InForce(Some(of), _) => var.is_some_and(|var| of.kind == ExprKind::Var(var)),
        _ => false,
    };
    if parts(cond).into_iter().any(demands) { Base::Entry } else { Base::Record }
}

/// The conditions that `&&` joins.
pub(crate) fn parts(cond: &Expr) -> Vec<&Expr> {
    match &cond.kind {
        ExprKind::Binary(BinOp::And, a, b) => [parts(a), parts(b)].concat(),
        _ => vec![cond],
    }
}

fn conjuncts<'a>(
    compiler: &mut Compiler<'a>,
    frame: &Frame<'a>,
    cond: Option<&'a Expr>,
) -> Result<Vec<Conjunct>, Unsupported> {
    cond.map_or_else(Vec::new, parts).into_iter().map(|part| conjunct(compiler, frame, part)).collect()
}

fn conjunct<'a>(
    compiler: &mut Compiler<'a>,
    frame: &Frame<'a>,
    part: &'a Expr,
) -> Result<Conjunct, Unsupported> {
    compiler.used.clear();
    let text = compiler.condition(frame, part, true)?;
    let used = std::mem::take(&mut compiler.used);
    let fixed = match (used.parameter, used.table, frame.row.is_some()) {
        (false, false, false) => {
            let bare = Frame { alias: String::new(), ..frame.clone() };
            Some(compiler.condition(&bare, part, true)?)
        }
        _ => None,
    };
    let lead = match used.columns.as_slice() {
        [column, ..] if is_validity(part) => Some((column.clone(), false)),
        [one] if used.parameter && !used.table && is_comparison(part) => {
            Some((one.clone(), is_equality(part)))
        }
        _ => None,
    };
    Ok(Conjunct { text, fixed, lead })
}

fn is_validity(part: &Expr) -> bool {
    matches!(part.kind, ExprKind::InForce(..))
}

fn is_comparison(part: &Expr) -> bool {
    matches!(part.kind, ExprKind::Binary(op, ..) if !matches!(op, BinOp::And | BinOp::Or | BinOp::Ne))
}

fn is_equality(part: &Expr) -> bool {
    matches!(&part.kind, ExprKind::Binary(BinOp::Eq, ..))
        || matches!(&part.kind, ExprKind::Binary(BinOp::In, _, within) if within.ty != Ty::Range)
}

/// The index that would answer the statement: what is compared for equality, then what is
/// compared otherwise, then whatever else is read.
fn index(base: Base, ty: &Name, conjuncts: &[Conjunct], leaves: &[String]) -> Index {
    let of = |equal: bool| {
        let leads = conjuncts.iter().filter_map(|conjunct| conjunct.lead.as_ref());
        leads.filter(move |(_, is_equal)| *is_equal == equal).map(|(column, _)| column.clone())
    };
    let mut columns: Vec<String> = Vec::new();
    let mut add = |column: String| {
        if !columns.contains(&column) {
            columns.push(column);
        }
        columns.len()
    };
    let equal = of(true).map(&mut add).last();
    let leading = of(false).map(&mut add).last().or(equal).unwrap_or(0);
    leaves.iter().cloned().for_each(|leaf| {
        add(leaf);
    });
    let fixed = conjuncts.iter().filter_map(|conjunct| conjunct.fixed.clone()).collect();
    Index { base, ty: ty.clone(), columns, leading, fixed }
}

/// The rows of a field beside each record; `row` stands for one.
fn unnest_rows<'a>(
    compiler: &mut Compiler<'a>,
    frame: &mut Frame<'a>,
    rows: u16,
) -> Result<String, Unsupported> {
    let field = frame.def.and_then(|def| def.fields.get(usize::from(rows)));
    let Some(field) = field else {
        return Err(Unsupported { span: 0..0, what: "rows without their type".into() });
    };
    let json = format!("r.fields -> {}", quoted(&field.id));
    let (alias, from) = compiler.unnest(&json);
    let local = compiler.member_of(&alias, None);
    frame.row = Some(local);
    Ok(format!(", {from}"))
}

/// The text a group is named by; a list counts once in each of its members.
fn grouped<'a>(
    compiler: &mut Compiler<'a>,
    frame: &Frame<'a>,
    group: &'a Expr,
    from: &mut String,
) -> Result<String, Unsupported> {
    let Ty::List(of) = &group.ty else { return compiler.value(frame, group) };
    let (alias, list) = compiler.unnest_list(frame, group)?;
    from.push_str(&format!(", {list}"));
    let kind = Kind::of(of).map_or_else(|| unsupported(group, "a list of rows as a group"), Ok)?;
    Ok(compiler.scalar(&alias, kind))
}

/// What is selected and what follows the conditions.
fn selected<'a>(
    compiler: &mut Compiler<'a>,
    frame: &Frame<'a>,
    select: Select<'a>,
) -> Result<(String, String), Unsupported> {
    let plain = |text: &str| Ok((text.to_owned(), String::new()));
    match select {
        Select::Count => plain("count(*)"),
        Select::Exists => Ok(("1".to_owned(), " LIMIT 1".to_owned())),
        Select::Sum(of) => {
            let of = compiler.value(frame, of)?;
            plain(&sum_of(&of))
        }
        Select::Max(of) => {
            let of = compiler.value(frame, of)?;
            plain(&max_of(&of))
        }
        Select::Distinct(of) => {
            let of = addend(compiler, frame, of)?;
            plain(&format!("count(DISTINCT {of})"))
        }
        Select::Ids(most) => {
            let id = compiler.own(frame, fadu_definition::expr::Own::Id);
            Ok((id.clone(), format!(" ORDER BY coalesce({id}, '') LIMIT {most}")))
        }
        Select::Past => {
            let past = of_record(compiler, frame, "past");
            plain(&format!("count(DISTINCT CASE WHEN {past} THEN r.id END)"))
        }
        Select::Records(of) => {
            let past = of_record(compiler, frame, "past");
            let of = of.map_or_else(|| Ok("1".to_owned()), |of| addend(compiler, frame, of))?;
            Ok((format!("r.id, r.seq, {past}, {of}"), format!(" {BY_ID}, 2")))
        }
    }
}

fn sum_of(of: &str) -> String {
    format!("coalesce(CAST(sum({of}) AS BIGINT), 0), count({of})")
}

fn max_of(of: &str) -> String {
    format!("coalesce(CAST(max({of}) AS BIGINT), 0)")
}

/// A look-up that is measured in groups, and the measure over it. It is computed for each record
/// before grouping: SQLite reads the outer record of a look-up inside a grouped aggregate from the
/// wrong column when an index holds the record ("malformed JSON").
fn measured<'a>(
    compiler: &mut Compiler<'a>,
    frame: &Frame<'a>,
    select: Select<'a>,
) -> Result<Option<(String, String)>, Unsupported> {
    let (of, measure) = match select {
        Select::Sum(of) => (of, sum_of("v")),
        Select::Max(of) => (of, max_of("v")),
        _ => return Ok(None),
    };
    let mut looks_up = false;
    of.walk(&mut |part| looks_up |= matches!(part.kind, ExprKind::Find(..)));
    if looks_up { Ok(Some((compiler.value(frame, of)?, measure))) } else { Ok(None) }
}

/// What a record adds to a figure; of an encrypted value the digest, which tells values apart.
fn addend<'a>(compiler: &mut Compiler<'a>, frame: &Frame<'a>, of: &'a Expr) -> Result<String, Unsupported> {
    if compiler.reads_secret(frame, of) { compiler.digest(frame, of) } else { compiler.value(frame, of) }
}

/// A column that only `record` has.
fn of_record(compiler: &mut Compiler<'_>, frame: &Frame<'_>, column: &str) -> String {
    if frame.base == Base::Record {
        return format!("r.{column}");
    }
    let c = compiler.fresh('c');
    format!(
        "(SELECT {c}.{column} FROM record {c} WHERE {c}.district = $1 AND {c}.type = {} AND {c}.id = r.id)",
        quoted(&frame.ty)
    )
}
