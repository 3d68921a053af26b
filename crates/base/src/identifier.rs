//! Identifiers and their check digits 号码校验 (sheet 00, 3 and 5).

/// Why an identifier is refused; the sentence is Chinese and says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, Chinese.
    pub what: String,
}

/// 公民身份号码 (GB 11643): normalised (X in upper case) or refused.
/// `today` bounds the birth date. A 15-digit number is refused here (see [`id_number_15`]).
pub fn id_number(_text: &str, _today: crate::Date) -> Result<String, Fault> {
    todo!()
}
/// Converts a 15-digit number of an old file to 18 digits.
pub fn id_number_15(_text: &str) -> Result<String, Fault> {
    todo!()
}
/// 统一社会信用代码 (GB 32100-2015).
pub fn uscc(_text: &str) -> Result<String, Fault> {
    todo!()
}
/// 手机, 固定电话 or a short number; normalised without +86.
pub fn phone(_text: &str) -> Result<String, Fault> {
    todo!()
}
/// 姓名: 1–50 code points; `•` and `.` become `·`.
pub fn person_name(_text: &str) -> Result<String, Fault> {
    todo!()
}
/// The check digit MOD 11,10 (ISO/IEC 7064) over the digits of a text: `0794` → 5.
pub fn mod_11_10(_digits: &str) -> u8 {
    todo!()
}
/// Places (byte ranges) in a text that look like a valid identity number.
pub fn find_id_numbers(_text: &str) -> Vec<std::ops::Range<usize>> {
    todo!()
}
