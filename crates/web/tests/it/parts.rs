//! What is long or over: the whole of a record part by part, links to steps that are over, lists behind
//! the numbers of who oversees, files of lists.

use crate::officials::{sign_in, token};
use crate::portal::Browser;
use crate::site::staffed;

const PATH: &str = "/new/complaint/register";
const COMPLAINT: [(&str, &str); 5] = [
    ("f.received_on", "2021-02-18"),
    ("f.complainant_name", "周宁"),
    ("f.phone", "13800000000"),
    ("f.respondent", "城区示例副食店"),
    ("f.facts", "购买的糕点已过保质期。"),
];

/// Registers a complaint; gives its page.
fn complaint(clerk: &mut Browser) -> String {
    let csrf = token(&clerk.get(PATH));
    let fields = [&[("csrf", &*csrf)], &COMPLAINT[..], &[("step", "confirm")]].concat();
    let done = clerk.act(PATH, &fields);
    let receipt = done.header("location").unwrap_or_else(|| panic!("{}", done.body));
    receipt.strip_suffix("/receipt").unwrap().to_owned()
}

#[test]
fn what_is_long_or_over_is_there_for_whom_the_record_is() {
    let (site, accounts) = staffed("parts");
    let person = |login: &str| {
        let mut browser = Browser::new(site);
        sign_in(&mut browser, accounts.iter().find(|known| known.login == login).unwrap(), -1, "/work");
        browser
    };
    let (mut clerk, mut enforcer, mut elsewhere) = (person("chengban"), person("zhifa"), person("shenpi"));
    let record = complaint(&mut clerk);

    // A step that is not open now, of those that are the person's.
    let over = clerk.get(&format!("{record}/do/agree"));
    assert_eq!((over.status, over.header("location")), (303, Some(&*format!("{record}?over=agree"))));
    let page = clerk.get(&format!("{record}?over=agree")).body;
    assert!(page.contains("现在不能办") && page.contains("王承办"), "{page}");
    let open = clerk.get(&format!("{record}?over=accept")).body;
    assert!(!open.contains("现在不能办"), "what is open is not called over");
    assert_eq!(clerk.get(&format!("{record}/do/nothing")).status, 404);
    for other in [&mut enforcer, &mut elsewhere] {
        assert_eq!(other.get(&format!("{record}/do/agree")).status, 404);
    }

    // The whole, part by part, in the sight of the person.
    let history = clerk.get(&format!("{record}/history"));
    assert!(history.status == 200 && history.body.contains("王承办"), "{}", history.body);
    for path in ["/history?page=2", "/history?page=0", "/history?page=x", "/rows/facts", "/rows/nothing"] {
        assert_eq!(clerk.get(&format!("{record}{path}")).status, 404, "{path}");
    }
    for path in ["/history", "/rows/facts"] {
        assert_eq!(elsewhere.get(&format!("{record}{path}")).status, 404, "{path}");
    }
    // What ends the limit that is due first is marked.
    let page = clerk.get(&record).body;
    let main: Vec<&str> = page.split("<a class=\"button\" href=\"").skip(1).collect();
    assert!(!main.is_empty() && main.iter().all(|to| to.contains("/do/")), "{page}");
    assert!(page.contains("button quiet"), "{page}");
    assert!(main[0].starts_with(&format!("{record}/do/accept")), "{}", main[0]);

    // The numbers of who oversees open.
    let (mut mayor, mut supervisor) = (person("quzhang"), person("ducha"));
    for overseer in [&mut mayor, &mut supervisor] {
        let leader = overseer.get("/leader").body;
        let links: Vec<String> = leader
            .split("href=\"/leader/due?")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|query| format!("/leader/due?{}", query.replace("&amp;", "&").replace("&#38;", "&")))
            .collect();
        assert!(links.len() >= 5, "{leader}");
        for link in links {
            let list = overseer.get(&link);
            assert!(list.status == 200 && !list.body.contains("周宁"), "{link}: {}", list.body);
        }
        assert_eq!(overseer.get("/leader/due?what=everything").status, 404);
    }
    assert_eq!(clerk.get("/leader/due").status, 404);

    let file = clerk.get("/lists/complaint/file.xlsx");
    let name = file.header("content-disposition").unwrap();
    assert!(name.ends_with("%E6%8A%95%E8%AF%89%E5%8F%B0%E8%B4%A6.xlsx"), "{name}");
}
