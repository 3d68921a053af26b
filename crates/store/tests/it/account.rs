//! Accounts, sessions, codes and the audit: what is kept is read again, nothing of it lies open,
//! every column is under its seal, and the statements are those of both databases.

use fadu_store::account::*;
use fadu_store::audit::*;
use fadu_store::session::*;
use fadu_store::sign_code::*;
use fadu_store::verify::{Depth, Finding};
use fadu_store::{Store, Txn};

use crate::differential_postgres::Server;
use crate::sqlrules::statements;
use crate::store_kit::*;

const MORNING: &str = "2026-03-02T09:00:00";

fn account() -> Account {
    Account {
        id: "a1".into(),
        login: "li".into(),
        person: "person/li".into(),
        kind: "staff".into(),
        password: Some("$argon2id$v=19$secret".into()),
        totp: Some("GEZDGNBVGY3TQOJQ".into()),
        totp_step: 57,
        must_change: true,
        state: "open".into(),
        failures: 2,
        failed_at: Some(MORNING.into()),
        locked_until: Some(MORNING.into()),
        phone: Some("digest".into()),
        opened_at: MORNING.into(),
        closed_at: Some(MORNING.into()),
    }
}

fn session() -> SessionRow {
    SessionRow {
        id: "s1".into(),
        account: "a1".into(),
        stage: "open".into(),
        seat: "appointment/li".into(),
        csrf: "c".into(),
        opened_at: MORNING.into(),
        seen_at: MORNING.into(),
        ends_at: "2026-03-02T21:00:00".into(),
        party_of: Some("matter/m1".into()),
    }
}

fn code(sent_at: &str) -> SignCode {
    SignCode {
        phone: "digest".into(),
        sent_at: sent_at.into(),
        code: "code".into(),
        ends_at: "2026-03-02T09:05:00".into(),
        tries: 1,
    }
}

fn line(what: &str, result: &str) -> AuditRow {
    AuditRow {
        n: 0,
        at: MORNING.into(),
        person: "person/li".into(),
        role: "mediator".into(),
        org: "organization/ju".into(),
        address: "192.0.2.1".into(),
        what: what.into(),
        object: "li".into(),
        result: result.into(),
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    body: impl FnOnce(&mut Txn<'_>) -> fadu_store::Result<T> + Send + 'static,
) -> T {
    store.write(body).unwrap()
}

/// One row of each table, two lines of the audit.
fn filled() -> (Folder, Store) {
    let (folder, store) = store();
    write(&store, |txn| {
        let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
        account_put(db, keys, district, &account())?;
        session_put(db, keys, district, &session())?;
        sign_code_put(db, keys, district, &code(MORNING))?;
        audit_insert(db, keys, district, &line("sign_in", "wrong"))?;
        audit_insert(db, keys, district, &line("sign_in", "ok"))
    });
    (folder, store)
}

#[test]
fn what_is_kept_is_read_again() {
    let (_folder, store) = filled();
    write(&store, |txn| {
        let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
        for found in [
            account_get(db, keys, district, "a1")?,
            account_of_login(db, keys, district, "li")?,
            account_of_phone(db, keys, district, "digest")?,
            account_of_person(db, keys, district, "person/li")?.pop(),
            account_list(db, keys, district, ("staff", ""), 9)?.pop(),
        ] {
            assert_eq!(found, Some(account()));
        }
        assert!(account_list(db, keys, district, ("staff", "li"), 9)?.is_empty());
        let bare =
            Account { id: "a2".into(), login: "wang".into(), kind: "resident".into(), ..Account::default() };
        account_put(db, keys, district, &bare)?;
        assert_eq!(account_get(db, keys, district, "a2")?, Some(bare));
        let changed = Account { login: "li2".into(), totp: None, must_change: false, ..account() };
        account_put(db, keys, district, &changed)?;
        assert_eq!(account_get(db, keys, district, "a1")?, Some(changed));
        assert_eq!(session_get(db, district, "s1")?, Some(session()));
        assert_eq!(sign_code_since(db, district, "digest", "2026-03-02T08:59:59")?, [code(MORNING)]);
        assert!(sign_code_since(db, district, "digest", MORNING)?.is_empty());
        Ok(())
    });
}

#[test]
fn two_accounts_have_no_login_in_common() {
    let (_folder, store) = filled();
    let twin = Account { id: "a2".into(), phone: None, ..account() };
    let put = store.write(move |txn| account_put(txn.db(), &txn.shared().keys, txn.district(), &twin));
    assert!(put.is_err());
}

#[test]
fn sessions_and_codes_go_away() {
    let (_folder, store) = filled();
    write(&store, |txn| {
        let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
        for id in ["s2", "s3"] {
            session_put(db, keys, district, &SessionRow { id: id.into(), ..session() })?;
        }
        let lives = |id| session_get(db, district, id).map(|found| found.is_some());
        session_delete_others(db, district, "a1", "s2")?;
        assert_eq!([lives("s1")?, lives("s2")?, lives("s3")?], [false, true, false]);
        session_sweep(db, district, "2026-03-02T20:59:59", "2026-03-02T08:59:59")?;
        assert!(lives("s2")?, "neither ended nor idle");
        session_sweep(db, district, "2026-03-02T20:59:59", MORNING)?;
        assert!(!lives("s2")?, "idle");
        session_put(db, keys, district, &session())?;
        session_sweep(db, district, "2026-03-02T21:00:00", "")?;
        assert!(!lives("s1")?, "ended");
        sign_code_put(db, keys, district, &code("2026-03-02T09:01:00"))?;
        let sent = sign_code_since(db, district, "digest", "")?;
        assert_eq!(sent[0].sent_at, "2026-03-02T09:01:00", "the latest first");
        sign_code_sweep(db, district, MORNING)?;
        assert_eq!(sign_code_since(db, district, "digest", "")?.len(), 1);
        Ok(())
    });
}

#[test]
fn the_audit_is_numbered_and_looked_through() {
    let (_folder, store) = filled();
    write(&store, |txn| {
        let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
        audit_insert(
            db,
            keys,
            district,
            &AuditRow { at: "2026-03-03T09:00:00".into(), ..line("read", "ok") },
        )?;
        let read = audit_of_object(db, district, "li", 9)?;
        assert_eq!(read.iter().map(|row| row.n).collect::<Vec<_>>(), [3], "sign-ins are no readings");
        assert!(audit_of_object(db, district, "l", 9)?.is_empty());
        let all = AuditWanted { most: 9, ..AuditWanted::default() };
        let numbers = |wanted: &AuditWanted| {
            audit_list(db, district, wanted).map(|rows| rows.iter().map(|row| row.n).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&all)?, [3, 2, 1]);
        assert_eq!(numbers(&AuditWanted { below: Some(3), most: 1, ..all.clone() })?, [2]);
        assert_eq!(numbers(&AuditWanted { what: "read".into(), ..all.clone() })?, [3]);
        assert_eq!(numbers(&AuditWanted { from: "2026-03-03".into(), ..all.clone() })?, [3]);
        assert_eq!(numbers(&AuditWanted { to: "2026-03-03".into(), ..all.clone() })?, [2, 1]);
        assert!(numbers(&AuditWanted { person: "person/wang".into(), ..all })?.is_empty());
        let failures = |what, since, from| audit_failures(db, district, (what, since), from);
        assert_eq!(failures("sign_in", "2026-03-02T08:00:00", ("192.0.2.1", "li"))?, (1, 1));
        assert_eq!(failures("sign_in", "2026-03-02T08:00:00", ("192.0.2.2", "li"))?, (0, 1));
        assert_eq!(failures("sign_in", MORNING, ("192.0.2.1", "li"))?, (0, 0));
        assert_eq!(failures("read", "", ("192.0.2.1", "li"))?, (0, 0));
        Ok(())
    });
}

#[test]
fn every_column_is_under_the_seal_and_lines_are_not_removed() {
    let (folder, store) = filled();
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    drop(store);
    let finds = |table: &str| {
        let report = reopen(&folder).verify(Depth::Full).unwrap();
        report
            .findings
            .iter()
            .any(|finding| matches!(finding, Finding::Seal { table: of, .. } if *of == table))
    };
    for (table, columns) in [
        (
            "account",
            "login person kind password totp totp_step must_change state failures failed_at locked_until \
             phone opened_at closed_at",
        ),
        ("session", "account stage seat csrf opened_at seen_at ends_at party_of"),
        ("sign_code", "code ends_at tries"),
        ("audit", "at person role org address what object result"),
    ] {
        for column in columns.split_whitespace() {
            let conn = folder.tamper();
            let of_one = "rowid = (SELECT MIN(rowid) FROM ";
            let old: rusqlite::types::Value =
                conn.query_row(&format!("SELECT {column} FROM {table}"), [], |row| row.get(0)).unwrap();
            let change = format!("UPDATE {table} SET {column} = {column} || '1' WHERE {of_one}{table})");
            assert_eq!(conn.execute(&change, []).unwrap(), 1);
            assert!(finds(table), "{table}.{column}");
            let back = format!("UPDATE {table} SET {column} = $1 WHERE {of_one}{table})");
            conn.execute(&back, [old]).unwrap();
        }
    }
    assert!(reopen(&folder).verify(Depth::Full).unwrap().is_sound());
    folder.tamper().execute("DELETE FROM audit WHERE n = 1", []).unwrap();
    let report = reopen(&folder).verify(Depth::Full).unwrap();
    assert_eq!(report.findings, [Finding::MissingRow { table: "audit", row: "1".into() }]);
}

#[test]
fn secrets_do_not_lie_open() {
    let (folder, store) = filled();
    drop(store);
    let bytes = std::fs::read(folder.database()).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("person/li"));
    assert!(!holds("argon2id") && !holds("GEZDGNBVGY3TQOJQ"));
}

/// A database of the schema before these tables is brought up to it, with what it holds.
#[test]
fn an_older_database_gets_the_tables() {
    let (folder, store) = store();
    start(&store, "matter/m1");
    drop(store);
    let conn = folder.tamper();
    for (number, text) in fadu_store::schema::MIGRATIONS.iter().rev().filter(|(number, _)| *number > 1) {
        for kind in ["INDEX", "TABLE"] {
            for made in text.split("CREATE ").filter_map(|made| made.split_once(&format!("{kind} "))) {
                let name = made.1.split(' ').next().unwrap();
                conn.execute(&format!("DROP {kind} IF EXISTS {name}"), []).unwrap();
            }
        }
        conn.execute("DELETE FROM migration WHERE number = $1", [number]).unwrap();
    }
    // What a later one took away.
    conn.execute("CREATE INDEX record_type ON record (district, type, id)", []).unwrap();
    let store = reopen(&folder);
    write(&store, |txn| account_put(txn.db(), &txn.shared().keys, txn.district(), &account()));
    assert!(store.verify(Depth::Full).unwrap().is_sound());
}

/// PostgreSQL reads the same schema and the same statements.
#[test]
fn postgres_prepares_every_statement_of_these_tables() {
    let mut server = Server::start("account");
    server.client.batch_execute(&crate::sql_kit::tables("JSONB")).unwrap();
    let files = ["account.rs", "session.rs", "sign_code.rs", "audit.rs"];
    let mut prepared = 0;
    for (file, text) in statements().into_iter().filter(|(file, _)| files.contains(&&**file)) {
        let whole =
            if text.ends_with("WHERE district = $1 ") { format!("{text}AND login = $2") } else { text };
        // `{COLUMNS}` stands for the selection that is prepared by itself.
        if !whole.contains('{') {
            server.client.prepare(&whole).unwrap_or_else(|error| panic!("{file}: {error}: {whole}"));
            prepared += 1;
        }
    }
    assert!(prepared >= 12, "only {prepared} statements");
}
