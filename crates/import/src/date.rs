//! Days and instants in every form in which ledgers write them (M6, M13).

use fadu_base::{Date, Instant, Time, day};

use crate::raw::number_text;
use crate::text::{blank, nfkc, trimmed};

/// Day 0 of Excel's serial numbers.
const EPOCH: Date = Date::constant(1899, 12, 30);

/// Why a text is no day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDay {
    /// Not written as one.
    Form,
    /// Written as one, but the calendar has none: 2020年2月30日.
    Absent(i64, i64, i64),
    /// Before 1900 or after 2199, the years of the working calendar.
    Range,
}

/// A day from a text: `2020.3.5`, `2020/3/5`, `2020-03-05`, `2020年3月5日`, `20200305`, a serial
/// number of five digits, all of it also in full-width digits. A time after it is ignored.
pub fn date(text: &str) -> Result<Date, NotDay> {
    let text = nfkc(trimmed(text));
    let (date, rest) = split(&text);
    let day = day_only(date)?;
    if trimmed(rest).is_empty() || time(rest).is_some() { Ok(day) } else { Err(NotDay::Form) }
}

/// An instant from a text: a day, then `09:30`, `9:30:15` or `9时30分`. Midnight if it has no time.
pub fn instant(text: &str) -> Result<Instant, NotDay> {
    let text = nfkc(trimmed(text));
    let (date, rest) = split(&text);
    let day = day_only(date)?;
    if trimmed(rest).is_empty() {
        return Ok(day.to_datetime(Time::midnight()));
    }
    time(rest).map(|time| day.to_datetime(time)).ok_or(NotDay::Form)
}

/// A day from a number of a cell: eight digits are year, month and day, otherwise days since the
/// epoch. Four digits are a year and no day.
pub fn day_of_number(number: f64) -> Result<Date, NotDay> {
    date(&number_text(number.trunc()))
}

/// An instant from a number of a cell.
pub fn instant_of_number(number: f64) -> Result<Instant, NotDay> {
    if (10_000.0..100_000.0).contains(&number) {
        return instant_of_serial(number);
    }
    instant(&number_text(number))
}

/// A day from the serial number of a cell formatted as a date.
pub fn day_of_serial(serial: f64) -> Result<Date, NotDay> {
    instant_of_serial(serial).map(Instant::date)
}

/// An instant from the serial number of a cell formatted as a date, to the second.
pub fn instant_of_serial(serial: f64) -> Result<Instant, NotDay> {
    if !(1.0..=120_000.0).contains(&serial) {
        return Err(NotDay::Range);
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Excel believes in 29 February 1900 (serial 60): days before it are one further on.
    let days = match days {
        60 => return Err(NotDay::Absent(1900, 2, 29)),
        days if days < 60 => days + 1,
        days => days,
    };
    let date = day::plus_days(EPOCH, days as i32).ok_or(NotDay::Range)?;
    let time = Time::new((of_day / 3600) as i8, (of_day / 60 % 60) as i8, (of_day % 60) as i8, 0);
    checked(date).and_then(|date| time.map(|time| date.to_datetime(time)).map_err(|_| NotDay::Form))
}

/// The serial number of a day, for files written back.
pub fn serial(day: Date) -> f64 {
    f64::from(day::number(day) - day::number(EPOCH))
}

/// A serial number as people read it: a day, or a day and a time.
pub fn serial_text(number: f64) -> String {
    match instant_of_serial(number) {
        Ok(at) if at.time() == Time::midnight() => at.date().to_string(),
        Ok(at) => format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second()),
        Err(_) => number_text(number),
    }
}

/// The part that is the day, and what follows it. A time begins after a space, a `T` or the
/// sign 日.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| blank(c) || matches!(c, 'T' | '日' | '号'));
    let Some(end) = end else { return (text, "") };
    let rest = &text[end..];
    let skip = rest.chars().next().map_or(0, char::len_utf8);
    // "2020 年 3 月" and "2020. 3. 5" have spaces within the day.
    if day_only(&text[..end]) == Err(NotDay::Form) && rest.starts_with(blank) {
        return spaced(text);
    }
    (&text[..end], &rest[skip..])
}

/// A day written with spaces in it has no time after it.
fn spaced(text: &str) -> (&str, &str) {
    (text.trim_end_matches(['日', '号']), "")
}

/// A day without a time.
fn day_only(text: &str) -> Result<Date, NotDay> {
    let text: String = text.chars().filter(|c| !blank(*c)).collect();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_digits(&text);
    }
    let mut parts = text.split(['.', '/', '-', '年', '月']);
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(NotDay::Form);
    };
    let (year, month, day) = (part(year, 4, 4)?, part(month, 1, 2)?, part(day, 1, 2)?);
    of_parts(year, month, day)
}

/// Eight digits are year, month, day; five are a serial number.
fn of_digits(text: &str) -> Result<Date, NotDay> {
    match text.len() {
        8 => of_parts(part(&text[..4], 4, 4)?, part(&text[4..6], 2, 2)?, part(&text[6..], 2, 2)?),
        5 => day_of_serial(part(text, 5, 5)? as f64),
        _ => Err(NotDay::Form),
    }
}

fn of_parts(year: i64, month: i64, day: i64) -> Result<Date, NotDay> {
    if !(1900..=2199).contains(&year) {
        return Err(NotDay::Range);
    }
    Date::new(year as i16, month as i8, day as i8).map_err(|_| NotDay::Absent(year, month, day))
}

fn checked(day: Date) -> Result<Date, NotDay> {
    if (1900..=2199).contains(&day.year()) { Ok(day) } else { Err(NotDay::Range) }
}

/// Digits, at least and at most so many.
fn part(text: &str, least: usize, most: usize) -> Result<i64, NotDay> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().map_err(|_| NotDay::Form) } else { Err(NotDay::Form) }
}

/// A time of day: `09:30`, `9:30:15`, `9时30分`.
fn time(text: &str) -> Option<Time> {
    let text = trimmed(text).trim_end_matches(['分', '秒']);
    let mut parts = text.split([':', '时', '点', '分']).map(|digits| part(digits, 1, 2));
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = match parts.next() {
        Some(second) => second.ok()?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour as i8, minute as i8, second as i8, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_day() {
        let expected = Date::constant(2020, 3, 5);
        for text in [
            "2020.3.5",
            "2020/3/5",
            "2020-03-05",
            "2020年3月5日",
            "2020 年 3 月 5 日",
            "20200305",
            "２０２０年３月５日",
            "43895",
            "\u{3000}2020-3-5 ",
            "2020-03-05 09:30",
            "2020-03-05T00:00:00",
        ] {
            assert_eq!(date(text), Ok(expected), "{text}");
        }
        assert_eq!(day_of_number(20_200_305.0), Ok(expected));
        assert_eq!(day_of_number(43_895.0), Ok(expected));
        assert_eq!(serial(expected), 43_895.0);
    }

    #[test]
    fn what_is_no_day() {
        assert_eq!(date("2020年2月30日"), Err(NotDay::Absent(2020, 2, 30)));
        assert_eq!(date("20201301"), Err(NotDay::Absent(2020, 13, 1)));
        assert_eq!(date("1899-12-31"), Err(NotDay::Range));
        assert_eq!(date("2200.1.1"), Err(NotDay::Range));
        for text in
            ["", "2020", "2020-3", "20.3.5", "2020-3-5-6", "三月五日", "2020-03-05 x", "3/5/2020", "1234567"]
        {
            assert_eq!(date(text), Err(NotDay::Form), "{text}");
        }
    }

    #[test]
    fn serials_before_march_1900() {
        assert_eq!(day_of_serial(1.0), Ok(Date::constant(1900, 1, 1)));
        assert_eq!(day_of_serial(59.0), Ok(Date::constant(1900, 2, 28)));
        assert_eq!(day_of_serial(60.0), Err(NotDay::Absent(1900, 2, 29)));
        assert_eq!(day_of_serial(61.0), Ok(Date::constant(1900, 3, 1)));
        assert_eq!(day_of_serial(f64::NAN), Err(NotDay::Range));
    }

    #[test]
    fn instants() {
        let expected = Date::constant(2020, 3, 5).at(9, 30, 0, 0);
        for text in [
            "2020-03-05 09:30",
            "2020/3/5 9:30:00",
            "2020-03-05T09:30",
            "2020年3月5日 9时30分",
            "2020年3月5日9时30分",
        ] {
            assert_eq!(instant(text), Ok(expected), "{text}");
        }
        assert_eq!(instant("2020.3.5"), Ok(Date::constant(2020, 3, 5).at(0, 0, 0, 0)));
        assert_eq!(instant_of_serial(43_895.395_833_333_33), Ok(expected));
        assert_eq!(instant("2020-03-05 25:30"), Err(NotDay::Form));
    }
}
