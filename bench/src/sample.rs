//! Times of repeated runs.

use std::time::Instant;

/// The median seconds of so many runs, after one that warms up. What a run gives is dropped after
/// its time was taken.
pub fn median_seconds<T>(runs: usize, mut body: impl FnMut() -> T) -> f64 {
    body();
    let mut times: Vec<f64> = (0..runs.max(1)).map(|_| seconds(&mut body).0).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The seconds of one run, and what it gave.
pub fn seconds<T>(body: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let made = body();
    (begun.elapsed().as_secs_f64(), made)
}
