//! What can go wrong with storage. Refusals of the engine are no errors and never come here.

use std::fmt;

use fadu_base::RecordId;

use crate::codec::CodecError;

/// A failure of storage, with a sentence for whoever runs the program.
#[derive(Debug)]
pub enum StoreError {
    /// Somebody else wrote an event with the same number of the same record meanwhile.
    Conflict(RecordId),
    /// No room is left on the disk. Nothing of the request was stored.
    DiskFull,
    /// A file may not grow further, or the disk takes no more writes. Nothing of the request was stored.
    NotWritten,
    /// A file could not be read or written.
    Io {
        /// What was done to it, Chinese.
        doing: String,
        /// The system's error.
        error: std::io::Error,
    },
    /// The database answered with an error.
    Sql(rusqlite::Error),
    /// Stored content cannot be read.
    Unreadable {
        /// Record, or table and row.
        place: String,
        /// Why.
        why: CodecError,
    },
    /// The folder holds no database, or already holds one.
    Folder(String),
    /// The master key is missing, or is not the one of this database.
    MasterKey(String),
    /// The database was written by a newer program.
    TooNew {
        /// Schema version found.
        found: i64,
        /// Schema version known.
        known: i64,
    },
    /// Something that the caller gave cannot be stored.
    Invalid(String),
    /// The program or what it stored is at fault.
    Internal(String),
    /// The writer has ended; the program is shutting down.
    Closed,
    /// A request died; its changes were taken back.
    Panicked(String),
}

/// The result of a use of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    /// An I/O failure while doing something.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |error| match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::FileTooLarge => Self::NotWritten,
            _ => Self::Io { doing, error },
        }
    }

    /// Content that cannot be read, at a place.
    pub fn unreadable(place: impl Into<String>) -> impl FnOnce(CodecError) -> Self {
        let place = place.into();
        move |why| Self::Unreadable { place, why }
    }

    /// The same failure for another request of the same group.
    pub(crate) fn repeat(&self) -> Self {
        match self {
            Self::Conflict(id) => Self::Conflict(id.clone()),
            Self::DiskFull => Self::DiskFull,
            Self::NotWritten => Self::NotWritten,
            Self::Closed => Self::Closed,
            Self::Unreadable { place, why } => Self::Unreadable { place: place.clone(), why: why.clone() },
            Self::Invalid(what) => Self::Invalid(what.clone()),
            other => Self::Internal(other.to_string()),
        }
    }

    /// Whether what was asked for is at fault, or came too late; else it is disk, database or program.
    pub fn is_askers(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Invalid(_))
    }

    /// The failure as it may stand in a log: of a record only its type, for a record leads to a person.
    pub fn brief(&self) -> String {
        match self {
            Self::Conflict(id) => format!("{}: conflict", id.ty()),
            Self::Unreadable { place, why } => {
                format!("{} 无法读取：{why}", place.split('/').next().unwrap_or_default())
            }
            other => other.to_string(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::SystemIoFailure) if is_write(&error) => Self::NotWritten,
            _ => Self::Sql(error),
        }
    }
}

/// Whether a failure of the disk was met in writing: what is stored can be read all the same.
fn is_write(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    let rusqlite::Error::SqliteFailure(error, _) = error else { return false };
    [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_DIR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMMAP,
    ]
    .contains(&error.extended_code)
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(id) => write!(f, "记录 {id} 刚刚被他人改动，请查看最新情况后重试"),
            Self::DiskFull => {
                f.write_str("磁盘空间已满，本次操作没有保存，已保存的内容完好。请清理磁盘后重试")
            }
            Self::NotWritten => f.write_str(
                "文件写不进去 (磁盘出错，或文件大小受到限制)，本次操作没有保存，已保存的内容完好。\
                 请检查磁盘和文件大小的限制 (ulimit -f) 后重试",
            ),
            Self::Io { doing, error } => write!(f, "{doing}失败：{error}。请检查文件夹和权限"),
            Self::Sql(error) => write!(f, "数据库出错：{error}。请运行 fadu verify 检查"),
            Self::Unreadable { place, why } => {
                write!(f, "{place} 无法读取：{why}。请运行 fadu verify 检查")
            }
            Self::Folder(what) | Self::MasterKey(what) | Self::Invalid(what) | Self::Internal(what) => {
                f.write_str(what)
            }
            Self::TooNew { found, known } => {
                write!(f, "数据库的版本是 {found}，本程序只认识到 {known}，请使用较新的程序")
            }
            Self::Closed => f.write_str("数据库已经关闭"),
            Self::Panicked(what) => write!(f, "处理中断，没有保存任何内容：{what}"),
        }
    }
}

impl std::error::Error for StoreError {}
