//! The look-ups of the definitions by the place at which they stand, each compiled once.

use std::collections::HashMap;
use std::sync::Arc;

use fadu_definition::expr::{Expr, ExprKind, Find, FindWhat};
use fadu_definition::{
    Action, Case, Definitions, Field, FieldType, Limit, Piece, Publication, Refuse, Schedule, Template, Then,
    ThenTarget, TypeDef,
};

use super::Unsupported;
use super::compiler::Dialect;
use super::query::{Query, Select, Statement, statement};

/// The most records that a look-up gives (language.md, 3.3).
pub const MOST: u32 = 1000;

/// A look-up and its statement.
#[derive(Debug)]
pub struct Site {
    /// The look-up.
    pub find: Arc<Find>,
    /// Its statement.
    pub statement: Result<Statement, Unsupported>,
}

/// The look-ups of all definitions, by site.
#[derive(Debug, Default)]
pub struct Sites {
    sites: HashMap<u32, Site>,
}

impl Sites {
    /// Collects and compiles every look-up.
    pub fn of(defs: &Definitions, dialect: Dialect) -> Self {
        let mut sites = HashMap::new();
        for find in collect(defs) {
            let statement = compile(defs, dialect, &find);
            sites.entry(find.site).or_insert(Site { find, statement });
        }
        Self { sites }
    }

    /// The look-up of a site.
    pub fn get(&self, site: u32) -> Option<&Site> {
        self.sites.get(&site)
    }

    /// All look-ups, by site.
    pub fn all(&self) -> Vec<&Site> {
        let mut sites: Vec<_> = self.sites.values().collect();
        sites.sort_by_key(|site| site.find.site);
        sites
    }
}

/// The statement of a look-up.
pub fn compile(defs: &Definitions, dialect: Dialect, find: &Find) -> Result<Statement, Unsupported> {
    let select = match &find.what {
        FindWhat::List => Select::Ids(MOST),
        FindWhat::Exists => Select::Exists,
        FindWhat::Count => Select::Count,
        FindWhat::Sum(of) => Select::Sum(of),
    };
    let query = Query {
        ty: &find.ty,
        def: None,
        var: Some(find.var),
        cond: Some(&find.pred),
        over: None,
        select,
        group: None,
        top: None,
    };
    statement(defs, dialect, &query)
}

/// Every look-up of the definitions. Those of indicators are part of the indicator's statement.
pub fn collect(defs: &Definitions) -> Vec<Arc<Find>> {
    let mut walk = Walk::default();
    for def in defs.types.values().flatten() {
        walk.type_def(def);
    }
    walk.found
}

/// Visits every expression of a definition that the engine evaluates.
#[derive(Default)]
struct Walk {
    found: Vec<Arc<Find>>,
}

impl Walk {
    fn expr(&mut self, expr: &Expr) {
        expr.walk(&mut |part| {
            if let ExprKind::Find(find) = &part.kind {
                self.found.push(find.clone());
            }
        });
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn template(&mut self, template: &Template) {
        for piece in template {
            if let Piece::Slot(expr) = piece {
                self.expr(expr);
            }
        }
    }

    fn type_def(&mut self, def: &TypeDef) {
        self.exprs(&def.version_by);
        self.template(&def.title);
        def.fields.iter().for_each(|field| self.field(field));
        def.actions.iter().for_each(|action| self.action(action));
        def.limits.iter().for_each(|limit| self.limit(limit));
        def.publications.iter().for_each(|publication| self.publication(publication));
        def.schedules.iter().for_each(|schedule| self.schedule(schedule));
        def.cases.iter().for_each(|case| self.case(case));
    }

    fn field(&mut self, field: &Field) {
        self.exprs([&field.default, &field.is, &field.when, &field.mask].into_iter().flatten());
        field.refuse.iter().for_each(|refuse| self.refuse(refuse));
        if let FieldType::Rows { columns, .. } = &field.ty {
            columns.iter().for_each(|column| self.field(column));
        }
    }

    fn refuse(&mut self, refuse: &Refuse) {
        self.expr(&refuse.when);
        self.template(&refuse.say);
    }

    fn action(&mut self, action: &Action) {
        self.exprs(action.to.iter().filter_map(|(_, when)| when.as_ref()));
        self.exprs(&action.dated);
        self.exprs(action.sets.iter().map(|set| &set.value));
        action.input.iter().for_each(|field| self.field(field));
        action.refuse.iter().for_each(|refuse| self.refuse(refuse));
        action.then.iter().for_each(|then| self.then(then));
    }

    fn then(&mut self, then: &Then) {
        self.exprs(&then.cond);
        self.exprs(then.each.iter().map(|(each, _)| each));
        self.exprs(then.with.iter().map(|(_, value)| value));
        if let ThenTarget::On { record, .. } = &then.target {
            self.expr(record);
        }
    }

    fn limit(&mut self, limit: &Limit) {
        self.exprs([&limit.when, &limit.from, &limit.until].into_iter().flatten());
        self.expr(&limit.length);
        self.exprs(limit.extends.iter().map(|(_, by)| by));
    }

    fn publication(&mut self, publication: &Publication) {
        self.exprs(
            [&publication.within, &publication.cond, &publication.until, &publication.off_within]
                .into_iter()
                .flatten(),
        );
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.then(&schedule.then);
        self.exprs(&schedule.key);
    }

    fn case(&mut self, case: &Case) {
        self.exprs(&case.expect);
    }
}
