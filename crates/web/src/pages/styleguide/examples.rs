//! The examples of the style guide: each component drawn with parameters that show what it can do.

use askama::{Error, Template};
use fadu_app::{Condition, Control, FieldLine, FormKind, OrgLoad, RuleLine, Told};
use serde_json::{Map, json};

use super::Part;
use crate::components::control::drawn;
use crate::components::errors::Errors;
use crate::components::limit::Badge;
use crate::components::load::Load;
use crate::components::place::Place;
use crate::components::rule::{Fields, Rules};

/// A component's parameters, from its folder.
macro_rules! params {
    ($name:literal) => {
        include_str!(concat!("../../../templates/components/", $name, "/params.txt"))
    };
}

/// Every component, by name.
pub fn all() -> Result<Vec<Part>, Error> {
    Ok(vec![
        Part { name: "control", params: params!("control"), examples: controls()? },
        Part { name: "errors", params: params!("errors"), examples: errors()? },
        Part { name: "fields", params: params!("fields"), examples: fields()? },
        Part { name: "limit", params: params!("limit"), examples: badges()? },
        Part { name: "load", params: params!("load"), examples: load()? },
        Part { name: "place", params: params!("place"), examples: places()? },
        Part { name: "rule", params: params!("rule"), examples: rules()? },
    ])
}

type Examples = Result<Vec<(&'static str, String)>, Error>;

fn control(name: &str, label: &str, kind: FormKind) -> Control {
    Control {
        name: name.to_owned(),
        label: label.to_owned(),
        help: String::new(),
        applies: None,
        needed: true,
        many: false,
        kind,
        purpose: None,
        value: json!(null),
    }
}

fn controls() -> Examples {
    let several = |name: &str, label: &str, kind| Control { many: true, ..control(name, label, kind) };
    let choice = || FormKind::Choice(vec![("a".into(), "同意".into()), ("b".into(), "不同意".into())]);
    let rows =
        FormKind::Rows(vec![control("name", "姓名", FormKind::Text), control("on", "日期", FormKind::Date)]);
    let shown = vec![
        ("一行文字", control("text", "名称", FormKind::Text)),
        (
            "选填，有说明和收集依据",
            Control {
                needed: false,
                help: "十一位".into(),
                purpose: Some("行政许可法第三十二条：一次性告知".into()),
                ..control("phone", "联系电话", FormKind::Phone)
            },
        ),
        ("多行文字", control("long", "事实和理由", FormKind::LongText)),
        ("日期", control("day", "收到日期", FormKind::Date)),
        ("金额", control("money", "款额", FormKind::Money)),
        ("是否", control("bool", "是否听证", FormKind::Bool)),
        ("选一项", control("choice", "意见", choice())),
        ("选多项", several("choices", "意见", choice())),
        ("位置，浏览器能定位时有按钮", control("place", "位置", FormKind::Point)),
        ("文件", control("file", "授权委托书", FormKind::File)),
        ("多个文件", several("files", "照片", FormKind::File)),
        ("多个值，每行一个", several("many", "文件名称", FormKind::Text)),
        ("行表", control("rows", "其他申请人", rows)),
    ];
    let mut examples = Vec::new();
    for (says, control) in shown {
        examples.push((says, draw(&control, &[])?));
    }
    let faulty = control("faulty", "受理日期", FormKind::Date);
    examples.push(("没有通过", draw(&faulty, &[told("faulty", false)])?));
    Ok(examples)
}

fn draw(control: &Control, told: &[Told]) -> Result<String, Error> {
    let typed = Map::from_iter([(control.name.clone(), control.value.clone())]);
    drawn(std::slice::from_ref(control), Some(&typed), told, None).iter().map(Template::render).collect()
}

fn told(place: &str, warn: bool) -> Told {
    Told {
        id: "dates.order".into(),
        kind: "FIELD_INVALID",
        say: "受理日期早于收到日期".into(),
        article: Some("行政许可法第三十二条".into()),
        remedy: "请核对两个日期".into(),
        place: Some(place.to_owned()),
        row: None,
        rows: Vec::new(),
        warn,
    }
}

fn errors() -> Examples {
    let of = |told: &[Told]| {
        Errors::of(told, true, |told| told.place.as_ref().map(|place| format!("f.{place}"))).render()
    };
    Ok(vec![("拒绝", of(&[told("faulty", false)])?), ("只作提醒", of(&[told("faulty", true)])?)])
}

fn badges() -> Examples {
    let words = ["绿", "黄", "红", "逾期", "暂停", "已按期", "逾期办结"];
    words.into_iter().map(|word| Ok((word, Badge { word }.render()?))).collect()
}

fn load() -> Examples {
    let org = |name: &str, overdue, red, all| OrgLoad { org: None, name: name.into(), overdue, red, all };
    let orgs = [org("某局", 1, 2, 30), org("某街道", 0, 0, 4)];
    Ok(vec![("各单位在办", Load { orgs: &orgs, name: "各单位在办" }.render()?)])
}

fn places() -> Examples {
    let shown = [("位置", "东经 112.8512°，北纬 35.4907°"), ("别的文字照样", "东街一号院门前")];
    shown.into_iter().map(|(says, text)| Ok((says, Place { text }.render()?))).collect()
}

fn condition() -> Condition {
    Condition {
        id: "dates.order".into(),
        when: "受理日期早于收到日期".into(),
        say: "受理日期早于收到日期".into(),
        article: None,
        warn: false,
    }
}

fn rules() -> Examples {
    let rule = RuleLine {
        id: "accept".into(),
        name: "受理".into(),
        article: Some("行政许可法第三十二条".into()),
        said: vec![("谁办理", "窗口人员".into())],
        refusals: vec![condition()],
    };
    Ok(vec![("一条规则", Rules { heading: "动作", prefix: "example", rules: &[rule] }.render()?)])
}

fn fields() -> Examples {
    let field = |name: &str, columns| FieldLine {
        id: name.into(),
        name: name.into(),
        ty: "文字".into(),
        said: vec![("说明", "如实填写".into())],
        refusals: vec![condition()],
        columns,
    };
    let fields = [field("名称", Vec::new()), field("其他申请人", vec![field("姓名", Vec::new())])];
    Ok(vec![("栏目和行表", Fields { fields: &fields }.render()?)])
}
