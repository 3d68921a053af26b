//! The case of a year's report (sheet 20, 2.2 and 3): its figures by the organization that answers for
//! them, who confirmed what, which are open. What may be done to a row is an ordinary action; here is
//! only the way to its form.

use fadu_base::{Date, RecordId, Row, Value};
use fadu_definition::{Action, Field, FieldType, Want};
use fadu_engine::{Actor, Record, Rules, open_actions};
use fadu_store::record::record_of_type;
use fadu_store::{Reader, Source as _, StoreError};

use crate::figures::FREEZES;
use crate::heading::{heading, name_of};
use crate::list::Eyes;
use crate::page::asked;
use crate::title::Eye;
use crate::{District, Failure, Seat};

/// The case of a report.
#[derive(Clone, Debug, Default)]
pub struct ReportCase {
    /// `type/local`.
    pub record: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub step: Option<String>,
    /// The day its figures were frozen, and at which journal position.
    pub frozen: Option<(String, i64)>,
    /// Figures by the organization that answers for them; that of the person first.
    pub owners: Vec<OwnerFigures>,
    /// Parts of figures by the organization that confirms them (sheet 20, 2.2); that of the person first.
    pub parts: Vec<OwnerFigures>,
    /// Identities that do not hold.
    pub failing: Vec<CaseCheck>,
    /// It was entered as past and not taken up: there is nothing to freeze or confirm.
    pub entered: bool,
    /// Other reports of the year: id, title, step.
    pub others: Vec<(String, String, String)>,
}

/// The figures of an organization.
#[derive(Clone, Debug, Default)]
pub struct OwnerFigures {
    /// `organization/…`; empty: nobody is named.
    pub org: String,
    /// Its name.
    pub name: String,
    /// Whether it is that of the person.
    pub own: bool,
    /// How many figures are not confirmed yet.
    pub open: usize,
    /// Its figures.
    pub figures: Vec<CaseFigure>,
}

/// A figure of a report.
#[derive(Clone, Debug, Default)]
pub struct CaseFigure {
    /// Number of its row.
    pub row: u32,
    /// Indicator.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// As printed; empty: no value yet.
    pub printed: String,
    /// Last year's, and the change.
    pub last: (String, String),
    /// `派生`, `导入` …; of a part the organization whose records it counts.
    pub class: String,
    /// Number of records.
    pub records: String,
    /// `待提出`, `待确认`, `已确认`, `有异议`, `不须确认`; before the freeze empty.
    pub state: &'static str,
    /// What a dispute says.
    pub disputed: String,
    /// What the person may do: action and its name.
    pub moves: Vec<(String, String)>,
}

impl ReportCase {
    /// What is shown row by row: the figures of all, of the parts only those of the person's organization.
    pub fn tables(&self) -> impl Iterator<Item = (bool, &OwnerFigures)> {
        let own = self.parts.iter().filter(|owner| owner.own);
        own.map(|owner| (true, owner)).chain(self.owners.iter().map(|owner| (false, owner)))
    }
}

impl OwnerFigures {
    /// What the person may do to rows of it, as a whole the same for all.
    pub fn moves(&self) -> &[(String, String)] {
        self.figures.first().map_or(&[], |figure| &figure.moves)
    }
}

impl CaseFigure {
    /// Whether it still has to be confirmed.
    pub fn is_open(&self) -> bool {
        matches!(self.state, "待提出" | "待确认" | "有异议")
    }
}

/// An identity that does not hold.
#[derive(Clone, Debug)]
pub struct CaseCheck {
    /// Number of its row.
    pub row: u32,
    /// The identity.
    pub name: String,
    /// The values in it.
    pub values: String,
    /// `阻断`, `须说明`, `提示`.
    pub severity: String,
    /// The explanation given.
    pub explanation: String,
    /// What the person may do.
    pub moves: Vec<(String, String)>,
}

impl District {
    /// The case of a year's report as a person in a capacity sees it; nothing if there is none yet.
    pub fn report_case(&self, seat: &Seat, year: i16) -> Result<Option<ReportCase>, Failure> {
        let (first, others) = self.store.read(|reader| self.reports(reader, seat, year))?;
        let Some(id) = first else { return Ok(None) };
        let (rules, now) = (self.rules(), self.now());
        let case = self.seen(seat, id.as_str(), |reader, record, actor, sight| {
            let open = asked(reader, |facts| open_actions(&rules, record, actor, now, facts))?;
            let open = open.iter().filter_map(|open| record.def.actions.get(usize::from(open.index)));
            let moves = |field: &str| {
                let rows = record.def.fields.iter().find(|known| &*known.id == field);
                let on = |action: &&&Action| {
                    let of = action.row.and_then(|at| record.def.fields.get(usize::from(at)));
                    rows.is_some() && of.map(|of| &of.id) == rows.map(|rows| &rows.id)
                };
                let open: Vec<&Action> = open.clone().collect();
                Moves::of(open.iter().filter(on).copied(), rows)
            };
            let moves = ["slots", "figures", "parts", "checks"].map(moves);
            let drawn = Drawn { rules: &rules, record, actor, today: now.date() };
            let mut case = drawn.case(reader, moves)?;
            let eye = Eye { role: &seat.role, sight };
            case.title =
                heading(&rules, reader, now, &record.id, eye)?.map_or_else(String::new, |read| read.title);
            case.others = others;
            Ok(case)
        })?;
        Ok(case)
    }

    /// The report of a year with a list of figures, and all others of the year.
    #[allow(clippy::type_complexity)]
    fn reports(
        &self,
        reader: &mut Reader<'_>,
        seat: &Seat,
        year: i16,
    ) -> Result<(Option<RecordId>, Vec<(String, String, String)>), StoreError> {
        let (rules, now) = (self.rules(), self.now());
        let mut all: Vec<(usize, RecordId, String)> = Vec::new();
        let types = self.catalog.definitions.types.iter();
        let freezes = |def: &fadu_definition::TypeDef| {
            def.actions.iter().any(|action| action.uses.as_deref() == Some(FREEZES))
        };
        for (ty, _) in types.filter(|(_, versions)| versions.last().is_some_and(|def| freezes(def))) {
            for id in record_of_type(reader.view.db, self.code(), ty)? {
                let Some(record) = reader.load(&id)? else { continue };
                if *field(&record, "report_year") == Value::Int(i64::from(year)) {
                    let step = record.step.and_then(|at| record.def.steps.get(usize::from(at)));
                    let listed = field(&record, "slots").members().len();
                    all.push((listed, id, step.map_or_else(String::new, |step| step.name.clone())));
                }
            }
        }
        // Of several the one with figures, which departments' reports lack; else the district's own.
        all.sort_by_key(|(listed, ..)| std::cmp::Reverse(*listed));
        let (mut others, mut eyes) = (Vec::new(), Eyes::new(self, seat, now));
        for (_, id, step) in all.iter().skip(1) {
            let eye = eyes.one(reader, id.as_str())?;
            let title = heading(&rules, reader, now, id, eye)?.map_or_else(String::new, |read| read.title);
            others.push((id.to_string(), title, step.clone()));
        }
        Ok((all.into_iter().next().map(|(_, id, _)| id), others))
    }
}

/// What the case is drawn from.
struct Drawn<'a> {
    rules: &'a Rules<'a>,
    record: &'a Record,
    actor: &'a Actor,
    today: Date,
}

/// What may be done to the rows of a field: action and its name.
#[derive(Clone, Debug, Default)]
struct Moves {
    /// To the rows that the person's organization answers for.
    own: Vec<(String, String)>,
    /// To all: an action that says who answers.
    all: Vec<(String, String)>,
}

/// The column that says who answers for a row.
const OWNER: &str = "owner";

impl Moves {
    fn of<'a>(actions: impl Iterator<Item = &'a Action>, rows: Option<&Field>) -> Self {
        let columns = match rows.map(|rows| &rows.ty) {
            Some(FieldType::Rows { columns, .. }) => columns,
            _ => &[][..],
        };
        let says_who = |want: &Want| match want {
            Want::RowColumn(at) => columns.get(usize::from(*at)).is_some_and(|column| &*column.id == OWNER),
            _ => false,
        };
        let mut moves = Self::default();
        for action in actions {
            let list = if action.needs.iter().any(says_who) { &mut moves.all } else { &mut moves.own };
            list.push((action.id.to_string(), action.name.clone()));
        }
        moves
    }

    /// Those to a row, by whether the person's organization answers for it.
    fn to(&self, own: bool) -> Vec<(String, String)> {
        let own = if own { &self.own[..] } else { &[] };
        own.iter().chain(&self.all).cloned().collect()
    }
}

impl Drawn<'_> {
    fn case(&self, reader: &Reader<'_>, moves: [Moves; 4]) -> Result<ReportCase, StoreError> {
        let record = self.record;
        let step = record.step.and_then(|at| record.def.steps.get(usize::from(at)));
        let position = match field(record, "position") {
            Value::Int(position) => Some(*position),
            _ => None,
        };
        let frozen = match (field(record, "frozen_on"), position) {
            (Value::Date(day), Some(position)) => Some((day.to_string(), position)),
            _ => None,
        };
        let [on_slots, on_figures, on_parts, on_checks] = moves;
        Ok(ReportCase {
            record: record.id.to_string(),
            step: step.map(|step| step.name.clone()),
            owners: match frozen {
                Some(_) => self.owners(reader, "figures", &on_figures)?,
                None => self.owners(reader, "slots", &on_slots)?,
            },
            parts: self.owners(reader, "parts", &on_parts)?,
            entered: record.past && frozen.is_none() && field(record, "slots").members().is_empty(),
            frozen,
            failing: self.failing(&on_checks.to(true)),
            ..ReportCase::default()
        })
    }

    /// The rows of a field by owner, that of the person first, then by name.
    fn owners(&self, reader: &Reader<'_>, of: &str, moves: &Moves) -> Result<Vec<OwnerFigures>, StoreError> {
        let slots = Rows::of(self.record, "slots");
        let rows = Rows::of(self.record, of);
        let own = self.actor.org.as_ref().map_or("", RecordId::as_str);
        let mut owners: Vec<OwnerFigures> = Vec::new();
        for row in rows.rows() {
            let id = rows.text(row, "slot");
            let slot = slots.rows().find(|slot| slots.text(slot, "slot") == id);
            let org = match of {
                "parts" => rows.text(row, OWNER),
                _ => slot.map(|slot| slots.text(slot, OWNER)).unwrap_or_default(),
            };
            let mut figure = self.figure(&rows, row, id);
            if of == "parts" {
                figure.class = name_of(reader, &rows.text(row, "org"), self.today)?.unwrap_or_default();
                figure.printed = self.of_unit(&figure.id, rows.text(row, "value"));
            }
            let at = match owners.iter().position(|owner| owner.org == org) {
                Some(at) => at,
                None => {
                    let name =
                        name_of(reader, &org, self.today)?.unwrap_or_else(|| "没有指定责任单位".to_owned());
                    owners.push(OwnerFigures {
                        own: !org.is_empty() && org == own,
                        name,
                        org,
                        ..OwnerFigures::default()
                    });
                    owners.len() - 1
                }
            };
            let owner = &mut owners[at];
            owner.open += usize::from(figure.is_open());
            // Others' figures are not theirs to confirm; who answers for one is set for all.
            owner.figures.push(CaseFigure { moves: moves.to(owner.own), ..figure });
        }
        owners.sort_by(|a, b| (!a.own, &a.name).cmp(&(!b.own, &b.name)));
        Ok(owners)
    }

    /// A value with the unit of its figure. A part is told exactly: the wording is that of the whole.
    fn of_unit(&self, id: &str, value: String) -> String {
        let listed = self.rules.definitions.report.figures.iter().find(|known| *known.indicator == *id);
        match listed {
            Some(listed) if !value.is_empty() => value + &listed.unit,
            _ => value,
        }
    }

    fn figure(&self, rows: &Rows<'_>, row: &Row, id: String) -> CaseFigure {
        let definitions = self.rules.definitions;
        let listed = definitions.report.figures.iter().find(|known| *known.indicator == *id);
        let has = |column: &str| !rows.text(row, column).is_empty();
        let class = rows.text(row, "class");
        let state = match () {
            () if !rows.has("confirmed_by") || rows.has("class") && class.is_empty() => "",
            () if has("disputed") => "有异议",
            () if has("confirmed_by") => "已确认",
            () if matches!(&*class, "常数" | "承诺") => "不须确认",
            () if has("confirmed_by_filer") => "待确认",
            () => "待提出",
        };
        CaseFigure {
            row: row.no,
            name: listed.map_or_else(|| id.clone(), |listed| listed.name.clone()),
            printed: rows.text(row, "printed"),
            last: (rows.text(row, "last_printed"), rows.text(row, "change")),
            records: rows.text(row, "records"),
            disputed: rows.text(row, "disputed"),
            class,
            state,
            id,
            moves: Vec::new(),
        }
    }

    fn failing(&self, moves: &[(String, String)]) -> Vec<CaseCheck> {
        let rows = Rows::of(self.record, "checks");
        let identities = &self.rules.definitions.report.identities;
        let failing = rows.rows().filter(|row| *rows.cell(row, "ok") == Value::Bool(false));
        let check = |row: &Row| {
            let id = rows.text(row, "identity");
            let known = identities.iter().find(|identity| *identity.id == *id);
            CaseCheck {
                row: row.no,
                name: known.map_or_else(|| id.clone(), |known| known.say.clone()),
                values: rows.text(row, "values"),
                severity: rows.word(row, "severity"),
                explanation: rows.text(row, "explanation"),
                moves: moves.to_vec(),
            }
        };
        failing.map(check).collect()
    }
}

/// The rows of a field, read by the names of their columns.
struct Rows<'r> {
    columns: &'r [Field],
    members: &'r [Value],
}

impl<'r> Rows<'r> {
    fn of(record: &'r Record, name: &str) -> Self {
        let declared = record.def.fields.iter().find(|field| &*field.id == name).map(|field| &field.ty);
        let columns = match declared {
            Some(FieldType::Rows { columns, .. }) => columns,
            _ => &[][..],
        };
        Self { columns, members: field(record, name).members() }
    }

    fn rows(&self) -> impl Iterator<Item = &'r Row> + use<'r> {
        self.members.iter().filter_map(|value| match value {
            Value::Row(row) => Some(&**row),
            _ => None,
        })
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| &*known.id == column)
    }

    fn cell(&self, row: &'r Row, column: &str) -> &'r Value {
        let at = self.columns.iter().position(|known| &*known.id == column);
        at.and_then(|at| row.cells.get(at)).unwrap_or(&Value::Null)
    }

    /// A cell in words; what is empty is empty.
    fn text(&self, row: &'r Row, column: &str) -> String {
        match self.cell(row, column) {
            Value::Null => String::new(),
            Value::Ref(to) => to.id.to_string(),
            value => fadu_engine::text::plain(value),
        }
    }

    /// The word of a choice.
    fn word(&self, row: &'r Row, column: &str) -> String {
        let key = self.text(row, column);
        let declared = self.columns.iter().find(|known| &*known.id == column).map(|known| &known.ty);
        match declared {
            Some(FieldType::Choice(of)) => {
                of.iter().find(|(known, _)| **known == *key).map_or(key, |(_, word)| word.clone())
            }
            _ => key,
        }
    }
}

fn field<'r>(record: &'r Record, name: &str) -> &'r Value {
    let at = record.def.fields.iter().position(|field| &*field.id == name);
    at.and_then(|at| record.fields.get(at)).unwrap_or(&Value::Null)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    /// Every listed figure stands with exactly one owner, and only the own ones lead to a form.
    #[test]
    fn each_figure_has_one_owner_and_one_place() {
        let (_folder, district) = district("report-case");
        let found = records(&district, &mut Dice(11));
        let reports: Vec<_> =
            found.iter().filter(|record| Rows::of(record, "figures").rows().count() > 0).collect();
        assert!(!reports.is_empty());
        store(&district, &found);
        let mut seen = 0;
        for year in 2017..2022 {
            let Some(case) = district.report_case(&leader(), year).unwrap() else { continue };
            let record = found.iter().find(|record| record.id.as_str() == case.record).unwrap();
            let of = if case.frozen.is_some() { "figures" } else { "slots" };
            let listed: usize = case.owners.iter().map(|owner| owner.figures.len()).sum();
            assert_eq!(listed, Rows::of(record, of).rows().count());
            for owner in &case.owners {
                let open = owner.figures.iter().filter(|f| matches!(f.state, "待提出" | "待确认" | "有异议"));
                assert_eq!(open.count(), owner.open);
                assert!(
                    owner.figures.iter().all(|figure| figure.moves.is_empty()),
                    "not a leader's to confirm"
                );
            }
            seen += listed;
        }
        assert!(seen > 0);
        assert!(district.report_case(&leader(), 1990).unwrap().is_none());
    }
}
