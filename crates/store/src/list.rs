//! Lists: the records of a type that somebody may see and a filter selects, the newest first, a page
//! at a time by key.
//!
//! Who sees what stands in the statement itself, so that pages are full and counts are right. A
//! statement walks the type in its order, or, for those who see only what is theirs, goes from each
//! of their organizations and from what they did (but entering what is past, which the index leaves
//! out so that imports stay fast).

use std::collections::BTreeSet;

use fadu_base::{Name, Value};
use fadu_definition::{Definitions, Expr, TypeDef};

use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};
use crate::sql::bind::Bound;
use crate::sql::query::base_of;
use crate::sql::{
    Bindings, Dialect, Unsupported, compiler::Base, compiler::Compiler, compiler::Frame, quoted,
};

/// Most parameters of a statement that the driver binds.
const PARAMETERS: usize = 40;

/// Whom records of one version of a type concern.
#[derive(Clone, Debug, Default)]
pub struct Concern {
    /// The version, by its date of effect; none: every version.
    pub version: Option<String>,
    /// Every record.
    pub all: bool,
    /// Those owned by one of these organizations.
    pub orgs: Vec<String>,
    /// Fields that name them, and how.
    pub named: Vec<(Name, Named)>,
    /// Field with the persons shut out.
    pub recused: Option<Name>,
}

/// How a field names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is a reference to them.
    One,
    /// It is a list of references.
    Many,
    /// A column of its rows is one.
    Column(Name),
    /// The record it refers to has a field that is one.
    Member(Name),
}

/// Who looks at a list.
#[derive(Clone, Debug, Default)]
pub struct Looker {
    /// `person/…`.
    pub person: String,
    /// `organization/…` of the capacity.
    pub org: Option<String>,
    /// What concerns them, by version.
    pub concerns: Vec<Concern>,
    /// Whether the others are open to them through masks.
    pub open: bool,
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
enum Way<'a> {
    /// The type in its order.
    Type,
    /// The records of organizations.
    Orgs(Vec<&'a str>),
    /// What the person did.
    Done,
    /// Records known by their ids.
    These(&'a [String]),
}

/// Records of one statement that knows them by their ids.
const THESE: usize = 10;

/// The records after a place, and whether there are more.
pub fn list_page(
    db: &Db,
    listing: &Listing<'_>,
    after: Option<&Place>,
    most: usize,
) -> std::result::Result<(Vec<Listed>, bool), ListError> {
    let mut found: Vec<Listed> = Vec::new();
    for way in ways(listing) {
        let mut text = Text::of(listing, Dialect::Sqlite);
        let sql = text.page(&way, after, most)?;
        found.extend(text.run(db, &sql, |row| {
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
    let mut text = Text::of(listing, dialect);
    let sql = text.page(&Way::Type, after, 50)?;
    Ok((sql, text.compiler.params.len() + text.own.len()))
}

/// How many records there are, counted up to a number.
pub fn list_count(db: &Db, listing: &Listing<'_>, most: usize) -> std::result::Result<usize, ListError> {
    let ways = ways(listing);
    let mut ids = BTreeSet::new();
    for way in &ways {
        let mut text = Text::of(listing, Dialect::Sqlite);
        let selection = text.selection(way, None)?;
        if ways.len() == 1 && !matches!(way, Way::Done | Way::These(_)) {
            let sql = format!("SELECT count(*) FROM (SELECT 1 {selection} LIMIT {most}) c");
            let counted = text.run(db, &sql, |row| row.int(0))?;
            return Ok(counted.first().map_or(0, |n| usize::try_from(*n).unwrap_or(0)));
        }
        let sql = format!("SELECT r.id {selection} LIMIT {most}");
        ids.extend(text.run(db, &sql, |row| Ok(row.text(0)?.to_owned()))?);
        if ids.len() >= most {
            break;
        }
    }
    Ok(ids.len().min(most))
}

/// Whether a record is there for who looks, and if so, whether it concerns them.
pub fn list_sees(
    db: &Db,
    listing: &Listing<'_>,
    record: &str,
) -> std::result::Result<Option<bool>, ListError> {
    let mut text = Text::of(listing, Dialect::Sqlite);
    text.compiled = text.compiler.params.len();
    let (concerned, id, ty) = (text.concerned(), text.bind(record), quoted(&listing.def.id));
    let sql = format!(
        "SELECT CASE WHEN {concerned} THEN 1 ELSE 0 END FROM record r \
         WHERE r.district = $1 AND r.id = {id} AND r.type = {ty}"
    );
    let found = text.run(db, &sql, |row| row.flag(0))?;
    Ok(found.first().copied().filter(|concerned| *concerned || listing.looker.open))
}

/// The ways that together lead to every record that may be seen.
fn ways<'a>(listing: &Listing<'a>) -> Vec<Way<'a>> {
    if let Some(among) = listing.among {
        return among.chunks(THESE).map(Way::These).collect();
    }
    match is_wide(listing.looker) {
        true => vec![Way::Type],
        false => vec![Way::Orgs(mine(listing.looker)), Way::Done],
    }
}

/// Whether the type is gone through for somebody: their records lie all over it.
fn is_wide(looker: &Looker) -> bool {
    looker.open || looker.concerns.iter().any(|concern| concern.all || !concern.named.is_empty())
}

/// The organizations whose records concern somebody.
fn mine(looker: &Looker) -> Vec<&str> {
    let mine: BTreeSet<&str> =
        looker.concerns.iter().flat_map(|concern| &concern.orgs).map(String::as_str).collect();
    mine.into_iter().collect()
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

/// Ids as a statement has them.
fn among(ids: &[&str]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
    if quoted.is_empty() { "''".to_owned() } else { quoted.join(", ") }
}

/// A statement while it is written.
struct Text<'a> {
    listing: &'a Listing<'a>,
    compiler: Compiler<'a>,
    /// Values after those of the compiler's parameters, which are all known before the first.
    own: Vec<Bound>,
    /// The conditions of the language, compiled first of all.
    compiled: usize,
}

impl<'a> Text<'a> {
    fn of(listing: &'a Listing<'a>, dialect: Dialect) -> Self {
        let compiler = Compiler::new(listing.definitions, dialect);
        Self { listing, compiler, own: Vec::new(), compiled: 0 }
    }

    /// A page of the records on a way.
    fn page(
        &mut self,
        way: &Way<'_>,
        after: Option<&Place>,
        most: usize,
    ) -> std::result::Result<String, ListError> {
        let selection = self.selection(way, after)?;
        let concerned = self.concerned();
        let distinct = if matches!(way, Way::Done) { "DISTINCT " } else { "" };
        Ok(format!(
            "SELECT {distinct}r.opened_on, r.id, CASE WHEN {concerned} THEN 1 ELSE 0 END {selection} \
             ORDER BY r.opened_on DESC, r.id DESC LIMIT {}",
            most + 1
        ))
    }

    /// `FROM` and `WHERE` of the records on a way that may be seen and that the filter selects.
    fn selection(&mut self, way: &Way<'_>, after: Option<&Place>) -> std::result::Result<String, ListError> {
        let listing = self.listing;
        let mut tests = Vec::new();
        for (test, private) in listing.tests {
            if let Test::Expr(cond) = test {
                tests.push((self.condition(cond)?, *private));
            }
        }
        self.compiled = self.compiler.params.len();
        for (test, private) in listing.tests {
            if let Some(text) = self.test(test) {
                tests.push((text, *private));
            }
        }
        let person = quoted(&listing.looker.person);
        let ty = quoted(&listing.def.id);
        let of_type = format!(" AND r.type = {ty}");
        let (from, walk) = match way {
            Way::Type => ("record r".to_owned(), of_type),
            Way::Orgs(orgs) => ("record r".to_owned(), format!("{of_type} AND r.org IN ({})", among(orgs))),
            Way::These(ids) => {
                // One statement for all: the last stands for those that are missing.
                let padded = (0..THESE).filter_map(|at| ids.get(at).or(ids.last()));
                let bound: Vec<String> = padded.map(|id| self.bind(id)).collect();
                let walk = format!("{of_type} AND r.id IN ({})", bound.join(", "));
                ("record r".to_owned(), if is_wide(listing.looker) { walk } else { walk + &self.reached() })
            }
            // The order of the tables is that of the loops; the type is that of the events.
            Way::Done => (
                "event d CROSS JOIN record r".to_owned(),
                format!(
                    " AND d.district = $1 AND d.person = {person} AND d.type = {ty} AND NOT d.past \
                     AND r.id = d.record"
                ),
            ),
        };
        let mut text = format!("FROM {from} WHERE r.district = $1{walk}");
        if let Some((day, id)) = after {
            let (day, id) = (self.bind(day), self.bind(id));
            text.push_str(&format!(" AND (r.opened_on, r.id) < ({day}, {id})"));
        }
        let concerned = self.concerned();
        if !listing.looker.open {
            text.push_str(&format!(" AND {concerned}"));
        }
        for (test, private) in tests {
            let guard = if private { format!(" AND {concerned}") } else { String::new() };
            text.push_str(&format!("{guard} AND ({test})"));
        }
        Ok(text)
    }

    /// That a record known by its id would also be reached from an organization or from what was done.
    fn reached(&self) -> String {
        let looker = self.listing.looker;
        format!(
            " AND (coalesce(r.org, '') IN ({}) OR EXISTS (SELECT 1 FROM event d WHERE d.district = $1 \
             AND d.record = r.id AND d.person = {} AND NOT d.past))",
            among(&mine(looker)),
            quoted(&looker.person)
        )
    }

    fn bind(&mut self, text: &str) -> String {
        self.own.push(Bound::Text(text.to_owned()));
        format!("${}", self.compiled + self.own.len())
    }

    /// A condition of the language; one about entries in force selects their records.
    fn condition(&mut self, cond: &'a Expr) -> std::result::Result<String, Unsupported> {
        let def = self.listing.def;
        let base = base_of(cond, None);
        let frame = Frame::of(&def.id, Some(def), None, base);
        let text = self.compiler.condition(&frame, cond, true)?;
        Ok(match base {
            Base::Record => text,
            Base::Entry => {
                let ty = quoted(&def.id);
                format!(
                    "r.id IN (SELECT r.id FROM entry r WHERE r.district = $1 AND r.type = {ty} AND {text})"
                )
            }
        })
    }

    fn test(&mut self, test: &Test<'_>) -> Option<String> {
        Some(match test {
            Test::Step(step) => format!("r.step = {}", self.bind(step)),
            Test::Org(org) => format!("r.org = {}", self.bind(org)),
            Test::From(day) => format!("r.opened_on >= {}", self.bind(day)),
            Test::To(day) => format!("r.opened_on <= {}", self.bind(day)),
            Test::Is(field, text) => format!("r.fields ->> {} = {}", quoted(field), self.bind(text)),
            // Nothing of a text is a pattern here.
            Test::Has(field, text) => {
                let (field, text) = (quoted(field), self.bind(text));
                format!("replace(r.fields ->> {field}, {text}, '') <> r.fields ->> {field}")
            }
            Test::Equals(field, text) => {
                let digest = (self.listing.bindings.digest)(&Value::text(*text)).unwrap_or_default();
                let (field, text) = (quoted(&format!("{field}#")), self.bind(&digest));
                format!("r.fields ->> {field} = {text}")
            }
            Test::Expr(_) => return None,
        })
    }

    /// Whether a record concerns who looks.
    fn concerned(&mut self) -> String {
        let listing = self.listing;
        let versions: Vec<String> =
            listing.looker.concerns.iter().map(|concern| self.concern(listing.looker, concern)).collect();
        match versions.as_slice() {
            [] => "FALSE".to_owned(),
            [one] => one.clone(),
            many => format!("({})", many.join(" OR ")),
        }
    }

    fn concern(&mut self, looker: &Looker, concern: &Concern) -> String {
        let mut any = vec![];
        if concern.all {
            any.push("TRUE".to_owned());
        } else {
            if !concern.orgs.is_empty() {
                let orgs: Vec<String> = concern.orgs.iter().map(|org| quoted(org)).collect();
                any.push(format!("r.org IN ({})", orgs.join(", ")));
            }
            any.extend(concern.named.iter().map(|(field, how)| self.names(looker, field, how)));
            any.push(format!(
                "EXISTS (SELECT 1 FROM event e WHERE e.district = $1 AND e.record = r.id AND e.person = {})",
                quoted(&looker.person)
            ));
        }
        let mut text = format!("({})", any.join(" OR "));
        if let Some(field) = &concern.recused {
            text =
                format!("({text} AND NOT {})", self.holds("r", field, std::slice::from_ref(&looker.person)));
        }
        match &concern.version {
            Some(version) => format!("(r.version = {} AND {text})", quoted(version)),
            None => text,
        }
    }

    /// Whether a field of the record names the person or the organization.
    fn names(&mut self, looker: &Looker, field: &Name, how: &Named) -> String {
        let ids: Vec<String> = [&looker.person].into_iter().chain(&looker.org).cloned().collect();
        let texts: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
        let list = texts.join(", ");
        let name = quoted(field);
        match how {
            Named::One => format!("coalesce(r.fields ->> {name} IN ({list}), FALSE)"),
            Named::Many => self.holds("r", field, &ids),
            Named::Column(column) => {
                let (alias, from) = self.compiler.unnest(&format!("r.fields -> {name}"));
                let column = quoted(column);
                format!("EXISTS (SELECT 1 FROM {from} WHERE {alias}.value ->> {column} IN ({list}))")
            }
            Named::Member(member) => {
                let held = self.holds("m", member, &ids);
                format!(
                    "EXISTS (SELECT 1 FROM record m WHERE m.district = $1 AND m.id = r.fields ->> {name} AND {held})"
                )
            }
        }
    }

    /// Whether the JSON of a field, one reference or a list of them, holds one of some ids. Ids have
    /// no letter that JSON escapes.
    fn holds(&self, alias: &str, field: &str, ids: &[String]) -> String {
        let json = format!("CAST({alias}.fields -> {} AS TEXT)", quoted(field));
        let any = ids.iter().map(|id| {
            let id = quoted(&format!("\"{id}\""));
            format!("coalesce(replace({json}, {id}, '') <> {json}, FALSE)")
        });
        format!("({})", any.collect::<Vec<_>>().join(" OR "))
    }

    fn run<T>(
        &self,
        db: &Db,
        sql: &str,
        read: impl FnMut(&crate::driver::Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let params = self.compiler.params.iter().map(|param| param.bind(&self.listing.bindings));
        let bound: Vec<Bound> = params.chain(self.own.iter().cloned()).collect();
        if bound.len() > PARAMETERS {
            return Err(StoreError::Invalid("筛选条件太多，请减少后再查".to_owned()));
        }
        let values: Vec<Val<'_>> = bound.iter().map(value).collect();
        db.query(sql, &values, read)
    }
}

fn value(bound: &Bound) -> Val<'_> {
    match bound {
        Bound::Null => Val::Null,
        Bound::Int(n) => Val::I(*n),
        Bound::Bool(truth) => Val::B(*truth),
        Bound::Text(text) => Val::T(text),
    }
}
