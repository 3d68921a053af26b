//! For those who run the server: whether it lives, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;

use crate::site::Site;
use crate::trouble::{Answer, Trouble};

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

/// An address that leads nowhere.
pub async fn nothing() -> Answer {
    Err(Trouble::NotThere)
}
