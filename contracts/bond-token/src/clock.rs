//! Which record-date cutoffs have passed. All of them lie in the root storage, eight bytes each: a transfer reads it anyway,
//! and never has to write down that one has passed.

use bond_abi::wire::at;

/// The cutoff of event `k`, `u64::MAX` when there is none.
pub fn cutoff_ms(cutoffs: &[u8], k: u8) -> u64 {
    match cutoffs.chunks_exact(8).nth(usize::from(k)) {
        Some(cutoff) => u64::from_le_bytes(*at(cutoff, 0)),
        None => u64::MAX,
    }
}

/// How many have passed at `now_ms`. A cutoff has passed from its own instant on: transfers at it come too late for it.
pub fn epoch(cutoffs: &[u8], now_ms: u64) -> u8 {
    let events = u8::try_from(cutoffs.len() / 8).unwrap_or(u8::MAX);
    // They are in order: all below `low` have passed, none from `high` on has.
    let (mut low, mut high) = (0_u8, events);
    while low < high {
        let middle = low.midpoint(high);
        if cutoff_ms(cutoffs, middle) <= now_ms {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cutoffs(cutoffs_ms: &[u64]) -> Vec<u8> {
        cutoffs_ms.iter().flat_map(|cutoff_ms| cutoff_ms.to_le_bytes()).collect()
    }

    #[test]
    fn a_cutoff_passes_at_its_own_millisecond() {
        let cutoffs = cutoffs(&[100, 200, 300]);
        for (now_ms, passed) in [(0, 0), (99, 0), (100, 1), (101, 1), (299, 2), (300, 3), (u64::MAX, 3)] {
            assert_eq!(epoch(&cutoffs, now_ms), passed, "{now_ms}");
        }
        assert_eq!([0, 1, 2, 3, 255].map(|k| cutoff_ms(&cutoffs, k)), [100, 200, 300, u64::MAX, u64::MAX]);
    }

    #[test]
    fn the_longest_list_is_read_to_its_end() {
        let longest: Vec<u64> = (1..=128).collect();
        assert_eq!([127, 128, 129].map(|now_ms| epoch(&cutoffs(&longest), now_ms)), [127, 128, 128]);
    }
}
