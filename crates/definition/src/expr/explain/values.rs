//! Literals in Chinese.

use fadu_base::{Date, Period, Value};

use super::Explainer;
use crate::expr::Ty;

impl Explainer<'_> {
    pub(super) fn literal(&self, value: &Value, ty: &Ty) -> String {
        match value {
            Value::Null => "空".to_owned(),
            Value::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Decimal(n) => n.to_string(),
            Value::Money(money) => format!("{}元", money.to_string().trim_end_matches(".00")),
            Value::Text(text) => match ty {
                Ty::Choice(keys) => format!("“{}”", self.names.choice(keys, text)),
                _ => format!("“{text}”"),
            },
            Value::Date(date) => day(*date),
            Value::Instant(at) => format!("{}{}时{}分", day(at.date()), at.hour(), at.minute()),
            Value::Period(period) => length(period),
            Value::Range(from, to) => format!("{}至{}", day(*from), day(*to)),
            Value::Ref(of) => of.id.to_string(),
            Value::Row(row) => format!("第{}行", row.no),
            Value::List(items) if items.is_empty() => "空列表".to_owned(),
            Value::List(items) => {
                items.iter().map(|item| self.literal(item, ty)).collect::<Vec<_>>().join("、")
            }
        }
    }
}

fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A period: `1年`, `15个工作日`, `3个月加30日`.
fn length(period: &Period) -> String {
    let years = period.months % 12 == 0;
    let parts = [
        if years { (period.months / 12, "年") } else { (period.months, "个月") },
        (period.days, "日"),
        (period.working_days, "个工作日"),
        hours(period.working_minutes, "个工作小时", "个工作分钟"),
        hours(period.minutes, "小时", "分钟"),
    ];
    let parts: Vec<_> = parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if parts.is_empty() { "0日".to_owned() } else { parts.join("加") }
}

fn hours(minutes: i32, hour: &'static str, minute: &'static str) -> (i32, &'static str) {
    if minutes % 60 == 0 { (minutes / 60, hour) } else { (minutes, minute) }
}
