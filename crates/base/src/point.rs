//! Places on the ground 位置: longitude and latitude as people and phones write them. Coordinates are
//! those of CGCS2000; those that a phone gives (WGS 84) differ from them by less than a hand.

use std::fmt;

/// Mean radius of the earth in metres (IUGG).
pub const RADIUS: f64 = 6_371_008.8;
/// Millionths of a degree in a degree: a tenth of a metre is kept.
const DEGREE: i32 = 1_000_000;
/// China with its seas and islands, in whole degrees.
const CHINA: (std::ops::RangeInclusive<i32>, std::ops::RangeInclusive<i32>) = (73..=136, 3..=54);

/// A place, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    lng: i32,
    lat: i32,
}

impl Point {
    /// A place by degrees of longitude and latitude; none outside the globe.
    pub fn new(lng: f64, lat: f64) -> Option<Self> {
        let is_there = (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat);
        let millionths = |degrees: f64| (degrees * f64::from(DEGREE)).round() as i32;
        is_there.then(|| Self { lng: millionths(lng), lat: millionths(lat) })
    }

    /// Reads `112.8512,35.4907` or 东经 112.8512°，北纬 35.4907°; none if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (lng, lat) = pair(text)?;
        Self::new(lng, lat)
    }

    /// Degrees of longitude, east of Greenwich.
    pub fn lng(self) -> f64 {
        f64::from(self.lng) / f64::from(DEGREE)
    }

    /// Degrees of latitude, north of the equator.
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / f64::from(DEGREE)
    }

    /// Whether it lies in the box that holds China.
    pub fn is_in_china(self) -> bool {
        let degrees = |millionths: i32| millionths.div_euclid(DEGREE);
        CHINA.0.contains(&degrees(self.lng)) && CHINA.1.contains(&degrees(self.lat))
    }

    /// Metres to another place along the ground (haversine).
    pub fn metres(self, other: Self) -> f64 {
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let wide = self.lat().to_radians().cos() * other.lat().to_radians().cos();
        let h = half(self.lat(), other.lat()) + wide * half(self.lng(), other.lng());
        2.0 * RADIUS * h.sqrt().min(1.0).asin()
    }

    /// In words: 东经 112.8512°，北纬 35.4907°. Read back by [`Point::parse`].
    pub fn words(self) -> String {
        let east = if self.lng < 0 { "西经" } else { "东经" };
        let north = if self.lat < 0 { "南纬" } else { "北纬" };
        format!("{east} {}°，{north} {}°", Degrees(self.lng.abs()), Degrees(self.lat.abs()))
    }

    /// The address that opens it in the map of a phone (RFC 5870): latitude first.
    pub fn geo(self) -> String {
        format!("geo:{},{}", Degrees(self.lat), Degrees(self.lng))
    }
}

/// As it is stored: `112.8512,35.4907`.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", Degrees(self.lng), Degrees(self.lat))
    }
}

/// Millionths of a degree, written without noughts at the end.
struct Degrees(i32);

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, rest) = (size / DEGREE.unsigned_abs(), size % DEGREE.unsigned_abs());
        let rest = format!("{rest:06}");
        let rest = rest.trim_end_matches('0');
        write!(f, "{sign}{whole}{}{rest}", if rest.is_empty() { "" } else { "." })
    }
}

/// Two numbers as they are written, wherever on the globe or off it they lie: longitude first, or
/// each under its name.
pub fn pair(text: &str) -> Option<(f64, f64)> {
    let parts = text.split([',', '，', '、', ';', '；']).flat_map(str::split_whitespace);
    let text: Vec<&str> = parts.collect();
    // “东经” may stand apart from its number.
    match text[..] {
        [a, b] => told(a, b),
        [a, b, c, d] => told(&format!("{a}{b}"), &format!("{c}{d}")),
        _ => None,
    }
}

fn told(first: &str, second: &str) -> Option<(f64, f64)> {
    let ((a, first), (b, second)) = (named(first)?, named(second)?);
    match (a, b) {
        ("", "") | ("经", "纬") => Some((first, second)),
        ("纬", "经") => Some((second, first)),
        _ => None,
    }
}

/// A number and which of the two it is said to be.
fn named(text: &str) -> Option<(&'static str, f64)> {
    let names = [("东经", "经", 1.0), ("西经", "经", -1.0), ("北纬", "纬", 1.0), ("南纬", "纬", -1.0)];
    let found = names.iter().find_map(|(name, of, sign)| Some((*of, *sign, text.strip_prefix(name)?)));
    let (of, sign, number) = found.unwrap_or(("", 1.0, text));
    let number = number.trim_end_matches(['°', '度']);
    let plain = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let number: f64 = plain.then_some(number)?.parse().ok()?;
    Some((of, number * sign))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_is_read_as_people_and_phones_write_it() {
        let place = Point::new(112.8512, 35.4907);
        for text in [
            "112.8512,35.4907",
            " 112.851200，35.490700 ",
            "112.8512 35.4907",
            "东经112.8512°，北纬35.4907°",
            "东经 112.8512°，北纬 35.4907°",
            "北纬35.4907度、东经112.8512度",
        ] {
            assert_eq!(Point::parse(text), place, "{text}");
        }
        for text in [
            "",
            "112.8512",
            "112.8512,",
            "nan,1",
            "inf,1",
            "1e2,35",
            "200,35",
            "东经1,东经2",
            "1,2,3",
            "东经1,2",
        ] {
            assert_eq!(Point::parse(text), None, "{text}");
        }
    }

    #[test]
    fn it_is_written_for_people_and_for_a_phone() {
        let place = Point::parse("112.851200,35.490700").unwrap();
        assert_eq!(place.to_string(), "112.8512,35.4907");
        assert_eq!(place.words(), "东经 112.8512°，北纬 35.4907°");
        assert_eq!(place.geo(), "geo:35.4907,112.8512");
        let far = Point::parse("-0.5,-30").unwrap();
        assert_eq!((far.words(), far.geo()), ("西经 0.5°，南纬 30°".to_owned(), "geo:-30,-0.5".to_owned()));
    }

    #[test]
    fn china_has_its_box() {
        let is_in = |text| Point::parse(text).unwrap().is_in_china();
        assert!(is_in("112.85,35.49") && is_in("73.5,39.4") && is_in("109.5,3.9") && is_in("135.08,48.4"));
        assert!(
            !is_in("35.49,12.85")
                && !is_in("12.85,35.49")
                && !is_in("-112.85,35.49")
                && !is_in("112.85,-35.49")
        );
    }

    #[test]
    fn a_minute_of_latitude_is_about_a_nautical_mile() {
        let at = |text| Point::parse(text).unwrap();
        assert_eq!(at("112.85,35.50").metres(at("112.85,35.516666667")).floor(), 1853.0);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(lng in -180.0..180.0f64, lat in -90.0..90.0f64) {
            let place = Point::new(lng, lat);
            let written = place.unwrap();
            prop_assert_eq!(Point::parse(&written.to_string()), place);
            prop_assert_eq!(Point::parse(&written.words()), place);
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC*") {
            let _ = Point::parse(&text);
        }
    }
}
