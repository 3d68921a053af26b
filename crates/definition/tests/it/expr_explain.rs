//! The explanation in Chinese: every construct has words.

use fadu_base::Name;
use fadu_definition::expr::explain::{Names, explain};
use fadu_definition::expr::scope::Scope;

use crate::expr_rig::{World, compile, world};

/// Chinese names for the world of the tests.
struct Words(World);

impl Names for Words {
    fn field(&self, index: u16) -> String {
        let id = &self.0.fields[usize::from(index)].id;
        match &**id {
            "kind" => "种类",
            "fine" => "罚款",
            "paid" => "已缴",
            "filed_on" => "立案日期",
            "holder" => "持有人",
            "item" => "事项",
            "lines" => "明细",
            "officers" => "承办人员",
            "urgent" => "紧急",
            "at_" => "时间",
            "count_" => "件数",
            "note" => "备注",
            other => other,
        }
        .to_owned()
    }
    fn member(&self, _: &[Name], id: &str) -> String {
        match id {
            "days" => "日数",
            "person" => "持证人",
            "permit" => "许可",
            "result" => "结论",
            "fee" => "费用",
            "given_on" => "出具日期",
            "fine" => "罚款",
            "level" => "层级",
            other => other,
        }
        .to_owned()
    }
    fn action(&self, index: u16) -> String {
        ["立案", "告知", "决定"][usize::from(index)].to_owned()
    }
    fn limit(&self, index: u16) -> String {
        ["办案期限", "答复"][usize::from(index)].to_owned()
    }
    fn type_name(&self, id: &str) -> String {
        if id == "opinion" { "意见" } else { "证件" }.to_owned()
    }
    fn param(&self, _: &str) -> String {
        "补正期限下限".to_owned()
    }
    fn indicator(&self, id: &str) -> String {
        if id == "permits.done" { "办结数" } else { "立案数" }.to_owned()
    }
    fn choice(&self, _: &[Name], key: &str) -> String {
        match key {
            "a" => "甲",
            "b" => "乙",
            "done" => "办结",
            "main" => "主项",
            "yes" => "同意",
            other => other,
        }
        .to_owned()
    }
}

fn said(table: &[(&str, &str)], scope: impl for<'w> Fn(&'w World) -> Scope<'w>) {
    let words = Words(world());
    for (text, wanted) in table {
        let expr = compile(text, &scope(&words.0)).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        assert_eq!(explain(&expr, &words), *wanted, "{text}");
    }
}

#[test]
fn conditions_read_as_sentences() {
    said(
        &[
            ("kind != null && filed_on < today", "种类不为空 且 立案日期早于今日"),
            ("urgent || (fine > 100 && kind == 'a')", "紧急 或 （罚款大于100元 且 种类是“甲”）"),
            ("!urgent && !(kind in ['a', 'b'])", "紧急为否 且 种类不是“甲”、“乙”之一"),
            ("urgent == true && holder == actor.person", "紧急为是 且 持有人与办理人相同"),
            ("fine - coalesce(paid, 0) >= 12.5", "（罚款减（已缴，空则取0元））不少于12.50元"),
            ("item.level == 'main' || item.days > 3", "事项的层级是“主项” 或 事项的日数大于3"),
            ("officers.exists(o, o.person == holder)", "承办人员中有一项符合（其持证人与持有人相同）"),
            ("!lines.exists(x, x.on == null)", "不存在：明细中有一项符合（其ON为空）"),
            ("officers.distinct().size() < 2", "承办人员去掉重复后的项数小于2"),
            ("lines[count_ - 1].fine > lines[0].fine", "明细的第（件数）项的FINE大于明细的第1项的FINE"),
            ("filed_on + years(1) < date(2018, 1, 1)", "（立案日期加1年）早于2018年1月1日"),
            ("term(filed_on, wd(7)) == today", "自立案日期起7个工作日届满之日等于今日"),
            ("wd(urgent ? 5 : param('app.days'))", "（如果紧急，则为5，否则为参数“补正期限下限”）个工作日"),
            ("did('notify') && !lapsed('decision')", "办理过“告知” 且 “办案期限”尚未届满"),
            (
                "last('notify', 'decide').on > first('file').on",
                "最近一次“告知”或“决定”的日期晚于第一次“立案”的日期",
            ),
            (
                "events('notify').exists(e, e.after.fine == fine)",
                "历次“告知”中有一项符合（其办理后的罚款等于罚款）",
            ),
            ("input.days > 10 && was.fine < fine", "本次所填的日数大于10 且 办理前的罚款小于罚款"),
            (
                "in_force(item, today) && at(item, filed_on).days > 1",
                "事项在今日有效 且 立案日期当日的事项的日数大于1",
            ),
            (
                "exists(opinion, o, o.permit == this && o.result == 'yes')",
                "有“意见”符合（其许可与本记录相同 且 其结论是“同意”）",
            ),
            (
                "sum(opinion, o, o.permit == this, o.fee)",
                "符合（其许可与本记录相同）的“意见”的（其费用）之和",
            ),
            ("distance(note, '1,2') < 100", "两点间的距离(米)（备注、“1,2”）小于100"),
            ("!in_force(item, today) && !paused('decision')", "事项在今日无效 且 “办案期限”没有中止"),
            ("lines.sum(x, x.fine) > fine", "明细各项的FINE之和大于罚款"),
            (
                "exists(opinion, o, o.fee > fine && o.result in ['yes', 'no'])",
                "有“意见”符合（其费用大于本记录的罚款 且 其结论是“同意”、“no”之一）",
            ),
            ("note.contains('x')", "备注含有“x”"),
            ("now > at_ + hours(24)", "此刻晚于（时间加24小时）"),
        ],
        World::action,
    );
}

#[test]
fn indicators_read_as_sentences() {
    said(
        &[
            (
                "filed_on in period && kind != null && step in ['done']",
                "立案日期在统计期内 且 种类不为空 且 环节是“办结”",
            ),
            (
                "in_force(as_of) && filed_on <= as_of + cd(60)",
                "在统计截止日有效 且 立案日期不晚于（统计截止日加60日）",
            ),
            ("met('decision') && closed_on <= cut_off", "“办案期限”按期完成 且 办结日期不晚于后续环节截止日"),
        ],
        World::indicator,
    );
    said(
        &[("pct(permits.done, permits.filed, 2)", "“办结数”占“立案数”的百分比(保留2位小数)")],
        World::figures,
    );
}
