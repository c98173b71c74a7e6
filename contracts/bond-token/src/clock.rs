//! Which record-date cutoffs have passed. The root storage keeps the epoch and the next cutoff, so that a transfer
//! reads the list of cutoffs only when one has passed since the last transfer.

use ink::prelude::vec::Vec;

/// The epoch and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Clock {
    /// Cutoffs passed.
    pub epoch: u8,
    /// The next one; `u64::MAX` after the last.
    pub next_cutoff_ms: u64,
}

impl Clock {
    /// Before the first cutoff.
    pub fn before(first_cutoff_ms: u64) -> Self {
        Self { epoch: 0, next_cutoff_ms: first_cutoff_ms }
    }

    /// The clock at `now_ms`. A cutoff has passed from its own instant on: transfers at it come too late for it.
    pub fn at(self, now_ms: u64, cutoffs_ms: impl FnOnce() -> Vec<u64>) -> Self {
        if now_ms < self.next_cutoff_ms {
            return self;
        }
        let cutoffs_ms = cutoffs_ms();
        let passed = cutoffs_ms.partition_point(|cutoff_ms| *cutoff_ms <= now_ms);
        Self {
            // The constructor admits at most 128 events.
            epoch: u8::try_from(passed).unwrap_or(u8::MAX),
            next_cutoff_ms: cutoffs_ms.get(passed).copied().unwrap_or(u64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUTOFFS_MS: [u64; 3] = [100, 200, 300];

    #[test]
    fn a_cutoff_passes_at_its_own_millisecond() {
        let at = |now_ms| {
            let clock = Clock::before(CUTOFFS_MS[0]).at(now_ms, || CUTOFFS_MS.to_vec());
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
