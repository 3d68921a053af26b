//! What a role puts out itself: seen and put out by who holds it, and by nobody else.

use crate::officials::{sign_in, token};
use crate::portal::Browser;
use crate::site::{folder, staffed};

/// Leaves a publication to the leaders of the district; gives its id.
fn left_to_leaders(name: &str) -> String {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let sql = "INSERT INTO publication (district, record, publication, type, role, made_on, due_on, state, seal) \
               SELECT district, id, 'card', 'organization', 'leader', '2021-01-04', '2021-01-05', 'due', '' \
               FROM record WHERE type = 'organization' ORDER BY id LIMIT 1 RETURNING record";
    let record: String = db.query_row(sql, [], |row| row.get(0)).unwrap();
    format!("{record}/card")
}

#[test]
fn what_is_due_is_put_out_by_whose_role_it_is() {
    let name = "publish";
    let (site, accounts) = staffed(name);
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let id = left_to_leaders(name);
    let (check, shown) = (format!("/publish/{id}"), format!("/published/{id}"));
    let (record, _) = id.rsplit_once('/').unwrap();
    let mut stranger = Browser::new(site);
    assert_eq!((stranger.get(&check).status, stranger.get(&shown).status), (303, 404));

    let (mut other, mut resident) = (Browser::new(site), Browser::new(site));
    sign_in(&mut other, account("tianbao"), -1, "/work");
    resident.enter("13800000061");
    for browser in [&mut other, &mut resident] {
        assert_eq!(browser.get(&check).status, 404);
    }
    let work = other.get("/work");
    assert!(!work.body.contains("待公开"), "{}", work.body);
    let csrf = token(&other.get("/notices"));
    assert_eq!(other.ask(&format!("POST {check}"), &format!("csrf={csrf}")).status, 404);
    assert_eq!(stranger.get(&shown).status, 404);

    let mut mayor = Browser::new(site);
    sign_in(&mut mayor, account("quzhang"), -1, "/work");
    assert!(mayor.get("/work").body.contains("待公开 1 件"));
    assert!(mayor.get("/publish").body.contains(&check));
    let page = mayor.get(&format!("/records/{record}")).body;
    assert!(page.contains("待公开") && page.contains(&check), "{page}");
    let page = mayor.get(&check);
    assert!(page.body.contains("确认公开") && page.body.contains("已逾期"), "{}", page.body);
    assert_eq!(mayor.ask(&format!("POST {check}"), "csrf=0").status, 403);
    assert_eq!(stranger.get(&shown).status, 404);
    let done = mayor.ask(&format!("POST {check}"), &format!("csrf={}", token(&page)));
    assert_eq!((done.status, done.header("location")), (303, Some(&*shown)), "{}", done.body);
    assert!(stranger.get(&shown).body.contains("逾期公开"));
    assert_eq!(mayor.get(&check).status, 404);
    assert!(!mayor.get("/work").body.contains("待公开"));
}
