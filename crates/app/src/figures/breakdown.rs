//! Figures of a year by month, or by the organization that owns the records (sheet 20, 4.9).

use fadu_base::{Date, Name, RecordId};
use fadu_document::Month;
use fadu_engine::{Answer, Query};
use fadu_store::figures::{self as stored, Amount, Behind, Scope};
use fadu_store::journal::journal_position;
use fadu_store::{Reader, Source, StoreError};

use super::subject::{Subject, subject};
use super::{failed, scope_of, year_of};
use crate::{District, Failure};

/// By what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// By month 按月.
    Month,
    /// By owning organization 按主办单位.
    Organization,
}

/// Figures of a year, broken down.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// By what.
    pub by: Split,
    /// Year.
    pub year: i16,
    /// The day registers were read; by month it is the last day of each month.
    pub as_of: String,
    /// Journal position at which they were computed.
    pub position: u64,
    /// The figures, each with its parts.
    pub list: Vec<(Subject, Vec<Part>)>,
}

/// A part of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `2020-03`, or the id of the organization; empty where a record has no owner.
    pub key: String,
    /// `3月`, or the name of the organization.
    pub name: String,
    /// Exact value; none where nothing can be computed.
    pub value: Option<String>,
}

impl District {
    /// The figures of a year by month or organization: the one asked for, or all of the report.
    pub fn breakdown(&self, year: i16, by: Split, id: Option<&str>) -> Result<Breakdown, Failure> {
        let ids = self.subjects(id)?;
        let scope = year_of(self.code(), year)?;
        let (list, position) = self.store.read(|reader| {
            let mut list = Vec::with_capacity(ids.len());
            for id in &ids {
                list.extend(self.broken_down(reader, &scope, by, id)?);
            }
            Ok((list, journal_position(reader.view.db, self.code())?))
        })?;
        let position = u64::try_from(position).unwrap_or(0);
        Ok(Breakdown { by, year, as_of: scope.as_of.to_string(), position, list })
    }

    /// The months of a figure for a chart.
    pub(crate) fn months(&self, reader: &Reader<'_>, year: i16, id: &str) -> Result<Vec<Month>, StoreError> {
        let scope = scope_of(self.code(), year)?;
        let conn = reader.view.db.connection();
        let months = stored::by_month(conn, &self.catalog.definitions, &scope, id).map_err(failed)?;
        Ok(months.iter().filter_map(|(first, amount)| drawn(*first, amount.as_ref())).collect())
    }

    fn broken_down(
        &self,
        reader: &mut Reader<'_>,
        scope: &Scope<'_>,
        by: Split,
        id: &Name,
    ) -> Result<Option<(Subject, Vec<Part>)>, StoreError> {
        let definitions = &self.catalog.definitions;
        let conn = reader.view.db.connection();
        let Some(figure) = stored::figure(conn, definitions, scope, id, Behind::Number).map_err(failed)?
        else {
            return Ok(None);
        };
        let parts = match by {
            _ if figure.missing.is_some() => Vec::new(),
            Split::Month => {
                let months = stored::by_month(conn, definitions, scope, id).map_err(failed)?;
                months.into_iter().map(|(first, amount)| month(first, amount.as_ref())).collect()
            }
            Split::Organization => {
                let owners = stored::by_organization(conn, definitions, scope, id).map_err(failed)?;
                let mut parts = Vec::with_capacity(owners.len());
                for group in owners {
                    parts.push(owner(reader, scope.as_of, group)?);
                }
                parts
            }
        };
        Ok(Some((subject(definitions, &figure), parts)))
    }
}

/// A month of a chart; nothing to draw for ratios, days and texts.
fn drawn(first: Date, amount: Option<&Amount>) -> Option<Month> {
    let height = match amount? {
        Amount::Int(n) => *n,
        Amount::Number(n) => n.0,
        Amount::Money(money) => money.0,
        Amount::Ratio { .. } | Amount::Date(_) | Amount::Text(_) => return None,
    };
    let part = month(first, amount);
    Some(Month { name: part.name, height: height.max(0), shown: part.value.unwrap_or_default() })
}

/// A month's part. A change against last year has whole years for its base, so a month has none.
fn month(first: Date, amount: Option<&Amount>) -> Part {
    let amount = amount.filter(|amount| !matches!(amount, Amount::Ratio { change: true, .. }));
    Part {
        key: format!("{:04}-{:02}", first.year(), first.month()),
        name: format!("{}月", first.month()),
        value: amount.map(Amount::exact),
    }
}

/// An organization's part, under the name it bore on the day.
fn owner(reader: &mut Reader<'_>, day: Date, group: stored::Group) -> Result<Part, StoreError> {
    let value = group.amount.as_ref().map(Amount::exact);
    let Some(key) = group.key else {
        return Ok(Part { key: String::new(), name: "未记主办单位".into(), value });
    };
    let name = match RecordId::parse(&key) {
        Some(id) => match named(reader, &id, Some(day))? {
            None => named(reader, &id, None)?,
            found => found,
        },
        None => None,
    };
    Ok(Part { name: name.unwrap_or_else(|| key.clone()), key, value })
}

fn named(reader: &mut Reader<'_>, id: &RecordId, day: Option<Date>) -> Result<Option<String>, StoreError> {
    let query = Query::Snapshot { id: id.clone(), day };
    let Answer::Snapshot(Some(found)) = reader.answer(&query)? else { return Ok(None) };
    Ok(found.field("name").and_then(|name| name.as_text()).map(str::to_owned))
}
