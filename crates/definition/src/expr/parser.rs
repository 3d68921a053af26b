//! From tokens to a tree: operators by how tightly they bind, everything else by its first token.
//!
//! The tree is bounded in height, so neither reading it nor walking it can exhaust the stack,
//! however the text was written.

use std::ops::Range;

use super::BinOp;
use super::lexer::{Tok, Token, fault, lex};
use super::scope::Fault;
use super::syntax::{Node, NodeKind, Word};

/// The highest tree, and the deepest nesting of brackets.
pub const HIGHEST: usize = 100;

type Parsed = Result<Node, Fault>;

/// The tree of an expression, or the first fault (E07).
pub fn parse(text: &str) -> Parsed {
    parse_part(text, 0..text.len())
}

/// The tree of an expression that is a part of a text; places are places of the whole text.
pub fn parse_part(text: &str, part: Range<usize>) -> Parsed {
    let tokens = lex(text, part)?;
    let mut parser = Parser { text, tokens, at: 0, depth: 0 };
    if parser.peek() == Tok::End {
        return Err(fault(parser.span(), "expression is empty", "write one, or leave out the key"));
    }
    let node = parser.expression()?;
    match parser.peek() {
        Tok::End => Ok(node),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Tok {
        self.tokens.get(self.at).map_or(Tok::End, |token| token.tok)
    }

    fn span(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(0..0, |token| token.span.clone())
    }

    fn step(&mut self) -> Range<usize> {
        let span = self.span();
        self.at += 1;
        span
    }

    fn skip(&mut self, tok: Tok) -> bool {
        let found = self.peek() == tok;
        self.at += usize::from(found);
        found
    }

    fn close(&mut self, tok: Tok, name: &str) -> Result<usize, Fault> {
        if self.peek() == tok {
            return Ok(self.step().end);
        }
        Err(self.unexpected(name))
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let span = self.span();
        let found = match self.peek() {
            Tok::End => "the end".to_owned(),
            _ => format!("`{}`", &self.text[span.clone()]),
        };
        let help = match &self.text[span.clone()] {
            "and" => "write `&&`",
            "or" => "write `||`",
            "not" => "write `!`",
            "is" => "write `==`",
            _ => "",
        };
        fault(span, &format!("expected {wanted}, found {found}"), help)
    }

    fn node(&self, kind: NodeKind, span: Range<usize>) -> Parsed {
        let height = 1 + kind.children().iter().map(|child| child.height).max().unwrap_or(0);
        if height > HIGHEST {
            return Err(too_deep(span));
        }
        Ok(Node { kind, span, height })
    }

    /// Runs a rule one level deeper.
    fn deeper(&mut self, rule: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= HIGHEST {
            return Err(too_deep(self.span()));
        }
        self.depth += 1;
        let parsed = rule(self);
        self.depth -= 1;
        parsed
    }

    fn expression(&mut self) -> Parsed {
        self.deeper(|parser| {
            let test = parser.binary(1)?;
            if !parser.skip(Tok::Question) {
                return Ok(test);
            }
            let yes = parser.expression()?;
            parser.close(Tok::Colon, "`:`")?;
            let no = parser.expression()?;
            let span = test.span.start..no.span.end;
            parser.node(NodeKind::Cond(Box::new(test), Box::new(yes), Box::new(no)), span)
        })
    }

    /// Operators that bind at least as tightly as `level`; equal ones group to the left.
    fn binary(&mut self, level: u8) -> Parsed {
        let mut left = self.unary()?;
        while let Some(op) = operator(self.peek()).filter(|op| op.level() >= level) {
            self.step();
            let right = self.deeper(|parser| parser.binary(op.level() + 1))?;
            let span = left.span.start..right.span.end;
            left = self.node(NodeKind::Binary(op, Box::new(left), Box::new(right)), span)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        let make = match self.peek() {
            Tok::Not => NodeKind::Not,
            Tok::Minus => NodeKind::Neg,
            _ => return self.postfix(),
        };
        let start = self.step().start;
        let of = self.deeper(Self::unary)?;
        let span = start..of.span.end;
        self.node(make(Box::new(of)), span)
    }

    fn postfix(&mut self) -> Parsed {
        let mut of = self.primary()?;
        loop {
            of = match self.peek() {
                Tok::Dot => self.member(of)?,
                Tok::LBracket => self.index(of)?,
                _ => return Ok(of),
            };
        }
    }

    fn member(&mut self, of: Node) -> Parsed {
        self.step();
        if self.peek() != Tok::Name {
            return Err(self.unexpected("a name after `.`"));
        }
        let word = self.word();
        let start = of.span.start;
        if !self.skip(Tok::LParen) {
            let span = start..word.span.end;
            return self.node(NodeKind::Member(Box::new(of), word), span);
        }
        let (args, end) = self.items(Tok::RParen, "`)`")?;
        self.node(NodeKind::Method(Box::new(of), word, args), start..end)
    }

    fn index(&mut self, of: Node) -> Parsed {
        self.step();
        let at = self.expression()?;
        let end = self.close(Tok::RBracket, "`]`")?;
        let span = of.span.start..end;
        self.node(NodeKind::Index(Box::new(of), Box::new(at)), span)
    }

    fn word(&mut self) -> Word {
        let span = self.step();
        Word { text: self.text[span.clone()].to_owned(), span }
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        let kind = match self.peek() {
            Tok::Int(n) => NodeKind::Int(n),
            Tok::Decimal(n) => NodeKind::Decimal(n),
            Tok::Text => NodeKind::Text(self.text[span.start + 1..span.end - 1].to_owned()),
            Tok::True => NodeKind::Bool(true),
            Tok::False => NodeKind::Bool(false),
            Tok::Null => NodeKind::Null,
            Tok::Name => return self.name(),
            Tok::LParen => return self.bracket(),
            Tok::LBracket => return self.list(),
            _ => return Err(self.unexpected("a value")),
        };
        self.step();
        self.node(kind, span)
    }

    fn name(&mut self) -> Parsed {
        let word = self.word();
        if !self.skip(Tok::LParen) {
            return self.node(NodeKind::Name(word.text), word.span);
        }
        let (args, end) = self.items(Tok::RParen, "`)`")?;
        let span = word.span.start..end;
        self.node(NodeKind::Call(word, args), span)
    }

    fn bracket(&mut self) -> Parsed {
        let start = self.step().start;
        let mut node = self.expression()?;
        let end = self.close(Tok::RParen, "`)`")?;
        node.span = start..end;
        Ok(node)
    }

    fn list(&mut self) -> Parsed {
        let start = self.step().start;
        let (items, end) = self.items(Tok::RBracket, "`]`")?;
        self.node(NodeKind::List(items), start..end)
    }

    /// Expressions between commas up to the closing token, and where that ends.
    fn items(&mut self, close: Tok, name: &str) -> Result<(Vec<Node>, usize), Fault> {
        let mut items = Vec::new();
        if self.peek() == close {
            return Ok((items, self.step().end));
        }
        loop {
            items.push(self.expression()?);
            if !self.skip(Tok::Comma) {
                let end = self.close(close, &format!("`,` or {name}"))?;
                return Ok((items, end));
            }
        }
    }
}

fn operator(tok: Tok) -> Option<BinOp> {
    Some(match tok {
        Tok::OrOr => BinOp::Or,
        Tok::AndAnd => BinOp::And,
        Tok::EqEq => BinOp::Eq,
        Tok::NotEq => BinOp::Ne,
        Tok::Lt => BinOp::Lt,
        Tok::Le => BinOp::Le,
        Tok::Gt => BinOp::Gt,
        Tok::Ge => BinOp::Ge,
        Tok::In => BinOp::In,
        Tok::Plus => BinOp::Add,
        Tok::Minus => BinOp::Sub,
        Tok::Star => BinOp::Mul,
        Tok::Slash => BinOp::Div,
        Tok::Percent => BinOp::Rem,
        _ => return None,
    })
}

fn too_deep(span: Range<usize>) -> Fault {
    fault(span, "expression is nested too deeply", "split it: make a field with `is`")
}
