//! Small definitions made by hand, and files made in memory.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use fadu_base::{Date, Name, Value};
use fadu_definition::{Action, Definitions, Field, FieldType, From, Given, Import, Kind, TypeDef, Want};
use fadu_import::{Fault, ImportRow, Ledger, Outcome};
use indexmap::IndexMap;

/// A file of the reference district.
pub fn demo(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../demo/140502").join(name)).unwrap()
}

/// One of the faulty files.
pub fn bad(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers-bad").join(name)).unwrap()
}

/// A field.
pub fn field(id: &str, ty: FieldType) -> Field {
    Field {
        id: id.into(),
        name: id.into(),
        help: String::new(),
        ty,
        many: false,
        default: None,
        is: None,
        when: None,
        refuse: Vec::new(),
        form: None,
        public: false,
        personal: None,
        mask: None,
        seen_by: Vec::new(),
        span: 0..0,
    }
}

/// The type of a column by the word of the ledgers' list.
pub fn kind(word: &str) -> FieldType {
    match word {
        "date" => FieldType::Date,
        "datetime" => FieldType::Datetime,
        "integer" => FieldType::Integer,
        "money" => FieldType::Money,
        "bool" => FieldType::Bool,
        "id" => FieldType::IdNumber,
        "phone" => FieldType::Phone,
        "org" => FieldType::Ref(Arc::new(["organization".into()])),
        _ => FieldType::Text,
    }
}

/// A type whose one action needs the fields marked `!`, with one import. Columns are written
/// `id:kind=head`, or `head:kind` where the head serves as id.
pub fn definition(id: &str, key: &str, columns: &str) -> TypeDef {
    let mut fields = Vec::new();
    let mut needs = Vec::new();
    let mut heads = IndexMap::new();
    for column in columns.split_whitespace() {
        let (left, head) = column.split_once('=').unwrap_or((column, ""));
        let (id, word) = left.rsplit_once(':').unwrap();
        let (needed, word) = word.strip_suffix('!').map_or((false, word), |word| (true, word));
        let head = if head.is_empty() { id } else { head };
        if id == "no" {
            needs.push(Want::OwnNumber);
        } else {
            if needed {
                needs.push(Want::Field(fields.len() as u16));
            }
            fields.push(field(id, kind(word)));
        }
        heads.insert(id.into(), head.split('/').map(str::to_owned).collect());
    }
    let key = key.split('+').map(Name::from).collect();
    type_def(id, fields, needs, import(key, heads))
}

/// An import of action 0.
pub fn import(key: Vec<Name>, columns: IndexMap<Name, Vec<String>>) -> Import {
    Import {
        name: "台账".into(),
        action: 0,
        key,
        columns,
        values: IndexMap::new(),
        constant: IndexMap::new(),
        rows: None,
        only: IndexMap::new(),
        optional: Vec::new(),
        conflict: None,
        span: 0..0,
    }
}

fn type_def(id: &str, fields: Vec<Field>, needs: Vec<Want>, import: Import) -> TypeDef {
    TypeDef {
        id: id.into(),
        name: id.into(),
        system: "99-test".into(),
        file: "test.toml".into(),
        digest: String::new(),
        kind: Kind::Ledger,
        effective: Date::constant(2000, 1, 1),
        until: None,
        version_by: None,
        basis: Vec::new(),
        title: Vec::new(),
        number: None,
        party: None,
        valid: None,
        unique: Vec::new(),
        recused: None,
        fields,
        computed: Vec::new(),
        steps: Vec::new(),
        actions: vec![action(needs)],
        limits: Vec::new(),
        documents: Vec::new(),
        publications: Vec::new(),
        indicators: Vec::new(),
        imports: vec![import],
        schedules: Vec::new(),
        sample: Default::default(),
        cases: Vec::new(),
    }
}

fn action(needs: Vec<Want>) -> Action {
    Action {
        id: "enter_past".into(),
        name: "补录".into(),
        article: None,
        hint: None,
        by: Vec::new(),
        by_system: false,
        from: From::New,
        to: Vec::new(),
        needs,
        may: Vec::new(),
        input: Vec::new(),
        row: None,
        docs: Vec::new(),
        refuse: Vec::new(),
        apart: Vec::new(),
        times: None,
        within: Vec::new(),
        dated: None,
        uses: None,
        draws: Vec::new(),
        sets: Vec::new(),
        then: Vec::new(),
        notify: Vec::new(),
        span: 0..0,
    }
}

/// Definitions of some types.
pub fn definitions(types: impl IntoIterator<Item = TypeDef>) -> Definitions {
    let mut all = Definitions::default();
    for def in types {
        all.types.insert(def.id.clone(), vec![Arc::new(def)]);
    }
    all
}

/// The ledger of complaints and reports, as two types that share the sheet.
pub fn complaints() -> Definitions {
    let columns = "no:text!=登记编号 channel:text!=来源渠道 external_no:text!=外部工单号 received_on:date!=接收日期 \
        complainant:text=投诉举报人 id_no:id=证件号码 phone:phone=联系电话 respondent:text=被投诉举报人 uscc:text=被诉方信用代码 \
        street:text=所属乡镇街道 category:text=商品服务类别 facts:text=主要内容 claimed:money=索赔金额(元) accepted_on:date=受理日期 \
        handler:text=承办人 closed_on:date=办结日期 result:text=办理结果 recovered:money=挽回损失 proof:text=挽回损失凭证 \
        told_on:date=告知日期 merged_into:text=并入登记编号";
    definitions(["投诉", "举报"].map(|word| {
        let id = if word == "投诉" { "complaint" } else { "report_clue" };
        let mut def = definition(id, "channel+external_no", columns);
        def.imports[0].only.insert("类型".into(), vec![word.into()]);
        def.imports[0].conflict = Some("CPL-09".into());
        def
    }))
}

/// What reading a file gave.
#[derive(Default)]
pub struct Read {
    pub records: Vec<ImportRow>,
    pub duplicates: Vec<(u32, u32)>,
    pub attached: usize,
    pub held: Vec<u32>,
    pub other: Vec<String>,
    pub faults: Vec<Fault>,
}

/// Reads a file to its end.
pub fn read(ledger: &mut Ledger) -> Read {
    let mut out = Read { faults: ledger.faults(), ..Read::default() };
    for sheet in 0..ledger.sheets().len() {
        for outcome in ledger.rows(sheet) {
            match outcome {
                Outcome::Record(row) => out.records.push(*row),
                Outcome::Attached { .. } => out.attached += 1,
                Outcome::Duplicate { row, first } => out.duplicates.push((row, first)),
                Outcome::Faulty { faults, .. } => out.faults.extend(faults),
                Outcome::Held { row } => out.held.push(row),
                Outcome::Other { says, .. } => out.other.push(says),
                Outcome::Broken(fault) => out.faults.push(fault),
            }
        }
    }
    out.faults.extend(ledger.finish());
    out
}

/// Opens and reads.
pub fn import_file(name: &str, bytes: Vec<u8>, definitions: &Definitions) -> Read {
    read(&mut Ledger::open(name, bytes, definitions).unwrap())
}

/// A fault as sheet, row, column, kind, rule.
pub fn brief(fault: &Fault) -> String {
    let place = &fault.place;
    let row = place.row.map_or_else(|| "–".to_owned(), |row| row.to_string());
    format!(
        "{} {row} {} {:?} {}",
        place.sheet.as_deref().unwrap_or("–"),
        place.column.as_deref().unwrap_or("–"),
        fault.problem.kind,
        fault.problem.rule
    )
}

/// The one fault of a file.
pub fn only(read: &Read) -> &Fault {
    assert_eq!(read.faults.len(), 1, "{:#?}", read.faults);
    &read.faults[0]
}

/// An input of a row as a value.
pub fn value(row: &ImportRow, name: &str) -> Value {
    match row.get(name) {
        Some(Given::Value(value)) => value.clone(),
        Some(other) => panic!("{name}: {other:?}"),
        None => Value::Null,
    }
}

/// A CSV file.
pub fn csv(lines: &[&str]) -> Vec<u8> {
    lines.join("\r\n").into_bytes()
}

/// An archive of texts.
pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An ODS file with this content.
pub fn ods_file(content: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        (
            "META-INF/manifest.xml",
            r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
        ),
    ])
}

/// An XLSX file with one sheet, given as the inside of `sheetData` and what follows it.
pub fn xlsx(rows: &str, after: &str) -> Vec<u8> {
    book(&[("表", rows, after)])
}

/// An XLSX file: name, rows and what follows them, of each sheet.
pub fn book(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    book_with(sheets, &[])
}

/// The same with these other parts, in place of the usual ones.
pub fn book_with(sheets: &[(&str, &str, &str)], others: &[(&str, &str)]) -> Vec<u8> {
    let (mut list, mut links, mut pages) = (String::new(), String::new(), Vec::new());
    for (at, (name, rows, after)) in sheets.iter().enumerate() {
        list += &format!(r#"<sheet name="{name}" sheetId="{}" r:id="s{at}"/>"#, at + 1);
        links += &format!(
            r#"<Relationship Id="s{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>"#
        );
        let page = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>"#);
        pages.push((format!("xl/worksheets/sheet{at}.xml"), page));
    }
    let types = format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#);
    let root = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let workbook =
        format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#);
    let links = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships">{links}<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml", &*types),
        ("_rels/.rels", &*root),
        ("xl/workbook.xml", &*workbook),
        ("xl/_rels/workbook.xml.rels", &*links),
    ];
    parts.extend(pages.iter().map(|(name, page)| (&**name, &**page)));
    parts.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    parts.extend(others);
    archive(&parts)
}

/// A row of texts for [`xlsx`].
pub fn row(no: u32, texts: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let column = fadu_import::fault::letters(at);
        format!(r#"<c r="{column}{no}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    format!(r#"<row r="{no}">{}</row>"#, texts.iter().enumerate().map(cell).collect::<String>())
}
