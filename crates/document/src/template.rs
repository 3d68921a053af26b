//! The template of a report: headings, paragraphs and slots. People edit the words between the slots,
//! never a figure: whatever a slot prints comes from its figure.
//!
//! - `{complaints.accepted}` prints the figure, `{district}` the name of the district.
//! - `{powers.published_ratio|均已公示}` says in words what a claim asserts; it stands only where the
//!   claim holds.
//! - `{grid.model_communities:name}` names the records behind a figure by one of their fields: “…”“…”;
//!   with `《` for `:` as titles, with `、` in a row, and with `#` as a list: 一是…；二是….
//! - A line that begins with `? ` is left out if one of its figures is missing or nought.
//! - Lines that follow each other are one paragraph.
//! - A line `![caption](indicator)` draws a figure by month.

use crate::{Block, Figure, Run};

/// Something wrong in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, Chinese.
    pub what: String,
}

/// A template: its parts, each with its line.
pub type Template = Vec<(usize, Part)>;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Heading with its level.
    Heading(u8, String),
    /// Words and slots.
    Paragraph(Vec<Piece>),
    /// Sentences that are left out where there is nothing to say.
    Perhaps(Vec<Piece>),
    /// A chart by month: its caption and its figure.
    Chart(String, String),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// The name of the district.
    District,
    /// A figure, and how it is said.
    Slot(String, Form),
}

/// How a figure is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// As its rule of wording prints it.
    Printed,
    /// In these words, where the claim holds.
    Said(String),
    /// The records behind it by a field.
    Named(Manner, String),
}

/// How names stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// “…”“…”
    Quoted,
    /// 《…》《…》
    Titles,
    /// …、…
    Row,
    /// 一是…；二是…
    List,
}

impl Part {
    /// Its words and slots.
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::Paragraph(pieces) | Self::Perhaps(pieces) => pieces,
            Self::Heading(..) | Self::Chart(..) => &[],
        }
    }
}

/// Reads a template. `# ` and `## ` begin headings; blank lines part paragraphs.
pub fn parse(text: &str) -> Result<Template, Vec<TemplateFault>> {
    let mut parts = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (line_no, line) = (index + 1, line.trim());
        match heading(line).or_else(|| chart(line)) {
            _ if line.is_empty() => {}
            Some(part) => parts.push((line_no, part)),
            None => match paragraph(line) {
                Ok(part) => parts.push((line_no, part)),
                Err(what) => faults.push(TemplateFault { line: line_no, what }),
            },
        }
    }
    if faults.is_empty() { Ok(parts) } else { Err(faults) }
}

fn heading(line: &str) -> Option<Part> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let words = line.get(level..)?.strip_prefix(' ')?;
    (1..=4).contains(&level).then(|| Part::Heading(level as u8, words.trim().into()))
}

fn chart(line: &str) -> Option<Part> {
    let (caption, id) = line.strip_prefix("![")?.strip_suffix(')')?.split_once("](")?;
    Some(Part::Chart(caption.trim().into(), id.trim().into()))
}

fn paragraph(line: &str) -> Result<Part, String> {
    match line.strip_prefix("? ") {
        Some(line) => pieces(line).map(Part::Perhaps),
        None => pieces(line).map(Part::Paragraph),
    }
}

/// Words and slots in turn.
pub fn pieces(line: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((words, after)) = rest.split_once('{') {
        let Some((inner, after)) = after.split_once('}') else {
            return Err("有“{”而没有“}”".into());
        };
        if !words.is_empty() {
            pieces.push(Piece::Words(words.into()));
        }
        pieces.push(slot(inner.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.into()));
    }
    Ok(pieces)
}

fn slot(inner: &str) -> Piece {
    if inner == "district" {
        return Piece::District;
    }
    let cut = inner.find(['|', ':', '《', '、', '#']);
    let (id, form) = inner.split_at(cut.unwrap_or(inner.len()));
    let mut chars = form.chars();
    let sign = chars.next();
    let rest = chars.as_str().to_owned();
    let form = match sign {
        Some('|') => Form::Said(rest),
        Some(':') => Form::Named(Manner::Quoted, rest),
        Some('《') => Form::Named(Manner::Titles, rest),
        Some('、') => Form::Named(Manner::Row, rest),
        Some('#') => Form::Named(Manner::List, rest),
        _ => Form::Printed,
    };
    Piece::Slot(id.to_owned(), form)
}

/// Puts figures into the slots. A slot without a printed form becomes a marked gap; one that
/// names no figure at all is a fault of the template.
pub fn fill(
    template: &Template,
    figures: &[Figure],
    district: &str,
) -> Result<Vec<Block>, Vec<TemplateFault>> {
    let mut faults = Vec::new();
    let mut blocks = Vec::new();
    let mut before = 0;
    for (line, part) in template {
        let goes_on = before + 1 == *line;
        before = *line;
        match part {
            Part::Heading(level, words) => blocks.push(Block::Heading(*level, words.clone())),
            Part::Paragraph(pieces) => {
                join(&mut blocks, goes_on, runs(*line, pieces, figures, district, &mut faults));
            }
            Part::Perhaps(pieces) => {
                let runs = runs(*line, pieces, figures, district, &mut faults);
                if pieces.iter().all(|piece| says_something(piece, figures)) {
                    join(&mut blocks, goes_on, runs);
                }
            }
            Part::Chart(caption, id) => {
                blocks.extend(fill_chart(*line, caption, id, figures, &mut faults));
            }
        }
    }
    if faults.is_empty() { Ok(blocks) } else { Err(faults) }
}

/// Whether a piece is no figure that is missing or nought.
fn says_something(piece: &Piece, figures: &[Figure]) -> bool {
    let Piece::Slot(id, _) = piece else { return true };
    let figure = figures.iter().find(|figure| figure.id == *id);
    figure.is_some_and(|figure| figure.printed.is_some() && figure.value.as_deref() != Some("0"))
}

/// Adds to the paragraph before, or begins one.
fn join(blocks: &mut Vec<Block>, goes_on: bool, runs: Vec<Run>) {
    match blocks.last_mut() {
        Some(Block::Paragraph(before)) if goes_on => before.extend(runs),
        _ => blocks.push(Block::Paragraph(runs)),
    }
}

/// A chart; none where its figure has no months, as the sentence beside it marks the gap already.
fn fill_chart(
    line: usize,
    caption: &str,
    id: &str,
    figures: &[Figure],
    faults: &mut Vec<TemplateFault>,
) -> Option<Block> {
    let Some(index) = figures.iter().position(|figure| figure.id == id) else {
        faults.push(TemplateFault { line, what: format!("没有指标 {id}") });
        return None;
    };
    (!figures[index].months.is_empty()).then(|| Block::Chart(caption.into(), index))
}

fn runs(
    line: usize,
    pieces: &[Piece],
    figures: &[Figure],
    district: &str,
    faults: &mut Vec<TemplateFault>,
) -> Vec<Run> {
    let mut runs = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Words(words) => runs.push(Run::Text(words.clone())),
            Piece::District => runs.push(Run::Text(district.to_owned())),
            Piece::Slot(id, form) => match figures.iter().position(|figure| figure.id == *id) {
                Some(index) => runs.push(said(index, form, &figures[index])),
                None => faults.push(TemplateFault { line, what: format!("没有指标 {id}") }),
            },
        }
    }
    runs
}

fn said(index: usize, form: &Form, figure: &Figure) -> Run {
    if figure.printed.is_none() {
        return Run::Gap(index);
    }
    match form {
        Form::Printed => match figure.value.as_deref().and_then(day) {
            Some(day) => Run::Said(index, day),
            None => Run::Figure(index),
        },
        Form::Said(words) => Run::Said(index, words.clone()),
        Form::Named(manner, field) => Run::Said(index, named(*manner, figure.members(field))),
    }
}

/// A day as people write it: 2021年2月18日.
fn day(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
    match (parts.next()?, parts.next()?, parts.next()?) {
        (Ok(year), Ok(month), Ok(day)) if text.len() == 10 => Some(format!("{year}年{month}月{day}日")),
        _ => None,
    }
}

/// Most names in a sentence; 等 stands for the others.
const MOST_NAMES: usize = 4;

fn named(manner: Manner, members: &[String]) -> String {
    let few = &members[..members.len().min(MOST_NAMES)];
    let names = match manner {
        Manner::List => return listed(members),
        Manner::Quoted => few.iter().map(|name| format!("“{name}”")).collect(),
        Manner::Titles => few.iter().map(|name| format!("《{name}》")).collect(),
        Manner::Row => few.join("、"),
    };
    if members.len() > MOST_NAMES { format!("{names}等") } else { names }
}

fn listed(members: &[String]) -> String {
    let count = |at: usize| ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].get(at).copied();
    let line = |(at, member): (usize, &String)| format!("{}是{member}", count(at).unwrap_or("还"));
    members.iter().enumerate().map(line).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Lineage;

    fn figure(id: &str, printed: Option<&str>) -> Figure {
        Figure {
            id: id.into(),
            no: 1,
            section: String::new(),
            name: id.into(),
            unit: "件".into(),
            class: "derived".into(),
            value: printed.map(Into::into),
            printed: printed.map(Into::into),
            missing: None,
            last: None,
            months: Vec::new(),
            members: Vec::new(),
            lineage: Lineage::default(),
        }
    }

    #[test]
    fn slots_become_figures_and_gaps() {
        let template = parse("# 一、标题\n\n办结{a.b}，其中{c.d}。").unwrap();
        let blocks = fill(&template, &[figure("a.b", Some("3件")), figure("c.d", None)], "某区").unwrap();
        assert_eq!(blocks[0], Block::Heading(1, "一、标题".into()));
        assert_eq!(
            blocks[1],
            Block::Paragraph(vec![
                Run::Text("办结".into()),
                Run::Figure(0),
                Run::Text("，其中".into()),
                Run::Gap(1),
                Run::Text("。".into()),
            ])
        );
    }

    #[test]
    fn a_chart_needs_a_figure_with_months() {
        let template = parse("![办结（件）](a.b)\n\n![收件](c.d)").unwrap();
        let month = crate::Month { name: "1月".into(), height: 3, shown: "3".into() };
        let drawn = Figure { months: vec![month], ..figure("a.b", Some("3件")) };
        let blocks = fill(&template, &[drawn, figure("c.d", None)], "某区").unwrap();
        assert_eq!(blocks, [Block::Chart("办结（件）".into(), 0)]);
        assert_eq!(fill(&template, &[], "某区").unwrap_err()[1].line, 3);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(parse("好\n\n坏{a").unwrap_err()[0].line, 3);
        let template = parse("\n有{no.such}。").unwrap();
        assert_eq!(
            fill(&template, &[], "某区").unwrap_err(),
            vec![TemplateFault { line: 2, what: "没有指标 no.such".into() }]
        );
    }

    #[test]
    fn a_claim_is_said_in_words_and_records_are_named() {
        let template = parse("{district}：{a.b|均已公示}，推出{c.d:name}{c.d}：{c.d#name}。").unwrap();
        let packages = Figure {
            members: vec![("name".into(), vec!["甲".into(), "乙".into()])],
            ..figure("c.d", Some("2个"))
        };
        let blocks = fill(&template, &[figure("a.b", Some("100%")), packages.clone()], "某区").unwrap();
        let words: String = runs_of(&blocks[0])
            .iter()
            .map(|run| match run {
                Run::Text(words) | Run::Said(_, words) => words.clone(),
                Run::Figure(index) => format!("[{index}]"),
                Run::Gap(index) => format!("?{index}"),
            })
            .collect();
        assert_eq!(words, "某区：均已公示，推出“甲”“乙”[1]：一是甲；二是乙。");
        let blocks = fill(&template, &[figure("a.b", None), packages], "某区").unwrap();
        assert_eq!(runs_of(&blocks[0])[2], Run::Gap(0), "what is not so is not said");
    }

    fn runs_of(block: &Block) -> &[Run] {
        match block {
            Block::Paragraph(runs) => runs,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sentence_about_nothing_is_left_out() {
        let template = parse("有{a.b}。\n? 其中{c.d}。\n? 另有{a.b}。").unwrap();
        let blocks = fill(&template, &[figure("a.b", Some("3")), figure("c.d", Some("0"))], "某区").unwrap();
        assert_eq!(blocks.len(), 1);
        assert_eq!(runs_of(&blocks[0]).len(), 6, "{blocks:?}");
    }
}
