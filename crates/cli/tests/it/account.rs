//! `fadu account`: the first administrator comes from whoever has the machine; there is nobody before.

use crate::run::Folder;

/// A district with organizations, an administrator and a clerk appointed.
fn appointed(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.district(&["政府办公室_机构名录"]);
    for line in ["guan --name 管某 --role admin", "li --name 李某 --role window_clerk"] {
        folder.fadu(&format!("appoint --data d --unit 政府办公室 {line}")).ok();
    }
    folder
}

fn password(told: &str) -> String {
    let line = told.lines().find_map(|line| line.strip_prefix("初始口令："));
    line.unwrap_or_else(|| panic!("no password in {told}")).to_owned()
}

#[test]
fn the_first_account_is_opened_from_the_machine() {
    let folder = appointed("account");
    let told = folder.fadu("account --data d open guan --person 管某").ok();
    assert!(told.contains("登录名：guan") && told.contains("只显示这一次"), "{told}");
    let first = password(&told);
    assert!(first.len() == 19, "{first}");
    let again = folder.fadu("account --data d open guan --person 管某").no();
    assert!(again.contains("已有人使用") && !again.contains("初始口令"), "{again}");
    let reset = password(&folder.fadu("account --data d reset guan").ok());
    assert_ne!(first, reset);
    folder.verified("d");
    let bytes = std::fs::read(folder.path("d/fadu.db")).unwrap();
    assert!(!bytes.windows(reset.len()).any(|part| part == reset.as_bytes()), "it is stored nowhere");
}

#[test]
fn what_is_wrong_is_said() {
    let folder = appointed("account-wrong");
    assert!(folder.fadu("account --data d open li").failed().contains("--person"));
    assert!(folder.fadu("account --data d open Li某 --person 李某").no().contains("登录名应为"));
    assert!(folder.fadu("account --data d open wang --person wang").no().contains("没有在任的任职"));
    assert!(folder.fadu("account --data d reset li").no().contains("没有账号“li”"));
    assert!(folder.fadu("account --data d close li").failed().contains("close"));
    let empty = Folder::new("account-empty");
    assert!(empty.fadu("account --data d reset li").failed().contains("fadu init"));
}
