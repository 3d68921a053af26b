//! Numbers as people write them, exactly: separators, full-width digits, units (M7, M8). Nothing
//! goes through floating point.

use fadu_base::{Decimal, Money};

use crate::text::{Unit, comparable};

/// A decimal number: `coefficient` / 10^`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exact {
    coefficient: i128,
    scale: u32,
}

/// Why a text is no number of the kind asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNumber {
    /// Not written as a number.
    Form,
    /// More decimals than the kind has.
    Precision,
    /// Greater than can be kept.
    Range,
}

/// An amount of money. The unit is that of the head unless the text names one itself.
pub fn money(text: &str, head: Unit) -> Result<Money, NotNumber> {
    let text = comparable(text);
    let text = text.trim_start_matches(['¥', '\u{a5}']);
    let (digits, unit) = match text.strip_suffix('元') {
        Some(rest) => match (rest.strip_suffix('万'), rest.strip_suffix('亿')) {
            (Some(rest), _) => (rest, Unit::TenThousand),
            (_, Some(rest)) => (rest, Unit::HundredMillion),
            _ => (rest, Unit::One),
        },
        None => (text, head),
    };
    // One yuan is a hundred fen.
    scaled(exact(digits)?, unit.exponent() + 2).map(Money)
}

/// A whole number; `12.0` is one.
pub fn integer(text: &str) -> Result<i64, NotNumber> {
    scaled(exact(&comparable(text))?, 0)
}

/// A number with at most six decimals.
pub fn decimal(text: &str) -> Result<Decimal, NotNumber> {
    scaled(exact(&comparable(text))?, 6).map(Decimal)
}

/// The number times 10^`power`, if that is whole.
fn scaled(number: Exact, power: u32) -> Result<i64, NotNumber> {
    let mut coefficient = number.coefficient;
    if power >= number.scale {
        let factor = 10_i128.checked_pow(power - number.scale).ok_or(NotNumber::Range)?;
        coefficient = coefficient.checked_mul(factor).ok_or(NotNumber::Range)?;
    } else {
        let factor = 10_i128.checked_pow(number.scale - power).ok_or(NotNumber::Precision)?;
        if coefficient % factor != 0 {
            return Err(NotNumber::Precision);
        }
        coefficient /= factor;
    }
    i64::try_from(coefficient).map_err(|_| NotNumber::Range)
}

/// Reads sign, digits with or without separators of thousands, point, decimals.
fn exact(text: &str) -> Result<Exact, NotNumber> {
    let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !digits(part) || (whole.is_empty() && part.is_empty()) || text.ends_with('.') {
        return Err(NotNumber::Form);
    }
    let mut coefficient: i128 = 0;
    for digit in ungrouped(whole)?.bytes().chain(part.bytes()) {
        let shifted = coefficient.checked_mul(10).ok_or(NotNumber::Range)?;
        coefficient = shifted + i128::from(digit - b'0');
    }
    let scale = u32::try_from(part.len()).map_err(|_| NotNumber::Range)?;
    Ok(Exact { coefficient: if negative { -coefficient } else { coefficient }, scale })
}

/// The digits without separators; groups after a separator have three digits, so that a decimal
/// comma is not taken for one.
fn ungrouped(whole: &str) -> Result<String, NotNumber> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let mut out = first.to_owned();
    if !digits(first) || (grouped && (first.is_empty() || first.len() > 3)) {
        return Err(NotNumber::Form);
    }
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return Err(NotNumber::Form);
        }
        out.push_str(group);
    }
    Ok(out)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_to_the_fen() {
        for (text, unit, fen) in [
            ("1,234.50", Unit::One, 123_450),
            ("1,234.50元", Unit::One, 123_450),
            ("￥１,２３４.５", Unit::One, 123_450),
            ("0.2", Unit::TenThousand, 200_000),
            ("1.234567", Unit::TenThousand, 1_234_567),
            ("3.5万元", Unit::One, 3_500_000),
            ("12元", Unit::TenThousand, 1_200),
            ("-500", Unit::One, -50_000),
        ] {
            assert_eq!(money(text, unit), Ok(Money(fen)), "{text}");
        }
        assert_eq!(money("0.001", Unit::One), Err(NotNumber::Precision));
        assert_eq!(money("1,23", Unit::One), Err(NotNumber::Form));
        assert_eq!(money("99999999999999999999", Unit::One), Err(NotNumber::Range));
    }

    #[test]
    fn whole_numbers_are_whole() {
        assert_eq!(integer("１２"), Ok(12));
        assert_eq!(integer("1,234"), Ok(1234));
        assert_eq!(integer("12.0"), Ok(12));
        assert_eq!(integer("12.5"), Err(NotNumber::Precision));
        for text in ["", "十二", "1.", ".", "-", "1e3", "0x1", "12人"] {
            assert_eq!(integer(text), Err(NotNumber::Form), "{text}");
        }
        assert_eq!(decimal("61.1191"), Ok(Decimal(61_119_100)));
    }
}
