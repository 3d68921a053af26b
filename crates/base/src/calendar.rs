//! The working calendar 工作日历: which days are worked, by the State Council's notices.

use crate::{Date, Instant};

/// The working calendar of the years 1900–2199.
#[derive(Clone, Debug)]
pub struct Calendar {
    // filled by the base crate's author
}

impl Calendar {
    /// Reads `date,kind[holiday|workday],name` rows (a header first). Years without a row are
    /// provisional (sheet 00, 4.4). Errors name the line.
    pub fn parse(_csv: &str) -> Result<Self, String> {
        todo!()
    }
    /// Whether the day is worked.
    pub fn is_working(&self, _day: Date) -> bool {
        todo!()
    }
    /// Whether the year has no notice, so that dates in it are provisional 暂定.
    pub fn is_provisional(&self, _year: i16) -> bool {
        todo!()
    }
    /// The name of the festival or make-up day, for the day sheet.
    pub fn note(&self, _day: Date) -> Option<&str> {
        todo!()
    }
    /// The `n`-th working day after `day` (n ≥ 1); before it for negative n; `day` itself for 0.
    pub fn add_working_days(&self, _day: Date, _n: i32) -> Option<Date> {
        todo!()
    }
    /// Working days in `(after, until]`.
    pub fn working_days(&self, _after: Date, _until: Date) -> i32 {
        todo!()
    }
    /// `day` if it is worked, else the first working day after it.
    pub fn next_working(&self, _day: Date) -> Date {
        todo!()
    }
    /// `day` if it is worked, else the last working day before it.
    pub fn previous_working(&self, _day: Date) -> Date {
        todo!()
    }
    /// The instant at which `minutes` of working time after `start` are used (08:30–12:00, 14:00–17:30).
    pub fn add_working_minutes(&self, _start: Instant, _minutes: i64) -> Option<Instant> {
        todo!()
    }
    /// Working minutes between two instants.
    pub fn working_minutes(&self, _from: Instant, _to: Instant) -> i64 {
        todo!()
    }
    /// Working minutes of an ordinary day (420).
    pub fn minutes_a_day(&self) -> i64 {
        todo!()
    }
}
