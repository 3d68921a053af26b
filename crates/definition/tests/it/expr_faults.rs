//! What the checker refuses, where, and what it advises: E06, E08, E09, E10 (E07 is the parser's,
//! E11 stands with look-ups and indicators).

use std::collections::BTreeSet;

use fadu_definition::expr::scope::{Allow, Scope};

use crate::expr_rig::{check, world};

#[test]
fn e06_names_the_nearest() {
    check(
        &world().action(),
        &[
            ("filed_no < today", "E06 0..8 unknown name `filed_no`; did you mean `filed_on`?"),
            ("step == open", "E06 8..12 unknown name `open`; a text stands in single quotes: `'open'`"),
            ("did('decid')", "E06 4..11 there is no action `decid`; did you mean `decide`?"),
            ("met('decison')", "E06 4..13 there is no limit `decison`; did you mean `decision`?"),
            ("param('app.day')", "E06 6..15 there is no parameter `app.day`; did you mean `app.days`?"),
            ("exists(officr, o, true)", "E06 7..13 there is no type `officr`; did you mean `officer`?"),
            ("item.dayz", "E06 5..9 `service` has no `dayz`; did you mean `days`?"),
            ("holder.name", "E06 7..11 there is no type `person`, so it has no `name`"),
            ("lines[0].fines", "E06 9..14 the row has no `fines`; did you mean `fine`?"),
            ("was.fin", "E06 4..7 the record has no `fin`; did you mean `fine`?"),
            ("input.day", "E06 6..9 the input has no `day`; did you mean `days`?"),
            ("actor.rol", "E06 6..9 the actor has no `rol`; did you mean `role`?"),
            ("last('file').personn", "E06 13..20 an event has no `personn`; did you mean `person`?"),
            ("coalesc(fine, 0)", "E06 0..7 there is no function `coalesc`; did you mean `coalesce`?"),
            ("lines.sizes()", "E06 6..11 there is no method `sizes`; did you mean `size`?"),
        ],
    );
    check(
        &world().figures(),
        &[(
            "permits.dome + 1",
            "E06 0..12 there is no indicator `permits.dome`; did you mean `permits.done`?",
        )],
    );
}

#[test]
fn e08_names_both_types() {
    check(
        &world().action(),
        &[
            ("fine > filed_on", "E08 0..15 `>` cannot compare money with date"),
            (
                "at_ < today",
                "E08 0..11 `<` cannot compare datetime with date; `date(x)` is the day of a datetime",
            ),
            (
                "fine == count_",
                "E08 0..14 `==` cannot compare money with integer; only a literal beside money is read as yuan",
            ),
            ("holder == item", "E08 0..14 `==` cannot compare ref person with ref service"),
            (
                "kind < 'b'",
                "E08 0..10 choice and choice have no order for `<`; numbers, money, dates and datetimes have one",
            ),
            (
                "fine > 0.123",
                "E08 7..12 amount has more than two decimals; money is written in yuan: `1000`, `0.5`, `12.34`",
            ),
            (
                "today - filed_on",
                "E08 0..16 `-` has no result for date and date; `days(a, b)` counts the days between two dates",
            ),
            (
                "today + 3",
                "E08 0..9 `+` has no result for date and integer; say what is counted: `cd(n)`, `months(n)`, `years(n)`",
            ),
            (
                "today + wd(3)",
                "E08 8..13 working time cannot be added to a day; `term(d, p)` and `ahead(d, p)` count by the calendar",
            ),
            (
                "note + kind",
                "E08 0..11 `+` has no result for text and choice; texts are joined only in `say`: `{a}{b}`",
            ),
            ("fine && urgent", "E08 0..4 `&&` takes bool, found money"),
            ("!fine", "E08 1..5 `!` takes bool, found money"),
            ("urgent ? fine : filed_on", "E08 16..24 money and date have no type in common"),
            (
                "officers.person",
                "E08 9..15 list of ref officer has no members, so no `person`; of a list: `.map(x, x.person)`, `.exists(x, x.person …)`, `.last().person`",
            ),
            ("kind.exists(x, true)", "E08 0..4 `exists` takes a list, found choice"),
            ("lines.exists(x, x.fine)", "E08 16..22 `exists` takes bool, found money"),
            ("lines.exists(true)", "E08 0..18 `exists` takes 2 arguments, found 1"),
            (
                "lines.exists('x', true)",
                "E08 13..16 `exists` takes a variable here; such as `x` in `list.exists(x, x > 1)`",
            ),
            ("fine[0]", "E08 0..4 only a list has an index, found money"),
            ("lines['a']", "E08 6..9 an index is an integer, found text"),
            (
                "item in fine",
                "E08 0..12 `in` cannot look for ref service in money; after `in` stands a list or a range of days",
            ),
            ("wd('x')", "E08 3..6 `wd` takes integer, found text"),
            (
                "term(today, 3)",
                "E08 12..13 `term` takes period, found integer; say what is counted: `wd(n)`, `cd(n)`, `months(n)`, `wh(n)`",
            ),
            (
                "days(at_, today)",
                "E08 5..8 `days` takes date, found datetime; `date(x)` is the day of a datetime",
            ),
            ("date(2021, 2, 30)", "E08 0..17 there is no such day; year, month, day"),
            (
                "min(span, span)",
                "E08 0..15 `min` takes numbers, money, dates or datetimes, found period; the longer of two periods is `longer(p, q)`",
            ),
            (
                "in_force(source, today)",
                "E08 9..15 `in_force` takes an entry of a register; ref permit|opinion is none; cases and ledgers are read as they are now",
            ),
            ("did(kind)", "E08 4..8 `did` takes ids of actions; a text such as 'accept'"),
            (
                "first(lines)",
                "E08 6..11 `first` takes ids of actions; a text such as 'accept'; of a list: `list.first()`, `list.last()`",
            ),
            ("due('reply')", "E08 0..12 limit `reply` has one limit a row; give the row as second argument"),
            (
                "due('decision', row)",
                "E08 16..19 limit `decision` has no `each`, so no row; leave out the row",
            ),
            (
                "events().exists(e, e.input.why == note)",
                "E08 27..30 input `why` has another type in another action; name one action: `last('action').input`",
            ),
            ("lines[0].line.score", "E08 14..19 `score` is integer in one type and text in another"),
            (
                "tags.contains('x')",
                "E08 0..4 `contains` takes text, found list of choice; of a list: `x in list`",
            ),
            ("distance(note, 3)", "E08 15..16 `distance` takes text, found integer"),
        ],
    );
}

#[test]
fn e09_says_why() {
    let world = world();
    let bare = Scope { input: None, row: None, allow: BTreeSet::new(), ..world.action() };
    check(
        &bare,
        &[
            (
                "today > filed_on",
                "E09 0..5 `today` is not available here; what is stored or counted may not depend on the day on which it is read",
            ),
            (
                "actor.role",
                "E09 0..5 `actor` is not available here; only actions, refusals and `then` have an actor",
            ),
            (
                "was.fine",
                "E09 0..3 `was` is not available here; only actions, refusals and `then` have a record before",
            ),
            (
                "input.days",
                "E09 0..5 `input` is not available here; only actions, refusals, `then` and `extends` have an input",
            ),
            (
                "row.fine",
                "E09 0..3 `row` is not available here; there is a row only in an action with `row`, a limit with `each`, an indicator with `over`",
            ),
            ("value > 1", "E09 0..5 `value` is not available here; only the rules of a field have a value"),
            (
                "filed_on in period",
                "E09 12..18 `period` is not available here; only indicators have a period",
            ),
            (
                "exists(officer, o, true)",
                "E09 0..6 `exists` is not available here; other records are looked up only in actions, refusals, `then` and schedules",
            ),
            ("did('file')", "E09 0..3 `did` is not available here; there is no history here"),
            (
                "item.days",
                "E09 5..9 `days` is not available here; neither parameters nor references are read here",
            ),
            (
                "param('app.days')",
                "E09 0..5 `param` is not available here; neither parameters nor references are read here",
            ),
        ],
    );
    let nothing = Scope { own: None, allow: BTreeSet::from([Allow::History]), ..bare };
    check(
        &nothing,
        &[
            ("step", "E09 0..4 `step` is not available here"),
            ("did('file')", "E09 0..3 `did` is not available here; there is no record here"),
        ],
    );
}

#[test]
fn e10_lists_the_choices() {
    check(
        &world().action(),
        &[
            ("kind == 'c'", "E10 8..11 `c` is not one of the choices; choose one of `a` 甲, `b` 乙"),
            ("kind in ['a', 'c']", "E10 14..17 `c` is not one of the choices; choose one of `a` 甲, `b` 乙"),
            ("'z' in tags", "E10 0..3 `z` is not one of the choices; choose one of `x`, `y`"),
            (
                "step == 'reviw'",
                "E10 8..15 `reviw` is not one of the choices; did you mean `review`? choose one of `open`, `review`, `done`",
            ),
            (
                "lines.exists(x, x.kind == '丙')",
                "E10 26..31 `丙` is not one of the choices; choose one of `a` 甲, `b` 乙",
            ),
            (
                "item.level == 'maim'",
                "E10 14..20 `maim` is not one of the choices; did you mean `main`? choose one of `main` 主项, `sub` 子项",
            ),
        ],
    );
}

#[test]
fn all_faults_are_found_at_once() {
    check(
        &world().action(),
        &[(
            "filed_no < today && kind == 'c' && did('decid') && lines.exists(x, x.fines > 0)",
            "E06 0..8 unknown name `filed_no`; did you mean `filed_on`? | \
             E10 28..31 `c` is not one of the choices; choose one of `a` 甲, `b` 乙 | \
             E06 39..46 there is no action `decid`; did you mean `decide`? | \
             E06 69..74 the row has no `fines`; did you mean `fine`?",
        )],
    );
}
