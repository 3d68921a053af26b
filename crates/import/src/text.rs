//! Texts of cells and heads, made comparable (ledgers' README, M8, M10, M11).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// White space, and the marks without width that spreadsheets and copied texts bring along.
pub fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Without white space at its ends, U+3000 included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(blank)
}

/// NFKC: full-width digits, letters and brackets become the ordinary ones.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    if text.chars().all(stable) || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

/// Characters that NFKC leaves alone, of which nearly every cell consists: looking them up one by
/// one in its tables would take most of the time of an import.
fn stable(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3015}')
}

/// The form in which names, keys and heads are compared: NFKC, without any white space.
pub fn comparable(text: &str) -> Cow<'_, str> {
    let folded = nfkc(text);
    if !folded.contains(blank) {
        return folded;
    }
    Cow::Owned(folded.chars().filter(|c| !blank(*c)).collect())
}

/// A text as it is kept: trimmed, lines ended by `\n`, other control characters dropped. A code
/// (no Han character in it) is NFKC'd, prose keeps its full-width punctuation.
pub fn kept(text: &str) -> String {
    let text = trimmed(text);
    if text.chars().all(|c| stable(c) && !c.is_ascii_control()) {
        return text.to_owned();
    }
    let text = if code_like(text) { nfkc(text) } else { Cow::Borrowed(text) };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Only ASCII and its full-width forms: a number, a certificate, a licence plate.
fn code_like(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() || matches!(c, '\u{ff01}'..='\u{ff5e}'))
}

/// The unit that a head says in brackets after it (M7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// None, or one that does not change a number: `(元)`, `(件)`.
    One,
    /// `(万元)`: ten thousand.
    TenThousand,
    /// `(亿元)`: a hundred million.
    HundredMillion,
}

impl Unit {
    /// By how many powers of ten a number is greater than it is written.
    pub fn exponent(self) -> u32 {
        match self {
            Self::One => 0,
            Self::TenThousand => 4,
            Self::HundredMillion => 8,
        }
    }
}

/// Units that may stand in brackets after a head. Other brackets, as in `村(社区)`, are its name.
const UNITS: [(&str, Unit); 26] = [
    ("元", Unit::One),
    ("人民币元", Unit::One),
    ("万元", Unit::TenThousand),
    ("亿元", Unit::HundredMillion),
    ("件", Unit::One),
    ("个", Unit::One),
    ("人", Unit::One),
    ("人次", Unit::One),
    ("次", Unit::One),
    ("户", Unit::One),
    ("户次", Unit::One),
    ("册", Unit::One),
    ("份", Unit::One),
    ("起", Unit::One),
    ("天", Unit::One),
    ("日", Unit::One),
    ("工作日", Unit::One),
    ("小时", Unit::One),
    ("分钟", Unit::One),
    ("年", Unit::One),
    ("月", Unit::One),
    ("分", Unit::One),
    ("平方米", Unit::One),
    ("亩", Unit::One),
    ("%", Unit::One),
    ("岁", Unit::One),
];

/// A head in its comparable form, without the unit, and the unit.
pub fn head(text: &str) -> (String, Unit) {
    let name = comparable(text).into_owned();
    let found = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(base, unit)| {
        let (_, unit) = UNITS.iter().find(|(word, _)| *word == unit)?;
        (!base.is_empty()).then(|| (base.to_owned(), *unit))
    });
    found.unwrap_or((name, Unit::One))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_compare_without_breaks_widths_and_units() {
        assert_eq!(head("挽回损失\n（元）"), ("挽回损失".to_owned(), Unit::One));
        assert_eq!(head("罚没款(万元)"), ("罚没款".to_owned(), Unit::TenThousand));
        assert_eq!(head("村(社区)"), ("村(社区)".to_owned(), Unit::One));
        assert_eq!(head("(元)"), ("(元)".to_owned(), Unit::One));
    }

    #[test]
    fn codes_become_half_width_and_prose_stays() {
        assert_eq!(kept("\u{3000}１９８００００２５５０ "), "19800002550");
        assert_eq!(kept("（2019）晋0502诉前调1号"), "（2019）晋0502诉前调1号");
        assert_eq!(kept(" 一\r\n二\u{b} "), "一\n二");
        assert_eq!(comparable("合\u{3000} 计"), "合计");
    }
}
