//! The grammar: what reads, what the first fault is, and that nothing makes the parser fall over.

use fadu_definition::expr::BinOp;
use fadu_definition::expr::parser::parse;
use fadu_definition::expr::syntax::{Node, NodeKind, Word};
use proptest::prelude::*;

/// The expressions of the five worked definitions, one a line.
const WORKED: &str = include_str!("expressions.txt");

#[test]
fn worked_expressions_read_and_print_back() {
    for line in WORKED.lines() {
        let node = parse(line).unwrap_or_else(|fault| panic!("{line}: {fault:?}"));
        let again = parse(&node.to_string()).unwrap();
        assert_eq!(node.to_string(), again.to_string(), "{line}");
    }
    assert!(WORKED.lines().count() > 200);
}

#[test]
fn operators_bind_as_in_cel() {
    let table = [
        ("a || b && c", "a || b && c"),
        ("(a || b) && c", "(a || b) && c"),
        ("!a.b == c", "!a.b == c"),
        ("a - b - c", "a - b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a * b) + c", "a * b + c"),
        ("a ? b : c ? d : e", "a ? b : c ? d : e"),
        ("(a ? b : c) ? d : e", "(a ? b : c) ? d : e"),
        ("-(a + 1.50)", "-(a + 1.5)"),
        ("((a))[ 0 ].b( )", "a[0].b()"),
        ("a in ['x','y'] == true", "a in ['x', 'y'] == true"),
    ];
    for (text, wanted) in table {
        assert_eq!(parse(text).unwrap().to_string(), wanted);
    }
}

/// The first fault of a text, as `start..end what; help`.
fn fault(text: &str) -> String {
    let fault = parse(text).unwrap_err();
    assert_eq!(fault.code, "E07");
    format!("{}..{} {}; {}", fault.span.start, fault.span.end, fault.what, fault.help)
}

#[test]
fn first_fault_is_named() {
    let table = [
        ("", "0..0 expression is empty; write one, or leave out the key"),
        ("a +", "3..3 expected a value, found the end; "),
        ("(a", "2..2 expected `)`, found the end; "),
        ("f(a b)", "4..5 expected `,` or `)`, found `b`; "),
        ("[a, b", "5..5 expected `,` or `]`, found the end; "),
        ("a ? b", "5..5 expected `:`, found the end; "),
        ("a b", "2..3 expected an operator or the end, found `b`; "),
        ("a and b", "2..5 expected an operator or the end, found `and`; write `&&`"),
        ("a = b", "2..3 unexpected character `=`; write `==` to compare"),
        ("a & b", "2..3 unexpected character `&`; write `&&`"),
        ("a.1", "2..3 expected a name after `.`, found `1`; "),
        ("kind == 'x", "8..10 text is not closed; end it with `'`"),
        ("kind == \"x\"", "8..9 unexpected character `\"`; texts stand in single quotes: `'…'`"),
        ("f（a）", "1..4 unexpected character `（`; write `(` and `)`"),
        ("12abc", "0..5 number ends in letters; names begin with a letter"),
        (
            "1.1234567",
            "0..9 number has too many decimals; numbers have at most six decimals and about eighteen digits",
        ),
        (
            "99999999999999999999",
            "0..20 number is too large; numbers have at most six decimals and about eighteen digits",
        ),
    ];
    for (text, wanted) in table {
        assert_eq!(fault(text), wanted, "{text}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |open: &str, close: &str| format!("{}a{}", open.repeat(10_000), close.repeat(10_000));
    let chain = |op: &str| vec!["a"; 10_000].join(op);
    let texts = [
        deep("(", ")"),
        deep("!", ""),
        deep("-", ""),
        deep("[", "]"),
        deep("f(", ")"),
        deep("a?b:", ""),
        chain(" || "),
        chain("."),
        format!("a{}", "[0]".repeat(10_000)),
    ];
    for text in texts {
        assert!(fault(&text).contains("nested too deeply"), "{}", &text[..20]);
    }
    assert!(fault(&"a ".repeat(40_000)).contains("too long"));
    assert!(parse(&vec!["a"; 90].join(" && ")).is_ok());
}

proptest! {
    #[test]
    fn any_text_reads_or_is_refused(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_tokens_read_or_are_refused(tokens in prop::collection::vec(token(), 0..60)) {
        let text = tokens.join(" ");
        if let Err(fault) = parse(&text) {
            prop_assert!(fault.span.end <= text.len() && !fault.what.is_empty());
        }
    }

    #[test]
    fn trees_print_and_read_back(node in tree()) {
        let text = node.to_string();
        let again = parse(&text);
        prop_assert_eq!(bare(&again.unwrap()), bare(&node), "{}", text);
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a", "b.c", "f(", ")", "(", "[", "]", ",", ".", "?", ":", "!", "-", "+", "*", "/", "%", "==", "!=",
        "<", "<=", "in", "&&", "||", "1", "2.5", "'文'", "'", "true", "null", "=", "，",
    ])
}

fn node(kind: NodeKind) -> Node {
    Node { kind, span: 0..0, height: 0 }
}

fn word(text: String) -> Word {
    Word { text, span: 0..0 }
}

fn ident() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_]{0,6}"
        .prop_filter("not a keyword", |name| !["in", "true", "false", "null"].contains(&name.as_str()))
}

fn operator() -> impl Strategy<Value = BinOp> {
    use BinOp::*;
    prop::sample::select(vec![Or, And, Eq, Ne, Lt, Le, Gt, Ge, In, Add, Sub, Mul, Div, Rem])
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(NodeKind::Null),
        any::<bool>().prop_map(NodeKind::Bool),
        (0..i64::MAX).prop_map(NodeKind::Int),
        (0..i64::MAX).prop_map(NodeKind::Decimal),
        "[^'\n]{0,5}".prop_map(NodeKind::Text),
        ident().prop_map(NodeKind::Name),
    ]
    .prop_map(node);
    leaf.prop_recursive(5, 40, 3, |part| {
        let one = || part.clone().prop_map(Box::new);
        let many = prop::collection::vec(part.clone(), 0..3);
        prop_oneof![
            one().prop_map(NodeKind::Not),
            one().prop_map(NodeKind::Neg),
            (operator(), one(), one()).prop_map(|(op, a, b)| NodeKind::Binary(op, a, b)),
            (one(), one(), one()).prop_map(|(a, b, c)| NodeKind::Cond(a, b, c)),
            (one(), one()).prop_map(|(a, b)| NodeKind::Index(a, b)),
            (one(), ident()).prop_map(|(of, name)| NodeKind::Member(of, word(name))),
            many.clone().prop_map(NodeKind::List),
            (ident(), many.clone()).prop_map(|(name, args)| NodeKind::Call(word(name), args)),
            (one(), ident(), many).prop_map(|(of, name, args)| NodeKind::Method(of, word(name), args)),
        ]
        .prop_map(node)
    })
}

/// The tree without places, so that trees compare whatever text they came from.
fn bare(node: &Node) -> String {
    let parts: Vec<String> = node.kind.children().into_iter().map(bare).collect();
    let head = match &node.kind {
        NodeKind::Member(_, word) => format!(".{}", word.text),
        NodeKind::Call(word, _) => format!("{}()", word.text),
        NodeKind::Method(_, word, _) => format!(".{}()", word.text),
        NodeKind::Binary(op, ..) => op.symbol().to_owned(),
        NodeKind::Not(_) => "!".to_owned(),
        NodeKind::Neg(_) => "neg".to_owned(),
        NodeKind::Cond(..) => "?".to_owned(),
        NodeKind::Index(..) => "[]".to_owned(),
        NodeKind::List(_) => "list".to_owned(),
        leaf => format!("{leaf:?}"),
    };
    format!("({head} {})", parts.join(" "))
}
