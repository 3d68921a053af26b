//! Decisions: the gate before a penalty on a case with forty events, and ordinary actions. The
//! cases of the definitions are the setting; the facts are known, as after the last question.

use std::sync::Arc;

use fadu_app::Catalog;
use fadu_base::Row;
use fadu_engine::record::apply;
use fadu_engine::{Command, Decision, Event, Facts, Record, Rules, Target, cases, decide};

use crate::Result;
use crate::sample::median_seconds;
use crate::table::Line;
use crate::work::DISTRICT;

/// Events of the case at the gate.
pub const EVENTS: usize = 40;
/// Microseconds that the gate may take.
const GATE: f64 = 30.0;
/// Microseconds that an ordinary action may take.
const ORDINARY: f64 = 10.0;
/// Runs of which the median is told.
const RUNS: usize = 5_000;

/// A command ready to be decided.
pub struct Ready<'a> {
    rules: Rules<'a>,
    record: Option<Arc<Record>>,
    command: Command,
    facts: Facts,
}

/// What is measured: a name, type and case, whether the history is filled up, and the limit.
const DECISIONS: [(&str, &str, &str, bool, f64); 4] = [
    ("decide, penalty gate, 40 events", "penalty_case", "听证后审核、讨论、决定", true, GATE),
    (
        "decide, penalty gate, refused",
        "penalty_case",
        "决定门: 新一版建议未告知, 另有同一行为的罚款, 扣押物没有处理, 全部列出",
        true,
        GATE,
    ),
    ("decide, penalty_case.serve", "penalty_case", "送达后十五日缴款", false, ORDINARY),
    ("decide, application.submit", "application", "材料齐全收件", false, ORDINARY),
];

impl Ready<'_> {
    /// Decides it.
    pub fn decide(&self) -> Decision {
        decide(&self.rules, self.record.as_deref(), &self.command, &self.facts)
    }

    /// How many events the record has.
    pub fn events(&self) -> usize {
        self.record.as_ref().map_or(0, |record| record.history.len())
    }
}

/// The rules of the definitions that the program carries.
pub fn rules(catalog: &Catalog) -> Rules<'_> {
    Rules { definitions: &catalog.definitions, calendar: &catalog.calendar, division: DISTRICT }
}

/// The setting of a case of a definition: everything done but its own command.
pub fn ready<'a>(rules: Rules<'a>, ty: &str, case: &str, filled: bool) -> Result<Ready<'a>> {
    let lacking = || format!("the definitions have no case {ty} {case}");
    let def = rules.definitions.types.get(ty).and_then(|versions| versions.last()).ok_or_else(lacking)?;
    let (mut world, command) = cases::stage(rules, def, case).ok_or_else(lacking)?;
    let mut record = match &command.target {
        Target::On(id) => world.record(id).cloned(),
        Target::New(_) => None,
    };
    if let Some(record) = record.as_mut().filter(|_| filled) {
        *record = Arc::new(fill(record));
        world.put(record.clone());
    }
    let mut facts = Facts::default();
    let settled = world.with_facts(|known| match decide(&rules, record.as_deref(), &command, known) {
        Decision::Ask(asks) => Err(asks),
        _ => {
            facts = known.clone();
            Ok(())
        }
    });
    settled.ok_or_else(|| format!("{ty} {case}: asks without end"))?;
    Ok(Ready { rules, record, command, facts })
}

/// The same case with more evidence taken: its first collection again and again.
fn fill(record: &Record) -> Record {
    let lacking = EVENTS.saturating_sub(record.history.len());
    let at = record.history.iter().position(|event| &*event.action == "collect").unwrap_or(0);
    let (before, after) = record.history.split_at(at + 1);
    let again = (0..lacking).map(|n| another(&before[at], n as u32 + 100));
    let events: Vec<Event> = before
        .iter()
        .map(|event| Event::clone(event))
        .chain(again)
        .chain(after.iter().map(|event| Event::clone(event)))
        .collect();
    let mut filled: Option<Record> = None;
    for (event, seq) in events.into_iter().zip(1..) {
        let event = Event { seq, ..event };
        filled = Some(apply(filled.as_ref(), &record.id, &record.def, &event));
    }
    filled.unwrap_or_else(|| record.clone())
}

/// The same event with rows under numbers of their own.
fn another(event: &Event, n: u32) -> Event {
    let mut event = event.clone();
    for (_, rows) in &mut event.added {
        for row in rows {
            *row = Arc::new(Row { no: row.no + n, cells: row.cells.clone() });
        }
    }
    event
}

/// What is measured must be what the name says: a full history, and refused only if it says so.
fn check(ready: &Ready<'_>, name: &str, filled: bool) -> Result<()> {
    let refused = matches!(ready.decide(), Decision::Refused { .. });
    if refused != name.ends_with("refused") || (filled && ready.events() != EVENTS) {
        return Err(format!("{name}: {} events, refused: {refused}", ready.events()).into());
    }
    Ok(())
}

/// Measures all decisions.
pub fn run() -> Result<Vec<Line>> {
    let catalog = Catalog::embedded()?;
    let mut lines = Vec::new();
    for (name, ty, case, filled, limit) in DECISIONS {
        let ready = ready(rules(&catalog), ty, case, filled)?;
        check(&ready, name, filled)?;
        let median = median_seconds(RUNS, || std::hint::black_box(ready.decide()));
        lines.push(Line::at_most(name, median * 1e6, limit, "µs"));
    }
    Ok(lines)
}
