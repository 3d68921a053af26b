//! Distances, frames, drawings and outlines.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Point {
    Point::parse(text).unwrap()
}

fn spot(name: &str, place: &str) -> Spot {
    Spot { name: name.into(), at: at(place) }
}

/// Places of a district and its neighbours, not farther than some fifty kilometres from each other.
fn near() -> impl Strategy<Value = (Point, Point)> {
    let steps = (-0.2..0.2f64, -0.2..0.2f64);
    (74.0..135.0f64, 4.0..53.0f64, steps).prop_map(|(lng, lat, (east, north))| {
        (Point::new(lng, lat).unwrap(), Point::new(lng + east, lat + north).unwrap())
    })
}

proptest! {
    #[test]
    fn the_plane_is_as_good_as_the_sphere((a, b) in near()) {
        prop_assert_eq!(metres(a, a), 0.0);
        prop_assert_eq!(metres(a, b), metres(b, a));
        let sphere = a.metres(b);
        prop_assert!(sphere > 50_000.0 || (metres(a, b) - sphere).abs() <= sphere * 0.005 + 0.01);
    }

    #[test]
    fn every_place_lies_on_its_drawing(places in prop::collection::vec((112.0..113.0f64, 35.0..36.0f64), 1..40)) {
        let places: Vec<Point> = places.into_iter().filter_map(|(lng, lat)| Point::new(lng, lat)).collect();
        let frame = Frame::of(places.iter().copied(), (480, 320)).unwrap();
        for place in &places {
            let (x, y) = frame.lay(*place);
            prop_assert!((20.0..=460.0).contains(&x) && (20.0..=300.0).contains(&y), "{x} {y}");
        }
        let marks = frame.marks(&places, 30.0);
        prop_assert_eq!(marks.iter().map(Vec::len).sum::<usize>(), places.len());
        let middles: Vec<(f64, f64)> = marks.iter().map(|mark| frame.lay(places[mark[0]])).collect();
        for (i, (x, y)) in middles.iter().enumerate() {
            prop_assert!(middles[..i].iter().all(|(a, b)| (a - x).hypot(b - y) >= 30.0));
        }
    }

    #[test]
    fn no_outline_is_too_odd(text in "[\\[\\]{}\",:0-9a-zA-Z.-]{0,80}") {
        let _ = Outline::read(&text);
    }
}

#[test]
fn lengths_are_said_as_people_say_them() {
    let said: Vec<String> =
        [0.4, 229.6, 999.4, 999.6, 1_240.0, 1_960.0, 9_960.0, 35_400.0].map(length).to_vec();
    assert_eq!(said, ["0 米", "230 米", "999 米", "1 公里", "1.2 公里", "2 公里", "10 公里", "35 公里"]);
}

#[test]
fn where_one_lies_is_said_from_the_nearest() {
    let spots = [spot("乙", "112.85,35.49"), spot("甲", "112.8518,35.4915"), spot("", "113,35.6")];
    assert_eq!(nearest(&spots, 1).as_deref(), Some("距最近的一件（乙）233 米，在其东北"));
    assert_eq!(nearest(&spots, 0).as_deref(), Some("距最近的一件（甲）233 米，在其西南"));
    assert_eq!(nearest(&spots[..1], 0), None);
    assert_eq!(nearest(&[], 0), None);
    let twice = [spot("", "112.85,35.49"), spot("", "112.85,35.49")];
    assert_eq!(nearest(&twice, 0).as_deref(), Some("与最近的一件在同一处"));
}

#[test]
fn north_is_up_and_the_scale_is_told() {
    let spots = [spot("", "112.85,35.49"), spot("", "112.86,35.50")];
    let frame = Frame::of(spots.iter().map(|spot| spot.at), (480, 320)).unwrap();
    let (south, north) = (frame.lay(spots[0].at), frame.lay(spots[1].at));
    assert!(north.1 < south.1 && north.0 > south.0, "{north:?} {south:?}");
    let svg = spots_svg(("位置", "距最近的一件 1 公里"), &frame, &spots, 0, None);
    for part in ["role=\"img\"", "<desc>距最近的一件", ">500 米<", ">北<", ">本件<"] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
    // The bar is as long as it says.
    let (east, _) = frame
        .lay(Point::new(112.85 + 500.0 / apart(at("112.85,35.495"), at("113.85,35.495")).0, 35.49).unwrap());
    let long = (east - south.0).round() as i64;
    assert!(svg.contains(&format!("v6h{long}v-6")), "{long} in {svg}");
    assert!(!svg.contains("style=") && !svg.contains("http://www.w3.org/1999"));
}

#[test]
fn what_lies_far_off_is_still_drawn_with_small_numbers() {
    let spots = [spot("", "73.5,4"), spot("", "73.5,4.0001"), spot("", "135,53")];
    let frame = Frame::of(spots[..2].iter().map(|spot| spot.at), (480, 320)).unwrap();
    let svg = spots_svg(("位置", ""), &frame, &spots, 0, None);
    assert!(svg.contains("M9999 -9999h0"), "{svg}");
}

#[test]
fn names_are_no_markup() {
    let frame = Frame::of([at("112.85,35.49")].into_iter(), (640, 480)).unwrap();
    let mark = Mark { name: "\"><script>".into(), at: at("112.85,35.49"), n: 3, href: "/x?a=1&b=2".into() };
    let svg = places_svg("<地图>", &frame, &[mark], None);
    assert!(!svg.contains("<script>") && svg.contains("a=1&amp;b=2") && svg.contains(">3</text>"), "{svg}");
}

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",
  "coordinates":[[[112.8,35.4],[112.9,35.4],[112.9,35.6],[112.8,35.6],[112.8,35.4]]]}}]}"#;

#[test]
fn an_outline_is_read_and_lies_beneath() {
    let outline = Outline::read(SQUARE).unwrap();
    let frame = Frame::of(outline.corners(), (480, 320)).unwrap();
    let svg = places_svg("地图", &frame, &[], Some(&outline));
    assert!(svg.contains("stroke-dasharray") && svg.contains("d=\"M"), "{svg}");
    let more = SQUARE.replace("Polygon", "MultiPolygon").replace("[[[", "[[[[").replace("]]]", "]]]]");
    assert_eq!(Outline::read(&more).as_ref(), Ok(&outline));
}

#[test]
fn a_bad_outline_is_told() {
    let told = |text: &str| Outline::read(text).unwrap_err();
    assert!(told("{").starts_with("不是 JSON"));
    assert!(told("{}").contains("没有面"));
    assert!(told(&SQUARE.replace("[112.9,35.4],[112.9,35.6],", "")).contains("四个拐点"));
    assert!(told(&SQUARE.replace("[112.9,35.4]", "[35.4,112.9]")).contains("[经度，纬度]"));
    let ring: Vec<String> = (0..2001).map(|n| format!("[112.{n:04},35.4]")).collect();
    let large = format!("{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}", ring.join(","));
    assert!(told(&large).contains("化简到 2000 个"));
    let deep = format!("{}{{}}{}", "{\"type\":\"Feature\",\"geometry\":".repeat(9), "}".repeat(9));
    assert!(told(&deep).contains("嵌套"));
}
