//! Functions in Rust that definitions may call, with their signatures (language.md 5.3).
//!
//! The engine implements them by name; here stands only what a caller must give and gets back,
//! so that expressions type-check. They are pure: same arguments, same value.

use crate::expr::Ty;

/// What a capability takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A reference to a record of any type; most often `this`.
    Record,
    /// A list of references.
    Records,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A place `longitude,latitude` in degrees, stored as text.
    Point,
    /// A number with at most six decimals.
    Decimal,
}

/// The signature of a capability function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name it is called by.
    pub name: &'static str,
    /// What it takes.
    pub args: &'static [Shape],
    /// What it gives.
    pub gives: Shape,
    /// What it gives, for people (Chinese).
    pub words: &'static str,
}

/// All capability functions.
pub const SIGNATURES: &[Signature] = &[
    // Gaps in the recording of the whole process 全过程记录 (行政处罚法第四十七条): one text a gap.
    Signature {
        name: "recording_gaps",
        args: &[Shape::Record, Shape::Records],
        gives: Shape::Texts,
        words: "全过程记录的缺口",
    },
    // Metres between two places.
    Signature {
        name: "distance",
        args: &[Shape::Point, Shape::Point],
        gives: Shape::Decimal,
        words: "两点间的距离(米)",
    },
    // Likeness of two texts, from 0 to 1.
    Signature {
        name: "similarity",
        args: &[Shape::Text, Shape::Text],
        gives: Shape::Decimal,
        words: "两段文字的相似度",
    },
    // Identity numbers, mobile numbers and bank cards in a text, masked (个人信息保护法第二十五条).
    Signature {
        name: "personal_data", args: &[Shape::Text], gives: Shape::Texts, words: "文字中的个人信息"
    },
];

/// The signature of a capability function.
pub fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name)
}

impl Shape {
    /// The static type.
    pub fn ty(self) -> Ty {
        let any = || Ty::Ref([].into());
        match self {
            Self::Record => any(),
            Self::Records => any().list(),
            Self::Text | Self::Point => Ty::Text,
            Self::Texts => Ty::Text.list(),
            Self::Decimal => Ty::Decimal,
        }
    }
}
