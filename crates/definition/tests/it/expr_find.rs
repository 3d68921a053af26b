//! Look-ups and indicators: what is captured, what compiles to SQL, what does not (E11).

use fadu_definition::Piece;
use fadu_definition::expr::compile_template;

use crate::expr_rig::{check, fault, ir, world};

#[test]
fn predicates_are_closed_over_captures() {
    check(
        &world().action(),
        &[
            (
                "exists(opinion, o, o.permit == this && o.result == '不同意')",
                "(find#7 exists opinion v0 (&& (== v0.permit $0) (== v0.result \"no\")) with this) : bool",
            ),
            (
                "find(officer, o, o.person == actor.person && in_force(o, filed_on))",
                "(find#7 list officer v0 (&& (== v0.person $0) (in_force v0 $1)) with actor.person f5 on f5) : list of ref officer",
            ),
            (
                "find(officer, o, in_force(o, date(2020, 1, 2)))",
                "(find#7 list officer v0 (in_force v0 Date(2020-01-02)) with on Date(2020-01-02)) : list of ref officer",
            ),
            (
                "sum(opinion, o, o.permit == this, o.fee) > 100",
                "(> (find#7 sum v0.fee opinion v0 (== v0.permit $0) with this) Money(Money(10000))) : bool",
            ),
            (
                "count(permit, p, p != this && p.fine > fine + 5)",
                "(find#7 count permit v0 (&& (!= v0 $0) (> v0.fine $1)) with this (+ f1 Money(Money(500)))) : integer",
            ),
            (
                "lines.exists(x, exists(opinion, o, o.note == x.org && o.fee > lines.sum(y, y.fine)))",
                "(Exists f13 v0 (find#7 exists opinion v1 (&& (== v1.note $0) (> v1.fee $1)) with v0.c5 (Sum f13 v2 v2.c1))) : bool",
            ),
            (
                "exists(opinion, o, o.item.level == '主项')",
                "(find#7 exists opinion v0 (== v0.item.level \"main\") with) : bool",
            ),
            (
                "exists(opinion, o, o.given_on + years(1) > today)",
                "(find#7 exists opinion v0 (> (+ v0.given_on Period(Period { months: 12, days: 0, working_days: 0, working_minutes: 0, minutes: 0 })) $0) with today) : bool",
            ),
            (
                "exists(opinion, o, o.officers.size() < 2 || holder in officers.map(x, x.person))",
                "(find#7 exists opinion v0 (|| (< (Size v0.officers) Int(2)) $0) with (in f8 (Map f10 v1 v1.person))) : bool",
            ),
            (
                "exists(opinion, o, o.lines.exists(l, l.kind == 'a' && l.fine > fine))",
                "(find#7 exists opinion v0 (Exists v0.lines v1 (&& (== v1.c0 \"a\") (> v1.c1 $0))) with f1) : bool",
            ),
            (
                "exists(officer, o, 'x' in o.domains && o.step == 'in_force')",
                "(find#7 exists officer v0 (&& (in \"x\" v0.domains) (== v0.step \"in_force\")) with) : bool",
            ),
            (
                "exists(opinion, o, o.result in ['同意', 'no'])",
                "(find#7 exists opinion v0 (in v0.result [\"yes\" \"no\"]) with) : bool",
            ),
            (
                "exists(opinion, o, o.step == 'whatever')",
                "(find#7 exists opinion v0 (== v0.step \"whatever\") with) : bool",
            ),
            (
                "exists(opinion, o, o.permit == this && o.fee > sum(opinion, p, p.permit == this, p.fee))",
                "(find#8 exists opinion v0 (&& (== v0.permit $0) (> v0.fee $1)) with this (find#7 sum v1.fee opinion v1 (== v1.permit $0) with this)) : bool",
            ),
            (
                "find(officer, o, o.body == item.body).filter(o, o.person == holder)",
                "(Filter (find#7 list officer v0 (== v0.body $0) with f9.body) v1 (== v1.person f8)) : list of ref officer",
            ),
        ],
    );
}

#[test]
fn predicates_outside_the_subset_are_refused() {
    let no =
        |place: &str, what: &str, help: &str| format!("E11 {place} {what} is not in the SQL subset; {help}");
    check(
        &world().action(),
        &[
            ("exists(opinion, o, o.fee / 2 > fine)", &no("19..28", "`/`", "only `+ - *` are")),
            (
                "exists(opinion, o, o.given_on + years(count_) > today)",
                &no(
                    "19..45",
                    "adding a period to this day",
                    "only `v.date + constant period` compared with a day is",
                ),
            ),
            (
                "exists(opinion, o, o.given_on + years(1) > o.opened_on)",
                &no(
                    "19..40",
                    "adding a period to this day",
                    "only `v.date + constant period` compared with a day is",
                ),
            ),
            (
                "exists(opinion, o, o.item.body.name == 'x')",
                &no("19..35", "a reference of a reference", "one level of `ref.field` is"),
            ),
            (
                "exists(officer, o, in_force(o, today) || o.score == 'x')",
                &no(
                    "19..37",
                    "`in_force` in this place",
                    "in a look-up it stands alone among conditions joined by `&&`",
                ),
            ),
            (
                "exists(opinion, o, o.officers.exists(x, x.score == 'a'))",
                &no("19..55", "this `exists`", "`rows.exists(r, …)` over rows of the record itself is"),
            ),
            (
                "exists(opinion, o, (o.result == 'yes' ? 1 : 2) == 1)",
                &no("19..46", "`? :`", "make it a field with `is`, or write it with `&&` and `||`"),
            ),
            ("exists(opinion, o, o.note.startsWith('x'))", &no("19..41", "this method", "`contains` is")),
            (
                "exists(opinion, o, exists(permit, p, p == o.permit))",
                &no("19..51", "this look-up", "`exists`, `count` and `sum` over another type are"),
            ),
        ],
    );
}

#[test]
fn indicators_keep_to_the_subset() {
    check(
        &world().indicator(),
        &[
            ("filed_on in period && kind != null", "(&& (in f5 periodof) (!= f0 Null)) : bool"),
            (
                "date(at_) in period && step in ['done']",
                "(&& (in (Date f6) periodof) (in step [\"done\"])) : bool",
            ),
            (
                "closed_on <= cut_off && first('file').on in period",
                "(&& (<= closedon cutoff) (in (First [0]).on periodof)) : bool",
            ),
            (
                "did('file') && met('decision') && events('notify').size() == 1",
                "(&& (&& (Did [0]) (Met 0)) (== (Size (Events [1])) Int(1))) : bool",
            ),
            (
                "in_force(as_of) && filed_on <= as_of + cd(60)",
                "(&& (in_force asof) (<= f5 (+ asof Period(Period { months: 0, days: 60, working_days: 0, working_minutes: 0, minutes: 0 })))) : bool",
            ),
            (
                "item.level == 'main' && row.fine > 5",
                "(&& (== f9.level \"main\") (> row.c1 Money(Money(500)))) : bool",
            ),
            (
                "exists(opinion, o, o.permit == this && o.given_on in period)",
                "(find#7 exists opinion v0 (&& (== v0.permit $0) (in v0.given_on $1)) with this periodof) : bool",
            ),
            ("tags != null && 'x' in tags", "(&& (!= f11 Null) (in \"x\" f11)) : bool"),
            ("coalesce(fine, 0) + paid * 2", "(+ (Coalesce f1 Money(Money(0))) (* f2 Int(2))) : money"),
        ],
    );
    let no =
        |place: &str, what: &str, help: &str| format!("E11 {place} {what} is not in the SQL subset; {help}");
    check(
        &world().indicator(),
        &[
            (
                "filed_on + years(1) in period",
                &no("0..19", "adding a period to this day", "make it a field with `is`"),
            ),
            ("last('file').after.fine > 5", &no("0..18", "this part of an event", "only `.on` is")),
            (
                "due('decision') in period",
                &no("0..15", "this function of a limit", "`met('limit')` and `used('limit')` are"),
            ),
            (
                "at(item, as_of).days > 1",
                &no("0..15", "`at`", "a reference is read as of the day it was stored"),
            ),
            (
                "find(opinion, o, o.permit == this).size() > 1",
                &no("0..41", "this `size()`", "`events('action').size()` is"),
            ),
            ("lines.all(x, x.fine > 1)", &no("0..24", "this macro", "only `rows.exists(r, …)` is")),
            (
                "lines.exists(x, x.who.exists(o, o == null))",
                &no("16..42", "this `exists`", "`rows.exists(r, …)` over rows of the record itself is"),
            ),
            ("param('app.days') > 1", &no("0..17", "a parameter", "store its value in a field")),
            ("tags == []", &no("0..10", "comparing two lists", "make it a field with `is`")),
            ("no == 'x'", "E11 0..2 the record's own number is not in the SQL subset"),
            (
                "today in period",
                "E09 0..5 `today` is not available here; what is stored or counted may not depend on the day on which it is read",
            ),
        ],
    );
}

#[test]
fn templates_have_slots() {
    let world = world();
    let scope = world.action();
    let (pieces, faults) = compile_template("最多 {urgent ? '}' : note} 日, 花括号 {{x}}", &scope, &mut 0);
    assert!(faults.is_empty(), "{faults:?}");
    let shown: Vec<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Slot(expr) => ir(expr),
        })
        .collect();
    assert_eq!(shown, ["最多 ", "(? f7 \"}\" f12)", " 日, 花括号 {x}"]);
}

#[test]
fn templates_name_their_faults() {
    let world = world();
    let faults = |text: &str| {
        let (_, faults) = compile_template(text, &world.action(), &mut 0);
        faults.iter().map(fault).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(faults("金额 {fin} 元"), "E06 8..11 unknown name `fin`; did you mean `fine`?");
    assert_eq!(
        faults("金额 {fine 元"),
        "E07 7..16 slot is not closed; end it with `}`, or write `{{` for a brace"
    );
    assert_eq!(faults("a } b"), "E07 2..3 `}` closes nothing; write `}}` for a brace");
    assert_eq!(faults("{actor}"), "E08 1..6 actor cannot be shown in a sentence; show one of its members");
    assert_eq!(faults("{}"), "E07 1..1 expression is empty; write one, or leave out the key");
    assert_eq!(faults("{fin}{rows}").matches("E0").count(), 2);
}
