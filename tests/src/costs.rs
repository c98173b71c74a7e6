//! What a bond transfer costs beside the yardstick: a plain PSP22 of OpenBrush with a Transfer event
//! (`contracts/mocks/plain-psp22`), on the same embedded chain, in the same run. `cargo run --release -p chihosai-tests
//! --bin costs` prints the table.

use std::path::{Path, PathBuf};

use bond_abi::office::BondOffice;
use bond_abi::psp22::PSP22Error;
use bond_abi::registry::KycRegistry;
use bond_abi::token::BondToken;
use bond_client::contracts::Psp22;
use bond_client::transport::Cost;
use bond_client::{bundle, Bundle, TraitCallBuilder};
use scale::Encode;

use crate::plans;
use crate::who::Who::{Admin, Alice, Bob, Carol, Outsider};
use crate::world::{repository, World};

/// A case and what it costs.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What was done.
    pub what: &'static str,
    /// ref_time, proof size, deposit.
    pub cost: Cost,
    /// Bytes of the contract that was called.
    pub wasm: usize,
}

/// The whole table, always of the same cases in the same order.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// A transfer of the yardstick between two holders.
    pub plain: Row,
    /// A bond transfer between two holders who moved units in this epoch before.
    pub same_epoch: Row,
    /// The first one of an epoch, which saves what both held at the record date.
    pub first_of_epoch: Row,
    /// Both parties' profiles, asked directly.
    pub profiles: Row,
    /// The holding at a record date of an account that never moved a unit since, asked at the office.
    pub units_at_fresh: Row,
    /// The same after 500 transfers over 80 record dates.
    pub units_at_busy: Row,
    /// As `units_at_fresh`, asked at the register as a payer does.
    pub held_fresh: Row,
    /// As `units_at_busy`, asked at the register.
    pub held_busy: Row,
}

/// Transfers that the busy account makes, evenly over its record dates.
const BUSY_TRANSFERS: u32 = 500;
/// Record dates over which it makes them.
const BUSY_EVENTS: u8 = 80;

impl Costs {
    /// Runs every case.
    ///
    /// # Panics
    /// When a message is refused, or a bundle is not built.
    pub fn measure() -> Self {
        let mut world = World::of(plans::most_events()).with_holders(3);
        let folder = repository().join(bundle::default_folder());
        let plain = Bundle::load(&folder, "plain_psp22").unwrap_or_else(|error| panic!("{error}"));
        let data = (ink::selector_bytes!("new"), 1_000_u128).encode();
        let yardstick = Psp22(world.deploy::<PSP22Error>(&plain, data, b"yardstick"));
        // What is measured is the second of its kind: the first one makes the recipient's cell.
        let mut transfer_plain = || {
            let called = world.submit(Admin, yardstick.transfer(Alice.id(), 1));
            assert_eq!(called.answer, Ok(()));
            called.receipt.cost
        };
        transfer_plain();
        let plain = Row { what: "plain PSP22 transfer", cost: transfer_plain(), wasm: plain.wasm.len() };

        let wasm = crate::world::bundles().token.wasm.len();
        let mut moved = 0;
        let mut first_of_epoch = None;
        for k in 0..BUSY_EVENTS {
            world.advance_to(world.cutoff(k));
            // Spread such that the sum is exact whatever the numbers are.
            let due = BUSY_TRANSFERS * (u32::from(k) + 1) / u32::from(BUSY_EVENTS);
            for index in moved..due {
                let (from, to) = if index.is_multiple_of(2) { (Alice, Bob) } else { (Bob, Alice) };
                let called = world.submit(from, world.bond().transfer(to.id(), 1));
                assert_eq!(called.answer, Ok(()));
                // Of the second epoch: in the first, no cell has a mark yet, and marks take room.
                if k == 1 && index == moved {
                    first_of_epoch = Some(called.receipt.cost);
                }
            }
            moved = due;
        }
        let called = world.submit(Alice, world.bond().transfer(Bob.id(), 1));
        assert_eq!(called.answer, Ok(()));
        let same_epoch = Row { what: "bond transfer, same epoch", cost: called.receipt.cost, wasm };
        let cost = first_of_epoch.expect("the second epoch has transfers");
        let first_of_epoch = Row { what: "bond transfer, first of an epoch", cost, wasm };

        let office = crate::world::bundles().office.wasm.len();
        let mut units_at = |what, who: crate::who::Who| {
            let called = world.submit(Outsider, world.office().call().units_at(who.id(), 0));
            assert!(called.answer.is_ok());
            Row { what, cost: called.receipt.cost, wasm: office }
        };
        let units_at_fresh = units_at("units_at, no history", Carol);
        let units_at_busy = units_at("units_at, 500 transfers over 80 record dates", Alice);
        let mut held = |what, who: crate::who::Who| {
            let called = world.submit(Outsider, world.token().call().units_at_many(vec![who.id()], 0));
            assert!(called.answer.is_ok());
            Row { what, cost: called.receipt.cost, wasm }
        };
        let held_fresh = held("units_at_many of one, no history", Carol);
        let held_busy = held("units_at_many of one, 500 transfers", Alice);
        let called = world.submit(Outsider, world.registry().call().profiles(Alice.id(), Bob.id()));
        let registry = crate::world::bundles().registry.wasm.len();
        let profiles = Row { what: "profiles of two wallets", cost: called.receipt.cost, wasm: registry };
        Self { plain, same_epoch, first_of_epoch, profiles, units_at_fresh, units_at_busy, held_fresh, held_busy }
    }

    /// In the order of the table.
    pub fn rows(&self) -> [Row; 8] {
        let Self { plain, same_epoch, first_of_epoch, profiles, units_at_fresh, units_at_busy, held_fresh, held_busy } =
            *self;
        [plain, same_epoch, first_of_epoch, profiles, units_at_fresh, units_at_busy, held_fresh, held_busy]
    }

    /// The budgets as their file has them.
    pub fn golden(&self) -> String {
        let head = "# Case, ref_time, proof size, deposit. Written by: cargo run --release -p chihosai-tests --bin costs -- --golden\n";
        let line = |row: Row| {
            format!("{} | {} | {} | {}\n", row.what, row.cost.ref_time, row.cost.proof_size, row.cost.deposit)
        };
        self.rows().map(line).into_iter().fold(head.to_owned(), |text, line| text + &line)
    }
}

/// Where the budgets lie.
pub fn golden_path() -> PathBuf {
    repository().join("tests/golden/costs.txt")
}

/// What a case may cost above or below its budget, in hundredths.
const TOLERANCE: u64 = 3;

/// Compares cases with the budgets of a file, in their order.
///
/// # Panics
/// For a case that costs more or less, and for a file that cannot be read.
pub fn assert_within_budgets<'a>(path: &Path, rows: impl IntoIterator<Item = (&'a str, Cost)>) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut budgets = text.lines().filter(|line| !line.starts_with('#'));
    for (what, cost) in rows {
        let budget = budgets.next().unwrap_or_else(|| panic!("{what} has no budget"));
        let mut cells = budget.rsplitn(4, " | ");
        let mut cell = || cells.next().unwrap_or_else(|| panic!("no budget: {budget}"));
        let (deposit, proof_size, ref_time, named) = (cell(), cell(), cell(), cell());
        assert_eq!(named, what);
        let limit = |text: &str| -> u64 { text.parse().unwrap_or_else(|error| panic!("{budget}: {error}")) };
        for (found, limit) in [(cost.ref_time, limit(ref_time)), (cost.proof_size, limit(proof_size))] {
            assert_within(budget, found, limit);
        }
        assert_eq!(cost.deposit.to_string(), deposit, "{budget}");
    }
    assert_eq!(budgets.next(), None, "a budget without its case");
}

/// Fails when an amount is further than the tolerance from its budget.
///
/// # Panics
/// Then.
pub fn assert_within(what: &str, found: u64, budget: u64) {
    let percent = percent_ceil(found, budget);
    assert!((100 - TOLERANCE..=100 + TOLERANCE).contains(&percent), "{what}: {found}, {percent} % of its budget");
}

/// One amount in hundredths of another, rounded up: a limit is met or it is not.
pub fn percent_ceil(amount: u64, of: u64) -> u64 {
    (amount * 100).div_ceil(of)
}
