//! Masking of personal values 脱敏 (sheet 00, 10): on parsed values, for public pages.

/// 姓 + 某 for each further character, at most two; compound surnames kept.
pub fn name(_name: &str) -> String {
    todo!()
}
/// First two and last two characters: `14**************14`.
pub fn id_number(_id: &str) -> String {
    todo!()
}
/// `138****5678`.
pub fn phone(_phone: &str) -> String {
    todo!()
}
