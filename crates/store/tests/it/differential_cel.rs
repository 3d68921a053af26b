//! The same expressions for the crate `cel`, as far as it has them. An empty field is an unknown
//! name there: its error counts as null.

use std::collections::HashMap;

use cel::{Context, Program, Value as Cel};
use fadu_base::{Decimal, Money, Value};
use fadu_definition::Field;
use fadu_definition::expr::{BinOp, Expr, ExprKind, MacroOp, Member, Method, Ty};

/// What `cel` makes of a condition over a record: true, false or an error. None if it cannot say
/// it, or if it says something else than the language by its own rules.
pub fn truth(expr: &Expr, fields: &[Field], values: &[Value]) -> Option<Option<bool>> {
    let text = text(expr, fields)?;
    let program = Program::compile(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut context = Context::default();
    for (field, value) in fields.iter().zip(values) {
        context.add_variable_from_value(format!("null_{}", field.id), Cel::from(is_empty(value)));
        if let Some(value) = variable(field, value) {
            context.add_variable_from_value(field.id.to_string(), value);
        }
    }
    match program.execute(&context) {
        Ok(Cel::Bool(truth)) => Some(Some(truth)),
        Ok(other) => panic!("{text}: {other:?}"),
        Err(_) => Some(None),
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::List(members) if members.is_empty())
}

/// A field as a variable; a list that is not given is empty.
fn variable(field: &Field, value: &Value) -> Option<Cel> {
    let is_list = field.many || matches!(field.ty, fadu_definition::FieldType::Rows { .. });
    match value {
        Value::Null if is_list => Some(Cel::from(Vec::<String>::new())),
        Value::Null => None,
        value => Some(cel_value(field, value)),
    }
}

fn cel_value(field: &Field, value: &Value) -> Cel {
    match value {
        Value::Bool(truth) => Cel::Bool(*truth),
        Value::Int(n) | Value::Money(Money(n)) | Value::Decimal(Decimal(n)) => Cel::Int(*n),
        Value::List(members) => {
            Cel::List(members.iter().map(|member| cel_value(field, member)).collect::<Vec<_>>().into())
        }
        Value::Row(row) => {
            let fadu_definition::FieldType::Rows { columns, .. } = &field.ty else { panic!("row") };
            let cells = columns.iter().zip(&row.cells).filter(|(_, cell)| **cell != Value::Null);
            let cells: HashMap<String, Cel> =
                cells.map(|(column, cell)| (column.id.to_string(), cel_value(column, cell))).collect();
            Cel::from(cells)
        }
        other => Cel::from(fadu_store::sql::bind::text(other).unwrap()),
    }
}

/// The text of an expression. Dates are texts there, money and decimals whole numbers.
fn text(expr: &Expr, fields: &[Field]) -> Option<String> {
    let of = |expr: &Expr| text(expr, fields);
    Some(match &expr.kind {
        ExprKind::Lit(value) => literal(value)?,
        ExprKind::Field(index) => fields[usize::from(*index)].id.to_string(),
        ExprKind::Var(_) => "v".to_owned(),
        ExprKind::AsOf => "'2020-12-31'".to_owned(),
        ExprKind::Get(row, Member::Column(at)) => {
            let Ty::Row(columns) = &row.ty else { return None };
            format!("{}.{}", of(row)?, columns[usize::from(*at)].id)
        }
        ExprKind::Not(a) => format!("!({})", of(a)?),
        ExprKind::Neg(a) => format!("(0 - {})", of(a)?),
        ExprKind::Cond(c, a, b) => format!("({} ? {} : {})", of(c)?, of(a)?, of(b)?),
        // An error in a list is an error of the whole there, though the member looked for be found.
        ExprKind::List(members) if members.iter().any(|member| !matches!(member.kind, ExprKind::Lit(_))) => {
            return None;
        }
        ExprKind::List(members) => {
            format!("[{}]", members.iter().map(of).collect::<Option<Vec<_>>>()?.join(", "))
        }
        ExprKind::Binary(BinOp::In, x, list) if list.ty == Ty::Range => {
            let x = of(x)?;
            format!("({x} >= '2020-01-01' && {x} <= '2020-12-31')")
        }
        ExprKind::Binary(op, a, b) => operation(*op, a, b, fields)?,
        ExprKind::Macro { op, list, body, .. } => {
            let name = if *op == MacroOp::Exists { "exists" } else { "all" };
            format!("{}.{name}(v, {})", of(list)?, of(body)?)
        }
        ExprKind::Method { op: Method::Size, of: list, .. } => format!("size({})", of(list)?),
        ExprKind::Method { op, of: whole, args } => {
            let name = match op {
                Method::Contains => "contains",
                Method::StartsWith => "startsWith",
                _ => "endsWith",
            };
            format!("{}.{name}({})", of(whole)?, of(&args[0])?)
        }
        _ => return None,
    })
}

fn operation(op: BinOp, a: &Expr, b: &Expr, fields: &[Field]) -> Option<String> {
    if b.kind == ExprKind::Lit(Value::Null) {
        let not = if op == BinOp::Eq { "" } else { "!" };
        return Some(format!("{not}null_{}", text(a, fields)?));
    }
    // `cel` has no lengths of time, and a product of two decimals is not scaled there.
    let scaled = |side: &Expr| matches!(side.ty, Ty::Decimal | Ty::Money);
    let mixed = (a.ty == Ty::Decimal) != (b.ty == Ty::Decimal);
    if b.ty == Ty::Period || (op == BinOp::Mul && scaled(a) && scaled(b)) || mixed {
        return None;
    }
    Some(format!("({} {} {})", text(a, fields)?, symbol(op), text(b, fields)?))
}

fn symbol(op: BinOp) -> &'static str {
    match op {
        BinOp::Or => "||",
        BinOp::And => "&&",
        BinOp::Eq => "==",
        BinOp::Ne => "!=",
        BinOp::Lt => "<",
        BinOp::Le => "<=",
        BinOp::Gt => ">",
        BinOp::Ge => ">=",
        BinOp::In => "in",
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::Div => "/",
        BinOp::Rem => "%",
    }
}

fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Int(n) | Value::Money(Money(n)) | Value::Decimal(Decimal(n)) if *n < 0 => {
            format!("(0 - {})", n.unsigned_abs())
        }
        Value::Int(n) | Value::Money(Money(n)) | Value::Decimal(Decimal(n)) => n.to_string(),
        Value::Text(text) => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\""))
        }
        Value::Date(date) => format!("'{date}'"),
        _ => return None,
    })
}
