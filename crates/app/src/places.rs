//! Places of records 位置: where one lies among the others of its type, and all of a list as a map.
//! Both are made of the list 台账 as the person sees it: what is not in it is not drawn.

use std::path::Path;

use fadu_base::Point;
use fadu_definition::{Field, FieldType, TypeDef};
use fadu_document::places::{
    Frame, Mark, Outline, Size, Spot, around, metres, nearest, places_svg, spots_svg,
};

use crate::{District, Failure, ListAsked, ListPage, ListRow, RecordPage, Seat, Shown};

/// Records that a map is made of: the newest.
const MOST: usize = 500;
/// Records looked at beside one: its page is opened often, and shall stay quick.
const NEIGHBOURS: usize = 200;
/// What is farther off than this, in metres, is not drawn beside a record.
const FAR: f64 = 100_000.0;
/// Marks are no nearer to each other than a finger is wide.
const FINGER: f64 = 30.0;
/// Places within so many metres cannot be drawn apart.
const TOGETHER: f64 = 30.0;
const BESIDE: Size = (480, 300);
const MAP: Size = (720, 520);
/// Largest file of an outline, in bytes.
const FILE: u64 = 4 * 1024 * 1024;
/// Name of the file in the data folder that holds the outline of the district.
const OUTLINE: &str = "boundary.geojson";

/// A place of a record among the others.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The field that holds it.
    pub field: String,
    /// The drawing.
    pub svg: String,
    /// The same in words.
    pub words: String,
}

/// What is asked of a map.
#[derive(Clone, Debug, Default)]
pub struct MapAsked {
    /// Field by id; empty: the first with places.
    pub field: String,
    /// Two opposite corners, `lng,lat,lng,lat`; empty: all.
    pub within: String,
}

/// Where a mark of a map leads.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// To a record, `type/local`.
    Record(&'a str),
    /// To the map of a part, by its corners.
    Closer(&'a str),
    /// To the places listed below the map.
    Listed,
}

/// A list as a map.
#[derive(Clone, Debug)]
pub struct ListMap {
    /// The list: its rows are those drawn; columns are number, title and place.
    pub list: ListPage,
    /// Fields with places: id and name.
    pub fields: Vec<(String, String)>,
    /// The one drawn.
    pub field: String,
    /// The drawing; none if there is no place to draw.
    pub svg: Option<String>,
    /// Only a part is drawn.
    pub is_part: bool,
    /// Records looked at that have no place.
    pub without: usize,
}

impl District {
    /// Reads the outline of the district from its data folder, if it is there.
    pub fn read_outline(&mut self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(OUTLINE);
        let size = match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::file(&path, error)),
            Ok(found) => found.len(),
        };
        let told = |what: String| Failure::setup(format!("边界文件 {} {what}", path.display()));
        if size > FILE {
            return Err(told(format!("超过 {} MB，请化简", FILE / 1024 / 1024)));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, error))?;
        self.outline = Some(Outline::read(&text).map_err(told)?);
        Ok(())
    }

    /// Whether records of a type have places that a map may show.
    pub fn has_map(&self, ty: &str) -> bool {
        self.catalog
            .definitions
            .types
            .get(ty)
            .and_then(|all| all.last())
            .is_some_and(|def| drawn_fields(def).next().is_some())
    }

    /// Where a record lies among the newest of its type that the person sees; a line for each of its
    /// places.
    pub fn places_beside(&self, seat: &Seat, page: &RecordPage) -> Result<Vec<Beside>, Failure> {
        let Some(def) = self.catalog.definitions.types.get(&*page.ty).and_then(|all| all.last()) else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        for field in drawn_fields(def) {
            let shown = page.fields.iter().find(|known| *known.id == *field.id).map(|known| &known.shown);
            let Some(Shown::Text(text)) = shown else { continue };
            let Some(here) = Point::parse(text) else { continue };
            let columns = vec!["no".to_owned(), field.id.to_string()];
            let asked = ListAsked { columns, most: NEIGHBOURS, ..ListAsked::default() };
            let Some(list) = self.list(seat, &page.ty, &asked)? else { continue };
            all.extend(self.beside(&list, field, (&page.id, here)));
        }
        Ok(all)
    }

    fn beside(&self, list: &ListPage, field: &Field, (id, here): (&str, Point)) -> Option<Beside> {
        let no = cell_of(list, "no");
        let mut spots = vec![Spot { name: String::new(), at: here }];
        for (row, at) in placed(list, &field.id).filter(|(row, _)| row.record != id) {
            let name = no.and_then(|no| row.cells.get(no)).cloned().unwrap_or_default();
            spots.push(Spot { name, at });
        }
        let all = spots.len();
        spots.retain(|spot| metres(spot.at, here) <= FAR);
        let place = nearest(&spots, 0)?;
        let far = match all - spots.len() {
            0 => String::new(),
            far => format!("另有 {far} 件在 100 公里以外，没有画。"),
        };
        let newest = if list.next.is_some() {
            format!("只画最近的 {NEIGHBOURS} 件里的。")
        } else {
            String::new()
        };
        let words = format!("本件{place}。图上共 {} 件，北在上方。{newest}{far}", spots.len());
        let frame = Frame::of(spots.iter().map(|spot| spot.at), BESIDE)?;
        let title = format!("{}：本件与同类各件", field.name);
        let svg = spots_svg((&title, &words), &frame, &spots, 0, self.outline.as_ref());
        Some(Beside { field: field.id.to_string(), svg, words })
    }

    /// A list as a map, with the filter and the access of the list; nothing if there is no such list,
    /// or its type has no places. `way` gives the address of what a mark leads to.
    pub fn list_map(
        &self,
        seat: &Seat,
        ty: &str,
        (asked, of): (&ListAsked, &MapAsked),
        way: impl Fn(Way<'_>) -> String,
    ) -> Result<Option<ListMap>, Failure> {
        let Some(def) = self.catalog.definitions.types.get(ty).and_then(|all| all.last()) else {
            return Ok(None);
        };
        let fields: Vec<&Field> = drawn_fields(def).collect();
        let field = fields.iter().find(|field| *field.id == *of.field).or(fields.first());
        let Some(field) = field else { return Ok(None) };
        let columns = vec!["no".to_owned(), "@title".to_owned(), field.id.to_string()];
        let asked = ListAsked { columns, most: MOST, ..asked.clone() };
        let Some(mut list) = self.list(seat, ty, &asked)? else { return Ok(None) };
        let (all, within) = (list.rows.len(), corners(&of.within));
        let (rows, places): (Vec<ListRow>, Vec<Point>) =
            placed(&list, &field.id).map(|(row, at)| (row.clone(), at)).unzip();
        let without = all - rows.len();
        let inside = |at: &Point| within.is_none_or(|within| holds(within, *at));
        let (rows, places): (Vec<ListRow>, Vec<Point>) =
            rows.into_iter().zip(places).filter(|(_, at)| inside(at)).unzip();
        let drawing = Drawing { rows: &rows, places: &places, outline: self.outline.as_ref() };
        let svg = drawing.svg(&format!("{}的地图", def.name), within.is_some(), &way);
        list.rows = rows;
        Ok(Some(ListMap {
            fields: fields.iter().map(|field| (field.id.to_string(), field.name.clone())).collect(),
            field: field.id.to_string(),
            is_part: within.is_some(),
            list,
            svg,
            without,
        }))
    }
}

/// What a map is drawn of.
struct Drawing<'a> {
    rows: &'a [ListRow],
    places: &'a [Point],
    outline: Option<&'a Outline>,
}

impl Drawing<'_> {
    fn svg(&self, title: &str, is_part: bool, way: &impl Fn(Way<'_>) -> String) -> Option<String> {
        // The whole is shown within the district; a part fills the drawing.
        let outline = self.outline.filter(|_| !is_part && !self.places.is_empty());
        let corners = outline.map(Outline::corners).into_iter().flatten();
        let frame = Frame::of(self.places.iter().copied().chain(corners), MAP)?;
        let marks = frame.marks(self.places, FINGER);
        let marks: Vec<Mark> = marks.iter().filter_map(|of| self.mark(of, way)).collect();
        Some(places_svg(title, &frame, &marks, self.outline))
    }

    fn mark(&self, of: &[usize], way: &impl Fn(Way<'_>) -> String) -> Option<Mark> {
        let at = *self.places.get(*of.first()?)?;
        if let [one] = of {
            let row = self.rows.get(*one)?;
            // Number and title; the place is seen.
            let name = row.cells.get(..2).unwrap_or_default().join(" ");
            return Some(Mark { name, at, n: 1, href: way(Way::Record(&row.record)) });
        }
        let places = of.iter().filter_map(|one| self.places.get(*one).copied());
        let (low, high) = around(places)?;
        let (name, href) = match metres(low, high) < TOGETHER {
            true => (format!("同一处的 {} 件，看下面的清单", of.len()), way(Way::Listed)),
            false => (format!("{} 件，放大", of.len()), way(Way::Closer(&format!("{low},{high}")))),
        };
        Some(Mark { name, at, n: of.len(), href })
    }
}

/// The fields of a type whose places a map shows. Where a person lives or was is no dot on a map.
fn drawn_fields(def: &TypeDef) -> impl Iterator<Item = &Field> {
    def.fields.iter().filter(|field| field.ty == FieldType::Point && field.personal.is_none() && !field.many)
}

/// Which cell of a row a column is.
fn cell_of(list: &ListPage, column: &str) -> Option<usize> {
    list.columns.iter().filter(|known| known.on).position(|known| known.id == column)
}

/// The rows with a place in a column.
fn placed<'a>(list: &'a ListPage, column: &str) -> impl Iterator<Item = (&'a ListRow, Point)> {
    let cell = cell_of(list, column);
    list.rows.iter().filter_map(move |row| Some((row, Point::parse(row.cells.get(cell?)?)?)))
}

/// The corners as an address holds them.
fn corners(text: &str) -> Option<(Point, Point)> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.parse().ok()).collect();
    match numbers?[..] {
        [west, south, east, north] => Some((Point::new(west, south)?, Point::new(east, north)?)),
        _ => None,
    }
}

fn holds((low, high): (Point, Point), at: Point) -> bool {
    (low.lng()..=high.lng()).contains(&at.lng()) && (low.lat()..=high.lat()).contains(&at.lat())
}

#[cfg(test)]
mod test;
