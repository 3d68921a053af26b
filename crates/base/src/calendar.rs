//! The working calendar 工作日历: which days are worked, by the State Council's notices.
//!
//! Working days are held as running sums over 1900–2199, so that counting between two days is a
//! subtraction and finding the n-th working day a binary search.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::day::{self, FIRST_YEAR, LAST_YEAR};
use crate::{Date, Instant, Time, provisional};

/// Working hours of an ordinary day, in seconds of the day: 08:30–12:00, 14:00–17:30.
const HOURS: [(i64, i64); 2] = [(30_600, 43_200), (50_400, 63_000)];
/// Working seconds of an ordinary day.
const DAY_SECONDS: i64 = 25_200;

/// The working calendar of the years 1900–2199.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Number of the first day known, 1900-01-01.
    first: i32,
    /// `sums[i]`: working days among the first `i` days.
    sums: Arc<[i32]>,
    /// Festival names of exceptional days, by day number.
    notes: Arc<BTreeMap<i32, String>>,
    /// Years for which there is a notice.
    official: Arc<BTreeSet<i16>>,
}

/// One row of the notices: the day, whether it is worked, the festival.
struct Notice {
    day: Date,
    worked: bool,
    name: String,
}

impl Calendar {
    /// Reads `date,kind[holiday|workday],name` rows (a header first). Years without a row are
    /// provisional (sheet 00, 4.4). Errors name the line.
    pub fn parse(csv: &str) -> Result<Self, String> {
        let mut notices = BTreeMap::new();
        for (index, line) in csv.trim_start_matches('\u{feff}').lines().enumerate() {
            if (index == 0 && line.starts_with("date,")) || line.trim().is_empty() {
                continue;
            }
            let notice = read_row(line).map_err(|what| format!("日历第{}行：{what}", index + 1))?;
            if notices.insert(day::number(notice.day), notice).is_some() {
                return Err(format!("日历第{}行：日期重复，请删去多余的一行", index + 1));
            }
        }
        Ok(Self::build(notices))
    }

    /// Sums up the years; the provisional ones follow their statutory days.
    fn build(notices: BTreeMap<i32, Notice>) -> Self {
        let official: BTreeSet<i16> = notices.values().map(|notice| notice.day.year()).collect();
        let mut days_off = BTreeMap::new();
        for year in (FIRST_YEAR..=LAST_YEAR).filter(|year| !official.contains(year)) {
            days_off.extend(provisional::days_off(year));
        }
        let first = day::number(Date::constant(FIRST_YEAR, 1, 1));
        let last = day::number(Date::constant(LAST_YEAR, 12, 31));
        let mut sums = Vec::with_capacity((last - first + 2) as usize);
        let mut sum = 0;
        sums.push(sum);
        for number in first..=last {
            let worked = match notices.get(&number) {
                Some(notice) => notice.worked,
                None => !day::is_weekend_number(number) && !days_off.contains_key(&number),
            };
            sum += i32::from(worked);
            sums.push(sum);
        }
        let named = days_off.into_iter().map(|(number, name)| (number, name.to_owned()));
        let notes = named.chain(notices.into_iter().map(|(number, notice)| (number, notice.name))).collect();
        Self { first, sums: sums.into(), notes: Arc::new(notes), official: Arc::new(official) }
    }

    /// Position of a day in the sums, if it is within the years known.
    fn index(&self, day: Date) -> Option<usize> {
        let index = usize::try_from(day::number(day) - self.first).ok()?;
        (index + 1 < self.sums.len()).then_some(index)
    }

    /// Working days up to and including `day`; beyond the years known, those up to their edge.
    fn through(&self, day: Date) -> i32 {
        let after = (i64::from(day::number(day)) - i64::from(self.first) + 1).max(0) as usize;
        self.sums[after.min(self.sums.len() - 1)]
    }

    /// The `rank`-th working day since 1900 (from 1).
    fn nth(&self, rank: i32) -> Option<Date> {
        if rank < 1 || rank > *self.sums.last()? {
            return None;
        }
        let index = self.sums.partition_point(|&sum| sum < rank) - 1;
        day::of_number(self.first + index as i32)
    }

    /// Whether the day is worked. Outside 1900–2199: Monday to Friday.
    pub fn is_working(&self, day: Date) -> bool {
        match self.index(day) {
            Some(index) => self.sums[index + 1] > self.sums[index],
            None => !day::is_weekend(day),
        }
    }

    /// Whether the year has no notice, so that dates in it are provisional 暂定.
    pub fn is_provisional(&self, year: i16) -> bool {
        !self.official.contains(&year)
    }

    /// The name of the festival or make-up day, for the day sheet.
    pub fn note(&self, day: Date) -> Option<&str> {
        self.notes.get(&day::number(day)).map(String::as_str)
    }

    /// The `n`-th working day after `day` (n ≥ 1); before it for negative n; `day` itself for 0.
    /// `None` beyond 1900–2199.
    pub fn add_working_days(&self, day: Date, n: i32) -> Option<Date> {
        if n == 0 {
            return Some(day);
        }
        self.index(day)?;
        let through = self.through(day);
        if n > 0 {
            return self.nth(through.checked_add(n)?);
        }
        let before = through - i32::from(self.is_working(day));
        self.nth(before.checked_add(n)?.checked_add(1)?)
    }

    /// Working days in `(after, until]`; negative if `until` is earlier.
    pub fn working_days(&self, after: Date, until: Date) -> i32 {
        self.through(until) - self.through(after)
    }

    /// `day` if it is worked, else the first working day after it.
    pub fn next_working(&self, day: Date) -> Date {
        self.seek(day, 1)
    }

    /// `day` if it is worked, else the last working day before it.
    pub fn previous_working(&self, day: Date) -> Date {
        self.seek(day, -1)
    }

    /// Walks over days off; no run of them is longer than two weeks.
    fn seek(&self, mut day: Date, step: i32) -> Date {
        while !self.is_working(day) {
            match day::plus_days(day, step) {
                Some(next) => day = next,
                None => break,
            }
        }
        day
    }

    /// The instant at which `minutes` of working time after `start` are used (08:30–12:00, 14:00–17:30).
    /// The earliest such instant; for negative minutes the latest instant from which they lead to `start`.
    pub fn add_working_minutes(&self, start: Instant, minutes: i64) -> Option<Instant> {
        if minutes == 0 {
            return Some(start);
        }
        self.index(start.date())?;
        let seconds = self.worked(start).checked_add(minutes.checked_mul(60)?)?;
        // Going forward the end of a day comes before the beginning of the next, going back after it.
        let forward = i64::from(minutes > 0);
        let rank = (seconds - forward).div_euclid(DAY_SECONDS) + 1;
        let day = self.nth(i32::try_from(rank).ok()?)?;
        let within = seconds - (rank - 1) * DAY_SECONDS;
        Some(day.to_datetime(time_of(second_after(within, minutes > 0))?))
    }

    /// Working minutes between two instants, whole ones; negative if `to` is earlier.
    pub fn working_minutes(&self, from: Instant, to: Instant) -> i64 {
        (self.worked(to) - self.worked(from)) / 60
    }

    /// Working seconds from 1900 to an instant.
    fn worked(&self, at: Instant) -> i64 {
        let day = at.date();
        let worked_today = self.is_working(day);
        let days = i64::from(self.through(day)) - i64::from(worked_today);
        let today = if worked_today { worked_by(second_of(at.time())) } else { 0 };
        days * DAY_SECONDS + today
    }

    /// Working minutes of an ordinary day (420).
    pub fn minutes_a_day(&self) -> i64 {
        DAY_SECONDS / 60
    }
}

/// Reads `2026-09-20,workday,国庆节`.
fn read_row(line: &str) -> Result<Notice, String> {
    let mut cells = line.splitn(3, ',').map(str::trim);
    let (date, kind) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let day: Date = date.parse().map_err(|_| format!("“{date}”不是日期，应写成2026-01-01"))?;
    if !(FIRST_YEAR..=LAST_YEAR).contains(&day.year()) {
        return Err(format!("“{date}”不在{FIRST_YEAR}年至{LAST_YEAR}年之间"));
    }
    let worked = match kind {
        "holiday" => false,
        "workday" => true,
        _ => return Err(format!("“{kind}”应为holiday（放假）或workday（上班）")),
    };
    Ok(Notice { day, worked, name: cells.next().unwrap_or_default().to_owned() })
}

/// Second of the day of a time.
fn second_of(time: Time) -> i64 {
    i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// The time of a second of the day.
fn time_of(second: i64) -> Option<Time> {
    Time::new((second / 3_600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0).ok()
}

/// Working seconds of a day up to a second of it.
fn worked_by(second: i64) -> i64 {
    HOURS.iter().map(|&(from, to)| (second.min(to) - from).max(0)).sum()
}

/// The second of the day at which so many working seconds are used: the earliest, or the latest.
fn second_after(mut seconds: i64, earliest: bool) -> i64 {
    let [(morning, noon), (afternoon, _)] = HOURS;
    let length = noon - morning;
    if seconds < length || (earliest && seconds == length) {
        return morning + seconds;
    }
    seconds -= length;
    afternoon + seconds
}
