//! An expression in Chinese, for the jurist who reads a definition:
//! `filed_on in period && campaign != null` → 立案日期在统计期内 且 专项行动不为空.
//!
//! Every construct has words. `其` is the member looked at by the innermost macro or look-up.

mod calls;
mod names;
mod values;

use fadu_base::Value;

pub use names::{DefinitionNames, Names};

use super::fold::literal;
use super::{ActorPart, BinOp, EventPart, Expr, ExprKind, Member, Own, Ty};

/// The expression in Chinese.
pub fn explain(expr: &Expr, names: &dyn Names) -> String {
    Explainer { names, captures: vec![], inner: vec![] }.say(expr)
}

struct Explainer<'e> {
    names: &'e dyn Names,
    /// Captured values of the look-ups around, the innermost last.
    captures: Vec<&'e [Expr]>,
    /// Slots of the macros and look-ups around, the innermost last.
    inner: Vec<u16>,
}

impl<'e> Explainer<'e> {
    fn say(&mut self, expr: &'e Expr) -> String {
        use ExprKind as K;
        match &expr.kind {
            K::Lit(value) => self.literal(value, &expr.ty),
            K::Field(index) => self.names.field(*index),
            K::Own(part) => own(*part).to_owned(),
            K::Today => "今日".to_owned(),
            K::Now => "此刻".to_owned(),
            K::PeriodOf => "统计期".to_owned(),
            K::AsOf => "统计截止日".to_owned(),
            K::CutOff => "后续环节截止日".to_owned(),
            K::Actor => "办理人".to_owned(),
            K::Input => "本次所填".to_owned(),
            K::Was => "办理前".to_owned(),
            K::Row => "该行".to_owned(),
            K::FieldValue => "本值".to_owned(),
            K::Rows => "以上各项".to_owned(),
            K::Var(slot) => self.variable(*slot).to_owned(),
            K::Capture(n) => self.captured(usize::from(*n)),
            K::Get(of, member) => self.get(of, member),
            K::Index(of, at) => self.index(of, at),
            K::Not(of) => self.negated(of),
            K::Neg(of) => format!("负{}", self.part(of)),
            K::Binary(op, a, b) => self.binary(*op, a, b),
            K::Cond(test, yes, no) => {
                format!("（如果{}，则为{}，否则为{}）", self.say(test), self.part(yes), self.part(no))
            }
            K::List(items) => self.listed(items),
            _ => self.called(expr),
        }
    }

    /// A part of something larger: conditions joined by words stand in brackets.
    fn part(&mut self, expr: &'e Expr) -> String {
        let said = self.say(expr);
        match &expr.kind {
            ExprKind::Binary(..) => format!("（{said}）"),
            _ => said,
        }
    }

    fn variable(&self, slot: u16) -> &'static str {
        match self.inner.last() {
            Some(inner) if *inner == slot => "其",
            _ if self.inner.contains(&slot) => "外层一项",
            _ => "该项",
        }
    }

    /// What a captured value was outside the look-up.
    fn captured(&mut self, n: usize) -> String {
        let Some(captures) = self.captures.pop() else { return "该值".to_owned() };
        let inner = self.inner.pop();
        let said = captures.get(n).map_or_else(|| "该值".to_owned(), |expr| self.outer(expr));
        self.inner.extend(inner);
        self.captures.push(captures);
        said
    }

    /// A value from outside a look-up: own fields are told apart from those of the record found.
    fn outer(&mut self, expr: &'e Expr) -> String {
        let said = self.say(expr);
        match expr.kind {
            ExprKind::Field(_) => format!("本记录的{said}"),
            _ => said,
        }
    }

    fn listed(&mut self, items: &'e [Expr]) -> String {
        if items.is_empty() {
            return "空列表".to_owned();
        }
        let items: Vec<_> = items.iter().map(|item| self.say(item)).collect();
        items.join("、")
    }

    fn get(&mut self, of: &'e Expr, member: &Member) -> String {
        if let (ExprKind::Actor, Member::Actor(ActorPart::Person)) = (&of.kind, member) {
            return "办理人".to_owned();
        }
        let name = self.member(of, member);
        match &of.kind {
            ExprKind::Var(_) if self.say(of) == "其" => format!("其{name}"),
            ExprKind::Row => format!("该行{name}"),
            ExprKind::Get(event, Member::Event(EventPart::Input)) => {
                format!("{}所填的{name}", self.say(event))
            }
            ExprKind::Get(event, Member::Event(EventPart::After)) => {
                format!("{}办理后的{name}", self.say(event))
            }
            _ => format!("{}的{name}", self.part(of)),
        }
    }

    fn member(&self, of: &Expr, member: &Member) -> String {
        match (member, &of.ty) {
            (Member::Column(index), Ty::Row(columns)) => {
                columns.get(usize::from(*index)).map_or_else(String::new, |column| column.name.clone())
            }
            (Member::Field(id), Ty::Ref(types)) => self.names.member(types, id),
            (Member::Field(id), _) => self.names.member(&[], id),
            (Member::Own(part), _) => own(*part).trim_start_matches("本记录的").to_owned(),
            (Member::Event(part), _) => event(*part).to_owned(),
            (Member::Actor(ActorPart::Role), _) => "角色".to_owned(),
            (Member::Actor(ActorPart::Org), _) => "单位".to_owned(),
            (Member::Actor(ActorPart::Person), _) => "本人".to_owned(),
            (Member::RowNo | Member::Column(_), _) => "行号".to_owned(),
        }
    }

    /// Lists count from 0, people from 1.
    fn index(&mut self, of: &'e Expr, at: &'e Expr) -> String {
        let place = match (&at.kind, literal(at)) {
            (_, Some(Value::Int(n))) => n.saturating_add(1).to_string(),
            (ExprKind::Binary(BinOp::Sub, n, one), _) if literal(one) == Some(&Value::Int(1)) => {
                format!("（{}）", self.say(n))
            }
            (ExprKind::Binary(BinOp::Sub, n, k), _) => match literal(k) {
                Some(Value::Int(k)) => format!("（{}减{}）", self.say(n), k.saturating_sub(1)),
                _ => format!("（{}加1）", self.say(at)),
            },
            _ => format!("（{}加1）", self.say(at)),
        };
        format!("{}的第{place}项", self.part(of))
    }

    fn binary(&mut self, op: BinOp, a: &'e Expr, b: &'e Expr) -> String {
        match op {
            BinOp::And => format!("{} 且 {}", self.joined(op, a), self.joined(op, b)),
            BinOp::Or => format!("{} 或 {}", self.joined(op, a), self.joined(op, b)),
            BinOp::Eq => self.equal(a, b, true),
            BinOp::Ne => self.equal(a, b, false),
            BinOp::In => self.within(a, b, true),
            BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => {
                let day = matches!(a.ty, Ty::Date | Ty::Instant) || matches!(b.ty, Ty::Date | Ty::Instant);
                format!("{}{}{}", self.part(a), order(op, day), self.part(b))
            }
            BinOp::Rem => format!("{}除以{}的余数", self.part(a), self.part(b)),
            _ => format!("{}{}{}", self.part(a), arithmetic(op), self.part(b)),
        }
    }

    /// A condition among conditions: brackets only where 且 and 或 would mix.
    fn joined(&mut self, op: BinOp, expr: &'e Expr) -> String {
        let said = self.say(expr);
        match expr.kind {
            ExprKind::Binary(other @ (BinOp::And | BinOp::Or), ..) if other != op => format!("（{said}）"),
            _ => said,
        }
    }

    fn equal(&mut self, a: &'e Expr, b: &'e Expr, yes: bool) -> String {
        let (a, b) = if literal(a).is_some() { (b, a) } else { (a, b) };
        let left = self.part(a);
        match literal(b) {
            Some(Value::Null) => format!("{left}{}", if yes { "为空" } else { "不为空" }),
            Some(Value::Bool(truth)) => format!("{left}{}", if *truth == yes { "为是" } else { "为否" }),
            Some(Value::Text(_)) => format!("{left}{}{}", if yes { "是" } else { "不是" }, self.say(b)),
            _ if matches!(b.ty, Ty::Ref(_) | Ty::Text | Ty::Choice(_)) => {
                format!("{left}与{}{}", self.part(b), if yes { "相同" } else { "不同" })
            }
            _ => format!("{left}{}{}", if yes { "等于" } else { "不等于" }, self.part(b)),
        }
    }

    fn within(&mut self, a: &'e Expr, b: &'e Expr, yes: bool) -> String {
        let not = if yes { "" } else { "不" };
        let left = self.part(a);
        match (&b.kind, &b.ty) {
            (_, Ty::Range) => format!("{left}{not}在{}内", self.say(b)),
            (ExprKind::List(items), _) if items.len() == 1 => format!("{left}{not}是{}", self.listed(items)),
            (ExprKind::List(items), _) => format!("{left}{not}是{}之一", self.listed(items)),
            _ => format!("{}{not}包括{left}", self.part(b)),
        }
    }

    fn negated(&mut self, of: &'e Expr) -> String {
        use ExprKind as K;
        match &of.kind {
            K::Binary(BinOp::In, a, b) => self.within(a, b, false),
            K::Binary(BinOp::Eq, a, b) => self.equal(a, b, false),
            K::Binary(BinOp::Ne, a, b) => self.equal(a, b, true),
            K::Field(_) | K::Get(..) | K::Var(_) | K::Capture(_) => format!("{}为否", self.say(of)),
            K::History(..) => format!("没有{}", self.say(of)),
            K::Limit(function, limit, row) => self.limit(*function, *limit, row.as_deref(), false),
            K::InForce(entry, day) => self.in_force(entry.as_deref(), day, "无效"),
            K::Macro { .. } | K::Find(_) => format!("不存在：{}", self.say(of)),
            _ => format!("并非（{}）", self.say(of)),
        }
    }
}

fn own(part: Own) -> &'static str {
    match part {
        Own::This => "本记录",
        Own::Id => "本记录的标识",
        Own::No => "编号",
        Own::Step => "环节",
        Own::Org => "所属单位",
        Own::OpenedOn => "开始日期",
        Own::ClosedOn => "办结日期",
    }
}

fn event(part: EventPart) -> &'static str {
    match part {
        EventPart::Seq => "序号",
        EventPart::On => "日期",
        EventPart::At => "时刻",
        EventPart::EnteredOn => "录入日期",
        EventPart::Person => "办理人",
        EventPart::Role => "办理人角色",
        EventPart::Org => "办理单位",
        EventPart::Action => "动作",
        EventPart::Input => "所填内容",
        EventPart::After => "办理后的记录",
    }
}

fn order(op: BinOp, day: bool) -> &'static str {
    match (op, day) {
        (BinOp::Lt, true) => "早于",
        (BinOp::Le, true) => "不晚于",
        (BinOp::Gt, true) => "晚于",
        (_, true) => "不早于",
        (BinOp::Lt, false) => "小于",
        (BinOp::Le, false) => "不超过",
        (BinOp::Gt, false) => "大于",
        (_, false) => "不少于",
    }
}

fn arithmetic(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "加",
        BinOp::Sub => "减",
        BinOp::Mul => "乘以",
        _ => "除以",
    }
}
