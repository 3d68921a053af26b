//! Every address of the site, in one table.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use crate::pages::{
    act, admin, definitions, enter, figures, guide, health, home, import, kept as kept_page, leader, list,
    map, my, new, notices, publish, published, record, report, search, sign_in, styleguide, work,
};
use crate::sent::PLAIN;
use crate::site::Site;
use crate::{assets, kept, security, trouble, watch};

/// Largest request, that of a form with a few files. A plain form is as large as `sent` says.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The routes.
pub fn routes(site: Site) -> Router {
    Router::new()
        .route("/assets/{digest}/{name}", get(assets::asset))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/", get(home::show))
        .route("/find", get(home::find))
        .route("/guide", get(guide::show))
        .route("/guide/{local}", get(guide::item))
        .route("/published", get(published::show))
        .route("/published.rss", get(published::feed))
        .route("/published/{ty}/{local}/{publication}", get(published::item))
        .route("/published/{ty}/{local}/{publication}/files/{sm3}", get(published::file))
        .route("/data", get(published::data))
        .route("/data/{name}", get(published::dataset))
        .route("/enter", get(enter::show).post(enter::enter))
        .route("/enter/code", post(enter::code))
        .route("/enter/name", get(enter::name).post(enter::named))
        .route("/track", get(enter::track).post(enter::tracked))
        .route("/my", get(my::show))
        .route("/my/data", get(my::held))
        .route("/my/data.json", get(my::download))
        .route("/drafts/{id}/drop", post(my::drop_draft))
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/code", post(sign_in::code))
        .route("/sign-in/password", post(sign_in::password))
        .route("/sign-out", post(sign_in::leave))
        .route("/styleguide", get(styleguide::show))
        .route("/stay", get(sign_in::stay))
        .route("/seat", get(sign_in::seats).post(sign_in::sit))
        .route("/kept/{id}", get(kept_page::show))
        .route("/large", post(sign_in::large))
        .route("/work", get(work::show))
        .route("/publish", get(publish::all))
        .route("/publish/{ty}/{local}/{publication}", get(publish::one).post(publish::put_out))
        .route("/new", get(new::show))
        .route("/new/{ty}/{action}", get(act::begin).post(act::begin_sent).layer(files()))
        .route("/records/{ty}/{local}", get(record::show))
        .route("/records/{ty}/{local}/limits/{limit}", get(record::sheet))
        .route("/records/{ty}/{local}/rows/{field}", get(record::rows))
        .route("/records/{ty}/{local}/history", get(record::history))
        .route("/records/{ty}/{local}/files/{sm3}", get(record::file))
        .route("/records/{ty}/{local}/receipt", get(act::receipt))
        .route("/records/{ty}/{local}/do/{action}", get(act::show).post(act::sent).layer(files()))
        .route("/definitions", get(definitions::all))
        .route("/definitions/{ty}", get(definitions::one))
        .route("/figures", get(figures::all))
        .route("/figures.csv", get(figures::all_csv))
        .route("/figures/{id}", get(figures::one))
        .route("/figures/{id}/records.csv", get(figures::records_csv))
        .route("/report/{year}", get(report::text))
        .route("/report/{year}/confirm", get(report::confirm))
        .route("/report/{year}/late", get(report::late))
        .route("/report/{year}/report.html", get(report::html))
        .route("/report/{year}/report.json", get(report::json))
        .route("/report/{year}/late.csv", get(report::late_csv))
        .route("/lists", get(list::all))
        .route("/lists/{ty}", get(list::show))
        .route("/lists/{ty}/views", post(list::keep))
        .route("/lists/{ty}/map", get(map::show))
        .route("/lists/{ty}/{file}", get(list::file))
        .route("/import", get(import::show).post(import::send).layer(files()))
        .route("/import/confirm", post(import::confirm))
        .route("/import/returned/{at}", get(import::returned))
        .route("/search", get(search::show))
        .route("/leader", get(leader::show).post(leader::choose))
        .route("/leader/due", get(leader::due))
        .route("/leader/choice", get(leader::choice))
        .route("/admin", get(admin::show))
        .route("/admin/accounts", get(admin::accounts).post(admin::open))
        .route("/admin/accounts/{login}", get(admin::account).post(admin::change))
        .route("/admin/params", get(admin::params))
        .route("/admin/calendar", get(admin::calendar))
        .route("/admin/audit", get(admin::audit))
        .route("/admin/tries", get(admin::tries))
        .route("/notices", get(notices::show).post(notices::read))
        .fallback(health::nothing)
        .layer(from_fn_with_state(site.clone(), kept::look))
        .layer(from_fn_with_state(site.clone(), trouble::framed))
        .layer(DefaultBodyLimit::max(PLAIN))
        .layer(from_fn(security::headers))
        .layer(from_fn(watch::note))
        .with_state(site)
}

/// Lets a route take files.
fn files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST)
}
