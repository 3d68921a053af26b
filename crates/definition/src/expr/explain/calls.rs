//! Functions, macros, history, limits and look-ups in Chinese.

use super::Explainer;
use crate::capability::signature;
use crate::expr::{Expr, ExprKind, Find, FindWhat, Func, History, LimitFn, MacroOp, Method};

impl<'e> Explainer<'e> {
    pub(super) fn called(&mut self, expr: &'e Expr) -> String {
        use ExprKind as K;
        match &expr.kind {
            K::Macro { op, list, var, body } => self.list_macro(*op, list, *var, body),
            K::Method { op, of, args } => self.method(*op, of, args),
            K::Call { func, args } => self.function(*func, args),
            K::History(history, actions) => self.history(*history, actions),
            K::Limit(function, limit, row) => self.limit(*function, *limit, row.as_deref(), true),
            K::Find(find) => self.find(find),
            K::Param(id, None) => format!("参数“{}”", self.names.param(id)),
            K::Param(id, Some(day)) => format!("{}的参数“{}”", self.part(day), self.names.param(id)),
            K::InForce(of, day) => self.in_force(of.as_deref(), day, "有效"),
            K::At(of, day) => format!("{}当日的{}", self.part(day), self.part(of)),
            K::Capability(name, args) => {
                let words = signature(name).map_or(&**name, |signature| signature.words);
                format!("{words}（{}）", self.listed(args))
            }
            K::Indicator(id) => format!("“{}”", self.names.indicator(id)),
            _ => String::new(),
        }
    }

    fn list_macro(&mut self, op: MacroOp, list: &'e Expr, var: u16, body: &'e Expr) -> String {
        use ExprKind as K;
        let list = self.part(list);
        self.inner.push(var);
        let said = self.say(body);
        self.inner.pop();
        let body = match (op, &body.kind, said.strip_prefix("其")) {
            (MacroOp::Exists | MacroOp::All | MacroOp::Filter, ..) => said,
            (_, K::Get(of, _), Some(member)) if of.kind == K::Var(var) => member.to_owned(),
            _ => format!("（{said}）"),
        };
        match op {
            MacroOp::Exists => format!("{list}中有一项符合（{body}）"),
            MacroOp::All => format!("{list}中每一项都符合（{body}）"),
            MacroOp::Filter => format!("{list}中符合（{body}）的各项"),
            MacroOp::Map => format!("{list}各项的{body}"),
            MacroOp::Sum => format!("{list}各项的{body}之和"),
            MacroOp::Min => format!("{list}各项的{body}中最小者"),
            MacroOp::Max => format!("{list}各项的{body}中最大者"),
        }
    }

    fn method(&mut self, op: Method, of: &'e Expr, args: &'e [Expr]) -> String {
        let (of, arg) = (self.part(of), self.listed(args));
        match op {
            Method::Size => format!("{of}的项数"),
            Method::First => format!("{of}的第一项"),
            Method::Last => format!("{of}的最后一项"),
            Method::Distinct => format!("{of}去掉重复后"),
            Method::Contains => format!("{of}含有{arg}"),
            Method::StartsWith => format!("{of}以{arg}开头"),
            Method::EndsWith => format!("{of}以{arg}结尾"),
            Method::Matches => format!("{of}符合格式{arg}"),
        }
    }

    fn function(&mut self, func: Func, args: &'e [Expr]) -> String {
        let all: Vec<String> = args.iter().map(|arg| self.part(arg)).collect();
        let arg = |n: usize| all.get(n).map_or("", String::as_str);
        match func {
            Func::Wd => format!("{}个工作日", arg(0)),
            Func::Cd => format!("{}日", arg(0)),
            Func::Months => format!("{}个月", arg(0)),
            Func::Years => format!("{}年", arg(0)),
            Func::Wh => format!("{}个工作小时", arg(0)),
            Func::Hours => format!("{}小时", arg(0)),
            Func::Minutes => format!("{}分钟", arg(0)),
            Func::Part => format!("{}的{}倍", arg(0), arg(1)),
            Func::Longer => format!("{}与{}中较长者", arg(0), arg(1)),
            Func::Term => format!("自{}起{}届满之日", arg(0), arg(1)),
            Func::Ahead => format!("{}之前{}之日", arg(0), arg(1)),
            Func::Days => format!("{}到{}的日数", arg(0), arg(1)),
            Func::Wdays => format!("{}到{}的工作日数", arg(0), arg(1)),
            Func::Date if all.len() == 1 => format!("{}的日期", arg(0)),
            Func::Date => format!("{}年{}月{}日", arg(0), arg(1), arg(2)),
            Func::Datetime => format!("{}年{}月{}日{}时{}分", arg(0), arg(1), arg(2), arg(3), arg(4)),
            Func::Year => format!("{}的年份", arg(0)),
            Func::Age => format!("{}出生的人在{}的周岁", arg(0), arg(1)),
            Func::Coalesce => format!("（{}）", all.join("，空则取")),
            Func::Min => format!("（{}）中最小者", all.join("、")),
            Func::Max => format!("（{}）中最大者", all.join("、")),
            Func::Round if all.len() == 2 => format!("{}四舍五入到{}位小数", arg(0), arg(1)),
            Func::Round => format!("{}四舍五入", arg(0)),
            Func::Ceil => format!("{}向上取整", arg(0)),
            Func::Floor => format!("{}向下取整", arg(0)),
            Func::Pct => format!("{}占{}的百分比(保留{}位小数)", arg(0), arg(1), arg(2)),
        }
    }

    fn history(&self, history: History, actions: &[u16]) -> String {
        let names: Vec<_> =
            actions.iter().map(|action| format!("“{}”", self.names.action(*action))).collect();
        let names = names.join("或");
        match history {
            History::Did => format!("办理过{names}"),
            History::Events => format!("历次{names}"),
            History::First => format!("第一次{names}"),
            History::Last => format!("最近一次{names}"),
        }
    }

    pub(super) fn in_force(&mut self, of: Option<&'e Expr>, day: &'e Expr, state: &str) -> String {
        let of = of.map_or_else(String::new, |of| self.part(of));
        format!("{of}在{}{state}", self.part(day))
    }

    /// What a limit gives, or the contrary.
    pub(super) fn limit(
        &mut self,
        function: LimitFn,
        limit: u16,
        row: Option<&'e Expr>,
        yes: bool,
    ) -> String {
        let row = row.map_or_else(String::new, |row| format!("（{}）", self.say(row)));
        let name = format!("“{}”{row}", self.names.limit(limit));
        let state = match (function, yes) {
            (LimitFn::Due, _) => "的届满日",
            (LimitFn::Used, _) => "已用的时间",
            (LimitFn::Met, true) => "按期完成",
            (LimitFn::Met, false) => "没有按期完成",
            (LimitFn::Lapsed, true) => "已经届满",
            (LimitFn::Lapsed, false) => "尚未届满",
            (LimitFn::Paused, true) => "正在中止",
            (LimitFn::Paused, false) => "没有中止",
            (LimitFn::Started, true) => "已经起算且未结束",
            (LimitFn::Started, false) => "没有在计算",
        };
        format!("{name}{state}")
    }

    fn find(&mut self, find: &'e Find) -> String {
        let ty = self.names.type_name(&find.ty);
        self.captures.push(&find.captures);
        self.inner.push(find.var);
        let pred = self.say(&find.pred);
        let of = match &find.what {
            FindWhat::Sum(of) => self.say(of),
            _ => String::new(),
        };
        self.inner.pop();
        self.captures.pop();
        match find.what {
            FindWhat::List => format!("符合（{pred}）的“{ty}”"),
            FindWhat::Exists => format!("有“{ty}”符合（{pred}）"),
            FindWhat::Count => format!("符合（{pred}）的“{ty}”件数"),
            FindWhat::Sum(_) => format!("符合（{pred}）的“{ty}”的（{of}）之和"),
        }
    }
}
