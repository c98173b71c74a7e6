//! Budgets: what the dearest paths cost, beside a plain PSP22 in the same run.

use chihosai_tests::costs::{assert_within_budgets, golden_path, percent_ceil, Costs};
use chihosai_tests::prelude::*;

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

/// What a transfer pays for the places of a policy, of which the last one admits the buyer: read with every transfer and
/// compared one after another.
#[test]
fn each_place_of_a_policy_costs_a_transfer_the_same_little() {
    let transfer = |places: u16| {
        let place = |area| Residence { country: 392, area };
        let mut plan = plans::short_bullet();
        plan.policy.residences =
            (1..places).map(|n| place(40_200 + n)).chain((places > 0).then(|| place(13_000))).collect();
        let mut world = World::of(plan).with_holders(2);
        world.transfer(Alice, Bob, 1);
        let called = world.submit(Alice, world.bond().transfer(Bob.id(), 1));
        assert_eq!(called.answer, Ok(()));
        called.receipt.cost
    };
    let [open, one, usual, most] = [0, 1, 16, 64].map(transfer);
    for (places, cost) in [(1, one), (16, usual), (64, most)] {
        let percent = percent_ceil(cost.ref_time * 100, open.ref_time);
        println!("{places} places: {} ref_time, {} proof, {percent}/100 % of none", cost.ref_time, cost.proof_size);
    }
    println!("no policy: {} ref_time, {} proof", open.ref_time, open.proof_size);
    let per_place = (most.ref_time - one.ref_time) / 63;
    println!("a place: {per_place} ref_time, {} proof", (most.proof_size - one.proof_size) / 63);
    assert!(per_place <= 1_000_000, "{per_place}");
    // An open policy costs 1.99 plain transfers; sixty-four places leave it within 2.05.
    assert!(percent_ceil(most.ref_time * 100, open.ref_time) <= 10_300);
}
