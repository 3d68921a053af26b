//! Rows that no event proves carry a seal of their own, so that an altered byte is found in them
//! too: a keyed digest over all their columns.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::{Keys, framed};

/// A table whose rows are sealed: its columns in the order in which they are sealed, the first
/// ones naming the row.
pub struct SealedTable {
    /// The table.
    pub table: &'static str,
    /// Its columns, without district and seal; missing values count as empty texts.
    pub columns: &'static [&'static str],
    /// How many of the columns name the row.
    pub key: usize,
}

/// All tables with sealed rows.
pub const SEALED: &[SealedTable] = &[
    SealedTable { table: "meta", columns: &["key", "value"], key: 1 },
    SealedTable { table: "file", columns: &["sm3", "size", "name", "media", "stored_at"], key: 1 },
    SealedTable { table: "draft", columns: &["id", "record", "action", "person", "at", "content"], key: 1 },
    SealedTable { table: "choice", columns: &["person", "name", "value"], key: 2 },
    SealedTable { table: "attempt", columns: &["n", "record", "action", "rules", "person", "at"], key: 1 },
    SealedTable { table: "import_file", columns: &["sm3", "path", "state", "records", "at"], key: 1 },
    SealedTable { table: "due", columns: &["record", "term", "row", "due_on", "state", "calendar"], key: 3 },
    SealedTable {
        table: "account",
        columns: &[
            "id",
            "login",
            "person",
            "kind",
            "password",
            "totp",
            "totp_step",
            "must_change",
            "state",
            "failures",
            "failed_at",
            "locked_until",
            "phone",
            "opened_at",
            "closed_at",
        ],
        key: 1,
    },
    SealedTable {
        table: "session",
        columns: &["id", "account", "stage", "seat", "csrf", "opened_at", "seen_at", "ends_at", "party_of"],
        key: 1,
    },
    SealedTable { table: "sign_code", columns: &["phone", "sent_at", "code", "ends_at", "tries"], key: 2 },
    SealedTable {
        table: "audit",
        columns: &["n", "at", "person", "role", "org", "address", "what", "object", "result"],
        key: 1,
    },
    SealedTable {
        table: "work",
        columns: &[
            "record",
            "n",
            "type",
            "role",
            "whose",
            "actions",
            "barred",
            "until_on",
            "org",
            "step",
            "opened_on",
            "term",
            "due_on",
            "late_on",
            "yellow_on",
            "red_on",
            "unit",
            "rest",
            "state",
        ],
        key: 2,
    },
    SealedTable {
        table: "notice",
        columns: &["n", "whose", "role", "record", "action", "sentence", "at", "read_at", "read_by"],
        key: 1,
    },
    SealedTable { table: "concern", columns: &["record", "role", "whose", "type", "opened_on"], key: 3 },
    SealedTable {
        table: "publication",
        columns: &[
            "record",
            "publication",
            "type",
            "role",
            "made_on",
            "due_on",
            "until_on",
            "published_on",
            "off_on",
            "state",
        ],
        key: 2,
    },
];

/// The seal of a row: its table, its district and its columns in order.
pub fn seal(keys: &Keys, table: &str, district: &str, columns: &[&str]) -> String {
    let mut all = vec![district];
    all.extend_from_slice(columns);
    keys.row_seal(table, &all)
}

/// The names of the rows of a table whose seal does not fit, and how many rows there are.
pub fn sealed_broken(
    db: &Db,
    keys: &Keys,
    district: &str,
    table: &SealedTable,
) -> Result<(u64, Vec<String>)> {
    let (mut rows, mut broken) = (0, Vec::new());
    let mut batch: Vec<Sealed> = Vec::with_capacity(BATCH);
    let mut check = |batch: &mut Vec<Sealed>| {
        let seals = keys.row_seals(table.table, batch.iter().map(|row| &*row.framed));
        let wrong = batch.drain(..).zip(seals).filter(|(row, seal)| row.seal.as_ref() != Some(seal));
        broken.extend(wrong.map(|(row, _)| row.name));
    };
    db.each(&select(table), &[Val::T(district)], |row| {
        rows += 1;
        batch.push(read(row, table, district)?);
        if batch.len() == BATCH {
            check(&mut batch);
        }
        Ok(())
    })?;
    check(&mut batch);
    Ok((rows, broken))
}

/// Rows whose seals are computed side by side.
const BATCH: usize = 64;

/// A sealed row.
struct Sealed {
    name: String,
    /// District and columns in one text.
    framed: String,
    seal: Option<String>,
}

fn read(row: &Row<'_>, table: &SealedTable, district: &str) -> Result<Sealed> {
    let mut all = vec![district];
    for at in 0..table.columns.len() {
        all.push(row.text(at)?);
    }
    let seal = row.opt_text(table.columns.len())?.map(str::to_owned);
    Ok(Sealed { name: all[1..=table.key].join("/"), framed: framed(&all), seal })
}

/// Tables whose rows are numbered and never removed: a missing number is a removed row.
pub const NUMBERED: &[&str] = &["attempt", "audit"];

/// The numbers missing before the last of a numbered table; the first of each gap.
pub fn numbered_gaps(db: &Db, district: &str, table: &str) -> Result<Vec<i64>> {
    let (mut next, mut gaps) = (1, Vec::new());
    let sql = format!("SELECT n FROM {table} WHERE district = $1 ORDER BY n");
    db.each(&sql, &[Val::T(district)], |row| {
        let n = row.int(0)?;
        if n != next {
            gaps.push(next);
        }
        next = n.saturating_add(1);
        Ok(())
    })?;
    Ok(gaps)
}

fn select(table: &SealedTable) -> String {
    let column = |column: &&str| format!("coalesce(CAST({column} AS TEXT), '')");
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    format!("SELECT {}, seal FROM {} WHERE district = $1 ORDER BY 1", columns.join(", "), table.table)
}
