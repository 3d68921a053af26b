//! Rounding and wording of figures (sheet 20, 4.3). The rule is part of the indicator.
//!
//! A figure stays exact until it is printed, and is rounded once, half up, by integer arithmetic.
//! What a rule may not say is not said: a ratio below one never prints 100%, a claim of 全部 is
//! printed only where nothing is missing.

use crate::decimal::{SCALE, divide_half_up};
use crate::{Decimal, Money};

/// A rule by which a figure is printed, as written in a definition: `exact`, `half_up:1`,
/// `floor:1万元+余` …
#[derive(Clone, Debug, PartialEq)]
pub enum Wording {
    /// `exact`: as it is, no thousands separator.
    Exact,
    /// `exact:words`: a small number in Chinese characters, as before a measure word: 两次.
    Words,
    /// `half_up:n`: rounded to n decimals, trailing zeros dropped.
    HalfUp(u32),
    /// `floor:U+余`: cut down to whole steps; 余 only if something was cut.
    Floor(Floor),
    /// `at_least`, `at_least:90,95`: the largest step that is reached, in ascending order; without
    /// steps 90, 95, 98, 99 for percentages. A count needs its threshold, `at_least:6`.
    AtLeast(Vec<Decimal>),
    /// `approx:n`: 约 and rounded to n decimals.
    Approx(u32),
    /// `named_at_least`, `named_at_least:3`: the number that is named with 等 behind it; there must
    /// be at least so many.
    NamedAtLeast(Option<i64>),
    /// `enumeration`: the number of things listed in words.
    Enumeration,
    /// `claim`: a sentence that says all, or none.
    Claim,
    /// `pledge`: a promise, which becomes a task with this target.
    Pledge,
    /// `implied`: not printed, needed by an identity.
    Implied,
}

/// The steps of `floor`.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// The step: 100, 1000, 10000.
    pub step: i64,
    /// Whether it is written in 万, or in 亿; else in ones.
    pub scale: Scale,
    /// The unit that stands behind 余, if the rule names one.
    pub unit: Option<String>,
}

/// In what a large number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Ones.
    One,
    /// 万, ten thousands.
    Wan,
    /// 亿, hundred millions.
    Yi,
}

/// An exact figure, of one of the kinds of sheet 20, 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A count, a stock, a constant.
    Count(i64),
    /// A sum or mean of numbers.
    Number(Decimal),
    /// A sum of money.
    Money(Money),
    /// A ratio, printed in percent.
    Ratio {
        /// What is counted.
        numerator: i64,
        /// Of how many.
        denominator: i64,
    },
    /// A rate of change against last year 同比, printed in percent with 上升 or 下降.
    Change {
        /// This year less last year.
        change: i64,
        /// Last year.
        base: i64,
    },
}

/// What is printed for a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Number and unit.
    Shown(String),
    /// Known, listed, but not part of the text.
    Silent(String),
    /// What the rule would say is not true.
    Refused {
        /// The true value with its unit, to be offered instead.
        truth: String,
        /// Why, and what to do, Chinese.
        why: String,
    },
}

impl Printed {
    /// What stands in a list of figures.
    pub fn text(&self) -> &str {
        match self {
            Self::Shown(text) | Self::Silent(text) => text,
            Self::Refused { truth, .. } => truth,
        }
    }

    /// Whether a sentence may use it.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Shown(_))
    }
}

impl Figure {
    /// The exact value as it is listed: ratios in percent, half up to four decimals; money in yuan.
    /// `—` where there is nothing to compare with.
    pub fn exact(self) -> String {
        match self {
            Self::Count(n) => n.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Money(money) => money.to_string(),
            Self::Ratio { numerator: a, denominator: b } | Self::Change { change: a, base: b } => {
                pct(a, b, 4).map_or_else(nothing, |percent| percent.to_string())
            }
        }
    }

    /// The number to be printed in a unit, rounded to `places`; money counts in yuan or 万元.
    fn rounded(self, unit: &str, places: u32) -> Option<Decimal> {
        match self {
            Self::Count(n) => Decimal::from_int(n),
            Self::Number(n) => n.round(places),
            Self::Money(Money(fen)) => {
                let fen_a_unit = i128::from(100 * money_scale(unit).size());
                let places = places.min(6);
                let scaled = i128::from(fen).checked_mul(10_i128.pow(places))?;
                let units = divide_half_up(scaled, fen_a_unit)?.checked_mul(10_i128.pow(6 - places))?;
                i64::try_from(units).ok().map(Decimal)
            }
            Self::Ratio { numerator, denominator } => guarded_pct(numerator, denominator, places),
            Self::Change { change, base } => pct(change, base, places),
        }
    }
}

impl Scale {
    /// How many ones it is.
    pub fn size(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Wan => 10_000,
            Self::Yi => 100_000_000,
        }
    }

    /// How it is written.
    fn word(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Wan => "万",
            Self::Yi => "亿",
        }
    }
}

/// The scale that a unit of money says: 元, 万元, 亿元.
fn money_scale(unit: &str) -> Scale {
    match unit.chars().next() {
        Some('万') => Scale::Wan,
        Some('亿') => Scale::Yi,
        _ => Scale::One,
    }
}

/// What stands where no number can be given.
fn nothing() -> String {
    "—".to_owned()
}

/// `a / b` in percent, rounded half up to `n` decimals (at most six), by integer arithmetic.
/// `None` if `b` is nought or the percentage is beyond the range.
pub fn pct(a: i64, b: i64, n: u32) -> Option<Decimal> {
    let n = n.min(6);
    let scaled = i128::from(a) * 100 * 10_i128.pow(n);
    let units = divide_half_up(scaled, i128::from(b))?.checked_mul(10_i128.pow(6 - n))?;
    i64::try_from(units).ok().map(Decimal)
}

/// As [`pct`], with as many more decimals as it takes that less than all is not 100% and more than
/// nothing is not 0%.
fn guarded_pct(a: i64, b: i64, n: u32) -> Option<Decimal> {
    let all = Decimal(100 * SCALE);
    for places in n..=6 {
        let percent = pct(a, b, places)?;
        let too_much = percent == all && a != b;
        let too_little = percent == Decimal(0) && a != 0;
        if !too_much && !too_little {
            return Some(percent);
        }
    }
    // Closer than a millionth of a percent: the nearest that is still true.
    let percent = pct(a, b, 6)?;
    Some(if percent == all && i128::from(a).abs() < i128::from(b).abs() {
        Decimal(all.0 - 1)
    } else if percent == Decimal(0) {
        Decimal(if (a < 0) == (b < 0) { 1 } else { -1 })
    } else {
        percent
    })
}

impl Wording {
    /// The number and unit as the report prints them.
    pub fn print(&self, figure: Figure, unit: &str) -> Printed {
        match self {
            Self::Exact | Self::Enumeration | Self::Pledge => Printed::Shown(exact(figure, unit)),
            Self::Words => Printed::Shown(words(figure, unit)),
            Self::HalfUp(places) => Printed::Shown(rounded(figure, unit, *places, "")),
            Self::Approx(places) => Printed::Shown(rounded(figure, unit, *places, "约")),
            Self::Floor(floor) => Printed::Shown(floor.print(figure, unit)),
            Self::AtLeast(ladder) => at_least(figure, unit, ladder),
            Self::NamedAtLeast(named) => named_at_least(figure, unit, *named),
            Self::Claim => claim(figure, unit),
            Self::Implied => Printed::Silent(format!("{}（不印出）", exact(figure, unit))),
        }
    }
}

/// As it is. A number of working days gets its measure word, so that it reads 3485个工作日.
fn exact(figure: Figure, unit: &str) -> String {
    match figure {
        Figure::Money(money) if money_scale(unit) == Scale::One => format!("{money}{unit}"),
        Figure::Ratio { .. } | Figure::Change { .. } => rounded(figure, unit, 4, ""),
        _ => rounded(figure, unit, 6, ""),
    }
}

/// Rounded; a change in words, a percentage with its sign.
fn rounded(figure: Figure, unit: &str, places: u32, about: &str) -> String {
    let Some(number) = figure.rounded(unit, places) else { return overflow(figure) };
    match figure {
        Figure::Change { .. } if number == Decimal(0) => "基本持平".to_owned(),
        Figure::Change { .. } => {
            let direction = if number < Decimal(0) { "下降" } else { "上升" };
            format!("{direction}{about}{}%", Decimal(number.0.saturating_abs()))
        }
        Figure::Ratio { .. } => format!("{about}{number}%"),
        _ => format!("{about}{number}{}", measured(unit)),
    }
}

/// What is printed where no rounded number exists.
fn overflow(figure: Figure) -> String {
    match figure {
        Figure::Ratio { .. } | Figure::Change { .. } => nothing(),
        other => other.exact(),
    }
}

/// A unit that is not itself a measure word takes one.
fn measured(unit: &str) -> String {
    if unit == "工作日" { "个工作日".to_owned() } else { unit.to_owned() }
}

/// A number below a hundred in characters; 两 stands before a measure word.
fn words(figure: Figure, unit: &str) -> String {
    match figure {
        Figure::Count(2) => format!("两{}", measured(unit)),
        Figure::Count(n @ 0..=99) => format!("{}{}", numeral(n), measured(unit)),
        _ => exact(figure, unit),
    }
}

/// 〇 to 九十九.
fn numeral(n: i64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = ((n / 10 % 10) as usize, (n % 10) as usize);
    match (tens, ones) {
        (0, ones) => DIGITS[ones].to_owned(),
        (tens, ones) => {
            let tens = if tens == 1 { "" } else { DIGITS[tens] };
            format!("{tens}十{}", if ones == 0 { "" } else { DIGITS[ones] })
        }
    }
}

impl Floor {
    /// Cut down to whole steps. Below the first step there is nothing to cut to: as it is.
    fn print(&self, figure: Figure, unit: &str) -> String {
        let (value, one) = match figure {
            Figure::Count(n) => (i128::from(n), 1),
            Figure::Number(n) => (i128::from(n.0), i128::from(SCALE)),
            Figure::Money(money) => (i128::from(money.0), 100),
            Figure::Ratio { .. } | Figure::Change { .. } => return exact(figure, unit),
        };
        let step = i128::from(self.step) * one;
        let cut = value.div_euclid(step) * step;
        if cut <= 0 {
            return exact(figure, unit);
        }
        let written = cut / (one * i128::from(self.scale.size()));
        let more = if value > cut { "余" } else { "" };
        format!("{written}{}{more}{}", self.scale.word(), self.unit_of(figure, unit))
    }

    /// The unit behind 余: that of the rule, else that of the indicator without its 万.
    fn unit_of<'a>(&'a self, figure: Figure, unit: &'a str) -> &'a str {
        match (&self.unit, figure) {
            (Some(unit), _) => unit,
            (None, Figure::Money(_)) => unit.trim_start_matches(['万', '亿']),
            (None, _) => unit,
        }
    }
}

/// The steps in percent of a rule that names none (sheet 20, 4.3).
const LADDER: [Decimal; 4] =
    [Decimal(90 * SCALE), Decimal(95 * SCALE), Decimal(98 * SCALE), Decimal(99 * SCALE)];

/// The largest step of the ladder that is reached.
fn at_least(figure: Figure, unit: &str, ladder: &[Decimal]) -> Printed {
    let steps = match figure {
        Figure::Ratio { .. } if ladder.is_empty() => &LADDER[..],
        _ => ladder,
    };
    let reached = steps.iter().rev().find(|&&step| reaches(figure, step));
    match (figure, reached) {
        (Figure::Ratio { .. }, Some(step)) => Printed::Shown(format!("{step}%以上")),
        (Figure::Ratio { .. } | Figure::Change { .. }, _) => Printed::Shown(rounded(figure, unit, 2, "")),
        (_, Some(step)) => Printed::Shown(format!("不少于{step}{}", measured(unit))),
        _ if ladder.is_empty() => Printed::Shown(exact(figure, unit)),
        _ => Printed::Refused {
            truth: exact(figure, unit),
            why: format!("实际数低于{}，不能写“不少于”，请如实填写", ladder[0]),
        },
    }
}

/// Whether a figure is at least so much; a ratio in percent, judged exactly.
fn reaches(figure: Figure, step: Decimal) -> bool {
    let (step, one) = (i128::from(step.0), i128::from(SCALE));
    match figure {
        Figure::Count(n) => i128::from(n) * one >= step,
        Figure::Number(n) => i128::from(n.0) >= step,
        Figure::Money(money) => i128::from(money.0) * one >= step * 100,
        Figure::Ratio { numerator, denominator } if denominator > 0 => {
            i128::from(numerator) * 100 * one >= step * i128::from(denominator)
        }
        Figure::Ratio { .. } | Figure::Change { .. } => false,
    }
}

/// The number that is named, if so many there are.
fn named_at_least(figure: Figure, unit: &str, named: Option<i64>) -> Printed {
    let text = exact(figure, unit);
    match named.and_then(Decimal::from_int) {
        Some(least) if !reaches(figure, least) => Printed::Refused {
            truth: text,
            why: format!("登记的少于列举的{least}，请删去没有登记的名称"),
        },
        _ => Printed::Shown(text),
    }
}

/// All, or none; never by rounding.
fn claim(figure: Figure, unit: &str) -> Printed {
    let holds = match figure {
        Figure::Ratio { numerator, denominator } => numerator == denominator && denominator > 0,
        Figure::Count(n) => n == 0,
        Figure::Number(n) => n.0 == 0,
        Figure::Money(money) => money.0 == 0,
        Figure::Change { .. } => false,
    };
    if holds {
        return Printed::Shown(exact(figure, unit));
    }
    let why = match figure {
        Figure::Ratio { denominator: 0, .. } => "没有应办事项，本句不写".to_owned(),
        Figure::Ratio { numerator, denominator } => {
            format!("实际为{numerator}/{denominator}，不能写“全部”，请改写实际比例")
        }
        _ => "实际数不为0，不能写“没有”，请改写实际数".to_owned(),
    };
    let truth = rounded(figure, unit, if matches!(figure, Figure::Ratio { .. }) { 2 } else { 6 }, "");
    Printed::Refused { truth, why }
}
