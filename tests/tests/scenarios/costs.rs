//! Budgets: what the dearest paths cost, beside a plain PSP22 in the same run.

use chihosai_tests::costs::{assert_within_budgets, golden_path, percent_ceil, Costs};

#[test]
fn every_case_costs_what_its_budget_says() {
    let costs = Costs::measure();
    assert_within_budgets(&golden_path(), costs.rows().map(|row| (row.what, row.cost)));

    // The first transfer of an epoch saves two cells and stays near the others; a long history costs a read and no more.
    let ref_time = |row: chihosai_tests::costs::Row| row.cost.ref_time;
    assert!(percent_ceil(ref_time(costs.first_of_epoch), ref_time(costs.same_epoch)) <= 120);
    assert!(percent_ceil(ref_time(costs.units_at_busy), ref_time(costs.units_at_fresh)) <= 105);
    let read = ref_time(costs.held_busy) - ref_time(costs.held_fresh);
    assert!(read <= 75_000_000, "a long history costs the register one read more, not {read}");

    // The targets: what a bond transfer may cost, in multiples of a plain one, and the code that makes it so.
    let (bond, plain) = (costs.same_epoch.cost, costs.plain.cost);
    assert!(percent_ceil(bond.ref_time, plain.ref_time) <= 210);
    assert!(percent_ceil(bond.proof_size, plain.proof_size) <= 240);
    assert_eq!(bond.deposit, 0);
    assert!(costs.same_epoch.wasm <= 36 * 1_024);
}
