//! The register's cells: holdings and the supply, now and at every record date. [`crate::history`] has the rule; here it
//! meets the storage.

use crate::history::{self, At};
use bond_abi::token::Account;
use bond_abi::{AccountId, MAX_PAGE};
use ink::prelude::vec::Vec;
use ink::storage::{Lazy, Mapping};

/// Key of a cell: an account, or nobody for the supply, which has the same history as a holding.
pub type Holder = Option<AccountId>;
/// The supply's cell.
pub const SUPPLY: Holder = None;

/// When something is written.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Record-date epoch.
    pub epoch: u8,
    /// Day in JST.
    pub day: i32,
}

/// The cells.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    cells: Mapping<Holder, Account>,
    history: Mapping<(Holder, u8), u64>,
    /// Who ever held units, in the order of the first.
    wallets: Mapping<u32, AccountId>,
    count: Lazy<u32>,
    /// Units by investor, kept where the policy limits them.
    investors: Mapping<u64, u64>,
}

impl Ledger {
    /// A cell, all zeros before the first write.
    pub fn cell(&self, holder: Holder) -> Account {
        self.cells.get(holder).unwrap_or_default()
    }

    /// Units in circulation.
    pub fn supply_units(&self) -> u64 {
        self.cell(SUPPLY).units
    }

    /// How many wallets ever held units.
    pub fn count(&self) -> u32 {
        self.count.get_or_default()
    }

    /// Those from number `start` on.
    pub fn page(&self, start: u32, count: u32) -> Vec<(AccountId, Account)> {
        let end = start.saturating_add(count.min(MAX_PAGE));
        (start..end)
            .map_while(|number| self.wallets.get(number))
            .map(|wallet| (wallet, self.cell(Some(wallet))))
            .collect()
    }

    /// Units of an investor in all wallets together.
    pub fn investor_units(&self, investor_id: u64) -> u64 {
        self.investors.get(investor_id).unwrap_or(0)
    }

    /// The units at the cutoff of event `k`. The caller has checked that it has passed.
    pub fn units_at(&self, holder: Holder, k: u8) -> u64 {
        match history::at(&self.cell(holder), k) {
            At::Now(units) => units,
            At::Saved(entry) => self.history.get((holder, entry)).unwrap_or(0),
        }
    }

    /// Writes a cell as it is: nothing about units changed.
    pub fn put(&mut self, holder: Holder, cell: &Account) {
        self.cells.insert(holder, cell);
    }

    /// Writes units into a cell and, with the first write of an epoch, what was held before.
    pub fn write(&mut self, holder: Holder, mut cell: Account, units: u64, now: Now) {
        // An absent entry reads as zero, so that newcomers pay for no history.
        if let Some((k, saved_units)) = history::write(&mut cell, units, now.epoch).filter(|(_, saved)| *saved > 0) {
            self.history.insert((holder, k), &saved_units);
        }
        cell.changed_day = now.day;
        if let (0, Some(wallet)) = (cell.since_day, holder) {
            let number = self.count();
            self.wallets.insert(number, &wallet);
            self.count.set(&number.saturating_add(1));
            cell.since_day = now.day;
        }
        self.put(holder, &cell);
    }

    /// Adds to the supply, or takes from it; `None` when the sum does not fit, and then nothing changed.
    #[must_use]
    pub fn change_supply(&mut self, change: impl FnOnce(u64) -> Option<u64>, now: Now) -> Option<u64> {
        let cell = self.cell(SUPPLY);
        let units = change(cell.units)?;
        self.write(SUPPLY, cell, units, now);
        Some(units)
    }

    /// Moves units between the sums of two investors.
    pub fn count_investor(&mut self, investor_id: u64, out_units: u64, in_units: u64) {
        let units = self.investor_units(investor_id).saturating_sub(out_units).saturating_add(in_units);
        self.investors.insert(investor_id, &units);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_ledger(check: impl FnOnce(&mut Ledger)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check(&mut Ledger::default());
            Ok(())
        })
        .unwrap();
    }

    fn credit(ledger: &mut Ledger, holder: Holder, units: u64, epoch: u8) {
        let cell = ledger.cell(holder);
        ledger.write(holder, cell, cell.units + units, Now { epoch, day: 20_000 + i32::from(epoch) });
    }

    #[test]
    fn every_cutoff_keeps_what_was_held_at_it_for_holders_and_for_the_supply() {
        for holder in [SUPPLY, Some(AccountId::from([7; 32]))] {
            with_ledger(|ledger| {
                for (epoch, units) in [(0, 100), (1, 40), (1, 5), (4, 1)] {
                    credit(ledger, holder, units, epoch);
                }
                let at: Vec<u64> = (0..4).map(|k| ledger.units_at(holder, k)).collect();
                assert_eq!(at, [100, 145, 145, 145]);
                assert_eq!(ledger.cell(holder).units, 146);
            });
        }
    }

    #[test]
    fn a_holder_who_comes_later_held_nothing_before() {
        with_ledger(|ledger| {
            credit(ledger, SUPPLY, 9, 3);
            assert_eq!((0..3).map(|k| ledger.units_at(SUPPLY, k)).sum::<u64>(), 0);
        });
    }

    #[test]
    fn a_sum_that_does_not_fit_changes_nothing() {
        with_ledger(|ledger| {
            let now = Now { epoch: 0, day: 1 };
            assert_eq!(ledger.change_supply(|_| Some(u64::MAX), now), Some(u64::MAX));
            assert_eq!(ledger.change_supply(|units| units.checked_add(1), Now { epoch: 1, ..now }), None);
            assert_eq!((ledger.supply_units(), ledger.cell(SUPPLY).marks), (u64::MAX, 0));
        });
    }

    #[test]
    fn wallets_are_listed_once_in_the_order_of_their_first_units() {
        with_ledger(|ledger| {
            let wallets: Vec<AccountId> = (1..=60).map(|byte| AccountId::from([byte; 32])).collect();
            for wallet in wallets.iter().chain(&wallets) {
                credit(ledger, Some(*wallet), 1, 1);
            }
            credit(ledger, SUPPLY, 1, 0);
            assert_eq!(ledger.count(), 60);
            let page = |start, count| -> Vec<AccountId> {
                ledger.page(start, count).into_iter().map(|(wallet, _)| wallet).collect()
            };
            assert_eq!(page(0, u32::MAX), wallets[..50]);
            assert_eq!(page(50, 50), wallets[50..]);
            assert_eq!(page(3, 2), wallets[3..5]);
            assert!(page(60, 1).is_empty() && page(u32::MAX, 1).is_empty());
            let cell = ledger.cell(Some(wallets[0]));
            assert_eq!((cell.since_day, cell.changed_day, cell.units), (20_001, 20_001, 2));
        });
    }
}
