//! The tree that the parser makes: names are still texts, nothing has a type.
//!
//! It prints itself in the shortest form that reads back to the same tree.

use std::fmt;
use std::ops::Range;

use fadu_base::Decimal;

use super::BinOp;

/// A part of an expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Levels below it and itself; bounded, so that walking a tree never exhausts the stack.
    pub height: usize,
}

/// A name and its place.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Word {
    pub text: String,
    pub span: Range<usize>,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum NodeKind {
    Null,
    Bool(bool),
    Int(i64),
    /// In millionths.
    Decimal(i64),
    Text(String),
    Name(String),
    Member(Box<Node>, Word),
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Neg(Box<Node>),
    Binary(BinOp, Box<Node>, Box<Node>),
    Cond(Box<Node>, Box<Node>, Box<Node>),
    List(Vec<Node>),
    Call(Word, Vec<Node>),
    Method(Box<Node>, Word, Vec<Node>),
}

impl NodeKind {
    /// The parts directly below.
    pub fn children(&self) -> Vec<&Node> {
        match self {
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Decimal(_) | Self::Text(_) | Self::Name(_) => {
                vec![]
            }
            Self::Member(of, _) | Self::Not(of) | Self::Neg(of) => vec![of],
            Self::Index(a, b) | Self::Binary(_, a, b) => vec![a, b],
            Self::Cond(a, b, c) => vec![a, b, c],
            Self::List(items) | Self::Call(_, items) => items.iter().collect(),
            Self::Method(of, _, args) => std::iter::once(&**of).chain(args).collect(),
        }
    }

    /// How tightly it binds; 0 loosest.
    fn level(&self) -> u8 {
        match self {
            Self::Cond(..) => 0,
            Self::Binary(op, ..) => op.level(),
            Self::Not(_) | Self::Neg(_) => 6,
            _ => 7,
        }
    }
}

impl BinOp {
    /// How tightly the operator binds: `||` 1 … `* / %` 5.
    pub fn level(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge | Self::In => 3,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Rem => 5,
        }
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
        }
    }
}

impl Node {
    /// Prints it, in brackets if it binds more loosely than its place asks for.
    fn print(&self, f: &mut fmt::Formatter<'_>, level: u8) -> fmt::Result {
        if self.kind.level() < level {
            return write!(f, "({self})");
        }
        write!(f, "{self}")
    }

    fn print_cond(f: &mut fmt::Formatter<'_>, test: &Node, yes: &Node, no: &Node) -> fmt::Result {
        test.print(f, 1)?;
        f.write_str(" ? ")?;
        yes.print(f, 0)?;
        f.write_str(" : ")?;
        no.print(f, 0)
    }

    fn print_list(f: &mut fmt::Formatter<'_>, items: &[Node]) -> fmt::Result {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            item.print(f, 0)?;
        }
        Ok(())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NodeKind::Null => f.write_str("null"),
            NodeKind::Bool(truth) => write!(f, "{truth}"),
            NodeKind::Int(n) => write!(f, "{n}"),
            NodeKind::Decimal(n) if n % 1_000_000 == 0 => write!(f, "{}.0", Decimal(*n)),
            NodeKind::Decimal(n) => write!(f, "{}", Decimal(*n)),
            NodeKind::Text(text) => write!(f, "'{text}'"),
            NodeKind::Name(name) => f.write_str(name),
            NodeKind::Member(of, word) => of.print(f, 7).and_then(|()| write!(f, ".{}", word.text)),
            NodeKind::Index(of, at) => of.print(f, 7).and_then(|()| write!(f, "[{at}]")),
            NodeKind::Not(of) => f.write_str("!").and_then(|()| of.print(f, 6)),
            NodeKind::Neg(of) => f.write_str("-").and_then(|()| of.print(f, 6)),
            NodeKind::Binary(op, a, b) => {
                a.print(f, op.level())?;
                write!(f, " {} ", op.symbol())?;
                b.print(f, op.level() + 1)
            }
            NodeKind::Cond(test, yes, no) => Self::print_cond(f, test, yes, no),
            NodeKind::List(items) => {
                f.write_str("[")?;
                Self::print_list(f, items)?;
                f.write_str("]")
            }
            NodeKind::Call(word, args) => {
                write!(f, "{}(", word.text)?;
                Self::print_list(f, args)?;
                f.write_str(")")
            }
            NodeKind::Method(of, word, args) => {
                of.print(f, 7)?;
                write!(f, ".{}(", word.text)?;
                Self::print_list(f, args)?;
                f.write_str(")")
            }
        }
    }
}
