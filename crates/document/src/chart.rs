//! A figure by month as a bar chart: SVG, each bar a link to the figure's page, and the same numbers
//! in a table behind it. Whole numbers only, so that the same months give the same bytes.

use std::fmt::Write;

use crate::escape::escape;
use crate::html::Place;
use crate::{Figure, Month};

const STEP: i64 = 56;
const BAR: i64 = 36;
const LEFT: i64 = 12;
const TOP: i64 = 26;
const HEIGHT: i64 = 160;
const BOTTOM: i64 = 30;

/// The chart with its caption and its table.
pub(crate) fn chart_html(caption: &str, figure: &Figure, place: Place<'_>) -> String {
    format!(
        "<figure>\n<figcaption>{}</figcaption>\n{}{}</figure>\n",
        escape(caption),
        svg(caption, figure, &place(figure)),
        table(caption, figure)
    )
}

fn svg(caption: &str, figure: &Figure, place: &str) -> String {
    let count = i64::try_from(figure.months.len()).unwrap_or(0);
    let (width, base) = (2 * LEFT + count * STEP, TOP + HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {}\" role=\"group\" aria-label=\"{}\" \
         font-family=\"'Noto Sans CJK SC','SimHei',sans-serif\" font-size=\"13\" text-anchor=\"middle\">\n",
        base + BOTTOM,
        escape(caption)
    );
    let most = figure.months.iter().map(|month| month.height).max().unwrap_or(0);
    for (month, at) in figure.months.iter().zip(0..) {
        svg.push_str(&bar((figure, place), month, LEFT + at * STEP + STEP / 2, scaled(month.height, most)));
    }
    let _ = writeln!(svg, "<path d=\"M{LEFT} {base}H{}\" stroke=\"#555\"/>\n</svg>", width - LEFT);
    svg
}

/// A bar with its value above and its month below, all one link.
fn bar((figure, place): (&Figure, &str), month: &Month, middle: i64, height: i64) -> String {
    let base = TOP + HEIGHT;
    // What is read aloud begins with what stands there.
    let label = format!("{} {} {}（{}）", month.shown, month.name, figure.name, figure.unit);
    format!(
        "<a href=\"{}\" aria-label=\"{}\"><title>{}</title>\
         <rect x=\"{}\" y=\"{}\" width=\"{BAR}\" height=\"{height}\"/>\
         <text x=\"{middle}\" y=\"{}\">{}</text> <text x=\"{middle}\" y=\"{}\">{}</text></a>\n",
        escape(place),
        escape(&label),
        escape(&label),
        middle - BAR / 2,
        base - height,
        base - height - 6,
        escape(&month.shown),
        base + 20,
        escape(&month.name)
    )
}

/// The height of a bar in units of the drawing; the tallest fills it, and none that is more than
/// nought is without height.
pub(crate) fn scaled(value: i64, most: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let height = i128::from(value) * i128::from(HEIGHT) / i128::from(most);
    i64::try_from(height).unwrap_or(HEIGHT).max(1)
}

fn table(caption: &str, figure: &Figure) -> String {
    let mut html = format!(
        "<details>\n<summary>数据表</summary>\n<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">月份</th>\
         <th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        escape(caption),
        escape(&headed(figure))
    );
    for month in &figure.months {
        let (name, shown) = (escape(&month.name), escape(&month.shown));
        let _ = writeln!(html, "<tr><th scope=\"row\">{name}</th><td class=\"number\">{shown}</td></tr>");
    }
    html.push_str("</tbody>\n</table>\n</details>\n");
    html
}

fn headed(figure: &Figure) -> String {
    match figure.unit.as_str() {
        "" => figure.name.clone(),
        unit => format!("{}（{unit}）", figure.name),
    }
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn the_tallest_bar_fills_the_drawing() {
        assert_eq!(scaled(10, 10), 160);
        assert_eq!(scaled(5, 10), 80);
        assert_eq!(scaled(1, 1_000_000), 1);
        assert_eq!((scaled(0, 10), scaled(0, 0), scaled(i64::MAX, i64::MAX)), (0, 0, 160));
    }
}
