//! What payments cost, and an event of ten thousand holders.

use chihosai_tests::costs::percent_ceil;
use chihosai_tests::payouts::{crowd, golden_path, marginal, Payouts};
use chihosai_tests::prelude::*;

/// What a case may cost above or below its budget, in hundredths.
const TOLERANCE: u64 = 3;

#[test]
fn i27_every_payment_costs_what_its_budget_says() {
    let payouts = Payouts::measure();
    let path = golden_path();
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let budgets: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(budgets.len(), payouts.rows.len());
    for (budget, row) in budgets.into_iter().zip(&payouts.rows) {
        let cells: Vec<&str> = budget.split(" | ").collect();
        let [what, ref_time, proof_size, deposit] = cells[..] else { panic!("no budget: {budget}") };
        assert_eq!(what, row.what);
        let limit = |text: &str| -> u64 { text.parse().unwrap_or_else(|error| panic!("{budget}: {error}")) };
        for (found, limit) in [(row.cost.ref_time, limit(ref_time)), (row.cost.proof_size, limit(proof_size))] {
            let percent = percent_ceil(found, limit);
            assert!((100 - TOLERANCE..=100 + TOLERANCE).contains(&percent), "{budget}: {found}, {percent} % of it");
        }
        assert_eq!(row.cost.deposit.to_string(), deposit, "{budget}");
    }
    assert!(bundles().distributor.wasm.len() <= 40 * 1_024);
    // Of these, the payment token's own transfer is the largest part (ADR 0026).
    let plain = payouts.plain.cost.ref_time;
    let each = marginal(payouts.of("page of 1"), payouts.of("page of 50"));
    assert!(percent_ceil(each, plain) <= 320, "one more holder of a page: {each}");
    assert!(percent_ceil(payouts.of("claim").cost.ref_time, plain) <= 820);
    // Whatever a page does, a block has room for it.
    assert!(payouts.rows.iter().all(|row| row.cost.ref_time <= 750_000_000_000 && row.cost.proof_size <= 2_621_440));
}

#[test]
fn n06_ten_thousand_holders_are_paid_by_pages_that_all_cost_the_same() {
    let mut crowd = crowd(10_000);
    assert_eq!(crowd.pages.len(), 200);
    let ref_times: Vec<u64> = crowd.pages.iter().map(|cost| cost.ref_time).collect();
    let (first, last) = (ref_times[0], ref_times[199]);
    assert!(percent_ceil(first.max(last), first.min(last)) <= 102, "{first} and {last}");
    let (least, most) = (ref_times.iter().min().expect("pages"), ref_times.iter().max().expect("pages"));
    assert!(percent_ceil(*most, *least) <= 102, "{least} to {most}");

    // Half of 1 % on ¥10,000 a unit, each tax rounded down for itself, recomputed from the allotments alone.
    let mut sums = [0_u128; 4];
    for units in &crowd.units {
        let gross_yen = u128::from(*units) * 50;
        let (national_yen, local_yen) = (gross_yen * 15_315 / 100_000, gross_yen * 5_000 / 100_000);
        let row = [gross_yen, national_yen, local_yen, gross_yen - national_yen - local_yen];
        sums.iter_mut().zip(row).for_each(|(sum, yen)| *sum += yen);
    }
    let coupon = crowd.world.coupon(0);
    let Totals { gross_yen, national_tax_yen, local_tax_yen, net_yen, payees, .. } = coupon.paid;
    assert_eq!([gross_yen, national_tax_yen, local_tax_yen, net_yen], sums);
    assert_eq!((payees, coupon.state), (10_000, CouponState::Settled));
    assert_eq!(crowd.world.chest(), coupon.required_yen - net_yen);
}
