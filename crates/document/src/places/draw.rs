//! The drawing itself, as SVG without styles, for pages that forbid them.

use std::fmt::Write;

use super::{Frame, Mark, Outline, Spot, length};
use crate::escape::escape;

/// So much of the width may be the bar of the scale.
const BAR: f64 = 0.3;
const BLUE: &str = "#0b4f8a";
const RED: &str = "#a61b1b";

/// All places as dots, one of them marked; a picture with a description in words.
pub fn spots_svg(
    (title, words): (&str, &str),
    frame: &Frame,
    spots: &[Spot],
    marked: usize,
    outline: Option<&Outline>,
) -> String {
    let mut svg = open(frame, "img", title);
    let _ = write!(svg, "<desc>{}</desc>", escape(words));
    svg.push_str(&ground(frame, outline));
    let mut dots: Vec<(i64, i64)> = spots.iter().map(|spot| rounded(frame.lay(spot.at))).collect();
    let here = dots.get(marked).copied();
    dots.sort_unstable();
    dots.dedup();
    // One path for all: a page may hold hundreds.
    let path: String = dots.iter().map(|(x, y)| format!("M{x} {y}h0")).collect();
    let _ = write!(
        svg,
        "<path d=\"{path}\" stroke=\"{BLUE}\" stroke-opacity=\".6\" stroke-width=\"8\" stroke-linecap=\"round\"/>"
    );
    if let Some((x, y)) = here {
        svg.push_str(&marked_at(x, y, frame.size.0));
    }
    svg + &furniture(frame) + "</svg>\n"
}

/// Marks that lead on, each with its name and, of several places, their number.
pub fn places_svg(title: &str, frame: &Frame, marks: &[Mark], outline: Option<&Outline>) -> String {
    let mut svg = open(frame, "group", title);
    svg.push_str(&ground(frame, outline));
    // What lies over a link cannot be touched through it.
    svg.push_str(&furniture(frame));
    let _ = write!(svg, "<g fill=\"{BLUE}\" stroke=\"#fff\" text-anchor=\"middle\" font-size=\"11\">");
    for mark in marks {
        let (x, y) = rounded(frame.lay(mark.at));
        let _ = write!(
            svg,
            "<a href=\"{}\"><title>{}</title><circle cx=\"{x}\" cy=\"{y}\" r=\"12\"/>",
            escape(&mark.href),
            escape(&mark.name)
        );
        if mark.n > 1 {
            let _ = write!(
                svg,
                "<text x=\"{x}\" y=\"{}\" fill=\"#fff\" stroke=\"none\">{}</text>",
                y + 4,
                mark.n
            );
        }
        svg.push_str("</a>");
    }
    svg.push_str("</g>");
    svg + "</svg>\n"
}

fn open(frame: &Frame, role: &str, title: &str) -> String {
    let ((wide, high), title) = (frame.size, escape(title));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" role=\"{role}\" aria-label=\"{title}\" font-family=\"'Noto Sans CJK SC','SimHei',sans-serif\" font-size=\"13\">\
         <title>{title}</title>"
    )
}

/// The paper, and on it the outline of the district.
fn ground(frame: &Frame, outline: Option<&Outline>) -> String {
    let (wide, high) = frame.size;
    let mut svg = format!("<rect width=\"{wide}\" height=\"{high}\" fill=\"#f4f6f8\"/>");
    if let Some(outline) = outline {
        let _ = write!(
            svg,
            "<path d=\"{}\" fill=\"#fff\" fill-rule=\"evenodd\" stroke=\"#6b7785\" stroke-dasharray=\"6 3\"/>",
            outline.path(frame)
        );
    }
    svg
}

/// This one: a ring and a diamond, so that it is not told by its colour alone.
fn marked_at(x: i64, y: i64, wide: i64) -> String {
    let (label, anchor) = if x > wide - 70 { (x - 16, "end") } else { (x + 16, "start") };
    format!(
        "<circle cx=\"{x}\" cy=\"{y}\" r=\"11\" fill=\"none\" stroke=\"{RED}\" stroke-width=\"2\"/>\
         <path d=\"M{x} {}l6 6l-6 6l-6-6z\" fill=\"{RED}\" stroke=\"#fff\"/>\
         <text x=\"{label}\" y=\"{}\" text-anchor=\"{anchor}\" font-weight=\"700\" fill=\"{RED}\" stroke=\"#f4f6f8\" stroke-width=\"3\" paint-order=\"stroke\">本件</text>",
        y - 6,
        y + 5
    )
}

/// The border, north, and the scale.
fn furniture(frame: &Frame) -> String {
    let (wide, high) = frame.size;
    let metres = bar(frame.unit * wide as f64 * BAR);
    let (left, base, long) = (12, high - 12, (metres / frame.unit).round() as i64);
    format!(
        "<g aria-hidden=\"true\"><rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#cfd6df\"/><path d=\"M{} 12l6 15l-6-4l-6 4z\" fill=\"#17212e\"/><text x=\"{}\" y=\"41\" text-anchor=\"middle\">北</text>\
         <path d=\"M{left} {}v6h{long}v-6\" fill=\"none\" stroke=\"#17212e\" stroke-width=\"1.5\"/>\
         <text x=\"{left}\" y=\"{}\" stroke=\"#f4f6f8\" stroke-width=\"3\" paint-order=\"stroke\">{}</text></g>",
        wide - 1,
        high - 1,
        wide - 20,
        wide - 20,
        base - 6,
        base - 11,
        length(metres)
    )
}

/// The longest of 1, 2, 5, 10, 20, 50… metres that is not longer.
fn bar(most: f64) -> f64 {
    let ten = 10f64.powf(most.max(1.0).log10().floor());
    let lengths = [5.0 * ten, 2.0 * ten, ten];
    lengths.into_iter().find(|length| *length <= most).unwrap_or(ten)
}

pub(super) fn rounded((x, y): (f64, f64)) -> (i64, i64) {
    // What lies far off the drawing keeps to numbers that a browser draws.
    let within = |at: f64| at.clamp(-9_999.0, 9_999.0).round() as i64;
    (within(x), within(y))
}
