//! A value as text; a place in words is followed by a way to open it in the map of a phone. The
//! phone does that by itself: nothing is asked of anybody else.

use askama::Template;
use fadu_app::Point;

/// The text.
#[derive(Template)]
#[template(path = "components/place/template.html")]
pub struct Place<'a> {
    /// Any text.
    pub text: &'a str,
}

impl Place<'_> {
    /// The address of a place, if the text is one as this program writes it.
    fn geo(&self) -> Option<String> {
        let place = self.text.ends_with('°').then(|| Point::parse(self.text)).flatten();
        place.map(Point::geo)
    }
}
