//! Identifiers and their check digits 号码校验 (sheet 00, 3 and 5).

use std::ops::Range;

use crate::Date;

/// Why an identifier is refused; the sentence is Chinese and says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, Chinese.
    pub what: String,
}

/// A refusal with its sentence.
fn fault<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { what: what.into() })
}

/// 公民身份号码 (GB 11643): normalised (X in upper case) or refused.
/// `today` bounds the birth date. A 15-digit number is refused here (see [`id_number_15`]).
pub fn id_number(text: &str, today: Date) -> Result<String, Fault> {
    let number = text.trim().to_ascii_uppercase();
    let length = number.chars().count();
    if length != 18 {
        return fault(format!("公民身份号码应为18位，现为{length}位，请核对"));
    }
    let (body, check) = match split_id(&number) {
        Some(parts) => parts,
        None => return fault("公民身份号码前17位应为数字，末位为数字或X，请核对"),
    };
    let birth = match birth_date(body) {
        Some(birth) => birth,
        None => return fault(format!("公民身份号码中的出生日期{}不存在，请核对", &body[6..14])),
    };
    if birth > today || birth.year() < 1900 {
        return fault(format!("公民身份号码中的出生日期{birth}早于1900年或晚于今天，请核对"));
    }
    if id_check(body) != check {
        return fault("公民身份号码的校验位不符，可能输错了一位或两位颠倒，请对照证件核对");
    }
    Ok(number)
}

/// Whether a text has the form of a 公民身份号码 but another last character than its digits give.
pub fn id_check_fails(text: &str) -> bool {
    split_id(text).is_some_and(|(body, check)| text.len() == 18 && id_check(body) != check)
}

/// The 17 digits and the check character of an 18-character number.
fn split_id(number: &str) -> Option<(&str, char)> {
    let (body, check) = number.split_at_checked(17)?;
    let check = check.chars().next().filter(|c| c.is_ascii_digit() || *c == 'X')?;
    body.bytes().all(|b| b.is_ascii_digit()).then_some((body, check))
}

/// Positions 7–14 as a date.
fn birth_date(body: &str) -> Option<Date> {
    let part = |range: Range<usize>| body.get(range)?.parse::<i16>().ok();
    Date::new(part(6..10)?, part(10..12)? as i8, part(12..14)? as i8).ok()
}

/// The check character over 17 digits.
fn id_check(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

/// Converts a 15-digit number of an old file to 18 digits.
pub fn id_number_15(text: &str) -> Result<String, Fault> {
    let old = text.trim();
    if old.len() != 15 || !old.bytes().all(|b| b.is_ascii_digit()) {
        return fault("旧公民身份号码应为15位数字，请核对");
    }
    let body = format!("{}19{}", &old[..6], &old[6..]);
    if birth_date(&body).is_none() {
        return fault(format!("旧公民身份号码中的出生日期{}不存在，请核对", &old[6..12]));
    }
    let check = id_check(&body);
    Ok(format!("{body}{check}"))
}

/// Characters of the credit code, by value (no I, O, S, V, Z).
const CODE: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 统一社会信用代码 (GB 32100-2015).
pub fn uscc(text: &str) -> Result<String, Fault> {
    let code = text.trim().to_ascii_uppercase();
    let length = code.chars().count();
    if length != 18 {
        return fault(format!("统一社会信用代码应为18位，现为{length}位，请核对"));
    }
    let Some(values) = code_values(&code) else {
        return fault("统一社会信用代码只能有数字和大写字母（不含I、O、S、V、Z），请核对");
    };
    let sum: u32 = (0..17).map(|at| values[at] * WEIGHTS_31[at]).sum();
    if values[17] != (31 - sum % 31) % 31 {
        return fault("统一社会信用代码的校验位不符，请对照证照核对");
    }
    Ok(code)
}

/// Powers of 3 modulo 31.
const WEIGHTS_31: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The value of each of the 18 characters.
fn code_values(code: &str) -> Option<Vec<u32>> {
    code.bytes().map(|b| CODE.iter().position(|&c| c == b).map(|at| at as u32)).collect()
}

/// Whether the organization code in a credit code bears its own check character (GB 11714):
/// only a warning, since old codes exist that do not.
pub fn uscc_organization_code_fits(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let Some(organization) = code.get(8..17) else { return false };
    let values: Option<Vec<u32>> = organization.chars().map(|c| c.to_digit(36)).collect();
    let Some(values) = values else { return false };
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    organization.ends_with(expected)
}

/// 手机, 固定电话 or a short number; normalised without +86.
pub fn phone(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let bare = text.strip_prefix("+86").map_or(text, |rest| rest.trim_start_matches([' ', '-']));
    if is_mobile(bare) || is_landline(bare) || is_short(bare) {
        return Ok(bare.to_owned());
    }
    fault("电话号码应为11位手机号，或区号加7至8位座机号（如0356-1234567），请核对")
}

/// `^1[3-9]\d{9}$`.
fn is_mobile(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && digits(text))
}

/// `^0\d{2,3}-?\d{7,8}(-\d{1,6})?$`.
fn is_landline(text: &str) -> bool {
    if !text.starts_with('0') {
        return false;
    }
    let parts: Vec<&str> = text.split('-').collect();
    if !parts.iter().all(|part| digits(part)) {
        return false;
    }
    let area = |part: &str| (3..=4).contains(&part.len());
    let local = |part: &str| (7..=8).contains(&part.len());
    let joined = |part: &str| (10..=12).contains(&part.len());
    let extension = |part: &str| (1..=6).contains(&part.len());
    match parts[..] {
        [whole] => joined(whole),
        [first, second] => (area(first) && local(second)) || (joined(first) && extension(second)),
        [first, second, third] => area(first) && local(second) && extension(third),
        _ => false,
    }
}

/// A service number, or `^[48]00\d{7}$`.
fn is_short(text: &str) -> bool {
    const SERVICES: [&str; 7] = ["110", "119", "120", "12345", "12348", "12315", "12388"];
    let free = text.len() == 10 && digits(text) && (text.starts_with("400") || text.starts_with("800"));
    free || SERVICES.contains(&text)
}

/// Whether a text is made of digits, at least one.
fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// 邮政编码: six digits.
pub fn postcode(text: &str) -> Result<String, Fault> {
    match text.trim() {
        code if code.len() == 6 && digits(code) => Ok(code.to_owned()),
        _ => fault("邮政编码应为6位数字，请核对"),
    }
}

/// 姓名: 1–50 code points; `•` and `.` become `·`.
pub fn person_name(text: &str) -> Result<String, Fault> {
    let name: String = text.trim().chars().map(|c| if DOTS.contains(&c) { '·' } else { c }).collect();
    let length = name.chars().count();
    if !(1..=50).contains(&length) {
        return fault("姓名应为1至50个字，请核对");
    }
    if let Some(wrong) = name.chars().find(|c| !in_name(*c)) {
        return fault(format!(
            "姓名中不能有“{}”，只能用汉字、间隔号“·”、外文字母和空格",
            wrong.escape_debug()
        ));
    }
    if name.starts_with('·') || name.ends_with('·') || name.contains("··") {
        return fault("间隔号“·”只能用在姓名两部分之间，请核对");
    }
    Ok(name)
}

/// What people type for the middle dot.
const DOTS: [char; 5] = ['•', '.', '．', '・', '‧'];

/// Han, the middle dot, Latin letters, space.
fn in_name(c: char) -> bool {
    is_han(c)
        || c == '·'
        || c == ' '
        || c.is_ascii_alphabetic()
        || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ')
}

/// Chinese characters, those beyond the basic plane and 〇 included.
pub fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// The check digit MOD 11,10 (ISO/IEC 7064) over the digits of a text: `0794` → 5.
pub fn mod_11_10(text: &str) -> u8 {
    let product = text.bytes().filter(u8::is_ascii_digit).fold(10, |product, digit| {
        let sum = (product + (digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

/// Places (byte ranges) in a text that look like a valid identity number.
/// Full-width digits count, and a number inside a longer run of digits does not.
pub fn find_id_numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match half_width(c) {
            Some(c) if c == 'X' && run.len() != 17 => run.clear(),
            Some(c) => run.push((at, c)),
            None => {
                found.extend(judge_run(&run, at));
                run.clear();
            }
        }
    }
    found
}

/// A run of 18 characters that is a valid number.
fn judge_run(run: &[(usize, char)], end: usize) -> Option<Range<usize>> {
    if run.len() != 18 {
        return None;
    }
    let number: String = run.iter().map(|(_, c)| *c).collect();
    let (body, check) = split_id(&number)?;
    let birth = birth_date(body)?;
    let plausible = (1900..2200).contains(&birth.year()) && id_check(body) == check;
    plausible.then_some(run[0].0..end)
}

/// A digit or X, however it was typed.
fn half_width(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        'X' | 'x' | 'Ｘ' | 'ｘ' => Some('X'),
        _ => None,
    }
}
