//! The limits of a record in words: due date, days used and left, colour, and the day sheet.

use fadu_base::counting::DayNote;
use fadu_engine::text::show::moment;
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
    pub(crate) fn of(rules: &Rules<'_>, record: &Record, state: &LimitState) -> Self {
        let unit = state.unit.word();
        let def = record.def.limits.get(usize::from(state.limit));
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
            left: state.met.is_none().then(|| match state.remaining {
                left if left < 0 => format!("已超 {} {unit}", -left),
                left => format!("还剩 {left} {unit}"),
            }),
            provisional: years.is_some_and(|mut years| years.any(|year| rules.calendar.is_provisional(year))),
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
