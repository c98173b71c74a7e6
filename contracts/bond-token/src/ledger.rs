//! The register's cells: holdings and the supply, now and at every record date. [`crate::history`] has the rule; here it
//! meets the storage.

use crate::history::{At, Holding};
use bond_abi::AccountId;
use ink::storage::Mapping;

/// Key of a cell: an account, or nobody for the supply, which has the same history as a holding.
pub type Holder = Option<AccountId>;
/// The supply's cell.
pub const SUPPLY: Holder = None;

/// The cells.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    holdings: Mapping<Holder, Holding>,
    history: Mapping<(Holder, u8), u64>,
}

impl Ledger {
    /// What is held now.
    pub fn holding(&self, holder: Holder) -> Holding {
        self.holdings.get(holder).unwrap_or_default()
    }

    /// The units at the cutoff of event `k`. The caller has checked that it has passed.
    pub fn units_at(&self, holder: Holder, k: u8) -> u64 {
        match self.holding(holder).at(k) {
            At::Now(units) => units,
            At::Saved(entry) => self.history.get((holder, entry)).unwrap_or(0),
        }
    }

    /// Writes a holding that was `old` and, with the first write of an epoch, what was held before.
    pub fn write(&mut self, holder: Holder, old: Holding, units: u64, epoch: u8) {
        let (new, entry) = old.write(units, epoch);
        // An absent entry reads as zero, so that newcomers pay for no history.
        if let Some((k, saved_units)) = entry.filter(|(_, saved_units)| *saved_units > 0) {
            self.history.insert((holder, k), &saved_units);
        }
        self.holdings.insert(holder, &new);
    }

    /// Adds units to a holding; `None` when they do not fit, and then nothing changed.
    #[must_use]
    pub fn credit(&mut self, holder: Holder, units: u64, epoch: u8) -> Option<()> {
        let old = self.holding(holder);
        let sum_units = old.units.checked_add(units)?;
        self.write(holder, old, sum_units, epoch);
        Some(())
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

    #[test]
    fn every_cutoff_keeps_what_was_held_at_it_for_holders_and_for_the_supply() {
        for holder in [SUPPLY, Some(AccountId::from([7; 32]))] {
            with_ledger(|ledger| {
                for (epoch, units) in [(0, 100), (1, 40), (1, 5), (4, 1)] {
                    ledger.credit(holder, units, epoch).unwrap();
                }
                let at: Vec<u64> = (0..4).map(|k| ledger.units_at(holder, k)).collect();
                assert_eq!(at, [100, 145, 145, 145]);
                assert_eq!(ledger.holding(holder).units, 146);
            });
        }
    }

    #[test]
    fn a_holder_who_comes_later_held_nothing_before() {
        with_ledger(|ledger| {
            ledger.credit(SUPPLY, 9, 3).unwrap();
            assert_eq!((0..3).map(|k| ledger.units_at(SUPPLY, k)).sum::<u64>(), 0);
        });
    }

    #[test]
    fn units_that_do_not_fit_change_nothing() {
        with_ledger(|ledger| {
            ledger.credit(SUPPLY, u64::MAX, 0).unwrap();
            assert_eq!(ledger.credit(SUPPLY, 1, 1), None);
            assert_eq!(ledger.holding(SUPPLY), Holding { units: u64::MAX, epoch: 0, marks: 0 });
        });
    }
}
