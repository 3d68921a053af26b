//! The sentences that the engine makes itself, each beside its kind and its remedy. A variant
//! without a sentence does not compile; all of them are listed in `tests/refusals.txt`.
//!
//! `{}` are filled in order. Sentences of rules of law stand in the definitions.

use fadu_definition::RefusalKind;

use crate::{Reason, Refusal};

macro_rules! sentences {
    ($($name:ident, $id:literal, $kind:ident, $say:literal, $remedy:literal;)*) => {
        /// What the engine refuses of itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Sentence { $($name,)* }

        impl Sentence {
            /// All sentences, in order.
            pub const ALL: &'static [Sentence] = &[$(Sentence::$name,)*];

            /// Pattern of the id, kind, sentence and remedy.
            pub fn parts(self) -> (&'static str, RefusalKind, &'static str, &'static str) {
                match self { $(Sentence::$name => ($id, RefusalKind::$kind, $say, $remedy),)* }
            }
        }
    };
}

sentences! {
    Conflict, "conflict", Conflict, "您打开后该记录已有变动：{}", "请刷新后核对变动，再决定是否办理";
    TypeUnknown, "type", RefNotValid, "没有业务类型“{}”", "请核对业务类型";
    RecordMissing, "record", RefNotValid, "没有这条记录：{}", "请核对记录编号";
    RecordExists, "record", Duplicate, "编号 {} 已被占用", "请换一个编号新建";
    VersionNone, "version", RefNotValid, "“{}”在 {} 尚未生效", "请核对日期；往年事项请用补录";
    ActionUnknown, "step", StepIllegal, "没有“{}”这项动作", "现在可以办理：{}";
    StepIllegal, "step", StepIllegal, "当前环节“{}”不能办理“{}”", "现在可以办理：{}";
    NotCreated, "step", StepIllegal, "“{}”不能用来新建记录", "可以用来新建的动作：{}";
    Recused, "recused", Recusal, "您已被列为回避人员，不得办理本事项", "请由其他人员办理";
    RoleDenied, "role", RoleDenied, "“{}”不由您现在的身份办理", "请由以下人员办理：{}";
    ScopeDenied, "role", RoleDenied, "您的身份不能办理这条记录的“{}”", "请由以下人员办理：{}";
    NotForPeople, "role", RoleDenied, "“{}”由系统依法自动办理", "无需人工办理";
    NotForSystem, "role", RoleDenied, "“{}”不能由系统自动办理", "请由以下人员办理：{}";
    UnknownInput, "field.<id>", FieldInvalid, "“{}”办理时不填“{}”", "请去掉这一项";
    NotApplicable, "field.<id>", FieldInvalid, "“{}”在此情形下不适用，不得填写", "请清空这一项";
    FieldMissing, "field.<id>", FieldMissing, "“{}”未填写", "请填写“{}”";
    RowMissing, "field.<id>", FieldMissing, "“{}”没有新增内容", "请至少新增一行“{}”";
    RowUnknown, "row", FieldMissing, "没有指明要办理“{}”的哪一行", "请选择其中一行";
    FieldFormat, "field.<id>", FieldInvalid, "“{}”填写有误：{}", "请改正后重新提交";
    RefMissing, "field.<id>", RefNotValid, "“{}”所指的记录不存在：{}", "请从已有记录中选择";
    OrgNotValid, "field.<id>", RefNotValid, "“{}”所指的机构在 {} 不是有效机构：{}", "请选择当日有效的机构";
    NumberTaken, "unique.no", Duplicate, "编号“{}”已被使用", "请核对编号，或查看已有记录 {}";
    DocMissing, "doc.<id>", EvidenceMissing, "缺少“{}”", "请上传“{}”";
    DocUnknown, "doc.<id>", FieldInvalid, "“{}”办理时不用文书“{}”", "请去掉这份文书";
    DatedUnknown, "dated", FieldMissing, "不能确定“{}”的法定日期", "请填写确定日期的内容";
    DatedFuture, "dated", FieldInvalid, "法定日期 {} 在今日之后", "请改为今日或以前的日期";
    Apart, "apart.<action>", Sod, "您已办理过“{}”，不得再办理“{}”", "请由没有办理过“{}”的人员办理";
    Times, "times.<action>", StepIllegal, "“{}”最多办理 {} 次，已经用完", "请改用其他办理方式";
    WithinNone, "within.<limit>", LimitLapsed, "“{}”期限没有在计算，不能办理“{}”", "请在该期限开始后、届满前办理";
    WithinLapsed, "within.<limit>", LimitLapsed, "“{}”期限已于 {} 届满", "期限届满后不得再办理；请按逾期处理";
    Unique, "unique.<fields>", Duplicate, "{}相同的记录已经存在：{}", "请查看已有记录，不要重复登记";
    AdoptNone, "adopt.proposal", StepIllegal, "没有待确认的新规程提请", "请先由系统管理员提请适用新规程";
    AdoptVersion, "adopt.version", RefNotValid, "“{}”没有自 {} 起施行的另一版规程", "可以适用的规程自以下日期起施行：{}";
    AdoptStep, "adopt.step", Guard, "新规程没有当前环节“{}”，不能适用", "请先按原规程办到新规程也有的环节";
    AdoptFields, "adopt.fields", Guard, "新规程没有已经填写的“{}”，适用后会丢失", "请按原规程办完";
    Unknown, "<rule>", FieldMissing, "“{}”未填写，不能判断：{}", "请先补全“{}”";
    UnknownRows, "<rule>", FieldMissing, "没有填全，不能判断：{}", "请先补全这几行，或者所引用记录的资料";
    UnknownRule, "<rule>", FieldMissing, "所引用的资料不全，不能判断：{}", "请先补全所引用记录的资料";
    UsesMissing, "uses.<capability>", Guard, "“{}”所需的功能尚未启用", "请与系统管理员联系";
    Planned, "planned.<type>", Guard, "该业务尚未启用", "启用前请在原渠道办理";
    ThenDepth, "then.depth", Guard, "连带办理的层次过多", "请与系统管理员核对业务定义";
    ThenNoRecord, "then.record", RefNotValid, "要连带办理的记录不存在：{}", "请核对所引用的记录";
    ThenRefused, "<type>.<action>/<id>", Guard, "连带办理“{}”未通过：{}", "{}";
    PastDay, "past.start_day", Guard, "{} 是启用日或其后，不得补录", "请按正常程序办理";
    OrgWord, "number.<field>", FieldMissing, "机构“{}”没有登记{}，不能编号", "请先在机构登记中补全";
}

/// The remedy of a refusal whose sentence stands in a definition, by its kind.
pub fn remedy(kind: RefusalKind) -> &'static str {
    use RefusalKind as K;
    match kind {
        K::FieldMissing => "请补全后重新提交",
        K::FieldInvalid | K::Format => "请改正后重新提交",
        K::RefNotValid => "请改选当日有效的记录",
        K::RoleDenied => "请由有权的人员办理",
        K::Sod => "请由没有参与过的人员办理",
        K::Recusal => "请由无需回避的人员办理",
        K::StepIllegal => "请先完成前面的环节",
        K::Guard => "请在条件具备后再办理",
        K::EvidenceMissing => "请补充材料后再办理",
        K::LimitLapsed => "期限已过，请按逾期处理",
        K::Duplicate => "请查看已有记录，不要重复办理",
        K::Conflict => "请刷新后重新办理",
        K::Immutable => "请用更正办理，不得直接修改",
        K::Privacy => "请去掉个人信息后重新提交",
        K::CalendarProvisional => "请在放假通知发布后核对日期",
        K::FontMissing => "请安装所需字体后重试",
    }
}

impl Sentence {
    /// The reason with its id; `{}` of sentence and remedy are filled from two lists.
    pub(crate) fn reason(self, id: impl Into<String>, say: &[&str], remedy: &[&str]) -> Reason {
        let (_, kind, sentence, way) = self.parts();
        Reason {
            id: id.into(),
            kind,
            say: filled(sentence, say),
            article: None,
            remedy: filled(way, remedy),
            place: None,
            row: None,
            rows: Vec::new(),
            warn: false,
        }
    }

    /// A refusal of this one reason, with the id of the pattern.
    pub(crate) fn alone(self, say: &[&str], remedy: &[&str]) -> Refusal {
        Refusal { reasons: vec![self.reason(self.parts().0, say, remedy)] }
    }
}

/// Fills each `{}` with the next word; missing words leave nothing.
fn filled(pattern: &str, words: &[&str]) -> String {
    let mut parts = pattern.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        text.push_str(words.get(at).copied().unwrap_or_default());
        text.push_str(part);
    }
    text
}

impl Reason {
    /// The same reason about a field, input or limit.
    pub(crate) fn at(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }

    /// The same reason about the n-th row given (from 1).
    pub(crate) fn in_row(self, row: Option<usize>) -> Self {
        Self { row, ..self }
    }
}

impl Refusal {
    /// The ids of the reasons that refuse, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.reasons.iter().filter(|reason| !reason.warn).map(|reason| reason.id.as_str()).collect()
    }
}
