//! Dates, instants, lengths of time and moments as they are stored: fixed width, so that their
//! order as text is their order in time.

use fadu_base::counting::Moment;
use fadu_base::{Date, Instant, Period};

/// Writes `YYYY-MM-DD`.
pub fn date(out: &mut Vec<u8>, day: Date) {
    let year = day.year().unsigned_abs();
    if day.year() < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&two((year / 100) as u8));
    out.extend_from_slice(&two((year % 100) as u8));
    out.push(b'-');
    out.extend_from_slice(&two(day.month().unsigned_abs()));
    out.push(b'-');
    out.extend_from_slice(&two(day.day().unsigned_abs()));
}

/// Writes `YYYY-MM-DDTHH:MM:SS`, with a fraction only if there is one.
pub fn instant(out: &mut Vec<u8>, instant: Instant) {
    date(out, instant.date());
    for (mark, part) in [(b'T', instant.hour()), (b':', instant.minute()), (b':', instant.second())] {
        out.push(mark);
        out.extend_from_slice(&two(part.unsigned_abs()));
    }
    if instant.subsec_nanosecond() != 0 {
        out.extend_from_slice(format!(".{:09}", instant.subsec_nanosecond()).as_bytes());
    }
}

fn two(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// Reads `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return text.parse().ok();
    }
    let year = number(&bytes[..4])?;
    let (month, day) = (number(&bytes[5..7])?, number(&bytes[8..])?);
    Date::new(year, month as i8, day as i8).ok()
}

/// Reads an instant, with or without `+08:00`.
pub fn parse_instant(text: &str) -> Option<Instant> {
    let local = text.strip_suffix("+08:00").unwrap_or(text);
    let bytes = local.as_bytes();
    if bytes.len() != 19 || bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':' {
        return local.parse().ok();
    }
    let day = parse_date(local.get(..10)?)?;
    let (hour, minute) = (number(&bytes[11..13])?, number(&bytes[14..16])?);
    let second = number(&bytes[17..])?;
    let time = fadu_base::Time::new(hour as i8, minute as i8, second as i8, 0).ok()?;
    Some(day.to_datetime(time))
}

fn number(digits: &[u8]) -> Option<i16> {
    digits
        .iter()
        .try_fold(0i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
}

/// Writes a day or an instant.
pub fn moment(out: &mut Vec<u8>, moment: Moment) {
    match moment {
        Moment::Day(day) => date(out, day),
        Moment::At(at) => instant(out, at),
    }
}

/// Reads a day or an instant.
pub fn parse_moment(text: &str) -> Option<Moment> {
    if text.contains('T') { parse_instant(text).map(Moment::At) } else { parse_date(text).map(Moment::Day) }
}

/// A day as text.
pub fn date_text(day: Date) -> String {
    written(|out| date(out, day))
}

/// A day or an instant as text.
pub fn moment_text(at: Moment) -> String {
    written(|out| moment(out, at))
}

/// An instant of entry as text, with the offset of Beijing time.
pub fn entered_text(at: Instant) -> String {
    let mut text = written(|out| instant(out, at));
    text.push_str("+08:00");
    text
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::with_capacity(25);
    write(&mut out);
    out.into_iter().map(char::from).collect()
}

/// A length of time as text: `3 months + 30 cd`; hours in minutes, `wmin` of the working calendar.
pub fn period_text(period: Period) -> String {
    let parts = [
        (period.months, "months"),
        (period.days, "cd"),
        (period.working_days, "wd"),
        (period.working_minutes, "wmin"),
        (period.minutes, "min"),
    ];
    let written: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count != 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if written.is_empty() { "0 cd".to_owned() } else { written.join(" + ") }
}

/// Reads a length of time.
pub fn parse_period(text: &str) -> Option<Period> {
    let mut period = Period::default();
    for part in text.split(" + ") {
        let (count, unit) = part.split_once(' ')?;
        let count: i32 = count.parse().ok()?;
        let slot = match unit {
            "months" => &mut period.months,
            "cd" => &mut period.days,
            "wd" => &mut period.working_days,
            "wmin" => &mut period.working_minutes,
            "min" => &mut period.minutes,
            _ => return None,
        };
        *slot = count;
    }
    Some(period)
}
