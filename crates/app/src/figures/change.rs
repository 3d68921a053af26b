//! A figure beside that of the year before (sheet 20, 4.3 and 4.5).
//!
//! The figure of the year before is the same indicator over that year. It is compared only where the
//! ledgers hold that year: matters carried over from its last months are not a year.

use fadu_base::decimal::{SCALE, divide_half_up};
use fadu_base::wording::{self, Wording};
use fadu_base::{Date, Decimal, Name};
use fadu_definition::Definitions;
use fadu_document::{Figure, Last};
use fadu_store::figures::{self as stored, Amount, Behind, Scope};
use fadu_store::{Reader, StoreError, driver::Db};

use super::subject::{is_constant, leaves};
use super::{failed, scope_of, year_of};
use crate::District;

/// Decimals of a change.
const PLACES: u32 = 1;

/// The figure of the year before, and the change to it.
pub(crate) fn last_year(
    db: &Db,
    definitions: &Definitions,
    district: &str,
    year: i16,
    figure: &stored::Figure,
) -> Result<Option<Last>, StoreError> {
    let id = &figure.id;
    let Ok(scope) = year_of(district, year - 1) else { return Ok(None) };
    let last = stored::figure(db.connection(), definitions, &scope, id, Behind::Number).map_err(failed)?;
    let Some(last) = last else {
        return Ok(None);
    };
    let (Some(now), None) = (&figure.amount, &figure.missing) else { return Ok(None) };
    let judged = match (last.records, &last.amount) {
        _ if matches!(now, Amount::Ratio { change: true, .. }) => Err("本身是同比"),
        (0, _) | (_, None) => Err("上年没有记录"),
        (_, Some(before)) if is_whole(db, definitions, district, year, id)? => change(now, before),
        _ => Err("上年台账不满全年"),
    };
    let has_records = last.records > 0;
    let value = last.amount.as_ref().filter(|_| has_records).map(Amount::exact);
    let printed = Some(last.printed).filter(|_| has_records);
    let (change, size) = match judged {
        Ok((change, size)) => (change, Some(size)),
        Err(why) => (format!("不可比（{why}）"), None),
    };
    Ok(Some(Last { value, printed, change, size, comparable: size.is_some() }))
}

/// Whether the ledgers hold the whole of the year before: every indicator of which the figure is made
/// has records in each quarter of that year in which it has some this year.
fn is_whole(
    db: &Db,
    definitions: &Definitions,
    district: &str,
    year: i16,
    id: &Name,
) -> Result<bool, StoreError> {
    let has = |leaf: &Name, period: Option<(Date, Date)>| -> Result<bool, StoreError> {
        let Some((from, to)) = period else { return Ok(false) };
        let scope = Scope { district, period: (from, to), as_of: to, cut_off: to };
        let conn = db.connection();
        let found = stored::figure(conn, definitions, &scope, leaf, Behind::Number).map_err(failed)?;
        Ok(found.is_some_and(|found| found.records > 0))
    };
    for leaf in leaves(definitions, id) {
        for first in [1, 4, 7, 10] {
            if !has(&leaf, quarter(year - 1, first))? && has(&leaf, quarter(year, first))? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The quarter that begins with a month.
fn quarter(year: i16, first: i8) -> Option<(Date, Date)> {
    Some((Date::new(year, first, 1).ok()?, Date::new(year, first + 2, 1).ok()?.last_of_month()))
}

/// The change in words and its size; why there is none. Ratios differ in percentage points, everything
/// else in percent of the year before.
fn change(now: &Amount, last: &Amount) -> Result<(String, Decimal), &'static str> {
    let (change, base) = match (now, last) {
        (Amount::Int(now), Amount::Int(last)) => (now.checked_sub(*last), *last),
        (Amount::Money(now), Amount::Money(last)) => (now.0.checked_sub(last.0), last.0),
        (Amount::Number(now), Amount::Number(last)) => (now.0.checked_sub(last.0), last.0),
        (Amount::Ratio { .. }, Amount::Ratio { .. }) => return points(now, last),
        _ => return Err("两年的数据种类不同"),
    };
    match (change, base) {
        (_, 0) => Err("上年为0"),
        (_, base) if base < 0 => Err("上年为负数"),
        (None, _) => Err("数字过大"),
        (Some(change), base) => {
            let said = Wording::HalfUp(PLACES).print(wording::Figure::Change { change, base }, "%");
            let size = divide_half_up(i128::from(change).abs() * 100 * i128::from(SCALE), base.into());
            let size = size.and_then(|size| i64::try_from(size).ok()).ok_or("数字过大")?;
            Ok((said.text().to_owned(), Decimal(size)))
        }
    }
}

/// The difference of two ratios in percentage points, rounded once.
fn points(now: &Amount, last: &Amount) -> Result<(String, Decimal), &'static str> {
    let (
        Amount::Ratio { numerator: a, denominator: b, .. },
        Amount::Ratio { numerator: c, denominator: d, .. },
    ) = (now, last)
    else {
        return Err("两年的数据种类不同");
    };
    let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
    if b == 0 {
        return Err("本年没有应办事项");
    }
    let tenths = (a * d).checked_sub(c * b).and_then(|gap| {
        let scaled = gap.checked_mul(100 * 10_i128.pow(PLACES))?;
        divide_half_up(scaled, b.checked_mul(d)?)
    });
    let tenths = tenths.and_then(|tenths| i64::try_from(tenths).ok()).ok_or("上年没有应办事项")?;
    let size = Decimal(tenths.saturating_abs().saturating_mul(10_i64.pow(6 - PLACES)));
    let said = match tenths {
        0 => "基本持平".into(),
        1.. => format!("上升{size}个百分点"),
        _ => format!("下降{size}个百分点"),
    };
    Ok((said, size))
}

impl District {
    /// Puts beside each figure of a year that of the year before.
    pub(crate) fn compare(
        &self,
        reader: &Reader<'_>,
        year: i16,
        figures: &mut [Figure],
    ) -> Result<(), StoreError> {
        let scope = scope_of(self.code(), year)?;
        let definitions = &self.catalog.definitions;
        for figure in figures.iter_mut().filter(|figure| !is_constant(definitions, &figure.id)) {
            let conn = reader.view.db.connection();
            let now =
                stored::figure(conn, definitions, &scope, &figure.id, Behind::Number).map_err(failed)?;
            if let Some(now) = now {
                figure.last = last_year(reader.view.db, definitions, self.code(), year, &now)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fadu_base::Money;

    fn ratio(numerator: i64, denominator: i64) -> Amount {
        Amount::Ratio { numerator, denominator, places: 1, change: false }
    }

    #[test]
    fn counts_and_sums_change_in_percent() {
        let told = |said: &str, size: &str| Ok((said.to_owned(), Decimal::parse(size).unwrap_or_default()));
        assert_eq!(change(&Amount::Int(106), &Amount::Int(100)), told("上升6%", "6"));
        assert_eq!(change(&Amount::Int(2238), &Amount::Int(2668)), told("下降16.1%", "16.116942"));
        assert_eq!(change(&Amount::Int(100_001), &Amount::Int(100_000)), told("基本持平", "0.001"));
        let money = |fen| Amount::Money(Money(fen));
        assert_eq!(change(&money(150), &money(100)), told("上升50%", "50"));
        assert_eq!(change(&Amount::Int(5), &Amount::Int(0)), Err("上年为0"));
        assert_eq!(change(&money(5), &money(-5)), Err("上年为负数"));
    }

    #[test]
    fn ratios_change_in_percentage_points() {
        let told = |said: &str, size: &str| Ok((said.to_owned(), Decimal::parse(size).unwrap_or_default()));
        assert_eq!(change(&ratio(1, 1), &ratio(230, 240)), told("上升4.2个百分点", "4.2"));
        assert_eq!(change(&ratio(1, 2), &ratio(3, 4)), told("下降25个百分点", "25"));
        assert_eq!(change(&ratio(1, 2), &ratio(2, 4)), told("基本持平", "0"));
        assert_eq!(change(&ratio(1, 2), &ratio(0, 0)), Err("上年没有应办事项"));
    }
}
