//! What the checker makes of each construct: resolved names, types, folded literals.

use fadu_definition::expr::scope::Scope;
use fadu_definition::expr::{self, Ty};
use proptest::prelude::*;

use crate::expr_rig::{check, typed, world};

#[test]
fn names_resolve() {
    check(
        &world().action(),
        &[
            ("kind", "f0 : choice"),
            ("this", "this : ref permit"),
            ("opened_on < closed_on", "(< openedon closedon) : bool"),
            ("today", "today : date"),
            ("now", "now : datetime"),
            ("actor.person == holder", "(== actor.person f8) : bool"),
            ("actor.role != 'leader'", "(!= actor.role \"leader\") : bool"),
            ("input.days", "input.days : integer"),
            ("input.fine", "input.fine : money"),
            ("was.fine", "was.fine : money"),
            ("was.step == 'open'", "(== was.step \"open\") : bool"),
            ("row.fine", "row.c1 : money"),
            ("row.no", "row.no : integer"),
            ("row.org", "row.c5 : text"),
        ],
    );
}

#[test]
fn literals_take_the_type_beside_them() {
    check(
        &world().action(),
        &[
            ("fine > 0", "(> f1 Money(Money(0))) : bool"),
            ("12.34 == fine", "(== Money(Money(1234)) f1) : bool"),
            ("fine - coalesce(paid, 0)", "(- f1 (Coalesce f2 Money(Money(0)))) : money"),
            ("fine > (urgent ? 100 : 200)", "(> f1 (? f7 Money(Money(10000)) Money(Money(20000)))) : bool"),
            ("fine == 100 + 20", "(== f1 Money(Money(12000))) : bool"),
            ("fine * 2", "(* f1 Int(2)) : money"),
            ("fine > -5", "(> f1 Money(Money(-500))) : bool"),
            ("rate > 1", "(> f3 Decimal(Decimal(1000000))) : bool"),
            ("count_ + 0.5", "(+ f4 Decimal(Decimal(500000))) : decimal"),
            ("kind == '甲'", "(== f0 \"a\") : bool"),
            ("kind in ['a', '乙']", "(in f0 [\"a\" \"b\"]) : bool"),
            ("'x' in tags", "(in \"x\" f11) : bool"),
            ("item.level == '子项'", "(== f9.level \"sub\") : bool"),
            ("tags == []", "(== f11 []) : bool"),
            ("note == kind", "(== f12 f0) : bool"),
            ("kind == null", "(== f0 Null) : bool"),
        ],
    );
}

#[test]
fn the_type_wanted_is_met() {
    let world = world();
    let want = |ty| Scope { want: Some(ty), ..world.action() };
    assert_eq!(typed("12.5", &want(Ty::Money)), "Money(Money(1250)) : money");
    assert_eq!(
        typed("urgent ? '甲' : 'b'", &want(Ty::of_field(&world.fields[0]))),
        "(? f7 \"a\" \"b\") : choice"
    );
    assert_eq!(typed("null", &want(Ty::Date)), "Null : null");
    assert_eq!(typed("count_", &want(Ty::Decimal)), "f4 : integer");
    assert_eq!(typed("kind", &want(Ty::Text)), "f0 : choice");
    assert_eq!(
        typed("at_", &want(Ty::Date)),
        "E08 0..3 date is wanted here, found datetime; `date(x)` is the day of a datetime"
    );
    assert_eq!(
        typed("count_", &want(Ty::Money)),
        "E08 0..6 money is wanted here, found integer; only a literal beside money is read as yuan"
    );
    assert_eq!(
        typed("any", &want(Ty::reference("officer"))),
        "E08 0..3 ref officer is wanted here, found ref any"
    );
}

#[test]
fn members_read_through_references_and_rows() {
    check(
        &world().action(),
        &[
            ("item.days", "f9.days : integer"),
            ("item.owner.step", "f9.owner.step : text"),
            ("any.step == 'anything'", "(== f15.step \"anything\") : bool"),
            ("source.opened_on", "f14.openedon : date"),
            ("source.result == 'yes'", "(== f14.result \"yes\") : bool"),
            ("lines.last().fine", "(Last f13).c1 : money"),
            ("lines[count_ - 1].fine", "f13[(- f4 Int(1))].c1 : money"),
            ("lines[0].line.body.name", "f13[Int(0)].c4.body.name : text"),
            ("at(item, filed_on).days", "(at f9 f5).days : integer"),
            ("this.item.days", "this.item.days : integer"),
        ],
    );
}

#[test]
fn macros_and_methods() {
    check(
        &world().action(),
        &[
            ("lines.exists(x, x.kind == '甲')", "(Exists f13 v0 (== v0.c0 \"a\")) : bool"),
            ("officers.all(o, in_force(o, today))", "(All f10 v0 (in_force v0 today)) : bool"),
            (
                "officers.filter(o, o.person == holder)",
                "(Filter f10 v0 (== v0.person f8)) : list of ref officer",
            ),
            (
                "officers.map(o, o.body).distinct().size() >= 2",
                "(>= (Size (Distinct (Map f10 v0 v0.body))) Int(2)) : bool",
            ),
            ("lines.sum(x, x.fine) > 100", "(> (Sum f13 v0 v0.c1) Money(Money(10000))) : bool"),
            ("lines.max(x, x.on)", "(Max f13 v0 v0.c2) : date"),
            (
                "lines.exists(x, x.who.exists(o, o.person == holder))",
                "(Exists f13 v0 (Exists v0.c3 v1 (== v1.person f8))) : bool",
            ),
            ("lines.map(x, x.who.first())", "(Map f13 v0 (First v0.c3)) : list of ref officer"),
            (
                "tags.all(k, k in item.kinds.filter(x, x == 'a'))",
                "E08 12..47 `in` cannot look for choice in list of choice; the members have another type",
            ),
            (
                "note.contains('x') && note.startsWith('y')",
                "(&& (Contains f12 \"x\") (StartsWith f12 \"y\")) : bool",
            ),
            (
                "note.endsWith('x') || note.matches('y')",
                "(|| (EndsWith f12 \"x\") (Matches f12 \"y\")) : bool",
            ),
        ],
    );
}

#[test]
fn functions() {
    check(
        &world().action(),
        &[
            ("wd(item.days)", "(Wd f9.days) : period"),
            (
                "filed_on + years(1)",
                "(+ f5 Period(Period { months: 12, days: 0, working_days: 0, working_minutes: 0, minutes: 0 })) : date",
            ),
            ("filed_on + years(count_) < today", "(< (+ f5 (Years f4)) today) : bool"),
            ("at_ + hours(count_)", "(+ f6 (Hours f4)) : datetime"),
            ("term(filed_on, wd(count_)) == date(at_)", "(== (Term f5 (Wd f4)) (Date f6)) : bool"),
            ("ahead(filed_on, span)", "(Ahead f5 f16) : date"),
            (
                "days(filed_on, today) + wdays(filed_on, today)",
                "(+ (Days f5 today) (Wdays f5 today)) : integer",
            ),
            ("longer(part(span, 0.5), span)", "(Longer (Part f16 Decimal(Decimal(500000))) f16) : period"),
            ("date(2018, 1, 2)", "Date(2018-01-02) : date"),
            (
                "datetime(2026, 11, 20, 11, 0)",
                "(Datetime Int(2026) Int(11) Int(20) Int(11) Int(0)) : datetime",
            ),
            ("year(at_) + age(filed_on, today)", "(+ (Year f6) (Age f5 today)) : integer"),
            ("min(fine, 100, paid)", "(Min f1 Money(Money(10000)) f2) : money"),
            ("max(count_, rate)", "(Max f4 f3) : decimal"),
            ("round(rate) + ceil(rate) + floor(rate)", "(+ (+ (Round f3) (Ceil f3)) (Floor f3)) : integer"),
            ("pct(fine, paid, 2)", "(Pct f1 f2 Int(2)) : decimal"),
            ("fine / paid", "(/ f1 f2) : decimal"),
            ("count_ / 2", "(/ f4 Int(2)) : decimal"),
            ("count_ % 2", "(% f4 Int(2)) : integer"),
            ("param('fine.most') < fine", "(< (param fine.most) f1) : bool"),
            ("param('app.days', filed_on)", "(param app.days f5) : integer"),
            (
                "distance(note, '112.8,35.4') <= 100",
                "(<= (distance f12 \"112.8,35.4\") Decimal(Decimal(100000000))) : bool",
            ),
            ("recording_gaps(this, officers)", "(recording_gaps this f10) : list of text"),
        ],
    );
}

#[test]
fn history_and_limits() {
    check(
        &world().action(),
        &[
            ("did('file', 'decide')", "(Did [0, 2]) : bool"),
            ("events().size()", "(Size (Events [0, 1, 2])) : integer"),
            ("first('file').on == today", "(== (First [0]).on today) : bool"),
            ("last('notify').after.fine == fine", "(== (Last [1]).after.fine f1) : bool"),
            ("last('notify').input.why == note", "(== (Last [1]).input.why f12) : bool"),
            (
                "events('decide').exists(e, e.input.why > 1)",
                "(Exists (Events [2]) v0 (> v0.input.why Int(1))) : bool",
            ),
            (
                "events('notify').filter(e, e.seq > 1).last().input.served_on",
                "(Last (Filter (Events [1]) v0 (> v0.seq Int(1)))).input.served_on : date",
            ),
            ("events('file')[0].action == 'file'", "(== (Events [0])[Int(0)].action \"file\") : bool"),
            ("met('decision') && !lapsed('decision')", "(&& (Met 0) (! (Lapsed 0))) : bool"),
            ("due('reply', row)", "(Due 1 row) : date"),
            (
                "used('decision') > 5 || paused('decision') || started('decision')",
                "(|| (|| (> (Used 0) Int(5)) (Paused 0)) (Started 0)) : bool",
            ),
        ],
    );
}

#[test]
fn figures_name_indicators() {
    let world = world();
    check(
        &world.figures(),
        &[("pct(permits.done, permits.filed, 2)", "(Pct (permits.done) (permits.filed) Int(2)) : decimal")],
    );
    check(
        &Scope { own: Some(world.own()), ..world.figures() },
        &[("permits.done + count_", "(+ (permits.done) f4) : integer")],
    );
}

#[test]
fn outer_variables_come_first() {
    let world = world();
    let vars = vec![("o".into(), Ty::reference("officer"))];
    let scope = Scope { vars, ..world.action() };
    check(&scope, &[("officers.exists(p, p == o)", "(Exists f10 v1 (== v1 v0)) : bool")]);
}

#[test]
fn high_expressions_are_checked_within_the_stack() {
    let world = world();
    let repeat =
        |n: usize, open: &str, of: &str, close: &str| format!("{}{of}{}", open.repeat(n), close.repeat(n));
    let nested = |open: &str, of: &str, close: &str| repeat(90, open, of, close);
    assert!(typed(&nested("!", "urgent", ""), &world.action()).ends_with(": bool"));
    assert!(typed(&nested("coalesce(", "fine", ", 0)"), &world.action()).ends_with(": money"));
    assert!(typed(&nested("urgent ? 1 : ", "fine", ""), &world.action()).ends_with(": money"));
    assert!(typed(&nested("(", "fine", ") + 1"), &world.action()).ends_with(": money"));
    assert!(typed(&nested("lines.exists(x, ", "urgent", ")"), &world.action()).ends_with(": bool"));
    let lookups = repeat(20, "exists(officer, o, in_force(o, filed_on) && ", "true", ")");
    assert!(typed(&lookups, &world.action()).contains("look-ups are nested too deeply"));
}

proptest! {
    #[test]
    fn any_words_compile_or_are_refused(words in prop::collection::vec(word(), 1..40)) {
        let (world, text) = (world(), words.join(" "));
        for scope in [world.action(), world.indicator(), world.figures()] {
            let (expr, faults) = expr::compile(&text, &scope, &mut 0);
            prop_assert_eq!(expr.is_some(), faults.is_empty());
            prop_assert!(faults.iter().all(|fault| fault.span.end <= text.len()));
        }
    }
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "fine",
        "kind",
        "lines",
        "officers",
        "tags",
        "item",
        "this",
        "today",
        "row",
        "input",
        "was",
        "actor",
        "x",
        ".fine",
        ".person",
        ".exists(x,",
        ".map(x,",
        ".last()",
        "exists(opinion, x,",
        "sum(opinion, x,",
        "in_force(x,",
        "coalesce(",
        "date(",
        "wd(",
        "events('file')",
        "did('file')",
        "met('decision')",
        "param('app.days')",
        "'a'",
        "1",
        "0.5",
        "null",
        ")",
        "(",
        "[",
        "]",
        ",",
        "?",
        ":",
        "!",
        "-",
        "+",
        "*",
        "==",
        "<",
        "in",
        "&&",
        "||",
        "period",
        "as_of",
    ])
}
