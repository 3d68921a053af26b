//! Every statement made from the shipped definitions is accepted by both databases, and the
//! figures over an empty database are computed without error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fadu_definition::{Definitions, SourceFile};
use fadu_store::figures::measure::{Ask, query};
use fadu_store::sql::{Dialect, Sites, Statement, statement};
use fadu_store::{figures, indexes};

use crate::differential_postgres::Server;
use crate::sql_kit::{DISTRICT, day, sqlite, tables};

/// The folder of the shipped definitions.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions")
}

/// Every file below a folder, with its path as definitions name it.
fn files(root: &Path, below: &Path, found: &mut Vec<SourceFile>) {
    let mut entries: Vec<_> = std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(root, &path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(SourceFile { path: name.into(), text: text.into(), digest: Arc::from("") });
        }
    }
}

/// The shipped definitions, whether or not they are without fault.
pub fn shipped() -> Definitions {
    let mut found = Vec::new();
    files(&folder(), &folder(), &mut found);
    fadu_definition::read(&found).0
}

/// Every statement of a dialect, with what it is for.
fn statements(defs: &Definitions, dialect: Dialect) -> Vec<(String, Statement)> {
    let mut all = Vec::new();
    for site in Sites::of(defs, dialect).all() {
        let statement = site
            .statement
            .as_ref()
            .unwrap_or_else(|why| panic!("site {} over {}: {why}", site.find.site, site.find.ty));
        all.push((format!("site {}", site.find.site), statement.clone()));
    }
    for indicator in defs.indicators.values() {
        for ask in [Ask::Value, Ask::Groups, Ask::Records] {
            let Some(query) = query(defs, indicator, ask) else { continue };
            let statement =
                statement(defs, dialect, &query).unwrap_or_else(|why| panic!("{}: {why}", indicator.id));
            all.push((indicator.id.to_string(), statement));
        }
    }
    all
}

#[test]
fn sqlite_accepts_every_statement() {
    let defs = shipped();
    let conn = sqlite();
    for create in indexes::statements(&defs) {
        conn.execute_batch(&create).unwrap_or_else(|error| panic!("{create}: {error}"));
    }
    for (what, statement) in statements(&defs, Dialect::Sqlite) {
        conn.prepare(&statement.text).unwrap_or_else(|error| panic!("{what}: {}: {error}", statement.text));
    }
}

#[test]
fn postgres_accepts_every_statement() {
    let defs = shipped();
    let mut server = Server::start("shipped");
    server.client.batch_execute(&tables("JSONB")).unwrap();
    for create in indexes::statements(&defs) {
        server.client.batch_execute(&create).unwrap_or_else(|error| panic!("{create}: {error:?}"));
    }
    for (what, statement) in statements(&defs, Dialect::Postgres) {
        let prepared = server.client.prepare(&statement.text);
        prepared.unwrap_or_else(|error| panic!("{what}: {}: {error:?}", statement.text));
    }
}

/// But for unnesting both databases get one text.
#[test]
fn texts_differ_in_unnesting_only() {
    let defs = shipped();
    let (lite, other) = (statements(&defs, Dialect::Sqlite), statements(&defs, Dialect::Postgres));
    assert_eq!(lite.len(), other.len());
    for ((what, lite), (_, other)) in lite.iter().zip(&other) {
        if !lite.text.contains("json_") {
            assert_eq!(lite.text, other.text, "{what}");
        }
    }
}

#[test]
fn figures_of_an_empty_district() {
    let defs = shipped();
    let conn = sqlite();
    let last = day("2020-12-31");
    let scope =
        figures::Scope { district: DISTRICT, period: (day("2020-01-01"), last), as_of: last, cut_off: last };
    let all = figures::figures(&conn, &defs, &scope).unwrap();
    assert!(all.len() >= defs.report.figures.len());
    assert!(all.iter().all(|figure| figure.records == 0));
    figures::identities(&conn, &defs, &scope).unwrap();
}
