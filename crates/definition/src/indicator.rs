//! `[indicator."<system.name>"]` 指标 (language.md 2.8): a query with a name. The conditions are in
//! the SQL subset; `value` computes over other indicators.

use std::sync::Arc;

use fadu_base::Name;

use crate::expr::scope::{Allow, Scope, Types};
use crate::expr::{Expr, ExprKind, Ty};
use crate::keys::{Keys, Text, check_dotted};
use crate::place::{Place, bare, compile, nothing};
use crate::{Field, FieldType, Indicator, Measure, action, given, report};

const KEYS: &[&str] = &[
    "name", "unit", "seed", "wording", "public", "count", "sum", "mean", "max", "distinct", "where", "value",
    "constant", "group", "top", "over",
];

/// The keys that say what is computed: one of them.
const MEASURES: [&str; 7] = ["count", "sum", "mean", "max", "distinct", "value", "constant"];

/// Ids and types of the values, as far as they can be told before expressions are compiled.
pub(crate) fn signatures(root: &Keys<'_>, fields: &[Field]) -> Vec<(Name, Ty)> {
    let sections = root.sections("indicator").into_iter();
    let checked = sections.inspect(|(id, _)| check_dotted(root.file, id));
    checked.map(|(id, keys)| (id.name(), value_type(&keys, fields))).collect()
}

fn value_type(keys: &Keys<'_>, fields: &[Field]) -> Ty {
    let text = |key: &str| keys.item(key).and_then(|item| item.get_ref().as_str());
    if keys.has("count") || keys.has("distinct") {
        return Ty::Int;
    }
    if let Some(item) = keys.item("constant") {
        return report::type_of(&given::value_of(keys.file, item));
    }
    let over = text("over").and_then(|over| fields.iter().find(|field| &*field.id == over));
    let Some(summed) = text("sum").or(text("mean")).or(text("max")) else { return Ty::Decimal };
    let found = match (summed.strip_prefix("row."), over.map(|field| &field.ty)) {
        (Some(column), Some(FieldType::Rows { columns, .. })) => {
            columns.iter().find(|field| &*field.id == column)
        }
        _ => fields.iter().find(|field| &*field.id == summed),
    };
    match found.map(Ty::of_field) {
        Some(Ty::Money) => Ty::Money,
        Some(Ty::Int) if keys.has("sum") || keys.has("max") => Ty::Int,
        _ => Ty::Decimal,
    }
}

/// The indicators of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Arc<Indicator>> {
    let sections = place.own.root.sections("indicator");
    sections.into_iter().map(|(id, keys)| Arc::new(indicator(place, &id, &keys))).collect()
}

fn indicator<'a>(place: &Place<'a>, id: &Text<'a>, keys: &Keys<'a>) -> Indicator {
    keys.only(KEYS);
    let over = keys.text("over").and_then(|text| action::rows_field(place, &text));
    let allow = [Allow::Indicator, Allow::History, Allow::References, Allow::Find];
    let scope = Scope { row: over.and_then(|rows| place.columns(rows)), ..place.scope(&allow) };
    let group = keys.text("group").map(|text| place.expr(&text, scope.clone()));
    let what = measure(place, keys, &scope);
    check_group(place, keys, &what, group.as_ref());
    Indicator {
        id: id.name(),
        name: keys.need_string("name"),
        unit: keys.string("unit").unwrap_or_default(),
        ty: place.own.id.clone(),
        seed: seed(place, id, keys),
        wording: keys.string("wording").unwrap_or_else(|| "exact".into()),
        public: keys.flag("public"),
        what,
        group,
        top: keys.count("top"),
        over,
        span: id.span.clone(),
    }
}

fn measure<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Measure {
    let given: Vec<&str> = MEASURES.into_iter().filter(|key| keys.has(key)).collect();
    let Some(first) = given.first() else {
        keys.file.error(
            "E03",
            keys.span.clone(),
            "nothing says what is computed",
            format!("one of {} is wanted", MEASURES.join(", ")),
        );
        return Measure::Value(nothing());
    };
    for other in &given[1..] {
        keys.file.error(
            "E01",
            keys.at(other),
            format!("`{other}` cannot stand beside `{first}`"),
            "an indicator computes one thing",
        );
    }
    let expr = || keys.text(first).map_or_else(nothing, |text| place.expr(&text, scope.clone()));
    let cond = || keys.text("where").map(|text| place.condition(&text, scope.clone()));
    match *first {
        "sum" => Measure::Sum { of: number(place, keys, first, expr()), cond: cond() },
        "mean" => Measure::Mean { of: number(place, keys, first, expr()), cond: cond() },
        "max" => Measure::Max { of: number(place, keys, first, expr()), cond: cond() },
        "distinct" => Measure::Distinct { of: expr(), cond: cond() },
        other => {
            if keys.has("where") {
                keys.file.error(
                    "E01",
                    keys.at("where"),
                    format!("`where` does not go with `{other}`"),
                    "write the condition into `count`",
                );
            }
            match other {
                "count" => Measure::Count(
                    keys.text("count").map_or_else(nothing, |text| place.condition(&text, scope.clone())),
                ),
                "value" => Measure::Value(value(place, keys)),
                _ => Measure::Value(constant(keys)),
            }
        }
    }
}

fn number(place: &Place<'_>, keys: &Keys<'_>, key: &str, of: Expr) -> Expr {
    if !of.ty.is_number() && of.ty != Ty::Money {
        let span = keys.text(key).map_or(keys.span.clone(), |text| place.content(&text));
        keys.file.error("E08", span, format!("`{key}` takes a number or money, found {}", of.ty), "");
    }
    of
}

/// Over other indicators; no record is in sight.
fn value<'a>(place: &Place<'a>, keys: &Keys<'a>) -> Expr {
    let Some(text) = keys.text("value") else { return nothing() };
    let allow = [Allow::Indicators, Allow::References].into_iter().collect();
    compile(place.set, place.file(), &text, &Scope { allow, ..bare(place.set) }, &|fault| fault.code)
}

fn constant(keys: &Keys<'_>) -> Expr {
    let Some(item) = keys.item("constant") else { return nothing() };
    let value = given::value_of(keys.file, item);
    Expr { ty: report::type_of(&value), kind: ExprKind::Lit(value), span: 0..0 }
}

/// The number in the reference year's report belongs to this indicator and no other.
fn seed(place: &Place<'_>, id: &Text<'_>, keys: &Keys<'_>) -> Option<u32> {
    let seed = keys.count("seed")?;
    let figures = &place.set.report.figures;
    let listed = figures.iter().find(|figure| figure.no == seed);
    let span = keys.item("seed").map_or(id.span.clone(), |item| item.span());
    match listed {
        Some(figure) if &*figure.indicator != id.text => {
            let what = format!("figure {seed} of the report is `{}`", figure.indicator);
            keys.file.error("E06", span, what, "correct the number or the id");
        }
        None if !figures.is_empty() => {
            keys.file.error("E06", span, format!("the report has no figure {seed}"), "");
        }
        _ => {}
    }
    Some(seed)
}

/// Fines must never be a target for those who impose them (行政处罚法 74): no money by person.
fn check_group(place: &Place<'_>, keys: &Keys<'_>, what: &Measure, group: Option<&Expr>) {
    let money = matches!(what, Measure::Sum { of, .. } | Measure::Mean { of, .. } | Measure::Max { of, .. } if of.ty == Ty::Money);
    if money && group.is_some_and(|group| names_person(place.set, &group.ty)) {
        let span = keys.text("group").map_or(keys.span.clone(), |text| place.content(&text));
        keys.file.error(
            "E21",
            span,
            "money is grouped by person",
            "amounts imposed must not be counted for those who impose them",
        );
    }
}

/// A person, or a register entry about one, such as a certificate.
fn names_person(types: &dyn Types, ty: &Ty) -> bool {
    let person = |ty: &Ty| matches!(ty, Ty::Ref(types) if types.iter().any(|ty| &**ty == "person"));
    match ty {
        Ty::List(of) => names_person(types, of),
        Ty::Ref(of) => {
            person(ty) || of.iter().any(|ty| types.field(ty, "person").is_some_and(|ty| person(&ty)))
        }
        _ => false,
    }
}
