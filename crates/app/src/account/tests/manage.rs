//! Opening and closing accounts, and the three administrators apart.

use super::kit::*;
use crate::account::AuditAsked;
use crate::account::manage::mixed;

#[test]
fn only_the_administrator_manages_accounts_and_not_their_own() {
    let folder = staffed();
    account(&folder, "guan");
    for role in ["security_admin", "audit_admin", "window_clerk", "leader", "applicant"] {
        let by = seat("li", role);
        assert!(folder.open_account(&by, "wang", "person/wang", "").unwrap().is_err(), "{role}");
        assert!(folder.reset_account(&by, "guan", "").unwrap().is_err(), "{role}");
        assert!(folder.lock_account(&by, "guan", "").unwrap().is_err(), "{role}");
        assert!(folder.close_account(&by, "guan", "").unwrap().is_err(), "{role}");
    }
    assert!(folder.reset_account(&guan(), "guan", "").unwrap().unwrap_err().0.contains("本人"));
    assert!(folder.accounts(&seat("li", "window_clerk"), "").unwrap().is_err());
    let refused = "open_account wang 账号由系统管理员开立、重置、锁定和注销";
    assert!(audit(&folder).iter().any(|line| line == refused), "a refusal is in the audit");
}

#[test]
fn an_account_needs_a_login_a_person_and_an_appointment() {
    let folder = staffed();
    account(&folder, "li");
    for (login, person, word) in [
        ("a", "person/wang", "登录名应为"),
        ("7wang", "person/wang", "登录名应为"),
        ("wang wu", "person/wang", "登录名应为"),
        ("王某某", "person/wang", "登录名应为"),
        ("li", "person/wang", "已有人使用"),
        ("li2", "person/li", "一人一个账号"),
        ("nobody", "person/nobody", "没有在任的任职"),
        ("nobody", "没有这样的标识", "没有在任的任职"),
        ("guan2", "person/guan", "本人"),
    ] {
        let why = folder.open_account_at(&guan(), (login, person), "", at(0)).unwrap().unwrap_err().0;
        assert!(why.contains(word), "{login} {person}: {why}");
    }
    let tomorrow = at(24 * 3_600);
    let why = folder.open_account_at(&guan(), ("qian", "person/qian"), "", tomorrow).unwrap().unwrap_err();
    assert!(why.0.contains("没有在任的任职"), "it has ended yesterday: {}", why.0);
}

#[test]
fn resetting_locking_and_closing_end_sessions() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let enter =
        |seconds| entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(seconds))), at(seconds)));
    let token = enter(0);
    folder.lock_account(&guan(), "li", "").unwrap().unwrap();
    assert!(folder.session_at(&token, at(1)).unwrap().is_none());
    folder.unlock_account(&guan(), "li", "").unwrap().unwrap();
    let token = enter(60);
    let first = folder.reset_account(&guan(), "li", "").unwrap().unwrap();
    assert!(folder.session_at(&token, at(61)).unwrap().is_none());
    denied(sign_in(&folder, "li", OWN, None, at(62)));
    let listed = folder.accounts(&guan(), "").unwrap().unwrap().remove(0);
    assert_eq!((listed.login.as_str(), listed.linked, listed.must_change), ("li", false, true));
    assert_eq!(listed.seats, ["某局 窗口人员"]);
    folder.close_account(&guan(), "li", "").unwrap().unwrap();
    denied(sign_in(&folder, "li", &first.password, None, at(63)));
    assert!(folder.unlock_account(&guan(), "li", "").unwrap().unwrap_err().0.contains("已注销"));
    let again = folder.open_account_at(&guan(), ("li3", "person/li"), "", at(64)).unwrap();
    assert!(again.is_ok(), "a closed account does not bar a new one");
}

#[test]
fn administrators_are_apart() {
    assert!(mixed(["admin"].into_iter()).is_none() && mixed(["leader", "mediator"].into_iter()).is_none());
    for roles in [["admin", "audit_admin"], ["security_admin", "admin"], ["leader", "audit_admin"]] {
        assert!(mixed(roles.into_iter()).unwrap().contains("8.1.5"), "{roles:?}");
    }
    // The definition bars it; should a second appointment come in by another way, nobody enters.
    let folder = staffed();
    let secret = account(&folder, "guan");
    let sql = "UPDATE entry SET fields = replace(fields, 'person/qian', 'person/guan') \
               WHERE district = $1 AND type = 'appointment'";
    let own = folder.code().to_owned();
    let changed = folder.store.write(move |txn| txn.db().execute(sql, &[fadu_store::driver::Val::T(&own)]));
    assert!(changed.unwrap() > 0);
    let say = denied(sign_in(&folder, "guan", OWN, Some(&code(&secret, at(0))), at(0)));
    assert!(say.contains("不得由同一人担任"), "{say}");
}

#[test]
fn the_audit_is_for_its_administrator_and_grows_by_being_read() {
    let folder = staffed();
    account(&folder, "li");
    let asked = AuditAsked::default();
    for role in ["admin", "security_admin", "leader"] {
        assert!(folder.audit_list(&seat("guan", role), "192.0.2.9", &asked).unwrap().is_err());
    }
    let by = seat("shen", "audit_admin");
    folder.audit_add(&seat("li", "window_clerk"), "192.0.2.7", ("read", "person/wang"), "ok").unwrap();
    let lines = folder.audit_list(&by, "192.0.2.8", &asked).unwrap().unwrap();
    let told: Vec<_> = lines.iter().map(|line| (&*line.what, &*line.object, &*line.result)).collect();
    assert_eq!(told[0], ("read", "audit", "ok"));
    assert_eq!(told[1], ("read", "person/wang", "ok"));
    assert_eq!(lines[1].address, "192.0.2.7");
    assert_eq!(told.iter().filter(|line| line.1 == "audit" && line.2 != "ok").count(), 3);
    assert!(told.contains(&("sign_in", "li", "ok")) && told.contains(&("open_account", "li", "ok")));
    let page = AuditAsked { below: Some(lines[1].n), most: 2, ..asked };
    let next = folder.audit_list(&by, "", &page).unwrap().unwrap();
    assert_eq!((next.len(), next[0].n), (2, lines[1].n - 1));
    let of_li = AuditAsked { person: "person/li".into(), what: "sign_in".into(), ..AuditAsked::default() };
    assert_eq!(folder.audit_list(&by, "", &of_li).unwrap().unwrap().len(), 1);
}

#[test]
fn no_secret_lies_open_in_the_database() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let token = entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(0))), at(0)));
    let bytes: Vec<u8> = ["fadu.db", "fadu.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(folder.file(name)).unwrap())
        .collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("person/li"), "the files are the right ones");
    for secret in [&secret, OWN, &token, "$argon2id$"] {
        assert!(!holds(secret), "{secret}");
    }
}
