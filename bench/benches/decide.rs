//! Decisions, one by one.

use std::sync::LazyLock;

use fadu_app::Catalog;
use fadu_bench::decide::{Ready, ready, rules};

static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::embedded().expect("the definitions the program carries"));

fn main() {
    divan::main();
}

fn setting(ty: &str, case: &str, filled: bool) -> Ready<'static> {
    ready(rules(&CATALOG), ty, case, filled).expect("a case of the definitions")
}

#[divan::bench]
fn penalty_gate(bencher: divan::Bencher<'_, '_>) {
    let ready = setting("penalty_case", "听证后审核、讨论、决定", true);
    bencher.bench(|| ready.decide());
}

#[divan::bench]
fn penalty_serve(bencher: divan::Bencher<'_, '_>) {
    let ready = setting("penalty_case", "送达后十五日缴款", false);
    bencher.bench(|| ready.decide());
}

#[divan::bench]
fn application_submit(bencher: divan::Bencher<'_, '_>) {
    let ready = setting("application", "材料齐全收件", false);
    bencher.bench(|| ready.decide());
}
