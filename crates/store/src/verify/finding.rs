//! What verification can find, each with the place that it names.

use std::fmt;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An event whose bytes, hash or number were altered.
    Event {
        /// The record.
        record: String,
        /// Number of the event.
        seq: i64,
        /// What is wrong, Chinese.
        why: String,
    },
    /// Events are missing from the journal of the district, or stand twice.
    Positions {
        /// Number of events.
        events: u64,
        /// Last position.
        last: i64,
    },
    /// A row of a projection differs from what the journal says.
    Row {
        /// Table.
        table: &'static str,
        /// Row.
        row: String,
        /// The first column that differs.
        column: &'static str,
    },
    /// A row of a projection is missing.
    MissingRow {
        /// Table.
        table: &'static str,
        /// Row.
        row: String,
    },
    /// A row that the journal does not know.
    ExtraRow {
        /// Table.
        table: &'static str,
        /// Row.
        row: String,
    },
    /// A row that no event proves does not bear its seal.
    Seal {
        /// Table.
        table: &'static str,
        /// Row.
        row: String,
    },
    /// The content of an attachment is another.
    FileAltered(String),
    /// An attachment cannot be read: its SM3 and why.
    FileMissing(String, String),
    /// The database file itself is damaged.
    Database(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { record, seq, why } => write!(f, "记录 {record} 第 {seq} 号事件：{why}"),
            Self::Positions { events, last } => {
                write!(f, "流水共 {events} 条，末尾编号却是 {last}：有事件缺失或重复")
            }
            Self::Row { table, row, column } => {
                write!(f, "表 {table} 的行 {row} 的字段 {column} 与流水不一致")
            }
            Self::MissingRow { table, row } => write!(f, "表 {table} 缺少行 {row}"),
            Self::ExtraRow { table, row } => write!(f, "表 {table} 多出行 {row}，流水中没有"),
            Self::Seal { table, row } => write!(f, "表 {table} 的行 {row} 被改动"),
            Self::FileAltered(sm3) => write!(f, "附件 {sm3} 的内容被改动"),
            Self::FileMissing(sm3, why) => write!(f, "附件 {sm3} 无法读取：{why}"),
            Self::Database(what) => write!(f, "数据库文件损坏：{what}"),
        }
    }
}
