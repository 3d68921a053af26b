//! Lengths of time as laws write them. Units that cannot be turned into one another stay beside
//! each other: three months and thirty days is both, not a number of days.

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
