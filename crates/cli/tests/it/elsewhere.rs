//! Another district pours its year in: its own divisions, organizations and ledgers, the columns in its
//! own order and its own mess, by one command. Only what its files say is assumed.

use std::fs;

use rust_xlsxwriter::{Format, Workbook};

use crate::run::{Folder, csv_rows};

/// A text as programs of old wrote it.
fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// A workbook of one sheet: a title over all columns and who filed it, then heads and rows.
fn titled(folder: &Folder, name: &str, sheet: &str, rows: &[&str]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    let last = u16::try_from(rows[0].split('|').count() - 1).unwrap();
    page.merge_range(0, 0, 0, last, &format!("示例区2021年度{sheet}"), &Format::new()).unwrap();
    page.write(1, 0, "填报单位:示例区（盖章）").unwrap();
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            page.write(u32::try_from(at).unwrap() + 2, u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    folder.write(&format!("year/{name}"), book.save_to_buffer().unwrap());
}

/// The folder of the fictitious district 140598.
fn year_2021(folder: &Folder) {
    folder.write("year/divisions-140598.csv", DIVISIONS);
    titled(folder, "组织机构一览.xlsx", "机构名录", &ORGANIZATIONS);
    titled(folder, "复议.xlsx", "复议案件", &REVIEWS);
    folder.write("year/公开目录.csv", gb18030(INFORMATION));
    folder.write("year/建议提案 2021.csv", gb18030(PROPOSALS));
    folder.write("year/a咨询.csv", gb18030(CONSULTATIONS));
}

const DIVISIONS: &str = "code,level,name,parent
140598,county,示例区,140500
140598001,street,东湖街道,140598
140598100,town,柳林镇,140598
140598001001,community,东湖社区,140598001
";

const ORGANIZATIONS: [&str; 7] = [
    "设立日期|机构类别|机构名称|简称|机构编码|行政区划代码|是否行政主体|撤销日期|统一社会信用代码",
    "2019年3月1日|政府|示例区人民政府|区政府|140598-A01|140598|是||",
    "２０１９－３－１|政府工作部门|示例区人民政府办公室|政府办公室|140598-B01|140598|是||",
    "2019.3.1|政府工作部门|示例区司法局|司法局|140598-B02|140598|是||",
    "2019/3/1|政府工作部门|示例区教育局|教育局|140598-B03|140598|是||",
    "20190301|街道|东湖街道办事处|东湖街道|140598-C01|140598001|是||",
    "2019-03-01|乡镇|柳林镇人民政府|柳林镇|140598-C02|140598100|是||",
];

const REVIEWS: [&str; 4] = [
    "收到申请日期|案号|被申请人|申请人|案件领域|复议请求|知道行政行为日期|受理日期|不予受理日期|承办人一|承办人二|审理结果|结案日期|送达日期|申请人证件号码",
    "2021年3月1日|示复〔2021〕1号|教育局|赵某|教育|责令履行|2021.2.1|2021.3.4||王某|李某|维持|2021年4月20日|2021年4月22日|140599199003070014",
    "２０２１．６．１|示复〔2021〕2号|东湖街道|赵某|征收|撤销|2021.5.20|2021.6.3||王某|李某||||140599199003070014",
    "2020年12月1日|示复〔2020〕9号|教育局|赵某|教育|撤销|2020.11.20|2020.12.3||王某|李某|维持|2021年1月20日|2021年1月22日|140599199003070014",
];

const INFORMATION: &str = "信息标题,形成日期,公开日期,信息类别,制作机关,索引号,公开属性,文号,所属专栏,主题标签
关于印发某办法的通知,2021年3月2日,2021.3.5,公文,区政府,140598/2021-1,主动公开,示政发〔2021〕1号,,
关于印发某方案的通知,２０２１年５月６日,2021年5月8日,公文,政府办公室,140598/2021-2,主动公开,示政办发〔2021〕2号,,
关于某事项的通知,2020年5月6日,2020年5月8日,公文,区政府,140598/2020-1,主动公开,示政发〔2020〕1号,,
检查结果公示,2021年7月1日,2021年7月2日,结果公示,教育局,140598/2021-3,主动公开,,,
";

const PROPOSALS: &str = "编号,标题,来源,届次,办理轮次,主办单位,领衔人,会办单位,交办日期,面商日期,答复日期,答复文号,办理结果类别,反馈日期,结果满意度,态度满意度
1,关于改善道路照明的建议,人大建议,三届一次,1,教育局,赵某,,2021年3月1日,2021年4月1日,2021年5月6日,示函〔2021〕1号,A,2021年5月20日,满意,满意
２,关于加强校车管理的建议,人大建议,三届一次,１,教育局,赵某,,2021年3月1日,2021年4月1日,2021年5月6日,示函〔2021〕2号,A,2021年5月20日,满意,满意
3,关于社区养老的提案,政协提案,三届一次,1,东湖街道,赵某,,2021年3月1日,2021年4月1日,2021年5月6日,示函〔2021〕3号,B,2021年5月20日,满意,满意
";

const CONSULTATIONS: &str = "咨询编号,人次,咨询渠道,答复时间,提问时间,咨询类别,咨询内容,答复内容,解答人,咨询人,来电号码,匿名,服务站点,村(社区),外部工单号,签到表编号,引导去向
示咨1,1,12348热线,2021年2月3日 10:20,,劳动,怎么要回工资,告知途径,王某,赵某,13800000000,否,,,S1,,无
示咨2,１,12348热线,2021-02-04 09:05,,劳动,怎么要回工资,告知途径,王某,赵某,13800000000,否,,,S2,,无
示咨3,1,12348热线,2020/12/31 09:05,,劳动,怎么要回工资,告知途径,王某,赵某,13800000000,否,,,S3,,无
";

#[test]
fn another_district_pours_its_year_in_by_one_command() {
    let folder = Folder::new("elsewhere");
    year_2021(&folder);
    folder.fadu("init --data d --district 140598 --name 示例区").ok();
    let told = folder.fadu("import --data d year").ok();
    assert!(told.contains("退回文件 0 个"), "{told}");

    let figures = csv_rows(&folder.fadu("figures --data d --year 2021 --csv").ok());
    let value = |id: &str| figures.iter().find(|row| row[0] == id).map(|row| row[1].clone()).unwrap();
    for (id, expected) in [
        ("disclosure.official_documents", "2"),
        ("suggestions.npc", "2"),
        ("suggestions.cppcc", "1"),
        ("reconsideration.accepted", "2"),
        ("reconsideration.concluded", "1"),
        ("reconsideration.upheld", "1"),
        ("public_legal_services.free_consultations", "2"),
        ("complaints.accepted", "0"),
        ("applications.platform_handled", "0"),
    ] {
        assert_eq!(value(id), expected, "{id}");
    }
    let towns =
        folder.fadu("figures --data d --year 2021 --csv --indicator foundations.towns_and_streets").ok();
    assert_eq!(csv_rows(&towns)[0][1], "2");
    folder.fadu("report --data d --year 2021 --out report").ok();
    let page = folder.read("report/index.html");
    assert!(page.contains("示例区2021年"), "the title names the district and its year");
    for (id, expected) in [("annual_report.report_year", "2021"), ("annual_report.outline_period", "")] {
        assert_eq!(value(id), expected, "{id}");
    }
    assert!(page.contains("〔缺：报告日期，本年度没有这一项〕"), "a gap is marked and named");
    let (main, _) = page.split_once("</main>").unwrap();
    let text: String = main.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
    for foreign in ["2020", "1134", "1-3-4-3", "亮剑", "五抓五创", "三零", "七五", "纲要", "要达到"]
    {
        assert!(!text.contains(foreign), "{foreign} of another district or year in the text");
    }
    assert!(!page.contains("2020") && !folder.read("report/report.json").contains("2020"));
    for row in &figures {
        let foreign = ["2020", "1134", "1-3-4-3"].iter().any(|foreign| row[1..3].concat().contains(foreign));
        assert!(!foreign, "{row:?} of another district or year");
    }
    for foreign in ["140502", "晋城"] {
        assert!(!page.contains(foreign), "{foreign} in the report");
        let stored = fs::read(folder.path("d/fadu.db")).unwrap();
        let found = stored.windows(foreign.len()).any(|part| part == foreign.as_bytes());
        assert!(!found, "{foreign} in the store");
    }
    assert!(folder.fadu("verify --data d").ok().contains("完好"));
}
