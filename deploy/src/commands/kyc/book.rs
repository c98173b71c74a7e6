//! The desk's book, read page by page.

use std::collections::HashMap;

use bond_abi::desk::{Investor, KycDesk, Link, Registrar};
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::{contracts, TraitCallBuilder};

use crate::input::defect::Failure;
use crate::operate::chain::Chain;
use crate::operate::Session;
use crate::output::progress_bar;

/// Everybody at the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// In the order of their registration.
    pub investors: Vec<(u64, Investor)>,
    places: HashMap<u64, usize>,
    owners: HashMap<AccountId, u64>,
}

impl Book {
    /// Reads it.
    ///
    /// # Errors
    /// [`Failure`] when the desk does not answer.
    pub fn read<T: Chain>(session: &mut Session<T>) -> Result<Self, Failure> {
        let desk = contracts::desk(session.desk);
        let expected = session.read(desk.call().status())?.investors;
        let bar = progress_bar(expected as usize);
        bar.set_message("reading the desk's book");
        let mut investors: Vec<(u64, Investor)> = Vec::with_capacity(expected as usize);
        // What is registered meanwhile comes at the end: positions do not move.
        loop {
            let place = u32::try_from(investors.len()).unwrap_or(u32::MAX);
            let page = session.read(desk.call().investors(place, MAX_PAGE))?;
            if page.is_empty() {
                break;
            }
            bar.inc(page.len() as u64);
            investors.extend(page);
        }
        bar.finish_and_clear();
        Ok(Self::of(investors))
    }

    fn of(investors: Vec<(u64, Investor)>) -> Self {
        let places = investors.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
        let wallets = |(id, investor): &(u64, Investor)| {
            let id = *id;
            investor.wallets.iter().map(move |wallet| (wallet.account, id)).collect::<Vec<_>>()
        };
        let owners = investors.iter().flat_map(wallets).collect();
        Self { investors, places, owners }
    }

    /// An investor.
    pub fn investor(&self, investor_id: u64) -> Option<&Investor> {
        self.places.get(&investor_id).and_then(|place| self.investors.get(*place)).map(|(_, investor)| investor)
    }

    /// In whose list a wallet stands.
    pub fn owner(&self, wallet: &AccountId) -> Option<u64> {
        self.owners.get(wallet).copied()
    }
}

/// What a wallet is to an investor.
pub fn link_of(investor: &Investor, account: &AccountId) -> Option<Link> {
    investor.wallets.iter().find(|wallet| wallet.account == *account).map(|wallet| wallet.link)
}

/// The wallets of an investor that are in use.
pub fn in_use(investor: &Investor) -> Vec<AccountId> {
    let used = investor.wallets.iter().filter(|wallet| wallet.link == Link::Linked);
    used.map(|wallet| wallet.account).collect()
}

/// All registrars, by their numbers.
///
/// # Errors
/// [`Failure`] when the desk does not answer.
pub fn registrars<T: Chain>(session: &mut Session<T>) -> Result<Vec<Registrar>, Failure> {
    let desk = contracts::desk(session.desk);
    let mut registrars: Vec<Registrar> = Vec::new();
    loop {
        let from = u16::try_from(registrars.len()).unwrap_or(u16::MAX);
        let page = session.read(desk.call().registrars(from))?;
        if page.is_empty() {
            return Ok(registrars);
        }
        registrars.extend(page);
    }
}
