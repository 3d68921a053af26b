//! Typed expressions of the SQL subset, made at random, and the records they are asked of.

use std::sync::Arc;

use fadu_base::{Date, Decimal, Money, Name, Period, Row, Value};
use fadu_definition::Field;
use fadu_definition::expr::{BinOp, Expr, ExprKind, Func, MacroOp, Member, Method, Ty};
use proptest::prelude::*;

/// The type that the expressions are about.
pub const THING: &str = r#"
[type]
id = "thing"
name = "事项"
kind = "ledger"
effective = 2000-01-01
basis = ["测试"]
title = "{t}"

[field]
i = { name = "整数", type = "integer" }
j = { name = "另一整数", type = "integer" }
m = { name = "金额", type = "money" }
x = { name = "小数", type = "decimal" }
t = { name = "文字", type = "text" }
u = { name = "另一文字", type = "text" }
c = { name = "选项", type = "choice", of = ["a 甲", "b 乙", "丙"] }
d = { name = "日期", type = "date" }
e = { name = "另一日期", type = "date" }
b = { name = "是否", type = "bool" }
at = { name = "时刻", type = "datetime" }
l = { name = "文字列表", type = "text", many = true }
w = { name = "明细", type = "rows", row = { k = { name = "数", type = "integer" }, s = { name = "字", type = "text" }, on = { name = "日", type = "date" } } }

[action.enter]
name = "登记"
by = ["department_filer"]
may = ["i", "j", "m", "x", "t", "u", "c", "d", "e", "b", "at", "l", "w"]
"#;

/// Indexes of the fields.
const I: u16 = 0;
const J: u16 = 1;
const M: u16 = 2;
const X: u16 = 3;
const T: u16 = 4;
const U: u16 = 5;
const C: u16 = 6;
const D: u16 = 7;
const E: u16 = 8;
const B: u16 = 9;
const AT: u16 = 10;
const L: u16 = 11;
const W: u16 = 12;

fn expr(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, span: 0..0 }
}

fn lit(value: Value, ty: Ty) -> Expr {
    expr(ExprKind::Lit(value), ty)
}

fn field(index: u16, ty: Ty) -> Expr {
    expr(ExprKind::Field(index), ty)
}

fn binary(op: BinOp, a: Expr, b: Expr, ty: Ty) -> Expr {
    expr(ExprKind::Binary(op, Box::new(a), Box::new(b)), ty)
}

fn call(func: Func, args: Vec<Expr>, ty: Ty) -> Expr {
    expr(ExprKind::Call { func, args }, ty)
}

fn choice_ty() -> Ty {
    Ty::Choice(["a", "b", "丙"].map(Name::from).into())
}

/// The columns of `w`, as the checker gives them.
pub fn columns(fields: &[Field]) -> Arc<[Field]> {
    match &fields[usize::from(W)].ty {
        fadu_definition::FieldType::Rows { columns, .. } => columns.clone(),
        other => panic!("{other:?}"),
    }
}

/// Days of few years, with the ends of months, so that sums of months are clipped.
fn any_day() -> impl Strategy<Value = Date> {
    let ends = prop::sample::select(vec![
        "2019-02-28",
        "2020-02-29",
        "2020-01-31",
        "2019-12-31",
        "2020-03-01",
        "2021-02-28",
        "2020-08-30",
    ]);
    prop_oneof![
        ends.prop_map(|text| text.parse().unwrap()),
        (2019i16..=2021, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap()),
    ]
}

fn any_text() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec![
        "", "a", "b", "ab", "aba", "A", "丙", "甲乙", "it's", "%", "_", "a%b", "\\", "\"", "7", "true",
    ])
    .prop_map(Arc::from)
}

fn any_int() -> impl Strategy<Value = i64> {
    -4i64..=6
}

/// A length that can be added to a day.
fn any_length() -> impl Strategy<Value = Period> {
    (-14i32..=14, -40i32..=40).prop_map(|(months, days)| Period { months, days, ..Period::default() })
}

fn int(depth: u32) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        Just(field(I, Ty::Int)),
        Just(field(J, Ty::Int)),
        any_int().prop_map(|n| lit(Value::Int(n), Ty::Int)),
        Just(size(field(L, Ty::List(Box::new(Ty::Text))))),
        day().prop_map(|day| call(Func::Year, vec![day], Ty::Int)),
        (day(), day()).prop_map(|(a, b)| call(Func::Days, vec![a, b], Ty::Int)),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let op = prop::sample::select(vec![BinOp::Add, BinOp::Sub, BinOp::Mul]);
    prop_oneof![
        3 => leaf,
        2 => (op, int(0), int(0)).prop_map(|(op, a, b)| binary(op, a, b, Ty::Int)),
        1 => (int(0), int(0)).prop_map(|(a, b)| call(Func::Coalesce, vec![a, b], Ty::Int)),
        1 => (condition(0), int(0), int(0)).prop_map(|(c, a, b)| expr(ExprKind::Cond(Box::new(c), Box::new(a), Box::new(b)), Ty::Int)),
        1 => int(0).prop_map(|a| expr(ExprKind::Neg(Box::new(a)), Ty::Int)),
    ]
    .boxed()
}

fn size(list: Expr) -> Expr {
    expr(ExprKind::Method { op: Method::Size, of: Box::new(list), args: vec![] }, Ty::Int)
}

fn money() -> BoxedStrategy<Expr> {
    let leaf = || {
        prop_oneof![
            Just(field(M, Ty::Money)),
            (-300i64..300).prop_map(|fen| lit(Value::Money(Money(fen)), Ty::Money))
        ]
    };
    prop_oneof![
        3 => leaf(),
        1 => (leaf(), leaf()).prop_map(|(a, b)| binary(BinOp::Sub, a, b, Ty::Money)),
        1 => (leaf(), int(0)).prop_map(|(a, b)| binary(BinOp::Mul, a, b, Ty::Money)),
        1 => (leaf(), decimal()).prop_map(|(a, b)| binary(BinOp::Mul, a, b, Ty::Money)),
    ]
    .boxed()
}

fn decimal() -> BoxedStrategy<Expr> {
    let number = prop_oneof![(-3_000_000i64..3_000_000), (-3i64..3).prop_map(|n| n * 500_000)];
    prop_oneof![
        Just(field(X, Ty::Decimal)),
        number.prop_map(|n| lit(Value::Decimal(Decimal(n)), Ty::Decimal))
    ]
    .boxed()
}

fn any_decimal() -> BoxedStrategy<Expr> {
    prop_oneof![
        2 => decimal(),
        1 => (decimal(), decimal()).prop_map(|(a, b)| binary(BinOp::Mul, a, b, Ty::Decimal)),
        1 => (decimal(), decimal()).prop_map(|(a, b)| binary(BinOp::Add, a, b, Ty::Decimal)),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<Expr> {
    let leaf = || {
        prop_oneof![
            Just(field(T, Ty::Text)),
            Just(field(U, Ty::Text)),
            any_text().prop_map(|text| lit(Value::Text(text), Ty::Text))
        ]
    };
    prop_oneof![4 => leaf(), 1 => (leaf(), leaf()).prop_map(|(a, b)| call(Func::Coalesce, vec![a, b], Ty::Text))].boxed()
}

fn day() -> BoxedStrategy<Expr> {
    let at = call(Func::Date, vec![field(AT, Ty::Instant)], Ty::Date);
    prop_oneof![
        3 => Just(field(D, Ty::Date)),
        2 => Just(field(E, Ty::Date)),
        1 => Just(at),
        2 => any_day().prop_map(|day| lit(Value::Date(day), Ty::Date)),
        1 => Just(expr(ExprKind::AsOf, Ty::Date)),
    ]
    .boxed()
}

/// A day with a length beside it.
fn moved_day() -> BoxedStrategy<Expr> {
    let op = prop::sample::select(vec![BinOp::Add, BinOp::Sub]);
    (op, day(), any_length())
        .prop_map(|(op, day, length)| binary(op, day, lit(Value::Period(length), Ty::Period), Ty::Date))
        .boxed()
}

fn any_compared() -> BoxedStrategy<Expr> {
    let equal = || prop::sample::select(vec![BinOp::Eq, BinOp::Ne]);
    let order =
        || prop::sample::select(vec![BinOp::Eq, BinOp::Ne, BinOp::Lt, BinOp::Le, BinOp::Gt, BinOp::Ge]);
    let pair = |op, a, b| binary(op, a, b, Ty::Bool);
    let chosen =
        || prop::sample::select(vec!["a", "b", "丙"]).prop_map(|key| lit(Value::text(key), choice_ty()));
    prop_oneof![
        3 => (order(), int(1), int(1)).prop_map(move |(op, a, b)| pair(op, a, b)),
        2 => (order(), money(), money()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (order(), any_decimal(), any_decimal()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (order(), decimal(), int(0)).prop_map(move |(op, a, b)| pair(op, a, b)),
        2 => (order(), text(), text()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (equal(), chosen()).prop_map(move |(op, key)| pair(op, field(C, choice_ty()), key)),
        2 => (order(), day(), day()).prop_map(move |(op, a, b)| pair(op, a, b)),
        2 => (order(), moved_day(), day()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (order(), day(), moved_day()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (order(), moved_day(), moved_day()).prop_map(move |(op, a, b)| pair(op, a, b)),
        1 => (equal(), condition(0), condition(0)).prop_map(move |(op, a, b)| pair(op, a, b)),
    ]
    .boxed()
}

fn any_membership() -> BoxedStrategy<Expr> {
    let within = |x, list| binary(BinOp::In, x, list, Ty::Bool);
    let texts = prop::collection::vec(text(), 0..3)
        .prop_map(|members| expr(ExprKind::List(members), Ty::List(Box::new(Ty::Text))));
    let stored = field(L, Ty::List(Box::new(Ty::Text)));
    let period = expr(ExprKind::PeriodOf, Ty::Range);
    prop_oneof![
        (text(), texts).prop_map(move |(x, list)| within(x, list)),
        text().prop_map(move |x| within(x, stored.clone())),
        day().prop_map(move |x| within(x, period.clone())),
    ]
    .boxed()
}

fn any_null() -> BoxedStrategy<Expr> {
    let of = prop::sample::select(vec![
        field(I, Ty::Int),
        field(M, Ty::Money),
        field(T, Ty::Text),
        field(D, Ty::Date),
        field(B, Ty::Bool),
        field(L, Ty::List(Box::new(Ty::Text))),
    ]);
    (prop::sample::select(vec![BinOp::Eq, BinOp::Ne]), of)
        .prop_map(|(op, of)| binary(op, of, lit(Value::Null, Ty::Null), Ty::Bool))
        .boxed()
}

fn any_method() -> BoxedStrategy<Expr> {
    let op = prop::sample::select(vec![Method::Contains, Method::StartsWith, Method::EndsWith]);
    (op, text(), text())
        .prop_map(|(op, of, part)| {
            expr(ExprKind::Method { op, of: Box::new(of), args: vec![part] }, Ty::Bool)
        })
        .boxed()
}

/// `w.exists(r, …)` and `all`; `ROW` is filled in by [`with_columns`].
fn any_quantified() -> BoxedStrategy<Expr> {
    let var = || expr(ExprKind::Var(0), Ty::Row([].into()));
    let column = move |at: u16, ty: Ty| expr(ExprKind::Get(Box::new(var()), Member::Column(at)), ty);
    let order = || prop::sample::select(vec![BinOp::Eq, BinOp::Ne, BinOp::Lt, BinOp::Ge]);
    let body = prop_oneof![
        (order(), int(0)).prop_map(move |(op, b)| binary(op, column(0, Ty::Int), b, Ty::Bool)),
        (order(), text()).prop_map(move |(op, b)| binary(op, column(1, Ty::Text), b, Ty::Bool)),
        (order(), day()).prop_map(move |(op, b)| binary(op, column(2, Ty::Date), b, Ty::Bool)),
    ];
    let both = (body.clone(), body).prop_map(|(a, b)| binary(BinOp::Or, a, b, Ty::Bool));
    (prop::sample::select(vec![MacroOp::Exists, MacroOp::All]), both)
        .prop_map(|(op, body)| {
            let list = Box::new(field(W, Ty::List(Box::new(Ty::Row([].into())))));
            expr(ExprKind::Macro { op, list, var: 0, body: Box::new(body) }, Ty::Bool)
        })
        .boxed()
}

/// A condition.
pub fn condition(depth: u32) -> BoxedStrategy<Expr> {
    if depth == 0 {
        return prop_oneof![Just(field(B, Ty::Bool)), any_null(), any_method()].boxed();
    }
    let leaf = prop_oneof![
        8 => any_compared(),
        3 => any_membership(),
        2 => any_null(),
        2 => any_method(),
        3 => any_quantified(),
        1 => Just(field(B, Ty::Bool)),
    ];
    leaf.prop_recursive(depth, 12, 2, |inner| {
        let op = prop::sample::select(vec![BinOp::And, BinOp::Or]);
        prop_oneof![
            3 => (op, inner.clone(), inner.clone()).prop_map(|(op, a, b)| binary(op, a, b, Ty::Bool)),
            1 => inner.clone().prop_map(|of| expr(ExprKind::Not(Box::new(of)), Ty::Bool)),
            1 => (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| {
                expr(ExprKind::Cond(Box::new(c), Box::new(a), Box::new(b)), Ty::Bool)
            }),
        ]
    })
    .boxed()
}

/// The columns of the type put where the strategies could not know them.
pub fn with_columns(of: Expr, columns: &Arc<[Field]>) -> Expr {
    let ty = match of.ty {
        Ty::Row(_) => Ty::Row(columns.clone()),
        Ty::List(ref inner) if matches!(**inner, Ty::Row(_)) => Ty::List(Box::new(Ty::Row(columns.clone()))),
        ref other => other.clone(),
    };
    let of = of.map(&mut |part| with_columns(part, columns));
    Expr { ty, ..of }
}

fn maybe<S: Strategy<Value = Value> + 'static>(of: S) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 3 => of].boxed()
}

/// The values of a record, in the order of the fields.
pub fn values() -> BoxedStrategy<Vec<Value>> {
    let texts = || maybe(any_text().prop_map(Value::Text));
    let days = || maybe(any_day().prop_map(Value::Date));
    let row = (maybe(any_int().prop_map(Value::Int)), texts(), days());
    let rows = prop::collection::vec(row, 0..3).prop_map(|rows| {
        let rows = rows.into_iter().zip(1u32..);
        Value::list(rows.map(|((k, s, on), no)| Value::Row(Arc::new(Row { no, cells: vec![k, s, on] }))))
    });
    let at = (any_day(), 0i8..24, 0i8..60)
        .prop_map(|(day, hour, minute)| Value::Instant(day.at(hour, minute, 0, 0)));
    let fields = vec![
        maybe(any_int().prop_map(Value::Int)),
        maybe(any_int().prop_map(Value::Int)),
        maybe((-300i64..300).prop_map(|fen| Value::Money(Money(fen)))),
        maybe((-3_000_000i64..3_000_000).prop_map(|n| Value::Decimal(Decimal(n)))),
        texts(),
        texts(),
        maybe(prop::sample::select(vec!["a", "b", "丙"]).prop_map(Value::text)),
        days(),
        days(),
        maybe(any::<bool>().prop_map(Value::Bool)),
        maybe(at),
        maybe(prop::collection::vec(any_text().prop_map(Value::Text), 1..3).prop_map(Value::list)),
        maybe(rows),
    ];
    fields.boxed()
}

/// The JSON of a record's fields, as the projections hold it.
pub fn json(fields: &[Field], values: &[Value]) -> String {
    let members = fields.iter().zip(values).filter(|(_, value)| **value != Value::Null);
    let members = members.map(|(field, value)| (field.id.to_string(), json_value(field, value)));
    serde_json::Value::Object(members.collect()).to_string()
}

fn json_value(field: &Field, value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(truth) => (*truth).into(),
        Value::Int(n) | Value::Money(Money(n)) | Value::Decimal(Decimal(n)) => (*n).into(),
        Value::List(members) => members.iter().map(|member| json_value(field, member)).collect(),
        Value::Row(row) => {
            let fadu_definition::FieldType::Rows { columns, .. } = &field.ty else { panic!("row") };
            let mut object: serde_json::Value = serde_json::from_str(&json(columns, &row.cells)).unwrap();
            object["no"] = row.no.into();
            object
        }
        other => fadu_store::sql::bind::text(other).map_or(serde_json::Value::Null, Into::into),
    }
}
