//! The template of a report: headings, paragraphs and slots `{indicator}`. People edit the words
//! between the slots, never a figure: whatever a slot prints comes from its figure. A line
//! `![caption](indicator)` draws a figure by month.

use crate::{Block, Figure, Run};

/// Something wrong in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, Chinese.
    pub what: String,
}

/// A template: blocks whose paragraphs are words and slots.
pub type Template = Vec<(usize, Part)>;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Heading with its level.
    Heading(u8, String),
    /// Words (`Ok`) and slots (`Err`).
    Paragraph(Vec<Result<String, String>>),
    /// A chart by month: its caption and its figure.
    Chart(String, String),
}

/// Reads a template. `# ` and `## ` begin headings; blank lines separate paragraphs.
pub fn parse(text: &str) -> Result<Template, Vec<TemplateFault>> {
    let mut parts = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (line_no, line) = (index + 1, line.trim());
        match heading(line).or_else(|| chart(line)) {
            _ if line.is_empty() => {}
            Some(heading) => parts.push((line_no, heading)),
            None => match slots(line) {
                Ok(runs) => parts.push((line_no, Part::Paragraph(runs))),
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

fn slots(line: &str) -> Result<Vec<Result<String, String>>, String> {
    let mut runs = Vec::new();
    let mut rest = line;
    while let Some((words, after)) = rest.split_once('{') {
        let Some((slot, after)) = after.split_once('}') else {
            return Err("有“{”而没有“}”".into());
        };
        if !words.is_empty() {
            runs.push(Ok(words.into()));
        }
        runs.push(Err(slot.trim().into()));
        rest = after;
    }
    if !rest.is_empty() {
        runs.push(Ok(rest.into()));
    }
    Ok(runs)
}

/// Puts figures into the slots. A slot without a printed form becomes a marked gap; one that
/// names no figure at all is a fault of the template.
pub fn fill(template: &Template, figures: &[Figure]) -> Result<Vec<Block>, Vec<TemplateFault>> {
    let mut faults = Vec::new();
    let blocks = template
        .iter()
        .filter_map(|(line, part)| match part {
            Part::Heading(level, words) => Some(Block::Heading(*level, words.clone())),
            Part::Paragraph(runs) => Some(Block::Paragraph(fill_runs(*line, runs, figures, &mut faults))),
            Part::Chart(caption, id) => fill_chart(*line, caption, id, figures, &mut faults),
        })
        .collect();
    if faults.is_empty() { Ok(blocks) } else { Err(faults) }
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

fn fill_runs(
    line: usize,
    runs: &[Result<String, String>],
    figures: &[Figure],
    faults: &mut Vec<TemplateFault>,
) -> Vec<Run> {
    let mut filled = Vec::new();
    for run in runs {
        match run {
            Ok(words) => filled.push(Run::Text(words.clone())),
            Err(id) => match figures.iter().position(|figure| figure.id == *id) {
                Some(index) if figures[index].printed.is_some() => filled.push(Run::Figure(index)),
                Some(index) => filled.push(Run::Gap(index)),
                None => faults.push(TemplateFault { line, what: format!("没有指标 {id}") }),
            },
        }
    }
    filled
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
            lineage: Lineage::default(),
        }
    }

    #[test]
    fn slots_become_figures_and_gaps() {
        let template = parse("# 一、标题\n\n办结{a.b}，其中{c.d}。").unwrap();
        let blocks = fill(&template, &[figure("a.b", Some("3件")), figure("c.d", None)]).unwrap();
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
        let blocks = fill(&template, &[drawn, figure("c.d", None)]).unwrap();
        assert_eq!(blocks, [Block::Chart("办结（件）".into(), 0)]);
        assert_eq!(fill(&template, &[]).unwrap_err()[1].line, 3);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(parse("好\n\n坏{a").unwrap_err()[0].line, 3);
        let template = parse("\n有{no.such}。").unwrap();
        assert_eq!(
            fill(&template, &[]).unwrap_err(),
            vec![TemplateFault { line: 2, what: "没有指标 no.such".into() }]
        );
    }
}
