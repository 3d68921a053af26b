//! Taking an action 办理: the form from the definition, the check of the answers before anything with
//! legal effect, the receipt after it. A refusal comes back to the form, with what was typed.

mod ahead;
mod check;
mod kept;
mod receipt;
mod rows;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use fadu_app::{Form, Giver, Seat, Shown, TakeAsked, Taken, TakenRows, Told, draft_id};
use serde_json::{Map, Value as Json};

use crate::components::control::{Drawn, drawn, place_of};
use crate::components::errors::Errors;
use crate::frame::{Frame, encoded};
use crate::kept::is_ours;
use crate::pages::act::check::checked;
pub use crate::pages::act::receipt::receipt;
use crate::pages::act::rows::{Rows, merged};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, UNABLE, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// A failure that who fills in the form can mend, and one that they cannot.
const FAILED: &str = "form.failed";
const UNABLE_ID: &str = "form.unable";

#[derive(Template)]
#[template(path = "pages/act.html")]
struct Page {
    frame: Frame,
    form: Form,
    controls: Vec<Drawn>,
    errors: Errors,
    rows: Rows,
    /// How many rows are done while those that stand here are not.
    done: usize,
    draft: String,
    papers: Vec<(String, String)>,
    /// What stands in it was typed before the session ended.
    kept: bool,
    /// What stands in it has just been kept as a draft.
    saved: bool,
    /// The record that was made of this form before, of other content.
    made: Option<String>,
}

/// What is acted on: a record, or a type of which one is created.
struct Target {
    on: String,
    action: String,
}

impl Target {
    /// The address of its form.
    fn path(&self) -> String {
        let Self { on, action } = self;
        match on.contains('/') {
            true => format!("/records/{on}/do/{action}"),
            false => format!("/new/{on}/{action}"),
        }
    }
}

/// The form of an action on a record.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, action)): Path<(String, String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    form(&site, &visitor, Target { on: format!("{ty}/{local}"), action }, &query).await
}

/// The form that creates a record.
pub async fn begin(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, action)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    form(&site, &visitor, Target { on: ty, action }, &query).await
}

/// The form of an action on a record, sent.
pub async fn sent(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, action)): Path<(String, String, String)>,
    form: Multipart,
) -> Answer {
    judged(&site, &visitor, Target { on: format!("{ty}/{local}"), action }, form).await
}

/// The form that creates a record, sent.
pub async fn begin_sent(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, action)): Path<(String, String)>,
    form: Multipart,
) -> Answer {
    judged(&site, &visitor, Target { on: ty, action }, form).await
}

async fn form(site: &Site, visitor: &Visitor, target: Target, query: &[(String, String)]) -> Answer {
    let seat = visitor.seated_for(site, &target.on, &target.action)?;
    let given = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let draft = given("draft");
    let typed = match draft.clone() {
        Some(id) => {
            let seat = seat.clone();
            site.run(move |district| district.draft(&seat, &id)).await?
        }
        None => None,
    };
    // The way here may say what stands in the form.
    let known = typed.clone().unwrap_or_else(|| Typed::of(query.to_vec()).input());
    let form = match asked(site, seat.clone(), &target, known, &visitor.address).await {
        // A link or the way back may lead to a step that is over.
        Err(Trouble::NotThere) if target.on.contains('/') => return is_over(site, seat, target).await,
        other => other?,
    };
    let again = Again {
        kept: typed.is_some() && given("kept").is_some(),
        typed,
        rows: Rows::of_query(query),
        papers: Typed::of(query.to_vec()).papers(),
        ..Again::default()
    };
    drawn_page(site, visitor, form, again, draft.unwrap_or_else(draft_id))
}

/// The form, if the action is open to the person.
async fn asked(
    site: &Site,
    seat: Seat,
    target: &Target,
    known: Map<String, Json>,
    address: &str,
) -> Result<Form, Trouble> {
    let (on, action, address) = (target.on.clone(), target.action.clone(), address.to_owned());
    let form = site
        .run(move |district| {
            let form = district.form(&seat, &on, &action, &known)?;
            form.as_ref().map_or(Ok(()), |form| district.note_form(&seat, &address, form))?;
            Ok(form)
        })
        .await?;
    form.ok_or(Trouble::NotThere)
}

/// What a form is drawn with again.
#[derive(Default)]
struct Again {
    typed: Option<Map<String, Json>>,
    told: Vec<Told>,
    more: Option<String>,
    rows: Rows,
    done: usize,
    papers: Vec<(String, String)>,
    kept: bool,
    saved: bool,
    drafted: bool,
    made: Option<String>,
}

fn drawn_page(site: &Site, visitor: &Visitor, form: Form, again: Again, draft: String) -> Answer {
    let controls = drawn(&form.controls, again.typed.as_ref(), &again.told, again.more.as_deref());
    let paper = |told: &Told| form.papers.iter().map(|(id, _)| format!("doc.{id}")).find(|id| *id == told.id);
    let errors =
        Errors::of(&again.told, again.drafted, |told| place_of(told, &form.controls).or_else(|| paper(told)));
    let frame = Frame::new(site, visitor, format!("{} {}", form.type_name, form.name));
    let Again { rows, done, papers, kept, saved, made, .. } = again;
    let is_unable = again.told.iter().any(|told| told.id == UNABLE_ID);
    let drawn = Page { frame, controls, errors, rows, done, draft, papers, kept, saved, made, form };
    let mut response = page(&drawn)?;
    if is_unable {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(response)
}

async fn judged(site: &Site, visitor: &Visitor, target: Target, sent: Multipart) -> Answer {
    let seat = match visitor.seated_for(site, &target.on, &target.action) {
        Ok(seat) => seat,
        Err(door) => return kept::over(site, visitor, &target, sent, door).await,
    };
    let giver = Giver::from(&seat);
    let typed = Typed::read(site, giver, sent, |typed| is_of_now(visitor, typed)).await?;
    let is_older = !is_of_now(visitor, &typed)?;
    let step = typed.own("step").unwrap_or("check").to_owned();
    if step == "preview" {
        return if is_older { Err(Trouble::Forged) } else { ahead::shown(site, seat, &target, &typed).await };
    }
    let draft = typed.own("draft").map_or_else(draft_id, str::to_owned);
    // What is confirmed needs its form only if it is refused; of several rows some may be done by then.
    let confirms = step == "confirm" && !is_older && Rows::of_form(&typed).chosen.len() < 2;
    let taken = match confirms && is_open(site, seat.clone(), &target).await? {
        true => Some(take(site, seat.clone(), &target, &typed, &draft, false).await?),
        false => None,
    };
    if let Some(TakenRows { receipt: Some(receipt), refused, .. }) = &taken
        && refused.is_empty()
    {
        return Ok(Redirect::to(&format!("/records/{}/receipt", receipt.record)).into_response());
    }
    let form = match asked(site, seat.clone(), &target, typed.input(), &visitor.address).await {
        // Somebody was faster, or the same form was sent twice: the record page says what is so now.
        Err(Trouble::NotThere) if target.on.contains('/') => return moved_on(site, seat, &target.on).await,
        other => other?,
    };
    if is_older {
        let told = [kept::other_session()].into_iter().chain(typed.faults.iter().map(file_fault)).collect();
        return drawn_page(site, visitor, form, again(&typed, told, None), draft);
    }
    if let Some(field) = step.strip_prefix("more:") {
        let again = again(&typed, Vec::new(), Some(field.to_owned()));
        return drawn_page(site, visitor, form, again, draft);
    }
    if step == "save" {
        let draft = keep(site, seat, &target, &typed, &draft).await?.ok_or_else(too_long)?;
        // What became of the form is said beside a file that could not be taken in.
        let faults = typed.faults.iter().map(file_fault).collect();
        let again = Again { saved: true, drafted: true, ..again(&typed, faults, None) };
        return drawn_page(site, visitor, form, again, draft);
    }
    if step == "back" {
        return drawn_page(site, visitor, form, again(&typed, Vec::new(), None), draft);
    }
    let taken = match taken {
        Some(refused) => refused,
        None => take(site, seat, &target, &typed, &draft, step != "confirm").await?,
    };
    answered(site, visitor, form, typed, taken, draft).await
}

/// Whether a form is of this session. One of another session of ours is shown again; what no page of ours
/// sends is refused.
fn is_of_now(visitor: &Visitor, typed: &Typed) -> Result<bool, Trouble> {
    match visitor.prove(typed) {
        Ok(()) => Ok(true),
        Err(_) if is_ours(visitor, typed) => Ok(false),
        Err(forged) => Err(forged),
    }
}

async fn is_open(site: &Site, seat: Seat, target: &Target) -> Result<bool, Trouble> {
    let (on, action) = (target.on.clone(), target.action.clone());
    site.run(move |district| district.is_open(&seat, &on, &action)).await
}

/// Keeps what was typed as a draft.
async fn keep(
    site: &Site,
    seat: Seat,
    target: &Target,
    typed: &Typed,
    draft: &str,
) -> Result<Option<String>, Trouble> {
    let asked = TakeAsked { draft: Some(draft.to_owned()), ..typed_for(target, typed) };
    site.run(move |district| district.keep_draft(&seat, &asked)).await
}

fn too_long() -> Trouble {
    Trouble::Unreadable("内容太长，不能存为草稿；可以直接提交，或把长的部分作为附件。".to_owned())
}

async fn moved_on(site: &Site, seat: Seat, on: &str) -> Answer {
    let record = on.to_owned();
    let seen = site.run(move |district| district.page(&seat, &record)).await?;
    seen.ok_or(Trouble::NotThere)?;
    Ok(Redirect::to(&format!("/records/{on}?moved=1")).into_response())
}

/// The record page says what was done last, if the action is one that the person may take at some step.
async fn is_over(site: &Site, seat: Seat, target: Target) -> Answer {
    let Target { on, action } = target;
    let back = format!("/records/{on}?over={}", encoded(&action));
    let known = site.run(move |district| district.action_known(&seat, &on, &action)).await?;
    known.ok_or(Trouble::NotThere)?;
    Ok(Redirect::to(&back).into_response())
}

fn again(typed: &Typed, told: Vec<Told>, more: Option<String>) -> Again {
    Again {
        typed: Some(typed.input()),
        told,
        more,
        rows: Rows::of_form(typed),
        papers: typed.papers(),
        ..Again::default()
    }
}

/// What is asked for by a form as it is typed.
fn typed_for(target: &Target, typed: &Typed) -> TakeAsked {
    TakeAsked {
        record: target.on.clone(),
        action: target.action.clone(),
        input: typed.input(),
        row: Rows::of_form(typed).chosen.first().copied(),
        docs: typed.papers(),
        seen: typed.own("seen").and_then(|seen| seen.parse().ok()),
        ..TakeAsked::default()
    }
}

/// What became of what was sent: one row or none is an action as any other.
async fn take(
    site: &Site,
    seat: Seat,
    target: &Target,
    typed: &Typed,
    draft: &str,
    dry: bool,
) -> Result<TakenRows, Trouble> {
    if !typed.faults.is_empty() {
        let draft = keep(site, seat, target, typed, draft).await?;
        return Ok(TakenRows { draft, ..refused(typed.faults.iter().map(file_fault).collect()) });
    }
    let chosen = Rows::of_form(typed).chosen;
    let asked = TakeAsked { draft: Some(draft.to_owned()), dry, ..typed_for(target, typed) };
    let taken = site.run(move |district| match chosen.len() {
        0 | 1 => Ok(match district.take(&seat, &asked)? {
            Taken::Done(receipt) => TakenRows { receipt: Some(receipt), ..TakenRows::default() },
            Taken::Refused { reasons, draft } => TakenRows { draft, ..refused(reasons) },
        }),
        _ => district.take_rows(&seat, &asked, &chosen),
    });
    match taken.await {
        // What was typed is not lost where something else failed.
        Err(Trouble::Failed(why)) => {
            Ok(refused(vec![failed(FAILED, &why, "没有改动任何内容，请按提示处理后再提交")]))
        }
        Err(Trouble::Unable) => {
            Ok(refused(vec![failed(UNABLE_ID, UNABLE, "填写的内容都在；再次提交前请先看记录页是否已经办成")]))
        }
        taken => taken,
    }
}

/// A failure, said on the form.
fn failed(id: &str, why: &str, remedy: &str) -> Told {
    Told {
        id: id.to_owned(),
        kind: "CONFLICT",
        say: why.to_owned(),
        article: None,
        remedy: remedy.to_owned(),
        place: None,
        row: None,
        rows: Vec::new(),
        warn: false,
    }
}

/// Refused as a whole.
fn refused(reasons: Vec<Told>) -> TakenRows {
    TakenRows { refused: vec![(0, reasons)], ..TakenRows::default() }
}

/// A file that could not be taken in.
fn file_fault((name, why): &(String, String)) -> Told {
    Told {
        id: "field.file".to_owned(),
        kind: "FIELD_INVALID",
        say: why.clone(),
        article: None,
        remedy: "请重新选择文件".to_owned(),
        place: name.strip_prefix("f.").map(str::to_owned),
        row: None,
        rows: Vec::new(),
        warn: false,
    }
}

async fn answered(
    site: &Site,
    visitor: &Visitor,
    form: Form,
    typed: Typed,
    taken: TakenRows,
    draft: String,
) -> Answer {
    let confirmed = typed.own("step") == Some("confirm");
    match taken.receipt.clone() {
        Some(allowed) if !confirmed => checked(site, visitor, form, &typed, allowed, &taken).await,
        Some(receipt) if taken.refused.is_empty() => {
            Ok(Redirect::to(&format!("/records/{}/receipt", receipt.record)).into_response())
        }
        _ => {
            // A record was made of this form before: it goes on under a draft of its own.
            let goes_on = taken.draft.clone().filter(|kept| *kept != draft && form.record.is_none());
            let told = match &taken.refused[..] {
                [(0, reasons)] => reasons.clone(),
                rows => merged(&form, rows),
            };
            let mut again =
                Again { done: taken.done.len(), drafted: taken.draft.is_some(), ..again(&typed, told, None) };
            // Those done are no longer to choose.
            again.rows.chosen.retain(|no| !taken.done.contains(no));
            again.rows.offered.retain(|no| !taken.done.contains(no));
            again.made = goes_on.as_ref().map(|_| format!("{}/{draft}", form.ty));
            drawn_page(site, visitor, form, again, goes_on.unwrap_or(draft))
        }
    }
}

/// The action and what it is about. What residents begin is called by its type where the action only
/// says 登记 or 申请.
fn heading(frame: &Frame, form: &Form) -> String {
    let begins = !frame.staff && form.record.is_none();
    let is_short = form.name.chars().count() <= fadu_app::SHORT;
    let name = if begins && is_short { &form.type_name } else { &form.name };
    match &form.about {
        Some(about) => format!("{name}：{about}"),
        None => name.clone(),
    }
}

impl Page {
    fn heading(&self) -> String {
        heading(&self.frame, &self.form)
    }

    fn is_chosen(&self, no: &u32) -> bool {
        self.rows.chosen.contains(no)
    }

    /// The hash of a paper taken in already.
    fn paper(&self, id: &str) -> Option<&str> {
        self.papers.iter().find(|(known, _)| known == id).map(|(_, sm3)| sm3.as_str())
    }
}
