//! Sentences that users read have full-width punctuation between Chinese characters (W07); slots hold
//! expressions and are left alone.

use crate::keys::Text;
use crate::source::File;

/// Half-width marks and what stands for them between Chinese characters.
const MARKS: [(char, char); 5] = [(',', '，'), (';', '；'), (':', '：'), ('(', '（'), (')', '）')];

/// Warns of the first half-width mark beside a Chinese character.
pub(crate) fn heed(file: &File<'_>, text: &Text<'_>) {
    if let Some((half, full)) = half_width(text.text) {
        let what = format!("`{half}` beside Chinese characters");
        file.warn("W07", text.span.clone(), what, format!("write `{full}`, without a space"));
    }
}

fn half_width(text: &str) -> Option<(char, char)> {
    let (mut before, mut depth) = (' ', 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let mark = MARKS.iter().find(|(half, _)| *half == c && depth == 0);
        let after = text[at + c.len_utf8()..].trim_start().chars().next().unwrap_or(' ');
        if let Some(mark) = mark.filter(|_| is_han(before) || is_han(after)) {
            return Some(*mark);
        }
        before = c;
    }
    None
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '“' | '”' | '《' | '》')
}

#[cfg(test)]
mod tests {
    use super::half_width;

    #[test]
    fn marks_between_chinese_characters_and_nothing_in_slots() {
        for (text, found) in [
            ("应当通知, 请补齐", Some(',')),
            ("村(社区)", Some('(')),
            ("{value}, 请核对", Some(',')),
            ("不得为负：{at(lines, date(2026,6,1))}", None),
            ("以 https:// 开头", None),
            ("12:30 起", None),
            ("第{n}版，共 1,134 件", None),
        ] {
            assert_eq!(half_width(text).map(|(half, _)| half), found, "{text}");
        }
    }
}
