//! The lunar calendar 农历 (GB/T 33661-2017) as far as the statutory festivals need it.
//!
//! Rules of the standard: a month begins on the day of the new moon (Beijing time); the month with
//! the winter solstice is the eleventh; where thirteen months lie from one eleventh month to the
//! next, the first without a major solar term (中气) is the leap month.
//!
//! New moons and the sun's longitude come from truncated series, good to about half a minute.
//! Tested for 1900–2100; later years depend on how the rotation of the earth will slow down and
//! may be a day off in rare cases.

use std::f64::consts::PI;

use crate::{Date, day};

/// Day numbers (see `day::number`) of the movable festivals of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Festivals {
    /// 正月初一.
    pub new_year: i32,
    /// 清明: the sun reaches 15°.
    pub qingming: i32,
    /// 端午, the fifth of the fifth month.
    pub dragon_boat: i32,
    /// 中秋, the fifteenth of the eighth month.
    pub mid_autumn: i32,
}

/// The movable festivals of a civil year.
pub fn festivals(year: i16) -> Festivals {
    let months = Sui::of(year);
    Festivals {
        new_year: months.first_day(1),
        qingming: crossing(Date::constant(year, 4, 2), 15.0),
        dragon_boat: months.first_day(5) + 4,
        mid_autumn: months.first_day(8) + 14,
    }
}

/// The months from the eleventh of the year before to the one before the next eleventh (岁).
struct Sui {
    /// Lunation of the eleventh month of the year before.
    first: i32,
    /// Position of the leap month after it, if there is one.
    leap: Option<i32>,
}

impl Sui {
    fn of(year: i16) -> Self {
        let (first, next) = (eleventh_month(year - 1), eleventh_month(year));
        let leap = if next - first == 13 { leap_position(first) } else { None };
        Self { first, leap }
    }

    /// First day of a month 1–10 (not of the leap month that bears its number).
    fn first_day(&self, month: i32) -> i32 {
        let position = month + 1;
        month_start(self.first + position + i32::from(self.leap.is_some_and(|leap| leap <= position)))
    }
}

/// The first of thirteen months in which the sun enters no new twelfth of the circle.
fn leap_position(first: i32) -> Option<i32> {
    let twelfth = |position| (longitude_at_start(month_start(first + position)) / 30.0).floor() as i32;
    let mut before = twelfth(0);
    (0..13).find(|position| {
        let after = twelfth(position + 1);
        std::mem::replace(&mut before, after) == after
    })
}

/// Number of the lunation (0 in January 2000) in which the winter solstice of a year falls.
fn eleventh_month(year: i16) -> i32 {
    let solstice = crossing(Date::constant(year, 12, 20), 270.0);
    let mut lunation = (f64::from(solstice - EPOCH) / 29.530588861).floor() as i32;
    while month_start(lunation) > solstice {
        lunation -= 1;
    }
    while month_start(lunation + 1) <= solstice {
        lunation += 1;
    }
    lunation
}

/// The first day from `day` on by whose end the sun has reached a longitude.
fn crossing(day: Date, degrees: f64) -> i32 {
    let mut number = day::number(day);
    while (longitude_at_start(number + 1) - degrees).rem_euclid(360.0) >= 180.0 {
        number += 1;
    }
    number
}

/// The day of a new moon in Beijing.
fn month_start(lunation: i32) -> i32 {
    beijing_day(new_moon(lunation))
}

/// Day number of 2000-01-01, whose noon is the epoch of the series.
const EPOCH: i32 = 10_957;

/// The day in Beijing of an instant of the series.
fn beijing_day(terrestrial: f64) -> i32 {
    let universal = terrestrial - delta_t(terrestrial) / 86_400.0;
    (universal + 0.5 + zone(universal)).floor() as i32 + EPOCH
}

/// The sun's apparent longitude, in degrees from 0 to 360, when a day begins in Beijing.
fn longitude_at_start(number: i32) -> f64 {
    let universal = f64::from(number - EPOCH) - 0.5;
    let universal = universal - zone(universal);
    solar_longitude(universal + delta_t(universal) / 86_400.0)
}

/// Beijing's time ahead of Greenwich, in days: 120° E since 1929, before it Beijing's own meridian.
fn zone(days: f64) -> f64 {
    if days < -25_933.0 { 27_940.0 / 86_400.0 } else { 8.0 / 24.0 }
}

/// By how many seconds the rotation of the earth lags behind uniform time (fitted polynomials).
fn delta_t(days: f64) -> f64 {
    let year = 2000.0 + days / 365.25;
    let t = year - 2000.0;
    match year {
        y if y < 1920.0 => {
            let t = y - 1900.0;
            poly(t, &[-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197])
        }
        y if y < 1941.0 => poly(y - 1920.0, &[21.20, 0.84493, -0.076100, 0.0020936]),
        y if y < 1961.0 => poly(y - 1950.0, &[29.07, 0.407, -1.0 / 233.0, 1.0 / 2547.0]),
        y if y < 1986.0 => poly(y - 1975.0, &[45.45, 1.067, -1.0 / 260.0, -1.0 / 718.0]),
        y if y < 2005.0 => poly(t, &[63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599]),
        y if y < 2050.0 => poly(t, &[62.92, 0.32217, 0.005589]),
        y => -20.0 + 32.0 * ((y - 1820.0) / 100.0).powi(2) - 0.5628 * (2150.0 - y).max(0.0),
    }
}

/// Value of a polynomial, lowest power first.
fn poly(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Sine of degrees.
fn sin(degrees: f64) -> f64 {
    (degrees * PI / 180.0).sin()
}

/// Days since the epoch (terrestrial time) of a new moon, counted from January 2000.
fn new_moon(lunation: i32) -> f64 {
    let k = f64::from(lunation);
    let c = k / 1236.85;
    let mean = poly(c, &[5.09766, 29.530588861 * 1236.85, 0.00015437, -0.000000150, 0.00000000073]);
    let e = poly(c, &[1.0, -0.002516, -0.0000074]);
    let sun = poly(c, &[2.5534, 1236.85 * 29.10535670, -0.0000014, -0.00000011]);
    let moon = poly(c, &[201.5643, 385.81693528 * 1236.85, 0.0107582, 0.00001238, -0.000000058]);
    let latitude = poly(c, &[160.7108, 390.67050284 * 1236.85, -0.0016118, -0.00000227, 0.000000011]);
    let node = poly(c, &[124.7746, -1.56375588 * 1236.85, 0.0020672, 0.00000215]);
    let periodic: f64 =
        MOON.iter().map(|&(v, w, x, y, z)| v * e.powi(w) * sin(x * sun + y * moon + z * latitude)).sum();
    let planets: f64 = PLANETS.iter().map(|&(v, at, speed)| v * sin(at + speed * k)).sum();
    let extra = 0.000325 * sin(poly(c, &[299.77, 132.8475848, -0.009173]));
    mean - 0.00017 * sin(node) + periodic + planets + extra
}

/// Corrections of the new moon: days, power of the eccentricity, multiples of the sun's and moon's
/// mean anomaly and of the argument of latitude.
const MOON: [(f64, i32, f64, f64, f64); 24] = [
    (-0.40720, 0, 0.0, 1.0, 0.0),
    (0.17241, 1, 1.0, 0.0, 0.0),
    (0.01608, 0, 0.0, 2.0, 0.0),
    (0.01039, 0, 0.0, 0.0, 2.0),
    (0.00739, 1, -1.0, 1.0, 0.0),
    (-0.00514, 1, 1.0, 1.0, 0.0),
    (0.00208, 2, 2.0, 0.0, 0.0),
    (-0.00111, 0, 0.0, 1.0, -2.0),
    (-0.00057, 0, 0.0, 1.0, 2.0),
    (0.00056, 1, 1.0, 2.0, 0.0),
    (-0.00042, 0, 0.0, 3.0, 0.0),
    (0.00042, 1, 1.0, 0.0, 2.0),
    (0.00038, 1, 1.0, 0.0, -2.0),
    (-0.00024, 1, -1.0, 2.0, 0.0),
    (-0.00007, 0, 2.0, 1.0, 0.0),
    (0.00004, 0, 0.0, 2.0, -2.0),
    (0.00004, 0, 3.0, 0.0, 0.0),
    (0.00003, 0, 1.0, 1.0, -2.0),
    (0.00003, 0, 0.0, 2.0, 2.0),
    (-0.00003, 0, 1.0, 1.0, 2.0),
    (0.00003, 0, -1.0, 1.0, 2.0),
    (-0.00002, 0, -1.0, 1.0, -2.0),
    (-0.00002, 0, 1.0, 3.0, 0.0),
    (0.00002, 0, 0.0, 4.0, 0.0),
];

/// Corrections of the new moon by the planets: days, degrees at the epoch, degrees a lunation.
const PLANETS: [(f64, f64, f64); 13] = [
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
];

/// The sun's apparent longitude in degrees, with aberration and nutation.
fn solar_longitude(days: f64) -> f64 {
    let c = days / 36_525.0;
    let sum: f64 = SUN.iter().map(|&(size, at, speed)| size * sin(at + speed * c)).sum();
    let aberration = 0.0000974 * sin(267.63 + 35999.01848 * c) - 0.005575;
    let nutation = -0.004778 * sin(poly(c, &[124.90, -1934.134, 0.002063]))
        - 0.0003667 * sin(poly(c, &[201.11, 72001.5377, 0.00057]));
    (282.7771834 + 36000.76953744 * c + 0.000005729577951308232 * sum + aberration + nutation)
        .rem_euclid(360.0)
}

/// Terms of the sun's longitude: size, degrees at the epoch, degrees a century.
const SUN: [(f64, f64, f64); 49] = [
    (403406.0, 270.54861, 0.9287892),
    (195207.0, 340.19128, 35999.1376958),
    (119433.0, 63.91854, 35999.4089666),
    (112392.0, 331.26220, 35998.7287385),
    (3891.0, 317.843, 71998.20261),
    (2819.0, 86.631, 71998.4403),
    (1721.0, 240.052, 36000.35726),
    (660.0, 310.26, 71997.4812),
    (350.0, 247.23, 32964.4678),
    (334.0, 260.87, -19.4410),
    (314.0, 297.82, 445267.1117),
    (268.0, 343.14, 45036.8840),
    (242.0, 166.79, 3.1008),
    (234.0, 81.53, 22518.4434),
    (158.0, 3.50, -19.9739),
    (132.0, 132.75, 65928.9345),
    (129.0, 182.95, 9038.0293),
    (114.0, 162.03, 3034.7684),
    (99.0, 29.8, 33718.148),
    (93.0, 266.4, 3034.448),
    (86.0, 249.2, -2280.773),
    (78.0, 157.6, 29929.992),
    (72.0, 257.8, 31556.493),
    (68.0, 185.1, 149.588),
    (64.0, 69.9, 9037.750),
    (46.0, 8.0, 107997.405),
    (38.0, 197.1, -4444.176),
    (37.0, 250.4, 151.771),
    (32.0, 65.3, 67555.316),
    (29.0, 162.7, 31556.080),
    (28.0, 341.5, -4561.540),
    (27.0, 291.6, 107996.706),
    (27.0, 98.5, 1221.655),
    (25.0, 146.7, 62894.167),
    (24.0, 110.0, 31437.369),
    (21.0, 5.2, 14578.298),
    (21.0, 342.6, -31931.757),
    (20.0, 230.9, 34777.243),
    (18.0, 256.1, 1221.999),
    (17.0, 45.3, 62894.511),
    (14.0, 242.9, -4442.039),
    (13.0, 115.2, 107997.909),
    (13.0, 151.8, 119.066),
    (13.0, 285.3, 16859.071),
    (12.0, 53.3, -4.578),
    (10.0, 126.6, 26895.292),
    (10.0, 205.7, -39.127),
    (10.0, 85.9, 12297.536),
    (10.0, 146.1, 90073.778),
];
