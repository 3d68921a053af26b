//! From the text of an expression to tokens with their places (language.md 3.1).
//!
//! Texts stand in single quotes and know no escapes, so that every column is exact.

use std::ops::Range;

use fadu_base::decimal::SCALE;

use super::scope::Fault;

/// The longest expression read, in bytes.
pub const LONGEST: usize = 65_536;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub tok: Tok,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// What a token is. Names and texts are read from the text by their span.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Tok {
    Int(i64),
    /// In millionths.
    Decimal(i64),
    /// With its quotes.
    Text,
    Name,
    True,
    False,
    Null,
    In,
    LParen,
    RParen,
    LBracket,
    RBracket,
    Comma,
    Dot,
    Question,
    Colon,
    Not,
    Minus,
    Plus,
    Star,
    Slash,
    Percent,
    EqEq,
    NotEq,
    Lt,
    Le,
    Gt,
    Ge,
    AndAnd,
    OrOr,
    End,
}

/// Operators, longest first, so that `<=` is not read as `<`.
const SYMBOLS: &[(&str, Tok)] = &[
    ("==", Tok::EqEq),
    ("!=", Tok::NotEq),
    ("<=", Tok::Le),
    (">=", Tok::Ge),
    ("&&", Tok::AndAnd),
    ("||", Tok::OrOr),
    ("(", Tok::LParen),
    (")", Tok::RParen),
    ("[", Tok::LBracket),
    ("]", Tok::RBracket),
    (",", Tok::Comma),
    (".", Tok::Dot),
    ("?", Tok::Question),
    (":", Tok::Colon),
    ("!", Tok::Not),
    ("-", Tok::Minus),
    ("+", Tok::Plus),
    ("*", Tok::Star),
    ("/", Tok::Slash),
    ("%", Tok::Percent),
    ("<", Tok::Lt),
    (">", Tok::Gt),
];

/// The tokens of a part of a text, with `End` last; or the first fault (E07).
pub fn lex(text: &str, part: Range<usize>) -> Result<Vec<Token>, Fault> {
    if part.len() > LONGEST {
        return Err(fault(part, "expression is too long", "split it: make a field with `is`"));
    }
    let mut lexer = Lexer { text: &text[..part.end], at: part.start };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let end = token.tok == Tok::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Token, Fault> {
        self.at += self.len_while(char::is_whitespace);
        let start = self.at;
        let tok = match self.rest().chars().next() {
            None => Tok::End,
            Some('\'') => self.quoted()?,
            Some(c) if c.is_ascii_digit() => self.number()?,
            Some(c) if is_word(c) => self.word(),
            Some(c) => self.symbol(c)?,
        };
        Ok(Token { tok, span: start..self.at })
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn len_while(&self, test: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !test(c)).unwrap_or(self.rest().len())
    }

    fn quoted(&mut self) -> Result<Tok, Fault> {
        let Some(close) = self.rest()[1..].find('\'') else {
            let span = self.at..self.text.len();
            return Err(fault(span, "text is not closed", "end it with `'`"));
        };
        self.at += close + 2;
        Ok(Tok::Text)
    }

    fn word(&mut self) -> Tok {
        let len = self.len_while(|c| is_word(c) || c.is_ascii_digit());
        let word = &self.text[self.at..self.at + len];
        self.at += len;
        match word {
            "true" => Tok::True,
            "false" => Tok::False,
            "null" => Tok::Null,
            "in" => Tok::In,
            _ => Tok::Name,
        }
    }

    fn number(&mut self) -> Result<Tok, Fault> {
        let start = self.at;
        self.at += self.len_while(|c| c.is_ascii_digit());
        let whole = self.at;
        let after = self.rest().as_bytes();
        if after.first() == Some(&b'.') && after.get(1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            self.at += self.len_while(|c| c.is_ascii_digit());
        }
        if self.rest().starts_with(is_word) {
            self.at += self.len_while(|c| is_word(c) || c.is_ascii_digit());
            return Err(fault(start..self.at, "number ends in letters", "names begin with a letter"));
        }
        let part = self.text[whole..self.at].trim_start_matches('.');
        read_number(&self.text[start..whole], part).map_err(|what| {
            fault(start..self.at, what, "numbers have at most six decimals and about eighteen digits")
        })
    }

    fn symbol(&mut self, c: char) -> Result<Tok, Fault> {
        if let Some((text, tok)) = SYMBOLS.iter().find(|(text, _)| self.rest().starts_with(text)) {
            self.at += text.len();
            return Ok(*tok);
        }
        let span = self.at..self.at + c.len_utf8();
        Err(fault(span, &format!("unexpected character `{c}`"), advice(c)))
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// What to write instead of a character that often stands by mistake.
fn advice(c: char) -> &'static str {
    match c {
        '=' => "write `==` to compare",
        '&' => "write `&&`",
        '|' => "write `||`",
        '"' | '‘' | '’' | '“' | '”' => "texts stand in single quotes: `'…'`",
        '（' | '）' => "write `(` and `)`",
        '，' | '、' => "write `,`",
        '！' | '？' | '：' | '。' | '；' | '＝' | '＜' | '＞' => "write it in half width",
        c if !c.is_ascii() => "texts stand in single quotes: `'…'`",
        _ => "",
    }
}

fn read_number(whole: &str, part: &str) -> Result<Tok, &'static str> {
    let n: i64 = whole.parse().map_err(|_| "number is too large")?;
    if part.is_empty() {
        return Ok(Tok::Int(n));
    }
    if part.len() > 6 {
        return Err("number has too many decimals");
    }
    let part: i64 = format!("{part:0<6}").parse().map_err(|_| "number is too large")?;
    let millionths = n.checked_mul(SCALE).and_then(|n| n.checked_add(part));
    millionths.map(Tok::Decimal).ok_or("number is too large")
}

/// A syntax fault.
pub fn fault(span: Range<usize>, what: &str, help: &str) -> Fault {
    Fault { code: "E07", span, what: what.to_owned(), help: help.to_owned() }
}
