//! The outline of a district 边界, read from GeoJSON (RFC 7946): polygons alone, and not too many
//! corners for a page.

use fadu_base::Point;
use serde_json::Value as Json;

use super::Frame;
use super::draw::rounded;

/// Most corners that are drawn: a page of sixty kilobytes has to hold them.
const CORNERS: usize = 2_000;
/// Nested features are looked into this deep.
const DEEP: usize = 4;

/// The rings of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline(Vec<Vec<Point>>);

impl Outline {
    /// Reads a `FeatureCollection`, a `Feature`, a `Polygon` or a `MultiPolygon`; else says what is wrong.
    pub fn read(text: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(text).map_err(|error| format!("不是 JSON（{error}）"))?;
        let mut rings = Vec::new();
        gather(&json, DEEP, &mut rings)?;
        match rings.iter().map(Vec::len).sum::<usize>() {
            0 => Err("没有面（Polygon 或 MultiPolygon）".into()),
            many if many > CORNERS => Err(format!("有 {many} 个拐点，请化简到 {CORNERS} 个以内")),
            _ => Ok(Self(rings)),
        }
    }

    /// Its corners.
    pub fn corners(&self) -> impl Iterator<Item = Point> + Clone {
        self.0.iter().flatten().copied()
    }

    /// As the path of a drawing; corners that fall together are one.
    pub(super) fn path(&self, frame: &Frame) -> String {
        let ring = |ring: &Vec<Point>| {
            let mut corners: Vec<(i64, i64)> = ring.iter().map(|at| rounded(frame.lay(*at))).collect();
            corners.dedup();
            let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{x} {y}")).collect();
            format!("M{}Z", corners.join("L"))
        };
        self.0.iter().map(ring).collect()
    }
}

fn gather(json: &Json, deep: usize, rings: &mut Vec<Vec<Point>>) -> Result<(), String> {
    let deep = deep.checked_sub(1).ok_or("嵌套太深")?;
    let list = |name: &str| json[name].as_array().map_or(&[][..], Vec::as_slice);
    match json["type"].as_str().unwrap_or_default() {
        "FeatureCollection" => list("features").iter().try_for_each(|part| gather(part, deep, rings)),
        "Feature" => gather(&json["geometry"], deep, rings),
        "GeometryCollection" => list("geometries").iter().try_for_each(|part| gather(part, deep, rings)),
        "Polygon" => polygon(list("coordinates"), rings),
        "MultiPolygon" => list("coordinates")
            .iter()
            .try_for_each(|part| polygon(part.as_array().map_or(&[][..], Vec::as_slice), rings)),
        // Points and lines beside the outline are not of it.
        _ => Ok(()),
    }
}

fn polygon(given: &[Json], rings: &mut Vec<Vec<Point>>) -> Result<(), String> {
    for ring in given {
        let corners = ring.as_array().map_or(&[][..], Vec::as_slice);
        let corners: Option<Vec<Point>> = corners.iter().map(corner).collect();
        let corners = corners.ok_or("有的拐点不是经纬度，或者不在中国境内；应为 [经度，纬度]")?;
        if corners.len() < 4 {
            return Err("有的环不到四个拐点".into());
        }
        rings.push(corners);
    }
    Ok(())
}

fn corner(at: &Json) -> Option<Point> {
    let place = Point::new(at.get(0)?.as_f64()?, at.get(1)?.as_f64()?)?;
    place.is_in_china().then_some(place)
}
