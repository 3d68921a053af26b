//! The annual report 法治政府建设年度报告 as a value.

use crate::Figure;

/// A report: text blocks whose figures are slots, the figures themselves, and the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name of the district.
    pub district: String,
    /// Year reported on.
    pub year: i16,
    /// Last day of the period, as of which registers are read.
    pub as_of: String,
    /// Journal position at which every figure was computed.
    pub position: u64,
    /// The text.
    pub blocks: Vec<Block>,
    /// All figures of the report, in their order.
    pub figures: Vec<Figure>,
    /// Figures that the text says and that are not in the report's list; indexes go on behind the list.
    pub further: Vec<Figure>,
    /// The identities between figures.
    pub checks: Vec<Check>,
    /// Figures of this year's frozen report and of last year's that late entries have moved since.
    pub moved: Vec<Moved>,
}

/// A frozen figure that would be another one today 迟报.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Year of the report that froze it.
    pub year: i16,
    /// Indicator.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// As it was frozen and printed.
    pub frozen: String,
    /// As it would be printed today.
    pub now: String,
    /// How many records moved it.
    pub records: usize,
}

impl Report {
    /// The figure that a run or chart names.
    pub fn figure(&self, index: usize) -> &Figure {
        let listed = self.figures.len();
        if index < listed { &self.figures[index] } else { &self.further[index - listed] }
    }
}

/// A block of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading and its level (1 the title).
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A chart by month: its caption and the index of its figure in [`Report::figures`].
    Chart(String, usize),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Words.
    Text(String),
    /// A figure: its index in [`Report::figures`].
    Figure(usize),
    /// Words that a figure bears out: its index, the words.
    Said(usize, String),
    /// A figure that is not there: its index.
    Gap(usize),
}

/// An identity 校核 over the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `T01`.
    pub id: String,
    /// The identity as written.
    pub text: String,
    /// `block explain info`.
    pub severity: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The sentence for a failure.
    pub say: String,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// A figure it needs is not there.
    Missing(Vec<String>),
}

impl Outcome {
    /// In Chinese.
    pub fn word(&self) -> String {
        match self {
            Self::Holds => "成立".into(),
            Self::Fails => "不成立".into(),
            Self::Missing(ids) => format!("暂不能校核（缺{}）", ids.join("、")),
        }
    }
}
