//! One row of the table: name, measured, limit or peer, ratio, whether it holds.

use std::fmt;

/// A measurement beside what it is compared with.
#[derive(Clone, Debug)]
pub struct Line {
    name: String,
    measured: String,
    limit: String,
    ratio: Option<f64>,
    holds: Option<bool>,
}

/// The head of the table.
pub const HEAD: &str = "| name | measured | limit or peer | ratio | holds |\n| --- | --- | --- | --- | --- |";

impl Line {
    /// Something that must be at least so much.
    pub fn at_least(name: &str, measured: f64, limit: f64, unit: &str) -> Self {
        let holds = Some(measured >= limit);
        Self { holds, ..Self::compared(name, measured, &format!("≥ {}", shown(limit)), limit, unit) }
    }

    /// Something that may be at most so much.
    pub fn at_most(name: &str, measured: f64, limit: f64, unit: &str) -> Self {
        let holds = Some(measured <= limit);
        Self { holds, ..Self::compared(name, measured, &format!("≤ {}", shown(limit)), limit, unit) }
    }

    /// Something that must be at least `share` of what a peer reaches on the same input.
    pub fn against(name: &str, measured: f64, (peer, reached): (&str, f64), share: f64, unit: &str) -> Self {
        let limit = format!("≥ {share} × {peer} {} {unit}", shown(reached));
        let line = Self::compared(name, measured, &limit, reached, "");
        let measured = format!("{} {unit}", shown(measured));
        Self { measured, holds: line.ratio.map(|ratio| ratio >= share), ..line }
    }

    /// Something told for its own sake.
    pub fn told(name: &str, measured: f64, unit: &str) -> Self {
        let measured = format!("{} {unit}", shown(measured));
        Self { name: name.to_owned(), measured, limit: "–".to_owned(), ratio: None, holds: None }
    }

    fn compared(name: &str, measured: f64, limit: &str, by: f64, unit: &str) -> Self {
        Self {
            name: name.to_owned(),
            measured: format!("{} {unit}", shown(measured)).trim_end().to_owned(),
            limit: format!("{limit} {unit}").trim_end().to_owned(),
            ratio: (by > 0.0).then_some(measured / by),
            holds: None,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let holds = match self.holds {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "–",
        };
        write!(f, "| {} | {} | {} | {ratio} | {holds} |", self.name, self.measured, self.limit)
    }
}

/// A number with as many decimals as it needs to be compared.
fn shown(number: f64) -> String {
    match number.abs() {
        large if large >= 100.0 => grouped(number.round() as i64),
        middle if middle >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Thousands apart: `100,000`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
