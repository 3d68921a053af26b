//! Documents as values, and their outer forms: the annual report as HTML and JSON, and drawings
//! as SVG. Pure: the same document gives the same bytes, on every machine and day.

mod bars;
mod chart;
mod escape;
mod figure;
mod html;
mod json;
mod lint;
pub mod places;
mod report;
mod steps;
mod template;

pub use bars::{Bar, bars_svg, lines_svg};
pub use figure::{Figure, Last, Lineage, Month, Source};
pub use html::{Place, index_html, lineage_html, text_html};
pub use json::{figures_json, report_json};
pub use lint::{Finding, filled, lint};
pub use report::{Block, Check, Moved, Outcome, Report, Run};
pub use steps::{Edge, Node, steps_svg};
pub use template::{Form, Manner, Part, Piece, Template, TemplateFault, fill, parse, pieces};
