//! Lots: who acquired which units on which day, first in, first out (先入先出). The register of the law names the day of
//! acquisition of what a holder has (会社法681条5号 as the model, market-rules-2 §A3); a holder is an investor, whatever
//! wallets he uses.

use std::collections::{BTreeMap, VecDeque};

use anyhow::anyhow;
use bond_abi::AccountId;

use super::history::{History, What};

/// Who holds: an investor, or a wallet that belongs to nobody whom the desk knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// By the registrar's number.
    Investor(u64),
    /// By its account's bytes.
    Wallet([u8; 32]),
}

/// Units that were acquired together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    /// How many are left.
    pub units: u64,
    /// Time of the block in which they were entered, Unix milliseconds.
    pub acquired_ms: u64,
    /// Number of that block.
    pub block: u64,
    /// Whether they were allotted, and not bought or taken over.
    pub allotted: bool,
}

/// An allotment (割当て).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// Who got it.
    pub holder: Holder,
    /// The wallet.
    pub wallet: AccountId,
    /// How many units.
    pub units: u64,
    /// Time of its block, Unix milliseconds.
    pub at_ms: u64,
    /// Number of that block.
    pub block: u64,
}

/// The register by lots.
#[derive(Clone, Debug, Default)]
pub struct Lots {
    /// Of each holder, the oldest first; nobody without units.
    pub held: BTreeMap<Holder, VecDeque<Lot>>,
    /// In their order.
    pub allotments: Vec<Allotment>,
    wallets: BTreeMap<[u8; 32], (Holder, u64)>,
}

// Queries

impl Lots {
    /// The lots after everything that a history has seen.
    ///
    /// # Errors
    /// When more units leave a holder than came: the history does not begin early enough.
    pub fn of(history: &History) -> anyhow::Result<Self> {
        let mut lots = Self::default();
        for fact in history.facts() {
            match fact.what {
                What::Moved { from, to, units } => {
                    let holder = |wallet: AccountId| match history.owner_at(wallet, fact.at_ms) {
                        Some(investor_id) => Holder::Investor(investor_id),
                        None => Holder::Wallet(*wallet.as_ref()),
                    };
                    let giver = from.map(|wallet| lots.holder_of(wallet).unwrap_or_else(|| holder(wallet)));
                    let taker = to.map(holder);
                    let lot = Lot { units, acquired_ms: fact.at_ms, block: fact.block, allotted: from.is_none() };
                    lots.pass(giver, taker, lot)?;
                    lots.count(from, giver, to, taker, units)?;
                    if let (None, Some(wallet), Some(holder)) = (from, to, taker) {
                        let (at_ms, block) = (fact.at_ms, fact.block);
                        lots.allotments.push(Allotment { holder, wallet, units, at_ms, block });
                    }
                }
                // Its units go with the wallet to whom it is linked.
                What::Linked { wallet, investor_id } => {
                    let key: [u8; 32] = *wallet.as_ref();
                    let Some((old, units)) = lots.wallets.get(&key).copied() else { continue };
                    let new = Holder::Investor(investor_id);
                    let lot = Lot { units, acquired_ms: fact.at_ms, block: fact.block, allotted: false };
                    lots.pass(Some(old), Some(new), lot)?;
                    lots.wallets.insert(key, (new, units));
                }
                _ => {}
            }
        }
        Ok(lots)
    }

    /// Units of a holder.
    pub fn units_of(&self, holder: Holder) -> u64 {
        self.held.get(&holder).map_or(0, |lots| lots.iter().map(|lot| lot.units).sum())
    }

    /// Who holds what a wallet has; `None` for one that has nothing.
    pub fn holder_of(&self, wallet: AccountId) -> Option<Holder> {
        self.wallets.get(AsRef::<[u8; 32]>::as_ref(&wallet)).filter(|(_, units)| *units > 0).map(|(holder, _)| *holder)
    }
}

// Changes

impl Lots {
    /// Units leave the oldest lots of one and become a lot of another; between wallets of one holder nothing changes. A
    /// wallet that becomes an investor's brings its days with it.
    fn pass(&mut self, from: Option<Holder>, to: Option<Holder>, lot: Lot) -> anyhow::Result<()> {
        if from == to || lot.units == 0 {
            return Ok(());
        }
        let mut taken = VecDeque::new();
        if let Some(holder) = from {
            let mut left = lot.units;
            let held = self.held.entry(holder).or_default();
            while left > 0 {
                let Some(oldest) = held.front_mut() else {
                    return Err(anyhow!(
                        "{} units leave {holder:?} in block {} that never came: read from an earlier block with --from",
                        lot.units,
                        lot.block
                    ));
                };
                let units = oldest.units.min(left);
                taken.push_back(Lot { units, ..*oldest });
                oldest.units -= units;
                left -= units;
                if oldest.units == 0 {
                    held.pop_front();
                }
            }
            if held.is_empty() {
                self.held.remove(&holder);
            }
        }
        let Some(holder) = to else { return Ok(()) };
        let held = self.held.entry(holder).or_default();
        match from {
            Some(Holder::Wallet(_)) if !lot.allotted && matches!(holder, Holder::Investor(_)) => held.extend(taken),
            _ => held.push_back(lot),
        }
        held.make_contiguous().sort_by_key(|lot| lot.block);
        Ok(())
    }

    fn count(
        &mut self,
        from: Option<AccountId>,
        giver: Option<Holder>,
        to: Option<AccountId>,
        taker: Option<Holder>,
        units: u64,
    ) -> anyhow::Result<()> {
        if let (Some(wallet), Some(holder)) = (from, giver) {
            let (_, held) = self.wallets.entry(*wallet.as_ref()).or_insert((holder, 0));
            *held = held.checked_sub(units).ok_or_else(|| anyhow!("more units leave a wallet than came"))?;
        }
        if let (Some(wallet), Some(holder)) = (to, taker) {
            let entry = self.wallets.entry(*wallet.as_ref()).or_insert((holder, 0));
            *entry = (holder, entry.1.saturating_add(units));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::history::tests::{account, of};

    fn linked(wallet: u8, investor_id: u64) -> What {
        What::Linked { wallet: account(wallet), investor_id }
    }

    fn moved(from: Option<u8>, to: Option<u8>, units: u64) -> What {
        What::Moved { from: from.map(account), to: to.map(account), units }
    }

    fn lots(facts: impl IntoIterator<Item = (u64, What)>) -> Lots {
        Lots::of(&of(facts)).unwrap()
    }

    fn held(lots: &Lots, investor_id: u64) -> Vec<(u64, u64)> {
        let lots = lots.held.get(&Holder::Investor(investor_id));
        lots.into_iter().flatten().map(|lot| (lot.acquired_ms, lot.units)).collect()
    }

    #[test]
    fn what_was_acquired_first_leaves_first() {
        let lots = lots([
            (1, linked(1, 7)),
            (1, linked(2, 8)),
            (10, moved(None, Some(1), 100)),
            (11, moved(None, Some(2), 50)),
            (20, moved(Some(2), Some(1), 30)),
            (30, moved(Some(1), Some(2), 110)),
            (40, moved(Some(1), None, 5)),
        ]);
        // Investor 7: 100 of day 10 and 10 of day 20 went; 5 more were redeemed.
        assert_eq!(held(&lots, 7), [(20, 15)]);
        assert_eq!(held(&lots, 8), [(11, 20), (30, 110)]);
        assert_eq!((lots.units_of(Holder::Investor(7)), lots.units_of(Holder::Investor(8))), (15, 130));
        let allotments: Vec<_> = lots.allotments.iter().map(|row| (row.holder, row.units, row.at_ms)).collect();
        assert_eq!(allotments, [(Holder::Investor(7), 100, 10), (Holder::Investor(8), 50, 11)]);
    }

    #[test]
    fn between_wallets_of_one_investor_the_day_of_acquisition_stays() {
        let lots = lots([
            (1, linked(1, 7)),
            (1, linked(2, 7)),
            (10, moved(None, Some(1), 100)),
            (20, moved(Some(1), Some(2), 60)),
        ]);
        assert_eq!(held(&lots, 7), [(10, 100)]);
    }

    #[test]
    fn a_wallet_that_becomes_an_investors_brings_its_days_and_one_that_changes_investors_a_new_one() {
        let first = [(10, moved(None, Some(1), 40)), (20, linked(1, 7))];
        assert_eq!(held(&lots(first.clone()), 7), [(10, 40)]);
        let then = [(25, What::Unlinked { wallet: account(1), investor_id: 7 }), (30, linked(1, 8))];
        let lots = lots(first.into_iter().chain(then));
        assert_eq!((held(&lots, 7), held(&lots, 8)), (vec![], vec![(30, 40)]));
        assert_eq!(lots.holder_of(account(1)), Some(Holder::Investor(8)));
    }

    #[test]
    fn units_that_never_came_say_that_the_history_begins_too_late() {
        let error = Lots::of(&of([(1, linked(1, 7)), (10, moved(Some(1), None, 5))])).unwrap_err();
        assert!(error.to_string().contains("--from"), "{error}");
    }
}
