//! What those who run the server see: a line a request and numbers for a monitor. Both name the route, never
//! the address asked for: an address may hold the number of a matter, and so lead to a person.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use tracing::{Level, Subscriber};
use tracing_subscriber::fmt::MakeWriter;

use crate::settings::Log;

static NUMBERS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to write lines and to count; once a process.
pub fn begin(log: Log) {
    // A second server in one process, as in tests, goes on with the first one's.
    let _ = tracing::subscriber::set_global_default(lines(log, std::io::stderr));
    let builder = PrometheusBuilder::new();
    if let Ok(recorder) = builder.set_buckets(&[0.001, 0.005, 0.015, 0.06, 0.25, 1.0, 5.0]) {
        let recorder = recorder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            let _ = NUMBERS.set(handle);
        }
    }
}

/// What is written: a line a request if asked for, and in any case what failed.
fn lines<W>(log: Log, to: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().with_writer(to).with_target(false).with_ansi(false);
    match log {
        Log::Off => Box::new(lines.with_max_level(Level::ERROR).finish()),
        Log::Text => Box::new(lines.finish()),
        Log::Json => Box::new(lines.json().flatten_event(true).finish()),
    }
}

/// Gathers what was measured since the last time; without it every request of the day stays in memory.
pub fn upkeep() {
    if let Some(numbers) = NUMBERS.get() {
        numbers.run_upkeep();
    }
}

/// The method as it is counted: whoever asks may invent one, and each would be a number of its own.
fn counted(method: &Method) -> &'static str {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::PUT, Method::DELETE];
    let names = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"];
    known.iter().position(|known| known == method).map_or("other", |at| names[at])
}

/// Notes a request: its route, how it was answered, how long that took.
pub async fn note(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = counted(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64());
    let labels = [("route", route.clone()), ("method", method.to_owned()), ("status", status.to_string())];
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(log: Log) -> String {
        let to = Kept::default();
        let writer = to.clone();
        tracing::subscriber::with_default(lines(log, move || writer.clone()), || {
            tracing::info!("request");
            tracing::error!(cause = "disk", "failed");
        });
        let bytes = to.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn what_failed_is_written_also_where_requests_are_not() {
        let silent = written(Log::Off);
        assert!(
            silent.contains("failed") && silent.contains("disk") && !silent.contains("request"),
            "{silent}"
        );
        for log in [Log::Text, Log::Json] {
            let both = written(log);
            assert!(both.contains("failed") && both.contains("request"), "{both}");
        }
    }

    #[test]
    fn an_invented_method_is_no_number_of_its_own() {
        assert_eq!(counted(&Method::POST), "POST");
        for invented in ["PROPFIND", "X1", "get"] {
            assert_eq!(
                Method::from_bytes(invented.as_bytes()).map(|method| counted(&method)).ok(),
                Some("other")
            );
        }
    }
}
