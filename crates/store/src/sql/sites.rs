//! The look-ups of the definitions by the place at which they stand, each compiled once.

use std::collections::HashMap;
use std::sync::Arc;

use fadu_definition::Definitions;
use fadu_definition::expr::{Find, FindWhat};

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

/// Every look-up of the definitions, by site. Those of indicators are part of their statements.
pub fn collect(defs: &Definitions) -> Vec<Arc<Find>> {
    let mut found: Vec<Arc<Find>> = fadu_engine::sites::sites(defs).into_values().collect();
    found.sort_by_key(|find| find.site);
    found
}
