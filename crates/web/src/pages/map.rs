//! A list as a map 地图: the same records, by their places, each leading to its page.

use askama::Template;
use axum::extract::{Path, Query, State};
use fadu_app::{ListAsked, ListMap, MapAsked, Way};

use super::list::{asked, query};
use crate::components::place::Place;
use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

/// Places listed below the map.
const LISTED: usize = 50;

#[derive(Template)]
#[template(path = "pages/map.html")]
struct Page {
    frame: Frame,
    map: ListMap,
    ty: String,
    /// The filter, as the address of the list has it.
    query: String,
}

/// The map of a type.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(ty): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let own = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let of = MapAsked { field: own("place").unwrap_or_default(), within: own("within").unwrap_or_default() };
    let wanted = ListAsked { after: String::new(), ..asked(given) };
    let (query, address, name) = (query(&wanted), visitor.address.clone(), ty.clone());
    let here = address_of(&ty, &query, &of.field);
    let found = site
        .run(move |district| {
            let way = |way: Way<'_>| match way {
                Way::Record(id) => format!("/records/{id}"),
                Way::Closer(within) => format!("{here}&within={within}"),
                Way::Listed => "#places".to_owned(),
            };
            let map = district.list_map(&seat, &name, (&wanted, &of), way)?;
            map.as_ref().map_or(Ok(()), |map| district.note_list(&seat, &address, (&wanted, &map.list)))?;
            Ok(map)
        })
        .await?;
    let map = found.ok_or(Trouble::NotThere)?;
    let frame = Frame::new(&site, &visitor, format!("地图 {}", map.list.type_name));
    page(&Page { frame, map, ty, query })
}

fn address_of(ty: &str, query: &str, field: &str) -> String {
    format!("/lists/{}/map?{query}&place={}", encoded(ty), encoded(field))
}

impl Page {
    fn whole(&self, field: &str) -> String {
        address_of(&self.ty, &self.query, field)
    }

    /// Record, its number, what it is, where.
    fn listed(&self) -> impl Iterator<Item = (&str, &str, &str, &str)> {
        self.map.list.rows.iter().take(LISTED).map(|row| {
            let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
            (row.record.as_str(), cell(0), cell(1), cell(2))
        })
    }

    fn is_cut(&self) -> bool {
        self.map.list.rows.len() > LISTED
    }
}
