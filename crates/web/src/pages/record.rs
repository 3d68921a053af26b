//! The page of a record 记录页, the day sheets of its limits, its files.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fadu_app::{
    Beside, DayLine, District, Entry, Failure, FieldText, RecordPage, RecordPart, Seat, Shown, ToPublish,
    TodoRow,
};

use crate::components::limit::Badge;
use crate::components::place::Place;
use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/record.html")]
struct Page {
    frame: Frame,
    record: RecordPage,
    /// What waits beside it for who entered by its number, as its rating.
    waiting: Vec<TodoRow>,
    /// Its places among those of the others.
    places: Vec<Beside>,
    /// What is still to be put out of it by the person.
    due: Vec<ToPublish>,
    /// What was sent was no longer open: the page says what happened before.
    moved: bool,
    /// The action that was asked for and is not open now.
    over: Option<String>,
}

impl Page {
    /// The drawing of a field that is a place.
    fn place(&self, field: &str) -> Option<&Beside> {
        self.places.iter().find(|beside| beside.field == field)
    }
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.seated()?;
    let id = format!("{ty}/{local}");
    let over = query.iter().find(|(name, _)| name == "over").map(|(_, action)| action.clone());
    let moved = query.iter().any(|(name, _)| name == "moved");
    let address = visitor.address.clone();
    let found = site
        .run(move |district| {
            let Some(page) = district.page(&seat, &id)? else { return Ok(None) };
            district.note_page(&seat, &address, &page)?;
            let places = district.places_beside(&seat, &page)?;
            let due = district.to_publish_of(&seat, &id)?;
            let is_open = |action: &String| page.actions.iter().any(|open| open.id == *action);
            let over = match over.filter(|action| !is_open(action)) {
                Some(action) => district.action_known(&seat, &id, &action)?,
                None => None,
            };
            Ok(Some((page.shortened(), district.waiting_beside(&seat)?, places, (due, over))))
        })
        .await?;
    let (record, waiting, places, (due, over)) = found.ok_or(Trouble::NotThere)?;
    let title = format!("{} {}", record.type_name, record.title);
    page(&Page { frame: Frame::new(&site, &visitor, title), record, waiting, places, due, moved, over })
}
#[derive(Template)]
#[template(path = "pages/record_table.html")]
struct Table<'a> {
    record: &'a str,
    field: &'a FieldText,
}

#[derive(Template)]
#[template(path = "pages/record_events.html")]
struct Events<'a> {
    record: &'a str,
    events: &'a [Entry],
}

#[derive(Template)]
#[template(path = "pages/part.html")]
struct Part {
    frame: Frame,
    part: RecordPart,
    /// The address without its page.
    here: String,
    /// Whether events are listed, or else rows.
    events: bool,
}

/// All rows of a field, part by part.
pub async fn rows(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, field)): Path<(String, String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let (id, at) = (format!("{ty}/{local}"), page_asked(&query));
    let here = format!("/records/{id}/rows/{field}");
    part(&site, &visitor, (here, false), move |district, seat| district.record_rows(seat, &id, &field, at))
        .await
}

/// All that happened, part by part.
pub async fn history(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let (id, at) = (format!("{ty}/{local}"), page_asked(&query));
    let here = format!("/records/{id}/history");
    part(&site, &visitor, (here, true), move |district, seat| district.record_history(seat, &id, at)).await
}

/// The page that is asked for, from 1; nought is none.
fn page_asked(query: &[(String, String)]) -> usize {
    let asked = query.iter().find(|(name, _)| name == "page");
    asked.map_or(1, |(_, text)| text.parse().unwrap_or(0))
}

async fn part(
    site: &Site,
    visitor: &Visitor,
    (here, events): (String, bool),
    read: impl FnOnce(&District, &Seat) -> Result<Option<RecordPart>, Failure> + Send + 'static,
) -> Answer {
    let (seat, address) = (visitor.seated()?, visitor.address.clone());
    let found = site
        .run(move |district| {
            let Some(part) = read(district, &seat)? else { return Ok(None) };
            district.note_page(&seat, &address, &part.record)?;
            Ok(Some(part))
        })
        .await?;
    let part = found.ok_or(Trouble::NotThere)?;
    let frame = Frame::new(site, visitor, format!("{} {}", part.name, part.record.title));
    page(&Part { frame, part, here, events })
}

#[derive(Template)]
#[template(path = "pages/sheet.html")]
struct Sheet {
    frame: Frame,
    record: String,
    name: String,
    limit: fadu_app::LimitText,
    days: Vec<DayLine>,
}

/// The day sheet of a limit; `row` of a limit with one for each row.
pub async fn sheet(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, limit)): Path<(String, String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.seated()?;
    let id = format!("{ty}/{local}");
    let row = query.iter().find(|(name, _)| name == "row").and_then(|(_, text)| text.parse().ok());
    let asked = (id.clone(), limit.clone());
    let found = site
        .run(move |district| {
            let (id, limit) = asked;
            let days = district.limit_sheet(&seat, &id, &limit, row)?;
            Ok(days.zip(district.page(&seat, &id)?))
        })
        .await?;
    let (days, record) = found.ok_or(Trouble::NotThere)?;
    let mut limits = record.limits.into_iter();
    let limit = limits.find(|known| known.id == limit && known.row == row).ok_or(Trouble::NotThere)?;
    let frame = Frame::new(&site, &visitor, format!("逐日表 {}", limit.name));
    page(&Sheet { frame, record: id, name: format!("{} {}", record.type_name, record.title), limit, days })
}

/// A file that the record holds.
pub async fn file(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, sm3)): Path<(String, String, String)>,
) -> Answer {
    let seat = visitor.seated()?;
    let id = format!("{ty}/{local}");
    let address = visitor.address.clone();
    let found = site
        .run(move |district| {
            let file = district.file(&seat, &id, &sm3)?;
            file.as_ref().map_or(Ok(()), |_| district.note_file(&seat, &address, &id))?;
            Ok(file)
        })
        .await?;
    Ok(sent(found.ok_or(Trouble::NotThere)?))
}

/// A stored file as an answer: kept by the browser, never shown in the page's place.
pub(super) fn sent(file: fadu_app::Upload) -> Response {
    let name =
        format!("attachment; filename*=UTF-8''{}", crate::frame::encoded(&file.name).replace('/', "%2F"));
    ([(header::CONTENT_TYPE, file.media), (header::CONTENT_DISPOSITION, name)], file.bytes).into_response()
}
