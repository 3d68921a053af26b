//! Reading a wording rule as it is written in a definition.

use crate::Decimal;
use crate::wording::{Floor, Scale, Wording};

impl Wording {
    /// Reads a rule. `Err` says what is wrong, Chinese.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name.trim(), Some(argument.trim())),
            None => (text, None),
        };
        match (name, argument) {
            ("exact", None) => Ok(Self::Exact),
            ("exact", Some("words")) => Ok(Self::Words),
            ("half_up", Some(places)) => read_places(places).map(Self::HalfUp),
            ("approx", Some(places)) => read_places(places).map(Self::Approx),
            ("floor", Some(step)) => read_floor(step).map(Self::Floor),
            ("at_least", ladder) => read_ladder(ladder).map(Self::AtLeast),
            ("named_at_least", None) => Ok(Self::NamedAtLeast(None)),
            ("named_at_least", Some(n)) => read_count(n).map(|n| Self::NamedAtLeast(Some(n))),
            ("enumeration", None) => Ok(Self::Enumeration),
            ("claim", None) => Ok(Self::Claim),
            ("pledge", None) => Ok(Self::Pledge),
            ("implied", None) => Ok(Self::Implied),
            _ => Err(format!(
                "不认识的取值规则“{text}”，可用：exact、exact:words、half_up:n、floor:U+余、at_least、approx:n、\
                 named_at_least、enumeration、claim、pledge、implied"
            )),
        }
    }
}

/// 0 to 6 decimals.
fn read_places(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(places @ 0..=6) => Ok(places),
        _ => Err(format!("小数位数“{text}”应为0至6")),
    }
}

/// How many are named.
fn read_count(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("“{text}”应为整数"))
}

/// The steps of `at_least`, ascending.
fn read_ladder(text: Option<&str>) -> Result<Vec<Decimal>, String> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let ladder: Option<Vec<Decimal>> =
        text.split([',', '，']).map(|step| Decimal::parse(step.trim())).collect();
    match ladder {
        Some(ladder) if ladder.is_sorted() => Ok(ladder),
        _ => Err(format!("阶梯“{text}”应为由小到大、用逗号分开的数")),
    }
}

/// `100+余`, `1万元+余`, `1万人次+余`.
fn read_floor(text: &str) -> Result<Floor, String> {
    let wrong = || format!("“{text}”应写成100+余或1万元+余");
    let step = text.strip_suffix("+余").ok_or_else(wrong)?.trim();
    let end = step.find(|c: char| !c.is_ascii_digit()).unwrap_or(step.len());
    let (number, rest) = step.split_at(end);
    let (scale, unit) = match rest.chars().next() {
        Some('万') => (Scale::Wan, &rest['万'.len_utf8()..]),
        Some('亿') => (Scale::Yi, &rest['亿'.len_utf8()..]),
        _ => (Scale::One, rest),
    };
    let step = number.parse::<i64>().ok().and_then(|n| n.checked_mul(scale.size())).filter(|&step| step > 0);
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    Ok(Floor { step: step.ok_or_else(wrong)?, scale, unit })
}
