//! The statement of a list. Its text tells nothing of who looks but how many organizations they have: who
//! they are is bound, so that one prepared statement serves all of a role.

use std::fmt::Write as _;

use fadu_base::Value;
use fadu_definition::Expr;

use super::{Concern, ListError, Listing, Place, Test, Way, these};
use crate::codec::time::date_text;
use crate::concern::{ACTED, RECUSED};
use crate::driver::{Db, Row, Val};
use crate::error::{Result, StoreError};
use crate::sql::bind::Bound;
use crate::sql::query::base_of;
use crate::sql::{Dialect, Unsupported, compiler::Base, compiler::Compiler, compiler::Frame, quoted};

/// Most parameters of a statement that the driver binds.
const PARAMETERS: usize = 40;

type Written<T> = std::result::Result<T, ListError>;

/// A statement while it is written.
pub(super) struct Statement<'a> {
    listing: &'a Listing<'a>,
    compiler: Compiler<'a>,
    /// Values after those of the compiler's parameters, which are all known before the first.
    own: Vec<Bound>,
    /// The conditions of the filter, compiled first of all.
    compiled: usize,
}

impl<'a> Statement<'a> {
    pub(super) fn new(listing: &'a Listing<'a>, dialect: Dialect) -> Self {
        let compiler = Compiler::new(listing.definitions, dialect);
        let compiled = compiler.params.len();
        Self { listing, compiler, own: Vec::new(), compiled }
    }

    /// A page: first day, id, whether the record concerns who looks.
    pub(super) fn page(&mut self, way: &Way<'_>, after: Option<&Place>, most: usize) -> Written<String> {
        let flags = self.listing.looker.open;
        let selection = self.selection(way, after, flags)?;
        let concerned = if flags { self.concerned() } else { "TRUE".to_owned() };
        let (day, id) = place(way);
        Ok(format!(
            "SELECT {day}, {id}, CASE WHEN {concerned} THEN 1 ELSE 0 END {selection} \
             ORDER BY {day} DESC, {id} DESC LIMIT {}",
            most + 1
        ))
    }

    /// The ids of a way, up to a number.
    pub(super) fn ids(&mut self, way: &Way<'_>, most: usize) -> Written<String> {
        let selection = self.selection(way, None, false)?;
        Ok(format!("SELECT {} {selection} LIMIT {most}", place(way).1))
    }

    /// How many records a way has, up to a number.
    pub(super) fn count(&mut self, way: &Way<'_>, most: usize) -> Written<String> {
        let selection = self.selection(way, None, false)?;
        Ok(format!("SELECT count(*) FROM (SELECT 1 {selection} LIMIT {most}) c"))
    }

    /// Of some records: id, and whether it concerns who looks; `past`: for what they entered as past, too.
    pub(super) fn sight(&mut self, records: &[String], past: bool) -> String {
        let concerned = if past { self.concerned() } else { self.reached() + &self.not_recused("r.id") };
        let ids = self.these(records);
        let by_record = |concern: &Concern| concern.version.is_some() || !concern.orgs.is_empty();
        let from = match self.listing.looker.concerns.iter().any(by_record) {
            true => format!("FROM {ids} CROSS JOIN record r WHERE r.district = $1 AND r.id = v.column1"),
            false => format!("FROM (SELECT v.column1 AS id FROM {ids} WHERE v.column1 <> '') r"),
        };
        format!("SELECT r.id, CASE WHEN {concerned} THEN 1 ELSE 0 END {from}")
    }

    pub(super) fn parameters(&self) -> usize {
        self.compiler.params.len() + self.own.len()
    }

    /// `FROM` and `WHERE` of the records on a way that may be seen and that the filter selects. `reads`:
    /// the record is read for more than its place.
    fn selection(&mut self, way: &Way<'_>, after: Option<&Place>, reads: bool) -> Written<String> {
        let open = self.listing.looker.open;
        let tests = self.tests()?;
        let checked = !open && !self.is_reached(way);
        let (place, mut text) = (place(way), self.way(way, reads || checked || !tests.is_empty()));
        if let Some((day, id)) = after {
            let (day, id) = (self.bind(day), self.bind(id));
            let _ = write!(text, " AND ({}, {}) < ({day}, {id})", place.0, place.1);
        }
        if checked {
            let _ = write!(text, " AND {}", self.reached());
        }
        if !open {
            text += &self.not_recused(place.1);
        }
        for (test, private) in tests {
            if private && open {
                let _ = write!(text, " AND {}", self.concerned());
            }
            let _ = write!(text, " AND ({test})");
        }
        Ok(text)
    }

    /// Where the records of a way are found.
    fn way(&mut self, way: &Way<'_>, reads: bool) -> String {
        let ty = quoted(&self.listing.def.id);
        let of_type = format!("FROM record r WHERE r.district = $1 AND r.type = {ty}");
        match way {
            Way::Type | Way::Orgs => of_type,
            Way::Org(org) => format!("{of_type} AND r.org = {}", self.bind(org)),
            Way::These(ids) => format!(
                "FROM {} CROSS JOIN record r WHERE r.district = $1 AND r.id = v.column1 AND r.type = {ty}",
                self.these(ids)
            ),
            Way::Named(role, whose) => {
                let (role, whose) = (self.bind(role), self.bind(whose));
                let by_name =
                    format!("n.district = $1 AND n.role = {role} AND n.whose = {whose} AND n.type = {ty}");
                match reads {
                    // The order of the tables is that of the loops.
                    true => format!(
                        "FROM concern n CROSS JOIN record r WHERE {by_name} AND r.district = $1 AND r.id = n.record"
                    ),
                    false => format!("FROM concern n WHERE {by_name}"),
                }
            }
        }
    }

    /// Whether all that a way finds may be seen for that alone.
    fn is_reached(&self, way: &Way<'_>) -> bool {
        match (self.listing.looker.concerns.as_slice(), way) {
            (_, Way::Named(ACTED, _)) => true,
            ([Concern { version: None, all, .. }], Way::Type) => *all,
            ([Concern { version: None, .. }], Way::Org(_) | Way::Named(..)) => true,
            _ => false,
        }
    }

    /// A table of some ids, from which records are looked up one by one. Few texts for all: nothing
    /// stands for those that are missing.
    fn these(&mut self, ids: &[String]) -> String {
        let padded = (0..these(ids.len())).map(|at| ids.get(at).map_or("", String::as_str));
        let bound: Vec<String> = padded.map(|id| format!("({})", self.bind(id))).collect();
        format!("(VALUES {}) v", bound.join(", "))
    }

    fn bind(&mut self, text: &str) -> String {
        self.own.push(Bound::Text(text.to_owned()));
        format!("${}", self.compiled + self.own.len())
    }

    /// The conditions of the filter, those of the language first: their parameters are.
    fn tests(&mut self) -> Written<Vec<(String, bool)>> {
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
        Ok(tests)
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

    /// Whether a record concerns who looks: what lists show, and what they entered as past.
    fn concerned(&mut self) -> String {
        let (reached, not_recused) = (self.reached(), self.not_recused("r.id"));
        if reached == "TRUE" && not_recused.is_empty() {
            return reached;
        }
        let person = self.person();
        format!(
            "(({reached} OR EXISTS (SELECT 1 FROM event e WHERE e.district = $1 AND e.record = r.id \
             AND e.person = {person})){not_recused})"
        )
    }

    fn person(&mut self) -> String {
        self.bind(&self.listing.looker.person)
    }

    /// Whether a record is theirs by role, by name or by what they did.
    fn reached(&mut self) -> String {
        let looker = self.listing.looker;
        let versions: Vec<String> = looker.concerns.iter().map(|concern| self.concern(concern)).collect();
        match versions.as_slice() {
            [] => "FALSE".to_owned(),
            [one] => one.clone(),
            many => format!("({})", many.join(" OR ")),
        }
    }

    fn concern(&mut self, concern: &Concern) -> String {
        let text = if concern.all { "TRUE".to_owned() } else { self.theirs(concern) };
        match &concern.version {
            Some(version) => format!("(r.version = {} AND {text})", quoted(&date_text(*version))),
            None => text,
        }
    }

    fn theirs(&mut self, concern: &Concern) -> String {
        let looker = self.listing.looker;
        // Not by the index of organizations: a walk of the type would lose its order.
        let orgs = match concern.orgs.as_slice() {
            [] => String::new(),
            [one] => format!("coalesce(r.org, '') = {} OR ", self.bind(one)),
            many => {
                let many: Vec<String> = many.iter().map(|org| quoted(org)).collect();
                format!("coalesce(r.org, '') IN ({}) OR ", many.join(", "))
            }
        };
        let person = self.person();
        let mut whom = format!("x.role = '{ACTED}' AND x.whose = {person}");
        if concern.named {
            let (role, org) = (self.bind(&looker.role), self.bind(looker.org.as_deref().unwrap_or_default()));
            let _ = write!(whom, " OR x.role = {role} AND x.whose IN ({person}, {org})");
        }
        format!(
            "({orgs}EXISTS (SELECT 1 FROM concern x WHERE x.district = $1 AND x.record = r.id AND ({whom})))"
        )
    }

    /// That nobody shut them out from the record.
    fn not_recused(&mut self, id: &str) -> String {
        if !self.listing.looker.recusal {
            return String::new();
        }
        let (person, ty) = (self.person(), quoted(&self.listing.def.id));
        format!(
            " AND {id} NOT IN (SELECT x.record FROM concern x WHERE x.district = $1 \
             AND x.role = '{RECUSED}' AND x.whose = {person} AND x.type = {ty})"
        )
    }

    pub(super) fn run<T>(
        &self,
        db: &Db,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> Result<T>,
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

/// The columns by which a way is in order: first day and id.
fn place(way: &Way<'_>) -> (&'static str, &'static str) {
    match way {
        Way::Named(..) => ("n.opened_on", "n.record"),
        _ => ("r.opened_on", "r.id"),
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
