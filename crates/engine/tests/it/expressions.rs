//! Expressions over a small record: each line must be true. Null logic is that of language.md 3.1.

use fadu_engine::cases;

use crate::small::Small;

/// A record with a date, a few numbers and rows; everything named `no_…` is empty.
const TYPE: &str = r#"
[type]
id = "sheet"
name = "算草"
kind = "case"
effective = 2020-01-01
basis = ["测试"]
title = "{label}"

[field]
label = { name = "名称", type = "text" }
count = { name = "数", type = "integer" }
rate = { name = "率", type = "decimal" }
price = { name = "价", type = "money" }
on = { name = "日", type = "date" }
at = { name = "时", type = "datetime" }
yes = { name = "是", type = "bool" }
no_bool = { name = "空", type = "bool" }
no_count = { name = "空数", type = "integer" }
no_date = { name = "空日", type = "date" }
colour = { name = "色", type = "choice", of = ["red 红", "blue 蓝"] }
colours = { name = "诸色", type = "choice", many = true, of = ["red 红", "blue 蓝"] }
no_colours = { name = "无色", type = "choice", many = true, of = ["red 红", "blue 蓝"] }
term = { name = "期", type = "period" }
lines = { name = "行", type = "rows", row = { what = { name = "物", type = "text" }, n = { name = "数", type = "integer" } } }

[step]
open = { name = "开" }
shut = { name = "关", end = true }

[action.make]
name = "新建"
by = ["window_clerk"]
to = "open"
needs = ["label", "count", "rate", "price", "on", "at", "yes", "colour", "colours", "term", "lines"]

[action.shut]
name = "关闭"
by = ["window_clerk"]
from = ["open"]
to = "shut"

[sample]
people = { li = "window_clerk@hall" }

[[case]]
name = "算"
when = { day = 2026-09-18, by = "li", do = "make", with = { label = "甲乙", count = 7, rate = 2.5, price = 1234.5, on = 2026-09-18, at = 2026-09-18T16:40:00, yes = true, colour = "红", colours = ["red", "蓝"], term = "4 wh", lines = [{ what = "一", n = 1 }, { what = "二", n = 2 }, { what = "三" }] } }
expect = [EXPECT]
"#;

const TRUE: &[&str] = &[
    // null
    "(no_bool && false) == false",
    "(false && no_bool) == false",
    "(no_bool && true) == null",
    "no_bool || true",
    "(no_bool || false) == null",
    "(no_count > 3) == null",
    "(no_count + 1) == null",
    "no_count == null && !(no_count != null)",
    "(no_count == 3) == null",
    "(no_bool ? 1 : 2) == null",
    "coalesce(no_count, 9) == 9",
    "term(no_date, wd(5)) == null",
    "no_colours == [] && no_colours.size() == 0 && no_colours == null",
    "!(null == false)",
    // lists
    "lines.exists(l, l.n == 2)",
    "(lines.exists(l, l.n == 9)) == null",
    "(lines.all(l, l.n > 0)) == null",
    "!lines.all(l, l.n > 1)",
    "lines.filter(l, l.n > 0).size() == 2",
    "lines.map(l, l.what) == ['一', '二', '三']",
    "lines.sum(l, l.n) == 3",
    "lines.max(l, l.n) == 2 && lines.min(l, l.n) == 1",
    "lines[1].what == '二' && lines[9].what == null",
    "lines.last().no == 3",
    "[1, 2, 2, 1].distinct().size() == 2",
    "lines.exists(a, lines.exists(b, b.n == a.n && b.no == a.no))",
    // membership, choices, text
    "colour == 'red' && colour in ['red', 'blue']",
    "'blue' in colours && !('red' in no_colours)",
    "label.contains('乙') && label.startsWith('甲') && label.endsWith('乙')",
    "label.matches('^甲.$')",
    // numbers
    "count / 2 == 3.5 && count % 4 == 3 && -count == 0 - 7",
    "rate * 2 == 5 && rate > 2",
    "price == 1234.5 && price + 0.5 == 1235 && price * 2 == 2469",
    "(count / 0) == null",
    "round(2.5) == 3 && round(0 - 2.5) == 0 - 3 && ceil(2.1) == 3 && floor(2.9) == 2 && round(2.345, 2) == 2.35",
    "pct(1, 3, 2) == 33.33 && pct(429, 383, 1) == 112.0 && (pct(1, 0, 2)) == null",
    "min(3, 1, 2) == 1 && max(3, 1, 2) == 3",
    // dates
    "on + cd(3) == date(2026,9,21) && on - months(7) == date(2026,2,18) && date(2026,1,31) + months(1) == date(2026,2,28)",
    "term(on, wd(5)) == date(2026,9,24) && ahead(date(2026,8,24), wd(7)) == date(2026,8,13)",
    "term(date(2026,8,6), cd(60)) == date(2026,10,8)",
    "days(on, date(2026,10,1)) == 13 && wdays(on, date(2026,9,24)) == 5",
    "date(at) == on && at > datetime(2026,9,18,16,0) && at + hours(24) == datetime(2026,9,19,16,40)",
    "year(on) == 2026 && age(date(2012,9,19), on) == 13 && age(date(2012,9,18), on) == 14",
    "part(term, 0.5) == wh(2) && longer(part(wd(3), 0.5), wh(4)) == part(wd(3), 0.5)",
    // the record
    "step == 'open' && opened_on == on && closed_on == null && id == 'sheet/case'",
    "did('make') && !did('shut') && last('shut') == null && first('make').seq == 1",
    "events('make', 'shut').size() == 1 && last('make').role == 'window_clerk'",
    "last('make').after.count == 7 && last('make').action == 'make'",
];

#[test]
fn every_line_is_true() {
    let lines: Vec<String> = TRUE.iter().map(|line| format!("\"{line}\"")).collect();
    let ty = TYPE.replace("EXPECT", &lines.join(",\n"));
    let small = Small::of(&[("roles.toml", include_str!("small/roles.toml")), ("99-test/sheet.toml", &ty)]);
    let def = small.definitions.types["sheet"][0].clone();
    let failed = cases::run(&small.rules(), &def);
    let line = |what: &str| what.split(' ').find_map(|word| word.parse::<usize>().ok()).map(|n| TRUE[n - 1]);
    let told: Vec<_> = failed.iter().map(|failure| (line(&failure.what), &failure.what)).collect();
    assert!(failed.is_empty(), "{told:?}");
}
