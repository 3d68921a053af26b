//! The style guide shows every component, and only where it was asked for.

use crate::portal::Browser;
use crate::site::{demo, get};

#[test]
fn every_component_is_shown_with_its_parameters_and_an_example() {
    let page = Browser::new(demo()).get("/styleguide");
    assert_eq!(page.status, 200, "{}", page.head);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/components");
    let mut shown = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let begin = format!("id=\"component-{name}\"");
        let at = page.body.find(&begin).unwrap_or_else(|| panic!("{name} is not in the style guide"));
        let part = &page.body[at..];
        let part = part.split("</section>\n<section id=\"component-").next().unwrap_or(part);
        assert!(part.contains("<dl class=\"facts\">") && part.contains("class=\"example\""), "{name}");
        let params = std::fs::read_to_string(entry.path().join("params.txt")).unwrap();
        for line in params.lines() {
            let (param, meaning) = line.split_once(": ").unwrap();
            assert!(part.contains(&format!("<code>{param}</code>")), "{name}: {param} {meaning}");
        }
        shown += 1;
    }
    assert!(shown >= 6, "{shown}");
}

#[test]
fn elsewhere_there_is_none() {
    assert_eq!(get("/styleguide", "").status, 404);
}
