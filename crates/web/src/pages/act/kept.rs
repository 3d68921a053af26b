//! A form that outlived its session: what was typed is kept for the same person, who signs in and
//! finds it in the form again (sheet 00, 11: no time limit at which work is lost).

use axum::extract::multipart::Multipart;
use fadu_app::{Giver, TakeAsked, Told};

use super::Target;
use crate::frame::encoded;
use crate::kept::{ended, to_door};
use crate::security::random;
use crate::site::Site;
use crate::trouble::{Answer, Trouble};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Answers a form sent after the session had ended. What a stranger sends is neither read nor kept:
/// they get the `door`.
pub async fn over(site: &Site, visitor: &Visitor, target: &Target, sent: Multipart, door: Trouble) -> Answer {
    let Some(ended) = ended(site, visitor).await? else { return Err(door) };
    let proved = |typed: &Typed| visitor.prove_by(typed, &ended.csrf).map(|()| true);
    let typed = Typed::read(site, Giver::from(&ended), sent, proved).await?;
    visitor.prove_by(&typed, &ended.csrf)?;
    if typed.own("step") == Some("preview") {
        return Err(door);
    }
    let asked = TakeAsked {
        record: target.on.clone(),
        action: target.action.clone(),
        input: typed.input(),
        draft: Some(typed.own("draft").map_or_else(random, str::to_owned)),
        ..TakeAsked::default()
    };
    let whose = ended.clone();
    let draft = site.run(move |district| district.keep_typed(&whose, &asked)).await?;
    let kept = draft.map(|draft| format!("?kept=1&draft={draft}{}", further(&typed))).unwrap_or_default();
    let back = format!("{}{kept}", target.path());
    Ok(to_door(&ended, &back, true))
}

/// The rows acted on and the papers taken in, which are no input.
fn further(typed: &Typed) -> String {
    let rows = typed.texts().filter(|(name, _)| *name == "row");
    let rows = rows.map(|(name, no)| (name.to_owned(), no.to_owned()));
    let papers = typed.papers().into_iter().map(|(id, sm3)| (format!("doc.{id}"), sm3));
    let pairs = rows.chain(papers);
    pairs.map(|(name, text)| format!("&{}={}", encoded(&name), encoded(&text))).collect()
}

/// Said of a form drawn in another session than it is sent in: it is shown again, to be sent anew.
pub fn other_session() -> Told {
    Told {
        id: "form.session".to_owned(),
        kind: "CONFLICT",
        say: "打开这份表单之后重新登录过，这一次没有提交".to_owned(),
        article: None,
        remedy: "填写的内容都在，请核对后再提交一次".to_owned(),
        place: None,
        row: None,
        rows: Vec::new(),
        warn: false,
    }
}
