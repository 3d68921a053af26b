//! What those who run the server see: a line a request and numbers for a monitor. Both name the route, never
//! the address asked for: an address may hold the number of a matter, and so lead to a person.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::settings::Log;

static NUMBERS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to write lines and to count; once a process.
pub fn begin(log: Log) {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    // A second server in one process, as in tests, goes on with the first one's.
    let _ = match log {
        Log::Off => Ok(()),
        Log::Text => lines.with_ansi(false).try_init(),
        Log::Json => lines.json().flatten_event(true).try_init(),
    };
    let builder = PrometheusBuilder::new();
    if let Ok(recorder) = builder.set_buckets(&[0.001, 0.005, 0.015, 0.06, 0.25, 1.0, 5.0]) {
        let recorder = recorder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            let _ = NUMBERS.set(handle);
        }
    }
}

/// Notes a request: its route, how it was answered, how long that took.
pub async fn note(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64());
    let labels = [("route", route.clone()), ("method", method.clone()), ("status", status.to_string())];
    metrics::counter!("fadu_requests_total", &labels).increment(1);
    metrics::histogram!("fadu_request_seconds", "route" => route.clone()).record(seconds);
    let millis = (seconds * 10_000.0).round() / 10.0;
    tracing::info!(method, route, status, millis, "request");
    response
}

/// The numbers, as a monitor reads them.
pub async fn numbers() -> Response {
    let text = NUMBERS.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
