//! Prints what a bond transfer costs beside a plain PSP22 transfer. With `--golden` it writes tests/golden/costs.txt, and
//! `git diff` then shows what became dearer.

use chihosai_tests::costs::{golden_path, percent_ceil, Costs};

fn main() {
    let costs = Costs::measure();
    let plain = costs.plain.cost;
    println!(
        "{:<46} {:>8} {:>15} {:>7} {:>8} {:>7} {:>8}",
        "case", "Wasm B", "ref_time", "×", "proof B", "×", "deposit"
    );
    for row in costs.rows() {
        let times = |amount, of| {
            let percent = percent_ceil(amount, of);
            format!("{}.{:02}", percent / 100, percent % 100)
        };
        println!(
            "{:<46} {:>8} {:>15} {:>7} {:>8} {:>7} {:>8}",
            row.what,
            row.wasm,
            row.cost.ref_time,
            times(row.cost.ref_time, plain.ref_time),
            row.cost.proof_size,
            times(row.cost.proof_size, plain.proof_size),
            row.cost.deposit,
        );
    }
    if std::env::args().any(|argument| argument == "--golden") {
        let path = golden_path();
        std::fs::write(&path, costs.golden()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
