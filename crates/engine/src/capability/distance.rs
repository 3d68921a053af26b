//! Distance between two places on the ground.

use fadu_base::Decimal;

/// Mean radius of the earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// Metres between two places `longitude,latitude` in degrees, rounded to a tenth; `None` if one
/// cannot be read. Haversine: exact enough for the hundred metres that rules speak of.
pub fn distance(a: &str, b: &str) -> Option<Decimal> {
    let ((lng_a, lat_a), (lng_b, lat_b)) = (point(a)?, point(b)?);
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.to_radians().cos() * lat_b.to_radians().cos() * half(lng_b - lng_a);
    let metres = 2.0 * RADIUS * h.sqrt().min(1.0).asin();
    Some(Decimal((metres * 10.0).round() as i64 * (fadu_base::decimal::SCALE / 10)))
}

/// Reads `lng,lat`; `None` outside the globe.
pub(crate) fn point(text: &str) -> Option<(f64, f64)> {
    let (lng, lat) = text.split_once([',', '，'])?;
    let lng: f64 = lng.trim().parse().ok()?;
    let lat: f64 = lat.trim().parse().ok()?;
    ((-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat)).then_some((lng, lat))
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
