//! `fadu days`: a statutory period counted by hand, with its day sheet.

use fadu_base::counting::{self, Count, DayNote, Moment, day_sheet};
use fadu_base::{Calendar, Date, Instant, Period, Time};

use crate::Failure;

/// A period asked for, as it is written on the command line.
#[derive(Clone, Debug, Default)]
pub struct DaysAsked {
    /// `2026-09-18`, or `2026-11-20T16:40` for hours.
    pub start: String,
    /// `+5wd`; units `wd cd months years wh`.
    pub length: String,
    /// Suspensions `A..B`: from A (still counted) to B (not counted any more).
    pub pauses: Vec<String>,
    /// Extensions in the same units.
    pub extensions: Vec<String>,
    /// The last day stays where it falls, even on a day off.
    pub no_roll: bool,
}

/// The answer: the last day or instant, and every day of the count.
#[derive(Clone, Debug)]
pub struct DaysCounted {
    /// The last day (`2026-09-24`), or the instant (`2026-11-23T11:40:00`).
    pub due: String,
    /// Whether a year without a notice was counted, so that the date is provisional 暂定.
    pub provisional: bool,
    /// The day sheet: one line a day.
    pub sheet: Vec<String>,
}

/// Counts.
pub fn days(calendar: &Calendar, asked: &DaysAsked) -> Result<DaysCounted, Failure> {
    let mut length = period(&asked.length)?;
    for extension in &asked.extensions {
        length = period(extension)
            .ok()
            .and_then(|more| length.checked_add(more))
            .ok_or_else(|| Failure::setup(format!("延长“{extension}”看不懂，请写如 10wd")))?;
    }
    let pauses = asked.pauses.iter().map(|text| pause(text)).collect::<Result<_, _>>()?;
    let start = start(&asked.start, length)?;
    let count = Count { start, length, pauses, roll: !asked.no_roll };
    let due = counting::due(calendar, &count)
        .ok_or_else(|| Failure::setup("期限超出 1900 至 2199 年，请核对起算日和长度"))?;
    let years = start.date().year()..=due.date().year();
    let provisional = years.into_iter().any(|year| calendar.is_provisional(year));
    let sheet = day_sheet(calendar, &count).iter().map(line).collect();
    Ok(DaysCounted { due: written(due), provisional, sheet })
}

fn written(due: Moment) -> String {
    match due {
        Moment::Day(day) => day.to_string(),
        Moment::At(instant) => instant.to_string(),
    }
}

/// `2026-09-21 一   1  计入`
fn line(note: &DayNote) -> String {
    let weekday = ["一", "二", "三", "四", "五", "六", "日"]
        [usize::from(note.day.weekday().to_monday_zero_offset().unsigned_abs())];
    let counted = note.counted.map_or_else(|| "-".into(), |n| n.to_string());
    format!("{} {weekday} {counted:>4}  {}", note.day, note.why)
}

fn start(text: &str, length: Period) -> Result<Moment, Failure> {
    let wrong = || Failure::setup(format!("起算日“{text}”不存在或写法不对，请写如 2026-09-18"));
    if length.is_by_the_clock() {
        return match text.parse::<Instant>() {
            Ok(instant) if text.contains(['T', ' ']) => Ok(Moment::At(instant)),
            _ => Err(Failure::setup("按小时计算须写起算时刻，如 2026-11-20T16:40")),
        };
    }
    text.parse::<Date>().map(Moment::Day).map_err(|_| wrong())
}

/// `+5wd`, `10cd`, `3months`, `1years`, `4wh`; a space is allowed.
fn period(text: &str) -> Result<Period, Failure> {
    let plain = text.trim().trim_start_matches('+').replace(' ', "");
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = plain.split_at(digits);
    Period::parse(&format!("{number} {unit}")).filter(|_| digits > 0).ok_or_else(|| {
        Failure::setup(format!("期限“{text}”看不懂，请写如 +5wd；单位为 wd cd months years wh"))
    })
}

/// `A..B`, days or instants; a day counts from its beginning, as the counting wants it.
fn pause(text: &str) -> Result<(Instant, Instant), Failure> {
    let wrong = || Failure::setup(format!("中止“{text}”看不懂，请写如 2026-03-09..2026-03-13"));
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let instant = |text: &str| match text.parse::<Date>() {
        Ok(day) if !text.contains('T') => Ok(day.to_datetime(Time::midnight())),
        _ => text.parse::<Instant>().map_err(|_| wrong()),
    };
    let (from, to) = (instant(from.trim())?, instant(to.trim())?);
    if to < from { Err(wrong()) } else { Ok((from, to)) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn due(start: &str, length: &str, pauses: &[&str], extensions: &[&str]) -> String {
        let calendar = Calendar::parse(include_str!("../../../calendar/holidays.csv")).unwrap();
        let own = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        let asked = DaysAsked {
            start: start.into(),
            length: length.into(),
            pauses: own(pauses),
            extensions: own(extensions),
            no_roll: false,
        };
        days(&calendar, &asked).map_or_else(|failure| failure.what, |counted| counted.due)
    }

    #[test]
    fn the_examples_of_the_foundations() {
        assert_eq!(due("2026-09-18", "+5wd", &[], &[]), "2026-09-24");
        assert_eq!(due("2026-09-24", "+20wd", &[], &[]), "2026-10-29");
        assert_eq!(due("2026-03-02", "20wd", &["2026-03-09..2026-03-13"], &[]), "2026-04-03");
        assert_eq!(due("2026-04-24", "20wd", &[], &["10wd"]), "2026-06-09");
        assert_eq!(due("2026-08-06", "60 cd", &[], &[]), "2026-10-08");
        assert_eq!(due("2026-01-31", "1months", &[], &[]), "2026-02-28");
        assert_eq!(due("2026-11-20T16:40", "4wh", &[], &[]), "2026-11-23T11:40:00");
    }

    #[test]
    fn what_cannot_be_read_says_how_to_write_it() {
        assert!(due("2026-02-30", "5wd", &[], &[]).contains("不存在"));
        assert!(due("2026-02-03", "wd", &[], &[]).contains("+5wd"));
        assert!(due("2026-02-03", "4wh", &[], &[]).contains("时刻"));
        assert!(due("2026-02-03", "5wd", &["2026-03-09"], &[]).contains(".."));
        assert!(due("2026-02-03", "99999999cd", &[], &[]).contains("1900"));
    }
}
