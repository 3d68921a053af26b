//! Lengths of time as laws write them. Units that cannot be turned into one another stay beside
//! each other: three months and thirty days is both, not a number of days.

use std::fmt;

/// A length of time 期间: the sum of its parts, each in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Period {
    /// Months 月 (a year is twelve).
    pub months: i32,
    /// Calendar days 日.
    pub days: i32,
    /// Working days 工作日.
    pub working_days: i32,
    /// Working time of the calendar 工作小时, in minutes.
    pub working_minutes: i32,
    /// Clock time 小时, 分钟, in minutes.
    pub minutes: i32,
}

impl Period {
    /// Calendar months.
    pub const fn of_months(months: i32) -> Self {
        Self { months, ..Self::ZERO }
    }
    /// Calendar days.
    pub const fn of_days(days: i32) -> Self {
        Self { days, ..Self::ZERO }
    }
    /// Working days.
    pub const fn of_working_days(working_days: i32) -> Self {
        Self { working_days, ..Self::ZERO }
    }
    /// Minutes of working time.
    pub const fn of_working_minutes(working_minutes: i32) -> Self {
        Self { working_minutes, ..Self::ZERO }
    }
    /// Minutes of clock time.
    pub const fn of_minutes(minutes: i32) -> Self {
        Self { minutes, ..Self::ZERO }
    }
    /// No time at all.
    pub const ZERO: Self = Self { months: 0, days: 0, working_days: 0, working_minutes: 0, minutes: 0 };

    /// Whether it ends at an instant and not with a day: it has hours or minutes.
    pub fn is_by_the_clock(self) -> bool {
        self.working_minutes != 0 || self.minutes != 0
    }

    /// Whether it is counted in working days alone.
    pub fn is_in_working_days(self) -> bool {
        self.working_days != 0 && self.months == 0 && self.days == 0
    }

    /// Both together, unit by unit; `None` beyond the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            working_days: self.working_days.checked_add(other.working_days)?,
            working_minutes: self.working_minutes.checked_add(other.working_minutes)?,
            minutes: self.minutes.checked_add(other.minutes)?,
        })
    }

    /// The same length backwards; `None` beyond the range.
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            working_days: self.working_days.checked_neg()?,
            working_minutes: self.working_minutes.checked_neg()?,
            minutes: self.minutes.checked_neg()?,
        })
    }

    /// Reads `15 wd`, `3 months + 30 cd`, `2 h`; see the `Display` form.
    pub fn parse(text: &str) -> Option<Self> {
        text.split('+').try_fold(Self::ZERO, |sum, part| sum.checked_add(parse_part(part.trim())?))
    }

    /// Working time of the period if days are turned into the calendar's working hours;
    /// `None` if it has months or calendar days, or is clock time.
    pub fn as_working_minutes(self, minutes_a_day: i64) -> Option<i64> {
        let comparable = self.months == 0 && self.days == 0 && self.minutes == 0;
        comparable.then(|| i64::from(self.working_days) * minutes_a_day + i64::from(self.working_minutes))
    }

    /// `part(p, numerator/denominator)`: a share of a period; working days are turned into working
    /// hours of the calendar, clock and working time stay, calendar days and months only as whole units
    /// (rounded up, so that a term is never shorter than its share). `None` beyond the range.
    pub fn part(self, numerator: i64, denominator: i64, minutes_a_day: i64) -> Option<Self> {
        let share = |units: i64| -> Option<i32> {
            let product = i128::from(units) * i128::from(numerator);
            let (denominator, product) = match denominator {
                0 => return None,
                d if d < 0 => (-i128::from(d), -product),
                d => (i128::from(d), product),
            };
            i32::try_from(-(-product).div_euclid(denominator)).ok()
        };
        let working = i64::from(self.working_days) * minutes_a_day + i64::from(self.working_minutes);
        Some(Self {
            months: share(i64::from(self.months))?,
            days: share(i64::from(self.days))?,
            working_days: 0,
            working_minutes: share(working)?,
            minutes: share(i64::from(self.minutes))?,
        })
    }

    /// `longer(p, q)`: the longer of two periods, if they can be compared.
    pub fn longer(self, other: Self, minutes_a_day: i64) -> Option<Self> {
        let order = self.compare(other, minutes_a_day)?;
        Some(if order.is_lt() { other } else { self })
    }

    /// Which of two periods is longer, if both are of one unit, or of working days and working hours.
    pub fn compare(self, other: Self, minutes_a_day: i64) -> Option<std::cmp::Ordering> {
        if let (Some(a), Some(b)) =
            (self.as_working_minutes(minutes_a_day), other.as_working_minutes(minutes_a_day))
        {
            return Some(a.cmp(&b));
        }
        let (a, b) = (self.units(), other.units());
        let differing: Vec<usize> = (0..a.len()).filter(|&unit| a[unit] != b[unit]).collect();
        match differing[..] {
            [] => Some(std::cmp::Ordering::Equal),
            [unit] => Some(a[unit].cmp(&b[unit])),
            _ if differing.iter().all(|&unit| a[unit] > b[unit]) => Some(std::cmp::Ordering::Greater),
            _ if differing.iter().all(|&unit| a[unit] < b[unit]) => Some(std::cmp::Ordering::Less),
            _ => None,
        }
    }

    /// The period in Chinese: `3个月30日`, `15个工作日`, `4个工作小时`.
    pub fn words(self) -> String {
        let months = scaled(self.months, 12, "年", "个月");
        let working = scaled(self.working_minutes, 60, "个工作小时", "分钟工作时间");
        let clock = scaled(self.minutes, 60, "小时", "分钟");
        let parts = [months, (self.days, "日"), (self.working_days, "个工作日"), working, clock];
        let written: String =
            parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
        if written.is_empty() { "0日".to_owned() } else { written }
    }

    /// The five units in their order.
    fn units(self) -> [i32; 5] {
        [self.months, self.days, self.working_days, self.working_minutes, self.minutes]
    }
}

/// Reads one part: a whole number and a unit.
fn parse_part(part: &str) -> Option<Period> {
    let split = part.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (number, unit) = part.split_at(split);
    let n: i32 = number.parse().ok()?;
    Some(match unit.trim() {
        "month" | "months" => Period::of_months(n),
        "year" | "years" => Period::of_months(n.checked_mul(12)?),
        "cd" | "d" | "day" | "days" => Period::of_days(n),
        "wd" => Period::of_working_days(n),
        "wh" => Period::of_working_minutes(n.checked_mul(60)?),
        "wmin" => Period::of_working_minutes(n),
        "h" | "hour" | "hours" => Period::of_minutes(n.checked_mul(60)?),
        "min" | "minutes" => Period::of_minutes(n),
        _ => return None,
    })
}

impl fmt::Display for Period {
    /// Parts joined by ` + `: `2 years`, `3 months + 30 cd`, `15 wd`, `4 wh`, `2 h`, `15 min`; nothing is `0 cd`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = scaled(self.months, 12, "years", "months");
        let working = scaled(self.working_minutes, 60, "wh", "wmin");
        let clock = scaled(self.minutes, 60, "h", "min");
        let parts = [months, (self.days, "cd"), (self.working_days, "wd"), working, clock];
        let written: Vec<String> =
            parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n} {unit}")).collect();
        match written.is_empty() {
            true => f.write_str("0 cd"),
            false => f.write_str(&written.join(" + ")),
        }
    }
}

/// A number of units in the larger unit if it divides.
fn scaled(n: i32, size: i32, large: &'static str, small: &'static str) -> (i32, &'static str) {
    if n % size == 0 { (n / size, large) } else { (n, small) }
}
