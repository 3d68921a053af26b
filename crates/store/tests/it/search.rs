//! The index of words, on both databases: words of two characters are found wherever they stand,
//! newest first; personal words only when they are asked for as such.

use fadu_store::keys::Keys;
use fadu_store::search::{
    Words, query_of, search_clear, search_delete, search_due, search_find, search_position, search_put,
    search_reached,
};
use fadu_store::verify::Depth;
use fadu_store::{Store, Txn};

use crate::differential_postgres::Server;
use crate::sqlrules::statements;
use crate::store_kit::*;

/// The table of words of PostgreSQL.
pub const POSTGRES_TABLE: &str = "CREATE TABLE search_text (n BIGINT PRIMARY KEY, words TSVECTOR NOT NULL); \
                                  CREATE INDEX search_text_words ON search_text USING gin (words);";

const TEXTS: [(&str, &str); 6] = [
    ("matter/a", "晋城市城区某某餐饮店未取得食品经营许可从事经营活动"),
    ("matter/b", "城市管理综合行政执法 晋城罚〔2026〕第12号"),
    ("matter/c", "依照第三十三条 ＡＢＣ１２３ 责令改正"),
    ("matter/d", "对张某的处理"),
    ("matter/e", "处罚决定书"),
    ("matter/f", ""),
];

/// What is typed, and what is found by those whom the records concern.
const ASKED: [(&str, &[&str]); 14] = [
    ("执法", &["matter/b"]),
    ("食品", &["matter/a"]),
    ("城市", &["matter/b", "matter/a"]),
    ("城区", &["matter/a"]),
    ("三十三条", &["matter/c"]),
    ("晋城", &["matter/b", "matter/a"]),
    ("2026", &["matter/b"]),
    ("abc12", &["matter/c"]),
    ("abc123", &["matter/c"]),
    ("处罚 决定", &["matter/e"]),
    ("书", &["matter/e"]),
    ("罚处", &[]),
    ("李四", &["matter/f"]),
    ("行政 食品", &[]),
];

fn write(store: &Store, body: impl FnOnce(&mut Txn<'_>) -> fadu_store::Result<()> + Send + 'static) {
    store.write(body).unwrap();
}

fn words(keys: &Keys, record: &str, text: &str) -> String {
    let mut words = Words::new(keys);
    words.add(text);
    if record == "matter/f" {
        words.add_personal("李四光");
    }
    words.text().to_owned()
}

#[test]
fn words_are_found_on_both_databases() {
    let (_folder, store) = store();
    let mut server = Server::start("search");
    server.client.batch_execute(POSTGRES_TABLE).unwrap();
    write(&store, |txn| {
        for (record, text) in TEXTS {
            let words = words(&txn.shared().keys, record, text);
            search_put(txn.db(), txn.district(), record, &words)?;
        }
        Ok(())
    });
    let keys = &store.shared().keys;
    for (n, (record, text)) in (1i64..).zip(TEXTS) {
        let words = words(keys, record, text);
        let sql = "INSERT INTO search_text (n, words) SELECT $1, to_tsvector('simple', $2)";
        server.client.execute(sql, &[&n, &words]).unwrap();
    }
    for (typed, expected) in ASKED {
        let asked = query_of(keys, typed, true).unwrap();
        let found = store.read(|reader| search_find(reader.view.db, DISTRICT, &asked, i64::MAX, 10)).unwrap();
        let found: Vec<&str> = found.iter().map(|(_, record)| record.as_str()).collect();
        assert_eq!(found, expected, "{typed}");
        let sql = "SELECT n FROM search_text WHERE words @@ to_tsquery('simple', $1) ORDER BY n DESC";
        let rows = server.client.query(sql, &[&tsquery(&asked)]).unwrap();
        let rows: Vec<&str> = rows.iter().map(|row| TEXTS[row.get::<_, i64>(0) as usize - 1].0).collect();
        assert_eq!(rows, expected, "{typed} on PostgreSQL: {}", tsquery(&asked));
    }
}

/// The same question in the language of PostgreSQL.
fn tsquery(asked: &str) -> String {
    let mut out = String::new();
    for (at, part) in asked.split('"').enumerate() {
        match at % 2 {
            0 => out.push_str(&part.replace(" *", ":*").replace("OR", "|").replace("AND", "&")),
            _ => {
                out.push_str(&part.split(' ').map(|word| format!("'{word}'")).collect::<Vec<_>>().join("<->"))
            }
        }
    }
    out
}

#[test]
fn personal_words_are_not_found_as_open_ones_and_stand_nowhere_in_the_clear() {
    let (folder, store) = store();
    write(&store, |txn| {
        let words = words(&txn.shared().keys, "matter/f", "");
        search_put(txn.db(), txn.district(), "matter/f", &words)
    });
    let keys = &store.shared().keys;
    let holds = |personal: bool| {
        let asked = query_of(keys, "李四", personal).unwrap();
        !store.read(|reader| search_find(reader.view.db, DISTRICT, &asked, 2, 1)).unwrap().is_empty()
    };
    assert!(holds(true) && !holds(false));
    drop(store);
    for entry in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        assert!(!bytes.windows("李四".len()).any(|window| window == "李四".as_bytes()), "{entry:?}");
    }
}

#[test]
fn only_the_end_of_what_is_typed_may_be_a_beginning() {
    let (_folder, store) = store();
    let asked = |typed| query_of(&store.shared().keys, typed, false).unwrap();
    // A beginning of every number is a question for every record.
    assert_eq!(asked("140502-20210218-06"), "\"140502\" AND \"20210218\" AND \"06\"");
    assert_eq!(asked("140502-20210"), "\"140502\" AND \"20210\" *");
    assert_eq!(asked("140502 超市"), "\"140502\" * AND \"超市\"");
    assert_eq!(asked("14050号"), "\"14050\" AND \"号\"");
}

#[test]
fn what_is_typed_is_never_a_language() {
    let (_folder, store) = store();
    let keys = &store.shared().keys;
    assert_eq!(query_of(keys, "", true), None);
    assert_eq!(query_of(keys, " \"*()-:^{}' ", true), None);
    for typed in ["\" OR \"", "NEAR(a b)", "words:x", "a* OR b*", "罚\0罚", &"城".repeat(100_000), "𠮷野家"]
    {
        let asked = query_of(keys, typed, true).unwrap();
        store.read(|reader| search_find(reader.view.db, DISTRICT, &asked, i64::MAX, 10)).unwrap();
    }
}

#[test]
fn it_follows_the_journal_forgets_and_leaves_verification_alone() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    start(&store, "matter/m2");
    let due = |from| store.read(|reader| search_due(reader.view.db, DISTRICT, from, 1)).unwrap();
    assert_eq!(due(0), (vec!["matter/m1".to_owned()], 1));
    assert_eq!(due(1), (vec!["matter/m2".to_owned()], 2));
    assert_eq!(due(2), (vec![], 2));
    write(&store, |txn| {
        search_put(txn.db(), txn.district(), "matter/m1", "处罚 ")?;
        search_put(txn.db(), txn.district(), "matter/m2", "处罚 ")?;
        search_put(txn.db(), txn.district(), "matter/m1", "决定 ")?;
        search_reached(txn.db(), txn.district(), 2)
    });
    let found = |word: &str| {
        let asked = format!("\"{word}\"");
        store.read(|reader| search_find(reader.view.db, DISTRICT, &asked, i64::MAX, 10)).unwrap().len()
    };
    assert_eq!((found("处罚"), found("决定")), (1, 1));
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    write(&store, |txn| search_delete(txn.db(), txn.district(), "matter/m1"));
    assert_eq!((found("处罚"), found("决定")), (1, 0));
    write(&store, |txn| search_clear(txn.db(), txn.district()));
    assert_eq!(found("处罚"), 0);
    assert_eq!(store.read(|reader| search_position(reader.view.db, DISTRICT)).unwrap(), 0);
}

#[test]
fn postgres_prepares_every_statement_of_search_and_views() {
    let mut server = Server::start("search_sql");
    server.client.batch_execute(&crate::sql_kit::tables("JSONB")).unwrap();
    let files = ["search.rs", "list_view.rs", "list.rs"];
    let all = statements().into_iter().filter(|(file, text)| files.contains(&&**file) && !text.contains('{'));
    let mut prepared = 0;
    for (file, text) in all {
        server.client.prepare(&text).unwrap_or_else(|error| panic!("{file}: {error}: {text}"));
        prepared += 1;
    }
    assert!(prepared >= 11, "only {prepared}");
}
