//! Printing for people at 80 columns: Chinese characters are two columns wide.
//!
//! Whoever reads may stop reading, as `head` does. That is no failure, so what cannot be written is
//! let go, where the macros of the standard library would end the program.

use std::fmt::Arguments;
use std::io::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The answer, on standard output.
macro_rules! put {
    ($($text:tt)*) => { $crate::output::out(format_args!($($text)*)) };
}

/// A line of the answer.
macro_rules! say {
    () => { $crate::output::out(format_args!("\n")) };
    ($($text:tt)*) => { $crate::output::out(format_args!("{}\n", format_args!($($text)*))) };
}

/// A line beside the answer, on standard error.
macro_rules! warn {
    ($($text:tt)*) => { $crate::output::err(format_args!("{}\n", format_args!($($text)*))) };
}

/// Writes to standard output.
pub fn out(text: Arguments<'_>) {
    let _ = std::io::stdout().lock().write_fmt(text);
}

/// Writes to standard error.
pub fn err(text: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(text);
}

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
