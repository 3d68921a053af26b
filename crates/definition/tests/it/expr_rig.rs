//! A small world for the tests of expressions: an own type with one field of each kind, three
//! other types, and a short notation for what the checker makes of a text.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::Name;
use fadu_definition::expr::scope::{Allow, Fault, OwnType, Scope, Types};
use fadu_definition::expr::{self, Expr, ExprKind as K, FindWhat, Ty};
use fadu_definition::{Field, FieldType, Kind};

pub fn name(text: &str) -> Name {
    Name::from(text)
}

pub fn names(text: &str) -> Vec<Name> {
    text.split_whitespace().map(Name::from).collect()
}

/// A field from its id and type: `choice a=甲 b=乙`, `refs officer`, `rows kind:choice x y; fine:money`.
pub fn field(id: &str, ty: &str) -> Field {
    let (word, rest) = ty.split_once(' ').unwrap_or((ty, ""));
    let (ty, many) = match word {
        "choices" => (choice(rest), true),
        "refs" => (FieldType::Ref(names(&rest.replace('|', " ")).into()), true),
        "texts" => (FieldType::Text, true),
        _ => (field_type(word, rest), false),
    };
    Field {
        id: name(id),
        name: id.to_uppercase(),
        help: String::new(),
        ty,
        many,
        default: None,
        is: None,
        when: None,
        refuse: vec![],
        form: None,
        public: false,
        personal: None,
        mask: None,
        seen_by: vec![],
        span: 0..0,
    }
}

fn field_type(word: &str, rest: &str) -> FieldType {
    match word {
        "integer" => FieldType::Integer,
        "decimal" => FieldType::Decimal,
        "money" => FieldType::Money,
        "date" => FieldType::Date,
        "datetime" => FieldType::Datetime,
        "period" => FieldType::Period,
        "bool" => FieldType::Bool,
        "choice" => choice(rest),
        "ref" => FieldType::Ref(names(&rest.replace('|', " ")).into()),
        "rows" => FieldType::Rows { columns: rest.split("; ").map(column).collect(), append: false },
        _ => FieldType::Text,
    }
}

fn choice(of: &str) -> FieldType {
    let pair = |word: &str| {
        let (key, word) = word.split_once('=').unwrap_or((word, word));
        (name(key), word.to_owned())
    };
    FieldType::Choice(of.split_whitespace().map(pair).collect())
}

fn column(text: &str) -> Field {
    let (id, ty) = text.split_once(':').unwrap();
    field(id, ty)
}

/// The own type `permit` and what it refers to.
pub struct World {
    pub id: Name,
    pub fields: Vec<Field>,
    pub actions: Vec<Name>,
    pub inputs: Vec<Vec<Field>>,
    pub limits: Vec<(Name, bool)>,
    pub steps: Vec<Name>,
    others: Vec<(Name, Kind, Vec<Field>, Vec<Name>)>,
}

pub fn world() -> World {
    World {
        id: name("permit"),
        fields: vec![
            field("kind", "choice a=甲 b=乙"),
            field("fine", "money"),
            field("paid", "money"),
            field("rate", "decimal"),
            field("count_", "integer"),
            field("filed_on", "date"),
            field("at_", "datetime"),
            field("urgent", "bool"),
            field("holder", "ref person"),
            field("item", "ref service"),
            field("officers", "refs officer"),
            field("tags", "choices x y"),
            field("note", "text"),
            field(
                "lines",
                "rows kind:choice a=甲 b=乙; fine:money; on:date; who:refs officer; line:ref service|officer; org:text",
            ),
            field("source", "ref permit|opinion"),
            field("any", "ref"),
            field("span", "period"),
        ],
        actions: names("file notify decide"),
        inputs: vec![
            vec![],
            vec![field("served_on", "date"), field("why", "text")],
            vec![field("days", "integer"), field("why", "integer")],
        ],
        limits: vec![(name("decision"), false), (name("reply"), true)],
        steps: names("open review done"),
        others: vec![
            (
                name("officer"),
                Kind::Register,
                vec![
                    field("person", "ref person"),
                    field("domains", "choices x y"),
                    field("body", "ref body"),
                    field("score", "text"),
                ],
                names("in_force ended"),
            ),
            (
                name("service"),
                Kind::Register,
                vec![
                    field("name", "text"),
                    field("days", "integer"),
                    field("level", "choice main=主项 sub=子项"),
                    field("kinds", "choices a b"),
                    field("owner", "ref organization"),
                    field("body", "ref body"),
                    field("score", "integer"),
                ],
                vec![],
            ),
            (
                name("opinion"),
                Kind::Case,
                vec![
                    field("permit", "ref permit"),
                    field("officers", "refs officer"),
                    field("result", "choice yes=同意 no=不同意"),
                    field("given_on", "date"),
                    field("at", "datetime"),
                    field("fee", "money"),
                    field("item", "ref service"),
                    field("note", "text"),
                    field("lines", "rows kind:choice a b; fine:money"),
                ],
                vec![],
            ),
            (name("body"), Kind::Register, vec![field("name", "text"), field("kind", "choice x y")], vec![]),
        ],
    }
}

impl World {
    fn other(&self, ty: &str) -> Option<&(Name, Kind, Vec<Field>, Vec<Name>)> {
        self.others.iter().find(|(id, ..)| &**id == ty)
    }

    pub fn own(&self) -> OwnType<'_> {
        OwnType {
            id: &self.id,
            kind: Kind::Case,
            fields: &self.fields,
            actions: &self.actions,
            inputs: &self.inputs,
            limits: &self.limits,
            steps: &self.steps,
        }
    }

    /// An action with everything but indicators: `decide` with its inputs, one row of `lines`.
    pub fn action(&self) -> Scope<'_> {
        let FieldType::Rows { columns, .. } = &self.fields[13].ty else { unreachable!() };
        Scope {
            types: self,
            own: Some(self.own()),
            input: Some(&self.inputs[2]),
            row: Some(columns.clone()),
            value: None,
            rows: None,
            vars: vec![],
            allow: BTreeSet::from([
                Allow::Clock,
                Allow::Actor,
                Allow::Was,
                Allow::Find,
                Allow::FindClock,
                Allow::History,
                Allow::References,
            ]),
            want: None,
        }
    }

    pub fn indicator(&self) -> Scope<'_> {
        Scope { input: None, allow: BTreeSet::from([Allow::Indicator]), ..self.action() }
    }

    pub fn figures(&self) -> Scope<'_> {
        Scope {
            own: None,
            input: None,
            row: None,
            allow: BTreeSet::from([Allow::Indicators]),
            ..self.action()
        }
    }
}

impl Types for World {
    fn field(&self, ty: &str, field: &str) -> Option<Ty> {
        let fields = &self.other(ty)?.2;
        fields.iter().find(|of| &*of.id == field).map(Ty::of_field)
    }
    fn kind(&self, ty: &str) -> Option<Kind> {
        self.other(ty).map(|of| of.1)
    }
    fn field_ids(&self, ty: &str) -> Vec<Name> {
        self.other(ty).map_or(vec![], |of| of.2.iter().map(|field| field.id.clone()).collect())
    }
    fn steps(&self, ty: &str) -> Vec<Name> {
        self.other(ty).map_or(vec![], |of| of.3.clone())
    }
    fn type_ids(&self) -> Vec<Name> {
        self.others.iter().map(|of| of.0.clone()).collect()
    }
    fn param(&self, id: &str) -> Option<Ty> {
        match id {
            "app.days" => Some(Ty::Int),
            "fine.most" => Some(Ty::Money),
            _ => None,
        }
    }
    fn indicator(&self, id: &str) -> Option<Ty> {
        self.indicator_ids().iter().any(|known| &**known == id).then_some(Ty::Int)
    }
    fn words(&self, ty: &str, field: &str) -> Option<Arc<[(Name, String)]>> {
        match &self.other(ty)?.2.iter().find(|of| &*of.id == field)?.ty {
            FieldType::Choice(words) => Some(words.clone()),
            _ => None,
        }
    }
    fn param_ids(&self) -> Vec<Name> {
        names("app.days fine.most")
    }
    fn indicator_ids(&self) -> Vec<Name> {
        names("permits.filed permits.done")
    }
}

/// Compiles in a scope; look-ups are numbered from 7.
pub fn compile(text: &str, scope: &Scope<'_>) -> Result<Expr, Vec<Fault>> {
    let mut sites = 7;
    let (expr, faults) = expr::compile(text, scope, &mut sites);
    assert_eq!(expr.is_some(), faults.is_empty(), "{text}: {faults:?}");
    expr.ok_or(faults)
}

/// What an expression became, in prefix notation, with its type.
pub fn typed(text: &str, scope: &Scope<'_>) -> String {
    match compile(text, scope) {
        Ok(expr) => format!("{} : {}", ir(&expr), expr.ty),
        Err(faults) => faults.iter().map(fault).collect::<Vec<_>>().join(" | "),
    }
}

/// A fault as `code start..end what; help`.
pub fn fault(fault: &Fault) -> String {
    let help = if fault.help.is_empty() { String::new() } else { format!("; {}", fault.help) };
    format!("{} {}..{} {}{help}", fault.code, fault.span.start, fault.span.end, fault.what)
}

/// An expression in prefix notation.
pub fn ir(expr: &Expr) -> String {
    let all = |exprs: &[Expr]| exprs.iter().map(|expr| format!(" {}", ir(expr))).collect::<String>();
    match &expr.kind {
        K::Lit(value) => format!("{value:?}").replace("Text(\"", "\"").replace("\")", "\""),
        K::Field(index) => format!("f{index}"),
        K::Own(part) => format!("{part:?}").to_lowercase(),
        K::Var(slot) => format!("v{slot}"),
        K::Capture(n) => format!("${n}"),
        K::Get(of, member) => format!("{}.{}", ir(of), member_ir(member)),
        K::Index(of, at) => format!("{}[{}]", ir(of), ir(at)),
        K::Not(of) => format!("(! {})", ir(of)),
        K::Neg(of) => format!("(- {})", ir(of)),
        K::Binary(op, a, b) => format!("({} {} {})", op.symbol(), ir(a), ir(b)),
        K::Cond(test, yes, no) => format!("(? {} {} {})", ir(test), ir(yes), ir(no)),
        K::List(items) => format!("[{}]", all(items).trim_start()),
        K::Macro { op, list, var, body } => format!("({op:?} {} v{var} {})", ir(list), ir(body)),
        K::Method { op, of, args } => format!("({op:?} {}{})", ir(of), all(args)),
        K::Call { func, args } => format!("({func:?}{})", all(args)),
        K::History(history, actions) => format!("({history:?} {actions:?})"),
        K::Limit(function, limit, row) => format!("({function:?} {limit}{})", opt(row.as_deref())),
        K::Param(id, day) => format!("(param {id}{})", opt(day.as_deref())),
        K::InForce(of, day) => format!("(in_force{} {})", opt(of.as_deref()), ir(day)),
        K::At(of, day) => format!("(at {} {})", ir(of), ir(day)),
        K::Capability(name, args) => format!("({name}{})", all(args)),
        K::Indicator(id) => format!("({id})"),
        K::Find(find) => {
            let what = match &find.what {
                FindWhat::Sum(of) => format!("sum {}", ir(of)),
                what => format!("{what:?}").to_lowercase(),
            };
            let day = find.day.as_ref().map_or(String::new(), |day| format!(" on {}", ir(day)));
            format!(
                "(find#{} {what} {} v{} {} with{}{day})",
                find.site,
                find.ty,
                find.var,
                ir(&find.pred),
                all(&find.captures)
            )
        }
        other => format!("{other:?}").to_lowercase(),
    }
}

fn opt(expr: Option<&Expr>) -> String {
    expr.map_or(String::new(), |expr| format!(" {}", ir(expr)))
}

fn member_ir(member: &expr::Member) -> String {
    use expr::Member as M;
    match member {
        M::Field(name) => name.to_string(),
        M::Column(index) => format!("c{index}"),
        M::RowNo => "no".to_owned(),
        M::Own(part) => format!("{part:?}").to_lowercase(),
        M::Event(part) => format!("{part:?}").to_lowercase(),
        M::Actor(part) => format!("{part:?}").to_lowercase(),
    }
}

/// Compares each line of a table with what the checker makes of it, and names all that differ.
pub fn check(scope: &Scope<'_>, table: &[(&str, &str)]) {
    let differ: Vec<String> = table
        .iter()
        .map(|(text, wanted)| (text, *wanted, typed(text, scope)))
        .filter(|(_, wanted, found)| wanted != found)
        .map(|(text, wanted, found)| format!("{text}\n  wanted {wanted}\n  found  {found}"))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
