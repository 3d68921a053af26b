//! The limits of a record in words: due date, days used and left, colour, and the day sheet.

use fadu_base::counting::{DayNote, Moment};
use fadu_base::{Date, Instant};
use fadu_engine::text::show::moment;
use fadu_engine::time_limit::{State, Unit};
use fadu_engine::{LimitState, Record, Rules};

/// A limit in words.
#[derive(Clone, Debug)]
pub struct LimitText {
    /// Its id.
    pub id: String,
    /// Row, of a limit with `each`.
    pub row: Option<u32>,
    /// Chinese name.
    pub name: String,
    /// Law and article.
    pub article: Option<String>,
    /// From when it counts.
    pub start: String,
    /// Last day or instant.
    pub due: String,
    /// 绿 黄 红 逾期 暂停, or 已按期 逾期办结 when it ended.
    pub state: &'static str,
    /// Used, with its unit.
    pub used: String,
    /// Left, or by how much it is over; nothing when it ended.
    pub left: Option<String>,
    /// The same with the last day, as a sentence says it; nothing when it ended.
    pub until: Option<String>,
    /// A year without a notice of days off was counted (暂定).
    pub provisional: bool,
}

/// A line of a day sheet.
#[derive(Clone, Debug)]
pub struct DayLine {
    /// The day.
    pub day: String,
    /// 一 … 日.
    pub weekday: &'static str,
    /// Its number in the count.
    pub counted: Option<u32>,
    /// Why it counts or does not.
    pub why: String,
}

impl LimitText {
    pub(crate) fn of(rules: &Rules<'_>, record: &Record, state: &LimitState, now: Instant) -> Self {
        let unit = state.unit.word();
        let def = record.def.limits.get(usize::from(state.limit));
        let left = state.met.is_none().then(|| Left::of(state, now).words());
        let years = state.start.zip(state.due).map(|(from, to)| from.date().year()..=to.date().year());
        Self {
            id: state.id.to_string(),
            row: state.row,
            name: def.map(|def| def.name.clone()).unwrap_or_default(),
            article: def.and_then(|def| def.article.clone()),
            start: state.start.map(moment).unwrap_or_default(),
            due: state.due.map_or_else(|| "未定".to_owned(), moment),
            state: word(state),
            used: format!("{} {unit}", state.used),
            until: left.as_ref().map(|left| match (state.state, state.due) {
                (State::Lapsed, _) | (_, None) => left.clone(),
                (_, Some(due)) => until(&moment(due), left),
            }),
            left,
            provisional: years.is_some_and(|mut years| years.any(|year| rules.calendar.is_provisional(year))),
        }
    }
}

/// The last day on which something may still be done, and what is left until it is over.
pub(crate) fn until(due: &str, left: &str) -> String {
    format!("最迟 {due}（{left}）")
}

/// What is left of a limit that has not ended.
pub(crate) struct Left {
    /// In which units.
    pub unit: Unit,
    /// How many; negative when it is over.
    pub left: i64,
    /// Its last day, or instant; none while it is not known.
    pub due: Option<Moment>,
    pub paused: bool,
    /// Its last day is over.
    pub late: bool,
    /// Today.
    pub today: Date,
}

impl Left {
    fn of(state: &LimitState, now: Instant) -> Self {
        Self {
            unit: state.unit,
            left: state.remaining,
            due: state.due,
            paused: state.state == State::Paused,
            late: state.state == State::Lapsed,
            today: now.date(),
        }
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        let (left, unit) = (self.left, self.unit.word());
        match self.due {
            _ if left < 0 => format!("已超 {} {unit}", -left),
            _ if self.late => "已逾期".to_owned(),
            _ if self.paused => format!("暂停，还剩 {left} {unit}"),
            None => "截止日未定".to_owned(),
            Some(Moment::Day(day)) if day == self.today => "今天是最后一天".to_owned(),
            Some(_) => format!("还剩 {left} {unit}"),
        }
    }
}

fn word(state: &LimitState) -> &'static str {
    match (state.met, state.colour) {
        (Some(true), _) => "已按期",
        (Some(false), _) => "逾期办结",
        (None, Some(colour)) => colour.word(),
        (None, None) => "进行中",
    }
}

impl DayLine {
    pub(super) fn of(note: &DayNote) -> Self {
        let weekday = usize::from(note.day.weekday().to_monday_zero_offset().unsigned_abs());
        Self {
            day: note.day.to_string(),
            weekday: ["一", "二", "三", "四", "五", "六", "日"][weekday],
            counted: note.counted,
            why: note.why.clone(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_one_on_which_it_may_be_done() {
        let today: Date = "2021-02-18".parse().unwrap();
        let day = |text: &str| Some(Moment::Day(text.parse().unwrap()));
        let said =
            |due, left, late, paused| Left { unit: Unit::WorkingDay, left, due, paused, late, today }.words();
        let left = said(day("2021-02-25"), 6, false, false);
        assert_eq!(until("2021-02-25", &left), "最迟 2021-02-25（还剩 6 个工作日）");
        assert_eq!(said(day("2021-02-18"), 0, false, false), "今天是最后一天");
        assert_eq!(said(day("2021-02-09"), -2, true, false), "已超 2 个工作日");
        assert_eq!(said(day("2021-02-17"), 0, true, false), "已逾期");
        assert_eq!(said(day("2021-02-25"), 6, false, true), "暂停，还剩 6 个工作日");
        assert_eq!(said(None, 0, false, false), "截止日未定");
    }
}
