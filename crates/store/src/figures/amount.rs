//! What a figure is: an exact amount, with the parts of a ratio kept (sheet 20, 4.1 and 4.3).

use fadu_base::decimal::divide_half_up;
use fadu_base::wording::{self, Printed, Wording};
use fadu_base::{Date, Decimal, Money, Value};
use fadu_definition::expr::Ty;

/// The exact value of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A count or a sum of whole numbers.
    Int(i64),
    /// A sum or mean with decimals.
    Number(Decimal),
    /// A sum of money.
    Money(Money),
    /// A ratio in percent.
    Ratio {
        /// What is counted.
        numerator: i64,
        /// Of how many.
        denominator: i64,
        /// Decimals of the percentage, as `pct` says.
        places: u32,
        /// Change against an earlier value, which is the denominator.
        change: bool,
    },
    /// A day, of a constant.
    Date(Date),
    /// A text, of a constant.
    Text(String),
}

impl Amount {
    /// A stored number as an amount of a type.
    pub fn stored(number: i64, ty: &Ty) -> Self {
        match ty {
            Ty::Money => Self::Money(Money(number)),
            Ty::Decimal => Self::Number(Decimal(number)),
            _ => Self::Int(number),
        }
    }

    /// A mean: money to the fen, anything else to four decimals, half up. None over nothing.
    pub fn mean(sum: i64, count: i64, ty: &Ty) -> Option<Self> {
        let of = |scale: i64| divide_half_up(i128::from(sum) * i128::from(scale), i128::from(count));
        let narrow = |n: i128| i64::try_from(n).ok();
        match ty {
            Ty::Money => of(1).and_then(narrow).map(|fen| Self::Money(Money(fen))),
            Ty::Decimal => Decimal(of(1).and_then(narrow)?).round(4).map(Self::Number),
            _ => Decimal(of(fadu_base::decimal::SCALE).and_then(narrow)?).round(4).map(Self::Number),
        }
    }

    /// A constant of the report.
    pub fn of_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Int(n) => Self::Int(*n),
            Value::Decimal(n) => Self::Number(*n),
            Value::Money(money) => Self::Money(*money),
            Value::Date(date) => Self::Date(*date),
            Value::Text(text) => Self::Text(text.to_string()),
            _ => return None,
        })
    }

    /// A value typed from a document, of the kind that another is; of a ratio it is the percentage.
    pub fn typed(text: &str, like: Option<&Self>) -> Self {
        let Some(number) = Decimal::parse(text) else { return Self::Text(text.to_owned()) };
        match like {
            Some(Self::Ratio { places, change, .. }) => {
                let (numerator, denominator) = percentage(number);
                Self::Ratio { numerator, denominator, places: *places, change: *change }
            }
            Some(Self::Money(_)) => Self::Money(Money(number.0 / (fadu_base::decimal::SCALE / 100))),
            _ if number.0 % fadu_base::decimal::SCALE == 0 => Self::Int(number.0 / fadu_base::decimal::SCALE),
            _ => Self::Number(number),
        }
    }

    /// As the rules of wording take it; none for days and texts.
    pub fn figure(&self) -> Option<wording::Figure> {
        Some(match self {
            Self::Int(n) => wording::Figure::Count(*n),
            Self::Number(n) => wording::Figure::Number(*n),
            Self::Money(money) => wording::Figure::Money(*money),
            Self::Ratio { numerator, denominator, change: true, .. } => {
                wording::Figure::Change { change: *numerator, base: *denominator }
            }
            Self::Ratio { numerator, denominator, .. } => {
                wording::Figure::Ratio { numerator: *numerator, denominator: *denominator }
            }
            Self::Date(_) | Self::Text(_) => return None,
        })
    }

    /// The exact value as lists show it: money in yuan, ratios in percent to four decimals.
    pub fn exact(&self) -> String {
        match (self.figure(), self) {
            (Some(figure), _) => figure.exact(),
            (None, Self::Date(date)) => date.to_string(),
            (None, Self::Text(text)) => text.clone(),
            (None, _) => String::new(),
        }
    }

    /// The number that tells which of several amounts of one figure is the greatest.
    pub fn size(&self) -> i64 {
        match self {
            Self::Int(n) => *n,
            Self::Number(n) => n.0,
            Self::Money(money) => money.0,
            Self::Ratio { numerator, .. } => *numerator,
            Self::Date(_) | Self::Text(_) => 0,
        }
    }

    /// As the report prints it. Days and texts are printed as they are.
    /// A ratio of which nothing else is said is printed to the places it is written with.
    pub fn print(&self, wording: &Wording, unit: &str) -> Printed {
        match (self, self.figure()) {
            (Self::Ratio { places, .. }, Some(figure)) if *wording == Wording::Exact => {
                Wording::HalfUp(*places).print(figure, unit)
            }
            (_, Some(figure)) => wording.print(figure, unit),
            (_, None) => Printed::Shown(format!("{}{unit}", self.exact())),
        }
    }
}

/// A percentage as a fraction without decimals: 98.5 % is 985 of 1000.
fn percentage(number: Decimal) -> (i64, i64) {
    let (mut a, mut b) = (number.0, 100 * fadu_base::decimal::SCALE);
    while a % 10 == 0 && b > 100 {
        (a, b) = (a / 10, b / 10);
    }
    (a, b)
}
