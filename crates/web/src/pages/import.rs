//! Import 导入: workbooks are sent, checked, and entered when the person confirms. The page shows how far
//! it is and is looked at again by its link; no script is needed.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use fadu_app::{Intake, Seat, Stage};

use crate::frame::{Frame, encoded};
use crate::kept;
use crate::sent::{Sent, unread};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Most faults of a file that the page shows; all stand in the workbook that is given back.
const FAULTS: usize = 100;

#[derive(Template)]
#[template(path = "pages/import.html")]
struct Page {
    frame: Frame,
    may: bool,
    intake: Option<Intake>,
}

/// What was sent and how far it is, or the form to send.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.official()?;
    let (may, intake) =
        site.run(move |district| Ok((district.intake_may(&seat), district.intake(&seat)))).await?;
    page(&Page { frame: Frame::new(&site, &visitor, "导入台账"), may, intake })
}

/// Takes workbooks in and begins to check them.
pub async fn send(State(site): State<Site>, visitor: Visitor, form: Multipart) -> Answer {
    let seat = match visitor.official() {
        Ok(seat) => seat,
        Err(door) => return over(&site, &visitor, form, door).await,
    };
    let files = received(form, |typed| visitor.prove(typed)).await?;
    let sender = seat.clone();
    site.run(move |district| district.intake_send(&sender, files)).await?;
    check(site, seat);
    Ok(Redirect::to("/import").into_response())
}

/// Checking goes on while the person looks at other pages; what becomes of it stands on this one.
fn check(site: Site, seat: Seat) {
    tokio::spawn(async move { site.run(move |district| district.intake_check(&seat)).await.map(drop).ok() });
}

/// Workbooks sent after the session had ended wait for their person. What a stranger sends is neither
/// read nor kept: they get the `door`.
async fn over(site: &Site, visitor: &Visitor, form: Multipart, door: Trouble) -> Answer {
    let Some(ended) = kept::ended(site, visitor).await? else { return Err(door) };
    let files = received(form, |typed| visitor.prove_by(typed, &ended.csrf)).await?;
    let whose = ended.clone();
    let is_kept = site.run(move |district| district.intake_keep(&whose, files)).await?;
    Ok(kept::to_door(&ended, "/import", is_kept))
}

/// The workbooks of a form, of which the texts before the first of them and at the end prove whose it is.
async fn received(
    mut form: Multipart,
    prove: impl Fn(&Typed) -> Result<(), Trouble>,
) -> Result<Vec<(String, Vec<u8>)>, Trouble> {
    let (mut files, mut texts) = (Vec::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(unread)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        if file.is_some() && files.is_empty() {
            prove(&Typed::of(texts.clone()))?;
        }
        let bytes = part.bytes().await.map_err(unread)?;
        match file {
            Some(file) if !file.is_empty() => files.push((file, bytes.to_vec())),
            Some(_) => {}
            None => texts.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
        if texts.len() + files.len() > 100 {
            return Err(Trouble::Unreadable("一次提交的文件太多。".to_owned()));
        }
    }
    prove(&Typed::of(texts))?;
    Ok(files)
}

/// Has what was checked entered, or gives it up.
pub async fn confirm(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let seat = visitor.official()?;
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    if typed.own("step") == Some("drop") {
        site.run(move |district| district.intake_drop(&seat)).await?;
        return Ok(Redirect::to("/import").into_response());
    }
    if typed.own("step") == Some("check") {
        let resumed = seat.clone();
        if site.run(move |district| Ok(district.intake_resume(&resumed))).await? {
            check(site, seat);
        }
        return Ok(Redirect::to("/import").into_response());
    }
    let (partial, confirming, address) =
        (typed.own("partial").is_some(), seat.clone(), visitor.address.clone());
    if site.run(move |district| Ok(district.intake_confirm(&confirming, partial))).await? {
        tokio::spawn(
            async move { site.run(move |district| district.intake_enter(&seat, &address)).await.ok() },
        );
    }
    Ok(Redirect::to("/import").into_response())
}

/// A workbook with its column of errors.
pub async fn returned(State(site): State<Site>, visitor: Visitor, Path(at): Path<usize>) -> Answer {
    let seat = visitor.official()?;
    let found = site.run(move |district| district.intake_returned(&seat, at)).await?;
    let (name, bytes) = found.ok_or(Trouble::NotThere)?;
    let name = format!("attachment; filename*=UTF-8''{}", encoded(&name).replace('/', "%2F"));
    let media = "application/octet-stream".to_owned();
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

impl Page {
    fn is_under_way(&self) -> bool {
        self.intake.as_ref().is_some_and(|seen| matches!(seen.stage, Stage::Checking | Stage::Entering))
    }
}
