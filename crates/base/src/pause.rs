//! Suspensions 中止: merged, so that overlapping ones are left out only once (sheet 00, 4.2 rule 8).

use crate::{Date, Instant, day};

/// Days `(from, to]` by their numbers: the day of the event that suspends still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day before the first suspended one.
    pub from: i32,
    /// The last suspended day.
    pub to: i32,
}

impl Span {
    /// How many days it takes out.
    pub fn days(self) -> i32 {
        self.to - self.from
    }

    /// Whether a day is suspended.
    pub fn holds(self, number: i32) -> bool {
        self.from < number && number <= self.to
    }
}

/// The suspended days after `start`, merged, in order.
pub fn days(pauses: &[(Instant, Instant)], start: Date) -> Vec<Span> {
    let pairs = pauses.iter().map(|(from, to)| (day::number(from.date()), day::number(to.date())));
    merge(pairs, day::number(start)).into_iter().map(|(from, to)| Span { from, to }).collect()
}

/// The suspended time after `start`, merged, in order.
pub fn instants(pauses: &[(Instant, Instant)], start: Instant) -> Vec<(Instant, Instant)> {
    merge(pauses.iter().copied(), start)
}

/// Cuts to what lies after `start`, sorts, and joins what overlaps or touches.
fn merge<T: Copy + Ord>(pairs: impl Iterator<Item = (T, T)>, start: T) -> Vec<(T, T)> {
    let mut cut: Vec<(T, T)> =
        pairs.map(|(from, to)| (from.max(start), to)).filter(|(from, to)| from < to).collect();
    cut.sort_unstable();
    let mut merged: Vec<(T, T)> = Vec::with_capacity(cut.len());
    for (from, to) in cut {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
