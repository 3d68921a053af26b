//! The chain of SM3 over events in memory.

use divan::counter::BytesCount;
use fadu_bench::chain::Chain;

fn main() {
    divan::main();
}

#[divan::bench(args = [512, 1_024, 4_096])]
fn verify(bencher: divan::Bencher<'_, '_>, bytes: usize) {
    let chain = Chain::new(1_000, bytes);
    bencher.counter(BytesCount::new(chain.bytes())).bench(|| chain.verify());
}
