//! Prints what payments cost beside a plain PSP22 transfer, and with `--crowd N` what an event of N holders costs by
//! pages. With `--golden` it writes tests/golden/payouts.txt, and `git diff` then shows what became dearer.

use chihosai_tests::costs::percent_ceil;
use chihosai_tests::payouts::{crowd, golden_path, marginal, Payouts, Row};

fn main() {
    let payouts = Payouts::measure();
    let plain = payouts.plain.cost;
    println!("{:<38} {:>15} {:>8} {:>10} {:>9}", "case", "ref_time", "×", "proof B", "deposit");
    for Row { what, cost, .. } in [payouts.plain, payouts.yen].iter().chain(&payouts.rows) {
        let percent = percent_ceil(cost.ref_time, plain.ref_time);
        let times = format!("{}.{:02}", percent / 100, percent % 100);
        println!("{what:<38} {:>15} {times:>8} {:>10} {:>9}", cost.ref_time, cost.proof_size, cost.deposit);
    }
    for (one, full) in [("page of 1", "page of 50"), ("page of 1 that redeems", "page of 50 that redeems")] {
        let each = marginal(payouts.of(one), payouts.of(full));
        let percent = percent_ceil(each, plain.ref_time);
        println!("one more holder, {full}: {each}, {}.{:02} ×", percent / 100, percent % 100);
    }
    let mut arguments = std::env::args();
    if arguments.any(|argument| argument == "--crowd") {
        let holders = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(10_000);
        let crowd = crowd(holders);
        let (first, last) = (crowd.pages[0].ref_time, crowd.pages[crowd.pages.len() - 1].ref_time);
        println!("{holders} holders: first page {first}, last page {last}");
    }
    if std::env::args().any(|argument| argument == "--golden") {
        let path = golden_path();
        std::fs::write(&path, payouts.golden()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
