//! Bars of a page: upright ones for months, with last year's beside them, and lying ones for
//! organizations. SVG without styles, for pages that forbid them; whole numbers only. The same values
//! stand in a table behind each, so the drawing is one picture with a name.

use std::fmt::Write;

use crate::chart::scaled;
use crate::escape::escape;

/// A bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// `3月`, or an organization.
    pub name: String,
    /// Height in any unit; less than nought is drawn as nought.
    pub height: i64,
    /// The value as people write it.
    pub shown: String,
    /// Height in the year before.
    pub before: Option<i64>,
}

const STEP: i64 = 64;
const WIDE: i64 = 24;
const TOP: i64 = 48;
const HEIGHT: i64 = 160;
const LINE: i64 = 30;
const NAME: i64 = 230;
const NOW: &str = "#0b4f8a";
const BEFORE: &str = "#9fb3c8";

/// Upright bars, those of the year before beside them. `names` are this year's and last year's.
pub fn bars_svg(title: &str, bars: &[Bar], names: (&str, &str)) -> String {
    let count = i64::try_from(bars.len()).unwrap_or(0);
    let (width, base) = (count * STEP + 16, TOP + HEIGHT);
    let most = bars.iter().flat_map(|bar| [Some(bar.height), bar.before]).flatten().max().unwrap_or(0);
    let mut svg = open(title, width, base + 30);
    svg.push_str(&legend(names));
    for (bar, at) in bars.iter().zip(0..) {
        let middle = 8 + at * STEP + STEP / 2;
        let _ = writeln!(svg, "<g text-anchor=\"middle\">");
        if let Some(before) = bar.before {
            let height = scaled(before, most);
            let _ = writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{WIDE}\" height=\"{height}\" fill=\"{BEFORE}\"/>",
                middle - WIDE - 1,
                base - height
            );
        }
        let height = scaled(bar.height, most);
        let _ = writeln!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{WIDE}\" height=\"{height}\" fill=\"{NOW}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text><text x=\"{middle}\" y=\"{}\">{}</text></g>",
            middle + 1,
            base - height,
            middle + 1 + WIDE / 2,
            base - height - 5,
            escape(&bar.shown),
            base + 20,
            escape(&bar.name)
        );
    }
    let _ = writeln!(svg, "<path d=\"M8 {base}H{}\" stroke=\"#555\"/>\n</svg>", width - 8);
    svg
}

/// Lying bars, a line each.
pub fn lines_svg(title: &str, bars: &[Bar]) -> String {
    let count = i64::try_from(bars.len()).unwrap_or(0);
    let most = bars.iter().map(|bar| bar.height).max().unwrap_or(0);
    let mut svg = open(title, NAME + 480, count * LINE + 10);
    for (bar, at) in bars.iter().zip(0..) {
        let (y, long) = (at * LINE + 6, scaled(bar.height, most) * 2);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{NAME}\" y=\"{y}\" width=\"{long}\" height=\"20\" fill=\"{NOW}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            NAME - 8,
            y + 15,
            escape(&bar.name),
            NAME + long + 6,
            y + 15,
            escape(&bar.shown)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn open(title: &str, width: i64, height: i64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{}\" font-size=\"13\">\n",
        escape(title)
    )
}

fn legend((now, before): (&str, &str)) -> String {
    format!(
        "<rect x=\"8\" y=\"6\" width=\"12\" height=\"12\" fill=\"{NOW}\"/><text x=\"26\" y=\"17\">{}</text>\
         <rect x=\"108\" y=\"6\" width=\"12\" height=\"12\" fill=\"{BEFORE}\"/><text x=\"126\" y=\"17\">{}</text>\n",
        escape(now),
        escape(before)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(name: &str, height: i64, before: Option<i64>) -> Bar {
        Bar { name: name.into(), height, shown: height.to_string(), before }
    }

    #[test]
    fn bars_stand_to_scale_and_names_are_escaped() {
        let svg = bars_svg("<办件>", &[bar("1月", 10, Some(5)), bar("2月", -3, None)], ("2020年", "2019年"));
        assert!(svg.contains("aria-label=\"&lt;办件&gt;\"") && !svg.contains("style"), "{svg}");
        assert!(svg.contains(&format!("height=\"160\" fill=\"{NOW}\"")), "{svg}");
        assert!(svg.contains(&format!("height=\"80\" fill=\"{BEFORE}\"")), "{svg}");
        assert!(svg.contains(&format!("height=\"0\" fill=\"{NOW}\"")), "less than nought is nought: {svg}");
        let lines = lines_svg("单位", &[bar("甲&乙", 4, None), bar("丙", 2, None)]);
        assert!(lines.contains("甲&amp;乙") && lines.contains("width=\"160\""), "{lines}");
    }
}
