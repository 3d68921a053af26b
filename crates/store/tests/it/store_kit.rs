//! What the tests of the store share: small definitions, a folder that goes away, events made by
//! hand. The engine's own rules are not asked: the store must keep whatever it is given.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fadu_base::{Date, Instant, Money, Name, RecordId, Ref, Row, Value};
use fadu_definition::{Definitions, SourceFile, TypeDef};
use fadu_engine::{Actor, Change, Doer, Draw, Event, Record, apply, number};
use fadu_store::codec::shape::tag;
use fadu_store::{Appended, Meta, Source, Store};

/// The district of the tests.
pub const DISTRICT: &str = "140599";
/// A valid identity number of nobody.
pub const ID_NUMBER: &str = "140599199003070014";

const MATTER: &str = r#"
[type]
id = "matter"
name = "事项"
kind = "case"
effective = 2020-01-01
basis = ["试行"]
title = "{subject}"
number = "{division}-{day}-{seq:4}-{check}"

[field]
subject = { name = "事由", type = "text" }
amount = { name = "金额", type = "money" }
share = { name = "比例", type = "decimal" }
count = { name = "件数", type = "integer" }
seen_on = { name = "日期", type = "date" }
seen_at = { name = "时间", type = "datetime" }
within = { name = "期限", type = "period" }
urgent = { name = "加急", type = "bool" }
kind = { name = "种类", type = "choice", of = ["plain 普通", "hard 疑难"] }
tags = { name = "标签", type = "choice", of = ["a 甲", "b 乙", "c 丙"], many = true }
body = { name = "机构", type = "ref permit" }
bodies = { name = "各机构", type = "ref permit", many = true }
applicant = { name = "姓名", type = "text", personal = "办理所需", mask = "'name'" }
phone = { name = "电话", type = "phone", personal = "联系所需" }
id_no = { name = "身份证号", type = "id_number", personal = "核对身份" }
doc_no = { name = "文号", type = "number", form = "试〔{year}〕{seq}号" }
people = { name = "人员", type = "rows", append = true, row = { who = { name = "姓名", type = "text", personal = "办理所需" }, part = { name = "份额", type = "integer" }, at = { name = "机构", type = "ref permit" } } }

[step]
open = { name = "在办" }
closed = { name = "办结", end = true }

[action.start]
name = "登记"
by = ["case_handler"]
to = "open"
may = ["subject"]

[action.note]
name = "记录"
by = ["case_handler"]
from = "open"
may = ["subject"]
input = { reason = { name = "理由", type = "text" }, caller = { name = "来电人", type = "phone", personal = "联系所需" } }

[action.close]
name = "办结"
by = ["case_handler"]
from = ["open"]
to = "closed"

[limit.handle]
name = "办理"
starts = ["start"]
ends = ["close"]
length = "wd(5)"
article = "试行第一条"
"#;

const PERMIT: &str = r#"
[type]
id = "permit"
name = "证照"
kind = "register"
effective = 2020-01-01
basis = ["试行"]
title = "{name}"
valid = ["valid_from", "valid_until"]
unique = [["code"], ["contact"]]

[field]
name = { name = "名称", type = "text" }
code = { name = "代码", type = "text" }
contact = { name = "电话", type = "phone", personal = "联系所需" }
parent = { name = "上级", type = "ref permit" }
valid_from = { name = "自", type = "date" }
valid_until = { name = "至", type = "date" }

[step]
good = { name = "有效", in_force = true }
bad = { name = "失效", end = true }

[action.enter]
name = "登记"
by = ["case_handler"]
to = "good"
needs = ["name"]

[action.change]
name = "变更"
by = ["case_handler"]
from = ["good"]
may = ["name"]

[action.stop]
name = "停用"
by = ["case_handler"]
from = ["good"]
to = "bad"
"#;

const ROLES: &str = r#"
[[role]]
id = "case_handler"
name = "承办人"
scope = "org"
"#;

/// The definitions of the tests.
pub fn definitions() -> Arc<Definitions> {
    let file = |path: &str, text: &str| SourceFile {
        path: Arc::from(path),
        text: Arc::from(text),
        digest: fadu_journal::Hash::of(text.as_bytes()).to_string().into(),
    };
    let files =
        [file("roles.toml", ROLES), file("01-test/matter.toml", MATTER), file("01-test/permit.toml", PERMIT)];
    let (definitions, found) = fadu_definition::read(&files);
    let errors: Vec<_> = found.iter().filter(|found| found.severity == fadu_base::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Arc::new(definitions)
}

/// A folder that is removed at the end of the test.
pub struct Folder(PathBuf);

static FOLDERS: AtomicU64 = AtomicU64::new(0);

impl Folder {
    /// A fresh folder.
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("fadu-store-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of the database.
    pub fn database(&self) -> PathBuf {
        self.0.join(fadu_store::DATABASE)
    }

    /// The database, to be tampered with.
    pub fn tamper(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.database()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A store in a fresh folder.
pub fn store() -> (Folder, Store) {
    let folder = Folder::new();
    let meta =
        Meta {
            district: DISTRICT.to_owned(), name: "试验区".to_owned(), demo_day: Some(day("2021-01-11"))
        };
    let store = Store::create(folder.path(), meta, definitions()).unwrap();
    (folder, store)
}

/// Opens the store of a folder again.
pub fn reopen(folder: &Folder) -> Store {
    Store::open(folder.path(), definitions()).unwrap()
}

/// A date.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An instant.
pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A record id.
pub fn id(text: &str) -> RecordId {
    RecordId::parse(text).unwrap()
}

/// A reference to a register as of a day.
pub fn reference(text: &str, on: Option<&str>) -> Value {
    Value::Ref(Ref { id: id(text), day: on.map(day) })
}

/// The definition of a type.
pub fn def(definitions: &Definitions, ty: &str) -> Arc<TypeDef> {
    definitions.types[ty][0].clone()
}

/// Fields by id.
pub fn fields(fields: &[(&str, Value)]) -> Vec<(Name, Value)> {
    fields.iter().map(|(id, value)| (Name::from(*id), value.clone())).collect()
}

/// An event by hand; the rest is filled by the caller.
pub fn event(def: &TypeDef, seq: u32, action: &str, on: &str, fields: Vec<(Name, Value)>) -> Event {
    let instant = day(on).at(10, 0, 0, 0);
    Event {
        seq,
        at: instant,
        on: day(on),
        moment: instant,
        action: action.into(),
        from: None,
        to: None,
        definition: tag(def).into(),
        actor: Doer::Person(Actor {
            person: id("person/li"),
            appointment: Some(id("appointment/7")),
            role: "case_handler".into(),
            org: Some(id("organization/sfj")),
            delegate_of: None,
            stands_for_party: false,
        }),
        input: Vec::new(),
        fields,
        added: Vec::new(),
        row: None,
        org: None,
        no: None,
        docs: Vec::new(),
        terms: Vec::new(),
        facts: Vec::new(),
        warnings: Vec::new(),
        cause: None,
        past: false,
    }
}

/// The change that an event makes of a record.
pub fn change(before: Option<&Record>, of: &RecordId, def: &Arc<TypeDef>, event: Event) -> Change {
    Change {
        record: of.clone(),
        def: def.clone(),
        creates: before.is_none(),
        after: Arc::new(apply(before, of, def, &event)),
        event,
        draws: Vec::new(),
        publications: Vec::new(),
        notices: Vec::new(),
    }
}

/// The draw of a record's own number.
pub fn own_number(def: &TypeDef, on: &str) -> Draw {
    Draw {
        field: None,
        org: None,
        series: "matter".into(),
        period: on.to_owned(),
        form: def.number.clone().unwrap(),
        day: day(on),
    }
}

/// Appends one event to a record, as it is now.
pub fn append(
    store: &Store,
    of: &str,
    event: impl FnOnce(&TypeDef, u32) -> Event + Send + 'static,
) -> Appended {
    append_with(store, of, |_| Vec::new(), event)
}

/// The same, drawing numbers.
pub fn append_with(
    store: &Store,
    of: &str,
    draws: impl FnOnce(&TypeDef) -> Vec<Draw> + Send + 'static,
    event: impl FnOnce(&TypeDef, u32) -> Event + Send + 'static,
) -> Appended {
    let of = id(of);
    let appended = store.write(move |txn| {
        let before = txn.load(&of)?;
        let def = def(&txn.shared().definitions, of.ty());
        let event = event(&def, before.as_ref().map_or(1, |record| record.seq + 1));
        let mut change = change(before.as_deref(), &of, &def, event);
        change.draws = draws(&def);
        Ok(txn.append(vec![change])?.remove(0))
    });
    appended.unwrap()
}

/// Every field of a matter filled.
pub fn full() -> Vec<(Name, Value)> {
    fields(&[
        ("subject", Value::text("占道经营 \"夜市\"\\一\n二\u{1}")),
        ("amount", Value::Money(Money(-123_456))),
        ("share", Value::Decimal(fadu_base::Decimal(61_119_100))),
        ("count", Value::Int(i64::MIN)),
        ("seen_on", Value::Date(day("2020-02-29"))),
        ("seen_at", Value::Instant(at("2020-12-31T23:59:59"))),
        ("within", Value::Period(fadu_base::Period { months: 3, days: 30, ..Default::default() })),
        ("urgent", Value::Bool(true)),
        ("kind", Value::text("hard")),
        ("tags", Value::list([Value::text("c"), Value::text("a")])),
        ("body", reference("permit/p1", Some("2020-06-01"))),
        ("bodies", Value::list([reference("permit/p1", Some("2020-06-01")), reference("permit/p2", None)])),
        ("applicant", Value::text("赵某某")),
        ("phone", Value::text("13800000000")),
        ("id_no", Value::text(ID_NUMBER)),
    ])
}

/// A row of the people of a matter.
pub fn person_row(no: u32, who: &str, part: i64) -> Arc<Row> {
    let cells = vec![Value::text(who), Value::Int(part), reference("permit/p1", Some("2020-06-01"))];
    Arc::new(Row { no, cells })
}

/// Starts a matter with every field and two people.
pub fn start(store: &Store, of: &str) -> Appended {
    append_with(
        store,
        of,
        |def| vec![own_number(def, "2020-06-01")],
        |def, seq| {
            let mut event = event(def, seq, "start", "2020-06-01", full());
            event.to = Some("open".into());
            event.org = Some(Ref { id: id("organization/sfj"), day: Some(day("2020-06-01")) });
            event.added = vec![("people".into(), vec![person_row(1, "钱某", 30), person_row(2, "孙某", 70)])];
            event
        },
    )
}

/// Notes something on a matter.
pub fn note(store: &Store, of: &str, subject: &'static str) -> Appended {
    append(store, of, move |def, seq| {
        let mut event = event(def, seq, "note", "2020-06-03", fields(&[("subject", Value::text(subject))]));
        event.from = Some("open".into());
        event.to = Some("open".into());
        event.input = fields(&[("caller", Value::text("13900000000")), ("reason", Value::text("来电"))]);
        event.row = Some(("people".into(), person_row(2, "李某", 60)));
        event.facts = vec!["permit/p1@1".into()];
        event
    })
}

/// Closes a matter; its limit ends.
pub fn close(store: &Store, of: &str) -> Appended {
    append(store, of, |def, seq| {
        let mut event = event(def, seq, "close", "2020-06-05", Vec::new());
        event.from = Some("open".into());
        event.to = Some("closed".into());
        let on = |text| fadu_base::counting::Moment::Day(day(text));
        event.terms = vec![fadu_engine::TermEnd {
            limit: "handle".into(),
            row: None,
            start: on("2020-06-01"),
            due: Some(on("2020-06-08")),
            ended: on("2020-06-05"),
            met: true,
            used: 4,
        }];
        event
    })
}

/// Enters a permit.
pub fn permit(store: &Store, of: &str, on: &'static str, given: Vec<(Name, Value)>) -> Appended {
    append(store, of, move |def, seq| {
        let mut event = event(def, seq, "enter", on, given);
        event.to = Some("good".into());
        event
    })
}

/// Changes a permit.
pub fn change_permit(store: &Store, of: &str, on: &'static str, given: Vec<(Name, Value)>) -> Appended {
    append(store, of, move |def, seq| {
        let mut event = event(def, seq, "change", on, given);
        event.from = Some("good".into());
        event.to = Some("good".into());
        event
    })
}

/// All rows of a table as text, by its columns.
pub fn dump(folder: &Folder, table: &str) -> Vec<String> {
    let conn = folder.tamper();
    let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        Ok((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join("|"))
    });
    let mut rows: Vec<String> = rows.unwrap().map(|row| row.unwrap()).collect();
    rows.sort();
    rows
}

/// A number as the engine writes it.
pub fn rendered(draw: &Draw, n: u64) -> String {
    number::render(draw, n, DISTRICT)
}
