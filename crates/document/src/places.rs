//! Places of records as a drawing 地图: points on the ground, north up, with a scale. Nothing is fetched
//! from anywhere: what is drawn are the points themselves, and the outline of the district if there
//! is one.

mod draw;
mod outline;

use fadu_base::Point;
use fadu_base::point::RADIUS;

pub use draw::{places_svg, spots_svg};
pub use outline::Outline;

/// A place to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What lies there; may be empty.
    pub name: String,
    /// Where.
    pub at: Point,
}

/// Places close together, drawn as one mark that leads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name for those who cannot see it.
    pub name: String,
    /// Where the mark stands.
    pub at: Point,
    /// How many places.
    pub n: usize,
    /// Where it leads.
    pub href: String,
}

/// Metres east and north from one place to another, on the plane that touches the earth between
/// them: within some tens of kilometres as good as the sphere.
pub fn apart(from: Point, to: Point) -> (f64, f64) {
    let shrunk = ((from.lat() + to.lat()) / 2.0).to_radians().cos();
    let east = (to.lng() - from.lng()).to_radians() * RADIUS * shrunk;
    (east, (to.lat() - from.lat()).to_radians() * RADIUS)
}

/// Metres between two places, by [`apart`].
pub fn metres(a: Point, b: Point) -> f64 {
    let (east, north) = apart(a, b);
    east.hypot(north)
}

/// 230 米; 1.2 公里; 35 公里.
pub fn length(metres: f64) -> String {
    match metres.round() as i64 {
        whole @ ..1_000 => format!("{whole} 米"),
        whole @ ..10_000 => {
            let tenths = (whole + 50) / 100;
            match tenths % 10 {
                0 => format!("{} 公里", tenths / 10),
                rest => format!("{}.{rest} 公里", tenths / 10),
            }
        }
        whole => format!("{} 公里", (whole + 500) / 1_000),
    }
}

/// The direction in which a place lies.
fn direction((east, north): (f64, f64)) -> &'static str {
    const NAMES: [&str; 8] = ["东", "东北", "北", "西北", "西", "西南", "南", "东南"];
    let eighth = (north.atan2(east).to_degrees() / 45.0).round() as i64;
    NAMES.get(eighth.rem_euclid(8) as usize).copied().unwrap_or("东")
}

/// Where one place lies among others, in words: 距最近的一件 230 米，在其东北. None without others.
pub fn nearest(spots: &[Spot], of: usize) -> Option<String> {
    let here = spots.get(of)?.at;
    let others = spots.iter().enumerate().filter(|(at, _)| *at != of).map(|(_, spot)| spot);
    let near = others.min_by(|a, b| metres(a.at, here).total_cmp(&metres(b.at, here)))?;
    let name = if near.name.is_empty() { " ".to_owned() } else { format!("（{}）", near.name) };
    Some(match metres(near.at, here) {
        same if same < 1.0 => format!("与最近的一件{}在同一处", name.trim()),
        away => format!("距最近的一件{name}{}，在其{}", length(away), direction(apart(near.at, here))),
    })
}

/// South-western and north-eastern corner of places; none without one.
pub fn around(places: impl Iterator<Item = Point> + Clone) -> Option<(Point, Point)> {
    let ends = |of: fn(Point) -> f64| {
        places.clone().map(of).fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(x), high.max(x)))
    };
    let ((west, east), (south, north)) = (ends(Point::lng), ends(Point::lat));
    Some((Point::new(west, south)?, Point::new(east, north)?))
}

/// Width and height of a drawing.
pub type Size = (i64, i64);

/// How the ground is laid on a drawing.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    middle: Point,
    /// Metres of one unit of the drawing.
    unit: f64,
    size: Size,
}

/// Beside the points on all sides.
const EDGE: i64 = 28;
/// Least width and height of what is drawn, in metres: one place alone stands in its neighbourhood.
const LEAST: f64 = 200.0;

impl Frame {
    /// The frame that holds all places; none without one.
    pub fn of(places: impl Iterator<Item = Point> + Clone, size: Size) -> Option<Self> {
        let (low, corner) = around(places)?;
        let middle = Point::new((low.lng() + corner.lng()) / 2.0, (low.lat() + corner.lat()) / 2.0)?;
        let lain = Self { middle, unit: 1.0, size: (0, 0) }.lay(corner);
        let room = |whole: i64| (whole - 2 * EDGE).max(1) as f64;
        let needs = |half: f64, whole: i64| (2.0 * half.abs()).max(LEAST) / room(whole);
        let unit = needs(lain.0, size.0).max(needs(lain.1, size.1));
        Some(Self { middle, unit, size })
    }

    /// Where a place lies on the drawing, in its units. One scale for the whole: that of its middle.
    pub fn lay(&self, at: Point) -> (f64, f64) {
        let metres = |degrees: f64| degrees.to_radians() * RADIUS;
        let east = metres(at.lng() - self.middle.lng()) * self.middle.lat().to_radians().cos();
        let north = metres(at.lat() - self.middle.lat());
        (self.size.0 as f64 / 2.0 + east / self.unit, self.size.1 as f64 / 2.0 - north / self.unit)
    }

    /// The places as marks no nearer to each other than `least` units: each holds the indices of its
    /// places, the one in its middle first.
    pub fn marks(&self, spots: &[Point], least: f64) -> Vec<Vec<usize>> {
        let mut marks: Vec<((f64, f64), Vec<usize>)> = Vec::new();
        for (at, spot) in spots.iter().enumerate() {
            let (x, y) = self.lay(*spot);
            match marks.iter_mut().find(|((a, b), _)| (a - x).hypot(b - y) < least) {
                Some((_, of)) => of.push(at),
                None => marks.push(((x, y), vec![at])),
            }
        }
        marks.into_iter().map(|(_, of)| of).collect()
    }
}

#[cfg(test)]
mod tests;
