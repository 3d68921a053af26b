//! Exact numbers: money in fen and decimals with six places. No floating point.
//!
//! Rounding is 四舍五入: half away from zero, once, at the end.

use std::fmt;

/// An amount of money 金额 in fen 分 (1 yuan = 100 fen). Shown in yuan with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);

/// A decimal number, counted in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(pub i64);

/// How many units a whole number has in a [`Decimal`].
pub const SCALE: i64 = 1_000_000;
/// How many units of a [`Decimal`] one fen is, in yuan.
const FEN: i64 = SCALE / 100;

impl Decimal {
    /// A whole number; `None` beyond the range.
    pub fn from_int(n: i64) -> Option<Self> {
        n.checked_mul(SCALE).map(Self)
    }

    /// Reads `-12.5` exactly; `None` for anything else, more than six decimals included.
    pub fn parse(text: &str) -> Option<Self> {
        read_digits(text, 6).map(Self)
    }

    /// Sum; `None` beyond the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference; `None` beyond the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The number with its sign turned; `None` beyond the range.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// Product, rounded to six decimals; `None` beyond the range.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(other.0);
        narrow(divide_half_up(product, i128::from(SCALE))?).map(Self)
    }

    /// Quotient, rounded to six decimals; `None` for a divisor of nought or beyond the range.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let dividend = i128::from(self.0) * i128::from(SCALE);
        narrow(divide_half_up(dividend, i128::from(other.0))?).map(Self)
    }

    /// Remainder of a division whose quotient is cut to a whole number; `None` for nought.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        self.0.checked_rem(other.0).map(Self)
    }

    /// Rounded to `places` decimals (0–6), half away from zero; `None` beyond the range.
    pub fn round(self, places: u32) -> Option<Self> {
        let unit = 10_i128.pow(6 - places.min(6));
        narrow(divide_half_up(i128::from(self.0), unit)? * unit).map(Self)
    }

    /// The largest whole number that is not larger.
    pub fn floor(self) -> i64 {
        self.0.div_euclid(SCALE)
    }

    /// The smallest whole number that is not smaller.
    pub fn ceil(self) -> i64 {
        self.0.div_euclid(SCALE) + i64::from(self.0.rem_euclid(SCALE) != 0)
    }

    /// The whole number it is, if it is one.
    pub fn as_int(self) -> Option<i64> {
        (self.0 % SCALE == 0).then_some(self.0 / SCALE)
    }
}

impl Money {
    /// An amount in whole yuan; `None` beyond the range.
    pub fn from_yuan(yuan: i64) -> Option<Self> {
        yuan.checked_mul(100).map(Self)
    }

    /// Reads yuan, `1234.5`, exactly; `None` for anything else, more than two decimals included.
    pub fn parse_yuan(text: &str) -> Option<Self> {
        read_digits(text, 2).map(Self)
    }

    /// Yuan, rounded to fen; `None` beyond the range.
    pub fn from_decimal(yuan: Decimal) -> Option<Self> {
        narrow(divide_half_up(i128::from(yuan.0), i128::from(FEN))?).map(Self)
    }

    /// The amount in yuan; `None` beyond the range.
    pub fn to_decimal(self) -> Option<Decimal> {
        self.0.checked_mul(FEN).map(Decimal)
    }

    /// Sum; `None` beyond the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference; `None` beyond the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount with its sign turned; `None` beyond the range.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// The amount times a number, rounded to fen; `None` beyond the range.
    pub fn checked_mul(self, factor: Decimal) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(factor.0);
        narrow(divide_half_up(product, i128::from(SCALE))?).map(Self)
    }

    /// The amount divided by a number, rounded to fen; `None` for nought or beyond the range.
    pub fn checked_div(self, divisor: Decimal) -> Option<Self> {
        let dividend = i128::from(self.0) * i128::from(SCALE);
        narrow(divide_half_up(dividend, i128::from(divisor.0))?).map(Self)
    }

    /// How many times the other amount it is, to six decimals; `None` for nought.
    pub fn ratio(self, other: Self) -> Option<Decimal> {
        let dividend = i128::from(self.0) * i128::from(SCALE);
        narrow(divide_half_up(dividend, i128::from(other.0))?).map(Decimal)
    }
}

/// Division rounded half away from zero; `None` for a divisor of nought.
pub fn divide_half_up(dividend: i128, divisor: i128) -> Option<i128> {
    if divisor == 0 {
        return None;
    }
    let quotient = dividend.checked_div(divisor)?;
    let rest = dividend.checked_rem(divisor)?.unsigned_abs();
    let away = rest >= divisor.unsigned_abs() - rest;
    let sign = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    Some(if away && rest != 0 { quotient + sign } else { quotient })
}

/// Back to what is stored; `None` beyond the range.
fn narrow(wide: i128) -> Option<i64> {
    i64::try_from(wide).ok()
}

/// Reads `[-]digits[.digits]` with at most `places` decimals, scaled by that many places.
fn read_digits(text: &str, places: usize) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, "0"));
    let all_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let kept = part.trim_end_matches('0');
    if !all_digits(whole) || !all_digits(part) || kept.len() > places {
        return None;
    }
    let units = format!("{}{whole}{kept:0<places$}", if negative { "-" } else { "" });
    units.parse().ok()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl fmt::Display for Decimal {
    /// Trailing zeros are dropped: `61.1191`, `100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / SCALE as u64, self.0.unsigned_abs() % SCALE as u64);
        let digits = format!("{part:06}");
        match digits.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            digits => write!(f, "{sign}{whole}.{digits}"),
        }
    }
}
