//! Due dates by the statutory counting.

use fadu_app::Catalog;
use fadu_base::Period;
use fadu_base::counting::{Count, Moment, due};
use jiff::civil::date;

fn main() {
    divan::main();
}

#[divan::bench(args = ["5 wd", "20 wd", "90 wd", "60 cd", "6 months", "24 wh"])]
fn due_date(bencher: divan::Bencher<'_, '_>, length: &str) {
    let calendar = Catalog::calendar().expect("the calendar the program carries");
    let length = Period::parse(length).expect("a length of time");
    let start = Moment::Day(date(2026, 9, 18));
    let pauses = vec![(date(2026, 9, 22).at(9, 0, 0, 0), date(2026, 9, 24).at(9, 0, 0, 0))];
    let count = Count { start, length, pauses, roll: true };
    bencher.bench(|| due(&calendar, divan::black_box(&count)));
}
