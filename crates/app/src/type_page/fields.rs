//! The fields of a type in words: what stands in them, when, what refuses a value, who sees it.

use fadu_base::Name;
use fadu_definition::{Field, FieldType};

use super::words::number;
use super::{FieldLine, Said, Words};
use crate::access::is_open_to_staff;

impl Words<'_> {
    pub fn fields(&self, fields: &[Field]) -> Vec<FieldLine> {
        fields.iter().map(|field| self.field_line(field)).collect()
    }

    fn field_line(&self, field: &Field) -> FieldLine {
        FieldLine {
            id: field.id.to_string(),
            name: field.name.clone(),
            ty: self.type_word(field),
            said: self.said_of(field),
            refusals: field.refuse.iter().map(|refuse| self.condition(refuse)).collect(),
            columns: match &field.ty {
                FieldType::Rows { columns, .. } => self.fields(columns),
                _ => Vec::new(),
            },
        }
    }

    fn said_of(&self, field: &Field) -> Said {
        let mut said = Said::new();
        if !field.help.is_empty() {
            said.push(("填写说明", field.help.clone()));
        }
        said.extend(field.is.as_ref().map(|is| ("由程序得出", self.say(is))));
        said.extend(field.default.as_ref().map(|default| ("默认", self.say(default))));
        said.extend(field.when.as_ref().map(|when| ("适用于", self.say(when))));
        said.extend(field.form.as_deref().map(|form| ("编号形式", number(form))));
        said.extend(field.personal.as_ref().map(|why| ("个人信息的用途和依据", why.clone())));
        said.extend(field.mask.as_ref().map(|mask| ("对外遮盖方式", self.say(mask))));
        if let Some(who) = self.who_sees(field) {
            said.push(("谁能看", who));
        }
        said
    }

    /// Who sees a field, where that is not what holds for the whole record.
    fn who_sees(&self, field: &Field) -> Option<String> {
        let masked = field.personal.is_some();
        Some(match (field.seen_by.as_slice(), field.public, masked) {
            ([], false, false) => return None,
            ([], true, false) => "可以公开".to_owned(),
            ([], true, true) => "遮盖后可以公开；办理人员看全文".to_owned(),
            ([], false, true) if is_open_to_staff(self.def) => {
                "办理人员看全文，其他工作人员看遮盖后的".to_owned()
            }
            ([], false, true) => "只有办理人员".to_owned(),
            (roles, ..) => format!("只有{}", self.roles(roles)),
        })
    }

    pub fn type_word(&self, field: &Field) -> String {
        let many = if field.many { "，可以多个" } else { "" };
        let word = match &field.ty {
            FieldType::Text => "文字".to_owned(),
            FieldType::LongText => "长文字".to_owned(),
            FieldType::Integer => "整数".to_owned(),
            FieldType::Decimal => "小数".to_owned(),
            FieldType::Money => "金额（元）".to_owned(),
            FieldType::Date => "日期".to_owned(),
            FieldType::Datetime => "日期时间".to_owned(),
            FieldType::Period => "时间长短".to_owned(),
            FieldType::Bool => "是或否".to_owned(),
            FieldType::Choice(of) => {
                let words: Vec<&str> = of.iter().map(|(_, word)| word.as_str()).collect();
                format!("选项：{}", words.join("、"))
            }
            FieldType::File => "文件".to_owned(),
            FieldType::Point => "地点坐标".to_owned(),
            FieldType::Address => "地址".to_owned(),
            FieldType::Phone => "电话号码".to_owned(),
            FieldType::IdNumber => "身份证号码".to_owned(),
            FieldType::Uscc => "统一社会信用代码".to_owned(),
            FieldType::IdNumberOrUscc => "身份证号码或统一社会信用代码".to_owned(),
            FieldType::Number => "由程序编号".to_owned(),
            FieldType::Rows { append: true, .. } => "多行，只增不改".to_owned(),
            FieldType::Rows { .. } => "多行".to_owned(),
            FieldType::Ref(types) if types.is_empty() => "任一业务的记录".to_owned(),
            FieldType::Ref(types) => self.referred(types),
        };
        format!("{word}{many}")
    }

    fn referred(&self, types: &[Name]) -> String {
        use fadu_definition::expr::explain::Names;
        let names: Vec<String> = types.iter().map(|ty| self.names.type_name(ty)).collect();
        format!("“{}”的记录", names.join("”“"))
    }
}
