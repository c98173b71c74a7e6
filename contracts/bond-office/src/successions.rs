//! Which wallet takes what a replaced one is due, however often wallets were replaced. Each replacement joins two families
//! of wallets, and a family has one member that lives: its holder. A family is a tree whose depth grows with the logarithm
//! of its size, because the shallower one is hung under the deeper, so that finding the holder takes few reads for ever.

use bond_abi::office::OfficeError;
use bond_abi::AccountId;
use ink::storage::Mapping;

/// Reads at the most: a tree as deep would have 2^32 wallets.
const MAX_DEPTH: u32 = 32;

/// A wallet in the tree of its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
struct Link {
    /// The wallet under which it hangs; none for the top.
    up: Option<AccountId>,
    /// How deep the tree below a top is.
    depth: u8,
    /// The living wallet, as a top knows it.
    holder: AccountId,
}

/// The families.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Successions {
    links: Mapping<AccountId, Link>,
}

impl Successions {
    /// The wallet that takes what a replaced one is due; none for one that was not replaced.
    pub fn of(&self, account: AccountId) -> Option<AccountId> {
        let (_, top) = self.top(account)?;
        (top.holder != account).then_some(top.holder)
    }

    /// Puts `new` in the place of `old`; neither was replaced before.
    ///
    /// # Errors
    /// `Retired` when they are one family already.
    pub fn join(&mut self, old: AccountId, new: AccountId) -> Result<(), OfficeError> {
        let alone = |account| (account, Link { up: None, depth: 0, holder: account });
        let (old_top, old_link) = self.top(old).unwrap_or_else(|| alone(old));
        let (new_top, new_link) = self.top(new).unwrap_or_else(|| alone(new));
        if old_top == new_top {
            return Err(OfficeError::Retired);
        }
        let (top, below, low) =
            if old_link.depth > new_link.depth { (old_top, new_top, new_link) } else { (new_top, old_top, old_link) };
        let is_even = old_link.depth == new_link.depth;
        let depth = old_link.depth.max(new_link.depth).saturating_add(u8::from(is_even));
        self.links.insert(below, &Link { up: Some(top), ..low });
        self.links.insert(top, &Link { up: None, depth, holder: new });
        Ok(())
    }

    /// The top of a wallet's tree.
    fn top(&self, account: AccountId) -> Option<(AccountId, Link)> {
        let mut at = account;
        let mut link = self.links.get(at)?;
        for _ in 0..MAX_DEPTH {
            match link.up {
                None => return Some((at, link)),
                Some(up) => (at, link) = (up, self.links.get(up)?),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u32) -> AccountId {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        bytes[31] = 1;
        AccountId::from(bytes)
    }

    fn with_families(check: impl FnOnce(&mut Successions)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check(&mut Successions::default());
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_hundred_successions_lead_to_the_last_and_take_few_reads() {
        with_families(|families| {
            for number in 0..100 {
                assert_eq!(families.join(account(number), account(number + 1)), Ok(()));
            }
            for number in 0..100 {
                assert_eq!(families.of(account(number)), Some(account(100)), "{number}");
            }
            assert_eq!((families.of(account(100)), families.of(account(777))), (None, None));
            assert_eq!(families.top(account(0)).unwrap().1.depth, 1, "a chain makes no deep tree");
        });
    }

    #[test]
    fn whatever_the_order_of_successions_each_wallet_has_the_one_heir_that_lives() {
        // A plain reading of the rule beside it: who replaced whom, followed one by one.
        with_families(|families| {
            let mut heir: Vec<u32> = (0..200).collect();
            let mut living: Vec<u32> = (0..200).collect();
            let mut seed = 7_u32;
            let mut next = |below: usize| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as usize % below
            };
            while living.len() > 3 {
                let old = living.swap_remove(next(living.len()));
                let new = living[next(living.len())];
                heir[old as usize] = new;
                assert_eq!(families.join(account(old), account(new)), Ok(()));
            }
            for number in 0..200_u32 {
                let mut last = number;
                while heir[last as usize] != last {
                    last = heir[last as usize];
                }
                let expected = (last != number).then(|| account(last));
                assert_eq!(families.of(account(number)), expected, "{number}");
                assert!(families.top(account(number)).is_none_or(|(_, link)| link.depth <= 8));
            }
        });
    }

    #[test]
    fn nobody_follows_himself_on_a_detour() {
        with_families(|families| {
            families.join(account(1), account(2)).unwrap();
            families.join(account(2), account(3)).unwrap();
            assert_eq!(families.join(account(3), account(1)), Err(OfficeError::Retired));
            assert_eq!(families.join(account(3), account(3)), Err(OfficeError::Retired));
        });
    }
}
