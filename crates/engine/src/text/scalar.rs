//! Reading values of the plain types. Each fault says the rule and gives an example.

use fadu_base::point::pair;
use fadu_base::unseen::{turns, unseen};
use fadu_base::{Date, Decimal, Instant, Money, Period, Point, Time, Value, identifier};
use fadu_definition::FieldType;

use super::parse::Reading;

/// Most characters of a text, and of a long one.
const TEXT: usize = 32_767;
const LONG_TEXT: usize = 200_000;

/// Reads a value of a type that is neither choice, reference nor rows.
pub(super) fn read(ty: &FieldType, given: &Value, reading: Reading) -> Result<Value, String> {
    match ty {
        FieldType::Integer => integer(given),
        FieldType::Decimal => decimal(given).map(Value::Decimal),
        FieldType::Money => money(given),
        FieldType::Date => date(given),
        FieldType::Datetime => instant(given),
        FieldType::Period => period(given),
        FieldType::Bool => truth(given),
        FieldType::LongText => text(given, LONG_TEXT, true),
        FieldType::Text | FieldType::Address => text(given, TEXT, false),
        FieldType::File => text(given, 200, false),
        FieldType::Point => point(given),
        FieldType::Number if reading.past => text(given, 200, false),
        FieldType::Number => Err("编号由系统编排，不得填写".into()),
        _ => identified(ty, given, reading),
    }
}

/// Numbers of persons, organizations and telephones, checked and normalised.
fn identified(ty: &FieldType, given: &Value, reading: Reading) -> Result<Value, String> {
    let number = match given {
        Value::Int(n) => Value::text(n.to_string()),
        given => given.clone(),
    };
    let number = number.as_text().ok_or("应为文字")?;
    let read = match ty {
        FieldType::Phone => identifier::phone(number),
        FieldType::IdNumber => id_number(number, reading),
        FieldType::Uscc => identifier::uscc(number),
        _ if looks_like_id_number(number) => {
            id_number(number, reading).or_else(|fault| identifier::uscc(number).map_err(|_| fault))
        }
        _ => identifier::uscc(number),
    };
    read.map(Value::text).map_err(|fault| fault.what)
}

/// Old files may hold numbers of 15 digits.
fn id_number(number: &str, reading: Reading) -> Result<String, identifier::Fault> {
    match reading.past && number.len() == 15 {
        true => identifier::id_number_15(number),
        false => identifier::id_number(number, reading.today),
    }
}

fn looks_like_id_number(number: &str) -> bool {
    let digits = number.trim_end_matches(['x', 'X']);
    digits.chars().all(|c| c.is_ascii_digit())
}

fn text(given: &Value, most: usize, long: bool) -> Result<Value, String> {
    let text = match given {
        Value::Text(text) => text.clone(),
        Value::Int(n) => n.to_string().into(),
        Value::Decimal(n) => n.to_string().into(),
        _ => return Err("应为文字".into()),
    };
    let refused = |c: char| c.is_control() && !(long && matches!(c, '\n' | '\t' | '\r'));
    if text.chars().any(refused) {
        return Err("含有换行或控制字符，请删去".into());
    }
    if text.chars().any(turns) {
        return Err("含有看不见的、改变文字方向的字符，请删去后重新填写".into());
    }
    if text.chars().all(unseen) {
        return Ok(Value::Text("".into()));
    }
    if text.len() > most && text.chars().count() > most {
        return Err(format!("超过 {most} 个字，请缩短"));
    }
    Ok(Value::Text(text))
}

fn integer(given: &Value) -> Result<Value, String> {
    let number = match given {
        Value::Int(n) => Some(*n),
        Value::Decimal(n) => n.as_int(),
        Value::Text(text) => without_commas(text).parse().ok(),
        _ => None,
    };
    number.map(Value::Int).ok_or_else(|| "应为整数，例如 12".into())
}

fn decimal(given: &Value) -> Result<Decimal, String> {
    let number = match given {
        Value::Int(n) => Decimal::from_int(*n),
        Value::Decimal(n) => Some(*n),
        Value::Text(text) => Decimal::parse(&without_commas(text)),
        _ => None,
    };
    number.ok_or_else(|| "应为数字，最多六位小数，例如 12.5".into())
}

/// Money is written in yuan.
fn money(given: &Value) -> Result<Value, String> {
    let amount = match given {
        Value::Money(money) => Some(*money),
        Value::Int(n) => Money::from_yuan(*n),
        Value::Decimal(n) => Money::from_decimal(*n).filter(|money| money.to_decimal() == Some(*n)),
        Value::Text(text) => Money::parse_yuan(without_commas(text).trim_end_matches('元').trim()),
        _ => None,
    };
    amount.map(Value::Money).ok_or_else(|| "应为金额(元)，最多两位小数，例如 1234.50".into())
}

/// A number without the commas that group its digits.
fn without_commas(text: &str) -> String {
    let grouped = text
        .split([',', '，'])
        .skip(1)
        .all(|part| part.chars().take_while(char::is_ascii_digit).count() == 3);
    if grouped { text.replace([',', '，'], "") } else { text.to_owned() }
}

fn date(given: &Value) -> Result<Value, String> {
    let day = match given {
        Value::Date(day) => Some(*day),
        Value::Instant(at) if at.time() == Time::midnight() => Some(at.date()),
        Value::Text(text) => read_date(text),
        _ => None,
    };
    let day = day.ok_or("应为日期，例如 2026-09-18")?;
    in_years(day).map(Value::Date)
}

/// `2026-09-18`, `2026/9/18`, `2026.9.18`, `2026年9月18日`.
fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().split(['-', '/', '.', '年', '月', '日']);
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    parts.next().unwrap_or_default().is_empty().then_some(())?;
    Date::new(year, month, day).ok()
}

/// The calendar knows the years 1900–2199.
fn in_years(day: Date) -> Result<Date, String> {
    match (1900..=2199).contains(&day.year()) {
        true => Ok(day),
        false => Err("日期应在 1900 年至 2199 年之间".into()),
    }
}

fn instant(given: &Value) -> Result<Value, String> {
    let at = match given {
        Value::Instant(at) => Some(*at),
        Value::Text(text) => read_instant(text),
        _ => None,
    };
    let at = at.ok_or("应为日期和时间，例如 2026-09-18 09:30")?;
    in_years(at.date()).map(|_| Value::Instant(at))
}

/// A date, then `T` or white space, then `09:30` or `09:30:00`; `+08:00` may follow.
fn read_instant(text: &str) -> Option<Instant> {
    let text = text.trim().trim_end_matches("+08:00");
    let (day, clock) = text.split_once(['T', ' '])?;
    let mut parts = clock.trim().split([':', '：']);
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let second: i8 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    let time = Time::new(hour, minute, second, 0).ok()?;
    Some(read_date(day)?.to_datetime(time))
}

fn period(given: &Value) -> Result<Value, String> {
    let length = match given {
        Value::Period(length) => Some(*length),
        Value::Text(text) => Period::parse(text),
        _ => None,
    };
    length
        .map(Value::Period)
        .ok_or_else(|| "应为期间，例如 15 wd(工作日)、30 cd(日)、3 months(月)、4 wh(工作小时)".into())
}

fn truth(given: &Value) -> Result<Value, String> {
    let truth = match given {
        Value::Bool(truth) => Some(*truth),
        Value::Int(1) => Some(true),
        Value::Int(0) => Some(false),
        Value::Text(text) => match &**text {
            "是" | "true" | "1" => Some(true),
            "否" | "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    };
    truth.map(Value::Bool).ok_or_else(|| "应为“是”或“否”".into())
}

/// Longitude first. The two are never exchanged unasked: whoever wrote them knows where it is.
fn point(given: &Value) -> Result<Value, String> {
    let said = given.as_text().and_then(pair);
    let (lng, lat) = said.ok_or("应为经度和纬度，先写经度，例如 112.850000,35.500000")?;
    let in_china = |lng, lat| Point::new(lng, lat).filter(|place| place.is_in_china());
    match (in_china(lng, lat), in_china(lat, lng)) {
        (Some(place), _) => Ok(Value::text(place.to_string())),
        (None, Some(place)) => Err(format!("经度和纬度写反了，请先写经度再写纬度：{place}")),
        (None, None) => {
            Err("不在中国境内，请核对；先写经度(73 至 136)再写纬度(3 至 54)，例如 112.850000,35.500000"
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<String, String> {
        point(&Value::text(text)).map(|place| place.as_text().unwrap_or_default().to_owned())
    }

    #[test]
    fn a_place_is_kept_in_one_way_of_writing() {
        assert_eq!(typed("112.851200，35.490700").as_deref(), Ok("112.8512,35.4907"));
        assert_eq!(typed("东经 112.8512°，北纬 35.4907°").as_deref(), Ok("112.8512,35.4907"));
    }

    #[test]
    fn a_place_written_the_wrong_way_round_or_abroad_is_told_apart() {
        let told = |text| typed(text).expect_err("refused");
        assert_eq!(told("35.4907,112.8512"), "经度和纬度写反了，请先写经度再写纬度：112.8512,35.4907");
        assert!(told("12.85,35.49").starts_with("不在中国境内"), "{}", told("12.85,35.49"));
        assert!(told("300,35.49").starts_with("不在中国境内"));
        assert!(told("东街一号院").starts_with("应为经度和纬度"));
        assert!(told("nan,nan").starts_with("应为经度和纬度"));
    }
}
