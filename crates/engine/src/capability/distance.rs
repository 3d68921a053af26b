//! Distance between two places on the ground.

use fadu_base::{Decimal, Point};

/// Metres between two places `longitude,latitude` in degrees, rounded to a tenth; `None` if one
/// cannot be read. Exact enough for the hundred metres that rules speak of.
pub fn distance(a: &str, b: &str) -> Option<Decimal> {
    let metres = Point::parse(a)?.metres(Point::parse(b)?);
    Some(Decimal((metres * 10.0).round() as i64 * (fadu_base::decimal::SCALE / 10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_latitude_is_about_a_nautical_mile() {
        let metres = distance("112.85,35.50", "112.85,35.516666667").expect("two points");
        assert_eq!(metres.floor(), 1853);
    }

    #[test]
    fn the_same_place_is_no_distance_and_nonsense_is_null() {
        assert_eq!(distance("112.85,35.5", "112.85, 35.5"), Some(Decimal(0)));
        assert_eq!(distance("112.85", "112.85,35.5"), None);
        assert_eq!(distance("200,35.5", "112.85,35.5"), None);
    }
}
