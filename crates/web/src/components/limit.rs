//! A warning colour (sheet 00, 4.5) as a badge: the word is always there, the colour only helps.

use askama::Template;

/// The badge.
#[derive(Template)]
#[template(path = "components/limit/template.html")]
pub struct Badge<'a> {
    /// 绿 黄 红 逾期 暂停 已按期 逾期办结.
    pub word: &'a str,
}

impl Badge<'_> {
    fn class(&self) -> &'static str {
        match self.word {
            "绿" | "已按期" => "green",
            "黄" => "yellow",
            "红" => "red",
            "逾期" | "逾期办结" => "late",
            _ => "calm",
        }
    }
}
