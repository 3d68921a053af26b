//! The receipt of what was done, with the way to where it stands.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};

use crate::components::picture;
use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, page};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/receipt.html")]
struct Done {
    frame: Frame,
    record: fadu_app::RecordPage,
    /// QR code of the page that says where the matter stands.
    picture: String,
    /// Whether the number and the end of a phone open it.
    by_number: bool,
}

/// The receipt of what was done last.
pub async fn receipt(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local)): Path<(String, String)>,
) -> Answer {
    let seat = visitor.seated()?;
    let id = format!("{ty}/{local}");
    let (asked, address) = (id.clone(), visitor.address.clone());
    let found = site
        .run(move |district| {
            let page = district.page(&seat, &asked)?;
            page.as_ref().map_or(Ok(()), |page| district.note_page(&seat, &address, page))?;
            let Some(page) = page else { return Ok(None) };
            Ok(Some((district.is_entered_by_number(&page.id)?, page)))
        })
        .await?;
    match found {
        Some((by_number, record)) => {
            let frame = Frame::new(&site, &visitor, format!("回执 {}", record.title));
            let track = record.no.as_deref().map(|no| format!("/track?no={}", encoded(no)));
            let picture = track.map(|track| picture(&visitor.whole(&site, &track)));
            page(&Done { frame, record, picture: picture.unwrap_or_default(), by_number })
        }
        // What was done took the record out of the person's sight.
        None if visitor.is_staff() => {
            Ok(Redirect::to(&format!("/work?done={}", encoded(&id))).into_response())
        }
        None => Ok(Redirect::to("/my").into_response()),
    }
}
