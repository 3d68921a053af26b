//! All cases of all shipped definitions hold.

use fadu_definition::render;
use fadu_engine::{Rules, cases};

use crate::shipped;

#[test]
fn the_cases_of_all_shipped_definitions_hold() {
    let (definitions, _) = shipped::definitions();
    let calendar = shipped::calendar();
    let rules = Rules { definitions: &definitions, calendar: &calendar, division: "140502" };
    let mut failed = Vec::new();
    let mut run = 0;
    for def in definitions.types.values().flatten() {
        run += def.cases.len();
        for failure in cases::run(&rules, def) {
            failed.push(format!("{} · {}: {}", def.file, failure.case, failure.what));
        }
    }
    println!("{run} cases");
    assert!(failed.is_empty(), "{} of {run} cases fail:\n{}", failed.len(), failed.join("\n"));
    assert!(run >= 33, "only {run} cases were found");
}

#[test]
fn what_no_case_exercises_is_told_as_a_warning() {
    let (definitions, _) = shipped::definitions();
    let warned = definitions.types.values().flatten().flat_map(|def| cases::unexercised(def));
    let warned: Vec<_> = warned.collect();
    assert!(warned.iter().all(|warning| warning.code == "W04"));
    assert!(
        !render(&warned[..warned.len().min(3)], &shipped::files(), false).is_empty() || warned.is_empty()
    );
}
