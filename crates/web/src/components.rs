//! Components: what many pages draw alike. Each has its parameters here and its template in
//! `templates/components/<name>/template.html`; the style guide shows them with examples.

pub mod control;
pub mod errors;
pub mod limit;
pub mod load;
pub mod place;
pub mod rule;

use qrcode::QrCode;
use qrcode::render::svg;

/// A text as a QR code (SVG), for a phone's camera; empty if it is too long for one.
pub fn picture(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(180, 180).quiet_zone(true).build();
    let begin = drawn.find("<svg").unwrap_or(0);
    drawn[begin..].replacen("<svg", "<svg role=\"img\" aria-label=\"二维码\"", 1)
}
