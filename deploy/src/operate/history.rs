//! What happened to a series, in the order of its blocks: who was allotted, who transferred, who was paid, and what the
//! desk said of whom by then. Reports about the past are drawn from it, so that what the desk says later changes nothing.

use std::collections::BTreeMap;

use anyhow::{anyhow, Context};
use bond_abi::desk::DeskEvent;
use bond_abi::distributor::{DistributorEvent, Quote};
use bond_abi::registry::Residence;
use bond_abi::token::TokenEvent;
use bond_abi::AccountId;
use bond_client::RawEvent;
use scale::Decode;

use super::{registry, Session};
use crate::input::defect::Failure;
use crate::output::progress_bar;

/// The contracts whose events are read.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    /// kyc-desk
    pub desk: AccountId,
    /// bond-token
    pub token: AccountId,
    /// coupon-distributor
    pub distributor: AccountId,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum What {
    /// The desk said, or corrected, where an investor lives; `old` is what it had said before.
    Lives {
        /// The registrar's number.
        investor_id: u64,
        /// `None` when he was registered.
        old: Option<Residence>,
        /// From now on.
        new: Residence,
    },
    /// A wallet became an investor's.
    Linked {
        /// The wallet.
        wallet: AccountId,
        /// The registrar's number.
        investor_id: u64,
    },
    /// A wallet was taken off an investor's list; what it holds stays his.
    Unlinked {
        /// The wallet.
        wallet: AccountId,
        /// The registrar's number.
        investor_id: u64,
    },
    /// Units were allotted (no `from`), moved, or redeemed or cancelled (no `to`).
    Moved {
        /// Who had them.
        from: Option<AccountId>,
        /// Who has them.
        to: Option<AccountId>,
        /// How many.
        units: u64,
    },
    /// A holder, or whoever took his place, was paid.
    Paid {
        /// Number of the event.
        event: u8,
        /// The account that was paid: that which held the units, or the one in its place.
        to: AccountId,
        /// The amounts.
        quote: Quote,
    },
}

/// It, with its place.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Number of the block; 0 on the embedded chain.
    pub block: u64,
    /// Time of the block, Unix milliseconds.
    pub at_ms: u64,
    /// What happened.
    pub what: What,
}

/// All of it. What happened before the first block that was read is known by what the desk says now, as far as nothing
/// changed since.
#[derive(Clone, Debug, Default)]
pub struct History {
    facts: Vec<Fact>,
    owners_now: BTreeMap<AccountId, u64>,
    residences_now: BTreeMap<u64, Residence>,
}

// Queries

impl History {
    /// Everything, in order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The investor whose wallet this was at an instant.
    pub fn owner_at(&self, wallet: AccountId, at_ms: u64) -> Option<u64> {
        let linked = self.facts.iter().rev().find_map(|fact| match fact.what {
            What::Linked { wallet: of, investor_id } if of == wallet && fact.at_ms <= at_ms => Some(investor_id),
            _ => None,
        });
        // Before the first word that was read: whoever lost it then had it, and nobody whom it was only given then.
        let later = || {
            self.facts.iter().find_map(|fact| match fact.what {
                What::Unlinked { wallet: of, investor_id } if of == wallet => Some(Some(investor_id)),
                What::Linked { wallet: of, .. } if of == wallet => Some(None),
                _ => None,
            })
        };
        linked.or_else(|| later().unwrap_or_else(|| self.owners_now.get(&wallet).copied()))
    }

    /// Where an investor lived at an instant, as the desk had said by then.
    pub fn residence_at(&self, investor_id: u64, at_ms: u64) -> Option<Residence> {
        let said = self.facts.iter().filter_map(|fact| match fact.what {
            What::Lives { investor_id: of, old, new } if of == investor_id => Some((fact.at_ms, old, new)),
            _ => None,
        });
        let said: Vec<_> = said.collect();
        match said.iter().rev().find(|(said_ms, ..)| *said_ms <= at_ms) {
            Some((_, _, new)) => Some(*new),
            // Before the first word that was read: what that one replaced.
            None => match said.first() {
                Some((_, old, _)) => *old,
                None => self.residences_now.get(&investor_id).copied(),
            },
        }
    }
}

// Changes

impl History {
    /// One that knows what the desk says now.
    pub fn since(owners_now: BTreeMap<AccountId, u64>, residences_now: BTreeMap<u64, Residence>) -> Self {
        Self { facts: Vec::new(), owners_now, residences_now }
    }

    /// Reads on: an event of a block. Those of other contracts are passed over.
    ///
    /// # Errors
    /// When an event of one of the contracts cannot be read.
    pub fn see(&mut self, sources: &Sources, block: u64, at_ms: u64, event: &RawEvent) -> anyhow::Result<()> {
        let what = match event.contract {
            contract if contract == sources.desk => of_desk(&event.data)?,
            contract if contract == sources.token => of_token(&event.data)?,
            contract if contract == sources.distributor => of_distributor(&event.data)?,
            _ => None,
        };
        self.facts.extend(what.map(|what| Fact { block, at_ms, what }));
        Ok(())
    }

    /// The history of a series up to the block that the session reads from, `last`, from a block on.
    ///
    /// # Errors
    /// [`Failure`] when the node does not answer, or has dropped the state of a block.
    pub fn of_session(session: &mut Session, wallets: &[AccountId], from: u64, last: u64) -> Result<Self, Failure> {
        let sources = Sources { desk: session.desk, token: session.token, distributor: session.distributor };
        let profiles = registry::profiles(session, wallets)?;
        let known = || wallets.iter().zip(&profiles).filter_map(|(wallet, profile)| Some((*wallet, profile.as_ref()?)));
        let owners_now = known().map(|(wallet, profile)| (wallet, profile.investor_id)).collect();
        let residences_now = known().map(|(_, profile)| (profile.investor_id, profile.residence)).collect();
        let mut history = Self::since(owners_now, residences_now);
        let bar = progress_bar(usize::try_from(last.saturating_sub(from)).unwrap_or_default());
        bar.set_message("reading the blocks");
        for number in from..=last {
            let node = session.client.transport();
            let hash = node.block_hash(number).map_err(anyhow::Error::from)?;
            let hash = hash.with_context(|| format!("the node has no block {number}"))?;
            let events = node.contract_events(hash).map_err(|error| {
                anyhow!("{error}; read from a node that keeps old states (--state-pruning archive), or from a later block with --from")
            })?;
            let ours = |event: &RawEvent| [sources.desk, sources.token, sources.distributor].contains(&event.contract);
            if events.iter().any(|placed| ours(&placed.event)) {
                let at_ms = node.block_time_ms(hash).map_err(anyhow::Error::from)?;
                for placed in &events {
                    history.see(&sources, number, at_ms, &placed.event)?;
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(history)
    }
}

// Helpers

fn of_desk(mut data: &[u8]) -> anyhow::Result<Option<What>> {
    Ok(match DeskEvent::decode(&mut data).context("an event of the desk cannot be read")? {
        DeskEvent::InvestorRegistered { investor_id, record, .. } => {
            Some(What::Lives { investor_id, old: None, new: record.residence })
        }
        DeskEvent::InvestorUpdated { investor_id, old, new, .. } => {
            Some(What::Lives { investor_id, old: Some(old.residence), new: new.residence })
        }
        DeskEvent::WalletLinked { wallet, investor_id, .. } => Some(What::Linked { wallet, investor_id }),
        DeskEvent::WalletUnlinked { wallet, investor_id, .. } => Some(What::Unlinked { wallet, investor_id }),
        _ => None,
    })
}

fn of_token(mut data: &[u8]) -> anyhow::Result<Option<What>> {
    Ok(match TokenEvent::decode(&mut data).context("an event of the token cannot be read")? {
        TokenEvent::Transfer { from, to, value } => {
            Some(What::Moved { from, to, units: u64::try_from(value).context("more units than there are")? })
        }
        TokenEvent::Approval { .. } => None,
    })
}

fn of_distributor(mut data: &[u8]) -> anyhow::Result<Option<What>> {
    Ok(match DistributorEvent::decode(&mut data).context("an event of the distributor cannot be read")? {
        DistributorEvent::CouponPaid { event, to, quote, .. } => Some(What::Paid { event, to, quote }),
        _ => None,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    pub fn japan(prefecture: u16) -> Residence {
        Residence { country: 392, area: prefecture * 1_000 }
    }

    /// A history of these facts.
    pub fn of(facts: impl IntoIterator<Item = (u64, What)>) -> History {
        let fact = |(at_ms, what)| Fact { block: at_ms, at_ms, what };
        History { facts: facts.into_iter().map(fact).collect(), ..History::default() }
    }

    pub fn lives(investor_id: u64, old: Option<u16>, new: u16) -> What {
        What::Lives { investor_id, old: old.map(japan), new: japan(new) }
    }

    #[test]
    fn a_residence_is_that_of_the_last_word_before_an_instant() {
        let history = of([(10, lives(7, None, 13)), (20, lives(7, Some(13), 27))]);
        let at = |at_ms| history.residence_at(7, at_ms);
        assert_eq!((at(9), at(10), at(19), at(20)), (None, Some(japan(13)), Some(japan(13)), Some(japan(27))));
        assert_eq!(history.residence_at(8, 100), None);
    }

    #[test]
    fn what_was_said_before_the_first_block_that_was_read_is_what_the_next_word_replaced() {
        let mut history = of([(20, lives(7, Some(13), 27))]);
        history.residences_now = BTreeMap::from([(7, japan(27)), (8, japan(1))]);
        assert_eq!(history.residence_at(7, 5), Some(japan(13)), "not what is said now");
        assert_eq!(history.residence_at(8, 5), Some(japan(1)), "of whom nothing was said since");
    }

    #[test]
    fn a_wallet_is_the_investors_to_whom_it_was_linked_last() {
        let (wallet, other) = (account(1), account(2));
        let mut history = of([
            (10, What::Linked { wallet, investor_id: 7 }),
            (20, What::Unlinked { wallet, investor_id: 7 }),
            (30, What::Linked { wallet, investor_id: 8 }),
            (40, What::Unlinked { wallet: other, investor_id: 9 }),
        ]);
        let at = |at_ms| history.owner_at(wallet, at_ms);
        assert_eq!((at(10), at(25), at(30)), (Some(7), Some(7), Some(8)));
        assert_eq!(history.owner_at(other, 5), Some(9), "it was his before he lost it");
        assert_eq!(history.owner_at(account(3), 5), None);
        history.owners_now.insert(account(3), 4);
        assert_eq!(history.owner_at(account(3), 5), Some(4));
    }
}
