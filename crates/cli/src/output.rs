//! Printing for people at 80 columns: Chinese characters are two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text in exactly `width` columns: cut with … or filled with spaces on the right.
pub fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let fill = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(fill))
}

/// The same, filled on the left.
pub fn right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let fill = width.saturating_sub(text.width());
    format!("{}{text}", " ".repeat(fill))
}

/// At most `width` columns.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.into();
    }
    let mut used = 0;
    let mut kept = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_not_characters() {
        assert_eq!(left("办结", 6), "办结  ");
        assert_eq!(right("12", 4), "  12");
        assert_eq!(left("一窗综合受理", 7), "一窗综…");
        assert_eq!(left("一窗综合", 8), "一窗综合");
    }
}
