//! What somebody who oversees follows: the overview of their reach, and figures of their own choice by
//! month. The choice is kept for the person.

use fadu_base::Name;
use fadu_definition::{Kind, Measure};
use fadu_store::choice::{choice_get, choice_put};

use crate::figures::{Behind, is_constant};
use crate::{District, Failure, Overview, Seat};

/// Figures that can be followed at once.
const MOST: usize = 10;
/// Name under which the choice is kept.
const CHOICE: &str = "figures";

/// The page of somebody who oversees.
#[derive(Clone, Debug)]
pub struct Leading {
    /// What is late, changed, stuck.
    pub overview: Overview,
    /// Year of the figures.
    pub year: i16,
    /// The figures followed.
    pub trends: Vec<Trend>,
}

/// A figure that is followed.
#[derive(Clone, Debug)]
pub struct Trend {
    /// Indicator.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// As printed.
    pub printed: String,
    /// Exactly.
    pub value: Option<String>,
    /// Last year's, and the change.
    pub last: Option<(String, String)>,
    /// By month beside last year (SVG).
    pub drawn: Option<String>,
    /// The months: name, this year, last year.
    pub months: Vec<(String, Option<String>, Option<String>)>,
}

impl District {
    /// Whether a capacity oversees what others do.
    pub fn oversees(&self, seat: &Seat) -> bool {
        self.catalog.definitions.roles.get(&*seat.role).is_some_and(|role| role.oversees)
    }

    /// The page of somebody who oversees; nothing for everybody else.
    pub fn leading(&self, seat: &Seat, year: i16) -> Result<Option<Leading>, Failure> {
        if !self.oversees(seat) {
            return Ok(None);
        }
        let overview = self.overview(seat)?;
        Ok(Some(Leading { overview, year, trends: self.trends(seat, year)? }))
    }

    fn trends(&self, seat: &Seat, year: i16) -> Result<Vec<Trend>, Failure> {
        let ids: Vec<Name> = self.followed(seat)?.iter().map(|id| id.as_str().into()).collect();
        let mut figures = self.figures_of(year, &ids, Behind::Number, None)?.list;
        self.store.read(|reader| self.compare(reader, year, &mut figures))?;
        let mut trends = Vec::with_capacity(figures.len());
        for figure in figures {
            let (months, drawn) = self.months_beside(year, &figure)?;
            let last = figure
                .last
                .as_ref()
                .map(|last| (last.printed.clone().unwrap_or_default(), last.change.clone()));
            trends.push(Trend {
                printed: figure.printed.or(figure.missing).unwrap_or_default(),
                value: figure.value,
                id: figure.id,
                name: figure.name,
                last,
                drawn,
                months,
            });
        }
        Ok(trends)
    }

    /// The figures that a person follows; the first counts of the report if they chose none.
    pub fn followed(&self, seat: &Seat) -> Result<Vec<String>, Failure> {
        let kept =
            self.store.read(|reader| choice_get(reader.view.db, self.code(), (&seat.person, CHOICE)))?;
        let Some(kept) = kept else { return Ok(self.counts().take(MOST).collect()) };
        let known: Vec<String> = self.followable().into_iter().map(|(id, _)| id).collect();
        Ok(kept.split(' ').filter(|id| known.iter().any(|one| one == id)).map(str::to_owned).collect())
    }

    /// Keeps what a person follows: figures that can be followed, ten at most.
    pub fn follow(&self, seat: &Seat, ids: &[String]) -> Result<Result<(), String>, Failure> {
        if ids.len() > MOST {
            return Ok(Err(format!("最多选{MOST}个指标，现在选了{}个，请去掉一些", ids.len())));
        }
        let known = self.followable();
        let chosen = ids.iter().filter(|id| known.iter().any(|(one, _)| one == *id));
        let chosen = chosen.cloned().collect::<Vec<_>>().join(" ");
        let person = seat.person.clone();
        self.store.write(move |txn| {
            let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
            choice_put(db, keys, district, (&person, CHOICE), &chosen)
        })?;
        Ok(Ok(()))
    }

    /// The figures of the report that records give: id and name.
    pub fn followable(&self) -> Vec<(String, String)> {
        let definitions = &self.catalog.definitions;
        let rows = definitions.report.figures.iter();
        let given = rows.filter(|row| {
            definitions.indicators.contains_key(&row.indicator) && !is_constant(definitions, &row.indicator)
        });
        given.map(|row| (row.indicator.to_string(), row.name.clone())).collect()
    }

    /// Counts of the year's events, which have a course over the months; what stands in registers has
    /// none.
    fn counts(&self) -> impl Iterator<Item = String> + '_ {
        let definitions = &self.catalog.definitions;
        let reads_period = |id: &str| {
            let what = definitions.indicators.get(id).map(|indicator| &indicator.what);
            let Some(Measure::Count(cond)) = what else { return false };
            let ty = definitions.indicators.get(id).map(|indicator| &indicator.ty);
            let def = ty.and_then(|ty| definitions.types.get(ty)?.last());
            if def.is_none_or(|def| def.kind == Kind::Register) {
                return false;
            }
            let mut found = false;
            cond.walk(&mut |part| found |= matches!(part.kind, fadu_definition::ExprKind::PeriodOf));
            found
        };
        self.followable().into_iter().map(|(id, _)| id).filter(move |id| reads_period(id))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    #[test]
    fn a_choice_is_kept_for_the_person_alone() {
        let (_folder, district) = district("leader");
        store(&district, &records(&district, &mut Dice(3)));
        let (li, wang) = (leader(), Seat { person: "person/wang".into(), ..leader() });
        let default = district.followed(&li).unwrap();
        assert_eq!(default.len(), MOST);
        let wanted = vec![default[3].clone(), "no.such".to_owned(), default[1].clone()];
        district.follow(&li, &wanted).unwrap().unwrap();
        assert_eq!(district.followed(&li).unwrap(), [default[3].clone(), default[1].clone()]);
        assert_eq!(district.followed(&wang).unwrap(), default);
        let all: Vec<String> = district.followable().into_iter().map(|(id, _)| id).collect();
        assert!(district.follow(&li, &all).unwrap().is_err(), "more than can be followed");
        let page = district.leading(&li, 2020).unwrap().unwrap();
        assert_eq!(page.trends.len(), 2);
        assert!(page.trends.iter().all(|trend| trend.months.len() == 12));
    }

    #[test]
    fn who_does_not_oversee_has_no_such_page() {
        let (_folder, district) = district("no-leader");
        for role in ["case_handler", "admin", "audit_admin", "applicant", "nobody"] {
            let seat = Seat { role: role.into(), ..leader() };
            assert!(district.leading(&seat, 2020).unwrap().is_none(), "{role}");
        }
    }
}
