//! A figure 数据 as the report shows it, with everything needed to open it (sheet 20, 4.1).

/// A figure with its lineage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// `complaints.accepted`.
    pub id: String,
    /// Number in the report's list.
    pub no: u32,
    /// Heading under which the reference report prints it.
    pub section: String,
    /// Chinese name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// `derived imported declared text pledge`.
    pub class: String,
    /// Exact value as text; `None` where nothing gives it yet.
    pub value: Option<String>,
    /// The form in which it is printed, by its wording rule; `None` where the rule forbids it.
    pub printed: Option<String>,
    /// Why there is no value or no printed form.
    pub missing: Option<String>,
    /// The year before, where it was asked for and there is something to compare.
    pub last: Option<Last>,
    /// By month, where a chart asks for it.
    pub months: Vec<Month>,
    /// What the records behind it are called, by a field, where the text names them.
    pub members: Vec<(String, Vec<String>)>,
    /// Where it comes from.
    pub lineage: Lineage,
}

/// The same figure in the year before 上年.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// Exact value; none where the year before has no records.
    pub value: Option<String>,
    /// Value and unit by the rule of wording; none where the year before has no records.
    pub printed: Option<String>,
    /// The change in words: `上升6%`, `下降4.2个百分点`, `基本持平`, `不可比（…）`.
    pub change: String,
    /// How much the change is: percent of the year before, of a ratio percentage points; none if the two
    /// years may not be compared.
    pub size: Option<fadu_base::Decimal>,
    /// Whether the two years may be compared.
    pub comparable: bool,
}

/// A figure in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `3月`.
    pub name: String,
    /// Its value as the height of a bar, in any unit that all months share; not below nought.
    pub height: i64,
    /// Its value as text.
    pub shown: String,
}

/// Where a figure comes from 出处.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// How it is counted 口径, one sentence.
    pub rule: String,
    /// Other figures it is computed from.
    pub parts: Vec<String>,
    /// Number of records behind it.
    pub records: usize,
    /// How many of them were entered as past 补录.
    pub entered_past: usize,
    /// SM3 over the sorted lines `record@seq`.
    pub set_hash: String,
    /// The records.
    pub sources: Vec<Source>,
}

/// One record behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `type/local@seq`.
    pub record: String,
    /// What it adds to a sum; empty for a count.
    pub addend: String,
}

impl Figure {
    /// What the records behind it are called by a field.
    pub fn members(&self, field: &str) -> &[String] {
        self.members.iter().find(|(known, _)| known == field).map_or(&[], |(_, names)| names)
    }

    /// File name of its lineage page.
    pub fn page(&self) -> String {
        format!("{}.html", self.id)
    }

    /// The class in Chinese.
    pub fn class_word(&self) -> &'static str {
        match self.class.as_str() {
            "derived" => "派生",
            "imported" => "导入",
            "declared" => "申报",
            "pledge" => "承诺",
            _ => "文字",
        }
    }
}
