//! The register's cells: holdings and the supply, now and at every record date. [`crate::history`] has the rule; here it
//! meets the storage.

use crate::history::{self, At};
use crate::store::{self, Key, Kind};
use bond_abi::token::Account;
use bond_abi::wire::{at, push_count};
use bond_abi::MAX_PAGE;
use ink::prelude::{boxed::Box, vec::Vec};

/// Whose cell: the 32 bytes of an account, or none for the supply, which has the same history as a holding.
pub type Holder<'a> = &'a [u8];
/// The supply's cell.
pub const SUPPLY: Holder = &[];

/// When something is written.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Record-date epoch.
    pub epoch: u8,
    /// Day in JST.
    pub day: i32,
}

// Queries

fn cell_bytes(holder: Holder) -> Vec<u8> {
    store::get(Key(Kind::Cell, holder, &[]))
}

/// A cell, all zeros before the first write; behind a pointer, since copies of it cost more than reading it.
#[inline(never)]
pub fn cell(holder: Holder) -> Box<Account> {
    Box::new(Account::unpack(&cell_bytes(holder)))
}

/// Units held now, or in circulation.
pub fn units(holder: Holder) -> u64 {
    store::get_u64(Key(Kind::Cell, holder, &[]))
}

/// How many wallets ever held units.
pub fn count() -> u32 {
    u32::from_le_bytes(*at(&store::get(Key(Kind::Count, &[], &[])), 0))
}

/// Those from number `start` on, each with its cell, as a vector on the wire.
pub fn page(start: u32, count: u32) -> Vec<u8> {
    let end = start.saturating_add(count.min(MAX_PAGE));
    let mut rows = Vec::new();
    let mut found = 0_usize;
    for number in start..end {
        let wallet = store::get(Key(Kind::Wallet, &number.to_le_bytes(), &[]));
        if wallet.is_empty() {
            break;
        }
        rows.extend_from_slice(&wallet);
        rows.extend_from_slice(&cell_bytes(&wallet));
        found = found.saturating_add(1);
    }
    let mut page = Vec::new();
    push_count(&mut page, found);
    page.extend_from_slice(&rows);
    page
}

/// Units of an investor in all wallets together.
pub fn investor_units(investor_id: u64) -> u64 {
    store::get_u64(Key(Kind::Investor, &investor_id.to_le_bytes(), &[]))
}

/// The units at the cutoff of event `k`, and the flags now. The caller has checked that it has passed.
pub fn held_at(holder: Holder, k: u8) -> (u64, u8) {
    let cell = cell(holder);
    let units = match history::at(&cell, k) {
        At::Now(units) => units,
        At::Saved(entry) => store::get_u64(Key(Kind::History, holder, &[entry])),
    };
    (units, cell.flags)
}

// Changes

/// Writes a cell as it is: nothing about units changed.
#[inline(never)]
pub fn put(holder: Holder, cell: &Account) {
    store::set(Key(Kind::Cell, holder, &[]), &cell.pack());
}

/// Writes units into a cell and, with the first write of an epoch, what was held before.
#[inline(never)]
pub fn write(holder: Holder, cell: &mut Account, units: u64, now: Now) {
    // An absent entry reads as zero, so that newcomers pay for no history.
    if let Some((k, saved_units)) = history::write(cell, units, now.epoch).filter(|(_, saved)| *saved > 0) {
        store::set(Key(Kind::History, holder, &[k]), &saved_units.to_le_bytes());
    }
    cell.changed_day = now.day;
    if cell.since_day == 0 && !holder.is_empty() {
        let number = count();
        store::set(Key(Kind::Wallet, &number.to_le_bytes(), &[]), holder);
        store::set(Key(Kind::Count, &[], &[]), &number.saturating_add(1).to_le_bytes());
        cell.since_day = now.day;
    }
    put(holder, cell);
}

/// Adds to the supply and takes from it; `None` when the sum does not fit, and then nothing changed.
#[must_use]
#[inline(never)]
pub fn change_supply(in_units: u64, out_units: u64, now: Now) -> Option<()> {
    let mut cell = cell(SUPPLY);
    let units = cell.units.checked_add(in_units)?.checked_sub(out_units)?;
    write(SUPPLY, &mut cell, units, now);
    Some(())
}

/// Moves units into and out of the sum of an investor.
#[inline(never)]
pub fn count_investor(investor_id: u64, out_units: u64, in_units: u64) {
    let units = investor_units(investor_id).saturating_sub(out_units).saturating_add(in_units);
    store::set(Key(Kind::Investor, &investor_id.to_le_bytes(), &[]), &units.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::AccountId;
    use scale::Decode;

    fn with_ledger(check: impl FnOnce()) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check();
            Ok(())
        })
        .unwrap();
    }

    fn credit(holder: Holder, more_units: u64, epoch: u8) {
        let mut cell = cell(holder);
        let units = cell.units + more_units;
        write(holder, &mut cell, units, Now { epoch, day: 20_000 + i32::from(epoch) });
    }

    #[test]
    fn every_cutoff_keeps_what_was_held_at_it_for_holders_and_for_the_supply() {
        for holder in [SUPPLY, &[7; 32]] {
            with_ledger(|| {
                for (epoch, units) in [(0, 100), (1, 40), (1, 5), (4, 1)] {
                    credit(holder, units, epoch);
                }
                let at: Vec<u64> = (0..4).map(|k| held_at(holder, k).0).collect();
                assert_eq!(at, [100, 145, 145, 145]);
                assert_eq!(units(holder), 146);
            });
        }
    }

    #[test]
    fn a_holder_who_comes_later_held_nothing_before() {
        with_ledger(|| {
            credit(SUPPLY, 9, 3);
            assert_eq!((0..3).map(|k| held_at(SUPPLY, k).0).sum::<u64>(), 0);
        });
    }

    #[test]
    fn a_sum_that_does_not_fit_changes_nothing() {
        with_ledger(|| {
            let now = Now { epoch: 0, day: 1 };
            assert_eq!(change_supply(u64::MAX, 0, now), Some(()));
            assert_eq!(change_supply(1, 0, Now { epoch: 1, ..now }), None);
            assert_eq!((units(SUPPLY), cell(SUPPLY).marks), (u64::MAX, 0));
        });
    }

    #[test]
    fn wallets_are_listed_once_in_the_order_of_their_first_units() {
        with_ledger(|| {
            let wallets: Vec<AccountId> = (1..=60).map(|byte| AccountId::from([byte; 32])).collect();
            for wallet in wallets.iter().chain(&wallets) {
                credit(wallet.as_ref(), 1, 1);
            }
            credit(SUPPLY, 1, 0);
            assert_eq!(count(), 60);
            let page = |start, count| -> Vec<AccountId> {
                let rows = Vec::<(AccountId, Account)>::decode(&mut &super::page(start, count)[..]).unwrap();
                assert!(rows.iter().all(|(wallet, row)| *row == *cell(wallet.as_ref())));
                rows.into_iter().map(|(wallet, _)| wallet).collect()
            };
            assert_eq!(page(0, u32::MAX), wallets[..50]);
            assert_eq!(page(50, 50), wallets[50..]);
            assert_eq!(page(3, 2), wallets[3..5]);
            assert!(page(60, 1).is_empty() && page(u32::MAX, 1).is_empty());
            let cell = cell(wallets[0].as_ref());
            assert_eq!((cell.since_day, cell.changed_day, cell.units), (20_001, 20_001, 2));
        });
    }
}
