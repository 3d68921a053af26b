//! One cell to one input, by the type of its field (M6–M8, M10, M13).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use fadu_base::Value;
use fadu_definition::{Field, FieldType, Given};

use crate::date::{self, NotDay};
use crate::fault::{Problem, cut, shown};
use crate::limits;
use crate::number::{self, NotNumber};
use crate::raw::Raw;
use crate::text::{Unit, comparable, kept, trimmed};

/// How the cells of a column are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The field, the input or the column of rows they fill.
    pub field: Field,
    /// The unit in the head.
    pub unit: Unit,
    /// Words that stand for a value, in comparable form: the choices, and theirs → ours.
    pub words: HashMap<String, Value>,
}

/// Between the values of a cell that holds several.
const SEPARATORS: [char; 8] = ['、', ',', ';', '，', '；', '\n', '\r', '|'];

impl Reading {
    /// The input that a cell gives; nothing if it is empty.
    pub fn read(&self, raw: &Raw) -> Result<Option<Given>, Problem> {
        match raw {
            Raw::Empty => Ok(None),
            Raw::Formula(formula) => Err(formula_found(formula)),
            Raw::Error(error) => {
                Err(Problem::invalid("error value", format!("单元格是错误值 {error}"), "请填写实际的值"))
            }
            Raw::Long(_, chars) => Err(too_long(*chars)),
            Raw::Text(text) if self.field.many => self.several(text),
            _ if self.field.many => Ok(Some(Given::List(vec![Given::Value(self.one(raw)?)]))),
            _ => self.one(raw).map(|value| Some(Given::Value(value))),
        }
    }

    fn several(&self, text: &str) -> Result<Option<Given>, Problem> {
        let mut members = Vec::new();
        for part in text.split(SEPARATORS).filter(|part| !trimmed(part).is_empty()) {
            let member = Given::Value(self.one(&Raw::Text(part.to_owned()))?);
            if members.len() == limits::MEMBERS {
                return Err(too_many());
            }
            if !members.contains(&member) {
                members.push(member);
            }
        }
        Ok((!members.is_empty()).then_some(Given::List(members)))
    }

    fn one(&self, raw: &Raw) -> Result<Value, Problem> {
        if !self.words.is_empty()
            && let Some(value) = self.words.get(comparable(&raw.plain()).as_ref())
        {
            return Ok(value.clone());
        }
        match &self.field.ty {
            FieldType::Date => self.day(raw).map(Value::Date),
            FieldType::Datetime => self.instant(raw).map(Value::Instant),
            FieldType::Money => self.money(raw),
            FieldType::Integer => {
                number::integer(&self.digits(raw)?).map(Value::Int).map_err(|why| self.not_number(raw, why))
            }
            FieldType::Decimal => number::decimal(&self.digits(raw)?)
                .map(Value::Decimal)
                .map_err(|why| self.not_number(raw, why)),
            FieldType::Bool => self.truth(raw),
            FieldType::Choice(choices) => Err(self.not_choice(raw, choices)),
            FieldType::IdNumber => self.identity(raw),
            FieldType::Phone | FieldType::Uscc | FieldType::IdNumberOrUscc => {
                self.digits(raw).map(|text| Value::text(comparable(&text).to_uppercase()))
            }
            FieldType::Period => Ok(Value::text(period(&comparable(&raw.plain())))),
            _ => self.digits(raw).map(|text| Value::text(kept(&text))),
        }
    }

    /// An identity number; a mistyped one is told before anything else of the row is judged.
    fn identity(&self, raw: &Raw) -> Result<Value, Problem> {
        let number = comparable(&self.digits(raw)?).to_uppercase();
        if fadu_base::identifier::id_check_fails(&number) {
            let what = format!("“{}”的末位与前17位不符，校验位不对", self.written(raw));
            return Err(Problem::invalid("00 §3 check digit", what, "请对照证件核对后重新填写"));
        }
        Ok(Value::text(number))
    }

    /// The text of a cell. A number of more than 15 digits has lost the last ones already.
    fn digits<'r>(&self, raw: &'r Raw) -> Result<Cow<'r, str>, Problem> {
        match raw {
            Raw::Number(number) if number.abs() >= 1e15 => Err(Problem::invalid(
                "precision",
                "号码以数字形式保存，第15位以后已经丢失",
                "请把单元格格式改为“文本”，重新填写完整的号码",
            )),
            _ => Ok(raw.plain()),
        }
    }

    fn day(&self, raw: &Raw) -> Result<fadu_base::Date, Problem> {
        let day = match raw {
            Raw::Serial(serial) => date::day_of_serial(*serial),
            Raw::Number(number) => date::day_of_number(*number),
            _ => date::date(&raw.plain()),
        };
        day.map_err(|why| self.not_day(raw, &why))
    }

    fn instant(&self, raw: &Raw) -> Result<fadu_base::Instant, Problem> {
        let instant = match raw {
            Raw::Serial(serial) => date::instant_of_serial(*serial),
            Raw::Number(number) => date::instant_of_number(*number),
            _ => date::instant(&raw.plain()),
        };
        instant.map_err(|why| self.not_day(raw, &why))
    }

    fn not_day(&self, raw: &Raw, why: &NotDay) -> Problem {
        let written = self.written(raw);
        let what = match why {
            NotDay::Form => format!("“{written}”不是日期"),
            NotDay::Absent(year, month, day) => format!("日期不存在：{year}年{month}月{day}日"),
            NotDay::Range => format!("“{written}”不在1900年至2199年之间"),
        };
        Problem::invalid("00 §4", what, "请按“2020-03-05”的样式填写实际的日期")
    }

    fn money(&self, raw: &Raw) -> Result<Value, Problem> {
        let money = number::money(&self.digits(raw)?, self.unit).map_err(|why| self.not_number(raw, why))?;
        if money.0 < 0 {
            let what = format!("金额不能为负数：{}", self.written(raw));
            return Err(Problem::invalid("money ≥ 0", what, "请填写零或正数"));
        }
        Ok(Value::Money(money))
    }

    fn not_number(&self, raw: &Raw, why: NotNumber) -> Problem {
        let written = self.written(raw);
        let money = self.field.ty == FieldType::Money;
        let whole = self.field.ty == FieldType::Integer;
        let (what, remedy) = match why {
            NotNumber::Form => (format!("“{written}”不是数字"), "请填写数字，如 1234.50"),
            NotNumber::Precision if money => (format!("“{written}”不足一分"), "金额请精确到分"),
            NotNumber::Precision if whole => (format!("“{written}”不是整数"), "请填写整数"),
            NotNumber::Precision => (format!("“{written}”的小数超过六位"), "请最多保留六位小数"),
            NotNumber::Range => (format!("“{written}”过大"), "请核对数字和单位"),
        };
        Problem::invalid("number", what, remedy)
    }

    fn truth(&self, raw: &Raw) -> Result<Value, Problem> {
        let text = raw.plain();
        match comparable(&text).to_uppercase().as_str() {
            "是" | "有" | "1" | "TRUE" | "Y" | "√" | "对" => Ok(Value::Bool(true)),
            "否" | "无" | "0" | "FALSE" | "N" | "×" | "不是" | "没有" => Ok(Value::Bool(false)),
            _ => Err(Problem::invalid(
                "bool",
                format!("“{}”既不是“是”也不是“否”", self.written(raw)),
                "请填写“是”或“否”",
            )),
        }
    }

    fn not_choice(&self, raw: &Raw, choices: &[(Arc<str>, String)]) -> Problem {
        let allowed: Vec<_> = choices.iter().take(30).map(|(_, word)| word.as_str()).collect();
        let what = format!("“{}”不在可选范围内", self.written(raw));
        Problem::invalid("choice", what, format!("可以填写：{}", allowed.join("、")))
    }

    /// The value as a fault shows it.
    fn written(&self, raw: &Raw) -> String {
        shown(&self.field, trimmed(&raw.plain()))
    }
}

fn formula_found(formula: &str) -> Problem {
    let what = format!("单元格是公式(={})，这里应当是值；公式不计算，也不保存", cut(formula, 30));
    Problem::invalid("formula", what, "请用“选择性粘贴—数值”把公式换成值")
}

fn too_many() -> Problem {
    let what = format!("一个单元格里的值超过{}个", limits::MEMBERS);
    Problem::invalid("length", what, "请核对这个单元格，或分成几行填写")
}

fn too_long(chars: usize) -> Problem {
    let what = format!("内容有{chars}个字，超过一个单元格的上限{}个字", limits::CELL);
    Problem::invalid("length", what, "请缩短内容，全文可作为附件")
}

/// `15个工作日` as the language writes it: `15 wd`. Anything else is left to the field.
fn period(text: &str) -> String {
    const UNITS: [(&str, &str); 8] = [
        ("个工作日", "wd"),
        ("工作日", "wd"),
        ("个月", "months"),
        ("小时", "h"),
        ("分钟", "min"),
        ("日", "cd"),
        ("天", "cd"),
        ("年", "years"),
    ];
    for (word, unit) in UNITS {
        if let Some(digits) = text.strip_suffix(word)
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return format!("{digits} {unit}");
        }
    }
    text.to_owned()
}
