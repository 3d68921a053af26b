//! Lists: the records of a type that somebody may see and a filter selects, the newest first, a page
//! at a time by key.
//!
//! Who sees what stands in the statement itself, so that pages are full and counts are right. A
//! statement walks the type in its order, or, for those who see only what is theirs, goes from each
//! of their organizations and from the records that concern them by name or by what they did.

mod statement;

use std::collections::BTreeSet;

use fadu_base::Date;
use fadu_definition::{Definitions, Expr, TypeDef};

use crate::concern::ACTED;
use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};
use crate::sql::{Bindings, Dialect, Unsupported};
use statement::Statement;

/// Whom records of one version of a type concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concern {
    /// The version, by its date of effect; none: every version.
    pub version: Option<Date>,
    /// Every record.
    pub all: bool,
    /// Those owned by one of these organizations.
    pub orgs: Vec<String>,
    /// Those that name them under their role.
    pub named: bool,
}

/// Who looks at a list.
#[derive(Clone, Debug, Default)]
pub struct Looker {
    /// `person/…`.
    pub person: String,
    /// `organization/…` of the capacity.
    pub org: Option<String>,
    /// Role id.
    pub role: String,
    /// What concerns them, by version.
    pub concerns: Vec<Concern>,
    /// Whether the others are open to them through masks.
    pub open: bool,
    /// Whether records may shut persons out.
    pub recusal: bool,
}

/// One condition of a filter.
#[derive(Clone, Copy, Debug)]
pub enum Test<'a> {
    /// In this step.
    Step(&'a str),
    /// Owned by this organization.
    Org(&'a str),
    /// Opened on this day or later.
    From(&'a str),
    /// Opened on this day or earlier.
    To(&'a str),
    /// A field is this text.
    Is(&'a str, &'a str),
    /// A field holds this text somewhere.
    Has(&'a str, &'a str),
    /// An encrypted field equals this text.
    Equals(&'a str, &'a str),
    /// A condition of the language.
    Expr(&'a Expr),
}

/// A filter: each condition, and whether it reads what only those see whom the record concerns.
pub type Tests<'a> = [(Test<'a>, bool)];

/// What is listed.
pub struct Listing<'a> {
    /// The definitions.
    pub definitions: &'a Definitions,
    /// The version in which conditions are written.
    pub def: &'a TypeDef,
    /// Who looks.
    pub looker: &'a Looker,
    /// The filter.
    pub tests: &'a Tests<'a>,
    /// What conditions are computed from.
    pub bindings: Bindings<'a>,
    /// No other records than these can be selected, by what the index of words knows.
    pub among: Option<&'a [String]>,
}

/// Why a list cannot be read.
#[derive(Debug)]
pub enum ListError {
    /// The condition has no SQL.
    Unsupported(Unsupported),
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for ListError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Unsupported> for ListError {
    fn from(error: Unsupported) -> Self {
        Self::Unsupported(error)
    }
}

/// A place in a list: first day and id.
pub type Place = (String, String);

/// A record of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub place: Place,
    /// Whether it concerns who looks; else they see it through masks.
    pub concerned: bool,
}

/// From where a statement finds its records.
#[derive(Clone, Copy, Debug)]
enum Way<'a> {
    /// The type in its order.
    Type,
    /// The records of one organization.
    Org(&'a str),
    /// The type in its order, those of several organizations.
    Orgs,
    /// The records that concern somebody under a role.
    Named(&'a str, &'a str),
    /// Records known by their ids.
    These(&'a [String]),
}

/// Records of one statement that knows them by their ids: of few, of many.
const THESE: [usize; 2] = [10, 24];
/// Organizations that are gone to one by one; for more, their records lie all over the type.
const FEW: usize = 4;

/// The records after a place, and whether there are more.
pub fn list_page(
    db: &Db,
    listing: &Listing<'_>,
    after: Option<&Place>,
    most: usize,
) -> std::result::Result<(Vec<Listed>, bool), ListError> {
    let mut found: Vec<Listed> = Vec::new();
    for way in ways(listing) {
        let mut statement = Statement::new(listing, Dialect::Sqlite);
        let sql = statement.page(&way, after, most)?;
        found.extend(statement.run(db, &sql, |row| {
            let place = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            Ok(Listed { place, concerned: row.flag(2)? })
        })?);
    }
    found.sort_by(|a, b| b.place.cmp(&a.place));
    found.dedup();
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// The statement of a page that walks the type in its order, and how many parameters it has.
pub fn list_statement(
    listing: &Listing<'_>,
    dialect: Dialect,
    after: Option<&Place>,
) -> std::result::Result<(String, usize), ListError> {
    let mut statement = Statement::new(listing, dialect);
    let sql = statement.page(&Way::Type, after, 50)?;
    Ok((sql, statement.parameters()))
}

/// How many records there are, counted up to a number.
pub fn list_count(db: &Db, listing: &Listing<'_>, most: usize) -> std::result::Result<usize, ListError> {
    let ways = ways(listing);
    if let [way @ (Way::Type | Way::Org(_) | Way::Orgs)] = ways.as_slice() {
        let mut statement = Statement::new(listing, Dialect::Sqlite);
        let sql = statement.count(way, most)?;
        let counted = statement.run(db, &sql, |row| row.int(0))?;
        return Ok(counted.first().map_or(0, |n| usize::try_from(*n).unwrap_or(0)));
    }
    let mut ids = BTreeSet::new();
    for way in &ways {
        let mut statement = Statement::new(listing, Dialect::Sqlite);
        let sql = statement.ids(way, most)?;
        ids.extend(statement.run(db, &sql, |row| Ok(row.text(0)?.to_owned()))?);
        if ids.len() >= most {
            break;
        }
    }
    Ok(ids.len().min(most))
}

/// Of some records of the type those that are there for who looks, and whether they concern them. `past`:
/// what they only entered as past, which lists leave out, is theirs too.
pub fn list_sees(
    db: &Db,
    listing: &Listing<'_>,
    records: &[String],
    past: bool,
) -> std::result::Result<Vec<(String, bool)>, ListError> {
    let looker = listing.looker;
    if !looker.recusal && matches!(looker.concerns.as_slice(), [Concern { version: None, all: true, .. }]) {
        return Ok(records.iter().map(|record| (record.clone(), true)).collect());
    }
    // Nothing leads to those of a type but having entered them as past.
    if !looker.open && !past && looker.concerns.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen = Vec::with_capacity(records.len());
    for some in records.chunks(these(records.len())) {
        let mut statement = Statement::new(listing, Dialect::Sqlite);
        let sql = statement.sight(some, past);
        seen.extend(statement.run(db, &sql, |row| Ok((row.text(0)?.to_owned(), row.flag(1)?)))?);
    }
    seen.retain(|(_, concerned)| *concerned || looker.open);
    Ok(seen)
}

/// Records of one statement, where there are so many.
fn these(count: usize) -> usize {
    let [few, many] = THESE;
    if count > few { many } else { few }
}

/// The ways that together lead to every record that may be seen.
fn ways<'a>(listing: &Listing<'a>) -> Vec<Way<'a>> {
    let looker = listing.looker;
    if let Some(among) = listing.among {
        return among.chunks(these(among.len())).map(Way::These).collect();
    }
    if looker.open || looker.concerns.iter().any(|concern| concern.all) {
        return vec![Way::Type];
    }
    let orgs: BTreeSet<&str> =
        looker.concerns.iter().flat_map(|concern| &concern.orgs).map(String::as_str).collect();
    let mut ways: Vec<Way<'a>> = match orgs.len() {
        0..=FEW => orgs.into_iter().map(Way::Org).collect(),
        _ => vec![Way::Orgs],
    };
    if looker.concerns.iter().any(|concern| concern.named) {
        let whose = [Some(&looker.person), looker.org.as_ref()];
        ways.extend(whose.into_iter().flatten().map(|whose| Way::Named(&looker.role, whose)));
    }
    ways.push(Way::Named(ACTED, &looker.person));
    ways
}

/// An organization: id, name, and the one above it.
pub type Organization = (String, String, Option<String>);

/// Every organization, on a day. In the order of the index of types: in that of the ids alone the
/// entries of all types would be gone through.
pub fn list_tree(db: &Db, district: &str, day: &str) -> Result<Vec<Organization>> {
    let sql = "SELECT id, coalesce(fields ->> 'name', id), fields ->> 'parent' FROM entry \
               WHERE district = $1 AND type = 'organization' \
               AND from_on <= $2 AND (to_on IS NULL OR to_on > $2) ORDER BY type, id, from_on";
    db.query(sql, &[Val::T(district), Val::T(day)], |row| {
        Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.opt_text(2)?.map(str::to_owned)))
    })
}
