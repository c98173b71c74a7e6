//! Which record-date cutoffs have passed. The root storage keeps the epoch and the next cutoff, so that a transfer
//! reads the list of cutoffs only when one has passed since the last transfer.

use bond_abi::wire::at;
use ink::prelude::vec::Vec;

/// The epoch and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Cutoffs passed.
    pub epoch: u8,
    /// The next one; `u64::MAX` after the last.
    pub next_cutoff_ms: u64,
}

/// The cutoff of event `k`, `u64::MAX` when there is none, in a list of eight bytes each.
pub fn cutoff_ms(cutoffs: &[u8], k: u8) -> u64 {
    match cutoffs.chunks_exact(8).nth(usize::from(k)) {
        Some(cutoff) => u64::from_le_bytes(*at(cutoff, 0)),
        None => u64::MAX,
    }
}

impl Clock {
    /// The clock at `now_ms`. A cutoff has passed from its own instant on: transfers at it come too late for it.
    pub fn at(mut self, now_ms: u64, cutoffs: impl FnOnce() -> Vec<u8>) -> Self {
        if now_ms < self.next_cutoff_ms {
            return self;
        }
        let cutoffs = cutoffs();
        // There are at most 128 events; none ends the loop.
        while self.next_cutoff_ms <= now_ms && self.next_cutoff_ms != u64::MAX {
            self.epoch = self.epoch.saturating_add(1);
            self.next_cutoff_ms = cutoff_ms(&cutoffs, self.epoch);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUTOFFS_MS: [u64; 3] = [100, 200, 300];

    fn cutoffs() -> Vec<u8> {
        CUTOFFS_MS.into_iter().flat_map(u64::to_le_bytes).collect()
    }

    #[test]
    fn a_cutoff_passes_at_its_own_millisecond() {
        let at = |now_ms| {
            let clock = Clock { epoch: 0, next_cutoff_ms: CUTOFFS_MS[0] }.at(now_ms, cutoffs);
            (clock.epoch, clock.next_cutoff_ms)
        };
        assert_eq!(at(0), (0, 100));
        assert_eq!(at(99), (0, 100));
        assert_eq!(at(100), (1, 200));
        assert_eq!(at(101), (1, 200));
        assert_eq!(at(299), (2, 300));
        assert_eq!(at(300), (3, u64::MAX));
        assert_eq!(at(u64::MAX), (3, u64::MAX));
    }

    #[test]
    fn the_list_is_not_read_within_an_epoch() {
        let clock = Clock { epoch: 1, next_cutoff_ms: 200 };
        assert_eq!(clock.at(199, || unreachable!()), clock);
    }
}
