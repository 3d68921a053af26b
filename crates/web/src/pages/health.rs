//! For those who run the server: whether it lives, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;

use crate::site::Site;
use crate::trouble::{Answer, Trouble};
use crate::visitor::Visitor;

/// The process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers.
pub async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.run(fadu_app::District::is_ready).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n"),
    }
}

/// The numbers for a monitor, for those on the machine itself: they tell how busy an office is.
pub async fn metrics(visitor: Visitor) -> Answer {
    if visitor.is_here { Ok(crate::watch::numbers().await) } else { Err(Trouble::NotThere) }
}

/// An address that leads nowhere.
pub async fn nothing() -> Answer {
    Err(Trouble::NotThere)
}
