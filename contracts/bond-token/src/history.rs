//! Record-date history (基準日残高) in one cell per holder, design §3.
//!
//! An *epoch* is the number of cutoffs that have passed. The first write of a new epoch saves the old units under the
//! epoch before and sets that bit in `marks`; further writes of the epoch save nothing. The holding at cutoff *k* is
//! the saved entry at the lowest set bit ≥ *k*, or else the current units: two reads, however long the history.

/// What is stored per holder, and once for the whole supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Holding {
    /// Units now.
    pub units: u64,
    /// Epoch of the last write.
    pub epoch: u8,
    /// Bit *k*: an entry for cutoff *k* was saved.
    pub marks: u128,
}

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

impl Holding {
    /// Where the units at cutoff `k` are found. The caller has checked that the cutoff has passed.
    pub fn at(&self, k: u8) -> At {
        match self.marks.checked_shr(u32::from(k)).map_or(128, u128::trailing_zeros) {
            128.. => At::Now(self.units),
            // At most 127 − k, so the sum stays below 128.
            distance => u8::try_from(distance)
                .ok()
                .and_then(|distance| k.checked_add(distance))
                .map_or(At::Now(self.units), At::Saved),
        }
    }

    /// The holding after a write of `units` in `epoch`, and the entry to save first.
    pub fn write(&self, units: u64, epoch: u8) -> (Self, Entry) {
        match epoch.checked_sub(1) {
            Some(k) if self.epoch < epoch => {
                let mark = 1_u128.checked_shl(u32::from(k)).unwrap_or(0);
                (Self { units, epoch, marks: self.marks | mark }, Some((k, self.units)))
            }
            _ => (Self { units, ..*self }, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The obvious reference: every write with its epoch; the holding at cutoff k is the last write of an epoch ≤ k.
    fn by_replay(writes: &[(u8, u64)], k: u8) -> u64 {
        writes.iter().rev().find(|(epoch, _)| *epoch <= k).map_or(0, |(_, units)| *units)
    }

    fn apply(writes: &[(u8, u64)]) -> (Holding, BTreeMap<u8, u64>) {
        let mut saved = BTreeMap::new();
        let mut holding = Holding::default();
        for (epoch, units) in writes {
            let (next, entry) = holding.write(*units, *epoch);
            if let Some((k, old)) = entry {
                assert_eq!(saved.insert(k, old), None, "an entry is written once");
            }
            holding = next;
        }
        (holding, saved)
    }

    fn check(writes: &[(u8, u64)], epochs: u8) {
        let (holding, saved) = apply(writes);
        for k in 0..epochs {
            let found = match holding.at(k) {
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
        let (first, entry) = Holding::default().write(5, 3);
        assert_eq!(entry, Some((2, 0)));
        assert_eq!(first.write(6, 3), (Holding { units: 6, ..first }, None));
    }
}
