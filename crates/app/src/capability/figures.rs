//! The figures of a report 数据: their list, their frozen values at a journal position, and the value
//! of one indicator today (sheet 20, 2.2, 2.3, 4.1, 4.4).

use fadu_base::{Date, Decimal, Name, Value};
use fadu_definition::Given;
use fadu_document::Last;
use fadu_engine::Rules;
use fadu_store::figures::{self as stored, Amount, Behind, Figure, Scope, Share, Verdict};
use fadu_store::journal::journal_position;
use fadu_store::{StoreError, Txn, driver::Db};

use super::{Form, cell, put, text};
use crate::figures::{change, failed, year_of};

/// What is carried over of a figure whose value and records did not change.
const CONFIRMED: [&str; 5] =
    ["confirmed_by_filer", "confirmed_by", "confirmed_on", "explanation", "explained_by"];
/// What is carried over of a part of a figure.
const CONFIRMED_PART: [&str; 3] = ["confirmed_by_filer", "confirmed_by", "confirmed_on"];
/// What is carried over of a figure that comes from a document.
const DECLARED: [&str; 3] = ["declared_doc", "declared_signer", "declared_by"];

pub(super) type Filled = Vec<(Name, Given)>;

/// The list of the report's figures, each with the organization that owns most of its records.
pub(super) fn slots(rules: &Rules<'_>, txn: &mut Txn<'_>, form: &Form<'_>) -> Result<Filled, StoreError> {
    // A year that is missing or no year is refused as any other field is; it has no owners.
    let Ok(scope) = scope_of(rules, form) else {
        return Ok(vec![("slots".into(), Given::List(Vec::new()))]);
    };
    let conn = txn.db().connection();
    let mut rows = Vec::new();
    for row in &rules.definitions.report.figures {
        let owners =
            stored::by_organization(conn, rules.definitions, &scope, &row.indicator).map_err(failed)?;
        let most = owners.into_iter().max_by_key(|group| group.amount.as_ref().map(Amount::size));
        let owner = most.and_then(|group| group.key).or_else(|| form.org.map(ToString::to_string));
        rows.push(Given::Row(vec![
            text("slot", &row.indicator),
            text("owner", owner.unwrap_or_default()),
            text("note", &row.name),
        ]));
    }
    Ok(vec![("slots".into(), Given::List(rows))])
}

/// The position, the figures, their parts and the checks. What was confirmed stays so where value and
/// records are the same as before.
pub(super) fn freeze(rules: &Rules<'_>, txn: &mut Txn<'_>, form: &Form<'_>) -> Result<Filled, StoreError> {
    let scope = scope_of(rules, form)?;
    let position = journal_position(txn.db(), txn.district())?;
    let wanted: Vec<String> =
        form.rows("slots").iter().filter_map(|row| cell(row, "slot").as_text().map(str::to_owned)).collect();
    let before = form.rows("figures");
    let mut rows = Vec::new();
    for id in &wanted {
        let known = before.iter().find(|row| cell(row, "slot").as_text() == Some(id));
        rows.push(Given::Row(figure(rules, txn, &scope, (id, position), known.map(Vec::as_slice))?));
    }
    Ok(vec![
        put("position", Value::Int(position)),
        ("parts".into(), Given::List(shares(rules, txn, &scope, form)?)),
        ("figures".into(), Given::List(rows)),
        ("checks".into(), Given::List(checks(rules, txn, &scope, form)?)),
    ])
}

pub(super) fn figure(
    rules: &Rules<'_>,
    txn: &Txn<'_>,
    scope: &Scope<'_>,
    (id, position): (&str, i64),
    known: Option<&[(Name, Value)]>,
) -> Result<Filled, StoreError> {
    let conn = txn.db().connection();
    let Some(now) = stored::figure(conn, rules.definitions, scope, id, Behind::Hash).map_err(failed)? else {
        return Ok(vec![text("slot", id)]);
    };
    // What two persons declared from a document stands until they declare another.
    let declared = known.filter(|known| !cell(known, "declared_by").is_empty());
    let now = match declared.and_then(|known| cell(known, "value").as_text()) {
        Some(text) => stored::declared(rules.definitions, now, text),
        None => now,
    };
    let value = now.amount.as_ref().map(Amount::exact).unwrap_or_default();
    let (numerator, denominator) = parts(now.amount.as_ref());
    let mut row = vec![
        text("slot", id),
        text("indicator_version", version(rules, id)),
        put("as_of", Value::Date(scope.as_of)),
        put("position", Value::Int(position)),
        text("value", &value),
        text("numerator", numerator),
        text("denominator", denominator),
        text("printed", if now.missing.is_none() { &now.printed } else { "" }),
        text("class", class(&now)),
        put("records", Value::Int(i64::try_from(now.records).unwrap_or(i64::MAX))),
        text("set_hash", &now.set_hash),
        put("holds", Value::Bool(now.holds)),
    ];
    row.extend(last_year(txn.db(), rules, scope.as_of.year(), &now)?);
    if let Some(known) = known {
        let same = |column: &str, text: &str| cell(known, column).as_text().unwrap_or_default() == text;
        if same("value", &value) && same("set_hash", &now.set_hash) {
            row.extend(carried(known, &CONFIRMED));
        }
        if matches!(class(&now), "导入" | "申报") {
            row.extend(carried(known, &DECLARED));
        }
    }
    Ok(row)
}

/// What organizations other than the one that answers for a figure add to it: each confirms its own
/// part. An organization answers for its part, unless another was named for it before.
fn shares(
    rules: &Rules<'_>,
    txn: &Txn<'_>,
    scope: &Scope<'_>,
    form: &Form<'_>,
) -> Result<Vec<Given>, StoreError> {
    let conn = txn.db().connection();
    let before = form.rows("parts");
    let mut rows = Vec::new();
    for slot in form.rows("slots") {
        let Some(id) = cell(&slot, "slot").as_text() else { continue };
        let answers = |org: &str| matches!(cell(&slot, "owner"), Value::Ref(to) if to.id.as_str() == org);
        for share in stored::shares(conn, rules.definitions, scope, id).map_err(failed)? {
            let Some(org) = share.org.as_deref().filter(|org| !answers(org)) else { continue };
            let known = before.iter().find(|row| is_part(row, id, org)).map(Vec::as_slice);
            rows.push(Given::Row(part(id, org, &share, known)));
        }
    }
    Ok(rows)
}

fn is_part(row: &[(Name, Value)], slot: &str, org: &str) -> bool {
    let of_org = matches!(cell(row, "org"), Value::Ref(to) if to.id.as_str() == org);
    of_org && cell(row, "slot").as_text() == Some(slot)
}

fn part(id: &str, org: &str, share: &Share, known: Option<&[(Name, Value)]>) -> Filled {
    let value = share.amount.as_ref().map(Amount::exact).unwrap_or_default();
    let (numerator, denominator) = parts(share.amount.as_ref());
    let owner = known.map(|known| put("owner", cell(known, "owner").clone()));
    let mut row = vec![
        text("slot", id),
        text("org", org),
        owner.unwrap_or_else(|| text("owner", org)),
        text("value", &value),
        text("numerator", numerator),
        text("denominator", denominator),
        put("records", Value::Int(i64::try_from(share.records).unwrap_or(i64::MAX))),
        text("set_hash", &share.set_hash),
    ];
    let same = |known: &&[(Name, Value)]| {
        let same = |column: &str, text: &str| cell(known, column).as_text().unwrap_or_default() == text;
        same("value", &value) && same("set_hash", &share.set_hash)
    };
    row.extend(known.filter(same).into_iter().flat_map(|known| carried(known, &CONFIRMED_PART)));
    row
}

fn carried<'k>(known: &'k [(Name, Value)], columns: &'k [&str]) -> impl Iterator<Item = (Name, Given)> + 'k {
    columns.iter().map(|column| put(column, cell(known, column).clone()))
}

/// Last year's printed form and the change, where the two years can be compared (sheet 20, 4.5).
fn last_year(db: &Db, rules: &Rules<'_>, year: i16, now: &Figure) -> Result<Filled, StoreError> {
    let last = change::last_year(db, rules.definitions, rules.division, year, now)?;
    let Some(Last { value, printed, change, size: Some(size), .. }) = last else {
        return Ok(vec![put("comparable", Value::Bool(false))]);
    };
    Ok(vec![
        text("last_printed", printed.unwrap_or_default()),
        text("last_value", value.unwrap_or_default()),
        put("change_size", Value::Decimal(size)),
        put("comparable", Value::Bool(true)),
        text("change", change),
    ])
}

/// The identities between the figures; what was explained stays so where the outcome is the same.
pub(super) fn checks(
    rules: &Rules<'_>,
    txn: &Txn<'_>,
    scope: &Scope<'_>,
    form: &Form<'_>,
) -> Result<Vec<Given>, StoreError> {
    let judged = stored::identities(txn.db().connection(), rules.definitions, scope).map_err(failed)?;
    let before = form.rows("checks");
    let row = |judged: stored::Judged| {
        let ok = !matches!(judged.verdict, Verdict::Fails);
        let mut row = vec![
            text("identity", &judged.id),
            text("values", &judged.text),
            put("ok", Value::Bool(ok)),
            text("severity", &judged.severity),
        ];
        let same = |known: &&Vec<(Name, Value)>| {
            cell(known, "identity").as_text() == Some(&judged.id) && *cell(known, "ok") == Value::Bool(ok)
        };
        if let Some(known) = before.iter().find(same) {
            row.extend(carried(known, &["explanation", "explained_by"]));
        }
        Given::Row(row)
    };
    Ok(judged.into_iter().map(row).collect())
}

/// The value of the indicator by which a task is to be closed, this year until today.
pub(super) fn measure(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    form: &Form<'_>,
    today: Date,
) -> Result<Filled, StoreError> {
    let id = form.text("test_indicator");
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let scope = Scope { district: rules.division, period: (first, today), as_of: today, cut_off: today };
    let figure = stored::figure(txn.db().connection(), rules.definitions, &scope, id, Behind::Number)
        .map_err(failed)?;
    let number = figure.and_then(|figure| figure.amount).and_then(|amount| Decimal::parse(&amount.exact()));
    let Some(number) = number else { return Ok(Vec::new()) };
    Ok(vec![
        put("measured", Value::Decimal(number)),
        put("measured_at", Value::Int(journal_position(txn.db(), txn.district())?)),
    ])
}

/// What the figures of a report are computed over.
pub(super) fn scope_of<'r>(rules: &Rules<'r>, form: &Form<'_>) -> Result<Scope<'r>, StoreError> {
    year_of(rules.division, report_year(form)?).map_err(|failure| StoreError::Invalid(failure.what))
}

/// The year that a report is about.
fn report_year(form: &Form<'_>) -> Result<i16, StoreError> {
    let year = form.int("report_year");
    let year = year.ok_or_else(|| StoreError::Invalid("没有填写报告年度，请先填写".into()))?;
    i16::try_from(year).map_err(|_| StoreError::Invalid(format!("报告年度“{year}”应在 1900 至 2199 之间")))
}

/// The version of the definition that says how a figure is counted.
fn version(rules: &Rules<'_>, id: &str) -> String {
    let Some(indicator) = rules.definitions.indicators.get(id) else { return String::new() };
    let def = stored::measure::declaring(rules.definitions, indicator);
    def.map_or_else(String::new, |def| format!("{}@{}", def.id, def.effective))
}

fn parts(amount: Option<&Amount>) -> (String, String) {
    match amount {
        Some(Amount::Ratio { numerator, denominator, .. }) => {
            (numerator.to_string(), denominator.to_string())
        }
        _ => Default::default(),
    }
}

/// The word of the class of evidence (sheet 20, 4.2).
fn class(figure: &Figure) -> &'static str {
    match &*figure.class {
        "imported" => "导入",
        "declared" => "申报",
        "text" => "常数",
        "pledge" => "承诺",
        _ => "派生",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_year_is_told() {
        let year = |given: &[(Name, Value)]| {
            let form = Form { record: None, input: given, org: None };
            report_year(&form).map_err(|error| error.to_string())
        };
        let of = |value| [("report_year".into(), value)];
        assert_eq!(year(&of(Value::Int(2020))), Ok(2020));
        assert!(year(&[]).unwrap_err().contains("没有填写报告年度"));
        assert!(year(&of(Value::Int(99_999))).unwrap_err().contains("99999"));
    }
}
