//! Budgets of every message of every contract (T23, I27), and of the code itself.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chihosai_tests::budgets::{golden_path, Budgets};
use chihosai_tests::costs::{assert_within, assert_within_budgets, percent_ceil};
use chihosai_tests::prelude::*;

/// What everything costs, measured once.
fn measured() -> &'static Budgets {
    static MEASURED: OnceLock<Budgets> = OnceLock::new();
    MEASURED.get_or_init(Budgets::measure)
}

#[test]
fn t23_i27_every_message_costs_what_its_budget_says() {
    let budgets = measured();
    let rows: Vec<(String, _)> =
        budgets.0.iter().map(|budget| (format!("{} | {}", budget.what, budget.case), budget.cost)).collect();
    assert_within_budgets(&golden_path(), rows.iter().map(|(what, cost)| (what.as_str(), *cost)));

    let measured: BTreeSet<String> = budgets.0.iter().map(|budget| budget.what.clone()).collect();
    let built = bundles().all().into_iter().flat_map(|bundle| {
        let messages = bundle.metadata["spec"]["messages"].as_array().expect("messages");
        messages.iter().map(|message| format!("{} {}", bundle.name, message["label"].as_str().expect("a label")))
    });
    assert_eq!(measured, built.collect(), "every message has a budget");

    // The dearest call of all leaves half of a node's block to others (docs/architecture.md).
    for budget in &budgets.0 {
        assert!(budget.cost.ref_time <= 750_000_000_000 && budget.cost.proof_size <= 2_621_440, "{budget:?}");
    }
}

#[test]
fn t23_a_row_more_costs_the_same_up_to_the_most_that_a_message_takes() {
    let budgets = measured();
    let of = |what: &str, case: &str| -> u64 {
        let found = budgets.0.iter().find(|budget| budget.what.ends_with(what) && budget.case == case);
        found.unwrap_or_else(|| panic!("{what} with {case}")).cost.ref_time
    };
    for (what, most) in [
        ("BondOffice::issue", 50),
        ("BondOffice::transfer_batch", 25),
        ("CouponDistributor::pay_page", 50),
        ("CouponDistributor::entitlements", 50),
        ("KycDesk::register", 64),
        ("KycDesk::renew", 128),
        ("KycDesk::set_status", 128),
        ("KycDesk::reassign", 128),
        ("KycRegistry::put", 128),
        ("KycRegistry::profiles_of", 50),
    ] {
        let (one, ten, all) = (of(what, "1"), of(what, "10"), of(what, &most.to_string()));
        let (first, later) = ((ten - one) / 9, (all - ten) / (most - 10));
        let percent = percent_ceil(later, first);
        assert!((85..=115).contains(&percent), "{what}: a row costs {first} at first and {later} later, {percent} %");
    }
}

#[test]
fn t24_no_call_and_no_answer_comes_near_the_buffer() {
    // ink! 4 has 16 KiB for each; three quarters of it are for whoever adds a field.
    for budget in &measured().0 {
        let [call, answer] = budget.bytes;
        assert!(call < 12 * 1_024 && answer < 12 * 1_024, "{} with {}: {call} and {answer}", budget.what, budget.case);
    }
}

/// Bytes of code: callers pay for each.
#[test]
fn every_contract_is_as_large_as_its_budget_says() {
    let path = repository().join("tests/golden/wasm.txt");
    if std::env::var_os("CHIHOSAI_GOLDEN").is_some_and(|wish| wish == "write") {
        let head = "# Contract, bytes of Wasm. Written by: CHIHOSAI_GOLDEN=write cargo test --release --workspace --test scenarios -- as_large\n";
        let lines = bundles().all().into_iter().map(|bundle| format!("{} | {}\n", bundle.name, bundle.wasm.len()));
        std::fs::write(&path, head.to_owned() + &lines.collect::<String>()).expect("the file is written");
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut budgets = text.lines().filter(|line| !line.starts_with('#'));
    for bundle in bundles().all() {
        let (name, bytes) = budgets.next().and_then(|line| line.split_once(" | ")).expect("a contract and its bytes");
        assert_eq!(name, bundle.name);
        assert_within(name, bundle.wasm.len() as u64, bytes.parse().expect("bytes"));
    }
    assert_eq!(budgets.next(), None);
}
