//! Record-date history (基準日残高) in one cell per holder, design §3.
//!
//! An *epoch* is the number of cutoffs that have passed. The first write of a new epoch saves the old units under the
//! epoch before and sets that bit in `marks`; further writes of the epoch save nothing. The holding at cutoff *k* is
//! the saved entry at the lowest set bit ≥ *k*, or else the current units: two reads, however long the history.

use bond_abi::token::Account;
use bond_abi::wire::u64_at;

/// Where the units at a cutoff are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// They never changed since: the current units.
    Now(u64),
    /// In the entry saved for this cutoff.
    Saved(u8),
}

/// An entry to save before a write: the cutoff and the units that were held at it.
pub type Entry = Option<(u8, u64)>;

/// Where the units of a cell at cutoff `k` are found. The caller has checked that the cutoff has passed.
pub fn at(cell: &Account, k: u8) -> At {
    let (low, high) = halves(cell.marks);
    let (low, high) = match k {
        0..=63 => (low & mask_from(k), high),
        _ => (0, high & mask_from(k & 63)),
    };
    match (low, high) {
        (0, 0) => At::Now(cell.units),
        (0, _) => At::Saved(lowest(high) | 64),
        _ => At::Saved(lowest(low)),
    }
}

/// Writes `units` into a cell in `epoch`: gives the entry to save.
pub fn write(cell: &mut Account, units: u64, epoch: u8) -> Entry {
    let old_units = core::mem::replace(&mut cell.units, units);
    let k = epoch.checked_sub(1).filter(|_| cell.epoch < epoch)?;
    cell.epoch = epoch;
    let (low, high) = halves(cell.marks);
    let mark = 1 << (k & 63);
    let (low, high) = if k < 64 { (low | mark, high) } else { (low, high | mark) };
    cell.marks = u128::from(high) << 64 | u128::from(low);
    Some((k, old_units))
}

/// Marks 0 to 63, and 64 to 127: shifts of a `u128` by what is not constant cost half a kilobyte of code.
fn halves(marks: u128) -> (u64, u64) {
    let bytes = marks.to_le_bytes();
    (u64_at(&bytes, 0), u64_at(&bytes, 8))
}

/// The lowest bit that is set.
fn lowest(marks: u64) -> u8 {
    let [lowest, ..] = marks.trailing_zeros().to_le_bytes();
    lowest
}

/// The bits from `k` on, which is below 64.
fn mask_from(k: u8) -> u64 {
    u64::MAX << k
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The obvious reference: every write with its epoch; the holding at cutoff k is the last write of an epoch ≤ k.
    fn by_replay(writes: &[(u8, u64)], k: u8) -> u64 {
        writes.iter().rev().find(|(epoch, _)| *epoch <= k).map_or(0, |(_, units)| *units)
    }

    fn apply(writes: &[(u8, u64)]) -> (Account, BTreeMap<u8, u64>) {
        let mut saved = BTreeMap::new();
        let mut cell = Account::default();
        for (epoch, units) in writes {
            if let Some((k, old)) = write(&mut cell, *units, *epoch) {
                assert_eq!(saved.insert(k, old), None, "an entry is written once");
            }
        }
        (cell, saved)
    }

    fn check(writes: &[(u8, u64)], epochs: u8) {
        let (cell, saved) = apply(writes);
        for k in 0..epochs {
            let found = match at(&cell, k) {
                At::Now(units) => units,
                At::Saved(entry) => saved[&entry],
            };
            assert_eq!(found, by_replay(writes, k), "cutoff {k} of {writes:?}");
        }
    }

    #[test]
    fn every_pattern_of_writes_over_six_epochs_is_found_again() {
        // Per epoch: no write, one, or two; 3^6 histories, each asked at every cutoff.
        for pattern in 0..729_u32 {
            let mut rest = pattern;
            let mut writes = Vec::new();
            for epoch in 0..6_u8 {
                for turn in 0..rest % 3 {
                    writes.push((epoch, 1 + u64::from(epoch) * 10 + u64::from(turn)));
                }
                rest /= 3;
            }
            check(&writes, 6);
        }
    }

    #[test]
    fn the_last_of_128_events_has_a_mark_of_its_own() {
        check(&[(0, 5), (128, 0)], 128);
        check(&[(127, 5), (128, 6)], 128);
        check(&[(128, 6)], 128);
        let every: Vec<(u8, u64)> = (0..=128).map(|epoch| (epoch, u64::from(epoch) + 1)).collect();
        check(&every, 128);
    }

    #[test]
    fn a_write_in_the_same_epoch_saves_nothing() {
        let mut cell = Account::default();
        assert_eq!(write(&mut cell, 5, 3), Some((2, 0)));
        let first = cell;
        assert_eq!(write(&mut cell, 6, 3), None);
        assert_eq!(cell, Account { units: 6, ..first });
    }
}
