//! Figures over several years, each with the change to the year before.

use std::ops::RangeInclusive;

use fadu_base::Name;
use fadu_document::Last;
use fadu_store::figures::{self as stored, Amount, Behind};
use fadu_store::journal::journal_position;
use fadu_store::{Reader, StoreError};

use super::change::last_year;
use super::subject::{Subject, subject};
use super::{failed, year_of};
use crate::{District, Failure};

/// More years at once are a mistake rather than a question.
const MOST_YEARS: i16 = 50;

/// Figures over years.
#[derive(Clone, Debug)]
pub struct Series {
    /// First and last year.
    pub years: (i16, i16),
    /// Journal position at which they were computed.
    pub position: u64,
    /// The figures, each with its years.
    pub list: Vec<(Subject, Vec<OneYear>)>,
}

/// A figure in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneYear {
    /// Year.
    pub year: i16,
    /// Exact value; none where nothing can be computed.
    pub value: Option<String>,
    /// Value and unit by the rule of wording.
    pub printed: String,
    /// Number of records behind it.
    pub records: u64,
    /// The year before.
    pub last: Option<Last>,
}

impl District {
    /// Figures over years: the one asked for, or all of the report.
    pub fn series(&self, years: RangeInclusive<i16>, id: Option<&str>) -> Result<Series, Failure> {
        let ids = self.subjects(id)?;
        let (first, last) = (*years.start(), *years.end());
        year_of(self.code(), first)?;
        year_of(self.code(), last)?;
        if first > last || last - first >= MOST_YEARS {
            return Err(Failure::setup(format!("年份应由前到后，最多{MOST_YEARS}年，如 2019..2020")));
        }
        let (list, position) = self.store.read(|reader| {
            let mut list = Vec::with_capacity(ids.len());
            for id in &ids {
                list.extend(self.course(reader, years.clone(), id)?);
            }
            Ok((list, journal_position(reader.view.db, self.code())?))
        })?;
        Ok(Series { years: (first, last), position: u64::try_from(position).unwrap_or(0), list })
    }

    fn course(
        &self,
        reader: &mut Reader<'_>,
        years: RangeInclusive<i16>,
        id: &Name,
    ) -> Result<Option<(Subject, Vec<OneYear>)>, StoreError> {
        let definitions = &self.catalog.definitions;
        let mut course: Option<(Subject, Vec<OneYear>)> = None;
        for year in years {
            let Ok(scope) = year_of(self.code(), year) else { continue };
            let conn = reader.view.db.connection();
            let Some(figure) =
                stored::figure(conn, definitions, &scope, id, Behind::Number).map_err(failed)?
            else {
                return Ok(None);
            };
            let (_, all) = course.get_or_insert_with(|| (subject(definitions, &figure), Vec::new()));
            if figure.missing.is_none() {
                let last = last_year(reader.view.db, definitions, self.code(), year, &figure)?;
                let value = figure.amount.as_ref().map(Amount::exact);
                all.push(OneYear { year, value, printed: figure.printed, records: figure.records, last });
            }
        }
        Ok(course)
    }
}
