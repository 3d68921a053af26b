//! The records behind a figure, page by page: as many as the figure says. Who may see a record gets
//! its title, as far as it is for them, and a link, everybody else its number.

use fadu_base::{Decimal, Instant, RecordId};
use fadu_definition::Measure;
use fadu_document::Source;
use fadu_engine::Rules;
use fadu_store::figures::takes_percentage;
use fadu_store::{Reader, Source as _, StoreError};

use super::{Behind, State};
use crate::access::{Sight, holds_personal, sight};
use crate::csv;
use crate::heading::heading;
use crate::page::asked;
use crate::title::Eye;
use crate::{District, Failure, Seat};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct DrillAsked {
    /// Year.
    pub year: i16,
    /// Indicator: one over records, or one that adds others up.
    pub id: String,
    /// After this record: the next page.
    pub after: Option<String>,
    /// Most rows.
    pub most: usize,
    /// As they were when the report of the year was frozen, if it is.
    pub frozen: bool,
}

/// A page of the records behind a figure.
#[derive(Clone, Debug, Default)]
pub struct Drilled {
    /// How many records are behind the figure.
    pub all: usize,
    /// The records of this page.
    pub rows: Vec<Drill>,
    /// The record after which the next page begins.
    pub next: Option<String>,
}

/// A record behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    /// `type/local`, for a link; none: not for this person.
    pub record: Option<String>,
    /// Its number, or the end of its id.
    pub no: String,
    /// Chinese name of its type.
    pub type_name: String,
    /// Its title, where it is for them.
    pub title: Option<String>,
    /// Number of the event at which it was counted.
    pub seq: String,
    /// What it adds, where that is no count.
    pub addend: String,
    /// It is shown in full, and its type holds personal values.
    pub personal: bool,
}

impl District {
    /// The records behind a figure as a person in a capacity sees them.
    pub fn drill(&self, seat: &Seat, asked: &DrillAsked) -> Result<Drilled, Failure> {
        let state = if asked.frozen { State::AsFrozen } else { State::Today };
        let figures = self.figure(asked.year, &asked.id, Behind::Lines, state)?;
        let Some(figure) = figures.list.into_iter().next() else { return Ok(Drilled::default()) };
        let sources = figure.lineage.sources;
        let begin = match &asked.after {
            Some(after) => sources.partition_point(|source| local(&source.record) <= after.as_str()),
            None => 0,
        };
        // Rows of one record are not torn apart, so that the next page begins after a record.
        let mut end = sources.len().min(begin.saturating_add(asked.most));
        while end > begin
            && end < sources.len()
            && local(&sources[end].record) == local(&sources[end - 1].record)
        {
            end += 1;
        }
        let page = &sources[begin..end];
        let (rules, now) = (self.rules(), self.now());
        let rows = self
            .store
            .read(|reader| page.iter().map(|source| drilled(&rules, reader, seat, now, source)).collect())?;
        let more = end < sources.len();
        let next = page.last().filter(|_| more).map(|last| local(&last.record).to_owned());
        Ok(Drilled { all: sources.len(), rows, next })
    }

    /// All records behind a figure as a table file, as a person in a capacity sees them: the number of a
    /// record, the event at which it was counted, what it adds. It is written who took it out.
    pub fn drill_csv(&self, seat: &Seat, address: &str, year: i16, id: &str) -> Result<String, Failure> {
        self.audit_add(seat, address, ("export", &about(id, year)), "ok")?;
        let asked = DrillAsked { year, id: id.to_owned(), after: None, most: usize::MAX, frozen: false };
        let mut out = csv::line(&["编号", "业务", "流水", "计入"]);
        for row in self.drill(seat, &asked)?.rows {
            out.push_str(&csv::line(&[&row.no, &row.type_name, &row.seq, &row.addend]));
        }
        Ok(out)
    }

    /// Whether records stand behind a figure itself; a ratio has those of its parts.
    pub fn is_ratio(&self, id: &str) -> bool {
        let indicator = self.catalog.definitions.indicators.get(id);
        matches!(indicator.map(|one| &one.what), Some(Measure::Value(formula)) if takes_percentage(formula))
    }
}

/// The records behind a figure, as the audit names them.
pub(crate) fn about(id: &str, year: i16) -> String {
    format!("figures/{id} {year}")
}

fn local(record: &str) -> &str {
    record.rsplit_once('@').map_or(record, |(id, _)| id)
}

fn drilled(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    seat: &Seat,
    now: Instant,
    source: &Source,
) -> Result<Drill, StoreError> {
    let (id, seq) = source.record.rsplit_once('@').unwrap_or((&source.record, ""));
    let mut row = Drill {
        record: None,
        no: id.split_once('/').map_or(id, |(_, local)| local).to_owned(),
        type_name: String::new(),
        title: None,
        seq: seq.to_owned(),
        // A value that is no number may name somebody.
        personal: false,
        addend: if Decimal::parse(&source.addend).is_some() { source.addend.clone() } else { String::new() },
    };
    let Some(record) = RecordId::parse(id).map(|id| reader.load(&id)).transpose()?.flatten() else {
        return Ok(row);
    };
    row.no = record.no.as_deref().unwrap_or(record.id.local()).to_owned();
    row.type_name = record.def.name.clone();
    let Ok(actor) = seat.actor(Some(&record.id)) else { return Ok(row) };
    let seen = asked(reader, |facts| sight(rules, &record, &actor, now, facts))?;
    if seen > Sight::Nothing {
        row.record = Some(id.to_owned());
    }
    let eye = Eye { role: &seat.role, sight: seen };
    row.title = match seen {
        Sight::Nothing => None,
        _ => heading(rules, reader, now, &record.id, eye)?.map(|heading| heading.title),
    };
    if seen == Sight::Full {
        row.addend = source.addend.clone();
        row.personal = holds_personal(&record.def);
    }
    Ok(row)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use fadu_store::audit::{AuditWanted, audit_list};

    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    /// Walked page by page the list has every record once, as many as the figure says; and nobody gets
    /// a title without the record being theirs to see.
    #[test]
    fn the_list_is_as_long_as_the_figure() {
        let (_folder, district) = district("drill");
        let found = records(&district, &mut Dice(7));
        store(&district, &found);
        let mut walked = 0;
        for year in [2020, 2021] {
            let figures = district.figures(year, Behind::Lines, State::Today).unwrap();
            for figure in figures.list.iter().filter(|figure| !figure.lineage.sources.is_empty()) {
                let mut asked =
                    DrillAsked { year, id: figure.id.clone(), after: None, most: 2, frozen: false };
                let mut seen = Vec::new();
                loop {
                    let page = district.drill(&leader(), &asked).unwrap();
                    assert_eq!(page.all, figure.lineage.sources.len(), "{}", figure.id);
                    assert!(page.rows.iter().all(|row| row.title.is_none() || row.record.is_some()));
                    seen.extend(page.rows.into_iter().map(|row| (row.no, row.seq)));
                    match page.next {
                        Some(next) => asked.after = Some(next),
                        None => break,
                    }
                }
                assert_eq!(seen.len(), figure.lineage.sources.len(), "{}", figure.id);
                walked += 1;
            }
        }
        assert!(walked > 10, "{walked}");
    }

    /// Who looks through records with personal values is in the audit; whom they are not shown to is not.
    #[test]
    fn who_looked_through_the_records_behind_a_figure_is_noted() {
        let (_folder, district) = district("drill-noted");
        let found = records(&district, &mut Dice(7));
        store(&district, &found);
        let lines = |object: &str| {
            district.write_readings().unwrap();
            let all = AuditWanted { most: 9_999, ..AuditWanted::default() };
            let rows = district.store.read(|reader| audit_list(reader.view.db, district.code(), &all));
            rows.unwrap().iter().filter(|row| row.object == object).count()
        };
        let seats: Vec<Seat> = ["grid_worker", "leader", "supervisor", "judicial_clerk", "legal_reviewer"]
            .map(|role| Seat { role: role.into(), ..leader() })
            .into();
        let (mut noted, mut passed) = (0, 0);
        let behind = |year| district.figures(year, Behind::Lines, State::Today).unwrap().list;
        let figures = [2020, 2021, 2026].map(|year| behind(year).into_iter().map(move |one| (year, one.id)));
        for (year, id) in figures.into_iter().flatten() {
            let asked = DrillAsked { year, id: id.clone(), most: 50, ..DrillAsked::default() };
            let object = about(&id, year);
            for seat in &seats {
                let page = district.drill(seat, &asked).unwrap();
                let shown = page.rows.iter().any(|row| row.personal);
                assert!(page.rows.iter().all(|row| !row.personal || row.title.is_some()));
                if !shown && passed > 9 {
                    continue;
                }
                let before = lines(&object);
                district.note_drill(seat, "192.0.2.9", &asked, &page).unwrap();
                assert_eq!(lines(&object) - before, usize::from(shown), "{object} {}", seat.role);
                noted += usize::from(shown);
                passed += usize::from(!shown);
            }
        }
        assert!(noted > 0 && passed > 0, "{noted} {passed}");
        let id = "smart_supervision.devices";
        let before = lines(&about(id, 2020));
        district.drill_csv(&leader(), "192.0.2.9", 2020, id).unwrap();
        assert_eq!(lines(&about(id, 2020)), before + 1, "what is taken out is written");
    }
}
