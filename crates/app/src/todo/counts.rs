//! The numbers of long work lists, remembered for a moment: counting tens of thousands of records for
//! every look would take longer than the page itself.
//!
//! As long as nothing was entered they are those of this minute. While others enter, those of a long list may be behind
//! by a few times the time that counting takes; those of a list that somebody can work off never are.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Records from which on a list is long.
const LONG: u64 = 2_000;
/// How many times the time of counting the numbers hold while others enter.
const TIMES: u32 = 20;
/// Most lists that are remembered.
const MOST: usize = 256;

/// Numbers of records by type and colour.
pub(crate) type Numbers = BTreeMap<(String, String), u64>;

/// The numbers of lists, by all that they depend on beside the journal.
#[derive(Default)]
pub(crate) struct Counts(Mutex<HashMap<String, Counted>>);

struct Counted {
    numbers: Numbers,
    position: i64,
    now: String,
    at: Instant,
    took: Duration,
}

impl Counts {
    /// The numbers at a position of the journal and an instant, counted if they are not known.
    pub(crate) fn get<E>(
        &self,
        key: String,
        (position, now): (i64, &str),
        count: impl FnOnce() -> Result<Numbers, E>,
    ) -> Result<Numbers, E> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(&key).filter(|known| known.holds(position, now)) {
            return Ok(known.numbers.clone());
        }
        let at = Instant::now();
        let numbers = count()?;
        let counted = Counted {
            numbers: numbers.clone(),
            position,
            now: now.to_owned(),
            at: Instant::now(),
            took: at.elapsed(),
        };
        let mut held = held();
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key, counted);
        Ok(numbers)
    }
}

impl Counted {
    fn holds(&self, position: i64, now: &str) -> bool {
        let is_long = self.numbers.values().sum::<u64>() >= LONG;
        let is_same = self.position == position && (is_long || self.now == now);
        // Colours change by the minute.
        let minute = self.now.get(..16) == now.get(..16);
        minute && (is_same || is_long && self.at.elapsed() < self.took * TIMES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: u64) -> Result<Numbers, ()> {
        Ok(Numbers::from([((String::new(), String::new()), n)]))
    }

    #[test]
    fn short_lists_are_counted_at_every_position_and_long_ones_once_in_a_while() {
        let counts = Counts::default();
        let get = |key: &str, position, n| {
            counts.get(key.to_owned(), (position, "2021-02-18T09:00:00"), || numbers(n))
        };
        assert_eq!(get("short", 1, 10), numbers(10));
        assert_eq!(get("short", 1, 11), numbers(10), "nothing was entered");
        assert_eq!(get("short", 2, 11), numbers(11));
        let slow = || {
            std::thread::sleep(Duration::from_millis(50));
            numbers(LONG)
        };
        assert_eq!(counts.get("long".to_owned(), (1, "2021-02-18T09:00:30"), slow), numbers(LONG));
        assert_eq!(get("long", 2, LONG + 1), numbers(LONG));
        std::thread::sleep(Duration::from_millis(50) * (TIMES + 2));
        assert_eq!(get("long", 2, LONG + 1), numbers(LONG + 1));
        let later = |n| counts.get("long".to_owned(), (2, "2021-02-18T09:01:00"), || numbers(n));
        assert_eq!(later(LONG + 2), numbers(LONG + 2), "colours may have changed");
        assert_eq!(get("other", 2, 5), numbers(5), "each list has its own");
    }
}
