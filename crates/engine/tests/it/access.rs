//! Who may do what: role × type × action, as the shipped definitions say it, in a committed file
//! that a change of rights changes too. `FADU_BLESS=1` writes it again.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use fadu_definition::{Scope, TypeDef};

use crate::shipped;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/tests/access.csv");

#[test]
fn the_matrix_of_rights_is_the_committed_one() {
    let (definitions, _) = shipped::definitions();
    let mut rows: Vec<String> = Vec::new();
    for def in definitions.types.values().flatten() {
        for action in &def.actions {
            let by = action.by.iter().map(|by| (&*by.role, reach(def, &by.scope)));
            let system = action.by_system.then(|| ("system", "district".to_owned()));
            rows.extend(
                by.chain(system).map(|(role, scope)| format!("{role},{},{},{scope}", def.id, action.id)),
            );
        }
    }
    rows.sort();
    rows.dedup();
    let mut table = String::from("role,type,action,scope\n");
    rows.iter().for_each(|row| writeln!(table, "{row}").unwrap());
    if std::env::var_os("FADU_BLESS").is_some() {
        fs::write(FILE, &table).unwrap();
    }
    let committed = fs::read_to_string(Path::new(FILE)).unwrap();
    let differing = |one: &str, other: &str| -> Vec<String> {
        one.lines().filter(|line| !other.lines().any(|known| known == *line)).map(str::to_owned).collect()
    };
    let (new, gone) = (differing(&table, &committed), differing(&committed, &table));
    assert!(
        new.is_empty() && gone.is_empty(),
        "rights changed (FADU_BLESS=1):\nnew {new:#?}\ngone {gone:#?}"
    );
}

fn reach(def: &TypeDef, scope: &Scope) -> String {
    match scope {
        Scope::None => "none".into(),
        Scope::Own => "own".into(),
        Scope::Org => "org".into(),
        Scope::Below => "below".into(),
        Scope::District => "district".into(),
        Scope::Field(at, member) => {
            let field = def.fields.get(usize::from(*at)).map_or("?", |field| &*field.id);
            let member = member.as_deref().map(|member| format!(".{member}")).unwrap_or_default();
            format!("@{field}{member}")
        }
    }
}
