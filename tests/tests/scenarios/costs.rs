//! Budgets: what the dearest paths cost, beside a plain PSP22 in the same run.

use chihosai_tests::costs::{golden_path, percent_ceil, Costs};

/// What a case may cost above or below its budget, in hundredths.
const TOLERANCE: u64 = 3;

#[test]
fn every_case_costs_what_its_budget_says() {
    let costs = Costs::measure();
    let path = golden_path();
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let budgets: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(budgets.len(), costs.rows().len());
    for (budget, row) in budgets.into_iter().zip(costs.rows()) {
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
