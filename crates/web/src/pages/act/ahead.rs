//! The limits as they will be once the action is confirmed, for a form that is being filled in: the
//! section alone, asked for by the script of the form. Nothing is written.

use askama::Template;
use fadu_app::{LimitAhead, Seat};

use super::{Target, is_open, typed_for};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;

#[derive(Template)]
#[template(path = "pages/ahead.html")]
struct Ahead {
    /// None: the action would be refused as it is typed now.
    ahead: Option<Vec<LimitAhead>>,
}

/// The section of a form as it is typed.
pub async fn shown(site: &Site, seat: Seat, target: &Target, typed: &Typed) -> Answer {
    if !is_open(site, seat.clone(), target).await? {
        return Err(Trouble::NotThere);
    }
    let asked = typed_for(target, typed);
    let ahead = site.run(move |district| district.ahead(&seat, &asked)).await?;
    page(&Ahead { ahead })
}
