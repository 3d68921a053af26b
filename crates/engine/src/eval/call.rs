//! Built-in functions (language.md 3.3).

use fadu_base::{Date, Decimal, Money, Period, Time, Value, counting};
use fadu_definition::expr::{Expr, Func};

use super::Machine;
use super::compare::{decimal, order};
use super::item::Item;

impl<'e> Machine<'e> {
    /// Evaluates a call; null with a null argument, but for `coalesce`.
    pub(super) fn call(&mut self, func: Func, args: &'e [Expr]) -> Item<'e> {
        match func {
            Func::Coalesce => self.first_known(args),
            Func::Min | Func::Max => self.extreme_of(func, args),
            _ => {
                let args: Vec<Item<'e>> = args.iter().map(|arg| self.item(arg)).collect();
                Item::option(self.computed(func, &args))
            }
        }
    }

    /// The first argument that is not null.
    fn first_known(&mut self, args: &'e [Expr]) -> Item<'e> {
        for arg in args {
            let item = self.item(arg);
            if !item.is_unknown() {
                return item;
            }
        }
        Item::NULL
    }

    /// The least or greatest argument, or member of one list.
    fn extreme_of(&mut self, func: Func, args: &'e [Expr]) -> Item<'e> {
        let mut items: Vec<Item<'e>> = args.iter().map(|arg| self.item(arg)).collect();
        if items.len() == 1 && items[0].len().is_some() {
            items = items.remove(0).into_members().into_iter().flatten().collect();
        }
        let mut best: Option<&Value> = None;
        for item in &items {
            let Some(value) = item.value().filter(|value| **value != Value::Null) else { return Item::NULL };
            let better = best.is_none_or(|best| match func {
                Func::Min => order(value, best).is_some_and(|order| order.is_lt()),
                _ => order(value, best).is_some_and(|order| order.is_gt()),
            });
            if better {
                best = Some(value);
            }
        }
        Item::option(best.cloned())
    }

    fn computed(&self, func: Func, args: &[Item<'_>]) -> Option<Value> {
        match func {
            Func::Wd | Func::Cd | Func::Months | Func::Years | Func::Wh | Func::Hours | Func::Minutes => {
                unit(func, args.first()?.int()?).map(Value::Period)
            }
            Func::Part | Func::Longer => self.converted(func, args).map(Value::Period),
            Func::Term | Func::Ahead | Func::Days | Func::Wdays => self.counted(func, args),
            Func::Date => date(args).map(Value::Date),
            Func::Datetime => datetime(args),
            Func::Year => args.first()?.date().map(|day| Value::Int(i64::from(day.year()))),
            Func::Age => age(args.first()?.date()?, args.get(1)?.date()?).map(Value::Int),
            Func::Round | Func::Ceil | Func::Floor => rounded(func, args),
            Func::Pct => percent(args).map(Value::Decimal),
            Func::Coalesce | Func::Min | Func::Max => None,
        }
    }

    /// `part` and `longer`: working days become working hours of the calendar.
    fn converted(&self, func: Func, args: &[Item<'_>]) -> Option<Period> {
        let minutes_a_day = self.env.rules.calendar.minutes_a_day();
        let first = period(args.first()?)?;
        match func {
            Func::Part => {
                first.part(decimal(args.get(1)?.value()?)?.0, fadu_base::decimal::SCALE, minutes_a_day)
            }
            _ => first.longer(period(args.get(1)?)?, minutes_a_day),
        }
    }

    /// Statutory counting.
    fn counted(&self, func: Func, args: &[Item<'_>]) -> Option<Value> {
        let calendar = self.env.rules.calendar;
        let day = args.first()?.date()?;
        let second = args.get(1)?;
        match func {
            Func::Term => counting::term(calendar, day, period(second)?).map(Value::Date),
            Func::Ahead => counting::ahead(calendar, day, period(second)?).map(Value::Date),
            Func::Days => Some(Value::Int(days_between(day, second.date()?))),
            _ => Some(Value::Int(working_days(calendar, day, second.date()?))),
        }
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from(fadu_base::day::number(to)) - i64::from(fadu_base::day::number(from))
}

/// Working days in `(from, to]`; negative if `to` is earlier.
fn working_days(calendar: &fadu_base::Calendar, from: Date, to: Date) -> i64 {
    match from <= to {
        true => i64::from(calendar.working_days(from, to)),
        false => -i64::from(calendar.working_days(to, from)),
    }
}

fn period(item: &Item<'_>) -> Option<Period> {
    match item.value()? {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}

/// A number of units.
fn unit(func: Func, n: i64) -> Option<Period> {
    let n = i32::try_from(n).ok()?;
    Some(match func {
        Func::Wd => Period::of_working_days(n),
        Func::Cd => Period::of_days(n),
        Func::Months => Period::of_months(n),
        Func::Years => Period::of_months(n.checked_mul(12)?),
        Func::Wh => Period::of_working_minutes(n.checked_mul(60)?),
        Func::Hours => Period::of_minutes(n.checked_mul(60)?),
        _ => Period::of_minutes(n),
    })
}

/// `date(x)` of an instant or a text, `date(y, m, d)`.
fn date(args: &[Item<'_>]) -> Option<Date> {
    match args {
        [one] => one.date().or_else(|| one.value()?.as_text()?.parse().ok()),
        [year, month, day, ..] => {
            let part = |item: &Item<'_>| item.int().and_then(|n| i8::try_from(n).ok());
            Date::new(i16::try_from(year.int()?).ok()?, part(month)?, part(day)?).ok()
        }
        _ => None,
    }
}

/// `datetime(y, m, d, h, min, s)`, the time optional; `datetime(date, h, min)`.
fn datetime(args: &[Item<'_>]) -> Option<Value> {
    let (day, clock) = match args.first()?.date() {
        Some(day) => (day, &args[1..]),
        None => (date(args.get(..3)?)?, &args[3..]),
    };
    let part = |at: usize| match clock.get(at) {
        None => Some(0),
        Some(item) => item.int().and_then(|n| i8::try_from(n).ok()),
    };
    let time = Time::new(part(0)?, part(1)?, part(2)?, 0).ok()?;
    Some(Value::Instant(day.to_datetime(time)))
}

/// Full years 周岁 from birth to a day.
fn age(birth: Date, day: Date) -> Option<i64> {
    let years = i64::from(day.year()) - i64::from(birth.year());
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    (birth <= day).then(|| years - i64::from(before_birthday))
}

/// `round(x, n)`, `ceil(x)`, `floor(x)`; money is rounded in yuan.
fn rounded(func: Func, args: &[Item<'_>]) -> Option<Value> {
    let (number, money) = match args.first()?.value()? {
        Value::Money(money) => (money.to_decimal()?, true),
        value => (decimal(value)?, false),
    };
    let places = args.get(1).map_or(Some(0), Item::int)?;
    let rounded = match func {
        Func::Round => number.round(u32::try_from(places).ok()?)?,
        Func::Ceil => Decimal::from_int(number.ceil())?,
        _ => Decimal::from_int(number.floor())?,
    };
    match (money, rounded.as_int()) {
        (true, _) => Money::from_decimal(rounded).map(Value::Money),
        (false, Some(n)) if places <= 0 => Some(Value::Int(n)),
        _ => Some(Value::Decimal(rounded)),
    }
}

/// `pct(a, b, n)`: a ÷ b in percent, half up to n decimals; null if b is nought.
fn percent(args: &[Item<'_>]) -> Option<Decimal> {
    let (a, b) = (units(args.first()?.value()?)?, units(args.get(1)?.value()?)?);
    let places = args.get(2).map_or(Some(2), Item::int)?;
    let millionths =
        fadu_base::decimal::divide_half_up(a.checked_mul(100 * i128::from(fadu_base::decimal::SCALE))?, b)?;
    Decimal(i64::try_from(millionths).ok()?).round(u32::try_from(places).ok()?)
}

/// A number in millionths, money in fen times ten thousand: only the ratio counts.
fn units(value: &Value) -> Option<i128> {
    match value {
        Value::Money(money) => Some(i128::from(money.0) * 10_000),
        Value::Int(n) => Some(i128::from(*n) * i128::from(fadu_base::decimal::SCALE)),
        Value::Decimal(n) => Some(i128::from(n.0)),
        _ => None,
    }
}
