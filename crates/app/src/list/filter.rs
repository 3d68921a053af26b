//! Filters: what was typed, as conditions; what is wrong with it, with its place and what to do.

use std::collections::BTreeSet;
use std::ops::Range;

use fadu_definition::expr::scope::Fault;
use fadu_definition::expr::{Expr, ExprKind, Member, Ty};
use fadu_definition::{Field, FieldType, TypeDef, filter as compile};
use fadu_store::journal::journal_position;
use fadu_store::list::Test;
use fadu_store::search::{query_holding, search_due, search_find, search_position};
use fadu_store::sql::is_secret;
use fadu_store::{Reader, StoreError};

use super::{Desk, ListAsked, day};
use crate::access::{Sight, field_sight};

/// Longest condition, in characters.
const LONGEST: usize = 2_000;

/// What is wrong with a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterFault {
    /// Which control: `cond`, `from`, `to`, `field`, `step`, `org`.
    pub control: String,
    /// The text before the place, at it and after it.
    pub place: (String, String, String),
    /// What is wrong.
    pub say: String,
    /// What to do.
    pub help: String,
}

/// A filter that was read.
#[derive(Default)]
pub(super) struct Filter {
    from: Option<String>,
    to: Option<String>,
    field: Option<(Holds, String, bool)>,
    cond: Option<(Expr, bool)>,
}

/// How a field is compared with a text.
enum Holds {
    /// It holds it.
    Text,
    /// It is this key.
    Key,
    /// Its digest is that of the text.
    Digest,
}

impl Filter {
    /// The conditions, and whether each reads personal values.
    pub(super) fn tests<'a>(&'a self, asked: &'a ListAsked) -> Vec<(Test<'a>, bool)> {
        let mut tests = Vec::new();
        let given = |text: &'a String| Some(text.as_str()).filter(|text| !text.is_empty());
        tests.extend(given(&asked.step).map(|step| (Test::Step(step), false)));
        tests.extend(given(&asked.org).map(|org| (Test::Org(org), false)));
        tests.extend(self.from.as_deref().map(|day| (Test::From(day), false)));
        tests.extend(self.to.as_deref().map(|day| (Test::To(day), false)));
        tests.extend(self.field.as_ref().map(|(holds, text, private)| {
            let field = asked.field.as_str();
            let test = match holds {
                Holds::Text => Test::Has(field, text),
                Holds::Key => Test::Is(field, text),
                Holds::Digest => Test::Equals(field, text),
            };
            (test, *private)
        }));
        tests.extend(self.cond.as_ref().map(|(cond, private)| (Test::Expr(cond), *private)));
        tests
    }
}

/// Most records that are looked at one by one; of more, some soon turn up on the way through the type.
const AMONG: usize = 4_000;
/// Events that may be ahead of the index of words.
const AHEAD: i64 = 500;

impl Filter {
    /// The records of the type of which some may hold the text, if the index of words can tell and they
    /// are few.
    pub(super) fn among(
        &self,
        reader: &Reader<'_>,
        def: &TypeDef,
        asked: &ListAsked,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let (db, keys) = (reader.view.db, &reader.view.shared.keys);
        let district = &reader.view.shared.meta.district;
        let is_indexed = |field: &Field| {
            matches!(field.ty, FieldType::Text | FieldType::LongText) && field.seen_by.is_empty()
        };
        let field = def.fields.iter().find(|field| *field.id == *asked.field);
        let Some((Holds::Text, text, _)) = &self.field else { return Ok(None) };
        let Some(query) = field.filter(|field| is_indexed(field)).and_then(|_| query_holding(keys, text))
        else {
            return Ok(None);
        };
        let (ahead, last) = search_due(db, district, search_position(db, district)?, AHEAD)?;
        if last < journal_position(db, district)? {
            return Ok(None);
        }
        let found = search_find(db, district, &query, i64::MAX, AMONG as i64)?;
        if found.len() == AMONG {
            return Ok(None);
        }
        let of_type = |id: &String| id.split_once('/').is_some_and(|(ty, _)| ty == &*def.id);
        let all = found.into_iter().map(|(_, record)| record).chain(ahead).filter(of_type);
        Ok(Some(all.collect::<BTreeSet<_>>().into_iter().collect()))
    }
}

/// Reads a filter.
pub(super) fn read(desk: &Desk<'_>, asked: &ListAsked) -> (Filter, Vec<FilterFault>) {
    let mut faults = Vec::new();
    let mut filter = Filter::default();
    for (name, text, slot) in
        [("from", &asked.span.from, &mut filter.from), ("to", &asked.span.to, &mut filter.to)]
    {
        *slot = day(text);
        if slot.is_none() && !text.is_empty() {
            faults.push(plain(name, text, "这不是一个日期", "请写成 2026-01-31 这样的年月日"));
        }
    }
    if !asked.text.is_empty() {
        match field(desk, asked) {
            Ok(read) => filter.field = Some(read),
            Err(fault) => faults.push(*fault),
        }
    }
    match cond(desk, asked) {
        Ok(read) => filter.cond = read,
        Err(found) => faults.extend(found),
    }
    (filter, faults)
}

fn plain(control: &str, text: &str, say: &str, help: &str) -> FilterFault {
    FilterFault {
        control: control.to_owned(),
        place: (String::new(), text.to_owned(), String::new()),
        say: say.to_owned(),
        help: help.to_owned(),
    }
}

fn field(desk: &Desk<'_>, asked: &ListAsked) -> Result<(Holds, String, bool), Box<FilterFault>> {
    let known = desk.def.fields.iter().find(|field| *field.id == *asked.field);
    let Some(field) = known.filter(|field| desk.may_filter(field)) else {
        return Err(Box::new(plain(
            "field",
            &asked.field,
            "没有选定可以筛选的栏目",
            "请先选一个栏目，再写其中的文字",
        )));
    };
    let personal = field.personal.is_some();
    let text = asked.text.trim();
    if is_secret(&field.ty) {
        return Ok((Holds::Digest, text.to_owned(), personal));
    }
    let FieldType::Choice(of) = &field.ty else { return Ok((Holds::Text, text.to_owned(), personal)) };
    match of.iter().find(|(key, word)| word == text || **key == *text) {
        Some((key, _)) if field.many => Ok((Holds::Text, format!("\"{key}\""), personal)),
        Some((key, _)) => Ok((Holds::Key, key.to_string(), personal)),
        None => {
            let words: Vec<&str> = of.iter().map(|(_, word)| word.as_str()).take(20).collect();
            let help = format!("可以写：{}", words.join("、"));
            Err(Box::new(plain("field", text, &format!("“{}”没有这个值", field.name), &help)))
        }
    }
}

fn cond(desk: &Desk<'_>, asked: &ListAsked) -> Result<Option<(Expr, bool)>, Vec<FilterFault>> {
    let text = asked.cond.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST {
        return Err(vec![plain("cond", "", "条件太长", "请写在 2000 字以内")]);
    }
    let (expr, faults) = compile(&desk.district.catalog.definitions, desk.def, text);
    match expr {
        Some(expr) if faults.is_empty() => match private(desk, &expr) {
            Ok(private) => Ok(Some((expr, private))),
            Err(span) => Err(vec![FilterFault {
                say: "这一栏只供特定人员查看，不能用来筛选".to_owned(),
                help: "请去掉这个条件".to_owned(),
                ..at(text, &span)
            }]),
        },
        _ => Err(faults.iter().map(|fault| words(text, fault)).collect()),
    }
}

/// Whether a condition reads personal values of the record, so that it selects only records that
/// concern the person; where it reads what they may not, its place.
fn private(desk: &Desk<'_>, expr: &Expr) -> Result<bool, Range<usize>> {
    let (mut private, mut refused) = (false, None);
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Field(at) => {
            let Some(field) = desk.def.fields.get(usize::from(*at)) else { return };
            private |= is_private(field);
            if field_sight(field, &desk.seat.role, Sight::Full) == Sight::Nothing {
                refused.get_or_insert(part.span.clone());
            }
        }
        ExprKind::Get(of, Member::Field(name)) => {
            if let Ty::Ref(types) = &of.ty
                && is_kept(desk, types, name)
            {
                refused.get_or_insert(part.span.clone());
            }
        }
        _ => {}
    });
    refused.map_or(Ok(private), Err)
}

fn is_private(field: &Field) -> bool {
    let columns = match &field.ty {
        FieldType::Rows { columns, .. } => columns.iter().any(is_private),
        _ => false,
    };
    field.personal.is_some() || columns || !field.seen_by.is_empty()
}

/// Whether a member of another record is personal there: it concerns others.
fn is_kept(desk: &Desk<'_>, types: &[fadu_base::Name], name: &fadu_base::Name) -> bool {
    let definitions = &desk.district.catalog.definitions;
    let of = |ty: &fadu_base::Name| definitions.types.get(ty).into_iter().flatten();
    let all: Vec<_> = match types {
        [] => definitions.types.values().flatten().collect(),
        types => types.iter().flat_map(of).collect(),
    };
    all.iter().flat_map(|def| &def.fields).any(|field| field.id == *name && is_private(field))
}

/// What has no statement.
pub(super) fn unsupported(asked: &ListAsked, span: &Range<usize>) -> FilterFault {
    FilterFault {
        say: "这一部分不能用来筛选".to_owned(),
        help: "请改用栏目之间的比较".to_owned(),
        ..at(asked.cond.trim(), span)
    }
}

/// A fault of the language in words for those who use it.
fn words(text: &str, fault: &Fault) -> FilterFault {
    let place = at(text, &fault.span);
    let here = &place.place.1;
    let say = match fault.code {
        "E06" => format!("没有叫“{here}”的栏目、环节、办理动作或期限"),
        "E07" => "这里写得不完整，或者多了字符".to_owned(),
        "E08" => format!("“{here}”不能这样比较，两边的种类不同"),
        "E09" | "E11" => format!("“{here}”不能用来筛选"),
        "E10" => format!("“{here}”不是这一栏可选的值"),
        _ => format!("“{here}”写得不对"),
    };
    let offered: Vec<&str> = fault.help.split('`').skip(1).step_by(2).collect();
    let help = match (offered.as_slice(), fault.code) {
        ([], "E07") => "条件写成：栏目 == '值'，几个条件之间用 && 连接".to_owned(),
        ([], "E08") => "文字和选项加单引号；日期写成 year(opened_on) == 2026，或用上面的开始日期".to_owned(),
        ([], "E09" | "E11") => "今天写成 as_of，本年写成 period".to_owned(),
        ([], _) => "请对照页面下方的栏目名称改正".to_owned(),
        ([one], _) => format!("是否想写“{one}”"),
        (many, _) => format!("可以写：{}", many.join("、")),
    };
    FilterFault { say, help, ..place }
}

fn at(text: &str, span: &Range<usize>) -> FilterFault {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (floor(span.start), floor(span.end.max(span.start)));
    FilterFault {
        control: "cond".to_owned(),
        place: (text[..start].to_owned(), text[start..end].to_owned(), text[end..].to_owned()),
        ..FilterFault::default()
    }
}
