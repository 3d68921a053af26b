//! Lists 台账: all types; the records of one type with columns and filters of choice; views that are
//! kept; the same as a file.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use fadu_app::{Column, Count, EXPORT_MOST, ListAsked, ListPage, ListSpan, SavedView, TypeList};

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "pages/lists.html")]
struct Lists {
    frame: Frame,
    groups: Vec<Vec<TypeList>>,
    empty: Vec<TypeList>,
    views: Vec<SavedView>,
}

/// All types, by system.
pub async fn all(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.official()?;
    let (lists, views) =
        site.run(move |district| Ok((district.lists(&seat)?, district.list_views(&seat)?))).await?;
    let (filled, empty): (Vec<_>, Vec<_>) = lists.into_iter().partition(|list| list.count.n > 0);
    let groups = filled.chunk_by(|a, b| a.system == b.system).map(<[TypeList]>::to_vec).collect();
    page(&Lists { frame: Frame::new(&site, &visitor, "台账"), groups, empty, views })
}

#[derive(Template)]
#[template(path = "pages/list.html")]
struct Page {
    frame: Frame,
    list: ListPage,
    asked: ListAsked,
    views: Vec<SavedView>,
    has_org: bool,
    /// Its records may lie on a map.
    has_map: bool,
}

/// The list of a type.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(ty): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let asked = asked(query);
    let (wanted, has_org, address) = (asked.clone(), seat.org.is_some(), visitor.address.clone());
    let found = site
        .run(move |district| {
            let list = district.list(&seat, &ty, &wanted)?;
            if let Some(list) = &list {
                district.note_list(&seat, &address, (&wanted, list))?;
            }
            Ok(list.zip(Some((district.list_views(&seat)?, district.has_map(&ty)))))
        })
        .await?;
    let (list, (mut views, has_map)) = found.ok_or(Trouble::NotThere)?;
    views.retain(|view| view.type_id == list.type_id);
    let frame = Frame::new(&site, &visitor, format!("台账 {}", list.type_name));
    page(&Page { frame, list, asked, views, has_org, has_map })
}

/// What the address asks for.
pub(super) fn asked(query: Vec<(String, String)>) -> ListAsked {
    let mut asked = ListAsked { most: ROWS, ..ListAsked::default() };
    for (name, text) in query {
        let slot = match name.as_str() {
            "col" => {
                asked.columns.push(text);
                continue;
            }
            "step" => &mut asked.step,
            "org" => &mut asked.org,
            "from" => &mut asked.span.from,
            "to" => &mut asked.span.to,
            "field" => &mut asked.field,
            "text" => &mut asked.text,
            "cond" => &mut asked.cond,
            "after" => &mut asked.after,
            _ => continue,
        };
        *slot = text;
    }
    asked
}

/// The filter and the columns as an address has them.
pub(super) fn query(asked: &ListAsked) -> String {
    let ListAsked { step, org, span: ListSpan { from, to }, field, text, cond, .. } = asked;
    let own = [
        ("step", step),
        ("org", org),
        ("from", from),
        ("to", to),
        ("field", field),
        ("text", text),
        ("cond", cond),
    ];
    let given = own.into_iter().filter(|(_, text)| !text.is_empty());
    let columns = asked.columns.iter().map(|column| ("col", column));
    let parts: Vec<String> =
        given.chain(columns).map(|(name, text)| format!("{name}={}", encoded(text))).collect();
    parts.join("&")
}

impl Page {
    fn shown(&self) -> impl Iterator<Item = &Column> {
        self.list.columns.iter().filter(|column| column.on)
    }

    fn query(&self) -> String {
        query(&self.asked)
    }

    fn next(&self) -> Option<String> {
        let after = encoded(self.list.next.as_deref()?);
        let query = self.query();
        let joint = if query.is_empty() { "" } else { "&" };
        Some(format!("/lists/{}?{query}{joint}after={after}", self.list.type_id))
    }

    fn file(&self, ending: &str) -> String {
        format!("/lists/{}/file.{ending}?{}", self.list.type_id, self.query())
    }

    fn is_filtered(&self) -> bool {
        let plain = ListAsked { columns: Vec::new(), after: String::new(), ..self.asked.clone() };
        plain != ListAsked { most: ROWS, ..ListAsked::default() }
    }
}

/// A number of records in words.
pub fn number(count: &Count) -> String {
    if count.more { format!("超过 {}", count.n) } else { count.n.to_string() }
}

/// Keeps a view, or removes one.
pub async fn keep(
    State(site): State<Site>,
    visitor: Visitor,
    Path(ty): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    let own = |name: &str| typed.own(name).unwrap_or_default().to_owned();
    let (id, shared) = (own("id"), !own("shared").is_empty());
    // What is kept is what such an address may hold, and nothing else.
    let pairs: Vec<(String, String)> = pairs(&own("query"));
    let query = query(&asked(pairs));
    let back = format!("/lists/{}?{query}", encoded(&ty).replace('/', "%2F"));
    let view = SavedView { id: String::new(), type_id: ty, name: own("name"), query, shared };
    site.run(move |district| match id.is_empty() {
        true => district.list_view_keep(&seat, view),
        false => district.list_view_drop(&seat, &id, shared).map(drop),
    })
    .await?;
    Ok(Redirect::to(&back).into_response())
}

/// The pairs of an address's query.
fn pairs(query: &str) -> Vec<(String, String)> {
    let uri = format!("/?{query}").parse::<axum::http::Uri>();
    let read = uri.ok().and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    read.map(|Query(pairs)| pairs).unwrap_or_default()
}

/// The list as a file: all its pages, masked as it is shown.
pub async fn file(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, ending)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let asked = asked(query);
    let (is_csv, address) = (ending == "file.csv", visitor.address.clone());
    if !is_csv && ending != "file.xlsx" {
        return Err(Trouble::NotThere);
    }
    let made = site
        .run(move |district| {
            let Some(name) = district.list_name(&seat, &ty) else { return Ok(None) };
            Ok(district.list_file(&seat, &address, &ty, &asked, is_csv)?.map(|bytes| (name, bytes)))
        })
        .await?;
    let (name, bytes) = made.ok_or(Trouble::NotThere)?;
    let (media, ending) = match is_csv {
        true => ("text/csv; charset=utf-8", "csv"),
        false => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let name = encoded(&format!("{name}台账.{ending}")).replace('/', "%2F");
    let name = format!("attachment; filename*=UTF-8''{name}");
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
