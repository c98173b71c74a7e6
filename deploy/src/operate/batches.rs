//! Rows for the desk, cut into batches that it takes.

use bond_abi::desk::NewInvestor;
use bond_abi::registry::MAX_ENTRIES;

use crate::input::investors::Person;

/// Cuts rows into batches of at most `max_rows` rows and so many wallets as one message of the desk takes, in their order.
pub fn batches<R>(rows: &[R], max_rows: u32, wallets: impl Fn(&R) -> usize) -> Vec<&[R]> {
    let (mut batches, mut rest) = (Vec::new(), rows);
    while !rest.is_empty() {
        let mut entries = 0;
        let fits = |row: &&R| {
            entries += wallets(row);
            entries <= MAX_ENTRIES as usize
        };
        // A row alone always goes: no investor has as many wallets as a message takes.
        let count = rest.iter().take(max_rows as usize).take_while(fits).count().max(1);
        let (batch, after) = rest.split_at(count);
        batches.push(batch);
        rest = after;
    }
    batches
}

/// The wallets that a registration links at once.
pub fn wallets_of(person: &Person) -> usize {
    person.wallets_at_once().len()
}

/// An investor as `register` takes one.
pub fn new_investor(person: &Person) -> NewInvestor {
    NewInvestor { investor_id: person.investor_id, record: person.record, wallets: person.wallets_at_once() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::desk::{MAX_IDS, MAX_ROWS};

    fn sizes(wallets: &[usize]) -> Vec<usize> {
        batches(wallets, MAX_ROWS, |wallets| *wallets).into_iter().map(<[usize]>::len).collect()
    }

    #[test]
    fn a_batch_is_bounded_by_rows_and_by_wallets() {
        assert_eq!(sizes(&[]), Vec::<usize>::new());
        assert_eq!(sizes(&[1; 130]), [64, 64, 2]);
        assert_eq!(sizes(&[2; 64]), [64]);
        assert_eq!(sizes(&[8; 20]), [16, 4]);
        assert_eq!(sizes(&[24, 24, 24, 24, 24, 24]), [5, 1]);
        assert_eq!(sizes(&[0; 65]), [64, 1]);
        assert_eq!(batches(&[0; 200], MAX_IDS, |_| 1)[0].len(), 128);
    }
}
