//! A small set of definitions for the tests of statements and figures.

use fadu_definition::expr::{ExprKind, Find};
use fadu_definition::{Definitions, Expr};
use std::sync::Arc;

use crate::sql_kit::definitions;

/// A register.
const HALL: &str = r#"
[type]
id = "hall"
name = "大厅"
kind = "register"
effective = 2000-01-01
basis = ["测试"]
title = "{name}"
valid = ["valid_from", "<valid_to"]

[field]
name = { name = "名称", type = "text" }
kind = { name = "类型", type = "choice", of = ["综合", "专业"] }
valid_from = { name = "启用日期", type = "date" }
valid_to = { name = "停用日期", type = "date" }

[action.open]
name = "启用"
by = ["department_filer"]
needs = ["name", "kind", "valid_from"]
may = ["valid_to"]

[indicator."test.halls"]
name = "在用大厅"
unit = "个"
count = "in_force(as_of) && kind == '综合'"

[indicator."test.halls_closing"]
name = "将停用大厅"
unit = "个"
count = "in_force(as_of) && valid_to <= as_of + cd(60)"
"#;

/// A case with history, limits, rows, references and an encrypted field.
const MATTER: &str = r#"
[type]
id = "matter"
name = "事项"
kind = "case"
effective = 2000-01-01
basis = ["测试"]
title = "{subject}"

[field]
subject = { name = "事由", type = "text" }
hall = { name = "大厅", type = "ref hall" }
got_on = { name = "收件日期", type = "date" }
paid = { name = "金额", type = "money" }
head_count = { name = "人次", type = "integer" }
urgent = { name = "加急", type = "bool" }
kind = { name = "类别", type = "choice", of = ["a 甲", "b 乙"] }
tags = { name = "标签", type = "choice", many = true, of = ["红", "绿", "蓝"] }
id_no = { name = "证件号码", type = "id_number", personal = "测试：核对身份" }
before = { name = "前案", type = "ref matter" }
parts = { name = "明细", type = "rows", row = { what = { name = "何物", type = "text" }, cost = { name = "价", type = "money" } } }

[step]
open = { name = "在办" }
done = { name = "办结", end = true }

[action.take]
name = "收件"
by = ["window_clerk"]
to = "open"
needs = ["subject", "hall", "got_on"]
may = ["paid", "head_count", "urgent", "kind", "tags", "id_no", "before", "parts"]
refuse = [
  { id = "t1", when = "exists(matter, o, o.id_no == id_no && o != this && o.got_on + months(1) > today)", say = "一月内不得再次申请", article = "测试" },
  { id = "t2", when = "find(hall, h, in_force(h, got_on) && h.kind == '综合').size() == 0", say = "当日没有综合大厅", article = "测试" },
  { id = "t3", when = "count(matter, o, o.kind == kind && !(o.step in ['done'])) > 5", say = "在办过多", article = "测试" },
  { id = "t4", when = "sum(matter, o, o.before == this, o.paid) > 100", say = "金额过大", article = "测试" },
  { id = "t5", when = "exists(matter, o, tags.size() > 0 && '红' in o.tags && o.parts.exists(p, p.cost > 5))", say = "已有红色", article = "测试" },
]

[action.finish]
name = "办结"
by = ["case_handler"]
from = ["open"]
to = "done"

[limit.handle]
name = "办理"
article = "测试"
length = "wd(5)"
starts = ["take"]
ends = ["finish"]

[indicator."test.received"]
name = "收件"
unit = "件"
count = "got_on in period"

[indicator."test.done"]
name = "其中办结"
unit = "件"
count = "got_on in period && closed_on <= cut_off && step in ['done']"

[indicator."test.rate"]
name = "办结率"
unit = "%"
value = "pct(test.done, test.received, 1)"
wording = "half_up:1"

[indicator."test.paid"]
name = "金额"
unit = "元"
sum = "paid"
where = "got_on in period"

[indicator."test.mean_paid"]
name = "平均金额"
unit = "元"
mean = "paid"
where = "got_on in period"

[indicator."test.most_paid"]
name = "最高金额"
unit = "元"
max = "paid"
where = "got_on in period"

[indicator."test.most_in_none"]
name = "没有的金额"
unit = "元"
max = "paid"
where = "got_on in period && paid > 9999999"

[indicator."test.people"]
name = "人次"
unit = "人次"
sum = "head_count"
where = "got_on in period && kind != 'a'"

[indicator."test.persons"]
name = "申请人数"
unit = "人"
distinct = "id_no"
where = "got_on in period"

[indicator."test.by_kind"]
name = "分类"
unit = "件"
count = "got_on in period"
group = "kind"
top = 2

[indicator."test.by_tag"]
name = "标签"
unit = "件"
count = "got_on in period"
group = "tags"

[indicator."test.part_kinds"]
name = "明细"
unit = "项"
over = "parts"
count = "got_on in period && row.cost >= 2"
group = "row.what"

[indicator."test.part_cost"]
name = "明细金额"
unit = "元"
over = "parts"
sum = "row.cost"
where = "got_on in period"

[indicator."test.in_time"]
name = "按期"
unit = "件"
count = "first('take').on in period && did('finish') && met('handle') && events('take').size() == 1"

[indicator."test.general"]
name = "综合大厅"
unit = "件"
count = "got_on in period && hall.kind == '综合'"

[indicator."test.followed"]
name = "有后续的"
unit = "件"
count = "got_on in period && exists(matter, o, o.before == this && o.got_on in period)"

[indicator."test.most_alike"]
name = "同类最多"
unit = "件"
max = "count(matter, o, o.kind == kind && o.got_on in period)"
where = "got_on in period"

[indicator."test.overlap"]
name = "甲类与付款之比"
unit = "%"
value = "pct(test.of_a, test.paid_at_all, 1)"

[indicator."test.of_a"]
name = "甲类"
unit = "件"
count = "got_on in period && kind == 'a'"

[indicator."test.paid_at_all"]
name = "付款的"
unit = "件"
count = "got_on in period && paid != null"

[indicator."test.both"]
name = "合计"
unit = "件"
value = "test.done + test.notes"
"#;

/// A ledger.
const NOTE: &str = r#"
[type]
id = "note"
name = "记录"
kind = "ledger"
effective = 2000-01-01
basis = ["测试"]
title = "{subject}"

[field]
subject = { name = "事由", type = "text" }
at = { name = "时间", type = "datetime" }

[action.record]
name = "登记"
by = ["department_filer"]
needs = ["subject", "at"]

[indicator."test.notes"]
name = "记录数"
unit = "条"
count = "date(at) in period"
"#;

/// The definitions.
pub fn matter() -> Definitions {
    let roles = include_str!("../../../../definitions/roles.toml");
    definitions(&[
        ("roles.toml", roles),
        ("01-test/hall.toml", HALL),
        ("01-test/matter.toml", MATTER),
        ("01-test/note.toml", NOTE),
    ])
}

/// The look-up in the refusal of an id.
pub fn look_up(defs: &Definitions, refusal: &str) -> Arc<Find> {
    let actions = defs.types["matter"][0].actions.iter();
    let refuse = actions.flat_map(|action| &action.refuse).find(|refuse| &*refuse.id == refusal).unwrap();
    let mut found = None;
    refuse.when.walk(&mut |part: &Expr| {
        if let ExprKind::Find(find) = &part.kind {
            found = Some(find.clone());
        }
    });
    found.unwrap()
}
