//! What payments cost, and an event of ten thousand holders.

use chihosai_tests::costs::{assert_within_budgets, percent_ceil};
use chihosai_tests::payouts::{crowd, golden_path, marginal, Payouts};
use chihosai_tests::prelude::*;

#[test]
fn i27_every_payment_costs_what_its_budget_says() {
    let payouts = Payouts::measure();
    assert_within_budgets(&golden_path(), payouts.rows.iter().map(|row| (row.what, row.cost)));
    assert!(bundles().distributor.wasm.len() <= 47 * 1_024);
    // Of these, the payment token's own transfer is the largest part (ADR 0026).
    let plain = payouts.plain.cost.ref_time;
    let each = marginal(payouts.of("page of 1"), payouts.of("page of 50"));
    assert!(percent_ceil(each, plain) <= 320, "one more holder of a page: {each}");
    assert!(percent_ceil(payouts.of("claim").cost.ref_time, plain) <= 830);
    // Whoever needs the office counts as three, so that no page is dearer than the full one that redeems.
    let dearest = payouts.of("page of 50 that redeems").cost;
    let directed = payouts.of("page of 16 replaced and seized that redeems").cost;
    assert!(directed.ref_time <= dearest.ref_time, "{} and {}", directed.ref_time, dearest.ref_time);
    // Each of them asks the office, whose code is in the proof; a fifth of what a call may have stays free.
    assert!(directed.proof_size <= 4_194_304 * 4 / 5, "{}", directed.proof_size);
    // Whatever a page does, a block has room for it.
    assert!(payouts.rows.iter().all(|row| row.cost.ref_time <= 750_000_000_000 && row.cost.proof_size <= 4_194_304));
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
