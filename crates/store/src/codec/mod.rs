//! The stored form of events and of the fields in projections (`docs/formats/journal.md`).
//!
//! Written by hand, so that no change of a Rust type changes a byte that is hashed. The encoding
//! is versioned: `v` is 1; a later version adds a reader and keeps this one.

pub mod event;
pub mod json;
pub mod members;
pub mod shape;
pub mod time;
pub mod value;

use json::Malformed;

/// Why stored text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodecError {
    /// It is not the JSON expected.
    Malformed(Malformed),
    /// A value is not of the type its field has.
    Value(&'static str),
    /// A sealed value was altered, or sealed under another key.
    Sealed,
    /// It is written in an encoding that this program does not know.
    Version(i64),
    /// It belongs to another district, record or number than the row it lies in.
    Elsewhere(&'static str),
    /// Nobody defines the type any more.
    NoDefinition(String),
}

impl From<Malformed> for CodecError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl std::fmt::Display for CodecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(Malformed { expected, at }) => {
                write!(f, "第 {at} 字节处应为 {expected}")
            }
            Self::Value(what) => write!(f, "不是合法的 {what}"),
            Self::Sealed => f.write_str("加密的个人信息被改动，或密钥不符"),
            Self::Version(version) => write!(f, "编码版本 {version} 不认识，请使用较新的程序"),
            Self::Elsewhere(what) => write!(f, "内容中的 {what} 与所在行不一致"),
            Self::NoDefinition(ty) => write!(f, "业务类型 {ty} 没有定义"),
        }
    }
}
